"""What prints pages for the browser: warm, within limits, begun anew when it dies."""

import os
import signal
import time
from pathlib import Path

import pytest

from filings.model.errors import RenderError
from filings.web import preview_process
from filings.web.preview_process import Previews, WarmProcess
from tests.web.server import Server, first_link


def test_a_process_that_dies_of_its_work_is_told_and_the_next_is_another(tmp_path):
    process = WarmProcess(tmp_path, preview_process._nothing)
    try:
        first = process.ask(os.getpid)
        assert process.ask(os.getpid) == first != os.getpid()
        with pytest.raises(RenderError, match="too much memory"):
            process.ask(os._exit, 1)
        assert process.ask(os.getpid) not in (first, os.getpid())
    finally:
        process.close()


def test_a_process_is_replaced_once_it_has_done_much(tmp_path, monkeypatch):
    monkeypatch.setattr(preview_process, "_MOST_DONE", 2)
    process = WarmProcess(tmp_path, preview_process._nothing)
    try:
        first = [process.ask(os.getpid) for _ in range(3)]
        assert first[0] == first[1] != first[2]
    finally:
        process.close()


def test_what_is_expected_is_printed_only_where_it_was_begun_and_the_last_wish_first(tmp_path):
    previews = Previews(tmp_path)
    previews.expect(tmp_path, "ccb/da/all/001", "motion")
    assert not previews._wanted
    previews._prints_ahead = True  # without its processes
    for number in range(30):
        previews.expect(tmp_path, f"ccb/da/all/{number:03d}", "motion")
    assert len(previews._wanted) == 24
    assert previews._wanted.popitem()[1][1] == "ccb/da/all/029"


@pytest.mark.slow
def test_no_process_of_a_killed_server_stays(tmp_path):
    server = Server(tmp_path / "home")
    first_link(server.start())
    try:
        number = server.process.pid
        children = _children(number)
        assert len(children) >= 2
    finally:
        server.kill(signal.SIGKILL)
    for _ in range(100):
        if not (left := [child for child in children if _lives(child)]):
            break
        time.sleep(0.1)
    assert left == []


def _children(of: int) -> list[int]:
    for _ in range(100):
        with Path(f"/proc/{of}/task/{of}/children").open(encoding="ascii") as file:
            of_main = [int(child) for child in file.read().split()]
        if len(of_main) >= 2:
            return of_main
        time.sleep(0.1)
    return of_main


def _lives(process: int) -> bool:
    try:
        with Path(f"/proc/{process}/stat").open(encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
