"""Find required passages that cannot be read on the pages of a PDF.

A passage is on a page when PDFium reads its words there, whole and in order, and a reader can see
them: inside the margins, upright, large enough, with enough contrast, and with nothing drawn over
them. The page is also rendered as a picture, so that anything that hides a word (clipping, a mask,
a transparent layer) is found, whatever it is.
"""

import ctypes
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from filings.render.inspect.geometry import (
    UNMOVED,
    Box,
    at,
    box_of,
    inked,
    is_diagonal,
    paths_of,
    times,
)
from filings.render.inspect.page_reader import is_artifact
from filings.render.inspect.page_regions import LEAST_MARK_PT
from filings.settings.rulesets import Margins

LEAST_SIZE_PT = 6.0
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3

_PALEST = 0.9  # of white: a paler draft mark counts as missing
_INK_OF_A_LETTER = 0.06  # least ink of a letter, as a share of its size squared
_DROPPED = "-\x02\u00ad\u2010\u200b\u2060\ufeff\ufffe"
_SEEN = 2.0  # contrast of one letter at least; thin strokes are rendered grey
_SLACK = 1.0  # points by which ink may reach into a margin
_SCALE = 2.0  # pixels per point of the picture
_GAP = 12  # characters between two elements, as the number of a list item
_LEAST_LINE = 144.0  # points: two inches hold a signature
_THICKEST_LINE = 4.0
_ABOVE = 30.0  # points between a line to sign on and the name below
_UNSEEN_MODES = (3, 7)  # text render modes that draw nothing (ISO 32000-1, table 106)
_SOLID = 25  # opacity, of 255: a fainter shape hides nothing


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that must stand on a page."""

    name: str  # as marked in the template: "perjury"
    pieces: tuple[str, ...]  # its words in order; a list number may stand between pieces
    filled: bool = False  # some of its words differ between documents
    signed: bool = False  # a line to sign on is drawn above it


@dataclass(frozen=True, slots=True)
class Unread:
    """A passage that cannot be read, and why."""

    name: str
    page: int  # 1-based; 0 when it is on no page
    why: str  # "is 0.8 pt high; 6 pt are needed"


@dataclass(frozen=True, slots=True, eq=False)
class _TextObject:
    """What the letters of one text object have in common."""

    page: int
    size: float
    upright: bool
    painted: bool  # by its text render mode
    order: int  # among all that the page draws


class _Glyph(NamedTuple):  # made for every letter of a page: a dataclass takes four times as long
    character: str
    box: Box
    text: _TextObject


@dataclass(slots=True)
class _Sheet:
    """One page: its letters in drawing order, and the other shapes."""

    width: float
    height: float
    letters: list[_Glyph]
    shapes: list[tuple[int, Box]]  # place in the drawing order, box
    paint: Callable[[], Any]
    _picture: Any = None

    @property
    def picture(self) -> Any:
        """The page as a picture in shades of grey."""
        if self._picture is None:
            self._picture = self.paint()
        return self._picture


def unmarked(pdf: bytes, mark: str, pages: Collection[int] | None = None) -> tuple[int, ...]:
    """The pages (from 1) without a visible mark across them: whole, large, diagonal, dark enough.

    Args:
        pdf: The file.
        mark: The mark's words: "DRAFT - NOT FOR FILING".
        pages: Check only these (from 1).
    """
    wanted = "".join(_squeezed(mark))
    numbers: list[int] = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(1, len(document) + 1):
            if pages is None or number in pages:
                shown = "".join(_seen_across(document[number - 1]))
                if wanted not in "".join(_squeezed(shown)):
                    numbers.append(number)
    finally:
        document.close()
    return tuple(numbers)


def _seen_across(page: Any) -> Iterator[str]:
    """The large diagonal letters of a page; a blank for each that cannot be seen."""
    text_page = page.get_textpage()
    raw = text_page.raw
    left, bottom, right, top = page.get_mediabox()
    sides = [ctypes.c_double() for _ in range(4)]
    colours = [ctypes.c_uint() for _ in range(4)]
    matrix = pdfium.FS_MATRIX()
    picture: Any = None
    for n in range(pdfium.FPDFText_CountChars(raw)):
        size = pdfium.FPDFText_GetFontSize(raw, n)
        if pdfium.FPDFText_IsGenerated(raw, n) == 1 or not pdfium.FPDFText_GetMatrix(
            raw, n, matrix
        ):
            continue
        size *= (matrix.c**2 + matrix.d**2) ** 0.5
        if size < LEAST_MARK_PT or not is_diagonal(matrix.a, matrix.b):
            continue
        character = _character(pdfium.FPDFText_GetUnicode(raw, n))
        if not character.isalnum():
            yield character
            continue
        pdfium.FPDFText_GetCharBox(raw, n, *(sides[at] for at in (0, 2, 1, 3)))
        x0, y0, x1, y1 = (side.value for side in sides)
        within = x0 >= left and x1 <= right and y0 >= bottom and y1 <= top
        pdfium.FPDFText_GetFillColor(raw, n, *colours)
        shade = 255 - (255 - max(channel.value for channel in colours[:3])) * colours[3].value / 255
        if not within or shade > 255 * _PALEST:
            yield "\0"
            continue
        if picture is None:
            picture = _painted(page)
        box = tuple(int(side * _SCALE) for side in (x0 - left, top - y1, x1 - left, top - y0))
        greys = picture.crop(box).histogram()
        # A shaded table behind a letter darkens it; a layer over it does not.
        own = sum(greys[int(shade * 0.8) : int(255 - (255 - shade) * 0.4)])
        yield character if own >= _INK_OF_A_LETTER * (size * _SCALE) ** 2 else "\0"


def unread(
    pdf: bytes, passages: Sequence[Passage], margins: Margins, pages: Sequence[int]
) -> Iterator[Unread]:
    """Each passage that cannot be read on these pages (from 1) of a PDF, and why."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheets = {
            number - 1: _measured(document, number - 1)
            for number in pages
            if 1 <= number <= len(document)
        }
        letters = [letter for sheet in sheets.values() for letter in sheet.letters]
        squeezed = [
            (part, n) for n, shown in enumerate(letters) for part in _squeezed(shown.character)
        ]
        text = "".join(part for part, _ in squeezed)
        for passage in passages:
            first: Unread | None = None
            for match in _pattern(passage).finditer(text):
                within = [letters[n] for _, n in squeezed[match.start() : match.end()]]
                page, why = _fault(within, sheets, margins)
                if passage.signed and not why and not _has_line_above(within[0], sheets):
                    page, why = within[0].text.page + 1, "has no line to sign on above it"
                if not why:
                    break
                first = first or Unread(passage.name, page, why)
            else:
                yield first or Unread(passage.name, 0, "does not stand whole on any page")
    finally:
        document.close()


def _pattern(passage: Passage) -> re.Pattern[str]:
    pieces = filter(None, ("".join(_squeezed(piece)) for piece in passage.pieces))
    return re.compile(rf".{{0,{_GAP}}}?".join(map(re.escape, pieces)) or r"(?!)")


def _squeezed(text: str) -> list[str]:
    """The characters that are compared: without blanks, case and hyphens.

    PDFium takes a hyphen at the end of a line for a hyphenation, and drops it.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [c for c in plain if not c.isspace() and c not in _DROPPED]


def _fault(
    letters: Sequence[_Glyph], sheets: Mapping[int, _Sheet], margins: Margins
) -> tuple[int, str]:
    """Why these letters cannot be read, and on which page (from 1); "" when they can."""
    texts: dict[_TextObject, list[_Glyph]] = {}
    for letter in letters:
        texts.setdefault(letter.text, []).append(letter)
    for text, run in texts.items():
        page, sheet = text.page + 1, sheets[text.page]
        if not text.painted:
            return page, "is text that is not painted"
        if text.size < LEAST_SIZE_PT - 0.05:
            return page, f"is {text.size:.1f} pt high; {LEAST_SIZE_PT:g} pt are needed"
        if not text.upright:
            return page, "does not stand upright"
        boxes = [letter.box for letter in run]
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        if (
            left < (margins.left_min_pt or 0) - _SLACK
            or top < (margins.top_min_pt or 0) - _SLACK
            or right > sheet.width - (margins.right_min_pt or 0) + _SLACK
            or bottom > sheet.height - (margins.bottom_min_pt or 0) + _SLACK
        ):
            return page, "stands outside the margins"
        over = [
            box
            for order, box in sheet.shapes
            if order > text.order and _touch((left, top, right, bottom), box)
        ]
        if over and any(_touch(_middle(own), box) for own in boxes for box in over):
            return page, "has something drawn over it"
    for text, run in texts.items():
        page, picture = text.page + 1, sheets[text.page].picture
        shades = [_shades(picture, each.box) for each in run if each.character.isalnum()]
        if not shades:
            continue
        contrast = _contrast(min(dark for dark, _ in shades), max(light for _, light in shades))
        if contrast < LEAST_CONTRAST - 0.05:
            return page, f"has a contrast of {contrast:.1f}; {LEAST_CONTRAST:g} is needed"
        if any(_contrast(dark, light) < _SEEN for dark, light in shades):
            return page, "is hidden in part"
    return 0, ""


def _has_line_above(first: _Glyph, sheets: Mapping[int, _Sheet]) -> bool:
    """Whether a dark line, long enough to sign on, is drawn close above a letter."""
    sheet = sheets[first.text.page]
    left, top, _, _ = first.box
    for _, (x0, y0, x1, y1) in sheet.shapes:
        if (
            x1 - x0 >= _LEAST_LINE
            and y1 - y0 <= _THICKEST_LINE
            and top - _ABOVE <= y1 <= top + _SLACK
            and x0 - _SLACK <= left <= x1
            and x0 >= 0
            and x1 <= sheet.width
        ):
            middle = (y0 + y1) / 2
            dark = [
                _shades(sheet.picture, (x, middle, x + 1, middle))[0]
                for x in range(int(x0) + 4, int(x1) - 4, 8)
            ]
            if all(_contrast(shade, 255) >= _SEEN for shade in dark):
                return True
    return False


def _middle(box: Box) -> Box:
    """A letter without the quarters of its height where neighbouring lines may reach."""
    left, top, right, bottom = box
    return left, top + (bottom - top) / 4, right, bottom - (bottom - top) / 4


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _shades(picture: Any, box: Box) -> tuple[int, int]:
    """The darkest and the lightest grey in and around a letter."""
    left, top = max(0, int(box[0] * _SCALE) - 1), max(0, int(box[1] * _SCALE) - 1)
    right, bottom = int(box[2] * _SCALE) + 2, int(box[3] * _SCALE) + 2
    piece = picture.crop((left, top, min(right, picture.width), min(bottom, picture.height)))
    dark, light = piece.getextrema() if piece.width and piece.height else (255, 255)
    return dark, light


def _contrast(dark: int, light: int) -> float:
    return (_luminance(light) + 0.05) / (_luminance(dark) + 0.05)


@cache
def _luminance(grey: int) -> float:
    share = grey / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _measured(document: Any, number: int) -> _Sheet:
    page = document[number]
    text_page = page.get_textpage()
    left, bottom, right, top = page.get_mediabox()
    sheet = _Sheet(right - left, top - bottom, [], [], lambda: _painted(page))
    known = _drawn(page.raw, (left, top), sheet.shapes)
    raw = text_page.raw
    sides = [ctypes.c_double() for _ in range(4)]
    matrix = pdfium.FS_MATRIX()
    texts: dict[int, _TextObject | None] = {}
    for n in range(pdfium.FPDFText_CountChars(raw)):
        thing = pdfium.FPDFText_GetTextObject(raw, n)
        if not thing or pdfium.FPDFText_IsGenerated(raw, n) == 1:
            continue
        address = _address(thing)
        if address not in texts:
            order, repeated, mode = known.get(address, (-1, False, 0))
            pdfium.FPDFText_GetMatrix(raw, n, matrix)
            texts[address] = (
                None
                if order < 0 or repeated
                else _TextObject(
                    page=number,
                    size=pdfium.FPDFText_GetFontSize(raw, n) * (matrix.c**2 + matrix.d**2) ** 0.5,
                    upright=matrix.a > 0 and matrix.d > 0 and abs(matrix.b) < 0.01 * matrix.a,
                    painted=mode not in _UNSEEN_MODES,
                    order=order,
                )
            )
        text = texts[address]
        character = _character(pdfium.FPDFText_GetUnicode(raw, n)) if text else ""
        if text and character:
            pdfium.FPDFText_GetCharBox(raw, n, sides[0], sides[2], sides[1], sides[3])
            x0, y0, x1, y1 = (side.value for side in sides)
            sheet.letters.append(
                _Glyph(character, (x0 - left, top - y1, x1 - left, top - y0), text)
            )
    sheet.letters.sort(key=lambda letter: letter.text.order)
    return sheet


def _character(code: int) -> str:
    return chr(code) if code and code not in range(0xD800, 0xE000) else ""


def _painted(page: Any) -> Any:
    return page.render(scale=_SCALE, grayscale=True).to_pil()


def _address(thing: Any) -> int:
    return ctypes.addressof(thing.contents)


def _drawn(
    raw: Any, corner: tuple[float, float], shapes: list[tuple[int, Box]]
) -> dict[int, tuple[int, bool, int]]:
    """For each text object: place in drawing order, whether it is an artifact, and render mode."""
    buffer = (ctypes.c_ushort * 4096)()
    texts: dict[int, tuple[int, bool, int]] = {}
    waiting = [
        (pdfium.FPDFPage_GetObject(raw, i), UNMOVED, False)
        for i in reversed(range(pdfium.FPDFPage_CountObjects(raw)))
    ]
    order = 0
    while waiting:
        thing, outer, within = waiting.pop()
        order += 1
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
            texts[_address(thing)] = (order, within or is_artifact(thing, buffer), mode)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            own = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(thing, own)
            inner = times(own, outer)
            repeated = within or is_artifact(thing, buffer)
            waiting += [
                (pdfium.FPDFFormObj_GetObject(thing, i), inner, repeated)
                for i in reversed(range(pdfium.FPDFFormObj_CountObjects(thing)))
            ]
        else:
            shapes += ((order, box) for box in _inked(thing, kind, outer, corner))
    return texts


def _inked(thing: Any, kind: int, outer: Any, corner: tuple[float, float]) -> Iterator[Box]:
    """The boxes that a shape or a picture covers with ink."""
    if kind != pdfium.FPDF_PAGEOBJ_PATH:
        yield _bounds(thing, outer, corner)
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing, fill, stroke)
    filled = bool(fill.value) and _is_solid(thing, pdfium.FPDFPageObj_GetFillColor)
    stroked = bool(stroke.value) and _is_solid(thing, pdfium.FPDFPageObj_GetStrokeColor)
    if not (filled or stroked):
        return
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, own)
    matrix = times(own, outer)
    paths = [
        [(x - corner[0], corner[1] - y) for x, y in (at(matrix, *point) for point in path)]
        for path in paths_of(thing)
    ]
    if filled:
        boxes = [box_of(path) for path in paths if len(path) > 1]
        if any(box is None for box in boxes):
            yield _bounds(thing, outer, corner)
        else:
            even_odd = fill.value == pdfium.FPDF_FILLMODE_ALTERNATE
            yield from inked([box for box in boxes if box], even_odd=even_odd)
    if stroked:
        for path in paths:
            for (ax, ay), (bx, by) in pairwise(path):
                thin = 0.25
                yield (
                    min(ax, bx) - thin, min(ay, by) - thin, max(ax, bx) + thin, max(ay, by) + thin
                )  # fmt: skip


def _is_solid(thing: Any, read: Any) -> bool:
    colours = [ctypes.c_uint() for _ in range(4)]
    return not read(thing, *colours) or colours[3].value > _SOLID


def _bounds(thing: Any, outer: Any, corner: tuple[float, float]) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    points = [at(outer, x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) - corner[0], corner[1] - max(ys), max(xs) - corner[0], corner[1] - min(ys))
