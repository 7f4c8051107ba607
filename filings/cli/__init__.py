"""Turn the command line into calls and an exit code; only this package reads the clock."""

from filings.cli.commands import app, main

__all__ = ["app", "main"]
