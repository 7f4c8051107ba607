"""Make the record of one row by which convictions are compared. Pure.

Spelling, signs and blanks are folded away; nothing is corrected. No number of a person is here,
only the keyed hashes that were made when the row was read.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import lru_cache

from filings.model.case_number import fold_count, number_keys
from filings.model.compare_names import name_words
from filings.model.entries import (
    APART,
    CHALLENGES,
    Determination,
    Entry,
    Level,
    Name,
    Question,
    Statute,
    Where,
)
from filings.model.fates import Fate, Screened
from filings.model.frozen_dataclass import frozen_dataclass
from filings.model.identifiers import ReasonCode
from filings.settings.county_names import own_spellings
from filings.settings.court_and_agency_names import squeeze_court
from filings.settings.settings import Settings

NOT_A_CONVICTION = ReasonCode("not-a-conviction")
_PART = ReasonCode("part-of-a-conviction")
_ELSEWHERE = ReasonCode("other-county")
TOO_LATE = ReasonCode("after-initiative")
"""A list dates a conviction too late; it is compared, for another list may know better."""

# Made of the name itself, so it says no more than the name and the birth date beside it.
_NAMED = "name-dob"
# An office's own: in another office's list the same person has another one.
_LOCAL = "person"
_KEPT = 1 << 14


class Says(StrEnum):
    """What a row says of whether relief may be asked."""

    ASKS = "asks"  # it would go in
    NOTHING = "nothing"  # it says nothing of it, or waits for something else
    REVIEW = "review"  # an attorney must look, or a reduction is what the law gives
    REFUSES = "refuses"  # it says: not eligible
    ENDED = "ended"  # it says that nobody stands convicted: acquitted, dismissed, reversed, sealed


class Keeper(StrEnum):
    """Whose list it is; a court's own record decides what others only copied from it."""

    OFFICE = "office"
    COURT = "court"
    ANSWERS = "answers"  # a worklist of ours, corrected: a human answered what another list left


@frozen_dataclass
class Record:
    """A conviction as one row tells it; "" and None where the row is silent."""

    list: int
    line: int = 0
    entry: int = 1
    came_from: int = 0  # of a corrected row, the list of the row that it corrects; else 0
    place: int = 0  # from 0, through all lists: where a comparison keeps it
    # The case.
    court: str = ""  # id of today's court; "" when the row names none, or only the county
    heard: str = ""  # where the case goes, whatever the row names
    number: str = ""  # the count's own case number, as lists are joined by it: "BA097736"
    numbers: tuple[str, ...] = ()  # it and the further numbers of the case, alike
    written: str = ""  # the number in capitals, with its signs
    known: bool = False  # the number has a form that the county gives out
    # The person.
    suffix: str = ""  # the defendant's: "01"
    keys: tuple[str, ...] = ()  # exact person keys, "cii:5f..."
    last: str = ""  # folded words: "de la cruz"
    first: str = ""
    middle: str = ""
    generation: str = ""  # "jr", "iii"
    born_on: dt.date | None = None
    # The count.
    section: str = ""  # "HS 11357"; "" when it could not be read
    subdivision: str = ""  # "c"
    cited: str = ""  # for people: "11357(c)"
    count: str = ""  # the charging document's
    count_key: str = ""  # the list's own key of the count
    level: Level = Level.UNKNOWN
    convicted_on: dt.date | None = None
    ours: bool = True  # false when this list dates it too late for this motion
    # What is said of it.
    says: Says = Says.NOTHING
    words: str = ""  # in which it says so: "not eligible"
    keeper: Keeper = Keeper.OFFICE
    another_than: str = ""  # the id of a conviction that a human found it not to be

    @property
    def told_by(self) -> int:
        """The list that tells it: a corrected row speaks for its own list, and is no other one."""
        return self.came_from or self.list

    @property
    def where(self) -> Where:
        """Where the row stands."""
        return Where(self.list, self.line, self.entry)

    @property
    def name(self) -> str:
        """Last and first name, each in one word, "" without a name: "delacruz ana"."""
        return f"{run_together(self.last)} {run_together(self.first)}".strip()

    @property
    def name_words(self) -> frozenset[str]:
        """Every part of the name that is more than an initial."""
        words = f"{self.last} {self.first} {self.middle}".split()
        return frozenset(word for word in words if len(word) > 1)

    @property
    def given_keys(self) -> dict[str, str]:
        """The keys that somebody gave out (a CII, a file number), by their kind."""
        kinds = {key.partition(":")[0]: key for key in self.keys}
        kinds.pop(_NAMED, None)
        return kinds

    @property
    def public_keys(self) -> dict[str, str]:
        """Those of them that every office knows the person by: if they differ, so do the people."""
        kinds = self.given_keys
        kinds.pop(_LOCAL, None)
        return kinds


class Records:
    """Makes records by one run's settings."""

    def __init__(self, settings: Settings, keepers: Mapping[int, Keeper] | None = None) -> None:
        """Prepare the tables.

        Args:
            settings: What decides.
            keepers: Whose each list is, by its number; an office's where nothing is said.
        """
        self.numbers = number_keys(settings.county.number_forms)
        self._keepers = keepers or {}
        self._reliefs = settings.reliefs
        # Only in sections of the offense table does one row bear on another.
        self._sections = {(offense.code, offense.section) for offense in settings.offenses.values()}
        self._unstated = frozenset(("", *settings.screening.unstated))
        unstated = map(squeeze_court, self._unstated)
        whole = {*unstated, *own_spellings(settings.county, settings.county_names)}
        self._is_vague = lru_cache(_KEPT)(lambda court: squeeze_court(court) in whole)

    def keys(self, screened: Screened) -> tuple[str, ...]:
        """The case numbers under which an entry bears on others, its own first; () for none."""
        source = screened.source
        if source is None or source.aside == _PART or screened.reason == _ELSEWHERE:
            return ()
        if source.aside and not source.ended:
            return ()
        statute = source.statute
        if statute is None:
            # What a row says of a count bears on it, though its own section is not understood.
            if not (source.aside or source.count or _is_a_step(source)):
                return ()
        elif (statute.code, statute.section) not in self._sections:
            return ()
        key = self.numbers.key
        if source.case_number and not source.other_numbers:
            return (key(source.case_number),)
        numbers = (source.case_number or "", *source.other_numbers)
        return tuple(dict.fromkeys(filter(None, map(key, numbers))))

    def of(self, screened: Screened, place: int = 0) -> Record:
        """What an entry tells.

        Args:
            screened: An entry that is not unreadable.
            place: Its number in a comparison.
        """
        source = screened.source
        assert source is not None, "an unreadable row tells nothing"
        number = self.numbers.read(source.case_number or "")
        others = map(self.numbers.key, source.other_numbers)
        last, first, middle, generation = fold_parts(source.name)
        section, subdivision = fold_section(source.statute)
        says, words = self._says(screened)
        heard = screened.court or ""
        return Record(
            list=source.list,
            line=source.line,
            entry=source.entry,
            came_from=_origin(source.corrects),
            place=place,
            court="" if self._is_vague(source.court) else heard,
            heard=heard,
            number=number.key,
            numbers=tuple(dict.fromkeys(filter(None, (number.key, *others)))),
            written=(source.case_number or "").upper(),
            known=number.known,
            suffix=source.defendant_suffix.upper(),
            keys=tuple(dict.fromkeys(source.keys)),
            last=last,
            first=first,
            middle=middle,
            generation=generation,
            born_on=source.born_on,
            section=section,
            subdivision=subdivision,
            cited=source.statute.short if source.statute else "",
            count=fold_count(source.count),
            count_key=source.count_key,
            level=source.level,
            convicted_on=source.convicted_on,
            ours=screened.reason != TOO_LATE,
            says=says,
            words=words,
            keeper=self._keepers.get(source.list, Keeper.OFFICE),
            another_than=source.another_than,
        )

    def _reduces(self, screened: Screened) -> bool:
        relief = self._reliefs.get(screened.relief) if screened.relief else None
        return relief is not None and relief.reduces

    def _says(self, screened: Screened) -> tuple[Says, str]:
        source = screened.source
        assert source is not None
        if screened.fate is Fate.INCLUDED:
            if source.determination in CHALLENGES:
                return Says.ASKS, "challenged"
            return Says.ASKS, "a reduction" if self._reduces(screened) else "eligible"
        if source.ended:
            return Says.ENDED, source.disposition
        if source.aside:
            return Says.NOTHING, ""
        asked = [
            question
            for question in source.questions
            if question.field in ("disposition", "determination")
        ]
        if asked and not source.disposition and all(map(self._is_blank, asked)):
            return Says.NOTHING, ""  # a step without an outcome contradicts nothing
        if asked:
            return Says.REVIEW, source.questions[0].value or "something that is not understood"
        return _SAID.get(source.determination, (Says.NOTHING, ""))

    def _is_blank(self, asked: Question) -> bool:
        return asked.field == "disposition" and asked.value.upper() in self._unstated


def _is_a_step(source: Entry) -> bool:
    """Whether a row of the state's file names no charge, and tells how a conviction ended."""
    asked = any(question.field in ("disposition", "step") for question in source.questions)
    return bool(source.count_key) and not source.statute_as_written and asked


_SAID: Mapping[Determination, tuple[Says, str]] = {
    Determination.NOT_ELIGIBLE: (Says.REFUSES, "not eligible"),
    Determination.HAND_REVIEW: (Says.REVIEW, "hand review"),
    Determination.REDUCTION: (Says.REVIEW, "a reduction"),
    **dict.fromkeys(CHALLENGES, (Says.REFUSES, "challenged")),
    **{apart: (Says.REVIEW, apart.value.replace("-", " ")) for apart in APART},
}


def fold_parts(name: Name | None) -> tuple[str, str, str, str]:
    """Last, first and middle name and the generation in folded words: "de la cruz"."""
    if name is None:
        return "", "", "", ""
    parts = (name.last, name.first, name.middle, name.suffix)
    last, first, middle, generation = map(_fold_part, parts)
    return last, first, middle, generation


def _fold_part(part: str) -> str:
    # The common case: nothing, or one plain word.
    if not part or (part.isascii() and part.isalpha()):
        return part.casefold()
    return " ".join(name_words(part))


def fold_section(statute: Statute | None) -> tuple[str, str]:
    """Section and subdivision; an attempt is another section than the offense itself."""
    if statute is None:
        return "", ""
    attempt = "664/" if statute.attempt else ""
    return f"{attempt}{statute.code} {statute.section}", statute.subdivision


def run_together(words: str) -> str:
    """Folded words as one: "delacruz"."""
    return words.replace(" ", "")


def is_local(key: str) -> bool:
    """Whether a person key is an office's own, which another office gives to somebody else."""
    return key.startswith(_LOCAL)


def keepers_of(layouts: Collection[tuple[int, str]], settings: Settings) -> dict[int, Keeper]:
    """Whose each list is, by its number; given as (number, layout)."""
    known = settings.layouts
    return {number: Keeper(known[layout].kept_by) for number, layout in layouts if layout in known}


def _origin(corrects: str) -> int:
    """The number of the list in "1:6:1", a place in this run; 0 for a place elsewhere, or none."""
    number, _, place = corrects.partition(":")
    return int(number) if place.count(":") == 1 else 0
