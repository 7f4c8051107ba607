"""Anyone may know how far it is, and nobody can tell from it what came of a single person."""

import re

import pytest

from filings.after.asked_convictions import AskedConviction
from filings.after.outcome import FilingOutcome, Followed, Standing
from filings.after.progress_page import progress_page
from filings.after.write_outcome import totals_of
from filings.settings.settings import read_settings


@pytest.fixture(scope="module")
def settings():
    return read_settings()


def followed(first, number, court, standing):
    for n in range(first, first + number):
        asked = AskedConviction(
            id=f"{n:024x}",
            run="one",
            packet=f"{court}/lada/sale-dismiss-seal/001",
            item=n,
            case_number=f"BA{n:06d}",
            also_numbered="",
            suffix="",
            last=f"DOE{n}",
            first="JANE",
            middle="",
            generation="",
            section="11359",
            cited="11359 HS",
            count="1",
            level="felony",
            convicted_on="1999-05-04",
            court=court,
            agency="lada",
            relief="dismiss-seal",
        )
        yield Followed(asked=asked, runs=("one",), standing=standing)


def page(convictions, settings, *, public):
    made = FilingOutcome(
        convictions=tuple(convictions), not_followed=(), rows=0, followed=0, repeated=0, blank=0
    )
    totals = totals_of(made, (), settings.results.results)
    html = progress_page(made, totals, settings, sample=True, public=public)
    return " ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def convictions():
    yield from followed(0, 40, "ccb", Standing.GRANTED)
    yield from followed(100, 3, "ccb", Standing.REFUSED)
    yield from followed(200, 20, "ccb", Standing.UNANSWERED)
    yield from followed(300, 30, "tor", Standing.CLEARED)
    yield from followed(400, 12, "tor", Standing.OPEN)


def test_no_figure_of_fewer_than_eleven_people_is_told_or_follows_from_the_others(settings):
    seen = page(convictions(), settings, public=True)
    assert "105 convictions for which a court was asked" in seen
    assert "under 11 not granted" in seen
    row = seen[seen.index("Clara Shortridge") :][:120]
    # 63 - 40 - 20 would tell the three: one of these figures is not shown either.
    assert "under 11" in row
    assert row.count("not shown") >= 1
    assert "DOE" not in seen


def test_two_hidden_figures_of_a_row_do_not_tell_a_small_sum_by_subtraction(settings):
    few = [
        *followed(0, 26, "elm", Standing.GRANTED),
        *followed(100, 6, "elm", Standing.REFUSED),
        *followed(200, 1, "elm", Standing.UNANSWERED),
        *followed(300, 60, "ccb", Standing.GRANTED),
        *followed(400, 30, "ccb", Standing.REFUSED),
        *followed(500, 30, "ccb", Standing.UNANSWERED),
    ]
    seen = page(few, settings, public=True)
    row = seen[seen.index("El Monte Courthouse") :][:80]
    # 33 asked less 26 granted would be seven people.
    assert not ("33" in row and "26" in row)


def test_the_office_sees_every_figure(settings):
    seen = page(convictions(), settings, public=False)
    assert "70 granted 3 not granted 32 waiting" in seen
    assert "For the office alone" in seen
    assert re.search(r"Criminal Justice Center 63 40 3 20", seen)


def test_a_filing_for_fewer_than_eleven_people_has_no_figures_in_public(settings):
    seen = page(followed(0, 10, "ccb", Standing.GRANTED), settings, public=True)
    assert "no figures are published" in seen
    assert "convictions for which" not in seen
