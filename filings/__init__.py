"""Make court-ready packets from lists of eligible convictions.

The verbs of the command line, with the same arguments and exceptions instead of exit codes:
`from filings import build, check, compare, preview, verify`. Defaults are those of the command
line: the shipped settings, and today.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filings.comparison.report import Comparison
    from filings.model.report import Report
    from filings.pipeline import RunOptions
    from filings.render import Printed
    from filings.settings.settings import Settings
    from filings.verification import Verification

    File = str | os.PathLike[str]

__all__ = ["build", "check", "compare", "preview", "verify"]
__version__ = "0.1.0"

# Each function imports its stages when it is called, so that `import filings` is fast.


def check(
    lists: "File | Sequence[File]",
    settings: "Settings | File | None" = None,
    options: "RunOptions | None" = None,
    **named: Any,
) -> "Report":
    """Read, screen and group lists, and say what would go in; write nothing.

    Args:
        lists: A list, or several in order.
        settings: Settings, or a folder of the office's own; the shipped ones without.
        options: What the run is told besides.
        named: Fields of `filings.pipeline.RunOptions`; `filed_on` is today without it. And
            `ledger_path`: where to write the ledger that `build` would write.

    Raises:
        FilingsError: As `filings.pipeline.check` says.
    """
    from filings import pipeline

    return pipeline.check(_paths(lists), _settings(settings), options, **_dated(options, named))


def build(
    lists: "File | Sequence[File]",
    out: "File",
    settings: "Settings | File | None" = None,
    options: "RunOptions | None" = None,
    **named: Any,
) -> "Report":
    """Print every packet of lists into a folder, with the ledger, worklists and the manifest.

    Args:
        lists: A list, or several in order.
        out: The folder to fill; new, empty, or of a stopped run.
        settings: As for `check`. With the shipped ones nothing is built but samples.
        options: What the run is told besides.
        named: Fields of `filings.pipeline.RunOptions`; `filed_on` is today without it.

    Raises:
        FilingsError: As `filings.pipeline.build` says.
    """
    from filings import pipeline

    dated = _dated(options, named)
    return pipeline.build(_paths(lists), Path(out), _settings(settings), options, **dated)


def preview(
    lists: "File | Sequence[File]",
    settings: "Settings | File | None" = None,
    options: "RunOptions | None" = None,
    **named: Any,
) -> "Printed":
    """Print one document of one packet, just as `build` would; its bytes are `.pdf`.

    Args:
        lists: A list, or several in order.
        settings: As for `check`.
        options: What the run is told besides.
        named: `document`, `court`, `offense`, `case`, which choose it; and fields of
            `filings.pipeline.RunOptions`, `filed_on` being today without it.

    Raises:
        FilingsError: As `filings.pipeline.preview` says.
    """
    from filings import pipeline

    return pipeline.preview(_paths(lists), _settings(settings), options, **_dated(options, named))


def compare(
    first: "File",
    second: "File",
    out: "File",
    settings: "Settings | File | None" = None,
    **named: Any,
) -> "Comparison":
    """Find what is in both lists, in one alone, or different; write it into a folder.

    Args:
        first: The list that is trusted so far.
        second: Another of the same convictions.
        out: The folder to fill; new, empty, or of the same comparison.
        settings: As for `check`.
        named: `court`, `layout` and `progress`, as for `filings.comparison.compare_lists.compare`.

    Raises:
        FilingsError: As `filings.comparison.compare_lists.compare` says.
    """
    from filings.comparison import compare_lists as comparison

    return comparison.compare(Path(first), Path(second), Path(out), _settings(settings), **named)


def verify(folder: "File", lists: "File | Sequence[File]" = (), jobs: int = 1) -> "Verification":
    """Verify a finished folder from its files alone; return everything that differs.

    Args:
        folder: What `build` wrote.
        lists: The lists it was built from, to be held against it too.
        jobs: Worker processes.

    Raises:
        FilingsError: It is no finished folder, or a list cannot be read.
    """
    from filings import verification

    return verification.verify(Path(folder), _paths(lists), jobs)


def _paths(lists: "File | Sequence[File]") -> list[Path]:
    alone = isinstance(lists, str | os.PathLike)
    return [Path(lists)] if alone else list(map(Path, lists))  # type: ignore[arg-type]


def _settings(settings: "Settings | File | None") -> "Settings":
    from filings.settings.settings import Settings, read_settings

    if isinstance(settings, Settings):
        return settings
    return read_settings([Path(settings)] if settings else ())


def _dated(run_options: "RunOptions | None", named: dict[str, Any]) -> dict[str, Any]:
    """The options of a run, with today as the default day of filing."""
    if run_options or "filed_on" in named:
        return named
    from filings.cli import options  # where the clock is read

    today = options.today()
    return {"filed_on": today, "today": today, **named}
