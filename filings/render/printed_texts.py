"""Keep the text of a printed document before its schedule, so that `verify` can check the file.

A document's text is its paragraphs in order, with a gap where words change from one document to the
next. Documents of a kind so have one text, which the manifest holds once, by its key.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from filings.compose.blanks import without_schedule
from filings.render.marked_words import blanked

GAP = "\u2026"
"""Stands in a text for words that differ between documents."""

_PARAGRAPHS = frozenset(
    (
        *("article", "blockquote", "body", "caption", "dd", "div", "dl", "dt", "figure", "footer"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "nav", "ol", "p", "section"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_UNSEEN = frozenset(("head", "script", "style", "template", "title"))
_EMPTY = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "wbr"))
_MOST = 500


@dataclass(frozen=True, slots=True)
class PrintedText:
    """The text before the schedule, which documents of a kind share."""

    key: str  # the beginning of its SHA-256
    paragraphs: tuple[tuple[str, str], ...]  # name of the required passage or "", words


class PrintedTexts:
    """Reads the texts of composed documents; documents that are alike are read once."""

    def __init__(self, folders: Sequence[object]) -> None:
        """`folders` has the templates; with an office's own, only required passages are kept.

        Required passages are surely on the pages; a style sheet may hide anything else.
        """
        self._all = len(folders) == 1
        self._known: OrderedDict[str, PrintedText] = OrderedDict()

    def of(self, composed: str) -> PrintedText:
        """The text of a composed document."""
        alike = blanked(without_schedule(composed))
        if (known := self._known.get(alike)) is None:
            known = self._known[alike] = self._read(alike)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return known

    def _read(self, front: str) -> PrintedText:
        reader = _Reader()
        reader.feed(front)
        reader.close()
        paragraphs = tuple(each for each in reader.paragraphs if self._all or each[0])
        digest = hashlib.sha256(json.dumps(paragraphs).encode()).hexdigest()
        return PrintedText(digest[:16], paragraphs)


class _Reader(HTMLParser):
    """The paragraphs of a document, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[tuple[str, str]] = []
        self._open: list[tuple[str, str, bool, bool]] = []  # tag, passage, changing, hidden
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if tag in _EMPTY:
            self._words.append(" ")
            return
        said = dict(attrs)
        if tag in _PARAGRAPHS:
            self._end_paragraph()
        _, passage, changing, unseen = self._open[-1] if self._open else ("", "", False, False)
        changing = changing or bool(said.get("data-fill") or said.get("data-number"))
        if changing:
            self._words.append(GAP)
        self._open.append(
            (tag, said.get("data-required") or passage, changing, unseen or tag in _UNSEEN)
        )

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if tag in _EMPTY:
            return
        if tag in _PARAGRAPHS:
            self._end_paragraph()
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Take the words of an element that is visible and does not change."""
        if self._open and not (self._open[-1][2] or self._open[-1][3]):
            self._words.append(data)

    def _end_paragraph(self) -> None:
        text = " ".join("".join(self._words).split())
        self._words.clear()
        if any(character.isalnum() for character in text) and self._open:
            self.paragraphs.append((self._open[-1][1], text))
