import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from filings.errors import ListError
from tests.lists.making import SAMPLE, entries, entry, opened

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
