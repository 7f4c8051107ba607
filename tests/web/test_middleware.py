"""What is let through to the pages, and what a browser may load for them."""

import pytest

from filings.web.middleware import Limits
from tests.web.served import URL, Served


@pytest.fixture
def served(tmp_path):
    return Served(tmp_path / "home")


def test_another_name_of_the_server_is_refused(served):
    for host in ("evil.example", "127.0.0.1.evil.example", ""):
        answer = served.browser().get("/sign-in", headers={"Host": host})
        assert answer.status_code == 421, host
    assert served.browser().get("/sign-in", headers={"Host": "localhost:9"}).status_code == 200


def test_a_page_loads_nothing_from_elsewhere_and_stands_in_no_frame(served):
    for path in ("/sign-in", "/nowhere", "/static/style.css", "/api/v1/openapi.json"):
        policy = served.browser().get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_no_page_is_kept_by_a_browser(served):
    assert served.admin().get("/people").headers["cache-control"] == "no-store"


def test_what_another_sites_page_sends_is_refused(served):
    admin = served.admin()
    data = {"csrf": admin.csrf, "full_name": "X", "role": "clerk"}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": URL, "Sec-Fetch-Site": "cross-site"},
    ):
        answer = admin.client.post("/people", data=data, headers=headers)
        assert answer.status_code == 403, headers


def test_a_form_without_our_own_mark_is_refused(served):
    admin = served.admin()
    for mark in ("", "guessed"):
        data = {"csrf": mark, "full_name": "X", "role": "clerk"}
        assert admin.client.post("/people", data=data).status_code == 403
    assert len(served.office.accounts.users()) == 1


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path):
    served = Served(tmp_path / "home", Limits(upload=1_500_000, requests=1e6, burst=1e6))
    clerk = served.person("casey")
    large = [("files", ("list.csv", b"x" * 1_600_000, "text/csv"))]
    assert clerk.post("/matters", files=large).status_code == 413
    assert clerk.client.post("/sign-in", data={"name": "x" * 1_100_000}).status_code == 413
    # Of unknown length: counted while it comes.
    parts = (b"x" * 100_000 for _ in range(20))
    kind = {"Content-Type": "multipart/form-data; boundary=x", "X-Csrf": clerk.csrf}
    assert clerk.client.post("/matters", content=parts, headers=kind).status_code == 413


def test_whoever_asks_too_often_waits(tmp_path):
    served = Served(tmp_path / "home", Limits(requests=2, burst=5))
    browser = served.browser()
    codes = [browser.get("/sign-in").status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2
    served.seconds += 1
    assert browser.get("/sign-in").status_code == 200


def test_behind_a_proxy_with_tls_the_cookie_is_for_tls_alone(tmp_path):
    from filings.web.app import make_app

    served = Served(tmp_path / "home")
    url = "https://filings.office.example"
    served.app = make_app(served.office, url=url, hosts={"filings.office.example"})
    from starlette.testclient import TestClient

    browser = TestClient(served.app, base_url=url, headers={"Origin": url})
    data = {"name": "robin", "password": "plainly fictitious words", "full_name": "Robin Example"}
    answer = browser.post(f"/join/{served.first}", data=data, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-filings=")
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert word in cookie
    assert "max-age=" in answer.headers["strict-transport-security"]


def test_whoever_makes_cookies_up_waits_too(tmp_path):
    served = Served(tmp_path / "home", Limits(requests=2, burst=5))
    codes = []
    for number in range(102):
        cookie = {"Cookie": f"filings=made-up-{number}"}
        codes.append(served.browser().get("/nowhere", headers=cookie).status_code)
    assert codes == [404] * 100 + [429] * 2


def test_a_table_that_came_back_may_be_as_large_as_a_list():
    from filings.web.middleware import _UPLOADS

    for path in ("/matters", "/matters/abc/lists", "/matters/abc/runs/12/returned"):
        assert _UPLOADS.fullmatch(path)
        assert _UPLOADS.fullmatch(f"/api/v1{path}")
    for path in ("/sign-in", "/matters/abc/values", "/matters/abc/runs/1/find", "/api/v1"):
        assert not _UPLOADS.fullmatch(path)
