"""Offices that are not Los Angeles: one command, their own paper."""

import hashlib
import json
from pathlib import Path

import pypdfium2
import pytest
import yaml

from filings.cli import main

HEADINGS = (
    "Case Number,Last Name,First Name,Person Number,Section,Count,Level,Conviction Date,Court,"
    "County,Arresting Agency,Place of Offense,Prosecutor,Eligibility,Other Numbers,"
    "Disposition,Sample"
)


def built(tmp_path: Path, county: str, agency: str, rows: list[str]) -> Path:
    """The folder that `build` leaves for an office of that county."""
    config = tmp_path / "config"
    config.mkdir()
    office = {"schema": 1, "county": county, "agency": agency}
    office["conviction_key"] = "a key for tests"
    (config / "office.yaml").write_text(yaml.safe_dump(office), encoding="utf-8")
    listed = tmp_path / "list.csv"
    listed.write_text("\n".join((HEADINGS, *rows, "")), encoding="utf-8")
    out = tmp_path / "out"
    more = ("--jobs", "1", "--filed-on", "2026-03-02")
    with pytest.raises(SystemExit) as stopped:
        main(["build", str(listed), "--out", str(out), "--config", str(config), *more])
    assert stopped.value.code == 0
    return out


def pdfs(out: Path) -> list[str]:
    """The papers; the office's own sheets apart."""
    sheets = ("cover.pdf", "index.pdf", "agreement.pdf")
    papers = (path for path in out.rglob("*.pdf") if path.name not in sheets)
    return sorted(path.relative_to(out).as_posix() for path in papers)


def test_san_francisco_gets_one_page_for_each_case_and_names_nobody_in_public(tmp_path):
    tail = "HALL OF JUSTICE,SAN FRANCISCO,SFPD,SAN FRANCISCO,DA,Eligible for Dismissal"
    rows = [
        f"SCN 123456,SPECIMEN,JANE,P1,HS 11357(a),1,Felony,1990-02-03,{tail},MCN 12345678",
        f"SCN 123456,SPECIMEN,JANE,P1,HS 11358,2,Felony,1990-02-03,{tail},MCN 12345678",
        f"MCN 7654321,SPECIMEN,ALEX,P2,HS 11357(b),1,Misdemeanor,1991-02-03,{tail},",
        # The fullest sheet: its last lines stand where other papers have their footer.
        f"SCN 123457,SPECIMEN,ROBIN,P3,HS 11359,3,Misdemeanor,1982-10-14,{tail},",
    ]
    out = built(tmp_path, "san-francisco", "sfda", [f"{row},CONVICTED,S" for row in rows])
    where = "sealed/packets/hoj/sfda/all-dismiss"
    assert pdfs(out) == [
        f"{where}-{packet}/motion-and-order.pdf"
        for packet in ("by-policy/001", "seal/001", "seal/002")
    ]
    placed = (out / "sealed/placements.csv").read_text(encoding="utf-8").splitlines()
    assert len(placed) == 5
    assert json.loads((out / "manifest.json").read_text())["totals"]["included"] == 4


def test_sacramento_gets_blanket_papers_of_its_own(tmp_path):
    tail = "SACRAMENTO,SACRAMENTO,SACRAMENTO SO,,DA,Eligible for Dismissal,,CONVICTED,S"
    out = built(
        tmp_path,
        "sacramento",
        "sacda",
        [
            f"99FE01234{n},SPECIMEN,JANE,P{n},HS 11357(a),1,Felony,1999-02-03,{tail}"
            for n in range(3)
        ],
    )
    assert pdfs(out) == [
        "public/packets/sac/sacda/possession-dismiss-seal/001/motion.pdf",
        "public/packets/sac/sacda/possession-dismiss-seal/001/proof-of-service.pdf",
        "public/packets/sac/sacda/possession-dismiss-seal/001/proposed-order.pdf",
        "sealed/packets/sac/sacda/possession-dismiss-seal/001/exhibit-a-sealed.pdf",
    ]
    exhibit = out / pdfs(out)[-1]
    with pypdfium2.PdfDocument(exhibit.with_name("cover.pdf")) as cover:
        label = cover[len(cover) - 1].get_textpage().get_text_bounded()
    assert "CONDITIONALLY UNDER SEAL" in label
    assert hashlib.sha256(exhibit.read_bytes()).hexdigest() in label
    with pypdfium2.PdfDocument(exhibit) as lodged:
        assert f"{len(lodged)} pages" in label
        first = " ".join(lodged[0].get_textpage().get_text_bounded().split())
    for asked in (  # by rule 2.551(d): the caption of rule 2.111, the legend, what it waits on
        "Attorney for Plaintiff",
        "SUPERIOR COURT OF THE STATE OF CALIFORNIA FOR THE COUNTY OF SACRAMENTO",
        "Miscellaneous No.",
        "CONDITIONALLY UNDER SEAL",
        "lodged with the motion, subject to the application made there to file it under seal",
    ):
        assert asked in first
