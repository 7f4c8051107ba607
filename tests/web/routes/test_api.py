"""The HTTP API is what its OpenAPI document says, and tells what goes wrong as RFC 9457 has it."""

from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import checks
from starlette.testclient import TestClient

from tests.web.served import LIST, URL, Served

_SLOW = ("POST /matters/{matter}/runs", "PUT /texts/{court}/{document}/blocks/{block}")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    return Served(tmp_path_factory.mktemp("office") / "home")


@pytest.fixture(scope="module")
def program(served):
    """A program that acts for a clerk who may see names."""
    token = served.token(served.person("casey"))
    return client_of(served, token)


def client_of(served, token: str) -> TestClient:
    headers = {"Authorization": f"Bearer {token}"}
    return TestClient(served.app, base_url=URL, headers=headers, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def matter(program):
    """A matter with a few rows, checked."""
    made = program.post("/api/v1/matters", json={"title": "By a program"})
    assert made.status_code == 201
    path = f"/api/v1/matters/{made.json()['id']}"
    rows = "\n".join(LIST.read_text(encoding="utf-8").splitlines()[:8])
    answer = program.post(f"{path}/lists", files={"file": ("list.csv", rows.encode())})
    assert answer.status_code == 201
    return path


def test_the_description_needs_no_token_and_holds_every_verb(served):
    described = served.browser().get("/api/v1/openapi.json").json()
    paths = set(described["paths"])
    for verb in ("check", "values", "answers", "approvals", "preview", "runs"):
        assert f"/matters/{{matter}}/{verb}" in paths
    for verb in ("stop", "go-on", "verify", "find", "files", "file", "zip"):
        assert f"/matters/{{matter}}/runs/{{number}}/{verb}" in paths


def test_a_check_says_what_the_command_prints_with_json(program, matter):
    job = program.get(f"{matter}/check").json()
    assert job["state"] == "done"
    totals = job["report"]["totals"]
    fates = ("included", "held", "duplicate", "out_of_scope", "unreadable")
    assert totals["entries"] == sum(totals[fate] for fate in fates) == 7


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/v1/matters/abcdefghjk", None, 404),
        ("GET", "/api/v1/matters/nowhere", None, 422),
        ("POST", "/api/v1/matters", {"titel": "x"}, 422),
        ("GET", "/api/v1/nowhere", None, 404),
        ("DELETE", "/api/v1/matters", None, 405),
    ],
)
def test_what_goes_wrong_is_told_with_place_cause_and_remedy(program, method, path, body, status):
    answer = program.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["place"]
    assert problem["cause"]
    assert "remedy" in problem


def test_a_cookie_of_a_browser_is_no_token(served):
    visitor = served.person("toni")
    answer = visitor.get("/api/v1/matters")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_sealed_document_is_refused_to_whoever_may_not_see_names(served, program, matter):
    pat = client_of(served, served.token(served.person("pat", sealed=False)))
    packet = program.get(f"{matter}/check").json()["report"]["packets"][0]["name"]
    wanted = {"packet": packet, "document": "exhibit-a-sealed"}
    assert pat.post(f"{matter}/preview", json=wanted).status_code == 403
    assert pat.post(f"{matter}/runs/1/find", json={"text": "x"}).status_code == 403


def test_texts_are_told_block_by_block_and_two_lists_are_needed_to_compare(program, matter):
    told = program.get("/api/v1/texts").json()
    assert {"court": "ccb", "document": "motion", "own": False} in told
    blocks = program.get("/api/v1/texts/ccb/motion").json()
    assert all(block["words"] for block in blocks if block["keeps"])
    assert program.get("/api/v1/texts/ccb/nothing").status_code == 404
    name = matter.rpartition("/")[2]
    same = {"first": f"{name}.1", "second": f"{name}.1"}
    assert program.post("/api/v1/comparisons", json=same).status_code == 404


@pytest.mark.slow
def test_whatever_is_sent_is_answered_as_the_description_says(served, program, matter):
    """Schemathesis, bounded: every status, type and body is one that the document describes."""
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", served.app)
    send = {"Authorization": program.headers["Authorization"]}
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 15
    # A build takes minutes, and so do words that are tried on a page.
    quick = [one for one in operations if one.label not in _SLOW]
    seen = Counter()
    for operation in quick:

        @given(case=operation.as_strategy())
        @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
        def hold(case):
            if case.path_parameters and "matter" in case.path_parameters:
                case.path_parameters["matter"] = matter.rpartition("/")[2]
            answer = case.call(headers=send, timeout=120)  # a busy machine is no fault
            seen[answer.status_code] += 1
            case.validate_response(
                answer,
                checks=[
                    checks.not_a_server_error,
                    checks.status_code_conformance,
                    checks.content_type_conformance,
                    checks.response_schema_conformance,
                ],
            )

        hold()
    assert seen[200] > 10, seen
    assert not set(seen) & {401, 421, 500}, seen


def test_nobody_approves_words_that_he_saved_himself(served):
    from filings.model.errors import UsageError
    from filings.web import template_editing

    office = served.office
    served.person("lee", "attorney")
    users = {user.name: user for user in office.accounts.users()}
    file = template_editing.file_of_court(office, "ccb", "motion")
    file.parent.mkdir(parents=True)
    file.write_text('{% extends "laws/proposition-64/motion.html" %}\n', encoding="utf-8")
    with office.database.work() as connection:
        connection.execute(
            "INSERT INTO versions (file, text, user, at, note, stands) VALUES (?, '', ?, ?, '', 1)",
            ("courts/ccb/motion.html", users["lee"].id, office.moment()),
        )
    approvals = template_editing.browser_of(office).approvals
    name = next(name for name in approvals.names if "ccb/motion" in name)
    hashes = approvals.hashes(name)
    with pytest.raises(UsageError, match="another attorney has to approve"):
        template_editing.approve(office, users["lee"], name, hashes)
    served.person("morgan", "attorney")
    other = next(user for user in office.accounts.users() if user.name == "morgan")
    template_editing.approve(office, other, name, hashes)
    file.unlink()
