"""Two lists side by side, from the files an office has to the folder it gets."""

import csv
import json
import re
import stat
from dataclasses import replace

import pytest

import filings
from filings.cli import main
from filings.comparison import probable_matches
from filings.lists.open_list import open_list
from filings.model.errors import ConfigError, ExitCode, ListError, OutputError, TemplateError
from filings.settings.settings import read_settings
from filings.storage import temp_db
from tests.linkage import Line, make_labelled, quality, write_lines

# Names that come once, so that only what a test is about is alike.
_LASTS = [a + b for a in ("ASHEN", "BRACK", "CALVER", "DUNMER", "FALLOW") for b in ("BY", "TON")]
_FIRSTS = ["JORDAN", "MORGAN", "CASEY", "ROBIN", "AVERY"]


@pytest.fixture(scope="module")
def settings():
    return read_settings()


def line(n, **told):
    """A felony possession for sale of 1999, of another person for each number."""
    plain = {
        "number": f"BA{100_000 + 17 * n}",
        "last": _LASTS[n % 10],
        "first": _FIRSTS[n // 10 % 5] + "ABCDEFGHIJ"[n // 50],
        "born": f"{1950 + n % 30}-{1 + n % 12:02d}-{1 + n % 28:02d}",
        "section": "11359 HS",
        "level": "Felony",
        "day": f"{1995 + n % 10}-{1 + n % 12:02d}-{1 + n % 27:02d}",
        "court": "FOLTZ",
    }
    return Line(**(plain | told))


LINES = [line(n) for n in range(60)]
NONE = {"told-otherwise": 0}


class Compared:
    """What came of comparing two lists of lines."""

    def __init__(self, folder, first, second, settings, **options):
        folder.mkdir(exist_ok=True)
        self.out = folder / "out"
        self.paths = (
            write_lines(folder / "first.csv", first),
            write_lines(folder / "second.csv", second),
        )
        self.report = filings.compare(*self.paths, self.out, settings, **options)

    def table(self, path):
        with (self.out / "sealed" / path).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def convictions(self):
        return self.table("comparison.csv")

    def worklist(self, name):
        return self.table(f"worklists/{name}.csv")

    @property
    def page(self):
        return (self.out / "public" / "comparison.html").read_text(encoding="utf-8")


@pytest.fixture
def compared(tmp_path, settings):
    def compare(first, second, **options):
        return Compared(tmp_path, first, second, options.pop("settings", settings), **options)

    return compare


def tree(out):
    """Every file with its bytes, but for what a run notes for itself."""
    paths = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {str(p.relative_to(out)): p.read_bytes() for p in paths if ".run" not in p.parts}


# --- In both, in one. ---


def test_what_is_in_both_and_what_only_one_list_has(compared):
    got = compared(LINES[:50], LINES[20:])
    report = got.report
    assert (report.in_both, report.only_in_first, report.only_in_second) == (30, 20, 10)
    rows = {row["case_number"]: row["seen_in"] for row in got.convictions}
    assert rows[LINES[30].number] == "both"
    assert rows[LINES[0].number] == "only-in-first"
    assert rows[LINES[59].number] == "only-in-second"
    alone = got.worklist("only-in-first")
    assert [row["case_number"] for row in alone] == [its.number for its in LINES[:20]]
    assert {(row["reason"], row["words"]) for row in alone} == {
        ("only-in-first", "Only the first list has it.")
    }


def test_what_the_other_list_says_was_dismissed_is_told_otherwise_and_not_alone(
    compared, tmp_path, settings
):
    plain = compared(LINES[:30], LINES[10:40])
    first, second = plain.paths
    rows = second.read_text().splitlines(keepends=True)
    ended = [rows[n].replace("CONVICTED", "DISMISSED") for n in range(1, 13)]
    second.write_text("".join([rows[0], *ended, *rows[13:]]))
    plain.out = tmp_path / "again"
    report = filings.compare(first, second, plain.out, settings)
    assert (report.in_both, report.told_otherwise) == (8, 12)
    assert (report.only_in_first, report.only_in_second) == (10, 10)
    assert report.need_a_human == 32
    told = plain.worklist("told-otherwise")
    assert [its["case_number"] for its in told] == [its.number for its in LINES[10:22]]
    assert {its["reason"] for its in told} == {"told-otherwise"}
    assert LINES[10].number not in {its["case_number"] for its in plain.worklist("only-in-first")}
    assert report.plain()["told_otherwise"] == 12
    sums = [int(its["told-otherwise"]) for its in plain.table("counts.csv") if its["by"] == "year"]
    assert sum(sums) == 12
    assert '<li class="told-otherwise"><b>12</b>' in plain.page


def test_every_row_stands_exactly_once(compared):
    again = [replace(LINES[0], count="1"), replace(LINES[0], count="1")]
    got = compared([*LINES[:30], *again], LINES[20:50])
    stand = {1: [], 2: []}
    for row in got.convictions:
        for number, heading in ((1, "first_line"), (2, "second_line")):
            stand[number] += [row[heading]] if row[heading] else []
        for repeat in filter(None, row["repeated_on"].split("; ")):
            number, at = repeat.split(":")
            stand[int(number)].append(at)
    assert sorted(map(int, stand[1])) == list(range(2, 34))
    assert sorted(map(int, stand[2])) == list(range(2, 32))
    assert got.report.repeated == {1: 1, 2: 0}


def test_counts_by_court_section_and_year_add_up_to_the_totals(compared):
    other = [
        replace(its, court="COMPTON", section="11358 HS", day="1984-02-01") for its in LINES[40:]
    ]
    got = compared(LINES[:40], [*LINES[30:40], *other])
    for by in ("court", "section", "year"):
        rows = [row for row in got.table("counts.csv") if row["by"] == by]
        sums = [
            sum(int(row[key]) for row in rows)
            for key in ("both", "only-in-first", "only-in-second")
        ]
        assert sums == [10, 30, 20]
    lines = {row["value"]: row for row in got.table("counts.csv")}
    assert lines["11358"]["only-in-second"] == lines["1984"]["only-in-second"] == "20"
    assert lines["Compton Courthouse"]["both"] == "0"
    assert {"section": "11358", "both": 0, "only-in-first": 0, "only-in-second": 20, **NONE} in (
        got.report.by("section")
    )


def test_a_list_of_another_layout_is_compared_by_what_it_tells(tmp_path, settings, compared):
    court = tmp_path / "court.csv"
    headings = [
        *("Court Number", "Ind", "Incident Number", "Truename", "Case Level", "Case Dispo"),
        *("Case Disposition Description", "Dispo Date", "Action Number", " 1st Filed"),
        *(" Charge Level", " Charge Date", " Current Charge", " Current Level"),
        *(" Current Charge Description", " Chg Disp", " Charge Disposition Description"),
        *(" Ch Dispo Date", " Booked Charge", " Booked Charge Level", " Booked Charge Date"),
        *(" Race", " Sex", " DOB", " SFNO", " CII", " FBI", " SSN", " DL Number", "EOR"),
    ]
    cells = {
        "Court Number": "BA100017",
        "Truename": "BRACKBY   /JORDANA   /",
        " Current Charge": "11359HS",
        " Current Level": "F",
        " Charge Disposition Description": "CONVICTED",
        " Ch Dispo Date": "020296",
        " DOB": "020251",
        " SSN": "000112222",
        "EOR": "EOR",
    }
    rows = [headings, [cells.get(name, "") for name in headings]]
    court.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    mine = write_lines(tmp_path / "mine.csv", [line(1, last="BRACKBY", first="JORDANA")])
    report = filings.compare(mine, court, tmp_path / "both", settings)
    assert report.in_both == 1
    assert b"000112222" not in b"".join(tree(tmp_path / "both").values())


def test_what_is_no_conviction_of_ours_is_left_out_and_told(tmp_path, settings):
    first = write_lines(tmp_path / "first.csv", LINES[:20])
    lines = [
        *LINES[:20],
        line(30, section="11357.5 HS SPICE"),
        line(31, section="11357.5 HS SPICE"),
    ]
    second = write_lines(tmp_path / "second.csv", lines)
    with second.open("a", encoding="utf-8") as file:
        file.write("one,cell,too,few\n")
    report = filings.compare(first, second, tmp_path / "out", settings)
    assert report.only_in_second == 0
    assert report.unreadable == 1
    told = {(one.list, one.entries): one.words for one in report.left_out}
    assert set(told) == {(2, 2), (2, 1)}
    assert report.need_a_human == 1


def test_a_conviction_of_the_new_laws_days_is_compared_for_its_offense_may_be_older(compared):
    late = [line(70, day="2017-01-03"), line(71, day="2016-11-10")]
    got = compared([*LINES[:20], *late], [*LINES[:20], late[0], line(71, day="2016-11-01")])
    assert (got.report.in_both, got.report.conflicts) == (22, {"date": 1})
    assert got.report.left_out == ()


# --- Where they disagree. ---


def test_each_dispute_has_a_row_that_says_what_either_list_says(compared):
    other = replace(
        LINES[0],
        suffix="01",
        level="Misdemeanor",
        day="1999-01-01",
        born="1981-12-31",
        count="1",
    )
    mine = replace(LINES[0], suffix="01")
    got = compared([mine, *LINES[1:20]], [other, *LINES[1:20]])
    assert got.report.conflicting == 1
    assert got.report.conflicts == {"level": 1, "date": 1, "birth date": 1}
    rows = {row["dispute"]: row for row in got.worklist("conflicts")}
    assert (rows["level"]["first_says"], rows["level"]["second_says"]) == ("felony", "misdemeanor")
    assert (rows["date"]["first_says"], rows["date"]["second_says"]) == (mine.day, "1999-01-01")
    assert rows["date"]["last"] == mine.last
    born = rows["birth date"]
    assert (born["first_says"], born["second_says"]) == ("", "")
    assert born["detail"] == "another date"
    assert born["remedy"].startswith("Look at the court's file")


def test_no_birth_date_and_no_number_of_a_person_is_in_any_file(compared):
    secret = [replace(its, person=f"ZQ{n:05d}") for n, its in enumerate(LINES)]
    other = [replace(its, born="1944-12-30") for its in secret[20:]]
    got = compared(secret[:40], other)
    assert got.report.conflicts["birth date"] == 20
    everything = b"\n".join(tree(got.out).values()).decode()
    births = {its.born for its in (*secret, *other)}
    for text in (*births, *(born.replace("-", "") for born in births), "ZQ0"):
        assert text not in everything
    assert not re.search(r"12/30/(19)?44|30 December 1944", everything)


def test_people_under_several_spellings_are_listed_spelling_by_spelling(compared):
    known = [replace(its, person="P1") for its in LINES[:3]]
    misspelt = replace(known[1], last="ASHENBEE")
    got = compared([*known, *LINES[10:20]], [misspelt, *LINES[10:20]])
    assert got.report.people_spelt_differently == 1
    rows = got.worklist("spellings")
    assert {row["last"] for row in rows} == {
        LINES[0].last,
        LINES[1].last,
        LINES[2].last,
        "ASHENBEE",
    }
    assert {row["person"] for row in rows} == {"1"}
    assert {row["birth_dates"] for row in rows} == {"several"}


def test_a_defendant_whom_the_lists_spell_differently_is_one_person(compared):
    mine, others = replace(LINES[0], suffix="01"), replace(LINES[0], suffix="01", last="ASHENBEE")
    got = compared([mine, *LINES[10:20]], [others, *LINES[10:20]])
    assert got.report.in_both == 11
    assert [row["last"] for row in got.worklist("spellings")] == ["ASHENBEE", "ASHENBY"]
    assert {row["birth_dates"] for row in got.worklist("spellings")} == {"one"}


def test_marks_and_capitals_make_no_other_spelling(compared):
    plain = replace(LINES[0], person="P1", last="NUNEZ", first="JOSE")
    marked = replace(plain, last="Núñez", first="José")
    got = compared([plain], [marked])
    assert got.report.in_both == 1
    assert got.report.people_spelt_differently == 0


# --- Probable links. ---


@pytest.fixture(scope="module")
def labelled(tmp_path_factory, settings):
    """A county with its truth, and traps planted behind it; what came of comparing its lists."""
    folder = tmp_path_factory.mktemp("labelled")
    made = make_labelled(11, 1500)
    traps = {
        name: (
            len(made.first) + 2 + place,
            len(made.second) + 2 + place,
        )
        for place, name in enumerate(TRAPS)
    }
    base = Line(
        number="TA091234",
        last="GARCIA",
        first="LUIS",
        born="1970-03-08",
        section="11359 HS",
        level="Felony",
        day="2004-06-15",
        court="CASC COMPTON",
    )
    firsts, seconds = [], []
    for place, (one, other) in enumerate(TRAPS.values()):
        # Each trap is about people and a case of its own.
        here = replace(
            base,
            number=f"TA09{1111 + 37 * place}",
            born=f"19{60 + place}-03-08",
            day=f"200{1 + place % 9}-0{1 + place % 8}-15",
        )
        firsts.append(replace(here, **told(one, here)))
        seconds.append(replace(here, **told(other, here)))
    got = Compared(folder, [*made.first, *firsts], [*made.second, *seconds], settings)
    links = {
        (int(row["first_line"]), int(row["second_line"])) for row in got.worklist("probable-links")
    }
    return made, got, {name: traps[name] in links for name in TRAPS}


def told(changes, here):
    return {name: value(here) if callable(value) else value for name, value in changes.items()}


def neighbour(here):
    return f"{here.number[:-1]}{(int(here.number[-1]) + 1) % 10}"


# What each list tells otherwise of a felony of one LUIS GARCIA, and whether that is one conviction.
TRAPS = {
    "a misspelt name": ({"last": "GARICA"}, {}),
    "swapped names": ({"last": "LUIS", "first": "GARCIA"}, {}),
    "a birth date with day and month swapped": ({"born": lambda h: f"{h.born[:5]}08-03"}, {}),
    "no case number": ({"number": ""}, {}),
    "a misread case number": ({"number": lambda h: h.number[:2] + "6" + h.number[3:]}, {}),
    "another section of one case": ({}, {"section": "11358 HS"}),
    "a second surname and a marked one": ({"last": "GARCÍA LOPEZ"}, {}),
    "not: another person of the case": ({"first": "ROSA", "born": "1955-11-30"}, {}),
    "not: a stranger of the case, born nobody knows when": (
        {"last": "KIM", "first": "ROSA", "born": ""},
        {},
    ),
    "not: one person's other case": (
        {"number": "TA077777", "day": "2011-02-03"},
        {},
    ),
    "not: a brother of the same long surname, in one case": (
        {"last": "GARCIA RAMIREZ", "first": "ANTONIO", "born": "1955-11-30"},
        {"last": "GARCIA RAMIREZ", "first": "CARLOS"},
    ),
    "not: the case of the same digits in another court": (
        {
            "number": lambda h: f"KA{h.number[2:]}",
            "day": lambda h: f"{h.day[:8]}28",
            "court": "CASC POMONA",
        },
        {},
    ),
    "not: a later case whose number looks alike": (
        {"number": lambda h: f"{h.number[:3]}6{h.number[4:]}", "day": "2011-02-03"},
        {},
    ),
    "not: the case filed beside it": ({"number": neighbour}, {}),
    "not: a namesake": ({"number": "TA066666", "born": "1958-12-01"}, {}),
    "not: another count": ({"count": "1", "suffix": "01"}, {"count": "2", "suffix": "01"}),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_probable_link_is_shown_where_one_is_and_nowhere_else(labelled, trap):
    _, _, linked = labelled
    assert linked[trap] == (not trap.startswith("not:"))


def test_on_labelled_lists_links_are_right_and_few_are_missed(labelled):
    made, got, _ = labelled
    found = quality(made, got.out)
    assert found.links > 150
    assert found.exact == found.exact_right
    assert found.precision >= 0.99
    assert found.recall >= 0.95
    assert found.overall_precision >= 0.99
    assert found.overall_recall >= 0.95


def test_a_probable_link_changes_no_fate(labelled):
    _, got, _ = labelled
    linked = [row for row in got.convictions if row["probable_link"]]
    assert len(linked) == 2 * got.report.probable_links > 300
    assert {row["seen_in"] for row in linked} == {"only-in-first", "only-in-second"}
    lines = {row["first_line"] for row in got.worklist("probable-links")}
    alone = {row["line"] for row in got.worklist("only-in-first")}
    assert lines <= alone


def test_a_probable_link_says_what_is_alike_and_what_is_not(labelled):
    _, got, _ = labelled
    rows = got.worklist("probable-links")
    ways = {way for row in rows for way in filter(None, row["different"].split("; "))}
    assert "name (spelt otherwise)" in ways
    assert "name (parts in another order)" in ways
    assert "birth date (day and month are swapped)" in ways
    assert "case number" in ways
    assert any(row["told_once"] == "case number" for row in rows)
    assert all(float(row["probability"]) >= probable_matches.LIKELY for row in rows)


# --- What anybody may know. ---


def test_the_page_names_nobody_and_no_case(labelled):
    made, got, _ = labelled
    for its in (*made.first, *made.second):
        assert not its.number or its.number not in got.page
    words = set(
        re.findall(r"[A-Z]{4,}", re.sub(r"<style>.*?</style>", "", got.page, flags=re.DOTALL))
    )
    assert not words & {its.last for its in made.first}
    assert not re.search(r"https?:|<script|<link|<img|@import|src=", got.page)
    assert "invented" in got.page


def figures(page):
    """Every number that a reader sees, but for years, sections and the rule itself."""
    for hidden in (
        r"<style>.*?</style>|<title>.*?</title>|<svg.*?</svg>",
        r'<div class="ticks".*?</div>|<th scope="row">.*?</th>',
        r"[Uu]nder 11|than 11|<[^>]+>",
    ):
        page = re.sub(hidden, " ", page, flags=re.DOTALL)
    return [int(n.replace(",", "")) for n in re.findall(r"(?<![\w.])\d[\d,]*(?![\w.])", page)]


def test_no_figure_on_the_page_is_of_fewer_than_eleven_people(compared):
    rare = [replace(its, section="11358 HS") for its in LINES[52:]]
    got = compared([*LINES[:40], *rare[:4]], [*LINES[20:52], *rare])
    seen = figures(got.page)
    assert {20, 16} <= set(seen)
    assert [n for n in seen if 0 < n < 11] == []
    assert "under 11" in got.page


def test_lists_of_ten_people_publish_no_figure(compared):
    got = compared(LINES[:10], LINES[9::-1])
    assert "Fewer than 11 people" in got.page
    assert figures(got.page) == []


def test_one_person_under_eleven_numbers_is_not_eleven_people(compared):
    many = [replace(its, last="ASHENBY", first="JORDAN", born="1960-01-01") for its in LINES[:30]]
    got = compared(many, many[::-1])
    assert "Fewer than 11 people" in got.page


def test_eleven_rows_of_one_name_are_not_eleven_people(compared):
    many = [replace(its, last="ASHENBY", first="JORDAN", born="") for its in LINES[:30]]
    got = compared(many, many[::-1])
    assert "Fewer than 11 people" in got.page


def test_eleven_spellings_of_one_person_are_not_eleven_people(compared):
    many = [replace(its, person="P1", born="1960-01-01") for its in LINES[:30]]
    assert len({(its.last, its.first) for its in many}) > 11
    got = compared(many, many[::-1])
    assert "Fewer than 11 people" in got.page


def test_years_of_few_people_are_drawn_as_one_span(compared, tmp_path, settings):
    few = compared(LINES[:40], LINES[20:])
    assert "1990 to 1999" in few.page
    assert not re.search(r'<th scope="row">199\d</th>', few.page)
    one_year = [replace(its, day=f"1999{its.day[4:]}") for its in LINES]
    many = Compared(tmp_path / "many", one_year[:40], one_year[20:], settings)
    assert '<th scope="row">1999</th>' in many.page


def test_a_part_that_too_few_people_share_has_no_tables_of_its_own(compared):
    got = compared([*LINES[:30], *LINES[50:54]], [*LINES[:30], *LINES[30:50]])
    key = re.findall(r'<li class="([\w-]+)"><b>([^<]+)</b>', got.page)
    shown = {"both": "30", "only-in-first": "under 11", "only-in-second": "20"}
    assert dict(key) == shown | {"told-otherwise": "0"}
    sections = re.search(r'<th scope="row">11359</th>.*?</tr>', got.page, re.DOTALL)[0]
    shown = re.findall(r'<td class="figure[^"]*">([^<]+)</td>', sections)
    assert shown == ["30", "not shown", "20", "0"]


# --- The folder. ---


def test_the_same_lists_give_the_same_bytes(tmp_path, settings):
    made = make_labelled(3, 300, keyed=0.3)
    trees = []
    for name in ("a", "b"):
        got = Compared(tmp_path / name, made.first, made.second, settings)
        trees.append(tree(got.out))
    assert trees[0] == trees[1]
    assert len(trees[0]) == 10


def test_only_the_owner_may_read_what_was_written(compared):
    got = compared(LINES[:20], LINES[10:30])
    for path in (got.out, *got.out.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_another_comparison_does_not_mix_with_the_first(compared):
    compared(LINES[:20], LINES[10:30])
    again = compared(LINES[:20], LINES[10:30])
    before = tree(again.out)
    with pytest.raises(OutputError, match="the lists changed"):
        compared(LINES[:25], LINES[10:30])
    assert tree(again.out) == before


def test_a_stopped_comparison_leaves_no_half_file_and_no_record(compared, monkeypatch, tmp_path):
    def broken(*_):
        raise TemplateError("templates/comparison.html", "does not render")

    monkeypatch.setattr("filings.comparison.compare_lists.comparison_page", broken)
    with pytest.raises(TemplateError):
        compared(LINES[:20], LINES[10:30])
    left = tree(tmp_path / "out")
    assert "sealed/comparison.json" not in left
    assert not [name for name in left if name.endswith(".part")]
    assert not list((tmp_path / "out" / ".run").glob("parts/*"))


def test_a_comparison_without_its_library_stops_before_anything_is_written(
    compared, monkeypatch, tmp_path
):
    monkeypatch.setattr(probable_matches, "find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"filings\[compare\]"):
        compared(LINES[:20], LINES[10:30])
    assert not (tmp_path / "out").exists()


def test_a_list_is_not_compared_with_itself(tmp_path, settings):
    path = write_lines(tmp_path / "first.csv", LINES[:20])
    with pytest.raises(ListError, match="the same file"):
        filings.compare(path, path, tmp_path / "out", settings)


def test_what_only_the_second_list_has_is_itself_a_list(compared, settings):
    got = compared(LINES[:20], [replace(its, count="1") for its in LINES[10:30]])
    again = open_list(got.out / "sealed" / "worklists" / "only-in-second.csv", 1, settings)
    entries = list(again.entries())
    assert again.layout == "worklist"
    assert [its.case_number for its in entries] == [its.number for its in LINES[20:30]]
    assert {its.statute.section for its in entries} == {"11359"}
    # The person it was, for the next comparison too.
    original = {its.person for its in open_list(got.paths[1], 1, settings).entries()}
    assert {its.person for its in entries} < original


def test_a_name_is_never_a_formula(compared):
    got = compared([line(0, last="=1+1"), *LINES[10:20]], LINES[10:20])
    assert [row["last"] for row in got.worklist("only-in-first")] == ["'=1+1"]


def test_a_court_given_for_rows_that_name_none_counts_them_and_proves_nothing(compared):
    silent = [replace(its, court="") for its in LINES[:20]]
    got = compared(silent, [replace(its, court="COMPTON") for its in LINES[10:30]], court="tor")
    assert got.report.in_both == 10
    by = {row["court"]: row for row in got.report.by("court")}
    assert by["tor"]["only-in-first"] == 10
    assert by["com"] == {
        "court": "com",
        "both": 10,
        "only-in-first": 0,
        "only-in-second": 10,
        **NONE,
    }


def test_a_court_that_no_list_names_is_not_made_up(compared):
    got = compared([replace(its, court="") for its in LINES[:20]], LINES[20:40])
    assert {"court": None, "both": 0, "only-in-first": 20, "only-in-second": 0, **NONE} in (
        got.report.by("court")
    )
    assert "No list names it" in got.page


def test_the_record_names_each_file_with_its_hash_and_no_path(compared, tmp_path):
    got = compared(LINES[:20], LINES[10:30])
    record = json.loads((got.out / "sealed" / "comparison.json").read_text(encoding="utf-8"))
    assert [file["path"] for file in record["files"]] == list(got.report.files)
    assert all((got.out / file["path"]).stat().st_size == file["bytes"] for file in record["files"])
    assert str(tmp_path) not in json.dumps(record)


def test_a_full_folder_for_temporary_files_is_told(settings, monkeypatch, compared):
    begin = temp_db.TempDatabase.__init__

    def begin_small(self, tables):
        begin(self, tables)
        self.do("PRAGMA max_page_count = 1")

    monkeypatch.setattr(temp_db.TempDatabase, "__init__", begin_small)
    with pytest.raises(OutputError, match="could not be set aside"):
        compared(LINES[:20], LINES[10:30])


# --- Lists that nobody here wrote. ---


def test_a_doj_file_and_the_list_made_of_it_tell_the_same_convictions(shared, tmp_path, settings):
    folder = shared / "data"
    report = filings.compare(
        folder / "doj" / "los_angeles.csv",
        folder / "gogen" / "los_angeles" / "Prop64_Results.csv",
        tmp_path / "out",
        settings,
    )
    assert (report.in_both, report.only_in_first, report.only_in_second) == (13, 2, 3)
    # One person is born in two years; two convictions have no number in either file.
    assert report.conflicts == {"birth date": 2}
    assert report.probable_links == 2


# --- The command. ---


@pytest.fixture
def command(capsys):
    """Run `filings compare`; its exit code, stdout and stderr."""

    def call(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main(["compare", *map(str, arguments)])
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return call


@pytest.fixture
def files(tmp_path):
    def write(first, second):
        return (
            write_lines(tmp_path / "first.csv", first),
            write_lines(tmp_path / "second.csv", second),
        )

    return write


def test_lists_that_agree_end_with_0_and_all_others_with_10(command, files, tmp_path):
    code, out, _ = command(*files(LINES[:20], LINES[19::-1]), "--out", tmp_path / "a")
    assert (code, out.count("\n")) == (ExitCode.DONE, 1)
    assert out.startswith("20 of 20 convictions are in both lists; 0 only in the first, 0 only in")
    for name, other in (
        ("alone", LINES[:19]),
        ("conflict", [*LINES[:19], replace(LINES[19], level="Misdemeanor")]),
        ("unread", [*LINES[:20], line(90, day="no day")]),
    ):
        code, out, _ = command(*files(LINES[:20], other), "--out", tmp_path / name)
        assert code == ExitCode.NEEDS_A_HUMAN, name


def test_the_closing_table_says_what_is_where_in_plain_words(command, files, tmp_path):
    second = [
        *LINES[10:29],
        replace(LINES[29], day="2011-11-11"),
        line(91, section="11357.5 HS SPICE"),
    ]
    _, _, err = command(*files(LINES[:30], [*second, *LINES[40:52]]), "--out", tmp_path / "out")
    table = re.sub(r"[ \n]+", " ", err)
    assert "In both lists 20 sealed/comparison.csv" in table
    assert "told differently 1 sealed/worklists/conflicts.csv another date 1" in table
    assert "Only in the first list 10 sealed/worklists/only-in-first.csv" in table
    assert "Only in the second list 12 sealed/worklists/only-in-second.csv" in table
    assert "Not compared, list 2: The charge is not one" in table
    assert "11359 20 10 12" in table
    assert "2000 to 2009" in table
    assert not re.search(r"fate|ledger|sighting|presence", table)
    assert LINES[0].last not in err


def test_json_is_one_object_with_every_count(command, files, tmp_path):
    lists = files(LINES[:30], LINES[10:40])
    code, out, _ = command(*lists, "--out", tmp_path / "out", "--json")
    record = json.loads(out)
    assert (code, record["schema"]) == (ExitCode.NEEDS_A_HUMAN, 1)
    assert [record[key] for key in ("in_both", "only_in_first", "only_in_second")] == [20, 10, 10]
    assert sum(row["both"] for row in record["by"]["year"]) == 20
    assert LINES[0].last not in out
    assert str(tmp_path) not in out


def test_progress_tells_its_stages(files, tmp_path, settings):
    stages = []

    class Watching:
        def stage(self, name, _total):
            stages.append(name)

        def advance(self, _n=1):
            pass

    filings.compare(*files(LINES[:9], LINES[5:]), tmp_path / "o", settings, progress=Watching())
    assert stages == ["reading", "comparing", "looking for probable links", "writing"]
