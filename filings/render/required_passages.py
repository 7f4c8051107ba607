"""Check that a document shows every passage that it must.

The passages that a document must have are those that its shipped template marks (`data-required`),
composed with the same filing. An override cannot change which they are: it may change the words,
and must keep the marks.
"""

import datetime as dt
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import tinyhtml5

from filings.compose.blanks import has_blank, without_schedule
from filings.compose.composer import Composer, Filing
from filings.compose.schedule import Row
from filings.model.errors import TemplateError
from filings.render.inspect.legible import Passage, Unread, unmarked, unread
from filings.render.marked_words import blanked
from filings.render.page_cache_on_disk import NOWHERE, PagesOnDisk

_LEAST_SHARE = 0.25  # of the letters of the shipped passage, at the least
_MOST = 500
# The marks of passages and of lines to sign on, in the HTML of a shipped template.
_MARKS = re.compile(r'data-required="([^"]*)"|(\b(?:line-to-sign|on-line)\b)')


class PassageCheck:
    """Checks that documents show what they must; of documents that are alike, one is checked."""

    def __init__(
        self,
        composer: Composer,
        county: str,
        filed_on: dt.date,
        disk: PagesOnDisk = NOWHERE,
    ) -> None:
        """`composer` has an office's own templates over the shipped ones."""
        self._disk = disk
        self._composer = composer
        self._county = county
        self._filed_on = filed_on
        self._sound: OrderedDict[Hashable, None] = OrderedDict()

    @cached_property
    def _shipped(self) -> Composer:
        return Composer((), self._filed_on)

    def refuse(
        self,
        filing: Filing,
        composed: str,
        key: Hashable,
        pdf: Callable[[], bytes],
        pages: int,
        *,
        rows: bool = False,
        unseen: Collection[int] | None = (),
    ) -> None:
        """Raise if a required passage cannot be read on a document's pages.

        Args:
            filing: The document's content.
            composed: The HTML that its pages were made from.
            key: Of the style sheets, which decide how they look.
            pdf: Returns the finished file; called only when it must be read.
            pages: Number of pages before its schedule.
            rows: Check every row of the schedule, even if a document like it was checked.
            unseen: Pages (from 1) laid out for this document, which are checked for the draft mark
                even if a document like it was checked; None means all.

        Raises:
            TemplateError: A passage or a row is missing or cannot be read, or a page of a draft
                lacks the draft mark.
        """
        front = without_schedule(composed)
        shipped = self._shipped_front(filing)
        alike: Hashable = (filing.paper.id, key, blanked(front), blanked(shipped))
        if len(self._composer.folders) > 1 and unseen != () and _is_draft(filing, composed):
            for page in unmarked(pdf(), filing.words.draft, unseen):
                raise self._error(filing, [_without_mark(filing, page)])
        if self._known(alike) and not rows:
            self._refuse_one_row(filing, pdf, pages)
            return
        if len(self._composer.folders) > 1:
            self._refuse_flaws(filing)
        else:
            # All templates are shipped: documents with the same passages look alike.
            names = tuple(_MARKS.findall(front))
            alike = (filing.paper.id, filing.document, key, filing.draft, filing.count == 1, names)
            if self._known(alike):
                self._refuse_one_row(filing, pdf, pages)
                return
        if lost := list(self.lost(filing, composed, pdf(), pages, every=rows)):
            raise self._error(filing, lost)
        if lost := list(self.lost_rows(filing, pdf(), pages, every=rows)):
            raise self._error(filing, lost[:3])
        # A passage whose words differ between documents is read in each.
        if not any(passage.filled for passage in passages_of(front)):
            self._keep(alike)

    def _refuse_one_row(self, filing: Filing, pdf: Callable[[], bytes], pages: int) -> None:
        """Raise if the only row of a schedule cannot be read; each such document is checked.

        A conviction with uncommon characters is printed alone on trial, before it is among others.
        """
        if filing.count == 1 and (lost := list(self.lost_rows(filing, pdf(), pages))):
            raise self._error(filing, lost)

    def _known(self, key: Hashable) -> bool:
        if key not in self._sound and self._disk.knows("sound", key):
            self._sound[key] = None
        return key in self._sound

    def _keep(self, key: Hashable) -> None:
        if key not in self._sound:
            self._disk.note("sound", key)
        self._sound[key] = None
        if len(self._sound) > _MOST:
            self._sound.popitem(last=False)

    def _refuse_flaws(self, filing: Filing) -> None:
        for flaw in self._composer.flaws(filing, self._county):
            if flaw.severity == "error":
                place = flaw.file or self._composer.winner(filing, self._county).name
                block = f", block {flaw.block}" if flaw.block else ""
                remedy = "`filings templates check` reads every template through."
                raise TemplateError(f"{place}{block}", flaw.what, remedy)

    def lost(
        self,
        filing: Filing,
        composed: str,
        pdf: bytes,
        pages: int,
        *,
        every: bool = True,
    ) -> Iterator[Unread]:
        """The passages that a finished document lacks, or that cannot be read in it."""
        front = without_schedule(composed)
        own = passages_of(front)
        shipped = self._shipped_front(filing)
        gone = dict(lacking(own, passages_of(shipped), blank_lines(shipped) - blank_lines(front)))
        yield from (Unread(name, 0, why) for name, why in gone.items())
        there = [passage for passage in own if passage.name not in gone]
        yield from unread(pdf, there, filing.paper.margins, range(1, pages + 1))
        if _is_draft(filing, front):
            for page in unmarked(pdf, filing.words.draft, _shown(filing, pages, every=every)):
                yield _without_mark(filing, page)
                break

    def lost_rows(
        self, filing: Filing, pdf: bytes, before: int, *, every: bool = True
    ) -> Iterator[Unread]:
        """Rows that the schedule lacks or hides, of its first and last page, or of every page."""
        sheets = filing.schedule.pages if filing.form.columns else ()
        margins = (filing.paper.exhibit or filing.paper).margins
        for sheet in sheets if every else dict.fromkeys((*sheets[:1], *sheets[-1:])):
            rows = [passage for row in sheet.rows for passage in _of_row(row)]
            yield from unread(pdf, rows, margins, [before + sheet.number])

    def _shipped_front(self, filing: Filing) -> str:
        """The document by the shipped templates; "" if it is made of them, or they have none."""
        if not self._composer.laid_over(self._composer.winner(filing, self._county)):
            return ""
        try:
            composed = self._shipped.compose(filing, self._county)
        except TemplateError:  # a kind of document that only the office has
            return ""
        return without_schedule(composed)

    def _error(self, filing: Filing, lost: Sequence[Unread]) -> TemplateError:
        winner = self._composer.winner(filing, self._county)
        marks = self._composer.outlines.marks(winner)
        mark = next((marks[passage.name] for passage in lost if passage.name in marks), None)
        place = f"{mark.file}, line {mark.line}" if mark else winner.name
        if mark and mark.block:
            place += f", block {mark.block}"
        whats = (
            f"`{passage.name}` {passage.why}" + (f" (page {passage.page})" if passage.page else "")
            for passage in lost
        )
        return TemplateError(
            place,
            f"this document must show, where a reader sees it: {'; '.join(whats)}",
            REMEDY.format(name=lost[0].name),
        )


def _is_draft(filing: Filing, composed: str) -> bool:
    """Whether a document must have the draft mark; a placeholder makes it a draft, too."""
    return filing.draft or has_blank(composed)


def _without_mark(filing: Filing, page: int) -> Unread:
    return Unread(
        "draft-mark", page, f'does not say "{filing.words.draft}" where all of it is seen'
    )


def _of_row(row: Row) -> Iterator[Passage]:
    """The words of a row, except those written from right to left: PDFium reverses them."""
    pieces: list[str] = []
    for cell in (*row.cells, "\u0627"):
        if any(unicodedata.bidirectional(character) in ("R", "AL") for character in cell):
            if any(pieces):
                yield Passage(f"row {row.number}", tuple(pieces))
            pieces = []
        else:
            pieces.append(cell)


def _shown(filing: Filing, before: int, *, every: bool) -> Collection[int] | None:
    """The pages to check for all: the first and last of the schedule stand for those between.

    None means all pages.
    """
    if every or not filing.form.columns:
        return None
    return {*range(1, before + 2), before + len(filing.schedule.pages)}


REMEDY = (
    'Keep the words in an element marked data-required="{name}", where a reader sees them;'
    " `filings templates check` looks at every document."
)
"""The remedy for a missing passage, with a place for its name."""


def passages_of(front: str) -> list[Passage]:
    """The marked passages of a composed document, parsed as a browser would, with their words.

    The words under a line to sign on are one too.
    """
    tree = tinyhtml5.parse(front, namespace_html_elements=False)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    parents = {child: element for element in elements for child in element}
    marked = [
        Passage(
            element.get("data-required"),
            tuple(_pieces(element)),
            filled=any(
                isinstance(inner.tag, str) and inner.get("data-fill") for inner in element.iter()
            ),
        )
        for element in elements
        if element.get("data-required")
    ]
    lines = [
        Passage(LINE_TO_SIGN, tuple(_under(element, parents[element])), signed=True)
        for element in elements
        if element in parents and _LINES & {*element.get("class", "").split()}
    ]
    return marked + lines


LINE_TO_SIGN = "line-to-sign"
"""The class of a line to sign on; an element "on-line" has it above its own words."""

_LINES = {LINE_TO_SIGN, "on-line"}
_BLANK_LINE = re.compile("_{18,}")


def blank_lines(front: str) -> int:
    """The number of rows of underscores in a composed document."""
    return len(_BLANK_LINE.findall(front))


def _under(line: Any, parent: Any) -> Iterator[str]:
    """The words under a line to sign on, within the same parent."""
    yield from _pieces(line)
    if LINE_TO_SIGN not in line.get("class", "").split():
        return
    inside = list(parent)
    yield line.tail or ""
    for element in inside[inside.index(line) + 1 :]:
        yield from _pieces(element)
        yield element.tail or ""


def lacking(
    own: list[Passage], wanted: list[Passage], fewer_blanks: int = 0
) -> Iterator[tuple[str, str]]:
    """Passages of the shipped document that another lacks, or has too few words of.

    A row of underscores counts as a line to sign on; the other document has `fewer_blanks` of them
    than the shipped one.
    """
    letters = _letters(own)
    for name, (times, least) in _letters(wanted).items():
        have, most = letters.get(name, (0, 0))
        if name == LINE_TO_SIGN:
            have -= min(0, fewer_blanks)
            if have < times:
                yield name, f"stands {have} times instead of {times}: nobody could sign"
        elif have < times:
            yield name, "is left out" if not have else f"stands {have} times instead of {times}"
        elif most < max(1, least * _LEAST_SHARE):
            yield name, "has hardly any words"


def _letters(passages: list[Passage]) -> Mapping[str, tuple[int, int]]:
    """For each name: how many passages have it, and their number of letters and digits."""
    places: dict[str, tuple[int, int]] = {}
    for passage in passages:
        times, letters = places.get(passage.name, (0, 0))
        own = sum(character.isalnum() for piece in passage.pieces for character in piece)
        places[passage.name] = times + 1, letters + own
    return places


def _pieces(element: Any) -> Iterator[str]:
    if isinstance(element.tag, str):
        if element.text:
            yield element.text
        for child in element:
            yield from _pieces(child)
            if child.tail:
                yield child.tail
