"""A law says how its state writes sections, and its own table is held to that."""

import pytest
from pydantic import ValidationError

from filings.settings.laws import SectionStyle
from tests.settings.test_messages import complaint


def test_a_section_that_is_not_in_the_style_of_its_state_is_refused(tmp_path):
    style = "sections: {pattern: '\\d-\\d', examples: [1-2], source: x}\n"
    error = complaint(tmp_path, "laws/illinois-cannabis.yaml", style)
    assert "does not fit the pattern" in error.what


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"\d{3}", "16-13-30 does not fit the pattern"),
        (r"(?P<title>\d+)-\d+-\d+", "give its groups no names"),
        (r"(\d+)+", "may take for ever"),
    ],
)
def test_a_style_that_cannot_be_read_by_is_refused(pattern, why):
    with pytest.raises(ValidationError) as refused:
        SectionStyle(pattern=pattern, examples=("16-13-30",), source="-")
    assert why in str(refused.value)
