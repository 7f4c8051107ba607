"""Floor 3. Settings in, the forms of the shipped schedules out: which columns, how wide.

Widths are points. What a column shows of a conviction is decided here; a template only draws it.
"""

from filings.docket import Conviction
from filings.press.compose import day
from filings.press.schedule import Column, Form
from filings.settings import Settings


def _number(_: int, conviction: Conviction) -> str:
    """The case number and, each on a line of its own, the other numbers of the same case."""
    also = (f"also no. {number}" for number in conviction.also_numbered)
    return "\n".join((conviction.case_number, *also))


def public_form(settings: Settings) -> Form:
    """Exhibit A as the public may see it: no names."""
    unknown = settings.words.count_unknown
    agencies = settings.county.agencies
    return Form(
        columns=(
            Column(heading="No.", width=32, text=lambda n, _: str(n), row_header=True),
            Column(heading="Case number", width=92, text=_number),
            Column(heading="Def.", width=28, text=lambda _, c: c.defendant_suffix),
            Column(heading="Section", width=46, text=lambda _, c: c.statute.short),
            Column(heading="Count", width=120, text=lambda _, c: c.count or unknown),
            Column(heading="Level", width=58, text=lambda _, c: c.level.value),
            Column(heading="Convicted on", width=54, text=lambda _, c: day(c.convicted_on)),
            Column(heading="Agency", width=102, text=lambda _, c: agencies[c.agency].short),
        )
    )


def sealed_form() -> Form:
    """Exhibit A with names: the same rows, by the same numbers."""
    return Form(
        columns=(
            Column(heading="No.", width=34, text=lambda n, _: str(n), row_header=True),
            Column(heading="Name", width=190, text=lambda _, c: c.name.listed if c.name else ""),
            Column(heading="Case number", width=104, text=_number),
            Column(heading="Def.", width=28, text=lambda _, c: c.defendant_suffix),
            Column(heading="Section", width=54, text=lambda _, c: c.statute.short),
            Column(heading="Level", width=64, text=lambda _, c: c.level.value),
            Column(heading="Convicted on", width=58, text=lambda _, c: day(c.convicted_on)),
        )
    )
