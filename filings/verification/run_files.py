"""Read the tables and the manifest of a finished folder, and hold its files against them.

Only what lies in the folder is believed, and nothing twice: a path that leads out of it, a link, a
number that is none are findings, not errors.
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
_NOTES = ".run"  # the run's own, no part of what it leaves

LEDGER_COLUMNS = (
    "schema", "list", "line", "entry", "fate", "reason", "who_can_act", "conviction", "same_as",
    "lists", "case_number", "defendant_suffix", "section", "count", "level", "convicted_on",
    "relief", "agency", "court", "offense", "packet", "item",
)  # fmt: skip
FATES = ("included", "held", "duplicate", "out_of_scope", "unreadable")

_LARGEST_MANIFEST = 1 << 30  # bytes
_GUARDED = re.compile(r"'+\s*[=+@\-\t\r\uff1d\uff0b\uff0d\uff20]")


Text = tuple[tuple[str, str], ...]
"""What a paper says before its schedule: of each paragraph the name of the required passage that it
is part of, or "", and its words, with "…" for those that change from paper to paper."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """A PDF of a packet, as the manifest lists it."""

    path: str  # under the folder
    pages: int
    convictions: int
    draft: bool  # whether something keeps it from being filed
    sample: bool  # whether a made-up list does
    text: str  # the key of what it says before its schedule; "" where the manifest has none

    @property
    def name(self) -> str:
        """Its name within its packet: "motion.pdf", "orders/00001.pdf"."""
        return self.path.split(f"/{_part_of(self.path)}/", 1)[1]

    @property
    def public(self) -> bool:
        """Whether it lies in a public half."""
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
    keyed_hash: str  # which its declaration states


@dataclass(frozen=True, slots=True)
class RunManifest:
    """What is held against the rest of the folder."""

    filed_on: str  # ISO
    sample: bool  # whether a list is made up
    agency: str  # whose the run is
    totals: dict[str, int]
    lists: dict[int, ListInManifest]  # by number
    files: dict[str, tuple[int, str]]  # path -> bytes, SHA-256
    packets: tuple[PacketFacts, ...]
    texts: dict[str, Text]  # by their keys


def read_manifest(folder: Path) -> RunManifest:
    """The manifest of a finished folder.

    Raises:
        VerificationError: There is none, or it is none of a finished run.
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
        _part_of(str(file["path"]))  # one that lies in no packet is an error here
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
    """The folder of the packet within a path: its part, "001"."""
    parts = PurePosixPath(path).parts
    return parts[parts.index("packets") + 4]


def check_names(manifest: RunManifest) -> Iterator[Mismatch]:
    """The files of a packet lie in its own folders, and its name is made of what it is."""
    parts: dict[str, list[PacketFacts]] = {}
    for packet in manifest.packets:
        for path in (*(paper.path for paper in packet.papers), packet.cases):
            if path and f"/packets/{packet.name}/" not in f"/{path}":
                yield Mismatch(path, 0, 0, "packet", "lies in the folder of another packet")
        series, _, part = packet.name.rpartition("/")
        parts.setdefault(series, []).append(packet)
        if not series.startswith(f"{packet.court}/{packet.agency}/") or part != f"{packet.part:03}":
            what = "is called otherwise than its court, prosecutor and part"
            yield Mismatch(packet.name, 0, 0, "packet", what)
    for series, those in parts.items():
        numbers = sorted(packet.part for packet in those)
        if numbers != list(range(1, len(those) + 1)) or {p.parts for p in those} != {len(those)}:
            yield Mismatch(series, 0, 0, "packet", "its parts are not numbered from 1, each once")


def check_files(folder: Path, manifest: RunManifest) -> Iterator[Mismatch]:
    """Each file against its size and SHA-256, and the folder against the files that are listed."""
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
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def leads_out(folder: Path, path: str) -> bool:
    """Whether a path of a table leads out of the folder, or is a link: it is not opened."""
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
    """The lines of a table of the folder, by its columns.

    Raises:
        VerificationError: It is not there, or has other columns.
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
    """The lines of a table as they stand, the heading first; blank lines are none.

    Raises:
        VerificationError: It is not there, or cannot be read as a table.
    """
    try:
        with (folder / path).open(encoding="utf-8", newline="") as file:
            yield from filter(None, csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise VerificationError(path, f"cannot be read: {error}", "Build again.") from error


def plain_row(cells: Sequence[str]) -> list[str]:
    """The cells of a row as text alone, without those that are empty at its end."""
    plain = [" ".join(bare(cell).split()) for cell in cells]
    while plain and not plain[-1]:
        plain.pop()
    return plain


def bare(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from calculating it."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell
