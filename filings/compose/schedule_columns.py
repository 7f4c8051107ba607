"""Define the shipped schedules: which columns they have, and how wide.

Widths are points. What a column shows of a conviction is decided here; a template only draws it.
"""

from filings.compose.compose import day
from filings.compose.schedule import Column, Form
from filings.model.nouns import Conviction
from filings.settings.settings import Settings


def _number(_: int, conviction: Conviction) -> str:
    """The case number and, each on a line of its own, the other numbers of the same case."""
    also = (f"also no. {number}" for number in conviction.also_numbered)
    return "\n".join((conviction.case_number, *also))


def public_form(settings: Settings, *, several_courts: bool = False) -> Form:
    """Exhibit A as the public may see it: no names.

    A packet is one agency's. Where it is for several courts, the courthouse stands in its place.
    """
    unknown = settings.words.count_unknown
    agencies, courts = settings.county.agencies, settings.county.courts
    last = (
        Column(heading="Courthouse", width=102, text=lambda _, c: courts[c.court].name)
        if several_courts
        else Column(heading="Agency", width=102, text=lambda _, c: agencies[c.agency].short)
    )
    return Form(
        columns=(
            Column(heading="No.", width=32, text=lambda n, _: str(n), row_header=True),
            Column(heading="Case number", width=92, text=_number),
            Column(heading="Def.", width=28, text=lambda _, c: c.defendant_suffix),
            Column(heading="Section", width=46, text=lambda _, c: c.statute.short),
            Column(heading="Count", width=122, text=lambda _, c: c.count or unknown),
            Column(heading="Level", width=58, text=lambda _, c: c.level.value),
            Column(heading="Convicted", width=52, text=lambda _, c: day(c.convicted_on)),
            last,
        )
    )


def sealed_form(settings: Settings) -> Form:
    """Exhibit A with names: the same rows, by the same numbers."""
    unknown = settings.words.count_unknown
    return Form(
        type_size=9.0,  # so that most names, and what stands for an unknown count, take one line
        columns=(
            Column(heading="No.", width=30, text=lambda n, _: str(n), row_header=True),
            Column(heading="Name", width=135, text=lambda _, c: c.name.listed if c.name else ""),
            Column(heading="Case number", width=77, text=_number),
            Column(heading="Def.", width=26, text=lambda _, c: c.defendant_suffix),
            Column(heading="Section", width=44, text=lambda _, c: c.statute.short),
            Column(heading="Count", width=115, text=lambda _, c: c.count or unknown),
            Column(heading="Level", width=55, text=lambda _, c: c.level.value),
            Column(heading="Convicted", width=50, text=lambda _, c: day(c.convicted_on)),
        ),
    )
