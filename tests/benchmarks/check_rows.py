"""How many rows a second `filings check` reads, beside an earlier revision: run it by hand.

    .venv/bin/python tests/benchmarks/check_rows.py --against 0b46693 --rows 20000

Makes a list in each of three layouts (an office's own, gogen's results, the state's file), or takes
the lists named; checks each in turn with the code here and with the revision's, and prints the
seconds on a core of the quickest run of each, rows per second, and the one as a share of the other.
It fails on no figure.
"""

import argparse
import io
import os
import resource
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from doj_rows import write_rows

from filings.settings.settings import read_settings

HERE = Path(__file__).parents[2]
FINE = (0, 10)  # done; done, and some entries need a human
RUN = "from filings.cli import main; main()"


def used() -> float:
    """Seconds on a core of all the programs run so far."""
    so_far = resource.getrusage(resource.RUSAGE_CHILDREN)
    return so_far.ru_utime + so_far.ru_stime


def filings(code: Path, *arguments: str) -> float:
    """Run a command with the code in a folder; how many seconds on a core it took."""
    before = used()
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        env={**os.environ, "PYTHONPATH": str(code)},
        cwd=code,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in FINE:
        raise SystemExit(f"{done.stderr}\nfilings {arguments[0]} in {code}: {done.returncode}")
    return used() - before


def unpack(revision: str, folder: Path) -> Path:
    """Lay the files of a revision into a folder."""
    archive = subprocess.run(
        ["git", "archive", revision], cwd=HERE, capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder


def lists(folder: Path, rows: int) -> Iterator[Path]:
    """A synthetic list in each layout."""
    for layout in ("sample", "gogen"):
        path = folder / f"{layout}.csv"
        filings(HERE, "sample", "--cases", str(rows), "--layout", layout, "--out", str(path))
        yield path
    path = folder / "doj.dat"
    write_rows(path, rows, read_settings())
    yield path


def main() -> None:
    """Read the options, make the lists, measure, print."""
    parser = argparse.ArgumentParser(description="How fast check reads rows.")
    parser.add_argument("lists", type=Path, nargs="*", help="lists to check instead")
    parser.add_argument("--against", default="main", help="the revision to stand beside")
    parser.add_argument("--rows", type=int, default=20_000, help="how many rows a list has")
    parser.add_argument("--runs", type=int, default=5, help="how often each is run")
    options = parser.parse_args()
    print(f"{'list':<16}{'seconds':>10}{'rows/s':>10}{'before':>10}{'share':>8}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        before = unpack(options.against, folder / "before")
        for path in options.lists or lists(folder, options.rows):
            took: dict[Path, list[float]] = {HERE: [], before: []}
            for _ in range(options.runs):
                for code, runs in took.items():
                    runs.append(filings(code, "check", str(path.resolve())))
            rows = sum(1 for _ in path.open("rb"))
            now, earlier = min(took[HERE]), min(took[before])
            print(
                f"{path.name:<16}{now:>10.2f}{rows / now:>10,.0f}"
                f"{earlier:>10.2f}{now / earlier:>8.2f}"
            )


if __name__ == "__main__":
    main()
