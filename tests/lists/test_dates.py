"""A day is read in one way or its row waits; the column settles what one cell leaves open."""

import datetime as dt

import pytest

from filings.lists.dates import DateForms, birth_since, conviction_since, ordered, parse_date
from filings.model.fates import Fate
from filings.screening.rules import Screener
from tests.lists.making import office, opened, settings

LAW = dt.date(2016, 11, 9)
SINCE = conviction_since(LAW)


@pytest.mark.parametrize(
    "written", ["19810411", "1981-04-11", "04/11/1981", "4/11/1981", "1981-04-11 00:00:00"]
)
def test_a_day_is_read_in_every_form_the_lists_use(written):
    assert parse_date(written) == dt.date(1981, 4, 11)


@pytest.mark.parametrize(
    "written",
    ["", "19810000", "19810400", "01/01/0001", "00010101", "1981", "13/05/1979", "29687", "n/a"],
)
def test_a_text_that_names_no_whole_day_is_no_date(written):
    assert parse_date(written) is None


def test_two_digit_years_of_convictions_are_those_of_the_old_law():
    forms = DateForms(("%m%d%y",))
    assert forms.parse("042099", SINCE) == dt.date(1999, 4, 20)
    assert forms.parse("111212", SINCE) == dt.date(2012, 11, 12)
    assert forms.parse("041181", SINCE) == dt.date(1981, 4, 11)
    assert forms.parse("050155", SINCE) == dt.date(1955, 5, 1)


def test_a_zero_that_a_spreadsheet_took_is_put_back():
    # 11212 is 12 January 2012 without its zero; read on its own it would be 2 November.
    assert DateForms(("%m%d%y",)).parse("11212", SINCE) == dt.date(2012, 1, 12)


@pytest.mark.parametrize("written", ["30180", "20180", "40199", "29687", "42999"])
def test_five_digits_that_may_be_a_spreadsheets_count_of_days_are_no_date(written):
    assert DateForms(("%m%d%y",)).parse(written, SINCE) is None


@pytest.mark.parametrize(("written", "year"), [("50180", 1980), ("91599", 1999), ("030180", 1980)])
def test_other_digits_run_together_are_what_they_say(written, year):
    assert DateForms(("%m%d%y",)).parse(written, SINCE).year == year


def test_a_birth_of_1965_is_not_read_as_2065():
    born = birth_since(dt.date(1999, 4, 20), LAW)
    assert DateForms(("%m%d%y",)).parse("091465", born) == dt.date(1965, 9, 14)


def test_a_birth_lies_ten_years_before_the_conviction():
    forms = DateForms(("%m/%d/%y",))
    assert forms.parse("06/01/05", birth_since(dt.date(2016, 1, 1), LAW)) == dt.date(2005, 6, 1)
    assert forms.parse("06/01/05", birth_since(dt.date(1975, 1, 1), LAW)) == dt.date(1905, 6, 1)


def test_the_forms_are_tried_in_order():
    forms = DateForms(("%d.%m.%Y", "%Y-%m-%d"))
    assert forms.parse("11.04.1981", SINCE) == dt.date(1981, 4, 11)
    assert forms.parse("1981-04-11", SINCE) == dt.date(1981, 4, 11)
    assert forms.parse("04/11/1981", SINCE) is None


def test_a_leap_day_of_a_year_that_has_none_is_no_date():
    assert DateForms(("%m/%d/%y",)).parse("02/29/00", 1901) == dt.date(2000, 2, 29)
    assert DateForms(("%m/%d/%y",)).parse("02/29/00", 1801) is None


@pytest.mark.parametrize(
    "written",
    [
        *(
            "19810411",
            "1981/04/11",
            "11-APR-1981",
            "11 April 1981",
            "Apr 11, 1981",
            "April 11 1981",
        ),
        *("11APR1981", "Apr. 11, 1981", "1981-04-11T00:00:00Z", "19810411.0", "11-Apr-81"),
    ],
)
def test_what_can_be_read_in_one_way_only_is_read_whatever_the_layout(written):
    assert DateForms(("%m%d%y",)).parse(written, SINCE) == dt.date(1981, 4, 11)


@pytest.mark.parametrize("written", ["4/11/1981 0:00", "4/11/1981 12:00:00 AM", "04/11/1981"])
def test_the_layout_says_which_number_is_the_month(written):
    assert DateForms(("%m/%d/%Y",)).parse(written, SINCE) == dt.date(1981, 4, 11)
    assert DateForms(("%d/%m/%Y",)).parse(written, SINCE) == dt.date(1981, 11, 4)


def looked_at(forms: tuple[str, ...], *column: str) -> DateForms:
    its = DateForms(forms, "Day")
    its.look_at(lambda: column)
    return its


@pytest.mark.parametrize(
    ("forms", "column", "day"),
    [
        ((), ("4-5-1995", "4-25-1995"), dt.date(1995, 4, 5)),
        ((), ("4-5-1995", "25-4-1995"), dt.date(1995, 5, 4)),
        ((), ("4-5-1995", "4-6-1995"), None),
        ((), ("4-5-1995", "4-25-1995", "25-4-1995"), None),
        (("%m-%d-%Y",), ("4-5-1995", "25-4-1995"), None),
        (("%m-%d-%Y",), ("4-5-1995", "4-6-1995"), dt.date(1995, 4, 5)),
        (("%m/%d/%y",), ("5/4/99", "13/4/99"), None),
        (("%m/%d/%y",), ("5/4/99", "5/13/99"), dt.date(1999, 5, 4)),
    ],
)
def test_the_whole_column_tells_which_number_is_the_month(forms, column, day):
    its = looked_at(forms, *column)
    assert its.parse(column[0], SINCE) == day
    assert its.is_ambiguous(column[0]) is (day is None)
    silent = bool(forms) and day is not None
    assert bool(its.notes) is not silent


def test_a_day_over_12_is_read_though_its_column_is_at_odds():
    its = looked_at((), "4-25-1995", "25-4-1995")
    assert [its.parse(text, SINCE) for text in ("4-25-1995", "25-4-1995", "5-5-1995")] == [
        *(dt.date(1995, 4, 25), dt.date(1995, 4, 25), dt.date(1995, 5, 5))
    ]


def test_a_column_is_looked_at_only_if_a_cell_needs_it():
    its = DateForms(("%m/%d/%Y",), "Day")
    its.look_at(lambda: pytest.fail("nobody needs it"))
    assert its.parse("1995-04-05", SINCE) == dt.date(1995, 4, 5)
    assert its.notes == ()


def test_a_date_that_can_be_read_in_two_ways_holds_its_row_and_the_list_says_so(tmp_path):
    list_ = opened(office(tmp_path / "a.csv", {"Conviction Date": "4-5-1995"}))
    (found,) = list_.entries()
    screened = Screener(settings()).screen(found)
    assert (screened.fate, screened.reason) == (Fate.HELD, "date-ambiguous")
    assert screened.detail == 'Conviction Date: "4-5-1995"'
    assert len(list_.notes) == 1


@pytest.mark.parametrize(
    ("text", "first", "told"),
    [
        ("03/04/1995", "day first", "1995-04-03"),
        ("03/04/95", "day first", "03-APR-95"),
        ("03/04/95", "month first", "04-MAR-95"),
        ("13/04/95", "month first", ""),  # in one way only
        ("00/04/95", "month first", ""),
    ],
)
def test_an_answer_settles_a_day_that_can_be_read_in_two_ways(text, first, told):
    assert ordered(text, first) == told
