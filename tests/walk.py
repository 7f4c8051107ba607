"""Walks all that templates are given, in every way that Python or a template could go on."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import jinja2

from filings.compose.sandbox import METHODS, NAMES, Sandbox, View

PLAIN = (str, int, bool, float, dt.date, type(None))

# What the methods of views are called with; those of texts and days take what fits.
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "styled": ("scn", "cri"),
    "boxes": ("11357", "11358"),
    "replace": ("a", "b"),
    "partition": (" ",),
    "rpartition": (" ",),
    "removeprefix": ("a",),
    "removesuffix": ("a",),
    "startswith": ("a",),
    "endswith": ("a",),
}

SANDBOX = Sandbox(jinja2.DictLoader({}))


def parts(thing: Any) -> Iterator[tuple[str, Any]]:
    """What can be reached from a thing in one step, and how."""
    # As Python goes: everything that it holds, whether a template may ask for it or not.
    if isinstance(thing, tuple | list):
        yield from ((f"[{n}]", item) for n, item in enumerate(thing))
    if isinstance(thing, View):
        for kind in type(thing).__mro__:
            for slot in getattr(kind, "__slots__", ()):
                yield f".{slot}", getattr(thing, slot)
        assert not hasattr(thing, "__dict__")
    # As a template goes: every name that anything has, and the results of all that it may call.
    for name in dir(thing):
        for way, ask in (("{0}.{1}", SANDBOX.getattr), ("{0}[{1}]", SANDBOX.getitem)):
            try:
                found = ask(thing, name)
            except jinja2.TemplateError:
                continue
            assert name in NAMES[type(thing)], way.format(type(thing), name)
            if name in METHODS[type(thing)]:
                assert SANDBOX.is_safe_callable(found)
                assert found.__self__ is thing
                yield f".{name}()", found(*ARGUMENTS.get(name, ()))
            else:
                yield f".{name}", found


def walk(context: dict[str, Any], tell: Callable[[str, Any], None]) -> int:
    """Tell of everything that is neither plain nor a view; how many things were looked at."""
    waiting = list(context.items())
    seen: set[Any] = set()
    kept = []  # so that no id is given twice
    while waiting:
        path, thing = waiting.pop()
        kind = type(thing)
        leaf = kind in PLAIN
        key = (kind, thing) if leaf else (kind, id(thing))
        if key in seen:
            continue
        seen.add(key)
        kept.append(thing)
        if leaf or kind in (tuple, list) or isinstance(thing, View):
            # A method of a text gives texts, and so on for ever: those are not followed.
            ends = leaf and path.endswith("()")
            waiting += [] if ends else [(path + way, part) for way, part in parts(thing)]
        else:
            tell(path, thing)
    return len(seen)
