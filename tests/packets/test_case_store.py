import dataclasses
from contextlib import closing, contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filings.model.errors import OutputError, VerificationError
from filings.model.nouns import Fate
from filings.packets.case_store import CaseStore
from filings.packets.grouping import sort_key
from tests.fakes import conviction, grouped, included, limited, other, small_settings

SETTINGS = small_settings()


@contextmanager
def registered(*screened, under=SETTINGS):
    """A store of these entries, judged."""
    with closing(CaseStore(under)) as store:
        for each in screened:
            store.add(each)
        store.settle()
        yield store


def contents(packet):
    """A packet without the places its convictions had in the lists."""
    return (
        packet.name,
        packet.parts,
        [dataclasses.replace(its, list=0, line=0, entry=0) for its in packet.convictions],
    )


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


def test_a_packet_that_is_too_long_comes_in_parts_that_know_how_many():
    cases = [included(line, f"BA{line:06d}") for line in range(2, 9)]
    with registered(*cases, under=limited(SETTINGS, 3)) as store:
        found = [(p.part, p.parts, len(p.convictions)) for p in store.packets()]
        outlines = [(o.name, o.convictions) for o in store.outlines()]
    assert found == [(1, 3, 3), (2, 3, 3), (3, 3, 1)]
    assert [name[-4:] for name, _ in outlines] == ["/001", "/002", "/003"]
    assert sum(count for _, count in outlines) == 7


def test_packets_of_two_groupings_that_share_a_folder_are_numbered_together():
    # Compton sends its cases to the county's court, which wants them case by case.
    settings = grouped(SETTINGS, "county", ccb="case")
    with registered(
        included(2, "BA000001"),
        included(3, "BA000002"),
        included(4, "TA000001", court="compton"),
        under=settings,
    ) as store:
        packets = list(store.packets())
    assert [packet.name[-4:] for packet in packets] == ["/001", "/002", "/003"]
    assert {packet.parts for packet in packets} == {3}


def test_codefendants_share_a_number_and_both_stay():
    with registered(
        included(2, "BA000001", defendant_suffix="01", person="cii:1"),
        included(3, "BA000001", defendant_suffix="02", person="cii:2", name="ROE, RICHARD"),
    ) as store:
        assert store.totals().included == 2


def test_a_duplicate_names_the_conviction_it_repeats_and_stands_in_no_packet():
    with registered(
        included(2, person="cii:1", count="1"),
        included(9, person="cii:1", count="1", list=2),
    ) as store:
        first, second = store.lines()
        (packet,) = store.packets()
    assert (first.screened.fate, first.packet, first.item) == (Fate.INCLUDED, packet.name, 1)
    assert (second.screened.fate, second.packet, second.item) == (Fate.DUPLICATE, "", 0)
    assert second.screened.same_as == first.screened.conviction.id == packet.convictions[0].id
    assert (first.lists, second.lists) == ((1, 2), (2,))


def test_a_possible_duplicate_is_held_and_says_of_which():
    with registered(included(2, person="cii:1"), included(3, person="cii:1")) as store:
        _, held = store.lines()
    assert (held.screened.fate, held.screened.reason) == (Fate.HELD, "possible-duplicate")
    assert held.screened.same_as == conviction().id
    assert "line 2" in held.screened.detail


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


def test_two_convictions_under_one_id_never_both_go_in():
    # Their numbers differ, so nobody compared them; a list of ids would strike both.
    with (
        pytest.raises(VerificationError, match="id"),
        registered(included(2, "BA000001", id="a" * 24), included(3, "BA000002", id="a" * 24)),
    ):
        pass


def test_a_full_folder_for_temporary_files_is_told_as_such():
    with closing(CaseStore(SETTINGS)) as store:
        store._database.do("PRAGMA max_page_count = 30")
        with pytest.raises(OutputError, match="working file") as stopped:  # noqa: PT012
            for line in range(5_000):
                store.add(included(line, f"BA{line:06d}"))
    assert "SQLITE_TMPDIR" in stopped.value.remedy


def test_nothing_is_no_packet():
    with registered() as store:
        assert list(store.packets()) == list(store.lines()) == []
        assert store.totals().entries == 0


people = st.sampled_from(["", "cii:1", "cii:2", "subject:1"])
names = st.sampled_from([None, "DOE, JANE", "DOE, JOHN", "DOE", "ROE, JANE"])
entries = st.lists(
    st.fixed_dictionaries(
        {
            "case": st.sampled_from(["BA000001", "BA-000001", "BA000002", "9CJ1", "10CJ1"]),
            "person": people,
            "name": names,
            "count": st.sampled_from(["", "1", "2"]),
            "key": st.sampled_from(["", "101002001000"]),
            "defendant_suffix": st.sampled_from(["", "01", "02"]),
            "section": st.sampled_from(["11359", "11357(c)"]),
            "court": st.sampled_from(["ccb", "compton"]),
            "agency": st.sampled_from(["lada", "long-beach"]),
        }
    ),
    max_size=25,
)
groupings = st.sampled_from(["court-offense", "court", "county", "case"])


@settings(max_examples=60)
@given(entries, groupings, st.integers(1, 4), st.randoms(use_true_random=False))
def test_every_conviction_is_in_exactly_one_packet_and_the_order_of_the_list_changes_nothing(
    entries, by, most, random
):
    under = limited(grouped(SETTINGS, by), most)
    shuffled = list(entries)
    random.shuffle(shuffled)
    with registered(*(included(n, **e) for n, e in enumerate(entries)), under=under) as store:
        packets = list(store.packets())
        lines = list(store.lines())
        reasons = store.reasons()
    with registered(*(included(n, **e) for n, e in enumerate(shuffled)), under=under) as store:
        assert [contents(p) for p in store.packets()] == [contents(p) for p in packets]
        assert store.reasons() == reasons

    assert [line.screened.line for line in lines] == list(range(len(entries)))
    goes_in = [line.screened.conviction for line in lines if line.screened.fate is Fate.INCLUDED]
    stands = [its for packet in packets for its in packet.convictions]
    assert sorted(stands, key=lambda its: its.line) == goes_in
    assert len({its.id for its in stands}) == len(stands)
    for packet in packets:
        assert 0 < len(packet.convictions) <= most
        ordered = sorted(packet.convictions, key=lambda its: sort_key(its, under))
        assert list(packet.convictions) == ordered
    for packet in packets:
        series = packet.name.rpartition("/")[0]
        parts = [its for its in packets if its.name.rpartition("/")[0] == series]
        assert packet.together == sum(len(its.convictions) for its in parts)
    assert len({packet.name for packet in packets}) == len(packets)
