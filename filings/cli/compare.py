"""Run `compare`: find what two lists of the same convictions lack of each other."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filings.cli import options, terminal
from filings.model.errors import ExitCode

if TYPE_CHECKING:
    from filings.comparison.compare_lists import Comparison
    from filings.settings.settings import Settings

_MOST = 12  # lines of one table on the screen; counts.csv has them all


def compare(
    first: Annotated[
        Path, typer.Argument(metavar="FIRST", help="The list trusted so far: the state's, say.")
    ],
    second: Annotated[
        Path, typer.Argument(metavar="SECOND", help="Another of the same: a court's, say.")
    ],
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where what was found goes; made if absent.")
    ],
    config: options.Config = None,
    court: options.Court = None,
    layout: options.Layout = None,
    as_json: options.Json = False,
) -> None:
    """Find what each of two lists lacks, and where they disagree.

    Only exact keys say that a conviction is in both; what is merely probable is a worklist. Leaves
    with 10 when the lists do not agree.
    """
    from filings.comparison import compare_lists as comparison

    settings = options.settings_of(config)
    with terminal.progress() as progress:
        report = comparison.compare(
            first,
            second,
            out,
            settings,
            court=options.court_of(court, settings.county),
            layout=layout,
            progress=progress,
        )
    _closing_table(report, settings)
    terminal.result(f"{_in_one_line(report)}: {out}", report.plain(), as_json=as_json)
    if report.need_a_human:
        raise typer.Exit(ExitCode.NEEDS_A_HUMAN)


def _in_one_line(report: "Comparison") -> str:
    """The result in one line."""
    return (
        f"{report.in_both:,} of {report.convictions:,} convictions are in both lists;"
        f" {report.only_in_first:,} only in the first, {report.only_in_second:,} only in the second"
        + (f", {report.told_otherwise:,} told otherwise" if report.told_otherwise else "")
    )


def _closing_table(report: "Comparison", settings: "Settings") -> None:
    """Print what is in which list and who must act, then counts by section, court and year."""
    from rich.table import Table
    from rich.text import Text

    console = terminal.terminal()
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for justify in ("left", "right", "left"):
        table.add_column(justify=justify)
    for what, entries, where in _sections(report):
        bold = "" if what.startswith(" ") else "bold"
        table.add_row(Text(what, bold), Text(f"{entries:,}", bold), where)
    with console.capture() as drawn:
        console.print()
        console.print(table)
        for title, axis in (("Section", "section"), ("Court", "court"), ("Year", "year")):
            console.print()
            console.print(_split(title, list(_lines(report, settings, axis))))
        console.print()
        for one in report.lists:
            console.print(Text(f"List {one.number}: {one.layout}, {one.form}, {one.rows:,} rows."))
            for note in one.notes:
                console.print(Text(f"List {one.number}: {note}"))
        if report.sample:
            console.print("It is a sample: its people are invented.")
        console.print()
    for row in drawn.get().splitlines():
        terminal.say(row.rstrip(), coloured=True)


def _sections(report: "Comparison") -> Iterator[tuple[str, int, str]]:
    from filings.comparison import tables

    yield "In both lists", report.in_both, tables.COMPARISON
    if report.conflicting:
        yield "  told differently", report.conflicting, tables.CONFLICTS
        for dispute, entries in report.conflicts.items():
            yield f"    another {dispute}", entries, ""
    first, second, otherwise = tables.ONLY.values()
    yield "Only in the first list", report.only_in_first, first
    yield "Only in the second list", report.only_in_second, second
    if report.told_otherwise:
        yield (
            "Told otherwise: no conviction stands, says the other",
            report.told_otherwise,
            otherwise,
        )
    if report.probable_links:
        yield "  pairs that are probably one, needs you", report.probable_links, tables.LINKS
    if report.people_spelt_differently:
        spelt = report.people_spelt_differently
        yield "People under several spellings", spelt, tables.SPELLINGS
    for number, entries in report.repeated.items():
        if entries:
            yield f"Told again by list {number}", entries, ""
    for one in report.left_out:
        yield f"Not compared, list {one.list}: {one.words}", one.entries, ""


def _lines(
    report: "Comparison", settings: "Settings", axis: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for line in report.by(axis):
        value = line.pop(axis)
        if axis == "court" and value:
            value = settings.court(value).name
        yield str(value or "not told"), line


def _split(title: str, lines: list[tuple[str, dict[str, Any]]]) -> Any:
    """A table of counts by list; years are grouped by tens, other values are the largest."""
    from rich.table import Table
    from rich.text import Text

    from filings.comparison.conviction_store import Presence

    if title == "Year":
        lines = _decades(lines)
    rest = sorted(lines, key=lambda line: -sum(line[1].values()))[_MOST:]
    shown = [line for line in lines if line not in rest]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(title, style="none", header_style="bold", min_width=34)
    for heading in ("in both", "only in first", "only in second", "told otherwise"):
        table.add_column(heading, justify="right", header_style="bold")
    if rest:
        sums = {p.value: sum(line[p.value] for _, line in rest) for p in Presence}
        shown.append((f"and {len(rest)} more", sums))
    for what, line in shown:
        table.add_row(Text(what), *(f"{line[presence.value]:,}" for presence in Presence))
    return table


def _decades(lines: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    tens: dict[str, dict[str, Any]] = {}
    for year, line in lines:
        ten = f"{year[:3]}0 to {year[:3]}9" if year.isdigit() else year
        for presence, entries in line.items():
            into = tens.setdefault(ten, {})
            into[presence] = into.get(presence, 0) + entries
    return list(tens.items())
