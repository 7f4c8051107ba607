"""Nothing of a list is lost, each included conviction stands once, and order is nothing."""

import csv
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import filings
from filings.settings.settings import read_settings
from tests.small_settings import with_own_key
from tests.test_pipeline import DAY, row, write_list

pytestmark = pytest.mark.usefixtures("fake_renderer")

CELLS = {
    "Section": ["11357(b) HS", "11359 HS", "11358", "459 PC", "113", ""],
    "Court": ["FOLTZ", "COMPTON", "NOWHERE", ""],
    "Eligibility": ["Eligible for Dismissal", "Not Eligible", "Hand Review", "?"],
    "Conviction_Date": ["1999-05-04", "2001-12-31", "2017-01-01", "1999-02-30", ""],
    "Count": ["1", "2", "1, 2", "x2", ""],
    "Last_Name": ["DOE", "SPECIMEN", ""],
}
ROWS = st.lists(
    st.builds(
        row,
        st.integers(1, 6),
        **{name: st.sampled_from([*cells[:1] * 4, *cells]) for name, cells in CELLS.items()},
    ),
    min_size=1,
    max_size=8,
)
SOME = settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])


@cache
def own():
    return with_own_key(read_settings())


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@SOME
@given(ROWS)
def test_every_entry_has_one_fate_and_every_included_conviction_one_row_of_one_motion_and_order(
    rows,
):
    with tempfile.TemporaryDirectory() as folder:
        listed, out = write_list(Path(folder) / "list.csv", rows), Path(folder) / "out"
        totals = filings.build([listed], out, own(), filed_on=DAY).totals
        ledger, placed = table(out / "sealed/ledger.csv"), table(out / "sealed/placements.csv")
    assert totals.rows == len(rows)
    assert totals.entries == len(ledger) >= len(rows)
    fates = Counter(line["fate"] for line in ledger)
    assert {fate: getattr(totals, fate) for fate in fates} == fates
    assert {int(line["line"]) for line in ledger} == set(range(2, len(rows) + 2))
    included = {line["conviction"]: line["packet"] for line in ledger if line["fate"] == "included"}
    assert len(included) == fates["included"]
    for document in ("motion.pdf", "proposed-order.pdf") if included else ():
        stands = [(it["conviction"], it["packet"]) for it in placed if it["document"] == document]
        assert sorted(stands) == sorted(included.items())


def in_packets(folder, *lists):
    """Which convictions would go into which packet, of these lists of rows."""
    paths = [write_list(folder / f"{n}.csv", rows) for n, rows in enumerate(lists)]
    filings.check(paths, own(), filed_on=DAY, ledger_path=folder / "ledger.csv")
    lines = table(folder / "ledger.csv")
    (folder / "ledger.csv").unlink()
    return {(it["packet"], it["conviction"]) for it in lines if it["fate"] == "included"}


@SOME
@given(ROWS, st.randoms(use_true_random=False))
def test_a_list_shuffled_doubled_or_split_gives_the_same_packets(rows, random):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        once = in_packets(folder, rows)
        shuffled = random.sample(rows, len(rows))
        assert in_packets(folder, shuffled) == once
        assert in_packets(folder, [*rows, *rows]) == once
        if (half := len(rows) // 2) > 0:
            split = in_packets(folder, shuffled[:half], shuffled[half:])
            # Two lists that tell one case otherwise, or less, may hold it; nothing more goes in.
            assert split <= once
            if len({each["Case Number"] for each in rows}) == len(rows):
                assert split == once
