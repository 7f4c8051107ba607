"""No paper is filed under a law or in a state that is not its own, whatever a folder holds."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from filings.authoring.lint import review
from filings.authoring.template_browser import TemplateBrowser
from filings.compose.composer import Composer
from filings.model.entries import Level, Statute
from filings.model.errors import ConfigError, ExitCode, TemplateError
from filings.model.identifiers import CourtId, OffenseType, Relief
from filings.pipeline import check
from filings.render import Renderer
from filings.settings.settings import read_settings
from tests.render.made import FILED_ON, conviction, packet

SECOND = Path(__file__).parent / "second_law"
LIST = SECOND / "list.csv"
INVENTED = Path(__file__).parents[1] / "examples/los_angeles/invented_office"
SETTINGS = read_settings([INVENTED, SECOND / "config"])
LOITERING = packet(
    conviction(
        statute=Statute(code="PC", section="653.22", subdivision=""),
        offense=OffenseType("loitering"),
        relief=Relief("sb357-dismiss-seal"),
        level=Level.MISDEMEANOR,
    )
)


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def composed(document: str, of=LOITERING, templates=(SECOND / "templates",), settings=SETTINGS):
    press = Renderer(settings, templates, filed_on=FILED_ON)
    return press.composer.compose(press.filings.build(of, document), settings.office.county)


# --- A second law of the state is filed under its own words, in its own packet. ---


def test_a_row_of_2018_under_a_law_of_2023_is_in_a_packet_of_its_own():
    report = check([LIST], SETTINGS, filed_on=FILED_ON, templates=(SECOND / "templates",))
    names = [packet.name for packet in report.packets]
    assert names == [
        "ccb/lada/loitering-sb357-dismiss-seal/001",
        "ccb/lada/possession-dismiss-seal/001",
    ]


@pytest.mark.parametrize("document", ["motion", "proposed-order"])
def test_its_papers_cite_its_own_law_and_no_other(document):
    html = composed(document)
    assert "653.29" in html
    assert not [said for said in ("11361.8", "Proposition 64", "cannabis") if said in html]
    first = composed(document, packet(conviction()))
    assert "653" not in first
    assert "11361.8" in first


def test_together_by_court_they_are_two_packets_still():
    by_court = read_settings([INVENTED, SECOND / "config"], {"office": {"group_by": "court"}})
    report = check([LIST], by_court, filed_on=FILED_ON, templates=(SECOND / "templates",))
    names = [packet.name for packet in report.packets]
    assert names == ["ccb/lada/all-dismiss-seal/001", "ccb/lada/all-sb357-dismiss-seal/001"]
    together = replace(LOITERING, offense=OffenseType("all"))
    assert "loitering offenses" in composed("motion", together, settings=by_court)


def test_without_texts_of_its_own_its_rows_stop_the_run():
    with pytest.raises(TemplateError, match="no such template") as stopped:
        check([LIST], SETTINGS, filed_on=FILED_ON)
    assert "laws/sb-357/" in stopped.value.remedy
    assert stopped.value.code == ExitCode.TEMPLATE


def test_an_authority_that_its_law_does_not_know_stops_the_run():
    asked = read_settings([INVENTED, SECOND / "config"], {"office": {"authority": "stipulation"}})
    with pytest.raises(ConfigError, match="sb-357 has no authority `stipulation`"):
        check([LIST], asked, filed_on=FILED_ON, templates=(SECOND / "templates",))


def test_templates_check_prints_the_papers_of_each_law(tmp_path):
    desk = TemplateBrowser(SETTINGS, [SECOND / "templates"], FILED_ON)
    found = review(desk, ["los-angeles"], "ccb", "proposed-order")
    assert found.documents == 2
    assert not [its for its in found.problems if its.severity == "error"]


# --- What was filed in 0b46693 and is refused now. ---


def test_an_offense_that_a_law_does_not_reach_is_refused_in_its_record(tmp_path):
    loitering = "{code: PC, section: '653.22', type: possession, relief: dismiss-seal}"
    put(
        tmp_path,
        "laws/proposition-64.yaml",
        f"schema: 1\noffenses: {{pc-653-22: {loitering}}}\n",
    )
    with pytest.raises(ConfigError, match="reaches no offense of PC") as refused:
        read_settings([tmp_path])
    assert "laws/<law>.yaml" in refused.value.what


def test_offenses_where_an_earlier_version_had_them_are_refused_with_their_new_place(tmp_path):
    for name, field in (("offenses.yaml", "offenses"), ("reliefs.yaml", "reliefs")):
        folder = put(tmp_path / field, name, "schema: 1\n")
        with pytest.raises(ConfigError, match="an earlier version") as refused:
            read_settings([folder])
        assert f"`{field}:` in {folder}/laws/<law>.yaml" in refused.value.remedy


def test_texts_where_an_earlier_version_had_them_are_refused_with_their_new_places(tmp_path):
    for name in ("base/motion.html", "base/paper.css", "base/passages/no-access.html"):
        put(tmp_path, name, "")
    with pytest.raises(TemplateError, match="an earlier version") as refused:
        Composer([tmp_path], FILED_ON)
    assert "base/motion.html to laws/proposition-64/motion.html" in refused.value.remedy
    assert "base/paper.css to frame/paper.css" in refused.value.remedy
    assert "base/passages/no-access.html to frame/passages/no-access.html" in refused.value.remedy


MISSOURI = """\
schema: 1
name: Greene
state: Missouri
written_as: [GREENE]
caption: [IN THE CIRCUIT COURT OF GREENE COUNTY]
default_court: main
ruleset: ca-superior
cases_per_motion: 100
felonies_by: pa
courts: {main: {name: Greene County Courthouse, written_as: [MAIN]}}
agencies: {pa: {name: Prosecuting Attorney, short: Prosecutor, written_as: [PA]PEOPLE}}
"""
OFFICE = "schema: 1\ncounty: greene\nagency: pa\n"
LAW = (SECOND / "config/laws/sb-357.yaml").read_text(encoding="utf-8")
PEOPLE = ", people: the State of Missouri"


def missouri(folder: Path, people: str = PEOPLE, law: str = "Missouri") -> Path:
    put(folder, "counties/greene.yaml", MISSOURI.replace("PEOPLE", people))
    put(
        folder,
        "laws/missouri.yaml",
        LAW.replace("California", law).replace("cites: [pc-653.29]", ""),
    )
    return put(folder, "office.yaml", OFFICE)


def test_a_state_without_a_law_gets_no_paper_of_another_states(tmp_path):
    folder = missouri(tmp_path, law="California")
    with pytest.raises(ConfigError, match=r"none is of Missouri"):
        read_settings([folder])


def test_another_states_plaintiff_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="is of California, and the county is of Missouri"):
        read_settings([missouri(tmp_path, people="")])


def body(words: str) -> str:
    return f'{{% extends "frame/document.html" %}}{{% block body %}}{words}{{% endblock %}}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{% extends "laws/proposition-64/proposed-order.html" %}', "a text of another law"),
        (body('{% include "frame/judge.html" %}'), '"SUPERIOR COURT"'),
        (body('<p>Penal Code section 1385</p>'), '"Penal Code"'),
        (body('<p>{{ "H&S 11361.8" }}</p>'), '"H&S"'),
        (body('<p>under section 11361.8</p>'), '"11361.8"'),
        (body('<p>Illinois State Police</p>'), '"Illinois"'),
    ],
)  # fmt: skip
def test_a_missouri_order_in_the_words_of_another_state_is_refused(tmp_path, text, said):
    settings = read_settings([missouri(tmp_path / "config")])
    folder = put(tmp_path / "texts", "laws/missouri/proposed-order.html", text)
    press = Renderer(settings, [folder], filed_on=FILED_ON)
    with pytest.raises(TemplateError) as refused:
        press.refuse_foreign(CourtId("main"), Relief("sb357-dismiss-seal"), ["proposed-order"])
    assert said in refused.value.what
    assert refused.value.code == ExitCode.TEMPLATE


def test_a_courthouse_text_made_for_one_law_is_not_printed_for_another(tmp_path):
    put(tmp_path, "courts/ccb/motion.html", '{% extends "laws/proposition-64/motion.html" %}')
    with pytest.raises(TemplateError, match="a text of another law than sb-357"):
        check([LIST], SETTINGS, filed_on=FILED_ON, templates=(SECOND / "templates", tmp_path))
    assert "11361.8" in composed("motion", packet(conviction()), (tmp_path,))


def test_two_laws_share_no_section_and_no_relief(tmp_path):
    law = LAW.replace("sb357-dismiss-seal", "dismiss-seal")
    with pytest.raises(ConfigError, match=r"dismiss-seal: proposition-64 has it already"):
        read_settings([put(tmp_path, "laws/sb-357.yaml", law)])


# --- Further attempts to have one law's paper say what is another's. ---

REFUSED_SETTINGS = {
    "a section that two laws have": (
        "laws/sb-357.yaml",
        LAW.replace("reaches: [PC]", "reaches: [PC, HS]")
        .replace("code: PC", "code: HS")
        .replace('"653.22"', '"11357"'),
        "HS 11357: proposition-64 has it already",
    ),
    "an offense type that two laws have": (
        "laws/sb-357.yaml",
        LAW.replace("loitering: {label", "possession: {label").replace(
            "type: loitering", "type: possession"
        ),
        "possession: proposition-64 has it already",
    ),
    "a relief of another law": (
        "laws/sb-357.yaml",
        LAW.replace("relief: sb357-dismiss-seal", "relief: dismiss-seal"),
        "there is no dismiss-seal",
    ),
    "a citation that nobody has read": (
        "laws/sb-357.yaml",
        LAW.replace("[pc-653.29]", "[pc-653.30]"),
        "there is no pc-653.30",
    ),
    "a law without a cut-off": (
        "laws/sb-357.yaml",
        LAW.replace("cut_off:", "# cut_off:"),
        "is missing",
    ),
    "the cut-off where an earlier version had it": (
        "screening.yaml",
        "schema: 1\nexcluded_from_on: 2030-01-01\n",
        "there is no such key",
    ),
    "the cut-off of a county": (
        "counties/los-angeles.yaml",
        "schema: 1\nexcluded_from_on: 2030-01-01\n",
        "there is no such key",
    ),
    "another state's court in a caption": (
        "counties/los-angeles.yaml",
        "schema: 1\ncaption: [CIRCUIT COURT OF ILLINOIS]\n",
        "is of Illinois, and the county is of California",
    ),
    "another state's court in a courthouse's caption": (
        "counties/cook-il.yaml",
        "schema: 1\ncourts: {leighton: {caption: [SUPERIOR COURT]}}\n",
        "is of California, and the county is of Illinois",
    ),
    "an authority of no law": (
        "office.yaml",
        "schema: 1\nauthority: nobody\n",
        "there is no nobody",
    ),
}


@pytest.mark.parametrize("name", REFUSED_SETTINGS)
def test_settings_by_which_a_paper_would_lie_are_refused(tmp_path, name):
    file, text, told = REFUSED_SETTINGS[name]
    put(tmp_path, "citations.yaml", (SECOND / "config/citations.yaml").read_text(encoding="utf-8"))
    with pytest.raises(ConfigError) as refused:
        read_settings([put(tmp_path, file, text)])
    assert told in refused.value.what
    assert refused.value.where
    assert refused.value.remedy
    assert refused.value.code == ExitCode.CONFIG


REFUSED_TEXTS = {
    "a passage of another law": (
        "laws/sb-357/motion.html",
        '{% include "laws/proposition-64/passages/statute.html" %}',
        "laws/proposition-64/passages/statute.html, a text of another law",
    ),
    "another law in a passage of its own": (
        "laws/sb-357/passages/ground.html",
        "<p>under Proposition 64</p>",
        'says "Proposition 64", which is of proposition-64',
    ),
    "another law's case": (
        "laws/sb-357/passages/ground.html",
        "<p><i>People v. Banda</i> (2018)</p>",
        'says "People v. Banda", which is of proposition-64',
    ),
    "another law in its code": (
        "laws/sb-357/passages/ground.html",
        '<p>{% set section = "11361.9" %}{{ section }}</p>',
        'says "11361.9"',
    ),
    "another law in a piece of the page": ("frame/judge.html", "<p>(§ 11361.8)</p>", '"11361.8"'),
    "another state in a piece of the page": ("frame/judge.html", "<p>Illinois</p>", '"Illinois"'),
    "a ruleset's text of another law": (
        "rulesets/ca-superior/motion.html",
        '{% extends "laws/proposition-64/motion.html" %}',
        "a text of another law than sb-357",
    ),
    "a text of another law from a day on": (
        "counties/los-angeles/motion.from-2026-03-01.html",
        '{% extends "laws/proposition-64/motion.html" %}',
        "a text of another law than sb-357",
    ),
}


@pytest.mark.parametrize("name", REFUSED_TEXTS)
def test_texts_by_which_a_paper_would_lie_are_refused(tmp_path, name):
    file, text, told = REFUSED_TEXTS[name]
    own = {path.name: path.read_text("utf-8") for path in SECOND.rglob("*.html")}
    for document, words in own.items():
        put(tmp_path, f"laws/sb-357/{document}", words)
    if "/passages/" in file:
        ground = '{% include "laws/sb-357/passages/ground.html" %}'
        words = own["motion.html"].replace("<div", f"{ground}<div")
        put(tmp_path, "laws/sb-357/motion.html", words)
    elif file == "laws/sb-357/motion.html":
        text = own["motion.html"].replace("<div", f"{text}<div")
    put(tmp_path, file, text)
    with pytest.raises(TemplateError) as refused:
        check([LIST], SETTINGS, filed_on=FILED_ON, templates=(tmp_path,))
    assert told in refused.value.what
    assert refused.value.remedy


def test_an_offense_belongs_to_the_file_it_stands_in_whatever_it_says(tmp_path):
    law = LAW.replace("    code: PC", "    law: proposition-64\n    code: PC")
    settings = read_settings([SECOND / "config", put(tmp_path, "laws/sb-357.yaml", law)])
    assert settings.offenses["pc-653-22"].law == "sb-357"


def test_a_paper_dated_before_its_own_law_is_a_draft_though_an_older_law_was_in_force():
    day = dt.date(2022, 12, 31)
    press = Renderer(SETTINGS, (SECOND / "templates",), filed_on=day)
    second, first = (
        {reason.kind for reason in press.print_document(of, "proposed-order").draft}
        for of in (LOITERING, packet(conviction()))
    )
    assert "day" in second
    assert "day" not in first


def test_what_was_dismissed_and_not_sealed_is_sealed_under_the_law_that_dismissed_it():
    law = SETTINGS.laws[SETTINGS.law_of(Relief("sb357-dismiss-seal"))]
    assert law.seal_only == "sb357-seal"
    assert SETTINGS.laws[SETTINGS.law_of(Relief("dismiss-seal"))].seal_only == "seal"
