"""Documents of the press, held against their ruleset: whatever is in them, their lines hold."""

import random
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from filings.render import Renderer
from filings.render.inspect import inspect, report_lines
from filings.settings.settings import read_settings
from tests.render.made import FILED_ON, INVENTED_OFFICE, many, print_packet
from tests.render.validators import faults

SETTINGS = read_settings([INVENTED_OFFICE])
PAPER = SETTINGS.rulesets["ca-superior"]


@pytest.mark.parametrize("convictions", [1, 40, pytest.param(200, marks=pytest.mark.slow)])
def test_every_document_of_a_packet_is_acceptable(convictions):
    press = Renderer(SETTINGS, filed_on=FILED_ON)
    printed = print_packet(press, many(convictions))
    assert len(printed) >= 3
    for document in printed:
        inspection = inspect(document.pdf, PAPER)
        assert not inspection.findings, (document.name, list(report_lines(inspection)))
        assert inspection.pages == document.pages
        assert inspection.exhibit_pages or document.name == "proof-of-service.pdf"
        assert faults(document.pdf) == []


BLOCKS = ("prose", "prose", "prose", "quotation", "list", "heading", "lesser heading")
SYLLABLES = ("ba", "cor", "di", "Fel", "go", "hun", "i", "jus", "la", "mo", "QUE", "tion", "y", "W")


@st.composite
def bodies(draw, blocks=BLOCKS):
    """Prose, quotations, lists and headings, in any order and number."""
    roll = random.Random(draw(st.integers(0, 2**32)))

    def words(most: int) -> str:
        return " ".join(
            "".join(roll.choices(SYLLABLES, k=roll.randint(1, 5)))
            for _ in range(roll.randint(1, most))
        )

    parts = ["<h2>A HEADING OF ITS OWN</h2>"]
    kinds = draw(st.lists(st.sampled_from(blocks), min_size=12, max_size=45))
    for number, kind in enumerate(kinds):
        if kind == "prose":
            parts.append(f'<p class="body">{words(90)}</p>')
        elif kind == "quotation":
            rows = "".join(f"<p>{words(60)}</p>" for _ in range(roll.randint(1, 2)))
            parts.append(f'<blockquote id="single-{number}">{rows}</blockquote>')
        elif kind == "list":
            items = "".join(f"<li>{words(20)}</li>" for _ in range(roll.randint(1, 5)))
            parts.append(f'<ol class="grounds">{items}</ol>')
        elif kind == "heading":
            parts.append(f"<h2>{words(12).upper()}</h2>")
        else:
            parts.append(f"<h3>{words(12)}</h3>")
    return "".join(parts)


def printed_with(text: str, folder: Path) -> bytes:
    """A motion whose body is `text`, laid over the shipped one."""
    place = folder / "courts" / "ccb"
    place.mkdir(parents=True)
    (place / "motion.html").write_text(
        '{% extends "laws/proposition-64/motion.html" %}{% block body %}'
        + text
        + "{{ super() }}{% endblock %}",
        encoding="utf-8",
    )
    press = Renderer(SETTINGS, (folder,), filed_on=FILED_ON)
    return press.print_document(many(1), "motion").pdf


def check_lines(text: str, folder: Path) -> None:
    pdf = printed_with(text, folder)
    pages = pypdfium2.PdfDocument(pdf)
    assert any("A HEADING OF ITS OWN" in page.get_textpage().get_text_range() for page in pages)
    inspection = inspect(pdf, PAPER, thorough=False)
    assert not inspection.findings, list(report_lines(inspection))


@pytest.mark.slow
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(text=bodies(tuple(block for block in BLOCKS if block != "quotation")))
def test_the_lines_hold_whatever_the_text(tmp_path_factory, text):
    check_lines(text, tmp_path_factory.mktemp("overlay") / "templates")


@pytest.mark.slow
@settings(max_examples=10, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(text=bodies())
def test_the_lines_hold_with_quotations_among_the_text(tmp_path_factory, text):
    check_lines(text, tmp_path_factory.mktemp("overlay") / "templates")
