"""Estimate the packets of each way of grouping, and advise one.

Packets and documents are counted exactly; pages are estimated, since nothing is laid out.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from filings.model.conviction import Conviction
from filings.model.identifiers import AgencyId, CourtId, OffenseType, Relief
from filings.model.plain_words import counted
from filings.model.report import Grouping
from filings.packets.grouping import limit, moving
from filings.settings.settings import GroupBy, Settings

_RULES: tuple[GroupBy, ...] = ("court-offense", "court", "county", "case")
_ADVISED: tuple[GroupBy, ...] = ("court-offense", "court", "county")
_FEW = 10  # convictions: a packet of fewer is small
_TOO_MANY_SMALL = 1 / 3  # share of the packets

# Pages, estimated.
_ROWS_PER_PAGE = 38
_PAGES_BEFORE_SCHEDULE = 4
_PAGES_ALONE = 2

Kind = tuple[CourtId, AgencyId, OffenseType, Relief]
Size = tuple[CourtId, Relief, int]
"""Court, relief and number of convictions of a packet."""


@dataclass(slots=True)
class GroupingCount:
    """Included convictions, counted by everything that grouping depends on."""

    kinds: Counter[Kind] = field(default_factory=Counter)
    cases: Counter[tuple[Kind, int]] = field(default_factory=Counter)

    def add(self, conviction: Conviction) -> None:
        """Count an included conviction."""
        kind = (conviction.court, conviction.agency, conviction.offense, conviction.relief)
        listed = conviction.name.listed if conviction.name else ""
        case = (conviction.case_number, conviction.defendant_suffix, listed)
        self.kinds[kind] += 1
        self.cases[kind, hash(case)] += 1


def groupings(count: GroupingCount, settings: Settings) -> tuple[Grouping, ...]:
    """The packets of each way of grouping, the advised one marked; empty if nothing is included.

    Courts that accept only single cases have packets of single cases in each.
    """
    if not count.kinds:
        return ()
    sizes = {rule: _sizes(rule, count, settings) for rule in _RULES}
    advised = next((rule for rule in _ADVISED if not _mostly_small(sizes[rule])), _ADVISED[-1])
    return tuple(
        _estimated(rule, sizes[rule], settings, advised=rule == advised) for rule in _RULES
    )


def words_of(groupings: tuple[Grouping, ...], settings: Settings) -> list[str]:
    """A line for each way of grouping."""
    used = settings.office.group_by
    return [
        f"{grouping.rule}: {counted(grouping.packets, 'packet')},"
        f" {counted(grouping.documents, 'document')}, about {counted(grouping.pages, 'page')}"
        f"{f', {grouping.small:,} of the packets under {_FEW} convictions' * bool(grouping.small)}"
        f"{' (chosen)' if grouping.rule == used else ''}"
        f"{' (advised)' if grouping.advised else ''}"
        for grouping in groupings
    ]


def _sizes(rule: GroupBy, count: GroupingCount, settings: Settings) -> list[Size]:
    """The packets of one way of grouping."""
    own = settings.office.group_by_court
    apart: Mapping[CourtId, GroupBy] = {court: how for court, how in own.items() if how == "case"}
    series: Counter[tuple[CourtId, Relief, object]] = Counter()
    single: Counter[tuple[CourtId, Relief, object]] = Counter()
    county = settings.county.default_court
    single_of: dict[Kind, AgencyId] = {}
    for kind, times in count.kinds.items():
        court, agency, offense, relief = kind
        under = apart.get(court, rule)
        packet = settings.packets_of(relief)
        agency = moving(agency, court, packet, under, settings)
        if under == "case" and packet == relief:
            single_of[kind] = agency
        elif under == "county":
            series[county, packet, agency] += times
        elif under == "court" or packet != relief:
            series[court, packet, agency] += times
        else:
            series[court, packet, (agency, offense)] += times
    for (kind, case), times in count.cases.items() if single_of else ():
        if kind in single_of:
            court, *_, relief = kind
            single[court, relief, (single_of[kind], case)] += times
    sizes = [(court, relief, times) for (court, relief, _), times in single.items()]
    for (court, relief, _), times in series.items():
        most = limit(court, settings)
        whole, rest = divmod(times, most)
        sizes += [(court, relief, most)] * whole + ([(court, relief, rest)] if rest else [])
    return sizes


def _mostly_small(sizes: list[Size]) -> bool:
    small = sum(size < _FEW for *_, size in sizes)
    return len(sizes) > 1 and small > len(sizes) * _TOO_MANY_SMALL


def _estimated(rule: GroupBy, sizes: list[Size], settings: Settings, *, advised: bool) -> Grouping:
    documents = pages = 0
    for court, relief, size in sizes:
        kinds = settings.paper(court).documents_for(relief).values()
        documents += len(kinds)
        sheets = -(-size // _ROWS_PER_PAGE)
        for kind in kinds:
            shown = kind.shows == "schedule"
            pages += _PAGES_BEFORE_SCHEDULE + sheets if shown else _PAGES_ALONE
    return Grouping(
        rule=rule,
        packets=len(sizes),
        documents=documents,
        pages=pages,
        small=sum(size < _FEW for *_, size in sizes),
        advised=advised,
    )
