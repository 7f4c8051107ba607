"""Each route of the pages and of the API, and who may: one table, which a new route has to join."""

import re

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount

from filings.model.errors import RenderError
from filings.web import jobs
from filings.web.routes.runs import png
from tests.web.served import LIST, URL, CheckedHere, Served

ANYBODY = frozenset({"nobody", "clerk", "unsealed", "attorney", "admin"})
SIGNED_IN = ANYBODY - {"nobody"}
LISTS = frozenset({"clerk", "unsealed", "attorney"})
SEALED = frozenset({"clerk", "attorney"})
APPROVES = frozenset({"attorney"})
PEOPLE = frozenset({"admin"})
ROLES = sorted(ANYBODY)

MATTER, RUN = "/matters/{name}", "/matters/{name}/runs/{number}"
TEXT, API = "/texts/{court}/{document}", "/api/v1/matters/{matter}"
PAGES = {
    "GET /": SIGNED_IN,
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "POST /sign-out": SIGNED_IN,
    "GET /join/{secret}": ANYBODY,
    "POST /join/{secret}": ANYBODY,
    "GET /account": SIGNED_IN,
    "POST /account/tokens": SIGNED_IN,
    "POST /account/tokens/{mark}/end": SIGNED_IN,
    "GET /people": PEOPLE,
    "POST /people": PEOPLE,
    "POST /people/{number}": PEOPLE,
    "GET /audit": PEOPLE,
    "POST /matters": LISTS,
    f"GET {MATTER}": LISTS,
    f"GET {MATTER}/state": LISTS,
    f"POST {MATTER}/lists": LISTS,
    f"POST {MATTER}/files/{{number}}/out": LISTS,
    f"POST {MATTER}/choices": LISTS,
    f"POST {MATTER}/delete": APPROVES,
    f"POST {MATTER}/layout": LISTS,
    f"POST {MATTER}/read-again": LISTS,
    f"GET {MATTER}/values": LISTS,
    f"POST {MATTER}/values": LISTS,
    f"GET {MATTER}/law": LISTS,
    f"POST {MATTER}/law": APPROVES,
    f"GET {MATTER}/rows/{{reason}}": SEALED,
    f"POST {MATTER}/rows/{{reason}}": SEALED,
    f"GET {MATTER}/preview": LISTS,
    f"GET {MATTER}/preview/picture": LISTS,
    f"POST {MATTER}/build": LISTS,
    f"GET {RUN}": LISTS,
    f"GET {RUN}/state": LISTS,
    f"POST {RUN}/stop": LISTS,
    f"POST {RUN}/go-on": LISTS,
    f"POST {RUN}/verify": LISTS,
    f"POST {RUN}/returned": SEALED,
    f"GET {RUN}/returned/{{path:path}}": SEALED,
    f"GET {RUN}/files/{{path:path}}": LISTS,
    f"GET {RUN}/zip": LISTS,
    f"POST {RUN}/find": SEALED,
    f"GET {RUN}/page/{{path:path}}": LISTS,
    f"GET {RUN}/picture/{{path:path}}": LISTS,
    "GET /texts": LISTS,
    f"GET {TEXT}": LISTS,
    f"GET {TEXT}/picture": LISTS,
    f"GET {TEXT}/changes": LISTS,
    f"GET {TEXT}/blocks/{{block}}": LISTS,
    f"POST {TEXT}/blocks/{{block}}": LISTS,
    f"POST {TEXT}/versions/{{number}}": LISTS,
    f"POST {TEXT}/approve": APPROVES,
    "GET /compared": LISTS,
    "POST /compared": LISTS,
    "GET /compared/state": LISTS,
    "GET /compared/file": SEALED,
}
PROGRAMS = {
    "GET /api/v1/matters": LISTS,
    "POST /api/v1/matters": LISTS,
    f"GET {API}": LISTS,
    f"POST {API}/lists": LISTS,
    f"DELETE {API}/lists/{{number}}": LISTS,
    f"GET {API}/check": LISTS,
    f"POST {API}/preview": LISTS,
    f"GET {API}/values": LISTS,
    f"POST {API}/answers": LISTS,
    f"GET {API}/law": LISTS,
    f"POST {API}/approvals": APPROVES,
    f"POST {API}/runs": LISTS,
    f"GET {API}/runs/{{number}}": LISTS,
    f"POST {API}/runs/{{number}}/stop": LISTS,
    f"POST {API}/runs/{{number}}/go-on": LISTS,
    f"POST {API}/runs/{{number}}/verify": LISTS,
    f"GET {API}/runs/{{number}}/files": LISTS,
    f"GET {API}/runs/{{number}}/file": LISTS,
    f"GET {API}/runs/{{number}}/zip": LISTS,
    f"POST {API}/runs/{{number}}/find": SEALED,
    f"POST {API}/runs/{{number}}/returned": SEALED,
    "POST /api/v1/comparisons": LISTS,
    "GET /api/v1/texts": LISTS,
    "GET /api/v1/texts/{court}/{document}": LISTS,
    "GET /api/v1/texts/{court}/{document}/changes": LISTS,
    "PUT /api/v1/texts/{court}/{document}/blocks/{block}": LISTS,
}
BODIES = {
    "POST /api/v1/matters": {"title": "One more"},
    f"POST {API}/preview": {"packet": "x", "document": "motion"},
    f"POST {API}/answers": [],
    f"POST {API}/approvals": {"sha256": "0" * 64},
    f"POST {API}/runs/{{number}}/find": {"text": "x"},
    "POST /api/v1/comparisons": {"first": "abcdefghjk.1", "second": "abcdefghjk.2"},
    "PUT /api/v1/texts/{court}/{document}/blocks/{block}": {"words": "x", "read": "0"},
}
QUERIES = {
    f"GET {MATTER}/preview/picture": {"packet": "x", "document": "motion"},
    "GET /compared/state": {"first": "abcdefghjk.1", "second": "abcdefghjk.2"},
    "GET /compared/file": {"first": "abcdefghjk.1", "second": "abcdefghjk.2", "path": "x"},
    f"GET {API}/runs/{{number}}/file": {"path": "manifest.json"},
}


class BegunNowhere(CheckedHere):
    """Notes what was asked for, and begins nothing but a check."""

    def begin(self, folder, verb, request):
        if verb == "check":
            super().begin(folder, verb, request)
        elif not (folder / jobs.REQUEST).exists():
            jobs.write_private(folder / jobs.REQUEST, jobs.as_json({**request, "verb": verb}))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    served = Served(tmp_path_factory.mktemp("office") / "home")
    served.office.jobs = BegunNowhere({})

    def printed(*_):
        raise RenderError("page", "is not printed here")

    for name in ("document", "page", "run", "page_that_says"):
        setattr(served.office.previews, name, printed)
    return served


@pytest.fixture(scope="module")
def people(served):
    return {
        "admin": served.admin(),
        "clerk": served.person("casey"),
        "unsealed": served.person("pat", sealed=False),
        "attorney": served.person("jordan", "attorney"),
    }


@pytest.fixture(scope="module")
def fill(people):
    """Fills in the path of a route: of a matter that has one build, not finished."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    rows = [lines[0], *lines[1:6], *(line for line in lines if "1993-00-00" in line)]
    files = [("files", ("list.csv", "\n".join(rows).encode(), "text/csv"))]
    page = people["clerk"].post("/matters", files=files, title="Who may")
    matter = page.url.path.rpartition("/")[2]
    people["clerk"].post(f"/matters/{matter}/build")
    values = {
        "name": matter,
        "matter": matter,
        "number": "1",
        "reason": "unreadable-date",
        "path:path": "public/summary.html",
        "secret": "no-such-link",
        "mark": "x",
        "court": "tor",
        "document": "motion",
        "block": "notice",
    }
    return lambda path: re.sub(r"\{([^}]+)\}", lambda found: values[found[1]], path)


def routes(app, before: str = "") -> set[str]:
    """Each method and path of an application, and of those mounted in it."""
    found = set()
    for route in getattr(app, "routes", ()):
        if isinstance(route, APIRoute):
            found |= {f"{method} {before}{route.path}" for method in route.methods}
        elif isinstance(route, Mount):
            found |= routes(route.app, before + route.path)
        elif hasattr(route, "original_router"):
            found |= routes(route.original_router, before)
    return found


def test_every_route_stands_in_the_table_and_nothing_else(served):
    assert routes(served.app._app) == PAGES.keys() | PROGRAMS.keys()


@pytest.mark.parametrize("role", ROLES)
def test_each_page_is_for_those_who_may_and_for_nobody_else(served, people, fill, role):
    wrong = []
    for route, who in PAGES.items():
        if route == "POST /sign-out":  # would end it; looked at below
            continue
        method, path = route.split(" ", 1)
        path = fill(path)
        client = people[role].client if role in people else served.browser()
        sent = {"data": {"csrf": people[role].csrf}} if method == "POST" and role in people else {}
        answer = client.request(
            method, path, follow_redirects=False, params=QUERIES.get(route), **sent
        )
        to = answer.headers.get("location", "")
        if role in who:
            right = answer.status_code not in (401, 403, 405, 500) and to != "/sign-in"
        elif role == "nobody":
            right = to == "/sign-in" if method == "GET" else answer.status_code == 401
        else:
            right = answer.status_code == 403
        if not right:
            wrong.append((route, answer.status_code, to))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_each_verb_of_the_api_is_for_those_who_may_and_for_nobody_else(served, people, fill, role):
    head = {"Authorization": f"Bearer {served.token(people[role])}"} if role in people else {}
    client = served.browser()
    wrong = []
    for route, who in PROGRAMS.items():
        method, path = route.split(" ", 1)
        sent = {"json": BODIES[route]} if route in BODIES else {}
        if route.endswith("/returned"):
            sent = {"files": {"file": ("back.csv", b"case_number,result\n")}}
        answer = client.request(method, fill(path), headers=head, params=QUERIES.get(route), **sent)
        if role in who:
            right = answer.status_code not in (401, 403, 405, 500)
        else:
            right = answer.status_code == (401 if role == "nobody" else 403)
        if not right:
            wrong.append((route, answer.status_code, answer.text[:200]))
    assert wrong == []


def test_no_form_is_taken_without_its_mark_nor_from_another_site(people, fill):
    clerk, wrong = people["attorney"], []
    mark = clerk.csrf
    for route, who in PAGES.items():
        method, path = route.split(" ", 1)
        if method != "POST" or "attorney" not in who:
            continue
        for data, headers in (
            ({"csrf": "guessed"}, {}),
            ({}, {}),
            ({"csrf": mark}, {"Origin": "https://evil.example"}),
            ({"csrf": mark}, {"Origin": URL, "Sec-Fetch-Site": "cross-site"}),
        ):
            if who == ANYBODY and not headers:  # nobody is signed in there
                continue
            answer = clerk.client.post(fill(path), data=data, headers=headers)
            if answer.status_code != 403:
                wrong.append((route, data, headers, answer.status_code))
    assert wrong == []


def test_no_page_and_no_answer_is_kept_by_a_browser_or_a_proxy(served, people, fill):
    for route in PAGES.keys() | PROGRAMS.keys():
        method, path = route.split(" ", 1)
        if method == "GET":  # pictures of pages, which are not printed here, below
            answer = people["clerk"].client.get(fill(path), params=QUERIES.get(route))
            assert answer.headers["cache-control"] == "no-store", route
    assert "cache-control" not in png(b"").headers  # so that it is as with all others


def test_a_session_is_new_with_each_sign_in_and_gone_with_sign_out(served, people):
    client = served.browser()
    client.cookies.set("filings", "planted-by-somebody")
    data = {"name": "casey", "password": "plainly fictitious words"}
    client.post("/sign-in", data=data)
    secrets = [cookie.value for cookie in client.cookies.jar if cookie.name == "filings"]
    assert "planted-by-somebody" not in secrets[-1:]
    page = client.get("/account").text
    mark = re.search(r'name="csrf" value="([\w-]+)"', page)[1]
    assert client.post("/sign-out", data={"csrf": mark}).url.path == "/sign-in"
    again = served.browser()
    again.cookies.set("filings", secrets[-1])
    assert again.get("/account").url.path == "/sign-in"


@pytest.mark.parametrize(
    "path",
    [
        "/matters/{m}/runs/1/files/../../../../config/office.yaml",
        "/matters/{m}/runs/1/files/%2e%2e/%2e%2e/%2e%2e/config/office.yaml",
        "/matters/{m}/runs/1/files//etc/passwd",
        "/matters/{m}/runs/1/returned/..%2f..%2frequest.json",
        "/matters/{m}/rows/..%2f..%2f..%2ffiles",
        "/matters/..%2f..%2fweb/runs/1",
        "/texts/..%2f..%2fconfig/motion",
        "/texts/tor/..%2f..%2foffice/blocks/notice",
        "/texts/tor/motion/blocks/..%2fnotice",
        "/static/../accounts.py",
        "/static/%2e%2e/accounts.py",
    ],
)
def test_no_path_leads_out_of_its_folder(people, fill, path):
    matter = fill("{matter}")
    answer = people["attorney"].client.get(path.replace("{m}", matter))
    assert answer.status_code in (404, 409)
    assert "conviction_key" not in answer.text
    assert "root:" not in answer.text
