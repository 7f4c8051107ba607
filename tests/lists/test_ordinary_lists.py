"""An ordinary list is read without a question.

An oracle writes convictions of which it knows what must become of them, in four layouts and in the
ordinary spellings of each; nothing that goes in is held, and nothing else goes in.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from filings.lists.doj import COLUMNS
from filings.lists.open_list import open_list
from filings.model.entries import Determination, Entry
from filings.model.fates import Fate
from filings.screening.rules import Screener
from filings.settings.settings import read_settings
from tests.lists.making import GOGEN, doj, doj_row, gogen, write

QUICK, WHOLE = 200, 5000


class Truth(NamedTuple):
    """A conviction, and what must become of its row."""

    number: str
    last: str
    first: str
    born_on: dt.date
    section: str
    subdivision: str
    felony: bool
    convicted_on: dt.date
    nth: int  # the count's number
    fate: Fate


# Section, subdivision, a felony, and how the state's file describes it.
CHARGES = (
    ("11357", "b", False, ("POSSESS MARIJUANA 28.5-/GRAMS", "POSS MARIJUANA UNDER 1 OZ")),
    ("11357", "c", False, ("POSSESS MARIJUANA OVER 1 OZ/28.5 GRM", "POSS MARIJUANA OVER 1 OZ")),
    ("11358", "", True, ("CULTIVATE MARIJUANA", "PLANT/CULTIVATE/ETC MARIJUANA/HASH")),
    ("11359", "", True, ("POSSESS MARIJUANA FOR SALE", "POSS MARIJUANA/HASHISH FOR SALE")),
    ("11360", "a", True, ("SELL/FURNISH/ETC MARIJUANA/HASH", "TRANSPORT/SELL MARIJUANA")),
    ("11360", "b", False, ("GIVE/ETC MARIJUANA 28.5-/GRAMS", "TRANSPORT MARIJUANA")),
)
PEOPLE = ("DOE", "ROE", "SAMPLE", "PRACTICE", "INVENTED", "O'EXAMPLE", "DE LA PRUEBA", "NONESUCH")
GIVEN = ("JANE", "JOHN", "PAT Q", "ALEX", "MARY ANN", "LEE", "SAM J", "KIM")
DAYS = (
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%d-%b-%Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y%m%d",
    "%Y/%m/%d",
    "%m-%d-%Y",
    "%m/%d/%Y 0:00",
    "%m/%d/%Y 12:00:00 AM",
    "%Y-%m-%dT00:00:00",
)
SECTIONS = (
    "{s}{p} HS",
    "{s}{p}HS",
    "HS {s}{p}",
    "H&S {s}{p}",
    "H & S {s}{p}",
    "{s}{p} H&S",
    "H/S {s}{p}",
    "H.S. {s}{p}",
    "H&S § {s}{p}",
    "{s}{p}",
    "Health & Safety Code {s}{p}",
    "Health and Safety Code section {s}{p}",
    "Health & Saf. Code, § {s}{p}",
    "HS{s}{p}",
    "{s}{p} HSC",
    "HSC {s}{p}",
)
PARTS = ("({p})", "({P})")
FELONY, MISDEMEANOR = (
    ("Felony", "F", "FEL", "Fel.", "FELONY"),
    ("Misdemeanor", "M", "MISD", "Misd.", "MISDEMEANOR"),
)
COUNTS = ("{n}", "0{n}", "Count {n}", "Ct {n}", "CT. {n}", "Ct. 0{n}", "{n}.0", "COUNT 0{n}")
JUDGMENTS = (
    "CONVICTED",
    "Convicted",
    "CONVICTED-PROBATION",
    "CONVICTED-PROB/JAIL",
    "CONVICTED - JAIL",
    "Convicted by jury",
    "Convicted by plea",
    "Found Guilty",
    "Found guilty by court trial",
    "CONVICTED: 3 YRS PROBATION, 90 DAYS JAIL",
    "Convicted; fine $250",
    "GUILTY - COUNTY JAIL 180 DAYS",
    "Pled guilty, 36 months summary probation",
    "No contest plea; 3 years probation; fine $500",
    "Guilty, imposition of sentence suspended, 36 months probation",
    "CONVICTED. IMPOSITION OF SENTENCE SUSPENDED. 36 MONTHS SUMMARY PROBATION.",
    "Pled no contest, 1 day jail CTS, fine $100",
    "CONVICTED, 3 years formal probation, 120 days county jail",
    "Convicted - 2 years state prison",
    "16 months state prison, convicted",
    "CONVICTED-FINE",
    "CONVICTED-PRISON",
    "Convicted, time served",
    "Convicted, credit for time served 12 days",
    "Convicted, probation 3 yrs, restitution $200",
    "Convicted, 40 hours community service",
    "Convicted - probation completed",
    "Convicted, probation terminated",
    "Plea of guilty, 60 days jail",
    "Convicted, community labor 20 days",
    "Convicted, unsupervised probation 1 yr",
    "Convicted; probation revoked and reinstated",
    "CONVICTED-CONDITIONAL SENTENCE",
    "CONVICTED-FINE PAID",
    "Convicted, 1 year county jail, all suspended",
    "Judgment: guilty",
    "Convicted, lab fee $50",
    "Convicted - no probation",
)
PLEAS = ("NOLO CONTENDERE", "Guilty plea", "Plea of nolo contendere", "Pled guilty", "GUILTY")
NONE = ("DISMISSED", "Acquitted", "Not guilty", "Diversion completed", "Case dismissed")
STATES = (
    "CONVICTED",
    "CONVICTED-PROBATION",
    "CONVICTED-JAIL",
    "CONVICTED-PRISON",
    "CONVICTED-FINE",
    "CONVICTED-PROB/JAIL",
    "CONVICTED-PROB/JAIL/FINE",
)
STATES_NONE = ("DISMISSED/CHARGE DROPPED", "ACQUITTED", "DISMISSED/FURTHERANCE OF JUSTICE")
ELIGIBLE = ("Eligible for Dismissal", "ELIGIBLE FOR DISMISSAL", "Dismiss", "Dismiss and Seal")
LAYOUTS = ("sample", "gogen", "doj", "court-export")


def truths(rows: int, draw: random.Random) -> Iterator[Truth]:
    """Convictions of adults, and now and then what was none."""
    for place in range(rows):
        section, subdivision, felony, _ = draw.choice(CHARGES)
        day = dt.date(1977, 1, 1) + dt.timedelta(days=draw.randrange(14_000))
        if felony:
            number = f"BA{place:06d}" if day.year >= 1989 else f"A{300000 + place:06d}"
        else:
            short, year = f"{10000 + place:05d}", day.year
            number = f"{year % 10}CJ{short}" if year >= 2001 else f"{year % 100:02d}M{short}"
        yield Truth(
            number=number,
            last=draw.choice(PEOPLE),
            first=draw.choice(GIVEN),
            born_on=day - dt.timedelta(days=365 * 22 + draw.randrange(9000)),
            section=section,
            subdivision=subdivision,
            felony=felony,
            convicted_on=day,
            nth=draw.randrange(1, 4),
            fate=Fate.OUT_OF_SCOPE if draw.random() < 0.1 else Fate.INCLUDED,
        )


def level(truth: Truth, draw: random.Random) -> str:
    return draw.choice(FELONY if truth.felony else MISDEMEANOR)


def outcome(truth: Truth, draw: random.Random, good: Sequence[str], none: Sequence[str]) -> str:
    return draw.choice(good if truth.fate is Fate.INCLUDED else none)


def cited(truth: Truth, draw: random.Random, forms: Sequence[str] = SECTIONS) -> str:
    its = truth.subdivision
    part = draw.choice(PARTS).format(p=its, P=its.upper()) if its else ""
    return draw.choice(forms).format(s=truth.section, p=part)


def described(truth: Truth, draw: random.Random) -> str:
    words = next(w for s, p, _, w in CHARGES if (s, p) == (truth.section, truth.subdivision))
    return f"{cited(truth, draw, ('{s}{p} HS', '{s}{p}HS'))}-{draw.choice(words)}"


def office_list(path: Path, known: Sequence[Truth], draw: random.Random) -> None:
    form = draw.choice(DAYS)
    heads: tuple[str, ...] = (
        "Case Number",
        "Last Name",
        "First Name",
        "Birth Date",
        "Section",
        "Count",
        "Level",
    )
    heads += ("Conviction Date", "Court", "County", "Arresting Agency", "Eligibility")
    rows = [
        (
            its.number,
            its.last,
            its.first,
            its.born_on.strftime(form),
            cited(its, draw),
            draw.choice(COUNTS).format(n=its.nth),
            level(its, draw),
            its.convicted_on.strftime(form),
            draw.choice(("CCB", "COMPTON", "Van Nuys West", "Long Beach")),
            draw.choice(("LOS ANGELES", "Los Angeles", "Los Angeles County", "")),
            draw.choice(("LASD", "Los Angeles County Sheriff", "LASD")),
            draw.choice(ELIGIBLE) if its.fate is Fate.INCLUDED else "Not eligible",
            outcome(its, draw, (*JUDGMENTS, *PLEAS), NONE),
        )
        for its in known
    ]
    write(path, (*heads, "Disposition"), *rows)


def states_row(truth: Truth, place: int, draw: random.Random) -> dict[str, str]:
    convicted = truth.fate is Fate.INCLUDED
    stated = draw.random() < 0.8
    return doj_row(
        SUBJECT_ID=f"{30000000 + place}",
        CII_NUMBER=f"{1020000000 + place}",
        PRI_NAME=f"{truth.last},{truth.first}",
        PRI_DOB=f"{truth.born_on:%Y%m%d}",
        STP_EVENT_DATE=f"{truth.convicted_on:%Y%m%d}",
        STP_ORI_DESCR=draw.choice(("CASCLOS ANGELES CENTRAL", "CASC LOS ANGELES COMPTON")),
        OFN=truth.number,
        OFFENSE_DESCR=described(truth, draw),
        OFFENSE_TOC="F" if truth.felony else "M",
        DISP_DESCR=outcome(truth, draw, STATES, STATES_NONE),
        CONV_STAT_DESCR=("FELONY" if truth.felony else "MISDEMEANOR")
        if convicted and stated
        else "",
    )


def gogen_list(path: Path, known: Sequence[Truth], draw: random.Random) -> None:
    rows = []
    for place, its in enumerate(known):
        row = states_row(its, place, draw)
        row |= {"Case Number": its.number, "Arresting Agency": "LASD"}
        row |= {
            "Date of Conviction": f"{its.convicted_on:%m/%d/%Y}",
            "Occurred after 11/9/2016": "N",
        }
        row |= {"Eligibility Reason": "Misdemeanor or Infraction"}
        if its.fate is Fate.OUT_OF_SCOPE:
            row |= dict.fromkeys(("Eligibility Determination", "Eligibility Reason"), "")
            row |= dict.fromkeys(("Date of Conviction", "Case Number"), "")
        rows.append(row)
    gogen(path, *rows, columns=(*COLUMNS, *GOGEN, "Arresting Agency"))


def states_list(path: Path, known: Sequence[Truth], draw: random.Random) -> None:
    """Each conviction behind the row of its arrest, by which its prosecutor is told."""
    rows = []
    for place, its in enumerate(known):
        court = states_row(its, place, draw)
        arrest = {"STP_TYPE_DESCR": "ARREST/DETAINED/CITED", "STP_ORI_DESCR": "CASOLOS ANGELES"}
        arrest |= {"CNT_ORDER": "101001001000", "OFN": "", "DISP_DESCR": "", "CONV_STAT_DESCR": ""}
        arrest["STP_EVENT_DATE"] = f"{its.convicted_on - dt.timedelta(days=60):%Y%m%d}"
        rows += [{**court, **arrest}, court]
    doj(path, *rows)


def courts_list(path: Path, known: Sequence[Truth], draw: random.Random) -> None:
    heads: tuple[str, ...] = (
        "Court Number",
        "Truename",
        "Current Charge",
        "Current Level",
        "Ch Dispo Date",
        "DOB",
    )
    heads += ("CII", "Charge Disposition Description", "Case Disposition Description")
    rows = [
        (
            its.number,
            f"{its.last}/{its.first.replace(' ', '/')}   ",
            cited(its, draw, ("{s}{p}HS", "{s}{p} HS", "HS{s}{p}")),
            "F" if its.felony else "M",
            f"{its.convicted_on:%m%d%y}",
            f"{its.born_on:%m%d%y}",
            f"A{20000000 + place}",
            outcome(its, draw, (*JUDGMENTS, "COUNTY JAIL", "3 YEARS PROBATION"), NONE),
            "",
        )
        for place, its in enumerate(known)
    ]
    write(path, heads, *rows)


WRITERS = dict(zip(LAYOUTS, (office_list, gogen_list, states_list, courts_list), strict=True))


def disagreements(folder: Path, layout: str, rows: int) -> list[str]:
    """What the program makes of the rows otherwise than the oracle."""
    draw = random.Random(f"{layout} {rows}")
    # A court's export names no police, so nobody can tell who prosecuted a misdemeanor.
    known = [its for its in truths(rows, draw) if its.felony or layout != "court-export"]
    path = folder / f"{layout}.csv"
    WRITERS[layout](path, known, draw)
    settings = read_settings()
    screener = Screener(settings, settings.county.default_court)
    opened = open_list(path, 1, settings)
    assert opened.layout == layout
    lines = path.read_text(encoding="utf-8").splitlines()
    wrong, read = [], 0
    for entry in opened.entries():
        arrest = layout == "doj" and entry.line % 2 == 0
        if arrest and isinstance(entry, Entry) and entry.aside:
            continue
        if isinstance(entry, Entry) and entry.determination is Determination.MISSING:
            # An attorney attests of the list.
            entry = replace(entry, determination=Determination.DISMISSAL)
        found = screener.screen(entry)
        truth = known[read]
        read += 1
        same = found.fate is truth.fate
        if same and found.conviction and isinstance(entry, Entry):
            its = found.conviction
            same = (
                (its.number, its.convicted_on, its.name and its.name.last, entry.born_on)
                == ((truth.number, truth.convicted_on, truth.last, truth.born_on))
                and its.statute.short
                == f"{truth.section}{truth.subdivision and f'({truth.subdivision})'}"
            )
        if not same:
            wrong.append(
                f"{found.fate.value} {found.reason}: {found.detail}: {lines[found.line - 1]}"
            )
    assert read == len(known)
    return wrong


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_ordinary_list_is_read_without_a_question(tmp_path: Path, layout: str) -> None:
    wrong = disagreements(tmp_path, layout, QUICK)
    assert not wrong, f"{len(wrong)} of {QUICK}: {wrong[:5]}"


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_five_thousand_ordinary_rows_are_read_without_a_question(
    tmp_path: Path, layout: str
) -> None:
    wrong = disagreements(tmp_path, layout, WHOLE)
    assert not wrong, f"{len(wrong)} of {WHOLE}: {wrong[:5]}"
