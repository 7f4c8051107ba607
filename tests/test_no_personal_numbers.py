"""No number of a person and no birth date of a list is in anything that a run says or writes."""

import csv
import datetime as dt
import zipfile

import pytest

from filings.cli import main
from tests.test_pipeline import row, write_list

DAY = "2026-12-01"
SSN, CII, FBI, LICENCE = "987-65-4321", "A98765432", "876543FB2", "D9876543"
BORN = dt.date(1957, 11, 23)
MARKS = {
    SSN,
    SSN.replace("-", ""),
    CII,
    FBI,
    LICENCE,
    *(BORN.strftime(form) for form in ("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d", "%m-%d-%Y")),
}
PERSONAL = {
    "SSN": SSN,
    "CII": CII,
    "FBI": FBI,
    "Driver License": LICENCE,
    "DOB": f"{BORN:%m/%d/%Y}",
}


def rows():
    """Sound rows with columns of such numbers, and rows with one in the cell of something else."""
    yield from ({**row(n), **PERSONAL} for n in range(1, 15))
    for n, cell in enumerate(sorted(MARKS), 20):
        for column in ("Case Number", "Defendant Suffix", "Count", "Conviction Date", "Section"):
            yield {**row(n), **PERSONAL, column: f"{row(n)[column]} {cell}"}
        yield {**row(n), **PERSONAL, "Last Name": f"DOE SSN {SSN} DOB {BORN:%m/%d/%Y}"}


def texts_of(folder):
    for path in folder.rglob("*"):
        if "worklists" in str(path.relative_to(folder)):
            continue  # their rows are corrected cell by cell, in the sealed half
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield path, " ".join(book.read(name).decode() for name in book.namelist())
        elif path.is_file():
            yield path, path.read_bytes().decode("utf-8", "replace")


@pytest.mark.usefixtures("fake_renderer")
def test_runs_full_of_them_say_and_write_none(tmp_path, capfd, caplog, monkeypatch):
    listed = write_list(tmp_path / "list.csv", list(rows()))
    config = tmp_path / "config"
    config.mkdir()
    key = "conviction_key: a key of this test alone, long enough"
    (config / "office.yaml").write_text(f"schema: 1\n{key}\n", encoding="utf-8")
    out = tmp_path / "out"
    for arguments in (
        ("check", str(listed), "--ledger", str(out / "ledger-alone.csv")),
        ("build", str(listed), "--out", str(out / "build"), "--filed-on", DAY, "--jobs", "1"),
        ("find", CII, "--in", str(out / "build")),
        ("verify", str(out / "build"), str(listed), "--jobs", "1"),
    ):
        with pytest.raises(SystemExit) as stopped:
            main(
                [*arguments, "--config", str(config)]
                if arguments[0] in "check build"
                else arguments
            )
        assert stopped.value.code in (0, 2, 4, 8, 10), arguments
    said = capfd.readouterr()
    shown = {"stdout": said.out, "stderr": said.err, "the log": caplog.text}
    found = {
        f"{place}: {mark}"
        for place, text in (*shown.items(), *texts_of(out))
        for mark in MARKS
        if mark in text
    }
    assert found == set()
    assert (out / "build/manifest.json").is_file()
    assert len(list((out / "build/sealed/worklists").iterdir())) > 2


@pytest.mark.usefixtures("fake_renderer")
def test_what_follows_an_order_says_none_either(tmp_path, capfd, caplog):
    listed = write_list(tmp_path / "list.csv", [{**row(n), **PERSONAL} for n in range(1, 15)])
    config = tmp_path / "config"
    config.mkdir()
    key = "conviction_key: a key of this test alone, long enough"
    (config / "office.yaml").write_text(f"schema: 1\n{key}\n", encoding="utf-8")
    out, came_back = tmp_path / "out", tmp_path / "came-back"
    ours = ("--config", str(config))
    built = ("build", str(listed), "--out", str(out), "--filed-on", DAY, "--jobs", "1", *ours)
    with pytest.raises(SystemExit):
        main(built)
    answers = tmp_path / "answers.csv"
    with next(iter(sorted(out.rglob("cases.csv")))).open(encoding="utf-8", newline="") as file:
        lines = [{**line, **PERSONAL} for line in csv.DictReader(file)]
    marked = sorted(MARKS)
    for n, line in enumerate(lines):
        mark = marked[n % len(marked)]
        line["result"] = "Granted" if n < 3 else f"granted {mark}"
        line["result_on"] = "2027-01-15" if n < 6 else f"2027-01-15 {mark}"
        line["case_number"] += f" {mark}" if n > 9 else ""
    with answers.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    for arguments in (
        ("returned", str(answers), "--in", str(out), "--out", str(came_back), *ours),
        (
            *("notices", str(out), str(listed), "--returned", str(came_back)),
            *("--out", str(tmp_path / "notices"), *ours),
        ),
        ("find", CII, "--in", str(out)),
    ):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code in (0, 4, 10), arguments
    said = capfd.readouterr()
    shown = {"stdout": said.out, "stderr": said.err, "the log": caplog.text}
    found = {f"{place}: {mark}" for place, text in shown.items() for mark in MARKS if mark in text}
    assert found == set()
