"""Recognise a row of a worklist that comes back, and say which of its cells were changed.

Each row goes out with a mark. By it a change of what the law decides is seen whatever list is
given beside it, and a row that a later list tells alike is found to be the same one.
"""

from functools import lru_cache
from operator import attrgetter

from filings.model.entries import Entry
from filings.model.keyed_hash import KeyedHash
from filings.settings.settings import Settings

RULES = "the law or the rules"
"""Told as what changed when the row is as it was sent out, and the law or the rules are not."""

LAW = ("determination", "section", "prosecutor")
"""What the law decides of a row, and an attorney therefore approves: its columns, in the order of
`law_cells`."""

_UNAPPROVED = "\0"  # no cell holds it: whatever stands there when the row comes back is a change
_DIGITS = 12
_KEPT = 256  # layouts
_TOLD = attrgetter(
    *("case_number", "other_numbers", "defendant_suffix", "person", "name", "statute_as_written"),
    *("also_charged", "count", "count_key", "level", "convicted_as_written", "offense_on"),
    *("court", "county", "arresting_agency", "place_of_offense", "prosecutor", "disposition"),
    *("determination_as_written", "deceased", "questions"),
)


class SentRows:
    """Marks rows that are sent out, and reads the marks of those that come back."""

    def __init__(self, settings: Settings) -> None:
        """Take the office's key: nobody else can make a mark."""
        self._layouts = ("doj", "gogen", *settings.layouts)
        self._rules_of = lru_cache(_KEPT)(settings.rules_of)
        self._key = KeyedHash(settings.office.conviction_key.get_secret_value())

    def mark(self, entry: Entry, layout: str, of_list: str, law_cells: tuple[str, str, str]) -> str:
        """The mark of a row: rules, the row as a list told it, and what the law decides of it.

        Args:
            entry: What the row was made from.
            layout: Of its list.
            of_list: The beginning of the hash of its list.
            law_cells: Its cells of the columns `LAW`, as they are sent.
        """
        rules = self._rules_of(layout)
        where = f"{of_list}:{entry.line}"
        # What an attorney has yet to approve is no word of a list, however often it is sent on.
        law = (
            self._of(where, name, _UNAPPROVED if entry.law_changed else cell)
            for name, cell in zip(LAW, law_cells, strict=True)
        )
        return ":".join((rules, self.row(entry, layout), *law))

    def row(self, entry: Entry, layout: str) -> str:
        """The part of a mark by which a row of another list is known to tell the very same."""
        return self._of(self._rules_of(layout), *map(repr, _TOLD(entry)))

    def changed(
        self, mark: str, of_list: str, line: str, law_cells: tuple[str, str, str]
    ) -> tuple[str, ...]:
        """Which cells of a row that came back say otherwise what the law decides.

        `RULES` is among them when it was sent out under other rules than today's.
        """
        rules, _, *law = [*mark.split(":"), *("",) * 5][:5]
        where = f"{of_list}:{line}"
        changed = tuple(
            name
            for name, cell, sent in zip(LAW, law_cells, law, strict=True)
            # A row without a section or a determination waits; one without a prosecutor goes on,
            # to whoever the police or the place of it points to.
            if (cell.strip() or (name == "prosecutor" and sent))
            and self._of(where, name, cell) != sent
        )
        if changed and rules and rules not in map(self._rules_of, self._layouts):
            return (*changed, RULES)
        return changed

    def _of(self, *texts: str) -> str:
        said = "\x1f".join(" ".join(text.split()) for text in texts)
        return self._key.of(f"sent\x1f{said}")[:_DIGITS]


def row_of(mark: str) -> str:
    """The part of a mark that is the row's own; "" when it has none."""
    return mark.split(":")[1] if mark.count(":") > 1 else ""
