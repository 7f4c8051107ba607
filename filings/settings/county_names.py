"""Make all spellings by which lists may name a county.

A name counts as another county only if it is known to be one: a misspelt name may be our own.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Self

from pydantic import Field, model_validator

from filings.settings.base import Sourced, refuse_unknown
from filings.settings.county import County
from filings.settings.court_and_agency_names import squeeze_court


class StateCounties(Sourced):
    """The counties of a state, as far as lists may name them."""

    letters: str  # "CA"
    called: str = "County"  # the word after a name: "Parish"
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
    if state is None:
        return frozenset(map(squeeze_court, county.written_as))
    also = (text for text, meant in state.written_as.items() if meant == county.name)
    behind = ("", county.state, state.letters)
    forms = (form for name in (county.name, *also) for form in _forms(name, state.called, behind))
    return frozenset((*map(squeeze_court, county.written_as), *forms))


def other_spellings(county: County, names: Mapping[str, StateCounties]) -> frozenset[str]:
    """Every text that names another county, squeezed; of another state only with its state."""
    spellings = (
        _spellings(
            name.counties,
            name.called,
            tuple(name.written_as),
            ("",) * (state == county.state) + (state, name.letters),
        )
        for state, name in names.items()
    )
    return frozenset[str]().union(*spellings) - own_spellings(county, names)


# Kept: the country has three thousand counties.
@lru_cache(maxsize=128)
def _spellings(
    counties: tuple[str, ...],
    called: str,
    written_as: tuple[str, ...],
    behind: tuple[str, ...],
) -> frozenset[str]:
    names = (*counties, *written_as)
    return frozenset(chain.from_iterable(_forms(name, called, behind) for name in names))


def _forms(name: str, called: str, behind: Sequence[str]) -> Iterator[str]:
    """The spellings of a county: with "County" before or after it, with its state or without."""
    plain = squeeze_court(name)  # once, not with each ending
    of = squeeze_court(f"{called} of {name}")
    for form in (plain, f"{plain} {called.upper()}", f"{plain} CO", of):
        yield from (f"{form} {more.upper()}".rstrip() for more in behind)
