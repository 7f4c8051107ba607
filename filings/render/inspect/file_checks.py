"""Check a PDF as a file: fonts, tags, metadata, syntax.

Where things are on the pages is in `page_facts`. Nothing here knows the rules of a court.
"""

import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import pikepdf

from filings.render.inspect.page_facts import bare_name
from filings.render.inspect.pdf_actions import ACTIVE, look_at_actions

_DC = "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
_PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
_LARGEST_XMP = 1_000_000

# Operators that must come in pairs (ISO 32000-1, 8.4.2, 9.4.1, 14.6).
_PAIRS = (((b"q",), b"Q"), ((b"BT",), b"ET"), ((b"BDC", b"BMC"), b"EMC"))
_TEXT = re.compile(rb"\((?:[^()\\]|\\.)*\)|%[^\r\n]*", re.DOTALL)

# A path or a user's name, as some programs write them into metadata.
_PATH = re.compile(r"(?:^|[\s\"'=(])(?:/(?:home|Users|root|tmp|var)/\S|[A-Za-z]:\\|\\\\\w|file:/)")


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """The boxes of a page, in points."""

    width: float
    height: float
    rotate: int
    cropped: bool  # a viewer shows only a part of the sheet


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the file."""

    name: str
    embedded: bool
    to_unicode: bool


@dataclass(slots=True)
class PdfFacts:
    """What was read from a file."""

    size: int
    sheets: list[PageBoxes] = field(default_factory=list)
    encrypted: bool = False
    faults: list[str] = field(default_factory=list)  # errors of syntax
    active: list[str] = field(default_factory=list)  # scripts, actions, attachments, form fields
    links: list[tuple[int | None, str]] = field(default_factory=list)  # page (from 1), target
    fonts: list[Font] = field(default_factory=list)
    language: str = ""
    title: str = ""
    shows_title: bool = False
    leaks: list[str] = field(default_factory=list)  # metadata that names a person or a place
    pdfa: str = ""  # "2A"
    pdfua: str = ""
    marked: bool = False
    headings: list[int] = field(default_factory=list)  # levels, in reading order
    unscoped: list[int | None] = field(default_factory=list)  # pages of header cells without scope


def read_file(
    data: bytes,
    *,
    thorough: bool,
    every_object: bool = True,
    drawings: Collection[int] | None = None,
) -> PdfFacts:
    """Read the facts of a file.

    `thorough` lets qpdf parse every stream as well, which takes longer than all other checks
    together. Without `every_object` only the pages' own fonts are read: a schedule has ten thousand
    elements, and reading one takes longer than writing it. `drawings` are the pages (from 1) whose
    content is read for unpaired operators; None means all.

    Raises:
        pikepdf.PasswordError: It is protected by a password.
        pikepdf.PdfError: It is not a PDF, or cannot be read.
    """
    facts = PdfFacts(size=len(data))
    if not data.startswith(b"%PDF-"):  # ISO 19005-2, 6.1.2: the first byte of the file
        before = data.find(b"%PDF-")
        facts.faults.append(f"{before:,} bytes stand before %PDF" if before > 0 else "no %PDF")
    try:
        pdf = pikepdf.open(io.BytesIO(data), attempt_recovery=False)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError as error:
        facts.faults.append(short(str(error)))
        pdf = pikepdf.open(io.BytesIO(data))
    with pdf:
        facts.encrypted = pdf.is_encrypted
        pages = {page.objgen: number for number, page in enumerate(_pages(pdf), start=1)}
        if every_object:
            _look_at_objects(pdf, facts, pages)
        else:
            _look_at_fonts_of_pages(pdf, facts)
        for number, page in enumerate(_pages(pdf), start=1):
            facts.sheets.append(_sheet(page))
            if drawings is None or number in drawings:
                facts.faults += [f"page {number}: {fault}" for fault in _unpaired(page)]
        active, facts.links = look_at_actions(pdf, _pages(pdf))
        facts.active = list(dict.fromkeys((*facts.active, *active)))
        _look_at_catalog(pdf, facts)
        _look_at_metadata(pdf, facts)
        facts.faults += [short(str(warning)) for warning in pdf.get_warnings()]
        if thorough:
            facts.faults += [short(fault) for fault in pdf.check_pdf_syntax()]
    facts.faults = list(dict.fromkeys(facts.faults))
    return facts


_NAMELESS = re.compile(r"(?:stream )?<_io\.BytesIO object[^>]*>")


def _pages(pdf: Any) -> list[Any]:
    return [page.obj for page in pdf.pages]


def short(fault: str) -> str:
    """A parser's message, without the file name that it begins with."""
    return " ".join(_NAMELESS.sub("the file", fault).split()).removeprefix("the file: ")[:200]


def _look_at_objects(pdf: Any, facts: PdfFacts, pages: dict[Any, int]) -> None:
    """Resolve every object, so that broken ones are reported, and note what matters."""
    fonts: dict[Any, Font] = {}
    stream, dictionary = pikepdf.ObjectType.stream, pikepdf.ObjectType.dictionary
    for thing in pdf.objects:
        kind = getattr(thing, "_type_code", None)  # numbers and null arrive as Python's
        if kind == stream:
            try:
                # Pictures are not decoded: that is slow, and a viewer's own task.
                if thing.get("/Subtype") != "/Image":
                    thing.read_bytes(pikepdf.StreamDecodeLevel.generalized)
            except pikepdf.PdfError as error:
                facts.faults.append(short(str(error)))
        elif kind == dictionary:
            role = thing.get("/S")
            if role is None:
                _look_at_object(thing, facts, fonts)
            elif role == "/TH":
                if not _scope(thing):
                    facts.unscoped.append(_page_of(thing, pages))
            elif str(role) in ACTIVE:
                facts.active.append(f"a {str(role)[1:]} action")
    facts.fonts = sorted(set(fonts.values()), key=lambda font: (font.name, font.embedded))


def _look_at_fonts_of_pages(pdf: Any, facts: PdfFacts) -> None:
    """Note the fonts that the pages name in their resources."""
    fonts: dict[Any, Font] = {}
    for page in _pages(pdf):
        for font in _inherited(page, "/Resources", {}).get("/Font", {}).values():
            if font.objgen not in fonts:
                fonts[font.objgen] = _font(font)
    facts.fonts = sorted(set(fonts.values()), key=lambda font: (font.name, font.embedded))


def _look_at_object(thing: Any, facts: PdfFacts, fonts: dict[Any, Font]) -> None:
    if thing.get("/Type") == "/Font":
        if "/CIDSystemInfo" not in thing:  # a part of another font
            fonts[thing.objgen] = _font(thing)
    elif "/Rect" in thing and thing.get("/Subtype", "/Link") not in ("/Link", "/Popup"):
        facts.active.append(f"a {str(thing.Subtype)[1:]} annotation")
    if "/AA" in thing:
        facts.active.append("actions that run by themselves")
    if "/EF" in thing:
        facts.active.append("an attached file")


def _scope(cell: Any) -> bool:
    attributes = cell.get("/A", {})
    several = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return any(
        part.get("/Scope") in ("/Column", "/Row", "/Both")
        for part in several
        if isinstance(part, pikepdf.Dictionary)
    )


def _page_of(element: Any, pages: dict[Any, int]) -> int | None:
    """The page of an element, by its own entry or that of its content."""
    for _ in range(20):
        page = element.get("/Pg")
        if page is not None:
            return pages.get(page.objgen)
        kids = element.get("/K")
        kid = kids[0] if isinstance(kids, pikepdf.Array) and len(kids) else kids
        if not isinstance(kid, pikepdf.Dictionary):
            return None
        element = kid
    return None


def _font(font: Any) -> Font:
    described = font
    if font.get("/Subtype") == "/Type0":
        descendants = font.get("/DescendantFonts")
        described = descendants[0] if descendants is not None and len(descendants) else font
    descriptor = described.get("/FontDescriptor", {})
    return Font(
        name=bare_name(str(font.get("/BaseFont", font.get("/Name", "/unnamed")))[1:]),
        embedded=font.get("/Subtype") == "/Type3"
        or any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")),
        to_unicode="/ToUnicode" in font,
    )


def _sheet(page: Any) -> PageBoxes:
    box = [float(side) for side in _inherited(page, "/MediaBox", [0, 0, 0, 0])]
    shown = [float(side) for side in _inherited(page, "/CropBox", box)]
    unit = float(page.get("/UserUnit", 1))
    return PageBoxes(
        width=(box[2] - box[0]) * unit,
        height=(box[3] - box[1]) * unit,
        rotate=int(_inherited(page, "/Rotate", 0)) % 360,
        cropped=any(abs(a - b) > 1 for a, b in zip(box, shown, strict=True)),
    )


def _inherited(page: Any, key: str, default: Any) -> Any:
    node = page
    for _ in range(50):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return default


def _unpaired(page: Any) -> Iterator[str]:
    """Operators of the page's own stream that have no partner."""
    contents = page.get("/Contents")
    if contents is None:
        return
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    try:
        whole = b"\n".join(part.read_bytes() for part in parts)
    except pikepdf.PdfError as error:
        yield short(str(error))
        return
    if b"BI" in whole and b"EI" in whole:
        return  # the bytes of an inline picture may look like operators
    if b"(" in whole or b"%" in whole:
        whole = _TEXT.sub(b" ", whole)
    tokens = whole.replace(b">>BDC", b">> BDC").split()
    for opens, closes in _PAIRS:
        opened = sum(map(tokens.count, opens))
        closed = tokens.count(closes)
        if opened != closed:
            names = "/".join(operator.decode() for operator in opens)
            yield f"{opened} {names} and {closed} {closes.decode()} operators"


def _look_at_catalog(pdf: Any, facts: PdfFacts) -> None:
    root = pdf.Root
    facts.language = str(root.get("/Lang", "")).strip()
    facts.marked = bool(root.get("/MarkInfo", {}).get("/Marked", False))
    facts.shows_title = bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False))
    tree = root.get("/StructTreeRoot")
    if tree is None:
        facts.marked = False
    else:
        roles = {str(key): str(value) for key, value in dict(tree.get("/RoleMap", {})).items()}
        facts.headings = list(_headings(tree, roles))


# Elements without headings inside; there are thousands, and they are skipped.
_LEAVES = {"/Table", "/P", "/Span", "/L", "/TOC", "/Figure", "/Note", "/Link", "/Caption"}
_HEADING = re.compile(r"/H([1-6])")


def _headings(tree: Any, roles: dict[str, str]) -> Iterator[int]:
    waiting = [tree]
    seen: set[tuple[int, int]] = set()  # a broken file may have circles
    while waiting:
        element = waiting.pop()
        if element.is_indirect:
            if element.objgen in seen:
                continue
            seen.add(element.objgen)
        role = str(element.get("/S", ""))
        role = roles.get(role, role)
        heading = _HEADING.fullmatch(role)
        if heading:
            yield int(heading[1])
        elif role not in _LEAVES:
            kids = element.get("/K")
            several = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
            waiting += [kid for kid in reversed(several) if isinstance(kid, pikepdf.Dictionary)]


def _look_at_metadata(pdf: Any, facts: PdfFacts) -> None:
    info = {str(key): str(value) for key, value in pdf.docinfo.items()}
    facts.title = info.get("/Title", "").strip()
    texts = list(info.values())
    persons = [info.get("/Author", "")]
    metadata = pdf.Root.get("/Metadata")
    if metadata is not None:
        try:
            xml = metadata.read_bytes()[:_LARGEST_XMP]
            tree = ElementTree.fromstring(xml)  # noqa: S314 - expat refuses entity bombs
        except (ElementTree.ParseError, pikepdf.PdfError) as error:
            facts.faults.append(f"XMP metadata: {error}")
        else:
            facts.title = _words(tree, f"{_DC}title") or facts.title
            persons.append(_words(tree, f"{_DC}creator"))
            facts.pdfa = _value(tree, f"{_PDFA}part") + _value(tree, f"{_PDFA}conformance")
            facts.pdfua = _value(tree, f"{_PDFUA}part")
            for element in tree.iter():
                texts += [element.text or "", *element.attrib.values()]
    facts.leaks = [f"an author: {person.strip()}" for person in persons if person.strip()]
    facts.leaks += [f"a path: {text.strip()[:80]}" for text in texts if _PATH.search(text)]
    facts.leaks = list(dict.fromkeys(facts.leaks))


def _words(tree: ElementTree.Element, name: str) -> str:
    element = tree.find(f".//{name}")
    if element is None:
        return ""
    return " ".join(" ".join(element.itertext()).split())


def _value(tree: ElementTree.Element, name: str) -> str:
    """A simple property of XMP, which may be written as an element or as an attribute."""
    words = _words(tree, name)
    if words:
        return words.upper()
    for element in tree.iter(f"{_RDF}Description"):
        if name in element.attrib:
            return element.attrib[name].strip().upper()
    return ""
