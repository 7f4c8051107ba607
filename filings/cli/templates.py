"""Run `templates`: show which text is used where, what may be changed, and what is wrong."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filings.cli import options, terminal
from filings.model.errors import ExitCode, OutputError
from filings.storage.run_folder import write_private

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from filings.authoring.sentences import Sentence
    from filings.authoring.template_browser import Shown, TemplateBrowser
    from filings.model.identifiers import CourtId
    from filings.settings.settings import Settings

app = typer.Typer(
    help="The texts of motions and orders: which file wins, what may be changed, what is wrong.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Document = Annotated[str, typer.Argument(metavar="DOCUMENT", help="motion, proposed-order ...")]
OneCourt = Annotated[
    str | None, typer.Option("--court", metavar="ID", help="The county's first without it.")
]
County = Annotated[str | None, typer.Option("--county", metavar="ID", help="Your own without it.")]
_ALL = "all"
_STATES = {
    "approved": "approved",
    "missing": "not approved",
    "changed": "changed since it was approved",
}


def _examples(*lines: str) -> str:
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))


@app.command(
    "list",
    epilog=_examples("filings templates list", "filings templates list --court tor"),
)
def list_(
    court: Annotated[str | None, typer.Option(metavar="ID", help="Only this court.")] = None,
    document: Annotated[str | None, typer.Option(metavar="NAME", help="Only this one.")] = None,
    county: Annotated[
        str | None, typer.Option(metavar="ID|all", help="Another county; or all of them.")
    ] = None,
    config: options.Config = None,
    templates: options.Templates = None,
    filed_on: options.FiledOn = None,
    as_json: options.Json = False,
) -> None:
    """Say which file each court's documents are made from, and why that one."""
    browser = _browser(config, templates, filed_on)
    counties = _counties(browser.settings, county)
    choices = list(browser.choices(counties, _one_court(browser, counties, court), document or ""))
    if not choices:
        raise typer.BadParameter(f"no court has a document {document}", param_hint="--document")
    # Courts with the same files share a line.
    groups: dict[tuple[str, str, str, str], list[str]] = {}
    for choice in choices:
        key = (choice.county, choice.document, choice.file.name, choice.why)
        groups.setdefault(key, []).append(choice.court)
    lines = []
    for (of, name, file, why), courts in groups.items():
        whom = courts[0] if len(courts) == 1 else f"{len(courts)} courts"
        lines.append((of, whom, name, file, why))
    terminal.result(
        _columns(lines),
        {
            "templates": [
                {
                    "county": choice.county,
                    "court": choice.court,
                    "document": choice.document,
                    "ruleset": choice.ruleset,
                    "file": choice.file.name,
                    "why": choice.why,
                    "passed_over": choice.passed_over,
                }
                for choice in choices
            ]
        },
        as_json=as_json,
    )


@app.command(
    epilog=_examples(
        "filings templates show motion",
        "filings templates show proposed-order --court tor --templates my-office/templates",
        "filings templates show motion --block notice",
        "filings templates show motion --words",
    )
)
def show(
    document: Document,
    court: OneCourt = None,
    county: County = None,
    block: Annotated[
        str | None, typer.Option(metavar="NAME", help="Print this block as it stands, to copy it.")
    ] = None,
    words: Annotated[
        bool,
        typer.Option("--words", help="Print its sentences, for one conviction and for several."),
    ] = False,
    config: options.Config = None,
    templates: options.Templates = None,
    filed_on: options.FiledOn = None,
    as_json: options.Json = False,
) -> None:
    """Say where a document is looked for, what it is made from, and what may be changed in it."""
    from dataclasses import asdict

    browser = _browser(config, templates, filed_on)
    of, court_id = _court(browser, county, court)
    shown = browser.show(of, court_id, document)
    if block:
        text = browser.block_text(shown, block)
        terminal.result(text, {"block": block, "text": text}, as_json=as_json)
        return
    if words:
        from filings.authoring.sentences import sentences

        printed = sentences(browser, shown.choice)
        as_record = {"sentences": [asdict(sentence) for sentence in printed]}
        terminal.result("\n".join(_lines(printed)), as_record, as_json=as_json)
        return
    record = asdict(shown)
    record["choice"]["file"] = shown.choice.file.name
    terminal.result(_told(shown), record, as_json=as_json)


def _lines(printed: "Sequence[Sentence]") -> "Iterator[str]":
    """Each sentence; if it depends on the number, as printed for one and for several."""
    for sentence in printed:
        if sentence.one == sentence.several:
            yield sentence.one
            continue
        if sentence.one:
            yield f"[one]     {sentence.one}"
        if sentence.several:
            yield f"[several] {sentence.several}"


def _told(shown: "Shown") -> str:
    choice = shown.choice
    lines = [f"{choice.document} of {choice.court} is made from {choice.file.name}: {choice.why}."]
    lines += ["", "It is looked for in"]
    lines.append(
        _columns([("", place.asked, name or "-", place.whose) for place, name in shown.chain])
    )
    if len(shown.lineage) > 1:
        lines += ["", "It builds on " + ", which builds on ".join(shown.lineage[1:])]
    if shown.included:
        lines += ["", "It includes", *(f"  {name}" for name in shown.included)]
    lines += ["", "Blocks that a file of this court may change, and words it keeps"]
    lines.append(
        _columns(
            [
                ("", block.name, f"{block.file}, line {block.line}", ", ".join(block.marks))
                for block in shown.blocks
            ]
        )
    )
    lines += ["", "What it may name (templates/README.md tells more)"]
    lines.append(_columns([("", name, kind) for name, kind in shown.names]))
    lines += ["", "What an attorney approves before its pages lose the word DRAFT"]
    lines.append(_columns([("", text, _STATES[state]) for text, state in shown.approvals]))
    return "\n".join(lines)


@app.command(
    epilog=_examples(
        "filings templates new motion --court tor --templates my-office/templates",
        "filings templates new proposed-order --county los-angeles --templates my-office/templates",
    )
)
def new(
    document: Document,
    templates: Annotated[
        list[Path],
        typer.Option("--templates", metavar="DIR", help="Your own texts; the last is written to."),
    ],
    court: Annotated[
        str | None, typer.Option(metavar="ID", help="For this court; the whole county without it.")
    ] = None,
    county: County = None,
    config: options.Config = None,
    filed_on: options.FiledOn = None,
    as_json: options.Json = False,
) -> None:
    """Begin a text of your own for a court or a county: a commented file that already prints."""
    _make(templates[-1])
    browser = _browser(config, templates, filed_on)
    of, court_id = _court(browser, county, court)
    path = browser.start(of, court_id if court else None, document, templates[-1])
    terminal.result(f"{path}: open it, and change what it says.", {"file": path}, as_json=as_json)


@app.command(
    epilog=_examples(
        "filings templates diff motion --court tor --templates my-office/templates",
        "filings templates diff motion --county sacramento --png changes",
        "filings templates diff motion --approved --config my-office/config",
    )
)
def diff(
    document: Document,
    court: OneCourt = None,
    county: County = None,
    approved: Annotated[
        bool,
        typer.Option("--approved", help="What changed since the text of this name was approved."),
    ] = False,
    png: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Pictures of both, side by side, what changed framed."),
    ] = None,
    config: options.Config = None,
    templates: options.Templates = None,
    filed_on: options.FiledOn = None,
    as_json: options.Json = False,
) -> None:
    """Say what a text changes of the one it builds on, word by word and on its pages."""
    from filings.authoring.diff import difference

    browser = _browser(config, templates, filed_on)
    if approved:
        from filings.render.approvals import changes_since

        options.require_known("NAME", document, sorted(browser.approvals.names))
        lines = changes_since(browser.approvals, document, config or ())
        text = "\n".join(lines) or f"{document} is as it was approved."
        terminal.result(text, {"name": document, "lines": lines}, as_json=as_json)
        return
    of, court_id = _court(browser, county, court)
    changes = difference(browser, browser.choose(of, court_id, document), pictures=png is not None)
    drawn = []
    if png is not None:
        _make(png)
        for number, picture in enumerate(changes.pictures, 1):
            path = png / f"{court_id}-{document}-{number}.png"
            write_private(path, picture)
            drawn.append(path)
    words = "\n".join(changes.lines) or f"{changes.file} and {changes.parent} print the same words."
    terminal.result(
        words,
        {"file": changes.file, "parent": changes.parent, "lines": changes.lines, "pictures": drawn},
        as_json=as_json,
    )


@app.command(
    epilog=_examples(
        "filings templates check",
        "filings templates check eligible.csv --templates my-office/templates",
        "filings templates check --court tor --document motion",
    )
)
def check(
    lists: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[LIST...]", help="Print their longest values; made-up ones without."
        ),
    ] = None,
    court: Annotated[str | None, typer.Option(metavar="ID", help="Only this court.")] = None,
    document: Annotated[str | None, typer.Option(metavar="NAME", help="Only this one.")] = None,
    county: Annotated[
        str | None, typer.Option(metavar="ID|all", help="Another county; or all of them.")
    ] = None,
    layout: options.Layout = None,
    config: options.Config = None,
    templates: options.Templates = None,
    filed_on: options.FiledOn = None,
    as_json: options.Json = False,
) -> None:
    """Look through the texts, print each that differs once, and say what is wrong.

    Names and blocks nobody knows, required words left out, law that is cited and not in
    citations.yaml, files nobody uses, words too long for their place, pages a clerk must refuse.
    Leaves with 5 when something has to be put right.
    """
    from dataclasses import asdict

    from filings.authoring.lint import review
    from filings.model.plain_words import counted

    browser = _browser(config, templates, filed_on)
    counties = _counties(browser.settings, county)
    only = _one_court(browser, counties, court)
    if not any(browser.choices(counties, only, document or "")):
        raise typer.BadParameter(f"no court has a document {document}", param_hint="--document")
    rows = _rows(browser, lists, layout) if lists else {}
    result = review(browser, counties, only, document or "", rows)
    wrong = [problem for problem in result.problems if problem.severity == "error"]
    lines = [
        f"{problem.severity}: {problem.where}: {problem.what}\n  {problem.remedy}"
        for problem in result.problems
    ]
    documents, pages = counted(result.documents, "document"), counted(result.pages, "page")
    lines.append(
        f"{counted(result.files, 'file')} read, {documents} of {pages} printed and inspected: "
        + (f"{counted(len(wrong), 'thing')} to put right" if wrong else "nothing to put right")
        + (f", {len(result.problems) - len(wrong)} to look at." if result.problems else ".")
    )
    terminal.result(
        "\n".join(lines),
        {
            "files": result.files,
            "documents": result.documents,
            "pages": result.pages,
            "problems": [asdict(problem) for problem in result.problems],
        },
        as_json=as_json,
    )
    if wrong:
        raise typer.Exit(ExitCode.TEMPLATE)


def _rows(browser: "TemplateBrowser", lists: Sequence[Path], layout: str | None) -> Any:
    from filings.authoring.stress_list import hardest_rows
    from filings.render import Renderer

    renderer = Renderer(browser.settings, browser.folders, filed_on=browser.filed_on)
    with terminal.progress() as progress:
        return hardest_rows(
            lists,
            browser.settings,
            filed_on=browser.filed_on,
            undrawable=renderer.undrawable,
            layout=layout,
            progress=progress,
        )


def _browser(
    config: Sequence[Path] | None, templates: Sequence[Path] | None, filed_on: Any
) -> "TemplateBrowser":
    from filings.authoring.template_browser import TemplateBrowser

    return TemplateBrowser(options.settings_of(config), templates or (), options.day_of(filed_on))


def _counties(settings: "Settings", county: str | None) -> tuple[str, ...]:
    if county == _ALL:
        return ()
    return (options.require_known("--county", county or settings.office.county, settings.counties),)


def _court(
    browser: "TemplateBrowser", county: str | None, court: str | None
) -> tuple[str, "CourtId"]:
    of = options.require_known(
        "--county", county or browser.settings.office.county, browser.settings.counties
    )
    record = browser.settings.counties[of]
    return of, options.court_of(court, record) or record.default_court


def _one_court(browser: "TemplateBrowser", counties: Sequence[str], court: str | None) -> str:
    """Check and return the court's id, of one of these counties or of any; "" for all courts.

    Raises:
        BadParameter: No county has it.
    """
    if court is None:
        return ""
    records = [browser.settings.counties[of] for of in counties or browser.settings.counties]
    named = (record.court_named(court) for record in records)
    return next(filter(None, named), None) or str(options.court_of(court, records[0]))


def _columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows as aligned columns; an empty first column indents."""
    if not rows:
        return "  none"
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            str(folder), error.strerror or str(error), "Choose another folder."
        ) from error


def _approve() -> None:
    """Add the command `approve`, which has a module of its own."""
    from filings.cli.approve import approve

    epilog = _examples(
        'filings templates approve laws/proposition-64/motion --by "Jordan A. Ellery" \\',
        "    --bar-number 123456 --config my-office/config",
    )
    app.command("approve", epilog=epilog)(approve)


_approve()
