"""Define the options that several commands share, and read the settings they choose."""

import datetime as dt
import difflib
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from filings.model.identifiers import CourtId
    from filings.screening.screen_lists import RunInputs
    from filings.settings.county import County
    from filings.settings.settings import Settings

_MOST_NAMES = 20  # of the values that an option accepts, named in an error

# The arguments and options that several commands share (docs/reference/commands.md lists them).
Lists = Annotated[
    # Whether a file can be read is checked in `lists/`, whose errors name the list.
    list[Path],
    typer.Argument(metavar="LIST...", help="The lists to read.", readable=False),
]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Where the packets go; made if absent.")]
Config = Annotated[
    list[Path] | None,
    typer.Option("--config", metavar="DIR", help="Your own settings, on top; repeatable."),
]
Templates = Annotated[
    list[Path] | None,
    typer.Option("--templates", metavar="DIR", help="Your own texts, searched first; repeatable."),
]
FiledOn = Annotated[
    dt.datetime | None,
    typer.Option(
        "--filed-on",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="Day of filing, YYYY-MM-DD; today without it.",
    ),
]
ApprovedOn = Annotated[
    dt.datetime | None,
    typer.Option(
        "--on", metavar="DATE", formats=["%Y-%m-%d"], help="The day of it; today without."
    ),
]
Jobs = Annotated[
    int, typer.Option("--jobs", metavar="N", min=0, help="Processes; 0 takes every core.")
]
Court = Annotated[
    str | None,
    typer.Option("--court", metavar="ID", help="The court of rows that name none."),
]
Layout = Annotated[
    str | None,
    typer.Option("--layout", metavar="NAME", help="How the lists are laid out; found without it."),
]
GroupBy = Annotated[
    Literal["court-offense", "court", "county", "case"] | None,  # as settings.GroupBy
    typer.Option(
        "--group-by",
        metavar="RULE",
        help="What shares a packet: court-offense (default), court, county or case.",
    ),
]
Wave = Annotated[
    int | None,
    typer.Option(
        "--wave",
        metavar="N",
        min=1,
        help="How many convictions the court keys a week: the index says which packets are filed"
        " in which week, and no part is larger.",
    ),
]
AlreadyIncluded = Annotated[
    list[Path] | None,
    typer.Option(
        "--already-included",
        metavar="DIR",
        help="What an earlier build wrote: its convictions are left out, and the motion says which"
        " it supplements; repeatable.",
    ),
]
AlreadyGranted = Annotated[
    list[Path] | None,
    typer.Option(
        "--already-granted",
        metavar="LIST",
        help="What courts granted: dismissed and sealed is left out, dismissed alone is only"
        " sealed; repeatable.",
        readable=False,
    ),
]
Strike = Annotated[
    list[Path] | None,
    typer.Option(
        "--strike",
        metavar="LIST",
        help="What is not to be asked: cases, or rows of a cases.csv; repeatable.",
        readable=False,
    ),
]
AnswersFile = Annotated[
    Path | None,
    typer.Option(
        "--answers",
        metavar="FILE",
        help="worklists/values.csv of an earlier build, with its column `answer` filled in: each"
        " answer is read in all rows that hold its value.",
        readable=False,
    ),
]
Attested = Annotated[
    str | None,
    typer.Option(
        "--attested",
        metavar='"NAME, SBN, DATE"',
        help="An attorney vouches that every conviction is eligible, for a list without a column"
        " that says so; the declaration prints it.",
    ),
]
Counts = Annotated[
    Path | None,
    typer.Option(
        "--counts",
        metavar="FILE",
        help="Public totals (year, level, court, section, count) to hold the lists against.",
        readable=False,
    ),
]
Coverage = Annotated[
    Path | None,
    typer.Option(
        "--coverage",
        metavar="FILE.html",
        help="Write a page about what the lists cover that anybody may read.",
    ),
]
Ledger = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="FILE",
        help="Write a table of every conviction or other entry that was read: what became of it,"
        " and why.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
NoReuse = Annotated[
    bool,
    typer.Option(
        "--no-reuse",
        help="Have WeasyPrint lay out every page anew: the same words in the same places, for up"
        " to 70 times the computing time, and more memory.",
    ),
]
Cache = Annotated[
    str | None,
    typer.Option(
        "--cache",
        metavar="DIR|none",
        help="Where laid-out pages are kept for the next run, without a name on them; your own"
        " cache folder without it.",
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Show it with the system's viewer.")]


def cache_of(cache: str | None) -> Path | None:
    """The folder for laid-out pages; None when they are not kept."""
    if cache == "none":
        return None
    if cache:
        return Path(cache).resolve()
    try:
        ours = Path("~/Library/Caches" if sys.platform == "darwin" else "~/.cache").expanduser()
    except RuntimeError:  # this user has no home folder
        return None
    return Path(os.environ.get("XDG_CACHE_HOME") or ours) / "filings"


def settings_of(
    config: Sequence[Path] | None, group_by: str | None = None, wave: int | None = None
) -> "Settings":
    """Read the settings of a command: shipped, then overlays, then what the command line says.

    Raises:
        ConfigError: A file says what is unknown or impossible.
    """
    from filings.settings.settings import read_settings

    office = {"group_by": group_by, "wave": wave}
    chosen = {key: value for key, value in office.items() if value is not None}
    return read_settings(config or (), {"office": chosen} if chosen else {})


def beside_of(
    attested: str | None,
    already_included: Sequence[Path] | None,
    already_granted: Sequence[Path] | None,
    strike: Sequence[Path] | None,
    answers: Path | None = None,
) -> "RunInputs":
    """The inputs beside the lists.

    Raises:
        BadParameter: The attestation names nobody, or no day.
    """
    from filings.screening.screen_lists import RunInputs
    from filings.settings.settings import Attestation

    try:
        word = Attestation.parse(attested) if attested else None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--attested") from error
    return RunInputs(
        attested=word,
        already_included=tuple(already_included or ()),
        already_granted=tuple(already_granted or ()),
        strike=tuple(strike or ()),
        answers=answers,
    )


def require_known(option: str, name: str, names: Iterable[str]) -> str:
    """Check and return a name that was given with an option.

    Raises:
        BadParameter: It is none of them.
    """
    all_names = list(names)
    if name in all_names:
        return name
    near = [one for one in all_names if one.rpartition("/")[2] == name]
    near = near or difflib.get_close_matches(name, all_names, 3)
    if near:
        raise typer.BadParameter(
            f"there is no {name}; did you mean {' or '.join(near)}?", param_hint=option
        )
    shown = ", ".join(all_names[:_MOST_NAMES])
    more = f" and {len(all_names) - _MOST_NAMES} more" if len(all_names) > _MOST_NAMES else ""
    raise typer.BadParameter(f"there is no {name}; known: {shown}{more}", param_hint=option)


def court_of(court: str | None, county: "County") -> "CourtId | None":
    """The court that was asked for, by its id or by any name that lists have for it.

    Raises:
        BadParameter: The county has none of that name.
    """
    if court is None:
        return None
    court_id = county.court_named(court)
    if court_id is None:
        near = [f"{known} ({county.courts[known].name})" for known in county.courts_like(court)]
        raise typer.BadParameter(
            f"{county.name} County has no court {court}; nearest: {', '.join(near)}",
            param_hint="--court",
        )
    return court_id


def require_suffix(option: str, path: Path, suffix: str) -> None:
    """Refuse a file name with another suffix: the file may be somebody's list.

    Raises:
        BadParameter: The name has another suffix.
    """
    if path.suffix.lower() != suffix:
        raise typer.BadParameter(f"{path} does not end in {suffix}", param_hint=option)


def day_of(filed_on: dt.datetime | None) -> dt.date:
    """The day of filing: today, in the office's time zone, if none is given."""
    return (filed_on or dt.datetime.now().astimezone()).date()  # the office's own day


def today() -> dt.date:
    """The office's own day."""
    return day_of(None)


def filing_day(filed_on: dt.datetime | None, settings: "Settings") -> dt.date:
    """The day of filing of papers under the law of these settings.

    Raises:
        BadParameter: The day is before the law.
    """
    day, since = day_of(filed_on), settings.first_day
    if day < since:
        raise typer.BadParameter(
            f"{day} is before {since}, the first day of the law these papers rest on",
            param_hint="--filed-on",
        )
    return day


def cores() -> int:
    """How many processes may run at once here."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def warn_of_unused(templates: Sequence[Path] | None, settings: "Settings", day: dt.date) -> None:
    """Warn of texts of the office that no document uses, in a misspelt folder, for example."""
    if not templates:
        return
    from filings.authoring.lint import unused
    from filings.authoring.template_browser import TemplateBrowser
    from filings.cli import terminal

    for problem in unused(TemplateBrowser(settings, templates, day)):
        terminal.say(f"warning: {problem.where}: {problem.what}\n  {problem.remedy}")
