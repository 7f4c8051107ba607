"""Draw the pages to sign in, to join by a link, and for one's account, people and the audit log."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from filings.model.errors import UsageError
from filings.web.accounts import ROLES, Role, TooMany
from filings.web.office_services import OfficeDesk
from filings.web.routes.page_frame import (
    Administrator,
    OfOffice,
    OpenForm,
    OwnForm,
    SignedIn,
    cookie_name,
    draw,
    field,
    go_to,
)

router = APIRouter(include_in_schema=False)
_AT_ONCE = 200  # entries of the audit log on a page


@router.get("/sign-in")
def sign_in_page(request: Request) -> HTMLResponse:
    """The form to sign in."""
    return draw(request, "sign_in", error=None, name="")


@router.post("/sign-in")
def sign_in(request: Request, form: OpenForm, office: OfOffice) -> Response:
    """Begin a session."""
    name, password = field(form, "name"), str(form.get("password", ""))
    try:
        secret = office.accounts.sign_in(name, password, _address(request))
    except UsageError as error:
        status = 429 if isinstance(error, TooMany) else 422
        return draw(request, "sign_in", status, error=error, name=name)
    return _signed_in(request, secret)


def _signed_in(request: Request, secret: str) -> Response:
    answer = go_to("/")
    answer.set_cookie(
        cookie_name(request),
        secret,
        httponly=True,
        samesite="strict",
        secure=request.app.state.secure,
        path="/",
    )
    return answer


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


@router.post("/sign-out")
def sign_out(request: Request, session: SignedIn, _: OwnForm, office: OfOffice) -> Response:
    """End a session."""
    office.accounts.sign_out(request.cookies[cookie_name(request)])
    office.audit.add(session.user.id, "signed out")
    answer = go_to("/sign-in")
    answer.delete_cookie(cookie_name(request), path="/")
    return answer


@router.get("/join/{secret}")
def join_page(request: Request, secret: str, office: OfOffice) -> HTMLResponse:
    """The form by which somebody who was invited makes an account."""
    return _join_page(request, office, secret, None)


def _join_page(
    request: Request, office: OfficeDesk, secret: str, error: UsageError | None, name: str = ""
) -> HTMLResponse:
    invitation = office.accounts.invited(secret)
    if invitation is None:
        raise HTTPException(404, "This link has been used already, or is too old.")
    status = 422 if error else 200
    return draw(request, "join", status, invitation=invitation, error=error, name=name)


@router.post("/join/{secret}")
def join(request: Request, secret: str, form: OpenForm, office: OfOffice) -> Response:
    """Make the account, and sign in."""
    name, password = field(form, "name"), str(form.get("password", ""))
    try:
        office.accounts.join(secret, name, field(form, "full_name"), password)
        return _signed_in(request, office.accounts.sign_in(name, password, _address(request)))
    except UsageError as error:
        return _join_page(request, office, secret, error, name)


@router.get("/account")
def account(request: Request, session: SignedIn, office: OfOffice) -> HTMLResponse:
    """One's own account: what one may do, and the tokens of one's programs."""
    tokens = office.accounts.tokens(session.user)
    return draw(request, "account", tokens=tokens, made=None)


@router.post("/account/tokens")
def make_token(request: Request, session: SignedIn, form: OwnForm, office: OfOffice) -> Response:
    """Make a token, and show it this once."""
    made = office.accounts.make_token(session.user, field(form, "label") or "a program")
    return draw(request, "account", tokens=office.accounts.tokens(session.user), made=made)


@router.post("/account/tokens/{mark}/end")
def end_token(session: SignedIn, mark: str, _: OwnForm, office: OfOffice) -> Response:
    """Make a token invalid."""
    office.accounts.end_token(session.user, mark)
    return go_to("/account", "ended")


@router.get("/people")
def people(request: Request, _: Administrator, office: OfOffice) -> HTMLResponse:
    """Everybody, and the form to invite."""
    return draw(request, "people", people=office.accounts.users(), link=None, error=None)


@router.post("/people")
def invite(request: Request, user: Administrator, form: OwnForm, office: OfOffice) -> HTMLResponse:
    """Make a link for one more person, and show it this once."""
    link, error = None, None
    try:
        secret = office.accounts.invite(
            user,
            field(form, "full_name"),
            field(form, "bar_number"),
            _role(field(form, "role")),
            sealed=bool(field(form, "sealed")),
        )
        link = f"{request.app.state.url}/join/{secret}"
    except UsageError as wrong:
        error = wrong
    status = 422 if error else 200
    people_there = office.accounts.users()
    return draw(request, "people", status, people=people_there, link=link, error=error)


@router.post("/people/{number}")
def change(
    request: Request, user: Administrator, number: int, form: OwnForm, office: OfOffice
) -> Response:
    """Give somebody another role, or end the account."""
    try:
        office.accounts.change(
            user,
            number,
            _role(field(form, "role")),
            sealed=bool(field(form, "sealed")),
            closed=bool(field(form, "closed")),
        )
    except UsageError as error:
        people_there = office.accounts.users()
        return draw(request, "people", 422, people=people_there, link=None, error=error)
    return go_to("/people", "changed")


def _role(text: str) -> Role:
    for role in ROLES:
        if role == text:
            return role
    raise UsageError("role", "is not known", f"One of: {', '.join(ROLES)}.")


@router.get("/audit")
def audit(
    request: Request, _: Administrator, office: OfOffice, before: int | None = None
) -> HTMLResponse:
    """Who did what, the newest first."""
    entries = office.audit.latest(_AT_ONCE, before)
    more = entries[-1].id if len(entries) == _AT_ONCE else None
    broken = office.audit.first_broken()
    return draw(request, "audit", entries=entries, more=more, broken=broken)
