"""Judge all rows of a run that share a case number together. Pure.

Two rows are the same conviction only if that is provable, and different ones only if that is
provable; between the two a human decides. Where one row contradicts another, neither is believed:
whatever the fate of either row by itself, what would have gone in is held. A row that tells less
contradicts nothing.

Which of two equals stays does not depend on the order of the lists' rows.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import combinations, count
from operator import attrgetter

from filings.matching.compare_fields import (
    DIFFERS,
    SAME,
    UNKNOWN,
    Likes,
    Person,
    compare,
    compare_people,
    days_apart,
    is_another_step,
    may_be_one_name,
)
from filings.matching.record import Keeper, Record, Says
from filings.model.case_number import conviction_sort_key
from filings.model.entries import Where
from filings.model.fates import Fate, Screened
from filings.model.identifiers import ConvictionId, ReasonCode

_MOST = 200
"""No case has so many people and counts: a number that so many share is no case's number."""
MOST_DAYS = 180
"""A plea and its sentence lie so far apart at most: one conviction, told by two days."""

_NONE = ReasonCode("")
_CONFLICT = ReasonCode("source-conflict")
_DUPLICATE, _MAYBE = ReasonCode("duplicate"), ReasonCode("possible-duplicate")
DAY_DIFFERS = ReasonCode("day-told-otherwise")
COURT_DECIDES = ReasonCode("court-record-decides")


@dataclass(frozen=True, slots=True)
class Telling:
    """An entry as it was screened, with the record by which it is compared."""

    screened: Screened
    record: Record


@dataclass(slots=True, kw_only=True)
class Ruling:
    """What becomes of an entry once it was compared with every row of its case."""

    where: Where
    fate: Fate = Fate.INCLUDED
    reason: ReasonCode = _NONE
    detail: str = ""
    same_as: ConvictionId | None = None
    lists: set[int] = field(default_factory=set)  # the lists that hold this conviction
    remarks: list[ReasonCode] = field(default_factory=list)
    id: ConvictionId | None = None  # its own, where its twin has the one it was given

    @property
    def changes(self) -> bool:
        """Whether the entry is no longer as screening left it."""
        changed = len(self.lists) > 1 or bool(self.remarks) or self.id is not None
        return changed or self.fate is not Fate.INCLUDED


def judge(tellings: Iterable[Telling]) -> list[Ruling]:
    """The ruling on each candidate of a case, and on each row that contradicts one.

    Args:
        tellings: All that bears on one case number, whatever its fate.
    """
    return _Case(sorted(tellings, key=_precedence)).rulings()


_CONTENT = attrgetter(
    *("told_by", "says", "keys", "count_key", "born_on", "last", "first", "middle", "generation"),
    *("written", "numbers", "suffix", "section", "subdivision", "count", "level", "convicted_on"),
    *("court", "heard", "words", "another_than"),
)
"""All of a record that is compared: two with one content are judged alike."""


def _precedence(telling: Telling) -> tuple[object, ...]:
    """The order of judgement: the better known first, then by content, and by the list last."""
    record, source = telling.record, telling.screened.source
    assert source is not None
    conviction = telling.screened.conviction
    return (
        record.says is not Says.ASKS,
        not source.person,
        not record.count,
        not record.court,
        not record.suffix,
        source.name is None,
        not record.subdivision,
        conviction_sort_key(conviction) if conviction else b"",
        record.level,
        telling.screened.agency or "",
        telling.screened.offense or "",
        telling.screened.relief or "",
        record.numbers,
        source.person,
        record.count_key,
        str(record.born_on),
        source.sample,
        record.where,
    )


class _Relation(Enum):
    """Whether two candidates are one conviction."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class _Judged:
    """A candidate that stays, or a duplicate of one, with the ruling on the one that stays."""

    place: int
    first: int
    ruling: Ruling


class _Pairs:
    """What two entries of one case are to each other, whatever becomes of either.

    They are named by their places; two of one content compare alike, and are compared once.
    """

    def __init__(self, tellings: Sequence[Telling]) -> None:
        self._tellings = tellings
        self._records = [telling.record for telling in tellings]
        contents: dict[tuple[object, ...], int] = {}
        # The place of the first entry of the same content.
        self.like = [
            contents.setdefault(_CONTENT(record), place)
            for place, record in enumerate(self._records)
        ]
        self._compared: dict[tuple[int, int], tuple[Person, Likes]] = {}

    def compare(self, one: int, other: int) -> tuple[Person, Likes]:
        """How their persons compare, and how the rest of what they tell does."""
        pair = self.like[one], self.like[other]
        comparison = self._compared.get(pair)
        if comparison is None:
            a, b = self._records[pair[0]], self._records[pair[1]]
            comparison = self._compared[pair] = compare_people(a, b), compare(a, b)
            self._compared[pair[1], pair[0]] = comparison
        return comparison

    def fit(self, one: int, other: int) -> int | None:
        """How well two entries fit each other, 0 best; None when they are two counts."""
        _, likes = self.compare(one, other)
        if not self._may_be_one(one, other):
            return 6 if self._differ_in_the_count_alone(one, other) else None
        if not self.disputed(one, other):
            return 0 if likes.count is SAME else 1
        if self.remark(one, other) is not None:
            return 2
        same_section = likes.section is SAME and likes.subdivision is not DIFFERS
        if likes.count is SAME:
            return 3
        return 4 if same_section else 5

    def _may_be_one(self, one: int, other: int) -> bool:
        _, likes = self.compare(one, other)
        if DIFFERS in (likes.count, likes.number) or self.are_apart(one, other):
            return False
        ended = Says.ENDED in (self._records[one].says, self._records[other].says)
        # Of another charge it says nothing that it ended.
        return not ended or DIFFERS not in (likes.section, likes.subdivision)

    def disputed(self, one: int, other: int) -> list[str]:
        """In what two entries of one conviction contradict each other."""
        _, likes = self.compare(one, other)
        a, b = self._records[one], self._records[other]
        pairs = [
            name
            for name in ("section", "subdivision", "level", "day", "court", "suffix")
            if getattr(likes, name) is DIFFERS
        ]
        if _contradict(a, b):
            pairs.append("says")
        return pairs

    def remark(self, one: int, other: int) -> ReasonCode | None:
        """What is worth a look where two lists differ in what need not stop the conviction."""
        disputed = {*self.disputed(one, other)}
        if disputed == {"day"} and (self._days(one, other) or 0) <= MOST_DAYS:
            return DAY_DIFFERS
        if self._differ_in_the_count_alone(one, other):
            return COURT_DECIDES
        if disputed and disputed <= {"level", "day"} and self.decider(one, other) is not None:
            return COURT_DECIDES
        return None

    def _differ_in_the_count_alone(self, one: int, other: int) -> bool:
        _, likes = self.compare(one, other)
        others = (likes.section, likes.subdivision, likes.level, likes.day, likes.number)
        alone = likes.count is DIFFERS and set(others) == {SAME} and likes.court is not DIFFERS
        return alone and self.decider(one, other) is not None

    def _days(self, one: int, other: int) -> int | None:
        return days_apart(self._records[one], self._records[other])

    def decider(self, one: int, other: int) -> int | None:
        """The one that is the court's own record, when the other only copied; both go in."""
        a, b = self._records[one], self._records[other]
        if a.says is not Says.ASKS or b.says is not Says.ASKS:
            return None
        courts = [n for n in (one, other) if self._records[n].keeper is Keeper.COURT]
        return courts[0] if len(courts) == 1 else None

    def are_apart(self, one: int, other: int) -> bool:
        """Whether a human found that one is another count than the other may have been."""
        a, b = self._records[one].another_than, self._records[other].another_than
        if one == other or not (a or b):
            return False
        return a == b or bool(a and a == self._id_of(other)) or bool(b and b == self._id_of(one))

    def _id_of(self, place: int) -> str:
        conviction = self._tellings[place].screened.conviction
        return conviction.id if conviction else ""

    def cannot_both_be(self, one: int, other: int) -> bool:
        """Whether two candidates contradict each other, so that neither may be believed."""
        if self.like[one] == self.like[other]:
            return False
        person, likes = self.compare(one, other)
        if not person.meant or likes.number is DIFFERS:
            return False
        if person.like is SAME and likes.suffix is DIFFERS:
            return True  # one of them would dismiss a co-defendant's count
        two_lists = self._records[one].told_by != self._records[other].told_by
        if two_lists and person.like is SAME:
            return False  # which entry of the other list it is, was settled above
        if likes.court is DIFFERS and person.like is SAME and likes.section is SAME:
            return likes.count is SAME or (likes.count is UNKNOWN and likes.day is SAME)
        if person.like is SAME and is_another_step(self._records[one], self._records[other]):
            if likes.section is SAME and likes.level is DIFFERS:
                return True  # reduced in a later step
            if DIFFERS in (likes.section, likes.subdivision) and likes.day is DIFFERS:
                return True  # convicted anew, of another charge
        if likes.count is not SAME or (likes.court is DIFFERS and person.like is not SAME):
            return False
        disputed = self.disputed(one, other)
        return bool(disputed) and self.remark(one, other) is None

    def is_against(self, one: int, other: int) -> bool:
        """Whether a row that does not go in says of a candidate that it must not."""
        a, b = self._records[one], self._records[other]
        if not _contradict(a, b) or _is_answered(a, b):
            return False
        person, likes = self.compare(one, other)
        if person.like is DIFFERS:
            return False
        if DIFFERS in (likes.number, likes.count, likes.section, likes.subdivision):
            return False
        if likes.court is DIFFERS and person.like is not SAME:
            return False  # numbers come again from court to court
        tells_the_end = b.says is Says.ENDED or (b.says is Says.REVIEW and not b.section)
        if tells_the_end and person.meant and is_another_step(a, b):
            return b.count_key > a.count_key  # the step that came later tells how it ended
        if likes.section is not SAME:
            return not b.section and person.like is likes.number is likes.count is SAME
        if likes.count is SAME:
            # A slip in the name or the birth date makes no other defendant of one count.
            return person.meant or not (a.name and b.name) or may_be_one_name(a, b)
        if a.told_by != b.told_by:
            # Of one person's counts those that both lists tell were paired above.
            proven = person.like is SAME
            return not proven and person.meant and b.says is not Says.ENDED
        # One list that tells of one charge a conviction and a dismissal tells of two counts.
        return person.meant and b.says is not Says.ENDED

    def tells_otherwise(self, one: int, other: int) -> bool:
        """Whether a row of the same list, which does not go in, tells the very count otherwise."""
        a, b = self._records[one], self._records[other]
        if b.says is Says.ENDED or a.told_by != b.told_by or _is_answered(a, b):
            return False
        person, likes = self.compare(one, other)
        if not (person.like is likes.number is likes.count is SAME):
            return False
        disputed = {"section", "subdivision", "level", "day"}.intersection(
            self.disputed(one, other)
        )
        return bool(disputed) and self.remark(one, other) is None

    def has_unproven_number(self, one: int, other: int) -> bool:
        """Whether two partners stand under two numbers, and no count or day makes them one."""
        likes = self.compare(one, other)[1]
        return likes.number is not SAME and not (likes.count is SAME and likes.day is SAME)


class _Case:
    """All entries under one case number; a place is an entry's in the order of judgement."""

    def __init__(self, tellings: Sequence[Telling]) -> None:
        self._tellings = tellings
        self._records = [telling.record for telling in tellings]
        self._pairs = _Pairs(tellings)
        self._crowded = len(set(self._pairs.like)) > _MOST
        self._asking = [n for n, asking in enumerate(self._records) if asking.says is Says.ASKS]
        # Place -> another list -> the place in it that tells the same conviction.
        self._partners: defaultdict[int, dict[int, int]] = defaultdict(dict)
        self._remarks: dict[tuple[int, int], ReasonCode] = {}
        self._yields: set[int] = set()  # those that another list's telling stands for
        self._held: dict[int, Ruling] = {}

    def rulings(self) -> list[Ruling]:
        """The ruling on every candidate, and on whatever is held beside one."""
        if self._crowded:
            return [self._maybe(place, "too many share the number") for place in self._asking]
        if not self._asking:
            return []
        if len(self._records) > 1:
            self._pair_lists()
            self._find_conflicts()
        return [*self._held.values(), *self._settle()]

    # --- Which entry of one list tells what an entry of another tells. ---

    def _pair_lists(self) -> None:
        if len({record.told_by for record in self._records}) < 2:
            return
        for person in self._people():
            by_list: defaultdict[int, list[int]] = defaultdict(list)
            for place in person:
                by_list[self._records[place].told_by].append(place)
            for one, other in combinations(sorted(by_list), 2):
                if max(len(by_list[one]), len(by_list[other])) <= _MOST:
                    for pair in self._pair(by_list[one], by_list[other]):
                        self._join(*pair)

    def _people(self) -> Iterator[list[int]]:
        """The entries of each person, as far as it is proven who it is."""
        root = list(range(len(self._records)))

        def find(place: int) -> int:
            while root[place] != place:
                root[place] = root[root[place]]
                place = root[place]
            return place

        firsts = sorted(set(self._pairs.like))
        for one, other in combinations(firsts, 2):
            if self._pairs.compare(one, other)[0].like is SAME:
                root[find(other)] = find(one)
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for place, first in enumerate(self._pairs.like):
            groups[find(first)].append(place)
        yield from groups.values()

    def _pair(self, ones: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Which entries of two lists are of one count, of one person in one case.

        What both tell alike is paired first, then what may be one another: a list that tells more
        counts than the other contradicts nothing.
        """
        fits = (
            (fit, m, n)
            for m, one in enumerate(ones)
            for n, other in enumerate(others)
            if (fit := self._pairs.fit(one, other)) is not None
        )
        left, right = set(range(len(ones))), set(range(len(others)))
        for _, m, n in sorted(fits):
            if m in left and n in right:
                left.remove(m)
                right.remove(n)
                yield ones[m], others[n]

    def _join(self, one: int, other: int) -> None:
        """Take two entries of two lists for one conviction, or hold what they dispute."""
        a, b = self._records[one], self._records[other]
        remark = self._pairs.remark(one, other)
        if remark is None and self._pairs.disputed(one, other):
            if not _is_answered(a, b):
                self._conflict(one, other)
            return
        self._partners[one][b.told_by] = other
        self._partners[other][a.told_by] = one
        if remark is not None:
            self._remarks[one, other] = self._remarks[other, one] = remark
        decider = self._pairs.decider(one, other) if remark else None
        if decider is not None:
            self._yields.add(other if decider == one else one)
        elif a.heard != b.heard and not (a.court and b.court):
            # Where one list only names the county, the courthouse that the other names stands for
            # both, or the conviction would go to two courts.
            self._yields.add(one if not a.court else other)

    # --- What contradicts what would go in. ---

    def _find_conflicts(self) -> None:
        for one in self._asking:
            for other, record in enumerate(self._records):
                if other <= one and record.says is Says.ASKS:
                    continue
                if record.says is Says.ASKS:
                    conflicts = self._pairs.cannot_both_be(one, other)
                else:
                    conflicts = self._pairs.is_against(one, other) or self._pairs.tells_otherwise(
                        one, other
                    )
                if conflicts:
                    self._conflict(one, other)

    def _conflict(self, one: int, other: int) -> None:
        """Hold two entries that contradict each other, each with the places of both."""
        a, b = sorted((one, other), key=lambda place: self._records[place].where)
        detail = "; ".join(
            f"{self._records[n].where.spoken} says {self._said(n, partner)}"
            for n, partner in ((a, b), (b, a))
        )
        lists = {self._records[a].list, self._records[b].list}
        for place in (a, b):
            record = self._records[place]
            out = self._tellings[place].screened.fate is Fate.OUT_OF_SCOPE
            if record.says is Says.ASKS or (record.says is Says.REFUSES and out):
                ruling = Ruling(where=record.where, fate=Fate.HELD, reason=_CONFLICT, detail=detail)
                ruling.lists |= lists
                self._held.setdefault(place, ruling)

    def _said(self, place: int, other: int) -> str:
        """What an entry says in the things in which another contradicts it."""
        record = self._records[place]
        words = {
            "section": record.cited,
            "subdivision": record.cited,
            "level": record.level.value,
            "day": f"convicted on {record.convicted_on}",
            "court": f"court {record.court}",
            "suffix": f"defendant {record.suffix}",
            "says": record.words[:40],
        }
        return ", ".join(dict.fromkeys(words[name] for name in self._pairs.disputed(place, other)))

    # --- Which candidate stays, and which repeats it. ---

    def _settle(self) -> Iterator[Ruling]:
        judged: list[_Judged] = []
        contents: set[int] = set()
        ids: dict[ConvictionId, int] = {}
        waiting = [place for place in self._asking if place not in self._held]
        # What was found to be another count than one has that one before it, with the plain id.
        last = {place: bool(self._records[place].another_than) for place in waiting}
        for place in sorted(waiting, key=lambda place: (place in self._yields, last[place])):
            yield self._rule(place, judged, contents, ids)

    def _rule(
        self,
        place: int,
        judged: list[_Judged],
        contents: set[int],
        ids: dict[ConvictionId, int],
    ) -> Ruling:
        record = self._records[place]
        same, doubt = self._first_of(place, judged)
        if same is not None:
            first, ruling = same
            ruling.lists.add(record.list)
            if (remark := self._told_otherwise(place, first)) and remark not in ruling.remarks:
                ruling.remarks.append(remark)
            # It may know a key that the first does not.
            self._admit(_Judged(place, first, ruling), judged, contents)
            kept = ruling.id or self._id(first)
            detail = f"the same as {self._records[first].where.spoken}"
            ruling = Ruling(
                where=record.where, fate=Fate.DUPLICATE, reason=_DUPLICATE, detail=detail
            )
            ruling.same_as, ruling.lists = kept, {record.list}
            return ruling
        if doubt is not None:
            first, why = doubt
            return self._maybe(place, f"may be {self._records[first].where.spoken}: {why}", first)
        ruling, id = Ruling(where=record.where, lists={record.list}), self._id(place)
        if id in ids:
            twin = ids[id]
            if not self._are_twins(place, twin):
                # Two people, or two counts, that the id cannot tell apart; no order could either.
                detail = f"cannot be told from {self._records[twin].where.spoken} on paper"
                return self._maybe(place, detail, twin)
            further = (further_id(id, number) for number in count(2))
            id = ruling.id = next(more for more in further if more not in ids)
        ids[id] = place
        self._admit(_Judged(place, place, ruling), judged, contents)
        return ruling

    def _first_of(
        self, place: int, judged: Sequence[_Judged]
    ) -> tuple[tuple[int, Ruling] | None, tuple[int, str] | None]:
        """The one that stays of which this is a duplicate, or may be one, and why."""
        if partners := set(self._partners.get(place, {}).values()):
            for stays in judged:
                if stays.place in partners and not self._pairs.has_unproven_number(
                    place, stays.place
                ):
                    return (stays.first, stays.ruling), None
        doubt: tuple[int, str] | None = None
        for stays in judged:
            relation, why = self._relate(place, stays.place)
            if relation is _Relation.SAME:
                return (stays.first, stays.ruling), None
            if relation is _Relation.UNSURE and doubt is None:
                doubt = stays.first, why
        return None, doubt

    def _told_otherwise(self, place: int, first: int) -> ReasonCode | None:
        return self._remarks.get((place, first)) or (
            self._pairs.remark(place, first)
            if self._pairs.compare(place, first)[1].count is SAME
            else None
        )

    def _admit(self, judged_one: _Judged, judged: list[_Judged], contents: set[int]) -> None:
        if judged_one.place in self._partners or self._pairs.like[judged_one.place] not in contents:
            contents.add(self._pairs.like[judged_one.place])
            judged.append(judged_one)

    def _relate(self, one: int, other: int) -> tuple[_Relation, str]:
        """How two candidates stand to each other, and what is missing if nobody can be sure."""
        person, likes = self._pairs.compare(one, other)
        a, b = self._records[one], self._records[other]
        if person.like is DIFFERS or DIFFERS in (likes.number, likes.count, likes.section):
            return _Relation.DIFFERENT, ""
        if likes.subdivision is DIFFERS or (likes.court is DIFFERS and person.like is not SAME):
            return _Relation.DIFFERENT, ""
        if likes.count is UNKNOWN and self._are_twins(one, other):
            return _Relation.DIFFERENT, ""
        if self._pairs.are_apart(one, other):
            # What a human found is a word, and stands against no number that says otherwise.
            same = likes.count is SAME and person.like is SAME
            why = "it is answered as another count, with the number of the same one"
            return (_Relation.UNSURE, why) if same else (_Relation.DIFFERENT, "")
        near = likes.day is DIFFERS and self._pairs.remark(one, other) is DAY_DIFFERS
        doubts = (
            (person.like is not SAME, "nothing proves that it is the same person"),
            (likes.suffix is DIFFERS, "the defendant's suffix is another one"),
            (likes.number is not SAME, _why_another_number(a, b)),
            (
                likes.count is UNKNOWN and is_another_step(a, b),
                "it may be sentenced again in a later step",
            ),
            (
                likes.count is UNKNOWN and bool(a.count and b.count),
                "the number of the count is written in two ways",
            ),
            (likes.count is UNKNOWN, "the number of the count is missing"),
            (a.heard != b.heard, "the court is another one"),
            (likes.day is DIFFERS and not near, "the days of conviction differ"),
            (likes.level is DIFFERS, "the levels differ"),
        )
        why = next((words for doubtful, words in doubts if doubtful), "")
        if why == "the court is another one" and not (a.court and b.court):
            why = ""  # one of them names none
        return (_Relation.UNSURE if why else _Relation.SAME), why

    def _are_twins(self, one: int, other: int) -> bool:
        """Whether one row tells both ("x2"), or another list has a count of its own for each."""
        a, b = self._records[one], self._records[other]
        if one != other and (a.list, a.line) == (b.list, b.line):
            return True
        if self._pairs.are_apart(one, other):
            return True
        mine, theirs = self._partners.get(one, {}), self._partners.get(other, {})
        if a.told_by != b.told_by:
            return b.told_by in mine and a.told_by in theirs and mine[b.told_by] != other
        return one != other and bool(mine.keys() & theirs.keys())

    def _maybe(self, place: int, detail: str, first: int | None = None) -> Ruling:
        record = self._records[place]
        ruling = Ruling(where=record.where, fate=Fate.HELD, reason=_MAYBE, detail=detail)
        ruling.same_as = None if first is None else self._id(first)
        ruling.lists.add(record.list)
        return ruling

    def _id(self, place: int) -> ConvictionId:
        conviction = self._tellings[place].screened.conviction
        assert conviction is not None, "a candidate has its conviction"
        return conviction.id


def _contradict(one: Record, other: Record) -> bool:
    """Whether one says that relief may be asked and the other that it may not, or a lesser one."""
    said = {one.says, other.says}
    if said == {Says.ASKS}:
        return one.words != other.words
    return Says.ASKS in said and bool(said & {Says.REVIEW, Says.REFUSES, Says.ENDED})


def _is_answered(one: Record, other: Record) -> bool:
    """Whether one is what a human answered to the question that the other left."""
    return any(
        a.keeper is Keeper.ANSWERS and a.says is Says.ASKS and b.says is Says.REVIEW
        for a, b in ((one, other), (other, one))
    )


def _why_another_number(one: Record, other: Record) -> str:
    if one.number == other.number:
        return "the case numbers differ in signs or blanks alone"
    return "the case number is another one of the same case"


def further_id(id: ConvictionId, number: int) -> ConvictionId:
    """The id of a further count that nothing on paper tells from the first."""
    return ConvictionId(hashlib.sha256(f"{id}\x1f{number}".encode()).hexdigest()[:24])
