"""Keep the users, their roles and their sessions.

Passwords are stored as argon2 hashes, all other secrets as SHA-256. The first user joins by a link
that is printed on the terminal, all others by links that an administrator makes; each works once.
Nobody can change their own role.
"""

import datetime as dt
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from filings.model.errors import UsageError
from filings.web.audit_log import Audit, Clock, stamp
from filings.web.database import Database
from filings.web.office_folder import hash_of

Role = Literal["clerk", "attorney", "admin"]
Permission = Literal["lists", "approve", "people"]

ROLES: Mapping[Role, str] = {
    "clerk": "Clerk: lists, answers, builds",
    "attorney": "Attorney: the same, and approves",
    "admin": "Administrator: people and the audit; no lists",
}
"""Each role in words."""

_MAY: Mapping[Role, frozenset[Permission]] = {
    "clerk": frozenset({"lists"}),
    "attorney": frozenset({"lists", "approve"}),
    "admin": frozenset({"people"}),
}
_SHORTEST = 12  # characters of a password
_LONGEST = 200  # of anything that is typed here
_IDLE = dt.timedelta(hours=1)
_LASTS = dt.timedelta(hours=12)
_INVITED_FOR = dt.timedelta(days=3)
_FAILURES = 10  # wrong passwords for one name, or from one address, within
_WINDOW = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may sign in."""

    id: int
    name: str  # typed in to sign in
    full_name: str
    bar_number: str  # "" for whoever is no attorney
    role: Role
    sealed: bool  # may see names: the sealed half, worklists, rows
    closed: bool = False

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return permission in _MAY[self.role]


@dataclass(frozen=True, slots=True)
class Session:
    """A user who is signed in, through a browser or by a program with a token."""

    user: User
    csrf: str  # "" for a program: no other site can make it send a request


class TooMany(UsageError):
    """Raised when there were too many wrong passwords: wait."""


class Accounts:
    """All users of the office."""

    def __init__(self, database: Database, audit: Audit, clock: Clock) -> None:
        """`clock` tells the time."""
        self._database = database
        self._audit = audit
        self._clock = clock
        self._hasher = PasswordHasher()
        # Verified when a name is unknown, so that the answer takes as long as for a known one.
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def first_link(self) -> str | None:
        """The secret of a link for the first administrator; None when there is a user already."""
        with self._database.work() as connection:
            if connection.execute("SELECT 1 FROM users").fetchone():
                return None
            connection.execute("DELETE FROM invitations")
        return self.invite(None, "", "", "admin", sealed=False)

    def invite(
        self, by: User | None, full_name: str, bar_number: str, role: Role, *, sealed: bool
    ) -> str:
        """Make a link by which one person joins in a role; return its secret.

        Raises:
            UsageError: An attorney has no bar number, or the role is none.
        """
        if role not in ROLES:
            raise UsageError("role", "is not known", f"One of: {', '.join(ROLES)}.")
        name, number = _typed("name", full_name), _typed("bar number", bar_number)
        if by and not name:
            raise UsageError("name", "is empty", "Give the person's name.")
        if role == "attorney" and not any(c in "123456789" for c in number):
            raise UsageError("bar number", "is missing", "An attorney approves with it.")
        secret, at = secrets.token_urlsafe(32), stamp(self._clock())
        with self._database.work() as connection:
            connection.execute(
                "INSERT INTO invitations VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                (hash_of(secret), name, number, role, sealed, by.id if by else None, at),
            )
            self._audit.add_within(connection, by.id if by else None, "invited", "", role)
        return secret

    def invited(self, secret: str) -> Mapping[str, str] | None:
        """The name and role of an invitation that still works."""
        since = stamp(self._clock() - _INVITED_FOR)
        with self._database.work() as connection:
            row = connection.execute(
                "SELECT full_name, role FROM invitations"
                " WHERE secret = ? AND used_at IS NULL AND made_at >= ?",
                (hash_of(secret), since),
            ).fetchone()
        return dict(row) if row else None

    def join(self, secret: str, name: str, full_name: str, password: str) -> User:
        """Make the account of an invited person.

        Raises:
            UsageError: The link has been used or is too old, the name is taken, or the password
                too short.
        """
        name = _typed("sign-in name", name)
        if not name.replace(".", "").replace("-", "").isalnum():
            raise UsageError(
                "sign-in name",
                "is empty, or has signs that it may not have",
                "Use letters, digits, . and -.",
            )
        if len(password) < _SHORTEST or len(password) > _LONGEST:
            raise UsageError(
                "password",
                f"has fewer than {_SHORTEST} characters or more than {_LONGEST}",
                "Several words are easy to remember.",
            )
        if name.casefold() in password.casefold() and len(password) < len(name) + _SHORTEST:
            raise UsageError("password", "is mostly the sign-in name", "Choose another.")
        hashed, now = self._hasher.hash(password), self._clock()
        with self._database.work() as connection:
            invitation = connection.execute(
                "SELECT * FROM invitations WHERE secret = ? AND used_at IS NULL AND made_at >= ?",
                (hash_of(secret), stamp(now - _INVITED_FOR)),
            ).fetchone()
            if invitation is None:
                raise UsageError(
                    "link", "has been used already, or is too old", "Ask for a new one."
                )
            full = invitation["full_name"] or _typed("name", full_name)
            if not full:
                raise UsageError("name", "is empty", "Give your name as papers have it.")
            try:
                made = connection.execute(
                    "INSERT INTO users (name, full_name, bar_number, role, sealed, password,"
                    " made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        name,
                        full,
                        invitation["bar_number"],
                        invitation["role"],
                        invitation["sealed"],
                        hashed,
                        stamp(now),
                    ),
                )
            except sqlite3.IntegrityError:
                raise UsageError("sign-in name", "is taken", "Choose another.") from None
            connection.execute(
                "UPDATE invitations SET used_at = ? WHERE secret = ?",
                (stamp(now), hash_of(secret)),
            )
            number = int(made.lastrowid or 0)
            self._audit.add_within(connection, number, "joined", "", invitation["role"])
            return _user(_row_of(connection, number))

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Check a name and a password; return the secret of a new session.

        Raises:
            TooMany: There were too many wrong passwords.
            UsageError: Name or password is wrong.
        """
        now = self._clock()
        whose = (f"name {hash_of(name.casefold())}", f"address {hash_of(address)}")
        with self._database.work() as connection:
            connection.execute("DELETE FROM failures WHERE at < ?", (stamp(now - _WINDOW),))
            for one in whose:
                count = connection.execute(
                    "SELECT COUNT(*) FROM failures WHERE whose = ?", (one,)
                ).fetchone()[0]
                if count >= _FAILURES:
                    raise TooMany(
                        "sign-in",
                        "was tried too often",
                        "Wait a quarter of an hour, then try again.",
                    )
            # Counted before it is known: many at once must not get more tries than one by one.
            tried = [
                connection.execute(
                    "INSERT INTO failures VALUES (?, ?)", (one, stamp(now))
                ).lastrowid
                for one in whose
            ]
            row = connection.execute(
                "SELECT * FROM users WHERE name = ? AND closed_at IS NULL", (name,)
            ).fetchone()
        right = self._verified(row["password"] if row else self._nobody, password[:_LONGEST])
        if row is None or not right:
            with self._database.work() as connection:
                self._audit.add_within(
                    connection, row["id"] if row else None, "failed to sign in", "", ""
                )
            raise UsageError("sign-in", "name or password is wrong", "Try again.")
        secret = secrets.token_urlsafe(32)
        with self._database.work() as connection:
            connection.execute(
                "DELETE FROM failures WHERE whose = ? OR rowid = ?", (whose[0], tried[1])
            )
            connection.execute(
                "DELETE FROM sessions WHERE seen_at < ? OR made_at < ?",
                (stamp(now - _IDLE), stamp(now - _LASTS)),
            )
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
                (hash_of(secret), row["id"], secrets.token_urlsafe(32), stamp(now), stamp(now)),
            )
            self._audit.add_within(connection, row["id"], "signed in", "", "")
        return secret

    def session(self, secret: str) -> Session | None:
        """The session with this secret; None when it has ended."""
        now = self._clock()
        with self._database.work() as connection:
            row = connection.execute(
                "SELECT users.*, csrf, seen_at FROM sessions JOIN users ON users.id = user"
                " WHERE secret = ? AND seen_at >= ? AND sessions.made_at >= ?"
                " AND closed_at IS NULL",
                (hash_of(secret), stamp(now - _IDLE), stamp(now - _LASTS)),
            ).fetchone()
            if row is None:
                return None
            if row["seen_at"] < stamp(now - dt.timedelta(minutes=1)):
                connection.execute(
                    "UPDATE sessions SET seen_at = ? WHERE secret = ?",
                    (stamp(now), hash_of(secret)),
                )
        return Session(_user(row), row["csrf"])

    def sign_out(self, secret: str) -> None:
        """End a session."""
        with self._database.work() as connection:
            connection.execute("DELETE FROM sessions WHERE secret = ?", (hash_of(secret),))

    def make_token(self, user: User, label: str) -> str:
        """Make a token with which a program acts for a user; return its secret."""
        secret = f"filings-{secrets.token_urlsafe(32)}"
        with self._database.work() as connection:
            connection.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?, NULL)",
                (hash_of(secret), user.id, _typed("label", label), stamp(self._clock())),
            )
            self._audit.add_within(connection, user.id, "made a token", "", "")
        return secret

    def tokens(self, user: User) -> list[tuple[str, str, str]]:
        """The valid tokens of a user: start of the hash, label, and when it was made."""
        with self._database.work() as connection:
            rows = connection.execute(
                "SELECT substr(secret, 1, 16), label, made_at FROM tokens"
                " WHERE user = ? AND ended_at IS NULL ORDER BY made_at",
                (user.id,),
            ).fetchall()
        return [(row[0], row[1], row[2]) for row in rows]

    def end_token(self, user: User, mark: str) -> None:
        """Make a token invalid."""
        with self._database.work() as connection:
            connection.execute(
                "UPDATE tokens SET ended_at = ? WHERE user = ? AND substr(secret, 1, 16) = ?",
                (stamp(self._clock()), user.id, mark),
            )
            self._audit.add_within(connection, user.id, "ended a token", "", "")

    def by_token(self, token: str) -> Session | None:
        """The user that a program with this token acts for; None when the token is not valid."""
        with self._database.work() as connection:
            row = connection.execute(
                "SELECT users.* FROM tokens JOIN users ON users.id = user"
                " WHERE secret = ? AND ended_at IS NULL AND closed_at IS NULL",
                (hash_of(token),),
            ).fetchone()
        return Session(_user(row), "") if row else None

    def users(self) -> list[User]:
        """Everybody, by name."""
        with self._database.work() as connection:
            return [_user(row) for row in connection.execute("SELECT * FROM users ORDER BY name")]

    def change(self, by: User, number: int, role: Role, *, sealed: bool, closed: bool) -> None:
        """Give a user another role, or close or reopen the account.

        Raises:
            UsageError: It is one's own, there is no such user or role, or an attorney would have no
                bar number.
        """
        if number == by.id:
            raise UsageError("role", "is your own", "Another administrator can change it.")
        if role not in ROLES:
            raise UsageError("role", "is not known", f"One of: {', '.join(ROLES)}.")
        with self._database.work() as connection:
            row = _row_of(connection, number)
            if role == "attorney" and not row["bar_number"]:
                raise UsageError(
                    "role", "needs a bar number", "Invite the person as an attorney instead."
                )
            connection.execute(
                "UPDATE users SET role = ?, sealed = ?, closed_at = ? WHERE id = ?",
                (role, sealed, stamp(self._clock()) if closed else None, number),
            )
            connection.execute("DELETE FROM sessions WHERE user = ?", (number,))
            names = "with names" if sealed else "without names"
            detail = f"{role}, {names}" + (", closed" if closed else "")
            self._audit.add_within(connection, by.id, "changed a role", f"user {number}", detail)

    def name_of(self, number: int) -> str:
        """The full name of a user."""
        with self._database.work() as connection:
            row = connection.execute(
                "SELECT full_name FROM users WHERE id = ?", (number,)
            ).fetchone()
        return str(row["full_name"]) if row else ""

    def _verified(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (Argon2Error, InvalidHashError):
            return False


def _row_of(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM users WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        raise UsageError("user", "is not there", "Go back to the list of people.")
    return row


def _user(row: sqlite3.Row) -> User:
    return User(
        id=row["id"],
        name=row["name"],
        full_name=row["full_name"],
        bar_number=row["bar_number"],
        role=row["role"],
        sealed=bool(row["sealed"]),
        closed=row["closed_at"] is not None,
    )


def _typed(what: str, text: str) -> str:
    """Check and return a text that somebody typed, as one line.

    Raises:
        UsageError: It is too long.
    """
    line = " ".join(text.split())
    if len(line) > _LONGEST:
        raise UsageError(what, f"has more than {_LONGEST} characters", "Shorten it.")
    return line
