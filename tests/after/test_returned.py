"""What came back after a filing: each answer finds its conviction, or changes nothing."""

import csv
import datetime as dt
import json

import pytest
from openpyxl import Workbook

import filings
import filings.render
from filings.after import write_outcome
from filings.after.returned import returned
from filings.cli import main
from filings.model.errors import ListError, UsageError
from filings.screening.screen_lists import RunInputs
from filings.settings.settings import read_settings
from tests.small_settings import with_own_key
from tests.test_pipeline import row, write_list

pytestmark = pytest.mark.usefixtures("fake_renderer_of_module")

DAY = dt.date(2026, 12, 1)
TODAY = dt.date(2027, 6, 1)
MANY = 100
REFUSED = ("Struck", "DENIED", "not found", "Other court", "WRONG DEFENDANT", "level differs")
WRONG = dict(enumerate(REFUSED * 3, 1))
WRONG |= {19: "transfer pending", 20: "Challenged", 21: "it depends"}


@pytest.fixture(scope="module")
def settings():
    return with_own_key(read_settings())


@pytest.fixture(scope="module")
def built(tmp_path_factory, settings, fake_renderer_of_module):
    """A finished folder that is only read, and beside it the list it was built from."""
    home = tmp_path_factory.mktemp("built")
    rows = [row(n) for n in range(1, MANY + 1)]
    rows[40] = row(41, Section="11357(b) HS", Level="Misdemeanor")
    rows.append(row(42, Count="2"))
    filings.build([write_list(home / "list.csv", rows)], home / "out", settings, filed_on=DAY)
    return home / "out"


def tables(built):
    lines = []
    for path in sorted(built.rglob("cases.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            lines += csv.DictReader(file)
    return sorted(lines, key=lambda line: (line["case_number"], line["count"]))


def answered(path, lines):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return path


def read(folder, path):
    with (folder / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def follow(built, lines, tmp_path, settings, doj=()):
    path = answered(tmp_path / "answers.csv", lines)
    return returned([built], [path], doj, tmp_path / "came-back", settings, TODAY)


def test_every_conviction_stands_somewhere_and_the_sums_close(built, tmp_path, settings):
    lines = tables(built)
    assert len(lines) == MANY + 1
    for n, line in enumerate(lines, 1):
        line["result"], line["result_on"] = WRONG.get(n, "Granted"), "2027-01-15"
    lines[-1]["result"] = ""
    before = {p: p.read_bytes() for p in built.rglob("*") if p.is_file()}
    report = follow(built, lines, tmp_path, settings)
    totals = report.totals
    assert (totals.convictions, totals.granted, totals.refused, totals.open) == (101, 79, 18, 2)
    assert (totals.unanswered, totals.without_relief, totals.proposed) == (2, 22, 15)
    assert totals.rows == totals.followed + totals.blank + totals.not_followed == 101
    assert [each.why for each in report.not_followed] == [
        'its result "it depends" is not understood'
    ]
    out = tmp_path / "came-back"
    standing = [line["standing"] for line in read(out, write_outcome.OUTCOME)]
    assert len(standing) == 101
    assert standing.count("granted") == 79
    without = read(out, write_outcome.WITHOUT_RELIEF)
    assert len(without) == 22
    assert all(line["last"].startswith("DOE") for line in without)
    assert len(read(out, write_outcome.GRANTED)) == 79
    # Whoever reads the page knows how old its figures are.
    for page in ("public/progress.html", "sealed/progress.html"):
        assert "with answers up to January 15, 2027" in (out / page).read_text()
    # The folder of the run is as it was.
    assert {p: p.read_bytes() for p in built.rglob("*") if p.is_file()} == before


def test_what_an_attorney_decides_is_asked_again_and_nothing_granted_is(built, tmp_path, settings):
    lines = tables(built)
    for n, line in enumerate(lines, 1):
        line["result"] = WRONG.get(n, "Granted")
    follow(built, lines, tmp_path, settings)
    proposed = read(tmp_path / "came-back", write_outcome.SUPPLEMENT)
    path = answered(tmp_path / "supplement.csv", proposed)
    report = filings.check([path], settings, filed_on=DAY)
    # Nobody has decided yet: all of it waits.
    assert (report.totals.included, report.totals.held) == (0, 15)
    for line in proposed:
        line["ask_again"] = line["proposed"]
    proposed[0]["ask_again"] = "no"
    path = answered(tmp_path / "supplement.csv", proposed)
    report = filings.check([path], settings, filed_on=DAY)
    assert (report.totals.included, report.totals.out_of_scope) == (14, 1)
    granted = RunInputs(already_granted=[tmp_path / "came-back" / write_outcome.GRANTED])
    report = filings.check([path], settings, filed_on=DAY, beside=granted)
    assert report.totals.included == 14
    # Of the first list the granted ones go out, and the others stay.
    report = filings.check([built.parent / "list.csv"], settings, filed_on=DAY, beside=granted)
    assert (report.totals.included, report.totals.out_of_scope) == (21, 80)


def test_from_the_first_filing_to_a_supplement_every_sum_closes(built, tmp_path, settings):
    """A fifth is not granted and a hundredth is not understood; then the supplement is granted."""
    lines = tables(built)
    for n, line in enumerate(lines):
        line["result"] = "it depends" if n == 51 else "struck" if n % 5 == 0 else "granted"
        line["result_on"] = "2027-01-15"
    first = follow(built, lines, tmp_path, settings).totals
    assert (first.convictions, first.granted, first.refused, first.unanswered) == (101, 79, 21, 1)
    assert first.granted + first.refused + first.open + first.unanswered == first.convictions
    proposed = read(tmp_path / "came-back", write_outcome.SUPPLEMENT)
    assert len(proposed) == first.proposed == first.refused
    for line in proposed:
        line["ask_again"] = line["proposed"]
    again = answered(tmp_path / "supplement.csv", proposed)
    granted = RunInputs(already_granted=[tmp_path / "came-back" / write_outcome.GRANTED])
    options = {"settings": settings, "filed_on": dt.date(2027, 2, 1), "beside": granted}
    report = filings.build([again], tmp_path / "second", **options)
    assert (report.totals.rows, report.totals.included) == (21, 21)
    day = "2027-03-15"
    second = [dict(line, result="granted", result_on=day) for line in tables(tmp_path / "second")]
    assert {line["conviction"] for line in second} == {line["conviction"] for line in proposed}
    path = answered(tmp_path / "both.csv", [*lines, *second])
    runs = [built, tmp_path / "second"]
    after = returned(runs, [path], [], tmp_path / "in-the-end", settings, TODAY)
    assert (after.totals.granted, after.totals.unanswered) == (100, 1)


def test_an_id_that_the_supplement_asks_again_is_the_one_of_the_first_filing(
    built, tmp_path, settings
):
    lines = tables(built)
    lines[0]["result"] = "struck"
    follow(built, lines, tmp_path, settings)
    proposed = read(tmp_path / "came-back", write_outcome.SUPPLEMENT)
    proposed[0]["ask_again"] = proposed[0]["proposed"]
    path = answered(tmp_path / "supplement.csv", proposed)
    filings.check([path], settings, filed_on=DAY, ledger_path=tmp_path / "ledger.csv")
    (again,) = read(tmp_path, "ledger.csv")
    assert again["conviction"] == lines[0]["conviction"]
    assert again["level"] == "felony"


def test_a_misdemeanor_is_asked_again_by_whoever_asked_first_beside_its_co_defendants(
    tmp_path, settings
):
    """The supplement tells no police agency, and the same case has been granted to another."""
    of_case = {"Case Number": "2MP01234", "Section": "11357(b) HS", "Level": "Misdemeanor"}
    rows = [
        row(n, **of_case, Defendant_Suffix=suffix, Arresting_Agency="LASD")
        for n, suffix in ((1, "01"), (2, "02"))
    ]
    filings.build(
        [write_list(tmp_path / "list.csv", rows)], tmp_path / "out", settings, filed_on=DAY
    )
    lines = tables(tmp_path / "out")
    assert [line["defendant_suffix"] for line in lines] == ["01", "02"]
    lines[0]["result"], lines[1]["result"] = "granted", "struck"
    follow(tmp_path / "out", lines, tmp_path, settings)
    (again,) = read(tmp_path / "came-back", write_outcome.SUPPLEMENT)
    again["ask_again"] = again["proposed"]
    path = answered(tmp_path / "supplement.csv", [again])
    granted = RunInputs(already_granted=[tmp_path / "came-back" / write_outcome.GRANTED])
    report = filings.check([path], settings, filed_on=DAY, beside=granted)
    assert (report.totals.included, report.totals.held) == (1, 0)
    assert {packet.agency for packet in report.packets} == {"lada"}


def test_cleared_means_the_court_and_the_department_of_justice(built, tmp_path, settings):
    lines = tables(built)[:4]
    for line, result in zip(lines, ("granted", "granted", "granted", "denied"), strict=True):
        line["result"] = result
    doj = [dict(line, result="") for line in lines]
    doj[0]["result"], doj[1]["result"], doj[3]["result"] = "UPDATED", "No match", "updated"
    path = answered(tmp_path / "doj.csv", doj)
    totals = follow(built, lines, tmp_path, settings, [path]).totals
    assert (totals.cleared, totals.unentered, totals.granted, totals.refused) == (1, 1, 1, 1)
    (unentered,) = read(tmp_path / "came-back", write_outcome.UNENTERED)
    assert unentered["conviction"] == lines[1]["conviction"]
    outcome = {
        line["conviction"]: line for line in read(tmp_path / "came-back", write_outcome.OUTCOME)
    }
    assert "the court has not granted it" in outcome[lines[3]["conviction"]]["remark"]


def test_a_table_whose_results_were_sorted_apart_from_its_ids_is_not_followed(
    built, tmp_path, settings
):
    lines = tables(built)[:6]
    for line in lines:
        line["result"] = "granted"
    # The ids move down by one, as when one column alone was sorted.
    ids = [line["conviction"] for line in lines]
    for line, id in zip(lines[:5], ids[1:], strict=False):
        line["conviction"] = id
    lines[5] = dict(lines[5], conviction=ids[5])
    report = follow(built, lines, tmp_path, settings)
    assert report.totals.not_followed == 5
    assert report.totals.granted == 1
    assert all("was the table sorted?" in each.why for each in report.not_followed)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"conviction": "0" * 24}, "its conviction is not one that was asked for"),
        ({"conviction": "", "case_number": "BA999999"}, "no conviction of its case number"),
        ({"conviction": "", "case_number": ""}, "it names no conviction"),
        ({"conviction": "", "section": "", "count": ""}, "it fits 2 convictions"),
        ({"section": "11357(b) HS"}, "its section is not that of its conviction"),
        ({"last": "SPECIMEN"}, "its name is not that of its conviction"),
        ({"result_on": "2027-13-45"}, "its day of the result cannot be read"),
        ({"result_on": "2028-01-01"}, "its day is in the future"),
        ({"result": "denied", "result_on": "2020-01-01"}, "its day is before the papers"),
    ],
)
def test_a_row_that_does_not_fit_changes_nothing(built, tmp_path, settings, cells, why):
    first, two_counts = tables(built)[0], tables(built)[41]
    assert two_counts["case_number"] == "BA000042"
    good = dict(first, result="granted")
    report = follow(built, [good, dict(two_counts, result="granted") | cells], tmp_path, settings)
    (told,) = report.not_followed
    assert told.why.startswith(why)
    assert told.row.where == "court file 1, line 3"
    assert report.totals.granted == 1


def test_a_row_without_an_id_is_followed_where_one_conviction_fits(built, tmp_path, settings):
    line = tables(built)[42] | {"conviction": "", "result": "granted", "last": ""}
    line["case_number"] = "ba-000042-01"
    assert follow(built, [line | {"count": "02"}], tmp_path, settings).totals.granted == 1
    (granted,) = read(tmp_path / "came-back", write_outcome.GRANTED)
    assert granted["count"] == "2"


def test_a_later_day_counts_and_without_days_two_answers_are_none(built, tmp_path, settings):
    lines = [dict(tables(built)[n], result="denied", result_on="2027-01-05") for n in (0, 1)]
    again = [dict(line, result="granted", result_on="2027-03-05") for line in lines]
    again[1]["result_on"] = ""
    report = follow(built, [*lines, *again, dict(again[0])], tmp_path, settings)
    totals = report.totals
    assert (totals.granted, totals.refused, totals.unanswered) == (1, 0, MANY)
    assert (totals.followed, totals.repeated, totals.not_followed) == (1, 2, 2)
    assert {each.why.partition(" says")[0] for each in report.not_followed} == {
        "court file 1, line 3",
        "court file 1, line 5",
    }


def test_a_table_of_another_run_is_refused_as_a_whole(built, tmp_path, settings):
    line = tables(built)[0] | {"conviction": "0" * 24, "result": "granted"}
    with pytest.raises(ListError, match="no answer in it can be used"):
        follow(built, [line], tmp_path, settings)
    assert not (tmp_path / "came-back").exists()


def test_a_table_without_a_column_of_results_is_refused(built, tmp_path, settings):
    lines = [{"case_number": line["case_number"]} for line in tables(built)]
    with pytest.raises(ListError, match="has no heading for a result"):
        follow(built, lines, tmp_path, settings)


def test_a_sheet_of_notes_hides_no_answer_and_each_of_its_rows_is_told(built, tmp_path, settings):
    lines = [dict(line, result="granted", count="1.0") for line in tables(built)[:3]]
    book = Workbook()
    for cells in (lines[0], *(line.values() for line in lines)):
        book.active.append(list(cells))
    book.create_sheet("Notes").append(["Call Department 50"])
    book.create_sheet("Empty")
    book.save(tmp_path / "answers.xlsx")
    given = [tmp_path / "answers.xlsx"]
    report = returned([built], given, [], tmp_path / "came-back", settings, TODAY)
    assert (report.totals.rows, report.totals.granted, report.totals.not_followed) == (4, 3, 1)
    assert report.not_followed[0].why == 'its sheet "Notes" has no heading for a result'


def test_a_courts_table_is_not_the_departments_answer(built, tmp_path, settings):
    path = answered(tmp_path / "a.csv", [dict(tables(built)[0], result="granted")])
    with pytest.raises(ListError, match="came back from a court, too"):
        returned([built], [path], [path], tmp_path / "came-back", settings, TODAY)
    # Nor where it is given by mistake alone: "granted" is no word of the Department.
    with pytest.raises(ListError, match='result "granted" is not understood'):
        returned([built], [], [path], tmp_path / "came-back", settings, TODAY)


def test_nothing_is_written_into_the_folder_of_a_run(built, tmp_path, settings):
    path = answered(tmp_path / "a.csv", tables(built))
    with pytest.raises(UsageError, match="never changes"):
        returned([built], [path], [], built / "returned", settings, TODAY)


def test_two_runs_are_followed_together_and_each_has_its_sums(built, tmp_path, settings):
    rows = [row(n) for n in range(201, 204)]
    path = write_list(tmp_path / "more.csv", rows)
    later = dt.date(2027, 2, 1)
    filings.build([path], tmp_path / "two", settings, filed_on=later)
    lines = [dict(line, result="granted") for line in (*tables(built), *tables(tmp_path / "two"))]
    path = answered(tmp_path / "answers.csv", lines[:-1])
    report = returned(
        [tmp_path / "two", built], [path], [], tmp_path / "came-back", settings, TODAY
    )
    assert [(run.asked, run.relieved) for run in report.totals.runs] == [(101, 101), (3, 2)]


def test_the_command_says_the_sums_and_leaves_with_ten_where_a_row_was_not_followed(
    built, tmp_path, settings, capsys
):
    config = tmp_path / "config"
    config.mkdir()
    key = settings.office.conviction_key.get_secret_value()
    (config / "office.yaml").write_text(f"schema: 1\nconviction_key: {key}\n")
    lines = [dict(line, result="Granted") for line in tables(built)]
    for last, code in (("Granted", 0), ("perhaps", 10)):
        lines[-1]["result"] = last
        path = answered(tmp_path / f"{code}.csv", lines)
        out = tmp_path / f"out{code}"
        with pytest.raises(SystemExit) as stopped:
            main(
                [
                    *("returned", str(path), "--in", str(built), "--config", str(config)),
                    *("--json", "--out", str(out)),
                ]
            )
        assert stopped.value.code == code
        said = capsys.readouterr()
        assert json.loads(said.out)["totals"]["granted"] == (101 if code == 0 else 100)
        assert "convictions were asked" in said.err
        assert "DOE" not in said.err + said.out
