"""The program in a terminal that can show nothing but text, on forty columns."""

import os
import subprocess
import sys

import pytest

PLAIN = {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "40", "PYTHONIOENCODING": "utf-8"}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    path = tmp_path_factory.mktemp("dumb") / "three.csv"
    _run("sample", "--cases", "3", "--seed", "5", "--out", path)
    return path


def _run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "filings", *map(str, arguments)],
        env={**os.environ, **PLAIN},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def test_checking_and_listing_say_in_plain_text_what_they_say_elsewhere(rows):
    for arguments, code, words in (
        (("check", rows), (0, 10), "Every entry, in"),
        (("templates", "list", "--court", "tor"), (0,), "motion"),
        (("find", "Nobody, Alex", "--in", rows.parent), (7, 8, 4), "error:"),
    ):
        ran = _run(*arguments)
        assert ran.returncode in code, ran.stderr
        assert words in ran.stdout + ran.stderr
        assert "\x1b" not in ran.stdout + ran.stderr
        assert "Traceback" not in ran.stderr


@pytest.mark.slow
def test_a_small_build_says_in_plain_text_where_its_papers_lie(rows):
    out = rows.parent / "out"
    ran = _run("build", rows, "--out", out, "--jobs", "1")
    assert ran.returncode in (0, 10), ran.stderr
    assert "\x1b" not in ran.stdout + ran.stderr
    assert (out / "manifest.json").exists()
    found = _run("find", "Nobody, Alex", "--in", out)
    assert "Traceback" not in found.stderr
