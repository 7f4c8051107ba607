"""What a whole build costs with nothing kept and with all kept, beside an earlier revision.

    .venv/bin/python tests/benchmarks/builds.py --against 0b46693 --rows 16 200 2000 --rounds 3

Writes a synthetic list of each size, builds it in turn with the revision's code, with the code here
and an empty cache, and with the code here and what that run kept, and prints for each the median of
its seconds on a core (all processes together), and how many times as much the revision needs: the
median of the ratios, each of two runs that stood beside each other. The two folders that the code
here wrote must be equal in every byte but the run's own; else it fails.
"""

import argparse
import filecmp
import statistics
import sys
import tempfile
from pathlib import Path

from check_rows import HERE, filings, unpack

DAY = ("--filed-on", "2026-03-02")


def build(code: Path, rows: Path, out: Path, jobs: int, *more: str) -> float:
    """Build a list with the code in a folder; how many seconds on a core it took."""
    return filings(code, "build", str(rows), "--out", str(out), *DAY, "--jobs", str(jobs), *more)


def same(one: Path, other: Path) -> bool:
    """Whether two finished folders hold the same files."""

    def files(folder: Path) -> list[Path]:
        paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        return sorted(path for path in paths if path.parts[0] != ".run")

    names = files(one)
    return names == files(other) and not any(
        filecmp.cmpfiles(one, other, map(str, names), shallow=False)[1:]
    )


def main() -> None:
    """Build in turn, and print."""
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument(
        "--against", default="0b46693", help="a revision, or the folder of a checkout"
    )
    words.add_argument("--rows", type=int, nargs="+", default=[16, 200, 2000])
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--jobs", type=int, default=2)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        given = Path(asked.against)
        old = given.resolve() if given.is_dir() else unpack(asked.against, work / "old")
        print(f"{'rows':>7} {'then':>8} {'empty':>16} {'warm':>16}   seconds on a core, x then")
        for size in asked.rows:
            rows = work / f"{size}.csv"
            filings(HERE, "sample", "--cases", str(size), "--seed", "1", "--out", str(rows))
            taken: list[tuple[float, float, float]] = []
            for turn in range(asked.rounds):
                outs = [work / f"{size}-{turn}-{kind}" for kind in ("then", "empty", "warm")]
                kept = ("--cache", str(work / f"kept-{size}-{turn}"))
                then = build(old, rows, outs[0], asked.jobs)
                empty = build(HERE, rows, outs[1], asked.jobs, *kept)
                warm = build(HERE, rows, outs[2], asked.jobs, *kept)
                if not same(outs[1], outs[2]):
                    sys.exit(f"{size} rows: what was built from the cache is not the same")
                taken.append((then, empty, warm))
            then, empty, warm = (statistics.median(each) for each in zip(*taken, strict=True))
            less = [statistics.median(one[0] / one[n] for one in taken) for n in (1, 2)]
            now = (
                f"{each:8.2f} {times:5.2f} x"
                for each, times in zip((empty, warm), less, strict=True)
            )
            print(f"{size:>7,} {then:8.2f}", *now, flush=True)


if __name__ == "__main__":
    main()
