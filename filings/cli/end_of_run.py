"""Print what became of every row at the end of `check` and `build`, and exit."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from filings.cli import terminal
from filings.model.errors import ExitCode

if TYPE_CHECKING:
    from filings.model.packet import Document
    from filings.model.report import Report
    from filings.reports.coverage_gaps import Gap
    from filings.reports.public_totals import PublicTotal
    from filings.settings.settings import Settings


def totals_of(counts: Path | None, settings: "Settings") -> "tuple[PublicTotal, ...]":
    """The public totals of the file that --counts names; none without it."""
    from filings.reports.public_totals import read_totals

    return read_totals(counts, settings) if counts else ()


def close_run(
    report: "Report",
    settings: "Settings",
    totals: "Sequence[PublicTotal]",
    filed_on: dt.date,
    *,
    as_json: bool,
    built: bool,
    where: str = "",
) -> None:
    """Print the result, and exit with 10 if some entries need a human."""
    from dataclasses import asdict

    from filings.compose.draft_reasons import summary
    from filings.output.ledger import giving_back
    from filings.output.letters_to_prosecutors import closing_words
    from filings.reports.console_text import in_one_line
    from filings.reports.cover_sheets import INDEX
    from filings.reports.coverage_page import all_gaps
    from filings.reports.public_totals import reached

    gaps = all_gaps(report, settings, reached(report.tally, totals, settings))
    closing_table(report, settings, gaps, filed_on, built=built)
    for text in closing_words(report, settings):
        terminal.say(text)
    reasons = (reason for packet in report.packets for reason in packet.draft)
    for text in summary(reasons, report.drafts):
        terminal.say(text)
    if motion := next((document.path for document in _first(report)), ""):
        terminal.say(f"To look at first: {Path(where) / motion}\n")
    if built and report.totals.need_a_human:
        for text in giving_back(where):
            terminal.say(text)
    if built and report.packets:
        terminal.say(f"What to do next, packet by packet: {Path(where) / INDEX}\n")
    line = in_one_line(report, built=built)
    terminal.result(
        f"{line}: {where}" if where else line,
        report.plain() | {"gaps": [asdict(gap) for gap in gaps]},
        as_json=as_json,
    )
    if report.totals.need_a_human:
        raise typer.Exit(ExitCode.NEEDS_A_HUMAN)


def _first(report: "Report") -> "Sequence[Document]":
    """The documents of the packet with the most convictions, none when nothing was printed."""
    packets = [packet for packet in report.packets if packet.documents]
    return max(packets, key=lambda packet: packet.convictions).documents if packets else ()


def closing_table(
    report: "Report",
    settings: "Settings",
    gaps: Sequence["Gap"],
    filed_on: dt.date,
    *,
    built: bool,
) -> None:
    """Print what is included, what needs whom, what is left out, and what lists may lack."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from filings.model.plain_words import counted
    from filings.reports import console_text, groupings

    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=5)
    table.add_column(ratio=2)
    table.add_column(no_wrap=True)  # the name of a worklist is not broken
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
    console = terminal.terminal()
    with console.capture() as drawn:
        console.print(table)
        for title, lines in (
            ("By offense", console_text.by_offense(report, settings)),
            ("Texts that are missing", console_text.of_the_texts(report, settings)),
            ("Filed in waves", console_text.of_the_waves(report, settings, filed_on)),
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
    terminal.say()
    for row in drawn.get().splitlines():
        terminal.say(row.rstrip(), coloured=True)
    terminal.say()
