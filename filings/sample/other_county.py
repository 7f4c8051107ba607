"""Move the rows of a sample to another county: its courts, prosecutor, statutes and numbers."""

import re
from collections.abc import Iterator, Sequence

from filings.sample.people import Draw
from filings.sample.rows import (
    CONVICTED,
    COUNTY,
    COURT,
    LEVEL,
    NUMBER,
    OTHERS,
    PLACE,
    POLICE,
    PROSECUTOR,
    SECTION,
    Row,
)
from filings.settings.county import County
from filings.settings.settings import Offense

_SUFFIX = re.compile(r"-\d\d$")


def moved_rows(
    rows: Iterator[Row], county: County, offenses: Sequence[Offense], draw: Draw
) -> Iterator[Row]:
    """The same people and days in another county, every case heard at one of its open courts.

    Args:
        rows: Clean rows, grouped by case.
        county: The other county.
        offenses: Those of its state, if that is not California; else empty.
        draw: The random stream.
    """
    courts = [record for record in county.courts.values() if record.closed_on is None]
    district = county.agencies[county.felonies_by].short
    numbers = _NumberSeries(county)
    case, number, court = "", "", ""
    for row in rows:
        suffix = match[0] if (match := _SUFFIX.search(row[NUMBER])) else ""
        if row[NUMBER].removesuffix(suffix) != case:
            case = row[NUMBER].removesuffix(suffix)
            number = numbers.next(int(row[CONVICTED][:4]), row[LEVEL] == "Felony")
            spelt = courts[int(draw() * len(courts))]
            names = (spelt.name, *(name for name in spelt.written_as if len(name) > 3))
            court = names[int(draw() * len(names))]
        row[NUMBER], row[COURT], row[COUNTY] = number + suffix, court, county.name.upper()
        row[OTHERS] = row[POLICE] = row[PLACE] = ""
        row[PROSECUTOR] = district  # without an arresting agency, nothing else decides
        if offenses:
            offense = offenses[int(draw() * len(offenses))]
            of = f"({offense.subdivision})" if offense.subdivision else ""
            row[SECTION] = f"{offense.code} {offense.section}{of}".strip()
            if offense.levels:
                row[LEVEL] = offense.levels[0].value.capitalize()
        yield row


class _NumberSeries:
    """Case numbers in the county's own style, or in a plain one if none is known."""

    def __init__(self, county: County) -> None:
        self._given = 0
        forms = [form for form in county.case_numbers.values() if form.examples]
        self._forms = {felony: [f for f in forms if f.felony == felony] for felony in (True, False)}
        self._any = forms

    def next(self, year: int, felony: bool) -> str:
        """A number that was not used yet."""
        self._given += 1
        for form in self._forms[felony] or self._any:
            number = self._like(form.examples[0])
            if re.fullmatch(form.pattern, number):
                return number
        return f"{year % 100:02d}{'CF' if felony else 'CM'}{self._given:06d}"

    def _like(self, example: str) -> str:
        """The example with a new serial number in its last digits."""
        last = list(re.finditer(r"\d+", example))[-1]
        serial = f"{self._given % 10 ** len(last[0]):0{len(last[0])}d}"
        return example[: last.start()] + serial + example[last.end() :]
