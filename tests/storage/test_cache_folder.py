"""A folder of entries for later runs: private, signed, bounded, and never an error."""

import os
import stat

import pytest

from filings.storage import cache_folder
from filings.storage.cache_folder import CacheFolder


@pytest.fixture
def folder(tmp_path):
    return CacheFolder(tmp_path / "kept")


def entries(folder):
    return sorted(folder.folder.glob("*.kept"))


def test_what_was_kept_is_found_by_the_next_run(folder):
    folder.put("a", {"pages": [1, 2.5, "x"]})
    assert CacheFolder(folder.folder).get("a") == {"pages": [1, 2.5, "x"]}
    assert folder.get("b") is None


def test_only_its_owner_reads_it(folder):
    folder.put("a", 1)
    assert stat.S_IMODE(folder.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.folder.iterdir()} == {0o600}


@pytest.mark.parametrize("at", [0, 40, -1])
def test_an_entry_that_was_changed_is_not_there(folder, at):
    folder.put("a", "x" * 100)
    (path,) = entries(folder)
    changed = bytearray(path.read_bytes())
    changed[at] ^= 1
    path.write_bytes(changed)
    assert folder.get("a") is None


def test_an_entry_under_another_key_is_not_there(folder):
    folder.put("a", 1)
    (path,) = entries(folder)
    folder.put("b", 2)
    (other,) = set(entries(folder)) - {path}
    other.write_bytes(path.read_bytes())
    assert folder.get("b") is None


def test_an_entry_signed_in_another_folder_is_not_there(folder, tmp_path):
    other = CacheFolder(tmp_path / "other")
    other.put("a", "theirs")
    folder.put("a", "ours")
    (path,) = entries(folder)
    path.write_bytes(entries(other)[0].read_bytes())
    assert folder.get("a") is None


def test_an_entry_that_unpacks_without_end_is_not_there(folder, monkeypatch):
    folder.put("a", "x" * 1000)
    monkeypatch.setattr(cache_folder, "_LARGEST", 100)
    assert folder.get("a") is None


def test_a_folder_that_cannot_be_made_keeps_nothing_and_says_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    folder = CacheFolder(tmp_path / "file" / "kept")
    folder.put("a", 1)
    folder.drop_old_entries()
    assert folder.get("a") is None
    assert folder.purge() == 0


def test_a_full_disk_keeps_nothing_and_says_nothing(folder, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    folder.put("a", 1)
    monkeypatch.setattr(cache_folder.tempfile, "mkstemp", full)
    folder.put("b", 2)
    assert (folder.get("a"), folder.get("b")) == (1, None)


def test_what_is_old_goes_and_the_oldest_of_what_is_too_much(folder, monkeypatch):
    for age, key in ((0, "new"), (100, "newer"), (40 * 24 * 3600, "old")):
        before = set(folder.folder.glob("*.kept"))
        folder.put(key, key)
        (path,) = set(entries(folder)) - before
        its = path.stat()
        os.utime(path, (its.st_atime, its.st_mtime - age))
    folder.drop_old_entries()
    assert [folder.get(key) for key in ("new", "newer", "old")] == ["new", "newer", None]
    monkeypatch.setattr(cache_folder, "_MOST_BYTES", entries(folder)[0].stat().st_size + 1)
    folder.drop_old_entries()
    assert [folder.get(key) for key in ("new", "newer")] == ["new", None]


def test_purge_leaves_whatever_else_is_in_the_folder(folder):
    folder.put("key", [1])
    (folder.folder / "letter.txt").write_text("Mine")
    (folder.folder / "more").mkdir()
    assert CacheFolder(folder.folder).purge() == 1
    assert sorted(path.name for path in folder.folder.iterdir()) == ["letter.txt", "more"]


def test_a_file_called_secret_makes_no_folder_ours(tmp_path):
    for name in ("secret", "letter.txt", "of.kept"):
        (tmp_path / name).write_text("Mine")
    assert CacheFolder(tmp_path).purge() == 0
    assert len(list(tmp_path.iterdir())) == 3


def test_purge_takes_the_folder_away_and_no_other(folder, tmp_path):
    folder.put("a", 1)
    assert folder.purge() == 1
    assert not folder.folder.exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep")
    assert CacheFolder(tmp_path / "mine").purge() == 0
    assert (tmp_path / "mine" / "letter.txt").exists()
