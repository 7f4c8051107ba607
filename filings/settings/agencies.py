"""Define prosecutors: their counsel, whom they serve, and which cases are theirs."""

import datetime as dt
from typing import Literal

from pydantic import Field

from filings.model.identifiers import AgencyId
from filings.settings.base import Dated, SettingsRecord, Sourced
from filings.settings.court_and_agency_names import squeeze_agency

_UNITS = ("STATION", "STN", "STA", "DIVISION", "DIV", "AREA")


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
    """How an agency's papers were served; an empty field is a blank in the proof of service."""

    server: str = ""  # who served them, and signs
    server_title: str = ""
    address: tuple[str, ...] = ()  # of the server's business
    by: Literal["", "mail", "electronic"] = ""
    on: dt.date | None = None
    place: str = ""  # by mail: where they were deposited, "Los Angeles, California"
    email: str = ""  # for electronic service: the sender's address


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
    """A rule that misdemeanors of an arresting agency, or of a place, go to one prosecutor."""

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
        """Whether the rule applies to a conviction of `day`."""
        return stands(self.from_on, self.to_on, day)


def stands(from_on: dt.date | None, to_on: dt.date | None, day: dt.date) -> bool:
    """Whether `day` lies in a period; an end that is not given is open."""
    return (from_on is None or from_on <= day) and (to_on is None or day <= to_on)
