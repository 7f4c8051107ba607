"""The way into page reuse: with it and without it, the same document is filed."""

from typing import Any

import pypdfium2
import pytest

from filings.render import Printed, Renderer
from tests.render.made import conviction, many, packet, press
from tests.render.reuse.test_schedule_filler import assert_alike


@pytest.fixture(scope="module")
def filling() -> Renderer:
    return press()


@pytest.fixture(scope="module")
def laying_out() -> Renderer:
    return press(reuse=False)


def text(printed: Printed) -> list[str]:
    with pypdfium2.PdfDocument(printed.pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def told(printed: Printed) -> dict[str, Any]:
    """All that is told of a document but its bytes, and the work that it was."""
    fields = ("name", "zone", "pages", "convictions", "draft", "placements")
    return {name: getattr(printed, name) for name in fields}


@pytest.mark.slow
@pytest.mark.parametrize("document", ["motion", "proposed-order", "exhibit-a-sealed"])
def test_thirty_rows_are_filed_alike_with_and_without_reuse(filling, laying_out, document):
    # One of them wraps, and is measured by two hands.
    rows = [
        *many(29).convictions,
        conviction(30, also_numbered=("GA012345", "NA0123456", "SA9999")),
    ]
    of = packet(*rows)
    filled, whole = (machine.print_document(of, document) for machine in (filling, laying_out))
    assert whole.laid_out == whole.pages
    assert told(filled) == told(whole)
    assert len(filled.placements) == 30
    assert text(filled) == text(whole)
    assert_alike(filled.pdf, whole.pdf)


def test_a_case_is_filed_alike_with_and_without_reuse(filling, laying_out):
    of = packet(conviction(1), conviction(2, case_number="BA100001"))
    filling.print_document(packet(conviction(3), conviction(4, case_number="BA100003")), "order")
    filled, whole = (machine.print_document(of, "order") for machine in (filling, laying_out))
    assert (filled.laid_out, whole.laid_out) == (0, whole.pages)
    assert told(filled) == told(whole)
    assert text(filled) == text(whole)
    assert_alike(filled.pdf, whole.pdf)


def test_without_reuse_a_second_document_is_laid_out_anew(filling, laying_out):
    filling.print_document(many(90), "proposed-order")
    of = many(91)
    filled, whole = (m.print_document(of, "proposed-order") for m in (filling, laying_out))
    assert filled.laid_out < whole.laid_out == whole.pages
