"""People still serving, and those of other counsel, wait on lists of their own."""

import csv
import datetime as dt

import pytest

import filings
from filings.settings.settings import read_settings
from tests.small_settings import with_own_key
from tests.test_pipeline import row, write_list

DAY = dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Currently serving sentence", "still-serving"),
        ("Hand Review: Currently serving sentence", "still-serving"),
        ("CONFLICT", "conflict"),
        ("Retained counsel", "retained-counsel"),
    ],
)
def test_a_row_that_is_not_for_this_motion_waits_with_its_own_reason(words, reason, tmp_path):
    settings = with_own_key(read_settings())
    path = write_list(tmp_path / "list.csv", [row(1), row(2, Eligibility=words)])
    ledger = tmp_path / "ledger.csv"
    report = filings.check([path], settings, filed_on=DAY, ledger_path=ledger)
    assert (report.totals.included, report.totals.held) == (1, 1)
    (held,) = (each for each in report.reasons if each.fate == "held")
    assert (held.reason, held.entries) == (reason, 1)
    assert settings.screening.reason(held.fate, held.reason).worklist
    with ledger.open(encoding="utf-8", newline="") as file:
        assert [line["reason"] for line in csv.DictReader(file)] == ["", reason]
