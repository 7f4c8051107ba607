"""Print cases that differ only in words from one finished file with gaps.

The document of a case is composed in full by Jinja, always. What WeasyPrint makes of it with blanks
in place of its marked words (page_cache.py) serves every case that is otherwise alike: another
name, another court. A `CaseForm` is the finished file of such pages with a gap for each marked
word. A case is printed by filling the gaps and writing anew only what depends on them: the pages'
content streams, a checksum and the cross-references.
"""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filings.compose import fonts
from filings.render.pdf_writer import PdfFile
from filings.render.reuse.fields import FOLIO, PageField, make_known
from filings.render.reuse.page_template import PageTemplate
from filings.render.structure_tree import as_bytes, packed
from filings.render.weasyprint_internals import fonts_of

# The letters that a form's fonts hold besides those of its own text: English and, in separate
# forms, other languages in Latin letters, Vietnamese among them.
PLAIN = frozenset(string.printable[:95]) | frozenset("\u2018\u2019\u201c\u201d\u2013\u2014")
LATIN = PLAIN | {chr(n) for r in ((0xA0, 0x180), (0x1EA0, 0x1EFA)) for n in range(*r)}


def alphabet(words: Mapping[str, str]) -> frozenset[str]:
    """The letters that a form must show to be filled with these words."""
    used = frozenset().union(*words.values()) - {"\n"}
    return next((known for known in (PLAIN, LATIN) if used <= known), used)


@dataclass(slots=True)
class _Drawing:
    """A page's content stream, and its gaps."""

    gaps: list[PageField]
    stream: Any
    start: int  # index of the page's first operator
    number: int = 0  # of the content stream's object
    operators: list[bytes] = field(default_factory=list)
    last: tuple[list[str], bytes] = ([], b"")  # words, and the stream that holds them

    def stream_with(self, words: list[str]) -> bytes:
        """The compressed stream with these words; often the same as for the case before."""
        if words != self.last[0]:
            operators = list(self.operators)
            for gap, text in zip(self.gaps, words, strict=True):
                gap.write(operators, text, self.start)
            self.last = words, packed(b"\n".join(operators))
        return self.last[1]


class CaseForm:
    """The file for all cases that share pages, with gaps for their words."""

    def __init__(self, sheets: Sequence[PageTemplate], letters: frozenset[str]) -> None:
        """Prepare a form of these pages for words written with `letters`."""
        self._sheets = sheets
        self._letters = letters
        self._drawings: list[_Drawing] = []
        self.pages = len(sheets)
        # Id of a row -> 1-based page.
        self.rows = {name: n for n, sheet in enumerate(sheets, 1) for name in sheet.anchors}

    def stamped(self) -> list[Any]:
        """The pages to paint, once for the form."""
        return [sheet.stamped({}, self._note) for sheet in self._sheets]

    def _note(self, sheet: PageTemplate, stream: Any, start: int) -> None:
        gaps = [mark for mark in sheet.marks if mark.name != FOLIO]
        self._drawings.append(_Drawing(gaps, stream, start))
        if len(self._drawings) == self.pages:
            self._make_ready(stream)

    def _make_ready(self, stream: Any) -> None:
        faces = {gap.font: gap.face for drawing in self._drawings for gap in drawing.gaps}
        for key, face in faces.items():
            font = fonts_of(stream)[key]
            held = sorted(char for char in self._letters if fonts.stands_alone(char, face))
            make_known(font, "".join(held), face)

    def keep(self, pdf: Any) -> None:
        """Keep the painted PDF, except the content streams with gaps."""
        for drawing in self._drawings:
            drawing.number = drawing.stream.number
            drawing.operators = [as_bytes(operator) for operator in drawing.stream.stream]
        self._drawings = [drawing for drawing in self._drawings if drawing.gaps]
        self._file = PdfFile(pdf, apart={drawing.number for drawing in self._drawings})

    def print(self, words: Mapping[str, str]) -> bytes:
        """The file of one case, whose words must fit (`PageTemplate.misfits`)."""
        return self._file.around(
            {
                drawing.number: drawing.stream_with([words[gap.name] for gap in drawing.gaps])
                for drawing in self._drawings
            }
        )
