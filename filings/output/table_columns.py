"""Turn ledger lines, packets and placements into rows of the sealed tables.

The ledger names nobody, but a case number with an offense is criminal history: all of these tables
are for the office alone.
"""

import io
from collections.abc import Iterable, Iterator, Sequence

from filings.lists.case_numbers import without_personal
from filings.model.entries import Entry
from filings.model.fates import Fate, Line
from filings.model.identifiers import Relief
from filings.model.packet import Packet, Placement
from filings.settings.settings import Settings
from filings.storage.csv_xlsx import write_csv

SCHEMA = 1

LEDGER = (
    "schema", "list", "line", "entry", "fate", "reason", "who_can_act", "conviction", "same_as",
    "lists", "case_number", "defendant_suffix", "section", "count", "level", "convicted_on",
    "relief", "agency", "court", "offense", "packet", "item",
)  # fmt: skip
"""One line for every entry of every list."""

REMARKS = (
    "remark", "words", "list", "line", "entry", "case_number", "defendant_suffix", "section",
    "count", "convicted_on", "court", "packet", "item", "conviction",
)  # fmt: skip
"""One line for every remark on a conviction that is included all the same."""

PLACEMENTS = ("conviction", "packet", "document", "page", "row")
"""One line for every place where an included conviction stands."""

CASES = (
    "item", "case_number", "also_numbered", "defendant_suffix", "last", "first", "middle", "suffix",
    "section", "count", "level", "convicted_on", "court", "agency", "relief", "conviction",
    "result", "result_on", "note",
)  # fmt: skip
"""One line for every conviction of a packet; the clerk fills in the last three and returns it."""

_ANSWER = ("", "", "")  # what the clerk fills in


def ledger_row(line: Line, settings: Settings) -> list[str]:
    """A row of the ledger; a cell is empty where nothing is known."""
    screened = line.screened
    conviction, source = screened.conviction, screened.source
    known = conviction or source
    reason = settings.screening.reasons.get(screened.reason)
    section = level = convicted_on = ""
    if known is not None:
        section = known.statute.short if known.statute else ""
        level = known.level.value
        convicted_on = known.convicted_on.isoformat() if known.convicted_on else ""
    return [
        str(SCHEMA),
        str(screened.list),
        str(screened.line),
        str(screened.entry),
        screened.fate.value,
        screened.reason,
        reason.who_can_act if reason else "",
        conviction.id if conviction else "",
        screened.same_as or "",
        ";".join(map(str, line.lists)),
        (known.case_number or "") if known else "",
        known.defendant_suffix if known else "",
        section or (without_personal(source.statute_as_written) if source else ""),
        known.count if known else "",
        level,
        convicted_on,
        _relief(screened.relief, settings),
        screened.agency or "",
        screened.court or "",
        screened.offense or "",
        line.packet,
        str(line.item or ""),
    ]


def _relief(relief: Relief | None, settings: Settings) -> str:
    """The relief of a conviction; of a variant, the relief that it is a variant of."""
    record = settings.reliefs.get(relief) if relief else None
    return (record.within if record else None) or relief or ""


def remark_rows(line: Line, settings: Settings) -> Iterator[list[str]]:
    """Rows for remarks.csv: what deserves a look though it is included, and who answered for it."""
    screened, conviction = line.screened, line.screened.conviction
    if screened.source and (answered := screened.source.answered):
        yield _answered(line, screened.source, answered)
    if screened.fate is not Fate.INCLUDED or conviction is None:
        return
    for remark in screened.warnings:
        yield [
            remark,
            settings.screening.reason(Fate.INCLUDED, remark).words,
            str(screened.list),
            str(screened.line),
            str(screened.entry),
            conviction.case_number,
            conviction.defendant_suffix,
            conviction.statute.short,
            conviction.count,
            conviction.convicted_on.isoformat(),
            conviction.court,
            line.packet,
            str(line.item),
            conviction.id,
        ]


def _answered(line: Line, source: Entry, answered: Sequence[int]) -> list[str]:
    """The cells that say by which answers an entry was read."""
    screened = line.screened
    lines = f"line{'s' if len(answered) > 1 else ''} {', '.join(map(str, answered))}"
    return [
        "answered",
        f"It was read by {lines} of the file of answers.",
        str(screened.list),
        str(screened.line),
        str(screened.entry),
        source.case_number or "",
        source.defendant_suffix,
        source.statute.short if source.statute else without_personal(source.statute_as_written),
        source.count,
        source.convicted_on.isoformat() if source.convicted_on else "",
        screened.court or "",
        line.packet,
        str(line.item or ""),
        screened.conviction.id if screened.conviction else "",
    ]


def placement_lines(packet: str, placements: Iterable[Placement]) -> str:
    """A packet's part of placements.csv; no cell can hold a comma or a quote."""
    return "".join(f"{p.conviction},{packet},{p.document},{p.page},{p.row}\n" for p in placements)


def cases_csv(packet: Packet, settings: Settings) -> bytes:
    """A packet's schedule as a table, row by row."""
    agencies, file = settings.county.agencies, io.BytesIO()
    write_csv(
        file,
        CASES,
        (
            (
                str(item),
                conviction.case_number,
                "; ".join(conviction.also_numbered),
                conviction.defendant_suffix,
                *(
                    (
                        conviction.name.last,
                        conviction.name.first,
                        conviction.name.middle,
                        conviction.name.suffix,
                    )
                    if conviction.name
                    else ("", "", "", "")
                ),
                f"{conviction.statute.short} {conviction.statute.code}",
                conviction.count,
                conviction.level.value,
                conviction.convicted_on.isoformat(),
                settings.court(conviction.court).name,
                agencies[conviction.agency].name,
                conviction.relief,
                conviction.id,
                *_ANSWER,
            )
            for item, conviction in enumerate(packet.convictions, 1)
        ),
    )
    return file.getvalue()
