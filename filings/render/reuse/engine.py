"""Make the pages of a document from pages laid out before, or return None.

There are two ways: a document with a schedule is put together from its parts (document_parts.py)
and its rows are filled in (schedule_filler.py); a document of one case is a finished file with gaps
for its words (case_filler.py). How a page looks never depends on the documents before it. None
means that WeasyPrint must lay the document out.
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
_LIKE = 6  # rows that are laid out to see whether one can represent all


@dataclass(frozen=True, slots=True)
class CasePages:
    """The finished document of one case."""

    pdf: bytes
    pages: int
    rows: Mapping[str, int]  # id of an element -> the 1-based page it stands on


class PageReuse:
    """Fills laid-out pages with the words and rows of each document."""

    def __init__(
        self,
        composer: Composer,
        county: str,
        layout: LayoutEngine,
        before: "PageReuse | None" = None,
        disk: PagesOnDisk = NOWHERE,
    ) -> None:
        """Prepare to fill pages.

        Args:
            composer: Composes the documents of this county.
            county: Its id.
            layout: Lays out pages that are not cached yet.
            before: Another with the same `layout`, whose pages are used.
            disk: Keeps laid-out parts between runs.
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

        None when no row can represent all others: then WeasyPrint lays out each.
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
        """The pages of a document with a schedule; None when WeasyPrint must lay it out.

        Args:
            filing: The document's content.
            wrapped: Its rows that wrap, as `wrap` laid them out.
            style: The look of its pages.
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
        """Make the document of one case, or a sheet; parts that cannot be filled in are laid out.

        `kind` names documents that are alike: "ca-superior/order". `refuse` is called with the
        finished file and its number of pages, and raises if it must not be filed; of documents that
        share all but their words, only the first is checked.

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

        None when no row can represent all: then WeasyPrint lays out each.
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
    """Whether a style depends on an element's place, and whether it may repeat marked words."""
    return depends_on_place(css), repeats_words(css)
