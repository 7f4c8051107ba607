"""Every row of every list has a fate in the ledger, and the counts close; a lost row is told."""

import csv
import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

import filings
from filings.model.errors import VerificationError
from filings.screening import screen_lists
from filings.settings.settings import read_settings
from tests.small_settings import with_own_key

DAY = dt.date(2026, 12, 1)
SETTINGS = with_own_key(read_settings())
HEADINGS = (
    "Case Number", "Last Name", "First Name", "Section", "Count", "Level", "Conviction Date",
    "Court", "Arresting Agency", "Eligibility",
)  # fmt: skip
GOOD = (
    "BA000001", "DOE", "JANE", "11359 HS", "1", "Felony", "1999-05-04", "FOLTZ", "LAPD",
    "Eligible for Dismissal",
)  # fmt: skip
ODD = ("", "?", "11378 HS", "Misdemeanor", "SAN DIEGO SC", "1, 2", "Hand Review", "2018-01-01")


def write_list(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


def ledger_of(folder, *lists):
    """The report of a check, and the lines of the ledger that a build would write."""
    path = folder / "ledger.csv"
    report = filings.check(lists, SETTINGS, filed_on=DAY, ledger_path=path)
    with path.open(newline="") as file:
        return report, list(csv.DictReader(file))


rows = st.lists(
    st.tuples(*(st.sampled_from((cell, cell, cell, *ODD)) for cell in GOOD)), max_size=12
)


@examples(max_examples=10)
@given(st.lists(rows, min_size=1, max_size=2))
def test_every_row_has_a_line_for_each_entry_and_every_entry_one_fate(tmp_path_factory, given_rows):
    folder = tmp_path_factory.mktemp("lists")
    lists = [
        # A cell that differs keeps two lists from being one file.
        write_list(folder / f"{number}.csv", [*rows, (f"BA99999{number}", *GOOD[1:])])
        for number, rows in enumerate(given_rows, start=1)
    ]
    report, lines = ledger_of(folder, *lists)
    for number, rows in enumerate(given_rows, start=1):
        told = {int(line["line"]) for line in lines if line["list"] == str(number)}
        assert told == set(range(2, len(rows) + 3))
    places = Counter((line["list"], line["line"], line["entry"]) for line in lines)
    assert set(places.values()) == {1}
    fates = Counter(line["fate"] for line in lines)
    totals = report.totals
    assert totals.rows == sum(map(len, given_rows)) + len(lists)
    assert totals.entries == len(lines) == fates.total()
    assert {fate: getattr(totals, fate) for fate in fates} == fates
    assert sum(packet.convictions for packet in report.packets) == fates["included"]


def test_a_row_lost_on_the_way_stops_the_run(tmp_path, monkeypatch):
    honest = screen_lists.screened_entries
    monkeypatch.setattr(
        screen_lists,
        "screened_entries",
        lambda *args: (each for each in honest(*args) if each.line != 3),
    )
    path = write_list(tmp_path / "list.csv", [GOOD, ("BA000002", *GOOD[1:])])
    with pytest.raises(VerificationError, match="rows with an entry: 2 on one side, 1 on the"):
        ledger_of(tmp_path, path)
