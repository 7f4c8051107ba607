"""Count what the prosecution determined of the convictions of a list, schedule by schedule.

Section 11361.9 of the Health and Safety Code asked the prosecution for a determination of each
conviction that the Department of Justice identified; a notice tells them, and no motion.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from filings.settings.laws import ReliefRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class DeterminedSchedule:
    """One of the schedules of a notice of determinations, and how many convictions it lists."""

    number: int
    asked: ReliefRecord
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Determinations:
    """What the prosecution determined of the convictions of a list; a day is None until told."""

    schedules: tuple[DeterminedSchedule, ...]
    listed_on: dt.date | None  # the day as of which the list tells
    notified_on: dt.date | None  # on which the court was notified which are not challenged
    challenged_on: dt.date | None

    def counted(self, wanted: Callable[[ReliefRecord], bool]) -> int:
        """How many convictions there are of the schedules that are wanted."""
        return sum(schedule.count for schedule in self.schedules if wanted(schedule.asked))
