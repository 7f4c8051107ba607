"""Floor 2. Sightings of one person in one case in, which of them are the same conviction out. Pure.

Only exact keys speak here: case number, defendant, section, court, and the count where both lists
know it. What they do not prove stays apart, with a remark; a guess never decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations, product
from typing import NamedTuple

from filings.comparison.sighting import Sighting, birth_dates_differ, run_together
from filings.docket import Level

MOST_ALIKE = 200
"""No person has so many counts in one case: a number that so many share is no case's number."""


class Proof(StrEnum):
    """Why two sightings are of one person."""

    KEY = "the same person number, or name and birth date"
    DEFENDANT = "the same defendant of the case"
    NAME = "the same name in the same case"


class Remark(StrEnum):
    """What exact keys tell of a conviction that only one list has."""

    ONE_MORE = "one more count"  # like one that is in both, and no list numbers them
    ANOTHER_SECTION = "another section"  # what the other list has of this case is of another one
    ANOTHER_COUNT = "another count"  # the other list has the case, and not this count of it
    TOO_MANY_ALIKE = "too many alike"


class Field(StrEnum):
    """What two lists may tell differently of one conviction."""

    LEVEL = "level"
    DATE = "date"
    SECTION = "section"
    BIRTH_DATE = "birth date"
    COURT = "court"


class Edge(NamedTuple):
    """Two sightings that may stand for one conviction; the lowest `rank` is believed first."""

    rank: int
    first: int  # place
    second: int  # place
    proof: Proof


@dataclass(slots=True)
class Found:
    """All that exact keys say; places stand for sightings."""

    edges: set[Edge] = field(default_factory=set)
    repeats: set[tuple[int, int]] = field(default_factory=set)  # within one list
    near: set[tuple[int, int]] = field(default_factory=set)  # one person's case, another count
    crowded: set[int] = field(default_factory=set)

    def look_at(self, alike: Sequence[Sighting]) -> None:
        """Take in sightings that share one of their `proofs`, in the order of their places."""
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
            elif not _differ(first.court, second.court):
                self.near.add((first.place, second.place))

    def _each_once(self, side: Iterable[Sighting]) -> list[Sighting]:
        """What one list tells, without what it provably tells again word for word."""
        kept: list[Sighting] = []
        known: dict[Sighting, Sighting] = {}
        for sighting in side:
            first = known.setdefault(replace(sighting, place=-1), sighting)
            if first is not sighting and _is_repeat(first, sighting):
                self.repeats.add((first.place, sighting.place))
            else:
                kept.append(sighting)
        return kept


@dataclass(slots=True)
class Settled:
    """Which sighting is which conviction."""

    second_of: dict[int, tuple[int, Proof]] = field(default_factory=dict)  # of a first one
    repeats: dict[int, int] = field(default_factory=dict)  # -> the one that stays
    remarks: dict[int, Remark] = field(default_factory=dict)  # of those that stay alone


def settle(found: Found) -> Settled:
    """Each sighting with at most one of the other list: the surest pairs first.

    The order in which the sightings came in changes nothing.
    """
    settled = Settled()
    for one, other in sorted(found.repeats):
        settled.repeats.setdefault(other, settled.repeats.get(one, one))

    def stays(place: int) -> int:
        return settled.repeats.get(place, place)

    taken: set[int] = set()
    for edge in sorted(found.edges):
        first, second = stays(edge.first), stays(edge.second)
        if first not in taken and second not in taken:
            taken |= {first, second}
            settled.second_of[first] = second, edge.proof
    said: list[tuple[Remark, int]] = [(Remark.TOO_MANY_ALIKE, place) for place in found.crowded]
    for edge in found.edges:
        said += [(Remark.ONE_MORE, edge.first), (Remark.ONE_MORE, edge.second)]
    for first, second in found.near:
        both = stays(first) not in taken and stays(second) not in taken
        remark = Remark.ANOTHER_SECTION if both else Remark.ANOTHER_COUNT
        said += [(remark, first), (remark, second)]
    order = list(Remark)
    for remark, place in sorted(said, key=lambda one: order.index(one[0])):
        if stays(place) not in taken:
            settled.remarks.setdefault(stays(place), remark)
    return settled


def same_person(one: Sighting, other: Sighting, *, alone: bool) -> Proof | None:
    """What proves that two sightings of one case are of one person; None when nothing does.

    Args:
        one: A sighting.
        other: Another, that shares a case number with it.
        alone: Whether each list has but one person of that name in the case.
    """
    if share_key(one, other):
        return Proof.KEY
    given, its = one.public_keys, other.public_keys
    if any(kind in its and its[kind] != key for kind, key in given.items()):
        return None
    if _differ(one.generation, other.generation):
        return None
    if one.suffix and other.suffix and one.number == other.number:
        return Proof.DEFENDANT if one.suffix == other.suffix and _related(one, other) else None
    if not one.first or one.name != other.name or not _fits(one.middle, other.middle):
        return None
    if one.born_on and other.born_on:
        return Proof.NAME if one.born_on == other.born_on else None
    return Proof.NAME if alone else None


def share_key(one: Sighting, other: Sighting) -> bool:
    """Whether an exact key says that two sightings are of one person, and nothing belies it.

    A key beside another name and another birth date is somebody's mistake; an office's own number
    beside another name is another office's.
    """
    shared = set(one.keys) & set(other.keys)
    if not shared or _related(one, other):
        return bool(shared)
    known = shared & {*one.public_keys.values(), *other.public_keys.values()}
    return bool(known) and not birth_dates_differ(one.born_on, other.born_on)


def conflicts(one: Sighting, other: Sighting) -> tuple[Field, ...]:
    """Where two sightings of the same conviction contradict each other."""
    unknown = Level.UNKNOWN
    days = one.convicted_on, other.convicted_on
    found = {
        Field.LEVEL: unknown not in (one.level, other.level) and one.level != other.level,
        Field.DATE: None not in days and days[0] != days[1],
        Field.SECTION: _differ(one.section, other.section) or _other_subdivision(one, other),
        Field.BIRTH_DATE: bool(birth_dates_differ(one.born_on, other.born_on)),
        Field.COURT: _differ(one.court, other.court),
    }
    return tuple(name for name, conflicting in found.items() if conflicting)


def _is_same(one: Sighting, other: Sighting, proof: Proof) -> bool:
    """Whether one person's sightings in one case are of one conviction."""
    if _differ(one.count, other.count):
        return False
    if not _same_section(one, other):
        same_count = bool(one.count) and one.count == other.count
        return same_count and not _differ(one.court, other.court)
    if not _differ(one.court, other.court):
        return True
    # Two courts for one number, one person and one day: the court is what the lists dispute.
    return proof is Proof.KEY and one.convicted_on == other.convicted_on is not None


def _is_repeat(one: Sighting, other: Sighting) -> bool:
    """Whether one list tells one conviction twice: the count, too, must be proven the same."""
    same_count = bool(one.count) and one.count == other.count
    same_key = bool(one.count_key) and one.count_key == other.count_key
    return (
        (same_count or (same_key and not _differ(one.count, other.count)))
        and one.number == other.number
        and _same_section(one, other)
        and not _differ(one.court, other.court)
        and one.convicted_on == other.convicted_on
        and same_person(one, other, alone=False) is not None
    )


def _rank(first: Sighting, second: Sighting) -> int:
    """What is told alike comes first; of counts, one that both know, then one that one knows."""
    rank = 0
    for told_otherwise, most in (
        (2 - bool(first.count) - bool(second.count), 2),
        (not (first.count_key and first.count_key == second.count_key), 1),
        (first.number != second.number, 1),
        (first.convicted_on != second.convicted_on, 1),
        (first.level is not second.level, 1),
    ):
        rank = rank * (most + 1) + told_otherwise
    return rank


def _several_people(side: Sequence[Sighting]) -> bool:
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


def _related(one: Sighting, other: Sighting) -> bool:
    """Whether two names share a part; a missing name shares any."""
    return not one.words or not other.words or bool(one.words & other.words)


def _fits(one: str, other: str) -> bool:
    """Whether two middle names may be one: one is missing, or begins as the other does."""
    one, other = run_together(one), run_together(other)
    return not one or not other or one.startswith(other) or other.startswith(one)


def _same_section(one: Sighting, other: Sighting) -> bool:
    return bool(one.section) and (one.section, one.subdivision) == (
        other.section,
        other.subdivision,
    )


def _other_subdivision(one: Sighting, other: Sighting) -> bool:
    return bool(one.section and other.section) and one.subdivision != other.subdivision


def _differ(one: str, other: str) -> bool:
    """Whether both are known and they are not the same."""
    return bool(one) and bool(other) and one != other
