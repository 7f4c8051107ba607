"""Write the office's own page of a run: every figure, what waits and where, and earlier runs.

It names no person and no case, but hides no figure, however small: it is under `sealed/`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from filings.compose.sandbox import View, view
from filings.model.fates import Fate
from filings.model.identifiers import CourtId
from filings.model.plain_words import day_in_words
from filings.model.report import Report
from filings.model.sources import EarlierRun
from filings.reports.coverage_gaps import find_gaps
from filings.reports.summary_page import PUBLISHED, ChartBar, charts_of, render_page
from filings.reports.suppression import PublicCount
from filings.settings.settings import Settings

OFFICE = "sealed/summary.html"

_COUNTED = ("rows", "entries", *Fate)


@view
class RunLine(View):
    """One line of a comparison: its label, and its figures as text."""

    label: str
    figures: tuple[str, ...]


def office_page(
    report: Report, settings: Settings, filed_on: dt.date, earlier: Sequence[EarlierRun] = ()
) -> str:
    """The page as HTML.

    Args:
        report: The report of the run.
        settings: Names of courts and offices.
        filed_on: The day of the papers.
        earlier: Runs whose convictions this one leaves out, for comparison.

    Raises:
        TemplateError: The template does not render.
    """
    tally, totals, county = report.tally, report.totals, settings.county
    tables: Mapping[str, Sequence[PublicCount]] = {
        axis: tuple(
            PublicCount(value=value, entries=number)
            for value, number in sorted(
                tally.by(axis, (Fate.INCLUDED,)).items(),
                key=lambda each: (each[0] is None, each[0]),
            )
        )
        for axis in PUBLISHED
    }
    return render_page(
        "office-summary.html",
        {
            "county": county.name,
            "office": county.agencies[settings.office.agency].name,
            "day": day_in_words(filed_on),
            "sample": report.sample,
            "enough": True,
            "included": f"{totals.included:,}",
            "people": f"{tally.included_people:,}",
            "packets": f"{len(report.packets):,}",
            "pages": f"{report.pages:,}",
            "drafts": f"{report.drafts:,}",
            "rows": f"{totals.rows:,}",
            "entries": f"{totals.entries:,}",
            "charts": charts_of(tables, settings) if totals.included else [],
            "waiting": tuple(_reasons(report, settings, (Fate.HELD, Fate.UNREADABLE))),
            "left_out": tuple(_reasons(report, settings, (Fate.DUPLICATE, Fate.OUT_OF_SCOPE))),
            "gaps": [gap.sentence for gap in find_gaps(tally, settings)],
            "lists": tuple(
                RunLine(
                    label=f"list {one.number}: {one.layout}, {one.form}",
                    figures=(f"{one.rows:,}",),
                )
                for one in report.lists
            ),
            "runs": tuple(_runs(report, earlier)) if earlier else (),
            "courts": tuple(_courts(report, earlier, settings)) if earlier else (),
        },
    )


def _reasons(report: Report, settings: Settings, fates: Sequence[Fate]) -> Iterator[ChartBar]:
    for reason in report.reasons:
        if reason.fate in fates and reason.entries:
            listed = settings.screening.reason(reason.fate, reason.reason).worklist
            yield ChartBar(
                label=reason.words,
                figure=f"{reason.entries:,}",
                length=0,
                note=f"{reason.who_can_act}: {reason.reason}.csv" if listed else reason.who_can_act,
            )


def _runs(report: Report, earlier: Sequence[EarlierRun]) -> Iterator[RunLine]:
    """The figures of each earlier run, and of this one last."""
    for run in earlier:
        totals = dict(run.totals)
        yield RunLine(
            label=f"run {run.run} of {run.filed_on}",
            figures=tuple(f"{totals[name]:,}" if name in totals else "" for name in _COUNTED),
        )
    yield RunLine(
        label="this run",
        figures=tuple(f"{getattr(report.totals, name):,}" for name in _COUNTED),
    )


def _courts(report: Report, earlier: Sequence[EarlierRun], settings: Settings) -> Iterator[RunLine]:
    """Convictions in packets by court: of all earlier runs together, and of this one."""
    before: Counter[str] = Counter()
    for run in earlier:
        for series, convictions in run.packets:
            before[series[0]] += convictions
    now: Counter[str] = Counter()
    for packet in report.packets:
        now[packet.court] += packet.convictions
    names = {
        court: settings.court(CourtId(court)).name if court in settings.county.courts else court
        for court in before | now
    }
    for court in sorted(names, key=lambda court: names[court]):
        yield RunLine(label=names[court], figures=(f"{before[court]:,}", f"{now[court]:,}"))
