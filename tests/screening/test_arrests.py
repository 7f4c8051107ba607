"""Who made the arrest is told by the state's raw file, given together with gogen's results."""

import datetime as dt

import pytest

from filings import pipeline
from filings.model.nouns import Fate
from filings.settings.settings import read_settings
from tests.lists.making import doj, doj_row, gogen

SETTINGS = read_settings()
DAY = dt.date(2026, 12, 1)
COUNT = {
    "OFN": "7MP71347",
    "OFFENSE_DESCR": "11357(B) HS-POSSESS",
    "OFFENSE_TOC": "M",
    "CONV_STAT_DESCR": "MISDEMEANOR",
    "STP_EVENT_DATE": "20070411",
}
RESULT = {
    **COUNT,
    "Date of Conviction": "04/11/2007",
    "Eligibility Determination": "To be reviewed by City Attorneys",
}


def arrest(agency: str, **cells: str) -> dict[str, str]:
    plain = {
        "STP_TYPE_DESCR": "ARREST/DETAINED/CITED",
        "STP_EVENT_DATE": "20070101",
        "STP_ORI_DESCR": agency,
        "CNT_ORDER": "101001001000",
        "OFN": "",
        "DISP_DESCR": "",
    }
    return doj_row(**{**COUNT, **plain, **cells})


def checked(tmp_path, *raw, **result):
    results = gogen(tmp_path / "results.csv", RESULT | result)
    files = [results, doj(tmp_path / "raw.dat", *raw)] if raw else [results]
    report = pipeline.check(files, SETTINGS, filed_on=DAY, ledger_path=tmp_path / "ledger.csv")
    agencies = [packet.agency for packet in report.packets]
    held = [reason.reason for reason in report.reasons if reason.fate is Fate.HELD]
    return agencies, held, " ".join(report.lists[0].notes)


def test_the_raw_file_tells_the_arresting_agency_that_gogen_left_out(tmp_path):
    assert checked(tmp_path)[:2] == ([], ["prosecutor-unknown"])
    agencies, _, notes = checked(tmp_path, arrest("CAPDLONG BEACH"), doj_row(**COUNT))
    assert agencies == ["long-beach"]
    assert "1 of its rows is told by list 2" in notes


@pytest.mark.parametrize(
    "raw",
    [
        (arrest("CAPDLONG BEACH"), doj_row(**COUNT, SUBJECT_ID="99999999")),
        (arrest("CAPDLONG BEACH"), doj_row(**COUNT, CNT_ORDER="101002002000")),
        (arrest("CAPDLONG BEACH", CNT_ORDER="102001001000"), doj_row(**COUNT)),
        (arrest("CAPDLONG BEACH"), arrest("CAPDTORRANCE"), doj_row(**COUNT)),
    ],
    ids=["another subject", "another count", "another arrest", "two agencies"],
)
def test_only_the_same_subject_cycle_and_count_tell_it(tmp_path, raw):
    agencies, held, notes = checked(tmp_path, *raw)
    assert agencies == []
    assert "prosecutor-unknown" in held
    assert "is told by" not in notes


def test_what_gogens_row_says_itself_stands(tmp_path):
    own = {"Arresting Agency": "TORRANCE PD"}
    agencies, *_, notes = checked(tmp_path, arrest("CAPDLONG BEACH"), doj_row(**COUNT), **own)
    assert agencies != ["long-beach"]
    assert "is told by" not in notes
