"""Documents that are wrong in one way each, and the check that must say so.

Two kinds: a page printed wrong (`printed`: a template, a style or a text is changed), and a good
file spoilt afterwards (`spoilt`: surgery with pikepdf).
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from tests.render.specimens import COUNSEL, GOOD, PROSE, QUOTE, Motion, body, exhibit, specimen


@dataclass(frozen=True, slots=True)
class Mutation:
    """One way to spoil a document."""

    name: str
    check: str  # that must find it
    make: Callable[[], bytes]
    page: int | None = None  # where it must be found; None: anywhere


@cache
def good() -> bytes:
    """The document that surgery starts from."""
    return specimen(GOOD)


def spoilt(change: Callable[[Pdf], None], base: bytes | None = None, **save: object) -> bytes:
    """A good file, opened, changed and saved again."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(base or good())) as pdf:
        change(pdf)
        pdf.save(out, static_id="encryption" not in save, **save)  # type: ignore[arg-type]
    return out.getvalue()


def with_content(number: int, change: Callable[[bytes], bytes]) -> bytes:
    """The good file with the content of one page rewritten."""

    def apply(pdf: Pdf) -> None:
        page = pdf.pages[number - 1].obj
        contents = page.Contents
        parts = list(contents) if isinstance(contents, Array) else [contents]
        whole = b"\n".join(part.read_bytes() for part in parts)
        changed = change(whole)
        assert changed != whole, "the surgery found nothing to cut"
        page.Contents = pdf.make_stream(changed)

    return spoilt(apply)


def lead(text: str, css: str, first: bool = True) -> Motion:
    """The good document with a paragraph of its own style on page 1 or after the prose."""
    paragraph = f'<p style="{css}">{text}</p>'
    return GOOD.but(body=paragraph + body() if first else body() + paragraph)


def _numbers(values: str, extra: str = "") -> Motion:
    content = "\\A ".join(values.split())
    return GOOD.styled(f'@page {{ @left-top {{ content: "{content}"; {extra} }} }}')


ONE_TO_28 = " ".join(str(n) for n in range(1, 29))
EXHIBIT = ".exhibit "


def printed() -> Iterator[tuple[str, str, Motion, int | None]]:
    """Name, check, document, page."""
    # --- The sheet ---------------------------------------------------------------------------
    yield "a4 paper", "page-size", GOOD.styled("@page { size: 595pt 842pt }"), 1
    yield "legal paper", "page-size", GOOD.styled("@page { size: 612pt 1008pt }"), 2
    yield (
        "text in the left margin",
        "left-margin",
        lead(PROSE, "text-indent: 0; margin-left: -40pt"),
        1,
    )
    yield (
        "a line that does not break",
        "right-margin",
        lead(PROSE[:92], "white-space: nowrap; margin-left: 60pt"),
        1,
    )
    yield (
        "a word over the right rule",
        "over-rule",
        lead("W" * 36, "text-indent: 0; white-space: nowrap").styled(
            "@page { @right-top { margin-left: -30pt } @top-right-corner { margin-left: -30pt }"
            "@bottom-right-corner { margin-left: -30pt } }"
        ),
        1,
    )
    yield (
        "text where the holes are",
        "top-margin",
        lead("Filed late", "position: absolute; top: -380pt; text-indent: 0; left: 0"),
        1,
    )
    # --- Numbered lines ----------------------------------------------------------------------
    yield (
        "no line numbers",
        "line-numbers-present",
        GOOD.styled("@page { @left-top { content: '' } }"),
        2,
    )
    yield (
        "line numbers on both sides",
        "line-numbers-once",
        GOOD.styled(
            "@page { @right-top { white-space: pre; font: 12pt/24pt 'Liberation Serif'; content: '"
            + "\\A ".join(ONE_TO_28.split())
            + "' } }"
        ),
        1,
    )
    yield "line numbers from 0", "line-numbers-order", _numbers("0 " + ONE_TO_28[:-3]), 1
    yield (
        "line numbers that go on from page to page",
        "line-numbers-order",
        _numbers(" ".join(str(n) for n in range(29, 57))),
        2,
    )
    yield (
        "line 13 left out",
        "line-numbers-order",
        _numbers(ONE_TO_28.replace(" 13", "") + " 29"),
        1,
    )
    yield "line 13 twice", "line-numbers-order", _numbers(ONE_TO_28.replace("14", "13")), 1
    yield (
        "line numbers 25 points apart",
        "line-numbers-density",
        GOOD.styled("@page { @left-top { line-height: 25pt } }"),
        1,
    )
    yield (
        "line numbers at the right margin",
        "line-numbers-place",
        GOOD.styled(
            "@page { @left-top { content: '' } @right-top { white-space: pre; "
            "font: 12pt/24pt 'Liberation Serif'; content: '"
            + "\\A ".join(ONE_TO_28.split())
            + "' } }"
        ),
        1,
    )
    no_rule = (
        "@page { @left-top { border: none; width: 97pt; padding-right: 6pt; margin-right: 5pt }"
        "@top-left-corner { border: none } @bottom-left-corner { border: none } }"
    )
    yield "numbers close to the text, no rule", "line-numbers-gutter", GOOD.styled(no_rule), 1
    yield "small line numbers", "line-numbers-size", _numbers(ONE_TO_28, "font-size: 8pt"), 1
    yield "25 numbered lines", "line-numbers-count", _numbers(ONE_TO_28[:-9]), 1
    # --- Text on them ------------------------------------------------------------------------
    yield (
        "a paragraph four points low",
        "body-grid",
        lead(PROSE, "position: relative; top: 4pt"),
        1,
    )
    yield (
        "text that drifts by a tenth of a point",
        "body-grid",
        GOOD.styled("main p { line-height: 24.15pt }"),
        2,
    )
    yield (
        "a quotation of three rows and nothing below",
        "body-grid",
        GOOD.but(body=body().replace('id="single-1"', "")),
        2,
    )
    yield (
        "single-spaced prose",
        "body-spacing",
        lead(PROSE, "line-height: 12pt; padding: 6pt 0"),
        1,
    )
    yield "prose at 15 points", "body-spacing", GOOD.styled("main p { line-height: 15pt }"), 1
    yield (
        "a quotation at 9 points",
        "single-spacing",
        GOOD.styled("blockquote { line-height: 9pt }"),
        2,
    )
    yield (
        "text below line 28",
        "below-last-line",
        lead("And this too.", "position: absolute; bottom: -20pt; left: 0; text-indent: 0"),
        1,
    )
    yield (
        "text above line 1",
        "below-last-line",
        GOOD.but(counsel="Jordan A. Ellery").styled(".counsel p { margin-top: -24pt }"),
        1,
    )
    yield "eleven-point type", "font-size", lead(PROSE, "font-size: 11pt"), 1
    yield "a small footnote call", "font-size", lead(f"{PROSE}<sup>1</sup>", ""), 1
    yield "another typeface", "font-family", lead(PROSE, "font-family: DejaVu Sans"), 1
    yield (
        "another typeface in the footer",
        "font-family",
        GOOD.styled(".footer .title { font-family: 'DejaVu Sans' }"),
        2,
    )
    yield "red words", "ink", lead('It is <b style="color:#c00">ordered</b>.', ""), 1
    yield "grey words", "ink", lead(PROSE, "color: #777"), 1
    yield "white words", "ink", lead(PROSE, "color: white"), 1
    yield "highlighted words", "ink", lead('It is <b style="background:#ff0">so</b>.', ""), 1
    yield "half transparent words", "ink", lead(PROSE, "color: rgba(0,0,0,.5)"), 1
    yield "bright blue words", "ink", lead(PROSE, "color: #06f"), 1
    yield (
        "two lines in one place",
        "overlap",
        lead(PROSE, "margin-top: -24pt; text-indent: 0", first=False),
        2,
    )
    # --- What every page repeats -------------------------------------------------------------
    yield (
        "no page number on page 2",
        "page-number",
        GOOD.styled(".footer .number::before { content: '\\a0' }"),
        2,
    )
    yield (
        "every page is page 7",
        "page-number",
        GOOD.styled(".footer .number::before { content: '7' }"),
        1,
    )
    yield (
        "roman page numbers",
        "page-number",
        GOOD.styled(".footer .number::before { content: counter(page, lower-roman) }"),
        2,
    )
    yield (
        "page number at the top",
        "page-number-place",
        GOOD.styled(
            ".footer .number::before { content: '\\a0' }"
            "@page { @top-center { content: counter(page); font: 12pt 'Liberation Serif' } }"
        ),
        2,
    )
    yield "no footer", "footer-present", GOOD.styled(".footer .title { display: none }"), 1
    yield (
        "no line above the footer",
        "footer-rule",
        GOOD.styled(".footer .title { border: none }"),
        2,
    )
    yield (
        "the line below the footer",
        "footer-rule",
        GOOD.styled(
            ".footer .title { border: none; border-bottom: 0.75pt solid black; display: block }"
        ),
        1,
    )
    swapped = (
        ".footer { display: grid } .footer .title { order: 1 } .footer .number { order: 2 }"
        ".footer .title { line-height: 12pt } .footer .number { line-height: 12pt }"
    )
    yield "page number below the footer", "footer-order", GOOD.styled(swapped), 1
    yield "another paper's footer", "footer-title", GOOD.but(footer="Proof of Service by Mail"), 2
    yield "a nine-point footer", "footer-size", GOOD.styled(".footer .title { font-size: 9pt }"), 1
    # --- The first page ----------------------------------------------------------------------
    yield "no attorney block", "counsel-present", GOOD.but(counsel="&#xa0;"), 1
    yield (
        "no State Bar number",
        "counsel-present",
        GOOD.but(counsel=COUNSEL.replace(" (SBN 000000)", "")),
        1,
    )
    yield (
        "no telephone number",
        "counsel-present",
        GOOD.but(counsel=re.sub(r"Telephone.*\nFacsimile.*\n", "", COUNSEL)),
        1,
    )
    yield (
        "no party represented",
        "counsel-present",
        GOOD.but(counsel=COUNSEL.partition("Attorney for")[0]),
        1,
    )
    yield (
        "no e-mail address",
        "counsel-contact",
        GOOD.but(counsel=COUNSEL.replace("jellery@office.example\n", "")),
        1,
    )
    yield (
        "an attorney block across the centre",
        "counsel-place",
        GOOD.but(counsel=COUNSEL.replace("Suite", "Building 12, Suite")).styled(
            ".counsel { width: 300pt }"
        ),
        1,
    )
    yield (
        "an attorney block that begins on line 3",
        "counsel-place",
        GOOD.but(counsel="\n\n\n\n" + COUNSEL),
        1,
    )
    yield (
        "words in the clerk's space",
        "clerk-space",
        GOOD.but(
            counsel=COUNSEL
            + '<span style="position:absolute; left: 260pt; top: 40pt">No fee (Gov. Code)</span>'
        ),
        1,
    )
    yield (
        "a box in the clerk's space",
        "clerk-space",
        GOOD.but(
            counsel=COUNSEL + '<span style="position:absolute; left: 260pt; top: 40pt;'
            'width: 80pt; height: 60pt; border: 1pt solid black"></span>'
        ),
        1,
    )
    yield (
        "no title of the court",
        "court-title",
        GOOD.but(court="COUNTY OF LOS ANGELES|CENTRAL DISTRICT"),
        1,
    )
    yield (
        "the court on line 6",
        "court-title-place",
        GOOD.styled(".counsel { min-height: 114pt } .caption { margin-bottom: 72pt }"),
        1,
    )
    yield (
        "the court on line 10",
        "court-title-place",
        GOOD.styled(".counsel { min-height: 210pt } .caption { height: 120pt }"),
        1,
    )
    yield "no parties", "case-title", GOOD.but(case="&#xa0;"), 1
    yield (
        "no case number",
        "case-number",
        GOOD.but(nature=GOOD.nature.replace("Case Nos.: see Exhibit A", "&#xa0;")),
        1,
    )
    yield (
        "the case number on the left",
        "case-number",
        GOOD.but(
            case="<p>Case No. BA000001</p>" + GOOD.case,
            nature=GOOD.nature.replace("Case Nos.: see Exhibit A", "&#xa0;"),
        ).styled(".caption { height: 192pt }"),
        1,
    )
    yield (
        "no title of the paper",
        "paper-title",
        GOOD.but(nature="<p>Case Nos.: see Exhibit A</p><p>Dept.: 100</p>"),
        1,
    )
    # --- The file ----------------------------------------------------------------------------
    yield (
        "a heading level left out",
        "heading-order",
        GOOD.but(body=body().replace("h3", "h4")),
        None,
    )
    yield (
        "an exhibit without a bookmark",
        "exhibit-bookmarks",
        GOOD.styled(".exhibit h2 { bookmark-level: none }"),
        3,
    )
    # --- By a hair ---------------------------------------------------------------------------
    yield "type of 11.9 points", "font-size", GOOD.styled("main p { font-size: 11.9pt }"), 2
    yield (
        "a footer of 9.9 points",
        "footer-size",
        GOOD.styled(".footer .title { font-size: 9.9pt }"),
        1,
    )
    yield (
        "line numbers 24.2 points apart",
        "line-numbers-density",
        GOOD.styled("@page { @left-top { line-height: 24.2pt } }"),
        1,
    )
    yield "a sheet two points wide", "page-size", GOOD.styled("@page { size: 614pt 792pt }"), 1
    yield (
        "text a point into the margin",
        "left-margin",
        lead("Mine. " + PROSE, "text-indent: 0; margin-left: -37.5pt"),
        1,
    )
    yield "a paragraph a point and a half low", "body-grid", lead(PROSE, "padding-top: 1.5pt"), 1
    # --- Exhibits ----------------------------------------------------------------------------
    yield "tiny type in an exhibit", "font-size", GOOD.styled(EXHIBIT + "td { font-size: 6pt }"), 3
    yield (
        "an exhibit that leaves the sheet",
        "right-margin",
        GOOD.styled(EXHIBIT + "table { width: 660pt }"),
        3,
    )
    yield (
        "an exhibit at the left edge",
        "left-margin",
        GOOD.styled("@page exhibit { margin-left: 20pt }"),
        3,
    )
    yield (
        "rows down to the edge of the sheet",
        "top-margin",
        GOOD.but(exhibits=exhibit(rows=53)).styled("@page exhibit { margin-bottom: 2pt }"),
        3,
    )
    yield (
        "a cell that runs into the next",
        "overlap",
        GOOD.but(
            exhibits=exhibit().replace(
                "BA000007", '<span style="white-space: nowrap">BA000007 (also BA000008)</span>'
            )
        ),
        3,
    )
    yield "pale type in an exhibit", "ink", GOOD.styled(EXHIBIT + "td { color: #999 }"), 3
    yield (
        "an exhibit page without a number",
        "page-number",
        GOOD.styled(".footer .number::before { content: '\\a0' }"),
        3,
    )
    yield (
        "an exhibit page with another number",
        "page-number",
        GOOD.styled(
            "@page exhibit { @bottom-center { content: 'page 20'; font: 12pt 'Liberation Serif' } }"
        ),
        3,
    )


def _trim(pdf: Pdf) -> None:
    pdf.pages[1].obj.CropBox = Array([0, 0, 612, 600])


def _rotate(pdf: Pdf) -> None:
    pdf.pages[1].obj.Rotate = 90


def _rotate_exhibit(pdf: Pdf) -> None:
    pdf.pages[2].obj.Rotate = 270


def _script(pdf: Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS="app.alert('filed')")
    pdf.Root.OpenAction = pdf.make_indirect(action)


def _attachment(pdf: Pdf) -> None:
    pdf.attachments["list.csv"] = b"case,name\n"


def _link(action: Dictionary | None, page: int = 1) -> Callable[[Pdf], None]:
    """A link on a page, with an action written into it, as programs do."""

    def apply(pdf: Pdf) -> None:
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([100, 90, 200, 110]), A=action
        )
        pdf.pages[page - 1].obj.Annots = Array([pdf.make_indirect(link)])

    return apply


def to(address: str) -> Callable[[Pdf], None]:
    """A link on page 2 to an address."""
    return _link(Dictionary(S=Name.URI, URI=address), page=2)


def _link_after_a_turn(pdf: Pdf) -> None:
    after = Dictionary(S=Name.URI, URI="https://tracker.example/")
    _link(Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([after])))(pdf)


def _link_of_a_bookmark(pdf: Pdf) -> None:
    mark = pdf.Root.Outlines.First
    del mark["/Dest"]
    mark.A = Dictionary(S=Name.URI, URI="https://tracker.example/")


def _base_address(pdf: Pdf) -> None:
    pdf.Root.URI = Dictionary(Base="https://tracker.example/")


def _leaving(pdf: Pdf) -> None:
    event = Dictionary(S=Name.URI, URI="https://tracker.example/")
    pdf.pages[0].obj.AA = Dictionary(C=event)


def _portfolio(pdf: Pdf) -> None:
    pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)


def _pinned_file(pdf: Pdf) -> None:
    held = Dictionary(F=pdf.make_stream(b"case,name\n"))
    pin = Dictionary(
        Type=Name.Annot,
        Subtype=Name.FileAttachment,
        Rect=Array([100, 90, 120, 110]),
        FS=Dictionary(Type=Name.Filespec, F="list.csv", EF=held),
    )
    pdf.pages[0].obj.Annots = Array([pin])


def _form_field(pdf: Pdf) -> None:
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="judge", Rect=Array([100, 90, 200, 110])
    )
    field = pdf.make_indirect(field)
    pdf.pages[1].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def _padding(pdf: Pdf) -> None:
    pdf.Root.Padding = pdf.make_stream(bytes(range(256)) * 100_000)


def _each(pdf: Pdf, role: str) -> list[pikepdf.Object]:
    found = [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary)
        and (thing.get("/S") == role or thing.get("/Type") == role)
    ]
    assert found, role
    return found


def _unembed(pdf: Pdf) -> None:
    for descriptor in _each(pdf, "/FontDescriptor"):
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]


def _mute(pdf: Pdf) -> None:
    for font in _each(pdf, "/Font"):
        if "/ToUnicode" in font:
            del font["/ToUnicode"]


def _no_outline(pdf: Pdf) -> None:
    del pdf.Root.Outlines


def _lost_bookmark(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Proof of service"))


def _labels(pdf: Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name("/D"), St=11)]))


def _no_language(pdf: Pdf) -> None:
    del pdf.Root.Lang


def _picture(pdf: Pdf, page: pikepdf.Object) -> None:
    """Let a page be one grey picture of its whole sheet."""
    page.Resources = Dictionary(
        XObject=Dictionary(
            Scan=pdf.make_stream(
                b"\x80",
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=1,
                Height=1,
                BitsPerComponent=8,
                ColorSpace=Name.DeviceGray,
            )
        )
    )
    page.Contents = pdf.make_stream(b"/Artifact BMC q 612 0 0 792 0 0 cm /Scan Do Q EMC")


def _scan(pdf: Pdf) -> None:
    _picture(pdf, pdf.pages[1].obj)


def _scan_exhibit(pdf: Pdf) -> None:
    _picture(pdf, pdf.pages[2].obj)


def _no_title(pdf: Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        del metadata["dc:title"]
    if "/Title" in pdf.docinfo:
        del pdf.docinfo["/Title"]


def _hidden_title(pdf: Pdf) -> None:
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=False)


def _author(pdf: Pdf) -> None:
    pdf.docinfo["/Author"] = "jellery"


def _path(pdf: Pdf) -> None:
    pdf.docinfo["/Subject"] = "C:\\Users\\jellery\\list.xlsx"


def _no_ua_claim(pdf: Pdf) -> None:
    xml = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(xml.replace(b'pdfuaid:part="1"', b""))


def _no_tags(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot
    pdf.Root.MarkInfo = Dictionary(Marked=False)


def _no_scope(pdf: Pdf) -> None:
    for cell in _each(pdf, "/TH")[:3]:
        del cell["/A"]


def _untag(content: bytes) -> bytes:
    """Take the mark off one piece of text, and leave the text."""
    start = re.search(rb"/Span\s*<</MCID 5>>\s*BDC", content)
    assert start
    end = content.index(b"EMC", start.end())
    return content[: start.start()] + content[start.end() : end] + content[end + 3 :]


def _content_again(content: bytes) -> bytes:
    """Mark the artifacts of a page, its line numbers among them, as content."""
    return re.sub(rb"/Artifact\s*<</Type /Pagination>>\s*BDC", b"/Span <</MCID 0>> BDC", content)


def _lost_mark(content: bytes) -> bytes:
    return re.sub(rb"<</MCID 5>>", b"<</MCID 905>>", content)


def _shift_number(content: bytes) -> bytes:
    """Move one line number down by five points."""
    places = list(re.finditer(rb"1 0 0 -1 ([\d.]+) ([\d.]+) Tm", content))
    # The numbers stand furthest to the left.
    numbers = [place for place in places if float(place[1]) < 110]
    tenth = numbers[9]
    moved = b"1 0 0 -1 %s %.4f Tm" % (tenth[1], float(tenth[2]) + 6.67)
    return content[: tenth.start()] + moved + content[tenth.end() :]


def _unbalance(content: bytes) -> bytes:
    return content + b"\nq\nBT\n"


def _print_twice(content: bytes) -> bytes:
    """Draw one line of text a second time, where it stands."""
    text = re.search(rb"/Span\s*<</MCID 5>>\s*BDC.*?EMC", content, re.DOTALL)
    assert text
    return content[: text.end()] + b"\n" + text[0] + content[text.end() :]


def _stamp(content: bytes) -> bytes:
    """A filled box in the clerk's space, as a stamp leaves it."""
    return b"/Artifact BMC q 0 0 0 rg 420 620 40 30 re f Q EMC\n" + content


def _bad_decode(pdf: Pdf) -> None:
    broken = pdf.make_stream(b"not deflated at all")
    broken.write(b"not deflated at all", filter=Name.FlateDecode)
    pdf.pages[1].obj.Contents = Array([pdf.pages[1].obj.Contents, broken])


SURGERY: tuple[tuple[str, str, Callable[[], bytes], int | None], ...] = (
    ("a page that shows only its upper part", "page-size", lambda: spoilt(_trim), 2),
    ("a page lying on its side", "page-rotation", lambda: spoilt(_rotate), 2),
    ("an exhibit page lying on its side", "page-rotation", lambda: spoilt(_rotate_exhibit), 3),
    (
        "a line number five points low",
        "line-numbers-even",
        lambda: with_content(1, _shift_number),
        1,
    ),
    ("a line printed twice", "overlap", lambda: with_content(2, _print_twice), 2),
    ("a stamp in the clerk's space", "clerk-space", lambda: with_content(1, _stamp), 1),
    ("26 megabytes", "file-size", lambda: spoilt(_padding, compress_streams=False), None),
    ("half a file", "syntax", lambda: good()[: len(good()) // 2], None),
    ("no PDF at all", "syntax", lambda: b"Dear clerk,\n", None),
    (
        "a wrong cross-reference",
        "syntax",
        lambda: re.sub(rb"startxref\s+\d+", b"startxref\n7", good()),
        None,
    ),
    ("operators without their pair", "syntax", lambda: with_content(1, _unbalance), None),
    ("a stream that does not decode", "syntax", lambda: spoilt(_bad_decode), None),
    (
        "a password to open it",
        "encryption",
        lambda: spoilt(lambda _: None, encryption=pikepdf.Encryption(user="a", owner="b")),
        None,
    ),
    (
        "a password to change it",
        "encryption",
        lambda: spoilt(lambda _: None, encryption=pikepdf.Encryption(user="", owner="b")),
        None,
    ),
    ("a script", "active-content", lambda: spoilt(_script), None),
    ("an attached list", "active-content", lambda: spoilt(_attachment), None),
    ("a field to fill in", "active-content", lambda: spoilt(_form_field), None),
    ("a portfolio", "active-content", lambda: spoilt(_portfolio), None),
    ("a file pinned to a page", "active-content", lambda: spoilt(_pinned_file), None),
    *(
        (
            f"a click that does {kind}",
            "active-content",
            lambda kind=kind: spoilt(_link(Dictionary(S=Name("/" + kind)))),
            None,
        )
        for kind in ("JavaScript", "Launch", "SubmitForm", "ImportData", "Hide", "Sound")
    ),
    (
        "a click that prints",
        "active-content",
        lambda: spoilt(_link(Dictionary(S=Name.Named, N=Name.Print))),
        None,
    ),
    *(
        (f"a link to {address}", "links", lambda address=address: spoilt(to(address)), 2)
        for address in (
            "https://tracker.example/?n=1",
            "http://www.courts.ca.gov/",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "mailto:somebody@office.example",
            "//www.courts.ca.gov/",
            "tel:+10000000",
        )
    ),
    ("a link without an address", "links", lambda: spoilt(_link(Dictionary(S=Name.URI))), 1),
    ("a link into another file", "links", lambda: spoilt(_link(Dictionary(S=Name.GoToR))), 1),
    ("a link behind a turn of the page", "links", lambda: spoilt(_link_after_a_turn), 1),
    ("a bookmark that leads out", "links", lambda: spoilt(_link_of_a_bookmark), None),
    ("an address that links begin with", "links", lambda: spoilt(_base_address), None),
    ("a page that leads out when it is left", "links", lambda: spoilt(_leaving), 1),
    ("bytes before the file", "syntax", lambda: b"#!/bin/sh\n" + good(), None),
    ("fonts left out", "fonts-embedded", lambda: spoilt(_unembed), None),
    ("fonts that cannot be searched", "to-unicode", lambda: spoilt(_mute), None),
    ("no bookmarks", "bookmarks", lambda: spoilt(_no_outline), None),
    ("a bookmark that leads nowhere", "bookmarks", lambda: spoilt(_lost_bookmark), None),
    ("page labels from 11", "page-labels", lambda: spoilt(_labels), 1),
    ("no language", "language", lambda: spoilt(_no_language), None),
    ("a page that is a picture", "text-layer", lambda: spoilt(_scan), 2),
    ("an exhibit page that is a picture", "text-layer", lambda: spoilt(_scan_exhibit), 3),
    ("no title", "title", lambda: spoilt(_no_title), None),
    ("a title that is not shown", "title", lambda: spoilt(_hidden_title), None),
    ("an author", "metadata", lambda: spoilt(_author), None),
    ("a folder of the office's machine", "metadata", lambda: spoilt(_path), None),
    ("no claim to PDF/UA", "standards", lambda: spoilt(_no_ua_claim), None),
    ("no tags", "tagged", lambda: spoilt(_no_tags), None),
    ("a paragraph without a tag", "untagged-content", lambda: with_content(2, _untag), 2),
    ("a tag that hangs nowhere", "untagged-content", lambda: with_content(2, _lost_mark), 2),
    ("line numbers that are read out", "artifacts", lambda: with_content(2, _content_again), 2),
    ("header cells that head nothing", "header-scope", lambda: spoilt(_no_scope), 3),
)


def mutations() -> list[Mutation]:
    """Every one, by a name of its own."""
    made = [
        Mutation(name, check, lambda motion=motion: specimen(motion), page)
        for name, check, motion, page in printed()
    ]
    made += [Mutation(name, check, make, page) for name, check, make, page in SURGERY]
    assert len({mutation.name for mutation in made}) == len(made)
    return made


def _word_by_word() -> Motion:
    """Every word of every line drawn apart, as some programs do."""

    def spaced(html: str) -> str:
        return re.sub(r"(?<=[>\s])([^<>\s]+)(?=[<\s])", r"<i class=w>\1</i>", f" {html} ").strip()

    return GOOD.but(
        body=spaced(body()),
        counsel=spaced(COUNSEL),
        court="|".join(map(spaced, GOOD.court.split("|"))),
        case=spaced(GOOD.case),
        nature=spaced(GOOD.nature),
        footer=spaced(GOOD.footer),
    ).styled(".w { font-style: normal } .footer .number::before { content: 'Page ' counter(page) }")


def good_variants() -> Iterator[tuple[str, Motion]]:
    """Documents that look different and that a clerk must take all the same."""
    family = "html, .footer {{ font-family: '{0}' }} @page {{ @left-top {{ font-family: '{0}' }} }}"
    yield "as it is", GOOD
    yield (
        "Courier",
        GOOD.but(counsel=COUNSEL.replace(" Street, Suite 2100", " Street")).styled(
            family.format("Liberation Mono")
        ),
    )
    yield "Arial", GOOD.styled(family.format("Liberation Sans"))
    yield (
        "a single vertical rule",
        GOOD.styled(
            "@page { @left-top { border-right: 1pt solid black }"
            "@top-left-corner { border-right: 1pt solid black }"
            "@bottom-left-corner { border-right: 1pt solid black } }"
        ),
    )
    yield (
        "a rule beside the numbers only",
        GOOD.styled(
            "@page { @top-left-corner { border: none } @bottom-left-corner { border: none } }"
        ),
    )
    yield (
        "a gutter without a rule",
        GOOD.styled(
            "@page { @left-top { border: none; width: 81pt; padding-right: 15pt;"
            "margin-right: 12pt }"
            "@top-left-corner { border: none } @bottom-left-corner { border: none } }"
        ),
    )
    yield (
        "no right rule",
        GOOD.styled(
            "@page { @right-top { border: none } @top-right-corner { border: none }"
            "@bottom-right-corner { border: none } }"
        ),
    )
    yield (
        "line numbers set to the left",
        GOOD.styled("@page { @left-top { text-align: left;padding-left: 66pt; width: 18pt } }"),
    )
    yield (
        "no number on page 1",
        GOOD.styled(
            "@page :first { @bottom-center { content: element(quiet) } }"
            ".quiet { position: running(quiet); text-align: center; margin-top: 15pt }"
            ".quiet .title { border-top: 0.75pt solid black; font-size: 10pt; line-height: 14pt }"
        ).but(case=GOOD.case + f'<div class="quiet"><div class="title">{GOOD.footer}</div></div>'),
    )
    yield "one line only", GOOD.but(body="<p>It is so ordered.</p>", exhibits="")
    yield (
        "one line on the second page",
        GOOD.but(body="<p>So.</p>" * 10 + "<p>It is so ordered.</p>", exhibits=""),
    )
    yield "a full page", GOOD.but(body=f"<p>{PROSE}</p>" * 14, exhibits="")
    yield (
        "many quotations",
        GOOD.but(
            body="".join(
                f'<p>{PROSE}</p><blockquote id="single-{n}"><p>{QUOTE[: 60 * n]}</p></blockquote>'
                for n in range(1, 6)
            )
        ),
    )
    yield (
        "thirteen-point type",
        GOOD.styled("main p { font-size: 13pt } main h2, main h3 { font-size: 13pt }"),
    )
    yield (
        "a long attorney block",
        GOOD.but(
            counsel=COUNSEL.replace(
                "Deputy",
                "Casey B. Marsh (SBN 000001)\nAlex C. Rowe (SBN 000002)\n"
                "Robin D. Hale (SBN 000003)\nSam E. Ortiz (SBN 000004)\nDeputy",
            )
            + "\nCounty of Los Angeles"
        ).styled(".counsel { min-height: 186pt } .caption { height: 144pt }"),
    )
    yield "a draft", GOOD.but(draft="DRAFT - NOT FOR FILING")
    yield "blue-black ink", GOOD.styled("html { color: #000033 }")
    yield "a ballot box", GOOD.but(body=f"<p>\u2610 {PROSE}</p>" + body())
    yield "no lines in the caption", GOOD.styled(".case { border: none }")
    yield "no exhibit", GOOD.but(exhibits="")
    yield "an exhibit alone", Motion(exhibits=exhibit(level="h1", pages=2))
    yield (
        "two exhibits",
        GOOD.but(exhibits=exhibit(pages=2) + exhibit(name="Exhibit B: Declaration", rows=5)),
    )
    yield (
        "an exhibit without a footer",
        GOOD.styled(
            "@page exhibit { @bottom-center { content: 'Exhibit A, page ' counter(page);"
            "font: 10pt 'Liberation Serif' } }"
        ),
    )
    yield "a run to a word", _word_by_word()
    yield "a short footer", GOOD.but(footer="Motion to Dismiss and Seal")
    yield (
        "headings of two rows",
        GOOD.but(
            body=f'<h2 id="single-h" style="line-height: 12pt; padding-top: 6pt">{PROSE[:110]}</h2>'
            + body()
        ),
    )
