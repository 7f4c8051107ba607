"""Decide whether a text can be exchanged without changing anything else on the page.

It can where that is known: in a line of text alone, in plain blocks, and in cells whose width does
not depend on their content. In any other case (a width that depends on the words, a rule under
them, a float beside them) WeasyPrint must lay the page out.
"""

import re
from collections.abc import Sequence
from typing import Any

from filings.render.weasyprint_internals import INHERITED, INITIAL_VALUES, walk

_BLOCKS = ("PageBox", "BlockBox", "TableRowGroupBox", "TableRowBox", "TableCellBox")
_IN_A_LINE = ("LineBox", "InlineBox", "TextBox")
# Properties that an inline box may set: they draw nothing, and take no room.
_DRAWS_NOTHING = re.compile(r"anchor|bleed|content|page$|\w+_(block|inline)_")
_OF_AN_INLINE_BOX = [
    name for name in INITIAL_VALUES if name not in INHERITED and not _DRAWS_NOTHING.match(name)
]
_STAYS = {
    "float": ("none",),
    "position": ("static", "relative"),
    "column_count": ("auto",),
    "column_width": ("auto",),
    # In a grid, each item is as wide as its track and has a named place.
    "justify_items": (("normal",),),
    "justify_self": (("auto",),),
    "grid_auto_flow": (("row",),),
    "grid_column_start": ("auto",),
    "grid_column_end": ("auto",),
}


def floats_of(page: Any) -> list[Any]:
    """The boxes of a page that float."""
    styled = (box for box, _ in walk(page) if getattr(box, "style", None) is not None)
    return [box for box in styled if box.style["float"] != "none"]


def holds_still(
    box: Any, line: Any, above: Sequence[Any], floats: Sequence[Any], *, pseudo: bool = False
) -> bool:
    """Whether the text box of this line can have other words without any other change.

    `above` are the boxes that contain it, from the page down; `floats` are those of its page;
    `pseudo` allows words that come from a style sheet.
    """
    at = next(n for n, outer in enumerate(above) if outer is line)
    outside, inside = above[:at], (*above[at:], box)
    style = box.style
    aligned = style["text_align_all"] not in ("start", "left")
    return (
        all(map(_stays, outside))
        and all(type(inner).__name__ in _IN_A_LINE for inner, _ in walk(line))
        and all(map(_draws_nothing, above[at + 1 :]))
        and (pseudo or not any("::" in (inner.element_tag or "") for inner in inside))
        and style["text_align_last"] in ("auto", style["text_align_all"])
        and style["direction"] == "ltr"
        and not (aligned and style["text_indent"].value)
        and not any(_beside(floating, line) for floating in floats)
    )


def _stays(box: Any) -> bool:
    """Whether the width and place of a block do not depend on its content."""
    style, kind = box.style, type(box).__name__
    if not all(style[name] in values for name, values in _STAYS.items()):
        return False
    if kind == "MarginBox":
        return bool(style["width"] != "auto")
    if kind == "TableBox":
        return bool(style["table_layout"] == "fixed" and style["width"] != "auto")
    if kind == "GridBox":
        # The names of grid lines are listed between the tracks.
        tracks = style["grid_template_columns"][1::2]
        return bool(tracks) and all(getattr(track, "unit", "") in ("px", "%") for track in tracks)
    return kind in _BLOCKS


def _draws_nothing(box: Any) -> bool:
    return all(
        box.style[name] == INITIAL_VALUES[name]
        or (name.endswith("_width") and box.style[name] == 0)
        for name in _OF_AN_INLINE_BOX
    )


def _beside(box: Any, line: Any) -> bool:
    """Whether a float is level with a line, so that the line has less room than its block."""
    top, bottom = box.position_y, box.position_y + box.margin_height()
    return bool(top < line.position_y + line.height and bottom > line.position_y)
