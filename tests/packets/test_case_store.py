"""Entries come out of the store as they went in, by list, line and entry."""

from contextlib import closing

import pytest

from filings.model.errors import OutputError, VerificationError
from filings.model.fates import Fate
from filings.packets.case_store import CaseStore
from tests.fakes import included, limited, other
from tests.packets.stores import SETTINGS, registered


def test_what_goes_in_comes_out_in_packets_by_court_and_offense():
    with registered(
        included(2, "BA000002"),
        included(3, "BA000001"),
        included(4, "TA000001", court="compton", agency="long-beach"),
        included(5, "BA000003", section="11357(c)", offense="possession"),
    ) as store:
        found = [
            (packet.name, [str(its.case_number) for its in packet.convictions])
            for packet in store.packets()
        ]
    assert found == [
        ("ccb/lada/possession-dismiss-seal/001", ["BA000003"]),
        ("ccb/lada/possession-for-sale-dismiss-seal/001", ["BA000001", "BA000002"]),
        ("compton/long-beach/possession-for-sale-dismiss-seal/001", ["TA000001"]),
    ]


def test_a_conviction_comes_out_as_it_went_in():
    whole = included(
        2,
        "BA000001",
        person="cii:1",
        also_numbered=("BA000009", "M12345"),
        count="3",
        defendant_suffix="01",
        sample=True,
    )
    bare = included(3, "BA000002", name=None)
    with registered(whole, bare) as store:
        (packet,) = store.packets()
        assert packet.convictions == (whole.conviction, bare.conviction)
        assert [line.screened for line in store.lines()] == [whole, bare]


def test_lines_come_by_list_line_and_entry_whatever_came_first():
    with registered(
        included(3, "BA000001", list=2),
        included(3, "BA000002", entry=2),
        other(2, Fate.OUT_OF_SCOPE, "other-county"),
        included(3, "BA000003", entry=1),
        other(10, Fate.UNREADABLE, "unreadable-row"),
    ) as store:
        found = [
            (line.screened.list, line.screened.line, line.screened.entry) for line in store.lines()
        ]
    assert found == [(1, 2, 1), (1, 3, 1), (1, 3, 2), (1, 10, 1), (2, 3, 1)]


def test_each_line_says_where_its_conviction_stands():
    cases = [included(line, f"BA{9 - line:06d}") for line in range(2, 8)]
    with registered(*cases, under=limited(SETTINGS, 4)) as store:
        stands = {
            (packet.name, item): its.line
            for packet in store.packets()
            for item, its in enumerate(packet.convictions, 1)
        }
        said = {(line.packet, line.item): line.screened.line for line in store.lines()}
    assert said == stands


def test_totals_and_reasons_count_every_entry_once():
    with registered(
        included(2, "BA000001"),
        included(3, "BA000002", entry=1),
        included(3, "BA000003", entry=2),
        other(4, Fate.HELD, "hand-review"),
        other(5, Fate.HELD, "hand-review"),
        other(6, Fate.HELD, "no-case-number"),
        other(7, Fate.UNREADABLE, "unreadable-row"),
        other(2, Fate.OUT_OF_SCOPE, "other-county", list=2),
    ) as store:
        totals = store.totals()
        reasons = [(str(fate), reason, count) for fate, reason, count in store.reasons()]
        assert (store.rows(1), store.rows(2), store.rows(3)) == (6, 1, 0)
    assert (totals.rows, totals.entries, totals.closes) == (7, 8, True)
    assert (totals.included, totals.held, totals.unreadable, totals.need_a_human) == (3, 3, 1, 4)
    assert reasons == [
        ("included", "", 3),
        ("held", "hand-review", 2),
        ("held", "no-case-number", 1),
        ("out_of_scope", "other-county", 1),
        ("unreadable", "unreadable-row", 1),
    ]


def test_the_lines_of_one_reason_can_be_asked_for_alone():
    with registered(
        included(2, "BA000001"),
        other(3, Fate.HELD, "hand-review"),
        other(4, Fate.HELD, "no-case-number"),
        other(5, Fate.HELD, "hand-review"),
    ) as store:
        assert [line.screened.line for line in store.lines(Fate.HELD, "hand-review")] == [3, 5]
        assert [line.screened.line for line in store.lines(Fate.INCLUDED, "")] == [2]


def test_two_entries_cannot_claim_one_place():
    with (
        pytest.raises(VerificationError, match="same place"),
        registered(included(2, "BA000001"), included(2, "BA000002")),
    ):
        pass


def test_a_full_folder_for_temporary_files_is_told_as_such():
    with closing(CaseStore(SETTINGS)) as store:
        store._database.do("PRAGMA max_page_count = 30")
        with pytest.raises(OutputError, match="working file") as stopped:  # noqa: PT012
            for line in range(5_000):
                store.add(included(line, f"BA{line:06d}"))
    assert "SQLITE_TMPDIR" in stopped.value.remedy
