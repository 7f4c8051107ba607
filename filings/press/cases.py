"""Floor 3. One case in, its own PDF out: laid out once for all cases alike but for marked words.

The document of a case is composed in full by Jinja, always. What is left when its marked words
(`data-fill="..."`) are taken out is its *skeleton*; cases with the same skeleton have the same
pages but for those words. So the first of them is laid out by WeasyPrint, and from what was painted
a `CaseForm` is kept: the finished file, with a gap for each word. The others are printed by filling
the gaps and writing the file anew around them: a page's drawing, its checksum, the table of places.

A word that does not fit its line, or that only the shaper can set, is not filled: that case is
laid out by WeasyPrint alone. What a case's file holds never depends on the cases before it.
"""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filings.press import fonts
from filings.press.file import File
from filings.press.marks import (
    FOLIO,
    Mark,
    find_marks,
    make_known,
    told_twice,
    without_words,
    words_of,
)
from filings.press.painted import after_painting
from filings.press.tree import as_bytes

OF_THE_COURT = frozenset({"court", "department", "footer"})
"""Words that are the same in all cases of a court, and so are left where they are."""

# What a form's typeface is made ready to show besides its own text: letters of English and, in
# forms kept apart, of the other languages written in Latin letters, Vietnamese among them.
PLAIN = frozenset(string.printable[:95])
LATIN = PLAIN | {chr(n) for r in ((0xA0, 0x180), (0x1EA0, 0x1EFA)) for n in range(*r)}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A composed document without its words, and the words."""

    text: str
    words: Mapping[str, str]
    letters: frozenset[str]  # the repertoire that has all of them; empty when none has

    @classmethod
    def of(cls, composed: str) -> "Skeleton":
        """Take the marked words out of a composed document."""
        words = {n: text for n, text in words_of(composed).items() if n not in OF_THE_COURT}
        used = set().union(*words.values())
        letters = next((known for known in (PLAIN, LATIN) if used <= known), frozenset())
        # White space that only the layout folds, or words that stand for one another.
        if told_twice(composed) or any(t != " ".join(t.split()) for t in words.values()):
            letters = frozenset()
        return cls(without_words(composed, OF_THE_COURT), words, letters)


@dataclass(slots=True)
class _Sheet:
    gaps: list[Mark] = field(default_factory=list)
    stream: Any = None
    number: int = 0  # of the content stream's object
    operators: list[bytes] = field(default_factory=list)


class CaseForm:
    """The pages of all cases that share a skeleton."""

    def __init__(self, letters: frozenset[str]) -> None:
        """Begin a form whose words may use `letters`."""
        self._letters = letters
        self._sheets: list[_Sheet] = []
        self._sound = True
        self.pages = 0
        self.rows: dict[str, int] = {}  # id of a row -> 1-based page

    def watch(self, pages: Sequence[Any]) -> None:
        """Look on while WeasyPrint paints the first case."""
        self.pages = len(pages)
        self.rows = {name: n for n, page in enumerate(pages, 1) for name in page.anchors}
        for page in pages:
            after_painting(page, self._note)

    def _note(self, page: Any, stream: Any) -> None:
        sheet = _Sheet(stream=stream)
        seen: set[str] = set()
        for name, mark in find_marks(page, stream):
            if name == FOLIO or name in OF_THE_COURT:
                continue
            if mark is None or name in seen:  # it may be on two lines
                self._sound = False
                continue
            seen.add(name)
            sheet.gaps.append(mark)
        self._sheets.append(sheet)
        if len(self._sheets) == self.pages:
            self._make_ready(stream)

    def _make_ready(self, stream: Any) -> None:
        faces = {gap.face for sheet in self._sheets for gap in sheet.gaps}
        for font in stream._fonts.values():
            face = fonts.file_of(font.family, font.weight, font.style)
            if face in faces:
                held = [char for char in self._letters if fonts.stands_alone(char, face)]
                make_known(font, "".join(held), face)
            # In one order, whichever case came first.
            font.to_unicode = dict(sorted(font.to_unicode.items()))
            font.widths = dict(sorted(font.widths.items()))

    def keep(self, pdf: Any) -> None:
        """Keep what WeasyPrint painted, all but the drawings that have gaps."""
        drawings = {}
        for sheet in self._sheets:
            sheet.number = sheet.stream.number
            sheet.operators = [as_bytes(operator) for operator in sheet.stream.stream]
            if sheet.gaps:
                drawings[sheet.number] = sheet
        self._file = File(pdf, apart=set(drawings))

    def print(self, words: Mapping[str, str]) -> bytes | None:
        """The file of one case; None when a word does not fit, or the form cannot be filled."""
        if not self._sound:
            return None
        drawings: dict[int, bytes] = {}
        for sheet in self._sheets:
            if not sheet.gaps:
                continue
            operators = list(sheet.operators)
            for gap in sheet.gaps:
                text = words[gap.name]
                if not gap.takes(text):
                    return None
                gap.write(operators, text)
            drawings[sheet.number] = b"\n".join(operators)
        return self._file.around(drawings)
