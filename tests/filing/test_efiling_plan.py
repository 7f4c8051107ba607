"""A plan says what is uploaded in which order; a clerk's table has the court's columns."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from pydantic import ValidationError

from filings.filing.efiling_plan import LONGEST_NAME, FilingPlan, filing_plan, upload_name
from filings.model.errors import PageError
from filings.model.packet import Packet
from filings.model.report import PacketReport
from filings.output.assemble_packet import refuse_large_envelope
from filings.output.clerk_table import CSV, XLSX, clerk_tables
from filings.packets.grouping import limit
from filings.settings.clerk_tables import ClerkTables
from filings.settings.returned_results import squeezed
from filings.settings.settings import read_settings
from tests.fakes import conviction

HOME = "packets/ccb/lada/possession-for-sale-dismiss-seal/001"


@pytest.fixture(scope="module")
def settings():
    return read_settings()


def packet(**fields):
    given = {
        "name": "ccb/lada/possession-for-sale-dismiss-seal/001",
        "court": "ccb",
        "agency": "lada",
        "offense": "possession-for-sale",
        "relief": "dismiss-seal",
        "part": 1,
        "parts": 2,
        "convictions": 12,
    }
    return PacketReport(**(given | fields))


def packet_of(convictions):
    first = convictions[0]
    return Packet(
        court=first.court,
        agency=first.agency,
        offense=first.offense,
        relief=first.relief,
        part=1,
        parts=1,
        convictions=tuple(convictions),
    )


def record():
    files = [
        (f"sealed/{HOME}/cases.csv", "00", 700),
        (f"public/{HOME}/motion.pdf", "01", 60_000),
        (f"public/{HOME}/proposed-order.pdf", "02", 40_000),
        (f"sealed/{HOME}/exhibit-a-sealed.pdf", "03", 30_000),
        (f"sealed/{HOME}/orders/00012.pdf", "04", 20_000),
    ]
    documents = [
        {"path": path, "pages": 3, "convictions": 12, "draft": []} for path, *_ in files[1:]
    ]
    documents[0]["draft"] = [{"kind": "text", "what": "motion"}]
    documents[-1]["item"] = 12
    return {"files": files, "documents": documents}


def test_the_motion_leads_and_what_names_people_is_lodged_under_seal(settings):
    plan = filing_plan(packet(), record(), settings)
    assert [(each.role, each.security) for each in plan.documents] == [
        ("lead", "public"),
        ("proposed-order", "public"),
        ("lodged", "conditionally under seal"),
        ("lodged", "conditionally under seal"),
    ]
    assert [each.order for each in plan.documents] == [1, 2, 3, 4]
    assert plan.documents[0].title == "Motion, part 1 of 2"
    assert plan.documents[3].case_item == 12
    assert (plan.ready, plan.bytes) == (False, 150_000)
    assert plan.also_lodged == [f"sealed/{HOME}/cases.csv"]
    assert plan.parties[0].name == "PEOPLE OF THE STATE OF CALIFORNIA"


def test_what_a_law_makes_confidential_is_filed_so(settings):
    office = settings.office.model_copy(update={"sealed_exhibit": "confidential-by-law"})
    plan = filing_plan(packet(), record(), settings.model_copy(update={"office": office}))
    assert [each.security for each in plan.documents][2:] == ["confidential", "confidential"]
    assert plan.documents[2].then.startswith("file it as confidential")


def test_the_plan_is_what_its_published_schema_says(settings):
    plan = filing_plan(packet(), record(), settings)
    FilingPlan.model_validate(json.loads(json.dumps(plan.model_dump(by_alias=True))))


def test_upload_names_are_short_say_court_kind_and_part_and_are_never_two(settings):
    names = {
        upload_name(
            document, packet(agency=agency, offense=offense, relief=relief, part=part), item
        )
        for document in (*settings.rulesets["ca-superior"].documents, "order")
        for agency in settings.county.agencies
        for offense in settings.offense_types
        for relief in settings.reliefs
        for part in (1, 112)
        for item in (None, 7)
    }
    kinds = len(settings.rulesets["ca-superior"].documents) + 1
    assert len(names) == kinds * 2 * 2 * len(settings.county.agencies) * len(
        settings.offense_types
    ) * len(settings.reliefs)
    assert max(map(len, names)) <= LONGEST_NAME
    assert all(name.startswith("ccb-") and name.endswith(".pdf") for name in names)


def test_the_clerks_table_has_the_rows_of_exhibit_a_and_blanks_for_the_answer(settings):
    made = clerk_tables(packet_of([conviction("BA1"), conviction("BA2", count="3")]), settings)
    assert set(made) == {CSV, XLSX}
    lines = list(csv.DictReader(io.StringIO(made[CSV].decode())))
    assert [line["Case Number"] for line in lines] == ["BA1", "BA2"]
    assert [line["No."] for line in lines] == ["1", "2"]  # the rows of Exhibit A
    assert [(line["Count"], line["Section"], line["Level"]) for line in lines] == [
        ("", "11359 HS", "felony"),
        ("3", "11359 HS", "felony"),
    ]
    assert lines[0]["Defendant"] == "DOE, JANE"
    assert "11361.8" in lines[0]["Minute Order"]
    assert {line[name] for line in lines for name in ("Result", "Event Code", "Notes")} == {""}
    assert made == clerk_tables(
        packet_of([conviction("BA1"), conviction("BA2", count="3")]), settings
    )


def test_the_workbook_offers_the_clerk_the_answers_that_are_understood(settings):
    made = clerk_tables(packet_of([conviction("BA1"), conviction("BA2")]), settings)
    sheet = load_workbook(io.BytesIO(made[XLSX])).active
    (offered,) = sheet.data_validations.dataValidation
    place = [cell.value for cell in sheet[1]].index("Result")
    assert str(offered.sqref) == "{0}2:{0}3".format(sheet[1][place].column_letter)
    words = offered.formula1.strip('"').split(",")
    understood = settings.results.spellings("court")
    assert {"granted", "file destroyed"} <= set(words)
    assert {squeezed(word) for word in words} <= set(understood)
    assert offered.errorStyle == "warning"  # a clerk may write something else


def test_a_court_gets_its_own_columns_before_those_of_its_ruleset(settings):
    columns = [
        {"heading": "CASE_NBR", "field": "number"},
        {"heading": "EVENT", "text": "X123"},
        {"heading": "RESULT", "field": "result"},
        {"heading": "ID", "field": "conviction"},
    ]
    own = ClerkTables.model_validate({"tables": {"ccb": columns}})
    changed = settings.model_copy(update={"clerk_tables": own})
    one = packet_of([conviction("BA1", defendant_suffix="02")])
    lines = clerk_tables(one, changed)[CSV].decode().splitlines()
    assert lines[0] == "CASE_NBR,EVENT,RESULT,ID"
    assert lines[1].startswith("BA1-02,X123,,")


def test_a_clerks_table_whose_answers_could_not_come_back_is_refused():
    columns = [{"heading": "Case", "field": "number"}, {"heading": "Result", "field": "result"}]
    with pytest.raises(ValidationError, match="by which an answer is matched"):
        ClerkTables.model_validate({"tables": {"ccb": columns}})


def test_parts_are_as_small_as_the_pages_and_bytes_that_a_court_takes(settings):
    assert limit("ccb", settings) == 1000

    def limited(**pdf):
        paper = settings.rulesets["ca-superior"]
        changed = paper.model_copy(update={"pdf": paper.pdf.model_copy(update=pdf)})
        return limit("ccb", settings.model_copy(update={"rulesets": {"ca-superior": changed}}))

    assert limited(max_pages=24) == 340
    assert limited(max_mb=0.37) == 400
    assert limited(max_pages=10) == 1
    assert limited(envelope_mb=1.5) == 545


def test_papers_that_are_too_large_for_one_filing_stop_with_the_limit_to_set(settings):
    court = settings.rulesets["ca-superior"].pdf.model_copy(update={"envelope_mb": 1.0})
    refuse_large_envelope("ccb/lada/sale-dismiss-seal/001", 400, 1_000_000, court)
    with pytest.raises(PageError) as caught:
        refuse_large_envelope("ccb/lada/sale-dismiss-seal/001", 400, 1_600_000, court)
    assert "1.60 MB together" in caught.value.what
    assert "takes 1 MB in one filing" in caught.value.what
    assert "`cases_per_motion: 225`" in caught.value.remedy
    with pytest.raises(PageError, match="set `pdf: envelope_mb`"):
        refuse_large_envelope("ccb/lada/sale-dismiss-seal/001", 1, 1_600_000, court)
