"""Layouts that are nothing but YAML: office sheets, worklists, court exports, wide sheets."""

import datetime as dt
import time
from dataclasses import fields

import pytest

from filings.lists.open_list import open_list
from filings.lists.worklist_rows import SentRows
from filings.model.entries import Determination, Entry, Level
from filings.model.fates import Fate, Screened
from filings.output.worklist import WIDTHS, worklist_row
from filings.settings.settings import MappedLayout, Reason
from filings.storage.csv_xlsx import guard
from tests.lists.making import entries, entry, gogen, office, opened, readings, settings, write


def test_a_multiplier_is_so_many_convictions(tmp_path):
    found = entries(office(tmp_path / "a.csv", {"Section": "11358 HS x2", "Count": "1, 2"}))
    assert [(e.line, e.entry, e.count) for e in found] == [(2, 1, "1"), (2, 2, "2")]
    assert {e.statute.section for e in found} == {"11358"}


def test_counts_that_cannot_be_told_apart_are_unknown(tmp_path):
    found = entries(office(tmp_path / "a.csv", {"Section": "11358 HS x3", "Count": "1"}))
    assert [e.count for e in found] == ["", "", ""]


@pytest.mark.parametrize("cell", ["11358 HS; 11359 HS", "11358, 11359", "H&S 11358 and 11359"])
def test_two_sections_in_a_cell_are_two_convictions(tmp_path, cell):
    found = entries(office(tmp_path / "a.csv", {"Section": cell, "Count": "1; 2"}))
    assert [(e.statute.section, e.count) for e in found] == [("11358", "1"), ("11359", "2")]


@pytest.mark.parametrize("cell", ["664 PC; 11358 HS", "11358 HS; 664 PC"])
def test_an_attempt_named_beside_its_section_is_one_conviction(tmp_path, cell):
    found = entry(office(tmp_path / "a.csv", {"Section": cell}))
    assert (found.statute.section, found.statute.attempt) == ("11358", True)


@pytest.mark.parametrize("column", ["Section", "Count", "Case Number"])
def test_a_cell_made_to_take_long_takes_no_time(tmp_path, column):
    began = time.process_time()
    assert len(readings(office(tmp_path / "a.csv", {column: f"1{' ' * 100_000}x"}))) == 1
    assert time.process_time() - began < 2


def test_a_section_mentioned_beside_the_own_one_is_asked_about(tmp_path):
    found = entry(office(tmp_path / "a.csv", {"Section": "11357(c) HS (charged as 11359 HS)"}))
    assert found.statute is None
    (asked,) = found.questions
    assert (asked.reason, asked.field, asked.column) == ("unknown-statute", "statute", "Section")
    assert asked.rest == "AS"


def test_two_subdivisions_are_two_convictions_where_the_row_has_two_counts(tmp_path):
    section = {"Section": "11357(b) and (c) HS"}
    two = entries(office(tmp_path / "a.csv", section | {"Count": "1, 2"}))
    assert [(its.statute.short, its.count) for its in two] == [("11357(b)", "1"), ("11357(c)", "2")]
    one = entry(office(tmp_path / "b.csv", section | {"Count": "1"}))
    assert (one.statute, [asked.reason for asked in one.questions]) == (None, ["unknown-statute"])


def test_counts_that_the_section_tells_are_its_convictions(tmp_path):
    section = {"Section": "11359 HS (COUNTS 1 AND 3)"}
    found = entries(office(tmp_path / "a.csv", section))
    assert [its.count for its in found] == ["1", "3"]
    assert [its.questions for its in found] == [(), ()]
    other = entries(office(tmp_path / "b.csv", section | {"Count": "2"}))
    assert all([asked.reason for asked in its.questions] == ["count-unclear"] for its in other)


def test_a_level_behind_the_section_counts_and_may_not_contradict(tmp_path):
    section = {"Section": "11359 HS (F)"}
    assert entry(office(tmp_path / "a.csv", section)).level is Level.FELONY
    both = entry(office(tmp_path / "b.csv", section | {"Level": "Misdemeanor"}))
    assert [asked.reason for asked in both.questions] == ["unknown-statute"]


@pytest.mark.parametrize(
    ("offense", "day", "reasons"),
    [
        ("2016-10-31", dt.date(2016, 10, 31), []),
        ("", None, []),
        ("Oct 2016", None, ["offense-date"]),
        ("2017-04-01", dt.date(2017, 4, 1), ["offense-date"]),  # after the conviction
    ],
)
def test_the_day_of_the_offense_is_read_where_it_is_told(tmp_path, offense, day, reasons):
    row = {"Conviction Date": "2017-03-01", "Violation Date": offense}
    found = entry(office(tmp_path / "a.csv", row))
    assert (found.offense_on, [asked.reason for asked in found.questions]) == (day, reasons)


@pytest.mark.parametrize("section", ["182(a)(1) PC", "32 PC"])
def test_a_part_in_one_of_our_offenses_is_asked_about(tmp_path, section):
    row = {"section": section, "determination": "Not eligible"}
    assert entry(worklist(tmp_path / "a.csv", **row)).questions == ()
    named = entry(worklist(tmp_path / "b.csv", **row, also_charged="11360(a) HS"))
    assert [asked.reason for asked in named.questions] == ["unknown-statute"]


@pytest.mark.parametrize("said", ["CONVICTED, TRANSFERRED IN", "CONVICTED PER PC 1203.9"])
def test_a_case_judged_in_another_county_is_asked_about(tmp_path, said):
    found = entry(office(tmp_path / "a.csv", {"Disposition": said}))
    assert "transferred" in [asked.reason for asked in found.questions]


def test_a_section_that_cannot_be_read_is_kept_as_written(tmp_path):
    found = entry(office(tmp_path / "a.csv", {"Section": "marijuana sales"}))
    assert (found.statute, found.statute_as_written) == (None, "marijuana sales")


@pytest.mark.parametrize("times", ["x0", "x 100"])
def test_a_multiplier_that_makes_no_sense_makes_nothing(tmp_path, times):
    (found,) = entries(office(tmp_path / "a.csv", {"Section": f"11358 HS {times}"}))
    assert found.statute is None or found.statute.section == "11358"


@pytest.mark.parametrize(
    ("written", "count"), [("1", "1"), ("01", "1"), ("2.0", "2"), ("Count 3", "3"), ("-", "")]
)
def test_a_count_is_its_number(tmp_path, written, count):
    assert entry(office(tmp_path / "a.csv", {"Count": written})).count == count


@pytest.mark.parametrize(
    ("disposition", "aside", "determination"),
    [
        ("CONVICTED-JAIL", "", Determination.DISMISSAL),
        ("Convicted", "", Determination.DISMISSAL),
        ("", "", Determination.DISMISSAL),
        ("TRANSFERRED", "", Determination.HAND_REVIEW),
    ],
)
def test_a_disposition_convicts_or_does_not_or_needs_a_human(
    tmp_path, disposition, aside, determination
):
    found = entry(office(tmp_path / "a.csv", {"Disposition": disposition}))
    assert (found.aside, found.determination) == (aside, determination)


@pytest.mark.parametrize(
    "disposition", ["DISMISSED", "ACQUITTED", "DIVERSION", "DIVERSION COMPLETED", "NOLLE PROS"]
)
def test_what_a_row_calls_eligible_though_nobody_was_convicted_is_a_question(tmp_path, disposition):
    said = {"Disposition": disposition}
    rows = (said, {**said, "Eligibility": "Not eligible"}, {**said, "Eligibility": ""})
    eligible, not_eligible, silent = entries(office(tmp_path / "a.csv", *rows))
    assert not eligible.aside
    assert [question.reason for question in eligible.questions] == ["disposition-doubtful"]
    assert not_eligible.aside == silent.aside == "not-a-conviction"
    assert eligible.ended
    assert not_eligible.ended


def test_a_level_that_is_no_level_is_unknown(tmp_path):
    levels = ["Felony", "m", "Infraction", "", "?"]
    path = office(tmp_path / "a.csv", *({"Level": level} for level in levels))
    assert [e.level for e in entries(path)] == [
        Level.FELONY,
        Level.MISDEMEANOR,
        Level.INFRACTION,
        Level.UNKNOWN,
        Level.UNKNOWN,
    ]


def test_a_row_without_name_or_number_is_still_a_row(tmp_path):
    path = office(tmp_path / "a.csv", {"Last Name": "", "First Name": "", "Case Number": ""})
    found = entry(path)
    assert (found.name, found.case_number, found.person) == (None, None, "")


def mapped(**mapping: object):
    layouts = {"ours": MappedLayout.model_validate({"label": "ours", **mapping})}
    return settings().model_copy(update={"layouts": layouts})


def test_an_office_maps_its_own_headings_with_yaml_alone(tmp_path):
    ours = mapped(
        columns={
            "case_number": ["Docket", "Docket #"],
            "name": "Defendant",
            "statute": "Charge",
            "convicted_on": "Plea Date",
            "comment": "Remarks",
            "file_status": "File",
        },
        dates=["%d.%m.%y"],
        constants={"county": "LOS ANGELES", "prosecutor": "District Attorney"},
        ignored=["Clerk"],
    )
    path = write(
        tmp_path / "a.csv",
        ["Clerk", "Docket #", "Defendant", "Charge", "Plea Date", "Remarks", "File", "Box"],
        ["x", "BA1", "DOE, JANE", "11358", "11.04.81", "ALSO 11359 HS", "destroyed 1989", "7"],
    )
    read = open_list(path, 3, ours)
    (found,) = read.entries()
    assert (read.layout, read.ignored_columns) == ("ours", ("Box",))
    assert (found.list, found.case_number, found.name.last) == (3, "BA1", "DOE")
    assert found.convicted_on == dt.date(1981, 4, 11)
    assert (found.county, found.prosecutor) == ("LOS ANGELES", "District Attorney")
    assert found.also_charged == "11359 HS"
    assert found.aside == "file-destroyed"


def test_a_column_that_the_layout_misspells_is_told_with_the_one_that_is_there(tmp_path):
    path = write(
        tmp_path / "a.csv",
        ["Case Number", "Section", "Conviction Date", "Eligibility", "Last Name", "Arrest Agency"],
        ["BA1", "11358", "1999-05-04", "Dismiss", "DOE", "LAPD"],
    )
    assert opened(path).notes == (
        "the layout names a column Arresting Agency, which the list does not have"
        " (it has Arrest Agency)",
    )


def test_two_columns_of_one_name_are_told(tmp_path):
    path = write(
        tmp_path / "a.csv",
        ["Case Number", "Section", "Section", "Conviction Date", "Eligibility", "Last Name"],
        ["BA1", "11358", "11359", "1999-05-04", "Dismiss", "DOE"],
    )
    assert opened(path).notes == ("two columns are called Section; the first is read",)


# --- Our own worklists ---------------------------------------------------------------------------

WORKLIST = [
    *("list", "line", "entry", "reason", "person", "last", "first", "case_number", "section"),
    *("count", "count_key", "level", "convicted_on", "county", "determination", "sample"),
    "also_charged",
]


def worklist(path, **cells: str):
    person = "subject:" + "0a" * 16
    row = {"person": person, "last": "DOE", "case_number": "BA1", "section": "11358 HS"}
    row |= {"convicted_on": "1999-05-04", "determination": "Eligible for Dismissal"} | cells
    return write(path, WORKLIST, [row.get(name, "") for name in WORKLIST])


def test_a_corrected_worklist_is_a_list(tmp_path):
    path = worklist(tmp_path / "a.csv", reason="unknown-statute", level="felony")
    assert opened(path).layout == "worklist"
    found = entry(path)
    assert found.person == "subject:" + "0a" * 16  # made by the first run; not hashed again
    assert (found.level, found.determination) == (Level.FELONY, Determination.DISMISSAL)
    assert opened(path).ignored_columns == ()


def test_a_cell_guarded_against_formulas_comes_back_as_it_was(tmp_path):
    path = worklist(tmp_path / "a.csv", last="'=HYPERLINK(1)", first="'t Hooft")
    assert (entry(path).name.last, entry(path).name.first) == ("=HYPERLINK(1)", "'t Hooft")


@pytest.mark.parametrize("name", ["=A", "'=A", "''QUOTE", "''=A", "＝A", "'TIS"])
def test_a_name_is_the_same_after_any_number_of_worklists(tmp_path, name):
    assert entry(worklist(tmp_path / "a.csv", last=guard(name))).name.last == name


def test_what_a_worklist_shows_is_what_is_read_back(tmp_path):
    """Every cell that our own worklist writes comes back as the entry it was written from."""
    first = entry(
        gogen(
            tmp_path / "a.csv",
            {
                "OFFENSE_DESCR": "664/11357(B)(2) HS-POSSESS",
                "OFN": "BA097736-01",
                "Case Number": "BA097736-01; A253156; A253157",
                "PRI_NAME": "SMITH,JOHN A JR",
                "Eligibility Reason": "50 years or older",
                "Arresting Agency": "LASD",
                "Count": "2",
            },
        )
    )
    screened = Screened(list=1, line=2, entry=1, fate=Fate.HELD, source=first)
    reason = Reason(fate=Fate.HELD, words="It needs a human.")
    row = worklist_row(screened, reason, SentRows(settings()))
    again = entry(write(tmp_path / "b.csv", list(WIDTHS), row))
    changed = {"born_on", "person_keys", "statute_as_written", "convicted_as_written"}
    changed |= {"disposition"}  # the determination answers it
    changed |= {"corrects", "sent"}
    assert again.corrects == ":1:2:1"  # the entry it stands for
    for field in fields(Entry):
        if field.name not in changed:
            assert getattr(again, field.name) == getattr(first, field.name), field.name


@pytest.mark.parametrize("reason", ["disposition-unknown", "disposition-doubtful", "under-age"])
def test_a_worklist_read_back_uncorrected_lets_nothing_in(tmp_path, reason):
    first = entry(office(tmp_path / "a.csv", {"Eligibility": "Eligible for Dismissal"}))
    about = settings().screening.reasons[reason]
    screened = Screened(list=1, line=2, entry=1, fate=Fate.HELD, reason=reason, source=first)
    again = entry(write(tmp_path / "b.csv", list(WIDTHS), worklist_row(screened, about)))
    assert again.determination is Determination.HAND_REVIEW


def test_a_worklist_of_a_sample_stays_a_sample(tmp_path):
    assert not entry(worklist(tmp_path / "a.csv", sample="")).sample
    assert entry(worklist(tmp_path / "b.csv", sample="yes")).sample


# --- A court's export ----------------------------------------------------------------------------


def export(path, *rows: dict[str, str]):
    headings = list(settings().layouts["court-export"].ignored)
    headings += ["Court Number", "Truename", "DOB", "CII", "Current Charge", " Current Level"]
    headings += ["Case Level", "Dispo Date", "Ch Dispo Date", "Charge Disposition Description"]
    headings += ["Case Disposition Description", ""]
    plain = {
        "Court Number": "305563",
        "Truename": "BIRD/BIG        ",
        "DOB": "091465",
        "CII": "A123456780",
        "Current Charge": "11357(C)HS",
        "Case Level": "MISD",
        "Dispo Date": "042099",
        "Case Disposition Description": "COUNTY JAIL W/ PROBATION CONDITION",
        "": "EOR",
    }
    rows_ = [[{**plain, **row}.get(name, "") for name in headings] for row in rows]
    return write(path, headings, *rows_)


def test_a_court_export_has_no_eligibility(tmp_path):
    path = export(tmp_path / "a.csv", {})
    read = opened(path)
    assert (read.layout, read.eligibility, read.ignored_columns) == ("court-export", "none", ())
    found = entry(path)
    assert found.name.listed == "BIRD, BIG"
    assert found.person.startswith("cii:")
    assert found.born_on == dt.date(1965, 9, 14)
    assert found.convicted_on == dt.date(1999, 4, 20)
    assert (found.statute.short, found.level) == ("11357(c)", Level.MISDEMEANOR)
    assert found.determination is Determination.MISSING
    assert found.court == ""


def test_a_court_export_must_show_a_convicting_disposition(tmp_path):
    column = "Charge Disposition Description"
    path = export(
        tmp_path / "a.csv",
        {column: "DISMISSED IN FURTHERANCE"},
        {column: "BAIL FORFEITED"},
        {column: "", "Case Disposition Description": ""},
    )
    first, second, third = entries(path)
    assert first.aside == "not-a-conviction"
    assert second.determination_as_written == "disposition: BAIL FORFEITED"
    assert third.determination_as_written == "no disposition"
    assert second.determination is third.determination is Determination.HAND_REVIEW


@pytest.mark.parametrize(
    "disposition", ["PROBATION DENIED", "FINE WAIVED - DISMISSED", "SENTENCE VACATED"]
)
def test_a_sentence_that_may_not_stand_goes_to_hand_review(tmp_path, disposition):
    found = entry(export(tmp_path / "a.csv", {"Charge Disposition Description": disposition}))
    assert found.determination is Determination.HAND_REVIEW
    assert found.determination_as_written == f"disposition: {disposition}"


def test_the_shared_court_export(shared):
    read = opened(shared / "data" / "court_system" / "sf_felonies.csv")
    found = list(read.entries())
    assert (read.layout, read.rows, read.ignored_columns) == ("court-export", 9, ())
    assert [e.case_number for e in found[:3]] == ["305563", "305599", "398761"]
    assert [e.convicted_on.year for e in found] == [
        1999,
        2003,
        2008,
        2011,
        2012,
        2012,
        1985,
        1981,
        1998,
    ]
    assert [e.born_on.year if e.born_on else None for e in found] == [
        *(1965, 1960, 1990, 1990, 1955, None, 1965, 1960, 1972)
    ]
    assert found[6].other_numbers == ()
    assert all(e.statute for e in found)


def test_the_export_that_was_matched_says_so_in_its_own_column(shared):
    read = opened(shared / "data" / "court_system" / "sf_felonies_results.csv")
    found = list(read.entries())
    assert read.eligibility == "column"
    assert "Superstrikes" in read.ignored_columns
    assert [e.determination_as_written for e in found].count("ineligible") == 5


# --- The wide sheet ------------------------------------------------------------------------------

WIDE = (
    *("Courtno", "SFNO", "True Name", "DOB", "Conviction Date", "Sentence Date", "Case Type"),
    *("Dispo Code", "Disposition", "11357(a)", "11357(b)", "11357(c)", "11359", "11359(a)"),
    *("11359(b)", "11360(a)", "11360(b)", "Other", "Petition Created", "Date Petition Drafted"),
    *("Date Petition Submitted", "Petition Granted", "Date Sent to PDR", "Notes"),
    *("Copy Requested", "Email Address", "Mailing Address", "Willing to Speak to Media"),
    "Phone Number",
)


def wide(path, **cells: str):
    plain = dict.fromkeys(WIDE[9:18], "#N/A")
    plain |= {"Courtno": "305563", "SFNO": "0", "True Name": "DOE/JANE", "Case Type": "MISD"}
    plain |= {"Conviction Date": "4/20/1999", "Disposition": "CONVICTED", "DOB": "9/14/1965"}
    return write(path, WIDE, [{**plain, **cells}.get(name, "") for name in WIDE])


def test_each_filled_section_of_a_wide_sheet_is_a_conviction(tmp_path):
    path = wide(tmp_path / "a.csv", **{"11357(c)": "11357©", "11360(b)": "11360(b) x2"})
    assert len(WIDE) == 29
    assert opened(path).layout == "wide-sheet"
    assert opened(path).ignored_columns == ()
    found = entries(path)
    assert [(e.entry, e.statute.short) for e in found] == [
        (1, "11357(c)"),
        (2, "11360(b)"),
        (3, "11360(b)"),
    ]
    assert {e.line for e in found} == {2}


def test_a_mark_in_a_wide_sheet_means_the_headings_own_section(tmp_path):
    found = entries(wide(tmp_path / "a.csv", **{"11357(b)": "x", "11359": "X2", "11360(a)": "0"}))
    assert [e.statute.short for e in found] == ["11357(b)", "11359", "11359"]


def test_a_number_in_a_wide_sheet_is_how_often_the_headings_section(tmp_path):
    cells = {"11357(a)": "2", "11357(b)": "2.0", "11359": "1.0", "11360(a)": "0.0"}
    found = entries(wide(tmp_path / "a.csv", **cells, Other="11358.0"))
    assert [e.statute.short for e in found] == [
        *("11357(a)", "11357(a)", "11357(b)", "11357(b)", "11359", "11358")
    ]


def test_a_wide_row_without_a_section_is_still_a_row(tmp_path):
    assert entry(wide(tmp_path / "a.csv")).statute is None


def test_another_section_of_a_wide_sheet_is_read_as_itself(tmp_path):
    assert entry(wide(tmp_path / "a.csv", Other="11357.5 HS")).statute.section == "11357.5"


def test_a_person_without_a_number_in_a_wide_sheet_is_told_by_name_and_birth(tmp_path):
    assert entry(wide(tmp_path / "a.csv", Other="11358")).person.startswith("name-dob:")
    numbered = wide(tmp_path / "b.csv", Other="11358", SFNO="S554423")
    assert entry(numbered).person.startswith("sfno:")


def test_a_granted_petition_is_for_a_human(tmp_path):
    found = entry(wide(tmp_path / "a.csv", Other="11358", **{"Petition Granted": "5/1/2018"}))
    assert found.determination is Determination.HAND_REVIEW
    assert found.determination_as_written == "granted: 5/1/2018"
    assert entry(wide(tmp_path / "b.csv", Other="11358")).determination is Determination.MISSING


# --- The RAP-sheet summary -----------------------------------------------------------------------


def test_a_rap_sheet_summary(tmp_path):
    headings = ["Filename", "Name", "Date", "Case Number", "Courthouse", "Charge", "Severity"]
    headings += ["Sentence", "Superstrikes", "2 prior convictions", "PC290", "Remedy", "Eligible"]
    headings += ["Deceased"]
    row = ["a.pdf", "DOE, JANE", "04/11/1981", "140193", "CASC LOS ANGELES", "HS 11357(c) x2", "M"]
    row += ["1y jail", "-", "-", "-", "redesignation", "maybe", "-"]
    path = write(tmp_path / "a.csv", headings, row)
    assert (opened(path).layout, len(headings)) == ("rap-summary", 14)
    assert opened(path).ignored_columns == ()
    found = entries(path)
    assert [e.statute.short for e in found] == ["11357(c)", "11357(c)"]
    assert found[0].determination is Determination.HAND_REVIEW
    assert (found[0].court, found[0].level) == ("CASC LOS ANGELES", Level.MISDEMEANOR)


def test_every_field_a_mapping_may_name_is_read():
    from filings.lists.mapped_spreadsheet import _FIELDS, _Cells

    assert _Cells._fields == _FIELDS


@pytest.mark.parametrize(
    "disposition",
    [
        "CONVICTION REVERSED",
        "CONVICTION VACATED",
        "GUILTY PLEA WITHDRAWN",
        "PLED GUILTY, PC 1000 DIVERSION",
        "CONVICTED - REVERSED ON APPEAL",
    ],
)
def test_a_conviction_that_may_not_stand_goes_to_hand_review(tmp_path, disposition):
    found = entry(office(tmp_path / "a.csv", {"Disposition": disposition}))
    assert found.determination is Determination.HAND_REVIEW
    assert found.determination_as_written == f"disposition: {disposition}"


def test_a_dismissal_under_1203_4_leaves_the_determination_as_it_is(tmp_path):
    found = entry(office(tmp_path / "a.csv", {"Disposition": "Convicted, dismissed PC 1203.4"}))
    assert found.determination is Determination.DISMISSAL


def test_a_sentence_in_the_offices_own_sheet_tells_a_conviction(tmp_path):
    found = entry(office(tmp_path / "a.csv", {"Disposition": "90 DAYS JAIL, FINE $100"}))
    assert found.determination is Determination.DISMISSAL
    assert not found.questions
