"""Keep the tables that came back for a build, and work out what became of each conviction.

A finished build never changes: tables and outcomes are kept beside it, each outcome in a folder of
its own. A table that cannot be used is not kept.
"""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Literal

from filings.model.errors import FilingsError, ListError
from filings.settings.settings import read_settings
from filings.storage.run_folder import as_json, private_file, write_private
from filings.web import jobs
from filings.web.matters import KINDS_OF_FILE, Matter, NotHere, NotYet
from filings.web.office_services import OfficeDesk

By = Literal["court", "doj"]
_TABLES, _OUTCOMES, _REPORT = "returned/tables", "returned/outcomes", "report.json"
_REMEDY = "Look at the disk of the server."
_CHUNK = 1 << 20


def take_in(
    office: OfficeDesk, matter: Matter, number: int, by: str, name: str, source: BinaryIO
) -> dict[str, Any]:
    """Keep a returned table, and process all so far; return the totals.

    Raises:
        NotYet: The build is not finished.
        ListError: It is no table of this build.
    """
    run = matter.run(number)
    if not (run / "packets" / "manifest.json").exists():
        raise NotYet(f"build {number}", "is not finished", "Wait, or go on with it.")
    suffix = Path(name).suffix.lower()
    if suffix not in KINDS_OF_FILE or by not in ("court", "doj"):
        kinds = ", ".join(KINDS_OF_FILE)
        raise ListError(name[:80], "is not a kind of file that can be read", f"One of {kinds}.")
    with office.returning:
        tables = _tables(run)
        table = run / _TABLES / f"{len(tables) + 1:03d}-{by}{suffix}"
        with private_file(table, _REMEDY) as target:
            while chunk := source.read(_CHUNK):
                target.write(chunk)
        outcome = run / _OUTCOMES / f"{len(tables) + 1:03d}"
        try:
            report = office.previews.run(
                _follow, jobs.request_of(run)["config"], run, outcome, office.machine.day()
            )
        except FilingsError as error:
            table.unlink(missing_ok=True)
            if error.where == str(table):
                raise ListError(name[:80], error.what, error.remedy) from error
            raise
        write_private(outcome / _REPORT, as_json(report), _REMEDY)
    return report


def last_report(run: Path) -> dict[str, Any] | None:
    """The totals of all returned tables so far; None before the first."""
    outcome = _last(run)
    try:
        report: dict[str, Any] = json.loads((outcome / _REPORT).read_bytes()) if outcome else {}
    except (OSError, ValueError):
        return None
    return report or None


def files_of(run: Path) -> list[str]:
    """The files of the last outcome, as paths within it."""
    outcome = _last(run)
    if outcome is None:
        return []
    paths = (path.relative_to(outcome) for path in outcome.rglob("*") if path.is_file())
    return sorted(str(path) for path in paths if path.parts[0] in ("public", "sealed"))


def file_of(run: Path, path: str) -> Path:
    """The path of a file of the last outcome on the disk.

    Raises:
        NotHere: It has none of this name.
    """
    outcome = _last(run)
    if outcome is None or path not in files_of(run):
        raise NotHere(path[-80:], "is not there", "Give a table that came back first.")
    return outcome / path


def _tables(run: Path) -> list[Path]:
    return sorted((run / _TABLES).glob("*-*"))


def _last(run: Path) -> Path | None:
    done = sorted(path.parent for path in (run / _OUTCOMES).glob(f"*/{_REPORT}"))
    return done[-1] if done else None


def _follow(config: str, run: Path, out: Path, day: str) -> dict[str, Any]:
    """Process all returned tables; called in the process that stays ready."""
    from filings.after.returned import returned

    def of(by: By) -> Sequence[Path]:
        return [path for path in _tables(run) if path.stem.endswith(f"-{by}")]

    settings = read_settings([Path(config)])
    today = dt.date.fromisoformat(day)
    report = returned([run / "packets"], of("court"), of("doj"), out, settings, today)
    return report.plain()
