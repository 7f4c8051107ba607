"""A clerk's office gets no more a week than it can key."""

import datetime as dt

import pytest

from filings.model.report import PacketReport
from filings.packets.grouping import limit
from filings.packets.waves import wave_of_each, waves
from filings.settings.settings import read_settings

MONDAY = dt.date(2026, 3, 2)


@pytest.fixture(scope="module")
def settings():
    return read_settings(chosen={"office": {"wave": 100}})


def packets(*sizes, agency="lada"):
    return [
        PacketReport(
            name=f"ccb/{agency}/sale-dismiss-seal/{part:03d}",
            court="ccb",
            agency=agency,
            offense="sale",
            relief="dismiss-seal",
            part=part,
            parts=len(sizes),
            convictions=size,
        )
        for part, size in enumerate(sizes, 1)
    ]


def test_no_wave_is_fuller_than_was_asked_and_room_that_is_left_is_used(settings):
    dealt = waves(packets(60, 50, 1, 100, 30), settings.office, MONDAY)
    each = wave_of_each(dealt)
    numbers = [each[packet.name].number for packet in packets(60, 50, 1, 100, 30)]
    assert numbers == [1, 2, 1, 3, 1]
    assert [wave.convictions for wave in dealt] == [91, 50, 100]


def test_each_wave_is_filed_a_week_after_the_one_before(settings):
    dealt = waves(packets(100, 100, 100), settings.office, MONDAY)
    assert [wave.begins_on.isoformat() for wave in dealt] == [
        "2026-03-02",
        "2026-03-09",
        "2026-03-16",
    ]
    assert dealt[2].words == "wave 3 of 3, in the week from March 16, 2026"


def test_a_part_is_no_larger_than_a_wave(settings):
    assert limit("ccb", settings) == 100


def test_what_is_handed_over_is_in_no_wave_of_this_office(settings):
    assert waves(packets(5, agency="long-beach"), settings.office, MONDAY) == ()


def test_without_waves_all_is_filed_at_once():
    assert waves(packets(5, 5), read_settings().office, MONDAY) == ()
