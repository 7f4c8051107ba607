"""Answer which characters the shipped fonts can draw, and how wide they are.

Importing this module makes fontconfig use this program's own file; import it before WeasyPrint.
"""

import math
import os
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from filings.settings.settings import shipped_templates

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

TEXT_FACE = "LiberationSerif-Regular.ttf"
BOLD_FACE = "LiberationSerif-Bold.ttf"


FOLDER = shipped_templates() / "fonts"

# fontconfig reads this when WeasyPrint asks for its first font. No folder of the machine is
# searched, so that a page is the same on every machine.
os.environ["FONTCONFIG_FILE"] = str(FOLDER / "fonts.conf")


@cache
def font_files() -> tuple[Path, ...]:
    """Every shipped font file, by name."""
    return tuple(sorted(FOLDER.glob("*.ttf")))


def _opened(path: Path) -> "TTFont":
    """Open a font without its glyph names, which take a second to read."""
    from fontTools.ttLib import TTFont  # here, since plain names are judged without any font

    font = TTFont(path, lazy=True)
    font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
    return font


_NEVER_DRAWN = ("Cc", "Cs", "Zl", "Zp")


@cache
def _drawn_with(path: Path) -> frozenset[str]:
    """The characters that a font file can draw."""
    known = map(chr, _glyph_names(path))
    # Some fonts claim characters that are not printable, as line ends.
    return frozenset(c for c in known if unicodedata.category(c) not in _NEVER_DRAWN)


def undrawable(text: str) -> str:
    """The characters of `text` that no shipped font can draw, each once, in order; "" when all can.

    Format characters (joiners, direction marks) need no glyph and are not reported; control
    characters are.
    """
    if text.isascii() and text.isprintable():
        return ""  # the text's own face has all of these, enough for nearly every name
    return "".join(char for char in dict.fromkeys(text) if not _is_drawn(char))


@cache
def _is_drawn(char: str) -> bool:
    """Whether a shipped font draws a character, or it needs no glyph."""
    faces = (FOLDER / TEXT_FACE, *font_files())  # most need the first alone
    return unicodedata.category(char) == "Cf" or any(char in _drawn_with(face) for face in faces)


@cache
def glyphs(face: str) -> Mapping[str, tuple[int, float]]:
    """The characters that a face sets the same way whatever is beside them.

    Each has the number of its glyph and its advance in ems, without kerning or ligatures.
    """
    with _opened(FOLDER / face) as font:
        em = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return {
            chr(point): (font.getGlyphID(name), metrics[name][0] / em)
            for point, name in font.getBestCmap().items()
            if _set_alike(chr(point))
        }


def _set_alike(char: str) -> bool:
    """Whether a character is set left to right, as one glyph, whatever is beside it."""
    return (
        unicodedata.bidirectional(char) in _LEFT_TO_RIGHT
        and not unicodedata.combining(char)
        and unicodedata.category(char) not in ("Cf", "Cc", "Mn", "Mc", "Me")
    )


_LEFT_TO_RIGHT = {"L", "EN", "ES", "ET", "CS", "ON", "WS"}


def stands_alone(char: str, face: str = TEXT_FACE) -> bool:
    """Whether the face has the character, and sets it the same way whatever is beside it."""
    return char in glyphs(face)


def file_of(family: str, weight: int, style: int) -> str | None:
    """The file of a shipped face; None when it is not one of them.

    `weight` is that of CSS; `style` is Pango's number, 0 upright and 2 italic.
    """
    cut = ("Bold" if weight >= 600 else "") + ("Italic" if style == 2 else "")
    name = f"{family.replace(' ', '')}-{cut or 'Regular'}.ttf"
    return name if (FOLDER / name).exists() else None


def glyph(char: str, face: str = TEXT_FACE) -> tuple[int, float]:
    """The number of a character's glyph and its advance in ems, without kerning or ligatures.

    Raises:
        KeyError: The face does not have it, or it needs shaping.
    """
    return glyphs(face)[char]


def width(text: str, size: float, face: str = TEXT_FACE) -> float | None:
    """The width of `text` in one line without kerning or ligatures, in the unit of `size`.

    None when the text needs shaping or another font: a missing character, a combining mark, text
    from right to left.
    """
    try:
        return size * sum(map(_advances_of(face).__getitem__, text))
    except KeyError:
        return None


@cache
def _advances_of(face: str) -> Mapping[str, float]:
    """The advances of a face's `glyphs`, in ems."""
    return {char: advance for char, (_, advance) in glyphs(face).items()}


def in_ws(text: str) -> float:
    """The greatest width of `text` in one line, in widths of the letter W.

    A character that the text's face lacks counts as the widest that any shipped font has for it; a
    text that needs shaping counts as infinite.
    """
    return sum(map(_widest, text)) / _widest("W")


@cache
def _widest(char: str) -> float:
    """The advance of a character in the text's face, else the largest of any, in ems."""
    if char in (known := _advances_of(TEXT_FACE)):
        return known[char]
    if unicodedata.category(char) in ("Cf", "Mn", "Mc", "Me"):
        return math.inf
    of_fonts = (_advance(path, char) for path in font_files() if ord(char) in _glyph_names(path))
    return max(of_fonts, default=0.0)


def _advance(path: Path, char: str) -> float:
    em, metrics = _metrics(path)
    return metrics[_glyph_names(path)[ord(char)]][0] / em


@cache
def _glyph_names(path: Path) -> Mapping[int, str]:
    """The code points that a font file knows -> the names of their glyphs."""
    with _opened(path) as font:
        names: dict[int, str] = font.getBestCmap()
    return names


@cache
def _metrics(path: Path) -> tuple[int, Mapping[str, tuple[int, int]]]:
    """The units of an em in a font file, and by the names of glyphs their advances and bearings.

    A font of Chinese has so many that it is read only for a character of its own.
    """
    with _opened(path) as font:
        return font["head"].unitsPerEm, font["hmtx"].metrics


def plain(text: str) -> bool:
    """Whether the text's own face has every character, and none needs shaping."""
    return glyphs(TEXT_FACE).keys() >= set(text)
