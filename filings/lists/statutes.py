"""Floor 2. The text of a charge in, a `Statute` out: exactly, or nothing.

A section is told by its whole number: 11357.5 and 11361 are read as themselves, and a text that
cannot be read to its end gives None. Whether a section is ours to file is the offense table's.
"""

import re
from dataclasses import replace
from functools import lru_cache

from filings.docket import Statute

# The Department of Justice's letters for the codes, and how offices write the three that matter.
_WORDS = {
    r"HEALTH\s*(?:AND|&)\s*SAFETY(?:\s*CODE)?": "HS",
    r"H\s*&\s*S(?:\s*C(?:ODE)?)?": "HS",
    r"H\.\s*S\.?(?:\s*C\.?)?": "HS",
    r"HSC": "HS",
    r"HS": "HS",
    r"PENAL\s*CODE": "PC",
    r"P\.\s*C\.?": "PC",
    r"VEH(?:ICLE)?\.?\s*CODE": "VC",
    r"V\.\s*C\.?": "VC",
    r"B\s*&\s*P(?:\s*C)?": "BP",
    r"W\s*&\s*I(?:\s*C)?": "WI",
}
_LETTERS = "BP|CC|CI|CP|EC|ED|EL|FA|FC|FG|FI|GC|HN|IC|IN|LC|LM|MV|PC|PR|PU|RT|SC|SH|UI|VC|WA|WC|WI"
_CODE = "|".join([*_WORDS, _LETTERS])

_SECTION = re.compile(
    rf"""
    (?: (?P<before> (?:{_CODE}) (?![A-Z]) )
        \s* ,? \s* (?: §+ | \b(?:SECTIONS?|SECS?|SEC\.) )? \s* )?
    # PC 664 is an attempt: "664/11357(c)", "664 PC-11358", and run together, "66411357(c)".
    (?P<attempt> 664 (?: \([A-Z]\) )? (?: \s*PC)? \s* [/.\-] \s* (?=\d) | 664 (?=\d{{5}}(?!\d)) )?
    (?P<section> \d{{1,5}} (?: \.\d{{1,3}} )? ) (?!\d)
    (?P<subdivision>
        (?: \s* (?:SUBD(?:IVISION)?S?\.?)? \s* \( \s* [A-Z]\d{{0,2}} \s* \)   # (c), (b2)
          | \s* \( \s* \d{{1,2}} \s* \)                                      # 314(1)
          | \.? [A-Z] (?:\d{{1,2}})? (?![A-Z0-9&.])                          # 11357B2, 11357.c
          | \s+ [A-E] (?:\d{{1,2}})? (?![A-Z0-9&.'])                         # HS 11357 c
          | \s*-\s* [A-E] (?= \s*$ | \s*(?:{_CODE})\s*$ )                   # 11357-C HS
        )
        (?: \s* \( \s* (?: [A-Z] | \d{{1,2}} | [IVX]{{1,4}} ) \s* \) )*      # (a)(2)
        (?: (?<=\)) \d (?![A-Z0-9]) )?                                       # (a)2
    )?
    (?: \s* ,? \s* (?P<after> (?:{_CODE}) (?![A-Z]) )
        (?P<behind> \s* \( \s* [A-Z] \s* \) | \s+ [A-E] (?= \s*$ ) )? )?  # 11357 HS (c)
    """,
    re.VERBOSE,
)
# Illinois numbers a chapter, an act of it and a section: "720 ILCS 550/4(a)", "720-550/4-A".
_ILLINOIS = re.compile(
    r"(?P<chapter>\d{1,3})\s*(?:-|ILCS\.?)\s*(?P<act>\d{1,4})(?:\.0)?\s*/\s*"
    r"(?P<section>\d{1,3}(?:[.-]\d{1,3})*)(?P<subdivision>(?:\s*\(\s*\w{1,3}\s*\))+|-[A-Z])?"
)
_LEAD = re.compile(
    r"^[\s:/.,;§*-]*(?:(?:CHRG|CHARGED?|CHG|VIOL(?:ATION)?|VIO)[S:.]*\s*(?:OF\s*)?[\s:.-]*)?"
    r"(?P<attempt>ATT(?:EMPT(?:ED)?)?[\s:./-]+(?:OF\s+|TO\s+)?(?=[\d§H]))?[\s§]*(?:SECTION\s*)?"
)
# What may follow a section that was read to its end: nothing, a dash, or a blank and words.
_END = re.compile(
    r"\s*$|\s*-|\s*[:;]|\s+(?![\d(./])|,\s+(?!\d)|,?\s+\([^)]{6,}\)|\s*/\s*[FMI]?\s*$"
)
# Words by which a text does not say that the offense was completed, or which one it was.
_ATTEMPT = re.compile(r"\bATT(?:EMPT\w*)?\b|(?<![\d.])664(?![\d.])")
_OTHERWISE = re.compile(
    r"\b(?:CONSP\w*|SOLICIT\w*|ACCESSOR\w*|AID(?:ED|ING)?|ABET\w*)\b"
    r"|\b(?:DISMISS\w*|ACQUIT\w*|REDUCED?|REDUCTION|AMENDED)\b"
    r"|\bNOT\s(?:GUILTY|CONVICTED|§|H\W?\s?S|\d{3})|\bOR\s(?:§|H\W?\s?S|\d{4})"
)
# What may stand before a section that does not begin its text: words, and beginnings of words.
_WORD = re.compile(r"[A-Z]+|\d{3,}")
_SMALL_WORDS = "A CA CNT CT CTS F FOR G HS I IN LAW LB LBS M MJ OF ON OVER OZ STATE THAN THE TO W"
_PLAIN_WORDS = frozenset(_SMALL_WORDS.split())
_OFFENSE_WORDS = """
CALIF CANNABIS CHARG CHG CHRG CODE CONCENTRATE CONVICT COUNT CULTIVAT FELONY FURNISH GIV GRAM
GROW GUILTY HASH IMPORT INFRACTION INTENT LESS MARIHUANA MARIJ MISD MORE OFFER OUNCE PLANT POSS
SALE SECTION SELL SOLD TRANSP UNDER UNLAWFUL VIO WITH
"""
_BEGINNINGS = tuple(_OFFENSE_WORDS.split())
# A spreadsheet makes 11358.0 of a section, in a column where a cell is blank.
_DECIMAL = re.compile(r"(?<=\d)\.0+$")
_SHORTEST = 5  # digits: a bare number of fewer may be a count, or what was left of a section
_BLANKS = re.compile(r"[^\S\n]+")
_LONGEST = 500  # characters of a charge
_GOES_ON = re.compile(r"[A-Z0-9]|\.\d")
_GROUP = re.compile(r"[A-Z]+|\d+")
# The copyright sign is what a spreadsheet makes of "(c)".
_SIGNS = str.maketrans(
    {
        "©": "(c)",
        "®": "(r)",
        "\N{CIRCLED LATIN SMALL LETTER C}": "(c)",
        "\N{FULLWIDTH LEFT PARENTHESIS}": "(",
        "\N{FULLWIDTH RIGHT PARENTHESIS}": ")",
        "\N{NO-BREAK SPACE}": " ",
        **dict.fromkeys("‐‑–—", "-"),
    }
)
_TIMES = re.compile(
    r"(?<![A-Z0-9.])(?P<lead>\d{1,2})\s*[X×]\s*(?=[\dH§])"
    r"|(?<![A-WY-Z])\(?\s*[X×]\s*(?P<after>\d{1,2})\s*\)?(?![A-Z0-9])"
    r"|\(?\s*(?<![\d.])(?P<counts>\d{1,2})\s*(?:COUNTS?|CTS?\.?)\s*\)?\s*$",
    re.IGNORECASE,
)


def _plain(text: str) -> str:
    # Single blanks: over a long run of them the patterns would take hours.
    return " ".join(text.translate(_SIGNS).upper().split())


def _statute(found: re.Match[str], attempt: bool = False) -> Statute:
    code = _code(found["after"] or "", found["section"])
    if found["before"] and not (found["attempt"] and code):
        code = _code(found["before"], found["section"])  # in "PC 664/11358" it is the attempt's
    return Statute(
        code=code,
        section=found["section"],
        subdivision=_subdivision((found["subdivision"] or "") + (found["behind"] or "")),
        attempt=attempt or bool(found["attempt"]),
    )


def _statute_of_illinois(found: re.Match[str]) -> Statute:
    return Statute(
        code="",  # the section says which chapter and act it is of
        section=f"{found['chapter']} ILCS {found['act']}/{found['section']}",
        subdivision=_subdivision(found["subdivision"] or ""),
    )


def _subdivision(written: str) -> str:
    groups: list[str] = [piece.lower() for piece in _GROUP.findall(written)]
    # "SUBD." is a word of the citation, not a subdivision.
    head, *rest = [piece for piece in groups if not piece.startswith("subd")] or [""]
    return head + "".join(f"({piece})" for piece in rest)


def _code(written: str, section: str) -> str:
    for words, letters in _WORDS.items():
        if written and re.fullmatch(words, written):
            return letters
    if written:
        return written
    # A bare "11357(c)" is the Health and Safety Code: its Division 10 is sections 11000-11999.
    return "HS" if re.fullmatch(r"11\d{3}(\.\d+)?", section) else ""


@lru_cache(maxsize=1 << 14)
def parse_statute(text: str) -> Statute | None:
    """The section a text begins with: "11357(C) HS-POSSESS", "HS 11357 c", "CHRG 11358 HS".

    A text that begins with the words of an offense, but names one section and one only, gives that
    one. Who conspired in it or aided it did not commit it: such a text gives None.
    """
    plain = _DECIMAL.sub("", _plain(text))
    if len(plain) > _LONGEST:
        return None
    statute = _written(plain)
    if statute is None:
        return None
    if statute.code != "HS" and " " not in statute.section:
        ours = {named for named in _named(plain) if named.code == "HS"}
        if not ours:
            bare = not (statute.code or statute.subdivision)
            return None if bare and len(statute.section) < _SHORTEST else statute
        # "182-11358 HS" is a conspiracy; "664;11358 HS" is an attempt.
        if statute.section != "664" or len(ours) > 1:
            return None
        statute = ours.pop()
    if _OTHERWISE.search(plain):
        return None
    return replace(statute, attempt=True) if _ATTEMPT.search(plain) else statute


def _written(plain: str) -> Statute | None:
    """The section that is written there, whatever the words around it say of it."""
    lead = _LEAD.match(plain)
    start = lead.end() if lead else 0
    if found := _ILLINOIS.match(plain, start):
        return _statute_of_illinois(found) if _END.match(plain, found.end()) else None
    found = _SECTION.match(plain, start)
    if found and _END.match(plain, found.end()):
        return _statute(found, attempt=bool(lead and lead["attempt"]))
    if found:  # it begins with a section, but goes on in a way that is not understood
        return None
    named = set(_named(plain))
    return named.pop() if len(named) == 1 and _begins_plainly(plain) else None


def _begins_plainly(plain: str) -> bool:
    """Whether only words of an offense stand before the first section a text names."""
    found = _SECTION.search(plain)
    before = _ATTEMPT.sub("", plain[: found.start()]) if found else ""
    return all(
        word in _PLAIN_WORDS or word.startswith(_BEGINNINGS) for word in _WORD.findall(before)
    )


@lru_cache(maxsize=1 << 12)
def find_statutes(text: str) -> tuple[Statute, ...]:
    """Every section named anywhere in a text, in order; a bare number only if it is of Division 10.

    "CHRG 11358 HS AND 11359" names two; "CASE 12345" names none.
    """
    return _named(_plain(text))


def _named(plain: str) -> tuple[Statute, ...]:
    named = []
    place = 0
    while found := _SECTION.search(plain, place):
        place = found.end()
        before = plain[found.start() - 1 : found.start()]
        whole = not before.isalnum() and not _GOES_ON.match(plain, found.end())
        statute = _statute(found)
        if whole and (found["before"] or found["after"] or statute.code):
            named.append(statute)
    return tuple(named)


def split_times(text: str) -> tuple[str, int]:
    """A multiplier taken off: "11358 HS x2" is ("11358 HS", 2); no multiplier is 1."""
    if len(text) > _LONGEST:
        return text, 1
    plain = _BLANKS.sub(" ", text.translate(_SIGNS))
    found = _TIMES.search(plain)
    if not found:
        return text, 1
    rest = f"{plain[: found.start()].rstrip()} {plain[found.end() :].lstrip()}".strip()
    return rest, int(found["lead"] or found["after"] or found["counts"])


def differs(one: Statute, other: Statute) -> bool:
    """Whether two citations cannot mean the same count; a missing subdivision contradicts none."""
    if (one.code, one.section) != (other.code, other.section):
        return True
    return bool(one.subdivision and other.subdivision) and one.subdivision != other.subdivision
