"""Read and change the structure tree of a PDF before it is written.

Elements are pydyf dictionaries, as WeasyPrint made them. New ones are written as bytes at once,
among the objects of the PDF (see pdf_writer.py), since schedules have some ten elements for each
row.

Source: ISO 32000-1, 14.7.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf


class CompressedStream(pydyf.Stream):  # type: ignore[misc]
    """A stream that is compressed once; pydyf would do it again for the file's identifier."""

    data = b""

    def __init__(self, content: bytes, extra: Mapping[str, Any] | None = None) -> None:
        """Compress `content`; `extra` has other entries of its dictionary."""
        super().__init__()
        data = packed(content)
        entries = {**(extra or {}), "Filter": "/FlateDecode", "Length": len(data)}
        self.data = b"\n".join((pydyf.Dictionary(entries).data, b"stream", data, b"endstream"))


def packed(content: bytes) -> bytes:
    """The compressed content of a stream."""
    return zlib.compress(content, 5)  # level 6 takes half as long again and saves 1 %


class RowElement(bytes):
    """An element of a row. There are thousands, which no viewer needs when it opens the file."""

    __slots__ = ()


class StructureTree:
    """The elements of the structure tree, and the text that each of them holds."""

    def __init__(self, pdf: Any) -> None:
        """Read the tree of `pdf`."""
        self.pdf = pdf
        self.root = self.named(pdf.catalog["StructTreeRoot"])
        self.document = self.named(self.root["K"][0])
        self.elements = list(self.under(self.document))
        self._parents = self.named(self.root["ParentTree"])["Nums"]

    def named(self, reference: bytes) -> Any:
        """The object of a reference ("12 0 R")."""
        return self.pdf.objects[int(reference.split()[0])]

    def under(self, top: Any) -> Iterator[Any]:
        """`top` and every element below it, parents first, in reading order."""
        yield top
        for kid in top["K"]:
            if isinstance(kid, bytes):
                element = self.named(kid)
                if element.get("Type") == "/StructElem":
                    yield from self.under(element)

    def page(self, number: int) -> Any:
        """The dictionary of a page, by 0-based number."""
        return self.pdf.objects[self.pdf.pages["Kids"][3 * number]]

    def holders(self, page: Any) -> list[Any]:
        """For each marked-content id of a page, the reference of the element that holds it."""
        at = self._parents[::2].index(page["StructParents"])
        holders: list[Any] = self._parents[2 * at + 1]
        return holders

    def write_content(self, page: Any, content: bytes) -> None:
        """Replace the content of a page."""
        stream = CompressedStream(content)
        stream.number = int(page["Contents"].split()[0])
        self.pdf.objects[stream.number] = stream

    def add_page(self, like: Any, number: int, holders: Sequence[bytes]) -> Any:
        """Insert a new page like another at 0-based `number`; it has no content yet."""
        stream = pydyf.Stream()
        self.pdf.add_object(stream)
        key = len(self._parents) // 2
        page = pydyf.Dictionary({**like, "Contents": stream.reference, "StructParents": key})
        self.pdf.add_object(page)
        self.pdf.pages["Kids"][3 * number : 3 * number] = [page.number, 0, "R"]
        self.pdf.pages["Count"] += 1
        self._parents.extend((key, pydyf.Array(holders)))
        return page

    def sections(self, page: Any) -> list[Any]:
        """The elements directly below the document whose text is on a page."""
        return [e for e in map(self.named, self.document["K"]) if e["Pg"] == page.reference]


@dataclass(frozen=True, slots=True)
class _ShapeElement:
    """One element of a shape: its bytes up to the kids, its parent, and its kids."""

    kind: bytes
    parent: int  # index of the element above; -1 for the top
    kids: tuple[int, ...]  # indexes of elements
    marks: tuple[int, ...]  # marked-content ids; an element has either these or kids


class Shape:
    """The elements of one page of a schedule, which can be copied for another page."""

    def __init__(self, tree: StructureTree, page: Any) -> None:
        """Read the one section whose text is on `page`."""
        self._tree = tree
        (self.top,) = tree.sections(page)
        elements = list(tree.under(self.top))
        place = {element.number: n for n, element in enumerate(elements)}
        self.bodies = [n for n, element in enumerate(elements) if element["S"] == "/TBody"]
        self.elements = elements
        self._pieces = [
            _ShapeElement(
                kind=b"/S " + element["S"].encode() + _attributes(element),
                parent=place.get(int(element["P"].split()[0]), -1),
                kids=tuple(
                    place[int(kid.split()[0])] for kid in element["K"] if isinstance(kid, bytes)
                ),
                marks=tuple(kid for kid in element["K"] if isinstance(kid, int)),
            )
            for element in elements
        ]
        self._holders = [
            place.get(int(holder.split()[0]), -1) if holder != "null" else -1
            for holder in tree.holders(page)
        ]

    def copy(self, number: int, like: Any, rows: Sequence["RowTags"], after: int) -> Any:
        """A new page at 0-based `number`, made like page `like`, with these elements and `rows`.

        Behind it stand `after` pages of the schedule, at least one, that are in the tree already.
        """
        pdf = self._tree.pdf
        base = len(pdf.objects)
        first = base + len(self._pieces)
        page_reference = b"%d 0 R" % (first + sum(row.objects for row in rows) + 1)
        body = self.bodies[0] if self.bodies else -1
        for n, piece in enumerate(self._pieces):
            parent = (
                self._tree.document.reference
                if piece.parent < 0
                else b"%d 0 R" % (base + piece.parent)
            )
            kids = [b"%d 0 R" % (base + kid) for kid in piece.kids]
            if n == body:
                kids = [b"%d 0 R" % number for number in _numbers(first, rows)]
            kids += [b"%d" % mark for mark in piece.marks]
            pdf.objects.append(_element(piece.kind, parent, page_reference, b" ".join(kids)))
        holders = [b"null" if n < 0 else b"%d 0 R" % (base + n) for n in self._holders]
        holders += _add_rows(pdf, base + body, page_reference, rows)
        page = self._tree.add_page(like, number, holders)
        assert page.reference == page_reference
        self._tree.document["K"].insert(-after, b"%d 0 R" % base)
        return page

    def grow(self, page: Any, rows: Sequence["RowTags"]) -> None:
        """Add `rows` to the first table of the original page."""
        pdf = self._tree.pdf
        body = self.elements[self.bodies[0]]
        body["K"] = pydyf.Array(b"%d 0 R" % number for number in _numbers(len(pdf.objects), rows))
        holders = self._tree.holders(page)
        holders.extend(_add_rows(pdf, body.number, page.reference, rows))


@dataclass(frozen=True, slots=True)
class RowTags:
    """The tags of one row: for each cell, whether it heads the row, and its marked-content ids."""

    cells: tuple[tuple[bool, tuple[int, ...]], ...]

    @property
    def objects(self) -> int:
        """The number of objects: itself and its cells."""
        return len(self.cells) + 1


def _numbers(first: int, rows: Sequence[RowTags]) -> Iterator[int]:
    for row in rows:
        yield first
        first += row.objects


def _add_rows(pdf: Any, body: int, page: bytes, rows: Sequence[RowTags]) -> list[bytes]:
    """Add the elements of `rows`; return the holder of each of their marked-content ids."""
    holders: list[bytes] = []
    objects = pdf.objects
    parent = b"%d 0 R" % body
    for row in rows:
        number = len(objects)
        cells = [b"%d 0 R" % n for n in range(number + 1, number + row.objects)]
        objects.append(RowElement(_element(b"/S /TR", parent, page, b" ".join(cells))))
        above = b"%d 0 R" % number
        for (heads, marks), cell in zip(row.cells, cells, strict=True):
            kind = _HEADS_ROW if heads else b"/S /TD"
            if len(marks) == 1:
                holders.append(cell)
                kids = b"%d" % marks
            else:
                holders.extend([cell] * len(marks))
                kids = b" ".join([b"%d" % mark for mark in marks])
            objects.append(RowElement(_element(kind, above, page, kids)))
    return holders


_HEADS_ROW = b"/S /TH/A <</O /Table/Scope /Row>>"


def _element(kind: bytes, parent: bytes, page: bytes, kids: bytes) -> bytes:
    return b"<<%b/P %b/Pg %b/K [%b]>>" % (kind, parent, page, kids)


def _attributes(element: Any) -> bytes:
    return b"/A " + element["A"].data if "A" in element else b""


def as_bytes(operator: Any) -> bytes:
    """An operator or operand of a stream, as pydyf will write it."""
    if isinstance(operator, bytes):
        return operator
    data: bytes = operator.data if isinstance(operator, pydyf.Object) else str(operator).encode()
    return data
