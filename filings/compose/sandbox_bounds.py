"""Limit the work of one rendering of a template: turns of loops, calls, and characters.

Loops are counted at each turn and characters before they are joined, so that nothing too large is
ever made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS, make_attrgetter
from jinja2.nodes import EvalContext
from jinja2.runtime import markup_join, str_join
from jinja2.utils import pass_eval_context

MOST_TURNS = 3_000_000
"""Turns of loops, and calls, in one rendering; a schedule of 100,000 convictions takes a third."""

MOST_CHARACTERS = 1 << 27
"""Characters that one rendering may produce."""

LONGEST_VALUE = 1 << 20
"""Characters of a text, or items of a list, that an expression may make."""

_INCLUDE, _CALL = 50, 20  # the cost of an included file, and of a call, in turns
_LARGEST_NUMBER = 10**30

LOOP, JOIN = "turns of a loop", "a ~ b"
"""Names of internal filters, which no template can write."""

OPERATORS = frozenset(("+", "-", "*", "/", "//", "%", "**"))

# Left out are filters that inspect objects, that make pages differ between runs, that lengthen a
# text at will (`center`, `format`, `indent`, `slice`, `wordwrap`), or that are for web sites.
_LEFT_OUT = (
    *("attr", "pprint", "random", "center", "format", "indent", "slice", "wordwrap"),
    *("filesizeformat", "tojson", "urlencode", "urlize", "xmlattr"),
)


class Budget:
    """The work that one rendering may still do."""

    def __init__(self) -> None:
        self.turns = self.characters = 0
        self.begin()

    def begin(self) -> None:
        """Begin a rendering."""
        self.turns, self.characters = MOST_TURNS, MOST_CHARACTERS

    def spend(self, turns: int, characters: int = 0) -> None:
        """Subtract from the budget.

        Raises:
            SecurityError: It is too much.
        """
        self.turns -= turns
        self.characters -= characters
        if self.turns < 0:
            raise SecurityError(f"its loops turn more than {MOST_TURNS:,} times in all")
        if self.characters < 0:
            raise SecurityError(f"it makes more than {MOST_CHARACTERS:,} characters")

    def include(self) -> None:
        """Subtract the cost of an included template.

        Raises:
            SecurityError: It is too much.
        """
        self.spend(_INCLUDE)

    def call(self) -> None:
        """Subtract the cost of a call.

        Raises:
            SecurityError: It is too much.
        """
        self.spend(_CALL)

    def loop(self, values: Iterable[Any], weight: int = 0) -> Iterable[Any]:
        """The values of a loop, counted; `weight` is the length of the plain text in it.

        Raises:
            SecurityError: It is too much.
        """
        if isinstance(values, Sized):  # the length is known; `loop.length` needs it too
            self.spend(len(values), weight * len(values))
            return values
        return self._counted(values, weight)

    def _counted(self, values: Iterable[Any], weight: int) -> Iterator[Any]:
        for value in values:
            self.spend(1, weight)
            yield value

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Jinja's filters that templates may use, with limits."""
        kept = {name: function for name, function in FILTERS.items() if name not in _LEFT_OUT}
        return {**kept, **_BOUNDED, LOOP: self.loop, JOIN: _joined}


def counted_loops(tree: nodes.Template) -> nodes.Template:
    """Change a parsed template so that its loops are counted and joined texts measured."""
    for loop in tree.find_all(nodes.For):
        plain = sum(len(text.data) for text in loop.find_all(nodes.TemplateData))
        loop.iter = _filtered(loop.iter, LOOP, nodes.Const(plain), lineno=loop.lineno)
    _replace_joins(tree)
    return tree


def _replace_joins(node: nodes.Node) -> None:
    for field, value in node.iter_fields():
        if isinstance(value, nodes.Node):
            setattr(node, field, _without_join(value))
        elif isinstance(value, list):
            value[:] = [
                _without_join(item) if isinstance(item, nodes.Node) else item for item in value
            ]


def _without_join(node: nodes.Node) -> nodes.Node:
    _replace_joins(node)
    if not isinstance(node, nodes.Concat):
        return node
    return _filtered(nodes.List(node.nodes, lineno=node.lineno), JOIN, lineno=node.lineno)


def _filtered(node: nodes.Node, name: str, *args: nodes.Expr, lineno: int) -> nodes.Filter:
    for arg in args:
        arg.lineno = lineno
    return nodes.Filter(node, name, list(args), [], None, None, lineno=lineno)


def operated(operator: str, left: Any, right: Any, operate: Callable[[], Any]) -> Any:
    """The result of an operator, if it is not too large.

    Raises:
        SecurityError: It would be; or `%` is to put a text together, or zero divides.
    """
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if operator == "%" and not numbers:
        raise SecurityError("`%` is for numbers; write a text with `~`")
    if operator in ("%", "/", "//") and numbers and not right:
        raise SecurityError(f"it divides by zero ({left} {operator} 0)")
    if operator == "**" and not (numbers and abs(left) <= 10**6 and abs(right) <= 5):
        raise SecurityError("a power is larger than any number of a page")
    if operator in ("+", "*"):
        _measure(_size(operator, left, right))
    made = operate()
    if isinstance(made, int) and abs(made) > _LARGEST_NUMBER:
        raise SecurityError("a number is larger than any of a page")
    return made


def _size(operator: str, left: Any, right: Any) -> int:
    if operator == "+":
        sizes = [len(value) for value in (left, right) if hasattr(value, "__len__")]
        return sum(sizes)
    for value, times in ((left, right), (right, left)):
        if hasattr(value, "__len__") and isinstance(times, int):
            return len(value) * times
    return 0


def replaced(text: Any, old: Any, new: Any) -> None:
    """Raise if a replacement would make a text too long.

    Raises:
        SecurityError: It would.
    """
    text, old, new = str(text), str(old), str(new)
    _measure(len(text) + text.count(old) * len(new))


def _measure(size: int) -> None:
    if size > LONGEST_VALUE:
        raise SecurityError(f"an expression makes {size:,} characters or things at once")


@pass_eval_context
def _joined(context: EvalContext, values: list[Any]) -> str:
    _measure(sum(len(value) for value in values if isinstance(value, str)))
    return (markup_join if context.autoescape else str_join)(values)


@pass_eval_context
def _join(context: EvalContext, value: Iterable[Any], d: str = "", attribute: Any = None) -> str:
    if attribute is not None:
        value = map(make_attrgetter(context.environment, attribute), value)
    values = list(value)
    sizes = (len(value) for value in values if isinstance(value, str))
    _measure(sum(sizes) + len(values) * len(str(d)))
    return FILTERS["join"](context, values, d)  # type: ignore[no-any-return]


@pass_eval_context
def _replace(context: EvalContext, s: str, old: str, new: str, count: int | None = None) -> str:
    replaced(s, old, new)
    return FILTERS["replace"](context, s, old, new, count)  # type: ignore[no-any-return]


def _round(value: float, precision: int = 0, method: Any = "common") -> float:
    if not -20 <= precision <= 20:
        raise SecurityError("a number is rounded to 20 places at the most")
    return FILTERS["round"](value, precision, method)  # type: ignore[no-any-return]


def _batch(value: Any, linecount: int, fill_with: Any = None) -> Any:
    if not 0 < linecount <= 1000:
        raise SecurityError("a batch has from 1 to 1000 things")
    return FILTERS["batch"](value, linecount, fill_with)


_SUM = FILTERS["sum"]


def _sum(environment: Any, iterable: Any, attribute: Any = None, start: Any = 0) -> Any:
    if not isinstance(start, int | float):
        raise SecurityError("only numbers have a sum")
    return _SUM(environment, iterable, attribute, start)


_sum.jinja_pass_arg = _SUM.jinja_pass_arg  # type: ignore[attr-defined]

_BOUNDED: Mapping[str, Callable[..., Any]] = {
    "batch": _batch,
    "join": _join,
    "replace": _replace,
    "round": _round,
    "sum": _sum,
}
