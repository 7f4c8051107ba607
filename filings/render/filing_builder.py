"""Build the `Filing` of one document: its court, parties, law and schedule."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from filings.compose.compose import Filing
from filings.model.errors import TemplateError
from filings.model.nouns import CourtId, Earlier, ListSource, OffenseType, Packet
from filings.render.draft_check import DraftCheck
from filings.render.schedules import ScheduleMaker
from filings.settings.offense_table import Law
from filings.settings.rulesets import DocumentKind, Ruleset
from filings.settings.settings import LawId, Policy, Settings


class FilingBuilder:
    """Makes the `Filing` of each document, by one set of settings and for one day."""

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
            settings: What decides.
            filed_on: The day the papers are for.
            lists: The lists that were read, for the declaration.
            earlier: What was decided before, which the motions supplement.
            schedules: What makes a packet's schedule.
            drafts: What tells whether a document is a draft.
        """
        self._settings = settings
        self._filed_on = filed_on
        self._lists = {source.number: source for source in lists}
        self._earlier = earlier
        self._schedules = schedules
        self._drafts = drafts
        self._law = Law(settings)
        self._foreign = {law: settings.foreign_to(law) for law in settings.our_laws}

    def paper(self, court: CourtId) -> Ruleset:
        """The ruleset of a court."""
        return self._settings.paper(court)

    def kind(self, court: CourtId, document: str) -> DocumentKind:
        """What a court's ruleset says of a document.

        Raises:
            TemplateError: It names no such document.
        """
        paper = self.paper(court)
        kind = (paper.per_case | paper.documents).get(document)
        if kind is None:
            raise TemplateError(
                document,
                f"is no document of {paper.name}",
                f"It has {', '.join((*paper.documents, *paper.per_case))}.",
            )
        return kind

    def build(self, packet: Packet, document: str) -> Filing:
        """What this document of the packet is about.

        Raises:
            TemplateError: The court's ruleset names no such document.
            PageError: A row of its schedule is higher than a page.
        """
        county = self._settings.county
        law = self._settings.law_of(packet.relief)
        kind = self.kind(packet.court, document)
        court = self._settings.court(packet.court).on(self._filed_on)
        paper = self.paper(packet.court)
        several = len({conviction.court for conviction in packet.convictions}) > 1
        form = self._schedules.form(kind)
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
            office=self._settings.office,
            offense=self._offense_label(packet.offense, law),
            schedule=self._schedules.make(packet, form, paper).schedule,
            form=form,
            lists=tuple(self._lists[n] for n in numbers if n in self._lists),
            paper=paper,
            words=self._settings.words,
            filed_on=self._filed_on,
            seals_only=self._settings.reliefs[packet.relief].seals_only,
            draft=True,
            several_courts=several,
            asks=self._settings.reliefs[packet.relief],
            grounds=self._law.grounds(packet.convictions),
            policy=self._policy(packet, law),
            completion=self._law.completion(packet.convictions, self._filed_on),
            redesignations=self._law.redesignations(packet.convictions),
            signed_off=self._law.signed_off(packet.convictions),
            unchallenged_on=self._unchallenged_on(numbers),
            public_counts=self._schedules.public_counts(packet),
            supplements=tuple(run.supplemented_by(packet) for run in self._earlier.runs),
            left_out=self._earlier.sentences,
        )
        return replace(filing, draft=bool(self._drafts.reasons(filing)))

    def _policy(self, packet: Packet, law: LawId) -> Policy | None:
        """The policy of the office, in its own motions and once it is adopted."""
        policy = self._settings.office.policies.get(law)
        own = packet.agency == self._settings.office.agency
        return policy if policy and own and policy.adopted_on <= self._filed_on else None

    def _unchallenged_on(self, numbers: Iterable[int]) -> dt.date | None:
        """When the court knew that none of these lists is challenged; None if not of all."""
        read = [self._lists[n] for n in numbers if n in self._lists]
        facts = [self._settings.lists.get(source.sha256) for source in read]
        days = [fact.unchallenged_on for fact in facts if fact and fact.unchallenged_on]
        return max(days) if days and len(days) == len(facts) else None

    def _offense_label(self, offense: OffenseType, law: LawId) -> str:
        record = self._settings.laws[law].offense_types.get(offense)
        return record.label if record else self._settings.laws[law].offenses_called
