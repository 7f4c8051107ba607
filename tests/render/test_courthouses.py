"""Every courthouse's papers: printed without a complaint, taken by a clerk, as they were last read.

Golden words and pictures: tests/render/golden.py writes them anew.
"""

import io
import re

import pikepdf
import pytest
from PIL import Image, ImageChops

from filings.authoring.lint import county_settings, worst_packet
from filings.authoring.stress_rows import hardest_packet, made_up
from filings.authoring.template_browser import Choice, TemplateBrowser
from filings.model.errors import ConfigError, FilingsError
from filings.model.identifiers import AgencyId, CourtId, Relief
from filings.render import Renderer
from filings.render.inspect import inspect
from filings.reports.cover_sheets import RULESET
from filings.settings.settings import read_settings, shipped_templates
from tests.render import golden
from tests.render.made import FILED_ON
from tests.render.validators import faults

pytestmark = pytest.mark.slow

SETTINGS = read_settings()
DESK = TemplateBrowser(SETTINGS, (), FILED_ON)
CHOICES = list(DESK.choices())
LA = SETTINGS.counties["los-angeles"]

# Los Angeles' made-up office is complete; of the others no attorney is known.
NOT_THE_PAPERS_FAULT = {"counsel-contact"}


PRESSES: dict[str, Renderer] = {}


def press(county: str) -> Renderer:
    if county not in PRESSES:
        PRESSES[county] = Renderer(county_settings(SETTINGS, county), filed_on=FILED_ON)
    return PRESSES[county]


@pytest.fixture(scope="module", autouse=True)
def _no_press_is_left():
    yield
    PRESSES.clear()  # fonts cannot be let go of once Python is ending


def papers(choice: Choice, rows: int = 8, **but) -> bytes:
    """A short document, the hardest rows in it."""
    settings = county_settings(SETTINGS, choice.county)
    kind = DESK.documents(choice.county, choice.court)[choice.document]
    if kind.of_relief and not but:
        packet = worst_packet(DESK, choice, most=rows)
        return press(choice.county).print_document(packet, choice.document).pdf
    packet = hardest_packet(
        made_up(settings, choice.court, rows=rows, **but),
        choice.court,
        DESK.paper(choice.county, choice.court),
        per_case=kind.shows == "case",
    )
    return press(choice.county).print_document(packet, choice.document).pdf


def complaints(choice: Choice, pdf: bytes) -> list[str]:
    """What a clerk or a validator would say."""
    found = inspect(pdf, DESK.paper(choice.county, choice.court)).findings
    said = [
        f"page {finding.page}: {finding.check}: {finding.measured}"
        for finding in found
        if finding.check not in NOT_THE_PAPERS_FAULT
    ]
    return said + faults(pdf)


def test_all_courts_of_all_rulesets_are_here():
    assert len(CHOICES) > 140
    assert {choice.ruleset for choice in CHOICES} == set(DESK.rulesets) - {RULESET}
    assert {choice.county for choice in CHOICES} == set(SETTINGS.counties)


# A warning of WeasyPrint's is an error of the press, so printing at all is a test.
@pytest.mark.parametrize("choice", CHOICES, ids=lambda c: f"{c.county}-{c.court}-{c.document}")
def test_every_document_of_every_court_is_one_a_clerk_must_take(choice):
    assert complaints(choice, papers(choice)) == []


@pytest.mark.parametrize("relief", [Relief("seal")])
@pytest.mark.parametrize(
    "choice",
    [
        choice
        for choice in CHOICES
        if (choice.county, choice.court) in golden.COURTS
        and not choice.document.endswith("-determinations")  # of their own relief alone
    ],
    ids=lambda c: f"{c.county}-{c.court}-{c.document}",
)
def test_papers_for_other_relief_are_taken_too(choice, relief):
    assert complaints(choice, papers(choice, relief=relief)) == []


@pytest.mark.parametrize("agency", sorted(LA.agencies))
@pytest.mark.parametrize("document", ["motion", "proposed-order", "exhibit-a-sealed", "order"])
def test_each_prosecutor_of_los_angeles_has_its_own_caption_and_signature(agency, document):
    choice = DESK.choose("los-angeles", CourtId("lbc"), document)
    pdf = papers(choice, agency=AgencyId(agency))
    assert complaints(choice, pdf) == []
    record = LA.agencies[AgencyId(agency)]
    text = " ".join(golden.text_of(pdf).split())
    assert record.name in text
    assert record.counsel.title in text
    others = {other.name for key, other in LA.agencies.items() if key != agency}
    # The declaration says from whom the list came, and who keeps the record of its rows.
    for words in ("received from the", "kept by the"):
        text = text.replace(f"{words} {LA.agencies[LA.felonies_by].name}", "")
    assert [name for name in others if name in text] == []


def test_los_angeles_has_the_district_attorney_and_ten_city_prosecutors():
    cities = [record.name for key, record in LA.agencies.items() if key != LA.felonies_by]
    assert len(cities) == 10
    assert all(re.search("City (Attorney|Prosecutor)$", name) for name in cities)
    assert LA.agencies[LA.felonies_by].name == "Los Angeles County District Attorney"


def test_a_document_for_one_case_is_at_most_two_pages_and_the_combined_one_is_one():
    for_one_case = [
        choice
        for choice in CHOICES
        if (choice.county, choice.court) in golden.COURTS
        and DESK.documents(choice.county, choice.court)[choice.document].shows == "case"
    ]
    assert len(for_one_case) > 3
    for choice in for_one_case:
        with pikepdf.open(io.BytesIO(papers(choice))) as pdf:
            most = 1 if choice.document == "motion-and-order" else 2
            assert len(pdf.pages) <= most, choice


def test_the_judges_boxes_are_left_empty():
    choice = DESK.choose("san-francisco", CourtId("hoj"), "motion-and-order")
    order = golden.text_of(papers(choice)).partition("ORDER\n")[2]
    assert "GRANTS" in order
    assert "☒" not in order


def test_san_franciscos_form_for_sealing_alone_offers_nothing_else_to_the_judge():
    choice = DESK.choose("san-francisco", CourtId("hoj"), "motion-and-order")
    text = " ".join(golden.text_of(papers(choice, relief=Relief("seal"))).split())
    assert "was dismissed as legally invalid under" in text
    for other in ("DISMISSES", "RESENTENCED", "relieved of registration", "dismiss and seal"):
        assert other not in text
        assert other in " ".join(golden.text_of(papers(choice)).split())


def test_the_rows_of_a_table_are_no_line_numbers_on_paper_without_them(tmp_path):
    counts = tmp_path / "frame" / "counts.html"
    counts.parent.mkdir()
    shipped = (shipped_templates() / "frame/counts.html").read_text(encoding="utf-8")
    assert "{{ loop.index }}." in shipped
    counts.write_text(shipped.replace("{{ loop.index }}.", "{{ loop.index }}"), encoding="utf-8")
    browser = TemplateBrowser(SETTINGS, [tmp_path], FILED_ON)
    for county, court in (("cook-il", "leighton"), ("lake-il", "waukegan")):
        settings = county_settings(SETTINGS, county)
        packet = worst_packet(browser, browser.choose(county, CourtId(court), "motion"))
        printed = Renderer(settings, [tmp_path], filed_on=FILED_ON).print_document(packet, "motion")
        assert re.search(r"\n1 \S", golden.text_of(printed.pdf))  # or this would show nothing
        found = inspect(printed.pdf, browser.paper(county, CourtId(court))).findings
        assert {finding.check for finding in found} <= NOT_THE_PAPERS_FAULT


def test_a_court_whose_ruleset_is_not_there_is_told_so(tmp_path):
    (tmp_path / "counties").mkdir()
    overlay = "schema: 1\ncourts: {tor: {ruleset: ca-nowhere}}\n"
    (tmp_path / "counties" / "los-angeles.yaml").write_text(overlay)
    with pytest.raises(ConfigError, match="there is no ruleset ca-nowhere"):
        read_settings([tmp_path])


def test_a_court_that_takes_one_case_at_a_time_gets_no_packet_of_two():
    for county, court in golden.COURTS:
        office = {"office": {"county": county, "agency": SETTINGS.counties[county].felonies_by}}
        settings = read_settings(chosen=office)
        apart = DESK.paper(county, CourtId(court)).batching == "per-case"
        assert (settings.office.group_by_court.get(CourtId(court)) == "case") == apart


def test_a_document_the_ruleset_does_not_have_is_refused_with_those_it_has():
    packet = worst_packet(DESK, DESK.choose("cook-il", CourtId("leighton"), "motion"))
    with pytest.raises(FilingsError, match="It has motion, order"):
        press("cook-il").print_document(packet, "exhibit-a-sealed")


def test_every_text_and_rule_an_attorney_approves_is_listed_and_no_other():
    needed = {f"law-{law}" for law in SETTINGS.laws}
    for choice in CHOICES:
        needed.update(DESK.composer.texts_of(choice.file, choice.document))
        needed.add(f"ruleset-{choice.ruleset}")
    assert set(SETTINGS.approvals) == needed
    assert not any(approval.given for approval in SETTINGS.approvals.values())


# --- As they were last read. ---


@pytest.mark.parametrize("names", list(golden.documents()), ids="-".join)
def test_the_words_are_those_last_read(names):
    kept = golden.text_path(*names).read_text(encoding="utf-8")
    assert golden.text_of(golden.printed(*names)) == kept


@pytest.mark.parametrize("names", golden.PICTURES, ids=lambda names: "-".join(map(str, names)))
def test_the_page_looks_as_it_was_last_looked_at(names):
    *of, page = names
    with Image.open(golden.picture_path(*of, page)) as kept:
        was = kept.convert("L")
    now = golden.picture_of(golden.printed(*of), page)
    assert now.size == was.size
    # Sixteen greys are kept. A word moved by a line changes some 200 of 190,000 pixels for good.
    apart = ImageChops.difference(now, was).point(lambda level: 255 * (level > 70))
    assert sum(1 for level in apart.tobytes() if level) < 60


def test_nothing_is_kept_of_what_is_no_longer_printed():
    told = {golden.text_path(*names) for names in golden.documents()}
    told |= {golden.picture_path(*names) for names in golden.PICTURES}
    assert set(golden.FOLDER.iterdir()) == told
