"""Define the layout of an office's own spreadsheet: which heading holds what.

Layouts are read from `config/layouts/` and used by `lists/`. A new one needs no code.
"""

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from filings.model.entries import Determination, Level
from filings.settings.base import SettingsRecord, Sourced

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
    "ordered_on",
    "file_status",
    "conviction",
    # Of our own worklists: the entry that a row corrects, and what was answered about it.
    "of_hash",
    "of_list",
    "of_line",
    "of_entry",
    "sent",
    "may_be",
    "answer",
    "looked_at",
]
"""What a heading of an office's own list may hold."""


Role = Literal[
    "judgment",
    "plea",
    "finder",
    "no-conviction",
    "released",
    "dismissal",
    "undone",
    "set-aside",
    "relief",
    "reduced",
    "reducing",
    "doubtful",
    "sentence",
    "unit",
    "amount",
    "sum",
    "number",
    "felony",
    "misdemeanor",
    "infraction",
    "with-conviction",
    "without-conviction",
    "neutral",
]
"""What a word of a disposition does there; config/dispositions.yaml says what each is."""


class DispositionWords(Sourced):
    """How lists tell the outcome of a charge."""

    words: dict[str, Role] = Field(
        default_factory=dict
    )  # upper case; one that ends in * is the beginning of a word
    unknown: tuple[str, ...] = ()  # words that say the outcome is not known
    # Steps of a record in the state's file: a court's, others; and, where the file does not name
    # its steps, the letters before the name of an agency that is no court.
    court_steps: tuple[str, ...] = ()
    other_steps: tuple[str, ...] = ()
    police: tuple[str, ...] = ()
    neutral_qualifiers: tuple[str, ...] = ()  # of a charge in the state's file
    # From this day a bare plea to one of these sections ("11357 HS") may have been deferred.
    deferred_from_on: dt.date | None = None
    divertible: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _beginnings_only_hold(self) -> Self:
        for word, role in self.words.items():
            if word.endswith("*") and role != "doubtful":
                raise ValueError(f"words > {word}: only a word of role doubtful may end in *")
        return self


class MappedLayout(SettingsRecord):
    """The layout of an office's own spreadsheet: which heading holds what."""

    label: str
    # What such a list is, as a declarant may swear it, after "List 1 is": "a spreadsheet kept by
    # the Records Unit, with a row for each count". A blank of the declaration where empty.
    sworn_as: str = ""
    # Whose list it is: a court's own decides level, day and count against what others copied from
    # it, and a worklist of ours, corrected, answers what another list left open.
    kept_by: Literal["office", "court", "answers"] = "office"
    columns: dict[MappedField, str | tuple[str, ...]]  # -> heading, or headings tried in order
    # Without these headings the list is not in this layout, or cannot be used.
    needed: tuple[MappedField, ...] = ("case_number", "statute", "convicted_on")
    ignored: tuple[str, ...] = ()  # headings left out on purpose; any other unknown one is reported
    dates: tuple[str, ...] = ("%Y-%m-%d", "%m/%d/%Y")  # strptime forms, tried in order
    names: Literal["last-first", "parts", "slashes"] = "last-first"
    # What the person column holds; "hash" is one that an earlier run of ours made.
    person_is: Literal["person", "subject", "cii", "sfno", "hash"] = "person"
    guarded: bool = False  # cells that begin like a formula have an apostrophe in front
    # Wide sheets: headings that are a section each; a cell under one is a conviction of its own.
    section_columns: tuple[str, ...] = ()
    # Words of this list's dispositions, beside those of dispositions.yaml: whole words or phrases.
    convicting: tuple[str, ...] = ()
    not_convicting: tuple[str, ...] = ()
    sentences_convict: bool = False  # a sentence alone ("COUNTY JAIL") tells a conviction
    # Words of this list's levels, beside those of screening.yaml: "Class 4" -> felony.
    levels: dict[str, Level] = Field(default_factory=dict)
    # Words of this list's column for eligibility, beside those of screening.yaml: "Y" -> dismissal.
    determinations: dict[str, Determination] = Field(default_factory=dict)
    destroyed: tuple[str, ...] = ("DESTROYED", "PURGED")  # words in file_status: no file is left
    # And what it may say, whole, that means one is.
    kept: tuple[str, ...] = (
        *("ACTIVE", "OPEN", "CLOSED", "ON FILE", "AVAILABLE", "ARCHIVED", "STORED", "IN STORAGE"),
        *("OFF SITE", "OFFSITE", "IMAGED", "MICROFILM", "MICROFILMED", "KEPT", "INTACT"),
    )
    sample_column: str = ""  # heading of a column which says that people are fictitious
    sample_words: tuple[str, ...] = ()  # if given, only in rows with one of these words
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

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        both = {words.upper() for words in self.convicting} & {
            words.upper() for words in self.not_convicting
        }
        if both:
            raise ValueError(f"{sorted(both)[0]} is under both convicting and not_convicting")
        return self
