"""Read the cell of a charge: the sections that it names whole, and what it leaves open.

`statutes` reads the citations; here stands whether all that is beside them is known to change
nothing. What is not understood whole gives no section: its row waits, with the word that is open.
"""

import datetime as dt
import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from filings.lists.section_numbers import (
    Reading,
    find_statutes,
    fold,
    in_style,
    is_in_style,
    parse_statute,
)
from filings.model.entries import Level, Statute
from filings.settings.settings import Offense, Settings

_KEPT = 1 << 14
# How the words of another charge begin: with a dash, a sign or a blank, and not with a number.
_TOLD_APART = re.compile(r"\s*$|\s*[-:;,]\s*(?![\d])|\s+(?![\d(./])|,?\s+\([^)\d]{6,}\)")
_NUMBER = re.compile(r"\d")
_WORD = re.compile(r"[A-Z]+")
_SHORTEST = 5  # digits: a bare number of fewer may be a count, or what was left of a section
_CALIFORNIAN = re.compile(r"\d{3,5}")
_LEVEL = re.compile(r"(?<![A-Z])(FEL|FELONY|MISD|MISDEMEANOR|INFRACTION)(?![A-Z])")
_OF_WORD = {"F": Level.FELONY, "M": Level.MISDEMEANOR, "I": Level.INFRACTION}


class Charged(NamedTuple):
    """What a cell says was charged."""

    statutes: tuple[Statute, ...]  # one for each conviction; () when it is not understood whole
    counts: tuple[str, ...] = ()  # of each, where the cell tells them
    level: Level = Level.UNKNOWN
    joined: bool = False  # "(b) and (c)": two convictions only if something else says two
    rest: str = ""  # the part that is not understood

    @property
    def statute(self) -> Statute | None:
        """The section, where it is one conviction."""
        return self.statutes[0] if len(self.statutes) == 1 else None


class ChargeCells:
    """Reads charges by the offense table and the words that change nothing."""

    def __init__(self, settings: Settings) -> None:
        self._words = settings.charge_words
        self._style = in_style(settings.section_styles)
        table = settings.offenses.values()
        self._known = {(offense.code, offense.section) for offense in table}
        self._ours = {
            (offense.code, offense.section) for offense in table if offense.relief != "none"
        }
        self._another: defaultdict[tuple[str, str], list[Offense]] = defaultdict(list)
        for offense in table:
            law = settings.laws[offense.law].cut_off.day
            if offense.relief == "none" and (offense.from_on is None or offense.from_on < law):
                self._another[offense.code, offense.section].append(offense)
        self._filed = {(offense.code, offense.section) for offense in table if offense.type}
        self._own_words: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for offense in table:
            self._own_words[offense.code, offense.section].update(offense.told_by)
        of_another = (parse_statute(text).statute for text in self._words.of_another)
        self._of_another = {(statute.code, statute.section) for statute in of_another if statute}
        self.read = lru_cache(_KEPT)(self._read)

    def knows(self, statute: Statute) -> bool:
        """Whether the offense table has the section, to file it or to keep it out."""
        return (statute.code, statute.section) in self._known

    def is_ours(self, statute: Statute) -> bool:
        """Whether some relief may reach the section."""
        return (statute.code, statute.section) in self._ours

    def is_in_own_style(self, statute: Statute) -> bool:
        """Whether the section is written as the office's state writes its sections."""
        return not statute.code and is_in_style(statute.section, self._style)

    def was_another(self, statute: Statute, day: dt.date | None) -> bool:
        """Whether a section that some relief reaches was another offense on a day."""
        eras = self._another.get((statute.code, statute.section))
        if not eras or day is None or not self.is_ours(statute):
            return False
        return any(offense.stands_on(day) for offense in eras)

    def mistyped(self, statute: Statute, charge: str) -> bool:
        """Whether a section that is never filed is one slip of a key from one that is.

        Not where a word of the charge is that offense's own: "11361 HS-SELL TO MINOR".
        """
        if self.is_ours(statute) or not self.knows(statute):
            return False
        if self._own_words[statute.code, statute.section].intersection(_WORD.findall(fold(charge))):
            return False
        return any(
            code == statute.code and _one_slip(statute.section, section)
            for code, section in self._filed
        )

    def near_ours(self, statute: Statute) -> bool:
        """Whether a section that no table holds is one slip of a key from one that is filed.

        Not one of those that the code has for something else: 11377 is no slip for 11357.
        """
        if self.knows(statute) or statute.section in self._words.other_sections.split():
            return False
        return any(
            code == statute.code and _one_slip(statute.section, section)
            for code, section in self._filed
        )

    def targets(self, statute: Statute, elsewhere: str) -> bool:
        """Whether a section counts only together with an offense that other words name as ours."""
        if (statute.code, statute.section) not in self._of_another:
            return False
        return self._words.speaks_of_cannabis(fold(elsewhere)) or any(
            map(self.is_ours, find_statutes(elsewhere))
        )

    def _read(self, text: str) -> Charged:
        reading = parse_statute(text, self._style)
        if not reading.statutes:
            return Charged((), rest=reading.rest)
        if any((statute.code, statute.section) in self._filed for statute in reading.statutes):
            # Beside one of ours, a section of no table may be half of another.
            strange = [statute.short for statute in reading.statutes if not self.knows(statute)]
            rest = self._unknown(reading) or "; ".join(strange)
        else:
            rest = self._not_another(reading)
        levels = {_OF_WORD[word[0]] for word in _LEVEL.findall(reading.rest)}
        levels |= {reading.level} - {Level.UNKNOWN}
        if not rest and len(levels) > 1:
            rest = reading.rest
        if rest:
            return Charged((), rest=rest)
        level = levels.pop() if levels else Level.UNKNOWN
        return Charged(reading.statutes, reading.counts, level, reading.joined)

    def _unknown(self, reading: Reading) -> str:
        """What stands beside our sections and may change them."""
        words = self._words
        parts = [words.unknown(part, before=True) for part in reading.before]
        parts += [words.unknown(part) for part in reading.behind]
        return next(filter(None, parts), "")

    def _not_another(self, reading: Reading) -> str:
        """What stands beside sections that are not ours, and leaves it open whether they are."""
        parts = [self._words.unknown(part, before=True) for part in reading.before]
        if unknown := next(filter(None, parts), ""):
            return unknown
        # The words of another charge are nobody's list. They may name none of ours.
        described = reading.coded_behind
        if not described and len({*reading.statutes}) < len(reading.statutes):
            return reading.statutes[0].short  # "HS 1135 *9": a multiplier, or a section's end
        for part in reading.behind:
            if not _TOLD_APART.match(part) or any(map(self.is_ours, find_statutes(part))):
                return part.strip()
            if _NUMBER.search(part) and not (described and part.lstrip().startswith("-")):
                return part.strip()  # "HS 113 59": half of a section may stand there
            if self._words.speaks_of_cannabis(part) and not all(map(self.knows, reading.statutes)):
                return part.strip()
        for statute in reading.statutes:
            styled = (
                statute.code
                or " " in statute.section
                or _CALIFORNIAN.fullmatch(statute.section)
                or self.is_in_own_style(statute)
            )
            bare = not (statute.code or statute.subdivision) and len(statute.section) < _SHORTEST
            if not styled or (bare and " " not in statute.section):
                return statute.short
        return ""


def _one_slip(written: str, meant: str) -> bool:
    """Whether one key struck wrongly makes one of the other: changed, swapped, lost or doubled.

    Or a fraction behind it: 11357.5 is another section than 11357, and looks like it.
    """
    if written.partition(".")[0] == meant:
        return True
    if len(written) == len(meant):
        wrong = [place for place, sign in enumerate(written) if sign != meant[place]]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return len(wrong) == 1 or (
            swapped and written[wrong[0]] + written[wrong[1]] == meant[wrong[1]] + meant[wrong[0]]
        )
    longer, shorter = sorted((written, meant), key=len, reverse=True)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
