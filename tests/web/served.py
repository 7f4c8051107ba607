"""An office that is served to tests: its folder, a clock that can be set, people of each role."""

import datetime as dt
import re
import shutil
from pathlib import Path

from starlette.testclient import TestClient

from filings.storage.run_folder import as_json, write_private
from filings.web import jobs, worker
from filings.web.app import make_app
from filings.web.middleware import Limits
from filings.web.office_folder import OfficeFolder
from filings.web.office_services import Machine, OfficeDesk

HOUSE = Path(__file__).parents[2]
OFFICE = HOUSE / "examples" / "los_angeles" / "invented_office"
LIST = HOUSE / "examples" / "los_angeles" / "list.csv"
PASSWORD = "plainly fictitious words"
URL = "http://127.0.0.1:8000"


class CheckedHere(jobs.Jobs):
    """Does a check in this process, within the request: a test need not wait for a process."""

    def begin(self, folder, verb, request):
        if verb != "check":
            super().begin(folder, verb, request)
            return
        write_private(folder / jobs.REQUEST, as_json({**request, "verb": verb}))
        try:
            write_private(folder / jobs.RESULT, as_json(worker._check(folder, request)))
        except worker.FilingsError as error:
            worker._fail(folder, request, error)


class Served:
    """The office, and browsers of its people."""

    def __init__(self, home: Path, limits: Limits | None = None, *, office: Path = OFFICE) -> None:
        shutil.copytree(office, home / "config")
        self.now = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
        self.seconds = 0.0
        machine = Machine(
            clock=lambda: self.now,
            seconds=lambda: self.seconds,
            day=lambda: "2026-03-02",
            cores=1,
            version="0",
            environment={"PATH": "/usr/bin:/bin"},
        )
        self.office = OfficeDesk(OfficeFolder(home), machine)
        self.office.jobs = CheckedHere(machine.environment)
        hosts = ("127.0.0.1", "localhost", "testserver")  # the last is a test client's own
        wide = Limits(requests=1e6, burst=1e6)
        self.app = make_app(self.office, url=URL, hosts=hosts, limits=limits or wide)
        self.first = self.office.accounts.first_link()
        self._admin = None

    def browser(self) -> TestClient:
        return TestClient(
            self.app, base_url=URL, headers={"Origin": URL}, raise_server_exceptions=False
        )

    def joined(self, secret: str, name: str, full_name: str = "") -> "Visitor":
        client = self.browser()
        data = {"name": name, "password": PASSWORD, "full_name": full_name}
        answer = client.post(f"/join/{secret}", data=data)
        assert answer.status_code == 200, answer.text
        return Visitor(client)

    def admin(self) -> "Visitor":
        if self._admin is None:
            self._admin = self.joined(self.first, "robin", "Robin Example")
        return self._admin

    def person(self, name: str, role: str = "clerk", *, sealed: bool = True) -> "Visitor":
        page = self.admin().post(
            "/people",
            full_name=f"{name.title()} Example",
            role=role,
            bar_number="000123" if role == "attorney" else "",
            **({"sealed": "1"} if sealed else {}),
        )
        secret = re.search(r"/join/([\w-]+)", page.text)[1]
        return self.joined(secret, name)

    def token(self, visitor: "Visitor") -> str:
        page = visitor.post("/account/tokens", label="a test")
        return re.search(r"filings-[\w-]+", page.text)[0]


class Visitor:
    """Somebody who is signed in."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    @property
    def csrf(self) -> str:
        return re.search(r'name="csrf" value="([\w-]+)"', self.client.get("/account").text)[1]

    def get(self, path: str):
        return self.client.get(path)

    def post(self, path: str, *, files=None, **data):
        return self.client.post(path, data={"csrf": self.csrf, **data}, files=files)

    def upload(self, *paths: Path, title: str = "A matter") -> str:
        """The path of the new matter's page."""
        files = [("files", (path.name, path.read_bytes(), "text/csv")) for path in paths]
        page = self.post("/matters", files=files, title=title)
        assert page.status_code == 200, page.text
        return page.url.path
