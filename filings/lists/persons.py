"""Floor 2. A list's exact key for a person in, a keyed hash out; nothing can be read back from it.

Two rows are of one person when their exact keys are equal, in this list or in another one.
"""

import datetime as dt
import re
from hashlib import sha256

from filings.docket import Name
from filings.lists.case_numbers import squeeze

_NONE = {"", "0", "X", "-", "NULL", "NONE", "N/A", "#N/A", "NA", "UNK", "UNKNOWN", "NO MATCH"}
# 1.01001E+11: digits are lost, so the key is no longer exact.
_MANGLED = re.compile(r"\d(?:\.\d+E\+?|E\+)\d+", re.IGNORECASE)
_BLOCK = 64  # bytes of a SHA-256 block
_HASH = re.compile(r"[a-z][a-z-]*:[0-9a-f]{32}")


class Persons:
    """Makes person keys under the office's secret."""

    def __init__(self, key: str) -> None:
        # HMAC-SHA256 by its definition (RFC 2104), the padded key hashed once for all rows: a list
        # has several keys a row, and hmac.digest takes three times as long.
        secret = key.encode()
        secret = sha256(secret).digest() if len(secret) > _BLOCK else secret
        padded = secret.ljust(_BLOCK, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in padded))
        # Rows of one person mostly follow each other.
        self._kept: dict[str, tuple[str, str]] = {}

    def key(self, kind: str, value: str) -> str:
        """The kind and the hash, "cii:5f..."; "" when the value is none, or was mangled."""
        kept = self._kept.get(kind)
        if kept and kept[0] == value:
            return kept[1]
        exact = squeeze(value)
        usable = exact not in _NONE and not _MANGLED.fullmatch(exact)
        made = self._hash(kind, exact) if usable else ""
        self._kept[kind] = (value, made)
        return made

    def named(self, name: Name | None, born_on: dt.date | None) -> str:
        """The key of a full name and a birth date together; "" when either is missing."""
        if name is None or born_on is None or not name.first:
            return ""
        listed = f"{name.last}\n{name.first}\n{name.middle}\n{name.suffix}\n{born_on}".upper()
        kept = self._kept.get("name-dob")
        if kept and kept[0] == listed:
            return kept[1]
        made = self._hash("name-dob", listed)
        self._kept["name-dob"] = (listed, made)
        return made

    def made_before(self, value: str) -> str:
        """A key that an earlier run made and wrote into a worklist."""
        return value.strip() if _HASH.fullmatch(value.strip()) else ""

    def _hash(self, kind: str, exact: str) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(f"{kind}\n{exact}".encode("utf-8", "surrogatepass"))
        outer.update(inner.digest())
        return f"{kind}:{outer.hexdigest()[:32]}"
