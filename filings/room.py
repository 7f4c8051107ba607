"""Floor 3. A conviction in; which paper has no room for it, out.

A caption has so many rows, a page is so high, and people have the names and numbers they have. What
surely fits is not looked at; the few others are printed as they would be, and the pages thrown
away: no rule of thumb decides.
"""

from collections.abc import Mapping
from typing import Protocol
from unicodedata import combining

from filings.docket import Conviction, CourtId, Packet
from filings.errors import PageError
from filings.rulesets import DocumentKind, read_papers
from filings.settings import Settings

# Widths, in Ws, that fit every shipped caption; a test tries it.
SURE_NAME, SURE_WORD, SURE_NUMBERS = 40, 20, 60


class Printer(Protocol):
    """What is asked of a press."""

    settings: Settings

    def undrawable(self, conviction: Conviction, /) -> str:
        """The characters that no font draws."""

    def in_ws(self, text: str, /) -> float:
        """How wide a text is on one line, counted in the letter W."""

    def print_document(self, packet: Packet, document: str, /) -> object:
        """A document of a packet."""

    def row_fits(self, packet: Packet, document: str, /) -> bool:
        """Whether a document's schedule has room for the row of a conviction."""


class Room:
    """Asks the press of a run what it can print."""

    def __init__(self, press: Printer, *, per_case: bool = False) -> None:
        """Make ready to ask.

        Args:
            press: What will print.
            per_case: Whether what a ruleset prints case by case besides is wanted.
        """
        self.undrawable = press.undrawable
        self._press = press
        self._per_case = per_case
        self._documents: dict[CourtId, Mapping[str, DocumentKind]] = {}
        self._known: dict[tuple[str, ...], str] = {}

    def crowded(self, conviction: Conviction) -> str:
        """Which paper has no room for the name or the numbers of this conviction; "" when all do.

        Raises:
            TemplateError: A template is missing or wrong.
            RenderError: A page could not be laid out.
        """
        name = conviction.name.captioned if conviction.name else ""
        numbers = (conviction.number, *conviction.also_numbered)
        if (
            self._surely(name, SURE_NAME)
            and (name.isascii() or not any(map(combining, name)))
            and all(self._surely(word, SURE_WORD) for word in name.split())
            and self._surely(" ".join(numbers), SURE_NUMBERS)
        ):
            return ""
        key = (conviction.court, conviction.agency, name, *numbers)
        if key not in self._known:
            self._known[key] = self._tried(conviction)
        return self._known[key]

    def _surely(self, text: str, room: int) -> bool:
        return len(text) <= room or self._press.in_ws(text) <= room

    def _tried(self, conviction: Conviction) -> str:
        alone = Packet(
            court=conviction.court,
            agency=conviction.agency,
            offense=conviction.offense,
            relief=conviction.relief,
            part=1,
            parts=1,
            convictions=(conviction,),
        )
        for document, kind in self._papers(conviction.court).items():
            if kind.schedule and not self._press.row_fits(alone, document):
                return f"its row in {document}.pdf would be higher than a page"
            if kind.schedule:
                continue
            try:
                self._press.print_document(alone, document)
            except PageError:
                return f"{document}.pdf has no room for it in its caption"
        return ""

    def _papers(self, court: CourtId) -> Mapping[str, DocumentKind]:
        if court not in self._documents:
            paper = read_papers([court], self._press.settings)[court]
            self._documents[court] = paper.documents | (paper.per_case if self._per_case else {})
        return self._documents[court]
