"""Define a packet, its documents, where a conviction stands in them, and why one is a draft.

A packet goes to one court, for one agency, offense type and relief.
"""

from filings.model.conviction import Conviction
from filings.model.frozen_dataclass import frozen_dataclass
from filings.model.identifiers import AgencyId, ConvictionId, CourtId, OffenseType, Relief


@frozen_dataclass
class Packet:
    """What goes to one court, for one agency, offense type and relief; in parts when too long."""

    court: CourtId
    agency: AgencyId
    offense: OffenseType  # or "all" when group_by does not split by offense
    relief: Relief
    part: int  # 1-based
    parts: int
    convictions: tuple[Conviction, ...]  # by courthouse and offense, then by case number
    together: int = 0  # convictions of all parts
    # Other prosecutors of some of its convictions, who join in the motion and sign it.
    joined_by: tuple[AgencyId, ...] = ()

    @property
    def name(self) -> str:
        """The packet's path below public/packets/ and sealed/packets/."""
        return f"{self.court}/{self.agency}/{self.offense}-{self.relief}/{self.part:03d}"

    @property
    def sample(self) -> bool:
        """Whether any conviction in it comes from a synthetic list."""
        return any(conviction.sample for conviction in self.convictions)


@frozen_dataclass
class Placement:
    """Where an included conviction stands: one line of placements.csv."""

    conviction: ConvictionId
    document: str  # "motion.pdf"
    page: int  # 1-based page of the PDF
    row: int  # 1-based number of the row in the schedule, as printed


@frozen_dataclass
class DraftReason:
    """A reason why a document is marked DRAFT - NOT FOR FILING, which somebody has to settle."""

    kind: str  # of filings.compose.draft_reasons: "text", "blank", "sample"
    what: str  # "motion", "service"


@frozen_dataclass
class Document:
    """One finished PDF of a packet."""

    path: str  # under the output folder: "public/packets/ccb/lada/sale-dismiss-seal/001/motion.pdf"
    sha256: str
    pages: int
    bytes: int
    convictions: int
    draft: tuple[DraftReason, ...] = ()  # empty: it may be filed
