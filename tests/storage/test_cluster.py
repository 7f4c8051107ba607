"""Printing on other machines: a scheduler and workers of this one stand for them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

import pytest
import typer

from filings.cli import build as build_command
from filings.model.errors import ExitCode, RenderError
from tests.test_pipeline import row, tree, write_list

pytest.importorskip("distributed", reason="needs Dask, the extra `cluster`")
pytestmark = pytest.mark.slow

HOUSE = Path(__file__).parents[2]
PROGRAM = "from filings.cli import main; main()"
BOTH_THERE = """
import sys
from distributed import Client

with Client(sys.argv[1], timeout=60) as client:
    client.wait_for_workers(2, timeout=200)
"""
FINE = (ExitCode.DONE, ExitCode.NEEDS_A_HUMAN)
PATIENCE = 240  # seconds for what takes twenty on a machine with nothing else to do


class Machine:
    """Processes that read one copy of this program, and end with the test."""

    def __init__(self, root):
        self.root = root
        # A copy: whoever edits the program meanwhile would make its pages another program's.
        for name in ("filings", "config", "templates"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(HOUSE / name, root / "house" / name, ignore=ignored)
        self.running = []
        self.notice = root / "scheduler.json"

    def begin(self, *arguments):
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root / "house")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.running.append(process)
        return process

    def filings(self, *arguments):
        return self.begin("-c", PROGRAM, *map(str, arguments))

    def build(self, listed, out, *more):
        day = ("--filed-on", "2026-12-01")
        return self.filings("build", listed, "--out", out, "--group-by", "case", *day, *more)

    def scheduler(self):
        here = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.begin("-m", "distributed.cli.dask_scheduler", *here, "--scheduler-file", self.notice)
        wait_for(self.notice.exists)
        return json.loads(self.notice.read_text())["address"]

    def worker(self):
        here = ("--host", "127.0.0.1", "--no-nanny", "--no-dashboard", "--nthreads", "2")
        room = ("--memory-limit", "0", "--local-directory", str(self.root / "room"))
        asked = ("--scheduler-file", str(self.notice), "--death-timeout", "60")
        return self.begin("-m", "distributed.cli.dask_worker", *asked, *here, *room)

    def end(self):
        for process in self.running:
            with suppress(ProcessLookupError):
                process.kill()
            process.communicate(timeout=20)


def wait_for(true):
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path)
    yield machine
    machine.end()


def test_a_worker_that_is_killed_in_the_middle_costs_no_page_and_changes_no_byte(machine, tmp_path):
    # Marked as samples: the shipped key writes of nobody else.
    rows = [row(n) | {"Sample": "SAMPLE"} for n in range(1, 7)]
    listed = write_list(tmp_path / "list.csv", rows)
    local = machine.build(listed, tmp_path / "local", "--jobs", "1", "--per-case")
    said, _ = local.communicate(timeout=PATIENCE)
    assert local.returncode in FINE, said

    address = machine.scheduler()
    nobody = machine.build(listed, tmp_path / "nobody", "--scheduler", address)
    said, _ = nobody.communicate(timeout=PATIENCE)
    assert (nobody.returncode, "has no workers" in said) == (ExitCode.RENDER, True), said

    first, second = machine.worker(), machine.worker()
    assert machine.begin("-c", BOTH_THERE, address).wait(PATIENCE) == 0
    afar = machine.build(
        listed, tmp_path / "afar", "--scheduler", address, "--jobs", "2", "--per-case"
    )
    wait_for(lambda: afar.poll() is not None or list((tmp_path / "afar").rglob("001.json")))
    first.send_signal(signal.SIGKILL)
    assert not (tmp_path / "afar" / "manifest.json").exists()
    said, _ = afar.communicate(timeout=PATIENCE)
    assert afar.returncode in FINE, said
    assert second.poll() is None
    assert len(list((tmp_path / "afar").rglob("orders/*.pdf"))) == 6
    assert tree(tmp_path / "afar") == tree(tmp_path / "local")


def test_no_scheduler_where_one_was_named_is_told_so(monkeypatch):
    from filings.storage import cluster

    monkeypatch.setattr(cluster, "_PATIENCE", 0.3)
    with (
        pytest.raises(RenderError, match="no scheduler answers") as told,
        cluster.cluster("tcp://127.0.0.1:9"),
    ):
        pass
    assert "dask scheduler" in told.value.remedy


class Client:
    """A scheduler with two workers of three threads."""

    def __init__(self, *args, **options):
        self.ended = False

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.ended = True

    def nthreads(self):
        return {"a": 3, "b": 3}

    def get_executor(self, **options):
        return self


def test_a_cluster_that_breaks_down_for_good_is_advice_and_is_let_go(monkeypatch):
    from filings.storage import cluster

    monkeypatch.setattr(cluster, "Client", Client)
    workers = cluster.cluster("tcp://x")
    client, at_once = workers.__enter__()
    with pytest.raises(RenderError, match="again and again"):
        workers.__exit__(CancelledError, CancelledError(), None)
    assert at_once == 6
    assert client.ended


def test_without_dask_the_option_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "filings.storage.cluster", raising=False)
    with (
        pytest.raises(typer.BadParameter, match=r"filings\[cluster\]"),
        build_command._printers("tcp://x", 0),
    ):
        pass
