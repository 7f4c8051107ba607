"""Packets of a run in, one document of each kind of each ruleset out, their paths on stdout.

The run's own, and the longest of its kind, where it printed one; else one printed for this.
"""

import datetime as dt
import sys
from dataclasses import fields
from pathlib import Path

from filings.after.asked_convictions import AskedConviction
from filings.after.notices import GrantedConviction, notice_page
from filings.authoring.lint import worst_packet
from filings.authoring.template_browser import TemplateBrowser
from filings.filing.agreement_sheet import SHEET
from filings.model.identifiers import CourtId
from filings.render import Renderer
from filings.reports.cover_sheets import INDEX, RULESET
from filings.settings.settings import Settings, read_settings
from tests.render.made import many

FILED_ON = dt.date(2026, 3, 2)


def main(run: Path, spare: Path) -> None:
    """Print the paths; what the run at `run` lacks is written to `spare`."""
    settings = read_settings()
    found: dict[tuple[str, str], Path] = {}
    for path in sorted(run.glob("*/packets/*/*/*/*/*.pdf")):
        court = settings.court(CourtId(path.relative_to(run).parts[2]))
        key = (court.ruleset or settings.county.ruleset, path.stem)
        if key not in found or path.stat().st_size > found[key].stat().st_size:
            found[key] = path
    if not found:
        sys.exit(f"error: {run}: no packets")

    rulesets = settings.rulesets
    tried = set()
    for name, county in sorted(settings.counties.items()):
        office = settings.office.model_copy(update={"county": name, "agency": county.felonies_by})
        of_county = settings.model_copy(update={"office": office})
        renderer = Renderer(of_county, filed_on=FILED_ON)
        for court_id, court in county.courts.items():
            ruleset = rulesets[court.ruleset or county.ruleset]
            if ruleset.id in tried or court.closed_on:
                continue
            tried.add(ruleset.id)
            for document, kind in (ruleset.documents | ruleset.per_case).items():
                if (ruleset.id, document) in found:
                    continue
                alone = document in ruleset.per_case or ruleset.batching == "per-case"
                packet = many(1 if alone else 60, court=court_id, agency=county.felonies_by)
                if kind.of_relief:  # with a conviction of each part of it
                    browser = TemplateBrowser(settings, (), FILED_ON)
                    packet = worst_packet(browser, browser.choose(name, court_id, document))
                printed = renderer.print_document(packet, document)
                path = spare / f"{ruleset.id}-{printed.name}"
                path.write_bytes(printed.pdf)
                found[ruleset.id, document] = path
    if missing := set(rulesets) - tried - {RULESET}:
        sys.exit(f"error: no open court prints {', '.join(sorted(missing))}")
    found[RULESET, "index"] = run / INDEX  # cover sheets lie with their packets
    found[RULESET, "agreement"] = run / SHEET
    found[RULESET, "notice-of-order"] = spare / "notice-of-order.pdf"
    found[RULESET, "notice-of-order"].write_bytes(_notice(settings))
    sys.stdout.writelines(f"{path}\n" for _, path in sorted(found.items()))


def _notice(settings: Settings) -> bytes:
    """What an agency is told of an order, of two courts' convictions."""
    asked = {field.name: "" for field in fields(AskedConviction)} | {"relief": "dismiss-seal"}
    granted = [
        GrantedConviction(
            asked=AskedConviction(**(asked | {"court": court, "item": 1, "places": ()})),
            order_on=day,
            instead=instead,
        )
        for court, day, instead in (("ccb", "2026-04-01", ""), ("tor", "", "redesignated"))
    ]
    sheriff = settings.county.notified["sheriff"]
    page = notice_page(sheriff, granted, b"", settings, sample=True)
    renderer = Renderer(settings, filed_on=FILED_ON)
    return renderer.print_sheet(page, settings.rulesets[RULESET], "notice-of-order")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
