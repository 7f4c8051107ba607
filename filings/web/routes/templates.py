"""Draw the texts of the office: which file each document is made from, its blocks, its versions."""

import json
from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from filings.authoring.template_browser import TemplateBrowser
from filings.model.errors import FilingsError, UsageError
from filings.web import template_editing
from filings.web.accounts import User
from filings.web.matters import ChangedMeanwhile, NotHere
from filings.web.office_services import OfficeDesk
from filings.web.routes.page_frame import Approver, ListsUser, OfOffice, OwnForm, draw, field, go_to
from filings.web.routes.runs import png

router = APIRouter(include_in_schema=False)
_STATES = {
    "approved": "approved",
    "missing": "not approved",
    "changed": "changed since it was approved",
}


@router.get("/texts")
def all_texts(request: Request, _: ListsUser, office: OfOffice, court: str = "") -> HTMLResponse:
    """Which file each document of a court is made from."""
    browser = template_editing.browser_of(office)
    county = browser.settings.county
    chosen = court if court in county.courts else str(county.default_court)
    choices = {
        choice.document: choice
        for choice in template_editing.choices_of(browser)
        if choice.court == chosen
    }
    courts = {id_: record.name for id_, record in county.courts.items()}
    own = {
        document: template_editing.file_of_court(office, chosen, document).is_file()
        for document in choices
    }
    return draw(request, "texts", courts=courts, court=chosen, choices=choices.values(), own=own)


@router.get("/texts/{court}/{document}")
def one_text(
    request: Request, court: str, document: str, user: ListsUser, office: OfOffice, at: int = 1
) -> HTMLResponse:
    """A document: its blocks, who has approved it, its versions, and how it prints."""
    browser = template_editing.browser_of(office)
    return _one_text(request, office, browser, court, document, user, at)


def _one_text(
    request: Request,
    office: OfficeDesk,
    browser: TemplateBrowser,
    court: str,
    document: str,
    user: User,
    at: int,
) -> HTMLResponse:
    shown = template_editing.shown_of(browser, court, document)
    page, broken = None, None
    try:
        page = office.previews.page(template_editing.page_of(office, court, document), at)
    except FilingsError as error:
        if isinstance(error, NotHere):
            raise
        broken = error
    approvals = [
        {
            "name": name,
            "state": _STATES[state],
            "good": state == "approved",
            "hashes": json.dumps(browser.approvals.hashes(name), sort_keys=True),
            "why_not": template_editing.why_not(
                office, user, name, browser.approvals.contents(name)
            ),
        }
        for name, state in shown.approvals
    ]
    return draw(
        request,
        "text",
        court=court,
        court_name=browser.settings.county.courts[shown.choice.court].name,
        document=document,
        shown=shown,
        approvals=approvals,
        versions=template_editing.versions_of(office, court, document),
        own=template_editing.file_of_court(office, court, document).is_file(),
        page=page,
        broken=broken,
        at=at,
    )


@router.get("/texts/{court}/{document}/picture")
def picture(court: str, document: str, _: ListsUser, office: OfOffice, at: int = 1) -> Response:
    """The picture of a page of it."""
    template_editing.shown_of(template_editing.browser_of(office), court, document)
    return png(office.previews.page(template_editing.page_of(office, court, document), at).png)


@router.get("/texts/{court}/{document}/changes")
def changes(
    request: Request, court: str, document: str, _: ListsUser, office: OfOffice
) -> HTMLResponse:
    """What the office's own text changes in the one it extends."""
    template_editing.shown_of(template_editing.browser_of(office), court, document)
    lines = template_editing.changes_of(office, court, document)
    return draw(request, "changes", court=court, document=document, lines=lines)


@router.get("/texts/{court}/{document}/blocks/{block}")
def block_page(
    request: Request, court: str, document: str, block: str, _: ListsUser, office: OfOffice
) -> HTMLResponse:
    """The words of a block, to be changed."""
    return _block_page(request, office, court, document, block)


def _block_page(
    request: Request,
    office: OfficeDesk,
    court: str,
    document: str,
    block: str,
    *,
    words: str | None = None,
    tried: template_editing.TriedText | None = None,
    meanwhile: ChangedMeanwhile | None = None,
) -> HTMLResponse:
    """A block to be changed: as it stands, or with `words` that were tried or came too late."""
    browser = template_editing.browser_of(office)
    shown = template_editing.shown_of(browser, court, document)
    there = template_editing.words_of_block(browser, shown, block)
    at, pages = 1, 0
    with suppress(FilingsError):
        path = template_editing.page_of(office, court, document)
        at, pages = office.previews.page_that_says(path, template_editing.phrases_of(there))
    marks = next((one.marks for one in shown.blocks if one.name == block), ())
    return draw(
        request,
        "block",
        409 if meanwhile else 422 if tried else 200,
        court=court,
        court_name=browser.settings.county.courts[shown.choice.court].name,
        document=document,
        block=block,
        marks=marks,
        names=shown.names,
        words=there if words is None else words,
        there=there,
        read=template_editing.mark_of(there),
        tried=tried,
        meanwhile=meanwhile,
        at=at,
        pages=pages,
    )


@router.post("/texts/{court}/{document}/blocks/{block}")
def save_block(
    request: Request,
    court: str,
    document: str,
    block: str,
    user: ListsUser,
    form: OwnForm,
    office: OfOffice,
) -> Response:
    """Try new words, and put them in place when nothing is wrong with them."""
    words = str(form.get("words", ""))
    try:
        tried = template_editing.save(
            office,
            user,
            court,
            document,
            block,
            words,
            field(form, "note"),
            field(form, "read"),
        )
    except ChangedMeanwhile as error:
        return _block_page(request, office, court, document, block, words=words, meanwhile=error)
    if tried.stands:
        return go_to(f"/texts/{court}/{document}", "saved")
    return _block_page(request, office, court, document, block, words=words, tried=tried)


@router.post("/texts/{court}/{document}/versions/{number}")
def back_to(
    court: str, document: str, number: int, user: ListsUser, form: OwnForm, office: OfOffice
) -> Response:
    """Go back to an earlier version; that is a version too."""
    template_editing.shown_of(template_editing.browser_of(office), court, document)
    latest = field(form, "latest")
    tried = template_editing.go_back(
        office, user, court, document, number, int(latest) if latest.isdecimal() else 0
    )
    if not tried.stands:
        first = tried.problems[0]
        raise UsageError(first["where"], first["what"].rstrip("."), first["remedy"])
    return go_to(f"/texts/{court}/{document}", "saved")


@router.post("/texts/{court}/{document}/approve")
def approve(court: str, document: str, user: Approver, form: OwnForm, office: OfOffice) -> Response:
    """Approve a text as it is now."""
    try:
        hashes = json.loads(field(form, "hashes"))
    except ValueError:
        hashes = {}
    template_editing.approve(office, user, field(form, "name"), hashes)
    return go_to(f"/texts/{court}/{document}", "approved")
