"""Check what the clerk, the portal and the judge get beside the papers.

The clerk's own table and its workbook, the e-filing plan, and the order as a DOCX are compared with
the ledger and the manifest.
"""

import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

from filings.lists.delimited_text import RowFault
from filings.lists.xlsx import read_workbook
from filings.model.errors import FilingsError, VerificationError
from filings.verification.mismatch import Mismatch
from filings.verification.paper_text import DRAFT_MARK, GAP, alike
from filings.verification.run_files import (
    PacketFacts,
    RunManifest,
    bare,
    leads_out,
    plain_row,
    read_lines,
)

TABLE, WORKBOOK, PLAN = "clerk-table.csv", "clerk-table.xlsx", "filing-plan.json"
_LARGEST = 64 << 20  # bytes of a plan, or of a DOCX when unpacked
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLANNED = ("pages", "convictions")

Lines = Sequence[Mapping[str, str]]


def files_of(manifest: RunManifest, packet: PacketFacts) -> dict[str, str]:
    """A packet's files: name, as "clerk-table.csv", -> path."""
    within = f"/packets/{packet.name}/"
    return {path.partition(within)[2]: path for path in manifest.files if within in f"/{path}"}


def check_clerk_files(
    folder: Path, manifest: RunManifest, packet: PacketFacts, own: Lines, cases: Lines
) -> Iterator[Mismatch]:
    """Check the files beside the papers of one packet.

    Args:
        folder: The finished folder.
        manifest: Its manifest.
        packet: The packet.
        own: The packet's lines of the ledger, by item.
        cases: For each, the line of cases.csv; {} where there is none.
    """
    files = {
        name: path
        for name, path in files_of(manifest, packet).items()
        if not leads_out(folder, path)
    }
    if TABLE in files:
        yield from _check_table(folder, files[TABLE], own, cases)
    if TABLE in files and WORKBOOK in files:
        yield from _check_workbook(folder, files[WORKBOOK], files[TABLE])
    if PLAN in files:
        yield from _check_plan(folder, files[PLAN], manifest, packet)
    for paper in packet.papers:
        docx = f"{paper.path.removesuffix('.pdf')}.docx"
        if docx in files.values() and paper.text in manifest.texts:
            yield from _check_docx(folder / docx, docx, manifest.texts[paper.text])


def _check_table(folder: Path, path: str, own: Lines, cases: Lines) -> Iterator[Mismatch]:
    """Each column has one fact of each ledger line, or one word for each relief."""
    try:
        heading, *rows = read_lines(folder, path)
    except (VerificationError, ValueError):
        yield Mismatch(path, 0, 0, "file", "cannot be read as a table")
        return
    if len(rows) != len(own):
        what = f"has {len(rows)} rows; the ledger has {len(own)} of its packet"
        yield Mismatch(path, 0, 0, "packet", what)
        return
    known = [_known(line, case) for line, case in zip(own, cases, strict=True)]
    shown: set[str] = set()
    for place, name in enumerate(heading):
        cells = [bare(row[place]) if place < len(row) else "" for row in rows]
        right = {
            field: [cell == facts[field] for cell, facts in zip(cells, known, strict=True)]
            for field in known[0]
        }
        said = Counter(zip((line["relief"] for line in own), cells, strict=True))
        if len(said) == len({relief for relief, _ in said}):
            shown.update(field for field, each in right.items() if all(each))
            continue
        best = max(right, key=lambda field: (sum(right[field]), field))
        shown.add(best)
        if not all(right[best]):
            what = f'its column "{name}" is not what the ledger says of it'
            yield Mismatch(path, 0, right[best].index(False) + 1, "packet", what)
    if own and "conviction" not in shown:
        yield Mismatch(path, 0, 0, "packet", "has no column that says which conviction a row is of")


def _known(line: Mapping[str, str], case: Mapping[str, str]) -> dict[str, str]:
    """Every fact of a conviction that a column may show, by its name."""
    given = " ".join(filter(None, (case.get("first"), case.get("middle"))))
    name = ", ".join(filter(None, (case.get("last"), given, case.get("suffix"))))
    suffix, section = line["defendant_suffix"], line["section"]
    cited = case.get("section", "")
    fields = ("item", "case_number", "count", "level", "convicted_on", "relief", "conviction")
    return {
        **{field: line[field] for field in fields},
        **{field: case.get(field, "") for field in ("last", "first", "middle", "suffix", "court")},
        **{field: case.get(field, "") for field in ("agency", "also_numbered")},
        "defendant_suffix": suffix,
        "number": f"{line['case_number']}-{suffix}" if suffix else line["case_number"],
        "name": name,
        "section": section,
        "cited": cited,
        "code": cited.removeprefix(section).strip(),
        "nothing": "",
    }


def _check_workbook(folder: Path, path: str, table: str) -> Iterator[Mismatch]:
    try:
        rows = list(read_workbook(folder / path)[0].rows())
        lines = list(read_lines(folder, table))
    except (FilingsError, IndexError):
        yield Mismatch(path, 0, 0, "file", "cannot be read as a workbook")
        return
    read = [[] if isinstance(row, RowFault) else plain_row(row.cells) for row in rows]
    if read != [plain_row(line) for line in lines]:
        other = (n for n, (a, b) in enumerate(zip(read, lines, strict=False)) if a != plain_row(b))
        what = f"does not say what {PurePosixPath(table).name} does"
        yield Mismatch(path, 0, next(other, 0), "packet", what)


def read_plan(folder: Path, path: str) -> dict[str, Any]:
    """Read the plan of a packet's filing; {} where it is missing or cannot be read."""
    try:
        if leads_out(folder, path) or (folder / path).stat().st_size > _LARGEST:
            return {}
        plan = json.loads((folder / path).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    documents = plan.get("documents") if isinstance(plan, dict) else None
    whole = isinstance(documents, list) and all(isinstance(each, dict) for each in documents)
    return plan if whole else {}


def _check_plan(
    folder: Path, path: str, manifest: RunManifest, packet: PacketFacts
) -> Iterator[Mismatch]:
    """The plan has each paper once and as what it is, and calls no draft ready."""
    plan = read_plan(folder, path)
    if not plan:
        yield Mismatch(path, 0, 0, "file", "cannot be read as a plan")
        return
    documents = plan["documents"]
    wanted: dict[str, Any] = {
        "packet": packet.name,
        "court": packet.court,
        "part": packet.part,
        "parts": packet.parts,
        "convictions": packet.convictions,
        "ready": not any(paper.draft for paper in packet.papers),
        "bytes": sum(manifest.files[paper.path][0] for paper in packet.papers),
    }
    for name, value in wanted.items():
        if plan.get(name) != value:
            yield Mismatch(path, 0, 0, "packet", f'its "{name}" is not the manifest\'s')
    papers = {paper.path: paper for paper in packet.papers}
    if sorted(str(each.get("path")) for each in documents) != sorted(papers):
        yield Mismatch(path, 0, 0, "packet", "does not upload each paper of the packet once")
    names = [each.get("upload_name") for each in documents]
    if [each.get("order") for each in documents] != list(range(1, len(documents) + 1)) or len(
        set(map(str, names))
    ) < len(names):
        yield Mismatch(path, 0, 0, "packet", "has two papers of one name, or in one place")
    for each in documents:
        paper = papers.get(str(each.get("path")))
        if paper is None:
            continue
        size, digest = manifest.files[paper.path]
        said = {
            "bytes": size,
            "sha256": digest,
            "draft": paper.draft,
            **{name: getattr(paper, name) for name in _PLANNED},
        }
        other = [name for name, value in said.items() if each.get(name) != value]
        if (each.get("security") == "public") != paper.public or (
            each.get("role") == "lodged"
        ) == paper.public:
            other.append("security")
        if other:
            what = f"says of {paper.name} another {other[0]} than the manifest"
            yield Mismatch(path, 0, 0, "packet", what)


def _check_docx(file: Path, path: str, text: Sequence[tuple[str, str]]) -> Iterator[Mismatch]:
    """The DOCX has every paragraph of the paper's text, in order."""
    try:
        with zipfile.ZipFile(file) as archive:
            part = archive.getinfo("word/document.xml")
            if part.file_size > _LARGEST:
                raise ValueError("is larger than any order")
            tree = ElementTree.fromstring(archive.read(part))  # noqa: S314 (no entity is read)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError) as error:
        yield Mismatch(path, 0, 0, "file", f"cannot be read as a DOCX: {error}")
        return
    written = alike("".join(each.text or "" for each in tree.iter(f"{_WORD}t")))
    at = 0
    for number, (passage, words) in enumerate(text, 1):
        if alike(words) == DRAFT_MARK:  # it is in the heading of each page
            continue
        for piece in filter(None, map(alike, words.split(GAP))):
            place = written.find(piece, at)
            if place < 0:
                what = f'the required passage "{passage}"' if passage else f"paragraph {number}"
                yield Mismatch(path, 0, 0, "passage", f"{what} is missing or was changed")
                break
            at = place + len(piece)
