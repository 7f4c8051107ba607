"""What takes too long, too much memory, or breaks is ended; the process that asked goes on."""

import os
import signal
import time

import pytest

from filings.storage import bounded_process
from filings.storage.bounded_process import BoundedProcess, ProcessEndedError


@pytest.fixture(scope="module")
def process():
    one = BoundedProcess(1 << 30)
    yield one
    one.close()


def test_what_a_function_returns_or_raises_comes_back(process):
    assert process.do(divmod, 5, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        process.do(divmod, 5, 7, 0)


def test_the_same_process_does_one_thing_after_the_other_and_a_new_one_after_its_end(process):
    first = process.do(os.getpid, 5)
    assert process.do(os.getpid, 5) == first != os.getpid()
    with pytest.raises(ProcessEndedError):
        process.do(os._exit, 5, 1)
    assert process.do(os.getpid, 5) not in (first, os.getpid())


def test_what_takes_too_long_is_ended_even_where_nothing_can_be_raised(process):
    with pytest.raises(ProcessEndedError, match="takes more than 1 seconds of the processor"):
        process.do(pow, 0.6, 3, 10**8)  # one call into C, of hours


def test_what_waits_for_what_does_not_come_is_ended(process, monkeypatch):
    with pytest.raises(ProcessEndedError, match="does nothing for 1 seconds"):
        process.do(time.sleep, 1, 3600)
    monkeypatch.setattr(bounded_process, "_spent", lambda _: None)  # a system that does not tell
    with pytest.raises(ProcessEndedError, match="does nothing for 1 seconds"):
        process.do(time.sleep, 0.1, 3600)


def test_what_takes_too_much_memory_is_told_and_so_is_what_aborts(process):
    with pytest.raises(ProcessEndedError, match="takes more than 1 GB of memory"):
        process.do(bytearray, 5, 2 << 30)
    with pytest.raises(ProcessEndedError, match="takes more than 1 GB of memory"):
        process.do(signal.raise_signal, 5, signal.SIGABRT)
    assert len(process.do(bytes, 5, 64 << 20)) == 64 << 20


def test_it_leaves_with_whoever_asked():
    one = BoundedProcess(1 << 30)
    number = one.do(os.getpid, 5)
    del one
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
