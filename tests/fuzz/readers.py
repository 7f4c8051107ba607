"""Each reader of files from outside, as a function of bytes that may raise nothing but our errors.

`fuzz.py` feeds them with what a coverage-guided fuzzer makes up, `test_readers.py` with its seeds.
"""

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from filings.lists.delimited_text import head_of, read_text
from filings.lists.open_list import open_list
from filings.lists.parquet import read_parquet
from filings.lists.xlsx import read_workbook
from filings.model.errors import FilingsError
from filings.screening.answers import COLUMNS as ANSWERS
from filings.screening.answers import _rows as read_answers
from filings.settings.settings import Settings, read_settings
from filings.settings.yaml_file import read_settings_file
from filings.verification import verify

HEADINGS = (
    "Case Number,Defendant Suffix,Last Name,First Name,Birth Date,Person Number,Section,Count,"
    "Level,Conviction Date,Court,County,Prosecutor,Eligibility,Disposition,Sample"
)
ROW = (
    "BA100001,01,SPECIMEN,ROBIN,1951-03-04,P1,11357(b),1,Misdemeanor,1995-02-03,CCB,LOS ANGELES,"
    "District Attorney,Eligible for Dismissal,CONVICTED,SAMPLE"
)


def text(content: bytes, folder: Path) -> None:
    """A CSV, TSV or .dat file: every line that is not blank is a row or a fault, in order."""
    table = read_text(path := _file(folder / "list.csv", content), head_of(path))
    lines = [row.line for row in table.rows()]
    assert lines == sorted(set(lines))
    list(table.column(1))


def workbook(content: bytes, folder: Path) -> None:
    """An XLSX file; the first byte says which part of a sound one the rest stands in for."""
    part = _PARTS[content[0] % len(_PARTS)] if content else ""
    path = folder / "list.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for name, sound in _WORKBOOK.items():
            package.writestr(name, content[1:] if name == part else sound)
    if not part:
        path.write_bytes(content)
    for table in read_workbook(path):
        list(table.rows())


def parquet(content: bytes, folder: Path) -> None:
    """A Parquet file: of a sound one, the bytes that `content` says are others."""
    list(read_parquet(_file(folder / "list.parquet", _spliced(_parquet(), content))).rows())


def settings_file(content: bytes, folder: Path) -> None:
    """A YAML file of settings."""
    read_settings_file(folder, _file(folder / "office.yaml", b"schema: 1\n" + content))


def answers(content: bytes, folder: Path) -> None:
    """A file of answers."""
    list(read_answers(_file(folder / "values.csv", ",".join(ANSWERS).encode() + b"\n" + content)))


def cells(content: bytes, folder: Path) -> None:
    """The cells of one row: it comes out as entries, or as one that cannot be read."""
    given = content.decode("utf-8", "replace").split("\x1f")
    row = [*given, *ROW.split(",")[len(given) :]][: len(ROW.split(","))]
    quoted = ",".join('"' + cell.replace('"', '""').replace("\0", " ") + '"' for cell in row)
    listed = _file(folder / "list.csv", f"{HEADINGS}\n{quoted}\n{ROW}\n".encode())
    opened = open_list(listed, 1, _settings())
    read = list(opened.entries())
    assert len({entry.line for entry in read}) >= opened.rows > 0


def finished_folder(content: bytes, folder: Path) -> None:
    """A finished folder: the first byte says which of its tables `content` stands in for."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    (out / "sealed").mkdir(parents=True)
    table = _TABLES[content[0] % len(_TABLES)] if content else "manifest.json"
    for name, sound in _FINISHED.items():
        _file(out / name, content[1:] if name == table else sound)
    verify(out)


READERS: dict[str, Callable[[bytes, Path], None]] = {
    "text": text,
    "workbook": workbook,
    "parquet": parquet,
    "settings": settings_file,
    "answers": answers,
    "cells": cells,
    "folder": finished_folder,
}


def survives(reader: str, content: bytes, folder: Path) -> None:
    """Let a reader read; what it refuses with an error of ours is refused."""
    with suppress(FilingsError):
        READERS[reader](content, folder)


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@cache
def _settings() -> Settings:
    return read_settings()


@cache
def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"Case": ["BA1", "BA2"], "Count": [1, 2]}), out)
    return out.getvalue()


def _spliced(sound: bytes, content: bytes) -> bytes:
    """Triples of place and value written over a sound file; a plain file where it is longer."""
    if len(content) > len(sound) // 4:
        return content
    whole = bytearray(sound)
    for at in range(0, len(content) - 2, 3):
        whole[int.from_bytes(content[at : at + 2], "big") % len(whole)] = content[at + 2]
    return bytes(whole)


_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/{}/2006/relationships"
_RELS = _OFFICE.format("officeDocument")
_WORKBOOK = {
    "[Content_Types].xml": b"<Types/>",
    "xl/workbook.xml": f'<workbook {_NS} xmlns:r="{_RELS}"><sheets>'
    '<sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>'.encode(),
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_OFFICE.format("package")}">'
    f'<Relationship Id="rId1" Type="{_RELS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>".encode(),
    "xl/worksheets/sheet1.xml": f"<worksheet {_NS}><sheetData>"
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Day</t></is></c></row>'
    '<row r="2"><c r="A2" t="str"><v>BA1</v></c><c r="B2" s="1"><v>34567.5</v></c></row>'
    '<row r="3" hidden="1"><c r="A3" t="b"><v>1</v></c><c r="B3" t="e"><v>#N/A</v></c></row>'
    "</sheetData></worksheet>".encode(),
    "xl/sharedStrings.xml": f"<sst {_NS}><si><t>Case</t></si><si><r><rPr><strike/></rPr>"
    "<t>x_x000D_y</t></r></si></sst>".encode(),
    "xl/styles.xml": f'<styleSheet {_NS}><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/>'
    '</numFmts><fonts><font><strike/></font></fonts><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="164" fontId="0"/></cellXfs></styleSheet>'.encode(),
}
_PARTS = ("", *(name for name in _WORKBOOK if name.startswith("xl/")))

_LEDGER = (
    b"schema,list,line,entry,fate,reason,who_can_act,conviction,same_as,lists,case_number,"
    b"defendant_suffix,section,count,level,convicted_on,relief,agency,court,offense,packet,item\n"
    b"1,1,2,1,held,hand-review,office,,,1,BA1,,11357(b),1,felony,1995-02-03,,lada,ccb,,,\n"
)
_TOTALS = dict.fromkeys(("included", "duplicate", "out_of_scope", "unreadable"), 0)
_FINISHED = {
    "manifest.json": json.dumps(
        {
            "totals": {"rows": 1, "entries": 1, "held": 1, **_TOTALS},
            "lists": [{"number": 1, "rows": 1, "sha256": "0" * 64}],
            "files": [],
            "packets": [],
        }
    ).encode(),
    "sealed/ledger.csv": _LEDGER,
    "sealed/placements.csv": b"conviction,packet,document,page,row\n",
    "sealed/remarks.csv": b"remark,list,line,entry\n",
}
_TABLES = tuple(_FINISHED)
