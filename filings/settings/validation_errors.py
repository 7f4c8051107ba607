"""Explain in plain words what a person has to correct in a setting."""

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from filings.settings.yaml_file import line_of

_LONGEST = 400  # characters of a message

# In place of pydantic's messages; a value is never shown, since it may be the secret key.
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
_OF_SEVERAL = ("literal_error", "enum")  # a word that is not one of those that are taken
_KEY = "[key]"  # what pydantic puts behind a wrong key of a mapping
_QUOTED = re.compile(r"'([^']+)'")


def first_mistake(error: ValidationError) -> tuple[list[str], str]:
    """The keys that lead to the first mistake, and what it is; and how many more there are."""
    first = _first(error)
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    mistake = _PLAIN.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    return list(map(str, first["loc"])), mistake + more


def _first(error: ValidationError) -> Any:
    """The first mistake; where a key is missing and another there is none, the key is misspelt."""
    mistakes = error.errors(include_url=False, include_input=False)
    first = mistakes[0]
    beside = (
        mistake
        for mistake in mistakes
        if mistake["type"] == "extra_forbidden" and mistake["loc"][:-1] == first["loc"][:-1]
    )
    return next(beside, first) if first["type"] == "missing" else first


def explained(
    error: ValidationError,
    merged: Mapping[str, Any],
    layers: Sequence[tuple[Path, Mapping[str, Any]]],
    files: Mapping[str, str],
    model: type[BaseModel],
) -> tuple[str, str, str]:
    """The first mistake of a configuration: file and key, what it is, and what to do.

    Args:
        error: The error of the configuration as a whole.
        merged: The configuration.
        layers: The shipped folder and each of the office's own, the last on top, and what the
            files there say.
        files: Which file feeds which field; a folder's files are fields of it.
        model: What the configuration was to become.
    """
    place, what = first_mistake(error)
    of_a_key = place[-1:] == [_KEY]
    place = place[:-1] if of_a_key else place
    field, *keys = place or [""]
    file = shown = files.get(field, "")
    (shipped, _), *own_layers = layers
    if file.endswith("/") and keys:
        file = f"{file}{keys.pop(0)}.yaml"
        shown = file if (shipped / file).is_file() else shown
    # The last folder that has the key; more than one may.
    own = [folder for folder, said in own_layers if keys and _says(said, place)]
    # What is missing, or a line of a list, is no key of its own: its block is.
    own = own or [folder for folder, said in own_layers if keys and _says(said, place[:-1])]
    line = line_of(own[-1] / file, keys) if own else 0
    where = (str(own[-1] / file), f"line {line}" * bool(line)) if own else ("config", file)
    first = _first(error)
    if first["type"] == "extra_forbidden":
        others = [key for key in map(str, _held(merged, place[:-1])) if key != place[-1]]
        what = f"there is no such key{_near(place[-1], [*_fields(model, place[:-1]), *others])}"
    elif first["type"] in _OF_SEVERAL:
        known = _QUOTED.findall(first["ctx"]["expected"])
        written = place[-1] if of_a_key else _value(merged, place)
        near = _near(written, known) or f"; known: {', '.join(known)}"
        what = f"there is no such {'key' if of_a_key else 'word'}{near}"
    remedy = "Correct that key."
    if (shipped / shown).exists():
        remedy = f"Correct that key; the shipped config/{shown} shows the form."
    if len(what) > _LONGEST:
        what = f"{what[:_LONGEST]}... ({len(what):,} characters)"
    return ": ".join(filter(None, (*where, " > ".join(keys)))), what, remedy


def _near(written: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(written, known, 1)
    return f"; is it {near[0]}?" if near else ""


def _fields(model: Any, keys: Sequence[str]) -> list[str]:
    """The keys that the record at a place may have; none where it is no record."""
    for key in keys:
        fields = model.model_fields.items() if _is_record(model) else ()
        named = next((field for name, field in fields if key in (name, field.alias)), None)
        inside = named.annotation if named else next(iter(get_args(model)[-1:]), None)
        records = [one for one in get_args(inside) if _is_record(one)]
        model = records[0] if records and not _is_mapping(inside) else inside
    own = model.model_fields.items() if _is_record(model) else ()
    return [field.alias or name for name, field in own]


def _is_record(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, BaseModel)


def _is_mapping(model: Any) -> bool:
    origin = getattr(model, "__origin__", None)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _value(data: Any, keys: Sequence[str]) -> str:
    """The word at a place; "" where it is none."""
    for key in keys:
        if isinstance(data, Sequence) and not isinstance(data, str) and key.isdigit():
            data = data[int(key)] if int(key) < len(data) else None
        else:
            data = data.get(key) if isinstance(data, Mapping) else None
    return data if isinstance(data, str) else ""


def _says(data: Mapping[str, Any], place: Sequence[str]) -> bool:
    return place[-1] in _held(data, place[:-1])


def _held(data: Any, keys: Sequence[str]) -> Mapping[str, Any]:
    """The mapping at a path of keys; empty where there is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else {}
