"""How fast a DOJ bulk file of any length is read, and in how much memory: run it by hand.

    .venv/bin/python tests/benchmarks/doj_rows.py --rows 50000 500000

Makes synthetic files (invented people; arrests, other counties, other charges, sentence parts,
deaths), and reads each three times in processes of their own: entries alone, entries screened, and
`filings check` as a user would. Prints seconds on the clock and on a core, rows per second of a
core, and the most memory held. If memory is bounded, the last column does not grow with the rows.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from filings.cli import main as filings
from filings.lists.doj import COLUMNS
from filings.lists.open_list import open_list
from filings.sample.people import as_doj_prints, draw_name
from filings.screening.rules import Screener
from filings.settings.settings import Settings, read_settings

STAGES = ("read", "screen", "check")
FINE = (0, 10)  # done; done, and some entries need a human
OTHER_CHARGES = (
    ("459 PC-BURGLARY", "F"),
    ("11377(A) HS-POSSESS CONTROLLED SUBSTANCE", "F"),
    ("23152(A) VC-DUI ALCOHOL/DRUGS", "M"),
    ("148 PC-OBSTRUCT/RESIST PUB OFFICER", "M"),
)
CANNABIS = (
    ("11357(A) HS-POSSESS CONCENTRATED CANNABIS", "F"),
    ("11357(B) HS-POSSESS MARIJUANA 28.5-/GRAMS", "M"),
    ("11358 HS-CULTIVATE MARIJUANA", "F"),
    ("11359 HS-POSSESS MARIJUANA FOR SALE", "F"),
    ("11360(A) HS-SELL/FURNISH/ETC MARIJUANA/HASH", "F"),
)
POLICE = ("CAPDLOS ANGELES", "CASOLOS ANGELES", "CAPDLONG BEACH", "CAPDPOMONA")


class Record:
    """One person's whole record, row by row, as the Department of Justice exports it."""

    def __init__(self, number: int, courts: list[str]) -> None:
        self._random = random.Random(number)
        self._courts = courts
        name = draw_name(self._random.random)
        born = 1940 + self._random.randrange(50)
        self._person = {
            "RECORD_ID": f"{100000000000 + number}",
            "SUBJECT_STATUS": "F",
            "SUBJECT_ID": f"{20000000 + number}",
            "CII_NUMBER": f"{1000000000 + number}",
            "PRI_NAME": as_doj_prints(f"{name.last},{name.first} {name.middle}".strip()),
            "PRI_DOB": f"{born}{1 + self._random.randrange(12):02d}15",
            "END_OF_REC": "#",
        }
        self._first_year = max(1975, born + 18)

    def rows(self) -> Iterator[dict[str, str]]:
        """Cycles of an arrest and a court action; now and then a registration or a death."""
        draw = self._random
        for cycle in range(101, 102 + draw.randrange(4)):
            year = self._first_year + draw.randrange(max(1, 2016 - self._first_year))
            yield from self._cycle(cycle, f"{year}{1 + draw.randrange(12):02d}1")
        if draw.random() < 0.02:
            yield self._row(199, 1, 1, "2015010", STP_TYPE_DESCR="DECEASED")

    def _cycle(self, cycle: int, month: str) -> Iterator[dict[str, str]]:
        draw = self._random
        ours = draw.random() < 0.8
        counts = draw.sample(CANNABIS, 1 + (draw.random() < 0.2)) if draw.random() < 0.5 else []
        counts += draw.sample(OTHER_CHARGES, draw.randrange(1 if counts else 2, 3) - bool(counts))
        police = draw.choice(POLICE)
        county = "LOS ANGELES" if ours else "FRESNO"
        for count, (offense, level) in enumerate(counts, 1):
            yield self._row(
                cycle, 1, count, f"{month}2", offense, level,
                STP_TYPE_DESCR="ARREST/DETAINED/CITED", STP_ORI_DESCR=police,
                STP_ORI_CNTY_NAME=county,
            )  # fmt: skip
        court = draw.choice(self._courts) if ours else "CASCFRESNO"
        for count, (offense, level) in enumerate(counts, 1):
            convicted = draw.random() < 0.7
            for _ in range(1 + (convicted and draw.random() < 0.3)):  # sentence parts
                yield self._row(
                    cycle, 2, count, f"{month}8", offense, level,
                    STP_TYPE_DESCR="COURT ACTION", STP_ORI_DESCR=court,
                    STP_ORI_CNTY_NAME=county,
                    OFN=f"BA{draw.randrange(1_000_000):06d}" if count == 1 else "",
                    DISP_DESCR="CONVICTED-PROBATION" if convicted else "DISMISSED/CHARGE DROPPED",
                    CONV_STAT_DESCR={"F": "FELONY", "M": "MISDEMEANOR"}[level] if convicted else "",
                )  # fmt: skip

    def _row(
        self, cycle: int, step: int, count: int, day: str, offense: str = "", toc: str = "",
        **cells: str,
    ) -> dict[str, str]:  # fmt: skip
        return {
            **self._person,
            "CYC_ORDER": f"{cycle}000000000",
            "STP_ORDER": f"{cycle}{step:03d}000000",
            "CNT_ORDER": f"{cycle}{step:03d}{count:03d}000",
            "STP_EVENT_DATE": day,
            "OFFENSE_DESCR": offense,
            "OFFENSE_TOC": toc,
            **cells,
        }


def write_rows(path: Path, rows: int, settings: Settings) -> None:
    """Write a bulk file of so many rows; the first rows of two files are the same."""
    courts = sorted(
        name.replace(" ", "", 1)
        for court in settings.county.courts.values()
        for name in (*court.written_as, *court.former)
        if name.startswith(("CASC ", "CAMC "))
    )
    left = rows
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(COLUMNS) + "\r\n")
        for number in range(rows):
            for row in Record(number, courts).rows():
                cells = (row.get(column, "") for column in COLUMNS)
                quoted = (f'"{cell}"' if "," in cell else cell for cell in cells)
                file.write(",".join(quoted) + "\r\n")
                left -= 1
                if not left:
                    return


def do(stage: str, path: Path) -> None:
    """One stage, in this process; its figures on stdout."""
    begun = time.perf_counter()
    if stage == "check":
        try:
            filings(["check", str(path), "--filed-on", "2026-03-02", "--json"])
        except SystemExit as end:
            if end.code not in FINE:
                raise
        rows = 0
    else:
        settings = read_settings()
        opened = open_list(path, 1, settings)
        screen = Screener(settings).screen if stage == "screen" else lambda entry: entry
        for entry in opened.entries():
            screen(entry)
        rows = opened.rows
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures = {
        "seconds": time.perf_counter() - begun,
        "core": time.process_time(),
        "rows": rows,
        "peak": peak,
    }
    print(json.dumps(figures), file=sys.stderr)


def measure(stage: str, path: Path, rows: int) -> dict[str, float]:
    """One stage in a process of its own: seconds, rows per second of a core, peak megabytes."""
    done = subprocess.run(
        [sys.executable, __file__, "--stage", stage, str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    figures = json.loads(done.stderr.splitlines()[-1])
    if figures["rows"] not in (0, rows):
        raise SystemExit(f"{stage}: {figures['rows']:,} rows of {rows:,}")
    return {
        "rows": rows,
        "seconds": figures["seconds"],
        "core": figures["core"],
        "rows per second": rows / figures["core"],
        "peak MB": figures["peak"] / 1024,
    }


def main() -> None:
    """Read the options, make the files, measure, print."""
    parser = argparse.ArgumentParser(description="How fast a DOJ bulk file is read.")
    parser.add_argument("--rows", type=int, nargs="+", default=[50_000, 500_000])
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=STAGES)
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help="write one file of that many rows, and stop")
    parser.add_argument("file", type=Path, nargs="?", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        do(options.stage, options.file)
        return
    settings = read_settings()
    if options.out:
        write_rows(options.out, options.rows[0], settings)
        return
    print(f"{'stage':<8}{'rows':>10}{'seconds':>10}{'on a core':>11}{'rows/s':>10}{'peak MB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for rows in options.rows:
            path = Path(folder) / f"{rows}.dat"
            write_rows(path, rows, settings)
            for stage in options.stages:
                figures = measure(stage, path, rows)
                print(
                    f"{stage:<8}{rows:>10,}{figures['seconds']:>10,.1f}{figures['core']:>11,.1f}"
                    f"{figures['rows per second']:>10,.0f}{figures['peak MB']:>10,.0f}"
                )


if __name__ == "__main__":
    main()
