"""Floor 2. An XLSX workbook in; the rows of each visible sheet out, as the text a person sees.

A sheet is read as a stream. Formulas are taken by the value Excel last gave them; a cell that has
none is marked, never silently empty.
"""

import datetime as dt
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from filings.docket import ReasonCode
from filings.lists.package import (
    MOST_BYTES,
    Runs,
    Sheet,
    Style,
    bounded,
    column_of,
    comments_of,
    parser_of,
    sheets_of,
    small_part,
    strikes,
    strings_of,
    styles_of,
    survey,
    translated,
    unescaped,
)
from filings.lists.read import (
    ERROR,
    STRUCK,
    UNCALCULATED,
    Fault,
    Row,
    Table,
    column_of_rows,
    digest_of,
    refuse,
    shorten,
    version_of,
    watched,
)

_MOST_COLUMNS = 1000
_MOST_ROWS = 1_048_576  # Excel's own limit
_HIDDEN_ROW = ReasonCode("hidden-row")


def read_workbook(path: Path) -> tuple[Table, ...]:
    """The visible sheets of a workbook, one table each.

    Raises:
        ListError: It is no workbook, is damaged, or would unpack beyond all bounds.
    """
    version = version_of(path)
    with translated(path), zipfile.ZipFile(path) as package:
        return _tables(path, version, package)


def _tables(path: Path, version: tuple[int, ...], package: zipfile.ZipFile) -> tuple[Table, ...]:
    names = set(package.namelist())
    if "xl/workbook.xml" not in names:
        raise _other_kind(path, names)
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise refuse(
            path,
            f"is called {path.suffix or 'a list'} but is an Excel workbook",
            "Rename it to end in .xlsx.",
        )
    sheets, from_1904 = sheets_of(path, package)
    styles = (
        styles_of(small_part(path, package, "xl/styles.xml")) if "xl/styles.xml" in names else []
    )
    strings, struck = (
        strings_of(path, package) if "xl/sharedStrings.xml" in names else ([], frozenset())
    )
    digest = digest_of(path)
    told = [f"the sheet {sheet.name} is hidden and is not read" for sheet in sheets]
    notes = tuple(note for note, sheet in zip(told, sheets, strict=True) if not sheet.visible)
    tables = []
    for sheet in sheets:
        if not sheet.visible:
            continue
        survey(path, package, sheet)
        sheet.comments = comments_of(path, package, sheet)
        reader = _Rows(path, version, sheet, styles, strings, struck, from_1904)
        tables.append(
            Table(
                path,
                f"XLSX, sheet {sheet.name}",
                digest,
                damaged=True,
                notes=(*notes, *_told(sheet)),
                rows=reader.rows,
                column=partial(column_of_rows, reader.rows),
                addressed=True,
                sheet=sheet.name,
            )
        )
        notes = ()
    return tuple(tables)


def _other_kind(path: Path, names: set[str]) -> Exception:
    if "xl/workbook.bin" in names:
        return refuse(path, "is a binary workbook", "Open it in Excel and save it as .xlsx.")
    if "content.xml" in names:
        return refuse(path, "is an OpenDocument file", "Save it as .xlsx or CSV.")
    if "word/document.xml" in names:
        return refuse(path, "is a Word document", "Ask for the list itself, as CSV or XLSX.")
    return refuse(path, "is a compressed file", "Unpack it and give the file inside.")


def _told(sheet: Sheet) -> Iterator[str]:
    if sheet.hidden_rows:
        rows = "row" if sheet.hidden_rows == 1 else "rows"
        yield f"{sheet.hidden_rows} hidden {rows} of the sheet {sheet.name}, read like the others"
    if sheet.comments:
        stand = "comment stands" if sheet.comments == 1 else "comments stand"
        yield f"{sheet.comments} {stand} at cells of the sheet {sheet.name}; nobody reads them"
    if sheet.merged:
        yield (
            f"cells of the sheet {sheet.name} are merged over several rows; each of these rows"
            " takes the value"
        )


class _Rows:
    """Reads the rows of one sheet, as often as asked."""

    def __init__(
        self,
        path: Path,
        version: tuple[int, ...],
        sheet: Sheet,
        styles: list[Style],
        strings: list[str],
        struck: frozenset[int],
        from_1904: bool,
    ) -> None:
        self._path = path
        self._version = version
        self._sheet = sheet
        self._styles = [style if style != Style() else None for style in styles]
        self._strings = strings
        self._struck_strings = {str(place) for place in struck}
        self._struck_styles = {str(place) for place, style in enumerate(styles) if style.struck}
        if "0" in self._struck_styles:
            self._struck_styles.add("")  # a cell that names none has the first
        self._epoch = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)

    def rows(self) -> Iterator[Row | Fault]:
        """Every row that holds a cell, with the number Excel shows for it."""
        return watched(self._path, self._version, self._filled())

    def _filled(self) -> Iterator[Row]:
        waiting: dict[int, tuple[int, str]] = {}  # column -> last merged row and its value
        with translated(self._path), zipfile.ZipFile(self._path) as package:
            for line, cells, remarks in self._raw(package):
                fill = self._sheet.merged.get(line)
                if fill or waiting:
                    self._fill(line, cells, waiting, fill or {})
                yield Row(line, cells, remarks)

    def _fill(
        self,
        line: int,
        cells: list[str],
        waiting: dict[int, tuple[int, str]],
        begins: dict[int, int],
    ) -> None:
        for column, (last, value) in list(waiting.items()):
            if line > last:
                del waiting[column]
                continue
            cells += [""] * (column + 1 - len(cells))
            cells[column] = cells[column] or value
        for column, last in begins.items():
            if column < len(cells):
                waiting[column] = (last, cells[column])

    def _raw(
        self, package: zipfile.ZipFile
    ) -> Iterator[tuple[int, list[str], tuple[ReasonCode, ...]]]:
        done: list[tuple[int, list[str], tuple[ReasonCode, ...]]] = []
        cells: list[str] = []
        text = Runs()
        remarks: tuple[ReasonCode, ...] = ()
        line = column = 0
        kind = style = ""
        formula = taking = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal line, column, kind, style, remarks, formula, taking, cells
            if ":" in tag:
                tag = tag.rpartition(":")[2]
            if tag == "c":
                place = attributes.get("r")
                # "BC12": the letters are the column. Without a place it is the next one.
                column = column_of(place.rstrip("0123456789")) if place else column + 1
                kind, style = attributes.get("t", "n"), attributes.get("s", "")
                formula = False
                text.clear()
            elif tag in ("v", "t"):
                taking = True
                # A text was calculated, though it be empty.
                formula = formula and kind != "str"
            elif tag == "f":
                formula = True
            elif tag == "row":
                above, line = line, int(attributes.get("r") or line + 1)
                if not above < line <= _MOST_ROWS:
                    raise refuse(
                        self._path,
                        f"has a row numbered {shorten(attributes.get('r', ''))} after row {above}",
                        "Open it in Excel and save it again.",
                    )
                remarks = (_HIDDEN_ROW,) if attributes.get("hidden") in ("1", "true") else ()
                cells, column = [], -1
            elif tag == "rPh":
                kind = "phonetic"
            elif tag == "strike":
                text.striking = strikes(attributes.get("val"))

        def end(tag: str) -> None:
            nonlocal taking, cells, remarks
            if ":" in tag:
                tag = tag.rpartition(":")[2]
            if tag in ("v", "t"):
                taking = False
            elif tag == "c":
                written, struck = text.taken()
                if not written and not formula:
                    return
                if (
                    struck
                    or style in self._struck_styles
                    or (kind == "s" and written in self._struck_strings)
                ) and STRUCK not in remarks:
                    remarks = (*remarks, STRUCK)
                if column >= _MOST_COLUMNS:
                    raise refuse(
                        self._path,
                        f"has cells beyond column {_MOST_COLUMNS}",
                        "Save the list as CSV, with its own columns only.",
                    )
                if column > len(cells):
                    cells += [""] * (column - len(cells))
                value = UNCALCULATED if not written else self._shown(written, kind, style)
                if column == len(cells):
                    cells.append(value)
                elif column < 0 or cells[column]:
                    raise ValueError("two cells in one place, or one in none")
                else:
                    cells[column] = value
            elif tag == "r":
                text.striking = False
            elif tag == "row" and cells:
                done.append((line, cells, remarks))
                cells = []

        def characters(data: str) -> None:
            if taking and kind != "phonetic":
                text.add(data)

        parser = parser_of(start, end, characters)
        for chunk in bounded(self._path, package, self._sheet.part, MOST_BYTES):
            parser.Parse(chunk, False)
            yield from done
            done.clear()
        parser.Parse(b"", True)
        yield from done

    def _shown(self, written: str, kind: str, style: str) -> str:
        """A cell's value as the text a person sees in it."""
        if kind == "s":
            place = int(written)
            if place < 0:
                raise ValueError("a negative place")
            return self._strings[place]
        if kind == "n":
            number = int(style) if style else 0
            how = self._styles[number] if number < len(self._styles) else None
            if how is None:
                return written if written.isdigit() else _number(written)
            if how.day:
                return self._day(written)
            return how.prefix + _number(written).zfill(how.digits)
        if kind == "b":
            return "TRUE" if written == "1" else "FALSE"
        if kind == "e" and written != "#N/A":
            return written + ERROR
        return unescaped(written)

    def _day(self, written: str) -> str:
        serial = float(written)
        # A time of day alone, or a number that no calendar of Excel's holds.
        if not 1 <= serial < 2_958_466:
            return _number(written)
        day = self._epoch + dt.timedelta(days=int(serial))
        seconds = round((serial - int(serial)) * 86_400)
        if not seconds:
            return day.isoformat()
        at = dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=seconds)
        return at.isoformat(sep=" ")


def _number(written: str) -> str:
    """A number as Excel shows it: fifteen digits, no exponent where it has room for none."""
    value = float(written)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"
