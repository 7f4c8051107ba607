"""Refuse regular expressions in settings that may take for ever to match.

Python tries every way in which a pattern may match a text. The greatest number of ways is counted
here from the pattern alone: (A+)+, (A|A)* and A*A*A*A* have far too many.
"""

import re
import re._constants as sre  # private, but nothing else shows a pattern's structure
import re._parser as parser
from collections.abc import Iterable, Sequence
from itertools import combinations
from math import prod
from typing import Annotated, Any

from pydantic import AfterValidator

_LONGEST = 1000  # characters of a pattern
_TEXT = 100  # characters of the longest text that is assumed
_MOST_WAYS = 100_000  # ways in which such a text may match
_COUNTLESS = 1e300  # practically infinite
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_CHARACTER = (sre.LITERAL, sre.IN)


def checked_pattern(pattern: str) -> str:
    """Return the pattern if it is safe.

    Raises:
        ValueError: It is not a regular expression, is too long, or may match in so many ways that a
            text without a match takes for ever.
    """
    if len(pattern) > _LONGEST:
        raise ValueError(f"the pattern has {len(pattern):,} characters; {_LONGEST:,} are enough")
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    if _ways(tree) > _MOST_WAYS:
        raise ValueError(
            "the pattern repeats what itself repeats or can be read in several ways, as in (A+)+,"
            " (A|A)* and A*A*A*: it may take for ever"
        )
    return pattern


Pattern = Annotated[str, AfterValidator(checked_pattern)]
"""A regular expression in a setting, checked to be safe."""


def _ways(items: Iterable[Any]) -> float:
    """The greatest number of ways in which a text of a hundred characters can match."""
    following = list(items)
    ways = prod(
        1 if _ends_by_itself(item, following[place:]) else _ways_of_item(item)
        for place, item in enumerate(following, 1)
    )
    return float(min(ways, _COUNTLESS))


def _ends_by_itself(item: tuple[Any, Any], following: Sequence[Any]) -> bool:
    """Whether a repeated character ends where another must follow: [A-Z]+ before [0-9]."""
    operation, value = item
    if operation not in _REPEATS or len(value[2]) != 1 or value[2][0][0] not in _CHARACTER:
        return False
    own, others = _firsts(value[2]), _firsts(following)
    return bool(own and others and not own & others)


def _ways_of_item(item: tuple[Any, Any]) -> float:
    operation, value = item
    if operation in _REPEATS:
        least, most, body = value
        each, turns = _ways(body), min(int(most), _TEXT)
        if each == 1:
            return max(1, turns - int(least) + 1)
        return sum((_power(each, n) for n in range(min(least, turns), turns + 1)), 0.0)
    if operation is sre.POSSESSIVE_REPEAT:
        return _ways(value[2])
    if operation is sre.BRANCH:
        _, branches = value
        ways = [_ways(branch) for branch in branches]
        return max(ways) if _begin_apart(branches) else sum(ways)
    return prod(_ways(part) for part in _flat(value) if isinstance(part, parser.SubPattern))


def _power(ways: float, times: int) -> float:
    if ways > _MOST_WAYS:
        return ways  # too many already
    return float(min(int(ways) ** times, _COUNTLESS))


def _begin_apart(branches: Sequence[parser.SubPattern]) -> bool:
    """Whether no two of the alternatives can begin with the same character."""
    firsts = [_firsts(branch) for branch in branches]
    return all(one and other and not one & other for one, other in combinations(firsts, 2))


def _firsts(items: Sequence[Any]) -> frozenset[str]:
    """The characters with which this can begin, in upper case; empty where they are not plain."""
    if not items:
        return frozenset()
    operation, value = items[0]
    if operation is sre.SUBPATTERN:
        return _firsts(value[-1])
    if operation in _REPEATS and value[0]:
        return _firsts(value[2])
    if operation is sre.LITERAL:
        return frozenset(chr(value).upper())
    if operation is not sre.IN:
        return frozenset()
    named: set[str] = set()
    for kind, of in value:
        if kind is sre.LITERAL:
            named.add(chr(of).upper())
        elif kind is sre.RANGE and of[1] < 128:
            named.update(chr(code).upper() for code in range(of[0], of[1] + 1))
        elif kind is sre.CATEGORY and of is sre.CATEGORY_DIGIT:
            named.update("0123456789")
        else:
            return frozenset()
    return frozenset(named)


def _flat(value: Any) -> Iterable[Any]:
    if isinstance(value, tuple | list):
        for item in value:
            yield from _flat(item)
    else:
        yield value
