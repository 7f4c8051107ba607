"""Floor 3. The objects of a PDF in, the bytes of a file out.

pydyf has a writer too. This one packs each stream once, where that packs it twice and at the
highest effort, and it can leave out streams that another file of the same kind will have otherwise.

Source: ISO 32000-1, 7.5.7 (object streams) and 7.5.8 (cross-reference streams).
"""

import hashlib
import struct
import zlib
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

import pydyf

from filings.press.tree import Pressed, as_bytes

# One line of the table of places: what kind, where, and which of its bundle.
_PLACE = struct.Struct(">BIH").pack


class File:
    """A PDF file as bytes, but for a few streams that are written last."""

    def __init__(self, pdf: Any, apart: Collection[int] = ()) -> None:
        """Write all of `pdf` but the streams `apart`, by object number.

        Its objects are pydyf's, or bytes that are an object's already.
        """
        if pdf.info:
            pdf.add_object(pdf.info)
        bundle, table = len(pdf.objects), len(pdf.objects) + 1
        # The table of places: seven bytes for each object; those written last are not known yet.
        places = [_PLACE(0, 0, 65535)] * (table + 1)
        out = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"]
        at = len(out[0])
        starts: list[bytes] = []
        bodies: list[bytes] = []
        offset = 0
        for number, thing in enumerate(pdf.objects):
            if isinstance(thing, pydyf.Stream):
                if number not in apart:
                    places[number] = _PLACE(1, at, 0)
                    out.append(b"%d 0 obj\n%b\nendobj\n" % (number, _written(thing)))
                    at += len(out[-1])
            elif number:
                body = thing if isinstance(thing, bytes) else thing.data
                places[number] = _PLACE(2, bundle, len(bodies))
                starts.append(b"%d %d" % (number, offset))
                bodies.append(body)
                offset += len(body) + 1
        head = b" ".join(starts) + b"\n"
        entries = b"/Type /ObjStm/N %d/First %d" % (len(bodies), len(head))
        places[bundle] = _PLACE(1, at, 0)
        out.append(_stream(bundle, head + b"\n".join(bodies), entries))
        self._table = table
        self._places = b"".join(places)
        self._constant = b"".join(out)
        self._digest = hashlib.md5(self._constant, usedforsecurity=False)
        info = b"/Info " + pdf.info.reference if pdf.info else b""
        self._trailer = b"/Root " + pdf.catalog.reference + info

    def around(self, drawings: Mapping[int, bytes] = MappingProxyType({})) -> bytes:
        """The whole file, with these streams in it."""
        out = [self._constant]
        at = len(self._constant)
        places = bytearray(self._places)
        digest = self._digest.copy()
        for number, drawing in drawings.items():
            places[7 * number : 7 * number + 7] = _PLACE(1, at, 0)
            out.append(_stream(number, drawing))
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


def _written(stream: Any) -> bytes:
    """A stream's dictionary and bytes; pydyf would take ten times as long to pack them as well."""
    if isinstance(stream, Pressed) or not stream.compress:
        data: bytes = stream.data
        return data
    return Pressed(b"\n".join(map(as_bytes, stream.stream)), stream.extra).data


def _stream(number: int, content: bytes, entries: bytes = b"") -> bytes:
    return _object(number, zlib.compress(content, 6), entries + b"/Filter /FlateDecode")


def _object(number: int, content: bytes, entries: bytes) -> bytes:
    head = b"%d 0 obj\n<<%b/Length %d>>\nstream\n" % (number, entries, len(content))
    return head + content + b"\nendstream\nendobj\n"
