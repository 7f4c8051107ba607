"""Define the fates of entries, a line of the ledger, and the totals, whose sums must agree."""

from dataclasses import dataclass
from enum import StrEnum

from filings.model.conviction import Conviction
from filings.model.entries import Entry, Question
from filings.model.frozen_dataclass import frozen_dataclass
from filings.model.identifiers import (
    AgencyId,
    ConvictionId,
    CourtId,
    OffenseType,
    ReasonCode,
    Relief,
)


class Fate(StrEnum):
    """What became of an entry, exactly one each; "filed" and "rejected" are the clerk's words."""

    INCLUDED = "included"
    HELD = "held"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    UNREADABLE = "unreadable"


@frozen_dataclass
class Screened:
    """An entry with its fate, and the reason."""

    list: int
    line: int
    entry: int
    fate: Fate
    reason: ReasonCode = ReasonCode("")  # "" when included without remark
    detail: str = ""  # what was found, in a few plain words, nothing secret: 'nearest: Compton'
    warnings: tuple[ReasonCode, ...] = ()
    conviction: Conviction | None = None  # whole for `included` and `duplicate`
    # Known for every fate, if at all; shown in the ledger and in worklists.
    source: Entry | None = None  # None only when unreadable
    court: CourtId | None = None
    agency: AgencyId | None = None
    offense: OffenseType | None = None
    relief: Relief | None = None
    same_as: ConvictionId | None = None  # the conviction that a duplicate repeats
    # For held entries: values that are in no table, beside the entry's own questions.
    asks: tuple[Question, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every cell of a held entry that somebody may explain."""
        return (*(self.source.questions if self.source else ()), *self.asks)


@frozen_dataclass
class Line:
    """One line of the ledger: an entry, its fate, and where it stands when it is in a packet."""

    screened: Screened
    lists: tuple[int, ...]  # the lists that hold this conviction
    packet: str = ""  # name of the packet, "" when in none
    item: int = 0  # 1-based row in the packet, 0 when in none


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many rows and entries were read, and what became of the entries."""

    rows: int
    entries: int
    included: int = 0
    held: int = 0
    duplicate: int = 0
    out_of_scope: int = 0
    unreadable: int = 0

    @property
    def closes(self) -> bool:
        """Whether every entry has one fate and every row at least one entry."""
        fates = sum(getattr(self, fate.value) for fate in Fate)
        return self.entries == fates and self.entries >= self.rows

    @property
    def need_a_human(self) -> int:
        """Entries that somebody must look at before they can go in."""
        return self.held + self.unreadable
