"""Layers of settings: what lies on top wins, and what extends another says only what differs."""

import datetime as dt

import pytest
import yaml

from filings.model.errors import ConfigError
from filings.settings.courts import Court
from filings.settings.merge import inherited, laid_over
from filings.settings.settings import read_settings


def test_what_lies_on_top_wins_key_by_key_and_nothing_below_is_changed():
    below = {"a": {"b": 1, "c": [1, 2]}, "d": 4}
    assert laid_over(below, {"a": {"c": [3]}, "e": 5}) == {"a": {"b": 1, "c": [3]}, "d": 4, "e": 5}
    assert below == {"a": {"b": 1, "c": [1, 2]}, "d": 4}


def test_a_record_that_extends_another_says_only_what_differs_and_takes_away_with_null():
    records = {
        "one": {"a": {"b": 1, "c": 2}, "d": 3},
        "two": {"extends": "one", "a": {"b": 9, "c": None}},
        "three": {"extends": "two", "d": None},
    }
    whole = inherited(records)
    assert whole["two"] == {"a": {"b": 9}, "d": 3}
    assert whole["three"] == {"a": {"b": 9}}
    assert inherited(whole) == whole


@pytest.mark.parametrize(
    ("records", "what"),
    [
        ({"one": {"extends": "nine"}}, "one: extends nine, which is not there"),
        ({"one": {"extends": "one"}}, "leads back"),
        ({"one": {"extends": "two"}, "two": {"extends": "one"}}, "leads back"),
    ],
)
def test_extending_nothing_or_oneself_is_refused(records, what):
    with pytest.raises(ValueError, match=what):
        inherited(records)


def overlay(tmp_path, name, data):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"schema": 1, **data}), encoding="utf-8")
    return [tmp_path]


def test_an_office_may_extend_a_shipped_ruleset(tmp_path):
    own = {"extends": "ca-superior", "name": "Ours", "pdf": {"max_mb": 10}}
    settings = read_settings(overlay(tmp_path, "rulesets/ours.yaml", own))
    ours, shipped = (settings.rulesets[name] for name in ("ours", "ca-superior"))
    assert (ours.name, ours.pdf.max_mb) == ("Ours", 10)
    assert ours.rules == shipped.rules


def test_extending_a_ruleset_that_is_not_there_names_the_file(tmp_path):
    with pytest.raises(ConfigError, match="ours: extends theirs") as caught:
        read_settings(overlay(tmp_path, "rulesets/ours.yaml", {"extends": "theirs"}))
    assert "rulesets" in caught.value.where


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"documents": {"order": {"zone": "public", "names": True}}}, "goes to zone sealed"),
        ({"batching": "per-case"}, "shows: case"),
        (
            {
                "documents": dict.fromkeys(
                    ("motion", "proposed-order", "proof-of-service", "exhibit-a-sealed")
                )
            },
            "holds no document",
        ),
        ({"per_case": {"order": {"shows": "schedule"}}}, "shows: case"),
        ({"documents": {"motion": {"zone": "secret"}}}, "documents > motion > zone"),
    ],
)
def test_documents_that_cannot_be_are_refused(tmp_path, change, what):
    own = {"extends": "ca-superior", **change}
    with pytest.raises(ConfigError) as caught:
        read_settings(overlay(tmp_path, "rulesets/ours.yaml", own))
    assert what in str(caught.value)
    assert "ours.yaml" in caught.value.where


def test_a_court_whose_ruleset_takes_one_case_at_a_time_is_grouped_so(tmp_path):
    own = {"courts": {"tor": {"ruleset": "sf-combined"}}}
    settings = read_settings(
        overlay(tmp_path, "counties/los-angeles.yaml", own), {"office": {"group_by": "county"}}
    )
    assert settings.office.group_by_court == {"tor": "case"}


def test_a_court_stands_as_its_last_change_has_it():
    court = Court.model_validate(
        {
            "name": "Old Courthouse",
            "department": "1",
            "changes": {
                "2027-01-01": {"name": "New Courthouse"},
                dt.date(2026, 3, 1): {"department": "104", "address": ["1 New Street"]},
            },
        }
    )
    days = [dt.date(2026, 2, 28), dt.date(2026, 3, 1), dt.date(2027, 1, 1)]
    on = [court.on(day) for day in days]
    assert [(c.name, c.department) for c in on] == [
        ("Old Courthouse", "1"),
        ("Old Courthouse", "104"),
        ("New Courthouse", "104"),
    ]
    assert on[0].address == ()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"2026-03-01": {"departmnet": "104"}}, "departmnet"),
        ({"2026-03-01": {"name": 7}}, "name"),
        ({"spring": {"department": "104"}}, "changes"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_its_day(tmp_path, changes, what):
    own = {"courts": {"tor": {"changes": changes}}}
    with pytest.raises(ConfigError) as caught:
        read_settings(overlay(tmp_path, "counties/los-angeles.yaml", own))
    assert what in str(caught.value)
    assert "courts > tor" in str(caught.value)
