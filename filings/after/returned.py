"""Process what came back after a filing: read the answers, match them to convictions, write tables.

The only module here that does all three; the judging itself is pure (`filings.after.outcome`).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from filings.after.answer_files import AnswerFile, read_answers
from filings.after.asked_convictions import read_runs
from filings.after.outcome import NotFollowed, follow
from filings.after.progress_page import OFFICE, PUBLIC, progress_page
from filings.after.write_outcome import ReturnedTotals, totals_of, write_outcome
from filings.model.case_number import number_keys
from filings.model.errors import ListError, UsageError
from filings.settings.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedReport:
    """What `returned` reports: all totals, and the rows that could not be used."""

    totals: ReturnedTotals
    not_followed: tuple[NotFollowed, ...]
    sample: bool

    def plain(self) -> dict[str, Any]:
        """The report as plain values for JSON; a row is named by its file and line."""
        return {
            "sample": self.sample,
            "totals": asdict(self.totals),
            "rows_not_followed": [
                {
                    "by": each.row.by,
                    "file": each.row.file,
                    "line": each.row.line,
                    "why": each.why,
                }
                for each in self.not_followed
            ],
        }


def returned(
    folders: Sequence[Path],
    court: Sequence[Path],
    doj: Sequence[Path],
    out: Path,
    settings: Settings,
    today: dt.date,
) -> ReturnedReport:
    """Write into a new folder what became of every conviction that these runs ask for.

    Args:
        folders: What `filings build` wrote; each is only read.
        court: Every table that courts have sent back so far.
        doj: Every table from the Department of Justice so far.
        out: Where the outcome goes; none of the folders.
        settings: The office's, with the key of the runs.
        today: An answer dated later is not used.

    Raises:
        UsageError: `out` lies in the folder of a run, which never changes.
        ListError: A folder or a table cannot be read, or no row of a table is of these runs.
        OutputError: A file could not be written.
        VerificationError: The sums do not close.
    """
    _refuse_inside(out, folders)
    runs = read_runs(folders, settings)
    files = [read_answers(path, n, "court", settings) for n, path in enumerate(court, 1)]
    files += [read_answers(path, n, "doj", settings) for n, path in enumerate(doj, 1)]
    _refuse_as_both(files, (*court, *doj))
    outcome = follow(
        runs,
        chain.from_iterable(file.rows for file in files),
        settings.results.results,
        number_keys(settings.county.number_forms),
        today,
    )
    for path, file in zip((*court, *doj), files, strict=True):
        lost = {(row.row.by, row.row.file, row.row.line) for row in outcome.not_followed}
        answers = [row for row in file.rows if row.result or row.fault]
        if answers and all((row.by, row.file, row.line) in lost for row in answers):
            first = next(each for each in outcome.not_followed if each.row in answers)
            raise ListError(
                str(path),
                f"no answer in it can be used; {first.row.where}: {first.why}",
                "Give the table that came back for these runs, with the folder of each (--in).",
            )
    sample = any(run.sample for run in runs)
    totals = totals_of(outcome, runs, settings.results.results)
    pages = {
        path: progress_page(outcome, totals, settings, sample=sample, public=public)
        for path, public in ((PUBLIC, True), (OFFICE, False))
    }
    write_outcome(out, outcome, runs, files, settings, totals, pages, sample=sample)
    return ReturnedReport(totals=totals, not_followed=outcome.not_followed, sample=sample)


def _refuse_as_both(files: Sequence[AnswerFile], paths: Sequence[Path]) -> None:
    """Nothing is cleared by a court's table that is given again as the Department's."""
    by_court = {file.sha256 for file in files if file.by == "court"}
    for path, file in zip(paths, files, strict=True):
        if file.by == "doj" and file.sha256 in by_court:
            raise ListError(
                f"--doj {path}",
                "is a table that came back from a court, too",
                "Give with --doj what the Department of Justice answered, and nothing else.",
            )


def _refuse_inside(out: Path, folders: Sequence[Path]) -> None:
    for folder in folders:
        if out.resolve().is_relative_to(folder.resolve()):
            raise UsageError(
                "--out",
                f"{out} lies in {folder}, and the folder of a finished run never changes",
                "Name a folder beside it.",
            )
