"""Floor 5. `preview`, `find` and `inspect`: one document, one conviction, one finished page."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from filings.cli import options, screen
from filings.errors import ExitCode

Document = Literal["motion", "proposed-order", "exhibit-a-sealed"]


def preview(
    lists: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[LIST...]", help="Lists to take it from; a small sample without."),
    ] = None,
    document: Annotated[Document, typer.Option(help="Which document.")] = "motion",
    out: Annotated[
        Path, typer.Option(metavar="FILE.pdf", help="Where the page goes; replaced each time.")
    ] = Path("preview.pdf"),
    court: Annotated[
        str | None, typer.Option(metavar="ID", help="The packet of this court.")
    ] = None,
    offense: Annotated[
        str | None, typer.Option(metavar="TYPE", help="The packet of this offense type.")
    ] = None,
    case: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The packet that holds this case.")
    ] = None,
    png: Annotated[
        bool, typer.Option("--png", help="A picture of each page beside the PDF.")
    ] = False,
    show: options.Open = False,
    config: options.Config = None,
    templates: options.Templates = None,
    layout: options.Layout = None,
    group_by: options.GroupBy = None,
    filed_on: options.FiledOn = None,
    as_json: options.Json = False,
) -> None:
    """Print one document of one packet, as a build would."""


def find(
    text: Annotated[str, typer.Argument(metavar="NUMBER|NAME", help="A case number or a name.")],
    folder: Annotated[
        Path, typer.Option("--in", metavar="DIR", help="The folder that a build wrote.")
    ],
    config: options.Config = None,
    as_json: options.Json = False,
) -> None:
    """Say where a conviction stands, or why it is in no packet."""
    from dataclasses import asdict

    from filings import ledger
    from filings.words import found_lines

    settings = options.settings_of(config)
    entries = ledger.find(folder, text)
    lines = [line for entry in entries for line in found_lines(entry, settings)]
    screen.result(
        "\n".join(lines) or "Nothing of that number or name is in this folder.",
        {"found": [asdict(entry) for entry in entries]},
        as_json=as_json,
    )


def inspect(
    pdf: Annotated[Path, typer.Argument(metavar="PDF", help="A finished page, ours or not.")],
    ruleset: Annotated[
        str | None, typer.Option(metavar="R", help="The format rules; your county's without it.")
    ] = None,
    config: options.Config = None,
    as_json: options.Json = False,
) -> None:
    """Hold a finished PDF against a court's format rules.

    Leaves with 9 when a clerk must refuse it.
    """
    import time

    from filings.press import inspect as inspector
    from filings.rulesets import read_rulesets

    settings = options.settings_of(config)
    rulesets = read_rulesets(settings)
    name = ruleset or settings.county.ruleset
    if name not in rulesets:
        raise typer.BadParameter(f"there is no ruleset {name}; known: {', '.join(rulesets)}")
    try:
        data = pdf.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{pdf}: {error.strerror}") from error
    found = inspector.inspect(data, rulesets[name], clock=time.perf_counter)
    screen.result(
        "\n".join(inspector.report_lines(found)), inspector.as_record(found), as_json=as_json
    )
    if not found.acceptable:
        raise typer.Exit(ExitCode.PAGE)
