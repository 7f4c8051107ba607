"""What others say of a finished PDF: page-validation in process, and veraPDF where it is set up.

veraPDF is the reference and wants Java. `FILINGS_VERAPDF` names its jars (a Java class path) and
`FILINGS_VERACHECK` the command line for them (VeraCheck.java); .ci/run runs both over a document of
each kind.
"""

import io
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import page as page_validation
import pikepdf

# page-validation 0.11 applies two rules of PDF/A-1 to PDF/A-2 as well: compressed XMP is allowed
# since A-2 (ISO 19005-2, 6.6.2.1), and its count of a stream's bytes errs when the last is 0x0D.
FALSE_RULES = ("METADATA-FILTER-001", "STREAM-LENGTH-001")
PROFILES = ("ua1", "2a")


def faults(pdf: bytes) -> list[str]:
    """What breaks PDF/UA-1, PDF/A-2a or the syntax of PDF; empty when nothing does."""
    found = [
        f"{profile}: {failure.rule_id}: {failure.message}"
        for profile in PROFILES
        for failure in page_validation.validate_pdf_bytes(pdf, profile=profile).failures
        if not failure.rule_id.endswith(FALSE_RULES)  # "PDFA2A-STREAM-LENGTH-001"
    ]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found += [f"syntax: {fault}" for fault in opened.check_pdf_syntax()]
    return found


def vera_is_set_up() -> bool:
    """Whether veraPDF can be run here."""
    return bool(os.environ.get("FILINGS_VERAPDF") and os.environ.get("FILINGS_VERACHECK"))


def vera(files: Sequence[Path]) -> str:
    """veraPDF's summary lines for PDF/A-2a and PDF/UA-1; every one begins with PASS or FAIL."""
    done = subprocess.run(
        [
            "java",
            "-cp",
            os.environ["FILINGS_VERAPDF"],
            os.environ["FILINGS_VERACHECK"],
            ",".join(reversed(PROFILES)),
            *map(str, files),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr
