"""Read the manifest and the tables of a finished folder, and check its files against them.

Nothing outside the folder is opened. A path that leads out of it, a link, or a number that is not
one is a finding, not an error.
"""

import csv
import datetime as dt
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from filings.model.errors import VerificationError
from filings.verification.mismatch import Mismatch

MANIFEST = "manifest.json"
LEDGER = "sealed/ledger.csv"
PLACEMENTS = "sealed/placements.csv"
_NOTES = ".run"  # notes of the run for itself, not part of its result

LEDGER_COLUMNS = (
    "schema", "list", "line", "entry", "fate", "reason", "who_can_act", "conviction", "same_as",
    "lists", "case_number", "defendant_suffix", "section", "count", "level", "convicted_on",
    "relief", "agency", "court", "offense", "packet", "item",
)  # fmt: skip
FATES = ("included", "held", "duplicate", "out_of_scope", "unreadable")

_LARGEST_MANIFEST = 1 << 30  # bytes
_GUARDED = re.compile(r"'+\s*[=+@\-\t\r\uff1d\uff0b\uff0d\uff20]")


Text = tuple[tuple[str, str], ...]
"""The text of a paper before its schedule: for each paragraph the required passage that it is part
of, or "", and its words, with "…" for those that differ between papers."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A PDF of a packet, as the manifest lists it."""

    path: str  # under the folder
    pages: int
    convictions: int
    draft: bool  # whether it must not be filed yet
    sample: bool  # whether that is because a list is made up
    text: str  # key of its text before the schedule; "" if it has none

    @property
    def name(self) -> str:
        """Its name within its packet: "motion.pdf", "orders/00001.pdf"."""
        return self.path.split(f"/{_part_of(self.path)}/", 1)[1]

    @property
    def public(self) -> bool:
        """Whether it is in a public folder."""
        return "public" in PurePosixPath(self.path).parts[:3]


@dataclass(frozen=True, slots=True)
class PacketFacts:
    """A packet, as the manifest lists it."""

    name: str
    court: str
    agency: str
    part: int
    parts: int
    convictions: int
    papers: tuple[PaperFacts, ...]
    cases: str  # path of its cases.csv; "" where it has none


class ListInManifest(NamedTuple):
    """A list that was read, as the manifest has it."""

    rows: int
    sha256: str
    keyed_hash: str  # as the declaration states it


@dataclass(frozen=True, slots=True)
class RunManifest:
    """The manifest, as far as the rest of the folder is checked against it."""

    filed_on: str  # ISO
    sample: bool  # whether a list is made up
    agency: str  # of the office that ran it
    joined: frozenset[str]  # agencies whose convictions may be in that office's packets
    across_courts: bool  # whether a packet may have convictions of several courthouses
    totals: dict[str, int]
    lists: dict[int, ListInManifest]  # by number
    files: dict[str, tuple[int, str]]  # path -> bytes, SHA-256
    packets: tuple[PacketFacts, ...]
    texts: dict[str, Text]  # by their keys


def read_manifest(folder: Path) -> RunManifest:
    """Read the manifest of a finished folder.

    Raises:
        VerificationError: It is missing, or not that of a finished run.
    """
    path = folder / MANIFEST
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST_MANIFEST:
            raise ValueError("is no manifest of a run")
        record = json.loads(path.read_bytes())
        return RunManifest(
            filed_on=dt.date.fromisoformat(record["settings"]["filed_on"]).isoformat(),
            sample=bool(record["sample"]),
            agency=str(record["settings"]["office"]["agency"]),
            joined=frozenset(map(str, record["settings"]["office"].get("joint_with", ()))),
            across_courts=record["settings"]["office"].get("group_by") == "county",
            totals={name: int(record["totals"][name]) for name in ("rows", "entries", *FATES)},
            lists={
                int(each["number"]): ListInManifest(
                    int(each["rows"]), str(each["sha256"]), str(each.get("keyed_hash", ""))
                )
                for each in record["lists"]
            },
            files=_files_of(record),
            packets=tuple(_packet(each) for each in record["packets"]),
            texts={
                str(key): tuple((str(name), str(words)) for name, words in text)
                for key, text in dict(record.get("texts", {})).items()
            },
        )
    except FileNotFoundError as error:
        raise VerificationError(
            str(path), "is not there", "Name a folder that `filings build` has finished."
        ) from error
    except (OSError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        why = f"is no manifest of a finished run ({type(error).__name__}: {error})"
        raise VerificationError(str(path), why, "Build again into a new folder.") from error


def _files_of(record: Any) -> dict[str, tuple[int, str]]:
    listed = [*record["files"], *(file for packet in record["packets"] for file in packet["files"])]
    twice = [path for path, n in Counter(str(file["path"]) for file in listed).items() if n > 1]
    if twice:
        raise ValueError(f"lists {twice[0]} twice")
    return {str(file["path"]): (int(file["bytes"]), str(file["sha256"])) for file in listed}


def _packet(record: Any) -> PacketFacts:
    papers, cases = [], ""
    for file in record["files"]:
        _part_of(str(file["path"]))  # raises for a file outside any packet
        if str(file["path"]).endswith(".pdf"):
            papers.append(
                PaperFacts(
                    path=str(file["path"]),
                    pages=int(file["pages"]),
                    convictions=int(file["convictions"]),
                    draft=bool(file.get("draft")),
                    sample=any(reason["kind"] == "sample" for reason in file.get("draft") or ()),
                    text=str(file.get("text", "")),
                )
            )
        elif str(file["path"]).endswith("/cases.csv"):
            cases = str(file["path"])
    return PacketFacts(
        name=str(record["name"]),
        court=str(record["court"]),
        agency=str(record["agency"]),
        part=int(record["part"]),
        parts=int(record["parts"]),
        convictions=int(record["convictions"]),
        papers=tuple(papers),
        cases=cases,
    )


def _part_of(path: str) -> str:
    """The number of the packet's part in a path: "001"."""
    parts = PurePosixPath(path).parts
    return parts[parts.index("packets") + 4]


def check_names(manifest: RunManifest) -> Iterator[Mismatch]:
    """The files of a packet lie in its own folders, and its name agrees with its facts."""
    parts: dict[str, list[PacketFacts]] = {}
    for packet in manifest.packets:
        for path in (*(paper.path for paper in packet.papers), packet.cases):
            if path and f"/packets/{packet.name}/" not in f"/{path}":
                yield Mismatch(path, 0, 0, "packet", "lies in the folder of another packet")
        series, _, part = packet.name.rpartition("/")
        parts.setdefault(series, []).append(packet)
        if not series.startswith(f"{packet.court}/{packet.agency}/") or part != f"{packet.part:03}":
            what = "has a name that does not agree with its court, prosecutor and part"
            yield Mismatch(packet.name, 0, 0, "packet", what)
    for series, those in parts.items():
        numbers = sorted(packet.part for packet in those)
        if numbers != list(range(1, len(those) + 1)) or {p.parts for p in those} != {len(those)}:
            yield Mismatch(series, 0, 0, "packet", "its parts are not numbered from 1, each once")


def check_files(folder: Path, manifest: RunManifest) -> Iterator[Mismatch]:
    """Check each file's size and SHA-256, and that the folder has no other file."""
    for path, (size, digest) in manifest.files.items():
        place = folder / path
        if leads_out(folder, path):
            yield Mismatch(path, 0, 0, "file", "is a path that leads out of the folder, or a link")
        elif not place.is_file():
            yield Mismatch(path, 0, 0, "file", "is not there")
        elif place.stat().st_size != size:
            actual = place.stat().st_size
            yield Mismatch(path, 0, 0, "file", f"has {actual:,} bytes; the manifest says {size:,}")
        elif digest_of(place) != digest:
            yield Mismatch(path, 0, 0, "file", "was changed: its SHA-256 is not the manifest's")
    for path in _present(folder):
        if path not in manifest.files:
            yield Mismatch(path, 0, 0, "file", "is in no line of the manifest")


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def leads_out(folder: Path, path: str) -> bool:
    """Whether a path leads out of the folder or is a link; such a file is not opened."""
    parts = PurePosixPath(path).parts
    if path.startswith("/") or "\\" in path or ".." in parts or not parts:
        return True
    place = folder / path
    return place.is_symlink() or not place.resolve().is_relative_to(folder.resolve())


def _present(folder: Path) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        place = Path(here).relative_to(folder)
        if place == Path():
            folders[:] = [name for name in folders if name != _NOTES]
            files = [name for name in files if name != MANIFEST]
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        for name in sorted((*files, *links)):
            yield (place / name).as_posix()


def read_table(folder: Path, path: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Read a table of the folder, each line as column -> cell.

    Raises:
        VerificationError: It is missing, or has other columns.
    """
    lines = read_lines(folder, path)
    heading = next(lines, [])
    missing = [name for name in columns if name not in heading]
    if missing:
        raise VerificationError(path, f"has no column {missing[0]}", "Build again.")
    for line in lines:
        cells = [*line, *[""] * (len(heading) - len(line))]
        yield {name: bare(cell) for name, cell in zip(heading, cells, strict=False)}


def read_lines(folder: Path, path: str) -> Iterator[list[str]]:
    """Read a table as rows of cells, the heading first; blank lines are left out.

    Raises:
        VerificationError: It is missing, or cannot be read as a table.
    """
    try:
        with (folder / path).open(encoding="utf-8", newline="") as file:
            yield from filter(None, csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise VerificationError(path, f"cannot be read: {error}", "Build again.") from error


def plain_row(cells: Sequence[str]) -> list[str]:
    """The cells of a row as plain text, without empty ones at its end."""
    plain = [" ".join(bare(cell).split()) for cell in cells]
    while plain and not plain[-1]:
        plain.pop()
    return plain


def bare(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from reading it as a formula."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell
