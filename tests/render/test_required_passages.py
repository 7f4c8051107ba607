"""No override takes from a page what it must say: each of these tries to, and is refused."""

import re

import pytest

from filings.authoring.lint import review
from filings.authoring.template_browser import TemplateBrowser
from filings.model.entries import Name
from filings.model.errors import TemplateError
from filings.render import Renderer
from filings.settings.settings import read_settings
from tests.render.made import FILED_ON, conviction, many, packet

SETTINGS = read_settings()


def overlay(tmp_path, text, name="courts/ccb/proposed-order.html"):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path


def refused(tmp_path, document):
    """What a build says of a document."""
    press = Renderer(SETTINGS, [tmp_path], filed_on=FILED_ON)
    with pytest.raises(TemplateError) as caught:
        press.print_document(many(2), document)
    return caught.value


ORDER = '{% extends "laws/proposition-64/proposed-order.html" %}\n'
MOTION = '{% extends "laws/proposition-64/motion.html" %}\n'
JUDGE = (
    ORDER
    + '{% block order_signature %}<div class="together"><p class="body">'
    + '{% include "frame/passages/without-prejudice.html" %}</p>\n'
    + "<p>IT IS SO ORDERED.</p>"
    + '<div class="signature"><div class="line-to-sign"></div>'
    + '<p data-required="judge"STYLE>JUDGE OF THE SUPERIOR COURT</p>AFTER</div></div>'
    + "{% endblock %}"
)


def judge(style="", after=""):
    return JUDGE.replace("STYLE", f' style="{style}"' if style else "").replace("AFTER", after)


def test_a_passage_said_in_other_words_where_a_reader_sees_it_is_accepted(tmp_path):
    overlay(tmp_path, judge())
    Renderer(SETTINGS, [tmp_path], filed_on=FILED_ON).print_document(many(2), "proposed-order")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ORDER + "{% block order_signature %}{% endblock %}", "`judge`.*is left out"),
        (
            ORDER + "{% block findings %}<!--{{ super() }}-- >{% endblock %}",
            "a comment that begins here is not closed",
        ),
        (
            ORDER + '{% block orders %}<div style="display: none">{{ super() }}</div>'
            "{% endblock %}",
            "stand whole on any page",
        ),
        (
            ORDER + "{% block orders %}<div hidden>{{ super() }}</div>{% endblock %}",
            "stand whole on any page",
        ),
        (judge("visibility: hidden"), "`judge`.*stand whole on any page"),
        (judge("color: white"), "`judge`.*contrast of 1"),
        (judge("color: #999"), "`judge`.*contrast of [23]"),
        (judge("opacity: 0.1"), "`judge`.*contrast of 1"),
        (judge("font-size: 1px"), "`judge`.*0.8 pt high"),
        (judge("transform: scale(0.2)"), "`judge`.*2.4 pt high"),
        (judge("transform: rotate(180deg)"), "`judge`.*upright"),
        (judge("position: absolute; left: -900pt"), "`judge`.*(outside the margins|stand whole)"),
        (judge("position: relative; left: 330pt"), "`judge`.*outside the margins"),
        (judge("height: 0; overflow: hidden"), "`judge`.*(contrast|hidden|stand whole)"),
        (judge("text-decoration: line-through"), "`judge`.*drawn over"),
        (
            judge(
                after='<div style="position: relative; top: -24pt; height: 30pt;'
                ' background: white"></div>'
            ),
            "`judge`.*drawn over",
        ),
        (
            ORDER
            + "{% block order_signature %}{{ super() }}<div style='position: absolute; left: 0;"
            " top: 0; width: 400pt; height: 700pt; background: white'></div>{% endblock %}",
            "drawn over",
        ),
        (
            ORDER + '{% block order_signature %}<p data-required="judge">.</p>'
            '<p data-required="without-prejudice">This order is without prejudice to any other'
            " relief.</p>{% endblock %}",
            "`judge`.*hardly any words",
        ),
    ],
)
def test_a_proposed_order_that_hides_what_it_must_say_is_refused(tmp_path, text, says):
    error = refused(overlay(tmp_path, text), "proposed-order")
    assert error.code == 5
    assert re.search(says, error.what), error.what
    assert "courts/ccb/proposed-order.html" in error.where or "laws/" in error.where


def test_a_motion_without_its_declaration_is_refused_by_name(tmp_path):
    overlay(tmp_path, MOTION + "{% block declaration %}{% endblock %}", "courts/ccb/motion.html")
    error = refused(tmp_path, "motion")
    assert "is left out" in error.what
    overlay(
        tmp_path, MOTION + "{% block motion_signature %}{% endblock %}", "courts/ccb/motion.html"
    )
    assert "left out" in refused(tmp_path, "motion").what


def test_a_motion_that_nobody_signs_is_refused(tmp_path):
    text = (
        MOTION + '{% block motion_signature %}<p class="body" data-required="without-prejudice">'
        "This motion is without prejudice to any greater relief to which a person may be entitled."
        "</p>{% endblock %}"
    )
    overlay(tmp_path, text, "courts/ccb/motion.html")
    assert "`motion-signature`" in refused(tmp_path, "motion").what


def test_a_style_sheet_that_hides_a_passage_is_refused(tmp_path):
    from filings.settings.settings import shipped_templates

    css = (shipped_templates() / "frame" / "paper.css").read_text(encoding="utf-8")
    overlay(tmp_path, css + '\n[data-required="judge"] { display: none; }\n', "frame/paper.css")
    assert "`judge`" in refused(tmp_path, "proposed-order").what


def test_a_second_document_is_not_let_through_because_the_first_was_sound(tmp_path):
    text = judge().replace(
        'data-required="judge"',
        'data-required="judge"{% if count > 2 %} style="color: white"{% endif %}',
    )
    press = Renderer(SETTINGS, [overlay(tmp_path, text)], filed_on=FILED_ON)
    press.print_document(many(2), "proposed-order")
    with pytest.raises(TemplateError, match="contrast"):
        press.print_document(many(3), "proposed-order")


def test_templates_check_tells_the_same_and_names_the_file(tmp_path):
    overlay(tmp_path, judge("color: white"))
    browser = TemplateBrowser(SETTINGS, [tmp_path], FILED_ON)
    found = review(browser, ("los-angeles",), "ccb", "proposed-order").problems
    wrong = [its for its in found if its.severity == "error" and "`judge`" in its.what]
    assert wrong
    assert wrong[0].file.endswith("courts/ccb/proposed-order.html")
    assert wrong[0].line == 3


def test_rows_that_break_at_a_hyphen_or_run_from_right_to_left_are_still_read(tmp_path):
    names = ("SPECIMEN-PLACEHOLDER-NOTAPERSON-EJEMPLAR", "\u0627\u0644\u0645\u062b\u0627\u0644")
    rows = [conviction(n, name=Name(last=last, first="ALEX")) for n, last in enumerate(names, 1)]
    text = (
        '{% extends "frame/exhibit-a-sealed.html" %}{% block lodging %}{{ super() }}{% endblock %}'
    )
    overlay(tmp_path, text, "courts/ccb/exhibit-a-sealed.html")
    press = Renderer(SETTINGS, [tmp_path], filed_on=FILED_ON)
    press.print_document(packet(*rows), "exhibit-a-sealed")
