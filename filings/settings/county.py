"""Describe a county: courthouses, prosecutors, routes and case numbers.

YAML makes them, through `filings.settings.settings`; here is only their shape, what in them cannot
be, and how a name is reduced before it is looked up.
"""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from filings.model.identifiers import AgencyId, CourtId
from filings.settings.merge import laid_over
from filings.settings.safe_patterns import Pattern
from filings.settings.validation_errors import first_mistake

Confidence = Literal["confirmed", "unconfirmed"]

_UNITS = ("STATION", "STN", "STA", "DIVISION", "DIV", "AREA")
_KEPT = 1 << 14  # names of courts and agencies; the same few are squeezed again and again
# Signs that say nothing in the name of a court, a county or an agency; any other, and "COMPTON?" is
# in no table.
_SIGNS = re.compile(r"[\s.,;:/&()'’`\"#+_–—-]+")
_WITHIN_WORDS = re.compile(r"['’.]")
_COURT = re.compile(r" (?:COURT ?HOUSE|SUPERIOR COURT|COURT)$")
_STATES_COURT = re.compile(r"^(CASC|CAMC|CAJC)\s*(?=\S)")
_STATES_AGENCY = re.compile(r"^CA(PD|SO)\s*(?=\S)(.*)")
_TOWN = re.compile(r"^CITY OF | (?:CA|CALIFORNIA)$")
_POLICE = re.compile(r"\b(?:POLICE|PD)(?: DE?PA?R?T(?:MENT)?)?$")
_SHERIFF = re.compile(r"\bSHERIFFS?(?: DE?PA?R?T(?:MENT)?| OFFICE)?$")


class SettingsRecord(BaseModel):
    """A frozen piece of configuration; a key nobody reads is a mistake, not a comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(SettingsRecord):
    """A record that states law or fact: where that was read, and how sure we are."""

    source: str = ""
    confidence: Confidence = "unconfirmed"
    unconfirmed: tuple[str, ...] = ()  # fields of a confirmed record that are not
    note: str = ""


class Dated(Sourced):
    """A record that is known to change on a day: what differs from then on, by that day."""

    changes: dict[dt.date, dict[str, Any]] = {}  # 2026-03-01: {department: "104"}

    def on(self, day: dt.date) -> Self:
        """The record as it stands on `day`."""
        due = [self.changes[since] for since in sorted(self.changes) if since <= day]
        if not due:
            return self
        data = self.model_dump(exclude={"changes"})
        for change in due:
            data = laid_over(data, change)
        return type(self).model_validate(data)

    @model_validator(mode="after")
    def _each_change_can_be(self) -> Self:
        for since in self.changes:
            try:
                self.on(since)
            except ValidationError as error:
                keys, what = first_mistake(error)
                raise ValueError(f"{' > '.join(('changes', str(since), *keys))}: {what}") from error
        return self


class Counsel(SettingsRecord):
    """An agency's attorney block and signature. Missing parts print as blanks to fill in."""

    attorney: str = ""  # "Jordan A. Ellery"
    bar_number: str = ""
    title: str = ""  # "Deputy District Attorney"
    head: str = ""  # who heads the office; first line of the block where given
    address: tuple[str, ...] = ()
    telephone: str = ""
    fax: str = ""
    email: str = ""
    declarant: str = ""  # who declares how the list was made
    declarant_title: str = ""


class Service(SettingsRecord):
    """How an agency's papers were served; what is not told is a blank of the proof of service."""

    server: str = ""  # who served them, and signs
    server_title: str = ""
    address: tuple[str, ...] = ()  # of the server's business
    by: Literal["", "mail", "electronic"] = ""
    on: dt.date | None = None
    place: str = ""  # by mail: where they were deposited, "Los Angeles, California"
    email: str = ""  # electronically: from which address


class Recipient(SettingsRecord):
    """Whom a motion is served on, or who is told of its order."""

    name: str  # "California Department of Justice"
    address: tuple[str, ...] = ()
    email: str = ""
    sealed: bool = False  # gets the exhibit with names too: it has access to them already
    why: str  # "which corrects the state summary of criminal history"


class Defender(SettingsRecord):
    """The Public Defender, who applies where the People only stipulate."""

    name: str = ""  # "Los Angeles County Public Defender"
    counsel: Counsel = Counsel()  # who signs for that office; blanks where nobody says


class Agency(Dated):
    """Who prosecutes: the District Attorney, or the prosecutor of a city that has its own."""

    name: str  # "Los Angeles County District Attorney"
    short: str  # for narrow columns: "District Attorney"
    people: str = "the People of the State of California"  # whom it represents
    counsel: Counsel = Counsel()
    service: Service = Service()
    # How the list was made, in the words of this agency's declarant; printed in its declaration.
    list_statement: str = ""
    written_as: tuple[str, ...] = ()  # how a list's own prosecutor column spells it


class Route(Sourced):
    """Which agency prosecutes misdemeanors that one arresting agency, or one place, sends it."""

    agency: AgencyId
    written_as: tuple[str, ...]  # spellings of the arresting agency or the place, upper case
    by: Literal["arresting-agency", "place"]
    # Stations and divisions that only this agency has; each counts behind any of its names, with or
    # without "Station" or "Division": "LASD Lennox Station".
    units: tuple[str, ...] = ()
    from_on: dt.date | None = Field(None, alias="from")
    to_on: dt.date | None = Field(None, alias="to")

    @property
    def spellings(self) -> frozenset[str]:
        """Every spelling of the agency or the place, and of its units, squeezed."""
        units = (
            f"{name} {unit} {kind}"
            for name in self.written_as
            for unit in self.units
            for kind in ("", *_UNITS)
        )
        return frozenset(map(squeeze_agency, (*self.written_as, *units)))

    def stands_on(self, day: dt.date) -> bool:
        """Whether a conviction of `day` goes this way."""
        return stands(self.from_on, self.to_on, day)


class Successor(SettingsRecord):
    """Where a closed court's cases went."""

    to: CourtId
    if_agency: str = ""  # arresting agency, for courts whose cases were divided


class Court(Dated):
    """A courthouse as the caption names it."""

    name: str  # "Clara Shortridge Foltz Criminal Justice Center"
    district: str = ""  # "Central"
    address: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()  # lines 8 and 9 of page 1; the county's where empty
    prefixes: tuple[str, ...] = ()  # case-number prefixes heard here: ["BA"]
    written_as: tuple[str, ...] = ()  # how lists spell it, upper case; each is tested
    former: tuple[
        str, ...
    ] = ()  # abolished courts whose cases are heard here today, as lists spell them
    closed_on: dt.date | None = None
    successors: tuple[Successor, ...] = ()
    department: str = ""
    miscellaneous_number: str = (
        ""  # the number the clerk gave the blanket motion; "" prints "See Exhibit A"
    )
    cases_per_motion: Annotated[int, Field(ge=1)] | None = None  # the county's where empty
    ruleset: str = ""  # the county's where empty


class CasePattern(Sourced):
    """One style of case number, and since when it is given out."""

    # A regular expression for the whole number, without defendant suffix. Its group "number", if
    # it has one, is what other lists print of it; "prefix" is the courthouse's letters.
    pattern: Pattern
    label: str
    felony: bool = False  # given to felonies alone, whatever became of them since
    from_year: int | None = None  # a last one says nothing: a conviction may come years later
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
    routes: dict[str, Route] = {}
    defender: Defender = Defender()
    notified: dict[str, Recipient] = {}  # on whom motions are served and who is told of orders
    case_numbers: dict[str, CasePattern] = {}

    @property
    def number_forms(self) -> tuple[str, ...]:
        """The regular expression of each style of its case numbers."""
        return tuple(form.pattern for form in self.case_numbers.values())

    def court_named(self, text: str) -> CourtId | None:
        """The court a list means by `text`, by exact alias after squeezing; None when unknown."""
        return self.courts_by_name.get(squeeze_court(text))

    def courts_like(self, text: str, most: int = 3) -> tuple[CourtId, ...]:
        """The courts whose spellings come nearest to `text`, the nearest first."""
        names = self.courts_by_name
        near = difflib.get_close_matches(squeeze_court(text), names, len(names), 0)
        return tuple(dict.fromkeys(names[name] for name in near))[:most]

    @property
    def courts_by_name(self) -> Mapping[str, CourtId]:
        """Every spelling of every court, squeezed; keep it where many are looked up."""
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


@lru_cache(_KEPT)
def squeeze_court(text: str) -> str:
    """A court's name reduced to what identifies it: upper case, DOJ prefix apart, single blanks.

    "CASCLOS ANGELES  S MONICA" and "CASC LOS ANGELES S MONICA" are one; so are "Compton Superior
    Court", "Compton Courthouse" and "COMPTON".
    """
    squeezed = _SIGNS.sub(" ", text.upper()).strip()
    squeezed = _COURT.sub("", squeezed)
    return _STATES_COURT.sub(r"\1 ", squeezed)


@lru_cache(_KEPT)
def squeeze_agency(text: str) -> str:
    """A police agency, place or prosecutor reduced to what identifies it.

    "Glendale Police Dept.", "CAPDGLENDALE" and "GLENDALE PD" are one; so are "Long Beach, CA" and
    "City of Long Beach".
    """
    squeezed = _SIGNS.sub(" ", _WITHIN_WORDS.sub("", text.upper())).strip()
    squeezed = _STATES_AGENCY.sub(r"\2 \1", squeezed)
    squeezed = _TOWN.sub("", squeezed)
    squeezed = _POLICE.sub("PD", squeezed)
    return _SHERIFF.sub("SO", squeezed)


def stands(from_on: dt.date | None, to_on: dt.date | None, day: dt.date) -> bool:
    """Whether `day` lies in a period; an end that is not given is open."""
    return (from_on is None or from_on <= day) and (to_on is None or day <= to_on)


def _told_apart(names: Iterable[tuple[str, str]]) -> None:
    meant: dict[str, str] = {}
    for name, record in names:
        if meant.setdefault(name, record) != record:
            raise ValueError(f'"{name}" is written for both {meant[name]} and {record}')


def refuse_unknown(where: str, name: str, names: Mapping[Any, object]) -> None:
    """Refuse a reference to a record that is not there."""
    if name not in names:
        raise ValueError(f"{where}: there is no {name}; known: {', '.join(sorted(names))}")


def refuse_unnameable(where: str, names: Iterable[str]) -> None:
    """Refuse the id of a record that is no name for a folder: it becomes a part of a path."""
    for name in names:
        if not re.fullmatch("[a-z0-9][a-z0-9-]*", name):
            raise ValueError(
                f"{where} > {name[:40]!r}: an id has only a to z, 0 to 9 and -, and no - in front"
            )
