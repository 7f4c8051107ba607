"""The DOJ's bulk file: one conviction out of several rows, by the order keys."""

import datetime as dt

import pytest

from filings.model.entries import Determination
from tests.lists.making import doj, doj_row, entries, entry, opened, readings

ARREST = {"STP_TYPE_DESCR": "ARREST/DETAINED/CITED", "DISP_DESCR": "REL/TOT OTHER JURIS/AUTH"}


def asides(path) -> list[str]:
    return [found.aside for found in entries(path)]


def test_a_convicting_court_row_is_a_conviction_without_a_determination(tmp_path):
    path = doj(tmp_path / "a.dat", doj_row())
    assert opened(path).eligibility == "none"
    found = entry(path)
    assert found.aside == ""
    assert found.determination is Determination.MISSING
    assert (found.count, found.count_key) == ("", "101002001000")


@pytest.mark.parametrize("end", ["", ",", ',""'])
@pytest.mark.parametrize("header", [True, False])
def test_it_is_recognised_with_and_without_header_and_trailing_commas(tmp_path, header, end):
    path = doj(tmp_path / "a.dat", doj_row(), doj_row(SUBJECT_ID="2"), header=header, end=end)
    assert opened(path).layout == "doj"
    assert [found.line for found in entries(path)] == ([2, 3] if header else [1, 2])


def test_a_cell_longer_than_any_may_be_costs_its_own_row_only(tmp_path):
    path = doj(tmp_path / "a.dat", doj_row(), doj_row(SUBJECT_ID="2"))
    header, first, second = path.read_text().splitlines()
    path.write_text("\n".join([header, f'"{"x" * 140_000}"{first}', second, ""]))
    assert [type(found).__name__ for found in readings(path)] == ["Unreadable", "Entry"]


def test_a_header_one_field_too_long_is_the_same_header(tmp_path):
    lines = doj(tmp_path / "a.dat", doj_row()).read_text().splitlines()
    (tmp_path / "b.dat").write_text(f"{lines[0]},\n{lines[1]}\n")
    assert entry(tmp_path / "b.dat").case_number == "A123456"


def test_arrests_registrations_and_dismissals_are_no_convictions(tmp_path):
    path = doj(
        tmp_path / "a.dat",
        doj_row(**ARREST),
        doj_row(STP_TYPE_DESCR="REGISTRATION", DISP_DESCR="", OFFENSE_DESCR="290 PC-REGISTRATION"),
        doj_row(DISP_DESCR="DISMISSED/CHARGE DROPPED"),
        doj_row(DISP_DESCR=""),
        doj_row(STP_TYPE_DESCR="PROBATION"),
    )
    assert asides(path) == ["not-a-conviction"] * 5


def test_further_sentence_parts_of_a_count_are_told_apart_from_it(tmp_path):
    path = doj(
        tmp_path / "a.dat",
        doj_row(),
        doj_row(DISP_DESCR="CONVICTED-JAIL"),
        doj_row(CNT_ORDER="101002002000"),
        doj_row(DISP_DESCR="CONVICTED-FINE"),
    )
    assert asides(path) == ["", "part-of-a-conviction", "", "part-of-a-conviction"]


def test_the_same_count_key_of_another_person_is_another_conviction(tmp_path):
    path = doj(tmp_path / "a.dat", doj_row(), doj_row(SUBJECT_ID="2", PRI_NAME="ROE,JO"))
    assert asides(path) == ["", ""]


def test_a_count_takes_its_number_from_the_first_count_of_its_case(tmp_path):
    path = doj(
        tmp_path / "a.dat",
        doj_row(CNT_ORDER="101002001000", OFN="BA1", DISP_DESCR="DISMISSED"),
        doj_row(CNT_ORDER="101002002000", OFN=""),
        doj_row(CNT_ORDER="102001001000", OFN=""),  # another cycle: another case
    )
    assert [found.case_number for found in entries(path)] == ["BA1", "BA1", None]


def test_an_arrest_number_is_no_court_number(tmp_path):
    path = doj(tmp_path / "a.dat", doj_row(**ARREST, OFN="LAPD-1"), doj_row(OFN=""))
    assert entries(path)[1].case_number is None


def test_the_second_place_for_a_court_number_counts(tmp_path):
    found = entry(doj(tmp_path / "a.dat", doj_row(OFN="NULL", FE_NUM_CRT_CASE="BA2")))
    assert found.case_number == "BA2"


def test_the_agency_that_arrested_in_the_cycle_is_told(tmp_path):
    path = doj(
        tmp_path / "a.dat",
        doj_row(**ARREST, CNT_ORDER="101001001000", STP_ORI_DESCR="CAPDLONG BEACH"),
        doj_row(),
        doj_row(CNT_ORDER="102001001000"),
    )
    agencies = [found.arresting_agency for found in entries(path)]
    assert agencies == ["CAPDLONG BEACH", "CAPDLONG BEACH", ""]


def test_of_two_arresting_agencies_none_is_chosen(tmp_path):
    path = doj(
        tmp_path / "a.dat",
        doj_row(**ARREST, STP_ORI_DESCR="CAPDLONG BEACH"),
        doj_row(**ARREST, STP_ORI_DESCR="CASOLOS ANGELES"),
        doj_row(),
    )
    assert entries(path)[2].arresting_agency == ""


def test_a_death_anywhere_in_the_record_marks_the_person(tmp_path):
    path = doj(
        tmp_path / "a.dat",
        doj_row(),
        doj_row(STP_TYPE_DESCR="DECEASED", DISP_DESCR=""),
        doj_row(SUBJECT_ID="2"),
    )
    assert [found.deceased for found in entries(path)] == [True, True, False]


def test_a_count_that_was_set_aside_later_is_remarked(tmp_path):
    set_aside = "CONV SET ASIDE & DISM PER 1203.4 PC"
    path = doj(tmp_path / "a.dat", doj_row(), doj_row(DISP_DESCR=set_aside))
    conviction, _ = entries(path)
    assert conviction.warnings == ("set-aside",)
    assert conviction.aside == ""


def test_a_conviction_of_another_section_than_charged_counts_and_is_told(tmp_path):
    path = doj(tmp_path / "a.dat", doj_row(CONV_OFFENSE_DESCR="11357(C) HS-POSSESS"))
    found = entry(path)
    assert found.statute.short == "11357(c)"
    assert found.also_charged == "11358 HS-CULTIVATE"


def test_the_subdivision_that_only_another_column_names_is_never_dropped(tmp_path):
    plain = {"OFFENSE_DESCR": "11360 HS-GIVE/ETC MARIJUANA"}
    of = doj_row(**plain, CONV_OFFENSE_DESCR="11360(B) HS-GIVE/ETC MARIJUANA")
    assert entry(doj(tmp_path / "a.dat", of)).statute.short == "11360(b)"
    at = doj_row(**plain, DISP_OFFENSE_DESCR="11360(B) HS-GIVE/ETC MARIJUANA")
    (asked,) = entry(doj(tmp_path / "b.dat", at)).questions
    assert (asked.reason, asked.column) == ("disposition-doubtful", "DISP_OFFENSE_DESCR")


def test_an_attempt_that_only_the_conviction_names_is_one(tmp_path):
    path = doj(tmp_path / "a.dat", doj_row(CONV_OFFENSE_DESCR="664/11358 HS"))
    assert entry(path).statute.attempt


def test_a_misdemeanor_that_a_comment_calls_reduced_asks_nothing(tmp_path):
    cells = {"CONV_STAT_DESCR": "MISDEMEANOR", "COMMENT_TEXT": "REDUCED 17B"}
    assert entry(doj(tmp_path / "a.dat", doj_row(**cells))).questions == ()


def test_an_attempt_may_stand_among_the_qualifiers(tmp_path):
    found = entry(doj(tmp_path / "a.dat", doj_row(OFFENSE_QUAL_LST="ATTEMPT ")))
    assert found.statute.attempt


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        ({"OFFENSE_QUAL_LST": "CONSPIRACY"}, "charged as conspiracy"),
        ({"OFFENSE_QUAL_LST": "CONSP"}, "charged as conspiracy"),
        ({"OFFENSE_QUAL_LST": "SOLICITATION"}, "charged as solicitation"),
        ({"OFFENSE_QUAL_LST": "Accessory"}, "charged as accessory"),
        ({"OFFENSE_DESCR": "", "COMMENT_TEXT": "CONSPIRACY 11358 HS"}, "charged as conspiracy"),
        ({"COMMENT_TEXT": "CONSPIRACY 11358 HS"}, "charged as conspiracy"),
        ({"OFFENSE_DESCR": "CONSPIRACY 11358 HS-CULTIVATE"}, "charged as conspiracy"),
        ({"DISP_DESCR": "CONVICTED - REVERSED ON APPEAL"}, None),
        ({"DISP_DESCR": "CONVICTED-SENTENCE VACATED"}, None),
    ],
)
def test_what_may_not_be_the_completed_offense_or_stand_no_more_is_held(tmp_path, cells, doubt):
    found = entry(doj(tmp_path / "a.dat", doj_row(**cells)))
    assert (found.aside, found.determination) == ("", Determination.HAND_REVIEW)
    assert found.determination_as_written == (doubt or f"disposition: {cells['DISP_DESCR']}")


@pytest.mark.parametrize("words", ["PRIOR;ATTEMPT", "W/PRIOR ATTEMPTED", "Att", "ATTMPT"])
def test_an_attempt_is_found_anywhere_among_the_qualifiers(tmp_path, words):
    found = entry(doj(tmp_path / "a.dat", doj_row(OFFENSE_QUAL_LST=words)))
    assert found.statute.attempt
    assert found.determination is Determination.MISSING  # the table decides attempts


@pytest.mark.parametrize("words", ["CONSECUTIVE", "W/PRIOR", "", "FELONY "])
def test_other_qualifiers_and_comments_change_nothing(tmp_path, words):
    path = doj(tmp_path / "a.dat", doj_row(OFFENSE_QUAL_LST=words, COMMENT_TEXT=words))
    found = entry(path)
    assert (found.statute.attempt, found.determination) == (False, Determination.MISSING)
    assert found.questions == ()


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("OFFENSE_QUAL_LST", "LESSER INCLUDED"),
        ("DISP_OFFENSE_QUAL_LST", "ATTEMPT"),
        ("CONV_OFFENSE_QUAL_LST", "ATTEMPT"),
        ("DISP_OFFENSE_DESCR", "415 PC-DISTURB THE PEACE"),
        ("DISP_OFFENSE_DESCR", "a lesser one"),
        ("DISP_OFFENSE_TOC", "M"),
        ("CONV_OFFENSE_TOC", "M"),
        ("DISP_OFFENSE_DESCR", "664/11358 HS"),
        ("COMMENT_TEXT", "PLEA TO 415 PC"),
        ("COMMENT_TEXT", "PLED 11377 HS"),  # no section of the Education Code
        ("COMMENT_TEXT", "AMENDED 11377 HS"),
        ("COMMENT_TEXT", "REDUCED 17B"),
        ("COMMENT_TEXT", "HABEAS CORPUS GRANTED"),
        ("COMMENT_TEXT", "DISREGARD THIS ENTRY"),
        ("COMMENT_TEXT", "REVERSED ON APPEAL"),
        ("COMMENT_TEXT", "REMITTITUR ISSUED"),
        ("COMMENT_TEXT", "CASE DISMISSED 1385"),
        ("COMMENT_TEXT", "NOLLE PROSEQUI"),
        ("COMMENT_TEXT", "DIVERSION COMPLETED"),
    ],
)
def test_another_column_that_speaks_of_another_offense_holds(tmp_path, column, says):
    (asked,) = entry(doj(tmp_path / "a.dat", doj_row(**{column: says}))).questions
    shown = "" if column == "COMMENT_TEXT" else says  # a comment may hold anything
    assert (asked.reason, asked.column, asked.value) == ("disposition-doubtful", column, shown)


@pytest.mark.parametrize("says", ["11357(B) OR (C)", "11357(b) HS/(c)", "CHRG 11357(B)-(D)"])
def test_a_comment_that_leaves_the_subdivision_open_holds(tmp_path, says):
    row = doj_row(OFFENSE_DESCR="11357(B) HS-POSSESS MARIJUANA", COMMENT_TEXT=says)
    (asked,) = entry(doj(tmp_path / "a.dat", row)).questions
    assert (asked.reason, asked.column) == ("disposition-doubtful", "COMMENT_TEXT")


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("DISP_OFFENSE_DESCR", "11358 HS-CULTIVATE MARIJUANA"),
        ("DISP_OFFENSE_TOC", "F"),
        ("COMMENT_TEXT", "1203.4 PC GRANTED"),
        ("COMMENT_TEXT", "DISMISSED PER 1203.4 PC"),
        ("COMMENT_TEXT", "ARRESTED ON WARRANT, REL ON OR"),
        ("COMMENT_TEXT", "CHRG 11358 HS"),
        ("COMMENT_TEXT", "PLED 11358 HS"),
        ("COMMENT_TEXT", "SEE PROBATION REPORT"),
    ],
)
def test_another_column_that_says_the_same_asks_nothing(tmp_path, column, says):
    assert entry(doj(tmp_path / "a.dat", doj_row(**{column: says}))).questions == ()


@pytest.mark.parametrize("disposition", ["", "UNKNOWN", "DISPO NOT RECEIVED", "CONVICTD-JAIL"])
def test_a_court_row_that_is_not_known_not_to_convict_waits(tmp_path, disposition):
    found = entry(doj(tmp_path / "a.dat", doj_row(DISP_DESCR=disposition)))
    assert found.aside == ""
    assert [asked.reason for asked in found.questions] == ["disposition-unknown"]


def test_a_blank_row_of_a_count_that_another_row_tells_is_a_part_of_it(tmp_path):
    path = doj(tmp_path / "a.dat", doj_row(), doj_row(DISP_DESCR=""))
    assert asides(path) == ["", "part-of-a-conviction"]
    acquitted = doj_row(DISP_DESCR="ACQUITTED")
    path = doj(tmp_path / "b.dat", acquitted, doj_row(DISP_DESCR=""))
    assert asides(path) == ["not-a-conviction", "not-a-conviction"]


def test_a_step_nobody_knows_waits(tmp_path):
    (asked,) = entry(doj(tmp_path / "a.dat", doj_row(STP_TYPE_DESCR="ARREST? NO"))).questions
    assert (asked.column, asked.value) == ("STP_TYPE_DESCR", "ARREST? NO")


def test_an_order_under_1203_4_alone_is_no_conviction_of_its_day(tmp_path):
    found = entry(doj(tmp_path / "a.dat", doj_row(DISP_DESCR="DISMISSED PER 1203.4 PC")))
    assert [asked.reason for asked in found.questions] == ["disposition-doubtful"]
    later = doj_row(DISP_DESCR="DISMISSED PER 1203.4 PC", CNT_ORDER="101003001000")
    path = doj(tmp_path / "b.dat", doj_row(), later)
    assert asides(path) == ["", "part-of-a-conviction"]


@pytest.mark.parametrize(
    "later",
    ["DISMISSED PER 11361.8 HS-SEALED", "CONV REVERSED", "VACATED", "CONVICTED-VACATED", "Dism"],
)
def test_a_count_that_another_row_undoes_is_held(tmp_path, later):
    path = doj(tmp_path / "a.dat", doj_row(), doj_row(DISP_DESCR=later))
    found = entries(path)[0]
    assert found.determination is Determination.HAND_REVIEW
    assert found.determination_as_written == f"disposition: {later}"


def test_the_letters_case_decides_nothing(tmp_path):
    path = doj(
        tmp_path / "a.dat",
        doj_row(STP_TYPE_DESCR="Arrest/Detained", DISP_DESCR="", STP_ORI_DESCR="CAPDLONG BEACH"),
        doj_row(DISP_DESCR="Convicted-Probation", STP_TYPE_DESCR="Court Action"),
        doj_row(STP_TYPE_DESCR="Deceased", DISP_DESCR=""),
    )
    found = entries(path)[1]
    assert (found.aside, found.deceased, found.arresting_agency) == ("", True, "CAPDLONG BEACH")


def test_a_row_of_the_same_count_with_another_section_is_no_part_of_it(tmp_path):
    path = doj(
        tmp_path / "a.dat",
        doj_row(OFFENSE_DESCR="459 PC-BURGLARY"),
        doj_row(),
        doj_row(OFFENSE_DESCR=""),
        doj_row(OFFENSE_DESCR="459 PC-BURGLARY"),
    )
    assert asides(path) == ["", "", "part-of-a-conviction", "part-of-a-conviction"]
    held = entries(path)[1]
    assert held.determination is Determination.HAND_REVIEW
    assert "459 PC-BURGLARY" in held.determination_as_written


@pytest.mark.parametrize("qualifiers", ["CONSPIRACY", "ATTEMPT"])
def test_a_further_row_of_another_kind_of_offense_is_no_part(tmp_path, qualifiers):
    path = doj(tmp_path / "a.dat", doj_row(), doj_row(OFFENSE_QUAL_LST=qualifiers))
    assert asides(path) == ["", ""]
    assert entries(path)[1].determination is Determination.HAND_REVIEW


@pytest.mark.parametrize("filler", ["X", "0", "NULL", "UNKNOWN", "00000000", "1.86753E+07"])
@pytest.mark.parametrize("between", [(), (doj_row(),)])
def test_strangers_without_a_number_are_not_one_person(tmp_path, filler, between):
    one = doj_row(SUBJECT_ID=filler, OFN="BA1")
    other = doj_row(SUBJECT_ID=filler, PRI_NAME="ROE,JO", CII_NUMBER="A11112222", OFN="")
    found = entries(doj(tmp_path / "a.dat", one, *between, other))
    theirs = [e for e in found if e.case_number != "A123456"]
    assert [e.aside for e in theirs] == ["", ""]
    assert [e.case_number for e in theirs] == ["BA1", None]


def test_other_counties_are_kept_for_the_screening(tmp_path):
    assert entry(doj(tmp_path / "a.dat", doj_row(STP_ORI_CNTY_NAME="YOLO"))).county == "YOLO"


def test_rows_without_a_person_stand_alone(tmp_path):
    path = doj(tmp_path / "a.dat", doj_row(SUBJECT_ID=""), doj_row(SUBJECT_ID=""))
    assert asides(path) == ["", ""]


def test_a_bad_row_in_the_middle_of_a_person_keeps_its_place(tmp_path):
    lines = doj(tmp_path / "a.dat", doj_row(), doj_row(OFN="")).read_text().splitlines()
    (tmp_path / "b.dat").write_text("\n".join([lines[0], lines[1], "too,short", lines[2]]))
    found = readings(tmp_path / "b.dat")
    assert [reading.line for reading in found] == [2, 3, 4]


def test_a_record_of_any_length_is_read_to_its_end(tmp_path):
    rows = [doj_row(CNT_ORDER=f"101002{n % 999 + 1:03d}000") for n in range(6000)]
    assert len(entries(doj(tmp_path / "a.dat", *rows))) == 6000


SHARED = [
    # file, rows, convictions, of a conviction already read
    ("doj/los_angeles", 32, 25, 0),
    ("doj/no_headers", 38, 28, 1),
    ("doj/extra_comma", 38, 28, 1),
    ("doj/well_filled_trailing_comma", 6, 2, 0),
    ("gogen/los_angeles/input_doj", 35, 28, 0),
]


@pytest.mark.parametrize(("name", "rows", "convictions", "further"), SHARED)
def test_the_shared_bulk_files(shared, name, rows, convictions, further):
    read = opened(shared / "data" / f"{name}.csv")
    found = list(read.entries())
    assert (read.layout, read.rows, len(found)) == ("doj", rows, rows)
    assert sum(e.aside == "" for e in found) == convictions
    assert sum(e.aside == "part-of-a-conviction" for e in found) == further


def test_the_raw_file_and_gogens_results_agree(shared):
    """Where gogen found an eligible conviction, the raw file gives the same one by itself."""
    folder = shared / "data" / "gogen" / "los_angeles"
    raw = {(e.person, e.count_key): e for e in opened(folder / "input_doj.csv").entries()}
    for judged in opened(folder / "Prop64_Results.csv").entries():
        own = raw[judged.person, judged.count_key]
        assert own.aside == ""
        assert (own.statute, own.level, own.convicted_on) == (
            judged.statute,
            judged.level,
            judged.convicted_on,
        )
        assert own.case_number == judged.case_number
        assert own.deceased == judged.deceased


def test_a_file_sorted_by_something_else_gives_the_same_convictions(tmp_path):
    rows = [
        doj_row(SUBJECT_ID=person, CNT_ORDER=f"10100200{count}000", OFN=number, DISP_DESCR=what)
        for person in ("1", "2", "3")
        for count, number, what in ((1, f"BA{person}", "DISMISSED"), (2, "", "CONVICTED-JAIL"))
    ]
    rows.append(doj_row(SUBJECT_ID="2", STP_TYPE_DESCR="DECEASED", DISP_DESCR=""))
    parted = sorted(rows, key=lambda row: (row["DISP_DESCR"], row["SUBJECT_ID"]))
    found = entries(doj(tmp_path / "a.dat", *parted))
    convictions = {e.case_number: e.deceased for e in found if not e.aside}
    assert convictions == {"BA1": False, "BA2": True, "BA3": False}
    # Each keeps the line it stands on.
    assert sorted(e.line for e in found) == list(range(2, 9))


def test_a_quoted_comma_before_the_person_hides_no_sorting(tmp_path):
    quoted = {"RECORD_ID": "1,000", "SUBJECT_STATUS": "F"}
    rows = [doj_row(SUBJECT_ID=n, OFN=o, DISP_DESCR=d, **quoted) for n, o, d in PARTED]
    found = entries(doj(tmp_path / "a.dat", *rows))
    assert {e.case_number for e in found if not e.aside} == {"BA1", "BA2"}


PARTED = [
    ("1", "BA1", "DISMISSED"),
    ("2", "BA2", "DISMISSED"),
    ("1", "", "CONVICTED-JAIL"),
    ("2", "", "CONVICTED-JAIL"),
]


def test_rows_without_a_person_are_never_put_together(tmp_path):
    nobody = {"SUBJECT_ID": "", "CII_NUMBER": "", "PRI_NAME": "", "OFN": ""}
    path = doj(tmp_path / "a.dat", doj_row(), doj_row(**nobody), doj_row(), doj_row(**nobody))
    found = sorted(entries(path), key=lambda e: e.line)
    assert [e.aside for e in found] == ["", "", "part-of-a-conviction", ""]
    assert [e.case_number for e in found] == ["A123456", None, "A123456", None]


def test_an_arrest_before_the_new_law_shows_that_the_offense_was_earlier(tmp_path):
    arrest = doj_row(**ARREST, CNT_ORDER="101001001000", STP_EVENT_DATE="20161020")
    convicted = doj_row(STP_EVENT_DATE="20170301")
    _, found = entries(doj(tmp_path / "a.dat", arrest, convicted))
    assert found.offense_on == dt.date(2016, 10, 20)
    again = arrest | {"STP_EVENT_DATE": "20161115"}
    *_, found = entries(doj(tmp_path / "b.dat", arrest, again, convicted))
    assert found.offense_on is None  # of two arrests nobody can say which
    other = arrest | {"CNT_ORDER": "102001001000"}
    _, found = entries(doj(tmp_path / "c.dat", other, convicted))
    assert found.offense_on is None


def test_an_arrest_after_the_new_law_does_not_show_when_the_offense_was(tmp_path):
    arrest = doj_row(**ARREST, CNT_ORDER="101001001000", STP_EVENT_DATE="20161109")
    _, found = entries(doj(tmp_path / "a.dat", arrest, doj_row(STP_EVENT_DATE="20170301")))
    assert found.offense_on is None  # it may be on a warrant of years before


def test_a_word_that_no_table_holds_beside_the_section_is_shown(tmp_path):
    found = entry(doj(tmp_path / "a.dat", doj_row(OFFENSE_DESCR="11359 HS-LESSER MARIJUANA")))
    (asked,) = found.questions
    assert (found.statute, asked.column, asked.rest) == (None, "OFFENSE_DESCR", "LESSER")


def test_nothing_of_a_comment_is_shown_in_a_question(tmp_path):
    row = doj_row(OFFENSE_DESCR="SEE COMMENT", COMMENT_TEXT="11359 HS JOHN ROE 123-45-6789")
    found = entry(doj(tmp_path / "a.dat", row))
    assert [(its.value, its.rest) for its in found.questions] == [("", "")]


@pytest.mark.parametrize("comment", ["TO COMMIT 11360(A) HS", "TO SELL MARIJUANA"])
def test_a_conspiracy_to_one_of_our_offenses_is_asked_about(tmp_path, comment):
    plain = {"OFFENSE_DESCR": "182(A)(1) PC-CONSPIRACY"}
    assert entry(doj(tmp_path / "a.dat", doj_row(**plain))).questions == ()
    found = entry(doj(tmp_path / "b.dat", doj_row(**plain, COMMENT_TEXT=comment)))
    assert "unknown-statute" in [asked.reason for asked in found.questions]


def test_an_order_without_a_number_is_held_against_the_conviction_of_its_arrest(tmp_path):
    convicted = doj_row()
    for said in ("CONVICTION REVERSED ON APPEAL", "DISMISSED", "SENTENCE RECALLED"):
        order = doj_row(CNT_ORDER="101003004000", OFN="", DISP_DESCR=said, CONV_STAT_DESCR="")
        first, later = entries(doj(tmp_path / "a.dat", convicted, order))
        assert (later.case_number, later.other_numbers) == (None, (first.case_number,)), said
    # Another arrest's number, and that of what is only part of the conviction, are not told.
    apart = doj_row(CNT_ORDER="102001001000", OFN="", DISP_DESCR="DISMISSED")
    assert entries(doj(tmp_path / "b.dat", convicted, apart))[1].other_numbers == ()


@pytest.mark.parametrize("said", ["PROBATION REVOKED", "PROB TERMINATED", "JAIL 90 DAYS"])
def test_a_later_step_that_only_tells_a_sentence_is_part_of_its_conviction(tmp_path, said):
    later = {"CNT_ORDER": "101003001000", "DISP_DESCR": said, "CONV_STAT_DESCR": ""}
    first, second = entries(doj(tmp_path / "a.dat", doj_row(), doj_row(**later)))
    assert not first.questions
    assert second.aside == "part-of-a-conviction"
    # Of another charge, or of another count of the same step, it may be a conviction of its own.
    for other in ({"OFFENSE_DESCR": "11359 HS-SELL"}, {"CNT_ORDER": "101002002000"}):
        row = doj_row(**{**later, **other})
        second = entries(doj(tmp_path / "b.dat", doj_row(), row))[1]
        assert [its.reason for its in second.questions] == ["disposition-unknown"]
        assert not second.aside
