"""Define the shipped schedules: which columns they have, and how wide.

Widths are points. What a column shows of a conviction is decided here; a template only draws it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from filings.compose.composer import day
from filings.compose.schedule import Column, Form, SectionCount
from filings.model.conviction import Conviction
from filings.model.entries import Statute
from filings.model.identifiers import OffenseType
from filings.model.packet import Packet
from filings.settings.offense_table import OffenseTable
from filings.settings.settings import Settings


def _number(_: int, conviction: Conviction) -> str:
    """The case number and, each on a line of its own, the other numbers of the same case."""
    also = (f"also no. {number}" for number in conviction.also_numbered)
    return "\n".join((conviction.case_number, *also))


def _section(settings: Settings) -> Callable[[int, Conviction], str]:
    """The section with its code, as former where it is cited so: "former 11357(c) HS"."""
    law = OffenseTable(settings)

    @lru_cache(maxsize=1 << 16)
    def cited(statute: Statute, day: dt.date, offense: OffenseType) -> str:
        return f"{'former ' if law.is_former(statute, day, offense) else ''}{statute.cited}"

    return lambda _, c: cited(c.statute, c.law_day, c.offense)


def _ground(settings: Settings) -> Column:
    """The column of the ground for dismissal, by its number in the papers."""
    law = OffenseTable(settings)
    return Column(heading="Ground", width=38, text=lambda _, c: str(law.ground_number(c) or ""))


def public_form(settings: Settings, *, grounds: bool = False) -> Form:
    """The public Exhibit A, without names; with `grounds`, each row has its ground."""
    unknown = settings.words.count_unknown
    return Form(
        columns=(
            Column(heading="No.", width=34, text=lambda n, _: str(n), row_header=True),
            Column(heading="Case number", width=104, text=_number),
            Column(heading="Def.", width=30, text=lambda _, c: c.defendant_suffix),
            Column(heading="Section", width=98, text=_section(settings)),
            Column(heading="Count", width=62, text=lambda _, c: c.count or unknown),
            Column(heading="Level", width=64, text=lambda _, c: c.level.value),
            Column(heading="Convicted", width=56, text=lambda _, c: day(c.convicted_on)),
            *([_ground(settings)] if grounds else []),
            Column(heading="Clerk’s result", width=46 if grounds else 84, text=_for_the_clerk),
        )
    )


def sealed_form(settings: Settings, *, grounds: bool = False) -> Form:
    """The sealed Exhibit A with names: the same rows under the same numbers.

    Where a column of grounds leaves no room for it, the clerk's result has its column in the public
    one alone.
    """
    unknown = settings.words.count_unknown
    result = Column(heading="Clerk’s result", width=35 if grounds else 45, text=_for_the_clerk)
    ends = [result]
    if grounds:
        listed_nowhere_else = settings.office.public_schedule == "counts"
        ends = [_ground(settings), *([result] if listed_nowhere_else else [])]
    name = 126 + 45 - sum(column.width for column in ends)
    return Form(
        type_size=9.0,  # so that most names, and what stands for an unknown count, take one line
        columns=(
            Column(heading="No.", width=29, text=lambda n, _: str(n), row_header=True),
            Column(heading="Name", width=name, text=lambda _, c: c.name.listed if c.name else ""),
            Column(heading="Case number", width=73, text=_number),
            Column(heading="Def.", width=24, text=lambda _, c: c.defendant_suffix),
            Column(heading="Section", width=83, text=_section(settings)),
            Column(heading="Count", width=47, text=lambda _, c: c.count or unknown),
            Column(heading="Level", width=57, text=lambda _, c: c.level.value),
            Column(heading="Convicted", width=48, text=lambda _, c: day(c.convicted_on)),
            *ends,
        ),
    )


def _for_the_clerk(_: int, __: Conviction) -> str:
    """An empty cell, where the clerk writes the result."""
    return ""


def section_counts(packet: Packet, settings: Settings) -> tuple[SectionCount, ...]:
    """The number of convictions of each section in each courthouse."""
    section, reliefs = _section(settings), settings.reliefs

    def where(conviction: Conviction) -> str:
        court, relief = settings.county.courts[conviction.court].name, reliefs[conviction.relief]
        return (
            f"Schedule {relief.schedule} ({relief.heading}), {court}" if relief.part_of else court
        )

    per_section = Counter((where(each), section(0, each)) for each in packet.convictions)
    return tuple(SectionCount(*key, count) for key, count in sorted(per_section.items()))


def heading_of(packet: Packet, settings: Settings) -> Callable[[Conviction], tuple[str, ...]]:
    """A function that gives the headings above a conviction in a packet of several kinds.

    The courthouse and the prosecutor, where there are several of them, and the offense; nothing
    above rows that are all of one kind. In a packet of several reliefs, the schedule of each.
    """
    courts, types, reliefs = settings.county.courts, settings.offense_types, settings.reliefs
    several = len({each.court for each in packet.convictions}) > 1
    joint = len({each.agency for each in packet.convictions}) > 1
    agencies = settings.county.agencies

    def place(conviction: Conviction) -> tuple[str, ...]:
        court, agency = courts[conviction.court].name, agencies[conviction.agency].short
        return (*([court] if several else ()), *([agency] if joint else ()))

    def schedule(conviction: Conviction) -> tuple[str, ...]:
        item = reliefs[conviction.relief]
        words = f"Schedule {item.schedule}: {item.heading}"
        return (words, *place(conviction))

    if any(item.part_of == packet.relief for item in reliefs.values()):
        return schedule
    if len({each.offense for each in packet.convictions}) == 1 and not several:
        return place

    def heading(conviction: Conviction) -> tuple[str, ...]:
        record = types.get(conviction.offense)
        offense = record.label if record else str(conviction.offense)
        return (*place(conviction), offense) if several or joint else (_begun(offense),)

    return heading


def _begun(text: str) -> str:
    """A text with a capital, to begin a line."""
    return text[:1].upper() + text[1:]
