"""Draw a page in the frame of all pages, and know who asks for it."""

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
    """Nobody is signed in: the page for that is shown instead."""


def office_of(request: Request) -> OfficeDesk:
    """The office that is served."""
    office: OfficeDesk = request.app.state.office
    return office


OfOffice = Annotated[OfficeDesk, Depends(office_of)]


def cookie_name(request: Request) -> str:
    """Under which a browser keeps its session."""
    return "__Host-filings" if request.app.state.secure else "filings"


def session_of(request: Request, office: OfOffice) -> Session:
    """Who is signed in, by a browser's cookie.

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
    """Who is signed in, if his role allows something; for `Depends`."""

    def user(session: SignedIn) -> User:
        if not session.user.may(permission):
            raise HTTPException(403, "Your role does not allow this.")
        return session.user

    return user


ListsUser = Annotated[User, Depends(allowed("lists"))]
Approver = Annotated[User, Depends(allowed("approve"))]
Administrator = Annotated[User, Depends(allowed("people"))]


def sealed_user(user: ListsUser) -> User:
    """Who is signed in, if he may see names."""
    refuse_unsealed(user)
    return user


SealedUser = Annotated[User, Depends(sealed_user)]


def refuse_foreign(request: Request) -> None:
    """Stop what another site's page has sent.

    Raises:
        HTTPException: It was sent from elsewhere, or does not say from where.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = origin is not None and urlsplit(origin).netloc == request.headers.get("host")
    if (site or "same-origin") not in ("same-origin", "none") or not (own or site):
        raise HTTPException(403, "This was not sent from a page of this server.")


async def open_form(request: Request) -> AsyncIterator[FormData]:
    """What a form sent, where nobody need be signed in; its files are gone afterwards."""
    refuse_foreign(request)
    async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as form:
        yield form


OpenForm = Annotated[FormData, Depends(open_form)]


async def own_form(request: Request, session: SignedIn, form: OpenForm) -> FormData:
    """What a form of ours sent.

    Raises:
        HTTPException: It does not hold what our own pages hold.
    """
    sent = request.headers.get("x-csrf", "") or str(form.get("csrf", ""))
    if not hmac.compare_digest(sent.encode(), session.csrf.encode()):
        raise HTTPException(403, "The page was too old: load it again, and send it once more.")
    return form


OwnForm = Annotated[FormData, Depends(own_form)]


def field(form: FormData, name: str) -> str:
    """What a form says in a field; "" where it says nothing, or sent a file."""
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
    """A page.

    Args:
        request: Who asks.
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
    """Send a browser on to a page, after what it sent was done."""
    return RedirectResponse(f"{path}{'?done=' + done if done else ''}", 303)


def _stamp() -> str:
    """Changes with style and script, so that no browser shows old ones."""
    import hashlib

    folder = files("filings.web") / "static"
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


_STAMP = _stamp()
