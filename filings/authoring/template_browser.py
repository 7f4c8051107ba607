"""Find which template file is used for a court's document, and why.

This is behind `filings templates list`, `show` and `new`. It prints nothing and decides nothing: it
describes the lookup that the renderer uses.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.compose.composer import Composer
from filings.compose.template_context import DocumentView, NamedDocumentView
from filings.compose.template_lookup import (
    LookupStep,
    TemplateFile,
    places,
    refuse_unknown_folders,
)
from filings.compose.template_names import names_of
from filings.model.errors import ConfigError, OutputError, TemplateError
from filings.model.identifiers import CourtId
from filings.render.approvals import LAW, Approvals, State
from filings.settings.laws import LawId
from filings.settings.rulesets import DocumentKind, Ruleset, paper_of
from filings.settings.settings import Court, Settings


@dataclass(frozen=True, slots=True)
class Choice:
    """The file that one document of one court is made from."""

    county: str
    court: CourtId
    document: str
    law: LawId
    ruleset: str
    file: TemplateFile
    whose: str  # "its ruleset's"
    passed_over: tuple[str, ...]  # places of the lookup without a valid file

    @property
    def why(self) -> str:
        """In words: "its ruleset's, standing from 2026-03-01"."""
        dated = f", standing from {self.file.since}" if self.file.since else ""
        laid = "" if self.file.name == self.file.asked else ", laid over the shipped ones"
        return f"{self.whose}{dated}{laid}"


@dataclass(frozen=True, slots=True)
class OfferedBlock:
    """A block that a file for this court may override."""

    name: str
    file: str  # where it stands now
    line: int
    marks: tuple[str, ...]  # `data-required` words in it, which an override keeps


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that is needed to change a document for a court."""

    choice: Choice
    chain: tuple[tuple[LookupStep, str], ...]  # each place, and its file; "" for none
    lineage: tuple[str, ...]  # the file, what it extends, and so on
    included: tuple[str, ...]
    blocks: tuple[OfferedBlock, ...]
    names: tuple[tuple[str, str], ...]  # names it may use, and their types in words
    approvals: tuple[tuple[str, State], ...]  # texts and rules, and whether each is approved


class TemplateBrowser:
    """Looks up templates of one set of settings and folders, as valid on one day."""

    def __init__(self, settings: Settings, folders: Sequence[Path], filed_on: dt.date) -> None:
        """`folders` are overlays, the last on top.

        Raises:
            TemplateError: A folder is absent or unknown, or a file's day cannot be read.
            ConfigError: A ruleset is wrong.
        """
        self.settings = settings
        self.folders = tuple(folders)
        self.filed_on = filed_on
        self.composer = Composer(folders, filed_on)
        refuse_unknown_folders(self.composer.shelves, settings)
        self.approvals = Approvals(settings, self.composer)
        self.rulesets: Mapping[str, Ruleset] = settings.rulesets

    def courts(self, counties: Sequence[str] = ()) -> Iterator[tuple[str, CourtId, Court]]:
        """Every court of these counties, or of all."""
        for county in counties or self.settings.counties:
            for court, record in self.settings.counties[county].courts.items():
                yield county, court, record

    def paper(self, county: str, court: CourtId) -> Ruleset:
        """The ruleset a court obeys.

        Raises:
            ConfigError: It names a ruleset that does not exist.
        """
        return paper_of(self.settings.counties[county], court, self.rulesets)

    def documents(self, county: str, court: CourtId) -> Mapping[str, DocumentKind]:
        """The documents of a court's packets, and those printed case by case."""
        paper = self.paper(county, court)
        return {**paper.documents, **paper.per_case}

    def laws(self, county: str) -> tuple[LawId, ...]:
        """The laws of a county's state.

        Raises:
            ConfigError: There is none.
        """
        state = self.settings.counties[county].state
        laws = tuple(self.settings.laws_of(state))
        if not laws:
            raise ConfigError(
                "config: laws/", f"none is of {state}", f"Write laws/<law>.yaml, `state: {state}`."
            )
        return laws

    def choose(
        self, county: str, court: CourtId, document: str, law: LawId | None = None
    ) -> Choice:
        """The file for a document, under a law or the first of the state.

        Raises:
            TemplateError: There is no such document, or no file for it.
            ConfigError: The state has no law.
        """
        law = law or self.laws(county)[0]
        paper = self.paper(county, court)
        known = self.documents(county, court)
        if document not in known:
            raise TemplateError(
                document, f"is no document of {court}", f"It has {', '.join(known)}."
            )
        empty: list[str] = []
        for place in places(document, law, court, county, paper.id):
            file = self.composer.shelves.standing(place.asked)
            if file:
                passed = tuple(empty)
                return Choice(county, court, document, law, paper.id, file, place.whose, passed)
            empty.append(place.asked)
        raise TemplateError(
            f"frame/{document}.html", "no such template", f"Looked for {', '.join(empty)}."
        )

    def kind_of(self, choice: Choice) -> DocumentKind:
        """The kind of a document: where it goes, and whether it names people."""
        return self.documents(choice.county, choice.court)[choice.document]

    def choices(
        self, counties: Sequence[str] = (), court: str = "", document: str = ""
    ) -> Iterator[Choice]:
        """The file for every court and document, or for those given."""
        for county, court_id, _ in self.courts(counties):
            if court and court != court_id:
                continue
            for name, kind in self.documents(county, court_id).items():
                if not document or document == name:
                    for law in self.laws(county):
                        if kind.of_relief in (None, *self.settings.laws[law].reliefs):
                            yield self.choose(county, court_id, name, law)

    def show(self, county: str, court: CourtId, document: str) -> Shown:
        """The lookup of a document, its blocks, its names and the approvals it needs."""
        choice = self.choose(county, court, document)
        outlines, shelves = self.composer.outlines, self.composer.shelves
        lineage = outlines.lineage(choice.file)
        chain = places(document, choice.law, court, county, choice.ruleset)
        marks = outlines.marks(choice.file)
        stands_in = {
            block.name: (file, block.line)
            for file in reversed(lineage)
            for block in outlines.of(file.name).blocks
        }
        texts = (
            *self.composer.texts_of(choice.file, document),
            f"{LAW}{choice.law}",
            f"ruleset-{choice.ruleset}",
        )
        return Shown(
            choice=choice,
            chain=tuple(
                (place, standing.name if (standing := shelves.standing(place.asked)) else "")
                for place in chain
            ),
            lineage=tuple(file.name for file in lineage),
            included=tuple(
                file.name for file in outlines.whole(choice.file) if file not in lineage
            ),
            blocks=tuple(
                OfferedBlock(
                    name,
                    file.name,
                    line,
                    tuple(mark.name for mark in marks.values() if mark.block == name),
                )
                for name, (file, line) in stands_in.items()
            ),
            names=tuple(
                (name, type_in_words(kind))
                for name, kind in given_names(names=self.kind_of(choice).names).items()
            ),
            approvals=tuple((text, self.approvals.state(text)) for text in texts),
        )

    def start(self, county: str, court: CourtId | None, document: str, folder: Path) -> Path:
        """Write a commented file for a court or a county, which can already be printed.

        Raises:
            TemplateError: There is no such document.
            OutputError: The file is there already, or cannot be written.
        """
        of = court or self.settings.counties[county].default_court
        shown = self.show(county, of, document)
        place = f"courts/{court}" if court else f"counties/{county}"
        path = folder / place / f"{document}.html"
        # A file that extends its own name extends the one that it replaces.
        parent = self._above(shown, f"{place}/{document}.html")
        if path.exists():
            raise OutputError(str(path), "is there already", "Open it, or choose another folder.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._starter(shown, parent, place, folder), encoding="utf-8")
        except OSError as error:
            raise OutputError(
                str(path), error.strerror or str(error), "Choose another folder."
            ) from error
        return path

    def _above(self, shown: Shown, asked: str) -> str:
        chain = [place.asked for place, _ in shown.chain]
        rest = chain[chain.index(asked) :]
        return next(name for name in rest if self.composer.shelves.standing(name))

    def block_text(self, shown: Shown, name: str) -> str:
        """The text of a block as it is now, to be copied.

        Raises:
            TemplateError: The document has no such block.
        """
        block = next((block for block in shown.blocks if block.name == name), None)
        if block is None:
            raise TemplateError(
                shown.choice.file.name,
                f"has no block {name}",
                f"It has {', '.join(block.name for block in shown.blocks)}.",
            )
        return self.composer.outlines.of(block.file).text_of(name)

    def _starter(self, shown: Shown, parent: str, place: str, folder: Path) -> str:
        blocks = "\n".join(
            f"    {block.name:20} {block.file}, line {block.line}"
            + (f"; keep the marks {', '.join(block.marks)}" if block.marks else "")
            for block in shown.blocks
        )
        return _STARTER.format(
            document=shown.choice.document,
            court=shown.choice.court,
            folder=folder,
            whose=place,
            parent=parent,
            blocks=blocks,
            example=next((b.name for b in shown.blocks if b.name == "hearing"), "title"),
        )


_STARTER = """\
{{#
  {document} for {whose}. Only what differs stands here; all else comes from {parent}.

  To change a piece, copy its block below the `extends` line and change the words. {{{{ super() }}}}
  inside a block stands for the piece as it was, so that words can be put before or after it.
  This prints a block as it stands:
    filings templates show {document} --court {court} --templates {folder} --block NAME
  The blocks, and where they stand:
{blocks}

  This shows the page while you write, and this looks the text through:
    filings preview --document {document} --court {court} --templates {folder} --watch --open
    filings templates check --document {document} --court {court} --templates {folder}
#}}
{{% extends "{parent}" %}}
{{% block {example} %}}{{{{ super() }}}}{{% endblock %}}
"""


def given_names(*, names: bool = True) -> dict[str, Any]:
    """Every name a template may use -> its type; `names`: the document may name people."""
    return names_of(NamedDocumentView if names else DocumentView)


def type_in_words(kind: Any) -> str:
    """A type in words for people who do not program: "list of lines", "Court"."""
    name = str(getattr(kind, "__name__", kind)) if isinstance(kind, type) else str(kind)
    name = re.sub(r"filings\.compose\.views\.|datetime\.", "", name)
    name = re.sub(r"\b(?:Named)?(\w+)View\b", r"\1", name)
    plain = {"str": "text", "bool": "yes or no", "int": "number", "date": "day"}
    if name.startswith("tuple["):
        of = name.removeprefix("tuple[").removesuffix("]").partition(",")[0]
        return f"several of: {plain.get(of, of)}"
    return plain.get(name, name)
