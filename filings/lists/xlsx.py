"""Read the visible sheets of an XLSX workbook, each cell as the text a person sees.

A sheet is read as a stream. Formulas are taken by the value Excel last gave them; a cell that has
none is marked, never silently empty.

Parts are unpacked piece by piece and only within bounds: a workbook that unpacks to far more than
it weighs, or that brings XML entities, is refused before it can do harm.
"""

import datetime as dt
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from filings.lists.delimited_text import (
    ERROR,
    STRUCK,
    UNCALCULATED,
    RowFault,
    Table,
    TextRow,
    column_of_rows,
    digest_of,
    refuse,
    shorten,
    version_of,
    watched,
)
from filings.model.identifiers import ReasonCode

_CHUNK = 1 << 18
MOST_BYTES = 2 << 30  # of one sheet, unpacked: more than half a million rows of 95 columns
_MOST_STRINGS = 300 << 20  # of the shared strings, unpacked: they stay in memory
_SMALL = 8 << 20
# Excel's own files shrink to a fiftieth at most; a bomb, to a thousandth.
_RATIO = 200
_MOST_MERGED = 100_000

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)\"")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^>]*?\shidden=\"(?:1|true)\"")
_TAG_AT_END = re.compile(rb"<[^>]{0,2000}$")
# Not half a character of two: alone it is none.
_ESCAPE = re.compile("_x(?![dD][89a-fA-F])([0-9a-fA-F]{4})_")
# Number formats that show a day: Excel's own by number, an office's by its letters.
_DAY_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
# A plain number or a text, with words that the format itself puts round it: '"BA"000000', '0"(c)"'.
_WORDED = re.compile(
    r'(?P<before>(?:"[^"]*"|\\.|[ ()/:+-])*)(?:(?P<zeros>0+)|\#|General|(?P<text>@))'
    r'(?P<after>(?:"[^"]*"|\\.|[ ()/:+-])*)(?:;.*)?',
    re.IGNORECASE,
)
_QUOTES = re.compile(r'"([^"]*)"|\\(.)')
_WITHOUT_YEAR, _WITHOUT_DAY = 16, 17  # Excel's own formats "d-mmm" and "mmm-yy"


_TEXTS = ("s", "str", "inlineStr")  # kinds of cells


class Style(NamedTuple):
    """How a number is shown."""

    day: bool = False
    hides: str = ""  # of a day: "year", "day of the month" or "month", which a spreadsheet made up
    prefix: str = ""  # text that the format itself puts before the value
    suffix: str = ""  # and behind it
    text: bool = False  # round a text, not a number
    digits: int = 0  # shown with at least so many, by leading zeros
    struck: bool = False  # a line goes through the cell


@dataclass(slots=True)
class Worksheet:
    """One sheet and what was learned of it before its rows are read."""

    name: str
    part: str  # its path inside the file
    visible: bool
    merged: dict[int, dict[int, int]] = field(default_factory=dict)  # first row -> column -> last
    hidden_rows: int = 0
    comments: int = 0


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Tell what the libraries say about a broken file in words a paralegal can act on."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        OSError,  # an offset that leads out of the file
        KeyError,
        NotImplementedError,
    ) as error:
        remedy = "Open it in Excel and save it again."
        raise refuse(path, "is a damaged workbook", remedy) from error
    except (
        ElementTree.ParseError,
        expat.ExpatError,
        ValueError,
        ArithmeticError,
        IndexError,
        RuntimeError,  # a part with a password
    ) as error:
        remedy = "Open it in Excel and save it again, without a password."
        raise refuse(path, "is a workbook that cannot be understood", remedy) from error


def bounded(path: Path, package: zipfile.ZipFile, part: str, most: int) -> Iterator[bytes]:
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


def small_part(path: Path, package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """A small part of the package, as a tree."""
    data = b"".join(bounded(path, package, part, _SMALL))
    # Excel writes UTF-8; in UTF-16 a document type could hide from this search.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data:
        raise ValueError("no workbook has a document type")
    return ElementTree.fromstring(data)  # noqa: S314 - small, and without entities


def sheets_of(path: Path, package: zipfile.ZipFile) -> tuple[list[Worksheet], bool]:
    """The sheets in their order, and whether days are counted from 1904."""
    book = small_part(path, package, "xl/workbook.xml")
    relations = small_part(path, package, "xl/_rels/workbook.xml.rels")
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    sheets = []
    for node in book.iter():
        if node.tag in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
            target = targets[node.get(_ID) or node.get(_STRICT_ID)]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if "chartsheets/" in part or "dialogsheets/" in part:
                continue
            sheets.append(
                Worksheet(
                    node.get("name", ""),
                    str(PurePosixPath(part)),
                    node.get("state", "visible") == "visible",
                )
            )
    kinds = (f"{_MAIN}workbookPr", f"{_STRICT}workbookPr")
    properties = next((node for node in book.iter() if node.tag in kinds), None)
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return sheets, from_1904


def styles_of(root: ElementTree.Element) -> list[Style]:
    """How each style of the workbook shows a number."""
    formats: dict[int, str] = {}
    struck: list[bool] = []  # by font
    styles: list[Style] = []
    for node in root.iter():
        tag = node.tag.rpartition("}")[2]
        if tag == "numFmt":
            formats[int(node.get("numFmtId", "0"))] = node.get("formatCode", "")
        elif tag == "fonts":
            struck = [any(map(_strikes, font)) for font in node]
        elif tag == "cellXfs":
            styles = [_style(int(xf.get("numFmtId", "0")), formats) for xf in node]
            fonts = [int(xf.get("fontId", "0")) for xf in node]
            styles = [
                style._replace(struck=font < len(struck) and struck[font])
                for style, font in zip(styles, fonts, strict=True)
            ]
    return styles


def _strikes(node: ElementTree.Element) -> bool:
    return node.tag.rpartition("}")[2] == "strike" and strikes(node.get("val"))


def strikes(value: str | None) -> bool:
    """Whether the property "strike" of a font, with this value, puts a line through it."""
    return value not in ("0", "false", "off")


def _style(number: int, formats: dict[int, str]) -> Style:
    code = formats.get(number)
    if code is None:
        hides = {_WITHOUT_YEAR: "year", _WITHOUT_DAY: "day of the month"}.get(number, "")
        return Style(day=number in _DAY_FORMATS, hides=hides)
    if worded := _WORDED.fullmatch(code):
        before, after = (_QUOTES.sub(r"\1\2", worded[part]) for part in ("before", "after"))
        text, digits = bool(worded["text"]), len(worded["zeros"] or "")
        return Style(prefix=before, suffix=after, text=text, digits=digits)
    letters = _LITERAL.sub("", code).lower()
    if "y" not in letters:
        return Style(day="d" in letters, hides="year")
    hides = "" if "d" in letters else "day of the month" if "m" in letters else "month"
    return Style(day=True, hides=hides)


class Runs:
    """The runs of a cell's text: what is struck through is no part of the value.

    Where all of it is struck through, the text is kept, and the cell is a struck one.
    """

    def __init__(self) -> None:
        self.striking = False
        self._plain: list[str] = []
        self._struck: list[str] = []

    def add(self, text: str) -> None:
        """Take a piece of text of the run that is being read."""
        (self._struck if self.striking else self._plain).append(text)

    def clear(self) -> None:
        """Begin another cell."""
        self.striking = False
        self._plain.clear()
        self._struck.clear()

    def taken(self) -> tuple[str, bool]:
        """The value, and whether all of it is struck through."""
        plain = "".join(self._plain)
        if self._struck and not plain.strip():
            return "".join(self._struck), True
        return plain, False


def strings_of(path: Path, package: zipfile.ZipFile) -> tuple[list[str], frozenset[int]]:
    """The texts that the cells of the workbook share, and which of them are struck through."""
    strings: list[str] = []
    struck: set[int] = set()
    runs = Runs()
    state = {"t": False, "phonetic": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t":
            state["t"] = not state["phonetic"]
        elif tag == "rPh":
            state["phonetic"] = True
        elif tag == "strike":
            runs.striking = strikes(attributes.get("val"))

    def end(tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t":
            state["t"] = False
        elif tag == "rPh":
            state["phonetic"] = False
        elif tag == "r":
            runs.striking = False
        elif tag == "si":
            text, all_struck = runs.taken()
            if all_struck:
                struck.add(len(strings))
            strings.append(unescaped(text))
            runs.clear()

    def characters(data: str) -> None:
        if state["t"]:
            runs.add(data)

    parser = parser_of(start, end, characters)
    for chunk in bounded(path, package, "xl/sharedStrings.xml", _MOST_STRINGS):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return strings, frozenset(struck)


def comments_of(path: Path, package: zipfile.ZipFile, sheet: Worksheet) -> int:
    """How many cells of a sheet have a comment."""
    place = PurePosixPath(sheet.part)
    relations = str(place.parent / "_rels" / f"{place.name}.rels")
    if relations not in package.namelist():
        return 0
    parts = [
        posixpath.normpath(posixpath.join(place.parent, node.get("Target", "")))
        for node in small_part(path, package, relations)
        if node.get("Type", "").endswith("/comments")
    ]
    return sum(
        node.tag.rpartition("}")[2] == "comment"
        for part in parts
        if part.lstrip("/") in package.namelist()
        for node in small_part(path, package, part.lstrip("/")).iter()
    )


def unescaped(text: str) -> str:
    """A text without the escapes of what XML cannot hold: "_x000D_" is a carriage return."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def parser_of(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None],
) -> expat.XMLParserType:
    """An XML parser that streams, knows no namespaces, and refuses a document type."""

    def refused(*_: object) -> None:
        raise ValueError("no workbook has a document type")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refused
    return parser


def survey(path: Path, package: zipfile.ZipFile, sheet: Worksheet) -> None:
    """Unpack a sheet once: that it stays within bounds; merged cells stand behind its rows."""
    rest = b""
    merged = 0
    for chunk in bounded(path, package, sheet.part, MOST_BYTES):
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
                columns[column_of(first.decode())] = int(bottom)


def column_of(letters: str) -> int:
    """The 0-based column that letters name: "A" is 0, "BC" is 54."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


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
    remarks = [f"the sheet {sheet.name} is hidden and is not read" for sheet in sheets]
    notes = tuple(note for note, sheet in zip(remarks, sheets, strict=True) if not sheet.visible)
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


def _told(sheet: Worksheet) -> Iterator[str]:
    if sheet.hidden_rows:
        rows = "row" if sheet.hidden_rows == 1 else "rows"
        yield f"{sheet.hidden_rows} hidden {rows} of the sheet {sheet.name}, read like the others"
    if sheet.comments:
        stand = "comment is" if sheet.comments == 1 else "comments are"
        yield f"{sheet.comments} {stand} attached to cells of the sheet {sheet.name}, and not read"
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
        sheet: Worksheet,
        styles: list[Style],
        strings: list[str],
        struck: frozenset[int],
        from_1904: bool,
    ) -> None:
        self._path = path
        self._version = version
        self._sheet = sheet
        self._styles = [style if style != Style() else None for style in styles]
        self._worded_texts = {
            str(place): style
            for place, style in enumerate(styles)
            if style.text and (style.prefix or style.suffix)
        }
        self._strings = strings
        self._struck_strings = {str(place) for place in struck}
        self._struck_styles = {str(place) for place, style in enumerate(styles) if style.struck}
        if "0" in self._struck_styles:
            self._struck_styles.add("")  # a cell that names none has the first
        self._epoch = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)

    def rows(self) -> Iterator[TextRow | RowFault]:
        """Every row that holds a cell, with the number Excel shows for it."""
        return watched(self._path, self._version, self._filled())

    def _filled(self) -> Iterator[TextRow]:
        waiting: dict[int, tuple[int, str]] = {}  # column -> last merged row and its value
        with translated(self._path), zipfile.ZipFile(self._path) as package:
            for line, cells, remarks in self._raw(package):
                fill = self._sheet.merged.get(line)
                if fill or waiting:
                    self._fill(line, cells, waiting, fill or {})
                yield TextRow(line, cells, remarks)

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
                line = self._line(attributes.get("r", ""), line)
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
                value = UNCALCULATED if not written else self._shown(written, kind, style)
                if style in self._worded_texts and kind in _TEXTS:
                    how = self._worded_texts[style]
                    value = f"{how.prefix}{value}{how.suffix}"
                self._put(cells, column, value)
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

    def _line(self, number: str, above: int) -> int:
        """The line of a row by its number; of a row without one, the next."""
        line = int(number or above + 1)
        if not above < line <= _MOST_ROWS:
            raise refuse(
                self._path,
                f"has a row numbered {shorten(number)} after row {above}",
                "Open it in Excel and save it again.",
            )
        return line

    def _put(self, cells: list[str], column: int, value: str) -> None:
        """Put a cell's value in its column; columns before it that the file leaves out are blank.

        Raises:
            ListError: The column is beyond what a list may have.
            ValueError: Something stands there already, or there is no such place.
        """
        if column >= _MOST_COLUMNS:
            raise refuse(
                self._path,
                f"has cells beyond column {_MOST_COLUMNS}",
                "Save the list as CSV, with its own columns only.",
            )
        if column > len(cells):
            cells += [""] * (column - len(cells))
        if column == len(cells):
            cells.append(value)
        elif column < 0 or cells[column]:
            raise ValueError("two cells have the same place, or one has none")
        else:
            cells[column] = value

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
            if how is None or how.text:
                return written if written.isdigit() else _number(written)
            if how.day:
                return self._day(written, how.hides)
            return f"{how.prefix}{_number(written).zfill(how.digits)}{how.suffix}"
        if kind == "b":
            return "TRUE" if written == "1" else "FALSE"
        if kind == "e" and written != "#N/A":
            return written + ERROR
        return unescaped(written)

    def _day(self, written: str, hides: str) -> str:
        """A day; only what the cell shows of it, where the spreadsheet made up the rest.

        Whoever types "Apr-95" gets the first of the month, and "4/5" the year of the typing.
        """
        serial = float(written)
        # A time of day alone, or a number that no calendar of Excel's holds.
        if not 1 <= serial < 2_958_466:
            return _number(written)
        day = self._epoch + dt.timedelta(days=int(serial))
        if hides == "year":
            return day.isoformat()[len("1995-") :]
        if hides and (hides == "month" or day.day == 1):
            return day.isoformat()[: len("1995-04" if hides != "month" else "1995")]
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
