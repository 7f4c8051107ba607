"""Divide a composed document into parts that are laid out separately.

A part begins on a page of its own: the first is the caption and what follows it, then every
`<main class="part">`, then the pages of the schedule, of which three stand for all: its first page,
one from the middle, and its last. Words that change from document to document are marked
(fields.py); a part is laid out with blanks in their place, so that documents which differ in
nothing else share its pages. A memorandum is laid out once for an agency, a schedule's pages once
for all.

The content of every page's margins comes before `EVERY_PAGE` and belongs to every part. WeasyPrint
lays a document out as a whole if it has no such mark, if its footer's number is not marked or is
more than a number, if its style depends on the place of a page or reaches from one part into
others, or if it marks two texts with one name.
"""

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from filings.render.layout import STYLE_SHEETS
from filings.render.marked_words import blanked, tags_of, told_twice, words_of
from filings.render.page_cache_on_disk import PeopleOfPacket
from filings.settings.settings import shipped_templates

EVERY_PAGE = "<!-- What stands above is in the margins of every page. -->"

_SECTION = re.compile(r'<section class="schedule".*?</section>\n?', re.DOTALL)
_SHEET = re.compile(r' id="sheet-\d+"')
# A table with one body of one row, as shipped (frame/row.html), and nothing else.
_BODY = re.compile(
    r'(data-fill="rows"(?:(?!</table|<tbody|<tfoot).)*<tbody>)\s*<tr>(?:(?!</?tr).)*</tr>\s*'
    r"(</tbody>\s*</table>)",
    re.DOTALL,
)
_PART = re.compile(r'(?=<main class="part">)')
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# "page 12" of a reference: known once everything before its target is laid out.
_PAGE_OF = re.compile(r'<(\w+)([^>]*) data-of="#sheet-1">[^<]*</\1>')
_END = re.compile(r"\s*</body>\s*</html>\s*")

# In a style sheet: what runs through a document, and would start again in every part.
_RUNS_ON = re.compile(
    r"counter|\btarget-|\bstring\b|\bstring-set|\brunning\(|\belement\(|footnote|@import"
    r"|position\s*:\s*fixed|\ball\s*:|break-before|break-after\s*:(?!\s*avoid\s*[;}])",
    re.IGNORECASE,
)
# And selectors that depend on neighbours, or on what makes an element a part.
_SELECTOR = re.compile(r"[^{};]*(?=\{)")
_OF_ITS_PLACE = re.compile(
    r"[+~](?!=)|:(?!:?(?:before|after)\b)|\.part\b|\bmain\s*(?:,|$)|#sheet|#row|\[\s*id\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"[^{};]*\{[^{}]*\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# The rules by which a part, and a page of the schedule, begins a page.
_BEGIN_A_PAGE = (
    "main.part { break-before: page; }",
    ".schedule { page: exhibit; break-before: page;",
)
# In HTML: style outside the sheets, and references from one part to another.
_STYLED = re.compile(
    r"""<style\b|<link\b|\bhref\s*=\s*["']?#|\bdata-of=|\bstyle\s*=\s*("[^"]*"|'[^']*')"""
)

SHEET_1 = "first-sheet"
"""The name of the marked words that state the page on which the schedule begins."""


@dataclass(frozen=True)
class DocumentPart:
    """HTML of a part that is laid out separately."""

    blank: str  # with blanks for its marked words
    words: Mapping[str, str]
    own: str  # with the words
    about: PeopleOfPacket

    @cached_property
    def tags(self) -> Mapping[str, str]:
        """The tags that mark its words, by name."""
        return tags_of(self.own)

    def keeping(
        self, names: Collection[str], broken: Mapping[str, tuple[str, str]]
    ) -> "DocumentPart":
        """The same part with the words of these names kept, and room for words in several lines.

        `broken` is name -> words with a line feed at each break, and a blank of as many lines.
        """
        words = {name: text for name, text in words_of(self.own).items() if name not in names}
        words |= {name: text for name, (text, _) in broken.items()}
        blanks = {name: blank for name, (_, blank) in broken.items()}
        return replace(self, blank=blanked(self.own, names, blanks), words=words)


@dataclass(frozen=True, slots=True)
class Parts:
    """A document divided into parts."""

    title: str
    front: tuple[DocumentPart, ...]
    forms: Mapping[int, DocumentPart]  # pages of the schedule that others are made from, 0-based
    form_of: tuple[int, ...]  # for each page of the schedule, the one in `forms` it is made from
    words: tuple[Mapping[str, str], ...]  # of each page of the schedule


def depends_on_place(style: str) -> bool:
    """Whether a rule of a style sheet depends on an element's place in the document.

    The rules of the shipped sheets are known not to; of any other, one that might counts.
    """
    if not all(rule in style for rule in _BEGIN_A_PAGE):
        return True
    own = _RULE.sub(
        lambda rule: "" if rule[0].strip() in _shipped_rules() else rule[0], _COMMENT.sub("", style)
    )
    selectors = (match[0].strip() for match in _SELECTOR.finditer(own))
    return bool(_RUNS_ON.search(own)) or any(map(_OF_ITS_PLACE.search, selectors))


@cache
def _shipped_rules() -> frozenset[str]:
    """The rules of the shipped sheets that stand on a line of their own."""
    sheets = ((shipped_templates() / "frame" / name).read_text("utf-8") for name in STYLE_SHEETS)
    return frozenset(line.strip() for text in sheets for line in text.splitlines() if "}" in line)


def _points_elsewhere(composed: str) -> bool:
    """Whether HTML has inline style that might depend on its place, or refers to another part."""
    return any(
        match[1] is None or _RUNS_ON.search(match[1]) for match in _STYLED.finditer(composed)
    )


def repeats_words(text: str) -> bool:
    """Whether a style sheet or a document may show marked words again, without a mark."""
    return "string-set" in text or "target-text" in text


def whole(composed: str, about: PeopleOfPacket, *, blank: bool = True) -> tuple[DocumentPart, str]:
    """A composed document as one part, with its words blanked or as it is, and its title."""
    title = _TITLE.search(composed)
    words = "" if title is None else html.unescape(title[1])
    if not blank or repeats_words(composed) or told_twice(composed):
        return DocumentPart(composed, {}, composed, about), words
    return DocumentPart(blanked(composed), words_of(composed), composed, about), words


def make_parts(composed: str, pages: int, about: PeopleOfPacket) -> Parts | None:
    """Divide a composed document whose schedule has so many pages; None if it cannot be divided."""
    every_page, mark, rest = composed.partition(EVERY_PAGE)
    sections = _SECTION.findall(rest)
    if "<style" in composed or repeats_words(composed):  # these reach into other parts
        return None
    if not (mark and sections and 'data-fill="rows"' in sections[0]):
        return None
    if 'data-fill="folio"' not in every_page or len(sections) != pages:
        return None
    front, schedule, after = rest.partition("".join(sections))
    if not schedule or not _END.fullmatch(after):  # more between or after the pages
        return None
    title = _TITLE.search(every_page)
    every_page = _TITLE.sub("<title></title>", every_page)

    def part(piece: str) -> DocumentPart:
        own = f"{every_page}{piece}{after}"
        return DocumentPart(blanked(own), words_of(own), own, about)

    front = _PAGE_OF.sub(rf'<\1\2 data-fill="{SHEET_1}">page 0</\1>', front)
    if _points_elsewhere(every_page + front + schedule):
        return None
    if any(s.count('data-fill="rows"') != len(_BODY.findall(s)) for s in sections):
        return None
    fronts = tuple(part(piece) for piece in _PART.split(front) if piece.strip())
    last = len(sections) - 1
    bare = [_BODY.sub(r"\1\2", _SHEET.sub("", section, count=1), count=1) for section in sections]
    alike: dict[str, int] = {}  # the last page but one may have less room for its rows
    form_of = [n if n in (0, last) else alike.setdefault(blanked(bare[n]), n) for n in range(pages)]
    forms = {n: part(bare[n]) for n in sorted(set(form_of))}
    if any(map(told_twice, (*(each.own for each in fronts), *(every_page + s for s in sections)))):
        return None
    return Parts(
        title=html.unescape(title[1]) if title else "",
        front=fronts,
        forms=forms,
        form_of=tuple(form_of),
        words=tuple(words_of(every_page + section) for section in sections),
    )
