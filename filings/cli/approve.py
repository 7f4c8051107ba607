"""Run `approve` and `templates approve`: record an attorney's approval of answers or of a text."""

import datetime as dt
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from filings.cli import options, terminal
from filings.model.errors import ListError

By = Annotated[str, typer.Option("--by", metavar="NAME", help="The attorney who has read it.")]
BarNumber = Annotated[
    str, typer.Option("--bar-number", metavar="NUMBER", help="The attorney's bar number.")
]
Written = Annotated[
    list[Path],
    typer.Option("--config", metavar="DIR", help="Your own settings; the last is written to."),
]
_SHOWN = 10  # rows of each answer, chosen at random


def approve_answers(
    answers: Annotated[
        Path,
        typer.Argument(
            metavar="ANSWERS",
            help="The values.csv with its answers filled in, or a corrected worklist.",
            readable=False,
        ),
    ],
    lists: options.Lists,
    by: By,
    bar_number: BarNumber,
    config: Written,
    on: options.ApprovedOn = None,
    layout: options.Layout = None,
    court: options.Court = None,
    as_json: options.Json = False,
) -> None:
    """Let the answers of law in a file count, as an attorney who has read them.

    In a corrected worklist those are the determinations, sections and prosecutors that were
    changed. Shows each answer with its rows, ten of them by chance. A file that is edited
    afterwards counts no more.
    """
    from filings.render.approvals import write_approval
    from filings.screening.answers import approval_name, is_answers
    from filings.screening.screen_lists import Intake, RunInputs, law_of_worklist

    day = _signed(by, bar_number, on)
    settings = options.settings_of(config)
    if is_answers(answers):
        beside = RunInputs(answers=answers)
        filed_on = options.filing_day(None, settings)
        with closing(Intake(lists, settings, layout, filed_on, beside)) as intake:
            assert intake.answers is not None, "they were given"
            shown = intake.law(options.court_of(court, settings.county), _SHOWN)
            sha256, content = intake.answers.sha256, intake.answers.content
    else:
        shown, sha256, content = law_of_worklist(answers, settings, _SHOWN)
    if not shown:
        raise ListError(
            str(answers), "holds no answer of law for these lists", "There is nothing to approve."
        )
    for answer in shown:
        rows = f"{answer.rows:,} {'row' if answer.rows == 1 else 'rows'}"
        value = f'"{answer.value}" of column ' if answer.value else "changed in the rows' "
        terminal.say(f"line {answer.line}: {value}{answer.column}: {answer.answer} ({rows})")
        for where, words in answer.sample:
            terminal.say(f"    {where.spoken}: {words}")
    name = approval_name(sha256)
    contents = {answers.name: content}
    path = write_approval(name, contents, by.strip(), bar_number.strip(), day, config[-1])
    terminal.result(
        f"{len(shown)} {'answer' if len(shown) == 1 else 'answers'} of law approved by"
        f" {by.strip()}: {path}",
        {"name": name, "file": path, "sha256": sha256, "answers": len(shown)},
        as_json=as_json,
    )


def _signed(by: str, bar_number: str, on: dt.datetime | None) -> dt.date:
    """The day of an approval.

    Raises:
        BadParameter: The day is in the future, or the name or bar number is blank.
    """
    day = options.day_of(on)
    if day > options.today():
        raise typer.BadParameter(f"{day} has not come yet", param_hint="--on")
    if not by.strip() or not any(character in "123456789" for character in bar_number):
        raise typer.BadParameter("give a name and a bar number", param_hint="--by, --bar-number")
    return day


def approve(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="As `templates show` names it: motion, offenses.")
    ],
    by: By,
    bar_number: BarNumber,
    config: Written,
    on: options.ApprovedOn = None,
    templates: options.Templates = None,
    as_json: options.Json = False,
) -> None:
    """Write that an attorney has read a text and lets it be filed, and keep a copy of its words.

    What is edited afterwards is a draft again.
    """
    from filings.authoring.template_browser import TemplateBrowser
    from filings.render.approvals import write_approval

    day = _signed(by, bar_number, on)
    browser = TemplateBrowser(options.settings_of(config), templates or (), options.today())
    options.require_known("NAME", name, sorted(browser.approvals.names))
    contents = browser.approvals.contents(name)
    path = write_approval(name, contents, by.strip(), bar_number.strip(), day, config[-1])
    terminal.result(
        f"{name} is approved as it stands, by {by.strip()}: {path}",
        {"name": name, "file": path, "files": browser.approvals.hashes(name)},
        as_json=as_json,
    )
