"""Floor 2. Rows of an office's own spreadsheet in, entries out, as a YAML mapping says.

A row may hold several convictions: "11358 HS x2", or two sections in one cell.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple, get_args

from filings.docket import Determination, Entry, Level, Name, Question, ReasonCode, Statute
from filings.lists import names
from filings.lists.dates import DateForms, birth_since, conviction_since
from filings.lists.layouts import Bound, Heading, ReadingDesk, level, question, row_by_row, taker
from filings.lists.read import Row
from filings.lists.sections import Charged
from filings.lists.statutes import differs, multiplier
from filings.settings import MappedField, MappedLayout
from filings.table import unguard

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
_COUNT = re.compile(r"(?:COUNT|CT\.?|CNT)?\s*0*(\d+)(?:\.0)?", re.IGNORECASE)
_DECIMAL = re.compile(r"(?<=\d)\.0+$")  # a spreadsheet makes 2.0 of a 2
_YES = {"YES", "Y", "TRUE", "1", "DECEASED", "X"}
_NO = {"", "NO", "N", "FALSE", "0", "NONE"}
_MARKS = {"X", "YES", "Y", "1", "TRUE", "✓", "✔"}  # in a wide sheet: the heading's own section
_KEPT = 1 << 14
_LONGEST = 500  # characters of a charge, or of its counts

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
    file_status: str
    conviction: str


_FIELDS: tuple[MappedField, ...] = get_args(MappedField)
assert _Cells._fields == _FIELDS


class _Charge(NamedTuple):
    """What a row's cell of the charge comes to."""

    statutes: _Statutes
    also: str  # what else the row names
    counts: tuple[str, ...] = ()  # of each, where the charge itself tells them
    level: Level = Level.UNKNOWN
    joined: bool = False  # several, if the row says so elsewhere
    rest: str = ""  # what is not understood of it


class _Judged(NamedTuple):
    """What a row's words about its outcome come to."""

    aside: ReasonCode
    determination: Determination
    as_written: str


class Mapped:
    """A layout that is nothing but YAML."""

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

    def found(self, heading: Heading) -> int:
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
        wide = self._mapping.section_columns
        return absent if not wide or any(c in heading for c in wide) else (*absent, wide[0])

    def bind(self, heading: Heading, at: ReadingDesk) -> Bound:
        """Make ready to read rows one by one."""
        mapping = self._mapping
        places = {
            field: tuple(p for column in columns if (p := heading.place(column)) >= 0)
            for field, columns in self._headings.items()
        }
        sections = tuple(p for c in mapping.section_columns if (p := heading.place(c)) >= 0)
        marked = mapping.sample_column in heading if mapping.sample_column else False
        sample = marked and not mapping.sample_words
        repeated = tuple(
            f"two columns are called {column}; the first is read"
            for columns in self._headings.values()
            for column in columns
            if heading.repeated(column)
        )
        return Bound(
            layout=self.name,
            label=self.label,
            read=row_by_row(_Reader(mapping, places, sections, heading, at, sample).entries),
            used=tuple(sorted({*sections, *(p for several in places.values() for p in several)})),
            secret=frozenset(p for field in _SECRET for p in places.get(field, ())),
            unknown=heading.beyond(self._known()),
            eligibility="column" if places.get("determination") else "none",
            sample=sample,
            notes=repeated,
        )


class _Reader:
    """Reads rows under one heading."""

    def __init__(
        self,
        mapping: MappedLayout,
        places: dict[MappedField, tuple[int, ...]],
        sections: tuple[int, ...],
        heading: Heading,
        at: ReadingDesk,
        sample: bool,
    ) -> None:
        self._at = at
        found = [places.get(field, ()) for field in _FIELDS]
        self._take = taker([several[0] if several else -1 for several in found])
        # Headings tried after the first, and what the whole list shares.
        self._further = [(n, several[1:]) for n, several in enumerate(found) if len(several) > 1]
        constants = mapping.constants
        self._constants = [(n, constants[f]) for n, f in enumerate(_FIELDS) if f in constants]
        self._guarded = mapping.guarded
        self._dates = DateForms(mapping.dates)
        self._since = conviction_since(at.excluded_from_on)
        self._person_is = mapping.person_is
        self._sections = [(place, heading.names[place]) for place in sections]
        self._convicting = tuple(word.upper() for word in mapping.convicting)
        self._not_convicting = tuple(word.upper() for word in mapping.not_convicting)
        self._destroyed = tuple(word.upper() for word in mapping.destroyed)
        # A list with eligibility has looked at the disposition; one without must show it, whatever
        # an attorney attests of it.
        self._must_convict = not places.get("determination")
        self._sample = sample
        self._sample_words = {word.upper() for word in mapping.sample_words}
        self._sample_place = heading.place(mapping.sample_column) if mapping.sample_words else -1
        self._name: Callable[[_Cells], Name | None] = {
            "last-first": lambda cells: (
                names.last_first(cells.name)
                if cells.name
                else names.parts(cells.last, cells.first, cells.middle, cells.suffix)
            ),
            "slashes": lambda cells: names.slashes(cells.name),
            "parts": lambda cells: names.parts(cells.last, cells.first, cells.middle, cells.suffix),
        }[mapping.names]
        # The same few words come again and again.
        self._judge = lru_cache(_KEPT)(self._judged)
        self._statutes = lru_cache(_KEPT)(self._read_statutes)
        self._column = {
            field: heading.names[several[0]] for field, several in places.items() if several
        }

    def entries(self, row: Row) -> Iterator[Entry]:
        """Every conviction the row holds, in the order it names them."""
        at, cells = self._at, self._cells(row.cells)
        given = at.given
        questions: list[Question] = []
        if self._sections:
            charge = self._marked(row.cells)
        else:
            charge = self._statutes(cells.statute, cells.comment)
        told = cells.count or ", ".join(charge.counts)
        counts = self._counts(told, len(charge.statutes))
        if charge.joined and not all(counts):
            # Nothing says that two subdivisions are two convictions.
            charge = charge._replace(statutes=((None, charge.statutes[0][1]),), rest=cells.statute)
            counts = [""]
        statutes, also = charge.statutes, charge.also
        questions += self._questions(cells, charge, counts)
        number = at.numbers.read(cells.case_number, (cells.other_numbers,), cells.defendant_suffix)
        convicted_on = self._dates.parse(cells.convicted_on, self._since)
        offense_on = self._dates.parse(cells.offense_on, self._since)
        if given(cells.offense_on) and (
            offense_on is None or (convicted_on is not None and offense_on > convicted_on)
        ):
            questions.append(self._question("offense-date", "offense_on", cells.offense_on))
        born_since = birth_since(convicted_on, at.excluded_from_on)
        born_on = self._dates.parse(cells.born_on, born_since)
        name = self._name(cells)
        judged = self._judge(
            cells.determination, cells.granted, cells.disposition, cells.file_status
        )
        person, named = self._person(cells.person), at.persons.named(name, born_on)
        for place, (statute, written) in enumerate(statutes, 1):
            yield Entry(
                list=at.number,
                line=row.line,
                entry=place,
                aside=judged.aside,
                sample=self._sample or self._says_sample(row.cells),
                person=person or named,
                person_keys=(named,) if person and named else (),
                name=name,
                born_on=born_on,
                deceased=cells.deceased.upper() in _YES,
                statute=statute,
                statute_as_written=written,
                also_charged=given(cells.also_charged) or also,
                count=counts[place - 1],
                count_key=given(cells.count_key),
                level=level(given(cells.level) or charge.level.value),
                convicted_on=convicted_on,
                convicted_as_written=cells.convicted_on,
                offense_on=offense_on,
                county=given(cells.county),
                court=given(cells.court),
                case_number=number.own,
                other_numbers=number.others,
                defendant_suffix=number.suffix,
                prosecutor=given(cells.prosecutor),
                arresting_agency=given(cells.arresting_agency),
                place_of_offense=given(cells.place_of_offense),
                determination=judged.determination,
                determination_as_written=judged.as_written,
                granted=given(cells.granted),
                conviction=cells.conviction,
                questions=tuple(questions),
                unread=self._unread(cells, counts[place - 1], born_on),
                warnings=row.remarks,
            )

    def _unread(self, cells: _Cells, count: str, born_on: dt.date | None) -> tuple[str, ...]:
        given = self._at.given
        told = (
            ("count", cells.count and not count),
            ("level", cells.level and level(given(cells.level)) is Level.UNKNOWN),
            ("born_on", cells.born_on and born_on is None),
        )
        return tuple(field for field, lost in told if lost and given(getattr(cells, field)))

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

    def _judged(self, determination: str, granted: str, disposition: str, status: str) -> _Judged:
        """What the row's words come to; what only a human can weigh goes to hand review."""
        at, upper = self._at, disposition.upper()
        says, shown = at.determination(determination), at.given(determination)
        if self._not_convicting and upper.startswith(self._not_convicting):
            return _Judged(ReasonCode("not-a-conviction"), says, shown)
        if any(word in status.upper() for word in self._destroyed):
            return _Judged(ReasonCode("file-destroyed"), says, shown)
        doubt = ""
        if not self._convicting or not upper.startswith(self._convicting):
            if self._convicting and at.given(disposition):
                doubt = f"disposition: {at.given(disposition)}"
            elif self._must_convict:
                doubt = "no disposition"
        elif at.overturned(disposition):
            doubt = f"disposition: {at.given(disposition)}"
        if at.given(granted) and granted.upper() not in _NO:
            doubt = f"granted: {at.given(granted)}"
        if doubt and says is not Determination.NOT_ELIGIBLE:
            return _Judged(ReasonCode(""), Determination.HAND_REVIEW, doubt)
        return _Judged(ReasonCode(""), says, shown)

    def _person(self, text: str) -> str:
        if self._person_is == "hash":
            return self._at.persons.made_before(text)
        return self._at.persons.key(self._person_is, text)

    def _says_sample(self, cells: list[str]) -> bool:
        return self._sample_place >= 0 and (
            cells[self._sample_place].strip().upper() in self._sample_words
        )

    def _read_statutes(self, text: str, comment: str) -> _Charge:
        """Each conviction's statute with its text, and what else the row names."""
        at, written = self._at, names.clean(text)
        read = at.sections.read(text)
        if not read.statutes:
            return _Charge(((None, written),), "", rest=read.rest)
        also = at.also_charged(comment, read.statute) if len({*read.statutes}) == 1 else ""
        statutes = tuple((statute, written) for statute in read.statutes)
        return _Charge(statutes, also, read.counts, read.level, read.joined)

    def _marked(self, cells: list[str]) -> _Charge:
        """The convictions of a wide sheet: each filled cell under a section's heading."""
        found: list[tuple[Statute | None, str]] = []
        for place, heading in self._sections:
            text = _DECIMAL.sub("", names.clean(cells[place]))
            if text.upper() in _NO or (not self._at.given(text) and text.upper() not in _MARKS):
                continue
            headed = self._at.sections.read(heading)
            # A mark means the heading's own section; so does a bare multiplier, "x2" or "2".
            times = int(text) if len(text) <= 2 and text.isdigit() else multiplier(text)
            if text.upper() in _MARKS or times:
                found += [(headed.statute, f"{heading} {text}")] * (times or 1)
                continue
            read = self._at.sections.read(text)
            if not read.statutes or read.joined or _contradict(headed, read):
                found.append((None, f"{heading}: {text}"))
            else:
                found += [(statute, text) for statute in read.statutes]
        return _Charge(tuple(found) or ((None, ""),), "")

    def _questions(self, cells: _Cells, charge: _Charge, counts: list[str]) -> Iterator[Question]:
        """What the cells of charge, count and level leave open."""
        if charge.rest:
            yield self._question("unknown-statute", "statute", cells.statute, charge.rest)
        else:
            says = self._at.determination(cells.determination)
            beside = " ".join(filter(None, (cells.comment, cells.also_charged)))
            if any(self._at.doubts_section(its, says, beside) for its, _ in charge.statutes):
                yield self._question("unknown-statute", "statute", cells.statute)
        if charge.counts and counts != [*charge.counts]:
            yield self._question("count-unclear", "count", cells.count)
        if charge.level is not Level.UNKNOWN:
            own = level(self._at.given(cells.level))
            if own not in (Level.UNKNOWN, charge.level):
                yield self._question("unknown-statute", "statute", cells.statute, charge.level)
        for text in (cells.disposition, cells.comment, cells.file_status):
            if text and (word := self._at.transferred(text)):
                yield self._question("transferred", "disposition", cells.disposition, word)

    def _question(self, reason: str, field: MappedField, value: str, rest: str = "") -> Question:
        column = self._column.get(field, field)
        return question(reason, field, column, value, rest, secret=field in _SECRET)

    def _counts(self, text: str, convictions: int) -> list[str]:
        """A count number for each conviction; none when they cannot be told apart."""
        if text.isdigit() and convictions == 1:
            return [text.lstrip("0") or text]
        whole = text and len(text) <= _LONGEST
        given = [self._count(piece) for piece in _BETWEEN.split(text)] if whole else []
        return given if len(given) == convictions else [""] * convictions

    def _count(self, text: str) -> str:
        found = _COUNT.fullmatch(text.strip())
        return found[1] if found else self._at.given(text)


def _contradict(headed: Charged, read: Charged) -> bool:
    """Whether a cell names another section than its heading."""
    own = headed.statute
    return own is not None and any(differs(own, its) for its in read.statutes)
