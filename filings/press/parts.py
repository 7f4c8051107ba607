"""Floor 3. A composed document in, the parts out that are laid out each for itself.

A part begins on a page of its own: the first is the caption and what follows it, then every
`<main class="part">`, then the pages of the schedule, of which three stand for all: its first page,
one from the middle, and its last. Words that change from document to document are marked
(marks.py); a part is laid out with blanks in their place, so that documents which differ in nothing
else share its pages. A memorandum is laid out once for an agency, a schedule's pages once for all.

What stands in the margins of every page comes before `EVERY_PAGE` and belongs to every part. A
document that does not say so, whose footer's number is not marked or is more than a number, whose
style depends on where a page stands or reaches from one part into others, or that marks two words
with one name, has no parts: WeasyPrint lays it out whole.
"""

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from filings.press.marks import blanked, told_twice, words_of

EVERY_PAGE = "<!-- What stands above is in the margins of every page. -->"

_SECTION = re.compile(r'<section class="schedule".*?</section>\n?', re.DOTALL)
_SHEET = re.compile(r' id="sheet-\d+"')
_BODY = re.compile(r'(data-fill="rows".*?<tbody>).*?(</tbody>)', re.DOTALL)
_PART = re.compile(r'(?=<main class="part">)')
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# "page 12", of an element that says to which one: known when all before it is laid out.
_PAGE_OF = re.compile(r'<(\w+)([^>]*) data-of="#sheet-1">[^<]*</\1>')
_OF_ITS_PLACE = re.compile(
    r"@page[^{]*:|counters?\(\s*pages\b|counter-(?:reset|set|increment)[^;}]*\bpage\b|\bstring\("
)
_PAGE_NUMBER = re.compile(r"(?<!target-)\bcounters?\(\s*page\b")

SHEET_1 = "first-sheet"
"""The marked words that tell the page on which the schedule begins."""


@dataclass(frozen=True, slots=True)
class Part:
    """HTML that is laid out for itself."""

    blank: str  # with blanks for its marked words
    words: Mapping[str, str]
    own: str  # with the words

    def keeping(self, names: Collection[str], broken: Mapping[str, tuple[str, str]]) -> "Part":
        """The same, laid out with the words of these names, and with room for those in lines.

        `broken` has, by name, words with a line feed at each break, and a blank of as many lines.
        """
        words = {name: text for name, text in words_of(self.own).items() if name not in names}
        words |= {name: text for name, (text, _) in broken.items()}
        blanks = {name: blank for name, (_, blank) in broken.items()}
        return Part(blanked(self.own, names, blanks), words, self.own)


@dataclass(frozen=True, slots=True)
class Parts:
    """All of a document."""

    title: str
    front: tuple[Part, ...]
    forms: Mapping[int, Part]  # of the schedule, by page, 0-based: the first, the second, the last
    words: tuple[Mapping[str, str], ...]  # of each page of the schedule


def depends_on_place(style: str) -> bool:
    """Whether a style sheet sets a page by where in its document it stands.

    It may number it once: the number in the footer is marked.
    """
    return bool(_OF_ITS_PLACE.search(style)) or len(_PAGE_NUMBER.findall(style)) > 1


def repeats_words(text: str) -> bool:
    """Whether a style sheet, or a document, shows words a second time where no mark is."""
    return "string-set" in text or "target-text" in text


def whole(composed: str, *, blank: bool = True) -> tuple[Part, str]:
    """A composed document as one part, with blanks for its words or as it is, and its title."""
    title = _TITLE.search(composed)
    told = "" if title is None else html.unescape(title[1])
    if not blank or repeats_words(composed) or told_twice(composed):
        return Part(composed, {}, composed), told
    return Part(blanked(composed), words_of(composed), composed), told


def make_parts(composed: str, pages: int) -> Parts | None:
    """Divide a composed document whose schedule has so many pages; None: it is laid out whole."""
    every_page, mark, rest = composed.partition(EVERY_PAGE)
    sections = _SECTION.findall(rest)
    if "<style" in composed or repeats_words(composed):  # they reach into other parts
        return None
    if not (mark and sections and 'data-fill="rows"' in sections[0]):
        return None
    if 'data-fill="folio"' not in every_page or len(sections) != pages:
        return None
    front, schedule, after = rest.partition("".join(sections))
    if not schedule:  # something stands between the pages
        return None
    title = _TITLE.search(every_page)
    every_page = _TITLE.sub("<title></title>", every_page)

    def part(piece: str) -> Part:
        own = f"{every_page}{piece}{after}"
        return Part(blanked(own), words_of(own), own)

    front = _PAGE_OF.sub(rf'<\1\2 data-fill="{SHEET_1}">page 0</\1>', front)
    fronts = tuple(part(piece) for piece in _PART.split(front) if piece.strip())
    last = len(sections) - 1
    forms = {
        n: part(_BODY.sub(r"\1\2", _SHEET.sub("", sections[n], count=1), count=1))
        for n in sorted({0, min(1, last), last})
    }
    if any(map(told_twice, (*(its.own for its in fronts), *(every_page + s for s in sections)))):
        return None
    return Parts(
        title=html.unescape(title[1]) if title else "",
        front=fronts,
        forms=forms,
        words=tuple(words_of(every_page + section) for section in sections),
    )
