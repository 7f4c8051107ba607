"""A folder of packets in, on stdout the longest document of each kind of each ruleset out."""

import sys
from pathlib import Path

from filings.docket import CourtId
from filings.settings import read_settings


def main(out: Path) -> None:
    """Print them, or fail when a kind of the blanket packet is missing."""
    settings = read_settings()
    longest: dict[tuple[str, str], Path] = {}
    for document in sorted(out.glob("*/packets/*/*/*/*/*.pdf")):
        court = settings.court(CourtId(document.relative_to(out).parts[2]))
        kind = (court.ruleset or settings.county.ruleset, document.name)
        if kind not in longest or document.stat().st_size > longest[kind].stat().st_size:
            longest[kind] = document
    for ruleset in {ruleset for ruleset, _ in longest}:
        for name in ("motion.pdf", "proposed-order.pdf", "exhibit-a-sealed.pdf"):
            if (ruleset, name) not in longest:
                sys.exit(f"error: {out}: no {name} for {ruleset}")
    if not longest:
        sys.exit(f"error: {out}: no packets")
    sys.stdout.writelines(f"{document}\n" for _, document in sorted(longest.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
