"""Tables are written so that no spreadsheet runs or changes a cell."""

import csv
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from filings.storage import csv_xlsx
from filings.storage.csv_xlsx import guard, unguard, write_csv, write_workbook

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")']
FORMULAS += ["\n=1", " =1", " \t +1", "\xa0=1", "＝1", "＋1", "－1", "＠A1", " ＝1"]


def as_csv(*rows):
    file = io.BytesIO()
    assert write_csv(file, ("a", "b"), rows) == len(rows)
    return file.getvalue()


def as_workbook(*sheets, heading=("a", "b"), guarded=True):
    file = io.BytesIO()
    write_workbook(file, heading, [12] * len(heading), sheets, guarded=guarded)
    return file.getvalue()


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_calculated_by_a_spreadsheet(cell):
    _, row = csv.reader(io.StringIO(as_csv((cell, "x")).decode(), newline=""))
    assert row == [f"'{cell}", "x"]
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(("s", [(cell, "x")]))))
    assert book["s"]["A2"].data_type == "s"


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_workbook_without_the_apostrophe_has_text_and_no_formula_either(cell):
    data = as_workbook(("s", [(cell, "x")]), guarded=False)
    read = openpyxl.load_workbook(io.BytesIO(data))["s"]["A2"]
    assert (read.data_type, read.value) == ("s", cell)


@pytest.mark.parametrize("cell", ["O'BRIEN", "'TIS", "'", "''QUOTE", " A", "BA-1", "a=b", ""])
def test_what_no_spreadsheet_would_calculate_stays_as_it_is(cell):
    assert guard(cell) == cell


@given(st.text(st.sampled_from("'=+-@\t\r\n ＝A")))
def test_a_guarded_cell_reads_back(text):
    assert unguard(guard(text)) == text


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_a_table_reads_back_whatever_its_cells_hold(rows):
    clean = [tuple(cell.encode("utf-8", "replace").decode() for cell in row) for row in rows]
    text = as_csv(*rows).decode("utf-8")
    _, *found = csv.reader(io.StringIO(text, newline=""))
    assert [tuple(unguard(cell) for cell in row) for row in found] == clean


def test_a_workbook_reads_back_sheet_by_sheet():
    data = as_workbook(
        ("hand review", [("NGUYỄN", "007"), ("a & <b>", "")]), ("none", []), ("x/y:z", [("1", "2")])
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["hand review", "none", "x y z"]
    assert book.get_sheet_by_name("hand review").to_python() == [
        ["a", "b"],
        ["NGUYỄN", "007"],
        ["a & <b>", ""],
    ]
    assert book.get_sheet_by_name("none").to_python() == [["a", "b"]]


def test_what_is_typed_into_a_workbook_stays_as_typed():
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(("s", [("0012", "1E5")]))))
    assert book["s"]["A2"].number_format == book["s"].column_dimensions["A"].number_format == "@"


def test_a_workbook_does_not_tell_when_or_where_it_was_made(monkeypatch):
    data = as_workbook(("s", [("1", "2")]))
    monkeypatch.setattr("time.time", lambda: 0.0)
    monkeypatch.setattr("sys.platform", "win32")
    assert as_workbook(("s", [("1", "2")])) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        assert not [name for name in archive.namelist() if name.startswith("docProps")]


@pytest.mark.parametrize(("limit", "most"), [("_MOST_ROWS", 3), ("_MOST_BYTES", 100)])
def test_a_list_longer_than_a_sheet_goes_on_in_another(monkeypatch, limit, most):
    monkeypatch.setattr(csv_xlsx, limit, most)
    data = as_workbook(("held", [(str(n), "") for n in range(5)]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = [
        row[0] for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()[1:]
    ]
    assert book.sheet_names == ["held", "held 2", "held 3"]
    assert found == ["0", "1", "2", "3", "4"]


def test_long_titles_that_begin_alike_name_two_sheets():
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(as_workbook(("a" * 40, []), ("A" * 40, []), ("a" * 31, [])))
    )
    assert len({name.casefold() for name in book.sheet_names}) == 3
    assert max(map(len, book.sheet_names)) == 31
