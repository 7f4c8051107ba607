"""Hold the screened entries of a run, however many, and read packets and ledger lines of them.

Everything waits in a private database that no other process can open and that is gone when this one
ends, even by kill -9; memory stays bounded. Only here are all lists together, so only here is it
judged what all rows of one case number say (matching/judge_case.py).
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from filings.matching.record import Keeper, Records
from filings.model.entries import Where
from filings.model.errors import VerificationError
from filings.model.fates import Fate, Line, Screened, Totals
from filings.model.identifiers import ReasonCode
from filings.model.packet import Packet
from filings.packets.case_tables import (
    CONVICTIONS,
    ENTRIES,
    LIST,
    TABLES,
    CandidateRow,
    EntryRow,
    LineRow,
    PacketRow,
    candidate_row,
    entry_row,
    insert,
    line_of,
    position_of,
    screened_of,
)
from filings.packets.corrections import Corrections
from filings.packets.deal_packets import outline_of, place
from filings.packets.grouping import PacketOutline
from filings.packets.judge_cases import CaseRulings
from filings.settings.settings import Settings
from filings.storage.temp_db import TempDatabase

_BATCH = 1_000  # entries written at once


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
        self._waiting: list[Screened] = []
        self._settled = False
        self._database = TempDatabase(TABLES)
        self._corrections = Corrections(self._database)

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
        self._corrections.apply()
        rulings = CaseRulings(self._settings, self._records, self._database)
        rulings.join_numbers()
        rulings.judge_cases()
        self._corrections.name_convictions()
        self._database.do("CREATE INDEX by_reason ON lines (fate, reason)")
        place(self._database, self._settings)

    def take_over(self, same: Mapping[Where, Where]) -> None:
        """Let rows that correct an entry of a list that is not here correct one that is.

        Args:
            same: For such an entry the one of these lists that tells the very same.
        """
        self._write()
        self._corrections.take_over(same)

    @property
    def strays(self) -> Mapping[int, int]:
        """By list, how many of its rows correct an entry that is not there."""
        return self._corrections.strays

    def revise(self, known: Callable[[Sequence[Screened]], Iterable[Screened]]) -> None:
        """Show all that is told of each case number to whoever knows more, before `settle`.

        Args:
            known: Gives back those entries that are no longer as they were.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        assert not self._settled, "all was judged already"
        self._write()
        self._corrections.apply()
        rows = self._database.rows(
            "SELECT number, fate, conviction, screened, reason, detail FROM case_entries JOIN lines"
            " USING (position) ORDER BY number, position"
        )
        changes: list[Screened] = []
        for _, group in groupby(rows, key=itemgetter(0)):
            changes += known([screened_of(*columns) for _, *columns in group])
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
            outline = outline_of(PacketRow(*row), together)
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
            convictions=tuple(CONVICTIONS.take(conviction) for (conviction,) in rows),
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
        return (line_of(LineRow(*row)) for row in rows)

    def _write(self) -> None:
        entries, candidates, of_cases = [], [], []
        also: list[tuple[str, str]] = []
        waiting, self._waiting = self._waiting, []
        for screened in waiting:
            entry = entry_row(screened)
            entries.append(entry)
            asks = screened.fate is Fate.INCLUDED
            if numbers := self._records.keys(screened):
                of_cases.append((entry.position, numbers[0], asks))
                also += ((numbers[0], other) for other in numbers[1:])
            if asks:
                assert screened.conviction is not None, "an included entry has its conviction"
                candidates.append(
                    candidate_row(entry.position, screened.conviction, self._settings)
                )
        try:
            self._database.many(insert("lines", EntryRow), entries)
        except sqlite3.IntegrityError as error:
            raise VerificationError(
                "lists", "two entries claim the same place in a list", "Please report this."
            ) from error
        self._database.many(insert("candidates", CandidateRow), candidates)
        self._database.many("INSERT INTO case_entries VALUES (?, ?, ?)", of_cases)
        self._corrections.take(waiting)
        if also:
            self._database.many("INSERT OR IGNORE INTO also VALUES (?, ?)", also)

    def _replace(self, changes: list[Screened]) -> None:
        """Put entries back as they now stand."""
        self._database.many(insert("lines", EntryRow, "REPLACE"), map(entry_row, changes))
        self._database.many(
            "UPDATE case_entries SET asks = ? WHERE position = ?",
            ((changed.fate is Fate.INCLUDED, position_of(changed)) for changed in changes),
        )
        self._database.many(
            insert("candidates", CandidateRow, "REPLACE"),
            (
                candidate_row(position_of(changed), changed.conviction, self._settings)
                for changed in changes
                if changed.conviction is not None
            ),
        )
        changes.clear()
