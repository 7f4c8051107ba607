"""Find errors in the HTML of a composed document, and the block that each comes from.

WeasyPrint's own parser reads the page, and each of its errors is reported with the file and block
of the words: for that, the document is composed again with invisible marks around every block.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import jinja2

from filings.compose.blanks import without_schedule

_BEGIN, _NAME_ENDS, _END = "\ue000", "\ue001", "\ue002"
_TOKEN = re.compile(f"{_BEGIN}(\\d+){_NAME_ENDS}|{_END}")
_BLOCK = re.compile(
    # A block that must be overridden has to be empty: it gets no marks.
    r"\{%[-+]?\s*block\s+\w+\s+required\s*[-+]?%\}\s*\{%[-+]?\s*endblock\b[^%]*%\}"
    r"|\{%[-+]?\s*block\s+(?P<opens>\w+)[^%]*%\}\n?"
    r"|(?P<closes>[ \t]*\{%[-+]?\s*endblock\b[^%]*%\})"
)
_EXTENDS = re.compile(r"\{%[-+]?\s*extends\b")
# Elements that contain other elements, and no words of their own.
_ROOMY = frozenset(
    ("html", "body", "main", "section", "header", "ol", "ul", "table", "tbody", "thead", "tr")
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """An error in the HTML, or words outside any element."""

    file: str
    block: str  # "" outside every block
    severity: Literal["error", "warning"]
    what: str


class Marking(jinja2.BaseLoader):
    """Template files with invisible marks around their blocks."""

    def __init__(self, shelves: Any) -> None:
        """`shelves` is the loader that templates are otherwise read with."""
        self._shelves = shelves
        self.places: list[tuple[str, str]] = []  # file and block of each mark

    def standing(self, asked: str, asker: str = "") -> Any:
        """The same as `TemplateLoader` says."""
        return self._shelves.standing(asked, asker)

    def place_of(self, path: str) -> str:
        """The same as `TemplateLoader` says."""
        return str(self._shelves.place_of(path))

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """A file's text with marks, for Jinja."""
        text, path, current = self._shelves.get_source(environment, template)

        def begin(block: str) -> str:
            self.places.append((template, block))
            return f"{_BEGIN}{len(self.places) - 1}{_NAME_ENDS}"

        def marked(match: re.Match[str]) -> str:
            if match["opens"]:
                return match[0] + begin(match["opens"])
            return (_END if match["closes"] else "") + match[0]

        text = _BLOCK.sub(marked, text)
        if not _EXTENDS.search(text):
            text = begin("") + text + _END
        return text, path, current


def flaws(marked: str, places: list[tuple[str, str]]) -> Iterator[Flaw]:
    """The errors of a composed document with marks, each once."""
    from tinyhtml5.parser import HTMLParser  # here, since few commands compose a page

    text, owners = _unmarked(without_schedule(marked))
    parser = HTMLParser(namespace_html_elements=False)
    tree = parser.parse(text)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    flaws: set[Flaw] = set()
    for (line, column), code, values in parser.errors:
        at = starts[min(line, len(starts)) - 1] + column
        file, block = _owner(owners, places, at)
        # One mistake causes further errors: only the first of each block is reported.
        flaw = Flaw(file, block, "error", _in_words(code, values))
        if not any((earlier.file, earlier.block) == (file, block) for earlier in flaws):
            flaws.add(flaw)
            yield flaw
    for words in _bare(tree):
        file, block = _owner(owners, places, max(0, text.find(words)))
        what = f'words stand in no element: "{words[:40]}"'
        yield Flaw(file, block, "warning", what)


def _in_words(code: str, values: dict[str, Any]) -> str:
    name = f" <{values['name']}>" if values.get("name") else ""
    return f"a browser would have to mend the page here: {code.replace('-', ' ')}{name}"


def _unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The document without marks; and for each place, the innermost mark from there on."""
    pieces: list[str] = []
    owners: list[tuple[int, int]] = [(0, -1)]
    open_marks: list[int] = []
    length = last = 0
    for token in _TOKEN.finditer(marked):
        pieces.append(marked[last : token.start()])
        length += token.start() - last
        last = token.end()
        if token[1]:
            open_marks.append(int(token[1]))
        elif open_marks:
            open_marks.pop()
        owners.append((length, open_marks[-1] if open_marks else -1))
    pieces.append(marked[last:])
    return "".join(pieces), owners


def _owner(
    owners: list[tuple[int, int]], places: list[tuple[str, str]], at: int
) -> tuple[str, str]:
    mark = next((mark for begins, mark in reversed(owners) if begins < max(at, 1)), -1)
    return places[mark] if mark >= 0 else ("", "")


def _bare(element: Any) -> Iterator[str]:
    for child in element:
        tails = [child.tail] if element.tag in _ROOMY else []
        yield from (text.strip() for text in tails if text and text.strip())
        if isinstance(child.tag, str):
            if child.tag in _ROOMY and child.text and child.text.strip():
                yield child.text.strip()
            yield from _bare(child)
