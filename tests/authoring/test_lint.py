"""What `filings templates check` finds: each mistake under its file, line and block."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from filings.authoring import lint
from filings.authoring.diff import changed, difference, words_of
from filings.authoring.lint import Problem, Reviewed, review
from filings.authoring.stress_rows import hardest_first, hardest_packet, made_up
from filings.authoring.template_browser import TemplateBrowser, given_names
from filings.compose.template_names import unknown_names
from filings.model.entries import Name
from filings.model.identifiers import CaseNumber, CourtId
from filings.settings.settings import read_settings
from tests.compose.test_composer import write
from tests.render.made import FILED_ON, conviction

SETTINGS = read_settings()


def looked(tmp_path: Path, name: str, text: str, *, day=FILED_ON, **only) -> Reviewed:
    write(tmp_path, name, text)
    browser = TemplateBrowser(SETTINGS, [tmp_path], day)
    return review(browser, ("los-angeles",), **only)


def ours(found: Reviewed) -> list[Problem]:
    """The problems of files in the overlay."""
    return [problem for problem in found.problems if problem.file.startswith("/")]


def motion(body: str) -> str:
    return f'{{% extends "laws/proposition-64/motion.html" %}}\n{body}'


# --- Read off the files. ---


@pytest.mark.parametrize(
    ("body", "line", "block", "what", "remedy"),
    [
        (
            "{% block hearing %}\n{{ court.nmae }}\n{% endblock %}",
            3,
            "hearing",
            "`court.nmae`",
            "Is it `court.name`?",
        ),
        (  # a branch that no list of today takes
            "{% block hearing %}{% if seals_only %}\n{{ cuonsel.title }}{% endif %}{% endblock %}",
            3,
            "hearing",
            "`cuonsel`",
            "Is it `counsel`?",
        ),
        (
            "{% block hearing %}\n{% for c in packet.convictions %}{{ c.statute.shrt }}"
            "{% endfor %}{% endblock %}",
            3,
            "hearing",
            "`c.statute.shrt`",
            "Is it `c.statute.short`?",
        ),
        (
            "\n{% block hearings %}10 a.m.{% endblock %}",
            3,
            "hearings",
            "no template above has a block `hearings`",
            "Is it `hearing`?",
        ),
        (
            "{% block notice %}\n<p>Words of our own.</p>{% endblock %}",
            2,
            "notice",
            "the words marked `what-is-asked` (laws/proposition-64/motion/1-notice.html, line 6)"
            " are left out",
            'data-required="what-is-asked"',
        ),
        (
            "{% block authority %}\n\n<p>Penal Code section 1203.4 says so.</p>{% endblock %}",
            4,
            "authority",
            "cites Penal Code section 1203.4, which is not in citations.yaml",
            "Read it",
        ),
        (
            "{% block authority %}\n<p>Penal Code &sect;&nbsp;1203.4 says so.</p>{% endblock %}",
            3,
            "authority",
            "which is not in citations.yaml",
            "Read it",
        ),
        (
            '{% block hearing %}\n<p class="to-supply">[the hour]</p>{% endblock %}',
            3,
            "hearing",
            "words are still missing: [the hour]",
            "says DRAFT",
        ),
        ("{% block hearing %}\n{{ count | cuonted }}{% endblock %}", 3, "", "`cuonted`", ""),
        ("{% block hearing %}\n{{ count ", 3, "", "unexpected", ""),
    ],
)
def test_a_mistake_is_told_with_its_line_its_block_and_what_to_do(
    monkeypatch, tmp_path, body, line, block, what, remedy
):
    monkeypatch.setattr(lint, "_print", lambda *_: ([], 0))  # the file alone says it
    found = ours(
        looked(tmp_path, "courts/tor/motion.html", motion(body), court="tor", document="motion")
    )
    told = [problem for problem in found if problem.line == line and problem.block == block]
    assert len(told) == 1, found
    assert what in told[0].what
    assert remedy in told[0].remedy


def test_missing_words_that_an_override_replaced_are_missing_no_more(tmp_path):
    looked_at = {"counties": ("cook-il",), "document": "motion"}
    shipped = review(TemplateBrowser(SETTINGS, (), FILED_ON), **looked_at)
    assert {problem.block for problem in shipped.problems} == {"law"}
    head = '{% extends "laws/illinois-cannabis/motion.html" %}'
    text = head + "{% block law %}<p>Ours.</p>{% endblock %}"
    write(tmp_path, "counties/cook-il/motion.html", text)
    assert review(TemplateBrowser(SETTINGS, [tmp_path], FILED_ON), **looked_at).problems == ()


def test_words_that_keep_the_mark_may_replace_the_shipped_ones(tmp_path):
    words = "as many other words as it takes, " * 8
    body = '{% block notice %}<p data-required="what-is-asked">Ours, in '
    body += words + "of our own.</p>{% endblock %}"
    found = looked(tmp_path, "courts/tor/motion.html", motion(body), court="tor", document="motion")
    assert ours(found) == []
    assert {problem.severity for problem in found.problems} == {"warning"}  # words missing below
    assert (found.documents, found.pages) == (1, 9)


def test_marked_words_may_come_from_super_or_from_a_piece_that_is_included(tmp_path):
    for body in ("{{ super() }}", '{% include "frame/passages/no-access.html" %}'):
        marks = marks_of(
            write(
                tmp_path,
                "courts/tor/order.html",
                '{% extends "laws/proposition-64/order.html" %}{% block orders %}'
                + body
                + "{% endblock %}",
            )
        )
        assert "no-access" in marks
        assert ("dismissed" in marks) == ("super" in body)


def marks_of(folder: Path) -> set[str]:
    browser = TemplateBrowser(SETTINGS, [folder], FILED_ON)
    return set(
        browser.composer.outlines.marks(browser.choose("los-angeles", CourtId("tor"), "order").file)
    )


@pytest.mark.parametrize(
    ("name", "what", "remedy"),
    [
        ("courts/tor/motoin.html", "no document of any court", "Is it motion.html?"),
        ("motion.html", "no document of any court", "Put it under courts/<court>/"),
        ("courts/tor/motion.html.txt", "is read by nothing", "Is it motion.html?"),
        ("courts/tor/motion.docx", "is read by nothing", "Take it away."),
        ("courts/tor/motion.from-2030-01-01.html", "does not stand yet", "--filed-on 2030-01-01"),
    ],
)
def test_a_file_nobody_uses_is_told(tmp_path, name, what, remedy):
    write(tmp_path, name, motion(""))
    browser = TemplateBrowser(SETTINGS, [tmp_path], FILED_ON)
    found = ours(review(browser, ("lake-il",)))
    assert [problem.severity for problem in found] == ["warning"]
    assert what in found[0].what
    assert remedy in found[0].remedy


def test_a_text_that_a_later_one_replaced_is_told(tmp_path):
    write(tmp_path, "courts/tor/motion.html", motion(""))
    write(tmp_path, "courts/tor/motion.from-2026-01-01.html", motion(""))
    found = ours(review(TemplateBrowser(SETTINGS, [tmp_path], FILED_ON), ("lake-il",)))
    assert ["another file stands in its place" in problem.what for problem in found] == [True]
    before = ours(
        review(TemplateBrowser(SETTINGS, [tmp_path], dt.date(2025, 12, 31)), ("lake-il",))
    )
    assert ["does not stand yet" in problem.what for problem in before] == [True]


@pytest.mark.slow
def test_shipped_texts_have_nothing_to_put_right():
    found = review(TemplateBrowser(SETTINGS, (), FILED_ON))
    assert (found.documents, len({problem.file for problem in found.problems})) == (19, 3)
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    assert {problem.what.partition(":")[0] for problem in found.problems} == {
        "words are still missing"
    }


# --- Seen on the pages. ---


def test_a_word_too_long_for_its_place_is_told_though_weasyprint_says_nothing(tmp_path):
    body = '{% block hearing %}<p style="overflow-wrap: normal">' + "W" * 40 + "</p>{% endblock %}"
    found = looked(tmp_path, "courts/tor/motion.html", motion(body), court="tor", document="motion")
    told = [
        problem for problem in ours(found) if "beyond the right edge of `nature`" in problem.what
    ]
    assert len(told) == 1
    assert "tor, page 1" in told[0].what


def test_a_page_that_breaks_its_ruleset_is_told_with_the_rule(tmp_path):
    body = '{% block hearing %}<p style="font-size: 9pt">Dept. 104</p>{% endblock %}'
    found = looked(tmp_path, "courts/tor/motion.html", motion(body), court="tor", document="motion")
    assert any("rule 2.104" in problem.what for problem in ours(found)), found.problems


@pytest.mark.parametrize(
    ("paragraph", "why"),
    [
        ("<p>Case No. {} of this Court</p>", "has words behind it"),
        ('<p style="text-align: justify">Case No. {}</p>', "stands in justified text"),
        ('<p style="text-align: justify">{}</p>', "stands in justified text"),
        ("<p>Case No. {}</p>", None),
        ("<p>{}<br>of this Court</p>", None),
    ],
)
def test_a_field_inside_prose_is_refused(tmp_path, paragraph, why):
    field = '<span data-fill="number">{{ case.number }}</span>'
    body = f"{{% block case_number %}}{paragraph.replace('{}', field)}{{% endblock %}}"
    text = f'{{% extends "laws/proposition-64/order.html" %}}{body}'
    found = looked(tmp_path, "courts/tor/order.html", text, court="tor", document="order")
    told = [(p.severity, f"`number` {why}" in p.what) for p in ours(found) if "`number`" in p.what]
    assert told == ([("error", True)] if why else [])


def test_what_weasyprint_complains_of_is_told(tmp_path):
    body = '{% block hearing %}<p style="colour: red">x</p>{% endblock %}'
    found = looked(tmp_path, "courts/tor/motion.html", motion(body), court="tor", document="motion")
    assert any("colour" in problem.what for problem in ours(found)), found.problems


def test_courts_that_print_alike_are_printed_once_and_one_that_differs_apart(tmp_path):
    browser = TemplateBrowser(SETTINGS, (), FILED_ON)
    assert review(browser, ("los-angeles",), document="order").documents == 1
    write(tmp_path, "courts/tor/order.html", '{% extends "laws/proposition-64/order.html" %}')
    apart = TemplateBrowser(SETTINGS, [tmp_path], FILED_ON)
    assert review(apart, ("los-angeles",), document="order").documents == 2


# --- The hardest rows. ---


def test_the_hardest_rows_come_first_and_none_is_lost():
    plain = [conviction(n) for n in range(1, 40)]
    long = conviction(90, name=Name(last="W" * 40, first="SPECIMEN"))
    numbered = conviction(91, also_numbered=tuple(CaseNumber(f"BA{n:06d}") for n in range(5)))
    bare = conviction(92, name=None, count="")
    ordered = hardest_first([*plain, long, numbered, bare])
    assert {long.id, numbered.id, bare.id} <= {one.id for one in ordered[:10]}
    assert sorted(one.id for one in ordered) == sorted(
        one.id for one in [*plain, long, numbered, bare]
    )
    assert hardest_first(reversed(ordered)) == ordered
    assert hardest_first([]) == ()


def test_a_document_of_one_case_is_shown_with_the_case_of_most_convictions():
    paper = TemplateBrowser(SETTINGS, (), FILED_ON).paper("los-angeles", CourtId("ccb"))
    two = [conviction(n, case_number=CaseNumber("BA777777")) for n in (50, 51)]
    packet = hardest_packet(
        [*map(conviction, range(1, 9)), *two], CourtId("ccb"), paper, per_case=True
    )
    assert {one.case_number for one in packet.convictions} == {"BA777777"}
    assert len(packet.convictions) == 2
    many = hardest_packet(
        [*map(conviction, range(1, 99)), *two], CourtId("ccb"), paper, per_case=False, most=20
    )
    assert len(many.convictions) == 20


def test_made_up_people_are_marked_as_such():
    assert all(one.sample for one in made_up(SETTINGS, CourtId("ccb")))


# --- What a name may be. ---


def test_every_name_given_is_typed_so_that_its_parts_can_be_checked():
    given = given_names()
    assert {"court", "case", "schedule"} <= set(given)
    assert not [name for name, kind in given.items() if kind is None]


def test_names_set_in_the_template_are_known():
    browser = TemplateBrowser(SETTINGS, (), FILED_ON)
    tree = browser.composer.environment.parse(
        "{% set a = court %}{{ a.name }}{% for x, y in [] %}{{ x }}{{ y }}{% endfor %}"
        "{% for l in lists %}{{ l.rows }}{{ loop.index }}{{ l.row }}{% endfor %}"
    )
    found = list(unknown_names(tree, given_names()))
    assert [(one.name, one.nearest) for one in found] == [("l.row", "l.rows")]


# --- What an override changes. ---


def test_a_difference_tells_the_words_and_frames_the_place(tmp_path):
    body = "{% block hearing %}<p>Dept. 104, on the fifth floor</p>{% endblock %}"
    write(
        tmp_path, "courts/tor/proposed-order.html", motion(body).replace("motion", "proposed-order")
    )
    browser = TemplateBrowser(SETTINGS, [tmp_path], FILED_ON)
    found = difference(browser, browser.choose("los-angeles", CourtId("tor"), "proposed-order"))
    assert "+Dept. 104, on the fifth floor" in found.lines
    assert "-Torrance Courthouse" in found.lines
    assert len(found.pictures) == 5
    assert found.parent == "laws/proposition-64/proposed-order.html"


def test_pages_that_are_alike_show_no_change_and_bands_of_change_are_told_apart():
    from PIL import Image

    page = Image.new("RGB", (100, 200), "white")
    other = page.copy()
    other.paste("black", (10, 20, 30, 24))
    other.paste("black", (10, 120, 90, 124))
    assert changed(page, page) == []
    assert changed(page, other) == [(10, 20, 30, 24), (10, 120, 90, 124)]


def test_words_of_a_page_leave_its_schedule_out():
    html = (
        "<title>T</title><p>One\n  line &amp; more</p><ol><li>Two</li></ol>"
        '<section class="schedule" id="s"><p>No</p></section><p></p>'
    )
    assert words_of(html) == ["T", "One line & more", "Two"]


def test_a_problem_says_where_it_is():
    one = Problem("a.html", 3, "notice", "error", "x", "y")
    assert one.where == "a.html, line 3, block notice"
    assert dataclasses.replace(one, line=0, block="").where == "a.html"
