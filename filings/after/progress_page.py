"""Write the progress pages over all runs: asked, granted, not granted, waiting.

The public page names nobody; a figure of fewer than eleven people is not shown, nor can it be
worked out from the others. The office's page, under seal, has every figure, run by run.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from filings.after.outcome import FilingOutcome, Followed, Standing
from filings.after.write_outcome import ReturnedTotals
from filings.compose.sandbox import View, view
from filings.model.compare_names import fold_name
from filings.model.identifiers import CourtId, Relief
from filings.model.plain_words import day_in_words
from filings.model.tally import FEWEST_PEOPLE
from filings.reports.summary_page import figure_of, render_page
from filings.reports.suppression import PublicCount, publish
from filings.settings.settings import Settings

PUBLIC = "public/progress.html"
OFFICE = "sealed/progress.html"

_STATES = ("granted", "not granted", "waiting")
_AXES = ("state", "court", "cell")
# When two figures of a row are hidden, subtraction gives their sum: so that sum is protected, too.
_HALVES = tuple(f"half {state}" for state in _STATES)


def _state(standing: Standing) -> str:
    if standing.relieved:
        return "granted"
    return "not granted" if standing is Standing.REFUSED else "waiting"


class ProgressTally:
    """Convictions by court and outcome, with the least number of people behind each figure."""

    def __init__(self, convictions: Iterable[Followed]) -> None:
        """Count every conviction once."""
        self._counts: Counter[tuple[str, str]] = Counter()
        # How many people there are is not told: at least the smaller number, of names or of cases.
        self._names: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._cases: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for each in convictions:
            key = each.asked.court, _state(each.standing)
            self._counts[key] += 1
            self._names[key].add(fold_name(each.asked.name))
            self._cases[key].add(each.asked.case_number)

    def count(self, *axes: str, ends: Collection[str]) -> Counter[tuple[Any, ...]]:
        """Numbers of convictions with these outcomes, split by the axes."""
        counts: Counter[tuple[Any, ...]] = Counter()
        for key, number in self._counts.items():
            if key[1] in ends:
                counts[tuple(_on(axis, key) for axis in axes)] += number
        return counts

    def by(self, axis: str, ends: Collection[str]) -> Counter[Any]:
        """Numbers of convictions with these outcomes, split by one axis."""
        counts: Counter[Any] = Counter()
        for (value,), number in self.count(axis, ends=ends).items():
            counts[value] = number
        return counts

    def people(self, axis: str, values: Iterable[object], ends: Collection[str]) -> int:
        """The least number of people that these values together can be of."""
        wanted = set(values)
        keys = [key for key in self._counts if key[1] in ends and _on(axis, key) in wanted]
        names = set().union(*(self._names[key] for key in keys))
        cases = set().union(*(self._cases[key] for key in keys))
        return min(len(names), len(cases))


def _on(axis: str, key: tuple[str, str]) -> str:
    court, state = key
    half, _, one = axis.partition(" ")
    if half == "half":
        return f"{court} {state == one}"
    return {"court": court, "state": state, "cell": f"{court} {state}"}[axis]


@view
class ProgressLine(View):
    """One line of a table: its label, and its figures as text."""

    label: str
    figures: tuple[str, ...]


def progress_page(
    outcome: FilingOutcome,
    totals: ReturnedTotals,
    settings: Settings,
    *,
    sample: bool,
    public: bool,
) -> str:
    """The page as HTML.

    Args:
        outcome: What became of each conviction.
        totals: Its sums.
        settings: Names of courts, the laws, and whom to ask.
        sample: Whether the people of a run are invented.
        public: Whether it is for the public; the office's own page shows every figure.

    Raises:
        TemplateError: The template does not render.
    """
    tally = ProgressTally(outcome.convictions)
    enough = not public or tally.people("state", _STATES, _STATES) >= FEWEST_PEOPLE
    tables = publish(tally, (*_AXES, *_HALVES), _STATES) if public else _whole(tally)
    stated = {
        axis: {line.value: figure_of(line) for line in lines} for axis, lines in tables.items()
    }
    courts = {court: settings.court(CourtId(court)).name for court in stated["court"]}
    office = settings.county.agencies[settings.office.agency]
    laws = {settings.law_of(Relief(each.asked.relief)) for each in outcome.convictions}
    return render_page(
        "progress.html",
        {
            "county": settings.county.name,
            "office": office.name,
            "day": _up_to(outcome),
            "sample": sample,
            "enough": enough,
            "fewest": FEWEST_PEOPLE,
            "public": public,
            "asked": f"{len(outcome.convictions):,}",
            "states": tuple(
                ProgressLine(label=state, figures=(stated["state"].get(state, "0"),))
                for state in _STATES
            ),
            "courts": tuple(
                ProgressLine(label=courts[court], figures=_figures(court, stated))
                for court in sorted(courts, key=courts.__getitem__)
            ),
            "runs": () if public else _runs(totals),
            "law": "; ".join(
                f"{settings.laws[law].name} ({settings.laws[law].citation})" for law in sorted(laws)
            ),
            "ask": ", ".join(filter(None, (*office.counsel.address, office.counsel.telephone))),
            "lists": (),
            "charts": (),
            "waiting": (),
            "left_out": (),
            "gaps": (),
            "fates": (),
        },
    )


def _up_to(outcome: FilingOutcome) -> str:
    """The day of the last answer, which is how old the figures are; "" where none has a day."""
    rows = (row for each in outcome.convictions for row in (each.court, each.doj))
    days = [row.result_on for row in rows if row and row.result_on]
    return f"with answers up to {day_in_words(max(days))}" if days else ""


def _figures(court: str, stated: Mapping[str, Mapping[Any, str]]) -> tuple[str, ...]:
    cells = (stated["cell"].get(f"{court} {state}", "0") for state in _STATES)
    return (stated["court"][court], *cells)


def _whole(tally: ProgressTally) -> dict[str, tuple[PublicCount, ...]]:
    return {
        axis: tuple(
            PublicCount(value=value, entries=number)
            for value, number in sorted(tally.by(axis, _STATES).items())
        )
        for axis in _AXES
    }


def _runs(totals: ReturnedTotals) -> Sequence[ProgressLine]:
    return tuple(
        ProgressLine(
            label=f"run {run.run} of {run.filed_on}",
            figures=tuple(
                f"{number:,}" for number in (run.asked, run.relieved, run.refused, run.waiting)
            ),
        )
        for run in totals.runs
    )
