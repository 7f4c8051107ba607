"""Turn paths on a page into boxes, and find the parts that are inked."""

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

UNMOVED = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)


def times(inner: Any, outer: Any) -> Any:
    """The matrix that applies `inner`, then `outer` (ISO 32000-1, 8.3.4)."""
    if outer is UNMOVED:
        return inner
    return pdfium.FS_MATRIX(
        inner.a * outer.a + inner.b * outer.c,
        inner.a * outer.b + inner.b * outer.d,
        inner.c * outer.a + inner.d * outer.c,
        inner.c * outer.b + inner.d * outer.d,
        inner.e * outer.a + inner.f * outer.c + outer.e,
        inner.e * outer.b + inner.f * outer.d + outer.f,
    )


def at(matrix: Any, x: float, y: float) -> tuple[float, float]:
    """A point transformed by a matrix (ISO 32000-1, 8.3.3)."""
    return (
        matrix.a * x + matrix.c * y + matrix.e,
        matrix.b * x + matrix.d * y + matrix.f,
    )


def is_diagonal(a: float, b: float) -> bool:
    """Whether text is diagonal, by the first two numbers of its matrix (ISO 32000-1, 9.4.4)."""
    return b != 0 and min(abs(a), abs(b)) > 0.15 * max(abs(a), abs(b))


def paths_of(thing: Any) -> list[list[tuple[float, float]]]:
    """The corners of each subpath, with the first again at the end where it is closed."""
    paths: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(pdfium.FPDFPath_CountSegments(thing)):
        segment = pdfium.FPDFPath_GetPathSegment(thing, i)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO or not paths:
            paths.append([])
        paths[-1].append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment) and paths[-1][0] != paths[-1][-1]:
            paths[-1].append(paths[-1][0])
    return paths


def box_of(path: list[tuple[float, float]]) -> Box | None:
    """The box a path draws, or None if it draws no upright box."""
    xs = sorted({round(x, 2) for x, _ in path})
    ys = sorted({round(y, 2) for _, y in path})
    if len(path) < 4 or not 1 <= len(xs) <= 2 or not 1 <= len(ys) <= 2:
        return None
    return (xs[0], ys[0], xs[-1], ys[-1])


def inked(boxes: list[Box], *, even_odd: bool) -> Iterator[Box]:
    """The inked parts of boxes that are filled as one path.

    WeasyPrint draws a border on one side as two boxes, one within the other, filled where only one
    of them is: their common corners cut the page into cells, and each is in or out as a whole.
    """
    if not even_odd or len(boxes) == 1 or len(boxes) > 8:
        yield from boxes
        return
    xs = sorted({x for box in boxes for x in (box[0], box[2])})
    ys = sorted({y for box in boxes for y in (box[1], box[3])})
    for x0, x1 in pairwise(xs):
        column: list[float] | None = None
        for top, bottom in pairwise(ys):
            x, y = (x0 + x1) / 2, (top + bottom) / 2
            depth = sum(b[0] < x < b[2] and b[1] < y < b[3] for b in boxes)
            if depth % 2:
                if column:
                    column[1] = bottom
                else:
                    column = [top, bottom]
            elif column:
                yield (x0, column[0], x1, column[1])
                column = None
        if column:
            yield (x0, column[0], x1, column[1])
