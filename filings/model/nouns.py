"""Define the nouns of a filing, in the words of the caption. Nothing here does anything.

A *conviction* is one count of one case of one person. A *list* holds *entries*; each entry comes
to one *fate*. What went in stands in a *packet* for one court, agency, offense type and relief.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, NewType, TypeVar, dataclass_transform

_Noun = TypeVar("_Noun")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def noun(kind: type[_Noun]) -> type[_Noun]:
    """A dataclass with slots.

    mypy holds it to be frozen and made by keywords alone; at run time neither is enforced, for that
    would take five times as long, and a list makes millions.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)


CaseNumber = NewType("CaseNumber", str)
"""As the clerk prints it ("BA097736"). Never a number: leading zeros count."""

CourtId = NewType("CourtId", str)
"""A courthouse in config/counties/<county>.yaml ("ccb")."""

AgencyId = NewType("AgencyId", str)
"""Who prosecutes ("lada", "long-beach")."""

OffenseType = NewType("OffenseType", str)
"""The group a statute belongs to ("possession-for-sale")."""

Relief = NewType("Relief", str)
"""What the motion asks for, by the id of its record in config/laws/<law>.yaml: "dismiss-seal"."""

ReasonCode = NewType("ReasonCode", str)
"""Why an entry came to its fate ("hand-review"); the words are in config/screening.yaml."""

ConvictionId = NewType("ConvictionId", str)
"""A keyed hash of county, case number, defendant, section and count: 24 hex digits."""


class Fate(StrEnum):
    """What became of an entry, exactly one each; "filed" and "rejected" are the clerk's words."""

    INCLUDED = "included"
    HELD = "held"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    UNREADABLE = "unreadable"


class Level(StrEnum):
    """How the conviction was recorded."""

    FELONY = "felony"
    MISDEMEANOR = "misdemeanor"
    INFRACTION = "infraction"
    UNKNOWN = "unknown"


class Determination(StrEnum):
    """What the list itself says of eligibility. Decided upstream, never second-guessed here."""

    DISMISSAL = "dismissal"
    REDUCTION = "reduction"
    HAND_REVIEW = "hand-review"
    NOT_ELIGIBLE = "not-eligible"
    # gogen's blanket mark on every L.A. misdemeanor ("To be reviewed by City Attorneys"): it says
    # nothing of who prosecutes and nothing of eligibility. The offense table answers instead.
    UNREVIEWED_MISDEMEANOR = "unreviewed-misdemeanor"
    # Not for this motion, and each for a list of its own: whoever still serves the sentence
    # petitions under section 11361.8, subd. (b); of a stipulation, whom the Public Defender cannot
    # represent, or who has counsel of his own.
    STILL_SERVING = "still-serving"
    CONFLICT = "conflict"
    RETAINED_COUNSEL = "retained-counsel"
    # The prosecution challenges relief, on one of the two grounds of section 11361.9.
    CHALLENGED_INELIGIBLE = "challenged-ineligible"
    CHALLENGED_RISK = "challenged-risk"
    # The list says nothing, and criteria that the office adopted let the offense table answer.
    BY_CRITERIA = "by-criteria"
    MISSING = "missing"  # the cell is blank, or says what nobody knows
    UNKNOWN = "unknown"  # the cell says what no table holds
    UNSTATED = "unstated"  # the list as a whole says nothing, and nobody has attested it


CHALLENGES = frozenset({Determination.CHALLENGED_INELIGIBLE, Determination.CHALLENGED_RISK})
"""Determinations by which nothing is asked, and notice is given that relief is challenged."""


APART = frozenset(
    {Determination.STILL_SERVING, Determination.CONFLICT, Determination.RETAINED_COUNSEL}
)
"""Determinations by which a row waits on a list of its own, whatever else it says."""


class Granted(StrEnum):
    """What a court has done about a conviction before, as a list tells it."""

    DISMISSED_AND_SEALED = "dismissed-and-sealed"  # under section 11361.8: nothing is left to ask
    DISMISSED = "dismissed"  # under section 11361.8, and not sealed: the sealing is left
    SET_ASIDE = "set-aside"  # under Penal Code section 1203.4, which neither seals nor excludes
    DENIED = "denied"


class Where(NamedTuple):
    """Where an entry stands in the lists."""

    list: int  # 1-based
    line: int
    entry: int

    @property
    def spoken(self) -> str:
        """In words: "list 2, line 7"; the entry is named only where a row holds several."""
        entry = f", entry {self.entry}" if self.entry > 1 else ""
        return f"list {self.list}, line {self.line}{entry}"


@noun
class Statute:
    """A section as a record cites it, parsed exactly.

    "11357(C) HS" and "HS 11357 c" are both `Statute(code="HS", section="11357", subdivision="c")`;
    "11357.5" is another section, never 11357 with something behind it.
    """

    code: str  # the DOJ's letters: "HS", "PC", "VC"; "" where the section says it all
    section: str  # "11357", "11357.5", "720 ILCS 550/4"
    subdivision: str = ""  # lower case, without brackets: "c", "a(2)"; "" when none is given
    attempt: bool = False  # charged under PC 664, "664/11357(c) HS"

    @property
    def short(self) -> str:
        """As the schedule prints it: "11357(c)", "11359"."""
        if not self.subdivision:
            return self.section
        head, _, rest = self.subdivision.partition("(")
        return f"{self.section}({head})" + (f"({rest}" if rest else "")

    @property
    def cited(self) -> str:
        """In the one form that reads back: "664/11357(c) HS"."""
        return f"{'664/' if self.attempt else ''}{self.short} {self.code}".strip()


@noun
class Name:
    """A person's name, in the parts the list gives; never re-spelt, never title-cased blindly."""

    last: str
    first: str = ""
    middle: str = ""
    suffix: str = ""  # "Jr.", "III"

    @property
    def listed(self) -> str:
        """Last name first, as a sealed schedule sorts and prints it: "NGUYEN, VAN ANH, Jr."."""
        given = " ".join(filter(None, (self.first, self.middle)))
        return ", ".join(filter(None, (self.last, given, self.suffix)))

    @property
    def captioned(self) -> str:
        """First name first, as a caption names a defendant: "VAN ANH NGUYEN, Jr."."""
        whole = " ".join(filter(None, (self.first, self.middle, self.last)))
        return ", ".join(filter(None, (whole, self.suffix)))


@noun
class Question:
    """What a cell says that is not understood whole: its row waits until somebody answers."""

    reason: ReasonCode  # why the row is held: "disposition-unknown"
    field: str  # what the cell holds, in the words of a layout: "disposition", "count"
    column: str  # the list's own heading
    value: str  # the cell as written, at most 80 characters; "" from a column that is secret
    rest: str = ""  # the part that was not understood; "" when that is all of it


@noun
class Entry:
    """One conviction, or one other thing, that a row holds: read and parsed, not yet judged.

    `lists/` makes it; screening gives it a fate. No SSN, CII, FBI or licence number is here.
    """

    # Where it stands.
    list: int  # 1-based number of the list in the run
    line: int  # 1-based line of the file where the row begins; the header is line 1
    entry: int = 1  # 1-based place within the row; most rows hold one

    # What it is, when it is not a conviction to be screened: "not-a-conviction",
    # "part-of-a-conviction" ... The reason it goes out of scope; "" for a conviction.
    aside: ReasonCode = ReasonCode("")
    sample: bool = False  # from a synthetic list: every page it touches says DRAFT

    # Who.
    person: str = ""  # keyed hash of the list's exact person key; "" when the list has none
    person_keys: tuple[str, ...] = ()  # further exact keys, hashed alike, for comparing lists
    name: Name | None = None
    born_on: dt.date | None = None  # for comparison only; never printed
    deceased: bool = False

    # What.
    statute: Statute | None = None  # None: the text could not be parsed
    statute_as_written: str = ""
    also_charged: str = ""  # text in which the row itself names another Prop 64 section
    count: str = ""  # the charging document's number; "" unknown
    count_key: str = ""  # the list's own exact key for the count (DOJ CNT_ORDER), not printed
    level: Level = Level.UNKNOWN
    convicted_on: dt.date | None = None  # None: missing or unreadable
    convicted_as_written: str = ""
    offense_on: dt.date | None = None  # the day of the offense; None when the list does not tell

    # Where.
    county: str = ""  # as written: "LOS ANGELES"
    court: str = ""  # as written: "CASC LOS ANGELES S MONICA"; "" when the row names only a county
    case_number: CaseNumber | None = None  # the count's own number; None when it has no usable one
    other_numbers: tuple[CaseNumber, ...] = ()  # further usable numbers of the same case, in order
    defendant_suffix: str = ""  # "01" of BA097736-01; part of the identity

    # By whom.
    prosecutor: str = ""  # the list's own column, as written
    arresting_agency: str = ""
    place_of_offense: str = ""

    # What the list says of it.
    determination: Determination = Determination.MISSING
    determination_as_written: str = ""
    authority: str = ""  # of its law's, on which its list rests; "" for the office's own
    granted: str = ""  # what the list says a court has granted already, as written
    ordered_on: dt.date | None = None  # the day of that order, when the list tells it
    conviction: str = ""  # the id that an earlier run of ours gave it, when the list tells one
    disposition: str = ""  # what the list says of the outcome, as written
    ended: bool = False  # a court's outcome by which nobody stands convicted: it bears on others
    # Cells that are not understood whole. An entry that has one is never included.
    questions: tuple[Question, ...] = ()
    # Columns that say something of which nothing else here shows that it could not be read.
    unread: tuple[str, ...] = ()
    warnings: tuple[ReasonCode, ...] = ()  # what a human may want to look at; decides nothing
    # Of a corrected row of a worklist the entry that it stands for, "1:7:1" (list, line, entry); as
    # read with the hash of its list before it, until it is known which list of the run that is.
    corrects: str = ""
    another_than: str = ""  # the id of a conviction that it may have been, and was found not to be
    sent: str = ""  # the mark under which a row of a worklist was sent out
    # Of such a row the cells that decide otherwise what the law decides, and that no attorney has
    # approved: "determination", "section", and "the law or the rules" where those changed since.
    law_changed: tuple[str, ...] = ()
    answered: tuple[int, ...] = ()  # lines of the file of answers by which cells of it were read

    @property
    def keys(self) -> tuple[str, ...]:
        """Every exact key of the person, the list's own first."""
        return tuple(filter(None, (self.person, *self.person_keys)))


@noun
class Unreadable:
    """A row, or one entry of it, that cannot be read as its layout says."""

    list: int
    line: int
    entry: int = 1
    column: str = ""  # heading, or "row" for the row as a whole
    value: str = ""  # shortened to 40 characters, and never from a column that is secret
    reason: ReasonCode = ReasonCode("unreadable-row")
    detail: str = ""  # one plain sentence: what was found, what was expected
    sample: bool = False


@noun
class Conviction:
    """One count that goes in: everything a page may show of it, and where it came from."""

    id: ConvictionId
    list: int
    line: int
    entry: int
    sample: bool
    name: Name | None
    case_number: CaseNumber
    also_numbered: tuple[CaseNumber, ...]
    defendant_suffix: str
    statute: Statute
    count: str  # "" prints as the config's words for it, "as shown in the court’s record"
    level: Level
    convicted_on: dt.date
    court: CourtId
    agency: AgencyId
    offense: OffenseType
    relief: Relief
    ground: str = ""  # of its law's grounds: "presumed"; "" where the law tells none apart
    offense_on: dt.date | None = None  # where the law of that day counts, not the conviction's
    # The day of the order that dismissed it already, of one that only needs sealing.
    dismissed_on: dt.date | None = None

    @property
    def law_day(self) -> dt.date:
        """The day whose law counts: of the conviction, unless that of the offense is asked."""
        return self.offense_on or self.convicted_on

    @property
    def number(self) -> str:
        """Case number with the defendant suffix, as the schedule prints it: "BA097736-01"."""
        return (
            f"{self.case_number}-{self.defendant_suffix}"
            if self.defendant_suffix
            else str(self.case_number)
        )


@noun
class Screened:
    """What became of one entry, and why."""

    list: int
    line: int
    entry: int
    fate: Fate
    reason: ReasonCode = ReasonCode("")  # "" when included without remark
    detail: str = ""  # what was found, in a few plain words, nothing secret: 'nearest: Compton'
    warnings: tuple[ReasonCode, ...] = ()
    conviction: Conviction | None = None  # whole for `included` and `duplicate`
    # As far as known, for every fate: ledger and worklists show them.
    source: Entry | None = None  # None only when unreadable
    court: CourtId | None = None
    agency: AgencyId | None = None
    offense: OffenseType | None = None
    relief: Relief | None = None
    same_as: ConvictionId | None = None  # the conviction that a duplicate repeats
    # Of what is held: the values of its cells that no table has, beside the entry's own questions.
    asks: tuple[Question, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every cell of what is held that somebody may explain."""
        return (*(self.source.questions if self.source else ()), *self.asks)


@noun
class Line:
    """One line of the ledger: an entry, its fate, and where it stands when it is in a packet."""

    screened: Screened
    lists: tuple[int, ...]  # the lists that hold this conviction
    packet: str = ""  # name of the packet, "" when in none
    item: int = 0  # 1-based row in the packet, 0 when in none


@noun
class Packet:
    """What goes to one court, for one agency, offense type and relief; in parts when too long."""

    court: CourtId
    agency: AgencyId
    offense: OffenseType  # or "all" when group_by does not split by offense
    relief: Relief
    part: int  # 1-based
    parts: int
    convictions: tuple[Conviction, ...]  # by courthouse and offense, then by case number
    together: int = 0  # convictions of all parts
    # Other prosecutors of some of its convictions: the motion is theirs too, and each signs it.
    joined_by: tuple[AgencyId, ...] = ()

    @property
    def name(self) -> str:
        """Where the packet lives under the output folder, known before it is printed."""
        return f"{self.court}/{self.agency}/{self.offense}-{self.relief}/{self.part:03d}"

    @property
    def sample(self) -> bool:
        """Whether any conviction in it comes from a synthetic list."""
        return any(conviction.sample for conviction in self.convictions)


@noun
class Placement:
    """Where an included conviction stands: one line of placements.csv."""

    conviction: ConvictionId
    document: str  # "motion.pdf"
    page: int  # 1-based page of the PDF
    row: int  # 1-based number of the row in the schedule, as printed


@noun
class DraftReason:
    """Why a document keeps DRAFT - NOT FOR FILING: one thing that somebody has to put right."""

    kind: str  # of filings.compose.draft_reasons_of_run: "text", "blank", "sample"
    what: str  # "motion", "service"


@noun
class Document:
    """One finished PDF of a packet."""

    path: str  # under the output folder: "public/packets/ccb/lada/sale-dismiss-seal/001/motion.pdf"
    sha256: str
    pages: int
    bytes: int
    convictions: int
    draft: tuple[DraftReason, ...] = ()  # none: it may be filed


@noun
class ListSource:
    """A list that was read, as the declaration and the manifest name it: never by its path."""

    number: int  # 1-based
    sha256: str
    layout: str  # in words: "gogen results"
    rows: int
    sworn_as: str = ""  # what the declaration says that it is: "a spreadsheet kept by ..."
    eligibility: str = ""  # on what it rests that its convictions are eligible, in a sentence
    ignored_columns: tuple[str, ...] = ()  # headings that nobody asked for
    # What public papers say of its file: whoever has no key cannot make up lists until
    # one has it, and so learn what stands in this one.
    keyed_hash: str = ""


@noun
class EarlierRun:
    """A run of this office whose convictions this one leaves out: the motion supplements it."""

    run: str  # its id, "3f2a9c0d1e4b5a67"
    filed_on: dt.date
    order: str = ""  # what the office says of the order: "the Order of March 3, 2026"
    # Court, agency, offense and relief of its packets -> convictions in them.
    packets: tuple[tuple[tuple[str, ...], int], ...] = ()

    def supplemented_by(self, packet: Packet) -> "Supplement":
        """What a packet says of it."""
        own = (packet.court, packet.agency, packet.offense, packet.relief)
        return Supplement(
            run=self.run,
            filed_on=self.filed_on,
            order=self.order,
            count=sum(
                convictions
                for series, convictions in self.packets
                if all(a == b or "all" in (a, b) for a, b in zip(series, own, strict=True))
            ),
        )


@noun
class Supplement:
    """An earlier run, as a packet names it that lists what that one did not."""

    run: str
    filed_on: dt.date
    order: str  # "the Order of March 3, 2026"; "" when the office says nothing of one
    count: int  # convictions it listed for the same court, agency, offense and relief


@noun
class Earlier:
    """What was decided before this run, as its motions tell it."""

    runs: tuple[EarlierRun, ...] = ()
    sentences: tuple[str, ...] = ()  # of other lists that were read, for the declaration
