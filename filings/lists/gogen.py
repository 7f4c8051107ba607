"""Floor 2. Rows of gogen's (BEAR's) result files in, entries out: the list an office has in hand.

`Prop64_Results` holds one row per eligible-looking count; `All_Results` every row of the DOJ file,
with the determination only where there is one; `Condensed` fewer columns. Versions differ, so
columns are told by their names.
"""

from typing import NamedTuple

from filings.docket import Entry, ReasonCode
from filings.lists.dates import parse_date
from filings.lists.doj import (
    COLUMNS,
    NOT_A_CONVICTION,
    PART,
    Charges,
    DojRow,
    People,
    cells_of,
    doj_cells,
    order_key,
    secret_columns,
    used_columns,
)
from filings.lists.layouts import Bound, Heading, ReadingDesk, Readings, Rows, level
from filings.lists.read import Row

_NEEDED = ("PRI_NAME", "OFFENSE_DESCR", "STP_EVENT_DATE", "OFN", "DISP_DESCR")
# The column that says what may be done, final version first.
_DETERMINATION = ("Eligibility Determination", "Final Recommendation")


class _Result(NamedTuple):
    """The cells of one row beside the DOJ's, stripped."""

    determination: str
    numbers: str
    other_charges: str
    convicted: str
    deceased: str
    reason: str
    # Columns an office adds to the file it works with.
    court: str
    suffix: str
    count: str  # type: ignore[assignment] # a tuple has a count too; nobody counts cells
    agency: str
    place_of_offense: str
    prosecutor: str


# In the order of the fields above, but for the first.
_RESULT = (
    "Case Number",
    "Possible Other P64 Charges",
    "Date of Conviction",
    "Deceased",
    "Eligibility Reason",
    "Court",
    "Defendant Suffix",
    "Count",
    "Arresting Agency",
    "Place of Offense",
    "Prosecutor",
)
# What gogen's versions compute beside, for its own reports or from criteria that are not ours.
_COMPUTED = """
# of convictions on record|Occurred after 11/9/2016|Superstrike Code Section(s)
PC290 Code Section(s)|PC290 Registration|PC290 Charges|Superstrikes|Two Priors|Over 1lb
Q_final_sum|Age at Conviction|Years Since Event|Years Since Most Recent Conviction
Years Since This Conviction|Years Since Any Conviction|# of Prop 64 convictions
# of NON Prop 64 convictions|# of HS 11357 convictions|# of HS 11358 convictions
# of HS 11359 convictions|# of HS 11360 convictions|EOR
"""
_DROPPED = tuple(name for line in _COMPUTED.split("\n") for name in line.split("|") if name)


class Gogen:
    """gogen's result files, of every version."""

    name = "gogen"
    label = "gogen (BEAR) results"

    def found(self, heading: Heading) -> int:
        """How many of its columns are there; those it shares with the DOJ file count."""
        known = (*COLUMNS, *_DETERMINATION, *_RESULT, *_DROPPED)
        return sum(1 for column in known if column in heading)

    def missing(self, heading: Heading) -> tuple[str, ...]:
        """The columns without which no conviction can be read."""
        absent = tuple(column for column in _NEEDED if column not in heading)
        determined = any(column in heading for column in _DETERMINATION)
        return absent if determined else (*absent, _DETERMINATION[0])

    def bind(self, heading: Heading, at: ReadingDesk) -> Bound:
        """Make ready to read rows one by one."""
        determination = next(column for column in _DETERMINATION if column in heading)
        known = (*COLUMNS, *_DETERMINATION, *_RESULT, *_DROPPED, "Sample")
        return Bound(
            layout=self.name,
            label=self.label,
            read=_Reader(heading, determination, at).readings,
            used=used_columns(heading, determination, *_RESULT),
            secret=secret_columns(heading),
            unknown=heading.beyond(known),
            eligibility="column",
            sample="Sample" in heading,
        )


class _Reader:
    """Reads rows under one heading."""

    def __init__(self, heading: Heading, determination: str, at: ReadingDesk) -> None:
        self._at = at
        self._doj = doj_cells(heading)
        self._charges = Charges(at)
        self._people = People(at)
        self._own = cells_of(heading, (determination, *_RESULT))
        self._sample = "Sample" in heading
        self._keyed = "CNT_ORDER" in heading

    def readings(self, rows: Rows) -> Readings:
        subject = ""
        seen: set[str] = set()  # counts of the person whose rows these are
        for row in rows:
            if not isinstance(row, Row):
                yield row
                continue
            doj = self._doj(row.cells)
            if doj.subject != subject:
                subject, seen = doj.subject, set()
            yield self._entry(row, doj, seen)

    def _entry(self, place: Row, row: DojRow, seen: set[str]) -> Entry:
        own = _Result._make(self._own(place.cells))
        at = self._at
        key = order_key(row.key)
        # gogen fills its columns on the first row of a count only.
        judged = bool(own.determination or own.convicted)
        aside = ReasonCode("")
        if not row.convicted and (row.disposition or not judged):
            aside = NOT_A_CONVICTION
        elif not judged and self._keyed and key and key in seen:
            aside = PART
        else:
            seen.add(key)
        keys, name, born_on = self._people.read(row)
        statute, written, also = self._charges.read(row)
        number = at.numbers.read(row.number, (own.numbers, row.court_number), own.suffix)
        convicted_on, as_written = parse_date(own.convicted), own.convicted
        if convicted_on is None:
            convicted_on, as_written = parse_date(row.event_on), row.event_on or own.convicted
        shown = at.given(own.determination)
        return Entry(
            list=at.number,
            line=place.line,
            aside=aside,
            sample=self._sample,
            person=keys[0] if keys else "",
            person_keys=keys[1:],
            name=name,
            born_on=born_on,
            deceased=own.deceased.upper() == "DECEASED",
            statute=statute,
            statute_as_written=written,
            also_charged=also or at.given(own.other_charges),
            count=own.count,
            count_key=key,
            level=level(at.given(row.level) or row.charged_as),
            convicted_on=convicted_on,
            convicted_as_written=as_written,
            county=at.given(row.county),
            court=at.given(own.court) or at.given(row.agency),
            case_number=number.own,
            other_numbers=number.others,
            defendant_suffix=number.suffix,
            prosecutor=at.given(own.prosecutor),
            arresting_agency=at.given(own.agency),
            place_of_offense=at.given(own.place_of_offense),
            determination=at.determination(own.determination),
            determination_as_written=f"{shown}: {own.reason}" if shown and own.reason else shown,
            warnings=place.remarks,
        )
