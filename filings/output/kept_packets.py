"""Keep the packets that a check found, so that any document of them is printed without its lists.

They are our own bytes, in a folder that its owner alone may read; a process of the same program
reads them again.
"""

import pickle
from collections.abc import Iterable
from pathlib import Path

from filings.model.packet import Packet
from filings.output.printing import RendererParts
from filings.storage.run_folder import write_private

_PARTS = "parts"


def keep_packets(folder: Path, packets: Iterable[Packet], parts: RendererParts) -> None:
    """Write each packet, and what a renderer for them is made of.

    Raises:
        OutputError: A file cannot be written.
    """
    write_private(folder / _PARTS, parts.packed())
    for packet in packets:
        write_private(_place(folder, packet.name), pickle.dumps(packet))


def kept_packet(folder: Path, name: str) -> tuple[Packet, bytes]:
    """A packet by its name, and what `make_renderer` takes.

    Raises:
        OSError: There is none of this name.
    """
    packet: Packet = pickle.loads(_place(folder, name).read_bytes())  # noqa: S301
    return packet, (folder / _PARTS).read_bytes()


def _place(folder: Path, name: str) -> Path:
    return folder / f"{name}.packet"
