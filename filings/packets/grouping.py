"""Give each conviction its place: which packet, in what order, in which part.

Pure: the order of the list is forgotten. The same convictions come to the same packets under the
same names, so that a second run can be compared with the first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from filings.model.case_number import conviction_sort_key, defendant_sort_key, number_sort_key
from filings.model.conviction import Conviction
from filings.model.identifiers import AgencyId, CourtId, OffenseType, Relief
from filings.model.packet import Packet
from filings.settings.settings import GroupBy, Settings

ALL = OffenseType("all")
"""Stands for the offense type of a packet that is not split by offense."""


class Series(NamedTuple):
    """Packets that share a folder and are numbered as its parts: 001, 002 ..."""

    court: CourtId
    agency: AgencyId
    offense: OffenseType
    relief: Relief


class SeriesPlace(NamedTuple):
    """Where a conviction stands within its series; both numbers begin at 1."""

    part: int
    item: int  # the row of the packet's schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketOutline:
    """A packet without its convictions: enough to name it, count it, and ask for it."""

    series: Series
    part: int
    parts: int
    convictions: int
    together: int = 0  # of all parts
    joined_by: tuple[AgencyId, ...] = ()  # other prosecutors of its convictions

    @property
    def name(self) -> str:
        """The same as the packet's: "ccb/lada/sale-dismiss-seal/001"."""
        court, agency, offense, relief = self.series
        return f"{court}/{agency}/{offense}-{relief}/{self.part:03d}"


def series_of(conviction: Conviction, settings: Settings) -> Series:
    """The folder of a conviction's packet, by the grouping of its court, else of the office."""
    grouping = _grouping(conviction, settings)
    court = settings.county.default_court if grouping == "county" else conviction.court
    relief = settings.packets_of(conviction.relief)
    together = relief != conviction.relief  # a packet of several reliefs is of every offense
    offense = conviction.offense if grouping == "court-offense" and not together else ALL
    agency = moving(conviction.agency, conviction.court, relief, grouping, settings)
    return Series(court, agency, offense, relief)


def moving(
    agency: AgencyId, court: CourtId, relief: Relief, grouping: GroupBy, settings: Settings
) -> AgencyId:
    """Whose motion the convictions of a prosecutor stand in: his own, or the office's joint one.

    A motion in one case is its prosecutor's alone, and so is one that rests on an office's policy.

    Args:
        agency: Who prosecuted them.
        court: Where.
        relief: That of their packets.
        grouping: How the convictions of the court are grouped.
        settings: What decides.
    """
    if agency not in settings.office.joint_with or grouping == "case":
        return agency
    if settings.rests_on_policy(relief) or settings.paper(court).batching == "per-case":
        return agency
    return settings.office.agency


def apart(conviction: Conviction, settings: Settings) -> bytes:
    """A key that keeps apart what must not share a packet: the case, where grouped by case.

    Co-defendants share a number; each has a packet of his own, for no order may tell one of the
    other. Sorts as `case_number.conviction_sort_key` does.
    """
    if _grouping(conviction, settings) != "case" or settings.reliefs[conviction.relief].part_of:
        return b""
    return number_sort_key(conviction.case_number) + defendant_sort_key(conviction)


def sort_key(conviction: Conviction, settings: Settings) -> bytes:
    """What sorts a packet's convictions: schedule, courthouse, prosecutor, offense, number."""
    grouping = _grouping(conviction, settings)
    each = settings.reliefs[conviction.relief]
    before = f"{each.schedule:02d}{conviction.relief}\0" if each.part_of else ""
    if grouping == "county":
        before += settings.county.courts[conviction.court].name.casefold()
    if settings.office.joint_with and grouping != "case":
        signing = (settings.office.agency, *settings.office.joint_with)
        before += f"\0{signing.index(conviction.agency) if conviction.agency in signing else 0:03d}"
    if grouping in ("county", "court"):
        record = settings.offense_types.get(conviction.offense)
        before += f"\0{record.order if record else 0:04d}{conviction.offense}"
    return f"{before}\0".encode() + conviction_sort_key(conviction)


# What a document takes, about: measured on motions of 500 and 600 convictions, with room to spare.
_PAGES_BEFORE_SCHEDULE = 14
_ROWS_PER_PAGE = 34
_BYTES_BEFORE_SCHEDULE = 150_000
_BYTES_PER_ROW = 550


def limit(court: CourtId, settings: Settings) -> int:
    """How many convictions one motion to this court may hold.

    By its own number, and by how many will do for the pages and bytes that the court takes in a
    file and in one filing, as estimated; what is finished is measured, and what is too large all
    the same stops the run.
    """
    most = settings.court(court).cases_per_motion or settings.county.cases_per_motion
    most = min(most, settings.office.wave or most)
    paper = settings.rulesets.get(settings.court(court).ruleset or settings.county.ruleset)
    if paper is None:
        return most
    room = (paper.pdf.max_mb * 1_000_000 - _BYTES_BEFORE_SCHEDULE) // _BYTES_PER_ROW
    if pages := paper.pdf.max_pages:
        room = min(room, (pages - _PAGES_BEFORE_SCHEDULE) * _ROWS_PER_PAGE)
    if paper.pdf.envelope_mb:
        kinds = [kind for kind in paper.documents.values() if not kind.in_place_of]
        schedules = sum(kind.shows == "schedule" for kind in kinds)
        free = paper.pdf.envelope_mb * 1_000_000 - len(kinds) * _BYTES_BEFORE_SCHEDULE
        room = min(room, free // (max(1, schedules) * _BYTES_PER_ROW))
    return max(1, min(most, int(room)))


def deal(convictions: Iterable[tuple[bytes, str]], most: int) -> Iterator[SeriesPlace]:
    """The place of each conviction of one series, given in order as (`apart`, case number).

    The counts of one case stay in one part, for a clerk takes up the file once; only a case with
    more counts than a motion may hold is divided.
    """
    part, item = 0, most
    for _, group in groupby(convictions, key=lambda conviction: conviction[0]):
        fresh = True  # what must stand apart begins a part of its own
        for _, case in groupby(group, key=lambda conviction: conviction[1]):
            counts = sum(1 for _ in case)
            if fresh or item + counts > most:
                part, item, fresh = part + 1, 0, False
            for _ in range(counts):
                if item == most:
                    part, item = part + 1, 0
                item += 1
                yield SeriesPlace(part, item)


def cases(packet: Packet) -> Iterator[tuple[int, Packet]]:
    """Each case of a packet as a packet of its own, with the row of its first conviction.

    A case is one person's: co-defendants share its number, and no order may tell one of the other.
    """
    by_case: dict[tuple[object, ...], list[tuple[int, Conviction]]] = {}
    for item, conviction in enumerate(packet.convictions, 1):
        whose = (conviction.case_number, conviction.defendant_suffix, conviction.name)
        by_case.setdefault(whose, []).append((item, conviction))
    for (item, first), *others in by_case.values():
        yield item, replace(packet, convictions=(first, *(other for _, other in others)))


def _grouping(conviction: Conviction, settings: Settings) -> GroupBy:
    office = settings.office
    return office.group_by_court.get(conviction.court, office.group_by)
