"""Load on `filings serve`: people who look at pages while a list is built; how long each waits.

    python tests/benchmarks/browser.py [ROWS] [PEOPLE] [SECONDS]

All on this machine's loopback. Prints requests, errors, the median and the 99th percentile, first
while nothing else is done, then while ROWS are built.
"""

import contextlib
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx2

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.web.server import Server, first_link, until

THINK = 2.0  # seconds that somebody looks at a page
AHEAD = 20.0  # seconds in which what is expected next is printed


def main(rows: int, people: int, seconds: float) -> None:
    """Serve, load, and print."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        listed = folder / "list.csv"
        sample = [sys.executable, "-m", "filings", "sample", "--cases", str(rows), "--seed", "1"]
        subprocess.run([*sample, "--out", str(listed)], check=True, capture_output=True)
        server = Server(folder / "home")
        admin = server.visitor(first_link(server.start()), "robin", "Robin Example")
        visitors = [
            server.visitor(admin.invite("clerk", f"Clerk {n} Example"), f"clerk{n}")
            for n in range(people)
        ]
        try:
            measure(server, visitors, listed, rows, seconds)
        finally:
            server.kill(signal.SIGTERM)


def measure(server, visitors, listed: Path, rows: int, seconds: float) -> None:
    """Upload, warm up, look at pages when idle and while it is built."""
    first = visitors[0]
    began = time.monotonic()
    files = [("files", ("list.csv", listed.read_bytes(), "text/csv"))]
    path = first.post("/matters", files=files, title="Load").url.path
    until(lambda: 'class="four"' in first.client.get(path).text, 900)
    print(f"{rows:,} rows uploaded and checked in {time.monotonic() - began:.1f} s")
    page = first.client.get(f"{path}/preview").text
    packets = re.findall(r'href="(/matters/\w+/preview\?packet=[^"]+)"', page)[:8]
    links = [link.replace("&amp;", "&") for link in packets]
    new = [timed(first.client, link) for link in links]
    print(
        f"one preview, idle, nobody saw it before: each {', '.join(f'{ms:.0f}' for ms in new)} ms"
    )
    time.sleep(AHEAD)
    alone = [timed(first.client, link) for link in links * 3]
    print(f"one preview, idle, seen before: median {statistics.median(alone):.0f} ms")
    fresh = [
        timed(first.client, link.replace("document=motion", "document=proposed-order"))
        for link in links
    ]
    print(
        f"one preview, idle, of the next document: median {statistics.median(fresh):.0f} ms,"
        f" longest {max(fresh):.0f} ms"
    )
    told("idle", look_around(visitors, links, seconds))
    run = first.post(f"{path}/build").url.path
    until(
        lambda: (
            "are printed" in first.client.get(f"{run}/state").text
            or "Packets" in first.client.get(run).text
        ),
        900,
    )
    try:
        told("while it is built", look_around(visitors, links, seconds))
        print("the build, when the load ended:", state_of(first, run))
    finally:  # a build outlives its server
        process = server.home / Path(run.strip("/")) / "process"
        first.post(f"{run}/stop")
        ended(int(process.read_text()))


def ended(process: int) -> None:
    """Wait until the group of a build's process is gone; end it where it does not end itself."""
    with contextlib.suppress(ProcessLookupError):
        for _ in range(100):
            os.killpg(process, 0)
            time.sleep(0.1)
        os.killpg(process, signal.SIGKILL)


def state_of(visitor, run: str) -> str:
    """What the page of the run says of it."""
    text = re.sub(r"<[^>]+>", " ", visitor.client.get(f"{run}/state").text)
    said = re.search(r"[\d,]+ of [\d,]+ convictions are printed", text)
    return said[0] if said else "done or not begun"


def look_around(visitors, links: list[str], seconds: float) -> list[tuple[float, int]]:
    """Everybody looks at a page and its picture, thinks, and goes on; each wait and its status."""
    waits: list[tuple[float, int]] = []
    end = time.monotonic() + seconds

    def one(visitor, seed: int) -> None:
        chance = random.Random(seed)
        time.sleep(chance.random() * THINK)
        while time.monotonic() < end:
            link = chance.choice(links)
            for address in (link, link.replace("/preview?", "/preview/picture?")):
                began = time.monotonic()
                try:
                    status = visitor.client.get(address).status_code
                except httpx2.TransportError:
                    status = 0
                waits.append((1000 * (time.monotonic() - began), status))
            time.sleep(THINK * (0.5 + chance.random()))

    threads = [
        threading.Thread(target=one, args=(visitor, seed)) for seed, visitor in enumerate(visitors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits


def timed(client, link: str) -> float:
    """Milliseconds for a page and its picture."""
    began = time.monotonic()
    for address in (link, link.replace("/preview?", "/preview/picture?")):
        assert client.get(address).status_code == 200, address
    return 1000 * (time.monotonic() - began)


def told(when: str, waits: list[tuple[float, int]]) -> None:
    """Print what came of it."""
    times = sorted(wait for wait, _ in waits)
    wrong = sum(status != 200 for _, status in waits)
    slow = times[int(len(times) * 0.99)]
    print(
        f"{when}: {len(waits):,} requests, errors {wrong}, median"
        f" {statistics.median(times):.0f} ms, 99th percentile {slow:.0f} ms"
    )


if __name__ == "__main__":
    given = sys.argv[1:] + ["60000", "50", "60"][len(sys.argv) - 1 :]
    main(int(given[0]), int(given[1]), float(given[2]))
