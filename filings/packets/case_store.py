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
from operator import itemgetter
from typing import Any, NamedTuple

from filings.matching.judge import Ruling, Telling, judge
from filings.matching.record import Keeper, Records
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
from filings.packets.grouping import (
    PacketOutline,
    Series,
    apart,
    deal,
    limit,
    series_of,
    sort_key,
)
from filings.settings.offense_table import Law
from filings.settings.settings import Settings
from filings.storage.codec import Codec
from filings.storage.temp_db import TempDatabase

_CONVICTIONS = Codec(Conviction)
_SCREENED = Codec(Screened, without=("fate", "reason", "detail", "same_as", "conviction"))

# A place in the lists as one number that sorts like (list, line, entry).
ENTRIES = 1 << 20
"""Most entries of a row: a position divided by it is the row's."""
_LINES = 1 << 33  # most lines of a list
LIST = _LINES * ENTRIES
"""A position divided by it is the list's."""


def _position_at(where: Where) -> int:
    """The key of the entry at a place."""
    assert 0 <= where.line < _LINES, "a longer list than this machine could hold"
    assert 0 <= where.entry < ENTRIES, "more entries than a row can name"
    return (where.list * _LINES + where.line) * ENTRIES + where.entry


def _position(screened: Screened) -> int:
    return _position_at(Where(screened.list, screened.line, screened.entry))


def _where(position: int) -> Where:
    """The place in the lists that a position stands for."""
    return Where(position // LIST, position // ENTRIES % _LINES, position % ENTRIES)


class EntryRow(NamedTuple):
    """A row of `lines`.

    What may change after screening, and the conviction that packets ask for, have own columns.
    """

    position: int
    fate: str
    reason: str
    detail: str
    same_as: str
    lists: str  # numbers, "1;2"
    conviction: bytes | None
    screened: bytes


class CandidateRow(NamedTuple):
    """A row of `candidates`: what finds the place of an included conviction in a packet."""

    position: int
    id: str
    court: str
    agency: str
    offense: str
    relief: str
    apart: bytes  # what keeps it out of its neighbours' packet
    number: str
    rank: bytes  # sorts it within its packet
    prosecutor: str  # whose it is, where its packet is a joint one


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


def _entry_row(screened: Screened) -> EntryRow:
    return EntryRow(
        _position(screened),
        screened.fate.value,
        screened.reason,
        screened.detail,
        screened.same_as or "",
        str(screened.list),
        _CONVICTIONS.put(screened.conviction) if screened.conviction else None,
        _SCREENED.put(screened),
    )


def _screened(
    fate: str,
    conviction: bytes | None,
    screened: bytes,
    reason: str = "",
    detail: str = "",
    same_as: str = "",
) -> Screened:
    """The entry of a row; whoever only compares entries leaves reason, detail and same_as out."""
    return _SCREENED.take(
        screened,
        Fate(fate),
        ReasonCode(reason),
        detail,
        ConvictionId(same_as) if same_as else None,
        _CONVICTIONS.take(conviction) if conviction else None,
    )


def _line(row: LineRow) -> Line:
    return Line(
        screened=_screened(
            row.fate, row.conviction, row.screened, row.reason, row.detail, row.same_as
        ),
        lists=tuple(int(number) for number in row.lists.split(";")),
        packet=row.name or "",
        item=row.item or 0,
    )


_FIRST = itemgetter(0)
_BATCH = 1_000  # entries written at once
_MOST_CASES = 20  # numbers that one other number may join; what joins more is no case's number

_TABLES = """
    CREATE TABLE lines (
        position INTEGER PRIMARY KEY, fate TEXT, reason TEXT, detail TEXT, same_as TEXT, lists TEXT,
        conviction BLOB, screened BLOB
    );
    CREATE TABLE candidates (
        position INTEGER PRIMARY KEY, id TEXT,
        court TEXT, agency TEXT, offense TEXT, relief TEXT, apart BLOB, number TEXT, rank BLOB,
        prosecutor TEXT
    );
    CREATE TABLE packets (
        packet INTEGER PRIMARY KEY, name TEXT, court TEXT, agency TEXT, offense TEXT, relief TEXT,
        part INTEGER, parts INTEGER, convictions INTEGER
    );
    CREATE TABLE places (position INTEGER PRIMARY KEY, packet INTEGER, item INTEGER);
    CREATE TABLE case_entries (position INTEGER PRIMARY KEY, number TEXT, asks INTEGER);
    CREATE TABLE corrections (position INTEGER PRIMARY KEY, origin INTEGER, waits INTEGER);
    CREATE TABLE also (number TEXT, other TEXT, PRIMARY KEY (number, other)) WITHOUT ROWID;
"""


class CaseStore:
    """Holds every entry of a run: `add` them all, `settle` once, then read as often as needed."""

    def __init__(self, settings: Settings, keepers: Mapping[int, Keeper] | None = None) -> None:
        """Open an empty database.

        Args:
            settings: What decides.
            keepers: Whose each list is, by its number.
        """
        self._settings = settings
        self._records = Records(settings, keepers)
        self._law = Law(settings)
        self._waiting: list[Screened] = []
        self._settled = False
        self._corrected = False
        self._replaced: dict[int, int] = {}  # position of an entry -> that of its correction
        # By list, how many of its rows correct an entry that is not there.
        self.strays: Counter[int] = Counter()
        self._database = TempDatabase(_TABLES)

    def close(self) -> None:
        """Drop everything."""
        self._database.close()

    def add(self, screened: Screened) -> None:
        """Take one entry; it is `included` only until a duplicate is found.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        assert not self._settled, "all was judged already"
        self._waiting.append(screened)
        if len(self._waiting) == _BATCH:
            self._write()

    def settle(self) -> None:
        """Judge what all rows say of each case, and give what still goes in its place in a packet.

        Raises:
            OutputError: The folder for temporary files is full.
            VerificationError: Two entries claim one place in a list, or two convictions one id.
        """
        assert not self._settled, "all was judged already"
        self._settled = True
        self._write()
        self._correct()
        self._join_numbers()
        self._judge()
        self._name_corrections()
        self._database.do("CREATE INDEX by_reason ON lines (fate, reason)")
        self._place()

    def take_over(self, same: Mapping[Where, Where]) -> None:
        """Let rows that correct an entry of a list that is not here correct one that is.

        Args:
            same: For such an entry the one of these lists that tells the very same.
        """
        self._write()
        self._database.many(
            "UPDATE corrections SET origin = ? WHERE origin = ?",
            ((_position_at(here), _position_at(origin)) for origin, here in same.items()),
        )

    def revise(self, known: Callable[[Sequence[Screened]], Iterable[Screened]]) -> None:
        """Show all that is told of each case number to whoever knows more, before `settle`.

        Args:
            known: Gives back those entries that are no longer as they were.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        assert not self._settled, "all was judged already"
        self._write()
        self._correct()
        rows = self._database.rows(
            "SELECT number, fate, conviction, screened, reason, detail FROM case_entries JOIN lines"
            " USING (position) ORDER BY number, position"
        )
        changes: list[Screened] = []
        for _, group in groupby(rows, key=_FIRST):
            changes += known([_screened(*columns) for _, *columns in group])
            if len(changes) >= _BATCH:
                self._replace(changes)
        self._replace(changes)

    def totals(self) -> Totals:
        """How many rows and entries there are, and what became of them."""
        (rows,) = self._database.one("SELECT COUNT(DISTINCT position / ?) FROM lines", ENTRIES)
        (entries,) = self._database.one("SELECT COUNT(*) FROM lines")
        fates = dict.fromkeys(Fate, 0)
        for fate, _, count in self.reasons():
            fates[fate] += count
        return Totals(
            rows=rows, entries=entries, **{fate.value: count for fate, count in fates.items()}
        )

    def reasons(self) -> list[tuple[Fate, ReasonCode, int]]:
        """How many entries came to each fate for each reason, the most frequent of a fate first."""
        rows = self._database.rows("SELECT fate, reason, COUNT(*) FROM lines GROUP BY fate, reason")
        counts = [(Fate(fate), ReasonCode(reason), entries) for fate, reason, entries in rows]
        order = list(Fate)
        return sorted(counts, key=lambda count: (order.index(count[0]), -count[2], count[1]))

    def rows(self, number: int) -> int:
        """How many rows of a list have at least one entry."""
        (rows,) = self._database.one(
            "SELECT COUNT(DISTINCT position / ?) FROM lines WHERE position BETWEEN ? AND ?",
            ENTRIES,
            number * LIST,
            (number + 1) * LIST - 1,
        )
        return int(rows)

    def outlines(self) -> Iterator[PacketOutline]:
        """Every packet without its convictions, in the order of their names."""
        rows = self._database.rows(
            "SELECT *, SUM(convictions) OVER (PARTITION BY court, agency, offense, relief),"
            " (SELECT GROUP_CONCAT(DISTINCT prosecutor) FROM places JOIN candidates"
            " USING (position) WHERE places.packet = packets.packet) FROM packets ORDER BY packet"
        )
        for *row, together, prosecutors in rows:
            of = prosecutors.split(",")
            outline = _outline(PacketRow(*row), together)
            signing = self._settings.office.joint_with
            joined_by = tuple(one for one in signing if one in of and one != outline.series.agency)
            yield replace(outline, joined_by=joined_by)

    def packets(self) -> Iterator[Packet]:
        """Every packet, one at a time, in the order of their names."""
        return map(self.packet, self.outlines())

    def packet(self, outline: PacketOutline) -> Packet:
        """One packet with its convictions."""
        rows = self._database.rows(
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
            together=outline.together,
            joined_by=outline.joined_by,
            convictions=tuple(_CONVICTIONS.take(conviction) for (conviction,) in rows),
        )

    def lines(self, fate: Fate | None = None, reason: ReasonCode | None = None) -> Iterator[Line]:
        """The ledger's lines by list, line and entry: all, or those of one fate and reason."""
        where, values = "", list[str]()
        if fate is not None:
            where, values = "WHERE fate = ? AND reason = ?", [fate.value, reason or ""]
        rows = self._database.rows(
            f"SELECT {', '.join(LineRow._fields)}"  # noqa: S608
            " FROM lines LEFT JOIN places USING (position) LEFT JOIN packets USING (packet)"
            f" {where} ORDER BY position",
            *values,
        )
        return (_line(LineRow(*row)) for row in rows)

    def _write(self) -> None:
        entries, candidates, of_cases, corrections = [], [], [], []
        also: list[tuple[str, str]] = []
        for screened in self._waiting:
            entry = _entry_row(screened)
            entries.append(entry)
            if screened.source and screened.source.corrects:
                origin = Where(*map(int, screened.source.corrects.split(":")))
                waits = bool(screened.source.law_changed)
                corrections.append((entry.position, _position_at(origin), waits))
            asks = screened.fate is Fate.INCLUDED
            if numbers := self._records.keys(screened):
                of_cases.append((entry.position, numbers[0], asks))
                also += ((numbers[0], other) for other in numbers[1:])
            if asks:
                assert screened.conviction is not None, "an included entry has its conviction"
                candidates.append(self._candidate_row(entry.position, screened.conviction))
        self._waiting.clear()
        try:
            self._database.many(_insert("lines", EntryRow), entries)
        except sqlite3.IntegrityError as error:
            raise VerificationError(
                "lists", "two entries claim the same place in a list", "Please report this."
            ) from error
        self._database.many(_insert("candidates", CandidateRow), candidates)
        self._database.many("INSERT INTO case_entries VALUES (?, ?, ?)", of_cases)
        self._database.many("INSERT INTO corrections VALUES (?, ?, ?)", corrections)
        if also:
            self._database.many("INSERT OR IGNORE INTO also VALUES (?, ?)", also)

    def _candidate_row(self, position: int, conviction: Conviction) -> CandidateRow:
        return CandidateRow(
            position,
            conviction.id,
            *series_of(conviction, self._settings),
            apart(conviction, self._settings),
            conviction.case_number,
            sort_key(conviction, self._settings),
            conviction.agency,
        )

    def _replace(self, changes: list[Screened]) -> None:
        """Put entries back as they now stand."""
        self._database.many(_insert("lines", EntryRow, "REPLACE"), map(_entry_row, changes))
        self._database.many(
            "UPDATE case_entries SET asks = ? WHERE position = ?",
            ((changed.fate is Fate.INCLUDED, _position(changed)) for changed in changes),
        )
        self._database.many(
            _insert("candidates", CandidateRow, "REPLACE"),
            (
                self._candidate_row(_position(changed), changed.conviction)
                for changed in changes
                if changed.conviction is not None
            ),
        )
        changes.clear()

    def _correct(self) -> None:
        """Let each corrected row of a worklist stand for the row it came from."""
        if self._corrected:
            return
        self._corrected = True
        rows = list(
            self._database.rows(
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
                rows_told = ", ".join(_where(place).spoken for place in places)
                detail = f"one row is corrected by {rows_told}"
                twice = Fate.HELD.value, "corrected-twice", detail, ""
                held += ((*twice, place) for place in (*({origin} & known), *places))
            elif origin in known:
                self._replaced[origin] = places[0]
        replaced = (
            (Fate.DUPLICATE.value, "corrected", f"corrected in {_where(place).spoken}", "", origin)
            for origin, place in self._replaced.items()
        )
        update = "UPDATE lines SET fate = ?, reason = ?, detail = ?, same_as = ? WHERE position = ?"
        self._database.many(update, [*replaced, *held])
        # What was corrected says nothing any more; what is held, or corrected by what waits for an
        # attorney, still speaks against another row.
        gone = [(origin,) for origin in self._replaced if origin not in waiting]
        silent = [*(row[-1] for row in held), *(waiting & known)]
        self._database.many("DELETE FROM case_entries WHERE position = ?", gone)
        asks_not = "UPDATE case_entries SET asks = 0 WHERE position = ?"
        self._database.many(asks_not, [(place,) for place in silent])

    def _name_corrections(self) -> None:
        """Say of each row that was corrected which conviction stands for it, if one goes in."""
        named = []
        for origin, place in self._replaced.items():
            last, seen = place, {origin}
            while last in self._replaced and last not in seen:
                seen.add(last)
                last = self._replaced[last]
            (id_,) = self._database.one(
                "SELECT MAX(id) FROM candidates JOIN lines USING (position)"
                " WHERE fate = 'included' AND position = ?",
                last,
            )
            if id_:
                named.append((id_, origin))
        self._database.many("UPDATE lines SET same_as = ? WHERE position = ?", named)

    def _join_numbers(self) -> None:
        """Bring the rows together that give one case under two numbers."""
        linked = self._database.rows(
            "SELECT number, other FROM also WHERE other IN (SELECT number FROM case_entries)"
            " OR other IN (SELECT other FROM also GROUP BY other HAVING COUNT(*) BETWEEN 2 AND ?)",
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
            self._database.do("CREATE INDEX case_entries_by_number ON case_entries (number)")
            self._database.many(
                "UPDATE case_entries SET number = ? WHERE number = ?",
                [(find(number), number) for number in root],
            )

    def _judge(self) -> None:
        """Judge together all that is told under one case number."""
        rows = self._database.rows(
            "SELECT number, fate, conviction, screened, reason FROM case_entries JOIN lines USING"
            " (position) WHERE number IN (SELECT number FROM case_entries GROUP BY number"
            " HAVING COUNT(*) > 1 AND SUM(asks) > 0) ORDER BY number, position"
        )
        changed: list[tuple[object, ...]] = []

        def write() -> None:
            self._database.many(
                "UPDATE lines SET fate = ?, reason = ?, detail = ?, same_as = ?, lists = ?,"
                " conviction = ?, screened = ? WHERE position = ?",
                changed,
            )
            changed.clear()

        for _, group in groupby(rows, key=_FIRST):
            entries = {}
            for _, *columns in group:
                screened = _screened(*columns)
                entries[_position(screened)] = screened
            tellings = [Telling(entry, self._records.of(entry)) for entry in entries.values()]
            rulings = judge(tellings)
            weaker = self._weaker_grounds(rulings, entries)
            for ruling in rulings:
                place = _position_at(ruling.where)
                if ruling.changes or place in weaker:
                    row = self._ruled(ruling, entries[place], weaker.get(place, ""))
                    changed.append((*row[1:], row.position))
            if len(changed) >= _BATCH:
                write()
        write()

    def _weaker_grounds(
        self, rulings: Iterable[Ruling], entries: Mapping[int, Screened]
    ) -> dict[int, str]:
        """By place, the ground of a conviction of which another row tells a weaker one."""
        stays: dict[str, int] = {}
        grounds_of: defaultdict[str, set[str]] = defaultdict(set)
        for ruling in rulings:
            place = _position_at(ruling.where)
            conviction = entries[place].conviction
            if conviction is None or not conviction.ground:
                continue
            if ruling.fate is Fate.INCLUDED:
                stays[ruling.id or conviction.id] = place
            grounds_of[ruling.same_as or ruling.id or conviction.id].add(conviction.ground)
        weaker = {}
        for id_, place in stays.items():
            conviction = entries[place].conviction
            assert conviction is not None
            law = self._settings.laws[self._settings.law_of(conviction.relief)]
            if (ground := law.weakest(*sorted(grounds_of[id_]))) != conviction.ground:
                weaker[place] = ground
        return weaker

    def _ruled(self, ruling: Ruling, screened: Screened, ground: str = "") -> EntryRow:
        """An entry after its ruling; on another ground than its own row tells, if one is given."""
        conviction = screened.conviction
        if ground and conviction:
            relief = self._law.asked_on(ground, conviction.relief)
            conviction = replace(conviction, ground=ground, relief=relief)
            screened = replace(screened, relief=relief)
            row = self._candidate_row(_position(screened), conviction)
            self._database.many(_insert("candidates", CandidateRow, "REPLACE"), [row])
        if ruling.id and conviction:
            conviction = replace(conviction, id=ruling.id)
            self._database.many(
                "UPDATE candidates SET id = ?, rank = ? WHERE position = ?",
                [(ruling.id, sort_key(conviction, self._settings), _position(screened))],
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
        return _entry_row(ruled)._replace(lists=";".join(map(str, sorted(ruling.lists))))

    def _place(self) -> None:
        """Deal what is still included into packets."""
        (shared,) = self._database.one(
            "SELECT COUNT(*) - COUNT(DISTINCT id) FROM candidates JOIN lines USING (position)"
            " WHERE fate = 'included'"
        )
        if shared:
            raise VerificationError("lists", "two convictions share one id", "Please report this.")
        rows = self._database.rows(
            "SELECT court, agency, offense, relief, position, apart, number FROM candidates"
            " JOIN lines USING (position) WHERE fate = 'included'"
            " ORDER BY court, agency, offense, relief, apart, rank"
        )
        packet = 0
        for key, group in groupby(rows, key=lambda row: row[:4]):
            series = _series(*key)
            sizes: list[int] = []
            self._database.many(
                "INSERT INTO places VALUES (?, ?, ?)", self._dealt(series, group, packet, sizes)
            )
            outlines = [
                PacketOutline(series=series, part=part, parts=len(sizes), convictions=size)
                for part, size in enumerate(sizes, start=1)
            ]
            self._database.many(
                _insert("packets", PacketRow),
                (
                    PacketRow(
                        packet + outline.part,
                        outline.name,
                        *series,
                        outline.part,
                        outline.parts,
                        outline.convictions,
                    )
                    for outline in outlines
                ),
            )
            packet += len(sizes)
        self._database.do("CREATE INDEX by_packet ON places (packet, item)")
        self._database.do("CREATE UNIQUE INDEX by_name ON packets (name)")

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


def _insert(table: str, row: type[NamedTuple], verb: str = "INSERT") -> str:
    """The statement that puts rows of a kind into their table."""
    return f"{verb} INTO {table} VALUES ({', '.join('?' * len(row._fields))})"


def _series(court: str, agency: str, offense: str, relief: str) -> Series:
    return Series(CourtId(court), AgencyId(agency), OffenseType(offense), Relief(relief))


def _outline(row: PacketRow, together: int) -> PacketOutline:
    return PacketOutline(
        together=together,
        series=_series(row.court, row.agency, row.offense, row.relief),
        part=row.part,
        parts=row.parts,
        convictions=row.convictions,
    )
