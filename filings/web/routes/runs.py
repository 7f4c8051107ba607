"""Draw a build: its progress, its packets, what to do with each, and what is in them."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.datastructures import UploadFile

from filings.model.errors import UsageError
from filings.reports.found_lines import found_lines
from filings.web import jobs, matter_actions, returned
from filings.web.accounts import User
from filings.web.finished_runs import FinishedRun, may_have, progress
from filings.web.matters import Matter, NotHere
from filings.web.office_services import OfficeDesk
from filings.web.routes.page_frame import (
    ListsUser,
    OfOffice,
    OwnForm,
    SealedUser,
    draw,
    field,
    go_to,
)
from filings.web.zip_stream import stream_zip

router = APIRouter(include_in_schema=False)
_MOST_FOUND = 200
_TYPES = {
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".json": "application/json",
    ".html": "text/plain",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.post("/matters/{name}/build")
def build(name: str, user: ListsUser, _: OwnForm, office: OfOffice) -> Response:
    """Begin a build."""
    matter = office.matters.get(name)
    number = office.build(matter, user)
    office.audit.add(user.id, "built", matter_actions.about(matter, number))
    return go_to(f"/matters/{name}/runs/{number}")


@router.get("/matters/{name}/runs/{number}")
def run_page(
    request: Request, name: str, number: int, _: ListsUser, office: OfOffice
) -> HTMLResponse:
    """The progress of a build; once it is done, its packets."""
    matter = office.matters.get(name)
    return _run_page(request, office, matter, number)


def _run_page(
    request: Request, office: OfficeDesk, matter: Matter, number: int, **more: Any
) -> HTMLResponse:
    folder = matter.run(number)
    state = office.jobs.state(folder)
    asked = jobs.request_of(folder)
    run = FinishedRun(folder) if state == "done" else None
    done, of = progress(folder)
    context: dict[str, Any] = {
        "matter": matter,
        "number": number,
        "state": state,
        "printed": done,
        "of": of,
        "error": jobs.error_of(folder) if state == "failed" else None,
        "by": office.accounts.name_of(asked["by"]),
        "at": asked["at"][:16].replace("T", " "),
        "run": run,
        "names": _names(office) if run else {},
        "result": jobs.result_of(folder) if run else None,
        "may_have": may_have,
        "verified": _verified(office, folder),
        "returned": returned.last_report(folder) if run else None,
        "returned_files": returned.files_of(folder) if run else [],
        "found": None,
        "looked_for": "",
    }
    return draw(request, "run", **(context | more))


def _names(office: OfficeDesk) -> dict[str, dict[str, str]]:
    """The names of courts, prosecutors, offenses and reliefs, by their ids."""
    settings = office.settings()
    return {
        "court": {court: record.name for court, record in settings.county.courts.items()},
        "agency": {id_: agency.short for id_, agency in settings.county.agencies.items()},
        "offense": {id_: kind.label for id_, kind in settings.offense_types.items()},
        "relief": {id_: relief.label for id_, relief in settings.reliefs.items()},
    }


def _verified(office: OfficeDesk, folder: Path) -> dict[str, Any] | None:
    proofs = sorted(folder.glob("verified/*"), key=lambda each: int(each.name))
    if not proofs:
        return None
    state = office.jobs.state(proofs[-1])
    result = jobs.result_of(proofs[-1])
    error = jobs.error_of(proofs[-1]) if state == "failed" else None
    return {"state": state, "report": result["report"] if result else None, "error": error}


@router.get("/matters/{name}/runs/{number}/state")
def run_state(request: Request, name: str, number: int, _: ListsUser, office: OfOffice) -> Response:
    """The part of the page that changes while it is built or verified."""
    folder = office.matters.get(name).run(number)
    state, verified = office.jobs.state(folder), _verified(office, folder)
    done, of = progress(folder)
    answer = draw(request, "run_state", state=state, printed=done, of=of, verified=verified)
    working = ("waiting", "running")
    if state not in working and not (verified and verified["state"] in working):
        answer.headers["X-Over"] = "1"
    return answer


@router.post("/matters/{name}/runs/{number}/stop")
def stop(name: str, number: int, user: ListsUser, _: OwnForm, office: OfOffice) -> Response:
    """Stop a build cleanly; finished parts are kept."""
    matter = office.matters.get(name)
    if office.jobs.stop(matter.run(number)):
        office.audit.add(user.id, "stopped", matter_actions.about(matter, number))
    return go_to(f"/matters/{name}/runs/{number}")


@router.post("/matters/{name}/runs/{number}/go-on")
def go_on(name: str, number: int, user: ListsUser, _: OwnForm, office: OfOffice) -> Response:
    """Go on with a build that was stopped."""
    matter = office.matters.get(name)
    office.jobs.go_on(matter.run(number))
    office.audit.add(user.id, "went on with", matter_actions.about(matter, number))
    return go_to(f"/matters/{name}/runs/{number}")


@router.post("/matters/{name}/runs/{number}/verify")
def verify(name: str, number: int, user: ListsUser, _: OwnForm, office: OfOffice) -> Response:
    """Verify a run from its files."""
    matter = office.matters.get(name)
    matter_actions.proof_of(office, matter, number, user)
    return go_to(f"/matters/{name}/runs/{number}")


@router.post("/matters/{name}/runs/{number}/returned")
def take_in_table(
    name: str, number: int, user: SealedUser, form: OwnForm, office: OfOffice
) -> Response:
    """Process a table that came back from a court or the Department of Justice."""
    matter, upload = office.matters.get(name), form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise UsageError("file", "is missing", "Choose the table that came back.")
    by = field(form, "by")
    returned.take_in(office, matter, number, by, upload.filename, upload.file)
    office.audit.add(user.id, "took in answers", matter_actions.about(matter, number), by)
    return go_to(f"/matters/{name}/runs/{number}#returned")


@router.get("/matters/{name}/runs/{number}/returned/{path:path}")
def returned_file(
    name: str, number: int, path: str, user: SealedUser, office: OfOffice
) -> Response:
    """A table of what came of each conviction."""
    matter = office.matters.get(name)
    file = returned.file_of(matter.run(number), path)
    office.audit.add(
        user.id, "downloaded", matter_actions.about(matter, number), f"returned/{path}"
    )
    return FileResponse(file, filename=file.name)


@router.get("/matters/{name}/runs/{number}/files/{path:path}")
def download(
    name: str, number: int, path: str, user: ListsUser, office: OfOffice, show: bool = False
) -> Response:
    """A file of the run."""
    matter = office.matters.get(name)
    file = matter_actions.file_of(matter, number, user, path)
    office.audit.add(user.id, "downloaded", matter_actions.about(matter, number), path)
    kind = _TYPES.get(file.suffix, "application/octet-stream")
    inline = "inline" if show and file.suffix == ".pdf" else "attachment"
    called = "-".join(path.split("/")[-4:]) if "/packets/" in path else file.name
    return FileResponse(file, media_type=kind, filename=called, content_disposition_type=inline)


@router.get("/matters/{name}/runs/{number}/zip")
def download_all(
    name: str, number: int, user: ListsUser, office: OfOffice, packet: str = ""
) -> Response:
    """All files, or those of a packet, as a ZIP that is made while it is sent."""
    matter = office.matters.get(name)
    run = FinishedRun(matter.run(number))
    wanted = {f["path"] for f in run.packet(packet)["files"]} if packet else None
    paths = [f["path"] for f in run.files(user) if wanted is None or f["path"] in wanted]
    paths += ["manifest.json"] if wanted is None else []
    detail = f"{packet or 'all'} as zip, {len(paths)} files"
    office.audit.add(user.id, "downloaded", matter_actions.about(matter, number), detail)
    called = f"{packet.replace('/', '-') or f'build-{number}'}.zip"
    return StreamingResponse(
        stream_zip(run.root, paths),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{called}"'},
    )


@router.post("/matters/{name}/runs/{number}/find")
def find(
    request: Request, name: str, number: int, user: SealedUser, form: OwnForm, office: OfOffice
) -> HTMLResponse:
    """Where a conviction stands, or why it is in no packet."""
    matter = office.matters.get(name)
    text = field(form, "text")[:200]
    entries = matter_actions.look_for(office, matter, number, user, text) if text else []
    settings = office.settings()
    shown = [(entry, list(found_lines(entry, settings))) for entry in entries[:_MOST_FOUND]]
    return _run_page(request, office, matter, number, found=shown, looked_for=text)


@router.get("/matters/{name}/runs/{number}/page/{path:path}")
def page(
    request: Request,
    name: str,
    number: int,
    path: str,
    user: ListsUser,
    office: OfOffice,
    at: int = 1,
) -> HTMLResponse:
    """A page of a document of the run, with its words beside it."""
    matter = office.matters.get(name)
    file = _pages_of(matter, number, user, path)
    picture = office.previews.page(file, at)
    office.audit.add(
        user.id, "saw a page", matter_actions.about(matter, number), f"{path}, page {at}"
    )
    here = f"/matters/{name}/runs/{number}"
    return draw(
        request,
        "run_page",
        matter=matter,
        number=number,
        document=path,
        at=at,
        pages=picture.pages,
        words=picture.words,
        picture=f"{here}/picture/{path}?at={at}",
    )


@router.get("/matters/{name}/runs/{number}/picture/{path:path}")
def picture_of(
    name: str, number: int, path: str, user: ListsUser, office: OfOffice, at: int = 1
) -> Response:
    """The picture of a page of the run."""
    matter = office.matters.get(name)
    return png(office.previews.page(_pages_of(matter, number, user, path), at).png)


def _pages_of(matter: Matter, number: int, user: User, path: str) -> Path:
    """The path of a PDF of a run.

    Raises:
        NotHere: It is not a PDF.
    """
    if not path.endswith(".pdf"):
        raise NotHere(path[-80:], "has no pages", "Download it instead.")
    return matter_actions.file_of(matter, number, user, path)


def png(data: bytes) -> Response:
    """A picture of a page; like the page, it is kept by no browser."""
    return Response(data, media_type="image/png")
