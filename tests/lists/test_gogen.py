"""gogen's result files: the list an office has in hand."""

import datetime as dt

import pytest

from filings.lists.doj import COLUMNS
from filings.model.entries import Determination, Level
from tests.lists.making import GOGEN, entries, entry, gogen, office, opened


def test_a_row_is_a_conviction(tmp_path):
    found = entry(gogen(tmp_path / "a.csv", {"Eligibility Reason": "50 years or older"}))
    assert found.name.listed == "DOE, JANE Q"
    assert found.person.startswith("subject:")
    assert [key.partition(":")[0] for key in found.person_keys] == ["cii", "name-dob"]
    assert (found.statute.section, found.level) == ("11358", Level.FELONY)
    assert found.convicted_on == dt.date(1981, 4, 11)
    assert (found.county, found.court) == ("LOS ANGELES", "CASCLOS ANGELES")
    assert found.case_number == "A123456"
    assert found.count == ""  # CNT_ORDER is the DOJ's key, not the count of the charging document
    assert found.count_key == "101002001000"
    assert found.determination is Determination.DISMISSAL
    assert found.determination_as_written == "Eligible for Dismissal: 50 years or older"


def test_no_secret_is_kept(tmp_path):
    found = repr(entry(gogen(tmp_path / "a.csv", {})))
    for secret in ("123456789", "18675309", "1008675309"):
        assert secret not in found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Eligible for Reduction", Determination.REDUCTION),
        ("Hand Review", Determination.HAND_REVIEW),
        ("Maybe Eligible - Flag for Review", Determination.HAND_REVIEW),
        ("Not eligible", Determination.NOT_ELIGIBLE),
        ("To be reviewed by City Attorneys", Determination.UNREVIEWED_MISDEMEANOR),
        ("", Determination.MISSING),
        ("Something new", Determination.UNKNOWN),
    ],
)
def test_a_determination_is_what_the_config_says_it_is(tmp_path, written, meant):
    found = entry(gogen(tmp_path / "a.csv", {"Eligibility Determination": written}))
    assert (found.determination, found.determination_as_written) == (meant, written)


def test_the_counts_own_number_is_chosen_and_the_others_kept(tmp_path):
    cells = {"OFN": "140193", "Case Number": "NULL  ; 140192; 140193"}
    found = entry(gogen(tmp_path / "a.csv", cells))
    assert (found.case_number, found.other_numbers) == ("140193", ("140192",))


def test_the_number_of_another_count_stands_in_when_it_is_the_only_one(tmp_path):
    found = entry(gogen(tmp_path / "a.csv", {"OFN": "", "Case Number": "757392"}))
    assert (found.case_number, found.other_numbers) == ("757392", ())


def test_several_numbers_and_no_own_one_leave_it_open(tmp_path):
    cells = {"OFN": "FILE NBR NOT REPORTD", "Case Number": "140192; 140193"}
    found = entry(gogen(tmp_path / "a.csv", cells))
    assert (found.case_number, found.other_numbers) == (None, ("140192", "140193"))


def test_a_date_gogen_could_not_read_is_shown_as_the_record_has_it(tmp_path):
    cells = {"Date of Conviction": "01/01/0001", "STP_EVENT_DATE": "19790000"}
    found = entry(gogen(tmp_path / "a.csv", cells))
    assert (found.convicted_on, found.convicted_as_written) == (None, "19790000")


def test_the_charge_is_taken_from_the_comment_when_the_offense_sends_there(tmp_path):
    cells = {"OFFENSE_DESCR": "SEE COMMENT FOR CHARGE", "COMMENT_TEXT": "CHRG 11358 HS"}
    found = entry(gogen(tmp_path / "a.csv", cells))
    assert found.statute.section == "11358"
    assert found.statute_as_written == "11358 HS"
    assert found.also_charged == ""


def test_a_comment_that_names_another_section_is_told(tmp_path):
    cells = {"OFFENSE_DESCR": "11358 HS-CULTIVATE", "COMMENT_TEXT": "CHRG 11359 HS"}
    assert entry(gogen(tmp_path / "a.csv", cells)).also_charged == "11359 HS"
    cells = {"OFFENSE_DESCR": "11357(B) HS", "COMMENT_TEXT": "11357(D) HS"}
    assert entry(gogen(tmp_path / "b.csv", cells)).also_charged == "11357(d) HS"


@pytest.mark.parametrize("comment", ["11358 - the same", "CHRG 11357.5 HS", "632 PC", "OF 1981"])
def test_a_comment_that_names_no_other_section_of_ours_is_not(tmp_path, comment):
    cells = {"OFFENSE_DESCR": "11358 HS-CULTIVATE", "COMMENT_TEXT": comment}
    assert entry(gogen(tmp_path / "a.csv", cells)).also_charged == ""


def test_nothing_of_a_comment_is_kept_but_the_sections_it_cites(tmp_path):
    secret = "SSN 987654321 CII 1008675309 WIFE ANN"
    for cells, written, also in (
        ({"OFFENSE_DESCR": "SEE COMMENT FOR CHARGE"}, "see the comment in the list", ""),
        ({"OFFENSE_DESCR": "11358 HS", "COMMENT_TEXT": f"{secret} 11359 HS"}, None, "11359 HS"),
        (
            {"OFFENSE_DESCR": "", "COMMENT_TEXT": f"{secret} 11358 HS, 459 PC"},
            "several: 11358 HS / 459 PC",
            "",
        ),
        ({"Possible Other P64 Charges": secret}, None, "see the comment in the list"),
        ({"Possible Other P64 Charges": f"{secret} 11359 HS"}, None, "11359 HS"),
    ):
        found = entry(gogen(tmp_path / "a.csv", {"COMMENT_TEXT": secret, **cells}))
        assert (written or found.statute_as_written, also) == (
            found.statute_as_written,
            found.also_charged,
        )
        assert "987654321" not in repr(found)


def test_what_could_not_be_read_of_a_comment_is_not_read_from_a_worklist_either(tmp_path):
    cells = {"OFFENSE_DESCR": "", "COMMENT_TEXT": "FOR 11358 HS AND 11359 HS"}
    written = entry(gogen(tmp_path / "a.csv", cells)).statute_as_written
    again = entries(office(tmp_path / "b.csv", {"Section": written}))
    assert [found.statute for found in again] == [None]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Eligible for Dismissal: 50 years or older", "dismissal"),
        ("Eligible for Dismissal: Dismiss all HS 11357(A) convictions", "dismissal"),
        ("Eligible for Dismissal: 11357(a) or 11357(b)", "dismissal"),
        ("Dismiss and seal: attested by A. Sample, 123456, 2026-01-31", "dismissal"),
        ("Eligible for Dismissal: NO - do not file", "hand-review"),
        ("DISMISS: hold for attorney", "hand-review"),
        ("Hand Review: whatever", "hand-review"),
        ("Not eligible: whatever", "hand-review"),
        ("Something: new", "unknown"),
    ],
)
def test_what_stands_behind_a_determination_must_be_known(tmp_path, written, meant):
    found = entry(gogen(tmp_path / "a.csv", {"Eligibility Determination": written}))
    assert str(found.determination) == meant


@pytest.mark.parametrize("disposition", ["DISMISSED/CHARGE DROPPED", "ACQUITTED", "CERTIFIED"])
def test_a_determination_beside_a_disposition_that_convicts_nobody_is_held(tmp_path, disposition):
    found = entry(gogen(tmp_path / "a.csv", {"DISP_DESCR": disposition}))
    assert (found.aside, found.determination) == ("", Determination.HAND_REVIEW)
    assert found.determination_as_written == f"disposition: {disposition}"
    no = {"DISP_DESCR": disposition, "Eligibility Determination": "Not eligible"}
    found = entry(gogen(tmp_path / "b.csv", no))
    assert found.determination is Determination.NOT_ELIGIBLE


def test_a_conviction_that_was_reversed_is_held(tmp_path):
    found = entry(gogen(tmp_path / "a.csv", {"DISP_DESCR": "CONVICTED - REVERSED ON APPEAL"}))
    assert found.determination is Determination.HAND_REVIEW


def test_a_row_of_the_same_count_with_another_section_is_no_part_of_it(tmp_path):
    unjudged = UNJUDGED | {"OFFENSE_DESCR": "11359 HS-POSSESS FOR SALE"}
    path = gogen(tmp_path / "a.csv", {}, unjudged, {"OFFENSE_DESCR": "11359 HS"})
    found = entries(path)
    assert [its.aside for its in found] == ["", "", ""]
    assert [str(its.determination) for its in found] == ["dismissal", "hand-review", "hand-review"]


@pytest.mark.parametrize("filler", ["X", "0", "NULL", "UNKNOWN", "1.86753E+07"])
def test_a_filler_makes_no_one_person_of_many(tmp_path, filler):
    one = {"SUBJECT_ID": filler}
    other = UNJUDGED | {"SUBJECT_ID": filler, "PRI_NAME": "ROE,JO", "CII_NUMBER": "A11112222"}
    found = entries(gogen(tmp_path / "a.csv", one, other))
    assert [its.aside for its in found] == ["", ""]


def test_the_dead_are_marked(tmp_path):
    path = gogen(tmp_path / "a.csv", {"Deceased": "Deceased"}, {"Deceased": "-"})
    assert [found.deceased for found in entries(path)] == [True, False]


def test_columns_an_office_added_are_read(tmp_path):
    added = {"Arresting Agency": "LASD", "Prosecutor": "DA", "Count": "2", "Court": "Compton"}
    found = entry(gogen(tmp_path / "a.csv", added))
    assert (found.arresting_agency, found.prosecutor) == ("LASD", "DA")
    assert (found.count, found.court) == ("2", "Compton")


UNJUDGED = {"Eligibility Determination": "", "Date of Conviction": "", "Deceased": ""}


def test_all_results_keep_every_row_and_say_what_it_is(tmp_path):
    path = gogen(
        tmp_path / "a.csv",
        UNJUDGED | {"STP_TYPE_DESCR": "ARREST/DETAINED/CITED", "DISP_DESCR": "REL/TOT"},
        {},
        UNJUDGED,  # a further sentence part of the same count
        UNJUDGED | {"CNT_ORDER": "101002002000", "OFFENSE_DESCR": "632 PC-EAVESDROP"},
    )
    assert [found.aside for found in entries(path)] == [
        "not-a-conviction",
        "",
        "part-of-a-conviction",
        "",
    ]


def test_a_count_repeated_with_its_determination_is_left_to_the_register(tmp_path):
    path = gogen(tmp_path / "a.csv", {}, {})
    assert [found.aside for found in entries(path)] == ["", ""]


def test_the_condensed_file_tells_persons_by_their_cii_number(tmp_path):
    kept = "CII_NUMBER PRI_NAME PRI_DOB STP_EVENT_DATE STP_ORI_CNTY_NAME OFN OFFENSE_DESCR"
    columns = [*kept.split(), "DISP_DESCR", "CONV_STAT_DESCR", "COMMENT_TEXT", *GOGEN]
    found = entry(gogen(tmp_path / "a.csv", {}, columns=columns))
    assert found.person.startswith("cii:")
    assert found.count_key == ""


@pytest.mark.parametrize("key", ["10100200100", "1.01002E+11", "", "x"])
def test_an_order_key_that_is_not_whole_is_no_key(tmp_path, key):
    assert entry(gogen(tmp_path / "a.csv", {"CNT_ORDER": key})).count_key == ""


def test_the_level_of_the_conviction_comes_before_that_of_the_charge(tmp_path):
    path = gogen(
        tmp_path / "a.csv",
        {"CONV_STAT_DESCR": "MISDEMEANOR", "OFFENSE_TOC": "F"},
        {"CONV_STAT_DESCR": "", "OFFENSE_TOC": "F"},
        {"CONV_STAT_DESCR": "", "OFFENSE_TOC": ""},
    )
    levels = [found.level for found in entries(path)]
    assert levels == [Level.MISDEMEANOR, Level.FELONY, Level.UNKNOWN]


LOS_ANGELES = [
    # line, section, case number, further numbers, determination, something else is named
    (2, "11358", "140193", ("140192",), "dismissal", True),
    (3, "11357(c)", "398765", ("678544",), "hand-review", False),
    (4, "11357(b)", "398765", ("678544",), "dismissal", True),
    (5, "11358", "140194", ("140195",), "dismissal", False),
    (6, "11359(c)", "140194", ("140195",), "dismissal", False),
    (7, "11358", "140196", ("140197",), "dismissal", False),
    (8, "11358", "140197", ("140196",), "unreviewed-misdemeanor", False),
    (9, "11358", "757392", (), "hand-review", False),
    (10, "11357(c)", "757392", (), "unreviewed-misdemeanor", True),
    (11, "11359", "757392", (), "not-eligible", False),
    (12, "11359", "140195", ("222344",), "dismissal", False),
    (13, "11359", "222344", ("140195",), "unreviewed-misdemeanor", False),
    (14, "11358", "140196", ("140134",), "dismissal", False),
    (15, "11358", None, (), "dismissal", False),
    (16, "11358", None, (), "still-serving", False),
    (17, "11358", None, (), "not-eligible", False),
]


def test_the_shared_list_of_los_angeles(shared):
    path = shared / "data" / "gogen" / "los_angeles" / "Prop64_Results.csv"
    read = opened(path)
    found = list(read.entries())
    assert [
        (
            e.line,
            e.statute.short,
            e.case_number,
            e.other_numbers,
            e.determination,
            bool(e.also_charged),
        )
        for e in found
    ] == LOS_ANGELES
    assert (read.layout, read.rows, read.ignored_columns) == ("gogen", 16, ())
    assert all(e.county == "LOS ANGELES" and e.court == "" for e in found)


@pytest.mark.parametrize(
    ("name", "rows", "judged"),
    [
        ("los_angeles/All_Results", 35, 16),
        ("los_angeles/All_Results_Condensed", 35, 16),
        ("older/sacramento_results_2019", 32, 15),
        ("older/san_joaquin_results_2019", 41, 20),
        ("older/sf_results_2018_102_columns", 31, 15),
    ],
)
def test_every_version_is_read_by_its_column_names(shared, name, rows, judged):
    read = opened(shared / "data" / "gogen" / f"{name}.csv")
    found = list(read.entries())
    assert (read.layout, read.rows, len(found)) == ("gogen", rows, rows)
    assert sum(e.determination is not Determination.MISSING for e in found) == judged
    # The name on the row's own line is that of the entry: no column has slipped.
    assert all("," in e.name.listed for e in found)


def test_the_judged_rows_of_all_results_are_those_of_prop64_results(shared):
    folder = shared / "data" / "gogen" / "los_angeles"
    everything = [
        e for e in opened(folder / "All_Results.csv").entries() if e.determination_as_written
    ]
    chosen = list(opened(folder / "Prop64_Results.csv").entries())
    assert [(e.person, e.count_key, e.case_number) for e in everything] == [
        (e.person, e.count_key, e.case_number) for e in chosen
    ]


def test_the_columns_are_those_of_the_shared_file(shared):
    path = shared / "data" / "gogen" / "los_angeles" / "input_doj.csv"
    assert path.read_text().splitlines()[0].split(",") == list(COLUMNS)


def test_an_order_without_a_number_is_held_against_the_conviction_before_it(tmp_path):
    order = {
        **dict.fromkeys(GOGEN, ""),
        "OFN": "",
        "CNT_ORDER": "101003001000",
        "DISP_DESCR": "CONVICTION REVERSED",
        "CONV_STAT_DESCR": "",
    }
    first, later = entries(gogen(tmp_path / "a.csv", {}, order))
    assert (later.case_number, later.other_numbers) == (None, (first.case_number,))


@pytest.mark.parametrize("event", ["19950000", "SEE COMMENT", "19810411?"])
def test_a_day_of_the_state_that_nobody_reads_holds_the_day_that_was_made_of_it(tmp_path, event):
    found = entry(gogen(tmp_path / "a.csv", {"STP_EVENT_DATE": event}))
    assert found.convicted_on is None
    assert event in found.convicted_as_written


@pytest.mark.parametrize("says", ["CONVICTED-REVERSED", "SEALED", "NEW TRIAL GRANTED"])
def test_a_further_row_of_a_count_that_gogen_left_blank_still_tells_its_end(tmp_path, says):
    blank = {**dict.fromkeys(GOGEN, ""), "DISP_DESCR": says}
    first, further = entries(gogen(tmp_path / "a.csv", {}, blank))
    assert (first.questions, further.aside) == ((), "")
    assert further.questions[0].reason in ("disposition-doubtful", "disposition-unknown")
    blank |= {"DISP_DESCR": "PROBATION REVOKED"}
    assert entries(gogen(tmp_path / "b.csv", {}, blank))[1].aside == "part-of-a-conviction"
