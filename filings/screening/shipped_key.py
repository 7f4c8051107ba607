"""Refuse the shipped conviction key for lists of real people."""

from collections.abc import Sequence
from pathlib import Path

from filings.model.errors import ConfigError
from filings.screening.screen_lists import open_lists
from filings.settings.settings import Settings


def refuse_sample_key(paths: Sequence[Path], settings: Settings, layout: str | None) -> None:
    """Refuse to write of real people under the key that is shipped.

    With it anybody could tell from the hashes in our files who stands in them.

    Raises:
        ListError: A list cannot be read, or is given twice.
        ConfigError: It is that key, and a list holds anybody who is not made up.
    """
    if not settings.office.has_sample_key:
        return
    for opened in open_lists(paths, settings, layout):
        if not opened.sample and not all(entry.sample for entry in opened.entries()):
            raise ConfigError(
                "config: office.yaml: conviction_key",
                f"is the shipped sample key, which everybody knows, and list {opened.number} is no"
                " sample",
                "`filings start` makes settings with a secret key of your own; give them with"
                " --config.",
            )
