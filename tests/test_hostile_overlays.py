"""What hostile templates and settings come to: the exit code, and the words of the message."""

import os
import re
import socket
import threading

import pytest

from filings.cli import terminal
from filings.lists.open_list import open_list
from filings.model.errors import ConfigError, FilingsError, ListError, RenderError, TemplateError
from filings.render import Renderer
from filings.render.approvals import Approvals
from filings.render.is_draft import DraftCheck
from filings.settings.settings import Approval, read_settings, shipped_templates
from filings.storage.cluster import cluster
from tests.render.made import FILED_ON, many

SETTINGS = read_settings()
ORDER = '{% extends "laws/proposition-64/proposed-order.html" %}\n'


def sheet(more, name="frame/paper.css"):
    return (shipped_templates() / name).read_text(encoding="utf-8") + f"\n{more}\n"


def written(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def printing(folder, files, document="proposed-order", convictions=2):
    """The exit code and the message of a page made with these templates; 0 and "" when it is."""
    written(folder, files)
    try:
        press = Renderer(SETTINGS, [folder], filed_on=FILED_ON)
        press.print_document(many(convictions), document)
    except FilingsError as error:
        return int(error.code), str(error)
    return 0, ""


@pytest.mark.parametrize(
    "css",
    [
        ".draft-mark p { top: 5000pt }",
        ".draft-mark p { left: -5000pt }",
        ".draft-mark p { margin-left: -900pt }",
        ".draft-mark p { left: 420pt; top: 0 }",
        ".draft-mark p { opacity: 0.02 }",
        ".draft-mark p { clip-path: inset(50%) } .draft-mark { overflow: hidden }",
        "@page :nth(2) { @top-center { content: none } }",
    ],
)
def test_a_draft_whose_mark_nobody_sees_is_refused(tmp_path, css):
    code, message = printing(tmp_path, {"frame/paper.css": sheet(css)})
    assert code in (5, 6), message
    assert code == 6 or '`draft-mark` does not say "DRAFT' in message


def test_a_mark_moved_by_a_style_of_the_markup_is_missed_too(tmp_path):
    text = ORDER + "{% block findings %}<style>.draft-mark p { left: -5000pt }</style>{{ super() }}"
    code, message = printing(tmp_path, {"courts/ccb/proposed-order.html": text + "{% endblock %}"})
    assert (code, "`draft-mark`" in message) == (5, True), message


@pytest.mark.parametrize(
    "css",
    [
        ".signature .line-to-sign { border-color: white }",
        ".signature .line-to-sign { border: none }",
        ".signature .line-to-sign { display: none }",
        ".signature .line-to-sign { position: relative; top: -200pt }",
        ".signature .line-to-sign { width: 40pt }",
    ],
)
def test_a_paper_that_nobody_could_sign_is_refused(tmp_path, css):
    code, message = printing(tmp_path, {"frame/paper.css": sheet(css)})
    assert (code, "no line to sign on above it" in message) == (5, True), message


def test_a_row_of_underscores_is_a_line_to_sign_on_and_no_line_is_refused(tmp_path):
    judge = (
        '<p>IT IS SO ORDERED.</p><p>Dated: ____________________</p><div data-required="judge">'
        "<p>LINE</p>"
        "<p>JUDGE OF THE COURT</p></div>"
    )
    ours = tmp_path / "ours"
    code, message = printing(ours, {"frame/judge.html": judge.replace("LINE", "_" * 30)})
    assert code == 0, message
    code, message = printing(ours, {"frame/judge.html": judge.replace("LINE", "Signed:")})
    assert (code, "nobody could sign" in message) == (5, True), message


# --- Settings: the exit code is 3, with file and key. ---


def settings_of(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else f"schema: 1\n{text}\n".encode())
    return read_settings([folder])


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (
            "screening.yaml",
            "determinations: {NOT ELIGIBLE: dismissal}",
            r'screening.yaml: determinations > NOT ELIGIBLE: it means "not-eligible"',
        ),
        ("screening.yaml", "determinations: {n.o.: dismissal}", None),
        ("screening.yaml", "determinations: {hand-review: dismissal}", '"hand-review"'),
        (
            "layouts/ours.yaml",
            "label: x\ncolumns: {}\ndeterminations: {'NO': dismissal}",
            "is fixed",
        ),
        (
            "layouts/sample.yaml",
            "columns: {other_numbers: Person Number}",
            "other_numbers.*would be printed in public",
        ),
        (
            "layouts/ours.yaml",
            "label: x\ncolumns: {case_number: DOB, born_on: dob}",
            "case_number.*would be printed in public",
        ),
        ("rulesets/ca-superior.yaml", "page: {width_pt: 1000000000}", "width_pt"),
        ("rulesets/ca-superior.yaml", "body: {line_pitch_pt: 0}", "line_pitch_pt"),
        (
            "counties/los-angeles.yaml",
            "case_numbers: {x: {pattern: '^(([A-Z ]+)+)+#$', label: x}}",
            "repeats what itself repeats or can be read",
        ),
        ("office.yaml", b"schema: 1\nname: \xff\n", r"line 2: byte 0xff is not UTF-8"),
        ("office.yaml", b"#" * (9 << 20), "larger than any settings"),
    ],
)
def test_settings_that_would_say_what_is_false_or_take_for_ever_are_refused(
    tmp_path, name, text, says
):
    if says is None:
        settings_of(tmp_path, name, text)
        return
    with pytest.raises(ConfigError, match=f"(?s){says}") as refused:
        settings_of(tmp_path, name, text)
    assert len(str(refused.value)) < 1000


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "office.yaml")
    with pytest.raises(ConfigError, match=r"office.yaml: is no file"):
        read_settings([tmp_path])


def test_words_of_eligibility_that_an_office_taught_keep_its_papers_drafts_until_approved(tmp_path):
    settings = settings_of(tmp_path, "screening.yaml", "determinations: {GO AHEAD: dismissal}")
    assert settings.taught == {"": {"GO AHEAD": "dismissal"}}
    press = Renderer(settings, filed_on=FILED_ON)
    approvals = Approvals(settings, press.composer)
    assert "determinations" in approvals.names
    assert approvals.contents("determinations")["determinations.yaml"].count(b"GO AHEAD") == 1

    def reasons(of):
        renderer = Renderer(of, filed_on=FILED_ON)
        filing = renderer.filings.build(many(1), "order")
        return {its.what for its in DraftCheck(of, renderer.composer, FILED_ON, ()).reasons(filing)}

    assert "determinations" in reasons(settings)
    given = Approval(
        approved_by="A. Reviewer",
        bar_number="123456",
        approved_on=FILED_ON,
        files=approvals.hashes("determinations"),
    )
    approved = settings.model_copy(update={"approvals": {"determinations": given}})
    assert "determinations" not in reasons(approved)


# --- Lists: a number of a person is on no page, and a sample stays one. ---

ROW = {
    "Case Number": "BA100001",
    "Person Number": "S00000001",
    "Last Name": "SPECIMEN",
    "First Name": "ALEX",
    "Date of Birth": "1970-01-02",
    "Section": "11357(a) HS",
    "Level": "Misdemeanor",
    "Conviction Date": "1998-03-04",
    "Court": "CLARA SHORTRIDGE FOLTZ",
    "County": "Los Angeles",
    "Prosecutor": "LOS ANGELES DA",
    "Eligibility": "Eligible for Dismissal",
}


def first_of(tmp_path, settings, **changed):
    path = tmp_path / "list.csv"
    row = {**ROW, **{key.replace("_", " "): value for key, value in changed.items()}}
    path.write_text("\n".join(map(",".join, (row, row.values()))) + "\n", encoding="utf-8")
    return next(open_list(path, 1, settings).entries())


@pytest.mark.parametrize("number", ["S00000001", "s-00000001", "DR 97", "100001X"])
def test_an_other_number_that_is_no_case_number_is_asked_about_and_not_printed(tmp_path, number):
    entry = first_of(tmp_path, SETTINGS, Other_Numbers=number)
    assert entry.other_numbers == ()
    assert [its.reason for its in entry.questions] == ["number-unclear"]


def test_a_case_number_that_is_the_persons_own_number_is_none(tmp_path):
    entry = first_of(tmp_path, SETTINGS, Case_Number="S00000001")
    assert entry.case_number is None
    assert "number-unclear" in [its.reason for its in entry.questions]


def test_another_number_of_the_case_is_kept(tmp_path):
    entry = first_of(tmp_path, SETTINGS, Other_Numbers="BA100002")
    assert (entry.other_numbers, entry.questions) == (("BA100002",), ())


OURS = """label: Ours
columns: {case_number: Case Number, statute: Section, convicted_on: Conviction Date,
  last: Last Name, first: First Name, determination: Eligibility, person: Person Number}
"""


def test_a_synthetic_list_stays_one_however_a_layout_reads_it(tmp_path):
    ours = settings_of(tmp_path, "layouts/sample.yaml", OURS + "sample_words: [never]")
    assert first_of(tmp_path, ours, Sample="yes").sample
    assert not first_of(tmp_path, ours).sample


def test_a_mark_of_synthetic_lists_that_the_list_lacks_is_an_error(tmp_path):
    ours = settings_of(tmp_path, "layouts/sample.yaml", "sample_column: Nope")
    with pytest.raises(ListError, match="has no column Nope"):
        first_of(tmp_path, ours, Sample="yes")


# --- What a template may take, and what its styles may say. ---


def composing(folder, files, document="motion"):
    """What a document comes to before it is laid out: its HTML, or the error."""
    press = Renderer(SETTINGS, [written(folder, files)], filed_on=FILED_ON)
    filing = press.filings.build(many(2), document)
    press._style(filing)
    return press.composer.compose(filing, "los-angeles")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "turn"),
        (
            "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}"
            "{{ m(60) }}",
            "turn",
        ),
        ("{{ 'x' * 10**9 }}", "larger than any number"),
        ("{{ 'x' * 1000000000 }}", "1,000,000,000 characters"),
        ("{{ [1] * 1000000000 }}", "1,000,000,000 characters"),
        ("{{ 'x' | center(1000000000) }}", "center"),
        ("{{ 'x' | indent(1000000000) }}", "indent"),
        ("{{ '%1000000000d' | format(1) }}", "format"),
        ("{{ '%1000000000d' % 1 }}", "for numbers"),
        ("{{ 9**9**9 }}", "larger than any number"),
        ("{{ 1 / 0 }}", "divides by zero"),
        ("{{ range(3) | batch(1000000000, 'x') | list | length }}", "batch"),
        ("{{ 1.5 | round(1000000000) }}", "20 places"),
        (
            "{% set a = 'xxxxxxxxxx' %}"
            + "{% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}" * 7,
            "at once",
        ),
        (
            "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a.replace('x', 'xxxxxxxxxx') %}" * 7,
            "at once",
        ),
        (
            "{% set a = 'xxxxxxxxxx' %}"
            + "{% set a %}"
            + "{{ a }}" * 10
            + "{% endset %}" * 1
            + ("{% set a %}" + "{{ a }}" * 10 + "{% endset %}") * 8,
            "characters",
        ),
        ("{% for a in range(99999) %}" + "words " * 500 + "{% endfor %}", "characters"),
        ("{{ [1] | map('string') }}", "a generator is no text"),
        ("{{ packet.convictions }}", "a tuple is no text"),
        ("{{ court | day }}", "`court` has no `month`"),
    ],
)
def test_a_template_that_takes_too_much_or_prints_no_text_is_refused_by_line(tmp_path, code, says):
    text = f'{{% extends "laws/proposition-64/motion.html" %}}\n{{% block hearing %}}{code}'
    with pytest.raises(TemplateError, match=says) as refused:
        composing(tmp_path, {"courts/ccb/motion.html": text + "{% endblock %}"})
    assert "motion.html, line 2" in refused.value.where
    assert len(refused.value.what) < 400


def test_a_template_larger_than_any_or_not_in_utf_8_is_refused_with_its_line(tmp_path):
    path = tmp_path / "courts/ccb/motion.html"
    path.parent.mkdir(parents=True)
    for content, says in ((b"x" * (1 << 21), "larger than any"), (b"a\n\xe9", "line 2.*0xe9")):
        path.write_bytes(content)
        with pytest.raises(TemplateError, match=f"(?s){says}"):
            composing(tmp_path, {})


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "deeper than any template"),
        ("{{ " + "1 + " * 4_000 + "1 }}", "deeper than any template"),
        ("{% if draft %}" * 3000 + "{% endif %}" * 3000, "deeper than any template"),
        ("{{" * 100_000, "`{{` is not closed"),
        ("{#" * 100_000, "`{#` is not closed"),
        ("<" * 200_000, "begins no tag"),
        ('<img alt="" src="' + "x" * 200_000 + '.png">', "is no picture"),
        ('<img alt="" src="large.png">', "larger than any picture"),
    ],
)
def test_a_text_that_takes_long_to_be_read_is_refused_before(tmp_path, code, says):
    text = f'{{% extends "laws/proposition-64/motion.html" %}}\n{{% block hearing %}}{code}'
    with (tmp_path / "large.png").open("wb") as picture:
        picture.truncate(1 << 30)
    (tmp_path / "courts/ccb").mkdir(parents=True)
    (tmp_path / "large.png").rename(tmp_path / "courts/ccb/large.png")
    with pytest.raises(TemplateError, match=re.escape(says)) as refused:
        composing(tmp_path, {"courts/ccb/motion.html": text + "{% endblock %}"})
    assert "motion.html" in refused.value.where
    assert len(refused.value.what) < 400


@pytest.mark.parametrize(
    "css",
    [
        '[data-required="perjury"]::after { content: " This is not so." }',
        '@media print { p::after { content: "not" } }',
        'p { --x: "not so" } p::after { content: var(--x) }',
        'ol { list-style-type: "not " }',
        '@counter-style x { system: cyclic; symbols: "not" }',
        "p::after { content: attr(title) }",
        "p { string-set: who content() }",
        '@page { @bottom-left { content: "Not so" } }',
        '@import "more.css";',
        'p { quotes: "not" "so" }',
    ],
)
def test_a_style_that_adds_words_is_refused_by_file_and_line(tmp_path, css):
    with pytest.raises(TemplateError, match=r"the style (adds|has)") as refused:
        composing(tmp_path / "a", {"frame/paper.css": sheet(css)})
    assert "frame/paper.css, line " in refused.value.where
    markup = f"{ORDER}{{% block findings %}}<style>{css}</style>{{{{ super() }}}}{{% endblock %}}"
    with pytest.raises(TemplateError, match=r"the style (adds|has)") as refused:
        composing(tmp_path / "b", {"courts/ccb/proposed-order.html": markup}, "proposed-order")
    assert "proposed-order.html, line 2" in refused.value.where


def test_a_style_nested_without_end_is_refused_by_its_file(tmp_path):
    css = f"p {{ width: {'calc(' * 2000}1px{')' * 2000} }}"
    with pytest.raises(TemplateError, match=r"deeper than any style") as refused:
        composing(tmp_path, {"frame/paper.css": sheet(css)})
    assert "frame/paper.css" in refused.value.where


def test_a_style_may_number_and_punctuate(tmp_path):
    composing(tmp_path, {"frame/paper.css": sheet('p::before { content: counter(item) ") - " }')})


# --- The terminal. ---


def test_nothing_that_commands_a_terminal_reaches_it(capsys):
    terminal.say("a\x1b]0;title\x07b \x1b[8mhidden\u202egnp.exe")
    terminal.say("x" * 30_000_000)
    out = capsys.readouterr().err
    assert "\x1b" not in out
    assert "\\u001b]0;title\\u0007b" in out
    assert "\\u202e" in out
    assert len(out) < 30_000


def test_a_scheduler_that_is_none_is_told(tmp_path):
    def answer():
        line, _ = server.accept()
        line.sendall(b"HTTP/1.0 404 x\r\n\r\n")
        line.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer)
        thread.start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(RenderError, match="no Dask scheduler"), cluster(address):
            pass
        thread.join()
