"""Read a disposition: it tells a conviction, none, or leaves a question to ask.

A disposition is read word by word, to its end: words of a verdict, of a sentence, of an order, and
tails that mean nothing. The words are in config/dispositions.yaml. What stands there beyond them is
handed back, and whoever asked holds the row.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from filings.model.entries import Level
from filings.settings.column_mapping import Role

# A section with a point in it keeps its letter ("1203.4a"), whatever stands behind it.
_DAY = r"\d{1,2}[-/]\d{1,2}[-/](?:19|20)?\d\d(?!\d)"
_TOKEN = re.compile(
    rf"(?<!\d){_DAY}|"
    r"\d{2,5}\.\d{1,3}[A-Z]?(?![A-Z0-9])|\d{2,5}\.\d{1,3}(?![\d.])|\d[\d,]*|[A-Z]+|\.{2,}|\S"
)
_IS_DAY = re.compile(_DAY).fullmatch
_MEANS_NOTHING = frozenset(",;:-–—./&()[]'\"")
_WIDE = ("<wide>", "<narrow>", "<noBreak>")
_SUBDIVISION = re.compile(r"[A-F]")
_KEPT = 1 << 14
_LONGEST = 500  # characters; nothing that long is an outcome


class OutcomeKind(Enum):
    """What a disposition means for the conviction."""

    BLANK = "blank"
    CONVICTS = "convicts"
    SET_ASIDE = "set-aside"  # a conviction, dismissed in a way that neither seals nor excludes
    NONE = "none"  # nobody was convicted
    DOUBTFUL = "doubtful"  # there was a conviction, and nobody knows whether it stands
    UNKNOWN = "unknown"  # it is not understood whole

    @property
    def stands(self) -> bool:
        """Whether there is a conviction of which relief may be asked."""
        return self in (OutcomeKind.CONVICTS, OutcomeKind.SET_ASIDE)


class Disposition(NamedTuple):
    """What was read of a disposition, and what was left."""

    kind: OutcomeKind
    plea: bool = False  # a plea and nothing more: no verdict, no judgment, no sentence
    level: Level = Level.UNKNOWN  # what it says of the level, then or later
    # What is not understood; of a doubtful one the word that makes it so, of a blank one the word
    # by which nobody knew.
    rest: str = ""
    sentence: bool = False  # it tells a sentence, and of no verdict: "PROBATION REVOKED"


class _Item(NamedTuple):
    """One piece of a disposition, and what it means; no role, if it is not understood."""

    role: Role | None
    text: str


_LEVELS: Mapping[Role | None, Level] = {
    "felony": Level.FELONY,
    "misdemeanor": Level.MISDEMEANOR,
    "infraction": Level.INFRACTION,
    "reduced": Level.MISDEMEANOR,
}
# Roles that only go with one that has this role.
_ONLY_WITH: Mapping[Role | None, tuple[Role, ...]] = {
    "relief": ("set-aside", "reduced"),
    "reducing": ("reduced",),
}
_SENTENCES = ("sentence", "amount", "sum")


class Dispositions:
    """Reads the dispositions of one layout; the same few come again and again."""

    def __init__(
        self,
        words: Mapping[str, Role],
        *,
        sentences_convict: bool = False,
        unstated: Iterable[str] = (),
        unknown: Iterable[str] = (),
    ) -> None:
        """Prepare the words.

        Args:
            words: Each word or phrase and its role.
            sentences_convict: Whether a sentence alone tells a conviction.
            unstated: What stands in a cell and says nothing, upper case.
            unknown: Those of them by which whoever wrote it did not know the outcome.
        """
        self._sentences_convict = sentences_convict
        self._unstated = frozenset(unstated) | {""}
        self._unknown = frozenset(unknown)
        self._phrases: dict[str, list[tuple[tuple[str, ...], Role]]] = defaultdict(list)
        self._beginnings: list[tuple[str, Role]] = []
        for phrase, role in words.items():
            if phrase.endswith("*"):
                self._beginnings.append((phrase[:-1].upper(), role))
            elif tokens := tuple(_tokens(phrase)):
                self._phrases[tokens[0]].append((tokens, role))
        for several in self._phrases.values():
            several.sort(key=lambda words: -len(words[0]))  # the longest first
        self.read = lru_cache(_KEPT)(self._read)

    def doubts(self, text: str) -> str:
        """The first word of a text by which a conviction may not stand; "" when there is none.

        A dismissal under a section that neither seals nor excludes leaves it standing.
        """
        items = list(self._items(_tokens(text)))
        doubting = {"doubtful", "undone", "no-conviction", "dismissal"}
        if any(item.role == "set-aside" for item in items):
            doubting = {"doubtful", "no-conviction"}
        return next((item.text for item in items if item.role in doubting), "")

    def reduces(self, text: str) -> bool:
        """Whether any word of a text tells a later, lower level."""
        return any(item.role == "reduced" for item in self._items(_tokens(text)))

    def _read(self, text: str) -> Disposition:
        if (plain := text.strip().upper()) in self._unstated:
            return Disposition(OutcomeKind.BLANK, rest=plain if plain in self._unknown else "")
        if len(text) > _LONGEST:
            return Disposition(OutcomeKind.UNKNOWN, rest=text)
        items = list(self._items(_tokens(text)))
        roles = {item.role for item in items}
        level, contradicts = _level(items)
        doubtful = {"doubtful"} if "set-aside" in roles else {"doubtful", "undone"}
        if roles & doubtful:
            word = next(item.text for item in items if item.role in doubtful)
            return Disposition(OutcomeKind.DOUBTFUL, rest=word)
        rest = " ".join(
            item.text
            for item in items
            if item.role is None or not roles.intersection(_ONLY_WITH.get(item.role, (item.role,)))
        )
        if rest or contradicts:
            return Disposition(OutcomeKind.UNKNOWN, rest=rest)
        convicts = bool(roles & {"judgment", "plea"})
        sentenced = bool(roles.intersection(_SENTENCES))
        none = bool(roles & {"no-conviction", "released", "without-conviction"})
        if "set-aside" in roles:
            kind = OutcomeKind.DOUBTFUL if none else OutcomeKind.SET_ASIDE
            return Disposition(kind, level=level)
        if none or "dismissal" in roles:
            beside = convicts or sentenced or roles & {"reduced", "finder", "with-conviction"}
            if beside:
                return Disposition(OutcomeKind.DOUBTFUL)
            ends = roles & {"no-conviction", "released", "dismissal"}
            return Disposition(OutcomeKind.NONE) if ends else Disposition(OutcomeKind.UNKNOWN)
        if convicts or (sentenced and self._sentences_convict):
            plea = "plea" in roles and not (sentenced or roles & {"judgment", "finder"})
            return Disposition(OutcomeKind.CONVICTS, plea=plea, level=level)
        return Disposition(OutcomeKind.UNKNOWN, sentence=sentenced)

    def _items(self, tokens: list[str]) -> Iterator[_Item]:
        """What the tokens say, in their order."""
        place, before = 0, None
        while place < len(tokens):
            length, role = self._longest(tokens, place)
            if _IS_DAY(tokens[place]):
                role = "relief"  # the day of an order, and of nothing else
            elif role is None or role == "number":
                length, role = self._number(tokens, place, before, length)
            elif role == "unit":
                role = None  # of no number
            elif role in ("set-aside", "reduced", "doubtful"):
                length += _subdivision(tokens, place + length)
            yield _Item(role, " ".join(tokens[place : place + length]))
            place, before = place + length, role

    def _longest(self, tokens: list[str], place: int) -> tuple[int, Role | None]:
        """The longest phrase that begins there: how many tokens, and its role."""
        token = tokens[place] if place < len(tokens) else ""
        for phrase, role in self._phrases.get(token, ()):
            if phrase == tuple(tokens[place : place + len(phrase)]):
                return len(phrase), role
        for beginning, role in self._beginnings:
            if token.startswith(beginning):
                return 1, role
        return 1, None

    def _number(
        self, tokens: list[str], place: int, before: Role | None, length: int
    ) -> tuple[int, Role | None]:
        """A number with its unit, or behind what is paid; else nothing that is understood."""
        if tokens[place] == "$":
            sum_of = place + 1 < len(tokens) and tokens[place + 1][:1].isdigit()
            return (2, "sum") if sum_of and before != "sum" else (1, None)
        if not tokens[place][:1].isdigit() and self._longest(tokens, place)[1] != "number":
            return length, None
        after, role = self._longest(tokens, place + length)
        if role == "unit":
            return length + after, "sentence"
        return length, "sum" if before == "amount" else None


def narrowed(text: str) -> str:
    """The text with wide letters, signs and digits, and other scripts' digits, as plain ones.

    Nothing else is taken for another character: a superscript is a note, and "…" leaves out words.
    """
    return text if text.isascii() else "".join(map(_narrowed, text))


@lru_cache(_KEPT)
def _narrowed(character: str) -> str:
    if character.isdecimal() or unicodedata.decomposition(character).startswith(_WIDE):
        return unicodedata.normalize("NFKC", character)
    return character


def _tokens(text: str) -> list[str]:
    tokens = _TOKEN.findall(narrowed(text).upper())
    return [token for token in tokens if token not in _MEANS_NOTHING]


def _subdivision(tokens: list[str], place: int) -> int:
    """How many tokens are a section's subdivision: "(a)" of 1203.4(a)."""
    return int(place < len(tokens) and bool(_SUBDIVISION.fullmatch(tokens[place])))


def _level(items: list[_Item]) -> tuple[Level, bool]:
    """The last level that is told, and whether two are without a reduction between them."""
    of_level = [item for item in items if item.role in _LEVELS]
    levels = {_LEVELS[item.role] for item in of_level}
    reduced = any(item.role == "reduced" for item in of_level)
    if not of_level:
        return Level.UNKNOWN, False
    if reduced:
        return Level.MISDEMEANOR, Level.INFRACTION in levels
    return _LEVELS[of_level[-1].role], len(levels) > 1
