"""The cell of a count: as many counts as it tells, or a question."""

from contextlib import closing

import pytest

from filings.lists.count_numbers import CountCells, CountsCell
from filings.model.fates import Fate
from filings.packets.case_store import CaseStore
from filings.screening.rules import Screener
from tests.lists.making import entries, entry, gogen, office, settings


@pytest.fixture(scope="module")
def cells() -> CountCells:
    return CountCells(settings().screening.count_words, settings().screening.unstated)


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        *(
            ("1", "1"),
            ("01", "1"),
            ("2.0", "2"),
            ("COUNT 3", "3"),
            ("ct. #2", "2"),
            ("CT1", "1"),
            ("#2", "2"),
        ),
        *(("Count II", "II"), ("1A", "1A"), ("b", "b"), ("1 of 2", "1 of 2"), ("ONE", "1")),
        *(
            ("1, 2", "1 2"),
            ("1-3", "1 2 3"),
            ("1 & 2", "1 2"),
            ("CTS 1-3", "1 2 3"),
            ("1+2", "1 2"),
        ),
        *(("COUNTS 1 AND 2", "1 2"), ("counts 1, 2 and 4", "1 2 4"), ("1; 3-5", "1 3 4 5")),
        *(("1 thru 3", "1 2 3"), ("COUNT 1, COUNT 2", "1 2"), ('="1"', "1"), ("'1", "1")),
        *(("1\n2", "1 2"), ("-", ""), ("N/A", ""), ("", "")),
    ],
)
def test_a_cell_tells_the_numbers_of_its_counts(cells, cell, numbers):
    read = cells.read(cell)
    told = [numbers] if numbers == "1 of 2" else numbers.split()
    assert (list(read.numbers), read.times, read.rest) == (told, 1, "")


@pytest.mark.parametrize(
    ("cell", "times"),
    [
        ("2 counts", 2),
        ("TWO COUNTS", 2),
        ("x2", 2),
        ("*2", 2),
        ("X 3", 3),
        ("(x2)", 2),
        ("3 CTS", 3),
    ],
)
def test_a_cell_tells_how_many_counts_there_are(cells, cell, times):
    assert cells.read(cell) == CountsCell(times=times)


@pytest.mark.parametrize(
    "cell",
    [
        *("(2)", "ALL", "01-Feb", "2012-01-02", "ALDER, SAGE", "1 ALDER", "10X12 GROW ROOM", "4X4"),
        *(
            "X 12 PLANTS",
            "1/2",
            "1 or 2",
            "1?",
            "2x",
            "3-1",
            "1, 1",
            "1,",
            "123-45-6789",
            "19700203",
        ),
        *("4711", "0", "1-2000", "1" + " " * 600 + "2", "COUNT", "1 2"),
    ],
)
def test_what_is_no_count_is_told_as_not_understood(cells, cell):
    read = cells.read(cell)
    assert (read.numbers, read.times) == ((), 1)
    assert read.rest


@pytest.mark.parametrize("cell", ["1, 2", "CTS 1-2", "COUNTS 1 AND 2"])
def test_two_counts_of_one_section_are_two_convictions(tmp_path, cell):
    found = entries(office(tmp_path / "a.csv", {"Count": cell}))
    assert [(its.entry, its.count, its.questions) for its in found] == [(1, "1", ()), (2, "2", ())]


def fates(found):
    """What becomes of the entries of a list, and how many convictions they are told apart as."""
    with closing(CaseStore(settings())) as store:
        for each in found:
            store.add(Screener(settings()).screen(each))
        store.settle()
        screened = [line.screened for line in store.lines()]
    return [its.fate for its in screened], {its.conviction.id for its in screened if its.conviction}


PLAIN = {"Level": "Felony", "Court": "CCB", "County": "LOS ANGELES", "Disposition": "CONVICTED"}


@pytest.mark.parametrize(
    "cells", [{"Section": "11358 HS x2"}, {"Count": "2 counts"}, {"Count": "x2"}]
)
def test_two_counts_that_a_row_itself_tells_are_both_included(tmp_path, cells):
    found = entries(office(tmp_path / "a.csv", {**PLAIN, **cells}))
    told, ids = fates(found)
    assert (told, len(ids)) == ([Fate.INCLUDED] * 2, 2)


def test_the_id_of_a_count_told_so_does_not_depend_on_its_line(tmp_path):
    twice = {**PLAIN, "Section": "11358 HS x2"}
    other = {**PLAIN, "Case Number": "BA000002"}
    _, first = fates(entries(office(tmp_path / "a.csv", twice)))
    _, second = fates(entries(office(tmp_path / "b.csv", other, twice))[1:])
    _, once = fates(entries(office(tmp_path / "c.csv", PLAIN)))
    assert first == second
    assert once < first  # an earlier run knew the first of them by this id


def test_two_rows_without_the_number_of_a_count_remain_a_question(tmp_path):
    twice = {**PLAIN, "Section": "11358 HS x2"}
    told, _ = fates(entries(office(tmp_path / "a.csv", twice, twice)))
    assert sorted(told) == [Fate.HELD, Fate.HELD, Fate.INCLUDED, Fate.INCLUDED]


@pytest.mark.parametrize(
    "cells", [{"Section": "11358 HS x3", "Count": "1"}, {"Section": "11358; 11359", "Count": "1"}]
)
def test_counts_that_contradict_the_sections_are_a_question(tmp_path, cells):
    found = entries(office(tmp_path / "a.csv", cells))
    assert {its.count for its in found} == {""}
    assert {its.reason for each in found for its in each.questions} == {"count-unclear"}


@pytest.mark.parametrize("cell", ["ALDER, SAGE", "1, 2", "123-45-6789"])
def test_gogens_row_is_one_count_whatever_an_office_wrote_beside_it(tmp_path, cell):
    found = entry(gogen(tmp_path / "a.csv", {"Count": cell}))
    assert (found.count, [its.reason for its in found.questions]) == ("", ["count-unclear"])
