"""A run folder is one run's: writes are whole or not at all, and a stopped run goes on."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

import pytest

from filings.model.errors import OutputError
from filings.storage.run_folder import RunFolder, hash_folder

FACTS = {"the lists": "abc", "the day of filing": "2026-12-01"}
KEY = "a key for tests"


def folder(root, **facts):
    return RunFolder(root, FACTS | facts, KEY)


def tree(root):
    """Every file of a folder with its bytes, but for what a run notes for itself."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".run" not in path.parts
    }


def keep(out, name, homes=("sealed", "public"), text=b"x", **record):
    """A packet of one file for each home, in their order."""
    files = [out.put(name, f"{home}/packets/{name}/{home}.pdf", text) for home in homes]
    out.keep(name, [f"{home}/packets/{name}" for home in homes], files, record)


def test_a_file_is_whole_or_not_there(tmp_path):
    with folder(tmp_path / "out") as out:
        out.write("sealed/a.csv", b"one")
        with suppress(RuntimeError), out.writing("sealed/b.csv") as file:
            file.write(b"half")
            raise RuntimeError
        with suppress(RuntimeError), out.writing("sealed/a.csv") as file:
            file.write(b"other")
            raise RuntimeError
    assert tree(tmp_path / "out") == {"sealed/a.csv": b"one"}


def test_only_the_owner_may_look(tmp_path):
    before = os.umask(0)
    try:
        with folder(tmp_path / "out") as out:
            out.write("sealed/a.csv", b"one")
            keep(out, "a/001")
    finally:
        os.umask(before)
    for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_packet_is_remembered_with_its_files(tmp_path):
    with folder(tmp_path / "out") as out:
        keep(out, "a/001", convictions=3)
        record = out.kept("a/001")
        assert out.kept("a/002") is None
    assert record["convictions"] == 3
    assert [path for path, _, _ in record["files"]] == [
        "sealed/packets/a/001/sealed.pdf",
        "public/packets/a/001/public.pdf",
    ]


@pytest.mark.parametrize("harm", ["deleted", "changed", "cut", "record"])
def test_a_packet_that_is_no_longer_whole_is_done_again(tmp_path, harm):
    root = tmp_path / "out"
    with folder(root) as out:
        keep(out, "a/001", text=b"abc")
    pdf = root / "public/packets/a/001/public.pdf"
    if harm == "deleted":
        pdf.unlink()
    elif harm == "changed":
        pdf.write_bytes(b"abd")
    elif harm == "cut":
        pdf.write_bytes(b"ab")
    else:
        (root / ".run/packets/a/001.json").write_bytes(b'{"files": [')
    with folder(root) as out:
        assert out.kept("a/001") is None
        keep(out, "a/001", text=b"abc")
        assert out.kept("a/001") is not None
    assert pdf.read_bytes() == b"abc"


def test_what_was_put_is_nowhere_to_be_seen_until_the_packet_is_kept(tmp_path):
    root = tmp_path / "out"
    with folder(root) as out:
        file = out.put("a/001", "sealed/packets/a/001/orders/00001.pdf", b"x")
        assert tree(root) == {}
        out.keep("a/001", ["sealed/packets/a/001"], [file], {})
        assert tree(root) == {"sealed/packets/a/001/orders/00001.pdf": b"x"}
        out.put("a/002", "sealed/packets/a/002/orders/00001.pdf", b"x")
    assert list(tree(root)) == ["sealed/packets/a/001/orders/00001.pdf"]
    assert not (root / ".run/parts").exists()


def test_the_same_facts_go_on_and_others_are_told_what_changed(tmp_path):
    root = tmp_path / "out"
    with folder(root) as out:
        keep(out, "a/001")
        run = out.run
    with folder(root) as out:
        assert out.run == run
    with pytest.raises(OutputError, match="the day of filing changed since") as stopped:
        folder(root, **{"the day of filing": "2026-12-02"}).__enter__()
    assert "the lists" not in str(stopped.value)
    assert stopped.value.remedy


def test_another_key_is_another_run():
    assert RunFolder(Path(), FACTS, KEY).run != RunFolder(Path(), FACTS, "another key").run


def test_a_run_that_finished_nothing_leaves_nothing(tmp_path):
    root = tmp_path / "new" / "out"
    with pytest.raises(RuntimeError), folder(root):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with folder(root, **{"the lists": "other"}) as out:
        out.write("a", b"b")


def test_a_run_that_finished_something_keeps_it(tmp_path):
    root = tmp_path / "out"
    with suppress(RuntimeError), folder(root) as out:
        keep(out, "a/001")
        raise RuntimeError
    with folder(root) as out:
        assert out.kept("a/001")


def test_a_folder_that_somebody_else_filled_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(OutputError, match="no run of this program wrote"):
        folder(tmp_path).__enter__()
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_files_without_the_record_of_their_run_are_left_alone(tmp_path):
    root = tmp_path / "out"
    with folder(root) as out:
        out.write("sealed/ledger.csv", b"x")
    (root / ".run/fingerprint.json").unlink()
    with pytest.raises(OutputError, match="another run"):
        folder(root).__enter__()
    assert (root / "sealed/ledger.csv").read_bytes() == b"x"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        folder(tmp_path / "out").__enter__()
    with pytest.raises(OutputError):
        folder(tmp_path / "out" / "deeper").__enter__()


def test_an_empty_folder_may_be_filled(tmp_path):
    with folder(tmp_path) as out:
        out.write("a", b"b")
    assert tree(tmp_path) == {"a": b"b"}


def test_two_runs_do_not_write_into_one_folder(tmp_path):
    with folder(tmp_path / "out") as first:
        with pytest.raises(OutputError, match=f"process {os.getpid()}") as stopped:
            folder(tmp_path / "out").__enter__()
        assert stopped.value.remedy
        first.write("a", b"b")
    with folder(tmp_path / "out") as second:
        second.write("a", b"b")
    assert (tmp_path / "out/.run/lock").read_bytes() == b""


def test_a_dead_run_holds_no_lock_and_leaves_nothing_half_made(tmp_path):
    root = tmp_path / "out"
    script = f"""
        import os, signal
        from pathlib import Path
        from filings.storage.run_folder import RunFolder
        from tests.storage.test_run_folder import keep
        with RunFolder(Path({str(root)!r}), {FACTS!r}, {KEY!r}) as out:
            keep(out, "a/001")
            replaced = Path.replace
            def stop(self, target):
                if str(target).endswith("sealed/packets/a/002"):
                    replaced(self, target)
                    os.kill(os.getpid(), signal.SIGKILL)
                return replaced(self, target)
            Path.replace = stop
            keep(out, "a/002")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == -signal.SIGKILL
    with folder(root) as out:
        assert out.kept("a/001")
        assert out.kept("a/002") is None
        assert not (root / ".run/parts").exists()
        assert not (root / "public/packets/a/002").exists()
        keep(out, "a/002", homes=["public"], text=b"y")


def test_a_folder_is_hashed_by_names_and_contents_and_not_by_its_place(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "a").write_text("1")
        (tmp_path / name / "deep" / "b").write_text("2")

    def hashed(name):
        root = tmp_path / name
        return hash_folder(root, [path for path in root.rglob("*") if path.is_file()])

    assert hashed("one") == hashed("two")
    (tmp_path / "two/deep/b").rename(tmp_path / "two/deep/c")
    assert hashed("one") != hashed("two")


def test_the_notes_of_a_run_hold_no_secret(tmp_path):
    with folder(tmp_path / "out") as out:
        out.write("a", b"b")
    notes = json.loads((tmp_path / "out/.run/fingerprint.json").read_bytes())
    assert set(notes) == {"run", "facts"}
    assert KEY not in json.dumps(notes)


@pytest.mark.parametrize("path", ["../victim", "a/../../victim", "/victim", "", "a//b", "./a"])
@pytest.mark.parametrize("name", ["a/001", "../../../victim/001"])
def test_no_path_leads_out_of_the_folder(tmp_path, path, name):
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "theirs.txt").write_text("theirs")
    with folder(tmp_path / "out") as out:
        with pytest.raises(OutputError, match="leads out of the output folder"):
            out.write(path, b"x")
        with pytest.raises(OutputError, match="leads out of the output folder"):
            out.file(path)
        with pytest.raises(OutputError, match="leads out of the output folder"):
            out.put(name, path, b"x")
        with pytest.raises(OutputError, match="leads out of the output folder"):
            out.keep(name, [path], [], {})
        assert out.read(path) is None
    beside = [path for path in tmp_path.rglob("*") if tmp_path / "out" not in path.parents]
    assert sorted(path.name for path in beside) == ["out", "theirs.txt", "victim"]


@pytest.mark.parametrize("link", ["public", "public/packets", "public/packets/a/001"])
def test_a_link_in_the_folder_is_not_followed(tmp_path, link):
    root, victim = tmp_path / "out", tmp_path / "victim"
    beneath = victim / "packets/a/001"
    beneath.mkdir(parents=True)
    (beneath / "theirs.pdf").write_text("theirs")
    with folder(root) as out:
        out.write("sealed/a.csv", b"one")
        (root / link).parent.mkdir(parents=True, exist_ok=True)
        (root / link).symlink_to(victim / link.partition("/")[2])
        with pytest.raises(OutputError, match="is a link"):
            keep(out, "a/001")
        with pytest.raises(OutputError, match="is a link"):
            out.write(f"{link}/summary.html", b"x")
    assert [path.name for path in victim.rglob("*") if path.is_file()] == ["theirs.pdf"]


@pytest.mark.parametrize("link", [".run", ".run/lock", ".run/parts", "sealed/a.csv.part"])
def test_not_even_where_a_run_keeps_its_own_notes(tmp_path, link):
    root, victim = tmp_path / "out", tmp_path / "victim"
    victim.mkdir()
    (victim / "theirs.txt").write_text("theirs")
    with folder(root) as out:
        out.write("sealed/a.csv", b"one")
    if link in (".run", ".run/parts"):
        (root / link).rename(tmp_path / "aside") if (root / link).exists() else None
        (root / link).symlink_to(victim)
    else:
        (root / link).unlink(missing_ok=True)
        (root / link).symlink_to(victim / "theirs.txt")
    with pytest.raises(OutputError), folder(root) as out:
        out.write("sealed/a.csv", b"two")
    assert (victim / "theirs.txt").read_text() == "theirs"
    assert len(list(victim.iterdir())) == 1


def test_a_lock_that_a_dying_disk_will_not_let_go_hides_no_message(tmp_path, monkeypatch):
    close = os.close

    def dying(number):
        close(number)
        raise OSError(5, "Input/output error")

    def full(_):
        raise OSError(28, "No space left on device")

    def run():
        with folder(tmp_path / "out") as out:
            out.write("sealed/a.csv", b"one")
            monkeypatch.setattr(os, "close", dying)
            monkeypatch.setattr(os, "fsync", full)
            out.write("sealed/b.csv", b"two")

    with pytest.raises(OutputError, match="no room left"):
        run()
    monkeypatch.undo()
    with folder(tmp_path / "out") as out:  # and the lock is gone
        out.write("sealed/b.csv", b"two")
