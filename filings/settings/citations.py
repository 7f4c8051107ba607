"""Find the citations in a text, and which of them templates may cite.

A text is any words with the statutes, rules and cases of American legal writing in them: "Health
and Safety Code sections 11357 and 11360", "H&S 11361.8(b)", "Cal. Rules of Court, rule 2.550",
"People v. Chavez (2018) 4 Cal.5th 771". A citation that is not in the table was checked by nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from filings.settings.base import SettingsRecord, Sourced, refuse_unknown

_NUMBER = r"\d+(?:\.\d+)*[a-z]?(?:\([A-Za-z0-9]+\))*"
_NUMBERS = re.compile(rf"{_NUMBER}(?:(?:,\s+|\s+)(?:and\s+|or\s+)?{_NUMBER})*")
_LEAD = r"(?:,?\s+former)?,?\s*(?:§§?|[Ss]ections?|[Rr]ules?)?\s*"
_BARE = re.compile(rf"(?:§§?|\b[Ss]ections?|\b[Rr]ules?)\s*(?={_NUMBER})")
_CASE = re.compile(r"\b[A-Z][\w.'’-]*(?: (?:of|the|and|&|[A-Z][\w.'’-]*))* v\.\s+[A-Z]\w*")
_ACT = re.compile(r"\b\d+\s+ILCS\s+[\d./-]+")


class Code(SettingsRecord):
    """A code or a body of rules, and how it is written before a number."""

    state: str = ""  # "California"; "" where several states have one of this name
    written_as: tuple[str, ...]  # "Health & Saf. Code"


class Citation(Sourced):
    """A section, a rule or a case that templates may cite."""

    code: str = ""  # a key of `codes`; "" for a case
    number: str = ""  # "11361.8", without subdivisions
    case: str = ""  # "People v. Chavez (2018) 4 Cal.5th 771"
    says: str

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if bool(self.code and self.number) == bool(self.case):
            raise ValueError("give code and number, or case")
        return self


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation found in a text."""

    at: int  # index into the text
    words: str  # as written there: "Penal Code section 1385"
    key: str  # key in the table; "" when it is not there


class Citations(SettingsRecord):
    """Everything that templates may cite."""

    codes: dict[str, Code] = Field(default_factory=dict)
    # State -> how a text names its courts, parties and reports: "Superior Court".
    states: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    cited: dict[str, Citation] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        for name, citation in self.cited.items():
            if citation.code:
                refuse_unknown(f"cited > {name} > code", citation.code, self.codes)
        return self

    def of_other_states(self, state: str) -> dict[str, str]:
        """The words that a text for a state must not use: word -> its state."""
        words = [(word, of) for of, code in self.states.items() for word in code]
        words += [(word, code.state) for code in self.codes.values() for word in code.written_as]
        own = {word.casefold() for word, of in words if of == state}
        return {
            word: of for word, of in words if of not in ("", state) and word.casefold() not in own
        }

    def found_in(self, text: str) -> list[Cited]:
        """Every statute, rule and case that a text cites, in order."""
        cited_places = [*self._cases(text), *self._acts(text)]
        taken = [(cited.at, cited.at + len(cited.words)) for cited in cited_places]
        for name in self._names.finditer(text):
            numbers = _NUMBERS.match(text, name.end())
            if numbers:
                taken.append((name.start(), numbers.end()))
                code = self._code_of[" ".join(name["code"].split())]
                cited_places += self._each(text, name.start(), numbers, code)
        for lead in _BARE.finditer(text):
            if not any(start <= lead.start() < end for start, end in taken):
                numbers = _NUMBERS.match(text, lead.end())
                assert numbers  # _BARE looked ahead for one
                cited_places += self._each(text, lead.start(), numbers, "")
        return sorted(cited_places, key=lambda cited: (cited.at, cited.words))

    def _cases(self, text: str) -> Iterator[Cited]:
        for case in _CASE.finditer(text):
            rest = " ".join(text[case.start() : case.start() + 200].split())
            key = next((k for k, c in self.cited.items() if c.case and rest.startswith(c.case)), "")
            yield Cited(case.start(), self.cited[key].case if key else case[0], key)

    def _acts(self, text: str) -> Iterator[Cited]:
        for act in _ACT.finditer(text):
            number = " ".join(act[0].split())
            key = next((k for k, c in self.cited.items() if c.number == number), "")
            yield Cited(act.start(), number, key)

    def _each(self, text: str, at: int, numbers: re.Match[str], code: str) -> Iterator[Cited]:
        lead = " ".join(text[at : numbers.start()].split())
        for number in re.finditer(_NUMBER, numbers[0]):
            bare = number[0].partition("(")[0]
            key = next(
                (
                    key
                    for key, citation in self.cited.items()
                    if citation.number == bare and (not code or citation.code == code)
                ),
                "",
            )
            yield Cited(at, f"{lead} {number[0]}", key)

    @cached_property
    def _code_of(self) -> dict[str, str]:
        return {name: key for key, code in self.codes.items() for name in code.written_as}

    @cached_property
    def _names(self) -> re.Pattern[str]:
        longest_first = sorted(self._code_of, key=len, reverse=True)
        names = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
        return re.compile(rf"(?<!\w)(?P<code>{names or '(?!)'}){_LEAD}(?=\d)")
