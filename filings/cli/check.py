"""Run `check`: say what would go in, and what the lists probably lack."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from filings.cli import end_of_run, options, terminal
from filings.storage.run_folder import write_private

if TYPE_CHECKING:
    from filings.model.report import Report
    from filings.reports.public_totals import PublicTotal
    from filings.settings.settings import Settings


def check(
    lists: options.Lists,
    config: options.Config = None,
    templates: options.Templates = None,
    filed_on: options.FiledOn = None,
    court: options.Court = None,
    layout: options.Layout = None,
    group_by: options.GroupBy = None,
    wave: options.Wave = None,
    attested: options.Attested = None,
    already_included: options.AlreadyIncluded = None,
    already_granted: options.AlreadyGranted = None,
    strike: options.Strike = None,
    answers: options.AnswersFile = None,
    counts: options.Counts = None,
    coverage: options.Coverage = None,
    ledger: options.Ledger = None,
    per_case: bool = typer.Option(
        False, "--per-case", help="As a build with --per-case would be: orders have captions too."
    ),
    propose: bool = typer.Option(
        False,
        "--propose",
        help="Only print a mapping for a list that nobody knows, with the words to fill in.",
    ),
    as_json: options.Json = False,
) -> None:
    """Say what would go in, and what the lists probably lack.

    Writes nothing but the page that --coverage asks for, and the ledger that --ledger does.
    """
    if propose:
        _propose(lists, config)
        return
    from filings import pipeline

    settings = options.settings_of(config, group_by, wave)
    if coverage:
        options.require_suffix("--coverage", coverage, ".html")
    totals = end_of_run.totals_of(counts, settings)
    day = options.filing_day(filed_on, settings)
    options.warn_of_unused(templates, settings, day)
    with terminal.progress() as progress:
        run_options = pipeline.RunOptions(
            templates=templates or (),
            court=options.court_of(court, settings.county),
            layout=layout,
            beside=options.beside_of(attested, already_included, already_granted, strike, answers),
            filed_on=day,
            per_case=per_case,
            progress=progress,
        )
        report = pipeline.check(lists, settings, run_options, ledger_path=ledger)
    if coverage:
        _write_coverage(coverage, report, settings, totals)
    end_of_run.close_run(report, settings, totals, day, as_json=as_json, built=False)


def _propose(lists: Sequence[Path], config: Sequence[Path] | None) -> None:
    from filings.lists.open_list import propose_mapping

    settings = options.settings_of(config)
    for path in lists:
        typer.echo(propose_mapping(path, settings), nl=False)


def _write_coverage(
    path: Path, report: "Report", settings: "Settings", totals: "Sequence[PublicTotal]"
) -> None:
    from filings.reports.coverage_page import coverage_page
    from filings.reports.public_totals import reached

    page = coverage_page(report, settings, reached(report.tally, totals, settings))
    write_private(path, page.encode(), "Choose another place with --coverage.")
    path.chmod(0o644)  # it is public
