"""Read the pages and the bookmarks of a finished PDF.

Only the file itself is read, never what it was made from. No other module of the inspection knows
PDFium's objects.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from typing import Any

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
from filings.render.inspect.page_facts import Face, Ink, Page, Run, Stroke, bare_name

_THIN = 4.0  # a filled box thinner than this is a line
_INVISIBLE = 3  # text render mode (ISO 32000-1, table 106): the text layer under a scan


class PageReader:
    """Reads pages of one PDF, one at a time."""

    def __init__(self, pdf: Any) -> None:
        """`pdf` is a `pypdfium2.PdfDocument`."""
        self._pdf = pdf
        self._raw = pdf.raw
        self._faces: dict[int, Face] = {}
        self._numbers = [ctypes.c_float() for _ in range(4)]
        self._colours = [ctypes.c_uint() for _ in range(4)]
        self._inks: dict[tuple[int, ...], Ink] = {}
        self._matrix = pdfium.FS_MATRIX()
        self._buffer = (ctypes.c_ushort * 4096)()

    def __len__(self) -> int:
        return len(self._pdf)

    @contextmanager
    def page(self, number: int, *, lines: bool) -> Iterator[Page]:
        """Open page `number` (from 1); its text can be read until the context ends.

        `lines`: whether rules and drawings are wanted too. Dense tables have hundreds.
        """
        raw = pdfium.FPDF_LoadPage(self._raw, number - 1)
        if not raw:
            yield Page(number, 0, 0, [], [], [], [], [], "")
            return
        text_page = pdfium.FPDFText_LoadPage(raw)
        try:
            left, bottom, right, top = self._numbers
            if not pdfium.FPDFPage_GetMediaBox(raw, left, bottom, right, top):
                left.value, bottom.value, right.value, top.value = 0, 0, 612, 792
            page = Page(
                number=number,
                width=right.value - left.value,
                height=top.value - bottom.value,
                runs=[],
                strokes=[],
                drawings=[],
                tints=[],
                pictures=[],
                label=self.label(number),
                _tags=lambda: self._chains(raw),
            )
            self._walk(page, raw, text_page, (left.value, top.value), lines=lines)
            yield page
        finally:
            pdfium.FPDFText_ClosePage(text_page)
            pdfium.FPDF_ClosePage(raw)

    def label(self, number: int) -> str:
        """The label of a page, as viewers show it; "" when the file has none."""
        size = pdfium.FPDF_GetPageLabel(self._raw, number - 1, self._buffer, 8192)
        return self._words(size)

    def _words(self, size: int) -> str:
        return bytes(memoryview(self._buffer).cast("B")[: max(0, size - 2)]).decode(
            "utf-16-le", "replace"
        )

    def _walk(
        self, page: Page, raw: Any, text_page: Any, corner: tuple[float, float], *, lines: bool
    ) -> None:
        """Measure every object, going into forms, in the order they are drawn."""
        waiting = [
            (pdfium.FPDFPage_GetObject(raw, i), UNMOVED, False)
            for i in range(pdfium.FPDFPage_CountObjects(raw))
        ]
        waiting.reverse()
        while waiting:
            thing, outer, artifact = waiting.pop()
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                run = self._run(thing, outer, corner, text_page, artifact=artifact)
                if run:
                    page.runs.append(run)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                own = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(thing, own)
                inner = times(own, outer)
                within = artifact or is_artifact(thing, self._buffer)
                waiting += [
                    (pdfium.FPDFFormObj_GetObject(thing, i), inner, within)
                    for i in reversed(range(pdfium.FPDFFormObj_CountObjects(thing)))
                ]
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                if lines:
                    self._draw(page, thing, outer, corner, artifact=artifact)
            elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
                page.pictures.append(self._bounds(thing, outer, corner))

    def _bounds(self, thing: Any, outer: Any, corner: tuple[float, float]) -> Box:
        left, bottom, right, top = self._numbers
        pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
        if outer is UNMOVED:
            return (
                left.value - corner[0],
                corner[1] - top.value,
                right.value - corner[0],
                corner[1] - bottom.value,
            )
        points = [
            at(outer, x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)
        ]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return (min(xs) - corner[0], corner[1] - max(ys), max(xs) - corner[0], corner[1] - min(ys))

    def _run(
        self,
        thing: Any,
        outer: Any,
        corner: tuple[float, float],
        text_page: Any,
        *,
        artifact: bool,
    ) -> Run | None:
        x0, top, x1, bottom = self._bounds(thing, outer, corner)
        if x1 <= x0 or bottom <= top:
            return None  # only blanks, which draw nothing
        matrix = self._matrix
        pdfium.FPDFPageObj_GetMatrix(thing, matrix)
        if outer is not UNMOVED:
            matrix = times(matrix, outer)
        a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        number = self._numbers[0]
        pdfium.FPDFTextObj_GetFontSize(thing, number)
        mcid = pdfium.FPDFPageObj_GetMarkedContentID(thing)
        return Run(
            x0=x0,
            top=top,
            x1=x1,
            bottom=bottom,
            left=matrix.e - corner[0],
            baseline=corner[1] - matrix.f,
            size=number.value * (c * c + d * d) ** 0.5,
            upright=a > 0 and d > 0 and abs(b) < 0.01 * a,
            diagonal=is_diagonal(a, b),
            face=self._face(pdfium.FPDFTextObj_GetFont(thing)),
            ink=self._ink(thing),
            visible=pdfium.FPDFTextObj_GetTextRenderMode(thing) != _INVISIBLE,
            artifact=artifact or (mcid < 0 and is_artifact(thing, self._buffer)),
            mcid=mcid,
            _read=partial(self._text, thing, text_page),
        )

    def _ink(self, thing: Any) -> Ink | None:
        red, green, blue, alpha = self._colours
        if not pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha):
            return None
        key = (red.value, green.value, blue.value, alpha.value)
        ink = self._inks.get(key)
        if ink is None:
            # On white paper, half transparent ink is half as dark.
            r, g, b, cover = (value / 255 for value in key)
            ink = (1 - cover * (1 - r), 1 - cover * (1 - g), 1 - cover * (1 - b))
            self._inks[key] = ink
        return ink

    def _text(self, thing: Any, text_page: Any) -> str:
        return self._words(pdfium.FPDFTextObj_GetText(thing, text_page, self._buffer, 8192))

    def _face(self, font: Any) -> Face:
        key = ctypes.addressof(font.contents) if font else 0
        face = self._faces.get(key)
        if face is None:
            name, embedded = "", False
            if font:
                buffer = ctypes.create_string_buffer(256)
                pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
                name = buffer.value.decode("utf-8", "replace")
                embedded = pdfium.FPDFFont_GetIsEmbedded(font) == 1
            face = self._faces[key] = Face(bare_name(name), embedded)
        return face

    def _draw(
        self, page: Page, thing: Any, outer: Any, corner: tuple[float, float], *, artifact: bool
    ) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(thing, fill, stroke)
        filled = fill.value and self._dark(thing, pdfium.FPDFPageObj_GetFillColor)
        if fill.value and self._is_coloured():
            page.tints.append(self._bounds(thing, outer, corner))
        stroked = stroke.value and self._dark(thing, pdfium.FPDFPageObj_GetStrokeColor)
        if not (filled or stroked):
            return
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(thing, matrix)
        matrix = times(matrix, outer)
        paths = [
            [(x - corner[0], corner[1] - y) for x, y in (at(matrix, *point) for point in path)]
            for path in paths_of(thing)
        ]
        tagged = (
            artifact
            or pdfium.FPDFPageObj_GetMarkedContentID(thing) >= 0
            or is_artifact(thing, self._buffer)
        )
        if filled:
            boxes = [box_of(path) for path in paths if len(path) > 1]
            if any(box is None for box in boxes):
                page.drawings.append(self._bounds(thing, outer, corner))
            else:
                even_odd = fill.value == pdfium.FPDF_FILLMODE_ALTERNATE
                for cell in inked([box for box in boxes if box], even_odd=even_odd):
                    if min(cell[2] - cell[0], cell[3] - cell[1]) < _THIN:
                        page.strokes.append(Stroke(*cell, tagged))
                    else:
                        page.drawings.append(cell)
        if stroked:
            pdfium.FPDFPageObj_GetStrokeWidth(thing, self._numbers[0])
            half = (
                self._numbers[0].value * abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5 / 2
            )
            for path in paths:
                for (ax, ay), (bx, by) in pairwise(path):
                    page.strokes.append(
                        Stroke(
                            min(ax, bx) - half,
                            min(ay, by) - half,
                            max(ax, bx) + half,
                            max(ay, by) + half,
                            tagged,
                        )
                    )

    def _dark(self, thing: Any, read: Any) -> bool:
        red, green, blue, alpha = self._colours
        if not read(thing, red, green, blue, alpha):
            return True
        return bool(alpha.value > 25 and min(red.value, green.value, blue.value) < 200)

    def _is_coloured(self) -> bool:
        """Whether the colour just read is not black, grey or white."""
        red, green, blue, alpha = (colour.value for colour in self._colours)
        return alpha > 25 and max(red, green, blue) - min(red, green, blue) > 40

    def _chains(self, raw: Any) -> dict[int, tuple[str, ...]]:
        """The tags above each piece of marked content of a page."""
        chains: dict[int, tuple[str, ...]] = {}
        tree = pdfium.FPDF_StructTree_GetForPage(raw)
        if not tree:
            return chains
        try:
            waiting = [
                (pdfium.FPDF_StructTree_GetChildAtIndex(tree, i), ())
                for i in range(max(0, pdfium.FPDF_StructTree_CountChildren(tree)))
            ]
            while waiting:
                element, above = waiting.pop()
                if not element:
                    continue
                size = pdfium.FPDF_StructElement_GetType(element, self._buffer, 8192)
                chain: Any = (*above, self._words(size))
                for i in range(max(0, pdfium.FPDF_StructElement_CountChildren(element))):
                    mcid = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, i)
                    if mcid >= 0:
                        chains[mcid] = chain
                    else:
                        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, i)
                        waiting.append((child, chain))
        finally:
            pdfium.FPDF_StructTree_Close(tree)
        return chains


def is_artifact(thing: Any, buffer: Any) -> bool:
    """Whether a page object is marked as an artifact; `buffer` holds 8192 bytes."""
    size = ctypes.c_ulong()
    for i in range(pdfium.FPDFPageObj_CountMarks(thing)):
        mark = pdfium.FPDFPageObj_GetMark(thing, i)
        if pdfium.FPDFPageObjMark_GetName(mark, buffer, 8192, size):
            name = bytes(memoryview(buffer).cast("B")[: size.value])
            if name.startswith("Artifact".encode("utf-16-le")):
                return True
    return False


def bookmarks(pdf: Any) -> list[tuple[int, str, int | None]]:
    """Level (from 0), title and page (from 1, or None if it leads nowhere) of each bookmark."""
    links = []
    for mark in pdf.get_toc():
        index = None
        with suppress(AttributeError, TypeError):
            index = mark.get_dest().get_index()
        page = index + 1 if index is not None and 0 <= index < len(pdf) else None
        links.append((mark.level, " ".join(mark.get_title().split()), page))
    return links
