"""A name longer than any caption: that one conviction waits for a person, and the rest goes on."""

import csv
import dataclasses

import pytest

import filings
from filings.authoring.lint import county_settings
from filings.authoring.stress_rows import made_up
from filings.authoring.template_browser import TemplateBrowser
from filings.compose import fonts
from filings.compose.schedule_columns import public_form, sealed_form
from filings.model.entries import Name, Statute
from filings.model.errors import PageError, RenderError
from filings.model.identifiers import CaseNumber
from filings.render import Renderer
from filings.render.fits_page import (
    SURE_COUNT,
    SURE_COUNT_WORD,
    SURE_NAME,
    SURE_NAME_IN_ROW,
    SURE_WORD,
    FitsPageCheck,
)
from filings.render.unprintable_conviction import print_or_blame
from filings.settings.settings import read_settings
from tests.render.made import FILED_ON, conviction, packet, print_packet, shared_press
from tests.small_settings import with_own_key
from tests.test_pipeline import row, write_list

SETTINGS = with_own_key(read_settings())
DESK = TemplateBrowser(SETTINGS, (), FILED_ON)
ALONE = [
    choice
    for choice in DESK.choices()
    if DESK.documents(choice.county, choice.court)[choice.document].shows == "case"
]
# The sure name at its widest: words as long as may be, each letter a W.
WIDEST = Name(last="W" * SURE_WORD, first="W" * (SURE_NAME - SURE_WORD - 1))
WIDEST_COUNT = " ".join(["W" * SURE_COUNT_WORD] * 3)[:SURE_COUNT]
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
    room = FitsPageCheck(Renderer(settings, filed_on=FILED_ON), per_case=True)
    one = dataclasses.replace(
        made_up(settings, choice.court, rows=1)[0],
        name=WIDEST,
        also_numbered=(),
        count=WIDEST_COUNT,
    )
    assert room.crowded(one) == ""
    monkeypatch.setattr("filings.render.fits_page.SURE_NAME", 0)  # look at it all the same
    assert room.crowded(one) == ""


def test_a_long_name_of_narrow_letters_is_not_looked_at(monkeypatch):
    press = Renderer(SETTINGS, filed_on=FILED_ON)
    tried = []
    monkeypatch.setattr(press, "print_document", lambda *_: tried.append(1))
    room = FitsPageCheck(press, per_case=True)
    narrow = Name(last="Illingfill-Littlehill", first="Phillip Fitzwilliam Little Filii")
    assert len(narrow.captioned) > SURE_NAME
    one = made_up(SETTINGS, "ccb", rows=1)[0]
    for name, looked_at in ((narrow, 0), (WIDEST, 0), (Name(last=LONGEST, first="Jo"), 1)):
        room.crowded(dataclasses.replace(one, name=name, also_numbered=()))
        assert bool(tried) == looked_at


# A name in a row at its widest: words as long as may be, and the blanks between them.
WIDEST_IN_ROW = Name(last="W" * (SURE_WORD - 2), first=" ".join(["W" * SURE_WORD] * 5))


def test_a_name_not_looked_at_in_a_schedule_fits_a_row_though_each_letter_is_a_w(monkeypatch):
    machine = Renderer(SETTINGS, filed_on=FILED_ON)
    one = dataclasses.replace(
        made_up(SETTINGS, "ccb", rows=1)[0], name=WIDEST_IN_ROW, also_numbered=()
    )
    assert SURE_NAME_IN_ROW - 1 < machine.in_ws(one.name.captioned) <= SURE_NAME_IN_ROW
    tried = []
    printing = machine.print_document
    monkeypatch.setattr(
        machine, "print_document", lambda *its: (tried.append(its[1]), printing(*its))
    )
    assert FitsPageCheck(machine).crowded(one) == ""
    assert tried == []
    monkeypatch.setattr("filings.render.fits_page.SURE_NAME_IN_ROW", 0)
    assert FitsPageCheck(machine).crowded(one) == ""
    assert "exhibit-a-sealed" in tried
    monkeypatch.undo()
    assert (
        FitsPageCheck(machine, per_case=True).crowded(one) != ""
    )  # a caption is looked at as before


def test_a_name_wider_than_a_caption_is_looked_at_where_an_office_lays_its_own_texts_over(
    tmp_path, monkeypatch
):
    machine = Renderer(SETTINGS, [tmp_path], filed_on=FILED_ON)
    tried = []
    monkeypatch.setattr(machine, "print_document", lambda *its: tried.append(its))
    one = dataclasses.replace(made_up(SETTINGS, "ccb", rows=1)[0], name=WIDEST_IN_ROW)
    FitsPageCheck(machine).crowded(one)
    assert tried


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
            "office": {
                "county": "cook-il",
                "agency": "ccsao",
                "conviction_key": "a key for tests",
            },
            "laws": {"illinois-cannabis": {"offenses": {"ilcs-550-4-c": signed}}},
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
    numbers = ";".join(f"95M{n:05d}" for n in range(55))
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
        shared_press().print_document(packet(*rows), "proposed-order")


ODD = {
    "a sign of nobody's": ("\ue000", "glyph-missing"),
    "a dash of three": ("\u2e3b", "glyph-missing"),
    "one sign as wide as a sentence, many times": ("\ufdfd" * 50, "caption-full"),
    "one word without an end": ("W" * 200, "caption-full"),
    "words without an end": ("W " * 900, "caption-full"),
    "more than is looked at": ("W " * 9_000, "caption-full"),
    "blanks that hold together": ("W\u00a0" * 60, "caption-full"),
    "a digit in another face": ("1\ufe0f", "caption-full"),
    "a sign that no reader gives back": ("\U0001f600", "caption-full"),
}


@pytest.mark.parametrize(("count", "reason"), ODD.values(), ids=ODD)
def test_an_odd_count_holds_its_own_row_and_stops_no_other(count, reason):
    undrawn, room = shared_press().undrawable, FitsPageCheck(shared_press(), per_case=True)
    one, odd = conviction(1), conviction(2, count=count)
    assert (undrawn(one), room.crowded(one)) == ("", "")
    held = "glyph-missing" if undrawn(odd) else "caption-full" if room.crowded(odd) else ""
    assert held == reason


def test_a_sign_that_no_reader_gives_back_is_found_whatever_was_printed_before():
    machine = shared_press()
    print_packet(machine, packet(conviction(1)))
    assert FitsPageCheck(machine).crowded(conviction(2, count="\U0001f601")) != ""


@pytest.mark.parametrize("count", ["1 and 2", "Ⅱ", "1\n2\t3", "Cargo 1º, año 1999"])
def test_an_uncommon_count_that_can_be_printed_is_printed(count):
    one = conviction(1, count=count)
    room = FitsPageCheck(shared_press())
    assert (shared_press().undrawable(one), room.crowded(one)) == ("", "")
    assert shared_press().print_document(packet(one), "motion").convictions == 1


def test_the_texts_own_face_sets_every_sign_of_a_typewriter():
    typewriter = "".join(map(chr, range(ord(" "), ord("~") + 1)))
    assert fonts.plain(typewriter)
    assert fonts.undrawable(typewriter) == ""
    assert fonts.undrawable(typewriter + "\x7f") == "\x7f"


def test_whatever_a_schedule_shows_of_a_conviction_is_looked_at_for_its_signs():
    nobodys = "\ue000"
    odd = {
        "name": Name(last=nobodys),
        "case_number": CaseNumber(nobodys),
        "also_numbered": (CaseNumber(nobodys),),
        "defendant_suffix": nobodys,
        "statute": Statute(code="HS", section="11359", subdivision=nobodys),
        "count": nobodys,
    }
    machine = shared_press()
    columns = (*public_form(SETTINGS).columns, *sealed_form(SETTINGS).columns)
    for field, value in odd.items():
        one = conviction(1, **{field: value})
        assert any(nobodys in column.text(1, one) for column in columns), field
        assert machine.undrawable(one) == nobodys, field


@pytest.mark.parametrize(
    "odd",
    [
        {"name": Name(last="W" * 20_000)},
        {"count": "1 " * 20_000},
        {"case_number": CaseNumber("9" * 20_000)},
    ],
)
def test_what_no_page_could_hold_waits_before_anything_is_laid_out(odd, monkeypatch):
    machine = shared_press()
    monkeypatch.setattr(machine, "print_document", None)
    assert "no page has room for" in FitsPageCheck(machine).crowded(conviction(1, **odd))


def test_an_odd_row_waits_and_the_others_are_built(tmp_path):
    odd = [count for count, _ in ODD.values() if not any(map(str.isspace, count))]
    rows = [row(n, Count=count) for n, count in enumerate(["1", *odd, "2"], 1)]
    rows.append(row(50, Last_Name="W" * 20_000))
    out = tmp_path / "out"
    listed = write_list(tmp_path / "list.csv", rows)
    filings.build([listed], out, SETTINGS, filed_on=FILED_ON, per_case=True)
    fates = [fate for fate, _ in lines_of(out)]
    assert fates == ["included", *["held"] * len(odd), "included", "held"]
    assert len(list(out.rglob("orders/*.pdf"))) == 2


class Refusing:
    """Prints all but one conviction, or nobody at all."""

    def __init__(self, bad, error=PageError):
        self.bad, self.error = bad, error

    def print_document(self, packet, document):
        if any(its.count == self.bad or self.bad == "any" for its in packet.convictions):
            raise self.error(f"{packet.name}/{document}.pdf", "breaks", "Mend it.")
        return len(packet.convictions)


@pytest.mark.parametrize("error", [PageError, RenderError])
@pytest.mark.parametrize("n", [1, 2, 6, 7])
def test_a_page_that_one_conviction_breaks_names_its_list_and_line(n, error):
    rows = [conviction(m, list=3, count="bad" if m == n else "1") for m in range(1, 8)]
    with pytest.raises(error) as broken:
        print_or_blame(Refusing("bad", error), packet(*rows), "motion")
    assert broken.value.where == f"list 3, line {n + 1}: ccb/lada/sale-dismiss-seal/001/motion.pdf"
    assert (broken.value.what, broken.value.remedy) == ("breaks", "Mend it.")
    assert print_or_blame(Refusing("none"), packet(*rows), "motion") == 7


def test_a_page_that_nobody_could_stand_on_blames_nobody():
    rows = [conviction(n) for n in range(1, 8)]
    with pytest.raises(PageError) as broken:
        print_or_blame(Refusing("any"), packet(*rows), "motion")
    assert broken.value.where == "ccb/lada/sale-dismiss-seal/001/motion.pdf"
