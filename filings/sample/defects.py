"""Give a clean row one of the defects of real lists.

A defect that does not suit the row at hand (an unknown police agency makes no difference to a
felony) waits for one that it suits. The planted defects are counted, so that readers can be tested.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from filings.sample.people import Draw
from filings.sample.places import courts_without_successor
from filings.sample.rows import (
    BORN,
    COMMENT,
    CONVICTED,
    COUNT,
    COUNTY,
    COURT,
    DISPOSITION,
    ELIGIBLE,
    FIRST,
    LAST,
    LEVEL,
    MIDDLE,
    NUMBER,
    OTHERS,
    PLACE,
    POLICE,
    PROSECUTOR,
    SECTION,
    SUFFIX,
    Row,
)
from filings.settings.county import County

Spoil = Callable[[Row, Draw], Sequence[Row] | None]
"""Gives the rows that replace a row; None when the defect does not suit it."""

_WAITING = 200
"""The greatest number of defects that wait for a suitable row."""


class Dirt:
    """Plants defects in a share of the rows and keeps count."""

    def __init__(
        self, share: float, draw: Draw, county: County, leave_out: Collection[str] = ()
    ) -> None:
        """Take a share from 0 to 1, and the names of defects that the file cannot hold."""
        self.planted: Counter[str] = Counter()
        self._share = share
        self._draw = draw
        spoils = {
            **_DEFECTS,
            "court-without-successor": _written(COURT, courts_without_successor(county)),
        }
        self._defects = tuple(
            (name, spoil) for name, spoil in spoils.items() if name not in leave_out
        )
        self._waiting: list[tuple[str, Spoil]] = []

    def plant(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows, some with a defect; a duplicate is an additional row."""
        draw, share, waiting = self._draw, self._share, self._waiting
        for row in rows:
            if draw() < share:
                waiting.append(self._defects[int(draw() * len(self._defects))])
                del waiting[:-_WAITING]
            if waiting:
                yield from self._spoil_one(row)
            else:
                yield row

    def _spoil_one(self, row: Row) -> Iterator[Row]:
        for place, (name, spoil) in enumerate(self._waiting):
            spoilt = spoil(row, self._draw)
            if spoilt is not None:
                del self._waiting[place]
                yield from spoilt[:-1]
                # Counted now, since the caller may take no further row.
                self.planted[name] += 1
                yield spoilt[-1]
                return
        yield row


def _written(cell: int, texts: Sequence[str]) -> Spoil:
    """A defect that writes one of the texts into a cell."""

    def spoil(row: Row, draw: Draw) -> Sequence[Row] | None:
        if not texts:
            return None
        row[cell] = texts[int(draw() * len(texts))]
        return (row,)

    return spoil


def _no_number(row: Row, _draw: Draw) -> Sequence[Row]:
    row[NUMBER] = row[SUFFIX] = row[OTHERS] = ""
    return (row,)


def _placeholder_number(row: Row, draw: Draw) -> Sequence[Row]:
    row[SUFFIX] = row[OTHERS] = ""
    row[NUMBER] = _PLACEHOLDERS[int(draw() * len(_PLACEHOLDERS))]
    return (row,)


def _joined_numbers(row: Row, draw: Draw) -> Sequence[Row] | None:
    if "-" in row[NUMBER]:
        return None
    head, serial = row[NUMBER][:-5], int(row[NUMBER][-5:])
    row[NUMBER] = f"{row[NUMBER]}; {head}{(serial + 1 + int(draw() * 900)) % 100_000:05d}"
    row[OTHERS] = ""
    return (row,)


def _copyright_sign(row: Row, _draw: Draw) -> Sequence[Row] | None:
    if row[LEVEL] != "Misdemeanor" or row[CONVICTED] < "1976":
        return None
    row[SECTION] = "11357©"  # what a spreadsheet makes of 11357(c)
    return (row,)


def _padded(row: Row, _draw: Draw) -> Sequence[Row]:
    for cell in (NUMBER, LAST, SECTION, COURT, DISPOSITION):
        row[cell] = f"{row[cell]:<30} "
    row[FIRST] = f" {row[FIRST]}"
    return (row,)


def _charge_in_comment(row: Row, _draw: Draw) -> Sequence[Row]:
    row[COMMENT], row[SECTION] = row[SECTION], "SEE COMMENT FOR CHARGE"
    return (row,)


def _american_date(row: Row, _draw: Draw) -> Sequence[Row]:
    for cell in (BORN, CONVICTED):
        year, month, day = row[cell].split("-")
        row[cell] = f"{month}/{day}/{year}"
    return (row,)


def _partial_date(row: Row, draw: Draw) -> Sequence[Row]:
    year = row[CONVICTED][:4]
    row[CONVICTED] = (year, f"{year}0000", f"{year}-00-00", f"??/??/{year}")[int(draw() * 4)]
    return (row,)


def _unknown_police(texts: Sequence[str]) -> Spoil:
    def spoil(row: Row, draw: Draw) -> Sequence[Row] | None:
        if row[LEVEL] == "Felony":
            return None  # every felony is the District Attorney's
        row[POLICE] = texts[int(draw() * len(texts))]
        row[PLACE] = row[PROSECUTOR] = ""
        return (row,)

    return spoil


def _duplicate(row: Row, _draw: Draw) -> Sequence[Row] | None:
    return (row, list(row)) if row[COUNT] else None


def _possible_duplicate(row: Row, _draw: Draw) -> Sequence[Row] | None:
    if not row[COUNT]:
        return None
    copy = list(row)
    copy[COUNT] = ""
    return (row, copy)


def _old_section(row: Row, draw: Draw) -> Sequence[Row] | None:
    if row[LEVEL] != "Felony" or row[CONVICTED] >= "1980":
        return None
    # Five years back: such a section was repealed in 1972, and convictions follow their offenses.
    row[CONVICTED] = f"{int(row[CONVICTED][:4]) - 5}{row[CONVICTED][4:]}"
    row[SECTION] = _OLD_SECTIONS[int(draw() * len(_OLD_SECTIONS))]
    return (row,)


def _synthetic(row: Row, draw: Draw) -> Sequence[Row] | None:
    if row[LEVEL] == "Felony" or row[CONVICTED] < "2013":
        return None
    row[SECTION] = ("11357.5 HS", "11357.5(A) HS")[int(draw() * 2)]
    return (row,)


def _minors(row: Row, draw: Draw) -> Sequence[Row] | None:
    if row[LEVEL] != "Felony":
        return None
    row[SECTION] = ("11361(A) HS", "11361(B) HS", "11361 HS")[int(draw() * 3)]
    return (row,)


def _attempt(row: Row, _draw: Draw) -> Sequence[Row] | None:
    if row[SECTION].startswith("HS"):
        return None
    row[SECTION] = f"664/{row[SECTION]}"
    return (row,)


def _other_county(row: Row, draw: Draw) -> Sequence[Row]:
    row[COUNTY], row[COURT] = _ELSEWHERE[int(draw() * len(_ELSEWHERE))]
    return (row,)


def _long_name(row: Row, _draw: Draw) -> Sequence[Row]:
    row[LAST] = "Quintavillo de la Alcondera y Balmorales-Escalvanza Hornilínez de Urdanuela"
    row[FIRST], row[MIDDLE] = "Maximiliano Bartolomé Cristóbal", "de los Ángeles Guadalupe"
    return (row,)


def _other_script(row: Row, draw: Draw) -> Sequence[Row]:
    row[LAST], row[FIRST] = _SCRIPTS[int(draw() * len(_SCRIPTS))]
    row[MIDDLE] = ""
    return (row,)


def _wrong_width(row: Row, _draw: Draw) -> Sequence[Row]:
    # A comma in an unquoted name, which shifts all later cells.
    row.insert(FIRST, "Jr.")
    return (row,)


def _undecodable(row: Row, _draw: Draw) -> Sequence[Row]:
    # The byte of another encoding: ñ in Windows-1252. (Python writes a lone surrogate as its byte.)
    row[LAST] = "Pe\udcf1arones"
    return (row,)


_PLACEHOLDERS = ("NULL  ", "N/A", "0", "-", "x", "#N/A", "UNKNOWN", "FILE NBR NOT REPORTD")
_OLD_SECTIONS = ("11530 HS", "11530.1 HS", "11530.5 HS", "11531 HS")
_ELSEWHERE = (
    ("SAN BERNARDINO", "CASC SAN BERDO CENTRAL"),
    ("ORANGE", "CASC SANTA ANA"),
    ("KERN", "CASC BAKERSFIELD"),
)
# Korean, Chinese and Arabic letters; the words mean "wind", "river", "hill" and the like.
_SCRIPTS = (("김", "하늘"), ("박", "바람"), ("林", "山泉"), ("陳", "雲河"), ("الرملي", "سمير"))

_DEFECTS: Mapping[str, Spoil] = {
    "no-case-number": _no_number,
    "placeholder-case-number": _placeholder_number,
    "joined-case-numbers": _joined_numbers,
    "copyright-sign": _copyright_sign,
    "padded-cells": _padded,
    "charge-in-comment": _charge_in_comment,
    "american-date": _american_date,
    "partial-date": _partial_date,
    "unreadable-date": _written(
        CONVICTED, ("00/00/0000", "13/45/1999", "0001-01-01", "unknown", "see minutes", "")
    ),
    "after-initiative": _written(
        CONVICTED, ("2016-11-09", "2016-11-09", "2016-12-14", "2017-03-13", "2018-06-01")
    ),
    "unknown-court": _written(
        COURT, ("DEPT 95", "CAMC FOUR CORNERS", "Van Nyes", "LA DIV 40", "TRAFFIC COURT ANNEX")
    ),
    "unknown-police": _unknown_police(("RAILROAD POLICE", "CAMPUS SECURITY", "RANGER STATION 4")),
    "highway-patrol": _unknown_police(("CHP", "CALIFORNIA HIGHWAY PATROL")),
    "exact-duplicate": _duplicate,
    "possible-duplicate": _possible_duplicate,
    "hand-review": _written(ELIGIBLE, ("Hand Review",)),
    "not-eligible": _written(ELIGIBLE, ("Not eligible",)),
    "no-determination": _written(ELIGIBLE, ("",)),
    "reduction": _written(ELIGIBLE, ("Eligible for Reduction",)),
    "no-level": _written(LEVEL, ("",)),
    "not-convicted": _written(DISPOSITION, ("DISMISSED", "ACQUITTED", "DIVERSION COMPLETED")),
    "other-county": _other_county,
    "other-charge": _written(SECTION, ("11350(A) HS", "11377(a) HS", "647(f) PC", "503 VC")),
    "attempt": _attempt,
    "old-section": _old_section,
    "minors": _minors,
    "synthetic": _synthetic,
    "formula-name": _written(
        LAST, ("=1+1", "+Quintavero", "-Brackley", "@Salmorález", '=HYPERLINK("x";"Lurcaneda")')
    ),
    "markup-name": _written(
        LAST, ("{{7*7}}", "<b>Dorantillo</b>", "Kettle & Daughters", "{% if %}", "&lt;Ashenton&gt;")
    ),
    "long-name": _long_name,
    "other-script": _other_script,
    "wrong-width": _wrong_width,
    "undecodable": _undecodable,
}
"""Every kind of defect; all are equally frequent where rows suit them."""
