"""A list that no layout fits in; a YAML mapping to correct and keep out.

It is a proposal: a person checks every line of it. It shows headings only, never a cell.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from filings.lists.layouts import Heading
from filings.lists.names import clean
from filings.lists.statutes import parse_statute
from filings.lists.text_file import Row, Table
from filings.settings.settings import MappedField

_ROWS = 200  # looked at
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
        r"(offense|violation|incident|occur|crime).*(date|day)$|date.*(offense|violation|occur|crime)",
    ),
    (
        "convicted_on",
        r"(convict|plea|dispo|sentenc|judg|adjud).*date|date.*(convict|plea|dispo|judg)",
    ),
    ("count", r"^(count|ct|cnt|charge)(num|no|number|nbr|seq)?$(?<!charge)"),
    ("level", r"level|severity|class|felmis|grade|chargetype|offensetype|degree"),
    ("statute", r"statute|section|charge|offense|violation|code|crime"),
    ("arresting_agency", r"arrest.*(agency|by|dept)|agency|policedep|lea$|^ori"),
    ("place_of_offense", r"(place|location|city|scene).*|offensecity|whereoccur"),
    ("prosecutor", r"prosecut|filingagency|attorney(office)?$"),
    ("court", r"court|venue|district|division|branch|location"),
    ("county", r"county"),
    ("determination", r"eligib|determin|recommend|relief|action$"),
    ("disposition", r"dispo|verdict|outcome|result|plea$"),
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


def propose(path: Path, tables: Sequence[Table]) -> str:
    """A mapping for the first table that has a header, in YAML with a remark on every choice."""
    found = next(filter(None, map(_header, tables)), None)
    if found is None:
        return "# No line of this file looks like a header; give each column a heading first.\n"
    heading, rows = found
    fields = _fields(heading)
    sections = [name for name in heading.names if _is_section(name)]
    lines = [*_begin(path), *_columns(fields, sections)]
    lines += _forms(heading, fields, rows)
    taken = {*fields.values(), *sections}
    rest = [name for name in heading.names if name and name not in taken]
    if rest:
        lines += ["# Nobody reads these; move one up to use it.", "ignored:"]
        lines += [f"  - {_quoted(name)}" for name in dict.fromkeys(rest)]
    return "\n".join(lines) + "\n"


def _header(table: Table) -> tuple[Heading, list[list[str]]] | None:
    rows = [row.cells for row in islice(table.rows(), _ROWS) if isinstance(row, Row)]
    for place, cells in enumerate(rows):
        heading = Heading(cells)
        named = [name for name in heading.names if name]
        if len(named) < 2 or any(_DATA.search(name) for name in named):
            continue
        # A row of data holds more numbers than words that a heading says.
        numbers = sum(1 for name in named if _NUMBER.search(name) and not _is_section(name))
        if len(_fields(heading)) > numbers:
            return heading, rows[place + 1 :]
    return None


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


def _columns(fields: dict[MappedField, str], sections: list[str]) -> Iterator[str]:
    needed = [field for field in _NEEDED if field != "statute" or not sections]
    yield f"needed: [{', '.join(needed)}]"
    yield "columns:"
    for field, _ in _SAYS:
        if field in fields:
            yield f"  {field}: {_quoted(fields[field])}"
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
    if "disposition" in fields:
        yield "convicting: []       # its own words for a conviction, beside dispositions.yaml"
        yield "not_convicting: []   # and for none"
    if "determination" not in fields:
        yield "# It does not say who is eligible: all is held until an attorney attests the list."


def _fits(text: str, form: str) -> bool:
    if form in ("%Y%m%d", "%m%d%y") and len(text) != len("19990504" if "Y" in form else "050499"):
        return False
    try:
        return dt.datetime.strptime(text, form).year >= 1900  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
