"""People, convictions and a press that exist only here: say only what the test is about."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from filings.model.conviction import Conviction
from filings.model.entries import Determination, Entry, Level, Name, Statute
from filings.model.fates import Fate, Screened
from filings.model.identifiers import (
    AgencyId,
    CaseNumber,
    ConvictionId,
    CourtId,
    OffenseType,
    ReasonCode,
    Relief,
)
from filings.model.packet import DraftReason, Packet, Placement
from filings.model.sources import Earlier, ListSource
from filings.render import Printed
from filings.render.printed_texts import PrintedText
from filings.settings.settings import Settings
from tests.small_settings import small_settings


def conviction(case: str = "BA000001", **fields: object) -> Conviction:
    """A felony possession for sale of 1999 at the Foltz courthouse, unless told otherwise."""
    name = fields.pop("name", "DOE, JANE")
    if isinstance(name, str):
        last, _, first = name.partition(", ")
        name = Name(last=last, first=first) if last else None
    section = str(fields.pop("section", "11359"))
    given: dict[str, object] = {
        "list": 1,
        "line": 2,
        "entry": 1,
        "sample": False,
        "name": name,
        "case_number": CaseNumber(case),
        "also_numbered": (),
        "defendant_suffix": "",
        "statute": Statute(code="HS", section=section[:5], subdivision=section[5:].strip("()")),
        "count": "",
        "level": Level.FELONY,
        "convicted_on": dt.date(1999, 5, 4),
        "court": CourtId("ccb"),
        "agency": AgencyId("lada"),
        "offense": OffenseType("possession-for-sale"),
        "relief": Relief("dismiss-seal"),
    } | fields
    if "id" not in given:
        parts = (
            given["court"],
            case,
            given["defendant_suffix"],
            section,
            given["count"],
            given["convicted_on"],
        )
        given["id"] = ConvictionId(hashlib.sha256(repr(parts).encode()).hexdigest()[:24])
    return Conviction(**given)  # type: ignore[arg-type]


def included(
    line: int,
    case: str = "BA000001",
    *,
    list: int = 1,
    entry: int = 1,
    person: str = "",
    key: str = "",
    **fields: object,
) -> Screened:
    """A candidate on a line of a list; `person` is its keyed hash, `key` the list's count key."""
    its = conviction(case, list=list, line=line, entry=entry, **fields)
    return Screened(
        list=list,
        line=line,
        entry=entry,
        fate=Fate.INCLUDED,
        conviction=its,
        source=Entry(
            list=list,
            line=line,
            entry=entry,
            person=person,
            name=its.name,
            statute=its.statute,
            statute_as_written=f"{its.statute.short} HS",
            count=its.count,
            count_key=key,
            level=its.level,
            convicted_on=its.convicted_on,
            case_number=its.case_number,
            other_numbers=its.also_numbered,
            defendant_suffix=its.defendant_suffix,
            determination=Determination.DISMISSAL,
            determination_as_written="Eligible for Dismissal",
        ),
        court=its.court,
        agency=its.agency,
        offense=its.offense,
        relief=its.relief,
    )


def other(line: int, fate: Fate, reason: str, *, list: int = 1, **entry: object) -> Screened:
    """An entry that does not go in."""
    unreadable = fate is Fate.UNREADABLE
    return Screened(
        list=list,
        line=line,
        entry=1,
        fate=fate,
        reason=ReasonCode(reason),
        source=None if unreadable else Entry(list=list, line=line, **entry),  # type: ignore[arg-type]
    )


def grouped(settings: Settings, by: str, **courts: str) -> Settings:
    """The settings with another grouping, for all courts or for some."""
    office = settings.office.model_copy(update={"group_by": by, "group_by_court": courts})
    return settings.model_copy(update={"office": office})


def limited(settings: Settings, most: int) -> Settings:
    """The settings with so many convictions per motion."""
    county = settings.county.model_copy(update={"cases_per_motion": most})
    return settings.model_copy(update={"counties": {settings.office.county: county}})


class FakeRenderer:
    """Prints a line of text per conviction, at once and always the same."""

    texts_are_shipped = False

    def __init__(
        self,
        settings: Settings,
        templates: Sequence[Path] = (),
        *,
        filed_on: dt.date,
        lists: Sequence[ListSource] = (),
        earlier: Earlier | None = None,
        drafts: Sequence[DraftReason] = (),
        reuse: bool = True,
        before: object = None,
        disk: object = None,
        editable: bool = True,
    ) -> None:
        self.settings = settings
        self.filed_on = filed_on
        self.lists = lists
        self.drafts = tuple(drafts)
        self.earlier = earlier or Earlier()

    def refuse_foreign(self, court: CourtId, relief: Relief, documents: Iterable[str]) -> None:
        """It has no texts."""

    def undrawable(self, conviction: Conviction) -> str:
        return "☃" if conviction.name and "☃" in conviction.name.listed else ""

    def in_ws(self, text: str) -> float:
        return float(len(text))

    def plain(self, text: str) -> bool:
        return True

    def print_document(self, packet: Packet, document: str) -> Printed:
        sealed = document in ("exhibit-a-sealed", "order")
        rows = [
            f"{row} {its.number} {its.name.listed if sealed and its.name else ''}"
            for row, its in enumerate(packet.convictions, 1)
        ]
        head = f"%PDF of {document} for {packet.name}, part {packet.part} of {packet.parts}"
        head += "".join(f", supplements run {its.run}" for its in self.earlier.runs)
        return Printed(
            name=f"{document}.pdf",
            zone="sealed" if sealed else "public",
            pdf="\n".join([head, self.filed_on.isoformat(), *rows]).encode(),
            pages=1 + len(rows) // 40,
            convictions=len(rows),
            draft=self.drafts,
            text=PrintedText(document, (("", f"Text of {document}"),)),
            placements=tuple(
                Placement(
                    conviction=its.id, document=f"{document}.pdf", page=1 + row // 40, row=row
                )
                for row, its in enumerate(packet.convictions, 1)
                if document != "proof-of-service"
            ),
        )

    def print_sheet(self, composed: str, paper: object, name: str) -> bytes:
        return f"%PDF sheet {name}\n{composed}".encode()


__all__ = [
    "FakeRenderer",
    "conviction",
    "grouped",
    "included",
    "limited",
    "other",
    "small_settings",
]
