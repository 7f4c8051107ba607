"""Print one document, or draw one page, at once: in processes that keep what they have loaded.

A check keeps its packets, and with them what was printed: the same page is printed once for
everybody. What is likely to be asked next is printed ahead, while nobody waits. A process has
limits, and is begun anew when it dies of a list or of a text, or has grown.
"""

import io
import multiprocessing
import os
import resource
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from filings.model.errors import FilingsError, RenderError
from filings.storage.run_folder import as_json, write_private
from filings.web.matters import NotHere

_T = TypeVar("_T")

_DPI = 110
_MOST_PICTURES = 300  # kept in memory
_MOST_AHEAD = 24  # documents that wait to be printed ahead
_QUIET = 0.5  # seconds in which nobody asks, before something is printed ahead
_SECONDS = 120  # for one document, from its turn on
_MEMORY = 6 << 30
_LARGE = 2 << 30  # bytes in memory at which a process is replaced
_MOST_DONE = 2000  # pieces of work after which it is


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page of a document: its picture and its words."""

    png: bytes
    words: str
    pages: int  # of the document


class WarmProcess:
    """One process that does one piece of work after another, and keeps what it has read."""

    def __init__(self, scratch: Path, make_ready: Callable[[], None]) -> None:
        """Nothing is begun until something is asked.

        Args:
            scratch: Where it keeps temporary files.
            make_ready: What it does before anything is asked.
        """
        self._scratch = scratch
        self._make_ready = make_ready
        self._turn = threading.Lock()
        self._changed = threading.Condition()
        self._asking = 0
        self._pool: ProcessPoolExecutor | None = None
        self._done = 0

    def ask(self, work: Callable[..., _T], *arguments: Any) -> _T:
        """Have something done as soon as what is being done has ended.

        Raises:
            RenderError: It took too long, or too much memory.
        """
        with self._changed:
            self._asking += 1
            self._changed.notify_all()
        try:
            with self._turn:
                return self._do(work, *arguments)
        finally:
            with self._changed:
                self._asking -= 1
                self._changed.notify_all()

    def do_when_idle(self, work: Callable[..., None], *arguments: Any) -> None:
        """Have something done once nobody has asked for a while; what stops it is not told."""
        with self._changed:
            quiet = False
            while not quiet:
                self._changed.wait_for(lambda: not self._asking)
                quiet = not self._changed.wait_for(lambda: self._asking, timeout=_QUIET)
        with self._turn, suppress(FilingsError, OSError):
            self._do(work, *arguments)

    def begin(self) -> None:
        """Begin the process, unless it has begun."""
        if self._pool is None:
            self._pool, self._done = self._new(), 0
            self._pool.submit(_nothing)

    def close(self) -> None:
        """End the process."""
        pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(wait=False, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            1,
            multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._scratch, self._make_ready),
        )

    def _do(self, work: Callable[..., _T], *arguments: Any) -> _T:
        self.begin()
        pool = self._pool
        assert pool, "it has begun"
        try:
            result, memory = pool.submit(_measured, work, arguments).result(timeout=_SECONDS)
        except (BrokenProcessPool, TimeoutError) as error:
            for process in list((getattr(pool, "_processes", None) or {}).values()):
                process.kill()
            self.close()
            raise RenderError(
                "preview",
                "took too long, or too much memory",
                "Look at a smaller packet, or build: a build may take longer.",
            ) from error
        self._done += 1
        if memory > _LARGE or self._done >= _MOST_DONE:
            self.close()
            self.begin()
        return result


class Previews:
    """Asks one warm process for documents, one for pictures of their pages, one for all else."""

    def __init__(self, scratch: Path) -> None:
        """`scratch` is where the processes keep temporary files."""
        self._printer = WarmProcess(scratch, _load_printer)
        self._drawer = WarmProcess(scratch, _load_drawer)
        self._others = WarmProcess(scratch, _load_printer)
        self._lock = threading.Condition()
        self._wanted: OrderedDict[Path, tuple[Any, ...]] = OrderedDict()
        self._prints_ahead = False
        self._pictures: OrderedDict[tuple[str, int, int], PagePicture] = OrderedDict()

    def print_ahead(self) -> None:
        """Begin the processes now, and from now on print ahead what is likely to be asked."""
        self._prints_ahead = True
        for process in (self._printer, self._drawer):
            process.begin()
        threading.Thread(target=self._keep_ahead, daemon=True).start()

    def expect(self, checked: Path, packet: str, document: str) -> None:
        """Have a document printed while nobody waits, since it is likely to be asked for."""
        path = _place(checked, packet, document)
        if not self._prints_ahead or path.exists():
            return
        with self._lock:
            self._wanted[path] = (checked, packet, document, "", path)
            self._wanted.move_to_end(path)
            while len(self._wanted) > _MOST_AHEAD:
                self._wanted.popitem(last=False)
            self._lock.notify()

    def document(self, checked: Path, packet: str, document: str, case: str = "") -> Path:
        """A document of a packet that a check has found, printed; where it lies.

        Raises:
            FilingsError: It cannot be printed.
        """
        path = _place(checked, packet, document, case)
        if not path.exists():
            self._printer.ask(print_document, checked, packet, document, case, path)
        return path

    def page(self, path: Path, number: int) -> PagePicture:
        """Draw a page of a PDF; pages count from 1.

        Raises:
            NotHere: It has no such page.
        """
        stat = path.stat()
        key = (str(path), stat.st_mtime_ns, number)
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        view = self._drawer.ask(draw_page, path, number)
        with self._lock:
            self._pictures[key] = view
            while len(self._pictures) > _MOST_PICTURES:
                self._pictures.popitem(last=False)
        return view

    def page_that_says(self, path: Path, phrases: Sequence[str]) -> tuple[int, int]:
        """The first page of a PDF that says one of some phrases, and of how many; else page 1."""
        return self._drawer.ask(find_page, path, list(phrases))

    def run(self, work: Callable[..., _T], *arguments: Any) -> _T:
        """Have something else done within the same limits: what tries a text takes longer."""
        return self._others.ask(work, *arguments)

    def close(self) -> None:
        """End the processes."""
        self._prints_ahead = False
        with self._lock:
            self._wanted.clear()
            self._lock.notify()
        for process in (self._printer, self._drawer, self._others):
            process.close()

    def _keep_ahead(self) -> None:
        while self._prints_ahead:
            with self._lock:
                self._lock.wait_for(lambda: self._wanted or not self._prints_ahead)
                wanted = self._wanted.popitem()[1] if self._wanted else None
            if wanted:
                self._printer.do_when_idle(print_document, *wanted)


def _place(checked: Path, packet: str, document: str, case: str = "") -> Path:
    """Where a document of a packet of a check is printed."""
    return checked / "documents" / f"{packet}/{document}{'-' + case if case else ''}.pdf"


def packets_of(checked: Path) -> Path:
    """Where a check keeps its packets."""
    return checked / "packets"


def _begin(scratch: Path, make_ready: Callable[[], None]) -> None:
    """Begin a warm process: within limits, and for as long as the server lives."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    tempfile.tempdir = str(scratch)
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    make_ready()


def _end_with_the_server() -> None:
    """End this process when the server is gone, however it ended."""
    if server := multiprocessing.parent_process():
        server.join()
        os._exit(0)


def _measured(work: Callable[..., _T], arguments: tuple[Any, ...]) -> tuple[_T, int]:
    """What comes of a piece of work, and the bytes that the process has in memory."""
    result = work(*arguments)
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError):
        pages = 0
    return result, pages * resource.getpagesize()


def _load_printer() -> None:
    """Load what prints."""
    from filings.output.printing import LOAD_RENDERER

    LOAD_RENDERER()


def _load_drawer() -> None:
    """Load what draws."""
    import pypdfium2  # noqa: F401
    from PIL import PngImagePlugin  # noqa: F401


def _nothing() -> None:
    """Only see that the process has begun."""


def print_document(checked: Path, packet: str, document: str, case: str, path: Path) -> None:
    """Print a document of a packet that a check has kept into a file; in the process that prints.

    Raises:
        FilingsError: It cannot be printed.
    """
    from filings.output.kept_packets import kept_packet
    from filings.output.printing import renderer_here
    from filings.render.unprintable_conviction import print_or_blame
    from filings.reports.choose_packet import choose_case

    if path.exists():  # it was asked for twice at once
        return
    chosen, parts = kept_packet(packets_of(checked), packet)
    renderer = renderer_here(parts)  # this process has limits, and may end
    if document in renderer.settings.paper(chosen.court).per_case:
        chosen = choose_case(chosen, case or None)
    printed = print_or_blame(renderer, chosen, document)
    facts = {
        "placements": [
            {"conviction": p.conviction, "page": p.page, "row": p.row} for p in printed.placements
        ],
        "draft": [{"kind": reason.kind, "what": reason.what} for reason in printed.draft],
    }
    # Whoever sees the one reads the other.
    write_private(path.with_suffix(".json"), as_json(facts))
    write_private(path, printed.pdf)


def draw_page(path: Path, number: int) -> PagePicture:
    """Draw a page and read its words; in the process that draws.

    Raises:
        NotHere: There is no such page.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        if not 1 <= number <= len(document):
            raise NotHere(
                f"page {number}", f"is not there; the document has {len(document)}", "Go back."
            )
        page = document[number - 1]
        picture = io.BytesIO()
        page.render(scale=_DPI / 72).to_pil().save(picture, "PNG")
        words = page.get_textpage().get_text_range().replace("\r\n", "\n")
        return PagePicture(picture.getvalue(), words, len(document))


def find_page(path: Path, phrases: list[str]) -> tuple[int, int]:
    """`Previews.page_that_says`, in the process that draws; how lines break does not matter."""
    import pypdfium2

    wanted = ["".join(phrase.split()) for phrase in phrases]
    with pypdfium2.PdfDocument(path) as document:
        said = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    pages = (at for phrase in wanted for at, text in enumerate(said, start=1) if phrase in text)
    return next(pages, 1), len(said)
