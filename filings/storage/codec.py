"""Encode records as bytes and decode them, so that a run can store rows.

Pickle would take four times as long, and would run code that it reads. Here only the fields are
encoded; the caller knows the type.
"""

import datetime as dt
import marshal
import types
from collections.abc import Callable, Collection
from dataclasses import fields, is_dataclass
from enum import Enum
from operator import attrgetter
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

Noun = TypeVar("Noun")


class Codec(Generic[Noun]):
    """Encodes and decodes records of one type."""

    def __init__(self, kind: type[Noun], without: Collection[str] = ()) -> None:
        """`without` are fields that are stored elsewhere, and are given again for decoding."""
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        self._without = [names.index(name) for name in without]
        self._flatten, self._unflatten = _plan(kind, without)

    def put(self, noun: Noun) -> bytes:
        """Encode a record."""
        row = self._flatten(noun)
        for place in self._without:
            row[place] = None
        return marshal.dumps(row)

    def take(self, data: bytes, *others: object) -> Noun:
        """Decode a record; `others` are its fields in `without`, in that order."""
        # Safe for marshal: the bytes were made by this process.
        row = marshal.loads(data)  # noqa: S302
        for place, other in zip(self._without, others, strict=True):
            row[place] = other
        return self._unflatten(row)


def _plan(
    kind: type[Noun], without: Collection[str] = ()
) -> tuple[Callable[[Noun], list[Any]], Callable[[list[Any]], Noun]]:
    """How a noun becomes a list of plain values, in the order of its fields, and again a noun.

    None and () are plain already.
    """
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    hints = get_type_hints(kind)
    special = [
        (place, *turns)
        for place, name in enumerate(names)
        if name not in without and (turns := _turns(_without_none(hints[name])))
    ]
    values = attrgetter(*names)

    def flatten(noun: Noun) -> list[Any]:
        row = list(values(noun))
        for place, down, _ in special:
            if row[place]:
                row[place] = down(row[place])
        return row

    def unflatten(row: list[Any]) -> Noun:
        for place, _, up in special:
            if row[place]:
                row[place] = up(row[place])
        return kind(*row)

    return flatten, unflatten


def _turns(kind: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]] | None:
    if kind is dt.date:
        return dt.date.toordinal, dt.date.fromordinal
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = {member.value: member for member in kind}
        return {member: value for value, member in members.items()}.__getitem__, members.__getitem__
    if get_origin(kind) is tuple and is_dataclass(get_args(kind)[0]):
        down, up = _plan(get_args(kind)[0])
        return lambda records: [*map(down, records)], lambda rows: tuple(map(up, rows))
    return _plan(kind) if is_dataclass(kind) and isinstance(kind, type) else None


def _without_none(hint: Any) -> Any:
    if isinstance(hint, types.UnionType):
        (hint,) = (part for part in get_args(hint) if part is not types.NoneType)
    return hint
