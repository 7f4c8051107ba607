"""Which two sightings are one conviction: what exact keys prove, and no more."""

import datetime as dt
from dataclasses import replace
from itertools import permutations

import pytest

from filings.matching.compare_fields import PersonProof, birth_dates_differ
from filings.matching.pairs import (
    MOST_ALIKE,
    Field,
    Found,
    Remark,
    conflicts,
    ended,
    proofs,
    same_person,
    settle,
    share_key,
)
from filings.matching.record import Record, Records, Says
from filings.model.case_number import folded
from filings.model.entries import Level, Name
from filings.model.fates import Fate, Screened
from filings.model.identifiers import CourtId
from filings.settings.settings import read_settings
from tests.entries import entry, statute

BORN = dt.date(1960, 3, 14)
DAY = dt.date(1999, 5, 4)


def seen(place, which, **told):
    """A felony possession for sale of Pat Q. Sample's, unless told otherwise."""
    plain = {
        "court": "ccb",
        "number": "BA097736",
        "last": "SAMPLE",
        "first": "PAT",
        "born_on": BORN,
        "section": "HS 11359",
        "level": Level.FELONY,
        "convicted_on": DAY,
    }
    plain |= told
    plain.setdefault("numbers", (plain["number"],) if plain["number"] else ())
    return Record(place=place, list=which, **plain)


def first(place=0, **told):
    return seen(place, 1, **told)


def second(place=50, **told):
    return seen(place, 2, **told)


def found_in(*sightings):
    """All that exact keys say of sightings, looked at as the comparison does."""
    shared: dict[str, list[Record]] = {}
    for sighting in sorted(sightings, key=lambda one: one.place):
        for proof in proofs(sighting):
            shared.setdefault(proof, []).append(sighting)
    found = Found()
    for alike in shared.values():
        if len(alike) > 1:
            found.look_at(alike)
    return settle(found)


def pairs(*sightings):
    return {one: other for one, (other, _) in found_in(*sightings).second_of.items()}


def proof(one, other):
    joined = found_in(one, other).second_of.get(one.place)
    return joined[1] if joined else None


# --- Who. ---


def test_an_equal_person_key_proves_the_person_under_any_spelling():
    one, other = first(keys=("cii:a",)), second(last="SAMPEL", keys=("cii:a",))
    assert proof(one, other) is PersonProof.KEY


def test_the_same_defendant_number_proves_the_person_under_another_spelling():
    assert proof(first(suffix="01"), second(suffix="01", first="PATT")) is PersonProof.DEFENDANT


def test_the_same_name_and_birth_date_prove_the_person():
    assert proof(first(), second()) is PersonProof.NAME


def test_a_missing_birth_date_leaves_the_name_to_prove_the_person():
    assert proof(first(born_on=None), second()) is PersonProof.NAME


def test_another_birth_date_takes_the_proof_from_the_name():
    # Cousins of one name stand in one case.
    assert proof(first(), second(born_on=dt.date(1984, 1, 1))) is None


def test_without_a_birth_date_two_people_of_one_name_in_the_case_prove_nothing():
    cousins = second(50), second(51, born_on=dt.date(1984, 1, 1))
    assert pairs(first(born_on=None), *cousins) == {}


def test_another_key_of_the_same_kind_is_another_person():
    one, other = first(keys=("cii:a",)), second(keys=("cii:b",))
    assert proof(one, other) is None


def test_an_offices_own_number_says_nothing_against_another_offices():
    one, other = first(keys=("person:a",)), second(keys=("person:b",))
    assert proof(one, other) is PersonProof.NAME


def test_an_offices_own_number_beside_another_name_is_another_offices():
    one, other = first(keys=("person:a",)), second(keys=("person:a",), last="DOE", first="JANE")
    assert proof(one, other) is None
    assert not share_key(one, other)


def test_a_key_beside_another_name_and_birth_date_is_a_mistake():
    stranger = {"last": "DOE", "first": "JANE", "born_on": dt.date(1984, 1, 1)}
    assert proof(first(keys=("cii:a",)), second(keys=("cii:a",), **stranger)) is None


def test_a_key_needs_no_name_beside_it():
    nameless = second(keys=("cii:a",), last="", first="", born_on=dt.date(1984, 1, 1))
    assert proof(first(keys=("cii:a",)), nameless) is PersonProof.KEY


def test_father_and_son_are_two_people():
    assert proof(first(generation="SR", born_on=None), second(generation="JR")) is None


def test_another_defendant_of_the_case_is_another_person_whatever_the_name():
    assert proof(first(suffix="01"), second(suffix="02")) is None


def test_a_defendant_number_beside_an_altogether_other_name_proves_nothing():
    assert proof(first(suffix="01"), second(suffix="01", last="DOE", first="JANE")) is None


@pytest.mark.parametrize(("one", "other", "same"), [("A", "", 1), ("A", "ANN", 1), ("A", "B", 0)])
def test_middle_names_are_the_same_when_one_may_be_short_for_the_other(one, other, same):
    joined = same_person(first(middle=one), second(middle=other), alone=True)
    assert (joined is PersonProof.NAME) == bool(same)


def test_a_last_name_alone_proves_nobody():
    assert proof(first(first=""), second(first="")) is None


# --- What. ---


def test_signs_and_blanks_of_a_case_number_do_not_count():
    assert folded("ba-097 736") == "BA097736"


def test_any_number_of_the_case_joins_its_sightings():
    before = first(number="A253156", numbers=("A253156", "79M01234"))
    assert proof(before, second(number="79M01234", numbers=("79M01234",))) is PersonProof.NAME


def test_another_case_is_another_conviction():
    assert proof(first(), second(number="BA097737")) is None


def test_no_number_proves_no_case():
    assert proof(first(number=""), second(number="")) is None


def test_another_count_is_another_conviction():
    assert proof(first(count="1"), second(count="2")) is None


def test_a_count_that_one_list_does_not_know_is_no_other_count():
    assert proof(first(), second(count="2")) is PersonProof.NAME


def test_another_section_is_another_conviction_unless_both_lists_number_the_count():
    assert proof(first(), second(section="HS 11360")) is None
    numbered = first(count="1"), second(count="1", section="HS 11360")
    assert proof(*numbered) is PersonProof.NAME
    assert conflicts(*numbered) == (Field.SECTION,)
    assert proof(numbered[0], replace(numbered[1], court="com")) is None


def test_another_subdivision_is_another_section():
    assert proof(first(subdivision="b"), second(subdivision="c")) is None


def test_another_court_is_another_conviction_unless_person_number_and_day_are_one():
    assert proof(first(), second(court="com")) is None
    disputed = first(keys=("cii:a",)), second(court="com", keys=("cii:a",))
    assert proof(*disputed) is PersonProof.KEY
    assert conflicts(*disputed) == (Field.COURT,)
    later = second(court="com", keys=("cii:a",), convicted_on=dt.date(2001, 1, 1))
    assert proof(first(keys=("cii:a",)), later) is None


def test_a_court_that_one_list_does_not_name_is_no_other_court():
    assert proof(first(court=""), second(court="com")) is PersonProof.NAME


# --- Which, of several. ---


def test_counts_that_both_lists_number_find_each_other():
    ones = [first(place, count=count) for place, count in enumerate("12")]
    others = [second(50 + place, count=count) for place, count in enumerate("21")]
    assert pairs(*ones, *others) == {0: 51, 1: 50}


def test_no_numbered_count_is_left_over_for_one_that_is_not():
    ones = [first(0), first(1, count="2")]
    others = [second(50), second(51, count="1")]
    assert pairs(*ones, *others) == {0: 51, 1: 50}


def test_of_unnumbered_counts_those_of_one_day_find_each_other():
    days = [dt.date(1999, 5, 4), dt.date(1999, 6, 1)]
    ones = [first(place, convicted_on=day) for place, day in enumerate(days)]
    others = [second(50 + place, convicted_on=day) for place, day in enumerate(reversed(days))]
    assert pairs(*ones, *others) == {0: 51, 1: 50}


@pytest.mark.parametrize(
    ("like", "unlike"),
    [
        ({}, {"convicted_on": None}),
        ({}, {"level": Level.MISDEMEANOR}),
        ({"count_key": "k"}, {"count_key": "j"}),
    ],
)
def test_of_unnumbered_counts_the_one_that_is_more_alike_is_taken(like, unlike):
    ones = [first(0, **unlike), first(1, **like)]
    assert pairs(*ones, second(**like)) == {1: 50}


def test_a_count_too_many_stays_alone_with_a_remark():
    settled = found_in(first(0), first(1), second())
    assert {one: other for one, (other, _) in settled.second_of.items()} == {0: 50}
    assert settled.remarks == {1: Remark.ONE_MORE}


def test_another_section_of_the_same_case_is_remarked():
    settled = found_in(first(), second(section="HS 11360"))
    assert settled.remarks == {0: Remark.ANOTHER_SECTION, 50: Remark.ANOTHER_SECTION}
    settled = found_in(first(0), first(1, section="HS 11358"), second())
    assert settled.remarks == {1: Remark.ANOTHER_COUNT}


def test_a_conviction_that_one_list_tells_twice_is_one():
    settled = found_in(first(0, count="1"), first(1, count="1"), second())
    assert settled.repeats == {1: 0}
    assert len(settled.second_of) == 1
    assert settled.remarks == {}


def test_the_states_own_count_key_proves_a_repetition_too():
    assert found_in(first(0, count_key="k"), first(1, count_key="k")).repeats == {1: 0}


def test_two_counts_that_nobody_numbers_are_not_taken_for_one():
    assert found_in(first(0), first(1)).repeats == {}


def test_a_number_that_hundreds_share_joins_nobody():
    crowd = [first(place) for place in range(MOST_ALIKE + 1)]
    settled = found_in(*crowd, second(500))
    assert settled.second_of == {}
    assert settled.remarks[500] is Remark.TOO_MANY_ALIKE


def test_one_conviction_told_thousands_of_times_is_no_crowd():
    again = [first(place, count="1", keys=("cii:1",)) for place in range(3_000)]
    settled = found_in(*again, second(5_000, count="1", keys=("cii:1",)))
    assert len(settled.repeats) == 2_999
    assert {one: other for one, (other, _) in settled.second_of.items()} == {0: 5_000}
    assert settled.remarks == {}


def test_the_order_of_the_lists_changes_nothing():
    sightings = [
        first(0, count="1"),
        first(1),
        first(2, section="HS 11360"),
        second(50, count="2"),
        second(51),
    ]
    found = Found()
    found.look_at(sightings)
    expected = settle(found)
    assert expected.second_of
    for shuffled in permutations(sightings):
        again = Found()
        for one in shuffled:
            for other in shuffled:
                if one.place < other.place:
                    again.look_at([one, other])
        assert settle(again) == expected


def test_a_subdivision_that_one_list_lacks_is_no_other_section():
    bare, whole = first(), second(subdivision="c")
    assert proof(bare, whole) is PersonProof.NAME
    assert conflicts(bare, whole) == ()


def test_two_birth_dates_and_two_suffixes_are_two_people():
    other = second(suffix="02", born_on=dt.date(1984, 1, 1), keys=("person:7",))
    assert proof(first(suffix="01", keys=("person:7",)), other) is None


def test_what_the_other_list_tells_as_no_conviction_is_told_otherwise():
    end = second(-1, says=Says.ENDED)
    assert [*ended([first(), end])] == [0]
    # Another charge, another count, and the same list's own dismissals are another matter.
    assert not [*ended([first(section="HS 11360"), end])]
    assert not [*ended([first(count="1"), second(-1, says=Says.ENDED, count="2")])]
    assert not [*ended([second(50), end])]


# --- Where they differ. ---


def test_each_dispute_is_named_and_silence_is_none():
    other = second(
        level=Level.MISDEMEANOR,
        convicted_on=dt.date(2000, 1, 1),
        subdivision="a",
        born_on=dt.date(1961, 1, 1),
        court="com",
    )
    assert conflicts(first(subdivision="b"), other) == tuple(Field)
    silent = second(level=Level.UNKNOWN, convicted_on=None, section="", born_on=None, court="")
    assert conflicts(first(), silent) == ()


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("1960-03-04", "1960-04-03", "day and month are swapped"),
        ("1960-03-14", "1961-03-14", "another year, the same day and month"),
        ("1960-03-14", "1960-03-15", "the same year, another day or month"),
        ("1960-03-14", "1984-12-01", "another date"),
        ("1960-03-14", "1960-03-14", ""),
        ("1960-03-14", None, ""),
    ],
)
def test_birth_dates_differ_in_words_that_tell_neither(one, other, words):
    dates = [dt.date.fromisoformat(text) if text else None for text in (one, other)]
    told = birth_dates_differ(*dates)
    assert told == words
    assert not any(character.isdigit() for character in told)


# --- From an entry. ---


def screened(**told):
    """An entry as screening leaves it: heard in ccb, whatever the row names."""
    ccb = CourtId("ccb")
    return Screened(list=1, line=2, entry=1, fate=Fate.INCLUDED, source=entry(**told), court=ccb)


RECORDS = Records(read_settings())


def test_a_court_that_the_row_does_not_name_is_not_its_court():
    assert RECORDS.of(screened(), 0).court == "ccb"
    assert RECORDS.of(screened(court="LOS ANGELES"), 0).court == ""
    assert RECORDS.of(screened(court=""), 0).court == ""


def test_a_leading_zero_of_a_count_does_not_count():
    assert RECORDS.of(screened(count="02"), 0).count == "2"


def test_an_attempt_is_another_section():
    tried = screened(statute=replace(statute("11359"), attempt=True))
    assert RECORDS.of(tried, 0).section != RECORDS.of(screened(), 0).section


def test_a_name_is_compared_in_its_parts():
    name = Name(last="de la Cruz-Reyes", first="José", middle="J.", suffix="Jr.")
    one = RECORDS.of(screened(name=name), 0)
    assert (one.last, one.first, one.middle, one.generation) == (
        "de la cruz reyes",
        "jose",
        "j",
        "jr",
    )
    assert one.name_words == {"de", "la", "cruz", "reyes", "jose"}
