"""Define the findings of an inspection, and write them as lines for a paralegal."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from filings.render.inspect.geometry import Box
from filings.render.inspect.page_facts import Page, Run
from filings.settings.rulesets import Check, PageRules, Severity

_SHOWN = 3  # places named in words; the picture shows all


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule that a page, or the file, breaks."""

    check: Check  # "left-margin": the check, whatever the ruleset
    rule: str  # the rule's id in this ruleset: "F-2.107-left"
    cited: str  # as a clerk cites it: "Cal. Rules of Court, rule 2.107"
    severity: Severity
    page: int | None  # 1-based; None: the file as a whole
    places: tuple[Box, ...]  # in points from the top left corner
    measured: str
    required: str
    remedy: str

    @property
    def place(self) -> Box | None:
        """The first place; None when there is none."""
        return self.places[0] if self.places else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """The result of checking a finished PDF against a ruleset."""

    ruleset: str  # id
    pages: int
    exhibit_pages: tuple[int, ...]
    draft_pages: tuple[int, ...]  # pages with the draft mark: the file is not for filing
    measured_pages: tuple[int, ...]  # all, unless a sample was asked for
    findings: tuple[Finding, ...]  # those of the file first, then page by page
    milliseconds: float  # 0 when no clock was given

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings for which a clerk must refuse the file."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that a human may want to look at."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")

    @property
    def acceptable(self) -> bool:
        """Whether nothing in this ruleset lets a clerk refuse it."""
        return not self.errors


class Findings:
    """Collects findings by one set of page rules; checks without a rule are skipped."""

    def __init__(self, rules: PageRules) -> None:
        """`rules` decide which checks are made."""
        self.rules = rules
        self.found: list[Finding] = []

    def asks(self, *checks: Check) -> bool:
        """Whether the rules have any of these checks."""
        return any(check in self.rules.rules for check in checks)

    def add(
        self,
        check: Check,
        measured: str | Sequence[str],
        *,
        page: int | None = None,
        places: Sequence[Box] = (),
        severity: Severity | None = None,
        required: str = "",
    ) -> None:
        """Add a finding: a page breaks a rule; several measures make one finding.

        `required` is what the rule asks here, if it asks several things.
        """
        rule = self.rules.rules.get(check)
        if rule is None:
            return
        if not isinstance(measured, str):
            shown = "; ".join(measured[:_SHOWN])
            more = len(measured) - _SHOWN
            measured = f"{shown}; and {more} more" if more > 0 else shown
        self.found.append(
            Finding(
                check=check,
                rule=rule.id,
                cited=rule.rule,
                severity=severity or rule.severity,
                page=page,
                places=tuple(
                    (round(a, 2), round(b, 2), round(c, 2), round(d, 2)) for a, b, c, d in places
                ),
                measured=measured,
                required=required or self.rules.required(check),
                remedy=self.rules.remedy(check),
            )
        )

    def about(
        self, page: Page, check: Check, runs: Sequence[Run], words: Callable[[Run], str]
    ) -> None:
        """Add a finding about pieces of a page's text; none when there are no pieces."""
        if runs and check in self.rules.rules:
            self.add(
                check,
                [words(run) for run in runs],
                page=page.number,
                places=[run.box for run in runs],
            )


def quoted(text: str, longest: int = 40) -> str:
    """Words of a page as a finding quotes them, cut short."""
    return f'"{text}"' if len(text) <= longest else f'"{text[: longest - 3].rstrip()}..."'


def points(value: float) -> str:
    """A measure as people write it: 24, 12.5, 0.25."""
    return f"{round(value, 2):g}"


def report_lines(inspection: Inspection) -> Iterator[str]:
    """The inspection in plain words, line by line."""
    pages = "1 page" if inspection.pages == 1 else f"{inspection.pages} pages"
    exhibits = len(inspection.exhibit_pages)
    kinds = f", {exhibits} of them exhibits" if exhibits else ""
    yield f"{pages}{kinds}, held against {inspection.ruleset}."
    if len(inspection.measured_pages) < inspection.pages:
        yield f"Measured: {len(inspection.measured_pages)} of them."
    if inspection.draft_pages:
        drafts = len(inspection.draft_pages)
        yield f"{drafts} {'page bears' if drafts == 1 else 'pages bear'} a draft mark."
    for finding in inspection.findings:
        where = f"page {finding.page}" if finding.page else "the file"
        if finding.place:
            where += f", {points(finding.place[1])} pt from the top"
        word = "must change" if finding.severity == "error" else "look at"
        yield f"{word}: {where}: {finding.rule} ({finding.cited})"
        yield f"    found     {finding.measured}"
        yield f"    required  {finding.required}"
        yield f"    change    {finding.remedy}"
    errors, warnings = len(inspection.errors), len(inspection.warnings)
    if errors:
        yield f"{errors} {'thing' if errors == 1 else 'things'} a clerk must refuse."
    else:
        yield "Nothing that a clerk must refuse."
    if warnings:
        yield f"{warnings} to look at."


def as_record(inspection: Inspection) -> dict[str, Any]:
    """The inspection as plain data, for JSON."""
    return {
        "schema": 1,
        "ruleset": inspection.ruleset,
        "pages": inspection.pages,
        "exhibit_pages": list(inspection.exhibit_pages),
        "draft_pages": list(inspection.draft_pages),
        "measured_pages": list(inspection.measured_pages),
        "acceptable": inspection.acceptable,
        "milliseconds": round(inspection.milliseconds, 1),
        "findings": [
            {
                "check": finding.check,
                "rule": finding.rule,
                "cited": finding.cited,
                "severity": finding.severity,
                "page": finding.page,
                "places": [list(place) for place in finding.places],
                "measured": finding.measured,
                "required": finding.required,
                "remedy": finding.remedy,
            }
            for finding in inspection.findings
        ],
    }
