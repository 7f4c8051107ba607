"""Draw two lists side by side: what each lacks of the other, and where they disagree."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from filings.model.identifiers import CourtId
from filings.web import jobs
from filings.web.comparisons import begin, folder_of, key, lists_of
from filings.web.matters import NotHere
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

_FIGURES = ("both", "only-in-first", "only-in-second", "told-otherwise")
router = APIRouter(include_in_schema=False)


@router.get("/compared")
def compare_page(
    request: Request, _: ListsUser, office: OfOffice, first: str = "", second: str = ""
) -> HTMLResponse:
    """The form to choose two lists; once both are chosen, the result."""
    lists = [(key(m, f), f"{m.title}: {f.name}") for m, f in lists_of(office)]
    state, result, error, folder = "", None, None, office.folder.scratch
    if first and second:
        folder = folder_of(office, first, second)
        if (folder / jobs.REQUEST).exists():
            state = office.jobs.state(folder)
            result = jobs.result_of(folder) if state == "done" else None
            error = jobs.error_of(folder) if state == "failed" else None
    return draw(
        request,
        "compared",
        lists=lists,
        first=first,
        second=second,
        state=state,
        result=result,
        error=error,
        tables=_tables(result["report"], office) if result else [],
        files=_files(folder) if result else [],
    )


def _tables(
    report: Mapping[str, Any], office: OfficeDesk
) -> Iterator[tuple[str, list[tuple[str, list[int]]]]]:
    """What differs by court, section and year, as the page shows it."""
    courts = office.settings().county.courts
    for axis, rows in report["by"].items():
        if rows:
            shown = [(str(row[axis]), [int(row[figure]) for figure in _FIGURES]) for row in rows]
            yield (
                axis,
                [
                    (courts[CourtId(called)].name if called in courts else called or "-", figures)
                    for called, figures in shown
                ],
            )


@router.post("/compared")
def compare(user: ListsUser, form: OwnForm, office: OfOffice) -> Response:
    """Begin to compare two lists."""
    first, second = field(form, "first"), field(form, "second")
    begin(office, user, first, second)
    return go_to(f"/compared?first={first}&second={second}")


@router.get("/compared/state")
def compared_state(
    request: Request, _: ListsUser, office: OfOffice, first: str, second: str
) -> Response:
    """The part of the page that changes while they are compared."""
    state = office.jobs.state(folder_of(office, first, second))
    answer = draw(request, "matter_state", state=state)
    if state not in ("waiting", "running"):
        answer.headers["X-Over"] = "1"
    return answer


@router.get("/compared/file")
def compared_file(
    user: SealedUser, office: OfOffice, first: str, second: str, path: str
) -> Response:
    """A worklist or table of a comparison."""
    folder = folder_of(office, first, second)
    if path not in _files(folder):
        raise NotHere(path[:100], "is not there", "Compare the lists first.")
    office.audit.add(user.id, "downloaded", f"compared {first}, {second}", path)
    name = path.rpartition("/")[2]
    return FileResponse(folder / "compared" / path, filename=name)


def _files(folder: Path) -> list[str]:
    """The files of a comparison, as paths within its folder."""
    root = folder / "compared"
    paths = (path for path in root.rglob("*") if path.is_file())
    return sorted(
        name for path in paths if not (name := path.relative_to(root).as_posix()).startswith(".")
    )
