"""Break convictions into the pages of a schedule.

This is decided here and not by WeasyPrint, because every page has a subtotal and every placement is
recorded. A row whose text fits its columns has a known height; any other is measured by WeasyPrint.
Units are points.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, repeat

from filings.compose import fonts
from filings.model.conviction import Conviction
from filings.model.entries import Level
from filings.model.plain_words import counted

# How much narrower than its column a text must be, in points, so that it surely does not wrap.
_SURE = 0.1

# The content below the rows is at one of few heights, this many rows apart, so that most packets
# have the same pages.
_STEP_ROWS = 2

# Rows that move with the totals to a new page when there is no room under the last rows.
_WITH_TOTALS = 4

# The measure for subheads in every exhibit, so that each has the same number of lines.
_SUBHEAD_SIZE = 9.5

LEVELS = (Level.FELONY, Level.MISDEMEANOR, Level.INFRACTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, its width, and what it shows of a conviction."""

    heading: str
    width: float
    text: Callable[[int, Conviction], str]  # of number and conviction; with line feeds
    row_header: bool = False  # a row header, for screen readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The measures by which templates draw a schedule page and rows are broken into pages."""

    columns: tuple[Column, ...]
    type_size: float = 9.5
    leading: float = 11.0  # from line to line within a row
    cell_padding: tuple[float, float] = (1.0, 3.0)  # above and below; left and right
    rule: float = 0.4  # thickness of the line under each row
    head_height: float = 36.0  # the head of the table and the space above it, at most
    rows_height: float = 570.0  # for the rows of a page, between head and subtotal
    totals_line: float = 14.0  # one line of the totals on the last page

    @property
    def row_height(self) -> float:
        """The height of a row of one line."""
        return self.height_of(self.leading)

    def wraps(self, column: Column, text: str) -> bool:
        """Whether a line of a text does not fit into a column, or needs shaping to be measured."""
        room = self.room(column) - _SURE
        for line in text.splitlines():
            needed = fonts.width(line, self.type_size)
            if needed is None or needed > room:
                return True
        return False

    def height_in_lines(self, lines: int) -> float:
        """The height of a row whose highest cell has so many lines."""
        return self.height_of(lines * self.leading)

    def room(self, column: Column) -> float:
        """The width for a line of text in the column."""
        return column.width - 2 * self.cell_padding[1]

    def height_of(self, content: float) -> float:
        """The height of a row whose highest cell has content of this height."""
        return max(content, self.leading) + 2 * self.cell_padding[0] + self.rule


@dataclass(frozen=True, slots=True)
class Row:
    """One conviction as the schedule shows it."""

    number: int  # 1-based, through the whole schedule
    cells: tuple[str, ...]
    conviction: Conviction

    @property
    def anchor(self) -> str:
        """The id under which its height is measured."""
        return f"row-{self.number}"

    @property
    def lines(self) -> int:
        """The number of lines of its highest cell, if none wraps."""
        if "\n" not in "".join(self.cells):
            return 1
        return 1 + max([text.count("\n") for text in self.cells])


@dataclass(frozen=True, slots=True)
class SectionCount:
    """The number of convictions of a section in a courthouse, for public exhibits without rows."""

    court: str
    section: str  # "former 11357(c) HS"
    count: int


@dataclass(frozen=True, slots=True)
class SealedExhibit:
    """The facts by which an order identifies the sealed exhibit that it incorporates."""

    pages: int
    rows: int
    sha256: str

    @property
    def digest(self) -> str:
        """The SHA-256 in groups of eight, so that it breaks between lines."""
        return " ".join(self.sha256[n : n + 8] for n in range(0, len(self.sha256), 8))


@dataclass(frozen=True, slots=True)
class Subhead:
    """A line above the rows of one courthouse or offense, where a schedule has several."""

    text: str  # "Compton Courthouse · sale of cannabis: 34 convictions (34 felonies)"; in lines
    heading: tuple[str, ...]  # its headings, the outermost first
    continued: bool  # repeated at the top of a page
    columns: int

    @property
    def cells(self) -> tuple[str, ...]:
        """Its words in the first cell, which extends over the other, empty ones."""
        return (self.text, *("",) * (self.columns - 1))

    @property
    def anchor(self) -> str:
        """None: its height is never measured."""
        return ""

    @property
    def number(self) -> int:
        """None: it is no row of the schedule."""
        return 0

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return 1 + self.text.count("\n")


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """One page of a schedule."""

    number: int  # 1-based, within the schedule
    pages: int
    lines: tuple[Row | Subhead, ...]  # as they stand, from the top
    levels: tuple[tuple[str, int], ...]  # subtotal of this page, by level; only levels that occur
    count: int  # convictions on this page
    through: int  # convictions on this page and all before it
    last: bool
    space: float  # points that its rows are given

    @property
    def rows(self) -> tuple[Row, ...]:
        """Its convictions, without the subheads between them."""
        return tuple(line for line in self.lines if isinstance(line, Row))


@dataclass(frozen=True, slots=True)
class Schedule:
    """The list of convictions as it is filed."""

    pages: tuple[SchedulePage, ...]
    count: int
    totals: tuple[tuple[str, tuple[int, ...], int], ...]  # section, counts by level, sum
    level_names: tuple[str, ...]
    level_sums: tuple[int, ...]

    @property
    def outline(self) -> "Schedule":
        """The same with at most one row on each page, to compose the pages around rows."""
        pages = tuple(replace(page, lines=page.rows[:1]) for page in self.pages)
        return replace(self, pages=pages)

    @property
    def subheads(self) -> Iterator[tuple[int, Subhead]]:
        """Each subhead once, with the 0-based page of the schedule where it first stands."""
        for page in self.pages:
            for line in page.lines:
                if isinstance(line, Subhead) and not line.continued:
                    yield page.number - 1, line


def make_rows(convictions: Sequence[Conviction], form: Form) -> list[Row]:
    """The rows of a schedule, in the order given."""
    numbered = list(enumerate(convictions, start=1))
    columns = [[_squeezed(column.text(*each)) for each in numbered] for column in form.columns]
    cells = zip(*columns, strict=True) if columns else repeat(())
    return [Row(number, texts, c) for (number, c), texts in zip(numbered, cells, strict=False)]


def row_heights(
    rows: Sequence[Row],
    form: Form,
    measure: Callable[[Mapping[Row, Sequence[int]]], Mapping[str, float]],
) -> list[float]:
    """The height of each row, in points.

    `measure` returns the height of each row it is handed, by `Row.anchor`; it is called at most
    once, with the rows that wrap and in which columns they do.
    """
    # By column, since most columns repeat a few texts.
    wide = [
        {text for text in {row.cells[n] for row in rows} if form.wraps(column, text)}
        for n, column in enumerate(form.columns)
    ]
    some = [(n, texts) for n, texts in enumerate(wide) if texts]
    wrapping = {
        row: columns
        for row in rows
        if (columns := tuple([n for n, texts in some if row.cells[n] in texts]))
    }
    measured = measure(wrapping) if wrapping else {}
    heights = {lines: form.height_in_lines(lines) for lines in {row.lines for row in rows}}
    return [measured.get(row.anchor) or heights[row.lines] for row in rows]


def make_schedule(
    rows: Sequence[Row],
    form: Form,
    heights: Sequence[float],
    heading: Callable[[Conviction], tuple[str, ...]] = lambda _: (),
    own_heights: Sequence[float] = (),
) -> Schedule:
    """Break rows into pages, in the order given.

    Args:
        rows: All of them.
        form: The measures of a page.
        heights: The height for each row; if two exhibits have the same rows, the larger of the two,
            so that both have the same pages.
        heading: The headings above a conviction, shared by neighbours with the same; () for none.
        own_heights: The height that each needs in this form, if less; () if all are the same.
    """
    charges = Counter((row.conviction.statute.short, row.conviction.level) for row in rows)
    sections = sorted({section for section, _ in charges})
    levels = [level for level in LEVELS if any(recorded is level for _, recorded in charges)]
    totals = tuple(
        (
            section,
            tuple(charges[section, level] for level in levels),
            sum(charges[section, level] for level in levels),
        )
        for section in sections
    )
    # Under the last rows: a heading line, the head of the table, a line each, and the sum.
    below = form.totals_line * (len(totals) + 4)
    subheads: dict[int, Subhead] = {}
    for heading_words, group in groupby(rows, key=lambda row: heading(row.conviction)):
        held = list(group)
        if heading_words:
            text = _subhead(heading_words, [row.conviction for row in held], form)
            subhead = Subhead(text, heading_words, continued=False, columns=len(form.columns))
            subheads |= {row.number: subhead for row in held}
    return Schedule(
        pages=tuple(_pages(rows, heights, own_heights or heights, form, below, subheads)),
        count=len(rows),
        totals=totals,
        level_names=tuple(level.value for level in levels),
        level_sums=tuple(sum(charges[s, level] for s in sections) for level in levels),
    )


def _subhead(words: Sequence[str], convictions: Sequence[Conviction], form: Form) -> str:
    """The words of a subhead, broken into lines if one is not enough."""
    per_level = Counter(c.level for c in convictions)
    levels = ", ".join(
        counted(per_level[level], level.value, "felonies" if level is Level.FELONY else "")
        for level in LEVELS
        if per_level[level]
    )
    many = f"{counted(len(convictions), 'conviction')}{f' ({levels})' if levels else ''}"
    room = sum(column.width for column in form.columns) - 2 * form.cell_padding[1]
    lines = [""]
    for piece in (*(f"{word} \u00b7" for word in words[:-1]), f"{words[-1]}:", many):
        text = f"{lines[-1]} {piece}".lstrip()
        needed = fonts.width(f"{text}{_CONTINUED}", _SUBHEAD_SIZE, fonts.BOLD_FACE)
        if lines[-1] and (needed is None or needed > room):
            lines.append(piece)
        else:
            lines[-1] = text
    return "\n".join(lines)


_CONTINUED = ", continued"


def _squeezed(text: str) -> str:
    """A text with white space as a page shows it: single within a line, none at its ends."""
    if text.isprintable() and "  " not in text and text.strip() == text:
        return text  # no white space but blanks
    return "\n".join([" ".join(line.split()) for line in text.splitlines()])


def _pages(
    rows: Sequence[Row],
    heights: Sequence[float],
    own_heights: Sequence[float],
    form: Form,
    below: float,
    subheads: Mapping[int, Subhead],
) -> Iterator[SchedulePage]:
    room, step = form.rows_height, _STEP_ROWS * form.row_height
    own = dict(zip((row.number for row in rows), own_heights, strict=True))
    breaks = _breaks(rows, heights, form, below, subheads)
    through, above = 0, None
    for number, group in enumerate(breaks, start=1):
        lines: list[Row | Subhead] = []
        needed = 0.0  # points that they need in this form
        for row in group:
            subhead = subheads.get(row.number)
            if subhead and (subhead is not above or not lines):
                again = replace(subhead, text=f"{subhead.text}{_CONTINUED}", continued=True)
                lines.append(again if subhead is above else subhead)
                needed += form.height_in_lines(subhead.lines)
            lines.append(row)
            needed += own[row.number]
            above = subhead
        last = number == len(breaks)
        space = room if room - needed < step else -(-needed // step) * step
        if last and lines:
            space = min(-(-needed // step) * step, room - below)
        held = Counter(row.conviction.level for row in group)
        through += held.total()
        yield SchedulePage(
            number=number,
            pages=len(breaks),
            lines=tuple(lines),
            levels=tuple((level.value, held[level]) for level in LEVELS if held[level]),
            count=held.total(),
            through=through,
            last=last,
            space=space,
        )


def _breaks(
    rows: Sequence[Row],
    heights: Sequence[float],
    form: Form,
    below: float,
    subheads: Mapping[int, Subhead],
) -> list[list[Row]]:
    """The rows of each page; if the totals do not fit under the last, some rows move with them."""
    room = form.rows_height
    pages: list[list[Row]] = [[]]
    used, above = 0.0, None
    for row, height in zip(rows, heights, strict=True):
        subhead = subheads.get(row.number)
        head = form.height_in_lines(subhead.lines) if subhead else 0.0
        needed = height + (head if subhead is not above or not pages[-1] else 0.0)
        if used + needed > room and pages[-1]:
            pages.append([])
            used, needed = 0.0, height + head
        pages[-1].append(row)
        used += needed
        above = subhead
    if used + below > room:
        left, kept = room - below, len(pages[-1])
        while kept > 1 and len(pages[-1]) - kept < _WITH_TOTALS:
            row = pages[-1][kept - 1]
            subhead = subheads.get(row.number)
            left -= heights[row.number - 1] + (
                form.height_in_lines(subhead.lines) if subhead else 0
            )
            if left < 0:
                break
            kept -= 1
        pages.append(pages[-1][kept:])
        del pages[-2][kept:]
    return pages
