import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filings.model.errors import VerificationError
from filings.model.fates import Fate
from filings.packets.grouping import sort_key
from tests.fakes import grouped, included, limited
from tests.packets.stores import SETTINGS, registered


def contents(packet):
    """A packet without the places its convictions had in the lists."""
    return (
        packet.name,
        packet.parts,
        [dataclasses.replace(its, list=0, line=0, entry=0) for its in packet.convictions],
    )


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


def test_two_convictions_under_one_id_never_both_go_in():
    # Their numbers differ, so nobody compared them; a list of ids would strike both.
    with (
        pytest.raises(VerificationError, match="id"),
        registered(included(2, "BA000001", id="a" * 24), included(3, "BA000002", id="a" * 24)),
    ):
        pass


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
