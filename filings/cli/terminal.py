"""Show progress and the closing table on stderr, and a command's result on stdout."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from filings.model.progress import Progress
    from filings.model.report import Report
    from filings.reports.coverage_gaps import Gap
    from filings.settings.settings import Settings

_COLOUR = re.compile("(\x1b\\[[0-9;]*m)")  # as rich writes it
_COMMANDS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_LONGEST = 20_000  # characters of a line: the longest that we write has a few thousand
_WIDEST = 110  # columns of the closing table, in a file or on a wide screen


def result(line: str, record: Mapping[str, Any], *, as_json: bool) -> None:
    """The one thing on stdout: a line for people, or an object for programs."""
    if as_json:
        import json

        # No control character stands in JSON as it is, and no mark that turns the line around.
        line = json.dumps({"schema": 1, **record}, ensure_ascii=False, default=str)
    typer.echo(visible(line))


def say(text: str = "", *, coloured: bool = False) -> None:
    """A message, on stderr; `coloured` when rich has drawn it. A line without end is cut."""
    lines = (
        line if len(line) <= _LONGEST else f"{line[:_LONGEST]}... ({len(line):,} characters)"
        for line in text.split("\n")
    )
    typer.echo(visible("\n".join(lines), coloured=coloured), err=True)


def visible(text: str, *, coloured: bool = False) -> str:
    """A text for a terminal: what would command it, or turn the line around, is shown as a code.

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


def closing_table(
    report: "Report", settings: "Settings", gaps: Sequence["Gap"], *, built: bool
) -> None:
    """What went in and where, what needs whom, what does not go in, and what the lists may lack."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from filings.model.plain_words import counted
    from filings.reports import console_text, groupings

    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=5)
    table.add_column(ratio=2)
    table.add_column(no_wrap=True)  # a worklist's name in one piece
    table.add_column(justify="right", no_wrap=True)
    for section in console_text.closing(report, settings, built=built):
        if section.entries:
            table.add_row(
                Text(section.title, "bold"),
                Text(section.who, "dim"),
                Text(section.where, "dim"),
                Text(f"{section.entries:,}", "bold"),
            )
            for line in section.lines:
                what = Padding(Text(line.what), (0, 0, 0, 2))
                table.add_row(what, Text(line.who), Text(line.where), f"{line.entries:,}")
                for text in line.values:
                    table.add_row(Padding(Text(text, "dim"), (0, 0, 0, 4)), "", "", "")
    entries = f"{report.totals.entries:,}"
    table.add_row("", "", "", "-" * len(entries))
    table.add_row(f"Every entry, in {counted(report.totals.rows, 'row')}", "", "", entries)
    if report.totals.entries:
        meant = "An entry is one conviction, or other thing, that a row holds; some hold several."
        table.add_row(Padding(Text(meant, "dim"), (0, 0, 0, 2)), "", "", "")
    console = terminal()
    with console.capture() as drawn:
        console.print(table)
        for title, lines in (
            ("By offense", console_text.by_offense(report, settings)),
            ("Texts that are missing", console_text.of_the_texts(report, settings)),
            ("If grouped by", groupings.words_of(report.groupings, settings)),
            ("Worth a look, though it goes in", console_text.notes(report, built=built)),
            ("What needs you takes", console_text.of_the_people(report)),
            ("Of the lists themselves", console_text.of_the_lists(report)),
            ("Of the pages", console_text.of_the_pages(report)),
            ("What these lists probably lack", [gap.sentence for gap in gaps]),
        ):
            if lines:
                console.print()
                console.print(Text(title, "bold"))
                hanging = Table.grid(padding=(0, 1, 0, 1))
                for text in lines:
                    hanging.add_row("-", Text(text))
                console.print(hanging)
    say()
    for row in drawn.get().splitlines():
        say(row.rstrip(), coloured=True)
    say()


def terminal() -> "Console":
    """Where people read, stderr: as wide as their terminal, and never too wide to read."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not sys.stderr.isatty() or console.width > _WIDEST:
        console.width = _WIDEST
    return console
