"""Print a document of made-up rows, for a county without a list."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from filings.authoring.lint import worst_packet
from filings.authoring.stress_rows import list_sources
from filings.authoring.template_browser import TemplateBrowser
from filings.model.identifiers import CourtId
from filings.model.packet import Packet
from filings.output.printing import RendererParts, make_renderer
from filings.render import Printed
from filings.settings.settings import Settings


def made_up_packet(
    settings: Settings,
    day: dt.date,
    document: str = "",
    court: CourtId | None = None,
    templates: Sequence[Path] = (),
) -> tuple[Packet, str]:
    """A packet of the county's own offenses, its people invented, and the document's name.

    Args:
        settings: The settings of the county.
        day: The day of filing.
        document: A document of the court's ruleset; "" is the first.
        court: The court; None is the county's default.
        templates: Folders of an office's own texts.

    Raises:
        TemplateError: There is no such document.
    """
    browser, of = TemplateBrowser(settings, templates, day), court or settings.county.default_court
    county = settings.office.county
    name = document or next(iter(browser.documents(county, of)))
    return worst_packet(browser, browser.choose(county, of, name)), name


def print_made_up(
    settings: Settings,
    day: dt.date,
    document: str = "",
    court: CourtId | None = None,
    templates: Sequence[Path] = (),
) -> Printed:
    """Print one document of such a packet; the arguments are those of `made_up_packet`.

    Raises:
        TemplateError: A template is missing or wrong.
        RenderError: The page could not be laid out.
    """
    packet, name = made_up_packet(settings, day, document, court, templates)
    parts = RendererParts(
        settings=settings,
        templates=[folder.resolve() for folder in templates],
        filed_on=day,
        lists=list_sources(packet.convictions),
    )
    return make_renderer(parts.packed()).print_document(packet, name)
