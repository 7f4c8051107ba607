from dataclasses import replace

from filings.model.fates import Fate
from tests.fakes import included, other
from tests.packets.stores import registered


def correcting(screened, origin, law_changed=()):
    """The same entry as a row of a worklist that stands for the one at `origin`."""
    source = replace(screened.source, corrects=origin, law_changed=law_changed)
    return replace(screened, source=source)


def fates(store):
    return [(line.screened.fate, line.screened.reason) for line in store.lines()]


def test_a_corrected_row_goes_in_and_the_one_it_came_from_names_its_conviction():
    with registered(
        other(2, Fate.HELD, "no-case-number"),
        correcting(included(2, "BA000001", list=2), "1:2:1"),
    ) as store:
        old, new = store.lines()
        (packet,) = store.packets()
    assert (old.screened.fate, old.screened.reason) == (Fate.DUPLICATE, "corrected")
    assert "line 2" in old.screened.detail
    assert old.screened.same_as == new.screened.conviction.id == packet.convictions[0].id


def test_what_was_corrected_contradicts_its_correction_no_more():
    # Both tell one count; without the correction one of them would be asked about.
    with registered(
        included(2, person="cii:1"), correcting(included(3, person="cii:1", list=2), "1:2:1")
    ) as store:
        assert fates(store) == [(Fate.DUPLICATE, "corrected"), (Fate.INCLUDED, "")]


def test_two_corrections_of_one_row_are_held_and_so_is_the_row():
    with registered(
        included(2),
        correcting(included(2, "BA000002", list=2), "1:2:1"),
        correcting(included(3, "BA000003", list=2), "1:2:1"),
    ) as store:
        assert fates(store) == [(Fate.HELD, "corrected-twice")] * 3
        assert not list(store.packets())


def test_a_correction_of_a_correction_leads_to_the_last():
    with registered(
        other(2, Fate.HELD, "no-case-number"),
        correcting(included(2, "BA000001", list=2), "1:2:1"),
        correcting(included(2, "BA000002", list=3), "2:2:1"),
    ) as store:
        first, second, last = store.lines()
    assert first.screened.same_as == second.screened.same_as == last.screened.conviction.id


def test_a_correction_of_a_row_that_is_not_there_is_counted_and_goes_in():
    with registered(correcting(included(2, list=3), "1:7:1")) as store:
        assert dict(store.strays) == {3: 1}
        assert fates(store) == [(Fate.INCLUDED, "")]
