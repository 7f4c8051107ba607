"""Entries for tests, as a reader makes them: say only what the test is about."""

import datetime as dt
from dataclasses import replace

from filings.model.entries import Determination, Entry, Level, Name, Statute
from filings.model.identifiers import CaseNumber

GOOD = Entry(
    list=1,
    line=2,
    person="subject:0001",
    name=Name(last="SAMPLE", first="PAT", middle="Q"),
    born_on=dt.date(1960, 3, 14),
    statute=Statute(code="HS", section="11359"),
    statute_as_written="11359 HS-POSSESS FOR SALE",
    count="1",
    level=Level.FELONY,
    convicted_on=dt.date(1999, 5, 4),
    county="LOS ANGELES",
    court="CASC LOS ANGELES CENTRAL",
    case_number=CaseNumber("BA097736"),
    determination=Determination.DISMISSAL,
    determination_as_written="Eligible for Dismissal",
)


def entry(**changes: object) -> Entry:
    """An entry that goes in without remark, but for `changes`; `statute` may be "11357(c)"."""
    cited = changes.get("statute")
    if isinstance(cited, str):
        changes["statute"] = statute(cited)
    return replace(GOOD, **changes)  # type: ignore[arg-type]


def misdemeanor(**changes: object) -> Entry:
    """A misdemeanor that gogen left open, with nothing that tells who prosecutes."""
    plain: dict[str, object] = {
        "statute": "11357(b)",
        "case_number": CaseNumber("6SC00043"),  # a felony's number would tell the prosecutor
        "level": Level.MISDEMEANOR,
        "determination": Determination.UNREVIEWED_MISDEMEANOR,
        "determination_as_written": "To be reviewed by City Attorneys",
    }
    return entry(**(plain | changes))


def statute(cited: str) -> Statute:
    """A statute from "11357(c)", "11360(a)(2)" or "VC 23222(b)"."""
    code, _, rest = cited.rpartition(" ")
    section, _, subdivision = rest.partition("(")
    head, _, tail = subdivision.partition(")")
    return Statute(code=code or "HS", section=section, subdivision=head + tail)
