"""A template that would take the machine is stopped, and named."""

import pytest

from filings.model.errors import RenderError, TemplateError
from filings.render import bounded_layout
from filings.render.bounded_layout import bounded
from filings.render.renderer import Renderer
from filings.settings.settings import read_settings
from tests.render.made import FILED_ON, many

ORDER = "courts/ccb/proposed-order.html"
PARAGRAPHS = (
    '{% extends "laws/proposition-64/proposed-order.html" %}\n{% block findings %}{{ super() }}'
    "{% for n in range(90000) %}<p>Again.</p>{% endfor %}{% endblock %}"
)


def test_ninety_thousand_paragraphs_are_stopped_with_the_name_of_their_template(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(bounded_layout, "SECONDS", 0.4)
    path = tmp_path / ORDER
    path.parent.mkdir(parents=True)
    path.write_text(PARAGRAPHS, encoding="utf-8")
    press = Renderer(read_settings(), [tmp_path], filed_on=FILED_ON)
    with pytest.raises(TemplateError, match=r"takes more than 1 seconds") as stopped:
        press.print_document(many(2), "proposed-order")
    assert (stopped.value.where, stopped.value.code) == (str(path), 5)


def test_what_takes_too_much_memory_is_stopped_with_the_name_of_its_template():
    with pytest.raises(TemplateError, match="GB of memory"), bounded(ORDER, 1):
        bytearray(bounded_layout.MEMORY + (64 << 20))
    bytearray(64 << 20)  # as much as before, behind it


def test_other_errors_are_what_they_are():
    with pytest.raises(RenderError, match="bad"), bounded(ORDER, 1):
        raise RenderError("a page", "bad")
