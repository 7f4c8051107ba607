"""Floor 4. What a check found in, one page for everybody out: what the lists hold and lack.

It names nobody and no case, and no figure on it is of fewer than eleven people. What goes in and
what waits are published each by itself first, so that this page beside a run's summary tells no
more than the two of them may.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from filings.disclosure import PublicCount, publish
from filings.docket import Fate
from filings.public_counts import Reached
from filings.report import Report
from filings.settings import Settings
from filings.strata import Gap, find_gaps
from filings.summary import PUBLISHED, charts_of, render_page
from filings.tally import FEWEST_PEOPLE

_MOST = 12  # shortfalls told one by one


def all_gaps(report: Report, settings: Settings, totals: Sequence[Reached] = ()) -> tuple[Gap, ...]:
    """What the lists probably lack, by themselves and against public totals."""
    return (*find_gaps(report.tally, settings), *_shortfalls(totals))


def _shortfalls(totals: Sequence[Reached]) -> Iterator[Gap]:
    thin = [its for its in totals if its.thin]
    for its in thin[:_MOST]:
        yield Gap(
            about="totals",
            sentence=f"{_capital(its.words)}: {its.found:,} of {its.total.count:,} in the public"
            f" totals ({its.found / its.total.count:.0%}).",
            public=f"{_capital(its.words)}: fewer than three quarters of the public total."
            if its.tellable
            else "",
        )
    if len(thin) > _MOST:
        sentence = f"{len(thin) - _MOST:,} more of {len(totals):,} public totals are not reached."
        yield Gap(about="totals", sentence=sentence, public=sentence)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalLine:
    """A public total, and what anybody may know of how far the lists reach it."""

    words: str
    count: str
    told: str


def coverage_page(report: Report, settings: Settings, totals: Sequence[Reached] = ()) -> str:
    """The page as HTML.

    Raises:
        TemplateError: templates/coverage.html does not render.
    """
    tally, county = report.tally, settings.county
    ours = (Fate.INCLUDED, Fate.HELD)
    whole = _together(*(publish(tally, ("fate",), (fate,))["fate"] for fate in ours))
    enough = tally.people("fate", ours) >= FEWEST_PEOPLE
    hidden = any(line.entries is None for line in whole)
    apart = [publish(tally, PUBLISHED, (fate,)) for fate in ours]
    tables = {axis: _together(*(tables[axis] for tables in apart)) for axis in PUBLISHED}
    context = {
        "county": county.name,
        "office": county.agencies[settings.office.agency].name,
        "sample": report.sample,
        "enough": enough,
        "ours": "not shown" if hidden else f"{sum(line.entries or 0 for line in whole):,}",
        # What waits may be the difference between all entries and those shown.
        "rows": "" if hidden else f"{report.totals.rows:,}",
        "entries": "" if hidden else f"{report.totals.entries:,}",
        "read": [
            its.layout if hidden else f"{its.layout}, {its.rows:,} rows" for its in report.lists
        ],
        "charts": charts_of(tables, settings) if enough else [],
        "totals": [_line(its) for its in totals],
        "gaps": [gap.public for gap in find_gaps(tally, settings)],
        "waiting": (),
        "left_out": (),
        "fewest": FEWEST_PEOPLE,
    }
    return render_page("coverage.html", context)


def _together(*tables: Sequence[PublicCount]) -> tuple[PublicCount, ...]:
    """Counts of what goes in and of what waits as one; hidden where either is."""
    found: dict[Any, list[PublicCount]] = {}
    for table in tables:
        for line in table:
            found.setdefault(line.value, []).append(line)
    return tuple(_sum(value, lines) for value, lines in _in_order(found.items()))


def _sum(value: Any, lines: Sequence[PublicCount]) -> PublicCount:
    if any(line.entries is None for line in lines):
        return PublicCount(value=value, entries=None)
    return PublicCount(value=value, entries=sum(line.entries or 0 for line in lines))


def _in_order(
    items: Iterable[tuple[Any, list[PublicCount]]],
) -> list[tuple[Any, list[PublicCount]]]:
    return sorted(items, key=lambda item: (item[0] is None, item[0]))


def _line(its: Reached) -> TotalLine:
    told = ("thin" if its.thin else "reached") if its.tellable else "too small to tell"
    return TotalLine(words=its.words, count=f"{its.total.count:,}", told=told)
