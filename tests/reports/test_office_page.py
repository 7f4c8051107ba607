"""The office's page tells every figure, where what waits lies, and how earlier runs stood."""

import datetime as dt
from dataclasses import replace

from filings.model.fates import Fate
from filings.model.report import PacketReport
from filings.model.sources import EarlierRun
from filings.reports.office_page import office_page
from filings.settings.settings import read_settings
from tests.reports.test_summary_page import many, report, text

DAY = dt.date(2026, 12, 1)
SERIES = ("ccb", "lada", "sale", "dismiss-seal")


def packet(convictions):
    return PacketReport(
        name="ccb/lada/sale-dismiss-seal/001",
        court="ccb",
        agency="lada",
        offense="sale",
        relief="dismiss-seal",
        part=1,
        parts=1,
        convictions=convictions,
    )


def test_a_small_figure_is_told_with_the_worklist_where_it_waits():
    made = report(*many(20), *many(3, 20, Fate.HELD, "hand-review"))
    page = text(office_page(made, read_settings(), DAY))
    assert "under 11" not in page
    assert "hand-review.csv 3" in page
    assert "Beside earlier runs" not in page


def test_a_run_stands_beside_the_earlier_runs_that_it_supplements():
    made = replace(report(*many(20)), packets=(packet(20),))
    totals = (("rows", 4_000), ("entries", 4_100), ("included", 3_700), ("held", 400))
    earlier = EarlierRun(
        run="3f2a", filed_on=dt.date(2026, 3, 2), packets=((SERIES, 3_700),), totals=totals
    )
    page = text(office_page(made, read_settings(), DAY, [earlier]))
    assert "run 3f2a of 2026-03-02 4,000 4,100 3,700 400" in page
    assert "this run 20 20 20 0 0 0 0" in page
    assert "Clara Shortridge Foltz Criminal Justice Center 3,700 20" in page


def test_the_page_needs_nothing_from_elsewhere():
    page = office_page(report(*many(20)), read_settings(), DAY)
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
