"""Draw a matter: what its lists are, what would go in, what waits for whom, and the answers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from filings.model.errors import ConfigError, FilingsError, ListError, UsageError
from filings.output.ledger import VALUES, WORKLISTS
from filings.settings.settings import read_settings
from filings.storage.run_folder import write_private
from filings.web import charts, jobs, matter_actions
from filings.web.accounts import User
from filings.web.matters import (
    USES,
    ChangedMeanwhile,
    Matter,
    RunChoices,
    UploadedFile,
    Use,
    question,
    question_mark,
    rows_of,
)
from filings.web.office_services import OfficeDesk
from filings.web.routes.page_frame import (
    Approver,
    ListsUser,
    OfOffice,
    OwnForm,
    SealedUser,
    draw,
    field,
    go_to,
)

router = APIRouter(include_in_schema=False)
_MOST_VALUES = 300  # on one page
_MOST_ROWS = 100
_WIDEST = 40  # characters of a field
_NEEDED = ("section", "convicted_on", "count", "level")  # of a row, and empty fields are shown
_AHEAD = 6  # packets whose motion is printed before somebody asks for it
_FOR_THE_TERMINAL = re.compile(r"\A(#[^\n]*\n)+")  # where to keep a proposed mapping
_LAYOUT_NAME = re.compile(r"[a-z][a-z0-9-]{1,40}")
_UNREAD = frozenset({"words", "who_can_act", "remedy", "detail"})  # of a worklist: shown only
_FIXED = frozenset({"reason", "list", "line", "entry", "of_list", "sent", "person", "sample"})
_KIND_WORDS = {
    "reading": "What the words are: any clerk may say, for all rows at once",
    "law": "What the law makes of them: counts once an attorney approves it",
    "record": "In the court's record, row by row",
    "never": "For no two rows alike",
}


@router.get("/")
def matters(request: Request, office: OfOffice) -> Response:
    """All matters; the first page of whoever works with lists."""
    from filings.web.routes.page_frame import session_of

    user = session_of(request, office).user
    if not user.may("lists"):
        return go_to("/people")
    shown = []
    for matter in office.matters.all():
        folder = matter.folder / "runs" / str(max(matter.runs, default=0))
        shown.append(
            {
                "matter": matter,
                "files": len(office.matters.files(matter)),
                "runs": len(matter.runs),
                "state": office.jobs.state(folder) if matter.runs else "",
            }
        )
    return draw(request, "matters", shown=shown)


@router.post("/matters")
def begin(user: ListsUser, form: OwnForm, office: OfOffice) -> Response:
    """Begin a matter with the lists that were sent."""
    matter = office.matters.make(field(form, "title"), user.id, office.moment())
    office.audit.add(user.id, "began a matter", matter_actions.about(matter))
    try:
        _add_files(office, matter, user, form)
    except FilingsError:
        if not office.matters.files(matter):
            office.matters.delete(matter)
        raise
    return go_to(f"/matters/{matter.id}")


def _add_files(office: OfficeDesk, matter: Matter, user: User, form: FormData) -> int:
    """Keep the files of a form; return how many there were.

    Raises:
        ListError: One is of a kind that cannot be read.
    """
    uses: dict[str, Use] = {use: use for use in USES if use != "corrected"}
    use = uses.get(field(form, "use") or "list")
    if use is None:
        raise ListError("file", "is given for an unknown use", f"One of {', '.join(uses)}.")
    count = 0
    for upload in form.getlist("files"):
        if not isinstance(upload, UploadFile) or not upload.filename:
            continue
        matter_actions.add_file(office, matter, user, upload.filename, use, upload.file)
        count += 1
    return count


@router.post("/matters/{name}/lists")
def upload(name: str, user: ListsUser, form: OwnForm, office: OfOffice) -> Response:
    """Add files to a matter."""
    matter = office.matters.get(name)
    _add_files(office, matter, user, form)
    return go_to(f"/matters/{name}")


@router.post("/matters/{name}/files/{number}/out")
def take_out(name: str, number: int, user: ListsUser, _: OwnForm, office: OfOffice) -> Response:
    """Leave a file out from now on."""
    matter = office.matters.get(name)
    office.matters.take_out(matter, number)
    office.audit.add(user.id, "took a file out", matter_actions.about(matter), f"file {number}")
    return go_to(f"/matters/{name}")


@router.get("/matters/{name}")
def matter_page(request: Request, name: str, user: ListsUser, office: OfOffice) -> HTMLResponse:
    """What its lists are, what would go in, what waits."""
    matter = office.matters.get(name)
    office.audit.add(user.id, "looked at", matter_actions.about(matter))
    return draw(request, "matter", **_shown(office, matter, user))


@router.post("/matters/{name}/read-again")
def read_again(name: str, _: ListsUser, _form: OwnForm, office: OfOffice) -> Response:
    """Read the lists again, where that failed or was interrupted."""
    matter = office.matters.get(name)
    if checked := office.check(matter):
        office.jobs.go_on(checked)
    return go_to(f"/matters/{name}")


@router.get("/matters/{name}/state")
def matter_state(request: Request, name: str, _: ListsUser, office: OfOffice) -> Response:
    """The part of the page that changes while lists are read."""
    matter = office.matters.get(name)
    checked = office.check(matter)
    state = office.jobs.state(checked) if checked else "done"
    answer = draw(request, "matter_state", state=state)
    if state not in ("waiting", "running"):
        answer.headers["X-Over"] = "1"
    return answer


def _shown(office: OfficeDesk, matter: Matter, user: User) -> dict[str, Any]:
    """What the page of a matter shows."""
    checked = office.check(matter)
    state = office.jobs.state(checked) if checked else ""
    result = jobs.result_of(checked) if checked else None
    error = jobs.error_of(checked) if checked and state == "failed" else None
    if error and error.get("proposal"):
        error = {**error, "proposal": _FOR_THE_TERMINAL.sub("", error["proposal"])}
    files = office.matters.files(matter)
    read = [file for use in ("list", "corrected") for file in files if file.use == use]
    runs = [(n, office.jobs.state(matter.run(n)), _asked_at(matter, n)) for n in matter.runs]
    waiting = sum(not law["approved"] for law in result["law"]) if result else 0
    if checked and result:
        for packet in reversed(result["report"]["packets"][:_AHEAD]):
            office.previews.expect(checked, packet["name"], "motion")
    return {
        "matter": matter,
        "files": files,
        "uses": USES,
        "read": read,
        "state": state,
        "result": result,
        "error": error,
        "charts": _drawn(result) if result else [],
        "runs": runs,
        "law_waiting": waiting,
        "values_asked": _values_asked(result) if result else 0,
        "reasons": _reasons(result) if result else [],
        "people_of": {file.by: office.accounts.name_of(file.by) for file in files},
        "earlier": _earlier(office, matter),
        "may_approve": user.may("approve"),
    }


def _asked_at(matter: Matter, number: int) -> str:
    return str(jobs.request_of(matter.run(number)).get("at", ""))[:16].replace("T", " ")


def _values_asked(result: Mapping[str, Any]) -> int:
    return sum(
        value["kind"] in matter_actions.OPEN_KINDS and bool(value["allowed"])
        for value in result["values"]
    )


def _reasons(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Why entries wait, the most frequent reason first, with how many values each asks for."""
    asked: defaultdict[str, int] = defaultdict(int)
    for value in result["values"]:
        asked[value["reason"]] += value["kind"] in matter_actions.OPEN_KINDS and bool(
            value["allowed"]
        )
    return [
        {**reason, "values": asked[reason["reason"]]}
        for reason in result["report"]["reasons"]
        if reason["fate"] in ("held", "unreadable")
    ]


def _drawn(result: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for chart in result["charts"]:
        rows = [(label, inside, waiting) for label, inside, waiting in chart["bars"]]
        draw_chart = charts.columns if chart["axis"] == "year" else charts.bars

        yield chart["title"], draw_chart(rows, chart["title"]), chart


def _earlier(office: OfficeDesk, matter: Matter) -> list[tuple[str, str]]:
    """The finished runs of all matters, which a supplement may leave out."""
    return [
        (f"{other.id}/{number}", f"{other.title}, build {number}")
        for other in office.matters.all()
        for number in other.runs
        if other.id != matter.id or number
        if office.jobs.state(other.run(number)) == "done"
    ]


@router.post("/matters/{name}/choices")
def choose(name: str, user: ListsUser, form: OwnForm, office: OfOffice) -> Response:
    """Change the choices for its runs."""
    matter = office.matters.get(name)
    before = matter.choices
    attested = before.attested
    if user.may("approve"):
        if field(form, "attest") == "yes" and not attested:
            if not user.bar_number:
                raise UsageError(
                    "attestation",
                    "needs your bar number",
                    "Ask an administrator for an account with it.",
                )
            # A comma would end the name, which stands in the declaration.
            called = user.full_name.replace(",", "")
            attested = f"{called}, {user.bar_number}, {office.machine.day()}"
        elif field(form, "attest") != "yes":
            attested = ""
    choices = RunChoices(
        filed_on=field(form, "filed_on"),
        court=field(form, "court") if "court" in form else before.court,
        attested=attested,
        per_case=bool(field(form, "per_case")),
        already_included=tuple(str(value) for value in form.getlist("already_included")),
    )
    office.matters.choose(matter, field(form, "title"), choices, field(form, "read"))
    detail = "attested" if choices.attested and not before.attested else ""
    office.audit.add(user.id, "changed options", matter_actions.about(matter), detail)
    return go_to(f"/matters/{name}")


@router.post("/matters/{name}/delete")
def delete(name: str, user: Approver, form: OwnForm, office: OfOffice) -> Response:
    """Delete a matter for good: its lists, its answers, its runs."""
    matter = office.matters.get(name)
    if field(form, "sure") != "delete":
        raise UsageError("delete", "was not confirmed", 'Type "delete" into the field.')
    for number in matter.runs:
        if office.jobs.state(matter.run(number)) in ("waiting", "running"):
            raise UsageError(f"build {number}", "is being done", "Stop it first.")
    office.matters.delete(matter)
    office.audit.add(user.id, "deleted", matter_actions.about(matter))
    return go_to("/")


@router.post("/matters/{name}/layout")
def keep_layout(name: str, user: ListsUser, form: OwnForm, office: OfOffice) -> Response:
    """Keep a corrected mapping of a list's columns among the office's settings."""
    matter = office.matters.get(name)
    layout, text = field(form, "layout"), str(form.get("mapping", "")).replace("\r\n", "\n")
    if not _LAYOUT_NAME.fullmatch(layout):
        raise UsageError("name of the layout", "is not allowed", "Use small letters, digits and -.")
    path = office.folder.config / "layouts" / f"{layout}.yaml"
    with office.changing_settings:
        if path.exists():
            raise UsageError("name of the layout", f"{layout} is taken", "Choose another.")
        write_private(path, text.encode(), "Look at the disk of the server.")
        try:
            read_settings([office.folder.config])
        except ConfigError:
            path.unlink()
            raise
    office.audit.add(user.id, "kept a layout", matter_actions.about(matter), layout)
    return go_to(f"/matters/{name}")


@router.get("/matters/{name}/values")
def values(
    request: Request, name: str, user: ListsUser, office: OfOffice, reason: str = ""
) -> HTMLResponse:
    """The values that were not understood, each asked once."""
    matter = office.matters.get(name)
    folder, result = matter_actions.checked_result(office, matter)
    lines = {question(row): row for row in rows_of(folder / "left" / VALUES)}
    files = office.matters.files(matter)
    called = [file.name for use in ("list", "corrected") for file in files if file.use == use]
    by_kind: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for value in sorted(result["values"], key=lambda each: -each["rows"]):
        if reason and value["reason"] != reason:
            continue
        if value["kind"] not in matter_actions.OPEN_KINDS and not user.sealed:
            continue  # a value that only the court's record answers may name a case
        mark = question_mark(value["of_list"], value["column"], value["value"])
        if mark in lines:
            row = lines[mark]
            by_kind[value["kind"]].append(
                {
                    **value,
                    "mark": mark,
                    "answer": row["answer"],
                    "of": called[value["list"] - 1] if value["list"] <= len(called) else "",
                    "follows": row["follows"],
                }
            )
    settled = [row for row in lines.values() if row["follows"].startswith("settled")]
    for row in settled:
        row["mark"] = question(row)
    waiting = [one for one in _reasons(result) if one["reason"] == reason]
    words = waiting[0] if reason and waiting else None
    return draw(
        request,
        "values",
        matter=matter,
        check=folder.name,
        by_kind={kind: by_kind[kind][:_MOST_VALUES] for kind in _KIND_WORDS if by_kind[kind]},
        kinds=_KIND_WORDS,
        reason=words,
        settled=settled if not reason else [],
        answers=result["report"]["answers"],
    )


@router.post("/matters/{name}/values")
def answer(name: str, user: ListsUser, form: OwnForm, office: OfOffice) -> Response:
    """Keep answers, and have the lists read by them."""
    matter = office.matters.get(name)
    given = {
        key.removeprefix("answer-"): str(value)
        for key, value in form.items()
        if key.startswith("answer-")
    }
    count = matter_actions.keep_answers(office, matter, user, given, field(form, "check"))
    return go_to(f"/matters/{name}", "answered" if count else "")


@router.get("/matters/{name}/law")
def law_page(request: Request, name: str, user: ListsUser, office: OfOffice) -> HTMLResponse:
    """The answers that wait for an attorney's approval, each with some rows chosen at random."""
    matter = office.matters.get(name)
    _, result = matter_actions.checked_result(office, matter)
    called = {str(matter.folder / f.stored): f.name for f in office.matters.files(matter)}
    groups: dict[str, dict[str, Any]] = {}
    for law in result["law"]:
        group = groups.setdefault(
            law["sha256"],
            {
                "sha256": law["sha256"],
                "called": called.get(law["path"], "Answers by value"),
                "approved": law["approved"],
                "answers": [],
                "why_not": matter_actions.why_not(office, matter, user, result, law["sha256"]),
            },
        )
        group["answers"].append(law)
    return draw(request, "law", matter=matter, groups=list(groups.values()))


@router.post("/matters/{name}/law")
def approve_law(name: str, user: Approver, form: OwnForm, office: OfOffice) -> Response:
    """Approve a file's answers on questions of law."""
    matter = office.matters.get(name)
    matter_actions.approve_answers(office, matter, user, field(form, "sha256"))
    return go_to(f"/matters/{name}", "approved")


@router.get("/matters/{name}/rows/{reason}")
def rows(
    request: Request, name: str, reason: str, user: SealedUser, office: OfOffice, after: int = 0
) -> HTMLResponse:
    """The rows that wait for a reason, to be corrected."""
    matter = office.matters.get(name)
    folder, result = matter_actions.checked_result(office, matter)
    words = next((r for r in result["report"]["reasons"] if r["reason"] == reason), None)
    if words is None:
        raise HTTPException(404, "Nothing waits for this reason.")
    every = list(rows_of(folder / "left" / WORKLISTS / f"{words['reason']}.csv"))
    shown = every[after : after + _MOST_ROWS]
    columns = _columns(every)
    office.audit.add(user.id, "saw rows", matter_actions.about(matter), f"{reason}, {len(shown)}")
    return draw(
        request,
        "rows",
        matter=matter,
        check=folder.name,
        reason=words,
        rows=shown,
        columns=columns,
        widths={c: min(max(len(row[c]) for row in shown), _WIDEST) + 2 for c in columns},
        after=after,
        every=len(every),
        next=after + _MOST_ROWS if after + _MOST_ROWS < len(every) else None,
    )


def _columns(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Which columns of a worklist are shown: the case, then what is wrong, then the others."""

    def told_to_fill_in(column: str) -> bool:
        remedy = rows[0]["remedy"]
        decides = column == "determination" and "Eligible for Dismissal" in remedy
        return decides or bool(re.search(rf"\b{column}\b(?!')", remedy))

    shown = [
        column
        for column in (rows[0] if rows else ())
        if column not in _UNREAD | _FIXED
        and (any(row[column] for row in rows) or column in _NEEDED or told_to_fill_in(column))
    ]

    def rank(column: str) -> int:
        if column == "case_number":
            return 0
        if column.endswith("_as_written"):
            return 3
        blamed = told_to_fill_in(column) or any(
            row[column] and f'"{row[column]}"' in row["detail"] for row in rows
        )
        blank = column in _NEEDED and any(not row[column] for row in rows)
        return 1 if blamed else 2 if blank else 3

    return sorted(shown, key=rank)


@router.post("/matters/{name}/rows/{reason}")
def correct(name: str, reason: str, user: SealedUser, form: OwnForm, office: OfOffice) -> Response:
    """Keep the rows that were changed, as a list that is read with the others."""
    matter = office.matters.get(name)
    folder, result = matter_actions.checked_result(office, matter, field(form, "check"))
    if reason not in {one["reason"] for one in result["report"]["reasons"]}:
        raise HTTPException(404, "Nothing waits for this reason.")
    changed: list[list[str]] = []
    heading: list[str] = []
    for row in rows_of(folder / "left" / WORKLISTS / f"{reason}.csv"):
        heading = list(row)
        place = f"{row['list']}-{row['line']}-{row['entry']}"
        new = dict(row)
        for column in set(row) - _UNREAD - _FIXED:
            with suppress(KeyError):
                new[column] = " ".join(str(form[f"{place}-{column}"]).split())[:500]
        if new != row:
            changed.append(list(new.values()))
    if changed:
        _refuse_corrected_meanwhile(office, matter, folder, heading, changed)
        file = office.matters.correct(matter, reason, heading, changed, user.id, office.moment())
        _about_rows(office, matter, user, file, len(changed))
    return go_to(f"/matters/{name}", "corrected" if changed else "")


def _refuse_corrected_meanwhile(
    office: OfficeDesk,
    matter: Matter,
    folder: Path,
    heading: Sequence[str],
    changed: Sequence[Sequence[str]],
) -> None:
    """Stop where somebody else has corrected one of these rows since they were shown.

    Raises:
        ChangedMeanwhile: Somebody has.
    """
    shown = set(jobs.request_of(folder)["lists"])
    since = [file for file in office.matters.files(matter) if file.use == "corrected"]
    paths = [path for file in since if str(path := matter.folder / file.stored) not in shown]
    place = ("of_list", "line", "entry")
    done = {tuple(row.get(name, "") for name in place) for path in paths for row in rows_of(path)}
    for values in changed:
        row = dict(zip(heading, values, strict=True))
        if tuple(row.get(name, "") for name in place) in done:
            raise ChangedMeanwhile(
                f"line {row['line']}",
                "has been corrected by somebody else since the page was loaded",
                "None of your changes was saved. Load the page, and see what is left to correct.",
            )


def _about_rows(
    office: OfficeDesk, matter: Matter, user: User, file: UploadedFile, count: int
) -> None:
    detail = f"{count} rows, {file.sha256[:16]}"
    office.audit.add(user.id, "corrected rows", matter_actions.about(matter), detail)
