"""Put the web application together: pages, API, and the guard around both."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from filings.model.errors import FilingsError
from filings.web.matter_actions import StillReading
from filings.web.middleware import Guard, Limits
from filings.web.office_folder import OfficeFolder
from filings.web.office_services import Machine, OfficeDesk
from filings.web.routes import account, compare, matters, preview, runs, templates
from filings.web.routes.api import make_api, status_of
from filings.web.routes.page_frame import NotSignedIn, draw, session_of

_MOST_AT_ONCE = 120  # requests that are worked on; most of them wait for a page to be printed
_IN_WORDS = {
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    413: "Too large",
    422: "Something sent is not valid",
    500: "The program failed",
}


def make_office(home: Path, machine: Machine) -> OfficeDesk:
    """Open the folder of an office.

    Raises:
        ConfigError: It has no settings.
        OutputError: It cannot be written.
    """
    return OfficeDesk(OfficeFolder(home), machine)


def make_app(
    office: OfficeDesk,
    *,
    url: str,
    hosts: Collection[str],
    limits: Limits | None = None,
) -> ASGIApp:
    """Make the ASGI application of an office.

    Args:
        office: The office it serves.
        url: The address in the browser, "http://127.0.0.1:8000".
        hosts: The host names it answers to.
        limits: How much one request, and one client, may send.
    """
    app = FastAPI(title="filings", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_alive)
    app.state.office = office
    app.state.url = url
    app.state.secure = url.startswith("https:")
    app.mount("/static", StaticFiles(packages=[("filings.web", "static")]), name="static")
    app.include_router(account.router)
    for pages in (matters, runs, preview, templates, compare):
        app.include_router(pages.router)
    app.mount("/api/v1", make_api(office))
    app.add_exception_handler(NotSignedIn, _sign_in_first)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(FilingsError, _stopped)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _bug)
    return Guard(app, hosts, limits or Limits(), office.machine.seconds, secure=app.state.secure)


@asynccontextmanager
async def _alive(app: FastAPI) -> AsyncIterator[None]:
    """Let many wait for a page at once, and end the processes that print when the server ends."""
    to_thread.current_default_thread_limiter().total_tokens = _MOST_AT_ONCE
    yield
    app.state.office.previews.close()


def _sign_in_first(request: Request, _: Exception) -> Response:
    if request.method != "GET" or "x-part" in request.headers:
        return draw(request, "stopped", 401, title="Signed out", error=_SIGNED_OUT)
    return RedirectResponse("/sign-in", 303)


_SIGNED_OUT = FilingsError(
    "session", "has ended", "Sign in again; nothing that you sent was saved."
)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for it"
    title = _IN_WORDS.get(error.status_code, "Refused")
    _know(request)
    shown = FilingsError("this page", str(error.detail).rstrip("."))
    return draw(request, "stopped", error.status_code, title=title, error=shown)


def _stopped(request: Request, error: Exception) -> Response:
    assert isinstance(error, FilingsError), "registered for it"
    if isinstance(error, StillReading) and request.method == "GET":
        return RedirectResponse(f"/matters/{error.matter}", 303)
    _know(request)
    status = status_of(error)
    title = _IN_WORDS[404] if status == 404 else "That cannot be done"
    return draw(request, "stopped", status, title=title, error=error)


def _malformed(request: Request, _: Exception) -> Response:
    _know(request)
    return draw(request, "stopped", 404, title=_IN_WORDS[404], error=_NO_PAGE)


_NO_PAGE = FilingsError("address", "there is no such page", "Go back, and follow a link.")


def _bug(request: Request, _: Exception) -> Response:
    return draw(request, "stopped", 500, title=_IN_WORDS[500], error=_BUG)


_BUG = FilingsError(
    "server",
    "something went wrong here, and what you sent was not saved",
    "Tell whoever runs the server: its log says what went wrong.",
)


def _know(request: Request) -> None:
    """Note the user of a request, so that the page can show who is signed in."""
    try:
        session_of(request, request.app.state.office)
    except NotSignedIn:
        return
