"""Compare two records field by field: the same, unknown, or different. Pure."""

import datetime as dt
import re
from enum import IntEnum, StrEnum
from typing import NamedTuple

from filings.matching.record import Record, is_local, run_together
from filings.model.case_number import place_in_row
from filings.model.compare_names import is_another_name
from filings.model.entries import Level


class Like(IntEnum):
    """How one field of two records compares."""

    SAME = 0
    UNKNOWN = 1  # one of them is silent, or it can be read both ways
    DIFFERS = 2


SAME, UNKNOWN, DIFFERS = Like


class PersonProof(StrEnum):
    """Why two records are of one person."""

    KEY = "the same person number, or name and birth date"
    DEFENDANT = "the same defendant of the case"
    NAME = "the same name in the same case"


class Person(NamedTuple):
    """Whether two records are of one person, and what speaks for it.

    A name without birth dates speaks for it and does not prove it: its likeness is `UNKNOWN`.
    """

    like: Like
    proof: PersonProof | None = None

    @property
    def meant(self) -> bool:
        """Whether anything says that it is one person, and nothing that it is not."""
        return self.like is not DIFFERS and self.proof is not None


class Likes(NamedTuple):
    """How each field of two records compares; the person is compared by `Person`."""

    number: Like
    suffix: Like  # of one number; a suffix says nothing beside another
    court: Like
    section: Like
    subdivision: Like
    count: Like  # type: ignore[assignment] # a tuple has a count too; nobody counts likes
    level: Like
    day: Like


_NUMBERED = re.compile(r"(\d+)(?:\s*(?:of|/)\s*\d+)?")  # "1", "1 of 2"
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
_ORDER_KEY = re.compile(r"\d{12}")  # the state's CNT_ORDER: cycle, step, count


def compare(one: Record, other: Record) -> Likes:
    """How two records stand to each other, but for the person."""
    number = compare_numbers(one, other)
    section = like(one.section, other.section)
    return Likes(
        number=number,
        suffix=like(one.suffix, other.suffix) if number is SAME else UNKNOWN,
        court=like(one.court, other.court),
        section=section,
        subdivision=SAME  # two that name none are alike
        if one.subdivision == other.subdivision
        else like(one.subdivision, other.subdivision),
        count=compare_counts(one, other),
        level=like(_known(one.level), _known(other.level)),
        day=like(one.convicted_on, other.convicted_on),
    )


def like(one: object, other: object) -> Like:
    """Two values; what is empty is silent."""
    if not one or not other:
        return UNKNOWN
    return SAME if one == other else DIFFERS


def _known(level: Level) -> str:
    return "" if level is Level.UNKNOWN else level.value


def compare_numbers(one: Record, other: Record) -> Like:
    """Two case numbers; `UNKNOWN` where one names the other's as another of its case."""
    if one.number and one.number == other.number:
        # Without a form of the county's nobody can say that a sign in it means nothing.
        return SAME if one.known or other.known or one.written == other.written else UNKNOWN
    if not one.number or not other.number or {*one.numbers} & {*other.numbers}:
        return UNKNOWN
    return DIFFERS


def compare_people(one: Record, other: Record) -> Person:
    """Whether two records of one case are of one person.

    A key proves it where neither another key nor the name belies it; else the suffix of the case
    number with a name that may be the same, or a full name with the birth date.
    """
    shared = {*one.keys} & {*other.keys}
    born = like(one.born_on, other.born_on)
    last, first = _names_apart(one, other)
    if shared and one.told_by != other.told_by and all(map(is_local, shared)):
        # Two offices may count their people alike: name or birth date must say it too.
        related = born is SAME and not (last and first)
        shared = shared if related or _named_alike(one, other) else set()
    suffix = like(one.suffix, other.suffix) if one.number == other.number else UNKNOWN
    if born is DIFFERS and suffix is DIFFERS:
        return Person(DIFFERS if all(map(is_local, shared)) else UNKNOWN)
    if _keys_differ(one, other):
        # One key says so and another belies it: somebody must look.
        return Person(UNKNOWN if shared else DIFFERS)
    if shared:
        # A number beside another name altogether is somebody's mistake, or a filler.
        if last and first and born is not SAME:
            return Person(UNKNOWN)
        return Person(SAME, PersonProof.KEY)
    if suffix is DIFFERS:
        return Person(DIFFERS)
    if suffix is SAME:
        return _same_suffix(one, other, born, apart=(last, first))
    if like(one.generation, other.generation) is DIFFERS:
        return Person(DIFFERS)  # father and son may stand in one case
    if last or first:
        # In a short name one slip makes another; two of one birth date in one case are rare.
        slip = born is SAME and one.number == other.number and _shares_a_name(one, other)
        return Person(UNKNOWN if slip else DIFFERS)
    if one.middle and other.middle and is_another_name(one.middle, other.middle):
        return Person(DIFFERS)
    if not _named_alike(one, other) or born is DIFFERS or one.generation != other.generation:
        return Person(UNKNOWN)
    return Person(SAME if born is SAME else UNKNOWN, PersonProof.NAME)


def _same_suffix(one: Record, other: Record, born: Like, apart: tuple[bool, bool]) -> Person:
    last, first = apart
    # One first name under one suffix is one person, however the last name is spelt.
    another = first or (last and run_together(one.first) != run_together(other.first))
    if another or like(one.generation, other.generation) is DIFFERS:
        return Person(UNKNOWN)
    # A misspelt birth date does not make another person.
    return Person(UNKNOWN if born is DIFFERS else SAME, PersonProof.DEFENDANT)


def _named_alike(one: Record, other: Record) -> bool:
    return bool(one.first and other.first) and one.name == other.name


def _keys_differ(one: Record, other: Record) -> bool:
    """Whether one kind of key is two people's; an office's own only within its list."""
    if not one.keys or not other.keys:
        return False
    same_list = one.told_by == other.told_by
    given, others = (
        (one.given_keys, other.given_keys) if same_list else (one.public_keys, other.public_keys)
    )
    return any(kind in others and others[kind] != key for kind, key in given.items())


def _names_apart(one: Record, other: Record) -> tuple[bool, bool]:
    """Whether last and first name are clearly another one's; a slip or an initial is not."""
    if one.last == other.last and one.first == other.first:
        return False, False
    swapped = run_together(one.last), run_together(one.first)
    if swapped == (run_together(other.first), run_together(other.last)):
        return False, False  # put down the wrong way round
    return is_another_name(one.last, other.last), is_another_name(one.first, other.first)


def _shares_a_name(one: Record, other: Record) -> bool:
    """Whether last or first name may be the other's, in its own place or put down in the other."""
    names = ((one.last, other.last), (one.first, other.first))
    crossed = ((one.last, other.first), (one.first, other.last))
    return any(a and b and not is_another_name(a, b) for a, b in (*names, *crossed))


def may_be_one_name(one: Record, other: Record) -> bool:
    """Whether two names may be one: alike, but for a slip or an initial."""
    return not any(_names_apart(one, other))


def compare_counts(one: Record, other: Record) -> Like:
    """Two counts, by their number; by the list's own key where a number is missing.

    A list's own key is given out per person, so it speaks only beside a person key they share.
    """
    numbers = compare_count_numbers(one.count, other.count)
    if numbers is not UNKNOWN:
        return numbers
    key, other_key = one.count_key, other.count_key
    if not key or not other_key:
        return UNKNOWN
    here, there = place_in_row(key), place_in_row(other_key)
    if here or there:
        # One row says itself that these are two counts, "11358 HS x2".
        return DIFFERS if here and there and here[0] == there[0] and here != there else UNKNOWN
    if key == other_key:
        return SAME
    if is_another_step(one, other) or _is_another_arrest(one, other):
        return UNKNOWN  # sentenced again, or undone: a later step counts anew
    # The state's own lists number one person's counts alike, whichever of them it is.
    shared = {*one.keys} & {*other.keys}
    alike = one.told_by == other.told_by or any(map(_is_subject, shared))
    return DIFFERS if shared and alike else UNKNOWN


def _is_subject(key: str) -> bool:
    return key.startswith("subject:")


def is_another_step(one: Record, other: Record) -> bool:
    """Whether the state's keys put two records in two steps of one arrest's story."""
    key, other_key = one.count_key, other.count_key
    return _are_order_keys(one, other) and key[:3] == other_key[:3] and key[:6] != other_key[:6]


def _is_another_arrest(one: Record, other: Record) -> bool:
    """Whether the state's keys put two records of one number in the stories of two arrests.

    Whoever violates probation is arrested anew, and the court acts under the old number.
    """
    same_number = bool(one.number) and one.number == other.number
    return same_number and _are_order_keys(one, other) and one.count_key[:3] != other.count_key[:3]


def _are_order_keys(*records: Record) -> bool:
    return all(_ORDER_KEY.fullmatch(record.count_key) for record in records)


def compare_count_numbers(one: str, other: str) -> Like:
    """Two numbers of a count, folded; `UNKNOWN` when one is missing.

    Or when they are written in two ways: "1" beside "I", "1 of 2" or "one".
    """
    if not one or not other:
        return UNKNOWN
    if one == other:
        return SAME
    numbers = {_count_number(one), _count_number(other)}
    if None not in numbers:
        return DIFFERS if len(numbers) > 1 else UNKNOWN
    plain = [text for text in (one, other) if text.isdigit()]
    # "A" beside "B" are two counts, and so are "2" and "1a"; "1" and "1a" may be one.
    spoken = [text for text in (one, other) if not re.search(r"\d", text)]
    begins = one.startswith(other) or other.startswith(one)
    unsure = bool(plain) and (bool(spoken) or begins)
    return UNKNOWN if unsure else DIFFERS


def _count_number(count: str) -> int | None:
    """The number that "1", "1 of 2" and "I" are; None for anything else."""
    if match := _NUMBERED.fullmatch(count):
        return int(match[1])
    if match := _ROMAN.fullmatch(count):
        tens, ones = match.groups()
        small = {"iv": 4, "ix": 9}.get(ones, 5 * ones.count("v") + ones.count("i"))
        return 10 * len(tens) + small
    return None


def days_apart(one: Record, other: Record) -> int | None:
    """How many days lie between two convictions; None where one has no day."""
    days = (one.convicted_on, other.convicted_on)
    return abs(days[0] - days[1]).days if days[0] and days[1] else None


def birth_dates_differ(one: dt.date | None, other: dt.date | None) -> str:
    """How two birth dates differ, in words that tell neither; "" when they do not, or may not."""
    if one is None or other is None or one == other:
        return ""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return "day and month are swapped"
    if (one.month, one.day) == (other.month, other.day):
        return "another year, the same day and month"
    if one.year == other.year:
        return "the same year, another day or month"
    return "another date"
