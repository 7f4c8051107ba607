"""A template is read strictly: what a browser would mend in silence is told, with its place."""

import base64

import pytest

from filings.authoring.lint import review
from filings.authoring.template_browser import TemplateBrowser
from filings.compose.markup import faults
from filings.compose.markup_origins import flaws
from filings.model.errors import TemplateError
from filings.render import Renderer
from filings.settings.settings import read_settings, shipped_templates
from tests.render.made import FILED_ON, many

SETTINGS = read_settings()
ORDER = '{% extends "laws/proposition-64/proposed-order.html" %}\n'


def told(text):
    return [(its.line, its.severity, its.what) for its in faults(text)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("<div>\n<p>one</div>", 2, "should"),
        ("{% block a %}<p>one{% endblock %}\n<b>two</b>", 1, "<p> is not closed in block `a`"),
        ("{% block a %}</div>{% endblock %}", 1, "closes nothing that block `a` has opened"),
        ("{% block a %}</main>{% endblock %}", 1, "closes a <main>"),
        ("{% if x %}<p>{% else %}</p>{% endif %}", 1, "is not closed"),
        ("{% for x in y %}<li>{{ x }}{% endfor %}", 1, "is not closed in `{% for %}`"),
        ('<p>\n<b class="body>x</b></p>', 2, "quote without its other half"),
        ('<p class=body">x</p>', 1, "without quotes"),
        ('<p class="a"id="b">x</p>', 1, "quote without its other half"),
        ('<p class="a data-required="b">x</p>', 1, "quote without its other half"),
        ("<p class=\u201cbody\u201d>x</p>", 1, "curly quote"),
        ("<p\u00a0class='body'>x</p>", 1, "no-break space"),
        ("<p\n<b>x</b>", 1, "<p> is not closed"),
        ("<p>x</p", 1, "closing tag is not whole"),
        ("{% block a %}<!-- x -- >{% endblock %}\n<p>-->", 1, "comment"),
        ("<!-- x", 1, "comment"),
        ("<p>1 < 2</p>", 1, "begins no tag"),
        ("\n{{ count | counted(\u201cconviction\u201d) }}", 2, "curly quote"),
        ("{% if\u00a0count %}{% endif %}", 1, "no-break space"),
    ],
)
def test_what_is_not_whole_is_an_error_by_line(text, line, words):
    found = [its for its in told(text) if its[1] == "error"]
    assert found
    assert found[0][0] == line
    assert words in found[0][2], found


@pytest.mark.parametrize(
    "text",
    [
        '<p{% if x %} id="{{ a | b("c") }}"{% endif %}>one<br>two</p>',
        "{% set a %}<p>x</p>{% endset %}{% set b = 1 %}",
        '{# <p> \u201cnot code\u201d #}{{ a or "\u201cquoted\u201d" }}',
        '{% block a %}</main><main class="part">{% block b %}<p>x</p>{% endblock %}{% endblock %}',
        "<p>\u201cHe said\u201d &lt;\u00a0so</p><!-- a <p> -->",
        '<p class=\'one "two"\'>x</p><img src="a.png" alt=""/>',
    ],
)
def test_what_is_whole_is_let_through(text):
    assert told(text) == []


def test_every_shipped_template_is_whole():
    files = sorted(shipped_templates().rglob("*.html"))
    assert len(files) > 30
    assert [(f.name, its) for f in files for its in told(f.read_text("utf-8"))] == []


def write(tmp_path, text, name="courts/ccb/proposed-order.html"):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path


def stopped(tmp_path, document="proposed-order"):
    with pytest.raises(TemplateError) as caught:
        Renderer(SETTINGS, [tmp_path], filed_on=FILED_ON).print_document(many(2), document)
    return caught.value


def test_a_build_stops_at_a_broken_tag_with_its_file_and_line(tmp_path):
    write(tmp_path, ORDER + '{% block findings %}\n<p class="body>x</p>{% endblock %}')
    error = stopped(tmp_path)
    assert error.where.endswith("courts/ccb/proposed-order.html, line 3")
    assert "quote" in error.what


def test_a_comment_that_swallows_a_motion_is_told_as_one(tmp_path):
    head = '{% extends "laws/proposition-64/motion.html" %}\n'
    text = head + "{% block motion %}<!-- {{ super() }} -- >{% endblock %}"
    error = stopped(write(tmp_path, text, "courts/ccb/motion.html"), "motion")
    assert error.where.endswith("courts/ccb/motion.html, line 2")
    assert "comment" in error.what


def test_a_mistake_between_files_is_told_with_the_block_it_comes_from(tmp_path):
    # Each file is whole; a paragraph within a paragraph is not.
    text = "{% block findings %}<p>{{ super() }}</p>{% endblock %}"
    error = stopped(write(tmp_path, ORDER + text))
    assert "block findings" in error.where
    assert "a browser would have to mend" in error.what


@pytest.mark.slow
def test_every_mistake_of_a_file_is_told_once_by_templates_check(tmp_path):
    write(tmp_path, ORDER + "{% block findings %}\n<p>one\n<b>two</i></p>\n{% endblock %}")
    found = review(
        TemplateBrowser(SETTINGS, [tmp_path], FILED_ON), ("los-angeles",), "ccb"
    ).problems
    mine = [its for its in found if its.file.endswith("courts/ccb/proposed-order.html")]
    assert len(mine) == len(set(mine)) >= 1
    assert {its.severity for its in mine} == {"error"}


def test_unknown_classes_and_bare_words_are_warnings(tmp_path):
    text = (
        '{% block findings %}{{ super() }}\n<p class="bodi">x</p>\nsome bare words\n{% endblock %}'
    )
    found = review(
        TemplateBrowser(SETTINGS, [write(tmp_path, ORDER + text)], FILED_ON),
        ("los-angeles",),
        "ccb",
        "proposed-order",
    ).problems
    mine = {its.what: its for its in found if "ccb/proposed-order" in its.file}
    [near] = [its for what, its in mine.items() if "`bodi`" in what]
    assert (near.severity, near.line, near.remedy) == ("warning", 3, "Is it `body`?")
    [bare] = [its for what, its in mine.items() if "some bare words" in what]
    assert (bare.severity, bare.block) == ("warning", "findings")


def test_a_picture_is_looked_for_beside_its_template_and_a_missing_one_told_by_line(tmp_path):
    seal = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    )
    text = (
        ORDER + '{% block order_signature %}\n<p><img src="seal.png" alt="The seal"></p>\n'
        "{{ super() }}{% endblock %}"
    )
    write(tmp_path, text)
    error = stopped(tmp_path)
    assert error.where.endswith("courts/ccb/proposed-order.html, line 3")
    assert 'no picture "seal.png"' in error.what
    (tmp_path / "courts/ccb/seal.png").write_bytes(seal)
    press = Renderer(SETTINGS, [tmp_path], filed_on=FILED_ON)
    assert b"/Subtype /Image" in press.print_document(many(2), "proposed-order").pdf
    (tmp_path.parent / "secret.png").write_bytes(seal)
    write(tmp_path, text.replace("seal.png", "../../../secret.png"))
    assert "no picture" in stopped(tmp_path).what


def test_an_error_of_the_composed_page_names_the_innermost_block():
    marked = "\ue0000\ue001<p>a</p>\ue0001\ue001<p>b<div></p>\ue002<p>c</p>\ue002"
    page = f"<!DOCTYPE html><html><body>{marked}</body></html>"
    found = flaws(page, [("f", ""), ("g", "x")])
    assert next((its.file, its.block) for its in found if its.severity == "error") == ("g", "x")
