"""Floor 1. How an office's own spreadsheet is laid out, as a record: which heading holds what.

YAML makes it, through `filings.settings`; the lists room reads by it. No code goes with it.
"""

from typing import Literal

from pydantic import Field

from filings.county import Record

MappedField = Literal[
    "case_number",
    "other_numbers",
    "defendant_suffix",
    "name",
    "last",
    "first",
    "middle",
    "suffix",
    "born_on",
    "person",
    "statute",
    "comment",
    "also_charged",
    "count",
    "count_key",
    "level",
    "convicted_on",
    "offense_on",
    "court",
    "county",
    "arresting_agency",
    "place_of_offense",
    "prosecutor",
    "determination",
    "disposition",
    "deceased",
    "granted",
    "file_status",
    "conviction",
]
"""What a heading of an office's own list may hold."""


class MappedLayout(Record):
    """An office's own spreadsheet: which heading holds what. YAML alone, no code."""

    label: str
    columns: dict[MappedField, str | tuple[str, ...]]  # -> heading, or headings tried in order
    # Without these headings the list is not in this layout, or cannot be used.
    needed: tuple[MappedField, ...] = ("case_number", "statute", "convicted_on")
    ignored: tuple[str, ...] = ()  # headings deliberately dropped; any other unknown one is told
    dates: tuple[str, ...] = ("%Y-%m-%d", "%m/%d/%Y")  # strptime forms, tried in order
    names: Literal["last-first", "parts", "slashes"] = "last-first"
    # What the person column holds; "hash" is one that an earlier run of ours made.
    person_is: Literal["person", "subject", "cii", "sfno", "hash"] = "person"
    guarded: bool = False  # cells that begin like a formula stand behind an apostrophe
    # Wide sheets: headings that are a section each; a cell under one is a conviction of its own.
    section_columns: tuple[str, ...] = ()
    # How a disposition begins, upper case, that convicts or does not; any other sends the
    # conviction to hand review. Both empty: the column is not looked at.
    convicting: tuple[str, ...] = ("CONVICTED",)
    not_convicting: tuple[str, ...] = ()
    destroyed: tuple[str, ...] = ("DESTROYED",)  # words in file_status that mean: no file left
    sample_column: str = ""  # a column whose presence says the people are fictitious
    sample_words: tuple[str, ...] = ()  # if given: only in rows where it says one of these
    # Where it may come from that a conviction is eligible: what the list's own column says, else an
    # attorney's attestation for this one list, else the office's criteria, if these allow them.
    eligibility: tuple[Literal["column", "attestation", "criteria"], ...] = (
        "column",
        "attestation",
        "criteria",
    )
    constants: dict[MappedField, str] = Field(
        default_factory=dict
    )  # what the whole list shares: county, prosecutor
