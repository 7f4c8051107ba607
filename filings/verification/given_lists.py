"""Check the ledger against the lists of the run, read again as rows of text."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from filings.lists.delimited_text import RowFault, TextRow, head_of, read_text
from filings.lists.xlsx import read_workbook
from filings.verification.beside_packets import REMARKS
from filings.verification.mismatch import Mismatch
from filings.verification.run_files import LEDGER, RunManifest, digest_of, read_table

_HEADER_WITHIN = 25  # rows above the ledger's first line: titles and header


def check_lists(
    folder: Path,
    manifest: RunManifest,
    ledger: Sequence[Mapping[str, str]],
    lists: Sequence[Path],
) -> Iterator[Mismatch]:
    """Every row of every given list has its lines in the ledger, and they agree with the row.

    A line with an answer need only be there: its words come from the answer.

    Raises:
        ListError: A list cannot be read.
    """
    if not lists:
        return
    numbers = {listed.sha256: number for number, listed in manifest.lists.items()}
    answered = {
        (line["list"], line["line"])
        for line in read_table(folder, REMARKS, ("remark", "list", "line"))
        if line["remark"] == "answered"
    }
    for path in lists:
        number = numbers.get(digest_of(path))
        if number is None:
            yield Mismatch(path.name, 0, 0, "list", "is none of the lists of this run")
            continue
        own: dict[int, list[Mapping[str, str]]] = defaultdict(list)
        for line in ledger:
            if line["list"] == str(number) and line["line"].isdecimal():
                own[int(line["line"])].append(line)
        yield from _check_list(path, number, own, answered)


def _check_list(
    path: Path,
    number: int,
    own: Mapping[int, Sequence[Mapping[str, str]]],
    answered: set[tuple[str, str]],
) -> Iterator[Mismatch]:
    seen: set[int] = set()
    first = min(own, default=0)
    for row in _rows(path):
        lines = own.get(row.line, ())
        seen.add(row.line)
        if not lines:
            if row.line > first and isinstance(row, TextRow) and any(map(str.strip, row.cells)):
                what = f"has no line for line {row.line} of list {number}"
                yield Mismatch(LEDGER, 0, 0, "list", what)
            continue
        if isinstance(row, RowFault):
            continue
        text = " ".join(row.cells)
        for line in lines:
            if (line["list"], line["line"]) in answered or line["fate"] == "unreadable":
                continue
            for what in _differs(text, line):
                yield Mismatch(
                    LEDGER, 0, 0, "list", f"line {row.line} of list {number} does not say {what}"
                )
    for missing in sorted(set(own) - seen):
        yield Mismatch(LEDGER, 0, 0, "list", f"list {number} has no line {missing}")


def _differs(text: str, line: Mapping[str, str]) -> Iterator[str]:
    """The cells of a ledger line that its row does not have."""
    if line["fate"] not in ("included", "duplicate"):
        return
    digits = [run.lstrip("0") for run in re.findall(r"\d+", text)]
    together = "".join(c for c in text.casefold() if c.isalnum())
    for run in re.findall(r"\d+", line["case_number"]):
        bare = run.lstrip("0")
        if bare and bare not in digits and bare not in together:
            yield "the case number that the ledger has"
            break
    section = re.match(r"\d+", line["section"])
    if section and section[0] not in together:
        yield "the section that the ledger has"
    year = line["convicted_on"][:4]
    if year and year not in text and year[2:] not in text:
        yield "the year of conviction that the ledger has"


def _rows(path: Path) -> Iterator[TextRow | RowFault]:
    head = head_of(path)
    if head.startswith(b"PAR1"):
        from filings.lists.parquet import read_parquet  # an extra, not always installed

        yield from read_parquet(path).rows()
    elif head.startswith(b"PK"):
        for table in read_workbook(path):
            yield from table.rows()
    else:
        yield from read_text(path, head).rows()
