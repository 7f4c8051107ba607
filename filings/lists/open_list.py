"""Open a list and yield its entries; every cell is text until its own parser reads it.

No row is lost: each comes out as one entry or more, or as `Unreadable` in its place.
"""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from filings.lists.dates import ordered
from filings.lists.delimited_text import (
    RowFault,
    Table,
    TextRow,
    damage,
    filled_to,
    head_of,
    read_text,
    shorten,
)
from filings.lists.doj import COLUMNS, DojBulk, headless
from filings.lists.gogen import Gogen
from filings.lists.group_by_person import scattered, together
from filings.lists.layouts import (
    Bound,
    Heading,
    Layout,
    ParseContext,
    UnknownLayoutError,
    choose,
    folded,
    nearest,
)
from filings.lists.mapped_spreadsheet import Mapped
from filings.lists.person_names import clean
from filings.lists.propose_mapping import propose
from filings.lists.worklist_rows import RULES
from filings.lists.xlsx import read_workbook
from filings.model.entries import Entry, Unreadable
from filings.model.errors import ListError
from filings.model.identifiers import ReasonCode
from filings.settings.disposition_data import PersonField
from filings.settings.settings import Approval, Settings

__all__ = [
    "OpenList",
    "UnknownLayoutError",
    "known_layouts",
    "open_list",
    "propose_mapping",
    "tables_of",
]

# How far down a spreadsheet's title lines may push its header.
_HEADER_WITHIN = 25
# So many rows of one wrong width, and none of the right one, and the whole list is shifted.
_SHIFTED = 5
# A date, a number, a document's number: never part of a heading.
_DATA = re.compile(r"\d{6}|\d[/-]\d")
_NUMBER = re.compile(r"\d{3}")
_MOST_NEEDED = 6  # filled cells; a layout may need many columns, and few of them filled
# A row that counts the others: the word, and one number at most. Anything more may be a conviction.
_TOTAL = re.compile(
    r"(?:GRAND |SUB-?)?TOTALS?(?: (?:ROWS|RECORDS|CASES|COUNTS?|CONVICTIONS))?"
    r"\s*[:=]?(?:\s*\d[\d,]{0,8})?",
    re.IGNORECASE,
)
_TOTALLED = re.compile(r"\d{1,6}(?:\.0+)?|\d{1,3}(?:,\d{3})+")
_TOTAL_FILLED = 2
_TOTAL_LONGEST = 60
_BEYOND = (ReasonCode("cells-beyond-header"),)


def known_layouts(settings: Settings) -> tuple[Layout, ...]:
    """Every layout a list can be in: those built in, then those of the configuration."""
    mapped = (Mapped(name, mapping) for name, mapping in sorted(settings.layouts.items()))
    return (DojBulk(), Gogen(), *mapped)


_Words = dict[tuple[int, str], "Meaning"]  # (place of a column, value) -> what it means
_Days = dict[int, "Meaning"]  # place of a column of dates -> which number comes first in it


@dataclass(frozen=True, slots=True)
class _Part:
    """One table of a file, and the layout laid onto it."""

    table: Table
    heading: Heading
    begins: int  # line of the header; 0 when it has none
    bound: Bound
    needs: int  # how many cells a row has filled at least
    # Columns by which the Department of Justice finds somebody, each place with what it tells.
    finding: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What somebody answered that a value of a column means."""

    column: str  # the list's own heading
    value: str  # the whole cell, single blanks; "" for every day that can be read in two ways
    words: str  # that are read in its place; of a date "month first" or "day first"
    number: int  # the line of the file of answers


class OpenList:
    """A list that has been recognised, ready to be read once or again."""

    def __init__(
        self,
        number: int,
        parts: tuple[_Part, ...],
        notes: tuple[str, ...],
        approval: Approval | None = None,
    ) -> None:
        self._parts = parts
        bound, table = parts[0].bound, parts[0].table
        self.number = number  # 1-based number in the run
        self.layout = bound.layout  # "gogen"
        self.label = bound.label  # "gogen (BEAR) results"
        self.sworn_as = bound.sworn_as  # "a spreadsheet with a row for each count"
        self.form = table.form  # "CSV, comma, UTF-8"
        self.sha256 = table.sha256
        self.approval = approval  # under which a corrected worklist may decide what the law decides
        self.sample = bound.sample  # whether the list says its people are fictitious
        self.eligibility = bound.eligibility  # "column": the list says it; "none": it does not
        # Headings nobody asked for: the user must be told that they are not read.
        self.ignored_columns = tuple(dict.fromkeys(n for p in parts for n in p.bound.unknown))
        part_notes = (note for part in parts for note in (*part.table.notes, *part.bound.notes))
        self._notes = (*part_notes, *notes)
        self.strays = 0  # corrected rows whose origin is not in this run
        self.taken_over = 0  # entries of an earlier list, corrected, and told alike in this run
        self.approved = 0  # corrected rows that decide it, as an attorney has approved
        self.rows = 0  # data rows read so far
        # What the rows tell of that by which the Department of Justice finds somebody: how many.
        # A cell of zeros tells nothing.
        self._found_by = Counter[tuple[str, ...]]()
        self._last = 0  # last line read, over all sheets
        self._meanings: list[Meaning] = []
        self._answered: dict[int, tuple[int, ...]] = {}  # line -> answers by which it was read

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user must know of the list; all of it once its rows were read."""
        forms = dict.fromkeys(date for part in self._parts for _, date in part.bound.dates)
        days = (note for form in forms for note in form.notes)
        rows = (note for part in self._parts for note in part.bound.notes_after_reading())
        strays = (
            f"rows that correct a row which is not in these lists, and stand for themselves:"
            f" {self.strays:,}"
        )
        taken = (
            "rows of an earlier list that were corrected, and are taken over to the same rows here:"
            f" {self.taken_over:,}"
        )
        further = (
            f"corrected rows that change a determination, a section or a prosecutor, as"
            f" {self.approval.approved_by} approved: {self.approved:,}"
            if self.approval and self.approved
            else ""
        )
        origins = (*((strays,) if self.strays else ()), *((taken,) if self.taken_over else ()))
        return tuple(
            dict.fromkeys((*self._notes, *days, *rows, *origins, *filter(None, (further,))))
        )

    def rows_without(self, *columns: str) -> int:
        """How many of the rows read so far have nothing in any of these columns.

        Args:
            columns: Of those by which the Department of Justice finds somebody: "cii".
        """
        asked = set(columns)
        return sum(rows for keys, rows in self._found_by.items() if asked.isdisjoint(keys))

    def column_of(self, field: str) -> str:
        """The heading under which a field stands; "" when it has no column of its own."""
        for part in self._parts:
            if places := part.bound.places.get(field):
                return part.heading.names[places[0]]
        return ""

    def read_as(self, meaning: Meaning) -> None:
        """Read a value of a column by what somebody answered, from now on."""
        self._meanings.append(meaning)

    @property
    def eligibility_blank(self) -> bool:
        """Whether it has a column for eligibility, and rows, and nothing stands in it in any."""
        rows = False
        for part in self._parts:
            places = part.bound.determination
            if not places:
                return False
            for cells in _cells_below(part):
                rows = True
                if any(cells[place].strip() for place in places if place < len(cells)):
                    return False
        return rows

    def unread_answers(self, settings: Settings) -> tuple[str, ...]:
        """The headings of columns that nobody reads and in which a cell says yes or no."""
        words = {folded(word) for word in settings.screening.yes_no}
        flags = set(settings.screening.flags)
        columns: dict[str, None] = {}
        for part in self._parts:
            names, unread = part.heading.names, set(part.bound.unknown)
            places = [place for place, name in enumerate(names) if name in unread]
            flagged: dict[int, set[str]] = {place: set() for place in places if flags}
            for cells in _cells_below(part) if places else ():
                says = (p for p in places if p < len(cells) and folded(cells[p]) in words)
                columns |= dict.fromkeys(names[place] for place in says)
                for place in [*flagged]:
                    if place < len(cells) and (text := cells[place].strip()):
                        flagged[place].add(text)
                        if text not in flags:
                            del flagged[place]
            columns |= {
                names[place]: None for place, answering in flagged.items() if answering == flags
            }
        return tuple(columns)

    def entries(self) -> Iterator[Entry | Unreadable]:
        """Every row's entries, in the order of the file, a few at a time.

        Raises:
            ListError: The file was changed meanwhile, or its rows cannot be told into columns.
        """
        self.rows = 0
        self._last = 0
        self._answered.clear()
        self._found_by.clear()
        self.strays = self.approved = 0
        for part in self._parts:
            for reading in part.bound.read(self._gathered(part)):
                self.sample = self.sample or reading.sample
                if self.approval and isinstance(reading, Entry) and reading.law_changed:
                    self.approved += RULES not in reading.law_changed
                    reading = _approved(reading)
                if self._answered and isinstance(reading, Entry):
                    answered = self._answered.get(reading.line, ())
                    reading = replace(reading, answered=answered) if answered else reading
                yield reading

    def _gathered(self, part: _Part) -> Iterator[TextRow | Entry | Unreadable]:
        """Rows in the order their layout needs them."""
        rows, person = self._sound(part, after=self._last), part.bound.person
        if person is None or not scattered(part.table.column(person)):
            return rows
        return together(rows, lambda row: row.cells[person].strip() or f"\n{row.line}")

    def _sound(self, part: _Part, after: int) -> Iterator[TextRow | Entry | Unreadable]:
        """Rows that have the width and the characters their layout needs; the rest unreadable."""
        bound, names = part.bound, part.heading.names
        width = len(names)
        # A name-less column at the end is only a trailing delimiter.
        named = max((place for place, name in enumerate(names, 1) if name), default=0)
        header = [name.casefold() for name in names[:named]]
        headings = set(header)
        damaged, sample = part.table.damaged, bound.sample
        words, days = self._words(part)
        for row in part.table.rows():
            above = row.line < part.begins
            if row.line == part.begins or (above and _is_title(row, part.needs)):
                continue
            if after:  # a further sheet: lines are counted on
                row = row._replace(line=row.line + after)
            self._last = row.line
            if isinstance(row, RowFault):
                self.rows += 1
                yield self._unreadable(row.line, sample, "row", "", row.detail)
                continue
            cells = row.cells
            written = "".join(cells)
            if not written or written.isspace():
                continue
            self.rows += 1
            if above:
                yield self._unreadable(row.line, sample, "row", "", "it stands above the header")
                continue
            if len(cells) != width:
                more = any(cell.strip() for cell in cells[named:])
                if part.table.addressed:
                    remarks = (*row.remarks, *(_BEYOND if more else ()))
                    row = row._replace(remarks=remarks)
                elif more or len(cells) < named:
                    detail = f"it has {len(cells)} cells, and the header has {named}"
                    yield self._unreadable(row.line, sample, "row", "", detail)
                    continue
                cells = cells[:width] + [""] * (width - len(cells))
                row, written = row._replace(cells=cells), "".join(cells)
            if (
                damaged
                and damage(written)
                and (broken := next((p for p in bound.used if damage(cells[p])), None)) is not None
            ):
                value = "" if broken in bound.secret else shorten(cells[broken].strip())
                detail = f"it {damage(cells[broken])}"
                yield self._unreadable(row.line, sample, names[broken], value, detail)
                continue
            if len(written) <= _TOTAL_LONGEST and _is_total(cells):
                yield self._aside(row.line, sample, "a total of the list")
                continue
            if cells[0].strip().casefold() in headings:
                again = [clean(cell).casefold() for cell in cells[:named]]
                if again == header:
                    yield self._aside(row.line, sample, "the header again")
                    continue
                _refuse_other_header(part, row.line, again, headings)
            filled = [name for name, place in part.finding if cells[place].strip(" 0")]
            self._found_by[tuple(filled)] += 1
            yield self._explained(row, words, days) if words or days else row

    def _words(self, part: _Part) -> tuple[_Words, _Days]:
        """What was answered, by the places of this part's columns."""
        words: _Words = {}
        days: _Days = {}
        for meaning in self._meanings:
            own = part.heading.place(meaning.column)
            shared = (places for places in part.bound.places.values() if places[:1] == (own,))
            for place in next(shared, (own,) if own >= 0 else ()):
                if meaning.value:
                    words[place, meaning.value] = meaning
                else:
                    days[place] = meaning
        return words, days

    def _explained(self, row: TextRow, words: _Words, days: _Days) -> TextRow:
        """The row, with the words that were answered in place of those that no table has."""
        cells, used = row.cells, list[int]()
        for place in {*days, *(place for place, _ in words)}:
            text = " ".join(cells[place].split())
            if meaning := words.get((place, text)):
                said = meaning.words
            elif meaning := days.get(place):
                said = ordered(text, meaning.words)
            else:
                continue
            if said and said != text:
                cells = [*cells[:place], said, *cells[place + 1 :]]
                used.append(meaning.number)
        if not used:
            return row
        self._answered[row.line] = tuple(sorted(used))
        return row._replace(cells=cells)

    def _unreadable(
        self, line: int, sample: bool, column: str, value: str, detail: str
    ) -> Unreadable:
        return Unreadable(
            list=self.number, line=line, column=column, value=value, detail=detail, sample=sample
        )

    def _aside(self, line: int, sample: bool, what: str) -> Entry:
        return Entry(
            list=self.number,
            line=line,
            aside=ReasonCode("not-a-conviction"),
            sample=sample,
            statute_as_written=what,
        )


def _approved(entry: Entry) -> Entry:
    """A corrected row of an approved worklist; what was approved under other rules is not."""
    return entry if RULES in entry.law_changed else replace(entry, law_changed=())


def open_list(path: Path, number: int, settings: Settings, layout: str | None = None) -> OpenList:
    """Recognise a list from its columns (or take `layout` for it), ready to be read.

    Args:
        path: A CSV, TSV, .dat, XLSX or Parquet file.
        number: Its 1-based number in the run.
        settings: The mapped layouts, the words for "none", the county's case numbers.
        layout: The name of the layout, to overrule what would be recognised.

    Raises:
        ListError: It cannot be read, is no table, fits no known layout, or lacks a needed column.
    """
    tables = tables_of(path)
    layouts, at = known_layouts(settings), ParseContext(number, settings)
    finding = settings.disposition_data.columns
    parts = [
        replace(part, finding=_finding(part.heading, finding))
        for table in tables
        if (part := _recognised(table, layouts, at, layout))
    ]
    if not parts:
        raise _unknown(path, tables, layouts, layout)
    if len({part.bound.layout for part in parts}) > 1:
        sheets = ", ".join(f"{part.table.sheet} ({part.bound.layout})" for part in parts)
        raise ListError(
            str(path),
            f"has sheets in several layouts: {sheets}",
            "Save each sheet as its own file.",
        )
    for part in parts:
        _refuse_shifted(part)
    _refuse_lacking(tables, parts, layouts)
    _refuse_headless(tables, parts)
    approval = settings.approval_of(parts[0].table.sha256)
    return OpenList(number, tuple(parts), _told(tables, parts), approval)


def _finding(
    heading: Heading, columns: Mapping[PersonField, Collection[str]]
) -> tuple[tuple[str, int], ...]:
    """The places in a list of the columns that have one of the headings, with what each tells."""
    wanted = {
        field: {name.strip().casefold() for name in names} for field, names in columns.items()
    }
    names = [name.casefold() for name in heading.names]
    return tuple(
        (field, place)
        for field, headings in wanted.items()
        for place, name in enumerate(names)
        if name in headings
    )


def _told(tables: tuple[Table, ...], parts: list[_Part]) -> tuple[str, ...]:
    """What the user must know of a workbook with several sheets."""
    read = {part.table.sheet for part in parts}
    notes = [
        f"the sheet {table.sheet} has no header of a known layout and is not read"
        for table in tables
        if table.sheet not in read and _top(table)
    ]
    if len(parts) > 1:
        names = ", ".join(part.table.sheet for part in parts)
        notes.append(f"its sheets are read one after the other, lines counted on: {names}")
    return tuple(notes)


def _refuse_shifted(part: _Part) -> None:
    """Refuse a list whose rows all have another width than its header.

    Raises:
        ListError: Nobody can say which of its cells belongs under which heading.
    """
    if part.table.addressed:
        return
    rows = islice(part.table.rows(), _HEADER_WITHIN + part.begins)
    below = [row.cells for row in rows if isinstance(row, TextRow) and row.line > part.begins]
    widths = {len(cells) for cells in below if any(map(str.strip, cells))}
    named = len(part.heading.names)
    while named and not part.heading.names[named - 1]:
        named -= 1
    if len(below) >= _SHIFTED and len(widths) == 1:
        width = widths.pop()
        blank = not any(cell.strip() for cells in below for cell in cells[named:])
        if width < named or (width != len(part.heading.names) and not blank):
            raise ListError(
                str(part.table.path),
                f"every row has {width} cells, but its header names {named} columns; which cell"
                " belongs to which column cannot be told",
                "Export the list again, or mend its header line.",
            )


def _refuse_other_header(part: _Part, line: int, again: list[str], headings: set[str]) -> None:
    """Refuse a list that has another header in its middle: the rows below it are in its order.

    Raises:
        ListError: Most cells of the row are headings, and not those of the header in its order.
    """
    named = [name for name in again if name]
    if len(named) > 2 and len(headings.intersection(named)) * 2 > len(named):
        raise ListError(
            str(part.table.path),
            f"line {line} is another header, and its columns are not those of the first",
            "Make a list of its own of what stands under it.",
        )


def _refuse_lacking(
    tables: tuple[Table, ...], parts: list[_Part], layouts: tuple[Layout, ...]
) -> None:
    """Refuse a workbook in which a further sheet lacks a column that the layout needs.

    Raises:
        ListError: Its rows would be lost without a word of them.
    """
    read = {part.table.sheet for part in parts}
    chosen = [layout for layout in layouts if layout.name == parts[0].bound.layout]
    for table in tables:
        for row in () if table.sheet in read else _top(table):
            near = nearest(Heading(row.cells), chosen)
            if near and near[1]:
                raise ListError(
                    str(table.path),
                    f"its sheet {table.sheet} looks like the sheet {parts[0].table.sheet}, but has"
                    f" no column {_few(near[1])}",
                    "Correct the heading; or hide the sheet, if it is no part of the list.",
                )


def _refuse_headless(tables: tuple[Table, ...], parts: list[_Part]) -> None:
    """Refuse a workbook in which a sheet without a header holds rows as wide as the first one's.

    Raises:
        ListError: They would be lost.
    """
    read = {part.table.sheet for part in parts}
    first = parts[0]
    names = [list(first.heading.names)]
    below = [row.cells for row in _top(first.table) if row.line > first.begins]
    width = min(map(filled_to, below or names))
    for table in tables:
        if table.sheet in read or not any(
            filled_to(row.cells) >= width and not _is_title(row, first.needs) for row in _top(table)
        ):
            continue
        raise ListError(
            str(table.path),
            f"its sheet {table.sheet} holds rows like those of the sheet {first.table.sheet}, but"
            " no header of a known layout",
            "Give it the same header; or hide it, if it is no part of the list.",
        )


def _is_total(cells: list[str]) -> bool:
    """Whether the filled cells of a row are a total and nothing else."""
    filled = [text for cell in cells if (text := cell.strip())]
    if not 0 < len(filled) <= _TOTAL_FILLED:
        return False
    return bool(_TOTAL.fullmatch(filled[0])) and all(map(_TOTALLED.fullmatch, filled[1:]))


def _is_title(row: TextRow | RowFault, needs: int) -> bool:
    """Whether a row without a header above it cannot be a conviction: it does not hold enough."""
    if isinstance(row, RowFault):
        return False
    filled = [cell for cell in row.cells if cell.strip()]
    return len(filled) < needs or sum(1 for cell in filled if _NUMBER.search(cell)) < 2


def propose_mapping(path: Path, settings: Settings) -> str:
    """A mapping for a list in no known layout: YAML to check, correct and keep.

    Args:
        path: The list.
        settings: What levels, outcomes and words of eligibility are known without a mapping.

    Raises:
        ListError: It cannot be read, or is no table.
    """
    return propose(path, tables_of(path), settings)


def tables_of(path: Path) -> tuple[Table, ...]:
    """The tables of a file, one for each sheet of a workbook, before anything is known of them.

    Raises:
        ListError: It cannot be read, or is no table.
    """
    head = head_of(path)
    if head.startswith(b"PK\x03\x04"):
        return read_workbook(path)
    if head.startswith(b"PAR1"):
        # Its library takes half the memory of a run, and few lists need it.
        try:
            from filings.lists.parquet import read_parquet
        except ModuleNotFoundError as error:
            if error.name != "pyarrow":
                raise
            raise ListError(
                str(path),
                "is a Parquet file, and what reads those is not installed",
                'Install it: pip install "filings[parquet]". Or save the list as CSV.',
            ) from error

        return (read_parquet(path),)
    return (read_text(path, head),)


def _cells_below(part: _Part) -> Iterator[list[str]]:
    """The cells of every row below the header that holds any."""
    rows = (row for row in part.table.rows() if isinstance(row, TextRow) and row.line > part.begins)
    return (row.cells for row in rows if any(map(str.strip, row.cells)))


def _top(table: Table) -> list[TextRow]:
    return [row for row in islice(table.rows(), _HEADER_WITHIN) if isinstance(row, TextRow)]


def _recognised(
    table: Table, layouts: tuple[Layout, ...], at: ParseContext, wanted: str | None
) -> _Part | None:
    top = _top(table)
    if top and headless(top[0].cells) and wanted in (None, "doj"):
        heading, bulk = Heading(COLUMNS), DojBulk()
        bound = bulk.bind(heading, at)
        _show_columns(table, bound)
        return _Part(table, heading, 0, bound, _needs(bulk))
    for row in top:
        heading = Heading(row.cells)
        if layout := choose(table.path, heading, layouts, wanted):
            bound = layout.bind(heading, at)
            _show_columns(table, bound)
            return _Part(table, heading, row.line, bound, _needs(layout))
    return None


def _show_columns(table: Table, bound: Bound) -> None:
    """Let each column of dates be looked at as a whole, should one of its cells need it."""
    for forms in dict.fromkeys(forms for _, forms in bound.dates):
        places = [place for place, date in bound.dates if date is forms and place >= 0]
        forms.look_at(partial(_cells_of, table, places))


def _cells_of(table: Table, places: Sequence[int]) -> Iterator[str]:
    return chain.from_iterable(map(table.column, places))


def _needs(layout: Layout) -> int:
    """How many cells a row of the layout has filled at least; a title has seldom three."""
    return max(3, min(len(layout.missing(Heading(()))), _MOST_NEEDED))


def _unknown(
    path: Path, tables: tuple[Table, ...], layouts: tuple[Layout, ...], wanted: str | None
) -> ListError:
    """Why no layout fits, and what to do: the nearest one, and what it misses."""
    headings = [Heading(row.cells) for table in tables for row in _top(table)]
    names = ", ".join(layout.name for layout in layouts)
    if wanted is not None:
        layout = next(layout for layout in layouts if layout.name == wanted)
        best = max(headings, key=layout.columns_found, default=Heading(()))
        missing = layout.missing(best)
        return UnknownLayoutError(
            str(path),
            f"is not in the layout {wanted}: it has no column {_few(missing)}",
            f"{_renamed(missing, best)}Leave --layout out to have it recognised, or name another:"
            f" {names}.",
        )
    for heading in headings:
        near = nearest(heading, layouts)
        if near and near[1]:
            layout, missing = near
            return UnknownLayoutError(
                str(path),
                f"looks like the layout {layout.name}, {layout.label}, but has no column"
                f" {_few(missing)}",
                f"{_renamed(missing, heading)}A column was lost or renamed on the way. Export the"
                " list again with all its columns, or correct the heading: in the list, or in the"
                f" layout (layouts/{layout.name}.yaml).",
            )
    # A file without a header shows data in its first lines: none of it is repeated.
    known = (
        heading for heading in headings if any(layout.columns_found(heading) for layout in layouts)
    )
    columns = [name for name in next(known, Heading(())).names if name]
    shown = [] if any(_DATA.search(name) for name in columns) else columns[:8]
    return UnknownLayoutError(
        str(path),
        f"fits no known layout; its columns are {', '.join(shown)}"
        + (f" and {len(columns) - len(shown)} more" if len(columns) > len(shown) else "")
        if shown
        else "has no header that any layout knows",
        f"Map its headings in a file of your own: `filings check {path} --config my-office/config"
        " --propose > my-office/config/layouts/our-sheet.yaml` writes one to correct. If it is one"
        f" of the known kinds with other headings, name that: --layout {names}.",
    )


def _renamed(missing: Sequence[str], heading: Heading) -> str:
    """Which columns of the list those that are missing may be, as a sentence; "" for none."""
    names = {folded(name): name for name in heading.names if name and not _DATA.search(name)}
    near = {
        wanted: names[matches[0]]
        for wanted in missing[:5]
        if (matches := difflib.get_close_matches(folded(wanted), names, 1))
    }
    if not near:
        return ""
    return f"Is it {', '.join(f'{name} (for {wanted})' for wanted, name in near.items())}? "


def _few(missing: Sequence[str]) -> str:
    return ", ".join(missing[:5]) + (" and more" if len(missing) > 5 else "")
