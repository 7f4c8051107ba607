"""Print a document again whenever its template is saved, and keep the last good pages.

Each time a file changes, the document is printed as a build would print it, and an open web page
shows it. When the template is broken, the page keeps the last good pictures and says where the
error is. Nothing is served: the page reads a small file beside it.
"""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from filings.authoring.lint import county_settings, read_whole, worst_packet
from filings.authoring.stress_rows import list_sources
from filings.authoring.template_browser import Choice, TemplateBrowser
from filings.model.conviction import Conviction
from filings.model.errors import FilingsError, OutputError, PageError
from filings.render.renderer import Renderer
from filings.storage.run_folder import write_private

PAGE = "preview.html"
PDF = "preview.pdf"

_DPI = 80
_ROWS = 24  # hardest rows, enough for two pages of schedule
_KEPT = 2  # sets of pictures: a browser may still read the one before


@dataclass(frozen=True, slots=True)
class PrintAttempt:
    """The result of one attempt to print."""

    number: int  # 1-based
    pages: int  # of the last good print
    error: FilingsError | None  # why this attempt failed
    notes: tuple[str, ...]  # remarks that do not stop the page


class Preview:
    """One document, printed again and again into a folder."""

    def __init__(
        self,
        make_browser: Callable[[], TemplateBrowser],
        choose: Callable[[TemplateBrowser], Choice],
        folder: Path,
        convictions: Sequence[Conviction] = (),
    ) -> None:
        """Prepare the folder; nothing is printed yet.

        Args:
            make_browser: Reads settings and templates again.
            choose: Chooses the document.
            folder: Where the page, the PDF and the pictures go; made if absent.
            convictions: Rows to show, the hardest first; made-up ones without any.

        Raises:
            OutputError: The folder cannot be written.
        """
        self._make_browser = make_browser
        self._choose = choose
        self._folder = folder
        self._convictions = convictions
        self._renderer: Renderer | None = None
        self._number = 0
        self._pages: list[str] = []
        self._old: list[list[str]] = []
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # it may hold names
            (folder / PAGE).write_text(_PAGE, encoding="utf-8")
        except OSError as error:
            raise OutputError(
                str(folder), error.strerror or str(error), "Choose another folder."
            ) from error

    def print(self) -> PrintAttempt:
        """Print the document as the templates are now.

        Raises:
            OutputError: A picture cannot be written.
        """
        self._number += 1
        error: FilingsError | None = None
        notes: tuple[str, ...] = ()
        try:
            browser = self._make_browser()
            choice = self._choose(browser)
            notes = tuple(
                f"{problem.where}: {problem.what}. {problem.remedy}"
                for problem in read_whole(browser, choice)
            )
            pdf, broken = self._printed(browser, choice)
            notes += broken
            self._show(pdf)
        except OutputError:
            raise
        except FilingsError as caught:
            error = caught
        self._tell(error, notes)
        return PrintAttempt(self._number, len(self._pages), error, notes)

    def _printed(self, browser: TemplateBrowser, choice: Choice) -> tuple[bytes, tuple[str, ...]]:
        """The PDF of the document, and the rules of its court that it breaks."""
        settings = county_settings(browser.settings, choice.county)
        packet = worst_packet(browser, choice, self._convictions, most=_ROWS)
        # Fonts and laid-out parts are kept; templates, style sheets and settings are read again.
        self._renderer = Renderer(
            settings,
            browser.folders,
            filed_on=browser.filed_on,
            lists=list_sources(packet.convictions),
            before=self._renderer,
        )
        try:
            return self._renderer.print_document(packet, choice.document).pdf, ()
        except PageError as error:  # a build would stop here; the author wants to see the page
            return self._renderer.proof(packet, choice.document).pdf, (str(error),)

    def _show(self, pdf: bytes) -> None:
        write_private(self._folder / PDF, pdf)
        pages = []
        with pypdfium2.PdfDocument(pdf) as document:
            for place, page in enumerate(document, 1):
                name = f"page-{self._number}-{place}.png"
                picture = io.BytesIO()
                page.render(scale=_DPI / 72).to_pil().save(picture, "PNG", compress_level=1)
                write_private(self._folder / name, picture.getvalue())
                pages.append(name)
        self._old.append(self._pages)
        self._pages = pages
        while len(self._old) >= _KEPT:
            for name in self._old.pop(0):
                with suppress(OSError):
                    (self._folder / name).unlink()

    def _tell(self, error: FilingsError | None, notes: Sequence[str]) -> None:
        state = {
            "number": self._number,
            "pages": self._pages,
            "error": [error.where, error.what, error.remedy] if error else None,
            "notes": notes,
        }
        script = f"show({json.dumps(state, ensure_ascii=True)});\n"
        write_private(self._folder / "state.js", script.encode())


def changes_in(folders: Sequence[Path]) -> Iterator[object]:
    """Yield once each time that files under these folders have changed.

    Raises:
        KeyboardInterrupt: The user ends it.
    """
    import watchfiles

    def is_text(_: object, path: str) -> bool:
        return path.endswith((".html", ".css", ".yaml"))

    # Milliseconds in which the steps of an editor's save are over.
    yield from watchfiles.watch(*folders, watch_filter=is_text, debounce=60, step=20)


# It loads state.js three times a second: a page opened from a folder may load scripts, and nothing
# else. Text is inserted as text, never as markup.
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Preview</title>
<style>
body { margin: 0; background: #777; font: 15px/1.4 sans-serif; text-align: center; }
#error { display: none; position: sticky; top: 0; margin: 0; padding: 10px 16px; text-align: left;
  background: #a00000; color: white; white-space: pre-wrap; }
#notes { margin: 0; padding: 6px 16px; text-align: left; background: #fff3c4; display: none; }
img { background: white; margin: 10px; max-width: calc(100% - 20px); box-shadow: 0 1px 5px #333; }
.old img { opacity: 0.45; }
</style>
</head>
<body>
<pre id="error"></pre>
<ul id="notes"></ul>
<main id="pages"></main>
<script>
let seen = 0;
function show(state) {
  if (state.number === seen) return;
  seen = state.number;
  const error = document.getElementById("error");
  error.textContent = state.error ? state.error.filter(Boolean).join("\\n") +
    "\\nBelow: the last pages that could be printed." : "";
  error.style.display = state.error ? "block" : "none";
  const notes = document.getElementById("notes");
  notes.replaceChildren(...state.notes.map(text => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
  notes.style.display = state.notes.length ? "block" : "none";
  const pages = document.getElementById("pages");
  pages.className = state.error ? "old" : "";
  if (state.error && pages.children.length) return;
  const at = window.scrollY;
  pages.replaceChildren(...state.pages.map((name, n) => {
    const picture = document.createElement("img");
    picture.src = name;
    picture.alt = "page " + (n + 1);
    return picture;
  }));
  window.scrollTo(0, at);
}
function look() {
  const script = document.createElement("script");
  script.src = "state.js?" + Math.random();
  script.onload = script.onerror = () => { script.remove(); setTimeout(look, 330); };
  document.body.append(script);
}
look();
</script>
</body>
</html>
"""
