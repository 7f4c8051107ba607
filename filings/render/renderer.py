"""Make the finished documents of a packet: compose, lay out or fill in, and inspect each.

Each process has one `Renderer`, which holds the fonts, the parsed templates and the style sheets.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from filings.compose import template_lookup
from filings.compose.composer import Filing
from filings.compose.markup_origins import Flaw
from filings.compose.schedule import SealedExhibit
from filings.model.errors import PageError
from filings.model.packet import DraftReason, Packet, Placement
from filings.model.sources import Earlier, ListSource
from filings.render.bounded_layout import bounded
from filings.render.filing_builder import FilingBuilder
from filings.render.inspect import inspect
from filings.render.inspect.legible import Unread
from filings.render.is_draft import DraftCheck
from filings.render.layout import LayoutEngine, Pages, PageStyle
from filings.render.page_cache_on_disk import NOWHERE, PagesOnDisk
from filings.render.paper_texts import PaperTexts
from filings.render.pdf_finish import Bookmark, PageLabel, bind
from filings.render.pdf_writer import PdfFile
from filings.render.placements import pages_before_schedule, placements_of, placements_of_case
from filings.render.printed_texts import PrintedText, PrintedTexts
from filings.render.required_passages import PassageCheck
from filings.render.reuse import CasePages, PageReuse
from filings.render.schedule_layout import NO_COLUMNS, ScheduleMaker
from filings.settings.rulesets import DocumentKind, Pdf, Ruleset
from filings.settings.settings import Settings

Zone = Literal["public", "sealed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One finished document of a packet."""

    name: str  # "motion.pdf"
    zone: Zone  # the half of the output folder it belongs in
    pdf: bytes
    pages: int
    convictions: int  # number that its schedule counts
    placements: tuple[Placement, ...]
    text: PrintedText  # its text before the schedule
    draft: tuple[DraftReason, ...] = ()  # why it must not be filed yet; empty when it may
    docx: bytes = b""  # its text as DOCX; empty where the ruleset asks for none
    # Pages that WeasyPrint laid out for it; the others were reused. This depends on what was #
    # printed before, and is not part of the result.
    laid_out: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A document as WeasyPrint alone lays it out, and what is wrong with it."""

    html: str  # what it was made from
    pages: Sequence[Any]  # WeasyPrint's
    pdf: bytes
    lost: tuple[Unread, ...]  # required passages that it does not show
    flaws: tuple[Flaw, ...]  # errors of its HTML


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finished:
    """A document that passed every check of its pages."""

    html: str  # what it was made from
    pdf: bytes
    pages: int
    placements: tuple[Placement, ...]


class Renderer(PaperTexts):
    """Prints the documents of packets."""

    def __init__(
        self,
        settings: Settings,
        templates: Sequence[Path] = (),
        *,
        filed_on: dt.date,
        lists: Sequence[ListSource] = (),
        earlier: Earlier | None = None,
        drafts: Sequence[DraftReason] = (),
        reuse: bool = True,
        before: "Renderer | None" = None,
        disk: PagesOnDisk = NOWHERE,
        editable: bool = True,
    ) -> None:
        """Prepare to print.

        Args:
            settings: The settings.
            templates: Overlay folders, the last on top.
            filed_on: The day the papers are for; the clock is never read here.
            lists: The lists that were read, for the declaration.
            earlier: What was decided before, which the motions supplement.
            drafts: What keeps every document of the run a draft.
            reuse: Fill pages that were laid out before; else WeasyPrint lays out every page.
            before: A renderer for the same folders: its fonts are loaded, its pages laid out.
            disk: Where earlier runs kept what they laid out, and this one may.
            editable: Make the text to edit of a document that has one, too.
        """
        super().__init__(settings, templates, filed_on)
        self._editable = editable
        self.filed_on = filed_on
        self.layout: LayoutEngine = before.layout if before else LayoutEngine(self.composer.folders)
        self._reuse: PageReuse | None = None
        if reuse:
            kept = before._reuse if before else None
            self._reuse = PageReuse(self.composer, self._county, self.layout, kept, disk)
        self._sealed: tuple[Packet, SealedExhibit] | None = None
        self._drafts = DraftCheck(settings, self.composer, filed_on, drafts)
        self._passages = PassageCheck(self.composer, self._county, filed_on, disk)
        self._texts = PrintedTexts(self.composer.folders)
        self._schedules = ScheduleMaker(settings, self.composer, self.layout, self._reuse)
        self.filings = FilingBuilder(
            settings, filed_on, lists, earlier or Earlier(), self._schedules, self._drafts
        )

    def documents(self, packet: Packet) -> Mapping[str, DocumentKind]:
        """The documents of a packet, in filing order: name -> kind."""
        return self.filings.paper(packet.court).documents_for(packet.relief)

    def print_document(self, packet: Packet, document: str) -> Printed:
        """Print one document of a packet, of those its ruleset names.

        Those printed case by case want a packet of one case.

        Raises:
            TemplateError: A template is missing or wrong.
            RenderError: A page could not be laid out.
            PageError: A page breaks its court's ruleset, or lacks room for what it must show.
        """
        kind = self.filings.kind(packet, document)
        filing = self.filings.build(packet, document)
        where = f"{packet.name}/{document}.pdf"
        name = f"{document}.pdf"
        laid_out = self.layout.pages
        if kind.shows == "schedule" and filing.public_counts and not kind.names:
            filing = replace(filing, sealed_exhibit=self._sealed_exhibit(packet))
        with self._bounded(filing):
            if kind.shows == "schedule" and filing.form.columns:
                finished = self._finish_schedule(filing, where, name)
            else:
                finished = self._finish_alone(filing, kind, where, name)
        return Printed(
            name=name,
            zone=kind.zone,
            pdf=finished.pdf,
            pages=finished.pages,
            laid_out=self.layout.pages - laid_out,
            convictions=filing.count,
            draft=self._drafts.reasons(filing, finished.html),
            text=self._texts.of(finished.html),
            placements=finished.placements,
            docx=_as_docx(finished.html, where) if kind.editable and self._editable else b"",
        )

    def _bounded(self, filing: Filing) -> AbstractContextManager[None]:
        """The limits of time and memory for a document; none if all its texts are shipped."""
        if len(self.composer.folders) == 1:
            return nullcontext()
        winner = self.composer.winner(filing, self._county)
        return bounded(self.composer.overlays(filing.paper.id, winner), filing.count)

    def _sealed_exhibit(self, packet: Packet) -> SealedExhibit | None:
        """The sealed exhibit with the rows that a public document of the packet does not show.

        It is printed here for its hash: every worker prints the same bytes.
        """
        if self._sealed and self._sealed[0] is packet:
            return self._sealed[1]
        kinds = self.documents(packet).items()
        shown = (name for name, kind in kinds if kind.names and kind.shows == "schedule")
        name = next(shown, None)
        if name is None:
            return None
        printed = self.print_document(packet, name)
        digest = hashlib.sha256(printed.pdf).hexdigest()
        exhibit = SealedExhibit(pages=printed.pages, rows=printed.convictions, sha256=digest)
        self._sealed = packet, exhibit
        return exhibit

    def _finish_schedule(self, filing: Filing, where: str, name: str) -> _Finished:
        """Make a document that shows its convictions in a schedule."""
        style = self._style(filing)
        wrapped = self._schedules.make(filing.packet, filing.form, filing.paper).wrapped
        made = self._reuse.try_fill(filing, wrapped, style, where) if self._reuse else None
        made = made or self._lay_out_whole(filing, style, where)
        labels = [PageLabel(0), PageLabel(made.first, start=made.first + 1)]
        pdf = self.layout.paint(made.document, where)
        marks = [
            Bookmark(subhead.heading, made.first + n) for n, subhead in filing.schedule.subheads
        ]
        bind(made.document, pdf, labels, made.fill, marks)
        file = PdfFile(pdf).around()
        rows = made.unseen is None and self.composer.laid_over(
            self.composer.winner(filing, self._county)
        )
        self._passages.refuse(
            filing,
            made.html,
            style.key,
            lambda: file,
            made.first,
            rows=rows,
            unseen=made.unseen,
        )
        pages = made.first + len(filing.schedule.pages)
        smaller = _smaller_part(filing.count, len(file), pages, filing.paper.pdf)
        _refuse_bad_pages(file, filing.paper, where, made.unseen, smaller)
        made.seen()
        return _Finished(
            html=made.html,
            pdf=file,
            pages=pages,
            placements=tuple(placements_of(filing.schedule, name, made.first)),
        )

    def _lay_out_whole(self, filing: Filing, style: PageStyle, where: str) -> Pages:
        """The pages of a document with a schedule, as WeasyPrint alone lays them out."""
        composed = self.composer.compose(filing, self._county)
        kind = f"{filing.paper.id}/{filing.packet.court}/{filing.document}"
        document = self.layout.lay_out(composed, style, where, kind)
        first = pages_before_schedule(document.pages, len(filing.schedule.pages), where)
        return Pages(document, first, composed)

    def _finish_alone(self, filing: Filing, kind: DocumentKind, where: str, name: str) -> _Finished:
        """Make a document without a schedule.

        If it shows its one case, the elements with its convictions have the ids `row-1`, `row-2`
        ...
        """
        style = self._style(filing)
        composed = self.composer.compose(filing, self._county)

        def refuse_passages(pdf: bytes, pages: int) -> None:
            self._passages.refuse(filing, composed, style.key, lambda: pdf, pages)

        def refuse(pdf: bytes, pages: int) -> None:
            refuse_passages(pdf, pages)
            _refuse_bad_pages(pdf, filing.paper, where)

        alike = f"{filing.paper.id}/{filing.document}"
        if self._reuse:
            made = self._reuse.fill_case(alike, composed, style, where, refuse, filing.packet)
            refuse_passages(made.pdf, made.pages)
        else:
            made = self._lay_out_case(alike, composed, style, where)
            refuse(made.pdf, made.pages)
        return _Finished(
            html=composed,
            pdf=made.pdf,
            pages=made.pages,
            placements=tuple(placements_of_case(filing.packet, name, made.rows, where))
            if kind.shows == "case"
            else (),
        )

    def print_sheet(self, composed: str, paper: Ruleset, name: str) -> bytes:
        """Print a sheet for the office itself from finished HTML; `name` is the kind of sheet.

        It names no defendant.

        Raises:
            RenderError: It could not be laid out.
            PageError: A page breaks the ruleset.
        """
        style = self._schedules.style(paper, NO_COLUMNS)
        alike = f"{paper.id}/{name}"

        def refuse(pdf: bytes, _: int) -> None:
            _refuse_bad_pages(pdf, paper, name)

        if self._reuse:
            return self._reuse.fill_case(alike, composed, style, name, refuse, None).pdf
        made = self._lay_out_case(alike, composed, style, name)
        refuse(made.pdf, made.pages)
        return made.pdf

    def _lay_out_case(self, kind: str, composed: str, style: PageStyle, where: str) -> CasePages:
        """Make the document of one case, as WeasyPrint alone lays it out."""
        document = self.layout.lay_out(composed, style, where, kind)
        pdf = self.layout.paint(document, where)
        bind(document, pdf, [PageLabel(0)])
        rows = {name: n for n, page in enumerate(document.pages, 1) for name in page.anchors}
        return CasePages(PdfFile(pdf).around(), len(document.pages), rows)

    def proof(
        self, packet: Packet, document: str, file: template_lookup.TemplateFile | None = None
    ) -> Proof:
        """Lay a document out by WeasyPrint alone, to check its template.

        `file` is used instead of the template that would be chosen.
        """
        filing = self.filings.build(packet, document)
        html = self.composer.compose(filing, self._county, file)
        where = f"{packet.name}/{document}.pdf"
        laid_out = self.layout.lay_out(html, self._style(filing), where, where)
        pdf = self.layout.paint(laid_out, where)
        bind(laid_out, pdf, [PageLabel(0)])
        finished = PdfFile(pdf).around()
        lost = tuple(self._passages.lost(filing, html, finished, len(laid_out.pages)))
        before = len(laid_out.pages) - len(filing.schedule.pages)
        lost += tuple(self._passages.lost_rows(filing, finished, before))[:3]
        flaws = tuple(self.composer.flaws(filing, self._county, file))
        return Proof(html=html, pages=laid_out.pages, pdf=finished, lost=lost, flaws=flaws)

    def _style(self, filing: Filing) -> PageStyle:
        return self._schedules.style(filing.paper, filing.form)


def _as_docx(html: str, where: str) -> bytes:
    from filings.render.editable_docx import (
        as_docx,  # its library is slow to load, and few ask for it
    )

    return as_docx(html, where)


_ROOM_TO_SPARE = 0.9  # of a smaller part: the pages before its schedule stay as many


def _smaller_part(convictions: int, size: int, pages: int, court: Pdf) -> str:
    """The setting that helps where a file is larger than a court accepts.

    It is a proposal only: the smaller part is checked like any other.
    """
    share = court.max_mb * 1_000_000 / size
    if court.max_pages:
        share = min(share, court.max_pages / pages)
    fewer = min(int(convictions * share * _ROOM_TO_SPARE), convictions - 1)
    if fewer < 1:
        return (
            "One conviction alone does not fit: shorten the texts, or set `pdf: max_mb` and"
            " `max_pages` of the court's ruleset to what the court takes."
        )
    return (
        f"This part holds {convictions:,} convictions. Set `cases_per_motion: {fewer}` for the"
        " court, or for the county, in the county's file, and build again."
    )


def _refuse_bad_pages(
    pdf: bytes,
    paper: Ruleset,
    where: str,
    pages: Collection[int] | None = None,
    smaller: str = "",
) -> None:
    """Raise if a clerk would have to refuse a document.

    `smaller` is the remedy where it is only too large.
    """
    # The tags of a filled document come from its checked forms, and it has very many objects.
    bad = inspect(pdf, paper, pages=pages, thorough=False, every_object=pages is None).errors
    if bad:
        first = bad[0]
        page = f", page {first.page}" if first.page else ""
        more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        raise PageError(
            f"{where}{page}",
            f"{first.measured}; {first.cited} requires: {first.required}{more}",
            smaller if smaller and first.check == "file-size" else first.remedy,
        )
