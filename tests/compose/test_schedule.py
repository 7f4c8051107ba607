"""A schedule of several courthouses or offenses: subheads, their counts, and its page breaks."""

import pytest

from filings.compose.schedule import Row, Subhead, make_rows, make_schedule, row_heights
from filings.compose.schedule_columns import heading_of, public_form, sealed_form
from filings.model.entries import Level
from filings.model.identifiers import CourtId, OffenseType
from filings.model.packet import Packet
from tests.fakes import conviction, small_settings

SETTINGS = small_settings()
FORM = public_form(SETTINGS)


def packet(*convictions):
    return Packet(
        court=CourtId("ccb"),
        agency=convictions[0].agency,
        offense=OffenseType("all"),
        relief=convictions[0].relief,
        part=1,
        parts=1,
        convictions=convictions,
    )


def schedule_of(convictions, form=FORM):
    rows = make_rows(convictions, form)
    heights = row_heights(rows, form, lambda rows: {})
    return make_schedule(rows, form, heights, heading_of(packet(*convictions), SETTINGS))


def some(count, court, offense, **but):
    return tuple(
        conviction(f"BA{court}{offense}{n:04d}"[-12:], court=court, offense=offense, **but)
        for n in range(count)
    )


TWO_COURTS = (
    *some(3, "compton", "possession", level=Level.MISDEMEANOR),
    *some(60, "compton", "possession-for-sale"),
    *some(1, "torrance", "possession-for-sale"),
)


def test_each_courthouse_and_offense_has_a_subhead_with_its_subtotal():
    told = [line.text for _, line in schedule_of(TWO_COURTS).subheads]
    assert told == [
        "Compton Courthouse · possession of cannabis: 3 convictions (3 misdemeanors)",
        "Compton Courthouse · possession for sale: 60 convictions (60 felonies)",
        "Torrance Courthouse · possession for sale: 1 conviction (1 felony)",
    ]


def test_a_page_begins_with_the_subhead_of_its_rows_and_none_ends_with_one():
    pages = [page for page in schedule_of(TWO_COURTS).pages if page.lines]
    assert len(pages) > 1
    assert all(isinstance(page.lines[0], Subhead) for page in pages)
    assert all(isinstance(page.lines[-1], Row) for page in pages)
    assert pages[1].lines[0].text.endswith("(60 felonies), continued")
    assert sum(page.count for page in pages) == len(TWO_COURTS)


def test_one_courthouse_and_one_offense_have_no_subhead():
    assert not list(schedule_of(some(50, "compton", "possession")).subheads)


def test_one_courthouse_with_two_offenses_names_the_offense_alone():
    told = [line.heading for _, line in schedule_of(TWO_COURTS[:5]).subheads]
    assert told == [("Possession of cannabis",), ("Possession for sale",)]


@pytest.mark.parametrize("rows", [1, 2, 7, 30, 41])
def test_totals_stand_no_further_below_the_rows_than_two_rows(rows):
    last = schedule_of(some(rows, "compton", "possession")).pages[-1]
    if last.lines:
        assert 0 <= last.space - len(last.rows) * FORM.row_height <= 2 * FORM.row_height


def test_the_clerk_has_room_for_a_result_beside_every_row():
    for form in (FORM, sealed_form(SETTINGS)):
        assert form.columns[-1].heading == "Clerk’s result"
        assert all(not row.cells[-1] for row in make_rows(TWO_COURTS, form))


def test_totals_never_stand_on_a_page_without_rows():
    for number in range(2, 60):
        two = (*some(1, "ccb", "possession"), *some(number, "ccb", "possession-for-sale"))
        for convictions in (some(number, "ccb", "possession"), two):
            pages = schedule_of(convictions).pages
            assert pages[-1].rows
            assert sum(page.count for page in pages) == len(convictions)
        assert all(isinstance(page.lines[0], Subhead) for page in schedule_of(two).pages)
