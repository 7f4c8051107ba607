"""Suppress counts so small that they could point to one person.

A count with fewer than eleven people behind it is hidden, and then as many others as it takes that
no such count follows from the published ones: neither by subtracting from a table's total, nor from
another table of the same convictions (if every infraction is under one section, say). Nor does the
sum of several such counts, where fewer than eleven people stand behind all of them: the small years
of a published decade.
"""

import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from filings.model.tally import FEWEST_PEOPLE

Cell = tuple[str, Any]
"""A field of a stratum and one of its values: ("year", 1999)."""

_TOTAL: Cell = ("", None)  # what all tables add up to; always published
_PRIME = 2**61 - 1

Relation = dict[Any, int]
"""Coefficients of counts whose weighted sum is zero for any list."""


End_contra = TypeVar("End_contra", contravariant=True)
End = TypeVar("End")


class Counted(Protocol[End_contra]):
    """Counts to be published: a `Tally` by fate, or a comparison by list."""

    def count(self, *axes: str, ends: Collection[End_contra]) -> Counter[tuple[Any, ...]]:
        """Numbers of entries with these outcomes, split by the axes."""

    def by(self, axis: str, ends: Collection[End_contra]) -> Counter[Any]:
        """Numbers of entries with these outcomes, split by one axis."""

    def people(self, axis: str, values: Iterable[object], ends: Collection[End_contra]) -> int:
        """The least number of people behind these values together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCount:
    """One line of a published table."""

    value: Any  # the year, the court's id ...
    entries: int | None  # None when hidden
    few: bool = False  # hidden because it has fewer than eleven people


def publish(
    tally: Counted[End], axes: Sequence[str], ends: Collection[End]
) -> dict[str, tuple[PublicCount, ...]]:
    """One table per axis, values sorted; their common total may be published too."""
    entries = {(axis, value): n for axis in axes for value, n in tally.by(axis, ends).items()}
    few = {
        (axis, value)
        for axis, value in entries
        if tally.people(axis, [value], ends) < FEWEST_PEOPLE
    }
    hidden = set(few)
    relations = _relations(tally.count(*axes, ends=ends), axes) if few else []
    while follows_from := [
        *_too_few_together(tally, ends, axes, entries, hidden),
        *_worked_out(tally, ends, few, hidden, relations),
    ]:
        hidden.add(min(follows_from, key=lambda cell: (entries[cell], str(cell))))
    return {
        axis: tuple(
            PublicCount(
                value=value,
                entries=None if (axis, value) in hidden else entries[axis, value],
                few=(axis, value) in few,
            )
            for value in sorted((v for of, v in entries if of == axis), key=_in_order)
        )
        for axis in axes
    }


def _in_order(value: Any) -> tuple[bool, Any]:
    return value is None, value


def _too_few_together(
    tally: Counted[End],
    ends: Collection[End],
    axes: Sequence[str],
    entries: Collection[Cell],
    hidden: Collection[Cell],
) -> Iterator[Cell]:
    """Further counts to hide, where the sum of a table's hidden ones is of too few people."""
    for axis in axes:
        values = [value for of, value in hidden if of == axis]
        if values and tally.people(axis, values, ends) < FEWEST_PEOPLE:
            yield from (cell for cell in entries if cell[0] == axis and cell not in hidden)


def _worked_out(
    tally: Counted[End],
    ends: Collection[End],
    few: Set[Cell],
    hidden: Collection[Cell],
    relations: Sequence[Relation],
) -> Iterator[Cell]:
    """Published counts from which a small count, or a sum of small ones, can be worked out.

    The system is solved for the small counts last, so that what is left is about them alone.
    """
    solved, _ = _eliminate(relations, sorted(hidden, key=lambda cell: (cell in few, str(cell))))
    for relation in solved:
        unknown = [cell for cell in relation if cell in hidden]
        if not few >= set(unknown) or len({relation[cell] for cell in unknown}) > 1:
            continue
        people = sum(
            tally.people(axis, [value for of, value in unknown if of == axis], ends)
            for axis in {axis for axis, _ in unknown}
        )
        if people < FEWEST_PEOPLE:
            yield from (cell for cell in relation if cell not in hidden and cell != _TOTAL)


def _relations(strata: Collection[tuple[Any, ...]], axes: Sequence[str]) -> list[Relation]:
    """Every linear dependence between the counts of the tables.

    A count is the sum of its strata, and a relation is a combination of counts in which every
    stratum cancels. There may be thousands of strata: each gets a few random numbers instead of a
    column, which gives the same relations with a chance of error of one in 2**61.
    """
    numbers = random.Random(0)  # noqa: S311 - the same every time; nothing secret
    cells: dict[Cell, dict[Any, int]] = {_TOTAL: {}}
    for stratum in sorted(strata, key=str):
        for axis, value in zip(axes, stratum, strict=True):
            cells.setdefault((axis, value), {})
    width = range(len(cells))
    for stratum in sorted(strata, key=str):
        column = [numbers.randrange(_PRIME) for _ in width]
        for cell in (_TOTAL, *zip(axes, stratum, strict=True)):
            row = cells[cell]
            for place, number in enumerate(column):
                row[place] = (row.get(place, 0) + number) % _PRIME
    _, relations = _eliminate([row | {cell: 1} for cell, row in cells.items()], width)
    return relations


def _eliminate(
    rows: Iterable[Mapping[Any, int]], columns: Iterable[Any]
) -> tuple[list[dict[Any, int]], list[dict[Any, int]]]:
    """Rows each solved for one of the columns (Gauss-Jordan), and rows without any of them."""
    solved: list[dict[Any, int]] = []
    left = [dict(row) for row in rows]
    for column in columns:
        place = next((place for place, row in enumerate(left) if row.get(column)), None)
        if place is not None:
            pivot = left.pop(place)
            inverse = pow(pivot[column], -1, _PRIME)
            pivot = {key: number * inverse % _PRIME for key, number in pivot.items()}
            solved = [_without(column, row, pivot) for row in solved]
            left = [_without(column, row, pivot) for row in left]
            solved.append(pivot)
    return solved, left


def _without(column: Any, row: dict[Any, int], pivot: Mapping[Any, int]) -> dict[Any, int]:
    if times := row.get(column):
        row = row | {
            key: (row.get(key, 0) - times * number) % _PRIME for key, number in pivot.items()
        }
        row = {key: number for key, number in row.items() if number}
    return row
