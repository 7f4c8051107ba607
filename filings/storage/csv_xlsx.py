"""Write tables as CSV and XLSX: the same bytes on every machine, no cell a formula.

A workbook is not written by a library, since libraries keep the rows in temporary files and write
the time into the result.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple

# Spreadsheets take a cell that begins so for a formula, which could send data elsewhere. They
# ignore blanks before it, and some keyboards write these signs in full width.
_FORMULA = (
    *("=", "\N{FULLWIDTH EQUALS SIGN}", "+", "\N{FULLWIDTH PLUS SIGN}"),
    *("-", "\N{FULLWIDTH HYPHEN-MINUS}", "@", "\N{FULLWIDTH COMMERCIAL AT}"),
)
_BLANKS = " \t\r\n\v\f\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"
_GUARDED = frozenset((*_FORMULA, *_BLANKS, "'"))  # first characters of cells that may need a change

# Characters that XML cannot hold, and lone surrogates, which are half a character.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})

_MOST_ROWS = 1_048_576  # of a sheet; Excel would silently drop the rest
_MOST_CHARACTERS = 32_767  # of a cell
_MOST_BYTES = 2_000_000_000  # of a sheet; some programs open no longer member of a ZIP


def guard(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if _calculated(text) else text


def unguard(text: str) -> str:
    """The text as it was before `guard`."""
    return text[1:] if text.startswith("'") and _calculated(text[1:]) else text


def _calculated(text: str) -> bool:
    """Whether a spreadsheet may take it for a formula, now or without its apostrophes."""
    bare = text.lstrip("'")
    return bare.startswith(("\t", "\r")) or bare.lstrip(_BLANKS).startswith(_FORMULA)


@contextmanager
def csv_rows(file: BinaryIO, heading: Sequence[str]) -> Iterator[Callable[[Sequence[str]], None]]:
    """Write a table as UTF-8 with LF: a function that takes row by row and guards every cell."""
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    plain = csv.writer(text, lineterminator="\n")
    # The standard writer does not quote a lone CR, which would read back as the end of a row.
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)

    def write(row: Sequence[str]) -> None:
        cells = [guard(cell) if cell[:1] in _GUARDED else cell for cell in row]
        (quoted if "\r" in "".join(cells) else plain).writerow(cells)

    try:
        plain.writerow(heading)
        yield write
    finally:
        text.detach()


def write_csv(file: BinaryIO, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table as `csv_rows` does; return how many rows it has."""
    count = 0
    with csv_rows(file, heading) as write:
        for count, row in enumerate(rows, 1):  # noqa: B007 (the last is how many)
            write(row)
    return count


def read_csv(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a table that `write_csv` wrote, unguarded, each with the line it ends on.

    A person may have saved it again from a spreadsheet: a missing cell is "", a cell beyond the
    header is not read, and bytes that are not UTF-8 become U+FFFD.

    Raises:
        OSError: It cannot be read.
        csv.Error: A cell of it is too long.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file)
        heading = next(reader, [])
        for cells in reader:
            row = dict.fromkeys(heading, "")
            row.update((name, unguard(cell)) for name, cell in zip(heading, cells, strict=False))
            yield reader.line_num, row


def write_workbook(
    file: BinaryIO,
    heading: Sequence[str],
    widths: Sequence[int],
    sheets: Iterable[tuple[str, Iterable[Sequence[str]]]],
    *,
    guarded: bool = True,
) -> None:
    """Write a workbook whose sheets share one heading; every cell is text and stays text.

    Args:
        file: Where to; it must be seekable.
        heading: The first row of every sheet.
        widths: How many characters wide each column is.
        sheets: Each sheet's name and rows. A sheet too long for Excel is continued in another.
        guarded: Whether cells that look like formulas get an apostrophe, in case the sheet is saved
            as CSV.
    """
    headed = Headed(heading, widths)
    write_sheets(file, ((title, headed, rows) for title, rows in sheets), guarded=guarded)


_MOST_OFFERED = 255  # characters of a list in a cell's validation


class Headed(NamedTuple):
    """The first row of a sheet, how wide each column is, and what some of them offer to choose."""

    heading: Sequence[str]
    widths: Sequence[int]  # characters
    choices: tuple[tuple[int, tuple[str, ...]], ...] = ()  # a column's number, and its choices


def write_sheets(
    file: BinaryIO,
    sheets: Iterable[tuple[str, Headed, Iterable[Sequence[str]]]],
    *,
    guarded: bool = True,
) -> None:
    """Write a workbook as `write_workbook` does, with headings of its own for each sheet."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        names: list[str] = []
        for title, headed, rows in sheets:
            left = iter(rows)
            while True:
                names.append(_sheet_name(title, names))
                with archive.open(_member(f"xl/worksheets/sheet{len(names)}.xml"), "w") as member:
                    full = _write_sheet(member, headed, left, guarded=guarded)
                if not full:
                    break
        for path, text in _frame(names):
            archive.writestr(_member(path), text)


def _write_sheet(
    member: IO[bytes],
    headed: Headed,
    rows: Iterator[Sequence[str]],
    *,
    guarded: bool,
) -> bool:
    """Write rows until the sheet is full; return whether it is."""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" style="1" customWidth="1"/>'
        for n, width in enumerate(headed.widths, 1)
    )
    member.write(
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>"
        f"{_row(headed.heading, 2)}".encode()
    )
    count, size = 1, 0
    for row in islice(rows, _MOST_ROWS - 1):
        size += member.write(_row(map(guard, row) if guarded else row, 1).encode())
        count += 1
        if size > _MOST_BYTES:
            break
    last = f"{_letters(len(headed.heading))}{count}"
    offered = _offered(headed.choices, count)
    member.write(f'</sheetData><autoFilter ref="A1:{last}"/>{offered}</worksheet>'.encode())
    return count == _MOST_ROWS or size > _MOST_BYTES


def _offered(choices: Iterable[tuple[int, Sequence[str]]], last: int) -> str:
    """What each cell of some columns offers, where Excel takes so long a list; all may be typed."""
    lists = {column: ",".join(words) for column, words in choices}
    offered = "".join(
        f'<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1"'
        f' sqref="{_letters(column)}2:{_letters(column)}{max(2, last)}">'
        f'<formula1>"{_escape(words)}"</formula1></dataValidation>'
        for column, words in lists.items()
        if words and len(words) <= _MOST_OFFERED and '"' not in words
    )
    return f"<dataValidations>{offered}</dataValidations>" if offered else ""


def _row(cells: Iterable[str], style: int) -> str:
    written = (
        f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escape(cell)}</t></is></c>'
        if cell
        else f'<c s="{style}"/>'
        for cell in cells
    )
    return f"<row>{''.join(written)}</row>"


def _escape(cell: str) -> str:
    text = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", cell)[:_MOST_CHARACTERS]
    return text.translate(_ESCAPES)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    """A name that Excel accepts: at most 31 characters, without seven signs, and not twice."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip("'") or "sheet"
    name, again = plain[:31], 1
    while name.casefold() in (other.casefold() for other in taken):
        again += 1
        name = f"{plain[: 31 - len(str(again)) - 1]} {again}"
    return name


def _member(path: str) -> zipfile.ZipInfo:
    """A member of the ZIP without time and system."""
    member = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    return member


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts of the file that list the sheets and define styles."""
    numbers = range(1, len(names) + 1)
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in parts
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
        f' ContentType="application/xml"/>{overrides}</Types>',
    )
    yield (
        "_rels/.rels",
        f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    sheets = "".join(
        f'<sheet name="{name.translate(_ESCAPES).replace(chr(34), "&quot;")}" sheetId="{n}"'
        f' r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_RELATIONS}">{relations}<Relationship'
        f' Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    )
    # Style 1 is a cell, style 2 a heading; format 49 is Excel's "text", which converts nothing.
    yield (
        "xl/styles.xml",
        f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/>'
        '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>",
    )
