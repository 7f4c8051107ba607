"""Keep users, sessions, versions of texts and the audit log in SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, full_name TEXT NOT NULL,
    bar_number TEXT NOT NULL, role TEXT NOT NULL, sealed INTEGER NOT NULL, password TEXT NOT NULL,
    made_at TEXT NOT NULL, closed_at TEXT
);
CREATE TABLE IF NOT EXISTS sessions (
    secret TEXT PRIMARY KEY, user INTEGER NOT NULL, csrf TEXT NOT NULL,
    made_at TEXT NOT NULL, seen_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS invitations (
    secret TEXT PRIMARY KEY, full_name TEXT NOT NULL, bar_number TEXT NOT NULL, role TEXT NOT NULL,
    sealed INTEGER NOT NULL, made_by INTEGER, made_at TEXT NOT NULL, used_at TEXT
);
CREATE TABLE IF NOT EXISTS tokens (
    secret TEXT PRIMARY KEY, user INTEGER NOT NULL, label TEXT NOT NULL, made_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE TABLE IF NOT EXISTS failures (whose TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answer_authors (
    matter TEXT NOT NULL, question TEXT NOT NULL, user INTEGER NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (matter, question)
);
CREATE TABLE IF NOT EXISTS versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL, text TEXT NOT NULL,
    user INTEGER NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL, stands INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, user INTEGER, did TEXT NOT NULL,
    about TEXT NOT NULL, detail TEXT NOT NULL, chain TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is never deleted'); END;
"""
_WAIT = 10  # seconds for another writer


class Database:
    """The database file, opened for each transaction: an SQLite connection stays in its thread."""

    def __init__(self, path: Path) -> None:
        """Create the tables that are missing."""
        self._path = path
        path.touch(mode=0o600, exist_ok=True)
        with self.work() as connection:
            connection.executescript(_SCHEMA)

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all changes are saved when the context ends, or none on an error."""
        connection = sqlite3.connect(self._path, timeout=_WAIT, isolation_level="IMMEDIATE")
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                yield connection
        finally:
            connection.close()
