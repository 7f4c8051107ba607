"""Recognise the layout of a list by its header, and hold what every layout needs.

A layout is told by the names of its columns, never by their places. When none fits, the error says
which column is missing from the nearest one.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Literal, Protocol

from filings.lists.case_numbers import CaseNumbers, Numbers
from filings.lists.charges import ChargeCells
from filings.lists.count_numbers import CountCells
from filings.lists.dates import DateForms
from filings.lists.delimited_text import STRUCK, TextRow, shorten
from filings.lists.dispositions import Dispositions, narrowed
from filings.lists.person_keys import PersonKeys
from filings.lists.person_names import clean
from filings.lists.section_numbers import differs, find_statutes, fold
from filings.lists.worklist_rows import SentRows
from filings.model.entries import APART, Determination, Entry, Level, Question, Statute, Unreadable
from filings.model.errors import ListError
from filings.model.identifiers import ReasonCode
from filings.settings.column_mapping import Role
from filings.settings.settings import Settings


class UnknownLayoutError(ListError):
    """A table in no known layout, or one that lacks a column; a mapping can be proposed for it."""


Readings = Iterator[Entry | Unreadable]
Rows = Iterable[TextRow | Entry | Unreadable]  # what was judged already only passes through

_KEPT = 1 << 14
_SUBDIVISIONS = re.compile(r"\([A-Z]\)(?: HS)?\s*(?:OR|AND|AND/OR|TO|THRU|[-/,;&])\s*\(?[A-Z]\)")
# What a list says that needs a human in any case, whatever stands behind it.
_HOLDING = (*APART, Determination.HAND_REVIEW, Determination.MISSING, Determination.UNKNOWN)
# Signs of a word that say nothing; a question mark says something.
_SIGNS = re.compile(r"(?<!\.)\.(?!\.)|[,;:/()'\"\-–—]")
_SEE_LIST = "see the comment in the list"
CALLED_ELIGIBLE = (Determination.DISMISSAL, Determination.REDUCTION)
"""What a list's own word says of a conviction that it calls eligible."""
# Or perhaps so.
_CALLED = (
    *CALLED_ELIGIBLE,
    Determination.HAND_REVIEW,
    Determination.UNREVIEWED_MISDEMEANOR,
    Determination.BY_CRITERIA,
)


class Heading:
    """The names of a list's columns, for look-up however they are padded or capitalised."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(clean(name) for name in names)
        self._places: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            if name:
                self._places.setdefault(name.casefold(), []).append(place)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._places

    def place(self, name: str) -> int:
        """The 0-based column of that name; -1 when there is none (the first, when several)."""
        return self._places.get(name.casefold(), (-1,))[0]

    def repeated(self, name: str) -> bool:
        """Whether several columns have that name."""
        return len(self._places.get(name.casefold(), ())) > 1

    def places_of(self, **names: str | tuple[str, ...]) -> dict[str, tuple[int, ...]]:
        """The places of fields, each given with its headings; what has no column is left out."""
        headings_of = (
            (field, (headings,) if isinstance(headings, str) else headings)
            for field, headings in names.items()
        )
        columns_of = (
            (field, tuple(self.place(n) for n in headings if n in self))
            for field, headings in headings_of
        )
        return {field: places for field, places in columns_of if places}

    def beyond(self, known: Iterable[str]) -> tuple[str, ...]:
        """The names that are not among those known, as written."""
        folded = {name.casefold() for name in known}
        return tuple(name for name in self.names if name and name.casefold() not in folded)


class ParseContext:
    """What a layout has at hand while it reads one list.

    Cells repeat - counties, courts, charges - so what was read of one is kept for the next.
    """

    def __init__(self, number: int, settings: Settings) -> None:
        self.number = number  # 1-based number of the list in the run
        self.excluded_from_on = settings.first_day
        self.numbers = CaseNumbers(settings)
        self.sections = ChargeCells(settings)
        self._transferred = _any_of(settings.screening.transferred)
        # The word by which a case was judged in another county (Penal Code section 1203.9).
        self.transferred: Callable[[str], str] = lru_cache(_KEPT)(self._find_transferred)
        self.sent = SentRows(settings)
        self.counts = CountCells(settings.screening.count_words, settings.screening.unstated)
        self.persons = PersonKeys(
            settings.office.conviction_key.get_secret_value(), settings.screening.unstated
        )
        self._determinations = {
            folded(word): meant for word, meant in settings.screening.determinations.items()
        }
        self._words = settings.dispositions
        self._divertible = {
            (statute.code, statute.section)
            for text in self._words.divertible
            for statute in find_statutes(text)
        }
        self._levels = level_patterns(settings.screening.levels)
        reasons = settings.screening.determination_reasons
        self._reason = re.compile(
            "|".join(f"(?:{reason.pattern})" for reason in reasons) or r"(?!)"
        )
        self._not_completed = [
            (_any_of((word,)), what) for word, what in settings.screening.not_completed.items()
        ]
        self._unstated = frozenset(settings.screening.unstated) | {""}
        # A cell's clean text; "" when it is a filler and says nothing.
        self.given: Callable[[str], str] = lru_cache(_KEPT)(self._given)
        # What the list's own word for eligibility means; unknown words decide nothing.
        self.determination: Callable[[str], Determination] = lru_cache(_KEPT)(self._determination)
        # The level a cell names: "FELONY", "Class C Felony"; unknown when no table has the word.
        self.level: Callable[[str], Level] = lru_cache(_KEPT)(self._level)

    def _given(self, text: str) -> str:
        return "" if text.strip().upper() in self._unstated else clean(text)

    def _determination(self, text: str) -> Determination:
        if known := self._determinations.get(folded(text)):
            return known
        if not self.given(text):
            return Determination.MISSING
        # A worklist shows gogen's reason behind the determination: "Hand Review: Other 11357".
        head, _, reason = " ".join(text.upper().split()).partition(": ")
        known = self._determinations.get(folded(head), Determination.UNKNOWN)
        if known in _HOLDING or self._reason.fullmatch(reason):
            return known
        return Determination.HAND_REVIEW

    def _level(self, text: str) -> Level:
        return level_of(text, self._levels)

    def dispositions(
        self,
        convicting: Iterable[str] = (),
        not_convicting: Iterable[str] = (),
        *,
        sentences_convict: bool = False,
    ) -> Dispositions:
        """What reads the dispositions of a layout, with words of its own."""
        # In capitals as the shared words are, so that a list's own word takes their place.
        own: dict[str, Role] = dict.fromkeys(map(str.upper, convicting), "judgment")
        own |= dict.fromkeys(map(str.upper, not_convicting), "no-conviction")
        return Dispositions(
            {**self._words.words, **own},
            sentences_convict=sentences_convict,
            unstated=self._unstated,
            unknown=self._words.unknown,
        )

    def of_a_court(self, step: str, agency: str) -> bool | None:
        """Whether a step of the state's file is a court's; None when nobody knows.

        Args:
            step: As the file calls it: "COURT ACTION", "ARREST/DETAINED/CITED"; blank where the
                file has no column for it, and then the agency tells.
            agency: The letters before the agency's name: "CAPD", "CASC".
        """
        plain = folded(self.given(step))
        if not plain:
            return agency not in self._words.police
        if plain in self._words.court_steps:
            return True
        return False if plain in self._words.other_steps else None

    def neutral_qualifier(self, text: str) -> bool:
        """Whether a qualifier of a charge leaves it what it is."""
        return folded(text) in self._words.neutral_qualifiers

    def may_be_deferred(self, statute: Statute | None, day: dt.date | None) -> bool:
        """Whether a bare plea of that day to that section may be no judgment (Pen. Code 1000)."""
        if statute is None or (statute.code, statute.section) not in self._divertible:
            return False
        since = self._words.deferred_from_on
        return since is not None and (day is None or day >= since)

    def not_completed(self, text: str) -> str:
        """What a charge was other than the completed offense: "attempt"; "" when nothing says so.

        An attempt is told only where nothing else is: the offense table does not decide the rest.
        """
        plain = text.upper()
        words = [what for word, what in self._not_completed if word.search(plain)]
        return next((what for what in words if what != "attempt"), words[0] if words else "")

    def cited(self, comment: str) -> str:
        """The sections that a comment names, and nothing else of it: it may hold anything."""
        named = dict.fromkeys(statute.cited for statute in find_statutes(comment))
        return "; ".join(named) or (_SEE_LIST if self.given(comment) else "")

    def charge(self, comment: str, statute: Statute | None) -> str:
        """The charge that was read from a comment, and nothing else of it.

        Where none was, the words are such that nobody reads one from them later.
        """
        if statute:
            return statute.cited
        named = dict.fromkeys(statute.cited for statute in find_statutes(comment))
        several = f"several: {' / '.join(named)}" if len(named) > 1 else ""
        return several or (_SEE_LIST if self.given(comment) else "")

    def another_section(self, comment: str, statute: Statute | None) -> bool:
        """Whether a comment names a section that is neither the count's own nor an order's.

        Nor one of several subdivisions: "11357(B) OR (C)" leaves it open which.
        """
        if not comment or statute is None:
            return False
        named = find_statutes(comment)
        return any(
            differs(each, statute)
            and self._words.words.get(each.section.upper()) not in ("set-aside", "reduced")
            for each in named
        ) or bool(named and _SUBDIVISIONS.search(fold(comment)))

    def also_charged(self, comment: str, statute: Statute | None) -> str:
        """What a comment cites, when it is a section of the table that is not the count's own."""
        if not comment or not statute:
            return ""
        for named in find_statutes(comment):
            if self.sections.is_ours(named) and differs(named, statute):
                return self.cited(comment)
        return ""

    def doubts_section(
        self,
        statute: Statute | None,
        says: Determination,
        beside: str,
        charge: str = "",
        day: dt.date | None = None,
    ) -> bool:
        """Whether a row, by what stands beside its section, cannot be of that section.

        The list's own word calls it eligible, and the section is in no table, or was another
        offense on the day of the conviction, or is one that is never filed, a slip away from one
        that is, and nothing in the charge says so too; or it is an offense only in another one
        (Penal Code sections 182, 32, 664), and the row names one of ours.
        """
        if statute is None:
            return False
        if says in _CALLED and (
            not self.sections.knows(statute) or self.sections.was_another(statute, day)
        ):
            return True
        if says in CALLED_ELIGIBLE and self.sections.mistyped(statute, f"{charge} {beside}"):
            return True
        return bool(beside) and self.sections.targets(statute, beside)

    def _find_transferred(self, text: str) -> str:
        match = self._transferred.search(text.upper())
        return match[0] if match else ""


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of some words or phrases, whole; of one that ends in * the beginning."""
    patterns = (
        re.escape(word.rstrip("*")) + ("" if word.endswith("*") else r"(?![A-Z0-9])")
        for word in words
    )
    return re.compile(r"(?<![A-Z0-9])(?:" + ("|".join(patterns) or r"(?!)") + ")")


@dataclass(frozen=True, slots=True)
class Bound:
    """A layout laid onto the columns of one file."""

    layout: str
    label: str
    sworn_as: str  # what it is, as a declaration has it; "" where nobody says
    read: Callable[[Rows], Readings]
    used: tuple[int, ...]  # columns whose cells must be readable
    secret: frozenset[int] = frozenset()  # columns whose cells are never shown
    unknown: tuple[str, ...] = ()  # headings that nobody asked for: told to the user
    eligibility: Literal["column", "none"] = "none"
    determination: tuple[int, ...] = ()  # the columns that may be blank throughout and say nothing
    sample: bool = False
    person: int | None = None  # column of the person whose rows must come together
    notes: tuple[str, ...] = field(default=())
    # Columns of dates, with what reads them: the whole column may have to speak.
    dates: tuple[tuple[int, DateForms], ...] = ()
    # Where the fields stand that may be asked about by value, the first choice of heading first.
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    # What is to be told of the list once its rows were read.
    notes_after_reading: Callable[[], Iterable[str]] = tuple


class Layout(Protocol):
    """One kind of list."""

    @property
    def name(self) -> str:
        """As `--layout` and the ledger name it."""

    @property
    def label(self) -> str:
        """What it is, for a person."""

    def columns_found(self, heading: Heading) -> int:
        """How many of its columns the heading has."""

    def missing(self, heading: Heading) -> tuple[str, ...]:
        """The columns it cannot do without, and the heading has not."""

    def bind(self, heading: Heading, at: ParseContext) -> Bound:
        """Make ready to read rows under this heading."""


def choose(
    path: Path, heading: Heading, layouts: Sequence[Layout], wanted: str | None
) -> Layout | None:
    """The layout that fits best; None when none does.

    Raises:
        ListError: Two fit equally well, or the wanted one is unknown or does not fit.
    """
    if wanted is not None:
        return _wanted(path, heading, layouts, wanted)
    named = sum(1 for name in heading.names if name)
    fitting = [
        layout
        for layout in layouts
        # Three headings in common do not make a layout when most say something else.
        if not layout.missing(heading) and layout.columns_found(heading) * 2 >= named
    ]
    if not fitting:
        return None
    most = max(layout.columns_found(heading) for layout in fitting)
    best = [layout for layout in fitting if layout.columns_found(heading) == most]
    if len(best) > 1:
        names = " and ".join(layout.name for layout in best)
        raise ListError(
            str(path),
            f"fits several layouts equally well: {names}",
            f"Say which it is: --layout {best[0].name}",
        )
    return best[0]


def _wanted(path: Path, heading: Heading, layouts: Sequence[Layout], name: str) -> Layout | None:
    for layout in layouts:
        if layout.name == name:
            return None if layout.missing(heading) else layout
    known = ", ".join(layout.name for layout in layouts)
    raise ListError(str(path), f"there is no layout called {name}", f"Known: {known}.")


def nearest(heading: Heading, layouts: Sequence[Layout]) -> tuple[Layout, tuple[str, ...]] | None:
    """The layout the file was probably meant to be in, and the columns it lacks for it."""
    width = sum(1 for name in heading.names if name)
    best: tuple[float, Layout] | None = None
    for layout in layouts:
        columns = layout.columns_found(heading)
        share = columns / max(width, 1)
        if columns >= 2 and share >= 0.5 and (best is None or share > best[0]):
            best = (share, layout)
    return (best[1], best[1].missing(heading)) if best else None


def row_by_row(
    read: Callable[[TextRow], Iterable[Entry | Unreadable]],
) -> Callable[[Rows], Readings]:
    """A reader for layouts in which every row stands alone."""

    def readings(rows: Rows) -> Readings:
        for row in rows:
            if isinstance(row, TextRow):
                yield from read(row)
            else:
                yield row

    return readings


def taker(places: Sequence[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """A function that takes the cells at these places out of a row, stripped; at -1 stands ""."""
    take = itemgetter(*places)

    def cells(row: list[str]) -> tuple[str, ...]:
        row.append("")  # where place -1 looks
        taken = take(row)
        row.pop()
        return tuple(map(str.strip, taken))

    return cells


@lru_cache(_KEPT)
def folded(words: str) -> str:
    """A list's word for something, without capitals, blanks and signs that say nothing."""
    return " ".join(_SIGNS.sub(" ", narrowed(words).upper().replace("&", " AND ")).split())


_LevelPatterns = tuple[tuple[re.Pattern[str], Level], ...]


def level_patterns(levels: Mapping[str, Level]) -> _LevelPatterns:
    """The words of a list for levels, ready to be matched."""
    return tuple((re.compile(pattern), level) for pattern, level in levels.items())


def level_of(text: str, levels: _LevelPatterns) -> Level:
    """The level a cell names in these words; unknown when it names none."""
    plain = folded(text)
    return next((level for word, level in levels if word.fullmatch(plain)), Level.UNKNOWN)


def question(
    reason: str, field: str, column: str, value: str, rest: str = "", secret: bool = False
) -> Question:
    """What a cell says that is not understood whole; nothing of a secret cell is shown."""
    shown = "" if secret else shorten(" ".join(value.split()), 80)
    return Question(
        reason=ReasonCode(reason),
        field=field,
        column=column,
        value=shown,
        rest="" if secret else shorten(rest.strip()),
    )


def number_questions(numbers: Numbers, columns: Sequence[str]) -> Iterator[Question]:
    """What the cells of a row's numbers hold beside numbers.

    `columns` are their headings in the order in which they were read, the suffix's last.
    """
    fields = ("case_number", *("other_numbers",) * (len(columns) - 2), "defendant_suffix")
    for rest in numbers.rests:
        yield question(
            "number-unclear",
            fields[rest.cell],
            columns[rest.cell],
            rest.written,
            rest.rest,
            rest.secret,
        )


def row_questions(row: TextRow) -> Iterator[Question]:
    """What the file says of the row as a whole that keeps it out."""
    if STRUCK in row.remarks:
        yield question(STRUCK, "row", "row", "")
