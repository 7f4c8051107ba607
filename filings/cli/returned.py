"""Run `returned`: process the answers of courts and the Department of Justice after a filing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from filings.cli import options, terminal
from filings.model.errors import ExitCode

if TYPE_CHECKING:
    from filings.after.returned import ReturnedReport

_MOST = 20  # rows listed on the screen; the table has them all


def returned(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="What came back from courts so far: cases.csv or the clerk's table, with its"
            " result column filled in.",
        ),
    ] = None,
    runs: Annotated[
        list[Path] | None,
        typer.Option(
            "--in", metavar="DIR", help="The folder of the build that was filed; repeatable."
        ),
    ] = None,
    doj: Annotated[
        list[Path] | None,
        typer.Option(
            "--doj", metavar="FILE", help="What came back from the Department of Justice."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR2", help="Where it goes; DIR-returned without it."),
    ] = None,
    config: options.Config = None,
    as_json: options.Json = False,
) -> None:
    """Say what came of each conviction, who is still without relief, and what may be asked again.

    The build's folder never changes: all is written beside it. Give every table that came back so
    far. A row that certainly fits no conviction changes nothing and is told.
    """
    from filings.after.returned import returned as follow_returned
    from filings.after.write_outcome import NOT_FOLLOWED

    if not runs:
        raise typer.BadParameter("name the folder of the build", param_hint="--in")
    if not files and not doj:
        raise typer.BadParameter("give a table that came back", param_hint="FILE")
    settings = options.settings_of(config)
    out = out or runs[0].resolve().parent / f"{runs[0].resolve().name}-returned"
    report = follow_returned(runs, files or (), doj or (), out, settings, options.today())
    for text in _sentences(report):
        terminal.say(text)
    for each in report.not_followed[:_MOST]:
        terminal.say(f"not followed: {each.row.where}: {each.why}")
    if (left := len(report.not_followed) - _MOST) > 0:
        terminal.say(f"... and {left:,} more rows, in {out / NOT_FOLLOWED}")
    totals = report.totals
    terminal.result(
        f"{totals.convictions - totals.without_relief:,} of {totals.convictions:,} convictions have"
        f" relief, {totals.cleared:,} of them cleared; {totals.without_relief:,} do not yet: {out}",
        report.plain(),
        as_json=as_json,
    )
    if report.not_followed:
        raise typer.Exit(ExitCode.NEEDS_A_HUMAN)


def _sentences(report: "ReturnedReport") -> list[str]:
    """The totals in sentences."""
    from filings.after.outcome import WORDS, Standing
    from filings.after.write_outcome import GRANTED, SUPPLEMENT
    from filings.model.plain_words import counted

    totals = report.totals
    counts = {standing: getattr(totals, standing.value) for standing in Standing}
    width = len(f"{totals.convictions:,}")
    lines = [f"{counts[each]:>{width},}  {WORDS[each]}" for each in Standing]
    lines.append(f"{totals.convictions:>{width},}  convictions were asked for")
    lines.append(
        f"Of {counted(totals.rows, 'row')} that came back {totals.followed:,} are answers,"
        f" {totals.repeated:,} say the same again, {totals.blank:,} are blank and"
        f" {totals.not_followed:,} could not be used."
    )
    if len(totals.runs) > 1:
        lines += [
            f"Run {run.run} of {run.filed_on}: {run.asked:,} asked, {run.relieved:,} granted,"
            f" {run.refused:,} not granted, {run.waiting:,} waiting."
            for run in totals.runs
        ]
    lines.append(
        f"{totals.proposed:,} may be asked for again: an attorney decides each in {SUPPLEMENT}."
        f" {GRANTED} is for --already-granted."
    )
    return lines
