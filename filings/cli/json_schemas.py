"""Describe what each command prints with `--json`, for programs that read it.

`docs/reference/json-output.schema.json` is made from this; tests hold what the commands print
against it. Every object has `schema`, which grows when a key changes its meaning or goes.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from filings.after.notices import NoticeReport
from filings.after.write_outcome import ReturnedTotals
from filings.authoring.lint import Problem
from filings.authoring.sentences import Sentence
from filings.authoring.template_browser import OfferedBlock
from filings.comparison.report import LeftOut
from filings.compose.template_lookup import LookupStep
from filings.model.fates import Totals
from filings.model.report import (
    AnswersReport,
    AwaitedText,
    DecidedReport,
    Grouping,
    ListReport,
    PacketReport,
    ReasonCount,
    WarningCount,
)
from filings.output.find_entries import FoundEntry
from filings.render.approvals import State
from filings.reports.coverage_gaps import Gap
from filings.settings.returned_results import AnsweredBy


class JsonOutput(BaseModel):
    """What every command prints."""

    model_config = ConfigDict(extra="forbid")

    form: Literal[1] = Field(alias="schema")


class Checked(JsonOutput):
    """`check`, and `build`: what would go in, or went in."""

    run: str  # its id; "" after `check`
    sample: bool  # some of it is from a synthetic list
    lists: list[ListReport]
    decided: list[DecidedReport]  # earlier runs, granted relief, strikes
    answers: AnswersReport | None
    totals: Totals
    reasons: list[ReasonCount]
    minutes: dict[str, int]  # by role: about how long what needs somebody takes
    warnings: list[WarningCount]
    packets: list[PacketReport]
    awaited: list[AwaitedText]
    groupings: list[Grouping]
    pages: int
    filled: int  # of this run's pages: printed quickly, from pages that are alike
    laid_out: int  # each laid out anew
    kept: int  # packets that an earlier, stopped run had finished
    drafts: int
    gaps: list[Gap]  # what the lists probably lack


class Previewed(JsonOutput):
    """`preview`: one document."""

    document: str
    pages: int
    convictions: int
    pdf: str
    pictures: list[str]


class FoundOutput(JsonOutput):
    """`find`: where a conviction stands, or why it is in no packet."""

    found: list[FoundEntry]


class Started(JsonOutput):
    """`start`: the folder of settings, and the picture of a first page."""

    config: str
    page: str


class Sampled(JsonOutput):
    """`sample`: a synthetic list."""

    path: str
    layout: str
    rows: int
    planted: dict[str, int]  # kind of defect -> how many


class PageFinding(BaseModel):
    """A place of a page that breaks a rule."""

    model_config = ConfigDict(extra="forbid")

    check: str
    rule: str
    cited: str
    severity: Literal["error", "warning"]
    page: int | None  # from 1; null: the file as a whole
    places: list[tuple[float, float, float, float]]
    measured: str
    required: str
    remedy: str


class Inspected(JsonOutput):
    """`inspect`: a PDF held against a court's format rules."""

    ruleset: str
    pages: int
    exhibit_pages: list[int]
    draft_pages: list[int]
    measured_pages: list[int]
    acceptable: bool
    milliseconds: float
    findings: list[PageFinding]


class Compared(JsonOutput):
    """`compare`: two lists side by side."""

    run: str
    sample: bool
    lists: list[ListReport]
    in_both: int
    only_in_first: int
    only_in_second: int
    told_otherwise: int
    conflicting: int
    conflicts: dict[str, int]  # by what the lists dispute
    probable_links: int
    repeated: dict[str, int]  # by list
    people_spelt_differently: int
    left_out: list[LeftOut]
    unreadable: int
    need_a_human: int
    files: list[str]
    by: dict[Literal["court", "section", "year"], list[dict[str, Any]]]


class Approved(JsonOutput):
    """`approve`: answers of law that count now."""

    name: str
    file: str
    sha256: str
    answers: int


class ChosenText(BaseModel):
    """The file that one document of one court is made from."""

    model_config = ConfigDict(extra="forbid")

    county: str
    court: str
    document: str
    ruleset: str
    file: str
    why: str
    passed_over: list[str]


class ListedTexts(JsonOutput):
    """`templates list`."""

    templates: list[ChosenText]


class NewText(JsonOutput):
    """`templates new`."""

    file: str


class ApprovedText(JsonOutput):
    """`templates approve`."""

    name: str
    file: str
    files: dict[str, str]  # each with its SHA-256


class ChangedWords(JsonOutput):
    """`templates diff`."""

    file: str
    parent: str
    lines: list[str]
    pictures: list[str]


class ChangedSinceApproval(JsonOutput):
    """`templates diff --approved`."""

    name: str
    lines: list[str]


class ReviewedTexts(JsonOutput):
    """`templates check`."""

    files: int
    documents: int
    pages: int
    problems: list[Problem]


class ShownChoice(BaseModel):
    """The file that one document of one court is made from, as `templates show` tells it."""

    model_config = ConfigDict(extra="forbid")

    county: str
    court: str
    document: str
    law: str
    ruleset: str
    file: str
    whose: str
    passed_over: list[str]


class ShownText(JsonOutput):
    """`templates show`."""

    choice: ShownChoice
    chain: list[tuple[LookupStep, str]]  # each place, and the file found there; "" for none
    lineage: list[str]
    included: list[str]
    blocks: list[OfferedBlock]
    names: list[tuple[str, str]]
    approvals: list[tuple[str, State]]


class BlockText(JsonOutput):
    """`templates show --block`."""

    block: str
    text: str


class TextSentences(JsonOutput):
    """`templates show --words`."""

    sentences: list[Sentence]


class VerifiedFinding(BaseModel):
    """One thing in a finished folder that is not as the rest of it says."""

    model_config = ConfigDict(extra="forbid")

    where: str
    page: int  # from 1; 0 where there is none
    row: int  # from 1; 0 where there is none
    kind: str
    what: str


class Verified(JsonOutput):
    """`verify`: a finished folder proved from its files."""

    holds: bool
    findings: list[VerifiedFinding]
    packets: int
    documents: int
    pages: int
    convictions: int
    entries: int
    lists: int  # that were given


class RowNotFollowed(BaseModel):
    """A row that came back and changes nothing."""

    model_config = ConfigDict(extra="forbid")

    by: AnsweredBy
    file: int  # from 1, among those of the court or of the Department of Justice
    line: int
    why: str


class Returned(JsonOutput):
    """`returned`: what came of each conviction that was asked."""

    sample: bool
    totals: ReturnedTotals
    rows_not_followed: list[RowNotFollowed]


class Notified(JsonOutput):
    """`notices`: who is told of the orders, and what the lists lack for the DOJ."""

    totals: NoticeReport


class Purged(JsonOutput):
    """`purge --cache`: what earlier runs kept is gone."""

    folder: str | None
    entries: int


COMMANDS: dict[str, type[JsonOutput]] = {
    "approve": Approved,
    "build": Checked,
    "check": Checked,
    "compare": Compared,
    "find": FoundOutput,
    "inspect": Inspected,
    "notices": Notified,
    "preview": Previewed,
    "purge": Purged,
    "returned": Returned,
    "sample": Sampled,
    "start": Started,
    "templates approve": ApprovedText,
    "templates check": ReviewedTexts,
    "templates diff": ChangedWords,
    "templates diff --approved": ChangedSinceApproval,
    "templates list": ListedTexts,
    "templates new": NewText,
    "templates show": ShownText,
    "templates show --block": BlockText,
    "templates show --words": TextSentences,
    "verify": Verified,
}
"""Each command that has `--json`, and what it prints; where an option changes that, with it."""


def json_schema() -> dict[str, Any]:
    """One JSON Schema for all: what a command prints is named under `commands`."""
    models = dict.fromkeys(COMMANDS.values())
    places, whole = models_json_schema([(model, "serialization") for model in models])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What `filings COMMAND --json` prints",
        "commands": {name: places[model, "serialization"] for name, model in COMMANDS.items()},
        **whole,
    }
