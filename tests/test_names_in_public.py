"""A document that names nobody is composed of convictions that have no name to print."""

import re
from pathlib import Path

import pytest

from filings.cli import main
from filings.model.errors import ExitCode
from tests.compose.test_sandbox import composed
from tests.render.made import shipped_name

ASKS = {
    "a loop": "{% for c in packet.convictions %}{{ c.name.listed }}{% endfor %}",
    "one": "{{ packet.convictions[0].name.captioned }}",
    "the last": "{% set c = packet.convictions | last %}{{ c.name }}",
    "in brackets": "{{ packet.convictions[0]['name'] }}",
    "by map": "{{ packet.convictions | map(attribute='name.listed') | join }}",
    "with something else instead": "{{ packet.convictions[0].name | default('nobody') }}",
    "whether there is one": "{{ packet.convictions[0].name is defined }}",
}
DAY = ("--filed-on", "2026-03-02")


@pytest.fixture
def folder(tmp_path):
    def write(line: str, document: str = "motion") -> Path:
        path = tmp_path / "ours" / "courts" / "ccb" / f"{document}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f'{{% extends "{shipped_name(document)}" %}}\n{{% block hearing %}}\n'
        path.write_text(head + line + "{% endblock %}\n", encoding="utf-8")
        return tmp_path / "ours"

    return write


def run(capsys, *arguments: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return stopped.value.code or 0, told.out + told.err


@pytest.mark.parametrize("way", ASKS)
def test_whichever_way_a_public_motion_asks_for_a_name_check_says_where(folder, capsys, way):
    ours = folder(ASKS[way])
    code, said = run(
        capsys,
        "templates",
        "check",
        "--document",
        "motion",
        "--court",
        "ccb",
        "--templates",
        ours,
        *DAY,
    )
    assert code == ExitCode.TEMPLATE
    assert re.search(r"ccb/motion\.html, line 3, block hearing: .*\bname\b", said), said


def test_preview_and_build_stop_at_it_too_and_write_no_page(folder, capsys, tmp_path):
    ours = folder(ASKS["a loop"])
    page, lists, out = tmp_path / "page.pdf", tmp_path / "list.csv", tmp_path / "out"
    run(capsys, "sample", "--out", lists, "--cases", 30, "--dirt", 0)
    preview = ("preview", "--court", "ccb", "--templates", ours, "--out", page, *DAY)
    for command in (preview, ("build", lists, "--out", out, "--templates", ours, *DAY)):
        code, said = run(capsys, *command)
        assert code == ExitCode.TEMPLATE, said
        assert "ccb/motion.html, line 3, block hearing: `conviction` has no `name`" in said
    assert not page.exists()
    assert not list(out.glob("public/packets/ccb/**/motion.pdf"))


def test_a_branch_that_no_list_of_today_takes_is_checked_all_the_same(folder, capsys):
    ours = folder("{% if count > 99999 %}" + ASKS["a loop"] + "{% endif %}")
    code, said = run(
        capsys,
        "templates",
        "check",
        "--document",
        "motion",
        "--court",
        "ccb",
        "--templates",
        ours,
        *DAY,
    )
    assert code == ExitCode.TEMPLATE
    assert "line 3, block hearing: nothing is called `c.name`" in said


def test_a_document_under_seal_may_name_people_still(folder, capsys, tmp_path):
    assert "SPECIMEN1" in composed(tmp_path, ASKS["a loop"], "exhibit-a-sealed")
    ours = folder(ASKS["a loop"], "exhibit-a-sealed")
    _, said = run(
        capsys,
        "templates",
        "check",
        "--document",
        "exhibit-a-sealed",
        "--court",
        "ccb",
        "--templates",
        ours,
        *DAY,
    )
    assert "name" not in said.replace("names", ""), said
