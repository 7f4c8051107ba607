"""The folder of an office, as a server that was killed left it."""

import shutil
import signal

import pytest

from filings.web.office_folder import OfficeFolder
from tests.web.served import OFFICE
from tests.web.server import Server, first_link


def test_what_a_killed_server_left_in_scratch_is_gone_and_nothing_else(tmp_path):
    home = tmp_path / "home"
    shutil.copytree(OFFICE, home / "config")
    first = OfficeFolder(home)
    left = first.scratch / "tmpk3x" / "templates" / "motion.html"
    left.parent.mkdir(parents=True)
    left.write_text("half")
    list_ = first.matters / "one" / "files" / "1" / "list.csv"
    list_.parent.mkdir(parents=True)
    list_.write_text("a list")
    key = (first.web / "key").read_bytes()
    again = OfficeFolder(home)
    assert again.scratch.is_dir()
    assert not list(again.scratch.iterdir())
    assert list_.read_text() == "a list"
    assert (again.web / "key").read_bytes() == key


@pytest.mark.slow
def test_a_server_killed_at_once_starts_again_whatever_lies_in_scratch(tmp_path):
    server = Server(tmp_path / "home")
    admin = server.visitor(first_link(server.start()), "robin", "Robin Example")
    left = server.home / "web" / "scratch" / "tmpk3x" / "templates"
    left.mkdir(parents=True)
    (left / "motion.html").write_text("half")
    server.kill()
    server.start()
    try:
        assert not left.exists()
        assert admin.client.get("/account").status_code == 200  # she is signed in still
    finally:
        server.kill(signal.SIGTERM)
