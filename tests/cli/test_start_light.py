"""What needs no page loads nothing that makes pages: half a second that each of them would pay."""

import subprocess
import sys

import pytest

from tests.test_pipeline import row, write_list

# Runs a command as `filings` does, and says which typesetter, if any, is loaded at its end.
AS_TYPED = """
import sys
from filings.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print("code", end.code)
print("loaded", *{"weasyprint", "pydyf", "pikepdf"} & sys.modules.keys())
"""


@pytest.mark.parametrize("command", ["check", "templates list", "find BA1 --in"])
def test_a_command_that_prints_no_page_loads_no_typesetter(command, tmp_path):
    listed = write_list(tmp_path / "list.csv", [row(1), row(2, Last_Name="Ånström")])
    given = [] if command == "templates list" else [str(listed)]
    done = subprocess.run(
        [sys.executable, "-c", AS_TYPED, *command.split(), *given], capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "loaded", done.stdout + done.stderr
    assert "code" in done.stdout


def test_the_typesetter_is_loaded_without_asking_the_compiler_for_libraries():
    asks = """
import subprocess
begun = []
class Watched(subprocess.Popen):
    def __init__(self, *given, **named):
        begun.append(given)
        super().__init__(*given, **named)
subprocess.Popen = Watched
from filings.render import Renderer
print(len(begun))
"""
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True)
    assert done.stdout.strip() == "0", done.stdout + done.stderr
