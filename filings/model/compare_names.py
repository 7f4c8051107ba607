"""Fold names for comparison, and decide whether two spellings may be of one person.

All comparisons and look-ups of names fold them here, so that they agree. Names to be hashed are
folded by rules that never change, in `matching.conviction_id` and `lists.person_keys`.

Similar names never prove that two people are one; they only forbid treating them as two.
"""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose into a letter and an accent.
_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ɖ": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ß": "ss"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng", "ə": "e"}
)
_SIGNS = re.compile(r"[\W_]+")
_BETWEEN = re.compile(r"[\s\-\N{HYPHEN}-\N{EM DASH}/,]+")  # parts a name: "GARCIA-LOPEZ" has two
# In a shorter name one letter more or less makes another name.
_LONG = 4


@lru_cache(maxsize=1 << 14)
def fold_name(text: str) -> str:
    """A name's part without accents, signs, blanks and capitals.

    "De La Cruz" and "DELACRUZ", "O'Brien" and "OBRIEN", "Đặng" and "DANG" are one.
    """
    if text.isascii():
        return _SIGNS.sub("", text.casefold())
    # Twice: some capitals decompose only in lower case.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # U+02BC and its like stand for an apostrophe: a letter to Unicode, a sign to whoever types.
    letters = (letter for letter in plain if unicodedata.category(letter) != "Lm")
    return _SIGNS.sub("", "".join(letters).translate(_LETTERS))


@lru_cache(maxsize=1 << 14)
def name_words(text: str) -> tuple[str, ...]:
    """The words of a name, each folded: "Garcia-Lopez O'Neil" gives garcia, lopez, oneil."""
    return tuple(word for part in _BETWEEN.split(text) if (word := fold_name(part)))


@lru_cache(maxsize=1 << 14)
def is_another_name(one: str, other: str) -> bool:
    """Whether two parts of a name are known and cannot be one, misspelt or shortened."""
    a, b = fold_name(one), fold_name(other)
    if not a or not b or a.startswith(b) or b.startswith(a):
        return False
    if min(len(a), len(b)) >= _LONG and _is_slip(a, b):
        return False
    return not {*name_words(one)} & {*name_words(other)}  # GARCIA LOPEZ and LOPEZ


def is_asked_for(asked: str, *parts: str) -> bool:
    """Whether a name of these parts matches what somebody typed: every word must be in it.

    A name of several words may be typed, or written, as one: "dela cruz" finds DE LA CRUZ.
    """
    written: set[str] = set()
    for words in map(name_words, parts):
        ends = range(1, len(words) + 1)
        written |= {"".join(words[start:end]) for end in ends for start in range(end)}
    return _is_made_of(name_words(asked), written)


def _is_made_of(words: tuple[str, ...], written: set[str]) -> bool:
    """Whether the words, or neighbours of them run together, are all among what is written."""
    reached = {0}
    for end in range(1, len(words) + 1):
        if any("".join(words[start:end]) in written for start in reached):
            reached.add(end)
    return bool(words) and len(words) in reached


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter is changed, lost or added, or two neighbours are swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next(n for n in range(min(len(one), len(other)) + 1) if one[n : n + 1] != other[n : n + 1])
    rest, other_rest = one[at:], other[at:]
    swapped = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return swapped or rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]
