"""Run `purge`: delete what earlier runs kept for later ones."""

from typing import Annotated

import typer

from filings.cli import options, terminal


def purge(
    folder: Annotated[
        str | None,
        typer.Argument(metavar="DIR", help="The folder that --cache named; your own without it."),
    ] = None,
    cache: Annotated[
        bool, typer.Option("--cache", help="The laid-out pages; the next run makes them anew.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Take away what earlier runs kept for later ones."""
    if not cache:
        raise typer.BadParameter("say what to delete: --cache", param_hint="purge")
    from filings.model.plain_words import counted
    from filings.storage.cache_folder import CacheFolder

    kept = options.cache_of(folder)
    entries = CacheFolder(kept).purge() if kept else 0
    gone = f"{counted(entries, 'entry', 'entries')} taken away: {kept}"
    terminal.result(
        gone if entries else "Nothing was kept there.",
        {"folder": kept, "entries": entries},
        as_json=as_json,
    )
