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
from filings.reports.cover_sheets import RULESET
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
    page = agreement_page(made, settings)
    for words in (
        "40 convictions in 2 packets",
        "2 waves of at most 20",
        "file destroyed",
        "20 MB",
    ):
        assert words in page
    pdf = printed(page, settings)
    assert faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1


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
