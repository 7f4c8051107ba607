"""Read the rows of a Parquet file, each cell as text.

Its columns are typed by whoever wrote the file: a number that should have been text has lost its
leading zeros before it came here, so columns of numbers are told.
"""

import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from filings.lists.delimited_text import (
    RowFault,
    Table,
    TextRow,
    column_of_rows,
    digest_of,
    refuse,
    version_of,
    watched,
)
from filings.model.errors import ListError

_ROWS = 1000  # read at a time
_MOST_PER_ROW = 1 << 20  # bytes
_MOST_AT_A_TIME = 64 << 20  # bytes of text, decoded
_SMALL = 8 << 20  # of a group of rows, unpacked
# A list shrinks to a fiftieth at most; a bomb, to a thousandth.
_RATIO = 200
# Arrow has a plain RuntimeError for some damage: text in a column of numbers.
_BROKEN = (pa.ArrowException, OSError, UnicodeDecodeError, RuntimeError)
_MOST_COLUMNS = 1000
_FEW_ROWS = 100_000  # are read in seconds, whatever they are


def read_parquet(path: Path) -> Table:
    """The one table of a Parquet file.

    Raises:
        ListError: It is damaged, or holds columns or rows of a size that no list has.
    """
    if path.suffix.lower() not in (".parquet", ".pq"):
        raise refuse(
            path,
            f"is called {path.suffix or 'a list'} but is a Parquet file",
            "Rename it to end in .parquet.",
        )
    version = version_of(path)
    try:
        with pq.ParquetFile(path) as file:
            metadata, schema = file.metadata, file.schema_arrow
    except _BROKEN as error:
        raise refuse(path, "is a damaged Parquet file", "Write it again.") from error
    if metadata.num_columns > _MOST_COLUMNS:
        raise refuse(
            path, f"has more than {_MOST_COLUMNS} columns", "Keep only the list's own columns."
        )
    # No two rows of a list are alike, so that each takes more than a byte of a file.
    if metadata.num_rows > max(path.stat().st_size, _FEW_ROWS):
        what = f"says that it has {metadata.num_rows:,} rows, more than it has bytes"
        raise refuse(path, what, "Write the list again, one row for each conviction.")
    # Of a group as a whole: what a damaged file says of one column ends the process in Arrow.
    groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
    unpacked = sum(group.total_byte_size for group in groups)
    if (unpacked > _SMALL and unpacked > path.stat().st_size * _RATIO) or any(
        group.num_rows and group.total_byte_size / group.num_rows > _MOST_PER_ROW
        for group in groups
    ):
        raise _too_large(path)
    nested = [column.name for column in schema if pa.types.is_nested(column.type)]
    if nested:
        raise refuse(
            path,
            f"has a column that holds a list or a record: {nested[0]}",
            "Write one plain value in each cell.",
        )

    def rows() -> Iterator[TextRow | RowFault]:
        return watched(path, version, cells())

    def cells() -> Iterator[TextRow | RowFault]:
        yield TextRow(1, list(schema.names))
        line = 1
        try:
            # What is repeated stays one until it is known how much it comes to.
            with pq.ParquetFile(path, read_dictionary=texts) as file:
                for batch in file.iter_batches(batch_size=_ROWS, use_threads=False):
                    if sum(map(_decoded, batch.columns)) > _MOST_AT_A_TIME:
                        raise _too_large(path)
                    columns = [_text(column) for column in batch.columns]
                    for row in zip(*columns, strict=True):
                        line += 1
                        yield TextRow(line, list(row))
        except _BROKEN as error:
            raise refuse(path, "is a damaged Parquet file", "Write it again.") from error

    texts = [column.name for column in schema if _is_text(column.type)]
    numbers = [
        column.name
        for column in schema
        if pa.types.is_floating(column.type) or pa.types.is_integer(column.type)
    ]
    notes = (f"written as numbers, without leading zeros: {', '.join(numbers)}",) if numbers else ()
    return Table(
        path,
        "Parquet",
        digest_of(path),
        damaged=True,
        notes=notes,
        rows=rows,
        column=partial(column_of_rows, rows),
    )


def _too_large(path: Path) -> ListError:
    return refuse(path, "has rows larger than any list's", "Save the list as CSV.")


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )


def _decoded(column: pa.Array) -> int:
    """How many bytes the texts of a column are, each written out as often as it stands there."""
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    if not _is_text(column.type.value_type):
        return 0
    return pc.sum(pc.binary_length(column.dictionary).take(column.indices)).as_py() or 0


def _text(column: pa.Array) -> list[str]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_floating(kind):
        # What a program of tables does not know, it calls no number.
        return [
            "" if value is None or math.isnan(value) else f"{value:.15g}"
            for value in column.to_pylist()
        ]
    if not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
        text = column.cast(pa.string())
        try:
            return [value or "" for value in text.to_pylist()]
        except UnicodeDecodeError:  # nobody has made sure that its bytes are UTF-8
            column = text.cast(pa.binary())
    return [
        "" if value is None else value.decode("utf-8", "surrogateescape")
        for value in column.to_pylist()
    ]
