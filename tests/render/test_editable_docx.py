"""The DOCX of an order says what its PDF says, word for word, and is the same bytes each time."""

import io
import re
import zipfile

import docx
import pypdfium2
import pytest

from filings.model.errors import RenderError
from filings.render.editable_docx import as_docx
from tests.render.made import many, press, shared_press

NUMBERED = re.compile(r"^\d+$")


@pytest.fixture(scope="module")
def order():
    return shared_press().print_document(many(60), "proposed-order")


def pdf_words(pdf):
    """The words of the pages before the schedule, without line numbers, footer and draft mark."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = ""
        for page in document:
            of_page = page.get_textpage().get_text_bounded(left=92, bottom=46, top=732)
            if "Schedule of Convictions" in of_page.partition("\n")[0]:
                break
            text += f"\n{of_page}"
    return text


def numbered_lines(data):
    """The paragraphs of a DOCX as Word shows them, each list numbered from 1."""
    document, counts = docx.Document(io.BytesIO(data)), {}
    for block in document.element.body.iter(docx.oxml.ns.qn("w:p")):
        text = "".join(
            each.text or " " for each in block.iter() if each.tag.endswith(("}t", "}br"))
        )
        number = block.find(f".//{docx.oxml.ns.qn('w:numId')}")
        if number is not None:
            which = number.get(docx.oxml.ns.qn("w:val"))
            counts[which] = counts.get(which, 0) + 1
            text = f"{counts[which]}. {text}"
        yield text


def letters(text):
    return re.sub(r"[\W_]+", "", text.replace("\N{SOFT HYPHEN}", ""))


def test_the_docx_of_an_order_says_what_its_pdf_says_word_for_word(order):
    said = letters(" ".join(numbered_lines(order.docx)))
    printed = pdf_words(order.pdf)
    # The caption's columns are read in another order; what follows is compared as it stands.
    body = letters(printed[printed.index("THE COURT FINDS") :]).replace("DRAFTNOTFORFILING", "")
    assert body in said
    assert len(body) > 2000
    head = said[: said.index("THECOURTFINDS")]
    for word in set(re.findall(r"[A-Za-z]{3,}", printed[: printed.index("THE COURT FINDS")])):
        assert word in head or word in ("DRAFT", "NOT", "FOR", "FILING"), word


def test_a_docx_is_the_same_bytes_and_has_no_clock_and_no_author(order):
    again = press().print_document(many(60), "proposed-order")
    assert again.docx == order.docx
    with zipfile.ZipFile(io.BytesIO(order.docx)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(io.BytesIO(order.docx)).core_properties
    assert (properties.author, properties.last_modified_by, properties.created.year) == (
        "",
        "",
        2000,
    )
    assert "Order" in properties.title


def test_a_draft_says_so_on_each_page_and_the_schedule_stays_in_the_pdf(order):
    section = docx.Document(io.BytesIO(order.docx)).sections[0]
    assert section.header.paragraphs[0].text == "DRAFT - NOT FOR FILING"
    assert "schedule of the PDF" in section.footer.paragraphs[0].text
    assert "BA100001" not in " ".join(numbered_lines(order.docx))


def test_only_what_its_ruleset_calls_editable_has_a_docx():
    assert shared_press().print_document(many(1), "proof-of-service").docx == b""


def test_a_text_that_would_lose_words_is_refused():
    with pytest.raises(RenderError, match="its DOCX would have"):
        as_docx("<body><main>words outside of any paragraph</main></body>", "order")


def test_words_stay_apart_where_only_a_line_of_the_template_parts_them():
    html = (
        "<body><p class='body'>The <b>first</b>\n<i>second</i> and\n<span>third</span></p></body>"
    )
    document = docx.Document(io.BytesIO(as_docx(html, "order.pdf")))
    assert [p.text for p in document.paragraphs] == ["The first second and third"]


def test_a_paragraph_within_an_item_begins_a_line():
    html = "<body><ol><li>as follows:\n<p>The one.</p>\n<p>The other.</p></li></ol></body>"
    document = docx.Document(io.BytesIO(as_docx(html, "order.pdf")))
    assert [p.text.split("\n") for p in document.paragraphs] == [
        ["as follows: ", "The one.", "The other."]
    ]
