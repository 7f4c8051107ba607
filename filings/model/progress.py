"""Define how a run reports its progress."""

from typing import Protocol


class Progress(Protocol):
    """Receives the progress of a run."""

    def stage(self, name: str, total: int | None) -> None:
        """Begin a stage ("reading", "printing") of `total` steps; None if not known."""

    def advance(self, n: int = 1) -> None:
        """Report that `n` more steps of the stage are done."""


class Silent:
    """A `Progress` that says nothing."""

    def stage(self, name: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, n: int = 1) -> None:
        """Say nothing."""
