"""Whoever reads the published tables, with a pencil, learns of no group of fewer than eleven."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from filings.model.entries import Level, Statute
from filings.model.fates import Fate
from filings.model.tally import Tally
from filings.reports.suppression import PublicCount, publish
from tests.screened_lines import line, tally

AXES = ("year", "section", "level")
Group = tuple[tuple[int, str, Level], int]


def counted(groups: Sequence[Group]) -> Tally:
    """So many people, each with one conviction, of each year, section and level."""
    lines = []
    for (year, section, level), people in groups:
        for _ in range(people):
            lines.append(
                line(
                    len(lines),
                    convicted_on=dt.date(year, 1, 1),
                    statute=Statute(code="HS", section=section),
                    level=level,
                )
            )
    return tally(*lines)


def table(groups: Sequence[Group], axis: str) -> dict[object, str]:
    """A published table as a reader sees it."""
    return {
        line.value: seen(line) for line in publish(counted(groups), AXES, [Fate.INCLUDED])[axis]
    }


def seen(line: PublicCount) -> str:
    return str(line.entries) if line.entries is not None else "few" if line.few else "hidden"


def test_counts_of_eleven_people_are_published_and_of_ten_are_not():
    groups = [
        ((1990, "11357", Level.FELONY), 11),
        ((1991, "11357", Level.FELONY), 10),
        ((1992, "11357", Level.FELONY), 10),
    ]
    assert table(groups, "year") == {1990: "11", 1991: "few", 1992: "few"}


def test_one_hidden_count_takes_another_with_it_or_the_total_would_tell():
    groups = [
        ((1990, "11357", Level.FELONY), 50),
        ((1991, "11357", Level.FELONY), 3),
        ((1992, "11357", Level.FELONY), 20),
    ]
    assert table(groups, "year") == {1990: "50", 1991: "few", 1992: "hidden"}


def test_hidden_counts_known_as_a_sum_are_of_eleven_people_at_least():
    groups = [
        ((1990, "11357", Level.FELONY), 50),
        ((1991, "11357", Level.FELONY), 3),
        ((1992, "11357", Level.FELONY), 4),
        ((1993, "11357", Level.FELONY), 20),
    ]
    assert table(groups, "year") == {1990: "50", 1991: "few", 1992: "few", 1993: "hidden"}


def test_another_table_of_the_same_convictions_does_not_tell_either():
    groups = [
        ((1990, "11357", Level.MISDEMEANOR), 200),
        ((1990, "11360", Level.MISDEMEANOR), 4),
        ((1990, "11358", Level.FELONY), 30),
        ((1990, "11359", Level.FELONY), 300),
    ]
    levels, sections = table(groups, "level"), table(groups, "section")
    assert sections["11360"] == "few"
    # 204 misdemeanors less 200 under 11357 would tell.
    assert sections["11357"] == "hidden" or levels[Level.MISDEMEANOR] == "hidden"


def test_many_convictions_of_few_people_are_few():
    many = [line(n, person=f"cii:{n % 4}") for n in range(100)]
    [year] = publish(tally(*many), ["year"], [Fate.INCLUDED])["year"]
    assert (year.entries, year.few) == (None, True)


def test_a_full_table_is_published_whole():
    groups = [((year, "11357", Level.FELONY), 30) for year in range(1980, 1990)]
    assert set(table(groups, "year").values()) == {"30"}


@given(
    st.dictionaries(
        st.tuples(
            st.integers(1990, 1994), st.sampled_from(["1", "2", "3", "4"]), st.sampled_from(Level)
        ),
        st.sampled_from([1, 3, 8, 15, 30]),
        min_size=1,
        max_size=8,
    )
)
def test_no_small_count_follows_from_what_is_published(groups):
    if sum(groups.values()) < 11:
        return  # then the total is not published either
    published = publish(counted(list(groups.items())), AXES, [Fate.INCLUDED])
    known = [[Fraction(1)] * len(groups)]
    small = []
    for axis, place in zip(AXES, range(3), strict=True):
        for count in published[axis]:
            which = [Fraction(stratum[place] == count.value) for stratum in groups]
            if count.entries is not None:
                assert count.entries >= 11
                known.append(which)
            elif count.few:
                small.append(which)
    for which in small:
        assert rank([*known, which]) > rank(known), "a reader can work it out"


def rank(rows: list[list[Fraction]]) -> int:
    rows, found = [row[:] for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for place in range(found + 1, len(rows)):
            times = rows[place][column] / pivot[column]
            rows[place] = [a - times * b for a, b in zip(rows[place], pivot, strict=True)]
        found += 1
    return found
