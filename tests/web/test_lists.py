"""A matter in the browser: its lists, what waits, the answers, and who may do what with them."""

import re

import pytest

from tests.web.served import LIST, Served


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    return Served(tmp_path_factory.mktemp("office") / "home")


@pytest.fixture(scope="module")
def clerk(served):
    return served.person("casey")


@pytest.fixture(scope="module")
def attorney(served):
    return served.person("jordan", "attorney")


@pytest.fixture(scope="module")
def some_list(tmp_path_factory):
    """A list of a few rows, several of which wait."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    wanted = ("11361(B) HS", ",CHP,", "1993-00-00", "A695455", "BA295373")
    some = [lines[0], *(line for line in lines[1:] if any(word in line for word in wanted))]
    path = tmp_path_factory.mktemp("lists") / "some.csv"
    path.write_text("\n".join(some) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def unchanged(clerk, some_list):
    """The path of a matter that no test answers or changes."""
    return clerk.upload(some_list, title="Some rows")


@pytest.fixture
def matter(clerk, some_list):
    """The path of a matter of the test's own: what another test answered must not matter."""
    return clerk.upload(some_list, title="Some rows")


def figures(page) -> list[int]:
    """What would go in, needs somebody, is there already, is not for this motion."""
    numbers = re.findall(r'<span class="figure[^"]*">([\d,]+)</span>', page.text)
    return [int(number.replace(",", "")) for number in numbers[:4]]


def marks(page) -> dict[str, str]:
    """Each value that is asked, with the name of its field."""
    pairs = re.findall(r'name="(answer-\w+)".*?', page.text)
    values = re.findall(
        r'What (.+?) means</label><select id="a-\w+" name="(answer-\w+)"', page.text
    )
    assert len(pairs) >= len(values) > 0
    return dict(values)


def read_of(visitor, matter) -> str:
    """What a page says that its options were when it was loaded."""
    return re.search(r'name="read" value="(\w+)"', visitor.get(matter).text)[1]


def answer_chp(clerk, matter):
    """The page after the first choice for CHP was taken."""
    page = clerk.get(f"{matter}/values")
    name = marks(page)["CHP"]
    choice = re.search(rf'name="{name}".*?<option>([^<]+)</option>', page.text, re.S)[1]
    return clerk.post(f"{matter}/values", **{name: choice})


def correct_the_date(clerk, matter):
    """The page after the one date that cannot be read was corrected."""
    page = clerk.get(f"{matter}/rows/unreadable-date")
    field = re.search(r'name="([\d-]+-convicted_on)"', page.text)[1]
    return clerk.post(f"{matter}/rows/unreadable-date", **{field: "1993-02-03"})


def test_a_list_is_told_for_what_it_is_and_every_entry_stands_in_one_figure(clerk, unchanged):
    page = clerk.get(unchanged)
    assert "Office spreadsheet with clear headings" in page.text
    included, needy, duplicate, out = figures(page)
    assert included > 0
    assert needy > 0
    rows = int(re.search(r"entries in (\d+) rows", page.text)[1])
    assert included + needy + duplicate + out == rows
    assert "What these lists probably lack" in page.text
    assert "<svg" in page.text


def test_the_same_list_twice_is_refused_with_its_name(clerk, unchanged, served):
    matter = served.office.matters.get(unchanged.rpartition("/")[2])
    stored = matter.folder / "files" / "1" / "list.csv"
    files = [("files", ("again.csv", stored.read_bytes(), "text/csv"))]
    page = clerk.post(f"{unchanged}/lists", files=files, use="list")
    assert page.status_code == 422
    assert "as some.csv" in page.text


@pytest.mark.parametrize(("name", "data"), [("x.exe", b"MZ"), ("x.csv", b""), ("x", b"a,b")])
def test_what_is_no_list_is_refused_and_leaves_no_matter(clerk, served, name, data):
    before = len(served.office.matters.all())
    page = clerk.post("/matters", files=[("files", (name, data, "text/csv"))])
    assert page.status_code == 422
    assert len(served.office.matters.all()) == before


def test_a_file_name_is_only_shown_and_never_a_path(clerk, served):
    files = [("files", ("../../../<b>x</b>.csv", LIST.read_bytes()[:2000], "text/csv"))]
    page = clerk.post("/matters", files=files, title="A name")
    assert "&lt;b&gt;" in page.text or "b&gt;.csv" in page.text
    assert "<b>x" not in page.text
    kept = {path.name for path in served.office.folder.matters.rglob("*.csv")}
    assert not any("x" in name and "b" in name for name in kept if name.startswith(("<", "..")))
    assert not list(served.office.folder.root.parent.glob("*.csv"))


def test_a_list_nobody_knows_is_read_once_its_mapping_is_kept(clerk):
    text = (
        "Docket No,Surname,Given,Charge,Date Convicted,Courthouse,Fine to go?,Note\n"
        "BA000001,SPECIMEN,JANE,11357(a) HS,05/04/1999,TORRANCE,Eligible for Dismissal,Sample\n"
    )
    page = clerk.post("/matters", files=[("files", ("own.csv", text.encode(), "text/csv"))])
    assert "Say what its columns are" in page.text
    assert "Docket No" in page.text
    mapping = (
        "schema: 1\nlabel: Our tracking sheet\n"
        "needed: [case_number, statute, convicted_on, determination]\neligibility: [column]\n"
        "columns: {case_number: Docket No, last: Surname, first: Given, statute: Charge,\n"
        "  convicted_on: Date Convicted, court: Courthouse, determination: Fine to go?}\n"
        'dates: ["%m/%d/%Y"]\n'
    )
    path = page.url.path
    bad = clerk.post(f"{path}/layout", layout="our-sheet", mapping="label: [")
    assert bad.status_code == 422
    good = clerk.post(f"{path}/layout", layout="our-sheet", mapping=mapping)
    assert "Our tracking sheet" in good.text
    assert "Not read, because these columns are not known: Note" in good.text


def test_one_answer_of_reading_lets_its_rows_in_at_once(clerk, matter):
    before = figures(clerk.get(matter))
    after = answer_chp(clerk, matter)
    assert "done=answered" in str(after.url)
    assert figures(after)[0] == before[0] + 1
    assert figures(after)[1] == before[1] - 1


def test_an_answer_that_is_not_offered_is_refused(clerk, unchanged):
    asked = marks(clerk.get(f"{unchanged}/values"))
    name = asked["11361(B) HS"]
    assert clerk.post(f"{unchanged}/values", **{name: "whatever I like"}).status_code == 422
    assert clerk.post(f"{unchanged}/values", **{"answer-0000000000000000": "x"}).status_code == 422


def test_an_answer_of_law_waits_for_an_attorney_who_did_not_type_it(clerk, attorney, matter):
    name = marks(attorney.get(f"{matter}/values"))["11361(B) HS"]
    before = figures(attorney.get(matter))
    # The attorney types it himself: he may not approve it.
    waiting = attorney.post(f"{matter}/values", **{name: "11357(b) HS"})
    assert figures(waiting)[0] == before[0]
    page = attorney.get(f"{matter}/law")
    assert "another attorney has to approve" in page.text
    assert 'name="sha256"' not in page.text  # no button
    # A clerk typed it: the clerk may not, the attorney may.
    clerk.post(f"{matter}/values", **{name: ""})
    clerk.post(f"{matter}/values", **{name: "11357(b) HS"})
    assert "An attorney of the office approves this" in clerk.get(f"{matter}/law").text
    sha256 = re.search(r'name="sha256" value="(\w+)"', attorney.get(f"{matter}/law").text)[1]
    assert clerk.post(f"{matter}/law", sha256=sha256).status_code == 403
    approved = attorney.post(f"{matter}/law", sha256=sha256)
    assert figures(approved)[1] < before[1]
    assert "Jordan Example" in approved.text or "approved" in attorney.get(f"{matter}/law").text


def test_rows_are_for_whoever_may_see_names_and_a_corrected_one_goes_in(served, clerk, matter):
    pat = served.person("pat", sealed=False)
    assert pat.get(f"{matter}/rows/unreadable-date").status_code == 403
    assert "1993-00-00" not in pat.get(f"{matter}/values").text
    before = figures(clerk.get(matter))
    after = correct_the_date(clerk, matter)
    assert figures(after)[0] == before[0] + 1


def test_only_an_attorney_attests_and_deletes(clerk, attorney, matter, served):
    wanted = {"title": "Some rows", "attest": "yes", "filed_on": "2026-03-02"}
    clerk.post(f"{matter}/choices", read=read_of(clerk, matter), **wanted)
    assert served.office.matters.get(matter.rpartition("/")[2]).choices.attested == ""
    attorney.post(f"{matter}/choices", read=read_of(attorney, matter), **wanted)
    attested = served.office.matters.get(matter.rpartition("/")[2]).choices.attested
    assert attested == "Jordan Example, 000123, 2026-03-02"
    assert clerk.post(f"{matter}/delete", sure="delete").status_code == 403
    assert attorney.post(f"{matter}/delete", sure="").status_code == 422


def test_no_name_and_no_number_of_a_person_is_in_the_audit(served, clerk, matter):
    answer_chp(clerk, matter)
    correct_the_date(clerk, matter)
    clerk_page = served.admin().get("/audit")
    assert "answered" in clerk_page.text
    assert "corrected rows" in clerk_page.text
    rows = LIST.read_text(encoding="utf-8").splitlines()[1:]
    for row in rows:
        case, last = row.split(",")[0], row.split(",")[2]
        assert not case or case not in clerk_page.text
        assert not last or f">{last}<" not in clerk_page.text


def test_what_is_not_there_is_told_as_not_here(clerk, unchanged):
    for path in (
        "/matters/abcdefghjk",
        "/matters/../../etc",
        f"{unchanged}/runs/7",
        f"{unchanged}/rows/../../x",
        "/texts/nowhere/motion",
    ):
        assert clerk.get(path).status_code == 404, path


def test_what_two_people_answer_from_the_same_page_is_all_kept(served, clerk, tmp_path):
    lines = LIST.read_text(encoding="utf-8").splitlines()
    some = [lines[0], *(line for line in lines if ",CHP," in line or "RANGER STATION 4" in line)]
    path = tmp_path / "two.csv"
    path.write_text("\n".join(some) + "\n", encoding="utf-8")
    matter = clerk.upload(path)
    page = clerk.get(f"{matter}/values")
    check = re.search(r'name="check" value="(\w+)"', page.text)[1]
    for name in marks(page).values():  # the second still sees the page before the first's answer
        choice = re.search(rf'name="{name}".*?<option>([^<]+)</option>', page.text, re.S)[1]
        assert clerk.post(f"{matter}/values", check=check, **{name: choice}).status_code == 200
    assert clerk.get(f"{matter}/values").text.count("take back:") == 2


def test_a_table_of_a_build_has_no_pages(clerk, unchanged):
    assert clerk.get(f"{unchanged}/runs/1/page/sealed/ledger.csv").status_code == 404


def test_options_that_two_people_change_at_once_are_changed_by_the_first_alone(
    served, clerk, attorney, matter
):
    read = read_of(clerk, matter)
    assert read_of(attorney, matter) == read
    clerk.post(f"{matter}/choices", read=read, title="By the first", filed_on="2026-03-05")
    late = attorney.post(f"{matter}/choices", read=read, title="By the second")
    assert late.status_code == 409
    assert "changed by somebody else" in late.text
    kept = served.office.matters.get(matter.rpartition("/")[2])
    assert (kept.title, kept.choices.filed_on) == ("By the first", "2026-03-05")


def test_of_two_answers_to_one_value_the_second_is_refused_and_told_the_first(
    clerk, attorney, matter
):
    page = clerk.get(f"{matter}/values")
    name = marks(page)["CHP"]
    check = re.search(r'name="check" value="(\w+)"', page.text)[1]
    field = re.search(rf'name="{name}".*?</select>', page.text, re.S)[0]
    first, second = re.findall(r"<option>([^<]+)</option>", field)[:2]
    assert clerk.post(f"{matter}/values", check=check, **{name: first}).status_code == 200
    late = attorney.post(f"{matter}/values", check=check, **{name: second})
    assert late.status_code == 409
    assert f"by somebody else, to: {first}" in late.text.replace("&#39;", "'")
    assert attorney.post(f"{matter}/values", check=check, **{name: first}).status_code == 200


def test_a_row_that_two_people_correct_at_once_is_corrected_by_the_first_alone(
    clerk, attorney, matter
):
    page = clerk.get(f"{matter}/rows/unreadable-date")
    check = re.search(r'name="check" value="(\w+)"', page.text)[1]
    field = re.search(r'name="([\d-]+-convicted_on)"', page.text)[1]
    path = f"{matter}/rows/unreadable-date"
    assert clerk.post(path, check=check, **{field: "1993-02-03"}).status_code == 200
    late = attorney.post(path, check=check, **{field: "1993-03-03"})
    assert late.status_code == 409
    assert "corrected by somebody else" in late.text
    assert clerk.get(matter).text.count('<th scope="row">unreadable-date.csv') == 1


def test_what_is_wrong_with_a_row_stands_beside_its_case(clerk, unchanged):
    page = clerk.get(f"{unchanged}/rows/unreadable-date")
    headings = re.findall(r'<th scope="col">([^<]+)</th>', page.text)
    assert headings[2:4] == ["case number", "convicted on"]


def test_a_page_of_lists_that_are_being_read_leads_to_the_page_that_says_so(served, clerk, matter):
    office = served.office
    checked = office.check(office.matters.get(matter.rpartition("/")[2]))
    (checked / "result.json").unlink()
    (checked / "stopped").write_bytes(b"")
    for page in ("values", "law", "preview", "rows/unreadable-date"):
        assert clerk.get(f"{matter}/{page}").url.path == matter


def test_lists_whose_reading_was_interrupted_are_read_again(served, clerk, matter):
    office = served.office
    checked = office.check(office.matters.get(matter.rpartition("/")[2]))
    (checked / "result.json").unlink()
    (checked / "stopped").write_bytes(b"")
    assert "Reading was interrupted" in clerk.get(matter).text
    assert figures(clerk.post(f"{matter}/read-again"))[0] > 0
