"""Who made the arrest is told by the state's raw file, given together with gogen's results."""

import csv
import datetime as dt

import pytest

from filings import pipeline
from filings.model.fates import Fate
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
    assert "for 1 of its rows list 2 names the arresting agency" in notes


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
    assert "tells the arresting agency" not in notes


def test_what_gogens_row_says_itself_stands(tmp_path):
    own = {"Arresting Agency": "TORRANCE PD"}
    agencies, *_, notes = checked(tmp_path, arrest("CAPDLONG BEACH"), doj_row(**COUNT), **own)
    assert agencies != ["long-beach"]
    assert "tells the arresting agency" not in notes


def told(tmp_path, raws, results, *, turned):
    files = [doj(tmp_path / "raw.dat", *raws), gogen(tmp_path / "results.csv", *results)]
    path = tmp_path / "ledger.csv"
    path.unlink(missing_ok=True)
    pipeline.check(files[::-1] if turned else files, SETTINGS, filed_on=DAY, ledger_path=path)
    with path.open(newline="") as file:
        lines = [its for its in csv.DictReader(file) if its["reason"] != "not-a-conviction"]
    return {(its["case_number"], its["fate"], its["reason"], its["lists"]) for its in lines}


@pytest.mark.parametrize("turned", [False, True], ids=["raw file first", "results first"])
def test_a_raw_file_and_its_results_are_one_conviction_each_and_ask_once(tmp_path, turned):
    cells = [
        {},
        {"STP_ORI_DESCR": "CASC NOWHERE"},
        {"DISP_DESCR": "ZCONV"},
        {"DISP_DESCR": "GUILTY PLEA", "STP_EVENT_DATE": "19990411"},
        {},
        {},
    ]
    says = ["Eligible for Dismissal"] * 4 + ["Hand Review", "Not eligible"]
    raws = [
        doj_row(**its, SUBJECT_ID=f"{1000 + n}", OFN=f"BA00000{n}") for n, its in enumerate(cells)
    ]
    results = [
        its
        | {"Eligibility Determination": word}
        | {"Date of Conviction": "/".join((day[4:6], day[6:], day[:4]))}
        for its, word in zip(raws, says, strict=True)
        for day in (its["STP_EVENT_DATE"],)
    ]
    raw, result = ("2", "1") if turned else ("1", "2")
    assert told(tmp_path, raws, results, turned=turned) == {
        ("BA000000", "included", "", "1;2"),
        ("BA000000", "duplicate", "duplicate", "2"),
        ("BA000001", "held", "unknown-court", result),
        ("BA000001", "duplicate", "told-in-results", raw),
        ("BA000002", "held", "disposition-unknown", result),
        ("BA000002", "duplicate", "told-in-results", raw),
        ("BA000003", "included", "", "1;2"),
        ("BA000003", "duplicate", "duplicate", "2"),
        ("BA000004", "held", "hand-review", result),
        ("BA000004", "duplicate", "told-in-results", raw),
        ("BA000005", "out_of_scope", "not-eligible", result),
        ("BA000005", "out_of_scope", "not-eligible", raw),
    }


@pytest.mark.parametrize(
    "cells",
    [{"DISP_DESCR": "REVERSED"}, {"OFN": "BA000009"}, {"STP_EVENT_DATE": "19990411"}],
    ids=["the end", "the number", "the day"],
)
def test_a_raw_row_that_tells_it_otherwise_is_not_taken_for_the_results_own(tmp_path, cells):
    result = doj_row() | {"Date of Conviction": "04/11/1981"}
    found = told(tmp_path, [doj_row(**cells)], [result], turned=False)
    assert "duplicate" not in {fate for _, fate, *_ in found}


@pytest.mark.parametrize(
    "raw",
    [
        {"COMMENT_TEXT": "REVERSED ON APPEAL"},
        {"DISP_OFFENSE_DESCR": "415 PC-DISTURB"},
        {"OFFENSE_DESCR": "11539 HS"},
        {"STP_ORI_CNTY_NAME": "ORANGE"},
        {"PRI_DOB": "19640314"},
    ],
)
def test_results_do_not_silence_what_the_raw_row_says_otherwise(tmp_path, raw):
    result = {"Date of Conviction": "04/11/1981"}
    found = told(tmp_path, [doj_row(**raw)], [result], turned=False)
    assert {fate for _, fate, *_ in found} == {"held"}
    agreeing = told(tmp_path, [doj_row()], [result], turned=False)
    assert {fate for _, fate, *_ in agreeing} == {"included", "duplicate"}
