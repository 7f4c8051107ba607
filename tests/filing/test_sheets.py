"""The sheets that nobody files are valid PDF/UA and PDF/A, like every other page."""

import datetime as dt
import io
from dataclasses import replace

import pikepdf
import pytest

from filings.after.asked_convictions import AskedConviction
from filings.after.notices import GrantedConviction, notice_page
from filings.filing.agreement_sheet import agreement_page
from filings.model.fates import Fate
from filings.model.report import PacketReport
from filings.render import Renderer
from filings.reports.cover_sheets import RULESET, index_page
from filings.settings.settings import read_settings
from tests.render.validators import faults
from tests.reports.test_summary_page import INVENTED_OFFICE, many, report


@pytest.fixture(scope="module")
def settings():
    return read_settings([INVENTED_OFFICE], {"office": {"wave": 20}})


def printed(page, settings):
    renderer = Renderer(settings, filed_on=dt.date(2026, 3, 2))
    return renderer.print_sheet(page, settings.rulesets[RULESET], "sheet")


def test_the_agreement_is_one_page_with_all_that_is_agreed(settings):
    packets = tuple(
        PacketReport(
            name=f"ccb/lada/sale-dismiss-seal/{part:03d}",
            court="ccb",
            agency="lada",
            offense="sale",
            relief="dismiss-seal",
            part=part,
            parts=2,
            convictions=20,
        )
        for part in (1, 2)
    )
    made = replace(report(*many(40, 0, Fate.INCLUDED)), packets=packets)
    page = agreement_page(made, settings, dt.date(2026, 3, 2))
    for words in (
        "40 convictions in 2 packets",
        "2 waves of at most 20",
        "the last in the week from March 9, 2026",
        "file destroyed",
        "20 MB",
    ):
        assert words in page
    pdf = printed(page, settings)
    assert faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1


def test_the_index_says_what_is_filed_in_which_week(settings):
    packets = tuple(
        PacketReport(
            name=f"ccb/{agency}/sale-dismiss-seal/001",
            court="ccb",
            agency=agency,
            offense="sale",
            relief="dismiss-seal",
            part=1,
            parts=1,
            convictions=size,
        )
        for agency, size in (("lada", 15), ("long-beach", 7))
    )
    more = replace(packets[0], name="ccb/lada/possession-dismiss-seal/001", offense="possession")
    made = replace(report(*many(37, 0, Fate.INCLUDED)), packets=(packets[0], more, packets[1]))
    page = index_page(made, settings, dt.date(2026, 3, 2))
    headings = (
        "Wave 1 of 2, in the week from March 2, 2026",
        "Wave 2 of 2, in the week from March 9, 2026",
        "For other prosecutors to file",
    )
    assert [*map(page.count, headings)] == [1, 1, 1]
    places = [page.index(heading) for heading in headings]
    assert places[0] < page.index("sale") < places[1] < page.index("possession") < places[2]
    assert faults(printed(page, settings)) == []


def test_a_notice_of_an_order_is_valid_and_names_nobody(settings):
    asked = AskedConviction(
        id="0" * 24,
        run="r",
        packet="ccb/lada/sale-dismiss-seal/001",
        item=1,
        case_number="BA000001",
        also_numbered="",
        suffix="",
        last="DOE",
        first="JANE",
        middle="",
        generation="",
        section="11359",
        cited="11359 HS",
        count="1",
        level="felony",
        convicted_on="1999-05-04",
        court="ccb",
        agency="lada",
        relief="dismiss-seal",
    )
    granted = [GrantedConviction(asked=asked, order_on="2026-04-01", instead="")]
    sheriff = settings.county.notified["sheriff"]
    page = notice_page(sheriff, granted, b"table", settings, sample=True)
    assert "DOE" not in page
    assert "BA000001" not in page
    assert "SAMPLE" in page
    assert faults(printed(page, settings)) == []
