"""From lists to a run folder: the tree, the manifest, resuming, refusals."""

import contextlib
import csv
import dataclasses
import datetime as dt
import errno
import hashlib
import json
import os
import random
import tempfile
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from pydantic import SecretStr

import filings
import filings.render
from filings import pipeline
from filings.model.errors import (
    ConfigError,
    ListError,
    NotReadyError,
    OutputError,
    TemplateError,
    VerificationError,
)
from filings.output import printing
from filings.output.manifest_schema import Manifest
from filings.settings.settings import read_settings
from filings.storage import run_folder
from tests.fakes import FakeRenderer, grouped, limited
from tests.small_settings import with_own_key

pytestmark = pytest.mark.usefixtures("fake_renderer")

DAY = dt.date(2026, 12, 1)
PUBLIC = ("motion", "proposed-order", "proof-of-service")
SEALED = (
    *("exhibit-a-sealed.pdf", "cases.csv", "clerk-table.csv", "clerk-table.xlsx", "cover.pdf"),
    "filing-plan.json",
)
PRESS = filings.render.Renderer


@pytest.fixture(scope="session")
def settings():
    return with_own_key(read_settings())


def row(number, **cells):
    return {
        "Case Number": f"BA{number:06d}",
        "Defendant Suffix": "01",
        "Last Name": f"DOE{number}",
        "First Name": "JANE",
        "Person Number": f"P{number}",
        "Section": "11359 HS",
        "Count": "1",
        "Level": "Felony",
        "Conviction Date": "1999-05-04",
        "Court": "FOLTZ",
        "Arresting Agency": "LAPD",
        "Eligibility": "Eligible for Dismissal",
    } | {name.replace("_", " "): cell for name, cell in cells.items()}


def write_list(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0] if rows else row(0)))
        writer.writeheader()
        writer.writerows(rows)
    return path


MIXED = [
    *(row(n) for n in range(1, 8)),
    *(row(n, Court="COMPTON", Section="11357(b) HS") for n in range(8, 12)),
    row(12, Eligibility="Hand Review"),
    row(13, Case_Number=""),
    row(14, Conviction_Date="2017-01-01"),
    row(1),  # again
    row(15, Last_Name="SNOW☃"),
]


@pytest.fixture
def mixed(tmp_path):
    return write_list(tmp_path / "list.csv", MIXED)


def tree(root):
    """Every file with its bytes; the lock is empty when nobody holds it."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def built(lists, out, settings, **options):
    return filings.build(lists, out, settings, filed_on=DAY, **options)


class Dying(Executor):
    """Does so many tasks, then fails as a killed process would: with no word to anybody."""

    def __init__(self, tasks):
        self.left = tasks

    def submit(self, fn, /, *args, **kwargs):
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        future = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class Backwards(Executor):
    """Does each task at once, but the last one of a handful lands first."""

    def __init__(self):
        self.waiting = []

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self.waiting.append((future, fn(*args, **kwargs)))
        if len(self.waiting) == 2:
            while self.waiting:
                waited, result = self.waiting.pop()
                waited.set_result(result)
        return future


class Watching:
    def __init__(self):
        self.stages = []

    def stage(self, name, total):
        self.stages.append([name, total, 0])

    def advance(self, n=1):
        self.stages[-1][2] += n


def test_check_can_write_the_ledger_that_a_build_would_write(mixed, settings, tmp_path):
    alone = tmp_path / "new" / "ledger.csv"
    filings.check([mixed], settings, filed_on=DAY, ledger_path=alone)
    built([mixed], tmp_path / "out", settings)
    assert alone.read_bytes() == (tmp_path / "out" / "sealed" / "ledger.csv").read_bytes()
    assert alone.stat().st_mode & 0o077 == 0
    filings.check([mixed], settings, filed_on=DAY, ledger_path=alone)  # over its own kind


def test_a_ledger_is_never_written_over_a_list(mixed, settings):
    before = mixed.read_bytes()
    with pytest.raises(OutputError, match="is no ledger"):
        filings.check([mixed], settings, filed_on=DAY, ledger_path=mixed)
    assert mixed.read_bytes() == before


def test_check_says_what_would_go_in_and_writes_nothing(mixed, settings, tmp_path):
    report = filings.check([mixed], settings, filed_on=DAY)
    assert (report.totals.rows, report.totals.entries) == (16, 16)
    assert report.totals.included == 11
    assert {(str(r.fate), r.reason): r.entries for r in report.reasons} == {
        ("included", ""): 11,
        ("held", "hand-review"): 1,
        ("held", "no-case-number"): 1,
        ("held", "glyph-missing"): 1,
        ("duplicate", "duplicate"): 1,
        ("held", "offense-date"): 1,
    }
    held = [reason for reason in report.reasons if reason.fate == "held"]
    assert all(reason.who_can_act and reason.words and reason.remedy for reason in held)
    assert [(packet.name, packet.convictions) for packet in report.packets] == [
        ("ccb/lada/possession-for-sale-dismiss-by-policy/001", 7),
        ("com/lada/possession-dismiss-seal/001", 4),
    ]
    assert report.tally.entries == 16
    assert (report.run, report.documents) == ("", 0)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_build_leaves_exactly_the_tree_of_the_contract(mixed, settings, tmp_path):
    out = tmp_path / "out"
    report = built([mixed], out, settings)
    packets = [packet.name for packet in report.packets]
    expected = {
        "manifest.json",
        "public/summary.html",
        "sealed/summary.html",
        "sealed/ledger.csv",
        "sealed/remarks.csv",
        "sealed/placements.csv",
        "sealed/agreement.pdf",
        "sealed/index.pdf",
        "sealed/worklists.xlsx",
        "sealed/worklists/hand-review.csv",
        "sealed/worklists/no-case-number.csv",
        "sealed/worklists/glyph-missing.csv",
        "sealed/worklists/offense-date.csv",
    }
    for name in packets:
        expected |= {f"public/packets/{name}/{d}.pdf" for d in PUBLIC}
        expected |= {f"sealed/packets/{name}/{f}" for f in SEALED}
    assert {path for path in tree(out) if not path.startswith(".run/")} == expected
    for path in out.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_no_name_is_in_the_public_half(mixed, settings, tmp_path):
    built([mixed], tmp_path / "out", settings)
    public = tree(tmp_path / "out/public")
    assert public
    assert not [path for path, data in public.items() if b"DOE" in data]
    assert b"DOE" not in (tmp_path / "out/manifest.json").read_bytes()
    assert b"DOE" not in (tmp_path / "out/sealed/ledger.csv").read_bytes()


def test_the_manifest_accounts_for_every_row_and_every_file(mixed, settings, tmp_path):
    out = tmp_path / "out"
    report = built([mixed], out, settings)
    manifest = json.loads((out / "manifest.json").read_bytes())
    Manifest.model_validate(manifest)  # it has the form that its published schema says
    totals = manifest["totals"]
    assert totals == {
        "rows": 16,
        "entries": 16,
        "included": 11,
        "held": 4,
        "duplicate": 1,
        "out_of_scope": 0,
        "unreadable": 0,
    }
    assert (manifest["schema"], manifest["run"]) == (1, report.run)
    assert manifest["lists"][0]["rows"] == 16
    assert manifest["settings"]["filed_on"] == "2026-12-01"
    files = [*manifest["files"], *(file for p in manifest["packets"] for file in p["files"])]
    assert {file["path"] for file in files} == {
        path for path in tree(out) if not path.startswith(".run/") and path != "manifest.json"
    }
    for file in files:
        data = (out / file["path"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    with (out / "sealed/ledger.csv").open() as ledger:
        fates = [line["fate"] for line in csv.DictReader(ledger)]
    assert {fate: fates.count(fate) for fate in set(fates)} == {
        fate: count for fate, count in totals.items() if fate not in ("rows", "entries") and count
    }
    assert sum(packet["convictions"] for packet in manifest["packets"]) == totals["included"]
    secret = settings.office.conviction_key.get_secret_value()
    assert not [path for path, data in tree(out).items() if secret.encode() in data]
    assert not [path for path, data in tree(out).items() if str(tmp_path).encode() in data]


def test_the_report_tells_each_document_with_its_pages(mixed, settings, tmp_path):
    report = built([mixed], tmp_path / "out", settings)
    first = report.packets[0].documents[0]
    assert first.path == f"public/packets/{report.packets[0].name}/motion.pdf"
    assert (first.pages, first.convictions) == (1, 7)
    assert first.bytes == (tmp_path / "out" / first.path).stat().st_size
    assert (report.documents, report.pages) == (8, 8)
    assert json.loads(json.dumps(report.plain()))["totals"]["included"] == 11


def test_the_order_of_the_list_changes_no_packet(settings, tmp_path):
    one = write_list(tmp_path / "one.csv", MIXED)
    shuffled = random.Random(7).sample(MIXED, len(MIXED))
    two = write_list(tmp_path / "two.csv", shuffled)
    built([one], tmp_path / "a", settings)
    built([two], tmp_path / "b", settings)
    packets = tree(tmp_path / "a/public/packets") | tree(tmp_path / "a/sealed/packets")
    assert packets
    assert packets == tree(tmp_path / "b/public/packets") | tree(tmp_path / "b/sealed/packets")


def test_nothing_depends_on_who_prints_or_on_what_lands_first(mixed, settings, tmp_path):
    settings = limited(settings, 2)
    built([mixed], tmp_path / "a", settings)
    built([mixed], tmp_path / "b", settings, jobs=3, executor=Backwards())
    assert len([path for path in tree(tmp_path / "a") if path.endswith("motion.pdf")]) == 6
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


@pytest.mark.parametrize("finished", range(0, 13, 2))
def test_a_stopped_run_goes_on_and_ends_in_the_same_bytes(mixed, settings, tmp_path, finished):
    settings = limited(settings, 2)
    built([mixed], tmp_path / "whole", settings)
    out = tmp_path / "out"
    with contextlib.suppress(KeyboardInterrupt):
        built([mixed], out, settings, executor=Dying(finished))
    assert not list(out.rglob("*.part"))
    report = built([mixed], out, settings)
    assert tree(out) == tree(tmp_path / "whole")
    # A packet is two lots, and what was printed and had not landed is lost.
    assert report.kept >= finished // 2 - 2


def test_options_may_be_given_whole_or_by_name_and_a_wrong_name_is_refused(mixed, settings):
    whole = pipeline.RunOptions(filed_on=DAY, court="com")
    by_name = filings.check([mixed], settings, filed_on=DAY, court="com")
    assert filings.check([mixed], settings, whole).plain() == by_name.plain()
    assert filings.check([mixed], settings, whole, strict=True).plain() == by_name.plain()
    with pytest.raises(TypeError, match="colour"):
        filings.check([mixed], settings, filed_on=DAY, colour="red")
    with pytest.raises(TypeError, match="filed_on"):
        pipeline.check([mixed], settings)


def test_what_is_finished_is_not_printed_again(mixed, settings, tmp_path):
    first = built([mixed], tmp_path / "out", settings)
    again = built([mixed], tmp_path / "out", settings, executor=Dying(0))
    assert (first.kept, again.kept) == (0, 2)
    assert [packet.documents for packet in again.packets] == [p.documents for p in first.packets]


@pytest.mark.parametrize("change", ["list", "day", "settings", "key", "templates", "court"])
def test_a_folder_of_another_run_is_refused_with_what_changed(mixed, settings, tmp_path, change):
    out = tmp_path / "out"
    built([mixed], out, settings)
    before = tree(out)
    options = {"filed_on": DAY}
    if change == "list":
        write_list(mixed, MIXED[1:])
    elif change == "day":
        options["filed_on"] = DAY.replace(day=2)
    elif change == "settings":
        settings = limited(settings, 5)
    elif change == "key":
        office = settings.office.model_copy(update={"conviction_key": SecretStr("another secret")})
        settings = settings.model_copy(update={"office": office})
    elif change == "templates":
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine/motion.html").write_text("x")
        options["templates"] = [tmp_path / "mine"]
    else:
        options["court"] = "com"
    words = {"day": "the day of filing", "list": "the lists"}.get(change, f"the {change}")
    with pytest.raises(OutputError, match=f"{words}.* changed since"):
        filings.build([mixed], out, settings, **options)
    assert tree(out) == before


def test_two_runs_do_not_write_into_one_folder(mixed, settings, tmp_path):
    class Meddling(Dying):
        def submit(self, fn, /, *args, **kwargs):
            with pytest.raises(OutputError, match="another run is writing here"):
                built([mixed], tmp_path / "out", settings)
            return super().submit(fn, *args, **kwargs)

    built([mixed], tmp_path / "out", settings, executor=Meddling(2))
    built([mixed], tmp_path / "alone", settings)
    assert tree(tmp_path / "out") == tree(tmp_path / "alone")


@pytest.mark.parametrize("writes", [0, 1, 3, 8, 11, 15, 18])
def test_a_full_disk_leaves_nothing_half_made_and_is_got_over(
    mixed, settings, tmp_path, monkeypatch, writes
):
    out = tmp_path / "out"
    built([mixed], tmp_path / "whole", settings)
    left = writes
    private = run_folder._private

    def full(path):
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return private(path)

    monkeypatch.setattr(run_folder, "_private", full)
    with pytest.raises(OutputError, match="no room left") as stopped:
        built([mixed], out, settings)
    assert "the same command again" in stopped.value.remedy
    monkeypatch.setattr(run_folder, "_private", private)

    whole = tree(tmp_path / "whole")
    for path, data in (tree(out) if out.exists() else {}).items():
        assert data == whole[path], path
    assert not (out / "manifest.json").exists()
    built([mixed], out, settings)
    assert tree(out) == whole


def test_a_folder_that_must_not_be_written_says_so(mixed, settings, tmp_path, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match="must not be written"):
        built([mixed], tmp_path / "out", settings)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_says_so(mixed, settings, tmp_path):
    out = tmp_path / "out"
    out.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="must not be written"):
        built([mixed], out, settings)


def test_strict_stops_before_the_first_page_and_leaves_nothing(mixed, settings, tmp_path):
    with pytest.raises(NotReadyError, match="4 of their entries"):
        built([mixed], tmp_path / "out", settings, strict=True, executor=Dying(0))
    assert not (tmp_path / "out").exists()
    clean = write_list(tmp_path / "clean.csv", MIXED[:3])
    assert built([clean], tmp_path / "out", settings, strict=True).totals.included == 3


def test_a_list_with_nothing_to_include_still_accounts_for_every_row(settings, tmp_path):
    nothing = write_list(tmp_path / "list.csv", [row(1, Eligibility="Hand Review")])
    report = built([nothing], tmp_path / "out", settings)
    assert (report.packets, report.totals.held) == ((), 1)
    assert {path for path in tree(tmp_path / "out") if not path.startswith(".run/")} == {
        "manifest.json",
        "public/summary.html",
        "sealed/summary.html",
        "sealed/ledger.csv",
        "sealed/remarks.csv",
        "sealed/placements.csv",
        "sealed/worklists.xlsx",
        "sealed/worklists/hand-review.csv",
    }


def test_an_empty_list_is_an_empty_run(settings, tmp_path):
    report = built([write_list(tmp_path / "list.csv", [])], tmp_path / "out", settings)
    assert (report.totals.rows, report.totals.entries, report.packets) == (0, 0, ())


def test_one_list_given_twice_is_refused(mixed, settings, tmp_path):
    copy = tmp_path / "copy.csv"
    copy.write_bytes(mixed.read_bytes())
    with pytest.raises(ListError, match="same file as list 1"):
        filings.check([mixed, copy], settings, filed_on=DAY)


def test_two_lists_that_agree_go_in_once_and_the_ledger_names_both(settings, tmp_path):
    one = write_list(tmp_path / "one.csv", [row(1), row(2)])
    two = write_list(tmp_path / "two.csv", [row(2), row(3)])
    report = built([one, two], tmp_path / "out", settings)
    assert (report.totals.included, report.totals.duplicate) == (3, 1)
    with (tmp_path / "out/sealed/ledger.csv").open() as ledger:
        lists = {(line["case_number"], line["lists"]) for line in csv.DictReader(ledger)}
    assert lists == {("BA000001", "1"), ("BA000002", "1;2"), ("BA000002", "2"), ("BA000003", "2")}


def test_a_character_that_no_font_draws_holds_the_conviction(mixed, settings, tmp_path):
    built([mixed], tmp_path / "out", settings)
    with (tmp_path / "out/sealed/worklists/glyph-missing.csv").open(encoding="utf-8") as file:
        (held,) = csv.DictReader(file)
    assert held["last"] == "SNOW☃"
    assert "U+2603" in held["detail"]


@pytest.mark.parametrize(
    "changes",
    [{"motion": {"convictions": 6}}, {"motion": {"pages": 0}}, {"": {"placements": ()}}],
    ids=["miscounted", "page not there", "stands nowhere"],
)
def test_a_document_that_does_not_hold_what_the_packet_holds_is_not_kept(
    mixed, settings, tmp_path, monkeypatch, changes
):
    class Press(FakeRenderer):
        def print_document(self, packet, document):
            printed = super().print_document(packet, document)
            return dataclasses.replace(printed, **changes.get(document, changes.get("", {})))

    monkeypatch.setattr(filings.render, "Renderer", Press)
    with pytest.raises(VerificationError):
        built([mixed], tmp_path / "out", settings)
    assert not (tmp_path / "out").exists()


def test_a_template_that_fails_stops_the_run_and_keeps_what_is_finished(
    mixed, settings, tmp_path, monkeypatch
):
    class Press(FakeRenderer):
        def print_document(self, packet, document):
            if packet.court == "com":
                raise TemplateError("motion.html, line 3", "no such name", "")
            return super().print_document(packet, document)

    monkeypatch.setattr(filings.render, "Renderer", Press)
    with pytest.raises(TemplateError):
        built([mixed], tmp_path / "out", settings)
    assert (tmp_path / "out/public/packets/ccb").is_dir()
    assert not (tmp_path / "out/public/packets/com").exists()
    assert not (tmp_path / "out/manifest.json").exists()


def test_temporary_files_of_a_build_lie_with_its_own_notes_and_the_next_run_clears_them(
    mixed, settings, tmp_path
):
    out, before, seen = tmp_path / "out", tempfile.gettempdir(), []

    def sheet(*_):
        seen.append(Path(tempfile.mkdtemp()))
        seen[0].joinpath("font").write_bytes(b"x")
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeRenderer, "print_sheet", sheet)
        patch.setattr(run_folder.shutil, "rmtree", lambda *_, **__: None)  # as kill -9 leaves it
        with pytest.raises(KeyboardInterrupt):
            built([mixed], out, settings)
    assert seen[0].is_relative_to(out / ".run")
    assert seen[0].exists()
    assert tempfile.gettempdir() == before
    built([mixed], out, settings)
    assert not seen[0].exists()


def test_whatever_is_reached_by_a_linked_home_is_taken(mixed, settings, tmp_path):
    real, home = tmp_path / "volume" / "people" / "casey", tmp_path / "casey"
    (real / "texts" / "courts").mkdir(parents=True)
    home.symlink_to(real)
    listed = home / "list.csv"
    listed.write_bytes(mixed.read_bytes())
    texts, cache = [home / "texts"], home / "cache"
    built([listed], home / "out", settings, templates=texts, cache=cache)
    first = tree(real / "out")
    built([real / "list.csv"], real / "out", settings, templates=[real / "texts"], cache=cache)
    assert tree(real / "out") == first


def test_progress_is_told_in_convictions_and_ends_where_it_said(mixed, settings, tmp_path):
    watching = Watching()
    built([mixed], tmp_path / "out", settings, progress=watching)
    assert watching.stages[0][:2] == ["reading", None]
    assert watching.stages[1] == ["printing", 11, 11]
    assert watching.stages[2][0] == "writing"


def test_preview_prints_the_document_of_the_build(mixed, settings, tmp_path):
    report = built([mixed], tmp_path / "out", settings)
    previewed = {
        "first": pipeline.preview([mixed], settings, filed_on=DAY),
        "court": pipeline.preview([mixed], settings, filed_on=DAY, court="com"),
        "offense": pipeline.preview([mixed], settings, filed_on=DAY, offense="possession"),
        "case": pipeline.preview([mixed], settings, filed_on=DAY, case="BA000009"),
        "sealed": pipeline.preview(
            [mixed], settings, filed_on=DAY, case="BA000003-01", document="exhibit-a-sealed"
        ),
    }
    files = {
        name: (tmp_path / "out" / path).read_bytes()
        for name, path in {
            "first": f"public/packets/{report.packets[0].name}/motion.pdf",
            "court": f"public/packets/{report.packets[1].name}/motion.pdf",
            "offense": f"public/packets/{report.packets[1].name}/motion.pdf",
            "case": f"public/packets/{report.packets[1].name}/motion.pdf",
            "sealed": f"sealed/packets/{report.packets[0].name}/exhibit-a-sealed.pdf",
        }.items()
    }
    assert {name: printed.pdf for name, printed in previewed.items()} == files


def test_preview_of_what_is_not_there_says_so(mixed, settings, tmp_path):
    with pytest.raises(ListError, match="no packet of BA999999"):
        pipeline.preview([mixed], settings, filed_on=DAY, case="BA999999")
    empty = write_list(tmp_path / "none.csv", [])
    with pytest.raises(ListError, match="nothing in the lists"):
        pipeline.preview([empty], settings, filed_on=DAY)


def test_preview_of_a_held_case_says_why_and_who_can_act(settings, tmp_path):
    rows = [row(1), row(2, Court="Nowhere Hall"), row(2, Count="2", Level="")]
    path = write_list(tmp_path / "a.csv", rows)
    with pytest.raises(ListError) as raised:
        pipeline.preview([path], settings, filed_on=DAY, case="ba000002-01")
    told = str(raised.value)
    assert "line 3: needs you: The court is not in the table" in told
    assert '"Nowhere Hall"' in told
    assert "who can act: records clerk" in told
    assert "line 4: needs you" in told
    assert "no packet of" not in told


def test_a_court_that_is_not_there_is_refused(mixed, settings):
    with pytest.raises(ConfigError):
        filings.check([mixed], settings, filed_on=DAY, court="nowhere")


def test_grouped_by_case_each_case_is_a_packet(mixed, settings, tmp_path):
    report = built([mixed], tmp_path / "out", grouped(settings, "case"))
    assert len(report.packets) == 11
    assert {packet.convictions for packet in report.packets} == {1}


def test_the_packages_doors_are_those_of_the_command_line():
    assert set(filings.__all__) == {"build", "check", "compare", "preview", "verify"}
    assert all(callable(getattr(filings, name)) for name in filings.__all__)
    with pytest.raises(AttributeError):
        filings.nothing  # noqa: B018


def test_worker_processes_print_the_same_bytes_as_one(mixed, settings, tmp_path, monkeypatch):
    # The real press: a fake one is not known to a process that begins afresh.
    monkeypatch.setattr(filings.render, "Renderer", PRESS)
    monkeypatch.setattr(printing, "_FEW", 0)
    few = write_list(tmp_path / "few.csv", MIXED[6:8])
    built([few], tmp_path / "a", settings, jobs=1, per_case=True)
    built([few], tmp_path / "b", settings, jobs=2, per_case=True)
    assert len(list((tmp_path / "a").rglob("motion.pdf"))) == 2
    assert len(list((tmp_path / "a").rglob("orders/*.pdf"))) == 2
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
