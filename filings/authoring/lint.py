"""Find what is wrong with templates, by file, line and block.

First the files themselves are checked, in every branch; then the pages, printed with the rows that
are hardest to fit: those of a made-up packet, or the longest values of a list.
"""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filings.authoring.overflow import overfull, unfillable
from filings.authoring.stress_rows import hardest_packet, list_sources, made_up
from filings.authoring.template_browser import Choice, TemplateBrowser, given_names
from filings.compose.blanks import TO_SUPPLY
from filings.compose.markup import classes, faults
from filings.compose.template_analysis import Outlines, RequiredMark
from filings.compose.template_lookup import TemplateFile, TemplateLoader
from filings.compose.template_names import assigned, unknown_names
from filings.model.conviction import Conviction
from filings.model.errors import FilingsError, TemplateError
from filings.model.identifiers import CourtId
from filings.model.packet import Packet
from filings.packets.grouping import sort_key
from filings.render.bounded_layout import LayoutProcess
from filings.render.inspect import inspect
from filings.render.inspect.legible import Unread
from filings.render.renderer import Renderer
from filings.render.required_passages import REMEDY
from filings.settings.rulesets import Severity
from filings.settings.settings import Settings

_READ = {".html", ".css", ".png", ".jpg", ".svg", ".md"}  # templates, their pictures, remarks
# Files outside the lookup, and what uses them.
_ASKED_BY_NAME = {
    "frame/rows.html",
    "frame/row.html",
    "frame/fonts.css",
    "laws/proposition-64/notice-of-lodging.html",  # of courts whose ruleset an office lets ask
}


_FLAW = "Close what you open, in the block that opened it, and put words into an element."


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A problem of a template, or a remark."""

    file: str
    line: int  # 0: the file as a whole
    block: str  # "" outside every block
    severity: Severity
    what: str
    remedy: str

    @property
    def where(self) -> str:
        """The place as in errors: "courts/ccb/motion.html, line 12, block notice"."""
        parts = [self.file]
        if self.line:
            parts.append(f"line {self.line}")
        if self.block:
            parts.append(f"block {self.block}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was checked, and what was found."""

    files: int
    documents: int  # printed and inspected
    pages: int
    problems: tuple[Problem, ...]


def review(
    browser: TemplateBrowser,
    counties: Sequence[str] = (),
    court: str = "",
    document: str = "",
    convictions: Mapping[CourtId, Sequence[Conviction]] | None = None,
) -> Reviewed:
    """Check templates, and print each distinct one once, with the hardest rows.

    Args:
        browser: The templates.
        counties: The counties whose courts are checked; all if empty.
        court: Only this court, if given.
        document: Only this document, if given.
        convictions: Those of a list, by court; made-up ones for a court without.
    """
    choices = list(browser.choices(counties, court, document))
    problems, sound = _read_files(browser, choices)
    if not court and not document:
        problems += unused(browser)
    documents = pages = 0
    with closing(LayoutProcess()) as process:
        for choice in _different(browser, choices):
            if not all(file.name in sound for file in _whole(browser, choice)):
                continue
            rows = (convictions or {}).get(choice.court, ())
            of_pages, printed = _print_within(process, browser, choice, rows)
            places = {(problem.file, problem.line) for problem in problems if problem.line}
            problems += [new for new in of_pages if (new.file, new.line) not in places]
            documents += 1
            pages += printed
    names = {file.name for choice in choices for file in _whole(browser, choice)}
    return Reviewed(len(names), documents, pages, tuple(sorted(set(problems))))


def read_whole(browser: TemplateBrowser, choice: Choice) -> list[Problem]:
    """Check the files of one document, without printing it."""
    return _read_files(browser, [choice])[0]


def county_settings(settings: Settings, county: str) -> Settings:
    """The settings for an office of another county."""
    if county == settings.office.county:
        return settings
    agency = settings.counties[county].felonies_by
    update = {"county": county, "agency": agency, "group_by_court": {}}
    return settings.model_copy(update={"office": settings.office.model_copy(update=update)})


def _whole(browser: TemplateBrowser, choice: Choice) -> tuple[TemplateFile, ...]:
    try:
        return browser.composer.outlines.whole(choice.file)
    except TemplateError:
        return (choice.file,)


def _read_files(
    browser: TemplateBrowser, choices: Iterable[Choice]
) -> tuple[list[Problem], set[str]]:
    """Problems of the files, and the names of those that cannot be printed."""
    outlines = browser.composer.outlines
    problems: list[Problem] = []
    sound: set[str] = set()
    choices = list(choices)
    winners = {choice.file.name: choice.file for choice in choices}
    nameless = {choice.file.name for choice in choices if not browser.kind_of(choice).names}
    public: set[str] = set()  # files of documents that must not name people
    # Included files use names that others set: those of every document that includes them count.
    set_for: dict[str, set[str]] = {}
    shown: set[tuple[str, int]] = set()  # lines that some document still prints
    for winner in winners.values():
        try:
            whole = outlines.whole(winner)
        except TemplateError as error:
            problems += _unreadable(browser, error, winner)
            continue
        sound.update(file.name for file in whole)
        if winner.name in nameless:
            public.update(file.name for file in whole)
        shown.update((text.file, n) for text in outlines.texts(winner) for n in text.lines)
        given = set().union(*(assigned(outlines.of(file.name).tree) for file in whole))
        for file in whole:
            set_for.setdefault(file.name, set()).update(given)
    for name in sorted(sound):
        problems += _markup(outlines.of(name).file, "warning")
        problems += _strange_classes(browser, name)
        problems += _unknown(outlines, name, set_for[name], names=name not in public)
        problems += _strange_blocks(outlines, name)
        problems += _lost_marks(outlines, name)
        problems += _citations(browser, name)
        missing = _missing_words(outlines, name)
        problems += [problem for problem in missing if (name, problem.line) in shown]
    return problems, sound


def _unreadable(
    browser: TemplateBrowser, error: TemplateError, file: TemplateFile
) -> list[Problem]:
    """All mistakes in the markup of a file; else the one error that stopped it."""
    place = re.fullmatch(r"(.+), line (\d+)", error.where)
    name, line = (place[1], int(place[2])) if place else (file.name, 0)
    wrong_file = browser.composer.shelves.files.get(name)
    if wrong_file and (faults := list(_markup(wrong_file, "error"))):
        return faults
    return [Problem(name, line, "", "error", error.what, error.remedy or "Correct that line.")]


def _markup(file: TemplateFile, severity: Severity) -> Iterator[Problem]:
    try:
        text = file.path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # reported where the file is read
        return
    for fault in faults(text):
        if fault.severity == severity:
            yield Problem(file.name, fault.line, "", severity, fault.what, fault.remedy)


def _strange_classes(browser: TemplateBrowser, name: str) -> Iterator[Problem]:
    """Classes that no style sheet has, mostly misspelt ones."""
    known = _known_classes(browser.composer.shelves)
    outline = browser.composer.outlines.of(name)
    for line, word in classes(outline.text):
        if word not in known:
            near = difflib.get_close_matches(word, sorted(known), 1, 0.6)
            remedy = f"Is it `{near[0]}`?" if near else "Say in a .css what it does."
            what = f"no style sheet knows the class `{word}`"
            yield Problem(name, line, outline.block_at(line), "warning", what, remedy)


def _known_classes(shelves: TemplateLoader) -> set[str]:
    known = {"to-supply"}
    for file in shelves.files.values():
        if file.path.suffix == ".css":
            known.update(re.findall(r"\.([A-Za-z][\w-]*)", file.path.read_text("utf-8", "replace")))
        elif file.shelf == len(shelves.folders) - 1:  # a shipped class is allowed
            text = file.path.read_text(encoding="utf-8")
            known.update(word for _, word in classes(text))
    return known


def _unknown(outlines: Outlines, name: str, also: set[str], *, names: bool) -> Iterator[Problem]:
    outline = outlines.of(name)
    for unknown in unknown_names(outline.tree, given_names(names=names), also):
        yield Problem(
            name,
            unknown.line,
            outline.block_at(unknown.line),
            "error",
            f"nothing is called `{unknown.name}`",
            f"Is it `{unknown.nearest}`?"
            if unknown.nearest
            else "templates/README.md lists the names a template may use.",
        )


def _strange_blocks(outlines: Outlines, name: str) -> Iterator[Problem]:
    """Blocks that no parent has, which Jinja silently drops."""
    outline = outlines.of(name)
    if not outline.extends:
        return
    offered = outlines.offered(outline.file)
    for block in outline.blocks:
        if block.name not in offered and not block.within:
            near = difflib.get_close_matches(block.name, offered, 1, 0.5)
            yield Problem(
                name,
                block.line,
                block.name,
                "error",
                f"no template above has a block `{block.name}`, so its words are never printed",
                f"Is it `{near[0]}`?" if near else f"There are: {', '.join(sorted(offered))}.",
            )


def _left_out(outlines: Outlines, name: str) -> dict[str, RequiredMark]:
    """The required marks of a file's parent that the file does not keep."""
    lineage = outlines.lineage(outlines.of(name).file)
    if len(lineage) < 2:
        return {}
    kept, wanted = outlines.marks(lineage[0]), outlines.marks(lineage[1])
    return {mark.name: mark for mark in wanted.values() if mark.name not in kept}


def _lost_marks(outlines: Outlines, name: str) -> Iterator[Problem]:
    """Required words that an override leaves out."""
    lines = {block.name: block.line for block in outlines.of(name).blocks}
    for mark in _left_out(outlines, name).values():
        block = mark.block if mark.block in lines else ""
        yield Problem(
            name,
            lines.get(block, 0),
            block,
            "error",
            f"the words marked `{mark.name}` ({mark.file}, line {mark.line}) are left out",
            f'Keep them, or mark the words that take their place data-required="{mark.name}".',
        )


def _citations(browser: TemplateBrowser, name: str) -> Iterator[Problem]:
    outline = browser.composer.outlines.of(name)
    for cited in browser.settings.citations.found_in(outline.words()):
        if not cited.key:
            line = outline.line_of(cited.at)
            yield Problem(
                name,
                line,
                outline.block_at(line),
                "error",
                f"cites {cited.words}, which is not in citations.yaml",
                "Read it, and write it there with its source; or take it out.",
            )


def _missing_words(outlines: Outlines, name: str) -> Iterator[Problem]:
    outline = outlines.of(name)
    for blank in TO_SUPPLY.finditer(outline.text):
        words = re.match(r"[^>]*>(\[[^\]{]*\])", outline.text[blank.start() :])
        before = outline.text.rfind("{%", 0, blank.start())
        if words is None or outline.text[before : blank.start()].startswith("{% else"):
            continue  # printed only where the office's settings say nothing
        line = outline.line_of(blank.start())
        yield Problem(
            name,
            line,
            outline.block_at(line),
            "warning",
            f"words are still missing: {words[1]}",
            "Until they are supplied in an override, the page says DRAFT.",
        )


def unused(browser: TemplateBrowser) -> Iterator[Problem]:
    """Files that no document of any court uses on this day."""
    shelves = browser.composer.shelves
    yield from _no_templates(shelves.folders[:-1])
    reached = {file.name for choice in browser.choices() for file in _whole(browser, choice)}
    waiting = {file.name for file in shelves.waiting()}
    for file in shelves.files.values():
        if file.name in reached or file.asked in _ASKED_BY_NAME:
            continue
        if "/" not in file.name and file.shelf == len(shelves.folders) - 1:
            continue  # shipped pages that other modules use
        if file.asked.endswith(".css") and file.asked.split("/")[0] in ("frame", "rulesets"):
            continue
        if file.name in waiting and file.since and file.since > browser.filed_on:
            what = f"does not stand yet; it does from {file.since}"
            remedy = f"See it with --filed-on {file.since}."
        elif file.name in waiting:
            what, remedy = "another file stands in its place on this day", "It may be taken away."
        else:
            what = "no document of any court is made from it"
            remedy = _nearest_place(browser, file)
        yield Problem(file.name, 0, "", "warning", what, remedy)


def _no_templates(folders: Iterable[Path]) -> Iterator[Problem]:
    """Files in an office's folders that are never read: "motion.html.txt", "motion.docx"."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            inner = path.relative_to(folder)
            hidden = any(part.startswith((".", "~")) for part in inner.parts)
            if path.is_file() and not hidden and path.suffix not in _READ:
                place = str(path) if path.is_absolute() else f"./{path}"
                what = "is read by nothing: a text ends in .html, a style sheet in .css"
                near = inner.name.lower().partition(".htm")[0] + ".html"
                remedy = f"Is it {near}?" if ".htm" in inner.name.lower() else "Take it away."
                yield Problem(place, 0, "", "warning", what, remedy)


def _nearest_place(browser: TemplateBrowser, file: TemplateFile) -> str:
    if "/" not in file.asked:
        return (
            "Put it under courts/<court>/, counties/<county>/, rulesets/<ruleset>/, laws/<law>/ or"
            " frame/."
        )
    document = file.asked.rpartition("/")[2]
    names = {
        name for county, court, _ in browser.courts() for name in browser.documents(county, court)
    }
    near = difflib.get_close_matches(document.removesuffix(".html"), sorted(names), 1, 0.4)
    return f"Is it {near[0]}.html?" if near else f"Documents: {', '.join(sorted(names))}."


def _different(browser: TemplateBrowser, choices: Iterable[Choice]) -> Iterator[Choice]:
    """One choice for all courts whose pages differ only in names: that with the longest name."""
    alike: dict[tuple[Any, ...], Choice] = {}
    for choice in choices:
        court = browser.settings.counties[choice.county].courts[choice.court]
        key = (choice.county, choice.ruleset, choice.document, choice.file.name, court.caption)
        other = alike.get(key)
        names = browser.settings.counties[choice.county].courts
        if other is None or len(court.name) > len(names[other.court].name):
            alike[key] = choice
    yield from alike.values()


def _print_within(
    process: LayoutProcess,
    browser: TemplateBrowser,
    choice: Choice,
    convictions: Sequence[Conviction],
) -> tuple[list[Problem], int]:
    """The same as `_print`, of an office's own texts in a process that may be ended."""
    if not browser.folders:
        return _print(browser, choice, convictions)
    made_of = browser.settings, browser.folders, browser.filed_on
    overlays = browser.composer.overlays(choice.ruleset, choice.file)
    rows = tuple(convictions)
    try:
        return process.do(overlays, len(rows), _print_there, made_of, choice, rows)
    except TemplateError as error:
        what = f"{choice.court}: {error.what}"
        return [Problem(error.where, 0, "", "error", what, error.remedy)], 0


def _print_there(
    made_of: tuple[Settings, tuple[Path, ...], dt.date],
    choice: Choice,
    convictions: Sequence[Conviction],
) -> tuple[list[Problem], int]:
    return _print(TemplateBrowser(*made_of), choice, convictions)


def _print(
    browser: TemplateBrowser, choice: Choice, convictions: Sequence[Conviction]
) -> tuple[list[Problem], int]:
    """Problems of a document's pages, printed with the hardest rows, and the number of pages."""
    settings = county_settings(browser.settings, choice.county)
    try:
        packet = worst_packet(browser, choice, convictions)
        sources = list_sources(packet.convictions)
        renderer = Renderer(settings, browser.folders, filed_on=browser.filed_on, lists=sources)
        proof = renderer.proof(packet, choice.document)
    except FilingsError as error:
        place = re.match(
            r"(?P<file>.+?), line (?P<line>\d+)(?:, block (?P<block>\S+))?", error.where
        )
        at = (
            (place["file"], int(place["line"]), place["block"] or "")
            if place
            else (choice.file.name, 0, "")
        )
        what = f"{choice.court}: {error.what}"
        return [Problem(*at, "error", what, error.remedy or "Correct it.")], 0
    problems = [
        Problem(
            choice.file.name,
            0,
            "",
            "error",
            f"{choice.court}, page {over.page}: {_short(over.words)} goes {over.points:.0f} pt "
            f"beyond the {over.side} edge of `{over.of}`",
            "Let it break (overflow-wrap: anywhere), or give it more room.",
        )
        for over in overfull(proof.pages)
    ]
    problems += [
        Problem(
            choice.file.name,
            0,
            "",
            "error",
            f"the field `{name}` {why}, so every document would be laid out anew",
            "Put it last in a line that is not justified, mark a number `data-number` instead, or"
            " take the mark away.",
        )
        for name, why in unfillable(proof.pages)
    ]
    # Marks that the file leaves out are reported with their lines (_lost_marks).
    outlines = browser.composer.outlines
    known = {mark for file in _whole(browser, choice) for mark in _left_out(outlines, file.name)}
    problems += [_lost(browser, choice, lost) for lost in proof.lost if lost.name not in known]
    problems += [
        Problem(flaw.file or choice.file.name, 0, flaw.block, flaw.severity, flaw.what, _FLAW)
        for flaw in proof.flaws
    ]
    paper = browser.paper(choice.county, choice.court)
    problems += [
        Problem(
            choice.file.name,
            0,
            "",
            finding.severity,
            f"{choice.court}, page {finding.page or '-'}: {finding.measured} ({finding.cited}: "
            f"{finding.required})",
            finding.remedy,
        )
        for finding in inspect(proof.pdf, paper).findings
        # What is missing in the office's settings is not a problem of the template.
        if finding.check not in ("counsel-contact",)
    ]
    return problems, len(proof.pages)


def _lost(browser: TemplateBrowser, choice: Choice, lost: Unread) -> Problem:
    mark = browser.composer.outlines.marks(choice.file).get(lost.name)
    file, line, block = (mark.file, mark.line, mark.block) if mark else (choice.file.name, 0, "")
    page = f", page {lost.page}" if lost.page else ""
    what = f"{choice.court}{page}: the passage `{lost.name}` {lost.why}"
    return Problem(file, line, block, "error", what, REMEDY.format(name=lost.name))


def worst_packet(
    browser: TemplateBrowser,
    choice: Choice,
    convictions: Sequence[Conviction] = (),
    *,
    most: int = 60,
) -> Packet:
    """The packet for checking a document: the hardest rows of a list, or made-up ones."""
    settings = county_settings(browser.settings, choice.county)
    paper = browser.paper(choice.county, choice.court)
    alone = paper.is_of_one_case(choice.document)
    law = settings.laws[choice.law]
    whole = browser.kind_of(choice).of_relief
    parts = [id for id, relief in law.reliefs.items() if relief.part_of == whole]
    own = [conviction for conviction in convictions if conviction.relief in parts]
    rows = own or made_up(settings, choice.court, law=law, reliefs=parts if whole else ())
    packet = hardest_packet(rows, choice.court, paper, per_case=alone, most=most, whole=whole)
    if whole is None:
        return packet
    ordered = sorted(packet.convictions, key=lambda each: sort_key(each, settings))
    return replace(packet, convictions=tuple(ordered))


def _short(words: str) -> str:
    return f'"{words if len(words) <= 40 else words[:39] + "…"}"'
