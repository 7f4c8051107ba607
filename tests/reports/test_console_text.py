"""The closing words: plain, and nothing falls between two lines."""

import datetime as dt
from dataclasses import replace

from filings.model.fates import Fate, Totals
from filings.model.identifiers import AgencyId, CourtId, OffenseType, ReasonCode, Relief
from filings.model.packet import Document
from filings.model.plain_words import counted
from filings.model.report import Effort, ListReport, PacketReport, ReasonCount, Report
from filings.model.tally import Tally
from filings.output.find_entries import FoundEntry
from filings.reports.console_text import (
    by_offense,
    closing,
    in_one_line,
    of_the_lists,
    of_the_pages,
    of_the_waves,
)
from filings.reports.found_lines import found_lines
from tests.small_settings import small_settings


def packet(
    convictions: int, *, offense: str = "possession", part: int = 1, pages: int = 0
) -> PacketReport:
    return PacketReport(
        name=f"ccb/lada/{offense}-dismiss-seal/{part:03d}",
        court=CourtId("ccb"),
        agency=AgencyId("lada"),
        offense=OffenseType(offense),
        relief=Relief("dismiss-seal"),
        part=part,
        parts=part,
        convictions=convictions,
        documents=(Document(path="x", sha256="", pages=pages, bytes=1, convictions=convictions),)
        if pages
        else (),
        pages=pages,
    )


def report(packets: tuple[PacketReport, ...] = (), **fates: dict[str, int]) -> Report:
    """So many entries of each fate by reason; packets bring the included ones."""
    included = sum(one.convictions for one in packets)
    counts = {name: sum(reasons.values()) for name, reasons in fates.items()}
    entries = included + sum(counts.values())
    known = small_settings().screening.reasons
    return Report(
        totals=Totals(rows=entries, entries=entries, included=included, **counts),
        reasons=tuple(
            ReasonCount(
                fate=Fate(name),
                reason=ReasonCode(reason),
                words=known[ReasonCode(reason)].words,
                who_can_act=known[ReasonCode(reason)].who_can_act,
                remedy="",
                entries=n,
            )
            for name, reasons in fates.items()
            for reason, n in reasons.items()
        ),
        warnings=(),
        packets=packets,
        lists=(),
        sample=False,
        tally=Tally(),
    )


def test_sections_add_up_to_everything_and_lines_to_their_section():
    several = report(
        (packet(5), packet(7, offense="possession-for-sale")),
        held={"hand-review": 3},
        out_of_scope={"not-a-conviction": 4},
        unreadable={"unreadable-row": 2},
    )
    sections = closing(several, small_settings(), built=True)
    assert sum(section.entries for section in sections) == several.totals.entries == 21
    for section in sections:
        assert sum(line.entries for line in section.lines) == section.entries


def test_in_a_whole_county_a_court_has_one_line_and_it_still_adds_up():
    settings = small_settings()
    courts = {f"court-{n}": settings.county.courts["ccb"] for n in range(30)}
    county = settings.county.model_copy(update={"courts": courts})
    settings = settings.model_copy(update={"counties": {settings.office.county: county}})
    of_a_court = (packet(2), packet(3, offense="possession-for-sale"))
    whole = report(tuple(replace(p, court=CourtId(c)) for c in courts for p in of_a_court))
    went_in, *_ = closing(whole, settings, built=True)
    assert len(went_in.lines) == 30
    assert sum(line.entries for line in went_in.lines) == went_in.entries == 150
    assert by_offense(whole, settings) == ["possession for sale: 90", "possession of cannabis: 60"]
    assert by_offense(report(of_a_court), settings) == []


def test_parts_of_one_packet_share_a_line():
    parts = (packet(1000, part=1, pages=30), packet(5, part=2, pages=4))
    went_in, *_ = closing(report(parts), small_settings(), built=True)
    [line] = went_in.lines
    assert line.what == "Foltz Courthouse: possession of cannabis"
    assert (line.who, line.where, line.entries) == (
        "District Attorney",
        "2 packets, 34 pages",
        1005,
    )


def test_what_is_filed_in_which_week_is_told_and_many_weeks_are_put_together():
    office = small_settings().office.model_copy(update={"wave": 100})
    settings = small_settings().model_copy(update={"office": office})
    parts = tuple(packet(100, part=part) for part in range(1, 15))
    lines = of_the_waves(report(parts), settings, dt.date(2026, 3, 2))
    assert lines[1] == ("Wave 2 of 14, in the week from March 9, 2026: 1 packet, 100 convictions.")
    assert lines[-1] == "And 2 more waves, the last in the week from June 1, 2026."
    assert of_the_waves(report(parts), small_settings(), dt.date(2026, 3, 2)) == []


def test_who_is_needed_is_told_with_the_reason_in_words_and_the_worklist():
    needs = closing(report(held={"hand-review": 3}), small_settings(), built=True)[1]
    [line] = needs.lines
    assert needs.title == "Needs you"
    assert line.what == "The list sends it to hand review."
    assert line.who == "reviewing attorney"
    assert (needs.where, line.where) == ("in sealed/worklists", "hand-review.csv")


def test_a_reason_with_no_value_to_teach_says_what_to_do():
    (line,) = closing(report(held={"hand-review": 3}), small_settings(), built=False)[1].lines
    assert line.values == (small_settings().screening.reasons["hand-review"].remedy,)
    assert "read the worklist again" in line.values[0]


def test_check_points_at_no_worklist_because_it_writes_none():
    needs = closing(report(held={"hand-review": 3}), small_settings(), built=False)[1]
    assert (needs.where, needs.lines[0].where) == ("", "")


def test_the_one_line_is_about_what_went_in_and_who_is_needed():
    line = in_one_line(report((packet(7, pages=3),), held={"hand-review": 1}), built=True)
    assert line == "7 of 8 entries in 1 packet, 3 pages; 1 needs you"
    line = in_one_line(report((packet(7),)), built=False)
    assert line == "7 of 7 entries would go in 1 packet"


def test_a_list_of_which_nothing_goes_in_says_just_that():
    nothing = report(out_of_scope={"not-a-conviction": 3}, held={"hand-review": 2})
    line = in_one_line(nothing, built=True)
    assert line == "nothing went in; 2 need you; 3 are not for this motion"
    assert in_one_line(report(), built=True).startswith("nothing to do")


def test_a_column_that_nobody_read_is_named():
    ignored = report()
    ignored = Report(
        **{name: getattr(ignored, name) for name in ("totals", "reasons", "warnings", "packets")},
        lists=(
            ListReport(
                number=1,
                sha256="",
                layout="an office's own",
                form="CSV, comma, UTF-8",
                rows=3,
                sample=False,
                ignored_columns=("Shoe size",),
            ),
        ),
        sample=True,
        tally=Tally(),
    )
    read, columns, sample = of_the_lists(ignored)
    assert read == "List 1: an office's own, CSV, comma, UTF-8, 3 rows."
    assert "Shoe size" in columns
    assert "sample" in sample


FOUND = {
    "list": 1,
    "line": 7,
    "entry": 1,
    "case_number": "BA097736",
    "defendant_suffix": "01",
    "section": "11359",
    "convicted_on": "1999-05-04",
    "court": "ccb",
    "conviction": "ab",
    "same_as": "",
    "who_can_act": "",
    "packet": "",
    "item": 0,
    "stands": (),
}


def test_what_is_found_in_a_packet_is_told_to_the_row():
    found = FoundEntry(
        **FOUND
        | {
            "fate": "included",
            "reason": "",
            "packet": "ccb/lada/x/001",
            "item": 4,
            "stands": (("public/packets/ccb/lada/x/001/motion.pdf", 7, 4),),
        }
    )
    assert list(found_lines(found, small_settings())) == [
        "BA097736-01, 11359, 1999-05-04, Foltz Courthouse, list 1, line 7",
        "  in a packet: ccb/lada/x/001, number 4 of its schedule",
        "    public/packets/ccb/lada/x/001/motion.pdf, page 7, row 4",
    ]


def test_what_is_found_outside_says_why_and_who_can_act():
    found = FoundEntry(
        **FOUND | {"fate": "held", "reason": "hand-review", "who_can_act": "reviewing attorney"}
    )
    assert list(found_lines(found, small_settings()))[1:] == [
        "  needs you: The list sends it to hand review.",
        "    who can act: reviewing attorney",
        "    what to do: Decide each one, and read the worklist again.",
        "    worklist: sealed/worklists/hand-review.csv",
    ]
    # Of lists that nobody built yet, there is no worklist to look at.
    assert not any("worklist:" in its for its in found_lines(found, small_settings(), built=False))


def test_papers_of_single_cases_are_counted_beside_their_packets():
    packets = tuple(
        replace(packet(n, part=n, pages=10 * n), case_documents=n) for n in range(600, 602)
    )
    (line,) = closing(report(packets), small_settings(), built=True)[0].lines
    assert line.where == "2 packets, 1,201 for one case each, 12,010 pages"


def test_it_is_told_how_many_pages_were_filled_in_and_how_many_laid_out():
    one = replace(report((packet(5, pages=2000),)), effort=Effort(pages=2000, laid_out=12))
    assert of_the_pages(one) == [
        "2,000 pages printed: 1,988 quickly, from pages that are alike; 12 each laid out anew,"
        " which takes most of the time."
    ]
    assert of_the_pages(report()) == []


def test_none_and_many_are_plural_and_one_is_not():
    said = [counted(number, "entry", "entries") for number in (0, 1, 2, 1204)]
    assert said == ["0 entries", "1 entry", "2 entries", "1,204 entries"]
    assert [counted(number, "page") for number in (0, 1)] == ["0 pages", "1 page"]
