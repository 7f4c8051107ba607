"""Run `notices`: write the notices that follow an order, and the disposition data."""

from pathlib import Path
from typing import Annotated

import typer

from filings.cli import options, terminal


def notices(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that a build wrote.")],
    lists: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[LIST]...",
            help="The lists it was built from: CII numbers, birth and arrest days and arresting"
            " agencies are read from them again.",
        ),
    ] = None,
    came_back: Annotated[
        Path | None,
        typer.Option(
            "--returned",
            metavar="DIR2",
            help="What `filings returned` wrote of it; DIR-returned without it.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR3", help="Where they go; DIR-notices without it."),
    ] = None,
    config: options.Config = None,
    as_json: options.Json = False,
) -> None:
    """Tell sheriff, arresting agencies, probation and defender of what the courts ordered.

    And write, under seal, the disposition data that the clerk sends to the Department of Justice by
    the court's own channel. Only what a court has granted is told. Nothing is sent.
    """
    from filings.after import notices as of_order
    from filings.model.plain_words import counted

    whole = folder.resolve()
    out = out or whole.parent / f"{whole.name}-notices"
    came_back = came_back or whole.parent / f"{whole.name}-returned"
    settings = options.settings_of(config)
    report = of_order.notices(folder, came_back, lists or (), out, settings)
    lacking = (
        (report.without_cii, "have no CII number"),
        (report.without_arrest_day, "have no arrest day"),
        (report.unfindable, "have neither: the Department of Justice cannot confirm them"),
        (report.without_agency, "have no arresting agency that could be told"),
        (report.disagreeing, "have rows that tell these things differently, and so have none"),
        (report.undated, "have no day of the order: fill it in"),
    )
    for number, what in lacking:
        if number:
            terminal.say(f"{number:,} of {report.granted:,} convictions {what}.")
    if not lists:
        terminal.say("Give the lists of the build too: without them none of these is known.")
    terminal.result(
        f"{counted(report.notices, 'notice')} of {counted(report.granted, 'conviction')}, and"
        f" {of_order.DISPOSITION_DATA} for the clerk: {out}",
        of_order.as_plain(report),
        as_json=as_json,
    )
