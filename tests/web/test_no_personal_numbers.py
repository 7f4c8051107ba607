"""No number of a person and no birth date is in what the server keeps beside a list, or shows."""

import pytest

from tests.test_no_personal_numbers import MARKS, rows
from tests.test_pipeline import write_list
from tests.web.served import Served

_ASKED_BY_VALUE = ("Section", "Conviction Date", "Last Name")  # shown to whoever answers


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    return Served(tmp_path_factory.mktemp("office") / "home")


def test_a_list_full_of_them_leaves_none_in_messages_audit_or_pages(served, tmp_path, caplog):
    marked = [
        row
        for row in rows()
        if not any(mark in row[name] for mark in MARKS for name in _ASKED_BY_VALUE)
    ]
    assert len(marked) > 30
    clerk = served.person("casey")
    matter = clerk.upload(write_list(tmp_path / "marked.csv", marked), title="Marked")
    shown = {path: clerk.get(path).text for path in (matter, f"{matter}/state", "/")}
    shown["the audit"] = served.admin().get("/audit").text
    shown["the log"] = caplog.text
    home = served.office.folder.root
    for path in home.rglob("*"):
        # The list itself, and the rows of it that wait, as they must be corrected.
        kept = {"files", "left"}.intersection(path.relative_to(home).parts)
        if path.is_file() and not kept:
            shown[str(path)] = path.read_bytes().decode("utf-8", "replace")
    assert any(path.endswith("result.json") for path in shown)
    found = {f"{place}: {mark}" for place, text in shown.items() for mark in MARKS if mark in text}
    assert found == set()
