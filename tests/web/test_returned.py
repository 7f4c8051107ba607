"""A table that came back is taken in beside the build, and the page says what came of it."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

import filings
from filings.storage.run_folder import as_json, write_private
from filings.web import jobs
from tests.web.served import LIST, Served

pytestmark = pytest.mark.slow  # a build, and a process that follows its answers

DAY = dt.date(2026, 3, 2)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    return Served(tmp_path_factory.mktemp("office") / "home")


@pytest.fixture(scope="module")
def run(served, fake_renderer_of_module, tmp_path_factory):
    """The page of a finished build, and its folder."""
    office = served.office
    listed = tmp_path_factory.mktemp("list") / "list.csv"
    listed.write_text("\n".join(LIST.read_text(encoding="utf-8").splitlines()[:30]) + "\n")
    matter = office.matters.make("Came back", 1, office.moment())
    folder = matter.folder / "runs" / "1"
    settings = office.settings()
    report = filings.build([listed], folder / "packets", settings, filed_on=DAY)
    request = {"verb": "build", "config": str(office.folder.config), "by": 1, "at": office.moment()}
    write_private(folder / jobs.REQUEST, as_json({**request, "expected": []}))
    write_private(folder / jobs.RESULT, as_json(report.plain()))
    return f"/matters/{matter.id}/runs/1", folder


def answers(folder: Path, result: str) -> bytes:
    path = sorted((folder / "packets/sealed").rglob("cases.csv"))[0]
    with path.open(encoding="utf-8", newline="") as file:
        lines = [
            line | {"result": result, "result_on": "2026-03-02"} for line in csv.DictReader(file)
        ]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def sent(visitor, page, content, by="court"):
    return visitor.post(f"{page}/returned", files={"file": ("back.csv", content)}, by=by)


def test_a_table_that_came_back_is_told_in_sums_and_what_it_leaves_is_downloaded(served, run):
    page, folder = run
    clerk = served.person("casey")
    before = {path: path.read_bytes() for path in (folder / "packets").rglob("*") if path.is_file()}
    wrong = sent(clerk, page, b"case_number,result\nZZ1,granted\n")
    assert wrong.status_code == 422
    assert "returned/tables" not in wrong.text
    assert "Table with its result column" in clerk.get(page).text
    told = sent(clerk, page, answers(folder, "granted"))
    assert told.status_code == 200
    assert "have relief" in told.text
    assert clerk.get(f"{page}/returned/sealed/outcome.csv").text.count("granted") > 0
    assert clerk.get(f"{page}/returned/sealed/nothing.csv").status_code == 404
    after = {path: path.read_bytes() for path in (folder / "packets").rglob("*") if path.is_file()}
    assert after == before
    served.office.previews.close()


def test_whoever_may_not_see_names_takes_nothing_in(served, run):
    page, folder = run
    pat = served.person("pat", sealed=False)
    assert sent(pat, page, answers(folder, "granted")).status_code == 403
    assert pat.get(f"{page}/returned/sealed/outcome.csv").status_code == 403
    assert "What came back" not in pat.get(page).text
