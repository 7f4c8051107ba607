"""The container's files name what is there, and their steps run without a daemon."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

HOUSE = Path(__file__).parents[1]
STEPS = HOUSE / "container/install.sh"


def instructions():
    """Each instruction of the Containerfile with what it is given, on one line."""
    text = (HOUSE / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [line.split(maxsplit=1) for line in lines]


def test_every_instruction_is_one_and_every_copied_file_is_there():
    known = {"FROM", "COPY", "RUN", "USER", "WORKDIR", "ENTRYPOINT", "CMD"}
    for word, rest in instructions():
        assert word in known, word
        if word == "COPY" and not rest.startswith("--from="):
            *sources, _ = rest.split()
            assert [name for name in sources if not (HOUSE / name).exists()] == []


def test_what_runs_is_no_root_and_is_the_program():
    told = instructions()
    last = max(place for place, (word, _) in enumerate(told) if word == "FROM")
    final = dict(told[last:])
    assert final["USER"] not in ("root", "0")
    assert final["ENTRYPOINT"] == '["filings"]'


def test_each_step_that_is_run_is_one_of_the_script():
    offered = set(re.findall(r"(?m)^(\w+)\)$", STEPS.read_text(encoding="utf-8")))
    asked = {
        found
        for word, rest in instructions()
        if word == "RUN"
        for found in re.findall(r"install\.sh (\w+)", rest)
    }
    assert asked == offered == {"system", "filings"}


def test_the_script_is_a_shells_and_says_how_it_is_used():
    assert subprocess.run(["sh", "-n", STEPS], check=False).returncode == 0
    done = subprocess.run([STEPS, "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "usage:" in done.stderr


def test_the_script_installs_what_a_fresh_machine_needs():
    machine = (HOUSE / ".ci/machine").read_text(encoding="utf-8")
    wanted = re.search(r"packages=\(([^)\"]+)", machine)[1].split()
    text = STEPS.read_text(encoding="utf-8")
    assert [name for name in wanted if name not in text] == ["poppler-utils"]  # the tests' alone


def test_the_composed_service_has_no_network_and_a_wall_of_its_own():
    told = yaml.safe_load((HOUSE / "compose.yaml").read_text(encoding="utf-8"))
    service = told["services"]["filings"]
    assert service["network_mode"] == "none"
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert (HOUSE / service["build"]["dockerfile"]).is_file()


@pytest.mark.slow
def test_the_steps_install_a_program_that_answers(tmp_path):
    done = subprocess.run(
        [STEPS, "filings", HOUSE, tmp_path / "home"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("filings ")
