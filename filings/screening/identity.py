"""Floor 2. A conviction in, its keyed hash out: the same from every list that tells the same."""

import re
import unicodedata

from filings.docket import ConvictionId, CourtId, Entry, Name
from filings.keyed import KeyedHash
from filings.order import place_in_row

_BREAKS = re.compile(r"[\s-]+")
_MARKS = re.compile(r"[^\w\x1e]|_")


def identify(entry: Entry, court: CourtId, key: KeyedHash) -> ConvictionId:
    """The id of a conviction heard in `court`: 24 hex digits that nobody can read back.

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


def _told_apart(count_key: str) -> str:
    """What stands for the number of a count that has none: the line of a row is no part of it."""
    in_row = place_in_row(count_key)
    if in_row is None:
        return count_key
    return f"/{in_row[1]}" if in_row[1] > 1 else ""


def _normal(name: Name) -> str:
    """A name as an identity: case, accents, blanks and marks do not count."""
    whole = f"{name.last}\x1e{name.first}\x1e{name.middle}\x1e{name.suffix}"
    plain = whole if whole.isascii() else unicodedata.normalize("NFKD", whole)
    return _MARKS.sub("", plain.casefold())
