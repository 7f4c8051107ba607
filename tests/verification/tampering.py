"""Change one thing in a finished folder, as somebody would who wants nobody to see it."""

import csv
import dataclasses
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2
from fontTools.ttLib import TTFont
from pypdfium2 import raw

LEDGER = "sealed/ledger.csv"
PLACEMENTS = "sealed/placements.csv"
MANIFEST = "manifest.json"

Line = dict[str, str]


def put_hashes_right(folder: Path) -> None:
    """Let the plans and the manifest say of each of their files what the file now is."""
    path = folder / MANIFEST
    told = json.loads(path.read_bytes())
    pages = {file["path"]: file["pages"] for file in _files(told) if "pages" in file}
    for plan in folder.rglob("filing-plan.json"):
        planned = json.loads(plan.read_bytes())
        for document in planned["documents"]:
            if not (folder / document["path"]).is_file():  # it was moved
                continue
            document |= _as_it_is(folder, document["path"])
            document |= {"pages": pages.get(document["path"], document["pages"])}
        planned["bytes"] = sum(document["bytes"] for document in planned["documents"])
        plan.write_text(json.dumps(planned), encoding="utf-8")
    for file in _files(told):
        file |= _as_it_is(folder, file["path"])
    path.write_text(json.dumps(told), encoding="utf-8")


def _as_it_is(folder: Path, path: str) -> dict:
    content = (folder / path).read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


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
    before, after = ("".join(text.split()) for text in (before, after))
    differ = [n for n, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    with pikepdf.open(folder / paper, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            # Lists of our own: what pikepdf hands out are copies.
            parsed = [(list(each[0]), each[1]) for each in pikepdf.parse_content_stream(page)]
            glyphs = list(_glyphs(page, parsed))
            text = "".join(glyph.letter for glyph in glyphs)
            if (place := text.find(before)) < 0:
                continue
            one, other = (glyphs[place + n] for n in differ)
            one.write(other.code), other.write(one.code)
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(parsed))
            pdf.save(folder / paper)
            return
    raise AssertionError(f"{before} is on no page of {paper}")


@dataclasses.dataclass(frozen=True)
class _Glyph:
    """A glyph that a page shows, other than a blank, and the string that it stands in."""

    letter: str
    code: bytes
    strings: object  # the operands, or the array of TJ
    place: int  # of the string among them
    at: int  # of its first byte

    def write(self, code: bytes) -> None:
        old = bytes(self.strings[self.place])
        new = old[: self.at] + code + old[self.at + 2 :]
        self.strings[self.place] = pikepdf.String(new)


def _glyphs(page: pikepdf.Page, parsed: list) -> Iterator[_Glyph]:
    letters: dict[int, str] = {}
    for operands, operator in parsed:
        if str(operator) == "Tf":
            letters = _letters(page.resources.Font[operands[0]])
        strings = {"Tj": operands, "TJ": operands[0] if operands else ()}.get(str(operator), ())
        for place, string in enumerate(strings):
            if isinstance(string, pikepdf.String):
                codes = bytes(string)
                for at in range(0, len(codes) - 1, 2):
                    letter = letters.get(int.from_bytes(codes[at : at + 2], "big"), "?")
                    if letter.strip():
                        yield _Glyph(letter, codes[at : at + 2], strings, place, at)


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """What each code of a font stands for, by its ToUnicode."""
    if "/ToUnicode" not in font:
        return {}
    told = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<([0-9a-fA-F]{4})> <([0-9a-fA-F]{4})>$", told, re.MULTILINE)
    return {int(code, 16): chr(int(letter, 16)) for code, letter in pairs}


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


def draw(folder: Path, paper: str, content: bytes, page: int = 0) -> None:
    """Add operators of a content stream to a page, behind all others."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[page].contents_add(b"q", prepend=True)
        pdf.pages[page].contents_add(b"Q " + content)

    paged(folder, paper, change)


def cover_line(folder: Path, paper: str, word: str) -> None:
    """Paint the paper's white over the line of a word."""
    pdf = pypdfium2.PdfDocument(folder / paper)
    for number, page in enumerate(pdf):
        place = page.get_textpage().search(word).get_next()
        if place is not None:
            _, low, _, high = page.get_textpage().get_charbox(place[0])
            box = f"1 1 1 rg 40 {low - 2:.0f} 540 {high - low + 4:.0f} re f"
            draw(folder, paper, box.encode(), number)
            return
    raise AssertionError(f"{word} is on no page of {paper}")


def in_own_font(folder: Path, paper: str, operators: str, page: int = 0) -> None:
    """Write "111" in a font of the page itself, after some operators: `3 Tr`, `1 1 1 rg`."""

    def change(pdf: pikepdf.Pdf) -> None:
        target = pdf.pages[page]
        name, font = next(iter(target.resources.Font.items()))
        code = next(code for code, letter in _letters(font).items() if letter.isalnum())
        text = f"q BT {name} 9 Tf 90 400 Td {operators} <{code:04x}{code:04x}> Tj ET Q"
        target.contents_add(text.encode())

    paged(folder, paper, change)


def sentence_in_own_font(folder: Path, paper: str, words: str) -> None:
    """Write words onto the first page, black, in a font of the page."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        for name, font in page.resources.Font.items():
            codes = {letter: code for code, letter in _letters(font).items()}
            if set(words) <= codes.keys():
                text = "".join(f"{codes[letter]:04x}" for letter in words)
                page.contents_add(f"q BT 0 g {name} 12 Tf 90 60 Td <{text}> Tj ET Q".encode())
                return
        raise AssertionError(f"no font has the letters of {words}")

    paged(folder, paper, change)


def letters_exchanged(folder: Path, paper: str, one: str, other: str) -> None:
    """Show one letter for the other and have its font say the first: a page that reads as before.

    Of the words that are in a font with both.
    """
    with pikepdf.open(folder / paper, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            parsed = [(list(each[0]), each[1]) for each in pikepdf.parse_content_stream(page)]
            for font in page.resources.Font.values():
                codes = {letter: code for code, letter in _letters(font).items()}
                for glyph in _glyphs(page, parsed):
                    if glyph.letter in (one, other) and {one, other} <= codes.keys():
                        theirs = codes[other if glyph.letter == one else one]
                        glyph.write(theirs.to_bytes(2, "big"))
                break
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(parsed))
        for font in _fonts(pdf):
            first, second = (f"<{ord(letter):04x}>" for letter in (one, other))
            told = font.ToUnicode.read_bytes().decode("ascii").lower()
            for before, after in ((first, "@"), (second, first), ("@", second)):
                told = re.sub(rf"(?m)(?<= ){before}$", after, told)
            font.ToUnicode.write(told.replace("tounicode", "ToUnicode").encode())
        pdf.save(folder / paper)


def outline_put_for(folder: Path, paper: str, one: str, other: str) -> None:
    """Let a font draw one letter where it is asked for the other."""

    def change(pdf: pikepdf.Pdf) -> None:
        for font in _fonts(pdf):
            places = {letter: code for code, letter in _letters(font).items()}
            if {one, other} <= places.keys():
                file = font.DescendantFonts[0].FontDescriptor.FontFile2
                program = TTFont(io.BytesIO(file.read_bytes()))
                names = program.getGlyphOrder()
                glyphs = program["glyf"]
                glyphs[names[places[other]]] = glyphs[names[places[one]]]
                whole = io.BytesIO()
                program.save(whole)
                file.write(whole.getvalue())

    paged(folder, paper, change)


def _fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == "/Type0":
            yield thing


def take_off(folder: Path, paper: str, page: int, least: float) -> None:
    """Take all text off a page that is at least so many points high: the mark of a draft."""
    pdf = pypdfium2.PdfDocument(folder / paper)
    target = pdf[page]
    for thing in list(target.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1)):
        _, bottom, _, top = thing.get_bounds()
        if top - bottom >= least:
            target.remove_obj(thing)
    target.gen_content()
    whole = io.BytesIO()
    pdf.save(whole)
    (folder / paper).write_bytes(whole.getvalue())


def in_metadata(folder: Path, paper: str, before: str, after: str) -> None:
    """Exchange words in the XMP of a paper, and in nothing else."""

    def change(pdf: pikepdf.Pdf) -> None:
        words = pdf.Root.Metadata.read_bytes().decode()
        assert before in words
        pdf.Root.Metadata.write(words.replace(before, after, 1).encode())

    paged(folder, paper, change)


def in_zip(folder: Path, file: str, before: str, after: str) -> None:
    """Exchange words in whichever part of a workbook or a DOCX has them."""
    with zipfile.ZipFile(folder / file) as archive:
        parts = [(part, archive.read(part)) for part in archive.infolist()]
    assert any(before.encode() in content for _, content in parts), before
    with zipfile.ZipFile(folder / file, "w") as archive:
        for part, content in parts:
            archive.writestr(part, content.replace(before.encode(), after.encode()))


def rename_packet(folder: Path, before: str, after: str) -> None:
    """Move the folders of a packet, and let the manifest and the tables follow."""
    for zone in ("public", "sealed"):
        place = folder / f"{zone}/packets/{after}"
        place.parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{zone}/packets/{before}").rename(place)
    told = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(told.replace(before, after), encoding="utf-8")
    plan = f"sealed/packets/{after}/filing-plan.json"
    for table in (LEDGER, PLACEMENTS, "sealed/remarks.csv", plan):
        text = (folder / table).read_text(encoding="utf-8")
        (folder / table).write_text(text.replace(before, after), encoding="utf-8")


def double_packet(folder: Path, name: str) -> None:
    """A second part that is the first once more, in the manifest and the placements too."""
    second = name.replace("/001", "/002")
    told = json.loads((folder / MANIFEST).read_bytes())
    packet = next(packet for packet in told["packets"] if packet["name"] == name)
    twin = json.loads(json.dumps(packet).replace(name, second))
    for one, other in zip(packet["files"], twin["files"], strict=True):
        (folder / other["path"]).parent.mkdir(parents=True, exist_ok=True)
        (folder / other["path"]).write_bytes((folder / one["path"]).read_bytes())
    packet["parts"], twin["part"], twin["parts"] = 2, 2, 2
    told["packets"].append(twin)
    (folder / MANIFEST).write_text(json.dumps(told), encoding="utf-8")

    def change(lines: list[Line]) -> None:
        lines += [{**line, "packet": second} for line in lines if line["packet"] == name]

    rewrite(folder, PLACEMENTS, change)
