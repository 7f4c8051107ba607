"""Find the words that a template marks as changing from one document to the next.

An element with `data-fill="name"` holds such words, one with `data-number="name"` a number. If two
documents are equal with their marked words blanked, they differ in those words alone.
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
    """The marked words of a piece of HTML: name -> words."""
    return {match["name"]: html.unescape(match["text"]) for match in _MARKED.finditer(composed)}


def tags_of(composed: str) -> dict[str, str]:
    """The tags that mark words: name of the words -> tag."""
    return {
        match["name"]: composed[match.start() : match.start("text")]
        for match in _MARKED.finditer(composed)
    }


def told_twice(composed: str) -> bool:
    """Whether one name marks two different texts, so that neither can be exchanged."""
    words = {(match["name"], html.unescape(match["text"])) for match in _MARKED.finditer(composed)}
    return len(words) > len(dict(words))


def blanked(
    composed: str,
    kept: Collection[str] = (),
    lines: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The HTML with its marked words blanked, except those named in `kept`.

    Documents that are laid out alike have the same result. `lines` has blanks of several lines.
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
    """The blank for marked words in layout; for a number, as many zeros."""
    return _DIGIT.sub("0", text) if kind == "number" else "0" if text else ""
