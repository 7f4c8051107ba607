"""Write the public summary of a run: how many convictions, where, of what kind, what is missing.

The page names no person and no case, and no figure is of fewer than eleven people. It needs no
network and no script. Its only date is that of the papers, so that the same run gives the same
bytes.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import jinja2

from filings.compose.sandbox import Sandbox, View, view
from filings.model.entries import Level
from filings.model.errors import TemplateError
from filings.model.fates import Fate
from filings.model.identifiers import CourtId
from filings.model.plain_words import day_in_words
from filings.model.report import Report
from filings.model.tally import FEWEST_PEOPLE
from filings.reports.coverage_gaps import find_gaps
from filings.reports.suppression import PublicCount, publish
from filings.settings.settings import Settings, shipped_templates

_FATES = {
    Fate.INCLUDED: "in a packet",
    Fate.HELD: "convictions that need somebody first",
    Fate.DUPLICATE: "there already: the list says the same twice",
    Fate.OUT_OF_SCOPE: "not for this motion",
    Fate.UNREADABLE: "rows that cannot be read",
}

PUBLISHED = ("year", "decade", "court", "offense", "section", "level", "agency")
"""The axes of public counts; the pages of one run hide figures by the same rules."""

_LEVELS = {
    Level.FELONY: "felony",
    Level.MISDEMEANOR: "misdemeanor",
    Level.INFRACTION: "infraction",
    Level.UNKNOWN: "not said",
}


@view
class ChartBar(View):
    """One line of a chart."""

    label: str
    figure: str  # "1,204", "under 11" or "not shown"
    length: float  # percent of the longest bar; 0 where the figure is hidden
    hidden: bool = False
    note: str = ""  # who can act
    people: str = ""  # "120 people or more"; "" if not shown


@view
class Chart(View):
    """A table that is drawn as bars."""

    title: str
    bars: tuple[ChartBar, ...]

    @property
    def hides(self) -> bool:
        """Whether a figure is not shown."""
        return any(bar.hidden for bar in self.bars)


def summary_page(report: Report, settings: Settings, filed_on: dt.date | None = None) -> str:
    """The page as HTML.

    Args:
        report: The report of the run.
        settings: Names, laws, and the office to ask.
        filed_on: The day of the papers.

    Raises:
        TemplateError: templates/summary.html does not render.
    """
    tally, county = report.tally, settings.county
    fates = publish(tally, ("fate", "reason"), tuple(Fate))
    became = {line.value: line for line in fates["fate"]}
    enough = tally.people("fate", tuple(Fate)) >= FEWEST_PEOPLE
    included = became.get(Fate.INCLUDED)
    charts: list[Chart] = []
    if enough and included and included.entries is not None:
        tables = publish(tally, PUBLISHED, (Fate.INCLUDED,))
        charts = [
            *charts_of(tables, settings, tally.included_people_of),
            _chart("by prosecutor", tables["agency"], lambda agency: county.agencies[agency].name),
        ]
    office = county.agencies[settings.office.agency]
    people = tally.included_people
    laws = {settings.law_of(packet.relief) for packet in report.packets}
    context = {
        "county": county.name,
        "office": office.name,
        "day": day_in_words(filed_on) if filed_on else "",
        "people": f"{people:,}" if people >= FEWEST_PEOPLE else "",
        "law": "; ".join(
            f"{settings.laws[law].name} ({settings.laws[law].citation})" for law in sorted(laws)
        ),
        "ask": ", ".join(filter(None, (*office.counsel.address, office.counsel.telephone))),
        "lists": tuple(
            f"{one.layout}: {one.rows // 10 * 10:,} rows, rounded down" for one in report.lists
        ),
        "sample": report.sample,
        "enough": enough,
        "included": figure_of(included) if included else "0",
        "packets": f"{len(report.packets):,}",
        "pages": f"{report.pages:,}",
        "rows": f"{report.totals.rows:,}",
        "entries": f"{report.totals.entries:,}",
        "fates": tuple(_bars((became[f] for f in Fate if f in became), lambda f: _FATES[f])),
        "charts": charts,
        "waiting": _reasons(report, fates["reason"], (Fate.HELD, Fate.UNREADABLE)),
        "left_out": _reasons(report, fates["reason"], (Fate.OUT_OF_SCOPE,)),
        "gaps": [gap.public for gap in find_gaps(tally, settings)],
        "fewest": FEWEST_PEOPLE,
    }
    return render_page("summary.html", context)


def charts_of(
    tables: Mapping[str, Sequence[PublicCount]],
    settings: Settings,
    people: Callable[[str, object], int] | None = None,
) -> list[Chart]:
    """Charts of convictions by year, decade, court, offense type, section and level.

    `people` gives the number of people of a decade or an offense type, which is shown, rounded
    down, where the convictions are.
    """
    kinds = settings.offense_types
    return [
        Chart(title="by year of conviction", bars=tuple(_years(tables["year"]))),
        _chart(
            "by decade of conviction",
            tables["decade"],
            _decade,
            sort=False,
            people=people and partial(people, "decade"),
        ),
        _chart("by court", tables["court"], lambda court: _named(court, settings)),
        _chart(
            "by type of offense",
            tables["offense"],
            lambda kind: kinds[kind].label if kind in kinds else "none could be told",
            people=people and partial(people, "offense"),
        ),
        _chart("by section", tables["section"], _section, sort=False),
        _chart("felonies and misdemeanors", tables["level"], lambda level: _LEVELS[level]),
    ]


def _named(court: CourtId | None, settings: Settings) -> str:
    return settings.court(court).name if court else "no court could be told"


def _decade(first: int | None) -> str:
    return "no day could be read" if first is None else f"{first} to {first + 9}"


def _section(section: str) -> str:
    return section or "none could be read"


def _chart(
    title: str,
    lines: Iterable[PublicCount],
    label: Callable[[Any], str],
    *,
    sort: bool = True,
    people: Callable[[object], int] | None = None,
) -> Chart:
    if sort:  # the longest bar first, what is hidden last, and equals by name
        lines = sorted(lines, key=lambda line: (-(line.entries or 0), label(line.value)))
    return Chart(title=title, bars=tuple(_bars(lines, label, people)))


def _bars(
    lines: Iterable[PublicCount],
    label: Callable[[Any], str],
    people: Callable[[object], int] | None = None,
) -> list[ChartBar]:
    lines = list(lines)
    longest = max((line.entries or 0 for line in lines), default=0) or 1
    return [
        ChartBar(
            label=label(line.value),
            figure=figure_of(line),
            length=round(100 * (line.entries or 0) / longest, 2),
            hidden=line.entries is None,
            people=_people(people(line.value)) if people and line.entries is not None else "",
        )
        for line in lines
    ]


def _people(number: int) -> str:
    """A number of people, rounded down, so that no other number follows from two tables."""
    return f"{max(FEWEST_PEOPLE, number // 10 * 10):,} people or more"


def _years(lines: Sequence[PublicCount]) -> list[ChartBar]:
    """A bar for every year from the first to the last, the empty ones too."""
    years = {line.value: line for line in lines if line.value is not None}
    if not years:
        return []
    return _bars(
        (
            years.get(year, PublicCount(value=year, entries=0))
            for year in range(min(years), max(years) + 1)
        ),
        str,
    )


def _reasons(
    report: Report, lines: Iterable[PublicCount], fates: Sequence[Fate]
) -> tuple[ChartBar, ...]:
    figures = {line.value: line for line in lines}
    return tuple(
        ChartBar(
            label=reason.words,
            figure=figure_of(figures[reason.reason]),
            length=0,
            hidden=figures[reason.reason].entries is None,
            note=reason.who_can_act,
        )
        for reason in report.reasons
        if reason.fate in fates and reason.entries and reason.reason in figures
    )


def figure_of(line: PublicCount) -> str:
    """A count as the page shows it: "1,204", "under 11" or "not shown"."""
    if line.entries is None:
        return f"under {FEWEST_PEOPLE}" if line.few else "not shown"
    return f"{line.entries:,}"


def render_page(name: str, context: dict[str, Any]) -> str:
    """A page of the shipped templates as HTML.

    Raises:
        TemplateError: It does not render.
    """
    try:
        return Sandbox(jinja2.FileSystemLoader(shipped_templates())).render(name, context)
    except jinja2.TemplateError as error:
        raise TemplateError(
            f"templates/{name}", error.message or type(error).__name__, "Correct the template."
        ) from error
