"""Packets made up for the tests of the press: plainly fictitious people."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

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
from filings.render import Printed, Renderer
from filings.settings.settings import Counsel, Settings, read_settings

INVENTED_OFFICE = Path(__file__).parents[2] / "examples" / "los_angeles" / "invented_office"
FILED_ON = dt.date(2026, 3, 2)


@cache
def _settings() -> Settings:
    return read_settings([INVENTED_OFFICE])


def press(**more: Any) -> Renderer:
    """A renderer that has printed nothing yet."""
    return Renderer(_settings(), filed_on=FILED_ON, **more)


@cache
def shared_press() -> Renderer:
    """One for all tests to which it does not matter what was printed before."""
    return press()


def print_packet(machine: Renderer, of: Packet) -> tuple[Printed, ...]:
    """Every document of a packet."""
    return tuple(machine.print_document(of, name) for name in machine.documents(of))


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
        "relief": Relief("dismiss-seal"),
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


def shipped_name(document: str) -> str:
    """The file that every court of California has a document of Proposition 64 from."""
    folder = "frame" if document == "exhibit-a-sealed" else "laws/proposition-64"
    return f"{folder}/{document}.html"


def many(count: int, **but: Any) -> Packet:
    return packet(*(conviction(n, **but) for n in range(1, count + 1)))


def own_office(settings: Settings) -> Settings:
    """An office with particulars of its own, as far as a program can tell."""
    counsel = Counsel(
        attorney="Jordan A. Ellery",
        bar_number="123456",
        title="Deputy District Attorney",
        address=("1 Main Street", "Los Angeles, California 90012"),
        telephone="(213) 555-0100",
        email="j.ellery@da.test",
        declarant="Robin B. Ames",
        declarant_title="Data Analyst",
    )
    county = settings.county
    agency = county.agencies[settings.office.agency].model_copy(update={"counsel": counsel})
    agencies = {**county.agencies, settings.office.agency: agency}
    county = county.model_copy(update={"agencies": agencies})
    office = settings.office.model_copy(
        update={
            "conviction_key": type(settings.office.conviction_key)("a key of this office alone"),
            "list_statement": "I made the list from the records of this office.",
        }
    )
    counties = {**settings.counties, settings.office.county: county}
    return settings.model_copy(update={"office": office, "counties": counties})
