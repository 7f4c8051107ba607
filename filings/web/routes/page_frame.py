"""Draw a page in the frame of all pages, and find out who asks for it."""

import hmac
import re
from collections.abc import AsyncIterator, Callable, Mapping
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import urlsplit

import jinja2
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from filings.model.plain_words import counted
from filings.web.accounts import ROLES, Permission, Session, User
from filings.web.matter_actions import refuse_unsealed
from filings.web.office_services import OfficeDesk

_MOST_FIELDS = 20_000  # of a form: a grid of rows has many
_MOST_FILES = 50
_EXHIBIT = re.compile(r"\bexhibit ([a-z])\b")


class NotSignedIn(Exception):
    """Raised when nobody is signed in; the page to sign in is shown instead."""


def office_of(request: Request) -> OfficeDesk:
    """The office that is served."""
    office: OfficeDesk = request.app.state.office
    return office


OfOffice = Annotated[OfficeDesk, Depends(office_of)]


def cookie_name(request: Request) -> str:
    """The name of the cookie that holds the session."""
    return "__Host-filings" if request.app.state.secure else "filings"


def session_of(request: Request, office: OfOffice) -> Session:
    """The session that a browser's cookie belongs to.

    Raises:
        NotSignedIn: Nobody is.
    """
    secret = request.cookies.get(cookie_name(request), "")
    session = office.accounts.session(secret) if secret else None
    if session is None:
        raise NotSignedIn
    request.state.session = session
    return session


SignedIn = Annotated[Session, Depends(session_of)]


def allowed(permission: Permission) -> Callable[[Session], User]:
    """A dependency that returns the user if the role allows this, and refuses otherwise."""

    def user(session: SignedIn) -> User:
        if not session.user.may(permission):
            raise HTTPException(403, "Your role does not allow this.")
        return session.user

    return user


ListsUser = Annotated[User, Depends(allowed("lists"))]
Approver = Annotated[User, Depends(allowed("approve"))]
Administrator = Annotated[User, Depends(allowed("people"))]


def sealed_user(user: ListsUser) -> User:
    """The user, if allowed to see names; otherwise the request is refused."""
    refuse_unsealed(user)
    return user


SealedUser = Annotated[User, Depends(sealed_user)]


def refuse_foreign(request: Request) -> None:
    """Refuse a request that a page of another site has sent.

    Raises:
        HTTPException: It was sent from elsewhere, or does not say from where.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = origin is not None and urlsplit(origin).netloc == request.headers.get("host")
    if (site or "same-origin") not in ("same-origin", "none") or not (own or site):
        raise HTTPException(403, "This was not sent from a page of this server.")


async def open_form(request: Request) -> AsyncIterator[FormData]:
    """The data of a form that needs nobody signed in; its files are deleted afterwards."""
    refuse_foreign(request)
    async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as form:
        yield form


OpenForm = Annotated[FormData, Depends(open_form)]


async def own_form(request: Request, session: SignedIn, form: OpenForm) -> FormData:
    """The data of a form of this application.

    Raises:
        HTTPException: It lacks the secret that only this application's pages have.
    """
    sent = request.headers.get("x-csrf", "") or str(form.get("csrf", ""))
    if not hmac.compare_digest(sent.encode(), session.csrf.encode()):
        raise HTTPException(403, "The page was too old: load it again, and send it once more.")
    return form


OwnForm = Annotated[FormData, Depends(own_form)]


def field(form: FormData, name: str) -> str:
    """The text of a form's field; "" if it is empty, missing or a file."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("filings.web"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["counted"] = counted
_TEMPLATES.filters["paper"] = lambda name: _EXHIBIT.sub(
    lambda match: f"exhibit {match[1].upper()}", name.replace("-", " ")
)
_TEMPLATES.filters["number"] = lambda number: f"{number:,}"


def draw(request: Request, template: str, status: int = 200, /, **context: Any) -> HTMLResponse:
    """Draw a page in the frame.

    Args:
        request: The request.
        template: Its name without ".html".
        status: The HTTP status.
        context: What the template is given.
    """
    session: Session | None = getattr(request.state, "session", None)
    frame: Mapping[str, Any] = {
        "user": session.user if session else None,
        "csrf": session.csrf if session else "",
        "roles": ROLES,
        "path": request.url.path,
        "done": request.query_params.get("done", "")[:40],
        "stamp": _STAMP,
    }
    text = _TEMPLATES.get_template(f"{template}.html").render({**frame, **context})
    return HTMLResponse(text, status)


def go_to(path: str, done: str = "") -> RedirectResponse:
    """Send the browser on to a page after its form was processed; `done` is shown there."""
    return RedirectResponse(f"{path}{'?done=' + done if done else ''}", 303)


def _stamp() -> str:
    """A value that changes with style and script, so that no browser uses old ones."""
    import hashlib

    folder = files("filings.web") / "static"
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


_STAMP = _stamp()
