"""Compare two versions of a document: the words that differ, and pictures of it.

The versions are the file that a court's document is made from and the one it extends, so that this
shows what an override changes, in its words and on its pages.
"""

import datetime as dt
import difflib
import html
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from filings.authoring.lint import county_settings, worst_packet
from filings.authoring.stress_rows import list_sources
from filings.authoring.template_browser import Choice, TemplateBrowser
from filings.compose.template_lookup import TemplateFile
from filings.model.errors import TemplateError
from filings.render.bounded_layout import LayoutProcess
from filings.render.renderer import Proof, Renderer
from filings.settings.settings import Settings

_DPI = 90
_NEAR = 14  # pixels: changes nearer than this are framed as one
_FAINT = 40  # levels of grey: smaller differences are anti-aliasing
_INK = (200, 0, 0)
_ROOM = 12  # pixels between the two pages


@dataclass(frozen=True, slots=True)
class Difference:
    """What one file changes of the one it extends."""

    file: str
    parent: str
    lines: tuple[str, ...]  # as `diff -u` prints them, a line for each paragraph
    pictures: tuple[bytes, ...]  # PNG, a page of the parent beside the same page of the file


def difference(browser: TemplateBrowser, choice: Choice, *, pictures: bool = True) -> Difference:
    """Print a document by its file and by the parent, with the same rows, and compare them.

    Of an office's own texts in a process that may be ended.

    Raises:
        TemplateError: The file extends none, or one of the two does not render, or takes more time
            or memory than any document.
        RenderError: A page of one of the two could not be laid out.
    """
    if not browser.folders:
        return _difference(browser, choice, pictures)
    made_of = browser.settings, browser.folders, browser.filed_on
    overlays = browser.composer.overlays(choice.ruleset, choice.file)
    with closing(LayoutProcess()) as process:
        return process.do(overlays, 0, _difference_there, made_of, choice, pictures)


def _difference_there(
    made_of: tuple[Settings, tuple[Path, ...], dt.date], choice: Choice, pictures: bool
) -> Difference:
    return _difference(TemplateBrowser(*made_of), choice, pictures)


def _difference(browser: TemplateBrowser, choice: Choice, pictures: bool) -> Difference:
    lineage = browser.composer.outlines.lineage(choice.file)
    parent = next((f for f in lineage[1:] if _makes(f, choice)), None)
    if parent is None:
        raise TemplateError(
            choice.file.name,
            f"extends no other {choice.document}, so there is nothing to compare it with",
            "`filings templates show` tells what it is made from.",
        )
    settings = county_settings(browser.settings, choice.county)
    packet = worst_packet(browser, choice)
    sources = list_sources(packet.convictions)
    renderer = Renderer(settings, browser.folders, filed_on=browser.filed_on, lists=sources)
    old = renderer.proof(packet, choice.document, parent)
    new = renderer.proof(packet, choice.document)
    lines = difflib.unified_diff(
        words_of(old.html), words_of(new.html), parent.name, choice.file.name, lineterm="", n=1
    )
    drawn = tuple(side_by_side(old, new)) if pictures else ()
    return Difference(choice.file.name, parent.name, tuple(lines), drawn)


def _makes(file: TemplateFile, choice: Choice) -> bool:
    return file.asked.rpartition("/")[2] == f"{choice.document}.html"


_BREAK = re.compile(r"</(?:p|li|h[1-6]|tr|title|div|section)>|<br>", re.IGNORECASE)


def words_of(composed: str) -> list[str]:
    """A document's words, a line for each paragraph or row, without its schedule."""
    body = re.sub(r'<section class="schedule".*?</section>', "", composed, flags=re.DOTALL)
    lined = body.replace("\n", " ").replace('<span class="line', '\n<span class="line')
    cells = re.sub(r"</t[dh]>", "  ", _BREAK.sub("\n", lined))
    plain = html.unescape(re.sub(r"<[^>]*>", "", cells))
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return [line for line in lines if line]


def side_by_side(old: Proof, new: Proof) -> Iterator[bytes]:
    """Pictures of each page beside the same page of the other, with changes framed on the right."""
    left, right = list(_pages(old.pdf)), list(_pages(new.pdf))
    for number in range(max(len(left), len(right))):
        pair = [pages[number] if number < len(pages) else None for pages in (left, right)]
        yield _paired(*pair)


def _pages(pdf: bytes) -> Iterator[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=_DPI / 72).to_pil().convert("RGB")


def _paired(old: Image.Image | None, new: Image.Image | None) -> bytes:
    some = new or old
    assert some is not None
    blank = Image.new("RGB", some.size, (225, 225, 225))
    before, after = old or blank, (new or blank).copy()
    if old and new:
        draw = ImageDraw.Draw(after)
        for box in changed(before, after):
            draw.rectangle((box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4), outline=_INK, width=2)
    both = Image.new("RGB", (before.width + after.width + _ROOM, before.height), (120, 120, 120))
    both.paste(before, (0, 0))
    both.paste(after, (before.width + _ROOM, 0))
    out = io.BytesIO()
    both.save(out, "PNG", optimize=True)
    return out.getvalue()


def changed(old: Image.Image, new: Image.Image) -> list[tuple[int, int, int, int]]:
    """The bands of lines where two pages of one size differ, from the top."""
    grey = ImageChops.difference(old, new).convert("L").point(lambda level: 255 * (level > _FAINT))
    rows = [y for y in range(grey.height) if grey.crop((0, y, grey.width, y + 1)).getbbox()]
    return [
        (box[0], top, box[2], bottom + 1)
        for top, bottom in _bands(rows)
        if (box := grey.crop((0, top, grey.width, bottom + 1)).getbbox())
    ]


def _bands(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    if not rows:
        return
    top = bottom = rows[0]
    for row in rows[1:]:
        if row - bottom > _NEAR:
            yield top, bottom
            top = row
        bottom = row
    yield top, bottom
