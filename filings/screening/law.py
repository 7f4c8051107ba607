"""Floor 2. A statute and a day in, what the offense table says of them out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from filings.docket import Conviction, Determination, Relief, Statute
from filings.settings import Offense, Settings


class Law:
    """The offense table, ready to be asked."""

    def __init__(self, settings: Settings) -> None:
        self._sections: dict[tuple[str, str], list[Offense]] = defaultdict(list)
        self._exact: dict[tuple[str, str, str], list[Offense]] = defaultdict(list)
        for offense in settings.offenses.values():
            self._sections[offense.code, offense.section].append(offense)
            self._exact[offense.code, offense.section, offense.subdivision].append(offense)
        self._ours = {
            section
            for section, records in self._sections.items()
            if any(record.relief != "none" for record in records)
        }

    def is_ours(self, statute: Statute) -> bool:
        """Whether some relief may reach the section, in some subdivision, on some day."""
        return (statute.code, statute.section) in self._ours

    def section(self, statute: Statute) -> Sequence[Offense]:
        """Every record of the section, of every day."""
        return self._sections.get((statute.code, statute.section), ())

    def standing(self, statute: Statute | None, day: dt.date | None) -> Offense | None:
        """The record that stood on the day; None without a day or a record."""
        if statute is None or day is None:
            return None
        records = self._exact.get((statute.code, statute.section, statute.subdivision), ())
        return next((record for record in records if record.stands_on(day)), None)

    def redesignable(self, convictions: Iterable[Conviction]) -> tuple[str, ...]:
        """The sections of those to be dismissed that the law alone would redesignate: "11359"."""
        return self._dismissed(convictions, lambda record: record.relief == "redesignate")

    def signed_off(self, convictions: Iterable[Conviction]) -> tuple[str, ...]:
        """And of those that are dismissed because an attorney signed for the section."""
        return self._dismissed(convictions, lambda record: record.attorney_signoff)

    def _dismissed(
        self, convictions: Iterable[Conviction], wanted: Callable[[Offense], bool]
    ) -> tuple[str, ...]:
        found = {
            (its.statute, its.convicted_on)
            for its in convictions
            if its.relief is Relief.DISMISS_AND_SEAL
        }
        records = ((statute, self.standing(statute, day)) for statute, day in found)
        return tuple(sorted({statute.short for statute, its in records if its and wanted(its)}))

    def eras(self, statute: Statute) -> str:
        """Which subdivisions of a section the table has, and for which days."""
        records = self.section(statute)
        ours = [record for record in records if record.type is not None] or records
        return "; ".join(
            f"{record.section}{f'({record.subdivision})' if record.subdivision else ' alone'}"
            f" {record.from_on or '...'} to {record.to_on or '...'}"
            for record in ours
        )


def relief_of(determination: Determination, offense: Offense | None) -> Relief | None:
    """What is asked: what the list determined, else what the law alone gives."""
    match determination:
        case Determination.DISMISSAL:
            return Relief.DISMISS_AND_SEAL
        case Determination.REDUCTION:
            return Relief.REDESIGNATE
        case Determination.UNREVIEWED_MISDEMEANOR | Determination.BY_CRITERIA:
            return _by_law(offense) if offense else None
    return None


def _by_law(offense: Offense) -> Relief | None:
    """What the offense table gives, and a policy of the office only if an attorney has signed."""
    if offense.policy_override is not None and offense.signed_off:
        return offense.policy_override
    return Relief(offense.relief) if offense.relief in ("dismiss-seal", "redesignate") else None
