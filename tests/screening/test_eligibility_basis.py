"""A list that is silent on eligibility needs an attorney's word, and that word is for one list."""

import datetime as dt
from functools import cache

import pytest

from filings.lists.open_list import open_list
from filings.model.entries import Determination, Level, Unreadable
from filings.model.errors import ConfigError, ListError
from filings.model.fates import Fate
from filings.screening.eligibility_basis import UngroundedList, find_grounds
from filings.screening.rules import Screener
from filings.screening.screen_lists import grounds_of
from filings.settings.settings import Attestation, Criteria, read_settings
from tests.entries import entry, misdemeanor
from tests.lists.making import doj, doj_row, gogen, office, settings, write

DAY = dt.date(2026, 3, 2)
SHA = "9f" * 32
WORD = Attestation(
    attested_by="Jordan A. Ellery", bar_number="000000", attested_on=dt.date(2026, 1, 31)
)
CRITERIA = Criteria(
    layouts=("doj", "court-export"),
    adopted_by="Jordan A. Ellery, District Attorney",
    adopted_on=dt.date(2026, 1, 31),
    rests_on="Office Directive 26-04",
)


@cache
def shipped():
    return read_settings()


def adopted(**changes):
    return shipped().model_copy(update={"criteria": CRITERIA.model_copy(update=changes)})


def told(layout="court-export", *, column=False, sha256=SHA):
    return UngroundedList(layout=layout, sha256=sha256, has_column=column)


def ground(its=None, of=None, attested=None, on=DAY):
    (only,) = find_grounds([its or told()], of or shipped(), attested, on)
    return only


def silent(**changes):
    """An entry of a list that has no column for eligibility."""
    plain = {"determination": Determination.MISSING, "determination_as_written": ""}
    return entry(**(plain | changes))


def screened(its_ground, its_entry, of=None):
    return Screener(of or shipped()).screen(its_ground.determine(its_entry))


def test_a_list_that_says_nothing_of_eligibility_is_held_whole_and_told_how_to_be_believed():
    silence = ground()
    found = screened(silence, silent())
    assert (found.fate, found.reason) == (Fate.HELD, "eligibility-unstated")
    assert '--attested "NAME, STATE BAR NUMBER, DATE"' in silence.note
    assert f"attestations.yaml under {SHA}" in silence.note
    assert "criteria.yaml, layouts: [court-export]" in silence.note


def test_a_blank_cell_in_a_list_that_has_the_column_is_another_reason():
    found = screened(ground(told(column=True)), silent())
    assert (found.fate, found.reason) == (Fate.HELD, "determination-missing")


def test_an_attested_list_goes_in_and_the_declaration_says_on_whose_word():
    attested = ground(attested=WORD)
    assert screened(attested, silent()).fate is Fate.INCLUDED
    assert attested.sentence == (
        "It says nothing of eligibility. Jordan A. Ellery, State Bar No. 000000, attested on"
        " January 31, 2026 that every conviction in it for an offense of this motion may be"
        " dismissed and sealed."
    )


def test_an_attestation_in_the_settings_is_for_the_one_list_with_that_hash():
    word = WORD.model_copy(update={"rests_on": "a review of each docket"})
    of = shipped().model_copy(update={"attestations": {SHA: word}})
    assert "2026, after a review of each docket, that every" in ground(of=of).sentence
    assert ground(told(sha256="00" * 32), of).kind == "nothing"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"convicted_on": dt.date(2017, 1, 3)}, "offense-date"),
        ({"statute": "11530"}, "unknown-statute"),
        ({"statute": "11361(a)"}, "other-charge"),
        ({"county": "FRESNO"}, "other-county"),
        ({"level": Level.UNKNOWN}, "level-missing"),
        ({"case_number": None}, "no-case-number"),
    ],
)
def test_an_attestation_vouches_for_eligibility_and_for_nothing_else(changes, reason):
    assert screened(ground(attested=WORD), silent(**changes)).reason == reason


def test_a_word_of_the_row_itself_stands_against_any_attestation():
    attested = ground(attested=WORD)
    review = silent(determination=Determination.HAND_REVIEW)
    assert screened(attested, review).reason == "hand-review"
    no = silent(determination=Determination.NOT_ELIGIBLE)
    assert screened(attested, no).reason == "not-eligible"


def test_by_criteria_the_offense_table_answers_and_holds_what_it_would_only_reduce():
    by = ground(of=adopted())
    assert screened(by, silent(statute="11357(a)"), adopted()).fate is Fate.INCLUDED
    assert screened(by, silent(statute="11357(c)"), adopted()).reason == "hand-review"
    assert screened(by, silent(statute="11359"), adopted()).reason == "policy-override"
    assert by.sentence == (
        "It says nothing of eligibility; that was decided for each conviction by its offense, under"
        " criteria that Jordan A. Ellery, District Attorney adopted on January 31, 2026 and that"
        " rest on Office Directive 26-04."
    )


def test_criteria_stand_only_for_the_kinds_of_lists_they_name():
    assert ground(told("wide-sheet"), adopted()).kind == "nothing"
    assert ground(told("doj"), adopted()).kind == "criteria"


def test_an_attestation_goes_before_criteria():
    assert ground(of=adopted(), attested=WORD).kind == "attestation"


def test_what_is_attested_or_adopted_after_the_day_of_filing_is_refused():
    early = dt.date(2026, 1, 30)
    with pytest.raises(ConfigError, match="2026-01-31 is after the day of filing"):
        ground(attested=WORD, on=early)
    with pytest.raises(ConfigError, match="criteria"):
        ground(of=adopted(), on=early)


def test_one_attestation_is_for_one_list():
    two = [told(), told("wide-sheet", sha256="00" * 32)]
    with pytest.raises(ListError, match="2 of the lists say nothing of eligibility"):
        find_grounds(two, shipped(), WORD, DAY)
    with pytest.raises(ListError, match="0 of the lists"):
        find_grounds([told("gogen", column=True)], shipped(), WORD, DAY)
    own, court = find_grounds([told("gogen", column=True), told()], shipped(), WORD, DAY)
    assert (own.kind, court.kind) == ("column", "attestation")


def test_an_attestation_for_a_list_that_speaks_for_itself_is_told_as_unused():
    of = shipped().model_copy(update={"attestations": {SHA: WORD}})
    assert "not used" in ground(told("gogen", column=True), of).note


@pytest.mark.parametrize(
    "text",
    [
        "Jordan Ellery",
        "Jordan Ellery, 000000",
        "Jordan Ellery, none, 2026-01-31",
        ", 1, 2026-01-31",
        "Jordan Ellery, 000000, 31 January 2026",
    ],
)
def test_an_attestation_without_name_number_or_day_is_none(text):
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        Attestation.parse(text)


def test_a_name_with_a_comma_is_a_name():
    word = Attestation.parse("Jordan A. Ellery, Jr., 000000, 2026-01-31")
    assert (word.attested_by, word.bar_number) == ("Jordan A. Ellery, Jr.", "000000")


def test_criteria_without_somebody_who_adopted_them_are_refused():
    with pytest.raises(ValueError, match="or none of the four"):
        Criteria(layouts=("doj",))


def test_what_cannot_be_read_stays_so():
    unreadable = Unreadable(list=1, line=7)
    assert ground(attested=WORD).determine(unreadable) is unreadable


def test_a_worklist_of_an_attested_list_is_believed_when_it_is_read_again():
    written = ground(attested=WORD).determine(silent()).determination_as_written
    again = entry(determination_as_written=written, determination=read_back(written))
    assert screened(ground(told("worklist", column=True)), again).fate is Fate.INCLUDED


def test_a_worklist_of_a_list_judged_by_criteria_needs_them_still():
    written = ground(of=adopted()).determine(silent()).determination_as_written
    again = silent(
        statute="11357(a)",
        determination_as_written=written,
        determination=read_back(written),
    )
    worklist = told("worklist", column=True)
    assert screened(ground(worklist, adopted()), again, adopted()).fate is Fate.INCLUDED
    assert screened(ground(worklist), again).reason == "eligibility-unstated"


def read_back(words):
    from filings.lists.layouts import ParseContext

    return ParseContext(1, shipped()).determination(words)


# --- What each layout says. ---

EXPORT = (
    "Court Number,Truename,Current Charge,Current Level,Ch Dispo Date,DOB,CII,"
    "Charge Disposition Description"
)


def kinds(path):
    its = open_list(path, 1, shipped())
    told_of = UngroundedList(
        layout=its.layout,
        sha256=its.sha256,
        has_column=its.eligibility == "column",
    )
    return its.layout, ground(told_of).kind


def test_each_layout_says_where_eligibility_comes_from(tmp_path):
    assert kinds(doj(tmp_path / "a.dat", doj_row())) == ("doj", "nothing")
    assert kinds(gogen(tmp_path / "a.csv", {})) == ("gogen", "column")
    assert kinds(office(tmp_path / "b.csv", {})) == ("sample", "column")
    export = write(tmp_path / "c.csv", EXPORT, "140193,DOE/JANE,11359 HS,F,050499,010160,,JAIL")
    assert kinds(export) == ("court-export", "nothing")


def test_a_convicting_disposition_is_required_whatever_is_attested(tmp_path):
    rows = [
        "140193,DOE/JANE,11359 HS,F,050499,010160,,COUNTY JAIL",
        "140194,ROE/JOHN,11359 HS,F,050499,010160,,DISMISSED",
        "140195,POE/ANN,11359 HS,F,050499,010160,,",
    ]
    path = write(tmp_path / "c.csv", EXPORT, *rows)
    attested = ground(attested=WORD)
    screener = Screener(shipped(), shipped().county.default_court)
    found = [
        screener.screen(attested.determine(its)) for its in open_list(path, 1, shipped()).entries()
    ]
    assert [f"{its.fate} {its.reason}".strip() for its in found] == [
        "included",
        "out_of_scope not-a-conviction",
        "held hand-review",
    ]
    assert found[2].detail == '"no disposition"'


def test_a_list_with_neither_eligibility_nor_disposition_goes_to_review_row_by_row(tmp_path):
    path = write(
        tmp_path / "a.csv",
        "Case Number,Section,Conviction Date,Last Name",
        "BA000001,11359 HS,1999-05-04,DOE",
    )
    (only,) = open_list(path, 1, settings()).entries()
    found = screened(ground(told("sample"), attested=WORD), only)
    assert (found.reason, found.detail) == ("hand-review", '"no disposition"')


def test_gogens_own_mark_is_no_silence():
    sheriff = misdemeanor(arresting_agency="LASD")
    assert screened(ground(told("gogen", column=True)), sheriff).fate is Fate.INCLUDED


OWN = {"Level": "Felony", "Disposition": "CONVICTED", "Count": "1", "Court": "FOLTZ"}


def grounds(path, attested=WORD):
    return grounds_of([open_list(path, 1, shipped())], shipped(), attested, DAY)


def fates(path, attested=WORD):
    (its_ground,) = grounds(path, attested)
    found = open_list(path, 1, shipped()).entries()
    return [screened(its_ground, its).reason for its in found]


def test_a_column_that_is_blank_in_every_row_says_nothing_and_can_be_attested(tmp_path):
    blank = {**OWN, "Eligibility": ""}
    path = office(tmp_path / "a.csv", blank, {**blank, "Case Number": "BA000002"})
    assert fates(path) == ["", ""]
    assert fates(path, None) == ["determination-missing"] * 2
    assert "its column for eligibility is blank in every row" in grounds(path, None)[0].note


def test_a_list_attested_for_its_blank_column_must_show_each_conviction(tmp_path):
    blank = {**OWN, "Eligibility": ""}
    path = office(tmp_path / "a.csv", blank, {**blank, "Disposition": ""})
    assert fates(path) == ["", "hand-review"]


def test_a_column_with_one_word_in_it_is_not_blank(tmp_path):
    path = office(tmp_path / "a.csv", {**OWN, "Eligibility": ""}, OWN)
    with pytest.raises(ListError, match="0 of the lists say nothing of eligibility"):
        grounds(path)


@pytest.mark.parametrize("word", ["N", "no", "Not eligible", "do not file"])
def test_no_attestation_stands_beside_a_column_that_nobody_reads_and_that_says_no(tmp_path, word):
    rows = [{**OWN, "Eligibility": "", "DA ok?": ""}, {**OWN, "Eligibility": "", "DA ok?": word}]
    path = office(tmp_path / "a.csv", *rows)
    with pytest.raises(ListError, match="nobody reads its column DA ok\\?, which says yes or no"):
        grounds(path)
    assert grounds(path, None)[0].kind == "column"


def test_other_columns_that_nobody_reads_keep_no_attestation_away(tmp_path):
    path = office(tmp_path / "a.csv", {**OWN, "Eligibility": "", "Box": "17", "Clerk": "Nora"})
    assert fates(path) == [""]


def test_a_column_that_the_mapping_ignores_keeps_no_attestation_away(tmp_path):
    row = {**OWN, "Eligibility": "", "Interpreter": "N"}
    path = office(tmp_path / "a.csv", row)
    mapping = shipped().layouts["sample"]
    ignoring = mapping.model_copy(update={"ignored": ("Interpreter",)})
    of = shipped().model_copy(update={"layouts": {"sample": ignoring}})
    (found,) = grounds_of([open_list(path, 1, of)], of, WORD, DAY)
    assert found.kind == "attestation"
