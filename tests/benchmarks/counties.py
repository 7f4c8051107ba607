"""Take every county of California from nothing to packets, and say how long each took.

For each: `start`, a `sample` of two rows, `check` and `build`, with no file but those that `start`
writes. Each must end with 0 or 10 and leave a motion:

    python tests/benchmarks/counties.py [COUNTY...]
"""

import contextlib
import io
import os
import sys
import tempfile
import time
from pathlib import Path

from filings.cli import main
from filings.settings.settings import read_settings

OFFICE = (
    *("--office", "District Attorney", "--attorney", "Jordan A. Ellery", "--bar-number", "123456"),
    *("--title", "", "--email", "j@example.org", "--phone", "(555) 555-0100"),
    *("--address", "1 Example Street", "--address", "Example City, California 90000", "--no-open"),
)


def wrong(*arguments: object) -> str:
    """What a command complained of; "" when it did its work."""
    complaints = io.StringIO()
    try:
        with contextlib.redirect_stderr(complaints), contextlib.redirect_stdout(io.StringIO()):
            main([str(argument) for argument in arguments])
    except SystemExit as stop:
        return "" if stop.code in (0, 10) else f"{arguments[0]}: {complaints.getvalue()[-300:]}"


def first_packets(county: str, to: Path) -> str:
    """What went wrong on the way to a motion; "" when nothing did."""
    config, rows = to / "config", to / "list.csv"
    own = ("--config", config)
    build = ("build", rows, *own, "--out", to / "packets", "--group-by", "county", "--jobs", 1)
    steps = (
        ("start", "--county", f"{county}, California", *OFFICE, "--to", to),
        ("sample", "--cases", 2, "--dirt", 0, "--out", rows, *own),
        ("check", rows, *own),
        build,
    )
    said = next(filter(None, (wrong(*step) for step in steps)), "")
    return said or ("" if list(to.glob("packets/**/motion*.pdf")) else "no motion")


def measure(counties: list[str]) -> None:
    """Print a line for each county, and how many have their packets."""
    done = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for county in counties:
            begun = time.perf_counter()
            said = first_packets(county, Path(county.replace(" ", "-")))
            done += not said
            print(f"{county}: {said or 'packets'}, {time.perf_counter() - begun:.0f} s", flush=True)
    print(f"{done} of {len(counties)} counties have a first page and packets")


if __name__ == "__main__":
    measure(sys.argv[1:] or sorted(read_settings().county_stubs["California"].seats))
