"""Floor 2. Lists, settings, templates and a day in; out, as facts, all that decides the output.

Two runs with the same facts write the same bytes. No path is among them, no clock, no machine; and
of secrets only what a keyed hash tells.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from filings.docket import CourtId, ListSource
from filings.folder import hash_folder
from filings.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What goes into a run."""

    lists: tuple[ListSource, ...]
    settings: Settings
    templates: tuple[str, ...]  # SHA-256 of each folder, the shipped one first
    fonts: str  # SHA-256 of all shipped fonts
    filed_on: dt.date
    court: CourtId | None
    layout: str | None

    @property
    def config(self) -> str:
        """SHA-256 of the configuration, the key left out."""
        public = self.settings.model_dump_json(
            exclude={"office": {"conviction_key"}, "fingerprint": True}, by_alias=True
        )
        return hashlib.sha256(public.encode()).hexdigest()

    @property
    def facts(self) -> dict[str, str]:
        """Each thing that decides, in words, and what it was."""
        key = self.settings.office.conviction_key.encode()
        return {
            "the program": f"{program()} {_code()}",
            "the lists": " ".join(source.sha256 for source in self.lists),
            "the layout": self.layout or "",
            "the settings": self.config,
            "the key": hmac.digest(key, b"which key a run had", "sha256").hex()[:16],
            "the templates": " ".join(self.templates),
            "the fonts": self.fonts,
            "the day of filing": self.filed_on.isoformat(),
            "the court of rows that name none": self.court or "",
        }

    def told(self, lists: Iterable[ListSource]) -> dict[str, Any]:
        """What the manifest says of them, with the lists as they were read."""
        office = self.settings.office.model_dump(mode="json", exclude={"conviction_key"})
        return {
            "program": {"name": "filings", "version": program()},
            "lists": [asdict(source) for source in lists],
            "settings": {
                "office": office,
                "filed_on": self.filed_on.isoformat(),
                "court": self.court,
                "layout": self.layout,
            },
            "config": self.config,
            "templates": list(self.templates),
            "fonts": self.fonts,
        }


def read_inputs(
    settings: Settings,
    lists: tuple[ListSource, ...],
    templates: Sequence[Path],
    fonts: Sequence[Path],
    filed_on: dt.date,
    court: CourtId | None,
    layout: str | None,
) -> Inputs:
    """Hash what decides.

    Args:
        settings: The settings.
        lists: The lists; how many rows they have decides nothing.
        templates: The shipped folder, then the overlays.
        fonts: The shipped font files, all in one folder.
        filed_on: The day the papers are for.
        court: The court of rows that name none.
        layout: The layout that overrules what would be recognised.

    Raises:
        OutputError: A file cannot be read.
    """
    return Inputs(
        lists=lists,
        settings=settings,
        templates=tuple(
            hash_folder(folder, [p for p in folder.rglob("*") if p.is_file() and p not in fonts])
            for folder in templates
        ),
        fonts=hash_folder(fonts[0].parent, fonts) if fonts else "",
        filed_on=filed_on,
        court=court,
        layout=layout,
    )


def program() -> str:
    """The version of this program."""
    try:
        return version("filings")
    except PackageNotFoundError:
        return "unknown"


def _code() -> str:
    """A hash of this program's own text, for whoever changes it between two runs."""
    package = Path(__file__).parent
    return hash_folder(package, list(package.rglob("*.py")))[:16]
