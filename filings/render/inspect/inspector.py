"""Inspect one finished PDF, page by page and as a file, by a ruleset.

Only the finished file is read, nothing it was made from. What a rule asks, and how it is cited,
comes from the ruleset.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2

from filings.render.inspect.file_checks import PageBoxes, PdfFacts, read_file, short
from filings.render.inspect.findings import Finding, Findings, Inspection, points, quoted
from filings.render.inspect.first_page import FirstPageParts, check_first_page
from filings.render.inspect.line_number_checks import check_paper
from filings.render.inspect.margins import (
    check_artifacts,
    check_ink,
    check_margins,
    check_overlap,
    check_tags,
    check_text_layer,
    check_type,
)
from filings.render.inspect.page_facts import Page, Run
from filings.render.inspect.page_reader import PageReader, bookmarks
from filings.render.inspect.page_regions import Anatomy, is_draft_mark, read_anatomy
from filings.render.inspect.pdf_actions import is_allowed
from filings.settings.rulesets import Ruleset

_MB = 1_000_000
_FOOT_PT = 72.0  # a page number is looked for in the last inch
_HEAD_PT = 200.0  # an exhibit names itself in the upper part of its first page

# The page's number in "Page 3 of 12", "A-3", "3" or "Exhibit A, page 3".
_NUMBER = re.compile(r"(?:^|\bpage\s+|[A-Z]-)(\d{1,5})(?:\s+of\s+\d+)?$", re.IGNORECASE)
_LONGEST_NUMBER = 60

Mark = tuple[int, str, int | None]
"""A bookmark: level, title, page."""


@dataclass(frozen=True, slots=True)
class _Exhibit:
    """The exhibit that a page belongs to."""

    begins: int  # its first page, from 1
    by_words: bool  # known only by its first words, without a bookmark or label


def inspect(
    pdf: bytes | Path,
    ruleset: Ruleset,
    *,
    title: str | None = None,
    pages: Collection[int] | None = None,
    thorough: bool = True,
    every_object: bool = True,
    clock: Callable[[], float] | None = None,
) -> Inspection:
    """Check a finished PDF against a ruleset, page by page and as a file.

    Args:
        pdf: The file.
        ruleset: The rules for the file and its pages.
        title: The paper's title, for its footer; the file's own when not given.
        pages: Measure only these (from 1); all when not given. The file as such, its bookmarks
            and the size of every page are looked at in any case.
        thorough: Let qpdf read every stream's tokens as well; more than doubles the time.
        every_object: Look at every object of the file, not only at its pages and their fonts.
        clock: Seconds, for `Inspection.milliseconds`; nothing is timed without one.
    """
    started = clock() if clock else 0.0
    data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    inspection = _Work(
        data, ruleset, title, pages, thorough=thorough, every_object=every_object
    ).result()
    if clock:
        return replace(inspection, milliseconds=1000 * (clock() - started))
    return inspection


class _Work:
    """One inspection under way."""

    def __init__(
        self,
        data: bytes,
        ruleset: Ruleset,
        title: str | None,
        pages: Collection[int] | None,
        *,
        thorough: bool,
        every_object: bool,
    ) -> None:
        self.data = data
        self.ruleset = ruleset
        self.title = title
        self.wanted = pages
        self.thorough = thorough
        self.every_object = every_object
        self.file = Findings(ruleset)
        self.paper = Findings(ruleset)
        self.exhibit = Findings(ruleset.exhibit or ruleset)
        self.drafts: list[int] = []
        self._known = (
            re.compile(ruleset.exhibit.known_by, re.IGNORECASE) if ruleset.exhibit else None
        )

    def result(self) -> Inspection:
        try:
            facts = read_file(
                self.data,
                thorough=self.thorough,
                every_object=self.every_object,
                drawings=self.wanted,
            )
            document = pypdfium2.PdfDocument(self.data)
        except pikepdf.PasswordError:
            self.file.add("encryption", "it asks for a password")
            return self._inspection(0, (), ())
        except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
            what = f"it cannot be read as a PDF: {short(str(error))}"
            if b"%PDF-" not in self.data:
                what = "it is no PDF" if self.data else "it is empty"
            self.file.add("syntax", what)
            return self._inspection(0, (), ())
        except (TypeError, ValueError) as error:  # "/Rotate /x", where a number is needed
            self.file.add("syntax", f"an entry of it is of the wrong type: {short(str(error))}")
            return self._inspection(0, (), ())
        try:
            return self._look(facts, document)
        finally:
            document.close()

    def _look(self, facts: PdfFacts, document: pypdfium2.PdfDocument) -> Inspection:
        reader = PageReader(document)
        marks = bookmarks(document)
        title = self.title or facts.title
        exhibits = self._exhibits(reader, marks)
        check_file(facts, self.ruleset, self.file)
        self._check_bookmarks(marks)
        measured = [
            number
            for number in range(1, len(reader) + 1)
            if self.wanted is None or number in self.wanted
        ]
        for number in measured:
            if number in exhibits:
                with reader.page(number, lines=False) as page:
                    self._check_exhibit_page(page, exhibits[number], tagged=facts.marked)
            else:
                with reader.page(number, lines=True) as page:
                    before = exhibits.get(number - 1)
                    exhibit = self._check_unmarked_page(page, title, before, tagged=facts.marked)
                    if exhibit:
                        exhibits[number] = exhibit
        for number, sheet in enumerate(facts.sheets, start=1):
            _check_sheet(number, sheet, self.ruleset, self._findings(number in exhibits))
        return self._inspection(len(reader), tuple(sorted(exhibits)), tuple(measured))

    def _findings(self, is_exhibit: bool) -> Findings:
        return self.exhibit if is_exhibit else self.paper

    def _inspection(
        self, pages: int, exhibits: tuple[int, ...], measured: tuple[int, ...]
    ) -> Inspection:
        def place(finding: Finding) -> tuple[int, str]:
            return finding.page or 0, finding.rule

        findings = [*self.file.found, *self.paper.found, *self.exhibit.found]
        return Inspection(
            ruleset=self.ruleset.id,
            pages=pages,
            exhibit_pages=exhibits,
            draft_pages=tuple(self.drafts),
            measured_pages=measured,
            findings=tuple(sorted(findings, key=place)),
            milliseconds=0.0,
        )

    def _exhibits(self, reader: PageReader, marks: Sequence[Mark]) -> dict[int, "_Exhibit"]:
        """The pages of exhibits, as bookmarks or page labels have them."""
        if self._known is None:
            return {}
        pages: dict[int, _Exhibit] = {}
        for at, (level, name, page) in enumerate(marks):
            if page is None or not self._known.match(name):
                continue
            # Up to the next bookmark of its level that is no exhibit.
            end = len(reader)
            for other_level, other, other_page in marks[at + 1 :]:
                if other_level <= level and other_page is not None:
                    end = other_page if self._known.match(other) else other_page - 1
                    break
            for number in range(page, max(page, end) + 1):
                pages[number] = _Exhibit(page, by_words=False)
        for number in range(1, len(reader) + 1):
            if number not in pages and self._known.match(reader.label(number)):
                before = pages.get(number - 1)
                pages[number] = before or _Exhibit(number, by_words=False)
                if before is None:
                    self._miss_bookmark(number)
        return pages

    def _miss_bookmark(self, number: int) -> None:
        self.file.add("exhibit-bookmarks", "no bookmark leads to this exhibit", page=number)

    def _check_bookmarks(self, marks: Sequence[Mark]) -> None:
        if not marks:
            self.file.add("bookmarks", "no bookmarks")
        lost = [name for _, name, page in marks if page is None]
        if lost:
            self.file.add("bookmarks", [f"{quoted(name)} leads to no page" for name in lost])

    def _check_unmarked_page(
        self, page: Page, title: str, before: "_Exhibit | None", *, tagged: bool
    ) -> "_Exhibit | None":
        """Check a page without bookmark or label; return its exhibit, if it belongs to one."""
        ruleset = self.ruleset
        parts = read_anatomy(
            page,
            title,
            numbered=ruleset.line_numbers is not None,
            footed=ruleset.page_number is not None or ruleset.footer is not None,
        )
        if self._known is not None and not self._is_numbered(parts):
            ordered = sorted(parts.body, key=lambda run: (run.baseline, run.x0))
            names_itself = bool(
                ordered and ordered[0].top < _HEAD_PT and self._known.match(ordered[0].text)
            )
            if names_itself or (before is not None and before.by_words):
                exhibit = before if before and not names_itself else _Exhibit(page.number, True)
                if names_itself:
                    self._miss_bookmark(page.number)
                self._check_exhibit_page(page, exhibit, tagged=tagged)
                return exhibit
        if parts.draft:
            self.drafts.append(page.number)
        rule = self.ruleset.first_page if page.number == 1 else None
        first = FirstPageParts(parts, rule) if rule else None
        check_paper(parts, self.paper, title=title, tagged=tagged, free=first.free if first else ())
        if first and rule:
            check_first_page(first, rule, self.paper)
        self._check_label(page, parts.foot.value)
        return None

    def _is_numbered(self, parts: Anatomy) -> bool:
        """Whether the numbers are those of lines, and not of the rows of a dense table."""
        pitch = self.ruleset.body.line_pitch_pt or 0
        return bool(parts.numbers) and (parts.pitch or 0) > 0.75 * pitch

    def _check_exhibit_page(self, page: Page, exhibit: "_Exhibit", *, tagged: bool) -> None:
        findings = self.exhibit
        draft = [run for run in page.runs if is_draft_mark(run)]
        if draft:
            self.drafts.append(page.number)
        text = [run for run in page.runs if run.visible and not is_draft_mark(run)]
        check_text_layer(page, text, findings)
        check_margins(page, text, findings)
        check_type(page, text, findings)
        check_ink(page, text, findings)
        check_overlap(page, text, findings)
        number = self._check_exhibit_number(page, text, exhibit)
        if tagged:
            check_tags(page, (), findings)
            check_artifacts(page, [*draft, *([number] if number else [])], findings)

    def _check_exhibit_number(
        self, page: Page, text: Sequence[Run], exhibit: "_Exhibit"
    ) -> Run | None:
        rule = self.exhibit.rules.page_number
        if rule is None or not self.exhibit.asks("page-number"):
            return None
        expected = {rule.first + page.number - 1}
        if rule.counts == "either":
            expected.add(page.number - exhibit.begins + 1)
        least = page.height - _FOOT_PT
        foot = [run for run in text if run.baseline > least and len(run.text) <= _LONGEST_NUMBER]
        numbered = [(run, int(match[1])) for run in foot if (match := _NUMBER.search(run.text))]
        right = [run for run, value in numbered if value in expected]
        if right:
            self._check_label(page, next(value for run, value in numbered if run is right[-1]))
            return right[-1]
        if rule.may_suppress_first and page.number == 1 and not numbered:
            return None
        wanted = " or ".join(str(number) for number in sorted(expected, reverse=True))
        if numbered:
            run, value = max(numbered, key=lambda each: each[0].baseline)
            self.exhibit.add(
                "page-number", f"{value}, not {wanted}", page=page.number, places=[run.box]
            )
            return run
        head = [run for run in text if run.baseline < _FOOT_PT]
        high = [
            run for run in head if (match := _NUMBER.search(run.text)) and int(match[1]) in expected
        ]
        if high:
            self.exhibit.about(
                page,
                "page-number-place",
                high,
                lambda run: f"{quoted(run.text)} stands at {points(run.top)} pt",
            )
        else:
            self.exhibit.add("page-number", f"no number {wanted} at the foot", page=page.number)
        return None

    def _check_label(self, page: Page, printed: int | None) -> None:
        digits = re.search(r"(\d+)$", page.label)
        if printed is not None and page.label and (not digits or int(digits[1]) != printed):
            self.file.add(
                "page-labels",
                f"the label is {quoted(page.label)}, the page says {printed}",
                page=page.number,
            )


def check_file(facts: PdfFacts, ruleset: Ruleset, findings: Findings) -> None:
    """Check everything that a ruleset asks of the file as a whole."""
    limit = ruleset.pdf.max_mb
    if facts.size > limit * _MB:
        findings.add("file-size", f"{facts.size / _MB:.2f} MB")
    most = ruleset.pdf.max_pages
    if most and len(facts.sheets) > most:
        findings.add(
            "file-size",
            f"{len(facts.sheets):,} pages",
            required=f"the file has at most {most:,} pages",
        )
    if facts.faults:
        findings.add("syntax", facts.faults)
    if facts.encrypted:
        findings.add("encryption", "it is encrypted")
    if facts.active:
        findings.add("active-content", facts.active)
    for page in dict.fromkeys(page for page, _ in facts.links):
        targets = [to for link, to in facts.links if link == page]
        bad = [to for to in targets if not is_allowed(to, ruleset.pdf.link_hosts)]
        if bad:
            findings.add("links", [f"a link to {quoted(to)}" for to in bad], page=page)
    loose = [font.name for font in facts.fonts if not font.embedded]
    if loose:
        findings.add("fonts-embedded", [f"{name} is not embedded" for name in loose])
    mute = [font.name for font in facts.fonts if not font.to_unicode]
    if mute:
        findings.add("to-unicode", [f"{name} has no /ToUnicode" for name in mute])
    if not facts.language:
        findings.add("language", "no language")
    if not facts.title:
        findings.add("title", "no title")
    elif not facts.shows_title:
        findings.add("title", "the window shows the file's name, not the title")
    if facts.leaks:
        findings.add("metadata", facts.leaks)
    for standard, claimed, wanted in (
        ("PDF/A", facts.pdfa, ruleset.pdf.pdfa),
        ("PDF/UA", facts.pdfua, ruleset.pdf.pdfua),
    ):
        if wanted and claimed != wanted:
            findings.add("standards", f"{standard}-{claimed}" if claimed else f"no {standard}")
    if not facts.marked:
        findings.add("tagged", "no tags")
    for page in dict.fromkeys(facts.unscoped):
        cells = facts.unscoped.count(page)
        who = "a header cell says" if cells == 1 else f"{cells} header cells say"
        findings.add("header-scope", f"{who} nothing of what it heads", page=page)
    levels = [0, *facts.headings]
    for above, below in pairwise(levels):
        if below > above + 1:
            who = f"H{below} after H{above}" if above else f"the first heading is H{below}"
            findings.add("heading-order", who)
            break


def _check_sheet(number: int, sheet: PageBoxes, ruleset: Ruleset, findings: Findings) -> None:
    paper = ruleset.page
    if (
        abs(sheet.width - paper.width_pt) > paper.tolerance_pt
        or abs(sheet.height - paper.height_pt) > paper.tolerance_pt
    ):
        measured = f"{points(sheet.width)} by {points(sheet.height)} pt"
        findings.add("page-size", measured, page=number)
    elif sheet.cropped:
        findings.add("page-size", "only a part of the page is shown (CropBox)", page=number)
    if sheet.rotate:
        findings.add("page-rotation", f"turned by {sheet.rotate} degrees", page=number)
