import datetime as dt

import pytest

from filings.lists.dates import DateForms, birth_since, conviction_since, parse_date

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
