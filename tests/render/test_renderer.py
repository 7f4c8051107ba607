"""A page that a clerk must reject stops its packet, and leaves nothing half made."""

import errno
import re

import pytest

from filings.cli import main
from filings.model.errors import ExitCode, OutputError, PageError
from filings.render import Renderer
from filings.render.layout import listening
from filings.settings.settings import read_settings, shipped_templates
from tests.render.made import FILED_ON, INVENTED_OFFICE, many, press


def overlay(folder, old: str, new: str):
    """The shipped pleading paper with one thing changed."""
    shipped = (shipped_templates() / "frame" / "paper.css").read_text()
    assert old in shipped
    (folder / "frame").mkdir(parents=True)
    (folder / "frame" / "paper.css").write_text(shipped.replace(old, new))
    return folder


def test_type_that_is_too_small_is_refused_with_rule_page_and_remedy(tmp_path):
    small = overlay(tmp_path, "main p.body {", "main p.body { font-size: 10pt;")
    with pytest.raises(PageError) as refused:
        press(templates=[small]).print_document(many(3), "motion")
    assert re.search(r"motion\.pdf, page \d", refused.value.where)
    assert "2.104" in refused.value.what
    assert "10" in refused.value.what
    assert refused.value.remedy


def test_a_build_of_refused_pages_exits_9_and_leaves_no_packet(tmp_path, capsys):
    bad = overlay(tmp_path / "templates", "main p.body {", "main p.body { color: #c00;")
    given = tmp_path / "list.csv"
    with pytest.raises(SystemExit):
        main(["sample", "--cases", "12", "--seed", "3", "--dirt", "0", "--out", str(given)])
    out = tmp_path / "out"
    with pytest.raises(SystemExit) as stopped:
        main(["build", str(given), "--out", str(out), "--templates", str(bad), "--jobs", "1"])
    assert stopped.value.code == ExitCode.PAGE
    assert "rule 2.106" in capsys.readouterr().err
    assert not list(out.rglob("*.pdf"))
    assert not (out / "manifest.json").exists()


def limited(before=None, **pdf):
    """A press whose court's portal takes no more than this of a file."""
    settings = read_settings([INVENTED_OFFICE])
    paper = settings.rulesets["ca-superior"]
    small = paper.model_copy(update={"pdf": paper.pdf.model_copy(update=pdf)})
    changed = settings.model_copy(update={"rulesets": {**settings.rulesets, "ca-superior": small}})
    return Renderer(changed, filed_on=FILED_ON, before=before)


def test_a_part_that_a_portal_does_not_take_stops_with_the_limit_to_set():
    machine = None
    for takes, what, proposed in (
        ({"max_pages": 1}, "2 pages; .* requires: the file has at most 1 pages$", (13, 13)),
        ({"max_mb": 0.02}, r"0\.0\d MB; .* requires: the file is at most 0.02 MB$", (8, 18)),
    ):
        machine = limited(machine, **takes)
        with pytest.raises(PageError) as stopped:
            machine.print_document(many(30), "exhibit-a-sealed")
        assert re.match(what, stopped.value.what)
        assert "holds 30 convictions" in stopped.value.remedy
        fewer = re.search(r"`cases_per_motion: (\d+)`", stopped.value.remedy)
        assert proposed[0] <= int(fewer[1]) <= proposed[1]
    with pytest.raises(PageError) as stopped:  # of one conviction there is no smaller part
        limited(machine, max_mb=0.001).print_document(many(1), "exhibit-a-sealed")
    assert "One conviction alone does not fit" in stopped.value.remedy
    assert "cases_per_motion" not in stopped.value.remedy


def test_inspect_draws_the_pages_it_refuses(tmp_path, capsys):
    small = overlay(tmp_path / "t", ".footer .title {", ".footer .title { color: #c00;")
    with pytest.raises(PageError):
        press(templates=[small]).print_document(many(1), "motion")
    proof = press(templates=[small]).proof(many(1), "motion")
    bad = tmp_path / "motion.pdf"
    bad.write_bytes(proof.pdf)
    with pytest.raises(SystemExit) as stopped:
        main(["inspect", str(bad), "--png", str(tmp_path / "drawn")])
    assert stopped.value.code == ExitCode.PAGE
    pictures = sorted((tmp_path / "drawn").glob("motion-*.png"))
    assert str(pictures[0]) in capsys.readouterr().out


def test_a_full_folder_for_temporary_files_is_no_fault_of_a_template():
    refused = pytest.raises(OutputError, match="temporary files is full")
    with refused, listening("a page"), listening("fonts"):
        raise OSError(errno.ENOSPC, "No space left on device")
