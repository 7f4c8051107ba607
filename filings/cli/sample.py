"""Run `sample`: write a synthetic list to practise on."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from filings.cli import options, terminal


def sample(
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="The list to write: .csv, .tsv or .xlsx.")
    ],
    cases: Annotated[int, typer.Option(metavar="N", min=0, help="How many rows.")] = 2000,
    seed: Annotated[int, typer.Option(metavar="S", help="The same seed gives the same list.")] = 1,
    dirt: Annotated[
        float, typer.Option(metavar="P", min=0, max=1, help="Share of rows with a defect.")
    ] = 0.1,
    layout: Annotated[
        Literal["sample", "gogen"],
        typer.Option(help="An office's own spreadsheet, or gogen's results."),
    ] = "sample",
    config: options.Config = None,
    as_json: options.Json = False,
) -> None:
    """Write a synthetic list with the defects of real ones.

    It is of your county, and its people are invented.
    """
    from dataclasses import asdict

    from filings.model.plain_words import counted
    from filings.sample.sample_list import write_sample

    written = write_sample(out, cases, seed, dirt, layout, options.settings_of(config))
    for kind, times in written.planted.items():
        terminal.say(f"  {times:>7,}  {kind}")
    terminal.result(
        f"{counted(written.rows, 'row')} of invented people: {written.path}",
        asdict(written),
        as_json=as_json,
    )
