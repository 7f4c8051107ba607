"""Draw the pages of a finished PDF as pictures beside it, and show them."""

import io
from collections.abc import Iterator
from pathlib import Path

import typer

from filings.storage.run_folder import write_private

_DPI = 110  # readable on a screen, the whole page in view


def draw_pages(pdf: Path, stem: Path, pages: int | None = None) -> list[Path]:
    """Draw the first `pages` pages of a PDF, or all, to "<stem>-1.png" and so on.

    Raises:
        OutputError: A picture cannot be written.
    """
    return list(_draw(pdf, stem, pages))


def _draw(pdf: Path, stem: Path, pages: int | None) -> Iterator[Path]:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        for place in range(len(document) if pages is None else min(pages, len(document))):
            path = stem.with_name(f"{stem.name}-{place + 1}.png")
            picture = io.BytesIO()
            document[place].render(scale=_DPI / 72).to_pil().save(picture, "PNG")
            write_private(path, picture.getvalue())
            yield path


def show(path: Path) -> None:
    """Open a file with the system's own viewer; do nothing if there is none."""
    typer.launch(str(path))
