"""Run `start`: ask a few questions, then write settings of one's own and a first packet."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from filings.cli import options, pictures, terminal
from filings.model.errors import ConfigError, OutputError, PageError
from filings.storage.run_folder import write_private

if TYPE_CHECKING:
    from filings.model.nouns import AgencyId
    from filings.settings.county import County
    from filings.settings.settings import Settings

# Grouped by county, one packet for each prosecutor: a first page within seconds.
_SAMPLE_ROWS = 12  # nearly all of them the District Attorney's
_SAMPLE_ROWS_OF_A_CITY = 1500  # some of every city's

_OFFICE = """\
schema: 1
# Whose motions these are. Laid over the shipped settings with --config.
agency: {agency}
county: {county}
# Keep this secret, and keep it: it joins convictions across lists, and a new key gives every
# conviction a new id. Whoever has it could tell from our files who stands in them.
conviction_key: {key}
"""

_COUNTY = """\
schema: 1
# The attorney block and signature on page 1. An empty part prints as a blank to fill in.
"""


def start(
    office: Annotated[
        str | None, typer.Option(metavar="NAME", help="Your office, as its papers name it.")
    ] = None,
    attorney: Annotated[
        str | None, typer.Option(metavar="NAME", help="The attorney who signs.")
    ] = None,
    bar_number: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="State Bar number.")
    ] = None,
    county: Annotated[str | None, typer.Option(metavar="NAME", help="Your county.")] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TITLE", help="The attorney's title.")
    ] = None,
    email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="E-mail for the attorney block.")
    ] = None,
    phone: Annotated[str | None, typer.Option(metavar="NUMBER", help="Telephone.")] = None,
    address: Annotated[
        list[str] | None,
        typer.Option(metavar="LINE", help="Address, a line at a time; repeatable."),
    ] = None,
    to: Annotated[Path, typer.Option(metavar="DIR", help="The folder to set up.")] = Path(
        "my-office"
    ),
    as_json: options.Json = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the first page.")] = False,
) -> None:
    """Set up your office, and print the first page of a sample.

    Asks for what the options do not say. Nothing leaves this computer.
    """
    shipped = options.settings_of(None)
    config = to / "config"
    new_ids = "is there already, and a new one would give every conviction a new id"
    _refuse_existing(config / "office.yaml", new_ids)
    county_id = _county(county or _ask("County", "--county", shipped.county.name), shipped)
    _refuse_existing(config / "counties" / f"{county_id}.yaml", "is there already")
    of = shipped.counties[county_id]
    default = of.agencies[of.felonies_by].name
    agency = _agency(office or _ask("Office", "--office", default), of)
    counsel = {
        "attorney": attorney or _ask("Attorney who signs", "--attorney"),
        "bar_number": bar_number or _ask("State Bar number", "--bar-number"),
        "title": title if title is not None else _ask("Title"),
        "head": "",
        "address": address if address is not None else _ask_lines("Address, first line"),
        "telephone": phone if phone is not None else _ask("Telephone"),
        "fax": "",
        "email": email if email is not None else _ask("E-mail"),
        "declarant": "",
        "declarant_title": "",
    }
    _write_config(config, county_id, agency, counsel)
    terminal.say(f"\nYour settings: {config}")
    try:
        page = _first_page(to, config)
    except PageError as error:
        mend = f"Your settings are kept: correct {config}/counties/{county_id}.yaml, then"
        preview = f"`filings preview --config {config}` prints the page."
        raise PageError(error.where, error.what, f"{error.remedy} {mend} {preview}") from error
    terminal.say(f"The first page of a sample motion: {page}")
    terminal.say(
        "It says DRAFT: the people are invented, and no attorney has approved the texts yet.\n"
    )
    if not no_open:
        pictures.show(page)
    terminal.say("Next, with a list of your own:")
    terminal.result(
        f"filings check LIST --config {config}\n"
        f"filings build LIST --config {config} --out {to / 'packets'}",
        {"config": config, "page": page},
        as_json=as_json,
    )


def _ask(question: str, flag: str = "", default: str = "") -> str:
    """An answer, asked for on stderr: stdout is for programs.

    Args:
        question: What is asked.
        flag: The option that would have answered; without one the answer may be left blank.
        default: What Enter means.
    """
    hint = f" [{default}]" if default else "" if flag else " (Enter to leave blank)"
    while True:
        typer.echo(f"{question}{hint}: ", nl=False, err=True)
        answer = sys.stdin.readline()
        if not answer:  # nobody is there
            typer.echo(err=True)
        if not answer and flag:
            raise typer.BadParameter(f"there is no answer: give {flag}", param_hint=flag)
        if answer.strip() or default or not flag:
            return answer.strip() or default


def _ask_lines(question: str) -> list[str]:
    lines = []
    while line := _ask(question):
        lines.append(line)
        question = "Address, next line"
    return lines


def _county(answer: str, settings: "Settings") -> str:
    for county_id, county in settings.counties.items():
        if answer.casefold() in {name.casefold() for name in (county_id, county.name)}:
            return county_id
        if answer.upper() in county.written_as:
            return county_id
    raise ConfigError(
        f"--county {answer}",
        "no courts of that county are known",
        f"Known: {', '.join(county.name for county in settings.counties.values())}. Another needs"
        " a file of its courts and prosecutors in a config folder: counties/<county>.yaml.",
    )


def _agency(answer: str, county: "County") -> "AgencyId":
    from filings.settings.county import squeeze_agency

    for agency_id, agency in county.agencies.items():
        names = (agency_id, agency.name, agency.short, *agency.written_as)
        if squeeze_agency(answer) in map(squeeze_agency, names):
            return agency_id
    raise ConfigError(
        f"--office {answer}",
        f"is not a prosecutor of {county.name} County that the settings know",
        f"Known: {'; '.join(agency.name for agency in county.agencies.values())}.",
    )


def _refuse_existing(path: Path, why: str) -> None:
    if path.exists():
        raise OutputError(str(path), why, "Edit it, or set up another folder with --to.")


def _write_config(
    config: Path, county: str, agency: "AgencyId", counsel: Mapping[str, str | Sequence[str]]
) -> None:
    import secrets

    import yaml

    block = yaml.safe_dump(
        {"agencies": {str(agency): {"counsel": dict(counsel)}}}, sort_keys=False, allow_unicode=True
    )
    office = _OFFICE.format(agency=agency, county=county, key=secrets.token_hex(32))
    try:
        config.mkdir(parents=True, exist_ok=True, mode=0o700)
        (config / "counties").mkdir(exist_ok=True, mode=0o700)
        for path, text in (
            (config / "office.yaml", office),
            (config / "counties" / f"{county}.yaml", _COUNTY + block),
        ):
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            error.filename or str(config),
            error.strerror or str(error),
            "Choose a folder you may write to, with --to.",
        ) from error


def _first_page(to: Path, config: Path) -> Path:
    """Print a sample packet with the new settings, and draw its first page."""
    from filings import pipeline
    from filings.sample.sample_list import COUNTY, write_sample

    settings = options.settings_of([config], "county")
    folder = to / "sample"
    folder.mkdir(exist_ok=True, mode=0o700)
    if settings.office.county != COUNTY:
        return _made_up_page(folder, settings)
    of_a_city = settings.county.felonies_by != settings.office.agency
    rows = _SAMPLE_ROWS_OF_A_CITY if of_a_city else _SAMPLE_ROWS
    write_sample(folder / "list.csv", rows, 1, 0.1, "sample", settings)
    with terminal.progress() as progress:
        report = pipeline.build(
            [folder / "list.csv"],
            folder / "packets",
            settings,
            filed_on=options.day_of(None),
            jobs=options.cores(),
            progress=progress,
        )
    ours = [packet for packet in report.packets if packet.agency == settings.office.agency]
    shown = max(ours or report.packets, key=lambda packet: packet.convictions)
    [motion] = (d for d in shown.documents if d.path.endswith("/motion.pdf"))
    [page] = pictures.draw_pages(folder / "packets" / motion.path, folder / "page", pages=1)
    return page


def _made_up_page(folder: Path, settings: "Settings") -> Path:
    """Draw the first page of a county of which there is no sample: its first document, made up."""
    from filings.authoring.browse import TemplateBrowser
    from filings.authoring.lint import worst_packet
    from filings.authoring.stress_rows import list_sources
    from filings.render import Renderer

    day, county = options.day_of(None), settings.office.county
    browser, court = TemplateBrowser(settings, (), day), settings.county.default_court
    document = next(iter(browser.documents(county, court)))
    packet = worst_packet(browser, browser.choose(county, court, document))
    renderer = Renderer(settings, filed_on=day, lists=list_sources(packet.convictions))
    printed = renderer.print_document(packet, document)
    write_private(folder / printed.name, printed.pdf)
    [page] = pictures.draw_pages(folder / printed.name, folder / "page", pages=1)
    return page
