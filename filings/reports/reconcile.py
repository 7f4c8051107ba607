"""Build the report from the ledger's lines; raise if independent totals differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from filings.model.errors import VerificationError
from filings.model.fates import Fate, Line, Totals
from filings.model.identifiers import ReasonCode
from filings.model.packet import Document, DraftReason
from filings.model.report import (
    AwaitedText,
    ListReport,
    PacketReport,
    ReasonCount,
    Report,
    WarningCount,
)
from filings.model.tally import Tally
from filings.packets.grouping import PacketOutline
from filings.reports.groupings import GroupingCount
from filings.reports.human_time import human_minutes
from filings.screening.answers import ValueCount, ValueQuestions, collected
from filings.settings.settings import Settings


@dataclass(slots=True)
class Reconciliation:
    """Counts the ledger's lines while they are written."""

    tally: Tally = field(default_factory=Tally)
    warnings: Counter[ReasonCode] = field(default_factory=Counter)
    packets: Counter[str] = field(default_factory=Counter)
    values: ValueCount = field(default_factory=ValueCount)
    grouped: GroupingCount = field(default_factory=GroupingCount)
    sample: bool = False

    def of(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Yield the same lines, and count them."""
        for line in lines:
            screened = line.screened
            self.tally.add(screened)
            self.values.add(screened)
            if screened.fate is Fate.INCLUDED:
                self.warnings.update(screened.warnings)
                self.packets[line.packet] += 1
                if screened.conviction:
                    self.grouped.add(screened.conviction)
            self.sample = self.sample or bool(screened.source and screened.source.sample)
            yield line


def packet_report(outline: PacketOutline, record: Mapping[str, Any] | None = None) -> PacketReport:
    """The report of a packet; with its record, once it is printed, also of its documents."""
    court, agency, offense, relief = outline.series
    report = PacketReport(
        name=outline.name,
        court=court,
        agency=agency,
        offense=offense,
        relief=relief,
        part=outline.part,
        parts=outline.parts,
        convictions=outline.convictions,
        joined_by=outline.joined_by,
    )
    if record is None:
        return report
    files = {path: (sha256, size) for path, sha256, size in record["files"]}
    return replace(
        report,
        documents=tuple(
            Document(
                path=document["path"],
                sha256=files[document["path"]][0],
                pages=document["pages"],
                bytes=files[document["path"]][1],
                convictions=document["convictions"],
                draft=_reasons(document),
            )
            for document in record["documents"]
            if "item" not in document
        ),
        drafts=sum(bool(_reasons(document)) for document in record["documents"]),
        draft=tuple(dict.fromkeys(r for printed in record["documents"] for r in _reasons(printed))),
        case_documents=sum("item" in document for document in record["documents"]),
        pages=sum(document["pages"] for document in record["documents"]),
    )


def _reasons(document: Mapping[str, Any]) -> tuple[DraftReason, ...]:
    return tuple(DraftReason(**reason) for reason in document.get("draft", ()))


def packet_line(outline: PacketOutline, record: Mapping[str, Any]) -> dict[str, Any]:
    """The entry of a packet in the manifest, with every file."""
    documents = {document["path"]: document for document in record["documents"]}
    return {
        "name": outline.name,
        **outline.series._asdict(),
        "part": outline.part,
        "parts": outline.parts,
        "convictions": outline.convictions,
        "files": [
            {"path": path, "sha256": sha256, "bytes": size} | documents.get(path, {})
            for path, sha256, size in record["files"]
        ],
    }


def make_report(
    totals: Totals,
    reasons: Iterable[tuple[Fate, ReasonCode, int]],
    packets: tuple[PacketReport, ...],
    lists: tuple[ListReport, ...],
    survey: Reconciliation,
    settings: Settings,
) -> Report:
    """Put the report together, if independent totals agree.

    Raises:
        VerificationError: They do not.
    """
    read = sum(source.rows for source in lists)
    for said, counted, of in (
        (totals.closes, True, "entries with one fate"),
        (read, totals.rows, "rows with an entry"),
        (survey.tally.entries, totals.entries, "lines of the ledger"),
        (survey.packets.total(), totals.included, "included entries in a packet"),
        (
            dict(survey.packets),
            {packet.name: packet.convictions for packet in packets},
            "entries by packet",
        ),
    ):
        if said != counted:
            what = f"{of}: {said} on one side, {counted} on the other"
            raise VerificationError("totals", what, "Please report this.")
    screening = settings.screening
    counts = tuple(
        ReasonCount(
            fate=fate,
            reason=code,
            words=reason.words if code else "",
            who_can_act=reason.who_can_act,
            remedy=reason.remedy,
            entries=entries,
        )
        for fate, code, entries in reasons
        for reason in (screening.reason(fate, code),)
    )
    asked = tuple(collected(survey.values.values, ValueQuestions(settings)))
    return Report(
        totals=totals,
        reasons=counts,
        warnings=tuple(
            WarningCount(
                warning=code,
                words=screening.reason(Fate.INCLUDED, code).words,
                convictions=convictions,
            )
            for code, convictions in sorted(
                survey.warnings.items(), key=lambda item: (-item[1], item[0])
            )
        ),
        packets=packets,
        lists=lists,
        sample=survey.sample or any(source.sample for source in lists),
        tally=survey.tally,
        asked=asked,
        awaited=tuple(_awaited(packets, settings)),
        minutes=human_minutes(counts, asked, settings),
    )


def _awaited(packets: Sequence[PacketReport], settings: Settings) -> Iterator[AwaitedText]:
    """Texts that the office must supply; not for packets of other prosecutors."""
    office = settings.office
    for law, record in settings.our_laws.items():
        for id, ground in record.grounds.items():
            if not (ground.of_the_office and ground.asks):
                continue
            waiting = [
                packet
                for packet in packets
                if packet.relief == ground.asks
                and (law not in office.policies or packet.agency != office.agency)
            ]
            if waiting:
                yield AwaitedText(
                    law=law,
                    ground=id,
                    convictions=sum(packet.convictions for packet in waiting),
                    packets=len(waiting),
                )
