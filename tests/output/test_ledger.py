"""The ledger has a line for every entry; worklists, placements and `find` agree with it."""

import csv
import datetime as dt
import io
import json
from contextlib import closing
from dataclasses import replace

import pytest
import yaml
from python_calamine import CalamineWorkbook

from filings.lists.open_list import open_list
from filings.model.entries import Level, Name, Statute
from filings.model.errors import OutputError
from filings.model.fates import Fate
from filings.model.identifiers import CaseNumber
from filings.model.progress import Silent
from filings.output import table_columns
from filings.output.assemble_packet import print_packets
from filings.output.find_entries import find
from filings.output.ledger import (
    write_ledger,
    write_manifest,
    write_placements,
    write_worklists,
)
from filings.output.worklist import WIDTHS
from filings.packets.case_store import CaseStore
from filings.settings.settings import read_settings, shipped_config
from filings.storage.run_folder import RunFolder
from filings.storage.workers import make_pool
from tests.fakes import FakeRenderer, included, other, small_settings

SETTINGS = small_settings()
PAPER = read_settings().rulesets["ca-superior"]
HELD = {
    "name": Name(last="=2+3", first="MARÍA", suffix="Jr."),
    "person": f"cii:{15:032x}",
    "born_on": dt.date(1960, 2, 29),
    "statute": Statute(code="HS", section="11358"),
    "statute_as_written": "11358 HS x2",
    "convicted_on": dt.date(1999, 5, 4),
    "case_number": CaseNumber("BA000009"),
    "other_numbers": (CaseNumber("M12"), CaseNumber("M13")),
    "level": Level.FELONY,
    "determination_as_written": "Hand Review",
    "deceased": True,
}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build(root, *screened, settings=SETTINGS):
    """What a run leaves in `root` of these entries, without the manifest."""
    press = FakeRenderer(settings, filed_on=dt.date(2026, 12, 1))
    with closing(CaseStore(settings)) as store, RunFolder(root, {}, "key") as folder:
        for each in screened:
            store.add(each)
        store.settle()
        print_packets(
            store.packets(),
            dict.fromkeys(settings.county.courts, PAPER),
            folder,
            settings,
            make_pool(1),
            lambda _, lot: [press.print_document(job.packet, job.document) for job in lot],
            b"",
            Silent(),
            per_case=False,
        )
        write_ledger(folder, store.lines(), settings)
        records = [folder.record(outline.name) for outline in store.outlines()]
        write_placements(folder, [record["placements"] for record in records])
        reasons = [(fate, reason) for fate, reason, _ in store.reasons()]
        return write_worklists(folder, reasons, store.lines, settings)


def test_the_ledger_has_one_line_for_every_entry(tmp_path):
    build(
        tmp_path,
        included(2, "BA000001", person="cii:1", count="1", defendant_suffix="01", list=1),
        included(2, "BA000001", person="cii:1", count="1", defendant_suffix="01", list=2),
        other(3, Fate.HELD, "hand-review", **HELD),
        other(4, Fate.UNREADABLE, "unreadable-row"),
        other(5, Fate.OUT_OF_SCOPE, "not-a-conviction", statute_as_written="REGISTRATION"),
    )
    first, held, unreadable, aside, again = read(tmp_path / "sealed/ledger.csv")
    its = included(2, "BA000001", count="1", defendant_suffix="01").conviction
    assert first == {
        "schema": "1",
        "list": "1",
        "line": "2",
        "entry": "1",
        "fate": "included",
        "reason": "",
        "who_can_act": "",
        "conviction": its.id,
        "same_as": "",
        "lists": "1;2",
        "case_number": "BA000001",
        "defendant_suffix": "01",
        "section": "11359",
        "count": "1",
        "level": "felony",
        "convicted_on": "1999-05-04",
        "relief": "dismiss-seal",
        "agency": "lada",
        "court": "ccb",
        "offense": "possession-for-sale",
        "packet": "ccb/lada/possession-for-sale-dismiss-seal/001",
        "item": "1",
    }
    assert (again["fate"], again["same_as"], again["lists"], again["packet"]) == (
        "duplicate",
        its.id,
        "2",
        "",
    )
    assert (held["fate"], held["reason"], held["who_can_act"], held["conviction"]) == (
        "held",
        "hand-review",
        "reviewing attorney",
        "",
    )
    assert (held["case_number"], held["section"]) == ("BA000009", "11358")
    assert (unreadable["fate"], unreadable["line"], unreadable["section"]) == (
        "unreadable",
        "4",
        "",
    )
    assert (aside["fate"], aside["section"]) == ("out_of_scope", "REGISTRATION")


def test_what_is_worth_a_look_is_told_row_by_row(tmp_path):
    closed = replace(included(2, "BA000001"), warnings=("closed-court", "deceased"))
    build(tmp_path, closed, included(3, "BA000002"), other(4, Fate.HELD, "hand-review", **HELD))
    rows = read(tmp_path / "sealed/remarks.csv")
    assert [(row["remark"], row["line"], row["case_number"]) for row in rows] == [
        ("closed-court", "2", "BA000001"),
        ("deceased", "2", "BA000001"),
    ]
    assert rows[0]["words"]
    assert rows[0]["packet"] == "ccb/lada/possession-for-sale-dismiss-seal/001"
    assert rows[0]["conviction"] == closed.conviction.id


def test_placements_say_where_each_included_conviction_stands(tmp_path):
    build(tmp_path, included(2, "BA000001"), included(3, "BA000002"))
    rows = read(tmp_path / "sealed/placements.csv")
    documents = ["motion.pdf", "proposed-order.pdf", "exhibit-a-sealed.pdf"]
    assert tuple(rows[0]) == ("conviction", "packet", "document", "page", "row")
    assert len({row["packet"] for row in rows}) == 1
    assert [(row["document"], row["row"]) for row in rows] == [
        (document, row) for document in documents for row in ("1", "2")
    ]


def test_a_clerk_gets_the_schedule_as_a_table(tmp_path):
    build(
        tmp_path,
        included(2, "BA000001", name="O'BRIEN, SEÁN", also_numbered=("M1", "M2"), count="2"),
        included(3, "BA000002", name=None),
    )
    (path,) = tmp_path.rglob("cases.csv")
    first, second = read(path)
    assert path.parent == tmp_path / "sealed/packets/ccb/lada/possession-for-sale-dismiss-seal/001"
    assert (first["item"], first["last"], first["first"]) == ("1", "O'BRIEN", "SEÁN")
    assert (first["also_numbered"], first["section"]) == ("M1; M2", "11359 HS")
    assert (first["court"], first["agency"]) == (
        "Foltz Courthouse",
        "Los Angeles County District Attorney",
    )
    assert (second["item"], second["last"]) == ("2", "")


def test_each_reason_that_needs_somebody_has_a_worklist_and_a_sheet(tmp_path):
    paths = build(
        tmp_path,
        included(2),
        other(3, Fate.HELD, "hand-review", **HELD),
        other(4, Fate.HELD, "glyph-missing", **HELD),  # config says nothing of it
        other(5, Fate.UNREADABLE, "unreadable-row"),
        other(6, Fate.OUT_OF_SCOPE, "not-a-conviction"),
    )
    names = {path.name for path in (tmp_path / "sealed/worklists").iterdir()}
    assert names == {"hand-review.csv", "glyph-missing.csv", "unreadable-row.csv"}
    assert set(paths) == {f"sealed/worklists/{name}" for name in names} | {"sealed/worklists.xlsx"}
    book = CalamineWorkbook.from_path(tmp_path / "sealed/worklists.xlsx")
    told, *sheets = book.sheet_names
    assert sorted(sheets) == ["glyph missing", "hand review", "unreadable row"]
    guide = " ".join(cell for row in book.get_sheet_by_name(told).to_python() for cell in row)
    assert "--answers" in guide
    assert "--already-included" in guide
    for path in (tmp_path / "sealed/worklists").iterdir():
        sheet = book.get_sheet_by_name(path.stem.replace("-", " ")).to_python()
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        assert [[str(cell) for cell in row] for row in sheet] == rows


def test_a_worklist_says_first_what_is_wrong_who_can_act_and_what_to_do(tmp_path):
    build(tmp_path, other(3, Fate.HELD, "hand-review", **HELD))
    (row,) = read(tmp_path / "sealed/worklists/hand-review.csv")
    assert list(row.values())[:3] == [
        "The list sends it to hand review.",
        "reviewing attorney",
        "Decide each one, and read the worklist again.",
    ]
    assert (row["list"], row["line"], row["entry"]) == ("1", "3", "1")


def test_a_worklist_holds_no_birth_date_and_no_formula(tmp_path):
    build(tmp_path, other(3, Fate.HELD, "hand-review", **HELD))
    text = (tmp_path / "sealed/worklists/hand-review.csv").read_text(encoding="utf-8")
    assert "1960" not in text
    (row,) = read(tmp_path / "sealed/worklists/hand-review.csv")
    assert row["last"] == "'=2+3"


def test_the_columns_of_a_worklist_are_those_its_layout_reads():
    layout = yaml.safe_load((shipped_config() / "layouts/worklist.yaml").read_text("utf-8"))
    assert set(WIDTHS) == {
        *layout["columns"].values(),
        *layout["ignored"],
        layout["sample_column"],
    }


def test_a_corrected_worklist_is_a_list_that_reads_back_as_it_was(tmp_path):
    settings = read_settings()
    build(tmp_path, other(3, Fate.HELD, "hand-review", **HELD), settings=settings)
    opened = open_list(tmp_path / "sealed/worklists/hand-review.csv", 1, settings)
    (entry,) = opened.entries()
    assert (opened.layout, opened.ignored_columns) == ("worklist", ())
    for name, value in HELD.items():
        if name not in ("born_on", "statute_as_written"):
            assert getattr(entry, name) == value, name


def test_the_manifest_is_json_with_a_packet_on_each_line(tmp_path):
    with RunFolder(tmp_path, {}, "key") as folder:
        write_manifest(folder, {"schema": 1, "run": "x"}, [{"name": "ü"}, {"name": "b"}])
        told = (tmp_path / "manifest.json").read_text(encoding="utf-8")
        write_manifest(folder, {"schema": 1}, [])
        empty = json.loads((tmp_path / "manifest.json").read_bytes())
    assert json.loads(told) == {
        "schema": 1,
        "run": "x",
        "packets": [{"name": "ü"}, {"name": "b"}],
    }
    assert '{"name": "ü"},\n{"name": "b"}\n' in told
    assert empty == {"schema": 1, "packets": []}


@pytest.fixture
def finished(tmp_path):
    build(
        tmp_path,
        included(2, "BA000001", defendant_suffix="01", person="cii:1", count="1"),
        included(3, "BA000001", defendant_suffix="01", person="cii:1", count="1"),
        included(4, "BA000002", name="ROE, RICHARD"),
        other(5, Fate.HELD, "hand-review", **HELD),
        other(6, Fate.OUT_OF_SCOPE, "not-a-conviction", case_number=CaseNumber("BA000003")),
    )
    return tmp_path


@pytest.mark.parametrize(
    "text", ["BA000001", "ba-000001", " BA 000001 ", "BA000001-01", "DOE jane", "Jané Dôe"]
)
def test_a_conviction_is_found_by_number_or_name_with_the_pages_it_stands_on(finished, text):
    first, again = find(finished, text)
    home = "packets/ccb/lada/possession-for-sale-dismiss-seal/001"
    assert (first.line, first.fate, first.item) == (2, "included", 1)
    assert first.stands == (
        (f"public/{home}/motion.pdf", 1, 1),
        (f"public/{home}/proposed-order.pdf", 1, 1),
        (f"sealed/{home}/exhibit-a-sealed.pdf", 1, 1),
    )
    assert (again.line, again.fate, again.same_as, again.stands) == (
        3,
        "duplicate",
        first.conviction,
        (),
    )


def test_a_conviction_is_found_by_its_id_with_what_repeats_it(finished):
    first, again = find(finished, "BA000001")
    assert find(finished, first.conviction) == [first, again]


def test_what_is_held_is_found_by_name_with_the_reason(finished):
    (found,) = find(finished, "maría")
    assert (found.fate, found.reason, found.who_can_act) == (
        "held",
        "hand-review",
        "reviewing attorney",
    )


def test_a_worklist_that_a_spreadsheet_has_saved_again_is_searched_too(finished):
    for path in (finished / "sealed/worklists").glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("\n", ",,,\n", 1)
        path.write_bytes((text + "short,row\n").encode("cp1252", "replace"))
    (found,) = find(finished, "Jr")
    assert found.reason == "hand-review"


def test_what_is_not_ours_is_found_by_number(finished):
    (found,) = find(finished, "BA000003")
    assert (found.fate, found.reason) == ("out_of_scope", "not-a-conviction")


@pytest.mark.parametrize("text", ["", "-", "BA00000", "JANE ROE", "000001"])
def test_nothing_is_found_that_was_not_asked_for(finished, text):
    assert find(finished, text) == []


def test_a_folder_without_a_run_cannot_be_searched(tmp_path):
    with pytest.raises(OutputError, match="ledger"):
        find(tmp_path, "BA000001")


def test_the_columns_are_those_that_the_contract_names():
    assert ",".join(table_columns.LEDGER) == (
        "schema,list,line,entry,fate,reason,who_can_act,conviction,same_as,lists,case_number,"
        "defendant_suffix,section,count,level,convicted_on,relief,agency,court,offense,packet,item"
    )
