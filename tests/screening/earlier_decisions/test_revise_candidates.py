"""Lists of decisions as files, and what becomes of a line that nobody can follow."""

import csv
import datetime as dt
from contextlib import closing

import pytest

from filings.model.errors import ListError
from filings.screening.earlier_decisions.revise_candidates import EarlierDecisions
from filings.screening.rules import Screener
from filings.settings.settings import read_settings
from tests.entries import entry

SETTINGS = read_settings()
SCREENER = Screener(SETTINGS)


def write(path, heading, *rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([heading.split(","), *(row.split(",") for row in rows)])
    return path


def revised(candidates, **given):
    """Fates and reasons after what is given, and the reports."""
    with closing(EarlierDecisions.open(SETTINGS, **given)) as decided:
        decided.read(SCREENER, SETTINGS)
        changed = {its.line: its for its in decided.revise(candidates)}
        found = [changed.get(its.line, its) for its in candidates]
        return [f"{its.fate} {its.reason}".strip() for its in found], decided.reports()


def candidate(line=2, **changes):
    screened = SCREENER.screen(entry(line=line, **changes))
    assert screened.conviction is not None, screened.reason
    return screened


GRANTED = "Case Number,Last Name,First Name,Section,Relief Granted"


def test_a_small_list_of_what_was_granted_is_read(tmp_path):
    path = write(
        tmp_path / "granted.csv",
        GRANTED,
        "BA097736,SAMPLE,PAT,11359,Dismissed and sealed under 11361.8",
    )
    fates, (report,) = revised([candidate()], granted=[path])
    assert fates == ["out_of_scope already-granted"]
    assert (report.name, report.lines, report.met, report.unmet) == ("granted list 1", 1, 1, ())


@pytest.mark.parametrize(
    ("day", "told"), [("2020-03-03", dt.date(2020, 3, 3)), ("", None), ("spring", None)]
)
def test_what_is_left_to_seal_keeps_the_day_of_the_order_that_dismissed_it(tmp_path, day, told):
    line = f"BA097736,SAMPLE,PAT,11359,Dismissed not sealed 11361.8,{day}"
    path = write(tmp_path / "granted.csv", f"{GRANTED},Order Date", line)
    with closing(EarlierDecisions.open(SETTINGS, granted=[path])) as decided:
        decided.read(SCREENER, SETTINGS)
        (left,) = decided.revise([candidate()])
    assert left.conviction.relief == "seal"
    assert left.conviction.dismissed_on == told


def test_a_list_with_number_section_and_relief_alone_is_read_and_holds(tmp_path):
    path = write(
        tmp_path / "granted.csv",
        "Case Number,Section,Granted",
        "BA097736,11359,Dismissed and sealed under 11361.8",
    )
    assert revised([candidate()], granted=[path])[0] == ["held maybe-granted"]


def test_a_list_in_an_offices_own_layout_that_says_nothing_of_relief_holds(tmp_path):
    path = write(
        tmp_path / "office.csv",
        "Case Number,Last Name,First Name,Middle Name,Section,Count,Conviction Date,Court",
        "BA097736,SAMPLE,PAT,Q,11359 HS,1,1999-05-04,FOLTZ",
    )
    assert revised([candidate()], granted=[path])[0] == ["held decision-unclear"]
    # The same rows strike: then nothing more needs to be said.
    assert revised([candidate()], struck=[path])[0] == ["out_of_scope struck"]


def test_a_line_that_meets_nothing_is_told(tmp_path):
    path = write(
        tmp_path / "granted.csv",
        GRANTED,
        "BA097736,SAMPLE,PAT,11359,denied",
        "BA000009,NOBODY,AT ALL,11359,denied",
    )
    _, (report,) = revised([candidate()], granted=[path])
    assert (report.lines, report.met, report.unmet) == (2, 1, (3,))


def test_a_line_that_names_several_numbers_of_a_case_holds_whatever_has_one_of_them(tmp_path):
    line = "BA097736; A253156,SAMPLE,PAT,11359,Dismissed and sealed under 11361.8"
    path = write(tmp_path / "granted.csv", GRANTED, line)
    fates, (report,) = revised([candidate()], granted=[path])
    assert fates == ["held maybe-granted"]
    assert (report.lines, report.met, report.unmet) == (1, 1, ())


def test_a_line_of_a_strike_list_that_names_no_case_stops_the_run(tmp_path):
    path = write(tmp_path / "strike.csv", "Case Number,Notes", "BA097736,x", ",forgotten")
    with pytest.raises(ListError, match="line 3 cannot be used: it names no case"):
        revised([candidate()], struck=[path])


@pytest.mark.parametrize(
    ("heading", "cell", "what"),
    [
        ("Section", "eleven", "section"),
        ("Conviction Date", "13/45/1999", "date of conviction"),
        ("Court", "COMPTONN", "court"),
        ("County", "LOS ANGLES", "county"),
        ("Count", "1 or 2", "count"),
        ("Level", "Felonyy", "level"),
        ("Sectoin", "11359", 'column "Sectoin"'),
        ("Conviction", "ffff", "conviction id"),
    ],
)
def test_a_strike_list_that_tells_what_nobody_understands_stops_the_run(
    tmp_path, heading, cell, what
):
    path = tmp_path / "strike.csv"
    path.write_text(f"Case Number,{heading}\nBA097736,{cell}\n")
    with pytest.raises(ListError, match=rf"line 2 cannot be used: its {what} is not"):
        revised([candidate()], struck=[path])
    path.write_text(f"Case Number,{heading},Notes\nBA097736,{cell},x\n")
    its = candidate()
    path.write_text(f"Case Number,Colour,Conviction\nBA097736,red,{its.conviction.id}\n")
    assert revised([its], struck=[path])[0] == ["out_of_scope struck"]  # the id says all


@pytest.mark.parametrize(
    ("heading", "cell", "became"),
    [
        ("Section", "-", "out_of_scope struck"),  # a filler tells nothing
        ("Court", "UNKNOWN", "out_of_scope struck"),
        ("County", "Los Angeles County", "out_of_scope struck"),
        ("County", "FRESNO", "included"),
        ("Court", "COMPTON", "included"),
        ("Level", "Felony", "out_of_scope struck"),
        ("Level", "Misdemeanor", "held maybe-struck"),
        ("Conviction", "f" * 24, "held maybe-struck"),
        ("Reason", "whatever", "out_of_scope struck"),
    ],
)
def test_a_line_strikes_no_more_than_what_has_all_it_tells(tmp_path, heading, cell, became):
    path = write(tmp_path / "strike.csv", f"Case Number,{heading}", f"BA097736,{cell}")
    assert revised([candidate()], struck=[path])[0] == [became]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Court", "COMPTONN"),
        ("Conviction Date", "13/45/1999"),
        ("Level", "Misdemeanor"),
        ("Level", "Felonyy"),
        ("Count", "1 or 2"),
        ("Conviction", "ffff"),
        ("County", "LOS ANGLES"),
    ],
)
def test_a_granted_line_that_is_not_understood_whole_is_not_certain(tmp_path, heading, cell):
    row = "BA097736,SAMPLE,PAT,11359,Dismissed and sealed under 11361.8"
    path = write(tmp_path / "granted.csv", f"{GRANTED},{heading}", f"{row},{cell}")
    assert revised([candidate()], granted=[path])[0] == ["held maybe-granted"]


def test_a_line_of_a_granted_list_that_names_no_case_is_told(tmp_path):
    path = write(tmp_path / "granted.csv", GRANTED, ",SAMPLE,PAT,11359,denied")
    _, (report,) = revised([candidate()], granted=[path])
    assert (report.lines, report.unread) == (0, (2,))


def test_rows_cut_out_of_our_own_tables_strike_by_their_id(tmp_path):
    its = candidate()
    path = write(tmp_path / "strike.csv", "case_number,conviction", f"BA999999,{its.conviction.id}")
    assert revised([its, candidate(3, count="2")], struck=[path])[0] == [
        "out_of_scope struck",
        "included",
    ]


def test_a_list_in_no_layout_says_what_it_needs(tmp_path):
    path = write(tmp_path / "strike.csv", "Colour,Shape", "red,round")
    with pytest.raises(ListError, match="no strike list either: that needs Case Number"):
        revised([candidate()], struck=[path])


def test_a_folder_that_no_run_wrote_is_refused(tmp_path):
    with pytest.raises(ListError, match=r"its manifest\.json cannot be read"):
        revised([candidate()], included=[tmp_path])


def test_the_court_of_a_line_counts_only_when_it_names_one(tmp_path):
    head = f"{GRANTED},Court"
    row = "BA097736,SAMPLE,PAT,11359,Dismissed and sealed 11361.8"
    for court, became in (
        ("LOS ANGELES", "out_of_scope already-granted"),
        ("", "out_of_scope already-granted"),
        ("FOLTZ", "out_of_scope already-granted"),
        ("COMPTON", "held maybe-granted"),
    ):
        path = write(tmp_path / "granted.csv", head, f"{row},{court}")
        assert revised([candidate()], granted=[path])[0] == [became], court


def test_a_line_that_tells_two_convictions_counts_once(tmp_path):
    path = write(tmp_path / "granted.csv", GRANTED, "BA000009,NOBODY,AT ALL,11358 HS x2,denied")
    _, (report,) = revised([candidate()], granted=[path])
    assert (report.lines, report.met, report.unmet) == (1, 0, (2,))


def test_more_lines_than_are_told_one_by_one_are_counted(tmp_path):
    path = write(tmp_path / "granted.csv", GRANTED, *[",SAMPLE,PAT,11359,denied"] * 50)
    _, (report,) = revised([candidate()], granted=[path])
    assert (len(report.unread), report.unreadable) == (20, 50)


def test_a_number_that_hundreds_of_thousands_share_is_looked_up_in_steps(tmp_path):
    path = write(tmp_path / "granted.csv", GRANTED, "BA097736,SAMPLE,PAT,11359,denied")
    ids = tuple(f"{n:024x}" for n in range(260_000))  # more than any build of SQLite takes at once
    with closing(EarlierDecisions.open(SETTINGS, granted=[path])) as decided:
        decided.read(SCREENER, SETTINGS)
        assert len(decided._about(("BA097736",), ids)) == 1
