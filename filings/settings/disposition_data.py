"""Describe what a report to the Department of Justice needs, and where lists have it."""

from typing import Literal

from pydantic import Field

from filings.settings.base import Sourced

PersonField = Literal["cii", "born_on", "arrested_on", "arresting_agency", "booking"]
"""What such a report asks for beside the case: by it the Department finds the record."""


class DispositionData(Sourced):
    """The headings by field, and what is known of the form."""

    form: str = ""  # "JUS 8715 or its electronic equal, as a subsequent action"
    days: int | None = Field(None, ge=1)  # within which the court reports; None: nobody says
    columns: dict[PersonField, tuple[str, ...]] = Field(default_factory=dict)
