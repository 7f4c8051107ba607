"""A clerk's office gets no more a week than it can key."""

import pytest

from filings.model.report import PacketReport
from filings.packets.grouping import limit
from filings.packets.waves import wave_sizes, waves
from filings.settings.settings import read_settings


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


def test_packets_keep_their_order_and_no_wave_is_fuller_than_was_asked(settings):
    dealt = waves(packets(60, 40, 1, 100, 30), settings.office)
    assert list(dealt.values()) == [1, 1, 2, 3, 4]
    assert wave_sizes(packets(60, 40, 1, 100, 30), settings.office) == (100, 1, 100, 30)


def test_a_part_is_no_larger_than_a_wave(settings):
    assert limit("ccb", settings) == 100


def test_what_is_handed_over_is_in_no_wave_of_this_office(settings):
    assert waves(packets(5, agency="long-beach"), settings.office) == {}


def test_without_waves_all_is_filed_at_once():
    assert waves(packets(5, 5), read_settings().office) == {}
