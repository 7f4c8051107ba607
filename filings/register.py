"""Floor 3. Screened entries in, packets and the ledger's lines out, however many there are.

Everything waits in a private database that no other process can open and that is gone when this one
ends, even by kill -9; memory stays bounded. Only here are duplicates found, for only here are all
lists together.

Two candidates with one court, case number and section are the same conviction only if that is
provable, and different ones only if that is provable. The rest is held: a guess would leave a
person convicted, or ask twice.
"""

import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from types import TracebackType
from typing import Any, Self

from filings.docket import (
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
)
from filings.duplicates import Candidate, Where, judge, likeness
from filings.errors import OutputError, VerificationError
from filings.order import rank
from filings.packets import Outline, Series, apart, deal, limit, series_of
from filings.report import Totals
from filings.settings import Settings
from filings.shelf import Shelf

_BATCH = 1_000  # entries written at once
_CACHE_KIB = 32_000  # what the database may keep in memory; the rest goes to its own file

_TABLES = """
    CREATE TABLE lines (
        position INTEGER PRIMARY KEY, fate TEXT, reason TEXT, detail TEXT, same_as TEXT, lists TEXT,
        conviction BLOB, screened BLOB
    );
    CREATE TABLE candidates (
        position INTEGER PRIMARY KEY, id TEXT, alike TEXT,
        court TEXT, agency TEXT, offense TEXT, relief TEXT, apart BLOB, number TEXT, rank BLOB
    );
    CREATE TABLE packets (
        packet INTEGER PRIMARY KEY, name TEXT, court TEXT, agency TEXT, offense TEXT, relief TEXT,
        part INTEGER, parts INTEGER, convictions INTEGER
    );
    CREATE TABLE places (position INTEGER PRIMARY KEY, packet INTEGER, item INTEGER);
"""

_CONVICTIONS = Shelf(Conviction)
# What may change after screening, and the conviction that packets ask for, have own columns.
_SCREENED = Shelf(Screened, without=("fate", "reason", "detail", "same_as", "conviction"))


class Register:
    """Holds every entry of a run; `close` it once, then read it as often as needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: list[Screened] = []
        self._closed = False
        with _own_errors():
            self._db = sqlite3.connect("", isolation_level=None)
            # Nobody else reads it and nothing of it outlives us: no journal, no waiting for disks.
            self._db.execute("PRAGMA journal_mode = OFF")
            self._db.execute("PRAGMA synchronous = OFF")
            self._db.execute("PRAGMA temp_store = FILE")
            self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._db.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

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
        """Find duplicates and give every remaining candidate its place in a packet.

        Raises:
            OutputError: The folder for temporary files is full.
            VerificationError: Two entries claim one place in a list, or two convictions one id.
        """
        assert not self._closed, "the register is closed"
        self._closed = True
        with _own_errors():
            self._write()
            self._settle()
            self._place()

    def totals(self) -> Totals:
        """How many rows and entries there are, and what became of them."""
        (rows,) = self._one("SELECT COUNT(DISTINCT position / ?) FROM lines", _ENTRIES)
        (entries,) = self._one("SELECT COUNT(*) FROM lines")
        fates = dict.fromkeys(Fate, 0)
        for fate, _, count in self.reasons():
            fates[fate] += count
        return Totals(
            rows=rows, entries=entries, **{fate.value: count for fate, count in fates.items()}
        )

    def reasons(self) -> list[tuple[Fate, ReasonCode, int]]:
        """How many entries came to each fate for each reason, the most frequent of a fate first."""
        found = self._rows("SELECT fate, reason, COUNT(*) FROM lines GROUP BY fate, reason")
        order = list(Fate)
        return sorted(
            ((Fate(fate), ReasonCode(reason), count) for fate, reason, count in found),
            key=lambda row: (order.index(row[0]), -row[2], row[1]),
        )

    def rows(self, number: int) -> int:
        """How many rows of a list have at least one entry."""
        (rows,) = self._one(
            "SELECT COUNT(DISTINCT position / ?) FROM lines WHERE position BETWEEN ? AND ?",
            _ENTRIES,
            _position(number, 0, 0),
            _position(number + 1, 0, 0) - 1,
        )
        return int(rows)

    def outlines(self) -> Iterator[Outline]:
        """Every packet without its convictions, in the order of their names."""
        for row in self._rows("SELECT * FROM packets ORDER BY packet"):
            yield _outline(row)

    def packets(self) -> Iterator[Packet]:
        """Every packet, one at a time, in the order of their names."""
        return map(self.packet, self.outlines())

    def packet(self, outline: Outline) -> Packet:
        """One packet with its convictions."""
        found = self._rows(
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
            convictions=tuple(_CONVICTIONS.take(conviction) for (conviction,) in found),
        )

    def lines(self, fate: Fate | None = None, reason: ReasonCode | None = None) -> Iterator[Line]:
        """The ledger's lines by list, line and entry: all, or those of one fate and reason."""
        where, values = "", list[str]()
        if fate is not None:
            where, values = "WHERE fate = ? AND reason = ?", [fate.value, reason or ""]
        for (
            its_fate,
            its_reason,
            detail,
            same_as,
            lists,
            conviction,
            screened,
            name,
            item,
        ) in self._rows(
            "SELECT fate, reason, detail, same_as, lists, conviction, screened, name, item"  # noqa: S608
            " FROM lines LEFT JOIN places USING (position) LEFT JOIN packets USING (packet)"
            f" {where} ORDER BY position",
            *values,
        ):
            yield Line(
                screened=_SCREENED.take(
                    screened,
                    fate=Fate(its_fate),
                    reason=ReasonCode(its_reason),
                    detail=detail,
                    same_as=ConvictionId(same_as) if same_as else None,
                    conviction=_CONVICTIONS.take(conviction) if conviction else None,
                ),
                lists=tuple(int(number) for number in lists.split(";")),
                packet=name or "",
                item=item or 0,
            )

    def _write(self) -> None:
        lines, candidates = [], []
        for screened in self._waiting:
            position = _position(screened.list, screened.line, screened.entry)
            conviction = screened.conviction
            lines.append(
                (
                    position,
                    screened.fate.value,
                    screened.reason,
                    screened.detail,
                    screened.same_as or "",
                    str(screened.list),
                    _CONVICTIONS.put(conviction) if conviction else None,
                    _SCREENED.put(screened),
                )
            )
            if screened.fate is Fate.INCLUDED:
                assert conviction is not None, "an included entry has its conviction"
                candidates.append(
                    (
                        position,
                        conviction.id,
                        likeness(conviction),
                        *series_of(conviction, self._settings),
                        apart(conviction, self._settings),
                        conviction.case_number,
                        rank(conviction),
                    )
                )
        self._waiting.clear()
        with _own_errors():
            try:
                self._many("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)
            except sqlite3.IntegrityError as error:
                raise VerificationError(
                    "lists", "two entries claim the same place in a list", "Please report this."
                ) from error
            self._many("INSERT INTO candidates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", candidates)

    def _settle(self) -> None:
        """Find duplicates among the candidates that are alike."""
        self._db.execute("CREATE INDEX by_likeness ON candidates (alike)")
        alike = self._rows(
            "SELECT alike, conviction, screened FROM candidates JOIN lines USING"
            " (position) WHERE alike IN (SELECT alike FROM candidates GROUP BY alike"
            " HAVING COUNT(*) > 1) ORDER BY alike"
        )
        for _, group in groupby(alike, key=lambda row: row[0]):
            self._many(
                "UPDATE lines SET fate = ?, reason = ?, detail = ?, same_as = ?, lists = ?"
                " WHERE position = ?",
                (
                    (
                        verdict.fate.value,
                        verdict.reason,
                        verdict.detail,
                        verdict.same_as or "",
                        ";".join(map(str, sorted(verdict.lists))),
                        _position(*verdict.where),
                    )
                    for verdict in judge(_candidate(*row[1:]) for row in group)
                    if verdict.fate is not Fate.INCLUDED or len(verdict.lists) > 1
                ),
            )
        self._db.execute("CREATE INDEX by_reason ON lines (fate, reason)")

    def _place(self) -> None:
        """Deal what is still included into packets."""
        (shared,) = self._one(
            "SELECT COUNT(*) - COUNT(DISTINCT id) FROM candidates JOIN lines USING (position)"
            " WHERE fate = 'included'"
        )
        if shared:
            raise VerificationError("lists", "two convictions share one id", "Please report this.")
        rows = self._rows(
            "SELECT court, agency, offense, relief, position, apart, number FROM candidates"
            " JOIN lines USING (position) WHERE fate = 'included'"
            " ORDER BY court, agency, offense, relief, apart, rank"
        )
        packet = 0
        for key, group in groupby(rows, key=lambda row: row[:4]):
            series = _series(*key)
            sizes: list[int] = []
            self._many(
                "INSERT INTO places VALUES (?, ?, ?)", self._dealt(series, group, packet, sizes)
            )
            outlines = [
                Outline(series=series, part=part, parts=len(sizes), convictions=size)
                for part, size in enumerate(sizes, start=1)
            ]
            self._many(
                "INSERT INTO packets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (packet + its.part, its.name, *series, its.part, its.parts, its.convictions)
                    for its in outlines
                ),
            )
            packet += len(sizes)
        self._db.execute("CREATE INDEX by_packet ON places (packet, item)")
        self._db.execute("CREATE UNIQUE INDEX by_name ON packets (name)")

    def _dealt(
        self, series: Series, group: Iterable[tuple[Any, ...]], before: int, sizes: list[int]
    ) -> Iterator[tuple[int, int, int]]:
        """Position, packet and item of each conviction of a series; counts each part's size."""
        positions: deque[int] = deque()

        def cases() -> Iterator[tuple[bytes, str]]:
            for *_, position, apart_by, number in group:
                positions.append(position)
                yield apart_by, number

        for part, item in deal(cases(), limit(series.court, self._settings)):
            if part > len(sizes):
                sizes.append(0)
            sizes[-1] += 1
            yield positions.popleft(), before + part, item

    def _rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with _own_errors():
            yield from self._db.execute(query, values)

    def _one(self, query: str, *values: object) -> tuple[Any, ...]:
        return next(self._rows(query, *values))

    def _many(self, query: str, rows: Iterable[tuple[object, ...]]) -> None:
        with _own_errors():
            self._db.execute("BEGIN")
            self._db.executemany(query, rows)
            self._db.execute("COMMIT")


# A place in the lists as one number that sorts like (list, line, entry).
_ENTRIES = 1 << 20  # most entries of a row
_LINES = 1 << 33  # most lines of a list


def _position(number: int, line: int, entry: int) -> int:
    assert 0 <= line < _LINES, "a longer list than this machine could hold"
    assert 0 <= entry < _ENTRIES, "more entries than a row can name"
    return (number * _LINES + line) * _ENTRIES + entry


def _series(court: str, agency: str, offense: str, relief: str) -> Series:
    return Series(CourtId(court), AgencyId(agency), OffenseType(offense), Relief(relief))


def _outline(row: tuple[Any, ...]) -> Outline:
    _, _, court, agency, offense, relief, part, parts, convictions = row
    return Outline(
        series=_series(court, agency, offense, relief),
        part=part,
        parts=parts,
        convictions=convictions,
    )


def _candidate(conviction: bytes, screened: bytes) -> Candidate:
    its = _CONVICTIONS.take(conviction)
    source = _SCREENED.take(
        screened, fate=Fate.INCLUDED, reason=ReasonCode(""), detail="", same_as=None, conviction=its
    ).source
    assert source is not None, "a conviction was read from an entry"
    where = Where(source.list, source.line, source.entry)
    return Candidate(where=where, conviction=its, source=source)


@contextmanager
def _own_errors() -> Iterator[None]:
    """Say what the database's own errors mean for whoever runs this."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OutputError(
            "temporary files",
            f"the run's working file could not be written ({error})",
            "Make room in the folder for temporary files, or name another in SQLITE_TMPDIR.",
        ) from error
