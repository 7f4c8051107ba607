"""What config/ promises: nothing in it is ignored, and an office changes it from outside."""

import re
import time
from pathlib import Path

import pytest

from filings.model.errors import ConfigError
from filings.settings.settings import Settings, read_settings, shipped_config

LAW = "laws/proposition-64.yaml"


@pytest.fixture
def overlay(tmp_path):
    """Write one file of an office's own folder, and read the settings with that folder on top."""

    def lay(name: str, text: str) -> Settings:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("schema: 1\n" + text, encoding="utf-8")
        return read_settings([tmp_path])

    return lay


def test_an_overlay_changes_one_key_and_keeps_its_neighbours(overlay):
    shipped = read_settings().county.courts["ccb"]
    laid = overlay("counties/los-angeles.yaml", "courts: {ccb: {department: '100'}}").county.courts[
        "ccb"
    ]
    assert laid.department == "100"
    assert laid == shipped.model_copy(update={"department": "100"})


def test_an_overlay_replaces_a_list_whole(overlay):
    settings = overlay("counties/los-angeles.yaml", "courts: {ccb: {prefixes: [ZZ]}}")
    assert settings.county.courts["ccb"].prefixes == ("ZZ",)


def test_the_last_overlay_is_on_top(tmp_path):
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "words.yaml").write_text(f"schema: 1\ncount_unknown: {name}\n")
    settings = read_settings([tmp_path / "one", tmp_path / "two"])
    assert settings.words.count_unknown == "two"
    assert settings.words.draft == "DRAFT - NOT FOR FILING"


def test_an_office_adds_a_route_of_its_own(overlay):
    settings = overlay(
        "counties/los-angeles.yaml",
        "routes: {ours: {agency: lada, by: place, written_as: [UNIVERSAL CITY]}}",
    )
    assert settings.county.routes["ours"].agency == "lada"
    assert "long-beach-police" in settings.county.routes


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("office.yaml", "colour: blue", "office.yaml: colour"),
        (
            "counties/los-angeles.yaml",
            "courts: {ccb: {colour: blue}}",
            "counties/los-angeles.yaml: courts > ccb > colour",
        ),
        (LAW, "offenses: {hs-11357-a: {colour: blue}}", f"{LAW}: offenses > hs-11357-a > colour"),
        (LAW, "offenses: {hs-11359: {from: yesterday}}", f"{LAW}: offenses > hs-11359 > from"),
        ("screening.yaml", "reasons: {struck: {fate: lost}}", "screening.yaml: reasons > struck"),
        ("approvals.yaml", "motion: {approved: yes}", "approvals.yaml: motion > approved"),
    ],
)
def test_an_unknown_key_or_value_is_refused_with_its_place(overlay, file, text, place):
    with pytest.raises(ConfigError) as refused:
        overlay(file, text)
    assert place in re.sub(r": line \d+", "", refused.value.where)
    assert re.search(r": line [2-9]\d*: ", refused.value.where)
    assert Path(refused.value.where.partition(": ")[0]).is_file()


def test_a_misspelt_key_is_told_with_the_one_that_was_meant(overlay):
    with pytest.raises(ConfigError, match=r"there is no such key; is it group_by\?"):
        overlay("office.yaml", "groupby: court")


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("office.yaml", "county: narnia", "there is no narnia; known: cook-il"),
        ("office.yaml", "agency: lakeda", "office > agency: there is no lakeda"),
        ("office.yaml", "group_by_court: {zzz: court}", "there is no zzz"),
        (LAW, "offenses: {hs-11359: {type: smoking}}", "there is no smoking"),
        (
            LAW,
            "offenses: {twice: {section: '11359', from: 2016-11-08, relief: none}}",
            "twice: has the section and some of the days of hs-11359",
        ),
        (LAW, "offenses: {hs-11530: {signed_off_by: A. Sample}}", "both, or neither"),
        ("counties/los-angeles.yaml", "default_court: zzz", "default_court: there is no zzz"),
        ("counties/los-angeles.yaml", "felonies_by: zzz", "felonies_by: there is no zzz"),
        ("counties/los-angeles.yaml", "misdemeanors_by: zzz", "misdemeanors_by: there is no zzz"),
        (
            "counties/los-angeles.yaml",
            "case_numbers: {odd: {pattern: 'A[0-9]', label: odd, examples: [A12]}}",
            'the pattern does not fit the example "A12"',
        ),
        (
            "counties/los-angeles.yaml",
            "routes: {sheriff: {agency: zzz}}",
            "routes > sheriff > agency: there is no zzz",
        ),
        (
            "counties/los-angeles.yaml",
            "courts: {mal: {successors: [{to: zzz}]}}",
            "courts > mal > successors: there is no zzz",
        ),
        (
            "counties/los-angeles.yaml",
            "courts: {lbc: {successors: [{to: sp}]}}",
            "they lead back to",
        ),
        (
            "counties/los-angeles.yaml",
            "courts: {lax: {written_as: [COMPTON]}}",
            '"COMPTON" is written for both com and lax',
        ),
        (
            "counties/los-angeles.yaml",
            "agencies: {burbank: {written_as: [D.A.]}}",
            '"DA" is written for both lada and burbank',
        ),
        (
            "counties/los-angeles.yaml",
            "case_numbers: {post-2020: {pattern: '('}}",
            "is not a regular expression",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(overlay, file, text, told):
    with pytest.raises(ConfigError) as refused:
        overlay(file, text)
    assert told in refused.value.what
    assert refused.value.where.partition(": ")[0].endswith(("config", f"/{file}"))


def test_a_key_that_stands_twice_is_refused(overlay):
    # YAML itself would take the second without a word.
    with pytest.raises(ConfigError, match='the key "motion" stands twice'):
        overlay("approvals.yaml", "motion: {}\nmotion: {approved_by: A. Sample}")


def test_a_misspelt_file_is_refused(overlay):
    with pytest.raises(ConfigError, match="is not a configuration file"):
        overlay("ofice.yaml", "agency: lada")


@pytest.mark.parametrize("name", ["office.yml", "counties/los-angeles.yml"])
def test_a_file_that_would_not_be_read_is_refused(overlay, name):
    with pytest.raises(ConfigError, match=r"is not a configuration file|is not read"):
        overlay(name, "agency: lada")


def test_a_file_without_its_schema_is_refused(tmp_path):
    (tmp_path / "office.yaml").write_text("agency: lada\n")
    with pytest.raises(ConfigError, match="does not say `schema: 1`"):
        read_settings([tmp_path])


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="is not a folder"):
        read_settings([tmp_path / "nowhere"])


def test_a_number_is_never_taken_for_a_section(overlay):
    # 11530.10 would become 11530.1.
    with pytest.raises(ConfigError, match="quotation marks"):
        overlay(LAW, "offenses: {hs-11530.1: {section: 11530.10}}")


def test_the_fingerprint_tells_settings_apart_but_not_keys(overlay):
    shipped = read_settings()
    key = "a different and quite secret key"
    other_key = overlay("office.yaml", f"conviction_key: {key}")
    assert other_key.office.conviction_key.get_secret_value() == key
    assert other_key.fingerprint == shipped.fingerprint
    assert overlay("office.yaml", "group_by: court").fingerprint != shipped.fingerprint
    assert shipped.model_copy(update={"laws": {}}).fingerprint != shipped.fingerprint


def test_an_error_never_tells_the_key(overlay):
    with pytest.raises(ConfigError) as refused:
        overlay("office.yaml", "conviction_key: [secret-number-one]")
    assert "secret-number-one" not in f"{refused.value}"


def test_nothing_shipped_is_approved_or_signed():
    settings = read_settings()
    assert {"laws/proposition-64/motion", "exhibit-a-sealed", "law-proposition-64"} <= set(
        settings.approvals
    )
    assert not any(approval.given for approval in settings.approvals.values())
    assert not any(offense.signed_off for offense in settings.offenses.values())


def test_an_approval_needs_a_name_a_bar_number_and_a_day(overlay):
    whole = {"approved_by": "A. Sample", "bar_number": "123456", "approved_on": "2026-01-31"}
    for missing in (*whole, ""):
        text = ", ".join(f'{key}: "{value}"' for key, value in whole.items() if key != missing)
        settings = overlay("approvals.yaml", f"motion: {{{text}}}")
        assert settings.approvals["motion"].given is not bool(missing), missing


def test_the_shipped_office_says_nothing_of_anybody():
    settings = read_settings()
    assert settings.office.list_statement == ""
    for county in settings.counties.values():
        for agency in county.agencies.values():
            assert set(agency.counsel.model_dump(exclude={"title", "address"}).values()) <= {"", ()}


def test_every_fact_of_law_names_its_source():
    settings = read_settings()
    county = settings.county
    facts = {
        "county": county,
        "screening": settings.screening,
        **county.courts,
        **county.agencies,
        **county.routes,
        **county.case_numbers,
        **settings.offenses,
    }
    assert len(facts) > 100
    assert [name for name, fact in facts.items() if not fact.source] == []
    # Nothing that was only remembered passes for confirmed.
    assert [
        name
        for name, fact in facts.items()
        if fact.source == "general knowledge" and fact.confidence == "confirmed"
    ] == []
    for name, fact in facts.items():
        fields = {field.alias or key for key, field in type(fact).model_fields.items()}
        assert set(fact.unconfirmed) <= fields, f"{name}: no such field"


def test_every_key_of_a_source_can_be_looked_up():
    table = (shipped_config() / "SOURCES.md").read_text(encoding="utf-8")
    used = {
        (path.name, key)
        for path in shipped_config().rglob("*.yaml")
        for key in re.findall(r"\bS-[A-Z0-9]+(?:-[A-Z0-9]+)*", path.read_text(encoding="utf-8"))
    }
    assert len(used) > 30
    assert [(name, key) for name, key in sorted(used) if f"| {key} |" not in table] == []


def test_every_reason_says_who_can_act_where_somebody_must():
    reasons = read_settings().screening.reasons
    assert len(reasons) > 30
    for code, reason in reasons.items():
        needs_somebody = reason.fate in ("held", "unreadable")
        assert reason.words.endswith("."), code
        assert bool(reason.who_can_act) == needs_somebody, code
        assert bool(reason.remedy) == needs_somebody, code
        assert reason.worklist == needs_somebody, code


def test_every_shipped_yaml_says_its_schema():
    paths = list(Path(shipped_config()).rglob("*.yaml"))
    assert len(paths) > 8
    assert [p.name for p in paths if "schema: 1" not in p.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    "evil", ["../../../../victim", "/victim", "", "A", "a b", "a.b", "-a", "é"]
)
@pytest.mark.parametrize(
    ("file", "place", "text"),
    [
        ("counties/los-angeles.yaml", "courts", "courts: {%s: {name: Victim}}"),
        ("counties/los-angeles.yaml", "agencies", "agencies: {%s: {name: Victim, short: V}}"),
        (LAW, "offense_types", "offense_types: {%s: {label: victims, order: 9}}"),
        ("screening.yaml", "screening > reasons", "reasons: {%s: {fate: held, words: Held.}}"),
    ],
)
def test_an_id_that_becomes_a_folder_names_no_other(overlay, file, place, text, evil):
    with pytest.raises(ConfigError) as refused:
        overlay(file, text % f'"{evil}"')
    assert f"{place} > {evil!r}: an id has only a to z" in refused.value.what


def test_so_does_the_id_of_a_document(overlay):
    evil = 'documents: {"../../victim": {zone: public}}'
    with pytest.raises(ConfigError, match="an id has only a to z"):
        overlay("rulesets/ca-superior.yaml", evil)


@pytest.mark.parametrize("file", ["words.yaml", "counties/los-angeles.yaml", "counties"])
def test_a_link_that_leads_out_of_a_folder_of_settings_is_refused(tmp_path, file):
    folder, outside = tmp_path / "ours", tmp_path / "outside"
    for each in (folder / "counties", outside):
        each.mkdir(parents=True)
    (outside / "los-angeles.yaml").write_text("schema: 1\nsecret: of the machine\n")
    if file == "counties":
        (folder / file).rmdir()
        (folder / file).symlink_to(outside)
    else:
        (folder / file).symlink_to(outside / "los-angeles.yaml")
    with pytest.raises(ConfigError) as refused:
        read_settings([folder])
    assert "leads out of its folder by a link" in refused.value.what
    assert "secret" not in str(refused.value)


def test_a_link_within_a_folder_of_settings_is_followed(tmp_path):
    (tmp_path / "words.of-2026").write_text("schema: 1\ndraft: OUR DRAFT\n")
    (tmp_path / "words.yaml").symlink_to(tmp_path / "words.of-2026")
    assert read_settings([tmp_path]).words.draft == "OUR DRAFT"


NINES = "9" * 5000


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("motion: {approved_on: 2026-02-30}", '"2026-02-30" is no day of any calendar'),
        ("motion: {approved_on: 2026-01-01 25:00:00}", "is no day of any calendar"),
        (f"motion: {NINES}", "what has 5,000 characters is no number that a setting takes"),
        (f"motion: 0x{NINES}", "is no number that a setting takes"),
        ("motion: .inf", '".inf" is no number that a setting takes'),
        ("motion: !!bool maybe", '"maybe" is no bool'),
        ("motion: " + "[" * 50_000, "nests deeper than any setting"),
        ("motion: &a [*a]", "holds more values than any setting, or itself"),
        ("motion: {a: 1, a: 2}", 'the key "a" stands twice'),
        ("motion: [", "did not find expected"),
    ],
)
def test_what_is_no_value_is_told_with_file_and_line(overlay, tmp_path, text, what):
    with pytest.raises(ConfigError) as refused:
        overlay("approvals.yaml", f"# ours\n{text}")
    assert refused.value.where == f"{tmp_path / 'approvals.yaml'}: line 3" or text.endswith("[")
    assert what in refused.value.what


def test_values_that_repeat_each_other_do_not_fill_the_machine(overlay):
    lists = ["a0: &a0 [x]"]
    lists += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(ConfigError, match="holds more values than any setting"):
        overlay("rulesets/ours.yaml", "\n".join(lists))


def test_an_anchor_may_be_used_again(overlay):
    settings = overlay("approvals.yaml", "motion: &by {approved_by: A. Sample}\norder: *by")
    assert settings.approvals["order"] == settings.approvals["motion"]


def test_many_keys_take_no_longer_than_they_are_many(overlay):
    def seconds(keys: int) -> float:
        text = "".join(f"text-{n}: {{}}\n" for n in range(keys))
        begun = time.process_time()
        settings = overlay("approvals.yaml", text)
        assert len(settings.approvals) >= keys
        return time.process_time() - begun

    assert seconds(20_000) < 12 * seconds(4_000) + 1


@pytest.mark.parametrize(
    ("reason", "about"),
    [
        ("under-age", "born_on: {kind: reading, answers: {'no': '1960-01-01'}}"),
        ("disposition-doubtful", "disposition: {kind: law}"),
        ("disposition-unknown", "disposition: {kind: reading}"),
        ("count-unclear", "count: {kind: law}"),
        ("source-conflict", "level: {kind: reading}"),  # of which nothing is shipped: row by row
    ],
)
def test_an_office_cannot_let_more_people_answer_than_is_shipped(overlay, tmp_path, reason, about):
    with pytest.raises(ConfigError, match="it is fixed as") as refused:
        overlay("screening.yaml", f"asked: {{of: {{{reason}: {{{about}}}}}}}")
    key = about.partition(":")[0]
    assert refused.value.where == f"{tmp_path}/screening.yaml: asked > of > {reason} > {key}"


def test_an_office_may_have_more_answered_row_by_row(overlay):
    settings = overlay("screening.yaml", "asked: {of: {level-unknown: {level: {kind: record}}}}")
    assert settings.screening.asked.kind("level-unknown", "level") == "record"
