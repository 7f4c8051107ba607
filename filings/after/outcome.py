"""Decide what became of every conviction that was asked for, by the answers; guess nothing.

An answer counts only where it certainly belongs to one conviction and nothing else in its row
contradicts that: in a table that was sorted by one column alone, results stand beside other people.
Nothing here reads or writes a file.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from filings.after.answer_files import AnswerRow
from filings.after.asked_convictions import AskedConviction, AskedRun
from filings.model.case_number import NumberKeys, fold_count
from filings.model.compare_names import is_another_name
from filings.model.errors import VerificationError
from filings.settings.returned_results import AnsweredBy, ResultRecord

_CODE = re.compile(r"^(HSC?|PC|VC)(?=\d)|(?<=[\dA-Z])(HSC?|PC|VC)$")
_SIGNS = re.compile(r"[\W_]+")


class Standing(StrEnum):
    """Where a conviction stands after the filing; each has exactly one."""

    CLEARED = "cleared"  # the court gave relief, and the Department of Justice has entered it
    GRANTED = "granted"  # the court gave relief; the Department has not answered
    UNENTERED = "unentered"  # the court gave relief, and the Department found nothing
    OPEN = "open"  # challenged, or on its way to another court
    REFUSED = "refused"  # the court gave no relief: struck, denied, not found ...
    UNANSWERED = "unanswered"  # nobody has answered yet

    @property
    def relieved(self) -> bool:
        """Whether the court has given relief."""
        return self in (Standing.CLEARED, Standing.GRANTED, Standing.UNENTERED)


WORDS = {
    Standing.CLEARED: "cleared: granted by the court, and entered by the Department of Justice",
    Standing.GRANTED: "granted by the court; the Department of Justice has not answered",
    Standing.UNENTERED: "granted by the court; the Department of Justice finds no record",
    Standing.OPEN: "not decided yet",
    Standing.REFUSED: "without relief: the court did not grant it",
    Standing.UNANSWERED: "without relief: no answer yet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A conviction that was asked for, and the answers to it."""

    asked: AskedConviction
    runs: tuple[str, ...]  # every run that asks for it
    standing: Standing
    court: AnswerRow | None = None
    doj: AnswerRow | None = None
    remark: str = ""  # what a person should look at


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFollowed:
    """A row that came back and could not be used, with the reason."""

    row: AnswerRow
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingOutcome:
    """What became of everything that was asked for; the counts are checked against each other."""

    convictions: tuple[Followed, ...]  # in the order in which they were asked
    not_followed: tuple[NotFollowed, ...]
    rows: int  # that came back
    followed: int  # rows that give a conviction its answer
    repeated: int  # rows that repeat another, or that a later one replaces
    blank: int  # rows whose result is blank

    def count(self, standing: Standing) -> int:
        """How many convictions have this standing."""
        return sum(each.standing is standing for each in self.convictions)

    def refuse_open_sums(self) -> None:
        """Raise if a row or a conviction is missing from the counts.

        Raises:
            VerificationError: The rows do not add up, or the convictions do not.
        """
        rows = self.followed + self.repeated + self.blank + len(self.not_followed)
        standing = sum(map(self.count, Standing))
        if rows != self.rows or standing != len(self.convictions):
            raise VerificationError(
                "returned",
                f"{self.rows:,} rows came back and {rows:,} are accounted for;"
                f" {len(self.convictions):,} convictions were asked and {standing:,} stand"
                " somewhere",
                "Please report this.",
            )


def follow(
    runs: Sequence[AskedRun],
    rows: Iterable[AnswerRow],
    results: Mapping[str, ResultRecord],
    keys: NumberKeys,
    today: dt.date,
) -> FilingOutcome:
    """Decide what became of every conviction that these runs ask for.

    Args:
        runs: What was asked, the earliest run first.
        rows: What came back, in any order.
        results: What each answer means.
        keys: How the county's case numbers are compared.
        today: An answer dated later is not used.

    Raises:
        VerificationError: The sums do not close.
    """
    asked: dict[str, AskedConviction] = {}
    by_run: defaultdict[str, list[str]] = defaultdict(list)
    for run in runs:
        for conviction in run.convictions:
            asked[conviction.id] = conviction  # a later run's data replace an earlier one's
            by_run[conviction.id].append(conviction.run)
    first_day = min((run.run.filed_on for run in runs), default=today)
    register = _Register(asked, keys)

    read = blank = repeated = 0
    not_followed: list[NotFollowed] = []
    answers: defaultdict[tuple[str, AnsweredBy], list[AnswerRow]] = defaultdict(list)
    for row in rows:
        read += 1
        if not row.result and not row.fault:
            blank += 1
            continue
        meant, why = register.meant_by(row)
        why = row.fault or why or _day_fault(row, results[row.result], first_day, today)
        if meant is None or why:
            not_followed.append(NotFollowed(row=row, why=why))
        else:
            answers[meant.id, row.by].append(row)
    settled: dict[tuple[str, AnsweredBy], AnswerRow] = {}
    for key, several in answers.items():
        if chosen := _chosen(several):
            settled[key] = chosen
            repeated += len(several) - 1
        else:
            not_followed += _disputed(several)
    outcome = FilingOutcome(
        convictions=tuple(
            _followed(
                conviction,
                tuple(by_run[id]),
                settled.get((id, "court")),
                settled.get((id, "doj")),
                results,
            )
            for id, conviction in asked.items()
        ),
        not_followed=tuple(sorted(not_followed, key=lambda each: _place(each.row))),
        rows=read,
        followed=len(settled),
        repeated=repeated,
        blank=blank,
    )
    outcome.refuse_open_sums()
    return outcome


class _Register:
    """Everything that was asked for, looked up by what a row says."""

    def __init__(self, asked: Mapping[str, AskedConviction], keys: NumberKeys) -> None:
        self._asked, self._keys = asked, keys
        self._numbered: defaultdict[str, list[AskedConviction]] = defaultdict(list)
        for conviction in asked.values():
            for key in self._numbers(conviction):
                self._numbered[key].append(conviction)

    def meant_by(self, row: AnswerRow) -> tuple[AskedConviction | None, str]:
        """The one conviction that a row certainly belongs to, or None and the reason."""
        if row.id:
            conviction = self._asked.get(row.id)
            if conviction is None:
                return None, "its conviction is not one that was asked for"
            return conviction, self._differs(row, conviction)
        if not row.case_number:
            return None, "it names no conviction"
        same = self._numbered.get(self._keys.key(row.case_number), [])
        fitting = [each for each in same if not self._differs(row, each)]
        if len(fitting) == 1:
            return fitting[0], ""
        if fitting:
            return None, (
                f"it fits {len(fitting)} convictions: give the id of one, or its section, count and"
                " defendant"
            )
        if len(same) == 1:
            return None, self._differs(row, same[0])
        return None, (
            f"none of the {len(same)} convictions of its case fits"
            if same
            else "no conviction of its case number was asked for"
        )

    def _differs(self, row: AnswerRow, conviction: AskedConviction) -> str:
        """The first thing in which a row contradicts the conviction; "" when nothing does."""
        number, section = self._keys.key(row.case_number), _section(row.section)
        own, count = _section(conviction.section), fold_count(row.count)
        checks = (
            (number and number not in self._numbers(conviction), "case number"),
            (
                row.suffix
                and conviction.suffix
                and row.suffix.lstrip("0") != conviction.suffix.lstrip("0"),
                "defendant suffix",
            ),
            (section and not (own.startswith(section) or section.startswith(own)), "section"),
            (count and conviction.count and count != fold_count(conviction.count), "count"),
            (is_another_name(row.last, conviction.last), "name"),
        )
        what = next((word for differs, word in checks if differs), "")
        return f"its {what} is not that of its conviction: was the table sorted?" if what else ""

    def _numbers(self, conviction: AskedConviction) -> set[str]:
        """Every number of its case, folded; with the defendant's suffix and without."""
        numbers = (conviction.case_number, *conviction.also_numbered.split("; "))
        keys = {key for number in numbers if (key := self._keys.key(number))}
        return keys | {f"{key}{conviction.suffix}" for key in keys}


def _day_fault(row: AnswerRow, result: ResultRecord, first: dt.date, today: dt.date) -> str:
    """Why the day of a result is impossible; "" when it is possible or not given."""
    if row.result_on is None:
        return ""
    if row.result_on > today:
        return "its day is in the future"
    before = row.result_on < first and result.comes_to != "relief"
    return "its day is before the papers were filed" if before else ""


def _chosen(several: Sequence[AnswerRow]) -> AnswerRow | None:
    """The answer that counts, of all that one sender gave; None where they conflict."""
    if len({row.result for row in several}) == 1:
        return min(several, key=lambda row: (row.result_on or dt.date.max, *_place(row)))
    days = [row.result_on for row in several if row.result_on]
    if len(days) < len(several):
        return None
    last = [row for row in several if row.result_on == max(days)]
    return last[0] if len({row.result for row in last}) == 1 else None


def _disputed(several: Sequence[AnswerRow]) -> Iterator[NotFollowed]:
    """Rows that contradict each other, each with the place of one that it contradicts."""
    for row in several:
        other = next(each for each in several if each.result != row.result)
        yield NotFollowed(
            row=row,
            why=f"{other.where} says otherwise of the same conviction: give both a day, or take"
            " one out",
        )


def _followed(
    asked: AskedConviction,
    runs: tuple[str, ...],
    court: AnswerRow | None,
    doj: AnswerRow | None,
    results: Mapping[str, ResultRecord],
) -> Followed:
    comes_to = results[court.result].comes_to if court else ""
    entered = results[doj.result].comes_to if doj else ""
    standing = {"relief": Standing.GRANTED, "open": Standing.OPEN, "none": Standing.REFUSED}.get(
        comes_to, Standing.UNANSWERED
    )
    remark = ""
    if standing is Standing.GRANTED and entered:
        standing = Standing.CLEARED if entered == "entered" else Standing.UNENTERED
    elif entered == "entered":
        said = "not granted it" if comes_to == "none" else "not answered yet"
        remark = f"The Department of Justice has entered relief, and the court has {said}."
    return Followed(asked=asked, runs=runs, standing=standing, court=court, doj=doj, remark=remark)


def _place(row: AnswerRow) -> tuple[str, int, int]:
    return row.by, row.file, row.line


def _section(text: str) -> str:
    """A section without its code, signs and capitals: "HS 11357(b)" is 11357B."""
    return _CODE.sub("", _SIGNS.sub("", text).upper())
