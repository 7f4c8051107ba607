"""Check everything beside the packets against the ledger: worklists, index, covers, summary."""

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any

from filings.lists.delimited_text import RowFault
from filings.lists.xlsx import read_workbook
from filings.model.errors import FilingsError, VerificationError
from filings.verification.clerk_files import PLAN, read_plan
from filings.verification.mismatch import Mismatch
from filings.verification.paper_text import GAP, alike
from filings.verification.person_names import PersonNames
from filings.verification.run_files import (
    LEDGER,
    PacketFacts,
    RunManifest,
    leads_out,
    plain_row,
    read_lines,
    read_table,
)
from filings.verification.schedule_pages import NO_PAPER, read_paper

REMARKS = "sealed/remarks.csv"
INDEX = "sealed/index.pdf"
AGREEMENT = "sealed/agreement.pdf"
SUMMARY = "public/summary.html"
_WORKLISTS = "sealed/worklists/"
_VALUES = "sealed/worklists/values.csv"
_WORKBOOK = "sealed/worklists.xlsx"

_SHARED = ("case_number", "defendant_suffix", "count", "level", "convicted_on")
_OF_REMARKS = (*_SHARED[:2], "section", *_SHARED[2:3], "convicted_on", "court", "packet", "item")
_FEWEST = 11  # people behind a figure of the public summary
_MOST_LINES = 400  # packets that have a line each in the index
_FATES = {
    "in a packet": "included",
    "convictions that need somebody first": "held",
    "there already: the list says the same twice": "duplicate",
    "not for this motion": "out_of_scope",
    "rows that cannot be read": "unreadable",
}
_LEVELS = {"felony", "misdemeanor", "infraction"}

Lines = Sequence[Mapping[str, str]]


def check_worklists(folder: Path, manifest: RunManifest, ledger: Lines) -> Iterator[Mismatch]:
    """Every entry that waits stands on the worklist of its reason once, and in the workbook."""
    lists = [path for path in manifest.files if path.startswith(_WORKLISTS) and path != _VALUES]
    waiting: dict[str, dict[tuple[str, ...], Mapping[str, str]]] = {}
    for line in ledger:
        if line["fate"] in ("held", "unreadable") or f"{_WORKLISTS}{line['reason']}.csv" in lists:
            at = line["list"], line["line"], line["entry"]
            waiting.setdefault(line["reason"], {})[at] = line
    for reason in sorted(set(waiting) - {PurePosixPath(path).stem for path in lists}):
        yield Mismatch(
            LEDGER, 0, 0, "ledger", f"has lines that wait for {reason}, which has no worklist"
        )
    for path in lists:
        reason = PurePosixPath(path).stem
        try:
            rows = list(
                read_table(folder, path, ("reason", "list", "line", "entry", *_SHARED, "section"))
            )
        except VerificationError as error:
            yield Mismatch(path, 0, 0, "file", error.what)
            continue
        yield from _check_rows(path, reason, rows, waiting.get(reason, {}))
    yield from _check_workbook(folder, [*lists, *([_VALUES] if _VALUES in manifest.files else [])])


def _check_rows(
    path: str, reason: str, rows: Lines, waiting: Mapping[tuple[str, ...], Mapping[str, str]]
) -> Iterator[Mismatch]:
    seen: Counter[tuple[str, ...]] = Counter()
    for place, row in enumerate(rows, 2):
        at = row["list"], row["line"], row["entry"]
        seen[at] += 1
        line = waiting.get(at)
        if row["reason"] != reason or line is None or seen[at] > 1:
            what = "is no line of the ledger that waits for this reason, or is listed twice"
            yield Mismatch(path, 0, place, "ledger", what)
            continue
        other = [name for name in _SHARED if line[name] and row[name] not in ("", line[name])]
        # The ledger hides what looks like a personal number among the sections.
        said = alike(row["section"])
        if not all(alike(piece) in said for piece in line["section"].split(GAP)):
            other.append("section")
        if other:
            what = f"its {other[0].replace('_', ' ')} is not the ledger's"
            yield Mismatch(path, 0, place, "ledger", what)
    for listed, line_of_list, _ in sorted(set(waiting) - set(seen)):
        yield Mismatch(path, 0, 0, "ledger", f"lacks line {line_of_list} of list {listed}")


def _check_workbook(folder: Path, paths: Sequence[str]) -> Iterator[Mismatch]:
    """The sheets of the workbook equal the worklists, cell for cell."""
    if not paths or leads_out(folder, _WORKBOOK):
        return
    try:
        sheets = read_workbook(folder / _WORKBOOK)[1:]  # the first sheet holds instructions
        if len(sheets) != len(paths):
            what = f"has {len(sheets)} sheets of rows; there are {len(paths)} worklists"
            yield Mismatch(_WORKBOOK, 0, 0, "ledger", what)
        for sheet, path in zip(sheets, paths, strict=False):
            rows = [row for row in sheet.rows() if not isinstance(row, RowFault)]
            lines = list(read_lines(folder, path))
            if [plain_row(row.cells) for row in rows] != [plain_row(line) for line in lines]:
                what = f"its sheet {sheet.sheet} does not say what {PurePosixPath(path).name} does"
                yield Mismatch(_WORKBOOK, 0, 0, "ledger", what)
    except FilingsError as error:
        yield Mismatch(_WORKBOOK, 0, 0, "file", error.what)


def check_remarks(folder: Path, ledger: Lines) -> Iterator[Mismatch]:
    """Every remark belongs to a line of the ledger and agrees with it."""
    known = {(line["list"], line["line"], line["entry"]): line for line in ledger}
    columns = ("remark", "list", "line", "entry", "conviction", *_OF_REMARKS)
    for place, row in enumerate(read_table(folder, REMARKS, columns), 2):
        line = known.get((row["list"], row["line"], row["entry"]))
        if line is None:
            yield Mismatch(REMARKS, 0, place, "ledger", "belongs to no line of the ledger")
            continue
        other = [name for name in (*_OF_REMARKS, "conviction") if row[name] != line[name]]
        if other:
            what = f"its {other[0].replace('_', ' ')} is not the ledger's"
            yield Mismatch(REMARKS, 0, place, "ledger", what)


def check_sheets(
    folder: Path, manifest: RunManifest, courts: Mapping[str, str]
) -> Iterator[Mismatch]:
    """The index, and the cover sheet of each packet, say what their packets hold.

    Args:
        folder: The finished folder.
        manifest: Its manifest.
        courts: The name of each courthouse, by its id.
    """
    covers = [path for path in manifest.files if PurePosixPath(path).name == "cover.pdf"]
    for packet in manifest.packets:
        for path in covers:
            if str(PurePosixPath(path).parent).endswith(f"sealed/packets/{packet.name}"):
                plan = read_plan(folder, str(PurePosixPath(path).with_name(PLAN)))
                yield from _check_cover(folder, path, packet, courts.get(packet.court, ""), plan)
    if INDEX in manifest.files:
        yield from _check_index(folder, manifest, courts)
    if AGREEMENT in manifest.files:
        yield from _check_agreement(folder, manifest)


def _sheet(folder: Path, path: str) -> tuple[str, list[Mismatch]]:
    """The words of a cover sheet or index, and findings of hidden content."""
    if leads_out(folder, path):
        return "", []
    try:
        paper = read_paper(folder / path)
    except NO_PAPER as error:
        return "", [Mismatch(path, 0, 0, "file", f"cannot be read as a PDF: {error}")]
    hidden = [Mismatch(path, page, 0, "hidden", what) for page, what in paper.hidden]
    return " ".join(" ".join(page.text for page in paper.pages).split()), hidden


def _check_cover(
    folder: Path, path: str, packet: PacketFacts, court: str, plan: Mapping[str, Any]
) -> Iterator[Mismatch]:
    text, hidden = _sheet(folder, path)
    yield from hidden
    wanted = [f"Packet {packet.name}", f"Convictions {packet.convictions:,} "]
    wanted += [f"Court {court}"] if court else []
    wanted += [f", part {packet.part} of {packet.parts}"] if packet.parts > 1 else []
    wanted += [
        f"{paper.name}{' (draft)' if paper.draft else ''} {paper.pages:,} "
        for paper in packet.papers
        if "/" not in paper.name
    ]
    # What to do with each file, as the plan has it.
    wanted += [str(each.get("then", "")) for each in plan.get("documents", ())]
    close = alike(text)
    for words in wanted:
        if alike(words) not in close:
            what = f'does not say "{words.strip()}", as the manifest or the plan does'
            yield Mismatch(path, 0, 0, "count", what)


def _check_index(
    folder: Path, manifest: RunManifest, courts: Mapping[str, str]
) -> Iterator[Mismatch]:
    text, hidden = _sheet(folder, INDEX)
    yield from hidden
    pages = {packet.name: sum(p.pages for p in packet.papers) for packet in manifest.packets}
    papers = [paper for packet in manifest.packets for paper in packet.papers]
    waiting = manifest.totals["held"] + manifest.totals["unreadable"]
    wanted = [
        f"In all {_counted(len(manifest.packets), 'packet')},"
        f" {_counted(len(papers), 'document')}, {_counted(sum(pages.values()), 'page')}.",
        f"All {manifest.totals['included']:,} {sum(pages.values()):,}",
    ]
    day = dt.date.fromisoformat(manifest.filed_on)
    wanted.append(f"{day:%B} {day.day}, {day.year}")
    if drafts := sum(paper.draft for paper in papers):
        wanted.append(f"Of these {_counted(drafts, 'document')} ")
    if waiting:
        wanted.append(f"Not in any packet yet: {waiting:,} entr")
    wanted += sorted(
        {courts[packet.court] for packet in manifest.packets if packet.court in courts}
    )
    for words in wanted:
        if alike(words) not in alike(text):
            yield Mismatch(INDEX, 0, 0, "count", f'does not say "{words.strip()}"')
    if len(manifest.packets) <= _MOST_LINES:
        lines = Counter((packet.convictions, pages[packet.name]) for packet in manifest.packets)
        for (convictions, of_pages), times in sorted(lines.items()):
            pattern = rf"(?<![\d,]){convictions:,} {of_pages:,}(?![\d,])"
            if len(re.findall(pattern, text)) < times:
                what = f"has no {times} lines of {convictions:,} convictions on {of_pages:,} pages"
                yield Mismatch(INDEX, 0, 0, "count", what)


def _check_agreement(folder: Path, manifest: RunManifest) -> Iterator[Mismatch]:
    """The agreement sheet states the number of convictions and packets."""
    text, hidden = _sheet(folder, AGREEMENT)
    yield from hidden
    own = [packet for packet in manifest.packets if packet.agency == manifest.agency]
    if not own:
        return
    words = (
        f"{_counted(sum(packet.convictions for packet in own), 'conviction')} in"
        f" {_counted(len(own), 'packet')}, to"
        f" {_counted(len({packet.court for packet in own}), 'courthouse')}; the largest has"
        f" {max(packet.convictions for packet in own):,}."
    )
    if alike(words) not in alike(text):
        yield Mismatch(AGREEMENT, 0, 0, "count", f'does not say "{words}"')


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class _Summary(HTMLParser):
    """The words of the summary, line by line of its tables and charts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.lines: list[list[str]] = []
        self.bad: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        said = dict(attrs)
        if tag in ("script", "iframe", "object", "embed", "form", "link", "img", "base", "a"):
            self.bad.append(tag)
        if any(name.startswith("on") or name in ("src", "href") for name in said):
            self.bad.append("on")
        self._unseen += tag in ("style", "title")
        if tag in ("li", "tr") or (tag == "div" and said.get("role") == "row"):
            self.lines.append([])

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        self._unseen -= tag in ("style", "title")
        if tag in ("section", "ul", "table"):
            self.lines.append([])

    def handle_data(self, data: str) -> None:
        """Take words."""
        if data.strip() and not self._unseen:
            self.words.append(data)
            if self.lines:
                self.lines[-1].append(" ".join(data.split()))


def check_summary(
    folder: Path,
    manifest: RunManifest,
    ledger: Lines,
    courts: Mapping[str, str],
    names: PersonNames,
) -> Iterator[Mismatch]:
    """The summary's figures are the ledger's, or are not shown; it names nobody."""
    if SUMMARY not in manifest.files or leads_out(folder, SUMMARY):
        return
    try:
        content = (folder / SUMMARY).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        yield Mismatch(SUMMARY, 0, 0, "file", f"cannot be read: {error}")
        return
    page = _Summary()
    page.feed(content)
    page.close()
    if page.bad or "@import" in content or "url(h" in content:
        yield Mismatch(SUMMARY, 0, 0, "hidden", "holds a link, a picture or a script")
    text = html.unescape(content)
    included = [line for line in ledger if line["fate"] == "included"]
    numbers = {line["case_number"] for line in ledger if len(alike(line["case_number"])) > 4}
    if numbers & set(re.findall(r"[\w-]+", text)):
        yield Mismatch(SUMMARY, 0, 0, "privacy", "has the number of a case on it")
    if names.stand_in(" ".join(page.words)):
        yield Mismatch(SUMMARY, 0, 0, "privacy", "has the name of a person on it")
    known: dict[str, int] = Counter(line["convicted_on"][:4] for line in included)
    known |= Counter(line["section"] for line in included)
    known |= Counter(line["level"] for line in included if line["level"] in _LEVELS)
    known |= Counter(courts.get(line["court"], "") for line in included)
    known |= {label: manifest.totals[fate] for label, fate in _FATES.items()}
    pages = sum(paper.pages for packet in manifest.packets for paper in packet.papers)
    wanted = {"convictions in a packet": manifest.totals["included"], "pages": pages}
    for line in page.lines:
        if len(line) != 2:
            if (figure := _figure(line[-1]) if line else None) is not None and figure < _FEWEST:
                yield Mismatch(SUMMARY, 0, 0, "privacy", "shows a figure of fewer than 11 people")
            continue
        label, figure = line[0], _figure(line[1])
        if line[1] in wanted:  # at the top of the page, a figure stands before its words
            label, figure, known[line[1]] = line[1], _figure(line[0]), wanted[line[1]]
        if figure is None or label not in known:
            continue
        if figure != known[label]:
            what = f'says {figure:,} of "{label}"; the ledger has {known[label]:,}'
            yield Mismatch(SUMMARY, 0, 0, "count", what)
        if figure < _FEWEST and label in known and label not in wanted:
            yield Mismatch(SUMMARY, 0, 0, "privacy", "shows a figure of fewer than 11 people")
    whole = " ".join(" ".join(page.words).split())
    rows = f"{manifest.totals['entries']:,} convictions and other entries read, in"
    if "convictions and other entries read" in whole and (
        f"{rows} {manifest.totals['rows']:,} rows" not in whole
        or f"{len(manifest.packets):,} packets:" not in whole
    ):
        yield Mismatch(
            SUMMARY, 0, 0, "count", "its rows, entries or packets are not the manifest's"
        )


def _figure(text: str) -> int | None:
    return int(text.replace(",", "")) if re.fullmatch(r"[\d,]+", text) else None
