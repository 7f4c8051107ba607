"""Stream many files as one ZIP, without holding it in memory or on the disk."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

_CHUNK = 1 << 18
_MADE = (1980, 1, 1, 0, 0, 0)  # a fixed time: the same files give the same bytes


class _Outlet(io.RawIOBase):
    """A buffer between the archive's writes and what is sent."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        """Writing is all it can do."""
        return True

    def write(self, data: object) -> int:
        """Take some bytes."""
        taken = bytes(data)  # type: ignore[call-overload]
        self._waiting += taken
        return len(taken)

    def taken(self) -> bytes:
        """Return and forget what was written since the last call."""
        data = bytes(self._waiting)
        self._waiting.clear()
        return data


def stream_zip(root: Path, paths: Iterable[str]) -> Iterator[bytes]:
    """The bytes of a ZIP of files under a folder, by their paths there; PDFs are stored as is."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for path in paths:
            info = zipfile.ZipInfo(path, _MADE)
            info.external_attr = 0o600 << 16
            if not path.endswith(".pdf"):
                info.compress_type = zipfile.ZIP_DEFLATED
            with (root / path).open("rb") as source, archive.open(info, "w") as target:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
                    if data := outlet.taken():
                        yield data
    yield outlet.taken()
