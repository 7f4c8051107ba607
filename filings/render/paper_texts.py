"""Answer what can be known of papers before layout: their texts, and what the fonts can draw."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from filings.compose import fonts
from filings.compose.composer import Composer
from filings.compose.template_lookup import refuse_unknown_folders
from filings.model.conviction import Conviction
from filings.model.errors import ConfigError
from filings.model.identifiers import CourtId, Relief
from filings.settings.settings import Settings


class PaperTexts:
    """The texts and fonts of a run's papers; WeasyPrint is not loaded for it."""

    def __init__(self, settings: Settings, templates: Sequence[Path], filed_on: dt.date) -> None:
        """Read the templates; `templates` are overlay folders, the last on top.

        Raises:
            TemplateError: A folder is missing, or is not one that texts are looked up in.
        """
        self.settings = settings
        self.composer = Composer(templates, filed_on)
        refuse_unknown_folders(self.composer.shelves, settings)
        self._county = settings.office.county

    @property
    def texts_are_shipped(self) -> bool:
        """Whether no template of an office is laid over the shipped ones."""
        return len(self.composer.folders) == 1

    def refuse_foreign(self, court: CourtId, relief: Relief, documents: Iterable[str]) -> None:
        """Refuse a packet whose texts or authority are not those of the law of its relief.

        Raises:
            ConfigError: The law knows no such authority as the office names.
            TemplateError: A document has no text, or one of another law or state.
        """
        law, asked = self.settings.law_of(relief), self.settings.reliefs[relief]
        authority = asked.authority or self.settings.office.authority
        known = self.settings.laws[law].authorities
        if authority not in known:
            raise ConfigError(
                "config: office.yaml: authority",
                f"{law} has no authority `{authority}`, on which its packets would rest",
                f"Name one that it has ({', '.join(known)}), or leave the rows of that law out.",
            )
        paper, foreign = self.settings.paper(court), self.settings.foreign_to(law)
        if asked.authority and not any(
            kind.of_relief == relief for kind in paper.documents.values()
        ):
            raise ConfigError(
                f"config: rulesets/{paper.id}.yaml: documents",
                f"has no papers for {asked.verbs}, which {authority} asks for",
                "Add them (`of_relief`), or leave `authority` of the list away in lists.yaml.",
            )
        for document in documents:
            file = self.composer.first(document, law, court, self._county, paper.id)
            self.composer.refuse_foreign(file, law, foreign)

    def undrawable(self, conviction: Conviction) -> str:
        """The characters of this conviction that no shipped font can draw; "" if there are none."""
        name = conviction.name.listed if conviction.name else ""
        shown = (conviction.number, *conviction.also_numbered, conviction.statute.short)
        # All kinds of white space look the same on a page.
        return fonts.undrawable("".join((name, *shown, *conviction.count.split())))

    def in_ws(self, text: str) -> float:
        """The greatest width of a text on one line, in widths of the letter W."""
        return fonts.in_ws(text)

    def plain(self, text: str) -> bool:
        """Whether a text needs no other font, and no shaping of its letters."""
        return fonts.plain(text)
