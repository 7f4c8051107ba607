"""Sort rows that come in any order, so that those of one person follow each other.

What one row of the DOJ's file says counts for the others of its person, so a person's rows must
come together. They do in the file as delivered; an office that sorted it by county has parted them.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from filings.lists.delimited_text import TextRow
from filings.model.entries import Entry, Unreadable
from filings.model.identifiers import ReasonCode
from filings.storage.temp_db import TempDatabase

_ROWS_AT_ONCE = 1000
_WAITING = "CREATE TABLE waiting (person TEXT, line INTEGER, cells TEXT, remarks TEXT)"


def scattered(people: Iterable[str]) -> bool:
    """Whether any person's rows are parted by another's; `people` are the rows' persons."""
    seen: set[int] = set()  # hashes: a hundred thousand persons are a few megabytes
    last = ""
    for person in people:
        if person == last:
            continue
        last = person
        if not person:
            continue
        mark = hash(person)
        if mark in seen:
            return True
        seen.add(mark)
    return False


def together(
    rows: Iterable[TextRow | Entry | Unreadable], person: Callable[[TextRow], str]
) -> Iterator[TextRow | Entry | Unreadable]:
    """The rows in the order of their persons, each person's in the order of the file.

    They wait in a private temporary database that is gone with the process, however it ends. What
    is no row any more passes through first.

    Raises:
        OutputError: The folder for temporary files is full.
    """
    with closing(TempDatabase(_WAITING)) as store:
        batch: list[tuple[str, int, str, str]] = []
        for row in rows:
            if not isinstance(row, TextRow):
                yield row
                continue
            batch.append((person(row), row.line, json.dumps(row.cells), json.dumps(row.remarks)))
            if len(batch) == _ROWS_AT_ONCE:
                _put(store, batch)
        _put(store, batch)
        store.do("CREATE INDEX by_person ON waiting (person, line)")
        ordered = "SELECT line, cells, remarks FROM waiting ORDER BY person, line"
        for line, cells, remarks in store.rows(ordered):
            yield TextRow(line, json.loads(cells), tuple(map(ReasonCode, json.loads(remarks))))


def _put(store: TempDatabase, batch: list[tuple[str, int, str, str]]) -> None:
    store.many("INSERT INTO waiting VALUES (?, ?, ?, ?)", batch)
    batch.clear()
