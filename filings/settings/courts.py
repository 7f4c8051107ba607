"""Define a courthouse: its names, its caption, its department, and where its cases went."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from filings.model.identifiers import CourtId
from filings.settings.base import Dated, SettingsRecord


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
