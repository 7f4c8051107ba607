"""Write a row of a synthetic list as gogen's Prop64_Results has it.

Names are in upper-case ASCII and dates in eight digits, as in the state's file, which has neither
the arresting agency of a court step nor the prosecutor. All personal numbers are impossible.
"""

import re
import zlib

from filings.lists.doj import COLUMNS as DOJ_COLUMNS
from filings.sample.people import as_doj_prints
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
    PERSON,
    SAMPLE,
    SECTION,
    SUFFIX,
    WIDTH,
    Row,
)

COLUMNS = (
    *DOJ_COLUMNS,
    "Case Number",
    "# of convictions on record",
    "Possible Other P64 Charges",
    "Occurred after 11/9/2016",
    "Superstrike Code Section(s)",
    "PC290 Code Section(s)",
    "PC290 Registration",
    "Date of Conviction",
    "Years Since This Conviction",
    "Years Since Any Conviction",
    "# of Prop 64 convictions",
    "# of HS 11357 convictions",
    "# of HS 11358 convictions",
    "# of HS 11359 convictions",
    "# of HS 11360 convictions",
    "Deceased",
    "Eligibility Determination",
    "Eligibility Reason",
    "Sample",
)
"""The state's 95 columns, the 18 of gogen's final version, and one that marks the sample."""

LEAVES_OUT = frozenset(
    {
        "unknown-police",
        "highway-patrol",
        "possible-duplicate",
        "american-date",
        "other-script",
        "undecodable",
    }
)
"""Defects that this layout cannot have."""

_RECKONED = 2019
"""The year from which gogen counts back."""

_AT = {name: place for place, name in enumerate(COLUMNS)}
_BLANK = [""] * len(COLUMNS)
for _name in COLUMNS:
    if _name.endswith("_SEP") or _name == "END_OF_REC":
        _BLANK[_AT[_name]] = "#"
    elif _name in ("Superstrike Code Section(s)", "PC290 Code Section(s)", "PC290 Registration"):
        _BLANK[_AT[_name]] = "-"
_BLANK[_AT["Deceased"]] = "-"
_BLANK[_AT["STP_TYPE_DESCR"]] = "COURT ACTION"
_COUNTED = ("11357", "11358", "11359", "11360")
_FILLED = tuple(
    _AT[name]
    for name in (
        "SUBJECT_STATUS",
        "SUBJECT_ID",
        "CII_NUMBER",
        "PRI_NAME",
        "PRI_DOB",
        "PRI_SSN",
        "STP_EVENT_DATE",
        "STP_ORI_DESCR",
        "STP_ORI_CNTY_NAME",
        "CNT_ORDER",
        "OFN",
        "OFFENSE_DESCR",
        "OFFENSE_TOC",
        "DISP_DESCR",
        "CONV_STAT_DESCR",
        "COMMENT_TEXT",
        "Case Number",
        "# of convictions on record",
        "Occurred after 11/9/2016",
        "Date of Conviction",
        "Years Since This Conviction",
        "Years Since Any Conviction",
        "# of Prop 64 convictions",
        *(f"# of HS {section} convictions" for section in _COUNTED),
        "Eligibility Determination",
        "Eligibility Reason",
        "Sample",
    )
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_LEVELS = {"Felony": "F", "Misdemeanor": "M", "Infraction": "I"}


def as_gogen(row: Row) -> list[str]:
    """The cells of one line of Prop64_Results."""
    stray = row.pop(FIRST) if len(row) > WIDTH else ""
    name = f"{row[LAST]},{row[FIRST]} {row[MIDDLE]}".rstrip()
    number = f"{row[NUMBER]}-{row[SUFFIX]}" if row[SUFFIX] else row[NUMBER]
    section = row[COMMENT] or row[SECTION]
    date = _ISO.fullmatch(row[CONVICTED])
    subject = row[PERSON][1:]
    since = f"{_RECKONED - int(date[1])}.0" if date else "-1.0"
    cells = _BLANK.copy()
    for place, text in zip(
        _FILLED,
        (
            row[SAMPLE],
            subject,
            f"00{subject}",
            as_doj_prints(name),
            row[BORN].replace("-", ""),
            f"000{subject[-6:]}",  # no such number begins with 000
            "".join(date.groups()) if date else row[CONVICTED],
            row[COURT].upper(),
            row[COUNTY],
            _order_key(row),
            "" if ";" in number else number,
            row[SECTION],
            _LEVELS.get(row[LEVEL], ""),
            row[DISPOSITION],
            row[LEVEL].upper(),
            row[COMMENT],
            f"{number}; {row[OTHERS]}" if row[OTHERS] else number,
            "1",
            "Y" if date and row[CONVICTED] > "2016-11-09" else "N",
            "{1}/{2}/{0}".format(*date.groups()) if date else "01/01/0001",
            since,
            since,
            "1",
            *("1" if listed in section else "0" for listed in _COUNTED),
            row[ELIGIBLE],
            _reason(row),
            row[SAMPLE],
        ),
        strict=True,
    ):
        cells[place] = text
    if stray:
        cells[_AT["PRI_NAME"] : _AT["PRI_NAME"] + 1] = [row[LAST], stray]
    return cells


def _order_key(row: Row) -> str:
    """CNT_ORDER: three digits each for the arrest, the step and the count, and three more."""
    year = row[CONVICTED][:4]
    cycle = 101 + (int(year) % 800 if year.isdigit() else 0)
    step = 1 + zlib.crc32(row[NUMBER].encode()) % 998
    return f"{cycle:03d}{step:03d}{int(row[COUNT]):03d}000"


def _reason(row: Row) -> str:
    if row[ELIGIBLE].startswith("To be reviewed"):
        return "Misdemeanor or Infraction"
    return "50 years or older" if row[ELIGIBLE].startswith("Eligible") else ""
