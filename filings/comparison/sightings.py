"""Floor 3. Screened entries of two lists in, the convictions that they tell out, each once.

Everything waits in a private database that no other process can open and that is gone when this one
ends, even by kill -9; memory holds a few numbers for each conviction.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from filings.comparison.exact import (
    MOST_ALIKE,
    Field,
    Found,
    Proof,
    Remark,
    Settled,
    conflicts,
    settle,
    share_key,
)
from filings.comparison.likely import Link, find_links
from filings.comparison.sighting import Sighting, is_compared, proofs, sighting_of
from filings.docket import CourtId, Fate, ReasonCode, Screened
from filings.shelf import Shelf
from filings.store import Store

_BATCH = 1_000  # entries written at once
_TABLES = """
    CREATE TABLE told (place INTEGER PRIMARY KEY, screened BLOB, sighting BLOB);
    CREATE TABLE proofs (proof TEXT, place INTEGER);
    CREATE TABLE keys (key TEXT, place INTEGER);
"""
_SCREENED = Shelf(Screened)
_SIGHTING = Shelf(Sighting)


class Presence(StrEnum):
    """Which lists tell a conviction."""

    BOTH = "both"
    FIRST = "only-in-first"
    SECOND = "only-in-second"


class Told(NamedTuple):
    """An entry, as it was read and as it compares."""

    screened: Screened
    sighting: Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A conviction, with all that either list tells of it."""

    first: Told | None
    second: Told | None
    proof: Proof | None = None  # why the two are one
    remark: Remark | None = None  # of one that stands alone
    link: Link | None = None  # what it probably is in the other list
    repeated: tuple[Screened, ...] = ()  # where its own list tells it again
    court: CourtId | None = None  # the first that is named, or was given for rows that name none
    person: int  # one number for all that exact keys know for one person

    @property
    def presence(self) -> Presence:
        """Which lists tell it."""
        if self.first and self.second:
            return Presence.BOTH
        return Presence.FIRST if self.first else Presence.SECOND

    @property
    def told(self) -> Told:
        """What the first list tells of it, or else the second."""
        told = self.first or self.second
        assert told is not None, "somebody told it"
        return told

    @property
    def place(self) -> int:
        """By which `Sightings.seen_at` finds it again."""
        return self.told.sighting.place

    @property
    def conflicts(self) -> tuple[Field, ...]:
        """Where the two lists contradict each other."""
        if self.first is None or self.second is None:
            return ()
        return conflicts(self.first.sighting, self.second.sighting)


class Sightings:
    """Holds every entry of two lists; `add` them all, `settle`, `link`, then read."""

    def __init__(self, courts: Container[str], given: CourtId | None = None) -> None:
        """Open an empty database.

        Args:
            courts: Every spelling of every court, squeezed.
            given: The court of rows that name none. It counts them, and proves nothing.
        """
        self._given = given
        self.left_out: dict[int, Counter[tuple[Fate, ReasonCode]]] = defaultdict(Counter)
        self.too_late: Counter[int] = Counter()  # by list: counted while `seen` is read
        self._courts = courts
        self._places = 0
        self._settled = Settled()
        self._repeats: defaultdict[int, list[int]] = defaultdict(list)
        self._links: dict[int, Link] = {}
        self._people = array("q")
        self._told: list[tuple[int, bytes, bytes]] = []
        self._proofs: list[tuple[str, int]] = []
        self._keys: list[tuple[str, int]] = []
        self._store = Store(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._store.close()

    def add(self, screened: Screened) -> None:
        """Take one entry of the first list, or after all of those, of the second.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        if not is_compared(screened):
            self.left_out[screened.list][screened.fate, screened.reason] += 1
            return
        sighting = sighting_of(screened, self._places, self._courts)
        self._places += 1
        self._told.append((sighting.place, _SCREENED.put(screened), _SIGHTING.put(sighting)))
        self._proofs += ((proof, sighting.place) for proof in proofs(sighting))
        self._keys += ((key, sighting.place) for key in sighting.keys)
        if len(self._told) == _BATCH:
            self._write()

    def settle(self) -> None:
        """Find out by exact keys which sightings are one conviction, and whose they are.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        self._write()
        self._store.do("CREATE INDEX by_proof ON proofs (proof, place)")
        self._store.do("CREATE INDEX by_key ON keys (key, place)")
        found = Found()
        for alike in self._alike("proofs", "proof"):
            found.look_at(alike)
        self._settled = settle(found)
        for place, stays in sorted(self._settled.repeats.items()):
            self._repeats[stays].append(place)
        self._know_people()

    def link(self, waiting: Path) -> list[Link]:
        """Find what is probably one conviction among those that still stand alone.

        Args:
            waiting: An empty folder for what memory cannot hold.
        """
        alone = bytearray(b"\1" * self._places)
        for first, (second, _) in self._settled.second_of.items():
            alone[first] = alone[second] = 0
        for repeats in self._settled.repeats:
            alone[repeats] = 0
        links = find_links(self._sightings(), alone, waiting)
        self._links = {place: link for link in links for place in (link.first, link.second)}
        return links

    def seen(self) -> Iterator[Seen]:
        """Every conviction once: as the first list has them, then what only the second has."""
        passed = bytearray(self._places)
        for place in self._settled.repeats:
            passed[place] = 1
        for second, _ in self._settled.second_of.values():
            passed[second] = 1
        self.too_late.clear()
        for place, told in self._read("SELECT * FROM told ORDER BY place"):
            if passed[place]:
                continue
            seen = self._seen(place, told)
            both = [its.sighting for its in (seen.first, seen.second) if its]
            if any(sighting.ours for sighting in both):
                yield seen
            else:
                self.too_late.update(sighting.list for sighting in both)

    def seen_at(self, place: int) -> Seen:
        """The conviction that `seen` gave with the entry at this place."""
        return self._seen(place, self.told(place))

    def _seen(self, place: int, told: Told) -> Seen:
        second, proof = self._settled.second_of.get(place, (place, None))
        other = self.told(second) if proof else None
        named = (its.screened.court for its in (told, other) if its and its.sighting.court)
        return Seen(
            first=told if told.sighting.list == 1 else None,
            second=other or (told if told.sighting.list == 2 else None),
            proof=proof,
            remark=self._settled.remarks.get(place),
            link=self._links.get(place),
            repeated=tuple(
                self.told(repeat).screened
                for its in dict.fromkeys((place, second))
                for repeat in self._repeats.get(its, ())
            ),
            court=next(named, self._given),
            person=self._people[place],
        )

    def told(self, place: int) -> Told:
        """The entry at a place."""
        ((_, told),) = self._read("SELECT * FROM told WHERE place = ?", place)
        return told

    def spelt(self) -> Iterator[list[Told]]:
        """For every person under several spellings, all that is told of them."""
        self._store.do("CREATE TABLE people (place INTEGER, person INTEGER)")
        self._store.many("INSERT INTO people VALUES (?, ?)", enumerate(self._people))
        self._store.do("CREATE INDEX by_person ON people (person, place)")
        rows = self._store.rows(
            "SELECT person, sighting FROM people JOIN told USING (place) WHERE person IN"
            " (SELECT person FROM people GROUP BY person HAVING COUNT(*) > 1)"
            " ORDER BY person, place"
        )
        for _, group in groupby(rows, key=lambda row: row[0]):
            theirs = [_SIGHTING.take(sighting) for _, sighting in group]
            if len({sighting.name for sighting in theirs} - {""}) > 1:
                yield [self.told(sighting.place) for sighting in theirs]

    def _know_people(self) -> None:
        """Give all sightings of one person one number: the lowest of their places."""
        people = array("q", range(self._places))

        def root(place: int) -> int:
            while people[place] != place:
                people[place] = people[people[place]]
                place = people[place]
            return place

        def join(one: int, other: int) -> None:
            low, high = sorted((root(one), root(other)))
            people[high] = low

        for alike in self._alike("keys", "key"):
            if len(alike) > MOST_ALIKE:
                continue  # a word for "none" that nobody knew
            for place, one in enumerate(alike):
                other = next((other for other in alike[:place] if share_key(one, other)), None)
                if other is not None:
                    join(one.place, other.place)
        for first, (second, _) in self._settled.second_of.items():
            join(first, second)
        for repeat, stays in self._settled.repeats.items():
            join(repeat, stays)
        for place in range(self._places):
            people[place] = root(place)
        self._people = people

    def _alike(self, table: str, column: str) -> Iterator[list[Sighting]]:
        """Sightings that share a value, two at least."""
        rows = self._store.rows(
            f"SELECT {column}, sighting FROM {table} JOIN told USING (place) WHERE {column} IN"  # noqa: S608
            f" (SELECT {column} FROM {table} GROUP BY {column} HAVING COUNT(*) > 1)"
            f" ORDER BY {column}, place"
        )
        for _, group in groupby(rows, key=lambda row: row[0]):
            yield [_SIGHTING.take(sighting) for _, sighting in group]

    def _sightings(self) -> Iterator[Sighting]:
        for (sighting,) in self._store.rows("SELECT sighting FROM told ORDER BY place"):
            yield _SIGHTING.take(sighting)

    def _write(self) -> None:
        self._store.many("INSERT INTO told VALUES (?, ?, ?)", self._told)
        self._store.many("INSERT INTO proofs VALUES (?, ?)", self._proofs)
        self._store.many("INSERT INTO keys VALUES (?, ?)", self._keys)
        for waiting in (self._told, self._proofs, self._keys):
            waiting.clear()

    def _read(self, query: str, *values: object) -> Iterator[tuple[int, Told]]:
        for place, screened, sighting in self._store.rows(query, *values):
            yield place, _taken(screened, sighting)


def _taken(screened: bytes, sighting: bytes) -> Told:
    return Told(_SCREENED.take(screened), _SIGHTING.take(sighting))
