"""Read a finished PDF as words with coordinates, and find the rows of its schedule.

Coordinates are points from the lower left corner of the page. Nothing here knows how the page was
made: a row is a number in the first column of a table headed "No.", with the words beside it.
"""

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
import pypdfium2.raw

from filings.verification.hidden_content import hidden_in_file, hidden_on_page, links_on_page
from filings.verification.letter_shapes import Shapes, shapes_of

_WORD = re.compile("[^ \t\r\n\u00a0\u2009\u202f]+")
_HYPHENS = {0x2: "-", 0xFFFE: "-"}  # how PDFium gives a hyphen at the end of a line
_SAME_LINE = 5.0  # points between words of one line, superscripts too
_SAME_COLUMN = 4.0  # points that a cell's text may begin before its heading does
_FOOT = 72.0  # points: the last inch of a page has its number
_MIDDLE = 0.08  # of the page's width: how far from the middle a page number may stand

ITEM, NAME, CASE, SUFFIX, SECTION, COUNT, LEVEL, DAY = (
    "No.", "Name", "Case", "Def.", "Section", "Count", "Level", "Convicted",
)  # fmt: skip
"""The first word of each heading of a schedule."""

NO_PAPER = (pypdfium2.PdfiumError, pikepdf.PdfError, OSError)
"""Errors that a file raises which is not a PDF."""

_DRAFT = ["DRAFT", "-", "NOT", "FOR", "FILING"]
"""The draft mark lies across the page, and its words must not be read as part of a line."""

_SUBTOTAL = re.compile(
    r"On this page: ([\d,]+) convictions? \(([^)]*)\)\. Through this page: ([\d,]+) of ([\d,]+)\."
)


class Word(NamedTuple):
    """A word and its coordinates."""

    text: str
    x: float
    y: float  # of the lower edge of its first letter


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A row of a schedule, as read from the page."""

    item: int
    cells: dict[str, str]  # first word of the heading -> text, one blank between words


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read from one page."""

    text: str  # all words, in the order of the file
    rows: tuple[ScheduleRow, ...]
    headings: tuple[str, ...]  # of the schedule's table; () where the page has none
    subtotal: tuple[int, str, int, int] | None  # on this page, by level, up to this page, of all
    totals: tuple[tuple[str, tuple[int, ...]], ...]  # section or "All", numbers
    number: int | None  # the page number at its foot
    label: str  # the page label, which PDF viewers show
    draft: bool  # whether it has the draft mark


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """What was read from a PDF."""

    pages: tuple[ReadPage, ...]
    outline: tuple[tuple[str, int | None], ...]  # title, 1-based page or None for nowhere
    title: str  # of its metadata
    hidden: tuple[tuple[int, str], ...]  # what a reader does not see: page or 0, in words
    shapes: Shapes  # how each letter is drawn


def read_paper(path: Path) -> ReadPaper:
    """Read a PDF: pages, outline, title and hidden content.

    Raises:
        NO_PAPER: It is not a PDF, or cannot be read.
    """
    content = path.read_bytes()
    with pypdfium2.PdfDocument(content) as pdf:
        outline = []
        for mark in pdf.get_toc():
            target = mark.get_dest()
            index = target.get_index() if target else None
            outline.append((mark.get_title(), None if index is None else index + 1))
        hidden = [(0, what) for what in hidden_in_file(pdf, content)]
        shapes: Shapes = {}
        try:
            shapes = shapes_of(content)
        except ValueError as error:
            hidden.append((0, str(error)))
        pages: list[ReadPage] = []
        links: list[tuple[int, str]] = []
        for number_of_page, page in enumerate(pdf, 1):
            hidden += [(number_of_page, what) for what in hidden_on_page(page)]
            links += [(number_of_page, host) for host in links_on_page(pdf, page)]
            pages.append(_page(page, pdf.get_page_label(number_of_page - 1)))
        words = " ".join(page.text for page in pages)
        hidden += [
            (place, f"has a link to {host[:80]}, which no word of it says")
            for place, host in links
            if host not in words
        ]
        title = pdf.get_metadata_value("Title")
        return ReadPaper(tuple(pages), tuple(outline), title, tuple(hidden), shapes)


def _page(page: Any, label: str) -> ReadPage:
    written = _words(page)
    words = _without_mark(written)
    width = page.get_width()
    page.close()
    head = _head(words)
    text = " ".join(word.text for word in words)
    subtotal = _SUBTOTAL.search(text)
    return ReadPage(
        text=text,
        rows=tuple(_rows(words, head)) if head else (),
        headings=tuple(word.text for word in head),
        subtotal=(
            (number(subtotal[1]), subtotal[2], number(subtotal[3]), number(subtotal[4]))
            if subtotal
            else None
        ),
        totals=_totals(words),
        number=next(
            (
                int(word.text)
                for word in reversed(words)
                if word.y < _FOOT
                and word.text.isdecimal()
                and abs(word.x - width / 2) < _MIDDLE * width
            ),
            None,
        ),
        label=label,
        draft=len(words) < len(written),
    )


def number(text: str) -> int:
    """Read a whole number, with or without thousands separators: "1,204"."""
    return int(text.replace(",", ""))


def _words(page: Any) -> list[Word]:
    raw = pypdfium2.raw
    text_page = page.get_textpage()
    handle = text_page.raw
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    box = [ctypes.byref(edge) for edge in (left, right, bottom, top)]
    text = _letters(handle, raw.FPDFText_CountChars(handle)).translate(_HYPHENS)
    words = []
    for match in _WORD.finditer(text):
        raw.FPDFText_GetCharBox(handle, match.start(), *box)
        words.append(Word(match[0], left.value, bottom.value))
    text_page.close()
    return words


def _letters(handle: Any, count: int) -> str:
    """The letters of a page, each at its place."""
    buffer = (ctypes.c_ushort * (count + 1))()
    # It leaves out what is no letter; one by one they are found at their places.
    if pypdfium2.raw.FPDFText_GetText(handle, 0, count, buffer) == count + 1:
        return "".join(map(chr, buffer[:count]))
    letter = pypdfium2.raw.FPDFText_GetUnicode
    return "".join(chr(letter(handle, place)) for place in range(count))


def _without_mark(words: list[Word]) -> list[Word]:
    for place, word in enumerate(words):
        if word.text == _DRAFT[0]:
            end = place + len(_DRAFT)
            if [each.text for each in words[place:end]] == _DRAFT:
                return words[:place] + words[end:]
    return words


def _head(words: Sequence[Word]) -> list[Word]:
    """The first words of the headings of the schedule's table, left to right; [] if none."""
    for first in words:
        if first.text != ITEM:
            continue
        line = [word for word in words if abs(word.y - first.y) < _SAME_LINE + 8]
        head = sorted(
            (w for w in line if w.x >= first.x and w.text[:1].isupper()), key=lambda w: w.x
        )
        if SECTION in (word.text for word in head):
            return head
    return []


def _rows(words: Sequence[Word], head: Sequence[Word]) -> Iterator[ScheduleRow]:
    """The rows under a heading, without the lines that name a courthouse or an offense."""
    edge, floor = head[0].x, head[0].y - _SAME_LINE
    first = head[1].x - _SAME_COLUMN if len(head) > 1 else edge + 20
    below = [word for word in words if word.y < floor]
    end = next(
        (word.y for word, after in pairwise(below) if (word.text, after.text) == ("On", "this")),
        None,
    )
    if end is not None:
        below = [word for word in below if word.y > end + 2]
    # Words that begin a line in the first column: a row's number, or a line between rows.
    starts = [
        word
        for before, word in pairwise((Word("", 0, 0), *below))
        if edge - _SAME_COLUMN <= word.x < first
        and (before.x >= word.x or abs(before.y - word.y) >= _SAME_LINE)
    ]
    starts.sort(key=lambda word: -word.y)
    held: list[list[Word]] = [[] for _ in starts]
    for word in below:
        # The row of a word is the last that begins at its height or above.
        place = bisect_right(starts, _SAME_LINE - word.y, key=lambda start: -start.y) - 1
        if place >= 0:
            held[place].append(word)
    for start, own in zip(starts, held, strict=True):
        if not _is_item(start, own, first):
            if end is None:
                break  # the table stands within the text, and ends with its last row
            continue
        if end is None:
            own = [word for word in own if abs(word.y - start.y) < _SAME_LINE]
        yield ScheduleRow(number(start.text.rstrip(".")), _cells(own, head))


def _is_item(start: Word, own: Sequence[Word], first: float) -> bool:
    """Whether a number begins a row: no other word stands in its column."""
    texts_of_line = start.text.rstrip(".").replace(",", "")
    alone = all(
        word is start or word.x >= first for word in own if abs(word.y - start.y) < _SAME_LINE
    )
    return texts_of_line.isascii() and texts_of_line.isdecimal() and alone


def _cells(words: Sequence[Word], head: Sequence[Word]) -> dict[str, str]:
    cells: dict[str, list[str]] = {column.text: [] for column in head}
    for word in words:
        column = head[0]
        for other in head:
            if other.x - _SAME_COLUMN <= word.x:
                column = other
        cells[column.text].append(word.text)
    return {name: " ".join(texts) for name, texts in cells.items()}


def _totals(words: Sequence[Word]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The lines of the table of totals: a section or "All", and its numbers."""
    texts = [word.text for word in words]
    for place in range(len(texts) - 4):
        if texts[place : place + 5] == ["Totals", "by", "section", "and", "level"]:
            break
    else:
        return ()
    lines: list[tuple[str, tuple[int, ...]]] = []
    rest = list(words[place + 5 :])
    while rest:
        y = rest[0].y
        line = [word for word in rest if abs(word.y - y) < _SAME_LINE]
        rest = [word for word in rest if abs(word.y - y) >= _SAME_LINE]
        texts_of_line = [word.text for word in line]
        if len(texts_of_line) > 1 and all(
            re.fullmatch(r"[\d,]+", each) for each in texts_of_line[1:]
        ):
            lines.append((texts_of_line[0], tuple(number(each) for each in texts_of_line[1:])))
        if texts_of_line[0] == "All":
            break
    return tuple(lines)
