"""The traps of real lists and the defects of other programs, each by its name.

The numbers are those of the table of mistakes in the project's notes; what screening, packets and
pages must do about a trap is tested with them.
"""

import pytest

from filings.model.entries import Entry, Level, Unreadable
from tests.lists.making import (
    SAMPLE,
    doj,
    doj_row,
    entries,
    entry,
    gogen,
    office,
    opened,
    readings,
    write,
)


@pytest.mark.parametrize("section", ["11357.5 HS", "11361(A) HS", "11530.1 HS"])
def test_traps_1_2_3_a_section_is_its_whole_number(tmp_path, section):
    found = entry(gogen(tmp_path / "a.csv", {"OFFENSE_DESCR": f"{section}-CANNABIS"}))
    assert found.statute.section == section.split(" ")[0].split("(")[0]


def test_trap_4_a_spreadsheet_writes_subdivision_c_as_a_copyright_sign(tmp_path):
    assert entry(office(tmp_path / "a.csv", {"Section": "11357© HS"})).statute.short == "11357(c)"


def test_trap_5_the_section_hides_in_the_comment(tmp_path):
    hidden = {"OFFENSE_DESCR": "SEE COMMENT FOR CHARGE", "COMMENT_TEXT": ":CHRG 11358 HS"}
    assert entry(gogen(tmp_path / "a.csv", hidden)).statute.section == "11358"
    blank = {"OFFENSE_DESCR": "  ", "COMMENT_TEXT": "11359 HS-SALE"}
    assert entry(gogen(tmp_path / "b.csv", blank)).statute.section == "11359"


def test_trap_5_a_comment_that_contradicts_the_offense_is_told(tmp_path):
    cells = {"OFFENSE_DESCR": "11358 HS-CULTIVATE", "COMMENT_TEXT": "11359 HS"}
    assert entry(gogen(tmp_path / "a.csv", cells)).also_charged == "11359 HS"


def test_trap_6_a_blank_level_is_unknown_and_never_assumed(tmp_path):
    cells = {"CONV_STAT_DESCR": " ", "OFFENSE_TOC": " "}
    assert entry(gogen(tmp_path / "a.csv", cells)).level is Level.UNKNOWN


def test_trap_7_several_numbers_of_one_count_are_never_joined(tmp_path):
    found = entry(gogen(tmp_path / "a.csv", {"OFN": "", "Case Number": "NULL  ; 140192; 140193"}))
    assert found.case_number is None
    assert found.other_numbers == ("140192", "140193")


def test_trap_8_sentence_parts_of_one_count_are_one_conviction(tmp_path):
    found = entries(doj(tmp_path / "a.dat", doj_row(), doj_row(), doj_row()))
    assert [e.aside for e in found] == ["", "part-of-a-conviction", "part-of-a-conviction"]


@pytest.mark.parametrize("none", ["0", "N/A", "#N/A", "NULL", "x"])
def test_trap_10_a_word_for_none_is_nobodys_number(tmp_path, none):
    path = office(tmp_path / "a.csv", {"Person Number": none, "Case Number": none})
    found = entry(path)
    assert (found.person, found.case_number) == ("", None)


def test_trap_11_no_column_is_silently_ignored(tmp_path):
    assert opened(office(tmp_path / "a.csv", {"11360b": "yes"})).ignored_columns == ("11360b",)


def test_trap_13_the_dead_are_marked_and_stay_in(tmp_path):
    dead = doj_row(STP_TYPE_DESCR="DECEASED", DISP_DESCR="")
    conviction, notice = entries(doj(tmp_path / "a.dat", doj_row(), dead))
    assert conviction.deceased
    assert (conviction.aside, notice.aside) == ("", "not-a-conviction")


def test_trap_18_a_conviction_set_aside_before_is_told_and_not_dropped(tmp_path):
    later = doj_row(DISP_DESCR="DISMISSED PER 1203.4 PC")
    conviction, _ = entries(doj(tmp_path / "a.dat", doj_row(), later))
    assert (conviction.aside, conviction.warnings) == ("", ("set-aside",))


def test_gogen_one_bad_row_does_not_reject_the_list(tmp_path):
    rows = [f"BA{n:06d},DOE,JANE,11358 HS,1999-05-04,Dismiss" for n in range(6600)]
    rows[3300] = "BA003300,DOE"
    found = readings(write(tmp_path / "a.csv", SAMPLE, *rows))
    assert sum(isinstance(e, Entry) for e in found) == 6599
    assert [e.line for e in found if isinstance(e, Unreadable)] == [3302]


def test_gogen_an_unreadable_date_is_no_date_of_the_year_1(tmp_path):
    cells = {"STP_EVENT_DATE": "19790000", "Date of Conviction": "01/01/0001"}
    found = entry(gogen(tmp_path / "a.csv", cells))
    assert (found.convicted_on, found.convicted_as_written) == (None, "19790000")


def test_gogen_an_attempt_written_with_a_dash_is_not_lost(tmp_path):
    found = entry(gogen(tmp_path / "a.csv", {"OFFENSE_DESCR": "664-11357(C) HS-POSSESS"}))
    assert (found.statute.short, found.statute.attempt) == ("11357(c)", True)


def test_gogen_null_is_no_case_number(tmp_path):
    found = entry(gogen(tmp_path / "a.csv", {"OFN": "NULL  ", "Case Number": "NULL  ; 140192"}))
    assert (found.case_number, found.other_numbers) == ("140192", ())


def test_gogen_persons_are_the_same_in_every_file(tmp_path):
    one, other = doj(tmp_path / "a.dat", doj_row()), doj(tmp_path / "b.dat", doj_row())
    assert entry(one).person == entry(other).person != ""


def test_gogen_a_tiny_file_is_a_file(tmp_path):
    path = write(tmp_path / "a.csv", "Case Number,Section,Conviction Date", "1,11358,1999-05-04")
    assert path.stat().st_size < 128
    assert entry(path).case_number == "1"


def test_gogen_a_short_order_key_stops_nothing(tmp_path):
    found = entry(doj(tmp_path / "a.dat", doj_row(CNT_ORDER="1010")))
    assert (found.aside, found.count_key) == ("", "")


def test_autoclearance_an_empty_cell_crashes_nothing(tmp_path):
    blank = dict.fromkeys(SAMPLE, "") | {"Case Number": "BA1"}
    assert entry(office(tmp_path / "a.csv", blank)).statute is None


def test_autoclearance_11360_b_is_read(tmp_path):
    assert entry(office(tmp_path / "a.csv", {"Section": "11360(b)"})).statute.short == "11360(b)"


@pytest.mark.parametrize(
    "name", ["DOE\x00", "../../etc", "x" * 4000, "SMITH & WESSON", "<b>", "{{7*7}}"]
)
def test_autoclearance_a_name_of_any_kind_stays_a_name(tmp_path, name):
    found = entry(office(tmp_path / "a.csv", {"Last Name": name}))
    assert found.name.last == name.replace("\x00", "")


def test_autoclearance_the_list_is_left_as_it_was(tmp_path):
    path = office(tmp_path / "a.csv", {})
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    list(opened(path).entries())
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_weasymerge_short_rows_and_other_code_pages(tmp_path):
    path = office(tmp_path / "a.csv", {"Last Name": "MUÑOZ"}, {})
    path.write_bytes(path.read_text().encode("cp1252") + b"BA2,ROE\n")
    found = readings(path)
    assert found[0].name.last == "MUÑOZ"
    assert isinstance(found[2], Unreadable)


def test_a_formula_in_a_cell_is_only_text(tmp_path):
    evil = '=HYPERLINK("http://example.invalid")'
    assert entry(office(tmp_path / "a.csv", {"Last Name": evil})).name.last == evil
