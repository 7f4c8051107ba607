"""Read the case number of a count, apart from the other numbers and suffixes in a row's cells.

A number is printed as the list prints it. It is never made up, and of several none is chosen. Only
this module makes a `CaseNumber`: what a page prints as one has passed the test that is made here. A
cell that holds more than numbers is told, with what was not understood.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from filings.lists.dispositions import narrowed
from filings.lists.person_names import clean
from filings.model.entries import Name
from filings.model.identifiers import CaseNumber
from filings.settings.settings import Settings

_JOINT = re.compile(r"[;,\n|]|\s+(?:AND|&)\s+", re.IGNORECASE)
# May stand between two numbers, or be part of one.
_APART = (re.compile(r"\s*[/+]\s*|\s+OR\s+", re.IGNORECASE), re.compile(r"\s+"))
_DECIMAL = re.compile(r"(\d+)\.0+")  # so a spreadsheet writes a number beside blank cells
# By which a cell is kept from being calculated: ="0012345" and '0012345.
_GUARD = re.compile(r'="([^"]*)"|\'(.+)')
_MINUS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_LONGEST = 500  # characters of a cell that holds numbers
_KEPT = 1 << 16

_ZEROS = re.compile(r"[0\s/'\"-]*(?:\.0*)?|#+")  # beside a number these say nothing; "?" does
_says = re.compile(r"[1-9A-Z]", re.IGNORECASE).search  # zeros and signs alone are no number
# A number in no style of the county: digits, single letters or a few, and hyphens.
_PLAIN = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_ONE = re.compile(r"[A-Za-z0-9-]+")  # without a sign by which a cell may hold several
_WORD = re.compile(r"[A-Z]{4}")
_LETTERS = re.compile(r"[^\W\d_]+")
# Letters that are written for digits, and how many of them are tried.
_ALIKE = {"O": "0", "I": "1", "L": "1"}
_MOST_ALIKE = 6
_FEWEST = 3  # digits, where the county says nothing of its numbers
# Where letters and digits meet, a list may write a blank or a hyphen: "BA 097736", "95 M 03740".
_SEAM = re.compile(r"(?<=[A-Z])[\s-]+(?=\d)|(?<=\d)[\s-]+(?=[A-Z])")
# Numbers of persons, and days. A number that fits no style of the county and looks like one of
# these is kept off every page, whatever else it might be.
_PERSONAL = re.compile(
    r"""\d{3}-?\d{2}-?\d{4}          # Social Security
    |   \d{3}-\d{3}-\d{4}            # a telephone's
    |   A?\d{10} | A-?\d{8}          # the state's criminal identification
    |   [A-Z]-?\d{7}                 # a driver's licence
    |   \d{5,7}[A-Z]{1,2}\d{1,2}     # the FBI's
    """,
    re.VERBOSE,
)
_DAY = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}-\d{1,2}-\d{2,4}|(?:19|20)\d\d[01]\d[0-3]\d"
    r"|[01]\d[0-3]\d(?:19|20)\d\d"
    r"|(?:\d{1,2}-?)?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*-?\d{0,4}"
)
_SHORT_DAY = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d\d")  # 020370
_BORN = ("%Y%m%d", "%m%d%Y", "%d%m%Y", "%m%d%y", "%y%m%d", "%d%m%y")


class Rest(NamedTuple):
    """What a cell holds that is no number."""

    cell: int  # 0: the own number's; 1 and further: those of other numbers; -1: the suffix's
    written: str
    rest: str  # the part that was not understood
    secret: bool  # it may be a number or a day of a person: it is not to be shown


class Numbers(NamedTuple):
    """What a row says of its case's number."""

    own: CaseNumber | None  # None: it gives none that can be used, or several and no own
    others: tuple[CaseNumber, ...]
    suffix: str  # the defendant's, "01"
    rests: tuple[Rest, ...] = ()


class _Number(NamedTuple):
    """One number of a cell."""

    text: str
    suffix: str
    known: bool  # it has a style of the county


class _Cell(NamedTuple):
    """What a cell holds: its numbers in order, and what was not understood."""

    numbers: tuple[_Number, ...]
    rest: str
    secret: bool


_NOTHING = _Cell((), "", False)


class CaseNumbers:
    """Reads case numbers by the county's patterns and the words that mean "none"."""

    def __init__(self, settings: Settings) -> None:
        screening = settings.screening
        none = (*screening.no_case_number, *screening.unstated)
        self._none = {"", *none, *(word.lower() for word in none), *map(squeeze, none)}
        patterns = [entry.pattern for entry in settings.county.case_numbers.values()]
        self._styled = bool(patterns)  # the county says how its numbers look
        self._whole = _fullmatch_any(patterns)
        # The same anywhere in a text: a number of the county with something attached.
        inner = "|".join(f"(?:{_unnamed(pattern)})" for pattern in patterns)
        self._within = re.compile(inner or r"(?!)")
        words = "|".join(map(re.escape, screening.suffix_words)) or r"(?!)"
        self._suffixed = re.compile(
            rf"(?P<number>.+?)\s*(?:-\s*(?P<hyphen>0?\d{{1,2}})|\(\s*(?P<bracket>0?\d{{1,2}})\s*\)"
            rf"|[\s,/-]\s*(?:{words})\b\.?\s*[#-]?\s*(?P<word>0?\d{{1,2}})"
            r"|(?:\s*/\s*|\s+)(?P<apart>0[1-9]))"
        )
        self._suffix = re.compile(
            rf"(?:(?:{words})\b\.?\s*[#-]?\s*)?[-#]?\(?\s*(?:0?(?P<digits>\d{{1,2}})(?:\.0+)?"
            r"|(?P<letter>[A-Z]))\s*\)?"
        )
        self._cell = lru_cache(_KEPT)(self._read_cell)
        self._given = lru_cache(_KEPT)(self._read_suffix)

    def read(
        self,
        own: str,
        others: Sequence[str] = (),
        suffix: str = "",
        *,
        elsewhere: Iterable[str] = (),
        name: Name | None = None,
        born_on: dt.date | None = None,
        personal: Sequence[str] = (),
        known_others: bool = False,
    ) -> Numbers:
        """Choose the count's own number; when it has none, the only other one of the case.

        Args:
            own: The cell that holds the count's own number.
            others: Cells that hold numbers of the same case, joined or not.
            suffix: The defendant's suffix, when it has a column of its own.
            elsewhere: Cells of other rows of the case; what they hold beside is their own matter.
            name: The row's person. A number that holds the name is none.
            born_on: The person's birth. A number that is this day is none.
            personal: Other numbers of the person, by which no case is numbered.
            known_others: Whether an other number must be of a form that the county gives out. What
                an office's own sheet has in such a column may be anything.
        """
        strict = known_others and self._styled
        first = self._cell(own)
        numbers = list(first.numbers)
        rests = [Rest(0, own, first.rest, first.secret)] if first.rest else []
        for place, text in enumerate(others, 1):
            # Mostly the same number again, or none.
            if text and text != own:
                cell = self._cell(text)
                fit = [number for number in cell.numbers if number.known or not strict]
                numbers += [number for number in fit if number not in numbers]
                odd = [number.text for number in cell.numbers if number not in fit]
                if cell.rest or odd:
                    rest = "; ".join(filter(None, (cell.rest, *odd)))
                    rests.append(Rest(place, text, rest, cell.secret or bool(odd)))
        for text in elsewhere:
            if text and text != own:
                numbers += [number for number in self._cell(text).numbers if number not in numbers]
        if len(numbers) == 1 and numbers[0].known and not (rests or suffix):  # nearly every row
            only = numbers[0]
            if not only.text.isdigit():
                return Numbers(CaseNumber(only.text), (), only.suffix)
        usable = first.numbers
        if not all(number.known and not number.text.isdigit() for number in numbers):
            person = _PersonalDetails(name, born_on, personal)
            owned = [number for number in numbers if not person.is_meant_by(number)]
            if len(owned) < len(numbers):
                lost = next(number for number in numbers if number not in owned)
                numbers, usable = owned, tuple(number for number in usable if number in owned)
                rests.append(Rest(0, own, lost.text, True))
        return self._chosen(usable, numbers, suffix, rests)

    def _chosen(
        self, usable: Sequence[_Number], numbers: list[_Number], suffix: str, rests: list[Rest]
    ) -> Numbers:
        texts = tuple(dict.fromkeys(number.text for number in numbers))
        own = None
        if len({number.text for number in usable}) == 1:
            own = usable[0].text
        elif len(texts) == 1:
            own = texts[0]
        given, unclear = self._given(suffix)
        if unclear:
            rests.append(Rest(-1, suffix, unclear, secret=may_be_personal(unclear)))
        behind = dict.fromkeys(
            number.suffix for number in numbers if number.text == own and number.suffix
        )
        for other in behind:
            if given and other != given:
                rests.append(Rest(-1, suffix, f"{given} beside -{other}", secret=False))
            given = given or other
        rest = (
            CaseNumber("-".join(filter(None, number[:2])))
            for number in numbers
            if number.text != own
        )
        return Numbers(
            CaseNumber(own) if own else None, tuple(dict.fromkeys(rest)), given, tuple(rests)
        )

    def _read_suffix(self, suffix: str) -> tuple[str, str]:
        """The suffix that a cell of its own holds, and what else it holds."""
        plain = _plain(suffix)
        if squeeze(plain) in self._none:
            return "", ""
        if not (match := self._suffix.fullmatch(plain.upper())):
            return "", plain
        # A spreadsheet takes the zero off "01".
        return (match["digits"].zfill(2) if match["digits"] else match["letter"]), ""

    def _read_cell(self, text: str) -> _Cell:
        if text in self._none:
            return _NOTHING
        if len(text) > _LONGEST:
            return _Cell((), text[:_LONGEST], False)
        numbers: dict[_Number, None] = {}
        rest, secret = [], False
        plain = _plain(text)
        # One number with its defendant may hold a comma: "BA097736, DEF 01".
        whole = self._number(plain)
        if whole and not whole.known and self._misread(plain):
            whole = None
        if whole and _ONE.fullmatch(plain) and plain.upper() not in self._none and _says(plain):
            return _Cell((whole,), "", False)  # nearly every cell
        pieces = [plain] if whole or not _JOINT.search(plain) else _JOINT.split(plain)
        for piece in pieces:
            for part in self._apart(clean(piece)):
                if squeeze(part) in self._none or _ZEROS.fullmatch(part):
                    continue
                if not _says(part):
                    rest.append(part)
                    continue
                if number := self._number(part):
                    if number.known or not (meant := self._misread(part)):
                        numbers[number] = None
                    else:
                        rest.append(f"{part} (perhaps {meant})")
                else:
                    inside = self._within.search(part.upper())
                    outside = part.replace(part[slice(*inside.span())], " ", 1) if inside else part
                    rest.append(clean(outside).strip(" -/") or part)
                    secret = secret or may_be_personal(part) or may_be_personal(outside)
        return _Cell(tuple(numbers), "; ".join(rest), secret)

    def _apart(self, text: str) -> list[str]:
        """The numbers of a text that has no sign of several, when each is one of the county's."""
        for between in _APART:
            several = between.split(text)
            if len(several) > 1 and all(map(self._fits, several)):
                return several
        match = _DECIMAL.fullmatch(text)
        return [match[1] if match else text]

    def _number(self, text: str) -> _Number | None:
        """The one number that a text is; None when it is none, or more than one."""
        upper = text.upper()
        if self._is_known(upper):
            return _Number(text, "", known=True)
        if parted := self._parted(text):
            return parted
        fewest = 1 if self._styled else _FEWEST
        if not _PLAIN.fullmatch(upper) or sum(map(str.isdigit, upper)) < fewest:
            return None
        if _WORD.search(upper) or self._within.search(upper):
            return None
        # Where a county says nothing of its numbers, six digits are as like a number as a day.
        if _is_personal(upper) and (self._styled or not _SHORT_DAY.fullmatch(upper)):
            return None
        return _Number(text, "", known=False)

    def _misread(self, text: str) -> str:
        """The number of the county that a text is, with a letter O for zero or I or L for one."""
        upper = text.upper()
        places = [place for place, sign in enumerate(upper) if sign in _ALIKE]
        if not places or len(places) > _MOST_ALIKE:
            return ""
        for signs in product(*((_ALIKE[upper[place]], upper[place]) for place in places)):
            meant = list(upper)
            for place, sign in zip(places, signs, strict=True):
                meant[place] = sign
            if self._fits(corrected := "".join(meant)):
                return corrected
        return ""

    def _fits(self, text: str) -> bool:
        return self._is_known(text.upper()) or self._parted(text) is not None

    def _is_known(self, upper: str) -> bool:
        if self._whole(upper):
            return True
        # Most numbers have neither a blank nor a hyphen.
        sewn = upper if upper.isalnum() else _SEAM.sub("", upper)
        return sewn != upper and bool(self._whole(sewn))

    def _parted(self, text: str) -> _Number | None:
        """A number of the county and the defendant's suffix behind it."""
        match = self._suffixed.fullmatch(text.upper()) if text.isascii() else None
        if not match or not self._is_known(match["number"]):
            return None
        digits = match["hyphen"] or match["bracket"] or match["word"] or match["apart"]
        return _Number(text[: match.end("number")], f"{int(digits):02d}", known=True)


def _fullmatch_any(patterns: Iterable[str]) -> Callable[[str], re.Match[str] | None]:
    """Whether a text is whole in one of these forms."""
    return re.compile(
        "|".join(f"(?:{_unnamed(pattern)})" for pattern in patterns) or r"(?!)"
    ).fullmatch


class _PersonalDetails:
    """The name, birth date and numbers of a row's person, none of which is a case number."""

    def __init__(self, name: Name | None, born_on: dt.date | None, personal: Sequence[str]) -> None:
        parts = (name.last, name.first, name.middle) if name else ()
        words = (word for part in parts for word in _LETTERS.findall(part.upper()))
        self._names = {word for word in words if len(word) > 1}
        self._numbers = {born_on.strftime(form) for form in _BORN} if born_on else set()
        self._numbers |= {_bare(text) for text in personal} | {_digits(text) for text in personal}
        self._numbers.discard("")

    def is_meant_by(self, number: _Number) -> bool:
        """Whether a number is one of the person's own, or holds the name."""
        if _bare(number.text) in self._numbers:
            return True
        letters = _LETTERS.findall(number.text.upper())
        return not number.known and bool(self._names.intersection(letters))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.upper())


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def may_be_personal(text: str) -> bool:
    """Whether a text, or a word of it, looks like a number of a person or a day."""
    return any(map(_is_personal, (text, *text.split())))


def without_personal(text: str) -> str:
    """A text that nobody understood, as it may be told: words like a number of a person hidden."""
    if not may_be_personal(text):
        return text
    words = ("\u2026" if _is_personal(word) else word for word in text.split())
    shown = " ".join(words)
    return "\u2026" if may_be_personal(shown) else shown


def _is_personal(text: str) -> bool:
    """Whether a text looks like a number of a person, or a day."""
    squeezed = re.sub(r"[\s/.-]+", "-", text.upper()).strip("-")
    return any(shape.fullmatch(squeezed) for shape in (_PERSONAL, _DAY, _SHORT_DAY))


def _plain(text: str) -> str:
    """A cell without the guard against calculating; other alphabets' digits and hyphens folded."""
    text = text.strip()
    if text[:1] in "='" and (match := _GUARD.fullmatch(text)):
        text = (match[1] or match[2] or "").strip()
    if text.isascii():
        return text
    return narrowed(text).translate(_MINUS).strip()


def _unnamed(pattern: str) -> str:
    """A pattern of the county without its ends and the names of its groups."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern).removeprefix("^").removesuffix("$")


def squeeze(word: str) -> str:
    """A word that may mean "none", for comparison: upper case, single blanks."""
    return " ".join(word.upper().split())
