"""What the commands print with `--json` is what its published schema says."""

import csv
import json
from pathlib import Path

import pytest
import typer.main

from filings.cli import app, main
from filings.cli.json_schemas import COMMANDS, json_schema
from tests.test_pipeline import row, write_list

DAY = ("--filed-on", "2026-03-02")
RUN = Path(__file__).parents[1] / "screening/earlier_decisions/kept-run-1"
KEY = "0123456789abcdef" * 4
OFFICE = f"schema: 1\nconviction_key: {KEY}\n"


@pytest.fixture
def printed(capsys, tmp_path, monkeypatch):
    """Run a command in a folder with a list and an office, and hold what it prints to its form."""
    monkeypatch.chdir(tmp_path)
    rows = [row(1), row(2, Disposition="ZCONV"), row(3, Court="FOLTSY"), row(3)]
    write_list(tmp_path / "list.csv", [{"Disposition": ""} | its for its in rows])
    (tmp_path / "office").mkdir()
    (tmp_path / "office/office.yaml").write_text(OFFICE)

    def run(form, *arguments):
        command = form.partition(" --")[0].split()
        with pytest.raises(SystemExit):
            main([*command, *map(str, arguments), "--json"])
        out, err = capsys.readouterr()
        assert out, err
        record = json.loads(out)
        told = COMMANDS[form].model_validate(record).model_dump_json(by_alias=True)
        assert json.loads(told) == record
        return record

    return run


def test_every_command_with_json_has_a_form():
    program = typer.main.get_command(app)
    whole = {
        " ".join((*path, name))
        for path, group in (((), program), (("templates",), program.commands["templates"]))
        for name, command in group.commands.items()
        if any("--json" in option.opts for option in command.params)
    }
    assert {form.partition(" --")[0] for form in COMMANDS} == whole
    schema = json_schema()
    assert {place["$ref"].rpartition("/")[2] for place in schema["commands"].values()} <= set(
        schema["$defs"]
    )


def test_check_and_find_print_what_is_published(printed):
    report = printed("check", "list.csv", *DAY)
    assert report["totals"]["entries"] == 4
    assert printed("find", "BA000001", "--in", RUN)
    # What preview --case takes, find takes: lists, and a number in any form; and names.
    for text, fate in (("ba-000 001-01", "included"), ("doe2", "held"), ("BA000002", "held")):
        [found] = printed("find", text, "list.csv", *DAY)["found"]
        assert (found["fate"], found["stands"]) == (fate, [])


@pytest.mark.usefixtures("fake_renderer")
def test_build_prints_what_is_published(printed):
    report = printed("build", "list.csv", "--out", "out", "--config", "office", *DAY)
    assert report["run"]
    # Its papers are no PDFs: each is a finding.
    assert printed("verify", "out", "--jobs", "1")["findings"]
    assert printed("purge", "--cache", "kept")["entries"] == 0


def test_lists_are_compared_and_made_as_is_published(printed):
    pytest.importorskip("splink")
    made = printed("sample", "--cases", "30", "--out", "other.csv")
    assert made["rows"] == 30
    assert printed("compare", "list.csv", "other.csv", "--out", "compared")["files"]


def test_answers_are_approved_as_is_published(printed, tmp_path, fake_renderer):
    printed("build", "list.csv", "--out", "out", "--config", "office", *DAY)
    values = tmp_path / "out/sealed/worklists/values.csv"
    with values.open(newline="") as file:
        told = list(csv.DictReader(file))
    for its in told:
        its["answer"] = "convicted" if its["value"] == "ZCONV" else ""
    with values.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(told[0]))
        writer.writeheader()
        writer.writerows(told)
    who = ("--by", "Jordan A. Ellery", "--bar-number", "123456", "--config", "office")
    assert printed("approve", values, "list.csv", *who)["answers"] == 1


def test_texts_are_told_as_is_published(printed, tmp_path):
    assert printed("templates list", "--court", "tor")["templates"]
    assert printed("templates show", "motion")["blocks"]
    assert printed("templates show --block", "motion", "--block", "notice")["text"]
    who = ("--by", "Jordan A. Ellery", "--bar-number", "123456", "--config", "office")
    text = "laws/proposition-64/motion"
    assert printed("templates approve", text, *who)
    told = printed("templates diff --approved", text, "--approved", "--config", "office")
    assert told["lines"] == []


@pytest.mark.slow
def test_what_is_drawn_is_told_as_is_published(printed):
    office = ("--county", "Kern", "--office", "District Attorney", "--attorney", "Jordan A. Ellery")
    words = ("--bar-number", "000000", "--title", "", "--phone", "", "--email", "")
    where = ("--address", "1 Example Street", "--address", "Bakersfield, California 90000")
    assert printed("start", *office, *words, *where, "--no-open")
    printed("preview", "list.csv", "--out", "page.pdf", *DAY)
    assert printed("inspect", "page.pdf")["pages"]
    assert printed("templates check", "--court", "tor", "--document", "motion")["documents"]
    assert printed("templates show --words", "motion", "--words")["sentences"]
    mine = ("--court", "tor", "--templates", "texts")
    assert printed("templates new", "motion", *mine)
    assert printed("templates diff", "motion", *mine)["parent"]
