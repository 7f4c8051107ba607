"""The page about what lists cover: complete, and silent about every single person."""

import datetime as dt
import re

from filings.model.entries import Level
from filings.model.fates import Fate
from filings.model.report import ListReport
from filings.reports.coverage_page import coverage_page
from filings.reports.public_totals import PublicTotal, reached
from filings.reports.summary_page import summary_page
from tests.reports.test_summary_page import report, text
from tests.screened_lines import line
from tests.small_settings import small_settings

SETTINGS = small_settings()


def lines(count, fate=Fate.INCLUDED, begin=2, **entry):
    reason = "" if fate is Fate.INCLUDED else "hand-review"
    return [line(n, fate, reason, **entry) for n in range(begin, begin + count)]


def page(*entries, totals=(), **more):
    made = report(*entries, **more)
    return coverage_page(made, SETTINGS, reached(made.tally, totals, SETTINGS))


def test_what_goes_in_and_what_waits_is_counted_together():
    shown = text(page(*lines(20), *lines(30, Fate.HELD, begin=100)))
    assert "50 convictions that a motion may be about" in shown
    assert "1999 50" in shown


def test_a_list_of_62000_felonies_and_4000_misdemeanors_flags_itself_for_anybody():
    felonies = lines(620)
    shown = text(page(*felonies, *lines(40, level=Level.MISDEMEANOR, begin=1000)))
    assert "Misdemeanors are far fewer than felonies" in shown


def test_no_figure_of_fewer_than_eleven_people_is_on_the_page():
    rare = lines(10, begin=500, convicted_on=dt.date(1975, 1, 2))
    shown = text(page(*lines(97), *rare))
    assert not re.search(r"\b10\b", shown)
    assert "1975 under 11" in shown


def test_the_summary_beside_it_gives_no_small_figure_away():
    waiting = lines(3, Fate.HELD, begin=500)
    others = lines(60, Fate.OUT_OF_SCOPE, begin=700), lines(40, Fate.DUPLICATE, begin=800)
    made = report(*lines(238), *waiting, *others[0], *others[1])
    assert "1999 238" in text(summary_page(made, SETTINGS))
    shown = text(coverage_page(made, SETTINGS))
    assert "1999 240" in shown  # of 241: what waits may be 2 to 11
    assert not re.search(r"\b(238|241|341)\b", shown)


def test_every_figure_is_rounded_down_to_tens():
    shown = text(page(*lines(999), *lines(58, Fate.HELD, begin=2000)))
    assert "1,050 convictions that a motion may be about" in shown
    assert "1,050 convictions and other entries read, in 1,050 rows" in shown


def test_a_list_of_ten_people_publishes_no_figure_at_all():
    assert "no figures are published" in text(page(*lines(10)))


def test_public_totals_are_shown_and_how_far_they_are_reached_without_a_figure_of_ours():
    totals = (
        PublicTotal(years=(1999, 1999), count=1000),
        PublicTotal(level=Level.FELONY, count=21),
        PublicTotal(years=(1980, 1980), count=14),
    )
    shown = text(page(*lines(20), totals=totals))
    assert "convictions of 1999 1,000 thin" in shown
    assert "felonies 21 reached" in shown
    assert "convictions of 1980 14 too small to tell" in shown


def test_nobody_and_no_case_is_named():
    from filings.model.entries import Name
    from filings.model.identifiers import CaseNumber

    who = {"name": Name(last="ZEBEDEE", first="QUILL"), "case_number": CaseNumber("BA097736")}
    html = page(*lines(30, **who))
    assert not re.search("ZEBEDEE|QUILL|BA097736", html, re.IGNORECASE)


def test_each_list_is_told_by_its_kind_and_never_by_its_hash():
    made = report(*lines(30))
    source = ListReport(
        number=1, sha256="9f" * 32, layout="gogen (BEAR) results", form="CSV", rows=30, sample=False
    )
    from dataclasses import replace

    html = coverage_page(replace(made, lists=(source,)), SETTINGS)
    assert "gogen (BEAR) results, 30 rows" in html
    assert "9f9f" not in html


def test_the_page_needs_nothing_from_elsewhere_and_a_sample_says_so():
    html = page(*lines(30), sample=True)
    assert "every person and case in this list is invented" in html
    assert not re.search(r"<script|https?:|url\(http|<link|<img", html)


def test_the_same_check_gives_the_same_bytes_in_any_order_of_the_list():
    entries = [*lines(20), *lines(15, begin=100, level=Level.MISDEMEANOR)]
    assert page(*entries) == page(*reversed(entries))
