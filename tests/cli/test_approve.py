"""`filings templates approve` and `templates diff --approved`, as met at a terminal."""

import datetime as dt
import re

import pytest

from filings.cli import main

WHO = ("--by", "Jordan A. Ellery", "--bar-number", "123456")


@pytest.fixture
def filings(capsys):
    """Run a command; its exit code, stdout and stderr."""

    def call(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return call


@pytest.fixture
def office(tmp_path):
    (tmp_path / "config").mkdir()
    text = tmp_path / "texts/courts/tor/motion.html"
    text.parent.mkdir(parents=True)
    text.write_text(
        '{% extends "laws/proposition-64/motion.html" %}'
        "\n{% block service %}<p>Ours.</p>{% endblock %}\n"
    )
    return tmp_path / "config", tmp_path / "texts", text


def test_a_text_is_approved_and_what_changes_afterwards_is_told(filings, office):
    config, texts, text = office
    own = ("--config", config, "--templates", texts)
    code, out, _ = filings("templates", "approve", "courts/tor/motion", *WHO, *own)
    assert code == 0
    assert "courts/tor/motion is approved as it stands, by Jordan A. Ellery" in out
    _, out, _ = filings("templates", "show", "motion", "--court", "tor", *own)
    assert re.search(r"courts/tor/motion +approved$", out, re.MULTILINE)
    code, out, _ = filings("templates", "diff", "courts/tor/motion", "--approved", *own)
    assert (code, out.strip()) == (0, "courts/tor/motion is as it was approved.")
    text.write_text(text.read_text().replace("Ours.", "Theirs."))
    _, out, _ = filings("templates", "diff", "courts/tor/motion", "--approved", *own)
    assert "<p>Ours." in out
    assert "<p>Theirs." in out
    _, out, _ = filings("templates", "show", "motion", "--court", "tor", *own)
    assert "changed since it was approved" in out


def test_days_to_come_names_nobody_knows_and_bare_numbers_are_refused(filings, office):
    config, *_ = office
    own = ("--config", config)
    tomorrow = dt.datetime.now().astimezone().date() + dt.timedelta(days=1)
    for arguments, says in (
        (("motion", *WHO, "--on", tomorrow, *own), "has not come yet"),
        (("moton", *WHO, *own), "there is no moton"),
        (("motion", "--by", " ", "--bar-number", "123456", *own), "give a name and a bar number"),
        (("motion", "--by", "A", "--bar-number", "000000", *own), "give a name and a bar number"),
    ):
        code, _, err = filings("templates", "approve", *arguments)
        assert code == 2
        assert says in " ".join(err.replace("│", " ").split())
    assert not (config / "approvals.yaml").exists()
