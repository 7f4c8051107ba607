"""Keep laid-out parts on disk for the runs that come next, and never a name.

A part is data: operators, characters by face, fields, boxes of the structure tree; see
`PageTemplate.as_data`. Its key is all that decides how it looks.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from filings.model.packet import Packet
from filings.render.weasyprint_internals import typesetters
from filings.storage.cache_folder import CacheFolder

_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")


class PagesOnDisk:
    """What runs of the same program, fonts, templates and settings have laid out and looked at."""

    def __init__(
        self, folder: CacheFolder | None = None, made_with: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Nothing is kept without a folder.

        `made_with`: all that decides how a page looks and what is asked of it, by its hash.
        """
        self._folder = folder
        self._made_with = sorted((dict(made_with) | typesetters()).items())

    def key_of(self, *decided_by: Any) -> str:
        """The key of a part that these decide: a hash, of what it is made with too."""
        return hashlib.sha256(json.dumps([self._made_with, *decided_by]).encode()).hexdigest()

    def find(self, key: str) -> Any:
        """What was kept under a key; None when nothing was."""
        return self._folder.get(key) if self._folder else None

    def keep(self, key: str, data: Any) -> None:
        """Keep what JSON can say."""
        if self._folder:
            self._folder.put(key, data)

    def knows(self, *fact: Any) -> bool:
        """Whether a run noted this; it was true of all that decides, and so it is now."""
        return self.find(self.key_of(*fact)) is True

    def note(self, *fact: Any) -> None:
        """Remember that this is true."""
        self.keep(self.key_of(*fact), True)


NOWHERE = PagesOnDisk()
"""Keeps nothing."""


@dataclass(frozen=True, slots=True)
class PeopleOfPacket:
    """Who and what a packet is about, that no part may tell which is kept on disk."""

    last_names: frozenset[frozenset[str]]  # each the words of it
    numbers: frozenset[str]

    @classmethod
    def of(cls, packet: Packet | None) -> "PeopleOfPacket":
        """Those of the convictions of a packet; without one, nobody."""
        if packet is None:
            return cls(frozenset(), frozenset())
        names = {
            _words(each.name.last or each.name.listed) for each in packet.convictions if each.name
        }
        numbers = {n for each in packet.convictions for n in (each.number, *each.also_numbered)}
        return cls(frozenset(names - {frozenset()}), frozenset(numbers))

    def are_told_in(self, html: str) -> bool:
        """Whether a page says any of their names or numbers, in words or in an attribute."""
        said = _words(_TAG.sub(" ", html)) | _words(html)
        named = any(name <= said for name in self.last_names)
        return named or any(number in html for number in self.numbers)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
