"""Floor 2. A conviction in, its keyed hash out: the same from every list that tells the same."""

import hmac
import re
import unicodedata
from functools import lru_cache

from filings.docket import ConvictionId, CourtId, Entry, Name

_BREAKS = re.compile(r"[\s-]+")


def identify(entry: Entry, court: CourtId, key: bytes) -> ConvictionId:
    """The id of a conviction heard in `court`: 24 hex digits that nobody can read back.

    The entry needs a statute, a case number and a day.
    """
    assert entry.statute is not None
    assert entry.case_number is not None
    assert entry.convicted_on is not None
    parts = (
        court,
        _BREAKS.sub("", entry.case_number.upper()),
        _normal(entry.name),
        entry.defendant_suffix.upper(),
        f"{entry.statute.code} {entry.statute.section} {entry.statute.subdivision}",
        entry.count or entry.count_key,
        entry.convicted_on.isoformat(),
    )
    return ConvictionId(hmac.digest(key, "\x1f".join(parts).encode(), "sha256").hex()[:24])


@lru_cache(maxsize=1 << 10)
def _normal(name: Name | None) -> str:
    """A name as an identity: case, accents, blanks and marks do not count."""
    if name is None:
        return ""
    parts = (name.last, name.first, name.middle, name.suffix)
    plain = unicodedata.normalize("NFKD", "\x1e".join(parts)).casefold()
    return re.sub(r"[^\w\x1e]|_", "", plain)
