"""Pages made for the inspector's tests: a short motion on pleading paper, with knobs.

It shares neither templates nor typesetter with the product, so that a mistake there is not
repeated here. Only the fonts and the binder are the product's: they make the file what it must be
as a file.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from filings.render.pdf_finish import PageLabel, bind
from filings.settings.rulesets import Ruleset

# After the press, which tells fontconfig to look at the shipped fonts alone.
from weasyprint import CSS, HTML  # isort: skip
from weasyprint.text.fonts import FontConfiguration  # isort: skip

HOUSE = Path(__file__).parents[2]


@cache
def ruleset(name: str = "ca-superior") -> Ruleset:
    """A shipped ruleset."""
    path = HOUSE / "config" / "rulesets" / f"{name}.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data.pop("schema")
    return Ruleset.model_validate({**data, "id": name})


PAPER = """
@page {
  size: 612pt 792pt;
  margin: 72pt 40pt 48pt 108pt;
  @left-top {
    content: "LINES";
    white-space: pre; text-align: right; vertical-align: top;
    font: 12pt/24pt "Liberation Serif"; height: 672pt; width: 84pt;
    padding-right: 12pt; margin-right: 9.5pt; border-right: 2.5pt double black;
  }
  @top-left-corner { content: ""; margin-right: 9.5pt; border-right: 2.5pt double black; }
  @bottom-left-corner { content: ""; margin-right: 9.5pt; border-right: 2.5pt double black; }
  @right-top { content: ""; height: 672pt; margin-left: 4pt; border-left: 0.75pt solid black; }
  @top-right-corner { content: ""; margin-left: 4pt; border-left: 0.75pt solid black; }
  @bottom-right-corner { content: ""; margin-left: 4pt; border-left: 0.75pt solid black; }
  @bottom-center { content: element(footer); vertical-align: top; width: 100%; }
  @top-center { content: element(draft); vertical-align: top; width: 100%; }
}
@page exhibit {
  margin: 54pt 54pt 48pt 54pt;
  @left-top { content: none; border: none; }
  @right-top { content: none; border: none; }
  @top-left-corner { content: none; border: none; }
  @bottom-left-corner { content: none; border: none; }
  @top-right-corner { content: none; border: none; }
  @bottom-right-corner { content: none; border: none; }
}
html { font: 12pt/24pt "Liberation Serif", "DejaVu Sans"; }
body, p, h1, h2, h3, ol, li { margin: 0; padding: 0; font-size: 12pt; }
ol { list-style: none; break-before: auto; }
p { orphans: 1; widows: 1; }
main p { text-indent: 36pt; }
h2, h3 { text-align: center; break-after: avoid; }
blockquote { margin: 0 36pt; padding-top: 6pt; line-height: 12pt; break-inside: avoid; }
blockquote p { text-indent: 0; }
.counsel { line-height: 12pt; min-height: 162pt; width: 198pt; padding-top: 6pt; }
.counsel p { white-space: pre-line; }
.court { text-align: center; font-weight: bold; }
.caption { display: grid; grid-template-columns: 50% 50%; height: 168pt; margin: 24pt 0;
  line-height: 12pt; }
.case { padding-top: 6pt; border-right: 0.75pt solid black; border-bottom: 0.75pt solid black; }
.nature { padding-top: 6pt; padding-left: 12pt; }
.caption h1 { text-align: left; }
.caption p { margin-bottom: 12pt; }
.footer { position: running(footer); text-align: center; }
.footer .number { line-height: 15pt; }
.footer .number::before { content: counter(page); }
.footer .title { border-top: 0.75pt solid black; font-size: 10pt; line-height: 14pt; }
.draft { position: running(draft); height: 0; }
.draft p { position: absolute; left: 0; top: 400pt; width: 100%; text-align: center;
  font: bold 34pt/40pt "Liberation Sans"; color: #c8c8c8; white-space: nowrap;
  transform: rotate(-38deg); }
.exhibit { page: exhibit; break-before: page; font-size: 9.5pt; line-height: 11pt; }
.exhibit h1, .exhibit h2 { text-align: center; font-size: 12pt; line-height: 16pt; }
.exhibit table { border-collapse: separate; border-spacing: 0; width: 100%; table-layout: fixed; }
.exhibit th, .exhibit td { text-align: left; padding: 1pt 3pt; border-bottom: 0.4pt solid black; }
"""

PAPER = PAPER.replace("LINES", "\\A ".join(str(line) for line in range(1, 29)))

COUNSEL = """Jordan A. Ellery (SBN 000000)
Deputy District Attorney
500 South Example Street, Suite 2100
Los Angeles, California 90071
Telephone: (213) 555-0100
Facsimile: (213) 555-0101
jellery@office.example

Attorney for Plaintiff,
the People of the State of California"""

PROSE = (
    "The People of the State of California move this Court for one order dismissing and sealing "
    "each conviction that the exhibit lists, and say that no other count of the same case is meant."
)

QUOTE = (
    "The court shall presume the petitioner satisfies the criteria unless the party opposing the "
    "application proves by clear and convincing evidence that the petitioner does not."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A document, by its parts. `specimen` prints it; tests change one part at a time."""

    css: str = PAPER
    title: str = "Notice of Motion and Motion to Dismiss and Seal; Memorandum"
    footer: str = "Notice of Motion and Motion to Dismiss and Seal"
    lang: str = "en-US"
    counsel: str = COUNSEL
    court: str = "SUPERIOR COURT OF THE STATE OF CALIFORNIA|COUNTY OF LOS ANGELES"
    case: str = (
        "<p>THE PEOPLE OF THE STATE OF CALIFORNIA,</p><p>Plaintiff,</p><p>v.</p>"
        "<p>THE DEFENDANTS LISTED IN EXHIBIT A,</p><p>Defendants.</p>"
    )
    nature: str = (
        "<p>Case Nos.: see Exhibit A</p>"
        "<h1>NOTICE OF MOTION AND MOTION TO DISMISS AND SEAL; MEMORANDUM</h1>"
        "<p>Dept.: 100</p>"
    )
    body: str = ""
    exhibits: str = ""
    draft: str = ""
    extra_css: str = ""
    labels: tuple[PageLabel, ...] = (PageLabel(0),)
    finish: Callable[[object, object], None] | None = None
    heads: str = field(default="")

    def but(self, **changes: object) -> "Motion":
        """The same document with some parts changed."""
        return replace(self, **changes)

    def styled(self, css: str) -> "Motion":
        """The same document with CSS that overrides its own."""
        return replace(self, extra_css=self.extra_css + css)


def body(paragraphs: int = 9) -> str:
    """A notice and a memorandum, long enough for two pages, with a quotation of an odd height."""
    return (
        "<h2>NOTICE OF MOTION</h2>"
        + f"<p>{PROSE}</p>" * (paragraphs // 3)
        + f'<blockquote id="single-1"><p>{QUOTE}</p></blockquote>'
        + f"<p>{PROSE}</p>" * (paragraphs // 3)
        + "<h2>MEMORANDUM</h2><h3>1. The law</h3>"
        + f"<p>{PROSE}</p>" * (paragraphs - 2 * (paragraphs // 3))
    )


def exhibit(
    rows: int = 12, pages: int = 1, name: str = "Exhibit A: Schedule", level: str = "h2"
) -> str:
    """An exhibit: one table to a page."""
    html = []
    for page in range(pages):
        head = f"<{level}>{name}</{level}>" if page == 0 else ""
        lines = "".join(
            f'<tr><th scope="row">{page * rows + row + 1}</th><td>BA{row:06d}</td>'
            f"<td>11357(c)</td><td>misdemeanor</td><td>02/14/1998</td></tr>"
            for row in range(rows)
        )
        heads = "<th>No.</th><th>Case number</th><th>Section</th><th>Level</th><th>Date</th>"
        html.append(
            f'<section class="exhibit">{head}<table><thead><tr>{heads}</tr></thead>'
            f"<tbody>{lines}</tbody></table></section>"
        )
    return "".join(html)


GOOD = Motion(body=body(), exhibits=exhibit())


@cache
def _type() -> tuple[FontConfiguration, CSS]:
    """The shipped fonts, read once."""
    fonts = FontConfiguration()
    folder = HOUSE / "templates" / "frame"
    return fonts, CSS(filename=folder / "fonts.css", font_config=fonts)


def _lay_out(html: str, css: str) -> Any:
    """Lay out, and pad single-spaced blocks below until they are whole lines high."""
    fonts, faces = _type()
    page = HTML(string=html)
    sheet = CSS(string=css, font_config=fonts)
    for _ in range(3):
        pages = page.render(stylesheets=[faces, sheet], font_config=fonts)
        short = {}
        for part in pages.pages:
            for name, (_, top, _, bottom) in part.anchors.items():
                rest = -(bottom - top) * 0.75 % 24
                if name.startswith("single-") and 0.1 < rest < 23.9:
                    short[name] = rest
        if not short:
            return pages
        for element in page.etree_element.iter():
            if element.get("id") in short:
                padding = f"; padding-bottom: {short[element.get('id')]:.3f}pt"
                element.set("style", element.get("style", "") + padding)
    raise AssertionError("the specimen does not come to rest")


def specimen(motion: Motion = GOOD) -> bytes:
    """The document as a finished PDF."""
    court = "".join(f"<p>{line}</p>" for line in motion.court.split("|") if line)
    draft = f'<div class="draft"><p>{motion.draft}</p></div>' if motion.draft else ""
    first_page = (
        f'<header class="counsel" id="single-counsel"><p>{motion.counsel}</p></header>'
        f'<div class="court">{court}</div>'
        f'<div class="caption"><div class="case">{motion.case}</div>'
        f'<div class="nature">{motion.nature}</div></div>'
        if motion.body
        else ""
    )
    lang = f' lang="{motion.lang}"' if motion.lang else ""
    footer = (
        f'<div class="footer"><div class="number"></div>'
        f'<div class="title">{motion.footer}</div></div>'
    )
    main = f"<main>{motion.body}</main>" if motion.body else ""
    html = (
        f"<!DOCTYPE html><html{lang}><head><meta charset=utf-8><title>{motion.title}</title>"
        f"{motion.heads}</head><body>{footer}{draft}{first_page}{main}"
        f"{motion.exhibits}</body></html>"
    )
    pages = _lay_out(html, motion.css + motion.extra_css)
    finish = motion.finish or (lambda pages, pdf: bind(pages, pdf, motion.labels))
    with warnings.catch_warnings():
        # weasyprint leaves its colour profile's file to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        printed: bytes = pages.write_pdf(finisher=finish, pdf_variant="pdf/a-2a")
    return printed
