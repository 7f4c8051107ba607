"""Define a finding of a verification, and its result as a whole."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Mismatch:
    """One thing in a finished folder that contradicts the rest of the folder.

    `what` names counts, pages and rows, and case numbers only where the folder's sealed half has
    them; never a name, a birth date or a personal number.
    """

    where: str  # "ccb/lada/sale-dismiss-seal/001/motion.pdf", "sealed/ledger.csv"
    page: int  # 1-based page of the PDF; 0 where there is none
    row: int  # 1-based row of the schedule or line of the table; 0 where there is none
    kind: str  # one of KINDS
    what: str  # in words, to follow the place

    def __str__(self) -> str:
        place = [self.where]
        place += [f"page {self.page}"] if self.page else []
        place += [f"row {self.row}"] if self.row else []
        return f"{', '.join(place)}: {self.what}"


KINDS = (
    "file",  # missing, changed, truncated, or not in the manifest
    "manifest",  # it contradicts itself, or cannot be read
    "ledger",  # a line is missing, doubled, or contradicts another file
    "packet",  # its convictions are not those of the ledger
    "row",  # a row is missing on a page, stands twice, elsewhere, or says something else
    "count",  # a number in a sentence or a total is not the number of rows
    "outline",  # bookmarks lead nowhere
    "privacy",  # public/ holds a name or a personal number
    "hidden",  # a paper has content nobody sees, or something hides its words
    "passage",  # a required passage is not on the pages
    "list",  # a given list and the ledger do not agree
)


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a verification: what was found, and how much was read."""

    findings: tuple[Mismatch, ...]
    packets: int
    documents: int
    pages: int
    convictions: int
    entries: int
    lists: int  # lists that were given and read again

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """The result as one JSON object."""
        return {"schema": 1, "holds": self.holds, **asdict(self)}
