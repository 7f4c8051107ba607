"""A charge is understood whole, or its row waits: with any word, sign or number in it, in any list.

Rows are made by the real layouts and screened as a run screens them. Names and comments, which may
hold anything, are not looked at here.
"""

import random
import re
import string
from dataclasses import replace

import pytest

from filings.lists.charges import ChargeCells
from filings.lists.open_list import open_list
from filings.lists.worklist_rows import SentRows
from filings.model.entries import Determination, Entry
from filings.model.fates import Fate
from filings.output.worklist import WIDTHS
from filings.screening.rules import Screener
from filings.settings.settings import read_settings
from tests.lists.making import doj, doj_row, gogen, write

pytestmark = pytest.mark.slow

SETTINGS = read_settings()
SECTIONS = ChargeCells(SETTINGS)
SCREEN = Screener(SETTINGS).screen
ATTESTED = "Dismiss and seal: attested by Jordan A. Ellery, State Bar No. 000000, November 1, 2026"

WORDS = SETTINGS.charge_words
TAKEN = {*WORDS.words.split(), *WORDS.between.split(), *WORDS.units.split()}
# But for those that citations have: "H & S", "/11357 HS" of the state's file, and "§".
SIGNS = [
    *'?!*#~=%@^_<>[]{}|;\\"`$¶+²½',
    "??",
    "…",
    "...",
    "(?)",
    "...?",
    "--",
    "->",
    "N/A?",
    "(",
    "()",
]
NUMBERS = [
    "7",
    "07",
    "19",
    "99",
    "187",
    "1987",
    "3.5",
    "2/3",
    "10851",
    "987654",
    "7-8",
    "II",
    "3RD",
]


def tokens() -> list[str]:
    """2,000 words, signs and numbers that no table holds."""
    chance = random.Random(13)
    consonants, vowels = "BDFGHKLMNPRSTVZ", "AEIOU"
    made = set()
    while len(made) < 1940:
        word = "".join(
            chance.choice(consonants if place % 2 else vowels)
            for place in range(chance.randrange(4, 9))
        )
        if word not in TAKEN:
            made.add(word)
    said = ["LESSER", "REVERSED", "MINOR", "OR", "AND", "NOT", "AMENDED", "415", "DISMISSED", "WAS"]
    return [*sorted(made), *said, *SIGNS, *NUMBERS]


TOKENS = tokens()


def spoilt(cell: str, some: list[str]) -> list[str]:
    """The cell with each token before, behind or within it, apart and run together."""
    chance = random.Random(cell)
    cells = []
    for token in some:
        cells += [f"{token} {cell}", f"{cell} {token}"]
        place = chance.randrange(1, len(cell))
        cells += [f"{cell[:place]} {token} {cell[place:]}", f"{cell}{token}", f"{token}{cell}"]
        # A number run into a number is another number, in whose place nobody can see one.
        if not token[0].isdigit():
            cells.append(f"{cell[:place]}{token}{cell[place:]}")
    return list(dict.fromkeys(cells))


def sample(path, cells: list[str]):
    heading = ["Case Number", "Last Name", "First Name", "Section", "Level", "Conviction Date"]
    heading += ["Court", "County", "Eligibility", "Disposition", "Count"]
    before = ["BA000201", "ROWAN", "PETER"]
    behind = [
        "Felony",
        "1995-04-05",
        "CCB",
        "LOS ANGELES",
        "Eligible for Dismissal",
        "CONVICTED",
        "1",
    ]
    rows = [[*before, cell, *behind] for cell in cells]
    return write(path, heading, *rows)


def court_export(path, cells: list[str]):
    layout = SETTINGS.layouts["court-export"]
    heading = [*layout.ignored, "Court Number", "Truename", "DOB", "CII", "Current Charge"]
    heading += ["Current Level", "Case Level", "Dispo Date", "Ch Dispo Date"]
    heading += ["Charge Disposition Description", "Case Disposition Description", "Action"]
    plain = {"Court Number": "BA000201", "Truename": "ROWAN/PETER", "Case Level": "FEL"}
    plain |= {"Ch Dispo Date": "040595", "Charge Disposition Description": "CONVICTED"}
    rows = [
        [(plain | {"Current Charge": cell}).get(name, "") for name in heading] for cell in cells
    ]
    return write(path, heading, *rows)


DISMISS = "Eligible for Dismissal"


def worklist(path, cells: list[str]):
    plain = {"case_number": "BA000201", "last": "ROWAN", "first": "PETER", "level": "felony"}
    plain |= {"convicted_on": "1995-04-05", "court": "CCB", "county": "LOS ANGELES", "count": "1"}
    plain |= {"determination": DISMISS, "person": "subject:" + "0a" * 16}
    sent, made = SentRows(SETTINGS), Entry(list=0, line=0)
    plain |= {"line": "0"}
    rows = [
        [
            (plain | {"section": cell, "sent": sent.mark(made, "", "", (DISMISS, cell, ""))}).get(
                name, ""
            )
            for name in WIDTHS
        ]
        for cell in cells
    ]
    return write(path, [*WIDTHS], *rows)


def state(cell: str, n: int) -> dict[str, str]:
    return doj_row(
        SUBJECT_ID=f"{20000000 + n}",
        OFFENSE_DESCR=cell,
        STP_EVENT_DATE="19950405",
        OFN="BA000201",
        DISP_DESCR="CONVICTED-JAIL",
        STP_ORI_DESCR="CASC LOS ANGELES CENTRAL",
    )


def gogens(path, cells: list[str]):
    day = {"Date of Conviction": "04/05/1995"}
    return gogen(path, *(state(cell, n) | day for n, cell in enumerate(cells)))


def states(path, cells: list[str]):
    return doj(path, *(state(cell, n) for n, cell in enumerate(cells)))


LAYOUTS = {
    "sample": sample,
    "court-export": court_export,
    "gogen": gogens,
    "doj": states,
    "worklist": worklist,
}


def fates(layout: str, path, cells: list[str]) -> list[tuple[str, Fate, str, str]]:
    """What becomes of each cell, where its list calls every conviction eligible."""
    read = open_list(LAYOUTS[layout](path, cells), 1, SETTINGS)
    assert read.layout == layout
    found = []
    for entry in read.entries():
        assert isinstance(entry, Entry), entry
        if entry.determination is Determination.MISSING and not entry.aside:
            said = ATTESTED
            entry = replace(
                entry, determination=Determination.DISMISSAL, determination_as_written=said
            )
        if layout == "court-export":
            entry = replace(entry, county="LOS ANGELES", court="CCB")
        screened = SCREEN(entry)
        found.append((cells[entry.line - 2], screened.fate, screened.reason, screened.detail))
    return found


PLAIN = [
    "11357(a) HS",
    "HS 11359",
    "11358 HS-CULTIVATE MARIJUANA",
    "Health & Saf. Code, § 11357, subd. (a)",
    "11359 HS; 11358 HS",
]


# "H+S" is a spelling of the code, whatever a plus says elsewhere.
_PLUS = re.compile(r"\bH ?\+ ?S\b")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_charge_with_a_word_that_no_table_holds_waits(layout, tmp_path):
    for n, cell in enumerate(PLAIN):
        some = TOKENS if n == 0 and layout == "sample" else [*random.Random(n).sample(TOKENS, 150)]
        some += TOKENS[-80:]  # the signs and numbers
        # One count beside two sections is neither's.
        both = cell.count(";") and layout != "court-export"
        plain = {fate for _, fate, _, _ in fates(layout, tmp_path / "plain.csv", [cell])}
        assert plain == {Fate.HELD if both else Fate.INCLUDED}, cell
        told = fates(layout, tmp_path / "spoilt.csv", spoilt(cell, some))
        wrong = [its for its in told if its[1] is not Fate.HELD and not _PLUS.search(its[0])]
        assert wrong == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_charge_goes_out_of_scope_only_where_its_citation_is_whole(layout, tmp_path):
    if layout in ("doj", "court-export"):
        ((_, fate, reason, _),) = fates(layout, tmp_path / "a.csv", ["459 PC"])
        assert (fate, reason) == (Fate.OUT_OF_SCOPE, "other-charge")
    cells = [f"{token} 459 PC" for token in TOKENS] + [f"459 {token} PC" for token in TOKENS]
    told = fates(layout, tmp_path / "b.csv", cells)
    assert [its for its in told if its[1] is not Fate.HELD] == []


def typos(cited: str) -> set[str]:
    """Every text that one sign makes of a citation: left out, put in, exchanged or another."""
    keys = string.digits + "abcdefHS().,- "
    made = set()
    for n, sign in enumerate(cited):
        made.add(cited[:n] + cited[n + 1 :])
        made |= {cited[:n] + key + cited[n + 1 :] for key in keys}
        made |= {cited[:n] + key + cited[n:] for key in keys}
        made.add(cited[:n] + cited[n + 1 : n + 2] + sign + cited[n + 2 :])
    made |= {cited + key for key in keys}
    return made - {cited}


CITED = sorted(
    {
        (f"{its.section}({its.subdivision})" if its.subdivision else its.section) + " HS"
        for its in SETTINGS.offenses.values()
        if its.type is not None
        and its.code == "HS"
        and its.subdivision.isalpha() | (not its.subdivision)
    }
)


def test_another_section_that_looks_like_ours_waits_where_its_row_is_called_eligible(tmp_path):
    ((_, fate, reason, _),) = fates("sample", tmp_path / "a.csv", ["11357.5 HS"])
    assert (fate, reason) == (Fate.HELD, "unknown-statute")
    said = ["11357.5 HS-SYNTHETIC CANNABINOID"]
    ((_, fate, reason, _),) = fates("sample", tmp_path / "b.csv", said)
    assert fate is not Fate.INCLUDED


@pytest.mark.parametrize("layout", ["sample", "gogen", "worklist"])
@pytest.mark.parametrize("cited", CITED)
def test_a_typo_in_the_section_of_a_row_called_eligible_waits(cited, layout, tmp_path):
    own = SECTIONS.read(cited).statute
    cells = [
        typo
        for typo in sorted(typos(cited))
        # One that cites the same, or another section of the table, nobody can tell from that.
        if not any(its == own or SECTIONS.knows(its) for its in SECTIONS.read(typo).statutes)
    ]
    assert len(cells) > 150
    told = fates(layout, tmp_path / "a.csv", cells)
    assert [its for its in told if its[1] is not Fate.HELD] == []
