"""A cell of a number, a count or a date is understood whole, or its row waits: no word is dropped.

A cell that is understood, with a token that no table holds put before, behind or within it, is
never `included` and never `out_of_scope`, in any layout.
"""

import random

import pytest

from filings.model.entries import Entry
from filings.model.fates import Fate
from filings.screening.rules import Screener
from tests.lists.making import entries, gogen, office, settings
from tests.lists.test_mapped_spreadsheet import worklist

pytestmark = pytest.mark.slow

SIGNS = ["?", "!", "%", "@", "~", "^", "=", "<", ">", "\\", "_", '"', "…", "§", "½", "€", "°"]
SYLLABLES = [
    "bra",
    "zel",
    "tuk",
    "mor",
    "pim",
    "dra",
    "fos",
    "wen",
    "quo",
    "hil",
    "gar",
    "nep",
    "sot",
    "vul",
    "kri",
]


def tokens(seed: int, how_many: int) -> list[str]:
    """Words, signs and numbers that no table holds."""
    draw = random.Random(seed)
    found = [*SIGNS, "ALDER, SAGE", "123-45-6789", "A12345678", "02/03/1970", "N1234567"]
    while len(found) < how_many:
        word = "".join(draw.choices(SYLLABLES, k=draw.randrange(2, 4)))
        kinds = (word, word.upper(), word.title(), str(draw.randrange(1000, 99999)), f"({word})")
        found.append(draw.choice(kinds))
    return found


CELLS = [
    *(("Case Number", cell) for cell in ("BA000001", "95M03740", "BA000001-01", "A253156")),
    ("Other Numbers", "A253156"),
    *(("Defendant Suffix", cell) for cell in ("01", "DEF 02", "A")),
    *(("Count", cell) for cell in ("1", "1, 2", "CTS 1-3", "COUNT 2", "x2", "II", "TWO COUNTS")),
    *(
        ("Conviction Date", cell)
        for cell in ("1999-05-04", "05/14/1999", "May 4, 1999", "19990504")
    ),
]
PLAIN = {"Level": "Felony", "Court": "CCB", "County": "LOS ANGELES", "Disposition": "CONVICTED"}
GOGEN = {"Court": "CCB", "STP_ORI_CNTY_NAME": "LOS ANGELES", "CONV_STAT_DESCR": "FELONY"}


def spoilt(cell: str, token: str, draw: random.Random) -> list[str]:
    """The cell with the token before, behind and within it."""
    place = draw.randrange(1, len(cell)) if len(cell) > 1 else 1
    within = [f"{cell[:place]} {token} {cell[place:]}"] if len(cell) > 1 else []
    return [f"{token} {cell}", f"{cell} {token}", *within]


def forbidden(found: list[Entry]) -> list[Entry]:
    screen = Screener(settings()).screen
    return [its for its in found if screen(its).fate in (Fate.INCLUDED, Fate.OUT_OF_SCOPE)]


@pytest.mark.parametrize(("column", "cell"), CELLS)
def test_a_sound_cell_of_an_office_goes_in(tmp_path, column, cell):
    found = entries(office(tmp_path / "a.csv", {**PLAIN, column: cell}))
    assert forbidden(found) == found


@pytest.mark.parametrize(("column", "cell"), CELLS)
def test_a_cell_of_an_office_with_a_token_in_it_waits(tmp_path, column, cell):
    draw = random.Random(f"{column} {cell}")
    rows = [text for token in tokens(13, 150) for text in spoilt(cell, token, draw)]
    found = entries(office(tmp_path / "a.csv", *({**PLAIN, column: text} for text in rows)))
    assert len(found) >= len(rows)
    assert [rows[its.line - 2] for its in forbidden(found)] == []


GOGEN_CELLS = [
    *(("OFN", "A123456"), ("Case Number", "BA000001; A253156"), ("FE_NUM_CRT_CASE", "A253156")),
    *(("Defendant Suffix", "01"), ("Count", "1")),
]


@pytest.mark.parametrize(("column", "cell"), GOGEN_CELLS)
def test_a_cell_of_gogens_results_with_a_token_in_it_waits(tmp_path, column, cell):
    assert forbidden(entries(gogen(tmp_path / "a.csv", {**GOGEN, column: cell})))
    draw = random.Random(f"{column} {cell}")
    rows = [text for token in tokens(13, 100) for text in spoilt(cell, token, draw)]
    found = entries(gogen(tmp_path / "b.csv", *({**GOGEN, column: text} for text in rows)))
    assert [rows[its.line - 2] for its in forbidden(found)] == []


@pytest.mark.parametrize("column", ["case_number", "count"])
def test_a_cell_of_a_worklist_with_a_token_in_it_waits(tmp_path, column):
    sound = {"case_number": "BA000001", "count": "1", "level": "felony", "county": "LOS ANGELES"}
    for token in tokens(13, 30):
        for text in spoilt(sound[column], token, random.Random(token)):
            found = entries(worklist(tmp_path / "a.csv", **{**sound, column: text}))
            assert forbidden(found) == [], text


LEAKS = ["123-45-6789", "A12345678", "02/03/1970", "19700203", "N1234567", "ALDER, SAGE", "SAGE"]


@pytest.mark.parametrize("column", ["Case Number", "Other Numbers", "Defendant Suffix", "Count"])
@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("before", ["", "BA700002 - ", "1 "])
def test_nothing_of_a_person_comes_onto_a_public_page_by_a_number(tmp_path, column, leak, before):
    """What no conviction holds, no page can print: a page is composed of convictions."""
    row = {**PLAIN, "Last Name": "ALDER", "First Name": "SAGE", "Birth Date": "1970-02-03"}
    found = entries(office(tmp_path / "a.csv", {**row, column: before + leak}))
    for its in map(Screener(settings()).screen, found):
        assert its.fate is Fate.HELD
        assert its.conviction is None
        assert its.source is not None
        numbers = (its.source.case_number, *its.source.other_numbers, its.source.count)
        assert not any(leak in (text or "") for text in (*numbers, its.source.defendant_suffix))
        if any(map(str.isdigit, leak)):  # not even where a person works through what is held
            shown = [q.value + q.rest for q in its.source.questions]
            assert not any(leak in text for text in shown)
