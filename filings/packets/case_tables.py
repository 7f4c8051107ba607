"""Define the temporary tables of a run's entries, and make an entry a row of them."""

from typing import NamedTuple

from filings.model.conviction import Conviction
from filings.model.entries import Where
from filings.model.fates import Fate, Line, Screened
from filings.model.identifiers import ConvictionId, ReasonCode
from filings.packets.grouping import apart, series_of, sort_key
from filings.settings.settings import Settings
from filings.storage.codec import Codec

CONVICTIONS = Codec(Conviction)
_SCREENED = Codec(Screened, without=("fate", "reason", "detail", "same_as", "conviction"))

# A place in the lists as one number that sorts like (list, line, entry).
ENTRIES = 1 << 20
"""Most entries of a row: a position divided by it is the row's."""
_LINES = 1 << 33  # most lines of a list
LIST = _LINES * ENTRIES
"""A position divided by it is the list's."""


def position_at(where: Where) -> int:
    """The key of the entry at a place."""
    assert 0 <= where.line < _LINES, "a longer list than this machine could hold"
    assert 0 <= where.entry < ENTRIES, "more entries than a row can name"
    return (where.list * _LINES + where.line) * ENTRIES + where.entry


def position_of(screened: Screened) -> int:
    """The key of an entry."""
    return position_at(Where(screened.list, screened.line, screened.entry))


def where_of(position: int) -> Where:
    """The place in the lists that a position stands for."""
    return Where(position // LIST, position // ENTRIES % _LINES, position % ENTRIES)


class EntryRow(NamedTuple):
    """A row of `lines`.

    What may change after screening, and the conviction that packets ask for, have own columns.
    """

    position: int
    fate: str
    reason: str
    detail: str
    same_as: str
    lists: str  # numbers, "1;2"
    conviction: bytes | None
    screened: bytes


class CandidateRow(NamedTuple):
    """A row of `candidates`: what finds the place of an included conviction in a packet."""

    position: int
    id: str
    court: str
    agency: str
    offense: str
    relief: str
    apart: bytes  # what keeps it out of its neighbours' packet
    number: str
    rank: bytes  # sorts it within its packet
    prosecutor: str  # whose it is, where its packet is a joint one


class LineRow(NamedTuple):
    """What the ledger's line of an entry is made of, in the columns that a query asks for."""

    fate: str
    reason: str
    detail: str
    same_as: str
    lists: str  # numbers, "1;2"
    conviction: bytes | None
    screened: bytes
    name: str | None  # of its packet
    item: int | None  # its row in the schedule


class PacketRow(NamedTuple):
    """A row of `packets`."""

    packet: int
    name: str
    court: str
    agency: str
    offense: str
    relief: str
    part: int
    parts: int
    convictions: int


def entry_row(screened: Screened) -> EntryRow:
    """The row that an entry waits in."""
    return EntryRow(
        position_of(screened),
        screened.fate.value,
        screened.reason,
        screened.detail,
        screened.same_as or "",
        str(screened.list),
        CONVICTIONS.put(screened.conviction) if screened.conviction else None,
        _SCREENED.put(screened),
    )


def candidate_row(position: int, conviction: Conviction, settings: Settings) -> CandidateRow:
    """The row that finds the place of a conviction that would go in."""
    return CandidateRow(
        position,
        conviction.id,
        *series_of(conviction, settings),
        apart(conviction, settings),
        conviction.case_number,
        sort_key(conviction, settings),
        conviction.agency,
    )


def screened_of(
    fate: str,
    conviction: bytes | None,
    screened: bytes,
    reason: str = "",
    detail: str = "",
    same_as: str = "",
) -> Screened:
    """The entry of a row; whoever only compares entries leaves reason, detail and same_as out."""
    return _SCREENED.take(
        screened,
        Fate(fate),
        ReasonCode(reason),
        detail,
        ConvictionId(same_as) if same_as else None,
        CONVICTIONS.take(conviction) if conviction else None,
    )


def line_of(row: LineRow) -> Line:
    """What the ledger prints of a row."""
    return Line(
        screened=screened_of(
            row.fate, row.conviction, row.screened, row.reason, row.detail, row.same_as
        ),
        lists=tuple(map(int, row.lists.split(";"))),
        packet=row.name or "",
        item=row.item or 0,
    )


TABLES = """
    CREATE TABLE lines (
        position INTEGER PRIMARY KEY, fate TEXT, reason TEXT, detail TEXT, same_as TEXT, lists TEXT,
        conviction BLOB, screened BLOB
    );
    CREATE TABLE candidates (
        position INTEGER PRIMARY KEY, id TEXT,
        court TEXT, agency TEXT, offense TEXT, relief TEXT, apart BLOB, number TEXT, rank BLOB,
        prosecutor TEXT
    );
    CREATE TABLE packets (
        packet INTEGER PRIMARY KEY, name TEXT, court TEXT, agency TEXT, offense TEXT, relief TEXT,
        part INTEGER, parts INTEGER, convictions INTEGER
    );
    CREATE TABLE places (position INTEGER PRIMARY KEY, packet INTEGER, item INTEGER);
    CREATE TABLE case_entries (position INTEGER PRIMARY KEY, number TEXT, asks INTEGER);
    CREATE TABLE corrections (position INTEGER PRIMARY KEY, origin INTEGER, waits INTEGER);
    CREATE TABLE also (number TEXT, other TEXT, PRIMARY KEY (number, other)) WITHOUT ROWID;
"""


def insert(table: str, row: type[NamedTuple], verb: str = "INSERT") -> str:
    """The statement that puts rows of a kind into their table."""
    return f"{verb} INTO {table} VALUES ({', '.join('?' * len(row._fields))})"
