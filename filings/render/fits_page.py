"""Find the paper that has no room for what it must show of a conviction.

A caption has few lines, and a page has an end. Short texts certainly fit, and some are longer than
any page; the few convictions in between are printed on trial, and the pages thrown away, so that no
estimate decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from filings.model.conviction import Conviction
from filings.model.errors import PageError, RenderError, TemplateError
from filings.model.identifiers import CourtId, Relief
from filings.model.packet import Packet
from filings.render.unprintable_conviction import plain
from filings.settings.rulesets import DocumentKind
from filings.settings.settings import Settings

# Widths, in letters W, that fit every shipped caption; a test proves it.
SURE_NAME, SURE_WORD, SURE_NUMBERS = 40, 20, 60
# The same for a name in a row of a schedule, which may take several lines; a test proves it.
SURE_NAME_IN_ROW = 120
SURE_COUNT, SURE_COUNT_WORD = 36, 12
_MOST = 1_000  # letters of a name, of all numbers or of a count; no page has room for more


class Printer(Protocol):
    """What this check asks of a renderer."""

    settings: Settings

    @property
    def texts_are_shipped(self) -> bool:
        """Whether no template of an office is laid over the shipped ones."""

    def refuse_foreign(self, court: CourtId, relief: Relief, documents: Iterable[str], /) -> None:
        """Raise if a document's text is of another law or state."""

    def undrawable(self, conviction: Conviction, /) -> str:
        """The characters of a conviction that no font can draw."""

    def in_ws(self, text: str, /) -> float:
        """The greatest width of a text on one line, in widths of the letter W."""

    def plain(self, text: str, /) -> bool:
        """Whether a text needs no other font, and no shaping of its letters."""

    def print_document(self, packet: Packet, document: str, /) -> object:
        """Print a document of a packet."""


class FitsPageCheck:
    """Checks convictions against the renderer of a run."""

    def __init__(self, renderer: Printer, *, per_case: bool = False) -> None:
        """Prepare the check.

        Args:
            renderer: The renderer of the run.
            per_case: Whether documents of single cases are printed too.
        """
        self.undrawable = renderer.undrawable
        self._renderer = renderer
        self._per_case = per_case
        self._documents: dict[tuple[CourtId, Relief], Mapping[str, DocumentKind]] = {}
        self._rows_alone: dict[tuple[CourtId, Relief], bool] = {}
        self._known: dict[tuple[str, ...], str] = {}

    def refuse_foreign(self, court: CourtId, relief: Relief) -> None:
        """Refuse a packet whose texts or authority are not those of its law.

        Raises:
            ConfigError: The law knows no such authority as the office names.
            TemplateError: A document has no text, or one of another law or state.
        """
        self._renderer.refuse_foreign(court, relief, self._papers(court, relief))

    def crowded(self, conviction: Conviction) -> str:
        """The paper that has no room for what it shows of this conviction; "" when all have room.

        Raises:
            TemplateError: A template is missing or wrong.
            RenderError: A page could not be laid out.
        """
        name = conviction.name.captioned if conviction.name else ""
        numbers = " ".join((conviction.number, *conviction.also_numbered))
        count = " ".join(conviction.count.split())
        shown = f"{name} {numbers} {count}"
        if (
            shown.isascii()  # nearly every conviction: surely fits
            and shown.isprintable()
            and len(name) <= SURE_NAME
            and max(map(len, name.split()), default=0) <= SURE_WORD
            and len(numbers) <= SURE_NUMBERS
            and len(count) <= SURE_COUNT_WORD
        ):
            return ""
        if (
            self._has_room_for_name(name, conviction)
            and self._surely(numbers, SURE_NUMBERS)
            and self._surely(count, SURE_COUNT)
            and all(self._surely(word, SURE_WORD) for word in name.split())
            and all(self._surely(word, SURE_COUNT_WORD) for word in count.split())
            and self._renderer.plain(numbers + count)
        ):
            return ""
        for what, text in (("name", name), ("numbers", numbers), ("count", count)):
            if len(text) > _MOST:
                verb = "have" if what == "numbers" else "has"
                return f"its {what} {verb} {len(text):,} characters; no page has room for them"
        whose = (conviction.court, conviction.agency, self._relief(conviction))
        key = (*whose, name, numbers, count)
        if key not in self._known:
            self._known[key] = self._tried(conviction)
        return self._known[key]

    def _has_room_for_name(self, name: str, conviction: Conviction) -> bool:
        if self._surely(name, SURE_NAME):
            return True
        return self._surely(name, SURE_NAME_IN_ROW) and self._in_rows_alone(conviction)

    def _in_rows_alone(self, conviction: Conviction) -> bool:
        """Whether its papers name people only in rows of a schedule, and not in a caption."""
        key = (conviction.court, self._relief(conviction))
        if key not in self._rows_alone:
            self._rows_alone[key] = self._renderer.texts_are_shipped and all(
                kind.shows != "case" for kind in self._papers(*key).values()
            )
        return self._rows_alone[key]

    def _relief(self, conviction: Conviction) -> Relief:
        """The relief of the packet that it would be in."""
        return self._renderer.settings.packets_of(conviction.relief)

    def _surely(self, text: str, room: int) -> bool:
        # W is the widest plain letter; a text of more letters may be narrow enough all the same.
        fits = text.isascii() and len(text) <= room
        return fits or (len(text) <= _MOST and self._renderer.in_ws(text) <= room)

    def _tried(self, conviction: Conviction) -> str:
        alone = Packet(
            court=conviction.court,
            agency=conviction.agency,
            offense=conviction.offense,
            relief=self._relief(conviction),
            part=1,
            parts=1,
            convictions=(conviction,),
        )
        for document, kind in self._papers(conviction.court, alone.relief).items():
            try:
                self._renderer.print_document(alone, document)
            except PageError:
                if kind.shows == "schedule":
                    return f"its row in {document}.pdf would be higher than a page"
                return f"{document}.pdf has no room for it in its caption"
            except (RenderError, TemplateError):
                # The template fails for every conviction: report that, and not this conviction.
                like_it = replace(alone, convictions=(plain(conviction),))
                self._renderer.print_document(like_it, document)
                return f"{document}.pdf cannot be laid out, or cannot be read, with it"
        return ""

    def _papers(self, court: CourtId, relief: Relief) -> Mapping[str, DocumentKind]:
        key = (court, relief)
        if key not in self._documents:
            paper = self._renderer.settings.paper(court)
            alone = paper.per_case_for(relief) if self._per_case else {}
            self._documents[key] = paper.documents_for(relief) | alone
        return self._documents[key]
