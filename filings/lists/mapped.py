"""Floor 2. Rows of an office's own spreadsheet in, entries out, as a YAML mapping says.

A row may hold several convictions: "11358 HS x2", or two sections in one cell.
"""

import re
from collections.abc import Callable, Iterator

from filings.docket import Determination, Entry, Name, ReasonCode, Statute
from filings.lists import names
from filings.lists.dates import DateForms, birth_century, conviction_century
from filings.lists.layouts import Bound, Desk, Heading, level, row_by_row
from filings.lists.read import Row
from filings.lists.statutes import find_statutes, parse_statute, split_times
from filings.settings import MappedField, MappedLayout

_SECRET: tuple[MappedField, ...] = (
    "person",
    "born_on",
    "name",
    "last",
    "first",
    "middle",
    "suffix",
)
_BETWEEN = re.compile(r"\s*[;,\n|]\s*|\s+(?:and|&)\s+", re.IGNORECASE)
_COUNT = re.compile(r"(?:COUNT|CT\.?|CNT)?\s*0*(\d+)(?:\.0)?", re.IGNORECASE)
# What our own worklists put before a cell that a spreadsheet would take for a formula.
_GUARDED = re.compile(r"'(?=[=+\-@])")
_YES = {"YES", "Y", "TRUE", "1", "DECEASED", "X"}
_NO = {"", "NO", "N", "FALSE", "0", "NONE"}
_MARKS = {"X", "YES", "Y", "1", "TRUE", "✓", "✔"}  # in a wide sheet: the heading's own section
_MOST = 99  # counts one cell may stand for


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

    def bind(self, heading: Heading, at: Desk) -> Bound:
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
            dropped=tuple(column for column in mapping.ignored if column in heading),
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
        at: Desk,
        sample: bool,
    ) -> None:
        self._at = at
        self._places = places
        self._constants = mapping.constants
        self._dates = DateForms(mapping.dates)
        self._century = conviction_century(at.excluded_from_on)
        self._person_is = mapping.person_is
        self._sections = [(place, heading.names[place]) for place in sections]
        self._convicting = tuple(word.upper() for word in mapping.convicting)
        self._not_convicting = tuple(word.upper() for word in mapping.not_convicting)
        self._destroyed = tuple(word.upper() for word in mapping.destroyed)
        self._determined = bool(places.get("determination"))
        self._sample = sample
        self._sample_words = {word.upper() for word in mapping.sample_words}
        self._sample_place = heading.place(mapping.sample_column) if mapping.sample_words else -1
        self._name: Callable[[list[str]], Name | None] = {
            "last-first": lambda cells: names.last_first(self._cell(cells, "name")),
            "slashes": lambda cells: names.slashes(self._cell(cells, "name")),
            "parts": self._parts,
        }[mapping.names]

    def entries(self, row: Row) -> Iterator[Entry]:
        """Every conviction the row holds, in the order it names them."""
        cells, at = row.cells, self._at
        cell = self._cell
        if self._sections:
            statutes, also = self._marked(cells), ""
        else:
            statutes, also = self._statutes(cell(cells, "statute"), cell(cells, "comment"))
        counts = self._counts(cell(cells, "count"), len(statutes))
        own, others = cell(cells, "case_number"), cell(cells, "other_numbers")
        number = at.numbers.read(own, (others,), cell(cells, "defendant_suffix"))
        as_written = cell(cells, "convicted_on")
        convicted_on = self._dates.parse(as_written, self._century)
        name = self._name(cells)
        born_on = self._dates.parse(
            cell(cells, "born_on"), birth_century(convicted_on, at.excluded_from_on)
        )
        aside = self._aside(cells)
        determination, determined = self._determination(cells)
        person = self._person(cell(cells, "person"))
        named = at.persons.named(name, born_on)
        for place, (statute, written) in enumerate(statutes, 1):
            yield Entry(
                list=at.number,
                line=row.line,
                entry=place,
                aside=aside,
                sample=self._sample or self._says_sample(cells),
                person=person or named,
                person_keys=(named,) if person and named else (),
                name=name,
                born_on=born_on,
                deceased=cell(cells, "deceased").upper() in _YES,
                statute=statute,
                statute_as_written=written,
                also_charged=at.given(cell(cells, "also_charged")) or also,
                count=counts[place - 1],
                count_key=at.given(cell(cells, "count_key")),
                level=level(at.given(cell(cells, "level"))),
                convicted_on=convicted_on,
                convicted_as_written=as_written,
                county=at.given(cell(cells, "county")),
                court=at.given(cell(cells, "court")),
                case_number=number.own,
                other_numbers=number.others,
                defendant_suffix=number.suffix,
                prosecutor=at.given(cell(cells, "prosecutor")),
                arresting_agency=at.given(cell(cells, "arresting_agency")),
                place_of_offense=at.given(cell(cells, "place_of_offense")),
                determination=determination,
                determination_as_written=determined,
                warnings=row.remarks,
            )

    def _aside(self, cells: list[str]) -> ReasonCode:
        """Why the row is no conviction that could be filed; "" when it is one."""
        disposition = self._cell(cells, "disposition").upper()
        if self._not_convicting and disposition.startswith(self._not_convicting):
            return ReasonCode("not-a-conviction")
        status = self._cell(cells, "file_status").upper()
        if any(word in status for word in self._destroyed):
            return ReasonCode("file-destroyed")
        return ReasonCode("")

    def _determination(self, cells: list[str]) -> tuple[Determination, str]:
        """What the list says of eligibility, unless something in the row asks for a human first."""
        at, cell = self._at, self._cell
        written = cell(cells, "determination")
        determination, shown = at.determination(written), at.given(written)
        if determination is Determination.NOT_ELIGIBLE:
            return determination, shown
        granted = at.given(cell(cells, "granted"))
        if granted and granted.upper() not in _NO:
            return Determination.HAND_REVIEW, f"granted: {granted}"
        if self._convicting:
            disposition = at.given(cell(cells, "disposition"))
            # A list with eligibility has looked at the disposition; one without must show it.
            needed = not self._determined and bool(self._places.get("disposition"))
            if not disposition and needed:
                return Determination.HAND_REVIEW, "no disposition"
            known = (*self._convicting, *self._not_convicting)
            if disposition and not disposition.upper().startswith(known):
                return Determination.HAND_REVIEW, f"disposition: {disposition}"
        return determination, shown

    def _cell(self, cells: list[str], field: MappedField) -> str:
        for place in self._places.get(field, ()):
            if text := cells[place].strip():
                return text[1:] if _GUARDED.match(text) else text
        return self._constants.get(field, "")

    def _parts(self, cells: list[str]) -> Name | None:
        cell = self._cell
        return names.parts(
            cell(cells, "last"), cell(cells, "first"), cell(cells, "middle"), cell(cells, "suffix")
        )

    def _person(self, text: str) -> str:
        if self._person_is == "hash":
            return self._at.persons.made_before(text)
        return self._at.persons.key(self._person_is, text)

    def _says_sample(self, cells: list[str]) -> bool:
        return self._sample_place >= 0 and (
            cells[self._sample_place].strip().upper() in self._sample_words
        )

    def _statutes(self, text: str, comment: str) -> tuple[list[tuple[Statute | None, str]], str]:
        """Each conviction's statute with its text, and what else the row names."""
        at = self._at
        plain, times = split_times(text)
        if 1 <= times <= _MOST:
            # Two sections in one cell are two convictions, when every part is a section.
            if len(find_statutes(plain)) > 1:
                pieces = [piece for piece in _BETWEEN.split(plain) if piece.strip()]
                several = [(parse_statute(piece), piece.strip()) for piece in pieces]
                if len(several) > 1 and times == 1 and all(statute for statute, _ in several):
                    return list(several), ""
            statute = parse_statute(plain)
            also = at.also_charged(plain, statute) or at.also_charged(comment, statute)
            return [(statute, names.clean(text))] * times, also
        return [(None, names.clean(text))], ""

    def _marked(self, cells: list[str]) -> list[tuple[Statute | None, str]]:
        """The convictions of a wide sheet: each filled cell under a section's heading."""
        found: list[tuple[Statute | None, str]] = []
        for place, heading in self._sections:
            text = names.clean(cells[place])
            if text.upper() in _NO or (not self._at.given(text) and text.upper() not in _MARKS):
                continue
            # A mark means the heading's own section; so does a bare multiplier.
            rest, times = split_times(text)
            plain = heading if text.upper() in _MARKS or not rest else text
            if times > 1 and not rest:
                plain = f"{heading} x{times}"
            found += self._statutes(plain, "")[0]
        return found or [(None, "")]

    def _counts(self, text: str, convictions: int) -> list[str]:
        """A count number for each conviction; none when they cannot be told apart."""
        given = [self._count(piece) for piece in _BETWEEN.split(text)] if text else []
        if len(given) == convictions:
            return given
        return [""] * convictions

    def _count(self, text: str) -> str:
        found = _COUNT.fullmatch(text.strip())
        return found[1] if found else self._at.given(text)
