"""Find words that a style sheet would add to a page.

The words of a paper are in its templates, where they are read, compared and approved. Style sheets
may add numbers and signs, but no words.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2

_SIGNS = frozenset(" \n\t.,;:()'\"\u2018\u2019\u201c\u201d\u00a0-\u2013\u2014")
_DIGITS = frozenset("0123456789")
_SHIPPED = frozenset(("page ",))  # words of the shipped sheets, in an index
_NAMES = ("font", "src", "grid", "format")  # prefixes of properties whose strings are not printed
_GENERATING = ("content", "string-set", "bookmark-label", "list-style")
_TELLING = frozenset(("attr", "symbols", "string", "content", "target-text", "url", "element"))
_ELEMENTS = frozenset(("footer", "draft"))  # elements that templates put into the margins
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style|(<link\b)", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AddedWord:
    """Words that a style sheet would add."""

    shown: str  # as written in the sheet, to find its line
    what: str  # 'adds the words " This is not so." by `content`'


def of_sheet(css: str) -> Iterator[AddedWord]:
    """The words that a style sheet would add."""
    yield from _of_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def of_document(composed: str) -> Iterator[AddedWord]:
    """The words that styles in a composed document would add: elements, attributes and links."""
    for match in _STYLE.finditer(composed):
        if match[2]:
            yield AddedWord(match[2], "links to a file; a paper's style sheets are found by name")
        else:
            yield from of_sheet(match[1])
    for match in _ATTRIBUTE.finditer(composed):
        css = html.unescape(match[1] or match[2] or match[3] or "")
        if "'" in css or '"' in css or "(" in css:
            yield from _of_contents(tinycss2.parse_blocks_contents(css), of_page=False)


def _of_rules(rules: Iterable[Any], *, of_page: bool = False) -> Iterator[AddedWord]:
    for rule in rules:
        keyword = getattr(rule, "lower_at_keyword", "")
        if keyword in ("import", "counter-style"):
            yield AddedWord(f"@{keyword}", f"has @{keyword}, by which a page may say anything")
        elif rule.type in ("at-rule", "qualified-rule") and keyword != "font-face":
            inside = tinycss2.parse_blocks_contents(rule.content or [])
            yield from _of_contents(inside, of_page=of_page or keyword == "page")


def _of_contents(contents: Iterable[Any], *, of_page: bool) -> Iterator[AddedWord]:
    for part in contents:
        if part.type == "declaration":
            yield from _of_declaration(part, of_page=of_page)
        elif part.type in ("at-rule", "qualified-rule"):
            yield from _of_rules([part], of_page=of_page)


def _of_declaration(declaration: Any, *, of_page: bool) -> Iterator[AddedWord]:
    name = declaration.lower_name
    if name.startswith(_NAMES):
        return
    allowed = _SIGNS | _DIGITS if of_page else _SIGNS
    generates = name.startswith((*_GENERATING, "--"))
    for token, within in _tokens(declaration.value):
        if token.type == "string" and token.value not in _SHIPPED and {*token.value} - allowed:
            yield AddedWord(token.value, f'adds the words "{token.value[:60]}" by `{name}`')
        elif generates and _tells(token, within):
            function = "url" if token.type == "url" else token.lower_name
            yield AddedWord(f"{function}(", f"adds what {function}() brings by `{name}`")


def _tells(token: Any, within: str) -> bool:
    if token.type == "url":
        return True
    if token.type != "function" or token.lower_name not in _TELLING:
        return False
    if token.lower_name == "element":
        return not {getattr(part, "value", "") for part in token.arguments} & _ELEMENTS
    return not (token.lower_name == "attr" and within == "target-counter")


def _tokens(values: Iterable[Any], within: str = "") -> Iterator[tuple[Any, str]]:
    """Every token of a value, with the function around it."""
    for token in values:
        yield token, within
        inner = getattr(token, "arguments", None) or getattr(token, "content", None)
        if inner:
            yield from _tokens(inner, getattr(token, "lower_name", within))
