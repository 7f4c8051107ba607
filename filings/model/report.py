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
    """A list that was read, named by number and hash, never by path."""

    number: int
    sha256: str
    layout: str  # in words: "gogen (BEAR) results"
    form: str  # "CSV, comma, UTF-8"
    rows: int
    sample: bool
    ignored_columns: tuple[str, ...] = ()  # headings that were not used
    eligibility: str = "column"  # its source: column, attestation, criteria or nothing
    notes: tuple[str, ...] = ()  # what else its reader should know
    # From `check`: rows without what the Department of Justice finds a person by.
    without_cii: int = 0
    without_arrest_day: int = 0
    unfindable: int = 0  # neither of them


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedReport:
    """The effect of an earlier run or a list of decisions, named by hash, never by path."""

    kind: str  # "included", "granted", "struck"
    name: str  # "run 3f2a9c0d1e4b5a67", "strike list 1"
    sha256: str  # of the run's ledger, or of the list
    layout: str  # in words
    lines: int  # lines with a decision
    met: int  # of them, those that matched a conviction of these lists, or may match
    unmet: tuple[int, ...] = ()  # lines of a list that matched none, the first twenty
    unread: tuple[int, ...] = ()  # lines of a list without a decision, the first twenty
    unreadable: int = 0  # how many those are in all
    withdraw: int = 0  # convictions of an earlier run that must not be asked for, by these lists


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
    column: str  # the list's own heading; "" when it has no column of its own
    value: str  # as written; "" from a column that is secret, or where a cell is blank
    rows: int  # rows with this value that wait
    entries: int  # entries of these rows that wait for this reason
    alone: int  # of these, those that wait for nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledAnswer:
    """An answer that was used, by its line in the file of answers, without its value."""

    line: int
    kind: str
    entries: int  # that were read by it


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersReport:
    """The effect of a file of answers."""

    sha256: str
    approved_by: str = ""  # the attorney who approved its answers of law; "" when nobody has
    bar_number: str = ""
    approved_on: str = ""
    settled: tuple[SettledAnswer, ...] = ()
    waiting: tuple[tuple[int, str], ...] = ()  # line, and why it does not count
    unmet: int = 0  # answers for another list, which match no value here


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningCount:
    """How many included convictions have one remark."""

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
    case_documents: int = 0  # further PDFs of single cases; the manifest names each
    pages: int = 0  # of all of them
    drafts: int = 0  # PDFs that must not be filed yet
    draft: tuple[DraftReason, ...] = ()  # why, each reason once


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedText:
    """A text that only the office can write, and the papers that stay drafts until it does."""

    law: str  # "proposition-64"
    ground: str  # "policy"
    convictions: int
    packets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The packets that one way of grouping would give."""

    rule: str  # as `group_by` has it: "court-offense"
    packets: int
    documents: int
    pages: int  # about
    small: int  # packets of fewer than ten convictions
    advised: bool


@dataclass(slots=True)
class Effort:
    """The work of printing. It depends on which process printed what, and is written to no file."""

    pages: int = 0  # printed by this run, without what an earlier one had finished
    laid_out: int = 0  # of these, laid out by WeasyPrint; the others were reused

    @property
    def filled(self) -> int:
        """Pages that were made by filling in pages laid out before."""
        return self.pages - self.laid_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of a run: for `check` what would be included, for `build` what was, and where."""

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
    groupings: tuple[Grouping, ...] = ()  # from `check`: each way of grouping
    minutes: Mapping[str, int] = field(default_factory=dict)  # role -> for what waits
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
        """The report as plain values for JSON, without the tally."""
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
