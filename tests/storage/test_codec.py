"""What a run sets aside comes back equal, field by field."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from filings.model.conviction import Conviction
from filings.model.entries import Question
from filings.model.fates import Fate, Screened
from filings.model.identifiers import ReasonCode
from filings.storage.codec import Codec
from tests.fakes import conviction, included, other


@pytest.mark.parametrize(
    "noun",
    [
        conviction("BA000001", count="2", convicted_on=dt.date(1975, 12, 31)),
        conviction(name=None, also_numbered=("A1", "B2")),
    ],
)
def test_a_conviction_comes_back_equal(noun):
    codec = Codec(Conviction)
    assert codec.take(codec.put(noun)) == noun


def test_an_entry_comes_back_with_its_questions_and_without_a_source():
    asks = (Question(reason=ReasonCode("unknown-court"), field="court", column="C", value="XX"),)
    codec = Codec(Screened)
    for screened in (replace(included(2), asks=asks), other(3, Fate.UNREADABLE, "unreadable-row")):
        assert codec.take(codec.put(screened)) == screened


def test_a_field_that_is_kept_elsewhere_is_not_in_the_bytes_and_is_given_back():
    @dataclass(frozen=True)
    class Noted:
        name: str
        secret: str | None

    codec = Codec(Noted, without=("secret",))
    data = codec.put(Noted("a", "not to be found"))
    assert b"not to be found" not in data
    assert codec.take(data, "another") == Noted("a", "another")
