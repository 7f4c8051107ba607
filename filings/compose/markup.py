"""Find mistakes in the markup of a template, line by line.

A template is checked before Jinja reads it: every tag, quote and comment that a block, a branch or
a loop opens must be closed in it, so that no override can swallow what follows. Jinja's code is
checked for quotes and blanks that a word processor may paste. Errors that a browser would tolerate
are errors here.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Literal

from filings.model.errors import TemplateError

_VOID = "area base br col embed hr img input link meta source track wbr"  # HTML, 13.1.2
_WORDS = (
    "a abbr address article aside b bdi bdo blockquote body caption cite code colgroup dd del dfn"
    " div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 head header hgroup html i ins kbd li"
    " main mark nav ol p pre q s samp section small span strong style sub sup svg table tbody td"
    " tfoot th thead time title tr u ul var path g rect defs pattern"
)
VOID = frozenset(_VOID.split())
KNOWN = VOID | frozenset(_WORDS.split())

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%[-+]?\s*(\w+)\s*(\w+)?")
_OPENS = {"block", "if", "for", "set", "filter", "macro", "call", "with", "autoescape"}
_TURNS = {"else", "elif"}
_CURLY = {"\u201c", "\u201d", "\u201e", "\u2018", "\u2019", "\u201a", "\u00ab", "\u00bb"}
_BLANKS = {"\u00a0", "\u202f", "\u2007"}
_MOST_UNCLOSED, _MOST_FAULTS = 20, 200
_LARGEST_PICTURE = 4 << 20  # bytes
_LONGEST_NAME = 200  # characters
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml"}
_CODE_STRING = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""", re.DOTALL)
_NAME = re.compile(r"[A-Za-z][\w:-]*")
_ATTRIBUTE = re.compile(r"[^\s\"'<>/=]+")
_CLASS = re.compile(r'\bclass="([^"]*)"')
_SOURCE = re.compile(r'<img\b[^>]*?\bsrc="([^"{}]*)"')


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in a template's text."""

    line: int
    severity: Literal["error", "warning"]
    what: str
    remedy: str


@dataclass(slots=True)
class _Open:
    name: str
    line: int
    whole: bool = True  # false where the rest of the file was not checked


@dataclass(slots=True)
class _Room:
    """A block, a branch or a loop, in which all tags must be closed."""

    name: str  # "block `notice`"
    line: int
    open: list[_Open]
    swapped: int = 0  # parts (`main`) that it closed and has not opened again


@lru_cache(maxsize=512)
def faults(text: str) -> tuple[Fault, ...]:
    """Everything wrong with the markup of a template, in the order of its lines."""
    if unclosed := _unclosed(text):  # to look for its end from each place would take for ever
        return (unclosed,)
    flaws = dict.fromkeys((*_pasted(text), *_Scan(text).faults()))
    return tuple(sorted(flaws, key=lambda fault: fault.line))


def refuse_faulty(text: str, name: str) -> None:
    """Raise if the markup of a template has mistakes.

    Raises:
        TemplateError: The first mistake, by file and line.
    """
    wrong = [fault for fault in faults(text) if fault.severity == "error"]
    if wrong:
        first = wrong[0]
        more = f" (and {len(wrong) - 1} more: filings templates check)" if len(wrong) > 1 else ""
        raise TemplateError(f"{name}, line {first.line}", first.what + more, first.remedy)


def with_pictures(text: str, name: str, beside: Path, within: Path) -> str:
    """A template's text with the pictures of its folder embedded.

    Args:
        text: The template.
        name: Its name in errors.
        beside: Its folder.
        within: The folder of templates; nothing outside is read.

    Raises:
        TemplateError: A picture is missing; the line is named.
    """

    def shown(match: re.Match[str]) -> str:
        source = match[1]
        kind = _PICTURES.get(PurePosixPath(source).suffix.lower())
        line = f"{name}, line {text.count(chr(10), 0, match.start()) + 1}"
        if kind is None or len(source) > _LONGEST_NAME:
            what = f'"{source[:_LONGEST_NAME]}" is no picture'
            raise TemplateError(line, what, "Name a file beside it: .png, .jpg, .svg.")
        path = (beside / source).resolve()
        if not path.is_relative_to(within.resolve()) or not path.is_file():
            remedy = "Put it into the template's own folder."
            raise TemplateError(line, f'there is no picture "{source}" beside it', remedy)
        if path.stat().st_size > _LARGEST_PICTURE:
            what = f'"{source}" is larger than any picture of a paper ({_LARGEST_PICTURE:,} bytes)'
            raise TemplateError(line, what, "Make it smaller: a seal has a few thousand bytes.")
        try:
            data = base64.b64encode(path.read_bytes()).decode()
        except OSError as error:
            raise TemplateError(line, f'"{source}" cannot be read: {error.strerror}', "") from error
        start = match.start(1) - match.start()
        return f"{match[0][:start]}data:{kind};base64,{data}{match[0][start + len(source) :]}"

    return _SOURCE.sub(shown, text)


def classes(text: str) -> Iterator[tuple[int, str]]:
    """Each class name in a template's plain text, with its line."""
    for match in _CLASS.finditer(_JINJA.sub(_blank, text)):
        for name in match[1].split():
            yield text.count("\n", 0, match.start()) + 1, name


def _unclosed(text: str) -> Fault | None:
    """Jinja code that begins again and again, and ends nowhere."""
    for begin, end in (("{{", "}}"), ("{%", "%}"), ("{#", "#}")):
        last = text.rfind(end) + 1
        if text.count(begin, last) > _MOST_UNCLOSED:
            line = text.count("\n", 0, text.find(begin, last)) + 1
            return Fault(line, "error", f"`{begin}` is not closed", f"Write {end} where it ends.")
    return None


def _pasted(text: str) -> Iterator[Fault]:
    """Curly quotes and no-break spaces in Jinja's code, outside its strings."""
    if not (_CURLY | _BLANKS).intersection(text):
        return
    for code in _JINJA.finditer(text):
        if code[0].startswith("{#"):
            continue
        bare = _CODE_STRING.sub(_blank, code[0])
        for at, character in enumerate(bare):
            line = text.count("\n", 0, code.start() + at) + 1
            if character in _CURLY:
                what = f"a curly quote ({character}) stands in Jinja code"
                remedy = "A word processor has pasted it: write a straight one, \" or '."
                yield Fault(line, "error", what, remedy)
                break
            if character in _BLANKS:
                what = "a no-break space stands in Jinja code"
                yield Fault(line, "error", what, "A word processor has pasted it: write a blank.")
                break


class _Scan:
    """One pass through a template, from its first character to its last."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._rooms = [_Room("the file", 1, [])]
        self._found: list[Fault] = []

    def faults(self) -> Iterator[Fault]:
        text = self._text
        while self._at < len(text) and len(self._found) < _MOST_FAULTS:
            if code := _JINJA.match(text, self._at):
                self._jinja(code[0])
                self._at = code.end()
            elif text.startswith("<!--", self._at):
                self._comment()
            elif text.startswith("<!", self._at):
                self._at = self._past(">", self._at)
            elif text.startswith("</", self._at):
                self._end_tag()
            elif text[self._at] == "<" and _NAME.match(text, self._at + 1):
                self._start_tag()
            elif text[self._at] == "<":
                self._tell(self._at, "a `<` begins no tag", "Write &lt; for the sign itself.")
                self._at += 1
            else:
                self._at += 1
        while self._rooms:
            self._leave()
        yield from self._found

    def _tell(
        self, at: int, what: str, remedy: str, severity: Literal["error", "warning"] = "error"
    ) -> None:
        line = self._text.count("\n", 0, at) + 1
        self._found.append(Fault(line, severity, what, remedy))

    def _past(self, mark: str, at: int) -> int:
        end = self._text.find(mark, at)
        return len(self._text) if end < 0 else end + len(mark)

    # --- Jinja ---

    def _jinja(self, code: str) -> None:
        statement = _STATEMENT.match(code)
        if not statement:
            return
        word, name = statement[1], statement[2] or ""
        if word == "set" and "=" in code:
            return
        line = self._text.count("\n", 0, self._at) + 1
        if word in _OPENS:
            part = f"block `{name}`" if word == "block" else f"`{{% {word} %}}`"
            self._rooms.append(_Room(part, line, []))
        elif word in _TURNS:
            room = self._rooms[-1]
            self._leave()
            self._rooms.append(_Room(room.name, line, []))
        elif word.startswith("end") and len(self._rooms) > 1:
            self._leave()

    def _leave(self) -> None:
        room = self._rooms.pop()
        for tag in filter(lambda opened: opened.whole, room.open):
            what = f"<{tag.name}> is not closed in {room.name}"
            remedy = f"Write </{tag.name}> where it ends."
            self._found.append(Fault(tag.line, "error", what, remedy))
        if room.swapped:
            what = f"{room.name} closes a <main> that it did not open, and opens none in its place"
            self._found.append(Fault(room.line, "error", what, "Take the </main> away."))

    # --- HTML ---

    def _comment(self) -> None:
        text, start = self._text, self._at
        end = text.find("-->", start + 4)
        # A comment that runs past its block hides what follows.
        within = next(
            (
                code.start()
                for code in _JINJA.finditer(text, start, end if end >= 0 else len(text))
                if (word := _STATEMENT.match(code[0])) and word[1] in {"block", "endblock"}
            ),
            -1,
        )
        if end < 0 or within >= 0:
            what = "a comment that begins here is not closed in its block"
            self._tell(start, what, "It ends with -->, without a blank in it.")
            self._at = within if within >= 0 else len(text)
            return
        self._at = end + 3

    def _end_tag(self) -> None:
        start = self._at
        match = _NAME.match(self._text, start + 2)
        end = self._text.find(">", start)
        if not match or end < 0 or self._text[match.end() : end].strip():
            self._tell(start, "a closing tag is not whole", "Write it so: </p>.")
            tags = self._rooms[-1].open
            if match and tags and tags[-1].name == match[0].lower():
                tags.pop()
            self._at = match.end() if match else start + 2
            return
        self._at = end + 1
        name, room = match[0].lower(), self._rooms[-1]
        if room.open and room.open[-1].name == name:
            room.open.pop()
        elif name == "main" and not room.open:
            room.swapped += 1  # a block may end a part of the document and begin the next
        elif any(tag.name == name for tag in room.open):
            last = room.open[-1]
            what = f"</{name}> stands where </{last.name}> of line {last.line} should"
            self._tell(start, what, f"Close <{last.name}> first.")
            while room.open.pop().name != name:
                pass
        else:
            what = f"</{name}> closes nothing that {room.name} has opened"
            self._tell(start, what, f"Take it away, or open <{name}> before it.")

    def _start_tag(self) -> None:
        text, start = self._text, self._at
        match = _NAME.match(text, start + 1)
        assert match
        name = match[0].lower()
        closed = self._attributes(match.end(), name)
        line = text.count("\n", 0, start) + 1
        if closed is None:
            if name not in VOID:
                self._rooms[-1].open.append(_Open(name, line, whole=False))
            return
        room = self._rooms[-1]
        if name not in KNOWN:
            near = "A browser shows its words without knowing what it is."
            self._tell(start, f"nobody knows an element <{name}>", near, "warning")
        if name in ("style", "script"):
            self._at = self._past(f"</{name}>", self._at)
        elif name == "main" and room.swapped and not room.open:
            room.swapped -= 1
        elif name not in VOID and not closed:
            room.open.append(_Open(name, line))

    def _attributes(self, at: int, name: str) -> bool | None:
        """Read a tag to its end; return whether it closes itself, or None when it has no end."""
        text, start = self._text, self._at
        spaced = True
        while at < len(text):
            if code := _JINJA.match(text, at):
                at, spaced = code.end(), True
            elif text[at].isspace() and text[at] not in _BLANKS:
                at, spaced = at + 1, True
            elif text.startswith("/>", at):
                self._at = at + 2
                return True
            elif text[at] == ">":
                self._at = at + 1
                return False
            elif text[at] in _CURLY or text[at] in _BLANKS:
                what = f"<{name}> has a curly quote or a no-break space in it"
                self._tell(at, what, 'Write a straight quote, ", and a plain blank.')
                self._skip(at)
                return None
            elif text[at] in "<\"'=":
                what = (
                    f"<{name}> has a quote without its other half"
                    if text[at] in "\"'"
                    else (
                        f"<{name}> is not closed" if text[at] == "<" else f"<{name}> has a stray ="
                    )
                )
                self._tell(start, what, 'Write an attribute so: class="body", and end with >.')
                self._skip(at)
                return None
            else:
                if not spaced:
                    what = f"<{name}> has a quote without its other half"
                    self._tell(start, what, 'Write an attribute so: class="body".')
                    self._skip(at)
                    return None
                after = self._attribute(at, name)
                if after is None:
                    self._skip(at)
                    return None
                at, spaced = after, False
        self._tell(start, f"<{name}> is not closed", "End it with >.")
        self._skip(start + 1)
        return None

    def _attribute(self, at: int, name: str) -> int | None:
        """The index where an attribute ends; None when it is incomplete."""
        text = self._text
        word = _ATTRIBUTE.match(text, at)
        if word is None:
            return at + 1
        at = word.end()
        if not text.startswith("=", at):
            return at
        at += 1
        quote = text[at : at + 1]
        if quote not in ('"', "'"):
            curly = quote in _CURLY
            what = f"<{name}> has {'a curly quote' if curly else 'a value without quotes'}"
            if curly or not (code := _JINJA.match(text, at)):
                self._tell(at, what, f'Write it so: {word[0]}="...".')
                return None
            return code.end()
        end = at + 1
        while end < len(text) and text[end] != quote:
            if code := _JINJA.match(text, end):
                end = code.end()
            elif text[end] == "<" or text[end] in "\u201c\u201d":
                break
            else:
                end += 1
        if end >= len(text) or text[end] != quote:
            what = f"{word[0]}= of <{name}> has a quote without its other half"
            self._tell(at, what, f'Write it so: {word[0]}="...".')
            return None
        return end + 1

    def _skip(self, at: int) -> None:
        """Go on after an incomplete tag."""
        end = re.compile(r"[<>]|\{%").search(self._text, at + 1)
        self._at = len(self._text) if end is None else end.end() - (end[0] != ">") * len(end[0])


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
