"""Reliefs are records: another one is a record, and what cannot be is refused with its place."""

import pytest
import yaml

from filings.model.errors import ConfigError
from filings.model.nouns import Determination, Relief
from filings.settings.settings import read_settings


def office(tmp_path, file, data):
    (tmp_path / file).write_text(yaml.safe_dump({"schema": 1, **data}))
    return [tmp_path]


def test_the_shipped_reliefs_keep_the_ids_that_stand_in_ledgers_and_folders():
    settings = read_settings()
    assert list(settings.reliefs) == ["dismiss-seal", "seal", "redesignate"]
    assert settings.seal_only == "seal"
    assert settings.relief_asked_by(Determination.DISMISSAL) == "dismiss-seal"
    assert settings.relief_asked_by(Determination.REDUCTION) == "redesignate"
    assert settings.relief_asked_by(Determination.HAND_REVIEW) is None


def test_another_relief_is_a_record_that_an_offense_may_give(tmp_path):
    vacate = {"verbs": "vacate and expunge", "dismisses": True, "seals": True}
    office(tmp_path, "reliefs.yaml", {"vacate-expunge": vacate})
    settings = read_settings(
        office(tmp_path, "offenses.yaml", {"hs-11358": {"relief": "vacate-expunge"}})
    )
    assert settings.offenses["hs-11358"].relief == "vacate-expunge"
    assert not settings.reliefs[Relief("vacate-expunge")].seals_only


@pytest.mark.parametrize(
    ("file", "data", "what"),
    [
        ("offenses.yaml", {"hs-11358": {"relief": "vacate"}}, "relief"),
        ("offenses.yaml", {"hs-11359": {"policy_override": "vacate"}}, "policy_override"),
        ("reliefs.yaml", {"seal": {"dismisses": True}}, "none seals without dismissing"),
        ("reliefs.yaml", {"seal": {"asked_by": "dismissal"}}, "two are asked by one"),
        ("reliefs.yaml", {"../evil": {"verbs": "seal"}}, "an id has only a to z"),
    ],
)
def test_a_relief_that_cannot_be_is_refused(tmp_path, file, data, what):
    with pytest.raises(ConfigError, match=what):
        read_settings(office(tmp_path, file, data))
