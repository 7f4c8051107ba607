"""Define the questions about values that were not understood: who may answer, and how.

All of it is in `config/screening.yaml`, and nothing is taken from the file of answers.
"""

from typing import Literal

from pydantic import Field

from filings.settings.base import SettingsRecord

Kind = Literal["reading", "record", "law", "never"]
"""How a value may be answered.

`reading`: what the words are, by any clerk, for every row at once. `law`: what they decide, for
every row at once, once an attorney has approved it. `record`: from the court's record, row by row.
`never`: for no two rows alike.
"""

KINDS: tuple[Kind, ...] = ("reading", "record", "law", "never")  # by severity, the gravest last

CLOSING: tuple[Kind, ...] = ("reading", "law", "record", "never")
"""The kinds by how much one answer settles, the most first: an office may only go on from there."""

Choice = Literal["courts", "counties", "police", "places", "prosecutors", "sections", "dates"]


class Asked(SettingsRecord):
    """The question about one field for one reason."""

    kind: Kind
    question: str = ""  # in a plain sentence; the remedy of the reason where it is empty
    # Each answer that is taken, and the words that are read in the place of the cell's.
    answers: dict[str, str] = Field(default_factory=dict)
    choice: Choice | None = None  # or the answers are a table: the county's courts, its police ...
    only: tuple[str, ...] = ()  # asked of these values alone, upper case; of all where empty
    taught_in: str = ""  # file and key that teach the word for good


class Minutes(SettingsRecord):
    """About how many minutes a task takes a role."""

    value: int = Field(5, ge=0)  # to decide what a value means, for all its rows
    row: int = Field(10, ge=0)  # to look a row up in the court's record
    once: int = Field(30, ge=0)  # to decide on a rule, for all rows it holds


class Asking(SettingsRecord):
    """All questions that are asked by value."""

    minutes: dict[str, Minutes] = Field(default_factory=dict)  # by role
    once: tuple[str, ...] = ()  # reasons that one decision settles for all rows

    who_may_answer: dict[Kind, str] = Field(default_factory=dict)
    # Reason -> field of the entry -> what is asked. What is not here is asked row by row.
    of: dict[str, dict[str, Asked]] = Field(default_factory=dict)

    def about(self, reason: str, field: str) -> Asked | None:
        """What is asked of a field for a reason; None when it is asked row by row."""
        return self.of.get(reason, {}).get(field)

    def minutes_of(self, role: str) -> Minutes:
        """The minutes of a role."""
        return self.minutes.get(role, Minutes())

    def kind(self, reason: str, field: str) -> Kind:
        """How a field may be answered for a reason."""
        asked = self.about(reason, field)
        return asked.kind if asked else "record"
