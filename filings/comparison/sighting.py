"""Floor 2. A screened entry in, what one list tells of a conviction out, in a form that compares.

Spelling, signs and blanks are folded away; nothing is corrected. No number of a person is here,
only the keyed hashes that the lists room made, and a birth date is told as a kind of difference.
"""

import datetime as dt
from collections.abc import Container, Iterator

from filings.county import squeeze_court
from filings.docket import CourtId, Level, Name, ReasonCode, Screened, Statute, noun
from filings.order import fold_count, folded
from filings.spelling import name_words

# Of another county, or for another charge: no list owes us those.
_NOT_OURS = {ReasonCode("other-county"), ReasonCode("other-charge")}
TOO_LATE = ReasonCode("after-initiative")
"""A list dates a conviction too late; it is compared, for the other list may know better."""

# Made of the name itself, so it says no more than the name and the birth date beside it.
_NAMED = "name-dob"
# An office's own: in another office's list the same person has another one.
_LOCAL = "person"


@noun
class Sighting:
    """A conviction as one list tells it; "" and None where the list is silent."""

    place: int  # from 0, through the first list and on through the second
    list: int  # 1 or 2
    court: str = ""  # id of today's court; "" when the row names none, or only the county
    number: str = ""  # the count's own case number, without signs and blanks: "BA097736"
    numbers: tuple[str, ...] = ()  # it and the further numbers of the case, alike
    suffix: str = ""  # the defendant's: "01"
    keys: tuple[str, ...] = ()  # exact person keys, "cii:5f..."
    last: str = ""
    first: str = ""
    middle: str = ""
    generation: str = ""  # "jr", "iii"
    born_on: dt.date | None = None
    section: str = ""  # "HS 11357"; "" when it could not be read
    subdivision: str = ""  # "c"
    count: str = ""  # the charging document's
    count_key: str = ""  # the list's own key of the count
    level: Level = Level.UNKNOWN
    convicted_on: dt.date | None = None
    ours: bool = True  # false when this list dates it too late for this motion

    @property
    def name(self) -> str:
        """Last and first name, each in one word, "" without a name: "delacruz ana"."""
        return f"{run_together(self.last)} {run_together(self.first)}".strip()

    @property
    def words(self) -> frozenset[str]:
        """Every part of the name that is more than an initial."""
        words = f"{self.last} {self.first} {self.middle}".split()
        return frozenset(word for word in words if len(word) > 1)

    @property
    def given_keys(self) -> dict[str, str]:
        """The keys that somebody gave out (a CII, a file number), by their kind."""
        kinds = {key.partition(":")[0]: key for key in self.keys}
        kinds.pop(_NAMED, None)
        return kinds

    @property
    def public_keys(self) -> dict[str, str]:
        """Those of them that every office knows the person by: if they differ, so do the people."""
        kinds = self.given_keys
        kinds.pop(_LOCAL, None)
        return kinds


def is_compared(screened: Screened) -> bool:
    """Whether an entry is a conviction that both lists should tell."""
    source = screened.source
    return source is not None and not source.aside and screened.reason not in _NOT_OURS


def sighting_of(screened: Screened, place: int, courts: Container[str]) -> Sighting:
    """What the entry tells.

    Args:
        screened: An entry that `is_compared`.
        place: Its number in the comparison.
        courts: Every spelling of every court, squeezed: only a court that the row names counts.
    """
    source = screened.source
    assert source is not None, "an unreadable row tells nothing"
    number = folded(source.case_number or "")
    others = (folded(other) for other in source.other_numbers)
    name = fold_parts(source.name)
    section, subdivision = _cited(source.statute)
    return Sighting(
        place=place,
        list=source.list,
        court=_court(source.court, screened.court, courts),
        number=number,
        numbers=tuple(dict.fromkeys(filter(None, (number, *others)))),
        suffix=source.defendant_suffix.upper(),
        keys=tuple(dict.fromkeys(source.keys)),
        last=name[0],
        first=name[1],
        middle=name[2],
        generation=name[3],
        born_on=source.born_on,
        section=section,
        subdivision=subdivision,
        count=fold_count(source.count),
        count_key=source.count_key,
        level=source.level,
        convicted_on=source.convicted_on,
        ours=screened.reason != TOO_LATE,
    )


def proofs(sighting: Sighting) -> Iterator[str]:
    """Whatever two sightings may share that says: this person, in this case.

    Sightings with none in common are never the same by exact keys.
    """
    for number in sighting.numbers:
        for key in sighting.keys:
            yield f"{number}|{key}"
        if sighting.first:
            yield f"{number}|name:{sighting.name}"
    if sighting.number and sighting.suffix:
        # The suffix is this number's, and no other's.
        yield f"{sighting.number}|defendant:{sighting.suffix}"


def fold_parts(name: Name | None) -> tuple[str, str, str, str]:
    """Last, first and middle name and the generation in folded words: "de la cruz"."""
    if name is None:
        return "", "", "", ""
    parts = (name.last, name.first, name.middle, name.suffix)
    last, first, middle, generation = (" ".join(name_words(part)) for part in parts)
    return last, first, middle, generation


def run_together(words: str) -> str:
    """Folded words as one: "delacruz"."""
    return words.replace(" ", "")


def birth_dates_differ(one: dt.date | None, other: dt.date | None) -> str:
    """How two birth dates differ, in words that tell neither; "" when they do not, or may not."""
    if one is None or other is None or one == other:
        return ""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return "day and month are swapped"
    if (one.month, one.day) == (other.month, other.day):
        return "another year, the same day and month"
    if one.year == other.year:
        return "the same year, another day or month"
    return "another date"


def _court(written: str, court: CourtId | None, courts: Container[str]) -> str:
    return court if court and squeeze_court(written) in courts else ""


def _cited(statute: Statute | None) -> tuple[str, str]:
    if statute is None:
        return "", ""
    attempt = "664/" if statute.attempt else ""
    return f"{attempt}{statute.code} {statute.section}", statute.subdivision
