"""Connect to a Dask cluster as one executor.

Convictions with names are sent there unencrypted, unless the address is `tls://`: use that, or a
network of your own.
"""

import socket
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from urllib.parse import urlsplit

from distributed import Client, KilledWorker

from filings.model.errors import RenderError

_PATIENCE = 10  # seconds until a scheduler must have answered
_WORD = 8  # bytes of a length (distributed/comm/tcp.py)
_LONGEST_GREETING = 1 << 16


def _refuse_stranger(address: str) -> None:
    """Read the first bytes of a scheduler, the length of its greeting, to know that it is one.

    Raises:
        OSError: There is no answer.
        RenderError: What answers is no Dask scheduler.
    """
    parts = urlsplit(address)
    if parts.scheme != "tcp" or not parts.hostname or not parts.port:
        return
    with socket.create_connection((parts.hostname, parts.port), _PATIENCE) as line:
        said = b""
        while len(said) < _WORD and (more := line.recv(_WORD - len(said))):
            said += more
    if len(said) < _WORD or int.from_bytes(said, "little") > _LONGEST_GREETING:
        raise RenderError(
            address,
            "what answers there is no Dask scheduler",
            "Begin one with `dask scheduler`, or correct the address.",
        )


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """An executor and how many tasks its workers do at once, for the length of the context.

    If a worker is lost, another does its tasks.

    Raises:
        RenderError: No scheduler is there, it has no workers, or lost them all too often.
    """
    try:
        _refuse_stranger(address)
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except RenderError:
        raise
    # A service other than Dask may make the client fail in any way, even with MemoryError.
    except Exception as error:
        raise RenderError(
            address, "no scheduler answers there", "Begin one with `dask scheduler`, or correct it."
        ) from error
    with client:
        at_once = sum(client.nthreads().values())
        if not at_once:
            raise RenderError(
                address, "has no workers", f"Begin one on each machine: `dask worker {address}`."
            )
        try:
            # Not pure, so that Dask does not hash every task to find equal ones.
            yield client.get_executor(pure=False), at_once
        except (KilledWorker, CancelledError) as error:
            raise RenderError(
                address,
                "its workers ended again and again, or the scheduler itself did",
                "Give the same command again: finished packets are kept. A worker needs about a"
                " gigabyte of memory.",
            ) from error
