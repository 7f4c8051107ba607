"""What the comparison of two versions must not overlook."""

import json

import pytest

from tests.same_bytes import differences


@pytest.fixture
def folders(tmp_path):
    """Two folders as two runs of the same inputs leave them, by programs of different text."""
    pair = tmp_path / "a", tmp_path / "b"
    for folder in pair:
        (folder / "public").mkdir(parents=True)
        (folder / ".run").mkdir()
        (folder / "public/motion.pdf").write_bytes(b"%PDF")
        (folder / ".run/lock").write_text(folder.name)
        manifest = {"run": folder.name, "totals": {"entries": 3}}
        (folder / "manifest.json").write_text(json.dumps(manifest))
    return pair


def test_only_what_names_the_run_may_differ(folders):
    assert differences(*folders) == []


def test_another_byte_of_a_file_is_found(folders):
    (folders[1] / "public/motion.pdf").write_bytes(b"%PDG")
    assert len(differences(*folders)) == 1


def test_a_file_that_is_in_one_folder_alone_is_found(folders):
    (folders[1] / "public/order.pdf").write_bytes(b"%PDF")
    assert len(differences(*folders)) == 1


def test_another_total_in_the_manifest_is_found(folders):
    (folders[1] / "manifest.json").write_text('{"run": "b", "totals": {"entries": 4}}')
    assert differences(*folders) == ["manifest.json: totals"]


def test_a_manifest_that_is_not_there_is_found(folders):
    (folders[1] / "manifest.json").unlink()
    assert differences(*folders) == ["manifest.json: totals"]
