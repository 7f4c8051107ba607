"""Floor 3. Lists in, screened entries out, one by one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from filings.docket import Conviction, Fate, ListSource, ReasonCode, Screened
from filings.errors import ListError
from filings.lists import OpenList, open_list
from filings.report import Progress
from filings.screening import Screener
from filings.settings import Settings

_GLYPH_MISSING = ReasonCode("glyph-missing")
_STEP = 500  # entries between two words to whoever watches


def open_lists(paths: Sequence[Path], settings: Settings, layout: str | None) -> list[OpenList]:
    """Recognise every list, before any is read.

    Raises:
        ListError: One cannot be read, or is given twice.
    """
    opened: list[OpenList] = []
    for number, path in enumerate(paths, 1):
        this = open_list(path, number, settings, layout)
        for other in opened:
            if other.sha256 == this.sha256:
                raise ListError(
                    str(path),
                    f"is the same file as list {other.number}, {paths[other.number - 1]}",
                    "Give each list once.",
                )
        opened.append(this)
    return opened


def sources(opened: Iterable[OpenList]) -> tuple[ListSource, ...]:
    """The lists as the declaration and the manifest name them; their rows are those read so far."""
    return tuple(
        ListSource(number=its.number, sha256=its.sha256, layout=its.label, rows=its.rows)
        for its in opened
    )


def screened_entries(
    opened: Iterable[OpenList],
    screener: Screener,
    undrawable: Callable[[Conviction], str],
    told: Progress,
) -> Iterator[Screened]:
    """Every entry of every list, screened, in the order of the lists.

    Args:
        opened: The lists.
        screener: Gives each entry its fate.
        undrawable: The characters of a conviction that no font draws. A page with a box in place
            of a letter would name nobody, so that one is held.
        told: Who is told how far it is.

    Raises:
        ListError: A list was changed meanwhile.
    """
    told.stage("reading", None)
    for source in opened:
        for place, entry in enumerate(source.entries(), 1):
            screened = screener.screen(entry)
            if screened.conviction and (missing := undrawable(screened.conviction)):
                screened = _held(screened, missing)
            yield screened
            if place % _STEP == 0:
                told.advance(_STEP)


def _held(screened: Screened, missing: str) -> Screened:
    points = ", ".join(f"U+{ord(character):04X}" for character in missing)
    return replace(
        screened,
        fate=Fate.HELD,
        reason=_GLYPH_MISSING,
        detail=f"no font draws {missing} ({points})",
        conviction=None,
    )
