"""Assign each included conviction to its packet and its place there."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from filings.model.errors import VerificationError
from filings.model.identifiers import AgencyId, CourtId, OffenseType, Relief
from filings.packets.case_tables import PacketRow, insert
from filings.packets.grouping import PacketOutline, Series, deal, limit
from filings.settings.settings import Settings
from filings.storage.temp_db import TempDatabase


def place(database: TempDatabase, settings: Settings) -> None:
    """Deal what is still included into packets, and give each conviction its row there.

    Args:
        database: Holds the tables of `case_tables`; `places` and `packets` are filled.
        settings: How packets are grouped, and how large one may be.

    Raises:
        VerificationError: Two convictions share one id.
    """
    (shared,) = database.one(
        "SELECT COUNT(*) - COUNT(DISTINCT id) FROM candidates JOIN lines USING (position)"
        " WHERE fate = 'included'"
    )
    if shared:
        raise VerificationError("lists", "two convictions share one id", "Please report this.")
    rows = database.rows(
        "SELECT court, agency, offense, relief, position, apart, number FROM candidates"
        " JOIN lines USING (position) WHERE fate = 'included'"
        " ORDER BY court, agency, offense, relief, apart, rank"
    )
    packet = 0
    for key, group in groupby(rows, key=lambda row: row[:4]):
        series = _series(*key)
        sizes: list[int] = []
        database.many(
            "INSERT INTO places VALUES (?, ?, ?)", _dealt(series, group, packet, sizes, settings)
        )
        outlines = [
            PacketOutline(series=series, part=part, parts=len(sizes), convictions=size)
            for part, size in enumerate(sizes, start=1)
        ]
        database.many(
            insert("packets", PacketRow),
            (
                PacketRow(
                    packet + outline.part,
                    outline.name,
                    *series,
                    outline.part,
                    outline.parts,
                    outline.convictions,
                )
                for outline in outlines
            ),
        )
        packet += len(sizes)
    database.do("CREATE INDEX by_packet ON places (packet, item)")
    database.do("CREATE UNIQUE INDEX by_name ON packets (name)")


def _dealt(
    series: Series,
    group: Iterable[tuple[Any, ...]],
    before: int,
    sizes: list[int],
    settings: Settings,
) -> Iterator[tuple[int, int, int]]:
    """Position, packet and item of each conviction of a series; counts each part's size."""
    positions: deque[int] = deque()

    def cases() -> Iterator[tuple[bytes, str]]:
        for *_, place, apart_by, number in group:
            positions.append(place)
            yield apart_by, number

    for part, item in deal(cases(), limit(series.court, settings)):
        if part > len(sizes):
            sizes.append(0)
        sizes[-1] += 1
        yield positions.popleft(), before + part, item


def _series(court: str, agency: str, offense: str, relief: str) -> Series:
    return Series(CourtId(court), AgencyId(agency), OffenseType(offense), Relief(relief))


def outline_of(row: PacketRow, together: int) -> PacketOutline:
    """A packet without its convictions; `together` counts those of all its parts."""
    return PacketOutline(
        together=together,
        series=_series(row.court, row.agency, row.offense, row.relief),
        part=row.part,
        parts=row.parts,
        convictions=row.convictions,
    )
