"""Make dataclasses that mypy holds to be frozen, at the speed that millions of rows need."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def frozen_dataclass(kind: type[_Class]) -> type[_Class]:
    """A dataclass with slots.

    mypy holds it to be frozen and made by keywords alone; at run time neither is enforced, for that
    would take five times as long, and a list makes millions.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
