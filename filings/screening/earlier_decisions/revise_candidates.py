"""Revise a run's candidates by what earlier runs, courts and the office decided.

The decisions wait in a private database that no other process can open and that is gone when this
one ends; memory stays bounded. What follows from each is told in matching/compare_decisions.py.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from filings.matching.compare_decisions import ALREADY_ASKED, Ids, weigh
from filings.matching.earlier_decision import Decision, Kind
from filings.matching.judge_case import Telling
from filings.matching.record import Records, Says
from filings.model.fates import Screened
from filings.model.report import DecidedReport
from filings.model.sources import EarlierRun
from filings.screening.earlier_decisions.earlier_runs import FinishedEarlierRun, open_run
from filings.screening.earlier_decisions.granted_and_struck import DecidedList, open_decided_list
from filings.screening.rules import Screener
from filings.settings.settings import Settings
from filings.storage.codec import Codec
from filings.storage.temp_db import TempDatabase

__all__ = ["EarlierDecisions", "Kind"]

_DECISIONS = Codec(Decision)
_BATCH = 1_000
_MOST_LINES = 20  # of those told one by one


class EarlierDecisions:
    """All that was decided before; empty when nothing is given."""

    def __init__(self, runs: Sequence[FinishedEarlierRun], lists: Sequence[DecidedList]) -> None:
        self._runs = tuple(runs)
        self._lists = tuple(lists)
        self._met: list[set[int]] = [set() for _ in (*runs, *lists)]
        self._withdraw: list[set[int]] = [set() for _ in runs]
        self._records: Records | None = None
        self._ids: Ids = lambda _: ()
        self._store = TempDatabase(
            "CREATE TABLE decisions"
            " (id TEXT, number TEXT, source INTEGER, line INTEGER, decision BLOB)"
        )

    @classmethod
    def open(
        cls,
        settings: Settings,
        included: Sequence[Path] = (),
        granted: Sequence[Path] = (),
        struck: Sequence[Path] = (),
    ) -> Self:
        """Recognise all that is given, before any of it is read.

        Args:
            settings: What decides.
            included: Folders of earlier runs, whose convictions are left out.
            granted: Lists of what courts have granted.
            struck: Lists of what the office or a judge struck.

        Raises:
            ListError: One of them is not what it should be.
        """
        runs = [open_run(path, n, settings) for n, path in enumerate(included)]
        given = [(Kind.GRANTED, n, path) for n, path in enumerate(granted, 1)]
        given += [(Kind.STRUCK, n, path) for n, path in enumerate(struck, 1)]
        lists = [
            open_decided_list(kind, path, number, source, settings)
            for source, (kind, number, path) in enumerate(given, len(runs))
        ]
        return cls(runs, lists)

    def close(self) -> None:
        """Close the database; nothing of it remains."""
        self._store.close()

    def __bool__(self) -> bool:
        return bool(self._runs or self._lists)

    @property
    def runs(self) -> tuple[EarlierRun, ...]:
        """The earlier runs, as the motion names them."""
        return tuple(opened.run for opened in self._runs)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the declaration says of the lists beside those of the convictions."""
        said = {
            Kind.GRANTED: "was read for what courts have granted already; a conviction that was"
            " both dismissed and sealed was left out",
            Kind.STRUCK: "was read for what is not to be asked, and that was left out",
        }
        return tuple(
            f"A list of {decided.opened.rows:,} {'row' if decided.opened.rows == 1 else 'rows'},"
            f" SHA-256 beginning {decided.opened.sha256[:16]}, {said[decided.kind]}."
            for decided in self._lists
        )

    @property
    def facts(self) -> dict[str, str]:
        """All that decides here, in words, and what it was."""
        hashes_of = {"what earlier runs included": [opened.sha256 for opened in self._runs]}
        for words, kind in (("what was granted", Kind.GRANTED), ("what is struck", Kind.STRUCK)):
            hashes_of[words] = [
                decided.opened.sha256 for decided in self._lists if decided.kind is kind
            ]
        return {words: " ".join(hashes) for words, hashes in hashes_of.items() if hashes}

    def read(self, screener: Screener, settings: Settings) -> None:
        """Read every decision.

        Raises:
            ListError: A line that must be followed cannot be read.
            OutputError: The folder for temporary files is full.
        """
        self._records, self._ids = Records(settings), screener.ids
        self._seal_only = {
            relief: settings.laws[record.law].seal_only
            for relief, record in settings.reliefs.items()
        }
        batch: list[tuple[object, ...]] = []
        for decision in self._all(screener, settings):
            columns = decision.id, decision.number, decision.source, decision.line
            batch.append((*columns, _DECISIONS.put(decision)))
            if len(batch) == _BATCH:
                self._put(batch)
        self._put(batch)
        self._store.do("CREATE INDEX by_id ON decisions (id)")
        self._store.do("CREATE INDEX by_number ON decisions (number)")

    def revise(self, entries: Sequence[Screened]) -> Iterator[Screened]:
        """Of all that is told under one case number, what a decision changes, as it stands."""
        assert self._records is not None, "the decisions were not read"
        tellings = [Telling(entry, self._records.of(entry)) for entry in entries]
        keys: dict[str, None] = {}
        ids: dict[str, None] = {}
        for telling in tellings:
            if telling.record.says is not Says.NOTHING:
                keys.update(dict.fromkeys(telling.record.numbers))
                ids.update(dict.fromkeys(self._ids(telling.screened)))
        if not keys or not (decisions := self._about(tuple(keys), tuple(ids))):
            return
        for revised, met in weigh(tellings, decisions, self._ids, self._seal_only):
            asked = revised.reason == ALREADY_ASKED
            for decision in met:
                (self._withdraw if asked else self._met)[decision.source].add(decision.line)
            yield revised

    def reports(self) -> tuple[DecidedReport, ...]:
        """What came of each run and list, once all candidates were revised."""
        reports = [
            DecidedReport(
                kind=Kind.INCLUDED,
                name=f"run {opened.run.run}",
                sha256=opened.sha256,
                layout="an earlier run of this office",
                lines=len(self._lines_of(opened.source)),
                met=len(self._met[opened.source]),
                withdraw=len(self._withdraw[opened.source]),
            )
            for opened in self._runs
        ]
        for decided in self._lists:
            lines = self._lines_of(decided.source)
            unmet = [line for line in lines if line not in self._met[decided.source]]
            reports.append(
                DecidedReport(
                    kind=decided.kind,
                    name=decided.name,
                    sha256=decided.opened.sha256,
                    layout=decided.opened.label,
                    lines=len(lines),
                    met=len(lines) - len(unmet),
                    unmet=tuple(unmet[:_MOST_LINES]),
                    unread=tuple(decided.unread[:_MOST_LINES]),
                    unreadable=len(decided.unread),
                )
            )
        return tuple(reports)

    def _all(self, screener: Screener, settings: Settings) -> Iterator[Decision]:
        for opened in self._runs:
            yield from opened.decisions()
        for decided in self._lists:
            yield from decided.decisions(screener, settings)

    def _about(self, numbers: Sequence[str], ids: Sequence[str]) -> list[Decision]:
        """The decisions under one of these numbers, or of one of these ids, as they were read."""
        by_row: dict[int, bytes] = {}
        for column, values in (("number", numbers), ("id", ids)):
            for first in range(0, len(values), _BATCH):  # a query takes so many values at most
                some = values[first : first + _BATCH]
                marks = ", ".join("?" * len(some))
                by_row.update(
                    self._store.rows(
                        f"SELECT rowid, decision FROM decisions WHERE {column} IN ({marks})",  # noqa: S608
                        *some,
                    )
                )
        return [_DECISIONS.take(by_row[place]) for place in sorted(by_row)]

    def _lines_of(self, source: int) -> list[int]:
        """Every line of a run's ledger, or of a list, that tells a decision."""
        rows = self._store.rows(
            "SELECT DISTINCT line FROM decisions WHERE source = ? ORDER BY line", source
        )
        return [line for (line,) in rows]

    def _put(self, batch: list[tuple[object, ...]]) -> None:
        self._store.many("INSERT INTO decisions VALUES (?, ?, ?, ?, ?)", batch)
        batch.clear()
