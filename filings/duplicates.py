"""Floor 2. Convictions that are alike in, a verdict on each out: the same one, or not. Pure.

Alike are those of one court, case number and section. Two of them are the same conviction only if
that is provable, and different ones only if that is provable; between the two a human decides. A
guess would either drop a person from the motion or ask twice for one.

Which of two equals stays does not depend on the order of the list.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from filings.docket import Conviction, ConvictionId, Entry, Fate, Name, ReasonCode, Where
from filings.order import fold_count, folded, place_in_row, rank
from filings.spelling import fold_name, is_another_name

_NO_REMARK = ReasonCode("")

# Not a name with a birth date: one of them misspelt gives another key for the same person.
_NAMED = "name-dob"
# An office's own number: in a list of another office the same person has another one, and the same
# number is another person's.
_LOCAL = "person"
_MOST = 200
"""No case has so many people and counts: a number that so many share is no case's number."""
_NUMBERED = re.compile(r"(\d+)(?:\s*(?:of|/)\s*\d+)?")  # "1", "1 of 2"
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A conviction that would go in, and the entry it was read from."""

    where: Where
    conviction: Conviction
    source: Entry


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What became of a candidate once its likes were seen."""

    where: Where
    fate: Fate = Fate.INCLUDED
    reason: ReasonCode = _NO_REMARK
    detail: str = ""
    same_as: ConvictionId | None = None
    lists: set[int] = field(default_factory=set)  # the lists that hold this conviction


def likeness(conviction: Conviction) -> str:
    """What two convictions must share before anybody compares them further.

    Signs and blanks of the case number are left out: "BA-097736" may be "BA097736". So is the
    subdivision, which one of two tellings may lack.
    """
    number = folded(conviction.case_number)
    return "|".join((conviction.court, number, conviction.statute.code, conviction.statute.section))


def judge(alike: Iterable[Candidate]) -> list[Verdict]:
    """The verdict on each of a group that shares its `likeness`.

    What a list knows best comes first and stays: person, count, suffix and name known. A later one
    that is provably the same is a duplicate; one that may be the same is held.
    """
    ordered = sorted(alike, key=_precedence)
    if len(ordered) > _MOST and len({_content(candidate) for candidate in ordered}) > _MOST:
        return [_held(Verdict(where=its.where), "too many share the number") for its in ordered]
    bench = _Bench()
    return [bench.judge(candidate) for candidate in ordered]


def _held(verdict: Verdict, detail: str, same_as: ConvictionId | None = None) -> Verdict:
    verdict.fate, verdict.reason = Fate.HELD, ReasonCode("possible-duplicate")
    verdict.detail, verdict.same_as = detail, same_as
    verdict.lists |= {verdict.where.list}
    return verdict


class _Relation(Enum):
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class _Judged(NamedTuple):
    """An included conviction, or a duplicate of one, with the verdict on the one that stays."""

    candidate: Candidate
    first: Candidate
    verdict: Verdict


class _Bench:
    """Those judged so far; no group is so large that comparing all of them takes long."""

    def __init__(self) -> None:
        self._judged: list[_Judged] = []
        self._contents: set[tuple[object, ...]] = set()
        self._ids: dict[ConvictionId, Where] = {}

    def judge(self, candidate: Candidate) -> Verdict:
        conviction = candidate.conviction
        verdict = Verdict(where=candidate.where, lists={candidate.where.list})
        doubt: tuple[Candidate, str] | None = None
        for other, first, firsts in self._judged:
            relation, why = _compare(candidate, other)
            if relation is _Relation.SAME:
                verdict.fate, verdict.reason = Fate.DUPLICATE, ReasonCode("duplicate")
                verdict.same_as = first.conviction.id
                verdict.detail = f"the same as {first.where.spoken}"
                firsts.lists |= verdict.lists
                # It may know a key that the first does not.
                self._admit(candidate, first, firsts)
                return verdict
            if relation is _Relation.UNSURE and doubt is None:
                doubt = (first, why)
        if doubt is not None:
            detail = f"may be {doubt[0].where.spoken}: {doubt[1]}"
            return _held(verdict, detail, doubt[0].conviction.id)
        if conviction.id in self._ids:
            # Two people, or two counts, that the id cannot tell apart: the order could not either.
            detail = f"cannot be told from {self._ids[conviction.id].spoken} on paper"
            return _held(verdict, detail, conviction.id)
        self._ids[conviction.id] = candidate.where
        self._admit(candidate, candidate, verdict)
        return verdict

    def _admit(self, candidate: Candidate, first: Candidate, verdict: Verdict) -> None:
        content = _content(candidate)
        if content not in self._contents:
            self._contents.add(content)
            self._judged.append(_Judged(candidate, first, verdict))


def _compare(one: Candidate, other: Candidate) -> tuple[_Relation, str]:
    """How two candidates of one likeness stand to each other, and what is missing if unsure."""
    key, its = one.source.count_key, other.source.count_key
    here, there = place_in_row(key), place_in_row(its)
    if here and there and here[0] == there[0] and here != there:
        # One row says itself that these are two counts: "11358 HS x2".
        return _Relation.DIFFERENT, ""
    if here or there:  # beside anything else such a key says nothing
        key = its = ""
    proof = _same_person(one, other)
    if proof is False:
        return _Relation.DIFFERENT, ""
    a, b = one.conviction, other.conviction
    counts = _compare_counts(fold_count(a.count), fold_count(b.count))
    if (
        counts is _Relation.DIFFERENT
        or _differ(a.defendant_suffix, b.defendant_suffix)
        or a.statute.attempt != b.statute.attempt
    ):
        return _Relation.DIFFERENT, ""
    if proof and key and its and key != its and one.source.list == other.source.list:
        # One list gives each count of a person a key of its own: two keys are two counts.
        return _Relation.DIFFERENT, ""
    # A list's own key for the count counts only beside the same kind of person key: it is given
    # out per person.
    same_count = counts is _Relation.SAME or (bool(key) and key == its)
    if _differ(a.statute.subdivision, b.statute.subdivision):
        if proof and same_count:
            return _Relation.UNSURE, "one count is told under two subdivisions"
        return _Relation.DIFFERENT, ""
    doubts = (
        (proof is None, "nothing proves that it is the same person"),
        (a.statute.subdivision != b.statute.subdivision, "the subdivision is missing"),
        (
            a.case_number.upper() != b.case_number.upper(),
            "the case numbers differ in signs or blanks alone",
        ),
        (
            counts is _Relation.UNSURE and bool(a.count and b.count),
            "the number of the count is written in two ways",
        ),
        (not same_count, "the number of the count is missing"),
        (a.convicted_on != b.convicted_on, "the days of conviction differ"),
        (a.level is not b.level, "the levels differ"),
    )
    why = next((words for doubtful, words in doubts if doubtful), "")
    return (_Relation.UNSURE if why else _Relation.SAME), why


def _compare_counts(one: str, other: str) -> _Relation:
    """Whether two numbers of a count, folded, are one; unsure when one is missing.

    Or when they are written in two ways: "1" beside "I", "1 of 2" or "one".
    """
    if not one or not other:
        return _Relation.UNSURE
    if one == other:
        return _Relation.SAME
    numbers = {_count_number(one), _count_number(other)}
    if None not in numbers:
        return _Relation.DIFFERENT if len(numbers) > 1 else _Relation.UNSURE
    plain = [text for text in (one, other) if text.isdigit()]
    # "A" beside "B" are two counts, and so are "2" and "1a"; "1" and "1a" may be one.
    spoken = [text for text in (one, other) if not re.search(r"\d", text)]
    begins = one.startswith(other) or other.startswith(one)
    unsure = bool(plain) and (bool(spoken) or begins)
    return _Relation.UNSURE if unsure else _Relation.DIFFERENT


def _count_number(count: str) -> int | None:
    """The number that "1", "1 of 2" and "I" are; None for anything else."""
    if found := _NUMBERED.fullmatch(count):
        return int(found[1])
    if found := _ROMAN.fullmatch(count):
        tens, ones = found.groups()
        small = {"iv": 4, "ix": 9}.get(ones, 5 * ones.count("v") + ones.count("i"))
        return 10 * len(tens) + small
    return None


def _content(candidate: Candidate) -> tuple[object, ...]:
    """All of a candidate that is compared: two with one content are judged alike."""
    its, source = candidate.conviction, candidate.source
    return (
        candidate.where.list,
        source.keys,
        source.count_key,
        source.born_on,
        its.name,
        its.case_number,
        its.defendant_suffix,
        its.statute,
        its.count,
        its.level,
        its.convicted_on,
    )


def _precedence(candidate: Candidate) -> tuple[object, ...]:
    """The order of judgement: the better known first, then by content, and by the list last."""
    conviction, source = candidate.conviction, candidate.source
    return (
        not source.person,
        not conviction.count,
        not conviction.defendant_suffix,
        conviction.name is None,
        not conviction.statute.subdivision,
        rank(conviction),
        conviction.level,
        conviction.agency,
        conviction.offense,
        conviction.relief,
        conviction.also_numbered,
        source.person,
        source.count_key,
        str(source.born_on),
        conviction.sample,
        candidate.where,
    )


def _same_person(one: Candidate, other: Candidate) -> bool | None:
    """Whether it is proven that two candidates are one person (or two); None: it is not."""
    shared = set(one.source.keys) & set(other.source.keys)
    a, b = one.conviction.name, other.conviction.name
    apart = _names_differ(a, b)
    if one.where.list != other.where.list and all(key.startswith(_LOCAL) for key in shared):
        # Two offices may count alike: then the names must say it too.
        alike = a and b and _folded(a) == _folded(b) and all(_folded(a))
        shared = shared if alike else set()
    given, its = _telling(one), _telling(other)
    if any(kind in its and its[kind] != key for kind, key in given.items()):
        # One key says so and another belies it: somebody must look.
        return None if shared else False
    if not shared:
        return False if any(apart) else None
    born = one.source.born_on
    if all(apart) and (born is None or born != other.source.born_on):
        # A number beside another name altogether is somebody's mistake, or a filler.
        return None
    return True


def _names_differ(one: Name | None, other: Name | None) -> tuple[bool, bool]:
    """Whether last and first name are clearly another one's; a slip or an initial is not."""
    if one is None or other is None:
        return False, False
    if _folded(one) == _folded(other)[::-1]:
        return False, False  # put down the wrong way round
    return is_another_name(one.last, other.last), is_another_name(one.first, other.first)


def _folded(name: Name) -> tuple[str, str]:
    return fold_name(name.last), fold_name(name.first)


def _telling(candidate: Candidate) -> Mapping[str, str]:
    """The keys of which two different ones are two people, by their kind."""
    found = {}
    for key in candidate.source.keys:
        kind = key.partition(":")[0]
        if kind != _NAMED:
            found[f"{kind}/{candidate.where.list}" if kind == _LOCAL else kind] = key
    return found


def _differ(one: str, other: str) -> bool:
    """Whether both are known and they are not the same."""
    return bool(one) and bool(other) and one != other
