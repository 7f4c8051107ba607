"""Keep laid-out parts of documents on disk for later runs, and never a person's name.

A part is stored as data: operators, characters by face, fields, boxes of the structure tree (see
`PageTemplate.as_data`). Its key is a hash of everything that decides how it looks.
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
    """Parts laid out by runs of the same program, fonts, templates and settings."""

    def __init__(
        self, folder: CacheFolder | None = None, made_with: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Nothing is kept without a folder.

        `made_with` has everything that decides how a page looks and is checked: name -> hash.
        """
        self._folder = folder
        self._made_with = sorted((dict(made_with) | typesetters()).items())

    def key_of(self, *decided_by: Any) -> str:
        """The key of a part that these values decide: a hash of them and of `made_with`."""
        return hashlib.sha256(json.dumps([self._made_with, *decided_by]).encode()).hexdigest()

    def find(self, key: str) -> Any:
        """The data that was kept under a key; None when there is none."""
        return self._folder.get(key) if self._folder else None

    def keep(self, key: str, data: Any) -> None:
        """Keep data, which must be plain values for JSON."""
        if self._folder:
            self._folder.put(key, data)

    def knows(self, *fact: Any) -> bool:
        """Whether an earlier run noted this fact; with the same `made_with`, it is still true."""
        return self.find(self.key_of(*fact)) is True

    def note(self, *fact: Any) -> None:
        """Note a fact for later runs."""
        self.keep(self.key_of(*fact), True)


NOWHERE = PagesOnDisk()
"""Keeps nothing."""


@dataclass(frozen=True, slots=True)
class PeopleOfPacket:
    """Names and numbers of a packet's people, which no part on disk may contain."""

    last_names: frozenset[frozenset[str]]  # the words of each name
    numbers: frozenset[str]

    @classmethod
    def of(cls, packet: Packet | None) -> "PeopleOfPacket":
        """The people of a packet's convictions; nobody for None."""
        if packet is None:
            return cls(frozenset(), frozenset())
        names = {
            _words(each.name.last or each.name.listed) for each in packet.convictions if each.name
        }
        numbers = {n for each in packet.convictions for n in (each.number, *each.also_numbered)}
        return cls(frozenset(names - {frozenset()}), frozenset(numbers))

    def are_told_in(self, html: str) -> bool:
        """Whether a page has any of their names or numbers, in its text or in an attribute."""
        said = _words(_TAG.sub(" ", html)) | _words(html)
        named = any(name <= said for name in self.last_names)
        return named or any(number in html for number in self.numbers)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
