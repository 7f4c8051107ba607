"""Divide a composed document into parts that are laid out each for itself.

A part begins on a page of its own: the first is the caption and what follows it, then every
`<main class="part">`, then the pages of the schedule, of which three stand for all: its first page,
one from the middle, and its last. Words that change from document to document are marked
(fields.py); a part is laid out with blanks in their place, so that documents which differ in
nothing else share its pages. A memorandum is laid out once for an agency, a schedule's pages once
for all.

What stands in the margins of every page comes before `EVERY_PAGE` and belongs to every part. A
document that does not say so, whose footer's number is not marked or is more than a number, whose
style depends on where a page stands or reaches from one part into others, or that marks two words
with one name, has no parts: WeasyPrint lays it out whole.
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
# Of a table with one body, which holds one row, as it is shipped (frame/row.html), and no more.
_BODY = re.compile(
    r'(data-fill="rows"(?:(?!</table|<tbody|<tfoot).)*<tbody>)\s*<tr>(?:(?!</?tr).)*</tr>\s*'
    r"(</tbody>\s*</table>)",
    re.DOTALL,
)
_PART = re.compile(r'(?=<main class="part">)')
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# "page 12", of an element that says to which one: known when all before it is laid out.
_PAGE_OF = re.compile(r'<(\w+)([^>]*) data-of="#sheet-1">[^<]*</\1>')
_END = re.compile(r"\s*</body>\s*</html>\s*")

# Of a style sheet. What runs through a document: it would begin anew in every part.
_RUNS_ON = re.compile(
    r"counter|\btarget-|\bstring\b|\bstring-set|\brunning\(|\belement\(|footnote|@import"
    r"|position\s*:\s*fixed|\ball\s*:|break-before|break-after\s*:(?!\s*avoid\s*[;}])",
    re.IGNORECASE,
)
# And selectors that ask what stands beside an element, or for what makes it a part.
_SELECTOR = re.compile(r"[^{};]*(?=\{)")
_OF_ITS_PLACE = re.compile(
    r"[+~](?!=)|:(?!:?(?:before|after)\b)|\.part\b|\bmain\s*(?:,|$)|#sheet|#row|\[\s*id\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"[^{};]*\{[^{}]*\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# These say that a part, and a page of the schedule, begins a page.
_BEGIN_A_PAGE = (
    "main.part { break-before: page; }",
    ".schedule { page: exhibit; break-before: page;",
)
# Of HTML: style that is in no sheet, and what points from one part to another.
_STYLED = re.compile(
    r"""<style\b|<link\b|\bhref\s*=\s*["']?#|\bdata-of=|\bstyle\s*=\s*("[^"]*"|'[^']*')"""
)

SHEET_1 = "first-sheet"
"""The marked words that tell the page on which the schedule begins."""


@dataclass(frozen=True)
class DocumentPart:
    """HTML that is laid out for itself."""

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
        """The same, laid out with the words of these names, and with room for those in lines.

        `broken` has, by name, words with a line feed at each break, and a blank of as many lines.
        """
        words = {name: text for name, text in words_of(self.own).items() if name not in names}
        words |= {name: text for name, (text, _) in broken.items()}
        blanks = {name: blank for name, (_, blank) in broken.items()}
        return replace(self, blank=blanked(self.own, names, blanks), words=words)


@dataclass(frozen=True, slots=True)
class Parts:
    """All of a document."""

    title: str
    front: tuple[DocumentPart, ...]
    forms: Mapping[int, DocumentPart]  # pages of the schedule that others are made from, 0-based
    form_of: tuple[int, ...]  # for each page of the schedule, the one in `forms` it is made from
    words: tuple[Mapping[str, str], ...]  # of each page of the schedule


def depends_on_place(style: str) -> bool:
    """Whether a style sheet sets anything by where in its document it stands.

    The rules of the shipped sheets are known not to; of any other, one that might is taken to.
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
    """Whether HTML has style in no sheet that might depend on its place, or names another part."""
    return any(
        match[1] is None or _RUNS_ON.search(match[1]) for match in _STYLED.finditer(composed)
    )


def repeats_words(text: str) -> bool:
    """Whether a style sheet, or a document, shows words a second time where no mark is."""
    return "string-set" in text or "target-text" in text


def whole(composed: str, about: PeopleOfPacket, *, blank: bool = True) -> tuple[DocumentPart, str]:
    """A composed document as one part, with blanks for its words or as it is, and its title."""
    title = _TITLE.search(composed)
    words = "" if title is None else html.unescape(title[1])
    if not blank or repeats_words(composed) or told_twice(composed):
        return DocumentPart(composed, {}, composed, about), words
    return DocumentPart(blanked(composed), words_of(composed), composed, about), words


def make_parts(composed: str, pages: int, about: PeopleOfPacket) -> Parts | None:
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
    if not schedule or not _END.fullmatch(after):  # something stands between the pages, or behind
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
