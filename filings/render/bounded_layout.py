"""Limit the time and memory that layout may take with a template from outside.

Loops and characters are counted while a template is filled in (compose/sandbox_bounds.py). What is
left is what its markup and style sheets make the layout do: so many paragraphs, tables in tables.
Most of that is stopped where it is done. A library that hears of nothing, or breaks for want of
memory, is ended with its process, one that does nothing else.
"""

import math
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import ParamSpec, TypeVar

from filings.model.errors import RenderError, TemplateError
from filings.storage.bounded_process import BoundedProcess, ProcessEndedError

SECONDS = 20.0
"""CPU seconds for a document; one of two convictions takes about 2."""

SECONDS_A_CONVICTION = 0.06  # CPU seconds; a shipped text takes a sixth of it

MEMORY = 3 << 30
"""Bytes of memory that the process may grow by for a document."""

_AGAIN = 2.0  # seconds
_GRACE = 5.0  # seconds, for what can be stopped in good order
_REMEDY = "A document takes seconds. Look for loops, nested tables and sizes in your template."


Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class LayoutProcess:
    """A process that lays out pages of a stranger's templates, and may be ended while it does."""

    def __init__(self) -> None:
        """It is begun when it is first asked for a page."""
        self._process = BoundedProcess(MEMORY)

    def do(
        self,
        template: str,
        convictions: int,
        function: Callable[Arguments, Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Have it call a function of a module; what that raises is raised here.

        Args:
            template: Who is to blame.
            convictions: How many the document lists.
            function: What it calls.
            args: What it calls it with.
            kwargs: The same, by name.

        Raises:
            TemplateError: It took too long, or too much memory.
        """
        seconds = _seconds(convictions) + _GRACE
        try:
            return self._process.do(function, seconds, *args, **kwargs)
        except ProcessEndedError as ended:
            raise TemplateError(template, str(ended), _REMEDY) from None

    def close(self) -> None:
        """End it."""
        self._process.close()


class _Late(BaseException):
    """Raised when the time is over; a BaseException, so that no library catches it."""


@contextmanager
def bounded(template: str, convictions: int) -> Iterator[None]:
    """Stop work that takes more than any document does.

    Only where the system can: in the main thread, for the time; on Linux, for the memory.

    Args:
        template: The template to name in the error.
        convictions: How many the document lists.

    Raises:
        TemplateError: It took too long, or too much memory.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "SIGVTALRM"
    ):
        yield
        return
    seconds = _seconds(convictions)

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise _Late

    before = signal.signal(signal.SIGVTALRM, late)
    # Repeated: an exception raised within a library's callback may be lost there.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        with _memory(MEMORY):
            yield
    except _Late:
        what = f"takes more than {math.ceil(seconds)} seconds of the processor"
        raise TemplateError(template, what, _REMEDY) from None
    except (MemoryError, RenderError) as error:
        if isinstance(error, RenderError) and not isinstance(error.__cause__, MemoryError):
            raise
        what = f"takes more than {MEMORY >> 30} GB of memory"
        raise TemplateError(template, what, _REMEDY) from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _seconds(convictions: int) -> float:
    return SECONDS + SECONDS_A_CONVICTION * convictions


@contextmanager
def _memory(more: int) -> Iterator[None]:
    """Limit how many bytes the process may grow by, where the system tells its size."""
    try:
        import resource
        from pathlib import Path

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + more
    except (ImportError, OSError, ValueError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if resource.RLIM_INFINITY not in (soft, hard) and min(soft, hard) < most:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
