"""Write the ledger, the worklists and the manifest of a run.

One line for every entry of every list, so that nothing is lost silently. All of it is under
`sealed/`; the manifest beside it holds counts and hashes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from filings.lists.worklist_rows import SentRows
from filings.model.errors import OutputError
from filings.model.fates import Fate, Line
from filings.model.identifiers import ReasonCode
from filings.output import table_columns
from filings.output.packet_folders import LEDGER as LEDGER
from filings.output.packet_folders import PLACEMENTS as PLACEMENTS
from filings.output.packet_folders import WORKLISTS as WORKLISTS
from filings.output.worklist import WIDTHS, OfList, worklist_row
from filings.screening import answers
from filings.settings.settings import Reason, Settings
from filings.storage.csv_xlsx import Headed, csv_rows, write_csv, write_sheets
from filings.storage.run_folder import RunFolder, private_file

REMARKS = "sealed/remarks.csv"
VALUES = f"{WORKLISTS}/values.csv"
WORKBOOK = "sealed/worklists.xlsx"
MANIFEST = "manifest.json"

GUIDE = "read me"


def giving_back(folder: str = "DIR") -> tuple[str, ...]:
    """Instructions for giving back corrected worklists and answers, line by line."""
    worklists = f"{folder}/{WORKLISTS}"
    return (
        "To give corrected rows and answers back, build again with them beside the list:",
        f"  filings build LIST {worklists}/REASON.csv --answers {folder}/{VALUES} --out NEW-DIR",
        "Or, once the first packets are filed, file what was corrected as a supplement:",
        f"  filings build {worklists}/REASON.csv --already-included {folder} --out NEW-DIR",
    )


_GIVE_BACK = (
    (
        "A sheet of rows: correct the cells, leave list, line, entry, of_list and sent as they are,"
        " and save the sheet as a CSV.",
    ),
    (
        "The sheet values: fill in the column answer with one of allowed, and save the sheet as"
        " values.csv.",
    ),
    (
        "What is answered of law, and a determination, section or prosecutor that was changed in a"
        " row, counts once an attorney has approved the file as it stands:",
    ),
    ("  filings approve FILE LIST --by NAME --bar-number NUMBER --config DIR",),
    *((line,) for line in giving_back()),
)


def write_ledger(folder: RunFolder, lines: Iterable[Line], settings: Settings) -> None:
    """Write the ledger, and beside it the remarks on convictions that are included.

    Raises:
        OutputError: One of them cannot be written.
    """
    with (
        folder.writing(LEDGER) as file,
        folder.writing(REMARKS) as other,
        csv_rows(file, table_columns.LEDGER) as write,
        csv_rows(other, table_columns.REMARKS) as remark,
    ):
        for line in lines:
            write(table_columns.ledger_row(line, settings))
            for row in table_columns.remark_rows(line, settings):
                remark(row)


def refuse_other_file(path: Path) -> None:
    """Raise if a file is there that is not a ledger: it may be somebody's list.

    Raises:
        OutputError: There is another file.
    """
    heading = ",".join(table_columns.LEDGER).encode()
    try:
        begins = _first_bytes(path, len(heading))
    except OSError as error:
        raise OutputError(
            str(path), error.strerror or str(error), "Choose another place with --ledger."
        ) from error
    if begins not in (b"", heading):
        raise OutputError(
            str(path), "is there already, and is no ledger", "Choose another place with --ledger."
        )


def write_ledger_alone(path: Path, lines: Iterable[Line], settings: Settings) -> None:
    """Write the ledger that a build would write, without a folder around it.

    Raises:
        OutputError: It cannot be written.
    """
    with (
        private_file(path, "Choose another place with --ledger.") as file,
        csv_rows(file, table_columns.LEDGER) as write,
    ):
        for line in lines:
            write(table_columns.ledger_row(line, settings))


def write_placements(folder: RunFolder, packets: Iterable[str]) -> None:
    """Write placements.csv from each packet's `table_columns.placement_lines`, in order.

    Raises:
        OutputError: It cannot be written.
    """
    with folder.writing(PLACEMENTS) as file:
        file.write(",".join(table_columns.PLACEMENTS).encode() + b"\n")
        for lines in packets:
            file.write(lines.encode())


def write_worklists(
    folder: RunFolder,
    reasons: Iterable[tuple[Fate, ReasonCode]],
    lines: Callable[[Fate, ReasonCode], Iterator[Line]],
    settings: Settings,
    values: Sequence[Sequence[str]] = (),
    lists: Mapping[int, OfList] | None = None,
) -> list[str]:
    """Write a worklist for each reason that needs a human, and a workbook of all; return the paths.

    `values` are the lines of values.csv, one for each value that one answer settles in all rows;
    `lists` has for each list, by its number, its hash and layout, so that rows can be read again.

    Raises:
        OutputError: One cannot be written.
    """
    needy = [
        (fate, code, reason)
        for fate, code in reasons
        if (reason := settings.screening.reason(fate, code)).worklist
    ]

    sent, known = SentRows(settings), lists or {}

    def rows(fate: Fate, code: ReasonCode, reason: Reason) -> Iterator[Sequence[str]]:
        return (
            worklist_row(line.screened, reason, sent, known.get(line.screened.list, OfList()))
            for line in lines(fate, code)
        )

    paths = [f"{WORKLISTS}/{code}.csv" for _, code, _ in needy]
    for path, about in zip(paths, needy, strict=True):
        with folder.writing(path) as file:
            write_csv(file, tuple(WIDTHS), rows(*about))
    if values:
        with folder.writing(VALUES) as file:
            write_csv(file, answers.COLUMNS, values)
        paths.append(VALUES)
    if needy or values:
        with folder.writing(WORKBOOK) as file:
            worklists = Headed(tuple(WIDTHS), tuple(WIDTHS.values()))
            sheets = [
                (GUIDE, Headed(("How to give this back",), (110,)), iter(_GIVE_BACK)),
                *((code.replace("-", " "), worklists, rows(f, code, r)) for f, code, r in needy),
                (answers.SHEET, Headed(answers.COLUMNS, answers.WIDTHS), values),
            ]
            write_sheets(file, sheets if values else sheets[:-1])
        paths.append(WORKBOOK)
    return paths


def write_manifest(
    folder: RunFolder, facts: Mapping[str, Any], packets: Iterable[Mapping[str, Any]]
) -> None:
    """Write the manifest: the facts, then one packet a line, never whole in memory.

    Raises:
        OutputError: It cannot be written.
    """
    with folder.writing(MANIFEST) as file:
        file.write(b"{\n")
        for name, value in facts.items():
            file.write(f"{json.dumps(name)}: {_line(value)},\n".encode())
        file.write(b'"packets": [')
        for place, packet in enumerate(packets):
            file.write(f"{',' if place else ''}\n{_line(packet)}".encode())
        file.write(b"\n]}\n")


def _first_bytes(path: Path, most: int) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        return file.read(most)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
