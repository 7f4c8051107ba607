"""Case numbers sort as a person reads them, and one number is found however it is written."""

import random

from filings.model.case_number import (
    NumberKeys,
    conviction_sort_key,
    fold_count,
    folded,
    key_in_row,
    number_sort_key,
    place_in_row,
)
from tests.fakes import conviction


def test_digits_sort_as_numbers_and_not_letter_by_letter():
    read = ["9CJ1", "10CJ1", "10CJ2", "10CJ10", "A2", "A10", "A10-01"]
    shuffled = random.Random(3).sample(read, len(read))
    assert sorted(shuffled, key=number_sort_key) == read


def test_one_number_is_the_same_with_and_without_signs():
    assert folded("ba-097 736") == folded("BA097736") == "BA097736"
    assert folded("BA097736") != folded("BA0977360")


def test_a_form_of_the_county_says_which_part_of_a_number_joins_lists():
    keys = NumberKeys([r"(?:DOW)?(?P<number>VA\d{6})"])
    assert keys.key("DOWVA160933") == keys.key("va-160933") == "VA160933"
    assert keys.read("VA160933").known
    assert not keys.read("XX160933").known
    assert keys.key("") == ""


def test_leading_zeros_of_a_count_mean_nothing():
    assert fold_count("02A") == fold_count("2a") == "2a"


def test_counts_of_one_case_stand_in_their_order_and_co_defendants_apart():
    second, tenth = conviction(count="2"), conviction(count="10")
    other = conviction(count="1", defendant_suffix="02")
    assert sorted([other, tenth, second], key=conviction_sort_key) == [second, tenth, other]


def test_a_count_that_a_row_tells_without_a_number_is_known_by_its_row_and_place():
    assert place_in_row(key_in_row(1, 17, 2)) == ("1.17", 2)
    assert place_in_row("17") is None
