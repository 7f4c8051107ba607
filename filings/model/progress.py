"""Define how a run tells whoever watches it how far it is."""

from typing import Protocol


class Progress(Protocol):
    """Whoever watches a run. It is told, never asked."""

    def stage(self, name: str, total: int | None) -> None:
        """A new stage begins ("reading", "printing"); `total` steps, None when nobody knows."""

    def advance(self, n: int = 1) -> None:
        """So many steps of the stage are done."""


class Silent:
    """A `Progress` that says nothing."""

    def stage(self, name: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, n: int = 1) -> None:
        """Say nothing."""
