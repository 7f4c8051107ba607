"""Keep an append-only audit log of who saw, changed and downloaded what; it names no defendant.

Users are named by number, matters and packets by id, and search words by a keyed hash. Each entry
holds a hash of itself and of the one before it, so that a missing or changed one is noticed.
"""

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from filings.web.database import Database

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the log: who did what, and when."""

    id: int
    at: str  # UTC, ISO 8601
    who: str  # a sign-in name; "" when nobody was signed in
    did: str  # "downloaded"
    about: str  # "matter k3p9x2ab, run 1"
    detail: str


class Audit:
    """The audit log in the office's database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """`clock` tells the time in UTC."""
        self._database = database
        self._clock = clock

    def add(self, user: int | None, did: str, about: str = "", detail: str = "") -> None:
        """Add an entry."""
        with self._database.work() as connection:
            self.add_within(connection, user, did, about, detail)

    def add_within(
        self, connection: sqlite3.Connection, user: int | None, did: str, about: str, detail: str
    ) -> None:
        """Add an entry within a transaction: both are saved, or neither."""
        at = stamp(self._clock())
        last = connection.execute("SELECT chain FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        chain = _link(last["chain"] if last else "", at, user, did, about, detail)
        connection.execute(
            "INSERT INTO audit (at, user, did, about, detail, chain) VALUES (?, ?, ?, ?, ?, ?)",
            (at, user, did, about, detail, chain),
        )

    def latest(self, most: int, before: int | None = None) -> list[AuditEntry]:
        """The newest `most` entries, or those before an id, the newest first."""
        with self._database.work() as connection:
            rows = connection.execute(
                "SELECT audit.id, audit.at, COALESCE(users.name, '') AS who, did, about, detail"
                " FROM audit LEFT JOIN users ON users.id = audit.user"
                " WHERE ? IS NULL OR audit.id < ? ORDER BY audit.id DESC LIMIT ?",
                (before, before, most),
            ).fetchall()
        return [AuditEntry(**row) for row in rows]

    def first_broken(self) -> int | None:
        """The id of the first entry that does not follow from those before it; None when all do."""
        chain, expected = "", 1
        with self._database.work() as connection:
            for row in connection.execute("SELECT * FROM audit ORDER BY id"):
                parts = (row["at"], row["user"], row["did"], row["about"], row["detail"])
                chain = _link(chain, *parts)
                if row["id"] != expected or row["chain"] != chain:
                    return int(row["id"])
                expected += 1
        return None


def stamp(at: dt.datetime) -> str:
    """A time as the database stores it: as text that sorts by time."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")


def _link(before: str, *parts: object) -> str:
    return hashlib.sha256("\0".join((before, *map(repr, parts))).encode()).hexdigest()
