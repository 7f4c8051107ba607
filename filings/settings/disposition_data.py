"""Define the data of a report to the Department of Justice, and where lists have them."""

from typing import Literal

from pydantic import Field

from filings.settings.base import Sourced

PersonField = Literal["cii", "born_on", "arrested_on", "arresting_agency", "booking"]
"""Identifiers by which the Department finds a record, beside those of the case."""


class DispositionData(Sourced):
    """The headings of each field, and the form of the report."""

    form: str = ""  # "JUS 8715 or its electronic equal, as a subsequent action"
    days: int | None = Field(None, ge=1)  # within which the court must report; None if not known
    columns: dict[PersonField, tuple[str, ...]] = Field(default_factory=dict)
