"""What a motion says of earlier runs, of its lists' grounds, and of convictions only to seal."""

import datetime as dt

import pypdfium2
import pytest

from filings.model.identifiers import Relief
from filings.model.sources import Earlier, EarlierRun, ListSource
from filings.render.inspect import inspect
from tests.render.made import many, press

DISMISSING = ("ccb", "lada", "sale", "dismiss-seal")
RUN = EarlierRun(
    run="3f2a9c0d1e4b5a67",
    filed_on=dt.date(2026, 1, 15),
    order="the Order of February 13, 2026",
    packets=((DISMISSING, 1204), (("com", "lada", "sale", "dismiss-seal"), 7)),
)
SOURCE = ListSource(
    number=1,
    sha256="9f" * 32,
    layout="Court case-management export (30 columns)",
    rows=1204,
    eligibility="Jordan A. Ellery, State Bar No. 000000, attested on January 31, 2026 that every"
    " conviction in it may be dismissed and sealed.",
)


@pytest.fixture(scope="module")
def supplementing():
    beside = "A list of 12 rows, SHA-256 beginning 9f86d081884c7d65, was read for what is struck."
    return press(lists=[SOURCE], earlier=Earlier(runs=(RUN,), sentences=(beside,)))


def words(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(word for word in text.split() if not word.isdigit() or len(word) > 2)


def test_the_motion_says_which_motion_and_order_it_supplements(supplementing):
    text = words(supplementing.print_document(many(3), "motion").pdf)
    assert (
        "This motion supplements the motion of this office dated January 15, 2026"
        " and the Order of February 13, 2026. That motion lists 1,204"
        " convictions of the same kind in this Court; none of them is listed here."
    ) in text
    assert "was read for what is struck." in text
    assert "A conviction of an earlier motion or order was left out only" in text


def test_a_motion_of_a_kind_the_earlier_run_had_none_of_gives_no_number(supplementing):
    text = words(supplementing.print_document(many(3, court="tor"), "motion").pdf)
    assert "None of its convictions is listed here." in text


def test_the_declaration_says_on_what_the_eligibility_of_a_list_rests(supplementing):
    text = words(supplementing.print_document(many(3), "motion").pdf)
    assert "attested on January 31, 2026 that every conviction in it" in text


def test_a_motion_that_supplements_nothing_says_nothing_of_it():
    text = words(press(lists=[SOURCE]).print_document(many(3), "motion").pdf)
    assert "supplements" not in text
    assert "left out only where" not in text


def test_a_clerk_takes_a_supplement_as_any_other_motion(supplementing):
    paper = supplementing.filings.paper("ccb")
    assert inspect(supplementing.print_document(many(3), "motion").pdf, paper).findings == ()


def test_what_is_dismissed_already_is_only_asked_to_be_sealed(supplementing):
    packet = many(3, relief=Relief("seal"))
    assert packet.name == "ccb/lada/sale-seal/001"
    motion, order = (
        words(supplementing.print_document(packet, name).pdf)
        for name in ("motion", "proposed-order")
    )
    assert "move this Court for one order sealing the records of" in motion
    assert "was dismissed as legally invalid" in motion
    assert "that the conviction be dismissed" not in motion
    assert (
        "by an earlier order that did not direct sealing, and is to be sealed under subdivision (f)"
        in order
    )
    assert "Each conviction listed in Exhibit A is dismissed" not in order
    assert "The records of the arrest and conviction on each listed count are sealed." in order
