"""Print packets into the output folder, and refuse one whose documents disagree.

A packet's documents are printed by several processes and arrive in any order. Each is written to a
hidden folder at once; only hashes and placements stay in memory. When the last has arrived, the
counts in the motion's words, in every schedule and in the orders must be one number, and every
conviction must be placed on a page that exists. Only then is the packet moved to its final place.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, TypeAlias

from filings.model.errors import ConfigError, PageError, VerificationError
from filings.model.identifiers import AgencyId, CourtId
from filings.model.packet import DraftReason, Packet, Placement
from filings.model.progress import Progress
from filings.model.report import Effort
from filings.output.clerk_table import clerk_tables
from filings.output.packet_folders import home
from filings.output.table_columns import cases_csv, placement_lines
from filings.packets.grouping import PacketOutline, cases
from filings.settings.rulesets import DocumentKind, Pdf, Ruleset
from filings.settings.settings import Settings
from filings.storage.run_folder import RunFile, RunFolder
from filings.storage.workers import Pool, lots

CASES = "cases.csv"

LOT = 250
"""The work a worker is given at once, in documents of one case: enough to be worth sending, and no
more than some 8 MB of PDFs to send back."""

_SCHEDULE = 100  # a document with a schedule costs as much as so many documents of one case


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to print."""

    packet: Packet  # only the convictions of one case, when `item` is not 0
    document: str  # as its ruleset names it: "motion"
    place: int  # 0-based, among the documents of the whole packet
    cost: int
    alike: Hashable  # equal for jobs that have most of their pages in common
    shows: str  # how it shows convictions, by its ruleset: "schedule", "case" or "none"
    item: int = 0  # of a document of one case: the row of its first conviction; else 0

    @property
    def name(self) -> str:
        """Where it goes in the packet's folder: "motion.pdf", "orders/00012.pdf"."""
        return f"{self.document}s/{self.item:05d}.pdf" if self.item else f"{self.document}.pdf"


class DocumentText(Protocol):
    """The text of a document before its schedule; documents of one kind share it."""

    @property
    def key(self) -> str:
        """A hash: texts with the same key are the same."""

    @property
    def paragraphs(self) -> tuple[tuple[str, str], ...]:
        """The name of the required passage that a paragraph is part of, or "", and its words."""


class PrintedDocument(Protocol):
    """A finished document, as the renderer makes it."""

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
    def laid_out(self) -> int:
        """How many of its pages were laid out for it and not reused."""

    @property
    def convictions(self) -> int:
        """How many convictions it counts."""

    @property
    def draft(self) -> tuple[DraftReason, ...]:
        """Why it must not be filed yet; empty when it may."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """Where each of its convictions stands."""

    @property
    def text(self) -> DocumentText:
        """The text before its schedule."""

    @property
    def docx(self) -> bytes:
        """Its text as a Word file, to be edited; empty where its ruleset asks for none."""


PrintLot: TypeAlias = Callable[[bytes, tuple[Job, ...]], Sequence[PrintedDocument]]
"""Prints the jobs of a lot in their order; the bytes are the packed parts of the renderer."""


def jobs_of(packet: Packet, paper: Ruleset, *, per_case: bool) -> tuple[Job, ...]:
    """The documents of a packet in filing order; those of single cases come last.

    Args:
        packet: The packet.
        paper: The ruleset of its court.
        per_case: Whether each case has documents of its own besides, where the ruleset names any.
    """
    whose = packet.agency, packet.offense, packet.relief
    wanted: list[tuple[Packet, str, DocumentKind, int, Hashable, int]] = []
    for document, kind in paper.documents_for(packet.relief).items():
        cost = _SCHEDULE if kind.shows == "schedule" else 1
        wanted.append((packet, document, kind, cost, (*whose, kind.names), 0))
    alone = paper.per_case_for(packet.relief)
    if alone and (per_case or paper.batching == "per-case"):
        wanted += [
            (case, document, kind, 1, (packet.agency, document), item)
            for item, case in cases(packet)
            for document, kind in alone.items()
        ]
    return tuple(
        Job(
            packet=given,
            document=document,
            place=place,
            cost=cost,
            alike=alike,
            shows=kind.shows,
            item=item,
        )
        for place, (given, document, kind, cost, alike, item) in enumerate(wanted)
    )


def print_packets(
    packets: Iterable[Packet],
    papers: Mapping[CourtId, Ruleset],
    folder: RunFolder,
    settings: Settings,
    pool: Pool,
    print_lot: PrintLot,
    renderer: bytes,
    progress: Progress,
    *,
    per_case: bool,
) -> Effort:
    """Print every packet, and keep each once it is complete; return how much work that was.

    Work is dealt out in the order of the packets, and documents of one kind go to one worker, which
    reuses the pages it has laid out for the first of them.

    Args:
        packets: Read one by one, a few ahead of what is printed.
        papers: The ruleset of each court.
        folder: The run folder, which keeps them.
        settings: Names of courts and agencies.
        pool: The workers.
        print_lot: The function that a worker calls.
        renderer: The parts of its renderer, packed.
        progress: Called with how many convictions are done.
        per_case: Whether each case has documents of its own besides.

    Raises:
        OutputError: A file could not be written.
        VerificationError: A packet does not hold exactly its convictions.
    """
    effort = Effort()
    begun: dict[str, _Assembly] = {}

    def jobs() -> Iterator[Job]:
        for packet in packets:
            documents = jobs_of(packet, papers[packet.court], per_case=per_case)
            begun[packet.name] = _Assembly(packet, len(documents), folder, settings.office.agency)
            yield from documents

    dealt = lots(jobs(), lambda job: job.cost, LOT, lambda job: job.alike)
    tasks = ((lot, (renderer, lot)) for lot in dealt)
    for lot, printed in pool.results(print_lot, tasks, lambda lot: lot[0].alike):
        for job, document in zip(lot, printed, strict=True):
            effort.pages += document.pages
            # A page counts once, though it may have been laid out on trial before.
            effort.laid_out += min(document.laid_out, document.pages)
            if begun[job.packet.name].take(job, document):
                court = papers[job.packet.court].pdf
                progress.advance(begun.pop(job.packet.name).keep(settings, court))
    return effort


def refuse_without_case_documents(papers: Iterable[Ruleset]) -> None:
    """Raise if a court's ruleset has no documents of single cases.

    Raises:
        ConfigError: One of these rulesets names no document of a single case.
    """
    for paper in papers:
        if not paper.per_case and paper.batching == "blanket":
            raise ConfigError(
                f"config: rulesets/{paper.id}.yaml",
                "prints nothing case by case",
                "Build without --per-case, or name a document under `per_case` there.",
            )


def kept_record(folder: RunFolder, outline: PacketOutline) -> dict[str, Any]:
    """What the run folder noted of a packet when it was kept.

    Raises:
        VerificationError: There is no note, or it is of another number of convictions.
    """
    record = folder.record(outline.name)
    if record is None:
        raise VerificationError(outline.name, "its record is gone", "Please report this.")
    if record["convictions"] != outline.convictions:
        counts = f"{record['convictions']} convictions, and not {outline.convictions}"
        raise VerificationError(outline.name, f"its record is of {counts}", "Please report this.")
    return record


class _Assembly:
    """One packet whose documents are being printed."""

    def __init__(self, packet: Packet, documents: int, folder: RunFolder, own: AgencyId) -> None:
        self._packet = packet
        self._own = own  # the agency of the office that runs this
        self._folder = folder
        self._missing = documents
        self._files: list[RunFile | None] = [None] * documents
        self._documents: list[dict[str, Any]] = [{}] * documents
        self._placements = [""] * documents
        self._texts: dict[str, tuple[tuple[str, str], ...]] = {}
        self._editable: dict[int, RunFile] = {}  # by the document's place
        self._counts: Counter[tuple[str, bool]] = Counter()
        self._standing: set[str] = set()

    def take(self, job: Job, printed: PrintedDocument) -> bool:
        """Store a document; return whether it was the packet's last."""
        _prove(job, printed)
        name, place = self._packet.name, job.place
        path = f"{home(printed.zone, name, self._own)}/{printed.name}"
        self._files[place] = self._folder.put(name, path, printed.pdf)
        if printed.docx:
            beside = f"{path.removesuffix('.pdf')}.docx"
            self._editable[place] = self._folder.put(name, beside, printed.docx)
        document = {
            "path": path,
            "pages": printed.pages,
            "convictions": printed.convictions,
            "draft": [asdict(reason) for reason in printed.draft],
            "text": printed.text.key,
        }
        self._texts[printed.text.key] = printed.text.paragraphs
        self._documents[place] = document | ({"item": job.item} if job.item else {})
        self._placements[place] = placement_lines(name, printed.placements)
        self._counts[job.document, bool(job.item)] += printed.convictions
        self._standing.update(placement.conviction for placement in printed.placements)
        self._missing -= 1
        return not self._missing

    def keep(self, settings: Settings, court: Pdf) -> int:
        """Move the whole packet to its place and note it; return how many convictions it has.

        `court` says how large one filing may be.

        The sealed folder is moved first: once the public one is there, the packet is complete.
        """
        name, size = self._packet.name, len(self._packet.convictions)
        for (document, _), count in self._counts.items():
            if count != size:
                raise _broken(f"{name}/{document}", f"counts {count} convictions, not {size}")
        if left_out := size - len(self._standing):
            raise _broken(name, f"{left_out} convictions are not in it")
        papers = sum(file.bytes for file in self._files if file)
        refuse_large_envelope(name, size, papers, court)
        sealed, public = (home(zone, name, self._own) for zone in ("sealed", "public"))
        table = self._folder.put(name, f"{sealed}/{CASES}", cases_csv(self._packet, settings))
        tables = [table]
        if not _is_of_one_case(self._packet, settings):
            tables += [
                self._folder.put(name, f"{sealed}/{path}", data)
                for path, data in clerk_tables(self._packet, settings).items()
            ]
        editable = [file for _, file in sorted(self._editable.items())]
        files = [*tables, *(file for file in self._files if file), *editable]
        used = [home for home in (sealed, public) if any(f.path.startswith(home) for f in files)]
        record = {
            "convictions": size,
            "documents": self._documents,
            "placements": "".join(self._placements),
            "texts": self._texts,
        }
        self._folder.keep(name, used, files, record)
        return size


_ROOM_TO_SPARE = 0.9  # of a part made smaller: what stands before its schedules stays as long


def refuse_large_envelope(packet: str, convictions: int, size: int, court: Pdf) -> None:
    """Refuse a packet whose papers together are more than a court's portal takes at once.

    Args:
        packet: Its name.
        convictions: How many it has.
        size: Bytes of all of its PDFs.
        court: What the court takes.

    Raises:
        PageError: They are too large; it says how many convictions a part may have.
    """
    if not court.envelope_mb or size <= court.envelope_mb * 1_000_000:
        return
    share = court.envelope_mb * 1_000_000 / size
    fewer = min(int(convictions * share * _ROOM_TO_SPARE), convictions - 1)
    raise PageError(
        packet,
        f"its papers have {size / 1_000_000:,.2f} MB together, and the court takes"
        f" {court.envelope_mb:g} MB in one filing (pdf: envelope_mb)",
        f"This part holds {convictions:,} convictions. Set `cases_per_motion: {fewer}` for the"
        " court, or for the county, in the county's file, and build again."
        if fewer
        else "The papers of one conviction do not fit: shorten the texts, or set `pdf: envelope_mb`"
        " of the court's ruleset to what the court takes.",
    )


def _is_of_one_case(packet: Packet, settings: Settings) -> bool:
    """Whether each case has a packet of its own; a table of one row is of no use to a clerk."""
    office = settings.office
    return office.group_by_court.get(packet.court, office.group_by) == "case"


def _prove(job: Job, printed: PrintedDocument) -> None:
    """Raise unless a document counts what it was given, and places each once or none at all."""
    name = f"{job.packet.name}/{printed.name}"
    given = [conviction.id for conviction in job.packet.convictions]
    placed = [placement.conviction for placement in printed.placements]
    if printed.convictions != len(given):
        raise _broken(name, f"counts {printed.convictions} convictions, not {len(given)}")
    must_show = bool(job.item) and job.shows == "case"
    if (placed or must_show) and sorted(placed) != sorted(given):
        what = (
            f"places {len(placed)} convictions where {len(given)} were given"
            if len(placed) != len(given)
            else "places a conviction that was not given"
        )
        raise _broken(name, what)
    if any(not 1 <= placement.page <= printed.pages for placement in printed.placements):
        raise _broken(name, "places a conviction on a page that is not there")


def _broken(where: str, what: str) -> VerificationError:
    return VerificationError(where, what, "Nothing of it was kept. Please report this.")
