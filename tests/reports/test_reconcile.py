"""What closes a run: everything that was counted apart is equal, or there is no report."""

import pytest

from filings.model.errors import VerificationError
from filings.model.fates import Totals
from filings.model.report import ListReport, PacketReport
from filings.reports.reconcile import Reconciliation, make_report
from tests.reports.test_console_text import packet
from tests.screened_lines import line, tally
from tests.small_settings import small_settings


def closed(packets: tuple[PacketReport, ...], found: dict[str, int]):
    convictions = sum(found.values())
    survey = Reconciliation(tally=tally(*(line(n) for n in range(2, 2 + convictions))))
    survey.packets.update(found)
    totals = Totals(rows=convictions, entries=convictions, included=convictions)
    lists = (
        ListReport(
            number=1, sha256="ab", layout="sample", form="CSV", rows=convictions, sample=False
        ),
    )
    return make_report(totals, [], packets, lists, survey, small_settings())


def test_a_conviction_that_stands_in_another_packet_than_it_should_closes_nothing():
    two = packet(2), packet(1, part=2)
    names = [its.name for its in two]
    assert closed(two, dict(zip(names, (2, 1), strict=True))).totals.included == 3
    with pytest.raises(
        VerificationError, match=r"entries by packet: .* on one side, .* on the other"
    ):
        closed(two, dict(zip(names, (1, 2), strict=True)))
