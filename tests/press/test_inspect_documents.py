"""Documents of the press, held against their ruleset: whatever is in them, their lines hold."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filings.press import Press
from filings.press.inspect import inspect, report_lines
from filings.rulesets import read_rulesets
from filings.settings import read_settings
from tests.press.made import FILED_ON, many
from tests.press.validators import faults

SETTINGS = read_settings()
PAPER = read_rulesets(SETTINGS)["ca-superior"]
# Each court has its own template, which a press reads once: so many documents from one press.
COURTS = [
    name
    for name, court in SETTINGS.county.courts.items()
    if (court.ruleset or SETTINGS.county.ruleset) == PAPER.id and court.closed_on is None
]


@pytest.mark.parametrize("convictions", [1, 40, 200])
def test_every_document_of_a_packet_is_acceptable(convictions):
    press = Press(SETTINGS, filed_on=FILED_ON)
    printed = press.print_packet(many(convictions))
    assert len(printed) >= 3
    for document in printed:
        inspection = inspect(document.pdf, PAPER)
        assert not inspection.findings, (document.name, list(report_lines(inspection)))
        assert inspection.pages == document.pages
        assert inspection.exhibit_pages
        assert faults(document.pdf) == []


WORDS = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzABCDEFG", min_size=1, max_size=13), min_size=1, max_size=90
).map(" ".join)
SHORT = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=10), min_size=1, max_size=14
).map(" ".join)


@st.composite
def bodies(draw):
    """Prose, quotations, lists and headings, in any order and number."""
    parts = ["<h2>MOTION</h2>"]
    for number in range(draw(st.integers(1, 22))):
        kind = draw(st.sampled_from(("prose", "prose", "quotation", "list", "heading", "lesser")))
        if kind == "prose":
            parts.append(f'<p class="body">{draw(WORDS)}</p>')
        elif kind == "quotation":
            rows = "".join(f"<p>{draw(WORDS)}</p>" for _ in range(draw(st.integers(1, 2))))
            parts.append(f'<blockquote id="single-{number}">{rows}</blockquote>')
        elif kind == "list":
            items = "".join(
                f"<li>{n}. {draw(SHORT)}</li>" for n in range(1, draw(st.integers(2, 6)))
            )
            parts.append(f'<ol class="grounds">{items}</ol>')
        elif kind == "heading":
            parts.append(f"<h2>{draw(SHORT).upper()[:60]}</h2>")
        else:
            parts.append(f"<h3>{draw(SHORT)[:60]}</h3>")
    return "".join(parts)


class Printer:
    """Prints any body as a motion: a template of its own for each, under another court's name."""

    def __init__(self, folder):
        self.folder = folder
        self.courts = count()
        self.press = None

    def print(self, text: str) -> bytes:
        number = next(self.courts) % len(COURTS)
        if number == 0:
            self.press = Press(SETTINGS, (self.folder,), filed_on=FILED_ON)
        court = COURTS[number]
        place = self.folder / "courts" / court
        place.mkdir(parents=True, exist_ok=True)
        (place / "motion.html").write_text(
            '{% extends "base/motion.html" %}{% block body %}' + text + "{% endblock %}",
            encoding="utf-8",
        )
        return self.press.print_document(many(1, court=court), "motion").pdf


@pytest.fixture(scope="module")
def printer(tmp_path_factory) -> Printer:
    return Printer(tmp_path_factory.mktemp("overlay"))


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(text=bodies())
def test_the_lines_hold_whatever_the_text(printer, text):
    inspection = inspect(printer.print(text), PAPER, thorough=False)
    assert not inspection.findings, list(report_lines(inspection))
