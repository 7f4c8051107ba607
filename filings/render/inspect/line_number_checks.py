"""Check the numbered lines, spacing and footer of a paper's page."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from filings.render.inspect.findings import Findings, points, quoted
from filings.render.inspect.margins import (
    check_artifacts,
    check_faces,
    check_ink,
    check_margins,
    check_overlap,
    check_tags,
    check_text_layer,
    check_type,
)
from filings.render.inspect.page_facts import Page, Run
from filings.render.inspect.page_regions import Anatomy, VerticalRule, share_of_words

_SLACK = 0.5
_RULE_SHARE = 0.9  # share of the numbered lines that a vertical rule must run beside
_RAISED = 0.8  # of the least type size: smaller text is a footnote mark


def check_paper(
    parts: Anatomy,
    findings: Findings,
    *,
    title: str,
    tagged: bool,
    free: Sequence[Run] = (),
) -> None:
    """Check what every page of a paper must have; the first page has more in first_page.py.

    Args:
        parts: The page.
        findings: Collects what is found.
        title: The paper's title, which its footer repeats.
        tagged: Whether the file has structure tags.
        free: Text that may be single-spaced wherever it stands (attorney block, caption).
    """
    page, foot = parts.page, parts.foot
    footer = [*foot.title, *([foot.number] if foot.number else [])]
    text = [*parts.body, *foot.stray, *footer]
    check_text_layer(page, parts.body, findings)
    check_margins(page, text, findings)
    check_type(page, [*parts.body, *foot.stray], findings)
    repeated = [*parts.numbers, *parts.others, *footer]
    check_faces(page, repeated, findings)
    check_ink(page, [*parts.body, *foot.stray, *repeated], findings)
    check_overlap(page, [*text, *parts.numbers], findings)
    if findings.rules.line_numbers:
        _check_line_numbers(parts, findings)
    _check_grid(parts, findings, free)
    _check_bounds(parts, findings)
    if findings.rules.page_number:
        _check_page_number(parts, findings)
    if findings.rules.footer:
        _check_footer(parts, findings, title)
    if tagged:
        check_tags(page, [*parts.body, *foot.stray], findings)
        check_artifacts(page, [*parts.numbers, *footer, *parts.draft], findings)


def _check_line_numbers(parts: Anatomy, findings: Findings) -> None:
    page, numbers = parts.page, parts.numbers
    rule = findings.rules.line_numbers
    assert rule is not None
    if not numbers:
        findings.add("line-numbers-present", "no column of line numbers", page=page.number)
        return
    findings.about(
        page,
        "line-numbers-once",
        parts.others,
        lambda run: f"{run.text} again, at {points(run.x0)} pt",
    )
    values = parts.values
    wanted = list(range(rule.start, rule.start + len(values)))
    if values != wanted:
        at = next(
            i for i, (is_, must) in enumerate(zip(values, wanted, strict=True)) if is_ != must
        )
        findings.add(
            "line-numbers-order",
            f"the {_nth(at + 1)} number is {values[at]}, not {wanted[at]}",
            page=page.number,
            places=[numbers[at].box],
        )
    pitch = parts.pitch
    if pitch:
        uneven = [
            below
            for above, below in pairwise(numbers)
            if abs(below.baseline - above.baseline - pitch) > rule.even_tolerance_pt
        ]
        findings.about(
            page,
            "line-numbers-even",
            uneven,
            lambda run: f"line {run.text} is not {points(pitch)} pt below the one above it",
        )
        per_inch = 72 / pitch
        if per_inch < rule.per_inch_min - 0.01:
            findings.add(
                "line-numbers-density",
                f"{points(per_inch)} to the inch: {points(pitch)} pt from one to the next",
                page=page.number,
                places=[run.box for run in numbers],
            )
    _check_number_column(parts, findings)
    findings.about(
        page,
        "line-numbers-size",
        [run for run in numbers if run.size < rule.font_min_pt - 0.05],
        lambda run: f"{run.text} is {points(run.size)} pt",
    )
    count = findings.rules.body.lines_per_page
    if count is not None and len(numbers) != count:
        findings.add(
            "line-numbers-count",
            f"{len(numbers)} numbered lines",
            page=page.number,
            places=[numbers[-1].box],
        )


def _nth(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 // 10 != 1 else 0, "th")
    return f"{number}{ending}"


def _check_number_column(parts: Anatomy, findings: Findings) -> None:
    """Check that the numbers are left of the text and apart from it."""
    page, numbers = parts.page, parts.numbers
    rule = findings.rules.line_numbers
    assert rule is not None
    if not parts.body:
        return
    edge = max(run.x1 for run in numbers)
    beyond = [run for run in parts.body if run.x0 < edge]
    if beyond:
        findings.about(
            page,
            "line-numbers-place",
            beyond,
            lambda run: (
                f"{quoted(run.text)} begins at {points(run.x0)} pt, "
                f"the numbers end at {points(edge)} pt"
            ),
        )
        return
    first = min(parts.body, key=lambda run: run.x0)
    gutter = first.x0 - edge
    if gutter >= rule.gutter_min_pt - _SLACK:
        return
    between = [
        line
        for line in parts.rules
        if line.x0 >= edge - _SLACK
        and line.x1 <= first.x0 + _SLACK
        and line.covers(numbers[0].top, numbers[-1].bottom) >= _RULE_SHARE
    ]
    if not (rule.or_vertical_rule and between):
        findings.add(
            "line-numbers-gutter",
            f"{points(gutter)} pt between numbers and text, and no vertical line",
            page=page.number,
            places=[first.box],
        )


def _check_grid(parts: Anatomy, findings: Findings, free: Sequence[Run]) -> None:
    """Check that text is level with the numbers, and that its spacing is allowed."""
    body = findings.rules.body
    small = body.font_min_pt * _RAISED
    runs = [run for run in parts.body if run.upright and run.size >= small]
    anywhere = {id(run) for run in free}

    def may_be_single(run: Run) -> bool:
        return id(run) in anywhere or any(
            tag in body.single_spaced_tags for tag in parts.page.tags(run)
        )

    if body.line_pitch_pt is not None and parts.numbers and findings.asks("body-grid"):
        pitch = parts.pitch or body.line_pitch_pt
        half = body.single_pitch_pt or pitch
        first = parts.numbers[0].baseline

        def off(run: Run, step: float) -> float:
            return (run.baseline - first + step / 2) % step - step / 2

        askew = [
            run
            for run in runs
            if abs(off(run, pitch)) > body.grid_tolerance_pt
            and (abs(off(run, half)) > body.grid_tolerance_pt or not may_be_single(run))
        ]
        findings.about(
            parts.page,
            "body-grid",
            askew,
            lambda run: (
                f"{quoted(run.text)} stands {points(abs(off(run, pitch)))} pt "
                f"{'below' if off(run, pitch) > 0 else 'above'} a line number"
            ),
        )
    if body.single_pitch_pt is not None:
        _check_spacing(parts.page, runs, findings, may_be_single)


def _check_spacing(
    page: Page, runs: Sequence[Run], findings: Findings, may_be_single: Callable[[Run], bool]
) -> None:
    """Find rows that are closer than one and one-half spacing without being allowed to."""
    body = findings.rules.body
    assert body.single_pitch_pt is not None
    least = body.single_pitch_pt * body.spacing_min
    gaps: dict[int, float] = {}
    close, tight = [], []
    for at, below in enumerate(runs):
        above = _row_above(runs[:at], below, least)
        if above is None:
            continue
        gap = gaps[id(below)] = below.baseline - above.baseline
        if not (may_be_single(above) and may_be_single(below)):
            close.append(below)
        elif gap < body.single_pitch_pt - _SLACK:
            tight.append(below)

    def words(run: Run) -> str:
        return f"{quoted(run.text)} is {points(gaps[id(run)])} pt below the row above it"

    findings.about(page, "body-spacing", close, words)
    findings.about(page, "single-spacing", tight, words)


def _row_above(runs: Sequence[Run], below: Run, least: float) -> Run | None:
    """The row above `below` that is nearer than `least`; None when there is room enough."""
    for above in reversed(runs):
        distance = below.baseline - above.baseline
        if distance >= least - _SLACK:
            return None
        if distance > 2 and above.x0 < below.x1 and above.x1 > below.x0:
            return above
    return None


def _check_bounds(parts: Anatomy, findings: Findings) -> None:
    """Find text beyond the numbered lines, or across the rules at its sides."""
    page = parts.page
    if parts.numbers:
        above = parts.numbers[0].baseline - (parts.pitch or 0) / 2 - 1
        outside = [run for run in parts.body if run.baseline < above]
        findings.about(
            page,
            "below-last-line",
            [*outside, *parts.foot.stray],
            lambda run: (
                f"{quoted(run.text)} stands at {points(run.baseline)} pt, the numbered lines at "
                f"{points(parts.numbers[0].baseline)} to {points(parts.numbers[-1].baseline)} pt"
            ),
        )
    left, right = _sides(parts)
    crossing = [
        run
        for run in (*parts.body, *parts.foot.stray, *parts.foot.title)
        if (right and run.x1 > right.x0 + _SLACK) or (left and run.x0 < left.x1 - _SLACK)
    ]
    findings.about(
        page,
        "over-rule",
        crossing,
        lambda run: (
            f"{quoted(run.text)} goes from {points(run.x0)} to {points(run.x1)} pt, beyond the rule"
        ),
    )


def _sides(parts: Anatomy) -> tuple[VerticalRule | None, VerticalRule | None]:
    """The rules down the left and the right side of the text, or None."""
    page = parts.page
    top, bottom = page.height * 0.15, page.height * 0.85
    tall = [line for line in parts.rules if line.covers(top, bottom) >= _RULE_SHARE]
    lefts = [line for line in tall if line.x1 < page.width * 0.3]
    rights = [line for line in tall if line.x0 > page.width * 0.7]
    return (
        max(lefts, key=lambda line: line.x1, default=None),
        min(rights, key=lambda line: line.x0, default=None),
    )


def _check_page_number(parts: Anatomy, findings: Findings) -> None:
    page, foot = parts.page, parts.foot
    rule = findings.rules.page_number
    assert rule is not None
    expected = rule.first + page.number - 1
    if foot.number and foot.value is None:
        findings.add(
            "page-number",
            f"{quoted(foot.number.text)} is no Arabic numeral",
            page=page.number,
            places=[foot.number.box],
        )
    elif foot.value is None:
        if rule.may_suppress_first and page.number == 1:
            return
        top = parts.numbers[0].top if parts.numbers else 72
        elsewhere = [
            run for run in parts.body if run.bottom < top and run.text.strip("- ") == str(expected)
        ]
        if elsewhere:
            findings.about(
                page,
                "page-number-place",
                elsewhere,
                lambda run: f"the page number stands at {points(run.top)} pt",
            )
        else:
            findings.add("page-number", f"no number {expected} at the foot", page=page.number)
    elif foot.value != expected and foot.number:
        findings.add(
            "page-number",
            f"{foot.value}, and this is page {expected}",
            page=page.number,
            places=[foot.number.box],
        )


def _check_footer(parts: Anatomy, findings: Findings, title: str) -> None:
    page, foot = parts.page, parts.foot
    rule = findings.rules.footer
    assert rule is not None
    least = getattr(getattr(findings.rules, "pdf", None), "title_words_min", 0.5)
    if not foot.title:
        findings.add("footer-present", "no footer", page=page.number)
        return
    words = " ".join(run.text for run in sorted(foot.title, key=lambda r: (r.baseline, r.x0)))
    if title and share_of_words(words, title) < least:
        findings.add(
            "footer-title",
            f"{quoted(words)}; the paper is {quoted(title, 80)}",
            page=page.number,
            places=[run.box for run in foot.title],
        )
    top = min(run.top for run in foot.title)
    if rule.rule_above and (foot.rule is None or foot.rule.top > top + 1):
        findings.add(
            "footer-rule",
            "no line above the footer",
            page=page.number,
            places=[run.box for run in foot.title],
        )
    if rule.below_page_number and foot.number and foot.number.baseline >= top + 1:
        findings.add(
            "footer-order",
            f"the page number is at {points(foot.number.baseline)} pt, the footer at "
            f"{points(foot.title[0].baseline)} pt",
            page=page.number,
            places=[foot.number.box],
        )
    small = [run for run in foot.title if run.size < rule.font_min_pt - 0.05]
    findings.about(
        page, "footer-size", small, lambda run: f"{quoted(run.text)} is {points(run.size)} pt"
    )
