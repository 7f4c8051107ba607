"""Each how-to is followed to the letter: its files are written and its commands run."""

import json
import re
import shlex
from pathlib import Path

import pytest

from filings.cli import main
from filings.model.errors import ExitCode

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {page.stem: page for page in (*DOCS.glob("how-to/*.md"), *DOCS.glob("tutorial/*.md"))}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"`([\w./-]+\.(?:yaml|html|csv))`")


@pytest.fixture
def follow(tmp_path, monkeypatch, capsys):
    """Do what a page says, in an empty folder; what its last command wrote to stdout."""

    def walk(page):
        monkeypatch.chdir(tmp_path)
        text, end, printed = PAGES[page].read_text(encoding="utf-8"), 0, ""
        for block in BLOCK.finditer(text):
            kind, body = block.groups()
            if kind == "sh":
                for line in body.splitlines():
                    program, *arguments = shlex.split(line)
                    assert program == "filings"
                    with pytest.raises(SystemExit) as stopped:
                        main(arguments)
                    printed, complaints = capsys.readouterr()
                    code = stopped.value.code
                    assert code in (ExitCode.DONE, ExitCode.NEEDS_A_HUMAN), complaints
            else:
                file = Path(NAMED.findall(text[end : block.start()])[-1])
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(body, encoding="utf-8")
            end = block.end()
        return printed

    return walk


def test_there_is_a_page_for_each_kind_of_extension():
    assert {name for name in PAGES if name.startswith("add-")} == {
        "add-a-court", "add-a-document-kind", "add-a-relief", "add-a-list-layout", "add-a-state",
    }  # fmt: skip


def test_a_sheet_with_own_headings_is_read_after_its_page(follow):
    report = json.loads(follow("own-headings"))
    assert (report["totals"]["entries"], report["totals"]["unreadable"]) == (2, 0)
    assert not any("determination" in reason["reason"] for reason in report["reasons"])


@pytest.mark.slow
def test_the_first_week_runs_to_its_friday(follow, tmp_path):
    follow("first-week")
    assert (tmp_path / "packets/manifest.json").is_file()
    assert (tmp_path / "packets/sealed/worklists/values.csv").is_file()
    assert (tmp_path / "order.pdf").read_bytes().startswith(b"%PDF")


def test_a_court_is_added(follow):
    assert "page.pdf" in follow("add-a-court")


def test_a_document_kind_is_added(follow):
    assert follow("add-a-document-kind").startswith("notice-of-hearing.pdf, 1 page")


def test_a_relief_is_added(follow):
    report = json.loads(follow("add-a-relief"))
    names = [packet["name"] for packet in report["packets"]]
    asked = [name.split("/")[2] for name in names]
    assert any(one.endswith("-vacate") for one in asked)
    # What rests on the office's policy alone keeps a packet of its own.
    assert all(one.endswith(("-vacate", "-dismiss-by-policy")) for one in asked), asked


def test_a_state_is_added_from_nothing_to_packets(follow, tmp_path):
    report = json.loads(follow("add-a-state"))
    totals = report["totals"]
    assert (totals["entries"], totals["included"], totals["out_of_scope"]) == (3, 2, 1)
    assert {each["reason"] for each in report["reasons"]} == {"", "other-charge"}
    assert {packet["name"].split("/")[2] for packet in report["packets"]} == {"all-ex-set-aside"}
    assert (tmp_path / "my-office/sample/page-1.png").is_file()
    assert "conviction_key" in (tmp_path / "my-office/config/office.yaml").read_text()


def test_a_list_layout_is_added(follow):
    report = json.loads(follow("add-a-list-layout"))
    assert (report["totals"]["entries"], report["totals"]["included"]) == (2, 1)
    assert {reason["reason"] for reason in report["reasons"] if reason["fate"] == "held"} == {
        "determination-unknown"
    }
