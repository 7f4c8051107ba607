"""Offer the commands to programs: the HTTP API under /api/v1, with its OpenAPI document.

A program acts for a user, with a token that the user made. An error is answered as RFC 9457 says,
with place, cause and remedy.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, File, Form, Path, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from filings.model.errors import FilingsError, OutputError, RenderError
from filings.output.find_entries import FoundEntry
from filings.output.ledger import VALUES
from filings.web import comparisons, jobs, matter_actions, returned, template_editing
from filings.web.accounts import TooMany, User
from filings.web.finished_runs import FinishedRun, progress
from filings.web.matters import Matter, NotHere, NotYet, question, rows_of
from filings.web.office_services import OfficeDesk
from filings.web.zip_stream import stream_zip

_PROBLEM = "application/problem+json"
_TITLES = {
    400: "Malformed",
    401: "No token, or one that does not work",
    403: "Not allowed to this user",
    404: "Not found",
    405: "Method not allowed",
    409: "Not possible in its present state",
    413: "Too large",
    422: "Something sent is not valid",
    429: "Too many requests",
    500: "The program failed",
    503: "Not available now",
}


_LIST = r"^[a-z0-9]{10}\.[1-9][0-9]{0,5}$"
_NAME = "^[a-z0-9][a-z0-9_-]{0,79}$"


class ProblemDetails(BaseModel):
    """What went wrong (RFC 9457), and what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    place: str
    cause: str
    remedy: str


class MatterRecord(BaseModel):
    """A matter."""

    id: str
    title: str
    made_at: str
    files: list["FileRecord"]
    runs: list[int]


class FileRecord(BaseModel):
    """A file that was uploaded."""

    number: int
    name: str
    use: str
    sha256: str
    bytes: int


class NewMatter(BaseModel):
    """A matter to begin."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field("", max_length=120)


class JobRecord(BaseModel):
    """How it is with work that takes long; `report` is what the command prints with --json."""

    state: jobs.State
    printed: int = 0  # convictions
    of: int = 0
    report: dict[str, Any] | None = None
    problem: ProblemDetails | None = None


class AskedRecord(BaseModel):
    """A value that nobody understands: a line of values.csv."""

    mark: str
    column: str
    value: str
    rows: str
    kind: str
    who_may_answer: str
    question: str
    allowed: list[str]
    answer: str


class GivenAnswer(BaseModel):
    """An answer to a value."""

    model_config = ConfigDict(extra="forbid")
    mark: str = Field(max_length=32)
    answer: str = Field(max_length=500)


class WantedPage(BaseModel):
    """A document to print before it is built."""

    model_config = ConfigDict(extra="forbid")
    packet: str = Field(max_length=200)
    document: str = Field("motion", max_length=80)


class LookedFor(BaseModel):
    """A case number in any form, or words of a name."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=200)


class LawToApprove(BaseModel):
    """A file of answers or corrected rows that decides what the law is, until it is approved."""

    file: str
    sha256: str  # to approve it
    approved: bool
    answers: list[dict[str, Any]]  # column, value, answer, and how many rows


class TwoLists(BaseModel):
    """Two lists to compare, each as its matter's id, a point, and its number there."""

    model_config = ConfigDict(extra="forbid")
    first: str = Field(pattern=_LIST)
    second: str = Field(pattern=_LIST)


class TextRecord(BaseModel):
    """Which file a document of a court is made from."""

    court: str
    document: str
    own: bool  # the office has a text of its own for it


class BlockRecord(BaseModel):
    """A piece of a text that may be changed, and the words that it has now."""

    name: str
    keeps: list[str]  # passages that must not get lost in it
    words: str
    mark: str  # of these words; sent back as `read` with new ones


class NewWords(BaseModel):
    """New words of a block."""

    model_config = ConfigDict(extra="forbid")
    words: str = Field(max_length=100_000)
    read: str = Field(max_length=64, description="The mark of the words that were read")
    note: str = Field("", max_length=200)


class TriedRecord(BaseModel):
    """What came of new words: put in place, or what has to be put right first."""

    stands: bool
    problems: list[dict[str, Any]]


class ApprovedFile(BaseModel):
    """A file of answers of law, as it stands."""

    model_config = ConfigDict(extra="forbid")
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


_BEARER = HTTPBearer(auto_error=False, description="A token made on the page of your account")


def acting_user(
    request: Request,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> User:
    """The user that the program acts for."""
    office: OfficeDesk = request.app.state.office
    session = office.accounts.by_token(given.credentials) if given else None
    if session is None:
        raise HTTPException(401, "There is no token, or it does not work.")
    if not session.user.may("lists"):
        raise HTTPException(403, "The role of this user has no lists.")
    return session.user


def _office(request: Request) -> OfficeDesk:
    office: OfficeDesk = request.app.state.office
    return office


ActingUser = Annotated[User, Depends(acting_user)]
TheOffice = Annotated[OfficeDesk, Depends(_office)]
MatterId = Annotated[str, Path(pattern="^[a-z0-9]{10}$")]
RunNumber = Annotated[int, Path(ge=1, le=1_000_000)]
TextName = Annotated[str, Path(pattern=_NAME)]


def status_of(error: FilingsError) -> int:
    """The HTTP status for an error of a command."""
    if isinstance(error, NotHere):
        return 404
    if isinstance(error, NotYet):
        return 409
    if isinstance(error, TooMany):
        return 429
    return 503 if isinstance(error, OutputError | RenderError) else 422


def make_api(office: OfficeDesk) -> FastAPI:
    """Make the application behind /api/v1."""
    responses: dict[int | str, dict[str, Any]] = {
        status: {
            "description": _TITLES[status],
            "content": {_PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }
        for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
    }
    # FastAPI's own pages about the API would load scripts from elsewhere.
    api = FastAPI(
        title="filings",
        version=office.machine.version,
        description=__doc__,
        docs_url=None,
        redoc_url=None,
        responses=responses,
        servers=[{"url": "/api/v1"}],
        root_path_in_servers=False,
    )
    api.state.office = office
    api.add_exception_handler(FilingsError, _stopped)
    api.add_exception_handler(HTTPException, _refused)
    api.add_exception_handler(RequestValidationError, _malformed)
    _add_matters(api)
    _add_answers(api)
    _add_runs(api)
    _add_files_of_runs(api)
    _add_comparisons(api)
    _add_texts(api)
    written = api.openapi

    def openapi() -> dict[str, Any]:
        document = written()
        schema = ProblemDetails.model_json_schema()
        document["components"]["schemas"].setdefault("ProblemDetails", schema)
        return document

    api.openapi = openapi  # type: ignore[method-assign]
    return api


def _add_matters(api: FastAPI) -> None:
    @api.get("/matters")
    def list_matters(_: ActingUser, office: TheOffice) -> list[MatterRecord]:
        """Every matter, the newest first."""
        return [_record(office, matter) for matter in office.matters.all()]

    @api.post("/matters", status_code=201)
    def begin_matter(new: NewMatter, user: ActingUser, office: TheOffice) -> MatterRecord:
        """Begin a matter, without lists yet."""
        matter = office.matters.make(new.title, user.id, office.moment())
        office.audit.add(user.id, "began a matter", matter_actions.about(matter))
        return _record(office, matter)

    @api.get("/matters/{matter}")
    def one_matter(matter: MatterId, _: ActingUser, office: TheOffice) -> MatterRecord:
        """A matter, its files and the numbers of its runs."""
        return _record(office, office.matters.get(matter))

    @api.post("/matters/{matter}/lists", status_code=201)
    def upload(
        matter: MatterId,
        user: ActingUser,
        office: TheOffice,
        file: Annotated[UploadFile, File()],
        use: Annotated[Literal["list", "granted", "strike", "counts"], Form()] = "list",
    ) -> FileRecord:
        """Add a list, or another file that is given beside lists."""
        chosen = office.matters.get(matter)
        kept = matter_actions.add_file(
            office, chosen, user, file.filename or "list", use, file.file
        )
        return _file(kept)

    @api.delete("/matters/{matter}/lists/{number}", status_code=204)
    def take_out(matter: MatterId, number: RunNumber, user: ActingUser, office: TheOffice) -> None:
        """Leave a file out from now on."""
        chosen = office.matters.get(matter)
        if number not in {file.number for file in office.matters.files(chosen)}:
            raise NotHere(f"file {number}", "is not there", "Ask for the matter.")
        office.matters.take_out(chosen, number)
        office.audit.add(user.id, "took a file out", matter_actions.about(chosen), f"file {number}")

    @api.get("/matters/{matter}/check")
    def check(matter: MatterId, user: ActingUser, office: TheOffice) -> JobRecord:
        """What would go in, what waits and for whom; asked again until `state` is done."""
        chosen = office.matters.get(matter)
        folder = office.check(chosen)
        if folder is None:
            raise NotYet("check", "there is no list", "Upload one first.")
        office.audit.add(user.id, "looked at", matter_actions.about(chosen))
        return _job(office, folder)

    @api.post(
        "/matters/{matter}/preview",
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}}}},
    )
    def preview(
        matter: MatterId, wanted: WantedPage, user: ActingUser, office: TheOffice
    ) -> Response:
        """One document of a packet, as a build would print it."""
        chosen = office.matters.get(matter)
        checked, result = matter_actions.checked_result(office, chosen)
        path = matter_actions.print_one(
            office, checked, result, user, wanted.packet, wanted.document
        )
        detail = f"{wanted.packet}, {wanted.document}"
        office.audit.add(user.id, "previewed", matter_actions.about(chosen), detail)
        return FileResponse(path, media_type="application/pdf")


def _add_answers(api: FastAPI) -> None:
    @api.get("/matters/{matter}/values")
    def values(matter: MatterId, user: ActingUser, office: TheOffice) -> list[AskedRecord]:
        """Each value that nobody understands, asked once."""
        checked, _ = matter_actions.checked_result(office, office.matters.get(matter))
        return [
            AskedRecord(
                **{
                    name: row[name]
                    for name in ("column", "value", "rows", "kind", "who_may_answer", "question")
                },
                mark=question(row),
                allowed=[word for word in row["allowed"].split("|") if word],
                answer=row["answer"],
            )
            for row in rows_of(checked / "left" / VALUES)
            if user.sealed or row["kind"] in matter_actions.OPEN_KINDS
        ]

    @api.post("/matters/{matter}/answers")
    def answer(
        matter: MatterId,
        answers: Annotated[list[GivenAnswer], Field(max_length=10_000)],
        user: ActingUser,
        office: TheOffice,
    ) -> MatterRecord:
        """Answer values; the lists are then read by the answers."""
        chosen = office.matters.get(matter)
        matter_actions.keep_answers(office, chosen, user, {one.mark: one.answer for one in answers})
        return _record(office, chosen)

    @api.get("/matters/{matter}/law")
    def law(matter: MatterId, _: ActingUser, office: TheOffice) -> list[LawToApprove]:
        """What of answers and corrected rows an attorney has to approve."""
        _checked, result = matter_actions.checked_result(office, office.matters.get(matter))
        files: dict[str, LawToApprove] = {}
        for one in result["law"]:
            file = LawToApprove(
                file=one["file"], sha256=one["sha256"], approved=one["approved"], answers=[]
            )
            answer = {name: one[name] for name in ("column", "value", "answer", "rows")}
            files.setdefault(one["sha256"], file).answers.append(answer)
        return list(files.values())

    @api.post("/matters/{matter}/approvals", status_code=204)
    def approve(matter: MatterId, file: ApprovedFile, user: ActingUser, office: TheOffice) -> None:
        """Let answers of law count: an attorney, and nobody who typed one of them."""
        matter_actions.approve_answers(office, office.matters.get(matter), user, file.sha256)


def _add_runs(api: FastAPI) -> None:
    @api.post("/matters/{matter}/runs", status_code=202)
    def build(matter: MatterId, user: ActingUser, office: TheOffice, answer: Response) -> JobRecord:
        """Begin a build; the header Location says where it is watched."""
        chosen = office.matters.get(matter)
        number = office.build(chosen, user)
        office.audit.add(user.id, "built", matter_actions.about(chosen, number))
        answer.headers["Location"] = f"/api/v1/matters/{matter}/runs/{number}"
        return _job(office, chosen.run(number))

    @api.get("/matters/{matter}/runs/{number}")
    def run(matter: MatterId, number: RunNumber, _: ActingUser, office: TheOffice) -> JobRecord:
        """How far a build is, and what came of it."""
        return _job(office, office.matters.get(matter).run(number))

    @api.post("/matters/{matter}/runs/{number}/stop")
    def stop(matter: MatterId, number: RunNumber, user: ActingUser, office: TheOffice) -> JobRecord:
        """Have a build end in good order; what is finished is kept."""
        chosen = office.matters.get(matter)
        folder = chosen.run(number)
        if office.jobs.stop(folder):
            office.audit.add(user.id, "stopped", matter_actions.about(chosen, number))
        return _job(office, folder)

    @api.post("/matters/{matter}/runs/{number}/go-on")
    def go_on(
        matter: MatterId, number: RunNumber, user: ActingUser, office: TheOffice
    ) -> JobRecord:
        """Go on with a build that was stopped."""
        chosen = office.matters.get(matter)
        folder = chosen.run(number)
        office.jobs.go_on(folder)
        office.audit.add(user.id, "went on with", matter_actions.about(chosen, number))
        return _job(office, folder)

    @api.post("/matters/{matter}/runs/{number}/verify", status_code=202)
    def verify(
        matter: MatterId, number: RunNumber, user: ActingUser, office: TheOffice
    ) -> JobRecord:
        """Prove from its files that a build says one thing; asked again until it is done."""
        chosen = office.matters.get(matter)
        folder = matter_actions.proof_of(office, chosen, number, user)
        return _job(office, folder)


def _add_files_of_runs(api: FastAPI) -> None:
    @api.get("/matters/{matter}/runs/{number}/files")
    def files(
        matter: MatterId, number: RunNumber, user: ActingUser, office: TheOffice
    ) -> list[dict[str, Any]]:
        """The files of a finished build that the user may have."""
        run = FinishedRun(office.matters.get(matter).run(number))
        return [dict(record) for record in run.files(user)]

    @api.get(
        "/matters/{matter}/runs/{number}/file",
        response_class=Response,
        responses={200: {"content": {"application/octet-stream": {}}}},
    )
    def file(
        matter: MatterId,
        number: RunNumber,
        path: Annotated[str, Query(max_length=400)],
        user: ActingUser,
        office: TheOffice,
    ) -> Response:
        """A file of a finished build, by its path."""
        chosen = office.matters.get(matter)
        found_file = matter_actions.file_of(chosen, number, user, path)
        office.audit.add(user.id, "downloaded", matter_actions.about(chosen, number), path)
        return FileResponse(found_file, media_type="application/octet-stream")

    @api.get(
        "/matters/{matter}/runs/{number}/zip",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}}},
    )
    def all_files(
        matter: MatterId, number: RunNumber, user: ActingUser, office: TheOffice
    ) -> Response:
        """All files that the user may have, as a ZIP that is made while it is sent."""
        chosen = office.matters.get(matter)
        run = FinishedRun(chosen.run(number))
        paths = [record["path"] for record in run.files(user)] + ["manifest.json"]
        detail = f"all as zip, {len(paths)} files"
        office.audit.add(user.id, "downloaded", matter_actions.about(chosen, number), detail)
        return StreamingResponse(stream_zip(run.root, paths), media_type="application/zip")

    @api.post("/matters/{matter}/runs/{number}/find")
    def find(
        matter: MatterId,
        number: RunNumber,
        wanted: LookedFor,
        user: ActingUser,
        office: TheOffice,
    ) -> list[FoundEntry]:
        """Where a conviction stands, or why it is in no packet."""
        if not user.sealed:
            raise HTTPException(403, "This names people: an administrator can let you see it.")
        chosen = office.matters.get(matter)
        return matter_actions.look_for(office, chosen, number, user, wanted.text)

    @api.post("/matters/{matter}/runs/{number}/returned", status_code=201)
    def take_in(
        matter: MatterId,
        number: RunNumber,
        user: ActingUser,
        office: TheOffice,
        file: Annotated[UploadFile, File()],
        by: Annotated[Literal["court", "doj"], Form()] = "court",
    ) -> dict[str, Any]:
        """Take a table that came back; what `filings returned` prints with --json."""
        matter_actions.refuse_unsealed(user)
        chosen = office.matters.get(matter)
        report = returned.take_in(office, chosen, number, by, file.filename or "table", file.file)
        office.audit.add(user.id, "took in answers", matter_actions.about(chosen, number), by)
        return report


def _add_comparisons(api: FastAPI) -> None:
    @api.post("/comparisons", status_code=202)
    def compare(lists: TwoLists, user: ActingUser, office: TheOffice) -> JobRecord:
        """Compare two lists; asked again, with the same two, until `state` is done."""
        return _job(office, comparisons.begin(office, user, lists.first, lists.second))


def _add_texts(api: FastAPI) -> None:
    @api.get("/texts")
    def all_texts(_: ActingUser, office: TheOffice) -> list[TextRecord]:
        """Each document of each court of the county."""
        return [
            TextRecord(
                court=choice.court,
                document=choice.document,
                own=template_editing.file_of_court(office, choice.court, choice.document).is_file(),
            )
            for choice in template_editing.choices_of(template_editing.browser_of(office))
        ]

    @api.get("/texts/{court}/{document}")
    def one_text(
        court: TextName, document: TextName, _: ActingUser, office: TheOffice
    ) -> list[BlockRecord]:
        """The blocks of a document, with their words."""
        browser = template_editing.browser_of(office)
        shown = template_editing.shown_of(browser, court, document)
        words = {
            b.name: template_editing.words_of_block(browser, shown, b.name) for b in shown.blocks
        }
        return [
            BlockRecord(
                name=block.name,
                keeps=list(block.marks),
                words=words[block.name],
                mark=template_editing.mark_of(words[block.name]),
            )
            for block in shown.blocks
        ]

    @api.get("/texts/{court}/{document}/changes")
    def changes(court: TextName, document: TextName, _: ActingUser, office: TheOffice) -> list[str]:
        """What the office's own text changes of the one it builds on, line by line."""
        template_editing.shown_of(template_editing.browser_of(office), court, document)
        return template_editing.changes_of(office, court, document)

    @api.put("/texts/{court}/{document}/blocks/{block}")
    def save_block(
        court: TextName,
        document: TextName,
        block: TextName,
        new: NewWords,
        user: ActingUser,
        office: TheOffice,
    ) -> TriedRecord:
        """Try new words of a block, and put them in place when nothing is wrong with them."""
        tried = template_editing.save(
            office, user, court, document, block, new.words, new.note, new.read
        )
        return TriedRecord(stands=tried.stands, problems=tried.problems)


def _record(office: OfficeDesk, matter: Matter) -> MatterRecord:
    return MatterRecord(
        id=matter.id,
        title=matter.title,
        made_at=matter.made_at,
        files=[_file(file) for file in office.matters.files(matter)],
        runs=matter.runs,
    )


def _file(file: Any) -> FileRecord:
    return FileRecord(
        number=file.number, name=file.name, use=file.use, sha256=file.sha256, bytes=file.bytes
    )


def _job(office: OfficeDesk, folder: Any) -> JobRecord:
    state = office.jobs.state(folder)
    result = jobs.result_of(folder) if state == "done" else None
    problem = None
    if state == "failed":
        why = jobs.error_of(folder)
        problem = problem_of(422, why["where"], why["what"], why["remedy"])
    printed, of = progress(folder)
    report = (result.get("report") or result) if result else None
    return JobRecord(state=state, printed=printed, of=of, report=report, problem=problem)


def problem_of(status: int, place: str, cause: str, remedy: str = "") -> ProblemDetails:
    """The body of an error answer, as RFC 9457 defines it."""
    detail = f"{place}: {cause.rstrip('.')}." + (f" {remedy}" if remedy else "")
    return ProblemDetails(
        title=_TITLES.get(status, "Refused"),
        status=status,
        detail=detail,
        place=place,
        cause=cause,
        remedy=remedy,
    )


def _answered(problem: ProblemDetails, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(problem.model_dump(), problem.status, headers=headers, media_type=_PROBLEM)


def _stopped(_: Request, error: Exception) -> Response:
    assert isinstance(error, FilingsError), "registered for it"
    return _answered(problem_of(status_of(error), error.where, error.what, error.remedy))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for it"
    headers = dict(error.headers or {})
    if error.status_code == 401:
        headers["WWW-Authenticate"] = "Bearer"
    problem = problem_of(error.status_code, request.url.path, str(error.detail))
    return _answered(problem, headers)


def _malformed(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), "registered for it"
    first = error.errors()[0]
    place = " > ".join(str(part) for part in first["loc"])
    return _answered(problem_of(422, place, str(first["msg"]), "See the OpenAPI document."))
