"""Floor 3. A conviction in; why a paper that names its defendant alone has no room for it, out.

A caption has so many rows, and people have the names they have. What surely fits is not looked at;
the few others are printed as they would be, and the pages thrown away: no rule of thumb decides.
"""

from typing import Protocol

from filings.docket import Conviction, CourtId, Packet
from filings.errors import PageError
from filings.rulesets import read_papers
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
        self._documents: dict[CourtId, tuple[str, ...]] = {}
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
        for document in self._of_one_case(conviction.court):
            try:
                self._press.print_document(alone, document)
            except PageError:
                return f"{document}.pdf has no room for it in its caption"
        return ""

    def _of_one_case(self, court: CourtId) -> tuple[str, ...]:
        if court not in self._documents:
            paper = read_papers([court], self._press.settings)[court]
            printed = paper.documents | (paper.per_case if self._per_case else {})
            self._documents[court] = tuple(
                document for document, kind in printed.items() if not kind.schedule
            )
        return self._documents[court]
