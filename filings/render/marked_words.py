"""Find the words that a template marks as changing from one document to the next.

An element with `data-fill="name"` holds words, one with `data-number="name"` a number. Two
documents that are equal when all marked words are blank differ in those words alone.
"""

import html
import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

_MARKED = re.compile(
    r'<(?P<tag>\w+)[^>]* data-(?P<kind>fill|number)="(?!rows")(?P<name>[\w-]+)"'
    r'[^<>"\']*(?:"[^<>"]*"[^<>"\']*)*>'
    r"(?P<text>[^<]*)</(?P=tag)>"
)
_DIGIT = re.compile(r"\d")


def words_of(composed: str) -> dict[str, str]:
    """The marked words of a piece of HTML, by name."""
    return {match["name"]: html.unescape(match["text"]) for match in _MARKED.finditer(composed)}


def tags_of(composed: str) -> dict[str, str]:
    """The tags that mark words, by the name of the words."""
    return {
        match["name"]: composed[match.start() : match.start("text")]
        for match in _MARKED.finditer(composed)
    }


def told_twice(composed: str) -> bool:
    """Whether two different words are marked with one name, so that neither can be exchanged."""
    words = {(match["name"], html.unescape(match["text"])) for match in _MARKED.finditer(composed)}
    return len(words) > len(dict(words))


def blanked(
    composed: str,
    kept: Collection[str] = (),
    lines: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The same HTML with blanks for its marked words, but for those `kept`, by name.

    It is one for all documents that are laid out alike. `lines` has blanks of several lines.
    """

    def blank(match: re.Match[str]) -> str:
        if match["name"] in kept:
            return match[0]
        text = lines.get(match["name"])
        return _holding(match, blank_for(match["kind"], match["text"]) if text is None else text)

    return _MARKED.sub(blank, composed)


def _holding(match: re.Match[str], text: str) -> str:
    whole, start = match[0], match.start()
    return whole[: match.start("text") - start] + text + whole[match.end("text") - start :]


def blank_for(kind: str, text: str) -> str:
    """What stands for marked words while a page is laid out: of a number, as many zeros."""
    return _DIGIT.sub("0", text) if kind == "number" else "0" if text else ""
