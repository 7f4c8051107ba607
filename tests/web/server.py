"""The server as `filings serve` runs it, in a process of its own."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from tests.web.served import LIST, OFFICE, PASSWORD

CHROMIUM = shutil.which("chromium") or ""


class Server:
    """`filings serve` on a folder; it can be killed and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        if not (home / "config").exists():
            shutil.copytree(OFFICE, home / "config")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.clients = []
        self.log = home.parent / "server.txt"

    def start(self) -> str:
        """Start it; what it said, with the first link if there is one."""
        command = [sys.executable, "-m", "filings", "serve", "--home", str(self.home)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                stderr=log,
                stdout=log,
                env={**os.environ, "PYTHONPATH": ""},
            )
        for _ in range(300):
            with contextlib.suppress(httpx2.TransportError):
                httpx2.get(f"{self.url}/sign-in")
                return self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def kill(self, how: int = signal.SIGKILL) -> None:
        """End it at once, as the power would."""
        self.process.send_signal(how)
        self.process.wait(20)
        if how != signal.SIGKILL:
            for client in self.clients:
                client.close()

    def visitor(self, link: str, name: str, full_name: str = "") -> "HttpVisitor":
        """Somebody who joins by a link."""
        client = httpx2.Client(
            base_url=self.url, headers={"Origin": self.url}, follow_redirects=True, timeout=120
        )
        self.clients.append(client)
        data = {"name": name, "password": PASSWORD, "full_name": full_name}
        answer = client.post(link, data=data)
        assert answer.status_code == 200, answer.text
        return HttpVisitor(client)


class HttpVisitor:
    """Somebody who is signed in, without a browser."""

    def __init__(self, client) -> None:
        self.client = client
        page = client.get("/account").text
        self.csrf = re.search(r'name="csrf" value="([\w-]+)"', page)[1]

    def post(self, path: str, *, files=None, **data):
        return self.client.post(path, data={"csrf": self.csrf, **data}, files=files)

    def invite(self, role: str, full_name: str, *, sealed: bool = True) -> str:
        """The link for one more person."""
        page = self.post(
            "/people",
            full_name=full_name,
            role=role,
            bar_number="000123" if role == "attorney" else "",
            **({"sealed": "1"} if sealed else {}),
        )
        return re.search(r"https?://\S+/join/[\w-]+", page.text)[0]

    def token(self) -> str:
        """A token for a program."""
        return re.search(r"filings-[\w-]+", self.post("/account/tokens", label="test").text)[0]


def first_link(said: str) -> str:
    """The link of the first administrator, from what the server said."""
    return re.search(r"https?://\S+/join/[\w-]+", said)[0]


def some_rows(path: Path, rows: int, more: tuple[str, ...] = ()) -> Path:
    """A list of the first rows of the example, and of those that hold a word."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    chosen = lines[1 : rows + 1] + [
        line for line in lines[rows + 1 :] if any(word in line for word in more)
    ]
    path.write_text("\n".join([lines[0], *chosen]) + "\n", encoding="utf-8")
    return path


def until(done, seconds: float = 400):
    """What `done` gives once it gives something."""
    for _ in range(int(seconds * 4)):
        if result := done():
            return result
        time.sleep(0.25)
    raise AssertionError(f"not done in {seconds} s")
