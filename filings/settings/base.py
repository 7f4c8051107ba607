"""Define the base classes of settings: checked, frozen, with sources, with changes by day."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from filings.settings.merge import laid_over
from filings.settings.validation_errors import first_mistake

Confidence = Literal["confirmed", "unconfirmed"]


class SettingsRecord(BaseModel):
    """A frozen piece of configuration; a key nobody reads is a mistake, not a comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(SettingsRecord):
    """A record that states law or fact: where that was read, and how sure we are."""

    source: str = ""
    confidence: Confidence = "unconfirmed"
    unconfirmed: tuple[str, ...] = ()  # fields of a confirmed record that are not
    note: str = ""


class Dated(Sourced):
    """A record that changes on known days: day -> what differs from then on."""

    changes: dict[dt.date, dict[str, Any]] = {}  # 2026-03-01: {department: "104"}

    def on(self, day: dt.date) -> Self:
        """The record as it stands on `day`."""
        due = [self.changes[since] for since in sorted(self.changes) if since <= day]
        if not due:
            return self
        data = self.model_dump(exclude={"changes"})
        for change in due:
            data = laid_over(data, change)
        return type(self).model_validate(data)

    @model_validator(mode="after")
    def _each_change_can_be(self) -> Self:
        for since in self.changes:
            try:
                self.on(since)
            except ValidationError as error:
                keys, what = first_mistake(error)
                raise ValueError(f"{' > '.join(('changes', str(since), *keys))}: {what}") from error
        return self


def refuse_unknown(where: str, name: str, names: Mapping[Any, object]) -> None:
    """Raise ValueError for a reference to a record that does not exist."""
    if name not in names:
        raise ValueError(f"{where}: there is no {name}; known: {', '.join(sorted(names))}")


def refuse_unnameable(where: str, names: Iterable[str]) -> None:
    """Raise ValueError for an id that cannot name a folder, since it becomes part of a path."""
    for name in names:
        if not re.fullmatch("[a-z0-9][a-z0-9-]*", name):
            raise ValueError(
                f"{where} > {name[:40]!r}: an id has only a to z, 0 to 9 and -, and no - in front"
            )
