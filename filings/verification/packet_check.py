"""Check the papers of one packet against its lines in the ledger.

Each conviction must stand once in the schedule of each paper that shows them, on the page and in
the row that placements.csv says, exactly as the ledger has it; no other row may stand there.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filings.verification.letter_shapes import Shapes
from filings.verification.mismatch import Mismatch
from filings.verification.paper_text import alike as _alike
from filings.verification.paper_text import check_text
from filings.verification.person_names import PersonNames
from filings.verification.run_files import ListInManifest, PacketFacts, PaperFacts, Text, leads_out
from filings.verification.schedule_pages import (
    CASE,
    COUNT,
    DAY,
    ITEM,
    LEVEL,
    NAME,
    NO_PAPER,
    SECTION,
    SUFFIX,
    ReadPage,
    ReadPaper,
    ScheduleRow,
    number,
    read_paper,
)

_LEVELS = {"felony": "felonies", "misdemeanor": "misdemeanors", "infraction": "infractions"}
_COUNTED = re.compile(r"\b(one|no|[\d,]*\d) convictions?\b")
_IN_WORDS = {"one": 1, "no": 0}
_BY_LEVEL = re.compile(r"By level: ([^.]*)\.")
_LIST = re.compile(
    r"List (\d+) is [^;]+?\. It has ([\d,]+) rows?; the HMAC-SHA-256 value made of its file, under"
    r" a key kept by this office, begins ([0-9a-f]{16})"
)
_PERSONAL = (
    (
        re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),
        "what looks like a social security number",
    ),
    (
        re.compile(
            r"\b(?:SSN|CII|FBI|DOB)\b[ :.]*(?:(?:no|number)\b[ .:]*)?[A-Z]?\d", re.IGNORECASE
        ),
        "a number of a person",
    ),
    (
        re.compile(r"\b(?:date of birth|birth date|born)\b[ :]*(?:on )?\d", re.IGNORECASE),
        "a birth date",
    ),
)
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b")
_COUNTS_HEAD = "Courthouse Section Convictions"
_OF_GROUND = re.compile(r"markedground(\d+)")  # as letters alone
_EACH_OF_GROUND = re.compile(r"eachconvictionmarkedground(\d+)inexhibita(\d+)inall")
_GROUND = "Ground"  # of the schedule, where its rows tell several
_KINDS = {"motion": ("motion", "notice-of-determinations"), "order": ("order",)}
_EXHIBIT = "anditsfilethesha256"  # before the hash of the sealed exhibit in an order
_NEAR = 40  # letters
_CASE_PAGES = 3  # a paper of one case shows its convictions within so many pages


@dataclass(frozen=True, slots=True)
class LedgerConviction:
    """A conviction that is included, as the ledger and the packet's cases.csv have it."""

    id: str
    item: int
    case_number: str
    also_numbered: tuple[str, ...]
    suffix: str
    section: str  # "11357(c)"
    cited: str  # "11357(c) HS"
    count: str  # "" where the list does not say
    level: str
    convicted_on: str  # ISO
    relief: str
    listed: str  # the name, last name first; "" where cases.csv has none

    @property
    def day(self) -> str:
        """The day of conviction as a schedule prints it: "02/14/1998"."""
        year, _, month_and_day = self.convicted_on.partition("-")
        return f"{month_and_day.replace('-', '/')}/{year}"


@dataclass(frozen=True, slots=True)
class PacketToCheck:
    """Everything that the papers of one packet are checked against."""

    folder: Path
    facts: PacketFacts
    convictions: tuple[LedgerConviction, ...]  # by item
    placements: Mapping[str, Mapping[str, tuple[int, int]]]  # paper -> conviction -> page, row
    together: int  # number of convictions of all parts
    lists: Mapping[int, ListInManifest]
    texts: Mapping[str, Text]  # of its papers, by their keys
    digests: Mapping[str, str]  # SHA-256 of each of its files, by path


@dataclass(frozen=True, slots=True)
class CheckedPacket:
    """The findings, and how much was read."""

    findings: tuple[Mismatch, ...]
    pages: int
    shapes: tuple[tuple[str, Shapes], ...]  # of the letters of each paper, by its path


def check_packet(packet: PacketToCheck) -> CheckedPacket:
    """Check every paper of a packet against the tables; called in a worker."""
    findings: list[Mismatch] = []
    shapes: list[tuple[str, Shapes]] = []
    pages = 0
    for paper in packet.facts.papers:
        if leads_out(packet.folder, paper.path):
            continue  # `check_files` reports it
        try:
            read = read_paper(packet.folder / paper.path)
        except NO_PAPER as error:
            findings.append(Mismatch(paper.path, 0, 0, "file", f"cannot be read as a PDF: {error}"))
            continue
        pages += len(read.pages)
        findings += _check_paper(packet, paper, read)
        shapes.append((paper.path, read.shapes))
    findings += _check_shown(packet)
    return CheckedPacket(tuple(findings), pages, tuple(shapes))


def _check_shown(packet: PacketToCheck) -> Iterator[Mismatch]:
    """Each conviction stands in one motion and in one order, or in the sealed exhibit of both."""
    exhibits = {name for name in packet.placements if "exhibit" in name}
    for kind in _KINDS:
        papers = [p for p in packet.facts.papers if kind in _kind(p)]
        if not papers:
            yield Mismatch(packet.facts.name, 0, 0, "packet", f"has no {kind}")
            continue
        shown: Counter[str] = Counter()
        # Papers of single cases repeat convictions of the blanket paper.
        blanket = [p for p in papers if "/" not in p.name] or papers
        for paper in blanket:
            shown.update(packet.placements.get(paper.name, {}).keys())
        if not shown:
            for name in exhibits:
                shown.update(packet.placements[name].keys())
        for conviction in packet.convictions:
            if shown[conviction.id] != 1:
                yield Mismatch(
                    packet.facts.name,
                    0,
                    conviction.item,
                    "row",
                    f"stands in {shown[conviction.id]} schedules of its {kind} instead of one",
                )


def _kind(paper: PaperFacts) -> list[str]:
    """Whether a paper is the motion, the order, or both."""
    return [kind for kind, names in _KINDS.items() if any(name in paper.name for name in names)]


def _check_paper(
    packet: PacketToCheck,
    paper: PaperFacts,
    paper_read: ReadPaper,
) -> Iterator[Mismatch]:
    pages = paper_read.pages
    if len(pages) != paper.pages:
        what = f"has {len(pages)} pages; the manifest says {paper.pages}"
        yield Mismatch(paper.path, 0, 0, "file", what)
    for page, read in enumerate(pages, 1):
        if read.number is not None and read.number != page:
            yield Mismatch(paper.path, page, 0, "file", f"bears the page number {read.number}")
        if read.label and read.label != str(page):
            what = f'has the page label "{read.label}"'
            yield Mismatch(paper.path, page, 0, "file", what)
    for page, what in paper_read.hidden:
        yield Mismatch(paper.path, page, 0, "hidden", what)
    if _alike(paper_read.title) not in "".join(_alike(page.text) for page in pages):
        yield Mismatch(paper.path, 0, 0, "hidden", "has a title that stands on no page of it")
    yield from _check_outline(paper, pages, paper_read.outline)
    yield from _check_draft(paper, pages)
    yield from check_text(paper, packet.texts, pages)
    by_id = {each.id: each for each in packet.convictions}
    placed = packet.placements.get(paper.name, {})
    tables = [n for n, page in enumerate(pages, 1) if CASE in page.headings]
    if tables:
        yield from _check_rows(packet, paper, pages, placed)
        yield from _check_totals(packet, paper, pages)
    elif placed:
        yield from _check_case(
            paper, pages, [(by_id[i], at) for i, at in placed.items() if i in by_id]
        )
    elif any(_COUNTS_HEAD in page.text for page in pages):
        yield from _check_counts(packet, paper, pages)
    elif _kind(paper):
        what = "shows neither its convictions nor how many there are of each section"
        yield Mismatch(paper.path, 0, 0, "row", what)
    yield from _check_exhibit(packet, paper, pages)
    if placed and paper.convictions != len(placed):
        what = f"has {len(placed)} convictions; the manifest says {paper.convictions}"
        yield Mismatch(paper.path, 0, 0, "packet", what)
    one_case = "/" in paper.name or (placed and not tables)
    if not one_case:
        yield from _check_sentences(packet, paper, pages)
    if paper.public:
        yield from _check_privacy(packet, paper, pages)


def _check_draft(paper: PaperFacts, pages: Sequence[ReadPage]) -> Iterator[Mismatch]:
    """A draft is marked on every page; no other paper is marked."""
    for page, read in enumerate(pages, 1):
        if read.draft != paper.draft:
            what = "does not say that it is a draft" if paper.draft else "says that it is a draft"
            yield Mismatch(
                paper.path, page, 0, "passage", f"{what}; the manifest says the opposite"
            )


def _check_exhibit(
    packet: PacketToCheck, paper: PaperFacts, pages: Sequence[ReadPage]
) -> Iterator[Mismatch]:
    """The sealed exhibit whose hash an order states is the one in the folder."""
    for page, read in enumerate(pages, 1):
        before, marked, behind = _alike(read.text).partition(_EXHIBIT)
        if not marked:
            continue
        digests = {
            packet.digests[each.path]: each
            for each in packet.facts.papers
            if not each.public and each.path in packet.digests
        }
        # A page may end in the middle of the hash.
        said = next((d for d in digests if behind.startswith(d[: min(64, len(behind))])), "")
        exhibit = digests.get(said)
        counted = rf"has{exhibit.pages}pages?and{exhibit.convictions}rows?$" if exhibit else "(?!)"
        if not re.search(counted, before):
            what = "does not say pages, rows and SHA-256 of the sealed exhibit as it is"
            yield Mismatch(paper.path, page, 0, "count", what)


def _check_outline(
    paper: PaperFacts, pages: Sequence[ReadPage], outline: Sequence[tuple[str, int | None]]
) -> Iterator[Mismatch]:
    for title, page in outline:
        if page is None or not 1 <= page <= len(pages):
            yield Mismatch(paper.path, 0, 0, "outline", f"its bookmark {title!r} leads nowhere")
        elif _alike(title) not in _alike(
            " ".join(each.text for each in pages[page - 1 : page + 1])
        ):
            yield Mismatch(
                paper.path, page, 0, "outline", f"its bookmark {title!r} leads elsewhere"
            )


def _check_rows(
    packet: PacketToCheck,
    paper: PaperFacts,
    pages: Sequence[ReadPage],
    placed: Mapping[str, tuple[int, int]],
) -> Iterator[Mismatch]:
    """The schedule has every row in its place and as in the ledger, and no other row."""
    wanted = {
        placed[each.id][1]: (each, placed[each.id][0])
        for each in packet.convictions
        if each.id in placed
    }
    for each in packet.convictions:
        if each.id not in placed:
            yield Mismatch(
                paper.path,
                0,
                each.item,
                "row",
                "is in the ledger and has no line in placements.csv",
            )
        elif placed[each.id][1] != each.item:
            what = (
                f"is row {placed[each.id][1]} in placements.csv and item {each.item} in the ledger"
            )
            yield Mismatch(paper.path, placed[each.id][0], each.item, "row", what)
    seen: Counter[int] = Counter()
    through = 0
    for page, read in enumerate(pages, 1):
        if CASE not in read.headings:
            continue
        here: Counter[str] = Counter()
        for row in read.rows:
            seen[row.item] += 1
            if row.item not in wanted:
                yield Mismatch(
                    paper.path, page, row.item, "row", "stands on the page and not in the ledger"
                )
                continue
            conviction, on = wanted[row.item]
            here[conviction.level] += 1
            if seen[row.item] > 1:
                yield Mismatch(paper.path, page, row.item, "row", "stands there twice")
            elif on != page:
                what = f"stands there; placements.csv says page {on}"
                yield Mismatch(paper.path, page, row.item, "row", what)
            yield from _check_row(paper, page, row, conviction)
        through += here.total()
        yield from _check_subtotal(packet, paper, page, read, here, through)
    for item, (_, on) in wanted.items():
        if not seen[item]:
            yield Mismatch(paper.path, on, item, "row", "is missing on the page")


def _check_row(
    paper: PaperFacts, page: int, row: ScheduleRow, conviction: LedgerConviction
) -> Iterator[Mismatch]:
    numbers = _tight(conviction.case_number) + "".join(
        f"alsono.{_tight(each)}" for each in conviction.also_numbered
    )
    wanted = {
        ITEM: str(conviction.item),
        CASE: numbers,
        SUFFIX: _tight(conviction.suffix),
        SECTION: _tight(conviction.cited),
        LEVEL: conviction.level,
        DAY: conviction.day,
    }
    if conviction.count:
        wanted[COUNT] = _tight(conviction.count)
    if NAME in row.cells and conviction.listed:
        wanted[NAME] = _tight(conviction.listed)
    turned = _runs_to_the_left(conviction.listed)
    for column, text in wanted.items():
        if column not in row.cells:
            continue
        shown = _tight(row.cells[column])
        if turned and column in (NAME, CASE):
            shown, text = _unordered(shown), _unordered(text)
        if column == ITEM:
            shown = shown.rstrip(".").replace(",", "")
        elif column == SECTION:
            shown = shown.removeprefix("former")
        if shown != text:
            said = "the name" if column == NAME else f'the column "{column}"'
            yield Mismatch(
                paper.path, page, row.item, "row", f"{said} is not what the ledger says of it"
            )
    if not conviction.count and re.search(r"\d", row.cells.get(COUNT, "")):
        yield Mismatch(
            paper.path, page, row.item, "row", "has a count that the ledger does not know"
        )


def _check_subtotal(
    packet: PacketToCheck,
    paper: PaperFacts,
    page: int,
    read: ReadPage,
    here: Counter[str],
    through: int,
) -> Iterator[Mismatch]:
    if not read.rows and read.subtotal is None:
        return
    if read.subtotal is None:
        yield Mismatch(paper.path, page, 0, "count", "has rows and no subtotal")
        return
    here_told, levels, through_told, of = read.subtotal
    if (here_told, through_told, of) != (here.total(), through, len(packet.convictions)):
        what = (
            f"its subtotal says {here_told} here and {through_told} of {of}; "
            f"there are {here.total()} here and {through} of {len(packet.convictions)}"
        )
        yield Mismatch(paper.path, page, 0, "count", what)
    if levels != _levels(here):
        what = f"its subtotal says {levels}; the rows are {_levels(here)}"
        yield Mismatch(paper.path, page, 0, "count", what)


def _levels(counts: Mapping[str, int]) -> str:
    return ", ".join(
        f"{counts[level]:,} {level if counts[level] == 1 else plural}"
        for level, plural in _LEVELS.items()
        if counts.get(level)
    )


def _check_totals(
    packet: PacketToCheck, paper: PaperFacts, pages: Sequence[ReadPage]
) -> Iterator[Mismatch]:
    levels = [name for name in _LEVELS if any(c.level == name for c in packet.convictions)]
    by_section: dict[str, Counter[str]] = {}
    for each in packet.convictions:
        by_section.setdefault(_tight(each.section), Counter())[each.level] += 1
    shown_totals = [(page, line) for page, read in enumerate(pages, 1) for line in read.totals]
    if not shown_totals:
        yield Mismatch(paper.path, 0, 0, "count", "has no totals by section and level")
        return
    shown = {section: numbers for _, (section, numbers) in shown_totals}
    wanted = {
        section: (*(counts[level] for level in levels), counts.total())
        for section, counts in by_section.items()
    }
    sums = tuple(sum(counts[level] for counts in by_section.values()) for level in levels)
    wanted["All"] = (*sums, len(packet.convictions))
    for section in sorted({*shown, *wanted}):
        if shown.get(section) != wanted.get(section):
            what = (
                f"its totals for {section} are {shown.get(section)};"
                f" the rows are {wanted.get(section)}"
            )
            yield Mismatch(paper.path, shown_totals[0][0], 0, "count", what)


def _check_counts(
    packet: PacketToCheck, paper: PaperFacts, pages: Sequence[ReadPage]
) -> Iterator[Mismatch]:
    """Check a public exhibit that only counts the convictions of each section."""
    numbers = {_alike(each.case_number) for each in packet.convictions}
    for page, read in enumerate(pages, 1):
        if paper.public and numbers & set(map(_alike, read.text.split())):
            yield Mismatch(paper.path, page, 0, "privacy", "has the number of a case on it")
        _, heading, table = read.text.partition(_COUNTS_HEAD)
        if not heading:
            continue
        whole = re.search(r"\bAll ([\d,]+)\b", table)
        if not whole or number(whole[1]) != len(packet.convictions):
            what = f"its total is not the {len(packet.convictions)} of the ledger"
            yield Mismatch(paper.path, page, 0, "count", what)
        shown: Counter[str] = Counter()
        for cited in {each.cited for each in packet.convictions}:
            pattern = re.escape(cited) + r" ([\d,]+)(?= |$)"
            shown[cited] += sum(number(match) for match in re.findall(pattern, table))
        wanted = Counter(each.cited for each in packet.convictions)
        for cited in sorted(wanted):
            if shown[cited] != wanted[cited]:
                what = f"says {shown[cited]} of {cited}; the ledger has {wanted[cited]}"
                yield Mismatch(paper.path, page, 0, "count", what)


def _check_case(
    paper: PaperFacts,
    pages: Sequence[ReadPage],
    placed: Sequence[tuple[LedgerConviction, tuple[int, int]]],
) -> Iterator[Mismatch]:
    """Check a paper of one case: its case number, and each conviction on its page."""
    whole = _alike(" ".join(page.text for page in pages[:_CASE_PAGES]))
    rows = {row.item: (page, row) for page, read in enumerate(pages, 1) for row in read.rows}
    for conviction, (page, place) in placed:
        if _alike(conviction.case_number) not in whole:
            yield Mismatch(paper.path, 1, place, "row", "does not bear the number of its case")
        if not 1 <= page <= len(pages):
            yield Mismatch(paper.path, page, place, "row", "is placed on a page that is not there")
            continue
        shown = rows.get(place)
        if shown:
            on, row = shown
            if on != page:
                what = f"stands there; placements.csv says page {page}"
                yield Mismatch(paper.path, on, place, "row", what)
            wanted = {
                SECTION: _tight(conviction.section),
                LEVEL: conviction.level,
                DAY: conviction.day,
            }
            if conviction.count:
                wanted[COUNT] = _tight(conviction.count)
            for column, text in wanted.items():
                said = _tight(row.cells.get(column, text)).removeprefix("former")
                if column in row.cells and not said.startswith(text):
                    what = f'the column "{column}" is not what the ledger says of it'
                    yield Mismatch(paper.path, page, place, "row", what)
        else:
            text = _alike(pages[page - 1].text)
            for said in (conviction.section, conviction.day):
                if _alike(said) not in text:
                    what = f"does not say {said}, as the ledger does"
                    yield Mismatch(paper.path, page, place, "row", what)
    for item, (page, _) in rows.items():
        if item not in {place for _, (_, place) in placed}:
            yield Mismatch(
                paper.path, page, item, "row", "stands on the page and not in the ledger"
            )


def _check_sentences(
    packet: PacketToCheck, paper: PaperFacts, pages: Sequence[ReadPage]
) -> Iterator[Mismatch]:
    """Check the numbers of convictions in sentences, the levels, and the declaration's lists."""
    # A paper of several reliefs counts each of them, and some together, as those challenged.
    right = {0}
    for count in Counter(each.relief for each in packet.convictions).values():
        right |= {other + count for other in right}
    right = (right - {0}) | {packet.together}
    grounds = Counter(row.cells.get(_GROUND, "") for read in pages for row in read.rows)
    for page, read in enumerate(pages, 1):
        if CASE in read.headings or _COUNTS_HEAD in read.text:
            continue
        for ground, said in _EACH_OF_GROUND.findall(_alike(read.text)):
            if grounds[ground] not in (0, int(said)):
                what = f"says {said} of ground {ground}; its schedule has {grounds[ground]}"
                yield Mismatch(paper.path, page, 0, "count", what)
        for match in _COUNTED.finditer(read.text):
            said = match[1]
            value = _IN_WORDS[said] if said in _IN_WORDS else number(said)
            of_ground = _OF_GROUND.match(_alike(read.text[match.end() : match.end() + _NEAR]))
            if of_ground and grounds[of_ground[1]] in (0, value):
                continue
            if value not in right and said != "no":
                what = f'says "{match[0]}"; the packet has {len(packet.convictions)}'
                yield Mismatch(paper.path, page, 0, "count", what)
        levels = _levels(Counter(each.level for each in packet.convictions))
        for match in _BY_LEVEL.finditer(read.text):
            if match[1].replace(" and ", ", ") != levels:
                what = f'says "{match[1]}" by level; the ledger has {levels}'
                yield Mismatch(paper.path, page, 0, "count", what)
        for match in _LIST.finditer(read.text):
            listed = packet.lists.get(int(match[1]), ListInManifest(0, "", ""))
            if number(match[2]) != listed.rows or not listed.keyed_hash.startswith(match[3]):
                what = f"says of list {match[1]} what the manifest does not"
                yield Mismatch(paper.path, page, 0, "count", what)


def _check_privacy(
    packet: PacketToCheck, paper: PaperFacts, pages: Sequence[ReadPage]
) -> Iterator[Mismatch]:
    """A public paper has no name in either order, no birth date and no personal number."""
    said = " ".join(words for _, words in packet.texts.get(paper.text, ()))
    names = PersonNames(each.listed for each in packet.convictions)
    for page, read in enumerate(pages, 1):
        if names.stand_in(read.text, said):
            yield Mismatch(paper.path, page, 0, "privacy", "has the name of a person on it")
        for pattern, what in _PERSONAL:
            if pattern.search(read.text):
                yield Mismatch(paper.path, page, 0, "privacy", f"has {what} on it")
        days = len(_DATE.findall(read.text))
        if days > len(read.rows):
            what = "has a date on it that is in no row of a schedule"
            yield Mismatch(paper.path, page, 0, "privacy", what)


def _runs_to_the_left(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def _unordered(text: str) -> str:
    """The letters and digits of a text, sorted.

    Beside Arabic or Hebrew, PDFium returns them in an order of its own.
    """
    return "".join(sorted(c for c in unicodedata.normalize("NFKC", text) if c.isalnum()))


def _tight(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())
