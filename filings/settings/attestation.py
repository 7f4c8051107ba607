"""Define attestations and criteria, which say why a list's convictions are eligible.

A list that says nothing of eligibility is not taken for a list of eligible convictions. Either an
attorney attests it, one list at a time, or the office adopts criteria for lists of its kind. YAML
makes these records, through `filings.settings.settings`; the declaration prints them.
"""

import datetime as dt
from typing import Self

from pydantic import Field, model_validator

from filings.settings.base import SettingsRecord, Sourced


class Attestation(SettingsRecord):
    """An attorney's dated statement that all convictions of a list may be dismissed and sealed."""

    attested_by: str = Field(min_length=1)  # "Jordan A. Ellery"
    bar_number: str = Field(min_length=1)  # "000000"
    attested_on: dt.date
    rests_on: str = ""  # what the attorney looked at, in a clause: "a review of each docket"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an attestation from a text: "Jordan A. Ellery, 000000, 2026-01-31".

        Raises:
            ValueError: It is not a name, a bar number and a day.
        """
        name, *rest = (part.strip() for part in text.rsplit(",", 2))
        number, day = rest if len(rest) == 2 else ("", "")
        if not (name and any(character.isdigit() for character in number)):
            raise ValueError('write "NAME, STATE BAR NUMBER, YYYY-MM-DD"')
        try:
            on = dt.date.fromisoformat(day)
        except ValueError:
            raise ValueError(f'"{day}" is no day; write it as YYYY-MM-DD') from None
        return cls(attested_by=name, bar_number=number, attested_on=on)


class NoneGranted(SettingsRecord):
    """An attorney's dated statement that no court had granted relief for the listed convictions."""

    stated_by: str = Field(min_length=1)
    bar_number: str = Field(min_length=1)
    stated_on: dt.date


class Policy(SettingsRecord):
    """Why an office asks to dismiss convictions of what is still an offense; one for each law."""

    text: str = Field(min_length=1)  # a sentence or more, for the memorandum
    directive: str = Field(min_length=1)  # what adopted it: "Special Directive 26-04"
    adopted_on: dt.date


class ReliefOrdered(Sourced):
    """That the courts of a state had ordered relief for many listed convictions by a day."""

    by: dt.date
    says: str  # what was ordered, in a sentence


class ListFacts(SettingsRecord):
    """What the office knows of one list beside its rows; in settings the key is its SHA-256."""

    made_on: dt.date | None = None  # the day whose state it shows
    # What it is, in place of what its layout says (`sworn_as`): "a table that the court's clerk
    # exported on March 2, 2026".
    sworn_as: str = ""
    # On which its convictions rest in place of the office's own: "section-11361-9", of a list of
    # the Department of Justice alone.
    authority: str = ""
    # The day on which the court was notified which of its convictions the prosecution does not
    # challenge (Health & Saf. Code, section 11361.9); that of filing, where these papers do it.
    unchallenged_on: dt.date | None = None
    # The day on which the others were challenged; while it is not told, a row that says so is held.
    challenged_on: dt.date | None = None


class Criteria(SettingsRecord):
    """The office's decision that the offense table decides for lists that say nothing."""

    layouts: tuple[str, ...] = ()  # the kinds of lists it stands for: [doj, court-export]
    adopted_by: str = ""  # "Jordan A. Ellery, District Attorney"
    adopted_on: dt.date | None = None
    rests_on: str = ""  # "Office Directive 26-04, under Health & Saf. Code, § 11361.8, subd. (f)"

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = (bool(self.layouts), bool(self.adopted_by), bool(self.adopted_on))
        if len({*given, bool(self.rests_on)}) > 1:
            raise ValueError(
                "give layouts, adopted_by, adopted_on and rests_on, or none of the four"
            )
        return self

    def stands_on(self, day: dt.date) -> bool:
        """Whether the office had adopted them by that day."""
        return self.adopted_on is not None and self.adopted_on <= day
