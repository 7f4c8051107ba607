"""Tell of one entry that was looked for where it stands, or why it is in no packet."""

from collections.abc import Iterator

from filings.model.fates import Fate
from filings.model.identifiers import CourtId, ReasonCode
from filings.output.find_entries import FoundEntry
from filings.output.packet_folders import WORKLISTS
from filings.settings.settings import Settings

ENDS = {
    Fate.HELD: "needs you",
    Fate.UNREADABLE: "needs you",
    Fate.DUPLICATE: "already there",
    Fate.OUT_OF_SCOPE: "not for this motion",
}
"""The fates of entries that are in no packet, in plain words."""


def found_lines(entry: FoundEntry, settings: Settings, *, built: bool = True) -> Iterator[str]:
    """Where an entry stands, and why, in a few lines; `built` says whether a build was made."""
    number = "-".join(filter(None, (entry.case_number, entry.defendant_suffix)))
    court = settings.county.courts.get(CourtId(entry.court))
    yield ", ".join(
        filter(
            None,
            (
                number or "no case number",
                entry.section,
                entry.convicted_on,
                court.name if court else "",
                f"list {entry.list}, line {entry.line}",
            ),
        )
    )
    reason = settings.screening.reasons.get(ReasonCode(entry.reason))
    if entry.fate == Fate.INCLUDED:
        stands = "in a packet" if built else "would go into the packet"
        yield f"  {stands}: {entry.packet}, number {entry.item} of its schedule"
        for document, page, row in entry.stands:
            yield f"    {document}, page {page}, row {row}"
        return
    yield f"  {ENDS[Fate(entry.fate)]}: {reason.words if reason else entry.reason}"
    if entry.same_as:
        yield f"    the same as {entry.same_as}" + (f", in {entry.packet}" if entry.packet else "")
    if entry.who_can_act:
        yield f"    who can act: {entry.who_can_act}"
        if reason:
            yield f"    what to do: {reason.remedy}"
    if built and reason and reason.worklist:
        yield f"    worklist: {WORKLISTS}/{entry.reason}.csv"
