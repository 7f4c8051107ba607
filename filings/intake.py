"""Floor 3. Lists in, screened entries out, one by one."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from filings.docket import Conviction, Fate, ListSource, ReasonCode, Screened
from filings.eligibility import Ground, Told, find_grounds
from filings.errors import ListError
from filings.lists import OpenList, open_list
from filings.report import Progress
from filings.screening import Screener
from filings.settings import Attestation, Settings

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


def grounds_of(
    opened: Iterable[OpenList],
    settings: Settings,
    attested: Attestation | None,
    filed_on: dt.date,
) -> tuple[Ground, ...]:
    """On what the eligibility of each list rests; the arguments are those of `find_grounds`.

    Raises:
        ListError: It is not plain for which list the attestation was given.
        ConfigError: An attestation or the criteria are of a later day.
    """
    told = [
        Told(
            number=its.number,
            layout=its.layout,
            sha256=its.sha256,
            has_column=its.eligibility == "column",
        )
        for its in opened
    ]
    return find_grounds(told, settings, attested, filed_on)


def sources(opened: Sequence[OpenList], grounds: Sequence[Ground] = ()) -> tuple[ListSource, ...]:
    """The lists as the declaration and the manifest name them; their rows are those read so far."""
    sentences = [ground.sentence for ground in grounds] or [""] * len(opened)
    return tuple(
        ListSource(
            number=its.number,
            sha256=its.sha256,
            layout=its.label,
            rows=its.rows,
            eligibility=sentence,
        )
        for its, sentence in zip(opened, sentences, strict=True)
    )


def screened_entries(
    opened: Iterable[OpenList],
    screener: Screener,
    undrawable: Callable[[Conviction], str],
    told: Progress,
    grounds: Sequence[Ground] = (),
) -> Iterator[Screened]:
    """Every entry of every list, screened, in the order of the lists.

    Args:
        opened: The lists.
        screener: Gives each entry its fate.
        undrawable: The characters of a conviction that no font draws. A page with a box in place
            of a letter would name nobody, so that one is held.
        told: Who is told how far it is.
        grounds: On what the eligibility of each list rests; without them on its own words alone.

    Raises:
        ListError: A list was changed meanwhile.
    """
    told.stage("reading", None)
    for source, ground in zip_longest(opened, grounds):
        for place, entry in enumerate(source.entries(), 1):
            screened = screener.screen(ground.determine(entry) if ground else entry)
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
