"""What may be given beside the lists, as somebody types it."""

import csv
import json

import pytest

from filings.cli import main
from filings.model.errors import ConfigError, ExitCode
from filings.screening.shipped_key import refuse_sample_key
from filings.settings.settings import read_settings
from tests.small_settings import with_own_key
from tests.test_pipeline import row, write_list

DAY = ("--filed-on", "2026-12-01")


@pytest.fixture
def call(capsys):
    """Run a command; its exit code, stdout and stderr."""

    def ran(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, " ".join(printed.err.split())

    return ran


@pytest.fixture
def lists(tmp_path):
    return write_list(tmp_path / "list.csv", [row(n) for n in range(1, 41)])


def table(path, *rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def test_check_says_how_a_list_that_says_nothing_is_believed(call, tmp_path):
    path = write_list(tmp_path / "list.csv", [row(1)])
    path.write_text(path.read_text().replace("Eligibility", "Disposition").replace(
        "Eligible for Dismissal", "Convicted"))  # fmt: skip
    code, _, err = call("check", path, *DAY)
    assert code == ExitCode.NEEDS_A_HUMAN
    assert "it says nothing of eligibility, so all its convictions are held until" in err
    assert '--attested "NAME, STATE BAR NUMBER, DATE"' in err
    word = ("--attested", "Jordan A. Ellery, 000000, 2026-01-31")
    code, out, err = call("check", path, *DAY, *word, "--json")
    assert code == ExitCode.DONE
    assert json.loads(out)["lists"][0]["eligibility"] == "attestation"
    assert "eligible by the attestation of Jordan A. Ellery, State Bar No. 000000" in err


def test_an_attestation_by_nobody_is_told_as_a_mistake_of_the_command(call, lists):
    code, _, err = call("check", lists, "--attested", "somebody")
    assert code == ExitCode.USAGE
    assert 'write "NAME, STATE BAR NUMBER, YYYY-MM-DD"' in err


def test_what_is_struck_and_what_was_granted_is_told_in_the_closing_words(call, lists, tmp_path):
    strike = table(tmp_path / "s.csv", ["Case Number"], ["BA000001"], ["BA999999"])
    granted = table(
        tmp_path / "g.csv",
        ["Case Number", "Defendant Suffix", "Section", "Relief Granted"],
        ["BA000002", "01", "11359", "Dismissed and sealed 11361.8"],
    )
    code, out, err = call(
        "check", lists, *DAY, "--strike", strike, "--already-granted", granted, "--json"
    )
    assert code == ExitCode.DONE
    told = json.loads(out)
    assert told["totals"]["included"] == 38
    assert [its["name"] for its in told["decided"]] == ["granted list 1", "strike list 1"]
    assert "Strike list 1: List of convictions struck from the filing, 1 of 2 lines met" in err
    assert "Strike list 1: line 3 met nothing; look for a misprint." in err


def test_a_folder_that_no_build_wrote_is_refused(call, lists, tmp_path):
    code, _, err = call("check", lists, "--already-included", tmp_path)
    assert code == ExitCode.LIST
    assert "Give the folder that a finished `filings build` wrote" in err


def test_public_totals_tell_what_is_thin(call, lists, tmp_path):
    counts = table(tmp_path / "counts.csv", ["year", "level", "count"], ["1999", "felony", "400"])
    _, out, err = call("check", lists, *DAY, "--counts", counts, "--json")
    assert "Felonies of 1999: 40 of 400 in the public totals (10%)." in err
    (gap,) = (its for its in json.loads(out)["gaps"] if its["about"] == "totals")
    assert gap["public"] == "Felonies of 1999: fewer than three quarters of the public total."


def test_many_shortfalls_are_told_by_their_largest(call, lists, tmp_path):
    rows = [[str(year), "100"] for year in range(1980, 2000)]
    counts = table(tmp_path / "counts.csv", ["year", "count"], *rows)
    _, _, err = call("check", lists, *DAY, "--counts", counts)
    assert "8 more of 20 public totals are not reached." in err


def test_the_coverage_page_is_written_where_it_is_asked_for_and_nothing_else(call, lists, tmp_path):
    page = tmp_path / "coverage.html"
    before = set(tmp_path.iterdir())
    call("check", lists, *DAY, "--coverage", page)
    assert set(tmp_path.iterdir()) == before | {page}
    html = page.read_text(encoding="utf-8")
    assert "what the lists cover" in html
    assert "DOE" not in html
    code, _, err = call("check", lists, *DAY, "--coverage", lists / "page.html")
    assert code == ExitCode.OUTPUT
    assert "Choose another place with --coverage." in err


def test_the_shipped_key_writes_of_nobody_but_made_up_people(call, lists, tmp_path):
    out = tmp_path / "packets"
    code, _, err = call("build", lists, "--out", out, *DAY)
    assert code == ExitCode.CONFIG
    assert "is the shipped sample key, which everybody knows, and list 1 is no sample" in err
    assert "`filings start` makes settings with a secret key of your own" in err
    assert not out.exists()
    assert call("check", lists, *DAY)[0] == ExitCode.DONE  # it writes nothing


def test_a_sample_and_what_came_of_one_are_built_with_it(tmp_path):
    settings = read_settings()
    assert settings.office.has_sample_key
    sample = write_list(tmp_path / "sample.csv", [row(n) | {"Sample": "SAMPLE"} for n in (1, 2)])
    refuse_sample_key([sample], settings, None)
    real = write_list(tmp_path / "real.csv", [row(3)])
    with pytest.raises(ConfigError, match="list 2 is no sample"):
        refuse_sample_key([sample, real], settings, None)
    refuse_sample_key([real], with_own_key(settings), None)
