"""A run says which of its papers are drafts, why, and whose they are."""

import datetime as dt
import json

import pytest

import filings as package
from filings.cli import main
from filings.model.errors import UsageError
from filings.output.find_entries import find
from filings.output.letters_to_prosecutors import closing_words, letters
from filings.settings.settings import read_settings
from tests.small_settings import with_own_key
from tests.test_pipeline import DAY, row, write_list

pytestmark = pytest.mark.usefixtures("fake_renderer")


@pytest.fixture
def filings(capsys):
    """Run a command; its exit code, stdout and stderr."""

    def call(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return call


@pytest.fixture
def rows(tmp_path):
    city = [row(n, Arresting_Agency="LONG BEACH PD", Section="11357(b) HS") for n in (8, 9)]
    # A number of a felony filing would be the District Attorney's.
    numbers = ("95M00308", "95M00309")
    city = [
        its | {"Level": "Misdemeanor", "Case Number": number}
        for its, number in zip(city, numbers, strict=True)
    ]
    return write_list(tmp_path / "list.csv", [*(row(n) for n in range(1, 4)), *city])


@pytest.mark.parametrize("command", ["check", "build", "preview"])
def test_a_day_of_filing_before_the_law_is_refused(filings, rows, tmp_path, command):
    out = () if command == "check" else ("--out", tmp_path / "out.pdf")
    code, _, err = filings(command, rows, *out, "--filed-on", "2016-11-08")
    assert code == 2
    assert "2016-11-08 is before 2016-11-09" in err
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("verb", [package.check, package.preview])
def test_a_day_of_filing_before_the_law_is_refused_from_python_too(rows, verb):
    with pytest.raises(UsageError, match="2016-11-08 is before 2016-11-09") as refused:
        verb([rows], read_settings(), filed_on=dt.date(2016, 11, 8))
    assert refused.value.code == 2


def test_the_manifest_and_the_report_say_of_every_document_why_it_is_a_draft(rows, tmp_path):
    settings = with_own_key(read_settings())
    out = tmp_path / "out"
    report = package.build([rows], out, settings, filed_on=DAY)
    files = [
        file
        for packet in json.loads((out / "manifest.json").read_text())["packets"]
        for file in packet["files"]
        if file["path"].endswith(".pdf")
    ]
    assert files
    assert all(file["draft"][0]["kind"] == "granted" for file in files)
    assert report.drafts == len(files)
    assert report.plain()["drafts"] == len(files)


def test_a_run_resumed_later_tells_the_same_drafts(rows, tmp_path):
    settings = with_own_key(read_settings())
    first = package.build([rows], tmp_path / "out", settings, filed_on=DAY)
    again = package.build([rows], tmp_path / "out", settings, filed_on=DAY)
    assert again.kept == len(again.packets)
    assert again.drafts == first.drafts
    assert [its.draft for its in again.packets] == [its.draft for its in first.packets]


def own_key(tmp_path) -> tuple[object, ...]:
    """Settings with a key of their own: under the shipped one nothing of real people is built."""
    office = tmp_path / "office"
    office.mkdir()
    (office / "office.yaml").write_text("schema: 1\nconviction_key: a-key-of-a-made-up-office\n")
    return "--config", office


def test_build_ends_with_what_is_a_draft_why_and_what_to_do(filings, rows, tmp_path):
    far = (dt.datetime.now().astimezone().date() + dt.timedelta(days=800)).isoformat()
    _, _, err = filings(
        "build", rows, "--out", tmp_path / "out", "--filed-on", far, *own_key(tmp_path)
    )
    assert "documents are drafts:" in err
    assert f"the day of filing: {far} is more than a year" in err
    assert "relief already ordered: list 1 does not say when it was made" in err
    assert "--already-granted" in err


def test_packets_of_another_prosecutor_are_handed_over_with_a_letter(filings, rows, tmp_path):
    out = tmp_path / "out"
    _, _, err = filings("build", rows, "--out", out, "--filed-on", DAY, *own_key(tmp_path))
    theirs = out / "handed-over/long-beach"
    words = (theirs / "letter.txt").read_text()
    assert "From: Los Angeles County District Attorney" in words
    assert "2 convictions" in words
    assert "ccb/long-beach/" in words
    assert "DOE" not in words  # no name
    assert "not filed as your own" in err
    assert "Long Beach City Prosecutor: 1 packet, with handed-over/long-beach/letter.txt" in err
    manifest = json.loads((out / "manifest.json").read_text())
    assert "handed-over/long-beach/letter.txt" in {file["path"] for file in manifest["files"]}
    # All that is theirs lies there, in the same two halves, and none of it among the office's own.
    assert {path.name for path in theirs.rglob("*") if path.is_file()} == {
        *("letter.txt", "motion.pdf", "proposed-order.pdf", "exhibit-a-sealed.pdf", "cases.csv"),
        *("proof-of-service.pdf", "cover.pdf", "filing-plan.json"),
        *("clerk-table.csv", "clerk-table.xlsx"),
    }
    assert not [*out.glob("public/packets/*/long-beach"), *out.glob("sealed/packets/*/long-beach")]
    assert not [path for path in theirs.rglob("*") if path.stat().st_mode & 0o077]
    [found] = find(out, "95M00308")
    assert found.stands
    assert all((out / path).is_file() for path, *_ in found.stands)
    assert all(path.startswith("handed-over/long-beach/") for path, *_ in found.stands)


def test_an_office_with_its_own_packets_alone_writes_no_letter(tmp_path):
    settings = with_own_key(read_settings())
    own = write_list(tmp_path / "own.csv", [row(1)])
    report = package.build([own], tmp_path / "out", settings, filed_on=DAY)
    assert letters(report.packets, settings) == ()
    assert list(closing_words(report, settings)) == []
    assert not (tmp_path / "out/handed-over").exists()
