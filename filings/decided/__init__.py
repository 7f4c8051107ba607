"""Floor 3. What earlier runs, courts and the office decided in; candidates as they now stand, out.

The decisions wait in a private database that no other process can open and that is gone when this
one ends; memory stays bounded. What follows from each is told in weigh.py.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from filings.decided.decision import Decision, Kind
from filings.decided.runs import Opened, open_run
from filings.decided.told import Told, open_told
from filings.decided.weigh import weigh
from filings.docket import EarlierRun, Screened
from filings.order import folded
from filings.report import DecidedReport
from filings.screening import Screener
from filings.settings import Settings
from filings.shelf import Shelf
from filings.store import Store

__all__ = ["Decided", "Kind"]

_DECISIONS = Shelf(Decision)
_BATCH = 1_000
_MOST_LINES = 20  # of those told one by one


class Decided:
    """All that was decided before; empty when nothing is given."""

    def __init__(self, runs: Sequence[Opened] = (), lists: Sequence[Told] = ()) -> None:
        self._runs = tuple(runs)
        self._lists = tuple(lists)
        self._lines = [0] * (len(runs) + len(lists))
        self._met: list[set[int]] = [set() for _ in self._lines]
        self._store = Store("CREATE TABLE decisions (id TEXT, number TEXT, decision BLOB)")

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
        runs = [open_run(path, n, settings.office) for n, path in enumerate(included)]
        given = [(Kind.GRANTED, n, path) for n, path in enumerate(granted, 1)]
        given += [(Kind.STRUCK, n, path) for n, path in enumerate(struck, 1)]
        lists = [
            open_told(kind, path, number, source, settings)
            for source, (kind, number, path) in enumerate(given, len(runs))
        ]
        return cls(runs, lists)

    def close(self) -> None:
        """Give everything away."""
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
            f"A list of {its.opened.rows:,} {'row' if its.opened.rows == 1 else 'rows'}, SHA-256"
            f" beginning {its.opened.sha256[:16]}, {said[its.kind]}."
            for its in self._lists
        )

    @property
    def facts(self) -> dict[str, str]:
        """All that decides here, in words, and what it was."""
        told = {"what earlier runs included": [opened.sha256 for opened in self._runs]}
        for words, kind in (("what was granted", Kind.GRANTED), ("what is struck", Kind.STRUCK)):
            told[words] = [its.opened.sha256 for its in self._lists if its.kind is kind]
        return {words: " ".join(hashes) for words, hashes in told.items() if hashes}

    def read(self, screener: Screener, settings: Settings) -> None:
        """Read every decision.

        Raises:
            ListError: A line that must be followed cannot be read.
            OutputError: The folder for temporary files is full.
        """
        batch: list[tuple[str, str, bytes]] = []
        for decision in self._all(screener, settings):
            self._lines[decision.source] += 1
            batch.append((decision.id, decision.number, _DECISIONS.put(decision)))
            if len(batch) == _BATCH:
                self._put(batch)
        self._put(batch)
        self._store.do("CREATE INDEX by_id ON decisions (id)")
        self._store.do("CREATE INDEX by_number ON decisions (number)")

    def revise(self, candidates: Sequence[Screened]) -> Iterator[Screened]:
        """Of all candidates under one case number, those that a decision changes, as they stand."""
        keys: dict[str, None] = {}
        ids: dict[str, None] = {}
        for candidate in candidates:
            conviction = candidate.conviction
            assert conviction is not None
            ids[conviction.id] = None
            for number in (conviction.case_number, *conviction.also_numbered):
                keys[folded(number)] = None
        decisions = self._about(tuple(keys), tuple(ids))
        if not decisions:
            return
        for revised, met in weigh(candidates, decisions):
            for decision in met:
                self._met[decision.source].add(decision.line)
            yield revised

    def reports(self) -> tuple[DecidedReport, ...]:
        """What came of each run and list, once all candidates were revised."""
        found = [
            DecidedReport(
                kind=Kind.INCLUDED,
                name=f"run {its.run.run}",
                sha256=its.sha256,
                layout="an earlier run of this office",
                lines=self._lines[its.source],
                met=len(self._met[its.source]),
            )
            for its in self._runs
        ]
        for its in self._lists:
            met = self._met[its.source]
            unmet = [line for line in self._lines_of(its.source) if line not in met]
            found.append(
                DecidedReport(
                    kind=its.kind,
                    name=its.name,
                    sha256=its.opened.sha256,
                    layout=its.opened.label,
                    lines=self._lines[its.source],
                    met=self._lines[its.source] - len(unmet),
                    unmet=tuple(unmet[:_MOST_LINES]),
                    unread=tuple(its.unread[:_MOST_LINES]),
                )
            )
        return tuple(found)

    def _all(self, screener: Screener, settings: Settings) -> Iterator[Decision]:
        for opened in self._runs:
            yield from opened.decisions()
        for told in self._lists:
            yield from told.decisions(screener, settings)

    def _about(self, numbers: Sequence[str], ids: Sequence[str]) -> list[Decision]:
        def marks(values: Sequence[str]) -> str:
            return ", ".join("?" * len(values))

        rows = self._store.rows(
            f"SELECT decision FROM decisions WHERE number IN ({marks(numbers)})"  # noqa: S608
            f" OR id IN ({marks(ids)}) ORDER BY rowid",
            *numbers,
            *ids,
        )
        return [_DECISIONS.take(blob) for (blob,) in rows]

    def _lines_of(self, source: int) -> list[int]:
        rows = self._store.rows("SELECT decision FROM decisions ORDER BY rowid")
        taken = (_DECISIONS.take(blob) for (blob,) in rows)
        return sorted({its.line for its in taken if its.source == source})

    def _put(self, batch: list[tuple[str, str, bytes]]) -> None:
        self._store.many("INSERT INTO decisions VALUES (?, ?, ?)", batch)
        batch.clear()
