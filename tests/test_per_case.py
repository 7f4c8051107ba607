"""One order for each case beside the papers for all of them: printed, counted, kept and found."""

import contextlib
import csv
import dataclasses
import json
import threading
from concurrent.futures import Executor, Future

import pytest

import filings.render
from filings import pipeline
from filings.model.errors import ConfigError, OutputError, VerificationError
from filings.model.packet import Packet
from filings.output import assemble_packet, printing
from filings.output.assemble_packet import jobs_of
from filings.output.find_entries import find
from filings.settings.settings import read_settings
from tests.fakes import FakeRenderer, conviction, limited
from tests.small_settings import with_own_key
from tests.test_pipeline import DAY, MIXED, Dying, built, row, tree, write_list

pytestmark = pytest.mark.usefixtures("fake_renderer")

# Two counts of one case, two defendants of another, and two people whom only the name tells apart.
CASES = [
    row(1, Count="1"),
    row(1, Count="2"),
    row(2),
    row(2, Defendant_Suffix="02", Person_Number="P2b"),
    row(3, Defendant_Suffix=""),
    row(3, Defendant_Suffix="", Last_Name="ROE", Person_Number="P3b"),
]
PACKET = "ccb/lada/possession-for-sale-dismiss-by-policy/001"
HOME = f"sealed/packets/{PACKET}"


class Backwards(Executor):
    """Does what it has only when nothing more comes for a moment, the last of it first."""

    def __init__(self):
        self.waiting = []
        self.timer = threading.Timer(0, int)

    def submit(self, fn, /, *args, **kwargs):
        self.timer.cancel()
        future = Future()
        self.waiting.append((future, fn, args, kwargs))
        self.timer = threading.Timer(0.02, self.work)
        self.timer.start()
        return future

    def work(self):
        while self.waiting:
            future, do, args, kwargs = self.waiting.pop()
            future.set_result(do(*args, **kwargs))


@pytest.fixture(scope="module")
def settings():
    return with_own_key(read_settings())


@pytest.fixture
def cases(tmp_path):
    return write_list(tmp_path / "list.csv", CASES)


@pytest.fixture
def small_lots(monkeypatch):
    monkeypatch.setattr(assemble_packet, "LOT", 3)
    monkeypatch.setattr(assemble_packet, "_SCHEDULE", 1)


def orders(out):
    return {path.name: path.read_text() for path in sorted((out / HOME / "orders").iterdir())}


def test_each_case_of_each_person_has_an_order_named_by_its_first_row(cases, settings, tmp_path):
    built([cases], tmp_path / "out", settings, per_case=True)
    printed = orders(tmp_path / "out")
    assert list(printed) == ["00001.pdf", "00003.pdf", "00004.pdf", "00005.pdf", "00006.pdf"]
    rows = [text.splitlines()[2:] for text in printed.values()]
    assert rows == [
        ["1 BA000001-01 DOE1, JANE", "2 BA000001-01 DOE1, JANE"],
        ["1 BA000002-01 DOE2, JANE"],
        ["1 BA000002-02 DOE2, JANE"],
        ["1 BA000003 DOE3, JANE"],
        ["1 BA000003 ROE, JANE"],
    ]
    with (tmp_path / "out" / HOME / "cases.csv").open() as table:
        items = {line["item"]: line["case_number"] for line in csv.DictReader(table)}
    assert (items["3"], items["5"]) == ("BA000002", "BA000003")


def test_the_blanket_papers_are_the_same_with_and_without_orders(cases, settings, tmp_path):
    built([cases], tmp_path / "blanket", settings)
    built([cases], tmp_path / "both", settings, per_case=True)
    blanket, both = tree(tmp_path / "blanket"), tree(tmp_path / "both")
    papers = {path for path in blanket if "packets" in path and not path.startswith(".run")}
    # Cover and plan tell of the orders.
    papers = {path for path in papers if not path.endswith(("cover.pdf", "filing-plan.json"))}
    assert {path: both[path] for path in papers} == {path: blanket[path] for path in papers}
    assert [path for path in both if "orders" in path and not path.startswith(HOME)] == []
    assert not any("orders" in path for path in blanket)


def test_manifest_placements_and_find_know_each_order(cases, settings, tmp_path):
    out = tmp_path / "out"
    report = built([cases], out, settings, per_case=True)
    (packet,) = json.loads((out / "manifest.json").read_bytes())["packets"]
    told = {file["path"]: file for file in packet["files"]}
    for name, pdf in orders(out).items():
        file = told[f"{HOME}/orders/{name}"]
        assert (file["item"], file["pages"]) == (int(name[:5]), 1)
        assert file["bytes"] == len(pdf)
        assert file["convictions"] == (2 if name == "00001.pdf" else 1)
    with (out / "sealed/placements.csv").open() as table:
        placed = [line for line in csv.DictReader(table) if line["document"].startswith("orders/")]
    assert len({line["conviction"] for line in placed}) == len(placed) == 6
    second_count = next(e for e in find(out, "BA000001-01") if e.item == 2)
    assert (f"{HOME}/orders/00001.pdf", 1, 2) in second_count.stands
    assert (report.documents, report.pages) == (9, 9)
    assert [(its.case_documents, its.pages) for its in report.packets] == [(5, 9)]
    assert [d.path.rsplit("/", 1)[1] for d in report.packets[0].documents] == [
        "motion.pdf",
        "proposed-order.pdf",
        "proof-of-service.pdf",
        "exhibit-a-sealed.pdf",
    ]


@pytest.mark.usefixtures("small_lots")
def test_nothing_depends_on_how_a_packet_was_shared_out(settings, tmp_path):
    mixed = write_list(tmp_path / "list.csv", MIXED + CASES[3:])
    built([mixed], tmp_path / "b", settings, per_case=True, jobs=2, executor=Backwards())
    assemble_packet.LOT = 10**6
    built([mixed], tmp_path / "a", settings, per_case=True)
    assert len([path for path in tree(tmp_path / "a") if "/orders/" in path]) == 13
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


@pytest.mark.usefixtures("small_lots")
@pytest.mark.parametrize("finished", range(0, 12, 2))
def test_a_stopped_run_goes_on_and_ends_in_the_same_bytes(settings, tmp_path, finished):
    settings = limited(settings, 4)
    mixed = write_list(tmp_path / "list.csv", MIXED)
    built([mixed], tmp_path / "whole", settings, per_case=True)
    out = tmp_path / "out"
    with contextlib.suppress(KeyboardInterrupt):
        built([mixed], out, settings, per_case=True, executor=Dying(finished))
    assert not (out / ".run/parts").exists()
    seen = {path for path in tree(out) if "/orders/" in path} if out.exists() else set()
    report = built([mixed], out, settings, per_case=True)
    assert tree(out) == tree(tmp_path / "whole")
    assert report.kept == len({path.rsplit("/", 2)[0] for path in seen})  # whole packets or none


def test_a_folder_without_orders_is_not_gone_on_with_as_one_with_orders(cases, settings, tmp_path):
    built([cases], tmp_path / "out", settings)
    with pytest.raises(OutputError, match="what is printed case by case changed since"):
        built([cases], tmp_path / "out", settings, per_case=True)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda its: dataclasses.replace(its, convictions=its.convictions + 1),
        lambda its: dataclasses.replace(its, placements=()),
        lambda its: dataclasses.replace(its, placements=its.placements[:1] * its.convictions),
    ],
    ids=["miscounts", "places nothing", "places one twice"],
)
def test_an_order_that_does_not_hold_its_case_is_not_kept(
    cases, settings, tmp_path, monkeypatch, wrong
):
    class Press(FakeRenderer):
        def print_document(self, packet, document):
            printed = super().print_document(packet, document)
            whole = document != "order" or len(packet.convictions) == 1
            return printed if whole else wrong(printed)

    monkeypatch.setattr(filings.render, "Renderer", Press)
    with pytest.raises(VerificationError, match=r"orders/00001\.pdf"):
        built([cases], tmp_path / "out", settings, per_case=True)
    assert not (tmp_path / "out").exists()


def test_a_court_that_takes_no_orders_says_so_before_the_first_page(cases, settings, tmp_path):
    rulesets = settings.rulesets | {
        "ca-superior": settings.rulesets["ca-superior"].model_copy(update={"per_case": {}})
    }
    bare = settings.model_copy(update={"rulesets": rulesets})
    with pytest.raises(ConfigError, match="nothing case by case"):
        built([cases], tmp_path / "out", bare, per_case=True, executor=Dying(0))
    assert not (tmp_path / "out").exists()
    with pytest.raises(ConfigError, match="nothing case by case"):
        pipeline.check([cases], bare, filed_on=DAY, per_case=True)


def test_a_ruleset_that_goes_case_by_case_prints_its_orders_unasked(settings):
    paper = settings.rulesets["ca-superior"]
    packet = Packet(
        court="ccb", agency="lada", offense="all", relief="dismiss-seal", part=1, parts=1,
        convictions=(conviction("BA1", count="1"), conviction("BA1", count="2")),
    )  # fmt: skip
    blanket = ["motion.pdf", "proposed-order.pdf", "proof-of-service.pdf", "exhibit-a-sealed.pdf"]
    alone = paper.model_copy(update={"batching": "per-case"})
    assert [job.name for job in jobs_of(packet, paper, per_case=False)] == blanket
    assert [job.name for job in jobs_of(packet, alone, per_case=False)] == [
        *blanket,
        "orders/00001.pdf",
    ]


def test_preview_prints_the_order_of_the_build(cases, settings, tmp_path):
    built([cases], tmp_path / "out", settings, per_case=True)
    printed = orders(tmp_path / "out")
    for case, name in (
        (None, "00001.pdf"),
        ("BA000002", "00003.pdf"),
        ("BA000002-02", "00004.pdf"),
    ):
        page = pipeline.preview([cases], settings, filed_on=DAY, document="order", case=case)
        assert page.pdf.decode() == printed[name]


def test_the_report_tells_pages_filled_from_pages_laid_out_and_no_file_does(
    cases, settings, tmp_path, monkeypatch
):
    class Press(FakeRenderer):
        def print_document(self, packet, document):
            laid_out = 0 if document == "order" else 1
            return dataclasses.replace(super().print_document(packet, document), laid_out=laid_out)

    built([cases], tmp_path / "none", settings, per_case=True)
    monkeypatch.setattr(filings.render, "Renderer", Press)
    printing.forget_renderers()
    report = built([cases], tmp_path / "out", settings, per_case=True)
    assert (report.effort.filled, report.effort.laid_out) == (5, 4)
    assert (report.plain()["filled"], report.plain()["laid_out"]) == (5, 4)
    assert tree(tmp_path / "out") == tree(tmp_path / "none")
    again = built([cases], tmp_path / "out", settings, per_case=True)
    assert (again.pages, again.effort.pages) == (9, 0)
