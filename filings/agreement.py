"""Floor 2. What several lists tell of one case in, where they contradict each other out. Pure.

Two lists may tell a conviction differently: another level, another day, another section, another
courthouse. Nobody can know from here which of them is right, so the conviction waits. A list that
tells less than another contradicts nothing: one counts a conviction more, or leaves a level open.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from filings.county import squeeze_court
from filings.county_names import own_spellings
from filings.docket import CourtId, Fate, Level, ReasonCode, Screened, Statute, Where
from filings.order import fold_count, folded
from filings.settings import Settings
from filings.spelling import fold_name, is_another_name

_MOST = 200
"""No person has so many counts in one case; what is said of a number that so many share is junk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A conviction as one list tells it; "" and None where the list is silent."""

    where: Where
    keys: tuple[str, ...]  # exact keys of the person, hashed
    name: str  # last and first, folded
    suffix: str
    court: CourtId | None  # None when the row names none, or only the county
    heard: CourtId | None  # where it goes, whatever the row names
    statute: Statute
    count: str
    level: Level
    convicted_on: dt.date | None


class Change(NamedTuple):
    """What becomes of an entry because of what another list tells."""

    where: Where
    fate: Fate
    reason: ReasonCode
    detail: str  # what the other list says: "list 2, line 7 says misdemeanor"
    same_as: str  # id of the conviction that it repeats, or may; "" for none
    lists: tuple[int, ...]  # that tell it


class Agreement:
    """Compares what lists tell, by one run's settings."""

    def __init__(self, settings: Settings) -> None:
        # Only in sections of the offense table can two lists contradict each other.
        self._sections = {(its.code, its.section) for its in settings.offenses.values()}
        unstated = map(squeeze_court, ("", *settings.screening.unstated))
        self._whole_county = {*unstated, *own_spellings(settings.county, settings.county_names)}

    def number(self, screened: Screened) -> str:
        """The case number under which lists may tell this entry otherwise; "" when none can."""
        source = screened.source
        if source is None or source.aside or not source.case_number or not source.statute:
            return ""
        ours = (source.statute.code, source.statute.section) in self._sections
        return folded(source.case_number) if ours and screened.court else ""

    def settle(self, seen: Sequence[Screened]) -> Iterator[Change]:
        """What becomes of the candidates among these, all of one case number.

        What another list contradicts is held. Where one list only names the county and another the
        courthouse, that one stands for both, or the conviction would go to two courts.
        """
        candidates = {
            Where(its.list, its.line, its.entry): its.conviction
            for its in seen
            if its.fate is Fate.INCLUDED and its.conviction
        }
        pairs = list(_pairs([self._telling(its) for its in seen]))
        disputed = set()
        for one, other in pairs:
            if not _agree(one, other):
                for a, b in ((one, other), (other, one)):
                    if a.where in candidates and a.where not in disputed:
                        lists = tuple(sorted((a.where.list, b.where.list)))
                        reason = ReasonCode("source-conflict")
                        yield Change(a.where, Fate.HELD, reason, _said(a, b), "", lists)
                    disputed.add(a.where)
        settled = set(disputed)
        for one, other in pairs:
            if one.heard == other.heard or not _agree(one, other):
                continue
            vague, known = (one, other) if one.court is None else (other, one)
            ends = {vague.where, known.where}
            if ends <= candidates.keys() and not ends & settled:
                settled.add(vague.where)
                yield from _repeat(vague, known, candidates[known.where].id)

    def _telling(self, screened: Screened) -> Telling:
        source = screened.source
        assert source is not None
        assert source.statute is not None
        name = source.name
        vague = squeeze_court(source.court) in self._whole_county
        return Telling(
            where=Where(screened.list, screened.line, screened.entry),
            keys=source.keys,
            name=f"{fold_name(name.last)}, {fold_name(name.first)}" if name else "",
            suffix=source.defendant_suffix,
            court=None if vague else screened.court,
            heard=screened.court,
            statute=source.statute,
            count=fold_count(source.count),
            level=source.level,
            convicted_on=source.convicted_on,
        )


def _repeat(vague: Telling, known: Telling, id: str) -> Iterator[Change]:
    proven = vague.count and vague.count == known.count and not _are_two(vague.name, known.name)
    fate, reason = (Fate.DUPLICATE, "duplicate") if proven else (Fate.HELD, "possible-duplicate")
    detail = f"{known.where.spoken} names the court, {known.court}"
    yield Change(vague.where, fate, ReasonCode(reason), detail, id, (vague.where.list,))
    if proven:
        lists = tuple(sorted((vague.where.list, known.where.list)))
        yield Change(known.where, Fate.INCLUDED, ReasonCode(""), "", "", lists)


def _are_two(one: str, other: str) -> bool:
    """Whether both parts of two names are another's: a number that they share is a mistake."""
    parts = zip(one.split(", ", 1), other.split(", ", 1), strict=False)
    return bool(one and other) and all(is_another_name(a, b) for a, b in parts)


def _pairs(tellings: Sequence[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """Which tellings of two lists are of one conviction, of those of one case number."""
    for person in _people(tellings):
        by_list: defaultdict[int, list[Telling]] = defaultdict(list)
        for telling in person:
            by_list[telling.where.list].append(telling)
        for one, other in combinations(sorted(by_list), 2):
            yield from _counts(by_list[one], by_list[other])


def _people(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """The tellings of each person, as far as exact keys prove who it is."""
    groups: list[list[Telling]] = []
    of: dict[str, list[Telling]] = {}
    for telling in tellings:
        meant = {id(group): group for key in _proofs(telling) if (group := of.get(key))}
        if meant:
            group, *rest = meant.values()
            for more in rest:
                group += more
                groups = [each for each in groups if each is not more]
        else:
            group = []
            groups.append(group)
        group.append(telling)
        for each in group if len(meant) > 1 else [telling]:
            for key in _proofs(each):
                of[key] = group
    return [group for group in groups if len({its.where.list for its in group}) > 1]


def _proofs(telling: Telling) -> Iterator[str]:
    for key in telling.keys:
        # Two offices may count their people alike: their own numbers prove nothing without a name.
        yield f"{key}\n{telling.name}" if key.startswith("person:") else key
    if telling.suffix and telling.name:
        yield f"{telling.suffix}\n{telling.name}"


def _counts(
    ones: Sequence[Telling], others: Sequence[Telling]
) -> Iterator[tuple[Telling, Telling]]:
    """Which tellings of two lists are of one count, of one person in one case.

    What both tell alike is paired first, then what may be one another: a list that tells more
    counts than the other contradicts nothing.
    """
    if max(len(ones), len(others)) > _MOST:
        return
    left, right = list(ones), list(others)
    for fits in (_is_alike, _is_same_count, _is_same_section, _may_be_one):
        for one in list(left):
            other = next((its for its in right if fits(one, its)), None)
            if other is not None:
                left.remove(one)
                right.remove(other)
                yield one, other


def _is_alike(one: Telling, other: Telling) -> bool:
    return _may_be_one(one, other) and _agree(one, other)


def _is_same_count(one: Telling, other: Telling) -> bool:
    return bool(one.count) and one.count == other.count


def _is_same_section(one: Telling, other: Telling) -> bool:
    return _may_be_one(one, other) and _section(one) == _section(other)


def _may_be_one(one: Telling, other: Telling) -> bool:
    return not (one.count and other.count and one.count != other.count)


def _agree(one: Telling, other: Telling) -> bool:
    """Whether two tellings of a conviction contradict each other in nothing."""
    return (
        _section(one) == _section(other)
        and _fit(one.level, other.level, (Level.UNKNOWN,))
        and _fit(one.convicted_on, other.convicted_on, (None,))
        and _fit(one.court, other.court, (None,))
    )


def _fit(one: object, other: object, silent: Collection[object]) -> bool:
    return one == other or one in silent or other in silent


def _section(telling: Telling) -> tuple[str, str, str]:
    return telling.statute.code, telling.statute.section, telling.statute.subdivision


def _said(one: Telling, other: Telling) -> str:
    """What the other list says, in the things in which they differ."""
    words = []
    if _section(one) != _section(other):
        words.append(other.statute.short)
    if not _fit(one.level, other.level, (Level.UNKNOWN,)):
        words.append(other.level.value)
    if not _fit(one.convicted_on, other.convicted_on, (None,)):
        words.append(f"convicted on {other.convicted_on}")
    if not _fit(one.court, other.court, (None,)):
        words.append(f"court {other.court}")
    return f"{other.where.spoken} says {', '.join(words)}"
