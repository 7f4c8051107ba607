"""Find what keeps a document a draft: texts without approval, blanks, made-up particulars."""

import datetime as dt
from collections.abc import Iterator, Sequence

from filings.compose.blanks import blanks, particulars
from filings.compose.composer import Composer, Filing
from filings.compose.draft_reasons import BLANK, CHANGED, DAY, TEXT
from filings.model.packet import DraftReason
from filings.render.approvals import LAW, Approvals, taught_name
from filings.settings.settings import Settings

_KINDS = {"missing": TEXT, "changed": CHANGED}


class DraftCheck:
    """Finds what keeps documents drafts."""

    def __init__(
        self,
        settings: Settings,
        composer: Composer,
        filed_on: dt.date,
        of_the_run: Sequence[DraftReason],
    ) -> None:
        """Prepare the check; the reasons `of_the_run` apply to every document.

        Raises:
            ConfigError: An approval is dated after the day that the papers are for.
        """
        self._county = settings.office.county
        self._laws = settings.laws
        self._layouts = settings.layouts
        self._taught_layouts = tuple(settings.taught)
        self._composer = composer
        self._of_the_run = tuple(of_the_run)
        self._approvals = Approvals(settings, composer)
        self._approvals.refuse_impossible(filed_on)

    def reasons(self, filing: Filing, composed: str = "") -> tuple[DraftReason, ...]:
        """Why a document must not be filed yet; blanks are found only in its composed HTML."""
        texts = self._composer.texts(filing, self._county)
        own = particulars(
            filing.office, filing.agency, filing.statement, sample=filing.packet.sample
        )
        reasons = [*self._of_the_run, *own]
        for agency in filing.joined:
            reasons += particulars(filing.office, agency, agency.list_statement, sample=False)
        since = self._laws[filing.law].cut_off.day
        if filing.filed_on < since:
            what = f"{filing.filed_on} is before {since}, the first day of {filing.law}"
            reasons.append(DraftReason(kind=DAY, what=what))
        reasons += [
            DraftReason(kind=_KINDS[state], what=text)
            for text in (
                *texts,
                f"{LAW}{filing.law}",
                f"ruleset-{filing.paper.id}",
                *self._taught(filing),
            )
            if (state := self._approvals.state(text)) != "approved"
        ]
        reasons += [DraftReason(kind=BLANK, what=name) for name in blanks(composed)]
        if "penalty of perjury" in composed and not filing.agency.counsel.declarant:
            reasons.append(DraftReason(kind=BLANK, what="declarant"))
        return tuple(dict.fromkeys(reasons))

    def _taught(self, filing: Filing) -> Iterator[str]:
        """The names of the approvals of words that the office taught for a document's lists."""
        labels = {source.layout for source in filing.lists}
        for layout in self._taught_layouts:
            if not layout or self._layouts[layout].label in labels:
                yield taught_name(layout)
