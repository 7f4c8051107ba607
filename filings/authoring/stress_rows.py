"""Order convictions so that the hardest to print come first; make some up if there are none.

A template that fits the longest name and the emptiest row fits the others too.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from filings.compose import fonts
from filings.model.case_number import conviction_sort_key
from filings.model.conviction import Conviction
from filings.model.entries import Level, Name, Statute
from filings.model.identifiers import (
    AgencyId,
    CaseNumber,
    ConvictionId,
    CourtId,
    OffenseType,
    Relief,
)
from filings.model.packet import Packet
from filings.model.sources import ListSource
from filings.settings.rulesets import Ruleset
from filings.settings.settings import LawRecord, Settings

_SIZE = 12.0


def hardest_first(convictions: Iterable[Conviction]) -> tuple[Conviction, ...]:
    """The convictions, with the hardest to print first, each for one reason.

    Longest name, longest number, most numbers, longest count and section, a name the text's own
    face cannot draw, no name, no count.
    """
    all_of_them = sorted(convictions, key=conviction_sort_key)
    if not all_of_them:
        return ()
    front = [max(all_of_them, key=hard) for hard in _HARD]
    front += [
        next((one for one in all_of_them if lacks(one)), all_of_them[0]) for lacks in _LACKING
    ]
    return tuple({one.id: one for one in (*front, *all_of_them)}.values())


def _wide(text: str) -> float:
    measured = fonts.width(text, _SIZE)
    return len(text) * _SIZE if measured is None else measured


def _name(conviction: Conviction) -> str:
    return conviction.name.listed if conviction.name else ""


_HARD: Sequence[Callable[[Conviction], float]] = (
    lambda one: _wide(_name(one)),
    lambda one: max(map(_wide, (*_name(one).split(), "")), default=0.0),
    lambda one: _wide(one.number),
    lambda one: len(one.also_numbered),
    lambda one: _wide(one.count),
    lambda one: _wide(one.statute.short),
)
_LACKING: Sequence[Callable[[Conviction], bool]] = (
    lambda one: fonts.width(_name(one), _SIZE) is None,
    lambda one: one.name is None,
    lambda one: not one.count,
    lambda one: not one.defendant_suffix,
)


def hardest_packet(
    convictions: Sequence[Conviction],
    court: CourtId,
    paper: Ruleset,
    *,
    per_case: bool,
    most: int = 60,
    whole: Relief | None = None,
) -> Packet:
    """A packet of at most `most` of the hardest convictions of a list, as this court would get it.

    For a document printed case by case, the case with most convictions, or with the longest name
    among those. A packet of several reliefs together is of the relief `whole`.
    """
    ordered = hardest_first(convictions)
    if per_case or paper.batching == "per-case":
        cases: dict[tuple[str, str, str], list[Conviction]] = {}
        for one in ordered:
            cases.setdefault((one.case_number, one.defendant_suffix, one.relief), []).append(one)
        fullest = max(cases.values(), key=len)
        ordered = tuple(fullest)
    first = ordered[0]
    kept = [
        one
        for one in ordered
        if one.agency == first.agency and (whole or one.relief == first.relief)
    ]
    offenses = {one.offense for one in kept}
    return Packet(
        court=court,
        agency=first.agency,
        offense=offenses.pop() if len(offenses) == 1 and not whole else OffenseType("all"),
        relief=whole or first.relief,
        part=1,
        parts=1,
        convictions=tuple(kept[:most]),
    )


def list_sources(convictions: Iterable[Conviction]) -> tuple[ListSource, ...]:
    """Stand-ins for the lists that convictions come from, so that a declaration can name them."""
    numbers = sorted({conviction.list for conviction in convictions})
    return tuple(
        ListSource(
            number=number,
            sha256="0" * 64,
            layout="a list to look at",
            sworn_as="a spreadsheet with a row for each count",
            rows=1,
            keyed_hash="0" * 64,
        )
        for number in numbers
    )


def made_up(
    settings: Settings,
    court: CourtId,
    agency: AgencyId | None = None,
    relief: Relief | None = None,
    rows: int = 48,
    law: LawRecord | None = None,
    reliefs: Sequence[Relief] = (),
) -> tuple[Conviction, ...]:
    """Convictions of invented people, with everything that is hard to print.

    They are of one law: `law`, or the first of the settings.

    The first ones are of one case; `reliefs` take turns. All are marked as samples, so that every
    page says DRAFT.
    """
    law = law or next(iter(settings.our_laws.values()))
    types = law.offense_types
    offense = max(types, key=lambda kind: len(types[kind].label))
    offenses = [offense for offense in law.offenses.values() if offense.type]
    ours = {offense.section for offense in offenses}
    turns = reliefs or (relief or next(iter(law.reliefs)),)
    made = []
    for row in range(rows):
        made_row = _ROWS[min(row, len(_ROWS) - 1)]
        serial = f"{row:06d}"
        statute = Statute(code="HS", section=made_row.section[0], subdivision=made_row.section[1])
        if statute.section not in ours:  # another state's law
            own = offenses[row % len(offenses)]
            statute = Statute(code=own.code, section=own.section, subdivision=own.subdivision)
        made.append(
            Conviction(
                id=ConvictionId(hashlib.sha256(f"made up {row}".encode()).hexdigest()[:24]),
                list=1,
                line=row + 2,
                entry=1,
                sample=True,
                name=made_row.name,
                case_number=CaseNumber(made_row.number or f"BA{serial}"),
                also_numbered=made_row.also,
                defendant_suffix="01" if made_row.number else "",
                statute=statute,
                count=made_row.counts,
                level=made_row.level,
                convicted_on=dt.date(1976 + row % 40, 1 + row % 12, 1 + row % 28),
                court=court,
                agency=agency or settings.county.felonies_by,
                offense=offense,
                relief=turns[row % len(turns)],
            )
        )
    return tuple(made)


_LONGEST = Name(
    last="SPECIMEN-PLACEHOLDER-NOTAPERSON",
    first="MAXIMILIANA",
    middle="DE LOS ÁNGELES CONSTANTINA",
    suffix="Jr.",
)
_ALSO = (CaseNumber("MCN 12345678"), CaseNumber("DOWVA160933"))


class _MadeUpRow(NamedTuple):
    """The values in which made-up convictions differ."""

    name: Name | None
    number: str  # "" to make a new one
    also: tuple[CaseNumber, ...]
    section: tuple[str, str]  # section and subdivision; "" for none
    counts: str  # "2, 3"; "" for none
    level: Level


_ROWS = (
    _MadeUpRow(_LONGEST, "SCN 123456", _ALSO, ("11357", "a"), "1", Level.FELONY),
    _MadeUpRow(_LONGEST, "SCN 123456", _ALSO, ("11360", "a(2)"), "", Level.FELONY),
    _MadeUpRow(_LONGEST, "SCN 123456", _ALSO, ("11357", "b"), "2, 3", Level.MISDEMEANOR),
    _MadeUpRow(
        Name(last="NGUYỄN", first="SPECIMEN", middle="THỊ"), "", (), ("11359", ""), "", Level.FELONY
    ),
    _MadeUpRow(Name(last="ՓՈՐՁԱՆՄՈՒՇ", first="SPECIMEN"), "", (), ("11358", ""), "1", Level.FELONY),
    _MadeUpRow(None, "", (), ("11357", "c"), "", Level.MISDEMEANOR),
    _MadeUpRow(Name(last="PLACEHOLDER", first="ALEX"), "", (), ("11359", ""), "1", Level.FELONY),
)
