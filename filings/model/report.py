"""Define the report of a run: what went in, what waits and why, what was printed.

Nothing here names a person or a case: a report may be shown on a screen or printed as JSON.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from filings.model.fates import Fate, Totals
from filings.model.identifiers import AgencyId, CourtId, OffenseType, ReasonCode, Relief
from filings.model.packet import Document, DraftReason
from filings.model.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReport:
    """A list that was read, by number and hash, never by path; and what was not read of it."""

    number: int
    sha256: str
    layout: str  # in words: "gogen (BEAR) results"
    form: str  # "CSV, comma, UTF-8"
    rows: int
    sample: bool
    ignored_columns: tuple[str, ...] = ()  # headings nobody asked for
    eligibility: str = "column"  # on what it rests: column, attestation, criteria or nothing
    notes: tuple[str, ...] = ()  # what else its reader should know
    # Of `check`: rows by which the Department of Justice finds nobody.
    without_cii: int = 0
    without_arrest_day: int = 0
    unfindable: int = 0  # neither of them


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedReport:
    """What came of one earlier run, or one list of decisions; by hash and number, never by path."""

    kind: str  # "included", "granted", "struck"
    name: str  # "run 3f2a9c0d1e4b5a67", "strike list 1"
    sha256: str  # of the run's ledger, or of the list
    layout: str  # in words
    lines: int  # that tell a decision
    met: int  # of them met a conviction of these lists, or may have
    unmet: tuple[int, ...] = ()  # lines of a list that met none, the first twenty
    unread: tuple[int, ...] = ()  # lines of a list that say nothing, likewise
    unreadable: int = 0  # how many those are in all
    withdraw: int = 0  # of an earlier run's: these lists say that they must not be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """How many entries came to one fate for one reason, and who can act on them."""

    fate: Fate
    reason: ReasonCode  # "" for entries included without remark
    words: str  # for a paralegal: "There is no usable case number."
    who_can_act: str  # "" when nobody needs to
    remedy: str
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedValue:
    """A value that is not understood, of one column of one list, for one reason."""

    list: int
    reason: ReasonCode
    field: str
    column: str  # the list's own heading; "" when it stands in none of its own
    value: str  # as written; "" from a column that is secret, or where a cell is blank
    rows: int  # that hold it, and wait
    entries: int  # of these entries those that wait for this reason
    alone: int  # and for nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledAnswer:
    """An answer that counts, by its line in the file of answers; its value is told nowhere else."""

    line: int
    kind: str
    entries: int  # that were read by it


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersReport:
    """What came of a file of answers."""

    sha256: str
    approved_by: str = ""  # the attorney who approved its answers of law; "" when nobody has
    bar_number: str = ""
    approved_on: str = ""
    settled: tuple[SettledAnswer, ...] = ()
    waiting: tuple[tuple[int, str], ...] = ()  # line, and why it does not count
    unmet: int = 0  # given for another list, of whose values none is here


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningCount:
    """How many convictions that go in carry one remark."""

    warning: ReasonCode
    words: str
    convictions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketReport:
    """One packet: where it goes, how much stands in it, and its files once they are printed."""

    name: str  # "ccb/lada/sale-dismiss-seal/001": its folder under public/ and sealed/packets/
    court: CourtId
    agency: AgencyId
    offense: OffenseType
    relief: Relief
    part: int
    parts: int
    convictions: int
    joined_by: tuple[AgencyId, ...] = ()  # other prosecutors, who sign its motion too
    documents: tuple[Document, ...] = ()  # of the whole packet; empty after `check`
    case_documents: int = 0  # PDFs of single cases besides; the manifest names each
    pages: int = 0  # of all of them
    drafts: int = 0  # PDFs that must not be filed yet
    draft: tuple[DraftReason, ...] = ()  # why, each reason once


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedText:
    """A text that only the office can write, and what waits for it: all of it stays a draft."""

    law: str  # "proposition-64"
    ground: str  # "policy"
    convictions: int
    packets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """What one way of grouping would make of the convictions that go in."""

    rule: str  # as `group_by` has it: "court-offense"
    packets: int
    documents: int
    pages: int  # about
    small: int  # packets of fewer than ten convictions
    advised: bool


@dataclass(slots=True)
class Effort:
    """What printing took. It depends on who printed what, and is no part of any file."""

    pages: int = 0  # printed by this run; what an earlier one had finished is not among them
    laid_out: int = 0  # of these, by WeasyPrint, one by one; the others were filled in

    @property
    def filled(self) -> int:
        """Pages that were filled into pages laid out once."""
        return self.pages - self.laid_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a run: of `check` what would go in, of `build` what went in and where."""

    totals: Totals
    reasons: tuple[ReasonCount, ...]  # by fate, the most frequent first
    warnings: tuple[WarningCount, ...]
    packets: tuple[PacketReport, ...]
    lists: tuple[ListReport, ...]
    sample: bool  # some of it is from a synthetic list
    tally: Tally = field(repr=False)
    decided: tuple[DecidedReport, ...] = ()  # earlier runs, granted relief, strikes
    asked: tuple[AskedValue, ...] = field(default=(), repr=False)
    answers: AnswersReport | None = None
    awaited: tuple[AwaitedText, ...] = ()  # texts of the office that its packets wait for
    groupings: tuple[Grouping, ...] = ()  # of `check`; each way of grouping
    minutes: Mapping[str, int] = field(default_factory=dict)  # by role: what needs a human takes
    run: str = ""  # the run's id, "" after `check`
    kept: int = 0  # packets that an earlier, stopped run had already finished
    effort: Effort = field(default_factory=Effort)

    @property
    def documents(self) -> int:
        """PDFs in all packets."""
        return sum(len(packet.documents) + packet.case_documents for packet in self.packets)

    @property
    def pages(self) -> int:
        """Pages of all documents."""
        return sum(packet.pages for packet in self.packets)

    @property
    def drafts(self) -> int:
        """PDFs that say DRAFT - NOT FOR FILING."""
        return sum(packet.drafts for packet in self.packets)

    def plain(self) -> dict[str, Any]:
        """The report as JSON can hold it, without the tally."""
        return {
            "run": self.run,
            "sample": self.sample,
            "lists": [asdict(source) for source in self.lists],
            "decided": [asdict(decided) for decided in self.decided],
            "answers": asdict(self.answers) if self.answers else None,
            "totals": asdict(self.totals),
            "reasons": [asdict(reason) for reason in self.reasons],
            "minutes": dict(self.minutes),
            "warnings": [asdict(warning) for warning in self.warnings],
            "packets": [asdict(packet) for packet in self.packets],
            "awaited": [asdict(record) for record in self.awaited],
            "groupings": [asdict(record) for record in self.groupings],
            "pages": self.pages,
            "filled": self.effort.filled,
            "laid_out": self.effort.laid_out,
            "kept": self.kept,
            "drafts": self.drafts,
        }
