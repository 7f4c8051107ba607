"""Every county of the country by name, and a first page for every county of California."""

import datetime as dt

import pytest

from filings.authoring.preview_without_list import made_up_packet
from filings.cli.start import _county as find_county
from filings.model.errors import ConfigError
from filings.render import Renderer
from filings.sample.sample_list import write_sample
from filings.settings.county_defaults import county_id
from filings.settings.county_names import other_spellings
from filings.settings.settings import read_settings

DAY = dt.date(2026, 3, 2)


@pytest.fixture(scope="module")
def shipped():
    return read_settings()


def of(county, agency="da"):
    return read_settings([], {"office": {"county": county, "agency": agency}})


def test_every_county_of_the_country_is_known_to_be_another(shipped):
    names = shipped.county_names
    assert len(names) == 51
    assert sum(len(its.counties) for its in names.values()) == 3151
    others = other_spellings(shipped.county, names)
    for text in ("ORLEANS PARISH LA", "CASC ADE COUNTY MT", "COUNTY OF TRAVIS TX", "KERN"):
        assert text in others, text
    # A county of another state counts only with that state: here it may be anything.
    assert not others & {"TRAVIS", "LOS ANGELES", "LA"}


def test_there_is_a_stub_for_every_county_of_california(shipped):
    assert set(shipped.county_stubs["California"].seats) == set(
        shipped.county_names["California"].counties
    )
    assert len(shipped.county_stubs["California"].seats) == 58


def test_a_first_page_is_composed_for_a_county_that_nobody_has_described():
    settings = of("mariposa")
    packet, document = made_up_packet(settings, DAY)
    renderer = Renderer(settings, filed_on=DAY)
    text = renderer.composer.compose(renderer.filings.build(packet, document), "mariposa")
    assert "FOR THE COUNTY OF MARIPOSA" in text
    assert "Mariposa County District Attorney" in text
    assert settings.county.confidence == settings.court("main").confidence == "unconfirmed"


def test_only_the_offices_own_county_is_taken_from_the_stub(shipped):
    assert set(of("kern").counties) - set(shipped.counties) == {"kern"}


def test_an_office_lays_its_own_facts_over_the_stub(tmp_path):
    (tmp_path / "counties").mkdir()
    (tmp_path / "office.yaml").write_text("schema: 1\ncounty: kern\nagency: da\n")
    (tmp_path / "counties/kern.yaml").write_text(
        "schema: 1\ncourts: {main: {address: [1415 Truxtun Avenue]}}\n"
    )
    settings = read_settings([tmp_path])
    assert settings.court("main").address == ("1415 Truxtun Avenue",)
    assert settings.court("main").name == "Kern County Superior Court"


@pytest.mark.parametrize("county", ["kern", "sacramento"])
def test_a_sample_is_of_the_offices_own_county(tmp_path, county):
    settings = of(county, "da" if county == "kern" else "sacda")
    path = tmp_path / "list.csv"
    write_sample(path, 20, 1, 0, "sample", settings)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 21
    assert all(f",{county.upper()}," in line for line in lines[1:])
    assert not any("LOS ANGELES" in line for line in lines)


def test_a_countys_id_names_its_file():
    assert county_id("San Luis Obispo") == "san-luis-obispo"
    assert county_id("St. Mary\u2019s") == "st-mary-s"


@pytest.mark.parametrize("county", ["Harris, Texas", "Harris County, TX"])
def test_a_county_named_with_its_state_is_told_that_its_law_is_not_shipped(shipped, county):
    with pytest.raises(ConfigError) as refused:
        find_county(county, shipped)
    assert "There is one in Texas, whose law is not shipped" in refused.value.remedy
