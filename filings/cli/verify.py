"""Run `verify`: check a finished folder from its files alone."""

from pathlib import Path
from typing import Annotated

import typer

from filings.cli import options, terminal
from filings.model.errors import ExitCode

_MOST = 40  # findings listed on the screen; --json has them all


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that a build wrote.")],
    lists: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[LIST]...", help="The lists it was built from, to be held against it too."
        ),
    ] = None,
    jobs: options.Jobs = 0,
    as_json: options.Json = False,
) -> None:
    """Prove that every conviction stands where the tables say, once, and nowhere else.

    Reads every page again and believes nothing but the files. Leaves with 8 when something differs,
    and says which page and row.
    """
    from filings.verification import verify as verify_folder

    with terminal.progress() as progress:
        progress.stage("Reading packets", None)
        proof = verify_folder(
            folder,
            lists or (),
            jobs or options.cores(),
            lambda _done, _of: progress.advance(1),
        )
    for finding in proof.findings[:_MOST]:
        terminal.say(str(finding))
    if (left := len(proof.findings) - _MOST) > 0:
        terminal.say(f"... and {left:,} more; --json tells them all.")
    read = (
        f"{proof.convictions:,} convictions in {proof.packets:,} packets, {proof.documents:,}"
        f" documents and {proof.pages:,} pages"
    )
    given = "1 list" if proof.lists == 1 else f"{proof.lists:,} lists"
    with_lists = f", and {given}" if proof.lists else ""
    line = (
        f"Everything agrees: {read}{with_lists}: {folder}"
        if proof.holds
        else f"{len(proof.findings):,} things differ, of {read}{with_lists}: {folder}"
    )
    terminal.result(line, proof.as_json(), as_json=as_json)
    if not proof.holds:
        raise typer.Exit(ExitCode.VERIFICATION)
