"""Hold what a page of a PDF shows: its text, its rules and its pictures, measured.

Places are in points from the top left corner of the sheet. Nothing here knows any rule of any
court.
"""

from dataclasses import dataclass, field
from typing import Any

from filings.render.inspect.geometry import Box

Ink = tuple[float, float, float]
"""Shares of red, green and blue, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font as a page uses it."""

    name: str  # without the subset's prefix: "Liberation-Serif-Bold"
    embedded: bool


@dataclass(slots=True, eq=False)
class Run:
    """A piece of text drawn in one go: mostly a line, or a line's part in one type."""

    x0: float  # of the ink
    top: float
    x1: float
    bottom: float
    left: float  # where the first glyph's origin is
    baseline: float
    size: float
    upright: bool  # reads from left to right, as the page stands
    diagonal: bool
    face: Face
    ink: Ink | None  # None: a pattern
    visible: bool
    artifact: bool
    mcid: int  # -1 when it is in no tagged content
    _read: Any = None
    _text: str | None = None

    @property
    def text(self) -> str:
        """What it says, read from the page when first asked for."""
        if self._text is None:
            self._text = " ".join(self._read().split())
        return self._text

    @property
    def box(self) -> Box:
        """Where its ink is."""
        return (self.x0, self.top, self.x1, self.bottom)

    @property
    def tagged(self) -> bool:
        """Whether it says what it is: content with a tag, or an artifact."""
        return self.artifact or self.mcid >= 0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line, or the side of a box, as thin as it is drawn."""

    x0: float
    top: float
    x1: float
    bottom: float
    tagged: bool  # tagged content, or an artifact

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
    drawings: list[Box]  # filled shapes that are no lines; only when asked for
    tints: list[Box]  # shapes filled with a colour; only when asked for
    pictures: list[Box]
    label: str  # what a reader's page box shows; "" without labels
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
