"""Floor 2. Candidates of one case number and what was decided of it in; what follows, out. Pure.

Only what is exactly the same conviction is left out or changed. What may be the same is held, and
only what is provably another conviction, or another person, goes in as if nothing had been decided.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from filings.decided.decision import Decision, Kind
from filings.docket import (
    Conviction,
    ConvictionId,
    Fate,
    Granted,
    Level,
    Name,
    ReasonCode,
    Relief,
    Screened,
    Statute,
)
from filings.order import fold_count, folded
from filings.spelling import fold_name, is_another_name

_DENIED_OR_UNKNOWN = (Granted.DENIED, None)

_MOST = 250_000  # comparisons; no case has so many counts and so many decisions

# What leaves a doubt, in words.
_NUMBER = "the case number is another one of the same case"
_COURT = "the court is another one"
_SECTION = "the section is not told whole"
_PERSON = "nothing proves that it is the same defendant"
_COUNT = "the number of the count is missing"
_DAY = "the day of conviction is another one"
_LEVEL = "the level is another one"
_ID = "its id is another conviction's"


_MAY_BE_MISSING = (_COURT, _LEVEL, _DAY)


class _Like(IntEnum):
    """How one thing that a decision tells stands to a conviction's."""

    SAME = 0
    UNSTATED = 1  # the decision does not tell it
    UNKNOWN = 2  # the decision tells it, and the conviction does not, or not for certain
    DIFFERS = 3


class _Match(IntEnum):
    NONE = 0
    MAYBE = 1
    EXACT = 2


@dataclass(frozen=True, slots=True)
class _Met:
    """A decision that meets a conviction, or may."""

    decision: Decision
    match: _Match
    doubt: str = ""  # what is missing for certainty


def weigh(
    candidates: Sequence[Screened], decisions: Sequence[Decision]
) -> Iterator[tuple[Screened, tuple[Decision, ...]]]:
    """Each candidate that a decision meets, as it now stands, and the decisions that met it.

    Args:
        candidates: All that would go in under one case number.
        decisions: All that may be about that number, or about one of the candidates' ids.
    """
    if len(candidates) * len(decisions) > _MOST:
        yield from _crowd(candidates, decisions)
        return
    courts = {candidate.court for candidate in candidates}
    # Of a line that does not number its count only the single conviction it can mean is certain,
    # and a level that a strike tells chooses only where some conviction has it.
    covered = {
        place: [
            candidate
            for candidate in candidates
            if _relate(candidate, decision, alone=True, courts=len(courts)).match is _Match.EXACT
        ]
        for place, decision in enumerate(decisions)
        if decision.kind is Kind.GRANTED or decision.level is not Level.UNKNOWN
    }
    ids = {_id(candidate) for candidate in candidates}
    for candidate in candidates:
        met = []
        for place, decision in enumerate(decisions):
            told_by_id = decision.kind is not Kind.STRUCK or not decision.made
            if told_by_id and decision.id in ids and decision.id != _id(candidate):
                continue  # what is told of one of them by its id is told of no other
            means = covered.get(place, ())
            found = _relate(candidate, decision, alone=len(means) == 1, courts=len(courts))
            if found.doubt == _LEVEL and decision.kind is Kind.STRUCK and means:
                continue  # the level chooses among the convictions of the case
            if found.match is not _Match.NONE:
                met.append(found)
        if met:
            yield _decide(candidate, met), tuple(found.decision for found in met)


def _crowd(
    candidates: Sequence[Screened], decisions: Sequence[Decision]
) -> Iterator[tuple[Screened, tuple[Decision, ...]]]:
    """The same where thousands share a number: it is no case's, and only an id is certain."""
    by_id: dict[str, list[_Met]] = {}
    for decision in decisions:
        unsure = decision.shared or decision.unread
        match = _Match.MAYBE if unsure else _Match.EXACT
        by_id.setdefault(decision.id, []).append(_Met(decision, match, decision.unread))
    doubt = _Met(decisions[0], _Match.MAYBE, "too many share the number")
    for candidate in candidates:
        met = by_id.get(_id(candidate), [doubt])
        yield _decide(candidate, met), tuple(found.decision for found in met)


def _decide(candidate: Screened, met: Sequence[_Met]) -> Screened:
    """What the decisions come to: the surest first, then whatever leaves a doubt."""
    exact = {(m.decision.kind, m.decision.granted): m for m in met if m.match is _Match.EXACT}
    maybe = [m for m in met if m.match is _Match.MAYBE]
    struck = exact.get((Kind.STRUCK, None))
    included = exact.get((Kind.INCLUDED, None))
    granted = exact.get((Kind.GRANTED, Granted.DISMISSED_AND_SEALED))
    for found, reason in (
        (struck, "struck"),
        (included, "already-included"),
        (granted, "already-granted"),
    ):
        if found:
            return _out(candidate, reason, found.decision)
    for kind, reason in (
        (Kind.STRUCK, "maybe-struck"),
        (Kind.INCLUDED, "maybe-included"),
    ):
        for found in maybe:
            if found.decision.kind is kind:
                return _held(candidate, reason, found)
    for unclear in _DENIED_OR_UNKNOWN:
        if found := exact.get((Kind.GRANTED, unclear)):
            return _held(candidate, "decision-unclear", found)
    for found in maybe:
        # Whether or not it is this one: a dismissal under section 1203.4 stays in.
        if found.decision.granted is not Granted.SET_ASIDE:
            return _held(candidate, "maybe-granted", found)
    if (Kind.GRANTED, Granted.DISMISSED) in exact:
        return _sealing_only(candidate)
    if (Kind.GRANTED, Granted.SET_ASIDE) in exact:
        return _warned(candidate, "dismissed-1203-4")
    return candidate


def _out(candidate: Screened, reason: str, decision: Decision) -> Screened:
    assert candidate.conviction is not None
    same_as = ConvictionId(decision.id) if decision.kind is Kind.INCLUDED else None
    return replace(
        candidate,
        fate=Fate.OUT_OF_SCOPE,
        reason=ReasonCode(reason),
        detail=decision.where,
        same_as=same_as,
    )


def _held(candidate: Screened, reason: str, found: _Met) -> Screened:
    said = f'; it says "{found.decision.words}"' if found.decision.words else ""
    doubt = f": {found.doubt}" if found.doubt else ""
    return replace(
        candidate,
        fate=Fate.HELD,
        reason=ReasonCode(reason),
        detail=f"{found.decision.where}{doubt}{said}",
    )


def _sealing_only(candidate: Screened) -> Screened:
    assert candidate.conviction is not None
    relief = Relief.SEAL_ONLY
    changed = replace(candidate, conviction=replace(candidate.conviction, relief=relief))
    return _warned(replace(changed, relief=relief), "dismissed-not-sealed")


def _warned(candidate: Screened, warning: str) -> Screened:
    return replace(candidate, warnings=(*candidate.warnings, ReasonCode(warning)))


# --- Whether a decision is about a conviction. ---


def _relate(candidate: Screened, decision: Decision, *, alone: bool, courts: int = 1) -> _Met:
    """How a decision stands to a candidate.

    Args:
        candidate: The candidate.
        decision: What was decided.
        alone: Whether no other candidate could be meant by a line without a count.
        courts: In how many courts the candidates of this number are.
    """
    conviction = candidate.conviction
    assert conviction is not None
    likes = _likes(candidate, conviction, decision)
    if decision.id and decision.id == conviction.id:
        if decision.shared:
            doubt = "two people of one name were convicted alike in this case"
            return _Met(decision, _Match.MAYBE, doubt)
        # An id made of what a line tells says no more than that; it does not hold the level.
        doubt = _LEVEL if decision.made and likes[_LEVEL] is _Like.UNKNOWN else decision.unread
        return _Met(decision, _Match.MAYBE if doubt else _Match.EXACT, doubt)
    if not decision.number:
        return _Met(decision, _Match.NONE)
    if decision.kind is Kind.STRUCK:
        found = _struck(decision, likes, courts)
    else:
        found = _same(decision, likes, alone=alone)
    doubt = decision.unread or (_ID if decision.id and not decision.made else "")
    if found.match is _Match.EXACT and doubt:
        return _Met(decision, _Match.MAYBE, doubt)
    return found


def _id(candidate: Screened) -> str:
    assert candidate.conviction is not None
    return candidate.conviction.id


def _likes(candidate: Screened, conviction: Conviction, decision: Decision) -> Mapping[str, _Like]:
    """How each thing that a decision may tell stands to the conviction's own."""
    day, court = decision.convicted_on, decision.court
    also = {folded(number) for number in conviction.also_numbered}
    number = _like(decision.number, folded(conviction.case_number))
    return {
        _NUMBER: _Like.UNKNOWN if decision.number in also else number,
        _COURT: _like(court, conviction.court),
        _SECTION: _like_section(conviction.statute, decision.statute),
        _PERSON: _like_person(candidate, conviction, decision),
        _COUNT: _like(fold_count(decision.count), fold_count(conviction.count)),
        _LEVEL: _Like.UNSTATED
        if decision.level is Level.UNKNOWN
        else _Like.SAME
        if decision.level is conviction.level
        else _Like.UNKNOWN,  # it may have been reduced since, or misspelt
        _DAY: _Like.UNSTATED
        if day is None
        else _Like.SAME
        if day == conviction.convicted_on
        else _Like.UNKNOWN,  # a misspelt day does not make another conviction
    }


def _same(decision: Decision, likes: Mapping[str, _Like], *, alone: bool) -> _Met:
    """Whether what a ledger or a court's list tells is this conviction: by all that tells it."""
    number, court, section, person, count, level, day = likes.values()
    if _Like.DIFFERS in (number, section, person, count):
        return _Met(decision, _Match.NONE)
    if court is _Like.DIFFERS and person is not _Like.SAME:
        return _Met(decision, _Match.NONE)  # numbers come again from court to court
    certain = (
        decision.kind is Kind.GRANTED  # of an earlier run's convictions the id alone is certain
        and number is section is person is _Like.SAME
        and court in (_Like.SAME, _Like.UNSTATED)
        and level in (_Like.SAME, _Like.UNSTATED)
        and day in (_Like.SAME, _Like.UNSTATED)
        and (count is _Like.SAME or alone)
    )
    if certain:
        return _Met(decision, _Match.EXACT)
    doubts = (
        words
        for words, like in likes.items()
        if like is not _Like.SAME
        and not (like is _Like.UNSTATED and words in (_COURT, _LEVEL, _DAY))
    )
    return _Met(decision, _Match.MAYBE, next(doubts, ""))


def _struck(decision: Decision, likes: Mapping[str, _Like], courts: int) -> _Met:
    """Whether a line that strikes means this one: it means all that has whatever it tells."""
    told = [like for like in likes.values() if like is not _Like.UNSTATED]
    if _Like.DIFFERS in told:
        return _Met(decision, _Match.NONE)
    if all(like is _Like.SAME for like in told) and (decision.court or courts == 1):
        return _Met(decision, _Match.EXACT)
    doubts = (words for words, like in likes.items() if like is _Like.UNKNOWN)
    return _Met(decision, _Match.MAYBE, next(doubts, "several courts have the number"))


def _like(told: str, own: str) -> _Like:
    if not told:
        return _Like.UNSTATED
    if not own:
        return _Like.UNKNOWN
    return _Like.SAME if told == own else _Like.DIFFERS


def _like_section(own: Statute, told: Statute | None) -> _Like:
    if told is None:
        return _Like.UNSTATED
    if (told.code, told.section) != (own.code, own.section) or told.attempt != own.attempt:
        return _Like.DIFFERS
    if told.subdivision == own.subdivision:
        return _Like.SAME
    return _Like.DIFFERS if told.subdivision and own.subdivision else _Like.UNKNOWN


def _like_person(candidate: Screened, conviction: Conviction, decision: Decision) -> _Like:
    """Whether it is the same defendant: by suffix, by an exact key, or by the whole name."""
    source = candidate.source
    shared = set(source.keys if source else ()) & set(decision.persons)
    born = source.born_on if source else None
    own, told = conviction.name, decision.name
    if shared and own and told and is_another_name(own.last, told.last):
        # A number beside another name altogether is somebody's mistake.
        another = is_another_name(own.first, told.first)
        proven = not another or (born is not None and born == decision.born_on)
        return _Like.SAME if proven else _Like.UNKNOWN
    if shared:
        return _Like.SAME
    found = _like_suffix_and_name(conviction, decision)
    if found is _Like.SAME and born and decision.born_on and born != decision.born_on:
        return _Like.UNKNOWN  # a misspelt birth date does not make another person
    return found


def _like_suffix_and_name(conviction: Conviction, decision: Decision) -> _Like:
    suffix = _like(decision.suffix.upper(), conviction.defendant_suffix.upper())
    name = _like_name(conviction.name, decision.name)
    if suffix is _Like.DIFFERS:
        return _Like.DIFFERS
    if suffix is _Like.SAME:
        return _Like.UNKNOWN if name is _Like.DIFFERS else _Like.SAME
    if suffix is _Like.UNKNOWN and name is _Like.UNSTATED:
        return _Like.UNKNOWN
    return name


def _like_name(own: Name | None, told: Name | None) -> _Like:
    if told is None or not told.last:
        return _Like.UNSTATED
    if own is None or not own.last:
        return _Like.UNKNOWN
    first, its = fold_name(told.first), fold_name(own.first)
    if fold_name(told.last) != fold_name(own.last):
        swapped = fold_name(told.last) == its and fold_name(own.last) == first
        another = is_another_name(told.last, own.last) or is_another_name(told.first, own.first)
        return _Like.UNKNOWN if (swapped and first) or not another else _Like.DIFFERS
    if not first:
        return _Like.UNKNOWN
    if first != its:
        return _Like.DIFFERS if is_another_name(told.first, own.first) else _Like.UNKNOWN
    generation, its_own = fold_name(told.suffix), fold_name(own.suffix)
    if not _fits(fold_name(told.middle), fold_name(own.middle)):
        return _Like.DIFFERS
    if generation == its_own:
        return _Like.SAME
    # Father and son may stand in one case.
    return _Like.DIFFERS if generation and its_own else _Like.UNKNOWN


def _fits(one: str, other: str) -> bool:
    """Whether two middle names may be one: one is missing, or begins as the other does."""
    return one.startswith(other) or other.startswith(one)
