"""Make the schedule of a packet: break its rows, of measured height, into pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filings.compose.composer import Composer
from filings.compose.schedule import (
    Form,
    Row,
    Schedule,
    SectionCount,
    make_rows,
    make_schedule,
    row_heights,
)
from filings.compose.schedule_columns import (
    heading_of,
    public_form,
    sealed_form,
    section_counts,
)
from filings.model.errors import PageError
from filings.model.packet import Packet
from filings.render.layout import POINTS_PER_PIXEL, STYLE_SHEETS, LayoutEngine, PageStyle
from filings.render.reuse import PageReuse, WrappedRow
from filings.settings.offense_table import OffenseTable
from filings.settings.rulesets import DocumentKind, Ruleset
from filings.settings.settings import Settings

NO_COLUMNS = Form(columns=())
"""The form of a document without a schedule."""

_FEWER_NUMBERS = "Take numbers that are not the case's out of the list."


@dataclass(frozen=True, slots=True)
class MeasuredSchedule:
    """A schedule, and the layout of its rows that wrap."""

    schedule: Schedule
    wrapped: Mapping[str, WrappedRow]  # by `Row.anchor`; empty when WeasyPrint lays out every page


@dataclass(frozen=True, slots=True)
class _MeasuredRows:
    """The rows of a packet in one form, with their heights."""

    rows: Sequence[Row]
    heights: Sequence[float]
    wrapped: Mapping[str, WrappedRow]


class ScheduleMaker:
    """Makes schedules, in the forms of one set of settings."""

    def __init__(
        self,
        settings: Settings,
        composer: Composer,
        layout: LayoutEngine,
        reuse: PageReuse | None,
    ) -> None:
        """Prepare; rows that wrap are measured by `reuse`, or by `layout` if that is None."""
        self._composer = composer
        self._layout = layout
        self._reuse = reuse
        self._settings = settings
        self._law = OffenseTable(settings)
        self._forms = {
            (names, grounds): form(settings, grounds=grounds)
            for names, form in ((False, public_form), (True, sealed_form))
            for grounds in (False, True)
        }
        self._styles: dict[tuple[str, Form], PageStyle] = {}
        self._packet: Packet | None = None
        self._made: dict[Form, MeasuredSchedule] = {}
        self._rows: dict[Form, _MeasuredRows] = {}

    def form(self, kind: DocumentKind, packet: Packet) -> Form:
        """The columns of the schedule in documents of this kind, for this packet."""
        hidden = self._settings.office.public_schedule == "counts" and not kind.names
        if hidden or kind.shows != "schedule":
            return NO_COLUMNS
        return self._forms[kind.names, len(self._law.grounds(packet.convictions)) > 1]

    def public_counts(self, packet: Packet) -> tuple[SectionCount, ...]:
        """The counts that public exhibits show in place of rows; empty if they show rows."""
        if self._settings.office.public_schedule != "counts":
            return ()
        return section_counts(packet, self._settings)

    def style(self, paper: Ruleset, form: Form) -> PageStyle:
        """The look of this paper's pages with a schedule of this form."""
        key = (paper.id, form)
        if key not in self._styles:
            css = tuple(self._composer.style(name, paper, form) for name in STYLE_SHEETS)
            parsed = [
                self._layout.stylesheet(text, name)
                for text, name in zip(css, STYLE_SHEETS, strict=True)
            ]
            self._styles[key] = PageStyle(css, parsed, paper.body.line_pitch_pt)
        return self._styles[key]

    def make(self, packet: Packet, form: Form, paper: Ruleset) -> MeasuredSchedule:
        """The schedule of a packet.

        Raises:
            PageError: A row is higher than a page.
        """
        if self._packet is not packet:  # a motion and its order have the same schedule
            self._packet, self._made, self._rows = packet, {}, {}
        if form not in self._made:
            own = self._measured(packet, form, paper)
            # If the public and the sealed exhibit have the same rows, they have the same pages.
            kinds = paper.documents_for(packet.relief).values()
            forms = {self.form(kind, packet) for kind in kinds} - {NO_COLUMNS, form}
            beside = [self._measured(packet, one, paper).heights for one in forms if form.columns]
            heights = [max(together) for together in zip(own.heights, *beside, strict=True)]
            heading = heading_of(packet, self._settings)
            schedule = make_schedule(own.rows, form, heights, heading, own.heights)
            self._made[form] = MeasuredSchedule(schedule, own.wrapped)
        return self._made[form]

    def _measured(self, packet: Packet, form: Form, paper: Ruleset) -> "_MeasuredRows":
        """The rows of a packet in a form, and their heights there."""
        if form in self._rows:
            return self._rows[form]
        rows = make_rows(packet.convictions, form)
        wrapped: dict[str, WrappedRow] = {}

        def measure(some: Mapping[Row, Sequence[int]]) -> Mapping[str, float]:
            style = self.style(paper, form)
            laid_out = self._reuse.wrap(some, paper, form, style) if self._reuse else None
            if laid_out is None:
                return self._heights_alone(some, form, style)
            wrapped.update(laid_out)
            return {name: row.height for name, row in laid_out.items()}

        heights = row_heights(rows, form, measure)
        for row, high in zip(rows, heights, strict=True):
            if form.columns and high > form.rows_height:
                where = f"{packet.name}, row {row.number}"
                raise PageError(where, "is higher than a page", _FEWER_NUMBERS)
        self._rows[form] = _MeasuredRows(rows, heights, wrapped)
        return self._rows[form]

    def _heights_alone(
        self, rows: Mapping[Row, Sequence[int]], form: Form, style: PageStyle
    ) -> dict[str, float]:
        """The height of each of these rows by WeasyPrint's layout, in points, by its anchor."""
        html = self._composer.rows_alone(rows, form)
        boxes = self._layout.rows_alone(html, style, "frame/rows.html")
        return {name: box.height * POINTS_PER_PIXEL for name, box in boxes.items()}
