"""File a list, answer it as a court does, and ask again: say whether every sum closes.

Packets are made by a press that needs no time, so that only the road is measured. A fifth of the
convictions is not granted, for every reason that a court can give, and a hundredth is answered in
words that nobody knows. What may be asked again is asked, and granted; then both are followed:

    python -m tests.benchmarks.round_trip [ROWS]
"""

import csv
import datetime as dt
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

import filings
from filings.after import write_outcome
from filings.after.notices import notices
from filings.after.returned import ReturnedReport, returned
from filings.cli import main
from filings.screening.screen_lists import RunInputs
from filings.settings.settings import Settings, read_settings
from tests.conftest import with_fake_renderer
from tests.small_settings import with_own_key

FILED, ORDERED = dt.date(2026, 3, 2), dt.date(2026, 4, 6)
FILED_AGAIN, ORDERED_AGAIN = dt.date(2026, 6, 1), dt.date(2026, 7, 6)
TODAY = dt.date(2026, 12, 1)
UNKNOWN = "see file"

Row = dict[str, str]


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _asked(folder: Path) -> list[Row]:
    """The rows of every table that went to a clerk."""
    return [row for path in sorted(folder.rglob("cases.csv")) for row in _read(path)]


def _answer(rows: Sequence[Row], settings: Settings) -> None:
    """Write a court's answers into rows: a fifth not granted, a hundredth in unknown words."""
    results = settings.results.results.items()
    refusals = [code for code, each in results if each.by == "court" and each.comes_to != "relief"]
    for n, row in enumerate(rows):
        row["result_on"] = ORDERED.isoformat()
        row["result"] = "granted"
        if n % 5 == 0:
            row["result"] = refusals[n // 5 % len(refusals)]
        elif n % 100 == 1:
            row["result"] = UNKNOWN


def _closes(report: ReturnedReport, asked: int, out: Path) -> str:
    """Why the sums do not close; "" when they do."""
    totals = report.totals
    rows = totals.followed + totals.repeated + totals.blank + totals.not_followed
    standing = Counter(row["standing"] for row in _read(out / write_outcome.OUTCOME))
    without = len(_read(out / write_outcome.WITHOUT_RELIEF))
    with_relief = len(_read(out / write_outcome.GRANTED))
    checks = {
        "rows": rows == totals.rows,
        "convictions": totals.convictions == asked == sum(standing.values()),
        "with and without relief": with_relief + without == asked,
        "without relief": without == totals.without_relief,
        "runs": sum(run.asked for run in totals.runs) >= asked,
    }
    return ", ".join(what for what, right in checks.items() if not right)


def measure(rows: int, home: Path) -> list[str]:
    """A line for each step, with its sums and CPU seconds."""
    settings, lines = with_own_key(read_settings()), []
    begun = time.process_time()

    def tell(step: str, what: str) -> None:
        nonlocal begun
        now = time.process_time()
        lines.append(f"{step:<12} {now - begun:6.1f} s  {what}")
        begun = now

    with pytest.raises(SystemExit):
        main(["sample", "--cases", str(rows), "--seed", "5", "--out", str(home / "list.csv")])
    begun = time.process_time()
    options = {"settings": settings, "filed_on": FILED}
    filings.build([home / "list.csv"], home / "first", **options)
    asked = _asked(home / "first")
    tell("build", f"{len(asked):,} convictions of {rows:,} rows are asked")

    _answer(asked, settings)
    path = _write(home / "answers.csv", asked)
    report = returned([home / "first"], [path], [], home / "back", settings, TODAY)
    totals = report.totals
    open_sums = _closes(report, len(asked), home / "back")
    tell(
        "returned",
        f"{totals.granted:,} granted, {totals.refused:,} refused, {totals.open:,} open,"
        f" {totals.unanswered:,} unanswered ({totals.not_followed:,} rows not followed),"
        f" {totals.proposed:,} may be asked again; {open_sums or 'sums close'}",
    )

    proposed = _read(home / "back" / write_outcome.SUPPLEMENT)
    for row in proposed:
        row["ask_again"] = row["proposed"]
    again = _write(home / "supplement.csv", proposed)
    granted = RunInputs(already_granted=[home / "back" / write_outcome.GRANTED])
    options = {"settings": settings, "filed_on": FILED_AGAIN, "beside": granted}
    supplement = filings.build([again], home / "second", **options)
    totals_of = supplement.totals
    tell(
        "supplement",
        f"{totals_of.rows:,} rows: {totals_of.included:,} asked again, {totals_of.held:,} held,"
        f" {totals_of.out_of_scope:,} out of scope, {totals_of.duplicate:,} duplicate",
    )

    second = _asked(home / "second")
    for row in second:
        row["result"], row["result_on"] = "granted", ORDERED_AGAIN.isoformat()
    both = [path, _write(home / "second.csv", second)]
    runs = [home / "first", home / "second"]
    report = returned(runs, both, [], home / "in-the-end", settings, TODAY)
    totals = report.totals
    open_sums = _closes(report, len(asked), home / "in-the-end")
    tell(
        "returned",
        f"{totals.granted:,} of {totals.convictions:,} granted, {totals.refused:,} refused,"
        f" {totals.open:,} open, {totals.unanswered:,} unanswered; {open_sums or 'sums close'}",
    )
    told = notices(runs[0], home / "in-the-end", [home / "list.csv"], home / "told", settings)
    tell("notices", f"{told.notices:,} notices of {told.granted:,} convictions")
    return lines


if __name__ == "__main__":
    given = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        with_fake_renderer(monkeypatch)
        for line in measure(given, Path(folder)):
            print(line)
