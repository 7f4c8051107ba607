"""Say in plain words what a person has to correct in a setting."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from filings.settings.yaml_file import line_of

_LONGEST = 400  # characters of a message

# What pydantic says in the terms of a program; a value is never shown, it may be a key.
_PLAIN = {
    "string_type": 'is read as a number, a day or a yes: put it between quotation marks, "so"',
    "model_type": "is no block: write `key: value` lines under it",
    "dict_type": "is no block: write `key: value` lines under it",
    "tuple_type": "is no list: write [one, another], or lines that begin with `- `",
    "list_type": "is no list: write [one, another], or lines that begin with `- `",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "int_type": "is no whole number",
    "int_parsing": "is no whole number",
    "date_type": "is no day: write YYYY-MM-DD",
    "date_from_datetime_parsing": "is no day: write YYYY-MM-DD",
    "missing": "is missing",
}


def first_mistake(error: ValidationError) -> tuple[list[str], str]:
    """The keys that lead to the first mistake, and what it is; and how many more there are."""
    first = error.errors(include_url=False, include_input=False)[0]
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    mistake = _PLAIN.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    return list(map(str, first["loc"])), mistake + more


def explained(
    error: ValidationError,
    merged: Mapping[str, Any],
    layers: Sequence[tuple[Path, Mapping[str, Any]]],
    files: Mapping[str, str],
) -> tuple[str, str, str]:
    """The first mistake of a configuration: in which file and key, what it is, and what to do.

    Args:
        error: What is wrong with the configuration as a whole.
        merged: The configuration.
        layers: The shipped folder and each of the office's own, the last on top, and what the
            files there say.
        files: Which file feeds which field; a folder's files are fields of it.
    """
    place, what = first_mistake(error)
    field, *keys = place or [""]
    file = shown = files.get(field, "")
    (shipped, _), *own_layers = layers
    if file.endswith("/") and keys:
        file = f"{file}{keys.pop(0)}.yaml"
        shown = file if (shipped / file).is_file() else shown
    # The last that says it; what contradicts itself may stand in several.
    own = [folder for folder, said in own_layers if keys and _says(said, place)]
    line = line_of(own[-1] / file, keys) if own else 0
    where = (str(own[-1] / file), f"line {line}" * bool(line)) if own else ("config", file)
    if error.errors()[0]["type"] == "extra_forbidden":
        others = [key for key in map(str, _held(merged, place[:-1])) if key != place[-1]]
        near = difflib.get_close_matches(place[-1], others, 1)
        what = "there is no such key" + (f"; is it {near[0]}?" if near else "")
    remedy = "Correct that key."
    if (shipped / shown).exists():
        remedy = f"Correct that key; the shipped config/{shown} shows the form."
    if len(what) > _LONGEST:
        what = f"{what[:_LONGEST]}... ({len(what):,} characters)"
    return ": ".join(filter(None, (*where, " > ".join(keys)))), what, remedy


def _says(data: Mapping[str, Any], place: Sequence[str]) -> bool:
    return place[-1] in _held(data, place[:-1])


def _held(data: Any, keys: Sequence[str]) -> Mapping[str, Any]:
    """What stands under a key of a key; nothing where it is no mapping."""
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else {}
