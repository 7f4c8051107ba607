"""Lay HTML out with WeasyPrint so that text is level with the numbered lines of its paper.

No words are decided here. Whatever WeasyPrint would only log is an error here: with bad CSS, a
missing picture or an unknown name it would print a page that nobody checked.
"""

import errno
import logging
import math
import re
import tempfile
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from filings.compose import fonts
from filings.model.errors import OutputError, RenderError
from filings.render.structure_tree import StructureTree
from filings.render.weasyprint_internals import (
    CSS,
    Document,
    FatalURLFetchingError,
    FontConfiguration,
    URLFetcher,
    URLFetcherResponse,
    forget_lines,
    parse_html,
    pdf_objects,
    row_boxes,
)

assert fonts.FOLDER.is_dir()

_FRAME = fonts.FOLDER.parent / "frame"

POINTS_PER_PIXEL = 0.75  # CSS 2.1, 4.3.2: 1px is 1/96 inch

_LOG = logging.getLogger("weasyprint")
# Two layouts settle any number of blocks, a third those with blocks inside; the last proves it.
_MOST_RENDERS = 4
_EVEN = 0.002  # points within which a block is whole lines


class _TemplateFetcher(URLFetcher):  # type: ignore[misc]
    """Opens files under the template folders and nothing else: no network, no other file."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(allowed_protocols=["file", "data"], fail_on_errors=True)
        self._folders = [folder.resolve() for folder in folders]

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):  # a picture within a template (markup.py)
            return super().fetch(url, headers)
        path = Path(URLFetcherResponse(url).path or "").resolve()
        if not any(path.is_relative_to(folder) for folder in self._folders):
            raise FatalURLFetchingError(f"{url} is outside the template folders")
        return super().fetch(url, headers)


_PICTURE = re.compile(r"(data:[^;]{,40};base64,.{,20})[^'\"\s]*")  # a template's, in it (markup.py)


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(_PICTURE.sub(r"\1 ...", record.getMessage()))


@contextmanager
def listening(where: str) -> Iterator[None]:
    """Turn everything that WeasyPrint logs or raises within this context into a `RenderError`.

    A full folder for temporary files is an `OutputError`, since no template is at fault. `where` is
    named in the error.
    """
    complaints = _Complaints()
    _LOG.addHandler(complaints)
    try:
        yield
    # A file that cannot be fetched arrives as FatalURLFetchingError, which is a BaseException
    # (weasyprint/urls.py); WeasyPrint's other errors share no base class.
    except (Exception, FatalURLFetchingError) as error:
        if isinstance(error, RenderError | OutputError):  # already translated, further in
            raise
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            what = "the folder for temporary files is full"
            raise OutputError(where, what, f"Make room in {tempfile.gettempdir()}.") from error
        raise RenderError(
            where, f"{type(error).__name__}: {error}", "Look at the template's markup and CSS."
        ) from error
    finally:
        _LOG.removeHandler(complaints)
    if complaints.messages:
        raise RenderError(
            where,
            "; ".join(dict.fromkeys(complaints.messages)),
            "WeasyPrint would print the page all the same; correct the template or its CSS.",
        )


STYLE_SHEETS = ("paper.css", "schedule.css")
"""The style sheets of a document."""


@dataclass(frozen=True, slots=True)
class PageStyle:
    """The look of a document's pages: its style sheets, composed for a paper and a form."""

    css: tuple[str, ...]  # the text of each of STYLE_SHEETS
    parsed: Sequence[Any]  # the same, parsed by WeasyPrint
    pitch: float | None  # distance between numbered lines, in points

    @property
    def key(self) -> Hashable:
        """Pages with equal keys look the same."""
        return (*self.css, self.pitch)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a document that has a schedule, before they are a file."""

    document: Document
    first: int  # number of pages before its schedule
    html: str  # the composed document
    fill: Callable[[StructureTree], None] | None = None  # writes the schedule after painting
    unseen: frozenset[int] | None = None  # pages (from 1) no document had before; None: all of them
    seen: Callable[[], None] = lambda: None  # called when they have been inspected


class LayoutEngine:
    """Lays pages out, with fonts that are loaded once for the process."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Prepare to lay out pages whose pictures and fonts are under `folders`."""
        self._fetcher = _TemplateFetcher(folders)
        self._font_config = FontConfiguration()
        self._paddings: dict[str, dict[str, float]] = {}
        self.pages = 0  # laid out so far

    @cached_property
    def _fonts(self) -> Any:
        return self.stylesheet((_FRAME / "fonts.css").read_text(encoding="utf-8"), "fonts")

    def stylesheet(self, text: str, where: str) -> Any:
        """Parse a style sheet once, for many renders."""
        forget_lines()
        with listening(where):
            return CSS(
                string=text,
                font_config=self._font_config,
                url_fetcher=self._fetcher,
                base_url=f"{_FRAME}/",
            )

    def lay_out(self, html: str, style: PageStyle, where: str, kind: str) -> Document:
        """Lay a document out so that its text is level with the numbered lines of every page.

        Single-spaced blocks (elements with an id beginning `single-`) may be an odd number of rows
        high, and no CSS can round an automatic height (there is no `block-step` here): each is
        measured, and padded below to a whole number of lines. `kind` names documents that are
        alike. Quotations need no id.

        Raises:
            RenderError: WeasyPrint raised or logged anything.
        """
        with listening(where):
            page = self._page(html)
            for n, quotation in enumerate(page.etree_element.iter("blockquote")):
                quotation.set("id", quotation.get("id", f"single-quotation-{n}"))
            # The paddings of the last document of the kind mostly fit this one; if not, it is laid
            # out again, so that no page depends on the documents before it.
            padded, least = dict(self._paddings.get(kind, {})), 0.0
            for _ in range(_MOST_RENDERS):
                _pad(page.etree_element, padded)
                pages = self._render(page, style.parsed)
                needed = dict(_needed_paddings(pages, style.pitch, padded))
                if all(
                    abs(padded.get(name, 0.0) - height) <= least for name, height in needed.items()
                ):
                    self._paddings[kind] = needed
                    self.pages += len(pages.pages)
                    return pages
                padded, least = needed, _EVEN
        raise RenderError(
            where, "the text cannot be set on the numbered lines", "Shorten a quotation in it."
        )

    def rows_alone(self, html: str, style: PageStyle, where: str) -> dict[str, Any]:
        """The boxes of the table rows with an id, laid out outside any page."""
        with listening(where):
            page = self._page(html)
            return dict(row_boxes(self._render(page, style.parsed).pages))

    def set_in_faces(self, faces: Sequence[tuple[str, int, int, str]], lang: str) -> Document:
        """A document with a line in each of these faces.

        A face is given as family, weight in CSS, style in Pango (0 upright, 1 oblique, 2 italic),
        and a character that it has.
        """
        with listening("the fonts"):
            page = self._page(f'<html lang="{lang}"><title>-</title><body></body></html>')
            body = page.etree_element.find("body")
            for family, weight, style, char in faces:
                line = ElementTree.SubElement(body, "p")
                slant = ("normal", "oblique", "italic")[style]
                line.set("style", f"font: {slant} {weight} 12pt '{family}'")
                line.text = char
            return self._render(page, ())

    def _page(self, html: str) -> Any:
        return parse_html(html, f"{fonts.FOLDER.parent}/", self._fetcher)

    def _render(self, page: Any, sheets: Sequence[Any]) -> Document:
        return page.render(stylesheets=[self._fonts, *sheets], font_config=self._font_config)

    def paint(self, pages: Document, where: str) -> Any:
        """The objects of a PDF with these pages, not yet written to a file."""
        with listening(where):
            return pdf_objects(pages)


def _pad(root: Any, padded: Mapping[str, float]) -> None:
    for element in root.iter():
        name = element.get("id")
        if name and name.startswith("single-"):
            style = element.get("style", "").split("padding-bottom:")[0].rstrip("; ")
            padding = f"; padding-bottom:{padded[name]:.3f}pt" if name in padded else ""
            element.set("style", f"{style}{padding}")


def _needed_paddings(
    pages: Document, pitch: float | None, padded: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    """The points that each single-spaced block lacks to a whole number of lines, by its id."""
    if pitch is None:
        return
    for page in pages.pages:
        for name, (_, top, _, bottom) in page.anchors.items():
            if name.startswith("single-"):
                height = (bottom - top) * POINTS_PER_PIXEL - padded.get(name, 0.0)
                lines = math.ceil(height / pitch - 0.01)
                yield name, round(max(lines * pitch - height, 0.0), 3)
