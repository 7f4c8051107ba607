"""Call functions in a process of its own, with limits of time and memory.

Whatever a function does, this process goes on: the other one is ended by the system or from here,
and the next call starts a new one.
"""

import gc
import math
import os
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_BEGIN = (
    "import sys, tempfile; tempfile.tempdir, *sys.path[:] = sys.argv[1:];"
    " from filings.storage.bounded_process import serve; serve()"
)
_IDLE = 0.01
"""Share of the time: a process that works less is waiting, or gets no processor."""

_WAITS = 6
"""How many times its CPU time a call may last, where CPU time cannot be measured."""


class ProcessEndedError(Exception):
    """Raised when the process was ended; its text says why, to follow a name."""


class BoundedProcess:
    """A process for one call after the other; it is started with the first."""

    def __init__(self, memory: int) -> None:
        """`memory`: bytes that it may grow by for each call."""
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._end: Callable[[], object] = lambda: None

    def do(
        self,
        function: Callable[Arguments, Result],
        seconds: float,
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Call a function of a module in the process, within so many CPU seconds.

        Errors of the function are raised here.

        Raises:
            ProcessEndedError: It took too long or too much memory.
        """
        if self._connection is None:
            self._begin()
        assert self._connection, "it was begun"
        assert self._process, "it was begun"
        try:
            self._connection.send((function, args, kwargs, seconds, self._memory))
            self._wait(seconds)
            done, result = self._connection.recv()
        except TimeoutError:
            self.close()
            raise ProcessEndedError(f"does nothing for {math.ceil(seconds)} seconds") from None
        except (EOFError, OSError):
            code = self._process.wait()
            self.close()
            raise ProcessEndedError(self._why(code, seconds)) from None
        except BaseException:
            self.close()
            raise
        if done:
            return result  # type: ignore[no-any-return]
        if isinstance(result, MemoryError):
            self.close()
            raise ProcessEndedError(self._too_much)
        raise result

    def close(self) -> None:
        """End it."""
        self._end()
        self._process = self._connection = None

    def _begin(self) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own program; no shell)
                [sys.executable, "-c", _BEGIN, tempfile.gettempdir(), *sys.path],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._end = weakref.finalize(self, _end, self._process, self._connection)

    def _wait(self, seconds: float) -> None:
        """Wait until it answers or ends; the system ends it when its CPU time is over.

        Raises:
            TimeoutError: It waits for something that does not come.
        """
        assert self._connection, "it was begun"
        assert self._process, "it was begun"
        spent, waits = _spent(self._process.pid), 1
        while not self._connection.poll(seconds):
            before, spent = spent, _spent(self._process.pid)
            idle = None in (before, spent) and waits == _WAITS
            if before is not None and spent is not None:
                idle = spent - before < _IDLE * seconds
            if idle:
                raise TimeoutError
            waits += 1

    def _why(self, code: int, seconds: float) -> str:
        if -code in (signal.SIGXCPU, signal.SIGALRM):
            return _too_long(seconds)
        if code == -signal.SIGKILL:
            return "was ended by the system, as what takes more memory than there is"
        # A library that is refused memory aborts, or goes on and breaks.
        return self._too_much

    @property
    def _too_much(self) -> str:
        return f"takes more than {self._memory >> 30} GB of memory"


def _spent(process: int) -> float | None:
    """CPU seconds that a process has taken, where the system tells."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return None


def _too_long(seconds: float) -> str:
    return f"takes more than {math.ceil(seconds)} seconds of the processor"


def _end(process: subprocess.Popen[bytes], connection: Connection) -> None:
    connection.close()
    process.kill()
    process.wait()


def serve() -> None:
    """Run in the other process: answer calls until the parent closes the connection."""
    connection = Connection(os.dup(0))
    os.close(0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    gc.set_threshold(20_000, 20, 20)  # as of the workers that print (workers.py)
    while True:
        try:
            function, args, kwargs, seconds, memory = connection.recv()
        except (EOFError, OSError):
            return
        _limit(seconds, memory)
        try:
            answer = True, function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  (it is raised where the function was asked for)
            answer = False, _out_of_memory(error) or error
        _limit(None, None)
        try:
            content = ForkingPickler.dumps(answer)
        except Exception as error:  # noqa: BLE001
            content = ForkingPickler.dumps((False, RuntimeError(f"cannot be told: {error}")))
        with suppress(OSError):
            connection.send_bytes(content)


def _out_of_memory(error: BaseException | None) -> MemoryError | None:
    """The MemoryError that caused an error, or None."""
    while error is not None:
        if isinstance(error, MemoryError):
            return MemoryError()
        error = error.__cause__ or error.__context__
    return None


def _limit(seconds: float | None, memory: int | None) -> None:
    """Limit time and memory of this process from now on, where the system can; None is no limit."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = used.ru_utime + used.ru_stime
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        size = pages * resource.getpagesize()
    except (ImportError, OSError, ValueError):
        return
    for what, more, now in (
        (resource.RLIMIT_CPU, seconds, spent + 1),  # it counts whole seconds
        (resource.RLIMIT_AS, memory, size),
    ):
        _, hard = resource.getrlimit(what)
        most = resource.RLIM_INFINITY if more is None else int(now + more)
        if hard != resource.RLIM_INFINITY and (most == resource.RLIM_INFINITY or hard < most):
            most = hard
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, hard))
