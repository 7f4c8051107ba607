"""Hold the screened entries of a run, however many, and read packets and ledger lines of them.

Everything waits in a private database that no other process can open and that is gone when this one
ends, even by kill -9; memory stays bounded. Only here are all lists together, so only here is it
judged what all rows of one case number say (matching/judge.py).
"""

import sqlite3
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import TracebackType
from typing import Any, NamedTuple, Self

from filings.matching.judge import Ruling, Telling, judge
from filings.matching.record import Keeper, Records
from filings.model.case_number import rank
from filings.model.errors import VerificationError
from filings.model.nouns import (
    AgencyId,
    Conviction,
    ConvictionId,
    CourtId,
    Fate,
    Line,
    OffenseType,
    Packet,
    ReasonCode,
    Relief,
    Screened,
    Where,
)
from filings.model.results import Totals
from filings.packets.grouping import PacketOutline, Series, apart, deal, limit, series_of
from filings.settings.settings import Settings
from filings.storage.codec import Codec
from filings.storage.temp_db import TempDatabase

LINES = """
    CREATE TABLE lines (
        position INTEGER PRIMARY KEY, fate TEXT, reason TEXT, detail TEXT, same_as TEXT, lists TEXT,
        conviction BLOB, screened BLOB
    )
"""
"""What may change after screening, and the conviction that packets ask for, have own columns."""

_CONVICTIONS = Codec(Conviction)
_SCREENED = Codec(Screened, without=("fate", "reason", "detail", "same_as", "conviction"))

# A place in the lists as one number that sorts like (list, line, entry).
ENTRIES = 1 << 20
"""Most entries of a row: a position divided by it is the row's."""
_LINES = 1 << 33  # most lines of a list
LIST = _LINES * ENTRIES
"""A position divided by it is the list's."""


def position(where: Where) -> int:
    """The key of an entry."""
    assert 0 <= where.line < _LINES, "a longer list than this machine could hold"
    assert 0 <= where.entry < ENTRIES, "more entries than a row can name"
    return (where.list * _LINES + where.line) * ENTRIES + where.entry


def row_of(screened: Screened) -> tuple[object, ...]:
    """An entry under the columns of `lines`."""
    return (
        position(Where(screened.list, screened.line, screened.entry)),
        screened.fate.value,
        screened.reason,
        screened.detail,
        screened.same_as or "",
        str(screened.list),
        _CONVICTIONS.put(screened.conviction) if screened.conviction else None,
        _SCREENED.put(screened),
    )


def conviction_of(data: bytes) -> Conviction:
    """The conviction of a row."""
    return _CONVICTIONS.take(data)


def screened_of(
    fate: str,
    conviction: bytes | None,
    screened: bytes,
    reason: str = "",
    detail: str = "",
    same_as: str = "",
) -> Screened:
    """The entry of a row.

    Callers that only compare entries leave reason, detail and same_as out.
    """
    return _SCREENED.take(
        screened,
        Fate(fate),
        ReasonCode(reason),
        detail,
        ConvictionId(same_as) if same_as else None,
        _CONVICTIONS.take(conviction) if conviction else None,
    )


class LineRow(NamedTuple):
    """What the ledger's line of an entry is made of, in the columns that a query asks for."""

    fate: str
    reason: str
    detail: str
    same_as: str
    lists: str  # numbers, "1;2"
    conviction: bytes | None
    screened: bytes
    name: str | None  # of its packet
    item: int | None  # its row in the schedule


def line_of(row: LineRow) -> Line:
    """The ledger's line."""
    return Line(
        screened=screened_of(
            row.fate, row.conviction, row.screened, row.reason, row.detail, row.same_as
        ),
        lists=tuple(int(number) for number in row.lists.split(";")),
        packet=row.name or "",
        item=row.item or 0,
    )


class PacketRow(NamedTuple):
    """A row of `packets`."""

    packet: int
    name: str
    court: str
    agency: str
    offense: str
    relief: str
    part: int
    parts: int
    convictions: int


_BATCH = 1_000  # entries written at once
_MOST_CASES = 20  # numbers that one other number may join; what joins more is no case's number

_TABLES = f"""
    {LINES};
    CREATE TABLE candidates (
        position INTEGER PRIMARY KEY, id TEXT,
        court TEXT, agency TEXT, offense TEXT, relief TEXT, apart BLOB, number TEXT, rank BLOB
    );
    CREATE TABLE packets (
        packet INTEGER PRIMARY KEY, name TEXT, court TEXT, agency TEXT, offense TEXT, relief TEXT,
        part INTEGER, parts INTEGER, convictions INTEGER
    );
    CREATE TABLE places (position INTEGER PRIMARY KEY, packet INTEGER, item INTEGER);
    CREATE TABLE told (position INTEGER PRIMARY KEY, number TEXT, asks INTEGER);
    CREATE TABLE corrections (position INTEGER PRIMARY KEY, origin INTEGER, waits INTEGER);
    CREATE TABLE also (number TEXT, other TEXT, PRIMARY KEY (number, other)) WITHOUT ROWID;
"""


class CaseStore:
    """Holds every entry of a run; `close` it once, then read it as often as needed."""

    def __init__(self, settings: Settings, keepers: Mapping[int, Keeper] | None = None) -> None:
        """Open an empty database.

        Args:
            settings: What decides.
            keepers: Whose each list is, by its number.
        """
        self._settings = settings
        self._records = Records(settings, keepers)
        self._waiting: list[Screened] = []
        self._closed = False
        self._corrected = False
        self._replaced: dict[int, int] = {}  # position of an entry -> that of its correction
        # By list, how many of its rows correct an entry that is not there.
        self.strays: Counter[int] = Counter()
        self._store = TempDatabase(_TABLES)

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
        """Take one entry; it is `included` only until a duplicate is found.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        assert not self._closed, "the register is closed"
        self._waiting.append(screened)
        if len(self._waiting) == _BATCH:
            self._write()

    def close(self) -> None:
        """Judge what all rows say of each case, and give what still goes in its place in a packet.

        Raises:
            OutputError: The folder for temporary files is full.
            VerificationError: Two entries claim one place in a list, or two convictions one id.
        """
        assert not self._closed, "the register is closed"
        self._closed = True
        self._write()
        self._correct()
        self._join_numbers()
        self._judge()
        self._name_corrections()
        self._store.do("CREATE INDEX by_reason ON lines (fate, reason)")
        self._place()

    def take_over(self, same: Mapping[Where, Where]) -> None:
        """Let rows that correct an entry of a list that is not here correct one that is.

        Args:
            same: For such an entry the one of these lists that tells the very same.
        """
        self._write()
        self._store.many(
            "UPDATE corrections SET origin = ? WHERE origin = ?",
            ((position(here), position(origin)) for origin, here in same.items()),
        )

    def revise(self, known: Callable[[Sequence[Screened]], Iterable[Screened]]) -> None:
        """Show all that is told of each case number to whoever knows more, before `close`.

        Args:
            known: Gives back those entries that are no longer as they were.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        assert not self._closed, "the register is closed"
        self._write()
        self._correct()
        rows = self._store.rows(
            "SELECT number, fate, conviction, screened, reason, detail FROM told JOIN lines"
            " USING (position) ORDER BY number, position"
        )
        changes: list[Screened] = []
        for _, group in groupby(rows, key=lambda row: row[0]):
            changes += known([screened_of(*row[1:]) for row in group])
            if len(changes) >= _BATCH:
                self._replace(changes)
        self._replace(changes)

    def totals(self) -> Totals:
        """How many rows and entries there are, and what became of them."""
        (rows,) = self._store.one("SELECT COUNT(DISTINCT position / ?) FROM lines", ENTRIES)
        (entries,) = self._store.one("SELECT COUNT(*) FROM lines")
        fates = dict.fromkeys(Fate, 0)
        for fate, _, count in self.reasons():
            fates[fate] += count
        return Totals(
            rows=rows, entries=entries, **{fate.value: count for fate, count in fates.items()}
        )

    def reasons(self) -> list[tuple[Fate, ReasonCode, int]]:
        """How many entries came to each fate for each reason, the most frequent of a fate first."""
        found = self._store.rows("SELECT fate, reason, COUNT(*) FROM lines GROUP BY fate, reason")
        order = list(Fate)
        return sorted(
            ((Fate(fate), ReasonCode(reason), count) for fate, reason, count in found),
            key=lambda row: (order.index(row[0]), -row[2], row[1]),
        )

    def rows(self, number: int) -> int:
        """How many rows of a list have at least one entry."""
        (rows,) = self._store.one(
            "SELECT COUNT(DISTINCT position / ?) FROM lines WHERE position BETWEEN ? AND ?",
            ENTRIES,
            number * LIST,
            (number + 1) * LIST - 1,
        )
        return int(rows)

    def outlines(self) -> Iterator[PacketOutline]:
        """Every packet without its convictions, in the order of their names."""
        for row in self._store.rows("SELECT * FROM packets ORDER BY packet"):
            yield _outline(PacketRow(*row))

    def packets(self) -> Iterator[Packet]:
        """Every packet, one at a time, in the order of their names."""
        return map(self.packet, self.outlines())

    def packet(self, outline: PacketOutline) -> Packet:
        """One packet with its convictions."""
        found = self._store.rows(
            "SELECT conviction FROM packets JOIN places USING (packet) JOIN lines USING (position)"
            " WHERE name = ? ORDER BY item",
            outline.name,
        )
        court, agency, offense, relief = outline.series
        return Packet(
            court=court,
            agency=agency,
            offense=offense,
            relief=relief,
            part=outline.part,
            parts=outline.parts,
            convictions=tuple(conviction_of(conviction) for (conviction,) in found),
        )

    def lines(self, fate: Fate | None = None, reason: ReasonCode | None = None) -> Iterator[Line]:
        """The ledger's lines by list, line and entry: all, or those of one fate and reason."""
        where, values = "", list[str]()
        if fate is not None:
            where, values = "WHERE fate = ? AND reason = ?", [fate.value, reason or ""]
        rows = self._store.rows(
            f"SELECT {', '.join(LineRow._fields)}"  # noqa: S608
            " FROM lines LEFT JOIN places USING (position) LEFT JOIN packets USING (packet)"
            f" {where} ORDER BY position",
            *values,
        )
        return (line_of(LineRow(*row)) for row in rows)

    def _write(self) -> None:
        lines, candidates, told, corrections = [], [], [], []
        also: list[tuple[object, ...]] = []
        for screened in self._waiting:
            place = _position(screened)
            conviction = screened.conviction
            if screened.source and screened.source.corrects:
                origin = Where(*map(int, screened.source.corrects.split(":")))
                waits = bool(screened.source.law_changed)
                corrections.append((place, position(origin), waits))
            asks = screened.fate is Fate.INCLUDED
            lines.append(row_of(screened))
            if numbers := self._records.keys(screened):
                told.append((place, numbers[0], asks))
                also += ((numbers[0], other) for other in numbers[1:])
            if asks:
                assert conviction is not None, "an included entry has its conviction"
                candidates.append((place, *self._columns(conviction)))
        self._waiting.clear()
        try:
            self._store.many("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)
        except sqlite3.IntegrityError as error:
            raise VerificationError(
                "lists", "two entries claim the same place in a list", "Please report this."
            ) from error
        self._store.many("INSERT INTO candidates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", candidates)
        self._store.many("INSERT INTO told VALUES (?, ?, ?)", told)
        self._store.many("INSERT INTO corrections VALUES (?, ?, ?)", corrections)
        if also:
            self._store.many("INSERT OR IGNORE INTO also VALUES (?, ?)", also)

    def _columns(self, conviction: Conviction) -> tuple[object, ...]:
        """What finds a candidate's place."""
        return (
            conviction.id,
            *series_of(conviction, self._settings),
            apart(conviction, self._settings),
            conviction.case_number,
            rank(conviction),
        )

    def _replace(self, changes: list[Screened]) -> None:
        """Put entries back as they now stand."""
        self._store.many("REPLACE INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(row_of, changes))
        self._store.many(
            "UPDATE told SET asks = ? WHERE position = ?",
            ((its.fate is Fate.INCLUDED, _position(its)) for its in changes),
        )
        self._store.many(
            "REPLACE INTO candidates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (_position(its), *self._columns(its.conviction))
                for its in changes
                if its.conviction is not None
            ),
        )
        changes.clear()

    def _correct(self) -> None:
        """Let each corrected row of a worklist stand for the row it came from."""
        if self._corrected:
            return
        self._corrected = True
        rows = list(
            self._store.rows(
                "SELECT origin, corrections.position, l.position IS NOT NULL, waits"
                " FROM corrections LEFT JOIN lines AS l ON l.position = origin ORDER BY 1, 2"
            )
        )
        by_origin: defaultdict[int, list[int]] = defaultdict(list)
        known, waiting = set[int](), set[int]()
        for origin, place, there, waits in rows:
            if waits:
                waiting.add(origin)
            by_origin[origin].append(place)
            if there:
                known.add(origin)
            else:
                self.strays[place // LIST] += 1
        held: list[tuple[object, ...]] = []
        for origin, places in by_origin.items():
            if len(places) > 1:
                told = ", ".join(_where(place).spoken for place in places)
                twice = Fate.HELD.value, "corrected-twice", f"one row is corrected by {told}", ""
                held += ((*twice, place) for place in (*({origin} & known), *places))
            elif origin in known:
                self._replaced[origin] = places[0]
        replaced = (
            (Fate.DUPLICATE.value, "corrected", f"corrected in {_where(place).spoken}", "", origin)
            for origin, place in self._replaced.items()
        )
        update = "UPDATE lines SET fate = ?, reason = ?, detail = ?, same_as = ? WHERE position = ?"
        self._store.many(update, [*replaced, *held])
        # What was corrected says nothing any more; what is held, or corrected by what waits for an
        # attorney, still speaks against another row.
        gone = [(origin,) for origin in self._replaced if origin not in waiting]
        silent = [*(row[-1] for row in held), *(waiting & known)]
        self._store.many("DELETE FROM told WHERE position = ?", gone)
        self._store.many(
            "UPDATE told SET asks = 0 WHERE position = ?", [(place,) for place in silent]
        )

    def _name_corrections(self) -> None:
        """Say of each row that was corrected which conviction stands for it, if one goes in."""
        named = []
        for origin, place in self._replaced.items():
            last, seen = place, {origin}
            while last in self._replaced and last not in seen:
                seen.add(last)
                last = self._replaced[last]
            found = self._store.one(
                "SELECT MAX(id) FROM candidates JOIN lines USING (position)"
                " WHERE fate = 'included' AND position = ?",
                last,
            )
            if found[0]:
                named.append((found[0], origin))
        self._store.many("UPDATE lines SET same_as = ? WHERE position = ?", named)

    def _join_numbers(self) -> None:
        """Bring the rows together that give one case under two numbers."""
        linked = self._store.rows(
            "SELECT number, other FROM also WHERE other IN (SELECT number FROM told) OR other IN"
            " (SELECT other FROM also GROUP BY other HAVING COUNT(*) BETWEEN 2 AND ?)",
            _MOST_CASES,
        )
        root: dict[str, str] = {}

        def find(number: str) -> str:
            while (above := root.get(number, number)) != number:
                root[number] = root.get(above, above)
                number = above
            return number

        for number, other in linked:
            low, high = sorted((find(number), find(other)))
            if low != high:
                root[high] = low
        if root:
            self._store.do("CREATE INDEX told_by_number ON told (number)")
            self._store.many(
                "UPDATE told SET number = ? WHERE number = ?",
                [(find(number), number) for number in root],
            )

    def _judge(self) -> None:
        """Judge together all that is told under one case number."""
        rows = self._store.rows(
            "SELECT number, fate, conviction, screened, reason FROM told JOIN lines USING"
            " (position) WHERE number IN (SELECT number FROM told GROUP BY number"
            " HAVING COUNT(*) > 1 AND SUM(asks) > 0) ORDER BY number, position"
        )
        changed: list[tuple[object, ...]] = []

        def write() -> None:
            self._store.many(
                "UPDATE lines SET fate = ?, reason = ?, detail = ?, same_as = ?, lists = ?,"
                " conviction = ?, screened = ? WHERE position = ?",
                changed,
            )
            changed.clear()

        for _, group in groupby(rows, key=lambda row: row[0]):
            seen = {}
            for row in group:
                screened = screened_of(*row[1:])
                seen[_position(screened)] = screened
            tellings = [Telling(its, self._records.of(its)) for its in seen.values()]
            for ruling in judge(tellings):
                if ruling.changes:
                    place = position(ruling.where)
                    changed.append((*self._ruled(ruling, seen[place]), place))
            if len(changed) >= _BATCH:
                write()
        write()

    def _ruled(self, ruling: Ruling, screened: Screened) -> tuple[object, ...]:
        """An entry after its ruling, under the columns of `lines`."""
        conviction = screened.conviction
        if ruling.id and conviction:
            conviction = replace(conviction, id=ruling.id)
            self._store.many(
                "UPDATE candidates SET id = ?, rank = ? WHERE position = ?",
                [(ruling.id, rank(conviction), position(ruling.where))],
            )
        ruled = replace(
            screened,
            fate=ruling.fate,
            reason=ruling.reason,
            detail=ruling.detail,
            same_as=ruling.same_as,
            warnings=(*screened.warnings, *ruling.remarks),
            conviction=conviction,
        )
        _, fate, reason, detail, same_as, _, *blobs = row_of(ruled)
        lists = ";".join(map(str, sorted(ruling.lists)))
        return fate, reason, detail, same_as, lists, *blobs

    def _place(self) -> None:
        """Deal what is still included into packets."""
        (shared,) = self._store.one(
            "SELECT COUNT(*) - COUNT(DISTINCT id) FROM candidates JOIN lines USING (position)"
            " WHERE fate = 'included'"
        )
        if shared:
            raise VerificationError("lists", "two convictions share one id", "Please report this.")
        rows = self._store.rows(
            "SELECT court, agency, offense, relief, position, apart, number FROM candidates"
            " JOIN lines USING (position) WHERE fate = 'included'"
            " ORDER BY court, agency, offense, relief, apart, rank"
        )
        packet = 0
        for key, group in groupby(rows, key=lambda row: row[:4]):
            series = _series(*key)
            sizes: list[int] = []
            self._store.many(
                "INSERT INTO places VALUES (?, ?, ?)", self._dealt(series, group, packet, sizes)
            )
            outlines = [
                PacketOutline(series=series, part=part, parts=len(sizes), convictions=size)
                for part, size in enumerate(sizes, start=1)
            ]
            self._store.many(
                "INSERT INTO packets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    PacketRow(
                        packet + its.part, its.name, *series, its.part, its.parts, its.convictions
                    )
                    for its in outlines
                ),
            )
            packet += len(sizes)
        self._store.do("CREATE INDEX by_packet ON places (packet, item)")
        self._store.do("CREATE UNIQUE INDEX by_name ON packets (name)")

    def _dealt(
        self, series: Series, group: Iterable[tuple[Any, ...]], before: int, sizes: list[int]
    ) -> Iterator[tuple[int, int, int]]:
        """Position, packet and item of each conviction of a series; counts each part's size."""
        positions: deque[int] = deque()

        def cases() -> Iterator[tuple[bytes, str]]:
            for *_, place, apart_by, number in group:
                positions.append(place)
                yield apart_by, number

        for part, item in deal(cases(), limit(series.court, self._settings)):
            if part > len(sizes):
                sizes.append(0)
            sizes[-1] += 1
            yield positions.popleft(), before + part, item


def _series(court: str, agency: str, offense: str, relief: str) -> Series:
    return Series(CourtId(court), AgencyId(agency), OffenseType(offense), Relief(relief))


def _outline(row: PacketRow) -> PacketOutline:
    return PacketOutline(
        series=_series(row.court, row.agency, row.offense, row.relief),
        part=row.part,
        parts=row.parts,
        convictions=row.convictions,
    )


def _where(place: int) -> Where:
    """The place in the lists that a position stands for."""
    return Where(place // LIST, place // ENTRIES % _LINES, place % ENTRIES)


def _position(screened: Screened) -> int:
    return position(Where(screened.list, screened.line, screened.entry))
