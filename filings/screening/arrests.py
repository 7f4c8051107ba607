"""Fill in who made the arrest, where gogen's results do not say it and the state's raw file does.

gogen leaves out the rows of arrests that its input had. Given together with that input, each count
finds its own again by the state's exact keys: the subject's, and the order key of cycle, step and
count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from filings.lists.open_list import OpenList
from filings.model.nouns import Entry, Unreadable
from filings.settings.offense_table import Law
from filings.settings.settings import Settings

_RESULTS, _RAW = "gogen", "doj"  # their layouts
_SUBJECT = "subject:"

_Key = tuple[str, str]  # of the subject, of the count


class Arrests:
    """The arresting agency of each count that a raw file tells of, and who was given one."""

    def __init__(self, lists: Sequence[OpenList], settings: Settings) -> None:
        """Take the lists of the run; nothing is read yet."""
        self._raw = [its for its in lists if its.layout == _RAW]
        results = {its.number for its in lists if its.layout == _RESULTS}
        self._filled = dict.fromkeys(results if self._raw else (), 0)
        self._law = Law(settings)
        self._agencies: dict[_Key, str] = {}

    def read(self) -> None:
        """Read the raw files, if a list wants for what they tell.

        Raises:
            ListError: One was changed meanwhile.
        """
        self._filled = dict.fromkeys(self._filled, 0)
        if not self._filled or self._agencies:
            return
        for source in self._raw:
            for entry in source.entries():
                if isinstance(entry, Unreadable) or entry.aside or not entry.arresting_agency:
                    continue
                if (key := _key(entry)) and entry.statute and self._law.is_ours(entry.statute):
                    agency = self._agencies.setdefault(key, entry.arresting_agency)
                    if agency != entry.arresting_agency:  # two files disagree
                        self._agencies[key] = ""

    def fill(self, entry: Entry | Unreadable) -> Entry | Unreadable:
        """The entry, with its arresting agency where its own row does not tell one."""
        if entry.list not in self._filled or isinstance(entry, Unreadable):
            return entry
        if entry.arresting_agency or not (key := _key(entry)):
            return entry
        agency = self._agencies.get(key, "")
        if not agency:
            return entry
        self._filled[entry.list] += 1
        return replace(entry, arresting_agency=agency)

    def notes(self, list: int) -> Iterable[str]:
        """What whoever runs this should know of a list, once it was read."""
        if filled := self._filled.get(list, 0):
            told = " and ".join(f"list {its.number}" for its in self._raw)
            yield (
                f"the arresting agency of {filled:,} of its rows is told by {told}, where the same"
                " subject has the same count"
            )


def _key(entry: Entry) -> _Key | None:
    subject = next((key for key in entry.keys if key.startswith(_SUBJECT)), "")
    return (subject, entry.count_key) if subject and entry.count_key else None
