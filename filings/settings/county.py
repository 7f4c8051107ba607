"""Define a county: its caption, its courthouses and prosecutors, and its case numbers.

Read from `config/counties/`; this module checks what is impossible.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Self

from pydantic import Field, model_validator

from filings.model.identifiers import AgencyId, CourtId
from filings.settings.agencies import Agency, Defender, Recipient, Route
from filings.settings.base import Sourced, refuse_unknown, refuse_unnameable
from filings.settings.court_and_agency_names import squeeze_agency, squeeze_court
from filings.settings.courts import Court
from filings.settings.safe_patterns import Pattern


class CasePattern(Sourced):
    """One style of case number, and since when it is given out."""

    # A regular expression for the whole number, without defendant suffix. Its group "number", if
    # it has one, is what other lists print of it; "prefix" is the courthouse's letters.
    pattern: Pattern
    label: str
    felony: bool = False  # used for felonies alone, even if they were reduced later
    from_year: int | None = None  # no last year: a conviction may come years later
    examples: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fits_its_examples(self) -> Self:
        for example in self.examples:
            if not re.fullmatch(self.pattern, example):
                raise ValueError(f'the pattern does not fit the example "{example}"')
        return self


class County(Sourced):
    """A county's courts, prosecutors and numbers."""

    name: str  # "Los Angeles"
    written_as: tuple[str, ...]  # "LOS ANGELES"
    state: str = "California"
    caption: tuple[str, ...]  # court title lines
    default_court: CourtId  # for rows that name only the county
    ruleset: str
    cases_per_motion: int = Field(ge=1)
    courts: dict[CourtId, Court]
    agencies: dict[AgencyId, Agency]
    felonies_by: AgencyId  # who prosecutes every felony
    misdemeanors_by: AgencyId | None = None  # who prosecutes the rest, where no route says another
    routes: dict[str, Route] = Field({})
    defender: Defender = Defender()
    notified: dict[str, Recipient] = Field(
        {}
    )  # on whom motions are served and who is told of orders
    case_numbers: dict[str, CasePattern] = Field({})

    @property
    def number_forms(self) -> tuple[str, ...]:
        """The regular expression of each style of its case numbers."""
        return tuple(form.pattern for form in self.case_numbers.values())

    def court_named(self, text: str) -> CourtId | None:
        """The court that a list calls `text`, by any of its exact spellings; None when unknown."""
        return self.courts_by_name.get(squeeze_court(text))

    def courts_like(self, text: str, most: int = 3) -> tuple[CourtId, ...]:
        """The courts whose spellings come nearest to `text`, the nearest first."""
        names = self.courts_by_name
        near = difflib.get_close_matches(squeeze_court(text), names, len(names), 0)
        return tuple(dict.fromkeys(names[name] for name in near))[:most]

    @property
    def courts_by_name(self) -> Mapping[str, CourtId]:
        """Every spelling of every court, squeezed, -> its id; computed anew at each call."""
        return {
            squeeze_court(alias): court_id
            for court_id, court in self.courts.items()
            for alias in (court_id, court.name, *court.written_as, *court.former)
        }

    @model_validator(mode="after")
    def _agree(self) -> Self:
        refuse_unnameable("courts", self.courts)
        refuse_unnameable("agencies", self.agencies)
        refuse_unknown("default_court", self.default_court, self.courts)
        refuse_unknown("felonies_by", self.felonies_by, self.agencies)
        if self.misdemeanors_by is not None:
            refuse_unknown("misdemeanors_by", self.misdemeanors_by, self.agencies)
        for name, route in self.routes.items():
            refuse_unknown(f"routes > {name} > agency", route.agency, self.agencies)
        _told_apart(
            (squeeze_court(alias), court_id)
            for court_id, court in self.courts.items()
            for alias in (court_id, court.name, *court.written_as, *court.former)
        )
        _told_apart(
            (squeeze_agency(alias), agency_id)
            for agency_id, agency in self.agencies.items()
            for alias in (agency_id, agency.name, *agency.written_as)
        )
        for court_id in self.courts:
            self._follow(court_id, ())
        return self

    def _follow(self, court: CourtId, behind: tuple[CourtId, ...]) -> None:
        if court in behind:
            raise ValueError(f"courts > {court} > successors: they lead back to {court}")
        for successor in self.courts[court].successors:
            refuse_unknown(f"courts > {court} > successors", successor.to, self.courts)
            self._follow(successor.to, (*behind, court))


def _told_apart(names: Iterable[tuple[str, str]]) -> None:
    meant: dict[str, str] = {}
    for name, record in names:
        if meant.setdefault(name, record) != record:
            raise ValueError(f'"{name}" is written for both {meant[name]} and {record}')
