"""`templates approve`: an attorney lets a text be filed in the words it has now."""

from pathlib import Path
from typing import Annotated

import typer

from filings.cli import options, terminal


def approve(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="As `templates show` names it: motion, offenses.")
    ],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="The attorney who has read it.")],
    bar_number: Annotated[
        str, typer.Option("--bar-number", metavar="NUMBER", help="The attorney's bar number.")
    ],
    config: Annotated[
        list[Path],
        typer.Option("--config", metavar="DIR", help="Your own settings; the last is written to."),
    ],
    on: options.ApprovedOn = None,
    templates: options.Templates = None,
    as_json: options.Json = False,
) -> None:
    """Write that an attorney has read a text and lets it be filed, and keep a copy of its words.

    What is edited afterwards is a draft again.
    """
    from filings.authoring.browse import Desk
    from filings.render.approvals import write_approval

    day = options.day_of(on)
    if day > options.today():
        raise typer.BadParameter(f"{day} has not come yet", param_hint="--on")
    if not by.strip() or not any(character in "123456789" for character in bar_number):
        raise typer.BadParameter("give a name and a bar number", param_hint="--by, --bar-number")
    desk = Desk(options.settings_of(config), templates or (), options.today())
    options.known("NAME", name, sorted(desk.approvals.names))
    path = write_approval(desk.approvals, name, by.strip(), bar_number.strip(), day, config[-1])
    terminal.result(
        f"{name} is approved as it stands, by {by.strip()}: {path}",
        {"name": name, "file": path, "files": desk.approvals.hashes(name)},
        as_json=as_json,
    )
