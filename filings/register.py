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
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from types import TracebackType
from typing import Any, Self

from filings.agreement import Agreement
from filings.docket import (
    AgencyId,
    Conviction,
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
from filings.duplicates import Candidate, judge, likeness
from filings.errors import VerificationError
from filings.order import folded, rank
from filings.packets import Outline, Series, apart, deal, limit, series_of
from filings.report import Totals
from filings.rows import ENTRIES, LINES, LIST, conviction_of, line_of, position, row_of, screened_of
from filings.settings import Settings
from filings.store import Store

_BATCH = 1_000  # entries written at once

_TABLES = f"""
    {LINES};
    CREATE TABLE candidates (
        position INTEGER PRIMARY KEY, id TEXT, alike TEXT,
        court TEXT, agency TEXT, offense TEXT, relief TEXT, apart BLOB, number TEXT, rank BLOB
    );
    CREATE TABLE packets (
        packet INTEGER PRIMARY KEY, name TEXT, court TEXT, agency TEXT, offense TEXT, relief TEXT,
        part INTEGER, parts INTEGER, convictions INTEGER
    );
    CREATE TABLE places (position INTEGER PRIMARY KEY, packet INTEGER, item INTEGER);
    CREATE TABLE told (position INTEGER PRIMARY KEY, number TEXT);
"""


class Register:
    """Holds every entry of a run; `close` it once, then read it as often as needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._agreement = Agreement(settings)
        self._waiting: list[Screened] = []
        self._closed = False
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
        """Take one entry; it is `included` only until a duplicate is found.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        assert not self._closed, "the register is closed"
        self._waiting.append(screened)
        if len(self._waiting) == _BATCH:
            self._write()

    def close(self) -> None:
        """Find conflicts and duplicates, and give every remaining candidate its place in a packet.

        Raises:
            OutputError: The folder for temporary files is full.
            VerificationError: Two entries claim one place in a list, or two convictions one id.
        """
        assert not self._closed, "the register is closed"
        self._closed = True
        self._write()
        self._compare_lists()
        self._settle()
        self._place()

    def revise(self, known: Callable[[Sequence[Screened]], Iterable[Screened]]) -> None:
        """Show all candidates of each case number to whoever knows more, before `close`.

        Args:
            known: Gives back those that are no longer as they were.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        assert not self._closed, "the register is closed"
        self._write()
        self._store.offer("folded", folded)
        self._store.do(
            "CREATE TABLE by_case AS SELECT folded(number) AS number, position FROM candidates"
            " ORDER BY 1, 2"
        )
        rows = self._store.rows(
            "SELECT by_case.number, conviction, screened FROM by_case JOIN lines USING (position)"
            " ORDER BY by_case.rowid"
        )
        for _, group in groupby(rows, key=lambda row: row[0]):
            candidates = [screened_of(Fate.INCLUDED, *row[1:]) for row in group]
            for changed in known(candidates):
                self._replace(changed)

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

    def outlines(self) -> Iterator[Outline]:
        """Every packet without its convictions, in the order of their names."""
        for row in self._store.rows("SELECT * FROM packets ORDER BY packet"):
            yield _outline(row)

    def packets(self) -> Iterator[Packet]:
        """Every packet, one at a time, in the order of their names."""
        return map(self.packet, self.outlines())

    def packet(self, outline: Outline) -> Packet:
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
            "SELECT fate, reason, detail, same_as, lists, conviction, screened, name, item"  # noqa: S608
            " FROM lines LEFT JOIN places USING (position) LEFT JOIN packets USING (packet)"
            f" {where} ORDER BY position",
            *values,
        )
        return map(line_of, rows)

    def _write(self) -> None:
        lines, candidates, told = [], [], []
        for screened in self._waiting:
            place = position(Where(screened.list, screened.line, screened.entry))
            conviction = screened.conviction
            lines.append(row_of(screened))
            if number := self._agreement.number(screened):
                told.append((place, number))
            if screened.fate is Fate.INCLUDED:
                assert conviction is not None, "an included entry has its conviction"
                candidates.append((place, *self._columns(conviction)))
        self._waiting.clear()
        try:
            self._store.many("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)
        except sqlite3.IntegrityError as error:
            raise VerificationError(
                "lists", "two entries claim the same place in a list", "Please report this."
            ) from error
        self._store.many("INSERT INTO candidates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", candidates)
        self._store.many("INSERT INTO told VALUES (?, ?)", told)

    def _columns(self, conviction: Conviction) -> tuple[object, ...]:
        """What finds a candidate's likes and its place."""
        return (
            conviction.id,
            likeness(conviction),
            *series_of(conviction, self._settings),
            apart(conviction, self._settings),
            conviction.case_number,
            rank(conviction),
        )

    def _replace(self, screened: Screened) -> None:
        """Put a candidate back as it now stands."""
        assert screened.conviction is not None
        place, row = position(Where(screened.list, screened.line, screened.entry)), row_of(screened)
        self._store.many("REPLACE INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [row])
        self._store.many(
            "REPLACE INTO candidates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(place, *self._columns(screened.conviction))],
        )

    def _compare_lists(self) -> None:
        """Hold what two lists tell differently."""
        several, *_ = self._store.one("SELECT COUNT(DISTINCT position / ?) FROM told", LIST)
        if several < 2:
            return
        rows = self._store.rows(
            "SELECT number, fate, conviction, screened FROM told JOIN lines USING (position) WHERE"
            " number IN (SELECT number FROM told GROUP BY number HAVING COUNT(DISTINCT"
            " position / ?) > 1) ORDER BY number, position",
            LIST,
        )
        for _, group in groupby(rows, key=lambda row: row[0]):
            seen = [screened_of(*row[1:]) for row in group]
            self._store.many(
                "UPDATE lines SET fate = ?, reason = ?, detail = ?, same_as = ?, lists = ?"
                " WHERE position = ?",
                (
                    (*change[1:5], ";".join(map(str, change.lists)), position(change.where))
                    for change in self._agreement.settle(seen)
                ),
            )

    def _settle(self) -> None:
        """Find duplicates among the candidates that are alike."""
        self._store.do("CREATE INDEX by_likeness ON candidates (alike)")
        alike = self._store.rows(
            "SELECT alike, conviction, screened FROM candidates JOIN lines USING"
            " (position) WHERE fate = 'included' AND alike IN (SELECT alike FROM candidates"
            " GROUP BY alike HAVING COUNT(*) > 1) ORDER BY alike"
        )
        self._store.many(
            "UPDATE lines SET fate = ?, reason = ?, detail = ?, same_as = ?, lists = ?"
            " WHERE position = ?",
            (
                (
                    verdict.fate.value,
                    verdict.reason,
                    verdict.detail,
                    verdict.same_as or "",
                    ";".join(map(str, sorted(verdict.lists))),
                    position(verdict.where),
                )
                for _, group in groupby(alike, key=lambda row: row[0])
                for verdict in judge(_candidate(*row[1:]) for row in group)
                if verdict.fate is not Fate.INCLUDED or len(verdict.lists) > 1
            ),
        )
        self._store.do("CREATE INDEX by_reason ON lines (fate, reason)")

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
                Outline(series=series, part=part, parts=len(sizes), convictions=size)
                for part, size in enumerate(sizes, start=1)
            ]
            self._store.many(
                "INSERT INTO packets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (packet + its.part, its.name, *series, its.part, its.parts, its.convictions)
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


def _outline(row: tuple[Any, ...]) -> Outline:
    _, _, court, agency, offense, relief, part, parts, convictions = row
    return Outline(
        series=_series(court, agency, offense, relief),
        part=part,
        parts=parts,
        convictions=convictions,
    )


def _candidate(conviction: bytes, screened: bytes) -> Candidate:
    taken = screened_of(Fate.INCLUDED, conviction, screened)
    its, source = taken.conviction, taken.source
    assert its is not None
    assert source is not None, "a conviction was read from an entry"
    where = Where(source.list, source.line, source.entry)
    return Candidate(where=where, conviction=its, source=source)
