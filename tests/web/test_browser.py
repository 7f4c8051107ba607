"""The pages in a real browser, from the first link to verified packets; a killed server."""

import contextlib
import io
import os
import re
import signal
import threading
import zipfile

import pytest

from tests.web.served import PASSWORD
from tests.web.server import CHROMIUM, Server, first_link, some_rows, until

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "home")
    server.said = server.start()
    yield server
    server.kill(signal.SIGTERM)


@pytest.fixture
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Our own pages are printed with our own fonts alone; a browser has the system's.
        own = {key: value for key, value in os.environ.items() if "FONTCONFIG" not in key}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, env=own)
        yield browser
        browser.close()


def opened(chromium, **how):
    """A page whose console must stay silent."""
    page = chromium.new_context(viewport={"width": 1280, "height": 800}, **how).new_page()
    page.set_default_timeout(240_000)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: said.type in ("error", "warning") and page.complaints.append(said.text),
    )
    page.on(
        "request",
        lambda request: (
            page.complaints.append(request.url)
            if not request.url.startswith(("http://127.0.0.1", "data:", "blob:"))
            else None
        ),
    )
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def hold_against_wcag(page) -> None:
    """Stop at what axe finds against WCAG 2.2 AA."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": _RULES}}
    found_against = Axe().run(page, options=options).response["violations"]
    told_of = [
        (one["id"], [node["html"][:150] for node in one["nodes"][:3]]) for one in found_against
    ]
    assert told_of == [], page.url


def sign_in(page, url: str, name: str) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".who")


def test_the_first_administrator_joins_and_invites_with_the_keyboard_alone(server, chromium):
    page = opened(chromium)
    page.goto(first_link(server.said))
    hold_against_wcag(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.focus("#full_name")
    for text in ("Robin Example", "robin", PASSWORD):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('People')")
    page.focus("#full_name")
    page.keyboard.type("Casey Example")
    page.keyboard.press("Enter")
    assert "/join/" in page.inner_text("code.secret")
    hold_against_wcag(page)
    assert page.complaints == []


@pytest.mark.slow
def test_each_use_from_an_uploaded_list_to_verified_packets(server, chromium, tmp_path):
    admin = server.visitor(first_link(server.said), "robin", "Robin Example")
    server.visitor(admin.invite("clerk", "Casey Example"), "casey")
    server.visitor(admin.invite("attorney", "Jordan Example"), "jordan")
    page = opened(chromium, color_scheme="dark")
    sign_in(page, server.url, "casey")
    hold_against_wcag(page)

    # Lists: drop, see, answer, correct.
    listed = some_rows(tmp_path / "list.csv", 3, (",CHP,", "11361(B) HS", "1993-00-00"))
    page.set_input_files("#files", listed)
    page.fill("#title", "First list")
    page.click("button.main")
    page.wait_for_selector(".four")
    matter = page.url.split("?")[0]
    hold_against_wcag(page)
    went_in = int(page.inner_text(".four .good"))
    page.goto(f"{matter}/values")
    hold_against_wcag(page)
    page.select_option("select >> nth=0", index=2)
    page.click("button.main")
    page.wait_for_selector(".four")
    assert int(page.inner_text(".four .good")) == went_in + 1
    page.goto(f"{matter}/rows/unreadable-date")
    hold_against_wcag(page)
    page.fill("input[name$=-convicted_on]", "1993-02-03")
    page.click("button.main")
    page.wait_for_selector(".four")
    assert int(page.inner_text(".four .good")) == went_in + 2

    # Pages before they are built.
    page.click("text=Look at pages first")
    page.wait_for_selector("img.page")
    hold_against_wcag(page)
    assert "SUPERIOR COURT" in page.inner_text(".words")
    assert page.evaluate("document.querySelector('img.page').naturalWidth") > 500
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**at=2*")
    page.click("text=Ten rows by chance")
    page.wait_for_selector("tr.here")
    row = page.inner_text("tr.here")
    case = re.search(r"line \d+\s+(\w+)", row)[1]
    assert case in page.inner_text(".words")  # the page shown is that of the row
    page.click("text=Done with rows")
    page.wait_for_selector("img.page")

    # Build, stop, go on, verify.
    page.goto(matter)
    page.click("text=Build the packets")
    page.wait_for_selector("progress")
    hold_against_wcag(page)
    page.wait_for_selector(r"text=/of \d+ convictions are printed/")
    page.click("text=Stop")
    until(lambda: page.reload() and page.is_visible("text=It was stopped"))
    assert "they are kept" in page.inner_text("main")
    page.click("text=Go on where it stopped")
    page.wait_for_selector("text=What to do next")
    hold_against_wcag(page)
    run = page.url.split("?")[0]
    page.click("button:has-text('Verify')")
    page.wait_for_selector("text=stands where the tables say")
    case = listed.read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    page.fill("#text", case)
    page.click("button:has-text('Find')")
    page.click("#found a >> nth=0")
    page.wait_for_selector("img.page")
    hold_against_wcag(page)
    assert case in page.inner_text(".words")
    page.goto(run)
    with page.expect_download() as download:
        page.click("text=Download all")
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert "manifest.json" in names
    assert any(name.endswith("motion.pdf") for name in names)

    # Texts: a word that prints, and one that nobody knows.
    page.goto(f"{server.url}/texts/tor/motion/blocks/notice")
    hold_against_wcag(page)
    words = page.input_value("#words")
    page.fill("#words", words + "\n<p>{{ nobody_knows_this }}</p>")
    page.complaints.clear()
    page.click("button.main")
    page.wait_for_selector(".problem")
    assert "nobody_knows_this" in page.inner_text(".problem")
    assert [said for said in page.complaints if "422" not in said] == []
    page.complaints.clear()
    page.fill("#words", words.replace("No hearing is requested", "No hearing is asked for"))
    page.click("button.main")
    page.wait_for_selector("text=Saved and in place")
    hold_against_wcag(page)
    page.goto(f"{server.url}/texts/tor/motion/changes")
    assert "No hearing is asked for" in page.inner_text("ins:has-text('asked for')")
    assert page.complaints == []

    # Whoever may not see names has the public half.
    server.visitor(admin.invite("clerk", "Pat Example", sealed=False), "pat")
    other = opened(chromium)
    sign_in(other, server.url, "pat")
    other.goto(run)
    hold_against_wcag(other)
    with other.expect_download() as download:
        other.click("text=Download all")
    data = io.BytesIO(download.value.path().read_bytes())
    with zipfile.ZipFile(data) as archive:
        assert not [name for name in archive.namelist() if "sealed" in name.split("/")]


@pytest.mark.slow
def test_a_mapping_an_answer_of_law_two_lists_and_an_approved_text(server, chromium, tmp_path):
    admin = server.visitor(first_link(server.said), "robin", "Robin Example")
    server.visitor(admin.invite("clerk", "Casey Example"), "casey")
    server.visitor(admin.invite("attorney", "Jordan Example"), "jordan")
    page = opened(chromium)
    sign_in(page, server.url, "casey")

    # A list nobody knows: the proposed mapping is corrected, and kept.
    own = tmp_path / "own.csv"
    own.write_text(
        "Docket No,Surname,Given,Charge,Date Convicted,Courthouse,Fine to go?,Note\n"
        "BA000001,SPECIMEN,JANE,11357(a) HS,05/04/1999,TORRANCE,Eligible for Dismissal,Sample\n"
    )
    page.set_input_files("#files", own)
    page.click("button.main")
    page.wait_for_selector("#mapping")
    hold_against_wcag(page)
    assert "--layout" not in page.inner_text(".problem")
    mapping = page.input_value("#mapping").replace(
        "columns:\n", 'eligibility: [column]\ncolumns:\n  determination: "Fine to go?"\n', 1
    )
    page.fill("#mapping", mapping.replace('  - "Fine to go?"\n', "").replace("ignored:\n", ""))
    page.fill("#layout", "our-sheet")
    page.click("text=Keep it, and read the list by it")
    page.wait_for_selector(".four")
    assert "Our spreadsheet, CSV" in page.inner_text("main")

    # An answer of law waits for an attorney, who sees its rows.
    page.goto(server.url)
    page.set_input_files("#files", some_rows(tmp_path / "list.csv", 3, ("11361(B) HS",)))
    page.fill("#title", "The other")
    page.click("button.main")
    page.wait_for_selector(".four")
    matter = page.url.split("?")[0]
    page.goto(f"{matter}/values")
    page.select_option("tr:has-text('11361(B)') select", index=1)
    page.click("button.main")
    page.wait_for_selector("text=Approve answers of law")
    attorney = opened(chromium, color_scheme="dark")
    sign_in(attorney, server.url, "jordan")
    attorney.goto(f"{matter}/law")
    hold_against_wcag(attorney)
    assert "Jordan Example, State Bar No. 000123" in attorney.inner_text("main")
    attorney.click("button.main")
    attorney.wait_for_selector("text=The answers of law count now")

    # Two lists, side by side.
    page.goto(f"{server.url}/compared")
    page.click("button.main")
    page.wait_for_selector(".four")
    hold_against_wcag(page)
    assert "Torrance Courthouse" in page.inner_text("table >> nth=0")

    # Two at one text: the second is told, and sees both.
    block = f"{server.url}/texts/tor/motion/blocks/notice"
    for each in (page, attorney):
        each.goto(block)
    for each, words in ((attorney, "asked for"), (page, "wanted")):
        text = each.input_value("#words")
        each.fill("#words", text.replace("hearing is requested", f"hearing is {words}"))
    attorney.click("button.main")
    attorney.wait_for_selector("text=Saved and in place")
    page.complaints.clear()
    page.click("button.main")
    page.wait_for_selector("text=somebody saved it after you had opened it")
    hold_against_wcag(page)
    assert "hearing is asked for" in page.inner_text("pre")
    assert "hearing is wanted" in page.input_value("#words")
    # Whoever saved words does not approve them.
    attorney.goto(f"{server.url}/texts/tor/motion")
    hold_against_wcag(attorney)
    assert "You saved words of this text yourself" in attorney.inner_text("main")
    attorney.click("button:has-text('Approve law-proposition-64')")
    attorney.wait_for_selector("text=Approved as it stands")


@pytest.mark.slow
def test_a_server_that_is_killed_in_mid_build_loses_nothing_and_does_nothing_twice(tmp_path):
    import httpx2

    server = Server(tmp_path / "home")
    admin = server.visitor(first_link(server.start()), "robin", "Robin Example")
    clerk = server.visitor(admin.invite("clerk", "Casey Example"), "casey")
    token = clerk.token()
    program = httpx2.Client(
        base_url=f"{server.url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60
    )
    server.clients.append(program)
    matter = program.post("/matters", json={"title": "Killed"}).json()["id"]
    listed = some_rows(tmp_path / "list.csv", 8)
    files = {"file": ("list.csv", listed.read_bytes())}
    assert program.post(f"/matters/{matter}/lists", files=files).status_code == 201
    until(lambda: program.get(f"/matters/{matter}/check").json()["state"] == "done")
    begun = program.post(f"/matters/{matter}/runs")
    assert begun.status_code == 202
    # A second who presses the button meets the same run.
    assert program.post(f"/matters/{matter}/runs").headers["location"].endswith("/runs/1")
    run = f"/matters/{matter}/runs/1"
    until(lambda: program.get(run).json()["printed"] > 0)
    folder = server.home / "matters" / matter / "runs" / "1"
    process = int((folder / "process").read_text())
    server.kill()
    kept = {path: path.stat().st_mtime_ns for path in folder.rglob("public/**/*.pdf")}
    assert kept
    # The power fails: the build is gone as well.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    said = server.start()
    assert "1 build that had ended with the server goes on" in said
    until(lambda: program.get(run).json()["state"] == "done")
    report = program.get(run).json()["report"]
    assert report["kept"] >= 1
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    proof = lambda: program.post(f"{run}/verify").json()  # noqa: E731
    first = proof()
    assert first["state"] in ("waiting", "running", "done")
    proofs = folder / "verified" / "1" / "result.json"
    until(proofs.exists)
    assert b'"holds": true' in proofs.read_bytes()
    assert program.get(f"/matters/{matter}").json()["runs"] == [1]
    server.kill(signal.SIGTERM)


@pytest.mark.slow
def test_two_users_at_once_lose_no_answer_and_build_once(server, tmp_path):
    admin = server.visitor(first_link(server.said), "robin", "Robin Example")
    people = [
        server.visitor(admin.invite("clerk", f"{name.title()} Example"), name)
        for name in ("casey", "toni")
    ]
    listed = some_rows(tmp_path / "list.csv", 2, (",CHP,", "RANGER STATION 4"))
    files = [("files", ("list.csv", listed.read_bytes(), "text/csv"))]
    path = people[0].post("/matters", files=files).url.path
    until(lambda: 'class="four"' in people[0].client.get(path).text)
    page = people[0].client.get(f"{path}/values").text
    fields = re.findall(
        r'name="(answer-\w+)"[^>]*><option value="">[^<]*</option><option[^>]*>([^<]+)', page
    )
    assert len(fields) >= 2
    check = re.search(r'name="check" value="(\w+)"', page)[1]

    def at_once(*work):
        threads = [threading.Thread(target=each) for each in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    at_once(
        *(
            lambda who=who, field=field: who.post(
                f"{path}/values", check=check, **{field[0]: field[1]}
            )
            for who, field in zip(people, fields, strict=False)
        )
    )
    until(lambda: 'class="four"' in people[0].client.get(path).text)
    page = people[1].client.get(f"{path}/values").text
    assert page.count("take back:") == 2
    urls = []
    at_once(*(lambda who=who: urls.append(who.post(f"{path}/build").url.path) for who in people))
    assert urls == [f"{path}/runs/1"] * 2
    until(lambda: "What to do next" in people[0].client.get(urls[0]).text)
