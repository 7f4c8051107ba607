"""Collect everything that decides what a run writes, as named facts.

Two runs with the same facts write the same bytes. No path, time or machine is among them; of the
office's key, only a hash.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from filings.model.identifiers import CourtId
from filings.model.sources import ListSource
from filings.settings.settings import Settings
from filings.storage.run_folder import hash_folder


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
    per_case: bool
    beside: Mapping[str, str]  # what else was given: its name in words -> its hash

    @property
    def facts(self) -> dict[str, str]:
        """Everything that decides: its name in words -> its value or hash."""
        return {
            **self.installed,
            "the lists": " ".join(source.sha256 for source in self.lists),
            "the layout": self.layout or "",
            "the settings": self.settings.fingerprint,
            "the key": self.settings.office.key_mark,
            "the day of filing": self.filed_on.isoformat(),
            "the court of rows that name none": self.court or "",
            "what is printed case by case": "the ruleset's" if self.per_case else "",
            **self.beside,
        }

    @property
    def installed(self) -> dict[str, str]:
        """The facts that must be the same on every machine that prints a part of the run."""
        return _installed(self.templates, self.fonts)

    def for_manifest(self, lists: Iterable[ListSource]) -> dict[str, Any]:
        """What the manifest says of the inputs, with the lists as they were read."""
        office = self.settings.office.model_dump(mode="json", exclude={"conviction_key"})
        return {
            "program": {"name": "filings", "version": program()},
            "lists": [asdict(source) for source in lists],
            "settings": {
                "office": office,
                "filed_on": self.filed_on.isoformat(),
                "court": self.court,
                "layout": self.layout,
                "per_case": self.per_case,
            },
            "config": self.settings.fingerprint,
            "key": self.settings.office.key_mark,
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
    *,
    per_case: bool = False,
    beside: Mapping[str, str] | None = None,
) -> Inputs:
    """Hash everything that decides what a run writes.

    Args:
        settings: The settings.
        lists: The lists; their numbers of rows are not needed.
        templates: The shipped folder, then the overlays.
        fonts: The shipped font files, all in one folder.
        filed_on: The day the papers are for.
        court: The court of rows that name none.
        layout: The layout that was named on the command line, if any.
        per_case: Whether each case has documents of its own besides.
        beside: What else was given and decides: its name in words -> its hash.

    Raises:
        OutputError: A file cannot be read.
    """
    of_templates, of_fonts = _hashes(templates, fonts)
    return Inputs(
        lists=lists,
        settings=settings,
        templates=of_templates,
        fonts=of_fonts,
        filed_on=filed_on,
        court=court,
        layout=layout,
        per_case=per_case,
        beside=beside or {},
    )


def installed(templates: Sequence[Path], fonts: Sequence[Path]) -> dict[str, str]:
    """`Inputs.installed` of this machine.

    Raises:
        OutputError: A file cannot be read.
    """
    return _installed(*_hashes(templates, fonts))


def _installed(templates: tuple[str, ...], fonts: str) -> dict[str, str]:
    return {
        "the program": f"{program()} {_code()}",
        "the typesetter": f"WeasyPrint {version('weasyprint')}",
        "the templates": " ".join(templates),
        "the fonts": fonts,
    }


def _hashes(templates: Sequence[Path], fonts: Sequence[Path]) -> tuple[tuple[str, ...], str]:
    """SHA-256 of each folder of templates, and of all fonts."""
    of_each = (
        hash_folder(folder, [p for p in folder.rglob("*") if p.is_file() and p not in fonts])
        for folder in templates
    )
    return tuple(of_each), hash_folder(fonts[0].parent, fonts) if fonts else ""


def program() -> str:
    """The version of this program."""
    try:
        return version("filings")
    except PackageNotFoundError:
        return "unknown"


def _code() -> str:
    """A hash of this program's source: a changed program does not go on with an old run."""
    package = Path(__file__).parents[1]
    return hash_folder(package, list(package.rglob("*.py")))[:16]
