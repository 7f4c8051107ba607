"""Make the row of a worklist from an entry that needs a human.

The row says what is wrong, who can act and what to do; then comes the entry, in columns that the
layout `worklist` reads again once they are corrected. It has no birth date and no identification
number; `person` is the keyed hash that the run made.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from filings.lists.worklist_rows import LAW, SentRows
from filings.model.entries import Determination, Entry, Level, Statute
from filings.model.fates import Screened
from filings.settings.settings import Reason

# Determinations that would include a conviction when the worklist is read again.
_LETS_IN = (
    Determination.DISMISSAL,
    Determination.BY_CRITERIA,
    Determination.UNREVIEWED_MISDEMEANOR,
)
_HASH = 16  # characters of a hash in a row
# Heading -> width in the workbook. The order is the reader's: first why the row is here.
_TOLD = {"words": 44, "who_can_act": 22, "remedy": 44, "detail": 40}
_ANSWERED = {"may_be": 26, "answer": 16, "looked_at": 30}
_WHERE = {"reason": 20, "list": 6, "line": 8, "entry": 6, "of_list": 18, "sent": 18}


def _plain(name: str) -> Callable[[Entry], str]:
    return lambda entry: str(getattr(entry, name) or "")


def _of_name(part: str) -> Callable[[Entry], str]:
    return lambda entry: getattr(entry.name, part) if entry.name else ""


def _section(entry: Entry) -> str:
    # As read, not as written, where possible: of "11358 HS x2" each of two rows here is one count.
    return cited(entry.statute) or entry.statute_as_written


def cited(statute: Statute | None) -> str:
    """A section in one form that reads back: "664/11357(c) HS"; "" for none."""
    return statute.cited if statute else ""


_ENTRY: Mapping[str, tuple[int, Callable[[Entry], str]]] = {
    "case_number": (16, _plain("case_number")),
    "defendant_suffix": (8, _plain("defendant_suffix")),
    "other_numbers": (20, lambda entry: "; ".join(entry.other_numbers)),
    "last": (18, _of_name("last")),
    "first": (14, _of_name("first")),
    "middle": (10, _of_name("middle")),
    "suffix": (6, _of_name("suffix")),
    "section": (14, _section),
    "also_charged": (16, _plain("also_charged")),
    "count": (8, _plain("count")),
    "level": (12, lambda entry: "" if entry.level is Level.UNKNOWN else entry.level.value),
    "convicted_on": (
        12,
        lambda entry: (
            entry.convicted_on.isoformat() if entry.convicted_on else entry.convicted_as_written
        ),
    ),
    # Beside the day as read: whoever corrects it must see what the list says.
    "convicted_as_written": (14, _plain("convicted_as_written")),
    "offense_on": (12, _plain("offense_on")),
    "court": (24, _plain("court")),
    "county": (14, _plain("county")),
    "arresting_agency": (20, _plain("arresting_agency")),
    "place_of_offense": (16, _plain("place_of_offense")),
    "prosecutor": (16, _plain("prosecutor")),
    "determination": (22, _plain("determination_as_written")),
    "deceased": (9, lambda entry: "yes" if entry.deceased else ""),
    "person": (16, _plain("person")),
    "count_key": (14, _plain("count_key")),
    "sample": (8, lambda entry: "yes" if entry.sample else ""),
}

WIDTHS: Mapping[str, int] = {
    **_TOLD,
    **{name: width for name, (width, _) in _ENTRY.items()},
    **_ANSWERED,
    **_WHERE,
}
"""Each heading of a worklist, in order, and how many characters wide a workbook shows it."""


class OfList(NamedTuple):
    """The list a row came from, so that a corrected row can be matched to it."""

    sha256: str = ""
    layout: str = ""

    @property
    def hash_start(self) -> str:
        """The beginning of the list's hash, which stands in each row."""
        return self.sha256[:_HASH]


_NOWHERE = OfList()


def worklist_row(
    screened: Screened, reason: Reason, sent: SentRows | None = None, of: OfList = _NOWHERE
) -> list[str]:
    """Make one row, its cells in the order of `WIDTHS`.

    Args:
        screened: The entry that waits.
        reason: Why it waits.
        sent: Marks the row, so that a change is noticed when it comes back.
        of: The list it came from.
    """
    source = screened.source
    cells = {name: cell(source) if source else "" for name, (_, cell) in _ENTRY.items()}
    if reason.asks_determination and source and source.determination in _LETS_IN:
        # Were the list's own word kept, a row read again uncorrected would be included.
        cells["determination"] = f"Hand Review: {screened.reason}"
    mark = ""
    if sent and source:
        determination, section, prosecutor = (cells[column] for column in LAW)
        mark = sent.mark(source, of.layout, of.hash_start, (determination, section, prosecutor))
    return [
        reason.words,
        reason.who_can_act,
        reason.remedy,
        screened.detail,
        *cells.values(),
        screened.same_as or "",
        "",
        "",
        screened.reason,
        str(screened.list),
        str(screened.line),
        str(screened.entry),
        of.hash_start,
        mark,
    ]
