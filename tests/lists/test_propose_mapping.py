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
    ours = settings().model_copy(
        update={"layouts": {"ours": mapping(propose_mapping(path, settings()))}}
    )
    (found,) = open_list(path, 1, ours).entries()
    assert (found.case_number, found.name.listed) == ("BA097736", "DOE, JANE Q")
    assert (found.statute.short, found.count) == ("11357(c)", "1")
    assert (str(found.convicted_on), str(found.born_on)) == ("1999-05-04", "1960-03-14")
    assert found.person.startswith("cii:")


def test_what_no_heading_says_is_to_be_filled_in(tmp_path):
    text = propose_mapping(
        write(tmp_path / "a.csv", ["Name", "Zodiac"], ["DOE, JANE", "Leo"]), settings()
    )
    assert "case_number: FILL IN" in text
    assert mapping(text).ignored == ("Zodiac",)


def test_the_columns_of_a_wide_sheet_are_told(tmp_path):
    headings = ["Case No", "11357(a)", "11357©", "HS 11360(b)", "Disp Date"]
    text = propose_mapping(
        write(tmp_path / "a.csv", headings, ["BA1", "", "x", "", "1999-05-04"]), settings()
    )
    proposed = mapping(text)
    assert proposed.section_columns == ("11357(a)", "11357©", "HS 11360(b)")
    assert proposed.needed == ("case_number", "convicted_on")


def test_a_proposal_shows_no_cell(tmp_path):
    text = propose_mapping(write(tmp_path / "a.csv", HEADINGS, ROW), settings())
    for cell in ("JANE", "BA097736", "3/14/60", "A123456780"):
        assert cell not in text


def test_a_file_without_a_header_is_told_so(tmp_path):
    text = propose_mapping(write(tmp_path / "a.csv", ROW, ROW), settings())
    assert text.startswith("# No line of this file looks like a header")


def test_headings_may_name_a_section_or_a_year(tmp_path):
    headings = ["Case No", "Name", "Charge", "# of HS 11357 convictions", "2018 review"]
    text = propose_mapping(
        write(tmp_path / "a.csv", headings, ["BA1", "DOE", "11358", "1", ""]), settings()
    )
    assert mapping(text).ignored == ("# of HS 11357 convictions", "2018 review")


def test_headings_may_hold_any_sign(tmp_path):
    headings = ['Case "No"', "Charge: section", "Plea Date", "#", "- x"]
    text = propose_mapping(
        write(tmp_path / "a.csv", headings, ["BA1", "11358", "1999-05-04", "", ""]), settings()
    )
    assert mapping(text).columns["statute"] == "Charge: section"


def test_names_in_columns_of_their_own_come_before_a_whole_name(tmp_path):
    headings = ["Case No", "Full Name", "Last Name", "First Name", "Charge", "Plea Date"]
    row = ["BA1", "JANE DOE", "DOE", "JANE", "11358", "1999-05-04"]
    proposed = mapping(propose_mapping(write(tmp_path / "a.csv", headings, row), settings()))
    assert proposed.names == "parts"
    assert "name" not in proposed.columns
    assert proposed.ignored == ("Full Name",)


def test_a_column_of_whole_names_is_not_taken_for_one_of_first_names(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "Docket No,Def Last, First\nBA000001,DOE\n".replace("Def Last, First", '"Def Last, First"')
    )
    proposed = propose_mapping(path, settings())
    assert 'name: "Def Last, First"' in proposed
    assert "first:" not in proposed


OFFICE = ["Case #", "Def Name", "Chg", "Conv Dt", "F/M", "Ct", "Disp", "PD", "Location", "Elig?"]
OFFICE_ROW = [
    *("BA000001", "DOE, JANE", "11358", "5/4/1999", "F", "1", "CONV", "LASD", "Pomona", "Dismiss")
]


def office_rows(*changes):
    return [
        [{**dict(zip(OFFICE, OFFICE_ROW, strict=True)), **its}[h] for h in OFFICE]
        for its in changes
    ]


def test_the_headings_of_an_offices_own_sheet_are_recognised(tmp_path):
    path = write(tmp_path / "a.csv", OFFICE, OFFICE_ROW)
    proposed = mapping(propose_mapping(path, settings()))
    assert proposed.ignored == ()
    assert proposed.columns == {
        "case_number": "Case #",
        "name": "Def Name",
        "convicted_on": "Conv Dt",
        "count": "Ct",
        "level": "F/M",
        "statute": "Chg",
        "arresting_agency": "PD",
        "court": "Location",
        "determination": "Elig?",
        "disposition": "Disp",
    }


def test_ct_is_a_court_where_no_cell_of_it_holds_a_number(tmp_path):
    headings = ["Case #", "Chg", "Conv Dt", "Ct", "Lvl", "Y/N"]
    path = write(tmp_path / "a.csv", headings, ["BA1", "11358", "5/4/1999", "Pomona", "F", "N"])
    columns = mapping(propose_mapping(path, settings())).columns
    assert (columns["court"], columns["level"], columns["determination"]) == ("Ct", "Lvl", "Y/N")


def test_words_that_nobody_knows_are_shown_with_their_rows_and_hold_them_until_filled_in(tmp_path):
    rows = office_rows(
        {"F/M": "FLY", "Elig?": "Y", "Disp": "GP"},
        {"F/M": "FLY", "Elig?": "Y", "Disp": "GP"},
        {"F/M": "Misd", "Elig?": "N", "Disp": "Dismissed"},
    )
    text = propose_mapping(write(tmp_path / "a.csv", OFFICE, *rows), settings())
    assert '"FLY": unknown   # 2 rows' in text
    assert '"Y": hand-review   # 2 rows' in text
    assert '"N": hand-review   # 1 row\n' in text
    assert '#   "GP" (2)' in text
    assert '# Known of Disp: "Dismissed" (1).' in text
    assert "Misd" not in text
    filled = text.replace('"FLY": unknown', '"FLY": felony').replace(
        '"Y": hand', '"Y": dismissal #'
    )
    filled = filled.replace("convicting: []  ", "convicting: [GP]", 1)
    filled = filled.replace('"N": hand', '"N": not-eligible #')
    for written, meant in ((text, "hand-review"), (filled, "dismissal")):
        ours = settings().model_copy(update={"layouts": {"ours": mapping(written)}})
        first, *_, last = open_list(tmp_path / "a.csv", 1, ours).entries()
        assert first.determination == meant
    assert (first.level, first.questions) == ("felony", ())
    assert last.aside == "not-a-conviction"


def test_no_list_is_said_to_be_silent_while_a_column_of_it_is_not_read(tmp_path):
    headings = ["Case #", "Chg", "Conv Dt", "Interp", "Box"]
    row = ["BA1", "11358", "5/4/1999", "N", "17"]
    text = propose_mapping(write(tmp_path / "a.csv", headings, row), settings())
    assert "It does not say who is eligible" not in text
    assert '#  - "Interp"' in text
    assert mapping(text).ignored == ("Box",)
    whole = propose_mapping(write(tmp_path / "b.csv", headings[:3], row[:3]), settings())
    assert "It does not say who is eligible" in whole


def test_a_blank_column_for_eligibility_is_told(tmp_path):
    text = propose_mapping(
        write(tmp_path / "a.csv", OFFICE, *office_rows({"Elig?": ""})), settings()
    )
    assert "Elig? is blank in every row" in text


def test_under_a_heading_that_was_mistaken_no_person_is_shown(tmp_path):
    rows = office_rows({"F/M": "A123456780"}, {"Elig?": "3/14/1960"}, {"Disp": "x" * 200})
    text = propose_mapping(write(tmp_path / "a.csv", OFFICE, *rows), settings())
    assert not any(cell in text for cell in ("A123456780", "3/14/1960", "xxxx", "JANE", "BA000001"))


def test_a_column_in_which_every_row_says_something_else_is_not_shown(tmp_path):
    names = [f"Clerk {chr(65 + n)}anders" for n in range(25)]
    path = write(tmp_path / "a.csv", OFFICE, *office_rows(*({"Disp": name} for name in names)))
    text = propose_mapping(path, settings())
    assert "anders" not in text
    assert "25 more" in text


def test_a_column_whose_cells_are_case_numbers_needs_no_heading_that_says_so(tmp_path):
    headings = ["No.", "Line", "Defendant", "Charge", "Plea Date"]
    rows = [[f"BA09773{n}", str(n), "DOE, JANE", "11358", "1999-05-04"] for n in range(3)]
    text = propose_mapping(write(tmp_path / "a.csv", headings, *rows), settings())
    assert mapping(text).columns["case_number"] == "No."
    rows = [["12", *its[1:]] for its in rows]
    text = propose_mapping(write(tmp_path / "b.csv", headings, *rows), settings())
    assert "case_number: FILL IN" in text


def test_what_no_heading_says_is_taken_from_the_cells_and_marked(tmp_path):
    path = tmp_path / "a.csv"
    rows = ["Ref,Person Name,ORS,Sentenced?,When,Where"]
    rows += [f"BA00000{n},DOE,475.864,no,5/{n}/1999,Pomona" for n in range(1, 5)]
    path.write_text("\n".join(rows) + "\n")
    text = propose_mapping(path, settings())
    for line in ('case_number: "Ref"', 'statute: "ORS"', 'convicted_on: "When"'):
        assert f"{line}   # by its cells" in text, text
    assert 'court: "Where"   # by its cells' in text
    assert "FILL IN" not in text


def test_sections_are_taken_from_their_own_column_beside_one_of_words(tmp_path):
    rows = [[f"DC-0{n}-0123", "POSSESSION", "45-9-102", "Guilty", "2/3/2001"] for n in range(1, 5)]
    headings = ["Docket #", "Offense", "MCA", "Disposition", "Disposed"]
    text = propose_mapping(write(tmp_path / "a.csv", headings, *rows), settings())
    assert 'statute: "MCA"   # by its cells' in text
    assert 'convicted_on: "Disposed"' in text
    assert 'disposition: "Disposition"' in text
    rows = [[number, words, "", *more] for number, words, _, *more in rows]
    text = propose_mapping(write(tmp_path / "b.csv", headings, *rows), settings())
    assert 'statute: "Offense"' in text


def test_a_column_of_bare_numbers_is_no_column_of_sections(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Case No,Plea Date,Zone\n" + "BA000001,5/4/1999,12\n" * 3)
    assert "statute: FILL IN" in propose_mapping(path, settings())
