"""Draw a page of a PDF with frames around the findings."""

import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from filings.render.inspect.findings import Finding
from filings.settings.settings import shipped_templates

_ERROR = (200, 0, 0)
_WARNING = (190, 120, 0)
_PER_INCH = 110
_POINTS_PER_INCH = 72
_MARGIN = 3  # pixels between a finding's place and its frame


def picture(pdf: bytes | Path, page: int, findings: Sequence[Finding]) -> bytes:
    """A PNG of page `page` (from 1), each place framed and numbered, the findings below it.

    Findings of other pages are left out; those of the file as a whole are listed too.
    """
    shown = [finding for finding in findings if finding.page in (page, None)]
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page - 1]
        image = sheet.render(scale=_PER_INCH / _POINTS_PER_INCH).to_pil().convert("RGB")
        turned = sheet.get_rotation()
    finally:
        document.close()
    small, large = _type(13), _type(15)
    draw = ImageDraw.Draw(image)
    flagged: set[tuple[float, float]] = set()
    # A rotated page is measured unrotated but shown rotated: frames would be in the wrong place.
    for number, finding in enumerate(shown if not turned else [], start=1):
        colour = _colour(finding)
        for place in finding.places:
            box = [side * _PER_INCH / _POINTS_PER_INCH for side in place]
            draw.rectangle(
                (box[0] - _MARGIN, box[1] - _MARGIN, box[2] + _MARGIN, box[3] + _MARGIN),
                outline=colour,
                width=2,
            )
        if finding.place:
            left, top = (side * _PER_INCH / _POINTS_PER_INCH for side in finding.place[:2])
            corner = (left - _MARGIN, top - _MARGIN)
            while corner in flagged:
                corner = (corner[0] + 20, corner[1])
            flagged.add(corner)
            _flag(draw, corner, str(number), small, colour)
    lines = [
        (f"{number}  {finding.rule}: {finding.measured}", _colour(finding))
        for number, finding in enumerate(shown, start=1)
    ]
    if not lines:
        lines = [("Nothing was found on this page.", (0, 100, 0))]
    return _with_words(image, lines, large)


def _colour(finding: Finding) -> tuple[int, int, int]:
    return _ERROR if finding.severity == "error" else _WARNING


def _type(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(shipped_templates() / "fonts" / "LiberationSans-Regular.ttf", size)


def _flag(
    draw: ImageDraw.ImageDraw,
    corner: tuple[float, float],
    text: str,
    font: ImageFont.FreeTypeFont,
    colour: tuple[int, int, int],
) -> None:
    left, top = corner
    width = draw.textlength(text, font=font) + 6
    top = max(0.0, top - 16)
    draw.rectangle((left, top, left + width, top + 16), fill=colour)
    draw.text((left + 3, top), text, font=font, fill="white")


def _with_words(
    image: Image.Image,
    lines: Sequence[tuple[str, tuple[int, int, int]]],
    font: ImageFont.FreeTypeFont,
) -> bytes:
    """The page with the findings' words below it."""
    measure = ImageDraw.Draw(image)
    room = image.width - 24
    rows = [(row, colour) for text, colour in lines for row in _broken(measure, text, font, room)]
    whole = Image.new("RGB", (image.width, image.height + 16 + 20 * len(rows)), "white")
    whole.paste(image, (0, 0))
    draw = ImageDraw.Draw(whole)
    draw.line((0, image.height, image.width, image.height), fill=(120, 120, 120), width=2)
    for at, (row, colour) in enumerate(rows):
        draw.text((12, image.height + 8 + 20 * at), row, font=font, fill=colour)
    out = io.BytesIO()
    whole.save(out, "PNG")
    return out.getvalue()


def _broken(
    draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, room: float
) -> list[str]:
    rows: list[str] = []
    for word in text.split():
        if rows and draw.textlength(f"{rows[-1]} {word}", font=font) <= room:
            rows[-1] += f" {word}"
        else:
            rows.append(word if not rows else f"    {word}")
    return rows
