"""Floor 3. A packet and its printed documents in, the files to keep out; or why they must not be.

The counts in the motion's words, in every schedule and in the ledger are one number, and every
conviction stands where it is said to stand.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from filings.columns import cases_csv, placement_lines
from filings.docket import Packet, Placement
from filings.errors import VerificationError
from filings.settings import Settings

CASES = "cases.csv"


class PrintedDocument(Protocol):
    """A finished document, as the press makes it."""

    @property
    def name(self) -> str:
        """Its path in the packet's folder: "motion.pdf"."""

    @property
    def zone(self) -> str:
        """The half of the output folder that it belongs in: "public" or "sealed"."""

    @property
    def pdf(self) -> bytes:
        """The file."""

    @property
    def pages(self) -> int:
        """How many pages it has."""

    @property
    def convictions(self) -> int:
        """How many convictions it counts."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """Where each of them stands in it."""


def packet_files(
    packet: Packet, printed: Sequence[PrintedDocument], settings: Settings
) -> tuple[dict[str, dict[str, bytes]], dict[str, Any]]:
    """The folders of a packet with their files, and what to remember of it.

    The sealed folder comes first: where the public one appears, all of the packet is there.

    Raises:
        VerificationError: A document does not hold what the packet holds.
    """
    _prove(packet, printed)
    sealed, public = f"sealed/packets/{packet.name}", f"public/packets/{packet.name}"
    homes: dict[str, dict[str, bytes]] = {sealed: {CASES: cases_csv(packet, settings)}, public: {}}
    documents = []
    for document in printed:
        home = public if document.zone == "public" else sealed
        homes[home][document.name] = document.pdf
        documents.append(
            {
                "path": f"{home}/{document.name}",
                "pages": document.pages,
                "convictions": document.convictions,
            }
        )
    record = {
        "convictions": len(packet.convictions),
        "documents": documents,
        "placements": "".join(placement_lines(document.placements) for document in printed),
    }
    return {home: files for home, files in homes.items() if files}, record


def _prove(packet: Packet, printed: Iterable[PrintedDocument]) -> None:
    """Every document counts what the packet holds, and every conviction stands where it is said to.

    Documents of single cases (in a folder of their own) hold all of the packet together.
    """
    ids = {its.id for its in packet.convictions}
    standing: set[str] = set()
    counts: Counter[str] = Counter()
    for document in printed:
        name = f"{packet.name}/{document.name}"
        group, _, single = document.name.rpartition("/")
        counts[group if group else single] += document.convictions
        placed = [placement.conviction for placement in document.placements]
        if len(placed) != len(set(placed)) or not ids.issuperset(placed):
            raise _broken(name, "places a conviction twice, or one of another packet")
        if placed and not group and len(placed) != len(ids):
            raise _broken(name, f"places {len(placed)} of {len(ids)} convictions")
        if any(not 1 <= placement.page <= document.pages for placement in document.placements):
            raise _broken(name, "places a conviction on a page that is not there")
        standing.update(placed)
    for name, count in counts.items():
        if count != len(ids):
            raise _broken(f"{packet.name}/{name}", f"counts {count} convictions, not {len(ids)}")
    if standing != ids:
        raise _broken(packet.name, f"{len(ids - standing)} convictions stand nowhere in it")


def _broken(where: str, what: str) -> VerificationError:
    return VerificationError(where, what, "Nothing of it was kept. Please report this.")
