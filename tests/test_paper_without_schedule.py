"""A court paper that shows no conviction is a template and a line of YAML."""

import pypdfium2 as pdfium
import pytest

import filings
from filings.model.errors import ConfigError
from filings.settings.settings import read_settings
from tests.small_settings import with_own_key
from tests.test_pipeline import DAY, row, write_list

NOTICE = """\
{% extends "frame/document.html" %}
{% block title %}Notice of Hearing{% endblock %}
{% block body %}
<p class="body">The motion is heard at {{ court.name }}.</p>
{% if case %}<p class="body">Heard in case {{ case.number }}.</p>{% endif %}
{% endblock %}
"""
LINE = "schema: 1\n{where}: {{notice-of-hearing: {{zone: {zone}, shows: none}}}}\n"


@pytest.fixture
def office(tmp_path):
    """A folder of settings and one of texts, with a notice of hearing in them."""

    def make(where, zone="public"):
        (tmp_path / "config/rulesets").mkdir(parents=True)
        text = LINE.format(where=where, zone=zone)
        (tmp_path / "config/rulesets/ca-superior.yaml").write_text(text)
        (tmp_path / "texts/frame").mkdir(parents=True)
        (tmp_path / "texts/frame/notice-of-hearing.html").write_text(NOTICE)
        return with_own_key(read_settings([tmp_path / "config"])), [tmp_path / "texts"]

    return make


def words(path):
    with pdfium.PdfDocument(path) as pdf:
        return " ".join("".join(page.get_textpage().get_text_range() for page in pdf).split())


def test_a_notice_of_hearing_is_printed_with_its_packet(office, tmp_path):
    settings, texts = office("documents")
    listed = write_list(tmp_path / "list.csv", [row(1), row(2)])
    report = filings.build([listed], tmp_path / "out", settings, filed_on=DAY, templates=texts)
    [packet] = report.packets
    assert report.totals.included == packet.convictions == 2
    folder = tmp_path / "out/public/packets" / packet.name
    text = words(folder / "notice-of-hearing.pdf")
    assert "The motion is heard at" in text
    assert "NOTICE OF HEARING" in text
    assert "Heard in case" not in text
    # It places nobody; the others place both.
    placements = (tmp_path / "out/sealed/placements.csv").read_text()
    assert "notice-of-hearing" not in placements
    assert placements.count("motion.pdf") == 2


def test_one_for_each_case_may_name_the_case(office, tmp_path):
    settings, texts = office("per_case", zone="sealed")
    listed = write_list(tmp_path / "list.csv", [row(1), row(2)])
    told = {"filed_on": DAY, "templates": texts, "per_case": True}
    filings.build([listed], tmp_path / "out", settings, **told)
    first, second = sorted((tmp_path / "out").rglob("notice-of-hearings/*.pdf"))
    assert "Heard in case BA000001" in words(first)
    assert "Heard in case BA000002" in words(second)


def test_the_older_word_is_still_read_and_both_at_once_are_refused(tmp_path):
    folder = tmp_path / "rulesets"
    folder.mkdir()
    kind = "schema: 1\nextends: ca-superior\nper_case: {order: {zone: sealed, %s}}\n"
    (folder / "ours.yaml").write_text(kind % "shows: null, schedule: false")
    ours = read_settings([tmp_path]).rulesets["ours"]
    assert ours.per_case["order"].shows == "case"
    (folder / "ours.yaml").write_text(kind % "schedule: false, shows: none")
    with pytest.raises(ConfigError, match="keep `shows`"):
        read_settings([tmp_path])
