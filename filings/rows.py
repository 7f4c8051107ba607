"""Floor 2. Screened entries in, rows of the register's tables out, and back."""

from typing import Any

from filings.docket import Conviction, ConvictionId, Fate, Line, ReasonCode, Screened, Where
from filings.shelf import Shelf

LINES = """
    CREATE TABLE lines (
        position INTEGER PRIMARY KEY, fate TEXT, reason TEXT, detail TEXT, same_as TEXT, lists TEXT,
        conviction BLOB, screened BLOB
    )
"""
"""What may change after screening, and the conviction that packets ask for, have own columns."""

_CONVICTIONS = Shelf(Conviction)
_SCREENED = Shelf(Screened, without=("fate", "reason", "detail", "same_as", "conviction"))

# A place in the lists as one number that sorts like (list, line, entry).
ENTRIES = 1 << 20
"""Most entries of a row: a position divided by it is the row's."""
_LINES = 1 << 33  # most lines of a list
LIST = _LINES * ENTRIES
"""A position divided by it is the list's."""


def position(where: Where) -> int:
    """The key of an entry."""
    assert 0 <= where.line < _LINES, "a longer list than this machine could hold"
    assert 0 <= where.entry < ENTRIES, "more entries than a row can name"
    return (where.list * _LINES + where.line) * ENTRIES + where.entry


def row_of(screened: Screened) -> tuple[object, ...]:
    """An entry under the columns of `lines`."""
    return (
        position(Where(screened.list, screened.line, screened.entry)),
        screened.fate.value,
        screened.reason,
        screened.detail,
        screened.same_as or "",
        str(screened.list),
        _CONVICTIONS.put(screened.conviction) if screened.conviction else None,
        _SCREENED.put(screened),
    )


def conviction_of(data: bytes) -> Conviction:
    """The conviction of a row."""
    return _CONVICTIONS.take(data)


def screened_of(
    fate: str,
    conviction: bytes | None,
    screened: bytes,
    reason: str = "",
    detail: str = "",
    same_as: str = "",
) -> Screened:
    """The entry of a row.

    Callers that only compare entries leave reason, detail and same_as out.
    """
    return _SCREENED.take(
        screened,
        Fate(fate),
        ReasonCode(reason),
        detail,
        ConvictionId(same_as) if same_as else None,
        _CONVICTIONS.take(conviction) if conviction else None,
    )


def line_of(row: tuple[Any, ...]) -> Line:
    """The ledger's line: fate, reason, detail, same_as, lists, conviction, screened, name, item."""
    fate, reason, detail, same_as, lists, conviction, screened, name, item = row
    return Line(
        screened=screened_of(fate, conviction, screened, reason, detail, same_as),
        lists=tuple(int(number) for number in lists.split(";")),
        packet=name or "",
        item=item or 0,
    )
