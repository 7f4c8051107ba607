"""Read a person's name from a cell; never re-spell it, never change its capitals.

A name is split only where the list itself splits it: at the comma, the slash, the column.
"""

import html
import re
import unicodedata
from functools import lru_cache

from filings.model.entries import Name
from filings.model.identifiers import ReasonCode

_SUFFIX = re.compile(r"(?:JR|SR|II|III|IV|2ND|3RD|4TH)\.?", re.IGNORECASE)
# Joiners shape Arabic and Indic letters; every other invisible character only deceives.
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"

MENDED = ReasonCode("name-mended")
"""The name was written in the codes of a web page, or as another alphabet reads its bytes."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def is_plain(text: str) -> bool:
    """Whether nothing of a name can be in another alphabet, or in the codes of a web page."""
    return text.isascii() and "&" not in text


@lru_cache(maxsize=1 << 14)
def mended(text: str) -> str:
    """A name with the letters that a web page's codes and twice-encoded characters stand for.

    "PE&Ntilde;A" and "PEÃ‘A" are PEÑA. Only what can be nothing else is changed: a code that ends
    in its semicolon, and a text that is UTF-8 as a whole once it is read as Windows wrote it.
    """
    if is_plain(text):
        return text
    for _ in range(2):  # "&amp;ntilde;" was coded twice
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if text.isascii():
        return text
    try:
        once = b"".join(map(_as_windows, text)).decode("utf-8")
    except UnicodeError:
        return text
    return once if once.isprintable() else text


def mending(text: str) -> tuple[ReasonCode, ...]:
    """The remark that a name was mended, where it was."""
    return () if mended(text) == text else (MENDED,)


def _as_windows(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:  # five bytes that Windows leaves undefined
        return character.encode("latin-1")


def clean(text: str) -> str:
    """The text as written, composed (NFC), without padding, control or invisible characters."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return " ".join(composed.split()) if "  " in composed else composed.strip()
    kept = []
    for character in composed:
        category = unicodedata.category(character)
        if category == "Cc":
            kept.append(" " if character in "\t\r\n\v\f\x85" else "")
        elif category != "Cf" or character in _JOINERS:
            kept.append(character)
    return " ".join("".join(kept).split())


def last_first(text: str) -> Name | None:
    """A name written "LAST,FIRST MIDDLE" or "LAST, FIRST MIDDLE, JR".

    Without a comma nobody can say where the last name ends: all of it is the last name.
    """
    written = clean(text)
    last, _, given = written.partition(",")
    return _name(last, *_given(given)) if written.strip(", ") else None


def slashes(text: str) -> Name | None:
    """A name written "LAST/FIRST/MIDDLE", padded or not."""
    parts = [part.strip() for part in clean(text).split("/")]
    last, first, *more = [*parts, ""] if len(parts) == 1 else parts
    return _name(last, first, " ".join(part for part in more if part)) if any(parts) else None


def parts(last: str, first: str, middle: str, suffix: str) -> Name | None:
    """A name whose parts stand in columns of their own."""
    last, first, middle, suffix = clean(last), clean(first), clean(middle), clean(suffix)
    if not (last or first or middle):
        return None
    if not last:
        # Half a name is still somebody: what there is must sort and print.
        return Name(last=" ".join(part for part in (first, middle) if part), suffix=suffix)
    if suffix:
        return Name(last=last, first=first, middle=middle, suffix=suffix)
    return _name(last, first, middle)


def _given(text: str) -> tuple[str, str, str]:
    given, _, behind = text.strip().partition(",")
    first, _, middle = given.strip().partition(" ")
    return first, middle.strip(), behind.strip()


def _name(last: str, first: str, middle: str = "", suffix: str = "") -> Name:
    last, first = last.strip(), first.strip()
    if not last:
        last, first = first, ""
    if not suffix and " " in last:
        head, _, tail = last.rpartition(" ")
        if _SUFFIX.fullmatch(tail):
            last, suffix = head, tail
    if not suffix and len(middle) > 1:
        head, _, tail = middle.rpartition(" ")
        if _SUFFIX.fullmatch(tail):
            middle, suffix = head, tail
    return Name(last=last, first=first, middle=middle, suffix=suffix)
