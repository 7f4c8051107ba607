"""A Parquet file is read as the same rows that its CSV would give."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from filings.model.entries import Unreadable
from filings.model.errors import ListError
from tests.lists.making import SAMPLE, entries, entry, opened, readings

MIDNIGHT = dt.datetime.combine(dt.date(1999, 5, 4), dt.time())


def table(path, **columns):
    plain = {
        "Case Number": ["BA000001"],
        "Last Name": ["DOE"],
        "First Name": ["JANE"],
        "Section": ["11358 HS"],
        "Conviction Date": ["1999-05-04"],
        "Eligibility": ["Eligible for Dismissal"],
    }
    assert tuple(plain) == SAMPLE
    pq.write_table(pa.table(plain | columns), path)
    return path


def test_a_parquet_list_is_read_like_any_other(tmp_path):
    path = table(tmp_path / "a.parquet")
    assert (opened(path).layout, opened(path).form) == ("sample", "Parquet")
    found = entry(path)
    assert (found.line, found.case_number, found.name.last) == (2, "BA000001", "DOE")


@pytest.mark.parametrize(
    "days",
    [
        pa.array([dt.date(1999, 5, 4)]),
        pa.array([MIDNIGHT], pa.timestamp("ms")),
        pa.array([MIDNIGHT], pa.timestamp("ns")),
        pa.array(["1999-05-04"]).dictionary_encode(),
        pa.array([b"1999-05-04"]),
    ],
)
def test_a_day_is_the_same_in_every_type(tmp_path, days):
    path = table(tmp_path / "a.parquet", **{"Conviction Date": days})
    assert entry(path).convicted_on == dt.date(1999, 5, 4)


def test_numbers_lose_nothing_more_and_are_told(tmp_path):
    path = table(tmp_path / "a.parquet", **{"Case Number": pa.array([101001006000])})
    assert entry(path).case_number == "101001006000"
    assert opened(path).notes == ("written as numbers, without leading zeros: Case Number",)
    path = table(tmp_path / "b.parquet", **{"Case Number": pa.array([12345.0])})
    assert entry(path).case_number == "12345"


def test_an_empty_value_is_an_empty_cell(tmp_path):
    path = table(tmp_path / "a.parquet", **{"Last Name": pa.array([None], pa.string())})
    assert entry(path).name.last == "JANE"


def test_no_number_is_an_empty_cell(tmp_path):
    numbers = pa.array([float("nan"), 140192.0])
    columns = {name: ["x"] * 2 for name in SAMPLE} | {"Case Number": numbers}
    found = entries(table(tmp_path / "a.parquet", **columns))
    assert [e.case_number for e in found] == [None, "140192"]


def test_a_section_among_blanks_is_still_that_section(tmp_path):
    sections = [pa.array([11358.0]), pa.array([Decimal("11358.00")])]
    for section in sections:
        path = table(tmp_path / "a.parquet", Section=section)
        assert entry(path).statute.section == "11358"


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_bytes_that_are_no_text_cost_their_own_row_only(tmp_path, kind):
    names = pa.array([b"MU\xd1OZ", "MUÑOZ".encode()]).cast(kind, safe=False)
    columns = {name: ["x"] * 2 for name in SAMPLE} | {"Last Name": names}
    first, second = readings(table(tmp_path / "a.parquet", **columns))
    assert isinstance(first, Unreadable)
    assert (first.column, first.value) == ("Last Name", "")
    assert second.name.last == "MUÑOZ"


def test_a_file_that_is_replaced_while_it_is_open_is_refused(tmp_path):
    read = opened(table(tmp_path / "a.parquet"))
    table(tmp_path / "b.parquet").replace(tmp_path / "a.parquet")
    with pytest.raises(ListError, match="was changed"):
        list(read.entries())


def test_rows_keep_their_places_over_batches(tmp_path):
    rows = {name: ["x"] * 2500 for name in SAMPLE} | {
        "Case Number": [f"BA{n}" for n in range(2500)]
    }
    found = entries(table(tmp_path / "a.parquet", **rows))
    assert [e.line for e in found] == list(range(2, 2502))
    assert found[-1].case_number == "BA2499"


def test_a_damaged_file_is_told(tmp_path):
    path = table(tmp_path / "a.parquet")
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ListError, match="damaged Parquet"):
        opened(path)


def test_a_column_of_lists_is_refused(tmp_path):
    path = table(tmp_path / "a.parquet", Counts=pa.array([[1, 2]]))
    with pytest.raises(ListError, match="holds a list or a record: Counts"):
        opened(path)


def test_a_parquet_file_called_csv(tmp_path):
    path = table(tmp_path / "a.csv")
    with pytest.raises(ListError, match=r"is called \.csv but is a Parquet file"):
        opened(path)


def test_a_value_that_is_repeated_into_a_bomb_is_refused_before_it_is_written_out(tmp_path):
    rows, text = 3000, "x" * 100_000
    once = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), [text])
    plain = {name: pa.array([""] * rows) for name in SAMPLE}
    for note in (once, once.dictionary_decode()):
        path = tmp_path / "bomb.parquet"
        pq.write_table(pa.table(plain | {"Note": note}), path, compression="zstd")
        assert path.stat().st_size < 20_000
        before = pa.total_allocated_bytes()
        with pytest.raises(ListError, match="rows larger than any list's"):
            entries(path)
        assert pa.total_allocated_bytes() - before < 1 << 20


def test_pages_that_unpack_to_far_more_than_they_weigh_are_refused(tmp_path):
    rows = 1000
    plain = {name: pa.array([""] * rows) for name in SAMPLE}
    path = tmp_path / "bomb.parquet"
    note = pa.array(["x" * 20_000] * rows)
    packed = {"compression": "zstd", "use_dictionary": False, "data_page_size": 1 << 30}
    pq.write_table(pa.table(plain | {"Note": note}), path, **packed)
    with pytest.raises(ListError, match="rows larger than any list's"):
        opened(path)


def test_a_heading_that_is_no_utf_8_is_damage(tmp_path):
    path = table(tmp_path / "a.parquet")
    path.write_bytes(path.read_bytes().replace(b"Last Name", b"Last\xffName"))
    with pytest.raises(ListError, match="is a damaged Parquet file"):
        opened(path)


def test_more_rows_than_bytes_are_refused_before_one_is_read(tmp_path):
    rows = 2_000_000
    once = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["BA1"])
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table(dict.fromkeys(SAMPLE, once)), path, compression="zstd")
    with pytest.raises(ListError, match="2,000,000 rows, more than it has bytes"):
        opened(path)
