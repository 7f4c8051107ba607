"""After the order: who is told of it, and what the Department of Justice enters it by."""

import csv
import datetime as dt
import json
import shutil

import pytest

import filings
from filings.after.notices import DISPOSITION_DATA, notices
from filings.after.returned import returned
from filings.after.write_outcome import OUTCOME
from filings.lists.open_list import open_list
from filings.model.errors import ListError, UsageError
from filings.reports.coverage_page import all_gaps, coverage_page
from filings.settings.settings import read_settings
from tests.after.test_returned import answered, tables
from tests.small_settings import with_own_key
from tests.test_pipeline import row, write_list

pytestmark = pytest.mark.usefixtures("fake_renderer_of_module")

DAY = dt.date(2026, 12, 1)
TODAY = dt.date(2027, 6, 1)
AGENCIES = ("LAPD", "Los Angeles Police Dept.", "LASD", "", "LAPD Rampart Division")


@pytest.fixture(scope="module")
def settings():
    return with_own_key(read_settings())


@pytest.fixture(scope="module")
def granted(tmp_path_factory, settings, fake_renderer_of_module):
    """A folder with its list, and beside it what the court answered: the fourth was denied."""
    home = tmp_path_factory.mktemp("granted")
    rows = [
        row(n, Arresting_Agency=agency)
        | {"CII Number": "A0867530" + str(n) if n < 4 else "", "DOB": f"1970-01-0{n}"}
        | {"Arrest Date": "1999-01-02" if n in (1, 5) else "", "Booking Number": f"BK{n}"}
        for n, agency in enumerate(AGENCIES, 1)
    ]
    listed = write_list(home / "list.csv", rows)
    filings.build([listed], home / "out", settings, filed_on=DAY)
    lines = tables(home / "out")
    for line in lines:
        line["result"], line["result_on"] = "granted", "2027-01-15"
    lines[3]["result"] = "denied"
    lines[4]["result"] = "reduced"
    path = answered(home / "answers.csv", lines)
    returned([home / "out"], [path], [], home / "came-back", settings, TODAY)
    return home


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def written(granted, settings):
    lists = [granted / "list.csv"]
    report = notices(granted / "out", granted / "came-back", lists, granted / "told", settings)
    return granted / "told", report


def test_every_agency_is_told_of_its_own_and_the_sheriff_of_all_that_was_granted(written):
    told, report = written
    homes = {
        path.parent.relative_to(told / "sealed/notices").as_posix(): len(read(path))
        for path in told.rglob("convictions.csv")
    }
    assert homes == {
        "sheriff": 4,
        "probation": 4,
        "defender": 4,
        # However the list spells it; and the sheriff is told once.
        "arresting-agencies/los-angeles-pd": 3,
    }
    assert report.notices == 4
    assert (report.granted, report.without_agency, report.undated) == (4, 0, 0)


def test_a_notice_says_what_was_ordered_when_and_names_nobody(written):
    told, _ = written
    page = (told / "sealed/notices/arresting-agencies/los-angeles-pd/notice.pdf").read_text()
    assert "To: LOS ANGELES PD" in page
    assert "January 15, 2027" in page
    assert "3 convictions" in page
    assert "dismiss and seal" in page
    # What the court gave in place of the dismissal is told as that.
    assert "redesignated" in page
    assert "DOE" not in page
    assert "BA0000" not in page


def test_the_disposition_data_has_what_a_record_is_found_by_and_no_code(written):
    told, report = written
    lines = {line["case_number"]: line for line in read(told / DISPOSITION_DATA)}
    assert len(lines) == 4
    first = lines["BA000001"]
    assert (first["cii"], first["born_on"]) == ("A08675301", "1970-01-01")
    assert (first["arrested_on"], first["arresting_agency"]) == ("1999-01-02", "LAPD")
    assert (first["booking"], first["order_on"]) == ("BK1", "2027-01-15")
    assert {(line["action"], line["code"]) for line in lines.values()} == {
        ("subsequent action", "")
    }
    assert (report.without_cii, report.without_arrest_day, report.unfindable) == (1, 2, 0)


def test_no_number_of_a_person_is_anywhere_but_in_the_disposition_data(written):
    told, _ = written
    for path in told.rglob("*"):
        if path.is_file() and path != told / DISPOSITION_DATA:
            text = path.read_bytes()
            assert b"A0867530" not in text, path
            assert b"1970-01" not in text, path


def test_another_list_is_refused_for_its_lines_are_of_other_people(granted, settings, tmp_path):
    other = write_list(tmp_path / "other.csv", [row(n) for n in range(1, 6)])
    with pytest.raises(ListError, match="none of the lists of this run"):
        notices(granted / "out", granted / "came-back", [other], tmp_path / "told", settings)


def test_nothing_is_told_before_a_court_has_answered(granted, settings, tmp_path):
    with pytest.raises(ListError, match="cannot be read"):
        notices(granted / "out", tmp_path, [], tmp_path / "told", settings)
    with pytest.raises(UsageError, match="never changes"):
        notices(granted / "out", granted / "came-back", [], granted / "out" / "n", settings)


def test_nobody_is_told_what_a_hand_wrote_into_the_outcome(granted, settings, tmp_path):
    changed = shutil.copytree(granted / "came-back", tmp_path / "came-back")
    path = changed / OUTCOME
    path.write_text(path.read_text().replace("refused,denied", "granted,granted"))
    with pytest.raises(ListError, match="was changed since"):
        notices(granted / "out", changed, [], tmp_path / "told", settings)


def test_check_counts_the_rows_by_which_the_department_finds_nobody(granted, settings, tmp_path):
    opened = open_list(granted / "list.csv", 1, settings)
    assert len(list(opened.entries())) == 5
    assert opened.rows_without("cii") == 2
    assert opened.rows_without("cii", "arrested_on") == 1
    assert opened.rows_without("no such column") == 5
    report = filings.check([granted / "list.csv"], settings, filed_on=DAY)
    (one,) = report.lists
    assert (one.without_cii, one.without_arrest_day, one.unfindable) == (2, 3, 1)
    assert json.dumps(report.plain()["lists"])
    (gap,) = (gap for gap in all_gaps(report, settings) if gap.about == "doj")
    assert gap.sentence.startswith("1 row of 5 has neither a CII number")
    assert gap.public in coverage_page(report, settings)
    assert not any(character.isdigit() for character in gap.public)


def test_two_lists_that_write_one_day_in_two_ways_do_not_disagree(settings, tmp_path):
    told = {"CII Number": "A08675301", "DOB": "1970-01-01", "Arrest Date": "1999-01-02"}
    again = {"CII Number": "A 08675301", "DOB": "01/01/1970", "Arrest Date": "01/03/1999"}
    lists = [
        write_list(tmp_path / "one.csv", [row(1) | told]),
        write_list(tmp_path / "two.csv", [row(1, Arresting_Agency="LAPD.") | again]),
    ]
    filings.build(lists, tmp_path / "out", settings, filed_on=DAY)
    path = answered(tmp_path / "a.csv", [dict(tables(tmp_path / "out")[0], result="granted")])
    returned([tmp_path / "out"], [path], [], tmp_path / "came-back", settings, TODAY)
    report = notices(tmp_path / "out", tmp_path / "came-back", lists, tmp_path / "told", settings)
    (line,) = read(tmp_path / "told" / DISPOSITION_DATA)
    assert (line["born_on"], line["arresting_agency"]) == ("01/01/1970", "LAPD")
    # Two days of arrest are two, and neither is told.
    assert (line["arrested_on"], report.disagreeing) == ("", 1)
    assert report.without_cii == 0
