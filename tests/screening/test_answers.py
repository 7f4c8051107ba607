"""A value that nobody understands is asked once; what wrong answers get; corrected rows."""

import csv
import datetime as dt
import hashlib
from contextlib import closing
from pathlib import Path

import pytest

from filings import pipeline
from filings.model.errors import ExitCode, ListError
from filings.output.table_columns import LEDGER
from filings.reports.console_text import of_the_lists
from filings.screening.answers import COLUMNS, approval_name
from filings.screening.screen_lists import Intake, RunInputs
from filings.settings.settings import Approval, read_settings
from filings.storage.csv_xlsx import write_workbook
from tests.small_settings import with_own_key
from tests.test_pipeline import row, write_list

pytestmark = pytest.mark.usefixtures("fake_renderer")

DAY = dt.date(2026, 12, 1)
DIRTY = [
    row(1, Disposition="ZCONV"),
    row(2, Disposition="ZCONV"),
    row(3, Disposition="CONVICTED", Court="FOLTSY"),
    row(4, Disposition="REVERSED ON APPEAL"),
    row(5, Disposition="CONVICTED", Count="1 of ?"),
]
FOLTZ = "Clara Shortridge Foltz Criminal Justice Center"


@pytest.fixture(scope="module")
def settings():
    return with_own_key(read_settings())


@pytest.fixture
def dirty(tmp_path):
    return write_list(tmp_path / "dirty.csv", DIRTY)


@pytest.fixture
def values(dirty, tmp_path, settings):
    """The values.csv of a build of the dirty list."""
    pipeline.build([dirty], tmp_path / "out", settings, filed_on=DAY)
    return tmp_path / "out" / "sealed" / "worklists" / "values.csv"


def answered(values: Path, *, to: Path | None = None, **changes: dict[str, str]) -> Path:
    """The file with some cells of the lines of some values filled in."""
    path = to or values.with_name("answers.csv")
    with values.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for its in rows:
        its |= changes.get(its["value"], {})
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def check(lists, settings, answers=None, **more):
    return pipeline.check(lists, settings, filed_on=DAY, beside=RunInputs(answers=answers), **more)


def held(report):
    return {its.reason: its.entries for its in report.reasons if its.fate == "held"}


def test_each_value_is_one_line_with_its_rows_and_a_kind_from_the_settings(values):
    with values.open(newline="") as file:
        reader = csv.DictReader(file)
        told = {its["value"]: its for its in reader}
    assert tuple(reader.fieldnames or ()) == COLUMNS
    assert told["ZCONV"]["rows"] == "2"
    assert told["ZCONV"]["allowed"] == "convicted|not convicted"
    kinds = {value: its["kind"] for value, its in told.items()}
    assert kinds == {
        "ZCONV": "law",
        "FOLTSY": "reading",
        "REVERSED ON APPEAL": "never",
        "1 of ?": "record",
    }


def test_a_reading_answer_lets_all_rows_of_its_value_in(values, dirty, settings):
    report = check([dirty], settings, answered(values, FOLTSY={"answer": FOLTZ}))
    assert "unknown-court" not in held(report)
    assert [(its.kind, its.entries) for its in report.answers.settled] == [("reading", 1)]


def approved(settings, path):
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    word = Approval(
        approved_by="Jordan A. Ellery",
        bar_number="123456",
        approved_on=DAY,
        files={"values.csv": sha256},
    )
    return settings.model_copy(
        update={"approvals": settings.approvals | {approval_name(sha256): word}}
    )


def test_an_answer_of_law_counts_once_this_very_file_is_approved(values, dirty, settings):
    path = answered(values, ZCONV={"answer": "convicted"})
    before = check([dirty], settings, path)
    assert held(before)["disposition-unknown"] == 2
    assert [why for _, why in before.answers.waiting] == ["no attorney has approved them"]
    signed = approved(settings, path)
    after = check([dirty], signed, path)
    assert "disposition-unknown" not in held(after)
    assert after.totals.included == before.totals.included + 2
    # One more word in the file, and it is another one.
    edited = answered(values, ZCONV={"answer": "not convicted"})
    assert held(check([dirty], signed, edited))["disposition-unknown"] == 2


def test_the_declaration_says_how_many_were_answered_and_by_whom(values, dirty, settings):
    path = answered(values, ZCONV={"answer": "convicted"}, FOLTSY={"answer": FOLTZ})
    with closing(
        Intake([dirty], approved(settings, path), None, DAY, RunInputs(answers=path))
    ) as intake:
        list(intake.entries(lambda _: "", None, pipeline.Silent()))
        [source] = intake.sources
    assert "2 entries of it decide was answered once for each word" in source.eligibility
    assert "Jordan A. Ellery, State Bar No. 123456, approved on December 1" in source.eligibility
    assert "ZCONV" not in source.eligibility


def test_the_manifest_and_the_remarks_name_the_answer_and_not_the_value(
    values, dirty, settings, tmp_path
):
    path = answered(values, FOLTSY={"answer": FOLTZ})
    out = tmp_path / "again"
    pipeline.build([dirty], out, settings, filed_on=DAY, beside=RunInputs(answers=path))
    manifest = (out / "manifest.json").read_text()
    assert '"kind": "reading", "entries": 1' in manifest
    assert "FOLTSY" not in manifest
    assert "answered,It was read by line" in (out / "sealed" / "remarks.csv").read_text()
    # What was answered stands in the new file too: given back alone it settles the same.
    again = check([dirty], settings, out / "sealed" / "worklists" / "values.csv")
    assert "unknown-court" not in held(again)


@pytest.mark.parametrize(
    ("value", "cells", "says"),
    [
        ("FOLTSY", {"answer": "the one downtown"}, "is not an allowed answer"),
        ("FOLTSY", {"answer": FOLTZ, "kind": "law"}, 'its kind is "law"; it is "reading"'),
        ("ZCONV", {"answer": "convicted", "kind": "reading"}, 'it is "law"'),
        ("1 of ?", {"answer": "1"}, "row by row (kind: record)"),
        ("REVERSED ON APPEAL", {"answer": "convicted"}, "row by row (kind: never)"),
        ("FOLTSY", {"answer": FOLTZ, "value": "NOWHERE"}, "a value that is not asked"),
        ("FOLTSY", {"answer": FOLTZ, "column": "Level"}, "a value that is not asked"),
        ("FOLTSY", {"answer": FOLTZ, "list": "the first"}, "names no list"),
        ("FOLTSY", {"answer": FOLTZ, "rows": "9" * 400}, "its column rows holds no number"),
        ("FOLTSY", {"answer": FOLTZ, "rows": "some"}, "its column rows holds no number"),
        ("ZCONV", {"answer": "convicted", "value": "CONVICTED"}, "a value that is not asked"),
    ],
)
def test_a_wrong_answer_stops_with_its_line(value, cells, says, values, dirty, settings):
    with pytest.raises(ListError, match="line ") as told:
        check([dirty], settings, answered(values, **{value: cells}))
    assert says in str(told.value)
    assert told.value.code is ExitCode.LIST


def test_a_value_that_is_answered_twice_stops_with_both_lines(values, dirty, settings):
    path = answered(values, FOLTSY={"answer": FOLTZ})
    lines = path.read_text().splitlines()
    twice = next(line for line in lines if "FOLTSY" in line)
    path.write_text("\n".join([*lines, twice, ""]))
    with pytest.raises(ListError, match="answers what line"):
        check([dirty], settings, path)


def test_a_quotation_mark_that_is_never_closed_swallows_no_answer(values, dirty, settings):
    path = answered(values, FOLTSY={"answer": FOLTZ}, ZCONV={"answer": "convicted"})
    heading, first, *lines = path.read_text().splitlines()
    path.write_text("\n".join([heading, f'{first.rpartition(",")[0]},"', *lines, ""]))
    with pytest.raises(ListError, match="quotation mark"):
        check([dirty], settings, path)


@pytest.mark.parametrize(
    ("sign", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "cp1252")]
)
def test_answers_are_read_as_any_spreadsheet_saves_them(sign, encoding, values, dirty, settings):
    path = answered(values, FOLTSY={"answer": FOLTZ})
    with path.open(newline="") as file:
        rows = [cells[::-1] for cells in csv.reader(file)]  # and its columns were moved
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=sign).writerows([rows[0], [""] * len(rows[0]), *rows[1:]])
    assert "unknown-court" not in held(check([dirty], settings, path))


@pytest.mark.parametrize("sheet", ["values", "unknown-court"])
def test_of_a_workbook_the_sheet_of_values_is_read(sheet, values, dirty, settings):
    path = values.with_name("answers.xlsx")
    with values.open(newline="") as file:
        heading, *rows = csv.reader(file)
    for cells in rows:
        cells[-1] = FOLTZ if "FOLTSY" in cells else ""
    with path.open("wb") as file:
        write_workbook(file, heading, [10] * len(heading), [(sheet, rows)])
    if sheet == "values":
        assert "unknown-court" not in held(check([dirty], settings, path))
    else:
        with pytest.raises(ListError, match="is no file of answers"):
            check([dirty], settings, path)


def test_an_answer_longer_than_any_cell_is_told_with_its_line(values, dirty, settings):
    path = answered(values, FOLTSY={"answer": "x" * 200_000})
    with pytest.raises(ListError, match=r"line [0-9]+: cannot be read"):
        check([dirty], settings, path)


def test_a_file_without_one_answer_is_told(values, dirty, settings):
    report = check([dirty], settings, values)
    assert any("the file holds none" in line for line in of_the_lists(report))


def test_a_list_is_no_file_of_answers(dirty, settings):
    with pytest.raises(ListError, match="is no file of answers"):
        check([dirty], settings, dirty)


def test_an_answer_settles_a_word_and_no_contradiction(tmp_path, settings):
    rows = [row(1, Disposition="ZCONV"), row(1, Disposition="", Eligibility="Not eligible")]
    path = write_list(tmp_path / "two.csv", rows)
    pipeline.build([path], tmp_path / "out", settings, filed_on=DAY)
    answers = answered(
        tmp_path / "out" / "sealed" / "worklists" / "values.csv", ZCONV={"answer": "convicted"}
    )
    report = check([path], approved(settings, answers), answers)
    assert report.totals.included == 0
    assert held(report) == {"source-conflict": 2}


def test_a_new_list_takes_reading_answers_over_and_asks_law_again(
    values, dirty, settings, tmp_path
):
    path = answered(values, FOLTSY={"answer": FOLTZ}, ZCONV={"answer": "convicted"})
    new = write_list(
        tmp_path / "new.csv",
        [row(11, Court="FOLTSY", Disposition=""), row(12, Disposition="ZCONV")],
    )
    signed = approved(settings, path)
    report = check([new], signed, path)
    assert held(report) == {"disposition-unknown": 1}
    assert [why for _, why in report.answers.waiting] == ["it was given for another list"]
    pipeline.build([new], tmp_path / "b", signed, filed_on=DAY, beside=RunInputs(answers=path))
    told = (tmp_path / "b" / "sealed" / "worklists" / "values.csv").read_text()
    assert any("ZCONV" in line and line.endswith(",convicted") for line in told.splitlines())


def test_an_answer_is_asked_again_when_its_rows_grew_tenfold(values, dirty, settings, tmp_path):
    path = answered(values, FOLTSY={"answer": FOLTZ})
    many = [row(n, Court="FOLTSY", Disposition="") for n in range(20, 30)]
    report = check([write_list(tmp_path / "many.csv", many)], settings, path)
    assert held(report) == {"unknown-court": 10}
    assert "stands in 10 now" in report.answers.waiting[0][1]


def test_dates_that_can_be_read_in_two_ways_are_one_question_a_column(settings, tmp_path):
    layout = settings.layouts["sample"].model_copy(update={"dates": ("%m/%d/%Y", "%d/%m/%Y")})
    open_ = settings.model_copy(update={"layouts": settings.layouts | {"sample": layout}})
    rows = [row(n, Conviction_Date=f"0{n}/04/1999") for n in (1, 2, 3)]
    path = write_list(tmp_path / "dates.csv", rows)
    pipeline.build([path], tmp_path / "out", open_, filed_on=DAY)
    values = tmp_path / "out" / "sealed" / "worklists" / "values.csv"
    [line] = [its for its in read(values) if its["kind"] == "reading"]
    assert (line["rows"], line["allowed"]) == ("3", "month first|day first")
    answers = answered(values, **{line["value"]: {"answer": "day first"}})
    ledger = tmp_path / "ledger.csv"
    report = check([path], open_, answers, ledger_path=ledger)
    assert report.totals.included == 3
    days = [its["convicted_on"] for its in read(ledger)]
    assert days == ["1999-04-01", "1999-04-02", "1999-04-03"]


# --- Corrected rows. ---


def edited(source: Path, to: Path, *changes: dict[str, str]) -> Path:
    """The first row of a worklist, once for each set of changes."""
    with source.open(newline="") as file:
        rows = list(csv.DictReader(file))
    with to.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows[0] | its for its in changes)
    return to


def ledger_of(lists, settings, tmp_path):
    path = tmp_path / "ledger.csv"
    path.unlink(missing_ok=True)
    check(lists, settings, ledger_path=path)
    with path.open(newline="") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames or ()) == LEDGER
        return {(int(its["list"]), int(its["line"])): its for its in reader}


@pytest.fixture
def worklists(values):
    return values.parent


def test_a_corrected_row_stands_for_the_row_it_came_from(worklists, dirty, settings, tmp_path):
    fixed = edited(worklists / "count-unclear.csv", tmp_path / "f.csv", {"count": "1"})
    ledger = ledger_of([dirty, fixed], settings, tmp_path)
    old, new = ledger[1, 6], ledger[2, 2]
    assert (old["fate"], old["reason"]) == ("duplicate", "corrected")
    assert new["fate"] == "included"
    assert old["same_as"] == new["conviction"]


def test_a_correction_finds_its_list_by_its_hash_and_not_by_its_number(
    worklists, dirty, settings, tmp_path
):
    fixed = edited(worklists / "count-unclear.csv", tmp_path / "f.csv", {"count": "1"})
    other = write_list(tmp_path / "o.csv", [row(n, Disposition="") for n in range(40, 46)])
    ledger = ledger_of([other, dirty, fixed], settings, tmp_path)
    assert ledger[1, 6]["fate"] == "included"
    assert ledger[2, 6]["reason"] == "corrected"


def test_a_correction_whose_origin_is_not_there_is_told_and_stands_for_itself(
    worklists, settings, tmp_path
):
    fixed = edited(worklists / "count-unclear.csv", tmp_path / "f.csv", {"count": "1"})
    report = check([fixed], settings)
    assert report.totals.included == 1
    [note] = [its for its in report.lists[0].notes if "stand for themselves" in its]
    assert note.endswith(": 1")


def test_two_corrections_of_one_row_are_held_with_it(worklists, dirty, settings, tmp_path):
    fixed = edited(
        worklists / "count-unclear.csv", tmp_path / "f.csv", {"count": "1"}, {"count": "2"}
    )
    ledger = ledger_of([dirty, fixed], settings, tmp_path)
    for place in ((1, 6), (2, 2), (2, 3)):
        assert (ledger[place]["fate"], ledger[place]["reason"]) == ("held", "corrected-twice")
    # A row that is two counts has its further one numbered on.
    both = edited(
        worklists / "count-unclear.csv",
        tmp_path / "g.csv",
        {"count": "1"},
        {"count": "2", "entry": "2"},
    )
    ledger = ledger_of([dirty, both], settings, tmp_path)
    assert ledger[2, 2]["fate"] == ledger[2, 3]["fate"] == "included"


def test_a_worklist_that_comes_back_untouched_settles_nothing(settings, tmp_path):
    # As a row of another list, the second would be the same conviction as the first.
    path = write_list(tmp_path / "two.csv", [row(1), row(1, Count=""), row(2, Court="FOLTSY")])
    pipeline.build([path], tmp_path / "out", settings, filed_on=DAY)
    worklists = tmp_path / "out" / "sealed" / "worklists"
    back = [worklists / "possible-duplicate.csv", worklists / "unknown-court.csv"]
    before, after = held(check([path], settings)), held(check([path, *back], settings))
    assert before == after == {"possible-duplicate": 1, "unknown-court": 1}
    # Without its list they are rows of one list all the same, and not of two.
    twice = write_list(tmp_path / "b.csv", [row(1, Count=""), row(1, Count="")])
    pipeline.build([twice], tmp_path / "o", settings, filed_on=DAY)
    [alone] = (tmp_path / "o" / "sealed" / "worklists").glob("possible-*.csv")
    assert held(check([twice, alone], settings)) == held(check([twice], settings))


def test_another_count_settles_what_may_be_a_duplicate(settings, tmp_path):
    path = write_list(tmp_path / "two.csv", [row(1, Count=""), row(1, Count="")])
    pipeline.build([path], tmp_path / "out", settings, filed_on=DAY)
    source = tmp_path / "out" / "sealed" / "worklists" / "possible-duplicate.csv"
    said = {"answer": "another count", "looked_at": "the charging document"}
    fixed = edited(source, tmp_path / "f.csv", said)
    ledger = ledger_of([path, fixed], settings, tmp_path)
    assert ledger[1, 2]["fate"] == ledger[2, 2]["fate"] == "included"
    assert ledger[1, 2]["conviction"] != ledger[2, 2]["conviction"]
    assert ledger[1, 3]["same_as"] == ledger[2, 2]["conviction"]
    # In a supplement it is another one than the first run asked for.
    beside = RunInputs(already_included=[tmp_path / "out"])
    for lists in ([fixed], [path, fixed]):
        told = tmp_path / "supplement.csv"
        pipeline.check(lists, settings, filed_on=DAY, beside=beside, ledger_path=told)
        [new] = [its for its in read(told) if its["fate"] == "included"]
        assert new["conviction"] not in ("", ledger[1, 2]["conviction"])
    # An answer says what was looked at, and is one that is known.
    for cells in ({"answer": "another count"}, {"answer": "sure", "looked_at": "the register"}):
        ledger = ledger_of([path, edited(source, tmp_path / "g.csv", cells)], settings, tmp_path)
        assert ledger[2, 2]["reason"] == "answer-unclear"


# --- What a corrected row decides of the law. ---


@pytest.fixture
def reviewed(tmp_path, settings):
    """A list with a row for an attorney, and the worklist that asks for it."""
    rows = [row(1, Eligibility="Hand Review"), row(2)]
    path = write_list(tmp_path / "list.csv", rows)
    pipeline.build([path], tmp_path / "out", settings, filed_on=DAY)
    return path, tmp_path / "out" / "sealed" / "worklists" / "hand-review.csv"


UNAPPROVED = ("held", "correction-unapproved")


def test_a_changed_determination_counts_once_this_very_worklist_is_approved(
    reviewed, settings, tmp_path
):
    path, source = reviewed
    fixed = edited(source, tmp_path / "f.csv", {"determination": "Eligible for Dismissal"})
    ledger = ledger_of([path, fixed], settings, tmp_path)
    assert (ledger[2, 2]["fate"], ledger[2, 2]["reason"]) == UNAPPROVED
    assert ledger[1, 2]["reason"] == "corrected"
    signed = approved(settings, fixed)
    assert ledger_of([path, fixed], signed, tmp_path)[2, 2]["fate"] == "included"
    with closing(Intake([path, fixed], signed, None, DAY)) as intake:
        list(intake.entries(lambda _: "", None, pipeline.Silent()))
        said = intake.sources[1].eligibility
    assert "1 corrected row of it decide was answered row by row, as Jordan A. Ellery" in said
    # One more edit, and it is another file.
    edited(fixed, tmp_path / "g.csv", {"middle": "Q"}).replace(fixed)
    assert ledger_of([path, fixed], signed, tmp_path)[2, 2]["reason"] == UNAPPROVED[1]


def test_an_attorney_lets_in_a_conviction_whose_offense_is_older_than_the_new_law(
    settings, tmp_path
):
    path = write_list(tmp_path / "list.csv", [row(1, Conviction_Date="2017-03-01")])
    pipeline.build([path], tmp_path / "out", settings, filed_on=DAY)
    source = tmp_path / "out" / "sealed" / "worklists" / "offense-date.csv"

    def becomes(offense_on: str, determination: str = "Eligible for Dismissal") -> str:
        cells = {"offense_on": offense_on, "determination": determination}
        fixed = edited(source, tmp_path / "f.csv", cells)
        line = ledger_of([path, fixed], approved(settings, fixed), tmp_path)[2, 2]
        return f"{line['fate']} {line['reason']}".strip()

    assert becomes("2016-11-08") == "included"
    assert becomes("2016-11-09") == "out_of_scope after-initiative"
    assert becomes("2017-04-01") == "held offense-date"  # after the conviction
    assert becomes("") == "held offense-date"
    assert becomes("fall of 2016") == "held offense-date"
    assert becomes("2016-10-01", "Hand Review") == "held offense-date"
    # Sent back as it was, or before an attorney approved it, it waits.
    fixed = edited(source, tmp_path / "f.csv", {"offense_on": "2016-10-01"})
    assert ledger_of([path, fixed], settings, tmp_path)[2, 2]["reason"] == "offense-date"
    fixed = edited(
        source,
        tmp_path / "f.csv",
        {"offense_on": "2016-10-01", "determination": "Eligible for Dismissal"},
    )
    assert ledger_of([path, fixed], settings, tmp_path)[2, 2]["reason"] == UNAPPROVED[1]


@pytest.mark.parametrize(
    "cells",
    [
        {"determination": "Not eligible"},
        {"section": "11360(a) HS"},
        {"section": "11378 HS"},
        {"determination": "Eligible for Dismissal", "sent": ""},
        {"determination": "Eligible for Dismissal", "of_list": "0" * 16},
        {"determination": "Eligible for Dismissal", "line": "3"},
    ],
)
def test_no_change_of_the_law_takes_effect_unapproved(cells, reviewed, settings, tmp_path):
    path, source = reviewed
    ledger = ledger_of([path, edited(source, tmp_path / "f.csv", cells)], settings, tmp_path)
    assert (ledger[2, 2]["fate"], ledger[2, 2]["reason"]) == UNAPPROVED


@pytest.fixture
def unrouted(tmp_path, settings):
    """A misdemeanor of unknown police, and the worklist that asks whose prosecution it is."""
    told = {"Level": "Misdemeanor", "Section": "11357(b) HS", "Case Number": "8CP00001"}
    rows = [row(1, **told, Arresting_Agency="ZZ PATROL"), row(2)]
    path = write_list(tmp_path / "list.csv", rows)
    pipeline.build([path], tmp_path / "out", settings, filed_on=DAY)
    return path, tmp_path / "out" / "sealed" / "worklists" / "prosecutor-unknown.csv"


def test_whose_prosecution_it_is_counts_once_an_attorney_approved_the_worklist(
    unrouted, settings, tmp_path
):
    path, source = unrouted
    fixed = edited(source, tmp_path / "f.csv", {"prosecutor": "Los Angeles City Attorney"})
    line = ledger_of([path, fixed], settings, tmp_path)[2, 2]
    assert (line["fate"], line["reason"]) == UNAPPROVED
    line = ledger_of([path, fixed], approved(settings, fixed), tmp_path)[2, 2]
    assert (line["fate"], line["agency"]) == ("included", "los-angeles-city")
    # The police that arrested are a fact of the record: any clerk may tell them.
    known = edited(source, tmp_path / "g.csv", {"arresting_agency": "LAPD"})
    assert ledger_of([path, known], settings, tmp_path)[2, 2]["fate"] == "included"


def test_a_prosecutor_that_is_taken_out_is_a_change_of_the_law_too(settings, tmp_path):
    told = {"Level": "Misdemeanor", "Section": "11357(b) HS", "Case Number": "8CP00001"}
    rows = [row(1, **told, Prosecutor="CTY PROSCTR", Arresting_Agency="LASD"), row(2)]
    path = write_list(tmp_path / "list.csv", rows)
    pipeline.build([path], tmp_path / "out", settings, filed_on=DAY)
    source = tmp_path / "out" / "sealed" / "worklists" / "prosecutor-unknown.csv"
    fixed = edited(source, tmp_path / "f.csv", {"prosecutor": ""})
    ledger = ledger_of([path, fixed], settings, tmp_path)
    assert (ledger[2, 2]["fate"], ledger[2, 2]["reason"]) == UNAPPROVED
    # Sent out again before anybody approved it, it is no word of the list either.
    pipeline.build([path, fixed], tmp_path / "again", settings, filed_on=DAY)
    sent = tmp_path / "again" / "sealed" / "worklists" / "correction-unapproved.csv"
    assert ledger_of([path, fixed, sent], settings, tmp_path)[3, 2]["reason"] == UNAPPROVED[1]


def test_what_nobody_approved_is_not_believed_once_it_was_sent_out_again(
    reviewed, settings, tmp_path
):
    path, source = reviewed
    fixed = edited(source, tmp_path / "f.csv", {"determination": "Eligible for Dismissal"})
    pipeline.build([path, fixed], tmp_path / "again", settings, filed_on=DAY)
    sent = tmp_path / "again" / "sealed" / "worklists" / "correction-unapproved.csv"
    assert ledger_of([path, fixed, sent], settings, tmp_path)[3, 2]["reason"] == UNAPPROVED[1]
    signed = approved(settings, sent)
    assert ledger_of([path, fixed, sent], signed, tmp_path)[3, 2]["fate"] == "included"


def test_a_correction_that_waits_frees_no_other_row(reviewed, settings, tmp_path):
    path, source = reviewed
    other = write_list(tmp_path / "other.csv", [row(1)])
    before = ledger_of([path, other], settings, tmp_path)
    assert before[2, 2]["reason"] == "source-conflict"
    for cells in ({"determination": "Eligible for Dismissal"}, {"section": "11360(a) HS"}):
        fixed = edited(source, tmp_path / "f.csv", cells)
        after = ledger_of([path, other, fixed], settings, tmp_path)
        assert after[2, 2]["fate"] == "held"


def test_a_change_that_was_approved_is_asked_again_under_other_rules(reviewed, settings, tmp_path):
    path, source = reviewed
    fixed = edited(source, tmp_path / "f.csv", {"determination": "Eligible for Dismissal"})
    signed = approved(settings, fixed)
    county = settings.county.model_copy(update={"written_as": (*settings.county.written_as, "LAC")})
    counties = settings.counties | {settings.office.county: county}
    later = signed.model_copy(update={"counties": counties})
    assert ledger_of([path, fixed], later, tmp_path)[2, 2]["reason"] == UNAPPROVED[1]
    # What changes nothing of the law is the list's own word under any rules.
    plain = edited(source, tmp_path / "g.csv", {"middle": "Q"})
    assert ledger_of([path, plain], later, tmp_path)[2, 2]["reason"] == "hand-review"


# --- What was answered row by row, for a new list. ---


def test_a_new_list_takes_over_what_was_answered_of_the_same_conviction(
    worklists, dirty, settings, tmp_path
):
    fixed = edited(worklists / "count-unclear.csv", tmp_path / "f.csv", {"count": "1"})
    new = write_list(tmp_path / "new.csv", [row(30, Disposition=""), DIRTY[4], row(31)])
    ledger = ledger_of([new, fixed], settings, tmp_path)
    assert (ledger[1, 3]["reason"], ledger[2, 2]["fate"]) == ("corrected", "included")
    assert ledger[1, 3]["same_as"] == ledger[2, 2]["conviction"]


@pytest.mark.parametrize(
    "rows",
    [
        [DIRTY[4] | {"Count": "2 of ?"}],
        [DIRTY[4] | {"Section": "11360(a) HS"}],
        [DIRTY[4] | {"Case Number": "BA000099"}],
        [DIRTY[4] | {"Court": "COMPTON"}],
    ],
    ids=["another cell", "another section", "another case", "another court"],
)
def test_of_what_a_new_list_tells_otherwise_it_is_asked_again(rows, worklists, settings, tmp_path):
    fixed = edited(worklists / "count-unclear.csv", tmp_path / "f.csv", {"count": "1"})
    new = write_list(tmp_path / "new.csv", rows)
    assert ledger_of([new, fixed], settings, tmp_path)[1, 2]["reason"] == "count-unclear"


def test_it_is_asked_again_under_other_rules_or_where_nobody_can_say_which_it_is(
    worklists, settings, tmp_path
):
    new = write_list(tmp_path / "new.csv", [DIRTY[4]])
    source = worklists / "count-unclear.csv"
    fixed = edited(source, tmp_path / "f.csv", {"count": "1"})
    county = settings.county.model_copy(update={"written_as": (*settings.county.written_as, "LAC")})
    counties = settings.counties | {settings.office.county: county}
    later = settings.model_copy(update={"counties": counties})
    assert ledger_of([new, fixed], later, tmp_path)[1, 2]["reason"] == "count-unclear"
    # Two entries of the old list were told alike, and corrected otherwise.
    both = edited(source, tmp_path / "g.csv", {"count": "1"}, {"count": "2", "line": "9"})
    assert ledger_of([new, both], settings, tmp_path)[1, 2]["reason"] == "count-unclear"
