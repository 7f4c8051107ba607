from filings.model.fates import Fate
from tests.fakes import conviction, included
from tests.packets.stores import registered


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
