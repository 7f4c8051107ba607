"""Texts of an office, changed in the browser: what is shown, and two people at one of them."""

import re

import pytest

from filings.model.errors import RenderError
from filings.web import template_editing
from tests.web.served import Served

BLOCK = "/texts/tor/motion/blocks/notice"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """An office whose texts are tried and printed at once: nothing is ever wrong with them."""
    served = Served(tmp_path_factory.mktemp("office") / "home")

    def run(work, *arguments):
        if work is template_editing.print_made_up_page:
            raise RenderError("page", "is not printed here")
        return []

    served.office.previews.run = run
    return served


@pytest.fixture(scope="module")
def people(served):
    return served.person("casey"), served.person("toni")


def opened(visitor) -> dict[str, str]:
    """What the form of the block holds."""
    page = visitor.get(BLOCK).text
    return {
        "read": re.search(r'name="read" value="(\w+)"', page)[1],
        "words": re.search(r'<textarea[^>]*name="words"[^>]*>(.*?)</textarea>', page, re.S)[1],
    }


def test_each_document_of_a_courthouse_is_listed_with_the_file_it_is_made_from(people):
    page = people[0].get("/texts?court=tor")
    assert page.status_code == 200
    assert '<a href="/texts/tor/motion">motion</a>' in page.text
    assert "laws/proposition-64/motion.html" in page.text


def test_words_that_two_people_save_at_once_are_the_firsts_and_the_second_sees_both(served, people):
    first, second = people
    form, late = opened(first), opened(second)
    assert form == late
    saved = first.post(BLOCK, read=form["read"], words="<p>By the first.</p>", note="one")
    assert "Saved and in place" in saved.text
    page = second.post(BLOCK, read=late["read"], words="<p>By the second.</p>")
    assert page.status_code == 409
    assert "somebody saved it after you had opened it" in page.text
    assert "By the first." in page.text
    assert page.text.count('role="alert"') == 1
    assert "By the second." in page.text
    file = template_editing.file_of_court(served.office, "tor", "motion")
    assert "By the first." in file.read_text(encoding="utf-8")
    # With what is there now before his eyes he may.
    again = re.search(r'name="read" value="(\w+)"', page.text)[1]
    second.post(BLOCK, read=again, words="<p>By both.</p>")
    assert "By both." in file.read_text(encoding="utf-8")


def test_going_back_is_refused_once_another_version_was_saved(served, people):
    first, second = people
    office = served.office
    for words in ("<p>One.</p>", "<p>Two.</p>"):
        first.post(BLOCK, read=opened(first)["read"], words=words)
    versions = template_editing.versions_of(office, "tor", "motion")
    latest, before = versions[0].id, versions[1].id
    first.post(BLOCK, read=opened(first)["read"], words="<p>Three.</p>")
    late = second.post(f"/texts/tor/motion/versions/{before}", latest=str(latest))
    assert late.status_code == 409
    assert "was saved by Casey Example" in late.text
    assert "Three." in template_editing.versions_of(office, "tor", "motion")[0].text


def test_a_program_that_has_read_older_words_is_refused(served, people):
    token = {"Authorization": f"Bearer {served.token(people[0])}"}
    api = served.browser()
    blocks = api.get("/api/v1/texts/tor/motion", headers=token).json()
    mark = next(block["mark"] for block in blocks if block["name"] == "notice")
    path = "/api/v1/texts/tor/motion/blocks/notice"
    new = {"words": "<p>By a program.</p>", "read": mark}
    assert api.put(path, headers=token, json=new).json()["stands"] is True
    late = api.put(path, headers=token, json={**new, "words": "<p>Late.</p>"})
    assert late.status_code == 409
    assert late.headers["content-type"] == "application/problem+json"


def test_a_page_is_found_by_the_words_of_a_block_without_its_tags():
    words = "<p>{% if x %}Short{% endif %} {{ name }} moves this Court&#xa0;for one order.</p>"
    assert template_editing.phrases_of(words) == ["moves this Court for one order."]
    assert template_editing.phrases_of("<h2>{{ title }} NOTICE</h2>") == ["NOTICE"]
