"""Show progress and messages on stderr, and a command's result on stdout."""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from filings.model.progress import Progress

_COLOUR = re.compile("(\x1b\\[[0-9;]*m)")  # an escape sequence of rich
_COMMANDS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_LONGEST = 20_000  # characters of a line: more than any message has
_WIDEST = 110  # columns of the closing table, in a file or on a wide screen


def result(line: str, record: Mapping[str, Any], *, as_json: bool) -> None:
    """Print the result on stdout: a line for people, or an object for programs."""
    if as_json:
        import json

        # JSON has no control characters, and no marks that reverse a line.
        line = json.dumps({"schema": 1, **record}, ensure_ascii=False, default=str)
    typer.echo(visible(line))


def say(text: str = "", *, coloured: bool = False) -> None:
    """Print a message on stderr; `coloured` if rich has drawn it. Very long lines are cut."""
    lines = (
        line if len(line) <= _LONGEST else f"{line[:_LONGEST]}... ({len(line):,} characters)"
        for line in text.split("\n")
    )
    typer.echo(visible("\n".join(lines), coloured=coloured), err=True)


def visible(text: str, *, coloured: bool = False) -> str:
    """A text that is safe for a terminal: control and direction characters are shown as codes.

    Of a text that is `coloured`, the colours stay.
    """
    pieces = _COLOUR.split(text) if coloured else [text]
    return "".join(
        _COMMANDS.sub(_coded, piece) if n % 2 == 0 else piece for n, piece in enumerate(pieces)
    )


def _coded(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


@contextmanager
def progress() -> Iterator["Progress"]:
    """A bar with rate and time left; nothing at all where stderr is not a terminal."""
    from filings.model.progress import Silent

    if not sys.stderr.isatty():
        yield Silent()
        return
    from filings.cli.progress_bar import progress_bar

    with progress_bar(terminal()) as bar:
        yield bar


def terminal() -> "Console":
    """The console on stderr, as wide as the terminal but never too wide to read."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not sys.stderr.isatty() or console.width > _WIDEST:
        console.width = _WIDEST
    return console
