"""Verify a finished folder: its files, tables and pages, and the lists if they are given."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from filings.model.errors import VerificationError
from filings.verification.beside_packets import (
    check_remarks,
    check_sheets,
    check_summary,
    check_worklists,
)
from filings.verification.clerk_files import check_clerk_files
from filings.verification.given_lists import check_lists
from filings.verification.letter_shapes import SameShapes
from filings.verification.mismatch import Mismatch, Verification
from filings.verification.packet_check import (
    CheckedPacket,
    LedgerConviction,
    PacketToCheck,
    check_packet,
)
from filings.verification.person_names import PersonNames
from filings.verification.run_files import (
    FATES,
    LEDGER,
    LEDGER_COLUMNS,
    PLACEMENTS,
    PacketFacts,
    RunManifest,
    check_files,
    check_names,
    read_manifest,
    read_table,
)

_CASES = (
    "item", "case_number", "also_numbered", "defendant_suffix", "last", "first", "middle", "suffix",
    "section", "count", "level", "convicted_on", "court", "agency", "relief", "conviction",
)  # fmt: skip
_PLACEMENTS = ("conviction", "packet", "document", "page", "row")

Ledger = list[dict[str, str]]


def verify(
    folder: Path,
    lists: Sequence[Path] = (),
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Verification:
    """Verify a finished folder from its files alone; return what was found.

    Args:
        folder: What `filings build` left.
        lists: Lists it was built from, in any order; each is read again as rows of text.
        jobs: Number of worker processes.
        progress: Called with the number of packets done, and of all.

    Raises:
        VerificationError: The manifest or the ledger is missing or cannot be read.
    """
    manifest = read_manifest(folder)
    findings = list(check_files(folder, manifest))
    ledger = list(read_table(folder, LEDGER, LEDGER_COLUMNS))
    findings += _check_ledger(manifest, ledger)
    packets, courts, of_tables = _packets(folder, manifest, ledger)
    findings += of_tables
    findings += check_names(manifest)
    findings += check_worklists(folder, manifest, ledger)
    findings += check_remarks(folder, ledger)
    findings += check_sheets(folder, manifest, courts)
    names = PersonNames(each.listed for packet in packets for each in packet.convictions)
    findings += check_summary(folder, manifest, ledger, courts, names)
    pages = documents = 0
    shapes = SameShapes()
    for done, checked in enumerate(_checked(packets, jobs), 1):
        findings += checked.findings
        pages += checked.pages
        for path, of_paper in checked.shapes:
            shapes.add(path, of_paper)
        documents += len(packets[done - 1].facts.papers)
        progress(done, len(packets))
    findings += shapes.findings()
    findings += check_lists(folder, manifest, ledger, lists)
    return Verification(
        findings=tuple(sorted(set(findings))),
        packets=len(packets),
        documents=documents,
        pages=pages,
        convictions=sum(line["fate"] == "included" for line in ledger),
        entries=len(ledger),
        lists=len(lists),
    )


def _checked(packets: Sequence[PacketToCheck], jobs: int) -> Iterator[CheckedPacket]:
    jobs = min(jobs, max(len(packets), 1))
    if jobs == 1:
        yield from map(check_packet, packets)
        return
    try:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as workers:
            yield from workers.map(check_packet, packets)
    except BrokenProcessPool as error:
        raise VerificationError(
            "a packet", "ended the program that read it", "Try --jobs 1 to see which."
        ) from error


def _check_ledger(manifest: RunManifest, ledger: Ledger) -> Iterator[Mismatch]:
    """The ledger has every entry once and one for every row, and its totals are the manifest's."""
    fates = Counter(line["fate"] for line in ledger)
    for fate in (*FATES, *sorted(set(fates) - set(FATES))):
        total = manifest.totals.get(fate)
        if fates[fate] != total:
            what = f"has {fates[fate]:,} lines that are {fate}; the manifest says {total}"
            yield Mismatch(LEDGER, 0, 0, "ledger", what)
    if manifest.totals["entries"] != sum(manifest.totals[fate] for fate in FATES):
        yield Mismatch(
            "manifest.json", 0, 0, "manifest", "its entries are not the sum of the fates"
        )
    if len(ledger) != manifest.totals["entries"]:
        what = (
            f"has {len(ledger):,} lines; the manifest says {manifest.totals['entries']:,} entries"
        )
        yield Mismatch(LEDGER, 0, 0, "ledger", what)
    entries: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows: Counter[str] = Counter()
    convictions: dict[str, int] = {}
    known = {line["conviction"] for line in ledger if line["conviction"]}
    included = {line["conviction"] for line in ledger if line["fate"] == "included"}
    for place, line in enumerate(ledger, 2):
        at = line["list"], line["line"]
        if not entries[at]:
            rows[line["list"]] += 1
        entries[at].append(line["entry"])
        if line["fate"] == "included":
            missing = [n for n in ("conviction", "packet", "item", "case_number") if not line[n]]
            if missing:
                what = f"is included and has no {missing[0].replace('_', ' ')}"
                yield Mismatch(LEDGER, 0, place, "ledger", what)
            elif line["conviction"] in convictions:
                what = f"repeats the conviction of row {convictions[line['conviction']]}"
                yield Mismatch(LEDGER, 0, place, "ledger", what)
            else:
                convictions[line["conviction"]] = place
            if line["reason"]:
                what = "is included and has a reason to wait"
                yield Mismatch(LEDGER, 0, place, "ledger", what)
        else:
            if line["packet"] or line["item"]:
                yield Mismatch(LEDGER, 0, place, "ledger", "is not included and has a packet")
            if not line["reason"] and line["fate"] != "duplicate":
                yield Mismatch(LEDGER, 0, place, "ledger", f"is {line['fate']} and has no reason")
        if line["same_as"] and line["fate"] == "duplicate" and line["same_as"] not in known:
            what = "repeats a conviction that the ledger does not have"
            yield Mismatch(LEDGER, 0, place, "ledger", what)
        elif line["fate"] == "duplicate" and line["conviction"] in included - {line["same_as"]}:
            what = "repeats another conviction than its own"
            yield Mismatch(LEDGER, 0, place, "ledger", what)
    for (listed, number), numbers in entries.items():
        if sorted(map(_whole, numbers)) != list(range(1, len(numbers) + 1)):
            what = f"list {listed}, line {number}: its entries are not numbered from 1, each once"
            yield Mismatch(LEDGER, 0, 0, "ledger", what)
    for each, (count, _, _) in manifest.lists.items():
        if rows[str(each)] != count:
            what = (
                f"has lines of {rows[str(each)]:,} rows of list {each}; the manifest says {count:,}"
            )
            yield Mismatch(LEDGER, 0, 0, "ledger", what)
    if not manifest.sample and any(p.sample for each in manifest.packets for p in each.papers):
        what = "says that no list is made up, but its papers are drafts because one is"
        yield Mismatch("manifest.json", 0, 0, "manifest", what)
    if manifest.totals["rows"] != sum(listed.rows for listed in manifest.lists.values()):
        yield Mismatch("manifest.json", 0, 0, "manifest", "its rows are not those of its lists")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else -1


def _packets(
    folder: Path, manifest: RunManifest, ledger: Ledger
) -> tuple[list[PacketToCheck], dict[str, str], list[Mismatch]]:
    """Each packet with everything its papers are checked against, and findings of the tables.

    Between the two: the id of each courthouse -> its name.
    """
    findings: list[Mismatch] = []
    lines: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in ledger:
        if line["fate"] == "included":
            lines[line["packet"]].append(line)
    placed, of_placements = _placements(folder)
    findings += of_placements
    in_manifest = {packet.name for packet in manifest.packets}
    findings += [
        Mismatch(name, 0, 0, "packet", "is no packet of the manifest")
        for name in sorted({*lines, *placed} - in_manifest)
    ]
    findings += [
        Mismatch(name, 0, 0, "packet", "is in the manifest twice")
        for name, times in Counter(packet.name for packet in manifest.packets).items()
        if times > 1
    ]
    together: Counter[str] = Counter()
    for packet in manifest.packets:
        together[packet.name.rpartition("/")[0]] += len(lines[packet.name])
    courts: dict[str, str] = {}
    reliefs: dict[str, str] = {}  # as the clerk's table has it -> as the ledger does
    checks: list[PacketToCheck] = []
    for packet in manifest.packets:
        own = sorted(lines[packet.name], key=lambda line: _whole(line["item"]))
        if len(own) != packet.convictions:
            what = f"has {len(own)} lines of the ledger; the manifest says {packet.convictions}"
            findings.append(Mismatch(packet.name, 0, 0, "packet", what))
        if [line["item"] for line in own] != [str(n + 1) for n in range(len(own))]:
            what = "its items are not numbered from 1, each once"
            findings.append(Mismatch(packet.name, 0, 0, "packet", what))
        cases, of_cases = _cases(folder, packet.cases, own)
        findings += of_cases
        findings += check_clerk_files(folder, manifest, packet, own, cases)
        for line, case in zip(own, cases, strict=True):
            if not belongs_to(line, packet, manifest):
                what = "is in a packet of another court or prosecutor"
                findings.append(Mismatch(packet.name, 0, _whole(line["item"]), "packet", what))
            if case and reliefs.setdefault(case["relief"], line["relief"]) != line["relief"]:
                what = "its relief is another in the ledger"
                findings.append(Mismatch(packet.cases, 0, _whole(line["item"]), "packet", what))
            name = courts.setdefault(line["court"], case.get("court", ""))
            if case and case["court"] != name:
                what = "its courthouse has another name in another packet"
                findings.append(Mismatch(packet.cases, 0, _whole(line["item"]), "packet", what))
        findings += _check_placements(packet, placed[packet.name], own)
        checks.append(
            PacketToCheck(
                folder=folder,
                facts=packet,
                convictions=tuple(map(_conviction, own, cases)),
                placements={name: dict(places) for name, places in placed[packet.name].items()},
                together=together[packet.name.rpartition("/")[0]],
                lists=manifest.lists,
                digests={paper.path: manifest.files[paper.path][1] for paper in packet.papers},
                texts={
                    paper.text: manifest.texts[paper.text]
                    for paper in packet.papers
                    if paper.text in manifest.texts
                },
            )
        )
    return checks, courts, findings


def belongs_to(line: Mapping[str, str], packet: PacketFacts, manifest: RunManifest) -> bool:
    """Whether an included line of the ledger may be in a packet of this court and agency."""
    joins = packet.agency == manifest.agency and line["agency"] in manifest.joined
    of_agency = line["agency"] == packet.agency or joins
    return of_agency and (line["court"] == packet.court or manifest.across_courts)


def _placements(
    folder: Path,
) -> tuple[defaultdict[str, dict[str, dict[str, tuple[int, int]]]], list[Mismatch]]:
    """Page and row of each conviction by packet and document, and findings of double placements."""
    findings: list[Mismatch] = []
    placed: defaultdict[str, dict[str, dict[str, tuple[int, int]]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for number, line in enumerate(read_table(folder, PLACEMENTS, _PLACEMENTS), 2):
        here = placed[line["packet"]][line["document"]]
        if line["conviction"] in here:
            findings.append(
                Mismatch(PLACEMENTS, 0, number, "row", "places a conviction twice in one document")
            )
        here[line["conviction"]] = (_whole(line["page"]), _whole(line["row"]))
    return placed, findings


def _check_placements(
    packet: PacketFacts,
    placed: Mapping[str, Mapping[str, tuple[int, int]]],
    own: Sequence[Mapping[str, str]],
) -> Iterator[Mismatch]:
    """Placements of a packet that name a conviction or paper it does not have."""
    convictions = {line["conviction"] for line in own}
    for document in sorted(name for name, places in placed.items() if places.keys() - convictions):
        what = f"places a conviction in {document} that the ledger has elsewhere or nowhere"
        yield Mismatch(packet.name, 0, 0, "row", what)
    names = {paper.name for paper in packet.papers}
    for document in sorted(set(placed) - names):
        what = f"has placements in {document}, which is no paper of it"
        yield Mismatch(packet.name, 0, 0, "row", what)


def _cases(
    folder: Path, path: str, own: Sequence[Mapping[str, str]]
) -> tuple[list[dict[str, str]], list[Mismatch]]:
    """The line of cases.csv for each ledger line, {} where there is none, and findings."""
    if not path:
        return [{} for _ in own], []
    try:
        lines = {line["item"]: line for line in read_table(folder, path, _CASES)}
    except VerificationError as error:
        return [{} for _ in own], [Mismatch(path, 0, 0, "file", error.what)]
    findings = []
    if len(lines) != len(own):
        what = f"has {len(lines)} lines; the ledger has {len(own)} of its packet"
        findings.append(Mismatch(path, 0, 0, "packet", what))
    same = ("case_number", "defendant_suffix", "count", "level", "convicted_on", "conviction")
    for line in own:
        case = lines.get(line["item"], {})
        other = next((name for name in same if case and case[name] != line[name]), "")
        if case and not other and not case["section"].startswith(line["section"]):
            other = "section"
        if other or not case:
            what = f"its {other.replace('_', ' ')} is not the ledger's" if other else "is missing"
            findings.append(Mismatch(path, 0, _whole(line["item"]), "packet", what))
    return [lines.get(line["item"], {}) for line in own], findings


def _conviction(line: Mapping[str, str], case: Mapping[str, str]) -> LedgerConviction:
    given = " ".join(filter(None, (case.get("first"), case.get("middle"))))
    return LedgerConviction(
        id=line["conviction"],
        item=_whole(line["item"]),
        case_number=line["case_number"],
        also_numbered=tuple(filter(None, case.get("also_numbered", "").split("; "))),
        suffix=line["defendant_suffix"],
        section=line["section"],
        cited=case.get("section") or line["section"],
        count=line["count"],
        level=line["level"],
        convicted_on=line["convicted_on"],
        relief=line["relief"],
        listed=", ".join(filter(None, (case.get("last"), given, case.get("suffix")))),
    )
