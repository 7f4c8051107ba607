"""How much waits of a plain list and of a dirty one, before and after its values are answered.

Writes two made-up lists of Los Angeles in which every conviction is eligible, so that whatever is
held is held for a word, a slip or a gap: a plain one, and one with the words, spellings and gaps of
a real office. Answers each value once, by what the maker of the list knows, and prints what waits
by reason, and about how long it takes whom:

    python tests/benchmarks/answers.py [ROWS]
"""

import csv
import datetime as dt
import hashlib
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from filings import pipeline
from filings.model.progress import Silent
from filings.model.report import Report
from filings.reports.human_time import in_words
from filings.screening.answers import COLUMNS, approval_name, value_rows
from filings.screening.screen_lists import Intake, RunInputs
from filings.settings.settings import Approval, Settings, read_settings

DAY = dt.date(2026, 12, 1)

# Each column's words, those of one truth behind it, the plain one first; more often, the earlier.
OUTCOMES = [
    *("CONVICTED", "Guilty plea", "FOUND GUILTY", "PLEAD GUILTY", "NOLO", "NO CONTEST", "CONV"),
    *("CONV - PROBATION", "PLED NC", "CNVCTD", "P/G", "JURY CONV", "CONVICTED/JAIL 90D", "GLTY"),
]
ELIGIBLE = ["Eligible for Dismissal", "Dismiss & Seal", "DISMISS", "OK to dismiss", "Y - dismiss"]
FELONY = ["Felony", "F", "FEL", "Fel.", "FELNY", "F (wobbler)"]
MISDEMEANOR = ["Misdemeanor", "M", "MISD", "Misd.", "MSDMNR"]
COURTS = {
    "Clara Shortridge Foltz Criminal Justice Center": [
        "FOLTZ",
        "CCB",
        "210 W Temple",
        "CRIM CTS BLDG",
    ],
    "Compton Courthouse": ["COMPTON", "Compton Cthse", "CMP", "South Central"],
    "Pomona Courthouse South": ["Pomona South", "POMONA SO.", "PMA", "East Dist Pomona"],
}
POLICE = ["LASD", "SHERIFF", "LASD - Lennox", "Shrff", "CO SHERIFF STN"]
DAYS = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y"]
SECTIONS = ["11359 HS", "HS 11359", "11359", "11359 H&S", "11359 POSS F/S", "H+S 11359 PSLE"]
GAPS = ("Level", "Conviction Date", "Case Number", "Section")  # a cell that was left blank
_GAP = 0.004  # of the rows of each column

HEADINGS = [
    *("Case Number", "Defendant Suffix", "Last Name", "First Name", "Birth Date", "Section"),
    *("Count", "Level", "Conviction Date", "Court", "County", "Arresting Agency", "Disposition"),
    *("Eligibility", "Sample"),
]


def _some(draw: random.Random, words: list[str], *, dirty: bool) -> str:
    if not dirty or draw.random() < 0.5:
        return words[0]
    weights = [1 / (place + 1) for place in range(len(words))]
    return draw.choices(words, weights)[0]


def rows(number: int, *, dirty: bool, seed: int = 1) -> Iterator[dict[str, str]]:
    """Convictions that all may be dismissed, as a plain or a dirty list tells them."""
    draw = random.Random(seed)
    for n in range(number):
        felony = draw.random() < 0.6
        court = draw.choice(list(COURTS))
        day = dt.date(1990, 1, 1) + dt.timedelta(days=draw.randrange(9000))
        form = _some(draw, DAYS, dirty=dirty)
        row = {
            "Case Number": f"BA{n:06d}" if felony else f"{n % 9 + 1}MP{n:05d}",
            "Defendant Suffix": "01",
            "Last Name": "SAMPLE" + "".join(chr(65 + n // 26**place % 26) for place in range(3)),
            "First Name": "PAT",
            "Birth Date": "1960-05-04",
            "Section": _some(draw, SECTIONS, dirty=dirty) if felony else "11357(b) HS",
            "Count": str(1 + n % 3),
            "Level": _some(draw, FELONY if felony else MISDEMEANOR, dirty=dirty),
            "Conviction Date": day.strftime(form),
            "Court": _some(draw, [court, *COURTS[court]], dirty=dirty),
            "County": "LOS ANGELES",
            "Arresting Agency": _some(draw, POLICE, dirty=dirty),
            "Disposition": _some(draw, OUTCOMES, dirty=dirty),
            "Eligibility": _some(draw, ELIGIBLE, dirty=dirty),
            "Sample": "SAMPLE",
        }
        for gap in GAPS if dirty else ():
            if draw.random() < _GAP:
                row[gap] = ""
        yield row


TRUTH = {
    **{("Disposition", word): "convicted" for word in OUTCOMES},
    **{("Eligibility", word): "dismissal" for word in ELIGIBLE},
    **{("Level", word): "felony" for word in FELONY},
    **{("Level", word): "misdemeanor" for word in MISDEMEANOR},
    **{("Court", word): court for court, words in COURTS.items() for word in words},
    **{("Arresting Agency", word): "LOS ANGELES SO" for word in POLICE},
    **{("Section", word): "11359 HS" for word in SECTIONS},
}


def answered(values: list[list[str]], path: Path) -> Path:
    """The values with what the maker of the list knows, for those that one answer settles."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for cells in values:
            line = dict(zip(COLUMNS, cells, strict=True))
            said = TRUTH.get((line["column"], line["value"]), "")
            if line["column"] == "Conviction Date" and "month first" in line["allowed"]:
                said = "month first"
            known = {word.casefold(): word for word in line["allowed"].split("|")}
            near = next((w for w in known if said and said.casefold() in w), "")
            writer.writerow([*cells[:-1], known.get(said.casefold(), known.get(near, ""))])
    return path


def approved(settings: Settings, path: Path) -> Settings:
    """Settings in which an attorney has approved this file."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    word = Approval(
        approved_by="A. Sample", bar_number="123456", approved_on=DAY, files={path.name: sha256}
    )
    approvals = settings.approvals | {approval_name(sha256): word}
    return settings.model_copy(update={"approvals": approvals})


def told(what: str, report: Report) -> None:
    """Print what waits."""
    waits = Counter(
        {its.reason: its.entries for its in report.reasons if its.fate in ("held", "unreadable")}
    )
    share = 1000 * report.totals.need_a_human / report.totals.entries
    print(f"{what}: {share:.0f} of 1,000 wait; {in_words(report.minutes) or 'nobody is needed'}")
    for reason, entries in waits.most_common():
        print(f"    {entries:6,} {reason}")


def main(number: int) -> None:
    """Make both lists, and print what waits of each."""
    settings = read_settings()
    # The forms of its dates as `filings check LIST --propose` finds them.
    layout = settings.layouts["sample"].model_copy(update={"dates": (*DAYS, "%d/%m/%y")})
    settings = settings.model_copy(update={"layouts": settings.layouts | {"sample": layout}})
    with tempfile.TemporaryDirectory() as folder:
        for name in ("plain", "dirty"):
            path = Path(folder) / f"{name}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, HEADINGS)
                writer.writeheader()
                writer.writerows(rows(number, dirty=name == "dirty"))
            before = pipeline.check([path], settings, filed_on=DAY)
            told(f"{name} list", before)
            with closing(Intake([path], settings, None, DAY)) as intake:
                list(intake.entries(lambda _: "", None, Silent()))
                values = list(value_rows(before.asked, intake.lists, settings))
            print(
                f"    {len(values):,} values; {len([v for v in values if v[4] == 'law']):,} of law"
            )
            answers = answered(values, Path(folder) / f"{name}-values.csv")
            after = pipeline.check(
                [path], approved(settings, answers), filed_on=DAY, beside=RunInputs(answers=answers)
            )
            told(f"{name} list, answered", after)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
