"""Floor 1. Tasks in, results out as they land: on all cores, and in bounded memory.

Workers are processes of their own, begun afresh and replaced after a number of tasks, because a
process that lays out pages grows. Whoever brings an executor of another kind brings more machines.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from filings.errors import RenderError

Task = TypeVar("Task")
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")

_TASKS_PER_WORKER = 200  # a new one takes as long to begin as some packets to print
_FEW = 3  # tasks that are done sooner than workers are begun


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


class Workers(Executor):
    """Worker processes that leave when this one does, however it ends."""

    def __init__(self, jobs: int, tasks_per_worker: int = _TASKS_PER_WORKER) -> None:
        self._jobs = jobs
        self._tasks = jobs * tasks_per_worker
        # Spawned, not forked: a fork would inherit the database, the lock and half a thread.
        self._spawn = multiprocessing.get_context("spawn")
        self._leash, self._hand = self._spawn.Pipe(duplex=False)
        self._pools: list[ProcessPoolExecutor] = []
        self._given = self._tasks

    def submit(
        self,
        fn: Callable[Arguments, Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Future[Result]:
        """Give a task to a worker; every so many tasks, to new ones."""
        if self._given == self._tasks:
            # Not `max_tasks_per_child`: with tasks waiting it may replace nobody and stand still
            # (CPython issue 115634). The old workers finish what they have, and leave.
            if self._pools:
                self._pools[-1].shutdown(wait=False)
            self._pools.append(
                ProcessPoolExecutor(
                    self._jobs,
                    mp_context=self._spawn,
                    initializer=_begin,
                    initargs=(self._leash,),
                )
            )
            self._given = 0
        self._given += 1
        return self._pools[-1].submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers finish and leave; with `cancel_futures`, at once."""
        if cancel_futures:
            self._hand.close()
        for pool in self._pools:
            pool.shutdown(wait=wait, cancel_futures=cancel_futures)
        self._hand.close()
        self._leash.close()


class Pool:
    """Hands out tasks, a few ahead of the results."""

    def __init__(self, executor: Executor, ahead: int, *, own: bool) -> None:
        """`own`: the executor is ended with this pool."""
        self._executor = executor
        self._ahead = ahead
        self._own = own

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._own:
            self._executor.shutdown(cancel_futures=error is not None)

    def results(
        self, do: Callable[..., Result], tasks: Iterable[tuple[Task, tuple[Any, ...]]]
    ) -> Iterator[tuple[Task, Result]]:
        """Each task with its result, as they land; tasks are (what it is, arguments of `do`).

        Raises:
            RenderError: A worker ended before its task did.
        """
        waiting = iter(tasks)
        flying: dict[Future[Result], Task] = {}
        try:
            while True:
                for task, arguments in islice(waiting, self._ahead - len(flying)):
                    flying[self._executor.submit(do, *arguments)] = task
                if not flying:
                    return
                landed, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in landed:
                    yield flying.pop(future), future.result()
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
    tasks: Iterable[Task], cost: Callable[[Task], int], full: int
) -> Iterator[tuple[Task, ...]]:
    """Tasks in their order, put together until a lot costs at least `full`."""
    lot: list[Task] = []
    spent = 0
    for task in tasks:
        lot.append(task)
        spent += cost(task)
        if spent >= full:
            yield tuple(lot)
            lot, spent = [], 0
    if lot:
        yield tuple(lot)


def make_pool(jobs: int, tasks: int, executor: Executor | None = None) -> Pool:
    """The pool for so many tasks: the given executor, else workers, else this very process."""
    if executor is not None:
        return Pool(executor, 2 * jobs, own=False)
    if jobs == 1 or tasks <= _FEW:
        return Pool(Here(), 1, own=True)
    workers = min(jobs, tasks)
    return Pool(Workers(workers), 2 * workers, own=True)


def _begin(leash: Connection) -> None:
    """Make a fresh process a worker: Ctrl-C is the parent's, and it leaves when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, args=(leash,), daemon=True).start()


def _leave_with_parent(leash: Connection) -> None:
    # Nothing is ever sent: the pipe ends when the parent lets go of it, or dies, even by kill -9.
    # A worker left alone would wait for ever, for it holds both ends of its own queue.
    try:
        leash.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)
