"""Write numbers and days in plain words."""

import datetime as dt

# Not strftime: the names of months must not depend on the machine's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def counted(number: int, noun: str = "", plural: str = "") -> str:
    """A number with thousands separators and its noun: "1,204 convictions", "1 conviction"."""
    if not noun:
        return f"{number:,}"
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def day_in_words(date: dt.date) -> str:
    """A date as a sentence prints it: February 14, 1998."""
    return f"{_MONTHS[date.month - 1]} {date.day}, {date.year}"


def month_in_words(date: dt.date) -> str:
    """The month of a date as a sentence prints it: February."""
    return _MONTHS[date.month - 1]


def years_between(born_on: dt.date, day: dt.date) -> int:
    """The whole years between two days, as an age: below 0 before the birth."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
