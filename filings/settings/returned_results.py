"""Define the answers that a court or the Department of Justice may give for a conviction."""

import re
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from filings.model.identifiers import Relief
from filings.settings.base import SettingsRecord, Sourced

AnsweredBy = Literal["court", "doj"]
"""Who answers: the court that was asked, or the Department of Justice afterwards."""

ComesTo = Literal["relief", "open", "none", "entered", "unentered"]
"""The effect of an answer for the person; explained in config/results.yaml."""

AnswerField = Literal[
    "conviction",
    "case_number",
    "defendant_suffix",
    "last",
    "section",
    "count",
    "result",
    "result_on",
    "note",
]
"""What a heading of a table that comes back may hold."""

_SIGNS = re.compile(r"[\s.,;:/&()\-]+")


class ResultRecord(SettingsRecord):
    """One answer, and its effect."""

    by: AnsweredBy = Field(alias="from")
    comes_to: ComesTo
    words: str  # "The court granted the relief."
    written_as: tuple[str, ...]  # as a clerk writes it
    remedy: str = ""  # what the office does with it
    ask_again: bool = False  # whether it is proposed for a supplement
    # The word for `--already-granted`; "" for that of the relief.
    granted_as: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _says_what_it_can(self) -> Self:
        of_doj = self.comes_to in ("entered", "unentered")
        if of_doj != (self.by == "doj"):
            raise ValueError(f"comes_to: {self.comes_to} cannot come from: {self.by}")
        if self.ask_again and self.comes_to != "none":
            raise ValueError("ask_again: only an answer with `comes_to: none` is asked again")
        return self


class ReturnedResults(Sourced):
    """Every answer, and the headings of the tables that come back."""

    columns: dict[AnswerField, tuple[str, ...]] = Field(default_factory=dict)
    results: dict[str, ResultRecord] = Field(default_factory=dict)
    # The word for `--already-granted` by relief.
    reliefs_granted_as: dict[Relief, str] = Field(default_factory=dict, alias="granted_as")

    @model_validator(mode="after")
    def _no_word_is_two(self) -> Self:
        seen: dict[tuple[str, str], str] = {}
        for code, result in self.results.items():
            for word in (code, *result.written_as):
                other = seen.setdefault((result.by, squeezed(word)), code)
                if other != code:
                    raise ValueError(f"results > {code}: {word} is {other} already")
        return self

    def granted_as(self, code: str, relief: Relief) -> str:
        """The word for `--already-granted` about a conviction that a court granted relief for."""
        return self.results[code].granted_as or self.reliefs_granted_as.get(relief, "GRANTED")

    def spellings(self, by: AnsweredBy) -> Mapping[str, str]:
        """Every spelling of the answers of one of the two, squeezed, with the answer's code."""
        return {
            squeezed(word): code
            for code, result in self.results.items()
            if result.by == by
            for word in (code, *result.written_as)
        }


def squeezed(text: str) -> str:
    """An answer in the form in which it is compared: without case, blanks and meaningless signs."""
    return _SIGNS.sub(" ", text).strip().upper()
