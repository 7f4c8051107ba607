"""Normalise case numbers for joining lists, and make sort keys for the order of a schedule.

A schedule is sorted by case number as people read it, then by defendant and count, so that the
order of the list does not matter.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from filings.model.conviction import Conviction

_SIGNS = re.compile(r"[\W_]+")
_PIECES = re.compile("[0-9]+|[^0-9]+")


def conviction_sort_key(conviction: Conviction) -> bytes:
    """The sort key of a conviction within its packet."""
    return (
        number_sort_key(conviction.case_number)
        + defendant_sort_key(conviction)
        + number_sort_key(conviction.count)  # "2" before "10"
        + _texts(
            conviction.statute.short,
            conviction.convicted_on.isoformat(),
            conviction.id,
        )
    )


def folded(case_number: str) -> str:
    """A case number without signs and blanks, by which lists are joined: "ba-097 736" is BA097736.

    Numbers that fold alike may be the same case.
    """
    return (case_number if case_number.isalnum() else _SIGNS.sub("", case_number)).upper()


class NumberKey(NamedTuple):
    """The form of a case number by which lists are joined."""

    key: str  # "VA160933" for "DOWVA160933" and "va-160933"; "" for none
    known: bool  # it has a form that the county uses, so signs in it mean nothing


class NumberKeys:
    """Folds case numbers by the forms that a county uses."""

    def __init__(self, forms: Iterable[str]) -> None:
        """Take each form as a regular expression; its group "number", if any, is the key."""
        self._fits = [re.compile(form).fullmatch for form in forms]
        self.read = lru_cache(1 << 14)(self._read)

    def key(self, number: str) -> str:
        """The key by which lists are joined; "" for none."""
        return self.read(number).key

    def _read(self, number: str) -> NumberKey:
        plain = folded(number)
        for fits in self._fits:
            if style := fits(plain):
                return NumberKey(style.groupdict().get("number") or plain, True)
        return NumberKey(plain, False)


@lru_cache(maxsize=8)
def number_keys(forms: tuple[str, ...]) -> NumberKeys:
    """The `NumberKeys` for these forms, one for all callers: each number is folded once."""
    return NumberKeys(forms)


def fold_count(count: str) -> str:
    """A count's number without leading zeros: "02A" is "2a"."""
    return count.casefold().lstrip("0")


def number_sort_key(case_number: str) -> bytes:
    """A case number as a person reads it: digits compare as numbers, "9CJ" before "10CJ"."""
    pieces = b""
    for piece in _PIECES.findall(case_number):
        if piece[0] in "0123456789":
            digits = piece.lstrip("0").encode()
            pieces += b"\1" + len(digits).to_bytes(4, "big") + digits
        else:
            pieces += b"\2" + _texts(piece)
    return pieces + b"\0"


def defendant_sort_key(conviction: Conviction) -> bytes:
    """The sort key of a defendant: the suffix of the number, then the name."""
    listed = conviction.name.listed if conviction.name else ""
    return _texts(conviction.defendant_suffix, listed)


def _texts(*texts: str) -> bytes:
    # UTF-8 sorts as the characters do; the zero byte ends each before anything longer.
    return "\0".join((*texts, "")).encode("utf-8", "surrogatepass")


_IN_ROW = re.compile(r"row:(\d+\.\d+)/(\d+)")


def key_in_row(number: int, line: int, nth: int) -> str:
    """A key for a count that a row states without its number, as two in "11358 HS x2".

    It only keeps the counts of one row apart.
    """
    return f"row:{number}.{line}/{nth}"


def place_in_row(count_key: str) -> tuple[str, int] | None:
    """The row and the place in it of such a key; None for a list's own key."""
    match = _IN_ROW.fullmatch(count_key) if count_key.startswith("row:") else None
    return (match[1], int(match[2])) if match else None
