"""Floor 3. One case in, its own PDF out: laid out once for all cases alike but for marked words.

The document of a case is composed in full by Jinja, always. What is left when its marked words
(`data-fill="..."`) are taken out is its *skeleton*; cases with the same skeleton have the same
pages but for those words. So the first of them is laid out by WeasyPrint, and from what was painted
a `CaseForm` is kept: the finished file, with a gap for each word. The others are printed by filling
the gaps and writing the file anew around them: a page's drawing, its checksum, the table of places.

A word that does not fit its line, or that only the shaper can set, is not filled: that case is
laid out by WeasyPrint alone. What a case's file holds never depends on the cases before it.
"""

import hashlib
import html
import string
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf

from filings.press import fonts
from filings.press.fill import (
    FIELD,
    after_painting,
    as_bytes,
    container,
    text_width,
    typeface,
    walk,
)
from filings.press.typeset import LineBox

# What a form's typeface is made ready to show besides its own text: letters of English and, in
# forms kept apart, of the other languages written in Latin letters, Vietnamese among them.
PLAIN = frozenset(string.printable[:95])
LATIN = PLAIN | {chr(n) for r in ((0xA0, 0x180), (0x1EA0, 0x1EFA)) for n in range(*r)}

_SURE = 0.15  # CSS pixels by which a word must be narrower than its line


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A composed document without its words, and the words."""

    text: str
    words: Mapping[str, str]
    letters: frozenset[str]  # the repertoire that has all of them; empty when none has

    @classmethod
    def of(cls, composed: str) -> "Skeleton":
        """Take the marked words out of a composed document."""
        words = {name: html.unescape(text) for _, name, text in FIELD.findall(composed)}
        used = set().union(*words.values())
        letters = next((known for known in (PLAIN, LATIN) if used <= known), frozenset())
        if any(text != " ".join(text.split()) for text in words.values()):
            letters = frozenset()  # white space that only the layout folds
        bare = FIELD.sub(lambda found: found[0].replace(f">{found[3]}<", "><"), composed)
        return cls(bare, words, letters)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Where a word stands on a page: the operators that set its place and show it."""

    name: str
    show: int
    room: float  # CSS pixels up to the end of the line
    size: float
    face: str  # file name of the typeface


@dataclass(slots=True)
class _Sheet:
    gaps: list[_Gap] = field(default_factory=list)
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
        operators = stream.stream
        at_mark = {
            operand["MCID"]: at
            for at, operand in enumerate(operators)
            if isinstance(operand, pydyf.Dictionary) and "MCID" in operand
        }
        seen: set[str] = set()
        for box, above in walk(page._page_box):
            name = box.element.get("data-fill") if box.element is not None else None
            if box not in stream._tags or not name or name == "folio":
                continue
            at = at_mark[stream._tags[box]["mcid"]]
            gap = _gap(name, operators, at, box, above, stream)
            if gap is None or name in seen:  # of another kind, or on two lines
                self._sound = False
                continue
            seen.add(name)
            sheet.gaps.append(gap)
        self._sheets.append(sheet)
        if len(self._sheets) == self.pages:
            self._make_ready(stream)

    def _make_ready(self, stream: Any) -> None:
        faces = {gap.face for sheet in self._sheets for gap in sheet.gaps}
        for font in stream._fonts.values():
            face = fonts.file_of(font.family, font.weight, font.style)
            if face in faces:
                for char in self._letters:
                    if not fonts.stands_alone(char, face):
                        continue
                    glyph, width = fonts.glyph(char, face)
                    font.to_unicode.setdefault(glyph, char)
                    font.widths.setdefault(glyph, round(width * 1000))
            # In one order, whichever case came first.
            font.to_unicode = dict(sorted(font.to_unicode.items()))
            font.widths = dict(sorted(font.widths.items()))

    def keep(self, pdf: Any) -> None:
        """Keep the file that is about to be closed, all but the drawings that have gaps."""
        drawings = {}
        for sheet in self._sheets:
            sheet.number = sheet.stream.number
            sheet.operators = [as_bytes(operator) for operator in sheet.stream.stream]
            if sheet.gaps:
                drawings[sheet.number] = sheet
        self._file = _File(pdf, set(drawings))

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
                if text_width(text, gap.size, gap.face) > gap.room - _SURE:
                    return None
                codes = "".join([f"{fonts.glyph(char, gap.face)[0]:04x}" for char in text])
                operators[gap.show] = f"<{codes}> Tj".encode()
            drawings[sheet.number] = b"\n".join(operators)
        return self._file.around(drawings)


def _gap(
    name: str, operators: Sequence[Any], at: int, box: Any, above: Sequence[Any], stream: Any
) -> _Gap | None:
    """The gap that a marked word leaves; None when words of another length would move others."""
    end = operators.index(b"EMC", at)
    shows = [n for n in range(at + 1, end) if operators[n].endswith((b" TJ", b" Tj"))]
    line = next((b for b in reversed(above) if isinstance(b, LineBox)), None)
    if len(shows) != 1 or line is None:
        return None
    last = [b for b, _ in walk(line) if b in stream._tags][-1]
    style = box.style
    unkerned = style["font_kerning"] == "none" and style["font_variant_ligatures"] == "none"
    if last is not box or not unkerned or style["text_align_all"] not in ("start", "left"):
        return None
    font, size = typeface(operators, at, end, stream)
    face = fonts.file_of(font.family, font.weight, font.style)
    if face is None:
        return None
    around = container(above)
    room = around.content_box_x() + around.width - box.position_x
    return _Gap(name, shows[0], room, size, face)


class _File:
    """A PDF file as bytes, but for a few streams that are written last."""

    def __init__(self, pdf: Any, apart: set[int]) -> None:
        """Write all of `pdf` but the streams `apart`, by object number."""
        if pdf.info:
            pdf.add_object(pdf.info)
        out = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"]
        at = len(out[0])
        places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        packed: list[tuple[int, bytes]] = []
        for thing in pdf.objects[1:]:
            if thing.number in apart:
                continue
            if thing.compressible:
                packed.append((thing.number, thing.data))
                continue
            places[thing.number] = (1, at, 0)
            out.append(thing.indirect + b"\n")
            at += len(out[-1])
        self._bundle = len(pdf.objects)
        self._table = self._bundle + 1
        starts, offset = [], 0
        for n, (number, data) in enumerate(packed):
            places[number] = (2, self._bundle, n)
            starts.append(b"%d %d" % (number, offset))
            offset += len(data) + 1
        head = b" ".join(starts) + b"\n"
        body = head + b"\n".join(data for _, data in packed)
        entries = b"/Type /ObjStm/N %d/First %d" % (len(packed), len(head))
        places[self._bundle] = (1, at, 0)
        out.append(_stream(self._bundle, body, entries))
        # The table of places: seven bytes for each object; those written last are not known yet.
        self._places = bytearray(7 * (self._table + 1))
        for number, (kind, place, last) in places.items():
            self._places[7 * number : 7 * number + 7] = _place(kind, place, last)
        self._constant = b"".join(out)
        self._digest = hashlib.md5(self._constant, usedforsecurity=False)
        info = b"/Info " + pdf.info.reference if pdf.info else b""
        self._trailer = b"/Root " + pdf.catalog.reference + info

    def around(self, drawings: Mapping[int, bytes]) -> bytes:
        """The whole file, with these streams in it."""
        out = [self._constant]
        at = len(self._constant)
        places = bytearray(self._places)
        digest = self._digest.copy()
        for number, drawing in drawings.items():
            places[7 * number : 7 * number + 7] = _place(1, at, 0)
            out.append(_stream(number, drawing))
            at += len(out[-1])
            digest.update(drawing)
        places[7 * self._table :] = _place(1, at, 0)
        identity = digest.hexdigest().encode()
        entries = b"/Type /XRef/Size %d/W [1 4 2]/ID [<%b> <%b>]" % (
            self._table + 1,
            identity,
            identity,
        )
        out.append(_object(self._table, bytes(places), entries + self._trailer))
        out.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(out)


def _place(kind: int, place: int, last: int) -> bytes:
    return kind.to_bytes(1) + place.to_bytes(4) + last.to_bytes(2)


def _stream(number: int, content: bytes, entries: bytes = b"") -> bytes:
    return _object(number, zlib.compress(content, 6), entries + b"/Filter /FlateDecode")


def _object(number: int, content: bytes, entries: bytes) -> bytes:
    head = b"%d 0 obj\n<<%b/Length %d>>\nstream\n" % (number, entries, len(content))
    return head + content + b"\nendstream\nendobj\n"
