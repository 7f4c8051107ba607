"""The same convictions told in other ways come to the same packets: a table of such ways."""

import csv
import datetime as dt
import random
from collections import Counter
from contextlib import closing

import pytest

from filings.matching.record import Keeper
from filings.model.progress import Silent
from filings.packets.case_store import CaseStore
from filings.screening.screen_lists import Intake
from filings.settings.settings import read_settings
from tests.test_pipeline import row

DAY = dt.date(2026, 11, 22)
SETTINGS = read_settings()
HELD, DUPLICATE = "held source-conflict", "duplicate duplicate"


def convictions():
    """Twenty people with one count, one with three, two co-defendants, one in another court."""
    found = [row(n) for n in range(1, 21)]
    found += [row(30, Count=count) for count in "123"]
    found += [
        row(40, Defendant_Suffix=suffix, Last_Name=last, Person_Number=f"P4{suffix}")
        for suffix, last in (("01", "ALDER"), ("02", "BIRCH"))
    ]
    found.append(row(50, Court="COMPTON", Case_Number="TA000050"))
    return found


def told(*lists, tmp_path, keepers=None):
    """Fates with reasons, and the case numbers and counts of each packet."""
    paths = []
    for number, rows in enumerate(lists, 1):
        paths.append(tmp_path / f"{number}.csv")
        with paths[-1].open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(row(0)))
            writer.writeheader()
            writer.writerows(rows)
    intake = Intake(paths, SETTINGS, None, DAY)
    with closing(intake), closing(CaseStore(SETTINGS, keepers or intake.keepers)) as store:
        for screened in intake.entries(lambda _: "", None, Silent()):
            store.add(screened)
        store.settle()
        fates = Counter(
            f"{line.screened.fate} {line.screened.reason}".strip() for line in store.lines()
        )
        packets = {
            packet.name: [(its.number, its.count, its.id) for its in packet.convictions]
            for packet in store.packets()
        }
    return fates, packets


def changed(rows, **cells):
    cells = {name.replace("_", " "): cell for name, cell in cells.items()}
    return [its | cells for its in rows]


def shuffled(rows):
    return random.Random(7).sample(rows, len(rows))


ALL = len(convictions())

# A way of telling, the lists it makes of the rows, and what comes to other fates than `included`.
SAME_PACKETS = [
    ("shuffled", lambda rows: [shuffled(rows)], {}),
    ("doubled", lambda rows: [rows + rows], {DUPLICATE: ALL}),
    ("split", lambda rows: [rows[::2], rows[1::2]], {}),
    ("split with an overlap", lambda rows: [rows[:-3], rows[-6:]], {DUPLICATE: 3}),
    ("a second list that agrees", lambda rows: [rows, shuffled(rows)], {DUPLICATE: ALL}),
    (
        "three lists that agree",
        lambda rows: [rows, shuffled(rows), changed(rows, Level="F")],
        {DUPLICATE: 2 * ALL},
    ),
    (
        "a second list in other signs and letters",
        lambda rows: [
            rows,
            [
                its
                | {
                    "Case Number": f"{its['Case Number'][:2].lower()}-{its['Case Number'][2:]}",
                    "Last Name": its["Last Name"].title(),
                    "Count": f"0{its['Count']}",
                }
                for its in rows
            ],
        ],
        {DUPLICATE: ALL},
    ),
    (
        "a second list that tells the portal's number",
        lambda rows: [rows, [its | {"Case Number": f"ZZZ{its['Case Number']}"} for its in rows]],
        {DUPLICATE: ALL},
    ),
    (
        "a second list without the suffix",
        lambda rows: [rows, changed(rows, Defendant_Suffix="")],
        {DUPLICATE: ALL},
    ),
    (
        "a second list that tells nothing but the names of people",
        lambda rows: [rows, changed(rows, Defendant_Suffix="", Person_Number="")],
        {DUPLICATE: ALL},
    ),
    (
        "a second list that only names the county",
        lambda rows: [rows, changed(rows, Court="LOS ANGELES")],
        {DUPLICATE: ALL},
    ),
    (
        "a second list that numbers no count",
        lambda rows: [rows, changed(rows, Count="")],
        {DUPLICATE: ALL},
    ),
    (
        "a second list that says nothing of the level",
        lambda rows: [rows, changed(rows, Level="")],
        {"held level-missing": ALL},
    ),
    (
        "a second list with the day of the sentence",
        lambda rows: [rows, changed(rows, Conviction_Date="1999-08-20")],
        {DUPLICATE: ALL},
    ),
]


@pytest.mark.parametrize("counts", [2, 3, 5])
@pytest.mark.parametrize("lists", [2, 3])
def test_lists_that_each_tell_as_many_unnumbered_counts_of_one_person_agree(
    counts, lists, tmp_path
):
    rows = [row(60, Count="")] * counts + [row(61)]
    others = [changed(rows, Level="F")] * (lists - 2)
    fates, packets = told(rows, rows[::-1], *others, tmp_path=tmp_path)
    assert fates == {"included": counts + 1, DUPLICATE: (lists - 1) * (counts + 1)}
    (packet,) = packets.values()
    assert len({id for _, _, id in packet}) == counts + 1


CONTRADICTED = [
    ("level", {"Level": "Misdemeanor"}, {HELD: 2 * ALL}),
    ("day", {"Conviction_Date": "2003-08-20"}, {HELD: 2 * ALL}),
    ("section", {"Section": "11360(a) HS"}, {HELD: 2 * ALL}),
    ("eligibility", {"Eligibility": "Not eligible"}, {HELD: 2 * ALL}),
    ("review", {"Eligibility": "Hand Review"}, {HELD: ALL, "held hand-review": ALL}),
    ("reduction", {"Eligibility": "Reduction"}, {HELD: ALL, "held reduction": ALL}),
]


@pytest.mark.parametrize(("way", "tell", "others"), SAME_PACKETS, ids=[w for w, *_ in SAME_PACKETS])
def test_the_same_convictions_come_to_the_same_packets(way, tell, others, tmp_path):
    _, packets = told(convictions(), tmp_path=tmp_path)
    assert sum(map(len, packets.values())) == ALL
    fates, again = told(*tell(convictions()), tmp_path=tmp_path)
    assert fates == Counter({"included": ALL} | others)
    assert {name: sorted(its) for name, its in again.items()} == {
        name: sorted(its) for name, its in packets.items()
    }


@pytest.mark.parametrize("together", [False, True], ids=["two lists", "one list"])
@pytest.mark.parametrize(
    ("what", "cells", "fates"), CONTRADICTED, ids=[w for w, *_ in CONTRADICTED]
)
def test_whatever_another_row_contradicts_goes_into_no_packet(
    what, cells, fates, together, tmp_path
):
    rows, others = convictions(), changed(convictions(), **cells)
    lists = [rows + others] if together else [rows, shuffled(others)]
    found, packets = told(*lists, tmp_path=tmp_path)
    assert found == Counter(fates)
    assert packets == {}


def test_a_contradiction_stops_nothing_but_what_it_is_about(tmp_path):
    rows = convictions()
    fates, packets = told(rows, changed(rows[:5], Eligibility="Not eligible"), tmp_path=tmp_path)
    assert fates == Counter({"included": ALL - 5, HELD: 10})
    assert sum(map(len, packets.values())) == ALL - 5


def test_a_row_whose_section_nobody_reads_still_says_that_its_count_is_not_eligible(tmp_path):
    rows = convictions()
    others = changed(rows[:3], Section="?", Eligibility="Not eligible")
    fates, packets = told(rows, others, tmp_path=tmp_path)
    assert fates == {"included": ALL - 3, HELD: 3, "held unknown-statute": 3}
    assert sum(map(len, packets.values())) == ALL - 3


def test_the_courts_own_record_decides_of_the_day_and_the_level(tmp_path):
    rows = changed(convictions(), Section="11357(a) HS")  # which was either
    for cells in ({"Level": "Misdemeanor"}, {"Conviction_Date": "2003-08-20"}):
        own = changed(rows, **cells)
        fates, _ = told(rows, own, tmp_path=tmp_path, keepers={2: Keeper.COURT})
        assert fates == Counter({"included": ALL, DUPLICATE: ALL})
