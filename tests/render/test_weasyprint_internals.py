"""One module knows the inside of WeasyPrint, and it refuses a version that it does not know."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from filings.compose.composer import Composer
from filings.model.errors import RenderError
from filings.render import weasyprint_internals
from filings.render.layout import LayoutEngine, PageStyle
from filings.render.weasyprint_internals import (
    INITIAL_VALUES,
    forget_lines,
    new_stream,
    page_box,
    refuse_other_version,
    walk,
)

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


WORDS = "The People ask the Court, in one motion, to dismiss and to seal each of the convictions."
ALIKE_BUT_FOR = [
    "",
    "width: 90pt",
    "font-size: 9pt",
    "font-weight: bold",
    "letter-spacing: 2pt",
    "white-space: nowrap",
    "font-kerning: none; text-decoration: underline",
    "hyphens: auto; width: 60pt; color: gray; border: 1pt solid; float: right",
]


@pytest.fixture(scope="module")
def engine():
    return LayoutEngine(Composer().folders)


def one_page(engine, style):
    html = f'<html lang="en-US"><title>-</title><p style="{style}">{WORDS}</p></html>'
    return engine.lay_out(html, PageStyle((), (), None), "a page", "pages").pages[0]


def drawn(page):
    stream, _ = new_stream(page)
    page.paint(stream, 1)
    return stream.stream


def test_the_same_words_set_otherwise_are_drawn_as_if_no_page_had_them_before(engine):
    after_others = [drawn(one_page(engine, style)) for style in ALIKE_BUT_FOR * 2]
    alone = []
    for style in ALIKE_BUT_FOR:
        forget_lines()
        alone.append(drawn(one_page(engine, style)))
    assert after_others == alone * 2
    assert len({str(operators) for operators in alone}) == len(ALIKE_BUT_FOR)


def test_every_value_of_a_style_is_what_weasyprint_computes(engine):
    page = one_page(engine, ALIKE_BUT_FOR[-1])
    compared = 0
    for style in {id(box.style): box.style for box, _ in walk(page_box(page))}.values():
        if isinstance(style, weasyprint_internals.ComputedStyle):
            soon, whole = style.copy(), style.copy()
            soon.clear()
            whole.clear()
            for name in INITIAL_VALUES:
                weasyprint_internals._compute(whole, name)
                assert soon[name] == whole[name], name
                compared += 1
    assert compared > 500
