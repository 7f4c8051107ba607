"""Text files: what a row is, where it stands, and how one bad row leaves the others alone."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.lists.delimited_text import RowFault, TextRow, head_of, read_text, split_rows
from filings.model.entries import Unreadable
from tests.lists.making import SAMPLE, entries, office, opened, readings, write


def rows(text: str) -> list[TextRow | RowFault]:
    return list(split_rows(io.StringIO(text, newline=""), ","))


def lines(text: str) -> list[int]:
    return [row.line for row in rows(text)]


GOOD = ("BA000002", "ROE", "JO", "11358 HS", "1999-05-04", "Dismiss")


def test_lines_are_those_an_editor_shows():
    assert lines('a,b\n"1\n2",3\n\n4,5\n') == [1, 2, 5]
    assert lines('a,b\r\n"1\r\n2",3\r\n4,5') == [1, 2, 4]
    assert lines("a,b\r1,2\r3,4") == [1, 2, 3]


def test_cells_stay_text_as_they_stand():
    (row,) = rows('0012345," padded ","say ""x""",1.50\n')
    assert row.cells == ["0012345", " padded ", 'say "x"', "1.50"]


# In a table of three columns or more, a line inside a cell that is a whole row is not believed.
@given(st.lists(st.lists(st.text(alphabet='ab",\n'), min_size=2, max_size=2), max_size=6))
def test_whatever_was_written_by_the_rules_is_read_back(table):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(table)
    read = [row for row in rows(out.getvalue()) if isinstance(row, TextRow)]
    assert [row.cells for row in read] == table


@pytest.mark.parametrize(
    ("broken", "kept"),
    [
        ('BA1,"DOE,JANE,11358 HS,1999-05-04,Dismiss', 2),  # never closed
        ('BA1,"DO"E,JANE,11358 HS,1999-05-04,Dismiss', 2),  # closed too early
    ],
)
def test_a_broken_quotation_mark_costs_its_own_row_only(tmp_path, broken, kept):
    path = write(tmp_path / "a.csv", SAMPLE, GOOD, broken, GOOD)
    first, second, third = readings(path)
    assert isinstance(second, Unreadable)
    assert second.line == 3
    assert "quotation mark" in second.detail
    assert [first.line, third.line] == [2, 4]


def test_an_unclosed_mark_does_not_swallow_the_rows_up_to_the_next_one(tmp_path):
    stray = 'BA1,"DOE,JANE,11358 HS,1999-05-04,Dismiss'
    closing = 'BA3,ROE",JO,11358 HS,1999-05-04,Dismiss'
    path = write(tmp_path / "a.csv", SAMPLE, stray, GOOD, GOOD, closing, GOOD)
    found = readings(path)
    assert [entry.line for entry in found] == [2, 3, 4, 5, 6]
    assert [type(entry).__name__ for entry in found].count("Unreadable") == 1


def test_an_unclosed_mark_at_the_end_of_a_long_list_costs_one_row(tmp_path):
    stray = 'BA1,"DOE,JANE,11358 HS,1999-05-04,Dismiss'
    path = write(tmp_path / "a.csv", SAMPLE, stray, *[GOOD] * 700)
    found = readings(path)
    assert len(found) == 701
    assert isinstance(found[0], Unreadable)


TITLE = "Cannabis convictions of 2020"
# A pair of stray marks with a whole row between.
STRAY = [f"{','.join(GOOD)},{notes}" for notes in ('"see file', "open", 'closed"')]


@pytest.mark.parametrize("above", [(), (TITLE,), (TITLE, "", f"{TITLE},,")])
@pytest.mark.parametrize("end", ["", ","])
@pytest.mark.parametrize("swallowed", [STRAY, [STRAY[0], STRAY[2]]])
def test_a_pair_of_stray_marks_swallows_no_row(tmp_path, above, end, swallowed):
    header = ",".join((*SAMPLE, "Notes"))
    first, *rest = swallowed
    path = write(tmp_path / "a.csv", *above, header, first, *(f"{row}{end}" for row in rest))
    begins = len(path.read_text().splitlines()) - len(swallowed)
    found = readings(path)
    assert [reading.line for reading in found] == [begins + n for n in range(1, len(swallowed) + 1)]
    assert [type(reading).__name__ for reading in found].count("Unreadable") == 1


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("between", [[], [GOOD]])
def test_a_stray_mark_in_any_cell_swallows_no_row(tmp_path, place, between):
    opening, closing = list(GOOD), list(GOOD)
    opening[place], closing[place] = f'"{GOOD[place]}', f'{GOOD[place]}"'
    path = write(tmp_path / "a.csv", SAMPLE, ",".join(opening), *between, ",".join(closing))
    assert [reading.line for reading in readings(path)] == [2, 3, 4][: 2 + len(between)]


@pytest.mark.parametrize("width", [3, 4, 5])
def test_a_narrow_table_loses_no_row_to_a_pair_of_stray_marks(width):
    row = ",".join(["BA1", "11358", "1999", "DOE"][: width - 1])
    found = rows(f'{row},\n{row},\n{row},"see file\n{row},\n{row},closed"\n')
    assert [reading.line for reading in found] == [1, 2, 3, 4, 5]
    assert [type(reading) for reading in found].count(RowFault) == 1


def test_a_note_of_several_lines_stays_one_cell(tmp_path):
    note = "called, twice\nno answer, none\nmoved, it is said"
    path = office(tmp_path / "a.csv", {"Notes": note}, {"Notes": note})
    assert len(entries(path)) == 2


def test_the_value_of_a_broken_row_is_not_shown(tmp_path):
    path = write(tmp_path / "a.csv", SAMPLE, 'BA1,"123-45-6789"x,JANE,11358 HS,1999,Dismiss')
    (reading,) = readings(path)
    assert "6789" not in repr(reading)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_told_from_the_rows(tmp_path, delimiter):
    path = write(
        tmp_path / "a.dat", SAMPLE, GOOD, ("BA3", "DOE, J", *GOOD[2:]), delimiter=delimiter
    )
    assert [entry.case_number for entry in entries(path)] == ["BA000002", "BA3"]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(tmp_path, encoding, told):
    path = office(tmp_path / "a.csv", {"Last Name": "MUÑOZ"})
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    opened_list = opened(path)
    (entry,) = opened_list.entries()
    assert entry.name.last == "MUÑOZ"
    assert told in opened_list.form


def test_a_character_that_cannot_be_decoded_costs_its_own_row_only(tmp_path):
    people = [{"Last Name": "MUÑOZ"}, {"Last Name": "PEÑA"}, {"Last Name": "ÑANDU"}]
    path = office(tmp_path / "a.csv", *people)
    path.write_bytes(path.read_bytes().replace("PEÑA".encode(), b"PE\xd1A"))
    first, second, third = readings(path)
    assert isinstance(second, Unreadable)
    assert (second.line, second.column, second.value) == (3, "Last Name", "")
    assert [first.name.last, third.name.last] == ["MUÑOZ", "ÑANDU"]


def test_a_row_in_another_encoding_is_not_read_as_other_characters(tmp_path):
    people = [{"Last Name": "MUÑOZ"}, {"Last Name": "PEÑA"}]
    path = office(tmp_path / "a.csv", *people)
    path.write_bytes(path.read_bytes().replace("MUÑOZ".encode(), b"MU\xd1OZ"))
    first, second = readings(path)
    assert first.name.last == "MUÑOZ"
    assert isinstance(second, Unreadable)
    assert (second.line, second.column, second.value) == (3, "Last Name", "")


def test_a_character_lost_before_it_came_to_us_is_told(tmp_path):
    path = office(tmp_path / "a.csv", {"Section": "11357\ufffd HS"})
    (reading,) = readings(path)
    assert isinstance(reading, Unreadable)
    assert (reading.column, reading.value) == ("Section", "11357? HS")


def test_damage_in_a_column_nobody_reads_costs_nothing(tmp_path):
    path = office(tmp_path / "a.csv", {"Notes": "\ufffd\ufffd"})
    assert len(entries(path)) == 1


def test_a_short_or_a_long_row_is_unreadable_and_the_rest_goes_on(tmp_path):
    path = write(tmp_path / "a.csv", SAMPLE, GOOD, GOOD[:5], (*GOOD, "more"), GOOD)
    found = readings(path)
    assert [isinstance(entry, Unreadable) for entry in found] == [False, True, True, False]
    assert found[1].detail == "it has 5 cells, and the header has 6"


def test_trailing_delimiters_are_no_cells(tmp_path):
    path = write(tmp_path / "a.csv", ",".join(SAMPLE) + ",,", ",".join(GOOD) + ",,,,")
    assert len(entries(path)) == 1


def test_blank_lines_are_no_rows(tmp_path):
    path = write(tmp_path / "a.csv", SAMPLE, "", GOOD, ",,,,,", "   ", GOOD, "")
    read = opened(path)
    assert [entry.line for entry in read.entries()] == [3, 6]
    assert read.rows == 2


def test_a_header_that_comes_again_is_told_and_not_filed(tmp_path):
    path = write(tmp_path / "a.csv", SAMPLE, GOOD, SAMPLE, GOOD)
    found = entries(path)
    assert [entry.aside for entry in found] == ["", "not-a-conviction", ""]
    assert found[1].statute_as_written == "the header again"


def test_title_lines_above_the_header_are_passed_over(tmp_path):
    title = ("Cannabis convictions, 2020", "", "", "", "", "")
    path = write(tmp_path / "a.csv", title, "", SAMPLE, GOOD)
    assert [entry.line for entry in entries(path)] == [4]


def test_a_list_may_be_read_twice(tmp_path):
    read = opened(write(tmp_path / "a.csv", SAMPLE, GOOD, GOOD))
    assert list(read.entries()) == list(read.entries())
    assert read.rows == 2


CASES = (
    "comma_in_quotes empty empty_crlf escaped_quotes json location_coordinates newlines "
    "newlines_crlf quotes_and_newlines simple simple_crlf utf8"
)


@pytest.mark.parametrize("case", CASES.split())
def test_csv_spectrum(shared, case):
    path = shared / "data" / "csv_spectrum" / "csvs" / f"{case}.csv"
    expected = json.loads((path.parents[1] / "json" / f"{case}.json").read_text("utf-8"))
    table = read_text(path, head_of(path))
    header, *data = [row.cells for row in table.rows() if isinstance(row, TextRow)]
    found = [dict(zip(header, cells, strict=True)) for cells in data]
    if case == "location_coordinates":
        # Its JSON is the one row itself, and names another telephone number than its CSV.
        expected = [expected | {"Contact Phone Number": found[0]["Contact Phone Number"]}]
    assert found == expected


def test_one_cell_full_of_signs_does_not_decide_what_parts_the_cells(tmp_path):
    path = tmp_path / "list.csv"
    many = "; ".join(f"95M{n:05d}" for n in range(60))
    path.write_text(f"Case Number,Section,Other\nBA000001,11359,\nBA000002,11359,{many}\n")
    assert read_text(path, head_of(path)).form == "CSV, comma, UTF-8"
