"""Run `build`: print the packets of lists into a folder, with every row accounted for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from filings.cli import end_of_run, options, terminal
from filings.model.errors import ExitCode

if TYPE_CHECKING:
    from concurrent.futures import Executor


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
    totals = end_of_run.totals_of(counts, settings)
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
    end_of_run.close_run(report, settings, totals, day, as_json=as_json, built=True, where=str(out))


@contextmanager
def _printers(scheduler: str | None, jobs: int) -> "Iterator[tuple[Executor | None, int]]":
    """The executor of a cluster, or None for this machine, and how many documents print at once."""
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
