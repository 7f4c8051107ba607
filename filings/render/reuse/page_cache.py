"""Keep the pages of parts that were laid out, for the documents that come next.

A part that was laid out for one document is used for every other that differs only in marked words.
Where words do not fit, the part is laid out with them, for all documents with the same words. How a
page looks never depends on the documents before it.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

from filings.model.errors import RenderError
from filings.render.layout import LayoutEngine, Pages, PageStyle
from filings.render.marked_words import words_of
from filings.render.page_cache_on_disk import PagesOnDisk
from filings.render.placements import LESS_ROOM
from filings.render.reuse.document_parts import SHEET_1, DocumentPart, Parts
from filings.render.reuse.fields import FOLIO
from filings.render.reuse.page_template import (
    Faces,
    PageTemplate,
    add_faces,
    are_drawn_alike,
    faces_wanted,
)
from filings.render.reuse.schedule_filler import Filler
from filings.render.weasyprint_internals import Document, Unsaid, document_of, only_language

Made = TypeVar("Made")

_MOST = 320
_LONG = 20  # characters: longer words may take several lines


class RecentCache(Generic[Made]):
    """Keeps the things that were asked for last and take long to make."""

    def __init__(self, most: int) -> None:
        """Keep `most` things."""
        self._most = most
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The thing with this key, made now if it is not kept."""
        if key not in self._kept:
            self._kept[key] = make()
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def forget(self, key: Hashable) -> None:
        """Drop the thing with this key."""
        self._kept.pop(key, None)


class PageCache:
    """The parts that one process has laid out last."""

    def __init__(self, layout: LayoutEngine, disk: PagesOnDisk) -> None:
        """Begin without pages; `disk` has the parts of earlier runs."""
        self.layout = layout
        self._disk = disk
        self._kept: RecentCache[tuple[PageTemplate, ...]] = RecentCache(_MOST)
        # Words with their line breaks: the name of a court, say, is in every order.
        self._lines: RecentCache[list[tuple[str, str]]] = RecentCache(_MOST)
        # The same by the tag around them, as a guess for other parts, which is checked.
        self._guesses: dict[tuple[str, str], tuple[str, str] | None] = {}
        self._wrong: set[tuple[str, str]] = set()  # kinds and tags where that was wrong
        self._like: Document  # the last layout, whose settings other documents take
        self._faces: Faces = {}
        self._base: Document | None = None  # a line in each face, for pages from the disk

    def sheets(
        self, part: DocumentPart, on: PageStyle, where: str, kind: str
    ) -> tuple[tuple[PageTemplate, ...], Mapping[str, str]]:
        """The pages of a part, and the words to fill into each of them.

        `where` is named in an error; `kind` names parts that are alike (layout.py).

        Raises:
            RenderError: WeasyPrint raised or logged anything.
        """
        if guessed := self._as_guessed(part, on, where, kind):
            return guessed
        kept = set(words_of(part.own).keys() - part.words.keys())
        broken: dict[str, tuple[str, str]] = {}
        while True:  # ends: each name gets its lines once, and is then kept
            laid_out = self._kept_sheets(part, on, where, kind)
            wanted = (one for sheet in laid_out for one in sheet.wants_layout(part.words).items())
            if not all(lines and self._knows_lines(part, on, name) for name, lines in wanted):
                laid_out = self._kept_sheets(part, on, where, kind, anew=True)
            sheets = tuple(sheet.showing(part.words) for sheet in laid_out)
            misfits = {name for sheet in sheets for name in sheet.misfits(part.words)}
            if not misfits:
                return sheets, part.words
            for name in misfits:
                lines = self._broken(part, on, sheets, name)
                if broken.pop(name, None) is None and len(lines) == 1:
                    broken[name] = lines[0]
                    self._learn(part, name, lines[0])
                else:
                    kept.add(name)
            part = part.keeping(kept, broken)

    def _as_guessed(
        self, part: DocumentPart, on: PageStyle, where: str, kind: str
    ) -> tuple[tuple[PageTemplate, ...], Mapping[str, str]] | None:
        """The result of `sheets` if words break as they did in another part: laid out only once.

        None when no words did, or when they break otherwise on these pages.
        """
        broken = self._guesses_for(part, kind)
        if not broken:
            return None
        guessed = part.keeping(words_of(part.own).keys() - part.words.keys(), broken)
        laid_out = self._kept_sheets(guessed, on, where, kind)
        if any(sheet.is_data for sheet in laid_out) and not all(
            self._knows_lines(part, on, name) for name in broken
        ):
            return None
        sheets = tuple(sheet.showing(guessed.words) for sheet in laid_out)
        if not any(sheet.misfits(guessed.words) for sheet in sheets) and all(
            self._broken(part, on, laid_out, name) == [lines] for name, lines in broken.items()
        ):
            return sheets, guessed.words
        self._wrong.update((kind, part.tags[name]) for name in broken)
        return None

    def _guesses_for(self, part: DocumentPart, kind: str) -> dict[str, tuple[str, str]]:
        """Words of a part with the line breaks they had elsewhere, in the same tag."""
        broken = {}
        for name in (name for name, text in part.words.items() if len(text) >= _LONG):
            tag, text = part.tags[name], part.words[name]
            if (tag, text) not in self._guesses:
                kept = self._disk.find(self._disk.key_of("guess", tag, text))
                self._guesses[tag, text] = (kept[0], kept[1]) if kept else None
            lines = self._guesses[tag, text]
            if lines and (kind, tag) not in self._wrong:
                broken[name] = lines
        return broken

    def _learn(self, part: DocumentPart, name: str, lines: tuple[str, str]) -> None:
        """Note the line breaks of words, for other parts that have them."""
        tag, text = part.tags[name], part.words[name]
        self._guesses[tag, text] = lines
        if not part.about.are_told_in(text):
            self._disk.keep(self._disk.key_of("guess", tag, text), lines)

    def _kept_sheets(
        self, part: DocumentPart, on: PageStyle, where: str, kind: str, *, anew: bool = False
    ) -> tuple[PageTemplate, ...]:
        # Pages hold the words they were laid out with: in another part the same blank may be words.
        key = (part.blank, frozenset(part.words), on.key)

        def make() -> tuple[PageTemplate, ...]:
            name = self._disk.key_of("part", part.blank, sorted(part.words), on.key)
            kept = None if anew else self._disk.find(name)
            if kept and (sheets := self._of_data(kept, name, kind)):
                return sheets
            pages = self.layout.lay_out(part.blank, on, where, kind)
            self._like = pages.copy([])
            sheets = tuple(PageTemplate(p, part.words, self._faces) for p in pages.pages)
            if not anew and not part.about.are_told_in(part.blank):
                with suppress(Unsaid):
                    lang = only_language(pages.metadata)
                    pages = [sheet.as_data() for sheet in sheets]
                    self._disk.keep(name, {"lang": lang, "pages": pages})
                    for n, sheet in enumerate(sheets):
                        sheet.name = f"{name} {n}"
            return sheets

        if anew:
            self._kept.forget(key)
        return self._kept.of(key, make)

    def _of_data(self, kept: Mapping[str, Any], name: str, kind: str) -> tuple[PageTemplate, ...]:
        """The pages that were kept on disk; empty when this process would draw them otherwise."""
        data, lang = kept["pages"], kept["lang"]
        wanted = faces_wanted(data, self._faces)
        if wanted or not self._base:
            self._base = self.layout.set_in_faces(wanted, lang)
            add_faces(self._base.pages, self._faces)
        if not are_drawn_alike(data, self._faces):
            return ()
        self._like = document_of(self._base, [], "")
        self._like.metadata.lang = lang
        sheets = tuple(PageTemplate.of_data(page, self._faces) for page in data)
        for n, sheet in enumerate(sheets):
            sheet.name = f"{name} {n}"
            sheet.looked_at = self._disk.knows("seen", sheet.name, kind)
        return sheets

    def _broken(
        self, part: DocumentPart, on: PageStyle, sheets: tuple[PageTemplate, ...], name: str
    ) -> list[tuple[str, str]]:
        """Words that do not fit, with the line breaks of each page (`PageField.broken`)."""
        text = part.words.get(name, "")

        def make() -> list[tuple[str, str]]:
            key = self._key_of_lines(part, on, name)
            if kept := self._disk.find(key):
                return [(lines, blank) for lines, blank in kept]
            broken = [lines for sheet in sheets if (lines := sheet.broken(name, text))]
            if not part.about.are_told_in(text):
                self._disk.keep(key, broken)
            return broken

        return self._lines.of((part.blank, on.key, name, text), make)

    def _knows_lines(self, part: DocumentPart, on: PageStyle, name: str) -> bool:
        """Whether an earlier run noted the line breaks of words of a part."""
        return bool(self._disk.find(self._key_of_lines(part, on, name)))

    def _key_of_lines(self, part: DocumentPart, on: PageStyle, name: str) -> str:
        return self._disk.key_of("lines", part.blank, name, part.words.get(name, ""), on.key)

    def document(self, pages: Sequence[Any], title: str) -> Document:
        """A document made of filled pages."""
        return document_of(self._like, pages, title)

    def assemble(
        self, parts: Parts, filler: Filler, on: PageStyle, where: str, kind: str, html: str
    ) -> Pages | None:
        """Put a document together; None when words of its schedule or page numbers do not fit.

        `html` is the whole composed document.

        Raises:
            RenderError: A part could not be laid out, or a page of the schedule took more than one.
        """
        forms: dict[int, PageTemplate] = {}
        fixed: dict[int, Collection[str]] = {}
        for n, part in parts.forms.items():
            sheets, words = self.sheets(part, on, where, kind)
            fixed[n] = part.words.keys() - words.keys()
            if len(sheets) != 1:
                what = f"page {n + 1} of the schedule was set on {len(sheets)} pages"
                raise RenderError(where, what, LESS_ROOM)
            if not sheets[0].numbered(1):
                return None
            forms[n] = sheets[0]
        if not filler.fits(forms, fixed):
            return None
        front = [
            (sheet, words, number, f"{kind}/{n}")
            for n, part in enumerate(parts.front)
            for sheets, words in [self.sheets(part, on, where, f"{kind}/{n}")]
            for number, sheet in enumerate(sheets, start=1)
        ]
        if not all(sheet.numbered(number) for sheet, _, number, _ in front):
            return None
        first = len(front)
        begins = {SHEET_1: f"page {first + 1}"}
        pages = [
            sheet.stamped({**words, **begins, FOLIO: str(n)})
            for n, (sheet, words, *_) in enumerate(front, start=1)
        ]
        all_sheets = dict(enumerate((sheet for sheet, *_ in front), start=1))
        all_sheets |= {first + 1 + n: sheet for n, sheet in forms.items()}
        kinds = dict.fromkeys(all_sheets, kind) | {n: one[-1] for n, one in enumerate(front, 1)}

        def seen() -> None:
            for n, sheet in all_sheets.items():
                if sheet.name and not sheet.looked_at:
                    self._disk.note("seen", sheet.name, kinds[n])
                sheet.looked_at = True

        return Pages(
            self.document([*pages, *filler.pages(first)], parts.title),
            first,
            html,
            filler.fill,
            frozenset(n for n, sheet in all_sheets.items() if not sheet.looked_at),
            seen,
        )
