"""Numbers and days read as a sentence says them, on any machine."""

import datetime as dt

import pytest

from filings.model.plain_words import counted, day_in_words


@pytest.mark.parametrize(
    ("number", "nouns", "words"),
    [
        (1, ("conviction",), "1 conviction"),
        (0, ("conviction",), "0 convictions"),
        (1204, ("conviction",), "1,204 convictions"),
        (2, ("entry", "entries"), "2 entries"),
        (66_000, (), "66,000"),
    ],
)
def test_a_noun_agrees_with_its_number(number, nouns, words):
    assert counted(number, *nouns) == words


def test_a_day_is_written_out_in_english():
    assert day_in_words(dt.date(1998, 2, 4)) == "February 4, 1998"
