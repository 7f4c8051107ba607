import pytest

from filings.lists.case_numbers import CaseNumbers, Numbers
from tests.lists.making import settings


@pytest.fixture(scope="module")
def numbers() -> CaseNumbers:
    return CaseNumbers(settings())


def test_the_counts_own_number_comes_first(numbers):
    assert numbers.read("140193", ["NULL  ; 140192; 140193"]) == Numbers("140193", ("140192",), "")


@pytest.mark.parametrize(
    "none", ["", "NULL", "null  ", "FILE NBR NOT REPORTD", "0", "-", "x", "#N/A", "####"]
)
def test_a_word_for_none_is_no_number(numbers, none):
    assert numbers.read(none) == Numbers(None, (), "")


@pytest.mark.parametrize(
    "junk",
    [
        *("TBD", "nan", "inf", "000000", "--", ".", "*", "N.A.", "SEALED", "see file", "#REF!"),
        *("UNKNOWN - SEE DOCKET", "5/4/1999", "Mar-99", "4-May", "0.0", "BA" + "1" * 600),
    ],
)
def test_what_can_be_no_number_is_none(numbers, junk):
    assert numbers.read(junk) == Numbers(None, (), "")


def test_a_number_that_a_spreadsheet_made_decimal_is_itself(numbers):
    assert numbers.read("140192.0").own == "140192"


@pytest.mark.parametrize("between", ["/", " / ", " ", " or ", "+"])
def test_numbers_of_the_county_are_never_joined(numbers, between):
    several = ("BA000001", "BA000002")
    assert numbers.read(between.join(several)) == Numbers(None, several, "")
    assert numbers.read(f"BA000001-01{between}A-253156").own is None


def test_a_number_that_is_not_the_countys_is_not_taken_apart(numbers):
    for written in ("SCN 123456", "14 CR 1234501", "BA000001/3"):
        assert numbers.read(written).own == written


def test_the_only_other_number_stands_in_for_a_missing_one(numbers):
    assert numbers.read("", ["757392"]) == Numbers("757392", (), "")
    assert numbers.read("NULL", ["NULL  ; 757392"]) == Numbers("757392", (), "")


def test_of_several_numbers_none_is_chosen(numbers):
    assert numbers.read("", ["140192; 140193"]) == Numbers(None, ("140192", "140193"), "")
    assert numbers.read("140192; 140193") == Numbers(None, ("140192", "140193"), "")


def test_a_suffix_is_split_off_where_the_county_has_such_numbers(numbers):
    assert numbers.read("BA097736-01") == Numbers("BA097736", (), "01")
    assert numbers.read("6SC00043-02") == Numbers("6SC00043", (), "02")
    assert numbers.read("A-253156") == Numbers("A-253156", (), "")
    assert numbers.read("1236 12345678-00") == Numbers("1236 12345678-00", (), "")


def test_a_suffix_in_its_own_column_gets_its_zero_back(numbers):
    assert numbers.read("BA097736", suffix="1") == Numbers("BA097736", (), "01")


def test_the_printed_form_is_kept(numbers):
    for written in ("0012345", "12 140189-B", "ba097736", "95M03740"):
        assert numbers.read(written).own == written


@pytest.mark.parametrize("mangled", ["1.01001E+11", "1E+05", "2012-05-12"])
def test_what_a_spreadsheet_made_of_a_number_is_no_number(numbers, mangled):
    assert numbers.read(mangled) == Numbers(None, (), "")


def test_a_number_that_only_looks_like_an_exponent_is_one(numbers):
    assert numbers.read("5E01234").own == "5E01234"


@pytest.mark.parametrize("written", ["BA097736-1", "BA097736-01"])
def test_a_suffix_inside_a_number_gets_its_zero_back_too(numbers, written):
    assert numbers.read(written) == Numbers("BA097736", (), "01")
