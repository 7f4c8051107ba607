"""Define what a template may see, and nothing else: a filing as plain data.

The names of these classes' fields are those in templates/README.md, which a test checks. A view has
no reference to the object that it was copied from. A document that must not name people is made
from views without names.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from itertools import repeat
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

from filings.compose.determinations import Determinations
from filings.compose.sandbox import View, view
from filings.compose.schedule import (
    Form,
    Row,
    Schedule,
    SchedulePage,
    SealedExhibit,
    SectionCount,
    Subhead,
)
from filings.model.conviction import Conviction
from filings.model.entries import Level, Statute
from filings.model.packet import Packet
from filings.model.plain_words import counted
from filings.model.sources import ListSource, Supplement
from filings.settings.laws import Redesignated
from filings.settings.offense_table import Completion
from filings.settings.rulesets import Ruleset
from filings.settings.settings import (
    Agency,
    Counsel,
    County,
    Court,
    Defender,
    Office,
    Policy,
    Recipient,
    Service,
    Words,
)

_NOBODY = "this document names nobody (`names` of its ruleset)"


@view
class StatuteView(View):
    """The section of a conviction."""

    short: str  # "11357(c)"
    cited: str  # "11357(c) HS"


@view
class NameView(View):
    """A person's name."""

    last: str
    first: str
    middle: str
    suffix: str
    listed: str  # last name first
    captioned: str  # first name first


@view
class ConvictionView(View):
    """A conviction in a document that names nobody."""

    WITHHELD: ClassVar[Mapping[str, str]] = {"name": _NOBODY}

    number: str  # with the defendant suffix: "BA097736-01"
    case_number: str
    also_numbered: tuple[str, ...]
    defendant_suffix: str
    statute: StatuteView
    count: str
    level: str  # "felony"
    convicted_on: dt.date
    ground: int  # the number of its ground; 0 where all have the same, or none


@view
class NamedConvictionView(ConvictionView):
    """A conviction in a document that goes under seal."""

    name: NameView | None


@view
class PacketView(View):
    """What goes to one court."""

    name: str
    offense: str
    part: int
    parts: int
    together: int
    convictions: tuple[ConvictionView, ...]


@view
class NamedPacketView(PacketView):
    """The same, for a document that goes under seal."""

    convictions: tuple[NamedConvictionView, ...]


@view
class BoxView(View):
    """A box to tick for a section, on a form with one for each."""

    label: str  # "11357(c)", or "Other" for sections without a box
    times: int  # number of its convictions
    sections: str  # what "Other" holds: "11530, 11531"

    @property
    def ticked(self) -> bool:
        """Whether it stands for any conviction."""
        return self.times > 0


@view
class CaseView(View):
    """The one case that a document printed case by case is about."""

    WITHHELD: ClassVar[Mapping[str, str]] = {"defendant": _NOBODY}

    convictions: tuple[ConvictionView, ...]
    _styles: tuple[tuple[str, str], ...]  # styles of the county's case numbers, and their patterns

    @property
    def number(self) -> str:
        """With the defendant suffix: "BA097736-01"."""
        return self.convictions[0].number

    @property
    def also_numbered(self) -> tuple[str, ...]:
        """The other numbers of the same case, each once."""
        return tuple(dict.fromkeys(n for c in self.convictions for n in c.also_numbered))

    @property
    def felony(self) -> bool:
        """Whether any conviction of the case is recorded as a felony."""
        return any(conviction.level == Level.FELONY.value for conviction in self.convictions)

    @property
    def convicted_on(self) -> tuple[dt.date, ...]:
        """The days of conviction, each once, in order."""
        return tuple(sorted({conviction.convicted_on for conviction in self.convictions}))

    def styled(self, *styles: str) -> tuple[str, ...]:
        """The numbers of the case in one of these styles of the county ("scn")."""
        lines = []
        for number in (self.convictions[0].case_number, *self.also_numbered):
            fits = ((style, re.fullmatch(pattern, number)) for style, pattern in self._styles)
            style, parts = next(((style, match) for style, match in fits if match), ("", None))
            if parts and style in styles:
                lines.append(parts.groupdict().get("number") or str(number))
        return tuple(lines)

    def boxes(self, *labels: str) -> tuple[BoxView, ...]:
        """A box for each of these sections, and one for all others.

        "11357" takes every subdivision of section 11357; "11357(c)" takes that one.
        """
        counted = Counter(conviction.statute.short for conviction in self.convictions)
        taken: Counter[str] = Counter()
        for section, times in counted.items():
            bare = section.partition("(")[0]
            taken[next((lab for lab in labels if lab in (section, bare)), section)] += times
        others = sorted(set(taken) - set(labels))
        rest = sum(taken[section] for section in others)
        return (
            *(BoxView(label=label, times=taken[label], sections=label) for label in labels),
            BoxView(label="Other", times=rest, sections=", ".join(others)),
        )


@view
class NamedCaseView(CaseView):
    """The same, for a document that goes under seal."""

    convictions: tuple[NamedConvictionView, ...]

    @property
    def defendant(self) -> str:
        """As a caption names a person, "VAN ANH NGUYEN, Jr."; "" when the list has no name."""
        name = self.convictions[0].name
        return name.captioned if name else ""


@view
class CourtView(View):
    """The courthouse."""

    name: str
    district: str
    address: tuple[str, ...]
    department: str
    miscellaneous_number: str


@view
class CountyView(View):
    """Its county."""

    name: str
    state: str
    caption: tuple[str, ...]


@view
class AgencyView(View):
    """Who prosecutes."""

    name: str
    short: str
    people: str


@view
class CounselView(View):
    """The agency's attorney block and signature."""

    attorney: str
    bar_number: str
    title: str
    head: str
    address: tuple[str, ...]
    telephone: str
    fax: str
    email: str
    declarant: str
    declarant_title: str


@view
class DefenderView(View):
    """The Public Defender, who applies where the People only stipulate."""

    name: str
    counsel: CounselView


@view
class JoinedView(View):
    """Another prosecutor, whose motion it is too and who signs it."""

    name: str
    counsel: CounselView


@view
class ProsecutedView(View):
    """Who prosecuted how many of a joint motion's convictions."""

    name: str
    count: int


@view
class OffenseCountView(View):
    """How many convictions there are of an offense type."""

    label: str  # "possession of cannabis"
    count: int


@view
class ServiceView(View):
    """How the papers were served, as far as known."""

    server: str
    server_title: str
    address: tuple[str, ...]
    by: str  # "mail" or "electronic"; "" if not known
    on: dt.date | None
    place: str
    email: str


@view
class RecipientView(View):
    """Somebody on whom the papers are served."""

    name: str
    address: tuple[str, ...]
    email: str
    sealed: bool
    why: str


@view
class OfficeView(View):
    """The office that runs this, without its key."""

    authority: str
    return_days: int
    defender_days: int | None
    confidential_by: str


@view
class RowView(View):
    """One conviction as a schedule shows it, or a subhead above some of them."""

    number: int  # 0 of a subhead
    anchor: str
    cells: tuple[str, ...]
    subhead: bool = False  # its words are in the first cell and extend over the others


@view
class PageView(View):
    """One page of a schedule."""

    number: int
    pages: int
    rows: tuple[RowView, ...]
    levels: tuple[tuple[str, int], ...]
    count: int
    through: int
    last: bool
    space: float


@view
class ScheduleView(View):
    """The list of convictions as it is filed."""

    pages: tuple[PageView, ...]
    totals: tuple[tuple[str, tuple[int, ...], int], ...]
    level_names: tuple[str, ...]
    level_sums: tuple[int, ...]


@view
class ColumnView(View):
    """A column of a schedule."""

    heading: str
    width: float
    row_header: bool


@view
class FormView(View):
    """The shape of a schedule, in points."""

    columns: tuple[ColumnView, ...]
    type_size: float
    leading: float
    cell_padding: tuple[float, float]
    rule: float
    head_height: float
    totals_line: float


@view
class ListView(View):
    """A list that was read."""

    WITHHELD: ClassVar[Mapping[str, str]] = {
        "sha256": "whoever makes up lists would find what stands in this one; print `keyed_hash`"
    }

    number: int
    layout: str
    sworn_as: str
    rows: int
    keyed_hash: str
    eligibility: str


@view
class SectionCountView(View):
    """How many convictions of a section a courthouse has."""

    court: str
    section: str
    count: int


@view
class SealedExhibitView(View):
    """The facts by which an order identifies the sealed exhibit that it incorporates."""

    pages: int
    rows: int
    digest: str


@view
class GroundView(View):
    """Why some of the convictions may be dismissed."""

    id: str  # "presumed"
    number: int  # its number in the rows of a schedule
    count: int
    subject: str  # its convictions, for a singular verb: "each of 12 convictions in Exhibit A"


@view
class PolicyView(View):
    """Why the office asks that what is an offense still be dismissed."""

    text: str
    directive: str
    adopted_on: dt.date


@view
class CompletionView(View):
    """The figures by which the sentences are completed."""

    latest_on: dt.date
    years: int
    longest_term: int


@view
class RedesignationView(View):
    """What the convictions of a section are redesignated as."""

    section: str  # "Health & Saf. Code, former § 11359"
    count: int
    level: str  # "misdemeanor"; "" where the law's file does not tell
    citation: str  # "Health & Saf. Code, § 11359, subd. (b)"


@view
class DeterminedView(View):
    """A schedule of a notice of determinations."""

    number: int
    heading: str  # "Not challenged, to be dismissed and sealed"
    ground: str  # of a challenge: "that the person is not eligible for relief"
    count: int


@view
class DeterminationsView(View):
    """The prosecution's determinations of a list's convictions."""

    schedules: tuple[DeterminedView, ...]
    challenges: tuple[DeterminedView, ...]  # those of the challenged, one for each ground
    dismissed: int  # not challenged
    redesignated: int  # likewise
    challenged: int
    listed_on: dt.date | None
    notified_on: dt.date | None
    by_this_notice: bool  # the court was not notified before
    challenged_on: dt.date | None


@view
class SupplementView(View):
    """An earlier run whose convictions were left out."""

    run: str
    filed_on: dt.date
    order: str
    count: int


@view
class WordsView(View):
    """Short texts of the settings."""

    draft: str
    count_unknown: str


@view
class SizeView(View):
    """The sheet, in points."""

    width_pt: float
    height_pt: float


@view
class BodyView(View):
    """How text is set, in points."""

    font_min_pt: float
    line_pitch_pt: float | None
    single_pitch_pt: float | None
    spacing_min: float
    lines_per_page: int | None
    first_line_top_pt: float | None


@view
class MarginsView(View):
    """White space at the sides, in points."""

    left_min_pt: float | None
    right_min_pt: float | None
    top_min_pt: float | None
    bottom_min_pt: float | None


@view
class CounselPlaceView(View):
    """Where the attorney block stands, in points."""

    x_max_pt: float


@view
class CourtTitlePlaceView(View):
    """Where the title of the court stands, in points."""

    y_min_pt: float


@view
class FirstPageView(View):
    """Measures of the first page alone, in points."""

    counsel: CounselPlaceView
    court_title: CourtTitlePlaceView
    clerk_space_pt: tuple[float, float, float, float]


@view
class PaperView(View):
    """The format rules of a court, in numbers."""

    page: SizeView
    body: BodyView
    margins: MarginsView
    line_numbers: bool
    page_number: bool
    footer: bool
    first_page: FirstPageView | None


@view
class DocumentView(View):
    """Everything that a template may use, as listed in templates/README.md."""

    document: str
    packet: PacketView
    case: CaseView | None
    court: CourtView
    county: CountyView
    agency: AgencyView
    counsel: CounselView
    defender: DefenderView
    prosecutors: str
    joined: tuple[JoinedView, ...]
    prosecuted: tuple[ProsecutedView, ...]
    service: ServiceView
    notified: tuple[RecipientView, ...]
    office: OfficeView
    offense: str
    count: int
    level_counts: tuple[str, ...]
    offense_counts: tuple[OffenseCountView, ...]
    several_courts: bool
    alternative: bool
    redesignates: bool
    grounds: tuple[GroundView, ...]
    policy: PolicyView | None
    dismissed_by: str
    completion: CompletionView | None
    redesignations: tuple[RedesignationView, ...]
    signed_off: tuple[str, ...]
    seals_only: bool
    statement: str
    list_from: str
    authority: str
    determinations: DeterminationsView | None
    filed_as: str
    public_counts: tuple[SectionCountView, ...]
    sealed_exhibit: SealedExhibitView | None
    confidential: bool
    schedule: ScheduleView
    form: FormView
    lists: tuple[ListView, ...]
    supplements: tuple[SupplementView, ...]
    left_out: tuple[str, ...]
    caption: tuple[str, ...]
    paper: PaperView
    words: WordsView
    filed_on: dt.date
    draft: bool


@view
class NamedDocumentView(DocumentView):
    """The same, for a document that goes under seal."""

    packet: NamedPacketView
    case: NamedCaseView | None


_Kind = TypeVar("_Kind", bound=View)


@cache
def _reader(kind: Any, apart: tuple[str, ...]) -> tuple[tuple[str, ...], Any]:
    """The fields that a view copies unchanged, and a function that reads them."""
    names = tuple(field.name for field in fields(kind) if field.name not in apart)
    if len(names) == 1:
        return names, lambda source: (getattr(source, names[0]),)
    return names, attrgetter(*names)


def _copied(kind: type[_Kind], source: object, **more: Any) -> _Kind:
    """A view with the fields of `source` of the same names, and those given."""
    made: Any = kind
    names, read = _reader(made, tuple(more))
    return kind(**dict(zip(names, read(source), strict=True)), **more)


@lru_cache(maxsize=4096)
def _statute_view(statute: Statute) -> StatuteView:
    return StatuteView(short=statute.short, cited=statute.cited)


def conviction_view(conviction: Conviction, ground: int = 0, *, names: bool) -> ConvictionView:
    """What is shown of a conviction; its name only where `names` says so."""
    kind: type[Any] = NamedConvictionView if names else ConvictionView
    name = conviction.name
    # Written out: thousands are made, and this takes half the time.
    shown: ConvictionView = kind(
        number=conviction.number,
        case_number=conviction.case_number,
        also_numbered=conviction.also_numbered,
        defendant_suffix=conviction.defendant_suffix,
        statute=_statute_view(conviction.statute),
        count=conviction.count,
        level=conviction.level.value,
        convicted_on=conviction.convicted_on,
        ground=ground,
        **({"name": name and _copied(NameView, name)} if names else {}),
    )
    return shown


def packet_view(packet: Packet, grounds: Sequence[int] = (), *, names: bool) -> PacketView:
    """What is shown of a packet; `grounds` are the numbers of those of its convictions."""
    shown = tuple(
        conviction_view(one, ground, names=names)
        for one, ground in zip(packet.convictions, grounds or repeat(0), strict=False)
    )
    return _copied(NamedPacketView if names else PacketView, packet, convictions=shown)


def case_view(packet: PacketView, styles: Mapping[str, str], *, names: bool) -> CaseView:
    """What is shown of the one case of a packet; `styles` are the county's, id -> pattern."""
    kind: type[Any] = NamedCaseView if names else CaseView
    shown: CaseView = kind(convictions=packet.convictions, _styles=tuple(styles.items()))
    return shown


def court_view(court: Court) -> CourtView:
    """What is shown of a courthouse."""
    return _copied(CourtView, court)


def county_view(county: County) -> CountyView:
    """What is shown of a county."""
    return _copied(CountyView, county)


def agency_view(agency: Agency) -> AgencyView:
    """What is shown of a prosecuting agency."""
    return _copied(AgencyView, agency)


def counsel_view(counsel: Counsel) -> CounselView:
    """What is shown of an agency's counsel."""
    return _copied(CounselView, counsel)


def defender_view(defender: Defender) -> DefenderView:
    """What is shown of the Public Defender."""
    return DefenderView(name=defender.name, counsel=counsel_view(defender.counsel))


def joined_view(agency: Agency) -> JoinedView:
    """What is shown of another prosecutor who signs."""
    return JoinedView(name=agency.name, counsel=counsel_view(agency.counsel))


def prosecuted_views(prosecuted: Iterable[tuple[str, int]]) -> tuple[ProsecutedView, ...]:
    """What is shown of who prosecuted what."""
    return tuple(ProsecutedView(name=name, count=count) for name, count in prosecuted)


def offense_count_views(counts: Mapping[str, int]) -> tuple[OffenseCountView, ...]:
    """What is shown of how many convictions there are of each offense type."""
    return tuple(OffenseCountView(label=label, count=count) for label, count in counts.items())


def service_view(service: Service) -> ServiceView:
    """What is shown of how an agency's papers were served."""
    return _copied(ServiceView, service)


def recipient_views(notified: Mapping[str, Recipient]) -> tuple[RecipientView, ...]:
    """What is shown of those on whom a county's motions are served."""
    return tuple(_copied(RecipientView, one) for one in notified.values())


def office_view(office: Office) -> OfficeView:
    """What is shown of the office."""
    return _copied(OfficeView, office)


def words_view(words: Words) -> WordsView:
    """The short texts."""
    return _copied(WordsView, words)


def list_views(lists: Iterable[ListSource]) -> tuple[ListView, ...]:
    """What is shown of the lists that were read."""
    return tuple(_copied(ListView, source) for source in lists)


def section_count_views(counts: Iterable[SectionCount]) -> tuple[SectionCountView, ...]:
    """What is shown of the counts of a public exhibit."""
    return tuple(_copied(SectionCountView, one) for one in counts)


def ground_views(
    grounds: Mapping[str, int], numbers: Mapping[str, int], where: str
) -> tuple[GroundView, ...]:
    """What is shown of the grounds on which convictions are to be dismissed.

    Args:
        grounds: How many convictions stand on each.
        numbers: Ground -> its number in the schedule.
        where: Where exactly these convictions are listed: "in Exhibit A".
    """
    count = sum(grounds.values())
    return tuple(
        GroundView(
            id=id,
            number=numbers[id],
            count=number,
            subject=_subject(number, count, numbers[id], where),
        )
        for id, number in grounds.items()
    )


def _subject(number: int, count: int, ground: int, where: str) -> str:
    if count == 1:
        return f"the conviction {where}"
    if number == count:
        return f"each conviction {where}"
    if number == 1:
        return f"the one conviction marked ground\u00a0{ground} {where}"
    return f"each conviction marked ground\u00a0{ground} {where} ({counted(number)} in all)"


def policy_view(policy: Policy | None) -> PolicyView | None:
    """What is shown of the office's policy."""
    return _copied(PolicyView, policy) if policy else None


def completion_view(completion: Completion | None) -> CompletionView | None:
    """What is shown of that arithmetic."""
    return _copied(CompletionView, completion) if completion else None


def redesignation_views(
    redesignations: Mapping[tuple[str, Redesignated | None], int],
) -> tuple[RedesignationView, ...]:
    """What is shown of what each section is redesignated as."""
    return tuple(
        RedesignationView(
            section=section,
            count=count,
            level=becomes.level.value if becomes else "",
            citation=becomes.citation if becomes else "",
        )
        for (section, becomes), count in redesignations.items()
    )


def determinations_view(
    determinations: Determinations | None, filed_on: dt.date
) -> DeterminationsView | None:
    """What is shown of the prosecution's determinations in papers of a day."""
    if determinations is None:
        return None
    shown = [
        (
            item.asked,
            DeterminedView(
                number=item.number,
                heading=item.asked.heading,
                ground=item.asked.label,
                count=item.count,
            ),
        )
        for item in determinations.schedules
    ]
    notified_on = determinations.notified_on
    return DeterminationsView(
        schedules=tuple(seen for _, seen in shown if seen.count),
        challenges=tuple(seen for asked, seen in shown if asked.challenged and seen.count),
        dismissed=determinations.counted(lambda asked: asked.dismisses),
        redesignated=determinations.counted(lambda asked: asked.reduces),
        challenged=determinations.counted(lambda asked: asked.challenged),
        listed_on=determinations.listed_on,
        notified_on=notified_on,
        by_this_notice=notified_on is not None and notified_on >= filed_on,
        challenged_on=determinations.challenged_on,
    )


def sealed_exhibit_view(exhibit: SealedExhibit | None) -> SealedExhibitView | None:
    """What is shown of the sealed exhibit in another document."""
    return _copied(SealedExhibitView, exhibit) if exhibit else None


def supplement_views(supplements: Iterable[Supplement]) -> tuple[SupplementView, ...]:
    """What is shown of earlier runs."""
    return tuple(_copied(SupplementView, one) for one in supplements)


def row_views(rows: Iterable[Row | Subhead | RowView]) -> tuple[RowView, ...]:
    """What is shown of the rows of a schedule: their cells, and not what those were made of."""
    return tuple(
        RowView(
            number=row.number,
            anchor=row.anchor,
            cells=row.cells,
            subhead=isinstance(row, Subhead),
        )
        for row in rows
    )


def schedule_view(schedule: Schedule) -> ScheduleView:
    """What is shown of a schedule."""

    def shown(page: SchedulePage) -> PageView:
        levels = tuple((str(level), number) for level, number in page.levels)
        return _copied(PageView, page, rows=row_views(page.lines), levels=levels)

    return _copied(ScheduleView, schedule, pages=tuple(map(shown, schedule.pages)))


def form_view(form: Form) -> FormView:
    """What is shown of the form of a schedule: never how a cell comes to its words."""
    return _copied(
        FormView, form, columns=tuple(_copied(ColumnView, column) for column in form.columns)
    )


def paper_view(paper: Ruleset) -> PaperView:
    """The numbers of a ruleset that pages are set by."""
    first = paper.first_page
    return PaperView(
        page=_copied(SizeView, paper.page),
        body=_copied(BodyView, paper.body),
        margins=_copied(MarginsView, paper.margins),
        line_numbers=paper.line_numbers is not None,
        page_number=paper.page_number is not None,
        footer=paper.footer is not None,
        first_page=FirstPageView(
            counsel=_copied(CounselPlaceView, first.counsel),
            court_title=_copied(CourtTitlePlaceView, first.court_title),
            clerk_space_pt=first.clerk_space_pt,
        )
        if first
        else None,
    )
