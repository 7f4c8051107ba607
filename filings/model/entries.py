"""Define an entry, which is what one row of a list says, and the parts it is read into.

A *list* holds *entries*: each is one conviction of one person, or one other thing. Nothing here
judges it.
"""

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

from filings.model.frozen_dataclass import frozen_dataclass
from filings.model.identifiers import CaseNumber, ReasonCode


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
    # gogen marks every L.A. misdemeanor "To be reviewed by City Attorneys", which says nothing
    # about the prosecutor or eligibility. The offense table decides instead.
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
    # The list says nothing, and the office's criteria let the offense table decide.
    BY_CRITERIA = "by-criteria"
    MISSING = "missing"  # the cell is blank, or its word means "unknown"
    UNKNOWN = "unknown"  # the cell has a word that is in no table
    UNSTATED = "unstated"  # the list as a whole says nothing, and nobody has attested it


CHALLENGES = frozenset({Determination.CHALLENGED_INELIGIBLE, Determination.CHALLENGED_RISK})
"""Determinations by which nothing is asked, and notice is given that relief is challenged."""


APART = frozenset(
    {Determination.STILL_SERVING, Determination.CONFLICT, Determination.RETAINED_COUNSEL}
)
"""Determinations that put a row on a worklist of its own, whatever else it says."""


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


@frozen_dataclass
class Statute:
    """A section as a record cites it, parsed exactly.

    "11357(C) HS" and "HS 11357 c" are both `Statute(code="HS", section="11357", subdivision="c")`;
    "11357.5" is another section, never 11357 with a suffix.
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


@frozen_dataclass
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


@frozen_dataclass
class Question:
    """A cell that was not fully understood: its row waits until somebody answers."""

    reason: ReasonCode  # why the row is held: "disposition-unknown"
    field: str  # what the cell holds, in the words of a layout: "disposition", "count"
    column: str  # the list's own heading
    value: str  # the cell as written, at most 80 characters; "" from a column that is secret
    rest: str = ""  # the part that was not understood; "" for all of it


@frozen_dataclass
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
    ended: bool = False  # it was no conviction, or no longer is: other rows are compared with it
    # Cells that are not understood whole. An entry that has one is never included.
    questions: tuple[Question, ...] = ()
    # Fields with a text that could not be read, where nothing else here shows that.
    unread: tuple[str, ...] = ()
    warnings: tuple[ReasonCode, ...] = ()  # what a human may want to look at; decides nothing
    # For a corrected row of a worklist: the entry it replaces, "1:7:1" (list, line, entry); as
    # read with the hash of its list before it, until it is known which list of the run that is.
    corrects: str = ""
    another_than: str = ""  # id of a conviction that a person found it not to be
    sent: str = ""  # the mark under which a row of a worklist was sent out
    # For such a row: what was changed on a question of law without an attorney's approval:
    # "determination", "section", and "the law or the rules" where those changed since.
    law_changed: tuple[str, ...] = ()
    answered: tuple[int, ...] = ()  # lines of the file of answers by which cells of it were read

    @property
    def keys(self) -> tuple[str, ...]:
        """Every exact key of the person, the list's own first."""
        return tuple(filter(None, (self.person, *self.person_keys)))


@frozen_dataclass
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
