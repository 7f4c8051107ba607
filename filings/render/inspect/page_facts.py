"""Define what is measured on a page of a PDF: text, lines and pictures.

Places are in points from the top left corner of the sheet. Nothing here knows the rules of a court.
"""

from dataclasses import dataclass, field
from typing import Any

from filings.render.inspect.geometry import Box

Ink = tuple[float, float, float]
"""Shares of red, green and blue, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font as a page uses it."""

    name: str  # without a subset prefix: "Liberation-Serif-Bold"
    embedded: bool


@dataclass(slots=True, eq=False)
class Run:
    """A piece of text drawn at once: mostly a line, or its part in one font."""

    x0: float  # the box of the ink
    top: float
    x1: float
    bottom: float
    left: float  # origin of the first glyph
    baseline: float
    size: float
    upright: bool  # reads from left to right, as the page stands
    diagonal: bool
    face: Face
    ink: Ink | None  # None for a pattern
    visible: bool
    artifact: bool
    mcid: int  # marked-content id; -1 outside tagged content
    _read: Any = None
    _text: str | None = None

    @property
    def text(self) -> str:
        """The text, read from the page when first asked for."""
        if self._text is None:
            self._text = " ".join(self._read().split())
        return self._text

    @property
    def box(self) -> Box:
        """Where its ink is."""
        return (self.x0, self.top, self.x1, self.bottom)

    @property
    def tagged(self) -> bool:
        """Whether it is tagged content or an artifact."""
        return self.artifact or self.mcid >= 0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line, or the side of a box, as thin as it is drawn."""

    x0: float
    top: float
    x1: float
    bottom: float
    tagged: bool  # whether it is tagged content or an artifact

    @property
    def box(self) -> Box:
        """Where its ink is."""
        return (self.x0, self.top, self.x1, self.bottom)

    @property
    def width(self) -> float:
        """From left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(slots=True)
class Page:
    """One page, measured."""

    number: int  # 1-based
    width: float
    height: float
    runs: list[Run]
    strokes: list[Stroke]  # only when asked for
    drawings: list[Box]  # filled shapes other than lines; only when asked for
    tints: list[Box]  # shapes filled with a colour; only when asked for
    pictures: list[Box]
    label: str  # page label, as viewers show it; "" without labels
    _tags: Any = field(default=None, repr=False)
    _chains: dict[int, tuple[str, ...]] | None = None

    def tags(self, run: Run) -> tuple[str, ...]:
        """The structure tags that hold a run, outermost first: ("Document", "BlockQuote", "P")."""
        if self._chains is None:
            self._chains = self._tags()
        return self._chains.get(run.mcid, ())


def bare_name(name: str) -> str:
    """A font's name without the six letters that mark a subset: "ABCDEF+Arial" is "Arial"."""
    head, plus, rest = name.partition("+")
    return rest if plus and len(head) == 6 and head.isupper() else name
