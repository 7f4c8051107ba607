"""Write the sheet on which court, prosecutor and defender agree before anything is filed.

One page: what will be filed, in which form, who enters it, how much a week, how the court words its
answers, and whom to ask. In San Diego the court took seven months after the prosecutor was done.
"""

import datetime as dt
from collections.abc import Sequence

from filings.model.identifiers import CourtId
from filings.model.plain_words import counted, day_in_words
from filings.model.report import Report
from filings.packets.waves import Wave, waves
from filings.reports.summary_page import render_page
from filings.settings.settings import Settings

SHEET = "sealed/agreement.pdf"


def agreement_page(report: Report, settings: Settings, filed_on: dt.date) -> str:
    """The sheet as HTML.

    Args:
        report: What comes to the courts.
        settings: In which form, and by whom.
        filed_on: When the first of it comes.

    Raises:
        TemplateError: The template does not render.
    """
    agency = settings.county.agencies[settings.office.agency]
    own = [packet for packet in report.packets if packet.agency == settings.office.agency]
    courts = sorted({packet.court for packet in own})
    defender = settings.county.notified.get("defender")
    contact = [", ".join(filter(None, (agency.counsel.attorney, agency.counsel.telephone)))]
    contact.append(agency.counsel.email)
    return render_page(
        "agreement.html",
        {
            "title": "Agreement on the filing",
            "county": settings.county.name,
            "prosecutor": agency.name,
            "defender": defender.name if defender else "",
            "contact": ", ".join(filter(None, contact)),
            "amount": f"{counted(sum(packet.convictions for packet in own), 'conviction')} in"
            f" {counted(len(own), 'packet')}, to {counted(len(courts), 'courthouse')}; the largest"
            f" has {max((packet.convictions for packet in own), default=0):,}.",
            "forms": _forms(courts, settings),
            "headings": _headings(courts, settings),
            "waves": _waves(waves(own, settings.office, filed_on), settings.office.wave),
            "results": tuple(
                (code.replace("-", " "), result.words)
                for code, result in settings.results.results.items()
                if result.by == "court"
            ),
            "return_days": counted(settings.office.return_days, "day"),
            "kept": "marked confidential" if settings.office.confidential else "under seal",
        },
    )


def _forms(courts: Sequence[CourtId], settings: Settings) -> tuple[str, ...]:
    papers = {settings.paper(court).id: settings.paper(court) for court in courts}
    return tuple(
        f"PDF/A-{paper.pdf.pdfa or '2A'} with bookmarks and searchable text, at most"
        f" {paper.pdf.max_mb:g} MB"
        + (f" and {paper.pdf.max_pages:,} pages" if paper.pdf.max_pages else "")
        + f" a file ({paper.name})"
        for paper in papers.values()
    )


def _headings(courts: Sequence[CourtId], settings: Settings) -> str:
    """The columns of the clerk's table, in words, where all courts get the same; else ""."""
    tables = {
        tuple(
            column.heading for column in settings.clerk_tables.of(court, settings.paper(court).id)
        )
        for court in courts
    }
    return ", ".join(tables.pop()) if len(tables) == 1 else ""


def _waves(dealt: Sequence[Wave], most: int | None) -> str:
    if not most or not dealt:
        return ""
    first, last = (day_in_words(wave.begins_on) for wave in (dealt[0], dealt[-1]))
    weeks = f"in the week from {first}" + (
        f"; the last in the week from {last}" if len(dealt) > 1 else ""
    )
    return (
        f"{counted(len(dealt), 'wave')} of at most {most:,} convictions, one a week: the first"
        f" {weeks}. The index, each cover sheet and each filing plan say which wave a packet is in."
    )
