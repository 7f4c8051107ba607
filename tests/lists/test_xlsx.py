"""XLSX: read as the person who made it sees it, or told; and refused before it does harm."""

import datetime as dt
import re
import time
import tracemalloc
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from filings.model.entries import Unreadable
from filings.model.errors import ListError
from filings.model.fates import Fate
from filings.screening.rules import Screener
from tests.lists.making import SAMPLE, entries, entry, office, opened, readings, settings

PLAIN = ["BA000001", "DOE", "JANE", "11358 HS", dt.date(1999, 5, 4), "Eligible for Dismissal"]


def book(path, *rows, headings=SAMPLE):
    made = Workbook()
    for row in (headings, *rows):
        made.active.append(list(row))
    made.save(path)
    return path


def change(path, how):
    made = openpyxl.load_workbook(path)
    how(made)
    made.save(path)
    return path


@pytest.fixture
def path(tmp_path):
    return book(tmp_path / "a.xlsx", PLAIN, ["BA000002", *PLAIN[1:]])


def rewrite(path, part, change):
    """Change one part inside a workbook as no library would."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def test_a_workbook_gives_the_same_entries_as_the_same_list_in_csv(path, tmp_path):
    text = office(tmp_path / "a.csv", {}, {"Case Number": "BA000002"})
    read = opened(path)
    assert (read.layout, read.form) == ("sample", "XLSX, sheet Sheet")
    assert list(read.entries()) == entries(text)
    assert read.rows == 2


def test_numbers_dates_and_texts_are_what_a_person_sees(tmp_path):
    row = [
        7,
        "DOE",
        "JANE",
        11357.5,
        dt.datetime.combine(dt.date(1999, 5, 4), dt.time()),
        "Dismiss",
    ]
    found = entry(book(tmp_path / "a.xlsx", row))
    assert found.case_number == "7"
    assert found.statute.section == "11357.5"
    assert found.convicted_on == dt.date(1999, 5, 4)


def test_a_long_number_is_not_written_with_an_exponent(tmp_path):
    row = [101001006000, *PLAIN[1:]]
    assert entry(book(tmp_path / "a.xlsx", row)).case_number == "101001006000"


def test_leading_zeros_that_only_the_format_shows_are_kept(tmp_path):
    path = book(tmp_path / "a.xlsx", [12345, *PLAIN[1:]], [97736, *PLAIN[1:]])

    def formats(made):
        made.active["A2"].number_format = "0000000"
        made.active["A3"].number_format = '"BA"000000'

    assert [e.case_number for e in entries(change(path, formats))] == ["0012345", "BA097736"]


@pytest.mark.parametrize(
    ("column", "value", "form", "shown"),
    [
        ("D2", 11357, '0"(c)" "HS"', "11357(c) HS"),
        ("D2", 11358, '0" HS x2"', "11358 HS x2"),
        ("D2", "11358 HS", '@" (reduced)"', "11358 HS (reduced)"),
        ("E2", dt.date(1995, 4, 1), "mmm-yy", "1995-04"),
        ("E2", dt.date(2019, 4, 5), "d-mmm", "04-05"),
        ("E2", 1995, "yyyy", "1905"),
    ],
)
def test_a_cell_is_what_its_format_shows(tmp_path, column, value, form, shown):
    path = book(tmp_path / "a.xlsx", PLAIN)

    def formats(made):
        made.active[column] = value
        made.active[column].number_format = form

    found = entries(change(path, formats))[0]
    assert shown in (found.statute_as_written, found.convicted_as_written)
    assert column == "D2" or found.convicted_on is None


def test_a_day_that_its_format_shows_in_part_is_itself_where_it_was_typed(tmp_path):
    path = book(tmp_path / "a.xlsx", PLAIN)
    changed = change(path, lambda made: setattr(made.active["E2"], "number_format", "mmm-yy"))
    assert entry(changed).convicted_on == dt.date(1999, 5, 4)


def test_dates_of_a_workbook_from_1904_are_the_same_days(path):
    def move(made):
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    assert entries(change(path, move))[0].convicted_on == dt.date(1999, 5, 4)


def test_a_strict_workbook_from_1904_has_the_same_days_too(path):
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    usual = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    def to_1904(made):
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    change(path, to_1904)
    rewrite(path, "xl/workbook.xml", lambda xml: xml.replace(usual, strict))
    assert {found.convicted_on for found in entries(path)} == {dt.date(1999, 5, 4)}


def test_a_formula_is_its_last_value(path):
    sheet = b'<c r="A2"><f>"BA"&amp;1</f><v>BA000009</v></c>'
    rewrite(
        path, SHEET, lambda xml: _replace_cell(xml, b"A2", sheet.replace(b"><f", b' t="str"><f'))
    )
    assert entries(path)[0].case_number == "BA000009"


def _replace_cell(xml: bytes, place: bytes, cell: bytes) -> bytes:
    start = xml.index(b'<c r="' + place + b'"')
    return xml[:start] + cell + xml[xml.index(b"</c>", start) + 4 :]


def test_a_formula_that_was_never_calculated_is_told(path):
    def formula(made):
        made.active["A2"] = '="BA"&1'

    first, second = readings(change(path, formula))
    assert isinstance(first, Unreadable)
    assert (first.line, first.column) == (2, "Case Number")
    assert "never calculated" in first.detail
    assert second.case_number == "BA000002"


@pytest.mark.parametrize("place", [b"A2", b"B2", b"D2"])
def test_an_error_is_told_wherever_it_stands(path, place):
    error = b'<c r="' + place + b'" t="e"><v>#REF!</v></c>'
    rewrite(path, SHEET, lambda xml: _replace_cell(xml, place, error))
    first, second = readings(path)
    assert isinstance(first, Unreadable)
    assert first.detail.startswith("it is an error of a formula")
    assert second.case_number == "BA000002"


def test_a_lookup_that_found_nothing_is_an_empty_cell(path):
    rewrite(path, SHEET, lambda xml: _replace_cell(xml, b"A2", b'<c r="A2" t="e"><v>#N/A</v></c>'))
    assert entries(path)[0].case_number is None


def test_a_formula_that_came_to_an_empty_text_is_an_empty_cell(path):
    empty = b'<c r="C2" t="str"><f>IF(1,"","")</f><v></v></c>'
    rewrite(path, SHEET, lambda xml: _replace_cell(xml, b"C2", empty))
    assert entries(path)[0].name.first == ""


@pytest.mark.parametrize("number", [b"99999999999", b"2", b"-2", b"0", b"1"])
def test_a_row_out_of_order_is_refused_and_none_is_dropped(path, number):
    rewrite(path, SHEET, lambda xml: xml.replace(b'<row r="3"', b'<row r="' + number + b'"'))
    with pytest.raises(ListError, match=f"has a row numbered {number.decode()} after row 2"):
        readings(path)


@pytest.mark.parametrize("place", [b"A2", b"2"])
def test_two_cells_in_one_place_are_refused(path, place):
    rewrite(path, SHEET, lambda xml: xml.replace(b'<c r="B2"', b'<c r="' + place + b'"'))
    with pytest.raises(ListError, match="cannot be understood"):
        readings(path)


def test_a_workbook_that_is_replaced_while_it_is_open_is_refused(path, tmp_path):
    read = opened(path)
    book(tmp_path / "b.xlsx", ["BA000009", *PLAIN[1:]]).replace(path)
    with pytest.raises(ListError, match="was changed"):
        list(read.entries())


def test_what_xml_cannot_hold_is_read_as_it_was_meant(path):
    cell = b'<c r="B2" t="inlineStr"><is><t>DOE_x000D__x005F_x0041_</t></is></c>'
    rewrite(path, SHEET, lambda xml: _replace_cell(xml, b"B2", cell))
    assert entries(path)[0].name.last == "DOE _x0041_"


def test_hidden_rows_are_read_and_told(path):
    def hide(made):
        made.active.row_dimensions[3].hidden = True

    read = opened(change(path, hide))
    assert [e.warnings for e in read.entries()] == [(), ("hidden-row",)]
    assert read.notes == ("1 hidden row of the sheet Sheet, read like the others",)


def test_a_cell_merged_over_rows_is_the_value_of_each(tmp_path):
    rows = [PLAIN, [None, None, None, "11359 HS", *PLAIN[4:]], ["BA000003", *PLAIN[1:]]]
    path = book(tmp_path / "a.xlsx", *rows)

    def merge(made):
        for column in "ABC":
            made.active.merge_cells(f"{column}2:{column}3")

    read = opened(change(path, merge))
    found = list(read.entries())
    assert [e.case_number for e in found] == ["BA000001", "BA000001", "BA000003"]
    assert [e.name.last for e in found] == ["DOE", "DOE", "DOE"]
    assert "merged over several rows" in read.notes[0]


def test_sheets_of_one_layout_are_one_list(path):
    def more(made):
        sheet = made.create_sheet("Second")
        sheet.append(SAMPLE)
        sheet.append(["BA000003", *PLAIN[1:]])
        made.create_sheet("Notes").append(["remember", "this"])
        made.create_sheet("Empty")
        secret = made.create_sheet("Old")
        secret.sheet_state = "hidden"
        secret.append(SAMPLE)
        secret.append(["BA000004", *PLAIN[1:]])

    read = opened(change(path, more))
    found = list(read.entries())
    assert [e.case_number for e in found] == ["BA000001", "BA000002", "BA000003"]
    assert [e.line for e in found] == [2, 3, 5]  # lines are counted on
    assert read.notes == (
        "the sheet Old is hidden and is not read",
        "the sheet Notes has no header of a known layout and is not read",
        "its sheets are read one after the other, lines counted on: Sheet, Second",
    )


def test_a_sheet_of_rows_without_a_header_is_refused(path):
    def more(made):
        made.create_sheet("More").append(["BA000003", *PLAIN[1:]])

    with pytest.raises(ListError, match="its sheet More holds rows like those of the sheet Sheet"):
        opened(change(path, more))


def test_a_second_header_of_fewer_columns_is_refused(path):
    def more(made):
        made.active.append([SAMPLE[1], SAMPLE[0], SAMPLE[4]])

    with pytest.raises(ListError, match="line 4 is another header"):
        readings(change(path, more))


def test_a_sheet_of_totals_is_told_and_not_read(path):
    def more(made):
        totals = made.create_sheet("Totals")
        totals.append(["Court", "Felonies", "Misdemeanors", "All"])
        totals.append(["Compton", 1204, 380, 1584])

    told = "the sheet Totals has no header of a known layout and is not read"
    assert opened(change(path, more)).notes == (told,)


def test_a_row_above_the_header_of_a_sheet_is_told(tmp_path):
    path = book(tmp_path / "a.xlsx", SAMPLE, PLAIN, headings=PLAIN)
    first, second = readings(path)
    assert isinstance(first, Unreadable)
    assert (first.line, first.detail, second.line) == (1, "it stands above the header", 3)


def test_sheets_in_several_layouts_are_refused(path):
    def more(made):
        sheet = made.create_sheet("Court")
        sheet.append(["Filename", "Name", "Date", "Case Number", "Charge", "Eligible"])

    with pytest.raises(ListError, match=r"Sheet \(sample\), Court \(rap-summary\)"):
        opened(change(path, more))


def test_a_title_above_the_header_and_blank_cells_do_no_harm(tmp_path):
    path = book(
        tmp_path / "a.xlsx", [], SAMPLE, PLAIN, [], ["BA2", None, None, "11358"], headings=["x"]
    )
    found = entries(path)
    assert [e.line for e in found] == [4, 6]
    assert found[1].name is None
    assert found[1].convicted_on is None


def test_a_remark_beside_the_table_is_told_and_does_not_cost_the_row(path):
    def remark(made):
        made.active["J2"] = "ask Sam"

    assert entries(change(path, remark))[0].warnings == ("cells-beyond-header",)


def test_cells_without_an_address_stand_one_after_the_other(path):
    def bare(xml: bytes) -> bytes:
        return re.sub(rb' r="[A-Z]*[0-9]+"', b"", _replace_cell(xml, b"B2", b'<c r="B2"/>'))

    first, second = entries(rewrite(path, SHEET, bare))
    assert (first.line, first.name.last, first.statute.section) == (2, "JANE", "11358")
    assert (second.line, second.name.last) == (3, "DOE")


def test_shared_strings_are_read_with_their_runs_but_not_their_phonetics(path):
    def shared(xml: bytes) -> bytes:
        return _replace_cell(xml, b"B2", b'<c r="B2" t="s"><v>0</v></c>')

    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
        b"<r><t>MU</t></r><r><t>\xc3\x91OZ</t></r><rPh><t>x</t></rPh></si></sst>"
    )
    rewrite(path, SHEET, shared)
    rewrite(path, "xl/sharedStrings.xml", lambda _: strings)
    assert entries(path)[0].name.last == "MUÑOZ"
    rewrite(path, SHEET, lambda xml: xml.replace(b"<v>0</v>", b"<v>-1</v>"))
    with pytest.raises(ListError, match="cannot be understood"):
        readings(path)


def bomb(path, unit: bytes, times: int):
    """A sheet that unpacks to `unit` written so often, a thousand times its weight."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist() if name != SHEET}
        xml = old.read(SHEET)
    head, tail = xml.split(b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name, data in parts.items():
            new.writestr(name, data)
        with new.open(SHEET, "w") as sheet:
            sheet.write(head)
            for _ in range(times):
                sheet.write(unit)
            sheet.write(b"</sheetData>" + tail)
    return path


def test_a_bomb_is_refused_in_little_time_and_memory(path):
    bomb(path, b"<row>" + b" " * (1 << 20) + b"</row>", 30)
    assert path.stat().st_size < 100_000
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(ListError, match="unpacks to far more"):
        opened(path)
    assert time.process_time() - began < 5
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_two_far_cells_do_not_fill_the_memory(path):
    cells = b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>'
    with pytest.raises(ListError, match="beyond column 1000"):
        readings(bomb(path, cells, 1))


def test_entities_are_refused(path):
    evil = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]>'

    def entity(xml: bytes) -> bytes:
        return evil + xml.partition(b"?>")[2] if xml.startswith(b"<?xml") else evil + xml

    for part in (SHEET, "xl/workbook.xml"):
        broken = rewrite(path, part, entity)
        with pytest.raises(ListError, match="cannot be understood"):
            readings(broken)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("xl/workbook.bin", "a binary workbook"),
        ("content.xml", "an OpenDocument file"),
        ("word/document.xml", "a Word document"),
        ("anything", "a compressed file"),
    ],
)
def test_other_packages_are_told_by_their_names(tmp_path, name, kind):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(name, "x")
    with pytest.raises(ListError, match=kind):
        opened(path)


def test_a_workbook_called_csv(path):
    path = path.rename(path.with_suffix(".csv"))
    with pytest.raises(ListError, match=r"is called \.csv but is an Excel workbook"):
        opened(path)


@pytest.mark.parametrize("keep", [100, 3000])
def test_half_a_workbook_is_a_damaged_one(path, keep):
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ListError, match="damaged"):
        opened(path)


def test_a_sheet_that_breaks_off_is_told(path):
    rewrite(path, SHEET, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(ListError, match="cannot be understood"):
        readings(path)


def test_values_agree_with_another_reader(tmp_path):
    """Calamine reads the same file by other code: where both give a value it is the same one."""
    python_calamine = pytest.importorskip("python_calamine")
    rows = [
        [f"BA{n:06d}", n, n / 8, dt.date(1970, 1, 1) + dt.timedelta(days=n * 97), n % 2 == 0, "x é"]
        for n in range(1, 200)
    ]
    path = book(tmp_path / "a.xlsx", *rows)
    from filings.lists.xlsx import read_workbook

    (table,) = read_workbook(path)
    ours = [row.cells for row in table.rows()][1:]
    theirs = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    for mine, other in zip(ours, theirs, strict=True):
        assert mine[0] == other[0]
        assert float(mine[1]) == other[1]
        assert float(mine[2]) == other[2]
        assert mine[3] == other[3].isoformat()
        assert mine[4] == str(other[4]).upper()
        assert mine[5] == other[5]


def test_an_offset_that_leads_out_of_the_file_is_damage(tmp_path):
    path = book(tmp_path / "a.xlsx", PLAIN)
    whole = path.read_bytes()
    told = set()
    directory, end = whole.index(b"PK\x01\x02"), whole.rindex(b"PK\x05\x06")
    for place in (directory + 42, end + 12, end + 16):
        for offset in (b"\0\0\0\x80", b"\xff\xff\xff\x7f", b"\xfe\xff\xff\xff"):
            path.write_bytes(whole[:place] + offset + whole[place + 4 :])
            try:
                assert len(entries(path)) == 1  # a part that no list needs
            except ListError as error:
                told.add(error.what)
    assert told == {"is a damaged workbook"}


# --- What somebody struck through, and what they wrote beside it. ---


def strike_cells(path, *places):
    def how(made):
        for place in places:
            made.active[place].font = Font(strike=True)

    return change(path, how)


def test_a_row_that_is_struck_through_waits(path):
    strike_cells(path, "A2", "B2", "C2", "D2", "E2", "F2")
    first, second = entries(path)
    assert [its.reason for its in first.questions] == ["struck-through"]
    assert first.case_number == "BA000001"  # whoever is asked must see which it is
    assert second.questions == ()


def test_a_single_cell_that_is_struck_through_makes_its_row_wait(path):
    first, second = entries(strike_cells(path, "D3"))
    assert first.questions == ()
    assert [its.reason for its in second.questions] == ["struck-through"]


def test_a_struck_row_is_held(path):
    first, _ = entries(strike_cells(path, "A2", "B2"))
    screened = Screener(settings()).screen(first)
    assert (screened.fate, screened.reason) == (Fate.HELD, "struck-through")


def test_a_font_whose_line_is_off_strikes_nothing(path):
    strike_cells(path, "A2")
    rewrite(
        path, "xl/styles.xml", lambda data: re.sub(rb"<strike[^>]*>", b'<strike val="0"/>', data)
    )
    assert [its.questions for its in entries(path)] == [(), ()]


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize(
    ("runs", "number", "waits"),
    [
        ("<r><rPr><strike/></rPr><t>BA7 </t></r><r><t>BA000001</t></r>", "BA000001", False),
        ('<r><rPr><strike val="0"/></rPr><t>BA000001</t></r>', "BA000001", False),
        ("<r><rPr><strike/></rPr><t>BA000001</t></r>", "BA000001", True),
    ],
)
def test_a_struck_run_is_no_part_of_the_value(path, runs, number, waits, shared):
    cell = f'<c r="A2" t="inlineStr"><is>{runs}</is></c>'
    if shared:
        cell = '<c r="A2" t="s"><v>0</v></c>'
        rewrite(path, STRINGS, lambda _: f"<sst><si>{runs}</si></sst>".encode())
    rewrite(path, SHEET, lambda data: re.sub(rb'<c r="A2".*?</c>', cell.encode(), data))
    first, second = entries(path)
    assert (first.case_number, second.case_number) == (number, "BA000002")
    assert [bool(its.questions) for its in (first, second)] == [waits, False]


def test_comments_are_counted_and_told(path):
    def how(made):
        made.active["A2"].comment = Comment("vacated, see minute order", "a clerk")
        made.active["B3"].comment = Comment("ask", "a clerk")

    assert opened(change(path, how)).notes == (
        "2 comments are attached to cells of the sheet Sheet, and not read",
    )


def test_a_further_sheet_that_lacks_a_needed_column_is_refused(path):
    def how(made):
        more = made.create_sheet("Late")
        more.append([*SAMPLE[:3], "Charge", *SAMPLE[4:]])
        more.append(PLAIN[:3])

    with pytest.raises(ListError, match=r"its sheet Late .* has no column Section"):
        opened(change(path, how))
