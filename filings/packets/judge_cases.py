"""Judge every case of a run by all its rows, and write the rulings to the stored entries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from filings.matching.judge_case import Ruling, Telling, judge
from filings.matching.record import Records
from filings.model.fates import Fate, Screened
from filings.packets.case_tables import (
    CandidateRow,
    EntryRow,
    candidate_row,
    entry_row,
    insert,
    position_at,
    position_of,
    screened_of,
)
from filings.packets.grouping import sort_key
from filings.settings.offense_table import OffenseTable
from filings.settings.settings import Settings
from filings.storage.temp_db import TempDatabase

_BATCH = 1_000  # entries written at once
_MOST_CASES = 20  # numbers that one other number may join; what joins more is no case's number


class CaseRulings:
    """Carries the rulings of `matching/judge_case.py` to the entries they are about."""

    def __init__(self, settings: Settings, records: Records, database: TempDatabase) -> None:
        """Nothing is judged yet.

        Args:
            settings: What decides.
            records: Folds an entry to what is compared.
            database: Holds the tables of `case_tables`.
        """
        self._settings = settings
        self._records = records
        self._law = OffenseTable(settings)
        self._database = database

    def join_numbers(self) -> None:
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

    def judge_cases(self) -> None:
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

        for _, group in groupby(rows, key=itemgetter(0)):
            entries = {}
            for _, *columns in group:
                screened = screened_of(*columns)
                entries[position_of(screened)] = screened
            tellings = [Telling(entry, self._records.of(entry)) for entry in entries.values()]
            rulings = judge(tellings)
            weaker = self._weaker_grounds(rulings, entries)
            for ruling in rulings:
                place = position_at(ruling.where)
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
            place = position_at(ruling.where)
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
            row = candidate_row(position_of(screened), conviction, self._settings)
            self._database.many(insert("candidates", CandidateRow, "REPLACE"), [row])
        if ruling.id and conviction:
            conviction = replace(conviction, id=ruling.id)
            self._database.many(
                "UPDATE candidates SET id = ?, rank = ? WHERE position = ?",
                [(ruling.id, sort_key(conviction, self._settings), position_of(screened))],
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
        return entry_row(ruled)._replace(lists=";".join(map(str, sorted(ruling.lists))))
