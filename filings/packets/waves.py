"""Deal packets into waves, so that a clerk's office gets no more a week than it can key. Pure.

Only the office's own: what is handed over to another prosecutor is his to file.
"""

from collections.abc import Mapping, Sequence

from filings.model.report import PacketReport
from filings.settings.settings import Office


def waves(packets: Sequence[PacketReport], office: Office) -> Mapping[str, int]:
    """The wave of each packet by its name, from 1; nothing where no wave was asked for.

    Packets keep their order, and a wave is full when the next packet would not fit: a packet is
    never divided here, for its parts are dealt no larger than a wave.

    Args:
        packets: In the order in which they are filed.
        office: Whose they are, and how many convictions its waves have at most.
    """
    most = office.wave
    if not most:
        return {}
    numbers: dict[str, int] = {}
    number, filled = 1, 0
    for packet in packets:
        if packet.agency != office.agency:
            continue
        if filled and filled + packet.convictions > most:
            number, filled = number + 1, 0
        numbers[packet.name] = number
        filled += packet.convictions
    return numbers


def wave_sizes(packets: Sequence[PacketReport], office: Office) -> tuple[int, ...]:
    """How many convictions each wave has."""
    numbers = waves(packets, office)
    sizes = [0] * max(numbers.values(), default=0)
    for packet in packets:
        if packet.name in numbers:
            sizes[numbers[packet.name] - 1] += packet.convictions
    return tuple(sizes)
