"""One module knows the inside of WeasyPrint, and it refuses a version that it does not know."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from filings.model.errors import RenderError
from filings.render.weasyprint_internals import refuse_other_version

FILINGS = Path(__file__).parents[2] / "filings"
ONLY = FILINGS / "render" / "weasyprint_internals.py"
PRIVATE = {"_page_box", "_tags", "_resources", "_box", "pango_layout", "copy_with_text"}


def touches(tree: ast.Module) -> Iterator[str]:
    """Each place where a module imports WeasyPrint or asks one of its objects for what it hides."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (its.name for its in node.names if its.name.startswith("weasyprint"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("weasyprint"):
            yield f"from {node.module}"
        elif isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            of_a_stream = node.attr == "_fonts" and owner == "stream"
            if (node.attr in PRIVATE and owner != "self") or of_a_stream:
                yield ast.unparse(node)


def test_no_other_module_touches_the_inside_of_weasyprint():
    assert len(list(touches(ast.parse(ONLY.read_text())))) > 15
    found = {
        f"{path.relative_to(FILINGS)}: {touched}"
        for path in FILINGS.rglob("*.py")
        if path != ONLY
        for touched in touches(ast.parse(path.read_text()))
    }
    assert found == set()


@pytest.mark.parametrize("version", ["69.3", "71.0", "7.0", "700.1"])
def test_another_major_version_of_weasyprint_is_refused_with_a_remedy(version):
    with pytest.raises(RenderError) as refused:
        refuse_other_version(version)
    assert version in refused.value.where
    assert "pip install" in refused.value.remedy


@pytest.mark.parametrize("version", ["70.0", "70.3"])
def test_every_minor_version_of_the_known_one_is_taken(version):
    refuse_other_version(version)
