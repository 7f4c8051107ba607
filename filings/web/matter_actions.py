"""Do what the pages and the API share: keep files and answers, approve, preview, find; log it."""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from starlette.exceptions import HTTPException

from filings.model.errors import ListError, UsageError
from filings.output.find_entries import FoundEntry, find
from filings.output.ledger import VALUES
from filings.render.approvals import write_approval
from filings.screening.answers import approval_name
from filings.web import jobs
from filings.web.accounts import User
from filings.web.finished_runs import FinishedRun
from filings.web.matters import Matter, NotHere, NotYet, UploadedFile, Use, question, rows_of
from filings.web.office_services import OfficeDesk

OPEN_KINDS = ("reading", "law")
"""Kinds of questions whose values any clerk may see: others may name a case."""

_CHECK = re.compile(r"[0-9a-f]{24}")
_NAMES = "This names people: an administrator can let you see it."


class StillReading(NotYet):
    """The lists of a matter are being read, or there are none; its page tells."""

    def __init__(self, matter: str) -> None:
        """`matter` is its id."""
        super().__init__("lists", "are being read, or there are none", "Wait a moment.")
        self.matter = matter


def about(matter: Matter, number: int = 0) -> str:
    """The name of a matter, or of a run of it, in the audit log."""
    return f"matter {matter.id}" + (f", build {number}" if number else "")


def refuse_unsealed(user: User) -> None:
    """Refuse a user who may not see names.

    Raises:
        HTTPException: The user may not.
    """
    if not user.sealed:
        raise HTTPException(403, _NAMES)


def add_file(
    office: OfficeDesk, matter: Matter, user: User, name: str, use: Use, source: BinaryIO
) -> UploadedFile:
    """Keep an uploaded file.

    Raises:
        ListError: It is of a kind that cannot be read.
    """
    file = office.matters.add(matter, name, use, source, user.id, office.moment())
    detail = f"{use} {file.sha256[:16]}, {file.bytes} bytes"
    office.audit.add(user.id, "uploaded", about(matter), detail)
    return file


def proof_of(office: OfficeDesk, matter: Matter, number: int, user: User) -> Path:
    """The folder of a run's verification: one that is under way, or a new one.

    Raises:
        NotYet: The run is not finished.
    """
    office.audit.add(user.id, "verified", about(matter, number))
    return office.verify(matter, number)


def checked_result(
    office: OfficeDesk, matter: Matter, name: str = ""
) -> tuple[Path, dict[str, Any]]:
    """The folder and result of a matter's check: of today's, or of the one with this name.

    Raises:
        StillReading: It is not finished.
        ListError: It has failed.
    """
    if _CHECK.fullmatch(name) and (matter.folder / "checks" / name / jobs.REQUEST).exists():
        folder: Path | None = matter.folder / "checks" / name
    else:
        folder = office.check(matter)
    result = jobs.result_of(folder) if folder else None
    if folder is None or result is None:
        if folder and office.jobs.state(folder) == "failed":
            why = jobs.error_of(folder)
            raise ListError(why["where"], why["what"], why["remedy"])
        raise StillReading(matter.id)
    return folder, result


def keep_answers(
    office: OfficeDesk, matter: Matter, user: User, given: Mapping[str, str], check: str = ""
) -> int:
    """Keep the answers that are new, and who gave each; return how many there were.

    `check` names the check that asked for the values; "" is today's.

    Raises:
        UsageError: An answer is not one of those allowed.
    """
    folder, _ = checked_result(office, matter, check)
    asked = list(rows_of(folder / "left" / VALUES))
    before = {question(row): row for row in asked}
    changed = {
        mark: answer
        for mark, answer in given.items()
        if answer != (before[mark]["answer"] if mark in before else "")
    }
    if not changed:
        return 0
    office.matters.answer(matter, asked, changed)
    with office.database.work() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO answer_authors VALUES (?, ?, ?, ?)",
            [(matter.id, mark, user.id, office.moment()) for mark in changed],
        )
        kinds = ", ".join(sorted({before[mark]["kind"] for mark in changed}))
        detail = f"{len(changed)} of {kinds}"
        office.audit.add_within(connection, user.id, "answered", about(matter), detail)
    return len(changed)


def why_not(
    office: OfficeDesk, matter: Matter, user: User, result: Mapping[str, Any], sha256: str
) -> str:
    """Why a user may not approve a file of answers; "" when they may."""
    if not user.may("approve") or not user.bar_number:
        return "An attorney of the office approves this."
    if not user.sealed:
        return "Whoever approves this has to see its rows, which name people."
    waiting = [law for law in result["law"] if law["sha256"] == sha256]
    authors = _authors(office, matter, waiting)
    if user.id in authors:
        return "You typed one of these answers yourself: another attorney has to approve them."
    return ""


def _authors(office: OfficeDesk, matter: Matter, waiting: list[Mapping[str, Any]]) -> set[int]:
    """The users who gave a file's answers on questions of law."""
    files = {str(matter.folder / f.stored): f for f in office.matters.files(matter)}
    authors = {files[law["path"]].by for law in waiting if law["path"] in files}
    if any(law["path"] == str(matter.answers) for law in waiting):
        law_rows = {question(row) for row in rows_of(matter.answers) if row["kind"] == "law"}
        with office.database.work() as connection:
            for row in connection.execute(
                "SELECT question, user FROM answer_authors WHERE matter = ?", (matter.id,)
            ):
                if row["question"] in law_rows:
                    authors.add(row["user"])
    return authors


def approve_answers(office: OfficeDesk, matter: Matter, user: User, sha256: str) -> None:
    """Record that an attorney has read and approved a file's answers on questions of law.

    Raises:
        UsageError: There is no such file, or he may not.
        HTTPException: He is no attorney, or may not see the rows that he would decide.
    """
    if not user.may("approve"):
        raise HTTPException(403, "Your role does not allow this.")
    refuse_unsealed(user)
    _, result = checked_result(office, matter)
    if why := why_not(office, matter, user, result, sha256):
        raise UsageError("approval", why.rstrip("."), "Ask a colleague.")
    path = next((Path(law["path"]) for law in result["law"] if law["sha256"] == sha256), None)
    content = path.read_bytes() if path else b""
    if path is None or hashlib.sha256(content).hexdigest() != sha256:
        raise UsageError("approval", "is of answers that have changed since", "Read them again.")
    with office.changing_settings:
        write_approval(
            approval_name(sha256),
            {path.name: content},
            user.full_name,
            user.bar_number,
            dt.date.fromisoformat(office.machine.day()),
            office.folder.config,
        )
    office.audit.add(user.id, "approved answers", about(matter), sha256[:16])


def print_one(
    office: OfficeDesk,
    checked: Path,
    result: dict[str, Any],
    user: User,
    packet: str,
    document: str,
) -> Path:
    """Print a document of a packet; return the path of the PDF.

    Raises:
        NotHere: There is no such packet or document.
        HTTPException: The user may not see it.
        FilingsError: It cannot be printed.
    """
    chosen = next((one for one in result["report"]["packets"] if one["name"] == packet), None)
    kinds = result["documents"].get(chosen["court"], ()) if chosen else ()
    kind = next((one for one in kinds if one["name"] == document), None)
    if chosen is None or kind is None:
        raise NotHere(
            f"{packet}, {document}"[:200],
            "is no document of these lists",
            "Choose one from their page.",
        )
    if kind["zone"] == "sealed":
        refuse_unsealed(user)
    return office.previews.document(checked, packet, document)


def file_of(matter: Matter, number: int, user: User, path: str) -> Path:
    """The path of a file of a run on the disk.

    Raises:
        NotYet: The run is not finished.
        NotHere: It has no such file.
        HTTPException: It names people, and the user may not see that.
    """
    try:
        return FinishedRun(matter.run(number)).file(user, path)
    except PermissionError:
        refuse_unsealed(user)
        raise


def look_for(
    office: OfficeDesk, matter: Matter, number: int, user: User, text: str
) -> list[FoundEntry]:
    """Find the entries of a finished run with this number or name, and log the search.

    Raises:
        NotYet: The run is not finished.
    """
    run = FinishedRun(matter.run(number))
    entries = find(run.root, text)
    mark = office.folder.mark(text.casefold())
    office.audit.add(user.id, "looked for", about(matter, number), f"{mark}, {len(entries)}")
    return entries
