"""Start, watch and stop long jobs: each is a process with a folder of its own.

The state of a job is in its folder, so it outlives the server. A running job holds a lock there,
which the system releases when the process ends, however it ends; so no job runs twice.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from filings.storage.run_folder import as_json, write_private

Verb = Literal["check", "build", "compare", "verify"]
State = Literal["waiting", "running", "done", "failed", "stopped", "interrupted"]

REQUEST, LOCK, PHASE = "request.json", "lock", "phase"
RESULT, ERROR, MESSAGES = "result.json", "error.json", "messages.txt"
_STOPPED, _ATTEMPTS = "stopped", "attempts"
_REMEDY = "Look at the disk of the server."
_MOST_ATTEMPTS = 3  # automatic restarts of a job, one each time the server starts


class Jobs:
    """The jobs of one server."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """`environment` has the variables for the processes."""
        self._environment = dict(environment)
        self._children: dict[Path, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()

    def begin(self, folder: Path, verb: Verb, request: Mapping[str, Any]) -> None:
        """Start a job in a new folder, or again in the folder of a stopped one.

        Nothing happens if the job is running or finished.
        """
        with self._lock:
            state = self.state(folder) if (folder / REQUEST).exists() else None
            if state in ("waiting", "running", "done"):
                return
            if state is None:
                write_private(folder / REQUEST, as_json({**request, "verb": verb}), _REMEDY)
            for left in (ERROR, _STOPPED, PHASE):
                (folder / left).unlink(missing_ok=True)
            with (folder / _ATTEMPTS).open("a", encoding="ascii") as file:
                file.write("begun\n")
            descriptor = os.open(folder / MESSAGES, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            try:
                self._children[folder] = subprocess.Popen(  # noqa: S603 (our own program)
                    [sys.executable, "-m", "filings.web.worker", str(folder)],
                    stdin=subprocess.DEVNULL,
                    stdout=descriptor,
                    stderr=descriptor,
                    env=self._environment,
                    start_new_session=True,  # so that Ctrl-C at the server does not stop it
                )
            finally:
                os.close(descriptor)

    def state(self, folder: Path) -> State:
        """The state of a job."""
        child = self._children.get(folder)
        if child is not None and child.poll() is not None:
            self._children.pop(folder, None)
            child = None
        if child is not None or is_held(folder / LOCK):
            return "running" if _text(folder / PHASE) == "running" else "waiting"
        if finished(folder):
            return "done"
        if (folder / ERROR).exists() or "error: " in _text(folder / MESSAGES):
            return "failed"
        return "stopped" if (folder / _STOPPED).exists() else "interrupted"

    def stop(self, folder: Path) -> bool:
        """Ask a job to stop cleanly; return whether it was running."""
        with self._lock:
            if self.state(folder) not in ("waiting", "running"):
                return False
            write_private(folder / _STOPPED, b"", _REMEDY)
            process = _text(folder / "process")
            child = self._children.get(folder)
            number = child.pid if child else int(process) if process.isdigit() else 0
            if number and (child or is_held(folder / LOCK)):
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGTERM)
            return True

    def go_on(self, folder: Path) -> None:
        """Start a stopped, failed or interrupted job again; finished parts are kept."""
        request = request_of(folder)
        self.begin(folder, request["verb"], request)

    def recover(self, folder: Path) -> bool:
        """Restart a job that ended with the server, a few times at most; return whether."""
        if not (folder / REQUEST).exists() or self.state(folder) != "interrupted":
            return False
        if len(_text(folder / _ATTEMPTS).splitlines()) > _MOST_ATTEMPTS:
            return False
        self.go_on(folder)
        return True


def request_of(folder: Path) -> dict[str, Any]:
    """The request that a job was started with."""
    data: dict[str, Any] = json.loads((folder / REQUEST).read_bytes())
    return data


def finished(folder: Path) -> bool:
    """Whether a job is finished."""
    return result_of(folder) is not None


def result_of(folder: Path) -> dict[str, Any] | None:
    """The result of a finished job; None while it is not finished."""
    if request_of(folder)["verb"] == "build" and not (folder / "packets/manifest.json").exists():
        return None
    path = folder / RESULT
    try:
        return _read_once(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=16)
def _read_once(path: Path, _: int) -> dict[str, Any]:
    """The JSON of a file, cached until the file changes; callers must not modify it."""
    data: dict[str, Any] = json.loads(path.read_bytes())
    return data


def error_of(folder: Path) -> dict[str, str]:
    """Why a job failed: place, cause and remedy."""
    try:
        data: dict[str, str] = json.loads((folder / ERROR).read_bytes())
    except (OSError, ValueError):
        text = _text(folder / MESSAGES)
        _, _, text = text.partition("error: ")
        first, _, remedy = text.partition("\n")
        where, _, what = first.partition(": ")
        where = where.rpartition("/")[2] if "/" in where else where
        return {"where": where, "what": what.rstrip("."), "remedy": " ".join(remedy.split())}
    return data


def take(path: Path, *, wait: bool) -> int | None:
    """Take a lock that lasts as long as this process and the processes it starts.

    Return None if another process has it and `wait` is false.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    os.set_inheritable(descriptor, True)
    return descriptor


def is_held(path: Path) -> bool:
    """Whether a process holds the lock of a file."""
    if not path.exists():
        return False
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
