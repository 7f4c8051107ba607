"""Paint a page once, and stamp it on any number of documents.

What WeasyPrint draws of a page is the same in every document but for its marked words. A
`PageTemplate`
keeps the drawing, its tags and the characters it takes of each font; a stamped page hands all of
that to the next document, with other words in place, and WeasyPrint is not asked to draw it again.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from string import digits
from typing import Any

from filings.render.layout import POINTS_PER_PIXEL
from filings.render.reuse.fields import FOLIO, PageField, find_marks
from filings.render.reuse.layout_boxes import drawing
from filings.render.weasyprint_internals import (
    TextBox,
    empty_copy,
    fonts_of,
    forget_shaping,
    new_stream,
    page_box,
    states_of,
    tags_of,
    walk,
)

Faces = dict[Any, tuple[Any, Any]]
"""The fonts of a process, by WeasyPrint's key, each with a page whose texts keep it alive."""

Stamped = Callable[["PageTemplate", Any, int], None]
"""Told when a sheet is on its document: the sheet, the page's stream, where its operators begin."""


class PageTemplate:
    """A laid-out page and what WeasyPrint paints of it."""

    def __init__(self, page: Any, words: Iterable[str], faces: Faces) -> None:
        """Paint a page on which blank words stand for those marked with these names.

        Its fonts are those of `faces`; new ones are added.
        """
        stream, resources = new_stream(page)
        page.paint(stream, POINTS_PER_PIXEL)
        self._page = page
        self._operators = stream.stream
        self._faces = faces
        self._fonts = {
            key: (font.to_unicode, font.widths) for key, font in fonts_of(stream).items()
        }
        self._states = resources["ExtGState"]
        # A picture or a shading is drawn for its document alone.
        self._drawn_anew = any(resources[kind] for kind in ("XObject", "Pattern", "Shading"))
        self.tags: Mapping[Any, Mapping[str, Any]] = tags_of(stream)
        known = {*words, FOLIO}
        marks = [placed for placed in find_marks(page, stream) if placed[0] in known]
        self.marks = tuple(mark for _, mark in marks if mark)
        self._folios = [mark for name, mark in marks if name == FOLIO]
        # One on two lines, or with other elements in it, is not as blank as it was composed.
        self._unsound = {  # their names
            name for name, mark in marks if name != FOLIO and (mark is None or not mark.is_blank)
        }
        self.looked_at = False  # as a clerk would, on a finished document
        new = {key: (font, page) for key, font in fonts_of(stream).items() if key not in faces}
        faces.update(new)
        if not new and not self._drawn_anew:
            _lighten(page)

    def showing(self, words: Mapping[str, str]) -> "PageTemplate":
        """The page with those of these words set for good that other fonts help to set.

        The others keep their marks; so do those that cannot be set, or would move something else.
        """
        boxes = {
            name: placed
            for name in {mark.name for mark in self.marks if mark.name != FOLIO}
            if name not in self._unsound and (placed := self._placed(name, words[name]))
        }
        if self._drawn_anew or not boxes:
            return self
        like_this = copy(self)
        like_this._operators, like_this._fonts = list(self._operators), dict(self._fonts)
        like_this._states = dict(self._states)
        for mark in self.marks:
            if mark.name in boxes:
                like_this._set(mark, boxes[mark.name][mark.line])
        like_this.marks = tuple(mark for mark in self.marks if mark.name not in boxes)
        like_this.looked_at = False
        return like_this

    def _placed(self, name: str, words: str) -> list[Any]:
        """The text boxes of words that need them, line by line; none when they do not."""
        marks = sorted((m for m in self.marks if m.name == name), key=lambda mark: mark.line)
        if [m.line for m in marks] != list(range(words.count("\n") + 1)):
            return []
        if all(mark.knows(words) for mark in marks):
            return []
        boxes, down = [], 0.0
        for mark in marks:
            shaped = mark.shaped(words, down)
            if shaped is None:
                return []
            boxes.append(shaped[0])
            down += shaped[1]
        return boxes

    def _set(self, mark: PageField, box: Any) -> None:
        stream, resources = new_stream(self._page)
        painted = drawing(stream, box)
        # As many operators, so that those of the other marks stay where they are.
        self._operators[mark.span.start : mark.span.stop] = [
            b"\n".join(painted),
            *[b""] * (len(mark.span) - 1),
        ]
        self._states |= resources["ExtGState"]
        for key, font in fonts_of(stream).items():
            self._faces.setdefault(key, (font, box))
            known = self._fonts.get(key, ({}, {}))
            self._fonts[key] = (known[0] | font.to_unicode, known[1] | font.widths)

    @property
    def box(self) -> Any:
        """WeasyPrint's box of the whole page."""
        return page_box(self._page)

    @property
    def anchors(self) -> Collection[str]:
        """The ids of the elements that stand on it."""
        ids: Collection[str] = self._page.anchors
        return ids

    def numbered(self, n: int) -> bool:
        """Whether it says just `n` where its number stands, and another can stand there."""
        return bool(self._folios) and all(
            folio and folio.text == str(n) and folio.knows(digits) for folio in self._folios
        )

    def misfits(self, words: Mapping[str, str]) -> set[str]:
        """The names of words that the page cannot be stamped with; never the page number's."""
        return self._unsound | {
            mark.name
            for mark in self.marks
            if mark.name != FOLIO and not mark.takes(words[mark.name])
        }

    def broken(self, name: str, text: str) -> tuple[str, str] | None:
        """Words that do not fit, in lines, and a blank of as many lines (`PageField.broken`)."""
        named = [mark for mark in self.marks if mark.name == name]
        return named[0].broken(text) if len(named) == 1 else None

    def stamped(self, words: Mapping[str, str], then: Stamped | None = None) -> Any:
        """The page for one document, with these words; `then` is told once it is painted."""
        page = copy(self._page)

        def paint(stream: Any, scale: float = 1) -> None:
            start = len(stream.stream)
            if self._drawn_anew:
                self._page.paint(stream, scale)
            else:
                self._stamp(stream)
            for mark in self.marks:
                if mark.name in words:
                    mark.prepare(fonts_of(stream), words[mark.name])
                    mark.write(stream.stream, words[mark.name], start)
            if then:
                then(self, stream, start)

        page.paint = paint
        return page

    def _stamp(self, stream: Any) -> None:
        stream.stream.extend(self._operators)
        tags_of(stream).update((box, dict(tag)) for box, tag in self.tags.items())
        states_of(stream).update(self._states)
        document_fonts = fonts_of(stream)
        for key, known in self._fonts.items():
            if key not in document_fonts:
                document_fonts[key] = empty_copy(self._faces[key][0])
            font = document_fonts[key]
            for mine, theirs in zip(known, (font.to_unicode, font.widths), strict=True):
                for glyph, value in mine.items():
                    theirs.setdefault(glyph, value)


def _lighten(page: Any) -> None:
    """Let go of what the shaper made of each text: some 30 kB, and it is drawn already."""
    for box, _ in walk(page_box(page)):
        if isinstance(box, TextBox):
            forget_shaping(box)
