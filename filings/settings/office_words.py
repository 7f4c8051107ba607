"""Find the words of eligibility that an office has added; a shipped word keeps its meaning.

What a word of a list says of eligibility is law. An office may add words, and an attorney approves
them; it never changes what a shipped word means.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from filings.model.entries import Determination
from filings.model.errors import ConfigError

_SIGNS = re.compile(r"[\W_]+")
_REMEDY = "Take it out. An office may add words of its own lists, and an attorney approves them."

Layers = Sequence[tuple[Path, Mapping[str, Any]]]
"""Folders of settings with the contents of their files, the shipped one first."""


def taught_words(layers: Layers) -> dict[str, dict[str, str]]:
    """The words that overlays add, by layout; those of every list under "".

    Raises:
        ConfigError: An overlay gives a shipped word another meaning.
    """
    shipped = {
        _folded(word): str(means) for word, means in _of(layers[0][1].get("screening")).items()
    }
    taught: dict[str, dict[str, str]] = {}
    for folder, own in layers[1:]:
        for layout, file, word, means in _told(own):
            known = shipped.get(_folded(word))
            # A layout may give a vague word a meaning for its own column; a clear no stays a no.
            fixed = not layout or known == Determination.NOT_ELIGIBLE
            if known is not None and known != means and fixed:
                raise ConfigError(
                    f"{folder}/{file}: determinations > {word}",
                    f'it means "{known}"; what a word of eligibility means is law, and is fixed',
                    _REMEDY,
                )
            if known != means:
                taught.setdefault(layout, {})[word] = means
    return taught


def _told(own: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Layout, file, word and meaning of each word of eligibility in a folder's files."""
    for word, means in _of(own.get("screening")).items():
        yield "", "screening.yaml", str(word), str(means)
    layouts = own.get("layouts")
    for layout, layout_words in layouts.items() if isinstance(layouts, dict) else ():
        for word, means in _of(layout_words).items():
            yield layout, f"layouts/{layout}.yaml", str(word), str(means)


def _of(record: object) -> Mapping[Any, Any]:
    words = record.get("determinations") if isinstance(record, dict) else None
    return words if isinstance(words, dict) else {}


def _folded(word: object) -> str:
    plain = unicodedata.normalize("NFKC", str(word)).upper().replace("&", " AND ")
    return " ".join(_SIGNS.sub(" ", plain).split())
