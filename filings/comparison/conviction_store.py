"""Collect the screened entries of two lists as convictions, each once.

The rows are in a private database that no other process can open and that is gone when this one
ends, even by kill -9; memory holds a few numbers for each conviction.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from filings.comparison.probable_matches import Link, find_links
from filings.matching.compare_fields import PersonProof
from filings.matching.pairs import (
    MOST_ALIKE,
    Field,
    Found,
    Remark,
    Settled,
    conflicts,
    ended,
    is_compared,
    proofs,
    settle,
    share_key,
)
from filings.matching.record import Record, Records, Says
from filings.model.fates import Fate, Screened
from filings.model.identifiers import CourtId, ReasonCode
from filings.storage.codec import Codec
from filings.storage.temp_db import TempDatabase

_BATCH = 1_000  # entries written at once
_TABLES = """
    CREATE TABLE told (place INTEGER PRIMARY KEY, screened BLOB, record BLOB);
    CREATE TABLE proofs (proof TEXT, place INTEGER);
    CREATE TABLE keys (key TEXT, place INTEGER);
    CREATE TABLE ends (proof TEXT, record BLOB);
"""
_SCREENED = Codec(Screened)
_RECORD = Codec(Record)


class Presence(StrEnum):
    """Which lists have a conviction."""

    BOTH = "both"
    FIRST = "only-in-first"
    SECOND = "only-in-second"
    OTHERWISE = "told-otherwise"  # one has it, the other says it is no conviction


class ComparedEntry(NamedTuple):
    """An entry as it was read, and the record by which it is compared."""

    screened: Screened
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A conviction, with its entries in both lists."""

    first: ComparedEntry | None
    second: ComparedEntry | None
    proof: PersonProof | None = None  # why the two are one
    remark: Remark | None = None  # about one that only one list has
    link: Link | None = None  # its probable match in the other list
    repeated: tuple[Screened, ...] = ()  # further entries of it in the same list
    court: CourtId | None = None  # the first court named, or the one given for rows without
    person: int  # the same number for all entries of a person, by exact keys

    @property
    def presence(self) -> Presence:
        """Which lists have it."""
        if self.first and self.second:
            return Presence.BOTH
        if self.remark is Remark.ENDED:
            return Presence.OTHERWISE
        return Presence.FIRST if self.first else Presence.SECOND

    @property
    def entry(self) -> ComparedEntry:
        """Its entry in the first list, or in the second if the first has none."""
        entry = self.first or self.second
        assert entry is not None, "somebody told it"
        return entry

    @property
    def place(self) -> int:
        """The number of its first entry, by which `Sightings.seen_at` finds it again."""
        return self.entry.record.place

    @property
    def conflicts(self) -> tuple[Field, ...]:
        """The fields in which the two lists contradict each other."""
        if self.first is None or self.second is None:
            return ()
        return conflicts(self.first.record, self.second.record)


class Sightings:
    """Holds every entry of two lists; `add` them all, `settle`, `link`, then read."""

    def __init__(self, records: Records, given: CourtId | None = None) -> None:
        """Open an empty database.

        Args:
            records: Makes what compares of an entry.
            given: The court of rows that name none, used for counting and not for matching.
        """
        self._given = given
        self.left_out: dict[int, Counter[tuple[Fate, ReasonCode]]] = defaultdict(Counter)
        self.too_late: Counter[int] = Counter()  # by list: counted by `seen`
        self._records = records
        self._places = 0
        self._settled = Settled()
        self._repeats: defaultdict[int, list[int]] = defaultdict(list)
        self._links: dict[int, Link] = {}
        self._people = array("q")
        self._entries: list[tuple[int, bytes, bytes]] = []
        self._proofs: list[tuple[str, int]] = []
        self._keys: list[tuple[str, int]] = []
        self._store = TempDatabase(_TABLES)

    def close(self) -> None:
        """Delete everything."""
        self._store.close()

    def add(self, screened: Screened) -> None:
        """Add an entry; all of the first list come before those of the second.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        if not is_compared(screened):
            self.left_out[screened.list][screened.fate, screened.reason] += 1
            self._note_end(screened)
            return
        record = self._records.of(screened, self._places)
        self._places += 1
        self._entries.append((record.place, _SCREENED.put(screened), _RECORD.put(record)))
        self._proofs += ((proof, record.place) for proof in proofs(record))
        self._keys += ((key, record.place) for key in record.keys)
        if len(self._entries) == _BATCH:
            self._write()

    def _note_end(self, screened: Screened) -> None:
        """Note a row that says there is no conviction."""
        if screened.source is None or not self._records.keys(screened):
            return
        record = self._records.of(screened, -1)
        if record.says is Says.ENDED:
            blob = _RECORD.put(record)
            self._store.many(
                "INSERT INTO ends VALUES (?, ?)", [(proof, blob) for proof in proofs(record)]
            )

    def settle(self) -> None:
        """Decide by exact keys which entries are one conviction, and of one person.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        self._write()
        self._store.do("CREATE INDEX by_proof ON proofs (proof, place)")
        self._store.do("CREATE INDEX by_key ON keys (key, place)")
        matches = Found()
        for alike in self._alike("proofs", "proof"):
            matches.look_at(alike)
        self._settled = settle(matches)
        self._find_ended()
        for place, stays in sorted(self._settled.repeats.items()):
            self._repeats[stays].append(place)
        self._know_people()

    def _find_ended(self) -> None:
        """Mark convictions of one list that the other list calls no conviction."""
        rows = self._store.rows(
            "SELECT proof, record FROM (SELECT proof, record FROM proofs JOIN told USING (place)"
            " WHERE proof IN (SELECT proof FROM ends) UNION ALL SELECT proof, record FROM ends)"
            " ORDER BY proof"
        )
        taken = {second for second, _ in self._settled.second_of.values()}
        taken |= self._settled.second_of.keys()
        for _, group in groupby(rows, key=lambda row: row[0]):
            for place in ended([_RECORD.take(record) for _, record in group]):
                if (stays := self._settled.repeats.get(place, place)) not in taken:
                    self._settled.remarks[stays] = Remark.ENDED

    def link(self, waiting: Path) -> list[Link]:
        """Find probable matches among convictions that only one list has.

        Args:
            waiting: An empty folder for temporary files.
        """
        alone = bytearray(b"\1" * self._places)
        for first, (second, _) in self._settled.second_of.items():
            alone[first] = alone[second] = 0
        ends = (place for place, remark in self._settled.remarks.items() if remark is Remark.ENDED)
        for place in (*self._settled.repeats, *ends):
            alone[place] = 0
        links = find_links(self._all(), alone, waiting)
        self._links = {place: link for link in links for place in (link.first, link.second)}
        return links

    def seen(self) -> Iterator[Seen]:
        """Every conviction once: those of the first list, then the rest of the second."""
        passed = bytearray(self._places)
        for place in self._settled.repeats:
            passed[place] = 1
        for second, _ in self._settled.second_of.values():
            passed[second] = 1
        self.too_late.clear()
        for place, entry in self._read("SELECT * FROM told ORDER BY place"):
            if passed[place]:
                continue
            seen = self._seen(place, entry)
            both = [entry.record for entry in (seen.first, seen.second) if entry]
            if any(record.ours for record in both):
                yield seen
            else:
                self.too_late.update(record.list for record in both)

    def seen_at(self, place: int) -> Seen:
        """The conviction that has the entry at this place."""
        return self._seen(place, self.entry_at(place))

    def _seen(self, place: int, entry: ComparedEntry) -> Seen:
        second, proof = self._settled.second_of.get(place, (place, None))
        other = self.entry_at(second) if proof else None
        named = (
            sighting.screened.court
            for sighting in (entry, other)
            if sighting and sighting.record.court
        )
        return Seen(
            first=entry if entry.record.list == 1 else None,
            second=other or (entry if entry.record.list == 2 else None),
            proof=proof,
            remark=self._settled.remarks.get(place),
            link=self._links.get(place),
            repeated=tuple(
                self.entry_at(repeat).screened
                for same in dict.fromkeys((place, second))
                for repeat in self._repeats.get(same, ())
            ),
            court=next(named, self._given),
            person=self._people[place],
        )

    def entry_at(self, place: int) -> ComparedEntry:
        """The entry at a place."""
        ((_, entry),) = self._read("SELECT * FROM told WHERE place = ?", place)
        return entry

    def spelt(self) -> Iterator[list[ComparedEntry]]:
        """For every person with several spellings, all entries."""
        self._store.do("CREATE TABLE people (place INTEGER, person INTEGER)")
        self._store.many("INSERT INTO people VALUES (?, ?)", enumerate(self._people))
        self._store.do("CREATE INDEX by_person ON people (person, place)")
        rows = self._store.rows(
            "SELECT person, record FROM people JOIN told USING (place) WHERE person IN"
            " (SELECT person FROM people GROUP BY person HAVING COUNT(*) > 1)"
            " ORDER BY person, place"
        )
        for _, group in groupby(rows, key=lambda row: row[0]):
            theirs = [_RECORD.take(record) for _, record in group]
            if len({record.name for record in theirs} - {""}) > 1:
                yield [self.entry_at(record.place) for record in theirs]

    def _know_people(self) -> None:
        """Give all entries of one person one number, the lowest of their places."""
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
                continue  # an unknown word for "none"
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

    def _alike(self, table: str, column: str) -> Iterator[list[Record]]:
        """Entries that share a value, at least two."""
        rows = self._store.rows(
            f"SELECT {column}, record FROM {table} JOIN told USING (place) WHERE {column} IN"  # noqa: S608
            f" (SELECT {column} FROM {table} GROUP BY {column} HAVING COUNT(*) > 1)"
            f" ORDER BY {column}, place"
        )
        for _, group in groupby(rows, key=lambda row: row[0]):
            yield [_RECORD.take(record) for _, record in group]

    def _all(self) -> Iterator[Record]:
        for (record,) in self._store.rows("SELECT record FROM told ORDER BY place"):
            yield _RECORD.take(record)

    def _write(self) -> None:
        self._store.many("INSERT INTO told VALUES (?, ?, ?)", self._entries)
        self._store.many("INSERT INTO proofs VALUES (?, ?)", self._proofs)
        self._store.many("INSERT INTO keys VALUES (?, ?)", self._keys)
        for waiting in (self._entries, self._proofs, self._keys):
            waiting.clear()

    def _read(self, query: str, *values: object) -> Iterator[tuple[int, ComparedEntry]]:
        for place, screened, record in self._store.rows(query, *values):
            yield place, _taken(screened, record)


def _taken(screened: bytes, record: bytes) -> ComparedEntry:
    return ComparedEntry(_SCREENED.take(screened), _RECORD.take(record))
