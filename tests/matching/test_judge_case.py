"""All rows of one case number are judged together: what goes in, what repeats, what contradicts."""

import datetime as dt
from dataclasses import replace
from itertools import permutations

import pytest

from filings.matching import judge_case as judge_module
from filings.matching.judge_case import Telling
from filings.matching.record import Records
from filings.model.entries import Level, Name, Where
from filings.model.fates import Fate
from filings.model.identifiers import ConvictionId
from tests.fakes import conviction, included, small_settings

JANE = "cii:aaaa"
RICHARD = "cii:bbbb"
DAY = dt.date(1999, 5, 5)


RECORDS = Records(small_settings())


def candidate(line, case="BA000001", **fields):
    return included(line, case, **fields)


def where(screened):
    return Where(screened.list, screened.line, screened.entry)


def judge(candidates):
    """The rulings, in the order in which they were come to."""
    return judge_module.judge(Telling(its, RECORDS.of(its)) for its in candidates)


def fates(*candidates):
    """The fate of each candidate in the order given."""
    verdicts = {verdict.where: verdict for verdict in judge(candidates)}
    return [str(verdicts[where(each)].fate) for each in candidates]


SAME = [
    pytest.param(
        {"person": "name-dob:1", "count": "1"},
        {"person": "name-dob:1", "count": "1"},
        id="name and birth date equal",
    ),
    pytest.param({"person": JANE, "count": "1"}, {"person": JANE, "count": "1"}, id="all known"),
    pytest.param({"person": JANE, "count": "1"}, {"person": JANE, "count": "01"}, id="count 01"),
    pytest.param(
        {"person": JANE, "key": "101002001000"},
        {"person": JANE, "key": "101002001000"},
        id="the list's own count key",
    ),
    pytest.param(
        {"person": JANE, "count": "1"},
        {"person": JANE, "count": "1", "name": "DOE, JANET"},
        id="one key, two spellings",
    ),
    pytest.param(
        {"person": JANE, "count": "1"},
        {"person": JANE, "count": "1", "defendant_suffix": "01"},
        id="suffix in one list only",
    ),
    pytest.param(
        {"person": JANE, "count": "1", "section": "11357(c)"},
        {"person": JANE, "count": "1", "section": "11357"},
        id="subdivision missing in one",
    ),
    pytest.param(
        {"person": JANE, "count": "1"},
        {"person": JANE, "count": "1", "convicted_on": DAY},
        id="one count, two days less than half a year apart",
    ),
    pytest.param(
        {"defendant_suffix": "01", "count": "1"},
        {"defendant_suffix": "01", "count": "1"},
        id="one defendant of the case",
    ),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_provably_same_conviction_goes_in_once(one, other):
    assert sorted(fates(candidate(2, **one), candidate(3, **other))) == ["duplicate", "included"]


DIFFERENT = [
    pytest.param({"person": JANE}, {"person": RICHARD}, id="two persons of one kind of key"),
    pytest.param(
        {"person": JANE}, {"person": RICHARD, "name": "DOE, JANE"}, id="two persons of one name"
    ),
    pytest.param(
        {"person": JANE, "count": "1"}, {"person": JANE, "count": "2"}, id="two counts of a person"
    ),
    pytest.param(
        {"name": "DOE, JANE", "defendant_suffix": "01"},
        {"name": "DOE, JANE", "defendant_suffix": "02"},
        id="two defendants of a case",
    ),
    pytest.param({}, {"name": "ROE, JANE"}, id="no key, other last name"),
    pytest.param({}, {"name": "DOE, JOHN"}, id="no key, other first name"),
    pytest.param({"person": JANE}, {"name": "DOE, JOHN"}, id="key in one list, other name"),
    pytest.param(
        {"person": "name-dob:1"},
        {"person": "name-dob:2", "name": "DOE, JOHN"},
        id="two names with birth dates",
    ),
    pytest.param(
        {"person": JANE}, {"person": "subject:1", "name": "DOE, JOHN"}, id="two kinds of key"
    ),
    *(
        pytest.param(
            {"person": JANE, "count": one},
            {"person": JANE, "count": other},
            id=f"count {one} and {other}",
        )
        for one, other in (
            ("I", "II"),
            ("IV", "6"),
            ("A", "B"),
            ("2", "1a"),
            ("1 of 2", "2 of 2"),
            ("X", "9"),
            ("X", "XI"),
            ("XIV", "15"),
        )
    ),
    pytest.param({"section": "11357(b)"}, {"section": "11357(c)"}, id="two subdivisions"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_provably_different_convictions_both_stay(one, other):
    # Different days, so that their ids differ as well.
    other = {"convicted_on": conviction().convicted_on.replace(day=5)} | other
    assert fates(candidate(2, **one), candidate(3, **other)) == ["included", "included"]


UNSURE = [
    pytest.param({"person": JANE}, {"person": JANE}, id="count missing"),
    pytest.param({"person": JANE, "count": "1"}, {"person": JANE}, id="count missing in one"),
    pytest.param({"count": "1"}, {"count": "1"}, id="person missing"),
    pytest.param({"person": JANE, "count": "1"}, {"count": "1"}, id="person missing in one"),
    pytest.param(
        {"person": JANE, "count": "1"}, {"person": "subject:1", "count": "1"}, id="kinds of key"
    ),
    pytest.param({"count": "1"}, {"count": "1", "name": None}, id="no name"),
    pytest.param(
        {"person": "name-dob:1", "count": "1"},
        {"person": "name-dob:2", "count": "1"},
        id="one name, two birth dates",
    ),
    pytest.param({"count": "1"}, {"count": "1", "name": "DOE"}, id="no first name"),
    pytest.param(
        {"person": JANE, "key": "101002001000"},
        {"person": JANE, "key": "101002002000"},
        id="other count key, no count",
    ),
    pytest.param(
        {"person": JANE, "count": "1"},
        {"person": JANE, "count": "1", "case": "BA-000001"},
        id="signs in the number",
    ),
    *(
        pytest.param({"name": one, "count": "1"}, {"name": its, "count": "1"}, id=f"{one}/{its}")
        for one, its in (
            ("GARCIA, MARIA", "GARCA, MARIA"),
            ("GARCIA, MARIA", "GARICA, MARIA"),
            ("DOE, J", "DOE, JANE"),
            ("PENA, MARIA", "PEÑA, MARIA"),
            ("O'BRIEN, PAT", "OBRIEN, PAT"),
            ("GARCIA LOPEZ, ANA", "GARCIA-LOPEZ, ANA"),
            ("GARCIA LOPEZ, ANA", "LOPEZ, ANA"),
            ("GARCIA LOPEZ, ANA", "GARCIA, ANA"),
            ("DOE, JANE", "JANE, DOE"),
        )
    ),
    *(
        pytest.param(
            {"person": JANE, "count": "1"}, {"person": JANE, "count": count}, id=f"count {count}"
        )
        for count in ("1 of 2", "I", "one", "1a")
    ),
    pytest.param(
        {"person": JANE, "count": "1", "name": "ALVAREZ, TOM"},
        {"person": JANE, "count": "1", "name": "BAKER, ANN"},
        id="one key, two people",
    ),
]


CONTRADICTED = [
    pytest.param(
        {"count": "1", "section": "11357(c)"},
        {"count": "1", "section": "11357(b)"},
        "list 1, line 2 says 11357(c); list 1, line 3 says 11357(b)",
        id="one count, two subdivisions",
    ),
    pytest.param(
        {"count": "1"},
        {"count": "1", "section": "11357"},
        "list 1, line 2 says 11359; list 1, line 3 says 11357",
        id="one count, two sections",
    ),
    pytest.param(
        {"count": "1"},
        {"count": "1", "level": Level.MISDEMEANOR},
        "list 1, line 2 says felony; list 1, line 3 says misdemeanor",
        id="one count, two levels",
    ),
    pytest.param(
        {"count": "1"},
        {"count": "1", "convicted_on": dt.date(1999, 11, 1)},
        "list 1, line 2 says convicted on 1999-05-04; list 1, line 3 says convicted on 1999-11-01",
        id="one count, two days more than half a year apart",
    ),
    pytest.param(
        {"defendant_suffix": "01"},
        {"defendant_suffix": "02"},
        "list 1, line 2 says defendant 01; list 1, line 3 says defendant 02",
        id="one person, two suffixes",
    ),
]


@pytest.mark.parametrize(("one", "other", "detail"), CONTRADICTED)
def test_of_two_rows_that_contradict_each_other_neither_is_believed(one, other, detail):
    rulings = judge([candidate(2, person=JANE, **one), candidate(3, person=JANE, **other)])
    assert [(its.fate, its.reason) for its in rulings] == [(Fate.HELD, "source-conflict")] * 2
    assert {its.detail for its in rulings} == {detail}


def test_two_suffixes_and_two_birth_dates_are_two_people():
    one = candidate(2, person="person:7", defendant_suffix="01")
    two = candidate(3, person="person:7", defendant_suffix="02")
    born = [dt.date(1960, 1, 1), dt.date(1981, 2, 2)]
    pair = [
        replace(its, source=replace(its.source, born_on=day))
        for its, day in zip((one, two), born, strict=True)
    ]
    assert fates(*pair) == ["included", "included"]


def test_a_day_that_differs_little_is_a_remark_on_the_one_that_stays():
    known = {"person": JANE, "count": "1"}
    first, second = judge([candidate(2, **known), candidate(3, convicted_on=DAY, **known)])
    assert (first.fate, first.remarks) == (Fate.INCLUDED, ["day-told-otherwise"])
    assert second.fate is Fate.DUPLICATE


@pytest.mark.parametrize(("one", "other"), UNSURE)
def test_what_nobody_can_be_sure_of_is_held_for_a_human(one, other):
    found = fates(candidate(2, **one), candidate(3, **other))
    assert sorted(found) == ["held", "included"]


def test_one_key_of_two_people_is_one_persons_when_the_birth_dates_say_so():
    one = candidate(2, person=JANE, count="1", name="ALVAREZ, TOM")
    two = candidate(3, person=JANE, count="1", name="BAKER, ANN")
    born = dt.date(1970, 1, 1)
    one, two = (replace(c, source=replace(c.source, born_on=born)) for c in (one, two))
    assert fates(one, two) == ["included", "duplicate"]


def test_what_is_held_says_beside_which_entry_and_what_is_missing():
    first, second = judge([candidate(7, person=JANE, count="1"), candidate(3, person=JANE)])
    assert (first.fate, second.fate) == (Fate.INCLUDED, Fate.HELD)
    assert second.reason == "possible-duplicate"
    assert second.same_as == candidate(7, count="1").conviction.id
    assert second.detail == "may be list 1, line 7: the number of the count is missing"


def test_the_better_known_of_two_stays_wherever_it_stands():
    vague, known = candidate(2), candidate(3, person=JANE, count="1")
    assert fates(vague, known) == ["held", "included"]
    assert fates(known, vague) == ["included", "held"]


def test_a_known_person_comes_before_a_known_count():
    person, count = candidate(2, person=JANE), candidate(3, count="1")
    assert fates(count, person) == ["held", "included"]


def test_two_persons_whom_an_order_could_not_tell_apart_do_not_both_go_in():
    one = candidate(2, person=JANE, name="DOE, JANE")
    two = candidate(3, person=RICHARD, name="ROE, RICHARD")
    assert one.conviction.id == two.conviction.id
    assert fates(one, two) == ["included", "held"]
    assert judge([one, two])[1].same_as == one.conviction.id


def test_all_lists_that_hold_a_conviction_are_named():
    known = {"person": JANE, "count": "1"}
    verdicts = judge([candidate(9, list=number, **known) for number in (3, 1, 2)])
    assert [(str(each.fate), sorted(each.lists)) for each in verdicts] == [
        ("included", [1, 2, 3]),
        ("duplicate", [2]),
        ("duplicate", [3]),
    ]


def test_a_duplicate_may_know_the_key_by_which_a_third_is_known():
    first = candidate(2, person=JANE, count="1")
    second = candidate(3, person=JANE, count="1", key="101002001000")
    third = candidate(4, person=JANE, key="101002001000")
    assert fates(first, second, third) == ["included", "duplicate", "duplicate"]


def test_the_order_of_the_list_decides_nothing():
    group = [
        candidate(2, person=JANE, count="1"),
        candidate(3, person=JANE, count="1", name="DOE, JANET"),
        candidate(4, person=JANE),
        candidate(5, name="ROE, RICHARD", defendant_suffix="02"),
        candidate(6, name=None),
    ]

    def what_came_of_it(order):
        lines = {}
        for line, its in enumerate(order, 1):
            source = replace(its.source, line=line)
            lines[Where(1, line, 1)] = replace(its, line=line, source=source), its
        rulings = judge(moved for moved, _ in lines.values())
        return {where(lines[ruling.where][1]): (ruling.fate, ruling.same_as) for ruling in rulings}

    outcomes = [what_came_of_it(order) for order in permutations(group)]
    assert len({tuple(sorted(outcome.items())) for outcome in outcomes}) == 1


@pytest.mark.parametrize("nameless", [0, 2])
def test_a_junk_number_shared_by_thousands_is_held_at_once(nameless):
    crowd = [
        candidate(
            line,
            name=None if nameless and line % nameless else Name(last=f"DOE{line}", first="J"),
            person=f"cii:{line}" if line % 3 else "",
            count=str(line),
        )
        for line in range(5_000)
    ]
    found = judge(crowd)
    assert {verdict.fate for verdict in found} == {Fate.HELD}
    assert {verdict.detail for verdict in found} == {"too many share the number"}


@pytest.mark.slow
def test_one_conviction_told_thousands_of_times_is_no_crowd():
    found = [v.fate for v in judge(candidate(n, person=JANE, count="1") for n in range(3_000))]
    assert (found.count(Fate.INCLUDED), found.count(Fate.DUPLICATE)) == (1, 2_999)


def test_two_people_of_one_name_case_count_and_day_are_held_and_never_called_duplicates():
    known = {"name": "DOE, JANE", "count": "1"}
    one, two = candidate(2, person=JANE, **known), candidate(3, person=RICHARD, **known)
    assert one.conviction.id == two.conviction.id  # a suffix would have told them apart
    again = candidate(4, person=RICHARD, **known)
    assert fates(one, two, again) == ["included", "held", "held"]
    assert {v.reason for v in judge([one, two, again])[1:]} == {"possible-duplicate"}


def test_a_list_without_birth_dates_tells_less_of_the_one_person_of_its_name():
    known = {"name": "DOE, JANE", "count": "1"}
    one, other = candidate(2, person=JANE, **known), candidate(2, list=2, **known)
    assert fates(one, other) == ["included", "duplicate"]
    # Not in one list, of another day, without the count, or where the case has two of the name.
    assert fates(one, candidate(3, **known)) == ["included", "held"]
    later = candidate(2, list=2, convicted_on=dt.date(2001, 1, 1), **known)
    assert "duplicate" not in fates(one, later)
    assert fates(one, candidate(2, list=2, name="DOE, JANE")) == ["included", "held"]
    another = candidate(4, person=RICHARD, **{**known, "count": "2"})
    assert "duplicate" not in fates(one, other, another)


def with_keys(candidate, *keys):
    return replace(candidate, source=replace(candidate.source, person_keys=keys))


def test_lists_that_know_a_person_by_different_keys_meet_in_one_they_share():
    state = with_keys(candidate(2, person="subject:1", count="1"), JANE, "name-dob:1")
    court = candidate(2, list=2, person=JANE, count="1")
    assert sorted(fates(state, court)) == ["duplicate", "included"]
    other = candidate(2, list=2, person=RICHARD, count="1", convicted_on=DAY)
    assert fates(state, other) == ["included", "included"]


def test_one_key_that_belies_another_leaves_it_to_a_human():
    one = with_keys(candidate(2, person=JANE, count="1"), "name-dob:1")
    two = with_keys(candidate(3, person=RICHARD, count="1"), "name-dob:1")
    assert fates(one, two) == ["included", "held"]


def test_the_own_numbers_of_two_offices_prove_nothing_without_the_name():
    one = candidate(2, person="person:7", count="1")
    same = candidate(2, list=2, person="person:7", count="1")
    assert sorted(fates(one, same)) == ["duplicate", "included"]
    other = candidate(2, list=2, person="person:7", count="1", name="ROE, RICHARD")
    other = replace(other, conviction=replace(other.conviction, id=ConvictionId("f" * 24)))
    assert fates(one, other) == ["included", "included"]
    elsewhere = candidate(2, list=2, person="person:8", count="1")
    assert fates(one, elsewhere) == ["included", "held"]


@pytest.mark.parametrize(
    ("roman", "number"), [("IV", "4"), ("IX", "9"), ("X", "10"), ("XXX", "30")]
)
def test_a_count_in_roman_letters_may_be_the_one_in_figures(roman, number):
    one, other = (candidate(n, person=JANE, count=it) for n, it in ((2, roman), (3, number)))
    assert sorted(fates(one, other)) == ["held", "included"]
