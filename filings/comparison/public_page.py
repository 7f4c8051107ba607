"""Write the public page of a comparison: what each of two lists lacks.

It names no person and no case, and no figure is of fewer than eleven people. It needs no network
and no script, and the same comparison gives the same bytes.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from filings.comparison.conviction_store import Presence
from filings.comparison.report import Comparison
from filings.comparison.totals import ComparedCounts
from filings.compose.sandbox import View, view
from filings.model.identifiers import CourtId
from filings.model.tally import FEWEST_PEOPLE
from filings.reports.summary_page import figure_of, render_page
from filings.reports.suppression import PublicCount, publish
from filings.settings.settings import Settings

_STUB = 4.0  # percent of a bar for a figure that is not shown

_Table = Mapping[Any, PublicCount]


@view
class Piece(View):
    """One list's share of a bar."""

    kind: str  # "both", "only-in-first", "only-in-second", "told-otherwise"
    figure: str  # "1,204", "under 11" or "not shown"
    start: float  # percent from the beginning of the bar
    length: float  # percent
    hidden: bool


@view
class ComparedRow(View):
    """One court, section or year: its convictions in both lists and in one."""

    label: str
    pieces: tuple[Piece, ...]


@view
class ComparedChart(View):
    """Rows that share one scale."""

    title: str
    column: str  # the heading of its labels
    rows: tuple[ComparedRow, ...]


def comparison_page(report: Comparison, settings: Settings) -> str:
    """The page as HTML.

    Raises:
        TemplateError: templates/comparison.html does not render.
    """
    counts, county = report.counts, settings.county
    everybody = tuple(Presence)
    enough = counts.people("presence", everybody, everybody) >= FEWEST_PEOPLE
    # The sum of all convictions is nowhere on the page, so that each presence is a table of its
    # own, whose total may be published.
    totals: _Table = {
        line.value: line
        for presence in Presence
        for line in publish(counts, ("presence",), (presence,))["presence"]
    }
    hidden = {presence for presence, line in totals.items() if line.entries is None}
    shown = [presence for presence in Presence if presence not in hidden]  # a count of 0 is shown
    span = _span(counts, shown)
    tables = {
        presence: publish(counts, (span, "court", "section", *_FURTHER[presence]), (presence,))
        for presence in shown
    }
    charts: list[ComparedChart] = []
    if enough and shown:

        def axis(name: str) -> dict[Presence, _Table]:
            return {presence: _by_value(table[name]) for presence, table in tables.items()}

        def court(id_: CourtId | None) -> str:
            return settings.court(id_).name if id_ else "No list names it"

        charts = [
            _years(axis(span), _SPANS[span]),
            _chart("by court", "Court", axis("court"), court),
            _chart(
                "by section",
                "Section",
                axis("section"),
                str,
                sort=False,
            ),
        ]
    context = {
        "county": county.name,
        "office": county.agencies[settings.office.agency].name,
        "sample": report.sample,
        "enough": enough,
        "lists": [one.layout for one in report.lists],
        "whole": _row("All", {presence: totals.get(presence) for presence in Presence}, 0),
        "likely": _likely(tables),
        "charts": [chart for chart in charts if chart.rows],
        "conflicts": _conflicts(tables.get(Presence.BOTH, {}).get("conflict", ())),
        "fewest": FEWEST_PEOPLE,
    }
    return render_page("comparison.html", context)


_SPANS = {"year": 1, "five_years": 5, "ten_years": 10}


def _span(counts: ComparedCounts, shown: Iterable[Presence]) -> str:
    """The shortest span of years for which most counts may be shown."""
    *shorter, longest = _SPANS
    for span in shorter:
        enough = [
            counts.people(span, [value], (presence,)) >= FEWEST_PEOPLE
            for presence in shown
            for value in counts.by(span, (presence,))
        ]
        if 2 * sum(enough) > len(enough):
            return span
    return longest


_FURTHER: Mapping[Presence, tuple[str, ...]] = {
    Presence.BOTH: ("conflict",),
    Presence.FIRST: ("likely",),
    Presence.SECOND: ("likely",),
    Presence.OTHERWISE: (),
}


def _likely(tables: Mapping[Presence, Mapping[str, Iterable[PublicCount]]]) -> str:
    """How many of one list alone are probably in the other too; "" if that may not be shown.

    They are pairs, so the number is the same for both lists; it must be publishable for both.
    """
    numbers = [
        line
        for presence in (Presence.FIRST, Presence.SECOND)
        for line in tables.get(presence, {}).get("likely", ())
        if line.value
    ]
    if len(numbers) < 2 or any(line.entries is None for line in numbers):
        return ""
    return figure_of(min(numbers, key=lambda line: line.entries or 0))


def _by_value(lines: Iterable[PublicCount]) -> dict[Any, PublicCount]:
    return {line.value: line for line in lines}


def _row(label: str, counts: Mapping[Presence, PublicCount | None], longest: int) -> ComparedRow:
    """A bar made of pieces; `longest` is the count of a full bar, 0 for its own sum."""
    known = {presence: line.entries or 0 for presence, line in counts.items() if line}
    scale = 100 / ((longest or sum(known.values())) or 1)
    pieces, start = [], 0.0
    for presence in Presence:
        line = counts[presence] or PublicCount(value=presence, entries=0)
        length = _STUB if line.entries is None else scale * line.entries
        pieces.append(
            Piece(
                kind=presence.value,
                figure=figure_of(line),
                start=round(start, 2),
                length=round(length, 2),
                hidden=line.entries is None,
            )
        )
        start += length
    return ComparedRow(label=label, pieces=tuple(pieces))


def _chart(
    title: str,
    column: str,
    tables: Mapping[Presence, _Table],
    label: Callable[[Any], str],
    *,
    sort: bool = True,
) -> ComparedChart:
    """A chart of every value, the most frequent first, and unknown ones last."""
    values = {value for table in tables.values() for value in table if value != ""}

    def entries(value: Any) -> int:
        lines = (table.get(value) for table in tables.values())
        return sum(line.entries or 0 for line in lines if line)

    ordered = sorted(
        values, key=lambda value: (value is None, -entries(value) if sort else 0, label(value))
    )
    return ComparedChart(
        title=title,
        column=column,
        rows=_rows(((label(value), value) for value in ordered), tables, map(entries, values)),
    )


def _years(tables: Mapping[Presence, _Table], span: int) -> ComparedChart:
    """A chart of every year or span of years, the empty ones too."""
    years = {year for table in tables.values() for year in table if year is not None}
    every = range(min(years), max(years) + 1, span) if years else range(0)
    sums = (
        sum((line.entries or 0) for table in tables.values() if (line := table.get(year)))
        for year in every
    )
    labels = (str(year) if span == 1 else f"{year} to {year + span - 1}" for year in every)
    rows = _rows(zip(labels, every, strict=True), tables, sums)
    return ComparedChart(title="by year of conviction", column="Year", rows=rows)


def _rows(
    values: Iterable[tuple[str, Any]], tables: Mapping[Presence, _Table], sums: Iterable[int]
) -> tuple[ComparedRow, ...]:
    # A little room for the stubs of hidden figures.
    longest = int(max(sums, default=0) * 1.05) or 1
    unknown = PublicCount(value=None, entries=None)
    return tuple(
        _row(
            label,
            {
                presence: tables[presence].get(value) if presence in tables else unknown
                for presence in Presence
            },
            longest,
        )
        for label, value in values
    )


def _conflicts(lines: Iterable[PublicCount]) -> list[tuple[str, str]]:
    """The disputed fields, the most frequent first, with the number of convictions."""
    ordered = sorted(lines, key=lambda line: (-(line.entries or 0), line.value))
    return [
        (" and ".join(line.value).capitalize(), figure_of(line)) for line in ordered if line.value
    ]
