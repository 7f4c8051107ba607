"""Tell the agencies that hold records what the courts have ordered, and make the data for the DOJ.

Only what a court has granted is told. A notice is a page or two; the convictions are in a table
beside it. The disposition data is for the clerk, who sends it by the court's own channel: nothing
is sent from here.
"""

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filings.after.asked_convictions import AskedConviction, AskedRun, read_runs
from filings.after.outcome import Standing
from filings.after.source_rows import SourceRows, read_source_rows
from filings.after.write_outcome import OUTCOME
from filings.after.write_outcome import RECORD as RETURNED
from filings.compose.sandbox import View, view
from filings.model.errors import ListError, UsageError
from filings.model.identifiers import CourtId, Relief
from filings.model.plain_words import counted, day_in_words
from filings.output.printing import RendererParts, make_renderer
from filings.reports.cover_sheets import RULESET
from filings.reports.summary_page import render_page
from filings.settings.agencies import Recipient
from filings.settings.court_and_agency_names import squeeze_agency
from filings.settings.disposition_data import PersonField
from filings.settings.settings import Settings
from filings.storage.csv_xlsx import read_csv, write_csv
from filings.storage.run_folder import RunFolder, as_json

DISPOSITION_DATA = "sealed/disposition-data.csv"
RECORD = "notices.json"
TABLE = "convictions.csv"

_SCHEMA = 1
_MOST_ORDERS = 60  # lines of a notice; when there are more, days are combined
_DOJ, _ARRESTING = "doj", "arresting-agencies"  # recipients with a notice of their own kind

_COLUMNS = (
    "case_number", "defendant_suffix", "last", "first", "middle", "suffix", "section", "count",
    "level", "convicted_on", "court", "relief", "order_on",
)  # fmt: skip
"""Columns of a notice's table: what an agency finds its record by."""

_DISPOSITION = (
    "case_number", "defendant_suffix", "last", "first", "middle", "suffix", "cii", "born_on",
    "arrested_on", "arresting_agency", "booking", "court", "count", "section", "level",
    "convicted_on", "relief", "order_on", "action", "code",
)  # fmt: skip
"""What a report of a subsequent action asks for; `code` is blank, since no list of codes was at
hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedConviction:
    """A conviction that a court granted relief for, and the day of the order if it is known."""

    asked: AskedConviction
    order_on: str  # YYYY-MM-DD; "" where it is not known
    instead: str  # what the court gave in place of what was asked: "redesignated"; else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReport:
    """What `notices` reports: numbers of convictions, and of notices."""

    granted: int
    notices: int
    without_cii: int
    without_arrest_day: int
    unfindable: int  # with neither: the Department cannot find them by these data
    without_agency: int  # whose arresting agency is not known, so none is notified
    disagreeing: int
    undated: int  # whose order has no known day


def notices(
    folder: Path, came_back: Path, lists: Sequence[Path], out: Path, settings: Settings
) -> NoticeReport:
    """Write a notice for each agency, and the disposition data, into a folder of its own.

    Args:
        folder: What `filings build` wrote; it is only read.
        came_back: What `filings returned` wrote of it.
        lists: The lists it was built from; they have the identifiers that the Department searches
            by.
        out: Where the notices go.
        settings: The office's.

    Raises:
        UsageError: `out` lies in the folder of the run, or nothing was granted.
        ListError: A folder or list cannot be read, or is none of this run's.
        OutputError: A file could not be written.
    """
    if out.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            "--out", f"{out} lies in {folder}, which never changes", "Name a folder beside it."
        )
    (run,) = read_runs([folder], settings)
    granted = _granted(run, came_back, settings)
    if not granted:
        raise UsageError(
            str(came_back),
            "tells of no conviction that a court granted",
            "Give what the court answered to `filings returned` first.",
        )
    columns = settings.disposition_data.columns
    known = read_source_rows(lists, run, columns)
    facts = {
        "what was asked": run.ledger,
        "what was granted": " ".join(f"{g.asked.id}:{g.order_on}" for g in granted),
        "the lists": " ".join(run.lists[number] for number in sorted(run.lists)) if lists else "",
        "the settings": settings.fingerprint,
    }
    report = _counted(granted, known)
    key = settings.office.conviction_key.get_secret_value()
    with RunFolder(out, facts, key) as target:
        stated = 0
        for name, recipient, theirs in _recipients(granted, known, settings):
            stated += 1
            _write_notice(target, name, recipient, theirs, run, settings)
        with target.writing(DISPOSITION_DATA) as file:
            write_csv(file, _DISPOSITION, (_report_row(each, known, settings) for each in granted))
        report = NoticeReport(**(asdict(report) | {"notices": stated}))
        target.write(
            RECORD,
            as_json({"schema": _SCHEMA, "run": run.run.run, "totals": asdict(report)}),
        )
    return report


def _granted(run: AskedRun, came_back: Path, settings: Settings) -> list[GrantedConviction]:
    """What a court granted of a run, in the order in which it was asked."""
    results = settings.results.results
    rows = _outcome(came_back)
    granted = []
    for asked in run.convictions:
        row = rows.get(asked.id, {})
        if row and Standing(row["standing"]).relieved:
            granted.append(
                GrantedConviction(
                    asked=asked,
                    order_on=row["court_result_on"],
                    instead=results[row["court_result"]].granted_as.lower(),
                )
            )
    return granted


def _outcome(came_back: Path) -> Mapping[str, Mapping[str, str]]:
    """What became of each conviction by its id, as `filings returned` wrote it.

    Raises:
        ListError: It cannot be read, or somebody has changed it since.
    """
    path = came_back / OUTCOME
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        record = json.loads((came_back / RETURNED).read_bytes())
        written = record["tables"][OUTCOME]
        rows = {row["conviction"]: row for _, row in read_csv(path)}
    except (OSError, csv.Error, ValueError, KeyError, TypeError) as error:
        raise ListError(
            str(path),
            "cannot be read",
            "Name the folder that `filings returned` wrote (--returned).",
        ) from error
    if digest != written:
        raise ListError(
            str(path),
            "was changed since `filings returned` wrote it",
            "Correct the table that came back, and give it to `filings returned` again.",
        )
    return rows


def _counted(granted: Sequence[GrantedConviction], known: SourceRows) -> NoticeReport:
    stated = [known.of(each.asked) for each in granted]
    return NoticeReport(
        granted=len(granted),
        notices=0,
        without_cii=sum("cii" not in each for each in stated),
        without_arrest_day=sum("arrested_on" not in each for each in stated),
        unfindable=sum("cii" not in each and "arrested_on" not in each for each in stated),
        without_agency=sum("arresting_agency" not in each for each in stated),
        disagreeing=known.disagreeing,
        undated=sum(not each.order_on for each in granted),
    )


def _recipients(
    granted: Sequence[GrantedConviction], known: SourceRows, settings: Settings
) -> Iterator[tuple[str, Recipient, Sequence[GrantedConviction]]]:
    """Each recipient, by the name of its folder, with the convictions it is notified of."""
    for id, recipient in settings.county.notified.items():
        if id == _ARRESTING:
            yield from _arresting(granted, known, recipient, settings)
        elif id != _DOJ:  # the court tells the Department, by its own channel
            yield id, recipient, granted


def _arresting(
    granted: Sequence[GrantedConviction],
    known: SourceRows,
    recipient: Recipient,
    settings: Settings,
) -> Iterator[tuple[str, Recipient, Sequence[GrantedConviction]]]:
    """Each arresting agency but those that are told by name, however lists spell it."""
    names = _one_name_each(settings)
    by_name = {names.get(squeeze_agency(each.name)) for each in settings.county.notified.values()}
    spelled: defaultdict[str, set[str]] = defaultdict(set)
    theirs: defaultdict[str, list[GrantedConviction]] = defaultdict(list)
    for each in granted:
        written = " ".join(known.of(each.asked).get("arresting_agency", "").upper().split())
        key = squeeze_agency(written)
        if written and (key not in names or names[key] not in by_name):
            spelled[names.get(key, key)].add(names.get(key, written))
            theirs[names.get(key, key)].append(each)
    taken: Counter[str] = Counter()
    for key, convictions in sorted(theirs.items()):
        agency = min(spelled[key])
        slug = re.sub(r"[^a-z0-9]+", "-", agency.lower()).strip("-")[:40] or "agency"
        taken[slug] += 1
        number = f"-{taken[slug]}" if taken[slug] > 1 else ""
        named = recipient.model_copy(update={"name": agency, "address": (), "email": ""})
        yield f"{_ARRESTING}/{slug}{number}", named, convictions


def _one_name_each(settings: Settings) -> Mapping[str, str]:
    """By every spelling, the one name of each police agency that has stations or divisions."""
    return {
        spelling: route.written_as[0]
        for route in settings.county.routes.values()
        if route.by == "arresting-agency" and route.units
        for spelling in route.spellings
    }


def _write_notice(
    target: RunFolder,
    name: str,
    recipient: Recipient,
    granted: Sequence[GrantedConviction],
    run: AskedRun,
    settings: Settings,
) -> None:
    table = io.BytesIO()
    write_csv(table, _COLUMNS, (_row(each, settings) for each in granted))
    home = f"sealed/notices/{name}"
    target.write(f"{home}/{TABLE}", table.getvalue())
    page = notice_page(recipient, granted, table.getvalue(), settings, sample=run.sample)
    parts = RendererParts(settings=settings, templates=(), filed_on=run.run.filed_on)
    paper = settings.rulesets[RULESET]
    pdf = make_renderer(parts.packed()).print_sheet(page, paper, "notice-of-order")
    target.write(f"{home}/notice.pdf", pdf)


@view
class OrderLine(View):
    """What one court ordered on one day."""

    court: str
    day: str
    relief: str
    convictions: str


def notice_page(
    recipient: Recipient,
    granted: Sequence[GrantedConviction],
    table: bytes,
    settings: Settings,
    *,
    sample: bool,
) -> str:
    """The notice to one agency as HTML.

    Raises:
        TemplateError: The template does not render.
    """
    agency = settings.county.agencies[settings.office.agency]
    laws = {settings.law_of(Relief(each.asked.relief)) for each in granted}
    where = ", ".join((recipient.name, *recipient.address))
    seals = any(_seals(each, settings) for each in granted)
    asked = ["Enter the order on your records of each listed count, and of no other count."]
    if seals:
        asked.append(
            "Where the relief is to dismiss and seal, or to seal, let nobody have the record of the"
            " arrest and of the conviction but as the order allows."
        )
    asked.append(
        "Tell this office of each entry that you cannot match, within"
        f" {counted(settings.office.return_days, 'day')}."
    )
    counsel = agency.counsel
    return render_page(
        "notice-of-order.html",
        {
            "title": "Notice of order",
            "sample": sample,
            "office": ", ".join((agency.name, *counsel.address)),
            "recipient": where,
            "why": recipient.why,
            "law": "; ".join(sorted(settings.laws[law].citation for law in laws)),
            "orders": tuple(_orders(granted, settings)),
            "convictions": counted(len(granted), "conviction"),
            "table": TABLE,
            "sha256": hashlib.sha256(table).hexdigest(),
            "asked": asked,
            "signer": ", ".join(filter(None, (counsel.attorney, counsel.title))),
        },
    )


def _orders(granted: Iterable[GrantedConviction], settings: Settings) -> Iterator[OrderLine]:
    lines: Counter[tuple[str, str, str]] = Counter()
    for each in granted:
        court = settings.court(CourtId(each.asked.court)).name
        lines[court, each.order_on, _relief_words(each, settings)] += 1
    if len(lines) > _MOST_ORDERS:
        together: Counter[tuple[str, str, str]] = Counter()
        for (court, _, relief), number in lines.items():
            together[court, "several", relief] += number
        lines = together
    for (court, day, relief), number in sorted(lines.items()):
        in_words = day_in_words(dt.date.fromisoformat(day)) if day[:1].isdigit() else day
        yield OrderLine(
            court=court, day=in_words or "________", relief=relief, convictions=f"{number:,}"
        )


def _relief_words(each: GrantedConviction, settings: Settings) -> str:
    return each.instead or settings.reliefs[Relief(each.asked.relief)].verbs


def _seals(each: GrantedConviction, settings: Settings) -> bool:
    return settings.reliefs[Relief(each.asked.relief)].seals and not each.instead


def _row(each: GrantedConviction, settings: Settings) -> list[str]:
    asked = each.asked
    return [
        asked.case_number,
        *asked.defendant,
        *asked.charge,
        settings.court(CourtId(asked.court)).name,
        _relief_words(each, settings),
        each.order_on,
    ]


def _report_row(each: GrantedConviction, known: SourceRows, settings: Settings) -> list[str]:
    asked, stated = each.asked, known.of(each.asked)
    fields: tuple[PersonField, ...] = (
        "cii", "born_on", "arrested_on", "arresting_agency", "booking",
    )  # fmt: skip
    return [
        asked.case_number,
        *asked.defendant,
        *(stated.get(field, "") for field in fields),
        settings.court(CourtId(asked.court)).name,
        asked.count,
        asked.cited,
        asked.level,
        asked.convicted_on,
        _relief_words(each, settings),
        each.order_on,
        "subsequent action",
        "",
    ]


def as_plain(report: NoticeReport) -> Mapping[str, Any]:
    """The report as JSON can hold it."""
    return {"totals": asdict(report)}
