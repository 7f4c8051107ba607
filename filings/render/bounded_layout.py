"""Bound the time and the memory that a page may take whose template is a stranger's.

Loops and characters are counted while a template is filled in (compose/sandbox_bounds.py). What is
left is what its markup and style sheets make the layout do: so many paragraphs, tables in tables.
"""

import math
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from filings.model.errors import RenderError, TemplateError

SECONDS = 20.0
"""Of the processor, for a document; one of two convictions takes two of them."""

SECONDS_A_CONVICTION = 0.06  # takes a sixth of it

MEMORY = 3 << 30
"""Bytes that the process may grow by for a document."""

_AGAIN = 2.0  # seconds
_REMEDY = "A document takes seconds. Look for loops, nested tables and sizes in your template."


class _Late(BaseException):
    """The time is over; nothing on the way takes it for an error of its own."""


@contextmanager
def bounded(template: str, convictions: int) -> Iterator[None]:
    """Stop what takes more than any document does.

    Only where the system can: a process that Ctrl-C can stop, and Linux for the memory.

    Args:
        template: Who is to blame.
        convictions: How many the document lists.

    Raises:
        TemplateError: It took too long, or too much memory.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "SIGVTALRM"
    ):
        yield
        return
    seconds = SECONDS + SECONDS_A_CONVICTION * convictions

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise _Late

    before = signal.signal(signal.SIGVTALRM, late)
    # Again and again: what is raised within a library's callback may be lost there.
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


@contextmanager
def _memory(more: int) -> Iterator[None]:
    """Let the process grow by so many bytes, where the system tells how large it is."""
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
