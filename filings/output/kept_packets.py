"""Keep the packets of a check, so that documents can be printed without reading the lists again.

The files are pickled by this program, in a folder that only its owner can read, and are read by a
process of the same program.
"""

import pickle
from collections.abc import Iterable
from pathlib import Path

from filings.model.packet import Packet
from filings.output.printing import RendererParts
from filings.storage.run_folder import write_private

_PARTS = "parts"


def keep_packets(folder: Path, packets: Iterable[Packet], parts: RendererParts) -> None:
    """Write each packet, and the parts of a renderer for them.

    Raises:
        OutputError: A file cannot be written.
    """
    write_private(folder / _PARTS, parts.packed())
    for packet in packets:
        write_private(_place(folder, packet.name), pickle.dumps(packet))


def kept_packet(folder: Path, name: str) -> tuple[Packet, bytes]:
    """Read a packet by its name, and the bytes for `make_renderer`.

    Raises:
        OSError: There is no packet of this name.
    """
    packet: Packet = pickle.loads(_place(folder, name).read_bytes())  # noqa: S301
    return packet, (folder / _PARTS).read_bytes()


def _place(folder: Path, name: str) -> Path:
    return folder / f"{name}.packet"
