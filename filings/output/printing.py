"""Make a renderer in each process that prints, and print all packets that are not finished."""

import datetime as dt
import pickle
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from filings.model.errors import RenderError
from filings.model.packet import DraftReason, Packet
from filings.model.progress import Progress
from filings.model.report import Effort
from filings.model.sources import Earlier, ListSource
from filings.output.assemble_packet import LOT, Job, print_packets
from filings.output.run_inputs import installed
from filings.packets.case_store import CaseStore
from filings.render.bounded_layout import LayoutProcess
from filings.render.paper_texts import PaperTexts
from filings.render.unprintable_conviction import print_or_blame
from filings.settings.rulesets import Ruleset
from filings.settings.settings import Settings, shipped_templates
from filings.storage.cache_folder import CacheFolder
from filings.storage.run_folder import RunFolder
from filings.storage.workers import Pool, make_pool

if TYPE_CHECKING:
    from filings.render import Printed, Renderer

LOAD_RENDERER = partial(import_module, "filings.render.renderer")
"""What a worker loads when it starts, since that takes longest."""

_ONE_AT_A_TIME = threading.Lock()
# So many packets one process prints sooner than workers, which must start and lay out pages anew;
# and so many convictions take as long as a packet.
_FEW, _AS_A_PACKET = 16, 200
_FEW_AFAR = 3  # the same where workers run already


@dataclass(frozen=True, slots=True, kw_only=True)
class RendererParts:
    """Everything a renderer is made from; it is sent to every worker."""

    settings: Settings
    templates: Sequence[Path]  # overlay folders, absolute, the last on top
    filed_on: dt.date
    lists: tuple[ListSource, ...] = ()
    earlier: Earlier = field(default_factory=Earlier)
    drafts: tuple[DraftReason, ...] = ()  # what keeps every document a draft
    reuse: bool = True  # fill pages that were laid out before
    installed: Mapping[str, str] | None = None  # what another machine must have alike
    cache: Path | None = None  # where what was laid out is kept for later runs
    editable: bool = True  # make the text to edit of a document that has one, too

    def packed(self) -> bytes:
        """These parts as bytes, for `make_renderer`."""
        return pickle.dumps(self)


_LAST: list[tuple[Mapping[str, str], "Renderer"]] = []
"""What decided the look of the pages of the last renderer that was made, and that renderer."""


@lru_cache(maxsize=4)
def make_renderer(packed: bytes) -> "Renderer | BoundedRenderer":
    """The renderer of this process for these parts.

    One with an office's own templates prints in a process beside this one.

    Raises:
        RenderError: This machine has another version of something than the one that sent them.
        TemplateError: A template is missing or wrong.
    """
    # Safe to unpickle: the bytes come from the process that asked for the work.
    parts: RendererParts = pickle.loads(packed)  # noqa: S301
    if parts.installed is not None:
        here = installed(*template_and_font_files(parts.templates))
        other = [what for what in parts.installed if here[what] != parts.installed[what]]
        if other:
            raise RenderError(
                "a worker",
                f"has another version of {' and '.join(other)} than this machine",
                "Its pages would differ. Install the same on both; a folder of templates must be"
                " in the same place.",
            )
    return BoundedRenderer(parts) if parts.templates else _renderer_here(packed)


class BoundedRenderer(PaperTexts):
    """Prints as a `Renderer` does, and goes on where a template would take the machine."""

    def __init__(self, parts: RendererParts) -> None:
        """Make ready; the process that prints begins with the first page."""
        super().__init__(parts.settings, parts.templates, parts.filed_on)
        self._packed = parts.packed()
        self._process = LayoutProcess()

    def print_document(self, packet: Packet, document: str) -> "Printed":
        """A document, as `Renderer.print_document` makes it."""
        settings = self.settings
        law, ruleset = settings.law_of(packet.relief), settings.paper(packet.court).id
        winner = self.composer.first(document, law, packet.court, self._county, ruleset)
        overlays = self.composer.overlays(ruleset, winner)
        count = len(packet.convictions)
        return self._process.do(overlays, count, _document_here, self._packed, packet, document)

    def print_sheet(self, composed: str, paper: Ruleset, name: str) -> bytes:
        """A sheet for the office itself, as `Renderer.print_sheet` makes it."""
        overlays = self.composer.overlays(paper.id)
        return self._process.do(overlays, 1, _sheet_here, self._packed, composed, paper, name)


def _document_here(packed: bytes, packet: Packet, document: str) -> "Printed":
    return _renderer_here(packed).print_document(packet, document)


def _sheet_here(packed: bytes, composed: str, paper: Ruleset, name: str) -> bytes:
    return _renderer_here(packed).print_sheet(composed, paper, name)


@lru_cache(maxsize=4)
def _renderer_here(packed: bytes) -> "Renderer":
    """The renderer that lays out pages in this very process.

    It is expensive: one that differs in lists alone has the fonts and pages of the one before.
    """
    from filings.render import Renderer
    from filings.render.page_cache_on_disk import NOWHERE, PagesOnDisk

    parts: RendererParts = pickle.loads(packed)  # noqa: S301
    here = installed(*template_and_font_files(parts.templates))
    decides = {**here, "the settings": parts.settings.fingerprint}
    alike = next((made for how, made in _LAST if how == decides), None)
    renderer = Renderer(
        parts.settings,
        parts.templates,
        filed_on=parts.filed_on,
        lists=parts.lists,
        earlier=parts.earlier,
        drafts=parts.drafts,
        reuse=parts.reuse,
        disk=PagesOnDisk(CacheFolder(parts.cache), decides) if parts.cache else NOWHERE,
        editable=parts.editable,
        before=alike if alike and parts.reuse else None,
    )
    _LAST[:] = [(decides, renderer)]
    return renderer


def forget_renderers() -> None:
    """Have the next renderer of this process made anew."""
    make_renderer.cache_clear()
    _renderer_here.cache_clear()
    _LAST.clear()


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[Path]:
    """Have this process keep its temporary files (fonts, 12 MB of them) in a folder meanwhile.

    Even if this process is killed, its files go when the folder is deleted.
    """
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        forget_renderers()  # their fonts lie there


class LateRenderer(PaperTexts):
    """Knows texts and fonts at once, and makes a renderer when first asked for a page."""

    def __init__(self, parts: RendererParts) -> None:
        """Prepare texts and fonts; nothing is laid out yet."""
        super().__init__(parts.settings, parts.templates, parts.filed_on)
        self._parts = parts

    def print_document(self, packet: Packet, document: str) -> "Printed":
        """Print a document as `Renderer.print_document` does."""
        return make_renderer(self._parts.packed()).print_document(packet, document)


def template_and_font_files(templates: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The folders of templates, the shipped one first, and the shipped font files."""
    from filings.compose.fonts import font_files

    return [shipped_templates(), *templates], [*font_files()]


def print_unfinished(
    store: CaseStore,
    folder: RunFolder,
    parts: RendererParts,
    pool: Pool,
    progress: Progress,
    *,
    per_case: bool,
) -> tuple[int, Effort]:
    """Print every packet that is not finished yet; return how many were, and what it took.

    Args:
        store: All convictions, judged.
        folder: The run folder, which keeps the packets.
        parts: The parts of the run's renderers.
        pool: The workers, used where there is enough to print.
        progress: Called with how many convictions are done.
        per_case: Whether each case has documents of its own besides.

    Raises:
        RenderError: A page could not be laid out, or a worker died.
        OutputError: A file could not be written.
        VerificationError: A packet does not hold exactly its convictions.
    """
    settings, outlines = parts.settings, list(store.outlines())
    papers = {outline.series.court: settings.paper(outline.series.court) for outline in outlines}
    waiting = [outline for outline in outlines if not folder.kept(outline.name)]
    convictions = sum(outline.convictions for outline in waiting)
    progress.stage("printing", convictions)
    packets = map(store.packet, waiting)  # each is read when its turn comes
    lots = convictions // LOT if per_case else convictions // _AS_A_PACKET
    if len(waiting) + lots <= (_FEW if pool.own else _FEW_AFAR):
        pool = make_pool(1)
    effort = print_packets(
        packets,
        papers,
        folder,
        settings,
        pool,
        print_lot,
        parts.packed(),
        progress,
        per_case=per_case,
    )
    return len(outlines) - len(waiting), effort


def print_lot(packed: bytes, lot: tuple[Job, ...]) -> "list[Printed]":
    """Print some documents with the renderer of this process; called in a worker.

    Raises:
        RenderError: A page could not be laid out.
        TemplateError: A template is missing or wrong.
    """
    with _ONE_AT_A_TIME:  # a cluster's worker may have threads, and a renderer is not thread-safe
        renderer = make_renderer(packed)
        return [_named(print_or_blame(renderer, job.packet, job.document), job.name) for job in lot]


def _named(printed: "Printed", name: str) -> "Printed":
    if printed.name == name:
        return printed
    placements = tuple(replace(placement, document=name) for placement in printed.placements)
    return replace(printed, name=name, placements=placements)
