"""Compare the entries of this run with what earlier runs, courts and the office decided. Pure.

Only what is exactly the same conviction is left out or changed. What may be the same is held, and
only what is provably another conviction, or another person, goes in as if nothing had been decided.
What an earlier run asks and a row of this one speaks against is held, to be withdrawn there.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from filings.matching.compare_fields import (
    DIFFERS,
    SAME,
    UNKNOWN,
    Like,
    PersonProof,
    compare,
    compare_people,
    days_apart,
)
from filings.matching.earlier_decision import Decision, Kind
from filings.matching.judge_case import MOST_DAYS, Telling, further_id
from filings.matching.record import Keeper, Record, Says, fold_parts, fold_section
from filings.model.case_number import fold_count
from filings.model.entries import Granted, Level
from filings.model.fates import Fate, Screened
from filings.model.identifiers import ConvictionId, ReasonCode, Relief

ALREADY_ASKED = ReasonCode("already-asked")
"""An earlier run asks for what a row of this one speaks against: withdraw it there."""

_DENIED_OR_UNKNOWN = (Granted.DENIED, None)

_MOST = 250_000  # comparisons; no case has so many counts and so many decisions

# What leaves a doubt, in words.
_NUMBER = "the case number is another one of the same case"
_COURT = "the court is another one"
_SECTION = "the section is incomplete"
_ANOTHER_SECTION = "the same count has another section there"
_PERSON = "nothing proves that it is the same defendant"
_COUNT = "the number of the count is missing"
_DAY = "the day of conviction is another one"
_LEVEL = "the level is another one"
_ID = "its id is another conviction's"
_OTHER_DAY = "the earlier run has another day of conviction"
_OTHER_LEVEL = "the earlier run has another level"
_FEWER = "the earlier run asked for fewer counts like it"

_MAY_BE_MISSING = (_COURT, _LEVEL, _DAY)

Ids = Callable[[Screened], Sequence[str]]
"""Every id that a version of this program gives an entry."""


class _Match(IntEnum):
    """How surely a decision is about a conviction."""

    NONE = 0
    MAYBE = 1
    EXACT = 2


@dataclass(frozen=True, slots=True)
class _Met:
    """A decision that meets a conviction, or may."""

    decision: Decision
    match: _Match
    doubt: str = ""  # what is missing for certainty


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An entry with what it is compared by."""

    screened: Screened
    record: Record
    ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class _DecidedRecord:
    """A decision with what it is compared by."""

    decision: Decision
    record: Record
    person: bool  # it tells something of the person


def weigh(
    tellings: Sequence[Telling],
    decisions: Sequence[Decision],
    ids_of: Ids,
    seal_only: Mapping[Relief, Relief],
) -> Iterator[tuple[Screened, tuple[Decision, ...]]]:
    """Each entry that a decision meets, as it now stands, and the decisions that met it.

    Args:
        tellings: All that is told under one case number.
        decisions: All that may be about that number, or about one of the entries' ids.
        ids_of: Every id an entry has had.
        seal_only: For each relief the one, of the same law, for what a court has dismissed and not
            sealed.
    """
    entries = [
        _Candidate(telling.screened, telling.record, ids_of(telling.screened))
        for telling in tellings
    ]
    candidates = [entry for entry in entries if entry.record.says is Says.ASKS]
    if len(entries) * len(decisions) > _MOST:
        yield from _crowd(candidates, decisions, seal_only)
        return
    decided = [_DecidedRecord(decision, *_record_of(decision)) for decision in decisions]
    yield from _weigh(candidates, decided, seal_only)
    for entry in entries:
        if entry.record.says in (Says.REVIEW, Says.REFUSES, Says.ENDED) and (
            asked_before := _asked_before(entry, decided)
        ):
            yield _held(entry.screened, ALREADY_ASKED, asked_before), (asked_before.decision,)


def _weigh(
    candidates: Sequence[_Candidate],
    decided: Sequence[_DecidedRecord],
    seal_only: Mapping[Relief, Relief],
) -> Iterator[tuple[Screened, tuple[Decision, ...]]]:
    courts = {candidate.screened.court for candidate in candidates}
    # Of a line that does not number its count only the single conviction it can mean is certain,
    # and a level that a strike tells chooses only where some conviction has it.
    covered = {
        place: [
            candidate
            for candidate in candidates
            if _relate(candidate, decision, alone=True, courts=len(courts)).match is _Match.EXACT
        ]
        for place, decision in enumerate(decided)
        if decision.decision.kind is Kind.GRANTED or decision.decision.level is not Level.UNKNOWN
    }
    ids = {id for candidate in candidates for id in candidate.ids}
    too_few = _asked_for_fewer(candidates, decided)
    for found_by in candidates:
        candidate, others = _as_answered(found_by, decided)
        met = []
        for place, decision in enumerate(decided):
            id = decision.decision.id
            if id in others or (id in ids and id not in candidate.ids):
                continue  # what is told of one of them by its id is told of no other
            means = covered.get(place, ())
            relation = _relate(candidate, decision, alone=len(means) == 1, courts=len(courts))
            if relation.match is _Match.EXACT and id in too_few:
                relation = _Met(decision.decision, _Match.MAYBE, _FEWER)
            if relation.doubt == _LEVEL and decision.decision.kind is Kind.STRUCK and means:
                continue  # the level chooses among the convictions of the case
            if relation.match is not _Match.NONE:
                met.append(relation)
        if met:
            yield (
                _decide(candidate.screened, met, seal_only),
                tuple(relation.decision for relation in met),
            )
        elif candidate is not found_by:
            yield candidate.screened, ()


def _as_answered(
    candidate: _Candidate, decided: Sequence[_DecidedRecord]
) -> tuple[_Candidate, frozenset[str]]:
    """What was found to be another count than earlier runs asked for, and the ids of those.

    Where no number tells the two apart, it gets an id of its own. Against a number that says
    otherwise the answer is only a word.
    """
    other, own = candidate.record.another_than, candidate.screened.conviction
    if not other or own is None:
        return candidate, frozenset()
    asked = {each.decision.id for each in decided if each.decision.kind is Kind.INCLUDED}
    if other not in asked:
        return candidate, frozenset()
    ids = [own.id, *(further_id(own.id, number) for number in range(2, len(asked) + 2))]
    if other not in ids:
        return candidate, frozenset({other})
    if own.count:
        return candidate, frozenset()
    others = frozenset(ids[: ids.index(ConvictionId(other)) + 1])
    free = next(id for id in ids if id not in asked)
    screened = replace(candidate.screened, conviction=replace(own, id=free))
    return replace(candidate, screened=screened, ids=(free, *candidate.ids[1:])), others


def _asked_for_fewer(
    candidates: Sequence[_Candidate], decided: Sequence[_DecidedRecord]
) -> frozenset[str]:
    """The ids of which a list tells more counts that nobody numbers than earlier runs asked for."""
    counted = Counter(
        (candidate.record.list, candidate.ids[0])
        for candidate in candidates
        if candidate.ids and not candidate.record.count and not candidate.record.count_key
    )
    asked = {each.decision.id for each in decided if each.decision.kind is Kind.INCLUDED}
    return frozenset(
        id
        for (_, id), times in counted.items()
        if times > 1
        and id in asked
        and not asked.issuperset(further_id(ConvictionId(id), n) for n in range(2, times + 1))
    )


def _crowd(
    candidates: Sequence[_Candidate],
    decisions: Sequence[Decision],
    seal_only: Mapping[Relief, Relief],
) -> Iterator[tuple[Screened, tuple[Decision, ...]]]:
    """Weigh decisions where thousands of rows share a number: only an id is certain then."""
    by_id: dict[str, list[_Met]] = {}
    for decision in decisions:
        unsure = decision.shared or decision.unread
        match = _Match.MAYBE if unsure else _Match.EXACT
        by_id.setdefault(decision.id, []).append(_Met(decision, match, decision.unread))
    doubt = _Met(decisions[0], _Match.MAYBE, "too many share the number")
    for candidate in candidates:
        met = next((by_id[id] for id in candidate.ids if id in by_id), [doubt])
        yield (
            _decide(candidate.screened, met, seal_only),
            tuple(relation.decision for relation in met),
        )


def _decide(
    candidate: Screened, met: Sequence[_Met], seal_only: Mapping[Relief, Relief]
) -> Screened:
    """What the decisions come to: the surest first, then whatever leaves a doubt."""
    exact = {(m.decision.kind, m.decision.granted): m for m in met if m.match is _Match.EXACT}
    maybe = [m for m in met if m.match is _Match.MAYBE]
    for decided, reason in (
        ((Kind.STRUCK, None), "struck"),
        ((Kind.INCLUDED, None), "already-included"),
        ((Kind.GRANTED, Granted.DISMISSED_AND_SEALED), "already-granted"),
    ):
        if relation := exact.get(decided):
            return _out(candidate, reason, relation.decision)
    for kind, reason in ((Kind.STRUCK, "maybe-struck"), (Kind.INCLUDED, "maybe-included")):
        if relation := next((m for m in maybe if m.decision.kind is kind), None):
            return _held(candidate, reason, relation)
    for unclear in _DENIED_OR_UNKNOWN:
        if relation := exact.get((Kind.GRANTED, unclear)):
            return _held(candidate, "decision-unclear", relation)
    for relation in maybe:
        # Whether or not it is this one: a dismissal under section 1203.4 stays in.
        if relation.decision.granted is not Granted.SET_ASIDE:
            return _held(candidate, "maybe-granted", relation)
    if (Kind.GRANTED, Granted.DISMISSED) in exact:
        granted = Kind.GRANTED, Granted.DISMISSED
        days = {
            m.decision.ordered_on
            for m in met
            if m.match is _Match.EXACT and (m.decision.kind, m.decision.granted) == granted
        }
        return _sealing_only(candidate, seal_only, days.pop() if len(days) == 1 else None)
    if (Kind.GRANTED, Granted.SET_ASIDE) in exact:
        return _warned(candidate, "dismissed-1203-4")
    return candidate


def _out(candidate: Screened, reason: str, decision: Decision) -> Screened:
    assert candidate.conviction is not None
    return replace(
        candidate,
        fate=Fate.OUT_OF_SCOPE,
        reason=ReasonCode(reason),
        detail=decision.where,
        same_as=_asked_as(decision),
    )


def _asked_as(decision: Decision) -> ConvictionId | None:
    """The id under which an earlier run asks for it."""
    return ConvictionId(decision.id) if decision.kind is Kind.INCLUDED else None


def _held(candidate: Screened, reason: str, relation: _Met) -> Screened:
    said = f'; it says "{relation.decision.words}"' if relation.decision.words else ""
    doubt = f": {relation.doubt}" if relation.doubt else ""
    return replace(
        candidate,
        fate=Fate.HELD,
        reason=ReasonCode(reason),
        same_as=_asked_as(relation.decision),
        detail=f"{relation.decision.where}{doubt}{said}",
    )


def _sealing_only(
    candidate: Screened, seal_only: Mapping[Relief, Relief], dismissed_on: dt.date | None
) -> Screened:
    assert candidate.conviction is not None
    relief = seal_only[candidate.conviction.relief]
    conviction = replace(candidate.conviction, relief=relief, dismissed_on=dismissed_on)
    changed = replace(candidate, conviction=conviction)
    return _warned(replace(changed, relief=relief), "dismissed-not-sealed")


def _warned(candidate: Screened, warning: str) -> Screened:
    return replace(candidate, warnings=(*candidate.warnings, ReasonCode(warning)))


# --- Whether a decision is about a conviction. ---


def _record_of(decision: Decision) -> tuple[Record, bool]:
    """What a decision tells, as a row of no list; and whether it tells anything of the person."""
    last, first, middle, generation = fold_parts(decision.name)
    section, subdivision = fold_section(decision.statute)
    record = Record(
        list=0,
        court=decision.court,
        number=decision.number,
        numbers=(decision.number,) if decision.number else (),
        known=True,
        suffix=decision.suffix.upper(),
        keys=decision.persons,
        last=last,
        first=first,
        middle=middle,
        generation=generation,
        born_on=decision.born_on,
        section=section,
        subdivision=subdivision,
        count=fold_count(decision.count),
        level=decision.level,
        convicted_on=decision.convicted_on,
    )
    return record, bool(last or record.suffix or record.keys)


def _relate(
    candidate: _Candidate, decided: _DecidedRecord, *, alone: bool, courts: int = 1
) -> _Met:
    """How a decision stands to a candidate.

    Args:
        candidate: The candidate.
        decided: The decision, as it is compared.
        alone: Whether no other candidate could be meant by a line without a count.
        courts: In how many courts the candidates of this number are.
    """
    decision, likes = decided.decision, _likes(candidate, decided)
    if decision.id and decision.id in candidate.ids:
        doubt = decision.unread
        if decision.shared:
            doubt = "two people of one name were convicted alike in this case"
        elif likes[_COURT] is DIFFERS and likes[_PERSON] is not SAME:
            doubt = doubt or _COURT  # an id of a list without names may be another court's case
        elif decision.kind is Kind.INCLUDED:
            doubt = doubt or _asked_otherwise(candidate.record, decided.record)
        return _Met(decision, _Match.MAYBE if doubt else _Match.EXACT, doubt)
    if not decision.number:
        return _Met(decision, _Match.NONE)
    if decision.kind is Kind.STRUCK:
        struck = _struck(decision, likes, courts)
    else:
        struck = _same(decision, likes, alone=alone)
    doubt = decision.unread or (_ID if decision.id else "")
    if struck.match is _Match.EXACT and doubt:
        return _Met(decision, _Match.MAYBE, doubt)
    return struck


def _asked_otherwise(own: Record, asked: Record) -> str:
    """In what an earlier run asks for a conviction otherwise than it is told now; "" in nothing.

    The id has neither level nor day; a court's own record decides both.
    """
    if own.keeper is Keeper.COURT:
        return ""
    if compare(own, asked).level is DIFFERS:
        return _OTHER_LEVEL
    return _OTHER_DAY if (days_apart(own, asked) or 0) > MOST_DAYS else ""


def _likes(candidate: _Candidate, decided: _DecidedRecord) -> Mapping[str, Like | None]:
    """How each thing that a decision tells stands to the conviction's own; None: not told."""
    own, other = candidate.record, decided.record
    own = replace(own, court=own.heard)
    likes = compare(own, other)
    person = compare_people(own, other)
    # A full name in the case is believed of a line that a court or the office wrote.
    named = person.proof is PersonProof.NAME or person.like is SAME
    return {
        _NUMBER: likes.number,
        _COURT: likes.court if other.court else None,
        _SECTION: max(likes.section, likes.subdivision) if other.section else None,
        _PERSON: (SAME if named else person.like) if decided.person else None,
        _COUNT: likes.count if other.count else None,
        # It may have been reduced since, or misspelt; nor does a misspelt day make another one.
        _LEVEL: min(likes.level, UNKNOWN) if other.level is not Level.UNKNOWN else None,
        _DAY: min(likes.day, UNKNOWN) if other.convicted_on else None,
    }


def _same(decision: Decision, likes: Mapping[str, Like | None], *, alone: bool) -> _Met:
    """Whether what a ledger or a court's list tells is this conviction: by all that tells it."""
    if DIFFERS in map(likes.get, (_NUMBER, _PERSON, _COUNT)):
        return _Met(decision, _Match.NONE)
    if likes[_SECTION] is DIFFERS:
        # One count of one person is not of two sections: either may be the misread one.
        one_count = {*map(likes.get, (_NUMBER, _PERSON, _COUNT))} == {SAME}
        return _Met(decision, _Match.MAYBE if one_count else _Match.NONE, _ANOTHER_SECTION)
    if likes[_COURT] is DIFFERS and likes[_PERSON] is not SAME:
        return _Met(decision, _Match.NONE)  # numbers come again from court to court
    certain = (
        decision.kind is Kind.GRANTED  # of an earlier run's convictions the id alone is certain
        and {*map(likes.get, (_NUMBER, _SECTION, _PERSON))} == {SAME}
        and {*map(likes.get, _MAY_BE_MISSING)} <= {SAME, None}
        and (likes[_COUNT] is SAME or alone)
    )
    if certain:
        return _Met(decision, _Match.EXACT)
    doubts = (
        words
        for words, like in likes.items()
        if like is not SAME and not (like is None and words in _MAY_BE_MISSING)
    )
    return _Met(decision, _Match.MAYBE, next(doubts, ""))


def _struck(decision: Decision, likes: Mapping[str, Like | None], courts: int) -> _Met:
    """Whether a line that strikes means this one: it means all that has whatever it tells."""
    known = {like for like in likes.values() if like is not None}
    if DIFFERS in known:
        return _Met(decision, _Match.NONE)
    if known == {SAME} and (decision.court or courts == 1):
        return _Met(decision, _Match.EXACT)
    doubts = (words for words, like in likes.items() if like is UNKNOWN)
    return _Met(decision, _Match.MAYBE, next(doubts, "several courts have the number"))


def _asked_before(entry: _Candidate, decided: Sequence[_DecidedRecord]) -> _Met | None:
    """The earlier run that asks what this entry says must not be asked; None when none does."""
    maybe = None
    for each in decided:
        if each.decision.kind is not Kind.INCLUDED or each.decision.id == entry.record.another_than:
            continue
        if each.decision.id in entry.ids and not each.decision.shared:
            return _Met(each.decision, _Match.EXACT)
        likes = _likes(entry, each)
        same = _same(each.decision, likes, alone=False)
        # A charge that was dismissed is mostly another count of the case.
        counted = entry.record.says is not Says.ENDED or likes[_COUNT] is SAME
        if same.match is _Match.MAYBE and counted and maybe is None:
            maybe = same
    return maybe
