"""Count the convictions of two lists by list, court, section and year.

Like `filings.model.tally`, it keeps numbers and no rows, and of people only whether a count surely
has at least eleven: people with different names who are not known to be one.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from filings.comparison.conviction_store import Presence, Seen
from filings.matching.pairs import Field
from filings.model.identifiers import CourtId
from filings.model.tally import FEWEST_PEOPLE


class ComparedStratum(NamedTuple):
    """Everything a count may be split by; None where that is not known."""

    presence: Presence
    court: CourtId | None
    section: str  # "11357(c)"; "" when it could not be read
    year: int | None
    five_years: int | None  # the first of them: 1995
    ten_years: int | None
    conflict: tuple[Field, ...]  # of one that is in both lists
    likely: bool  # in one list only: whether it is probably in the other too


AXES = ComparedStratum._fields


class ComparedCounts:
    """Counts of convictions by stratum. Feed it every conviction once, in any order."""

    def __init__(self) -> None:
        self._convictions: Counter[ComparedStratum] = Counter()
        # The people behind (presence, axis, value): by number, and by name.
        self._people: dict[tuple[Presence, str, object], tuple[set[int], set[str]]] = {}

    def add(self, seen: Seen) -> None:
        """Count one conviction."""
        stratum = _stratum(seen)
        self._convictions[stratum] += 1
        for axis, value in zip(AXES, stratum, strict=True):
            people, names = self._people.setdefault((stratum.presence, axis, value), (set(), set()))
            if len(people) < FEWEST_PEOPLE:
                people.add(seen.person)
            if len(names) < FEWEST_PEOPLE:
                names.add(seen.entry.record.name)

    def count(
        self, *axes: str, ends: Collection[Presence] = tuple(Presence)
    ) -> Counter[tuple[Any, ...]]:
        """Convictions of these presences, split by the named fields of `ComparedStratum`."""
        counts: Counter[tuple[Any, ...]] = Counter()
        for stratum, convictions in self._convictions.items():
            if stratum.presence in ends:
                counts[tuple(getattr(stratum, axis) for axis in axes)] += convictions
        return counts

    def by(self, axis: str, ends: Collection[Presence] = tuple(Presence)) -> Counter[Any]:
        """Convictions of these presences, split by one field of `ComparedStratum`."""
        return Counter({value: n for (value,), n in self.count(axis, ends=ends).items()})

    def split(self, axis: str) -> list[tuple[Any, dict[Presence, int]]]:
        """Each value of a field of `ComparedStratum`, its convictions by presence; None is last."""
        by = self.count(axis, "presence")
        values = sorted({value for value, _ in by}, key=lambda value: (value is None, value))
        return [
            (value, {presence: by[value, presence] for presence in Presence}) for value in values
        ]

    def people(
        self, axis: str, values: Iterable[object], ends: Collection[Presence] = tuple(Presence)
    ) -> int:
        """The least number of people behind these values together, at most 11."""
        people: set[int] = set()
        names: set[str] = set()
        for value in values:
            for presence in ends:
                its_people, its_names = self._people.get((presence, axis, value), ((), ()))
                people.update(its_people)
                names.update(its_names)
        return min(FEWEST_PEOPLE, len(people), len(names))


def _stratum(seen: Seen) -> ComparedStratum:
    entries = [entries for entries in (seen.first, seen.second) if entries]
    sources = [entry.screened.source for entry in entries]
    days = (source.convicted_on for source in sources if source and source.convicted_on)
    cited = (source.statute.short for source in sources if source and source.statute)
    day = next(days, None)
    return ComparedStratum(
        presence=seen.presence,
        court=seen.court,
        section=next(cited, ""),
        year=day.year if day else None,
        five_years=day.year - day.year % 5 if day else None,
        ten_years=day.year - day.year % 10 if day else None,
        conflict=seen.conflicts,
        likely=seen.link is not None,
    )
