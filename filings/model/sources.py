"""Define what a motion says of its sources: the lists that were read, and earlier runs."""

import datetime as dt

from filings.model.frozen_dataclass import frozen_dataclass
from filings.model.packet import Packet


@frozen_dataclass
class ListSource:
    """A list that was read, as the declaration and the manifest name it: never by its path."""

    number: int  # 1-based
    sha256: str
    layout: str  # in words: "gogen results"
    rows: int
    sworn_as: str = ""  # what the declaration says that it is: "a spreadsheet kept by ..."
    eligibility: str = ""  # why its convictions are eligible, in a sentence
    ignored_columns: tuple[str, ...] = ()  # headings that were not used
    # The hash that public papers state. It is keyed, so that nobody can guess the list by trying #
    # lists until one has this hash.
    keyed_hash: str = ""


@frozen_dataclass
class EarlierRun:
    """A run of this office whose convictions this one leaves out: the motion supplements it."""

    run: str  # its id, "3f2a9c0d1e4b5a67"
    filed_on: dt.date
    order: str = ""  # what the office says of the order: "the Order of March 3, 2026"
    # Court, agency, offense and relief of its packets -> convictions in them.
    packets: tuple[tuple[tuple[str, ...], int], ...] = ()
    # What its manifest counts: rows, entries, and the entries of each fate.
    totals: tuple[tuple[str, int], ...] = ()

    def supplemented_by(self, packet: Packet) -> "Supplement":
        """What a packet says of this earlier run."""
        own = (packet.court, packet.agency, packet.offense, packet.relief)
        return Supplement(
            run=self.run,
            filed_on=self.filed_on,
            order=self.order,
            count=sum(
                convictions
                for series, convictions in self.packets
                if all(a == b or "all" in (a, b) for a, b in zip(series, own, strict=True))
            ),
        )


@frozen_dataclass
class Supplement:
    """An earlier run, as it is named in a packet that supplements it."""

    run: str
    filed_on: dt.date
    order: str  # "the Order of March 3, 2026"; "" when the office says nothing of one
    count: int  # convictions it listed for the same court, agency, offense and relief


@frozen_dataclass
class Earlier:
    """Earlier runs and decisions, as the motions of this run state them."""

    runs: tuple[EarlierRun, ...] = ()
    sentences: tuple[str, ...] = ()  # of other lists that were read, for the declaration
