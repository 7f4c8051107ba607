"""Run `preview`: print one document of one packet, as a build would."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from filings.cli import options, page_pictures, terminal
from filings.storage.run_folder import write_private

if TYPE_CHECKING:
    from filings.model.identifiers import CourtId
    from filings.pipeline import RunOptions
    from filings.render import Printed
    from filings.screening.screen_lists import RunInputs
    from filings.settings.settings import Settings

_SAMPLE_ROWS = 2000  # enough for a packet of nearly every court and offense


_Lists = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[LIST...]", help="Lists to take it from; a small sample without.", readable=False
    ),
]
_Document = Annotated[
    str, typer.Option(metavar="NAME", help="motion, proposed-order, exhibit-a-sealed ...")
]
_Out = Annotated[
    Path, typer.Option(metavar="FILE.pdf", help="Where the page goes; replaced each time.")
]
_OfCourt = Annotated[str | None, typer.Option(metavar="ID", help="The packet of this court.")]
_OfOffense = Annotated[
    str | None, typer.Option(metavar="TYPE", help="The packet of this offense type.")
]
_OfCase = Annotated[
    str | None, typer.Option(metavar="NUMBER", help="The packet that holds this case.")
]
_Png = Annotated[bool, typer.Option("--png", help="A picture of each page beside the PDF.")]
_Watch = Annotated[
    bool, typer.Option("--watch", help="Print it again on every save, with the hardest rows.")
]


def preview(
    lists: _Lists = None,
    document: _Document = "motion",
    out: _Out = Path("preview.pdf"),
    court: _OfCourt = None,
    offense: _OfOffense = None,
    case: _OfCase = None,
    png: _Png = False,
    watch: _Watch = False,
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

        _refuse_with_watch(offense, case, png, group_by, no_reuse, as_json, beside=beside)
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

    day = options.filing_day(filed_on, settings)
    options.warn_of_unused(templates, settings, day)
    # The synthetic list is of Los Angeles: elsewhere the rows are of the county's own offenses.
    if not lists and settings.office.county != "los-angeles" and not (offense or case):
        printed = _without_list(settings, document, at, day, templates or ())
    else:
        run = pipeline.RunOptions(
            filed_on=day,
            today=options.today(),
            reuse=not no_reuse,
            cache=options.cache_of(cache),
            templates=templates or (),
            court=at,
            layout=layout,
            beside=beside,
        )
        printed = _of_lists(lists, settings, run, document, offense, case)
    write_private(out, printed.pdf, "Choose another place with --out.")
    drawn = page_pictures.draw_pages(out, out.with_suffix("")) if png else []
    if show:
        page_pictures.show(out)
    _say_what_was_printed(printed, out, drawn, as_json=as_json)


def _refuse_with_watch(*others: object, beside: "RunInputs") -> None:
    """Refuse options that have no effect on a page that is printed on every save."""
    from filings.screening.screen_lists import RunInputs

    if any(others) or beside != RunInputs():
        raise typer.BadParameter(
            "goes with --document, --court, --layout, --filed-on, --config, --templates, --out"
            " and --open alone",
            param_hint="--watch",
        )


def _say_what_was_printed(
    printed: "Printed", out: Path, drawn: Sequence[Path], *, as_json: bool
) -> None:
    from filings.compose.draft_reasons import summary
    from filings.model.plain_words import counted

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


def _without_list(
    settings: "Settings",
    document: str,
    court: "CourtId | None",
    day: dt.date,
    templates: Sequence[Path],
) -> "Printed":
    """Print a document of made-up rows, for a county without a list."""
    from filings.authoring.preview_without_list import print_made_up
    from filings.authoring.template_browser import TemplateBrowser

    terminal.say("No list was named: the rows are made up, the people invented.")
    named = TemplateBrowser(settings, templates, day).documents(
        settings.office.county, court or settings.county.default_court
    )
    # A county may have no motion of its own: San Francisco's motion and order are one document.
    first = next(iter(named)) if document == "motion" and document not in named else document
    return print_made_up(settings, day, first, court, templates)


def _of_lists(
    lists: Sequence[Path] | None,
    settings: "Settings",
    run: "RunOptions",
    document: str,
    offense: str | None,
    case: str | None,
) -> "Printed":
    """Print the document of a packet of the lists, or of a synthetic list if none is given."""
    from filings import pipeline
    from filings.model.identifiers import OffenseType

    with _lists_or_sample(lists, settings) as chosen, terminal.progress() as progress:
        return pipeline.preview(
            chosen,
            settings,
            replace(run, progress=progress),
            document=document,
            court=run.court,
            offense=OffenseType(offense) if offense else None,
            case=case,
        )


@contextmanager
def _lists_or_sample(
    lists: Sequence[Path] | None, settings: "Settings"
) -> Iterator[Sequence[Path]]:
    """The given lists; without any, a synthetic one that is deleted afterwards."""
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
