"""Fill in the courts and agencies assumed for a county that has no file of its own."""

import re
from collections.abc import Mapping
from typing import Any

from filings.settings.base import SettingsRecord
from filings.settings.merge import laid_over


class CountyStub(SettingsRecord):
    """The courts and agencies that a county of a state is assumed to have."""

    seats: dict[str, str]  # of each county that the stub is for: "Kern" -> "Bakersfield"
    county: dict[str, Any]  # a county's record; {county}, {COUNTY}, {seat} and {SEAT} are filled in

    def of(self, name: str, state: str) -> dict[str, Any]:
        """The record of one county.

        Raises:
            KeyError: The stub is not for that county.
        """
        words = {"county": name, "COUNTY": name.upper()}
        words |= {"seat": self.seats[name], "SEAT": self.seats[name].upper()}
        return {"name": name, "state": state, **_filled(self.county, words)}


def county_id(name: str) -> str:
    """A county's id, which names its file: "san-luis-obispo"."""
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")


def with_stubs(merged: Mapping[str, Any]) -> dict[str, Any]:
    """The counties of merged settings, with stubs where the office's county, or a part, has none.

    Args:
        merged: The settings as read; anything malformed is left for pydantic to report.
    """
    counties = dict(merged.get("counties") or {})
    office = merged.get("office")
    of_the_office = office.get("county") if isinstance(office, Mapping) else None
    stubs = merged.get("county_stubs")
    if not isinstance(stubs, Mapping):
        return counties
    for state, data in stubs.items():
        stub = CountyStub.model_validate(data)
        for name in stub.seats:
            its_id = county_id(name)
            own = counties.get(its_id, {})
            wanted = its_id in counties or its_id == of_the_office
            if wanted and isinstance(own, Mapping) and "name" not in own:
                counties[its_id] = laid_over(stub.of(name, state), own)
    return counties


def _filled(data: Any, words: Mapping[str, str]) -> Any:
    if isinstance(data, str):
        return re.sub(r"\{(\w+)\}", lambda match: words.get(match[1], match[0]), data)
    if isinstance(data, Mapping):
        return {key: _filled(value, words) for key, value in data.items()}
    if isinstance(data, list):
        return [_filled(value, words) for value in data]
    return data
