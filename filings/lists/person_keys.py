"""Make a keyed hash of a list's key for a person; nothing can be read back from it.

Two rows are of one person when their exact keys are equal, in this list or in another one.
"""

import datetime as dt
import re
from collections.abc import Iterable

from filings.lists.case_numbers import squeeze
from filings.model.entries import Name
from filings.model.keyed_hash import KeyedHash

# So many equal digits are typed to fill a cell; a person of an office may well have the number 77.
_FILLED = 4
_CII = 8  # digits of a CII number that count: A08675309, 1008675309 and 8675309 are one
# 1.01001E+11: digits are lost, so the key is no longer exact.
_MANGLED = re.compile(r"\d(?:\.\d+E\+?|E\+)\d+", re.IGNORECASE)
_NO_DIGIT = re.compile(r"\D")
_HASH = re.compile(r"[a-z][a-z-]*:[0-9a-f]{32}")


class PersonKeys:
    """Makes person keys under the office's secret."""

    def __init__(self, key: str, unstated: Iterable[str] = ()) -> None:
        """Take the office's secret, and the words that stand in a column and say nothing."""
        self._hash = KeyedHash(key)
        self._unstated = {squeeze(word) for word in unstated}
        # Rows of one person mostly follow each other.
        self._kept: dict[str, tuple[str, str]] = {}

    def key(self, kind: str, value: str) -> str:
        """The kind and the hash, "cii:5f..."; "" when the value is none, or was mangled.

        A filler would be one key for everybody who has none.
        """
        kept = self._kept.get(kind)
        if kept and kept[0] == value:
            return kept[1]
        exact = squeeze(value)
        made = ""
        if self._usable(exact):
            made = self._made(kind, _digits(exact)[-_CII:].zfill(_CII) if kind == "cii" else exact)
        self._kept[kind] = (value, made)
        return made

    def _usable(self, exact: str) -> bool:
        """Whether it is somebody's number: with a digit, and neither a filler nor rounded."""
        digits = _digits(exact)
        if not digits:
            return False
        first = digits[0]
        if digits == first * len(digits) and (first == "0" or len(digits) >= _FILLED):
            return False
        return exact not in self._unstated and (digits is exact or not _MANGLED.fullmatch(exact))

    def named(self, name: Name | None, born_on: dt.date | None) -> str:
        """The key of a full name and a birth date together; "" when either is missing.

        Worklists keep it, so its fold is its own for good; whoever compares names folds them anew.
        """
        if name is None or born_on is None or not name.first:
            return ""
        day = born_on.isoformat()
        listed = f"{name.last}\n{name.first}\n{name.middle}\n{name.suffix}\n{day}".upper()
        kept = self._kept.get("name-dob")
        if kept and kept[0] == listed:
            return kept[1]
        made = self._made("name-dob", listed)
        self._kept["name-dob"] = (listed, made)
        return made

    def made_before(self, value: str) -> str:
        """A key that an earlier run made and wrote into a worklist."""
        return value.strip() if _HASH.fullmatch(value.strip()) else ""

    def _made(self, kind: str, exact: str) -> str:
        text = f"{kind}\n{exact}"
        return f"{kind}:{self._hash.of(text)[:32]}"


def _digits(text: str) -> str:
    return text if text.isdigit() else _NO_DIGIT.sub("", text)
