"""Describe manifest.json for programs that read it: its keys, and what is under each.

`docs/reference/manifest.schema.json` is made from this, and tests hold real manifests against it.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from filings.model.fates import Totals
from filings.model.packet import DraftReason
from filings.model.report import DecidedReport
from filings.model.sources import ListSource


class _Whole(BaseModel):
    model_config = ConfigDict(extra="forbid")


class File(_Whole):
    """A file that was written; of a document also what it holds, and what keeps it a draft."""

    path: str  # under the output folder, with slashes
    sha256: str
    bytes: int
    pages: int | None = None
    convictions: int | None = None
    draft: list[DraftReason] = []
    text: str | None = None  # of a document: the key of what it says, in `texts`


class PacketFiles(_Whole):
    """What goes to one court, for one prosecutor, kind of offense and relief."""

    name: str  # "ccb/lada/sale-dismiss-seal/001"
    court: str
    agency: str
    offense: str
    relief: str
    part: int
    parts: int
    convictions: int
    files: list[File]


class Chosen(_Whole):
    """What the run was told."""

    office: dict[str, Any]  # office.yaml without its key
    filed_on: str  # YYYY-MM-DD
    court: str | None
    layout: str | None
    per_case: bool


class Manifest(_Whole):
    """What went in and what came out of one run."""

    form: Literal[1] = Field(alias="schema")
    conviction_id: int  # how the ids in the ledger were made
    run: str
    sample: bool
    program: dict[Literal["name", "version"], str]
    lists: list[ListSource]
    settings: Chosen
    config: str  # SHA-256 of all that decides
    key: str  # by which two runs know that they had the same key
    templates: list[str]  # SHA-256 of each folder, the shipped one first
    fonts: str  # SHA-256
    decided: list[DecidedReport]
    answers: dict[str, Any] = {}
    totals: Totals
    # What documents say before their schedule, by key: of each paragraph the name of the required
    # passage that it is part of, or "", and its words, with "…" for those that change.
    texts: dict[str, list[tuple[str, str]]]
    files: list[File]
    packets: list[PacketFiles]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of manifest.json."""
    return Manifest.model_json_schema()
