"""Read the boxes that WeasyPrint laid out, and the operators that draw them.

The modules that fill in pages take places and sizes from here. Coordinates are CSS pixels from the
top left of the page, as in WeasyPrint's page drawing.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from filings.compose import fonts
from filings.compose.schedule import Form
from filings.render.layout import POINTS_PER_PIXEL
from filings.render.structure_tree import as_bytes
from filings.render.weasyprint_internals import (
    INHERITED,
    INITIAL_VALUES,
    BlockContainerBox,
    LineBox,
    TextBox,
    border_operators,
    fonts_of,
    line_height,
    page_box,
    set_in_lines,
    text_operators,
    walk,
)

# The style of text whose glyphs do not depend on each other, with nothing drawn but glyphs.
_OF_A_GLYPH = ("font_variant", "font_feature", "font_variation", "letter_sp", "word_sp", "text_dec")
_PLAINLY = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name.startswith((*_OF_A_GLYPH, "text_transform"))
} | {"font_kerning": "none", "font_variant_ligatures": "none"}

# Other properties that a table and its rows may have: for the place and the breaking of texts, and
# those whose computed value differs from the initial one, and which draw nothing.
_OF_A_TABLE = (
    *("display", "width", "height", "padding", "margin", "vertical_align", "text_align"),
    *(
        "white_space",
        "overflow_wrap",
        "line_height",
        "lang",
        "break_inside",
        "page",
        "table_layout",
    ),
    *("font_family", "font_size", "font_kerning", "font_variant_ligatures", "color_scheme"),
    *("bleed", "column_rule_width", "outline_width", "border_collapse", "border_spacing"),
    "box_sizing",
    "break_before",
)
_WIDTHS_AND_COLORS = re.compile(r"border_\w+_(width|color)")  # also of borders that are not drawn
_RULES = re.compile(r"border_\w+_(width|color|style)")
_COLOR = re.compile(r"border_(top|right|bottom|left)_color")
_AT_THE_LEFT = {"start", "left", "auto"}
_PANGO_STYLES = {"normal": 0, "oblique": 1, "italic": 2}


def set_plainly(style: Any) -> bool:
    """Whether each glyph of a text of this style can be exchanged alone."""
    return all(style[name] == value for name, value in _PLAINLY.items())


def _file_of(style: Any) -> str | None:
    slant = _PANGO_STYLES[style["font_style"]]
    return fonts.file_of(style["font_family"][0], style["font_weight"], slant)


def _draws_only(names: Iterable[str], rules: re.Pattern[str]) -> bool:
    return all(name.startswith(_OF_A_TABLE) or rules.fullmatch(name) for name in names)


def _told(style: Any) -> Mapping[str, Any]:
    """The properties of a style that differ from the initial ones, without names."""
    names = (name for name in INITIAL_VALUES if "_block_" not in name and "_inline_" not in name)
    return {
        name: style[name]
        for name in names
        if name != "anchor" and style[name] != INITIAL_VALUES[name]
    }


@dataclass(frozen=True)
class LaidOutRow:
    """A row as WeasyPrint laid it out, with one line of text in every cell."""

    box: Any
    like: tuple[Any, ...]  # the boxes of rows beside it
    form: Form

    @property
    def left(self) -> float:
        """The left edge of its first cell."""
        return float(self.box.children[0].position_x)

    @property
    def top(self) -> float:
        """Its upper edge."""
        return float(self.box.position_y)

    @property
    def texts(self) -> list[Any]:
        """For each cell, the text box of its line."""
        return [b for b, _ in walk(self.box) if isinstance(b, TextBox)]

    @property
    def corners(self) -> list[tuple[float, float]]:
        """For each cell, how far right of and below the row's corner its content begins."""
        return [
            (cell.content_box_x() - self.left, cell.content_box_y() - self.top)
            for cell in self.box.children
        ]

    def stands_for_rows_of(self, body: "TableBody") -> bool:
        """Whether rows in this table body are drawn like this one."""
        return body.draws_nothing and body.inherited == _inherited(self.box.style)

    @cached_property
    def stands_for_all(self) -> bool:
        """Whether all rows of the same style are drawn like this one.

        They are if they have the form's measures, if their texts are set plainly in the text face,
        if nothing is drawn but texts and borders, and if the place of a row in the table changes
        nothing.
        """
        if not all(self._holds_a_line(row) for row in self.like):
            return False
        boxes = (self.box, *self.box.children)
        for row in self.like:
            for ours, shipped in zip(boxes, (row, *row.children), strict=True):
                declared = _told(shipped.style)
                if declared != _told(ours.style) or not _draws_only(declared, _RULES):
                    return False
        measures = [(self.box.height, self.form.row_height)]
        measures += [
            (cell.width, self.form.room(column))
            for cell, column in zip(self.box.children, self.form.columns, strict=True)
        ]
        if any(abs(measure * POINTS_PER_PIXEL - wanted) > 0.001 for measure, wanted in measures):
            return False
        return all(
            set_plainly(text.style)
            and {text.style["text_align_all"], text.style["text_align_last"]} <= _AT_THE_LEFT
            and abs(text.style["font_size"] * POINTS_PER_PIXEL - self.form.type_size) < 0.001
            and _file_of(text.style) == fonts.TEXT_FACE
            for text in self.texts
        )

    def _holds_a_line(self, row: Any) -> bool:
        """Whether each cell of a row has one line of text at its top, and all is opaque."""
        return len(row.children) == len(self.form.columns) and all(
            [type(box) for box, _ in walk(cell)][1:] == [LineBox, TextBox]
            and cell.style["vertical_align"] == "top"
            and all(
                cell.style[name] == "currentcolor" or cell.style[name].alpha == 1
                for name in ("color", *filter(_COLOR.fullmatch, INITIAL_VALUES))
            )
            for cell in row.children
        )

    def wrapped(self, column: int, text: str, room: float) -> "LaidOutCell":
        """A cell with its corner at 0 and a text that needs more than one line of `room`.

        `room` is in CSS pixels.
        """
        like = self.texts[column]
        first = like.position_y - self.top - self.corners[column][1]
        leading = line_height(like.style)
        top, lines = 0.0, []
        for line in text.splitlines():
            for box in set_in_lines(line, like, room):
                # A line's height is that of the tallest text in it, above and below the baseline.
                lower = box.baseline - like.baseline
                box.position_x, box.position_y = 0.0, first + top + max(lower, 0.0) - lower
                top += leading + abs(lower)
                lines.append(box)
        return LaidOutCell(tuple(lines), top * POINTS_PER_PIXEL)


def _inherited(style: Any) -> str:
    """A key that is equal for two styles which pass the same values on to the boxes inside."""
    values = [f"{name}: {style[name]!r}" for name in sorted(INHERITED - {"page"})]
    return hashlib.sha256("\n".join(values).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class TableBody:
    """The body of a table to be filled with rows, and everything that decides how they look."""

    left: float
    top: float
    draws_nothing: bool  # it, its table and columns, and the boxes around
    inherited: str


def bodies_for_rows(page: Any) -> Iterator[TableBody]:
    """The bodies of a page's tables that are filled with rows."""
    for body, (_page, *around, table) in _in_tables_for_rows(page):
        if body.element_tag == "tbody":
            columns = [box for group in table.column_groups for box in (group, *group.children)]
            boxes = (*around, table, *columns, body)
            nothing = all(_draws_only(_told(box.style), _WIDTHS_AND_COLORS) for box in boxes)
            place = float(body.position_x), float(body.position_y)
            yield TableBody(*place, nothing, _inherited(body.style))


def heads_for_rows(page: Any, tags: Mapping[Any, Mapping[str, Any]]) -> Iterator[int]:
    """The marked-content ids of the heads of those tables."""
    for box, above in _in_tables_for_rows(page):
        if box in tags and any(outer.element_tag == "thead" for outer in above):
            yield tags[box]["mcid"]


def _in_tables_for_rows(page: Any) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """The boxes in the tables for rows, each with the boxes around it."""
    tables: list[Any] = []
    for box, above in walk(page_box(page)):
        while tables and tables[-1] not in above:
            tables.pop()
        if tables and tables[-1].element.get("data-fill") == "rows":
            yield box, above
        if box.element_tag == "table" and box.element is not None:
            tables.append(box)


@dataclass(frozen=True, slots=True)
class LaidOutCell:
    """The content of a cell, laid out as if the cell's corner were at 0."""

    lines: tuple[Any, ...]  # text boxes
    height: float  # in points


@dataclass(frozen=True, slots=True)
class WrappedRow:
    """A row with cells that take more than one line, or need shaping."""

    cells: Mapping[int, LaidOutCell]  # by column, 0-based
    height: float  # in points


def drawing(stream: Any, text: Any) -> list[bytes]:
    """The operators with which WeasyPrint draws one text box."""
    return [as_bytes(operator) for operator in text_operators(stream, text)]


def rules(stream: Any, row: LaidOutRow) -> bytes:
    """The operators with which WeasyPrint draws the borders of a row's cells."""
    return b"\n".join(as_bytes(operator) for operator in border_operators(stream, row.box.children))


def container(above: Sequence[Any]) -> Any:
    """The nearest block or cell around a text box; the line itself is only as wide as its text."""
    return next(b for b in reversed(above) if isinstance(b, BlockContainerBox))


def text_width(text: str, size: float, face: str = fonts.TEXT_FACE) -> float:
    """The width of unkerned text, each advance rounded to Pango's unit of 1/1024."""
    advances = _advances(size, face)
    return sum([advances[char] for char in text]) / 1024


@cache
def _advances(size: float, face: str) -> Mapping[str, int]:
    return {char: round(ems * size * 1024) for char, (_, ems) in fonts.glyphs(face).items()}


def typeface(operators: Sequence[Any], start: int, end: int, stream: Any) -> tuple[Any, float]:
    """The font and the size of the text between two operators."""
    chosen = next(operators[n] for n in range(start + 1, end) if operators[n].endswith(b" Tf"))
    name, size, _ = chosen.decode().split()
    return next(font for font in fonts_of(stream).values() if font.hash == name[1:]), float(size)
