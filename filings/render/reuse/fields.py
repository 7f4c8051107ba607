"""Find marked words on a painted page, and replace them by other words.

Two kinds of words can be exchanged without moving anything else on the page (marked_words.py):

* `data-fill="name"`: words at the end of a line, or alone in it, by any others that fit there;
* `data-number="name"`: a number within a sentence, by another of as many digits, because the
  digits of a face are all equally wide.

Whether anything else would move is decided by the boxes around them (field_safety.py).

Words alone in a paragraph may take several of its lines: a page is laid out for each number of
lines, and a name that breaks into as many is set there. Here such words have a line feed at each
break.

Nothing here shapes text. Most glyphs come from the font's character map, as they do in WeasyPrint
when kerning and ligatures are off. Where a line breaks, and how a line with glyphs of other fonts
looks, WeasyPrint is asked, for that paragraph alone. Coordinates are CSS pixels, as in WeasyPrint's
page drawing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pydyf

from filings.compose import fonts
from filings.render.marked_words import blank_for
from filings.render.reuse.field_safety import floats_of, holds_still
from filings.render.reuse.layout_boxes import container, set_plainly, text_width, typeface
from filings.render.weasyprint_internals import (
    LineBox,
    fonts_of,
    page_box,
    set_in_lines,
    tags_of,
    walk,
)

FOLIO = "folio"
"""The mark of the page number, which is known only when the pages are put together."""

_NUMBER = re.compile(r"[\d,]+")
_BEFORE = {"center": 0.5, "right": 1.0, "end": 1.0}
_SURE = 0.15  # CSS pixels by which words must be narrower than the room for them


@dataclass(frozen=True, slots=True)
class PageField:
    """Marked words on a painted page, and the operators that draw them."""

    name: str
    text: str  # the words on the page
    box: Any  # its text box; None on a page from the disk
    span: range  # indexes of its operators, without those of its tag
    place: int
    show: int
    left: float  # where its text, or the room for it, begins
    baseline: str
    room: float  # width for other words; 0 for a number within a sentence
    align: float  # share of the free room before them: 0, 0.5 or 1
    alone: bool  # alone in a paragraph, which takes as many lines as it needs
    slack: float  # by how much its lines can grow before anything else moves
    size: float
    face: str  # file name of the typeface
    font: Any  # its key among the fonts of a document
    line: int = 0  # index of its line, of the `lines` that its words take
    lines: int = 1

    def _own(self, words: str) -> str:
        return words.split("\n")[self.line] if self.lines > 1 else words

    def knows(self, words: str) -> bool:
        """Whether its face has a glyph for each character, so that no shaping is needed."""
        return _codes(self._own(words), self.face) is not None

    def takes(self, words: str) -> bool:
        """Whether other words fit there without changing the rest of the page."""
        if words.count("\n") != self.lines - 1:
            return False
        text = self._own(words)
        if not self.knows(words):
            return False
        if not self.room:
            return bool(_NUMBER.fullmatch(text)) and blank_for("number", text) == self.text
        if text != " ".join(text.split()):
            return False
        width = text_width(text, self.size, self.face)
        return self._fills(width) and width <= self.room - _SURE

    def _fills(self, width: float) -> bool:
        """Whether words are so wide that nothing of the next line would move up."""
        return self.alone or width >= text_width(self.text, self.size, self.face)

    @property
    def is_blank(self) -> bool:
        """Whether it is unbroken: the layout may have broken its blank into two lines."""
        if self.lines > 1:
            return not self.text.strip("0")
        return self.text == blank_for("fill" if self.room else "number", self.text)

    def broken(self, words: str) -> tuple[str, str] | None:
        """Words with a line feed at each break of the layout, and a blank of as many lines.

        None when they fit in one line, or when only the layout can tell: they are not alone, or
        would break elsewhere with a little less or more room.
        """
        if not (self.alone and words == " ".join(words.split())):
            return None
        less, more = (
            [line.text for line in set_in_lines(words, self.box, room)]
            for room in (self.room - _SURE, self.room + _SURE)
        )
        if less != more or not less[1:]:
            return None
        zeros = int((self.room - _SURE) / text_width("0", self.size, self.face))
        return "\n".join(less), " ".join(["0" * zeros] * len(less))

    def shaped(self, words: str, down: float) -> tuple[Any, float] | None:
        """A text box for words that need other fonts, and how much higher its line is.

        Its place is where WeasyPrint would put it, with its line moved `down` by the lines before.
        None when that is not known, or something else on the page would move.
        """
        text = self._own(words)
        if not self.room or self.align or not text or text != " ".join(text.split()):
            return None
        box, *more = set_in_lines(text, self.box, self.room - _SURE)
        # A line's height is that of the tallest text in it, above and below the baseline.
        lower = box.baseline - self.box.baseline
        if more or down + abs(lower) > self.slack or not self._fills(box.width):
            return None
        box.position_y = self.box.position_y + down + max(lower, 0.0) - lower
        return box, abs(lower)

    def write(self, operators: list[Any], words: str, start: int = 0) -> None:
        """Write words into a content stream whose operators begin at index `start`."""
        text = self._own(words)
        if self.align:
            left = self.left + (self.room - text_width(text, self.size, self.face)) * self.align
            matrix = f"1 0 0 -1 {left:.6f} {self.baseline} Tm".encode()
            operators[start + self.place] = matrix
        operators[start + self.show] = f"<{_codes(text, self.face)}> Tj".encode()

    def prepare(self, document: Mapping[Any, Any], words: str) -> None:
        """Add the characters of the words to the document's font."""
        make_known(document[self.font], self._own(words), self.face)


@lru_cache(maxsize=4_096)
def _codes(text: str, face: str) -> str | None:
    """The glyphs of a text as hexadecimal codes; None when the text needs shaping."""
    known = fonts.glyphs(face)
    try:
        return "".join([f"{known[char][0]:04x}" for char in text])
    except KeyError:
        return None


def make_known(font: Any, text: str, face: str) -> None:
    """Add the glyphs of these characters to a font of a document."""
    for char in text:
        glyph, width = fonts.glyph(char, face)
        font.to_unicode.setdefault(glyph, char)
        font.widths.setdefault(glyph, round(width * 1000))


def field_of(element: Any) -> str:
    """The name of the words that an element marks; "" when it marks none."""
    name: str = element.get("data-fill") or element.get("data-number") or ""
    return name


def find_marks(page: Any, stream: Any) -> Iterator[tuple[str, PageField | None]]:
    """The marked words of a painted page, by name; None for words that cannot be exchanged."""
    operators, tags = stream.stream, tags_of(stream)
    at_mark = {
        operand["MCID"]: at
        for at, operand in enumerate(operators)
        if isinstance(operand, pydyf.Dictionary) and "MCID" in operand
    }
    floats = floats_of(page_box(page))
    boxes_of: dict[Any, list[tuple[Any, tuple[Any, ...]]]] = {}
    for box, above in walk(page_box(page)):
        # A margin box has no element, but the name of its place.
        if box not in tags or box.element is None or isinstance(box.element, str):
            continue
        if field_of(box.element):
            boxes_of.setdefault(box.element, []).append((box, above))
    for element, boxes in boxes_of.items():
        name = field_of(element)
        for line, (box, above) in enumerate(boxes):
            # Transparent content is drawn to a stream of its own.
            at = at_mark.get(tags[box]["mcid"])
            mark = None if at is None else _mark(name, operators, at, box, above, floats, stream)
            several = len(boxes) > 1
            if mark and several:
                mark = replace(mark, line=line, lines=len(boxes)) if mark.alone else None
            yield name, mark


def _mark(
    name: str,
    operators: Sequence[Any],
    at: int,
    box: Any,
    above: Sequence[Any],
    floats: Sequence[Any],
    stream: Any,
) -> PageField | None:
    end = operators.index(b"EMC", at)
    span = range(operators.index(b"BDC", at) + 1, end)
    places = [n for n in span if operators[n].endswith(b" Tm")]
    shows = [n for n in span if operators[n].endswith((b" TJ", b" Tj"))]
    line = next((b for b in reversed(above) if isinstance(b, LineBox)), None)
    if len(places) != 1 or len(shows) != 1 or line is None or not set_plainly(box.style):
        return None
    if any(b.style["bookmark_level"] != "none" for b in above):
        return None  # its words are in the outline too
    font, size = typeface(operators, at, end, stream)
    face = fonts.file_of(font.family, font.weight, font.style)
    if face is None:
        return None
    *_, x, y, _ = operators[places[0]].decode().split()
    left, room, align, alone = float(x), 0.0, 0.0, False
    in_line = [b for b, _ in walk(line) if b in tags_of(stream)]
    around = container(above)
    side = box.style["text_align_all"]
    if box.element.get("data-number"):
        if not _NUMBER.fullmatch(box.text):
            return None
    elif not holds_still(box, line, above, floats, pseudo=name == FOLIO):
        return None
    elif side in _BEFORE and in_line == [box]:
        left, room, align = around.content_box_x(), around.width, _BEFORE[side]
    elif side in ("start", "left") and in_line[-1] is box:
        room = around.content_box_x() + around.width - box.position_x
        alone = abs(room - around.width) < 0.01 and box.style["white_space"] == "normal"
    else:
        return None
    return PageField(
        name=name,
        text=box.text,
        box=box,
        span=span,
        place=places[0],
        show=shows[0],
        left=left,
        baseline=y,
        room=room,
        align=align,
        alone=alone,
        slack=max(0.0, around.height - sum(b.height for b in around.children)) if alone else 0.0,
        size=size,
        face=face,
        font=next(key for key, known in fonts_of(stream).items() if known is font),
    )
