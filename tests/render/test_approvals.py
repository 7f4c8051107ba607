"""An office's own files cannot make an unapproved or false paper look final: twenty attempts."""

# ruff: noqa: E501 - each attempt stands on one line

import datetime as dt
import re

import pytest

from filings.compose.composer import Composer
from filings.model.errors import ConfigError, FilingsError
from filings.render import Renderer
from filings.render.approvals import Approvals
from filings.settings.settings import Approval, read_settings, shipped_templates
from tests.render.made import FILED_ON, many, own_office

pytestmark = pytest.mark.slow

OFFICE = own_office(read_settings())
ORDER = '{% extends "laws/proposition-64/proposed-order.html" %}\n'
SIGNED = "{% block order_signature %}{{ super() }}"


def sheet(more, name="paper.css"):
    return (shipped_templates() / "frame" / name).read_text(encoding="utf-8") + f"\n{more}\n"


def overlay(tmp_path, **files):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def wholly_approved(settings, *folders):
    """As if an attorney had approved whatever lies there, without a look at a page."""
    texts = Approvals(settings, Composer(folders, FILED_ON))
    given = {
        name: Approval(
            approved_by="A. Reviewer",
            bar_number="123456",
            approved_on=dt.date(2026, 1, 31),
            files=texts.hashes(name),
        )
        for name in texts.names
        if "/" not in name or "ccb" in name or name.startswith(("frame/", "laws/"))
    }
    return settings.model_copy(update={"approvals": given})


def attempt(folder, settings=None, document="proposed-order", of=None):
    """What a build makes of it, all of it approved: the error, or the reasons of a draft."""
    try:
        settings = settings or wholly_approved(OFFICE, folder)
        printed = Renderer(settings, [folder], filed_on=FILED_ON).print_document(
            of or many(2), document
        )
    except FilingsError as error:
        return int(error.code), error.what
    return 0, {its.kind for its in printed.draft}


@pytest.mark.parametrize(
    ("files", "says"),
    [
        # 1. Struck through by the element that means it.
        ({"courts/ccb/proposed-order.html": ORDER + "{% block orders %}<del>{{ super() }}</del>{% endblock %}"}, "drawn over|mend"),
        # 2. A box drawn over it by a style sheet, from nowhere in any template.
        ({"frame/paper.css": sheet('.signature { position: relative } .signature::after { content: ""; position: absolute; left: 0; top: 0; width: 200pt; height: 60pt; background: white }')}, "drawn over"),
        # 3. The marked words within a comment, which is closed.
        ({"courts/ccb/proposed-order.html": ORDER + "{% block order_signature %}<!-- {{ super() }} -->{% endblock %}"}, "left out|comment"),
        # 4. Within an element that is never shown.
        ({"courts/ccb/proposed-order.html": ORDER + "{% block orders %}<template>{{ super() }}</template>{% endblock %}"}, "left out|whole"),
        # 5. Between other words, so that it says something else.
        ({"frame/passages/no-access.html": '<span data-required="no-access">No access to the sealed information shall be <i style="float: right">by anybody in the clerk\u2019s office whatsoever</i> refused.</span>'}, "whole"),
        # 6. Seven shades of grey.
        ({"frame/paper.css": sheet('[data-required="sealed"] { opacity: 0.4 }')}, "contrast"),
        # 7. Behind the paper, where it is painted as it should be all the same.
        ({"courts/ccb/proposed-order.html": ORDER + '{% block order_signature %}<div style="background: white; position: relative; z-index: 0"><div style="position: relative; z-index: -1">{{ super() }}</div></div>{% endblock %}', "frame/paper.css": sheet("main { background: white }")}, None),
        # 8. Letters in a box too low for them.
        ({"frame/paper.css": sheet('[data-required="dismissed"] { height: 6pt; overflow: hidden }')}, "hidden|contrast"),
        # 9. The DRAFT mark taken off by a style sheet, on a draft.
        ({"frame/paper.css": sheet(".draft-mark { display: none }")}, "draft-mark"),
        # 10. ... by a variable of the template's own.
        ({"courts/ccb/proposed-order.html": "{% set draft = false %}" + ORDER + "{% block hearing %}<p>x</p>{% endblock %}"}, "draft-mark"),
        # 11. ... printed white.
        ({"frame/paper.css": sheet(".draft-mark p { color: white }")}, "draft-mark"),
        # 12. A row that is not shown.
        ({"frame/row.html": '{% if row.number != 2 %}<tr{% if measuring %} id="{{ row.anchor }}"{% endif %}>{% for cell in row.cells %}<td>{{ cell }}</td>{% endfor %}</tr>{% endif %}'}, "row 2|schedule|higher|one page"),
        # 13. Rows without their case numbers.
        ({"frame/schedule.css": sheet(".rows td:nth-child(2) { visibility: hidden }", "schedule.css")}, "row 1"),
        # 14. A proposed order that is another document in truth.
        ({"courts/ccb/proposed-order.html": '{% extends "frame/exhibit-a-sealed.html" %}'}, "left out"),
    ],
    ids=range(1, 15),
)  # fmt: skip
def test_what_is_hidden_is_refused_though_everything_is_approved(tmp_path, files, says):
    folder = overlay(tmp_path, **files)
    draft = OFFICE if says == "draft-mark" else None
    code, what = attempt(folder, draft)
    if says is None:  # painted as it should be all the same
        assert (code, what) == (0, set())
        return
    assert code == 5, (code, what)
    assert re.search(says, what), what


# 15. A draft mark that says nothing.
def test_the_words_of_the_draft_mark_cannot_be_emptied(tmp_path):
    (tmp_path / "words.yaml").write_text('schema: 1\ndraft: " "\n')
    with pytest.raises(ConfigError, match="draft"):
        read_settings([tmp_path])


# 16 to 18. Particulars that are none.
@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("bar_number", "pending", "placeholder"),
        ("attorney", "TBD", "placeholder"),
        ("attorney", "\u3010deputy\u3011", "blank"),
    ],
)
def test_what_stands_for_a_particular_is_none(tmp_path, field, value, kind):
    county = OFFICE.county
    agency = county.agencies["lada"]
    counsel = agency.counsel.model_copy(update={field: value})
    agencies = {**county.agencies, "lada": agency.model_copy(update={"counsel": counsel})}
    counties = {"los-angeles": county.model_copy(update={"agencies": agencies})}
    settings = wholly_approved(OFFICE.model_copy(update={"counties": counties}))
    printed = Renderer(settings, filed_on=FILED_ON).print_document(many(2), "proposed-order")
    assert kind in {its.kind for its in printed.draft}


# 19. Words approved in one folder, used in another that only looks like it.
def test_an_approval_of_one_folder_is_none_of_another(tmp_path):
    ours = overlay(tmp_path / "a", **{"frame/passages/no-access.html": NO_ACCESS})
    other = NO_ACCESS.replace("shall be permitted", "may be refused")
    theirs = overlay(tmp_path / "b", **{"frame/passages/no-access.html": other})
    code, what = attempt(theirs, wholly_approved(OFFICE, ours))
    assert (code, what) == (0, {"changed"})


# 20. An approval in a name that nobody gave: without a bar number, or without hashes.
def test_a_name_typed_into_the_settings_is_no_approval():
    bare = Approval(approved_by="The District Attorney", approved_on=dt.date(2026, 1, 31))
    settings = OFFICE.model_copy(
        update={
            "approvals": dict.fromkeys(
                ("laws/proposition-64/proposed-order", "law-proposition-64"), bare
            )
        }
    )
    printed = Renderer(settings, filed_on=FILED_ON).print_document(many(2), "proposed-order")
    assert {"text"} == {its.kind for its in printed.draft}


NO_ACCESS = (
    '<span data-required="no-access">No access to the sealed information shall be permitted'
    " without court order.</span>\n"
)


def test_the_attempts_are_refused_for_what_they_do_and_not_for_being_overlays(tmp_path):
    overlay(tmp_path, **{"frame/passages/no-access.html": NO_ACCESS})
    overlay(tmp_path, **{"frame/paper.css": sheet("/* as shipped */")})
    assert attempt(tmp_path) == (0, set())
