"""Run `inspect`: check a finished PDF against a court's format rules."""

from pathlib import Path
from typing import Annotated

import typer

from filings.cli import options, terminal
from filings.model.errors import ExitCode
from filings.storage.run_folder import write_private


def inspect(
    pdf: Annotated[
        Path, typer.Argument(metavar="PDF", help="A finished page, ours or not.", readable=False)
    ],
    ruleset: Annotated[
        str | None, typer.Option(metavar="R", help="The format rules; your county's without it.")
    ] = None,
    png: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Draw each page with findings here, what is wrong framed in it."
        ),
    ] = None,
    config: options.Config = None,
    as_json: options.Json = False,
) -> None:
    """Hold a finished PDF against a court's format rules.

    Leaves with 9 when a clerk must refuse it.
    """
    import time

    from filings.render import inspect as inspector

    settings = options.settings_of(config)
    rulesets = settings.rulesets
    name = ruleset or settings.county.ruleset
    options.require_known("--ruleset", name, rulesets)
    try:
        data = pdf.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{pdf}: {error.strerror}") from error
    inspection = inspector.inspect(data, rulesets[name], clock=time.perf_counter)
    lines = list(inspector.report_lines(inspection))
    if png and inspection.pages:
        # Findings about the file as a whole are listed on its first page.
        for page in sorted({finding.page or 1 for finding in inspection.findings}):
            path = png / f"{pdf.stem}-{page}.png"
            write_private(path, inspector.picture(data, page, inspection.findings))
            lines.append(f"drawn: {path}")
    terminal.result("\n".join(lines), inspector.as_record(inspection), as_json=as_json)
    if not inspection.acceptable:
        raise typer.Exit(ExitCode.PAGE)
