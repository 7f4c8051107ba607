"""Run `serve`: offer the commands in a browser, for an office that uses no terminal."""

import datetime as dt
import os
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from filings.cli import options, terminal
from filings.model.errors import ConfigError

# Environment variables that the server's processes need.
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "VIRTUAL_ENV",
    "FONTCONFIG_FILE",
    "SystemRoot",
)
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def serve(
    home: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="The office's folder, as `filings start --to DIR` sets it up."
        ),
    ] = Path("my-office"),
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535)] = 8000,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="How browsers reach it through a proxy: https://filings.office.example.",
        ),
    ] = None,
    jobs: options.Jobs = 0,
) -> None:
    """Serve pages for browsers and an HTTP API, on this machine alone (127.0.0.1).

    Users sign in; the first comes by a link that is printed here and works once.
    """
    try:
        import uvicorn

        from filings.web.app import make_app, make_office
        from filings.web.office_services import Machine
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("filings"):
            raise
        raise ConfigError(
            "serve", "needs what is not installed here", "pip install 'filings[serve]'"
        ) from error
    from urllib.parse import urlsplit

    from filings import __version__
    from filings.model.plain_words import counted

    machine = Machine(
        clock=lambda: dt.datetime.now(dt.UTC),
        seconds=time.monotonic,
        day=lambda: options.today().isoformat(),
        cores=jobs or options.cores(),
        version=__version__,
        environment={key: os.environ[key] for key in _PASSED_ON if key in os.environ},
    )
    own = (url or f"http://127.0.0.1:{port}").rstrip("/")
    name = urlsplit(own).hostname
    if not name or urlsplit(own).scheme not in ("http", "https"):
        raise typer.BadParameter(f"{own} is not the address of a server", param_hint="--url")
    office = make_office(home, machine)
    tempfile.tempdir = str(office.folder.scratch)  # uploads are stored only there
    app = make_app(office, url=own, hosts={*_LOOPBACK, name})
    if secret := office.accounts.first_link():
        terminal.say("Nobody may sign in yet. This link makes the first administrator, once:")
        terminal.say(f"  {own}/join/{secret}")
    if resumed := office.recover():
        terminal.say(f"{counted(resumed, 'build')} that had ended with the server goes on.")
    office.previews.print_ahead()
    terminal.say(f"Serving {own}. Ctrl-C ends it; a build that runs goes on.")
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,  # addresses may contain search words; the audit log has who did what
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
    )
