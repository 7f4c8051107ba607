import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.model.case_number import conviction_sort_key
from filings.model.packet import Packet
from filings.packets.grouping import apart, cases, deal, limit, series_of, sort_key
from filings.settings.settings import read_settings
from tests.fakes import conviction, grouped, limited, small_settings

SETTINGS = small_settings()


def folder(its, settings):
    return "/".join(series_of(its, settings))


@pytest.mark.parametrize(
    ("by", "name"),
    [
        ("court-offense", "compton/lada/possession-for-sale/dismiss-seal"),
        ("court", "compton/lada/all/dismiss-seal"),
        ("county", "ccb/lada/all/dismiss-seal"),
        ("case", "compton/lada/all/dismiss-seal"),
    ],
)
def test_a_conviction_goes_where_the_office_groups_it(by, name):
    assert folder(conviction(court="compton"), grouped(SETTINGS, by)) == name


def test_a_court_may_be_grouped_otherwise_than_the_office():
    settings = grouped(SETTINGS, "court-offense", compton="court")
    assert folder(conviction(court="compton"), settings) == "compton/lada/all/dismiss-seal"
    assert folder(conviction(court="torrance"), settings).split("/")[2] == "possession-for-sale"


def test_no_grouping_ever_mixes_agencies_or_reliefs():
    for by in ("court-offense", "court", "county", "case"):
        settings = grouped(SETTINGS, by)
        theirs = {
            series_of(conviction(agency=agency, relief=relief), settings)
            for agency in ("lada", "long-beach")
            for relief in ("dismiss-seal", "seal")
        }
        assert len(theirs) == 4


def test_grouped_by_case_codefendants_stand_apart_and_counts_of_one_case_together():
    settings = grouped(SETTINGS, "case")
    one = conviction("BA000001", count="1")
    assert apart(one, settings) == apart(conviction("BA000001", count="2"), settings)
    assert apart(one, settings) != apart(conviction("BA000001", name="ROE, RICHARD"), settings)
    assert apart(one, settings) != apart(conviction("BA000001", defendant_suffix="02"), settings)
    assert apart(one, SETTINGS) == apart(conviction("TA999999"), SETTINGS)


def test_a_countys_packet_goes_by_courthouse_then_offense_then_number():
    given = [
        conviction("BA000003", court="torrance"),
        conviction("BA000002", court="compton"),
        conviction("BA000001", court="compton", offense="possession"),
        conviction("BA000009", court="compton"),
    ]
    settings = grouped(SETTINGS, "county")
    ordered = sorted(given, key=lambda its: sort_key(its, settings))
    assert [(its.court, its.case_number) for its in ordered] == [
        ("compton", "BA000001"),
        ("compton", "BA000002"),
        ("compton", "BA000009"),
        ("torrance", "BA000003"),
    ]
    assert sorted(given, key=lambda its: sort_key(its, SETTINGS)) == sorted(
        given, key=conviction_sort_key
    )


def test_a_courts_own_limit_comes_before_the_countys():
    assert limit("compton", SETTINGS) == 1000
    court = SETTINGS.court("compton").model_copy(update={"cases_per_motion": 40})
    county = SETTINGS.county.model_copy(
        update={"courts": {**SETTINGS.county.courts, "compton": court}}
    )
    settings = SETTINGS.model_copy(update={"counties": {"los-angeles": county}})
    assert limit("compton", settings) == 40
    assert limit("ccb", limited(SETTINGS, 7)) == 7


def dealt(cases, most):
    return [(part, item) for part, item in deal([(b"", case) for case in cases], most)]


def test_parts_are_filled_up_to_the_limit():
    assert dealt("abcde", 2) == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)]


def test_counts_of_one_case_stay_in_one_part():
    assert dealt("abbcc", 2) == [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2)]


def test_only_a_case_longer_than_a_motion_is_divided():
    assert dealt("abbbbbc", 2) == [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (4, 2)]


def test_what_stands_apart_begins_a_part_of_its_own():
    cases = [(b"", "a"), (b"x", "b"), (b"x", "c"), (b"y", "d")]
    assert list(deal(cases, 9)) == [(1, 1), (2, 1), (2, 2), (3, 1)]


@given(st.lists(st.sampled_from("abcdefg")).map(sorted), st.integers(1, 5))
def test_no_part_is_longer_than_the_limit_and_none_is_skipped(cases, most):
    places = dealt(cases, most)
    assert len(places) == len(cases)
    assert sorted(set(places)) == places
    parts = [part for part, _ in places]
    assert sorted(set(parts)) == list(range(1, max(parts, default=0) + 1))
    assert all(item <= most for _, item in places)


def in_order(conviction):
    """What `conviction_sort_key` says in bytes, in Python's own values."""

    def number(text):
        return tuple(
            (0, int(piece), "") if piece.isdigit() else (1, 0, piece)
            for piece in re.findall(r"[0-9]+|[^0-9]+", text)
        )

    return (
        number(conviction.case_number),
        conviction.defendant_suffix,
        conviction.name.listed if conviction.name else "",
        number(conviction.count),
        conviction.statute.short,
        conviction.convicted_on,
        conviction.id,
    )


texts = st.text(st.sampled_from("0123456789AB é\U0001f600-"), max_size=6)


@given(
    st.lists(
        st.builds(
            conviction,
            texts.filter(bool),
            name=texts,
            defendant_suffix=texts,
            count=texts,
            convicted_on=st.dates(dt.date(1915, 1, 1), dt.date(2016, 11, 8)),
            section=st.sampled_from(["11357(c)", "11357", "11358", "11360(a(2))"]),
        ),
        max_size=12,
    )
)
def test_a_database_sorts_convictions_as_the_schedule_does(convictions):
    assert sorted(convictions, key=conviction_sort_key) == sorted(convictions, key=in_order)


def test_the_counts_of_a_case_stand_as_a_person_counts():
    counts = [conviction(count=str(n), section=f"1135{7 + n % 3}") for n in range(14, 0, -1)]
    assert [its.count for its in sorted(counts, key=conviction_sort_key)] == [
        str(n) for n in range(1, 15)
    ]


def test_leading_zeros_do_not_move_a_case_in_the_schedule():
    numbers = ["9CJ1", "010CJ1", "11CJ1"]
    assert sorted(map(conviction, numbers), key=conviction_sort_key) == [
        conviction(n) for n in numbers
    ]


def test_a_case_number_that_no_number_can_be_read_from_still_has_its_place():
    assert (
        sorted([conviction("BA²"), conviction("BA1")], key=conviction_sort_key)[0].case_number
        == "BA1"
    )


def of(*convictions):
    return Packet(
        court="ccb",
        agency="lada",
        offense="possession",
        relief="dismiss-seal",
        part=2,
        parts=3,
        convictions=convictions,
    )


def test_a_case_has_its_counts_together_though_another_stands_between_them():
    first, zero, second = (
        conviction("10CJ1", section="11357"),
        conviction("010CJ1"),
        conviction("10CJ1"),
    )
    packet = of(first, zero, second)
    assert [(item, case.convictions) for item, case in cases(packet)] == [
        (1, (first, second)),
        (2, (zero,)),
    ]
    assert {case.name for _, case in cases(packet)} == {packet.name}


def test_no_case_tells_one_person_of_another():
    people = (
        conviction("BA1"),
        conviction("BA1", defendant_suffix="02"),
        conviction("BA1", name="ROE, RICHARD"),
        conviction("BA2"),
    )
    assert [case.convictions for _, case in cases(of(*people))] == [(its,) for its in people]


@given(
    st.lists(
        st.builds(
            conviction,
            st.sampled_from(["BA1", "BA2", "9CJ1", "09CJ1"]),
            name=st.sampled_from(["DOE, JANE", "ROE, JANE", ""]),
            defendant_suffix=st.sampled_from(["", "01", "02"]),
            count=texts,
        ),
        max_size=12,
        unique_by=lambda its: its.id,
    )
)
def test_every_conviction_stands_in_one_case_and_rows_name_the_first_of_each(convictions):
    packet = of(*convictions)
    found = list(cases(packet))
    assert sorted(its.id for _, case in found for its in case.convictions) == sorted(
        its.id for its in convictions
    )
    assert [item for item, _ in found] == sorted(item for item, _ in found)
    for item, case in found:
        assert packet.convictions[item - 1] == case.convictions[0]
        assert len({(its.number, its.name) for its in case.convictions}) == 1


def joint(by):
    settings = grouped(read_settings(), by)
    office = settings.office.model_copy(update={"joint_with": ("long-beach",)})
    return settings.model_copy(update={"office": office})


def test_prosecutors_who_move_jointly_share_a_packet_and_stand_apart_in_it():
    settings = joint("county")
    ours, theirs = conviction("BA000002"), conviction("BA000001", agency="long-beach")
    assert series_of(ours, settings) == series_of(theirs, settings)
    assert sorted((theirs, ours), key=lambda its: sort_key(its, settings)) == [ours, theirs]
    alone = joint("case")
    assert series_of(theirs, alone).agency == "long-beach"


def test_what_rests_on_an_offices_policy_stays_that_offices_own_motion():
    settings = joint("court")
    theirs = conviction(agency="long-beach", relief="dismiss-by-policy")
    assert series_of(theirs, settings).agency == "long-beach"
