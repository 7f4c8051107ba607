"""Screened lines for tests: say only what the test is about."""

import datetime as dt

from filings.model.entries import Entry, Level, Statute
from filings.model.fates import Fate, Screened
from filings.model.identifiers import AgencyId, CourtId, OffenseType, ReasonCode, Relief
from filings.model.tally import Tally


def line(
    number: int = 2, fate: Fate = Fate.INCLUDED, reason: str = "", **entry: object
) -> Screened:
    """A screened felony possession for sale of 1999 in Los Angeles, unless told otherwise.

    `goes_to` is the court it is filed with, `offense` its type; all other keywords are fields of
    its `Entry`.
    """
    defaults: dict[str, object] = {
        "person": f"cii:{number}",
        "statute": Statute(code="HS", section="11359"),
        "level": Level.FELONY,
        "convicted_on": dt.date(1999, 5, 4),
        "court": "CRIMINAL COURTS BUILDING",
    }
    court = entry.pop("goes_to", "ccb")
    offense = entry.pop("offense", "possession-for-sale")
    unreadable = fate is Fate.UNREADABLE
    return Screened(
        list=1,
        line=number,
        entry=1,
        fate=fate,
        reason=ReasonCode(reason),
        source=None if unreadable else Entry(list=1, line=number, **(defaults | entry)),  # type: ignore[arg-type]
        court=None if unreadable else CourtId(str(court)),
        agency=AgencyId("lada"),
        offense=OffenseType(str(offense)),
        relief=Relief("dismiss-seal"),
    )


def tally(*lines: Screened) -> Tally:
    counted = Tally()
    for each in lines:
        counted.add(each)
    return counted
