"""Compose a document of a packet as HTML, from its templates.

Templates show; they do not decide. Everything they may use is a field of a view
(compose/template_context.py) or one of the filters below; an unknown name is an error. Where a
template is looked for: compose/template_lookup.py. What a template may do at all:
compose/sandbox.py.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar, TypeVar

import jinja2
from jinja2.bccache import Bucket

from filings.compose import css_text, template_context
from filings.compose.blanks import has_blank
from filings.compose.css_text import AddedWord
from filings.compose.determinations import Determinations
from filings.compose.markup_origins import Flaw, Marking, flaws
from filings.compose.sandbox import Sandbox
from filings.compose.schedule import Form, Row, Schedule, SealedExhibit, SectionCount
from filings.compose.template_analysis import Outlines
from filings.compose.template_lookup import TemplateFile, TemplateLoader, law_of_file, places
from filings.model.entries import Level
from filings.model.errors import TemplateError
from filings.model.identifiers import CourtId
from filings.model.packet import Packet
from filings.model.plain_words import counted, day_in_words, month_in_words
from filings.model.sources import ListSource, Supplement
from filings.settings.laws import LawId, Redesignated, ReliefRecord
from filings.settings.offense_table import Completion
from filings.settings.rulesets import Ruleset
from filings.settings.settings import (
    Agency,
    County,
    Court,
    Office,
    Policy,
    Words,
    shipped_templates,
)
from filings.settings.words_of_other_laws import first_foreign


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """The content of one document of one packet; templates see views of it."""

    document: str  # "motion"
    names: bool  # it may name people
    packet: Packet
    law: LawId  # the law of its relief: "proposition-64"
    foreign: Mapping[str, str]  # word that its texts must not use -> its law or state
    per_case: bool  # about one case, whose number and defendant it bears
    court: Court
    county: County
    agency: Agency
    office: Office
    offense: str  # "possession for sale of cannabis"
    schedule: Schedule
    form: Form
    lists: tuple[ListSource, ...]  # those that the packet's convictions come from
    paper: Ruleset
    words: Words
    filed_on: dt.date
    seals_only: bool  # the convictions are dismissed already and only need sealing
    draft: bool  # marked as a draft on every page
    several_courts: bool = False  # its convictions are of more than one courthouse
    asks: ReliefRecord | None = None  # what it asks for; None only where nothing is asked
    # Why its convictions may be dismissed, and how many stand on each ground, in the law's order.
    grounds: Mapping[str, int] = field(default_factory=dict)
    # By offense type in words, how many convictions there are, in the law's order.
    offense_counts: Mapping[str, int] = field(default_factory=dict)
    grounds_told_by: Mapping[str, int] = field(default_factory=dict)  # ground -> its number
    # The number of each conviction's ground; () where all have the same.
    ground_numbers: tuple[int, ...] = ()
    joined: tuple[Agency, ...] = ()  # other prosecutors who join in the motion
    # Of a joint motion, who prosecuted how many of its convictions.
    prosecuted: tuple[tuple[str, int], ...] = ()
    dismissed_by: str = ""  # earlier orders: "an order of March 3, 2020"; "" if unknown
    completion: Completion | None = None  # the figures by which sentences are completed
    policy: Policy | None = None  # the office's own text for the ground that wants one
    # What each section is redesignated as, and how many convictions are.
    redesignations: Mapping[tuple[str, Redesignated | None], int] = field(default_factory=dict)
    # Charges of those that go in by an attorney's signature alone, as former law: ("11530",)
    signed_off: tuple[str, ...] = ()
    authority: str = ""  # the law's authority by which it asks
    determinations: Determinations | None = None  # where it is a notice of them, and no motion
    # For public exhibits without rows: numbers of convictions by courthouse and section.
    public_counts: tuple[SectionCount, ...] = ()
    sealed_exhibit: SealedExhibit | None = None  # the exhibit with the rows, once it is printed
    supplements: tuple[Supplement, ...] = ()  # earlier runs whose convictions were left out
    left_out: tuple[str, ...] = ()  # what else was left out, and why, for the declaration

    @property
    def statement(self) -> str:
        """How the list was made, in the words of this agency's declarant; "" if missing."""
        own = self.office.list_statement if self.packet.agency == self.office.agency else ""
        return self.agency.list_statement or own

    @property
    def list_from(self) -> str:
        """The agency that gave this one the list; "" if it runs the program itself."""
        if self.packet.agency == self.office.agency:
            return ""
        return self.county.agencies[self.office.agency].on(self.filed_on).name

    @property
    def prosecutors(self) -> str:
        """The moving party, after "the"; in a joint motion, every agency with its article."""
        first, *others = (agency.name for agency in (self.agency, *self.joined))
        return in_a_row((first, *(f"the {name}" for name in others)))

    @property
    def caption(self) -> tuple[str, ...]:
        """The court's title, line by line from line 8."""
        return self.court.caption or self.county.caption

    @property
    def count(self) -> int:
        """Convictions in this packet. The one number that motion, schedule and order print."""
        return self.schedule.count

    @property
    def level_counts(self) -> tuple[str, ...]:
        """How many convictions of each level there are: ("40 felonies", "20 misdemeanors")."""
        levels = Counter(conviction.level for conviction in self.packet.convictions)
        return tuple(counted(levels[level], *_LEVELS[level]) for level in Level if levels[level])


_T = TypeVar("_T")

_MOST_SHOWN = 256


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates of this process, so that equal texts are compiled once."""

    _kept: ClassVar[dict[str, tuple[str, CodeType]]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a compiled template if its text has not changed."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        if bucket.code:
            self._kept[bucket.key] = (bucket.checksum, bucket.code)


class _Environment(Sandbox):
    """Jinja with `extends` and `include` resolved by the loader, never to the same file."""

    def __init__(self, shelves: TemplateLoader) -> None:
        # Templates must not change during a run.
        super().__init__(shelves, auto_reload=False, bytecode_cache=_Compiled())
        self.shelves = shelves
        self.filters |= FILTERS

    def join_path(self, template: str, parent: str) -> str:
        """The file that `template` means when `parent` refers to it."""
        file = self.shelves.standing(template, parent)
        return file.name if file else template


class Composer:
    """Templates of one set of folders as they stand on one day, each parsed once."""

    def __init__(self, folders: Sequence[Path] = (), filed_on: dt.date | None = None) -> None:
        """`folders` are overlays, the last on top; the shipped templates lie under all of them.

        Raises:
            TemplateError: A folder is absent, or the day in a file's name cannot be read.
        """
        self.shelves = TemplateLoader((*reversed(folders), shipped_templates()), filed_on)
        self.folders = list(self.shelves.folders)
        self.environment = _Environment(self.shelves)
        self.outlines = Outlines(self.shelves, self.environment)
        self._plain: dict[str, bool] = {}
        self._serves: set[tuple[str, LawId]] = set()  # files that were checked for a law
        self._texts: dict[tuple[str, str], tuple[str, ...]] = {}
        self._shown: dict[int, tuple[object, Any]] = {}  # by id; the object is kept too
        self._packet: tuple[Packet | None, bool, Any] = (None, False, None)

    def texts(self, filing: Filing, county: str) -> tuple[str, ...]:
        """The names of the texts to approve for a document: its own, and each overlay.

        "exhibit-a-sealed" is the shipped text of the frame. Any other goes by its path:
        "courts/ccb/motion", "laws/proposition-64/motion",
        "frame/exhibit-a-sealed.from-2026-03-01". Each file of an overlay counts; shipped pieces
        belong to the text that includes them.
        """
        return self.texts_of(self.winner(filing, county), filing.document)

    def texts_of(self, winner: TemplateFile, document: str) -> tuple[str, ...]:
        """The same for a given file."""
        key = (winner.name, document)
        if key not in self._texts:
            self._texts[key] = self._find_texts(winner, document)
        return self._texts[key]

    def _find_texts(self, winner: TemplateFile, document: str) -> tuple[str, ...]:
        shipped = len(self.folders) - 1
        lineage = [
            file for file in self.outlines.lineage(winner) if Path(file.asked).stem == document
        ]
        laid_over = [file for file in self.outlines.whole(winner) if file.shelf != shipped]
        return tuple(dict.fromkeys(file.text(shipped) for file in (*lineage, *laid_over)))

    def rows_stand_alone(self, filing: Filing, county: str) -> bool:
        """Whether a document shows the rows of its schedule, if at all, as shipped templates do."""
        winner = self.winner(filing, county)
        if winner.name not in self._plain:
            self._plain[winner.name] = self.outlines.rows_stand_alone(winner)
        return self._plain[winner.name]

    def laid_over(self, winner: TemplateFile) -> bool:
        """Whether any file that a document is made from is an overlay's."""
        return any(file.shelf != len(self.folders) - 1 for file in self.outlines.whole(winner))

    def overlays(self, ruleset: str, winner: TemplateFile | None = None) -> str:
        """The overlays' files that a document or a sheet is made from: "a.html, b.css".

        Where none is told, "the folders of templates".
        """
        styles = (
            file
            for file in self.shelves.files.values()
            if file.asked.endswith(".css")
            and file.asked.startswith((f"rulesets/{ruleset}/", "frame/"))
        )
        shipped = len(self.folders) - 1
        files = (*(self.outlines.whole(winner) if winner else ()), *styles)
        names = dict.fromkeys(file.name for file in files if file.shelf != shipped)
        return ", ".join(names) or "the folders of templates"

    def winner(self, filing: Filing, county: str) -> TemplateFile:
        """The file a filing's document is made from.

        Raises:
            TemplateError: There is none.
        """
        court, ruleset = filing.packet.court, filing.paper.id
        file = self.first(filing.document, filing.law, court, county, ruleset)
        self.refuse_foreign(file, filing.law, filing.foreign)
        return file

    def first(
        self, document: str, law: LawId, court: CourtId, county: str, ruleset: str
    ) -> TemplateFile:
        """The file that stands first in a document's chain.

        Raises:
            TemplateError: There is none.
        """
        return self._first([place.asked for place in places(document, law, court, county, ruleset)])

    def refuse_foreign(self, file: TemplateFile, law: LawId, foreign: Mapping[str, str]) -> None:
        """Raise if a text is of another law than the one it is to be printed for.

        Raises:
            TemplateError: Something that it is made from stands under another law, or says what is
                another law's or another state's.
        """
        if (file.name, law) in self._serves:
            return
        for piece in self.outlines.whole(file):
            own = law_of_file(piece.asked)
            if own and own != law:
                raise TemplateError(
                    file.name,
                    f"rests on {piece.asked}, a text of another law than {law}",
                    f"Put a text for it under laws/{law}/, made from laws/{law}/ and frame/ alone.",
                )
            if stranger := self._first_foreign(piece, foreign):
                line, word, whose = stranger
                block = self.outlines.of(piece.name).block_at(line)
                raise TemplateError(
                    f"{piece.name}, line {line}" + (f", block {block}" if block else ""),
                    f'says "{word}", which is of {whose}, in a paper under {law}',
                    "Write it in the words of its own law and state, or put the text under the law"
                    " that it serves. What a state's texts may say is in citations.yaml, `states`.",
                )
        self._serves.add((file.name, law))

    def _first_foreign(
        self, piece: TemplateFile, foreign: Mapping[str, str]
    ) -> tuple[int, str, str] | None:
        """The first foreign word in a file, in its text or in the strings of its code."""
        outline = self.outlines.of(piece.name)
        if stranger := first_foreign(outline.words(), foreign):
            return outline.line_of(stranger[0]), stranger[1], stranger[2]
        for text, line in outline.strings:
            if stranger := first_foreign(text, foreign):
                return line, stranger[1], stranger[2]
        return None

    def compose(self, filing: Filing, county: str, file: TemplateFile | None = None) -> str:
        """Compose the document as HTML; while words are missing, it is a draft.

        It is made from `file`, or from the file that the lookup finds.

        Raises:
            TemplateError: No such template, a name it was not given, or a mistake in it.
        """
        file = file or self.winner(filing, county)
        context = context_of(self._document(filing))
        html = self._render(file, context)
        if not filing.draft and has_blank(html):
            html = self._render(file, {**context, "draft": True})
        if len(self.folders) > 1:
            self._refuse_added(lambda: css_text.of_document(html), file)
        return numbered(html)

    def flaws(self, filing: Filing, county: str, file: TemplateFile | None = None) -> list[Flaw]:
        """Errors in the HTML of a document, each with the block that it comes from."""
        marking = Marking(self.shelves)
        environment = _Environment(self.shelves)
        environment.loader, environment.bytecode_cache = marking, None
        name = (file or self.winner(filing, county)).name
        marked = environment.render(name, context_of(self._document(filing)))
        return list(flaws(marked, marking.places))

    def style(self, name: str, paper: Ruleset, form: Form) -> str:
        """A style sheet, with the ruleset's numbers in it."""
        file = self._first([f"rulesets/{paper.id}/{name}", f"frame/{name}"])
        context = {"paper": self._once(template_context.paper_view, paper)}
        css = self._render(file, {**context, "form": self._once(template_context.form_view, form)})
        if len(self.folders) > 1:
            self._refuse_added(lambda: css_text.of_sheet(css), file)
        return css

    def _refuse_added(self, look: Callable[[], Iterable[AddedWord]], file: TemplateFile) -> None:
        """Raise if a style of an overlay would add words to a page.

        Raises:
            TemplateError: There is something, by file and line where these can be told; or it is
                nested so deep that nobody can tell.
        """
        try:
            word = next(iter(look()), None)
        except RecursionError:
            what = "has functions within functions, deeper than any style"
            raise TemplateError(file.name, what, "Write its values out.") from None
        if word:
            place = file.name
            for own in self.shelves.files.values():
                text = self.shelves.text_of(own) if own.shelf < len(self.folders) - 1 else ""
                if (at := text.find(word.shown)) >= 0:
                    place = f"{own.name}, line {text.count(chr(10), 0, at) + 1}"
                    break
            raise TemplateError(
                place,
                f"the style {word.what}",
                "Write it in the template, where it is read and approved.",
            )

    def rows_alone(self, rows: Iterable[Row | template_context.RowView], form: Form) -> str:
        """The HTML of rows alone, within the elements that a page has around them."""
        context = {
            "rows": template_context.row_views(rows),
            "form": self._once(template_context.form_view, form),
        }
        return self._render(self._first(["frame/rows.html"]), context)

    def _document(self, filing: Filing) -> template_context.DocumentView:
        """The view for the templates of a document."""
        packet = self._packet_view(filing)
        kind: type[Any] = (
            template_context.NamedDocumentView if filing.names else template_context.DocumentView
        )
        document: template_context.DocumentView = kind(
            document=filing.document,
            packet=packet,
            case=self._case_view(filing, packet) if filing.per_case else None,
            court=self._once(template_context.court_view, filing.court),
            county=self._once(template_context.county_view, filing.county),
            agency=self._once(template_context.agency_view, filing.agency),
            counsel=self._once(template_context.counsel_view, filing.agency.counsel),
            defender=self._once(template_context.defender_view, filing.county.defender),
            prosecutors=filing.prosecutors,
            joined=tuple(map(template_context.joined_view, filing.joined)),
            prosecuted=template_context.prosecuted_views(filing.prosecuted),
            service=self._once(template_context.service_view, filing.agency.service),
            notified=self._once(template_context.recipient_views, filing.county.notified),
            office=self._once(template_context.office_view, filing.office),
            offense=filing.offense,
            count=filing.count,
            level_counts=filing.level_counts,
            offense_counts=template_context.offense_count_views(filing.offense_counts),
            several_courts=filing.several_courts,
            alternative=bool(filing.asks and filing.asks.or_reduces),
            redesignates=bool(filing.asks and filing.asks.reduces),
            grounds=template_context.ground_views(
                filing.grounds, filing.grounds_told_by, _dismissed_where(filing)
            ),
            policy=template_context.policy_view(filing.policy),
            dismissed_by=filing.dismissed_by,
            completion=template_context.completion_view(filing.completion),
            redesignations=template_context.redesignation_views(filing.redesignations),
            signed_off=filing.signed_off,
            seals_only=filing.seals_only,
            statement=filing.statement,
            list_from=filing.list_from,
            authority=filing.authority,
            determinations=template_context.determinations_view(
                filing.determinations, filing.filed_on
            ),
            filed_as="notice" if filing.determinations else "motion",
            schedule=template_context.schedule_view(filing.schedule),
            form=self._once(template_context.form_view, filing.form),
            lists=template_context.list_views(filing.lists),
            public_counts=template_context.section_count_views(filing.public_counts),
            sealed_exhibit=template_context.sealed_exhibit_view(filing.sealed_exhibit),
            confidential=filing.office.confidential,
            supplements=template_context.supplement_views(filing.supplements),
            left_out=filing.left_out,
            caption=filing.caption,
            paper=self._once(template_context.paper_view, filing.paper),
            words=self._once(template_context.words_view, filing.words),
            filed_on=filing.filed_on,
            draft=filing.draft,
        )
        return document

    def _case_view(
        self, filing: Filing, packet: template_context.PacketView
    ) -> template_context.CaseView:
        styles = {
            style: case_number.pattern for style, case_number in filing.county.case_numbers.items()
        }
        return template_context.case_view(packet, styles, names=filing.names)

    def _packet_view(self, filing: Filing) -> template_context.PacketView:
        """The view of a packet, shared by a motion and its order."""
        shown: template_context.PacketView
        packet, names = filing.packet, filing.names
        of, named, shown = self._packet
        if of is not packet or named != names:
            shown = template_context.packet_view(packet, filing.ground_numbers, names=names)
            self._packet = packet, names, shown
        return shown

    def _once(self, make: Callable[[_T], Any], of: _T) -> Any:
        """A view that is made once for many documents."""
        kept = self._shown.get(id(of))
        if kept is None:
            if len(self._shown) >= _MOST_SHOWN:  # a dated court is a new object each time
                self._shown.clear()
            kept = self._shown[id(of)] = of, make(of)
        return kept[1]

    def _first(self, asked: Sequence[str]) -> TemplateFile:
        for name in asked:
            file = self.shelves.standing(name)
            if file:
                return file
        raise TemplateError(asked[-1], "no such template", f"Looked for {', '.join(asked)}.")

    def _render(self, file: TemplateFile, context: Mapping[str, Any]) -> str:
        try:
            return self.environment.render(file.name, context)
        except TemplateError:  # already translated, where the file was read
            raise
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(
                f"{error.name or file.name}, line {error.lineno}", error.message or "", ""
            ) from error
        except jinja2.TemplateNotFound as error:
            raise TemplateError(
                self._place(error, file.name),
                f'there is no template "{error.name}"',
                "`filings templates list` shows those there are.",
            ) from error
        except Exception as error:  # an expression of a template may raise anything
            raise TemplateError(
                self._place(error, file.name),
                _spoken(error),
                "`filings templates show` lists the names a template may use.",
            ) from error

    def _place(self, error: BaseException, name: str) -> str:
        """The template, line and block of an error, from its traceback."""
        place, trace = name, error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            file = self.shelves.place_of(code.co_filename)
            if file:
                place = f"{file}, line {trace.tb_lineno}"
                block = code.co_name.removeprefix("block '").removesuffix("'")
                if block != code.co_name:
                    place += f", block {block}"
            trace = trace.tb_next
        return place


def _dismissed_where(filing: Filing) -> str:
    """The place where a document lists convictions to be dismissed alone, in words."""
    if filing.per_case:
        return "listed here"
    if filing.determinations:
        schedules = filing.determinations.schedules
        dismissed = [f"Schedule\u00a0{each.number}" for each in schedules if each.asked.dismisses]
        return f"in {in_a_row(dismissed)}"
    return "in Exhibit\u00a0A"


_OF_A_VIEW = re.compile(r"'(?:Named)?(\w+)View' object has no attribute '(\w+)'")
_OF_A_THING = re.compile(r"'(\w+)' object has no attribute '(\w+)'")


def _spoken(error: Exception) -> str:
    """An error of a template's expression in plain words."""
    if isinstance(error, MemoryError):
        return "it takes more memory than there is"
    if isinstance(error, RecursionError):
        return "it includes or calls itself without end"
    said = str(error) or type(error).__name__
    said = _OF_A_VIEW.sub(lambda match: f"`{match[1].lower()}` has no `{match[2]}`", said)
    return _OF_A_THING.sub(r"a \1 has no `\2`: a filter was given what it is not for", said)


def numbered(html: str) -> str:
    """Give each `<h3 class="numbered">` its number among those under one `<h2>`: "2. The law"."""
    last = 0

    def put(heading: re.Match[str]) -> str:
        nonlocal last
        last = 0 if heading[0].startswith("<h2") else last + 1
        return f"{heading[0]}{last}. " if last else heading[0]

    return _HEADING.sub(put, html)


_HEADING = re.compile(r'<h2\b|<h3 class="numbered">')


def context_of(document: template_context.DocumentView) -> dict[str, Any]:
    """The names that a document's template may use, with their values."""
    return {name: getattr(document, name) for name in _GIVEN}


_GIVEN = tuple(field.name for field in fields(template_context.DocumentView))


def day(date: dt.date) -> str:
    """A date as a schedule prints it: 02/14/1998."""
    return f"{date.month:02d}/{date.day:02d}/{date.year:04d}"


def in_a_row(words: Sequence[str]) -> str:
    """Words joined as a sentence joins them: "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def either(number: int, one: str, several: str) -> str:
    """The words for one, or those for several."""
    return one if number == 1 else several


def one_or_none(number: int, noun: str) -> str:
    """How many there are, in words for none and for one: "no conviction", "one conviction"."""
    few = {0: "no", 1: "one"}.get(number)
    return f"{few} {noun}" if few else counted(number, noun)


FILTERS = {
    "counted": counted,
    "day": day,
    "day_in_words": day_in_words,
    "either": either,
    "in_a_row": in_a_row,
    "month_in_words": month_in_words,
    "one_or_none": one_or_none,
}
"""The filters of templates, beside Jinja's own."""

_LEVELS = {
    Level.FELONY: ("felony", "felonies"),
    Level.MISDEMEANOR: ("misdemeanor", "misdemeanors"),
    Level.INFRACTION: ("infraction", "infractions"),
    Level.UNKNOWN: ("conviction of unrecorded level", "convictions of unrecorded level"),
}
