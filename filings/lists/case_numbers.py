"""Floor 2. The numbers a row gives its case in; the count's own number, the others, the suffix out.

A number is printed as the list prints it. It is never made up, and of several none is chosen.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from filings.docket import CaseNumber
from filings.lists.names import clean
from filings.settings import Settings

_SUFFIXED = re.compile(r"(.+?)\s?-\s?(\d{1,2})")
_JOINT = re.compile(r"[;,\n|]|\s+(?:AND|&)\s+", re.IGNORECASE)
# May stand between two numbers, or be part of one.
_APART = (re.compile(r"\s*[/+]\s*|\s+OR\s+", re.IGNORECASE), re.compile(r"\s+"))
# A spreadsheet's doing: digits are lost, or a number has become a day.
_MANGLED = re.compile(
    r"\d(?:\.\d+E\+?|E\+)\d+|\d{4}-\d\d-\d\d(?: 00:00:00)?|\d{1,2}/\d{1,2}/\d{2,4}"
    r"|(?:\d{1,2}-)?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*(?:-\d{1,4})?",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"(\d+)\.0+")  # so it writes a number in a column that has blank cells
_counts = re.compile("[1-9]").search  # no number of a case is without
_LONGEST = 500  # characters of a cell that holds numbers


class Numbers(NamedTuple):
    """What a row says of its case's number."""

    own: CaseNumber | None  # None: it gives none that can be used, or several and no own
    others: tuple[CaseNumber, ...]
    suffix: str  # the defendant's, "01"


class CaseNumbers:
    """Reads case numbers by the county's patterns and the words that mean "none"."""

    def __init__(self, settings: Settings) -> None:
        none = settings.screening.no_case_number
        self._none = {"", *none, *(word.lower() for word in none), *map(squeeze, none)}
        patterns = settings.county.case_numbers.values()
        self._patterns = [re.compile(entry.pattern) for entry in patterns]

    def read(self, own: str, others: Iterable[str] = (), suffix: str = "") -> Numbers:
        """Choose the count's own number; when it has none, the only other one of the case.

        Args:
            own: The cell that holds the count's own number.
            others: Cells that hold numbers of the same case, joined or not.
            suffix: The defendant's suffix, when it has a column of its own.
        """
        first = self.split(own)
        found = first
        for text in others:
            # Mostly the same number again, or none.
            if text and text != own:
                found = [*found, *(n for n in self.split(text) if n not in found)]
        number = found[0] if len(first) == 1 or len(found) == 1 else None
        given = suffix.strip()
        if given.isdigit():
            # A spreadsheet takes the zero off "01".
            given = given.zfill(2)
        if number is None or (len(found) == 1 and "-" not in number):
            return Numbers(number, () if number else tuple(found), given)
        rest = found[1:]
        number, behind = self._parted(number)
        return Numbers(number, tuple(n for n in rest if n != number), given or behind)

    def split(self, text: str) -> list[CaseNumber]:
        """The usable numbers a cell holds, in order: "NULL  ; 140192; 140193" holds two."""
        if text in self._none or len(text) > _LONGEST:
            return []
        # The common case: one plain number.
        if text.isalnum() and text.isascii() and text.upper() not in self._none:
            return [CaseNumber(text)] if _counts(text) else []
        pieces = _JOINT.split(text) if _JOINT.search(text) else (text,)
        numbers = (number for piece in pieces for number in self._apart(clean(piece)))
        return [CaseNumber(number) for number in dict.fromkeys(numbers) if self._usable(number)]

    def _apart(self, text: str) -> list[str]:
        """The numbers of a text that has no sign of several, when each is one of the county's."""
        for between in _APART:
            several = between.split(text)
            if len(several) > 1 and all(map(self._fits, several)):
                return several
        found = _DECIMAL.fullmatch(text)
        return [found[1] if found else text]

    def _usable(self, number: str) -> bool:
        if not _counts(number) or _MANGLED.fullmatch(number):
            return False
        return squeeze(number) not in self._none

    def _fits(self, number: str) -> bool:
        number, _ = self._parted(CaseNumber(number.upper()))
        return any(pattern.fullmatch(number) for pattern in self._patterns)

    def _parted(self, number: CaseNumber) -> tuple[CaseNumber, str]:
        found = _SUFFIXED.fullmatch(number) if "-" in number else None
        if found and any(pattern.fullmatch(found[1]) for pattern in self._patterns):
            return CaseNumber(found[1]), found[2].zfill(2)
        return number, ""


def squeeze(word: str) -> str:
    """A word that may mean "none", for comparison: upper case, single blanks."""
    return " ".join(word.upper().split())
