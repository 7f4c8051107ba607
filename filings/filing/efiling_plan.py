"""Plan the e-filing of a packet: lead and supporting documents, their order and file names.

The plan is for whoever keys an electronic filing, or for a program that does. Nothing is sent.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from filings.model.identifiers import CourtId
from filings.model.report import PacketReport
from filings.output.packet_folders import home
from filings.packets.waves import Wave
from filings.settings.rulesets import Ruleset
from filings.settings.settings import Settings

PLAN = "filing-plan.json"

LONGEST_NAME = 50
"""Characters of an uploaded file's name that portals accept, the ending included."""

_DIGEST = 6  # characters of the hash that ends a shortened name


class _WholePlan(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlannedDocument(_WholePlan):
    """One file to upload."""

    order: int  # of upload, from 1
    role: Literal["lead", "supporting", "proposed-order", "lodged"]
    title: str  # "Motion, part 1 of 2"
    path: str  # under the folder of the build
    upload_name: str  # at most 50 characters, and no other of this court's has it
    security: Literal["public", "conditionally under seal", "confidential"]
    sha256: str
    bytes: int
    pages: int
    convictions: int
    draft: bool  # it must not be filed yet
    editable: str | None = None  # path of its text as a DOCX, which is lodged with it
    case_item: int | None = None  # row of the schedule, of a paper of a single case
    then: str  # what to do with it, in the words of the cover sheet


class FilingParty(_WholePlan):
    """Who stands in the caption; no person is named."""

    role: Literal["plaintiff", "defendant"]
    name: str


class PortalLimits(_WholePlan):
    """What the court's ruleset says that a file may be; null where nothing is known."""

    file_bytes: int
    file_pages: int | None
    envelope_bytes: int | None


class FilingPlan(_WholePlan):
    """What goes to one court in one packet."""

    form: Literal[1] = Field(alias="schema")
    packet: str
    court: str  # the court's id
    court_name: str
    agency: str
    case_number: str  # "" where a number is to be assigned
    part: int
    parts: int
    convictions: int
    wave: int | None = None  # from 1; null where all is filed at once
    waves: int | None = None  # how many there are
    week_from: dt.date | None = None  # the first day of the week in which it is filed
    ready: bool  # no document is a draft
    parties: list[FilingParty]
    limits: PortalLimits
    bytes: int
    documents: list[PlannedDocument]
    also_lodged: list[str]  # tables under seal, for the clerk's system


def filing_plan(
    packet: PacketReport,
    record: Mapping[str, Any],
    settings: Settings,
    wave: Wave | None = None,
) -> FilingPlan:
    """The plan of one packet.

    Args:
        packet: The packet, printed.
        record: What the run folder keeps of the packet: its files, those of single cases too.
        settings: Names of courts and agencies, and the court's ruleset.
        wave: In which it is filed; None where all is filed at once.
    """
    paper = settings.paper(packet.court)
    agency = settings.county.agencies[packet.agency]
    documents = list(_documents(packet, record, paper, confidential=settings.office.confidential))
    sealed = home("sealed", packet.name, settings.office.agency)
    tables = [str(path) for path, *_ in record["files"] if not str(path).endswith(".pdf")]
    return FilingPlan(
        schema=1,
        packet=packet.name,
        court=packet.court,
        court_name=settings.court(CourtId(packet.court)).name,
        agency=agency.name,
        case_number="",
        part=packet.part,
        parts=packet.parts,
        convictions=packet.convictions,
        wave=wave.number if wave else None,
        waves=wave.waves if wave else None,
        week_from=wave.begins_on if wave else None,
        ready=not any(document.draft for document in documents),
        parties=[
            FilingParty(role="plaintiff", name=_capitals(agency.people)),
            FilingParty(role="defendant", name="THE PERSONS LISTED IN EXHIBIT A"),
        ],
        limits=PortalLimits(
            file_bytes=round(paper.pdf.max_mb * 1_000_000),
            file_pages=paper.pdf.max_pages,
            envelope_bytes=round(paper.pdf.envelope_mb * 1_000_000)
            if paper.pdf.envelope_mb
            else None,
        ),
        bytes=sum(document.bytes for document in documents),
        documents=documents,
        also_lodged=[path for path in tables if path.startswith(f"{sealed}/")],
    )


def _documents(
    packet: PacketReport, record: Mapping[str, Any], paper: Ruleset, *, confidential: bool
) -> Iterator[PlannedDocument]:
    files = {path: (sha256, size) for path, sha256, size in record["files"]}
    kinds = {
        name: kind.as_kept(confidential=confidential)
        for name, kind in (paper.documents | paper.per_case).items()
    }
    kept: Literal["conditionally under seal", "confidential"] = (
        "confidential" if confidential else "conditionally under seal"
    )
    led = False
    for order, document in enumerate(record["documents"], 1):
        path = str(document["path"])
        item = document.get("item")
        stem = (
            PurePosixPath(path).parent.name.removesuffix("s") if item else PurePosixPath(path).stem
        )
        kind = kinds.get(stem)
        public = "/public/" in f"/{path}"
        role: Literal["lead", "supporting", "proposed-order", "lodged"]
        if not public:
            role = "lodged"
        elif "order" in stem.split("-") and led:
            role = "proposed-order"
        else:
            role, led = ("supporting" if led else "lead"), True
        sha256, size = files[path]
        yield PlannedDocument(
            order=order,
            role=role,
            title=_title(stem, packet, item),
            path=path,
            upload_name=upload_name(stem, packet, item),
            security="public" if public else kept,
            sha256=sha256,
            bytes=size,
            pages=document["pages"],
            convictions=document["convictions"],
            draft=bool(document.get("draft")),
            editable=docx if (docx := f"{path.removesuffix('.pdf')}.docx") in files else None,
            case_item=item,
            then=kind.then if kind else "",
        )


def upload_name(document: str, packet: PacketReport, item: int | None = None) -> str:
    """A file's name with court, kind and part, short enough for portals and used only once.

    A name that is too long is cut at its end, and a few characters of a hash keep it unique.
    """
    place = f"{packet.part:03d}" + (f"-{item:05d}" if item else "")
    parts = (packet.court, document, packet.offense, packet.relief, packet.agency)
    whole = "-".join(parts)
    name = f"{whole}-{place}.pdf"
    if len(name) <= LONGEST_NAME:
        return name
    figures = hashlib.sha256("/".join(parts).encode()).hexdigest()[:_DIGEST]
    room = LONGEST_NAME - len(f"-{figures}-{place}.pdf")
    return f"{whole[:room].rstrip('-')}-{figures}-{place}.pdf"


def _title(document: str, packet: PacketReport, item: int | None) -> str:
    words = document.replace("-", " ").capitalize()
    part = f", part {packet.part} of {packet.parts}" if packet.parts > 1 else ""
    return f"{words}{part}" + (f", item {item:,}" if item else "")


def _capitals(people: str) -> str:
    """A party as portals want it, in capitals, without the article."""
    return people.upper().removeprefix("THE ")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of filing-plan.json."""
    return FilingPlan.model_json_schema()
