"""Find the names of people in a text, whichever part of a name comes first."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")


class PersonNames:
    """Names as lists have them, last name first: "SPECIMEN, ROBIN A"."""

    def __init__(self, listed: Iterable[str]) -> None:
        """Take the names; one without a comma is not looked for."""
        self._by_two: dict[tuple[str, str], set[tuple[str, ...]]] = {}
        for name in listed:
            last, comma, given = name.partition(",")
            family, first = _words(last), _words(given)[:1]
            for words in ((*family, *first), (*first, *family)) if comma and first else ():
                self._by_two.setdefault((words[0], words[1]), set()).add(words)

    def stand_in(self, text: str, allowed: str = "") -> bool:
        """Whether a name stands in a text more often than in `allowed`, an attorney's name, say."""
        matches = self._all_in(text)
        return bool(matches and matches - self._all_in(allowed))

    def _all_in(self, text: str) -> set[tuple[str, ...]]:
        words = _words(text)
        return {
            name
            for place, two in enumerate(pairwise(words))
            for name in self._by_two.get(two, ())
            if words[place : place + len(name)] == name
        }


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
