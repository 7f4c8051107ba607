"""Who may sign in, as what, and what nobody may."""

import datetime as dt
import sqlite3

import pytest

from tests.web.served import PASSWORD, Served


@pytest.fixture
def served(tmp_path):
    return Served(tmp_path / "home")


def test_without_signing_in_no_page_is_shown(served):
    for path in ("/", "/people", "/audit", "/account", "/matters/abcdefghjk"):
        answer = served.browser().get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), path


def test_the_first_link_makes_an_administrator_and_works_once(served):
    admin = served.admin()
    assert "Administrator" in admin.get("/account").text
    assert served.browser().get(f"/join/{served.first}").status_code == 404
    assert served.office.accounts.first_link() is None


def test_an_invitation_is_too_old_after_three_days(served):
    served.now += dt.timedelta(days=3, minutes=1)
    assert served.browser().get(f"/join/{served.first}").status_code == 404


def test_no_password_and_no_secret_is_kept_in_clear(served):
    served.admin()
    kept = b"".join(path.read_bytes() for path in served.office.folder.web.glob("office*"))
    assert b"robin" in kept
    assert b"$argon2" in kept
    assert PASSWORD.encode() not in kept
    assert served.first.encode() not in kept


@pytest.mark.parametrize("password", ["short", "robin-robin-1"])
def test_a_weak_password_is_refused(served, password):
    data = {"name": "robin", "password": password, "full_name": "Robin Example"}
    page = served.browser().post(f"/join/{served.first}", data=data)
    assert page.status_code == 422
    assert "password" in page.text


def test_after_ten_wrong_passwords_even_the_right_one_waits(served):
    served.admin()
    browser = served.browser()
    for _ in range(10):
        data = {"name": "robin", "password": "wrong wrong wrong"}
        assert browser.post("/sign-in", data=data).status_code == 422
    right = {"name": "robin", "password": PASSWORD}
    assert browser.post("/sign-in", data=right).status_code == 429
    served.now += dt.timedelta(minutes=16)
    assert browser.post("/sign-in", data=right).url.path == "/people"


def test_many_guesses_at_once_get_no_more_tries_than_one_by_one(served, monkeypatch):
    served.admin()
    accounts = served.office.accounts
    inner, codes, begun = accounts._verified, [], []

    def guess(number):
        data = {"name": "robin", "password": f"guess {number}"}
        codes.append(served.browser().post("/sign-in", data=data).status_code)

    def verified(hashed, password):
        if not begun:  # while the first is looked at, others come
            begun.append(True)
            for number in range(1, 12):
                guess(number)
        return inner(hashed, password)

    monkeypatch.setattr(accounts, "_verified", verified)
    guess(0)
    assert sorted(codes) == [422] * 10 + [429] * 2


def test_a_right_password_is_no_failure_of_its_address(served):
    served.admin()
    right = {"name": "robin", "password": PASSWORD}
    codes = [served.browser().post("/sign-in", data=right).status_code for _ in range(12)]
    assert set(codes) == {200}


def test_a_session_ends_after_an_hour_without_use(served):
    admin = served.admin()
    served.now += dt.timedelta(minutes=50)
    assert admin.get("/people").url.path == "/people"
    served.now += dt.timedelta(minutes=61)
    assert admin.get("/people").url.path == "/sign-in"


def test_an_administrator_has_no_lists_and_a_clerk_no_people(served):
    clerk = served.person("casey")
    assert clerk.get("/people").status_code == 403
    assert clerk.get("/audit").status_code == 403
    admin = served.admin()
    assert admin.post("/matters", title="x").status_code == 403
    assert admin.get("/").url.path == "/people"


def test_nobody_changes_his_own_role(served):
    page = served.admin().post("/people/1", role="attorney")
    assert page.status_code == 422
    assert "your own" in page.text


def test_whoever_is_closed_is_out_at_once(served):
    clerk = served.person("casey")
    assert clerk.get("/").status_code == 200
    served.admin().post("/people/2", role="clerk", closed="1")
    assert clerk.get("/").url.path == "/sign-in"
    data = {"name": "casey", "password": PASSWORD}
    assert served.browser().post("/sign-in", data=data).status_code == 422


def test_an_attorney_is_not_invited_without_a_bar_number(served):
    page = served.admin().post("/people", full_name="Jo Example", role="attorney")
    assert page.status_code == 422


def test_a_token_works_until_it_is_ended(served):
    clerk = served.person("casey")
    token = served.token(clerk)
    program = {"Authorization": f"Bearer {token}"}
    assert served.browser().get("/api/v1/matters", headers=program).json() == []
    [(mark, _, _)] = served.office.accounts.tokens(served.office.accounts.users()[0])
    clerk.post(f"/account/tokens/{mark}/end")
    assert served.browser().get("/api/v1/matters", headers=program).status_code == 401


def test_the_audit_cannot_be_changed_and_tells_when_its_file_was(served):
    served.admin()
    audit, database = served.office.audit, served.office.database
    assert audit.first_broken() is None
    with pytest.raises(sqlite3.IntegrityError), database.work() as connection:
        connection.execute("DELETE FROM audit")
    with pytest.raises(sqlite3.IntegrityError), database.work() as connection:
        connection.execute("UPDATE audit SET did = 'nothing'")
    with database.work() as connection:  # by hand, in the file itself
        connection.execute("DROP TRIGGER audit_is_never_deleted")
        connection.execute("DELETE FROM audit WHERE id = 2")
    assert audit.first_broken() == 3
