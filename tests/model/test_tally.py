"""What a tally promises: it counts everything once, and knows when a count is of too few people."""

import datetime as dt

import pytest

from filings.model.entries import Level
from filings.model.fates import Fate
from filings.model.tally import FEWEST_PEOPLE
from tests.screened_lines import line, tally


def test_every_entry_is_counted_once_whatever_became_of_it():
    counted = tally(
        line(2), line(3), line(4, Fate.HELD, "hand-review"), line(5, Fate.UNREADABLE, "bad-row")
    )
    assert counted.entries == 4
    assert counted.count("fate") == {
        (Fate.INCLUDED,): 2,
        (Fate.HELD,): 1,
        (Fate.UNREADABLE,): 1,
    }
    assert counted.count("section", "year", "level", ends=[Fate.INCLUDED]) == {
        ("11359", 1999, Level.FELONY): 2
    }


def test_a_row_that_names_no_court_is_told_from_one_that_does():
    counted = tally(line(2), line(3, court=""))
    assert counted.count("court", "court_written") == {
        ("ccb", "CRIMINAL COURTS BUILDING"): 1,
        ("ccb", ""): 1,
    }


@pytest.mark.parametrize("people", [FEWEST_PEOPLE - 1, FEWEST_PEOPLE])
def test_people_are_counted_and_not_their_convictions(people):
    convictions = [line(n, person=f"cii:{n % people}") for n in range(100)]
    assert tally(*convictions).people("court", ["ccb"]) == people


def test_the_count_of_people_stops_at_eleven_so_that_memory_does_not_grow():
    assert tally(*(line(n) for n in range(1000))).people("year", [1999]) == FEWEST_PEOPLE


def test_rows_that_name_nobody_may_all_be_one_person():
    assert tally(*(line(n, person="") for n in range(100))).people("year", [1999]) == 1


def test_two_kinds_of_key_may_be_the_same_people_twice():
    counted = tally(
        *(line(n, person=f"cii:{n}") for n in range(6)),
        *(line(n, person=f"subject:{n}") for n in range(6)),
    )
    assert counted.people("court", ["ccb"]) == 6


def test_people_behind_two_values_together_are_counted_once():
    counted = tally(
        *(line(n, convicted_on=dt.date(1999, 1, 1)) for n in range(6)),
        *(line(n, convicted_on=dt.date(2000, 1, 1)) for n in range(8)),
    )
    assert counted.people("year", [1999, 2000]) == 8


def test_unreadable_rows_stand_for_one_person_each():
    counted = tally(*(line(n, Fate.UNREADABLE, "bad-row") for n in range(20)))
    assert counted.people("reason", ["bad-row"], [Fate.UNREADABLE]) == FEWEST_PEOPLE
