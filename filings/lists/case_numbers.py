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
# A spreadsheet's doing: digits are lost, or a number has become a day.
_MANGLED = re.compile(r"\d(?:\.\d+E\+?|E\+)\d+|\d{4}-\d\d-\d\d(?: 00:00:00)?|#+", re.IGNORECASE)


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
        if text in self._none:
            return []
        # The common case: one plain number.
        if text.isalnum() and text.isascii() and text.upper() not in self._none:
            return [CaseNumber(text)]
        pieces = _JOINT.split(text) if _JOINT.search(text) else (text,)
        usable = (number for piece in pieces if self._usable(number := clean(piece)))
        return [CaseNumber(number) for number in dict.fromkeys(usable)]

    def _usable(self, number: str) -> bool:
        return squeeze(number) not in self._none and not _MANGLED.fullmatch(number)

    def _parted(self, number: CaseNumber) -> tuple[CaseNumber, str]:
        found = _SUFFIXED.fullmatch(number) if "-" in number else None
        if found and any(pattern.fullmatch(found[1]) for pattern in self._patterns):
            return CaseNumber(found[1]), found[2].zfill(2)
        return number, ""


def squeeze(word: str) -> str:
    """A word that may mean "none", for comparison: upper case, single blanks."""
    return " ".join(word.upper().split())
