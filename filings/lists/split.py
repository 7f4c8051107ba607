"""Floor 2. Lines of delimited text in, rows out, each with the line where it begins.

A quotation mark that was never closed would take the rest of the file for one cell: a row that has
eaten other rows comes out as a `Fault` of one line, and they come out as they stand.
"""

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from filings.docket import ReasonCode

# No row of a real list is longer; a quotation mark never closed must not swallow the file.
_LINES_PER_ROW = 200
_NARROW = 5  # columns
_RECENT = 8  # rows whose widths tell how wide the table is


class Row(NamedTuple):
    """One row of the file, as text."""

    line: int  # 1-based line where it begins
    cells: list[str]
    remarks: tuple[ReasonCode, ...] = ()  # what the file says about the whole row


class Fault(NamedTuple):
    """One row that the format itself makes unreadable."""

    line: int
    detail: str  # its text is not kept: a whole row holds secrets


def filled_to(cells: list[str]) -> int:
    """The number of cells up to the last that is not empty."""
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)


class _Runaway(Exception):
    """A quotation mark was opened and not closed within any sensible length."""


class _Lines:
    """Physical lines, counted; those read since the last row can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 0  # number of the last line taken

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _LINES_PER_ROW:
            raise _Runaway
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        self.line += 1
        return line

    def keep_first(self) -> None:
        """Give back all but the first line taken since the last row."""
        rest = self.taken[1:]
        self._back.extendleft(reversed(rest))
        self.line -= len(rest)
        self.taken.clear()


def split_rows(lines: Iterable[str], delimiter: str) -> Iterator[Row | Fault]:
    """Rows of delimited text; a row with a broken quotation mark is a `Fault` of one line."""
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    taken = source.taken
    recent: deque[list[str]] = deque(maxlen=_RECENT)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_Runaway, csv.Error):
            line = source.line - len(taken) + 1
            source.keep_first()
            yield Fault(line, "a quotation mark in it is broken")
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            continue
        if len(taken) == 1:
            taken.clear()
            if cells:
                recent.append(cells)
                yield Row(source.line, cells)
        elif _swallowed(taken, delimiter, recent):
            line = source.line - len(taken) + 1
            source.keep_first()
            yield Fault(line, "a quotation mark in it is never closed")
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            continue
        else:
            line = source.line - len(taken) + 1
            taken.clear()
            recent.append(cells)
            yield Row(line, cells)


def _widths(recent: Iterable[list[str]]) -> set[int]:
    """How many cells a row has: what rows agree on, and what the one filled widest has.

    A title line above the header has fewer, and empty cells at the end say nothing.
    """
    widths = Counter(len(cells) for cells in recent)
    return {width for width, rows in widths.items() if rows > 1} | {
        max(map(filled_to, recent), default=0)
    }


def _swallowed(lines: list[str], delimiter: str, recent: Iterable[list[str]]) -> bool:
    """Whether a row of several lines has eaten other rows after an unclosed quotation mark.

    So it has when a line in its middle is a whole row by itself, or when its first and last line
    are each a row but for the stray mark. Text with line breaks seldom holds that many delimiters;
    in a narrow table the last line may, so there it is believed.
    """
    if not any(line.count(delimiter) > 1 for line in lines[1:]):
        return False  # as is most text
    widths = _widths(recent)

    def whole(line: str, least: int) -> bool:
        # The stray mark may open a cell or be part of one.
        for cells in (cells_of_line(line, delimiter), line.split(delimiter)):
            filled = filled_to(cells)
            if filled > 1 and any(filled <= n <= len(cells) for n in widths if n >= least):
                return True
        return False

    first, *inner, last = lines
    return any(whole(line, 3) for line in inner) or (
        whole(first, _NARROW + 1) and whole(last, _NARROW + 1)
    )


def cells_of_line(line: str, delimiter: str) -> list[str]:
    """The cells of one line taken by itself; none when one is longer than any cell may be."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
