"""What needs no page loads nothing that makes pages: half a second that each of them would pay."""

import subprocess
import sys

import pytest

from filings.output.ledger import write_ledger
from filings.storage.run_folder import RunFolder
from tests.small_settings import small_settings
from tests.test_pipeline import row, write_list

# Runs a command as `filings` does, and says which of these, if any, are loaded at its end.
AS_TYPED = """
import sys
from filings.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print("code", end.code)
print("loaded", *{watched} & sys.modules.keys())
"""
TYPESETTERS = {"weasyprint", "pydyf", "pikepdf"}
OF_LISTS = {"filings.lists", "filings.screening", "filings.matching", "filelock"}


@pytest.mark.parametrize("command", ["check", "templates list", "find BA1 --in"])
def test_a_command_that_prints_no_page_loads_no_typesetter(command, tmp_path):
    listed = write_list(tmp_path / "list.csv", [row(1), row(2, Last_Name="Ånström")])
    given = [] if command == "templates list" else [str(listed)]
    done = subprocess.run(
        [sys.executable, "-c", AS_TYPED.format(watched=TYPESETTERS), *command.split(), *given],
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1] == "loaded", done.stdout + done.stderr
    assert "code" in done.stdout


def test_finding_an_entry_of_a_finished_folder_loads_nothing_that_reads_lists(tmp_path):
    folder = RunFolder(tmp_path / "packets", {"the lists": "9f86"}, "a key")
    with folder:
        write_ledger(folder, (), small_settings())
    code, given = AS_TYPED.format(watched=OF_LISTS), ["find", "BA1", "--in", str(folder.root)]
    done = subprocess.run([sys.executable, "-c", code, *given], capture_output=True, text=True)
    said, *_, loaded = done.stdout.splitlines()
    assert said.startswith("Nothing with that number"), done.stdout + done.stderr
    assert loaded == "loaded"


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
