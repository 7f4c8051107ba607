"""Make any number of clean rows of a synthetic list.

Each row is one count of one case of one fictitious person, as an office's sheet would have it.
The rows do not depend on how many are taken, and no more than a few thousand people are kept.
"""

import datetime as dt
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from filings.sample.people import Draw, PersonName, draw_name
from filings.sample.places import FIRST_YEAR, LAST_YEAR, UNIFIED, CourtPeriod, Places
from filings.settings.county import County

Row = list[str]
"""The cells of the sheet in order, and a comment, which only the state's file has."""

(NUMBER, SUFFIX, LAST, FIRST, MIDDLE, NAME_SUFFIX, BORN, PERSON, SECTION, COUNT, LEVEL) = range(11)
(CONVICTED, COURT, COUNTY, POLICE, PLACE, PROSECUTOR, ELIGIBLE, OTHERS) = range(11, 19)
(DISPOSITION, SAMPLE, COMMENT) = range(19, 22)
WIDTH = 22

_LAST_DAY = dt.date(2016, 11, 8)  # the eve of Proposition 64
_DISTRICT_NUMBERS = 1990  # the first year of "BA..."
_REMEMBERED = 4096  # people who may come back with another case


class _SamplePerson(NamedTuple):
    name: PersonName
    born: str
    number: str
    year: int  # of the first conviction


class _SampleCharge(NamedTuple):
    sheet: Sequence[str]  # how offices spell it
    doj: Sequence[str]  # how the state does
    level: str


def draw_rows(county: County, draw: Draw, doj: bool) -> Iterator[Row]:
    """Clean rows, case after case.

    Args:
        county: Los Angeles, as the settings have it.
        draw: The stream of chance; equal streams give equal rows.
        doj: Whether the rows are for the state's layout: its spellings, and every count numbered.
    """
    clerk = _Clerk(county, draw, doj)
    while True:
        yield from clerk.open_case()


class _SampleCase(NamedTuple):
    shared: Row  # cells that all its rows share
    charges: Sequence[_SampleCharge]
    first_count: int
    suffixed: str  # "column", "number" or "": where a lone defendant's suffix stands


class _Clerk:
    """Makes cases, some for people who had one before."""

    def __init__(self, county: County, draw: Draw, doj: bool) -> None:
        self._draw = draw
        self._doj = doj
        self._felonies_by = county.agencies[county.felonies_by].short
        self._places = Places(county, doj)
        self._serials = _Serials()
        self._remembered: list[_SamplePerson] = []
        self._people = 0

    def open_case(self) -> Iterator[Row]:
        """The rows of the next case: each count of each defendant."""
        draw = self._draw
        felony = draw() < 1 / 3
        defendants = _DEFENDANTS[int(draw() * len(_DEFENDANTS))]
        someone = None
        if self._people > 100 and draw() < 0.2:
            someone = self._remembered[int(draw() * len(self._remembered))]
            year = min(LAST_YEAR, someone.year + int(draw() * 9))
        else:
            years = _FELONY_YEARS if felony else _MISDEMEANOR_YEARS
            year = years[int(draw() * len(years))]
        benches = self._places.benches(year, felony)
        bench = benches[int(draw() * len(benches))]
        case = self._draw_case(bench, year, felony, defendants)
        for place in range(1, defendants + 1):
            yield from self._rows_of(case, someone or self._someone_new(year), place)
            someone = None

    def _draw_case(
        self, bench: CourtPeriod, year: int, felony: bool, defendants: int
    ) -> _SampleCase:
        draw, serials = self._draw, self._serials
        row = [""] * WIDTH
        row[NUMBER] = serials.felony(bench, year) if felony else serials.misdemeanor(bench, year)
        if felony and year < UNIFIED and draw() < 0.12:
            row[OTHERS] = serials.municipal(bench, year)  # before it was held to answer
        days = _DAYS[year]
        row[CONVICTED] = days[int(draw() * len(days))]
        row[COURT] = bench.spellings[int(draw() * len(bench.spellings))]
        row[COUNTY] = _COUNTY
        row[POLICE], row[PLACE], row[PROSECUTOR] = bench.beats[int(draw() * len(bench.beats))]
        if felony and row[PROSECUTOR]:
            row[PROSECUTOR] = self._felonies_by
        # gogen marks every misdemeanor of Los Angeles so.
        row[ELIGIBLE] = _UNREVIEWED if self._doj and not felony else _ELIGIBLE
        row[SAMPLE] = "SAMPLE"
        charges = _CHARGES[felony, _era(year)]
        choice = int(draw() * len(charges))
        several = draw() < (0.13 if felony else 0.03)
        counts = [charges[choice]]
        if several:
            others = [charge for charge in dict.fromkeys(charges) if charge is not charges[choice]]
            counts += others[: 1 + (draw() < 0.15)]
        # The list does not always know a lone count's number.
        if self._doj or several or defendants > 1 or draw() < 0.88:
            row[COUNT] = "1"
        suffixed = "column" if defendants > 1 else ""
        if not suffixed and felony and year >= _DISTRICT_NUMBERS:
            suffixed = ("column", "column", "number", "")[int(draw() * 4)]
        first_count = 1 if draw() < 0.8 else 2 + int(draw() * 3)
        return _SampleCase(row, counts, first_count, suffixed)

    def _someone_new(self, year: int) -> _SamplePerson:
        draw = self._draw
        self._people += 1
        # Most were young: eighteen on the day at least, seldom over forty.
        age = 19 + int(40 * draw() * draw())
        born = f"{year - age}{_BIRTHDAYS[int(draw() * 365)]}"
        someone = _SamplePerson(draw_name(draw), born, f"S{self._people:08d}", year)
        if len(self._remembered) < _REMEMBERED:
            self._remembered.append(someone)
        else:
            self._remembered[self._people % _REMEMBERED] = someone
        return someone

    def _rows_of(self, case: _SampleCase, someone: _SamplePerson, place: int) -> Iterator[Row]:
        draw = self._draw
        for count, charge in enumerate(case.charges, case.first_count):
            row = case.shared.copy()
            if case.suffixed == "column":
                row[SUFFIX] = f"{place:02d}"
            elif case.suffixed:
                row[NUMBER] = f"{row[NUMBER]}-{place:02d}"
            row[LAST], row[FIRST], row[MIDDLE], row[NAME_SUFFIX] = someone.name
            row[BORN] = someone.born
            row[PERSON] = someone.number
            spelt = charge.doj if self._doj else charge.sheet
            row[SECTION] = spelt[int(draw() * len(spelt))]
            if row[COUNT]:
                row[COUNT] = str(count)
            row[LEVEL] = charge.level
            row[DISPOSITION] = _DISPOSITIONS[int(draw() * len(_DISPOSITIONS))]
            yield row


class _Serials:
    """Case numbers in the style of their year, without repetition until a style is used up."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def felony(self, bench: CourtPeriod, year: int) -> str:
        if year < _DISTRICT_NUMBERS:  # one row of numbers for the whole county
            return f"A{300_000 + 43_000 * (year - FIRST_YEAR) + self._next(f'A{year}', 43_000)}"
        serials = 16_500 if bench.prefix == "BA" else 5_200
        since = (year - _DISTRICT_NUMBERS) * serials
        return f"{bench.prefix}{since + self._next(f'{bench.prefix}{year}', serials):06d}"

    def misdemeanor(self, bench: CourtPeriod, year: int) -> str:
        if year < UNIFIED:
            return self.municipal(bench, year)
        # The same digit comes again after ten years, the same serial does not.
        start = f"{year % 10}{bench.letters}"
        return f"{start}{self._next(start, 100_000):05d}"

    def municipal(self, bench: CourtPeriod, year: int) -> str:
        serial = self._next(f"{bench.court}{year}", 100_000)
        return f"{year % 100:02d}M{serial:05d}"

    def _next(self, style: str, serials: int) -> int:
        """The next serial of a style: every one of its serials, once, in a scattered order."""
        given = self._given.get(style, zlib.crc32(style.encode()) % serials)
        self._given[style] = given + 1
        return given * 7919 % serials  # 7919 is prime and divides no serials


def _wheel(shares: Mapping[int, int]) -> tuple[int, ...]:
    """Each year repeated by its share, which is interpolated between the given years."""
    years: list[int] = []
    anchors = sorted(shares.items())
    for (start, low), (end, high) in pairwise(anchors):
        for year in range(start, end):
            years += [year] * round(4 * (low + (high - low) * (year - start) / (end - start)))
    return (*years, *(LAST_YEAR,) * (4 * shares[LAST_YEAR]))


def _court_days(year: int) -> tuple[str, ...]:
    """The weekdays of a year, as a list prints them."""
    last = min(dt.date(year, 12, 31), _LAST_DAY)
    first = dt.date(year, 1, 2)
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day.isoformat() for day in days if day.weekday() < 5)


def _era(year: int) -> int:
    """The first year of the law that was valid then."""
    return 1975 if year < 1976 else 1976 if year < 2011 else 2011


def _charge(
    level: str, section: str, subdivision: str, words: str, share: int
) -> list[_SampleCharge]:
    if subdivision:
        small, capital = f"{section}({subdivision})", f"{section}({subdivision.upper()})"
        sheet: Sequence[str] = (
            *(f"{small} HS",) * 4,
            *(f"{capital} HS", f"HS {small}", small, f"{section}{subdivision.upper()} HS"),
        )
        return [_SampleCharge(sheet, (f"{capital} HS-{words}",), level)] * share
    sheet = (*(f"{section} HS",) * 4, f"HS {section}", section, f"{section}HS")
    return [_SampleCharge(sheet, (f"{section} HS-{words}",), level)] * share


_COUNTY = "LOS ANGELES"
_ELIGIBLE = "Eligible for Dismissal"
_UNREVIEWED = "To be reviewed by City Attorneys"
_DISPOSITIONS = ("CONVICTED", "CONVICTED-PROBATION", "CONVICTED-PROBATION", "CONVICTED-JAIL")
_DEFENDANTS = (1,) * 47 + (2, 2, 3)

# Before 1976 possession was mostly a felony; from 2011 a small amount was an infraction, and few
# infractions ever came to a list.
_FELONY_YEARS = _wheel(
    {1975: 9, 1976: 4, 1985: 5, 1990: 8, 1996: 10, 2005: 14, 2009: 16, 2012: 9, 2016: 4}
)
_MISDEMEANOR_YEARS = _wheel(
    {1975: 2, 1976: 8, 1985: 9, 1995: 10, 2006: 14, 2010: 16, 2011: 4, 2016: 2}
)
_DAYS = {year: _court_days(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
_BIRTHDAYS = tuple(f"-{dt.date.fromordinal(n):%m-%d}" for n in range(1, 366))

_SALES = (
    _charge("Felony", "11358", "", "CULTIVATE MARIJUANA", 22)
    + _charge("Felony", "11359", "", "POSSESS MARIJUANA FOR SALE", 43)
    + _charge("Felony", "11360", "a", "SELL/TRANSPORT MARIJUANA", 30)
    + _charge("Felony", "11357", "a", "POSSESS CONCENTRATED CANNABIS", 5)
)
_GRAMS = _charge("Misdemeanor", "11357", "c", "POSSESS MARIJUANA OVER 28.5 GRAMS", 16) + _charge(
    "Misdemeanor", "11360", "b", "GIVE/TRANSPORT MARIJUANA 28.5 GRAMS/LESS", 18
)
_CHARGES = {
    (True, 1975): _charge("Felony", "11357", "", "POSSESS MARIJUANA", 50)
    + _charge("Felony", "11358", "", "CULTIVATE MARIJUANA", 8)
    + _charge("Felony", "11359", "", "POSSESS MARIJUANA FOR SALE", 20)
    + _charge("Felony", "11360", "", "SELL/TRANSPORT MARIJUANA", 22),
    (True, 1976): _SALES,
    (True, 2011): _SALES,
    (False, 1975): _charge("Misdemeanor", "11357", "", "POSSESS MARIJUANA", 100),
    (False, 1976): _GRAMS
    + _charge("Misdemeanor", "11357", "b", "POSSESS MARIJUANA 28.5 GRAMS/LESS", 63)
    + _charge("Misdemeanor", "11357", "a", "POSSESS CONCENTRATED CANNABIS", 3),
    (False, 2011): _GRAMS
    + _charge("Infraction", "11357", "b", "POSSESS MARIJUANA 28.5 GRAMS/LESS", 50),
}
