"""Fill all pages of a schedule from the few that WeasyPrint lays out for it.

WeasyPrint decides where everything goes. It lays out a few *forms* (document_parts.py): the first
page of a schedule, one of each kind from the middle, and the last, with no rows in the table. This
module then does what a printer with a stamp would do:

1. The forms are painted into the document (page_template.py). `Filler` notes where their tables
   are, and adds the characters of all words and rows to the fonts, so that each font is subset
   once.
2. Before the file is closed, every page is written: the form's own drawing, with its marked words
   exchanged (fields.py) and its rows filled in. A row that fits its columns is set glyph by glyph,
   unkerned, at the places of one row that WeasyPrint laid out. Any other row (it wraps, or needs
   another font) was laid out by WeasyPrint, and its drawing is inserted as a whole.
3. The rows are added to the structure tree, in the form that `bind` gives WeasyPrint's own.

Nothing here shapes text. Glyphs are taken from the font's character map, as they are in WeasyPrint
when kerning and ligatures are off; the tests compare both in pixels. Coordinates are CSS pixels
from the top left, as in WeasyPrint's page drawing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import pydyf

from filings.compose import fonts
from filings.compose.schedule import Form, Row, Schedule, SchedulePage, Subhead
from filings.render.layout import POINTS_PER_PIXEL
from filings.render.reuse.fields import FOLIO, make_known
from filings.render.reuse.layout_boxes import LaidOutRow, WrappedRow, drawing, rules
from filings.render.reuse.page_template import PageTemplate
from filings.render.structure_tree import CompressedStream, RowTags, Shape, StructureTree, as_bytes
from filings.render.weasyprint_internals import fonts_of


@dataclass(slots=True)
class _FormPage:
    """A form on its document."""

    sheet: PageTemplate
    stream: Any
    start: int  # index of the form's first operator
    rows_at: int = -1  # index of the operator before which rows are inserted
    left: float = 0.0  # left edge of the table
    top: float = 0.0  # where the first row begins
    operators: list[bytes] = field(default_factory=list)  # set once the tree has been corrected


class Filler:
    """Notes how WeasyPrint paints a document's forms, then writes every page of a schedule."""

    def __init__(
        self,
        schedule: Schedule,
        form: Form,
        words: Sequence[Mapping[str, str]],
        plain: LaidOutRow,
        wrapped: Mapping[str, WrappedRow],
        form_of: Sequence[int],
    ) -> None:
        """Prepare to fill.

        Args:
            schedule: The schedule to be filled in.
            form: The schedule's columns.
            words: For each page, the text of each marked element.
            plain: A row with one line of text in every cell, as laid out.
            wrapped: The rows with cells that WeasyPrint laid out, by `Row.anchor`.
            form_of: For each page, the 0-based page that it is made from.
        """
        self._schedule = schedule
        self._form = form
        self._sheets: Mapping[int, PageTemplate] = {}
        self._words = words
        self._plain = plain
        self._wrapped = wrapped
        self._form_of = form_of
        self._forms: list[_FormPage] = []
        self._codes: dict[str, str] = {}
        self._bold = b""
        self._bold_codes: dict[str, str] = {}
        self._hex: dict[str, str] = {}
        # By row and column, the operators with which WeasyPrint drew each line.
        self._drawn: dict[str, dict[int, tuple[bytes, ...]]] = {}

    def fits(self, forms: Mapping[int, PageTemplate], fixed: Mapping[int, Collection[str]]) -> bool:
        """Take the forms; return whether the words of every page fit its form.

        `forms` are pages that WeasyPrint laid out, 0-based (document_parts.py); words
        of the names in `fixed` stand in them as they are.
        """
        self._sheets = forms
        bodies = [body for sheet in forms.values() for body in sheet.bodies]
        if not all(map(self._plain.stands_for_rows_of, bodies)):
            return False
        return all(
            not forms[form].misfits(words)
            and all(words[name] == self._words[form][name] for name in fixed[form])
            for n, words in enumerate(self._words)
            for form in [self._form_of[n]]
        )

    def pages(self, first: int) -> list[Any]:
        """The forms to paint, which begin at 0-based page `first` of the document."""
        self._first = first
        return [sheet.stamped({}, self._note) for sheet in self._sheets.values()]

    # While WeasyPrint paints: note where things are, and the characters the fonts need.

    def _note(self, sheet: PageTemplate, stream: Any, start: int) -> None:
        noted = _FormPage(sheet, stream, start)
        operators = stream.stream
        for body in sheet.bodies:
            noted.left, noted.top = body.left, body.top
        for head in sheet.heads:
            at = next(
                n
                for n in range(start, len(operators))
                if isinstance(operators[n], pydyf.Dictionary) and operators[n].get("MCID") == head
            )
            end = operators.index(b"EMC", at)
            noted.rows_at = max(noted.rows_at, end + 1)
            drawn = map(as_bytes, operators[at:end])
            self._bold = next((each for each in drawn if each.endswith(b" Tf")), self._bold)
        if not self._forms:
            self._prepare(stream)
        of = tuple(self._sheets)[len(self._forms)]
        for n, words in enumerate(self._words):
            if self._form_of[n] == of:
                for mark in sheet.marks:
                    text = str(self._first + n + 1) if mark.name == FOLIO else words[mark.name]
                    mark.prepare(fonts_of(stream), text)
        self._forms.append(noted)

    def _prepare(self, stream: Any) -> None:
        first, *_ = self._plain.texts
        painted = drawing(stream, first)
        self._typeface = next(op for op in painted if op.endswith(b" Tf"))
        self._ink = [op for op in painted if op.endswith((b" gs", b" rg"))]
        self._rules = rules(stream, self._plain)
        self._corners = self._plain.corners
        self._slots = [
            (text.position_x - self._plain.left, text.position_y + text.baseline - self._plain.top)
            for text in self._plain.texts
        ]
        self._prepare_subheads(stream)
        used: set[str] = set()
        for page in self._schedule.pages:
            for row in page.rows:
                wrapped = self._wrapped.get(row.anchor)
                if wrapped is None:
                    used.update(*row.cells)
                    continue
                self._drawn[row.anchor] = {
                    n: tuple(b" ".join(drawing(stream, line)) for line in cell.lines)
                    for n, cell in wrapped.cells.items()
                }
                used.update(*(text for n, text in enumerate(row.cells) if n not in wrapped.cells))
        used.discard("\n")
        make_known(_face(stream, self._typeface), "".join(sorted(used)), fonts.TEXT_FACE)
        self._codes = {char: f"{fonts.glyph(char)[0]:04x}" for char in used}

    def _prepare_subheads(self, stream: Any) -> None:
        """Add the characters of subheads to the face of the column heads."""
        lines = (line for page in self._schedule.pages for line in page.lines)
        texts = [line.text for line in lines if isinstance(line, Subhead)]
        if not texts:
            return
        used = set().union(*texts) - {"\n"}
        make_known(_face(stream, self._bold), "".join(sorted(used)), fonts.BOLD_FACE)
        self._bold_codes = {char: f"{fonts.glyph(char, fonts.BOLD_FACE)[0]:04x}" for char in used}

    # Before the file is closed: every page is written.

    def fill(self, tree: StructureTree) -> None:
        """Write every page of the schedule; the tree has been corrected already."""
        places = {n: use for use, n in enumerate(self._sheets)}
        sheets = [tree.page(self._first + n) for n in range(len(self._forms))]
        shapes = [Shape(tree, sheet) for sheet in sheets]
        for form in self._forms:
            form.operators = [as_bytes(operator) for operator in form.stream.stream]
        self._share_rules(tree, sheets[0])
        for n, page in enumerate(self._schedule.pages):
            use = places[self._form_of[n]]
            content, rows = self._content(self._forms[use], n, page)
            if n in places:
                sheet = sheets[use]
                if rows:
                    shapes[use].grow(sheet, rows)
            else:
                after = sum(form > n for form in places)  # the last page is one
                sheet = shapes[use].copy(self._first + n, sheets[use], rows, after)
            tree.write_content(sheet, content)

    def _share_rules(self, tree: StructureTree, sheet: Any) -> None:
        """Store the borders of a plain row once, for every row of every page."""
        ours = tree.named(sheet["Resources"])
        under_a_row = CompressedStream(
            self._rules.replace(b"/a1.0 gs\n", b""),  # the page has set it already
            {
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array((-1, -1, 2000, 2000)),
                "Matrix": pydyf.Array((1, 0, 0, 1, -self._plain.left, -self._plain.top)),
            },
        )
        tree.pdf.add_object(under_a_row)
        ours["XObject"]["rules"] = under_a_row.reference

    def _content(self, form: _FormPage, n: int, page: SchedulePage) -> tuple[bytes, list[RowTags]]:
        """The content of one page: the form's, its words exchanged and its rows filled in."""
        words = {**self._words[n], FOLIO: str(self._first + n + 1)}
        operators = list(form.operators)
        for mark in form.sheet.marks:
            mark.write(operators, words[mark.name], form.start)
        tags: list[RowTags] = []
        if page.rows:
            operators.insert(form.rows_at, b"\n".join(self._rows(form, page, tags)))
        return b"\n".join(operators), tags

    def _rows(self, form: _FormPage, page: SchedulePage, tags: list[RowTags]) -> Iterator[bytes]:
        plain = self._form.row_height / POINTS_PER_PIXEL
        leading = self._form.leading / POINTS_PER_PIXEL
        heights = [self._height(row) / POINTS_PER_PIXEL for row in page.lines]
        tops = list(accumulate(heights, initial=form.top))
        yield b"q\n" + b"\n".join(self._ink)
        yield b"/Artifact BMC"
        for height, top in zip(heights, tops, strict=False):
            # The borders are below a row, whatever its height.
            yield b"q " + _move(form.left, top + height - plain) + b" /rules Do Q"
        yield b"EMC"
        yield self._typeface
        mark = len(form.sheet.tags)
        heads = [column.row_header for column in self._form.columns]
        nothing: dict[int, tuple[bytes, ...]] = {}
        for row, top in zip(page.lines, tops, strict=False):
            bold = isinstance(row, Subhead)
            if bold:
                yield self._bold
            cells: list[tuple[bool, tuple[int, ...]]] = []
            drawn = self._drawn.get(row.anchor, nothing)
            for n, (head, text, (x, y)) in enumerate(
                zip(heads, row.cells, self._slots, strict=True)
            ):
                if n in drawn:
                    painted = drawn[n]
                    right, below = self._corners[n]
                    move = _move(form.left + right, top + below)
                    for drawing_of in painted:
                        yield b"/Span <</MCID %d>> BDC q %b\n%b\nQ EMC" % (mark, move, drawing_of)
                        mark += 1
                    cells.append((head, tuple(range(mark - len(painted), mark))))
                else:
                    lines = text.splitlines()
                    for down, line in enumerate(lines):
                        code = self._in_bold(line) if bold else self._encoded(line)
                        yield (
                            f"/Span <</MCID {mark}>> BDC BT 1 0 0 -1 {form.left + x:.6f}"
                            f" {top + y + down * leading:.6f} Tm <{code}> Tj ET EMC"
                        ).encode()
                        mark += 1
                    cells.append((head, tuple(range(mark - len(lines), mark))))
            tags.append(RowTags(tuple(cells)))
            if bold:
                yield self._typeface
        yield b"Q"

    def _height(self, row: Row | Subhead) -> float:
        wrapped = self._wrapped.get(row.anchor)
        return wrapped.height if wrapped else self._form.height_in_lines(row.lines)

    def _encoded(self, text: str) -> str:
        code = self._hex.get(text)
        if code is None:
            code = self._hex[text] = "".join([self._codes[char] for char in text])
        return code

    def _in_bold(self, text: str) -> str:
        return "".join([self._bold_codes[char] for char in text])


def _face(stream: Any, typeface: bytes) -> Any:
    """The document's font that an operator `/NAME size Tf` selects."""
    name = typeface.split()[0][1:].decode()
    return next(font for font in fonts_of(stream).values() if font.hash == name)


def _move(x: float, y: float) -> bytes:
    return f"1 0 0 1 {x:.6f} {y:.6f} cm".encode()
