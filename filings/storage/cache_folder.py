"""Keep things that take long to make in a folder of the user, for later runs.

Only what this user wrote is read: each entry is signed with a secret that was made with the folder,
and an entry that does not verify counts as missing. A problem with the folder is never an error:
the caller makes the thing again.
"""

import hashlib
import hmac
import json
import os
import secrets
import tempfile
import zlib
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

_MOST_BYTES = 200 << 20  # of all entries together
_OLDEST = 30 * 24 * 3600  # seconds
_LARGEST = 32 << 20  # bytes of one entry, unpacked
_SECRET = "secret"  # noqa: S105 - the name of a file
_OURS = ".kept"
_SIGNATURE = 32  # bytes


class CacheFolder:
    """Entries of JSON by key, in a folder that only its owner reads."""

    def __init__(self, folder: Path) -> None:
        """The folder is not created before something is kept."""
        self.folder = folder

    def get(self, key: str) -> Any:
        """The value of a key; None when it is missing or does not verify."""
        if self._secret is None:
            return None
        try:
            signed = self._file(key).read_bytes()
            if not hmac.compare_digest(signed[:_SIGNATURE], self._signature(key, signed)):
                return None
            unpacking = zlib.decompressobj()
            text = unpacking.decompress(signed[_SIGNATURE:], _LARGEST)
            return None if unpacking.unconsumed_tail else json.loads(text)
        except (OSError, ValueError, zlib.error, RecursionError):
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep a value of plain data for JSON; if the folder has no room, do nothing."""
        with suppress(OSError):
            if self._secret is None:
                self._make_secret()
            if self._secret is None:
                return
            packed = zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 1)
            signature = self._signature(key, bytes(_SIGNATURE) + packed)
            # For its owner alone, as `mkstemp` makes files; it appears whole or not at all.
            handle, name = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(signature + packed)
                Path(name).replace(self._file(key))
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise

    def drop_old_entries(self) -> None:
        """Delete entries that are old, and the oldest when there are too many."""
        with suppress(OSError):
            os.utime(self.folder / _SECRET)  # the time now, by the file system's clock
            now = (self.folder / _SECRET).stat().st_mtime
            total = 0
            entries = ((path, path.stat()) for path in self.folder.glob(f"*{_OURS}"))
            for path, facts in sorted(entries, key=lambda entry: -entry[1].st_mtime):
                total += facts.st_size
                if total > _MOST_BYTES or now - facts.st_mtime > _OLDEST:
                    path.unlink(missing_ok=True)

    def purge(self) -> int:
        """Delete all entries, and the folder if nothing else is in it; return how many they were.

        The user may have named any folder: other files are left alone.
        """
        with suppress(OSError):
            if self._secret is None:
                return 0
            entries = list(self.folder.glob(f"*{_OURS}"))
            for path in (*entries, self.folder / _SECRET):
                path.unlink(missing_ok=True)
            with suppress(OSError):
                self.folder.rmdir()
            return len(entries)
        return 0

    def _file(self, key: str) -> Path:
        return self.folder / (hashlib.sha256(key.encode()).hexdigest() + _OURS)

    def _signature(self, key: str, signed: bytes) -> bytes:
        content = hashlib.sha256(key.encode()).digest() + signed[_SIGNATURE:]
        return hmac.digest(self._secret or b"", content, "sha256")

    @cached_property
    def _secret(self) -> bytes | None:
        try:
            secret = (self.folder / _SECRET).read_bytes()
        except OSError:
            return None
        return secret if len(secret) == _SIGNATURE else None

    def _make_secret(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            exclusive = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            handle = os.open(self.folder / _SECRET, exclusive, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(_SIGNATURE))
        del self._secret
