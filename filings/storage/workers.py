"""Run tasks on all cores in bounded memory, and yield results as they land.

Workers are processes of their own, begun afresh and replaced after a number of tasks, because a
process that lays out pages grows. Whoever brings an executor of another kind brings more machines.
"""

import gc
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import groupby, islice
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ParamSpec, TypeVar

from filings.model.errors import RenderError

Task = TypeVar("Task")
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")

_TASKS_PER_PROCESS = 600  # a new one lays out anew what the old one had
_CHOICE = 6  # tasks a worker, that one may choose from


class Here(Executor):
    """Does each task at once, in this very process."""

    def submit(
        self,
        fn: Callable[Arguments, Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Future[Result]:
        """Do the task; the result is there when this returns."""
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (it is raised again where the result is asked for)
            future.set_exception(error)
        return future


class Worker(Executor):
    """A worker process, replaced now and then; it leaves when this one does, however that ends."""

    def __init__(self, tasks: int = _TASKS_PER_PROCESS, home: Path | None = None) -> None:
        """`tasks`: how many a process does before it is replaced; `home`: for temporary files."""
        self._tasks = tasks
        # Spawned, not forked: a fork would inherit the database, the lock and half a thread.
        self._spawn = multiprocessing.get_context("spawn")
        self._leash, self._hand = self._spawn.Pipe(duplex=False)
        self._pools: list[ProcessPoolExecutor] = []
        self._left = 0
        # A process that leaves at once takes nothing of its own away: fonts, 12 MB of them.
        self._home = TemporaryDirectory(prefix="filings-", dir=home, ignore_cleanup_errors=True)

    def submit(
        self,
        fn: Callable[Arguments, Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Future[Result]:
        """Give it a task."""
        if not self._left:
            # Not `max_tasks_per_child`: with tasks waiting it may replace nobody and stand still
            # (CPython issue 115634). The old process finishes what it has, and leaves.
            if self._pools:
                self._pools[-1].shutdown(wait=False)
            self._pools.append(
                ProcessPoolExecutor(
                    1,
                    mp_context=self._spawn,
                    initializer=_begin,
                    initargs=(self._leash, self._home.name),
                )
            )
            self._left = self._tasks
        self._left -= 1
        return self._pools[-1].submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let it finish and leave; with `cancel_futures`, at once."""
        if cancel_futures:
            self._hand.close()
        for pool in self._pools:
            pool.shutdown(wait=wait, cancel_futures=cancel_futures)
        self._hand.close()
        self._leash.close()
        if wait:
            self._home.cleanup()


class Pool:
    """Hands out tasks, a few ahead of the results: of several workers, to one that knows the kind.

    A kind belongs to the worker that was given the first task of it. Whoever is free takes a task
    of its own, else of a kind that belongs to nobody, else the oldest: nobody waits.
    """

    def __init__(self, workers: Sequence[Executor], ahead: int, *, own: bool) -> None:
        """`ahead`: how many tasks each is given at once; `own`: they are ended with this pool."""
        self._workers = workers
        self._ahead = ahead
        self.own = own

    def close(self) -> None:
        """End its own workers, at once."""
        # What was wanted is here. A process that takes itself apart in order takes a second.
        for worker in self._workers if self.own else ():
            worker.shutdown(cancel_futures=True)

    def wake(self, do: Callable[[], object]) -> None:
        """Have its own workers begin, and do this before their first task."""
        for worker in self._workers if self.own else ():
            worker.submit(do)

    def results(
        self,
        do: Callable[..., Result],
        tasks: Iterable[tuple[Task, tuple[Any, ...]]],
        kind: Callable[[Task], Hashable] = lambda _: None,
    ) -> Iterator[tuple[Task, Result]]:
        """Each task with its result, in the order in which they land.

        Args:
            do: What is done, by any process: a function of a module.
            tasks: What the caller knows a task by, and what `do` is given.
            kind: Tasks of a kind are done sooner by a worker that has done one before.

        Raises:
            RenderError: A worker ended before its task did.
        """
        source = iter(tasks)
        waiting: list[tuple[Task, tuple[Any, ...]]] = []
        homes: dict[Hashable, Executor] = {}
        flying: dict[Future[Result], tuple[Task, Executor]] = {}
        choice = _CHOICE * len(self._workers) if len(self._workers) > 1 else 0
        most = self._ahead * len(self._workers) + choice
        try:
            while True:
                waiting += islice(source, most - len(flying) - len(waiting))
                busy = Counter(worker for _, worker in flying.values())
                for worker in self._workers:
                    for _ in range(min(self._ahead - busy[worker], len(waiting))):
                        owners = [homes.get(kind(task)) for task, _ in waiting]
                        if worker in owners:
                            place = owners.index(worker)
                        elif None in owners:
                            place = owners.index(None)
                        else:
                            place = 0
                        task, arguments = waiting.pop(place)
                        homes.setdefault(kind(task), worker)
                        flying[worker.submit(do, *arguments)] = task, worker
                if not flying:
                    return
                landed, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in landed:
                    yield flying.pop(future)[0], future.result()
        except BrokenProcessPool as error:
            raise RenderError(
                "printing",
                "a worker process ended before its packet was done",
                "It probably ran out of memory. Give the same command again with fewer --jobs;"
                " finished packets are kept. (A Python script that calls `build` does so under"
                ' `if __name__ == "__main__":`, for every worker reads the script again.)',
            ) from error
        finally:
            for future in flying:
                future.cancel()


def lots(
    tasks: Iterable[Task],
    cost: Callable[[Task], int],
    full: int,
    kind: Callable[[Task], Hashable] = lambda _: None,
) -> Iterator[tuple[Task, ...]]:
    """Tasks in their order, put together, those of one kind, until a lot costs at least `full`."""
    for _, alike in groupby(tasks, key=kind):
        lot: list[Task] = []
        spent = 0
        for task in alike:
            lot.append(task)
            spent += cost(task)
            if spent >= full:
                yield tuple(lot)
                lot, spent = [], 0
        if lot:
            yield tuple(lot)


def make_pool(jobs: int, executor: Executor | None = None, home: Path | None = None) -> Pool:
    """The given executor, else so many workers, else this very process; no process begins yet.

    Temporary files of the workers go to the folder `home`, or where the system has them.
    """
    if executor is not None:
        return Pool([executor], 2 * jobs, own=False)
    if jobs == 1:
        return Pool([Here()], 1, own=True)
    return Pool([Worker(home=home) for _ in range(jobs)], 2, own=True)


def _begin(leash: Connection, home: str) -> None:
    """Make a fresh process a worker: Ctrl-C is the parent's, and it leaves when the parent does.

    Its temporary files are in the folder `home`, which goes with it.
    """
    tempfile.tempdir = home
    gc.set_threshold(20_000, 20, 20)  # laid-out pages are many and stay: a tenth of all its time
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, args=(leash, home), daemon=True).start()


def _leave_with_parent(leash: Connection, home: str) -> None:
    # Nothing is ever sent: the pipe ends when the parent lets go of it, or dies, even by kill -9.
    # A worker left alone would wait for ever, for it holds both ends of its own queue.
    try:
        leash.recv_bytes()
    except (EOFError, OSError):
        shutil.rmtree(home, ignore_errors=True)
        os._exit(1)
