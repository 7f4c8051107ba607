"""A packet in, its finished documents out: compose, typeset, bind.

One `Press` is made per process; it holds the fonts, the parsed templates and the style sheets.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from filings.compose import fonts, template_lookup
from filings.compose.blanks import blanks, particulars
from filings.compose.compose import Composer, Filing
from filings.compose.draft_reasons import BLANK, CHANGED, TEXT
from filings.compose.markup_origins import Flaw
from filings.compose.schedule import Form, Row, Schedule, make_schedule
from filings.compose.schedule_columns import public_form, sealed_form
from filings.compose.views import RowView
from filings.model.errors import PageError, TemplateError
from filings.model.nouns import (
    Conviction,
    CourtId,
    DraftReason,
    Earlier,
    ListSource,
    OffenseType,
    Packet,
    Placement,
)
from filings.render.approvals import Approvals
from filings.render.inspect import inspect
from filings.render.inspect.legible import Unread
from filings.render.layout import POINTS_PER_PIXEL, Typesetter
from filings.render.pdf_finish import PageLabel, bind
from filings.render.pdf_writer import File
from filings.render.placements import first_sheet, placements_of, placements_of_case
from filings.render.required_passages import PassageCheck
from filings.render.reuse.case_filler import CaseForm, alphabet
from filings.render.reuse.layout_boxes import LaidOutRow, WrappedRow
from filings.render.reuse.page_cache import Assembled, Recent, Stationery, Stock
from filings.render.reuse.page_template import Sheet
from filings.render.reuse.schedule_filler import Filler
from filings.render.reuse.sections import SHEETS, depends_on_place, make_parts, repeats_words, whole
from filings.settings.offense_table import Law
from filings.settings.rulesets import DocumentKind, Ruleset, paper_of, read_rulesets
from filings.settings.settings import Settings

Zone = Literal["public", "sealed"]

# Of a document that shows its convictions in its own text.
_NO_COLUMNS = Form(columns=())

_DRAFT_KINDS = {"missing": TEXT, "changed": CHANGED}

_MOST_FORMS = 160
_FEWER_NUMBERS = "Take numbers that are not the case's out of the list."
_LIKE = 6  # rows that are laid out to see whether one stands for all


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One finished document of a packet."""

    name: str  # "motion.pdf"
    zone: Zone  # which half of the output folder it belongs in
    pdf: bytes
    pages: int
    convictions: int  # as its schedule counts them
    placements: tuple[Placement, ...]
    draft: tuple[DraftReason, ...] = ()  # why it must not be filed yet; none when it may
    # Pages that WeasyPrint laid out for it; the others were filled in. It depends on what was
    # printed before, and is no part of the result.
    laid_out: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A document as WeasyPrint alone lays it out."""

    html: str  # what it was made from
    pages: Sequence[Any]  # WeasyPrint's
    pdf: bytes
    lost: tuple[Unread, ...]  # passages it must show and does not
    flaws: tuple[Flaw, ...]  # what a browser would have to mend


class Press:
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
        before: "Press | None" = None,
    ) -> None:
        """Make ready to print.

        Args:
            settings: What decides.
            templates: Overlay folders, the last on top.
            filed_on: The day the papers are for; the clock is never read here.
            lists: The lists that were read, for the declaration.
            earlier: What was decided before, which the motions supplement.
            drafts: What keeps every document of the run a draft.
            before: A press for the same folders: its fonts are loaded, its pages laid out.
        """
        self.settings = settings
        self.filed_on = filed_on
        self._lists = {source.number: source for source in lists}
        self._earlier = earlier or Earlier()
        self.composer = Composer(templates, filed_on)
        self._drafts = tuple(drafts)
        self._approvals = Approvals(settings, self.composer)
        self._approvals.refuse_impossible(filed_on)
        self._law = Law(settings)
        self._passages = PassageCheck(self.composer, settings.office.county, filed_on)
        self.stock: Stock = before.stock if before else Stock(Typesetter(self.composer.folders))
        self.typesetter = self.stock.typesetter
        public = {many: public_form(settings, several_courts=many) for many in (False, True)}
        self._forms = {False: public, True: dict.fromkeys(public, sealed_form(settings))}
        self._stationeries: dict[tuple[str, Form], Stationery] = {}
        self._packet: Packet | None = None
        self._schedules: dict[Form, tuple[Schedule, Mapping[str, WrappedRow]]] = {}
        self._plain: dict[tuple[str, Form], LaidOutRow | None] = {}
        self._case_forms: Recent[CaseForm] = Recent(_MOST_FORMS)

    @cached_property
    def _rulesets(self) -> Mapping[str, Ruleset]:
        return read_rulesets(self.settings)

    @property
    def texts_are_shipped(self) -> bool:
        """Whether no template of an office is laid over the shipped ones."""
        return len(self.composer.folders) == 1

    def undrawable(self, conviction: Conviction) -> str:
        """The characters of this conviction that no shipped font can draw; "" when all can be."""
        name = conviction.name.listed if conviction.name else ""
        shown = (conviction.number, *conviction.also_numbered, conviction.statute.short)
        # A page shows white space of any kind alike.
        return fonts.undrawable("".join((name, *shown, *conviction.count.split())))

    def in_ws(self, text: str) -> float:
        """How wide a text is at most on one line of our pages, counted in the letter W."""
        return fonts.in_ws(text)

    def plain(self, text: str) -> bool:
        """Whether a text is set letter by letter, in the face of the text around it."""
        return fonts.plain(text)

    def documents(self, court: CourtId) -> Mapping[str, DocumentKind]:
        """What a packet to this court holds, in the order it is filed."""
        return self._paper(court).documents

    def print_document(self, packet: Packet, document: str) -> Printed:
        """One document of a packet, of those its ruleset names.

        Those printed case by case want a packet of one case.

        Raises:
            TemplateError: A template is missing or wrong.
            RenderError: A page could not be laid out.
        """
        paper = self._paper(packet.court)
        kind = self._kind(packet.court, document)
        filing, wrapped = self._filing(packet, document, kind)
        if not kind.schedule:
            return self._print_case(filing, kind)
        where = f"{packet.name}/{document}.pdf"
        on = self._stationery(paper, filing.form)
        laid_out = self.stock.laid_out
        made = self._fill(filing, wrapped, on, where) or self._lay_out_whole(filing, on, where)
        labels = [PageLabel(0), PageLabel(made.first, start=made.first + 1)]
        pdf = self.typesetter.paint(made.pages, where)
        bind(made.pages, pdf, labels, made.fill)
        file = File(pdf).around()
        whole = made.unseen is None and self.composer.laid_over(
            self.composer.winner(filing, self.settings.office.county)
        )
        self._passages.refuse(filing, made.html, on.key, lambda: file, made.first, rows=whole)
        _refuse_bad_pages(file, paper, where, made.unseen)
        for sheet in made.sheets:
            sheet.looked_at = True
        name = f"{document}.pdf"
        return Printed(
            name=name,
            zone=kind.zone,
            pdf=file,
            pages=made.first + len(filing.schedule.pages),
            laid_out=self.stock.laid_out - laid_out,
            convictions=filing.count,
            draft=self._unfinished(filing, made.html),
            placements=tuple(placements_of(filing.schedule, name, made.first)),
        )

    def _fill(
        self, filing: Filing, wrapped: Mapping[str, WrappedRow], on: Stationery, where: str
    ) -> Assembled | None:
        """The pages of a document by its parts; None when WeasyPrint has to lay it out whole."""
        plain = self._plain_row(filing.paper, filing.form)
        county = self.settings.office.county
        if plain is None or on.place_matters or on.repeats:
            return None
        if not self.composer.rows_stand_alone(filing, county):
            return None
        outline = replace(filing, schedule=filing.schedule.outline)
        outlined = self.composer.compose(outline, county)
        parts = make_parts(outlined, len(filing.schedule.pages))
        if parts is None:
            return None
        filler = Filler(filing.schedule, filing.form, parts.words, plain, wrapped)
        kind = f"{filing.paper.id}/{filing.document}"
        made = self.stock.assemble(parts, filler, on, where, kind)
        return made and replace(made, html=outlined)

    def _lay_out_whole(self, filing: Filing, on: Stationery, where: str) -> Assembled:
        """The pages of a document as WeasyPrint alone lays them out."""
        composed = self.composer.compose(filing, self.settings.office.county)
        kind = f"{filing.paper.id}/{filing.packet.court}/{filing.document}"
        pages = self.typesetter.lay_out(composed, on.styles, where, on.pitch, kind)
        self.stock.laid_out += len(pages.pages)
        first = first_sheet(pages.pages, len(filing.schedule.pages), where)
        return Assembled(pages, first, html=composed)

    def proof(
        self, packet: Packet, document: str, file: template_lookup.File | None = None
    ) -> Proof:
        """A document laid out whole by WeasyPrint, for whoever changes its template.

        `file` stands in for the one that wins.
        """
        filing, _ = self._filing(packet, document, self._kind(packet.court, document))
        html = self.composer.compose(filing, self.settings.office.county, file)
        where = f"{packet.name}/{document}.pdf"
        on = self._stationery(filing.paper, filing.form)
        pages = self.typesetter.lay_out(html, on.styles, where, on.pitch, where)
        pdf = self.typesetter.paint(pages, where)
        bind(pages, pdf, [PageLabel(0)])
        finished = File(pdf).around()
        lost = tuple(self._passages.lost(filing, html, finished, len(pages.pages)))
        before = len(pages.pages) - len(filing.schedule.pages)
        lost += tuple(self._passages.lost_rows(filing, finished, before))[:3]
        flaws = tuple(self.composer.flaws(filing, self.settings.office.county, file))
        return Proof(html=html, pages=pages.pages, pdf=finished, lost=lost, flaws=flaws)

    def _kind(self, court: CourtId, document: str) -> DocumentKind:
        paper = self._paper(court)
        kind = (paper.per_case | paper.documents).get(document)
        if kind is None:
            raise TemplateError(
                document,
                f"is no document of {paper.name}",
                f"It has {', '.join((*paper.documents, *paper.per_case))}.",
            )
        return kind

    def _print_case(self, filing: Filing, kind: DocumentKind) -> Printed:
        """A document of one case, whose rows stand in its text with the ids `row-1`, `row-2` ..."""
        where = f"{filing.packet.name}/{filing.document}.pdf"
        on = self._stationery(filing.paper, filing.form)
        composed = self.composer.compose(filing, self.settings.office.county)
        part, title = whole(composed, blank=not on.repeats)
        laid_out = self.stock.laid_out
        alike = f"{filing.paper.id}/{filing.document}"
        sheets, words = self.stock.sheets(part, on, where, alike)
        letters = alphabet(words)

        def make() -> CaseForm:
            form = self._make_case_form(sheets, title, letters, where)
            pdf = form.print(words)
            self._passages.refuse(filing, composed, on.key, lambda: pdf, form.pages)
            _refuse_bad_pages(pdf, filing.paper, where)
            return form

        form = self._case_forms.of((filing.paper.id, sheets, title, letters), make)
        pdf = form.print(words)
        self._passages.refuse(filing, composed, on.key, lambda: pdf, form.pages)
        name = f"{filing.document}.pdf"
        return Printed(
            name=name,
            zone=kind.zone,
            pdf=pdf,
            pages=form.pages,
            laid_out=self.stock.laid_out - laid_out,
            convictions=filing.count,
            draft=self._unfinished(filing, composed),
            placements=tuple(placements_of_case(filing.packet, name, form.rows, where)),
        )

    def _make_case_form(
        self, sheets: tuple[Sheet, ...], title: str, letters: frozenset[str], where: str
    ) -> CaseForm:
        form = CaseForm(sheets, letters)
        pages = self.stock.document(form.stamped(), title)
        pdf = self.typesetter.paint(pages, where)
        bind(pages, pdf, [PageLabel(0)])
        form.keep(pdf)
        return form

    def _paper(self, court: CourtId) -> Ruleset:
        return paper_of(self.settings.county, court, self._rulesets)

    def _filing(
        self, packet: Packet, document: str, kind: DocumentKind
    ) -> tuple[Filing, Mapping[str, WrappedRow]]:
        county = self.settings.county
        court = self.settings.court(packet.court).on(self.filed_on)
        paper = self._paper(packet.court)
        several = len({conviction.court for conviction in packet.convictions}) > 1
        form = self._forms[kind.names][several] if kind.schedule else _NO_COLUMNS
        numbers = sorted({conviction.list for conviction in packet.convictions})
        schedule, wrapped = self._schedule(packet, form, paper)
        filing = Filing(
            document=document,
            names=kind.names,
            packet=packet,
            per_case=not kind.schedule,
            court=court,
            county=county,
            agency=county.agencies[packet.agency].on(self.filed_on),
            office=self.settings.office,
            offense=self._offense_label(packet.offense),
            schedule=schedule,
            form=form,
            lists=tuple(self._lists[n] for n in numbers if n in self._lists),
            paper=paper,
            words=self.settings.words,
            filed_on=self.filed_on,
            draft=True,
            several_courts=several,
            redesignable=self._law.redesignable(packet.convictions),
            signed_off=self._law.signed_off(packet.convictions),
            unchallenged_on=self._unchallenged_on(numbers),
            supplements=tuple(run.supplemented_by(packet) for run in self._earlier.runs),
            left_out=self._earlier.sentences,
        )
        return replace(filing, draft=bool(self._unfinished(filing))), wrapped

    def _unchallenged_on(self, numbers: Iterable[int]) -> dt.date | None:
        """When the court knew that none of these lists is challenged; None if not of all."""
        read = [self._lists[n] for n in numbers if n in self._lists]
        facts = [self.settings.lists.get(source.sha256) for source in read]
        days = [its.unchallenged_on for its in facts if its and its.unchallenged_on]
        return max(days) if days and len(days) == len(facts) else None

    def _unfinished(self, filing: Filing, composed: str = "") -> tuple[DraftReason, ...]:
        """What keeps a document a draft; with what it was composed as, its blanks too."""
        texts = self.composer.texts(filing, self.settings.office.county)
        own = particulars(
            filing.office, filing.agency, filing.statement, sample=filing.packet.sample
        )
        found = [*self._drafts, *own]
        found += [
            DraftReason(kind=_DRAFT_KINDS[state], what=text)
            for text in (*texts, "offenses", f"ruleset-{filing.paper.id}")
            if (state := self._approvals.state(text)) != "approved"
        ]
        found += [DraftReason(kind=BLANK, what=name) for name in blanks(composed)]
        if "penalty of perjury" in composed and not filing.agency.counsel.declarant:
            found.append(DraftReason(kind=BLANK, what="declarant"))
        return tuple(dict.fromkeys(found))

    def _offense_label(self, offense: OffenseType) -> str:
        record = self.settings.offense_types.get(offense)
        return record.label if record else "cannabis offenses"

    def _schedule(
        self, packet: Packet, form: Form, paper: Ruleset
    ) -> tuple[Schedule, Mapping[str, WrappedRow]]:
        """The schedule of a packet, and those of its rows that wrap."""
        if self._packet is not packet:  # a motion and its order have the same schedule
            self._packet, self._schedules = packet, {}
        if form not in self._schedules:
            wrapped: dict[str, WrappedRow] = {}

            def measure(rows: Mapping[Row, Sequence[int]]) -> Mapping[str, float]:
                wrapped.update(self._wrap(rows, paper, form))
                return {anchor: row.height for anchor, row in wrapped.items()}

            schedule = make_schedule(packet.convictions, form, measure)
            for page in schedule.pages if form.columns else ():
                for row in page.rows:
                    its = wrapped.get(row.anchor)
                    high = its.height if its else form.height_in_lines(row.lines)
                    if high > form.rows_height:
                        where = f"{packet.name}, row {row.number}"
                        raise PageError(where, "is higher than a page", _FEWER_NUMBERS)
            self._schedules[form] = schedule, wrapped
        return self._schedules[form]

    def _wrap(
        self, rows: Mapping[Row, Sequence[int]], paper: Ruleset, form: Form
    ) -> dict[str, WrappedRow]:
        plain = self._plain_row(paper, form)
        if plain is None:
            alone = self._rows_alone(rows, paper, form)
            return {name: WrappedRow({}, its.height * POINTS_PER_PIXEL) for name, its in alone}
        wrapped = {}
        for row, columns in rows.items():
            rooms = {n: form.room(form.columns[n]) / POINTS_PER_PIXEL for n in columns}
            its = {n: plain.wrapped(n, row.cells[n], room) for n, room in rooms.items()}
            high = form.height_of(max(cell.height for cell in its.values()))
            wrapped[row.anchor] = WrappedRow(its, max(high, form.height_in_lines(row.lines)))
        return wrapped

    def _plain_row(self, paper: Ruleset, form: Form) -> LaidOutRow | None:
        """A row of one line in every cell, laid out once for the life of the process.

        None when no row stands for all: each is as WeasyPrint lays it out.
        """
        key = (paper.id, form)
        if key not in self._plain:
            cells = ("x",) * len(form.columns)
            rows = [RowView(number=n, anchor=f"row-{n}", cells=cells) for n in range(_LIKE)]
            if not all(map(self.composer.outlines.is_shipped, ("base/row.html", "base/rows.html"))):
                rows = []
            like = tuple(box for _, box in self._rows_alone(rows, paper, form))
            row = LaidOutRow(like[1], like, form) if len(like) == _LIKE else None
            self._plain[key] = row if row and row.stands_for_all else None
        return self._plain[key]

    def _rows_alone(
        self, rows: Iterable[Row | RowView], paper: Ruleset, form: Form
    ) -> Iterable[tuple[str, Any]]:
        """The boxes of rows that WeasyPrint lays out by themselves, and their anchors."""
        html = self.composer.rows_alone(rows, form)
        styles = self._stationery(paper, form).styles
        return self.typesetter.boxes(html, styles, "base/rows.html").items()

    def _stationery(self, paper: Ruleset, form: Form) -> Stationery:
        key = (paper.id, form)
        if key not in self._stationeries:
            texts = {n: self.composer.style(n, paper, form) for n in SHEETS}
            self._stationeries[key] = Stationery(
                key=(*texts.values(), paper.body.line_pitch_pt),
                styles=[self.typesetter.stylesheet(text, name) for name, text in texts.items()],
                pitch=paper.body.line_pitch_pt,
                place_matters=depends_on_place("\n".join(texts.values())),
                repeats=repeats_words("\n".join(texts.values())),
            )
        return self._stationeries[key]


def _refuse_bad_pages(
    pdf: bytes, paper: Ruleset, where: str, pages: Collection[int] | None = None
) -> None:
    """Stop a document that a clerk would have to refuse, before it has its final name."""
    # Of a filled document the tags come from its forms too, and the objects are too many.
    bad = inspect(pdf, paper, pages=pages, thorough=False, every_object=pages is None).errors
    if bad:
        first = bad[0]
        page = f", page {first.page}" if first.page else ""
        more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        raise PageError(
            f"{where}{page}",
            f"{first.measured}; {first.cited} requires: {first.required}{more}",
            first.remedy,
        )
