"""Count what became of entries: how many, where, what kind, which year.

A tally keeps numbers and no rows, so it stays small however long the list. For the people behind a
count it only notes whether they are at least eleven, because a published count of fewer could point
at one of them. For included entries it also counts people, by decade and offense type.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from filings.model.entries import Level
from filings.model.fates import Fate, Screened
from filings.model.identifiers import AgencyId, CourtId, OffenseType, ReasonCode, Relief

FEWEST_PEOPLE = 11
"""A published count has at least this many people behind it."""

AXES = ("fate", "reason", "court", "agency", "section", "level", "year", "decade", "offense")
"""The fields of `Stratum` for which a tally knows whether enough people stand behind a count."""


_PEOPLE_OF = ("fate", "decade", "offense")
"""The fields of `Stratum` by which it knows how many people stand behind what goes in."""


class Stratum(NamedTuple):
    """Everything a count may be split by; None where that is not known."""

    fate: Fate
    reason: ReasonCode
    court: CourtId | None
    court_written: str  # how the row names it; "" when it does not, or nobody knows that court
    agency: AgencyId | None
    offense: OffenseType | None
    relief: Relief | None
    section: str  # "11357(c)"; "" when it could not be parsed
    level: Level
    year: int | None
    decade: int | None  # its first year: 1990


class Tally:
    """Counts of entries by stratum. Feed it every line of the ledger once, in any order."""

    def __init__(self) -> None:
        self._entries: Counter[Stratum] = Counter()
        # The people behind (fate, axis, value), at most FEWEST_PEOPLE for each kind of key. Two
        # keys of one kind ("cii:...") are two people; keys of two kinds may be one person.
        self._people: dict[tuple[Fate, str, object], dict[str, set[str]]] = {}
        # Strata with enough people on every axis, by kind of key: no more are counted.
        self._enough: set[tuple[Stratum, str]] = set()
        # Hashes of the people behind (axis, value) of included entries, by kind of key.
        self._included: dict[tuple[str, object], defaultdict[str, set[int]]] = {}

    def add(self, line: Screened) -> None:
        """Count one entry."""
        stratum = _stratum(line)
        self._entries[stratum] += 1
        kind, key = _who(line)
        if line.fate is Fate.INCLUDED and key:
            for axis in _PEOPLE_OF:
                cell = (axis, getattr(stratum, axis))
                self._included.setdefault(cell, defaultdict(set))[kind].add(hash(key))
        if (stratum, kind) in self._enough:
            return
        enough = True
        for axis in AXES:
            of = (line.fate, axis, getattr(stratum, axis))
            seen = self._people.setdefault(of, {}).setdefault(kind, set())
            if len(seen) < FEWEST_PEOPLE:
                seen.add(key)
                enough = enough and len(seen) >= FEWEST_PEOPLE
        if enough:
            self._enough.add((stratum, kind))

    @property
    def entries(self) -> int:
        """How many entries were counted."""
        return self._entries.total()

    @property
    def included_people(self) -> int:
        """The least number of people with an included conviction."""
        return self.included_people_of("fate", Fate.INCLUDED)

    def included_people_of(self, axis: str, value: object) -> int:
        """The least number of people with an included conviction of a decade or offense type.

        Only keys of one kind are compared: somebody with a key of another kind, or without one, may
        be the same person.
        """
        return max(map(len, self._included.get((axis, value), {}).values()), default=0)

    def count(self, *axes: str, ends: Collection[Fate] = tuple(Fate)) -> Counter[tuple[Any, ...]]:
        """Entries of these fates, split by the named fields of `Stratum`, in that order."""
        counts: Counter[tuple[Any, ...]] = Counter()
        places = [Stratum._fields.index(axis) for axis in axes]
        for stratum, entries in self._entries.items():
            if stratum.fate in ends:
                counts[tuple([stratum[place] for place in places])] += entries
        return counts

    def by(self, axis: str, ends: Collection[Fate] = tuple(Fate)) -> Counter[Any]:
        """Entries of these fates, split by one field of `Stratum`."""
        counts: Counter[Any] = Counter()
        for (value,), entries in self.count(axis, ends=ends).items():
            counts[value] = entries
        return counts

    def people(
        self, axis: str, values: Iterable[object], ends: Collection[Fate] = tuple(Fate)
    ) -> int:
        """The least number of people behind these values together, at most 11.

        A row that names nobody may be anybody: all such rows together count as one person.
        """
        together: defaultdict[str, set[str]] = defaultdict(set)
        for value in values:
            for fate in ends:
                for kind, keys in self._people.get((fate, axis, value), {}).items():
                    together[kind] |= keys
        return min(FEWEST_PEOPLE, max(map(len, together.values()), default=0))


def _stratum(line: Screened) -> Stratum:
    read = line.source or line.conviction
    year = read.convicted_on.year if read and read.convicted_on else None
    return Stratum(
        fate=line.fate,
        reason=line.reason,
        court=line.court,
        court_written=line.source.court if line.source and line.court else "",
        agency=line.agency,
        offense=line.offense,
        relief=line.relief,
        section=read.statute.short if read and read.statute else "",
        level=read.level if read else Level.UNKNOWN,
        year=year,
        decade=year - year % 10 if year is not None else None,
    )


def _who(line: Screened) -> tuple[str, str]:
    if line.fate is Fate.UNREADABLE:  # one row is of one person, whoever that is
        return "row", f"{line.list}:{line.line}"
    kind, _, key = (line.source.person if line.source else "").partition(":")
    return kind, key
