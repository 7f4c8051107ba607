"""What a thin list says of itself. In 2020 nobody was told; 60,000 convictions were missed."""

import datetime as dt
from collections.abc import Iterator

import pytest

from filings.model.entries import Level, Statute
from filings.model.fates import Fate, Screened
from filings.model.tally import Tally
from filings.reports.coverage_gaps import Gap, find_gaps
from tests.screened_lines import line, tally
from tests.small_settings import small_settings


def gaps(counted: Tally, about: str = "") -> list[str]:
    return [g.sentence for g in find_gaps(counted, small_settings()) if about in ("", g.about)]


def even_list(per_year: int = 30, **entry: object) -> Iterator[Screened]:
    """A list without thin places: every year from 1975 to 2016, both levels, all open courts."""
    for year in range(1975, 2017):
        for n in range(per_year):
            possession = n % 2 == 0
            yield line(
                year * 100 + n,
                **(
                    {
                        "convicted_on": dt.date(year, 6, 1),
                        "level": Level.MISDEMEANOR if possession else Level.FELONY,
                        "statute": Statute(
                            code="HS",
                            section=("11530" if year == 1975 else "11357")
                            if possession
                            else "11359",
                        ),
                        "goes_to": ("ccb", "compton", "torrance")[n % 3],
                    }
                    | entry
                ),
            )


def test_a_full_list_has_no_gap():
    assert gaps(tally(*even_list())) == []


def test_62000_felonies_against_4000_misdemeanors_flag_themselves():
    counted = Tally()
    felony, misdemeanor = line(), line(level=Level.MISDEMEANOR)
    for _ in range(62_000):
        counted.add(felony)
    for _ in range(4_000):
        counted.add(misdemeanor)
    [thin] = gaps(counted, "level")
    assert thin.startswith(
        "Misdemeanors look thin: 4,000 against 62,000 felonies, one for every 16."
    )


def test_the_level_ratio_that_court_records_end_with_is_not_flagged():
    lines = [line(n, level=Level.MISDEMEANOR if n % 3 else Level.FELONY) for n in range(300)]
    assert gaps(tally(*lines), "level") == []


def test_a_list_without_felonies_is_flagged():
    [thin] = gaps(tally(*(line(n, level=Level.MISDEMEANOR) for n in range(300))), "level")
    assert "Felonies look thin: 0 against 300 misdemeanors" in thin


def test_convictions_held_back_count_as_present_in_the_list():
    lines = [line(n, Fate.HELD, "hand-review", level=Level.MISDEMEANOR) for n in range(200)]
    assert gaps(tally(*lines, *(line(n) for n in range(200))), "level") == []


def test_empty_years_inside_the_span_are_named():
    missing = (1983, 1985, 1986)
    kept = [each for each in even_list() if each.source.convicted_on.year not in missing]
    assert gaps(tally(*kept)) == [
        "No conviction in 1983 and 1985 to 1986, in a list from 1975 to 2016."
    ]


def test_a_year_far_below_its_neighbours_is_thin():
    kept = [
        each for each in even_list() if each.source.convicted_on.year != 1990 or each.line % 100 < 6
    ]
    [thin] = gaps(tally(*kept))
    assert thin.startswith("1990 looks thin: 6 convictions")


def test_a_list_that_begins_late_or_ends_early_says_so():
    kept = [each for each in even_list() if 1994 <= each.source.convicted_on.year <= 2010]
    nothing_before, nothing_after = gaps(tally(*kept), "year")
    assert nothing_before.startswith("Nothing before 1994.")
    assert nothing_after.startswith("Nothing after 2010,")


def test_misdemeanors_that_begin_long_after_the_felonies_are_missed():
    kept = [
        each
        for each in even_list()
        if each.source.level is Level.FELONY or each.source.convicted_on.year >= 1995
    ]
    assert "No misdemeanor before 1995, though the list has felonies from 1975 on." in gaps(
        tally(*kept)
    )


def test_courts_of_the_county_with_nothing_are_named_but_not_closed_ones():
    kept = [each for each in even_list() if each.court != "torrance"]
    assert gaps(tally(*kept)) == [
        "No conviction from 1 of the county's 3 courts: Torrance Courthouse."
    ]


def test_a_court_far_below_a_middling_one_is_thin():
    lines = [*even_list(goes_to="ccb"), *even_list(goes_to="torrance"), line(1, goes_to="compton")]
    [thin] = gaps(tally(*lines), "court")
    assert thin.startswith("Compton Courthouse looks thin: 1 conviction, where")


@pytest.mark.parametrize("written", ["", "Los  Angeles"])
def test_rows_that_name_only_the_county_do_not_make_its_default_court_look_full(written):
    [unnamed] = gaps(tally(*even_list(court=written, goes_to="ccb")))
    assert unnamed == (
        "1,260 of 1,260 convictions name no courthouse; they are taken for Foltz Courthouse."
        " Which courts the list lacks cannot be told."
    )


def test_an_offense_type_with_nothing_is_named():
    kept = [each for each in even_list() if each.source.statute.section == "11359"]
    assert "No conviction for possession of cannabis (11357 and 11530)." in gaps(
        tally(*kept), "section"
    )


def test_old_section_numbers_are_missed_when_the_list_goes_back_to_their_time():
    kept = [each for each in even_list() if each.source.statute.section != "11530"]
    assert gaps(tally(*kept), "section") == [
        "No conviction under 11530, the numbers of these offenses until 1975, though the list"
        " begins in 1975."
    ]


def test_a_short_list_is_not_judged_by_its_holes():
    [short] = gaps(tally(line(2), line(3)))
    assert short.startswith("Too few convictions to tell what a list like this lacks (2).")


def test_a_list_with_nothing_of_ours_is_not_judged_at_all():
    assert gaps(Tally()) == []
    assert gaps(tally(line(2, Fate.OUT_OF_SCOPE, "not-a-conviction"))) == []


def test_a_public_sentence_gives_no_figure_of_convictions():
    lines = [line(n, level=Level.FELONY) for n in range(300)] + [line(999, level=Level.MISDEMEANOR)]
    found: list[Gap] = list(find_gaps(tally(*lines), small_settings()))
    assert any(gap.about == "level" for gap in found)
    assert not any(figure in gap.public for gap in found for figure in ("300", "301", " 1 "))
