"""A pattern of the settings is refused when a text that does not fit it could take for ever."""

import re
import time

import pytest

from filings.settings.safe_patterns import checked_pattern
from filings.settings.settings import read_settings


@pytest.mark.parametrize(
    "pattern",
    [
        *("(a+)+$", "(a*)*b", "(a|a)*$", "(a|ab)*c", "(a|b?)*c", "([A-Z]{2}[0-9]+)+$"),
        *("a*a*a*a*$", ".*.*.*.*x", "(a?){39}a{39}", "(?:a{1,30}){1,30}$", "((ab)*c*)*d"),
        *("^(?=(a+)+$)", "(?>a+)(a+)+$", "(a|a|a)" * 12 + "$", r"(x\1?)*y", "(" * 500 + "a"),
    ],
)
def test_what_may_be_read_in_too_many_ways_is_refused(pattern):
    with pytest.raises(ValueError, match=r"may take for ever|is not a regular expression"):
        checked_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"^[A-Z]+\d+-\d+[A-Z]*$", r"[A-Z]{1,4} ?\d{1,8}( ?- ?\d{1,3})?", "(CLASS )?[A-EX] F"),
        *("CASE .* NO .*", "([A-Z][A-Z]-)+", "(FELONY|MISD|INFR)+", r"(?P<number>\d{6,})$"),
    ],
)
def test_an_ordinary_pattern_is_taken_and_answers_at_once(pattern):
    assert checked_pattern(pattern) == pattern
    begun = time.process_time()
    for text in ("A" * 500, "1" * 500, "CASE NO " * 60, "AB-" * 160, "FELONY" * 80 + "x"):
        re.search(f"(?:{pattern})\0", text)
    assert time.process_time() - begun < 2


def test_every_shipped_pattern_is_far_from_the_limit():
    settings = read_settings()
    numbers = (n for county in settings.counties.values() for n in county.case_numbers.values())
    patterns = [number.pattern for number in numbers] + list(settings.screening.levels)
    assert len(patterns) > 20
    for pattern in patterns:
        checked_pattern(f"[A-Z](?:{pattern}){{1,2}}")
