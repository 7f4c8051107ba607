"""Count the prosecution's determinations of a list's convictions, schedule by schedule.

Section 11361.9 of the Health and Safety Code asked the prosecution for a determination of each
conviction that the Department of Justice identified. They are filed as a notice, not as a motion.
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
    """The prosecution's determinations of a list's convictions; a day is None while not known."""

    schedules: tuple[DeterminedSchedule, ...]
    listed_on: dt.date | None  # the day whose state the list shows
    notified_on: dt.date | None  # when the court was notified which are not challenged
    challenged_on: dt.date | None

    def counted(self, wanted: Callable[[ReliefRecord], bool]) -> int:
        """The number of convictions in the schedules of these reliefs."""
        return sum(schedule.count for schedule in self.schedules if wanted(schedule.asked))
