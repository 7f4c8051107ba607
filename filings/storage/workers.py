"""Run tasks in worker processes with limited memory, and yield results as they arrive.

Worker processes are replaced after a number of tasks, because a process that lays out pages grows.
With an executor of another kind, the workers may be on other machines.
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

_TASKS_PER_PROCESS = 600  # not fewer: a new process must lay out its pages again
_CHOICE = 6  # waiting tasks for each worker, to choose from


class Here(Executor):
    """Does each task at once, in this very process."""

    def submit(
        self,
        fn: Callable[Arguments, Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Future[Result]:
        """Do the task at once; the future is finished."""
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (it is raised again where the result is asked for)
            future.set_exception(error)
        return future


class Worker(Executor):
    """A worker process, replaced now and then; it ends when this process does."""

    def __init__(self, tasks: int = _TASKS_PER_PROCESS, home: Path | None = None) -> None:
        """`tasks`: how many a process does before it is replaced; `home`: for temporary files."""
        self._tasks = tasks
        # Spawned, not forked: a fork would inherit the database, the lock and parts of threads.
        self._spawn = multiprocessing.get_context("spawn")
        self._leash, self._hand = self._spawn.Pipe(duplex=False)
        self._pools: list[ProcessPoolExecutor] = []
        self._left = 0
        # A process that is ended at once does not delete its temporary files, 12 MB of fonts.
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
    """Gives tasks to workers, a few ahead of the results, and tasks of one kind to the same one.

    A kind belongs to the worker that got its first task. A free worker takes a task of its own
    kinds, else of a kind without a worker, else the oldest task, so that none is idle.
    """

    def __init__(self, workers: Sequence[Executor], ahead: int, *, own: bool) -> None:
        """`ahead`: how many tasks each has at once; `own`: the workers end with this pool."""
        self._workers = workers
        self._ahead = ahead
        self.own = own

    def close(self) -> None:
        """End its own workers, at once."""
        # All results are here, and a process that ends in order takes a second.
        for worker in self._workers if self.own else ():
            worker.shutdown(cancel_futures=True)

    def wake(self, do: Callable[[], object]) -> None:
        """Start its own workers, and have each do this before its first task."""
        for worker in self._workers if self.own else ():
            worker.submit(do)

    def results(
        self,
        do: Callable[..., Result],
        tasks: Iterable[tuple[Task, tuple[Any, ...]]],
        kind: Callable[[Task], Hashable] = lambda _: None,
    ) -> Iterator[tuple[Task, Result]]:
        """Each task with its result, in the order in which they finish.

        Args:
            do: A function at the top level of a module, which any process can import.
            tasks: For each, the caller's name for it, and the arguments for `do`.
            kind: A worker does a task faster if it has done one of the same kind.

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
    """Groups of tasks of one kind, in order, each of a cost of at least `full` where possible."""
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
    """A pool of the given executor, else of worker processes, else of this process alone.

    No process starts yet. Temporary files of the workers go to `home`, or to the system's folder.
    """
    if executor is not None:
        return Pool([executor], 2 * jobs, own=False)
    if jobs == 1:
        return Pool([Here()], 1, own=True)
    return Pool([Worker(home=home) for _ in range(jobs)], 2, own=True)


def _begin(leash: Connection, home: str) -> None:
    """Prepare a new worker process: it ignores Ctrl-C, and ends when its parent does.

    Its temporary files are in the folder `home`, which the parent deletes.
    """
    tempfile.tempdir = home
    gc.set_threshold(20_000, 20, 20)  # a tenth of the time otherwise: many objects of pages stay
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, args=(leash, home), daemon=True).start()


def _leave_with_parent(leash: Connection, home: str) -> None:
    # Nothing is sent: the pipe ends when the parent closes it, or dies, even by kill -9.
    # A worker would otherwise wait for ever, since it holds both ends of its queue.
    try:
        leash.recv_bytes()
    except (EOFError, OSError):
        shutil.rmtree(home, ignore_errors=True)
        os._exit(1)
