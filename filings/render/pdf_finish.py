"""Correct the objects of a PDF, so that it conforms to PDF/A-2a and PDF/UA-1.

WeasyPrint tags the text of a page. This module adds what is missing: content that repeats on every
page (line numbers, rules, footer, draft mark) becomes an artifact, header cells get a scope, pages
get labels, and the metadata claims both standards. It does not change how any page looks.

Sources: ISO 14289-1 (PDF/UA-1) 7.1 and 7.5; ISO 19005-2 (PDF/A-2) 6.6 and 6.7; ISO 32000-1,
14.8.2.2.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pydyf

from filings.render.structure_tree import StructureTree
from filings.render.weasyprint_internals import DocumentMetadata

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
for _prefix, _uri in (
    ("pdfaExtension", "http://www.aiim.org/pdfa/ns/extension/"),
    ("pdfaSchema", "http://www.aiim.org/pdfa/ns/schema#"),
    ("pdfaProperty", "http://www.aiim.org/pdfa/ns/property#"),
):
    # ISO 19005-2, 6.6.2.3.3 asks for these very prefixes.
    ElementTree.register_namespace(_prefix, _uri)


@dataclass(frozen=True, slots=True)
class PageLabel:
    """A page label from this page on: `prefix`, and a number counted from `start`."""

    page: int  # 0-based
    prefix: str = ""
    start: int = 1


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark below that of the exhibit, which leads to the top of a page."""

    path: tuple[str, ...]  # its titles, the outermost first: ("Compton Courthouse", "sale")
    page: int  # 0-based


class _Metadata(DocumentMetadata):  # type: ignore[misc]
    """WeasyPrint's metadata, with the claim of PDF/UA-1 beside PDF/A-2a."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        rdf = ElementTree.fromstring(  # noqa: S314 - WeasyPrint's own output, no outside XML
            super().generate_rdf_metadata(variant, version, conformance)
        )
        for fragment in (_UA_CLAIM, _UA_SCHEMA):
            rdf.append(ElementTree.fromstring(fragment))  # noqa: S314 - a constant of ours
        claimed: bytes = ElementTree.tostring(rdf, encoding="utf-8")
        return claimed


def bind(
    pages: Any,
    pdf: Any,
    labels: Sequence[PageLabel],
    fill: Callable[[StructureTree], None] | None = None,
    bookmarks: Sequence[Bookmark] = (),
) -> None:
    """Correct, in place, the objects of a PDF that WeasyPrint painted.

    Args:
        pages: The pages that were painted.
        pdf: Its objects.
        labels: The page labels.
        fill: Adds the pages of a schedule, if there is one.
        bookmarks: Added below the last bookmark, which is the exhibit's.
    """
    tree = StructureTree(pdf)
    _mark_artifacts(tree)
    _tidy_cells(tree)
    if fill is not None:
        fill(tree)
    _hang_bookmarks(tree, bookmarks)
    _claim_both_standards(pages, tree)
    pdf.catalog["PageLabels"] = pydyf.Dictionary(
        {"Nums": pydyf.Array(list(_label_numbers(labels)))}
    )


def _hang_bookmarks(tree: StructureTree, bookmarks: Sequence[Bookmark]) -> None:
    """Add bookmarks below the last one; a title that several paths begin with is added once."""
    if not bookmarks:
        return
    above = tree.named(tree.pdf.catalog["Outlines"])
    while "Last" in above:
        above = tree.named(above["Last"])
    begun: dict[tuple[str, ...], Any] = {(): above}
    for mark in bookmarks:
        for depth, title in enumerate(mark.path, start=1):
            if mark.path[:depth] in begun:
                continue
            parent = begun[mark.path[: depth - 1]]
            page = tree.page(mark.page)
            top = pydyf.Array((page.reference, "/XYZ", 0, page["MediaBox"][3], 0))
            entry = pydyf.Dictionary(
                {"Title": pydyf.String(title), "Parent": parent.reference, "Dest": top}
            )
            tree.pdf.add_object(entry)
            if "Last" in parent:
                before = tree.named(parent["Last"])
                before["Next"], entry["Prev"] = entry.reference, before.reference
            else:
                parent["First"], parent["Count"] = entry.reference, 0
            parent["Last"] = entry.reference
            parent["Count"] -= 1  # the parent is closed: a negative count of what is below
            begun[mark.path[:depth]] = entry


def _mark_artifacts(tree: StructureTree) -> None:
    """Turn marked content outside the structure tree into pagination artifacts.

    WeasyPrint makes elements for margin boxes and running elements but does not put them into the
    tree (weasyprint/pdf/tags.py). They are emptied, and their text is marked `/Artifact`.
    """
    hanging = {element.number for element in tree.elements}
    for number in range(tree.pdf.pages["Count"]):
        page = tree.page(number)
        holders = tree.holders(page)
        loose = {
            mcid for mcid, holder in enumerate(holders) if int(holder.split()[0]) not in hanging
        }
        for mcid in loose:
            holders[mcid] = "null"
        stream = tree.named(page["Contents"])
        for at, operand in enumerate(stream.stream):
            if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") in loose:
                stream.stream[at - 1 : at + 1] = [b"/Artifact", b"<</Type /Pagination>>"]
    for thing in tree.pdf.objects:
        element = isinstance(thing, dict) and thing.get("Type") == "/StructElem"
        if element and thing.number not in hanging:
            thing.clear()  # pydyf would write wrong offsets after a free object


def _tidy_cells(tree: StructureTree) -> None:
    """Put the text of each cell directly into it, and give each header cell a scope.

    WeasyPrint puts a span into every cell and lists the headers of every cell; a scope in the
    header cell means the same (ISO 14289-1, 7.5).
    """
    for element in tree.elements:
        if element.get("S") not in ("/TH", "/TD"):
            continue
        spans = [tree.named(kid) for kid in element["K"]]
        if all(span["S"] == "/Span" and isinstance(span["K"][0], int) for span in spans):
            holders = tree.holders(tree.named(element["Pg"])) if spans else []
            element["K"] = pydyf.Array(span["K"][0] for span in spans)
            for span in spans:
                holders[span["K"][0]] = element.reference
                span.clear()
        element.pop("ID", None)
        if element["S"] == "/TD":
            element.pop("A", None)
        else:
            group = tree.named(tree.named(element["P"])["P"])
            scope = "/Column" if group["S"] == "/THead" else "/Row"
            element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": scope})


def _claim_both_standards(pages: Any, tree: StructureTree) -> None:
    metadata = tree.named(tree.pdf.catalog["Metadata"])
    ours = _Metadata(title=pages.metadata.title, lang=pages.metadata.lang)
    written = ours.generate_rdf_metadata("a", 2, "A")
    header, _, rest = metadata.stream[0].partition(b"<rdf:RDF")
    footer = rest[rest.index(b"</rdf:RDF>") + len(b"</rdf:RDF>") :]
    metadata.stream[0] = header + written + footer
    metadata.compress = False  # uncompressed: ISO 19005-1 required it, 19005-2 allows it


def _label_numbers(labels: Sequence[PageLabel]) -> Iterator[Any]:
    for label in labels:
        yield label.page
        entry = pydyf.Dictionary({"S": "/D", "St": label.start})
        if label.prefix:
            entry["P"] = pydyf.String(label.prefix)
        yield entry


_UA_CLAIM = f"""\
<rdf:Description xmlns:rdf="{_RDF}" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" \
rdf:about="" pdfuaid:part="1"/>"""

# PDF/A-2 lets a file use a metadata schema it does not know only if the file describes that schema
# (ISO 19005-2, 6.6.2.3.3).
_UA_SCHEMA = f"""\
<rdf:Description xmlns:rdf="{_RDF}" rdf:about="" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>the part of ISO 14289 the file claims</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""
