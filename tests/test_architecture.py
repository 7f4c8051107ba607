"""docs/architecture.md is true: its order, its folders, and whatever of the code it names."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
FILINGS = HOUSE / "filings"
PAGE = (HOUSE / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(?!tests/)((?:\w+/)+\w+\.py)`(?: `(\w+)`)?", PAGE)))


def layers() -> list[str]:
    """The packages as import-linter holds them apart, the highest first."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layered,) = (contract for contract in contracts if contract["type"] == "layers")
    return layered["layers"]


def folders() -> list[str]:
    """Every folder of filings/ that holds code, as the page writes it."""
    return sorted(
        f"{path.parent.relative_to(FILINGS).as_posix()}/"
        for path in FILINGS.rglob("__init__.py")
        if path.parent != FILINGS
    )


def test_the_picture_shows_the_packages_in_the_order_that_is_enforced():
    picture = re.search(r"^```\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)[1]
    assert re.findall(r"^(\w+) ", picture, re.MULTILINE) == layers()


def test_each_folder_of_the_code_has_its_line_and_no_other_has():
    assert sorted(re.findall(r"^\| `([\w/]+/)` \|", PAGE, re.MULTILINE)) == folders()


@pytest.mark.parametrize(("module", "name"), NAMED)
def test_every_module_and_name_that_the_page_tells_of_is_there(module, name):
    path = FILINGS / module
    assert path.is_file()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    names = {node.name for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    targets = [node.targets[0] for node in body if isinstance(node, ast.Assign)]
    names |= {target.id for target in targets if isinstance(target, ast.Name)}
    assert not name or name in names


def test_the_page_tells_of_enough_to_be_checked():
    assert len(NAMED) > 20


def test_the_verbs_are_still_verbs_when_every_module_has_been_imported():
    # A package `filings/compare/` would take the place of the function of that name.
    program = (
        "import filings, importlib, pkgutil\n"
        "for module in pkgutil.walk_packages(filings.__path__, 'filings.'):\n"
        "    importlib.import_module(module.name)\n"
        "print([verb for verb in filings.__all__ if callable(getattr(filings, verb))])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert run.stdout.strip() == str(["build", "check", "compare", "preview", "verify"]), run.stderr
