"""Find unknown names in a template.

Each name is checked against a list: is there a `court`, has a court a `nmae`? A name that cannot be
checked without running the template (in a loop over something computed) is passed; it would be an
error when the page is printed.
"""

import dataclasses
import difflib
import enum
import types
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from jinja2 import nodes

from filings.compose.sandbox import GLOBALS, NAMES

_ALWAYS = {*GLOBALS, "self", "super", "loop", "caller", "varargs", "kwargs"}


@dataclasses.dataclass(frozen=True, slots=True)
class Unknown:
    """A name that a template uses and is not given."""

    line: int
    name: str  # "court.nmae"
    nearest: str  # "court.name"; "" when no name is similar


def names_of(kind: Any) -> dict[str, Any]:
    """The attributes of a type that templates may use -> their types; {} when not known."""
    kind = _bare(kind)
    if not dataclasses.is_dataclass(kind) or not isinstance(kind, type):
        return {}
    hints = typing.get_type_hints(kind)
    names: dict[str, Any] = {}
    for name in (*(field.name for field in dataclasses.fields(kind)), *dir(kind)):
        if name in NAMES.get(kind, ()) and name not in names:
            thing = getattr(kind, name, None)
            if isinstance(thing, property) and thing.fget:
                names[name] = typing.get_type_hints(thing.fget).get("return", Any)
            else:
                names[name] = hints.get(name, thing)
    return names


def unknown_names(
    tree: nodes.Template, given: Mapping[str, Any], also: Collection[str] = ()
) -> Iterator[Unknown]:
    """Find names in a template that are neither given nor set by it.

    Args:
        tree: The parsed template.
        given: The type of each name it is given.
        also: Names that other files of the same document set.
    """
    checker = _Checker({**dict.fromkeys((*_ALWAYS, *also), Any), **given})
    checker.statements(tree.body)
    yield from checker.found


def assigned(tree: nodes.Template) -> set[str]:
    """The names a template sets itself."""
    return {name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")}


class _Checker:
    """Walks through a template with the types of all visible names."""

    def __init__(self, scope: Mapping[str, Any]) -> None:
        self.scope = dict(scope)
        self.found: list[Unknown] = []

    def statements(self, body: Iterable[nodes.Node]) -> None:
        for node in body:
            self.statement(node)

    def statement(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.For):
            of = _element(self.type_of(node.iter))
            self._bind(node.target, of)
            for inner in (node.test, *node.body, *node.else_):
                if inner is not None:
                    self.statement(inner)
        elif isinstance(node, nodes.Assign):
            self._bind(node.target, self.type_of(node.node))
        elif isinstance(node, nodes.AssignBlock):
            self._bind(node.target, str)
            self.statements(node.body)
        elif isinstance(node, nodes.Expr):
            self.type_of(node)
        else:
            self.statements(node.iter_child_nodes())

    def type_of(self, node: nodes.Node) -> Any:
        """The type of an expression; unknown names in it are noted."""
        if isinstance(node, nodes.Name):
            return self._name(node)
        if isinstance(node, nodes.Getattr):
            return self._attribute(node, self.type_of(node.node), node.attr)
        if isinstance(node, nodes.Getitem):
            of = self.type_of(node.node)
            self.type_of(node.arg)
            return _element(of)
        if isinstance(node, nodes.Call):
            called = self.type_of(node.node)
            for argument in node.iter_child_nodes(exclude=("node",)):
                self.type_of(argument)
            if isinstance(called, types.FunctionType):
                return typing.get_type_hints(called).get("return", Any)
            return Any
        if isinstance(node, nodes.Const):
            return type(node.value)
        if isinstance(node, nodes.Or):  # x or "____"
            left, right = self.type_of(node.left), self.type_of(node.right)
            return left if left == right else Any
        for child in node.iter_child_nodes():
            self.statement(child)
        return Any

    def _name(self, node: nodes.Name) -> Any:
        if node.ctx != "load":
            return Any
        if node.name not in self.scope:
            self._tell(node.lineno, node.name, "", self.scope)
        return self.scope.get(node.name, Any)

    def _attribute(self, node: nodes.Getattr, of: Any, name: str) -> Any:
        known = names_of(of)
        if known and name not in known:
            self._tell(node.lineno, name, _written(node.node), known)
        return known.get(name, Any)

    def _tell(self, line: int, name: str, of: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(name, list(known), 1, 0.6)
        before = f"{of}." if of else ""
        self.found.append(Unknown(line, before + name, before + near[0] if near else ""))

    def _bind(self, target: nodes.Node, of: Any) -> None:
        if isinstance(target, nodes.Name):
            self.scope[target.name] = of
        elif isinstance(target, nodes.Tuple):
            parts = typing.get_args(of)
            fits = len(parts) == len(target.items) and Ellipsis not in parts
            for item, part in zip(
                target.items, parts if fits else [Any] * len(target.items), strict=True
            ):
                self._bind(item, part)


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return "…"


def _bare(kind: Any) -> Any:
    """A type without NewType, Optional, Annotated and generic arguments."""
    while True:
        if hasattr(kind, "__supertype__"):
            kind = kind.__supertype__
        elif typing.get_origin(kind) in (typing.Union, types.UnionType):
            some = [one for one in typing.get_args(kind) if one is not type(None)]
            if len(some) != 1:
                return Any
            kind = some[0]
        elif typing.get_origin(kind) is typing.Annotated:
            kind = typing.get_args(kind)[0]
        elif typing.get_origin(kind) is not None:
            return typing.get_origin(kind)
        else:
            break
    return Any if isinstance(kind, type) and issubclass(kind, enum.Enum) else kind


def _element(of: Any) -> Any:
    """The type of the items of a sequence type."""
    origin, parts = typing.get_origin(of), typing.get_args(of)
    if origin in (tuple, list, Sequence) and parts:
        return parts[0] if len(set(parts) - {Ellipsis}) == 1 else Any
    return Any
