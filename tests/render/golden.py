"""One document of each kind of each ruleset, kept as text, and a few pages as pictures.

The words of a page, and where it ends, change only when somebody means it. After such a change:

    python -m tests.render.golden

writes them anew, and the difference is for the reviewing attorney to read.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from filings.authoring.lint import county_settings, worst_packet
from filings.authoring.stress_rows import list_sources
from filings.authoring.template_browser import TemplateBrowser
from filings.model.identifiers import CourtId
from filings.render import Renderer
from filings.settings.settings import read_settings
from tests.render.made import FILED_ON, INVENTED_OFFICE

FOLDER = Path(__file__).parents[1] / "golden"
DPI = 45

# County and court, one of each ruleset.
COURTS = (
    ("los-angeles", "ccb"),
    ("sacramento", "sac"),
    ("san-francisco", "hoj"),
    ("cook-il", "leighton"),
    ("lake-il", "waukegan"),
)
PICTURES = (
    ("los-angeles", "ccb", "motion", 1),
    ("los-angeles", "ccb", "exhibit-a-sealed", 2),
    ("los-angeles", "ccb", "order", 2),
    ("sacramento", "sac", "proposed-order", 1),
    ("san-francisco", "hoj", "motion-and-order", 1),
    ("cook-il", "leighton", "motion", 1),
)


def documents() -> Iterator[tuple[str, str, str]]:
    """County, court and name of each document that is kept."""
    browser = TemplateBrowser(read_settings([INVENTED_OFFICE]), (), FILED_ON)
    for county, court in COURTS:
        for document in browser.documents(county, CourtId(court)):
            yield county, court, document


def printed(county: str, court: str, document: str) -> bytes:
    """The document, with made-up people."""
    browser = TemplateBrowser(read_settings([INVENTED_OFFICE]), (), FILED_ON)
    choice = browser.choose(county, CourtId(court), document)
    packet = worst_packet(browser, choice)
    sources = list_sources(packet.convictions)
    press = Renderer(county_settings(browser.settings, county), filed_on=FILED_ON, lists=sources)
    return press.print_document(packet, document).pdf


def text_of(pdf: bytes) -> str:
    """The words of a PDF, line by line as they stand, a line of dashes between pages."""
    pages = []
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            text = page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\r", "\n")
            lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
            # The column of line numbers and the turned draft mark come letter by letter.
            pages.append("\n".join(line for line in lines if line and not line.isdigit()))
    return f"\n{'-' * 30}\n".join(pages) + "\n"


def picture_of(pdf: bytes, page: int) -> Image.Image:
    """A page, small and grey."""
    with pypdfium2.PdfDocument(pdf) as opened:
        picture: Image.Image = opened[page - 1].render(scale=DPI / 72).to_pil().convert("L")
        return picture


def sixteen(level: int) -> int:
    """A level of grey as one of sixteen, for a small file."""
    return level // 16 * 17


def text_path(county: str, court: str, document: str) -> Path:
    """Where a document's words are kept."""
    return FOLDER / f"{county}-{court}-{document}.txt"


def picture_path(county: str, court: str, document: str, page: int) -> Path:
    """Where a page's picture is kept."""
    return FOLDER / f"{county}-{court}-{document}-{page}.png"


def main() -> None:
    """Write all of them anew."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    for names in documents():
        pdf = printed(*names)
        text_path(*names).write_text(text_of(pdf), encoding="utf-8")
        for *of, page in PICTURES:
            if tuple(of) == names:
                out = io.BytesIO()
                picture_of(pdf, page).point(sixteen).save(out, "PNG", optimize=True)
                picture_path(*names, page).write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
