"""Sort the text of a page into line numbers, body, page number and footer.

A page is understood as a clerk sees it, by where things are, and never by how it was made.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from unicodedata import combining

from filings.render.inspect.geometry import Box
from filings.render.inspect.page_facts import Page, Run, Stroke

LEAST_MARK_PT = 18.0
"""Type size, in points, from which a diagonal text is a draft mark."""

_DIGITS = re.compile(r"\d{1,3}")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-\u2013\u2014\s]*(\d{1,5})[-\u2013\u2014\s]*(?:(?:of|/)\s*\d+)?", re.IGNORECASE
)
_ROMAN = re.compile(r"[-\u2013\u2014\s]*[ivxlc]{1,7}[-\u2013\u2014\s]*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_EDGE = 0.3  # share of the page's width in which a column of numbers is looked for, on the left
_OTHER_EDGE = 0.85  # and where that on the right begins
_WORD_SPACE = 0.6  # share of the type size: wider than any space within a line
_FEWEST = 3  # numbers that make a column
_FOOT_PT = 72.0  # on a page without numbered lines, the foot is the last inch


@dataclass(frozen=True, slots=True)
class VerticalRule:
    """A line down the page, whole or in pieces, single or double."""

    x0: float
    x1: float
    pieces: tuple[tuple[float, float], ...]  # top and bottom of each

    def covers(self, top: float, bottom: float) -> float:
        """The share of the way from `top` to `bottom` where it is drawn."""
        drawn, reached = 0.0, top
        for start, end in sorted(self.pieces):
            start, end = max(start, reached), min(end, bottom)
            if end > start:
                drawn, reached = drawn + end - start, end
        return drawn / (bottom - top) if bottom > top else 0.0


@dataclass(slots=True)
class Foot:
    """The text below the last line."""

    number: Run | None = None
    value: int | None = None  # the page number; None when it is not in Arabic numerals
    rule: Stroke | None = None
    title: list[Run] = field(default_factory=list)
    stray: list[Run] = field(default_factory=list)  # neither number nor footer: text that ran over


@dataclass(slots=True)
class Anatomy:
    """The parts of a paper's page."""

    page: Page
    numbers: list[Run]  # the column of line numbers, from the top
    others: list[Run]  # a second column, or repeated numbers
    body: list[Run]  # text on the lines, from the top
    draft: list[Run]
    foot: Foot
    rules: list[VerticalRule]

    @property
    def values(self) -> list[int]:
        """The line numbers as integers."""
        return [int(run.text) for run in self.numbers]

    @property
    def pitch(self) -> float | None:
        """The distance from one line number to the next, in points."""
        gaps = [below.baseline - above.baseline for above, below in pairwise(self.numbers)]
        return median(gaps) if gaps else None


def read_anatomy(page: Page, title: str, *, numbered: bool, footed: bool = True) -> Anatomy:
    """Sort the text of a page into its parts.

    Args:
        page: The page.
        title: The paper's title, by which its footer is known.
        numbered: Whether this kind of paper numbers its lines. On any other a column of numbers
            is a table's.
        footed: Whether it has a page number or a footer. Without either, the lowest text is body.
    """
    draft = [run for run in page.runs if is_draft_mark(run)]
    text = [run for run in page.runs if run.visible and not is_draft_mark(run)]
    numbers, others = _columns(page, text) if numbered else ([], [])
    taken = {id(run) for run in (*numbers, *others)}
    text = [run for run in text if id(run) not in taken]
    above = page.height - (_FOOT_PT if footed else 0.0)
    last = numbers[-1].baseline + 3 if numbers else above
    foot = _foot(page, [run for run in text if run.baseline > last], last, title)
    return Anatomy(
        page=page,
        numbers=numbers,
        others=others,
        body=sorted(
            (run for run in text if run.baseline <= last and not _is_accent(run)),
            key=lambda run: (run.baseline, run.x0),
        ),
        draft=draft,
        foot=foot,
        rules=list(_vertical_rules(page.strokes)),
    )


def _is_accent(run: Run) -> bool:
    """Whether a run is only an accent, which some fonts draw apart: not a line of text."""
    return run.x1 - run.x0 < run.size and all(map(combining, run.text.strip() or "x"))


def is_draft_mark(run: Run) -> bool:
    """Whether a run is a draft mark: large and diagonal."""
    return run.diagonal and run.size >= LEAST_MARK_PT


def _columns(page: Page, text: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """The column of line numbers, and any other column of numbers."""
    left: list[Run] = []
    right: list[Run] = []
    for run in text:
        if not run.upright or run.x1 - run.x0 > 3 * run.size:
            continue
        if run.x1 < page.width * _EDGE:
            side = left
        elif run.x0 > page.width * _OTHER_EDGE:
            side = right
        else:
            continue
        if _DIGITS.fullmatch(run.text):
            side.append(run)
    columns = [column for column in (_aligned(left), _aligned(right)) if len(column) >= _FEWEST]
    if not columns:
        return [], []
    column, others = columns[0], columns[1:]
    once: list[Run] = []
    twice: list[Run] = []
    for run in column:
        again = any(run.text == other.text and _near(run, other) for other in once)
        (twice if again else once).append(run)
    # A second column within the left margin: the same numbers again, level with the first.
    rest = [run for run in left if all(run is not other for other in column)]
    level = [
        run
        for run in rest
        if any(abs(run.baseline - o.baseline) < 2 and run.text == o.text for o in once)
    ]
    if len(level) >= _FEWEST:
        twice += level
    return once, [*twice, *(run for other in others for run in other)]


def _near(run: Run, other: Run) -> bool:
    return abs(run.baseline - other.baseline) < run.size / 2


def _aligned(runs: Sequence[Run]) -> list[Run]:
    """The largest set of runs that share a right edge, a left edge or a middle, from the top."""
    best: list[Run] = []
    for edge in (_right, _left, _middle):
        ordered = sorted(runs, key=edge)
        start = 0
        for end, run in enumerate(ordered):
            while edge(run) - edge(ordered[start]) > 2.0:
                start += 1
            if end - start + 1 > len(best):
                best = ordered[start : end + 1]
    return sorted(best, key=lambda run: run.baseline)


def _right(run: Run) -> float:
    return run.x1


def _left(run: Run) -> float:
    return run.left


def _middle(run: Run) -> float:
    return (run.x0 + run.x1) / 2


def _foot(page: Page, runs: Sequence[Run], last: float, title: str) -> Foot:
    foot = Foot()
    rows = joined_rows(runs)
    taken: list[Run] = []
    candidates = [
        (row, parts, int(match[1]))
        for row, parts in rows
        if (match := _PAGE_NUMBER.fullmatch(row.text))
    ]
    if candidates:
        middle = page.width / 2
        foot.number, taken, foot.value = min(candidates, key=lambda c: abs(_middle(c[0]) - middle))
    else:
        romans = [(row, parts) for row, parts in rows if _ROMAN.fullmatch(row.text)]
        if romans:
            foot.number, taken = romans[0]
    rest = [run for run in runs if all(run is not part for part in taken)]
    rules = [
        stroke
        for stroke in page.strokes
        if stroke.width > 0.3 * page.width and stroke.height < 4 and stroke.top > last - 3
    ]
    rules.sort(key=lambda stroke: stroke.top)
    for rule in reversed(rules):
        below = [run for run in rest if run.top > rule.top - 1]
        if below:
            foot.rule, foot.title = rule, below
            break
    else:
        foot.rule = rules[-1] if rules else None
        # No line above it: the footer is known by its words, or by being an artifact.
        foot.title = [run for run in rest if run.artifact or share_of_words(run.text, title) >= 0.5]
    foot.stray = [run for run in rest if all(run is not other for other in foot.title)]
    return foot


def joined_rows(runs: Iterable[Run]) -> list[tuple[Run, list[Run]]]:
    """Text that reads on without a gap, as one piece each, with the runs it is made of.

    Some programs draw a line word by word; a title is still a title then.
    """
    rows: list[list[Run]] = []
    open_rows: dict[int, list[Run]] = {}
    for run in sorted(runs, key=lambda run: (round(run.baseline), run.x0)):
        row = open_rows.get(round(run.baseline))
        if row and run.x0 - row[-1].x1 < _WORD_SPACE * run.size:
            row.append(run)
        else:
            row = open_rows[round(run.baseline)] = [run]
            rows.append(row)
    return [(_as_one(row), row) for row in rows]


def _as_one(row: Sequence[Run]) -> Run:
    if len(row) == 1:
        return row[0]
    left, top, right, bottom = around(run.box for run in row)
    return replace(
        row[0],
        x0=left,
        top=top,
        x1=right,
        bottom=bottom,
        size=min(run.size for run in row),
        artifact=all(run.artifact for run in row),
        _text=" ".join(run.text for run in row),
    )


def share_of_words(text: str, title: str) -> float:
    """The share of the words of `text` that are in `title`; 0 when it has none."""
    words = [word.casefold() for word in _WORD.findall(text)]
    known = {word.casefold() for word in _WORD.findall(title)}
    return sum(word in known for word in words) / len(words) if words else 0.0


def _vertical_rules(strokes: Iterable[Stroke]) -> Iterator[VerticalRule]:
    """Lines down the page; pieces one under the other are one line, lines side by side too."""
    tall = sorted(
        (stroke for stroke in strokes if stroke.width < 4 and stroke.height > 12),
        key=lambda stroke: stroke.x0,
    )
    group: list[Stroke] = []
    for stroke in tall:
        if group and stroke.x0 - group[-1].x1 > 4:
            yield _joined(group)
            group = []
        group.append(stroke)
    if group:
        yield _joined(group)


def _joined(group: Sequence[Stroke]) -> VerticalRule:
    return VerticalRule(
        min(stroke.x0 for stroke in group),
        max(stroke.x1 for stroke in group),
        tuple((stroke.top, stroke.bottom) for stroke in group),
    )


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds them all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))
