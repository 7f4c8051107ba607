"""How long a whole county takes, from a list to packets: run it by hand, it fails on no figure.

    .venv/bin/python tests/benchmarks/county.py --cases 60000

Writes a synthetic list, builds its packets in a process of its own as a user would, and prints wall
time, rows and pages per second, and the most memory that the parent and any worker held.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

FILINGS = Path(sys.executable).with_name("filings")
POLL = 1.0  # seconds; the kernel keeps the peak, so only a process that ends sooner is missed
FINE = (0, 10)  # done; done, and some entries need a human


def processes_under(parent: int) -> Iterator[int]:
    """A process and all that it started, and they."""
    yield parent
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:  # it has just ended
            continue
        for child in children:
            yield from processes_under(int(child))


def most_held(process: int) -> int:
    """The most memory a process has held so far, in kilobytes; 0 once it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(s.split()[1]) for s in status.splitlines() if s.startswith("VmHWM")), 0)


def run(arguments: list[str], messages: Path) -> tuple[float, int, int]:
    """Run the program; seconds, and the peak kilobytes of the parent and of the largest worker."""
    begun = time.perf_counter()
    parent = worker = 0
    with (
        messages.open("w") as said,
        subprocess.Popen([FILINGS, *arguments], stdout=said, stderr=said) as program,
    ):
        while program.poll() is None:
            for process in processes_under(program.pid):
                if process == program.pid:
                    parent = max(parent, most_held(process))
                else:
                    worker = max(worker, most_held(process))
            time.sleep(POLL)
        seconds = time.perf_counter() - begun
    if program.returncode not in FINE:
        raise SystemExit(f"{messages.read_text()}\nfilings {arguments[0]}: {program.returncode}")
    return seconds, parent, worker


def measure(folder: Path, options: argparse.Namespace) -> dict[str, float]:
    """Make the list and the packets; what it took and what came of it."""
    listed, out = folder / f"county.{options.format}", folder / "packets"
    sample = ["sample", "--cases", str(options.cases), "--seed", str(options.seed)]
    sample += ["--dirt", str(options.dirt), "--layout", options.layout, "--out", str(listed)]
    messages = folder / "messages.txt"
    made, _, _ = run(sample, messages)
    build = ["build", str(listed), "--out", str(out), "--filed-on", "2026-03-02"]
    build += ["--jobs", str(options.jobs), *options.more]
    seconds, parent, worker = run(build, messages)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    files = [file for packet in manifest["packets"] for file in packet["files"]]
    documents = [file for file in files if file["path"].endswith(".pdf")]
    totals = manifest["totals"]
    pages = sum(document["pages"] for document in documents)
    return {
        "cores": len(os.sched_getaffinity(0)),
        "sample seconds": made,
        "build seconds": seconds,
        "rows": totals["rows"],
        "rows per second": totals["rows"] / seconds,
        "included": totals["included"],
        "held": totals["held"],
        "packets": len(manifest["packets"]),
        "documents": len(documents),
        "pages": pages,
        "pages per second": pages / seconds,
        "bytes in documents": sum(document["bytes"] for document in documents),
        "bytes in all": sum(path.stat().st_size for path in out.rglob("*") if path.is_file()),
        "parent peak MB": parent / 1024,
        "largest worker peak MB": worker / 1024,
    }


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description="How long a county takes.")
    parser.add_argument("--cases", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dirt", type=float, default=0.1)
    parser.add_argument("--layout", choices=("sample", "gogen"), default="sample")
    parser.add_argument("--format", choices=("csv", "tsv", "xlsx"), default="csv")
    parser.add_argument("--jobs", type=int, default=0, help="processes; 0 takes every core")
    parser.add_argument("--in", dest="folder", type=Path, help="an empty folder to keep it all in")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("more", nargs="*", help="further options of build, after --")
    options = parser.parse_args()
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        figures = measure(options.folder, options)
    else:
        with tempfile.TemporaryDirectory() as folder:
            figures = measure(Path(folder), options)
    if options.json:
        print(json.dumps(figures))
        return
    for name, figure in figures.items():
        print(f"{name:<24}{figure:>16,.{0 if isinstance(figure, int) else 1}f}")


if __name__ == "__main__":
    main()
