"""Find the page and row of each conviction in a document."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from filings.compose.schedule import Schedule
from filings.model.errors import RenderError
from filings.model.packet import Packet, Placement

LESS_ROOM = (
    "A template leaves the schedule less room on a page than is counted on: make margins, headings"
    " or type of the schedule smaller."
)


def pages_before_schedule(pages: Sequence[Any], sheets: int, where: str) -> int:
    """The number of pages before the schedule, after a check that each of its pages is one page.

    Raises:
        RenderError: A page of the schedule takes more than one page.
    """
    names = [name for page in pages for name in page.anchors if name.startswith("sheet-")]
    first = next((n for n, page in enumerate(pages) if "sheet-1" in page.anchors), -1)
    wanted = [f"sheet-{n + 1}" for n in range(sheets)]
    if first < 0 or names != wanted or len(pages) != first + sheets:
        raise RenderError(
            where,
            f"the schedule was set on {len(pages) - first} pages instead of {sheets}",
            LESS_ROOM,
        )
    return first


def placements_of(schedule: Schedule, document: str, first: int) -> Iterator[Placement]:
    """The placement of each row of a schedule, which `first` pages come before."""
    for page in schedule.pages:
        for row in page.rows:
            yield Placement(
                conviction=row.conviction.id,
                document=document,
                page=first + page.number,
                row=row.number,
            )


def placements_of_case(
    packet: Packet, document: str, on: Mapping[str, int], where: str
) -> Iterator[Placement]:
    """The placement of each conviction of a case; `on` is id of an element -> page, from 1.

    Raises:
        RenderError: A conviction is on no page.
    """
    for row, conviction in enumerate(packet.convictions, 1):
        if f"row-{row}" not in on:
            raise RenderError(
                where,
                f"conviction {row} of the case is on no page",
                'Give the element that shows it the id "row-1", "row-2" and so on.',
            )
        yield Placement(conviction=conviction.id, document=document, page=on[f"row-{row}"], row=row)
