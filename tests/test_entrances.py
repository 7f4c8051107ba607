"""How one comes in: the program, the module, the verbs of Python, with what is installed or not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import filings
from filings.model.errors import ListError

HOUSE = Path(__file__).parents[1]
LIST = HOUSE / "examples/los_angeles/list.csv"
OFFICE = HOUSE / "examples/los_angeles/invented_office"


def python(program, *arguments, **environment):
    """What a new Python prints."""
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=HOUSE,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def without(module, then):
    """A program in which a module is not there."""
    return f"import sys; sys.modules[{module!r}] = None\n{then}"


def test_the_commands_are_there_on_a_system_without_fcntl():
    done = python(without("fcntl", "import filings.cli, filings.storage.run_folder as f; print(1)"))
    assert done.stdout == "1\n", done.stderr


def test_nothing_of_ours_asks_for_what_only_one_system_has():
    for path in (HOUSE / "filings").rglob("*.py"):
        if "web" in path.parts:
            continue  # `filings serve` is for Linux and macOS, as docs/how-to/browser.md says
        text = path.read_text(encoding="utf-8")
        for module in ("fcntl", "pwd", "grp", "resource", "msvcrt", "termios"):
            # Within a function it may be asked for, where its absence is expected.
            assert not re.search(rf"^(import|from) {module}\b", text, re.MULTILINE), path


def test_a_parquet_list_without_its_library_names_the_extra(tmp_path):
    listed = tmp_path / "list.parquet"
    listed.write_bytes(b"PAR1" + bytes(60) + b"PAR1")
    program = without("pyarrow", "from filings.cli import main; main(sys.argv[1:])")
    done = python(program, "check", listed)
    assert done.returncode == ListError.code
    assert "filings[parquet]" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_other_list_is_read_without_it():
    program = without("pyarrow", "from filings import check; print(check(sys.argv[1]).totals.rows)")
    done = python(program, LIST)
    assert int(done.stdout) > 10, done.stderr


def test_the_shell_completes_commands():
    done = python(
        "from filings.cli import main; main([])",
        _FILINGS_COMPLETE="complete_bash",
        COMP_WORDS="filings prev",
        COMP_CWORD="1",
    )
    assert done.stdout.split() == ["preview"], done.stderr


def test_python_checks_a_list_with_nothing_said_but_its_name():
    report = filings.check(LIST)
    assert report.totals.entries >= report.totals.included > 0
    assert filings.check([str(LIST)], OFFICE).totals.rows == report.totals.rows


def test_the_version_is_told_in_one_place():
    project = (HOUSE / "pyproject.toml").read_text(encoding="utf-8")
    assert 'dynamic = ["version"]' in project
    assert filings.__version__.count(".") == 2
