"""Draw any document before it is built: a list of packets, the page, its words, its rows."""

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from filings.web import matter_actions
from filings.web.accounts import User
from filings.web.matters import Matter, rows_of
from filings.web.office_services import OfficeDesk
from filings.web.routes.page_frame import ListsUser, OfOffice, draw
from filings.web.routes.runs import png

router = APIRouter(include_in_schema=False)
_BY_CHANCE = 10
_WORST = 12
_AHEAD = 2  # packets
_SEEDS = 1_000_000


@router.get("/matters/{name}/preview")
def preview(
    request: Request,
    name: str,
    user: ListsUser,
    office: OfOffice,
    packet: str = "",
    document: str = "",
    at: int = 1,
    rows: str = "",
    seed: int = 0,
    row: int = 0,
) -> HTMLResponse:
    """A page of a document of a packet, as a build would print it.

    Of `rows` that are stepped through, `row` is the one whose page is shown.
    """
    matter = office.matters.get(name)
    checked, result = matter_actions.checked_result(office, matter)
    packets = result["report"]["packets"]
    if not packets:
        raise HTTPException(404, "Nothing of these lists would go in.")
    chosen = next((one for one in packets if one["name"] == packet), packets[0])
    documents = [
        one
        for one in result["documents"][chosen["court"]]
        if one["of_relief"] in (None, chosen["relief"])
        and (user.sealed or one["zone"] == "public")
        and (not one["per_case"] or matter.choices.per_case)
    ]
    replaced = {one["in_place_of"] for one in documents if one["of_relief"]}
    documents = [one for one in documents if one["name"] not in replaced]
    names = [one["name"] for one in documents]
    if document and document not in names:
        zones = {one["name"]: one["zone"] for one in result["documents"][chosen["court"]]}
        if zones.get(document) == "sealed":
            matter_actions.refuse_unsealed(user)
        document = ""
    document = document or ("motion" if "motion" in names else names[0])
    path = matter_actions.print_one(office, checked, result, user, chosen["name"], document)
    facts = json.loads(path.with_suffix(".json").read_bytes())
    printed_rows = _rows(office, checked, path, facts, user, rows, seed)
    if 0 < row <= len(printed_rows):
        at = printed_rows[row - 1]["place"]["page"]
    view = office.previews.page(path, at)
    office.audit.add(
        user.id, "saw a page", f"matter {name}", f"{chosen['name']}, {document}, page {at}"
    )
    _expect_next(office, checked, packets, chosen["name"], document, names)
    here = f"/matters/{name}/preview?packet={chosen['name']}&document={document}"
    return draw(
        request,
        "preview",
        matter=matter,
        packets=packets,
        chosen=chosen,
        result=result,
        documents=documents,
        document=document,
        at=at,
        pages=view.pages,
        words=view.words,
        here=here,
        picture=f"/matters/{name}/preview/picture?packet={chosen['name']}&document={document}&at={at}",
        draft=facts["draft"],
        has_rows=bool(facts["placements"]),
        printed_rows=printed_rows,
        names={str(n): called for n, called in enumerate(_called(office, matter), 1)},
        rows=rows,
        of_rows=f"&rows={rows}" + (f"&seed={seed}" if rows == "chance" else ""),
        row=row if 0 < row <= len(printed_rows) else 0,
        new_seed=random.randrange(1, _SEEDS),  # noqa: S311
    )


def _expect_next(
    office: OfficeDesk,
    checked: Path,
    packets: Sequence[Mapping[str, Any]],
    packet: str,
    document: str,
    documents: Sequence[str],
) -> None:
    """Have printed what whoever sees a document most likely looks at next; that first, last."""
    names = [one["name"] for one in packets]
    at = names.index(packet)
    for other in reversed(documents):
        office.previews.expect(checked, packet, other)
    for following in reversed(names[at + 1 : at + 1 + _AHEAD]):
        office.previews.expect(checked, following, document)


@router.get("/matters/{name}/preview/picture")
def preview_picture(
    name: str, user: ListsUser, office: OfOffice, packet: str, document: str, at: int = 1
) -> Response:
    """The picture of a page."""
    matter = office.matters.get(name)
    checked, result = matter_actions.checked_result(office, matter)
    path = matter_actions.print_one(office, checked, result, user, packet, document)
    return png(office.previews.page(path, at).png)


def _called(office: OfficeDesk, matter: Matter) -> list[str]:
    """The files that are read, as they were called, in the order in which they are."""
    files = office.matters.files(matter)
    return [file.name for use in ("list", "corrected") for file in files if file.use == use]


def _rows(
    office: OfficeDesk,
    checked: Path,
    path: Path,
    facts: dict[str, Any],
    user: User,
    which: str,
    seed: int,
) -> list[dict[str, Any]]:
    """Rows of the list beside what the page prints of them: chosen at random, or the worst.

    The worst rows are the longest of the list, where a column is most likely too narrow.
    """
    if which not in ("chance", "worst") or not user.sealed or not facts["placements"]:
        return []
    places = {place["conviction"]: place for place in facts["placements"]}
    lines = [row for row in rows_of(checked / "ledger.csv") if row["conviction"] in places]
    if which == "worst":
        lines = sorted(lines, key=lambda row: -sum(map(len, row.values())))[:_WORST]
    else:
        lines = random.Random(seed).sample(lines, min(_BY_CHANCE, len(lines)))  # noqa: S311
    shown = []
    for line in lines:
        place = places[line["conviction"]]
        words = office.previews.page(path, place["page"]).words
        number = line["case_number"]
        printed = next((text for text in words.splitlines() if number and number in text), "")
        shown.append({"line": line, "place": place, "printed": printed})
    return shown
