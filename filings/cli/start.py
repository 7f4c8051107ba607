"""Run `start`: ask a few questions, then write an office's settings and print a first packet."""

import difflib
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from filings.cli import options, page_pictures, terminal
from filings.model.errors import ConfigError, OutputError, PageError, TemplateError
from filings.storage.run_folder import write_private

if TYPE_CHECKING:
    from filings.model.identifiers import AgencyId
    from filings.settings.county import County
    from filings.settings.settings import Settings

Answer = TypeVar("Answer")

# Grouped by county, one packet for each prosecutor: a first page within seconds.
_SAMPLE_ROWS = 12  # enough for the District Attorney
_SAMPLE_ROWS_OF_A_CITY = 1500  # enough for every city prosecutor

_OFFICE = """\
schema: 1
# Whose motions these are. Laid over the shipped settings with --config.
agency: {agency}
county: {county}
# Keep this secret, and keep it: it joins convictions across lists, and a new key gives every
# conviction a new id. Whoever has it could tell from our files who stands in them.
conviction_key: {key}
{authority}"""

_DEFENDER = """\
# The Public Defender applies and the prosecutor stipulates; an attorney chooses the ground.
authority: stipulation
"""

_POSTAL_CODE = re.compile(r"\b\d{5}(-\d{4})?$")
_PUBLIC_DEFENDER = re.compile(r"(?i)\b(public|alternate) defender|^pd$")

# Parts of the attorney block that may be left blank, and where they are printed.
_BLANKS = {
    "attorney": "attorney who signs",
    "bar_number": "State Bar number",
    "title": "title under the signature",
    "head": "who heads the office: first line of page 1, where wanted",
    "address": "street and suite, then city; one line each",
    "telephone": "telephone, with area code",
    "fax": "fax, where there is one",
    "email": "e-mail",
    "declarant": "who declares how the list was made",
    "declarant_title": "that person's title",
}
_WANTED = ("attorney", "bar_number", "address", "telephone", "email", "declarant")


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
    config = to / "config"
    new_ids = "is there already, and a new one would give every conviction a new id"
    _refuse_existing(config / "office.yaml", new_ids)
    # A county that is not shipped may already be described there, with its law and ruleset.
    shipped = options.settings_of([config] if config.is_dir() else None)
    county_id, of = _answered(
        county, "County", "--county", shipped.county.name, lambda answer: _county(answer, shipped)
    )
    file = config / "counties" / f"{county_id}.yaml"
    described = file.exists() and county_id not in options.settings_of(None).counties
    if not described:
        _refuse_existing(file, "is there already")
    default = of.agencies[of.felonies_by].name
    agency, defends = _answered(
        office, "Office", "--office", default, lambda answer: _agency(answer, of)
    )
    if defends:
        terminal.say(
            "The Public Defender applies, and the prosecutor stipulates: the attorney block and the"
            f" first signature are those of the {of.agencies[agency].name}."
        )
    begun = shipped.counties.get(county_id) is None
    if described:  # its attorney block is, or belongs, in that file
        counsel: Mapping[str, str | Sequence[str]] = of.agencies[agency].counsel.model_dump()
        block = ""
    else:
        counsel = _counsel(attorney, bar_number, title, address, phone, email)
        block = _county_file(agency, counsel, of if begun else None)
    _write_config(config, county_id, agency, block, defends=defends)
    terminal.say(f"\nYour settings: {config}")
    _say_what_is_blank(counsel, f"{file} (agencies > {agency} > counsel)" if described else file)
    if begun:
        terminal.say(
            f"Of {of.name} County only its name, its superior court and its District Attorney are"
            f" known, from no source: confirm what stands commented in {file}."
        )
    page = _show_first_page(to, config, file, no_open=no_open)
    terminal.say("Next, with a list of your own:")
    terminal.result(
        f"filings check LIST{_folders(to)}\n"
        f"filings build LIST{_folders(to)} --out {to / 'packets'}",
        {"config": config, "page": page},
        as_json=as_json,
    )


def _counsel(
    attorney: str | None,
    bar_number: str | None,
    title: str | None,
    address: list[str] | None,
    phone: str | None,
    email: str | None,
) -> dict[str, str | Sequence[str]]:
    """The attorney block, from the options and, where they are missing, from answers."""
    return {
        "attorney": attorney or _ask("Attorney who signs", "--attorney"),
        "bar_number": bar_number or _ask("State Bar number", "--bar-number"),
        "title": title if title is not None else _ask("Title"),
        "head": "",
        "address": _address(address),
        "telephone": phone if phone is not None else _ask("Telephone"),
        "fax": "",
        "email": email if email is not None else _ask("E-mail"),
        "declarant": "",
        "declarant_title": "",
    }


def _say_what_is_blank(counsel: Mapping[str, str | Sequence[str]], where: Path | str) -> None:
    """Name the parts of the attorney block that are still to be filled in."""
    blank = [_BLANKS[key] for key in _WANTED if not counsel[key]]
    if blank:
        terminal.say(f"Still blank on the papers, and to be filled in in {where}:")
        for what in blank:
            terminal.say(f"  {what}")


def _show_first_page(to: Path, config: Path, file: Path, *, no_open: bool) -> Path:
    """Print the first page of a sample motion, and open it unless that is not wanted.

    Args:
        to: The office's folder.
        config: Its settings.
        file: The settings of its county.
        no_open: Whether the page is only printed.

    Raises:
        ConfigError: A ruleset or a law is missing.
        PageError: The page breaks a rule of its court.
        TemplateError: A text is missing. The settings are kept in each case, to be corrected.
    """
    try:
        page = _first_page(to, config)
    except (ConfigError, PageError, TemplateError) as error:
        wrong = f"correct {file}" if isinstance(error, PageError) else "mend that"
        mend = f"Your settings are kept: {wrong}, then `filings preview{_folders(to)}` prints"
        remedy = f"{error.remedy} {mend} the page."
        raise type(error)(error.where, error.what, remedy) from error
    terminal.say(f"The first page of a sample motion: {page}")
    terminal.say(
        "It says DRAFT: the people are invented, and no attorney has approved the texts yet.\n"
    )
    if not no_open:
        page_pictures.show(page)
    return page


def _ask(question: str, flag: str = "", default: str = "") -> str:
    """Ask a question on stderr (stdout is for programs), and return the answer.

    Args:
        question: What is asked.
        flag: The option that would have answered; without one the answer may be left blank.
        default: What Enter means.
    """
    hint = f" [{default}]" if default else "" if flag else " (Enter to leave blank)"
    while True:
        typer.echo(f"{question}{hint}: ", nl=False, err=True)
        answer = sys.stdin.readline()
        if not answer:  # the input has ended
            typer.echo(err=True)
        if not answer and flag:
            raise typer.BadParameter(f"there is no answer: give {flag}", param_hint=flag)
        if answer.strip() or default or not flag:
            return answer.strip() or default


def _answered(
    given: str | None, question: str, flag: str, default: str, meant: Callable[[str], Answer]
) -> Answer:
    """The meaning of an answer; if a typed answer is wrong, ask again."""
    if given:
        return meant(given)
    while True:
        try:
            return meant(_ask(question, flag, default))
        except ConfigError as error:
            terminal.say(
                f"  {error.where.removeprefix(flag).strip()}: {error.what}. {error.remedy}"
            )


def _address(given: Sequence[str] | None) -> list[str]:
    """The lines of an address: none, or a complete one, since half of one breaks the ruleset.

    Raises:
        BadParameter: The address in the options has no postal code.
    """
    lines = [line.strip() for line in given if line.strip()] if given is not None else None
    while lines is None or (lines and not _POSTAL_CODE.search(lines[-1])):
        if given is not None:
            raise typer.BadParameter(
                "the last line of an address ends in its postal code: repeat --address for each"
                " line, or leave it out and fill it in later",
                param_hint="--address",
            )
        if lines:
            terminal.say("  The last line ends in the postal code: once more, or Enter for none.")
        lines = _ask_lines("Address, first line")
    return lines


def _ask_lines(question: str) -> list[str]:
    lines = []
    while line := _ask(question):
        lines.append(line)
        question = "Address, next line"
    return lines


def _county(answer: str, settings: "Settings") -> tuple[str, "County"]:
    """The county of an answer: a name, initials ("LA") or an id; it may be one with only a stub."""
    from filings.settings.county import County
    from filings.settings.county_defaults import CountyStub, county_id

    # "Lake" is in two states: "Lake, California" decides.
    wanted = re.sub(r"(?i)^county of | (county|co\.?)(?=,|$)", "", answer.strip()).casefold()
    known: dict[str, tuple[str, CountyStub | None]] = {}  # "Lake, Illinois" -> its id, its stub
    spelled: dict[str, set[str]] = {}
    for its_id, county in settings.counties.items():
        full = f"{county.name}, {county.state}"
        known[full] = its_id, None
        spelled[full] = {its_id, full, county.name, *county.written_as}
    for state, stub in settings.county_stubs.items():
        for name in stub.seats:
            if (full := f"{name}, {state}") not in known:
                known[full] = county_id(name), stub
                spelled[full] = {county_id(name), full, name}
    matches = [full for full in known if wanted in map(str.casefold, spelled[full])]
    matches = matches or [
        full
        for full in known
        if len(words := full.partition(",")[0].split()) > 1
        and wanted == "".join(word[0] for word in words).casefold()
    ]
    if len(matches) == 1:
        [full] = matches
        its_id, stub_of = known[full]
        name, _, state = full.partition(", ")
        if stub_of is None:
            return its_id, settings.counties[its_id]
        return its_id, County.model_validate(stub_of.of(name, state))
    if matches:
        short = {full.partition(",")[0] for full in matches}
        what = f"may be {' or '.join(sorted(short) if len(short) == len(matches) else matches)}"
        raise ConfigError(f"--county {answer}", what, "Write it out, as it stands here.")
    names = {full.partition(",")[0] for full in known}
    near = difflib.get_close_matches(wanted.title(), sorted(names), 3)
    name_alone, _, of_state = (part.strip() for part in wanted.partition(","))
    states = [
        state
        for state, county_name in settings.county_names.items()
        if name_alone in map(str.casefold, county_name.counties)
        and of_state in ("", state.casefold(), county_name.letters.casefold())
    ]
    elsewhere = [
        f"{each.name} in {each.state}"
        for each in settings.counties.values()
        if each.state not in settings.county_stubs
    ]
    where = ""
    if states:
        where = f" There is one in {', '.join(states[:3])}, whose law is not shipped: docs/how-to/"
        where += "add-a-state.md takes you there in six files."
    raise ConfigError(
        f"--county {answer}",
        "no courts of that county are known",
        (
            f"Did you mean {' or '.join(near)}?"
            if near
            else f"Known: every county of California; {' and '.join(elsewhere)}."
        )
        + where
        + (
            ""
            if states
            else " Another needs a file of its courts and prosecutors, counties/<county>.yaml in"
            " DIR/config, DIR being that of --to: docs/how-to/add-a-state.md shows it."
        ),
    )


def _agency(answer: str, county: "County") -> tuple["AgencyId", bool]:
    """The prosecutor of an answer, and whether the office is a public defender's."""
    from filings.settings.court_and_agency_names import squeeze_agency

    if _PUBLIC_DEFENDER.search(answer.strip()):
        return county.felonies_by, True
    for agency_id, agency in county.agencies.items():
        names = (agency_id, agency.name, agency.short, *agency.written_as)
        if squeeze_agency(answer) in map(squeeze_agency, names):
            return agency_id, False
    raise ConfigError(
        f"--office {answer}",
        f"is not a prosecutor of {county.name} County that the settings know",
        f"Known: {'; '.join(agency.name for agency in county.agencies.values())}; Public Defender."
        " A prosecutor's names stand in counties/<county>.yaml, under agencies.",
    )


def _refuse_existing(path: Path, why: str) -> None:
    if path.exists():
        raise OutputError(str(path), why, "Edit it, or set up another folder with --to.")


def _county_file(
    agency: "AgencyId", counsel: Mapping[str, str | Sequence[str]], stub: "County | None"
) -> str:
    """The county's file: the stub as comments, to be confirmed, and the attorney block."""
    lines = ["schema: 1"]
    if stub:
        lines += _to_confirm(stub)
    lines += [
        "# The attorney block and signature on page 1. What is empty prints as a blank to fill in,",
        "# and a page with a blank says DRAFT.",
        "agencies:",
        f"  {agency}:",
        "    counsel:",
    ]
    for key, what in _BLANKS.items():
        # JSON is YAML, and its quotation marks keep a number a text.
        value = json.dumps(counsel[key], ensure_ascii=False)
        lines.append(f"      {key}: {value}" + ("" if counsel[key] else f"  # {what}"))
    return "\n".join((*lines, ""))


def _write_config(
    config: Path, county: str, agency: "AgencyId", block: str, *, defends: bool
) -> None:
    """Write the office's settings, and its county's unless `block` is empty."""
    import secrets

    office = _OFFICE.format(
        agency=agency,
        county=county,
        key=secrets.token_hex(32),
        authority=_DEFENDER if defends else "",
    )
    texts = {config / "office.yaml": office}
    if block:
        texts[config / "counties" / f"{county}.yaml"] = block
    try:
        config.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in ("counties", "layouts"):  # for mappings of the office's own headings
            (config / folder).mkdir(exist_ok=True, mode=0o700)
        for path, text in texts.items():
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            error.filename or str(config),
            error.strerror or str(error),
            "Choose a folder you may write to, with --to.",
        ) from error


def _to_confirm(county: "County") -> list[str]:
    """What is assumed of a county without a file, as comments to be corrected."""
    import yaml

    chosen = county.model_dump(mode="json", include={"caption", "ruleset", "courts"})
    for court in chosen["courts"].values():
        for key in set(court) - {"name", "address", "written_as", "prefixes"}:
            del court[key]
    text = yaml.safe_dump(chosen, sort_keys=False, allow_unicode=True, width=100)
    return [
        f"# {county.name} County. Nothing of it was read in a source. Confirm each line; where one",
        '# is wrong, take its "# " away and correct it. Other courthouses, city prosecutors and',
        "# styles of case numbers are described likewise: docs/how-to/add-a-court.md.",
        *(f"# {line}" for line in text.splitlines()),
        "# Who prosecutes misdemeanors wherever nothing else tells; without it those of a row that",
        "# names no police and no place wait:",
        f"# misdemeanors_by: {county.felonies_by}",
    ]


def _first_page(to: Path, config: Path) -> Path:
    """Print a sample packet with the new settings, and draw its first page as a picture."""
    from filings import pipeline
    from filings.sample.sample_list import COUNTY, write_sample

    settings = options.settings_of([config], "county")
    folder = to / "sample"
    folder.mkdir(exist_ok=True, mode=0o700)
    if settings.office.county != COUNTY:
        return _made_up_page(folder, settings, _own_templates(to))
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
    [page] = page_pictures.draw_pages(folder / "packets" / motion.path, folder / "page", pages=1)
    return page


def _own_templates(to: Path) -> list[Path]:
    folder = to / "templates"
    return [folder] if folder.is_dir() else []


def _folders(to: Path) -> str:
    """The options for other commands to use these settings: " --config my-office/config"."""
    own = _own_templates(to)
    return f" --config {to / 'config'}" + (f" --templates {own[0]}" if own else "")


def _made_up_page(folder: Path, settings: "Settings", templates: Sequence[Path]) -> Path:
    """Draw a first page for a county without a sample: its first document with made-up rows."""
    from filings.authoring.preview_without_list import print_made_up

    printed = print_made_up(settings, options.day_of(None), templates=templates)
    write_private(folder / printed.name, printed.pdf)
    [page] = page_pictures.draw_pages(folder / printed.name, folder / "page", pages=1)
    return page
