"""With `public_schedule: counts` a case number stands in the sealed exhibit and nowhere else."""

import hashlib
from io import BytesIO

import pypdfium2
import pytest

from filings.model.identifiers import CourtId, OffenseType
from filings.render import Renderer
from filings.settings.settings import read_settings
from tests.render.made import FILED_ON, INVENTED_OFFICE, conviction, packet

OF = packet(
    *(conviction(n) for n in range(1, 13)),
    *(conviction(n, court=CourtId("com")) for n in range(13, 16)),
    offense=OffenseType("all"),
)


@pytest.fixture(scope="module")
def printed():
    settings = read_settings([INVENTED_OFFICE], {"office": {"public_schedule": "counts"}})
    machine = Renderer(settings, filed_on=FILED_ON)
    return {name: machine.print_document(OF, name) for name in machine.documents(OF)}


def words(document):
    with pypdfium2.PdfDocument(BytesIO(document.pdf)) as opened:
        told = "".join(page.get_textpage().get_text_bounded() for page in opened)
    return " ".join(told.split())


def test_no_public_paper_has_a_case_number_and_the_sealed_exhibit_has_each(printed):
    numbers = [its.case_number for its in OF.convictions]
    for name, document in printed.items():
        shown = [number in words(document) for number in numbers]
        assert all(shown) if document.zone == "sealed" else not any(shown), name
        assert document.convictions == len(OF.convictions)


def test_public_exhibits_count_by_courthouse_and_section(printed):
    for name in ("motion", "proposed-order"):
        assert "Clara Shortridge Foltz Criminal Justice Center former 11360(a) HS 12" in words(
            printed[name]
        )
        assert "Compton Courthouse former 11360(a) HS 3 All 15" in words(printed[name])
        assert printed[name].placements == ()
    assert len(printed["exhibit-a-sealed"].placements) == 15


def test_the_order_incorporates_the_sealed_exhibit_by_pages_rows_and_hash(printed):
    sealed = printed["exhibit-a-sealed"]
    digest = hashlib.sha256(sealed.pdf).hexdigest()
    order = words(printed["proposed-order"])
    assert f"It has {sealed.pages} pages and 15 rows" in order
    assert digest in order.replace(" ", "")


def test_an_exhibit_that_is_confidential_by_law_is_lodged_under_no_seal_and_asks_for_none():
    office = {"sealed_exhibit": "confidential-by-law"}
    machine = Renderer(read_settings([INVENTED_OFFICE], {"office": office}), filed_on=FILED_ON)
    papers = {name: machine.print_document(OF, name) for name in machine.documents(OF)}
    for name, document in papers.items():
        text = words(document).lower()
        assert "confidential" in text, name
        for sealing in ("under seal", "conditionally", "application to file", "2.551", "2.550(d)"):
            assert sealing not in text, (name, sealing)
    motion = words(papers["motion"])
    assert "EXHIBIT A WITH NAMES IS FILED SEPARATELY AS CONFIDENTIAL" in motion
    blanks = {reason.what for reason in papers["motion"].draft if reason.kind == "blank"}
    assert "law of confidentiality" in blanks


def test_the_law_that_makes_the_exhibit_confidential_is_the_offices_own_word():
    office = {"sealed_exhibit": "confidential-by-law", "confidential_by": "Example Code, section 1"}
    machine = Renderer(read_settings([INVENTED_OFFICE], {"office": office}), filed_on=FILED_ON)
    exhibit = machine.print_document(OF, "exhibit-a-sealed")
    assert "It is confidential by law (Example Code, section 1) and" in words(exhibit)
    assert "blank" not in {reason.kind for reason in exhibit.draft}
