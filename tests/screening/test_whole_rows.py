"""Rows of an office's list that contradict themselves or each other wait; ordinary ones go in."""

import csv
import datetime as dt
import itertools

import pytest

from filings.lists.open_list import open_list
from filings.matching.record import Keeper
from filings.pipeline import check
from filings.settings.settings import read_settings
from tests.matching.test_metamorphic import told
from tests.test_pipeline import row, write_list

SETTINGS = read_settings()
MISDEMEANOR = {"Level": "Misdemeanor", "Prosecutor": "District Attorney", "Place of Offense": ""}
# What one row says, and why it waits ("" where it goes in).
ROWS = [
    ({"Section": "11357(b) HS", "Level": "Infraction", "Conviction Date": "2012-03-14"}, ""),
    # Convicted under the new level, of an offense that may be older than it.
    ({"Section": "11357(b) HS", **MISDEMEANOR, "Conviction Date": "2011-03-14"}, ""),
    ({"Section": "11357(a) HS"}, ""),
    ({"Section": "11357(a) HS", **MISDEMEANOR}, ""),
    ({"Section": "11357(d) HS"}, ""),  # whose levels the table is not sure of
    # A letter for a digit, where the number would have the county's form with the digit.
    ({"Case Number": "BA5O1234"}, "number-unclear"),
    ({"Case Number": "BA50I234"}, "number-unclear"),
    ({"Case Number": "BA50l234"}, "number-unclear"),
    ({"Case Number": "95MO3740", **MISDEMEANOR, "Section": "11357(c) HS"}, "number-unclear"),
    ({"Case Number": "OCJ12345", **MISDEMEANOR, "Section": "11357(c) HS"}, "number-unclear"),
    ({"Other Numbers": "BA5O1234"}, "number-unclear"),
    ({"Case Number": "BAO"}, "number-unclear"),
    ({"Case Number": "VOP50123"}, ""),  # in no form of the county, however its letters are read
    ({"Case Number": "0CJ12345", **MISDEMEANOR, "Section": "11357(c) HS"}, ""),
    ({"Case Number": "213-555-0100"}, "number-unclear"),
    # Numbers of a person, and days, in a name.
    ({"Last Name": "WREN 123-45-6789"}, "name-unclear"),
    ({"First Name": "DOB 1/2/1960"}, "name-unclear"),
    ({"Last Name": "CII A12345678"}, "name-unclear"),
    ({"Last Name": "WREN 3RD"}, ""),
    ({"Last Name": "MAY", "First Name": "JUNE"}, ""),
    # A section that is never filed, one slip from one that is.
    ({"Section": "11361 HS"}, "unknown-statute"),
    ({"Section": "11361(a) HS"}, "unknown-statute"),
    ({"Section": "11532 HS"}, "unknown-statute"),
    ({"Section": "11361 HS", "Eligibility": "Eligible for Reduction"}, "unknown-statute"),
    ({"Section": "11361(a) HS-SELL MARIJUANA TO MINOR"}, "other-charge"),
    ({"Section": "11361 HS", "Eligibility": "Not eligible"}, "other-charge"),
    ({"Section": "11361 HS", "Eligibility": "Hand Review"}, "other-charge"),
    # What was another offense on its day, and the list calls eligible.
    ({"Section": "11500 HS", "Conviction Date": "1999-05-04"}, "unknown-statute"),
    ({"Section": "11500 HS", "Eligibility": "Not eligible"}, "other-charge"),
    # Nobody knew the outcome; a blank cell says less.
    ({"Disposition": "UNKNOWN"}, "disposition-unknown"),
    ({"Disposition": "unk"}, "disposition-unknown"),
    ({"Disposition": "N/A"}, ""),
    # A question mark says something of a court and a county.
    ({"Court": "FOLTZ?"}, "unknown-court"),
    ({"County": "ORANGE?"}, "unknown-county"),
    ({"County": "Los Angeles (L.A.)"}, "unknown-county"),
    ({"County": "L.A. County"}, ""),
    ({"Section": "11359 H&S poss f/s"}, ""),
    ({"Section": "11359 H+S"}, ""),
    ({"Last Name": "UNKNOWN", "First Name": "UNKNOWN"}, "name-unclear"),
    ({"Last Name": "Unk", "First Name": ""}, "name-unclear"),
    ({"Last Name": "NA", "First Name": "KIM"}, ""),
    ({"Section": "11532 HS-LOITERING"}, "other-charge"),
    ({"Section": "11357.5 HS SYNTH CANNABINOID"}, "other-charge"),
    ({"Section": "11357.5 HS"}, "unknown-statute"),  # of an eligible row: perhaps 11357
]


@pytest.fixture(scope="module")
def fates(tmp_path_factory):
    headings = dict.fromkeys([*row(0), *itertools.chain.from_iterable(its for its, _ in ROWS)], "")
    rows = [
        headings | row(n, Defendant_Suffix="", First_Name="IDA", Last_Name="WREN") | cells
        for n, (cells, _) in enumerate(ROWS, 601)
    ]
    folder = tmp_path_factory.mktemp("rows")
    return _reasons(write_list(folder / "rows.csv", rows), folder)


def _reasons(path, folder):
    ledger = folder / "ledger.csv"
    check([path], SETTINGS, filed_on=dt.date(2026, 11, 22), ledger_path=ledger)
    with ledger.open(encoding="utf-8-sig", newline="") as file:
        return {int(line["line"]): (line["fate"], line["reason"]) for line in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("line", "cells", "reason"),
    [(n, *its) for n, its in enumerate(ROWS, 2)],
    ids=[", ".join(filter(None, cells.values())) for cells, _ in ROWS],
)
def test_a_row_goes_in_or_waits_for_its_reason(fates, line, cells, reason):
    fate, found = fates[line]
    assert found == reason
    assert (fate == "included") == (reason == "")


# What a second row of the same list says of a count: the first is then not believed either.
@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Conviction Date": "2019-05-04"}, "offense-date"),
        ({"Conviction Date": "2003-08-20", "Court": "NOWHERE"}, "unknown-court"),
        ({"Section": "664/11359 HS"}, "attempt"),
        ({"Section": "11360(a) HS", "Level": ""}, "level-missing"),
    ],
)
def test_a_row_that_waits_for_itself_still_contradicts_its_twin(tmp_path, cells, reason):
    rows, twins = [row(1), row(2)], [row(1) | cells, row(2) | cells]
    found, packets = told(rows + twins, tmp_path=tmp_path)
    assert found == {"held source-conflict": 2, f"held {reason}": 2}
    assert packets == {}


def test_a_twin_that_waits_and_tells_less_contradicts_nothing(tmp_path):
    found, _ = told([row(1), row(1, Level="")], tmp_path=tmp_path, keepers={1: Keeper.OFFICE})
    assert found == {"included": 1, "held level-missing": 1}


@pytest.mark.parametrize(
    ("flags", "columns"),
    [(("1", "0"), ("Dismiss",)), (("1", "1"), ()), (("0", "2"), ()), (("1", ""), ())],
)
def test_a_column_of_flags_that_nobody_reads_may_say_what_is_eligible(tmp_path, flags, columns):
    rows = [row(n) | {"Dismiss": flag} for n, flag in enumerate(flags, 1)]
    for its in rows:
        del its["Eligibility"]
    opened = open_list(write_list(tmp_path / "list.csv", rows), 1, SETTINGS)
    assert opened.unread_answers(SETTINGS) == columns


@pytest.mark.parametrize(
    ("cells", "second"),
    [
        ({"Last Name": "VO"}, "possible-duplicate"),  # one slip in a short name
        ({"Last Name": "MINH", "First Name": "OVV"}, "possible-duplicate"),  # and turned round
        ({"First Name": "HAI"}, "possible-duplicate"),
        ({"Last Name": "VO", "Birth Date": "1981-01-02"}, ""),
        (
            {"Last Name": "SMITH", "First Name": "HAI"},
            "",
        ),  # born on one day, and nothing else alike
    ],
)
def test_one_birth_date_and_half_a_name_in_one_case_are_asked_about(tmp_path, cells, second):
    told_of = {"Last Name": "OV", "First Name": "MINH", "Birth Date": "1980-05-06"}
    one = row(1, Person_Number="", Defendant_Suffix="") | told_of
    path = write_list(tmp_path / "rows.csv", [one, one | cells])
    found = sorted(reason for _, reason in _reasons(path, tmp_path).values())
    assert found == sorted(["", second])
