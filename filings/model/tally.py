"""Count what became of entries: how many, where, what kind, which year.

A tally keeps numbers and no rows, so it stays small however long the list. For the people behind a
count it only notes whether they are at least eleven, because a published count of fewer could point
at one of them. For included entries it also counts people, by decade and offense type.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from filings.model.entries import Level
from filings.model.fates import Fate, Screened
from filings.model.identifiers import AgencyId, CourtId, OffenseType, ReasonCode, Relief

FEWEST_PEOPLE = 11
"""A published count has at least this many people behind it."""

AXES = ("fate", "reason", "court", "agency", "section", "level", "year", "decade", "offense")
"""The fields of `Stratum` for which a tally knows whether enough people stand behind a count."""


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


_on_axes = attrgetter(*AXES)


def _by_kind() -> defaultdict[str, set[Any]]:
    """People, by the kind of key that tells them apart."""
    return defaultdict(set)


class Tally:
    """Counts of entries by stratum. Feed it every line of the ledger once, in any order."""

    def __init__(self) -> None:
        self._entries: Counter[Stratum] = Counter()
        # Who was seen behind (fate, axis, value), at most FEWEST_PEOPLE by each kind of key. Keys
        # of one kind ("cii:...") tell people apart; two kinds may be the same person twice.
        self._people: defaultdict[tuple[Fate, str, object], defaultdict[str, set[str]]]
        self._people = defaultdict(_by_kind)
        # Strata of which enough people are known on every axis, by kind: nobody more is looked at.
        self._enough: set[tuple[Stratum, str]] = set()
        # Who stands behind what goes in, by stratum and kind of key; a hash of each.
        self._included: defaultdict[tuple[Stratum, str], set[int]] = defaultdict(set)

    def add(self, line: Screened) -> None:
        """Count one entry."""
        stratum = _stratum(line)
        self._entries[stratum] += 1
        kind, key = _who(line)
        if line.fate is Fate.INCLUDED and key:
            self._included[stratum, kind].add(hash(key))
        if (stratum, kind) in self._enough:
            return
        enough = True
        for axis, value in zip(AXES, _on_axes(stratum), strict=True):
            seen = self._people[line.fate, axis, value][kind]
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
        together, place = _by_kind(), Stratum._fields.index(axis)
        for (stratum, kind), people in self._included.items():
            if stratum[place] == value:
                together[kind] |= people
        return max(map(len, together.values()), default=0)

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
