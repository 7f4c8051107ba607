"""Read a date from text; None when the text does not name one whole day.

No clock is read. A two-digit year is placed by what it must be: a conviction lies after the
earliest year that lists reach back to, and a birth lies well before the conviction. Which of 4/5
is the month, the layout says; where it does not, or the column belies it, the whole column does.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

_TIME = r"(?:[T ]\s*(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:\s*[AP]M)?Z?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\.0)?")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1
    )
}
_LONG = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER"),
    *("SEPT", "OCTOBER", "NOVEMBER", "DECEMBER"),
)
_MONTH = rf"(?P<month>{'|'.join((*_LONG, *_MONTHS))})"
# 05-APR-1995, 5 April 1995; Apr 5, 1995. Which is the month and which the day nobody can mistake.
_NAMED = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        rf"(?P<day>\d{{1,2}})[-\s/.]*{_MONTH}[-\s/.,]*(?P<year>\d{{4}}|(?<!\d)\d\d)",
        rf"{_MONTH}\.?[-\s]*(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)?(?:\s*,\s*|[-\s]+)(?P<year>\d{{4}})",
    )
)
# Two numbers before a year: the month and the day, or the day and the month.
_SIGNED = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}", re.IGNORECASE)
_ORDER = re.compile(r"%([md])([-/.])%([md])\2%([yY])")
_MOST_MONTHS = 12
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


def ordered(text: str, first: str) -> str:
    """Rewrite a day that can be read in two ways so that one reading is left.

    Gives YYYY-MM-DD, or 04-MAR-95 for a year of two digits, whose century the column tells; "" when
    the text could be read in one way only.

    Args:
        text: As written: "03/04/1995".
        first: "month first" or "day first".
    """
    match = _SIGNED.fullmatch(text)
    if not match:
        return ""
    one, other = int(match[1]), int(match[3])
    if min(one, other) < 1 or max(one, other) > _MOST_MONTHS or one == other:
        return ""
    month, day = (other, one) if first == "day first" else (one, other)
    if len(match[4]) == len("95"):
        return f"{day:02}-{list(_MONTHS)[month - 1]}-{match[4]}"
    whole = _day(match[4], month, day)
    return whole.isoformat() if whole else ""


@lru_cache(maxsize=1 << 16)
def parse_date(text: str) -> dt.date | None:
    """A day written in a form that can be read in one way only; anything else is None.

    19950405, 1995-04-05, 1995/04/05, 05-APR-1995 and Apr 5, 1995 are such forms, and so is the
    month first, 04/05/1995, where a program's own layout writes nothing else.
    """
    if day := _plain_day(text):
        return day
    match = _SIGNED.fullmatch(text)
    if match and match[2] != "." and len(match[4]) == len("1995"):
        return _day(match[4], match[1], match[3])
    return None


def _plain_day(text: str) -> dt.date | None:
    if match := _COMPACT.fullmatch(text):
        return _day(*match.groups())
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], match[3], match[4])
    for form in _NAMED:
        match = form.fullmatch(text)
        if match and len(match["year"]) == len("1995"):
            return _day(match["year"], _MONTHS[match["month"][:3].upper()], match["day"])
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


class _Sides(NamedTuple):
    """How many cells of a column can be read with the month first alone, and with the day first."""

    month_first: int
    day_first: int


class DateForms:
    """The forms an office's own list uses for the dates of one column, tried in order."""

    def __init__(self, forms: tuple[str, ...], column: str = "") -> None:
        """Take the layout's strptime forms and the heading, by which the verdict is told."""
        self._forms = forms
        self._column = column
        self._cells: Callable[[], Iterable[str]] = tuple
        self._read = lru_cache(maxsize=1 << 16)(self._parse)
        self._order = cache(self._told_order)
        self._settled_by: set[str] = set()  # what told the order of cells: layout, column, nothing
        # What the layout says of two numbers with that sign between, before a year of so many
        # digits; nothing when it says both.
        self._said: dict[tuple[str, bool], str] = {}
        for form in forms:
            if (match := _ORDER.fullmatch(form)) and match[1] != match[3]:
                key = (match[2], match[4] == "Y")
                self._said[key] = match[1] if self._said.get(key, match[1]) == match[1] else ""

    def look_at(self, cells: Callable[[], Iterable[str]]) -> None:
        """Let the whole column speak where a cell can be read in two ways.

        Args:
            cells: Gives every cell of the column; asked once, and only if it is needed.
        """
        self._cells = cells

    @cached_property
    def _sides(self) -> _Sides:
        """What the column shows by days over 12."""
        sides = [0, 0]
        for text in self._cells():
            match = _SIGNED.fullmatch(text)
            if match and (len(match[4]) == len("1995") or (match[2], False) in self._said):
                one, other = int(match[1]), int(match[3])
                year = match[4] if len(match[4]) == len("1995") else f"20{match[4]}"
                if one > _MOST_MONTHS >= other:
                    sides[1] += _day(year, other, one) is not None
                elif other > _MOST_MONTHS >= one:
                    sides[0] += _day(year, one, other) is not None
        return _Sides(*sides)

    def _told_order(self, sign: str, whole: bool) -> str:
        """Which comes first between such signs, "m" or "d"; "" when nothing settles it."""
        said = self._said.get((sign, whole), "")
        month_first, day_first = self._sides
        shown = "m" if month_first else "d" if day_first else ""
        if (month_first and day_first) or (said and shown and said != shown):
            settled, order = "nothing", ""
        else:
            order = said or shown
            settled = "layout" if said else "column" if shown else "nothing"
        self._settled_by.add(settled)
        return order

    @property
    def notes(self) -> tuple[str, ...]:
        """What the whole column decided, once it was read; nothing where the layout did."""
        month_first, day_first = self._sides if self._settled_by else (0, 0)
        first = "month" if month_first else "day"
        if "nothing" in self._settled_by:
            if month_first and day_first:
                note = (
                    f"has days over 12 on both sides ({month_first:,} cells have the month first,"
                    f" {day_first:,} the day)"
                )
            elif month_first or day_first:
                note = f"has the {first} first, as days over 12 show, and its layout says otherwise"
            else:
                note = "has no day over 12, and its layout does not say which number is the month"
            return (f"{self._column} {note}: what can be read in two ways is held",)
        if "column" in self._settled_by:
            return (f"{self._column} has the {first} first, as its days over 12 show",)
        return ()

    def parse(self, text: str, since: int) -> dt.date | None:
        """The day `text` names in the first form that fits it whole.

        Args:
            text: As written.
            since: The first of the hundred years in which a two-digit year lies.
        """
        if not text:
            return None
        day, short = self._read(text)
        if day is None or not short:
            return day
        try:
            return day.replace(year=since + (day.year - since) % 100)
        except ValueError:  # 29 February of a year that has none
            return None

    def is_ambiguous(self, text: str) -> bool:
        """Whether a text names one of two days, and nothing settles which."""
        match = _SIGNED.fullmatch(text)
        if not match or self._read(text)[0] is not None:
            return False
        one, other = int(match[1]), int(match[3])
        return min(one, other) > 0 and max(one, other) <= _MOST_MONTHS and one != other

    def _parse(self, text: str) -> tuple[dt.date | None, bool]:
        # Nearly every cell has one of two shapes, which need no pattern: 19950405 and 04/05/1995.
        if len(text) == len("19950405") and text.isdigit() and text.isascii():
            day = _day(text[:4], text[4:6], text[6:])
            if day and day.year >= 1900:
                return day, False
        elif len(text) == len("04/05/1995") and text[2] == text[5] == "/" and text.isascii():
            one, other, year = text[:2], text[3:5], text[6:]
            if f"{one}{other}{year}".isdigit():
                return self._signed(one, "/", other, year), False
        match = _SIGNED.fullmatch(text)
        if match and (len(match[4]) == len("1995") or (match[2], False) in self._said):
            return self._signed(*match.groups()), len(match[4]) == len("95")
        if (day := _plain_day(text)) and day.year >= 1900:
            return day, False
        for form in _NAMED:
            if match := form.fullmatch(text):
                month = _MONTHS[match["month"][:3].upper()]
                # A leap year, so that 29 February stands until the century is known.
                day = _day(2000 + int(match["year"]), month, match["day"])
                return day, True
        return self._in_forms(text)

    def _signed(self, one: str, sign: str, other: str, written: str) -> dt.date | None:
        whole = len(written) == len("1995")
        year = int(written) + (0 if whole else 2000)
        if int(one) <= _MOST_MONTHS and int(other) <= _MOST_MONTHS and int(one) != int(other):
            order = self._order(sign, whole)
            if not order:
                return None
        else:
            order = "d" if int(one) > _MOST_MONTHS else "m"
        return _day(year, other, one) if order == "d" else _day(year, one, other)

    def _in_forms(self, text: str) -> tuple[dt.date | None, bool]:
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
