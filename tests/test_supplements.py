"""A second list after a first: what was filed, granted or struck before is not asked again."""

import csv
import datetime as dt
import json

import pytest
from pydantic import SecretStr

import filings
import filings.render
from filings.model.errors import ListError, OutputError
from filings.model.identifiers import CourtId
from filings.reports.console_text import of_the_lists
from filings.screening.screen_lists import RunInputs
from filings.settings.settings import Attestation, read_settings
from tests.small_settings import with_own_key
from tests.test_pipeline import row, tree, write_list

pytestmark = pytest.mark.usefixtures("fake_renderer")

DAY = dt.date(2026, 12, 1)
LATER = dt.date(2027, 2, 1)
EXPORT = (
    "Court Number,Truename,Current Charge,Current Level,Ch Dispo Date,DOB,CII,"
    "Charge Disposition Description\n"
)


@pytest.fixture(scope="session")
def settings():
    return with_own_key(read_settings())


@pytest.fixture
def first(tmp_path, settings):
    """The folder of a run that included BA000001 to BA000005 and held one."""
    rows = [*(row(n) for n in range(1, 6)), row(6, Eligibility="Hand Review")]
    path = write_list(tmp_path / "first.csv", rows)
    filings.build([path], tmp_path / "one", settings, filed_on=DAY)
    return tmp_path / "one"


def supplement(first, tmp_path, settings, rows, **beside):
    path = write_list(tmp_path / "second.csv", rows)
    return filings.build(
        [path],
        tmp_path / "two",
        settings,
        filed_on=LATER,
        beside=RunInputs(already_included=[first], **beside),
    )


def ledger(out):
    with (out / "sealed" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return {line["case_number"]: line for line in csv.DictReader(file)}


def reasons(report):
    return {(str(its.fate), its.reason): its.entries for its in report.reasons}


def test_a_supplement_leaves_out_what_the_first_run_included(first, tmp_path, settings):
    rows = [row(n) for n in (1, 2, 6, 7, 8)]
    report = supplement(first, tmp_path, settings, rows)
    assert reasons(report) == {
        ("included", ""): 3,
        ("out_of_scope", "already-included"): 2,
    }
    lines = ledger(tmp_path / "two")
    assert lines["BA000001"]["reason"] == "already-included"
    # What the first run held was not filed by it.
    assert lines["BA000006"]["fate"] == "included"
    before = ledger(first)["BA000001"]["conviction"]
    assert lines["BA000001"]["same_as"] == lines["BA000001"]["conviction"] == before


def test_a_count_that_the_first_run_asked_under_another_section_waits(first, tmp_path, settings):
    report = supplement(
        first, tmp_path, settings, [row(1, Section="11360(a) HS"), row(2, Count="2")]
    )
    assert reasons(report) == {("included", ""): 1, ("held", "maybe-included"): 1}


def test_the_motion_is_told_which_run_it_supplements(first, tmp_path, settings):
    supplement(first, tmp_path, settings, [row(7)])
    run_id = json.loads((first / "manifest.json").read_text())["run"]
    (motion,) = (tmp_path / "two").rglob("motion.pdf")
    assert f"supplements run {run_id}" in motion.read_text()


def test_the_manifest_tells_the_earlier_run_by_its_ledgers_hash(first, tmp_path, settings):
    supplement(first, tmp_path, settings, [row(1), row(7)])
    manifest = json.loads((tmp_path / "two" / "manifest.json").read_text())
    (decided,) = manifest["decided"]
    first_one = json.loads((first / "manifest.json").read_text())
    (file,) = (f for f in first_one["files"] if f["path"] == "sealed/ledger.csv")
    assert decided["sha256"] == file["sha256"]
    assert (decided["lines"], decided["met"]) == (5, 1)
    assert str(first) not in (tmp_path / "two" / "manifest.json").read_text()


def test_a_codefendant_whom_the_first_run_missed_goes_in(first, tmp_path, settings):
    missed = row(1, Last_Name="ROE", Person_Number="P99", Defendant_Suffix="02")
    assert supplement(first, tmp_path, settings, [missed]).totals.included == 1


def test_what_may_be_in_the_first_run_waits_for_somebody(first, tmp_path, settings):
    rows = [row(1, Count=""), row(2, Conviction_Date="1999-05-05"), row(3, First_Name="J")]
    report = supplement(first, tmp_path, settings, rows)
    # The day is compared, and does not make another conviction of one whose count is told.
    assert reasons(report) == {
        ("held", "maybe-included"): 2,
        ("out_of_scope", "already-included"): 1,
    }
    assert (tmp_path / "two" / "sealed" / "worklists" / "maybe-included.csv").is_file()


def test_counts_that_nobody_numbers_are_asked_as_often_as_two_lists_agree(tmp_path, settings):
    one, other = [row(1, Count="")] * 2, [row(1, Count="", Person_Number="")] * 2
    lists = [write_list(tmp_path / f"{n}.csv", rows) for n, rows in enumerate((one, other))]
    report = filings.build(lists, tmp_path / "one", settings, filed_on=DAY)
    assert reasons(report) == {("included", ""): 2, ("duplicate", "duplicate"): 2}
    again = supplement(tmp_path / "one", tmp_path, settings, one)
    assert reasons(again) == {("out_of_scope", "already-included"): 2}
    more = [*one, row(1, Count="")]
    path = write_list(tmp_path / "more.csv", more)
    beside = RunInputs(already_included=[tmp_path / "one"])
    report = filings.check([path], settings, filed_on=DAY, beside=beside)
    assert reasons(report) == {("held", "maybe-included"): 3}


def test_a_court_that_a_list_writes_otherwise_leaves_a_conviction_what_it_was(
    first, tmp_path, settings
):
    report = supplement(first, tmp_path, settings, [row(1, Court="COMPTON")])
    assert reasons(report) == {("out_of_scope", "already-included"): 1}


def test_what_the_first_run_asks_and_a_later_list_refuses_is_told_to_be_withdrawn(
    first, tmp_path, settings
):
    rows = [row(1, Eligibility="Not eligible"), row(2, Eligibility="Hand Review")]
    report = supplement(first, tmp_path, settings, rows)
    assert reasons(report) == {("held", "already-asked"): 2}
    assert report.decided[0].withdraw == 2
    assert any("withdraw what must not be asked" in line for line in of_the_lists(report))
    worklist = tmp_path / "two" / "sealed" / "worklists" / "already-asked.csv"
    assert "run " in worklist.read_text()


def test_a_second_court_of_the_same_number_is_another_case(first, tmp_path, settings):
    other = row(1, Court="COMPTON", Last_Name="ROE", Defendant_Suffix="")
    assert supplement(first, tmp_path, settings, [other]).totals.included == 1


def test_a_run_made_under_another_key_is_refused(first, tmp_path, settings):
    office = settings.office.model_copy(
        update={"conviction_key": SecretStr("another key entirely")}
    )
    other = settings.model_copy(update={"office": office})
    with pytest.raises(ListError, match="another conviction_key"):
        supplement(first, tmp_path, other, [row(1)])


def test_a_ledger_that_was_changed_is_refused(first, tmp_path, settings):
    path = first / "sealed" / "ledger.csv"
    path.write_text(path.read_text().replace("BA000005", "BA000009"))
    with pytest.raises(ListError, match=r"ledger\.csv was changed since the run wrote it"):
        supplement(first, tmp_path, settings, [row(1)])


def test_names_that_were_purged_leave_doubts_and_never_wrong_matches(first, tmp_path, settings):
    for cases in first.rglob("cases.csv"):
        cases.unlink()
    rows = [row(1), row(2, Last_Name="ROE", Defendant_Suffix="", Person_Number="P77")]
    report = supplement(first, tmp_path, settings, rows)
    assert reasons(report) == {
        ("out_of_scope", "already-included"): 1,
        ("held", "maybe-included"): 1,
    }


def test_an_id_that_two_people_share_is_decided_by_nobody(tmp_path, settings):
    twins = [row(1, Person_Number="P1"), row(1, Person_Number="P2")]
    path = write_list(tmp_path / "first.csv", twins)
    report = filings.build([path], tmp_path / "one", settings, filed_on=DAY)
    assert reasons(report) == {("included", ""): 1, ("held", "possible-duplicate"): 1}
    later = supplement(tmp_path / "one", tmp_path, settings, [row(1, Person_Number="P2")])
    assert reasons(later) == {("held", "maybe-included"): 1}


def test_a_supplement_of_a_supplement_leaves_out_both(first, tmp_path, settings):
    supplement(first, tmp_path, settings, [row(7)])
    path = write_list(tmp_path / "third.csv", [row(1), row(7), row(8)])
    beside = RunInputs(already_included=[first, tmp_path / "two"])
    report = filings.check([path], settings, filed_on=LATER, beside=beside)
    assert reasons(report) == {("included", ""): 1, ("out_of_scope", "already-included"): 2}


def test_dismissed_but_not_sealed_makes_a_packet_of_its_own(tmp_path, settings):
    path = write_list(tmp_path / "list.csv", [row(n) for n in (1, 2, 3)])
    granted = tmp_path / "granted.csv"
    granted.write_text(
        "Case Number,Defendant Suffix,Section,Count,Relief Granted\n"
        "BA000001,01,11359,1,Dismissed and sealed under 11361.8\n"
        "BA000002,01,11359,1,Dismissed under 11361.8\n"
        "BA000003,01,11359,1,Set aside under 1203.4 PC\n"
    )
    report = filings.build(
        [path],
        tmp_path / "out",
        settings,
        filed_on=DAY,
        beside=RunInputs(already_granted=[granted]),
    )
    packets = {packet.name: packet.convictions for packet in report.packets}
    assert packets == {
        "ccb/lada/possession-for-sale-dismiss-by-policy/001": 1,
        "ccb/lada/possession-for-sale-seal/001": 1,
    }
    lines = ledger(tmp_path / "out")
    assert [lines[f"BA00000{n}"]["relief"] for n in (2, 3)] == ["seal", "dismiss-seal"]
    assert (lines["BA000001"]["fate"], lines["BA000001"]["reason"]) == (
        "out_of_scope",
        "already-granted",
    )
    told = {its.warning for its in report.warnings}
    assert {"dismissed-not-sealed", "dismissed-1203-4"} <= told


def test_a_strike_list_is_followed_and_what_it_misses_is_told(tmp_path, settings):
    path = write_list(tmp_path / "list.csv", [row(1), row(2), row(3)])
    strike = tmp_path / "strike.csv"
    strike.write_text("Case Number,Reason\nBA000002,the judge\nBA000022,a misprint\n")
    report = filings.check([path], settings, filed_on=DAY, beside=RunInputs(strike=[strike]))
    assert reasons(report) == {("included", ""): 2, ("out_of_scope", "struck"): 1}
    (told,) = report.decided
    assert (told.lines, told.met, told.unmet) == (2, 1, (3,))


def test_rows_of_an_earlier_cases_csv_strike_as_they_stand(first, tmp_path, settings):
    (cases,) = first.rglob("cases.csv")
    lines = cases.read_text().splitlines()
    strike = tmp_path / "strike.csv"
    strike.write_text("\n".join([lines[0], lines[2]]) + "\n")
    path = write_list(tmp_path / "list.csv", [row(1), row(2), row(3)])
    report = filings.build(
        [path], tmp_path / "out", settings, filed_on=DAY, beside=RunInputs(strike=[strike])
    )
    assert ledger(tmp_path / "out")["BA000002"]["reason"] == "struck"
    assert report.totals.included == 2


def test_a_run_goes_on_only_with_the_same_things_beside_it(first, tmp_path, settings):
    path = write_list(tmp_path / "second.csv", [row(7)])
    filings.build([path], tmp_path / "two", settings, filed_on=LATER)
    with pytest.raises(OutputError, match="what earlier runs included"):
        supplement(first, tmp_path, settings, [row(7)])


def test_the_same_supplement_gives_the_same_bytes(first, tmp_path, settings):
    rows = [row(n) for n in (1, 7, 8)]
    supplement(first, tmp_path, settings, rows)
    before = tree(tmp_path / "two")
    supplement(first, tmp_path, settings, rows)
    assert tree(tmp_path / "two") == before


def test_an_attested_list_is_filed_and_the_manifest_says_on_whose_word(tmp_path, settings):
    path = tmp_path / "court.csv"
    path.write_text(f"{EXPORT}BA000001,DOE/JANE,11359 HS,F,050499,010160,A1,COUNTY JAIL\n")
    word = Attestation.parse("Jordan A. Ellery, 000000, 2026-01-31")
    court = CourtId("ccb")
    silent = filings.check([path], settings, filed_on=DAY, court=court)
    assert reasons(silent) == {("held", "eligibility-unstated"): 1}
    assert silent.lists[0].eligibility == "nothing"
    assert "--attested" in silent.lists[0].notes[0]
    report = filings.build(
        [path],
        tmp_path / "out",
        settings,
        filed_on=DAY,
        court=court,
        beside=RunInputs(attested=word),
    )
    assert reasons(report) == {("included", ""): 1}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert "Jordan A. Ellery, State Bar No. 000000, attested" in manifest["lists"][0]["eligibility"]
    other = RunInputs(attested=word.model_copy(update={"bar_number": "000001"}))
    with pytest.raises(OutputError, match="the attestation"):
        filings.build([path], tmp_path / "out", settings, filed_on=DAY, court=court, beside=other)


def test_a_bulk_file_is_held_whole_until_somebody_answers_for_it(shared, settings):
    path = shared / "data" / "doj" / "los_angeles.csv"
    silent = filings.check([path], settings, filed_on=DAY)
    assert silent.totals.included == 0
    held = reasons(silent)[("held", "eligibility-unstated")]
    word = Attestation.parse("Jordan A. Ellery, 000000, 2026-01-31")
    report = filings.check([path], settings, filed_on=DAY, beside=RunInputs(attested=word))
    assert ("held", "eligibility-unstated") not in reasons(report)
    assert 0 < report.totals.included <= held
    assert report.totals.entries == silent.totals.entries


def test_two_lists_that_disagree_hold_and_those_that_agree_say_so_in_the_ledger(tmp_path, settings):
    one = write_list(tmp_path / "a.csv", [row(1), row(2), row(3)])
    other = write_list(
        tmp_path / "b.csv",
        [row(1), row(2, Level="Misdemeanor"), row(3, Conviction_Date="1999-06-04")],
    )
    report = filings.build([one, other], tmp_path / "out", settings, filed_on=DAY)
    assert reasons(report) == {
        ("included", ""): 2,
        ("duplicate", "duplicate"): 2,  # a plea and its sentence: a remark
        ("held", "source-conflict"): 2,
    }
    with (tmp_path / "out" / "sealed" / "ledger.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert lines[0]["lists"] == "1;2"
    assert {line["lists"] for line in lines if line["reason"] == "source-conflict"} == {"1;2"}
