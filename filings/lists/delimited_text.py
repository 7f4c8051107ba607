"""Read a text file as rows, each with the line on which it begins.

Nothing is guessed about a cell: leading zeros, padding and dates stay as they stand. A row that
breaks the rules of its format comes out as a `RowFault`, in its place, and the rest goes on. A file
that is no table at all, or not what its name says, is refused before a row of it is read.

A quotation mark that was never closed would take the rest of the file for one cell: a row that has
eaten other rows comes out as a `RowFault` of one line, and they come out as they stand.
"""

import codecs
import csv
import hashlib
import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from filings.model.errors import ListError
from filings.model.identifiers import ReasonCode

# No row of a real list is longer; a quotation mark never closed must not swallow the file.
_LINES_PER_ROW = 200
_NARROW = 5  # columns
_RECENT = 8  # rows whose widths tell how wide the table is


class TextRow(NamedTuple):
    """One row of the file, as text."""

    line: int  # 1-based line where it begins
    cells: list[str]
    remarks: tuple[ReasonCode, ...] = ()  # what the file says about the whole row


class RowFault(NamedTuple):
    """One row that the format itself makes unreadable."""

    line: int
    detail: str  # its text is not kept: a whole row holds secrets


def filled_to(cells: list[str]) -> int:
    """The number of cells up to the last that is not empty."""
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)


class _Runaway(Exception):
    """A quotation mark was opened and not closed within any sensible length."""


class _Lines:
    """Physical lines, counted; those read since the last row can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 0  # number of the last line taken

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _LINES_PER_ROW:
            raise _Runaway
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        self.line += 1
        return line

    def keep_first(self) -> None:
        """Give back all but the first line taken since the last row."""
        rest = self.taken[1:]
        self._back.extendleft(reversed(rest))
        self.line -= len(rest)
        self.taken.clear()


def split_rows(lines: Iterable[str], delimiter: str) -> Iterator[TextRow | RowFault]:
    """Rows of delimited text; a row with a broken quotation mark is a `RowFault` of one line."""
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    taken = source.taken
    recent: deque[list[str]] = deque(maxlen=_RECENT)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_Runaway, csv.Error):
            line = source.line - len(taken) + 1
            source.keep_first()
            yield RowFault(line, "a quotation mark in it is broken")
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            continue
        if len(taken) == 1:
            taken.clear()
            if cells:
                recent.append(cells)
                yield TextRow(source.line, cells)
        elif _swallowed(taken, delimiter, recent):
            line = source.line - len(taken) + 1
            source.keep_first()
            yield RowFault(line, "a quotation mark in it is never closed")
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            continue
        else:
            line = source.line - len(taken) + 1
            taken.clear()
            recent.append(cells)
            yield TextRow(line, cells)


def _widths(recent: Iterable[list[str]]) -> set[int]:
    """How many cells a row has: what rows agree on, and what the one filled widest has.

    A title line above the header has fewer, and empty cells at the end say nothing.
    """
    widths = Counter(len(cells) for cells in recent)
    return {width for width, rows in widths.items() if rows > 1} | {
        max(map(filled_to, recent), default=0)
    }


def _swallowed(lines: list[str], delimiter: str, recent: Iterable[list[str]]) -> bool:
    """Whether a row of several lines has eaten other rows after an unclosed quotation mark.

    So it has when a line in its middle is a whole row by itself, or when its first and last line
    are each a row but for the stray mark. Text with line breaks seldom holds that many delimiters;
    in a narrow table the last line may, so there it is believed.
    """
    if not any(line.count(delimiter) > 1 for line in lines[1:]):
        return False  # as is most text
    widths = _widths(recent)

    def whole(line: str, least: int) -> bool:
        # The stray mark may open a cell or be part of one.
        for cells in (cells_of_line(line, delimiter), line.split(delimiter)):
            filled = filled_to(cells)
            if filled > 1 and any(filled <= n <= len(cells) for n in widths if n >= least):
                return True
        return False

    first, *inner, last = lines
    return any(whole(line, 3) for line in inner) or (
        whole(first, _NARROW + 1) and whole(last, _NARROW + 1)
    )


def cells_of_line(line: str, delimiter: str) -> list[str]:
    """The cells of one line taken by itself; none when one is longer than any cell may be."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


_CHUNK = 1 << 20
_DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}

# What a file begins with -> what it is, and what to do about it.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "Ask for the list itself, as CSV or XLSX; a picture of it cannot be read."),
    (
        b"\xd0\xcf\x11\xe0",
        "an Excel workbook of the old kind, or one with a password",
        "Open it in Excel and save it as .xlsx without a password, or as CSV.",
    ),
    (b"\x1f\x8b", "a compressed file", "Unpack it and give the file inside."),
    (b"7z\xbc\xaf", "a compressed file", "Unpack it and give the file inside."),
    (b"Rar!", "a compressed file", "Unpack it and give the file inside."),
    (b"\x89PNG", "a picture", "Ask for the list itself, as CSV or XLSX."),
    (b"\xff\xd8\xff", "a picture", "Ask for the list itself, as CSV or XLSX."),
    (b"{\\rtf", "a text document", "Ask for the list itself, as CSV or XLSX."),
    (b"SQLite format 3", "a database", "Export the table as CSV."),
)
_NO_TEXT = {".xlsx", ".xlsm", ".xls", ".parquet", ".pq"}
_LISTS = {".csv", ".tsv", ".tab", ".txt", ".dat", *_NO_TEXT}
_HTML = re.compile(rb"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_JSON = re.compile(rb"\s*[{\[]\s*[\"{\[]")

# Marks that lists.xlsx puts into a cell: no bytes of a text file decode to them.
UNCALCULATED = "\ud800"  # its formula was never calculated
ERROR = "\ud801"  # it shows an error, "#REF!"
STRUCK = ReasonCode("struck-through")
"""A cell of the row is struck through in the workbook: somebody has taken it back."""
# Characters that stand for a byte that could not be decoded, or was lost before it came to us.
_DAMAGE = re.compile(f"[{UNCALCULATED}{ERROR}\udc80-\udcff\ufffd]")
# What UTF-8 makes of one character, read as Windows-1252: that row came from another file.
_SECOND = bytes(range(0x80, 0xC0)).decode("cp1252", "surrogateescape")
_MIXED = re.compile(f"[Â-ß][{_SECOND}]|[à-ï][{_SECOND}]{{2}}|[ð-ô][{_SECOND}]{{3}}")


@dataclass(frozen=True, slots=True)
class Table:
    """A file that holds rows, before anything is known of their meaning."""

    path: Path
    form: str  # "CSV, comma, UTF-8", as it is told to the user
    sha256: str
    damaged: bool  # whether cells must be searched for characters that were lost
    notes: tuple[str, ...]
    rows: Callable[[], Iterator[TextRow | RowFault]]
    column: Callable[[int], Iterator[str]]  # the cells of one column, stripped, in less time
    addressed: bool = False  # each cell knows its column, so a short row has lost nothing
    sheet: str = ""  # of a workbook


class FileFacts(NamedTuple):
    """What one pass over the bytes of a file tells."""

    sha256: str
    encoding: str
    encoding_name: str  # as the user knows it
    damaged: bool


def refuse(path: Path, what: str, remedy: str) -> ListError:
    """The error that says why a list as a whole cannot be read."""
    return ListError(str(path), what, remedy)


def shorten(value: str, limit: int = 40) -> str:
    """A cell as it may be shown: one line, `limit` characters at most, nothing invisible."""
    shown = "".join(c if c.isprintable() and not _DAMAGE.match(c) else "?" for c in value)
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def damage(cell: str) -> str:
    """What is wrong with the characters of a cell, in words; "" when nothing is."""
    if UNCALCULATED in cell:
        return "is a formula that was never calculated; open the workbook in Excel and save it"
    if ERROR in cell:
        return "is an error of a formula; mend it in the workbook"
    return "holds a character that cannot be decoded" if _DAMAGE.search(cell) else ""


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, by which the manifest names the list."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def version_of(path: Path) -> tuple[int, ...]:
    """What changes of a file when it is written again, replaced or taken away."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns


def watched(
    path: Path, version: tuple[int, ...], rows: Iterator[TextRow | RowFault]
) -> Iterator[TextRow | RowFault]:
    """The rows of a file that is still, at their end, the one that was opened.

    Raises:
        ListError: It was changed: its SHA-256 is not that of the rows.
    """
    yield from rows
    if version_of(path) != version:
        raise refuse(path, "was changed while it was read", "Close it elsewhere; start again.")


def head_of(path: Path) -> bytes:
    """The first bytes of a file that exists, can be read, and is not empty.

    Raises:
        ListError: The file is missing, cannot be read, or is empty.
    """
    try:
        if path.is_dir():
            raise refuse(
                path, "is a folder, not a list", "Name the files in it, one after the other."
            )
        if not path.is_file() and path.exists():
            raise refuse(path, "is not a file", "Give a CSV, TSV, .dat, XLSX or Parquet file.")
        with path.open("rb") as file:
            head = file.read(1 << 16)
    except FileNotFoundError as error:
        raise refuse(path, "does not exist", "Check the name and the folder.") from error
    except PermissionError as error:
        raise refuse(
            path,
            "may not be read: you have no permission",
            "Ask its owner to let you read it, or copy it to a folder of your own.",
        ) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise refuse(path, f"cannot be read: {why}", "Copy it to this machine.") from error
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise refuse(path, "is empty", "Export the list again; a list has a header and rows.")
    return head


def read_text(path: Path, head: bytes, headings: Collection[str] = ()) -> Table:
    """A CSV, TSV or .dat file: survey its bytes once, then read it row by row.

    Args:
        path: The file.
        head: What `head_of` read of it.
        headings: Known beforehand: what stands between them stands between its cells.

    Raises:
        ListError: It is another kind of file, whatever its name says.
    """
    _refuse_other_kinds(path, head)
    version = version_of(path)
    survey = _survey(path, head)
    delimiter = _delimiter(path, survey.encoding, headings)
    kind = "TSV" if delimiter == chr(9) else "CSV"
    description = f"{kind}, {_DELIMITERS[delimiter]}, {survey.encoding_name}"

    def rows() -> Iterator[TextRow | RowFault]:
        with path.open(encoding=survey.encoding, errors=_errors(survey.encoding), newline="") as f:
            lines = map(_unmixed, f) if survey.encoding == "cp1252" else f
            yield from watched(path, version, split_rows(lines, delimiter))

    def column(place: int) -> Iterator[str]:
        with path.open(encoding=survey.encoding, errors=_errors(survey.encoding), newline="") as f:
            for line in f:
                cells = line.split(delimiter, place + 1)
                if '"' in "".join(cells[:place]):
                    cells = cells_of_line(line, delimiter)
                if len(cells) > place:
                    yield cells[place].strip('" \r\n')

    notes = ("its characters are damaged in places",) if survey.damaged else ()
    return Table(path, description, survey.sha256, survey.damaged, notes, rows, column)


def _unmixed(line: str) -> str:
    return line if line.isascii() else _MIXED.sub("\ufffd", line)


def column_of_rows(rows: Callable[[], Iterator[TextRow | RowFault]], place: int) -> Iterator[str]:
    """The cells of one column, for a table that has no faster way to them."""
    for row in rows():
        if isinstance(row, TextRow) and len(row.cells) > place:
            yield row.cells[place].strip()


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    suffix = path.suffix.lower()
    called = f"is called {path.suffix} but is " if suffix in _LISTS else "is "
    for magic, kind, remedy in _MAGIC:
        if head.startswith(magic):
            raise refuse(path, called + kind, remedy)
    if _HTML.match(head):
        raise refuse(path, f"{called}a web page", "Open it in Excel and save it as CSV or .xlsx.")
    if _JSON.match(head):
        raise refuse(path, f"{called}JSON", "Export the list as CSV, XLSX or Parquet.")
    utf_16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not utf_16 and head.count(0) * 50 > len(head):
        raise refuse(path, "is not a text file", "Export the list as CSV, XLSX or Parquet.")
    if suffix in _NO_TEXT:
        raise refuse(path, f"{called}a text file", "Rename it to end in .csv.")


def _survey(path: Path, head: bytes) -> FileFacts:
    digest = hashlib.sha256()
    utf_16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # Each byte that is no UTF-8 becomes one lone surrogate, so both kinds can be counted.
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = lost = 0
    waiting = False
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            if len(chunk) == _CHUNK and b"\n" not in chunk and b"\r" not in chunk:
                raise refuse(
                    path,
                    "holds a line of more than a million characters; no list does",
                    "Export it again, one row per line.",
                )
            if utf_16 or (chunk.isascii() and not waiting):
                continue
            text = decoder.decode(chunk)
            waiting = bool(decoder.getstate()[0])
            strange = len(text) - len(text.encode("ascii", "ignore"))
            broken = len(re.findall("[\udc80-\udcff]", text))
            bad, good, lost = bad + broken, good + strange - broken, lost + text.count("\ufffd")
    if utf_16:
        return FileFacts(digest.hexdigest(), "utf-16", "UTF-16", damaged=True)
    if not bad or good > bad:
        encoding = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
        return FileFacts(digest.hexdigest(), encoding, "UTF-8", damaged=bool(bad or lost))
    # Windows leaves five bytes of this page undefined; a cell with one is told.
    return FileFacts(digest.hexdigest(), "cp1252", "Windows-1252", damaged=True)


def _errors(encoding: str) -> str:
    return "replace" if encoding == "utf-16" else "surrogateescape"


def _delimiter(path: Path, encoding: str, headings: Collection[str] = ()) -> str:
    with path.open(encoding=encoding, errors=_errors(encoding), newline="") as file:
        lines = [line for _, line in zip(range(60), file, strict=False)]
    for delimiter in _DELIMITERS if headings else ():
        if {*headings} <= {cell.strip() for cell in cells_of_line(lines[0], delimiter)}:
            return delimiter
    best, most = ",", (False, 0)
    for delimiter in _DELIMITERS:
        widths = Counter(
            len(row.cells)
            for row in split_rows(iter(lines), delimiter)
            if isinstance(row, TextRow) and len(row.cells) > 1
        )
        # The delimiter that makes the most cells of the rows that agree on their width; one long
        # cell of numbers joined by "; " agrees with nothing.
        score = max(((rows > 1, width * rows) for width, rows in widths.items()), default=most)
        if score > most:
            best, most = delimiter, score
    return best
