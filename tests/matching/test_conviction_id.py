"""One conviction has one id, from every list that says the same; another has another."""

import datetime as dt
from dataclasses import replace

import pytest

from filings.matching.conviction_id import identify, identify_first, is_identified
from filings.model.entries import Name, Statute
from filings.model.keyed_hash import KeyedHash
from tests.fakes import included

KEY = KeyedHash("a secret of the office")
ENTRY = included(2, "BA000001", name="NUÑEZ-O'NEIL, JOSÉ", count="2").source


def made(entry=ENTRY, county="los-angeles", number="BA000001", key=KEY):
    return identify(entry, county, number, key)


def test_an_id_made_once_is_made_the_same_for_ever():
    # Ids stand in ledgers of earlier runs: if this fails, give the new way a version of its own.
    plain = included(2, "BA000001").source
    assert made(plain) == "018d376da9acb60e7df297c0"
    assert identify_first(plain, "ccb", KEY) == "f7b110f8fe97cd9470c0b775"


@pytest.mark.parametrize(
    "same",
    [
        replace(ENTRY, name=Name(last="Nunez Oneil", first="Jose")),
        replace(ENTRY, count="02"),
        replace(ENTRY, convicted_on=dt.date(2001, 1, 1)),  # told apart by its count
        replace(ENTRY, court="ANOTHER COURT", line=77, list=3),
    ],
)
def test_spelling_day_court_and_place_in_a_list_change_nothing(same):
    assert made(same) == made()


@pytest.mark.parametrize(
    "another",
    [
        replace(ENTRY, name=Name(last="NUNEZ", first="JOSE")),
        replace(ENTRY, count="3"),
        replace(ENTRY, defendant_suffix="02"),
        replace(ENTRY, statute=Statute(code="HS", section="11358")),
        replace(ENTRY, statute=replace(ENTRY.statute, attempt=True)),
    ],
)
def test_another_person_count_or_section_is_another_conviction(another):
    assert made(another) != made()


def test_nobody_without_the_offices_key_makes_the_same_id():
    assert made(key=KeyedHash("another secret")) != made()
    assert made(county="lake-il") != made()


def test_where_no_count_is_told_the_day_tells_convictions_apart():
    uncounted = replace(ENTRY, count="")
    later = replace(uncounted, convicted_on=dt.date(2001, 1, 1))
    assert made(uncounted) != made(later)


@pytest.mark.parametrize(
    ("told", "enough"),
    [
        ({"count": "2"}, True),
        ({"count": "", "count_key": "101002001000"}, True),
        ({"count": "", "count_key": "row:9.1/2"}, False),  # a place in a list is no count
        ({"count": "", "count_key": ""}, False),
    ],
)
def test_an_entry_without_a_day_has_an_id_only_where_its_count_is_told(told, enough):
    entry = replace(ENTRY, convicted_on=None, **told)
    assert is_identified(entry) == enough
    if enough:
        assert len(made(entry)) == 24
    assert is_identified(replace(entry, convicted_on=dt.date(1999, 1, 1)))
