"""Read the result files of gogen (BEAR): the list that an office has in hand.

`Prop64_Results` holds one row per eligible-looking count; `All_Results` every row of the DOJ file,
with the determination only where there is one; `Condensed` fewer columns. Versions differ, so
columns are told by their names.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from filings.lists.case_numbers import Numbers, may_be_personal
from filings.lists.dates import DateForms
from filings.lists.delimited_text import TextRow
from filings.lists.dispositions import OutcomeKind
from filings.lists.doj import (
    COLUMNS,
    DAYS,
    EVENT,
    NOT_A_CONVICTION,
    PART,
    SWORN_AS,
    Charge,
    Charges,
    DojRow,
    OrderKeys,
    OtherColumns,
    Outcome,
    Outcomes,
    People,
    another_section,
    asked_of,
    cells_of,
    doj_cells,
    numbers_of_cycle,
    secret_columns,
    used_columns,
)
from filings.lists.layouts import (
    Bound,
    Heading,
    ParseContext,
    Readings,
    Rows,
    folded,
    number_questions,
    question,
    row_questions,
)
from filings.lists.person_names import mending
from filings.model.entries import Determination, Entry, Question
from filings.model.identifiers import CaseNumber, ReasonCode

_NEEDED = ("PRI_NAME", "OFFENSE_DESCR", "STP_EVENT_DATE", "OFN", "DISP_DESCR")
# The column that says what may be done, final version first.
_DETERMINATION = ("Eligibility Determination", "Final Recommendation")


class _Result(NamedTuple):
    """The cells of one row beside the DOJ's, stripped."""

    determination: str
    numbers: str
    other_charges: str
    convicted: str
    after: str
    deceased: str
    reason: str
    # Columns an office adds to the file it works with.
    court: str
    suffix: str
    count: str  # type: ignore[assignment] # a tuple has a count too; nobody counts cells
    agency: str
    place_of_offense: str
    prosecutor: str


class _Day(NamedTuple):
    """The day of a conviction, with the cell that tells it and what that leaves open."""

    on: dt.date | None
    as_written: str
    questions: tuple[Question, ...] = ()


_AFTER = "Occurred after 11/9/2016"
_SWORN_AS = f"{SWORN_AS}, with a determination beside each conviction"
# Where gogen copies the DOJ's comment, which may hold anything.
_COPIED = "Possible Other P64 Charges"
_CONVICTED = "Date of Conviction"
# The cells that hold numbers of the case, in the order in which they are read.
_NUMBERS = ("OFN", "Case Number", "FE_NUM_CRT_CASE", "Defendant Suffix")
# In the order of the fields above, but for the first.
_RESULT = (
    "Case Number",
    _COPIED,
    _CONVICTED,
    _AFTER,
    "Deceased",
    "Eligibility Reason",
    "Court",
    "Defendant Suffix",
    "Count",
    "Arresting Agency",
    "Place of Offense",
    "Prosecutor",
)
# What gogen's versions compute beside, for its own reports or from criteria that are not ours.
_COMPUTED = """
# of convictions on record|Superstrike Code Section(s)
PC290 Code Section(s)|PC290 Registration|PC290 Charges|Superstrikes|Two Priors|Over 1lb
Q_final_sum|Age at Conviction|Years Since Event|Years Since Most Recent Conviction
Years Since This Conviction|Years Since Any Conviction|# of Prop 64 convictions
# of NON Prop 64 convictions|# of HS 11357 convictions|# of HS 11358 convictions
# of HS 11359 convictions|# of HS 11360 convictions|EOR
"""
_DROPPED = tuple(name for line in _COMPUTED.split("\n") for name in line.split("|") if name)


class Gogen:
    """gogen's result files, of every version."""

    name = "gogen"
    label = "gogen (BEAR) results"

    def columns_found(self, heading: Heading) -> int:
        """How many of its columns are there; those it shares with the DOJ file count."""
        known = (*COLUMNS, *_DETERMINATION, *_RESULT, *_DROPPED)
        return sum(1 for column in known if column in heading)

    def missing(self, heading: Heading) -> tuple[str, ...]:
        """The columns without which no conviction can be read."""
        absent = tuple(column for column in _NEEDED if column not in heading)
        determined = any(column in heading for column in _DETERMINATION)
        return absent if determined else (*absent, _DETERMINATION[0])

    def bind(self, heading: Heading, at: ParseContext) -> Bound:
        """Make ready to read rows one by one."""
        determination = next(column for column in _DETERMINATION if column in heading)
        known = (*COLUMNS, *_DETERMINATION, *_RESULT, *_DROPPED, "Sample")
        reader = _GogenReader(heading, determination, at)
        return Bound(
            layout=self.name,
            label=self.label,
            sworn_as=_SWORN_AS,
            read=reader.readings,
            used=used_columns(heading, determination, *_RESULT),
            secret=secret_columns(heading) | {heading.place(_COPIED)},
            unknown=heading.beyond(known),
            eligibility="column",
            sample="Sample" in heading,
            dates=reader.dates,
            places=heading.places_of(
                determination=determination,
                court=("Court", "STP_ORI_DESCR"),
                county="STP_ORI_CNTY_NAME",
                arresting_agency="Arresting Agency",
                place_of_offense="Place of Offense",
                prosecutor="Prosecutor",
            ),
            notes_after_reading=reader.keys.notes,
        )


_SET_ASIDE = (ReasonCode("set-aside"),)
_NO_DAY = "01/01/0001"  # what gogen writes where it could not read one


class _GogenReader:
    """Reads rows under one heading."""

    def __init__(self, heading: Heading, determination: str, at: ParseContext) -> None:
        self._at = at
        self._doj = doj_cells(heading)
        self._charges = Charges(at)
        self._people = People(at)
        self._outcomes = Outcomes(at)
        self._others = OtherColumns(at)
        self._own = cells_of(heading, (determination, *_RESULT))
        self._sample = "Sample" in heading
        self.keys = OrderKeys()
        self._days, self._events = DateForms(DAYS, _CONVICTED), DateForms(DAYS, EVENT)
        self.dates = (
            (heading.place(_CONVICTED), self._days),
            (heading.place(EVENT), self._events),
        )

    def readings(self, rows: Rows) -> Readings:
        self.keys.begin()
        subject, nobody = "", True
        seen: dict[str, Charge] = {}  # counts of the person whose rows these are
        numbers: dict[str, dict[str, None]] = {}  # and the numbers of each step before
        for row in rows:
            if not isinstance(row, TextRow):
                yield row
                continue
            doj = self._doj(row.cells)
            if doj.subject != subject:
                subject, nobody = doj.subject, not self._people.subject(doj.subject)
                seen, numbers = {}, {}
            # What has a filler for its person has no count in common with anything.
            yield self._entry(row, doj, {} if nobody else seen, {} if nobody else numbers)

    def _entry(
        self,
        place: TextRow,
        row: DojRow,
        seen: dict[str, Charge],
        numbers: dict[str, dict[str, None]],
    ) -> Entry:
        own = _Result._make(self._own(place.cells))
        at = self._at
        key = self.keys.read(row.key)
        charge, outcome = self._charges.read(row), self._outcomes.read(row)
        aside, doubt = self._aside_or_doubt(row, own, key, charge, outcome, seen)
        determination, as_written = self._determination(own)
        # Of a row that stands aside, or that the list itself refuses, nobody is asked more.
        weighed = not aside and determination is not Determination.NOT_ELIGIBLE
        keys, name, born_on = self._people.read(row)
        number = at.numbers.read(
            row.number,
            (own.numbers, row.court_number),
            own.suffix,
            name=name,
            born_on=born_on,
            personal=(row.subject, row.cii),
        )
        count, unclear_count = self._count(own.count)
        day = self._conviction_day(row, own)
        questions = [
            *self._charge_questions(row, own, charge),
            *row_questions(place),
            *(number_questions(number, _NUMBERS) if number.rests else ()),
            *day.questions,
            *unclear_count,
        ]
        if weighed:
            eligible = determination is Determination.DISMISSAL
            questions += self._asked(row, own, charge, outcome, day.on, eligible)
            if asked := self._days_differ(row, own, day.on):
                # Rules that rest on the day must not: which one it is, nobody knows.
                day = _Day(None, f"{day.as_written}; {asked.value}")
                questions.append(asked)
            questions += self._asked_of_own(own, charge)
            if doubt:
                determination, as_written = Determination.HAND_REVIEW, doubt
        set_aside = outcome.kind is OutcomeKind.SET_ASIDE and not aside
        return Entry(
            list=at.number,
            line=place.line,
            aside=aside,
            sample=self._sample,
            person=keys[0] if keys else "",
            person_keys=keys[1:],
            name=name,
            born_on=born_on,
            deceased=folded(own.deceased) == "DECEASED",
            statute=charge.statute,
            statute_as_written=charge.written,
            also_charged=charge.also or (own.other_charges and at.cited(own.other_charges)),
            count=count,
            count_key=key,
            level=at.level(at.given(row.level) or row.charged_as or charge.level.value),
            convicted_on=day.on,
            convicted_as_written=day.as_written,
            county=at.given(row.county),
            court=at.given(own.court) or at.given(row.agency),
            case_number=number.own,
            other_numbers=self._further_numbers(key, number, aside, outcome, numbers),
            defendant_suffix=number.suffix,
            prosecutor=at.given(own.prosecutor),
            arresting_agency=at.given(own.agency),
            place_of_offense=at.given(own.place_of_offense),
            determination=determination,
            determination_as_written=as_written,
            disposition=at.given(row.disposition),
            ended=aside == NOT_A_CONVICTION and outcome.undoes is not None,
            questions=tuple(questions),
            warnings=(*place.remarks, *mending(row.name), *(_SET_ASIDE if set_aside else ())),
        )

    def _judged(self, own: _Result) -> bool:
        """Whether gogen filled its columns, which it does on the first row of a count only."""
        return bool(self._at.given(own.determination) or self._at.given(own.convicted))

    def _aside_or_doubt(
        self,
        row: DojRow,
        own: _Result,
        key: str,
        charge: Charge,
        outcome: Outcome,
        seen: dict[str, Charge],
    ) -> tuple[ReasonCode, str]:
        """Why a row is no conviction of its own, and otherwise what is doubtful about it.

        A row that stands for its count is added to `seen`.
        """
        at, judged = self._at, self._judged(own)
        blank = outcome.kind is OutcomeKind.BLANK
        first = seen.get(key) if key else None
        if not judged:
            # Where gogen dropped the steps it had seen them: what it left blank is no conviction.
            unseen = blank and not at.given(row.step)
            if outcome.kind is OutcomeKind.NONE or unseen:
                return NOT_A_CONVICTION, ""
            # What tells, or may tell, that a conviction does not stand is no part of it.
            ends = outcome.tells_an_end and not outcome.sentence
            if (first and not ends and self._charges.is_part(charge, first)) or (
                outcome.sentence and self._sentences_for(key, charge, seen)
            ):
                return PART, ""
        doubt = charge.doubt or ("" if blank else outcome.doubt)
        if outcome.kind is OutcomeKind.NONE and at.given(row.disposition):
            doubt = doubt or f"disposition: {at.given(row.disposition)}"
        if first and not self._charges.is_part(charge, first):
            doubt = doubt or another_section(first)
        seen.setdefault(key, charge)
        return ReasonCode(""), doubt

    def _determination(self, own: _Result) -> tuple[Determination, str]:
        """What gogen determined, and its words; the reason counts too where it gives one."""
        at = self._at
        determination, shown = at.determination(own.determination), at.given(own.determination)
        as_written = f"{shown}: {own.reason}" if shown and own.reason else shown
        if at.given(own.reason) and determination is not Determination.NOT_ELIGIBLE:
            determination = at.determination(as_written)
        return determination, as_written

    def _charge_questions(self, row: DojRow, own: _Result, charge: Charge) -> Iterator[Question]:
        """What the charge leaves open, and whether the case went to another court."""
        at = self._at
        yield from charge.questions
        determination, beside = at.determination(own.determination), own.other_charges
        day = self._days.parse(own.convicted, 0) or self._events.parse(row.event_on, 0)
        if at.doubts_section(charge.statute, determination, beside, charge.written, day):
            yield question("unknown-statute", "statute", "OFFENSE_DESCR", row.offense)
        if word := at.transferred(f"{row.disposition} {own.other_charges}"):
            yield question("transferred", "disposition", "DISP_DESCR", row.disposition, word)

    def _further_numbers(
        self,
        key: str,
        number: Numbers,
        aside: ReasonCode,
        outcome: Outcome,
        numbers: dict[str, dict[str, None]],
    ) -> tuple[CaseNumber, ...]:
        """The case's other numbers; a row that tells an end without any has those of its cycle.

        The row's own number is added to `numbers`, for the rows after it.
        """
        if key and number.own:
            numbers.setdefault(key[:6], {})[number.own] = None
        elif key and aside != PART and not number.others and outcome.tells_an_end:
            return numbers_of_cycle(self._at, numbers, key)
        return number.others

    def _conviction_day(self, row: DojRow, own: _Result) -> _Day:
        """The day that gogen tells; the day of the DOJ's step where it tells none."""
        day, written = self._days.parse(own.convicted, 0), own.convicted
        event = self._at.given(row.event_on)
        if event and self._events.parse(event, 0) is None and day is not None:
            return _Day(None, f"{written}; {event}")  # the cell that gogen took its day from
        if day is not None:
            return _Day(day, written)
        if self._days.is_ambiguous(written):
            asked = question("date-ambiguous", "convicted_on", _CONVICTED, written)
            return _Day(None, written, (asked,))
        if written != _NO_DAY and self._at.given(written):
            return _Day(None, written)
        day, written = self._events.parse(row.event_on, 0), row.event_on or written
        if day is None and self._events.is_ambiguous(row.event_on):
            return _Day(
                None, written, (question("date-ambiguous", "convicted_on", EVENT, written),)
            )
        return _Day(day, written)

    def _count(self, cell: str) -> tuple[str, tuple[Question, ...]]:
        """The number of the count, or what is not understood of it; one row is one count here."""
        counts = self._at.counts.read(cell)
        rest = counts.rest or (cell if max(len(counts.numbers), counts.times) > 1 else "")
        if not rest:
            return "".join(counts.numbers), ()
        asked = question("count-unclear", "count", "Count", cell, rest, may_be_personal(cell))
        return "", (asked,)

    def _asked(
        self,
        row: DojRow,
        own: _Result,
        charge: Charge,
        outcome: Outcome,
        day: dt.date | None,
        eligible: bool,
    ) -> Iterable[Question]:
        """What the DOJ's cells leave open; gogen has seen more than one that it left blank."""
        blank = outcome.kind is OutcomeKind.BLANK
        if blank and self._judged(own) and not (outcome.question and outcome.question.rest):
            outcome = outcome._replace(question=None)
        others = self._others.read(row, charge)
        return asked_of(self._at, row, charge, outcome, day, others, eligible=eligible)

    def _asked_of_own(self, own: _Result, charge: Charge) -> Iterator[Question]:
        """What gogen's columns beside the determination leave open."""
        at = self._at
        if own.other_charges and at.another_section(own.other_charges, charge.statute):
            yield question("disposition-doubtful", "statute", _COPIED, "", secret=True)
        if own.deceased and folded(at.given(own.deceased)) not in ("", "NO", "N", "DECEASED"):
            yield question("status-unknown", "deceased", "Deceased", own.deceased)

    def _sentences_for(self, key: str, charge: Charge, seen: dict[str, Charge]) -> bool:
        """Whether a row that only tells a sentence is of another step's conviction, seen before."""
        return any(
            step[:3] == key[:3] and step[:6] != key[:6] and self._charges.is_part(charge, first)
            for step, first in seen.items()
        )

    def _days_differ(self, row: DojRow, own: _Result, day: dt.date | None) -> Question | None:
        """The cell that tells another day of the conviction than gogen does."""
        event = self._events.parse(row.event_on, 0)
        if day and event and day != event:
            return question("date-ambiguous", "convicted_on", "STP_EVENT_DATE", row.event_on)
        after = folded(self._at.given(own.after))
        # gogen means strictly after the day on which the new law took effect.
        if day and after and after != ("Y" if day > self._at.excluded_from_on else "N"):
            return question("date-ambiguous", "convicted_on", _AFTER, own.after)
        return None
