"""Find the sections that the text of a charge cites, and what of it was not read.

This is grammar alone. A section is told by its whole number: 11357.5 and 11361 are read as
themselves. Which words may stand beside a section, and whose section it is, `sections` decides.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from filings.lists.dispositions import narrowed
from filings.model.entries import Level, Statute
from filings.settings.laws import SectionStyle

# The Department of Justice's letters for the codes, and how offices write the three that matter.
_WORDS = {
    r"H(?:EA)?LTH\s*(?:AND|&)\s*SAF(?:ETY|\.)?(?:\s*CODE)?": "HS",
    r"H\s*\.?\s*(?:[&/+]|\bAND\b)\s*S(?:C\b|\b\.?(?:C\b|\s*CODE\b)?)\.?": "HS",
    r"H\s+S\b\.?": "HS",
    r"H\.\s*S\b\.?(?:C\b|\s*CODE\b)?": "HS",
    r"HSC": "HS",
    r"HS(?:\s*CODE)?": "HS",
    r"PEN(?:AL|\.)?\s*CODE": "PC",
    r"P\.\s*C\b\.?": "PC",
    r"VEH(?:ICLE|\.)?\s*CODE": "VC",
    r"V\.\s*C\b\.?": "VC",
    r"B\s*&\s*P(?:\s*C)?": "BP",
    r"W\s*&\s*I(?:\s*C)?": "WI",
}
_LETTERS = "BP|CC|CI|CP|EC|ED|EL|FA|FC|FG|FI|GC|HN|IC|IN|LC|LM|MV|PC|PR|PU|RT|SC|SH|UI|VC|WA|WC|WI"
_CODE = f"(?:{'|'.join([*_WORDS, _LETTERS])})(?![A-Z])"
_STATE = r"(?:CA(?:L(?:IF(?:ORNIA)?)?)?\.?\s*)?"
_SUBD = r"SUB(?:D(?:IV(?:ISION)?)?|SEC(?:TION)?|PAR(?:A(?:GRAPH)?)?)?S?\.?|PAR(?:A(?:GRAPH)?)?\.?"
_ENDS = rf"(?=\s*$|\s*[,;:(&-]|\s+AND\s|\s+{_CODE})"

_SECTION = re.compile(
    rf"""
    (?: (?<![A-Z0-9]) (?P<before> {_STATE} {_CODE} ) \.?  # "PLED 11377" has no Education Code
        \s* [-,:/]? \s* (?: FORMER (?![A-Z]) \s* )?
        (?: §+ | \b(?:SECTIONS?|SECS?\.?)(?![A-Z]) )? \s* )?
    # PC 664 is an attempt: "664/11357(c)", "664 PC-11358", and run together, "66411357(c)".
    (?P<attempt> 664 (?: \([A-Z]\) )? (?: \s*PC)? \s* [/.\-] \s* (?=\d) | 664 (?=\d{{5}}(?!\d)) )?
    (?P<section> \d{{1,5}} (?: \.\d{{1,3}} )? ) (?!\d)
    """,
    re.VERBOSE,
)
_SUBDIVISION = re.compile(
    rf"""
      \s* ,? \s* (?:{_SUBD}) \s* \(? \s* (?P<worded>[A-Z]\d{{0,2}}) (?![A-Z0-9&/]) \s* \)?  # sub. b
    | \s* \( \s* (?P<bracketed> [A-Z]\d{{0,2}} | \d{{1,2}} ) \s* \)      # (c), (b2), 314(1)
    | (?<=\d) \.? (?P<glued> [A-Z]\d{{0,2}} ) (?![A-Z0-9&./])            # 11357B2, 11357.c
    | \s+ (?P<apart> [A-E]\d{{0,2}} ) {_ENDS}                            # HS 11357 c
    | \s* [,-] \s* (?P<dashed> [A-E]\d{{0,2}} ) (?= \s*$ | \s*\( | \s*,?\s*{_CODE}\s*$ )  # 11357, c
    """,
    re.VERBOSE,
)
_DEEPER = re.compile(
    rf"\s*(?:,?\s*(?:{_SUBD})\s*)?\(\s*(?P<inner>[A-Z]|\d{{1,2}}|[IVX]{{1,4}})\s*\)"
    r"|(?<=\))(?P<bare>\d)(?![A-Z0-9])"
)
# A further subdivision of the same section: "11357(b) and (c)". What is joined otherwise is left.
_JOINED = re.compile(
    rf"\s*(?:,|&|\+|\bAND\b|,\s*AND\b)\s*(?:(?:{_SUBD})\s*)?"
    rf"(?:\(\s*(?P<bracketed>[A-E]\d?)\s*\)|(?P<bare>[A-E]\d?){_ENDS})"
)
_AFTER = re.compile(
    rf"\s*,?\s*(?:OF (?:THE )?)?(?P<open>\(\s*)?{_STATE}(?P<code>{_CODE})\.?(?(open)\s*\))"
)
_LEVELS = {
    **dict.fromkeys(("F", "FEL", "FELONY"), Level.FELONY),
    **dict.fromkeys(("M", "MISD", "MISDEMEANOR"), Level.MISDEMEANOR),
    **dict.fromkeys(("I", "INF", "INFRACTION"), Level.INFRACTION),
}
_LEVEL = re.compile(
    r"\s*[-/,]?\s*(?:\(\s*(?P<bracketed>[FMI]|FEL|FELONY|MISD|MISDEMEANOR|INF|INFRACTION)\s*\)"
    r"|(?<![A-Z0-9])(?P<bare>[FMI]|FEL|FELONY|MISD|MISDEMEANOR|INF|INFRACTION)\.?(?=\s*$|\s*[,;(-]))"
)
_NUMBERS = "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN"
_SPELT = {word: number for number, word in enumerate(_NUMBERS.split(), 1)}
_HOW_MANY = rf"\d{{1,2}}|{'|'.join(_SPELT)}"
_COUNTED = r"(?:COUNTS?|CTS?|CNTS?)(?![A-Z])\.?"
_CLOSED = rf"(?=\s*$|\s*[,;:(-]|\s+{_CODE})"
_TIMES = re.compile(
    rf"\s*[,-]?\s*\(?\s*(?:[X×*]\s*(?P<after>\d{{1,2}})|(?P<behind>\d{{1,2}})\s*[X×]"
    rf"|(?<![\d.])(?P<counts>{_HOW_MANY})\s*{_COUNTED})\s*\)?{_CLOSED}"
)
_LIST = r"\d{1,3}(?:\s*(?:,|&|\bAND\b|-|\bTO\b|\bTHRU\b|\bTHROUGH\b)\s*\d{1,3})*(?!\d)"
_COUNTS = re.compile(
    rf"\s*[,-]?\s*\(?\s*(?<![A-Z0-9]){_COUNTED}\s*[#:]?\s*(?P<list>{_LIST})\s*\)?(?![A-Z0-9])"
)
_ATTEMPTED = r"ATT(?:EMPT(?:S|ED|ING)?)?"
_ATTEMPT = re.compile(
    rf"\s*[-,]?\s*(?:\(\s*(?:{_ATTEMPTED}|664(?:\s*PC)?)\s*\)"
    rf"|(?<![A-Z0-9.])(?:{_ATTEMPTED}|664(?:\s*PC)?)(?![A-Z0-9.(]))"
)
# Illinois numbers a chapter, an act of it and a section: "720 ILCS 550/4(a)", "720-550/4-A".
_ILLINOIS = re.compile(
    r"(?P<chapter>\d{1,3})\s*(?:-|ILCS\.?)\s*(?P<act>\d{1,4})(?:\.0)?\s*/\s*"
    r"(?P<section>\d{1,3}(?:[.-]\d{1,3})*)(?P<subdivision>(?:\s*\(\s*\w{1,3}\s*\))+|-[A-Z])?"
)
# Other states number a title, a chapter and a section: "45-9-102(2)"; or "18.2-250.1". Three digits
# behind the last dash, since "01-02-99" is a day.
_TITLED = re.compile(
    r"§*\s*(?P<section>(?:\d{1,3}-\d{1,3}[A-Z]?|\d{1,3}\.\d{1,2})-\d{3}(?:\.\d{1,3})?)"
    r"(?![\d.-]|[A-Z])(?P<subdivision>(?:\s*\(\s*\w{1,3}\s*\))*)"
)
# Month, day and year of two digits, which a section like "10-12-98" looks like.
_DAY = re.compile(r"(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])-\d\d")
_BEGINS = rf"(?={_STATE}(?:{_CODE}\.?\s*,?\s*(?:§|SECTION|SEC)?|§)*\s*\d{{1,5}}(?![\d]))"
_LEAD = re.compile(
    rf"""
      \s+ | [:/]+(?=\S) | §+
    | \(? \d{{1,2}} [.)] \s+ {_BEGINS}                                        # "1. 11359 HS"
    | (?:CHRG|CHARGED?|CHG|VIOL(?:ATION)?|VIO) [S:.]* (?![A-Z]) \s* (?:OF(?![A-Z])\s*)? [\s:.-]*
    | SECTIONS?(?![A-Z]) | {_STATE}{_CODE}\.?\s*,?\s*§ (?=\s*\d)
    | (?P<times>\d{{1,2}}) \s* [X×] \s* (?=[\dH§])
    | (?P<several>{_HOW_MANY}) \s* {_COUNTED} \s* (?:OF(?![A-Z]))? \s* :? {_BEGINS}
    | {_COUNTED} \s* [#:]? \s* (?P<counts>{_LIST}) \s* [:.,)-]* \s* {_BEGINS}
    | (?P<attempt> {_ATTEMPTED} [\s:./-]+ (?:OF\s+|TO\s+)? (?=[\d§H]) )
    """,
    re.VERBOSE,
)
_STRONG = re.compile(r"\s*[;|]\s*")
_WEAK = re.compile(
    rf"\s*(?:,|&|\+|\bAND\b)\s*(?={_STATE}{_CODE}\.?\s*,?\s*(?:§+|SECTIONS?|SECS?\.?)?\s*\d{{1,5}}(?!\d)"
    r"|(?:§+|SECTIONS?|SECS?\.?)?\s*\d{4,5}(?![\d,]))"
)
# Between a code and its section, "Health & Saf. Code, § 11359", no list goes on.
_ONLY_A_CODE = re.compile(rf"{_STATE}{_CODE}\.?")
# A spreadsheet makes 11358.0 of a section, in a column where a cell is blank.
_DECIMAL = re.compile(r"(?<=\d)\.0+$")
_GROUP = re.compile(r"[A-Z]+|\d+")
_GOES_ON = re.compile(r"[A-Z0-9]|\.\d")
_LONGEST = 500  # characters of a charge
_MOST = 99  # counts one section may stand for
_DIVISION_10 = re.compile(r"11\d{3}(\.\d+)?")
# The copyright sign is what a spreadsheet makes of "(c)".
_SIGNS = str.maketrans(
    {"©": "(c)", "®": "(r)", "Ⓒ": "(c)", "ⓒ": "(c)", **dict.fromkeys("‐‑–—−", "-")}
)


class Reading(NamedTuple):
    """What a text cites, one statute for each conviction it tells, and what is left of it."""

    statutes: tuple[Statute, ...] = ()  # "11358 x2" has two; () when none is cited
    counts: tuple[str, ...] = ()  # of each statute, where the text tells them: "(COUNTS 1 AND 3)"
    level: Level = Level.UNKNOWN  # in brackets or behind: "(F)"
    joined: bool = False  # "(b) and (c)" behind one number: two convictions, or words
    before: tuple[str, ...] = ()  # words that stand before a section
    behind: tuple[str, ...] = ()  # and behind one
    coded_behind: bool = False  # "459 PC-BURGLARY", as the state writes; not "PC 459"

    @property
    def statute(self) -> Statute | None:
        """The one that is cited, and only one."""
        return self.statutes[0] if len(self.statutes) == 1 else None

    @property
    def rest(self) -> str:
        """All that was not read."""
        return " ".join(filter(None, map(str.strip, (*self.before, *self.behind))))


class _CitationReading:
    """One citation, with what stands round it, while it is read."""

    def __init__(self) -> None:
        self.statutes: list[Statute] = []
        self.counts: list[str] = []
        self.times = 0
        self.level = Level.UNKNOWN
        self.joined = self.attempt = self.failed = self.coded_behind = False
        self.before = self.behind = ""


def fold(text: str) -> str:
    """A cell for comparison: one form of each sign and digit, upper case, single blanks."""
    if not text.isascii():
        text = narrowed(text.translate(_SIGNS)).translate(_SIGNS)
        text = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    # Single blanks: over a long run of them the patterns would take hours.
    lines = (" ".join(line.split()) for line in text.upper().splitlines())
    return " ; ".join(filter(None, lines))


def in_style(styles: Collection[SectionStyle]) -> re.Pattern[str] | None:
    """What `parse_statute` reads the sections of a state by; None where no style is told."""
    if not styles:
        return None
    patterns = (style.pattern.removeprefix("^").removesuffix("$") for style in styles)
    numbers = "|".join(f"(?:{pattern})" for pattern in patterns)
    before = "|".join(re.escape(fold(word)) for style in styles for word in style.before)
    return re.compile(
        rf"(?:(?:{before or '(?!)'})\s*,?\s*)?(?:§+|\b(?:SECTIONS?|SECS?\.?)(?![A-Z]))?\s*"
        rf"(?P<section>{numbers})(?![A-Z0-9]|[.-]\w)(?P<subdivision>(?:\s*\(\s*\w{{1,3}}\s*\))*)"
    )


def is_in_style(section: str, style: re.Pattern[str] | None) -> bool:
    """Whether a section has the style of its state, and cannot be a day of a shifted cell."""
    return bool(style and style.fullmatch(section)) and not _DAY.fullmatch(section)


@lru_cache(maxsize=1 << 14)
def parse_statute(text: str, style: re.Pattern[str] | None = None) -> Reading:
    """Every section that a text cites, and all of it that is no citation.

    "11357(C) HS-POSSESS" cites one and leaves "-POSSESS"; "11358 HS x2" is two convictions. A text
    that cites none is left whole. `style` is how the office's own state writes its sections.
    """
    folded = fold(text)
    # Two full stops leave out words: "11359 HS...".
    plain = _DECIMAL.sub("", folded if folded.endswith("..") else folded.rstrip(" ."))
    if len(text) > _LONGEST or len(plain) > _LONGEST:
        return Reading(behind=(plain[:_LONGEST],))
    parts = [part for strong in _STRONG.split(plain) for part in _apart(strong)]
    pieces = [_read(part, style) for part in parts]
    # A sign with nothing before or behind it has lost what it joins: "; 11359".
    failed = not all(parts) or any(piece.failed for piece in pieces)
    if failed or not any(piece.statutes for piece in pieces):
        return Reading(behind=(plain,))
    # PC 664 is no offense of its own: it makes an attempt of the others.
    alone = [p for p in pieces if [s.section for s in p.statutes] != ["664"] or p.before]
    attempt = any(p.attempt for p in pieces) or 0 < len(alone) < len(pieces)
    citing = [p for p in alone if p.statutes] or pieces
    statutes = tuple(
        replace(s, attempt=True) if attempt and s.section != "664" else s
        for p in citing
        for s in p.statutes
    )
    counts = tuple(count for p in pieces for count in p.counts)
    if counts and len(counts) != len(statutes):
        return Reading(behind=(plain,))
    levels = {p.level for p in pieces} - {Level.UNKNOWN}
    return Reading(
        statutes=statutes,
        counts=counts,
        level=levels.pop() if len(levels) == 1 else Level.UNKNOWN,
        joined=any(p.joined and not p.counts for p in pieces),
        before=tuple(p.before for p in pieces if p.before.strip()),
        behind=tuple(p.behind for p in pieces if p.behind.strip())
        + (("several levels",) if len(levels) > 1 else ()),
        coded_behind=all(p.coded_behind for p in citing),
    )


def _apart(text: str) -> list[str]:
    """The citations that a text lists, each with the code that stands before it."""
    parts, start = [], 0
    for sign in _WEAK.finditer(text):
        before = text[start : sign.start()]
        if sign[0].strip() == "," and _ONLY_A_CODE.fullmatch(before):
            continue
        parts.append(before)
        start = sign.end()
    parts.append(text[start:])
    return parts


@lru_cache(maxsize=1 << 12)
def find_statutes(text: str) -> tuple[Statute, ...]:
    """Every section named anywhere in a text, in order; a bare number only if it is of Division 10.

    "CHRG 11358 HS AND 11359" names two; "CASE 12345" names none.
    """
    plain = fold(text)
    return tuple(statute for _, _, statute in _named(plain)) if len(plain) <= 20 * _LONGEST else ()


def _named(plain: str) -> list[tuple[int, int, Statute]]:
    """Where each section that is surely one begins and ends."""
    named = []
    place = 0
    while match := _SECTION.search(plain, place):
        place = match.end()
        before = plain[match.start() - 1 : match.start()]
        piece = _CitationReading()
        end = _behind(plain, match, piece, alone=True)
        statute = piece.statutes[0]
        if before.isalnum() or _GOES_ON.match(plain, end) or not statute.code:
            continue
        place = max(place, end)
        named.append((match.start(), end, statute))
    return named


def _read(plain: str, style: re.Pattern[str] | None) -> _CitationReading:
    piece = _CitationReading()
    start = 0
    while (lead := _LEAD.match(plain, start)) and lead.end() > start:
        start = lead.end()
        piece.attempt = piece.attempt or bool(lead["attempt"])
        _tell(piece, lead["counts"] or "", lead["times"] or lead["several"] or "")
    if match := _ILLINOIS.match(plain, start):
        section = f"{match['chapter']} ILCS {match['act']}/{match['section']}"
        # The section says which chapter and act it is of: it has no code.
        piece.statutes = [
            Statute(code="", section=section, subdivision=_subdivision(match[4] or ""))
        ]
        piece.behind = plain[_marks(plain, match.end(), piece) :]
    elif match := (style and style.match(plain, start)) or _TITLED.match(plain, start):
        subdivision = _subdivision(match["subdivision"])
        piece.statutes = [Statute(code="", section=match["section"], subdivision=subdivision)]
        piece.behind = plain[_marks(plain, match.end(), piece) :]
    else:
        match = _SECTION.match(plain, start)
        if match is None:
            first = next(iter(_named(plain)), None)
            if first is None:
                piece.behind = plain[_marks(plain, start, piece) :]
                return piece
            piece.before = plain[start : first[0]]
            match = _SECTION.match(plain, first[0])
            assert match
            if attempt := re.search(rf"(?<![A-Z]){_ATTEMPTED}(?![A-Z])", piece.before):
                piece.before = piece.before.replace(attempt[0], "", 1)
                piece.attempt = True
        piece.behind = plain[_behind(plain, match, piece) :]
    if piece.before.endswith("(") and piece.behind.startswith(")"):
        # "SALE OF MARIJUANA (HS 11360)"
        piece.before, piece.behind = piece.before[:-1], piece.behind[1:]
    several = max(piece.times, len(piece.counts), 1)
    if len(piece.statutes) == 1:
        piece.statutes *= several
    if piece.counts and len(piece.counts) != len(piece.statutes):
        piece.failed = True
    if several > 1 and len(piece.statutes) != several:
        piece.failed = True
    return piece


def _behind(
    plain: str, match: re.Match[str], piece: _CitationReading, *, alone: bool = False
) -> int:
    """Read on behind a section's number; where that ends. `alone`: only what cites this one."""
    place, code = match.end(), ""
    subdivisions: list[str] = []
    while True:
        if not alone and (end := _marks(plain, place, piece)) > place:
            place = end
        elif not subdivisions and (sub := _SUBDIVISION.match(plain, place)):
            if sub["apart"] == "C" and code and not code.isalpha():
                break  # "H&S C" is the code
            written = next(filter(None, sub.groups()))
            place, subdivisions = sub.end(), [_subdivision(written)]
        elif subdivisions and not code and (inner := _DEEPER.match(plain, place)):
            subdivisions[-1] += f"({(inner['inner'] or inner['bare']).lower()})"
            place = inner.end()
        elif not alone and subdivisions and (more := _JOINED.match(plain, place)):
            subdivisions.append(_subdivision(more["bracketed"] or more["bare"]))
            place = more.end()
        elif not code and (after := _AFTER.match(plain, place)):
            place, code = after.end(), after["code"]
            piece.coded_behind = True
        else:
            break
    section = match["section"]
    own = code or (match["attempt"] and _code("", section))
    if match["before"] and not (match["attempt"] and own):
        code = match["before"]  # in "PC 664/11358" it is the attempt's
    letters = _code(code, section)
    if letters == "HS" and _DIVISION_10.fullmatch(section):
        # No subdivision of these has such a letter: "11359(F)" is a felony.
        for n, subdivision in enumerate(subdivisions):
            head, _, last = subdivision.rpartition("(")
            if (mark := (last if head else subdivision).rstrip(")")) in ("f", "m", "i"):
                subdivisions[n] = head
                _level(piece, mark.upper())
    piece.joined = len(subdivisions) > 1
    piece.statutes = [
        Statute(code=letters, section=section, subdivision=sub, attempt=bool(match["attempt"]))
        for sub in subdivisions or [""]
    ]
    return place


def _marks(plain: str, place: int, piece: _CitationReading) -> int:
    """Read what stands beside a citation and is no part of it: multiplier, counts, level."""
    while True:
        if (match := _TIMES.match(plain, place)) and not piece.times:
            _tell(piece, "", match["after"] or match["behind"] or match["counts"])
        elif (match := _COUNTS.match(plain, place)) and not piece.counts:
            _tell(piece, match["list"], "")
        elif piece.level is Level.UNKNOWN and (match := _LEVEL.match(plain, place)):
            if (
                match["bracketed"]
                and len(match["bracketed"]) == 1
                and not plain[:place].endswith((" ", ")", "S", "C"))
            ):
                return place  # "647(f)": whose letter it is, the section decides
            _level(piece, match["bracketed"] or match["bare"])
        elif match := _ATTEMPT.match(plain, place):
            piece.attempt = True
        else:
            return place
        place = match.end()


def _level(piece: _CitationReading, word: str) -> None:
    level = _LEVELS[word]
    piece.failed = piece.failed or piece.level not in (Level.UNKNOWN, level)
    piece.level = level


def _tell(piece: _CitationReading, counts: str, times: str) -> None:
    """Keep how many convictions a citation is, or which counts."""
    if times:
        piece.failed = piece.failed or bool(piece.times)
        piece.times = int(_SPELT.get(times, 0) or times)
        piece.failed = piece.failed or not 1 <= piece.times <= _MOST
    if counts:
        piece.failed = piece.failed or bool(piece.counts)
        several = list_of_counts(counts)
        piece.counts = list(several)
        piece.failed = piece.failed or not several


def list_of_counts(text: str) -> tuple[str, ...]:
    """Each count that numbers and ranges tell: "1, 3-5 and 7"; () for what no document has."""
    counts: list[int] = []
    for part in re.split(r"\s*(?:,|&|\bAND\b)\s*", text):
        ends = [
            int(end) for end in re.split(r"\s*(?:-|\bTO\b|\bTHRU\b|\bTHROUGH\b)\s*", part) if end
        ]
        if not 1 <= len(ends) <= 2 or not 1 <= ends[0] <= ends[-1] <= ends[0] + _MOST:
            return ()
        counts += range(ends[0], ends[-1] + 1)
    return tuple(map(str, counts)) if len(set(counts)) == len(counts) <= _MOST else ()


def _subdivision(written: str) -> str:
    groups: list[str] = [piece.lower() for piece in _GROUP.findall(written)]
    head, *rest = groups or [""]
    return head + "".join(f"({piece})" for piece in rest)


@lru_cache(maxsize=1 << 10)
def _code(written: str, section: str) -> str:
    plain: str = re.sub(rf"^{_STATE}", "", written) if written else ""
    for words, letters in _WORDS.items():
        if plain and re.fullmatch(words, plain):
            return letters
    if plain:
        return plain
    # A bare "11357(c)" is the Health and Safety Code: its Division 10 is sections 11000-11999.
    return "HS" if _DIVISION_10.fullmatch(section) else ""


def differs(one: Statute, other: Statute) -> bool:
    """Whether two citations cannot mean the same count; a missing subdivision contradicts none."""
    if (one.code, one.section) != (other.code, other.section):
        return True
    return bool(one.subdivision and other.subdivision) and one.subdivision != other.subdivision


def multiplier(text: str) -> int:
    """How many convictions a cell tells that is nothing but a multiplier, "x2"; 0 for any other."""
    piece, plain = _CitationReading(), fold(text)
    whole = _marks(plain, 0, piece) == len(plain) and piece.times and not piece.counts
    return piece.times if whole and not piece.failed else 0
