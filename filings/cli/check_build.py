"""Run `check` and `build`: from lists to packets, or to what would be in them."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from filings.cli import options, terminal
from filings.model.errors import ExitCode
from filings.storage.run_folder import write_private

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from filings.model.packet import Document
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
    totals = _totals(counts, settings)
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
    _close(report, settings, totals, as_json=as_json, built=False)


def build(
    lists: options.Lists,
    out: options.Out,
    config: options.Config = None,
    templates: options.Templates = None,
    filed_on: options.FiledOn = None,
    jobs: options.Jobs = 0,
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
    strict: bool = typer.Option(
        False, "--strict", help="Stop before the first page if anything needs somebody."
    ),
    per_case: bool = typer.Option(
        False, "--per-case", help="An order for each case besides, as its court wants it."
    ),
    scheduler: str | None = typer.Option(
        None,
        "--scheduler",
        metavar="ADDRESS",
        help="Print on the machines of a Dask cluster (tls://..., tcp://host:8786).",
    ),
    no_reuse: options.NoReuse = False,
    cache: options.Cache = None,
    as_json: options.Json = False,
) -> None:
    """Print the packets, and account for every row.

    Given again, the same command goes on where it stopped.
    """
    from filings import pipeline

    settings = options.settings_of(config, group_by, wave)
    day = options.filing_day(filed_on, settings)
    options.warn_of_unused(templates, settings, day)
    totals = _totals(counts, settings)
    beside = options.beside_of(attested, already_included, already_granted, strike, answers)
    of_rows = options.court_of(court, settings.county)
    try:
        with _printers(scheduler, jobs) as (executor, at_once), terminal.progress() as progress:
            run_options = pipeline.RunOptions(
                templates=templates or (),
                filed_on=day,
                jobs=at_once,
                court=of_rows,
                layout=layout,
                beside=beside,
                today=options.today(),
                strict=strict,
                per_case=per_case,
                reuse=not no_reuse,
                cache=options.cache_of(cache),
                progress=progress,
                executor=executor,
            )
            report = pipeline.build(lists, out, settings, run_options)
    except KeyboardInterrupt:
        again = f"give the same command again, with --filed-on {day}"
        begun = any((out / part).exists() for part in ("sealed", "public", "handed-over"))
        kept = f"What is finished is kept: {again}, and it goes on from there."
        terminal.say(f"stopped. {kept if begun else f'Nothing was finished yet: {again}.'}")
        sys.exit(ExitCode.INTERRUPTED)
    _close(report, settings, totals, as_json=as_json, built=True, where=str(out))


@contextmanager
def _printers(scheduler: str | None, jobs: int) -> "Iterator[tuple[Executor | None, int]]":
    """Who prints, and how many documents at once: this machine, else a cluster's."""
    if scheduler is None:
        yield None, jobs or options.cores()
        return
    try:
        from filings.storage.cluster import cluster
    except ModuleNotFoundError as error:
        raise typer.BadParameter(
            "needs what is not installed here: pip install 'filings[cluster]'",
            param_hint="--scheduler",
        ) from error
    with cluster(scheduler) as (executor, workers):
        yield executor, jobs or workers


def _propose(lists: Sequence[Path], config: Sequence[Path] | None) -> None:
    from filings.lists.open_list import propose_mapping

    settings = options.settings_of(config)
    for path in lists:
        typer.echo(propose_mapping(path, settings), nl=False)


def _totals(counts: Path | None, settings: "Settings") -> "tuple[PublicTotal, ...]":
    from filings.reports.public_totals import read_totals

    return read_totals(counts, settings) if counts else ()


def _write_coverage(
    path: Path, report: "Report", settings: "Settings", totals: "Sequence[PublicTotal]"
) -> None:
    from filings.reports.coverage_page import coverage_page
    from filings.reports.public_totals import reached

    page = coverage_page(report, settings, reached(report.tally, totals, settings))
    write_private(path, page.encode(), "Choose another place with --coverage.")
    path.chmod(0o644)  # it is for everybody


def _close(
    report: "Report",
    settings: "Settings",
    totals: "Sequence[PublicTotal]",
    *,
    as_json: bool,
    built: bool,
    where: str = "",
) -> None:
    """Say what came of it, and leave with 10 if somebody is needed."""
    from dataclasses import asdict

    from filings.compose.draft_reasons import summary
    from filings.output.ledger import giving_back
    from filings.output.letters_to_prosecutors import closing_words
    from filings.reports.console_text import in_one_line
    from filings.reports.cover_sheets import INDEX
    from filings.reports.coverage_page import all_gaps
    from filings.reports.public_totals import reached

    gaps = all_gaps(report, settings, reached(report.tally, totals, settings))
    terminal.closing_table(report, settings, gaps, built=built)
    for text in closing_words(report, settings):
        terminal.say(text)
    reasons = (reason for packet in report.packets for reason in packet.draft)
    for text in summary(reasons, report.drafts):
        terminal.say(text)
    if motion := next((document.path for document in _first(report)), ""):
        terminal.say(f"To look at first: {Path(where) / motion}\n")
    if built and report.totals.need_a_human:
        for text in giving_back(where):
            terminal.say(text)
    if built and report.packets:
        terminal.say(f"What to do next, packet by packet: {Path(where) / INDEX}\n")
    line = in_one_line(report, built=built)
    terminal.result(
        f"{line}: {where}" if where else line,
        report.plain() | {"gaps": [asdict(gap) for gap in gaps]},
        as_json=as_json,
    )
    if report.totals.need_a_human:
        raise typer.Exit(ExitCode.NEEDS_A_HUMAN)


def _first(report: "Report") -> "Sequence[Document]":
    """The documents of the packet with the most convictions, none when nothing was printed."""
    packets = [packet for packet in report.packets if packet.documents]
    return max(packets, key=lambda packet: packet.convictions).documents if packets else ()
