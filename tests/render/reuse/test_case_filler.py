"""A case's document is filled in where only words differ, and is what WeasyPrint would print."""

import pypdfium2
import pytest

from filings.model.entries import Name
from filings.model.identifiers import CaseNumber
from filings.render import Renderer
from filings.render.reuse.layout_boxes import text_width
from filings.settings.settings import shipped_templates
from tests.render.made import conviction, packet, press
from tests.render.reuse.test_schedule_filler import assert_alike, text


@pytest.fixture(scope="module")
def machine() -> Renderer:
    printing = press()
    for court in ("ccb", "tor"):  # what the other cases are filled into
        printing.print_document(case(1, court=court), "order")
    return printing


def case(n: int, **but):
    return packet(conviction(n, **({"name": Name(last=f"SPECIMEN{n}", first="JO")} | but)))


NASTY = {
    "long": Name(last="DE LA CONCEPCION-ALTAMIRANO Y VILLALOBOS", first="MARIA GUADALUPE"),
    "two lines": Name(last="VILLALOBOS-QUINTANILLA", first="MARÍA GUADALUPE"),
    "three lines": Name(
        last="NGUYỄN O\u2019SPECIMEN DE LA PLACEHOLDER-EJEMPLAR Y NADIE", first="THỊ ÁNH"
    ),
    "no place to break": Name(last="WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", first="JO"),
    "slash": Name(last="VILLALOBOS/QUINTANILLA PLACEHOLDER-A-1", first="MARÍA GUADALUPE"),
    "vietnamese": Name(last="NGUYỄN", first="THỊ ÁNH"),
    "arabic": Name(last="المثال", first="محمد"),
    "korean": Name(last="홍", first="길동"),
    "markup": Name(last="<b>{{7*7}}</b>", first="A&B"),
    "kerned": Name(last="AVAWATO", first="WAVY"),
    "nobody": None,
}


@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY.keys())
def test_a_filled_case_is_weasyprints_own(machine, name):
    of = case(7, name=name, case_number=CaseNumber("9SC00043"), defendant_suffix="02", count="")
    assert_alike(machine.print_document(of, "order").pdf, press().proof(of, "order").pdf)


def test_cases_alike_are_laid_out_once(monkeypatch, machine):
    laid_out = []
    lay_out = machine.layout.lay_out
    monkeypatch.setattr(machine.layout, "lay_out", lambda *a: laid_out.append(1) or lay_out(*a))
    for n in range(100, 150):
        machine.print_document(case(n), "order")
    for n, court in enumerate(("tor", "bel", "ing"), 200):
        machine.print_document(case(n, court=court), "order")
    assert not laid_out
    machine.print_document(packet(conviction(1), conviction(2, case_number="BA100001")), "order")
    assert laid_out  # two convictions make another page


def test_a_name_of_two_lines_is_laid_out_once_for_all(machine):
    for n, name in enumerate(
        ("VILLALOBOS-QUINTANILLA", "SPECIMEN-PLACEHOLDER", "NADIE DE LA NADA")
    ):
        of = case(90 + n, name=Name(last=name, first="MARÍA GUADALUPE JOSEFINA"))
        printed = machine.print_document(of, "order")
    assert printed.laid_out == 0
    assert "NADIE DE LA NADA" in " ".join(text(pypdfium2.PdfDocument(printed.pdf)[0]).split())


@pytest.mark.parametrize(
    "last",
    [
        "\N{GREEK CAPITAL LETTER PHI}\N{GREEK CAPITAL LETTER ALPHA}",
        "\u0531\u0532\u0533",  # Armenian
        "\ud64d\uae38\ub3d9",  # Korean, whose line is higher than one of ours
        "\u0645\u062d\u0645\u062f",  # Arabic
    ],
)
def test_an_unusual_letter_costs_no_layout_of_its_own(machine, last):
    printed = machine.print_document(case(8, name=Name(last=last, first="JO")), "order")
    assert printed.laid_out == 0
    shown = text(pypdfium2.PdfDocument(printed.pdf)[0])
    assert last in shown or last[::-1] in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    "style",
    [
        "letter-spacing: 2pt",
        "word-spacing: 4pt",
        "text-decoration: underline",
        "text-transform: lowercase",
        "font-variant-caps: small-caps",
        "opacity: 0.9",
    ],
)
def test_a_styled_name_is_weasyprints_own_too(tmp_path, style):
    (tmp_path / "laws/proposition-64").mkdir(parents=True)
    (tmp_path / "laws/proposition-64/order.html").write_text(
        '{% extends "laws/proposition-64/order.html" %}{% block defendants %}'
        f'<span data-fill="defendant" style="{style}">{{{{ case.defendant }}}}</span>'
        "{% endblock %}"
    )
    styled = press(templates=[tmp_path])
    styled.print_document(case(1), "order")
    of = case(2, name=Name(last="PLACEHOLDER", first="MIMI"))
    ours, theirs = (
        styled.print_document(of, "order"),
        press(templates=[tmp_path]).proof(of, "order"),
    )
    assert_alike(ours.pdf, theirs.pdf)


FIELD = '<span data-fill="defendant">{{ case.defendant }}</span>'


@pytest.mark.slow
# Where more than a name changes with it, no name is filled in. Most of these need its width.
@pytest.mark.parametrize(
    "markup",
    [
        f'<span style="border-bottom: 1px solid">{FIELD}</span>',
        FIELD.replace("<span", '<span style="background: #eee"'),
        f'<div style="display: flex"><p>A</p><p>{FIELD}</p><p>B</p></div>',
        '<div style="display: grid; grid-template-columns: auto auto">'
        f"<p>{FIELD}</p><p>B</p></div>",
        '<div style="display: grid; grid-template-columns: 99% 1%; justify-items: end">'
        f'<p style="border-bottom: 1px solid">{FIELD}</p></div>',
        f'<span style="display: inline-block; border: 1px solid">{FIELD}</span>',
        f'<p style="text-align: right"><span style="float: left">Mx.</span>{FIELD}</p>',
        f'<p style="text-align: center; text-indent: 30pt">{FIELD}</p>',
        f'<p style="text-align-last: right">{FIELD}</p>',
        f'<p style="direction: rtl">{FIELD}</p>',
        f'<style>p.big::first-letter {{ font-size: 14pt }}</style><p class="big">{FIELD}</p>',
        f'<p style="bookmark-level: 1">{FIELD}</p>',
        FIELD.replace('"defendant"', '"defendant" title="a > b"'),
    ],
)
def test_a_name_that_moves_more_than_itself_is_weasyprints_own(tmp_path, markup):
    (tmp_path / "laws/proposition-64").mkdir(parents=True)
    (tmp_path / "laws/proposition-64/order.html").write_text(
        '{% extends "laws/proposition-64/order.html" %}{% block defendants %}'
        # Within a paragraph no other may stand.
        + ("{% endblock %}{% block hearing %}" if "<p" in markup else "")
        + f"{markup}{{% endblock %}}"
    )
    styled = press(templates=[tmp_path])
    of = case(2, name=Name(last="PLACEHOLDER-SPECIMEN", first="MARIA"))
    assert_alike(styled.print_document(of, "order").pdf, styled.proof(of, "order").pdf)


def test_a_case_keeps_the_page_number_of_its_template(tmp_path):
    shipped = (shipped_templates() / "frame/paper.css").read_text()
    (tmp_path / "frame").mkdir()
    (tmp_path / "frame/paper.css").write_text(
        f'{shipped}\n.footer .number::before {{ content: "- " counter(page) " -" }}'
    )
    styled = press(templates=[tmp_path])
    printed = styled.print_document(case(1), "order")
    assert "- 1 -" in text(pypdfium2.PdfDocument(printed.pdf)[0])
    assert styled.print_document(case(2), "order").laid_out == 0


@pytest.mark.slow
def test_a_word_narrower_than_its_blank_does_not_keep_the_next_one_below(tmp_path):
    # Beside "0", which is laid out first, the last word goes to the next line; beside "I" it stays.
    room = text_width("Of  unnamed", 12) + 5
    (tmp_path / "laws/proposition-64").mkdir(parents=True)
    (tmp_path / "laws/proposition-64/order.html").write_text(
        '{% extends "laws/proposition-64/order.html" %}'
        "{% block defendants %}{% endblock %}{% block hearing %}"
        f'<p style="width: {room}pt">Of <span data-fill="defendant">{{{{ case.defendant }}}}</span>'
        " unnamed</p>{% endblock %}"
    )
    narrow = press(templates=[tmp_path])
    narrow.print_document(case(1), "order")
    of = case(2, name=Name(last="I"))
    theirs = press(templates=[tmp_path]).proof(of, "order").pdf
    assert "Of I unnamed" in text(pypdfium2.PdfDocument(theirs)[0])
    assert_alike(narrow.print_document(of, "order").pdf, theirs)


def test_a_case_prints_the_same_whoever_came_before(machine):
    assert machine.print_document(case(61), "order") == press().print_document(case(61), "order")


def test_two_cases_have_nothing_of_each_other(machine):
    first, second = (
        "".join(map(text, pypdfium2.PdfDocument(machine.print_document(case(n), "order").pdf)))
        for n in (71, 72)
    )
    assert "SPECIMEN71" in first
    assert "SPECIMEN71" not in second
    assert first.replace("71", "72") == second


@pytest.mark.slow
def test_words_may_be_broken_at_syllables(tmp_path):
    (tmp_path / "frame").mkdir()
    shipped = (shipped_templates() / "frame/paper.css").read_text()
    (tmp_path / "frame/paper.css").write_text(shipped + "html { hyphens: auto }")
    of = case(2, name=NASTY["two lines"])
    printed = press(templates=[tmp_path]).print_document(of, "order")
    assert_alike(printed.pdf, press(templates=[tmp_path]).proof(of, "order").pdf)


@pytest.mark.slow
def test_what_one_court_says_moves_no_line_of_another_courts(tmp_path):
    for court, sign in (("tor", "\N{BALLOT BOX} That"), ("ing", "That")):
        path = tmp_path / "courts" / court / "order.html"
        path.parent.mkdir(parents=True)
        path.write_text(
            '{% extends "laws/proposition-64/order.html" %}{% block orders %}'
            f"<blockquote>{sign} each conviction be dismissed.</blockquote>"
            "{{ super() }}{% endblock %}"
        )
    after = press(templates=[tmp_path])
    after.print_document(case(3, court="tor"), "order")
    of = case(2, court="ing")
    assert after.print_document(of, "order") == press(templates=[tmp_path]).print_document(
        of, "order"
    )


@pytest.mark.parametrize("last", ["M\u0304AJEL", "G\u0303UARANI", "\u0645\u064f\u062d\u064e\u0645"])
def test_a_name_with_a_mark_over_a_letter_is_no_line_off_the_grid(machine, last):
    assert machine.print_document(case(9, name=Name(last=last, first="JO")), "order").pages == 2
