"""Find the places where a list falls short of public totals.

A state or a court publishes how many convictions there were, by year, level, court or section. A
list that has far fewer lacks some. It decides nothing, and a list that reaches the totals may still
lack others.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from filings.model.entries import Level
from filings.model.errors import ListError
from filings.model.fates import Fate
from filings.model.identifiers import CourtId
from filings.model.tally import FEWEST_PEOPLE, Tally
from filings.settings.settings import Settings

_OURS = (Fate.INCLUDED, Fate.HELD)
_REACHED = 3 / 4  # of a public total; below it a stratum is called thin. Judgement, not law.
_MOST_BYTES = 16 << 20
_SMALLEST = 20  # convictions; a smaller total is not judged
_AXES = ("year", "level", "court", "section")
_HEADINGS = {
    "year": "year",
    "level": "level",
    "court": "court",
    "courthouse": "court",
    "section": "section",
    "statute": "section",
    "count": "count",
    "convictions": "count",
    "total": "count",
}
_LEVELS = {
    **dict.fromkeys(("f", "fel", "felony", "felonies"), Level.FELONY),
    **dict.fromkeys(("m", "misd", "misdemeanor", "misdemeanors"), Level.MISDEMEANOR),
    **dict.fromkeys(("i", "inf", "infraction", "infractions"), Level.INFRACTION),
}
_MANY = {
    Level.FELONY: "felonies",
    Level.MISDEMEANOR: "misdemeanors",
    Level.INFRACTION: "infractions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTotal:
    """A public number of convictions of one kind; None where it is not split by a field."""

    years: tuple[int, int] | None = None  # first and last
    level: Level | None = None
    court: CourtId | None = None
    section: str | None = None  # "11357", with all its subdivisions; "11357(c)"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A public total, and how far the lists reach it."""

    total: PublicTotal
    words: str  # "felonies of 1999 at Compton Courthouse"
    in_lists: int

    @property
    def thin(self) -> bool:
        """Whether the lists have so few that some must be missing."""
        return self.total.count >= _SMALLEST and self.in_lists < self.total.count * _REACHED

    @property
    def tellable(self) -> bool:
        """Whether it may be published that it is thin, which gives a bound of the figure."""
        return self.total.count * _REACHED >= FEWEST_PEOPLE


def read_totals(path: Path, settings: Settings) -> tuple[PublicTotal, ...]:
    """Read the totals of a CSV or YAML file: rows of year, level, court and section, and a count.

    Raises:
        ListError: It cannot be read, or a row is not one.
    """
    try:
        if path.exists() and not path.is_file():
            raise _refused(path, "is not a file")
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise _refused(path, "is larger than any table of totals")
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise _refused(path, f"cannot be read: {why}") from error
    rows = list(_yaml(path, text) if path.suffix in (".yaml", ".yml") else _csv(path, text))
    if not rows:
        raise _refused(path, "holds no totals")
    return tuple(_total(path, place, row, settings) for place, row in rows)


def reached(tally: Tally, totals: Sequence[PublicTotal], settings: Settings) -> tuple[Reached, ...]:
    """Compare the lists with each total, the largest shortfall first."""
    counts = tally.count(*_AXES, ends=_OURS)
    reached = (
        Reached(total=total, words=_words(total, settings), in_lists=_in_lists(counts, total))
        for total in totals
    )
    return tuple(sorted(reached, key=lambda each: (each.in_lists - each.total.count, each.words)))


def _in_lists(counts: Counter[tuple[Any, ...]], total: PublicTotal) -> int:
    return sum(
        entries
        for (year, level, court, section), entries in counts.items()
        if (total.years is None or (year and total.years[0] <= year <= total.years[1]))
        and total.level in (None, level)
        and total.court in (None, court)
        and (total.section in (None, section, section.partition("(")[0]))
    )


def _words(total: PublicTotal, settings: Settings) -> str:
    what = _MANY[total.level] if total.level else "convictions"
    under = f" under {total.section}" if total.section else ""
    of = ""
    if total.years:
        first, last = total.years
        of = f" of {first}" if first == last else f" of {first} to {last}"
    at = f" at {settings.court(total.court).name}" if total.court else ""
    return f"{what}{under}{of}{at}"


def _yaml(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _refused(path, " ".join(str(error).split())) from error
    rows = data.get("counts") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _refused(path, "does not hold a list of rows under `counts`")
    for place, row in enumerate(rows, 1):
        yield f"row {place}", row


def _csv(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text))
    if not reader.fieldnames:
        raise _refused(path, "is empty")
    for row in reader:
        if None in row or None in row.values():
            raise _refused(path, f"line {reader.line_num} has not as many cells as the header")
        if any(cell.strip() for cell in row.values()):
            yield f"line {reader.line_num}", row


def _total(path: Path, place: str, row: Mapping[str, Any], settings: Settings) -> PublicTotal:
    cells: dict[str, str] = {}
    for heading, cell in row.items():
        axis = _HEADINGS.get(str(heading).strip().casefold())
        if axis is None:
            raise _refused(path, f'{place}: "{heading}" is none of {", ".join(_HEADINGS)}')
        cells[axis] = "" if cell is None else str(cell).strip()
    count = cells.pop("count", "").replace(",", "")
    if not count.isdigit():
        raise _refused(path, f'{place}: the count "{count}" is no number')
    cells = {axis: cell for axis, cell in cells.items() if cell and cell.casefold() != "all"}
    court = settings.county.court_named(cells["court"]) if "court" in cells else None
    if "court" in cells and court is None:
        raise _refused(path, f'{place}: no court is called "{cells["court"]}"')
    return PublicTotal(
        years=_years(path, place, cells["year"]) if "year" in cells else None,
        level=_level(path, place, cells["level"]) if "level" in cells else None,
        court=court,
        section=_section(path, place, cells["section"], settings) if "section" in cells else None,
        count=int(count),
    )


def _years(path: Path, place: str, text: str) -> tuple[int, int]:
    span = re.fullmatch(r"(\d{4})(?:\s*(?:-|to)\s*(\d{4}))?", text)
    if not span:
        raise _refused(path, f'{place}: "{text}" is no year, and no span such as 1990-1999')
    first, last = int(span[1]), int(span[2] or span[1])
    return min(first, last), max(first, last)


def _level(path: Path, place: str, text: str) -> Level:
    level = _LEVELS.get(text.casefold())
    if level is None:
        raise _refused(path, f'{place}: "{text}" is none of felony, misdemeanor and infraction')
    return level


def _section(path: Path, place: str, text: str, settings: Settings) -> str:
    known = sorted({offense.section for offense in settings.offenses.values()}, key=len)
    written = "|".join(map(re.escape, reversed(known)))
    match = re.search(rf"(?<![\d.])({written})(?!\.?\d)((?:\(\w+\))*)", text, re.IGNORECASE)
    if not match:
        raise _refused(path, f'{place}: "{text}" names no section of the offense table')
    return match[1].upper() + match[2].lower()


def _refused(path: Path, what: str) -> ListError:
    return ListError(
        f"--counts {path}",
        what,
        "Give a CSV or YAML file of rows with year, level, court, section (as many as it is split"
        " by) and count.",
    )
