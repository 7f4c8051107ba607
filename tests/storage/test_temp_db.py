"""Rows wait in a database that no file names, and a full disk is told in words."""

import sqlite3
from contextlib import closing

import pytest

from filings.model.errors import OutputError
from filings.storage.temp_db import TempDatabase

TABLE = "CREATE TABLE waiting (place INTEGER PRIMARY KEY, name TEXT)"


def test_rows_come_back_in_the_order_that_is_asked_for():
    with closing(TempDatabase(TABLE)) as database:
        database.many("INSERT INTO waiting VALUES (?, ?)", [(2, "b"), (1, "a"), (3, "c")])
        rows = database.rows("SELECT place, name FROM waiting WHERE place > ? ORDER BY place", 1)
        assert list(rows) == [(2, "b"), (3, "c")]
        assert database.one("SELECT COUNT(*) FROM waiting") == (3,)


def test_nothing_of_it_has_a_name_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    with closing(TempDatabase(TABLE)) as database:
        database.many("INSERT INTO waiting VALUES (?, ?)", ((n, "x" * 900) for n in range(40_000)))
        assert list(tmp_path.iterdir()) == []


def test_a_row_that_is_there_already_is_no_matter_of_the_disk():
    with closing(TempDatabase(TABLE)) as database:
        database.many("INSERT INTO waiting VALUES (?, ?)", [(1, "a")])
        with pytest.raises(sqlite3.IntegrityError):
            database.many("INSERT INTO waiting VALUES (?, ?)", [(1, "b")])


def test_a_full_disk_says_what_to_do():
    with closing(TempDatabase(TABLE)) as database:
        database.do("PRAGMA max_page_count = 3")
        with pytest.raises(OutputError, match="SQLITE_TMPDIR"):
            database.many("INSERT INTO waiting VALUES (?, ?)", ((n, "x" * 900) for n in range(99)))
