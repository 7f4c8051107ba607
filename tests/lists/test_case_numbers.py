"""A case number is read whole, by the forms its county writes, or its row waits."""

import ast
import datetime as dt
from pathlib import Path

import pytest

from filings.lists.case_numbers import CaseNumbers, Numbers
from filings.model.entries import Name
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
    assert numbers.read(junk)[:3] == (None, (), "")


def test_a_number_that_a_spreadsheet_made_decimal_is_itself(numbers):
    assert numbers.read("140192.0").own == "140192"


@pytest.mark.parametrize("between", ["/", " / ", " ", " or ", "+"])
def test_numbers_of_the_county_are_never_joined(numbers, between):
    several = ("BA000001", "BA000002")
    assert numbers.read(between.join(several)) == Numbers(None, several, "")
    assert numbers.read(f"BA000001-01{between}A-253156").own is None


def test_a_number_that_is_not_the_countys_is_not_taken_apart(numbers):
    for written in ("SCN 123456", "14 CR 1234501", "BA000001/3"):
        read = numbers.read(written)
        assert (read.own, [its.written for its in read.rests]) == (None, [written])


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


@pytest.mark.parametrize(
    "behind",
    [
        "-01",
        "-1",
        "-001",
        " (01)",
        "(1)",
        " DEF 01",
        ", DEF 01",
        " DEFT. 1",
        "/DEFENDANT #1",
        "/01",
        " 01",
    ],
)
def test_a_suffix_is_read_however_it_is_written(numbers, behind):
    assert numbers.read(f"BA097736{behind}") == Numbers("BA097736", (), "01")


@pytest.mark.parametrize("cell", ["1", "01", "001", "1.0", "(01)", "-01", "DEF 01", '="01"', "'01"])
def test_a_suffix_in_a_column_of_its_own_is_read_however_it_is_written(numbers, cell):
    assert numbers.read("BA097736", suffix=cell) == Numbers("BA097736", (), "01")


@pytest.mark.parametrize("cell", ["-", "N/A", ""])
def test_a_suffix_that_says_nothing_is_none(numbers, cell):
    assert numbers.read("BA097736", suffix=cell) == Numbers("BA097736", (), "")


def test_two_suffixes_that_contradict_each_other_are_told(numbers):
    assert numbers.read("BA097736-01", suffix="02").rests
    assert numbers.read("BA097736-01", ["BA097736-02"]).rests


def test_a_suffix_in_its_own_column_gets_its_zero_back(numbers):
    assert numbers.read("BA097736", suffix="1") == Numbers("BA097736", (), "01")


def test_the_printed_form_is_kept(numbers):
    for written in ("0012345", "ba097736", "BA 097736", "95M03740"):
        assert numbers.read(written) == Numbers(written, (), "")


@pytest.mark.parametrize("guarded", ['="0012345"', "'0012345"])
def test_what_keeps_a_number_from_being_calculated_is_no_part_of_it(numbers, guarded):
    assert numbers.read(guarded) == Numbers("0012345", (), "")


@pytest.mark.parametrize(
    ("cell", "rest"),
    [
        ("BA700002 - ALDER, SAGE", "ALDER; SAGE"),
        ("BA700002 ALDER", "ALDER"),
        ("BA700002?", "?"),
        ("BA7000024711", "4711"),
        ("see file", "see file"),
        ("BA700002 SSN 123-45-6789", "SSN 123-45-6789"),
        ("BA700002 4711", "4711"),
    ],
)
def test_a_number_with_something_beside_it_is_told_and_not_printed(numbers, cell, rest):
    read = numbers.read(cell)
    assert read.own is None
    assert "; ".join(its.rest for its in read.rests) == rest


@pytest.mark.parametrize(
    "personal",
    [
        *("123-45-6789", "123456789", "123 45 6789", "A12345678", "A-12345678", "1008675309"),
        *("N1234567", "123456AB7", "02/03/1970", "1970-02-03", "19700203", "02031970", "020370"),
        *("3-Feb-70", "Feb-70", "CII A12345678", "born 02/03/1970"),
    ],
)
def test_what_looks_like_a_number_of_a_person_or_a_day_is_no_case_number(numbers, personal):
    read = numbers.read(personal)
    assert (read.own, read.others) == (None, ())
    assert [its.secret for its in read.rests] == [True]
    assert numbers.read("BA097736", [personal]).others == ()


@pytest.mark.parametrize("number", ["NG123", "123-NG", "NG-123-A"])
def test_a_number_that_holds_the_rows_own_name_is_none(numbers, number):
    assert numbers.read(number).own == number
    read = numbers.read(number, name=Name(last="NG", first="KIM"))
    assert (read.own, len(read.rests)) == (None, 1)
    assert numbers.read("BA097736", name=Name(last="BA", first="KIM")).own == "BA097736"


def test_where_days_could_be_numbers_the_rows_own_birth_is_none():
    office = settings().office.model_copy(update={"county": "san-francisco"})
    theirs = CaseNumbers(settings().model_copy(update={"office": office}))
    assert theirs.read("020370").own == "020370"
    assert theirs.read("020370", born_on=dt.date(1970, 2, 3)).own is None
    assert theirs.read("12345678", personal=["12345678"]).own is None


def test_a_county_without_patterns_takes_digits_letters_and_hyphens():
    county = settings().county.model_copy(update={"case_numbers": {}})
    counties = {**settings().counties, settings().office.county: county}
    plain = CaseNumbers(settings().model_copy(update={"counties": counties}))
    for written in ("14CF1234", "305563", "CR-2001-123"):
        assert plain.read(written) == Numbers(written, (), "")
    for written in ("12", "14CF1234 ALDER", "ALDER123", "14CF1234/2", "123-45-6789"):
        assert plain.read(written).own is None


def test_only_the_number_parser_makes_a_case_number():
    """A page prints what is a `CaseNumber`: mypy lets no other text through."""
    package = Path(__file__).parents[2] / "filings"
    made = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "CaseNumber"
    }
    # The others print invented convictions, to try a template or a page by.
    assert made == {
        "lists/case_numbers.py",
        "render/unprintable_conviction.py",
        "authoring/stress_rows.py",
    }


@pytest.mark.parametrize("mangled", ["1.01001E+11", "1E+05", "2012-05-12"])
def test_what_a_spreadsheet_made_of_a_number_is_no_number(numbers, mangled):
    assert numbers.read(mangled)[:3] == (None, (), "")
    assert [its.rest for its in numbers.read(mangled).rests] == [mangled]


def test_a_number_that_only_looks_like_an_exponent_is_one(numbers):
    assert numbers.read("5E01234").own == "5E01234"


@pytest.mark.parametrize("written", ["BA097736-1", "BA097736-01"])
def test_a_suffix_inside_a_number_gets_its_zero_back_too(numbers, written):
    assert numbers.read(written) == Numbers("BA097736", (), "01")
