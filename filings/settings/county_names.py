"""Know every way in which a list may write the name of a county.

Only a county that is known to be another one is another: a misspelt name may be our own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from pydantic import Field, model_validator

from filings.settings.county import County, Sourced, refuse_unknown, squeeze_court


class StateCounties(Sourced):
    """The counties of a state, as far as lists may name them."""

    letters: str  # "CA"
    counties: tuple[str, ...]
    written_as: dict[str, str] = Field(
        default_factory=dict
    )  # how lists spell them besides -> the county

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for text, county in self.written_as.items():
            refuse_unknown(f"written_as > {text}", county, dict.fromkeys(self.counties))
        return self


def own_spellings(county: County, names: Mapping[str, StateCounties]) -> frozenset[str]:
    """Every text that names the county and no courthouse in it, squeezed."""
    state = names.get(county.state)
    told = _forms(county.name, state, ("", county.state, state.letters)) if state else ()
    return frozenset((*map(squeeze_court, county.written_as), *told))


def other_spellings(county: County, names: Mapping[str, StateCounties]) -> frozenset[str]:
    """Every text that names another county, squeezed; of another state only with its state."""
    told = (
        spelling
        for state, its in names.items()
        for other in its.counties
        for spelling in _forms(other, its, ("",) * (state == county.state) + (state, its.letters))
    )
    return frozenset(told) - own_spellings(county, names)


def _forms(county: str, its: StateCounties, behind: Sequence[str]) -> Iterator[str]:
    for name in (county, *(text for text, meant in its.written_as.items() if meant == county)):
        for form in (name, f"{name} County", f"{name} Co", f"County of {name}"):
            yield from (squeeze_court(f"{form} {more}") for more in behind)
