"""Write the sealed tables of a comparison.

Only the worklists have names. No table has a birth date: a dispute about one is shown only as a
kind of difference.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from filings.comparison.conviction_store import ComparedEntry, Presence, Seen, Sightings
from filings.comparison.probable_matches import Link
from filings.comparison.totals import ComparedCounts
from filings.lists.worklist_rows import SentRows
from filings.matching.compare_fields import birth_dates_differ
from filings.matching.pairs import Field, Remark
from filings.matching.record import Record
from filings.model.entries import Entry, Level
from filings.model.fates import Fate, Screened
from filings.model.identifiers import ReasonCode
from filings.model.progress import Progress
from filings.output.worklist import WIDTHS, cited, worklist_row
from filings.settings.settings import Reason, Settings
from filings.storage.csv_xlsx import write_csv
from filings.storage.run_folder import RunFolder

SCHEMA = 1
_STEP = 500  # convictions between two reports of progress
COMPARISON = "sealed/comparison.csv"
COUNTS = "sealed/counts.csv"
CONFLICTS = "sealed/worklists/conflicts.csv"
LINKS = "sealed/worklists/probable-links.csv"
SPELLINGS = "sealed/worklists/spellings.csv"
ONLY: Mapping[Presence, str] = {
    presence: f"sealed/worklists/{presence}.csv"
    for presence in (Presence.FIRST, Presence.SECOND, Presence.OTHERWISE)
}
FILES = (COMPARISON, COUNTS, *ONLY.values(), CONFLICTS, LINKS, SPELLINGS)
"""Every table; each is written, if only with its heading."""


class Advice(NamedTuple):
    """The words of a worklist for each of its rows."""

    words: str
    who_can_act: str
    remedy: str


_CLERK = "records clerk"
_ATTORNEY = "reviewing attorney"

_ONLY: Mapping[Presence, Advice] = {
    Presence.FIRST: Advice(
        "Only the first list has it.",
        _CLERK,
        "Look for it in the second list's source; it may be missing there.",
    ),
    Presence.SECOND: Advice(
        "Only the second list has it.",
        _CLERK,
        "Look for it in the first list's source. This file is itself a list: build from both.",
    ),
    Presence.OTHERWISE: Advice(
        "One list has it, and the other says that nobody stands convicted of it.",
        _ATTORNEY,
        "Look at the court's file. Strike it, or have the list corrected that is wrong.",
    ),
}
_CONFLICT = Advice(
    "Both lists have it, and tell it differently.",
    _ATTORNEY,
    "Look at the court's file, and correct the list that is wrong.",
)
_LINK = Advice(
    "Probably one conviction that the two lists tell differently.",
    _CLERK,
    "Look at the court's file. If it is one, correct the list that is wrong; nothing is joined"
    " until then.",
)
_SPELLING = Advice(
    "One person under several spellings.",
    _CLERK,
    "Find out the right one; the order must name the person as the court's record does.",
)
_REMARKS: Mapping[Remark, str] = {
    Remark.ONE_MORE: "one more count of this section and case than the other list has",
    Remark.ANOTHER_SECTION: "the other list has another section for this person and case",
    Remark.ANOTHER_COUNT: "the other list has this person's case, but not this count",
    Remark.ENDED: "the other list says that nobody stands convicted of it",
    Remark.TOO_MANY_ALIKE: "too many entries share its number and name to be told apart",
}


@dataclass(slots=True)
class Written:
    """Counts made while the tables were written."""

    counts: ComparedCounts = field(default_factory=ComparedCounts)
    present: Counter[Presence] = field(default_factory=Counter)
    conflicts: Counter[Field] = field(default_factory=Counter)
    conflicting: int = 0  # convictions with at least one conflict
    links: int = 0
    repeated: Counter[int] = field(default_factory=Counter)  # by list
    spelt: int = 0  # people with several spellings


def write_tables(
    folder: RunFolder,
    sightings: Sightings,
    links: Sequence[Link],
    settings: Settings,
    progress: Progress,
) -> Written:
    """Write every table, and count its rows.

    Raises:
        OutputError: One cannot be written.
    """
    written = Written(links=len(links))
    sent = SentRows(settings)
    places: dict[str, array[int]] = {path: array("q") for path in (CONFLICTS, *ONLY.values())}

    def noted() -> Iterator[Seen]:
        for number, seen in enumerate(sightings.seen(), 1):
            if number % _STEP == 0:
                progress.advance(_STEP)
            written.counts.add(seen)
            written.present[seen.presence] += 1
            written.conflicts.update(seen.conflicts)
            written.conflicting += bool(seen.conflicts)
            written.repeated.update(repeat.list for repeat in seen.repeated)
            if seen.presence is not Presence.BOTH:
                places[ONLY[seen.presence]].append(seen.place)
            elif seen.conflicts:
                places[CONFLICTS].append(seen.place)
            yield seen

    def write(path: str, heading: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
        with folder.writing(path) as file:
            write_csv(file, tuple(heading), rows)

    write(COMPARISON, _COMPARISON, map(_comparison_row, noted()))
    for path in ONLY.values():
        alone = map(sightings.seen_at, places[path])
        write(path, WIDTHS, (_only_row(seen, sightings, settings, sent) for seen in alone))
    conflicting = map(sightings.seen_at, places[CONFLICTS])
    write(CONFLICTS, _CONFLICTS, (row for seen in conflicting for row in _conflict_rows(seen)))
    pairs = (
        (link, sightings.entry_at(link.first), sightings.entry_at(link.second)) for link in links
    )
    write(LINKS, _LINKS, (_link_row(*pair) for pair in pairs))

    def spelt() -> Iterator[Sequence[str]]:
        for person, of_person in enumerate(sightings.spelt(), 1):
            written.spelt = person
            yield from _spelling_rows(person, of_person)

    write(SPELLINGS, _SPELLINGS, spelt())
    write(COUNTS, _COUNTS, _count_rows(written.counts, settings))
    return written


# --- What stands in a row. ---

_Cell = Callable[[Seen], str]


def _either(of: Callable[[Entry], str]) -> _Cell:
    """A cell of the first list's value or, if that is empty, the second's."""

    def cell(seen: Seen) -> str:
        sources = (entry.screened.source for entry in (seen.first, seen.second) if entry)
        return next(filter(None, (of(source) for source in sources if source)), "")

    return cell


_COMPARISON: Mapping[str, _Cell] = {
    "schema": lambda _: str(SCHEMA),
    "seen_in": lambda seen: seen.presence.value,
    "because": lambda seen: seen.proof or "",
    "conflicts": lambda seen: "; ".join(seen.conflicts),
    "remark": lambda seen: _REMARKS[seen.remark] if seen.remark else "",
    "probable_link": lambda seen: f"{seen.link.probability:.4f}" if seen.link else "",
    "case_number": _either(lambda entry: entry.case_number or ""),
    "defendant_suffix": _either(lambda entry: entry.defendant_suffix),
    "section": _either(lambda entry: cited(entry.statute) or entry.statute_as_written),
    "count": _either(lambda entry: entry.count),
    "level": _either(lambda entry: "" if entry.level is Level.UNKNOWN else entry.level.value),
    "convicted_on": _either(lambda entry: str(entry.convicted_on or "")),
    "court": lambda seen: seen.court or "",
    "first_line": lambda seen: _line(seen.first),
    "second_line": lambda seen: _line(seen.second),
    "repeated_on": lambda seen: "; ".join(f"{where.list}:{_at(where)}" for where in seen.repeated),
    "first_alone": lambda seen: _fate(seen.first),  # its fate in a build of this list alone
    "second_alone": lambda seen: _fate(seen.second),
}


def _comparison_row(seen: Seen) -> list[str]:
    return [cell(seen) for cell in _COMPARISON.values()]


def _only_row(seen: Seen, sightings: Sightings, settings: Settings, sent: SentRows) -> list[str]:
    """A row of a worklist that can be read as a list."""
    screened, advice = seen.entry.screened, _ONLY[seen.presence]
    said = [_REMARKS[seen.remark]] if seen.remark else []
    if seen.link:
        other = seen.link.second if seen.first else seen.link.first
        said.append(f"probably line {_line(sightings.entry_at(other))} of the other list")
    if screened.fate is not Fate.INCLUDED:
        words = settings.screening.reason(screened.fate, screened.reason).words
        said.append(f"by itself it would not go in: {words}")
    row = replace(screened, reason=ReasonCode(seen.presence.value), detail="; ".join(said))
    return worklist_row(row, Reason(fate=Fate.HELD, **advice._asdict()), sent)


_WHO = ("case_number", "defendant_suffix", "last", "first", "middle", "suffix")
_CONFLICTS = (
    *Advice._fields,
    *("dispute", "first_says", "second_says", "detail", *_WHO, "section", "count"),
    *("first_line", "second_line"),
)


def _conflict_rows(seen: Seen) -> Iterator[Sequence[str]]:
    """A row for each field that the two lists dispute."""
    assert seen.first is not None
    assert seen.second is not None
    for dispute in seen.conflicts:
        one, other = (_says(dispute, entry) for entry in (seen.first, seen.second))
        detail = ""
        if dispute is Field.BIRTH_DATE:
            detail = birth_dates_differ(seen.first.record.born_on, seen.second.record.born_on)
        values = {name: _COMPARISON[name](seen) for name in (*_WHO[:2], "section", "count")}
        yield (
            *_CONFLICT,
            *(dispute, one, other, detail, values["case_number"], values["defendant_suffix"]),
            *_name(seen.entry),
            *(values["section"], values["count"], _line(seen.first), _line(seen.second)),
        )


def _says(dispute: Field, compared: ComparedEntry) -> str:
    entry = _source(compared)
    return {
        Field.LEVEL: entry.level.value,
        Field.DATE: str(entry.convicted_on or ""),
        Field.SECTION: cited(entry.statute),
        Field.BIRTH_DATE: "",  # never shown
        Field.COURT: entry.court,
    }[dispute]


_SIDE = ("line", "case_number", "name", "section", "count", "level", "convicted_on", "court")
_LINKS = (
    *Advice._fields,
    *("probability", "other_candidates", "alike", "different", "told_once"),
    *(f"{list_}_{name}" for name in _SIDE for list_ in ("first", "second")),
)


def _link_row(link: Link, first: ComparedEntry, second: ComparedEntry) -> list[str]:
    sides = zip(_side(first), _side(second), strict=True)
    return [
        *_LINK,
        f"{link.probability:.4f}",
        str(link.rivals),
        *map("; ".join, _compared(first.record, second.record)),
        *(cell for pair in sides for cell in pair),
    ]


def _side(compared: ComparedEntry) -> list[str]:
    entry = _source(compared)
    number = "-".join(filter(None, (entry.case_number, entry.defendant_suffix)))
    return [
        _line(compared),
        number,
        entry.name.listed if entry.name else "",
        cited(entry.statute) or entry.statute_as_written,
        entry.count,
        entry.level.value,
        str(entry.convicted_on or entry.convicted_as_written),
        entry.court,
    ]


def _compared(one: Record, other: Record) -> tuple[list[str], list[str], list[str]]:
    """The fields of two records that agree, that differ, and that only one of them has."""
    alike: list[str] = []
    different: list[str] = []
    once: list[str] = []
    swapped = one.name_words == other.name_words or (one.last, one.first) == (
        other.first,
        other.last,
    )
    how = {
        "name": "parts in another order" if swapped else "spelt otherwise",
        "birth date": birth_dates_differ(one.born_on, other.born_on),
    }
    for what, ours, others in (
        ("name", one.name, other.name),
        ("birth date", one.born_on, other.born_on),
        ("case number", one.number, other.number),
        ("section", (one.section, one.subdivision), (other.section, other.subdivision)),
        ("count", one.count, other.count),
        ("day", one.convicted_on, other.convicted_on),
        ("court", one.court, other.court),
    ):
        if not ours and not others:
            continue
        if not ours or not others:
            once.append(what)
        elif ours == others:
            alike.append(what)
        else:
            different.append(f"{what} ({how[what]})" if how.get(what) else what)
    return alike, different, once


_SPELLINGS = (*Advice._fields, "person", *_WHO[2:], "entries", "lists", "lines", "birth_dates")
_MOST_LINES = 5


def _spelling_rows(person: int, entries: Sequence[ComparedEntry]) -> Iterator[Sequence[str]]:
    """A row for each spelling of a person, the most frequent first."""
    dates = {one.record.born_on for one in entries} - {None}
    spellings: defaultdict[str, list[ComparedEntry]] = defaultdict(list)
    for one in entries:
        if one.record.name:
            spellings[one.record.name].append(one)
    for _, spelling in sorted(spellings.items(), key=lambda item: (-len(item[1]), item[0])):
        lines = [f"{one.record.list}:{_line(one)}" for one in spelling]
        more = len(lines) - _MOST_LINES
        yield (
            *_SPELLING,
            str(person),
            *_name(spelling[0]),
            str(len(spelling)),
            "; ".join(sorted({str(one.record.list) for one in spelling})),
            "; ".join(lines[:_MOST_LINES]) + (f" and {more} more" if more > 0 else ""),
            ("none", "one", "several")[min(2, len(dates))],
        )


_COUNTS = ("by", "value", *(presence.value for presence in Presence))


def _count_rows(counts: ComparedCounts, settings: Settings) -> Iterator[Sequence[str]]:
    """Rows of counts in both lists and in one, by court, section and year."""
    for axis in ("court", "section", "year"):
        for value, convictions in counts.split(axis):
            shown = settings.court(value).name if axis == "court" and value else str(value or "")
            yield (axis, shown, *map(str, convictions.values()))


def _source(entry: ComparedEntry) -> Entry:
    assert entry.screened.source is not None, "a sighting was read from an entry"
    return entry.screened.source


def _name(entry: ComparedEntry) -> tuple[str, str, str, str]:
    name = _source(entry).name
    return (name.last, name.first, name.middle, name.suffix) if name else ("", "", "", "")


def _line(entry: ComparedEntry | None) -> str:
    return _at(entry.screened) if entry else ""


def _at(screened: Screened) -> str:
    entry = f".{screened.entry}" if screened.entry > 1 else ""
    return f"{screened.line}{entry}"


def _fate(entry: ComparedEntry | None) -> str:
    if entry is None:
        return ""
    reason = entry.screened.reason
    return f"{entry.screened.fate.value}: {reason}" if reason else entry.screened.fate.value
