"""Every page that is wrong in one way is found wrong in that way; every good one is accepted."""

import typing

import pytest

from filings.render.inspect import inspect, report_lines
from filings.settings.rulesets import Check
from tests.render.mutations import good_variants, mutations
from tests.render.specimens import ruleset, specimen

MUTATIONS = mutations()
VARIANTS = dict(good_variants())


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[mutation.name for mutation in MUTATIONS])
def test_a_page_that_is_wrong_is_found_wrong_under_its_rule(mutation):
    inspection = inspect(mutation.make(), ruleset())
    found = {(finding.check, finding.page) for finding in inspection.findings}
    checks = {check for check, _ in found}
    assert mutation.check in checks, list(report_lines(inspection))
    if mutation.page is not None:
        assert (mutation.check, mutation.page) in found


@pytest.mark.parametrize("name", VARIANTS)
def test_a_page_that_is_right_is_accepted(name):
    inspection = inspect(specimen(VARIANTS[name]), ruleset())
    assert not inspection.findings, list(report_lines(inspection))


def test_every_check_catches_a_mutation():
    assert {mutation.check for mutation in MUTATIONS} == set(typing.get_args(Check))


def test_there_are_enough_of_both():
    assert len(MUTATIONS) >= 40
    assert len(VARIANTS) >= 10
