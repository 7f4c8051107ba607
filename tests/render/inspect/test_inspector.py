"""What an inspection says, and that it reads the finished file and nothing else."""

import io
import json
import re

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from filings.render.inspect import as_record, inspect, picture, report_lines
from filings.render.inspect.margins import in_families
from filings.render.pdf_finish import PageLabel
from filings.settings.rulesets import Ruleset
from filings.settings.settings import read_settings
from tests.render.mutations import SURGERY, good, lead, spoilt
from tests.render.specimens import GOOD, Motion, exhibit, ruleset, specimen
from tests.render.validators import faults, vera, vera_is_set_up

RED = lead("Filed in red.", "color: #c00")


def checks(inspection):
    return {finding.check for finding in inspection.findings}


# --- What it says ----------------------------------------------------------------------------


def test_a_finding_says_which_rule_where_what_was_measured_and_what_to_change():
    (finding,) = inspect(specimen(RED), ruleset()).findings
    assert (finding.rule, finding.page, finding.severity) == ("F-2.106-color", 1, "error")
    assert finding.cited == "Cal. Rules of Court, rule 2.106"
    assert finding.measured == '"Filed in red." is #cc0000'
    assert finding.required == "text is black or blue-black"
    assert "black" in finding.remedy
    left, top, right, bottom = finding.place
    # An indent of half an inch, on line 19 of 28.
    assert left == pytest.approx(144, abs=1)
    assert 72 + 18 * 24 < top < bottom < 72 + 19 * 24
    assert right < 220


def test_the_report_speaks_plainly():
    lines = list(report_lines(inspect(specimen(RED), ruleset())))
    assert lines[0] == "3 pages, 1 of them exhibits, held against ca-superior."
    assert lines[1].startswith("must change: page 1, ")
    assert lines[-1] == "1 thing a clerk must refuse."
    assert list(report_lines(inspect(good(), ruleset())))[-1] == "Nothing that a clerk must refuse."


def test_a_warning_alone_does_not_refuse_a_page():
    without = GOOD.but(counsel=GOOD.counsel.replace("jellery@office.example\n", ""))
    inspection = inspect(specimen(without), ruleset())
    assert inspection.acceptable
    assert [finding.rule for finding in inspection.warnings] == ["F-2.111-contact"]
    assert list(report_lines(inspection))[-1] == "1 to look at."


def test_the_record_is_plain_data_and_says_the_same():
    record = json.loads(json.dumps(as_record(inspect(specimen(RED), ruleset()))))
    assert (record["schema"], record["ruleset"], record["pages"]) == (1, "ca-superior", 3)
    assert record["acceptable"] is False
    assert record["exhibit_pages"] == [3]
    assert record["findings"][0]["rule"] == "F-2.106-color"


def test_the_same_file_gives_the_same_findings():
    pdf = specimen(RED)
    assert inspect(pdf, ruleset()) == inspect(pdf, ruleset())


def test_a_path_is_read_like_its_bytes(tmp_path):
    path = tmp_path / "motion.pdf"
    path.write_bytes(good())
    assert inspect(path, ruleset()) == inspect(good(), ruleset())


def test_time_is_told_only_by_the_clock_it_is_given():
    ticks = iter((5.0, 5.25))
    assert inspect(good(), ruleset(), clock=lambda: next(ticks)).milliseconds == 250
    assert inspect(good(), ruleset()).milliseconds == 0


def test_a_draft_is_told_and_accepted_as_a_page():
    inspection = inspect(specimen(GOOD.but(draft="DRAFT - NOT FOR FILING")), ruleset())
    assert inspection.draft_pages == (1, 2, 3)
    assert inspection.acceptable
    assert inspect(good(), ruleset()).draft_pages == ()


def test_a_draft_mark_that_a_screen_reader_would_read_out_is_found():
    marked = specimen(GOOD.but(draft="DRAFT - NOT FOR FILING", exhibits=""))

    def read_out(pdf):
        for page in pdf.pages:
            page.obj.Contents = pdf.make_stream(
                page.obj.Contents.read_bytes().replace(b"/Artifact", b"/Span")
            )

    assert "artifacts" in checks(inspect(spoilt(read_out, marked), ruleset()))


# --- The picture -----------------------------------------------------------------------------


def test_the_picture_frames_what_was_found_and_names_it_below():
    pdf = specimen(RED)
    findings = inspect(pdf, ruleset()).findings
    plain, framed = (
        Image.open(io.BytesIO(picture(pdf, 1, each))).convert("RGB") for each in ((), findings)
    )
    assert framed.width == plain.width
    left, _, right, bottom = (side * framed.width / 612 for side in findings[0].place)
    middle = round((left + right) / 2)
    below = [(middle, round(bottom) + down) for down in range(2, 6)]
    assert {plain.getpixel(place) for place in below} == {(255, 255, 255)}
    assert (200, 0, 0) in {framed.getpixel(place) for place in below}
    assert framed.height >= plain.height


def test_the_picture_of_a_page_without_findings_says_so():
    words = Image.open(io.BytesIO(picture(good(), 2, ())))
    page = pypdfium2.PdfDocument(good())[1].render(scale=words.width / 612).to_pil()
    assert words.height > page.height


# --- What it reads ---------------------------------------------------------------------------


def test_a_sample_of_pages_is_measured_and_the_file_is_looked_at_all_the_same():
    pdf = spoilt(lambda pdf: pdf.Root.__delitem__("/Lang"), specimen(RED))
    inspection = inspect(pdf, ruleset(), pages={2})
    assert inspection.measured_pages == (2,)
    assert checks(inspection) == {"language"}
    assert "Measured: 1 of them." in report_lines(inspection)


def test_every_sheets_size_is_looked_at_whatever_is_measured():
    def shrink(pdf):
        pdf.pages[2].obj.MediaBox = Array([0, 0, 595, 842])

    assert checks(inspect(spoilt(shrink), ruleset(), pages={1})) == {"page-size"}


@pytest.mark.parametrize(
    "make",
    [pytest.param(make, id=name) for name, check, make, _ in SURGERY if check == "syntax"],
)
def test_broken_files_are_found_without_the_thorough_look_too(make):
    assert "syntax" in checks(inspect(make(), ruleset(), thorough=False))


def test_the_papers_title_may_be_told():
    assert inspect(good(), ruleset(), title="Motion to Dismiss and Seal, and Notice").acceptable
    told = inspect(good(), ruleset(), title="Petition for Writ of Mandate")
    assert checks(told) == {"footer-title"}


def test_a_sheet_that_does_not_begin_at_zero_is_measured_from_its_own_corner():
    def shift(pdf):
        for page in pdf.pages:
            content = page.obj.Contents.read_bytes()
            page.obj.Contents = pdf.make_stream(b"q 1 0 0 1 100 -50 cm " + content + b" Q")
            page.obj.MediaBox = Array([100, -50, 712, 742])

    inspection = inspect(spoilt(shift), ruleset())
    assert not inspection.findings, list(report_lines(inspection))


def in_a_form(number, matrix=(1, 0, 0, 1, 0, 0)):
    """The good file with all that one page draws put into a form."""

    def wrap(pdf):
        page = pdf.pages[number - 1].obj
        form = pdf.make_stream(
            page.Contents.read_bytes(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 612, 792]),
            Matrix=Array(matrix),
            Resources=page.Resources,
        )
        page.Resources = Dictionary(XObject=Dictionary(Whole=form))
        page.Contents = pdf.make_stream(b"/Whole Do")

    return spoilt(wrap)


def test_what_stands_in_a_form_is_measured_like_the_page():
    # How the tags of a form's content hang in the tree is another matter (/StructParents).
    assert checks(inspect(in_a_form(2), ruleset())) <= {"untagged-content", "body-grid"}
    moved = inspect(in_a_form(2, (1, 0, 0, 1, -60, 0)), ruleset())
    assert "left-margin" in checks(moved)
    smaller = inspect(in_a_form(2, (0.8, 0, 0, 0.8, 60, 60)), ruleset())
    assert {"font-size", "footer-size", "line-numbers-size"} <= checks(smaller)


def test_text_under_a_scan_is_a_text_layer():
    def scan(pdf):
        page = pdf.pages[1].obj
        picture_of_it = pdf.make_stream(
            b"\x80",
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=1,
            Height=1,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
        )
        page.Resources.XObject = Dictionary(Scan=picture_of_it)
        words = page.Contents.read_bytes().replace(b"BT", b"BT 3 Tr")
        page.Contents = pdf.make_stream(
            b"/Artifact BMC q 612 0 0 792 0 0 cm /Scan Do Q EMC\n" + words
        )

    assert "text-layer" not in checks(inspect(spoilt(scan), ruleset()))


# --- Exhibits --------------------------------------------------------------------------------


def test_an_exhibit_is_known_by_its_bookmark():
    assert inspect(good(), ruleset()).exhibit_pages == (3,)


def test_an_exhibit_is_known_by_its_page_labels_and_its_bookmark_is_missed():
    labelled = GOOD.but(
        exhibits=exhibit(name="Convictions", pages=2),
        labels=(PageLabel(0), PageLabel(2, prefix="Exhibit A-", start=3)),
    )
    inspection = inspect(specimen(labelled), ruleset())
    assert inspection.exhibit_pages == (3, 4)
    assert [(f.check, f.page) for f in inspection.findings] == [("exhibit-bookmarks", 3)]


def test_an_exhibit_is_known_by_its_first_words_and_its_bookmark_is_missed():
    bare = GOOD.but(exhibits=exhibit(pages=2)).styled(".exhibit h2 { bookmark-level: none }")
    inspection = inspect(specimen(bare), ruleset())
    assert inspection.exhibit_pages == (3, 4)
    assert [(f.check, f.page) for f in inspection.findings] == [("exhibit-bookmarks", 3)]


def test_an_exhibit_ends_where_the_next_part_begins():
    after = '<section style="break-before: page"><h2>PROOF OF SERVICE</h2><p>By mail.</p></section>'
    inspection = inspect(specimen(GOOD.but(exhibits=exhibit() + after)), ruleset())
    assert inspection.exhibit_pages == (3,)
    assert not inspection.findings, list(report_lines(inspection))


def test_exhibit_pages_may_be_counted_from_the_exhibits_own_first():
    own = GOOD.but(exhibits=exhibit(pages=2), labels=(PageLabel(0), PageLabel(2, start=1))).styled(
        "@page exhibit { counter-increment: none; @bottom-center { content: 'Page 1 of 2';"
        "font: 10pt 'Liberation Serif' } }"
    )
    found = inspect(specimen(own), ruleset()).findings
    # "Page 1 of 2" is right on the exhibit's first page and wrong on its second.
    assert [(f.check, f.page) for f in found] == [("page-number", 4)]


# --- Rulesets are data -----------------------------------------------------------------------


def changed(**changes) -> Ruleset:
    return ruleset().model_copy(update=changes)


def test_the_numbers_are_the_rulesets():
    wide = ruleset().margins.model_copy(update={"left_min_pt": 110})
    inspection = inspect(good(), changed(margins=wide))
    assert checks(inspection) == {"left-margin"}
    assert "110 pt" in inspection.findings[0].required


def test_a_check_without_a_rule_is_not_made():
    rules = {check: rule for check, rule in ruleset().rules.items() if check != "ink"}
    assert inspect(specimen(RED), changed(rules=rules)).acceptable


def test_a_paper_of_one_court_is_refused_by_another():
    rulesets = read_settings().rulesets
    assert inspect(good(), rulesets["ca-superior"]).acceptable
    for other in set(rulesets) - {"ca-superior"}:
        if rulesets[other].line_numbers is None:
            assert not inspect(good(), rulesets[other]).acceptable


@pytest.mark.parametrize(
    ("name", "belongs"),
    [
        ("TimesNewRomanPS-BoldMT", True),
        ("TimesNewRomanPSMT", True),
        ("Times-Roman", True),
        ("Liberation-Serif-Bold-Italic", True),
        ("ArialMT", True),
        ("Arial,Bold", True),
        ("NimbusRomNo9L-Regu", False),
        ("NimbusRoman-Regular", True),
        ("CourierNewPS-ItalicMT", True),
        ("ArialNarrow", False),
        ("Arial-Black", False),
        ("Timesheet", False),
        ("DejaVu-Sans", False),
        ("", False),
    ],
)
def test_a_fonts_name_is_of_a_family_or_not(name, belongs):
    assert in_families(name, ruleset().body.font_families) is belongs


# --- Others say the same ---------------------------------------------------------------------


def test_page_validation_and_qpdf_find_nothing_in_the_good_document():
    assert faults(good()) == []


@pytest.mark.parametrize(
    ("name", "check"),
    [
        (name, check)
        for name, check, _, _ in SURGERY
        if check in ("tagged", "language", "standards")
    ],
)
def test_page_validation_refuses_what_we_refuse(name, check):
    make = next(make for each, _, make, _ in SURGERY if each == name)
    assert faults(make()), check


if vera_is_set_up():

    def test_verapdf_passes_what_we_pass(tmp_path):
        files = []
        for name, motion in (
            ("good", GOOD),
            ("draft", GOOD.but(draft="DRAFT - NOT FOR FILING")),
            ("exhibit", Motion(exhibits=exhibit(level="h1", pages=2))),
        ):
            files.append(tmp_path / f"{name}.pdf")
            files[-1].write_bytes(specimen(motion))
        summary = vera(files)
        assert len(re.findall(r"^PASS ", summary, re.MULTILINE)) == 6, summary


def edited(change) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good())) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def test_a_tree_that_goes_round_in_a_circle_is_read_once():
    def round_and_round(pdf):
        top = pdf.Root.StructTreeRoot.K[0]
        top.K.append(top)

    inspect(edited(round_and_round), ruleset())  # and ends


def test_an_entry_of_the_wrong_type_is_a_fault_of_the_file():
    def turn(pdf):
        pdf.pages[0].obj.Rotate = Name("/Sideways")

    found = inspect(edited(turn), ruleset())
    assert not found.acceptable
    assert "syntax" in checks(found)


def test_a_fault_names_no_place_in_memory():
    broken = good().replace(b"endstream", b"endstrxxx", 1)
    told = " ".join(finding.measured for finding in inspect(broken, ruleset()).findings)
    assert told
    assert "0x" not in told


@pytest.mark.parametrize(
    ("content", "measured"),
    [(b"", "it is empty"), (b"Dear clerk,\n", "it is no PDF")],
)
def test_a_file_that_is_no_pdf_is_said_to_be_none(content, measured):
    (finding,) = inspect(content, ruleset()).findings
    assert finding.measured == measured
