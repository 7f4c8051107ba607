"""Read how each letter of a paper is drawn, so that the papers of a run can be compared.

A font in a PDF has the outline of each letter, and a table that says which letter an outline means.
If both are exchanged together, a page reads as before and shows something else. All papers of a run
use the same faces: a letter that one of them draws differently is found.
"""

import hashlib
import io
import re
import struct
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

import pikepdf

from filings.verification.mismatch import Mismatch

_LETTER = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_RANGES = b"beginbfrange"
_WORDS, _SCALE, _MORE, _TWO_SCALES, _FOUR_SCALES = 0x1, 0x8, 0x20, 0x40, 0x80
_DEEPEST, _MOST_PARTS = 6, 64  # letters made of letters
_PLAIN = "draws letters in a way that no paper of this program does"
_OTHER = "draws letters differently from the other papers of the run"


class PlaceInFont(NamedTuple):
    """A place in a font of our papers; each subset of a font keeps it."""

    face: str  # "Liberation-Serif-Bold"
    place: int


class Drawn(NamedTuple):
    """What a paper says of a glyph: its letter and its outline."""

    letter: str
    outline: bytes  # a digest


Shapes = Mapping[PlaceInFont, Drawn]


def shapes_of(content: bytes) -> Shapes:
    """Read how each letter and digit of a PDF is drawn.

    Raises:
        ValueError: It has a font of a kind that the papers of this program do not have.
    """
    shapes: dict[PlaceInFont, Drawn] = {}
    seen: set[tuple[int, int]] = set()
    try:
        with pikepdf.Pdf.open(io.BytesIO(content)) as pdf:
            for page in pdf.pages:
                for font in _fonts(page.obj.Resources, 0):
                    if font.objgen not in seen:
                        seen.add(font.objgen)
                        shapes.update(_of_font(font))
    except (AttributeError, IndexError, KeyError, RuntimeError, TypeError, struct.error) as error:
        raise ValueError(_PLAIN) from error
    return shapes


def _fonts(resources: Any, depth: int) -> Iterator[Any]:
    """The fonts of a page, and of the form objects that it draws."""
    if depth == _DEEPEST:
        raise KeyError("forms within forms")
    for name in resources.get("/Font", {}):
        yield resources.Font[name]
    for name in resources.get("/XObject", {}):
        if "/Resources" in (form := resources.XObject[name]):
            yield from _fonts(form.Resources, depth + 1)


def _of_font(font: Any) -> Iterator[tuple[PlaceInFont, Drawn]]:
    below = font.DescendantFonts[0]
    letters = font.ToUnicode.read_bytes()
    if font.Encoding != "/Identity-H" or below.get("/CIDToGIDMap", "") != "/Identity":
        raise KeyError("Identity")
    if _RANGES in letters:
        raise KeyError("bfchar")
    face = str(below.FontDescriptor.FontName).rpartition("+")[2]
    outlines = _TrueTypeFont(below.FontDescriptor.FontFile2.read_bytes())
    for place, words in _LETTER.findall(letters):
        letter = bytes.fromhex(words.decode()).decode("utf-16-be", "replace")
        if letter.isalnum():  # a blank has several signs, and so has a hyphen
            yield PlaceInFont(face, int(place, 16)), Drawn(letter, outlines.digest(int(place, 16)))


class _TrueTypeFont:
    """The outlines of a TrueType font (OpenType 1.9, `loca` and `glyf`)."""

    def __init__(self, font: bytes) -> None:
        (count,) = struct.unpack_from(">H", font, 4)
        tables = {}
        for n in range(count):
            name, _, start, size = struct.unpack_from(">4sIII", font, 12 + 16 * n)
            tables[name] = font[start : start + size]
        (wide,) = struct.unpack_from(">h", tables[b"head"], 50)
        size = len(tables[b"loca"]) // (4 if wide else 2)
        places = struct.unpack_from(f">{size}{'I' if wide else 'H'}", tables[b"loca"])
        self._places = places if wide else [2 * place for place in places]
        self._glyphs = tables[b"glyf"]

    def digest(self, place: int) -> bytes:
        """What tells one outline from another."""
        parts = b"".join(islice(self._parts(place, 0), _MOST_PARTS))
        return hashlib.blake2b(parts, digest_size=8).digest()

    def _parts(self, place: int, depth: int) -> Iterator[bytes]:
        """The bytes of an outline, or of the parts of a composite one, whose indexes may differ."""
        glyph = self._glyphs[self._places[place] : self._places[place + 1]]
        if glyph[:2] != b"\xff\xff" or depth == _DEEPEST:
            yield glyph
            return
        at, flags = 10, _MORE
        while flags & _MORE:
            flags, part = struct.unpack_from(">HH", glyph, at)
            size = 4 if flags & _WORDS else 2
            size += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 0
            size += 8 if flags & _FOUR_SCALES else 0
            yield glyph[at : at + 2] + glyph[at + 4 : at + 4 + size]
            yield from self._parts(part, depth + 1)
            at += 4 + size


class SameShapes:
    """The letter shapes of all papers of a run."""

    def __init__(self) -> None:
        """No paper was read yet."""
        self._whose: dict[PlaceInFont, dict[Drawn, list[str]]] = {}

    def add(self, path: str, shapes: Shapes) -> None:
        """Add the shapes of a paper, by its path."""
        for glyph, drawn in shapes.items():
            self._whose.setdefault(glyph, {}).setdefault(drawn, []).append(path)

    def findings(self) -> Iterator[Mismatch]:
        """Findings: papers that draw a letter differently from most others."""
        strange: set[str] = set()
        for ways in self._whose.values():
            most = max(map(len, ways.values()))
            usual = [paths for paths in ways.values() if len(paths) == most]
            for paths in ways.values():
                if len(paths) < most or len(usual) > 1:
                    strange.update(paths)
        for path in sorted(strange):
            yield Mismatch(path, 0, 0, "hidden", _OTHER)
