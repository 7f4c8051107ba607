"""Find the one conviction that keeps a document from being printed.

Every text of a conviction is checked before it is included (`filings.render.fits_page`). If a page
breaks its ruleset all the same, the error names the list and row that cause it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from filings.model.conviction import Conviction
from filings.model.entries import Name
from filings.model.errors import PageError, RenderError
from filings.model.identifiers import CaseNumber
from filings.model.packet import Packet

_Printed = TypeVar("_Printed", covariant=True)


class DocumentPrinter(Protocol[_Printed]):
    """What this module asks of a renderer."""

    def print_document(self, packet: Packet, document: str, /) -> _Printed:
        """A document of a packet."""


def print_or_blame(renderer: DocumentPrinter[_Printed], packet: Packet, document: str) -> _Printed:
    """Print a document of a packet; if that fails, find the conviction that causes it.

    Raises:
        PageError: A page breaks its ruleset.
        RenderError: A page could not be laid out. If one conviction is the cause, either error
            names its list and line.
    """
    try:
        return renderer.print_document(packet, document)
    except (PageError, RenderError) as error:
        conviction = culprit(renderer, packet, document)
        if conviction is None:
            raise
        where = f"list {conviction.list}, line {conviction.line}: {error.where}"
        raise type(error)(where, error.what, error.remedy) from error


def culprit(renderer: DocumentPrinter[object], packet: Packet, document: str) -> Conviction | None:
    """The conviction that alone keeps a document from being printed; None if there is none.

    If a template fails for everybody, no conviction is the cause.
    """
    suspects = packet.convictions
    while len(suspects) > 1:
        half = len(suspects) // 2
        halves = suspects[:half], suspects[half:]
        broken = [part for part in halves if not _prints(renderer, packet, document, part)]
        if not broken:
            return None
        suspects = broken[0]
    in_its_place = tuple(map(plain, suspects))
    return suspects[0] if _prints(renderer, packet, document, in_its_place) else None


def plain(conviction: Conviction) -> Conviction:
    """A conviction like this one with short texts, which fit any page."""
    return replace(
        conviction,
        name=conviction.name and Name(last="SPECIMEN", first="ALEX"),
        case_number=CaseNumber("A1"),
        also_numbered=(),
        defendant_suffix="",
        count="1",
    )


def _prints(
    renderer: DocumentPrinter[object],
    packet: Packet,
    document: str,
    convictions: Sequence[Conviction],
) -> bool:
    try:
        renderer.print_document(replace(packet, convictions=tuple(convictions)), document)
    except (PageError, RenderError):
        return False
    return True
