"""Define the report of a comparison, which has counts and no names."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from filings.comparison.totals import ComparedCounts
from filings.matching.pairs import Field
from filings.model.report import ListReport


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Entries of one list that were not compared, and why."""

    list: int
    words: str  # "The conviction is of another county."
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The result of comparing two lists."""

    run: str  # the comparison's id
    sample: bool  # some of it is from a synthetic list
    lists: tuple[ListReport, ListReport]
    in_both: int
    only_in_first: int
    only_in_second: int
    told_otherwise: int  # in one list; the other says it is no conviction
    conflicting: int  # convictions in both lists that differ
    conflicts: Mapping[Field, int]  # by disputed field; one conviction may have several
    probable_links: int
    repeated: Mapping[int, int]  # by list: entries that repeat an earlier one
    people_spelt_differently: int
    left_out: tuple[LeftOut, ...]
    unreadable: int
    files: tuple[str, ...]
    counts: ComparedCounts = field(repr=False)

    @property
    def convictions(self) -> int:
        """The number of convictions in either list, each counted once."""
        return self.in_both + self.only_in_first + self.only_in_second + self.told_otherwise

    @property
    def need_a_human(self) -> int:
        """The number of convictions that a human must look at."""
        alone = self.only_in_first + self.only_in_second
        return alone + self.told_otherwise + self.conflicting + self.unreadable

    def by(self, axis: str) -> list[dict[str, Any]]:
        """Numbers of convictions by court, section or year: in both lists, and in one."""
        return [
            {axis: value, **{presence.value: n for presence, n in convictions.items()}}
            for value, convictions in self.counts.split(axis)
        ]

    def plain(self) -> dict[str, Any]:
        """The comparison as plain values for JSON."""
        fields = {
            name: getattr(self, name)
            for name in (
                *("run", "sample", "in_both", "only_in_first", "only_in_second"),
                *("told_otherwise", "conflicting", "probable_links"),
                *("people_spelt_differently", "unreadable", "need_a_human"),
                "files",
            )
        }
        return fields | {
            "lists": [asdict(one) for one in self.lists],
            "conflicts": {dispute.value: n for dispute, n in self.conflicts.items()},
            "repeated": {str(number): n for number, n in self.repeated.items()},
            "left_out": [asdict(one) for one in self.left_out],
            "by": {axis: self.by(axis) for axis in ("court", "section", "year")},
        }
