"""Find words on laid-out pages that do not fit where a template puts them.

WeasyPrint prints a word that is too long for its column over its neighbours, without a warning.
Here each line of text is compared with the boxes around it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from filings.render.layout import POINTS_PER_PIXEL
from filings.render.weasyprint_internals import BlockContainerBox, LineBox, TextBox, page_box

_SLACK = 1.0  # pixels; kerning and rounding stay below it


@dataclass(frozen=True, slots=True)
class Overfull:
    """Words that stick out of their box."""

    page: int  # 1-based
    words: str
    points: float  # how far they stick out
    side: str  # "right" or "bottom"
    of: str  # the box, by class or tag: "case"


def overfull(pages: Sequence[Any]) -> Iterator[Overfull]:
    """Every line of text that ends beyond a box around it."""
    for number, page in enumerate(pages, 1):
        yield from _look(page_box(page), (), number)


def _look(box: Any, around: tuple[Any, ...], page: int) -> Iterator[Overfull]:
    if _apart(box):
        return
    if isinstance(box, LineBox):
        yield from _line(box, around, page)
        return
    if box.style["position"] in ("absolute", "fixed"):
        around = ()  # placed on purpose: only its own words can be too long
    inside = (*around, box) if isinstance(box, BlockContainerBox) else around
    for child in getattr(box, "children", ()):
        yield from _look(child, inside, page)


def _line(line: Any, around: tuple[Any, ...], page: int) -> Iterator[Overfull]:
    texts = list(_texts(line))
    words = "".join(text.text for text in texts).strip()
    if not words:
        return
    right = max(text.position_x + text.width for text in texts if text.text.strip())
    bottom = line.position_y + line.height
    for depth, box in reversed(list(enumerate(around, 1))):
        edge = box.content_box_x() + box.width
        foot = box.content_box_y() + box.height
        if right > edge + _SLACK:
            yield Overfull(
                page, words, (right - edge) * POINTS_PER_PIXEL, "right", _name(around[:depth])
            )
            return
        if bottom > foot + _SLACK:
            yield Overfull(
                page, words, (bottom - foot) * POINTS_PER_PIXEL, "bottom", _name(around[:depth])
            )
            return


def _texts(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if isinstance(child, TextBox):
            yield child
        else:
            yield from _texts(child)


def _apart(box: Any) -> bool:
    """Whether a box crosses others on purpose: a mark across the page, or a subhead."""
    return box.element is not None and bool({"draft-mark", "subhead"} & set(_classes(box)))


def _classes(box: Any) -> list[str]:
    element = box.element
    # A margin box has no element, but the name of its place.
    return [] if element is None or isinstance(element, str) else element.get("class", "").split()


def _name(around: tuple[Any, ...]) -> str:
    """The innermost box that has a class, or the tag of the innermost."""
    classes = (name for box in reversed(around) for name in _classes(box))
    return next(classes, "") or str(around[-1].element_tag or "page")


def unfillable(pages: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """The fields (`data-fill`) that cannot be filled in at their places, and why.

    Words of another length would move those after them, or the blanks of a justified line.
    """
    seen: set[str] = set()
    for page in pages:
        for line in _lines(page_box(page)):
            texts = list(_tagged(line, ""))
            for at, (text, name) in enumerate(texts):
                behind = any(t.text.strip() and of != name for t, of in texts[at + 1 :])
                style = text.style
                justified = "justify" in (style["text_align_all"], style["text_align_last"])
                if name and name not in seen and (behind or justified):
                    seen.add(name)
                    yield name, "has words behind it" if behind else "stands in justified text"


def _lines(box: Any) -> Iterator[Any]:
    if isinstance(box, LineBox):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _lines(child)


def _tagged(box: Any, name: str) -> Iterator[tuple[Any, str]]:
    """The texts of a line, each with the name of its field."""
    for child in getattr(box, "children", ()):
        element = child.element
        named = "" if element is None or isinstance(element, str) else element.get("data-fill", "")
        if isinstance(child, TextBox):
            yield child, named or name
        else:
            yield from _tagged(child, named or name)
