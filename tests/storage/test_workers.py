"""Worker processes do each task once, are replaced, and hand every result back."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from filings.model.errors import RenderError, TemplateError
from filings.storage.workers import Here, Pool, Worker, lots, make_pool

HOUSE = Path(__file__).parents[2]


def double(number):
    return 2 * number


def who():
    return os.getpid()


def leave_a_file(number):
    return tempfile.mkdtemp(prefix=f"{number}-")


def leave():
    os._exit(1)


def refuse():
    raise TemplateError("motion.html", "is wrong", "Correct it.")


def results(pool, do, tasks):
    with closing(pool):
        return dict(pool.results(do, tasks))


def test_every_task_comes_back_with_its_result():
    tasks = [(f"task {n}", (n,)) for n in range(8)]
    expected = {f"task {n}": 2 * n for n in range(8)}
    assert results(Pool([Here()], 1, own=True), double, tasks) == expected
    assert results(Pool([Worker(3), Worker(3)], 2, own=True), double, tasks) == expected
    with ThreadPoolExecutor(2) as threads:
        assert results(make_pool(2, threads), double, tasks) == expected


def test_an_executor_that_was_brought_is_not_ended():
    with ThreadPoolExecutor(1) as threads:
        results(make_pool(1, threads), double, [("a", (1,))])
        assert threads.submit(double, 4).result() == 8


def test_workers_are_replaced_so_that_their_memory_is_given_back():
    found = results(Pool([Worker(2)], 2, own=True), who, [(n, ()) for n in range(6)])
    assert len(set(found.values())) == 3
    assert os.getpid() not in found.values()


def test_one_job_is_done_in_this_process():
    found = results(make_pool(1), who, [(n, ()) for n in range(9)])
    assert set(found.values()) == {os.getpid()}


def test_a_worker_that_was_woken_does_what_it_is_given_then():
    with closing(make_pool(2)) as pool:
        pool.wake(who)
        found = dict(pool.results(double, [(n, (n,)) for n in range(5)]))
    assert found == {n: 2 * n for n in range(5)}


def test_tasks_are_taken_only_a_few_ahead_of_the_results():
    taken = []

    def tasks():
        for number in range(50):
            taken.append(number)
            yield number, (number,)

    with ThreadPoolExecutor(2) as threads:
        for done, _ in enumerate(make_pool(2, threads).results(double, tasks()), 1):
            assert len(taken) <= done + 4
    assert done == len(taken) == 50


def test_a_lot_is_closed_when_it_costs_enough_and_nothing_is_lost_or_moved():
    costs = [1, 1, 5, 1, 2, 9, 1]
    assert list(lots(costs, lambda cost: cost, 3)) == [(1, 1, 5), (1, 2), (9,), (1,)]
    assert list(lots([], lambda cost: cost, 3)) == []


def test_tasks_of_a_kind_meet_in_one_worker_and_nobody_waits():
    kinds = "AABBAABBCABABABA"
    with ThreadPoolExecutor(1) as first, ThreadPoolExecutor(1) as second:
        pool = Pool([first, second], 1, own=False)
        tasks = [((n, kind), ()) for n, kind in enumerate(kinds)]
        done = list(pool.results(threading.get_ident, tasks, lambda task: task[1]))
    assert sorted(n for (n, _), _ in done) == list(range(len(kinds)))
    begun = {}
    for (_, kind), who_did in done:
        begun.setdefault(kind, who_did)
    at_home = sum(begun[kind] == who_did for (_, kind), who_did in done)
    assert begun["A"] != begun["B"]
    assert at_home > len(kinds) // 2
    assert len({who_did for _, who_did in done}) == 2


def test_a_lot_is_of_one_kind():
    assert list(lots("aabbba", lambda _: 1, 2, str.upper)) == [
        ("a", "a"),
        ("b", "b"),
        ("b",),
        ("a",),
    ]


def test_an_error_in_a_worker_is_raised_here_as_it_was():
    with pytest.raises(TemplateError, match="is wrong") as raised:
        results(Pool([Worker()], 2, own=True), refuse, [("a", ())])
    assert raised.value.remedy == "Correct it."


def test_a_worker_that_dies_becomes_advice():
    with pytest.raises(RenderError, match="ended before") as raised:
        results(Pool([Worker()], 2, own=True), leave, [("a", ()), ("b", ())])
    assert "--jobs" in raised.value.remedy


PROGRAM = """
    import os, sys, time
    from contextlib import closing
    from filings.storage.workers import Pool, Worker

    def slow(number):
        if number:
            print(os.getpid(), flush=True)
            time.sleep(60)

    if __name__ == "__main__":
        with closing(Pool([Worker()], 2, own=True)) as pool:
            for _ in pool.results(slow, [(0, (0,)), (1, (1,))]):
                pass
"""


def gone(process):
    """Whether a process ends within ten seconds."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").read_text().split(")")[-1].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc to look for processes")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_workers_leave_when_their_parent_does_however_it_ends(tmp_path, how):
    script = tmp_path / "program.py"
    script.write_text(textwrap.dedent(PROGRAM))
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HOUSE)},
    ) as parent:
        worker = int(parent.stdout.readline())
        started = time.monotonic()
        parent.send_signal(how)
        parent.wait(10)
        assert gone(worker)
        assert time.monotonic() - started < 20


def test_workers_leave_no_files_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with closing(make_pool(2)) as pool:
        names = [name for _, name in pool.results(leave_a_file, [(n, (n,)) for n in range(4)])]
        assert all(Path(name).is_relative_to(tmp_path) for name in names)
    assert list(tmp_path.iterdir()) == []


def test_temporary_files_of_workers_lie_where_they_are_told_to(tmp_path):
    with closing(make_pool(2, home=tmp_path)) as pool:
        names = [name for _, name in pool.results(leave_a_file, [(n, (n,)) for n in range(2)])]
    assert all(Path(name).is_relative_to(tmp_path) for name in names)
