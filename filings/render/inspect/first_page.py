"""Check what a court asks of the first page alone, such as Cal. Rules of Court, rule 2.111."""

import re
from collections.abc import Sequence

from filings.render.inspect.findings import Findings, points, quoted
from filings.render.inspect.geometry import Box
from filings.render.inspect.page_facts import Run
from filings.render.inspect.page_regions import Anatomy, around, joined_rows
from filings.settings.rulesets import FirstPage

_SLACK = 0.5
_LABEL = re.compile(r"[\w ./-]{1,24}:(?:\s|$)")  # "Dept.: 100" is not a title


class FirstPageParts:
    """The blocks of a first page, known by their places."""

    def __init__(self, parts: Anatomy, rule: FirstPage) -> None:
        """`rule` has the words by which the court's title and the case number are known."""
        self.parts = parts
        rows = joined_rows(run for run in parts.body if run.upright)
        self._made_of = {id(row): made_of for row, made_of in rows}
        runs = [row for row, _ in rows]
        title = re.compile(rule.court_title.pattern, re.IGNORECASE)
        number = re.compile(rule.case_number.pattern, re.IGNORECASE)
        self.court = next((run for run in runs if title.search(run.text)), None)
        top = self.court.baseline - 2 if self.court else rule.court_title.y_min_pt
        middle = rule.counsel.x_max_pt
        # Text right of the middle, above the court's title, is not the attorney's.
        self.counsel = [run for run in runs if run.baseline < top and run.x0 < middle]
        below = [run for run in runs if run.baseline >= top and run is not self.court]
        self.number = next((run for run in below if number.search(run.text)), None)
        self.split = self.number.x0 if self.number else middle
        self.caption = self._caption(below)

    def _caption(self, below: Sequence[Run]) -> list[Run]:
        """The text from the court's title to the first line that spans both columns."""
        caption: list[Run] = []
        begun = False
        for run in below:
            across = run.x0 < self.split - 6 and run.x1 > self.split + 6
            if across and begun:
                break
            begun = begun or not across
            caption.append(run)
        return caption

    @property
    def free(self) -> list[Run]:
        """The text that may be single-spaced wherever it is."""
        return [run for row in (*self.counsel, *self.caption) for run in self._made_of[id(row)]]


def check_first_page(first: FirstPageParts, rule: FirstPage, findings: Findings) -> None:
    """Check everything that is asked of the first page alone."""
    _check_clerk_space(first, rule, findings)
    _check_counsel(first, rule, findings)
    _check_court_title(first, rule, findings)
    _check_caption(first, rule, findings)


def _check_clerk_space(first: FirstPageParts, rule: FirstPage, findings: Findings) -> None:
    page = first.parts.page
    space = rule.clerk_space_pt
    words = [run for run in first.parts.body if _meet(run.box, space)]
    drawn = [
        box
        for box in (*(stroke.box for stroke in page.strokes), *page.drawings, *page.pictures)
        if _meet(box, space)
    ]
    if words or drawn:
        quotes = [quoted(run.text) for run in words]
        quotes += [f"a drawing at {points(box[0])}, {points(box[1])} pt" for box in drawn]
        findings.add(
            "clerk-space", quotes, page=page.number, places=[*(run.box for run in words), *drawn]
        )


def _meet(box: Box, space: Box) -> bool:
    return (
        box[0] < space[2] - 1
        and box[2] > space[0] + 1
        and box[1] < space[3] - 1
        and box[3] > space[1] + 1
    )


def _check_counsel(first: FirstPageParts, rule: FirstPage, findings: Findings) -> None:
    page, block = first.parts.page, rule.counsel
    if not first.counsel:
        findings.add("counsel-present", "no attorney block", page=page.number)
        return
    place = around(run.box for run in first.counsel)
    words = "\n".join(run.text for run in first.counsel)
    for part in block.parts:
        if not re.search(part.pattern, words, re.IGNORECASE | re.DOTALL):
            wanted = "counsel-present" if part.severity == "error" else "counsel-contact"
            findings.add(
                wanted,  # type: ignore[arg-type] # both are checks
                f"{part.what} is missing",
                page=page.number,
                places=[place],
                severity=part.severity,
            )
    wide = [run for run in first.counsel if run.x1 > block.x_max_pt + _SLACK]
    findings.about(
        page,
        "counsel-place",
        wide,
        lambda run: f"{quoted(run.text)} goes to {points(run.x1)} pt, beyond the centre",
    )
    begins = min(first.counsel, key=lambda run: run.baseline)
    numbers = first.parts.numbers
    late = bool(numbers) and begins.baseline > numbers[0].baseline + (first.parts.pitch or 24) / 2
    if begins.top < block.top_pt - _SLACK or late:
        findings.add(
            "counsel-place",
            f"it begins at {points(begins.top)} pt",
            page=page.number,
            places=[begins.box],
        )


def _check_court_title(first: FirstPageParts, rule: FirstPage, findings: Findings) -> None:
    page, court = first.parts.page, first.court
    if court is None:
        findings.add("court-title", "no title of a court", page=page.number)
        return
    place = rule.court_title
    numbers = first.parts.numbers
    pitch = first.parts.pitch or 24
    lowest = place.y_min_pt + pitch
    if len(numbers) >= place.line:
        lowest = numbers[place.line - 1].baseline + pitch / 2
    # Only a block of too many lines pushes the title down.
    long = len(numbers) > rule.counsel.last_line and any(
        run.baseline > numbers[rule.counsel.last_line - 1].baseline + pitch / 2
        for run in first.counsel
    )
    if court.top < place.y_min_pt - _SLACK:
        where = f"it stands at {points(court.top)} pt"
    elif court.baseline > lowest and not long:
        where = f"it stands at {points(court.top)} pt, below line {place.line}"
    else:
        return
    findings.add("court-title-place", where, page=page.number, places=[court.box])


def _check_caption(first: FirstPageParts, rule: FirstPage, findings: Findings) -> None:
    page, number = first.parts.page, first.number
    middle = rule.case_number.x_min_pt
    names = [
        run
        for run in first.caption
        if run.x0 < middle and run.x1 < first.split + 6 and run is not number
    ]
    if not names:
        findings.add("case-title", "nothing stands left of the case number", page=page.number)
    if number is None:
        findings.add("case-number", "no case number", page=page.number)
        return
    if number.x0 < middle - _SLACK:
        findings.add(
            "case-number",
            f"{quoted(number.text)} begins at {points(number.x0)} pt, left of the centre",
            page=page.number,
            places=[number.box],
        )
        return
    titles = [
        run
        for run in first.caption
        if run.x0 > middle - _SLACK
        and run.baseline > number.baseline + 2
        and not _LABEL.match(run.text)
    ]
    if not titles:
        findings.add(
            "paper-title",
            "no title of the paper below the case number",
            page=page.number,
            places=[number.box],
        )
