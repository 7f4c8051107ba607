"""Read the decisions in a list of what a court granted, or of what is struck.

It may be in any layout a list may be in, or in a small one of its own (config/decided/): a case
number, a section, what was granted. A line that strikes must be readable: whoever wrote it relies
on it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from filings.lists.open_list import OpenList, UnknownLayoutError, open_list
from filings.matching.earlier_decision import Decision, Kind, what_was_granted
from filings.model.case_number import NumberKeys, number_keys
from filings.model.entries import Entry, Unreadable
from filings.model.errors import ListError
from filings.screening.rules import Screener
from filings.settings.settings import Settings

_ID = re.compile(r"[0-9a-f]{24}")
_ELSEWHERE = "another county"  # no court of ours is called so
_OPTIONS = {Kind.GRANTED: "--already-granted", Kind.STRUCK: "--strike"}


@dataclass(slots=True)
class DecidedList:
    """A list of decisions, ready to be read."""

    kind: Kind
    source: int  # its place among what was given
    name: str  # "granted list 1"
    path: Path
    opened: OpenList
    unread: list[int] = field(default_factory=list)  # lines that cannot be read, or name no case

    def decisions(self, screener: Screener, settings: Settings) -> Iterator[Decision]:
        """What each line says was decided.

        Raises:
            ListError: A line that strikes cannot be read, or names no case.
        """
        keys = number_keys(settings.county.number_forms)
        for entry in self.opened.entries():
            if isinstance(entry, Unreadable):
                self._miss(entry.line, f"its {entry.column} {entry.detail}".rstrip())
            elif entry.conviction or entry.case_number:
                yield self._decision(entry, screener, settings, keys)
            elif entry.other_numbers and self.kind is Kind.GRANTED:
                # Under which of them the court decided, nobody can tell: none goes in unasked.
                said = replace(
                    self._decision(entry, screener, settings, keys),
                    unread="it names several case numbers",
                )
                for number in entry.other_numbers:
                    yield replace(said, number=keys.key(number))
            elif entry.granted or not entry.aside:
                self._miss(entry.line, "it names no case")

    def _unknown(self, settings: Settings) -> list[str]:
        """Headings that may say what narrows a line: all but those that a strike list may have."""
        own = settings.decided.get(str(Kind.STRUCK))
        known = {name.casefold() for name in (own.ignored if own else ())}
        return [name for name in self.opened.ignored_columns if name.casefold() not in known]

    def _miss(self, line: int, why: str) -> None:
        if self.kind is Kind.STRUCK:
            raise ListError(
                f"{_OPTIONS[self.kind]} {self.path}",
                f"line {line} cannot be used: {why}",
                "Correct it: what it strikes would otherwise go in.",
            )
        self.unread.append(line)

    def _decision(
        self, entry: Entry, screener: Screener, settings: Settings, keys: NumberKeys
    ) -> Decision:
        screening = settings.screening
        identified = screener.identified(entry)
        id, words = entry.conviction.strip().lower(), entry.granted
        unread = [f"its {what} is not understood" for what in identified.unread]
        if id and not _ID.fullmatch(id):
            unread.append("its conviction id is not one that a run gives")
            id = ""
        if self.kind is Kind.STRUCK and (columns := self._unknown(settings)):
            unread.append(f'its column "{columns[0]}" is not understood')
        if id:
            unread = []  # whatever else it tells, it means that conviction
        if unread and self.kind is Kind.STRUCK:
            # What nobody understands would not narrow what the line strikes.
            self._miss(entry.line, unread[0])
        return Decision(
            kind=self.kind,
            source=self.source,
            line=entry.line,
            where=f"line {entry.line} of {self.name}",
            id=id,
            unread=unread[0] if unread else "",
            number=keys.key(entry.case_number or ""),
            court=_ELSEWHERE if identified.elsewhere else identified.court or "",
            suffix=entry.defendant_suffix,
            statute=entry.statute,
            count=entry.count,
            level=entry.level,
            born_on=entry.born_on,
            convicted_on=entry.convicted_on,
            name=entry.name,
            persons=entry.keys,
            granted=what_was_granted(words, screening.granted, screening.granted_words)
            if self.kind is Kind.GRANTED
            else None,
            words=words,
            ordered_on=entry.ordered_on,
        )


def open_decided_list(
    kind: Kind, path: Path, number: int, source: int, settings: Settings
) -> DecidedList:
    """A list of decisions of one kind.

    Args:
        kind: What its lines say was done.
        path: The file.
        number: Its 1-based number among those of its kind.
        source: Its place among all that was given.
        settings: What decides; its `decided` layouts count beside the others.

    Raises:
        ListError: It cannot be read, or is in no known layout.
    """
    noun = "granted list" if kind is Kind.GRANTED else "strike list"
    own = settings.model_copy(update={"layouts": settings.decided})
    # A heading for what was granted makes it a list of decisions, whatever else it resembles; what
    # is struck may be cut out of any list, and that list's own layout knows it best.
    tries = [(own, str(kind)), (settings, None)]
    for known, layout in tries if kind is Kind.GRANTED else reversed(tries):
        try:
            opened = open_list(path, number, known, layout)
        except UnknownLayoutError:
            continue
        return DecidedList(
            kind=kind, source=source, name=f"{noun} {number}", path=path, opened=opened
        )
    headings = own.layouts[str(kind)]
    named = [headings.columns[field] for field in headings.needed]
    columns = " and ".join(name if isinstance(name, str) else name[0] for name in named)
    raise ListError(
        f"{_OPTIONS[kind]} {path}",
        f"is in no known layout, and no {noun} either: that needs {columns}",
        f"Name its columns as config/decided/{kind}.yaml does.",
    )
