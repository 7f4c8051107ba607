"""Opening a list: which layout it is in, what it leaves out, and what is said when it cannot be."""

import os

import pytest

from filings.lists.doj import COLUMNS
from filings.lists.open_list import propose_mapping
from filings.model.entries import Determination, Entry, Level, Unreadable
from filings.model.errors import ExitCode, ListError
from tests.lists.making import (
    GOGEN,
    SAMPLE,
    doj,
    doj_row,
    entries,
    entry,
    gogen,
    office,
    opened,
    readings,
    settings,
    write,
)


def refused(path, layout=None) -> ListError:
    with pytest.raises(ListError) as caught:
        list(opened(path, layout).entries())
    error = caught.value
    assert error.code == ExitCode.LIST
    assert error.where == str(path)
    assert error.remedy
    assert error.remedy.endswith(".") or "--layout" in error.remedy
    return error


def test_a_list_says_what_it_is(tmp_path):
    read = opened(office(tmp_path / "a.csv", {}))
    assert (read.number, read.layout, read.form) == (1, "sample", "CSV, comma, UTF-8")
    assert read.label == "Office spreadsheet with clear headings"
    assert len(read.sha256) == 64
    assert not read.sample
    assert read.eligibility == "column"


def test_equal_files_have_equal_names_wherever_they_are(tmp_path):
    (tmp_path / "b").mkdir()
    first, second = office(tmp_path / "a.csv", {}), office(tmp_path / "b" / "c.csv", {})
    assert opened(first).sha256 == opened(second).sha256


def test_columns_may_stand_in_any_order(tmp_path):
    columns = [*reversed(GOGEN), *sorted(COLUMNS)]
    path = gogen(tmp_path / "a.csv", {"OFN": "BA1"}, columns=columns)
    assert opened(path).layout == "gogen"
    assert entry(path).case_number == "BA1"


def test_headings_may_be_padded_or_capitalised_otherwise(tmp_path):
    path = write(tmp_path / "a.csv", [f"  {name.upper()} " for name in SAMPLE], ["BA1"] * 6)
    assert opened(path).layout == "sample"


@pytest.mark.parametrize("made", [doj, gogen, office])
def test_each_layout_is_recognised_by_itself(tmp_path, made):
    layout = {doj: "doj", gogen: "gogen", office: "sample"}[made]
    rows = [doj_row()] if made is doj else [{}]
    assert opened(made(tmp_path / "a.csv", *rows)).layout == layout


def test_the_user_overrules_the_layout(tmp_path):
    path = gogen(tmp_path / "a.csv", {})
    assert opened(path).layout == "gogen"
    read = opened(path, "doj")
    assert read.layout == "doj"
    assert [found.determination for found in read.entries()] == [Determination.MISSING]


def test_columns_that_nobody_reads_are_told(tmp_path):
    path = office(tmp_path / "a.csv", {"Notes": "x", "Judge": "y"})
    assert opened(path).ignored_columns == ("Notes", "Judge")


def test_no_column_of_a_known_layout_is_unknown(tmp_path):
    assert opened(gogen(tmp_path / "a.csv", {})).ignored_columns == ()
    assert opened(doj(tmp_path / "b.csv", doj_row())).ignored_columns == ()


def test_a_sample_column_says_that_the_people_are_fictitious(tmp_path):
    path = office(tmp_path / "a.csv", {"Sample": "yes"})
    assert opened(path).sample
    assert entry(path).sample
    assert opened(gogen(tmp_path / "b.csv", {"Sample": "yes"})).sample


def test_what_cannot_be_read_of_a_sample_is_a_sample_too(tmp_path):
    path = write(tmp_path / "a.csv", [*SAMPLE, "Sample"], ["BA1"])
    assert [found.sample for found in readings(path)] == [True]


# --- What is refused, and in which words ---------------------------------------------------------


def test_a_list_that_does_not_exist(tmp_path):
    assert refused(tmp_path / "no.csv").what == "does not exist"


def test_a_folder(tmp_path):
    assert refused(tmp_path).what == "is a folder, not a list"


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert refused(path).what == "is empty"


def test_a_file_that_may_not_be_read(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    path = office(tmp_path / "a.csv", {})
    path.chmod(0)
    assert "permission" in refused(path).what


def test_a_pdf_called_csv(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"%PDF-1.7\n" + b"x" * 200)
    assert refused(path).what == "is called .csv but is a PDF"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook of the old kind"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"<!DOCTYPE html><table><tr><td>", "web page"),
        (b'[{"case": "BA1"}]', "JSON"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x00\x01\x02\x03" * 50, "not a text file"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
        (b"PAR1" + b"\0" * 100, "Parquet"),
    ],
)
def test_a_file_that_lies_about_its_kind(tmp_path, head, kind):
    path = tmp_path / "list.csv"
    path.write_bytes(head)
    assert kind in refused(path).what


def test_a_text_called_xlsx(tmp_path):
    path = office(tmp_path / "a.csv", {})
    path = path.rename(tmp_path / "a.xlsx")
    assert refused(path).what == "is called .xlsx but is a text file"


def test_a_doj_file_that_lost_a_column(tmp_path):
    lines = doj(tmp_path / "a.csv", doj_row(), doj_row()).read_text().splitlines()
    path = write(tmp_path / "b.csv", *(line.rpartition(",")[0] for line in lines))
    error = refused(path)
    assert "California DOJ bulk file" in error.what
    assert "END_OF_REC" in error.what


def test_a_needed_column_that_is_missing(tmp_path):
    columns = [name for name in (*COLUMNS, *GOGEN) if name != "OFFENSE_DESCR"]
    error = refused(gogen(tmp_path / "a.csv", {}, columns=columns))
    start = "looks like the layout gogen, gogen (BEAR) results, but has no column"
    assert error.what.startswith(start)
    assert "OFFENSE_DESCR" in error.what
    headings = [name for name in SAMPLE if name != "Section"]
    error = refused(write(tmp_path / "b.csv", headings, ["BA1"] * 5))
    assert "has no column Section" in error.what


def test_a_column_under_another_heading_is_asked_for_by_its_name(tmp_path):
    headings = [{"Section": "Sections"}.get(name, name) for name in SAMPLE]
    error = refused(write(tmp_path / "b.csv", headings, ["BA1"] * len(headings)))
    assert "Is it Sections (for Section)?" in error.remedy
    assert "layouts/sample.yaml" in error.remedy


def test_a_header_that_does_not_belong_to_its_rows(tmp_path):
    path = write(tmp_path / "a.csv", [*SAMPLE, "Court", "County"], *[["BA1"] * 6] * 8)
    assert refused(path).what.startswith("every row has 6 cells, but its header names 8 columns")


def test_a_list_in_no_known_layout_names_its_columns(tmp_path):
    error = refused(write(tmp_path / "a.csv", ("Fruit", "Case Number", "Colour"), ("a", "b", "c")))
    assert "Fruit, Case Number, Colour" in error.what
    assert "--layout" in error.remedy


def test_a_list_without_a_header_shows_none_of_its_data(tmp_path):
    row = ("123-45-6789", "19600314", "A1008675309", "x")
    error = refused(write(tmp_path / "a.csv", row, row))
    assert error.what == "has no header that any layout knows"
    assert "6789" not in str(error)


def test_a_list_without_a_header_names_nobody(tmp_path):
    path = write(tmp_path / "a.csv", *[("SMITH", "JOHN", "May 4 1999", "11358 HS", "COMPTON")] * 2)
    told = str(refused(path)) + propose_mapping(path, settings())
    assert "SMITH" not in told
    assert "JOHN" not in told


# --- Rows that do not stand under the header -----------------------------------------------------

ROW = ("BA000002", "ROE", "JO", "11358 HS", "1999-05-04", "Dismiss")


def test_a_row_above_the_header_is_told(tmp_path):
    """A sheet was sorted together with its header."""
    title = ["Cannabis convictions", "", "as of 2020-10-05", "", "", ""]
    read = opened(write(tmp_path / "a.csv", title, ROW, ROW, SAMPLE, ROW))
    found = list(read.entries())
    assert [(type(one), one.line) for one in found] == [
        (Unreadable, 2),
        (Unreadable, 3),
        (Entry, 5),
    ]
    assert found[0].detail == "it stands above the header"
    assert read.rows == 3


def test_a_bulk_file_that_begins_without_a_header_is_read_from_its_first_row(tmp_path):
    headless = doj(tmp_path / "a.dat", doj_row(), header=False).read_text()
    path = doj(tmp_path / "b.dat", doj_row(SUBJECT_ID="2"))
    path.write_text(headless + path.read_text())
    assert [found.aside for found in entries(path)] == ["", "not-a-conviction", ""]


def test_a_second_header_in_another_order_is_refused(tmp_path):
    path = write(tmp_path / "a.csv", SAMPLE, ROW, SAMPLE[::-1], ROW[::-1])
    assert refused(path).what.startswith("line 3 is another header")


def test_an_unknown_layout(tmp_path):
    error = refused(office(tmp_path / "a.csv", {}), "bear")
    assert error.what == "there is no layout called bear"
    assert "gogen" in error.remedy


def test_a_layout_that_does_not_fit(tmp_path):
    error = refused(office(tmp_path / "a.csv", {}), "gogen")
    assert error.what.startswith("is not in the layout gogen: it has no column PRI_NAME, ")
    assert "sample" in error.remedy


def test_three_headings_in_common_do_not_make_a_layout(tmp_path):
    others = [f"Heading {letter}" for letter in "ABCDEFG"]
    path = write(
        tmp_path / "a.csv", ["Case Number", "Section", "Conviction Date", *others], ["x"] * 10
    )
    assert "no known layout" in refused(path).what
    assert opened(path, "sample").layout == "sample"


def test_two_layouts_that_fit_alike(tmp_path):
    twin = settings().layouts["sample"]
    both = settings().model_copy(update={"layouts": {"one": twin, "two": twin}})
    from filings.lists.open_list import open_list

    with pytest.raises(ListError, match="one and two"):
        open_list(office(tmp_path / "a.csv", {}), 1, both)


def test_a_line_as_long_as_no_list_has(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(SAMPLE) + "\n" + "x" * 3_000_000)
    assert "more than a million characters" in refused(path).what


def test_a_list_that_changes_while_it_is_read(tmp_path):
    path = office(tmp_path / "a.csv", *[{}] * 5)
    reading = opened(path).entries()
    next(reading)
    path.write_text(path.read_text() + "BA2,DOE,JANE,11358 HS,1999-05-04,Dismiss\n")
    with pytest.raises(ListError, match="was changed"):
        list(reading)


def test_an_entry_holds_what_its_row_says(tmp_path):
    path = office(
        tmp_path / "a.csv",
        {
            "Case Number": "BA097736-01",
            "Middle Name": "Q",
            "Suffix": "Jr.",
            "Birth Date": "03/14/1960",
            "Person Number": "4711",
            "Count": "02",
            "Level": "F",
            "Court": "Compton",
            "County": "Los Angeles",
            "Arresting Agency": "LASD",
            "Place of Offense": "Carson",
            "Prosecutor": "District Attorney",
            "Other Numbers": "A253156; x",
            "Disposition": "CONVICTED-JAIL",
        },
    )
    found = entry(path)
    assert found.name.listed == "DOE, JANE Q, Jr."
    assert str(found.born_on) == "1960-03-14"
    assert found.person.startswith("person:")
    assert [key.partition(":")[0] for key in found.person_keys] == ["name-dob"]
    assert "4711" not in found.person
    assert (found.case_number, found.defendant_suffix) == ("BA097736", "01")
    assert found.other_numbers == ("A253156",)
    assert (found.statute.section, found.count, found.level) == ("11358", "2", Level.FELONY)
    assert (found.court, found.county) == ("Compton", "Los Angeles")
    assert (found.arresting_agency, found.place_of_offense) == ("LASD", "Carson")
    assert found.prosecutor == "District Attorney"
    assert found.determination is Determination.DISMISSAL
    assert found.aside == ""


def test_every_row_comes_to_one_entry_at_least(tmp_path):
    rows = [
        "",
        "BA1",
        "BA1,DOE,JANE,11358 x3,1999-05-04,Dismiss",
        'x,"y,z,,,',
        ",,,,,",
        "a,b,c,d,e,f",
    ]
    read = opened(write(tmp_path / "a.csv", SAMPLE, *rows))
    found = list(read.entries())
    assert read.rows == 4
    assert len({reading.line for reading in found}) == 4
    assert len([reading for reading in found if isinstance(reading, Entry)]) == 4
    assert len(entries(office(tmp_path / "b.csv", {"Section": "11358 x3"}))) == 3


@pytest.mark.parametrize("row", ["TOTAL,,,,,1", "Grand Total: 576,,,,,", ",Total,,,,3"])
def test_a_total_row_is_no_conviction(tmp_path, row):
    path = office(tmp_path / "a.csv", {})
    path.write_text(path.read_text() + row + "\n")
    first, total = entries(path)
    assert (first.aside, total.aside, total.statute_as_written) == (
        *("", "not-a-conviction"),
        "a total of the list",
    )


@pytest.mark.parametrize(
    "row", ["BA000002,TOTAL,,,,", "TOTAL,,,11358,1999-05-04,", "TOTALLO,,,,,1"]
)
def test_a_row_that_may_be_more_than_a_total_is_not_left_out(tmp_path, row):
    path = office(tmp_path / "a.csv", {})
    path.write_text(path.read_text() + row + "\n")
    assert entries(path)[1].aside == ""


def test_keys_that_a_spreadsheet_rounded_are_told_once(tmp_path):
    rows = [{"CNT_ORDER": "1.01002E+11"}] * 3
    for path in (doj(tmp_path / "a.csv", *rows), gogen(tmp_path / "b.csv", *rows)):
        list_ = opened(path)
        assert list_.notes == ()
        for _ in range(2):
            list(list_.entries())
            (note,) = list_.notes
            assert "rounded CNT_ORDER in 3 rows" in note
