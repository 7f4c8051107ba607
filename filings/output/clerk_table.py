"""Write a packet's convictions as the clerk's own system wants them: the court's columns, in order.

The rows are those of Exhibit A, in its order, with names: the table lies under seal. The workbook
offers the answers that `filings returned` understands.
"""

import io
from collections.abc import Iterator

from filings.model.conviction import Conviction
from filings.model.packet import Packet
from filings.settings.clerk_tables import ClerkColumn
from filings.settings.settings import Settings
from filings.storage.csv_xlsx import Headed, write_csv, write_sheets

CSV = "clerk-table.csv"
XLSX = "clerk-table.xlsx"

_SHEET = "Exhibit A"


def clerk_tables(packet: Packet, settings: Settings) -> dict[str, bytes]:
    """The table of a packet: name of each file -> content; empty where the court has no table."""
    county = settings.county
    ruleset = county.courts[packet.court].ruleset or county.ruleset
    columns = settings.clerk_tables.of(packet.court, ruleset)
    if not columns:
        return {}
    heading = tuple(column.heading for column in columns)
    rows = list(_rows(packet, columns, settings))
    table, workbook = io.BytesIO(), io.BytesIO()
    write_csv(table, heading, rows)
    widths = tuple(column.width for column in columns)
    answers = tuple(
        code.replace("-", " ")
        for code, result in settings.results.results.items()
        if result.by == "court"
    )
    asked = (n for n, column in enumerate(columns, 1) if column.field == "result")
    headed = Headed(heading, widths, tuple((n, answers) for n in asked))
    write_sheets(workbook, [(_SHEET, headed, rows)], guarded=False)
    return {CSV: table.getvalue(), XLSX: workbook.getvalue()}


def _rows(
    packet: Packet, columns: tuple[ClerkColumn, ...], settings: Settings
) -> Iterator[list[str]]:
    courts = {court: record.name for court, record in settings.county.courts.items()}
    agencies = {agency: record.name for agency, record in settings.county.agencies.items()}
    for item, conviction in enumerate(packet.convictions, 1):
        fields = _fields(conviction, item)
        fields["court"] = courts[conviction.court]
        fields["agency"] = agencies[conviction.agency]
        yield [
            fields[column.field]
            if column.field
            else column.by_relief.get(conviction.relief, column.text or "")
            for column in columns
        ]


def _fields(conviction: Conviction, item: int) -> dict[str, str]:
    name = conviction.name
    return {
        "item": str(item),
        "case_number": conviction.case_number,
        "number": conviction.number,
        "also_numbered": "; ".join(conviction.also_numbered),
        "defendant_suffix": conviction.defendant_suffix,
        "name": name.listed if name else "",
        "last": name.last if name else "",
        "first": name.first if name else "",
        "middle": name.middle if name else "",
        "suffix": name.suffix if name else "",
        "section": f"{conviction.statute.short} {conviction.statute.code}".strip(),
        "code": conviction.statute.code,
        "count": conviction.count,
        "level": conviction.level.value,
        "convicted_on": conviction.convicted_on.isoformat(),
        "relief": conviction.relief,
        "conviction": conviction.id,
        "result": "",
        "result_on": "",
        "note": "",
    }
