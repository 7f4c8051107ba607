"""Make the id of a conviction: a keyed hash, the same from every list that says the same.

Two versions: ids stand in ledgers of earlier runs, so how one was made must never change. A run's
manifest names its version (`conviction_id`); what is compared, and not hashed, is folded elsewhere
(`model.compare_names`, `matching.record`) and may learn.
"""

import re
import unicodedata

from filings.model.case_number import fold_count, place_in_row
from filings.model.entries import Entry, Name
from filings.model.identifiers import ConvictionId, CourtId
from filings.model.keyed_hash import KeyedHash

VERSION = 2
"""Of the ids that this program makes; a manifest that names none is of version 1."""

_BREAKS = re.compile(r"[\s-]+")
_MARKS = re.compile(r"[^\w\x1e]|_")
_SIGNS = re.compile(r"[\W_]+")
_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ɖ": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ß": "ss"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng", "ə": "e"}
)


def is_identified(entry: Entry) -> bool:
    """Whether an entry tells enough for an id: a section, and a count's number or a day."""
    return bool(entry.statute and (_counted(entry) or entry.convicted_on))


def identify(entry: Entry, county: str, number: str, key: KeyedHash) -> ConvictionId:
    """The id of a conviction, version 2: 24 hex digits that nobody can read back.

    It is made of county, case number, defendant, section and count, and of the day only where no
    count is told: a court that moved or a day that was corrected leaves it as it was.

    Args:
        entry: One that `is_identified`.
        county: The id of the county.
        number: The case number as lists are joined by it (`case_number.NumberKeys`).
        key: The office's secret.
    """
    statute, name = entry.statute, entry.name
    assert statute is not None
    numbered = _counted(entry)
    if not numbered:
        assert entry.convicted_on is not None
    parts = (
        "2",
        county,
        number,
        "\x1e".join(map(_fold, (name.last, name.first, name.middle, name.suffix))) if name else "",
        entry.defendant_suffix.upper(),
        f"{'664/' if statute.attempt else ''}{statute.code} {statute.section}",
        statute.subdivision,
        numbered or _told_apart(entry.count_key),
        "" if numbered or not entry.convicted_on else entry.convicted_on.isoformat(),
    )
    return ConvictionId(key.of("\x1f".join(parts))[:24])


def identify_first(entry: Entry, court: CourtId, key: KeyedHash) -> ConvictionId:
    """The id of version 1, of a conviction heard in `court`; to recognise earlier runs by.

    The entry needs a statute, a case number and a day.
    """
    statute, day = entry.statute, entry.convicted_on
    assert statute is not None
    assert day is not None
    assert entry.case_number is not None
    number = entry.case_number.upper()
    parts = (
        court,
        number if number.isalnum() else _BREAKS.sub("", number),
        _normal(entry.name) if entry.name else "",
        entry.defendant_suffix.upper(),
        f"{statute.code} {statute.section} {statute.subdivision}",
        entry.count or _told_apart(entry.count_key),
        day.isoformat(),
    )
    return ConvictionId(key.of("\x1f".join(parts))[:24])


def _counted(entry: Entry) -> str:
    """What numbers the count, wherever its row stands; "" when nothing does."""
    key = entry.count_key
    return fold_count(entry.count) or (key if place_in_row(key) is None else "")


def _told_apart(count_key: str) -> str:
    """What stands for the number of a count that has none: the line of a row is no part of it."""
    in_row = place_in_row(count_key)
    if in_row is None:
        return count_key
    return f"/{in_row[1]}" if in_row[1] > 1 else ""


def _normal(name: Name) -> str:
    """A name in an id of version 1: case, accents, blanks and marks do not count."""
    whole = f"{name.last}\x1e{name.first}\x1e{name.middle}\x1e{name.suffix}"
    plain = whole if whole.isascii() else unicodedata.normalize("NFKD", whole)
    return _MARKS.sub("", plain.casefold())


def _fold(text: str) -> str:
    """A name's part in an id of version 2: plain small letters, and nothing else."""
    if text.isascii():
        return text.lower() if not text or text.isalpha() else _SIGNS.sub("", text.lower())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = (letter for letter in plain if unicodedata.category(letter) != "Lm")
    return _SIGNS.sub("", "".join(letters).translate(_LETTERS))
