"""Make the pages of a document from pages laid out before, or say that WeasyPrint has to.

Two roads: a document with a schedule is put together of its parts (document_parts.py) and its rows
are set in (schedule_filler.py); a document of one case is a file written once, with gaps for its
words (case_filler.py). What a page looks like never depends on the documents before it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from filings.compose.composer import Composer, Filing
from filings.compose.schedule import Form, Row
from filings.compose.template_context import RowView
from filings.model.packet import Packet
from filings.render.layout import POINTS_PER_PIXEL, LayoutEngine, Pages, PageStyle
from filings.render.page_cache_on_disk import NOWHERE, PagesOnDisk, PeopleOfPacket
from filings.render.pdf_finish import PageLabel, bind
from filings.render.reuse.case_filler import CaseForm, alphabet
from filings.render.reuse.document_parts import depends_on_place, make_parts, repeats_words, whole
from filings.render.reuse.layout_boxes import LaidOutRow, WrappedRow
from filings.render.reuse.page_cache import PageCache, RecentCache
from filings.render.reuse.page_template import PageTemplate
from filings.render.reuse.schedule_filler import Filler
from filings.settings.rulesets import Ruleset

_MOST_FORMS = 160
_LIKE = 6  # rows that are laid out to see whether one stands for all


@dataclass(frozen=True, slots=True)
class CasePages:
    """The finished document of one case."""

    pdf: bytes
    pages: int
    rows: Mapping[str, int]  # id of an element -> the 1-based page it stands on


class PageReuse:
    """Fills pages with the words and rows of one document after the other."""

    def __init__(
        self,
        composer: Composer,
        county: str,
        layout: LayoutEngine,
        before: "PageReuse | None" = None,
        disk: PagesOnDisk = NOWHERE,
    ) -> None:
        """Make ready to fill.

        Args:
            composer: What composes the documents of this county.
            county: Its id.
            layout: What lays out the pages that are not there yet.
            before: One with the same `layout`, whose pages may be used.
            disk: Where earlier runs kept parts, and this one may.
        """
        self._composer = composer
        self._county = county
        self._layout = layout
        self._pages: PageCache = before._pages if before else PageCache(layout, disk)
        self._plain: dict[tuple[str, Form], LaidOutRow | None] = {}
        self._case_forms: RecentCache[CaseForm] = RecentCache(_MOST_FORMS)

    def wrap(
        self, rows: Mapping[Row, Sequence[int]], paper: Ruleset, form: Form, style: PageStyle
    ) -> Mapping[str, WrappedRow] | None:
        """Lay out rows of which the columns named (0-based) take more than one line, by anchor.

        None when no row stands for all others: then each is as WeasyPrint lays it out.
        """
        plain = self._plain_row(paper, form, style)
        if plain is None:
            return None
        wrapped = {}
        for row, columns in rows.items():
            rooms = {n: form.room(form.columns[n]) / POINTS_PER_PIXEL for n in columns}
            cells = {n: plain.wrapped(n, row.cells[n], room) for n, room in rooms.items()}
            high = form.height_of(max(cell.height for cell in cells.values()))
            wrapped[row.anchor] = WrappedRow(cells, max(high, form.height_in_lines(row.lines)))
        return wrapped

    def try_fill(
        self, filing: Filing, wrapped: Mapping[str, WrappedRow], style: PageStyle, where: str
    ) -> Pages | None:
        """The pages of a document that has a schedule; None when WeasyPrint has to lay it out.

        Args:
            filing: What the document is about.
            wrapped: Its rows that wrap, as `wrap` laid them out.
            style: What its pages look like.
            where: Named in an error.

        Raises:
            TemplateError: A template is missing or wrong.
            RenderError: A part could not be laid out.
        """
        plain = self._plain_row(filing.paper, filing.form, style)
        place_matters, repeats = _of_its_place("\n".join(style.css))
        if plain is None or place_matters or repeats:
            return None
        if not self._composer.rows_stand_alone(filing, self._county):
            return None
        outline = replace(filing, schedule=filing.schedule.outline)
        outlined = self._composer.compose(outline, self._county)
        about = PeopleOfPacket.of(filing.packet)
        parts = make_parts(outlined, len(filing.schedule.pages), about)
        if parts is None:
            return None
        filler = Filler(filing.schedule, filing.form, parts.words, plain, wrapped, parts.form_of)
        kind = f"{filing.paper.id}/{filing.document}"
        return self._pages.assemble(parts, filler, style, where, kind, outlined)

    def fill_case(
        self,
        kind: str,
        composed: str,
        style: PageStyle,
        where: str,
        refuse: Callable[[bytes, int], None],
        about: Packet | None,
    ) -> CasePages:
        """The document of one case, or a sheet; what of it cannot be filled in is laid out for it.

        `kind` names documents that are alike: "ca-superior/order". `refuse` raises if the finished
        file, of so many pages, must not be filed; only the first of those that share all but their
        words is shown to it.

        Raises:
            RenderError: The document could not be laid out.
        """
        _, repeats = _of_its_place("\n".join(style.css))
        part, title = whole(composed, PeopleOfPacket.of(about), blank=not repeats)
        sheets, words = self._pages.sheets(part, style, where, kind)
        letters = alphabet(words)

        def make() -> CaseForm:
            form = self._make_case_form(sheets, title, letters, where)
            refuse(form.print(words), form.pages)
            return form

        form = self._case_forms.of((kind, sheets, title, letters), make)
        return CasePages(form.print(words), form.pages, form.rows)

    def _make_case_form(
        self, sheets: tuple[PageTemplate, ...], title: str, letters: frozenset[str], where: str
    ) -> CaseForm:
        form = CaseForm(sheets, letters)
        document = self._pages.document(form.stamped(), title)
        pdf = self._layout.paint(document, where)
        bind(document, pdf, [PageLabel(0)])
        form.keep(pdf)
        return form

    def _plain_row(self, paper: Ruleset, form: Form, style: PageStyle) -> LaidOutRow | None:
        """A row of one line in every cell, laid out once for the life of the process.

        None when no row stands for all: each is as WeasyPrint lays it out.
        """
        key = (paper.id, form)
        if key not in self._plain:
            cells = ("x",) * len(form.columns)
            rows = [RowView(number=n, anchor=f"row-{n}", cells=cells) for n in range(_LIKE)]
            shipped = self._composer.outlines.is_shipped
            if not all(map(shipped, ("frame/row.html", "frame/rows.html"))):
                rows = []
            html = self._composer.rows_alone(rows, form)
            like = tuple(self._layout.rows_alone(html, style, "frame/rows.html").values())
            row = LaidOutRow(like[1], like, form) if len(like) == _LIKE else None
            self._plain[key] = row if row and row.stands_for_all else None
        return self._plain[key]


@lru_cache(maxsize=64)
def _of_its_place(css: str) -> tuple[bool, bool]:
    """Whether a page's style depends on where it stands, and whether words stand unmarked too."""
    return depends_on_place(css), repeats_words(css)
