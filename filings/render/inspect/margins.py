"""Check what every page must keep: margins, type, ink, overlap, tags.

Papers and exhibits are both checked here, each by its own numbers.
"""

import re
from collections.abc import Sequence

from filings.render.inspect.findings import Findings, points, quoted
from filings.render.inspect.page_facts import Page, Run

_SLACK = 0.5  # points: a letter's ink may begin a little before its origin
_SIZE_SLACK = 0.05
_OVERLAP_PT = 1.0
_THIN = 4.0
_LATIN = re.compile(r"[A-Za-z0-9]")
# What may follow the family in a font's name: its style, and a maker's letters.
_STYLE = re.compile(
    r"(?:ps|mt|std|no9l|regular|regu|reg|roman|book|bold|medium|medi|italic|ital|ita|oblique|obli|"
    r"semibold|demi|l)*"
)


def check_margins(page: Page, text: Sequence[Run], findings: Findings) -> None:
    """Find text that is too near an edge of the sheet."""
    margins = findings.rules.margins
    if margins.left_min_pt is not None:
        findings.about(
            page,
            "left-margin",
            [run for run in text if run.x0 < margins.left_min_pt - _SLACK],
            lambda run: f"{quoted(run.text)} begins at {points(run.x0)} pt",
        )
    if margins.right_min_pt is not None:
        edge = page.width - margins.right_min_pt
        findings.about(
            page,
            "right-margin",
            [run for run in text if run.x1 > edge + _SLACK],
            lambda run: (
                f"{quoted(run.text)} ends {points(page.width - run.x1)} pt from the right edge"
            ),
        )
    top, bottom = margins.top_min_pt, margins.bottom_min_pt
    near = [
        run
        for run in text
        if (top is not None and run.top < top - _SLACK)
        or (bottom is not None and run.bottom > page.height - bottom + _SLACK)
    ]
    findings.about(
        page,
        "top-margin",
        near,
        lambda run: f"{quoted(run.text)} stands at {points(run.top)} to {points(run.bottom)} pt",
    )


def check_type(page: Page, text: Sequence[Run], findings: Findings) -> None:
    """Find text that is too small, or in another font."""
    least = findings.rules.body.font_min_pt
    findings.about(
        page,
        "font-size",
        [run for run in text if run.size < least - _SIZE_SLACK],
        lambda run: f"{quoted(run.text)} is {points(run.size)} pt",
    )
    check_faces(page, text, findings)


def check_faces(page: Page, text: Sequence[Run], findings: Findings) -> None:
    """Find text in a font family that the ruleset does not name."""
    body = findings.rules.body
    if not body.font_families or not findings.asks("font-family"):
        return
    verdicts: dict[str, bool] = {}
    strange = []
    for run in text:
        name = run.face.name
        if name not in verdicts:
            verdicts[name] = in_families(name, body.font_families)
        if not verdicts[name] and not (
            in_families(name, body.fallback.families) and not _LATIN.search(run.text)
        ):
            strange.append(run)
    findings.about(
        page,
        "font-family",
        strange,
        lambda run: f"{quoted(run.text)} is set in {run.face.name or 'a font without a name'}",
    )


def check_ink(page: Page, text: Sequence[Run], findings: Findings) -> None:
    """Find text that is not black, or on a coloured ground."""
    limit = findings.rules.body.ink
    pale = [
        run
        for run in text
        if run.ink is None
        or run.ink[0] > limit.red_max
        or run.ink[1] > limit.green_max
        or run.ink[2] > limit.blue_max
    ]
    findings.about(page, "ink", pale, lambda run: f"{quoted(run.text)} is {_colour(run)}")
    wide = [box for box in page.tints if min(box[2] - box[0], box[3] - box[1]) > _THIN]
    if wide:
        findings.add("ink", "a coloured ground", page=page.number, places=wide)


def _colour(run: Run) -> str:
    if run.ink is None:
        return "filled with a pattern"
    return "#" + "".join(f"{round(255 * share):02x}" for share in run.ink)


def in_families(name: str, families: Sequence[str]) -> bool:
    """Whether a font's name is one of a family: "TimesNewRomanPS-BoldMT" is of Times New Roman."""
    plain = _plain(name)
    return any(
        plain.startswith(start) and _STYLE.fullmatch(plain[len(start) :])
        for start in map(_plain, families)
    )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def check_overlap(page: Page, text: Sequence[Run], findings: Findings) -> None:
    """Find text printed over other text."""
    if not findings.asks("overlap"):
        return
    ordered = sorted(text, key=lambda run: run.baseline)
    pairs = []
    for place, run in enumerate(ordered, start=1):
        at = place
        x0, x1 = run.x0 + _OVERLAP_PT, run.x1 - _OVERLAP_PT
        reach = run.baseline + 0.6 * run.size
        while at < len(ordered) and ordered[at].baseline <= reach:
            other = ordered[at]
            at += 1
            if (
                other.x0 < x1
                and other.x1 > x0
                and other.top < run.bottom - _OVERLAP_PT
                and other.bottom > run.top + _OVERLAP_PT
            ):
                pairs.append((run, other))
    if pairs:
        findings.add(
            "overlap",
            [f"{quoted(a.text, 24)} and {quoted(b.text, 24)}" for a, b in pairs],
            page=page.number,
            places=[run.box for pair in pairs for run in pair],
        )


def check_tags(page: Page, content: Sequence[Run], findings: Findings) -> None:
    """Find text and lines that are neither tagged nor artifacts.

    For `content`, the tag must also be in the structure tree: a screen reader does not read marks
    that lead nowhere.
    """
    if not findings.asks("untagged-content"):
        return
    loose = [run for run in page.runs if not run.tagged]
    loose += [run for run in content if run.mcid >= 0 and not page.tags(run)]
    findings.about(page, "untagged-content", loose, lambda run: f"{quoted(run.text)} is in no tag")
    lines = [stroke for stroke in page.strokes if not stroke.tagged]
    if lines:
        findings.add(
            "untagged-content",
            f"{len(lines)} lines are in no tag and are no artifacts",
            page=page.number,
            places=[stroke.box for stroke in lines],
        )


def check_artifacts(page: Page, repeated: Sequence[Run], findings: Findings) -> None:
    """Find repeated text that a screen reader would read out on every page."""
    findings.about(
        page,
        "artifacts",
        [run for run in repeated if not run.artifact],
        lambda run: f"{quoted(run.text)} is content, not an artifact",
    )


def check_text_layer(page: Page, text: Sequence[Run], findings: Findings) -> None:
    """Find a page that is only a picture, or has no text that can be searched."""
    covered = max(
        (
            (box[2] - box[0]) * (box[3] - box[1]) / max(1.0, page.width * page.height)
            for box in page.pictures
        ),
        default=0.0,
    )
    hidden = any(not run.visible for run in page.runs)
    if not page.runs:
        findings.add("text-layer", "the page has no text", page=page.number)
    elif covered > 0.5 and not text and not hidden:
        findings.add(
            "text-layer",
            f"a picture covers {round(100 * covered)} % of the page, and its words are not text",
            page=page.number,
            places=page.pictures,
        )
