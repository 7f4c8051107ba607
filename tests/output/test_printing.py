"""How a renderer comes to be in each process that prints."""

import datetime as dt
from dataclasses import replace

import pytest

from filings.model.errors import RenderError, TemplateError
from filings.output import printing, run_inputs
from filings.render import bounded_layout
from filings.settings.settings import read_settings
from tests.render.made import many

DAY = dt.date(2026, 12, 1)


@pytest.fixture
def templates(tmp_path):
    folder = tmp_path / "mine"
    (folder / "frame").mkdir(parents=True)
    (folder / "frame" / "x.txt").write_text("here")
    return folder


def parts(templates):
    wanted = run_inputs.installed(*printing.template_and_font_files([templates]))
    return printing.RendererParts(
        settings=read_settings(), templates=[templates], filed_on=DAY, installed=wanted
    )


def test_a_worker_with_another_version_of_anything_refuses(templates):
    packed = parts(templates).packed()
    (templates / "frame" / "x.txt").write_text("there")
    with pytest.raises(RenderError, match="another version of the templates than"):
        printing.make_renderer(packed)


def test_a_process_makes_one_renderer_of_the_same_parts(templates):
    packed = parts(templates).packed()
    first = printing.make_renderer(packed)
    assert printing.make_renderer(packed) is first
    assert isinstance(first, printing.BoundedRenderer)


def test_a_renderer_for_other_lists_has_the_pages_of_the_one_before(templates):
    first, other = parts(templates), replace(parts(templates), filed_on=DAY + dt.timedelta(1))
    try:
        one, two = (printing._renderer_here(each.packed()) for each in (first, other))
        assert two is not one
        assert two.layout is one.layout
        (templates / "frame" / "x.txt").write_text("changed")
        third = printing._renderer_here(replace(first, installed=None).packed())
        assert third.layout is not one.layout
    finally:
        printing.forget_renderers()


def test_what_breaks_the_process_that_prints_is_told_with_its_template(templates, monkeypatch):
    text = '{% extends "laws/proposition-64/proposed-order.html" %}{% block findings %}'
    text += "{% for n in range(90000) %}<p>Again.</p>{% endfor %}{% endblock %}"
    path = templates / "courts/ccb/proposed-order.html"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    # The time is over before the other process could say anything itself.
    monkeypatch.setattr(bounded_layout, "SECONDS", -bounded_layout._GRACE)
    renderer = printing.make_renderer(parts(templates).packed())
    with pytest.raises(TemplateError, match="takes more than 1 seconds of the proc") as stopped:
        renderer.print_document(many(2), "proposed-order")
    assert stopped.value.where == str(path)
