"""Deal packets into waves, one a week, so that a clerk's office gets no more than it can key. Pure.

Only the office's own: what is handed over to another prosecutor is his to file.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filings.model.plain_words import day_in_words
from filings.model.report import PacketReport
from filings.settings.settings import Office

_MOST_OPEN = 60  # waves with room, which are looked through for each packet; the first is closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """What is filed in one week."""

    number: int  # from 1
    waves: int  # how many there are
    begins_on: dt.date  # the first day of its week
    packets: tuple[PacketReport, ...]

    @property
    def convictions(self) -> int:
        """How many a clerk's office gets in this week."""
        return sum(packet.convictions for packet in self.packets)

    @property
    def words(self) -> str:
        """The wave and its week: "wave 3 of 7, in the week from March 16, 2026"."""
        week = day_in_words(self.begins_on)
        return f"wave {self.number:,} of {self.waves:,}, in the week from {week}"


def waves(packets: Sequence[PacketReport], office: Office, filed_on: dt.date) -> tuple[Wave, ...]:
    """The waves in which packets are filed; none where all is filed at once.

    Each packet goes into the first wave that has room for it, so that nobody waits a week for
    nothing. A packet is never divided here, for its parts are dealt no larger than a wave.

    Args:
        packets: In the order in which they are filed.
        office: Whose they are, and how many convictions its waves have at most.
        filed_on: When the first wave is filed.
    """
    if not office.wave:
        return ()
    dealt: list[list[PacketReport]] = []
    room: dict[int, int] = {}  # left in each wave that is not closed, by its place
    for packet in packets:
        if packet.agency != office.agency:
            continue
        fits = (place for place, left in room.items() if packet.convictions <= left)
        place = next(fits, len(dealt))
        if place == len(dealt):
            dealt.append([])
            room[place] = office.wave
        dealt[place].append(packet)
        room[place] -= packet.convictions
        if room[place] <= 0:
            del room[place]
        elif len(room) > _MOST_OPEN:
            del room[min(room)]
    return tuple(
        Wave(
            number=number,
            waves=len(dealt),
            begins_on=filed_on + dt.timedelta(weeks=number - 1),
            packets=tuple(those),
        )
        for number, those in enumerate(dealt, 1)
    )


def wave_of_each(dealt: Sequence[Wave]) -> Mapping[str, Wave]:
    """The wave of each packet, by the packet's name."""
    return {packet.name: wave for wave in dealt for packet in wave.packets}
