"""Read the bulk file of the California Department of Justice.

The file is the whole record of every person it names: arrests, other counties, other charges. One
row is one disposition or sentence part of a count; the order keys say which rows hang together.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from filings.lists.charges import Charged
from filings.lists.dates import DateForms, parse_date
from filings.lists.delimited_text import TextRow
from filings.lists.dispositions import OutcomeKind
from filings.lists.layouts import (
    Bound,
    Heading,
    ParseContext,
    Readings,
    Rows,
    number_questions,
    question,
    row_questions,
    taker,
)
from filings.lists.person_names import last_first, mended, mending
from filings.lists.section_numbers import differs
from filings.model.entries import Determination, Entry, Level, Name, Question, Statute, Unreadable
from filings.model.identifiers import CaseNumber, ReasonCode

# The 95 columns, in their order; a file without a header is read by it.
_COLUMNS = """
RECORD_ID SUBJECT_STATUS SUBJECT_ID REQ_SEG_SEP REQ_CII_NUMBER REQ_NAME REQ_GENDER REQ_DOB
REQ_CDL REQ_SSN PII_SEG_SEP CII_NUMBER PRI_NAME GENDER PRI_DOB PRI_SSN PRI_CDL PRI_IDN PRI_INN
FBI_NUMBER PDR_SEG_SEP RACE_CODE RACE_DESCR EYE_COLOR_CODE EYE_COLOR_DESCR HAIR_COLOR_CODE
HAIR_COLOR_DESCR HEIGHT WEIGHT SINGLE_SOURCE MULTI_SOURCE POB_CODE POB_NAME POB_TYPE
CITIZENSHIP_LIST CYC_SEG_SEP CYC_ORDER CYC_DATE STP_SEG_SEP STP_ORDER STP_EVENT_DATE
STP_TYPE_CODE STP_TYPE_DESCR STP_ORI_TYPE STP_ORI_TYPE_DESCR STP_ORI_CODE STP_ORI_DESCR
STP_ORI_CNTY_CODE STP_ORI_CNTY_NAME CNT_SEG_SEP CNT_ORDER DISP_DATE OFN OFFENSE_CODE
OFFENSE_DESCR OFFENSE_TOC OFFENSE_QUAL_LST DISP_OFFENSE_CODE DISP_OFFENSE_DESCR
DISP_OFFENSE_TOC DISP_OFFENSE_QUAL_LST CONV_OFFENSE_ORDER CONV_OFFENSE_CODE CONV_OFFENSE_DESCR
CONV_OFFENSE_TOC CONV_OFFENSE_QUAL_LST FE_NUM_ORDER FE_NUM_ARR_AGY FE_NUM_BNCH_WARR
FE_NUM_CITE FE_NUM_DOCKET FE_NUM_INCIDENT FE_NUM_BOOKING FE_NUM_NUMBER FE_NUM_REMAND
FE_NUM_OOS_INN FE_NUM_CRT_CASE FE_NUM_WARRANT DISP_ORDER DISP_CODE DISP_DESCR CONV_STAT_CODE
CONV_STAT_DESCR SENT_SEG_SEP SENT_ORDER SENT_LOC_CODE SENT_LOC_DESCR SENT_LENGTH
SENT_TIME_CODE SENT_TIME_DESCR CYC_AGE CII_TYPE CII_TYPE_ALPHA COMMENT_TEXT END_OF_REC
"""
COLUMNS = tuple(_COLUMNS.split())

SWORN_AS = "a list of convictions that the California Department of Justice made from its records"
"""What such a list is, as a declaration has it."""

NOT_A_CONVICTION = ReasonCode("not-a-conviction")
PART = ReasonCode("part-of-a-conviction")
# Cells that must never be shown, not even in a message about themselves.
_HIDDEN = """
SUBJECT_ID REQ_CII_NUMBER REQ_NAME REQ_DOB REQ_CDL REQ_SSN CII_NUMBER PRI_NAME PRI_DOB
PRI_SSN PRI_CDL PRI_IDN PRI_INN FBI_NUMBER COMMENT_TEXT
"""
SECRET = frozenset(_HIDDEN.split())
EVENT = "STP_EVENT_DATE"
DAYS = ("%m/%d/%Y", "%m-%d-%Y")
"""How the state, and what is made of its file, write a day that does not begin with the year."""
_NUMBERS = ("OFN", "FE_NUM_CRT_CASE", "")  # the cells that hold numbers of the case
_KEY = re.compile(r"\d{12}")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)  # 1.01001E+11
_SEE_COMMENT = re.compile(r"SEE\s+COMMENT", re.IGNORECASE)
# Nobody has more rows than this; a file that says so is not held in memory for it.
_ROWS_PER_PERSON = 5000


class DojRow(NamedTuple):
    """The cells of one row that say something of a conviction, stripped."""

    subject: str
    cii: str
    name: str
    born: str
    event_on: str
    step: str
    agency: str
    county: str
    key: str  # CNT_ORDER
    number: str  # OFN
    offense: str
    charged_as: str  # OFFENSE_TOC
    qualifiers: str
    convicted_of: str  # CONV_OFFENSE_DESCR
    court_number: str  # FE_NUM_CRT_CASE
    disposition: str
    level: str
    comment: str
    # What the state's further columns say of the charge; mostly blank.
    disposed_as: str  # DISP_OFFENSE_DESCR
    disposed_level: str  # DISP_OFFENSE_TOC
    disposed_qualifiers: str
    convicted_level: str  # CONV_OFFENSE_TOC
    convicted_qualifiers: str


# In the order of the fields above.
_READ = """
SUBJECT_ID CII_NUMBER PRI_NAME PRI_DOB STP_EVENT_DATE STP_TYPE_DESCR STP_ORI_DESCR
STP_ORI_CNTY_NAME CNT_ORDER OFN OFFENSE_DESCR OFFENSE_TOC OFFENSE_QUAL_LST
CONV_OFFENSE_DESCR FE_NUM_CRT_CASE DISP_DESCR CONV_STAT_DESCR COMMENT_TEXT
DISP_OFFENSE_DESCR DISP_OFFENSE_TOC DISP_OFFENSE_QUAL_LST CONV_OFFENSE_TOC CONV_OFFENSE_QUAL_LST
"""
_CELLS = tuple(_READ.split())


def cells_of(heading: Heading, names: Sequence[str]) -> Callable[[list[str]], tuple[str, ...]]:
    """A function that takes the named cells out of a row; an absent column gives ""."""
    return taker([heading.place(name) for name in names])


def doj_cells(heading: Heading) -> Callable[[list[str]], DojRow]:
    """A function that takes what a conviction needs out of a row with the DOJ's columns."""
    cells = cells_of(heading, _CELLS)
    return lambda row: DojRow._make(cells(row))


def used_columns(heading: Heading, *more: str) -> tuple[int, ...]:
    """The columns whose cells must be readable."""
    return tuple(sorted({p for n in (*_CELLS, *more) if (p := heading.place(n)) >= 0}))


def secret_columns(heading: Heading) -> frozenset[int]:
    """The columns whose cells are never shown."""
    return frozenset(p for p, name in enumerate(heading.names) if name.upper() in SECRET)


class Charge(NamedTuple):
    """What a row says was charged, and convicted of."""

    statute: Statute | None
    written: str  # the text it was read from; of a comment the sections alone
    also: str  # what else the row names
    doubt: str  # why it may be another offense than the section says: "conspiracy"
    level: Level = Level.UNKNOWN  # that stands behind the section
    questions: tuple[Question, ...] = ()  # what is not understood of it


def _tells_more(statute: Statute, charged: Statute) -> bool:
    """Whether a section is another than the one charged, or names what that one lacks."""
    more = statute.subdivision and not charged.subdivision
    return differs(statute, charged) or bool(more) or statute.attempt != charged.attempt


class Charges:
    """Reads the charge of rows; the same few texts come again and again."""

    def __init__(self, at: ParseContext) -> None:
        self._at = at
        self._cached = lru_cache(1 << 14)(self._read)

    def read(self, row: DojRow) -> Charge:
        """What the row says."""
        return self._cached(row.offense, row.comment, row.convicted_of, row.qualifiers)

    def _read(self, offense: str, comment: str, convicted_of: str, qualifiers: str) -> Charge:
        at = self._at
        doubt = at.not_completed(" ; ".join((offense, comment, convicted_of, qualifiers)))
        if not at.given(offense) or _SEE_COMMENT.search(offense):
            read = at.sections.read(comment)
            statute = self._one(read)
            written = at.charge(comment, statute) or at.given(offense)
            questions = self._questions(statute, read, "COMMENT_TEXT", comment)
        else:
            read = at.sections.read(offense)
            statute, written = self._one(read), at.given(offense)
            questions = self._questions(statute, read, "OFFENSE_DESCR", offense)
        also = at.also_charged(comment, statute)
        if at.given(convicted_of):
            # Convicted of another section than charged: the conviction counts, a human looks.
            of = at.sections.read(convicted_of)
            disposition = self._one(of)
            questions += self._questions(disposition, of, "CONV_OFFENSE_DESCR", convicted_of)
            if disposition is None or statute is None or _tells_more(disposition, statute):
                statute, written, also = disposition, at.given(convicted_of), at.given(offense)
        if at.doubts_section(statute, Determination.MISSING, f"{comment} {offense} {convicted_of}"):
            questions += (question("unknown-statute", "statute", "OFFENSE_DESCR", offense),)
        if word := at.transferred(f"{comment} {offense}"):
            questions += (
                question("transferred", "comment", "COMMENT_TEXT", "", word, secret=True),
            )
        if statute and doubt == "attempt":
            statute = replace(statute, attempt=True)
        if statute and statute.attempt and doubt == "attempt":
            doubt = ""  # the offense table says what becomes of an attempt
        doubt = doubt and f"charged as {doubt}"
        return Charge(statute, written, also, doubt, read.level, questions)

    def _one(self, read: Charged) -> Statute | None:
        """The section of a row that is one count: of several none is chosen."""
        return None if read.joined or len(read.counts) > 1 else read.statute

    def _questions(
        self, statute: Statute | None, read: Charged, column: str, written: str
    ) -> tuple[Question, ...]:
        if statute or not self._at.given(written):
            return ()
        secret = column in SECRET
        return (question("unknown-statute", "statute", column, written, read.rest, secret),)

    def is_part(self, charge: Charge, first: Charge) -> bool:
        """Whether a further row of a count may be of the same offense as its first one."""
        if charge.doubt != first.doubt:
            return False
        one, other = charge.statute, first.statute
        if one and other:
            return one.attempt == other.attempt and not differs(one, other)
        return not charge.written or charge.written == first.written


class Outcome(NamedTuple):
    """What a row's disposition means for the conviction."""

    kind: OutcomeKind
    plea: bool  # a plea and nothing more
    level: Level  # that it tells
    convicted: bool  # it begins with the state's own word for a conviction
    undoes: Question | None  # a court's row by which nobody was convicted: asked of the others
    question: Question | None  # why nobody can say that there is a conviction, or that it stands
    sentence: bool = False  # it tells a sentence, and of no verdict: "PROBATION REVOKED"

    @property
    def doubt(self) -> str:
        """The question, in words: "disposition: CONVICTED-REVERSED"."""
        if self.question is None:
            return ""
        return f"{self.question.field}: {self.question.value or 'blank'}"

    @property
    def tells_an_end(self) -> bool:
        """Whether it says, or may say, that a conviction of another row does not stand."""
        doubted = self.question is not None and self.kind is not OutcomeKind.BLANK
        return doubted or self.undoes is not None

    def part_of(self, has_outcome: bool, in_cycle: bool) -> bool:
        """Whether it says something of a conviction that another row tells.

        Args:
            has_outcome: Whether another row of the same count tells an outcome.
            in_cycle: Whether another row of the same cycle tells a conviction.
        """
        if self.kind is OutcomeKind.BLANK:
            return has_outcome
        # The day of such a row is the order's, not the conviction's.
        set_aside = self.kind is OutcomeKind.SET_ASIDE and not self.convicted
        return set_aside and (has_outcome or in_cycle)


class Outcomes:
    """Reads the dispositions of rows; the same few come again and again."""

    def __init__(self, at: ParseContext, column: str = "DISP_DESCR") -> None:
        self._at = at
        self._column = column
        self._dispositions = at.dispositions()
        self._cached = lru_cache(1 << 14)(self._read)

    def read(self, row: DojRow) -> Outcome:
        """What the row's disposition comes to, at the step it stands in."""
        return self._cached(row.disposition, row.step, row.agency[:4].upper())

    def _read(self, disposition: str, step: str, agency: str) -> Outcome:
        of_a_court = self._at.of_a_court(step, agency)
        kind, plea, level, rest, sentence = self._dispositions.read(disposition)
        if of_a_court is False:
            return Outcome(OutcomeKind.NONE, False, Level.UNKNOWN, False, None, None)
        asked = undoes = None
        if of_a_court is None:
            kind = OutcomeKind.UNKNOWN
            asked = question("disposition-unknown", "step", "STP_TYPE_DESCR", step)
        elif kind in (OutcomeKind.DOUBTFUL, OutcomeKind.UNKNOWN, OutcomeKind.BLANK):
            reason = (
                "disposition-doubtful" if kind is OutcomeKind.DOUBTFUL else "disposition-unknown"
            )
            asked = question(reason, "disposition", self._column, disposition, rest)
        if kind is OutcomeKind.NONE:
            undoes = question("disposition-doubtful", "disposition", self._column, disposition)
        convicted = disposition.upper().startswith("CONVICTED")
        sentence = sentence and bool(of_a_court)
        return Outcome(kind, plea, level, convicted, undoes, asked, sentence)


class _Beside(NamedTuple):
    """The state's further columns, of which each is mostly blank."""

    comment: str
    qualifiers: str
    disposed_as: str
    disposed_level: str
    disposed_qualifiers: str
    convicted_level: str
    convicted_qualifiers: str


_beside = attrgetter(*_Beside._fields)


class OtherColumns:
    """Reads the state's columns that may say that it was another offense, an attempt or a lesser.

    They are mostly blank, and whoever fills one tells something that the charge does not.
    """

    def __init__(self, at: ParseContext) -> None:
        self._at = at
        self._dispositions = at.dispositions()
        self._cached = lru_cache(1 << 14)(self._read)

    def read(self, row: DojRow, charge: Charge) -> tuple[Question, ...]:
        """What they ask about the charge."""
        beside = _beside(row)
        if not any(beside):
            return ()
        return self._cached(_Beside._make(beside), row.level or row.charged_as, charge)

    def _read(self, beside: _Beside, level: str, charge: Charge) -> tuple[Question, ...]:
        at = self._at
        asked: list[Question] = []

        def ask(column: str, value: str, rest: str = "", *, secret: bool = False) -> None:
            asked.append(
                question("disposition-doubtful", "statute", column, value, rest, secret=secret)
            )

        if at.given(beside.disposed_as):
            statute = at.sections.read(beside.disposed_as).statute
            if statute is None or charge.statute is None or _tells_more(statute, charge.statute):
                ask("DISP_OFFENSE_DESCR", beside.disposed_as)
        for column, value in (
            ("OFFENSE_QUAL_LST", beside.qualifiers),
            ("DISP_OFFENSE_QUAL_LST", beside.disposed_qualifiers),
            ("CONV_OFFENSE_QUAL_LST", beside.convicted_qualifiers),
        ):
            # Of what makes an attempt of the charge, the offense table decides.
            known = charge.statute and charge.statute.attempt and at.not_completed(value)
            if at.given(value) and not known and not at.neutral_qualifier(value):
                ask(column, value)
        for column, value in (
            ("DISP_OFFENSE_TOC", beside.disposed_level),
            ("CONV_OFFENSE_TOC", beside.convicted_level),
        ):
            if at.given(value) and at.level(value) is not at.level(at.given(level)):
                ask(column, value)
        comment = beside.comment
        reduced = at.level(at.given(level)) is Level.FELONY and self._dispositions.reduces(comment)
        doubtful = reduced or self._dispositions.doubts(comment)
        if at.another_section(comment, charge.statute) or doubtful:
            ask("COMMENT_TEXT", "", secret=True)
        return tuple(asked)


class People:
    """Tells who a row is about; the rows of one person mostly follow each other."""

    def __init__(self, at: ParseContext) -> None:
        self._at = at
        self._cells = ("", "", "", "")
        self._person: tuple[tuple[str, ...], Name | None, dt.date | None] = ((), None, None)

    def read(self, row: DojRow) -> tuple[tuple[str, ...], Name | None, dt.date | None]:
        """The exact keys, best first (subject, CII, name with birth), the name, the birth date."""
        cells = row[:4]
        if cells != self._cells:
            subject, cii, written, born = self._cells = cells
            persons, name, born_on = self._at.persons, last_first(mended(written)), parse_date(born)
            keys = (
                self.subject(subject),
                persons.key("cii", cii),
                persons.named(name, born_on),
            )
            self._person = (tuple(filter(None, keys)), name, born_on)
        return self._person

    def subject(self, written: str) -> str:
        """The key of the person a row is about; "" for a filler, which is nobody's number."""
        return self._at.persons.key("subject", written)


class OrderKeys:
    """Reads the order keys of one list, and counts those that a spreadsheet has rounded."""

    def __init__(self) -> None:
        self._rounded = 0

    def begin(self) -> None:
        """Begin to read the list, perhaps again."""
        self._rounded = 0

    def read(self, text: str) -> str:
        """An order key that is whole (12 digits), else ""."""
        if _KEY.fullmatch(text):
            return text
        if _ROUNDED.fullmatch(text):
            self._rounded += 1
        return ""

    def notes(self) -> tuple[str, ...]:
        """What is to be said of them, once for the list."""
        if not self._rounded:
            return ()
        rows = "row" if self._rounded == 1 else "rows"
        return (
            f"a spreadsheet rounded CNT_ORDER in {self._rounded:,} {rows}: it no longer tells the"
            " counts of a case apart; read the file as it was delivered",
        )


@dataclass(slots=True)
class _Known:
    """What all rows of one person say together."""

    # Court case (first half of the order key) -> its numbers, each once, in order.
    numbers: dict[str, dict[str, None]]
    arrested_by: dict[str, set[str]]  # cycle (first quarter) -> agencies
    arrested_on: dict[str, set[dt.date | None]]  # and the days of its arrests
    set_aside: set[str]  # counts that a row dismisses under Penal Code section 1203.4
    doubts: dict[str, Outcome]  # count -> why its conviction may not stand, whichever row says so
    outcomes: dict[str, OutcomeKind]  # count -> what its rows say: a conviction, else nobody's
    cycles: set[str]  # cycles (first quarter) with a row that tells a conviction
    convicted_of: dict[str, set[Statute | None]]  # court case -> what its rows convict of
    deceased: bool = False

    def sentences_for(self, key: str, charge: Charge) -> bool:
        """Whether a row that only tells a sentence is of a conviction that another row tells.

        Of one count, or of another step of its arrest: a step that revokes probation convicts of
        nothing new.
        """
        if self.outcomes.get(key) is OutcomeKind.CONVICTS:
            return True
        return any(
            step[:3] == key[:3] and step != key[:6] and (not charge.written or charge.statute in of)
            for step, of in self.convicted_of.items()
        )


# A row that waits for the others of its person: its cells, its count's whole key, what it decides.
_Waiting = tuple[TextRow, DojRow, str, Outcome] | Entry | Unreadable


class DojBulk:
    """The bulk file under H&S 11361.9, with its header or without."""

    name = "doj"
    label = "California DOJ bulk file (95 columns)"

    def columns_found(self, heading: Heading) -> int:
        """How many of the 95 columns are there."""
        return sum(1 for column in COLUMNS if column in heading)

    def missing(self, heading: Heading) -> tuple[str, ...]:
        """Any of the 95 that is not there: a column lost shifts the meaning of the rest."""
        return tuple(column for column in COLUMNS if column not in heading)

    def bind(self, heading: Heading, at: ParseContext) -> Bound:
        """Make ready to read persons, row by row."""
        reader = _DojReader(heading, at)
        return Bound(
            layout=self.name,
            label=self.label,
            sworn_as=SWORN_AS,
            read=reader.readings,
            used=used_columns(heading),
            secret=secret_columns(heading),
            unknown=heading.beyond((*COLUMNS, "Sample")),
            sample="Sample" in heading,
            person=heading.place("SUBJECT_ID"),
            dates=((heading.place(EVENT), reader.days),),
            places=heading.places_of(court="STP_ORI_DESCR", county="STP_ORI_CNTY_NAME"),
            notes_after_reading=reader.keys.notes,
        )


def headless(cells: Sequence[str]) -> bool:
    """Whether a row has the shape of the bulk file, so that it needs no header."""
    if len(cells) not in (95, 96) or any(cell.strip() for cell in cells[95:]):
        return False
    row = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=False))
    return bool(
        _KEY.fullmatch(row["CNT_ORDER"])
        and re.fullmatch(r"\d{8}", row["STP_EVENT_DATE"])
        and re.fullmatch(r"[A-Z/ ]+", row["STP_TYPE_DESCR"])
    )


class _DojReader:
    """Reads rows person by person: what one row says counts for the others of its person."""

    def __init__(self, heading: Heading, at: ParseContext) -> None:
        self._at = at
        self._cells = doj_cells(heading)
        self._charges = Charges(at)
        self._people = People(at)
        self._outcomes = Outcomes(at)
        self._others = OtherColumns(at)
        self._sample = "Sample" in heading
        self.days = DateForms(DAYS, EVENT)
        self.keys = OrderKeys()

    def readings(self, rows: Rows) -> Readings:
        self.keys.begin()
        waiting: list[_Waiting] = []
        subject, nobody = "", True
        for row in rows:
            if not isinstance(row, TextRow):
                waiting.append(row)
                continue
            cells = self._cells(row.cells)
            if cells.subject != subject or nobody or len(waiting) >= _ROWS_PER_PERSON:
                yield from self._person(waiting)
                waiting = []
                if cells.subject != subject:
                    # A filler would make one person of everybody who has no number.
                    subject, nobody = cells.subject, not self._people.subject(cells.subject)
            waiting.append((row, cells, self.keys.read(cells.key), self._outcomes.read(cells)))
        yield from self._person(waiting)

    def _person(self, rows: list[_Waiting]) -> Readings:
        known = self._know(rows)
        seen: dict[str, Charge] = {}
        for row in rows:
            if not isinstance(row, tuple):
                yield row
                continue
            place, cells, key, outcome = row
            aside, charge = ReasonCode(""), self._charges.read(cells)
            known_outcome = known.outcomes.get(key)
            if outcome.kind is OutcomeKind.NONE or (
                outcome.kind is OutcomeKind.BLANK and known_outcome is OutcomeKind.NONE
            ):
                aside = NOT_A_CONVICTION
            elif outcome.part_of(known_outcome is not None, key[:3] in known.cycles) or (
                outcome.sentence and key and known.sentences_for(key, charge)
            ):
                aside = PART
            if aside:
                yield self._entry(place, cells, key, aside, charge, outcome, "", known)
                continue
            doubted = outcome if outcome.question else known.doubts.get(key, outcome)
            doubt = charge.doubt or doubted.doubt
            if key and key in seen:
                if self._charges.is_part(charge, seen[key]):
                    aside, doubt = PART, ""
                else:
                    doubt = doubt or another_section(seen[key])
            elif key:
                seen[key] = charge
            yield self._entry(place, cells, key, aside, charge, doubted, doubt, known)

    def _entry(
        self,
        place: TextRow,
        row: DojRow,
        key: str,
        aside: ReasonCode,
        charge: Charge,
        outcome: Outcome,
        doubt: str,
        known: _Known,
    ) -> Entry:
        at = self._at
        keys, name, born_on = self._people.read(row)
        questions: list[Question] = [*row_questions(place)]
        number = at.numbers.read(
            row.number,
            (row.court_number,),
            # Of a row that ends a conviction, too: it is found by the number of its step.
            elsewhere=known.numbers.get(key[:6], ()) if key and aside != PART else (),
            name=name,
            born_on=born_on,
            personal=(row.subject, row.cii),
        )
        if number.rests:
            questions += number_questions(number, _NUMBERS)
        further = number.others
        if key and aside != PART and not (number.own or further) and outcome.tells_an_end:
            further = numbers_of_cycle(at, known.numbers, key)
        convicted_on = self.days.parse(row.event_on, 0)
        if convicted_on is None and self.days.is_ambiguous(row.event_on):
            questions.append(question("date-ambiguous", "convicted_on", EVENT, row.event_on))
        arrested_by = known.arrested_by.get(key[:3], ()) if key else ()
        arrested_on = known.arrested_on.get(key[:3], ()) if key else ()
        questions += charge.questions
        if word := at.transferred(row.disposition):
            questions.append(
                question("transferred", "disposition", "DISP_DESCR", row.disposition, word)
            )
        warnings = (*place.remarks, *mending(row.name))
        if (key and key in known.set_aside) or (
            not aside and outcome.kind is OutcomeKind.SET_ASIDE
        ):
            warnings = (*warnings, ReasonCode("set-aside"))
        if not aside:
            others = self._others.read(row, charge)
            questions += asked_of(at, row, charge, outcome, convicted_on, others)
        return Entry(
            list=at.number,
            line=place.line,
            aside=aside,
            sample=self._sample,
            person=keys[0] if keys else "",
            person_keys=keys[1:],
            name=name,
            born_on=born_on,
            deceased=known.deceased,
            statute=charge.statute,
            statute_as_written=charge.written,
            also_charged=charge.also,
            count_key=key,
            level=at.level(at.given(row.level) or row.charged_as or charge.level.value),
            convicted_on=convicted_on,
            convicted_as_written=row.event_on,
            offense_on=_offense_by(arrested_on, at.excluded_from_on),
            county=at.given(row.county),
            court=at.given(row.agency),
            case_number=number.own,
            other_numbers=further,
            defendant_suffix=number.suffix,
            # Two agencies in one cycle: nobody can say which one this count came from.
            arresting_agency=next(iter(arrested_by)) if len(arrested_by) == 1 else "",
            determination=Determination.HAND_REVIEW if doubt else Determination.MISSING,
            determination_as_written=doubt,
            disposition=at.given(row.disposition),
            ended=aside == NOT_A_CONVICTION and outcome.undoes is not None,
            questions=tuple(questions),
            warnings=warnings,
        )

    def _know(self, rows: list[_Waiting]) -> _Known:
        known = _Known({}, {}, {}, set(), {}, {}, set(), {})
        for waiting in rows:
            if not isinstance(waiting, tuple):
                continue
            _, row, key, outcome = waiting
            step = row.step.upper()
            if step == "DECEASED":
                known.deceased = True
            if not key:
                continue
            if step == "COURT ACTION":
                numbers = known.numbers.setdefault(key[:6], {})
                for number in (row.number, row.court_number):
                    if number:
                        numbers[number] = None
            elif step.startswith("ARREST"):
                known.arrested_on.setdefault(key[:3], set()).add(parse_date(row.event_on))
                if agency := self._at.given(row.agency):
                    known.arrested_by.setdefault(key[:3], set()).add(agency)
            if outcome.kind is OutcomeKind.SET_ASIDE:
                known.set_aside.add(key)
            elif (
                outcome.kind is not OutcomeKind.BLANK and outcome.question and not outcome.sentence
            ):
                known.doubts.setdefault(key, outcome)
            if outcome.kind is OutcomeKind.CONVICTS or outcome.convicted:
                known.outcomes[key] = OutcomeKind.CONVICTS
                known.cycles.add(key[:3])
                of = known.convicted_of.setdefault(key[:6], set())
                of.add(self._charges.read(row).statute)
            elif outcome.undoes:
                known.outcomes.setdefault(key, OutcomeKind.NONE)
                known.doubts.setdefault(key, outcome._replace(question=outcome.undoes))
        return known


def asked_of(
    at: ParseContext,
    row: DojRow,
    charge: Charge,
    outcome: Outcome,
    convicted_on: dt.date | None,
    others: Iterable[Question],
    *,
    eligible: bool = False,
) -> Iterator[Question]:
    """What a row with the state's columns leaves open of the conviction that it tells.

    Args:
        at: What the layout has at hand.
        row: The row.
        charge: What was charged.
        outcome: What its disposition comes to, or that of another row which casts doubt on it.
        convicted_on: The day of the conviction.
        others: What its further columns ask.
        eligible: Whether the list's own column says that it may be dismissed.
    """
    if outcome.question:
        yield outcome.question
    elif outcome.kind is OutcomeKind.SET_ASIDE and not outcome.convicted and not eligible:
        yield question(
            "disposition-doubtful",
            "disposition",
            "DISP_DESCR",
            row.disposition,
            "the order's own row; no row of the conviction",
        )
    elif outcome.plea and not eligible and at.may_be_deferred(charge.statute, convicted_on):
        yield question(
            "disposition-doubtful",
            "disposition",
            "DISP_DESCR",
            row.disposition,
            "a plea, no judgment",
        )
    written = at.given(row.level)
    level = at.level(written or row.charged_as)
    if level is Level.UNKNOWN and (written or at.given(row.charged_as)):
        column = "CONV_STAT_DESCR" if written else "OFFENSE_TOC"
        yield question("level-unknown", "level", column, written or row.charged_as)
    if Level.UNKNOWN not in (level, outcome.level) and level is not outcome.level:
        yield question(
            "disposition-doubtful",
            "disposition",
            "DISP_DESCR",
            row.disposition,
            outcome.level.value,
        )
    yield from others


def numbers_of_cycle(
    at: ParseContext, numbers: Mapping[str, Iterable[str]], key: str
) -> tuple[CaseNumber, ...]:
    """The case numbers of an arrest's other steps, for a step that gives none.

    By them an order is held against the conviction that it ends; it is given no number of its own.

    Args:
        at: What the layout has at hand.
        numbers: The cells of each step, by the first half of its order key.
        key: The order key of the step that gives none.
    """
    cells = [cell for step, number in numbers.items() if step[:3] == key[:3] for cell in number]
    read = at.numbers.read("", elsewhere=cells)
    return tuple(filter(None, (read.own, *read.others)))


def _offense_by(
    arrested_on: Collection[dt.date | None], excluded_from_on: dt.date
) -> dt.date | None:
    """The day by which the offense was committed, as its cycle's one arrest shows it.

    Arrested on two days: nobody can say for which of them. And an arrest after the new law shows
    nothing: it may be on a warrant, years after the offense.
    """
    day = next(iter(arrested_on)) if len(arrested_on) == 1 else None
    return day if day and day < excluded_from_on else None


def another_section(first: Charge) -> str:
    """Why a row is no part of the conviction that an earlier row of its count tells."""
    return f"an earlier row has the same count as {first.written or 'another charge'}"
