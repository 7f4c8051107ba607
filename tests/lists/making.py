"""Small lists made on the spot, and the settings to read them by: say only what a test is about."""

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from filings.lists.doj import COLUMNS
from filings.lists.open_list import OpenList, open_list
from filings.model.entries import Entry, Unreadable
from filings.settings.settings import Settings, read_settings

# The 18 columns that gogen's last version adds.
GOGEN = (
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
)


@cache
def settings() -> Settings:
    """The shipped layouts, with a screening and a county that do not move."""
    shipped = read_settings()
    screening = shipped.screening.model_copy(
        update={
            "no_case_number": ("", "-", "0", "X", "NULL", "N/A", "#N/A", "FILE NBR NOT REPORTD"),
            "unstated": ("", "-", "X", "NULL", "N/A", "#N/A"),
        }
    )
    return shipped.model_copy(update={"screening": screening})


def write(path: Path, *rows: Sequence[str] | str, delimiter: str = ",") -> Path:
    """A text file of rows; a row given as one text is written as it stands."""
    out = io.StringIO()
    for row in rows:
        if isinstance(row, str):
            out.write(row + "\n")
        else:
            csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(row)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


SAMPLE = ("Case Number", "Last Name", "First Name", "Section", "Conviction Date", "Eligibility")


def office(path: Path, *rows: Mapping[str, str], headings: Sequence[str] = ()) -> Path:
    """A list in the layout `sample`: a plain conviction, but for what each row says."""
    plain = {
        "Case Number": "BA000001",
        "Last Name": "DOE",
        "First Name": "JANE",
        "Section": "11358 HS",
        "Conviction Date": "1999-05-04",
        "Eligibility": "Eligible for Dismissal",
    }
    columns = list(dict.fromkeys((*plain, *(k for row in rows for k in row), *headings)))
    cells = [[{**plain, **row}.get(column, "") for column in columns] for row in rows]
    return write(path, columns, *cells)


def doj_row(**cells: str) -> dict[str, str]:
    """A row of the DOJ's bulk file: a felony conviction of cultivation, but for what is said."""
    plain = {
        "SUBJECT_ID": "18675309",
        "CII_NUMBER": "1008675309",
        "PRI_NAME": "DOE,JANE Q",
        "PRI_DOB": "19600314",
        "PRI_SSN": "123456789",
        "STP_EVENT_DATE": "19810411",
        "STP_TYPE_DESCR": "COURT ACTION",
        "STP_ORI_DESCR": "CASCLOS ANGELES",
        "STP_ORI_CNTY_NAME": "LOS ANGELES",
        "CNT_ORDER": "101002001000",
        "OFN": "A123456",
        "OFFENSE_DESCR": "11358 HS-CULTIVATE",
        "OFFENSE_TOC": "F",
        "DISP_DESCR": "CONVICTED-PROBATION",
        "CONV_STAT_DESCR": "FELONY",
    }
    return {**plain, **cells}


def doj(path: Path, *rows: Mapping[str, str], header: bool = True, end: str = "") -> Path:
    """A DOJ bulk file; `end` is put behind every line."""
    names = [",".join(COLUMNS) + end] if header else []
    lines = [",".join(_quoted(row.get(column, "")) for column in COLUMNS) + end for row in rows]
    return write(path, *names, *lines)


def gogen(path: Path, *rows: Mapping[str, str], columns: Sequence[str] = ()) -> Path:
    """A Prop64_Results file; every row says "Eligible for Dismissal" unless told otherwise."""
    names = [*(columns or (*COLUMNS, *GOGEN))]
    names += dict.fromkeys(k for row in rows for k in row if k not in names)
    plain = {"Date of Conviction": "04/11/1981", "Deceased": "-"}
    plain |= {"Eligibility Determination": "Eligible for Dismissal"}
    cells = [[{**doj_row(), **plain, **row}.get(name, "") for name in names] for row in rows]
    return write(path, names, *cells)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if {",", '"', "\n"} & set(cell) else cell


def opened(path: Path, layout: str | None = None) -> OpenList:
    """The list, recognised."""
    return open_list(path, 1, settings(), layout)


def readings(path: Path, layout: str | None = None) -> list[Entry | Unreadable]:
    """Everything a list holds."""
    return list(opened(path, layout).entries())


def entries(path: Path, layout: str | None = None) -> list[Entry]:
    """Everything a list holds, when all of it can be read."""
    found = readings(path, layout)
    assert all(isinstance(entry, Entry) for entry in found), found
    return [entry for entry in found if isinstance(entry, Entry)]


def entry(path: Path, layout: str | None = None) -> Entry:
    """The one entry of a list."""
    (only,) = entries(path, layout)
    return only
