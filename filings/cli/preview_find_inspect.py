"""Run `preview`, `find` and `inspect`: one document, one conviction, one finished page."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from filings.cli import options, page_pictures, terminal
from filings.model.errors import ExitCode, OutputError
from filings.storage.run_folder import write_private

if TYPE_CHECKING:
    from filings.model.identifiers import CourtId
    from filings.model.progress import Progress
    from filings.pipeline import RunOptions
    from filings.render import Printed
    from filings.settings.settings import Settings

_SAMPLE_ROWS = 2000  # enough for a packet of nearly every court and offense


def preview(
    lists: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[LIST...]",
            help="Lists to take it from; a small sample without.",
            readable=False,
        ),
    ] = None,
    document: Annotated[
        str,
        typer.Option(metavar="NAME", help="motion, proposed-order, exhibit-a-sealed ..."),
    ] = "motion",
    out: Annotated[
        Path, typer.Option(metavar="FILE.pdf", help="Where the page goes; replaced each time.")
    ] = Path("preview.pdf"),
    court: Annotated[
        str | None, typer.Option(metavar="ID", help="The packet of this court.")
    ] = None,
    offense: Annotated[
        str | None, typer.Option(metavar="TYPE", help="The packet of this offense type.")
    ] = None,
    case: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The packet that holds this case.")
    ] = None,
    png: Annotated[
        bool, typer.Option("--png", help="A picture of each page beside the PDF.")
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Print it again on every save, with the hardest rows."),
    ] = False,
    show: options.Open = False,
    config: options.Config = None,
    templates: options.Templates = None,
    layout: options.Layout = None,
    group_by: options.GroupBy = None,
    attested: options.Attested = None,
    already_included: options.AlreadyIncluded = None,
    already_granted: options.AlreadyGranted = None,
    strike: options.Strike = None,
    answers: options.AnswersFile = None,
    filed_on: options.FiledOn = None,
    no_reuse: options.NoReuse = False,
    cache: options.Cache = None,
    as_json: options.Json = False,
) -> None:
    """Print one document of one packet, as a build would."""
    settings = options.settings_of(config, group_by)
    at = options.court_of(court, settings.county)
    if offense is not None:
        options.require_known("--offense", offense, settings.offense_types)
    if not watch:
        options.require_suffix("--out", out, ".pdf")
    beside = options.beside_of(attested, already_included, already_granted, strike, answers)
    if watch:
        from filings.cli import preview_watch
        from filings.screening.screen_lists import RunInputs

        if any((offense, case, png, group_by, no_reuse, as_json)) or beside != RunInputs():
            raise typer.BadParameter(
                "goes with --document, --court, --layout, --filed-on, --config, --templates, --out"
                " and --open alone",
                param_hint="--watch",
            )
        preview_watch.follow(
            lists or (),
            document,
            at,
            out.with_suffix(""),
            show=show,
            config=config or (),
            templates=templates or (),
            layout=layout,
            day=options.day_of(filed_on),
            pdf=out if out.suffix.lower() == ".pdf" else None,
        )
        return
    from filings import pipeline
    from filings.compose.draft_reasons import summary
    from filings.model.plain_words import counted

    day = options.filing_day(filed_on, settings)
    options.warn_of_unused(templates, settings, day)
    # The synthetic list is of Los Angeles: elsewhere the rows are of the county's own offenses.
    made_up = not lists and settings.office.county != "los-angeles" and not (offense or case)
    if made_up:
        from filings.authoring.preview_without_list import print_made_up
        from filings.authoring.template_browser import TemplateBrowser

        terminal.say("No list was named: the rows are made up, the people invented.")
        named = TemplateBrowser(settings, templates or (), day).documents(
            settings.office.county, at or settings.county.default_court
        )
        # A county's paper may have no motion of its own: San Francisco's is motion and order.
        first = next(iter(named)) if document == "motion" and document not in named else document
        printed = print_made_up(settings, day, first, at, templates or ())
    else:
        printed = _of_lists(
            lists,
            settings,
            document=document,
            court=at,
            offense=offense,
            case=case,
            options_of=lambda progress: pipeline.RunOptions(
                filed_on=day,
                today=options.today(),
                reuse=not no_reuse,
                cache=options.cache_of(cache),
                templates=templates or (),
                court=at,
                layout=layout,
                beside=beside,
                progress=progress,
            ),
        )
    write_private(out, printed.pdf, "Choose another place with --out.")
    drawn = page_pictures.draw_pages(out, out.with_suffix("")) if png else []
    if show:
        page_pictures.show(out)
    for text in summary(printed.draft, bool(printed.draft)):
        terminal.say(text)
    pages, convictions = counted(printed.pages, "page"), counted(printed.convictions, "conviction")
    terminal.result(
        f"{printed.name}, {pages}, {convictions}: {out}"
        + (f", {drawn[0]}{' ...' if len(drawn) > 1 else ''}" if drawn else ""),
        {
            "document": printed.name,
            "pages": printed.pages,
            "convictions": printed.convictions,
            "pdf": out,
            "pictures": drawn,
        },
        as_json=as_json,
    )


def _of_lists(
    lists: Sequence[Path] | None,
    settings: "Settings",
    *,
    document: str,
    court: "CourtId | None",
    offense: str | None,
    case: str | None,
    options_of: "Callable[[Progress], RunOptions]",
) -> "Printed":
    from filings import pipeline
    from filings.model.identifiers import OffenseType

    with _lists_or_sample(lists, settings) as chosen, terminal.progress() as progress:
        return pipeline.preview(
            chosen,
            settings,
            options_of(progress),
            document=document,
            court=court,
            offense=OffenseType(offense) if offense else None,
            case=case,
        )


@contextmanager
def _lists_or_sample(
    lists: Sequence[Path] | None, settings: "Settings"
) -> Iterator[Sequence[Path]]:
    """The lists that were named; without any, a synthetic one that is gone afterwards."""
    if lists:
        yield lists
        return
    from tempfile import TemporaryDirectory

    from filings.sample.sample_list import write_sample

    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.csv"
        write_sample(path, _SAMPLE_ROWS, 1, 0, "sample", settings)
        terminal.say("No list was named: the page is of a sample, its people invented.")
        yield [path]


def find(
    text: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER|NAME", help="A case number in any form, or words of a name."
        ),
    ],
    lists: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[LIST...]",
            help="Lists to read: what would become of it. Without --in.",
            readable=False,
        ),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--in", metavar="DIR", help="The folder that a build wrote.")
    ] = None,
    config: options.Config = None,
    templates: options.Templates = None,
    court: options.Court = None,
    layout: options.Layout = None,
    group_by: options.GroupBy = None,
    attested: options.Attested = None,
    already_included: options.AlreadyIncluded = None,
    already_granted: options.AlreadyGranted = None,
    strike: options.Strike = None,
    answers: options.AnswersFile = None,
    filed_on: options.FiledOn = None,
    as_json: options.Json = False,
) -> None:
    """Say where a conviction stands, or why it is in no packet.

    In what a build wrote (--in), or before any build in the lists themselves.
    """
    from dataclasses import asdict

    from filings.output import ledger
    from filings.reports.console_text import found_lines

    settings = options.settings_of(config, group_by)
    if not text.strip():
        raise typer.BadParameter("give a case number or a name", param_hint="NUMBER|NAME")
    if bool(lists) == bool(folder):
        raise typer.BadParameter(
            "give the folder that a build wrote with --in, or the lists to look in",
            param_hint="--in",
        )
    if folder:
        if not (folder / ledger.LEDGER).is_file():
            raise OutputError(
                str(folder),
                "holds no finished packets" if folder.exists() else "does not exist",
                "Name the folder that `filings build` wrote; if that was stopped, give it again.",
            )
        entries = ledger.find(folder, text)
    else:
        from filings import pipeline

        beside = options.beside_of(attested, already_included, already_granted, strike, answers)
        day = options.filing_day(filed_on, settings)
        with terminal.progress() as progress:
            run_options = pipeline.RunOptions(
                filed_on=day,
                templates=templates or (),
                court=options.court_of(court, settings.county),
                layout=layout,
                beside=beside,
                progress=progress,
            )
            entries = pipeline.find(lists or (), settings, text, run_options)
    of_entries = (found_lines(entry, settings, built=bool(folder)) for entry in entries)
    terminal.result(
        "\n".join(line for lines in of_entries for line in lines)
        or "Nothing of that number or name is there. Try the last name alone, or another number of"
        " the case; the ledger holds every row that was read.",
        {"found": [asdict(entry) for entry in entries]},
        as_json=as_json,
    )


def inspect(
    pdf: Annotated[
        Path, typer.Argument(metavar="PDF", help="A finished page, ours or not.", readable=False)
    ],
    ruleset: Annotated[
        str | None, typer.Option(metavar="R", help="The format rules; your county's without it.")
    ] = None,
    png: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Draw each page with findings here, what is wrong framed in it."
        ),
    ] = None,
    config: options.Config = None,
    as_json: options.Json = False,
) -> None:
    """Hold a finished PDF against a court's format rules.

    Leaves with 9 when a clerk must refuse it.
    """
    import time

    from filings.render import inspect as inspector

    settings = options.settings_of(config)
    rulesets = settings.rulesets
    name = ruleset or settings.county.ruleset
    options.require_known("--ruleset", name, rulesets)
    try:
        data = pdf.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{pdf}: {error.strerror}") from error
    inspection = inspector.inspect(data, rulesets[name], clock=time.perf_counter)
    lines = list(inspector.report_lines(inspection))
    if png and inspection.pages:
        # Findings of the file as a whole are told on its first page.
        for page in sorted({finding.page or 1 for finding in inspection.findings}):
            path = png / f"{pdf.stem}-{page}.png"
            write_private(path, inspector.picture(data, page, inspection.findings))
            lines.append(f"drawn: {path}")
    terminal.result("\n".join(lines), inspector.as_record(inspection), as_json=as_json)
    if not inspection.acceptable:
        raise typer.Exit(ExitCode.PAGE)
