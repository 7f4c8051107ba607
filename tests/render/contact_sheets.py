"""Every document of every law, ruleset and authority as pictures, for one and for several.

Nobody reads 60 finished documents page by page; a sheet of small pages shows what is ugly:

    python -m tests.render.contact_sheets DIR [WORD]

writes DIR/<what>.png, one for each packet, with all pages of its documents; WORD only those whose
name holds it. A frame around each page tells where it ends.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from filings.authoring.lint import county_settings
from filings.model.conviction import Conviction
from filings.model.entries import Level, Statute
from filings.model.identifiers import AgencyId, CourtId, OffenseType, Relief
from filings.model.packet import Packet
from filings.model.sources import ListSource
from filings.packets.grouping import sort_key
from filings.render import Renderer
from filings.settings.rulesets import DocumentKind
from filings.settings.settings import Counsel, Defender, Settings, read_settings
from tests.render.made import FILED_ON, conviction, own_office, packet

SCALE = 0.62
COLUMNS = 6
_GAP = 6

LISTS = (
    ListSource(
        number=1,
        sha256="75d8" * 16,
        layout="a list",
        sworn_as="a spreadsheet with a row for each count",
        rows=1204,
        keyed_hash="90ab12cd34ef56ab78cd",
        eligibility="A column of the list states, for each conviction, whether it is eligible.",
    ),
)

_SECTIONS = (
    ("11357", "b", "possession", Level.MISDEMEANOR, "invalid"),
    ("11357", "c", "possession", Level.MISDEMEANOR, "presumed"),
    ("11358", "", "cultivation", Level.FELONY, "presumed"),
    ("11360", "a", "sale", Level.FELONY, "presumed"),
)


def rows(number: int, relief: str, **but: Any) -> tuple[Conviction, ...]:
    """So many convictions, of each section in turn."""
    made = []
    for n, place in zip(range(1, number + 1), count()):
        section, letter, offense, level, ground = _SECTIONS[place % len(_SECTIONS)]
        own: dict[str, Any] = {
            "statute": Statute(code="HS", section=section, subdivision=letter),
            "offense": OffenseType(offense),
            "level": level,
            "ground": "policy" if relief == "dismiss-by-policy" else ground,
            "relief": Relief(relief),
        }
        made.append(conviction(n, **(own | but)))
    return tuple(made)


def in_order(convictions: Iterable[Conviction], settings: Settings) -> list[Conviction]:
    return sorted(convictions, key=lambda each: sort_key(each, settings))


def _with_lodging(settings: Settings) -> Settings:
    """The same, for a court that wants a notice of lodging and nothing else."""
    notice = DocumentKind(zone="public", shows="none")
    paper = settings.rulesets["ca-superior"]
    alone = {"documents": {"notice-of-lodging": notice}, "per_case": {}}
    rulesets = {**settings.rulesets, "ca-superior": paper.model_copy(update=alone)}
    return settings.model_copy(update={"rulesets": rulesets})


def packets() -> Iterator[tuple[str, Settings, Packet]]:
    """What is shown: its name, the settings it is printed by, and the packet."""
    ours = own_office(read_settings())
    everything = OffenseType("all")

    def office(**changes: Any) -> Settings:
        return ours.model_copy(update={"office": ours.office.model_copy(update=changes)})

    by_court = office(group_by="court")
    defender = Defender(
        name="Los Angeles County Public Defender",
        counsel=Counsel(
            attorney="Drew D. Example",
            bar_number="234567",
            title="Deputy Public Defender",
            address=("2 Main Street", "Los Angeles, California 90012"),
            telephone="(213) 555-0110",
        ),
    )
    defending = ours.county.model_copy(update={"defender": defender})
    defended = office(authority="stipulation").model_copy(
        update={"counties": {**ours.counties, ours.office.county: defending}}
    )
    for relief in ("dismiss-seal", "dismiss-by-policy", "redesignate", "seal"):
        for number in (1, 60):
            of = packet(*in_order(rows(number, relief), by_court), offense=everything)
            yield f"la-{relief}-{number}", ours, of
    for number in (1, 60):
        of = packet(*in_order(rows(number, "dismiss-seal"), by_court), offense=everything)
        yield f"la-stipulation-{number}", defended, of
        yield f"la-counts-{number}", office(public_schedule="counts"), of
        yield f"la-confidential-{number}", office(sealed_exhibit="confidential-by-law"), of
        yield f"la-lodging-{number}", _with_lodging(ours), of
        parts = [
            replace(each, relief=Relief(relief), ground="invalid")
            for each, relief in zip(
                rows(number, "dismiss-seal"),
                ("unchallenged-dismiss-seal", "unchallenged-redesignate", "challenged-risk") * 20,
                strict=False,
            )
        ]
        of = packet(*in_order(parts, ours), relief=Relief("determinations"), offense=everything)
        yield f"la-determinations-{number}", ours, of
    of = packet(
        *in_order(rows(60, "dismiss-seal"), by_court),
        offense=everything,
        part=2,
        parts=2,
        together=1060,
    )
    yield "la-part", ours, of
    courts = [CourtId(name) for name in ("ccb", "com", "tor")]
    courts = [court for court in ours.county.courts if court in courts] or courts[:1]
    joint = office(joint_with=("los-angeles-city", "long-beach"), group_by="county")
    whose = [AgencyId(name) for name in ("lada", "los-angeles-city", "long-beach")]
    mixed = [
        replace(each, court=courts[n // 2 % len(courts)], agency=whose[n % len(whose)])
        for n, each in enumerate(rows(60, "dismiss-seal"))
    ]
    mixed = in_order(mixed, joint)
    of = packet(*mixed, agency=whose[0], offense=everything, joined_by=tuple(whose[1:]))
    yield "la-joint-county", joint, of
    for county, court, reliefs in (
        ("sacramento", "sac", ("dismiss-seal", "redesignate")),
        ("san-francisco", "hoj", ("dismiss-seal", "dismiss-by-policy", "redesignate", "seal")),
        ("cook-il", "leighton", ("vacate-expunge",)),
        ("lake-il", "waukegan", ("vacate-expunge",)),
    ):
        theirs = county_settings(ours, county)
        known = [relief for relief in reliefs if Relief(relief) in theirs.reliefs]
        for relief in known or [next(iter(theirs.reliefs))]:
            for number in (1, 3):
                for level in (Level.FELONY, Level.MISDEMEANOR):
                    made = rows(number, relief, level=level, agency=theirs.office.agency)
                    if theirs.county.state != "California":
                        offense = next(iter(theirs.offense_types))
                        made = tuple(replace(each, offense=offense, ground="") for each in made)
                    made = tuple(
                        replace(each, court=CourtId(court), case_number=made[0].case_number)
                        for each in made
                    )
                    several = len({each.offense for each in made}) > 1
                    of = packet(*made, offense=everything if several else made[0].offense)
                    yield f"{county}-{relief}-{level}-{number}", theirs, of


def sheet(of: Packet, settings: Settings) -> Image.Image:
    """All pages of all documents of a packet, side by side."""
    press = Renderer(settings, filed_on=FILED_ON, lists=LISTS)
    paper = settings.paper(of.court)
    documents = {**paper.documents_for(of.relief)}
    if len({each.case_number for each in of.convictions}) == 1:
        documents |= paper.per_case_for(of.relief)
    pages = []
    for document in documents:
        with pypdfium2.PdfDocument(press.print_document(of, document).pdf) as pdf:
            pages += [page.render(scale=SCALE).to_pil().convert("L") for page in pdf]
    wide, high = max(page.width for page in pages), max(page.height for page in pages)
    lines = -(-len(pages) // COLUMNS)
    whole = Image.new("L", (COLUMNS * (wide + _GAP), lines * (high + _GAP)), 90)
    for n, page in enumerate(pages):
        whole.paste(page, (n % COLUMNS * (wide + _GAP), n // COLUMNS * (high + _GAP)))
    return whole


if __name__ == "__main__":
    folder, *words = sys.argv[1:] or ("--help",)
    if folder.startswith("-"):
        sys.exit(__doc__)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, settings, of in packets():
        if all(word in name for word in words):
            sheet(of, settings).save(Path(folder) / f"{name}.png")
            print(name)
