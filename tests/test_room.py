"""A name longer than any caption: that one conviction waits for a person, and the rest goes on."""

import csv
import dataclasses

import pytest

import filings
from filings.docket import CaseNumber, Name
from filings.errors import PageError
from filings.press import Press
from filings.press.desk import Desk
from filings.press.review import county_settings
from filings.press.worst import made_up
from filings.room import SURE_NAME, SURE_WORD, Room
from filings.settings import read_settings
from tests.press.made import FILED_ON, conviction, packet, press
from tests.test_run import row, write_list

SETTINGS = read_settings()
DESK = Desk(SETTINGS, (), FILED_ON)
ALONE = [
    choice
    for choice in DESK.choices()
    if not DESK.documents(choice.county, choice.court)[choice.document].schedule
]
# The sure name at its widest: words as long as may be, each letter a W.
WIDEST = Name(last="W" * SURE_WORD, first="W" * (SURE_NAME - SURE_WORD - 1))
LONGEST = "DE LA SPECIMEN PLACEHOLDER Y NOTAPERSON " * 5


def lines_of(out):
    with (out / "sealed/ledger.csv").open(encoding="utf-8", newline="") as file:
        return [(line["fate"], line["reason"]) for line in csv.DictReader(file)]


@pytest.mark.parametrize(
    "choice",
    {(its.county, its.document): its for its in ALONE}.values(),
    ids=lambda its: its.file.name,
)
def test_what_is_not_looked_at_fits_every_caption_though_each_letter_is_a_w(choice, monkeypatch):
    settings = county_settings(SETTINGS, choice.county)
    room = Room(Press(settings, filed_on=FILED_ON), per_case=True)
    one = dataclasses.replace(
        made_up(settings, choice.court, rows=1)[0], name=WIDEST, also_numbered=()
    )
    monkeypatch.setattr("filings.room.SURE_NAME", 0)  # look at it all the same
    assert room.crowded(one) == ""


def test_a_long_name_of_narrow_letters_is_not_looked_at(monkeypatch):
    press = Press(SETTINGS, filed_on=FILED_ON)
    tried = []
    monkeypatch.setattr(press, "print_document", lambda *_: tried.append(1))
    room = Room(press, per_case=True)
    narrow = Name(last="Illingfill-Littlehill", first="Phillip Fitzwilliam Little Filii")
    assert len(narrow.captioned) > SURE_NAME
    one = made_up(SETTINGS, "ccb", rows=1)[0]
    for name, looked_at in ((narrow, 0), (WIDEST, 0), (Name(last=LONGEST, first="Jo"), 1)):
        room.crowded(dataclasses.replace(one, name=name, also_numbered=()))
        assert bool(tried) == looked_at


@pytest.mark.parametrize(("per_case", "held"), [(False, 0), (True, 1)])
def test_a_name_no_caption_holds_waits_only_where_it_stands_in_one(tmp_path, per_case, held):
    listed = write_list(tmp_path / "list.csv", [row(1), row(2, Last_Name=LONGEST), row(3)])
    out = tmp_path / "out"
    filings.build([listed], out, SETTINGS, filed_on=FILED_ON, per_case=per_case)
    assert lines_of(out).count(("held", "caption-full")) == held
    assert lines_of(out).count(("included", "")) == 3 - held
    assert len(list(out.rglob("orders/*.pdf"))) == (2 if per_case else 0)


def test_where_each_case_has_its_own_papers_one_long_name_stops_no_other(tmp_path):
    signed = {"signed_off_by": "A. Sample", "signed_off_on": "2026-01-31"}
    settings = read_settings(
        chosen={
            "office": {"county": "cook-il", "agency": "ccsao"},
            "offenses": {"ilcs-550-4-c": signed},
        }
    )
    ours = {
        "Section": "720 ILCS 550/4(c)",
        "Court": "Criminal Court Building",
        "Conviction_Date": "2010-05-04",
    }
    rows = [row(n, **ours) for n in (1, 2)] + [row(3, **ours, Last_Name=LONGEST)]
    out = tmp_path / "out"
    filings.build([write_list(tmp_path / "list.csv", rows)], out, settings, filed_on=FILED_ON)
    assert lines_of(out) == [("included", ""), ("included", ""), ("held", "caption-full")]
    assert len(list(out.rglob("motion.pdf"))) == 2


def test_the_worklist_says_what_to_do(tmp_path):
    listed = write_list(tmp_path / "list.csv", [row(1, Last_Name=LONGEST, Person_Number="")])
    out = tmp_path / "out"
    report = filings.build([listed], out, SETTINGS, filed_on=FILED_ON, per_case=True)
    assert report.totals.held == 1
    with (out / "sealed/worklists/caption-full.csv").open(encoding="utf-8", newline="") as file:
        (held,) = csv.DictReader(file)
    assert held["detail"] == "order.pdf has no room for it in its caption"
    assert held["who_can_act"]
    assert "as short as the court's record" in held["remedy"]


def test_a_row_higher_than_a_page_is_held_and_the_others_are_printed(tmp_path):
    numbers = ";".join(f"9M{n:03d}" for n in range(70))
    rows = [row(n) | {"Other Numbers": numbers if n == 2 else ""} for n in (1, 2, 3)]
    listed = write_list(tmp_path / "list.csv", rows)
    out = tmp_path / "out"
    filings.build([listed], out, SETTINGS, filed_on=FILED_ON)
    assert lines_of(out).count(("held", "caption-full")) == 1
    assert lines_of(out).count(("included", "")) == 2


def test_a_row_higher_than_a_page_is_never_printed_off_it():
    numbers = tuple(CaseNumber(f"95M{n:05d}") for n in range(60))
    rows = [conviction(n, also_numbered=numbers if n == 101 else ()) for n in range(1, 201)]
    with pytest.raises(PageError, match="is higher than a page"):
        press().print_document(packet(*rows), "proposed-order")
