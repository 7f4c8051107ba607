"""Compare two lists, and write a folder of what each lacks and where they disagree.

Only exact keys decide that a conviction is in both. Probable matches become a worklist.
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filings.comparison.conviction_store import Presence, Sightings
from filings.comparison.probable_matches import refuse_without_splink
from filings.comparison.public_page import comparison_page
from filings.comparison.report import Comparison, LeftOut
from filings.comparison.tables import FILES, SCHEMA, Written, write_tables
from filings.lists.open_list import OpenList
from filings.matching.pairs import Field
from filings.matching.record import TOO_LATE, Records
from filings.model.fates import Fate
from filings.model.identifiers import CourtId
from filings.model.progress import Progress, Silent
from filings.model.report import ListReport
from filings.output.run_inputs import program
from filings.screening.rules import Screener
from filings.screening.screen_lists import open_lists, screened_entries
from filings.settings.settings import Settings
from filings.storage.run_folder import RunFolder, as_json

__all__ = ["Comparison", "compare"]

PAGE = "public/comparison.html"
RECORD = "sealed/comparison.json"


def compare(
    first: Path,
    second: Path,
    out: Path,
    settings: Settings,
    *,
    court: CourtId | None = None,
    layout: str | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Find what is in both lists, in one alone, or different; write it all into `out`.

    Args:
        first: The list that is trusted so far, the state's, for example.
        second: Another of the same convictions, a court's, for example.
        out: The folder to fill; new, empty, or of the same comparison.
        settings: What decides.
        court: The court of rows that name none; the county's default without it.
        layout: The layout of both lists; recognised if not given.
        progress: Receives the progress.

    Raises:
        ListError: A list as a whole cannot be read, or both are one file.
        ConfigError: There is no such court, or what finds probable links is not installed.
        OutputError: A file could not be written, or the folder belongs to another run.
        TemplateError: The page does not render.
    """
    refuse_without_splink()
    progress = progress or Silent()
    opened = open_lists((first, second), settings, layout)
    screener = Screener(settings, court)
    facts = _facts(opened, settings, court, layout)
    with (
        RunFolder(out, facts, settings.office.conviction_key.get_secret_value()) as folder,
        closing(Sightings(Records(settings), court)) as sightings,
    ):
        for screened in screened_entries(opened, screener, lambda _: "", progress):
            sightings.add(screened)
        progress.stage("comparing", None)
        sightings.settle()
        progress.stage("looking for probable links", None)
        links = sightings.link(folder.workroom())
        progress.stage("writing", None)
        written = write_tables(folder, sightings, links, settings, progress)
        report = _report(folder.run, opened, sightings, written, settings)
        folder.write(PAGE, comparison_page(report, settings).encode())
        # Last: its presence means that the comparison is complete.
        folder.write(RECORD, as_json(_record(folder, report)))
        return report


def _facts(
    opened: Iterable[OpenList], settings: Settings, court: CourtId | None, layout: str | None
) -> dict[str, str]:
    """Everything that decides: its name in words -> its value or hash."""
    return {
        "what it does": "compares two lists",
        "the program": program(),
        "the lists": " ".join(source.sha256 for source in opened),
        "the layout": layout or "",
        "the settings": settings.fingerprint,
        "the key": settings.office.key_mark,
        "the court of rows that name none": court or "",
    }


def _report(
    run: str, opened: list[OpenList], sightings: Sightings, written: Written, settings: Settings
) -> Comparison:
    one, other = (
        ListReport(
            number=source.number,
            sha256=source.sha256,
            layout=source.label,
            form=source.form,
            rows=source.rows,
            sample=source.sample,
            ignored_columns=source.ignored_columns,
            notes=source.notes,
        )
        for source in opened
    )
    return Comparison(
        run=run,
        sample=one.sample or other.sample,
        lists=(one, other),
        in_both=written.present[Presence.BOTH],
        only_in_first=written.present[Presence.FIRST],
        only_in_second=written.present[Presence.SECOND],
        told_otherwise=written.present[Presence.OTHERWISE],
        conflicting=written.conflicting,
        conflicts={dispute: n for dispute in Field if (n := written.conflicts[dispute])},
        probable_links=written.links,
        repeated={one.number: written.repeated[one.number] for one in (one, other)},
        people_spelt_differently=written.spelt,
        left_out=_left_out(sightings, settings),
        unreadable=sum(
            n
            for reasons in sightings.left_out.values()
            for (fate, _), n in reasons.items()
            if fate is Fate.UNREADABLE
        ),
        files=(PAGE, *FILES),
        counts=written.counts,
    )


def _left_out(sightings: Sightings, settings: Settings) -> tuple[LeftOut, ...]:
    """The entries that were not compared, by list, the most frequent reason first."""
    parts = [
        LeftOut(list=number, words=settings.screening.reason(fate, reason).words, entries=n)
        for number, reasons in sightings.left_out.items()
        for (fate, reason), n in reasons.items()
    ]
    parts += [
        LeftOut(
            list=number,
            words=settings.screening.reason(Fate.OUT_OF_SCOPE, TOO_LATE).words,
            entries=n,
        )
        for number, n in sightings.too_late.items()
    ]
    return tuple(sorted(parts, key=lambda one: (one.list, -one.entries, one.words)))


def _record(folder: RunFolder, report: Comparison) -> dict[str, Any]:
    files = [asdict(folder.file(path)) for path in report.files]
    return {"schema": SCHEMA, "program": program(), **report.plain(), "files": files}
