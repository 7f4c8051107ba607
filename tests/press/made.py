"""Packets made up for the tests of the press: plainly fictitious people."""

import datetime as dt
from typing import Any

from filings.docket import (
    AgencyId,
    CaseNumber,
    Conviction,
    ConvictionId,
    CourtId,
    Level,
    Name,
    OffenseType,
    Packet,
    Relief,
    Statute,
)
from filings.press import Press, Printed
from filings.settings import read_settings

FILED_ON = dt.date(2026, 3, 2)


def press(**more: Any) -> Press:
    return Press(read_settings(), filed_on=FILED_ON, **more)


def print_packet(machine: Press, of: Packet) -> tuple[Printed, ...]:
    """Every document of a packet."""
    return tuple(machine.print_document(of, name) for name in machine.documents(of.court))


def conviction(n: int = 1, **but: Any) -> Conviction:
    made = {
        "id": ConvictionId(f"{n:024x}"),
        "list": 1,
        "line": n + 1,
        "entry": 1,
        "sample": False,
        "name": Name(last=f"SPECIMEN{n}", first="ALEX", middle="Q"),
        "case_number": CaseNumber(f"BA{100000 + n}"),
        "also_numbered": (),
        "defendant_suffix": "",
        "statute": Statute(code="HS", section="11360", subdivision="a"),
        "count": "1",
        "level": Level.FELONY,
        "convicted_on": dt.date(1998, 2, 14),
        "court": CourtId("ccb"),
        "agency": AgencyId("lada"),
        "offense": OffenseType("sale"),
        "relief": Relief.DISMISS_AND_SEAL,
    }
    return Conviction(**(made | but))


def packet(*convictions: Conviction, **but: Any) -> Packet:
    first = convictions[0]
    made = {
        "court": first.court,
        "agency": first.agency,
        "offense": first.offense,
        "relief": first.relief,
        "part": 1,
        "parts": 1,
        "convictions": convictions,
    }
    return Packet(**(made | but))


def many(count: int, **but: Any) -> Packet:
    return packet(*(conviction(n, **but) for n in range(1, count + 1)))
