"""Read an office's own spreadsheet as a YAML mapping describes it.

A row may hold several convictions: "11358 HS x2", or two sections in one cell.
"""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, get_args

from filings.lists import person_names
from filings.lists.case_numbers import Numbers, may_be_personal
from filings.lists.charges import Charged
from filings.lists.count_numbers import CountsCell
from filings.lists.dates import DateForms, birth_since, conviction_since
from filings.lists.delimited_text import TextRow
from filings.lists.dispositions import OutcomeKind
from filings.lists.layouts import (
    CALLED_ELIGIBLE,
    Bound,
    Heading,
    ParseContext,
    folded,
    number_questions,
    question,
    row_by_row,
    row_questions,
    taker,
)
from filings.lists.section_numbers import differs, multiplier
from filings.model.case_number import key_in_row
from filings.model.entries import Determination, Entry, Level, Name, Question, Statute
from filings.model.identifiers import ReasonCode
from filings.settings.settings import MappedField, MappedLayout
from filings.storage.csv_xlsx import unguard

_SECRET: tuple[MappedField, ...] = (
    "person",
    "born_on",
    "name",
    "last",
    "first",
    "middle",
    "suffix",
    "comment",
)
_BETWEEN = re.compile(r"\s*[;,\n|]\s*|\s+(?:and|&)\s+", re.IGNORECASE)
_DECIMAL = re.compile(r"(?<=\d)\.0+$")  # a spreadsheet makes 2.0 of a 2
_YES = {"YES", "Y", "TRUE", "1", "DECEASED", "DEAD", "X"}
_NO = {"", "NO", "N", "FALSE", "0", "NONE"}
_ALIVE = {*_NO, "ALIVE", "LIVING", "NOT DECEASED"}
_MARKS = {"X", "YES", "Y", "1", "TRUE", "✓", "✔"}  # in a wide sheet: the heading's own section
_KEPT = 1 << 14
_ANOTHER = "ANOTHER COUNT"
SAMPLE = "Sample"
"""The heading by which our synthetic lists say that their people are invented."""
_DIGITS = (3, 9, 6)  # of the numbers of a list, a line and an entry, at most
_LONGEST = 500  # characters of a charge

_NOT_A_CONVICTION = ReasonCode("not-a-conviction")
_DATED: tuple[MappedField, ...] = ("convicted_on", "born_on")
_NUMBERED: tuple[MappedField, ...] = ("case_number", "other_numbers", "defendant_suffix")
_NAMES = ("name", "last", "first", "middle", "suffix")

# Each conviction of a row: its statute, if it can be read, and the text it was read from.
_Statutes = tuple[tuple[Statute | None, str], ...]


class _Cells(NamedTuple):
    """What a row holds, by field: stripped, and "" where it has nothing."""

    case_number: str
    other_numbers: str
    defendant_suffix: str
    name: str
    last: str
    first: str
    middle: str
    suffix: str
    born_on: str
    person: str
    statute: str
    comment: str
    also_charged: str
    count: str  # type: ignore[assignment] # a tuple has a count too; nobody counts cells
    count_key: str
    level: str
    convicted_on: str
    offense_on: str
    court: str
    county: str
    arresting_agency: str
    place_of_offense: str
    prosecutor: str
    determination: str
    disposition: str
    deceased: str
    granted: str
    ordered_on: str
    file_status: str
    conviction: str
    of_hash: str
    of_list: str
    of_line: str
    of_entry: str
    sent: str
    may_be: str
    answer: str
    looked_at: str


_FIELDS: tuple[MappedField, ...] = get_args(MappedField)
assert _Cells._fields == _FIELDS


class _Told(NamedTuple):
    """One conviction of a row, as its cells of section and count tell it."""

    statute: Statute | None
    written: str
    number: str  # the count's
    nth: int  # place among the counts that the row tells without their numbers; 0 when alone


class _ChargeCell(NamedTuple):
    """What was read from a row's charge."""

    statutes: _Statutes
    also: str  # what else the row names
    counts: tuple[str, ...] = ()  # of each, where the charge itself tells them
    level: Level = Level.UNKNOWN
    joined: bool = False  # several, if the row says so elsewhere
    rest: str = ""  # what is not understood of it


class _RowOutcome(NamedTuple):
    """What was read from a row's determination, disposition and file status."""

    aside: ReasonCode
    determination: Determination
    as_written: str
    questions: tuple[Question, ...] = ()
    plea: bool = False  # a bare plea, of which the list's own column does not say "dismiss"
    level: Level = Level.UNKNOWN  # that the disposition tells
    warnings: tuple[ReasonCode, ...] = ()
    ended: bool = False  # it tells that nobody was convicted


class _ReadRow(NamedTuple):
    """What a row tells of all its convictions."""

    row: TextRow
    cells: _Cells
    charge: _ChargeCell
    convictions: Sequence[_Told]
    convicted_on: dt.date | None
    offense_on: dt.date | None
    born_on: dt.date | None
    name: Name | None
    person: str  # key of the cell that tells the person; "" without
    named: str  # key of name and birth date; "" without
    number: Numbers
    outcome: _RowOutcome
    level: Level
    questions: tuple[Question, ...]
    unread: tuple[str, ...]
    warnings: tuple[ReasonCode, ...]
    another_than: str


class Mapped:
    """A layout that a YAML mapping describes, without code of its own."""

    def __init__(self, name: str, mapping: MappedLayout) -> None:
        self.name = name
        self._mapping = mapping
        self._headings: dict[MappedField, tuple[str, ...]] = {
            field: (column,) if isinstance(column, str) else column
            for field, column in mapping.columns.items()
        }

    @property
    def label(self) -> str:
        """What the YAML calls it."""
        return self._mapping.label

    def columns_found(self, heading: Heading) -> int:
        """How many of its headings are there."""
        return sum(1 for column in self._known() if column in heading)

    def _known(self) -> tuple[str, ...]:
        mapping = self._mapping
        columns = [column for columns in self._headings.values() for column in columns]
        known = (*columns, *mapping.section_columns, *mapping.ignored, mapping.sample_column)
        return tuple(dict.fromkeys(column for column in known if column))

    def missing(self, heading: Heading) -> tuple[str, ...]:
        """The first heading of each needed field that has none and no constant."""
        absent = tuple(
            self._headings.get(field, (field,))[0]
            for field in self._mapping.needed
            if field not in self._mapping.constants
            and not any(column in heading for column in self._headings.get(field, ()))
        )
        # A list whose mark of a synthetic one is lost must not be taken for a real one.
        mark = self._mapping.sample_column
        if mark and mark.casefold() != SAMPLE.casefold() and mark not in heading:
            absent = (*absent, mark)
        wide = self._mapping.section_columns
        return absent if not wide or any(c in heading for c in wide) else (*absent, wide[0])

    def bind(self, heading: Heading, at: ParseContext) -> Bound:
        """Make ready to read rows one by one."""
        mapping = self._mapping
        places = {
            field: tuple(p for column in columns if (p := heading.place(column)) >= 0)
            for field, columns in self._headings.items()
        }
        sections = tuple(p for c in mapping.section_columns if (p := heading.place(c)) >= 0)
        marked = mapping.sample_column in heading if mapping.sample_column else False
        sample = marked and not mapping.sample_words
        # However an office's own layout reads them, the program's synthetic lists stay synthetic.
        sample = sample or (SAMPLE in heading and mapping.kept_by != "answers")
        repeated = tuple(
            f"two columns are called {column}; the first is read"
            for columns in self._headings.values()
            for column in columns
            if heading.repeated(column)
        )
        unknown = heading.beyond(self._known())
        reader = _MappedReader(mapping, places, sections, heading, at, sample)
        return Bound(
            layout=self.name,
            label=self.label,
            sworn_as=mapping.sworn_as,
            read=row_by_row(reader.entries),
            used=tuple(sorted({*sections, *(p for several in places.values() for p in several)})),
            secret=frozenset(p for field in _SECRET for p in places.get(field, ())),
            unknown=unknown,
            eligibility="column" if places.get("determination") else "none",
            determination=places.get("determination", ()),
            sample=sample,
            notes=(*repeated, *self._misspelt(places, unknown)),
            dates=reader.dates,
            places={} if mapping.section_columns else {str(f): own for f, own in places.items()},
        )

    def _misspelt(
        self, places: Mapping[MappedField, tuple[int, ...]], unknown: Sequence[str]
    ) -> Iterator[str]:
        """Columns that the layout names and the list has not, where one that is there is near."""
        near = {name.casefold(): name for name in unknown}
        for field, columns in self._headings.items():
            for column in columns if not places[field] else ():
                for match in difflib.get_close_matches(column.casefold(), near, 1, 0.75):
                    yield (
                        f"the layout names a column {column}, which the list does not have (it has"
                        f" {near[match]})"
                    )


class _Headings:
    """The headings of the fields, by which a question names its cell."""

    def __init__(self, places: Mapping[MappedField, tuple[int, ...]], heading: Heading) -> None:
        # The heading of every cell that may be asked about, first choice first.
        self._columns = {
            field: [(place, heading.names[place]) for place in places.get(field, ())]
            for field in _FIELDS
        }

    def columns(self, field: MappedField) -> list[tuple[int, str]]:
        """The place and the heading of each column of a field, first choice first."""
        return self._columns[field]

    def first(self, field: MappedField) -> str:
        """The heading of a field's first column; the field's name where it has none."""
        columns = self._columns[field]
        return columns[0][1] if columns else field

    def filled(self, field: MappedField, row: list[str]) -> str:
        """The heading of the cell that a field was read from."""
        columns = self._columns[field]
        if len(columns) < 2:
            return self.first(field)
        return next((name for place, name in columns if row[place].strip()), columns[0][1])

    def question(self, reason: str, field: MappedField, value: str, rest: str = "") -> Question:
        """A question about a cell, named by its field's first heading."""
        secret = field in _SECRET or (field == "count" and may_be_personal(value))
        return question(reason, field, self.first(field), value, rest, secret)


class _OwnWords:
    """What the layout's own words for determinations and levels mean; else what the county's do."""

    def __init__(self, mapping: MappedLayout, at: ParseContext) -> None:
        self._at = at
        self._levels = {folded(word): level for word, level in mapping.levels.items()}
        self._determinations = {
            folded(word): meant for word, meant in mapping.determinations.items()
        }
        # What a determination says, and what a level says.
        self.determination: Callable[[str], Determination] = lru_cache(_KEPT)(self._determination)
        self.level: Callable[[str], Level] = lru_cache(_KEPT)(self._level)

    def _determination(self, text: str) -> Determination:
        own = self._determinations.get(folded(text)) if self._determinations else None
        return own or self._at.determination(text)

    def _level(self, text: str) -> Level:
        own = self._levels.get(folded(text)) if self._levels else None
        return own or self._at.level(text)


class _ChargeReader:
    """Reads a row's charge: which convictions it holds, and the count of each."""

    def __init__(self, at: ParseContext, sections: Sequence[tuple[int, str]]) -> None:
        """Take the section columns of a wide sheet with their headings; most lists have none."""
        self._at = at
        self._sections = sections
        # The same few words come again and again.
        self._told_by = lru_cache(_KEPT)(self._read_cells)

    def read(self, cells: _Cells, row: list[str]) -> tuple[_ChargeCell, tuple[_Told, ...], str]:
        """The charge, each conviction of it, and what is not understood of their counts."""
        if self._sections:
            charge = self._marked(row)
            return charge, *self._told(charge.statutes, cells.count)
        return self._told_by(cells.statute, cells.comment, cells.count)

    def _read_cells(
        self, text: str, comment: str, count: str
    ) -> tuple[_ChargeCell, tuple[_Told, ...], str]:
        charge = self._read_statutes(text, comment)
        convictions, unclear = self._told(charge.statutes, count or ", ".join(charge.counts))
        if charge.joined and not all(conviction.number for conviction in convictions):
            # Nothing says that two subdivisions are two convictions.
            charge = charge._replace(statutes=((None, charge.statutes[0][1]),), rest=text)
            convictions, unclear = self._told(charge.statutes, "")
        return charge, convictions, unclear

    def _read_statutes(self, text: str, comment: str) -> _ChargeCell:
        """Each conviction's statute with its text, and what else the row names."""
        at, written = self._at, person_names.clean(text)
        read = at.sections.read(text)
        if not read.statutes:
            return _ChargeCell(((None, written),), "", rest=read.rest)
        also = at.also_charged(comment, read.statute) if len({*read.statutes}) == 1 else ""
        statutes = tuple((statute, written) for statute in read.statutes)
        return _ChargeCell(statutes, also, read.counts, read.level, read.joined)

    def _marked(self, cells: list[str]) -> _ChargeCell:
        """The convictions of a wide sheet: each filled cell under a section's heading."""
        charged: list[tuple[Statute | None, str]] = []
        for place, heading in self._sections:
            text = _DECIMAL.sub("", person_names.clean(cells[place]))
            if text.upper() in _NO or (not self._at.given(text) and text.upper() not in _MARKS):
                continue
            headed = self._at.sections.read(heading)
            # A mark means the heading's own section; so does a bare multiplier, "x2" or "2".
            times = int(text) if len(text) <= 2 and text.isdigit() else multiplier(text)
            if text.upper() in _MARKS or times:
                charged += [(headed.statute, f"{heading} {text}")] * (times or 1)
                continue
            read = self._at.sections.read(text)
            if not read.statutes or read.joined or _contradict(headed, read):
                charged.append((None, f"{heading}: {text}"))
            else:
                charged += [(statute, text) for statute in read.statutes]
        return _ChargeCell(tuple(charged) or ((None, ""),), "")

    def _told(self, statutes: _Statutes, cell: str) -> tuple[tuple[_Told, ...], str]:
        """Each conviction of the row with its count's number, and what is not understood of it."""
        counts = self._at.counts.read(cell) if cell else CountsCell()
        numbers, rest = counts.numbers, counts.rest
        several = len(numbers) or counts.times
        if len(statutes) == 1 and several > 1:
            statutes *= several
        if several > 1 or numbers:
            # One number beside two sections is neither's.
            rest = rest or (cell if len(statutes) != several else "")
        if not numbers or rest:
            numbers = ("",) * len(statutes)
        seen: dict[tuple[Statute | None, str], int] = {}
        convictions = []
        for (statute, written), number in zip(statutes, numbers, strict=True):
            nth = seen[statute, written] = seen.get((statute, written), 0) + 1
            alone = bool(number) or statutes.count((statute, written)) == 1
            # Under two headings of a wide sheet the same section may stand for one conviction.
            alone = alone or (bool(self._sections) and multiplier(written) == 0)
            convictions.append(_Told(statute, written, number, 0 if alone else nth))
        return tuple(convictions), rest


class _OutcomeReader:
    """Reads what the words of a row say of how its case came out, and of what may be asked."""

    def __init__(
        self,
        mapping: MappedLayout,
        at: ParseContext,
        headings: _Headings,
        words: _OwnWords,
    ) -> None:
        self._at = at
        self._headings = headings
        self._words = words
        self._dispositions = at.dispositions(
            mapping.convicting,
            mapping.not_convicting,
            sentences_convict=mapping.sentences_convict,
        )
        self._destroyed = {folded(word) for word in mapping.destroyed}
        self._kept = {folded(word) for word in mapping.kept}
        # A list with eligibility has looked at the disposition; one without must show it, whatever
        # an attorney attests of it.
        self._must_convict = not headings.columns("determination")
        # The same few words come again and again.
        self._weigh = lru_cache(_KEPT)(self._weighed)

    def read(self, cells: _Cells, row: list[str]) -> _RowOutcome:
        """What the row's words come to."""
        return self._weigh(
            cells.determination,
            cells.granted,
            cells.disposition,
            cells.file_status,
            self._other_outcomes(row),
            self._headings.filled("disposition", row),
        )

    def _weighed(
        self,
        determination: str,
        granted: str,
        disposition: str,
        status: str,
        others: tuple[tuple[str, str], ...],
        column: str,
    ) -> _RowOutcome:
        """What the row's words come to; what only a human can weigh is asked."""
        at = self._at
        says, shown = self._words.determination(determination), at.given(determination)
        outcome = self._dispositions.read(disposition)
        if outcome.kind is OutcomeKind.NONE:
            if self._must_convict or says not in CALLED_ELIGIBLE:
                return _RowOutcome(_NOT_A_CONVICTION, says, shown, ended=True)
            # Eligible, and nobody was convicted: the row itself says both.
            asked = question("disposition-doubtful", "disposition", column, disposition, shown)
            return _RowOutcome(ReasonCode(""), says, shown, (asked,), ended=True)
        file = folded(at.given(status))
        if any(word in file for word in self._destroyed):
            return _RowOutcome(ReasonCode("file-destroyed"), says, shown)
        questions: list[Question] = []
        doubt = ""
        if outcome.kind in (OutcomeKind.DOUBTFUL, OutcomeKind.UNKNOWN):
            doubt = f"disposition: {at.given(disposition)}"
            reason = f"disposition-{outcome.kind.value}"
            questions.append(question(reason, "disposition", column, disposition, outcome.rest))
        elif outcome.kind is OutcomeKind.BLANK and outcome.rest:
            doubt = f"disposition: {outcome.rest}"
            questions.append(question("disposition-unknown", "disposition", column, disposition))
        elif outcome.kind is OutcomeKind.BLANK and self._must_convict:
            doubt = "no disposition"
        elif outcome.kind.stands and (other := self._contradicting(others)):
            doubt = f"disposition: {at.given(disposition)}; {other[0]}: {other[1]}"
            questions.append(question("disposition-doubtful", "disposition", *other))
        if at.given(granted) and granted.upper() not in _NO:
            doubt = f"granted: {at.given(granted)}"
        if file and file not in self._kept:
            where = self._headings.first("file_status")
            questions.append(question("status-unknown", "file_status", where, status))
        warnings = (ReasonCode("set-aside"),) if outcome.kind is OutcomeKind.SET_ASIDE else ()
        if says is Determination.NOT_ELIGIBLE:
            return _RowOutcome(ReasonCode(""), says, shown, warnings=warnings)
        if doubt:
            says, shown = Determination.HAND_REVIEW, doubt
        return _RowOutcome(
            ReasonCode(""),
            says,
            shown,
            tuple(questions),
            outcome.plea and says is not Determination.DISMISSAL,
            outcome.level,
            warnings,
        )

    def _other_outcomes(self, row: list[str]) -> tuple[tuple[str, str], ...]:
        """What further columns say of the outcome, with their headings."""
        columns = self._headings.columns("disposition")
        if len(columns) < 2:
            return ()
        return tuple((name, text) for p, name in columns if (text := row[p].strip()))[1:]

    def _contradicting(self, others: tuple[tuple[str, str], ...]) -> tuple[str, str] | None:
        """The first further outcome that is not a conviction as well."""
        for column, text in others:
            kind = self._dispositions.read(text).kind
            if kind is not OutcomeKind.BLANK and not kind.stands:
                return column, text
        return None


class _MappedReader:
    """Reads rows under one heading."""

    def __init__(
        self,
        mapping: MappedLayout,
        places: dict[MappedField, tuple[int, ...]],
        sections: tuple[int, ...],
        heading: Heading,
        at: ParseContext,
        sample: bool,
    ) -> None:
        self._at = at
        places_of = [places.get(field, ()) for field in _FIELDS]
        self._take = taker([several[0] if several else -1 for several in places_of])
        # Headings tried after the first, and what the whole list shares.
        self._further = [
            (n, several[1:]) for n, several in enumerate(places_of) if len(several) > 1
        ]
        constants = mapping.constants
        self._constants = [(n, constants[f]) for n, f in enumerate(_FIELDS) if f in constants]
        self._guarded = mapping.guarded
        self._headings = _Headings(places, heading)
        self._words = _OwnWords(mapping, at)
        self._days, self._births = (
            DateForms(mapping.dates, self._headings.first(field)) for field in _DATED
        )
        self.dates = (
            *((place, self._days) for place in places.get("convicted_on", ())),
            *((place, self._births) for place in places.get("born_on", ())),
        )
        self._number_columns = tuple(self._headings.first(field) for field in _NUMBERED)
        self._since = conviction_since(at.excluded_from_on)
        self._person_is = mapping.person_is
        self._answers = mapping.kept_by == "answers"
        self._charges = _ChargeReader(at, [(place, heading.names[place]) for place in sections])
        self._outcomes = _OutcomeReader(mapping, at, self._headings, self._words)
        self._sample = sample
        self._sample_words = {word.upper() for word in mapping.sample_words}
        self._sample_place = heading.place(mapping.sample_column) if mapping.sample_words else -1
        self._name: Callable[[_Cells], Name | None] = {
            "last-first": lambda cells: (
                person_names.last_first(cells.name)
                if cells.name
                else person_names.parts(cells.last, cells.first, cells.middle, cells.suffix)
            ),
            "slashes": lambda cells: person_names.slashes(cells.name),
            "parts": lambda cells: person_names.parts(
                cells.last, cells.first, cells.middle, cells.suffix
            ),
        }[mapping.names]

    def entries(self, row: TextRow) -> Iterator[Entry]:
        """Every conviction the row holds, in the order it names them."""
        understood = self._understand(row)
        for place, conviction in enumerate(understood.convictions, 1):
            yield self._entry(understood, place, conviction)

    def _understand(self, row: TextRow) -> _ReadRow:
        """What the row tells of all its convictions, and what it leaves open."""
        at, cells = self._at, self._cells(row.cells)
        charge, convictions, unclear_count = self._charges.read(cells, row.cells)
        convicted_on = self._days.parse(cells.convicted_on, self._since)
        offense_on = self._days.parse(cells.offense_on, self._since)
        born_since = birth_since(convicted_on, at.excluded_from_on)
        born_on = self._births.parse(cells.born_on, born_since)
        name, remarks = self._named(cells, row.remarks)
        number = at.numbers.read(
            cells.case_number,
            (cells.other_numbers,),
            cells.defendant_suffix,
            name=name,
            born_on=born_on,
            personal=(cells.person,) if self._person_is != "hash" else (),
            known_others=not self._answers,
        )
        outcome = self._outcomes.read(cells, row.cells)
        level = self._words.level(at.given(cells.level) or charge.level.value)
        questions = [
            *(row_questions(row) if row.remarks else ()),
            *self._asked_of_charge(cells, charge, convictions, convicted_on),
            *self._asked_of_days(cells, convicted_on, offense_on),
            *(number_questions(number, self._number_columns) if number.rests else ()),
        ]
        if unclear_count and not any(asked.reason == "count-unclear" for asked in questions):
            asked = self._headings.question("count-unclear", "count", cells.count, unclear_count)
            questions.append(asked)
        questions += outcome.questions
        questions += self._asked_of_level_and_person(cells, row.cells, level, outcome.level)
        another_than, unclear_answer = _another(cells)
        if unclear_answer:
            asked = self._headings.question(
                "answer-unclear", "answer", cells.answer, unclear_answer
            )
            questions.append(asked)
        return _ReadRow(
            row=row,
            cells=cells,
            charge=charge,
            convictions=convictions,
            convicted_on=convicted_on,
            offense_on=offense_on,
            born_on=born_on,
            name=name,
            person=self._person(cells.person),
            named=at.persons.named(name, born_on),
            number=number,
            outcome=outcome,
            level=level,
            questions=tuple(questions),
            unread=self._unread(cells, bool(unclear_count), level, born_on),
            warnings=(*remarks, *outcome.warnings),
            another_than=another_than,
        )

    def _entry(self, understood: _ReadRow, place: int, conviction: _Told) -> Entry:
        """One conviction of a row, the `place`-th, with what the row tells of all."""
        at, row, cells, outcome = self._at, understood.row, understood.cells, understood.outcome
        given, nth = at.given, conviction.nth
        person, named = understood.person, understood.named
        in_row = key_in_row(at.number, row.line, nth) if nth else ""
        questions = understood.questions
        if outcome.plea and at.may_be_deferred(conviction.statute, understood.convicted_on):
            questions = (*questions, self._deferred(cells, row.cells))
        return Entry(
            list=at.number,
            line=row.line,
            entry=place,
            aside=outcome.aside,
            sample=self._sample or self._says_sample(row.cells),
            person=person or named,
            person_keys=(named,) if person and named else (),
            name=understood.name,
            born_on=understood.born_on,
            deceased=folded(cells.deceased) in _YES,
            statute=conviction.statute,
            statute_as_written=conviction.written,
            also_charged=given(cells.also_charged) or understood.charge.also,
            count=conviction.number,
            count_key=given(cells.count_key) or in_row,
            level=understood.level,
            convicted_on=understood.convicted_on,
            convicted_as_written=cells.convicted_on,
            offense_on=understood.offense_on,
            county=given(cells.county),
            court=given(cells.court),
            case_number=understood.number.own,
            other_numbers=understood.number.others,
            defendant_suffix=understood.number.suffix,
            prosecutor=given(cells.prosecutor),
            arresting_agency=given(cells.arresting_agency),
            place_of_offense=given(cells.place_of_offense),
            determination=outcome.determination,
            determination_as_written=outcome.as_written,
            granted=given(cells.granted),
            ordered_on=self._days.parse(cells.ordered_on, self._since),
            conviction=cells.conviction,
            disposition=given(cells.disposition),
            ended=outcome.ended,
            questions=questions,
            unread=understood.unread,
            warnings=understood.warnings,
            corrects=_corrected(cells) if place == 1 else "",
            another_than=understood.another_than,
            sent=cells.sent,
            law_changed=self._law_changed(cells) if self._answers else (),
        )

    def _law_changed(self, cells: _Cells) -> tuple[str, ...]:
        """What a returned worklist decides of the law otherwise than it was sent out."""
        return self._at.sent.changed(
            cells.sent,
            cells.of_hash,
            cells.of_line,
            (cells.determination, cells.statute, cells.prosecutor),
        )

    def _asked_of_days(
        self, cells: _Cells, convicted_on: dt.date | None, offense_on: dt.date | None
    ) -> Iterator[Question]:
        """What the days of conviction and of the offense leave open."""
        if convicted_on is None and self._days.is_ambiguous(cells.convicted_on):
            yield self._headings.question("date-ambiguous", "convicted_on", cells.convicted_on)
        if self._at.given(cells.offense_on) and (
            offense_on is None or (convicted_on is not None and offense_on > convicted_on)
        ):
            yield self._headings.question("offense-date", "offense_on", cells.offense_on)

    def _asked_of_charge(
        self,
        cells: _Cells,
        charge: _ChargeCell,
        convictions: Sequence[_Told],
        convicted_on: dt.date | None,
    ) -> Iterator[Question]:
        """What the cells of charge, count and level leave open."""
        if charge.rest:
            yield self._headings.question("unknown-statute", "statute", cells.statute, charge.rest)
        else:
            says = self._words.determination(cells.determination)
            beside = f"{cells.comment} {cells.also_charged}".strip()
            for statute, written in charge.statutes:
                if self._at.doubts_section(statute, says, beside, written, convicted_on):
                    yield self._headings.question("unknown-statute", "statute", cells.statute)
                    break
        if charge.counts and charge.counts != tuple(
            conviction.number for conviction in convictions
        ):
            yield self._headings.question("count-unclear", "count", cells.count)
        if charge.level is not Level.UNKNOWN:
            own = self._words.level(self._at.given(cells.level))
            if own not in (Level.UNKNOWN, charge.level):
                yield self._headings.question(
                    "unknown-statute", "statute", cells.statute, charge.level
                )
        for text in (cells.disposition, cells.comment, cells.file_status):
            if text and (word := self._at.transferred(text)):
                yield self._headings.question("transferred", "disposition", cells.disposition, word)

    def _asked_of_level_and_person(
        self, cells: _Cells, row: list[str], level: Level, from_outcome: Level
    ) -> Iterator[Question]:
        """What the level and the person's status leave open.

        Args:
            cells: The row's cells, by field.
            row: The same, as they stand.
            level: What the level's own cell says.
            from_outcome: What the disposition says of it.
        """
        given = self._at.given
        if level is Level.UNKNOWN and given(cells.level):
            yield question(
                "level-unknown", "level", self._headings.filled("level", row), cells.level
            )
        if Level.UNKNOWN not in (level, from_outcome) and level is not from_outcome:
            column = self._headings.filled("disposition", row)
            yield question(
                "disposition-doubtful", "disposition", column, cells.disposition, from_outcome.value
            )
        deceased = folded(given(cells.deceased))
        if deceased and deceased not in _YES and deceased not in _ALIVE:
            column = self._headings.filled("deceased", row)
            yield question("status-unknown", "deceased", column, cells.deceased)

    def _deferred(self, cells: _Cells, row: list[str]) -> Question:
        """A bare plea that may have been no judgment (Penal Code section 1000)."""
        column = self._headings.filled("disposition", row)
        return question(
            "disposition-doubtful", "disposition", column, cells.disposition, "a plea, no judgment"
        )

    def _named(
        self, cells: _Cells, remarks: tuple[ReasonCode, ...]
    ) -> tuple[Name | None, tuple[ReasonCode, ...]]:
        """The person's name, and the remarks of the row with what was mended in it."""
        written = (cells.name, cells.last, cells.first, cells.middle, cells.suffix)
        if person_names.is_plain("".join(written)):
            return self._name(cells), remarks
        mended = tuple(map(person_names.mended, written))
        if mended == written:
            return self._name(cells), remarks
        cells = cells._replace(**dict(zip(_NAMES, mended, strict=True)))
        return self._name(cells), (*remarks, person_names.MENDED)

    def _unread(
        self, cells: _Cells, unclear: bool, level: Level, born_on: dt.date | None
    ) -> tuple[str, ...]:
        """The fields whose cells say something that could not be read."""
        if not unclear and level is not Level.UNKNOWN and born_on is not None:
            return ()
        lost = (
            ("count", unclear and cells.count),
            ("level", level is Level.UNKNOWN and cells.level),
            ("born_on", born_on is None and cells.born_on),
        )
        return tuple(field for field, text in lost if text and self._at.given(text))

    def _cells(self, row: list[str]) -> _Cells:
        cells = self._take(row)
        if self._further or self._constants or self._guarded:
            changed = list(cells)
            for n, places in self._further:
                for place in places:
                    changed[n] = changed[n] or row[place].strip()
            for n, text in self._constants:
                changed[n] = changed[n] or text
            if self._guarded:
                changed = [unguard(text) for text in changed]
            return _Cells._make(changed)
        return _Cells._make(cells)

    def _person(self, text: str) -> str:
        if self._person_is == "hash":
            return self._at.persons.made_before(text)
        return self._at.persons.key(self._person_is, text)

    def _says_sample(self, cells: list[str]) -> bool:
        return self._sample_place >= 0 and (
            cells[self._sample_place].strip().upper() in self._sample_words
        )


def _corrected(cells: _Cells) -> str:
    """The entry that a row of a worklist stands for: hash, list, line and entry; "" for none."""
    place = (cells.of_list, cells.of_line, cells.of_entry)
    valid = cells.of_list and all(
        text.isdecimal() and text.isascii() and len(text) <= most
        for text, most in zip(place, _DIGITS, strict=True)
    )
    return ":".join((cells.of_hash.lower(), *map(str, map(int, place)))) if valid else ""


def _another(cells: _Cells) -> tuple[str, str]:
    """The conviction that a row was found not to be, and what is wrong with what it answers."""
    if not cells.answer:
        return "", ""
    if folded(cells.answer) != _ANOTHER:
        return "", "the one answer here is: another count"
    if not cells.may_be:
        return "", "nothing asked whether it is another count"
    if not cells.looked_at:
        return "", "looked_at does not say in which record it was looked up"
    return cells.may_be.lower(), ""


def _contradict(headed: Charged, read: Charged) -> bool:
    """Whether a cell names another section than its heading."""
    own = headed.statute
    return own is not None and any(differs(own, statute) for statute in read.statutes)
