"""What statistics the public has are read, and a list far below them is told as thin."""

import datetime as dt
import os
from pathlib import Path

import pytest

from filings.model.entries import Level, Statute
from filings.model.errors import ListError
from filings.model.fates import Fate
from filings.reports.public_totals import PublicTotal, reached, read_totals
from filings.settings.settings import read_settings
from tests.screened_lines import line, tally

SETTINGS = read_settings()


def totals(tmp_path, text, name="counts.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_totals(path, SETTINGS)


def of(*given, lines):
    return reached(tally(*lines), given, SETTINGS)


def many(count, **entry):
    return [line(n, **entry) for n in range(2, count + 2)]


def test_totals_are_split_by_as_much_as_a_file_tells(tmp_path):
    text = (
        "Year,Level,Court,Section,Count\n"
        '1999,Felony,Compton Courthouse,11359,"1,204"\n'
        "1990-1999,,,,20000\n"
        "all,misdemeanor,,11357(c),5\n"
    )
    assert totals(tmp_path, text) == (
        PublicTotal(
            years=(1999, 1999), level=Level.FELONY, court="com", section="11359", count=1204
        ),
        PublicTotal(years=(1990, 1999), count=20000),
        PublicTotal(level=Level.MISDEMEANOR, section="11357(c)", count=5),
    )


def test_totals_may_be_yaml(tmp_path):
    text = "counts:\n  - {year: 1999, level: felony, count: 12}\n"
    (only,) = totals(tmp_path, text, "counts.yaml")
    assert (only.years, only.level, only.count) == ((1999, 1999), Level.FELONY, 12)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Year,Count\n1999,many\n", 'line 2: the count "many" is no number'),
        ("Year,Count\n99,5\n", 'line 2: "99" is no year'),
        ("Court,Count\nAtlantis,5\n", 'line 2: no court is called "Atlantis"'),
        ("Level,Count\nhigh,5\n", '"high" is none of felony'),
        ("Section,Count\nsale,5\n", '"sale" names no section'),
        ("Colour,Count\nred,5\n", '"Colour" is none of'),
        ("Year,Count\n1999\n", "line 2 has not as many cells"),
        ("Year,Count\n", "holds no totals"),
        ("", "is empty"),
    ],
)
def test_a_total_that_nobody_can_read_is_refused_with_its_place(tmp_path, text, why):
    with pytest.raises(ListError) as caught:
        totals(tmp_path, text)
    assert why in caught.value.what


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ListError, match="cannot be read"):
        read_totals(tmp_path / "no.csv", SETTINGS)


def test_what_never_ends_is_refused(tmp_path):
    os.mkfifo(tmp_path / "counts.csv")
    for path in (tmp_path / "counts.csv", Path("/dev/zero"), tmp_path):
        with pytest.raises(ListError, match="is not a file"):
            read_totals(path, SETTINGS)


def test_a_table_larger_than_any_is_refused(tmp_path):
    with pytest.raises(ListError, match="is larger than any table of totals"):
        totals(tmp_path, "Year,Count\n" + "1999,5\n" * 2_500_000)


def test_a_stratum_far_below_its_public_total_is_thin():
    total = PublicTotal(years=(1999, 1999), level=Level.FELONY, count=100)
    (short,) = of(total, lines=many(74))
    assert (short.words, short.in_lists, short.thin) == ("felonies of 1999", 74, True)
    (enough,) = of(total, lines=many(75))
    assert not enough.thin


def test_a_bare_section_takes_its_subdivisions_and_a_subdivision_only_itself():
    lines = [
        line(2, statute=Statute(code="HS", section="11357", subdivision="c")),
        line(3, statute=Statute(code="HS", section="11357")),
        line(4),
    ]
    bare, exact = PublicTotal(section="11357", count=30), PublicTotal(section="11357(c)", count=30)
    assert [its.in_lists for its in of(bare, exact, lines=lines)] == [1, 2]


def test_what_waits_for_somebody_is_there_and_what_is_not_ours_is_not():
    lines = [line(2, Fate.HELD), line(3, Fate.OUT_OF_SCOPE), line(4, Fate.DUPLICATE)]
    (its,) = of(PublicTotal(count=50), lines=lines)
    assert its.in_lists == 1


def test_a_span_of_years_takes_all_of_them():
    lines = [line(year, convicted_on=dt.date(year, 1, 2)) for year in range(1985, 2001)]
    (its,) = of(PublicTotal(years=(1990, 1999), count=50), lines=lines)
    assert its.in_lists == 10


def test_the_largest_shortfall_comes_first():
    few, most = PublicTotal(years=(1999, 1999), count=40), PublicTotal(count=4000)
    assert [its.total for its in of(few, most, lines=many(10))] == [most, few]


def test_a_total_of_a_few_says_nothing():
    (its,) = of(PublicTotal(years=(1975, 1975), count=12), lines=[])
    assert (its.thin, its.tellable) == (False, False)


def test_a_section_is_one_of_the_offense_table_in_any_state(tmp_path):
    for text, section in (("11357(C)", "11357(c)"), ("HS 11357.", "11357"), ("11357.5", "11357.5")):
        (only,) = totals(tmp_path, f"Section,Count\n{text},5\n")
        assert only.section == section
    cook = read_settings((), {"office": {"county": "cook-il", "agency": "ccsao"}})
    path = tmp_path / "cook.csv"
    path.write_text("Section,Count\n720 ilcs 550/4(A),5\n", encoding="utf-8")
    (only,) = read_totals(path, cook)
    assert only.section == "720 ILCS 550/4(a)"
