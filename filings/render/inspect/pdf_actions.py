"""Find what a PDF does when it is opened or clicked, and what is attached to it.

Only one thing is decided here: a jump within the same file is harmless. Actions are found wherever
they can be: in the catalog, a page, an annotation, a bookmark.
Source: ISO 32000-1, 12.6 (actions) and 12.3.5 (collections); ISO 19005-2, 6.5 and 6.8.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pikepdf

# When opened or clicked, these run, send, open or change something.
ACTIVE = frozenset(
    f"/{name}"
    for name in (
        *("JavaScript", "Launch", "SubmitForm", "ResetForm", "ImportData", "Rendition", "Sound"),
        *("Movie", "Hide", "SetOCGState", "Trans", "GoTo3DView", "Thread", "RichMediaExecute"),
    )
)
_ELSEWHERE = frozenset(("/GoToR", "/GoToE"))  # into another file
_TURNS = ("/NextPage", "/PrevPage", "/FirstPage", "/LastPage")
_MOST = 10_000  # bookmarks, and actions in a row: a file may have circles


def look_at_actions(
    pdf: Any, pages: Sequence[Any]
) -> tuple[list[str], list[tuple[int | None, str]]]:
    """Active content of a file, in words; and its links, as page (from 1) and target."""
    active: list[str] = []
    links: list[tuple[int | None, str]] = []
    root = pdf.Root

    def tell(holder: Any, page: int | None) -> None:
        for action in _actions(holder):
            kind = str(action.get("/S", ""))
            if kind == "/URI":
                links.append((page, str(action.get("/URI", ""))))
            elif kind in _ELSEWHERE:
                links.append((page, "a place in another file"))
            elif kind in ACTIVE:
                active.append(f"a {kind[1:]} action")
            elif kind == "/Named" and str(action.get("/N", "")) not in _TURNS:
                active.append(f"a Named action, {str(action.get('/N', ''))[1:]}")

    tell(root, None)
    if "/OpenAction" in root and isinstance(root.OpenAction, pikepdf.Dictionary):
        active.append("an action on opening")
    base = root.get("/URI")
    if isinstance(base, pikepdf.Dictionary) and "/Base" in base:
        links.append((None, str(base.Base)))
    names = root.get("/Names", {})
    if "/JavaScript" in names:
        active.append("a script")
    if "/EmbeddedFiles" in names or "/AF" in root:
        active.append("an attached file")
    if "/Collection" in root:
        active.append("a portfolio of files")
    if "/AcroForm" in root:
        active.append("a form to fill in")
    for number, page in enumerate(pages, start=1):
        tell(page, number)
        if "/AF" in page:
            active.append("an attached file")
        for note in _dictionaries(page.get("/Annots")):
            tell(note, number)
            if note.get("/Subtype") not in ("/Link", "/Popup"):
                active.append(f"a {str(note.get('/Subtype', '/nameless'))[1:]} annotation")
    for mark in _bookmarks(root.get("/Outlines")):
        tell(mark, None)
    return active, links


def is_allowed(link: str, hosts: Iterable[str]) -> bool:
    """Whether a link leads to a page of one of these hosts, by https and in plain characters."""
    parts = re.fullmatch(r"https://([a-z0-9.-]+)(?:/[A-Za-z0-9._~/?#=&%+-]*)?", link)
    return parts is not None and parts[1] in hosts


def _actions(holder: Any) -> Iterator[Any]:
    """Every action of an object, and those that follow it."""
    waiting = [holder.get(key) for key in ("/A", "/PA", "/OpenAction")]
    for events in _dictionaries(holder.get("/AA")):
        waiting += [events.get(key) for key in dict(events)]
    seen = 0
    while waiting and seen < _MOST:
        for action in _dictionaries(waiting.pop()):
            seen += 1
            yield action
            waiting.append(action.get("/Next"))


def _bookmarks(outline: Any) -> Iterator[Any]:
    waiting = [outline]
    seen = 0
    while waiting and seen < _MOST:
        for mark in _dictionaries(waiting.pop()):
            seen += 1
            yield mark
            waiting += [mark.get("/Next"), mark.get("/First")]


def _dictionaries(thing: Any) -> list[Any]:
    """The object itself if it is a dictionary, its dictionaries if it is an array."""
    several = list(thing) if isinstance(thing, pikepdf.Array) else [thing]
    return [one for one in several if isinstance(one, pikepdf.Dictionary)]
