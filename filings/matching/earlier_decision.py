"""Define a decision made before this run, and which words of a list tell that a court granted it.

An earlier run included it, a court granted relief, the office struck it. Nothing here does anything
but fold spellings; what follows from a decision is told in matching/compare_decisions.py.
"""

import datetime as dt
import re
from collections.abc import Mapping
from enum import StrEnum

from filings.model.entries import Granted, Level, Name, Statute
from filings.model.frozen_dataclass import frozen_dataclass


class Kind(StrEnum):
    """Who decided."""

    INCLUDED = "included"  # an earlier run: it stands in a packet of that run
    GRANTED = "granted"  # a court
    STRUCK = "struck"  # the office, or the judge


@frozen_dataclass
class Decision:
    """What one line of a ledger or a list says was decided; "" and None where it is silent."""

    kind: Kind
    source: int  # 0-based place among the runs and lists that were given
    line: int
    where: str  # in words: "line 7 of granted list 1"
    id: str = ""  # the conviction's, as a run of ours gave it
    unread: str = (
        ""  # what it tells in words that are not understood: "its court is not understood"
    )
    shared: bool = False  # two people of one name share this id
    number: str = ""  # as lists are joined by it
    court: str = ""  # id of the court, when the line names one
    suffix: str = ""
    statute: Statute | None = None
    count: str = ""
    level: Level = Level.UNKNOWN
    born_on: dt.date | None = None
    convicted_on: dt.date | None = None
    name: Name | None = None
    persons: tuple[str, ...] = ()  # exact keys of the person, hashed
    granted: Granted | None = None  # None: the words are not known to us
    words: str = ""  # what was granted, as written
    ordered_on: dt.date | None = None  # by an order of this day


def what_was_granted(
    text: str, meanings: Mapping[str, Granted], synonyms: Mapping[str, str]
) -> Granted | None:
    """What a list's words for the relief come to; None when any word of them is not known.

    The order of the words does not count, but a "not" belongs to the word behind it. "Dismissed and
    sealed, H&S 11361.8(f)" has the same words as "SEALED DISMISSED 11361.8"; one more word, and
    nobody believes it.
    """
    wanted = _words(text, synonyms)
    known = {_words(phrase, synonyms): meaning for phrase, meaning in meanings.items()}
    return known.get(wanted) if wanted else None


def _words(text: str, synonyms: Mapping[str, str]) -> frozenset[str]:
    # Subdivisions fall away: the relief of 11361.8 is that of its subdivisions (e) and (f).
    plain = re.sub(r"\(\w+\)", " ", text.upper())
    words = re.findall(r"\d+(?:\.\d+)?|[A-Z]+", plain)
    said = filter(None, (synonyms.get(word, word) for word in words))
    return frozenset(re.sub(r"\bNOT (?=\S)", "NOT-", " ".join(said)).split())
