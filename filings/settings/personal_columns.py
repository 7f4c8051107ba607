"""Refuse a layout that would print a person's number as a case number."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from filings.model.errors import ConfigError

_PERSONAL = frozenset(("person", "born_on", "name", "last", "first", "middle", "suffix"))
_PRINTED = ("case_number", "other_numbers", "defendant_suffix")
_REMEDY = "Map it to `person`, `born_on` or a name, or leave it out (`ignored`)."


def refuse_personal_numbers(layers: Sequence[tuple[Path, Mapping[str, Any]]]) -> None:
    """Raise if an overlay maps a heading of personal numbers to a number of the case.

    A heading is of personal numbers if a shipped layout, or the same layout, says so.

    Raises:
        ConfigError: An overlay does; file and key are named.
    """
    shipped = {
        heading.casefold()
        for columns in _layouts(layers[0][1]).values()
        for field, heading in _headings(columns)
        if field in _PERSONAL
    }
    for folder, own in layers[1:]:
        for layout, columns in _layouts(own).items():
            personal = {head.casefold() for field, head in _headings(columns) if field in _PERSONAL}
            for field, heading in _headings(columns):
                if field in _PRINTED and heading.casefold() in shipped | personal:
                    raise ConfigError(
                        f"{folder}/layouts/{layout}.yaml: columns > {field}",
                        f'"{heading}" is a column about the person, and would be printed in public',
                        _REMEDY,
                    )


def _layouts(own: Mapping[str, Any]) -> dict[str, Mapping[Any, Any]]:
    layouts = own.get("layouts")
    named = layouts.items() if isinstance(layouts, dict) else ()
    return {
        name: columns
        for name, layout in named
        if isinstance(layout, dict) and isinstance(columns := layout.get("columns"), dict)
    }


def _headings(columns: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for field, headings in columns.items():
        for heading in headings if isinstance(headings, list | tuple) else (headings,):
            yield str(field), str(heading)
