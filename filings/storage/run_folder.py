"""Keep the output folder of one run, where each file appears complete or not at all.

The run's facts (lists, settings, templates, day ...) are written first. A later run with the same
facts goes on where this one stopped, and ends with the same bytes. A run with other facts is
refused, and so is a folder with other files. A lock of the system allows one run at a time.

Only the owner can read the files. Only remains of a stopped run are deleted. Nothing is read,
written or deleted outside the folder: no path leads up, and no link is followed.
"""

import errno
import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from filings.model.errors import OutputError

if TYPE_CHECKING:
    import filelock

_RUN = ".run"
_FINGERPRINT = f"{_RUN}/fingerprint.json"
_PARTS = f"{_RUN}/parts"  # its contents are deleted at the end of the run
_LOCK = f"{_RUN}/lock"
_HOLDER = f"{_RUN}/process"  # which process holds the lock; the lock file itself stays empty
_ROOM = "Make room on the disk and give the same command again; what is finished is kept."


@dataclass(frozen=True, slots=True)
class RunFile:
    """A finished file of the run."""

    path: str  # under the output folder, with slashes: "sealed/ledger.csv"
    sha256: str
    bytes: int


class RunFolder:
    """The output folder of one run, held while the run lasts."""

    def __init__(self, root: Path, facts: Mapping[str, str], key: str) -> None:
        """Nothing is touched until the context is entered.

        Args:
            root: The folder; it may not exist yet.
            facts: Everything that decides what the run writes: {"the lists": "9f86 ..."}.
            key: Key of the run's id, so that nobody can guess a list from it.
        """
        self.root = root
        self._facts = dict(facts)
        text = json.dumps(self._facts, sort_keys=True)
        self.run = hmac.digest(key.encode(), text.encode(), "sha256").hex()[:16]
        self._lock: filelock.BaseFileLock | None = None
        self._made: list[Path] = []  # folders that were not there before, outermost first

    def __enter__(self) -> Self:
        try:
            self._refuse_foreign()
            self._make_folder(self.root)
            self._make_folder(self._inside(_RUN))
            self._take_lock()
            self._compare_facts()
            self._clear(self._inside(_PARTS))
        except OSError as error:
            self._leave()
            raise _explained(self.root, error) from error
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError, OutputError):
            self._clear(self._inside(_PARTS))
            if error is not None and not self._holds_files():
                # A run that finished nothing leaves nothing, so that the next may have other facts.
                self._clear(self._inside(_RUN))
        self._leave()

    @contextmanager
    def writing(self, path: str, *, surely: bool = True) -> Iterator[BinaryIO]:
        """A file to write to; it appears under its name when the context ends without an error.

        `surely`: wait until it is on the disk, and not only in the system's memory.

        Raises:
            OutputError: It cannot be written; nothing of it is left.
        """
        target = self._inside(path)
        part = target.with_name(f"{target.name}.part")
        try:
            self._make_folder(target.parent)
            with _private(part) as file:
                yield file
                file.flush()
                if surely:
                    os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise _explained(target, error) from error
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def write(self, path: str, data: bytes, *, surely: bool = True) -> None:
        """Write a whole file, as `writing` does.

        Raises:
            OutputError: It cannot be written; nothing of it is left.
        """
        with self.writing(path, surely=surely) as file:
            file.write(data)

    def sync_to_disk(self) -> None:
        """Have the system write to the disk everything that it still holds in memory.

        Waiting for the disk after each file would be slower. If the power fails before this, the
        hashes of the files show it, and the same command prints the packets again.
        """
        if hasattr(os, "sync"):  # Windows has none
            os.sync()

    def file(self, path: str) -> RunFile:
        """The size and hash of a finished file on the disk.

        Raises:
            OutputError: It cannot be read.
        """
        target = self._inside(path)
        try:
            with target.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                return RunFile(path, digest, file.tell())
        except OSError as error:
            raise _explained(target, error) from error

    def put(self, name: str, path: str, data: bytes) -> RunFile:
        """Write a file of a packet; it is hidden until the packet is kept.

        Args:
            name: The packet's name.
            path: Where the file will be, under the output folder.
            data: What is in it.

        Raises:
            OutputError: It cannot be written; nothing of the packet is left.
        """
        target = self._inside(f"{_PARTS}/{name}/{path}")
        try:
            self._make_folder(target.parent)
            with _private(target) as file:
                file.write(data)
        except OSError as error:
            with suppress(OSError):
                self._clear(self._parts(name))
            raise _explained(self.root / path, error) from error
        return RunFile(path, hashlib.sha256(data).hexdigest(), len(data))

    def keep(
        self, name: str, homes: Sequence[str], files: Sequence[RunFile], record: Mapping[str, Any]
    ) -> None:
        """Move the files of a packet to their folders, all or none, and note that.

        Args:
            name: The packet's name.
            homes: Their folders under the output folder, in the order in which they appear.
            files: All that was `put` there.
            record: What to note of the packet; `kept` returns it.

        Raises:
            OutputError: They cannot be moved; none of them is left.
        """
        parts = self._parts(name)
        try:
            for home in homes:
                target = self._inside(home)
                self._clear(target)  # left by a run that stopped between two folders
                self._make_folder(target.parent)
                self._inside(f"{_PARTS}/{name}/{home}").replace(target)
            self._clear(parts)
        except OSError as error:
            with suppress(OSError):
                self._clear(parts)
            raise _explained(self.root / name, error) from error
        hashes = [[file.path, file.sha256, file.bytes] for file in files]
        self.write(_record(name), as_json({"files": hashes, **record}), surely=False)

    def kept(self, name: str) -> dict[str, Any] | None:
        """The note about a packet whose files are all complete; None otherwise."""
        record = self.record(name)
        if record is None:
            return None
        for path, sha256, size in record["files"]:
            try:
                if self._inside(path).stat().st_size != size or self.file(path).sha256 != sha256:
                    return None
            except (OSError, OutputError):
                return None
        return record

    def record(self, name: str) -> dict[str, Any] | None:
        """The note about a packet; None when it was not kept."""
        return self.read(_record(name))

    def read(self, path: str) -> dict[str, Any] | None:
        """The content of a JSON file of the folder; None when it is missing or damaged."""
        try:
            data: dict[str, Any] = json.loads(self._inside(path).read_bytes())
        except (OSError, OutputError, ValueError):
            return None
        return data

    def workroom(self) -> Path:
        """An empty folder for temporary files; a later run deletes what a stopped run left in it.

        Raises:
            OutputError: It cannot be made.
        """
        room = self._inside(f"{_PARTS}/workroom")
        try:
            self._clear(room)
            self._make_folder(room)
        except OSError as error:
            raise _explained(room, error) from error
        return room

    def _refuse_foreign(self) -> None:
        """Raise if the folder has files that no run of this program wrote."""
        if self.root.exists() and not self.root.is_dir():
            raise OutputError(
                str(self.root), "is a file", "Give a folder, or a path that does not exist yet."
            )
        if self.root.is_dir() and not (self.root / _RUN).is_dir() and any(self.root.iterdir()):
            raise OutputError(
                str(self.root),
                "holds files that no run of this program wrote",
                "Give an empty folder, or a path that does not exist yet.",
            )

    def _take_lock(self) -> None:
        import filelock  # here, since every command imports this module and few lock a folder

        lock = filelock.FileLock(self._inside(_LOCK), timeout=0, mode=0o600)
        holder = self._inside(_HOLDER)
        try:
            lock.acquire()
        except filelock.Timeout:
            process = ""
            with suppress(OSError):
                process = holder.read_text(encoding="ascii", errors="replace").strip()
            raise OutputError(
                str(self.root),
                f"another run is writing here (process {process or 'unknown'})",
                "Wait until it is done, or give another folder.",
            ) from None
        self._lock = lock
        with _private(holder) as file:
            file.write(f"{os.getpid()}\n".encode())

    def _compare_facts(self) -> None:
        """Raise if the folder has files of a run with other facts."""
        before = self.read(_FINGERPRINT) or {}
        if before.get("run") == self.run:
            return
        if self._holds_files():
            facts = before.get("facts", {})
            other = [fact for fact, value in self._facts.items() if facts.get(fact) != value]
            raise OutputError(
                str(self.root),
                f"holds another run: {_listed(other)} changed since"
                if facts and other
                else "holds another run",
                "Give another folder, or delete this one to begin anew.",
            )
        self.write(_FINGERPRINT, as_json({"run": self.run, "facts": self._facts}))

    def _holds_files(self) -> bool:
        """Whether any file is in the folder, besides what runs note for themselves."""
        homes = [child for child in self.root.iterdir() if child.name != _RUN]
        return any(path.is_file() for home in homes for path in (home, *home.rglob("*")))

    def _make_folder(self, folder: Path) -> None:
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for each in reversed(missing):
            each.mkdir(mode=0o700)
            if self.root / _PARTS not in each.parents:  # those are deleted, however many
                self._made.append(each)

    def _parts(self, name: str) -> Path:
        """The hidden folder for the files of a packet until it is kept."""
        return self._inside(f"{_PARTS}/{name}")

    def _inside(self, path: str) -> Path:
        """The absolute path of a file, after a check that it is inside the output folder."""
        target = self.root
        for part in path.split("/"):
            target /= part
            leads_out = part in ("", ".", "..")
            if leads_out or target.is_symlink():
                raise OutputError(
                    str(target),
                    "leads out of the output folder" if leads_out else "is a link",
                    "Give an empty folder, or a path that does not exist yet.",
                )
        return target

    def _clear(self, folder: Path) -> None:
        if folder.exists():
            shutil.rmtree(folder)

    def _leave(self) -> None:
        if self._lock:
            held, self._lock = self._lock, None
            with suppress(OSError, OutputError):
                self._inside(_HOLDER).unlink(missing_ok=True)
            with suppress(OSError):  # a failing disk; the first error is reported already
                held.release()
        for folder in reversed(self._made):
            with suppress(OSError):
                folder.rmdir()  # only where nothing is in it


def write_private(path: Path, data: bytes, remedy: str = "Choose another folder.") -> None:
    """Write a file that only its owner can read, completely or not at all; make its folder.

    Raises:
        OutputError: It cannot be written; `remedy` says what to do.
    """
    with private_file(path, remedy) as file:
        file.write(data)


@contextmanager
def private_file(path: Path, remedy: str) -> Iterator[BinaryIO]:
    """A file to write to, with the promises of `write_private`.

    Raises:
        OutputError: It cannot be written; `remedy` says what to do.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _private(part) as file:
            yield file
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise OutputError(str(path), error.strerror or str(error), remedy) from error
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file.

    Raises:
        OutputError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _explained(path, error) from error


def as_json(data: Mapping[str, Any]) -> bytes:
    """JSON as bytes that do not depend on the order in which `data` was built."""
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def hash_folder(folder: Path, names: Sequence[Path]) -> str:
    """One SHA-256 over files of a folder, by their names within it and their contents.

    Raises:
        OutputError: One of them cannot be read.
    """
    digest = hashlib.sha256()
    for path in sorted(names):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise _explained(path, error) from error
        name = PurePosixPath(path.relative_to(folder)).as_posix()
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _private(path: Path) -> BinaryIO:
    """Create a file that only its owner can read; never follow a link."""
    flags = os.O_CREAT | os.O_RDWR | os.O_TRUNC
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)  # not on every system
    return os.fdopen(os.open(path, flags, 0o600), "w+b")


def _record(name: str) -> str:
    return f"{_RUN}/packets/{name}.json"


def _listed(facts: Sequence[str]) -> str:
    *most, last = facts or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def _explained(path: Path, error: OSError) -> OutputError:
    """An error of the system in words for the user."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError(str(path), "there is no room left on the disk", _ROOM)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError(
            str(path), "must not be written", "Choose a folder that you may write to."
        )
    return OutputError(str(path), error.strerror or str(error), "Choose another folder.")
