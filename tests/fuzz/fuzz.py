"""Fuzz one reader, guided by the lines that it reaches: `python -m tests.fuzz.fuzz READER SECONDS`.

Needs `pip install atheris`, which is no part of the development requirements (Linux alone has it).
What stops a reader is left as a file `crash-*` in the folder where it runs; put it among the seeds
once the reader is mended. New inputs that reach new lines are kept in the third argument, a folder.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["filings"], exclude=["filings.render"]):
    from tests.fuzz import readers

SEEDS = Path(__file__).parent / "seeds"


def main() -> None:
    """Run until the seconds are over, or a reader fails."""
    reader, seconds, found = sys.argv[1:4]
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{reader}-"))
    Path(found).mkdir(parents=True, exist_ok=True)
    atheris.Setup(
        [
            *(sys.argv[0], found, str(SEEDS / reader), f"-max_total_time={seconds}"),
            *("-max_len=4096", "-timeout=20", "-rss_limit_mb=3000", "-print_final_stats=1"),
        ],
        lambda content: readers.survives(reader, content, folder),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
