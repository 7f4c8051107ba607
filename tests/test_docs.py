"""The documentation is whole: its reference is today's, its links and commands are there."""

import importlib.util
import os
import re
import shlex
from pathlib import Path

import pytest
import typer.main
import yaml

from filings.cli import app

HOUSE = Path(__file__).parents[1]
DOCS = HOUSE / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
COMMANDS = typer.main.get_command(app).commands


@pytest.fixture(scope="module")
def reference():
    """Each file of the reference as the program would write it now."""
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    columns = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        return maker.pages()
    finally:
        os.environ.pop("COLUMNS") if columns is None else os.environ.update(COLUMNS=columns)


def test_the_reference_is_what_the_program_says_today(reference):
    for name, text in reference.items():
        kept = (DOCS / "reference" / name).read_text(encoding="utf-8")
        assert kept == text, f"docs/reference/{name}: run `make docs`"
    assert {path.name for path in (DOCS / "reference").iterdir()} == set(reference)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_link_of_a_page_leads_to_a_file(page):
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in link and not link.startswith("#"):
            assert (page.parent / link.partition("#")[0]).exists(), link


def test_every_page_is_in_the_table_of_contents():
    told = yaml.safe_load((HOUSE / "mkdocs.yml").read_text(encoding="utf-8"))
    assert told["theme"]["font"] is False  # a reader's machine asks nobody for one
    listed = set(re.findall(r"[\w/-]+\.md", str(told["nav"])))
    assert listed == {page.relative_to(DOCS).as_posix() for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_command_of_a_page_has_the_options_it_is_shown_with(page):
    text = page.read_text(encoding="utf-8")
    if page.parent.name == "reference":
        return
    lines = re.findall(r"^ *(filings .+)$", text, re.MULTILINE)
    lines += re.findall(r"`(filings \w[^`]+)`", text)
    for line in lines:
        _, name, *arguments = shlex.split(line)
        command = COMMANDS[name]
        if hasattr(command, "commands") and arguments:
            command = command.commands[arguments[0]]
        known = {flag for option in command.params for flag in option.opts} | {"--help"}
        assert {its for its in arguments if its.startswith("--")} <= known, line
