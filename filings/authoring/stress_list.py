"""Pick the convictions of a list that are hardest to print, by court.

They are for testing templates: nothing is grouped, counted or written, and duplicates stay.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from filings.authoring.stress_rows import hardest_first
from filings.model.conviction import Conviction
from filings.model.fates import Fate
from filings.model.identifiers import CourtId
from filings.model.progress import Progress, Silent
from filings.screening.screen_lists import Intake
from filings.settings.settings import Settings


def hardest_rows(
    lists: Sequence[Path],
    settings: Settings,
    *,
    filed_on: dt.date,
    undrawable: Callable[[Conviction], str],
    layout: str | None = None,
    progress: Progress | None = None,
) -> dict[CourtId, tuple[Conviction, ...]]:
    """Read lists, and sort the convictions of each court by how hard they are to print.

    Args:
        lists: The files to read, in order.
        settings: What decides.
        filed_on: The day the papers are for.
        undrawable: The characters of a conviction that no font draws.
        layout: The layout of every list; recognised if not given.
        progress: Receives the progress.

    Raises:
        ListError: A list as a whole cannot be read.
    """
    by_court: dict[CourtId, list[Conviction]] = {}
    with closing(Intake(lists, settings, layout, filed_on)) as intake:
        for screened in intake.entries(undrawable, None, progress or Silent()):
            if screened.fate is Fate.INCLUDED and screened.conviction:
                by_court.setdefault(screened.conviction.court, []).append(screened.conviction)
    return {court: hardest_first(convictions) for court, convictions in by_court.items()}
