"""Rows are joined by a hash of the person, and no number of a person is kept."""

import datetime as dt
import hmac

import pytest

from filings.lists.person_keys import PersonKeys
from filings.model.entries import Name

JANE = Name(last="DOE", first="JANE")
BORN = dt.date(1960, 3, 14)


def test_a_key_is_a_hash_under_the_offices_secret():
    made = PersonKeys("the office's secret").key("subject", "18675309")
    expected = hmac.digest(b"the office's secret", b"subject\n18675309", "sha256").hex()[:32]
    assert made == f"subject:{expected}"


def test_a_long_secret_makes_the_same_hash_as_the_standard_does():
    secret = "s" * 100
    expected = hmac.digest(secret.encode(), b"subject\n1", "sha256").hex()[:32]
    assert PersonKeys(secret).key("subject", "1") == f"subject:{expected}"


def test_another_office_makes_another_key():
    assert PersonKeys("one secret").key("cii", "1") != PersonKeys("two secrets").key("cii", "1")


def test_no_key_is_made_of_nothing_or_of_a_rounded_number():
    persons = PersonKeys("the office's secret")
    for none in ("", "0", "x", "NULL", "#N/A", "no match", "TBD", "1.01001E+11", "1.86753e07"):
        assert persons.key("subject", none) == ""


@pytest.mark.parametrize("filler", ["00000000", "0000000000", "A00000000", "99999999", "N/A 1"])
def test_a_filler_is_nobodys_number(filler):
    persons = PersonKeys("the office's secret", ("N/A 1",))
    assert persons.key("person", filler) == ""
    assert persons.key("cii", filler) == ""


def test_a_short_number_of_an_office_is_a_persons():
    persons = PersonKeys("the office's secret")
    assert all(persons.key("person", number) for number in ("1", "77", "100", "A-7"))


def test_a_cii_number_is_told_by_its_last_eight_digits():
    persons = PersonKeys("the office's secret")
    written = ("1008675309", "A08675309", "0008675309", "8675309", "a-08675309")
    assert len({persons.key("cii", number) for number in written}) == 1
    assert persons.key("cii", "8675308") != persons.key("cii", "8675309")
    # Of another kind of number only the very same is the same.
    assert persons.key("subject", "08675309") != persons.key("subject", "8675309")


def test_a_name_needs_a_birth_date_to_be_a_key():
    persons = PersonKeys("the office's secret")
    assert persons.named(JANE, None) == ""
    assert persons.named(None, BORN) == ""
    assert persons.named(JANE, BORN).startswith("name-dob:")
    same = Name(last="Doe", first="Jane")
    assert persons.named(same, BORN) == persons.named(JANE, BORN)
    assert persons.named(JANE, dt.date(1960, 3, 15)) != persons.named(JANE, BORN)


def test_a_key_made_before_is_taken_as_it_stands():
    persons = PersonKeys("the office's secret")
    made = persons.key("subject", "18675309")
    assert persons.made_before(f" {made} ") == made
    assert persons.made_before("18675309") == ""
