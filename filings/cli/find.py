"""Run `find`: show where a conviction stands, or why it is in no packet."""

from pathlib import Path
from typing import Annotated

import typer

from filings.cli import options, terminal
from filings.model.errors import OutputError


def find(
    text: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER|NAME", help="A case number in any form, or words of a name."
        ),
    ],
    lists: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[LIST...]",
            help="Lists to read: what would become of it. Without --in.",
            readable=False,
        ),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--in", metavar="DIR", help="The folder that a build wrote.")
    ] = None,
    config: options.Config = None,
    templates: options.Templates = None,
    court: options.Court = None,
    layout: options.Layout = None,
    group_by: options.GroupBy = None,
    attested: options.Attested = None,
    already_included: options.AlreadyIncluded = None,
    already_granted: options.AlreadyGranted = None,
    strike: options.Strike = None,
    answers: options.AnswersFile = None,
    filed_on: options.FiledOn = None,
    as_json: options.Json = False,
) -> None:
    """Say where a conviction stands, or why it is in no packet.

    In what a build wrote (--in), or before any build in the lists themselves.
    """
    from dataclasses import asdict

    from filings.output import find_entries
    from filings.output.packet_folders import LEDGER
    from filings.reports.found_lines import found_lines

    settings = options.settings_of(config, group_by)
    if not text.strip():
        raise typer.BadParameter("give a case number or a name", param_hint="NUMBER|NAME")
    if bool(lists) == bool(folder):
        raise typer.BadParameter(
            "give the folder that a build wrote with --in, or the lists to look in",
            param_hint="--in",
        )
    if folder:
        if not (folder / LEDGER).is_file():
            raise OutputError(
                str(folder),
                "holds no finished packets" if folder.exists() else "does not exist",
                "Name the folder that `filings build` wrote; if that was stopped, give it again.",
            )
        entries = find_entries.find(folder, text)
    else:
        from filings import pipeline

        beside = options.beside_of(attested, already_included, already_granted, strike, answers)
        day = options.filing_day(filed_on, settings)
        with terminal.progress() as progress:
            run_options = pipeline.RunOptions(
                filed_on=day,
                templates=templates or (),
                court=options.court_of(court, settings.county),
                layout=layout,
                beside=beside,
                progress=progress,
            )
            entries = pipeline.find(lists or (), settings, text, run_options)
    of_entries = (found_lines(entry, settings, built=bool(folder)) for entry in entries)
    terminal.result(
        "\n".join(line for lines in of_entries for line in lines)
        or "Nothing with that number or name is there. Try the last name alone, or another number"
        " of the case; the ledger holds every row that was read.",
        {"found": [asdict(entry) for entry in entries]},
        as_json=as_json,
    )
