"""Read what finished runs asked for, conviction by conviction, from their folders.

A folder is only read, never changed. Its ledger must have the hash that its manifest names, and the
office's key must be the one the run was made with.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filings.model.errors import ListError
from filings.model.fates import Fate
from filings.model.sources import EarlierRun
from filings.screening.earlier_decisions.earlier_runs import open_run
from filings.settings.settings import Settings
from filings.storage.csv_xlsx import read_csv

LEDGER = "sealed/ledger.csv"
_CASES = ("sealed/packets/*/*/*/*/cases.csv", "handed-over/*/sealed/packets/*/*/*/*/cases.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedConviction:
    """One conviction that a run asks a court about, as the tables of the run have it."""

    id: str
    run: str
    packet: str
    item: int  # 1-based row of the packet's schedule
    case_number: str
    also_numbered: str  # "; " between them
    suffix: str  # of the defendant
    last: str  # "" where the list names nobody
    first: str
    middle: str
    generation: str  # "Jr."
    section: str  # "11357(b)"
    cited: str  # "11357(b) HS"
    count: str
    level: str
    convicted_on: str  # YYYY-MM-DD
    court: str  # id
    agency: str  # id
    relief: str
    # Every row that names it, duplicates too: number of the list, and line.
    places: tuple[tuple[int, int], ...] = ()

    @property
    def number(self) -> str:
        """Case number with the defendant's suffix: "BA097736-01"."""
        return f"{self.case_number}-{self.suffix}" if self.suffix else self.case_number

    @property
    def defendant(self) -> tuple[str, str, str, str, str]:
        """Suffix, last, first and middle name, generation: the columns of tables."""
        return self.suffix, self.last, self.first, self.middle, self.generation

    @property
    def charge(self) -> tuple[str, str, str, str]:
        """Section, count, level and day of conviction: the columns of tables."""
        return self.cited, self.count, self.level, self.convicted_on

    @property
    def name(self) -> str:
        """Last name first; "" where the list names nobody."""
        given = " ".join(filter(None, (self.first, self.middle)))
        return ", ".join(filter(None, (self.last, given, self.generation)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRun:
    """A finished run and every conviction it asks about, in the order of its packets and rows."""

    run: EarlierRun
    ledger: str  # SHA-256
    lists: Mapping[int, str]  # number -> SHA-256
    sample: bool  # whether some of its people are invented
    convictions: tuple[AskedConviction, ...]


def read_runs(folders: Sequence[Path], settings: Settings) -> tuple[AskedRun, ...]:
    """Read what finished runs of this office asked for, the earliest run first.

    Raises:
        ListError: One is no finished run, was made under another key, or was changed since; or
            one is given twice.
    """
    runs = [_read_run(folder, settings) for folder in folders]
    for place, run in enumerate(runs):
        if any(run.run.run == other.run.run for other in runs[:place]):
            raise ListError(f"--in {folders[place]}", "is given twice", "Name each folder once.")
    return tuple(sorted(runs, key=lambda each: (each.run.filed_on, each.run.run)))


def _read_run(folder: Path, settings: Settings) -> AskedRun:
    try:
        opened = open_run(folder, 0, settings)
    except ListError as error:  # name the option that was given, not --already-included
        where = error.where.replace("--already-included", "--in")
        raise ListError(where, error.what, error.remedy) from error
    cases = {row["conviction"]: row for row in _cases(folder)}
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in _rows(folder / LEDGER):
        if row["fate"] in (Fate.INCLUDED, Fate.DUPLICATE):
            id = row["conviction"] if row["fate"] == Fate.INCLUDED else row["same_as"]
            places[id].append((int(row["list"]), int(row["line"])))
    asked = sorted(
        (
            _conviction(row, cases.get(row["conviction"], {}), opened.run.run, places)
            for row in _rows(folder / LEDGER)
            if row["fate"] == Fate.INCLUDED and row["relief"] not in opened.challenged
        ),
        key=lambda each: (each.packet, each.item),
    )
    manifest = json.loads((folder / "manifest.json").read_bytes())
    return AskedRun(
        run=opened.run,
        ledger=opened.sha256,
        lists={int(each["number"]): str(each["sha256"]) for each in manifest["lists"]},
        sample=bool(manifest.get("sample")),
        convictions=tuple(asked),
    )


def _conviction(
    row: Mapping[str, str],
    case: Mapping[str, str],
    run: str,
    places: Mapping[str, Sequence[tuple[int, int]]],
) -> AskedConviction:
    same = sys.intern
    return AskedConviction(
        places=tuple(places[row["conviction"]]),
        id=row["conviction"],
        run=run,
        packet=same(row["packet"]),
        item=int(row["item"]),
        case_number=row["case_number"],
        also_numbered=case.get("also_numbered", ""),
        suffix=same(row["defendant_suffix"]),
        last=case.get("last", ""),
        first=case.get("first", ""),
        middle=case.get("middle", ""),
        generation=case.get("suffix", ""),
        section=same(row["section"]),
        cited=same(case.get("section") or row["section"]),
        count=same(row["count"]),
        level=same(row["level"]),
        convicted_on=row["convicted_on"],
        court=same(row["court"]),
        agency=same(row["agency"]),
        relief=same(row["relief"]),
    )


def _cases(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(path for places in _CASES for path in folder.glob(places)):
        yield from _rows(path)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        yield from (row for _, row in read_csv(path))
    except OSError as error:
        raise ListError(
            f"--in {path}",
            error.strerror or "cannot be read",
            "Give the folder that a finished `filings build` wrote, as it wrote it.",
        ) from error
