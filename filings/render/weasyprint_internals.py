"""Read and call the internals of WeasyPrint, which no other module may.

WeasyPrint promises only `HTML`, `CSS`, `Document` and the rest of its documented API. Filling
pages that were laid out before needs more: the boxes of a page, the stream it is painted to, the
fonts of that stream. All of that is asked for here and nowhere else, each name with the sentence
that this program relies on, so that whoever moves to another WeasyPrint reads one file. It was read
in WeasyPrint 70; another major version is refused.

What is relied on of its objects, as they are handed to the other modules:

* A box has `element` (the HTML element, a string in the margins of a page, or None), `element_tag`,
  `style` (computed values by name), `children`, and in CSS pixels from the page's top left
  `position_x`, `position_y`, `width`, `height`, `content_box_x()`, `content_box_y()` and
  `margin_height()`; a text box has `text` and `baseline`, a table box `column_groups`.
* A page has `width`, `height`, `anchors` (id -> box corners, in CSS pixels) and `paint(stream,
  scale)`, which is asked for when the document is written, so that another can stand in its place.
* A stream is a list of operators, `stream`: bytes, or dictionaries of marked content; a text is
  `... Tf`, `... Tm`, `... TJ`, between `BDC` and `EMC` of its tag.
* A font has `hash` (its name on a page), `family`, `weight`, `style`, and what it must show:
  `to_unicode` (glyph -> text) and `widths` (glyph -> thousandths of an em). It is cut down last.
"""

import ctypes.util
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

from filings.model.errors import RenderError


def _not_searched(name: str) -> None:
    """Find no library, so that WeasyPrint tries the next name of its list."""


@contextmanager
def _libraries_by_name() -> Iterator[None]:
    """Let WeasyPrint load its libraries by the names that it lists itself (`_dlopen`).

    Otherwise it first searches for others, by calling compiler and linker: 86 processes, a third of
    a second. On Linux the search finds nothing that the loader does not know by those names.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _not_searched
    try:
        yield
    finally:
        ctypes.util.find_library = search


with warnings.catch_warnings(), _libraries_by_name():
    # At import WeasyPrint warns that fontconfig has no font: ours are loaded by @font-face.
    warnings.filterwarnings("ignore", message="No fonts configured")
    import weasyprint

    # The documented API.
    from weasyprint import CSS as CSS
    from weasyprint import DEFAULT_OPTIONS, HTML

    # The style of an element; its values are computed when they are asked for.
    from weasyprint.css import PHYSICAL_FUNCTIONS, ComputedStyle

    # Of its inside. The first two: the properties that a box has of the one around it, and what
    # each property is when nothing is said. A style that differs from them nowhere draws nothing.
    from weasyprint.css.properties import INHERITED as INHERITED
    from weasyprint.css.properties import INITIAL_NOT_COMPUTED
    from weasyprint.css.properties import INITIAL_VALUES as INITIAL_VALUES
    from weasyprint.document import Document as Document
    from weasyprint.document import Page

    # Draws the borders of one box to a stream.
    from weasyprint.draw.border import draw_border

    # Draws one text box to a stream.
    from weasyprint.draw.text import draw_text
    from weasyprint.formatting_structure import boxes as box_kinds

    # The classes of boxes that matter here: one that holds lines; a line; a row; a text.
    from weasyprint.formatting_structure.boxes import BlockContainerBox as BlockContainerBox
    from weasyprint.formatting_structure.boxes import LineBox as LineBox
    from weasyprint.formatting_structure.boxes import TableRowBox as TableRowBox
    from weasyprint.formatting_structure.boxes import TextBox as TextBox
    from weasyprint.layout import inline as layout_of_lines

    # Splits off the first line of a text box, and returns the byte at which the rest begins.
    from weasyprint.layout.inline import split_text_box

    # The options of each kind of PDF; and the function that makes a PDF's objects without writing
    # them.
    from weasyprint.pdf import VARIANTS, generate_pdf

    # A font of a document; `_harfbuzz_subset` reduces its file to the glyphs that are used.
    from weasyprint.pdf.fonts import Font

    # Writes the XMP metadata of a PDF, to which a claim can be added.
    from weasyprint.pdf.metadata import DocumentMetadata as DocumentMetadata

    # The stream a page is painted to; it collects tags, fonts and resources.
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.ffi import pango
    from weasyprint.text.fonts import FontConfiguration as FontConfiguration

    # The height of a line of a style, and the place of its baseline.
    from weasyprint.text.line_break import strut
    from weasyprint.urls import FatalURLFetchingError as FatalURLFetchingError
    from weasyprint.urls import URLFetcher as URLFetcher
    from weasyprint.urls import URLFetcherResponse as URLFetcherResponse

_KNOWN = "70"  # the major version whose source was read

# What a text needs to know of its page: something only where words are hyphenated.
_NO_PAGE = SimpleNamespace(dictionaries={})

_VARIANT = "pdf/a-2a"


def refuse_other_version(version: str) -> None:
    """Raise if WeasyPrint is of another major version: its pages were not compared.

    Raises:
        RenderError: It is not the version whose internals are known here.
    """
    if version.split(".")[0] != _KNOWN:
        raise RenderError(
            f"WeasyPrint {version}",
            f"is installed, and pages are known to be right with {_KNOWN} only",
            f"Install that one: pip install 'weasyprint=={_KNOWN}.*'",
        )


refuse_other_version(weasyprint.__version__)


def typesetters() -> dict[str, str]:
    """The versions of the libraries that decide where a glyph is placed."""
    return {"WeasyPrint": weasyprint.__version__, "Pango": str(pango.pango_version())}


def parse_html(html: str, base_url: str, fetcher: Any) -> Any:
    """Parse HTML for layout; `etree_element` of the result is its root and may be changed."""
    return HTML(string=html, base_url=base_url, url_fetcher=fetcher)


def pdf_objects(document: Document) -> Any:
    """The objects (pydyf) of a PDF/A-2a with the pages of a document, not yet written to a file."""
    options = {**DEFAULT_OPTIONS, "pdf_variant": _VARIANT, **VARIANTS[_VARIANT][1]}
    with warnings.catch_warnings():
        # WeasyPrint leaves it to the garbage collector to close the colour profile's file.
        warnings.filterwarnings("ignore", category=ResourceWarning)
        return generate_pdf(document, None, 1, **options)


_cut_down = Font._harfbuzz_subset
_kept_fonts: dict[Any, bytes] = {}
_MOST_FONTS = 64


def _cut_down_once(font: Any, to_unicode: Mapping[int, str], hinting: bool) -> None:
    """Subset a font as WeasyPrint does, once for all documents that need the same glyphs."""
    key = (font.hash, frozenset(to_unicode), bool(font.missing), hinting)
    if key not in _kept_fonts:
        _cut_down(font, to_unicode, hinting)
        _kept_fonts[key] = font.file_content
        if len(_kept_fonts) > _MOST_FONTS:
            del _kept_fonts[next(iter(_kept_fonts))]
    font.file_content = _kept_fonts[key]


Font._harfbuzz_subset = _cut_down_once


_shape_line = layout_of_lines.split_first_line
_lines: dict[Any, Any] = {}
_MOST_LINES = 8_192
# All of a style that decides how a line is shaped, and where it ends (text/line_break.py).
_SHAPING = (
    *("direction", "lang", "font_language_override", "font_family", "font_size", "font_style"),
    *("font_stretch", "font_weight", "font_variation_settings", "font_feature_settings"),
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    *("word_spacing", "letter_spacing", "word_break", "overflow_wrap"),
    *("white_space", "tab_size", "hyphens", "hyphenate_limit_chars", "hyphenate_limit_zone"),
    "hyphenate_character",
)


def _shape_line_once(text: str, style: Any, context: Any, *room: Any, **more: Any) -> Any:
    """Shape a line as WeasyPrint does, once for all pages that have it: most have line numbers."""
    looks = map(style.__getitem__, _SHAPING)
    underlined = str(style["text_decoration_line"])  # a set, or "none"
    key = (text, style.font_config, room, *more.values(), underlined, *looks)
    if key not in _lines:
        if len(_lines) >= _MOST_LINES:
            forget_lines()
        _lines[key] = _shape_line(text, style, context, *room, **more)
    layout, *measures = _lines[key]
    return copy(layout), *measures


def forget_lines() -> None:
    """Have lines shaped again: there may be another font for them."""
    _lines.clear()


layout_of_lines.split_first_line = _shape_line_once


_compute = ComputedStyle.__missing__
_SIMPLE = {
    name
    for name in {*INITIAL_VALUES} - {*PHYSICAL_FUNCTIONS, "float", "display", "position", "page"}
    if not name.startswith("text_decoration_")
}
_FROM_AROUND = _SIMPLE & INHERITED
_AS_IT_BEGINS = _SIMPLE - INHERITED - INITIAL_NOT_COMPUTED


def _compute_soon(style: Any, name: str) -> Any:
    """A value of a style, at once where no style sheet says anything of it: four of five times."""
    if name not in style.cascaded:
        if name in _AS_IT_BEGINS:
            return style.setdefault(name, INITIAL_VALUES[name])
        if name in _FROM_AROUND and style.parent_style is not None:
            return style.setdefault(name, style.parent_style[name])
    return _compute(style, name)


ComputedStyle.__missing__ = _compute_soon


def document_of(like: Document, pages: Sequence[Any], title: str) -> Document:
    """A document of these pages, with the settings of `like` and this title."""
    document = like.copy(pages)
    document.metadata = copy(document.metadata)
    document.metadata.title = title
    return document


def page_box(page: Any) -> Any:
    """The box of a whole page (`Page._page_box`), which contains all others."""
    return page._page_box


def walk(box: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every box from `box` down, with the boxes around it, in document order."""
    left = [(box, above)]
    while left:
        box, above = left.pop()
        box = getattr(box, "_box", box)  # an absolutely positioned box is wrapped in a placeholder
        yield box, above
        if children := getattr(box, "children", ()):
            within = (*above, box)
            left += [(child, within) for child in reversed(children)]


def set_in_lines(text: str, like: Any, room: float) -> list[Any]:
    """The text boxes of the lines of a paragraph with this text alone.

    They are styled like the text box `like`, and have no place yet. `room` is the width in CSS
    pixels.
    """
    lines: list[Any] = []
    rest = text
    while rest:
        line, resume, _ = split_text_box(_NO_PAGE, like.copy_with_text(rest), room, 0)
        lines.append(line)
        rest = rest.encode()[resume:].decode().lstrip(" ") if resume else ""
    return lines


def line_height(style: Any) -> float:
    """The height of a line of text of this style, in CSS pixels."""
    height: float = strut(style)[0]
    return height


def forget_shaping(text_box: Any) -> None:
    """Free the shaped form of a text (`pango_layout`), some 30 kB: it is drawn already."""
    text_box.pango_layout = None


def new_stream(page: Any) -> tuple[Any, dict[str, dict[str, Any]]]:
    """A stream to paint a page to, outside any document, and the resources it collects."""
    resources: dict[str, dict[str, Any]] = {
        kind: {} for kind in ("ExtGState", "XObject", "Pattern", "Shading", "ColorSpace")
    }
    stream = Stream({}, (0, 0, page.width, page.height), resources, {}, {}, {}, None)
    return stream, resources


def fonts_of(stream: Any) -> dict[Any, Any]:
    """The fonts of the document that a stream belongs to (`Stream._fonts`), by WeasyPrint's key."""
    fonts: dict[Any, Any] = stream._fonts
    return fonts


def tags_of(stream: Any) -> dict[Any, dict[str, Any]]:
    """The marks of a stream for the structure tree (`Stream._tags`): box -> its "mcid" and tag."""
    tags: dict[Any, dict[str, Any]] = stream._tags
    return tags


def states_of(stream: Any) -> dict[str, Any]:
    """The graphics states that a stream's page names (`Stream._resources`)."""
    states: dict[str, Any] = stream._resources["ExtGState"]
    return states


def empty_copy(font: Any) -> Any:
    """A font for another document, which shows nothing yet."""
    new = copy(font)
    new.to_unicode, new.widths, new.missing = {}, {}, {}
    return new


def text_operators(stream: Any, text_box: Any) -> list[Any]:
    """The operators that draw one text box with the fonts of this stream, which is not changed."""
    untagged = stream.clone(tags=None)
    draw_text(untagged, text_box, 0, "clip", "none")
    operators: list[Any] = untagged.stream
    return operators


def border_operators(stream: Any, boxes: Sequence[Any]) -> list[Any]:
    """The operators that draw the borders of these boxes, one after the other."""
    untagged = stream.clone(tags=None)
    for box in boxes:
        draw_border(untagged, box)
    operators: list[Any] = untagged.stream
    return operators


# The boxes that a structure tree is made of (weasyprint/pdf/tags.py). Any other draws a picture, or
# depends on its place in a way that cannot be stored.
_KINDS = {
    kind.__name__: kind
    for kind in (
        box_kinds.PageBox,
        box_kinds.MarginBox,
        box_kinds.BlockBox,
        box_kinds.LineBox,
        box_kinds.InlineBox,
        box_kinds.InlineBlockBox,
        box_kinds.TextBox,
        box_kinds.TableBox,
        box_kinds.TableRowGroupBox,
        box_kinds.TableRowBox,
        box_kinds.TableCellBox,
        box_kinds.GridBox,
    )
}
_OF_A_LIST = ("li", "dt", "dd")  # elements whose style the structure tree depends on
_STYLE_OF_A_LIST = ("display", "list_style_type")


class Unsaid(Exception):
    """Raised for a page with more than data can hold."""


def page_as_data(page: Any, tags: Mapping[Any, Mapping[str, Any]]) -> dict[str, Any]:
    """Everything but the drawing that a PDF of a page needs, as data: sizes, bookmarks, boxes.

    `tags` are the marks of its stream.

    Raises:
        Unsaid: It has links, forms or boxes of other kinds.
    """
    if page.links or page.forms != {None: []}:
        raise Unsaid
    return {
        "width": page.width,
        "height": page.height,
        "bleed": page.bleed,
        "bookmarks": page.bookmarks,
        "anchors": page.anchors,
        "box": _box_as_data(page._page_box, tags),
    }


def page_of_data(data: Mapping[str, Any]) -> tuple[Any, dict[Any, dict[str, Any]]]:
    """The page that `page_as_data` described, and its tags by box; it draws nothing."""
    page = Page.__new__(Page)
    tags: dict[Any, dict[str, Any]] = {}
    for name in ("width", "height", "bleed", "bookmarks", "anchors"):
        setattr(page, name, data[name])
    page.links, page.forms = [], {None: []}
    page._page_box = _box_of_data(data["box"], tags)
    return page, tags


def _box_as_data(box: Any, tags: Mapping[Any, Mapping[str, Any]]) -> list[Any]:
    box = getattr(box, "_box", box)
    kind, element = type(box).__name__, box.element
    if kind not in _KINDS or box.link_annotation or box.widget_annotation:
        raise Unsaid
    if element is not None and not isinstance(element, str):
        element = [
            element.tag,
            {name: element.get(name) for name in ("scope",) if element.get(name)},
        ]
    style = None
    if (box.element_tag or "").split(":")[0] in _OF_A_LIST:
        style = [box.style[name] for name in _STYLE_OF_A_LIST]
    children = [_box_as_data(child, tags) for child in getattr(box, "children", ())]
    spans = [box.is_table_wrapper, box.colspan, box.rowspan]
    return [kind, box.element_tag, element, style, spans, tags.get(box), children]


def _box_of_data(data: Sequence[Any], tags: dict[Any, dict[str, Any]]) -> Any:
    kind, element_tag, element, style, spans, tag, children = data
    box = _KINDS[kind].__new__(_KINDS[kind])
    box.element_tag = element_tag
    box.element = ElementTree.Element(*element) if isinstance(element, list) else element
    box.style = style and dict(zip(_STYLE_OF_A_LIST, style, strict=True))
    box.is_table_wrapper, box.colspan, box.rowspan = spans
    if tag:
        tags[box] = tag
    box.children = [_box_of_data(child, tags) for child in children]
    return box


def only_language(metadata: Any) -> str:
    """The language of a document whose metadata has nothing else but a title.

    Raises:
        Unsaid: It has more.
    """
    if any(each for name, each in vars(metadata).items() if name not in ("title", "lang")):
        raise Unsaid
    return str(metadata.lang or "")


def row_boxes(pages: Sequence[Any]) -> Mapping[str, Any]:
    """The boxes of the table rows with an id: id -> box."""
    return {
        box.element.get("id"): box
        for page in pages
        for box in page_box(page).descendants()
        if isinstance(box, TableRowBox) and box.element.get("id")
    }
