"""Connect to a Dask cluster as one executor.

What is to be printed, names among it, goes there and comes back as it is: over `tls://`, or on a
network of your own.
"""

from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager

from distributed import Client, KilledWorker

from filings.model.errors import RenderError

_PATIENCE = 10  # seconds until a scheduler must have answered


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """An executor, and how many tasks its workers do at once; both end with the context.

    A worker that is lost costs no page: what it had is printed by another.

    Raises:
        RenderError: No scheduler is there, it has no workers, or lost them all too often.
    """
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
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
            # Not pure: nobody asks twice, so nothing need be hashed to find that out.
            yield client.get_executor(pure=False), at_once
        except (KilledWorker, CancelledError) as error:
            raise RenderError(
                address,
                "its workers ended again and again, or the scheduler itself did",
                "Give the same command again: finished packets are kept. A worker needs about a"
                " gigabyte of memory.",
            ) from error
