"""How long what needs a human takes: a value once, a row each, a rule once."""

from filings.model.fates import Fate
from filings.model.identifiers import ReasonCode
from filings.model.report import AskedValue, ReasonCount
from filings.reports.human_time import human_minutes, in_words
from filings.settings.settings import read_settings

SETTINGS = read_settings()


def waiting(reason, entries):
    its = SETTINGS.screening.reasons[reason]
    return ReasonCount(
        fate=its.fate,
        reason=ReasonCode(reason),
        words=its.words,
        who_can_act=its.who_can_act,
        remedy=its.remedy,
        entries=entries,
    )


def asked(reason, field, entries):
    return AskedValue(
        list=1,
        reason=ReasonCode(reason),
        field=field,
        column="Any",
        value="ZZZ",
        rows=entries,
        entries=entries,
        alone=entries,
    )


def test_what_one_answer_settles_takes_the_time_of_one_value():
    reasons = [waiting("unknown-court", 400), waiting("disposition-unknown", 31)]
    values = [asked("unknown-court", "court", 400), asked("disposition-unknown", "disposition", 30)]
    minutes = human_minutes(reasons, values, SETTINGS)
    # One row of an outcome that is no value of its own is looked up by itself.
    assert minutes == {"any clerk": 2, "reviewing attorney": 10 + 15}


def test_rows_take_their_time_each_and_a_rule_once():
    reasons = [waiting("count-unclear", 30), waiting("eligibility-unstated", 60_000)]
    assert human_minutes(reasons, [], SETTINGS) == {
        "records clerk": 240,
        "reviewing attorney": 30,
    }


def test_nobody_s_time_is_taken_by_what_needs_nobody():
    done = waiting("count-unclear", 0)
    assert human_minutes([done], [], SETTINGS) == {}
    assert SETTINGS.screening.reasons["duplicate"].fate is Fate.DUPLICATE
    assert human_minutes([waiting("duplicate", 9)], [], SETTINGS) == {}
    assert in_words({}) == ""


def test_the_estimate_is_told_in_hours_of_each_role():
    told = in_words({"records clerk": 1234, "reviewing attorney": 90, "any clerk": 2})
    assert told == (
        "about 21 hours of the records clerk, 1.5 of the reviewing attorney, 0.5 of any clerk"
    )
    assert in_words({"any clerk": 60, "records clerk": 60}) == (
        "about 1 hour of any clerk, 1 of the records clerk"
    )
