"""Refuse regular expressions of settings that may take for ever, before a list is read by them."""

import re
import re._constants as sre  # no other module tells how a pattern is built
import re._parser as parser
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator

_LONGEST = 1000  # characters
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_MANY = 40  # times from which a repetition counts as unbounded


def checked_pattern(pattern: str) -> str:
    """The pattern as it is.

    Raises:
        ValueError: It is no regular expression, is too long, or repeats what itself repeats: such
            a one can take longer than anybody waits for a text that does not fit it.
    """
    if len(pattern) > _LONGEST:
        raise ValueError(f"the pattern has {len(pattern):,} characters; {_LONGEST:,} are enough")
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    if _repeats(tree, within=False):
        raise ValueError(
            "the pattern repeats what itself repeats, as in (A+)+: it may take for ever"
        )
    return pattern


Pattern = Annotated[str, AfterValidator(checked_pattern)]
"""A regular expression, as a setting has it."""


def _repeats(items: Iterable[Any], *, within: bool) -> bool:
    """Whether an unbounded repetition stands in another."""
    for operation, value in items:
        inside = within
        if operation in _REPEATS:
            _, most, body = value
            many = most == sre.MAXREPEAT or most > _MANY
            if many and within:
                return True
            inside = within or many
            parts = [body]
        else:
            parts = [part for part in _flat(value) if isinstance(part, parser.SubPattern)]
        if any(_repeats(part, within=inside) for part in parts):
            return True
    return False


def _flat(value: Any) -> Iterable[Any]:
    if isinstance(value, tuple | list):
        for item in value:
            yield from _flat(item)
    else:
        yield value
