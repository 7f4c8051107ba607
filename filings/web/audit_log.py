"""Keep who saw, changed and downloaded what: append-only, chained, and naming nobody of a list.

A user is told by number, a matter and a packet by their ids, and what was looked for by a keyed
hash. Each entry holds a hash of itself and of the one before it, so that a missing one is noticed.
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
    """One thing that somebody did."""

    id: int
    at: str  # UTC, ISO 8601
    who: str  # a sign-in name; "" when nobody was signed in
    did: str  # "downloaded"
    about: str  # "matter k3p9x2ab, run 1"
    detail: str


class Audit:
    """The record of what was done."""

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
        """Add an entry as part of a piece of work: both count, or neither."""
        at = stamp(self._clock())
        last = connection.execute("SELECT chain FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        chain = _link(last["chain"] if last else "", at, user, did, about, detail)
        connection.execute(
            "INSERT INTO audit (at, user, did, about, detail, chain) VALUES (?, ?, ?, ?, ?, ?)",
            (at, user, did, about, detail, chain),
        )

    def latest(self, most: int, before: int | None = None) -> list[AuditEntry]:
        """The last entries before an id, or of all, the newest first."""
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
    """A moment as the database holds it; text sorts as time does."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")


def _link(before: str, *parts: object) -> str:
    return hashlib.sha256("\0".join((before, *map(repr, parts))).encode()).hexdigest()
