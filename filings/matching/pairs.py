"""Pair the records of two lists that exact keys prove to be one conviction. Pure.

Only exact keys speak here: case number, defendant, section, court, and the count where both lists
know it. What they do not prove stays apart, with a remark; a guess never decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations, product
from typing import NamedTuple

from filings.matching.compare_fields import (
    DIFFERS,
    SAME,
    Likes,
    PersonProof,
    birth_dates_differ,
    compare,
    compare_people,
    like,
)
from filings.matching.record import Record, Says
from filings.model.fates import Screened
from filings.model.identifiers import ReasonCode

# Of another county, or for another charge: no list owes us those.
_NOT_OURS = {ReasonCode("other-county"), ReasonCode("other-charge")}

MOST_ALIKE = 200
"""No person has so many counts in one case: a number that so many share is no case's number."""


class Remark(StrEnum):
    """What exact keys tell of a conviction that only one list has."""

    ONE_MORE = "one more count"  # like one that is in both, and no list numbers them
    ANOTHER_SECTION = "another section"  # what the other list has of this case is of another one
    ANOTHER_COUNT = "another count"  # the other list has the case, and not this count of it
    TOO_MANY_ALIKE = "too many alike"
    ENDED = "nobody stands convicted"  # so the other list says of it


class Field(StrEnum):
    """A field in which two lists may differ about one conviction."""

    LEVEL = "level"
    DATE = "date"
    SECTION = "section"
    BIRTH_DATE = "birth date"
    COURT = "court"


class Edge(NamedTuple):
    """Two records that may stand for one conviction; the lowest `rank` is believed first."""

    rank: int
    first: int  # place
    second: int  # place
    proof: PersonProof


@dataclass(slots=True)
class Found:
    """What exact keys say of all records, each named by its position."""

    edges: set[Edge] = field(default_factory=set)
    repeats: set[tuple[int, int]] = field(default_factory=set)  # within one list
    near: set[tuple[int, int]] = field(default_factory=set)  # one person's case, another count
    crowded: set[int] = field(default_factory=set)

    def look_at(self, alike: Sequence[Record]) -> None:
        """Take in records that share one of their `proofs`, in the order of their places."""
        sides = [self._each_once(s for s in alike if s.list == number) for number in (1, 2)]
        if max(map(len, sides)) > MOST_ALIKE:
            self.crowded.update(s.place for side in sides for s in side)
            return
        for side in sides:
            for one, other in combinations(side, 2):
                if _is_repeat(one, other):
                    self.repeats.add((one.place, other.place))
        alone = not any(map(_several_people, sides))
        for first, second in product(*sides):
            proof = same_person(first, second, alone=alone)
            if proof is None:
                continue
            if _is_same(first, second, proof):
                self.edges.add(Edge(_rank(first, second), first.place, second.place, proof))
            elif like(first.court, second.court) is not DIFFERS:
                self.near.add((first.place, second.place))

    def _each_once(self, side: Iterable[Record]) -> list[Record]:
        """What one list tells, without what it provably tells again word for word."""
        kept: list[Record] = []
        known: dict[Record, Record] = {}
        for record in side:
            first = known.setdefault(replace(record, place=-1, line=0, entry=1), record)
            if first is not record and _is_repeat(first, record):
                self.repeats.add((first.place, record.place))
            else:
                kept.append(record)
        return kept


@dataclass(slots=True)
class Settled:
    """Which record is which conviction."""

    second_of: dict[int, tuple[int, PersonProof]] = field(default_factory=dict)  # of a first one
    repeats: dict[int, int] = field(default_factory=dict)  # -> the one that stays
    remarks: dict[int, Remark] = field(default_factory=dict)  # of those that stay alone


def settle(matches: Found) -> Settled:
    """Each record with at most one of the other list: the surest pairs first.

    The order in which the records came in changes nothing.
    """
    settled = Settled()
    for one, other in sorted(matches.repeats):
        settled.repeats.setdefault(other, settled.repeats.get(one, one))

    def stays(place: int) -> int:
        return settled.repeats.get(place, place)

    taken: set[int] = set()
    for edge in sorted(matches.edges):
        first, second = stays(edge.first), stays(edge.second)
        if first not in taken and second not in taken:
            taken |= {first, second}
            settled.second_of[first] = second, edge.proof
    said: defaultdict[Remark, set[int]] = defaultdict(set)
    said[Remark.TOO_MANY_ALIKE] = matches.crowded
    for edge in matches.edges:
        said[Remark.ONE_MORE] |= {edge.first, edge.second}
    for pair in matches.near:
        both = taken.isdisjoint(map(stays, pair))
        said[Remark.ANOTHER_SECTION if both else Remark.ANOTHER_COUNT].update(pair)
    for remark in Remark:  # what weighs more comes first
        for place in said[remark]:
            if stays(place) not in taken:
                settled.remarks.setdefault(stays(place), remark)
    return settled


def ended(alike: Sequence[Record]) -> Iterator[int]:
    """The places of records of which the other list says that nobody stands convicted.

    Args:
        alike: Records that share one of their `proofs`, those that tell such an end among them.
    """
    ends = [record for record in alike if record.says is Says.ENDED]
    for one, end in product(alike, ends):
        if one.says is Says.ENDED or one.list == end.list:
            continue
        likes = compare(one, end)
        others = (likes.section, likes.subdivision, likes.count, likes.court)
        if DIFFERS not in others and same_person(one, end, alone=True):
            yield one.place


def is_compared(screened: Screened) -> bool:
    """Whether an entry is a conviction that both lists should tell."""
    source = screened.source
    if source is None or source.aside or source.ended:
        return False
    return screened.reason not in _NOT_OURS


def proofs(record: Record) -> Iterator[str]:
    """Whatever two records may share that says: this person, in this case.

    Records with none in common are never the same by exact keys.
    """
    for number in record.numbers:
        for key in record.keys:
            yield f"{number}|{key}"
        if record.first:
            yield f"{number}|name:{record.name}"
    if record.number and record.suffix:
        # The suffix is this number's, and no other's.
        yield f"{record.number}|defendant:{record.suffix}"


def same_person(one: Record, other: Record, *, alone: bool) -> PersonProof | None:
    """What proves that two records of one case are of one person; None when nothing does.

    Args:
        one: A record.
        other: Another, that shares a case number with it.
        alone: Whether each list has but one person of that name in the case.
    """
    person = compare_people(one, other)
    if person.like is DIFFERS:
        return None
    # A name without birth dates speaks for it, and a suffix outweighs a birth date that differs.
    certain = person.like is SAME or person.proof is PersonProof.DEFENDANT
    return person.proof if certain or alone else None


def share_key(one: Record, other: Record) -> bool:
    """Whether an exact key says that two records are of one person, and nothing belies it."""
    return compare_people(one, other).proof is PersonProof.KEY


def conflicts(one: Record, other: Record) -> tuple[Field, ...]:
    """Where two records of the same conviction contradict each other."""
    likes = compare(one, other)
    conflicting_of = {
        Field.LEVEL: likes.level is DIFFERS,
        Field.DATE: likes.day is DIFFERS,
        Field.SECTION: DIFFERS in (likes.section, likes.subdivision),
        Field.BIRTH_DATE: bool(birth_dates_differ(one.born_on, other.born_on)),
        Field.COURT: likes.court is DIFFERS,
    }
    return tuple(name for name, conflicting in conflicting_of.items() if conflicting)


def _is_same(one: Record, other: Record, proof: PersonProof) -> bool:
    """Whether one person's records in one case are of one conviction."""
    likes = compare(one, other)
    if likes.count is DIFFERS:
        return False
    if not _same_section(likes):
        return likes.count is SAME and likes.court is not DIFFERS
    # Two courts for one number, one person and one day: the court is what the lists dispute.
    disputed = proof is PersonProof.KEY and likes.day is SAME
    return likes.court is not DIFFERS or disputed


def _is_repeat(one: Record, other: Record) -> bool:
    """Whether one list tells one conviction twice: the count, too, must be proven the same."""
    likes = compare(one, other)
    return (
        likes.count is SAME
        and one.number == other.number
        and _same_section(likes)
        and likes.court is not DIFFERS
        and one.convicted_on == other.convicted_on
        and same_person(one, other, alone=False) is not None
    )


def _same_section(likes: Likes) -> bool:
    """Whether both tell one section; one of them may lack the subdivision."""
    return likes.section is SAME and likes.subdivision is not DIFFERS


def _rank(first: Record, second: Record) -> int:
    """What is told alike comes first; of counts, one that both know, then one that one knows."""
    rank = 0
    for told_otherwise, most in (
        (2 - bool(first.count) - bool(second.count), 2),
        (not (first.count_key and first.count_key == second.count_key), 1),
        (first.number != second.number, 1),
        (first.subdivision != second.subdivision, 1),
        (first.convicted_on != second.convicted_on, 1),
        (first.level is not second.level, 1),
    ):
        rank = rank * (most + 1) + told_otherwise
    return rank


def _several_people(side: Sequence[Record]) -> bool:
    """Whether a list has two people of one name here: by their birth dates, keys or suffixes."""
    tell_apart: defaultdict[str, set[str]] = defaultdict(set)
    for one in side:
        for kind, key in one.given_keys.items():
            tell_apart[kind].add(key)
        if one.born_on:
            tell_apart["born"].add(one.born_on.isoformat())
        if one.suffix:
            tell_apart["suffix"].add(one.suffix)
        if one.generation:
            tell_apart["generation"].add(one.generation)
    return any(len(several) > 1 for several in tell_apart.values())
