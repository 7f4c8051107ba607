"""Floor 2. Convictions that are alike in, a verdict on each out: the same one, or not. Pure.

Alike are those of one court, case number and section. Two of them are the same conviction only if
that is provable, and different ones only if that is provable; between the two a human decides. A
guess would either drop a person from the motion or ask twice for one.

Which of two equals stays does not depend on the order of the list.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from filings.docket import Conviction, ConvictionId, Entry, Fate, ReasonCode, Where
from filings.order import fold_count, folded, rank

_NO_REMARK = ReasonCode("")

# Not a name with a birth date: one of them misspelt gives another key for the same person.
_NAMED = "name-dob"
# An office's own number: in a list of another office the same person has another one, and the same
# number is another person's.
_LOCAL = "person"


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

    Signs and blanks of the case number are left out: "BA-097736" may be "BA097736".
    """
    statute = conviction.statute
    number = folded(conviction.case_number)
    return "|".join((conviction.court, number, statute.code, statute.section, statute.subdivision))


def judge(alike: Iterable[Candidate]) -> list[Verdict]:
    """The verdict on each of a group that shares its `likeness`.

    What a list knows best comes first and stays: person, count, suffix and name known. A later one
    that is provably the same is a duplicate; one that may be the same is held.
    """
    bench = _Bench()
    return [bench.judge(candidate) for candidate in sorted(alike, key=_precedence)]


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
    """Those judged so far, found by person and by name: no group is so large that it takes long."""

    def __init__(self) -> None:
        self._people: defaultdict[str, list[_Judged]] = defaultdict(list)
        # Those whose keys are of the same kinds, by last name.
        self._names: dict[frozenset[str], defaultdict[str, list[_Judged]]] = {}
        self._ids: dict[ConvictionId, Where] = {}

    def judge(self, candidate: Candidate) -> Verdict:
        conviction = candidate.conviction
        verdict = Verdict(where=candidate.where, lists={candidate.where.list})
        doubt: tuple[Candidate, str] | None = None
        for other, first, firsts in self._rivals(candidate):
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
        if doubt is None and conviction.id in self._ids:
            # Two people, or two counts, that the id cannot tell apart: the order could not either.
            verdict.detail = f"cannot be told from {self._ids[conviction.id].spoken} on paper"
            verdict.same_as = conviction.id
        elif doubt is not None:
            verdict.detail = f"may be {doubt[0].where.spoken}: {doubt[1]}"
            verdict.same_as = doubt[0].conviction.id
        if verdict.same_as:
            verdict.fate, verdict.reason = Fate.HELD, ReasonCode("possible-duplicate")
            return verdict
        self._ids[conviction.id] = candidate.where
        self._admit(candidate, candidate, verdict)
        return verdict

    def _admit(self, candidate: Candidate, first: Candidate, verdict: Verdict) -> None:
        judged = _Judged(candidate, first, verdict)
        names = self._names.setdefault(frozenset(_telling(candidate)), defaultdict(list))
        names[_last(candidate)].append(judged)
        for key in candidate.source.keys:
            self._people[key].append(judged)

    def _rivals(self, candidate: Candidate) -> Iterator[_Judged]:
        """Those included so far that may be this one: all others are provably somebody else."""
        for key in candidate.source.keys:
            yield from self._people.get(key, ())
        telling, last = _telling(candidate).keys(), _last(candidate)
        for kinds, names in self._names.items():
            if telling & kinds:
                continue  # two keys of one kind are equal, or two people
            for name in sorted({last, ""} if last else names):
                yield from names.get(name, ())


def _compare(one: Candidate, other: Candidate) -> tuple[_Relation, str]:
    """How two candidates of one likeness stand to each other, and what is missing if unsure."""
    proof = _same_person(one, other)
    if proof is False or (
        proof is None and (_differ(_last(one), _last(other)) or _differ(_first(one), _first(other)))
    ):
        return _Relation.DIFFERENT, ""
    a, b = one.conviction, other.conviction
    if (
        _differ(a.defendant_suffix, b.defendant_suffix)
        or _differ(fold_count(a.count), fold_count(b.count))
        or a.statute.attempt != b.statute.attempt
    ):
        return _Relation.DIFFERENT, ""
    key, its = one.source.count_key, other.source.count_key
    if proof and key and its and key != its and one.source.list == other.source.list:
        # One list gives each count of a person a key of its own: two keys are two counts.
        return _Relation.DIFFERENT, ""
    if proof is None:
        return _Relation.UNSURE, "nothing proves that it is the same person"
    if a.case_number.upper() != b.case_number.upper():
        return _Relation.UNSURE, "the case numbers differ in signs or blanks alone"
    # A list's own key for the count counts only beside the same kind of person key: it is given
    # out per person.
    if (a.count and b.count) or (key and key == its):
        return _Relation.SAME, ""
    return _Relation.UNSURE, "the number of the count is missing"


def _precedence(candidate: Candidate) -> tuple[object, ...]:
    """The order of judgement: the better known first, then by content, and by the list last."""
    conviction, source = candidate.conviction, candidate.source
    return (
        not source.person,
        not conviction.count,
        not conviction.defendant_suffix,
        conviction.name is None,
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
    """Whether exact keys prove that two candidates are one person (or two); None: they do not."""
    shared = set(one.source.keys) & set(other.source.keys)
    given, its = _telling(one), _telling(other)
    if any(kind in its and its[kind] != key for kind, key in given.items()):
        # One key says so and another belies it: somebody must look.
        return None if shared else False
    if one.where.list != other.where.list and all(key.startswith(_LOCAL) for key in shared):
        # Two offices may count alike: then the names must say it too.
        same_name = _last(one) and _last(one) == _last(other) and _first(one) == _first(other)
        shared = shared if same_name else set()
    return True if shared else None


def _telling(candidate: Candidate) -> Mapping[str, str]:
    """The keys of which two different ones are two people, by their kind."""
    found = {}
    for key in candidate.source.keys:
        kind = key.partition(":")[0]
        if kind != _NAMED:
            found[f"{kind}/{candidate.where.list}" if kind == _LOCAL else kind] = key
    return found


def _last(candidate: Candidate) -> str:
    name = candidate.conviction.name
    return name.last.casefold() if name else ""


def _first(candidate: Candidate) -> str:
    name = candidate.conviction.name
    return name.first.casefold() if name else ""


def _differ(one: str, other: str) -> bool:
    """Whether both are known and they are not the same."""
    return bool(one) and bool(other) and one != other
