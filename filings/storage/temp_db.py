"""Keep any number of rows in a private database for the life of one process.

No other process can open it, and it is gone when this one ends, even by kill -9. It takes limited
memory; the rest is in the folder for temporary files.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from filings.model.errors import OutputError

_CACHE_KIB = 32_000  # what the database may keep in memory; the rest goes to its own file


class TempDatabase:
    """A database that nobody else can read, and that leaves nothing when it is closed."""

    def __init__(self, tables: str) -> None:
        """Make the tables.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        with _own_errors():
            self._db = sqlite3.connect("", isolation_level=None)
            # No journal and no syncing: the data need not survive this process.
            self._db.execute("PRAGMA journal_mode = OFF")
            self._db.execute("PRAGMA synchronous = OFF")
            self._db.execute("PRAGMA page_size = 16384")  # rows of half a kilobyte: fewer splits
            self._db.execute("PRAGMA temp_store = FILE")
            self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._db.executescript(tables)

    def close(self) -> None:
        """Drop all rows."""
        self._db.close()

    def do(self, statement: str) -> None:
        """Execute a statement that changes or creates a table.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        with _own_errors():
            self._db.execute(statement)

    def rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows that a query finds, read one by one.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        with _own_errors():
            # Not `yield from`: it would close the cursor again, after the database.
            for row in self._db.execute(query, values):  # noqa: UP028
                yield row

    def one(self, query: str, *values: object) -> tuple[Any, ...]:
        """The first row that a query finds.

        Raises:
            OutputError: The folder for temporary files is full.
        """
        return next(self.rows(query, *values))

    def many(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Execute a statement with every row.

        Raises:
            OutputError: The folder for temporary files is full.
            sqlite3.IntegrityError: A row is there already.
        """
        with _own_errors():
            self._db.execute("BEGIN")
            self._db.executemany(statement, rows)
            self._db.execute("COMMIT")


@contextmanager
def _own_errors() -> Iterator[None]:
    """Translate errors of the database into words for the user."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OutputError(
            "temporary files",
            f"what was read could not be set aside in a working file ({error})",
            "Make room in the folder for temporary files, or name another in SQLITE_TMPDIR.",
        ) from error
