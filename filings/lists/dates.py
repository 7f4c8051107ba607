"""Floor 2. The text of a date in, a `dt.date` out; None when it does not name one whole day.

No clock is read. A two-digit year is placed by what it must be: a conviction lies after the
earliest year that lists reach back to, and a birth lies well before the conviction.
"""

import datetime as dt
import re
from functools import lru_cache

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\.0)?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: 0?0:00(?::00)?)?")
# Forms without signs between -> how many digits they have.
_RUN_TOGETHER = {"%m%d%y": 6, "%y%m%d": 6, "%m%d%Y": 8, "%Y%m%d": 8}

# Days by which a spreadsheet counts 1954 to 2017. Five digits of a six-digit form have lost a zero
# (30180 is 1 March 1980), unless they are such a count (17 August 1982), and no cell says which.
# Others of the list do not settle it: what makes the one makes the other, cell by cell.
_SERIALS = range(20_000, 43_000)

# Youngest age at which anybody can have been convicted; it only decides the century of a birth.
_AGE = 10


def _day(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    # 01/01/0001 is how gogen writes a date it could not read.
    if int(year) < 1000:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:  # YYYY0000, 02/30/1999
        return None


@lru_cache(maxsize=1 << 16)
def parse_date(text: str) -> dt.date | None:
    """A day written as 19810411, 1981-04-11 or 04/11/1981; anything else is None."""
    if found := _COMPACT.fullmatch(text):
        return _day(*found.groups())
    if found := _SLASHED.fullmatch(text):
        return _day(found[3], found[1], found[2])
    if found := _ISO.fullmatch(text):
        return _day(*found.groups())
    return None


def conviction_since(excluded_from_on: dt.date) -> int:
    """The first of the hundred years in which a conviction's two-digit year lies.

    From 75 years before the new law to 24 after it: computers that cut the year to two digits knew
    no conviction of 1940, and nobody reads one of 2041 yet. No clock is needed to tell the century.
    """
    return excluded_from_on.year - 75


def birth_since(convicted_on: dt.date | None, otherwise: dt.date) -> int:
    """The first of the hundred years in which a birth's two-digit year lies.

    The last is ten years before the conviction. A library default would read the 1965 of a man
    convicted in 1985 as 2065.
    """
    return (convicted_on or otherwise).year - _AGE - 99


class DateForms:
    """The forms an office's own list uses for its dates, tried in order."""

    def __init__(self, forms: tuple[str, ...]) -> None:
        self._forms = forms
        self._read = lru_cache(maxsize=1 << 16)(self._parse)

    def parse(self, text: str, since: int) -> dt.date | None:
        """The day `text` names in the first form that fits it whole.

        Args:
            text: As written.
            since: The first of the hundred years in which a two-digit year lies.
        """
        day, short = self._read(text)
        if day is None or not short:
            return day
        try:
            return day.replace(year=since + (day.year - since) % 100)
        except ValueError:  # 29 February of a year that has none
            return None

    def _parse(self, text: str) -> tuple[dt.date | None, bool]:
        # A date cell of a workbook arrives as ISO text, whatever the office's own form is.
        if _ISO.fullmatch(text) and (day := parse_date(text)):
            return day, False
        for form in self._forms:
            written = text
            if form in _RUN_TOGETHER:
                # strptime would read 11212 as 1 November; a spreadsheet took the zero off 011212.
                written = text.zfill(_RUN_TOGETHER[form])
                if len(text) < len(written) - 1 or not text.isdigit():
                    continue
                if len(text) == 5 and int(text) in _SERIALS:
                    continue
            try:
                day = dt.datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
            if day.year >= 1000:
                return day, "%y" in form
        return None, False
