"""Whoever reads the published tables, with a pencil, learns of no group of fewer than eleven."""

import datetime as dt
import itertools
from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from filings.model.entries import Level, Statute
from filings.model.fates import Fate
from filings.model.tally import Tally
from filings.reports import summary_page
from filings.reports.suppression import PublicCount, publish
from tests.screened_lines import line, tally

AXES = ("year", "section", "level")
PUBLIC = summary_page.PUBLISHED
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


STRATA = st.tuples(
    st.sampled_from([1988, 1989, 1990, 1991, 2003]),
    st.sampled_from(["ccb", "compton"]),
    st.sampled_from(["possession", "possession-for-sale"]),
    st.sampled_from(["11357(b)", "11357(c)", "11359"]),
    st.sampled_from([Level.FELONY, Level.MISDEMEANOR]),
)


@given(
    st.dictionaries(STRATA, st.sampled_from([1, 3, 8, 15, 30]), min_size=1, max_size=8),
    st.sampled_from([1, 2]),
)
def test_no_small_count_follows_from_all_the_tables_of_the_summary(groups, convictions):
    if sum(groups.values()) < 11:
        return
    lines, people = [], 0
    for (year, court, offense, section, level), several in groups.items():
        for _ in range(several):
            people += 1
            lines += [
                line(
                    len(lines) + n,
                    person=f"cii:{people}",
                    convicted_on=dt.date(year, 1, 1),
                    goes_to=court,
                    offense=offense,
                    statute=Statute(code="HS", section=section),
                    level=level,
                )
                for n in range(convictions)
            ]
    strata = [
        {
            "year": year,
            "decade": year - year % 10,
            "court": court,
            "offense": offense,
            "section": section,
            "level": level,
            "agency": "lada",
        }
        for year, court, offense, section, level in groups
    ]
    published = publish(tally(*lines), PUBLIC, [Fate.INCLUDED])
    known, small = [[Fraction(1)] * len(strata)], []
    for axis in PUBLIC:
        for count in published[axis]:
            which = [Fraction(stratum[axis] == count.value) for stratum in strata]
            behind = sum(n for n, one in zip(groups.values(), which, strict=True) if one)
            if count.entries is not None:
                assert behind >= 11
                known.append(which)
            elif count.few:
                small.append(which)
    for which in small:
        assert rank([*known, which]) > rank(known), "a reader can work it out"
    # Nor of several small ones of a table together: the years of a decade, say.
    sizes = list(groups.values())
    for axis in PUBLIC:
        few = [count.value for count in published[axis] if count.few]
        for number in range(2, len(few) + 1):
            for values in itertools.combinations(few, number):
                which = [Fraction(stratum[axis] in values) for stratum in strata]
                if sum(n for n, one in zip(sizes, which, strict=True) if one) < 11:
                    assert rank([*known, which]) > rank(known), "their sum can be worked out"


def test_the_small_years_of_a_published_decade_are_not_known_as_a_sum_either():
    people = {1985: 40, 1990: 3, 1991: 4, 1992: 30, 2001: 5, 2002: 8, 2003: 20}
    lines = [
        line(number, convicted_on=dt.date(year, 1, 1))
        for number, year in enumerate(year for year, n in people.items() for _ in range(n))
    ]
    published = publish(tally(*lines), PUBLIC, [Fate.INCLUDED])
    years = {count.value: seen(count) for count in published["year"]}
    decades = {count.value: seen(count) for count in published["decade"]}
    # 37 of the 1990s less 30 of 1992 would tell of seven people.
    assert "hidden" in (years[1992], decades[1990])
    assert (years[2001], years[2002]) == ("few", "few")


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


def told_by_difference(before: Sequence[Group], after: Sequence[Group]) -> dict[str, list[object]]:
    """What somebody learns who subtracts one run's tables from another's: the cells that moved."""
    return {
        axis: [
            value
            for value, shown in table(after, axis).items()
            if shown.isdecimal() and shown != table(before, axis).get(value)
        ]
        for axis in AXES
    }


def test_whoever_subtracts_two_whole_runs_finds_the_one_by_whom_they_differ_and_no_small_group():
    """docs/explanation/privacy.md: of one list, the page of one run is published."""
    large = [((1990, "11357", Level.FELONY), 40), ((1991, "11358", Level.MISDEMEANOR), 40)]
    one_more = [((1990, "11357", Level.FELONY), 41), large[1]]
    assert told_by_difference(large, one_more) == {
        "year": [1990],
        "section": ["11357"],
        "level": [Level.FELONY],
    }
    small = [*large, ((1992, "11360", Level.INFRACTION), 4)]
    one_more = [*large, ((1992, "11360", Level.INFRACTION), 5)]
    assert told_by_difference(small, one_more) == {"year": [], "section": [], "level": []}


def test_of_a_supplement_with_one_more_person_no_table_tells_anything():
    added = [((1990, "11357", Level.FELONY), 1)]
    assert [table(added, axis) for axis in AXES] == [
        {1990: "few"},
        {"11357": "few"},
        {Level.FELONY: "few"},
    ]
