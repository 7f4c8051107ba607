"""Read the tables that come back from a court or from the Department of Justice, row by row.

A table is a cases.csv, or the clerk's own table, with its result column filled in; CSV or XLSX.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from filings.lists.dates import parse_date
from filings.lists.delimited_text import STRUCK, RowFault, Table, TextRow, shorten
from filings.lists.open_list import tables_of
from filings.model.errors import ListError
from filings.settings.returned_results import AnsweredBy, AnswerField, squeezed
from filings.settings.settings import Settings
from filings.storage.csv_xlsx import unguard

Headings = Mapping[AnswerField, Collection[str]]

_HEADER_WITHIN = 25  # rows in which the heading is looked for: a title may stand above it


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One row of a table that came back; "" where a cell is blank or there is no column."""

    file: int  # 1-based, among those of its kind
    by: AnsweredBy
    line: int
    id: str = ""
    case_number: str = ""
    suffix: str = ""
    last: str = ""
    section: str = ""
    count: str = ""
    result: str = ""  # the code of config/results.yaml; "" where the row does not answer
    result_on: dt.date | None = None
    note: str = ""
    fault: str = ""  # why the row cannot be used, as a sentence without personal data

    @property
    def where(self) -> str:
        """Which row it is: "court file 1, line 7"."""
        who = "court" if self.by == "court" else "DOJ"
        return f"{who} file {self.file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A table that came back, with all of its rows."""

    number: int
    by: AnsweredBy
    sha256: str
    rows: tuple[AnswerRow, ...]


def read_answers(path: Path, number: int, by: AnsweredBy, settings: Settings) -> AnswerFile:
    """Read every row of a table that came back; `number` counts the tables of its kind from 1.

    Raises:
        ListError: It cannot be read, is no table, or has no column of results or of convictions.
    """
    spellings, headings = settings.results.spellings(by), _headings(settings)
    rows: list[AnswerRow] = []
    tables = tables_of(path)
    headed = [_heading_of(table, headings) for table in tables]
    if not any(headed) and any(True for table in tables for _ in table.rows()):
        raise ListError(
            str(path),
            "has no heading for a result and for the conviction it is of",
            "Give back the table that went out (cases.csv or the clerk's own) with its result"
            " column filled in, or teach its headings in results.yaml: columns.",
        )
    for table, heading in zip(tables, headed, strict=True):
        rows += _rows(table, heading, number, by, spellings)
    if not rows:
        raise ListError(str(path), "holds no row of answers", "Give the table that came back.")
    return AnswerFile(number, by, tables[0].sha256, tuple(rows))


def _headings(settings: Settings) -> Headings:
    """The headings each field may have: those of the settings, and of clerks' tables."""
    known = {field: set(map(squeezed, names)) for field, names in settings.results.columns.items()}
    for columns in settings.clerk_tables.tables.values():
        for column in columns:
            for field, names in known.items():
                if column.field == field:
                    names.add(squeezed(column.heading))
    return known


def _heading_of(table: Table, headings: Headings) -> tuple[int, Mapping[AnswerField, int]] | None:
    """The line of a table's heading, and the place of each column that is read; None without."""
    for row in islice(table.rows(), _HEADER_WITHIN):
        if isinstance(row, TextRow) and (places := _heading(row, headings)):
            return row.line, places
    return None


def _rows(
    table: Table,
    heading: tuple[int, Mapping[AnswerField, int]] | None,
    number: int,
    by: AnsweredBy,
    spellings: Mapping[str, str],
) -> Iterator[AnswerRow]:
    """The rows below a heading; of a sheet without one each row that holds anything is a fault."""
    begins, places = heading or (0, {})
    for row in table.rows():
        if isinstance(row, RowFault):
            yield AnswerRow(file=number, by=by, line=row.line, fault=f"it {row.detail}")
        elif row.line <= begins or not any(map(str.strip, row.cells)):
            continue
        elif heading is None:
            fault = f'its sheet "{shorten(table.sheet)}" has no heading for a result'
            yield AnswerRow(file=number, by=by, line=row.line, fault=fault)
        else:
            yield _row(row, places, number, by, spellings)


def _heading(row: TextRow, headings: Headings) -> dict[AnswerField, int]:
    """The index of each column to read; empty when the row is not a heading."""
    cells = [squeezed(cell) for cell in row.cells]
    places: dict[AnswerField, int] = {}
    for field, names in headings.items():
        place = next((place for place, cell in enumerate(cells) if cell in names), None)
        if place is not None:
            places[field] = place
    whose = "conviction" in places or "case_number" in places
    return places if whose and "result" in places else {}


def _row(
    row: TextRow,
    places: Mapping[AnswerField, int],
    number: int,
    by: AnsweredBy,
    spellings: Mapping[str, str],
) -> AnswerRow:
    def cell(field: AnswerField) -> str:
        place = places.get(field, len(row.cells))
        return unguard(row.cells[place]).strip() if place < len(row.cells) else ""

    written, day = cell("result"), cell("result_on")
    result_on = parse_date(day) if day else None
    code = spellings.get(squeezed(written), "") if written else ""
    faults = [
        f'its result "{shorten(written)}" is not understood' if written and not code else "",
        "its day of the result cannot be read" if day and result_on is None else "",
        "it is struck through" if STRUCK in row.remarks else "",
    ]
    return AnswerRow(
        file=number,
        by=by,
        line=row.line,
        id=cell("conviction").lower(),
        case_number=cell("case_number"),
        suffix=cell("defendant_suffix"),
        last=cell("last"),
        section=cell("section"),
        count=cell("count").removesuffix(".0"),  # as some programs write whole numbers
        result=code,
        result_on=result_on,
        note=cell("note"),
        fault=_first(faults) if written else "",
    )


def _first(faults: Sequence[str]) -> str:
    return next(filter(None, faults), "")
