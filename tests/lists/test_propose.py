"""A list that no layout fits: what it might be, for a person to check."""

import yaml

from filings.lists.open_list import open_list, propose_mapping
from filings.settings.settings import MappedLayout
from tests.lists.making import settings, write

HEADINGS = [
    "Docket #",
    "Defendant",
    "D.O.B.",
    "Violation",
    "Plea Date",
    "Cnt",
    "F/M",
    "Dept",
    "CII #",
]
ROW = ["BA097736", "DOE, JANE Q", "3/14/60", "11357(c) HS", "5/4/99", "1", "M", "100", "A123456780"]


def mapping(text: str) -> MappedLayout:
    data = yaml.safe_load(text)
    assert data.pop("schema") == 1
    return MappedLayout.model_validate(data)


def test_the_proposal_reads_the_list_it_was_made_for(tmp_path):
    path = write(tmp_path / "a.csv", HEADINGS, ROW)
    ours = settings().model_copy(update={"layouts": {"ours": mapping(propose_mapping(path))}})
    (found,) = open_list(path, 1, ours).entries()
    assert (found.case_number, found.name.listed) == ("BA097736", "DOE, JANE Q")
    assert (found.statute.short, found.count) == ("11357(c)", "1")
    assert (str(found.convicted_on), str(found.born_on)) == ("1999-05-04", "1960-03-14")
    assert found.person.startswith("cii:")


def test_what_no_heading_says_is_to_be_filled_in(tmp_path):
    text = propose_mapping(write(tmp_path / "a.csv", ["Name", "Zodiac"], ["DOE, JANE", "Leo"]))
    assert "case_number: FILL IN" in text
    assert mapping(text).ignored == ("Zodiac",)


def test_the_columns_of_a_wide_sheet_are_told(tmp_path):
    headings = ["Case No", "11357(a)", "11357©", "HS 11360(b)", "Disp Date"]
    text = propose_mapping(write(tmp_path / "a.csv", headings, ["BA1", "", "x", "", "1999-05-04"]))
    proposed = mapping(text)
    assert proposed.section_columns == ("11357(a)", "11357©", "HS 11360(b)")
    assert proposed.needed == ("case_number", "convicted_on")


def test_a_proposal_shows_no_cell(tmp_path):
    text = propose_mapping(write(tmp_path / "a.csv", HEADINGS, ROW))
    for cell in ("JANE", "BA097736", "3/14/60", "A123456780"):
        assert cell not in text


def test_a_file_without_a_header_is_told_so(tmp_path):
    text = propose_mapping(write(tmp_path / "a.csv", ROW, ROW))
    assert text.startswith("# No line of this file looks like a header")


def test_headings_may_name_a_section_or_a_year(tmp_path):
    headings = ["Case No", "Name", "Charge", "# of HS 11357 convictions", "2018 review"]
    text = propose_mapping(write(tmp_path / "a.csv", headings, ["BA1", "DOE", "11358", "1", ""]))
    assert mapping(text).ignored == ("# of HS 11357 convictions", "2018 review")


def test_headings_may_hold_any_sign(tmp_path):
    headings = ['Case "No"', "Charge: section", "Plea Date", "#", "- x"]
    text = propose_mapping(
        write(tmp_path / "a.csv", headings, ["BA1", "11358", "1999-05-04", "", ""])
    )
    assert mapping(text).columns["statute"] == "Charge: section"


def test_names_in_columns_of_their_own_come_before_a_whole_name(tmp_path):
    headings = ["Case No", "Full Name", "Last Name", "First Name", "Charge", "Plea Date"]
    row = ["BA1", "JANE DOE", "DOE", "JANE", "11358", "1999-05-04"]
    proposed = mapping(propose_mapping(write(tmp_path / "a.csv", headings, row)))
    assert proposed.names == "parts"
    assert "name" not in proposed.columns
    assert proposed.ignored == ("Full Name",)


def test_a_column_of_whole_names_is_not_taken_for_one_of_first_names(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "Docket No,Def Last, First\nBA000001,DOE\n".replace("Def Last, First", '"Def Last, First"')
    )
    proposed = propose_mapping(path)
    assert 'name: "Def Last, First"' in proposed
    assert "first:" not in proposed
