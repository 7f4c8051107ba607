"""Find entries by number, id or name, in the tables that a run wrote or among the lines of one.

Reading a finished run's tables needs nothing that reads or screens lists, so that the answer comes
at once.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filings.model.case_number import folded
from filings.model.compare_names import is_asked_for, name_words
from filings.model.errors import OutputError
from filings.model.identifiers import AgencyId
from filings.output.packet_folders import HANDED_OVER, LEDGER, PLACEMENTS, WORKLISTS, home
from filings.storage.csv_xlsx import read_csv

if TYPE_CHECKING:
    from filings.model.fates import Line
    from filings.settings.settings import Settings

_FEW = 50  # words that one pattern looks for


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
        for row in _read(folder / LEDGER, () if places else (number, *ids))
        if (number and number in _numbers(row))
        or row["conviction"] in ids
        or row["same_as"] in ids
        or (row["list"], row["line"], row["entry"]) in places
    ]
    stands = _stands(folder, {row["conviction"]: row["packet"] for row in rows if row["packet"]})
    return [_found(row, stands.get(row["conviction"], ())) for row in rows]


def find_in_lists(lines: Iterable["Line"], settings: "Settings", text: str) -> Iterator[FoundEntry]:
    """The same among the lines of a run that wrote nothing: what would become of each entry."""
    from filings.output import table_columns  # which imports what reads lists

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

    asked = name_words(text)[:1] if is_name else (number,)
    ids = {
        row["conviction"]
        for part in (folder / "sealed" / "packets", folder / HANDED_OVER)
        for path in sorted(part.rglob("cases.csv"))
        for row in _read(path, asked)
        if meant(row)
    }
    places = {
        (row.get("list", ""), row.get("line", ""), row.get("entry", ""))
        for path in sorted((folder / WORKLISTS).glob("*.csv"))
        for row in _read(path, asked)
        if meant(row)
    }
    return ids, places


def _stands(folder: Path, packets: Mapping[str, str]) -> dict[str, list[tuple[str, int, int]]]:
    places: dict[str, list[tuple[str, int, int]]] = {}
    if packets:
        for row in _read(folder / PLACEMENTS, packets):
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


def _read(path: Path, asked: Collection[str]) -> Iterator[dict[str, str]]:
    """Rows of a table; of few `asked` words, those that have one of them, with or without signs."""
    few = 0 < len(asked) <= _FEW and all(map(str.isascii, asked))
    words = (r"[\W_]*".join(map(re.escape, word)) for word in asked if word)
    having = re.compile("|".join(words), re.IGNORECASE) if few else None
    try:
        for _, row in read_csv(path, having):
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
