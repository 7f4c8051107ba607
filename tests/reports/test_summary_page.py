"""The published page: complete for whoever reads it, and silent about every single person."""

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from filings.model.entries import Level, Name, Statute
from filings.model.fates import Fate, Screened, Totals
from filings.model.report import PacketReport, ReasonCount, Report
from filings.reports.summary_page import summary_page
from filings.settings.settings import read_settings
from tests.screened_lines import line, tally
from tests.small_settings import small_settings

INVENTED_OFFICE = Path(__file__).parents[2] / "examples/los_angeles/invented_office"
MISDEMEANOR = Level.MISDEMEANOR


def report(*lines: Screened, sample: bool = False) -> Report:
    counted = tally(*lines)
    reasons = small_settings().screening.reasons
    return Report(
        totals=Totals(
            rows=len(lines),
            entries=len(lines),
            **{fate.value: n for fate, n in counted.by("fate").items()},
        ),
        reasons=tuple(
            ReasonCount(
                fate=fate,
                reason=reason,
                words=reasons[reason].words if reason else "",
                who_can_act=reasons[reason].who_can_act if reason else "",
                remedy="",
                entries=n,
            )
            for (fate, reason), n in counted.count("fate", "reason").items()
        ),
        warnings=(),
        packets=(),
        lists=(),
        sample=sample,
        tally=counted,
    )


def text(page: str) -> str:
    """What a reader sees, single blanks between words."""
    words: list[str] = []

    class Reader(HTMLParser):
        skip = False

        def handle_starttag(self, tag, attrs):
            self.skip = tag in ("style", "title")

        def handle_endtag(self, tag):
            self.skip = False

        def handle_data(self, data):
            if not self.skip:
                words.extend(data.split())

    Reader().feed(page)
    return " ".join(words)


def many(people: int, first: int = 0, fate: Fate = Fate.INCLUDED, reason: str = "", **entry):
    return [line(first + n, fate, reason, **entry) for n in range(people)]


def test_every_count_of_eleven_people_or_more_is_on_the_page():
    lines = [
        *many(30, 0),
        *many(20, 100, goes_to="compton", convicted_on=dt.date(1985, 1, 1), level=MISDEMEANOR),
        *many(12, 200, Fate.HELD, "hand-review"),
    ]
    seen = text(summary_page(report(*lines), small_settings()))
    assert "50 convictions in a packet" in seen
    assert "Foltz Courthouse 30 Compton Courthouse 20" in seen
    assert "felony 30 misdemeanor 20" in seen
    assert "The list sends it to hand review. reviewing attorney 12" in seen
    assert "1985 20 1986 0" in seen


def test_a_count_of_ten_people_is_nowhere_on_the_page():
    lines = [*many(77, 0), *many(10, 100, goes_to="compton"), *many(46, 200, goes_to="torrance")]
    page = summary_page(report(*lines), small_settings())
    seen = text(page)
    assert "Compton Courthouse under 11" in seen
    # 133 in all less 77 and 46 would tell, so one more is not shown.
    assert "Torrance Courthouse not shown" in seen
    assert not re.search(r"\b(10|46)\b", seen)


def test_people_and_convictions_are_told_by_decade_and_by_type_of_offense():
    lines = [
        *many(25, 0, convicted_on=dt.date(1985, 1, 1), offense="possession"),
        *many(25, 0, convicted_on=dt.date(1989, 1, 1), offense="possession"),  # of the same people
        *many(38, 100),
    ]
    seen = text(summary_page(report(*lines), small_settings()))
    assert "by decade of conviction 1980 to 1989 20 people or more 50" in seen
    assert "1990 to 1999 30 people or more 38" in seen
    assert "possession of cannabis 20 people or more 50" in seen
    assert "possession for sale 30 people or more 38" in seen


def test_nobody_is_counted_in_a_decade_or_type_whose_convictions_are_hidden():
    lines = [
        *many(60, 0),
        *many(4, 100, convicted_on=dt.date(1985, 1, 1)),
        *many(30, 200, convicted_on=dt.date(2005, 1, 1), offense="possession"),
    ]
    seen = text(summary_page(report(*lines), small_settings()))
    assert "1980 to 1989 under 11" in seen
    # All possession is of the 2000s: 94 in all less 60 and 30 would tell.
    assert "1990 to 1999 not shown 2000 to 2009 not shown" in seen
    assert "possession of cannabis 30 people or more 30" in seen
    by_decade = seen.partition("by decade")[2].partition("by court")[0]
    assert "people" not in by_decade
    assert not re.search(r"\b(4|30|60)\b", by_decade)


def test_a_small_group_of_people_is_never_told_by_rounding_up_or_down():
    seen = text(summary_page(report(*many(11)), small_settings()))
    assert "1990 to 1999 11 people or more 11" in seen


def test_a_list_of_ten_people_publishes_no_figure_at_all():
    page = summary_page(report(*many(10)), small_settings())
    assert "Fewer than 11 people stand behind this list" in text(page)
    assert "convictions in a packet" not in page
    assert not re.search(r"\b10\b", text(page))


def test_nobody_and_no_case_is_named():
    named = many(
        40,
        name=Name(last="QUACKENBUSH", first="FICTITIOUS"),
        case_number="BA097736",
        statute=Statute(code="HS", section="11358"),
    )
    page = summary_page(report(*named), small_settings())
    assert "QUACKENBUSH" not in page
    assert "BA097736" not in page
    assert "cii:" not in page


def test_the_page_needs_nothing_from_elsewhere_and_runs_no_script():
    page = summary_page(report(*many(40)), small_settings())
    assert not re.search(r"https?:|<script|<link|<img|@import|src=", page)


def test_a_sample_says_so_at_the_top():
    assert "invented" in text(summary_page(report(*many(40), sample=True), small_settings()))
    assert "invented" not in text(summary_page(report(*many(40)), small_settings()))


def test_what_the_list_probably_lacks_is_told_without_figures_of_people():
    lines = [*many(300), *many(12, 1000, level=MISDEMEANOR)]
    seen = text(summary_page(report(*lines), small_settings()))
    assert "Misdemeanors are far fewer than felonies" in seen


def test_the_same_report_gives_the_same_bytes_in_any_order_of_the_list():
    lines = [*many(30), *many(20, 100, goes_to="compton"), *many(3, 200, goes_to="torrance")]
    page = summary_page(report(*lines), small_settings())
    assert page == summary_page(report(*reversed(lines)), small_settings())


def test_the_page_has_a_day_people_the_law_and_whom_to_ask():
    settings = read_settings([INVENTED_OFFICE])
    lines = many(40)
    packet = PacketReport(
        name="ccb/lada/sale-dismiss-seal/001",
        court="ccb",
        agency="lada",
        offense="sale",
        relief="dismiss-seal",
        part=1,
        parts=1,
        convictions=40,
    )
    made = replace(report(*lines), packets=(packet,))
    seen = text(summary_page(made, settings, dt.date(2026, 3, 2)))
    assert "March 2, 2026" in seen
    assert "40 people at least" in seen
    assert "Proposition 64" in seen
    assert "Health & Saf. Code, §§ 11361.8" in seen
    assert "Ask the Los Angeles County District Attorney:" in seen
    # Fewer than eleven are never counted in public.
    assert "people at least" not in text(summary_page(report(*lines[:10]), settings))
