"""The same rows by four engines in one run: a report, never a test.

    python tests/benchmarks/engines.py [--rows 4000] [--orders 1000]

Prints a table: this engine (`render/reuse/schedule_filler.py`), WeasyPrint alone, Typst, and
ReportLab's tables; rows, pages and orders a second, milliseconds an order, peak memory, bytes. One
process for each, one core, in CPU seconds; imports and a first page of each are left out. Typst and
ReportLab are no part of the product: `pip install typst reportlab`. Compare the ratios; the seconds
are those of one machine.

Every engine prints the same eight columns of the same convictions with a head and a line under each
row. Ours and WeasyPrint's are whole documents (front pages, tags, PDF/A and PDF/UA, fonts subset);
the other two print the bare table: Typst's own tags, none from ReportLab. What a build does too,
the look at the finished page as a clerk would, is left out.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

FONTS = Path(__file__).parents[2] / "templates" / "fonts"
HEADS = ("No.", "Case number", "Def.", "Section", "Count", "Level", "Convicted", "Agency")
WIDTHS = (32, 92, 28, 46, 122, 58, 52, 102)


def packet_of(rows: int):
    from tests.render.made import many

    return many(rows)


def cells_of(packet):
    from filings.compose.schedule_columns import public_form
    from filings.settings.settings import read_settings

    form = public_form(read_settings())
    return [
        [column.text(n, conviction) for column in form.columns]
        for n, conviction in enumerate(packet.convictions, 1)
    ]


def timed(do):
    started = time.process_time()
    pdf = do()
    return time.process_time() - started, pdf


def ours(rows: int, **more):
    from filings.render import renderer as room
    from tests.render.made import press

    room._refuse_bad_pages = lambda *_: None  # the look at the finished page is no engine's work

    machine, packet = press(**more), packet_of(rows)
    # Engines are timed at work: what ours lays out once for all such documents is laid out.
    machine.print_document(packet_of(rows), "proposed-order")
    return timed(lambda: machine.print_document(packet, "proposed-order").pdf)


def weasyprint_alone(rows: int):
    return ours(rows, reuse=False)


def typst_compiler(source: str):
    import typst

    # From a file: a compiler made from bytes compiles once only.
    path = Path(tempfile.mkdtemp()) / "page.typ"
    path.write_text(source)
    return typst.Compiler(path, font_paths=[str(FONTS)], ignore_system_fonts=True)


def typst_table(rows: int):
    source = f"""
#set page(paper: "us-letter", margin: (top: 50pt, bottom: 48pt, x: 40pt))
#set text(font: "Liberation Serif", size: 9.5pt, kerning: false, ligatures: false)
#let rows = json(bytes(sys.inputs.rows))
#table(columns: ({", ".join(f"{w}pt" for w in WIDTHS)}), stroke: (bottom: 0.4pt), inset: 3pt,
  table.header({", ".join(f"[*{head}*]" for head in HEADS)}), ..rows.flatten())
"""
    compiler = typst_compiler(source)
    compiler.compile(sys_inputs={"rows": json.dumps([["x"] * 8])})
    data = json.dumps(cells_of(packet_of(rows)))
    return timed(lambda: compiler.compile(sys_inputs={"rows": data}))


def reportlab_table(rows: int):
    from reportlab.lib.pagesizes import letter
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import LongTable, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("Serif", FONTS / "LiberationSerif-Regular.ttf"))
    cells = cells_of(packet_of(rows))

    def whole(cells):
        out = BytesIO()
        table = LongTable([HEADS, *cells], colWidths=WIDTHS, repeatRows=1)
        table.setStyle(
            [
                ("FONT", (0, 0), (-1, -1), "Serif", 9.5, 11),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, "black"),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ]
        )
        SimpleDocTemplate(out, pagesize=letter, margins=40, topMargin=50).build([table])
        return out.getvalue()

    whole(cells[:3])
    return timed(lambda: whole(cells))


def our_orders(orders: int):
    from tests.render.made import conviction, packet, press

    machine = press()
    cases = [packet(conviction(n)) for n in range(orders + 1)]
    machine.print_document(cases[0], "order")

    def all_of_them():
        return b"".join(machine.print_document(case, "order").pdf for case in cases[1:])

    return timed(all_of_them)


def typst_orders(orders: int):
    from tests.render.made import conviction, packet, press

    # The words of the same two pages, on lines of 24 points with numbers beside them.
    machine = press()
    pdf = machine.print_document(packet(conviction(1)), "order").pdf
    import pypdfium2

    words = "\n".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(pdf))
    lines = [line for line in words.splitlines() if not line.strip().isdigit()]
    source = """
#set page(paper: "us-letter", margin: (top: 72pt, bottom: 48pt, left: 108pt, right: 40pt),
  background: place(top + left, dx: 80pt, dy: 76pt,
    stack(spacing: 14.5pt, ..range(1, 29).map(n => box(height: 9.5pt)[#n]))))
#set text(font: "Liberation Serif", size: 12pt)
#set par(leading: 14.5pt, spacing: 14.5pt)
#let words = json(bytes(sys.inputs.words))
#words.name #parbreak() #words.number #parbreak()
#for line in json(bytes(sys.inputs.lines)) [#line #parbreak()]
"""
    compiler = typst_compiler(source)
    text = json.dumps(lines)

    def one(n: int) -> bytes:
        words = json.dumps({"name": f"SPECIMEN{n}", "number": f"BA{100000 + n}"})
        return compiler.compile(sys_inputs={"words": words, "lines": text})

    one(0)
    return timed(lambda: b"".join(one(n) for n in range(1, orders + 1)))


ENGINES = {
    "filings": ours,
    "WeasyPrint alone": weasyprint_alone,
    "Typst": typst_table,
    "ReportLab tables": reportlab_table,
    "filings, orders": our_orders,
    "Typst, orders": typst_orders,
}


def run(engine: str, amount: int) -> None:
    seconds, pdf = ENGINES[engine](amount)
    pages = pdf.count(b"/Type /Page/") + pdf.count(b"/Type /Page\n")
    if not engine.endswith("orders"):
        import pypdfium2

        pages = len(pypdfium2.PdfDocument(pdf))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"s": seconds, "pages": pages, "bytes": len(pdf), "mb": memory}))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rows", type=int, default=4000)
    asked.add_argument("--orders", type=int, default=1000)
    asked.add_argument("--rounds", type=int, default=3, help="of each, in turn; the best counts")
    asked.add_argument("--engine", help=argparse.SUPPRESS)
    asked.add_argument("--amount", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.engine:
        return run(given.engine, given.amount)
    amounts = {name: given.orders if "orders" in name else given.rows for name in ENGINES}
    # Its cost a row grows with the document; a tenth of the rows is in its favour.
    amounts["WeasyPrint alone"] = max(given.rows // 10, 50)
    best: dict[str, dict[str, float]] = {}
    for _ in range(given.rounds):
        for name, amount in amounts.items():
            command = [sys.executable, __file__, "--engine", name, "--amount", str(amount)]
            told = subprocess.run(command, check=True, capture_output=True, env=os.environ)
            now = json.loads(told.stdout.splitlines()[-1])
            if name not in best or now["s"] < best[name]["s"]:
                best[name] = now
    print(f"{'':18}{'amount':>8}{'a second':>10}{'ratio':>7}{'pages/s':>9}{'ms each':>9}", end="")
    print(f"{'peak MB':>9}{'kB':>9}")
    for name, figures in best.items():
        rate = amounts[name] / figures["s"]
        base = "Typst, orders" if "orders" in name else "WeasyPrint alone"
        ratio = rate / (amounts[base] / best[base]["s"])
        pages = 2 * amounts[name] if "orders" in name else figures["pages"]
        print(f"{name:18}{amounts[name]:8}{rate:10.0f}{ratio:7.1f}", end="")
        print(f"{pages / figures['s']:9.0f}{1000 / rate:9.2f}", end="")
        print(f"{figures['mb']:9.0f}{figures['bytes'] / 1000:9.0f}")
    return None


if __name__ == "__main__":
    main()
