"""Propose a YAML mapping, to correct and keep, for a list that no layout fits.

It is a proposal: a person checks every line of it. Of the cells it shows only the words for level,
outcome and eligibility, each with how many rows have it: what of them nobody knows is to be filled
in. It never says that a list is silent on eligibility while a column of it is not read.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from filings.lists.delimited_text import Table, TextRow
from filings.lists.dispositions import OutcomeKind
from filings.lists.layouts import Heading, ParseContext, folded
from filings.lists.person_names import clean
from filings.lists.section_numbers import in_style, parse_statute
from filings.model.case_number import number_keys
from filings.model.entries import Determination, Level
from filings.settings.court_and_agency_names import squeeze_court
from filings.settings.settings import MappedField, Settings

_ROWS = 200  # looked at for headings, dates and names
_MOST_WORDS = 20  # of one column, the commonest
_LONGEST = 60  # characters of a word; what is longer, or holds a number of a case, is not shown
_DATA = re.compile(r"\d{6}|\d[/-]\d")
_NUMBER = re.compile(r"\d{3}")

# What a heading must say, without blanks and signs, for the field; the first that fits takes it.
_SAYS: tuple[tuple[MappedField, str], ...] = (
    (
        "other_numbers",
        r"(other|also|further|related|secondary|additional).*(case|court|docket|num)",
    ),
    ("defendant_suffix", r"(def|defendant)(num|no|number|suffix|seq)$|suffix(num|no|number)"),
    ("case_number", r"(case|court|docket|cause|ofn)(number|num|nbr|no|id)?$|casenumber|courtno"),
    ("suffix", r"(name)?suffix$|generation"),
    ("born_on", r"dob|birth|born"),
    ("last", r"(last|sur|family)(name)?$|^lname$"),
    # "Def Last, First" is a whole name.
    ("first", r"^(?!.*(last|surname)).*(first|given|fore)(name)?$|^fname$"),
    ("middle", r"middle|^mname$|^mi$"),
    (
        "person",
        r"(person|party|subject|defendant|def|master|xref|main)(id|num|number|no|key)$|^cii",
    ),
    ("name", r"name|defendant$|party$|last.*first"),
    (
        "offense_on",
        r"(offense|viol|incident|occur|crime).*(date|dt|day)$|(date|dt).*(offense|viol|occur|crime)",
    ),
    (
        "convicted_on",
        r"(conv|plea|disp|sent|judg|adjud).*(date|dt|day)$|(date|dt)(of)?(conv|plea|disp|judg)"
        r"|^(convicted|disposed)(on)?$",
    ),
    ("count", r"^(count|ct|cnt|charge)(num|no|number|nbr|seq)?$(?<!charge)"),
    ("level", r"level|lvl|severity|class|felmis|grade|chargetype|offensetype|degree|^(fm|mf)$"),
    ("statute", r"statute|section|^sec$|charge|chg|offense|^viol|code|crime"),
    (
        "arresting_agency",
        r"arrest.*(agency|by|dept)|^(?!.*(filing|prosec)).*(agency|agcy|agy)|police|^pd$|^ar+pd$|lea$|^ori",
    ),
    ("place_of_offense", r"(place|city|scene).*|offensecity|whereoccur|(offense|arrest)loc"),
    ("prosecutor", r"prosecut|filingagency|attorney(office)?$"),
    ("court", r"court|crthse|venue|district|division|branch|location$|^loc$"),
    ("county", r"county"),
    ("determination", r"elig|determin|recommend|relief|action$|^yn$|^(dismiss|seal)(able|yn)?$"),
    ("disposition", r"disp|verdict|outcome|result|plea$"),
    ("deceased", r"deceased|died|death"),
    ("file_status", r"(file|record)(status|location)|destroy|purge"),
    ("granted", r"grant"),
    ("comment", r"comment|remark|note"),
)
_NEEDED: tuple[MappedField, ...] = ("case_number", "statute", "convicted_on")
_WISHED: tuple[MappedField, ...] = (
    *("level", "count", "person", "court", "arresting_agency", "determination", "disposition"),
)
_FORMS = (
    *("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d", "%m/%d/%y", "%m%d%y", "%m-%d-%Y", "%d-%b-%Y", "%d-%b-%y"),
    *("%b %d, %Y", "%B %d, %Y", "%Y/%m/%d"),
)


def propose(path: Path, tables: Sequence[Table], settings: Settings) -> str:
    """A mapping for the first table that has a header, in YAML with a remark on every choice."""
    table = next(filter(None, map(_header, tables)), None)
    if table is None:
        return "# No line of this file looks like a header; give each column a heading first.\n"
    heading, rows, words = table
    fields = _fields(heading)
    if "count" in fields and not _numbered(words(fields["count"])):
        # "Ct" is a count or a court.
        name = fields.pop("count")
        fields.setdefault("court", name)
    sections = [name for name in heading.names if _is_section(name)]
    in_words = fields.get("statute")
    if in_words and not _numbered(words(in_words)):
        del fields["statute"]  # the sections may stand in another column
    guessed = _by_their_cells(heading, fields, sections, words, settings)
    if in_words and "statute" not in guessed:
        fields["statute"] = in_words
    lines = [*_begin(path), *_columns(fields | guessed, sections, guessed)]
    fields |= guessed
    lines += _forms(heading, fields, rows)
    lines += _meanings(fields, words, settings)
    taken = {*fields.values(), *sections}
    rest = [name for name in dict.fromkeys(heading.names) if name and name not in taken]
    lines += _rest(fields, rest, words, settings)
    return "\n".join(lines) + "\n"


_Words = Callable[[str], Counter[str]]
"""What stands under a heading, and how often."""


def _header(table: Table) -> tuple[Heading, list[list[str]], _Words] | None:
    rows = [row.cells for row in islice(table.rows(), _ROWS) if isinstance(row, TextRow)]
    for place, cells in enumerate(rows):
        heading = Heading(cells)
        named = [name for name in heading.names if name]
        if len(named) < 2 or any(_DATA.search(name) for name in named):
            continue
        # A row of data holds more numbers than words that a heading says.
        numbers = sum(1 for name in named if _NUMBER.search(name) and not _is_section(name))
        if len(_fields(heading)) > numbers:
            return heading, rows[place + 1 :], partial(_words_of, table, heading, place + 1)
    return None


def _words_of(table: Table, heading: Heading, above: int, name: str) -> Counter[str]:
    rows = (row.cells for row in table.rows() if isinstance(row, TextRow))
    place = heading.place(name)
    cells = (cells[place] for cells in islice(rows, above, None) if len(cells) > place)
    return Counter(text for cell in cells if (text := clean(cell)))


def _by_their_cells(
    heading: Heading,
    fields: Mapping[MappedField, str],
    sections: Sequence[str],
    words: _Words,
    settings: Settings,
) -> dict[MappedField, str]:
    """Each field that no heading says and the cells of a column do: most are of its form."""
    guessed: dict[MappedField, str] = {}
    numbers = number_keys(settings.county.number_forms)
    courts = settings.county.courts_by_name
    stated: tuple[tuple[MappedField, Callable[[str], bool]], ...] = (
        ("case_number", lambda word: numbers.read(word).known),
        ("statute", partial(_cites, style=in_style(settings.section_styles))),
        ("convicted_on", lambda word: any(_fits(word, form) for form in _FORMS)),
        ("court", lambda word: squeeze_court(word) in courts),
    )
    for field, fits in stated:
        if field in fields or (field == "statute" and sections):
            continue
        for name in heading.names:
            if not name or name in (*fields.values(), *guessed.values(), *sections):
                continue
            counts = words(name)
            if sum(n for word, n in counts.items() if fits(word)) * 2 > sum(counts.values()):
                guessed[field] = name
                break
    return guessed


def _cites(word: str, style: re.Pattern[str] | None) -> bool:
    """Whether it is a section by itself; a bare number may be a count or a year."""
    read = parse_statute(word, style)
    if read.statute is None or read.rest:
        return False
    return bool(read.statute.code or re.search("[.-]", read.statute.section))


def _numbered(words: Mapping[str, int]) -> bool:
    return not words or any(re.search(r"\d", word) for word in words)


def _fields(heading: Heading) -> dict[MappedField, str]:
    """The heading for each field, each heading for one field at most."""
    fields: dict[MappedField, str] = {}
    for field, says in _SAYS:
        for name in heading.names:
            plain = re.sub(r"[\W_]+", "", name.lower().replace("#", "number"))
            if name in fields.values() or _is_section(name) or not plain:
                continue
            if re.search(says, plain):
                fields[field] = name
                break
    if "last" in fields and "name" in fields:
        del fields["name"]
    return fields


def _is_section(name: str) -> bool:
    read = parse_statute(name) if re.match(r"\s*(HS|H&S)?\s*1\d{4}", name) else None
    return read is not None and read.statute is not None and not read.rest


def _begin(path: Path) -> Iterator[str]:
    yield f"# A mapping for {clean(path.name)}, guessed from its headings. Check each line, then"
    yield "# keep it in your config folder as layouts/our-sheet.yaml and read the list again."
    yield "schema: 1"
    yield "label: Our spreadsheet"


def _columns(
    fields: Mapping[MappedField, str], sections: list[str], guessed: Collection[MappedField]
) -> Iterator[str]:
    needed = [field for field in _NEEDED if field != "statute" or not sections]
    yield f"needed: [{', '.join(needed)}]"
    yield "columns:"
    for field, _ in _SAYS:
        if field in fields:
            by = "   # by its cells; its heading does not say it" if field in guessed else ""
            yield f"  {field}: {_quoted(fields[field])}{by}"
        elif field in needed:
            yield f"  {field}: FILL IN   # no heading says this, and nothing goes in without it"
    wished = [field for field in _WISHED if field not in fields]
    if wished:
        yield f"  # No heading was found for: {', '.join(wished)}."
    if sections:
        yield "# Each of these is a section; a filled cell under it is a conviction."
        yield "section_columns:"
        yield from (f"  - {_quoted(name)}" for name in sections)
    if "person" in fields:
        plain = fields["person"].lower()
        yield f"person_is: {'cii' if 'cii' in plain else 'person'}"


def _forms(
    heading: Heading, fields: dict[MappedField, str], rows: list[list[str]]
) -> Iterator[str]:
    days = [
        cells[place].strip()
        for field in ("convicted_on", "born_on")
        if field in fields and (place := heading.place(fields[field])) >= 0
        for cells in rows
        if len(cells) > place and cells[place].strip()
    ]
    forms = [form for form in _FORMS if any(_fits(day, form) for day in days)]
    yield f"dates: [{', '.join(_quoted(form) for form in forms or _FORMS[:2])}]"
    if "last" in fields:
        yield "names: parts"
    elif "name" in fields:
        place = heading.place(fields["name"])
        named = [cells[place] for cells in rows if len(cells) > place and cells[place].strip()]
        slashed = sum("/" in name for name in named)
        commas = sum("," in name for name in named)
        yield "names: slashes" if slashed > commas else "names: last-first   # LAST, FIRST MIDDLE"


def _meanings(
    fields: Mapping[MappedField, str], words: _Words, settings: Settings
) -> Iterator[str]:
    """The words for level, outcome and eligibility, and what of them is to be filled in."""
    at = ParseContext(1, settings)
    if "level" in fields:
        open_words = _only(words(fields["level"]), lambda word: at.level(at.given(word)))
        yield from _to_fill_in(
            "levels",
            f"of {fields['level']}: felony, misdemeanor or infraction; unknown holds its rows",
            {w: n for w, n in words(fields["level"]).items() if open_words[w] is Level.UNKNOWN},
            "unknown",
        )
    if "determination" in fields:
        counts = words(fields["determination"])
        meant = _only(counts, at.determination)
        vague = (Determination.UNKNOWN, Determination.HAND_REVIEW)
        yield from _known(
            fields["determination"], {w: n for w, n in counts.items() if meant[w] not in vague}
        )
        yield from _to_fill_in(
            "determinations",
            f"of {fields['determination']}: dismissal, reduction or not-eligible, as an attorney"
            " says; hand-review holds its rows",
            {w: n for w, n in counts.items() if meant[w] in vague},
            "hand-review",
        )
        if not counts:
            yield f"# {_plain(fields['determination'])} is blank in every row: it says nothing, and"
            yield "# all is held until an attorney attests the list (--attested)."
    if "disposition" in fields:
        counts = words(fields["disposition"])
        kinds = _only(counts, lambda word: at.dispositions().read(word).kind)
        unknown = {w: n for w, n in counts.items() if kinds[w] is OutcomeKind.UNKNOWN}
        yield from _known(
            fields["disposition"],
            {w: n for w, n in counts.items() if kinds[w] is not OutcomeKind.UNKNOWN},
        )
        if unknown:
            yield f"# Nobody knows these of {_plain(fields['disposition'])} yet:"
            yield from (f"#   {line}" for line in _listed(unknown))
            yield "# write each under the one or the other, or its rows are held."
        yield "convicting: []       # its own words for a conviction, beside dispositions.yaml"
        yield "not_convicting: []   # and for none"


def _only(words: Iterable[str], read: Callable[[str], object]) -> dict[str, object]:
    return {word: read(word) for word in words}


def _known(name: str, words: Mapping[str, int]) -> Iterator[str]:
    if words:
        yield f"# Known of {_plain(name)}: {', '.join(_listed(words))}."


def _to_fill_in(key: str, what: str, words: Mapping[str, int], safe: str) -> Iterator[str]:
    """Words under a key, each with the meaning that holds its rows."""
    if not words:
        return
    yield f"# Fill in what each means, {_plain(what)}."
    yield f"{key}:"
    for word, rows in _commonest(words):
        yield f"  {_quoted(word)}: {safe}   # {rows:,} row{'s' * (rows != 1)}"
    if more := len(words) - len(_commonest(words)):
        yield f"  # and {more:,} more, too long, too rare or with a number in them to be shown"


def _listed(words: Mapping[str, int]) -> list[str]:
    shown = [f"{_quoted(word)} ({rows:,})" for word, rows in _commonest(words)]
    more = len(words) - len(shown)
    return [*shown, *((f"{more:,} more",) if more else ())]


def _commonest(words: Mapping[str, int]) -> list[tuple[str, int]]:
    """The commonest that may be shown; under a heading that was mistaken, anything may stand."""
    if len(words) > _MOST_WORDS and len(words) * 2 > sum(words.values()):
        return []  # nearly every row has another: a name, a number, a remark
    fit = [(w, n) for w, n in words.items() if len(w) <= _LONGEST and not _DATA.search(w)]
    return sorted(fit, key=lambda each: (-each[1], each[0]))[:_MOST_WORDS]


def _rest(
    fields: Mapping[MappedField, str], rest: list[str], words: _Words, settings: Settings
) -> Iterator[str]:
    """The columns that nobody reads; those that say yes or no are not ignored without a word."""
    yes_no = {folded(word) for word in settings.screening.yes_no}
    answers = [name for name in rest if any(folded(word) in yes_no for word in words(name))]
    if answers:
        yield "# These say yes or no, and nobody reads them. If one says who is eligible, name it"
        yield "# under columns, as determination; what has nothing to do with it, under ignored."
        yield from (f"#  - {_quoted(name)}" for name in answers)
    if others := [name for name in rest if name not in answers]:
        yield "# Nobody reads these; move one up to use it."
        yield "ignored:"
        yield from (f"  - {_quoted(name)}" for name in others)
    if "determination" in fields:
        return
    if rest:
        yield "# No heading was found for eligibility. If one of the columns above says it, name it"
        yield "# under columns, as determination; if none does, an attorney may attest the list."
    else:
        yield "# It does not say who is eligible: all is held until an attorney attests the list."


def _plain(text: str) -> str:
    return " ".join(text.split())


def _fits(text: str, form: str) -> bool:
    if form in ("%Y%m%d", "%m%d%y") and len(text) != len("19990504" if "Y" in form else "050499"):
        return False
    try:
        return dt.datetime.strptime(text, form).year >= 1900  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
