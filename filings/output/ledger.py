"""Write the ledger, the worklists and the manifest of a run, and find entries in them.

One line for every entry of every list, so that nothing is lost silently. All of it is under
`sealed/`; the manifest beside it holds counts and hashes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.lists.worklist_rows import SentRows
from filings.model.case_number import folded
from filings.model.compare_names import is_asked_for, name_words
from filings.model.errors import OutputError
from filings.model.fates import Fate, Line
from filings.model.identifiers import AgencyId, ReasonCode
from filings.output import table_columns
from filings.output.packet_folders import HANDED_OVER, home
from filings.output.worklist import WIDTHS, OfList, worklist_row
from filings.screening import answers
from filings.settings.settings import Reason, Settings
from filings.storage.csv_xlsx import Headed, csv_rows, read_csv, write_csv, write_sheets
from filings.storage.run_folder import RunFolder, private_file

LEDGER = "sealed/ledger.csv"
REMARKS = "sealed/remarks.csv"
PLACEMENTS = "sealed/placements.csv"
WORKLISTS = "sealed/worklists"
VALUES = "sealed/worklists/values.csv"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntry:
    """An entry that was looked for, and what became of it."""

    list: int
    line: int
    entry: int
    fate: str
    reason: str
    who_can_act: str
    case_number: str
    defendant_suffix: str
    section: str
    convicted_on: str
    court: str
    conviction: str
    same_as: str
    packet: str
    item: int  # 0 when in no packet
    stands: tuple[tuple[str, int, int], ...]  # document under the output folder, page, row


def find(folder: Path, text: str) -> list[FoundEntry]:
    """Find every entry with this case number, id or name, in the ledger's order.

    A number may be written with or without its signs and blanks; of a name, every word must match.
    Names and a case's other numbers are looked up in the packets' tables and in worklists, since
    the ledger has none.

    Raises:
        OutputError: The folder holds no finished run.
    """
    number = folded(text)
    ids, places = _told_beside(folder, text)
    if text.strip():
        ids.add(text.strip().lower())
    rows = [
        row
        for row in _read(folder / LEDGER)
        if (number and number in _numbers(row))
        or row["conviction"] in ids
        or row["same_as"] in ids
        or (row["list"], row["line"], row["entry"]) in places
    ]
    stands = _stands(folder, {row["conviction"]: row["packet"] for row in rows if row["packet"]})
    return [_found(row, stands.get(row["conviction"], ())) for row in rows]


def find_in_lists(lines: Iterable[Line], settings: Settings, text: str) -> Iterator[FoundEntry]:
    """The same among the lines of a run that wrote nothing: what would become of each entry."""
    number, conviction = folded(text), text.strip().lower()
    for line in lines:
        row = dict(zip(table_columns.LEDGER, table_columns.ledger_row(line, settings), strict=True))
        source = line.screened.source
        numbers, name = _numbers(row), source.name if source else None
        if source:
            numbers |= set(map(folded, source.other_numbers))
        named = name and is_asked_for(text, name.last, name.first, name.middle, name.suffix)
        if (
            (number and number in numbers)
            or (conviction and conviction in (row["conviction"], row["same_as"]))
            or (named and _is_name(text))
        ):
            yield _found(row, ())


def _found(row: Mapping[str, str], stands: Iterable[tuple[str, int, int]]) -> FoundEntry:
    return FoundEntry(
        list=int(row["list"]),
        line=int(row["line"]),
        entry=int(row["entry"]),
        fate=row["fate"],
        reason=row["reason"],
        who_can_act=row["who_can_act"],
        case_number=row["case_number"],
        defendant_suffix=row["defendant_suffix"],
        section=row["section"],
        convicted_on=row["convicted_on"],
        court=row["court"],
        conviction=row["conviction"],
        same_as=row["same_as"],
        packet=row["packet"],
        item=int(row["item"] or 0),
        stands=tuple(stands) if row["packet"] else (),
    )


def _told_beside(folder: Path, text: str) -> tuple[set[str], set[tuple[str, str, str]]]:
    """Look a name up outside the ledger: ids in packets, and places of entries on worklists.

    A number is found there too, where it is another number of the case.
    """
    number, is_name = folded(text), _is_name(text)
    if not number:
        return set(), set()

    def meant(row: Mapping[str, str]) -> bool:
        if not is_name:
            others = row.get("also_numbered", "") or row.get("other_numbers", "")
            return number in map(folded, others.split(";"))
        parts = (row.get(part, "") for part in ("last", "first", "middle", "suffix"))
        return is_asked_for(text, *parts)

    ids = {
        row["conviction"]
        for part in (folder / "sealed" / "packets", folder / HANDED_OVER)
        for path in sorted(part.rglob("cases.csv"))
        for row in _read(path)
        if meant(row)
    }
    places = {
        (row.get("list", ""), row.get("line", ""), row.get("entry", ""))
        for path in sorted((folder / WORKLISTS).glob("*.csv"))
        for row in _read(path)
        if meant(row)
    }
    return ids, places


def _stands(folder: Path, packets: Mapping[str, str]) -> dict[str, list[tuple[str, int, int]]]:
    places: dict[str, list[tuple[str, int, int]]] = {}
    if packets:
        for row in _read(folder / PLACEMENTS):
            if packet := packets.get(row["conviction"]):
                theirs = AgencyId(packet.split("/")[1])
                homes = (
                    f"{home(zone, packet, own)}/{row['document']}"
                    for own in (theirs, AgencyId(""))
                    for zone in ("public", "sealed")
                )
                path = next((home for home in homes if (folder / home).exists()), row["document"])
                places.setdefault(row["conviction"], []).append(
                    (path, int(row["page"]), int(row["row"]))
                )
    return places


def _read(path: Path) -> Iterator[dict[str, str]]:
    try:
        for _, row in read_csv(path):
            yield row
    except OSError as error:
        raise OutputError(
            str(path), error.strerror or str(error), "Name the folder that `filings build` wrote."
        ) from error


def _is_name(text: str) -> bool:
    words = name_words(text)
    return bool(words) and not any(word.isdigit() for word in words)


def _numbers(row: Mapping[str, str]) -> set[str]:
    """The case number of a line, with and without the defendant's suffix, in its normal form."""
    number = row["case_number"]
    return {folded(number), folded(f"{number}{row['defendant_suffix']}")}
