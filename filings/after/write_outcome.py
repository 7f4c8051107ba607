"""Write what became of a filing into a folder of its own, beside the run's.

All tables are under `sealed/`: a case number with an offense is criminal history. The run's own
folder is never written to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filings.after.answer_files import AnswerFile, AnswerRow
from filings.after.asked_convictions import AskedRun
from filings.after.outcome import WORDS, FilingOutcome, Followed, Standing
from filings.model.identifiers import AgencyId, CourtId, Relief
from filings.settings.returned_results import ResultRecord
from filings.settings.settings import Settings
from filings.storage.csv_xlsx import write_csv
from filings.storage.run_folder import RunFolder, as_json

SCHEMA = 1

OUTCOME = "sealed/outcome.csv"
WITHOUT_RELIEF = "sealed/still-without-relief.csv"
UNENTERED = "sealed/not-entered-by-doj.csv"
SUPPLEMENT = "sealed/proposed-supplement.csv"
GRANTED = "sealed/granted.csv"
NOT_FOLLOWED = "sealed/not-followed.csv"
RECORD = "returned.json"

_WHAT = ("case_number", "defendant_suffix", "section", "count", "level", "convicted_on", "court",
         "relief")  # fmt: skip
_ANSWERS = ("court_result", "court_result_on", "doj_result", "doj_result_on", "remark")
_NAMES = ("last", "first", "middle", "suffix")

OUTCOME_COLUMNS = ("conviction", "run", "packet", "item", *_WHAT, "standing", *_ANSWERS)
"""One line for every conviction that was asked for."""

WITHOUT_RELIEF_COLUMNS = (*OUTCOME_COLUMNS, *_NAMES, "agency", "words", "note", "remedy")
"""One line for every conviction without relief so far, with what to do."""

SUPPLEMENT_COLUMNS = (
    "ask_again", "proposed", "case_number", "also_numbered", "defendant_suffix", *_NAMES,
    "section", "count", "level", "convicted_on", "court", "county", "agency", "result",
    "result_on", "note", "why", "remedy", "asked_by", "conviction", "sample",
)  # fmt: skip
"""One line for each conviction that may be asked for again; a layout in config/layouts reads it."""

GRANTED_COLUMNS = (
    "conviction", "case_number", "defendant_suffix", *_NAMES, "section", "count", "granted",
    "ordered_on",
)  # fmt: skip
"""What `--already-granted` takes: with names, for co-defendants have one case number."""

NOT_FOLLOWED_COLUMNS = ("from", "file", "line", "why", "result", "case_number", "conviction")
"""One line for every row that came back and could not be used."""

_PROPOSED = {"dismissal": "Eligible for Dismissal", "reduction": "Eligible for Reduction"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedRun:
    """The convictions of one run, counted by where they stand."""

    run: str
    filed_on: str  # YYYY-MM-DD
    asked: int
    relieved: int
    cleared: int
    waiting: int  # not decided, or not answered
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedTotals:
    """All totals. The four kinds of rows add up to `rows`, the six standings to `convictions`."""

    rows: int
    followed: int
    repeated: int
    blank: int
    not_followed: int
    convictions: int
    cleared: int
    granted: int
    unentered: int
    open: int
    refused: int
    unanswered: int
    without_relief: int  # open, refused and unanswered
    proposed: int  # on the list that is proposed for a supplement
    by_result: dict[str, int]  # code of an answer -> number of convictions
    runs: tuple[ReturnedRun, ...]


def totals_of(
    outcome: FilingOutcome, runs: Sequence[AskedRun], results: Mapping[str, ResultRecord]
) -> ReturnedTotals:
    """All totals of an outcome."""
    standing = {each.value: outcome.count(each) for each in Standing}
    by_result = dict.fromkeys(results, 0)
    for each in outcome.convictions:
        for row in filter(None, (each.court, each.doj)):
            by_result[row.result] += 1
    return ReturnedTotals(
        rows=outcome.rows,
        followed=outcome.followed,
        repeated=outcome.repeated,
        blank=outcome.blank,
        not_followed=len(outcome.not_followed),
        convictions=len(outcome.convictions),
        **standing,
        without_relief=sum(n for s, n in standing.items() if not Standing(s).relieved),
        proposed=sum(_is_proposed(each, results) for each in outcome.convictions),
        by_result={code: n for code, n in by_result.items() if n},
        runs=tuple(_run_totals(run, outcome) for run in runs),
    )


def _run_totals(run: AskedRun, outcome: FilingOutcome) -> ReturnedRun:
    own = [each.standing for each in outcome.convictions if run.run.run in each.runs]
    return ReturnedRun(
        run=run.run.run,
        filed_on=run.run.filed_on.isoformat(),
        asked=len(own),
        relieved=sum(each.relieved for each in own),
        cleared=own.count(Standing.CLEARED),
        waiting=own.count(Standing.OPEN) + own.count(Standing.UNANSWERED),
        refused=own.count(Standing.REFUSED),
    )


def write_outcome(
    out: Path,
    outcome: FilingOutcome,
    runs: Sequence[AskedRun],
    files: Sequence[AnswerFile],
    settings: Settings,
    totals: ReturnedTotals,
    pages: Mapping[str, str],
    *,
    sample: bool,
) -> None:
    """Write an outcome into a folder: every table, the pages and the totals.

    Args:
        out: The folder; new, empty, or of the same runs and answers.
        outcome: What became of each conviction.
        runs: What was asked.
        files: What came back.
        settings: What the answers mean.
        totals: The sums.
        pages: HTML by its path.
        sample: Whether the people of a run are invented.

    Raises:
        OutputError: A file could not be written, or the folder holds something else.
    """
    key = settings.office.conviction_key.get_secret_value()
    with RunFolder(out, _facts(runs, files, settings), key) as folder:
        tables: tuple[tuple[str, Sequence[str], Iterable[Sequence[str]]], ...] = (
            (OUTCOME, OUTCOME_COLUMNS, map(_outcome_row, outcome.convictions)),
            (WITHOUT_RELIEF, WITHOUT_RELIEF_COLUMNS, _without_relief(outcome, settings)),
            (UNENTERED, WITHOUT_RELIEF_COLUMNS, _unentered(outcome, settings)),
            (SUPPLEMENT, SUPPLEMENT_COLUMNS, _supplement(outcome, settings, sample=sample)),
            (GRANTED, GRANTED_COLUMNS, _granted(outcome, settings)),
            (NOT_FOLLOWED, NOT_FOLLOWED_COLUMNS, _not_followed(outcome)),
        )
        for path, heading, rows in tables:
            with folder.writing(path) as file:
                write_csv(file, heading, rows)
        for path, page in pages.items():
            folder.write(path, page.encode())
        tables_written = {path: folder.file(path).sha256 for path, *_ in tables}
        record = _record(totals, files, sample=sample) | {"tables": tables_written}
        folder.write(RECORD, as_json(record))


def _facts(
    runs: Sequence[AskedRun], files: Sequence[AnswerFile], settings: Settings
) -> dict[str, str]:
    return {
        "what was asked": " ".join(run.ledger for run in runs),
        "what came back": " ".join(f"{file.by}:{file.sha256}" for file in files),
        "the settings": settings.fingerprint,
    }


def _record(totals: ReturnedTotals, files: Sequence[AnswerFile], *, sample: bool) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "sample": sample,
        "files": [
            {"from": file.by, "number": file.number, "sha256": file.sha256, "rows": len(file.rows)}
            for file in files
        ],
        "totals": asdict(totals),
    }


def _outcome_row(each: Followed) -> list[str]:
    asked = each.asked
    return [
        asked.id,
        ";".join(each.runs),
        asked.packet,
        str(asked.item),
        asked.case_number,
        asked.suffix,
        asked.section,
        asked.count,
        asked.level,
        asked.convicted_on,
        asked.court,
        asked.relief,
        each.standing.value,
        *_answer(each.court),
        *_answer(each.doj),
        each.remark,
    ]


def _answer(row: AnswerRow | None) -> tuple[str, str]:
    if row is None:
        return "", ""
    return row.result, row.result_on.isoformat() if row.result_on else ""


def _without_relief(outcome: FilingOutcome, settings: Settings) -> Iterator[list[str]]:
    return (
        _with_remedy(each, each.court, settings)
        for each in outcome.convictions
        if not each.standing.relieved
    )


def _unentered(outcome: FilingOutcome, settings: Settings) -> Iterator[list[str]]:
    return (
        _with_remedy(each, each.doj, settings)
        for each in outcome.convictions
        if each.standing is Standing.UNENTERED
    )


def _with_remedy(each: Followed, row: AnswerRow | None, settings: Settings) -> list[str]:
    asked = each.asked
    result = settings.results.results[row.result] if row else None
    return [
        *_outcome_row(each),
        asked.last,
        asked.first,
        asked.middle,
        asked.generation,
        settings.county.agencies[AgencyId(asked.agency)].name,
        result.words if result else WORDS[each.standing],
        row.note if row else "",
        result.remedy if result else "Ask the clerk what became of it.",
    ]


def _is_proposed(each: Followed, results: Mapping[str, ResultRecord]) -> bool:
    return (
        each.standing is Standing.REFUSED
        and each.court is not None
        and results[each.court.result].ask_again
    )


def _supplement(outcome: FilingOutcome, settings: Settings, *, sample: bool) -> Iterator[list[str]]:
    results = settings.results.results
    for each in outcome.convictions:
        if not _is_proposed(each, results):
            continue
        assert each.court is not None, "what is proposed was answered"
        asked, result = each.asked, results[each.court.result]
        relief = settings.reliefs[Relief(asked.relief)]
        proposed = _PROPOSED.get(relief.asked_by or "", "")
        remedy = result.remedy
        if not proposed:
            remedy += " It asked only for the sealing: build it from the list that told the"
            remedy += " dismissal, and not from this one."
        yield [
            "",
            proposed,
            asked.case_number,
            asked.also_numbered,
            *asked.defendant,
            *asked.charge,
            settings.court(CourtId(asked.court)).name,
            settings.county.name,
            settings.county.agencies[AgencyId(asked.agency)].name,
            *_answer(each.court),
            each.court.note,
            result.words,
            remedy,
            ";".join(each.runs),
            asked.id,
            "yes" if sample else "",
        ]


def _granted(outcome: FilingOutcome, settings: Settings) -> Iterator[list[str]]:
    answers = settings.results
    for each in outcome.convictions:
        if each.standing.relieved and each.court:
            asked = each.asked
            yield [
                asked.id,
                asked.case_number,
                *asked.defendant,
                asked.section,
                asked.count,
                answers.granted_as(each.court.result, Relief(asked.relief)),
                _answer(each.court)[1],
            ]


def _not_followed(outcome: FilingOutcome) -> Iterator[list[str]]:
    return (
        [
            each.row.by,
            str(each.row.file),
            str(each.row.line),
            each.why,
            each.row.result,
            each.row.case_number,
            each.row.id,
        ]
        for each in outcome.not_followed
    )
