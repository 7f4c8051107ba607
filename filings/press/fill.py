"""Floor 3. A schedule laid out once in, all of its pages out: lay out once, fill many.

WeasyPrint decides where everything goes. It lays out three *forms*: the first page of a schedule,
a page from the middle, and the last, each with no rows in its table. This room then does what a
printer with a stamp would do:

1. `make_plan` keeps those three sections of the composed HTML, and notes for every page the words
   that change from page to page (elements marked `data-fill="..."`).
2. While WeasyPrint paints the forms, `Filler` writes down where the marked words and the table
   stand, and tells the fonts which characters the rows will need, so that each font is subset once.
3. Before the file is closed, every page is written: the form's own drawing, with its words
   exchanged and its rows set in. A row that fits its columns is set glyph by glyph, unkerned, at
   the places of one row that WeasyPrint laid out; any other row (it wraps, or another font has to
   help) was laid out by WeasyPrint alone, and what WeasyPrint drew is set in whole.
4. The structure tree grows with the rows, as `bind` leaves WeasyPrint's own.

Nothing here shapes text. Characters are taken from the font's own character map, which is what the
shaper does when kerning and ligatures are off; the tests hold both against each other, in pixels.

A template that marks no table `data-fill="rows"` is laid out by WeasyPrint alone, page by page.
Coordinates are CSS pixels from the top left, as in WeasyPrint's page drawing.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import pydyf

from filings.press import fonts
from filings.press.painted import (
    LaidOutRow,
    after_painting,
    container,
    drawing,
    rules,
    text_width,
    walk,
)
from filings.press.schedule import Form, Page, Schedule
from filings.press.tree import Pressed, RowTags, Shape, StructureTree, as_bytes
from filings.press.typeset import POINTS_PER_PIXEL

_SECTION = re.compile(r'<section class="schedule".*?</section>\n?', re.DOTALL)
FIELD = re.compile(r'<(\w+)[^>]* data-fill="(?!rows")([\w-]+)"[^>]*>([^<]*)</\1>')
_BODY = re.compile(r"(<tbody>).*?(</tbody>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Plan:
    """What WeasyPrint is to lay out, and what changes from page to page."""

    html: str  # the document with at most three sections of its schedule, tables empty
    forms: tuple[int, ...]  # which pages those are, 0-based: (0, 1, n - 1)
    words: tuple[Mapping[str, str], ...]  # for each page, the text of each marked element


def make_plan(
    composed: str, schedule: Schedule, apart: Mapping[str, LaidOutRow], form: Form
) -> Plan | None:
    """Choose the forms of a composed document; None when it marks no rows to fill.

    Pages before the last end at a fixed place, so that only the last form needs a space as high as
    its rows, some of which WeasyPrint laid out `apart`.
    """
    sections = _SECTION.findall(composed)
    if len(sections) != len(schedule.pages) or 'data-fill="rows"' not in sections[0]:
        return None
    last = len(sections) - 1
    forms = tuple(sorted({0, min(1, last), last}))
    words = tuple(
        {name: html.unescape(text) for _, name, text in FIELD.findall(section)}
        for section in sections
    )
    at_last = sum(
        apart[row.anchor].height if row.anchor in apart else form.row_height
        for row in schedule.pages[-1].rows
    )
    kept = {n: _BODY.sub(r"\1\2", sections[n], count=1) for n in forms}
    if at_last:
        space = f'<tr><td class="space" style="height: {at_last!r}pt"></td></tr>'
        kept[last] = _BODY.sub(rf"\1{space}\2", sections[last], count=1)
    else:
        kept[last] = sections[last]  # the totals stand on a page of their own
    numbers = iter(range(len(sections)))
    return Plan(
        html=_SECTION.sub(lambda _: kept.get(next(numbers), ""), composed),
        forms=forms,
        words=words,
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """A marked element of a form: which of the page's operators place and show its text."""

    place: int  # index of the operator that sets the text matrix
    show: int  # index of the operator that shows the text
    left: float
    width: float  # of the element, when its text is centered in it; else 0
    size: float  # of the type
    baseline: str


@dataclass(slots=True)
class _FormPage:
    """One form as WeasyPrint painted it."""

    stream: Any
    words: dict[str, _Word] = field(default_factory=dict)
    rows_at: int = -1  # index of the operator before which rows are set
    left: float = 0.0  # of the table
    top: float = 0.0  # where the first row begins
    marks: int = 0  # marked-content ids that the form's own text takes
    operators: list[bytes] = field(default_factory=list)  # once the tree has been put right


@dataclass(frozen=True, slots=True)
class _DrawnRow:
    """A row as WeasyPrint drew it."""

    row: LaidOutRow
    rules: bytes
    texts: tuple[tuple[bytes, ...], ...]  # for each cell, the drawing of each of its lines


class Filler:
    """Watches WeasyPrint paint the forms of one document, then writes every page of a schedule."""

    def __init__(
        self,
        schedule: Schedule,
        form: Form,
        plan: Plan,
        plain: LaidOutRow,
        apart: Mapping[str, LaidOutRow],
    ) -> None:
        """Make ready to fill.

        Args:
            schedule: What is to be set.
            form: Its shape.
            plan: What is laid out of it.
            plain: A row of which every cell holds one line of text.
            apart: The rows that WeasyPrint laid out alone, by `Row.anchor`.
        """
        self._schedule = schedule
        self._form = form
        self._plan = plan
        self._plain = plain
        self._apart = apart
        self._forms: list[_FormPage] = []
        self._codes: dict[str, str] = {}
        self._hex: dict[str, str] = {}
        self._drawn: dict[str, _DrawnRow] = {}

    def watch(self, pages: Sequence[Any], first: int) -> None:
        """Look on while the forms are painted, which begin at 0-based page `first` of `pages`."""
        self._first = first
        for page in pages[first:]:
            after_painting(page, self._note)

    # While WeasyPrint paints: where things stand, and which characters the fonts will need.

    def _note(self, page: Any, stream: Any) -> None:
        noted = _FormPage(stream, marks=len(stream._tags))
        operators = stream.stream
        places = {
            operand["MCID"]: at
            for at, operand in enumerate(operators)
            if isinstance(operand, pydyf.Dictionary) and "MCID" in operand
        }
        for box, above in walk(page._page_box):
            inside = {b.element_tag: b for b in above if b.element is not None}
            filled = "table" in inside and inside["table"].element.get("data-fill") == "rows"
            if box in stream._tags:
                at = places[stream._tags[box]["mcid"]]
                if name := box.element.get("data-fill"):
                    noted.words[name] = _word(operators, at, box, above)
                if filled and "thead" in inside:
                    noted.rows_at = max(noted.rows_at, operators.index(b"EMC", at) + 1)
            elif filled and box.element_tag == "tbody":
                noted.left, noted.top = float(box.position_x), float(box.position_y)
        if not self._forms:
            self._prepare(stream)
        self._forms.append(noted)

    def _prepare(self, stream: Any) -> None:
        (first, *_), *_ = self._plain.texts
        painted = drawing(stream, first)
        self._typeface = next(op for op in painted if op.endswith(b" Tf"))
        self._ink = [op for op in painted if op.endswith((b" gs", b" rg"))]
        self._rules = rules(stream, self._plain)
        self._slots = [
            (text.position_x - self._plain.left, text.position_y + text.baseline - self._plain.top)
            for text, *_ in self._plain.texts
        ]
        used = {char for words in self._plan.words for text in words.values() for char in text}
        used.update("0123456789")
        for page in self._schedule.pages:
            for row in page.rows:
                if row.anchor not in self._apart:
                    used.update(*row.cells)
        face = _face(stream, self._typeface)
        for char in sorted(used):
            glyph, width = fonts.glyph(char)
            self._codes[char] = f"{glyph:04x}"
            face.to_unicode.setdefault(glyph, char)
            face.widths.setdefault(glyph, round(width * 1000))
        for anchor, alone in self._apart.items():
            texts = tuple(
                tuple(b" ".join(drawing(stream, text)) for text in cell) for cell in alone.texts
            )
            self._drawn[anchor] = _DrawnRow(alone, rules(stream, alone), texts)

    # Before the file is closed: every page is written.

    def fill(self, tree: StructureTree) -> None:
        """Write every page of the schedule; the tree has been put right already."""
        sheets = [tree.page(self._first + n) for n in range(len(self._forms))]
        shapes = [Shape(tree, sheet) for sheet in sheets]
        for form in self._forms:
            form.operators = [as_bytes(operator) for operator in form.stream.stream]
        self._share_rules(tree, sheets[0])
        for n, page in enumerate(self._schedule.pages):
            use = self._plan.forms.index(n) if n in self._plan.forms else 1
            content, rows = self._content(self._forms[use], n, page)
            if n in self._plan.forms:
                sheet = sheets[use]
                if rows:
                    shapes[use].grow(sheet, rows)
            else:
                sheet = shapes[use].copy(self._first + n, sheets[use], rows)
            tree.write_content(sheet, content)

    def _share_rules(self, tree: StructureTree, sheet: Any) -> None:
        """Keep the rules under a plain row once, for every row of every page."""
        ours = tree.named(sheet["Resources"])
        under_a_row = Pressed(
            self._rules.replace(b"/a1.0 gs\n", b""),  # the page has said so already
            {
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array((-1, -1, 2000, 2000)),
                "Matrix": pydyf.Array((1, 0, 0, 1, -self._plain.left, -self._plain.top)),
            },
        )
        tree.pdf.add_object(under_a_row)
        ours["XObject"]["rules"] = under_a_row.reference

    def _content(self, form: _FormPage, n: int, page: Page) -> tuple[bytes, list[RowTags]]:
        """The drawing of one page: the form's own, its words exchanged, its rows set in."""
        words = {**self._plan.words[n], "folio": str(self._first + n + 1)}
        operators = list(form.operators)
        for name, word in form.words.items():
            text = words[name]
            left = word.left
            if word.width:
                left += (word.width - text_width(text, word.size)) / 2
            operators[word.place] = f"1 0 0 -1 {left:.6f} {word.baseline} Tm".encode()
            operators[word.show] = f"<{self._encoded(text)}> Tj".encode()
        tags: list[RowTags] = []
        if page.rows:
            operators.insert(form.rows_at, b"\n".join(self._rows(form, page, tags)))
        return b"\n".join(operators), tags

    def _rows(self, form: _FormPage, page: Page, tags: list[RowTags]) -> Iterator[bytes]:
        plain = self._form.row_height / POINTS_PER_PIXEL
        drawn = [self._drawn.get(row.anchor) for row in page.rows]
        heights = [d.row.height / POINTS_PER_PIXEL if d else plain for d in drawn]
        tops = list(accumulate(heights, initial=form.top))
        yield b"q\n" + b"\n".join(self._ink)
        yield b"/Artifact BMC"
        for alone, top in zip(drawn, tops, strict=False):
            left = form.left
            if alone:
                move = _move(left - alone.row.left, top - alone.row.top)
                yield b"q " + move + b"\n" + alone.rules + b"\nQ"
            else:
                yield b"q " + _move(left, top) + b" /rules Do Q"
        yield b"EMC"
        yield self._typeface
        mark = form.marks
        heads = [column.row_header for column in self._form.columns]
        for row, alone, top in zip(page.rows, drawn, tops, strict=False):
            cells: list[tuple[bool, tuple[int, ...]]] = []
            if alone:
                move = _move(form.left - alone.row.left, top - alone.row.top)
                for head, lines in zip(heads, alone.texts, strict=True):
                    for line in lines:
                        yield b"/Span <</MCID %d>> BDC q %b\n%b\nQ EMC" % (mark, move, line)
                        mark += 1
                    cells.append((head, tuple(range(mark - len(lines), mark))))
            else:
                for head, text, (x, y) in zip(heads, row.cells, self._slots, strict=True):
                    if not text:
                        cells.append((head, ()))
                        continue
                    code = self._hex.get(text) or self._encoded(text)
                    yield (
                        f"/Span <</MCID {mark}>> BDC BT 1 0 0 -1 {form.left + x:.6f} {top + y:.6f}"
                        f" Tm <{code}> Tj ET EMC"
                    ).encode()
                    cells.append((head, (mark,)))
                    mark += 1
            tags.append(RowTags(tuple(cells)))
        yield b"Q"

    def _encoded(self, text: str) -> str:
        code = self._hex[text] = "".join([self._codes[char] for char in text])
        return code


def _word(operators: Sequence[Any], at: int, box: Any, above: Sequence[Any]) -> _Word:
    end = operators.index(b"EMC", at)
    span = range(at + 1, end)
    place = next(n for n in span if operators[n].endswith(b" Tm"))
    show = next(n for n in span if operators[n].endswith((b" TJ", b" Tj")))
    *_, x, y, _ = operators[place].decode().split()
    size = next(operators[n] for n in span if operators[n].endswith(b" Tf")).split()[1]
    around = container(above)
    centered = box.style["text_align_all"] == "center"
    return _Word(
        place=place,
        show=show,
        left=around.content_box_x() if centered else float(x),
        width=around.width if centered else 0.0,
        size=float(size),
        baseline=y,
    )


def _face(stream: Any, typeface: bytes) -> Any:
    """The document's font that an operator `/NAME size Tf` chooses."""
    name = typeface.split()[0][1:].decode()
    return next(font for font in stream._fonts.values() if font.hash == name)


def _move(x: float, y: float) -> bytes:
    return f"1 0 0 1 {x:.6f} {y:.6f} cm".encode()
