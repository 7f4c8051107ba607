"""What keeps a finished page a draft, and how that is told."""

import datetime as dt
from dataclasses import replace

import pytest

from filings.compose.blanks import blanks
from filings.compose.composer import Composer
from filings.compose.draft_reasons import KINDS, of_the_run, summary
from filings.model.errors import ConfigError
from filings.model.packet import DraftReason
from filings.model.sources import ListSource
from filings.render import Renderer
from filings.render.approvals import Approvals, changes_since, write_approval
from filings.settings.attestation import ListFacts, NoneGranted
from filings.settings.settings import Approval, LawId, read_settings
from tests.render.made import FILED_ON, INVENTED_OFFICE, conviction, many, own_office, packet

SHIPPED = read_settings()
OFFICE = own_office(SHIPPED)
NAMES = ("laws/proposition-64/proposed-order", "law-proposition-64", "ruleset-ca-superior")
LIST = ListSource(number=1, sha256="ab" * 32, layout="a list", rows=3)


def approved(settings, *folders):
    texts = Approvals(settings, Composer(folders, FILED_ON))
    given = {
        name: Approval(
            approved_by="A. Reviewer",
            bar_number="123456",
            approved_on=dt.date(2026, 1, 31),
            files=texts.hashes(name),
        )
        for name in NAMES
    }
    return settings.model_copy(update={"approvals": given})


def reasons(settings, *folders, document="proposed-order", of=None, **more):
    printed = Renderer(settings, folders, filed_on=FILED_ON, **more).print_document(
        of or many(2), document
    )
    return {(its.kind, its.what) for its in printed.draft}


def test_an_order_whose_texts_law_and_particulars_are_all_there_is_final():
    assert reasons(approved(OFFICE)) == set()


def test_the_invented_office_the_shipped_key_and_a_nameless_office_never_make_a_final_page():
    invented = reasons(approved(read_settings([INVENTED_OFFICE])))
    assert {("placeholder", "attorney"), ("placeholder", "bar number"), ("key", "")} <= invented
    bare = reasons(approved(SHIPPED))
    assert {("blank", "attorney"), ("blank", "bar number"), ("key", "")} <= bare


def test_an_override_that_drops_the_blank_of_a_missing_attorney_stays_a_draft(tmp_path):
    (tmp_path / "frame").mkdir()
    (tmp_path / "frame/counsel.html").write_text(
        "<p>For the People (SBN 123456), 1 Main Street, Los Angeles, California 90012, Telephone:"
        " (213) 555-0100, j.ellery@da.test, Attorney for Plaintiff, the People</p>"
    )
    found = reasons(approved(SHIPPED, tmp_path), tmp_path)
    assert ("blank", "attorney") in found


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<p class="body to-supply" data-blank="service">[On whom]</p>', "service"),
        ('<span class="to-supply">[attorney]</span>', "attorney"),
        ("<p>Filed by [the deputy who signs] today</p>", "the deputy who signs"),
        ("<p>I, [<b>name</b>], declare</p>", "name"),
        ("<p>[\n  insert  date ]</p>", "insert date"),
    ],
)
def test_bracketed_words_anywhere_are_a_blank_with_a_name(html, name):
    assert list(blanks(f"<html><head><title>[x y]</title></head>{html}</html>")) == [name]


def test_what_is_meant_to_stand_in_brackets_is_no_blank():
    assert list(blanks("<h1>[Proposed] Order</h1><p>[PROPOSED] [1] [ ]</p>")) == []
    assert list(blanks('<section class="schedule"><td>[sic]</td></section>')) == []


def test_a_word_changed_after_the_approval_makes_a_draft_that_says_so(tmp_path):
    passage = tmp_path / "frame/passages/no-access.html"
    passage.parent.mkdir(parents=True)
    passage.write_text('<span data-required="no-access">No access without an order.</span>')
    own = ("frame/passages/no-access",)
    settings = approved(OFFICE, tmp_path)
    texts = Approvals(OFFICE, Composer([tmp_path], FILED_ON))
    both = {
        name: settings.approvals["law-proposition-64"].model_copy(
            update={"files": texts.hashes(name)}
        )
        for name in (*NAMES, *own)
    }
    settings = OFFICE.model_copy(update={"approvals": both})
    assert reasons(settings, tmp_path) == set()
    passage.write_text('<span data-required="no-access">No access without an order!</span>')
    assert reasons(settings, tmp_path) == {
        ("changed", "laws/proposition-64/proposed-order"),
        ("changed", "frame/passages/no-access"),
    }


def test_law_and_page_rules_edited_after_the_approval_make_a_draft(tmp_path):
    settings = approved(OFFICE)
    law = settings.laws[LawId("proposition-64")]
    key = next(iter(law.offenses))
    offenses = {**law.offenses, key: law.offenses[key].model_copy(update={"label": "another"})}
    changed = {LawId("proposition-64"): law.model_copy(update={"offenses": offenses})}
    found = reasons(settings.model_copy(update={"laws": changed}))
    assert ("changed", "law-proposition-64") in found
    style = tmp_path / "rulesets/ca-superior/paper.css"
    style.parent.mkdir(parents=True)
    from filings.settings.settings import shipped_templates

    css = (shipped_templates() / "frame/paper.css").read_text(encoding="utf-8")
    style.write_text(css + "\nmain p.body::before { color: #010101; }\n")
    assert ("changed", "ruleset-ca-superior") in reasons(settings, tmp_path)


def test_an_approval_that_holds_no_hashes_is_none():
    bare = Approval(approved_by="A", bar_number="1", approved_on=dt.date(2026, 1, 31))
    settings = OFFICE.model_copy(update={"approvals": dict.fromkeys(NAMES, bare)})
    assert {("text", name) for name in NAMES} == reasons(settings)


def test_approvals_of_unknown_names_and_of_future_days_are_refused():
    good = approved(OFFICE)
    moton = good.model_copy(update={"approvals": {"moton": good.approvals["law-proposition-64"]}})
    with pytest.raises(ConfigError, match="there is no such text") as caught:
        Renderer(moton, filed_on=FILED_ON)
    assert "motion" in caught.value.remedy
    late = good.approvals["law-proposition-64"].model_copy(
        update={"approved_on": dt.date(2026, 3, 3)}
    )
    future = good.model_copy(update={"approvals": {"law-proposition-64": late}})
    with pytest.raises(ConfigError, match="after the day of filing"):
        Renderer(future, filed_on=FILED_ON)


def test_an_approval_is_written_with_a_copy_that_shows_what_changed_since(tmp_path):
    config, texts = tmp_path / "config", tmp_path / "texts"
    (texts / "courts/ccb").mkdir(parents=True)
    config.mkdir()
    (config / "office.yaml").write_text("schema: 1\ncounty: los-angeles\n")
    file = texts / "courts/ccb/motion.html"
    file.write_text(
        '{% extends "laws/proposition-64/motion.html" %}'
        "\n{% block service %}<p>By mail.</p>{% endblock %}"
    )
    name = "courts/ccb/motion"

    def now():
        return Approvals(read_settings([config]), Composer([texts], FILED_ON))

    write_approval(name, now().contents(name), "Jordan A. Ellery", "123456", FILED_ON, config)
    assert now().state(name) == "approved"
    assert changes_since(now(), name, [config]) == []
    file.write_text(file.read_text().replace("By mail", "By hand"))
    assert now().state(name) == "changed"
    told = "\n".join(changes_since(now(), name, [config]))
    assert "-{% block service %}<p>By mail." in told
    assert "+{% block service %}<p>By hand." in told
    assert "Health and Safety" not in told  # what is as it was is not shown


def test_a_sample_is_told_as_that_and_not_as_a_key():
    found = reasons(SHIPPED, of=packet(conviction(sample=True)))
    assert ("sample", "") in found
    assert not any(kind == "key" for kind, _ in found)


# --- What keeps a whole run a draft. ---


def of_run(settings=OFFICE, granted=(), filed_on=FILED_ON, today=None):
    return [its.what for its in of_the_run(settings, [LIST], granted, filed_on, today)]


def test_a_day_of_filing_more_than_a_year_from_today_is_doubted():
    known = OFFICE.model_copy(
        update={"lists": {LIST.sha256: ListFacts(made_on=dt.date(2026, 1, 1))}}
    )
    assert of_run(known, today=FILED_ON + dt.timedelta(days=365)) == []
    for days in (366, -366):
        [told] = of_run(known, today=FILED_ON + dt.timedelta(days=days))
        assert "more than a year" in told


def test_a_list_older_than_relief_already_ordered_keeps_its_papers_drafts():
    [told] = of_run()
    assert "list 1 does not say when it was made" in told
    old = {LIST.sha256: ListFacts(made_on=dt.date(2021, 5, 1))}
    [told] = of_run(OFFICE.model_copy(update={"lists": old}))
    assert "made on 2021-05-01" in told
    assert "2023-04-06" in told


def test_a_later_list_a_later_grant_or_an_attorneys_word_lets_it_go():
    new = {LIST.sha256: ListFacts(made_on=dt.date(2023, 4, 7))}
    assert of_run(OFFICE.model_copy(update={"lists": new})) == []
    grants = {"cd" * 32: ListFacts(made_on=dt.date(2025, 1, 1))}
    assert of_run(OFFICE.model_copy(update={"lists": grants}), granted=["cd" * 32]) == []
    assert of_run(granted=["cd" * 32])  # a list of grants of an unknown day may be older, too

    def word(day):
        said = NoneGranted(stated_by="Jordan A. Ellery", bar_number="123456", stated_on=day)
        office = OFFICE.office.model_copy(update={"none_granted": said})
        return of_run(OFFICE.model_copy(update={"office": office}))

    assert word(dt.date(2026, 2, 1)) == []
    assert word(dt.date(2022, 1, 1))  # before the relief
    assert word(dt.date(2026, 3, 3))  # after the day of filing


def test_drafts_are_told_in_one_place_with_what_to_do():
    told = summary(
        [
            DraftReason(kind="text", what="motion"),
            DraftReason(kind="blank", what="service"),
            DraftReason(kind="blank", what="completion"),
            DraftReason(kind="text", what="motion"),
        ],
        84,
    )
    assert told[0] == "84 documents are drafts:"
    assert any("texts not approved: motion. " in line for line in told)
    assert any("blanks: completion, service. " in line for line in told)
    assert summary([], 0) == []
    assert all(words.label and words.remedy for words in KINDS.values())


def test_what_keeps_a_run_a_draft_is_on_every_document_of_it():
    drafts = [DraftReason(kind="granted", what="list 1 is old")]
    assert reasons(approved(OFFICE), drafts=drafts) == {("granted", "list 1 is old")}


# --- One office's oath is not another's. ---


def test_another_agencys_declaration_says_from_whom_the_list_came_and_swears_nothing_for_it():
    city = packet(conviction(agency="long-beach"), agency="long-beach")
    press = Renderer(OFFICE, filed_on=FILED_ON, lists=[replace(LIST)])
    filing = press.filings.build(city, "motion")
    assert filing.statement == ""
    words = press.composer.compose(filing, OFFICE.office.county)
    assert "received from the Los Angeles County District Attorney" in words
    assert "I made the list" not in words
    assert "a list held by this office" not in words
    found = reasons(OFFICE, document="motion", of=city, lists=[LIST])
    assert ("blank", "statement") in found


def test_a_missing_title_is_a_blank_and_never_the_agencys_name():
    county = OFFICE.county
    agency = county.agencies["lada"]
    counsel = agency.counsel.model_copy(update={"title": ""})
    agencies = {**county.agencies, "lada": agency.model_copy(update={"counsel": counsel})}
    county = county.model_copy(update={"agencies": agencies})
    settings = OFFICE.model_copy(update={"counties": {"los-angeles": county}})
    assert ("blank", "title") in reasons(settings, document="motion", lists=[LIST])
