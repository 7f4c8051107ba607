"""What the house promises of itself: layers, words, doors, and nothing that belongs elsewhere.

Every search here first shows that it finds something: a path that finds nothing must not pass.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
import typer.main

from filings.cli import app
from filings.model.errors import ExitCode

HOUSE = Path(__file__).parents[1]
README = (HOUSE / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]

# What only cli/ may ask: the clock, the machine, the user's language and environment.
OUTSIDE = re.compile(
    r"""(\w+\.)*(now|(?<!options\.)today|utcnow|fromtimestamp)$
    |   (os\.(environ|environb|getenv|cpu_count|process_cpu_count|getlogin|uname|sched_getaffinity)
        |time|socket|locale|getpass|platform|multiprocessing\.cpu_count)(\.|$)
    """,
    re.VERBOSE,
)


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted((HOUSE / "filings").rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    assert len(found) > 20
    return found


def imports(name: str) -> Iterator[str]:
    """The modules of ours that this one imports, wherever in it, for types alone or not."""
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: a relative import hides which layer it asks"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in modules():
                    yield inner
                elif node.module in modules():
                    yield node.module


def test_imports_run_down_the_layers():
    # The layers are in pyproject.toml, and each package is in one of them.
    linter = "import sys, importlinter.cli as c; sys.exit(c.lint_imports(no_cache=True))"
    run = subprocess.run(
        [sys.executable, "-c", linter], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_imports_never_run_in_a_circle():
    graph = {name: set(imports(name)) - {name} for name in modules()}
    assert sum(map(len, graph.values())) > 20
    TopologicalSorter(graph).prepare()  # raises CycleError with the circle in it


def public_things(body: list[ast.stmt], of: str) -> Iterator[tuple[str, ast.AST]]:
    """Public functions, classes and methods, by dotted name."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name.startswith("_"):
                continue
            yield f"{of}.{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public_things(node.body, f"{of}.{node.name}")


def test_everything_public_has_a_docstring():
    things = [thing for name, tree in modules().items() for thing in public_things(tree.body, name)]
    assert len(things) > 50
    assert [name for name, node in things if not ast.get_docstring(node)] == []


def test_a_class_name_has_one_meaning():
    # `_Line` beside `Line` would be two, to whoever reads one of them.
    places: dict[str, list[str]] = {}
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name.strip("_"), []).append(f"{module}.{node.name}")
    assert len(places) > 200
    assert [twice for twice in places.values() if len(twice) > 1] == []


def names_given(tree: ast.Module) -> Iterator[str]:
    """Every name that a module gives to a value, a field, a parameter or a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef):
            yield node.name


PUBLISHED = {("filings.cli.json_schemas", "found")}
"""A key of what `find --json` prints: programs outside read it by that name."""


def test_a_name_says_what_it_holds():
    given = {name: set(names_given(tree)) for name, tree in modules().items()}
    assert sum(map(len, given.values())) > 3000
    assert [
        f"{module}: {name}"
        for module, names in given.items()
        for name in sorted(names & {"its", "told", "found"})
        if (module, name) not in PUBLISHED
    ] == []


RIDDLE = re.compile(r"\bin[,;] .*\bout\b|\bout\.$")
"""A module that says what goes in and what comes out, and not what it does."""


def test_the_search_for_riddles_finds_them():
    for line in (
        "A file in, rows out.",
        "A list in; what it lacks out.",
        "HTML in, pages out: all.",
    ):
        assert RIDDLE.search(line), line
    for line in ("Read the rows of a file.", "Compose a filing as HTML; nothing else knows Jinja."):
        assert not RIDDLE.search(line), line


def test_every_module_says_in_a_sentence_what_it_does():
    firsts = {
        name: (ast.get_docstring(tree) or "").split("\n")[0] for name, tree in modules().items()
    }
    assert [name for name, line in firsts.items() if not line.endswith(".")] == []
    assert [f"{name}: {line}" for name, line in firsts.items() if RIDDLE.search(line)] == []


def reads_outside(tree: ast.Module) -> Iterator[str]:
    """Each place where a module asks the clock, the machine or the user's environment."""
    written = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):  # `os.environ[...] = ` tells a library, it does not ask
            written |= {
                target.value for target in node.targets if isinstance(target, ast.Subscript)
            }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node not in written:
            text = ast.unparse(node)
            if OUTSIDE.fullmatch(text):
                yield f"line {node.lineno}: {text}"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            of = [getattr(node, "module", None)] if isinstance(node, ast.ImportFrom) else []
            names = [alias.name for alias in node.names]
            for name in of + names if not of else [f"{of[0]}.{name}" for name in names]:
                if name and OUTSIDE.match(name):
                    yield f"line {node.lineno}: import of {name}"


def test_the_search_for_clocks_finds_them():
    for line in (
        "import time",
        "from time import monotonic",
        "dt.datetime.now()",
        "dt.date.today()",
        "os.environ['TZ']",
        "os.getenv('HOME')",
        "from os import cpu_count",
    ):
        assert list(reads_outside(ast.parse(line))), line
    for line in ("os.environ['A'] = 'b'", "import datetime as dt", "dt.date(2016, 11, 9)"):
        assert not list(reads_outside(ast.parse(line))), line


@pytest.mark.parametrize("name", modules())
def test_only_cli_asks_clock_and_machine(name):
    if name.split(".")[:2] != ["filings", "cli"]:
        # A scheduler is asked for its first word.
        may = {"filings.storage.cluster": "import of socket"}.get(name)
        read = [line for line in reads_outside(modules()[name]) if not may or may not in line]
        assert read == []


def required(*, of: str) -> dict[str, str]:
    """What pyproject.toml asks for, by distribution: to run, or to develop as well."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"].get("optional-dependencies", {})
    asked = [*project["project"]["dependencies"], *chain(*extras.values())]
    if of == "developing":
        asked += project["dependency-groups"]["dev"]
    return {re.match(r"[\w-]+", requirement)[0].lower(): requirement for requirement in asked}


def test_every_dependency_says_why_it_is_there():
    text = (HOUSE / "pyproject.toml").read_text(encoding="utf-8")
    asked = required(of="developing")
    assert len(asked) > 15
    for requirement in asked.values():
        assert re.search(rf'^ *"{re.escape(requirement)}", *# \S', text, re.MULTILINE), requirement


def test_what_the_package_imports_is_what_it_depends_on():
    imported = set()
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module.split(".")[0])
    ships = packages_distributions()
    foreign = imported - sys.stdlib_module_names - {"filings"}
    # Starlette reads forms with it, and only when one comes.
    asked = set(required(of="running")) - {"python-multipart"}
    assert {ships[name][0].lower() for name in foreign} == asked


def test_the_lock_pins_every_dependency_by_hash_and_names_no_registry():
    lock = (HOUSE / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    assert required(of="developing").keys() <= pinned
    for block in re.split(r"^(?=[a-z])", lock, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block
    assert not re.search(r"://|index|find-links", lock)


# Each with a letter in brackets, so that this file does not find itself.
ELSEWHERE = re.compile(
    r"""(?<![\w.)\]}*>-])/(?:work|root|farm|home/\w+|Users/\w+|tmp|opt)/
    |   py[p]i\.org | python[h]osted\.org | npm[j]s\.org | \bregistry\.[a-z]+\.
    |   deb\.debia[n]\.org | archive\.ubunt[u]\.com | \binde[x]-url\b
    """,
    re.VERBOSE,
)


def tracked() -> list[Path]:
    """The files of the project: what git tracks, or in an unpacked archive what lies there."""
    try:
        names = subprocess.run(
            ["git", "ls-files", "-z"], cwd=HOUSE, check=True, capture_output=True, text=True
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [HOUSE / name for name in names if name and (HOUSE / name).is_file()]


def test_the_search_for_other_peoples_machines_finds_them():
    for text in ("in /{}/x", "'/{}/main'", "file:///{}/x"):
        assert ELSEWHERE.search(text.format("root")), text
    for host in ("pypi", "files.pythonhosted", "deb.debian"):
        assert ELSEWHERE.search(f"https://{host}.{'org'}/simple"), host
    for text in ("templates/{}/x", "../shared/data", "home{}/a", "</{}>", "the index of"):
        for name in ("work", "root"):
            assert not ELSEWHERE.search(text.format(name)), text


def test_no_file_names_a_machines_path_or_a_package_registry():
    files = tracked()
    assert len(files) > 40
    found = []
    for path in files:
        data = path.read_bytes()
        if b"\0" in data:  # a font, a picture, a PDF
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if ELSEWHERE.search(line):
                found.append(f"{path.relative_to(HOUSE)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_readme_tells_every_exit_code_and_no_other():
    told = re.findall(r"^\| (\d+) \| `(\w+)` \|", README, re.MULTILINE)
    assert told == [(str(code.value), code.name) for code in ExitCode]


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_names_every_command(command):
    assert f"`filings {command}" in README


def test_readme_promises_no_command_that_is_not_there():
    assert COMMANDS
    assert set(re.findall(r"`filings ([a-z]+)", README)) <= set(COMMANDS)


def test_readme_points_only_at_what_is_there():
    links = [link for link in re.findall(r"\]\(([^)#]+)", README) if "://" not in link]
    links += re.findall(r'(?:src|href)="([^"#:]+)"', README)
    assert links
    assert [link for link in links if not (HOUSE / link).exists()] == []


def test_the_changelog_begins_with_what_an_attorney_must_read():
    changelog = (HOUSE / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    assert releases
    for release in releases:
        first = re.search(r"^### (.+)$", release, re.MULTILINE)
        assert first, release
        assert first[1] == "Changes to what is filed"


def test_in_ci_a_skipped_test_is_a_failed_one(tmp_path):
    shutil.copy(HOUSE / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_skips.py").write_text(
        "import pytest\n"
        "def test_a(): pytest.skip('no ../shared here')\n"
        "def test_b(): pytest.importorskip('not_installed_anywhere')\n"
        "def test_c(): pytest.skip('root may read every file')\n"
    )
    outcomes = {}
    for in_ci in ("", "1"):
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
            env={**os.environ, "FILINGS_CI": in_ci},
            capture_output=True,
            text=True,
            check=False,
        )
        outcomes[in_ci] = re.sub(r" in .*", "", run.stdout.splitlines()[-1])
    assert outcomes == {"": "3 skipped", "1": "2 failed, 1 skipped"}
