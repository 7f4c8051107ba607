"""What a wrong settings file says: where, what, and how it is put right."""

import pytest

from filings.model.errors import ConfigError
from filings.model.identifiers import ReasonCode
from filings.settings.settings import read_settings


def complaint(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"schema: 1\n{text}", encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        read_settings([folder])
    return refused.value


@pytest.mark.parametrize(
    ("text", "line", "cure"),
    [
        ("\tagency: lada\n", 2, "blanks in place of the tab"),
        ('agency: "lada\ncounty: los-angeles\n', 4, "Look at where it begins, line 2,"),
        ("agency: lada\n  county: los-angeles\n", 3, "in the column of its neighbours"),
        ("list_statement: The list: ours\n", 2, "between quotation marks"),
        ("list_statement: @home\n", 2, "between quotation marks"),
    ],
)
def test_a_slip_of_yaml_names_file_and_line_and_says_the_cure(tmp_path, text, line, cure):
    error = complaint(tmp_path, "office.yaml", text)
    assert error.where == f"{tmp_path / 'office.yaml'}: line {line}"
    assert cure in error.remedy


def test_a_bar_number_without_quotation_marks_is_told_with_its_line(tmp_path):
    text = "agencies:\n  lada:\n    counsel:\n      bar_number: 123456\n"
    error = complaint(tmp_path, "counties/los-angeles.yaml", text)
    assert "los-angeles.yaml: line 5: agencies > lada" in error.where
    assert "put it between quotation marks" in error.what
    assert "123456" not in str(error)


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("lists.yaml", "abc: 3\n", "is no block"),
        ("lists.yaml", "- a\n", "key: value"),
        ("lists.yaml", "? [a]\n: b\n", "unhashable"),
        ("approvals.yaml", "motion: [a]\n", "is no block"),
        ("approvals.yaml", "motion: {approved_on: soon}\n", ""),
    ],
)
def test_a_bad_list_of_facts_or_approvals_is_an_error_and_no_traceback(tmp_path, name, text, what):
    assert what in complaint(tmp_path, name, text).what


def test_a_folder_without_settings_names_the_one_that_was_meant(tmp_path):
    (tmp_path / "my-office/config").mkdir(parents=True)
    (tmp_path / "my-office/config/office.yaml").write_text("schema: 1\n")
    for given in ("my-office", "my-ofice", "my-ofice/config"):
        with pytest.raises(ConfigError) as refused:
            read_settings([tmp_path / given])
        assert refused.value.remedy == f"Did you mean {tmp_path / 'my-office/config'}?"


def test_a_misspelt_folder_of_settings_is_refused(tmp_path):
    error = complaint(tmp_path, "county/los-angeles.yaml", "name: x\n")
    assert error.remedy == "Is it counties/?"


@pytest.mark.parametrize(
    ("county", "agency", "form"),
    [("los-angeles", "lada", '"11357(a) HS"'), ("cook-il", "ccsao", '"720 ILCS 550/4(a)"')],
)
def test_a_remedy_shows_a_section_as_the_offices_own_state_writes_it(county, agency, form):
    office = {"office": {"county": county, "agency": agency}}
    reasons = read_settings(chosen=office).screening.reasons
    assert form in reasons[ReasonCode("unknown-statute")].remedy
    assert not any("SECTION" in reason.remedy for reason in reasons.values())
