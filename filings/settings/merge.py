"""Merge settings of several folders, key by key; the last folder wins.

Nothing outside a folder is read: links that lead out of it are refused.
"""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two layers as one: mappings are merged key by key, anything else above replaces it."""
    both = dict(below)
    for key, value in above.items():
        under = both.get(key)
        both[key] = (
            laid_over(under, value)
            if isinstance(under, dict) and isinstance(value, dict)
            else value
        )
    return both


def inherited(records: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Records whose missing keys are filled in from the record that they name in `extends`.

    A key set to null is removed. Other records are returned unchanged, so that doing this twice has
    no effect.

    Raises:
        ValueError: A record, which the message names, extends a missing one or itself.
    """

    def whole(name: str, behind: tuple[str, ...]) -> dict[str, Any]:
        own = dict(records[name])
        parent = own.pop("extends", None)
        if parent is None:
            return own
        if parent not in records:
            raise ValueError(f"{name}: extends {parent}, which is not there")
        if parent in behind:
            raise ValueError(f"{name}: extends {parent}, which leads back to it")
        return _without_nulls(laid_over(whole(parent, (*behind, parent)), own))

    return {name: whole(name, (name,)) for name in records}


def _without_nulls(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _without_nulls(value) if isinstance(value, dict) else value
        for key, value in data.items()
        if value is not None
    }


def leads_out_of(folder: Path, path: Path) -> bool:
    """Whether a path leads out of its folder by a link, or a link leads in a circle."""
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return True


def did_you_mean(folder: Path, kind: str = "config") -> str:
    """Which folder was probably meant: "Did you mean ...?", or "" when there is none.

    Args:
        folder: What was given.
        kind: What it should hold, "config" or "templates"; a folder of the other is not named.
    """
    beside = folder.parent
    if not beside.is_dir() and beside.parent.is_dir():  # the mistake is in the folder above
        folder, beside = beside, beside.parent
    siblings = [path.name for path in beside.iterdir() if path.is_dir()] if beside.is_dir() else []
    near = [beside / name for name in difflib.get_close_matches(folder.name, siblings, 3)]
    for candidate in (folder, *near, beside):
        if candidate / kind != folder and (candidate / kind).is_dir():
            return f"Did you mean {candidate / kind}?"
    meant = next((path for path in near if path != folder and _holds(path, kind)), None)
    return f"Did you mean {meant}?" if meant else ""


def _holds(folder: Path, kind: str) -> bool:
    """Whether a folder has settings, or texts, where they are looked for."""
    ending = "yaml" if kind == "config" else "html"
    return any(next(folder.glob(f"{depth}*.{ending}"), None) for depth in ("", "*/", "*/*/"))
