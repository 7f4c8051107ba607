"""Match each count of the state's raw file with the row that gogen made of it.

gogen leaves out the rows of arrests that its input had, and the raw file says nothing of
eligibility. Each count of the one finds its own in the other by the state's exact keys (the
subject's, and the order key of cycle, step and count), where both also tell it alike. The results
then say whether it is eligible and the raw file who made the arrest: one conviction, told twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from filings.lists.open_list import OpenList
from filings.model.entries import Determination, Entry, Unreadable, Where
from filings.model.fates import Fate, Screened
from filings.model.identifiers import ReasonCode
from filings.settings.offense_table import OffenseTable
from filings.settings.settings import Settings

_RESULTS, _RAW = "gogen", "doj"  # their layouts
_SUBJECT = "subject:"
_TOLD_THERE, _CONFLICT = ReasonCode("told-in-results"), ReasonCode("source-conflict")
_REFUSED = ReasonCode("not-eligible")

_Key = tuple[str, str]  # of the subject, of the count


class RawWithResults:
    """The state's raw files and gogen's results of one run, and what the rows of each add."""

    def __init__(self, lists: Sequence[OpenList], settings: Settings) -> None:
        """Take the lists of the run; nothing is read yet."""
        self._raw = [opened for opened in lists if opened.layout == _RAW]
        self._results = [listed for listed in lists if listed.layout == _RESULTS]
        # By list: rows that were given an arresting agency, or what they say of eligibility.
        both = (*self._raw, *self._results) if self._raw and self._results else ()
        self._filled = {listed.number: 0 for listed in both}
        self._law = OffenseTable(settings)
        self._agencies: dict[_Key, str] = {}
        self._told: dict[_Key, Entry | None] = {}  # None: two rows of the results disagree
        # Rows of a raw file that say otherwise than the results, or what nobody understands.
        self._against: dict[_Key, str] = {}

    def read(self) -> None:
        """Read the raw files and the results, if both are given.

        Raises:
            ListError: One was changed meanwhile.
        """
        read = bool(self._agencies or self._told)
        self._filled = dict.fromkeys(self._filled, 0)
        if read or not self._filled:
            return
        for key, entry in self._counts(self._results):
            if self._is_ours(entry):
                first = self._told.setdefault(key, entry)
                if first and first != replace(entry, list=first.list, line=first.line):
                    self._told[key] = None
        for key, entry in self._counts(self._raw):
            if entry.arresting_agency and self._is_ours(entry):
                agency = self._agencies.setdefault(key, entry.arresting_agency)
                if agency != entry.arresting_agency:  # two files disagree
                    self._agencies[key] = ""
            if (result := self._told.get(key)) and (otherwise := _otherwise(entry, result)):
                self._against.setdefault(key, otherwise)

    def _is_ours(self, entry: Entry) -> bool:
        return entry.statute is not None and self._law.is_ours(entry.statute)

    @staticmethod
    def _counts(lists: Iterable[OpenList]) -> Iterator[tuple[_Key, Entry]]:
        for source in lists:
            for entry in source.entries():
                if isinstance(entry, Entry) and not entry.aside and (key := _key(entry)):
                    yield key, entry

    def fill(self, entry: Entry | Unreadable) -> Entry | Unreadable:
        """The entry, with what the other file tells of it where its own row is silent."""
        if entry.list not in self._filled or isinstance(entry, Unreadable) or entry.aside:
            return entry
        if not (key := _key(entry)):
            return entry
        if (result := self._result(entry)) and entry.determination is Determination.UNSTATED:
            self._filled[entry.list] += 1
            agency = result.arresting_agency or entry.arresting_agency
            return replace(
                result,
                list=entry.list,
                line=entry.line,
                entry=entry.entry,
                arresting_agency=agency,
            )
        if not entry.arresting_agency and (agency := self._agencies.get(key, "")):
            self._filled[entry.list] += entry.list in self._numbers(self._results)
            return replace(entry, arresting_agency=agency)
        return entry

    def settle(self, screened: Screened) -> Screened:
        """The entry, where the raw file and the results are about one count.

        Of what waits in both, that of the results alone waits; and where the raw row says otherwise
        than the results that were made of it, neither is believed.
        """
        source = screened.source
        if source is None or source.list not in self._filled or source.aside:
            return screened
        if screened.fate in (Fate.INCLUDED, Fate.OUT_OF_SCOPE):
            key = _key(source)
            otherwise = self._against.get(key) if key and screened.reason != _REFUSED else None
            return _contradicted(screened, otherwise) if otherwise else screened
        if screened.fate is not Fate.HELD:
            return screened
        if not (result := self._result(source)):
            return screened
        return replace(
            screened,
            fate=Fate.DUPLICATE,
            reason=_TOLD_THERE,
            detail=f"the same row as {Where(result.list, result.line, result.entry).spoken}",
            asks=(),
        )

    def _result(self, entry: Entry) -> Entry | None:
        """What the results say of a row of a raw file that they tell alike."""
        if entry.list not in self._numbers(self._raw) or not (key := _key(entry)):
            return None
        result = self._told.get(key)
        return result if result and _alike(entry, result) else None

    def notes(self, list: int) -> Iterable[str]:
        """What whoever runs this should know of a list, once it was read."""
        if not (filled := self._filled.get(list, 0)):
            return
        raw = list in self._numbers(self._raw)
        says = "says whether they are eligible" if raw else "names the arresting agency"
        others = " and ".join(
            f"list {listed.number}" for listed in (self._results if raw else self._raw)
        )
        yield (
            f"for {filled:,} of its rows {others} {says}, where the same subject has the same count"
        )

    def sentence(self, list: int) -> str:
        """What the declaration says of a raw file that says nothing of eligibility; "" else."""
        if list not in self._numbers(self._raw) or not self._filled.get(list, 0):
            return ""
        others = " and ".join(f"list {listed.number}" for listed in self._results)
        return (
            f"It says nothing of eligibility; of the convictions that it shares with {others} that"
            " list says whether they are eligible."
        )

    @staticmethod
    def _numbers(lists: Iterable[OpenList]) -> set[int]:
        return {listed.number for listed in lists}


def _key(entry: Entry) -> _Key | None:
    subject = next((key for key in entry.keys if key.startswith(_SUBJECT)), "")
    return (subject, entry.count_key) if subject and entry.count_key else None


def _contradicted(screened: Screened, detail: str) -> Screened:
    """The entry, held because another row tells its count otherwise."""
    return replace(
        screened, fate=Fate.HELD, reason=_CONFLICT, detail=detail, conviction=None, asks=()
    )


def _otherwise(raw: Entry, result: Entry) -> str:
    """In what a row of a raw file contradicts the results that were made of it; "" when it agrees.

    What it leaves open, the results must leave open too. Number, level and day are compared where
    all that is told of a conviction is.
    """
    place = Where(raw.list, raw.line, raw.entry).spoken
    # Of one outcome the results decide, which say whether it is eligible; a blank one tells less.
    judged = raw.disposition in ("", result.disposition)
    questions = [asked for asked in raw.questions if not (judged and asked.field == "disposition")]
    if left := next((asked for asked in questions if asked not in result.questions), None):
        return f"{place} says {left.column}: {left.value}".rstrip(": ")
    if raw.statute != result.statute:
        return f"{place} says {raw.statute_as_written}"
    if raw.born_on and result.born_on and raw.born_on != result.born_on:
        return f"{place} says another birth date"
    if raw.county != result.county:
        return f"{place} says county {raw.county}"
    return ""


def _alike(raw: Entry, result: Entry) -> bool:
    """Whether the results were made from this very row; an office may have added to them."""
    one, other = (
        (entry.case_number, entry.statute, entry.disposition, entry.level, entry.convicted_on)
        for entry in (raw, result)
    )
    return (
        one == other
        and not _otherwise(raw, result)
        and raw.defendant_suffix in ("", result.defendant_suffix)
    )
