"""Register every command with its examples, run the one that is asked for, and exit with its code.

Errors are turned into messages here and nowhere else. Commands import what they need when they run,
so that `--help` answers at once.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from filings.cli import (
    approve,
    build,
    check,
    compare,
    find,
    inspect,
    notices,
    preview,
    purge,
    returned,
    sample,
    serve,
    start,
    templates,
    terminal,
    verify,
)
from filings.model.errors import ExitCode, FilingsError

# Words in `--help` and reports that a paralegal may not know.
_WORDS = (
    "Words:",
    "  entry          one conviction, or other thing, that a row of a list holds",
    "  packet         what one court gets for one kind of offense: motion, order, exhibit",
    '  held           in no packet until somebody has looked ("needs you")',
    "  determination  what a list says of a conviction: eligible, not eligible, to review",
    "  attest         an attorney vouches that a whole list is eligible",
    "  ruleset        the format rules of a court",
    "  override       a text or setting of your own, in place of the shipped one",
)

app = typer.Typer(
    help="Lists of eligible convictions in; court-ready dismissal motions and sealing orders out.",
    epilog="\b\n" + "\n".join((*_WORDS, "", "Begin with: filings start")),
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # off: they would show the values of variables
    rich_markup_mode=None,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        from filings import __version__

        typer.echo(f"filings {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", callback=_say_version, is_eager=True
        ),
    ] = False,
) -> None:
    pass


def _offer(command: Callable[..., None], *examples: str) -> None:
    """Add a command under its own name, with examples in its help."""
    app.command(
        command.__name__, epilog="\n".join(("\b", "Examples:", *(f"  {e}" for e in examples)))
    )(command)


_offer(
    start.start,
    "filings start",
    'filings start --office "District Attorney" --attorney "Jordan A. Ellery" \\',
    '    --bar-number 000000 --county "Los Angeles" --no-open',
)
_offer(
    check.check,
    "filings check eligible.csv",
    "filings check doj.dat court.xlsx --config my-office/config",
    "filings check eligible.csv --counts public-totals.csv --coverage coverage.html",
)
_offer(
    build.build,
    "filings build eligible.csv --out packets",
    "filings build eligible.csv --out packets --config my-office/config --strict --per-case",
    "filings build court.csv --out more --already-included packets --strike struck.csv \\",
    '    --attested "Jordan A. Ellery, 000000, 2026-01-31"',
)
_offer(
    preview.preview,
    "filings preview --open",
    "filings preview eligible.csv --court tor --document proposed-order --png",
    "filings preview --document motion --templates my-office/templates --watch --open",
)
_offer(
    find.find,
    "filings find BA097736 --in packets",
    'filings find "Ellery, Jordan" --in packets',
    "filings find BA097736 eligible.csv --config my-office/config",
)
_offer(
    inspect.inspect,
    "filings inspect motion.pdf",
    "filings inspect motion.pdf --ruleset ca-superior --json",
)
app.command(
    "approve",
    epilog="\b\nExamples:\n  filings approve values.csv eligible.csv --by 'Jordan A. Ellery' \\\n"
    "      --bar-number 000000 --config my-office/config\n"
    "  filings approve values.csv eligible.csv court.csv --by 'Jordan A. Ellery' \\\n"
    "      --bar-number 000000 --config my-office/config --on 2026-03-02",
)(approve.approve_answers)
_offer(
    compare.compare,
    "filings compare doj.dat court.xlsx --out compared",
    "filings compare eligible.csv court.csv --out compared --court tor --json",
)
_offer(
    notices.notices,
    "filings notices packets doj.dat court.xlsx --config my-office/config",
    "filings notices packets eligible.csv --returned came-back --out notices",
)
_offer(
    purge.purge,
    "filings purge --cache",
    "filings purge --cache /srv/filings",
)
_offer(
    returned.returned,
    "filings returned court.csv --in packets --config my-office/config",
    "filings returned first.csv second.xlsx --doj doj.csv --in packets --in more --out came-back",
)
_offer(
    verify.verify,
    "filings verify packets",
    "filings verify packets doj.dat court.xlsx --json",
)
_offer(
    sample.sample,
    "filings sample --cases 2000 --out practice.csv",
    "filings sample --cases 60000 --seed 7 --dirt 0.2 --layout gogen --out county.csv",
)

_offer(
    serve.serve,
    "filings serve --home my-office",
    "filings serve --home my-office --url https://filings.office.example",
)

app.add_typer(templates.app, name="templates")


_MADE_BETWEEN_SEARCHES = 50_000  # objects between two searches for reference cycles

# Messages of the parser's library, and what they are replaced by.
_IN_PLAIN_WORDS = {
    "Value error, ": "",
    "does not match the formats '%Y-%m-%d'": "is no day: write it as YYYY-MM-DD",
    "Input should be a valid integer, unable to parse string as an integer": "give a whole number",
}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program, and exit with its code; errors are printed here."""
    # On SIGTERM a run ends as cleanly as on Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # So it does when its terminal is closed, unless it was started with nohup.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    # Rows make many objects without cycles: a search for cycles every 700 objects is wasted.
    gc.set_threshold(_MADE_BETWEEN_SEARCHES)
    try:
        code = app(args=arguments, prog_name="filings", standalone_mode=False)
    except FilingsError as error:
        _stop(str(error), error.code)
    except typer.TyperException as error:
        _stop(_usage(error), ExitCode.USAGE)
    except typer.Abort:
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:  # the reader of stdout, as `head`, has ended
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.OUTPUT)
    if code == ExitCode.INTERRUPTED:  # Typer's own number for Ctrl-C
        with suppress(OSError):  # the terminal may be gone
            typer.echo("stopped. To begin again, give the same command.", err=True)
    sys.exit(code or ExitCode.DONE)


def _stop(message: str, code: ExitCode) -> NoReturn:
    terminal.say(f"error: {message}")
    sys.exit(code)


def _usage(error: typer.TyperException) -> str:
    """An error of the parser, in the form of all other errors."""
    command = getattr(getattr(error, "ctx", None), "command_path", "filings")
    what = error.format_message().rstrip(".")
    for theirs, ours in _IN_PLAIN_WORDS.items():
        what = what.replace(theirs, ours)
    what = what[:1].lower() + what[1:]
    return f"{command}: {what}\n  `{command} --help` shows how it is used."
