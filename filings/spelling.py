"""Floor 1. Two spellings of a name in, whether they may be one person's, out.

A likeness never proves that two people are one; it only forbids to say that they are two.
"""

import re
import unicodedata
from functools import lru_cache

_SIGNS = re.compile(r"[\W_]+")
# A letter more or less makes another name of a very short one.
_LONG = 4


@lru_cache(maxsize=1 << 12)
def fold_name(text: str) -> str:
    """A name's part without accents, marks, blanks and capitals."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _SIGNS.sub("", plain)


@lru_cache(maxsize=1 << 12)
def is_another_name(one: str, other: str) -> bool:
    """Whether two parts of a name are known and cannot be one, misspelt or shortened."""
    a, b = fold_name(one), fold_name(other)
    if not a or not b or a.startswith(b) or b.startswith(a):
        return False
    if min(len(a), len(b)) >= _LONG and _is_slip(a, b):
        return False
    return not _words(one) & _words(other)  # GARCIA LOPEZ and LOPEZ


def _words(text: str) -> set[str]:
    return {word for part in _SIGNS.split(text) if (word := fold_name(part))}


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter is changed, lost or added, or two neighbours are swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next(n for n in range(min(len(one), len(other)) + 1) if one[n : n + 1] != other[n : n + 1])
    rest, its = one[at:], other[at:]
    swapped = rest[:2] == its[1::-1] and rest[2:] == its[2:]
    return swapped or rest[1:] == its[1:] or rest[1:] == its or rest == its[1:]
