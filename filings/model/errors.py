"""Define the errors that stop a run, and their exit codes.

FilingsError
    UsageError          2   the request is impossible
    ConfigError         3   a YAML file is wrong
    ListError           4   a list as a whole cannot be read
    TemplateError       5   a template is missing or does not render
    RenderError         6   WeasyPrint could not lay the page out
    OutputError         7   a file or folder could not be written
    VerificationError   8   what was written is not what was promised
    PageError           9   a page breaks its ruleset
    NotReadyError      10   some entries need a human, and the run was told to be strict

A bad row is not an error but a `entries.Unreadable`; a run that ends with some exits 10.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """The program's exit codes. A retired number is never used again."""

    DONE = 0
    BUG = 1
    USAGE = 2
    CONFIG = 3
    LIST = 4
    TEMPLATE = 5
    RENDER = 6
    OUTPUT = 7
    VERIFICATION = 8
    PAGE = 9
    NEEDS_A_HUMAN = 10
    INTERRUPTED = 130


class FilingsError(Exception):
    """A mistake that the user can correct: where it is, what is wrong, what to do."""

    code: ClassVar[ExitCode] = ExitCode.BUG

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        # All three go to super(): a worker pickles the error from its args.
        super().__init__(where, what, remedy)
        self.where = where
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f"\n  {self.remedy}" if self.remedy else "")


class UsageError(FilingsError):
    """The request is impossible: papers dated before the law they rest on, for example."""

    code = ExitCode.USAGE


class ConfigError(FilingsError):
    """A YAML file is missing, malformed, or says something that cannot be."""

    code = ExitCode.CONFIG


class ListError(FilingsError):
    """A list as a whole cannot be read: no file, not a table, no known layout."""

    code = ExitCode.LIST


class TemplateError(FilingsError):
    """A template is missing, does not parse, or names something it is not given."""

    code = ExitCode.TEMPLATE


class RenderError(FilingsError):
    """A page could not be laid out as it was asked for."""

    code = ExitCode.RENDER


class OutputError(FilingsError):
    """A file could not be written, or the output folder belongs to another run."""

    code = ExitCode.OUTPUT


class VerificationError(FilingsError):
    """The counts do not add up, or a file is not the one in the manifest."""

    code = ExitCode.VERIFICATION


class PageError(FilingsError):
    """A finished page breaks its ruleset; a clerk would have to refuse it."""

    code = ExitCode.PAGE


class NotReadyError(FilingsError):
    """Some entries need a human, and nothing was to be printed until none does."""

    code = ExitCode.NEEDS_A_HUMAN
