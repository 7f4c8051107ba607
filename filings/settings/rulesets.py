"""Read the format law of a court as a `Ruleset`.

The page templates take their measures from it and the inspector checks finished pages against it,
so that both use the same numbers. Checks that a ruleset does not name are not made: a court without
line numbers has no rule about them.

Units are PDF points (1 inch = 72), from the top left corner of the page. Counts begin with 1.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from filings.model.errors import ConfigError
from filings.model.identifiers import CourtId, Relief
from filings.settings.base import Confidence, SettingsRecord, refuse_unnameable
from filings.settings.county import County
from filings.settings.safe_patterns import Pattern

Severity = Literal["error", "warning"]
"""`error`: the clerk must refuse it. `warning`: custom or good practice, for a human to look at."""

Check = Literal[
    # The sheet and its margins.
    "page-size",
    "page-rotation",
    "left-margin",
    "right-margin",
    "top-margin",
    # Numbered lines.
    "line-numbers-present",
    "line-numbers-once",
    "line-numbers-order",
    "line-numbers-even",
    "line-numbers-density",
    "line-numbers-place",
    "line-numbers-gutter",
    "line-numbers-size",
    "line-numbers-count",
    # Text on them.
    "body-grid",
    "body-spacing",
    "single-spacing",
    "below-last-line",
    "over-rule",
    "overlap",
    "font-size",
    "font-family",
    "ink",
    # What every page repeats.
    "page-number",
    "page-number-place",
    "footer-present",
    "footer-rule",
    "footer-order",
    "footer-title",
    "footer-size",
    # The first page.
    "counsel-present",
    "counsel-place",
    "counsel-contact",
    "clerk-space",
    "court-title",
    "court-title-place",
    "case-title",
    "case-number",
    "paper-title",
    # The file.
    "file-size",
    "syntax",
    "encryption",
    "active-content",
    "links",
    "text-layer",
    "fonts-embedded",
    "to-unicode",
    "bookmarks",
    "exhibit-bookmarks",
    "page-labels",
    "language",
    "title",
    "metadata",
    "standards",
    "tagged",
    "untagged-content",
    "artifacts",
    "header-scope",
    "heading-order",
]


Batching = Literal["blanket", "per-case"]


Side = Annotated[float, Field(ge=144, le=2016)]
"""Points from side to side of a sheet: from 2 to 28 inches."""

Place = Annotated[float, Field(ge=0, le=2016)]
"""Points from an edge of a sheet."""

Length = Annotated[float, Field(ge=1, le=144)]
"""Points of a type size, or from one line to the next."""


class Rule(SettingsRecord):
    """One rule for a page: where it comes from, and what to change when it is broken."""

    id: str  # "F-2.108-density"; what a finding is known by
    rule: str  # as a clerk cites it: "Cal. Rules of Court, rule 2.108(4)"
    source: str  # where it was read
    confidence: Confidence
    severity: Severity = "error"
    required: str  # a sentence; {body.line_pitch_pt} and the like are filled from the ruleset
    remedy: str  # what to change, filled likewise


class Paper(SettingsRecord):
    """The sheet."""

    width_pt: Side
    height_pt: Side
    tolerance_pt: float = 1.0


class Ink(SettingsRecord):
    """How dark text must be: the highest share (0 to 1) of each colour that still reads as black.

    Blue may go further than red and green, for blue-black.
    """

    red_max: float
    green_max: float
    blue_max: float


class Fallback(SettingsRecord):
    """Font families for characters that the text's own lacks; never Latin letters or digits."""

    families: tuple[str, ...] = ()


class Body(SettingsRecord):
    """The text of a page."""

    font_min_pt: Length
    # Names a font file may carry, without style: "Liberation Serif". Empty: any.
    font_families: tuple[str, ...] = ()
    fallback: Fallback = Fallback()
    ink: Ink
    line_pitch_pt: Length | None = None  # from one numbered line to the next; None: no grid
    single_pitch_pt: Length | None = None  # from row to row where single spacing is allowed
    # Rows to a row elsewhere: 1.5 is "one and one-half spaced".
    spacing_min: Annotated[float, Field(ge=0.5, le=10)] = 1.0
    lines_per_page: Annotated[int, Field(ge=1, le=200)] | None = None
    first_line_top_pt: Place | None = None  # where line 1 begins
    grid_tolerance_pt: float = 1.0
    # Structure tags whose text may be single-spaced.
    single_spaced_tags: tuple[str, ...] = ()


class Margins(SettingsRecord):
    """White space at the sides. None: no rule."""

    left_min_pt: Place | None = None
    right_min_pt: Place | None = None
    top_min_pt: Place | None = None
    bottom_min_pt: Place | None = None


class LineNumbers(SettingsRecord):
    """The column of numbers at the left margin."""

    start: int = 1  # of every page
    per_inch_min: float
    gutter_min_pt: float  # between numbers and text, unless a vertical rule stands there
    or_vertical_rule: bool = True
    font_min_pt: float
    even_tolerance_pt: float = 0.5


class PageNumber(SettingsRecord):
    """The number at the foot of the page."""

    first: int = 1
    may_suppress_first: bool = False
    # "document": counted from the first page of the file; "either": or from the exhibit's first.
    counts: Literal["document", "either"] = "document"


class Footer(SettingsRecord):
    """What stands under the page number."""

    rule_above: bool = True
    below_page_number: bool = True
    font_min_pt: float


class RequiredPart(SettingsRecord):
    """Something that a block of text must contain."""

    what: str  # "State Bar number"
    pattern: Pattern  # regular expression, searched in the block, upper and lower case alike
    severity: Severity = "error"


class CounselBlock(SettingsRecord):
    """Who files, at the top left of the first page."""

    last_line: int
    x_max_pt: Place
    top_pt: Place
    parts: tuple[RequiredPart, ...] = ()


class CourtTitle(SettingsRecord):
    """The title of the court on the first page."""

    line: int
    y_min_pt: Place
    pattern: Pattern


class CaseNumber(SettingsRecord):
    """The case number, right of and opposite the title of the case."""

    x_min_pt: Place
    pattern: Pattern


class FirstPage(SettingsRecord):
    """Rules for the first page alone."""

    counsel: CounselBlock
    clerk_space_pt: tuple[Place, Place, Place, Place]  # x0, y0, x1, y1
    court_title: CourtTitle
    case_number: CaseNumber


class Pdf(SettingsRecord):
    """Rules for the file as a whole."""

    max_mb: float  # of 1,000,000 bytes: the smaller reading of a clerk's "25 MB"
    max_pages: Annotated[int, Field(ge=10)] | None = None  # of a file; None: no limit is known
    envelope_mb: Annotated[float, Field(gt=0)] | None = None  # of all that is filed at once
    title_words_min: float = 0.5  # share of a footer's words that must stand in the file's title
    pdfa: str = ""  # claimed in the metadata: "2A"; "" none
    pdfua: str = ""  # "1"
    # Where a link may lead, by https: "www.courts.ca.gov", exactly so. No link at all without any.
    link_hosts: tuple[Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")], ...] = ()


class EnvelopeLabel(SettingsRecord):
    """The words on the envelope of a record that is handed in on paper under seal."""

    legend: str  # "CONDITIONALLY UNDER SEAL"
    record: str  # "Exhibit A: Schedule of Convictions With Names"; nothing of what is in it
    says: str  # who may open it, and on what it waits


class WhenConfidential(SettingsRecord):
    """What a cover sheet says of a document if the exhibit with names is confidential by law."""

    signed_by: tuple[str, ...] | None = None
    then: str | None = None
    label: EnvelopeLabel | None = None


class DocumentKind(SettingsRecord):
    """A document of a packet: where it goes, and how it shows its convictions."""

    zone: Literal["public", "sealed"]
    names: bool = False  # people are named in it
    # Of its convictions: pages of a schedule at its end, or the one case in its own text, or
    # nothing, as a proof of service.
    shows: Literal["schedule", "case", "none"] = "schedule"
    # Of packets of one relief alone, and there in place of which other document: "motion".
    of_relief: Relief | None = None
    in_place_of: str = ""
    editable: bool = False  # a DOCX of its text goes with it, to be edited by the signer
    # What a packet's cover sheet says of it.
    signed_by: tuple[str, ...] = ()  # "the attorney, under the motion and under the memorandum"
    then: str = ""  # what to do with it: "file it publicly"
    label: EnvelopeLabel | None = None  # printed behind the cover sheet
    # In place of those three, where nobody asks to seal the exhibit with names.
    when_confidential: WhenConfidential | None = None

    def as_kept(self, *, confidential: bool) -> Self:
        """This kind, with what to do with it by how the exhibit with names is protected."""
        if not confidential or self.when_confidential is None:
            return self
        said = dict(self.when_confidential)
        instead = {name: value for name, value in said.items() if value is not None}
        return self.model_copy(update=instead)

    @model_validator(mode="before")
    @classmethod
    def _as_it_was_written(cls, data: Any) -> Any:
        """Take `schedule: true` and `schedule: false`, which an office's own file may still say."""
        if not isinstance(data, dict) or not isinstance(data.get("schedule"), bool):
            return data
        if "shows" in data:
            raise ValueError("says both `shows` and the older `schedule`; keep `shows`")
        rest = {key: value for key, value in data.items() if key != "schedule"}
        return rest | {"shows": "schedule" if data["schedule"] else "case"}

    @model_validator(mode="after")
    def _names_are_sealed(self) -> Self:
        if self.names and self.zone != "sealed":
            raise ValueError("a document that names people goes to zone sealed")
        return self


class PageRules(SettingsRecord):
    """All rules for one kind of page."""

    body: Body
    margins: Margins
    line_numbers: LineNumbers | None = None
    page_number: PageNumber | None = None
    footer: Footer | None = None
    rules: dict[Check, Rule]

    def required(self, check: Check) -> str:
        """What the rule asks for, with its numbers in it."""
        return _Plain().format(self.rules[check].required, **dict(self))

    def remedy(self, check: Check) -> str:
        """What to change when the rule is broken, with its numbers in it."""
        return _Plain().format(self.rules[check].remedy, **dict(self))


class ExhibitRules(PageRules):
    """Pages of an exhibit. They are not "papers" (rule 2.3(2)) and need no numbered lines."""

    # An exhibit begins where a bookmark, a page label or the first words of a page begin so.
    known_by: str  # regular expression, matched at the beginning, upper and lower case alike


class Ruleset(PageRules):
    """The format rules of a court. Its own page rules are those of a paper (pleading)."""

    id: str = ""  # the file's name: "ca-superior"
    name: str
    source: str
    confidence: Confidence
    note: str = ""
    page: Paper
    first_page: FirstPage | None = None
    exhibit: ExhibitRules | None = None
    pdf: Pdf
    # One packet for many cases, or a packet for each case (Settings groups its courts so).
    batching: Batching = "blanket"
    documents: dict[str, DocumentKind]  # what a packet holds, in the order it is filed
    # What is printed for each case besides, when asked for case by case.
    per_case: dict[str, DocumentKind] = Field(default_factory=dict)
    deadlines: tuple[str, ...] = ()  # by when what is done, for the cover sheet
    sealing_deadlines: tuple[str, ...] = ()  # besides, where the Court is asked to seal
    # All of it as written in the files, which is what an attorney approves.
    written: dict[str, Any] = Field(default_factory=dict, exclude=True, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _keep_as_written(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        if "written" in data:
            raise ValueError("there is no key `written`")
        return data | {"written": {key: value for key, value in data.items() if key != "id"}}

    @model_validator(mode="after")
    def _documents_fit_the_batching(self) -> Self:
        if all(kind.of_relief for kind in self.documents.values()):
            raise ValueError("a packet holds no document")
        refuse_unnameable("documents", self.documents)
        refuse_unnameable("per_case", self.per_case)
        for name, kind in (self.documents | self.per_case).items():
            if kind.shows == "schedule" and self.is_of_one_case(name):
                raise ValueError(f"{name}: a document of one case has `shows: case` or `none`")
        return self

    def documents_for(self, relief: Relief) -> dict[str, DocumentKind]:
        """What a packet of a relief holds, in the order it is filed."""
        own = {name: kind for name, kind in self.documents.items() if kind.of_relief == relief}
        instead = {kind.in_place_of for kind in own.values()}
        others = {
            name: kind
            for name, kind in self.documents.items()
            if kind.of_relief is None and name not in instead
        }
        return own | others

    def per_case_for(self, relief: Relief) -> dict[str, DocumentKind]:
        """What is printed for each case besides; nothing for a relief with documents of its own."""
        own = any(kind.of_relief == relief for kind in self.documents.values())
        return {} if own else self.per_case

    def is_of_one_case(self, document: str) -> bool:
        """Whether a document is always about one case, whose number and defendant it may bear."""
        kind = self.per_case.get(document) or self.documents[document]
        alone = self.batching == "per-case" or document in self.per_case
        return alone or kind.shows == "case"

    @model_validator(mode="after")
    def _every_sentence_can_be_filled(self) -> Self:
        kinds: list[PageRules] = [self, self.exhibit] if self.exhibit else [self]
        for kind in kinds:
            for check in kind.rules:
                try:
                    kind.required(check)
                    kind.remedy(check)
                except (KeyError, AttributeError, ValueError, TypeError) as error:
                    raise ValueError(f"the sentences of {check} name no number: {error}") from error
        return self


class _Plain(Formatter):
    """Fills numbers as people write them: 24, not 24.0."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        if field_name[:1] == "_" or "._" in field_name or "[_" in field_name:
            raise KeyError(field_name)
        return super().get_field(field_name, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None or isinstance(value, BaseModel):
            raise ValueError("a number is missing")
        if isinstance(value, float) and not format_spec:
            format_spec = "g"
        return str(super().format_field(value, format_spec))


def paper_of(county: County, court: CourtId, rulesets: Mapping[str, Ruleset]) -> Ruleset:
    """The ruleset of a court of this county.

    Raises:
        ConfigError: It names a ruleset that does not exist.
    """
    own = county.courts[court].ruleset
    name = own or county.ruleset
    if name not in rulesets:
        place = f"courts > {court} > ruleset" if own else "ruleset"
        raise ConfigError(
            f"config: counties, {county.name}: {place}",
            f"there is no ruleset {name}",
            f"Known: {', '.join(sorted(rulesets))}.",
        )
    return rulesets[name]
