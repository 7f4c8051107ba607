"""Describe what a court and the Department of Justice may answer for a conviction, as data."""

import re
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from filings.model.identifiers import Relief
from filings.settings.base import SettingsRecord, Sourced

AnsweredBy = Literal["court", "doj"]
"""Who says it: the court that was asked, or the Department of Justice after the court."""

ComesTo = Literal["relief", "open", "none", "entered", "unentered"]
"""What an answer means for the person: see config/results.yaml."""

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
    """One answer."""

    by: AnsweredBy = Field(alias="from")
    comes_to: ComesTo
    words: str  # "The court granted the relief."
    written_as: tuple[str, ...]  # as a clerk writes it
    remedy: str = ""  # what the office does with it
    ask_again: bool = False  # whether it is proposed for a supplement
    # What `--already-granted` is told in place of the words of the relief; "" for those.
    granted_as: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _says_what_it_can(self) -> Self:
        of_doj = self.comes_to in ("entered", "unentered")
        if of_doj != (self.by == "doj"):
            raise ValueError(f"comes_to: {self.comes_to} is not for {self.by} to say")
        if self.ask_again and self.comes_to != "none":
            raise ValueError("ask_again: only what came to none is asked again")
        return self


class ReturnedResults(Sourced):
    """Every answer, and the headings of the tables that bring them."""

    columns: dict[AnswerField, tuple[str, ...]] = Field(default_factory=dict)
    results: dict[str, ResultRecord] = Field(default_factory=dict)
    # What `--already-granted` is told of a relief that was granted, in words that it knows.
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
        """What `--already-granted` is told of a conviction to which a court gave relief."""
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
    """A written answer as it is compared: without capitals, blanks and signs that mean nothing."""
    return _SIGNS.sub(" ", text).strip().upper()
