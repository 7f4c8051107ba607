"""Change one thing in a finished folder, as somebody would who wants nobody to see it."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2
from pypdfium2 import raw

LEDGER = "sealed/ledger.csv"
PLACEMENTS = "sealed/placements.csv"
MANIFEST = "manifest.json"

Line = dict[str, str]


def put_hashes_right(folder: Path) -> None:
    """Let the manifest say of each of its files what the file now is."""
    path = folder / MANIFEST
    told = json.loads(path.read_bytes())
    for file in _files(told):
        content = (folder / file["path"]).read_bytes()
        file |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    path.write_text(json.dumps(told), encoding="utf-8")


def _files(told: dict) -> Iterator[dict]:
    yield from told["files"]
    for packet in told["packets"]:
        yield from packet["files"]


def rewrite(folder: Path, table: str, change: Callable[[list[Line]], None]) -> None:
    """Change the lines of a table."""
    path = folder / table
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        columns, rows = list(lines.fieldnames or ()), list(lines)
    change(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def remanifest(folder: Path, change: Callable[[dict], None]) -> None:
    """Change what the manifest says."""
    path = folder / MANIFEST
    told = json.loads(path.read_bytes())
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")


def paged(folder: Path, paper: str, change: Callable[[pikepdf.Pdf], None]) -> None:
    """Change the pages of a paper, and let the manifest say how many there are now."""
    with pikepdf.open(folder / paper, allow_overwriting_input=True) as pdf:
        change(pdf)
        pages = len(pdf.pages)
        pdf.save(folder / paper)

    def say(told: dict) -> None:
        for file in _files(told):
            if file["path"] == paper:
                file["pages"] = pages

    remanifest(folder, say)


def exchange_glyphs(folder: Path, paper: str, before: str, after: str) -> None:
    """Exchange two glyphs beside each other in a content stream, so that `before` reads `after`."""
    path = folder / paper
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]
    for page, text in enumerate(pages):
        if before in text:
            for changed in _exchanges(path, page):
                told = pypdfium2.PdfDocument(changed)[page].get_textpage().get_text_range()
                if after in told and before not in told[: told.find(after)]:
                    path.write_bytes(changed)
                    return
    raise AssertionError(f"{before} cannot be made {after} in {paper}")


def _exchanges(path: Path, page: int) -> Iterator[bytes]:
    """The paper with each two neighbours of each string of a page exchanged."""
    with pikepdf.open(path) as pdf:
        streams = [pdf.pages[page].obj]
        forms = pdf.pages[page].resources.get("/XObject", pikepdf.Dictionary())
        streams += [form for form in forms.values() if form.get("/Subtype") == "/Form"]
        for stream in streams:
            parsed = list(pikepdf.parse_content_stream(stream))
            for operands, operator in parsed:
                strings = {"Tj": operands, "TJ": operands[0] if operands else ()}
                for place, string in enumerate(strings.get(str(operator), ())):
                    if not isinstance(string, pikepdf.String):
                        continue
                    old = bytes(string)
                    for at in range(0, len(old) - 3, 2):
                        one, other = old[at : at + 2], old[at + 2 : at + 4]
                        if one == other:
                            continue
                        new = old[:at] + other + one + old[at + 4 :]
                        strings[str(operator)][place] = pikepdf.String(new)
                        written = pikepdf.unparse_content_stream(parsed)
                        strings[str(operator)][place] = pikepdf.String(old)
                        yield _with(pdf, page, stream, written)


def _with(pdf: pikepdf.Pdf, page: int, stream: pikepdf.Object, content: bytes) -> bytes:
    whole = io.BytesIO()
    if isinstance(stream, pikepdf.Stream):
        old = stream.read_bytes()
        stream.write(content)
        pdf.save(whole)
        stream.write(old)
    else:
        old = stream.Contents
        stream.Contents = pdf.make_stream(content)
        pdf.save(whole)
        stream.Contents = old
    return whole.getvalue()


def drop_line(folder: Path, paper: str, word: str) -> None:
    """Take everything off a page that stands on the line of a word."""
    path = folder / paper
    pdf = pypdfium2.PdfDocument(path)
    for page in pdf:
        words = page.get_textpage()
        searcher = words.search(word)
        place = searcher.get_next()
        if place is None:
            continue
        _, low, _, high = words.get_charbox(place[0])
        middle = (low + high) / 2
        gone = []
        for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1):
            _, bottom, _, top = thing.get_bounds()
            if bottom - 1 <= middle <= top + 1 and top - bottom < 20:
                gone.append(thing)
        for thing in gone:
            page.remove_obj(thing)
        page.gen_content()
        whole = io.BytesIO()
        pdf.save(whole)
        path.write_bytes(whole.getvalue())
        return
    raise AssertionError(f"{word} is on no page of {paper}")


def stamp(folder: Path, paper: str, text: str, page: int = 0) -> None:
    """Write a line onto a page, in a font of the reader's."""
    content = f"q BT /Stamp 9 Tf 90 400 Td ({text}) Tj ET Q".encode()

    def change(pdf: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        target = pdf.pages[page]
        target.add_resource(font, pikepdf.Name.Font, pikepdf.Name.Stamp)
        target.contents_add(content)

    paged(folder, paper, change)
