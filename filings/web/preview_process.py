"""Print one document or draw one page quickly, in a process that stays ready.

A printed document is kept in the folder of its check, so it is printed only once. The process keeps
lists and texts in memory, has limits, and is started again if a list or a text makes it die.
"""

import io
import multiprocessing
import resource
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from filings.model.errors import RenderError
from filings.storage.run_folder import as_json, write_private
from filings.web.matters import NotHere

if TYPE_CHECKING:
    from filings.pipeline import ReadLists

_T = TypeVar("_T")

_DPI = 110
_MOST_OPEN = 2  # checks whose lists stay in memory
_MOST_PICTURES = 300  # kept in memory
_SECONDS = 120  # for one document
_MEMORY = 6 << 30


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page of a document: its picture and its words."""

    png: bytes
    words: str
    pages: int  # of the document


class Previews:
    """Makes documents and pictures of pages in a process that stays ready."""

    def __init__(self) -> None:
        """No process is started until the first request."""
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._drawing: ProcessPoolExecutor | None = None
        self._pictures: OrderedDict[tuple[str, int, int], PagePicture] = OrderedDict()

    def document(
        self, checked: Path, request: Mapping[str, Any], packet: str, document: str, case: str = ""
    ) -> Path:
        """Print a document of a packet, or of one case; return the path of the PDF.

        Raises:
            FilingsError: It cannot be printed.
        """
        mark = f"{packet}/{document}{'-' + case if case else ''}"
        path = checked / "documents" / f"{mark}.pdf"
        if not path.exists():
            self._ask("_pool", print_document, checked, dict(request), packet, document, case, path)
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
        view = self._ask("_drawing", draw_page, path, number)
        with self._lock:
            self._pictures[key] = view
            while len(self._pictures) > _MOST_PICTURES:
                self._pictures.popitem(last=False)
        return view

    def run(self, work: Callable[..., _T], *arguments: Any) -> _T:
        """Call a function in the process, within its limits; return the result."""
        return self._ask("_pool", work, *arguments)

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            for pool in (self._pool, self._drawing):
                if pool:
                    pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._drawing = None

    def _ask(self, name: str, work: Callable[..., _T], *arguments: Any) -> _T:
        with self._lock:
            pool: ProcessPoolExecutor | None = getattr(self, name)
            if pool is None:
                pool = ProcessPoolExecutor(
                    1, multiprocessing.get_context("spawn"), initializer=_limit
                )
                setattr(self, name, pool)
        try:
            return pool.submit(work, *arguments).result(timeout=_SECONDS)
        except (BrokenProcessPool, TimeoutError) as error:
            with self._lock:
                if getattr(self, name) is pool:
                    setattr(self, name, None)
            for process in list((getattr(pool, "_processes", None) or {}).values()):
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)
            raise RenderError(
                "preview",
                "took too long, or more memory than it may",
                "Try a smaller packet; a build has more of both.",
            ) from error


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


_OPEN: "OrderedDict[Path, ReadLists]" = OrderedDict()


def print_document(
    checked: Path, request: dict[str, Any], packet: str, document: str, case: str, path: Path
) -> None:
    """Print a document into a file; called in the process that stays ready.

    Raises:
        FilingsError: It cannot be printed.
    """
    printed = _read(checked, request).preview(document, packet=packet, case=case or None)
    write_private(path, printed.pdf)
    facts = {
        "placements": [
            {"conviction": p.conviction, "page": p.page, "row": p.row} for p in printed.placements
        ],
        "draft": [{"kind": reason.kind, "what": reason.what} for reason in printed.draft],
    }
    write_private(path.with_suffix(".json"), as_json(facts))


def _read(checked: Path, request: dict[str, Any]) -> "ReadLists":
    from filings import pipeline
    from filings.web.worker import options_of, settings_of

    if checked not in _OPEN:
        while len(_OPEN) >= _MOST_OPEN:
            _OPEN.popitem(last=False)[1].close()
        lists = [Path(one) for one in request["lists"]]
        options = pipeline.RunOptions(**options_of(request))
        _OPEN[checked] = pipeline.ReadLists(lists, settings_of(request), options)
    _OPEN.move_to_end(checked)
    return _OPEN[checked]


def draw_page(path: Path, number: int) -> PagePicture:
    """Draw a page and read its words; in the process that draws.

    Raises:
        NotHere: There is no such page.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        if not 1 <= number <= len(document):
            raise NotHere(f"page {number}", f"is not among {len(document)}", "Go back.")
        page = document[number - 1]
        picture = io.BytesIO()
        page.render(scale=_DPI / 72).to_pil().save(picture, "PNG")
        words = page.get_textpage().get_text_range().replace("\r\n", "\n")
        return PagePicture(picture.getvalue(), words, len(document))
