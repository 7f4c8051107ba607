"""Write a synthetic list; the same seed gives the same list.

Its people are fictitious and every row says so. It holds what real lists hold: courts under old
names, case numbers in the style of their year, names in many spellings, and as much dirt as asked
for. The same arguments give the same bytes, and more rows begin with the same rows.
"""

import csv
import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from filings.model.errors import ConfigError, OutputError
from filings.sample.defects import Dirt
from filings.sample.gogen_layout import COLUMNS, LEAVES_OUT, as_gogen
from filings.sample.other_county import moved_rows
from filings.sample.rows import Row, draw_rows
from filings.settings.settings import MappedField, Settings
from filings.storage.csv_xlsx import write_workbook

SampleLayout = Literal["sample", "gogen"]

COUNTY = "los-angeles"
"""The county that samples are made for; for any other, the rows are moved there."""

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_SHEET = "SAMPLE"  # by its name a workbook is known to be one
_WIDTH = 16  # characters, of each column of a workbook
_BLOCK = 2000  # rows that are formatted at a time
# In the order in which a row is drawn.
_FIELDS: tuple[MappedField, ...] = (
    *("case_number", "defendant_suffix", "last", "first", "middle", "suffix", "born_on", "person"),
    *("statute", "count", "level", "convicted_on", "court", "county", "arresting_agency"),
    *("place_of_offense", "prosecutor", "determination", "other_numbers", "disposition"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleReport:
    """What a synthetic list holds."""

    path: Path
    layout: SampleLayout
    rows: int
    planted: Mapping[str, int]  # kind of defect -> how often it was planted


def write_sample(
    out: Path, cases: int, seed: int, dirt: float, layout: SampleLayout, settings: Settings
) -> SampleReport:
    """Write a synthetic list; an existing file is replaced only if it is a sample too.

    Args:
        out: CSV, TSV or XLSX, by its suffix.
        cases: How many rows, each one count of a case.
        seed: Decides the people, the cases and the defects.
        dirt: The share of rows, from 0 to 1, that get one defect of real lists.
        layout: The office spreadsheet, or gogen's Prop64_Results.
        settings: The county, its courts and the headings.

    Raises:
        ConfigError: The settings lack Los Angeles, or the headings.
        OutputError: The suffix is unknown, or the file cannot be written or is not a sample.
    """
    suffix = out.suffix.lower()
    if suffix not in (*_DELIMITERS, ".xlsx"):
        raise OutputError(str(out), "is not .csv, .tsv or .xlsx", "Give the list such a name.")
    county = settings.counties.get(COUNTY)
    if county is None:
        raise ConfigError(f"counties/{COUNTY}.yaml", "is missing", "A sample is drawn from it.")
    doj = layout == "gogen"
    left_out = set(LEAVES_OUT) if doj else set()
    if suffix == ".xlsx":
        left_out |= {"wrong-width", "undecodable"}  # a workbook has cells, and one encoding
    spoil = Dirt(dirt, _stream("dirt", seed), settings.county, left_out)
    clean = draw_rows(county, _stream("rows", seed), doj)
    if settings.office.county != COUNTY:
        foreign = settings.county.state != county.state
        own = [offense for offense in settings.offenses.values() if foreign and offense.type]
        clean = moved_rows(clean, settings.county, own, _stream("places", seed))
    rows = islice(spoil.plant(clean), cases)
    heading = COLUMNS if doj else _headings(settings)
    lines = map(as_gogen if doj else _as_sheet, rows)
    try:
        if out.exists() and not _is_sample(out):
            raise OutputError(
                str(out), "is there already and is no sample", "Choose another name for the sample."
            )
        part = out.with_name(f"{out.name}.part")
        if suffix == ".xlsx":
            with part.open("wb") as file:
                widths = [_WIDTH] * len(heading)
                write_workbook(file, heading, widths, [(_SHEET, lines)], guarded=False)
        else:
            _write_text(part, chain([heading], lines), _DELIMITERS[suffix])
        part.replace(out)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        raise OutputError(str(out), what, "Choose a folder you may write to.") from error
    planted = dict(sorted(spoil.planted.items()))
    return SampleReport(path=out, layout=layout, rows=cases, planted=planted)


def _stream(use: str, seed: int) -> Callable[[], float]:
    """A random stream for one use, so that the people do not depend on the defects."""
    return random.Random(f"{use} {seed}").random  # noqa: S311 - a sample keeps no secret


def _headings(settings: Settings) -> tuple[str, ...]:
    layout = settings.layouts.get("sample")
    if layout is None:
        raise ConfigError("layouts/sample.yaml", "is missing", "It names a sample's columns.")
    columns = layout.columns
    names = [column if isinstance(column := columns[f], str) else column[0] for f in _FIELDS]
    return (*names, layout.sample_column)


def _as_sheet(row: Row) -> Row:
    return row[:-1]  # a sheet has no column for comments


def _write_text(path: Path, lines: Iterator[Sequence[str]], delimiter: str) -> None:
    with path.open("wb") as file:
        while block := list(islice(lines, _BLOCK)):
            text = "".join([_delimited(line, delimiter) for line in block])
            # A planted byte of another encoding is a lone surrogate in the text.
            file.write(text.encode("utf-8", "surrogateescape"))


def _delimited(line: Sequence[str], delimiter: str) -> str:
    plain = delimiter.join(line)
    # Few rows need quotation marks, and the csv module takes twice as long to find them.
    if '"' not in plain and plain.count(delimiter) == len(line) - 1 and plain.isprintable():
        return f"{plain}\n"
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerow(line)
    return text.getvalue()


def _is_sample(path: Path) -> bool:
    """Whether a file's first row or sheet name says that its people are made up."""
    if path.suffix.lower() != ".xlsx":
        with path.open("rb") as file:
            return b"SAMPLE" in file.readline() + file.readline()
    try:
        with zipfile.ZipFile(path) as book:
            return f'name="{_SHEET}"'.encode() in book.read("xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError):
        return False
