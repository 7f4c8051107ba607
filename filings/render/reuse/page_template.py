"""Paint a page once, and use it in any number of documents.

What WeasyPrint draws of a page is the same in every document except for its marked words. A
`PageTemplate` keeps the drawing, its tags and the characters it needs of each font. A page that is
"stamped" gets all of that with its own words, without being drawn by WeasyPrint again.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import asdict, replace
from string import digits
from typing import Any

import pydyf

from filings.render.layout import POINTS_PER_PIXEL
from filings.render.reuse.fields import FOLIO, PageField, find_marks
from filings.render.reuse.layout_boxes import (
    TableBody,
    bodies_for_rows,
    drawing,
    heads_for_rows,
)
from filings.render.weasyprint_internals import (
    TextBox,
    Unsaid,
    empty_copy,
    fonts_of,
    forget_shaping,
    new_stream,
    page_as_data,
    page_box,
    page_of_data,
    states_of,
    tags_of,
    walk,
)

Faces = dict[Any, tuple[Any, Any]]
"""The fonts of a process, by WeasyPrint's key, each with a page whose texts keep it alive."""

Stamped = Callable[["PageTemplate", Any, int], None]
"""Called when a page is on its document: the template, the stream, index of the first operator."""


class PageTemplate:
    """A laid-out page, and the operators with which WeasyPrint paints it."""

    def __init__(self, page: Any, words: Iterable[str], faces: Faces) -> None:
        """Paint a page whose words of these names are blanks.

        Its fonts are taken from `faces`; new ones are added there.
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
        # A picture or a shading cannot be used in another document.
        self._drawn_anew = any(resources[kind] for kind in ("XObject", "Pattern", "Shading"))
        self.tags: Mapping[Any, Mapping[str, Any]] = tags_of(stream)
        known = {*words, FOLIO}
        marks = [placed for placed in find_marks(page, stream) if placed[0] in known]
        self.marks = tuple(mark for _, mark in marks if mark)
        self._folios = [mark for name, mark in marks if name == FOLIO]
        # A blank on two lines, or with other elements inside, cannot be filled in.
        self._unsound = {  # their names
            name for name, mark in marks if name != FOLIO and (mark is None or not mark.is_blank)
        }
        self.bodies = tuple(bodies_for_rows(page))
        self.heads = tuple(heads_for_rows(page, self.tags))
        self.is_data = False
        self.name = ""  # key of a page that is kept on disk
        self.looked_at = False  # whether it was inspected, on a finished document
        new = {key: (font, page) for key, font in fonts_of(stream).items() if key not in faces}
        faces.update(new)
        if not new and not self._drawn_anew:
            _lighten(page)

    def showing(self, words: Mapping[str, str]) -> "PageTemplate":
        """The page with those of these words set for good that other fonts help to set.

        Other words keep their marks, as do those that cannot be set or would move something else.
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
        like_this.looked_at, like_this.name = False, ""
        return like_this

    def _placed(self, name: str, words: str) -> list[Any]:
        """The text boxes of words that need other fonts, line by line; empty when they do not."""
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
        # The same number of operators, so that the indexes of other marks stay right.
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
    def anchors(self) -> Collection[str]:
        """The ids of the elements on the page."""
        ids: Collection[str] = self._page.anchors
        return ids

    def numbered(self, n: int) -> bool:
        """Whether its page number is just `n`, and can be exchanged."""
        return bool(self._folios) and all(
            folio and folio.text == str(n) and folio.knows(digits) for folio in self._folios
        )

    def misfits(self, words: Mapping[str, str]) -> set[str]:
        """The names of words that do not fit on the page; never that of the page number."""
        return self._unsound | {
            mark.name
            for mark in self.marks
            if mark.name != FOLIO and not mark.takes(words[mark.name])
        }

    def wants_layout(self, words: Mapping[str, str]) -> dict[str, bool]:
        """Of a page from the disk: the words that only a layout can set.

        By name, and whether their line breaks alone would be enough.
        """
        if not self.is_data:
            return {}
        wanted = dict.fromkeys(self._unsound, False)
        for mark in self.marks:
            if mark.name != FOLIO and not mark.takes(words[mark.name]):
                wanted[mark.name] = mark.knows(words[mark.name])
        return wanted

    def broken(self, name: str, text: str) -> tuple[str, str] | None:
        """Words with line breaks, and a blank of as many lines (`PageField.broken`)."""
        named = [mark for mark in self.marks if mark.name == name]
        whole = named and len(named) == named[0].lines
        return min(named, key=lambda mark: mark.line).broken(text) if whole else None

    def stamped(self, words: Mapping[str, str], then: Stamped | None = None) -> Any:
        """The page for one document, with these words; `then` is called once it is painted."""
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

    def as_data(self) -> dict[str, Any]:
        """The page in what JSON can say, for `PageTemplate.of_data`.

        Raises:
            Unsaid: The page has more than data can hold.
        """
        faces = {key: self._faces[key][0] for key in self._fonts}
        names = {key: font.hash for key, font in faces.items()}
        missing = any(font.missing or font.variations for font in faces.values())
        if self._drawn_anew or self.is_data or missing or len(set(names.values())) < len(names):
            raise Unsaid
        return {
            "page": page_as_data(self._page, self.tags),
            "operators": [_operator_as_data(operator) for operator in self._operators],
            "fonts": [
                [*_told(faces[key]), list(to_unicode.items()), list(widths.items())]
                for key, (to_unicode, widths) in self._fonts.items()
            ],
            "states": {name: _numbers(state) for name, state in self._states.items()},
            "marks": [
                asdict(replace(mark, box=None, font=names[mark.font]))
                | {"span": [mark.span.start, mark.span.stop]}
                for mark in self.marks
            ],
            "lost folios": self._folios.count(None),
            "unsound": sorted(self._unsound),
            "bodies": [asdict(body) for body in self.bodies],
            "heads": self.heads,
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any], faces: Faces) -> "PageTemplate":
        """The page that `as_data` described, with the fonts in `faces`, which must be all there."""
        page = cls.__new__(cls)
        page._page, page.tags = page_of_data(data["page"])
        page._operators = [_operator_of_data(operator) for operator in data["operators"]]
        page._faces = faces
        keys = {font.hash: key for key, (font, _) in faces.items()}
        page._fonts = {
            keys[font[0]]: (dict(to_unicode), dict(widths))
            for *font, to_unicode, widths in data["fonts"]
        }
        page._states = {name: pydyf.Dictionary(state) for name, state in data["states"].items()}
        page._drawn_anew = False
        page.marks = tuple(
            PageField(**mark | {"span": range(*mark["span"]), "font": keys[mark["font"]]})
            for mark in data["marks"]
        )
        page._folios = [mark for mark in page.marks if mark.name == FOLIO]
        page._folios += [None] * data["lost folios"]
        page._unsound = set(data["unsound"])
        page.bodies = tuple(TableBody(**body) for body in data["bodies"])
        page.heads = tuple(data["heads"])
        page.is_data, page.looked_at, page.name = True, False, ""
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


def _told(font: Any) -> list[Any]:
    """The facts by which a font is known, as plain values."""
    return [font.hash, font.family, font.weight, font.style, font.ascent, font.descent]


def faces_wanted(data: Sequence[Mapping[str, Any]], faces: Faces) -> list[Any]:
    """The fonts of pages from the disk that this process does not have yet.

    Each is given as `LayoutEngine.set_in_faces` takes it.
    """
    here = {font.hash for font, _ in faces.values()}
    wanted: dict[str, Any] = {}
    for page in data:
        for name, family, weight, style, _, _, to_unicode, _ in page["fonts"]:
            if name not in here:
                chars = "".join(text for _, text in to_unicode)
                wanted[name] = (family, weight, style, chars.strip()[:1] or "x")
    return list(wanted.values())


def are_drawn_alike(data: Sequence[Mapping[str, Any]], faces: Faces) -> bool:
    """Whether the fonts of pages from the disk are the same in this process."""
    here = {font.hash: _told(font) for font, _ in faces.values()}
    return all(here.get(font[0]) == font[:6] for page in data for font in page["fonts"])


def add_faces(pages: Iterable[Any], faces: Faces) -> None:
    """Add the fonts of these pages to `faces`."""
    for page in pages:
        stream, _ = new_stream(page)
        page.paint(stream, POINTS_PER_PIXEL)
        for key, font in fonts_of(stream).items():
            faces.setdefault(key, (font, page))


def _operator_as_data(operator: Any) -> Any:
    if isinstance(operator, bytes):
        return operator.decode("latin-1")
    return [operator] if isinstance(operator, str) else _numbers(operator)


def _operator_of_data(data: Any) -> Any:
    if isinstance(data, str):
        return data.encode("latin-1")
    return data[0] if isinstance(data, list) else pydyf.Dictionary(data)


def _numbers(entries: Any) -> dict[str, float]:
    """Return a dictionary that has only numbers.

    Raises:
        Unsaid: It has something else.
    """
    if not isinstance(entries, dict) or not all(
        isinstance(n, int | float) for n in entries.values()
    ):
        raise Unsaid
    return dict(entries)


def _lighten(page: Any) -> None:
    """Free the shaped form of each text, some 30 kB: it is drawn already."""
    for box, _ in walk(page_box(page)):
        if isinstance(box, TextBox):
            forget_shaping(box)
