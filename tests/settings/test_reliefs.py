"""Reliefs are records: another one is a record, and what cannot be is refused with its place."""

import pytest
import yaml

from filings.model.entries import Determination
from filings.model.errors import ConfigError
from filings.model.identifiers import Relief
from filings.settings.settings import LawId, read_settings


def office(tmp_path, data):
    (tmp_path / "laws").mkdir()
    (tmp_path / "laws/proposition-64.yaml").write_text(yaml.safe_dump({"schema": 1, **data}))
    return [tmp_path]


def test_the_shipped_reliefs_keep_the_ids_that_stand_in_ledgers_and_folders():
    settings = read_settings()
    law = settings.laws[LawId("proposition-64")]
    assert list(settings.reliefs) == [
        "dismiss-seal",
        "dismiss-by-policy",
        "seal",
        "redesignate",
        "determinations",
        "unchallenged-dismiss-seal",
        "unchallenged-redesignate",
        "challenged-ineligible",
        "challenged-risk",
    ]
    assert law.seal_only == "seal"
    assert law.relief_asked_by(Determination.DISMISSAL) == "dismiss-seal"
    assert law.relief_asked_by(Determination.REDUCTION) == "redesignate"
    assert law.relief_asked_by(Determination.HAND_REVIEW) is None


def test_another_relief_is_a_record_that_an_offense_may_give(tmp_path):
    vacate = {"verbs": "vacate and expunge", "dismisses": True, "seals": True}
    offenses = {"hs-11358": {"relief": "vacate-expunge"}}
    data = {"reliefs": {"vacate-expunge": vacate}, "offenses": offenses}
    settings = read_settings(office(tmp_path, data))
    assert settings.offenses["hs-11358"].relief == "vacate-expunge"
    assert not settings.reliefs[Relief("vacate-expunge")].seals_only
    assert settings.law_of(Relief("vacate-expunge")) == "proposition-64"


@pytest.mark.parametrize(
    ("field", "data", "what"),
    [
        ("offenses", {"hs-11358": {"relief": "vacate"}}, "relief"),
        ("offenses", {"hs-11359": {"policy_override": "vacate"}}, "policy_override"),
        ("reliefs", {"seal": {"dismisses": True}}, "one must seal without dismissing"),
        ("reliefs", {"seal": {"asked_by": "dismissal"}}, "two have the same `asked_by`"),
        ("reliefs", {"../evil": {"verbs": "seal"}}, "an id has only a to z"),
    ],
)
def test_a_relief_that_cannot_be_is_refused(tmp_path, field, data, what):
    with pytest.raises(ConfigError, match=what):
        read_settings(office(tmp_path, {field: data}))
