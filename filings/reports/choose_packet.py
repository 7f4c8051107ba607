"""Choose the packet that a preview prints, or say why a case is in none."""

from collections.abc import Iterator
from itertools import islice

from filings.model.case_number import folded
from filings.model.errors import ListError
from filings.model.identifiers import CourtId, OffenseType
from filings.model.packet import Packet
from filings.packets.case_store import CaseStore
from filings.packets.grouping import cases
from filings.reports.found_lines import ENDS
from filings.settings.settings import Settings

_MOST_ENTRIES = 5  # entries of a case in no packet that are listed one by one
_SEE_WORKLISTS = "`filings check LIST --ledger FILE` tells the fate of every row."


def choose_packet(
    store: CaseStore,
    settings: Settings,
    court: CourtId | None = None,
    offense: OffenseType | None = None,
    case: str | None = None,
) -> Packet:
    """The first packet that fits the given court, offense type and case number.

    Raises:
        ListError: There is none; the message says what became of the case's entries.
    """
    for outline in store.outlines():
        series = outline.series
        if (court and series.court != court) or (offense and series.offense != offense):
            continue
        packet = store.packet(outline)
        if case is None or folded(case) in _numbers(packet):
            return packet
    wanted = ", ".join(filter(None, (court, offense, case)))
    if case is not None:
        fates = list(islice(_fates_of_entries(store, settings, case), _MOST_ENTRIES))
        if fates:
            raise ListError(f"preview --case {case}", "; ".join(fates), _SEE_WORKLISTS)
    what = f"no packet of {wanted}" if wanted else "nothing in the lists can go in"
    remedy = "`filings check` says what goes in, and why the rest does not."
    raise ListError("preview", what, remedy)


def choose_case(packet: Packet, case: str | None) -> Packet:
    """The packet of a single case: that with the number, or the first."""
    alone = (single for _, single in cases(packet))
    return next(single for single in alone if case is None or folded(case) in _numbers(single))


def _fates_of_entries(store: CaseStore, settings: Settings, case: str) -> Iterator[str]:
    """Sentences on why each entry of a case is in no packet, and who can act."""
    wanted = folded(case)
    for line in store.lines():
        screened, source = line.screened, line.screened.source
        if source is None or line.packet:
            continue
        own = source.case_number or ""
        numbers = (own, f"{own}{source.defendant_suffix}", *source.other_numbers)
        if wanted not in map(folded, numbers):
            continue
        reason = settings.screening.reason(screened.fate, screened.reason)
        why = reason.words.rstrip(".") + (f" ({screened.detail})" if screened.detail else "")
        who = f"; who can act: {reason.who_can_act}" if reason.who_can_act else ""
        yield f"list {screened.list}, line {screened.line}: {ENDS[screened.fate]}: {why}{who}"


def _numbers(packet: Packet) -> set[str]:
    """The case numbers of a packet, with and without the defendant's suffix, in normal form."""
    return {
        folded(number)
        for conviction in packet.convictions
        for number in (conviction.case_number, conviction.number)
    }
