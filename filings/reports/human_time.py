"""Estimate the time that waiting entries take, by role: for each value, row and rule."""

from collections import Counter
from collections.abc import Iterable, Mapping

from filings.model.fates import Fate
from filings.model.report import AskedValue, ReasonCount
from filings.screening.answers import ValueQuestions
from filings.settings.settings import Settings

_BY_VALUE = {"reading": "any clerk", "law": "reviewing attorney"}


def human_minutes(
    reasons: Iterable[ReasonCount], asked: Iterable[AskedValue], settings: Settings
) -> dict[str, int]:
    """Minutes of each role, the busiest first, by the times in screening.yaml.

    Args:
        reasons: How many entries wait for each reason.
        asked: The values that are not understood; one answer settles all rows of one.
        settings: What decides.
    """
    asking, rules = ValueQuestions(settings), settings.screening.asked
    minutes: Counter[str] = Counter()
    settled: Counter[str] = Counter()
    for value in asked:
        if role := _BY_VALUE.get(asking.about(value).kind):
            minutes[role] += rules.minutes_of(role).value
            settled[value.reason] += value.entries
    for reason in reasons:
        if reason.fate not in (Fate.HELD, Fate.UNREADABLE):
            continue
        each = rules.minutes_of(reason.who_can_act)
        if reason.reason in rules.once:
            minutes[reason.who_can_act] += each.once
        else:
            minutes[reason.who_can_act] += each.row * max(
                0, reason.entries - settled[reason.reason]
            )
    return {role: n for role, n in minutes.most_common() if n}


def in_words(minutes: Mapping[str, int]) -> str:
    """The estimate in words: "about 12 hours of the records clerk, 1 of any clerk"; "" if empty.

    Times are in whole hours, below five in halves.
    """
    parts = [
        f"{_hours(each)}{_unit(_hours(each)) if n == 0 else ''} of {_article(role)}"
        for n, (role, each) in enumerate(minutes.items())
    ]
    return f"about {', '.join(parts)}" if parts else ""


def _hours(minutes: int) -> str:
    hours = minutes / 60
    return f"{round(hours):,}" if hours >= 5 else f"{max(1, round(hours * 2)) / 2:g}"


def _unit(hours: str) -> str:
    return " hour" if hours in ("0.5", "1") else " hours"


def _article(role: str) -> str:
    return role if role.startswith(("any ", "the ", "who")) else f"the {role}"
