"""Read the cell that says which counts, or how many, a row holds.

"1", "01", "COUNT 1", "II" and "1A" are one count; "1, 2", "CTS 1-3" and "COUNTS 1 AND 2" are as
many as they name, "x2" and "TWO COUNTS" as many as they say. Anything else is not understood.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from filings.lists.dispositions import narrowed
from filings.lists.person_names import clean

MOST = 99  # counts that one row may stand for
_LONGEST = 500  # characters of a cell
_KEPT = 1 << 14
_SPELT = """
ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN
SEVENTEEN EIGHTEEN NINETEEN TWENTY
"""
_NUMBERS = {word: str(number) for number, word in enumerate(_SPELT.split(), 1)}
_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_TIMES = str.maketrans("×*", "XX")  # of a multiplier only: "**" is no XX
_BETWEEN = re.compile(r"\s*[,;|&+]\s*(?:AND\s+)?|\s+AND\s+", re.IGNORECASE)
# How a count is named: 1, 2A, A, II, "1 of 2". Four digits and more are something else.
_DIGITS = re.compile(r"0*([1-9]\d{0,2})(?:\.0+)?")
# (Not "2X": that may be how many there are.)
_LETTERED = re.compile(
    r"0*[1-9]\d{0,2}[A-WYZ]|[A-WYZ]\d{0,2}|(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})", re.IGNORECASE
)
_OF = re.compile(r"0*([1-9]\d?) OF 0*([1-9]\d?)", re.IGNORECASE)
_RANGE = re.compile(
    r"0*([1-9]\d{0,2})\s*(?:-|\s(?:TO|THRU|THROUGH)\s)\s*0*([1-9]\d{0,2})", re.IGNORECASE
)


class CountsCell(NamedTuple):
    """What a cell says of the count."""

    numbers: tuple[str, ...] = ()  # each count's number; none when they have none
    times: int = 1  # how many counts there are, when they have no numbers
    rest: str = ""  # the part that was not understood


_NOTHING = CountsCell()


class CountCells:
    """Reads the cells of a column of counts."""

    def __init__(self, words: Iterable[str], unstated: Iterable[str]) -> None:
        """Take the words that may stand before a count, and those that say nothing."""
        known = sorted(words, key=len, reverse=True)
        any_of = "|".join(map(re.escape, known)) or r"(?!)"
        several = "|".join(re.escape(word) for word in known if word.endswith("S")) or r"(?!)"
        spelt = "|".join(_NUMBERS)
        self._unstated = {*unstated, ""}
        self._word = re.compile(
            rf"(?:(?:{any_of})(?![A-Z])\.?\s*[:#]?|#)\s*(?:NO\.?\s+)?(?=[A-Z\d])", re.IGNORECASE
        )
        self._times = re.compile(
            rf"\(?(?:X\s*(?P<after>\d{{1,2}})"
            rf"|(?P<before>0*[1-9]\d?|{spelt})\s*(?:{several})\.?"
            rf"|(?P<one>0*1|ONE)\s+(?:{any_of})\.?)\)?",
            re.IGNORECASE,
        )
        self.read = lru_cache(_KEPT)(self._read)

    def _read(self, text: str) -> CountsCell:
        """The counts that a cell names."""
        text = clean(_unguarded(text.strip()).replace("\n", "; "))
        if text.upper() in self._unstated:
            return _NOTHING
        if len(text) > _LONGEST:
            return CountsCell(rest=text[:_LONGEST])
        plain = narrowed(text).translate(_SIGNS)
        if match := self._times.fullmatch(plain.translate(_TIMES)):
            said = (match["after"] or match["before"] or match["one"]).upper()
            times = int(_NUMBERS.get(said, said))
            return CountsCell(times=times) if 1 <= times <= MOST else CountsCell(rest=text)
        numbers: list[str] = []
        rest = []
        for piece in _BETWEEN.split(plain):
            named = self._named(piece)
            numbers += named
            if not named:
                rest.append(piece or text)
        if rest or len(numbers) > MOST or len(set(numbers)) < len(numbers):
            return CountsCell(rest="; ".join(rest) or text)
        return CountsCell(tuple(numbers))

    def _named(self, piece: str) -> list[str]:
        """The counts that one piece of a cell names."""
        piece = self._word.sub("", piece, count=1) if self._word.match(piece) else piece
        if match := _DIGITS.fullmatch(piece):
            return [match[1]]
        if piece.upper() in _NUMBERS:
            return [_NUMBERS[piece.upper()]]
        if match := _OF.fullmatch(piece):
            return [f"{match[1]} of {match[2]}"] if int(match[1]) <= int(match[2]) else []
        if match := _RANGE.fullmatch(piece):
            first, last = int(match[1]), int(match[2])
            return [str(n) for n in range(first, last + 1)] if 0 < last - first < MOST else []
        return [piece] if piece and piece.isascii() and _LETTERED.fullmatch(piece) else []


def _unguarded(text: str) -> str:
    """A cell without what keeps a spreadsheet from calculating it: ="1" and '1."""
    if text.startswith('="') and text.endswith('"'):
        return text[2:-1]
    return text[1:] if text.startswith("'") else text
