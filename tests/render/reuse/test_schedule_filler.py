"""Filled pages are those WeasyPrint would have laid out: the same pixels, text, tags, breaks."""

import random
import re
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops

from filings.compose.schedule_columns import public_form
from filings.model.entries import Level, Name
from filings.model.identifiers import CaseNumber, CourtId, OffenseType
from filings.render import Renderer
from filings.render.layout import STYLE_SHEETS
from filings.render.reuse.document_parts import depends_on_place
from filings.settings.settings import read_settings, shipped_templates
from tests.render.made import conviction, many, packet, press, print_packet

SCALE = 150 / 72


def slowly(value: str):
    return pytest.param(value, marks=pytest.mark.slow)


# What may differ on a page of 2.1 million pixels. Coordinates are written with six decimals, so a
# hairline across the page, or the smoothed edge of a glyph that WeasyPrint drew at another place,
# may come out a few of 255 steps of grey lighter or darker. So many pixels may differ by more than
# that, and none visibly.
STEPS = 4
FEW = 64
VISIBLE = 32

NAMES = (
    Name(last="NGUYỄN-PHẠM", first="THỊ MINH KHAI"),
    Name(last="ՊԵՏՐՈՍՅԱՆ", first="ԱՐԱՄ"),
    Name(last="المثال", first="محمد"),
    Name(last="金", first="小明"),
    Name(last="홍", first="길동"),
    Name(last="DE LA CONCEPCION-ALTAMIRANO Y VILLALOBOS", first="MARIA GUADALUPE", suffix="III"),
    Name(last="O'FICTION", first="J. R."),
    Name(last="<b>{{7*7}}</b> & SONS", first="MC"),
    Name(last="AVAWATO", first="WAVY TO.LY"),  # pairs that a kerned face would pull together
    Name(last="FIFLUFFI", first="OFFICE"),  # and that a face with ligatures would join
    None,
)


def random_packet(seed: int, rows: int):
    roll = random.Random(seed)
    return packet(
        *(
            conviction(
                n,
                name=roll.choice(NAMES) if roll.random() < 0.3 else Name(last=f"SPECIMEN{n}"),
                case_number=CaseNumber(roll.choice((f"BA{100000 + n}", f"{n % 10}SC{n:05d}"))),
                also_numbered=tuple(
                    CaseNumber(f"95M{n:05d}-{k}") for k in range(roll.choice((0, 0, 0, 1, 3)))
                ),
                defendant_suffix=roll.choice(("", "01", "12")),
                count=roll.choice(("", "1", "11")),
                level=roll.choice(tuple(level for level in Level if level is not Level.UNKNOWN)),
            )
            for n in range(1, rows + 1)
        )
    )


@pytest.fixture(scope="module")
def machine() -> Renderer:
    return press()


@pytest.fixture(scope="module")
def weasyprint_alone() -> Renderer:
    return press(reuse=False)


@pytest.mark.slow
# One row; a page with room for the totals, and one without; first, middle and last pages.
@pytest.mark.parametrize(
    ("document", "rows"),
    [
        ("motion", 60),
        ("proposed-order", 1),
        ("proposed-order", 42),
        ("proposed-order", 85),
        ("proposed-order", 112),  # pages between the first and the last with more and less room
        ("exhibit-a-sealed", 36),
        ("exhibit-a-sealed", 41),
        ("exhibit-a-sealed", 130),
    ],
)
def test_filled_pages_are_weasyprints_own(machine, weasyprint_alone, document, rows):
    seed = rows
    of = random_packet(seed, rows)
    filled = machine.print_document(of, document)
    whole = weasyprint_alone.print_document(of, document)
    assert whole.laid_out == whole.pages > 0
    assert (filled.pages, filled.placements) == (whole.pages, whole.placements)
    assert_alike(filled.pdf, whole.pdf)


def test_subheads_and_their_bookmarks_are_weasyprints_own(machine, weasyprint_alone):
    kinds = [("ccb", "possession", 3), ("ccb", "sale", 45), ("com", "sale", 1)]
    places = [(court, offense) for court, offense, times in kinds for _ in range(times)]
    of = packet(
        *(
            conviction(n, court=CourtId(court), offense=OffenseType(offense))
            for n, (court, offense) in enumerate(places, 1)
        ),
        offense=OffenseType("all"),
    )
    filled = machine.print_document(of, "exhibit-a-sealed")
    whole = weasyprint_alone.print_document(of, "exhibit-a-sealed")
    assert (filled.pages, filled.placements) == (whole.pages, whole.placements)
    assert_alike(filled.pdf, whole.pdf)
    exhibit = outline(filled.pdf)
    while exhibit[-1][0] != "Compton Courthouse":
        exhibit = exhibit[-1][1]
    kinds = ["possession of cannabis", "sale, transportation or giving away of cannabis"]
    assert exhibit == [
        ("Clara Shortridge Foltz Criminal Justice Center", [(kinds[0], []), (kinds[1], [])]),
        ("Compton Courthouse", [(kinds[1], [])]),
    ]
    public = machine.print_document(of, "proposed-order").placements
    assert [its.row for its in public] == [its.row for its in filled.placements]
    breaks = [[p.page - its[0].page for p in its] for its in (public, filled.placements)]
    assert breaks[0] == breaks[1]


@pytest.mark.slow
# What a courthouse might make of our rows. One row stands for all no more: they are laid out whole.
@pytest.mark.parametrize(
    ("file", "before", "add"),
    [
        ("schedule.css", ".schedule .subtotal", ".schedule tbody td { font-style: italic }"),
        ("schedule.css", ".schedule .subtotal", ".schedule td { text-decoration: underline }"),
        ("schedule.css", ".schedule .subtotal", ".schedule td { text-transform: lowercase }"),
        ("schedule.css", ".schedule .subtotal", ".schedule td { font-kerning: normal }"),
        ("schedule.css", ".schedule .subtotal", ".schedule tbody td { padding-left: 1pt }"),
        ("schedule.css", ".schedule .subtotal", "tr:nth-child(odd) td { background: #eee }"),
        ("schedule.css", ".schedule .subtotal", '.schedule tbody th::after { content: "." }'),
        ("schedule.css", ".schedule .subtotal", ".schedule .rows td { font-style: italic }"),
        ("schedule.css", ".schedule .subtotal", ".schedule { color: rgba(0, 0, 0, 0.8) }"),
        ("schedule.html", 'data-fill="rows"', 'style="font-style: italic"'),
        ("schedule.html", 'data-fill="rows"', 'style="background: #eee"'),
        ("schedule.html", "</table>", "<tbody><tr><td>The end.</td></tr></tbody>"),
        ("schedule.html", "<table", "<p>To row {{ page.rows[-1].number }}</p>"),
        ("schedule.html", "<table", '<p>{{ schedule.pages[0]["rows"] | length }} rows</p>'),
        ("row.html", "{{ cell }}</td>", "{% set cell = cell | lower %}"),
    ],
)
def test_rows_styled_otherwise_are_weasyprints_own_too(tmp_path, file, before, add):
    shipped = (shipped_templates() / "frame" / file).read_text()
    assert before in shipped
    (tmp_path / "frame").mkdir()
    (tmp_path / "frame" / file).write_text(shipped.replace(before, f"{add} {before}", 1))
    styled = press(templates=[tmp_path])
    whole = styled.proof(many(60), "exhibit-a-sealed").pdf
    assert_alike(styled.print_document(many(60), "exhibit-a-sealed").pdf, whole)
    assert whole != press().proof(many(60), "exhibit-a-sealed").pdf


def motion_with(tmp_path, block: str, text: str) -> Renderer:
    folder = tmp_path / "laws/proposition-64"
    folder.mkdir(parents=True)
    (folder / "motion.html").write_text(
        f'{{% extends "laws/proposition-64/motion.html" %}}'
        f"{{% block {block} %}}{text}{{% endblock %}}"
    )
    return press(templates=[tmp_path])


def test_what_stands_behind_the_schedule_is_printed(tmp_path):
    end = '{{ super() }}<p style="position: absolute">The end.</p>'
    its = motion_with(tmp_path, "exhibits", end)
    printed = its.print_document(many(3), "motion")
    assert_alike(printed.pdf, its.proof(many(3), "motion").pdf)


def shipped_style(machine: Renderer) -> str:
    paper = read_settings().rulesets["ca-superior"]
    form = public_form(read_settings())
    return "".join(machine.composer.style(name, paper, form) for name in STYLE_SHEETS)


# What runs through a document, or tells one part of it from another.
@pytest.mark.parametrize(
    "add",
    [
        "body { counter-reset: h } h2::before { counter-increment: h; content: counter(h) '. ' }",
        "main.part { break-before: auto }",
        "main.part,\nul, ol { break-before: auto; }",
        "main + main { font-style: italic }",
        "h2:nth-of-type(2) { font-style: italic }",
        "main { position: relative; float: left }",
        "p { color: #222 } .index p::before { content: target-counter('#sheet-1', page) }",
        "@page { @top-right { content: 'p. ' counter(page) } }",
        "@page :first { margin-left: 120pt }",
        ".schedule tr + tr td { font-style: italic }",
        ".schedule td:empty { font-style: italic }",
    ],
)
def test_a_style_that_depends_on_its_place_is_seen(machine, add):
    assert not depends_on_place(shipped_style(machine))
    assert depends_on_place(shipped_style(machine) + add)


@pytest.mark.parametrize("add", ["h2 { font-style: italic }", "p { break-after: avoid }"])
def test_any_other_style_is_filled(machine, add):
    assert not depends_on_place(shipped_style(machine) + add)


@pytest.mark.parametrize(
    "style",
    [
        "main { counter-increment: m } h2::before { content: counter(m) }",
        slowly("main.part { break-before: auto }"),
    ],
)
def test_what_runs_through_a_document_does_not_begin_anew(tmp_path, style):
    its = motion_with(tmp_path, "notice", f"{{{{ super() }}}}<style>{style}</style>")
    printed = its.print_document(many(3), "motion")
    assert_alike(printed.pdf, its.proof(many(3), "motion").pdf)


def test_long_names_stand_in_a_row_that_a_style_sheet_adds_to(tmp_path):
    add = '\n.schedule tbody th::after { content: "." }\n'
    sheet = (shipped_templates() / "frame" / "schedule.css").read_text()
    (tmp_path / "frame").mkdir()
    (tmp_path / "frame" / "schedule.css").write_text(sheet + add)
    styled, of = press(templates=[tmp_path]), random_packet(16, 30)
    printed = styled.print_document(of, "exhibit-a-sealed")
    assert_alike(printed.pdf, styled.proof(of, "exhibit-a-sealed").pdf)


@pytest.mark.parametrize(
    "add",
    [
        ".footer .number { letter-spacing: 1pt }",
        slowly(".footer { text-align: justify }"),
        slowly(".footer .number::before { content: counter(page) '' }"),
        slowly(".footer .title::before { content: counter(page) ', ' }"),
        slowly("main { counter-reset: page 4 }"),
    ],
)
def test_page_numbers_styled_otherwise_are_weasyprints_own_too(tmp_path, add):
    shipped = (shipped_templates() / "frame/paper.css").read_text()
    (tmp_path / "frame").mkdir()
    (tmp_path / "frame/paper.css").write_text(f"{shipped}\n{add}")
    styled = press(templates=[tmp_path])
    whole = styled.proof(many(3), "proposed-order").pdf
    assert_alike(styled.print_document(many(3), "proposed-order").pdf, whole)


def test_a_style_in_one_part_of_a_document_is_that_of_all(tmp_path):
    (tmp_path / "laws/proposition-64").mkdir(parents=True)
    (tmp_path / "laws/proposition-64/proposed-order.html").write_text(
        '{% extends "laws/proposition-64/proposed-order.html" %}{% block defendants %}{{ super() }}'
        "<style>.schedule h2 { font-style: italic }</style>{% endblock %}"
    )
    styled = press(templates=[tmp_path])
    whole = styled.proof(many(3), "proposed-order").pdf
    assert_alike(styled.print_document(many(3), "proposed-order").pdf, whole)


def assert_alike(ours: bytes, theirs: bytes) -> None:
    assert tags(ours) == tags(theirs)
    assert outline(ours) == outline(theirs)
    left, right = pypdfium2.PdfDocument(ours), pypdfium2.PdfDocument(theirs)
    assert len(left) == len(right)
    for n in range(len(right)):
        assert text(left[n]) == text(right[n]), f"page {n + 1}"
        steps = ImageChops.difference(picture(left[n]), picture(right[n])).histogram()
        assert sum(steps[STEPS:]) <= FEW, f"page {n + 1}"
        assert sum(steps[VISIBLE:]) == 0, f"page {n + 1}"


def test_a_page_is_filled_and_not_laid_out(monkeypatch, machine):
    laid_out = []
    lay_out = machine.layout.lay_out

    def counting(*args):
        pages = lay_out(*args)
        laid_out.append(len(pages.pages))
        return pages

    monkeypatch.setattr(machine.layout, "lay_out", counting)
    printed = machine.print_document(many(1000), "proposed-order")
    assert printed.pages > 20
    assert laid_out[-1] <= 6


def test_pages_of_unlike_room_are_filled_and_not_laid_out_whole(machine):
    packet = random_packet(seed=112, rows=112)
    rooms = {
        page.space for page in machine.filings.build(packet, "proposed-order").schedule.pages[1:-1]
    }
    assert len(rooms) > 1  # what is tested occurs: subtotals take more and fewer lines
    machine.print_document(packet, "proposed-order")
    assert machine.print_document(packet, "proposed-order").laid_out == 0


def test_pages_that_differ_in_unmarked_words_are_weasyprints_own(tmp_path):
    shipped = (shipped_templates() / "frame" / "schedule.html").read_text()
    odd = "{% if page.number is odd %}<p>Odd.</p>{% endif %}"
    (tmp_path / "frame").mkdir()
    (tmp_path / "frame" / "schedule.html").write_text(shipped.replace("<table", f"{odd}<table", 1))
    printed = press(templates=[tmp_path]).print_document(many(160), "proposed-order")
    pages = [text(page) for page in pypdfium2.PdfDocument(printed.pdf)]
    odd_ones = ["Odd." in words for words in pages]
    assert odd_ones[odd_ones.index(True) :] == [True, False, True, False]


def test_a_template_that_marks_nothing_is_laid_out_whole(tmp_path):
    folder = tmp_path / "frame"
    folder.mkdir()
    text = (shipped_templates() / "frame" / "schedule.html").read_text()
    (folder / "schedule.html").write_text(re.sub(r' data-fill="\w+"', "", text))
    plain = press(templates=[tmp_path]).print_document(many(90), "proposed-order")
    assert plain.placements == press().print_document(many(90), "proposed-order").placements


def test_the_subtotals_on_the_pages_add_up(machine):
    printed = machine.print_document(random_packet(11, 200), "proposed-order")
    said = [
        int(found[1])
        for page in pypdfium2.PdfDocument(printed.pdf)
        if (found := re.search(r"On this page: (\d+) convictions?", text(page)))
    ]
    assert len(said) >= 5
    assert sum(said) == 200


def test_every_row_stands_where_its_placement_says(machine):
    of = random_packet(12, 150)
    printed = machine.print_document(of, "exhibit-a-sealed")
    pages = pypdfium2.PdfDocument(printed.pdf)
    # pdfium reads a line backwards that ends with a number behind a name from right to left.
    backwards = {c.id for c in of.convictions if c.name and c.name.last == "المثال"}
    number = {c.id: c.case_number for c in of.convictions}
    assert [place.row for place in printed.placements] == list(range(1, 151))
    for place in printed.placements:
        if place.conviction not in backwards:
            assert number[place.conviction] in text(pages[place.page - 1])


def test_each_font_is_in_the_file_once(machine):
    printed = machine.print_document(random_packet(13, 400), "exhibit-a-sealed")
    with pikepdf.open(BytesIO(printed.pdf)) as pdf:
        names = [str(o.BaseFont) for o in pdf.objects if _is(o, "/Font") and "/ToUnicode" in o]
    assert len(names) == len(set(names))


def test_the_same_packet_gives_the_same_bytes_whatever_was_printed_before(machine):
    of = random_packet(14, 60)
    print_packet(machine, random_packet(15, 3))
    assert print_packet(machine, of) == print_packet(press(), of)


def _is(thing, kind: str) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == kind


def picture(page):
    return page.render(scale=SCALE, grayscale=True).to_pil()


def text(page) -> str:
    return page.get_textpage().get_text_range()


def outline(pdf: bytes):
    """What a reader shows as its table of contents."""

    def told(items):
        return [(item.title, told(item.children)) for item in items]

    with pikepdf.open(BytesIO(pdf)) as opened, opened.open_outline() as its:
        return told(its.root)


def tags(pdf: bytes):
    """The structure tree, with which marked-content of which page each element holds."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = {page.objgen: n for n, page in enumerate(opened.pages)}

        def tree(element):
            kids = element.get("/K", [])
            kids = kids if isinstance(kids, pikepdf.Array) else [kids]
            if element.get("/S") == "/NonStruct" and len(kids) == 1:
                return tree(kids[0])  # around words that a style sheet makes, "page 9"
            scope = element.get("/A", {}).get("/Scope") if "/A" in element else None
            return (
                str(element.get("/S")),
                str(scope),
                pages.get(element.Pg.objgen) if "/Pg" in element else None,
                [tree(kid) if isinstance(kid, pikepdf.Dictionary) else "text" for kid in kids],
            )

        return tree(opened.Root.StructTreeRoot.K[0])


def test_two_words_marked_with_one_name_are_both_printed(tmp_path):
    notice = (
        '{% extends "laws/proposition-64/motion.html" %}{% block notice %}{{ super() }}'
        '<p data-fill="twice">Granted.</p>'
        '<p data-fill="twice">Denied.</p>{% endblock %}'
    )
    (tmp_path / "courts" / "ccb").mkdir(parents=True)
    (tmp_path / "courts" / "ccb" / "motion.html").write_text(notice)
    printed = press(templates=[tmp_path]).print_document(many(3), "motion")
    with pypdfium2.PdfDocument(printed.pdf) as opened:
        words = "".join(text(opened[n]) for n in (0, 1))
    assert "Granted." in words
    assert "Denied." in words
