"""Write the public page about what the lists have and lack.

It names no person and no case, and no figure is of fewer than eleven people. A run's summary counts
included convictions; this page counts those that wait too. So its figures are rounded down to tens:
the two pages together give what waits to within ten, and no smaller figure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from filings.compose.sandbox import View, view
from filings.model.fates import Fate
from filings.model.plain_words import counted
from filings.model.report import Report
from filings.model.tally import FEWEST_PEOPLE
from filings.reports.coverage_gaps import Gap, find_gaps
from filings.reports.public_totals import Reached
from filings.reports.summary_page import PUBLISHED, charts_of, render_page
from filings.reports.suppression import PublicCount, publish
from filings.settings.settings import Settings

_MOST = 12  # shortfalls listed one by one


def all_gaps(report: Report, settings: Settings, totals: Sequence[Reached] = ()) -> tuple[Gap, ...]:
    """What the lists probably lack, by themselves and compared with public totals."""
    own = (*find_gaps(report.tally, settings), *_unfindable(report, settings))
    return (*own, *_shortfalls(totals))


def _unfindable(report: Report, settings: Settings) -> Iterator[Gap]:
    """Rows for which the Department of Justice could not confirm a relief.

    People who were cited and released have no fingerprints, and such rows no CII number.
    """
    rows = sum(one.unfindable for one in report.lists)
    if rows and settings.county.notified.get("doj"):
        of = sum(one.rows for one in report.lists)
        yield Gap(
            about="doj",
            sentence=f"{counted(rows, 'row')} of {of:,} {'has' if rows == 1 else 'have'} neither a"
            " CII number nor an arrest day, as of those who were cited and released: the Department"
            " of Justice cannot confirm relief for them by these lists.",
            public="For many the list has nothing by which the Department of Justice could confirm"
            " that its record was corrected."
            if rows >= of / 2
            else "For some the list has nothing by which the Department of Justice could confirm"
            " that its record was corrected.",
        )


def _shortfalls(totals: Sequence[Reached]) -> Iterator[Gap]:
    thin = [total for total in totals if total.thin]
    for reached in thin[:_MOST]:
        yield Gap(
            about="totals",
            sentence=f"{_capital(reached.words)}: {reached.in_lists:,} of {reached.total.count:,}"
            f" in the public totals ({reached.in_lists / reached.total.count:.0%}).",
            public=f"{_capital(reached.words)}: fewer than three quarters of the public total."
            if reached.tellable
            else "",
        )
    if len(thin) > _MOST:
        sentence = f"{len(thin) - _MOST:,} more of {len(totals):,} public totals are not reached."
        yield Gap(about="totals", sentence=sentence, public=sentence)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


@view
class TotalLine(View):
    """A public total, and how far the lists reach it, as far as that may be published."""

    words: str
    count: str
    state: str


def coverage_page(report: Report, settings: Settings, totals: Sequence[Reached] = ()) -> str:
    """The page as HTML.

    Raises:
        TemplateError: templates/coverage.html does not render.
    """
    tally, county = report.tally, settings.county
    ours = (Fate.INCLUDED, Fate.HELD)
    enough = tally.people("fate", ours) >= FEWEST_PEOPLE
    tables = publish(tally, PUBLISHED, ours)
    rounded = {axis: tuple(map(_rounded, lines)) for axis, lines in tables.items()}
    context = {
        "county": county.name,
        "office": county.agencies[settings.office.agency].name,
        "sample": report.sample,
        "enough": enough,
        "ours": f"{_tens(tally.by('fate', ours).total()):,}",
        "rows": f"{_tens(report.totals.rows):,}",
        "entries": f"{_tens(report.totals.entries):,}",
        "read": [f"{opened.layout}, {_tens(opened.rows):,} rows" for opened in report.lists],
        "charts": charts_of(rounded, settings) if enough else [],
        "totals": [_line(total) for total in totals],
        "gaps": [gap.public for gap in all_gaps(report, settings)],
        "waiting": (),
        "left_out": (),
        "fewest": FEWEST_PEOPLE,
    }
    return render_page("coverage.html", context)


def _rounded(line: PublicCount) -> PublicCount:
    return line if line.entries is None else replace(line, entries=_tens(line.entries))


def _tens(number: int) -> int:
    return number // 10 * 10


def _line(reached: Reached) -> TotalLine:
    state = ("thin" if reached.thin else "reached") if reached.tellable else "too small to tell"
    return TotalLine(words=reached.words, count=f"{reached.total.count:,}", state=state)
