"""The 24 traps of real lists, and the defects of other programs: each has a test that names it.

Many stand with the room that must not fall into the trap; the table below says where. What takes
the whole road from a list to a packet stands here. A test keeps the table true.
"""

import ast
import csv
import datetime as dt
import io
import json
from contextlib import closing
from functools import cache
from pathlib import Path

import pikepdf
import pytest

import filings
import filings.render
from filings.lists.open_list import open_list
from filings.model.entries import Level
from filings.model.fates import Fate
from filings.model.identifiers import Relief
from filings.packets.case_store import CaseStore
from filings.screening.rules import Screener
from filings.settings.settings import read_settings
from tests.entries import entry, misdemeanor
from tests.fakes import grouped, included, limited, small_settings
from tests.lists.making import doj, doj_row, gogen, write
from tests.render.made import many, press
from tests.small_settings import with_own_key

TESTS = Path(__file__).parent
HERE = "test_traps"
DAY = dt.date(2026, 12, 1)

# Trap -> (file under tests/, test) ... ; the numbers are those of the project's notes on mistakes.
TRAPS = {
    "1: 11357.5 is not 11357": (
        ("lists/test_cell_traps", "test_traps_1_2_3_a_section_is_its_whole_number"),
        ("settings/test_offense_table", "test_look_alikes_never_match"),
    ),
    "2: the 11530 series": (
        ("screening/test_rules", "test_the_old_series_waits_for_an_attorney"),
        (HERE, "test_trap_2_the_11530_series_is_read_and_waits_for_an_attorney"),
    ),
    "3: 11361 is never eligible": (
        (HERE, "test_trap_3_a_section_that_is_never_eligible_stays_out_whatever_the_list_says"),
    ),
    "4: the copyright sign": (
        (
            "lists/test_cell_traps",
            "test_trap_4_a_spreadsheet_writes_subdivision_c_as_a_copyright_sign",
        ),
    ),
    "5: the charge in the comment": (
        ("lists/test_cell_traps", "test_trap_5_the_section_hides_in_the_comment"),
        ("lists/test_cell_traps", "test_trap_5_a_comment_that_contradicts_the_offense_is_told"),
    ),
    "6: felony or misdemeanor": (
        ("lists/test_cell_traps", "test_trap_6_a_blank_level_is_unknown_and_never_assumed"),
        ("lists/test_gogen", "test_the_level_of_the_conviction_comes_before_that_of_the_charge"),
        (HERE, "test_trap_6_a_conviction_without_a_level_waits"),
    ),
    "7: several case numbers": (
        ("lists/test_cell_traps", "test_trap_7_several_numbers_of_one_count_are_never_joined"),
        ("screening/test_rules", "test_no_number_and_several_numbers_are_told_apart"),
    ),
    "8: duplicate rows": (
        ("lists/test_cell_traps", "test_trap_8_sentence_parts_of_one_count_are_one_conviction"),
        ("packets/test_judge_cases", "test_codefendants_share_a_number_and_both_stay"),
        ("matching/test_judge_case", "test_what_nobody_can_be_sure_of_is_held_for_a_human"),
        (
            "matching/test_judge_case",
            "test_two_people_of_one_name_case_count_and_day_are_held_and_never_called_duplicates",
        ),
    ),
    "9: files that overwrite each other": (
        (HERE, "test_trap_9_two_people_of_one_name_and_number_overwrite_nothing"),
    ),
    "10: a word for none": (
        ("lists/test_cell_traps", "test_trap_10_a_word_for_none_is_nobodys_number"),
    ),
    "11: a column silently ignored": (
        ("lists/test_cell_traps", "test_trap_11_no_column_is_silently_ignored"),
    ),
    "12: the judge's box checked in advance": (
        ("render/test_courthouses", "test_the_judges_boxes_are_left_empty"),
    ),
    "13: the dead": (
        ("lists/test_cell_traps", "test_trap_13_the_dead_are_marked_and_stay_in"),
        (HERE, "test_trap_13_relief_is_asked_for_the_dead"),
    ),
    "14: on or after 9 November 2016": (
        ("settings/test_offense_table", "test_the_eve_of_the_initiative_is_the_last_day"),
        (HERE, "test_trap_14_from_the_day_of_the_initiative_the_day_of_the_offense_decides"),
    ),
    "15: still serving": ((HERE, "test_trap_15_somebody_still_serving_waits_for_an_attorney"),),
    "16: the wrong prosecutor": (
        ("screening/test_rules", "test_each_of_the_ten_cities_has_its_own_prosecutor"),
        ("screening/test_rules", "test_the_courthouse_alone_never_tells_who_prosecutes"),
    ),
    "17: a closed courthouse": (
        ("screening/test_venue", "test_a_closed_courts_cases_go_to_its_successor"),
        (
            "screening/test_venue",
            "test_a_closed_court_whose_successor_nobody_found_is_held_and_says_what_to_add",
        ),
    ),
    "18: relief granted already": (
        (
            "lists/test_cell_traps",
            "test_trap_18_a_conviction_set_aside_before_is_told_and_not_dropped",
        ),
        (
            "matching/test_compare_decisions",
            "test_only_dismissed_and_sealed_under_11361_8_subtracts",
        ),
        (
            "matching/test_compare_decisions",
            "test_a_dismissal_under_1203_4_stays_in_with_its_relief",
        ),
    ),
    "19: other counts of the case": (
        (HERE, "test_trap_19_only_the_listed_counts_of_a_case_are_in_its_packet"),
        ("render/test_courthouses", "test_the_words_are_those_last_read"),
    ),
    "20: counts that do not add up": (
        ("test_pipeline", "test_the_manifest_accounts_for_every_row_and_every_file"),
        ("test_every_row_accounted", "test_a_row_lost_on_the_way_stops_the_run"),
    ),
    "21: the amount is not recorded": (
        (HERE, "test_trap_21_without_an_amount_an_attorney_looks_unless_the_list_has_decided"),
    ),
    "22: a court that cannot match its records": (
        ("test_pipeline", "test_build_leaves_exactly_the_tree_of_the_contract"),
        (HERE, "test_trap_22_every_packet_has_its_schedule_as_data"),
    ),
    "23: what clerks reject": (
        ("render/test_courthouses", "test_every_document_of_every_court_is_one_a_clerk_must_take"),
        (
            "render/inspect/test_line_number_checks",
            "test_a_page_that_is_wrong_is_found_wrong_under_its_rule",
        ),
        ("render/test_renderer", "test_a_build_of_refused_pages_exits_9_and_leaves_no_packet"),
    ),
    "24: rules that are out of date": (
        ("settings/test_settings", "test_every_fact_of_law_names_its_source"),
        ("settings/test_settings", "test_every_key_of_a_source_can_be_looked_up"),
    ),
}

# Program and defect -> the same.
PEERS = {
    "gogen: one bad record rejects the file": (
        ("lists/test_cell_traps", "test_gogen_one_bad_row_does_not_reject_the_list"),
    ),
    "gogen: an unreadable date is the year 1": (
        ("lists/test_cell_traps", "test_gogen_an_unreadable_date_is_no_date_of_the_year_1"),
        (HERE, "test_gogen_a_partial_date_is_shown_as_it_stands_and_held"),
    ),
    "gogen: 664-11357 is lost at the hyphen": (
        ("lists/test_cell_traps", "test_gogen_an_attempt_written_with_a_dash_is_not_lost"),
    ),
    "gogen: NULL is listed as a case number": (
        ("lists/test_cell_traps", "test_gogen_null_is_no_case_number"),
    ),
    "gogen: the county must be spelt exactly": (
        (HERE, "test_gogen_a_county_is_the_same_in_any_capitals"),
    ),
    "gogen: persons are per file": (
        ("lists/test_cell_traps", "test_gogen_persons_are_the_same_in_every_file"),
    ),
    "gogen: a tiny file fails": (("lists/test_cell_traps", "test_gogen_a_tiny_file_is_a_file"),),
    "gogen: a short order key panics": (
        ("lists/test_cell_traps", "test_gogen_a_short_order_key_stops_nothing"),
    ),
    "autoclearance: columns by position, the first line thrown away": (
        ("lists/test_open_list", "test_columns_may_stand_in_any_order"),
        (HERE, "test_autoclearance_a_first_line_of_data_is_never_taken_for_a_header"),
    ),
    "autoclearance: an empty cell crashes the run": (
        ("lists/test_cell_traps", "test_autoclearance_an_empty_cell_crashes_nothing"),
    ),
    "autoclearance: same name and number overwrite": (
        (HERE, "test_trap_9_two_people_of_one_name_and_number_overwrite_nothing"),
    ),
    "autoclearance: only the slash is cleaned in file names": (
        ("lists/test_cell_traps", "test_autoclearance_a_name_of_any_kind_stays_a_name"),
        (HERE, "test_autoclearance_no_cell_of_a_list_becomes_a_path"),
    ),
    "autoclearance: 11360(b) is always no": (
        ("lists/test_cell_traps", "test_autoclearance_11360_b_is_read"),
    ),
    "autoclearance: the input is destroyed": (
        ("lists/test_cell_traps", "test_autoclearance_the_list_is_left_as_it_was"),
    ),
    "autoclearance: a maybe silently makes no motion": (
        (HERE, "test_autoclearance_a_maybe_stands_on_a_worklist"),
    ),
    "weasymerge: short rows, code pages": (
        ("lists/test_cell_traps", "test_weasymerge_short_rows_and_other_code_pages"),
    ),
    "weasymerge: two equal names": (
        (HERE, "test_trap_9_two_people_of_one_name_and_number_overwrite_nothing"),
    ),
    "RecordSponge: merged forms share their fields": (
        (HERE, "test_recordsponge_a_document_has_no_form_fields"),
    ),
    "RecordSponge: two members of one name": (
        (HERE, "test_recordsponge_no_two_files_have_one_name"),
    ),
    "dear-petition: an assertion on data stops the document": (
        ("screening/test_rules", "test_any_entry_comes_to_one_fate_with_known_words"),
        (HERE, "test_dear_petition_ten_arresting_agencies_stop_nothing"),
    ),
    "PA_Expunger: an ampersand breaks the file": (
        ("compose/test_composer", "test_a_name_with_markup_in_it_is_printed_as_it_is_written"),
    ),
    "Gotenberg: 10 sorts before 2": (
        (HERE, "test_gotenberg_the_tenth_part_comes_after_the_second"),
    ),
    "all: relief that was granted is listed again": (
        (
            "matching/test_compare_decisions",
            "test_only_dismissed_and_sealed_under_11361_8_subtracts",
        ),
        (
            "matching/test_compare_decisions",
            "test_dismissed_but_not_sealed_is_asked_to_be_sealed_only",
        ),
    ),
}


@cache
def names_in(file):
    tree = ast.parse((TESTS / f"{file}.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("trap", [*TRAPS, *PEERS])
def test_every_trap_has_its_test(trap):
    places = (TRAPS | PEERS)[trap]
    assert places
    for file, name in places:
        assert name in names_in(file), f"{trap}: {file}.py has no {name}"


def test_no_trap_is_forgotten():
    assert [int(trap.partition(":")[0]) for trap in TRAPS] == list(range(1, 25))


# --- The road from a list to a packet. ---


@cache
def settings():
    return with_own_key(read_settings())


def screened(path):
    screener = Screener(settings())
    return [screener.screen(its) for its in open_list(path, 1, settings()).entries()]


def became(path):
    return [f"{its.fate} {its.reason}".strip() for its in screened(path)]


HEADING = (
    "Case Number,Last Name,First Name,Person Number,Section,Count,Level,Conviction Date,Court,"
    "Eligibility"
)


def office(path, *rows):
    """A list of an office's own; each row is a case number, a last name, a person and a section."""
    plain = "{},{},JANE,{},{},1,Felony,1999-05-04,FOLTZ,Eligible for Dismissal"
    return write(path, HEADING, *(plain.format(*row) for row in rows))


def test_trap_2_the_11530_series_is_read_and_waits_for_an_attorney(tmp_path):
    old = {"OFFENSE_DESCR": "11530 HS-POSSESS MARIJUANA", "Date of Conviction": "06/01/1970"}
    old |= {"STP_EVENT_DATE": "19700601"}
    assert became(gogen(tmp_path / "a.csv", old)) == ["held attorney-signoff"]


@pytest.mark.parametrize("section", ["11361(A) HS-SELL TO MINOR", "11357.5 HS-SYNTHETIC"])
def test_trap_3_a_section_that_is_never_eligible_stays_out_whatever_the_list_says(
    tmp_path, section
):
    path = gogen(tmp_path / "a.csv", {"OFFENSE_DESCR": section})
    assert became(path) == ["out_of_scope other-charge"]


def test_trap_6_a_conviction_without_a_level_waits(tmp_path):
    blank = {"CONV_STAT_DESCR": "", "OFFENSE_TOC": "", "OFN": "A123456"}
    assert became(gogen(tmp_path / "a.csv", blank)) == ["held level-missing"]


@pytest.mark.usefixtures("fake_renderer")
def test_trap_9_two_people_of_one_name_and_number_overwrite_nothing(tmp_path):
    rows = [("BA000001", "DOE", "P1", "11359 HS"), ("BA000001", "DOE", "P2", "11358 HS")]
    path = office(tmp_path / "a.csv", *rows)
    report = filings.build([path], tmp_path / "out", grouped(settings(), "case"), filed_on=DAY)
    assert report.totals.included == 2
    motions = list((tmp_path / "out").rglob("motion.pdf"))
    shown = sorted(line for pdf in motions for line in pdf.read_text().splitlines()[2:])
    assert len(shown) == 2
    assert not [path for path in (tmp_path / "out").rglob("*") if "DOE" in path.name.upper()]


def test_trap_13_relief_is_asked_for_the_dead(tmp_path):
    (dead,) = screened(gogen(tmp_path / "a.csv", {"Deceased": "Deceased"}))
    assert (dead.fate, "deceased" in dead.warnings) == (Fate.INCLUDED, True)


def test_trap_14_from_the_day_of_the_initiative_the_day_of_the_offense_decides(tmp_path):
    eve = {"Date of Conviction": "11/08/2016", "STP_EVENT_DATE": "20161108"}
    day = {"Date of Conviction": "11/09/2016", "STP_EVENT_DATE": "20161109"}
    assert became(gogen(tmp_path / "a.csv", eve, day)) == [
        "included",
        "held offense-date",
    ]


def test_trap_15_somebody_still_serving_waits_for_an_attorney(tmp_path):
    serving = {
        "Eligibility Determination": "Hand Review",
        "Eligibility Reason": "Currently serving sentence",
    }
    (its,) = screened(gogen(tmp_path / "a.csv", serving))
    assert (its.fate, its.reason) == (Fate.HELD, "still-serving")
    assert its.detail == '"Hand Review: Currently serving sentence"'


def test_trap_19_only_the_listed_counts_of_a_case_are_in_its_packet(tmp_path):
    rows = [
        {"OFFENSE_DESCR": "11359 HS-SALE", "CNT_ORDER": "101002001000"},
        {"OFFENSE_DESCR": "459 PC-BURGLARY", "CNT_ORDER": "101002002000"},
        {"OFFENSE_DESCR": "11377(A) HS-METH", "CNT_ORDER": "101002003000"},
    ]
    with closing(CaseStore(settings())) as store:
        for its in screened(gogen(tmp_path / "a.csv", *rows)):
            store.add(its)
        store.settle()
        (packet,) = store.packets()
    assert [its.statute.short for its in packet.convictions] == ["11359"]


def test_trap_21_without_an_amount_an_attorney_looks_unless_the_list_has_decided():
    screen = Screener(settings()).screen
    bare = misdemeanor(statute="11357", arresting_agency="LASD")
    assert screen(bare).reason == "hand-review"
    assert screen(entry(statute="11357", level=Level.FELONY)).fate is Fate.INCLUDED


@pytest.mark.usefixtures("fake_renderer")
def test_trap_22_every_packet_has_its_schedule_as_data(tmp_path):
    rows = [(f"BA{n:06d}", f"DOE{n}", f"P{n}", "11359 HS") for n in range(1, 6)]
    report = filings.build(
        [office(tmp_path / "a.csv", *rows)], tmp_path / "out", settings(), filed_on=DAY
    )
    (packet,) = report.packets
    with (tmp_path / "out" / "sealed" / "packets" / packet.name / "cases.csv").open() as file:
        cases = list(csv.DictReader(file))
    assert [case["case_number"] for case in cases] == [row[0] for row in rows]
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["totals"]["included"] == 5


# --- Defects of other programs. ---


def test_gogen_a_partial_date_is_shown_as_it_stands_and_held(tmp_path):
    cells = {"STP_EVENT_DATE": "19790000", "Date of Conviction": "01/01/0001"}
    (its,) = screened(gogen(tmp_path / "a.csv", cells))
    assert (its.fate, its.reason, its.detail) == (Fate.HELD, "unreadable-date", '"19790000"')


@pytest.mark.parametrize("county", ["LOS ANGELES", "Los Angeles", " los  angeles "])
def test_gogen_a_county_is_the_same_in_any_capitals(tmp_path, county):
    path = gogen(tmp_path / "a.csv", {"STP_ORI_CNTY_NAME": county})
    assert became(path) == ["included"]


def test_autoclearance_a_first_line_of_data_is_never_taken_for_a_header(tmp_path):
    path = doj(tmp_path / "a.dat", doj_row(), doj_row(SUBJECT_ID="2"), header=False)
    assert len(screened(path)) == 2


@pytest.mark.usefixtures("fake_renderer")
@pytest.mark.parametrize("evil", ["../../etc/passwd", "a/b", "x" * 4000, "CON", "-rf", "a\nb"])
def test_autoclearance_no_cell_of_a_list_becomes_a_path(tmp_path, evil):
    quoted = '"' + evil.replace('"', '""') + '"'
    path = office(tmp_path / "a.csv", (f'"{evil}7"', quoted, quoted, "11359 HS"))
    filings.build([path], tmp_path / "out", grouped(settings(), "case"), filed_on=DAY)
    names = {part for file in (tmp_path / "out").rglob("*") for part in file.parts}
    assert not [name for name in names if "passwd" in name or "xxxx" in name or name == "CON"]
    assert sorted(child.name for child in tmp_path.iterdir()) == ["a.csv", "out"]


@pytest.mark.parametrize("maybe", ["Maybe", "Maybe Eligible - Flag for Review", "who knows"])
def test_autoclearance_a_maybe_stands_on_a_worklist(tmp_path, maybe):
    (its,) = screened(gogen(tmp_path / "a.csv", {"Eligibility Determination": maybe}))
    assert its.fate is Fate.HELD
    assert settings().screening.reason(its.fate, its.reason).worklist


def test_recordsponge_a_document_has_no_form_fields():
    printed = press().print_document(many(2), "motion")
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert not [page for page in pdf.pages if "/Annots" in page and _widgets(page)]


def _widgets(page):
    return [note for note in page.Annots if note.get("/Subtype") == "/Widget"]


@pytest.mark.usefixtures("fake_renderer")
def test_recordsponge_no_two_files_have_one_name(tmp_path):
    rows = [(f"BA{n:06d}", "DOE", f"P{n}", "11359 HS") for n in range(1, 8)]
    path = office(tmp_path / "a.csv", *rows)
    filings.build([path], tmp_path / "out", limited(settings(), 2), filed_on=DAY)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    paths = [file["path"] for packet in manifest["packets"] for file in packet["files"]]
    assert len(paths) > 8
    # Not even where capitals do not count.
    assert len({path.casefold() for path in paths}) == len(paths)


def test_dear_petition_ten_arresting_agencies_stop_nothing(tmp_path):
    arrests = [
        doj_row(
            STP_TYPE_DESCR="ARREST/DETAINED/CITED",
            STP_ORI_DESCR=f"CAPDNUMBER {n}",
            CNT_ORDER=f"10100100{n}000",
            DISP_DESCR="",
        )
        for n in range(10)
    ]
    found = screened(doj(tmp_path / "a.dat", *arrests, doj_row()))
    assert len(found) == 11
    assert found[-1].source.arresting_agency == ""


def test_gotenberg_the_tenth_part_comes_after_the_second():
    with closing(CaseStore(limited(small_settings(), 1))) as store:
        for n in range(1, 12):
            store.add(included(n + 1, f"BA{n:06d}", person=f"cii:{n}"))
        store.settle()
        names = [outline.name for outline in store.outlines()]
    assert names == sorted(names)
    assert (names[1][-3:], names[9][-3:]) == ("002", "010")
    assert len(names) == 11


def test_relief_names_a_packet_so_that_two_reliefs_never_share_one():
    sealing = included(2, relief=Relief("seal"), person="cii:1", id="a" * 24)
    dismissing = included(3, "BA000002", person="cii:2", id="b" * 24)
    with closing(CaseStore(small_settings())) as store:
        store.add(sealing)
        store.add(dismissing)
        store.settle()
        names = [outline.name for outline in store.outlines()]
    assert names == [
        "ccb/lada/possession-for-sale-dismiss-seal/001",
        "ccb/lada/possession-for-sale-seal/001",
    ]
