"""Build the `Filing` of one document: its court, parties, law and schedule."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from filings.compose.composer import Filing
from filings.compose.determinations import Determinations, DeterminedSchedule
from filings.model.errors import TemplateError
from filings.model.identifiers import CourtId, OffenseType
from filings.model.packet import Packet
from filings.model.plain_words import day_in_words
from filings.model.sources import Earlier, ListSource
from filings.render.is_draft import DraftCheck
from filings.render.schedule_layout import ScheduleMaker
from filings.settings.offense_table import OffenseTable
from filings.settings.rulesets import DocumentKind, Ruleset
from filings.settings.settings import LawId, ListFacts, Policy, Settings

_MOST_DAYS = 4  # of earlier orders; when there are more, they are not named one by one


class FilingBuilder:
    """Makes the `Filing` of each document, for one set of settings and one day."""

    def __init__(
        self,
        settings: Settings,
        filed_on: dt.date,
        lists: Sequence[ListSource],
        earlier: Earlier,
        schedules: ScheduleMaker,
        drafts: DraftCheck,
    ) -> None:
        """Make ready.

        Args:
            settings: The settings.
            filed_on: The day the papers are for.
            lists: The lists that were read, for the declaration.
            earlier: Earlier filings and orders, which the motions supplement.
            schedules: Makes the schedule of a packet.
            drafts: Decides whether a document is a draft.
        """
        self._settings = settings
        self._filed_on = filed_on
        self._lists = {source.number: source for source in lists}
        self._earlier = earlier
        self._schedules = schedules
        self._drafts = drafts
        self._law = OffenseTable(settings)
        self._foreign = {law: settings.foreign_to(law) for law in settings.our_laws}

    def paper(self, court: CourtId) -> Ruleset:
        """The ruleset of a court."""
        return self._settings.paper(court)

    def kind(self, packet: Packet, document: str) -> DocumentKind:
        """How the ruleset of a packet's court describes a document.

        Raises:
            TemplateError: It names no such document.
        """
        paper = self.paper(packet.court)
        known = paper.per_case_for(packet.relief) | paper.documents_for(packet.relief)
        kind = known.get(document)
        if kind is None:
            of = f", for {label}" if (label := self._settings.reliefs[packet.relief].label) else ""
            raise TemplateError(
                document, f"is no document of {paper.name}{of}", f"It has {', '.join(known)}."
            )
        return kind

    def build(self, packet: Packet, document: str) -> Filing:
        """Build everything that a template shows of this document.

        Raises:
            TemplateError: The court's ruleset names no such document.
            PageError: A row of its schedule is higher than a page.
        """
        county = self._settings.county
        law = self._settings.law_of(packet.relief)
        kind = self.kind(packet, document)
        court = self._settings.court(packet.court).on(self._filed_on)
        paper = self.paper(packet.court)
        several = len({conviction.court for conviction in packet.convictions}) > 1
        form = self._schedules.form(kind, packet)
        numbers = sorted({conviction.list for conviction in packet.convictions})
        filing = Filing(
            document=document,
            names=kind.names,
            law=law,
            foreign=self._foreign[law],
            packet=packet,
            per_case=paper.is_of_one_case(document),
            court=court,
            county=county,
            agency=county.agencies[packet.agency].on(self._filed_on),
            joined=tuple(county.agencies[id].on(self._filed_on) for id in packet.joined_by),
            prosecuted=self._prosecuted(packet),
            office=self._settings.office,
            offense=self._offense_label(packet.offense, law),
            schedule=self._schedules.make(packet, form, paper).schedule,
            form=form,
            lists=tuple(self._sworn(self._lists[n]) for n in numbers if n in self._lists),
            paper=paper,
            words=self._settings.words,
            filed_on=self._filed_on,
            seals_only=self._settings.reliefs[packet.relief].seals_only,
            draft=True,
            several_courts=several,
            asks=self._settings.reliefs[packet.relief],
            grounds=self._law.grounds(packet.convictions),
            grounds_told_by={id: n for n, id in enumerate(self._settings.laws[law].grounds, 1)},
            ground_numbers=self._ground_numbers(packet),
            offense_counts=self._offense_counts(packet, law),
            policy=self._policy(packet, law),
            dismissed_by=_earlier_orders([each.dismissed_on for each in packet.convictions]),
            completion=self._law.completion(packet.convictions, self._filed_on),
            redesignations=self._law.redesignations(packet.convictions),
            signed_off=self._law.signed_off(packet.convictions),
            authority=self._settings.reliefs[packet.relief].authority
            or self._settings.office.authority,
            determinations=self._determinations(packet, numbers),
            public_counts=self._schedules.public_counts(packet),
            supplements=tuple(run.supplemented_by(packet) for run in self._earlier.runs),
            left_out=self._earlier.sentences,
        )
        return replace(filing, draft=bool(self._drafts.reasons(filing)))

    def _ground_numbers(self, packet: Packet) -> tuple[int, ...]:
        """The number of each conviction's ground; empty where all have the same."""
        if len(self._law.grounds(packet.convictions)) <= 1:
            return ()
        return tuple(map(self._law.ground_number, packet.convictions))

    def _sworn(self, source: ListSource) -> ListSource:
        """A list with the office's own statement about this very list, if there is one."""
        facts = self._settings.lists.get(source.sha256, ListFacts())
        return replace(source, sworn_as=facts.sworn_as or source.sworn_as)

    def _prosecuted(self, packet: Packet) -> tuple[tuple[str, int], ...]:
        """Each prosecutor and number of convictions of a joint packet; empty for any other."""
        if not packet.joined_by:
            return ()
        each = Counter(conviction.agency for conviction in packet.convictions)
        agencies = self._settings.county.agencies
        return tuple(
            (agencies[id].on(self._filed_on).name, each[id])
            for id in (packet.agency, *packet.joined_by)
            if each[id]
        )

    def _policy(self, packet: Packet, law: LawId) -> Policy | None:
        """The office's policy, in its own motions and if it has been adopted."""
        policy = self._settings.office.policies.get(law)
        own = packet.agency == self._settings.office.agency
        return policy if policy and own and policy.adopted_on <= self._filed_on else None

    def _determinations(self, packet: Packet, numbers: Iterable[int]) -> Determinations | None:
        """The prosecution's determinations; None in a packet that asks one relief for all."""
        reliefs = self._settings.reliefs
        per_relief = Counter(each.relief for each in packet.convictions)
        parts = {id: each for id, each in reliefs.items() if each.part_of == packet.relief}
        if not parts:
            return None
        read = [self._lists[n].sha256 for n in numbers if n in self._lists]
        facts = [self._settings.lists.get(sha256, ListFacts()) for sha256 in read]
        return Determinations(
            schedules=tuple(
                DeterminedSchedule(number=each.schedule, asked=each, count=per_relief[id])
                for id, each in parts.items()
            ),
            listed_on=_latest(fact.made_on for fact in facts),
            notified_on=_latest(fact.unchallenged_on for fact in facts),
            challenged_on=_latest(fact.challenged_on for fact in facts),
        )

    def _offense_counts(self, packet: Packet, law: LawId) -> dict[str, int]:
        each = Counter(conviction.offense for conviction in packet.convictions)
        records = self._settings.laws[law].offense_types
        known = sorted(each.keys() & records.keys(), key=lambda offense: records[offense].order)
        labelled = {records[offense].label: each[offense] for offense in known}
        if others := each.total() - sum(labelled.values()):
            labelled[self._settings.laws[law].offenses_called] = others
        return labelled

    def _offense_label(self, offense: OffenseType, law: LawId) -> str:
        record = self._settings.laws[law].offense_types.get(offense)
        return record.label if record else self._settings.laws[law].offenses_called


def _latest(days: Iterable[dt.date | None]) -> dt.date | None:
    """The latest of the days; None if one is missing."""
    of_lists = list(days)
    known = [day for day in of_lists if day]
    return max(known) if known and len(known) == len(of_lists) else None


def _earlier_orders(days: Sequence[dt.date | None]) -> str:
    """Earlier orders of dismissal, in words; "" unless the day of each is known."""
    known = sorted({day for day in days if day})
    if not known or None in days:
        return ""
    if len(known) == 1:
        return f"an order of {day_in_words(known[0])}"
    if len(known) <= _MOST_DAYS:
        *most, last = map(day_in_words, known)
        return f"orders of {', '.join(most)}, and {last}"
    first, last = day_in_words(known[0]), day_in_words(known[-1])
    return f"orders of {len(known):,} days, from {first}, to {last}"
