"""Floor 2. An XLSX workbook in; the rows of each visible sheet out, as the text a person sees.

A sheet is read as a stream: a workbook that unpacks to far more than it weighs is refused before
it can fill the memory. Formulas are taken by the value Excel last gave them; a cell that has none
is marked, never silently empty.
"""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from filings.docket import ReasonCode
from filings.lists.read import UNCALCULATED, Fault, Row, Table, digest_of, refuse

_CHUNK = 1 << 18
_MOST_BYTES = 2 << 30  # of one sheet, unpacked: more than half a million rows of 95 columns
_MOST_STRINGS = 300 << 20  # of the shared strings, unpacked: they stay in memory
_SMALL = 8 << 20
# Excel's own files shrink to a fiftieth at most; a bomb, to a thousandth.
_RATIO = 200
_MOST_COLUMNS = 1000
_MOST_MERGED = 100_000

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)\"")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^>]*?\shidden=\"(?:1|true)\"")
_TAG_AT_END = re.compile(rb"<[^>]{0,2000}$")
# Number formats that show a day: Excel's own by number, an office's by its letters.
_DAY_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_PADDED = re.compile(r'(?:"([^"]*)")?(0+)')
_HIDDEN_ROW = ReasonCode("hidden-row")


class _Style(NamedTuple):
    """How a number is shown."""

    day: bool = False
    prefix: str = ""  # text that the format itself puts before the digits
    digits: int = 0  # shown with at least so many, by leading zeros


@dataclass(slots=True)
class _Sheet:
    """One sheet and what was learned of it before its rows are read."""

    name: str
    part: str  # its path inside the file
    visible: bool
    merged: dict[int, dict[int, int]] = field(default_factory=dict)  # first row -> column -> last
    hidden_rows: int = 0


def read_workbook(path: Path) -> tuple[Table, ...]:
    """The visible sheets of a workbook, one table each.

    Raises:
        ListError: It is no workbook, is damaged, or would unpack beyond all bounds.
    """
    with _translated(path), zipfile.ZipFile(path) as package:
        return _tables(path, package)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Tell what the libraries say about a broken file in words a paralegal can act on."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        remedy = "Open it in Excel and save it again."
        raise refuse(path, "is a damaged workbook", remedy) from error
    except (
        ElementTree.ParseError,
        expat.ExpatError,
        ValueError,
        IndexError,
        RuntimeError,  # a part with a password
    ) as error:
        remedy = "Open it in Excel and save it again, without a password."
        raise refuse(path, "is a workbook that cannot be understood", remedy) from error


def _tables(path: Path, package: zipfile.ZipFile) -> tuple[Table, ...]:
    names = set(package.namelist())
    if "xl/workbook.xml" not in names:
        raise _other_kind(path, names)
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise refuse(
            path,
            f"is called {path.suffix or 'a list'} but is an Excel workbook",
            "Rename it to end in .xlsx.",
        )
    sheets, from_1904 = _sheets(path, package)
    styles = _styles(_small(path, package, "xl/styles.xml")) if "xl/styles.xml" in names else []
    strings = _strings(path, package) if "xl/sharedStrings.xml" in names else []
    digest = digest_of(path)
    told = [f"the sheet {sheet.name} is hidden and is not read" for sheet in sheets]
    notes = tuple(note for note, sheet in zip(told, sheets, strict=True) if not sheet.visible)
    tables = []
    for sheet in sheets:
        if not sheet.visible:
            continue
        _survey(path, package, sheet)
        reader = _Rows(path, sheet, styles, strings, from_1904)
        tables.append(
            Table(
                path,
                f"XLSX, sheet {sheet.name}",
                digest,
                damaged=True,
                notes=(*notes, *_told(sheet)),
                rows=reader.rows,
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


def _told(sheet: _Sheet) -> Iterator[str]:
    if sheet.hidden_rows:
        rows = "row" if sheet.hidden_rows == 1 else "rows"
        yield f"{sheet.hidden_rows} hidden {rows} of the sheet {sheet.name}, read like the others"
    if sheet.merged:
        yield (
            f"cells of the sheet {sheet.name} are merged over several rows; each of these rows"
            " takes the value"
        )


# --- The parts of the package -----------------------------------------------------------------


def _bounded(path: Path, package: zipfile.ZipFile, part: str, most: int) -> Iterator[bytes]:
    """The bytes of a part, unpacked piece by piece, as long as they stay within reason."""
    weight = max(package.getinfo(part).compress_size, 1)
    unpacked = 0
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > most or (unpacked > _SMALL and unpacked > weight * _RATIO):
                raise refuse(
                    path,
                    "unpacks to far more than a list can hold",
                    "It may be damaged or harmful. Save the list as CSV and give that.",
                )
            yield chunk


def _small(path: Path, package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    data = b"".join(_bounded(path, package, part, _SMALL))
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("no workbook has a document type")
    return ElementTree.fromstring(data)  # noqa: S314 - small, and without entities


def _sheets(path: Path, package: zipfile.ZipFile) -> tuple[list[_Sheet], bool]:
    book = _small(path, package, "xl/workbook.xml")
    relations = _small(path, package, "xl/_rels/workbook.xml.rels")
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    sheets = []
    for node in book.iter():
        if node.tag in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
            target = targets[node.get(_ID) or node.get(_STRICT_ID)]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if "chartsheets/" in part or "dialogsheets/" in part:
                continue
            sheets.append(
                _Sheet(
                    node.get("name", ""),
                    str(PurePosixPath(part)),
                    node.get("state", "visible") == "visible",
                )
            )
    properties = book.find(f"{_MAIN}workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return sheets, from_1904


def _styles(root: ElementTree.Element) -> list[_Style]:
    formats: dict[int, str] = {}
    styles: list[_Style] = []
    for node in root.iter():
        tag = node.tag.rpartition("}")[2]
        if tag == "numFmt":
            formats[int(node.get("numFmtId", "0"))] = node.get("formatCode", "")
        elif tag == "cellXfs":
            styles = [_style(int(xf.get("numFmtId", "0")), formats) for xf in node]
    return styles


def _style(number: int, formats: dict[int, str]) -> _Style:
    code = formats.get(number)
    if code is None:
        return _Style(day=number in _DAY_FORMATS)
    if padded := _PADDED.fullmatch(code):
        return _Style(prefix=padded[1] or "", digits=len(padded[2]))
    letters = _LITERAL.sub("", code).lower()
    return _Style(day="y" in letters or "d" in letters)


def _strings(path: Path, package: zipfile.ZipFile) -> list[str]:
    strings: list[str] = []
    text: list[str] = []
    state = {"t": False, "phonetic": False}

    def start(tag: str, _: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t":
            state["t"] = not state["phonetic"]
        elif tag == "rPh":
            state["phonetic"] = True

    def end(tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t":
            state["t"] = False
        elif tag == "rPh":
            state["phonetic"] = False
        elif tag == "si":
            strings.append("".join(text))
            text.clear()

    def characters(data: str) -> None:
        if state["t"]:
            text.append(data)

    parser = _parser(start, end, characters)
    for chunk in _bounded(path, package, "xl/sharedStrings.xml", _MOST_STRINGS):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return strings


def _parser(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None],
) -> expat.XMLParserType:
    def refused(*_: object) -> None:
        raise ValueError("no workbook has a document type")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refused
    return parser


def _survey(path: Path, package: zipfile.ZipFile, sheet: _Sheet) -> None:
    """Unpack a sheet once: that it stays within bounds; merged cells stand behind its rows."""
    rest = b""
    merged = 0
    for chunk in _bounded(path, package, sheet.part, _MOST_BYTES):
        data = rest + chunk
        cut = _TAG_AT_END.search(data[-4000:])
        rest = cut[0] if cut else b""
        data = data[: len(data) - len(rest)]
        if b"hidden=" in data:
            sheet.hidden_rows += len(_HIDDEN.findall(data))
        if b"mergeCell" not in data:
            continue
        for first, top, _, bottom in _MERGED.findall(data):
            merged += 1
            if merged > _MOST_MERGED:
                raise refuse(path, "has too many merged cells", "Save the list as CSV.")
            if int(bottom) > int(top):
                columns = sheet.merged.setdefault(int(top), {})
                columns[_column(first.decode())] = int(bottom)


# --- Rows ---------------------------------------------------------------------------------------


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class _Rows:
    """Reads the rows of one sheet, as often as asked."""

    def __init__(
        self,
        path: Path,
        sheet: _Sheet,
        styles: list[_Style],
        strings: list[str],
        from_1904: bool,
    ) -> None:
        self._path = path
        self._sheet = sheet
        self._styles = [style if style != _Style() else None for style in styles]
        self._strings = strings
        self._epoch = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)

    def rows(self) -> Iterator[Row | Fault]:
        """Every row that holds a cell, with the number Excel shows for it."""
        waiting: dict[int, tuple[int, str]] = {}  # column -> last merged row and its value
        with _translated(self._path), zipfile.ZipFile(self._path) as package:
            for line, cells, hidden in self._raw(package):
                fill = self._sheet.merged.get(line)
                if fill or waiting:
                    self._fill(line, cells, waiting, fill or {})
                yield Row(line, cells, (_HIDDEN_ROW,) if hidden else ())

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

    def _raw(self, package: zipfile.ZipFile) -> Iterator[tuple[int, list[str], bool]]:
        done: list[tuple[int, list[str], bool]] = []
        cells: list[str] = []
        text: list[str] = []
        line = column = 0
        kind = style = ""
        hidden = formula = taking = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal line, column, kind, style, hidden, formula, taking, cells
            if ":" in tag:
                tag = tag.rpartition(":")[2]
            if tag == "c":
                place = attributes.get("r")
                # "BC12": the letters are the column.
                column = _column(place.rstrip("0123456789")) if place else len(cells)
                kind, style = attributes.get("t", "n"), attributes.get("s", "")
                formula = False
                text.clear()
            elif tag in ("v", "t"):
                taking = True
            elif tag == "f":
                formula = True
            elif tag == "row":
                line = int(attributes.get("r") or line + 1)
                hidden = attributes.get("hidden") in ("1", "true")
                cells = []
            elif tag == "rPh":
                kind = "phonetic"

        def end(tag: str) -> None:
            nonlocal taking, cells
            if ":" in tag:
                tag = tag.rpartition(":")[2]
            if tag in ("v", "t"):
                taking = False
            elif tag == "c":
                written = "".join(text)
                if not written and not formula:
                    return
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
                else:
                    cells[column] = value
            elif tag == "row" and cells:
                done.append((line, cells, hidden))
                cells = []

        def characters(data: str) -> None:
            if taking and kind != "phonetic":
                text.append(data)

        parser = _parser(start, end, characters)
        for chunk in _bounded(self._path, package, self._sheet.part, _MOST_BYTES):
            parser.Parse(chunk, False)
            yield from done
            done.clear()
        parser.Parse(b"", True)
        yield from done

    def _shown(self, written: str, kind: str, style: str) -> str:
        """A cell's value as the text a person sees in it."""
        if kind == "s":
            return self._strings[int(written)]
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
        return written

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
