"""The rulesets that are shipped, and what becomes of a broken one."""

import typing
from pathlib import Path

import pytest
import yaml

from filings.model.errors import ConfigError
from filings.settings.rulesets import Check, Ruleset
from filings.settings.settings import read_settings

SHIPPED = Path(__file__).parents[2] / "config" / "rulesets"


def written(name="ca-superior"):
    data = yaml.safe_load((SHIPPED / f"{name}.yaml").read_text(encoding="utf-8"))
    assert data.pop("schema") == 1
    return data


def test_every_shipped_ruleset_can_be_read():
    names = [path.stem for path in SHIPPED.glob("*.yaml")]
    assert "ca-superior" in names
    rulesets = read_settings().rulesets
    assert {name: ruleset.id for name, ruleset in rulesets.items()} == {n: n for n in names}


def test_the_paper_has_28_lines_of_24_points_and_line_8_at_three_and_a_third_inches():
    paper = Ruleset.model_validate(written())
    body = paper.body
    assert (paper.page.width_pt, paper.page.height_pt) == (612, 792)
    assert (body.lines_per_page, body.line_pitch_pt, body.single_pitch_pt) == (28, 24, 12)
    title = paper.first_page.court_title
    assert body.first_line_top_pt + (title.line - 1) * body.line_pitch_pt == title.y_min_pt == 240
    # Rule 2.108(4): at least three numbers to the inch.
    assert 72 / body.line_pitch_pt >= paper.line_numbers.per_inch_min


def test_california_names_every_check_and_no_two_rules_share_an_id():
    paper = Ruleset.model_validate(written())
    assert set(paper.rules) == set(typing.get_args(Check))
    ids = [rule.id for kind in (paper, paper.exhibit) for rule in kind.rules.values()]
    assert len(ids) == len(set(ids)) > 50


def test_what_is_required_is_told_with_the_rulesets_own_numbers():
    data = written()
    data["margins"]["left_min_pt"] = 81.5
    paper = Ruleset.model_validate(data)
    assert "81.5 pt" in paper.required("left-margin")
    for kind in (paper, paper.exhibit):
        for check in kind.rules:
            assert "{" not in kind.required(check) + kind.remedy(check)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda data: data["body"].update(line_pich_pt=24), "body > line_pich_pt"),
        (lambda data: data["body"].pop("font_min_pt"), "body > font_min_pt"),
        (lambda data: data["rules"].update({"smell": data["rules"]["ink"]}), "rules > smell"),
        (lambda data: data["rules"]["ink"].update(severity="fatal"), "rules > ink > severity"),
        (lambda data: data["rules"]["ink"].update(required="{body.weight}"), "ink"),
        (lambda data: data["rules"]["ink"].update(required="{body.__class__}"), "ink"),
        (lambda data: data.pop("footer"), "footer"),
    ],
)
def test_a_broken_ruleset_is_refused_with_its_place_before_a_list_is_read(change, place, tmp_path):
    data = written()
    change(data)
    (tmp_path / "rulesets").mkdir()
    (tmp_path / "rulesets/mine.yaml").write_text(yaml.safe_dump({"schema": 1, **data}))
    with pytest.raises(ConfigError) as caught:
        read_settings([tmp_path])
    assert "rulesets/mine.yaml" in caught.value.where
    assert place in str(caught.value)
