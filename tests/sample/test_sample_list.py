"""A synthetic list is read, screened and counted like a real one; what was planted is found."""

import csv
import datetime as dt
import re
import tracemalloc
import zipfile
from collections import Counter
from contextlib import closing

import pytest

from filings.lists.open_list import open_list
from filings.model.entries import Entry, Level, Unreadable
from filings.model.errors import ConfigError, OutputError
from filings.model.fates import Fate
from filings.packets.case_store import CaseStore
from filings.sample.gogen_layout import LEAVES_OUT
from filings.sample.sample_list import write_sample
from filings.screening.rules import Screener
from filings.settings.settings import read_settings

SETTINGS = read_settings()

# What a reader must make of each kind of defect; ("included", "") when it must not mind.
EXPECTED = {
    "no-case-number": ("held", "no-case-number"),
    "placeholder-case-number": ("held", "no-case-number"),
    "joined-case-numbers": ("held", "several-case-numbers"),
    "copyright-sign": ("included", ""),
    "padded-cells": ("included", ""),
    "charge-in-comment": ("held", "unknown-statute"),
    "american-date": ("included", ""),
    "partial-date": ("held", "unreadable-date"),
    "unreadable-date": ("held", "unreadable-date"),
    "after-initiative": ("held", "offense-date"),  # when the offense was, nobody says
    "unknown-court": ("held", "unknown-court"),
    "court-without-successor": ("held", "court-closed"),
    "unknown-police": ("held", "prosecutor-unknown"),
    "highway-patrol": ("held", "prosecutor-unknown"),
    "exact-duplicate": ("duplicate", "duplicate"),
    "possible-duplicate": ("held", "possible-duplicate"),
    "hand-review": ("held", "hand-review"),
    "not-eligible": ("out_of_scope", "not-eligible"),
    "no-determination": ("held", "determination-missing"),
    "reduction": ("held", "reduction"),
    "no-level": ("held", "level-missing"),
    "not-convicted": ("held", "disposition-doubtful"),  # the list calls it eligible
    "other-county": ("out_of_scope", "other-county"),
    "other-charge": ("held", "unknown-statute"),  # and the list calls it eligible
    "minors": ("held", "unknown-statute"),  # eligible, and one slip from a section that is
    "synthetic": ("out_of_scope", "other-charge"),
    "attempt": ("held", "attempt"),
    "old-section": ("held", "attorney-signoff"),
    "formula-name": ("included", ""),
    "markup-name": ("included", ""),
    "long-name": ("included", ""),
    "other-script": ("included", ""),
    "wrong-width": ("unreadable", "unreadable-row"),
    "undecodable": ("unreadable", "unreadable-row"),
}


def sample(folder, name="list.csv", cases=500, seed=1, dirt=0.0, layout="sample"):
    path = folder / name
    return path, write_sample(path, cases, seed, dirt, layout, SETTINGS)


def entries(path):
    return list(open_list(path, 1, SETTINGS).entries())


def fates(path):
    screener = Screener(SETTINGS)
    with closing(CaseStore(SETTINGS)) as store:
        for entry in entries(path):
            store.add(screener.screen(entry))
        store.settle()
        return [getattr(line, "screened", line) for line in store.lines()]


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    path, _ = sample(tmp_path_factory.mktemp("clean"), cases=6000)
    return path


@pytest.fixture(scope="module")
def clean_entries(clean):
    return entries(clean)


@pytest.mark.parametrize("name", ["list.csv", "list.tsv", "list.xlsx"])
@pytest.mark.parametrize("layout", ["sample", "gogen"])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path, name, layout):
    (tmp_path / "b").mkdir()
    (tmp_path / "c").mkdir()
    one, _ = sample(tmp_path, name, dirt=0.3, layout=layout)
    same, _ = sample(tmp_path / "b", name, dirt=0.3, layout=layout)
    other, _ = sample(tmp_path / "c", name, dirt=0.3, layout=layout, seed=2)
    assert one.read_bytes() == same.read_bytes()
    assert one.read_bytes() != other.read_bytes()


@pytest.mark.parametrize("layout", ["sample", "gogen"])
def test_a_longer_list_begins_with_the_same_rows(tmp_path, layout):
    short, _ = sample(tmp_path, "short.csv", cases=300, dirt=0.2, layout=layout)
    long, _ = sample(tmp_path, "long.csv", cases=900, dirt=0.2, layout=layout)
    assert long.read_bytes().startswith(short.read_bytes())
    assert len(long.read_bytes().splitlines()) == 901


def test_dirt_spoils_rows_and_changes_no_other(tmp_path):
    clean, _ = sample(tmp_path, "clean.csv")
    dirty, report = sample(tmp_path, "dirty.csv", dirt=0.1)
    untouched = set(clean.read_bytes().splitlines()) & set(dirty.read_bytes().splitlines())
    assert len(untouched) >= 500 - 2 * sum(report.planted.values())


@pytest.mark.parametrize("name", ["list.csv", "list.tsv", "list.xlsx"])
@pytest.mark.parametrize("layout", ["sample", "gogen"])
def test_every_row_is_read_back_in_its_layout_and_says_sample(tmp_path, name, layout):
    path, report = sample(tmp_path, name, layout=layout)
    opened = open_list(path, 1, SETTINGS)
    found = list(opened.entries())
    assert (opened.layout, opened.rows, report.rows) == (layout, 500, 500)
    assert all(isinstance(entry, Entry) and entry.sample for entry in found)
    assert opened.ignored_columns == ()


def test_gogen_rows_say_sample_in_their_status_and_names_are_plain_capitals(tmp_path):
    path, _ = sample(tmp_path, layout="gogen", dirt=0.3)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if None not in row]
    assert len(rows) > 450
    assert {row["SUBJECT_STATUS"] for row in rows} == {"SAMPLE"}
    assert all(re.fullmatch(r"000\d{6}", row["PRI_SSN"]) for row in rows)
    names = [row["PRI_NAME"] for row in rows]
    assert all(name.isascii() and name == name.upper() for name in names)


@pytest.mark.slow
def test_a_clean_list_goes_in_whole(clean):
    found = fates(clean)
    assert Counter((line.fate, line.reason) for line in found) == {(Fate.INCLUDED, ""): 6000}
    remarks = Counter(code for line in found for code in line.warnings)
    # Some name a court that has closed since; nothing else needs a second look.
    assert set(remarks) == {"closed-court"}
    assert {line.agency for line in found} == set(SETTINGS.county.agencies)
    assert len({line.court for line in found}) > 20


def test_gogen_names_no_police_so_every_misdemeanor_is_held_for_its_prosecutor(tmp_path):
    path, _ = sample(tmp_path, layout="gogen", cases=1500)
    found = fates(path)
    assert {line.source.level for line in found} >= {Level.FELONY, Level.MISDEMEANOR}
    for line in found:
        felony = line.source.level is Level.FELONY
        expected = (Fate.INCLUDED, "") if felony else (Fate.HELD, "prosecutor-unknown")
        assert (line.fate, line.reason) == expected


@pytest.mark.slow
def test_what_was_planted_is_what_a_check_finds(tmp_path):
    path, report = sample(tmp_path, cases=6000, dirt=0.25)
    assert set(report.planted) == set(EXPECTED)
    expected = Counter()
    for kind, planted in report.planted.items():
        expected[EXPECTED[kind]] += planted
    harmless = expected.pop(("included", ""))
    found = Counter((line.fate.value, line.reason) for line in fates(path))
    assert found.pop(("included", "")) == 6000 - expected.total() > harmless > 100
    assert found == expected


def test_the_share_of_dirt_is_the_share_asked_for(tmp_path):
    _, report = sample(tmp_path, cases=6000, dirt=0.1)
    assert 480 < sum(report.planted.values()) < 720


def test_gogen_has_every_defect_it_has_room_for(tmp_path):
    path, report = sample(tmp_path, cases=5000, dirt=0.3, layout="gogen")
    assert set(report.planted) == set(EXPECTED) - LEAVES_OUT
    found = Counter((line.fate.value, line.reason) for line in fates(path))
    reasons = {reason for _, reason in found}
    assert {"several-case-numbers", "unreadable-row", "duplicate", "hand-review"} <= reasons
    # The comment is there, so that the charge is found in it.
    planted = report.planted["other-charge"] + report.planted["minors"]
    assert found["held", "unknown-statute"] == planted


def test_a_workbook_has_neither_broken_rows_nor_bytes(tmp_path):
    path, report = sample(tmp_path, "list.xlsx", cases=3000, dirt=0.3)
    assert set(report.planted) == set(EXPECTED) - {"wrong-width", "undecodable"}
    assert not any(isinstance(entry, Unreadable) for entry in entries(path))
    assert all(part.date_time == (1980, 1, 1, 0, 0, 0) for part in zipfile.ZipFile(path).filelist)


def test_a_third_are_felonies_and_the_years_run_from_1975_to_the_eve_of_proposition_64(
    clean_entries,
):
    levels = Counter(entry.level for entry in clean_entries)
    assert 0.30 < levels[Level.FELONY] / 6000 < 0.40
    days = [entry.convicted_on for entry in clean_entries]
    assert {day.year for day in days} == set(range(1975, 2017))
    assert max(days) <= dt.date(2016, 11, 8)
    sections = {entry.statute.section for entry in clean_entries if entry.level is Level.FELONY}
    assert sections == {"11357", "11358", "11359", "11360"}


def test_case_numbers_have_the_style_of_their_year(clean_entries):
    styles = Counter()
    for entry in clean_entries:
        year, felony = entry.convicted_on.year, entry.level is Level.FELONY
        number = str(entry.case_number)
        if felony:
            style = r"A\d{6}" if year < 1990 else r"[BGKLMNPSTVY]A\d{6}"
        else:
            style = (
                rf"{year % 100:02d}M\d{{5}}" if year < 2000 else rf"{year % 10}[A-Z]{{2}}\d{{5}}"
            )
        assert re.fullmatch(style, number), (number, year)
        styles[felony, len(number)] += 1
    assert min(styles.values()) > 100


def test_old_misdemeanors_name_the_municipal_court_of_their_day(clean_entries):
    old = [
        e.court for e in clean_entries if e.convicted_on.year < 2000 and e.level is not Level.FELONY
    ]
    assert sum("MUNICIPAL" in court or court.startswith("CAMC") for court in old) > len(old) / 2
    assert not any("MUNICIPAL" in e.court for e in clean_entries if e.convicted_on.year >= 2000)


def test_people_come_back_and_counts_and_defendants_share_a_case(clean_entries):
    cases, people = {}, {}
    for entry in clean_entries:
        cases.setdefault((entry.court, entry.case_number), []).append(entry)
        people.setdefault(entry.person, set()).add((entry.court, entry.case_number))
    assert sum(len(theirs) > 1 for theirs in people.values()) > 300
    shared = [rows for rows in cases.values() if len({row.person for row in rows}) > 1]
    assert len(shared) > 100
    for rows in shared:
        suffixes = {row.person: row.defendant_suffix for row in rows}
        assert len(set(suffixes.values())) == len(suffixes)
    several = [rows for rows in cases.values() if len({row.count for row in rows}) > 1]
    assert len(several) > 100
    # The same person has one name and one birth date throughout, and was grown up every time.
    known = {}
    for entry in clean_entries:
        name, born = known.setdefault(entry.person, (entry.name, entry.born_on))
        assert (entry.name, entry.born_on) == (name, born)
        assert entry.convicted_on.year - born.year >= 18


def test_names_are_as_various_as_the_county(clean_entries):
    names = [f"{e.name.first} {e.name.middle} {e.name.last} {e.name.suffix}" for e in clean_entries]
    for pattern in (
        r"[áéíóúñ]",  # Spanish
        r"Nguyễn|Trần|Đặng",
        r"\b(Nguyen|Tran|Dang)\b",  # the same without their marks
        r"yan\b|ian\b",
        r"[\u0531-\u0587]{3}",  # Armenian letters
        r"\b(Kim|Park|Choi)\b",
        r"\b(Wong|Zhang|Tse)\b",
        r"\bal-",
        r"\w-\w",
        r"\bO'[A-Z]|\bMc[A-Z]",
        r"\bde la |\bvan der ",
        r"\bJr\.",
        r"\bIII\b",
        r"^[A-Z. ]+$",  # a clerk who writes in capitals
    ):
        assert sum(bool(re.search(pattern, name)) for name in names) >= 10, pattern
    assert len({e.name for e in clean_entries}) > 3500


@pytest.mark.slow
def test_memory_does_not_grow_with_the_list(tmp_path):
    def peak(cases):
        tracemalloc.start()
        sample(tmp_path, "list.csv", cases=cases, dirt=0.1)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    sample(tmp_path, "warm.csv", cases=100)  # what is made once and kept
    assert peak(24_000) < 1.3 * peak(8_000)


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_only_a_sample_is_written_over(tmp_path, name):
    path, _ = sample(tmp_path, name)
    before = path.read_bytes()
    assert sample(tmp_path, name, seed=2)[0].read_bytes() != before
    path.write_bytes(b"Case Number,Last Name\nBA123456,Somebody\n")
    with pytest.raises(OutputError, match="is no sample"):
        sample(tmp_path, name)
    assert b"Somebody" in path.read_bytes()
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_told_with_what_to_do(tmp_path):
    for name, what in (
        ("list.pdf", r"\.csv, \.tsv or \.xlsx"),
        ("no/such/list.csv", "No such file"),
    ):
        with pytest.raises(OutputError, match=what) as told:
            sample(tmp_path, name)
        assert told.value.remedy


def test_settings_without_los_angeles_are_told(tmp_path):
    elsewhere = SETTINGS.model_copy(update={"counties": {}})
    with pytest.raises(ConfigError, match="los-angeles"):
        write_sample(tmp_path / "list.csv", 5, 1, 0.0, "sample", elsewhere)
