"""Run `preview --watch`: show a page while its text is being edited."""

import datetime as dt
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from filings.cli import options, page_pictures, terminal
from filings.model.plain_words import counted
from filings.storage.run_folder import write_private

if TYPE_CHECKING:
    from filings.authoring.template_browser import Choice, TemplateBrowser
    from filings.model.conviction import Conviction
    from filings.model.identifiers import CourtId
    from filings.settings.settings import Settings


def follow(
    lists: Sequence[Path],
    document: str,
    court: "CourtId | None",
    folder: Path,
    *,
    show: bool,
    config: Sequence[Path],
    templates: Sequence[Path],
    layout: str | None,
    day: dt.date,
    pdf: Path | None = None,
) -> None:
    """Print one document again each time a text or a setting changes, until interrupted."""
    from filings.authoring import watch
    from filings.authoring.template_browser import TemplateBrowser
    from filings.settings.settings import shipped_config, shipped_templates

    settings = _WatchedSettings((shipped_config(), *config), config)
    first = settings.now()
    of = court or first.county.default_court

    def choose(browser: "TemplateBrowser") -> "Choice":
        return browser.choose(browser.settings.office.county, of, document)

    choose(TemplateBrowser(first, templates, day))  # an unknown name is refused here
    rows = _rows(lists, first, of, layout, day) if lists else ()
    preview = watch.Preview(
        lambda: TemplateBrowser(settings.now(), templates, day), choose, folder, rows
    )
    watched = [*templates, *config, shipped_templates(), shipped_config()]
    page = folder / watch.PAGE
    said: Sequence[str] = ()  # messages about the last page, not repeated
    # Ctrl-C is the way to end it.
    with suppress(KeyboardInterrupt):
        for change in chain((None,), watch.changes_in(watched)):
            started = time.perf_counter()
            shot = preview.print()
            if pdf and not shot.error:
                write_private(pdf, (folder / watch.PDF).read_bytes())
            seconds = time.perf_counter() - started
            if change is None:
                terminal.say(f"Open {page}; it follows what you save. Ctrl-C stops.")
                if show:
                    page_pictures.show(page)
            terminal.say(f"error: {shot.error}" if shot.error else _told(shot.pages, seconds))
            for note in shot.notes if shot.notes != said else ():
                terminal.say(f"  {note}")
            said = shot.notes


def _told(pages: int, seconds: float) -> str:
    return f"{counted(pages, 'page')} in {seconds:.2f} s"


class _WatchedSettings:
    """The settings, read again only when a file of theirs has changed."""

    def __init__(self, folders: Sequence[Path], config: Sequence[Path]) -> None:
        self._folders = folders
        self._config = config
        self._seen: tuple[tuple[str, int], ...] = ()
        self._settings: Settings | None = None

    def now(self) -> "Settings":
        seen = tuple(
            (str(path), _changed(path))
            for folder in self._folders
            for path in sorted(folder.rglob("*.yaml"))
        )
        if self._settings is None or seen != self._seen:
            self._settings, self._seen = options.settings_of(self._config), seen
        return self._settings


def _changed(path: Path) -> int:
    """When a file was last changed, in nanoseconds; 0 while an editor replaces it."""
    with suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def _rows(
    lists: Sequence[Path], settings: "Settings", court: "CourtId", layout: str | None, day: dt.date
) -> tuple["Conviction", ...]:
    from filings.authoring.stress_list import hardest_rows
    from filings.render import Renderer

    undrawable = Renderer(settings, filed_on=day).undrawable
    with terminal.progress() as progress:
        rows = hardest_rows(
            lists, settings, filed_on=day, undrawable=undrawable, layout=layout, progress=progress
        )
    if court not in rows:
        terminal.say(f"The lists hold nothing for {court}: the rows are made up.")
    return rows.get(court, ())
