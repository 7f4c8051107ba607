"""Find probable matches among convictions that exact keys do not match.

No other module uses Splink and DuckDB. The result decides nothing: it is a worklist. Nothing is
downloaded, and temporary files are kept in a folder of the caller.
"""

import re
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from filings.comparison.match_weights import (
    COMMON,
    LADDERS,
    LOOKED_AT,
    ComparisonLevel,
    FieldComparison,
)
from filings.matching.record import Record, run_together
from filings.model.errors import ConfigError

if TYPE_CHECKING:
    import duckdb
    from splink import SettingsCreator

LIKELY = 0.95
"""The least probability of a link that is shown."""

_BATCH = 10_000
_MEMORY = "1GB"  # memory for DuckDB; the rest is in its folder
_RIVALS = 3.0  # bits: a pair is clearly better if eight times as probable


class Link(NamedTuple):
    """Two records, one of each list, that are probably one conviction."""

    first: int  # place
    second: int  # place
    probability: float
    rivals: int  # other pairs with either of the two that are nearly as probable


def refuse_without_splink() -> None:
    """Raise if Splink is not installed.

    Raises:
        ConfigError: It is not installed.
    """
    if not all(map(find_spec, ("splink", "duckdb", "pyarrow"))):
        raise ConfigError(
            "filings compare",
            "needs Splink and DuckDB, which are not installed",
            'Install them: pip install "filings[compare]"',
        )


def find_links(sightings: Iterable[Record], alone: Sequence[int], waiting: Path) -> list[Link]:
    """Match records without a counterpart one to one, the most probable pairs first.

    Args:
        sightings: All records of both lists; matched ones only count for the frequency of names.
        alone: For each place, 1 if no exact key has matched it.
        waiting: An empty folder for what memory cannot hold.
    """
    import duckdb

    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY,
            "temp_directory": str(waiting),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    try:
        _fill(connection, sightings, alone)
        pairs = _score(connection)
    finally:
        connection.close()
    return _one_to_one(pairs)


# --- In. ---

_COLUMNS = {
    "unique_id": "BIGINT",
    "list": "TINYINT",
    "still_open": "BOOLEAN",
    "surname": "VARCHAR",
    "given": "VARCHAR",
    "surname_parts": "VARCHAR",
    "given_parts": "VARCHAR",
    "called": "VARCHAR",
    "words": "VARCHAR",
    "generation": "VARCHAR",
    "born": "VARCHAR",
    "docket": "VARCHAR",
    "digits": "VARCHAR",
    "suffix": "VARCHAR",
    "heard": "VARCHAR",
    "section": "VARCHAR",
    "charge": "VARCHAR",
    "count_no": "VARCHAR",
    "decided": "VARCHAR",
    "decided_on": "DATE",
    "keys": "VARCHAR[]",
    "kinds": "VARCHAR[]",
}


def _row(sighting: Record, still_open: bool) -> tuple[Any, ...]:
    """A record as a row of the columns above; unknown values are NULL, which is no evidence."""
    digits = re.sub(r"\D", "", sighting.number)
    return (
        sighting.place,
        sighting.list,
        still_open,
        run_together(sighting.last) or None,
        run_together(sighting.first) or None,
        sighting.last or None,
        sighting.first or None,
        sighting.name or None,
        " ".join(sorted(sighting.name_words)) or None,
        sighting.generation or None,
        sighting.born_on.strftime("%Y%m%d") if sighting.born_on else None,
        sighting.number or None,
        digits if len(digits) >= 5 else None,
        sighting.suffix or None,
        sighting.court or None,
        sighting.section or None,
        f"{sighting.section} {sighting.subdivision}" if sighting.section else None,
        sighting.count or None,
        sighting.convicted_on.strftime("%Y%m%d") if sighting.convicted_on else None,
        sighting.convicted_on,
        sorted(sighting.given_keys.values()),
        sorted(sighting.public_keys),
    )


def _fill(
    connection: "duckdb.DuckDBPyConnection",
    sightings: Iterable[Record],
    alone: Sequence[int],
) -> None:
    import pyarrow as pa

    columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    connection.execute(f"CREATE TABLE told ({columns})")
    types = {"BIGINT": pa.int64(), "TINYINT": pa.int8(), "BOOLEAN": pa.bool_()} | {
        "VARCHAR": pa.string(),
        "DATE": pa.date32(),
        "VARCHAR[]": pa.list_(pa.string()),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in _COLUMNS.items()])
    rows = (_row(sighting, bool(alone[sighting.place])) for sighting in sightings)
    while batch := list(islice(rows, _BATCH)):
        table = pa.Table.from_arrays(
            [
                pa.array(values, kind)
                for values, kind in zip(zip(*batch, strict=True), schema.types, strict=True)
            ],
            schema=schema,
        )
        connection.register("batch", table)
        connection.execute("INSERT INTO told SELECT * FROM batch")
        connection.unregister("batch")


# --- What Splink does. ---


def _score(connection: "duckdb.DuckDBPyConnection") -> list[tuple[float, float, int, int]]:
    """Weight in bits, probability and the two places of every pair that is probable enough."""
    from splink import DuckDBAPI, Linker

    sizes = []
    for number in (1, 2):
        side = f"open_{number}"
        connection.execute(f"CREATE TABLE {side} AS FROM told WHERE still_open AND list = {number}")
        sizes.append(connection.table(side).count("*").fetchall()[0][0])
    if not all(sizes):
        return []
    database = DuckDBAPI(connection)
    sides = [database.register(f"open_{n}", dataset_display_name=f"list_{n}") for n in (1, 2)]
    linker = Linker(sides, _settings(sizes), log_level="ERROR")
    for column in COMMON:
        connection.execute(  # column names of our own
            f"CREATE TABLE common_{column} AS SELECT {column}, count(*) / sum(count(*)) OVER ()"  # noqa: S608
            f" AS tf_{column} FROM told WHERE {column} IS NOT NULL GROUP BY {column}"
        )
        lookup = database.register(f"common_{column}")
        linker.table_management.register_term_frequency_lookup(lookup, column)
    scored = linker.inference.predict(threshold_match_probability=LIKELY)
    links = scored.as_duckdbpyrelation().select(
        "match_weight, match_probability, unique_id_l, unique_id_r"
    )
    return links.fetchall()


def _settings(sizes: list[int]) -> "SettingsCreator":
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="link_only",
        # A third of the shorter list is assumed to be in the other one too.
        probability_two_random_records_match=1 / (3 * max(sizes)),
        comparisons=[_comparison(ladder) for ladder in LADDERS],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in LOOKED_AT],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _comparison(ladder: FieldComparison) -> Any:
    from splink import comparison_level_library, comparison_library

    def level(rung: ComparisonLevel) -> Any:
        made = comparison_level_library.CustomLevel(rung.when)
        made.configure(m_probability=rung.same, u_probability=rung.other)
        if rung.common:
            made.configure(tf_adjustment_column=rung.common, disable_tf_exact_match_detection=True)
        return made

    silent = comparison_level_library.CustomLevel(ladder.silent).configure(is_null_level=True)
    return comparison_library.CustomComparison(
        output_column_name=ladder.name, comparison_levels=[silent, *map(level, ladder.rungs)]
    )


# --- Out. ---


def _one_to_one(pairs: list[tuple[float, float, int, int]]) -> list[Link]:
    """The most probable pair of each record, and how many others come close."""
    # Rounded: sums of logarithms may differ between machines in the last digit.
    ranked = sorted((-round(weight, 4), *_in_order(a, b), p) for weight, p, a, b in pairs)
    near: dict[int, list[float]] = {}
    for minus, first, second, _ in ranked:
        near.setdefault(first, []).append(-minus)
        near.setdefault(second, []).append(-minus)
    taken: set[int] = set()
    links = []
    for minus, first, second, probability in ranked:
        if first in taken or second in taken:
            continue
        taken |= {first, second}
        rivals = sum(
            weight > -minus - _RIVALS for place in (first, second) for weight in near[place]
        )
        links.append(Link(first, second, round(probability, 4), rivals - 2))
    return sorted(links)


def _in_order(one: int, other: int) -> tuple[int, int]:
    """The place in the first list, then that in the second, since Splink may swap them."""
    return (one, other) if one < other else (other, one)
