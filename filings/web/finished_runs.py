"""Read a finished run for pages and API: its packets, its files, and who may open which."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from filings.web import jobs
from filings.web.accounts import User
from filings.web.matters import NotHere, NotYet

SEALED = "sealed"


class FinishedRun:
    """What a build left in its folder."""

    def __init__(self, folder: Path) -> None:
        """Read its manifest.

        Raises:
            NotYet: It is not finished.
        """
        self.root = folder / "packets"
        try:
            data: dict[str, Any] = json.loads((self.root / "manifest.json").read_bytes())
        except (OSError, ValueError):
            raise NotYet(
                f"build {folder.name}", "is not finished", "Wait, or go on with it."
            ) from None
        self.manifest = data
        self.packets: list[Mapping[str, Any]] = data["packets"]

    def files(self, user: User) -> Iterator[Mapping[str, Any]]:
        """Every file of the run that a user may open, in the manifest's order."""
        for record in (*self.manifest["files"], *(f for p in self.packets for f in p["files"])):
            if may_have(user, record["path"]):
                yield record

    def packet(self, name: str) -> Mapping[str, Any]:
        """The manifest's record of a packet.

        Raises:
            NotHere: There is none.
        """
        packet = next((one for one in self.packets if one["name"] == name), None)
        if packet is None:
            raise NotHere(f"packet {name[:80]}", "is not there", "Go back to the build.")
        return packet

    def file(self, user: User, path: str) -> Path:
        """The path of a file of the run on the disk.

        Raises:
            NotHere: The run has none of this name.
            PermissionError: It names people, and the user may not see that.
        """
        if not may_have(user, path):
            raise PermissionError(path)
        if path not in {record["path"] for record in self.files(user)} | {"manifest.json"}:
            raise NotHere(path[-80:], "is no file of this build", "Go back to the build.")
        return self.root / path


def may_have(user: User, path: str) -> bool:
    """Whether a user may open a file: sealed ones only with the right to see names."""
    return user.sealed or SEALED not in path.split("/")


def progress(folder: Path) -> tuple[int, int]:
    """How many convictions of a build are printed, of how many; 0 of 0 while not known.

    This is read from the run folder, which notes each packet that is complete.
    """
    expected = jobs.request_of(folder).get("expected", [])
    records = folder / "packets" / ".run" / "packets"
    done = sum(count for name, count in expected if (records / f"{name}.json").exists())
    return done, sum(count for _, count in expected)
