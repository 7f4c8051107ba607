"""Write docs/reference/ from the program itself: its help, reasons, format rules and settings.

python docs/make_reference.py
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import typer.main

HERE = Path(__file__).parent / "reference"
FATES = {
    "held": "Held: in no packet until somebody acts",
    "unreadable": "Unreadable: cannot be read as a row of its layout",
    "out_of_scope": "Out of scope: read, understood, and not for this motion",
    "duplicate": "Duplicate: the same conviction again",
    "included": "In a packet, and worth a look",
}


def pages() -> dict[str, str]:
    """Each file of the reference by its name, as it should be."""
    from filings.cli import json_schemas
    from filings.filing import efiling_plan
    from filings.output.manifest_schema import json_schema
    from filings.settings.settings import Settings, read_settings

    settings = read_settings()
    schema = json.dumps(Settings.model_json_schema(), indent=1, sort_keys=True)
    manifest = json.dumps(json_schema(), indent=1, sort_keys=True)
    planned = json.dumps(efiling_plan.json_schema(), indent=1, sort_keys=True)
    printed = json.dumps(json_schemas.json_schema(), indent=1, sort_keys=True)
    return {
        "commands.md": "\n".join(_commands()),
        "reasons.md": "\n".join(_reasons(settings)),
        "rulesets.md": "\n".join(_rulesets(settings)),
        "settings.md": "\n".join(_settings(settings)),
        "settings.schema.json": f"{schema}\n",
        "manifest.schema.json": f"{manifest}\n",
        "filing-plan.schema.json": f"{planned}\n",
        "json-output.schema.json": f"{printed}\n",
    }


def _commands() -> Iterator[str]:
    from filings.cli import app

    yield "# Commands\n\nAs `--help` tells them. What each prints with `--json`:"
    yield "[json-output.schema.json](json-output.schema.json).\n"
    program = typer.main.get_command(app)
    for name, command in sorted(program.commands.items()):  # type: ignore[attr-defined]
        for whole, one in (
            [(f"{name} {sub}", its) for sub, its in sorted(command.commands.items())]
            if hasattr(command, "commands")
            else [(name, command)]
        ):
            with typer.Context(one, info_name=f"filings {whole}", terminal_width=100) as context:
                text = one.get_help(context)
            lines = "\n".join(line.rstrip() for line in text.splitlines())
            yield f"## filings {whole}\n\n```text\n{lines}\n```\n"


def _reasons(settings: object) -> Iterator[str]:
    reasons = settings.screening.reasons  # type: ignore[attr-defined]
    yield "# Reasons\n\nWhat a row's end is called in the ledger and on worklists; who can act.\n"
    for fate, title in FATES.items():
        of_it = {code: its for code, its in reasons.items() if its.fate == fate}
        if not of_it:
            continue
        yield f"## {title}\n\n| reason | what it means | who can act | what to do |"
        yield "| --- | --- | --- | --- |"
        for code, its in sorted(of_it.items()):
            cells = (its.words, its.who_can_act, its.remedy)
            told = " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells)
            yield f"| `{code}` | {told} |"
        yield ""


def _rulesets(settings: object) -> Iterator[str]:
    yield "# Format rules\n\nWhat a court asks of a page, as `--ruleset` names it.\n"
    yield "| ruleset | of | papers | source | read? |\n| --- | --- | --- | --- | --- |"
    for name, its in sorted(settings.rulesets.items()):  # type: ignore[attr-defined]
        papers = ", ".join((*its.documents, *its.per_case))
        yield f"| `{name}` | {its.name} | {papers} | {its.source} | {its.confidence} |"
    yield ""


def _settings(settings: object) -> Iterator[str]:
    from filings.settings.settings import _FILES

    yield (
        "# Settings\n\nYour own files of these names lie over the shipped ones (`--config DIR`)."
        " All keys, for an editor that checks while you write:"
        " [settings.schema.json](settings.schema.json).\n"
    )
    yield "What a build writes of itself: [manifest.schema.json](manifest.schema.json).\n"
    yield "| file | holds |\n| --- | --- |"
    fields = type(settings).model_fields  # type: ignore[attr-defined]
    for field, file in sorted(_FILES.items(), key=lambda pair: pair[1]):
        kind = str(fields[field].annotation)
        yield f"| `{file}` | `{field}`{' by name' if kind.startswith('dict') else ''} |"
    yield ""


if __name__ == "__main__":
    os.environ["COLUMNS"] = "100"
    HERE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
