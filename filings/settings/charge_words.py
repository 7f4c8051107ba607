"""Decide which words beside a section do not change the charge.

The words are read from `config/charge-words.yaml` and used by `lists/`. A word that is not listed
there is not understood.
"""

import re
from functools import cached_property

from filings.settings.base import Sourced

_WORD = re.compile(r"[A-Z0-9]+(?:['.][A-Z0-9]+)*")
_BETWEEN = re.compile(r"[\s,.:'()/&+-]*")
_AMOUNT = "\x1f"  # no cell holds it; stands for an amount or a phrase that was read
_JOINS = re.compile(r"\s*[,-]?\s*(?:(?:AND|OR)(?![A-Z])|[&+/])")
_AND_SO_ON = "ETC"
_EMPTY = re.compile(r"\(\s*\)")
_ENDS_OPEN = re.compile(r"[-,/&+:(']\s*$")


class ChargeWords(Sourced):
    """Which words may stand beside a section."""

    words: str = ""  # these change nothing; separated by blanks, upper case
    between: str = ""  # may stand between such words, never last: AND
    phrases: tuple[str, ...] = ()
    units: str = ""  # may follow a number: GRAMS
    cannabis: tuple[str, ...] = ()  # words for cannabis; * is the rest of a word
    other_sections: str = ""  # similar numbers of other offenses; separated by blanks
    of_another: tuple[str, ...] = ()  # "182 PC": an offense only together with another

    @cached_property
    def _plain(self) -> frozenset[str]:
        return frozenset(self.words.split())

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(self.between.split())

    @cached_property
    def _amount(self) -> re.Pattern[str]:
        units = "|".join(sorted(self.units.split(), key=len, reverse=True)) or r"(?!)"
        phrases = "|".join(map(re.escape, self.phrases)) or r"(?!)"
        return re.compile(
            rf"(?<![A-Z0-9.])(?:X\s*)?[<>]?\s*\d{{1,4}}(?:[.,]\d{{1,3}})?\s*[-+]?\s*/?\s*(?:{units})"
            r"(?![A-Z0-9])(?:\s*[-+](?!\s*[A-Z0-9]))?"
            r"|(?<![A-Z0-9.])\d{1,3}X\d{1,3}(?=\s+(?:GROW|ROOM|PLANT))"
            rf"|(?<![A-Z0-9])(?:{phrases})(?![A-Z0-9])"
        )

    @cached_property
    def _cannabis(self) -> re.Pattern[str]:
        words = (
            re.escape(word.rstrip("*")) + ("" if word.endswith("*") else r"(?![A-Z0-9])")
            for word in self.cannabis
        )
        return re.compile(rf"(?<![A-Z0-9])(?:{'|'.join(words) or r'(?!)'})")

    def unknown(self, text: str, *, before: bool = False) -> str:
        """The part of a text that is not known to change nothing; "" when all of it is.

        Args:
            text: What stands beside a section, upper case and with single blanks.
            before: Whether a section follows: "POSSESSION OF" may end so.
        """
        # Two full stops leave out words.
        if _JOINS.match(text) or _AMOUNT in text or _EMPTY.search(text) or ".." in text:
            return text.strip()
        plain = self._amount.sub(f" {_AMOUNT} ", text)
        place, last, words = 0, "", []
        for match in re.finditer(rf"{_AMOUNT}|{_WORD.pattern}", plain):
            between = plain[place : match.start()]
            if not _BETWEEN.fullmatch(between):
                return between.strip()
            word = match[0]
            if word != _AMOUNT and word not in self._plain and word not in self._small:
                return word
            words.append(word)
            place, last = match.end(), word
        end = plain[place:]
        if not _BETWEEN.fullmatch(end):
            return end.strip()
        if not words:
            # A sign alone may be the rest of a lost subdivision: "11357-".
            return end.strip(" .:" if before else " .")
        if words == [_AND_SO_ON]:
            return _AND_SO_ON  # of other sections; behind words it goes on with those
        if not before and (last in self._small or _ENDS_OPEN.search(end)):
            return last if last in self._small else end.strip()
        return last if before and last in ("AND", "OR") else ""

    def speaks_of_cannabis(self, text: str) -> bool:
        """Whether a text has a word for cannabis."""
        return bool(self._cannabis.search(text))
