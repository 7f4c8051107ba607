"""A packet of several courthouses, or of several prosecutors, is proved like any other."""

import pytest

from filings.verification.run_files import PacketFacts, RunManifest
from filings.verification.verify_folder import belongs_to

PACKET = PacketFacts("ccb/lada/all-dismiss-seal/001", "ccb", "lada", 1, 1, 2, (), "")


def manifest(joined=(), *, across_courts=False):
    return RunManifest(
        filed_on="2026-03-02",
        sample=True,
        agency="lada",
        joined=frozenset(joined),
        across_courts=across_courts,
        totals={},
        lists={},
        files={},
        packets=(PACKET,),
        texts={},
    )


@pytest.mark.parametrize(
    ("court", "agency", "run", "belongs"),
    [
        ("ccb", "lada", manifest(), True),
        ("tor", "lada", manifest(), False),
        ("tor", "lada", manifest(across_courts=True), True),
        ("ccb", "long-beach", manifest(), False),
        ("ccb", "long-beach", manifest(["long-beach"]), True),
        ("ccb", "hawthorne", manifest(["long-beach"], across_courts=True), False),
    ],
)
def test_a_line_is_in_a_packet_of_its_court_and_prosecutor_or_of_those_that_are_together(
    court, agency, run, belongs
):
    assert belongs_to({"court": court, "agency": agency}, PACKET, run) is belongs
