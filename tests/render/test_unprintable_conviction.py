"""When one conviction keeps a document from being printed, its row is named."""

from dataclasses import replace

import pytest

from filings.model.errors import PageError, RenderError
from filings.model.packet import Packet
from filings.render.unprintable_conviction import print_or_blame
from tests.fakes import conviction

PACKET = Packet(
    court="ccb", agency="lada", offense="all", relief="dismiss-seal", part=1, parts=1,
    convictions=tuple(conviction(f"BA00000{n}", line=n + 2) for n in range(9)),
)  # fmt: skip


class Printer:
    """Prints anything but the case numbers that it was told to break at."""

    def __init__(self, *broken, error=PageError):
        self.broken, self.error = set(broken), error

    def print_document(self, packet, document):
        if not self.broken or self.broken & {each.case_number for each in packet.convictions}:
            raise self.error(f"{document}.pdf", "is too high", "Make room.")
        return len(packet.convictions)


def test_a_document_that_prints_is_printed_whole():
    assert print_or_blame(Printer("none of them"), PACKET, "motion") == 9


@pytest.mark.parametrize("error", [PageError, RenderError])
def test_the_list_and_line_of_the_one_at_fault_are_told(error):
    with pytest.raises(error) as stopped:
        print_or_blame(Printer("BA000006", error=error), PACKET, "motion")
    assert stopped.value.where == "list 1, line 8: motion.pdf"
    assert stopped.value.remedy == "Make room."


def test_nobody_is_blamed_for_a_template_that_prints_nobody():
    with pytest.raises(PageError) as stopped:
        print_or_blame(Printer(), PACKET, "motion")
    assert stopped.value.where == "motion.pdf"


def test_of_two_at_fault_one_is_named():
    with pytest.raises(PageError, match=r"line [38]"):
        print_or_blame(Printer("BA000001", "BA000006"), PACKET, "motion")


def test_one_alone_in_a_packet_is_named_too():
    alone = replace(PACKET, convictions=PACKET.convictions[3:4])
    with pytest.raises(PageError, match="line 5"):
        print_or_blame(Printer("BA000003"), alone, "motion")
