"""A finished folder is proved from its files; whoever changes one thing in it is found out."""

import json
import shutil
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

import filings
from filings.cli import main
from filings.model.errors import VerificationError
from filings.verification import verify
from tests.verification import tampering
from tests.verification.tampering import (
    LEDGER,
    PLACEMENTS,
    cover_line,
    double_packet,
    draw,
    drop_line,
    exchange_glyphs,
    in_metadata,
    in_own_font,
    in_zip,
    letters_exchanged,
    outline_put_for,
    paged,
    put_hashes_right,
    remanifest,
    rename_packet,
    rewrite,
    sentence_in_own_font,
    stamp,
    take_off,
)

INVENTED_OFFICE = Path(__file__).parents[2] / "examples/los_angeles/invented_office"
HEADINGS = (
    "Case Number,Defendant Suffix,Last Name,First Name,Birth Date,Person Number,Section,Count,"
    "Level,Conviction Date,Court,County,Prosecutor,Eligibility,Disposition,Sample"
)
FIRST = "ccb/lada/possession-dismiss-seal/001"
OTHER = "tor/lada/possession-dismiss-seal/001"
MOTION, ORDER = (f"public/packets/{FIRST}/{name}.pdf" for name in ("motion", "proposed-order"))
EXHIBIT = f"sealed/packets/{FIRST}/exhibit-a-sealed.pdf"
CASES = f"sealed/packets/{FIRST}/cases.csv"
CLERK_TABLE = CASES.replace("cases", "clerk-table")
DOCX = ORDER.replace(".pdf", ".docx")
COVER = f"sealed/packets/{FIRST}/cover.pdf"
WORKLIST, VALUES = (f"sealed/worklists/{n}.csv" for n in ("disposition-unknown", "values"))
MANY = 47  # more than a page holds


def _row(case: str, place: int, court: str, more: str = "Eligible for Dismissal,CONVICTED") -> str:
    name = "".join(chr(ord("A") + int(digit)) for digit in f"{place:03d}")
    born = f"19{50 + place % 20}-03-04"
    return (
        f"{case},01,SPECIMEN{name},ROBIN,{born},P{place},11357(b),1,Misdemeanor,1995-02-03,{court},"
        f"LOS ANGELES,District Attorney,{more},SAMPLE"
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder of two packets, one of two pages of rows, and the list that it was built from."""
    home = tmp_path_factory.mktemp("verified")
    rows = [_row(f"BA{100000 + n}", n, "CCB") for n in range(1, MANY + 1)]
    rows += [_row(f"YA{200000 + n}", 100 + n, "TOR") for n in range(1, 4)]
    rows += [_row("BA300001", 201, "CCB", "Eligible for Dismissal,PERHAPS CONVICTED")]
    rows += [_row("BA300002", 202, "CCB", "Not Eligible,CONVICTED"), rows[0]]
    listed = home / "list.csv"
    listed.write_text("\n".join((HEADINGS, *rows, "")), encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(
            [
                *("build", str(listed), "--out", str(home / "out")),
                *("--config", str(INVENTED_OFFICE), "--filed-on", "2026-03-02", "--jobs", "1"),
            ]
        )
    assert stopped.value.code == 10
    return home / "out", listed


@pytest.fixture
def folder(built, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(built[0], tmp_path / "out")
    return tmp_path / "out"


def test_a_folder_as_it_was_built_holds_with_its_list_and_without(built):
    out, listed = built
    proof = filings.verify(out, listed)
    assert proof.findings == ()
    assert (proof.packets, proof.convictions, proof.entries) == (2, MANY + 3, MANY + 6)
    assert filings.verify(out).holds


def test_the_command_says_so_in_a_line_and_in_json(built, capsys):
    out, listed = built
    for more in ((), ("--json",)):
        with pytest.raises(SystemExit) as stopped:
            main(["verify", str(out), str(listed), *more])
        assert stopped.value.code == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Everything agrees: 50 convictions in 2 packets")
    assert json.loads(said[1])["holds"] is True


def _lines(change):
    return lambda folder: rewrite(folder, LEDGER, change)


def _placed(change):
    return lambda folder: rewrite(folder, PLACEMENTS, change)


def _told(change):
    return lambda folder: remanifest(folder, change)


def _fate(place, fate):
    def change(lines):
        was, lines[place]["fate"] = lines[place]["fate"], fate
        return was

    return change


def _with_totals(folder, place, fate):
    """Another fate, and totals that agree with it."""
    was = {}
    rewrite(folder, LEDGER, lambda lines: was.update(fate=_fate(place, fate)(lines)))

    def change(told):
        told["totals"][was["fate"]] -= 1
        told["totals"][fate] += 1

    remanifest(folder, change)


def _exchange(table, column):
    def change(lines):
        lines[0][column], lines[1][column] = lines[1][column], lines[0][column]

    return lambda folder: rewrite(folder, table, change)


def _swap_files(one, other):
    def change(folder):
        kept = (folder / one).read_bytes()
        (folder / one).write_bytes((folder / other).read_bytes())
        (folder / other).write_bytes(kept)

    return change


def _dropped_with_totals(folder, place):
    """A line gone from the ledger, and every total put right."""
    gone = {}
    rewrite(folder, LEDGER, lambda lines: gone.update(lines.pop(place)))

    def change(told):
        told["totals"]["entries"] -= 1
        told["totals"][gone["fate"]] -= 1
        told["totals"]["rows"] -= 1
        told["lists"][0]["rows"] -= 1

    remanifest(folder, change)


def _publish(folder):
    """The exhibit with names in the public half, in the manifest too."""
    place = EXHIBIT.replace("sealed/", "public/", 1)
    (folder / EXHIBIT).rename(folder / place)

    def change(told):
        for file in told["packets"][0]["files"]:
            if file["path"] == EXHIBIT:
                file["path"] = place

    remanifest(folder, change)


def _lead_nowhere(pdf):
    lost = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Page))
    pdf.Root.Outlines.First.Dest = pikepdf.Array([lost, pikepdf.Name.Fit])
    if "/A" in pdf.Root.Outlines.First:
        del pdf.Root.Outlines.First.A


def _summary(before, after):
    """Other words in the public summary."""

    def change(folder):
        path = folder / "public/summary.html"
        words = path.read_text(encoding="utf-8")
        assert before in words
        path.write_text(words.replace(before, after, 1), encoding="utf-8")

    return change


HELD, NOT_ELIGIBLE, REPEATED = MANY + 3, MANY + 4, MANY + 5
TAMPERINGS = {
    # Tables.
    "a line of an included conviction is dropped": _lines(lambda lines: lines.pop(0)),
    "a line of a held row is dropped": _lines(lambda lines: lines.pop(HELD)),
    "a line is dropped and every total put right": lambda f: _dropped_with_totals(f, 0),
    "a line is doubled": _lines(lambda lines: lines.append(dict(lines[0]))),
    "a held row becomes out of scope": _lines(_fate(HELD, "out_of_scope")),
    "an included conviction becomes held": _lines(_fate(0, "held")),
    "an included conviction becomes held, totals put right": lambda f: _with_totals(f, 0, "held"),
    "a held row becomes included, totals put right": lambda f: _with_totals(f, HELD, "included"),
    "a fate that is none": _lines(_fate(0, "granted")),
    "another case number in the ledger": _lines(lambda ls: ls[0].update(case_number="BA100099")),
    "another suffix in the ledger": _lines(lambda ls: ls[0].update(defendant_suffix="02")),
    "another section in the ledger": _lines(lambda ls: ls[0].update(section="11358")),
    "another day in the ledger": _lines(lambda ls: ls[0].update(convicted_on="1995-03-02")),
    "another level in the ledger": _lines(lambda ls: ls[0].update(level="felony")),
    "another count in the ledger": _lines(lambda ls: ls[0].update(count="2")),
    "another packet in the ledger": _lines(lambda ls: ls[0].update(packet=OTHER)),
    "a packet that is none": _lines(lambda ls: ls[0].update(packet="ccb/lada/sale-dismiss/001")),
    "two items exchanged in the ledger": _exchange(LEDGER, "item"),
    "two convictions exchanged in the ledger": _exchange(LEDGER, "conviction"),
    "an entry numbered otherwise": _lines(lambda lines: lines[0].update(entry="2")),
    "a repeated row repeats nothing": _lines(lambda ls: ls[REPEATED].update(same_as="0" * 24)),
    "a placement is dropped": _placed(lambda lines: lines.pop(0)),
    "a placement is doubled": _placed(lambda lines: lines.append(dict(lines[0]))),
    "a placement a page on": _placed(lambda ls: ls[0].update(page=str(int(ls[0]["page"]) + 1))),
    "two rows exchanged in the placements": _exchange(PLACEMENTS, "row"),
    "a placement in another document": _placed(lambda ls: ls[0].update(document="cover.pdf")),
    "a placement in another packet": _placed(lambda ls: ls[0].update(packet=OTHER)),
    "a line of the clerk's table is dropped": lambda f: rewrite(f, CASES, lambda ls: ls.pop(0)),
    "another name in the clerk's table": lambda f: rewrite(
        f, CASES, lambda ls: ls[0].update(last="ELLERY")
    ),
    "another number in the clerk's table": lambda f: rewrite(
        f, CASES, lambda ls: ls[0].update(case_number="BA999999")
    ),
    "another total in the manifest": _told(lambda told: told["totals"].update(included=MANY + 4)),
    "fewer rows of a list in the manifest": _told(lambda told: told["lists"][0].update(rows=1)),
    "fewer convictions of a packet": _told(lambda told: told["packets"][0].update(convictions=1)),
    "a packet gone from the manifest": _told(lambda told: told["packets"].pop()),
    "a file outside the folder": _told(lambda t: t["files"][0].update(path="../outside.csv")),
    # Files.
    "two motions exchanged": _swap_files(MOTION, MOTION.replace(FIRST, OTHER)),
    "two exhibits exchanged": _swap_files(EXHIBIT, EXHIBIT.replace(FIRST, OTHER)),
    "the order in place of the motion": lambda f: shutil.copy(f / ORDER, f / MOTION),
    "a sealed exhibit made public": _publish,
    "a file beside the others": lambda f: (f / "public/packets/notes.txt").write_text("ALDER"),
    "a paper cut short": lambda f: (f / MOTION).write_bytes((f / MOTION).read_bytes()[:9000]),
    # Pages.
    "a page repeated": lambda f: paged(f, MOTION, lambda pdf: pdf.pages.append(pdf.pages[-1])),
    "a page of rows taken out": lambda f: paged(f, MOTION, lambda pdf: pdf.pages.__delitem__(-1)),
    "a front page taken out": lambda f: paged(f, MOTION, lambda pdf: pdf.pages.__delitem__(2)),
    "two pages exchanged": lambda f: paged(f, MOTION, lambda pdf: pdf.pages.reverse()),
    "a row taken off a page of the motion": lambda f: drop_line(f, MOTION, "BA100007"),
    "a row taken off a page of the order": lambda f: drop_line(f, ORDER, "BA100007"),
    "the subtotal taken off a page": lambda f: drop_line(f, MOTION, "On this page"),
    "two figures of a case number": lambda f: exchange_glyphs(f, MOTION, "BA100012", "BA100021"),
    "the same in the order": lambda f: exchange_glyphs(f, ORDER, "BA100012", "BA100021"),
    "two letters of a name": lambda f: exchange_glyphs(f, EXHIBIT, "SPECIMEN", "SPECIMNE"),
    "two figures of a day": lambda f: exchange_glyphs(f, MOTION, "02/03/1995", "20/03/1995"),
    "two figures of a section": lambda f: exchange_glyphs(f, MOTION, "11357(b)", "11375(b)"),
    "two figures of the number in a sentence": lambda f: exchange_glyphs(
        f, MOTION, "lists 47 convictions", "lists 74 convictions"
    ),
    "the number in the totals": lambda f: exchange_glyphs(f, ORDER, "All 47", "All 74"),
    "a name written onto a public page": lambda f: stamp(f, MOTION, "SPECIMENAAB, ROBIN"),
    "a number of a person on a public page": lambda f: stamp(f, ORDER, "123-45-6789"),
    "a birth date on a public page": lambda f: stamp(f, MOTION, "Born 3/4/1951", 1),
    "one more line in the clerk's table": lambda f: _more(f),
    "a bookmark that leads nowhere": lambda f: paged(f, MOTION, _lead_nowhere),
    # What was required, and every other word before the schedule.
    "two words of what is asked": lambda f: exchange_glyphs(
        f, MOTION, "dismissing and sealing", "dismissing dna sealing"
    ),
    "two letters of the courthouse": lambda f: exchange_glyphs(
        f, ORDER, "COUNTY OF LOS", "COUNTY OF LSO"
    ),
    "two figures of a statute": lambda f: exchange_glyphs(
        f, MOTION, "section 11361.8", "section 11316.8"
    ),
    "a line of a required passage": lambda f: drop_line(f, MOTION, "other count of the same case"),
    "a line of the order": lambda f: drop_line(f, ORDER, "dismissed as legally invalid"),
    "the oath": lambda f: drop_line(f, MOTION, "under penalty of perjury"),
    "a line to be signed under": lambda f: drop_line(f, ORDER, "JUDGE OF THE"),
    "the title of the motion": lambda f: drop_line(f, MOTION, "TO DISMISS AND SEAL"),
    "the mark of a draft on a page": lambda f: take_off(f, MOTION, 3, 200),
    "drafts that the manifest has as final": _told(
        lambda told: [file.pop("draft", 0) for file in told["packets"][0]["files"]]
    ),
    "the texts gone from the manifest": _told(lambda told: told.pop("texts")),
    "a text of another paper": _told(lambda told: _swap_texts(told)),
    "a page of another packet": lambda f: paged(f, MOTION, lambda pdf: _foreign_page(f, pdf)),
    "the last page of another packet": lambda f: paged(
        f, ORDER, lambda pdf: _foreign_page(f, pdf, -1)
    ),
    # What no reader sees, and what hides from one.
    "white over a row": lambda f: cover_line(f, MOTION, "BA100007"),
    "white over a sentence": lambda f: cover_line(f, ORDER, "legally invalid"),
    "words that are not painted": lambda f: in_own_font(f, MOTION, "3 Tr"),
    "words in white": lambda f: in_own_font(f, MOTION, "1 1 1 rg"),
    "words of half a point": lambda f: in_own_font(f, MOTION, ".05 0 0 .05 90 400 Tm"),
    "words beside the page": lambda f: in_own_font(f, MOTION, "1 0 0 1 900 400 Tm"),
    "words by another program": lambda f: stamp(f, MOTION, "and all other counts"),
    "a page turned": lambda f: paged(
        f, MOTION, lambda pdf: pdf.pages[-1].rotate(90, relative=True)
    ),
    "a page cut": lambda f: paged(
        f, MOTION, lambda pdf: setattr(pdf.pages[-1], "cropbox", [0, 400, 612, 792])
    ),
    "a note on a page": lambda f: paged(f, ORDER, _note),
    "a file attached": lambda f: paged(f, MOTION, _attach),
    "a script": lambda f: paged(f, MOTION, _script),
    "a layer": lambda f: paged(
        f, MOTION, lambda pdf: pdf.Root.update({"/OCProperties": pikepdf.Dictionary()})
    ),
    "another title in the XMP": lambda f: in_metadata(f, MOTION, "Notice of", "Denial of"),
    "an author in the XMP": lambda f: in_metadata(
        f, MOTION, "</dc:title>", "</dc:title><dc:creator>R. SPECIMEN</dc:creator>"
    ),
    "an author beside it": lambda f: paged(
        f, MOTION, lambda pdf: pdf.docinfo.update({"/Author": "R. SPECIMEN"})
    ),
    "one more version behind the end": lambda f: (f / MOTION).write_bytes(
        (f / MOTION).read_bytes() + b"\n% edited\n%%EOF\n"
    ),
    # Folders.
    "a packet that is called otherwise": lambda f: rename_packet(
        f, FIRST, FIRST.replace("possession", "sale")
    ),
    "a packet in another court's folder": lambda f: rename_packet(
        f, FIRST, FIRST.replace("ccb", "lbh")
    ),
    "a packet doubled": lambda f: double_packet(f, FIRST),
    # What lies beside the packets.
    "a row off a worklist": lambda f: rewrite(f, WORKLIST, lambda lines: lines.clear()),
    "another number on a worklist": lambda f: rewrite(
        f, WORKLIST, lambda lines: lines[0].update(case_number="BA300009")
    ),
    "another person on a worklist": lambda f: rewrite(
        f, WORKLIST, lambda lines: lines[0].update(last="ELLERY")
    ),
    "another question": lambda f: rewrite(
        f, VALUES, lambda lines: lines[0].update(question="Is this all?")
    ),
    "an answer allowed that was not": lambda f: rewrite(
        f, VALUES, lambda lines: lines[0].update(allowed="dismissed")
    ),
    "a worklist gone": lambda f: _gone(f, WORKLIST),
    "another remark's number": lambda f: rewrite(
        f, "sealed/remarks.csv", lambda lines: lines[0].update(case_number="BA100099")
    ),
    "two cover sheets exchanged": _swap_files(COVER, COVER.replace(FIRST, OTHER)),
    "a number on a cover sheet": lambda f: exchange_glyphs(
        f, COVER, "Convictions 47", "Convictions 74"
    ),
    "pages on a cover sheet": lambda f: exchange_glyphs(f, COVER, "Packet ccb", "Packet cbc"),
    "a number in the index": lambda f: exchange_glyphs(f, "sealed/index.pdf", "All5035", "All5053"),
    "words on the index": lambda f: stamp(f, "sealed/index.pdf", "2 more packets"),
    "packets in the summary": _summary("<b>2</b> packets", "<b>3</b> packets"),
    "rows in the summary": _summary("in 53 rows", "in 35 rows"),
    "a small figure in the summary": _summary("under 11", "1"),
    "a case in the summary": _summary("<main>", "<main><p>BA100012</p>"),
    "a name onto a public page, first name first": lambda f: stamp(f, ORDER, "Robin Specimenaab"),
    "a script in the summary": _summary("<main>", "<main><script>alert(1)</script>"),
    "a name in the summary": _summary("<main>", "<main><p>SPECIMENAAB, ROBIN</p>"),
    # What the clerk's office, its portal and the judge are given beside the papers.
    "another order in the clerk's own table": lambda f: rewrite(
        f, CLERK_TABLE, lambda lines: lines[0].update({"Minute Order": "Count stands."})
    ),
    "a line off the clerk's own table": lambda f: rewrite(f, CLERK_TABLE, lambda ls: ls.pop(0)),
    "another number in the clerk's workbook": lambda f: in_zip(
        f, f"{CLERK_TABLE.removesuffix('csv')}xlsx", "BA100012", "BA100021"
    ),
    "a word of the order to be edited": lambda f: in_zip(f, DOCX, "legally invalid", "lawful"),
    "a sealed paper that the plan has as public": lambda f: _plan(
        f, lambda plan: plan["documents"][-1].update(security="public", role="supporting")
    ),
    "convictions of the plan": lambda f: _plan(f, lambda plan: plan.update(convictions=1)),
    "another file in the plan": lambda f: _plan(
        f, lambda plan: plan["documents"][0].update(path=ORDER)
    ),
    "a paper left out of the plan": lambda f: _plan(f, lambda plan: plan["documents"].pop()),
    "a draft that the plan has as ready": lambda f: _plan(f, lambda plan: plan.update(ready=True)),
    "a number on the agreement": lambda f: exchange_glyphs(
        f, "sealed/agreement.pdf", "50 convictions", "05 convictions"
    ),
    # More of the tables and the manifest.
    "another relief in the ledger": _lines(lambda ls: ls[0].update(relief="seal-only")),
    "another line of the list in the ledger": _lines(lambda ls: ls[0].update(line="40")),
    "another reason in the ledger": _lines(lambda ls: ls[HELD].update(reason="no-case-number")),
    "a repeated row that repeats another": _lines(
        lambda ls: ls[REPEATED].update(same_as=ls[4]["conviction"])
    ),
    "another day of filing in the manifest": _told(
        lambda told: told["settings"].update(filed_on="2026-03-20")
    ),
    "a sample that the manifest has as none": _told(lambda told: told.update(sample=False)),
    # More of the pages.
    "two items exchanged on a page": lambda f: exchange_glyphs(f, MOTION, "12BA1", "21BA1"),
    "a row cut off by a clip": lambda f: paged(f, MOTION, _clip),
    "a row that is nearly transparent": lambda f: paged(f, MOTION, _transparent),
    "a black bar over a row": lambda f: draw(f, MOTION, b"0 g 60 300 480 40 re f", -1),
    "other words for whoever listens": lambda f: paged(f, ORDER, _said_otherwise),
    "a link to another place": lambda f: paged(f, MOTION, _link),
    "other words of a bookmark": lambda f: paged(
        f, MOTION, lambda pdf: setattr(pdf.Root.Outlines.First, "Title", "Motion denied")
    ),
    "pages labelled otherwise": lambda f: paged(
        f, MOTION, lambda pdf: setattr(pdf.Root, "PageLabels", _labels("iv"))
    ),
    "a line to be filled in on a cover sheet": lambda f: drop_line(f, COVER, "the judge signs"),
    "a locked paper": lambda f: _locked(f / MOTION),
    # What a reader sees, and no program reads.
    "two glyphs exchanged in the order alone": lambda f: exchange_glyphs(
        f, ORDER, "BA100012", "BA100021"
    ),
    "letters and their table exchanged together": lambda f: letters_exchanged(f, MOTION, "1", "2"),
    "outlines exchanged in a font": lambda f: outline_put_for(f, MOTION, "1", "2"),
    "a sentence in a font of the page": lambda f: sentence_in_own_font(
        f, ORDER, "and all other counts"
    ),
    "a link with a look of its own": lambda f: paged(f, MOTION, _link_that_covers),
    "a link with a broad border": lambda f: paged(f, MOTION, _link_with_border),
    "words on a layer": lambda f: paged(f, MOTION, _layer_of_words),
    "words behind a mask": lambda f: _state(f, b"<< /SMask << /S /Luminosity >> >>"),
    "words that blend": lambda f: _state(f, b"<< /BM /Difference >>"),
    "a broad white line over a row": lambda f: draw(
        f, MOTION, b"1 1 1 RG 40 w 60 640 m 540 640 l S", -1
    ),
    "a page half as large": lambda f: paged(
        f, MOTION, lambda pdf: setattr(pdf.pages[-1], "mediabox", [0, 400, 612, 792])
    ),
    "a page of another unit": lambda f: paged(
        f, MOTION, lambda pdf: pdf.pages[-1].obj.update({"/UserUnit": 2})
    ),
    "an action of a page": lambda f: paged(
        f, MOTION, lambda pdf: pdf.pages[0].obj.update({"/AA": pikepdf.Dictionary()})
    ),
    "another maker in the XMP": lambda f: in_metadata(f, MOTION, "WeasyPrint", "Another"),
    "a bookmark to another page": lambda f: paged(f, MOTION, _bookmark_elsewhere),
    "a conviction placed in a second packet": lambda f: rewrite(
        f,
        PLACEMENTS,
        lambda lines: lines.append({**lines[-1], "conviction": lines[0]["conviction"]}),
    ),
    "another person in the exhibit alone": lambda f: exchange_glyphs(
        f, EXHIBIT, "SPECIMENAAB", "SPECIMENABA"
    ),
}


def _link_that_covers(pdf):
    look = pdf.make_stream(b"1 g 0 0 480 40 re f", Subtype=pikepdf.Name.Form, BBox=[0, 0, 480, 40])
    _note_of(pdf, AP=pikepdf.Dictionary(N=look))


def _link_with_border(pdf):
    _note_of(pdf, Border=[0, 0, 40], C=[1, 1, 1])


def _note_of(pdf, **more):
    rectangle = [60, 300, 540, 340]
    note = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=rectangle, **more)
    pdf.pages[-1].Annots = pikepdf.Array([pdf.make_indirect(note)])


def _layer_of_words(pdf):
    page = pdf.pages[-1]
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="rows"))
    page.Resources.Properties = pikepdf.Dictionary(L0=layer)
    page.contents_add(b"/OC /L0 BDC", prepend=True)
    page.contents_add(b"EMC")


def _state(folder, parameters):
    """Parameters of graphics that all words of a page stand under."""

    def change(pdf):
        page = pdf.pages[-1]
        page.add_resource(pikepdf.Object.parse(parameters), "/ExtGState", pikepdf.Name.Other)
        page.contents_add(b"/Other gs", prepend=True)

    paged(folder, MOTION, change)


def _bookmark_elsewhere(pdf):
    with pdf.open_outline() as outline:
        outline.root[0].destination = pikepdf.make_page_destination(pdf, len(pdf.pages) - 1)
        outline.root[0].action = None


def _plan(folder, change):
    """Another plan of a packet's filing."""
    path = folder / f"sealed/packets/{FIRST}/filing-plan.json"
    plan = json.loads(path.read_bytes())
    change(plan)
    path.write_text(json.dumps(plan), encoding="utf-8")


def _clip(pdf):
    pdf.pages[-1].contents_add(b"0 0 612 500 re W n", prepend=True)


def _transparent(pdf):
    for state in pdf.pages[-1].resources.ExtGState.values():
        state.ca = min(state.ca, pikepdf.Object.parse(b"0.05"))


def _said_otherwise(pdf):
    """Words that a screen reader and a search say in the place of those that are seen."""
    for element in pdf.objects:
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/P":
            element.ActualText = "The motion is denied."
            return
    raise AssertionError("there is no paragraph")


def _link(pdf):
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[90, 300, 400, 320],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/"),
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(link)]))


def _labels(prefix):
    return pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(P=prefix)])


def _locked(path):
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="x", user=""))


def _swap_texts(told):
    first, second, *_ = (file for file in told["packets"][0]["files"] if "text" in file)
    first["text"], second["text"] = second["text"], first["text"]


def _foreign_page(folder, pdf, place=0):
    with pikepdf.open(folder / MOTION.replace(FIRST, OTHER)) as other:
        pdf.pages[place] = other.pages[place]


def _note(pdf):
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FreeText,
        Rect=[90, 300, 400, 320],
        Contents="GRANTED AS TO ALL",
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


def _attach(pdf):
    pdf.attachments["names.csv"] = pikepdf.AttachedFileSpec(pdf, b"SPECIMEN")


def _script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _gone(folder, path):
    """A file that is gone, from the manifest too."""
    (folder / path).unlink()

    def change(told):
        told["files"] = [file for file in told["files"] if file["path"] != path]

    remanifest(folder, change)


def _more(folder):
    """A row of a person who is in no list, below the others of the exhibit's last page."""

    def change(lines):
        lines.append({**lines[-1], "item": str(MANY + 1), "case_number": "BA999999"})

    rewrite(folder, CASES, change)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_it_is_found_also_where_the_manifest_was_put_right(folder, what):
    TAMPERINGS[what](folder)
    if "outside" not in what:
        put_hashes_right(folder)
    proof = verify(folder, jobs=1)
    assert proof.findings, what
    for finding in proof.findings:
        assert "SPECIMEN" not in str(finding)


def test_without_the_hash_put_right_any_byte_is_found(folder):
    path = folder / MOTION
    content = bytearray(path.read_bytes())
    content[-30] ^= 1
    path.write_bytes(bytes(content))
    assert [(f.where, f.kind) for f in verify(folder, jobs=1).findings][:1] == [(MOTION, "file")]


def test_a_finding_says_page_and_row(folder, capsys):
    exchange_glyphs(folder, MOTION, "BA100012", "BA100021")
    put_hashes_right(folder)
    with pytest.raises(SystemExit) as stopped:
        main(["verify", str(folder), "--jobs", "1"])
    assert stopped.value.code == 8
    page = len(pypdfium2.PdfDocument(folder / MOTION)) - 1
    told = capsys.readouterr().err
    assert f'{MOTION}, page {page}, row 12: the column "Case" is not what the ledger says' in told


def test_a_ledger_made_to_stop_the_reader_is_a_mismatch_too(folder):
    def change(lines):
        for place, line in enumerate(lines[:40]):
            line |= {"relief": f"relief-{place}", "convicted_on": "1995"}

    rewrite(folder, LEDGER, change)
    assert verify(folder, jobs=1).findings


def test_no_paper_outside_the_folder_is_read(folder):
    outside = folder.parent / "packets/a/b/c/001/motion.pdf"
    outside.parent.mkdir(parents=True)
    outside.write_bytes((folder / ORDER).read_bytes())

    def change(told):
        for file in told["packets"][0]["files"]:
            if file["path"] == MOTION:
                file["path"] = "../packets/a/b/c/001/motion.pdf"

    remanifest(folder, change)
    findings = verify(folder, jobs=1).findings
    assert [f.kind for f in findings if f.where.startswith("..")] == ["file", "packet"]
    remanifest(folder, lambda told: told["packets"][0]["files"][1].update(path="motion.pdf"))
    with pytest.raises(VerificationError, match="no manifest of a finished run"):
        verify(folder, jobs=1)


def test_a_list_that_says_otherwise_is_found(built, tmp_path, folder):
    _, listed = built
    assert verify(folder, [listed], 1).holds
    other = tmp_path / "other.csv"
    other.write_text(listed.read_text().replace("BA100012", "BA100021", 1))
    assert [f.kind for f in verify(folder, [other], 1).findings] == ["list"]
    # As if the list had had that number: its hash is the manifest's.
    digest = tampering.hashlib.sha256(other.read_bytes()).hexdigest()
    remanifest(folder, lambda told: told["lists"][0].update(sha256=digest))
    findings = [f for f in verify(folder, [other], 1).findings if f.kind == "list"]
    assert [f.what for f in findings] == [
        "line 13 of list 1 does not say the case number that the ledger has"
    ]


def test_a_row_of_the_list_that_the_ledger_lacks_is_found(built, tmp_path, folder):
    _, listed = built
    _dropped_with_totals(folder, NOT_ELIGIBLE)
    put_hashes_right(folder)
    findings = verify(folder, jobs=1).findings
    assert {f.kind for f in findings} == {"count"}
    assert sorted(f.where.rpartition("/")[2] for f in findings) == [
        *("motion.pdf", "motion.pdf", "summary.html"),  # the declarations say the list's rows
    ]
    told = [f.what for f in verify(folder, [listed], 1).findings if f.kind == "list"]
    assert told == [f"has no line for line {MANY + 6} of list 1"]


@pytest.mark.parametrize("content", [None, b"", b"[]", b"{}", b'{"totals": {}}', b"[" * 100_000])
def test_what_is_no_finished_folder_is_said_to_be_none(tmp_path, content):
    if content is not None:
        (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(VerificationError):
        verify(tmp_path, jobs=1)


COUNTS_TAMPERINGS = {
    "count": lambda f: exchange_glyphs(f, MOTION, "former 11357(b) HS 12", "former 11357(b) HS 21"),
    "exhibit": lambda f: paged(f, EXHIBIT, lambda pdf: pdf.docinfo.update({"/Author": "R."})),
    "privacy": lambda f: stamp(f, ORDER, "BA100007"),
    "row": lambda f: exchange_glyphs(f, EXHIBIT, "BA100012", "BA100021"),
    "page": lambda f: paged(f, MOTION, lambda pdf: pdf.pages.__delitem__(-1)),
    "digest": lambda f: drop_line(f, ORDER, "and its file the SHA-256"),
}


@pytest.mark.slow
def test_where_public_papers_have_counts_alone_the_sealed_exhibit_is_proved(tmp_path):
    listed, config, out = tmp_path / "list.csv", tmp_path / "config", tmp_path / "out"
    rows = [_row(f"BA{100000 + n}", n, "CCB") for n in range(1, 13)]
    listed.write_text("\n".join((HEADINGS, *rows, "")), encoding="utf-8")
    config.mkdir()
    (config / "office.yaml").write_text("schema: 1\npublic_schedule: counts\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(
            [
                *("build", str(listed), "--out", str(out), "--config", str(INVENTED_OFFICE)),
                *("--config", str(config), "--filed-on", "2026-03-02", "--jobs", "1"),
            ]
        )
    assert verify(out, [listed], 1).findings == ()
    for what, change in COUNTS_TAMPERINGS.items():
        changed = tmp_path / what
        shutil.copytree(out, changed)
        change(changed)
        put_hashes_right(changed)
        assert verify(changed, jobs=1).findings, what


def test_no_public_file_has_a_hash_of_the_list_that_anybody_can_compute(built):
    out, listed = built
    plain = tampering.hashlib.sha256(listed.read_bytes()).hexdigest()
    keyed = json.loads((out / "manifest.json").read_bytes())["lists"][0]["keyed_hash"]
    assert plain in (out / "manifest.json").read_text()
    said = ""
    for path in (out / "public").rglob("*.pdf"):
        with pypdfium2.PdfDocument(path) as pdf:
            said += " ".join(page.get_textpage().get_text_range() for page in pdf)
    assert keyed[:16] in said
    assert plain[:8] not in said + (out / "public/summary.html").read_text()
