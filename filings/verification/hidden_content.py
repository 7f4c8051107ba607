"""Find content in a PDF that its reader does not see, and objects that hide words.

Found are text that is white, invisible, tiny or off the page; a shape or a picture over words; a
page that is turned or cropped; notes, fields, layers, scripts and attached files; text in a font
that is not embedded, which another program must have added. No paper of this program has any.
"""

import ctypes
import html
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pikepdf
from pypdfium2 import raw

_UNPAINTED = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_PALEST = 0xF0  # of 255, of every colour: paler words count as hidden
_FAINTEST = 0x20  # opacity, of 255: fainter words count as hidden; the draft mark has 41
_SMALLEST = 4.0  # points
_THICKEST = 4.0  # points; a thinner shape is a rule, and hides nothing
_DEEPEST = 8  # forms within forms
_LINK = 2  # ISO 32000-1, 12.5.6.5: an annotation that shows nothing

Matrix = tuple[float, float, float, float, float, float]
_Box = tuple[float, float, float, float]  # left, bottom, right, top, in points
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


_CATALOG = frozenset(
    ("/Lang", "/MarkInfo", "/Metadata", "/Names", "/Outlines", "/OutputIntents", "/PageLabels")
) | {"/Pages", "/StructTreeRoot", "/Type", "/ViewerPreferences"}
_PAGE = frozenset(
    ("/Annots", "/BleedBox", "/Contents", "/Group", "/MediaBox", "/Parent", "/Resources")
) | {"/StructParents", "/Tabs", "/TrimBox", "/Type"}
"""Keys a page may have; those that turn it, crop it or put it on a layer are missing."""

_RESOURCES = frozenset(("/ColorSpace", "/ExtGState", "/Font", "/Pattern", "/Shading", "/XObject"))
_STATE = frozenset(("/CA", "/Type", "/ca"))
_NOTE = frozenset(
    ("/A", "/BS", "/Border", "/Contents", "/Dest", "/F", "/P", "/Rect", "/StructParent")
) | {"/Subtype", "/Type"}
"""Of a link, which has no look of its own."""

# ISO 19005-2, 6.6.2: a stream of metadata is not compressed.
_METADATA = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
_TITLE = re.compile(r"<dc:title>.*?<rdf:li[^>]*>([^<]*)</rdf:li>.*?</dc:title>", re.DOTALL)
_PRODUCER = re.compile(r'\bpdf:Producer="([^"]*)"')
_NAMED = re.compile(r"(?:<|\s)((?!xmlns|rdf|xml|x|pdfa\w+:)\w+:\w+)")
_SAID = {"dc:title", "pdf:Producer", "pdfuaid:part"}  # besides the entries of PDF/A


def hidden_in_file(pdf: Any, content: bytes) -> Iterator[str]:
    """Hidden content of a file outside its pages, in words that follow the file's name."""
    if content.count(b"%%EOF") != 1:
        yield "has changes appended to its end, as a program that edits PDFs leaves them"
    stated = _METADATA.findall(content)
    metadata = stated[0].decode("utf-8", "replace") if len(stated) == 1 else ""
    title = match[1] if (match := _TITLE.search(metadata)) else ""
    own = pdf.get_metadata_dict(skip_empty=True)
    maker = match[1] if (match := _PRODUCER.search(metadata)) else ""
    said = [html.unescape(each) for each in (title, maker)]
    if said != [own.get("Title"), own.get("Producer", "")]:
        yield "has no metadata, or its title or producer is given in two ways"
    elif {*_NAMED.findall(metadata)} - _SAID or own.keys() - {"Title", "Producer"}:
        yield "has metadata besides its title and the program that wrote it"
    if strange := _strange_keys(content):
        names = ", ".join(sorted(key.removeprefix("/") for key in strange))
        yield f"holds what no paper of this program does: {names}"


def _strange_keys(content: bytes) -> set[str]:
    try:
        with pikepdf.Pdf.open(io.BytesIO(content)) as file:
            named = {*file.Root.get("/Names", {}).keys()}
            strange = {*file.Root.keys()} - _CATALOG | named - {"/Dests"}
            strange |= {key for each in file.objects for key in _replacing(each)}
            strange |= {key for page in file.pages for key in _beside_words(page.obj)}
            return strange.union(*({*page.obj.keys()} - _PAGE for page in file.pages))
    except (AttributeError, RuntimeError, TypeError, ValueError):  # objects of the wrong type
        return {"objects of the wrong type"}


def _beside_words(page: Any) -> Iterator[str]:
    """The keys by which a page shows, hides or blends other than its words and rules."""
    resources = page.Resources
    yield from {*resources.keys()} - _RESOURCES
    for name in resources.get("/ExtGState", {}):
        yield from {*resources.ExtGState[name].keys()} - _STATE
    for note in page.get("/Annots", ()):
        yield from {*note.keys()} - _NOTE
        width = note.get("/BS", {}).get("/W", 0), [*note.get("/Border", (0, 0, 0))][2]
        if max(map(float, width)) > _THICKEST:
            yield "/Border"


def _replacing(thing: Any) -> Iterator[str]:
    """Keys that make a screen reader say other words than are seen."""
    if isinstance(thing, pikepdf.Stream):
        # Of a page or a form only: an object with a type of its own is a picture, font or metadata.
        if thing.get("/Subtype") in (None, "/Form") and b"ActualText" in thing.read_bytes():
            yield "/ActualText"
    elif isinstance(thing, pikepdf.Dictionary):
        yield from (key for key in ("/ActualText", "/E") if key in thing)
        if "/Alt" in thing and thing.get("/S") != "/Figure":
            yield "/Alt"
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) and "/OC" in thing:
        yield "/OC"


def links_on_page(pdf: Any, page: Any) -> Iterator[str]:
    """The host of each link that leads out of the file; its address where that names none."""
    for place in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        note = raw.FPDFPage_GetAnnot(page.raw, place)
        address = _address(pdf, raw.FPDFAnnot_GetLink(note)) if note else ""
        raw.FPDFPage_CloseAnnot(note)
        if address:
            yield urlsplit(address).hostname or address


def _address(pdf: Any, link: Any) -> str:
    action = raw.FPDFLink_GetAction(link) if link else None
    if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
        return ""
    size = raw.FPDFAction_GetURIPath(pdf.raw, action, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(pdf.raw, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")


def hidden_on_page(page: Any) -> Iterator[str]:
    """Hidden content of a page, in words that follow its number; each kind once."""
    for place in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        note = raw.FPDFPage_GetAnnot(page.raw, place)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind != _LINK:
            yield "has a note or a stamp on it"
            break
    yield from dict.fromkeys(_Objects(page.get_size()).hidden(page.raw))


class _Objects:
    """The objects that a page draws, in their order."""

    def __init__(self, size: tuple[float, float]) -> None:
        self._size = size
        self._words: list[_Box] = []  # boxes of the texts so far, the middle half of their height
        self._fonts: dict[int, bool] = {}  # address of a font -> whether it is embedded
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._box = [ctypes.byref(edge) for edge in self._edges]
        self._colours = [ctypes.c_uint() for _ in range(4)]
        self._colour = [ctypes.byref(colour) for colour in self._colours]
        self._matrix = raw.FS_MATRIX()

    def hidden(self, page: Any) -> Iterator[str]:
        """What is wrong with the objects, in words."""
        for place in range(raw.FPDFPage_CountObjects(page)):
            yield from self._look(raw.FPDFPage_GetObject(page, place), _UNMOVED, 0)

    def _look(self, thing: Any, moved: Matrix, depth: int) -> Iterator[str]:
        kind = raw.FPDFPageObj_GetType(thing)
        words = kind in (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM)
        if words and not depth and raw.FPDFPageObj_CountMarks(thing) == 0:
            yield "has words outside its tags: another program wrote them"
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield from self._look_at_text(thing, moved)
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            if depth == _DEEPEST:
                yield "draws forms within forms, deeper than any paper of this program"
                return
            within = self._moved(thing, moved)
            for place in range(raw.FPDFFormObj_CountObjects(thing)):
                yield from self._look(raw.FPDFFormObj_GetObject(thing, place), within, depth + 1)
        elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            left, bottom, right, top = self._bounds(thing, moved)
            if kind == raw.FPDF_PAGEOBJ_PATH and not _is_filled(thing):
                raw.FPDFPageObj_GetStrokeWidth(thing, self._box[0])
                if (width := self._edges[0].value) <= _THICKEST:
                    return
                left, bottom, right, top = left - width, bottom - width, right + width, top + width
            if right - left <= _THICKEST or top - bottom <= _THICKEST:
                return
            if any(
                left < after and before < right and bottom < high and low < top
                for before, low, after, high in self._words
            ):
                yield "has something drawn over its words"

    def _look_at_text(self, thing: Any, moved: Matrix) -> Iterator[str]:
        left, bottom, right, top = self._bounds(thing, moved)
        quarter = (top - bottom) / 4
        self._words.append((left, bottom + quarter, right, top - quarter))
        width, height = self._size
        if right > left and not (
            0 <= left + right <= 2 * width and 0 <= bottom + top <= 2 * height
        ):
            yield "has words beyond its edge"
        if raw.FPDFTextObj_GetTextRenderMode(thing) in _UNPAINTED:
            yield "has words that are invisible"
        if raw.FPDFClipPath_CountPaths(raw.FPDFPageObj_GetClipPath(thing)) > 0:
            yield "has words of which a part may be cut off"
        raw.FPDFPageObj_GetFillColor(thing, *self._colour)
        red, green, blue, alpha = (colour.value for colour in self._colours)
        if min(red, green, blue) > _PALEST or alpha < _FAINTEST:
            yield "has words as pale as the paper"
        _, _, c, d, _, _ = self._moved(thing, moved)
        size = self._edges[0]
        raw.FPDFTextObj_GetFontSize(thing, ctypes.byref(size))
        if size.value * (c * c + d * d) ** 0.5 < _SMALLEST:
            yield "has words too small to read"
        font = raw.FPDFTextObj_GetFont(thing)
        address = ctypes.addressof(font.contents)
        if address not in self._fonts:
            self._fonts[address] = raw.FPDFFont_GetIsEmbedded(font) == 1
        if not self._fonts[address]:
            yield "has words in a font that is not in the file: another program wrote them"

    def _moved(self, thing: Any, moved: Matrix) -> Matrix:
        raw.FPDFPageObj_GetMatrix(thing, ctypes.byref(self._matrix))
        own = self._matrix
        a, b, c, d, e, f = moved
        return (
            own.a * a + own.b * c,
            own.a * b + own.b * d,
            own.c * a + own.d * c,
            own.c * b + own.d * d,
            own.e * a + own.f * c + e,
            own.e * b + own.f * d + f,
        )

    def _bounds(self, thing: Any, moved: Matrix) -> _Box:
        if not raw.FPDFPageObj_GetBounds(thing, *self._box):
            return 0.0, 0.0, 0.0, 0.0
        left, bottom, right, top = (edge.value for edge in self._edges)
        if moved is _UNMOVED:
            return left, bottom, right, top
        a, b, c, d, e, f = moved
        corners = [(x, y) for x in (left, right) for y in (bottom, top)]
        across = [a * x + c * y + e for x, y in corners]
        up = [b * x + d * y + f for x, y in corners]
        return min(across), min(up), max(across), max(up)


def _is_filled(path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(mode), ctypes.byref(stroke))
    return bool(mode.value != raw.FPDF_FILLMODE_NONE)
