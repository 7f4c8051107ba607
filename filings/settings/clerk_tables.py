"""Define the table for the clerk's own system that a packet brings, column by column."""

from typing import Literal, Self

from pydantic import Field, model_validator

from filings.model.identifiers import Relief
from filings.settings.base import SettingsRecord, Sourced

ClerkField = Literal[
    "item",
    "case_number",
    "number",
    "also_numbered",
    "defendant_suffix",
    "name",
    "last",
    "first",
    "middle",
    "suffix",
    "section",
    "code",
    "count",
    "level",
    "convicted_on",
    "court",
    "agency",
    "relief",
    "conviction",
    "result",
    "result_on",
    "note",
]
"""What a column may show of a conviction; the last three are blank, for the clerk's answer."""


class ClerkColumn(SettingsRecord):
    """One column: a field, a text, or a text by relief."""

    heading: str = Field(min_length=1, max_length=60)
    field: ClerkField | None = None
    text: str | None = None  # the same in each row; "" for a blank to fill in
    by_relief: dict[Relief, str] = Field(default_factory=dict)
    width: int = Field(16, ge=2, le=120)  # characters, in the workbook

    @model_validator(mode="after")
    def _shows_one_thing(self) -> Self:
        if (self.field is not None) + (self.text is not None) + bool(self.by_relief) != 1:
            raise ValueError(f"{self.heading}: give one of field, text and by_relief")
        return self


class ClerkTables(Sourced):
    """The tables of all courts, by the court's id, its ruleset's id, or "default"."""

    tables: dict[str, tuple[ClerkColumn, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _can_come_back(self) -> Self:
        for name, columns in self.tables.items():
            fields = {column.field for column in columns}
            headings = [column.heading.casefold() for column in columns]
            if twice := {heading for heading in headings if headings.count(heading) > 1}:
                raise ValueError(f"tables > {name}: two columns are called {min(twice)}")
            if not fields & {"case_number", "number"}:
                raise ValueError(f"tables > {name}: no column shows the case number")
            if not {"result", "conviction"} <= fields:
                raise ValueError(
                    f"tables > {name}: needs the columns result and conviction, by which an"
                    " answer is matched"
                )
        return self

    def of(self, court: str, ruleset: str) -> tuple[ClerkColumn, ...]:
        """The columns of a court; empty where it has no table and there is no default."""
        names = (court, ruleset, "default")
        return next((self.tables[name] for name in names if name in self.tables), ())
