"""What a list says of an outcome: a conviction, none, or a question; always to its end."""

import pytest

from filings.lists.dispositions import Dispositions, OutcomeKind
from filings.lists.layouts import ParseContext
from filings.lists.open_list import open_list
from filings.model.entries import Level
from filings.settings.settings import read_settings
from tests.lists.making import doj, doj_row, entry, gogen, office, settings

WORDS = read_settings().dispositions.words
READ = Dispositions(WORDS, unstated=("UNKNOWN",)).read


@pytest.mark.parametrize(
    "words",
    [
        "CONVICTED",
        "Conv.",
        "FOUND GUILTY BY COURT",
        "Fnd Guilty",
        "PLEAD GUILTY",
        "Pled Nolo",
        "NO CONTEST",
        "NOLO PLEA",
        "CONV-PROB",
        "Convicted after plea",
        "PLEADED GUILTY",
        "PLEA OF NOLO CONTENDERE",
        "CONVICTED-PROBATION 36 MONTHS, JAIL 90 DAYS, CTS 12 DAYS, FINE $100.00",
        "CONVICTED 30D CO JAIL/3 YRS PROB",
        "CONVICTED-JAIL,SS",
        "GUILTY; IMPOSITION OF SENTENCE SUSPENDED, THREE YEARS SUMMARY PROBATION",
        "CONVICTED, T/S",
        "CONVICTED - JAIL 1 YR SUSP, 3 YR SUM PROB",
        "CONVICTED, PROBATION DENIED, STATE PRISON LOW TERM 16 MOS",
        "CHANGE OF PLEA TO GUILTY, PLACED ON FORMAL PROB 3 YRS",
        "DISPO: CONVICTED, JAIL 90 DAYS STAYED PC 654",
        "JURY FOUND GUILTY, PROB REVOKED",
        "CONVICTED; DRUG PROGRAM; REGISTER 11590 HS",
        "CONVICTED AS A FELONY, 1170(H) PC, 16 MONTHS COUNTY JAIL",
        "PROB REV & REINST, CONVICTED",
        "CONVICTED-DIVERSION DENIED, PROBATION",
        "DISP: GUILTY, WORK PROJECT 10 DAYS",
        "\uff23ONVICTED",  # wide letters are letters
    ],
)
def test_a_verdict_with_its_sentence_convicts(words):
    assert READ(words).kind is OutcomeKind.CONVICTS


@pytest.mark.parametrize(
    "words",
    [
        "DISMISSED",
        "DISMISSED/CHARGE DROPPED",
        "DISMISSED IN FURTHERANCE OF JUSTICE, 1385 PC",
        "REL/TOT OTHER JURIS/AUTH",
        "FOUND NOT GUILTY",
        "NOT GUILTY BY REASON OF INSANITY",
        "DIVERSION COMPLETED",
    ],
)
def test_nobody_was_convicted(words):
    assert READ(words).kind is OutcomeKind.NONE


def test_the_day_of_such_an_order_is_understood_and_any_other_day_is_not():
    assert READ("CONV SET ASIDE & DISM PER PC 1203.4 ON 5/1/2001").kind is OutcomeKind.SET_ASIDE
    assert READ("CONVICTED 5/1/2001").rest == "5/1/2001"
    assert READ("CONVICTED; 1203.4 PETITION WITHDRAWN").kind is OutcomeKind.DOUBTFUL


@pytest.mark.parametrize(
    "section", ["1203.4", "1203.4a", "1203.4b", "1203.41", "1203.42", "1203.425"]
)
@pytest.mark.parametrize("form", ["DISMISSED PER {} PC", "CONV SET ASIDE & DISM PER PC {}", "{}"])
def test_the_family_of_1203_4_leaves_a_conviction(form, section):
    assert READ(form.format(section)).kind is OutcomeKind.SET_ASIDE


@pytest.mark.parametrize(
    "section",
    ["1203.43", "1203.45", "1203.49", "1210.1", "1473.7", "236.14", "851.8", "11361.8", "1203.44"],
)
def test_any_other_section_waits(section):
    for form in ("CONVICTED, DISMISSED PER {} PC", "DISMISSED {}", "CONVICTED 1203.4 PC, {}"):
        assert READ(form.format(section)).kind in (OutcomeKind.DOUBTFUL, OutcomeKind.UNKNOWN)


@pytest.mark.parametrize(
    "words",
    [
        "CONVICTED - LESSER CHARGE",
        "CONVICTED TO 415 PC",
        "CONVICTED AS 11357(B)",
        "JUDGMENT ARRESTED",
        "CONVICTED IN ERROR",
        "CONVICTED?",
        "CONVICTED...",
        "CONVICTED, CONDITIONAL DISCHARGE",
        "GUILTY / NOT GUILTY",
        "DISCHARGED FROM PROBATION",
        "RELEASED ON PROBATION",
        "DEFERRED",
        "BAIL FORFEITURE",
        "DISMISSED - COUNT 2 ONLY, CONVICTED COUNT 1",
        "CONVICTED-REVERSED ON APPEAL, 1203.4 MOOT",
        "1203.4 GRANTED, LATER DISMISSED AND SEALED 11361.8",
        "ACQUITTED, 1203.4 PC",
        "CONVICTED 7",
        "CONVICTED JAIL 90",
        "CONVICTED CTS 2",  # credit, or counts
        "CONVICTED, JUDGMENT STAYED",
        "DISPO NOT RECEIVED",
        "PLACED ON DIVERSION, CONVICTED",
        "FINE 7 $100",
        "JAIL",  # a sentence alone, where the layout does not say that it convicts
    ],
)
def test_what_is_not_plain_waits(words):
    assert READ(words).kind in (OutcomeKind.DOUBTFUL, OutcomeKind.UNKNOWN)


def test_a_sentence_alone_convicts_where_the_layout_says_so():
    read = Dispositions(WORDS, sentences_convict=True).read
    assert read("COUNTY JAIL W/ PROBATION CONDITION").kind is OutcomeKind.CONVICTS
    assert not read("PROBATION DENIED").kind.stands


def test_what_is_left_is_told():
    assert READ("CONVICTED TO 415 PC").rest == "415 PC"
    assert READ("CONVICTED-VACATED").rest == "VACATED"


@pytest.mark.parametrize(
    "words",
    ["REDUCED TO MISDEMEANOR PER 17(B) PC", "REDUCED PER 1170.18", "1170.18 PC", "MISDEMEANOR"],
)
def test_a_reduction_changes_the_level_only(words):
    found = READ(f"CONVICTED, {words}")
    assert (found.kind, found.level) == (OutcomeKind.CONVICTS, Level.MISDEMEANOR)


def test_a_level_that_the_outcome_denies_waits(tmp_path):
    cells = {"Disposition": "CONVICTED, REDUCED TO MISDEMEANOR PER 17(B) PC", "Level": "Felony"}
    (asked,) = entry(office(tmp_path / "a.csv", cells)).questions
    assert asked.reason == "disposition-doubtful"
    assert entry(office(tmp_path / "b.csv", cells | {"Level": "Misd."})).questions == ()


# --- Deferred entry of judgment. ---


def plea(tmp_path, **cells):
    plain = {"Disposition": "PLEAD GUILTY", "Section": "11357(b) HS", "Eligibility": ""}
    return entry(office(tmp_path / "a.csv", plain | cells)).questions


def test_a_bare_plea_of_1999_to_possession_may_be_no_judgment(tmp_path):
    assert [asked.reason for asked in plea(tmp_path)] == ["disposition-doubtful"]


@pytest.mark.parametrize(
    "cells",
    [
        {"Conviction Date": "1996-12-31"},
        {"Section": "11359 HS"},
        {"Disposition": "FOUND GUILTY BY JURY"},
        {"Disposition": "PLEAD GUILTY, JAIL 30 DAYS"},
        {"Disposition": "CONVICTED"},
        {"Eligibility": "Eligible for Dismissal"},
    ],
)
def test_a_judgment_is_no_bare_plea(tmp_path, cells):
    assert plea(tmp_path, **cells) == ()


# --- Levels, eligibility, status. ---


@pytest.mark.parametrize(
    "level",
    ["Class C Felony", "E Felony", "Class 4 Felony", "FEL.", "f", "F - Felony", "Felony (F)"],
)
def test_a_level_is_read_however_it_is_written(tmp_path, level):
    assert entry(office(tmp_path / "a.csv", {"Level": level})).level is Level.FELONY


def test_a_level_in_no_table_is_told_as_unknown_until_the_layout_has_it(tmp_path):
    path = office(tmp_path / "a.csv", {"Level": "Municipal Ordinance"})
    (asked,) = entry(path).questions
    assert (asked.reason, asked.column, asked.value) == (
        *("level-unknown", "Level"),
        "Municipal Ordinance",
    )
    levels = {"municipal ordinance": Level.INFRACTION}
    layout = settings().layouts["sample"].model_copy(update={"levels": levels})
    taught = settings().model_copy(update={"layouts": {"sample": layout}})
    (found,) = open_list(path, 1, taught).entries()
    assert (found.level, found.questions) == (Level.INFRACTION, ())


@pytest.mark.parametrize(
    ("column", "says"),
    [("Occurred after 11/9/2016", "Y"), ("STP_EVENT_DATE", "20170405")],
)
def test_days_that_differ_hold_a_gogen_row(tmp_path, column, says):
    found = entry(gogen(tmp_path / "a.csv", {column: says}))
    (asked,) = found.questions
    assert (asked.reason, asked.column, found.convicted_on) == ("date-ambiguous", column, None)


def test_the_states_file_tells_its_column(tmp_path):
    found = entry(doj(tmp_path / "a.dat", doj_row(DISP_DESCR="CONVICTED - lesser")))
    (asked,) = found.questions
    assert (asked.column, asked.value, asked.rest) == (
        *("DISP_DESCR", "CONVICTED - lesser"),
        "LESSER",
    )


@pytest.mark.parametrize("word", ["Plea", "PLEA", "plea"])
def test_a_word_that_a_layout_calls_convicting_takes_the_shared_words_place(word):
    kind = ParseContext(1, read_settings()).dispositions([word]).read("Plea").kind
    assert kind is OutcomeKind.CONVICTS
    assert READ("Plea").kind is OutcomeKind.UNKNOWN
