"""Seven ways in which a finished, unmarked paper once said what is false, or lost what it must say.

Four said what was false, three lost words. tests/README.md lists the further attempts, and where
each is tried.
"""

import re
from html import unescape
from pathlib import Path

import pytest

from filings.authoring.stress_rows import list_sources
from filings.model.errors import ConfigError, TemplateError
from filings.model.identifiers import AgencyId
from filings.render import Renderer
from filings.settings.settings import read_settings
from tests.render.made import FILED_ON, INVENTED_OFFICE, conviction, many, own_office, packet

SHIPPED = read_settings()
OFFICE = own_office(SHIPPED)
MOTION = '{% extends "laws/proposition-64/motion.html" %}\n'


def words(settings, of, document="motion") -> str:
    machine = Renderer(settings, filed_on=FILED_ON, lists=list_sources(of.convictions))
    html = machine.composer.compose(machine.filings.build(of, document), "los-angeles")
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).replace("\xa0", " ").split())


def refused(folder: Path, text: str) -> TemplateError:
    path = folder / "courts/ccb/motion.html"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        Renderer(OFFICE, [folder], filed_on=FILED_ON).print_document(many(2), "motion")
    return caught.value


# --- What was false. ---


def test_a_made_up_office_or_one_that_nobody_named_never_makes_a_final_paper():
    for settings in (read_settings([INVENTED_OFFICE]), SHIPPED):
        printed = Renderer(settings, filed_on=FILED_ON).print_document(many(1), "proposed-order")
        assert {"placeholder", "blank"} & {reason.kind for reason in printed.draft}
        assert "key" in {reason.kind for reason in printed.draft}


def test_no_agency_swears_what_another_office_said_of_its_list():
    said = OFFICE.office.list_statement
    theirs = AgencyId("long-beach")
    assert theirs in OFFICE.county.agencies
    assert said in words(OFFICE, packet(conviction()))
    other = words(OFFICE, packet(conviction(agency=theirs), agency=theirs))
    assert said not in other
    assert "received from the Los Angeles County District Attorney" in other


def test_no_motion_says_that_its_convictions_are_on_the_states_list_and_no_office_can_make_it():
    assert "11361.9" not in words(OFFICE, many(2))
    with pytest.raises(ConfigError, match="belongs to a list and its proof"):
        read_settings([INVENTED_OFFICE], {"office": {"authority": "section-11361-9"}})


def test_no_offense_of_another_law_is_asked_for_under_this_one():
    loitering = {"code": "PC", "section": "653.22", "type": "possession", "relief": "dismiss-seal"}
    laws = {"laws": {"proposition-64": {"offenses": {"pc-653-22": loitering}}}}
    with pytest.raises(ConfigError, match="reaches no offense of PC"):
        read_settings((), laws)


# --- What was lost. ---


def test_a_motion_does_not_lose_its_declaration_and_signature(tmp_path):
    emptied = refused(tmp_path, MOTION + "{% block declaration %}{% endblock %}")
    assert "is left out" in emptied.what
    assert emptied.remedy


def test_a_comment_that_does_not_end_does_not_take_the_motion_off_the_page(tmp_path):
    swallowed = refused(tmp_path, MOTION + "{% block notice %}<!-- note -- >{% endblock %}")
    assert "line 2" in swallowed.where


def test_what_is_required_is_not_hidden_by_a_style(tmp_path):
    hidden = refused(
        tmp_path,
        MOTION + '{% block motion %}<div style="display:none">{{ super() }}</div>{% endblock %}',
    )
    assert re.search(r"listed-counts-only|returned", hidden.what)
