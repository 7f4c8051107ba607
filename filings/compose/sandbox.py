"""Run Jinja for templates that need not be trusted: they see plain data and call listed names.

A template is given views: frozen records of text, numbers, days and further views, copied from the
program's own objects. It can ask a view for the names that its class declares, and a text, a day or
a loop for the few that are listed here; everything else is refused, whichever way it is asked for
(`x.y`, `x["y"]`, `attr`, `map(attribute=...)`). It can call filters, its own blocks and macros, and
the methods listed; nothing else.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import FunctionType
from typing import Any, ClassVar, TypeVar, dataclass_transform

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import do_mark_safe
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range

from filings.compose.sandbox_bounds import OPERATORS, Budget, counted_loops, operated, replaced


class View:
    """What a template may see of an object of the program: the names its class declares."""

    __slots__ = ()

    # Names that are withheld from templates on purpose, and why.
    WITHHELD: ClassVar[Mapping[str, str]] = {}

    def __str__(self) -> str:
        """Refuse to print a whole record.

        Raises:
            TypeError: Always.
        """
        raise TypeError(f"`{word_for(type(self))}` is no text; name a part of it")

    def __repr__(self) -> str:
        """The kind of view, without its contents."""
        return f"<{type(self).__name__}>"


_View = TypeVar("_View", bound=View)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def view(kind: type[_View]) -> type[_View]:
    """Make a frozen record whose public fields, properties and methods templates may use."""
    made = dataclass(frozen=True, slots=True, kw_only=True, repr=False)(kind)
    said = {field.name for field in fields(made)}  # type: ignore[arg-type]
    methods = set()
    for one in made.__mro__:
        said |= {name for name, thing in vars(one).items() if isinstance(thing, property)}
        methods |= {name for name, thing in vars(one).items() if isinstance(thing, FunctionType)}
    METHODS[made] = frozenset(name for name in methods if name[0] != "_")
    NAMES[made] = frozenset(name for name in said if name[0] != "_") | METHODS[made]
    return made


def word_for(kind: type) -> str:
    """The name of a view in messages: "court" for `CourtView`."""
    return kind.__name__.removesuffix("View").removeprefix("Named").lower() or "view"


_MARKUP: type[str] = type(do_mark_safe(""))
_GROUP: type[tuple[Any, ...]] = jinja2.filters._GroupTuple  # what `groupby` yields

_OF_TEXT = {"capitalize", "endswith", "isalnum", "isalpha", "isdigit", "islower", "isupper"}
_OF_TEXT |= {
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rpartition",
}
_OF_TEXT |= {
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "title",
    "upper",
}

METHODS: dict[type, frozenset[str]] = {
    str: frozenset(_OF_TEXT),
    _MARKUP: frozenset(_OF_TEXT),
    dt.date: frozenset(("isoformat", "weekday")),
    dict: frozenset(("get", "items", "keys", "values")),  # templates write some themselves
    LoopContext: frozenset(("changed", "cycle")),
}
"""Methods that may be called, by the exact type of their object."""

NAMES: dict[type, frozenset[str]] = {
    **METHODS,
    dt.date: METHODS[dt.date] | {"day", "month", "year"},
    LoopContext: METHODS[LoopContext]
    | {"depth", "depth0", "first", "index", "index0", "last", "length"}
    | {"nextitem", "previtem", "revindex", "revindex0"},
    BlockReference: frozenset(("super",)),
    _GROUP: frozenset(("grouper", "list")),
}
"""Attributes that may be read, by the exact type of their object."""

_WITH_ITEMS = (str, tuple, list, dict, range, TemplateReference)

GLOBALS = {"range": safe_range}
"""Names that every template may use beside what it is given."""

_PRINTED = (str, int, float, dt.date, jinja2.Undefined, View)  # the last two raise an error


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with lists of what is allowed, instead of what is forbidden.

    The work of one rendering is limited (sandbox_bounds.py).
    """

    intercepted_binops = OPERATORS

    def __init__(self, loader: jinja2.BaseLoader, **more: Any) -> None:
        """Templates come from `loader`; `more` is for Jinja."""
        super().__init__(
            loader=loader,
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=self._printable,
            **more,
        )
        self.globals = dict(GLOBALS)
        self._budget = Budget()
        self.filters = self._budget.filters()

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """A template filled in with plain values and views.

        Raises:
            SecurityError: It uses what is not for templates, or too much.
        """
        self._budget.begin()
        return self.get_template(name).render(context)

    def get_template(self, *args: Any, **more: Any) -> jinja2.Template:
        """Get a template by its name; within a rendering this counts against the limits."""
        self._budget.include()
        return super().get_template(*args, **more)

    def _generate(self, source: nodes.Template, *args: Any, **more: Any) -> str:
        return super()._generate(counted_loops(source), *args, **more)

    def _printable(self, value: Any) -> Any:
        """Check that a value may be printed: only a text, a number or a day."""
        if isinstance(value, str):
            self._budget.spend(0, len(value))
        elif not isinstance(value, _PRINTED):
            raise SecurityError(f"a {_kind(value)} is no text: print a part of it, or `join` it")
        return value

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """The result of `left operator right`.

        Raises:
            SecurityError: It is larger than anything on a page.
        """
        return operated(
            operator,
            left,
            right,
            lambda: super(Sandbox, self).call_binop(context, operator, left, right),
        )

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        """Whether a template may read an attribute: only those listed for the object's type."""
        return attr in NAMES.get(type(obj), ())

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call it: its own blocks and macros, `range`, listed methods."""
        if type(obj) in (Macro, BlockReference) or obj is safe_range:
            return True
        owner = getattr(obj, "__self__", None)
        return getattr(obj, "__name__", "") in METHODS.get(type(owner), ())

    def wrap_str_format(self, value: Any) -> None:
        """`str.format` gets no safe replacement: it is refused, since it is not listed."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of `obj.attribute` for a template.

        Raises:
            UndefinedError: A view has no such name.
            SecurityError: The attribute exists, and is not for templates.
        """
        if attribute in NAMES.get(type(obj), ()):
            return getattr(obj, attribute)
        if isinstance(obj, jinja2.runtime.TemplateReference | dict):
            return self._item(obj, attribute)
        if isinstance(obj, jinja2.environment.TemplateModule) and attribute[:1] != "_":
            return vars(obj).get(attribute, self.undefined(obj=obj, name=attribute))
        raise _refusal(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The value of `obj[argument]` for a template; errors as for `getattr`."""
        if isinstance(obj, _WITH_ITEMS) and not (
            isinstance(argument, str) and isinstance(obj, str | tuple | list)
        ):
            return self._item(obj, argument)
        if isinstance(argument, str):
            return self.getattr(obj, str(argument))
        raise _refusal(obj, str(argument))

    def _item(self, obj: Any, argument: Any) -> Any:
        try:
            return obj[argument]
        except (TypeError, LookupError):
            return self.undefined(obj=obj, name=argument)

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a function that may be called.

        Raises:
            SecurityError: It may not.
        """
        if isinstance(__obj, jinja2.Undefined):
            str(__obj)  # raises, with the unknown name
        if not __self.is_safe_callable(__obj):
            raise SecurityError(f"a {_kind(__obj)} cannot be called by a template")
        __self._budget.call()
        if getattr(__obj, "__name__", "") == "replace" and len(args) > 1:
            replaced(__obj.__self__, *args[:2])
        return __context.call(__obj, *args, **kwargs)


def _kind(obj: Any) -> str:
    return word_for(type(obj)) if isinstance(obj, View) else type(obj).__name__


def _refusal(obj: Any, name: str) -> jinja2.TemplateError:
    if isinstance(obj, jinja2.Undefined):
        str(obj)  # raises, with the unknown name
    if isinstance(obj, View):
        why = obj.WITHHELD.get(name, "")
        because = f": {why}" if why else ""
        return jinja2.UndefinedError(f"`{word_for(type(obj))}` has no `{name}`{because}")
    return SecurityError(f"`{name}` of a {_kind(obj)} is not for templates")
