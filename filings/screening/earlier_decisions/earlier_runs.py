"""Read what an earlier run included from its folder, conviction by conviction.

It is read by its own ledger, and only if that is the one the run wrote, under the same key: without
the key its ids mean nothing, and everything in it would be asked for a second time.
"""

import datetime as dt
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.matching.conviction_id import VERSION
from filings.matching.earlier_decision import Decision, Kind
from filings.model.case_number import NumberKeys, number_keys
from filings.model.entries import Name, Statute
from filings.model.errors import ListError
from filings.model.fates import Fate
from filings.model.sources import EarlierRun
from filings.settings.settings import Settings
from filings.storage.csv_xlsx import read_csv

_LEDGER = "sealed/ledger.csv"
_CASES = ("sealed/packets/*/*/*/*/cases.csv", "handed-over/*/sealed/packets/*/*/*/*/cases.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedEarlierRun:
    """A folder that a run of this office finished."""

    folder: Path
    source: int
    run: EarlierRun
    sha256: str  # of its ledger
    keys: NumberKeys
    codes: Mapping[str, str]  # of the sections of the offense table: "11357" -> "HS"
    challenged: frozenset[str]  # reliefs by which nothing was asked

    def decisions(self) -> Iterator[Decision]:
        """Every conviction for which it asked.

        Raises:
            ListError: A line of its ledger cannot be read.
        """
        names, codes = _told_in_packets(self.folder)
        shared = {
            row["same_as"]
            for _, row in _rows(self.folder / _LEDGER)
            if row["fate"] == Fate.HELD and row["reason"] == "possible-duplicate"
        }
        for line, row in _rows(self.folder / _LEDGER):
            if row["fate"] == Fate.INCLUDED and row["relief"] not in self.challenged:
                conviction = row["conviction"]
                section = row["section"]
                code = codes.get(conviction) or self.codes.get(section.partition("(")[0], "")
                statute = _statute(section, code)
                yield self._decision(
                    line, row, statute, names.get(conviction), shared=conviction in shared
                )

    def _decision(
        self,
        line: int,
        row: Mapping[str, str],
        statute: Statute,
        name: Name | None,
        *,
        shared: bool,
    ) -> Decision:
        day = row["convicted_on"]
        return Decision(
            kind=Kind.INCLUDED,
            source=self.source,
            line=line,
            where=f"run {self.run.run}: {row['packet']}, number {row['item']}",
            id=row["conviction"],
            shared=shared,
            number=self.keys.key(row["case_number"]),
            court=row["court"],
            suffix=row["defendant_suffix"],
            statute=statute,
            count=row["count"],
            convicted_on=dt.date.fromisoformat(day) if day else None,
            name=name,
        )


def open_run(folder: Path, source: int, settings: Settings) -> FinishedEarlierRun:
    """A finished run of this office.

    Args:
        folder: What `filings build` wrote.
        source: Its place among what was given.
        settings: Those of the office whose run it is.

    Raises:
        ListError: It is no finished run, was made under another key, or its ledger was changed.
    """
    manifest, office = _read_json(folder / "manifest.json"), settings.office
    try:
        run, packets = str(manifest["run"]), manifest["packets"]
        filed_on = dt.date.fromisoformat(manifest["settings"]["filed_on"])
        (ledger,) = (file for file in manifest["files"] if file["path"] == _LEDGER)
        counted: Counter[tuple[str, ...]] = Counter()
        for packet in packets:
            series = (packet["court"], packet["agency"], packet["offense"], packet["relief"])
            counted[series] += packet["convictions"]
        sha256, version = str(ledger["sha256"]), int(manifest.get("conviction_id", 1))
        totals = tuple((str(name), int(n)) for name, n in manifest.get("totals", {}).items())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _refused(folder, "its manifest.json is not one that this program wrote") from error
    if version > VERSION:
        raise ListError(
            f"--already-included {folder}",
            "was made by a later version of this program, whose ids this one does not know",
            "Use the version it was made with, or a later one.",
        )
    if _key_mark(folder, manifest) != office.key_mark:
        raise ListError(
            f"--already-included {folder}",
            "was made under another conviction_key, so its convictions cannot be told from others",
            "Use the office.yaml it was made with (--config).",
        )
    try:
        with (folder / _LEDGER).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _refused(folder, f"its {_LEDGER} cannot be read") from error
    if digest != sha256:
        raise _refused(folder, f"its {_LEDGER} was changed since the run wrote it")
    earlier = EarlierRun(
        run=run,
        filed_on=filed_on,
        order=office.orders.get(run, ""),
        packets=tuple(counted.items()),
        totals=totals,
    )
    codes = {offense.section: offense.code for offense in settings.offenses.values()}
    return FinishedEarlierRun(
        folder=folder,
        source=source,
        run=earlier,
        sha256=sha256,
        keys=number_keys(settings.county.number_forms),
        codes=codes,
        challenged=frozenset(id for id, each in settings.reliefs.items() if each.challenged),
    )


def _key_mark(folder: Path, manifest: Mapping[str, Any]) -> str:
    mark = manifest.get("key")
    if mark is None:  # the run's own notes have it too
        path = folder / ".run" / "fingerprint.json"
        mark = _read_json(path).get("facts", {}).get("the key", "")
    return str(mark)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _refused(path.parent, f"its {path.name} cannot be read") from error
    return data if isinstance(data, dict) else {}


def _refused(folder: Path, what: str) -> ListError:
    return ListError(
        f"--already-included {folder}",
        what,
        "Give the folder that a finished `filings build` wrote, as it wrote it.",
    )


def _told_in_packets(folder: Path) -> tuple[dict[str, Name], dict[str, str]]:
    """Who stands in its packets, and the code of each statute; nothing where that was purged."""
    names, codes = {}, {}
    for path in sorted(path for places in _CASES for path in folder.glob(places)):
        for _, row in _rows(path):
            codes[row["conviction"]] = sys.intern(row["section"].rpartition(" ")[2])
            if row["last"]:
                names[row["conviction"]] = Name(
                    last=row["last"], first=row["first"], middle=row["middle"], suffix=row["suffix"]
                )
    return names, codes


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        yield from read_csv(path)
    except OSError as error:
        raise _refused(path.parent, f"its {path.name} cannot be read") from error


def _statute(text: str, code: str) -> Statute:
    """A section as our own ledger writes it: "11357(c)"."""
    section, _, subdivision = text.partition("(")
    head, _, rest = subdivision.partition(")")
    return Statute(code=code, section=section, subdivision=head + rest)
