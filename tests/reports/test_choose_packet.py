"""A preview prints the packet that was asked for, or says what became of the case."""

from contextlib import closing

import pytest

from filings.model.errors import ListError
from filings.model.fates import Fate
from filings.packets.case_store import CaseStore
from filings.reports.choose_packet import choose_case, choose_packet
from tests.fakes import included, other, small_settings

SETTINGS = small_settings()


@pytest.fixture(scope="module")
def store():
    with closing(CaseStore(SETTINGS)) as held:
        held.add(included(2, "BA000001"))
        held.add(included(3, "BA000001", defendant_suffix="02", name="ROE, RICHARD"))
        held.add(included(4, "TA000009", court="compton"))
        held.add(other(5, Fate.HELD, "no-case-number", case_number="BA000005"))
        held.settle()
        yield held


def test_without_a_wish_it_is_the_first_packet(store):
    assert choose_packet(store, SETTINGS).name == next(store.packets()).name


def test_a_case_is_found_in_whatever_way_its_number_is_written(store):
    assert choose_packet(store, SETTINGS, case="ta-000009").court == "compton"


def test_a_co_defendants_case_is_chosen_by_his_suffix(store):
    packet = choose_packet(store, SETTINGS, case="BA000001-02")
    (only,) = choose_case(packet, "BA000001-02").convictions
    assert only.defendant_suffix == "02"


def test_a_case_in_no_packet_tells_why(store):
    with pytest.raises(ListError, match="line 5: needs you: no-case-number"):
        choose_packet(store, SETTINGS, case="BA 000005")


def test_a_packet_that_is_not_there_is_told_by_what_was_asked(store):
    with pytest.raises(ListError, match="no packet of compton, nothing"):
        choose_packet(store, SETTINGS, court="compton", offense="nothing")
