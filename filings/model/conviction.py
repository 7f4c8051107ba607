"""Define an included conviction: one count of one case, with all that a page may show."""

import datetime as dt

from filings.model.entries import Level, Name, Statute
from filings.model.frozen_dataclass import frozen_dataclass
from filings.model.identifiers import (
    AgencyId,
    CaseNumber,
    ConvictionId,
    CourtId,
    OffenseType,
    Relief,
)


@frozen_dataclass
class Conviction:
    """One count that is included: everything a page may show of it, and where it came from."""

    id: ConvictionId
    list: int
    line: int
    entry: int
    sample: bool
    name: Name | None
    case_number: CaseNumber
    also_numbered: tuple[CaseNumber, ...]
    defendant_suffix: str
    statute: Statute
    count: str  # "" prints as the config's words for it, "as shown in the court’s record"
    level: Level
    convicted_on: dt.date
    court: CourtId
    agency: AgencyId
    offense: OffenseType
    relief: Relief
    ground: str = ""  # of its law's grounds: "presumed"; "" where the law tells none apart
    offense_on: dt.date | None = None  # where the law of this day counts
    # If it only needs sealing: the day of the order that dismissed it.
    dismissed_on: dt.date | None = None

    @property
    def law_day(self) -> dt.date:
        """The day whose law counts: of the conviction, unless that of the offense is asked."""
        return self.offense_on or self.convicted_on

    @property
    def number(self) -> str:
        """Case number with the defendant suffix, as the schedule prints it: "BA097736-01"."""
        return (
            f"{self.case_number}-{self.defendant_suffix}"
            if self.defendant_suffix
            else str(self.case_number)
        )
