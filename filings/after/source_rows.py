"""Read again from the lists the identifiers that the Department of Justice searches by.

No table of a run keeps a CII number or a birth date; the lists do. A list is known by its SHA-256,
and a row by its line.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from filings.after.asked_convictions import AskedConviction, AskedRun
from filings.lists.dates import parse_date
from filings.lists.delimited_text import TextRow
from filings.lists.open_list import tables_of
from filings.model.errors import ListError
from filings.settings.court_and_agency_names import squeeze_agency
from filings.settings.disposition_data import PersonField
from filings.storage.csv_xlsx import unguard

_HEADER_WITHIN = 25

_Answers: TypeAlias = defaultdict[str, defaultdict[PersonField, defaultdict[str, set[str]]]]
"""By conviction and field, what its rows say, and in which spellings."""

Identifiers = Mapping[PersonField, str]
"""What the rows of a conviction say of the person; where two rows differ, the field is left out."""


@dataclass(frozen=True, slots=True)
class SourceRows:
    """The identifiers found in the lists, by conviction."""

    by_conviction: Mapping[str, Identifiers]
    disagreeing: int  # convictions whose rows contradict each other in a field

    def of(self, conviction: AskedConviction) -> Identifiers:
        """The identifiers of one conviction's person; empty when there are none."""
        return self.by_conviction.get(conviction.id, {})


def read_source_rows(
    lists: Sequence[Path],
    run: AskedRun,
    columns: Mapping[PersonField, Sequence[str]],
) -> SourceRows:
    """Read from a run's lists the identifiers of the people of its convictions.

    Args:
        lists: Any of the lists that the run was built from.
        run: The run, with the convictions it asked for.
        columns: For each field, the headings it may stand under.

    Raises:
        ListError: A list cannot be read, or is none of the run's.
    """
    wanted: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for conviction in run.convictions:
        for place in conviction.places:
            wanted[place].append(conviction.id)
    numbers = {sha256: number for number, sha256 in run.lists.items()}
    answers: _Answers = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for path in lists:
        for table in tables_of(path):
            number = numbers.get(table.sha256)
            if number is None:
                raise ListError(
                    str(path),
                    "is none of the lists of this run, or was changed since",
                    "Give the lists as they were when it was built.",
                )
            _read(table.rows(), number, wanted, columns, answers)
    return SourceRows(
        by_conviction={
            id: {
                field: min(spellings)
                for field, values in fields.items()
                if len(values) == 1
                for spellings in values.values()
            }
            for id, fields in answers.items()
        },
        disagreeing=sum(
            any(len(values) > 1 for values in fields.values()) for fields in answers.values()
        ),
    )


def _read(
    rows: Iterable[object],
    number: int,
    wanted: Mapping[tuple[int, int], Sequence[str]],
    columns: Mapping[PersonField, Sequence[str]],
    answers: _Answers,
) -> None:
    names = {
        heading.casefold(): field for field, headings in columns.items() for heading in headings
    }
    places: dict[int, PersonField] = {}
    for seen, row in enumerate(rows):
        if not isinstance(row, TextRow):
            continue
        if not places and seen < _HEADER_WITHIN:
            places = {
                place: names[cell.strip().casefold()]
                for place, cell in enumerate(row.cells)
                if cell.strip().casefold() in names
            }
            continue
        for id in wanted.get((number, row.line), ()):
            for place, field in places.items():
                cell = unguard(row.cells[place]).strip() if place < len(row.cells) else ""
                if any(character.isalnum() and character != "0" for character in cell):
                    answers[id][field][_compared(field, cell)].add(cell)


def _compared(field: PersonField, cell: str) -> str:
    """What a cell says, however it is written: two lists write one day in two ways."""
    if field in ("born_on", "arrested_on"):
        day = parse_date(cell)
        return day.isoformat() if day else cell.upper()
    if field == "arresting_agency":
        return squeeze_agency(cell)
    return "".join(filter(str.isalnum, cell)).upper()
