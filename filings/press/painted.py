"""Floor 3. What WeasyPrint laid out and painted: its boxes, and the operators it drew them with.

The rooms that fill a form look here for where things stand. Coordinates are CSS pixels from the top
left of the page, as in WeasyPrint's page drawing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from filings.press import fonts
from filings.press.tree import as_bytes
from filings.press.typeset import (
    POINTS_PER_PIXEL,
    BlockContainerBox,
    TextBox,
    draw_border,
    draw_text,
)


@dataclass(frozen=True, slots=True)
class LaidOutRow:
    """A row as WeasyPrint laid it out."""

    box: Any

    @property
    def left(self) -> float:
        """Where its first cell begins."""
        return float(self.box.children[0].position_x)

    @property
    def top(self) -> float:
        """Where it begins."""
        return float(self.box.position_y)

    @property
    def texts(self) -> list[Any]:
        """For each cell, the text box of its line."""
        return [line for cell in self.box.children for line in _lines(cell)]

    @property
    def corners(self) -> list[tuple[float, float]]:
        """For each cell, how far right of and below the row's corner its content begins."""
        return [
            (cell.content_box_x() - self.left, cell.content_box_y() - self.top)
            for cell in self.box.children
        ]


@dataclass(frozen=True, slots=True)
class LaidOutCell:
    """What stands in a cell, as WeasyPrint laid it out by itself."""

    box: Any

    @property
    def left(self) -> float:
        """Where it begins."""
        return float(self.box.position_x)

    @property
    def top(self) -> float:
        """Where it begins."""
        return float(self.box.position_y)

    @property
    def height(self) -> float:
        """Its height in points."""
        return float(self.box.height) * POINTS_PER_PIXEL

    @property
    def lines(self) -> list[Any]:
        """The text boxes of its lines."""
        return _lines(self.box)


@dataclass(frozen=True, slots=True)
class WrappedRow:
    """A row of which some cells take more than one line, or need the shaper."""

    cells: Mapping[int, LaidOutCell]  # by column, 0-based
    height: float  # in points


def _lines(box: Any) -> list[Any]:
    return [b for b, _ in walk(box) if isinstance(b, TextBox) and b.text.strip()]


def walk(box: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every box from `box` down, with those it stands in, in the order of the document."""
    box = getattr(box, "_box", box)  # an absolutely positioned box comes in a placeholder
    yield box, above
    for child in getattr(box, "children", ()):
        yield from walk(child, (*above, box))


def after_painting(page: Any, then: Callable[[Any, Any], None]) -> None:
    """Call `then` with a page and the stream it was painted to, once it has been."""
    paint = page.paint

    def painting(stream: Any, scale: float = 1) -> None:
        paint(stream, scale)
        then(page, stream)

    page.paint = painting


def drawing(stream: Any, text: Any) -> list[bytes]:
    """The operators with which WeasyPrint draws one text box."""
    sheet = stream.clone(tags=None)
    draw_text(sheet, text, 0, "clip", "none")
    return [as_bytes(operator) for operator in sheet.stream]


def rules(stream: Any, row: LaidOutRow) -> bytes:
    """The operators with which WeasyPrint draws the borders of a row's cells."""
    sheet = stream.clone(tags=None)
    for cell in row.box.children:
        draw_border(sheet, cell)
    return b"\n".join(as_bytes(operator) for operator in sheet.stream)


def container(above: Sequence[Any]) -> Any:
    """The nearest block or cell that a text box stands in; its line is only as wide as its text."""
    return next(b for b in reversed(above) if isinstance(b, BlockContainerBox))


def text_width(text: str, size: float, face: str = fonts.TEXT_FACE) -> float:
    """How wide unkerned text is, each advance rounded to Pango's unit of 1/1024."""
    advances = _advances(size, face)
    return sum([advances[char] for char in text]) / 1024


@cache
def _advances(size: float, face: str) -> Mapping[str, int]:
    return {char: round(ems * size * 1024) for char, (_, ems) in fonts.glyphs(face).items()}


def typeface(operators: Sequence[Any], start: int, end: int, stream: Any) -> tuple[Any, float]:
    """The document's font, and its size, that text between two operators is set in."""
    chosen = next(operators[n] for n in range(start + 1, end) if operators[n].endswith(b" Tf"))
    name, size, _ = chosen.decode().split()
    return next(font for font in stream._fonts.values() if font.hash == name[1:]), float(size)
