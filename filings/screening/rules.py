"""Give one entry its fate and reason, by the rules of `config/`. Pure.

What is included here is a candidate only: the case store, which sees all entries, finds duplicates.
Nothing is guessed: an unknown court, prosecutor or statute holds the conviction for a human.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from filings.lists.case_numbers import may_be_personal
from filings.lists.charges import ChargeCells
from filings.lists.worklist_rows import RULES
from filings.matching.conviction_id import identify, identify_first, is_identified
from filings.model.case_number import number_keys
from filings.model.conviction import Conviction
from filings.model.entries import (
    APART,
    CHALLENGES,
    Determination,
    Entry,
    Level,
    Question,
    Unreadable,
)
from filings.model.fates import Fate, Screened
from filings.model.identifiers import CaseNumber, ConvictionId, CourtId, ReasonCode, Relief
from filings.model.keyed_hash import KeyedHash
from filings.model.plain_words import years_between
from filings.screening.venue import AgencyLookup, CourtLookup, Venue, shorten
from filings.settings.offense_table import OffenseTable
from filings.settings.settings import Offense, Settings

_T = TypeVar("_T")

_BLANK = "the cell is blank"
_DIGIT = re.compile(r"\d")


class Verdict(NamedTuple):
    """Why an entry does not go in: the reason, and what was found."""

    reason: ReasonCode
    detail: str = ""


class Identified(NamedTuple):
    """The court that a line of a list of decisions names, and what of it was not understood."""

    court: CourtId | None  # that it names
    elsewhere: bool  # it names another county
    unread: tuple[str, ...]  # what it tells in words that are not understood: "court"


class _LookedUp(NamedTuple):
    """An entry with all that the tables say of it."""

    entry: Entry
    offense: Offense | None  # the record that stood on the day; None without a day or a record
    heard: CourtLookup
    prosecuted: AgencyLookup
    relief: Relief | None
    ground: str  # on which it is asked; "" where the law tells none apart
    elsewhere: bool  # in another county that is known
    stood_on: dt.date | None  # the day whose law counts


def _question(reason: str, field: str, value: str) -> Question:
    return Question(reason=ReasonCode(reason), field=field, column="", value=shorten(value, 80))


def _verdict(reason: str, detail: str = "") -> Verdict:
    return Verdict(ReasonCode(reason), detail)


class _Warnings:
    """What a human may want to look at in an entry; it decides nothing."""

    def __init__(self, settings: Settings) -> None:
        self._courts = settings.county.courts
        self._adult_from = settings.screening.adult_from
        self._numbers = [
            (re.compile(number.pattern).fullmatch, number.from_year)
            for number in settings.county.case_numbers.values()
        ]
        self._prefixes = {prefix for record in self._courts.values() for prefix in record.prefixes}

    def of(self, known: _LookedUp) -> Iterator[ReasonCode]:
        """The warnings of an entry, by what the tables say of it."""
        entry = known.entry
        levels = known.offense.levels if known.offense else ()
        if levels and entry.level is not Level.UNKNOWN and entry.level not in levels:
            yield ReasonCode("level-unusual")
        if entry.case_number is not None:
            yield from self._of_number(known, entry.case_number)
        age = _age_of(entry)
        if age is not None and age < self._adult_from:
            yield ReasonCode("tried-as-adult")
        if entry.also_charged:
            yield ReasonCode("also-charged")
        if known.heard.court not in (None, known.heard.named):
            yield ReasonCode("closed-court")
        if known.prosecuted.disputed:
            yield ReasonCode("prosecutor-disputed")
        if known.prosecuted.reduced:
            yield ReasonCode("filed-as-felony")
        if entry.deceased:
            yield ReasonCode("deceased")

    def _of_number(self, known: _LookedUp, number: CaseNumber) -> Iterator[ReasonCode]:
        """A number is given before the conviction, so its style cannot be younger; older it can."""
        day, written = known.entry.convicted_on, number.upper()
        fits = [
            match
            for fullmatch, since in self._numbers
            if (match := fullmatch(written)) and (since is None or day is None or since <= day.year)
        ]
        if not fits:
            yield ReasonCode("case-number-unusual")
        prefixes = {match.groupdict().get("prefix") for match in fits} & self._prefixes
        if prefixes:
            courts = (known.heard.court, known.heard.named)
            heard = {p for court in courts if court for p in self._courts[court].prefixes}
            if heard and prefixes - heard:
                yield ReasonCode("case-number-elsewhere")


class _Ids:
    """The ids of a run's convictions, made with the office's key."""

    def __init__(self, settings: Settings) -> None:
        self._county = settings.office.county
        self._keys = number_keys(settings.county.number_forms)
        self._key = KeyedHash(settings.office.conviction_key.get_secret_value())

    def of(self, entry: Entry, number: CaseNumber) -> ConvictionId:
        """The id of an entry under a case number."""
        return identify(entry, self._county, self._keys.key(number), self._key)

    def of_every_version(self, screened: Screened) -> tuple[ConvictionId, ...]:
        """The ids that every version of this program gives an entry, this one's first."""
        entry = screened.source
        if entry is None or entry.statute is None or not entry.case_number:
            return ()
        ids = []
        if screened.conviction:
            ids.append(screened.conviction.id)
        elif is_identified(entry):
            ids.append(self.of(entry, entry.case_number))
        if screened.court and entry.convicted_on:
            ids.append(identify_first(entry, screened.court, self._key))
        return tuple(ids)


class Screener:
    """Screens entries by one run's settings.

    It reads as it works: what the tables say of an entry, the rules, what comes of it.
    """

    def __init__(
        self, settings: Settings, court: CourtId | None = None, filed_on: dt.date | None = None
    ) -> None:
        """Prepare the tables.

        Args:
            settings: What decides.
            court: The court of rows that name none; the county's default without it.
            filed_on: The day of filing; a court that closes later is still open, and nobody was
                convicted later. Without it every court with a closing day is closed.

        Raises:
            ConfigError: The county has no court of that id.
        """
        self._county = settings.county
        self._screening = settings.screening
        self._unstated = frozenset(settings.screening.unstated) | {""}
        self._filed_on = filed_on
        self._venue = Venue(settings, court, filed_on)
        self._ids = _Ids(settings)
        self._warnings = _Warnings(settings)
        self._law = OffenseTable(settings)
        self._charges = ChargeCells(settings)
        self._reliefs = settings.reliefs
        self._redesignates = settings.office.redesignates

    def screen(self, entry: Entry | Unreadable) -> Screened:
        """Give an entry its fate: the first rule that applies to it decides."""
        if isinstance(entry, Unreadable):
            return Screened(
                list=entry.list,
                line=entry.line,
                entry=entry.entry,
                fate=Fate.UNREADABLE,
                reason=entry.reason,
                detail=": ".join(filter(None, (entry.column, _quote(entry.value), entry.detail))),
            )
        known = self._look_up(entry)
        verdict = self._judge(known)
        conviction = None if verdict else self._convict(known)
        fate = self._fate(verdict.reason) if verdict else Fate.INCLUDED
        return Screened(
            list=entry.list,
            line=entry.line,
            entry=entry.entry,
            fate=fate,
            reason=verdict.reason if verdict else ReasonCode(""),
            detail=verdict.detail if verdict else "",
            warnings=entry.warnings
            if entry.aside
            else (*entry.warnings, *self._warnings.of(known)),
            conviction=conviction,
            source=entry,
            court=known.heard.court,
            agency=known.prosecuted.agency,
            offense=known.offense.type if known.offense else None,
            relief=known.relief,
            asks=tuple(self._asks(known)) if fate is Fate.HELD else (),
        )

    # --- What the tables say. ---

    def _look_up(self, entry: Entry) -> _LookedUp:
        stood_on = self._day_of_the_law(entry)
        offense = self._law.standing(entry.statute, stood_on, entry.statute_as_written)
        ours = self._venue.is_ours(entry.county)
        relief = self._law.relief_of(entry.determination, offense)
        ground = ""
        if offense and relief and self._reliefs[relief].dismisses:
            days = entry.born_on, entry.offense_on, entry.convicted_on
            ground = self._law.ground_of(offense, *days)
            relief = self._law.asked_on(ground, relief)
        if relief and entry.authority:
            relief = self._law.under(entry.authority, relief)
        where = (entry.court, entry.county, entry.arresting_agency)
        return _LookedUp(
            entry=entry,
            offense=offense,
            heard=self._venue.heard(*where) if ours else CourtLookup(None),
            prosecuted=self._venue.prosecuted(entry) if ours else AgencyLookup(None),
            relief=relief,
            ground=ground,
            elsewhere=not ours and self._venue.is_elsewhere(entry.county),
            stood_on=stood_on,
        )

    def _day_of_the_law(self, entry: Entry) -> dt.date | None:
        """The day of conviction; that of the offense, where a correction answers for an older one.

        What a list tells of an offense before the new law and a conviction after it waits for an
        attorney. The corrected row that asks the dismissal all the same goes by the old law.
        """
        day, offense_on, statute = entry.convicted_on, entry.offense_on, entry.statute
        if day is None or offense_on is None or statute is None or not self._law.is_ours(statute):
            return day
        law = self._law.cut_off(statute, None)
        older = law.of == "offense" and offense_on < law.day <= day
        asked = bool(entry.corrects) and entry.determination is Determination.DISMISSAL
        return offense_on if older and asked else day

    def _judge(self, known: _LookedUp) -> Verdict | None:
        """What the first rule says that applies."""
        for rule in _RULES:
            if verdict := rule(self, known):
                return verdict
        return None

    # --- The rules, in the order of `_RULES`. Each speaks only if it applies. ---

    def _aside(self, known: _LookedUp) -> Verdict | None:
        return Verdict(known.entry.aside) if known.entry.aside else None

    def _law_unapproved(self, known: _LookedUp) -> Verdict | None:
        """What a corrected worklist decides of the law is an answer that an attorney approves."""
        changed = known.entry.law_changed
        if not changed:
            return None
        cells = " and ".join(column for column in changed if column != RULES)
        since = f", and {RULES} changed since it was sent out" if RULES in changed else ""
        return _verdict("correction-unapproved", f"changed: {cells}{since}")

    def _of_another_county(self, known: _LookedUp) -> Verdict | None:
        county = known.entry.county
        return _verdict("other-county", shorten(county)) if known.elsewhere else None

    def _statute_unread(self, known: _LookedUp) -> Verdict | None:
        if verdict := self._questioned(known, "statute"):
            return verdict
        if known.entry.statute is not None:
            return None
        return _verdict("unknown-statute", _quote(known.entry.statute_as_written) or _BLANK)

    def _other_charge(self, known: _LookedUp) -> Verdict | None:
        statute = _there(known.entry.statute)
        # Deny-listed sections are no more ours than unlisted ones, whatever their day.
        if self._law.is_ours(statute):
            return None
        records = self._law.section(statute)
        called = known.entry.determination in (Determination.DISMISSAL, Determination.BY_CRITERIA)
        if called and self._charges.near_ours(statute):
            # Of a list that is attested as a whole nothing goes out by a slip of a key.
            return _verdict("unknown-statute", _quote(known.entry.statute_as_written))
        asked = known.entry.determination in (Determination.DISMISSAL, Determination.REDUCTION)
        if asked and not records and self._charges.is_in_own_style(statute):
            # Of an attested list, in a state that is new here: its table may lack the section.
            return _verdict("unknown-statute", f"{statute.short}: eligible by the list, in no law")
        what = records[0].label if records else "not in the offense table"
        return _verdict("other-charge", f"{statute.code} {statute.short}: {what}".strip())

    def _date_unread(self, known: _LookedUp) -> Verdict | None:
        if known.entry.convicted_on is not None:
            return None
        asked = [question for question in known.entry.questions if question.field == "convicted_on"]
        if asked:
            return Verdict(asked[0].reason, f"{asked[0].column}: {_quote(asked[0].value, 80)}")
        return _verdict("unreadable-date", _quote(known.entry.convicted_as_written) or _BLANK)

    def _after_filing(self, known: _LookedUp) -> Verdict | None:
        day = _there(known.entry.convicted_on)
        if self._filed_on is None or day <= self._filed_on:
            return None
        return _verdict("unreadable-date", f"{day} is after {self._filed_on}, the day of filing")

    def _after_initiative(self, known: _LookedUp) -> Verdict | None:
        """By the day of the offense where the law asks for it; a conviction follows by years."""
        day, offense_on = _there(known.entry.convicted_on), known.entry.offense_on
        law = self._law.cut_off(_there(known.entry.statute), known.offense)
        cut_off = law.day
        if _there(known.stood_on) < cut_off:
            return None
        if law.of == "conviction":
            return _verdict("after-initiative", f"convicted on {day}")
        if verdict := self._questioned(known, "offense_on"):
            return verdict
        if offense_on is not None and offense_on >= cut_off:
            return _verdict("after-initiative", f"offense of {offense_on}, convicted on {day}")
        unknown = "the day of the offense is not given"
        of = f"offense of {offense_on}" if offense_on else unknown
        return _verdict("offense-date", f"convicted on {day}; {of}")

    def _too_early(self, known: _LookedUp) -> Verdict | None:
        day = _there(known.entry.convicted_on)
        if day >= self._screening.earliest_on:
            return None
        return _verdict("unreadable-date", f"{day} is before {self._screening.earliest_on}")

    def _not_the_law_of_its_day(self, known: _LookedUp) -> Verdict | None:
        statute = _there(known.entry.statute)
        if known.offense is None:
            what = self._law.eras(statute)
            day = known.stood_on
            return _verdict("unknown-statute", f"{statute.short} on {day}; the table has {what}")
        if known.offense.relief == "none":
            written = known.entry.statute_as_written
            if self._law.is_about_cannabis(written):
                # Section 11500 of 1965 is another drug's; the charge may have another number.
                return _verdict("unknown-statute", f"{_quote(written)}: {known.offense.label}")
            return _verdict("other-charge", f"{statute.short}: {known.offense.label}")
        return None

    def _questioned(self, known: _LookedUp, field: str = "") -> Verdict | None:
        """A cell is understood whole, or its row waits; of one field only, where one is given."""
        questions = known.entry.questions
        if not questions:
            return None
        first = next((question for question in questions if field in ("", question.field)), None)
        if first is None:
            return None
        cell = f"{first.column}: {_quote(first.value, 80)}" if first.value else first.column
        rest = f", of which {_quote(first.rest)} is not understood" if first.rest else ""
        if first.rest and first.reason == "disposition-doubtful":
            rest = f": {first.rest}"
        return Verdict(first.reason, f"{cell}{rest}")

    def _determined(self, known: _LookedUp) -> Verdict | None:
        reason = _HOLDING.get(known.entry.determination)
        if reason is None or self._asks_reduction(known):
            return None
        if known.entry.determination in CHALLENGES and known.entry.authority:
            return None
        return _verdict(reason, _quote(known.entry.determination_as_written, 80))

    def _county_unknown(self, known: _LookedUp) -> Verdict | None:
        county = known.entry.county
        return None if self._venue.is_ours(county) else _verdict("unknown-county", _quote(county))

    def _attempted(self, known: _LookedUp) -> Verdict | None:
        statute = _there(known.entry.statute)
        return _verdict("attempt", f"PC 664, {statute.short}") if statute.attempt else None

    def _never_filed(self, known: _LookedUp) -> Verdict | None:
        offense = _there(known.offense)
        return _verdict("hand-review", offense.label) if offense.type is None else None

    def _not_signed_off(self, known: _LookedUp) -> Verdict | None:
        offense = _there(known.offense)
        if not offense.attorney_signoff or offense.signed_off:
            return None
        return _verdict(
            "attorney-signoff", ": ".join(filter(None, (offense.citation, offense.note)))
        )

    def _level_unknown(self, known: _LookedUp) -> Verdict | None:
        return _verdict("level-missing") if known.entry.level is Level.UNKNOWN else None

    def _name_unclear(self, known: _LookedUp) -> Verdict | None:
        """A number of a person, or a day, is no part of a name; it would be printed with it.

        Nor is a word that stands for none: "UNKNOWN, UNKNOWN" is nobody.
        """
        name = known.entry.name
        if name is None:
            return None
        parts = (name.last, name.first, name.middle, name.suffix)
        if self._unstated.issuperset(map(str.upper, parts)):
            return _verdict("name-unclear", "it names nobody")
        whole = " ".join(parts)
        if not _DIGIT.search(whole):
            return None
        numbers = " ".join(word for word in whole.split() if _DIGIT.search(word))
        return _verdict("name-unclear") if may_be_personal(numbers) else None

    def _prosecutor_unknown(self, known: _LookedUp) -> Verdict | None:
        if known.prosecuted.agency is not None:
            return None
        return _verdict("prosecutor-unknown", known.prosecuted.detail)

    def _undecided(self, known: _LookedUp) -> Verdict | None:
        """The list leaves it open (gogen's mark, the office's criteria): the table answers."""
        if known.relief is not None:
            asked = self._reliefs[known.relief]
            if asked.dismisses or asked.challenged:
                return None
        if self._asks_reduction(known):
            return None
        offense = _there(known.offense)
        if self._law.only_reduces(offense):
            reason = "policy-override" if offense.policy_override else "reduction"
            return _verdict(reason, f"{offense.label}: by law a reduction")
        return _verdict("hand-review", f"{offense.label}: the list leaves it open")

    def _asks_reduction(self, known: _LookedUp) -> bool:
        """Whether a reduction is what is asked, and the office moves for those.

        Where the list's own authority asks for a determination of each, a reduction is one.
        """
        moves = self._redesignates or bool(known.entry.authority)
        if not moves or known.relief is None:
            return False
        return self._reliefs[known.relief].reduces

    def _under_age(self, known: _LookedUp) -> Verdict | None:
        """A juvenile court's finding is no conviction."""
        age = _age_of(known.entry)
        if age is None or age >= self._screening.adult_from:
            return None
        court = known.entry.court
        stated = court.upper().startswith(self._screening.adult_courts)
        adult = known.heard.named and (stated or self._venue.names_court(court))
        if adult and age >= self._screening.never_tried_before:
            return None
        return _verdict("under-age", f"{age} years old when convicted")

    def _court_unknown(self, known: _LookedUp) -> Verdict | None:
        if known.heard.court is not None:
            return None
        return Verdict(known.heard.reason, self._venue.said(known.heard))

    def _number_unknown(self, known: _LookedUp) -> Verdict | None:
        if known.entry.case_number is not None:
            return None
        others = known.entry.other_numbers
        if len(others) > 1:
            return _verdict("several-case-numbers", ", ".join(others))
        return _verdict("no-case-number")

    # --- What comes of it. ---

    def _fate(self, code: ReasonCode) -> Fate:
        reason = self._screening.reasons.get(code)
        # An aside of a layout may have no words yet; it is out of scope by what an aside is.
        return reason.fate if reason else Fate.OUT_OF_SCOPE

    def _convict(self, known: _LookedUp) -> Conviction:
        entry, offense = known.entry, _there(known.offense)
        court, number = _there(known.heard.court), _there(entry.case_number)
        return Conviction(
            id=self._ids.of(entry, number),
            list=entry.list,
            line=entry.line,
            entry=entry.entry,
            sample=entry.sample,
            name=entry.name,
            case_number=number,
            also_numbered=entry.other_numbers,
            defendant_suffix=entry.defendant_suffix,
            statute=_there(entry.statute),
            count=entry.count,
            level=entry.level,
            convicted_on=_there(entry.convicted_on),
            court=court,
            agency=_there(known.prosecuted.agency),
            offense=_there(offense.type),
            relief=_there(known.relief),
            ground=known.ground,
            offense_on=known.stood_on if known.stood_on != entry.convicted_on else None,
        )

    def _asks(self, known: _LookedUp) -> Iterator[Question]:
        """The values of a held entry that no table has, whichever rule held it.

        Their columns are not known here; whoever read the list fills them in.
        """
        entry, venue = known.entry, self._venue
        asked = {question.field for question in entry.questions}
        if entry.statute is None and "statute" not in asked:
            yield _question("unknown-statute", "statute", entry.statute_as_written)
        written = entry.determination_as_written
        if entry.determination is Determination.UNKNOWN:
            yield _question("determination-unknown", "determination", written)
        elif entry.determination is Determination.HAND_REVIEW and not asked:
            about = self._screening.asked.about("hand-review", "determination")
            if about and written.upper() in about.only:
                yield _question("hand-review", "determination", written)
        if entry.convicted_on is None and "convicted_on" not in asked:
            yield _question("unreadable-date", "convicted_on", entry.convicted_as_written)
        if not venue.is_ours(entry.county):
            yield _question("unknown-county", "county", entry.county)
            return
        if known.heard.unlisted:
            yield _question("unknown-court", "court", entry.court)
        if known.prosecuted.agency is None and entry.level is not Level.UNKNOWN:
            for field, value in venue.unknown_of_prosecution(entry):
                yield _question("prosecutor-unknown", field, value)

    # --- What a list of decisions is about. ---

    def identified(self, entry: Entry) -> Identified:
        """What an entry of a list of decisions is about: it need not pass any rule."""
        unread = [field.replace("born_on", "birth date") for field in entry.unread]
        if entry.statute is None and self._venue.tells(entry.statute_as_written):
            unread.append("section")
        if entry.convicted_on is None and self._venue.tells(entry.convicted_as_written):
            unread.append("date of conviction")
        if not self._venue.is_ours(entry.county):
            elsewhere = self._venue.is_elsewhere(entry.county)
            return Identified(None, elsewhere, (*unread, *(() if elsewhere else ("county",))))
        heard = self._venue.heard(entry.court, entry.county, entry.arresting_agency)
        names_court = self._venue.names_court(entry.court)
        named = heard.court or heard.named if names_court else None
        if names_court and named is None:
            unread.append("court")
        return Identified(named, False, tuple(unread))

    def ids(self, screened: Screened) -> tuple[ConvictionId, ...]:
        """The ids that every version of this program gives an entry, this one's first."""
        return self._ids.of_every_version(screened)


_Rule = Callable[[Screener, _LookedUp], Verdict | None]

# The first that speaks decides. A later rule may rest on what an earlier one has made sure of.
_RULES: tuple[_Rule, ...] = (
    Screener._aside,
    Screener._law_unapproved,
    Screener._of_another_county,
    Screener._statute_unread,
    Screener._other_charge,
    Screener._date_unread,
    Screener._after_filing,
    Screener._after_initiative,
    Screener._too_early,
    Screener._not_the_law_of_its_day,
    # What leaves the road above rests on cells that were understood whole.
    Screener._questioned,
    Screener._determined,
    Screener._county_unknown,
    Screener._attempted,
    Screener._never_filed,
    Screener._not_signed_off,
    Screener._level_unknown,
    Screener._prosecutor_unknown,
    Screener._undecided,
    Screener._name_unclear,
    Screener._under_age,
    Screener._court_unknown,
    Screener._number_unknown,
)

# A list's own words that keep a conviction out; its word for dismissal stands.
_HOLDING: Mapping[Determination, str] = {
    Determination.NOT_ELIGIBLE: "not-eligible",
    Determination.HAND_REVIEW: "hand-review",
    Determination.MISSING: "determination-missing",
    Determination.UNKNOWN: "determination-unknown",
    Determination.UNSTATED: "eligibility-unstated",
    Determination.REDUCTION: "reduction",
    **dict.fromkeys(CHALLENGES, "challenged"),
    **{apart: apart.value for apart in APART},
}


def _there(value: _T | None) -> _T:
    """A value that an earlier rule has made sure of."""
    assert value is not None
    return value


def _quote(text: str, limit: int = 40) -> str:
    return f'"{shorten(text, limit)}"' if text.strip() else ""


def _age_of(entry: Entry) -> int | None:
    """How old the person was when convicted, in years; below 0 when not born yet."""
    born, day = entry.born_on, entry.convicted_on
    if born is None or day is None:
        return None
    return years_between(born, day)
