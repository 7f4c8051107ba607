"""Make the schedule of a packet: which of its rows stand on which page, each as high as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filings.compose.compose import Composer
from filings.compose.schedule import Form, Row, Schedule, make_schedule
from filings.compose.schedule_columns import public_form, sealed_form
from filings.model.errors import PageError
from filings.model.nouns import Packet
from filings.render.layout import POINTS_PER_PIXEL, STYLE_SHEETS, LayoutEngine, PageStyle
from filings.render.reuse import PageReuse, WrappedRow
from filings.settings.rulesets import DocumentKind, Ruleset
from filings.settings.settings import Settings

# Of a document that shows its convictions in its own text.
_NO_COLUMNS = Form(columns=())

_FEWER_NUMBERS = "Take numbers that are not the case's out of the list."


@dataclass(frozen=True, slots=True)
class MeasuredSchedule:
    """A schedule, and what is known of those of its rows that wrap."""

    schedule: Schedule
    wrapped: Mapping[str, WrappedRow]  # by `Row.anchor`; none when WeasyPrint lays out every page


class ScheduleMaker:
    """Makes schedules in the forms of one set of settings."""

    def __init__(
        self,
        settings: Settings,
        composer: Composer,
        layout: LayoutEngine,
        reuse: PageReuse | None,
    ) -> None:
        """Make ready; rows that wrap are measured by `reuse`, without it by `layout` alone."""
        self._composer = composer
        self._layout = layout
        self._reuse = reuse
        public = {many: public_form(settings, several_courts=many) for many in (False, True)}
        self._forms = {False: public, True: dict.fromkeys(public, sealed_form(settings))}
        self._styles: dict[tuple[str, Form], PageStyle] = {}
        self._packet: Packet | None = None
        self._made: dict[Form, MeasuredSchedule] = {}

    def form(self, kind: DocumentKind, *, several_courts: bool) -> Form:
        """The shape of the schedule in documents of this kind."""
        return self._forms[kind.names][several_courts] if kind.shows == "schedule" else _NO_COLUMNS

    def style(self, paper: Ruleset, form: Form) -> PageStyle:
        """What pages of this paper look like that bear a schedule of this form."""
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
            self._packet, self._made = packet, {}
        if form not in self._made:
            wrapped: dict[str, WrappedRow] = {}
            heights: dict[str, float] = {}

            def measure(rows: Mapping[Row, Sequence[int]]) -> Mapping[str, float]:
                style = self.style(paper, form)
                laid_out = self._reuse.wrap(rows, paper, form, style) if self._reuse else None
                if laid_out is None:
                    heights.update(self._heights_alone(rows, form, style))
                else:
                    wrapped.update(laid_out)
                    heights.update({name: row.height for name, row in laid_out.items()})
                return heights

            schedule = make_schedule(packet.convictions, form, measure)
            for page in schedule.pages if form.columns else ():
                for row in page.rows:
                    high = heights.get(row.anchor, form.height_in_lines(row.lines))
                    if high > form.rows_height:
                        where = f"{packet.name}, row {row.number}"
                        raise PageError(where, "is higher than a page", _FEWER_NUMBERS)
            self._made[form] = MeasuredSchedule(schedule, wrapped)
        return self._made[form]

    def _heights_alone(
        self, rows: Mapping[Row, Sequence[int]], form: Form, style: PageStyle
    ) -> dict[str, float]:
        """How high WeasyPrint makes each of these rows, in points, by its anchor."""
        html = self._composer.rows_alone(rows, form)
        boxes = self._layout.rows_alone(html, style, "frame/rows.html")
        return {name: box.height * POINTS_PER_PIXEL for name, box in boxes.items()}
