"""One name under several spellings is one name to everybody who compares or looks it up."""

import datetime as dt
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from filings.model.compare_names import fold_name, is_another_name, is_asked_for
from filings.model.entries import Level
from filings.output.find_entries import find
from filings.packets.case_store import CaseStore
from filings.pipeline import check
from filings.screening.screen_lists import RunInputs
from filings.settings.settings import read_settings
from tests.fakes import included, small_settings

KEPT = Path(__file__).parents[1] / "screening/earlier_decisions/kept-run-1"
"""What 0b46693 built of list.csv; its ids have the spellings of that day for good."""

ONE_NAME = [
    ("PEÑA", "PENA"),
    ("Đặng", "DANG"),
    ("O'Brien", "OBRIEN"),
    ("O\N{MODIFIER LETTER APOSTROPHE}Brien", "O'BRIEN"),
    ("Łukasz", "LUKASZ"),
    ("De La Cruz", "DELACRUZ"),
    ("Garcia-Lopez", "GARCIA LOPEZ"),
    ("Müßig", "MUSSIG"),
    ("İnan", "INAN"),
    ("Ækær", "AEKAER"),
    ("St. John", "ST JOHN"),
    ("김", "김"),
]
one_name = pytest.mark.parametrize(("one", "other"), ONE_NAME)


def two_lists(one, other, **fields):
    """What becomes of a conviction that two lists tell of these last names, 01 of one case."""
    known = {"count": "1", "defendant_suffix": "01"}
    its = included(2, list=1, name=f"{one}, ROBIN", **known)
    again = included(2, list=2, name=f"{other}, ROBIN", **known, **fields)
    born = dt.date(1970, 2, 3)
    with closing(CaseStore(small_settings())) as store:
        for each in (its, again):
            store.add(replace(each, source=replace(each.source, born_on=born)))
        store.settle()
        return [f"{line.screened.fate} {line.screened.reason}" for line in store.lines()]


@one_name
def test_two_spellings_of_one_name_fold_alike(one, other):
    assert fold_name(one) == fold_name(other) != ""
    assert not is_another_name(one, other)


@one_name
def test_lists_that_spell_one_name_in_two_ways_can_contradict_each_other(one, other):
    assert two_lists(one, other, level=Level.MISDEMEANOR) == ["held source-conflict"] * 2


@one_name
def test_a_name_is_asked_for_in_any_of_its_spellings(one, other):
    for written, asked in ((one, other), (other, one)):
        assert is_asked_for(f"robin {asked}", written, "Robin", "Q.")
        assert not is_asked_for(f"robin {asked} jr", written, "Robin", "Q.")


def test_other_names_stay_other_names():
    for one, other in (("PENA", "PINO"), ("DANG", "DINH"), ("CRUZ", "DELGADO")):
        assert fold_name(one) != fold_name(other)
        assert is_another_name(one, other)
    assert not is_asked_for("rob", "ROBIN")
    assert not is_asked_for("", "ROBIN")


@pytest.mark.parametrize(
    ("asked", "case"),
    [
        ("Dang", "BA700003"),
        ("đặng sorrel", "BA700003"),
        ("pena", "BA700001"),
        ("OBrien Tansy", "BA-700002"),
        ("dela cruz", "TA700004"),
        ("DELACRUZ", "TA700004"),
        ("lukasz", "8CM70005"),
    ],
)
def test_find_finds_a_person_under_any_spelling(asked, case):
    assert [found.case_number for found in find(KEPT, asked)] == [case]


def test_a_run_of_the_first_version_is_still_recognised_by_its_ids(tmp_path):
    settings = read_settings([KEPT / "office"])
    beside = RunInputs(already_included=(KEPT,))
    report = check([KEPT / "list.csv"], settings, filed_on=dt.date(2026, 12, 1), beside=beside)
    assert [(its.reason, its.entries) for its in report.reasons] == [("already-included", 5)]
