"""Write the objects of a PDF as the bytes of a file.

pydyf has a writer too, which compresses each stream twice and at the highest level. This one does
it once, and can leave out streams that differ between files which are otherwise the same.

Source: ISO 32000-1, 7.5.7 (object streams) and 7.5.8 (cross-reference streams).
"""

import hashlib
import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import Any

import pydyf

from filings.render.structure_tree import CompressedStream, RowElement, as_bytes, packed

# An entry of the cross-reference stream: type, offset or stream, and index in the stream.
_PLACE = struct.Struct(">BIH").pack

_PACKED = b"/Filter /FlateDecode"

_IN_A_BUNDLE = 1_000  # objects in an object stream; to read one, a viewer unpacks all


class PdfFile:
    """A PDF file as bytes, except for a few streams that are written last."""

    def __init__(self, pdf: Any, apart: Collection[int] = ()) -> None:
        """Write all of `pdf` except the streams `apart`, given by object number.

        Its objects are pydyf's, or finished bytes.
        """
        if pdf.info:
            pdf.add_object(pdf.info)
        streams = [obj for obj in pdf.objects if isinstance(obj, pydyf.Stream)]
        bundles = list(_bundles(pdf.objects))
        table = len(pdf.objects) + len(bundles)
        # Cross-references, seven bytes for each object; those written last are not known yet.
        places = [_PLACE(0, 0, 65535)] * (table + 1)
        out = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"]
        at = len(out[0])
        for stream in streams:
            if stream.number not in apart:
                places[stream.number] = _PLACE(1, at, 0)
                out.append(b"%d 0 obj\n%b\nendobj\n" % (stream.number, _written(stream)))
                at += len(out[-1])
        for bundle, held in enumerate(bundles, len(pdf.objects)):
            for n, number in enumerate(held):
                places[number] = _PLACE(2, bundle, n)
            places[bundle] = _PLACE(1, at, 0)
            out.append(_bundle(bundle, held))
            at += len(out[-1])
        self._table = table
        self._places = b"".join(places)
        self._constant = b"".join(out)
        self._digest = hashlib.md5(self._constant, usedforsecurity=False)
        info = b"/Info " + pdf.info.reference if pdf.info else b""
        self._trailer = b"/Root " + pdf.catalog.reference + info

    def around(self, drawings: Mapping[int, bytes] = MappingProxyType({})) -> bytes:
        """The whole file with these streams: object number -> content, compressed by `packed`."""
        out = [self._constant]
        at = len(self._constant)
        places = bytearray(self._places)
        digest = self._digest.copy()
        for number, drawing in drawings.items():
            places[7 * number : 7 * number + 7] = _PLACE(1, at, 0)
            out.append(_object(number, drawing, _PACKED))
            at += len(out[-1])
            digest.update(drawing)
        places[7 * self._table :] = _PLACE(1, at, 0)
        identity = digest.hexdigest().encode()
        entries = b"/Type /XRef/Size %d/W [1 4 2]/ID [<%b> <%b>]" % (
            self._table + 1,
            identity,
            identity,
        )
        out.append(_object(self._table, bytes(places), entries + self._trailer))
        out.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(out)


def _bundles(objects: Sequence[Any]) -> Iterator[dict[int, bytes]]:
    """Groups of objects that are not streams, by object number; those of rows come last."""
    first, rows = dict[int, bytes](), dict[int, bytes]()
    for number, thing in enumerate(objects):
        if isinstance(thing, RowElement):
            rows[number] = thing
        elif number and not isinstance(thing, pydyf.Stream):
            first[number] = thing if isinstance(thing, bytes) else thing.data
    for held in (first, rows):
        numbers = list(held)
        for n in range(0, len(numbers), _IN_A_BUNDLE):
            yield {number: held[number] for number in numbers[n : n + _IN_A_BUNDLE]}


def _bundle(number: int, held: Mapping[int, bytes]) -> bytes:
    """An object stream with these objects."""
    starts = accumulate((len(body) + 1 for body in held.values()), initial=0)
    head = b" ".join([b"%d %d" % entry for entry in zip(held, starts, strict=False)]) + b"\n"
    entries = b"/Type /ObjStm/N %d/First %d%b" % (len(held), len(head), _PACKED)
    return _object(number, packed(head + b"\n".join(held.values())), entries)


def _written(stream: Any) -> bytes:
    """A stream's dictionary and compressed bytes; pydyf would take ten times as long."""
    if isinstance(stream, CompressedStream) or not stream.compress:
        data: bytes = stream.data
        return data
    return CompressedStream(b"\n".join(map(as_bytes, stream.stream)), stream.extra).data


def _object(number: int, content: bytes, entries: bytes) -> bytes:
    head = b"%d 0 obj\n<<%b/Length %d>>\nstream\n" % (number, entries, len(content))
    return head + content + b"\nendstream\nendobj\n"
