"""Draw a bar with rate and time left on the terminal for each stage of a run."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    """The rate in steps per second, over the last two minutes."""

    def render(self, task: Task) -> Text:
        """The rate, or nothing while it is not known."""
        speed = task.finished_speed or task.speed
        if not speed:
            return Text()
        return Text(f"{speed:,.0f}/s" if speed >= 10 else f"{speed:,.1f}/s")


class _Done(ProgressColumn):
    """The number of steps that are done, and of all steps if known."""

    def render(self, task: Task) -> Text:
        """The number, "1,839/2,000", or "1,839" alone."""
        of = f"/{task.total:,.0f}" if task.total is not None else ""
        return Text(f"{task.completed:,.0f}{of}")


class _Left(TimeRemainingColumn):
    """The time left, in words; empty while not known."""

    def render(self, task: Task) -> Text:
        """The time left, or nothing."""
        if task.total is None or task.time_remaining is None:
            return Text()
        return Text.assemble("about ", super().render(task), " left")


@contextmanager
def progress_bar(console: Console) -> Iterator["ProgressBar"]:
    """A progress bar on the console until the context ends."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        _Done(),
        _Rate(),
        TimeElapsedColumn(),
        _Left(),
        console=console,
        transient=True,
        speed_estimate_period=120,  # a packet may take a minute, and packets are uneven
    ) as bar:
        yield ProgressBar(bar)


class ProgressBar:
    """A `filings.model.progress.Progress` that draws a line for each stage."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def stage(self, name: str, total: int | None) -> None:
        """Begin a new stage."""
        if self._task is not None:
            self._bar.stop_task(self._task)
        self._task = self._bar.add_task(name, total=total)

    def advance(self, n: int = 1) -> None:
        """Report that `n` more steps are done."""
        if self._task is not None:
            self._bar.advance(self._task, n)
