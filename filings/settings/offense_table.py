"""Look a statute up in the offense table as it stood on a day."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from filings.model.conviction import Conviction
from filings.model.entries import Determination, Statute
from filings.model.identifiers import OffenseType, Relief
from filings.model.plain_words import years_between
from filings.settings.laws import LawRecord, Redesignated
from filings.settings.settings import CutOff, Offense, Settings

_WORD = re.compile(r"[A-Z]+")
_FORMER = re.compile(r"\bformer\b")


class Completion(NamedTuple):
    """The figures by which the sentences of some convictions are completed."""

    latest_on: dt.date  # the last day of conviction
    years: int  # more than so many have passed since
    longest_term: int  # for any of the offenses, in years; 0 where none could be imposed


class OffenseTable:
    """The offenses of the office's laws, indexed by section."""

    def __init__(self, settings: Settings) -> None:
        self._words = settings.charge_words
        self._reliefs = settings.reliefs
        self._laws = settings.our_laws
        self._sections: dict[tuple[str, str], list[Offense]] = defaultdict(list)
        self._exact: dict[tuple[str, str, str], list[Offense]] = defaultdict(list)
        for offense in settings.offenses.values():
            self._sections[offense.code, offense.section].append(offense)
            self._exact[offense.code, offense.section, offense.subdivision].append(offense)
        self._ours = {
            section
            for section, records in self._sections.items()
            if any(record.relief != "none" for record in records)
        }
        # A law has few grounds and a list few determinations: each is looked up once.
        self._weakest = cache(lambda law, *grounds: self._laws[law].weakest(*grounds))
        self._asked_by = cache(lambda law, says: self._laws[law].relief_asked_by(says))

    def is_ours(self, statute: Statute) -> bool:
        """Whether some relief may reach the section, in some subdivision, on some day."""
        return (statute.code, statute.section) in self._ours

    def is_about_cannabis(self, charge: str) -> bool:
        """Whether the words of a charge speak of it, whatever section they stand beside."""
        return self._words.speaks_of_cannabis(charge.upper())

    def section(self, statute: Statute) -> Sequence[Offense]:
        """Every record of the section, of every day."""
        return self._sections.get((statute.code, statute.section), ())

    def standing(
        self, statute: Statute | None, day: dt.date | None, words: str = ""
    ) -> Offense | None:
        """The record that stood on the day; None without a day or a record.

        Args:
            statute: The section.
            day: Of the conviction.
            words: The text of the charge. It decides between several offenses of one section; if it
                does not, the record without words of its own is taken.
        """
        if statute is None or day is None:
            return None
        every = self._exact.get((statute.code, statute.section, statute.subdivision), ())
        records = [record for record in every if record.stands_on(day)]
        if len(records) > 1:  # few sections were several offenses at once
            said = set(_WORD.findall(words.upper()))
            named = [record for record in records if said.intersection(record.told_by)]
            plain = [record for record in records if not record.told_by]
            records = named if len(named) == 1 else plain
        return records[0] if records else None

    def only_reduces(self, record: Offense) -> bool:
        """Whether the law alone gives no more than a reduction."""
        known = self._reliefs.get(Relief(record.relief))
        return known is not None and known.reduces

    def relief_of(self, determination: Determination, offense: Offense | None) -> Relief | None:
        """The relief to ask for: by the list's determination, else by the law alone."""
        match determination:
            case Determination.UNREVIEWED_MISDEMEANOR | Determination.BY_CRITERIA:
                return _by_law(offense) if offense else None
        laws = (offense.law,) if offense else (*self._laws,)
        return self._asked_by(laws[0], determination) if len(laws) == 1 else None

    def ground_of(
        self,
        offense: Offense,
        born_on: dt.date | None,
        offense_on: dt.date | None,
        convicted_on: dt.date | None,
    ) -> str:
        """Why a conviction may be dismissed: what the offense allows, and the age at it."""
        of_age = _of_age(self._laws[offense.law], born_on, offense_on, convicted_on)
        return self._weakest(offense.law, offense.ground, of_age)

    def asked_on(self, ground: str, relief: Relief) -> Relief:
        """The relief to ask for on a ground; the same unless the ground has one of its own."""
        known = self._reliefs[relief]
        if not known.dismisses or not ground:
            return relief
        return self._laws[known.law].grounds[ground].asks or relief

    def under(self, authority: str, relief: Relief) -> Relief:
        """The variant of a relief in packets of a list's own authority."""
        return self._laws[self._reliefs[relief].law].under(authority, relief)

    def grounds(self, convictions: Iterable[Conviction]) -> Mapping[str, int]:
        """How many convictions to be dismissed stand on each ground, in the law's order."""
        counts: Counter[str] = Counter()
        order: dict[str, int] = {}
        for conviction in convictions:
            relief = self._reliefs[conviction.relief]
            law = self._laws[relief.law]
            if relief.dismisses and law.grounds:
                order |= {ground: place for place, ground in enumerate(law.grounds)}
                counts[self.ground(conviction)] += 1
        return {ground: counts[ground] for ground in sorted(counts, key=order.__getitem__)}

    def ground(self, conviction: Conviction) -> str:
        """On which of its law's grounds a conviction is dismissed; "" where it is not."""
        relief = self._reliefs[conviction.relief]
        law = self._laws[relief.law]
        if not (relief.dismisses and law.grounds):
            return ""
        return conviction.ground or self._ground_alone(law, conviction)

    def ground_number(self, conviction: Conviction) -> int:
        """The place of that ground among its law's, from 1; 0 where it has none."""
        order = list(self._laws[self._reliefs[conviction.relief].law].grounds)
        ground = self.ground(conviction)
        return order.index(ground) + 1 if ground else 0

    def _ground_alone(self, law: LawRecord, conviction: Conviction) -> str:
        """The ground of a conviction when no age is known."""
        record = self._filed_as(conviction.statute, conviction.law_day, conviction.offense)
        return law.weakest(record.ground if record else "", *([law.age.unknown] if law.age else []))

    def redesignations(
        self, convictions: Iterable[Conviction]
    ) -> Mapping[tuple[str, Redesignated | None], int]:
        """How many convictions of each section there are, and what each is redesignated as."""
        counts: Counter[tuple[str, Redesignated | None]] = Counter()
        for conviction in convictions:
            each = self._reliefs[conviction.relief]
            if each.part_of and not each.reduces:
                continue  # of a packet of several reliefs, only those that are redesignated
            record = self._filed_as(conviction.statute, conviction.law_day, conviction.offense)
            cited = record.citation if record else conviction.statute.cited
            counts[cited, record.becomes if record else None] += 1
        return dict(sorted(counts.items(), key=lambda item: item[0][0]))

    def completion(self, convictions: Iterable[Conviction], filed_on: dt.date) -> Completion | None:
        """The figures by which every sentence is completed; None if one may not be."""
        latest, longest = dt.date.min, 0
        for conviction in convictions:
            law = self._laws[self._reliefs[conviction.relief].law]
            day = conviction.convicted_on
            record = self._filed_as(conviction.statute, day, conviction.offense)
            term = record.longest_term(day) if record else None
            if term is None or law.supervision is None:
                return None
            if _years_over(day, filed_on) < term + law.supervision.years:
                return None
            latest, longest = max(latest, day), max(longest, term)
        return Completion(latest, _years_over(latest, filed_on), longest)

    def cut_off(self, statute: Statute, offense: Offense | None) -> CutOff:
        """The cut-off of the law that names a section; of a section of the table only."""
        law = offense.law if offense else self.section(statute)[0].law
        return self._laws[law].cut_off

    def signed_off(self, convictions: Iterable[Conviction]) -> tuple[str, ...]:
        """The sections of those that go in because an attorney signed for them."""
        return self._asked(convictions, lambda record: record.attorney_signoff)

    def is_former(self, statute: Statute, day: dt.date, filed: OffenseType) -> bool:
        """Whether the section of that day no longer stands as it did, and is cited as former."""
        record = self._filed_as(statute, day, filed)
        return record is not None and bool(_FORMER.search(record.citation))

    def _asked(
        self, convictions: Iterable[Conviction], wanted: Callable[[Offense], bool]
    ) -> tuple[str, ...]:
        distinct = {
            (conviction.statute, conviction.law_day, conviction.offense)
            for conviction in convictions
            if self._reliefs[conviction.relief].dismisses
        }
        records = (
            (statute, self._filed_as(statute, day, type_)) for statute, day, type_ in distinct
        )
        return tuple(
            sorted({statute.short for statute, record in records if record and wanted(record)})
        )

    def _filed_as(self, statute: Statute, day: dt.date, filed: OffenseType) -> Offense | None:
        """The record by which a conviction was included."""
        every = self._exact.get((statute.code, statute.section, statute.subdivision), ())
        return next(
            (record for record in every if record.stands_on(day) and record.type == filed), None
        )

    def eras(self, statute: Statute) -> str:
        """The subdivisions of a section in the table, with the days they stood, in words."""
        records = self.section(statute)
        ours = [record for record in records if record.type is not None] or records
        return "; ".join(
            f"{record.section}{f'({record.subdivision})' if record.subdivision else ' alone'}"
            f" {record.from_on or '...'} to {record.to_on or '...'}"
            for record in ours
        )


def _years_over(day: dt.date, filed_on: dt.date) -> int:
    """The whole years that have passed since a day, before the day of filing."""
    return years_between(day, filed_on - dt.timedelta(days=1))


def _by_law(offense: Offense) -> Relief | None:
    """The relief by the offense table, or by the office's policy if an attorney has signed it."""
    if offense.policy_override is not None and offense.signed_off:
        return offense.policy_override
    return None if offense.relief in ("review", "none") else Relief(offense.relief)


def _of_age(
    law: LawRecord,
    born_on: dt.date | None,
    offense_on: dt.date | None,
    convicted_on: dt.date | None,
) -> str:
    """The best ground that the age at the offense allows."""
    rule, best = law.age, next(iter(law.grounds), "")
    if rule is None:
        return best
    then = offense_on or convicted_on
    if born_on is None or then is None or then < born_on:
        return rule.unknown
    age = years_between(born_on, then)
    if age < rule.lawful_from:
        return rule.younger
    if offense_on is None and age < rule.convicted_from:
        return rule.unknown
    return best
