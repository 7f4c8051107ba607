"""Find the words of another law or another state in what is printed under one law."""

import re
from collections.abc import Mapping
from functools import lru_cache


def first_foreign(text: str, foreign: Mapping[str, str]) -> tuple[int, str, str] | None:
    """The first foreign word in a text: its index, the word, and its law or state.

    Args:
        text: Any words; capitals and the kind of white space do not count.
        foreign: Word -> its law or state: "Superior Court" -> "California".
    """
    if not foreign:
        return None
    match = _any_of(tuple(sorted(foreign))).search(text)
    if match is None:
        return None
    said = _plain(match[0])
    whose = next(of for word, of in foreign.items() if _plain(word) == said)
    return match.start(), " ".join(match[0].split()), whose


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold()


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    either = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return re.compile(rf"(?<![\w.])(?:{either})(?!\w)", re.IGNORECASE)
