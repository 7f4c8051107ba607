"""Rows of a person come together, whatever order they came in."""

import pytest

from filings.lists.delimited_text import TextRow
from filings.lists.group_by_person import scattered, together


@pytest.mark.parametrize(
    ("people", "parted"),
    [("aabbcc", False), ("aba", True), ("abcabc", True), ("", False), (["", "a", "", "a"], True)],
)
def test_a_person_is_scattered_when_another_comes_between(people, parted):
    assert scattered(people) is parted


def test_each_persons_rows_come_together_in_the_order_of_the_file():
    rows = [TextRow(line, {"who": who}, ()) for line, who in enumerate("bacbab", 2)]
    grouped = list(together(rows, lambda row: row.cells["who"]))
    assert [(row.cells["who"], row.line) for row in grouped] == [
        ("a", 3), ("a", 6), ("b", 2), ("b", 5), ("b", 7), ("c", 4),
    ]  # fmt: skip
    assert sorted(grouped, key=lambda row: row.line) == rows


def test_more_rows_than_wait_in_memory_all_come_back():
    rows = [TextRow(line, {"who": str(line % 7)}, ()) for line in range(2, 2_504)]
    grouped = list(together(rows, lambda row: row.cells["who"]))
    assert sorted(row.line for row in grouped) == [row.line for row in rows]
