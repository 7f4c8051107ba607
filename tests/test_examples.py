"""Each example is run by the very commands its README gives, in a copy of its folder."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

COUNTIES = Path(__file__).parents[1] / "examples"
EXAMPLES = COUNTIES / "los_angeles"
USES = sorted(path.parent.name for path in EXAMPLES.glob("*/README.md"))
COMMANDS = re.compile(r"^(filings .+?)(?:  # exit code (\d+))?$", re.MULTILINE)


def commands(readme):
    """The commands of a README, each with the exit code that it says."""
    text = readme.read_text(encoding="utf-8")
    lines = "".join(re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    found = [(command, int(code or 0)) for command, code in COMMANDS.findall(lines)]
    assert len(found) == len(lines.splitlines()) >= 2, f"{readme}: a line is not run"
    return found


def run(readme, folder):
    """Run the commands of a README in a folder; return what they said."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    said = []
    for command, code in commands(readme):
        done = subprocess.run(
            command, shell=True, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True
        )
        output = (done.stdout + done.stderr).decode()
        assert done.returncode == code, f"{command}\n{output}"
        said.append(output)
    return said


@pytest.fixture(scope="module", params=USES)
def ran(request, tmp_path_factory):
    """A use, the folder it ran in, and what its commands said."""
    folder = tmp_path_factory.mktemp(request.param) / "los_angeles"
    shutil.copytree(EXAMPLES, folder)
    return request.param, folder, run(EXAMPLES / request.param / "README.md", folder)


def text_of(path):
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def words_of(path):
    """The text with single blanks, and no line numbers at the start of lines."""
    return " ".join(re.sub(r"(?m)^\d{1,2}\s*$", "", text_of(path)).split())


def test_there_is_an_example_for_each_of_the_four_uses():
    assert USES == ["bulk_packets", "compare", "courthouse_template", "one_filing"]
    index = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"({use}/README.md)" in index for use in USES)


def test_every_person_in_the_list_is_marked_as_invented():
    with (EXAMPLES / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 121
    assert {row[-1] for row in rows} == {"Sample", "SAMPLE"}


def test_the_example_does_what_its_readme_says(ran):
    use, folder, said = ran
    {
        "bulk_packets": packets_for_a_whole_list,
        "compare": two_lists,
        "one_filing": one_filing,
        "courthouse_template": one_courthouse,
    }[use](folder, said)


def test_cook_county_gets_a_packet_for_each_case_once_an_attorney_signs(tmp_path):
    folder = tmp_path / "cook_county"
    shutil.copytree(COUNTIES / "cook_county", folder)
    checked, _ = run(folder / "README.md", folder)
    assert "nothing would go in; 7 need you" in checked
    readme = (folder / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(packets/[^`]+)`", readme)
    assert len(named) == 3
    assert [name for name in named if not (folder / name).exists()] == []
    motion = words_of(folder / named[0])
    assert "IN THE CIRCUIT COURT OF COOK COUNTY, ILLINOIS" in motion
    assert "720 ILCS 550/4(c)" in motion
    assert "720 ILCS 550/5(a)" in motion
    assert "California" not in motion
    # A case each, and the second is of 2018: eligible in Illinois, too late in California.
    second = words_of(folder / named[0].replace("/001/", "/002/"))
    assert "18 CR 0765401" in second
    assert not (folder / "packets" / "public" / "packets").exists()


def packets_for_a_whole_list(folder, said):
    readme = (folder / "bulk_packets" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(packets/[^`]+)`", readme)
    assert len(named) >= 4
    assert [name for name in named if not (folder / name).exists()] == []
    totals = json.loads((folder / "packets" / "manifest.json").read_text())["totals"]
    assert totals["rows"] == totals["entries"] == 120
    assert totals["included"] > 90
    assert totals["held"] > 5
    with (folder / "packets" / "sealed" / "ledger.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 120
    motion = words_of(folder / named[0])
    # From the office's own folder; the shipped text is gone.
    assert "Invented D. Analyst" in motion
    assert "review database" in motion
    assert "Placeholder" not in motion
    assert "torrance" in said[-1].lower()


def two_lists(folder, _said):
    readme = (folder / "compare" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(compared/[^`]+)`", readme)
    assert len(named) == 8
    assert [name for name in named if not (folder / name).exists()] == []
    found = json.loads((folder / "compared" / "sealed" / "comparison.json").read_text())
    for words in (
        f"{found['in_both']} convictions in both",
        f"{found['only_in_first']} only in the state's and {found['only_in_second']} only in the",
        f"| {found['conflicting']} that are in both",
        f"| {found['probable_links']} pairs that are probably one",
    ):
        assert words in " ".join(readme.split()), words
    assert found["people_spelt_differently"] == 0
    with (folder / "together" / "sealed" / "ledger.csv").open(newline="") as file:
        ledger = list(csv.DictReader(file))
    ours = [row for row in ledger if row["list"] == "2"]
    assert len(ours) == found["only_in_second"]
    assert {row["fate"] for row in ours} == {"held"}


def one_filing(folder, said):
    motion = words_of(folder / "motion.pdf")
    assert "THE CONVICTION LISTED" in motion
    assert "Torrance City Attorney" in motion
    assert motion.count("3TR25533") == 2  # in the caption and in the schedule
    assert "Calverstead" not in motion
    assert "PROPOSED" in words_of(folder / "order.pdf").upper()
    assert (folder / "order-1.png").stat().st_size > 10_000
    assert "NUMBER-THAT-IS-NOT-THERE" in said[-1]
    assert not (folder / "none.pdf").exists()


def one_courthouse(folder, _said):
    torrance, compton = (words_of(folder / f"{name}.pdf") for name in ("torrance", "compton"))
    assert "Miscellaneous No. SAMPLE-0000" in torrance
    assert "is brought to Torrance Courthouse, Department 00, by" in torrance
    assert "PLEASE TAKE NOTICE" in torrance  # the shipped block is still there
    assert "Compton Courthouse" in compton
    assert "SAMPLE-0000" not in compton
    assert "is brought to" not in compton
