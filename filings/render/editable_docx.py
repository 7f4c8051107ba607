"""Write a finished order as a DOCX for a judge to edit: its words, numbering and filled fields.

The schedule is not in it: that stays the exhibit of the PDF. No word of the text before the
schedule is lost or added, which is checked. The same order gives the same bytes.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import docx
import tinyhtml5
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt
from docx.text.paragraph import Paragraph

from filings.model.errors import RenderError

_MADE_ON = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # no clock: the same order, the same bytes
_FACE = "Times New Roman"
_SIZE = Pt(12)
_DOUBLE, _SINGLE = Pt(24), Pt(12)
_BLOCKS = frozenset(("p", "h1", "h2", "h3", "h4", "li"))
_ITALIC = frozenset(("em", "i", "cite"))
_BOLD = frozenset(("strong", "b"))
_WHOLE = _BLOCKS | {"ol", "ul", "table"}
_WORDS = re.compile(r"\S+")
_NOTE = "Exhibit A is the schedule of the PDF of this order."


def as_docx(html: str, where: str) -> bytes:
    """Make a DOCX of a document, from the HTML that its PDF was made from.

    Args:
        html: The whole document; sections of class "schedule" are left out.
        where: The place to name in an error.

    Raises:
        RenderError: The text has something that would be lost in a DOCX.
    """
    tree = tinyhtml5.parse(html, namespace_html_elements=False)
    body = tree.find("body")
    document = docx.Document()
    _set_up(document, body)
    numbering = _Numbering(document)
    for block in _blocks(body):
        _write(document, block, numbering)
    written = _WORDS.findall(_text_of(document))
    asked = _WORDS.findall(" ".join(_words(body)))
    if written != asked:
        raise RenderError(
            where,
            f"its DOCX would have {len(written):,} words instead of {len(asked):,}, or other words",
            "Write its text in paragraphs, headings and lists, or take `editable` out of the"
            " ruleset.",
        )
    return _with_fixed_times(document)


def _set_up(document: WordDocument, body: Element) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin, section.right_margin = Inches(1.5), Inches(0.75)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FACE, _SIZE
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = next(
        (_line(each) for each in body.iter() if "title" in _classes(each)), "Order"
    )
    properties.created = properties.modified = _MADE_ON
    properties.language = "en-US"
    marks = [_line(each) for each in body.iter() if "draft-mark" in _classes(each)]
    if marks:
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        header.add_run(marks[0]).bold = True
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(footer)
    footer.add_run(f"\n{properties.title}\n{_NOTE}").font.size = Pt(10)


def _page_number(paragraph: Paragraph) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)


class _Numbering:
    """Lists that Word numbers itself, each from 1."""

    def __init__(self, document: WordDocument) -> None:
        self._numbering = document.part.numbering_part.element
        style = document.styles["List Number"].element
        number = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
        first = next(each for each in self._numbering.num_lst if str(each.numId) == number)
        self._abstract = first.abstractNumId.val

    def begin(self) -> int:
        """Start a new list; return its number within the file."""
        number = self._numbering.add_num(self._abstract)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(number.numId)


def _blocks(parent: Element) -> Iterator[Element]:
    """The blocks of a document in reading order; lists and the caption whole."""
    for each in _elements(parent):
        classes = _classes(each)
        if each.tag in _WHOLE or classes & {"caption", "line-to-sign"}:
            yield each
        else:
            yield from _blocks(each)


def _elements(parent: Element) -> list[Element]:
    """The child elements that are text of the order; comments are not."""
    return [each for each in parent if not callable(each.tag) and not _skipped(each)]


def _write(document: WordDocument, block: Element, numbering: _Numbering) -> None:
    classes = _classes(block)
    if "caption" in classes:
        _write_caption(document, block)
    elif "line-to-sign" in classes:
        _space(document.add_paragraph(), _DOUBLE).paragraph_format.space_before = _DOUBLE
        return
    elif block.tag in ("ol", "ul"):
        number = numbering.begin() if block.tag == "ol" else 0
        for item in _elements(block):
            paragraph = _space(document.add_paragraph(), _DOUBLE)
            # By its id: by name, python-docx would search all styles for each paragraph.
            paragraph._p.style = "ListNumber" if number else "ListBullet"
            if number:
                _number(paragraph, number)
            _fill(paragraph, item)
    else:
        paragraph = document.add_paragraph()
        heading = block.tag in ("h1", "h2", "h3", "h4")
        _space(paragraph, _DOUBLE if "body" in classes or heading else _SINGLE)
        if heading or _is_court_title(block):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = True
        elif "body" in classes:
            paragraph.paragraph_format.first_line_indent = Inches(0.5)
        _fill(paragraph, block, bold=heading)


def _write_caption(document: WordDocument, caption: Element) -> None:
    """Write the caption: the parties at the left, the paper's title at the right."""
    table = document.add_table(rows=1, cols=2)
    for cell, side in zip(table.rows[0].cells, _elements(caption), strict=False):
        first = True
        for block in _blocks(side):
            paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
            first = False
            _space(paragraph, _SINGLE).paragraph_format.space_after = Pt(6)
            _fill(paragraph, block, bold=block.tag == "h1")
    document.add_paragraph()


def _fill(paragraph: Paragraph, element: Element, *, bold: bool = False) -> None:
    """Put an element's words into a paragraph, with emphasis and line breaks."""
    pieces = list(_without_blanks_apart(_pieces(element, bold, False)))
    for place, (text, strong, italic) in enumerate(pieces):
        if text == "\n":
            if place not in (0, len(pieces) - 1):
                paragraph.add_run().add_break()
            continue
        run = paragraph.add_run(text)
        run.bold, run.italic = strong or None, italic or None


def _pieces(element: Element, bold: bool, italic: bool) -> Iterator[tuple[str, bool, bool]]:
    bold, italic = bold or element.tag in _BOLD, italic or element.tag in _ITALIC
    yield from _piece(element.text, bold, italic)
    for each in element:
        if not callable(each.tag) and not _skipped(each):
            line = "line" in _classes(each) or each.tag == "br" or each.tag in _BLOCKS
            if each.tag in _BLOCKS:
                yield "\n", False, False
            yield from _pieces(each, bold, italic)
            if line:
                yield "\n", False, False
        yield from _piece(each.tail, bold, italic)


def _without_blanks_apart(
    pieces: Iterator[tuple[str, bool, bool]],
) -> Iterator[tuple[str, bool, bool]]:
    """The pieces without blanks at the start of a line, double blanks and empty lines."""
    before = "\n"
    for text, bold, italic in pieces:
        if (text == " " and before[-1] in " \n") or text == before == "\n":
            continue
        before = text
        yield text, bold, italic


def _piece(text: str | None, bold: bool, italic: bool) -> Iterator[tuple[str, bool, bool]]:
    if plain := re.sub(r"[ \t\r\n]+", " ", text or ""):
        yield plain, bold, italic


def _number(paragraph: Paragraph, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = number
    properties.get_or_add_ilvl().val = 0


def _space(paragraph: Paragraph, pitch: Pt) -> Paragraph:
    layout = paragraph.paragraph_format
    layout.line_spacing, layout.space_after, layout.space_before = pitch, Pt(0), Pt(0)
    return paragraph


def _is_court_title(block: Element) -> bool:
    text = "".join(block.itertext()).strip()
    return block.tag == "p" and text.isupper() and len(text) > len("v.") and not block.get("class")


def _skipped(element: Element) -> bool:
    """Whether an element is not text of the order: margins, schedule, or data for programs."""
    classes = _classes(element)
    return bool(
        element.tag in ("style", "script", "head", "template")
        or classes & {"schedule", "footer", "draft-mark", "gap", "after-caption"}
    )


def _classes(element: Element) -> set[str]:
    return set((element.get("class") or "").split())


def _line(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _words(element: Element) -> Iterator[str]:
    """The text of a document without its margins and schedule, piece by piece."""
    yield element.text or ""
    for each in element:
        if not callable(each.tag) and not _skipped(each):
            apart = each.tag in _BLOCKS or "line" in _classes(each)
            inner = "".join(_words(each))
            yield f" {inner} " if apart or each.tag in ("div", "main", "header", "ol") else inner
        yield each.tail or ""


def _text_of(document: WordDocument) -> str:
    """All text of a DOCX's body, in order."""
    texts: list[str] = []
    for paragraph in document.element.body.iter(qn("w:p")):
        line = ""
        for piece in paragraph.iter(qn("w:t"), qn("w:br")):
            line += piece.text or "" if piece.tag == qn("w:t") else "\n"
        texts.append(line)
    return "\n".join(texts)


def _with_fixed_times(document: WordDocument) -> bytes:
    """The bytes of the file, with its members in order and a fixed time."""
    made: Any = io.BytesIO()
    document.save(made)
    fixed = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in sorted(
            source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)
        ):
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(member, source.read(name))
    return fixed.getvalue()
