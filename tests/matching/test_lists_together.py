"""Two lists that agree ask once; two that contradict each other wait."""

import datetime as dt
from contextlib import closing
from dataclasses import replace

import pytest

from filings.matching.record import Keeper
from filings.model.entries import Determination, Entry, Level, Name, Question, Statute
from filings.model.fates import Fate, Screened
from filings.model.identifiers import CourtId, ReasonCode, Relief
from filings.packets.case_store import CaseStore
from filings.settings.settings import Settings, read_settings
from tests.fakes import included, small_settings

SETTINGS = small_settings()
JANE = "cii:aaaa"


def told(
    number: int,
    line: int = 2,
    case="BA000001",
    *,
    person: str = JANE,
    keys=(),
    court="FOLTZ",
    **fields,
):
    """A conviction as list `number` tells it."""
    screened = included(line, case, list=number, person=person, **fields)
    source = replace(screened.source, person_keys=keys, court=court)
    return replace(screened, source=source)


def lines(*screened: Screened, settings: Settings = SETTINGS):
    with closing(CaseStore(settings)) as store:
        for each in screened:
            store.add(each)
        store.settle()
        return list(store.lines())


def fates(*screened: Screened) -> list[str]:
    return [f"{its.screened.fate} {its.screened.reason}".strip() for its in lines(*screened)]


CONFLICT = ["held source-conflict", "held source-conflict"]


def test_two_lists_that_disagree_on_the_level_hold_the_conviction():
    felony, misdemeanor = told(1, count="1"), told(2, count="1", level=Level.MISDEMEANOR)
    one, other = lines(felony, misdemeanor)
    assert [its.screened.reason for its in (one, other)] == ["source-conflict"] * 2
    both = "list 1, line 2 says felony; list 2, line 2 says misdemeanor"
    assert (one.screened.detail, other.screened.detail) == (both, both)
    assert one.lists == other.lists == (1, 2)
    assert one.packet == other.packet == ""


def test_two_lists_that_disagree_on_the_day_hold_the_conviction():
    day = dt.date(2000, 6, 4)
    assert fates(told(1, count="1"), told(2, count="1", convicted_on=day)) == CONFLICT


def test_a_plea_in_one_list_and_the_sentence_in_the_other_are_one_conviction():
    one, other = lines(told(1), told(2, convicted_on=dt.date(1999, 10, 30)))
    assert (one.screened.fate, one.screened.warnings) == (Fate.INCLUDED, ("day-told-otherwise",))
    assert other.screened.fate is Fate.DUPLICATE


def test_two_lists_that_disagree_on_the_section_hold_the_conviction():
    assert fates(told(1), told(2, section="11357(c)", offense="possession")) == CONFLICT
    same_count = told(1, count="1"), told(2, count="1", section="11357(c)", offense="possession")
    assert fates(*same_count) == CONFLICT


def test_a_later_day_in_another_list_holds_it_though_that_entry_is_not_for_this_motion():
    late = Screened(
        list=2,
        line=2,
        entry=1,
        fate=Fate.OUT_OF_SCOPE,
        reason=ReasonCode("after-initiative"),
        court=CourtId("ccb"),
        source=replace(
            told(2).source,
            convicted_on=dt.date(2017, 1, 3),
            statute=Statute(code="HS", section="11359"),
        ),
    )
    assert fates(told(1), late) == ["held source-conflict", "out_of_scope after-initiative"]


def test_lists_that_agree_go_in_once_and_the_ledger_names_both():
    one, other = lines(told(1, count="1"), told(2, count="1"))
    assert (one.screened.fate, one.lists) == (Fate.INCLUDED, (1, 2))
    assert (other.screened.fate, other.screened.same_as) == (
        Fate.DUPLICATE,
        one.screened.conviction.id,
    )


def test_a_state_list_and_a_court_list_meet_by_a_key_that_both_know():
    state = told(1, person="subject:1", keys=(JANE, "name-dob:1"), level=Level.MISDEMEANOR)
    assert fates(state, told(2)) == CONFLICT


def test_a_count_that_only_one_list_has_is_no_contradiction():
    both = told(1, 2), told(2, 2, section="11357(c)", offense="possession", id="b" * 24)
    more = told(1, 3, section="11357(c)", offense="possession", id="c" * 24)
    assert fates(both[0], more) == ["included", "included"]
    # List 1 tells two counts; list 2 tells one of them, alike.
    assert fates(*(both[0], more), told(2, section="11357(c)", offense="possession")) == [
        "included",
        "included",
        "duplicate duplicate",  # neither list numbers it, and each tells but one
    ]


def test_two_lists_that_each_tell_as_many_counts_that_nobody_numbers_agree():
    first, second = ([told(number, line) for line in (2, 3)] for number in (1, 2))
    found = lines(*first, *second)
    assert [str(its.screened.fate) for its in found] == [
        "included",
        "included",
        "duplicate",
        "duplicate",
    ]
    one, twin, *repeats = (its.screened for its in found)
    assert one.conviction.id != twin.conviction.id
    assert {its.same_as for its in repeats} == {one.conviction.id, twin.conviction.id}
    # A second row that only one of them has is a question, as it is in one list alone.
    assert fates(*first, second[0]) == [
        "included",
        "held possible-duplicate",
        "duplicate duplicate",
    ]


def test_two_counts_that_both_lists_number_differently_are_two():
    one, other = told(1, count="1"), told(2, count="2", level=Level.MISDEMEANOR)
    assert fates(one, other) == ["included", "included"]


def test_a_list_that_leaves_the_level_open_contradicts_nothing():
    one, other = told(1, count="1"), told(2, count="1", level=Level.UNKNOWN)
    assert "source-conflict" not in " ".join(fates(one, other))


def test_codefendants_told_differently_are_two_people_and_both_go_in():
    jane = told(1, count="1")
    richard = told(
        2, person="cii:bbbb", name="ROE, RICHARD", count="1", level=Level.MISDEMEANOR, id="b" * 24
    )
    assert fates(jane, richard) == ["included", "included"]


def test_one_list_that_contradicts_itself_is_believed_in_nothing():
    felony, misdemeanor = told(1, 2, count="1"), told(1, 3, count="1", level=Level.MISDEMEANOR)
    assert fates(felony, misdemeanor) == CONFLICT


def says(screened, determination, fate, reason):
    """The same row with another word for eligibility, and what screening makes of it."""
    source = replace(screened.source, determination=determination)
    reason = ReasonCode(reason)
    return replace(screened, source=source, fate=fate, reason=reason, conviction=None)


@pytest.mark.parametrize("number", [1, 2])
def test_a_dismissal_and_a_reduction_of_one_conviction_are_both_held(number):
    dismissed, reduced = told(1, 2, count="1"), told(number, 3, count="1", relief="redesignate")
    reduced = replace(reduced, relief=Relief("redesignate"))
    found = lines(dismissed, reduced)
    assert [f"{its.screened.fate} {its.screened.reason}" for its in found] == CONFLICT
    assert "a reduction" in found[0].screened.detail


def test_the_birth_date_that_one_list_alone_has_decides_the_ground():
    settings = read_settings()
    own = {"count": "1", "section": "11357(b)", "level": Level.MISDEMEANOR}
    older = told(1, 2, **own, ground="presumed", relief=Relief("dismiss-seal"))
    young = told(2, 2, **own, ground="policy", relief=Relief("dismiss-by-policy"))
    found = lines(older, replace(young, relief=Relief("dismiss-by-policy")), settings=settings)
    [stays] = [its for its in found if its.screened.fate is Fate.INCLUDED]
    assert stays.screened.relief == "dismiss-by-policy"
    assert "-dismiss-by-policy/" in stays.packet


AGAINST = [
    (Determination.NOT_ELIGIBLE, Fate.OUT_OF_SCOPE, "not-eligible", "held source-conflict"),
    (Determination.HAND_REVIEW, Fate.HELD, "hand-review", "held hand-review"),
    (Determination.REDUCTION, Fate.HELD, "reduction", "held reduction"),
]


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("count", ["", "1"])
@pytest.mark.parametrize(("word", "fate", "reason", "then"), AGAINST)
def test_what_one_row_says_is_eligible_and_another_not_is_held(
    number, count, word, fate, reason, then
):
    eligible, other = told(1, 2, count=count), told(number, 3, count=count)
    found = lines(eligible, says(other, word, fate, reason))
    assert [f"{its.screened.fate} {its.screened.reason}" for its in found] == [
        "held source-conflict",
        then,
    ]
    assert found[0].screened.detail.startswith("list 1, line 2 says eligible; ")
    assert f"list {number}, line 3 says" in found[0].screened.detail


def test_a_list_that_says_nothing_of_eligibility_contradicts_none():
    silent = says(told(2), Determination.UNSTATED, Fate.HELD, "eligibility-unstated")
    assert fates(told(1), silent) == ["included", "held eligibility-unstated"]


def test_another_count_that_is_not_eligible_is_another_conviction():
    other = says(told(2, count="2"), Determination.NOT_ELIGIBLE, Fate.OUT_OF_SCOPE, "not-eligible")
    assert fates(told(1, count="1"), other) == ["included", "out_of_scope not-eligible"]


def ended(screened, disposition="DISMISSED", *, ends=True):
    """The same row as one that nobody was convicted by, or that says nothing of it."""
    aside = ReasonCode("not-a-conviction")
    source = replace(screened.source, aside=aside, disposition=disposition, ended=ends)
    out = Fate.OUT_OF_SCOPE
    return replace(screened, source=source, fate=out, reason=aside, conviction=None)


@pytest.mark.parametrize("disposition", ["ACQUITTED", "DISMISSED", "DIVERSION", "SEALED"])
def test_a_row_that_says_nobody_stands_convicted_holds_the_conviction(disposition):
    its = ended(told(2), disposition)
    one, other = lines(told(1), its)
    assert one.screened.reason == "source-conflict"
    assert other.screened.reason == "not-a-conviction"
    assert one.screened.detail == (
        f"list 1, line 2 says eligible; list 2, line 2 says {disposition}"
    )


def test_another_charge_or_another_count_that_was_dismissed_is_no_contradiction():
    out = "out_of_scope not-a-conviction"
    charge = told(2, section="11357(c)", offense="possession")
    assert fates(told(1), ended(charge)) == ["included", out]
    assert fates(told(1, count="1"), ended(told(2, count="2"))) == ["included", out]
    # One list tells a conviction and a dismissal of one charge: these are two counts.
    assert fates(told(1, 2), ended(told(1, 3))) == ["included", out]
    # An arrest, a registration: no court's outcome.
    assert fates(told(1), ended(told(2), "DET ONLY", ends=False)) == ["included", out]


STEP = "101002001000"


def test_a_later_step_of_the_same_arrest_that_undoes_a_conviction_is_seen():
    out = "out_of_scope not-a-conviction"
    convicted = told(1, 2, key=STEP)
    for line, key in ((3, "101003001000"), (4, "101004007000")):
        reversed_later = ended(told(1, line, key=key), "CONVICTION REVERSED ON APPEAL")
        assert fates(convicted, reversed_later) == ["held source-conflict", out]
    for key in ("101002002000", "101001001000", "102001001000"):
        # Another count of the same step; an earlier step; another arrest.
        assert fates(convicted, ended(told(1, 3, key=key))) == ["included", out]


def born(screened, last="DOE", day=dt.date(1970, 2, 3)):
    name = Name(last=last, first="JANE")
    return replace(screened, source=replace(screened.source, name=name, born_on=day, person=""))


def test_a_slip_in_the_name_does_not_hide_that_the_count_was_acquitted():
    asked = born(told(1, count="1"))
    for slip in ({"last": "DOEE"}, {"day": dt.date(1970, 3, 2)}):
        acquitted = ended(born(told(2, count="1"), **slip), "ACQUITTED")
        assert fates(asked, acquitted)[0] == "held source-conflict"
    another = ended(born(told(2, count="1"), "RUGGIERO", dt.date(1981, 3, 2)))
    assert fates(asked, another)[0] == "included"


def test_what_a_later_arrest_tells_under_the_same_number_may_be_the_same_conviction():
    later = told(1, 3, key="102001001000", convicted_on=dt.date(2001, 1, 1))
    assert fates(told(1, 2, key=STEP), later) == ["included", "held possible-duplicate"]
    another = told(1, 3, "BA000002", key="102001001000", convicted_on=dt.date(2001, 1, 1))
    assert fates(told(1, 2, key=STEP), another) == ["included", "included"]


def test_a_conviction_that_is_sentenced_again_in_a_later_step_goes_in_once():
    again = told(1, 3, key="101003001000", convicted_on=dt.date(2001, 1, 1))
    assert fates(told(1, 2, key=STEP), again) == ["included", "held possible-duplicate"]
    reduced = told(1, 3, key="101003001000", level=Level.MISDEMEANOR)
    assert fates(told(1, 2, key=STEP), reduced) == CONFLICT


def test_a_conviction_of_another_charge_in_a_later_step_of_the_case_is_no_second_one():
    other = {"section": "11357(c)", "offense": "possession"}
    convicted, day = told(1, 2, key=STEP), dt.date(2001, 1, 1)
    anew = told(1, 3, key="101003002000", convicted_on=day, **other)
    assert fates(convicted, anew) == CONFLICT
    beside = told(1, 3, key="101002002000", **other)  # of the same day: another count
    assert fates(convicted, beside) == ["included", "included"]


def heard(screened, court):
    source = replace(screened.source, court=court.upper())
    conviction = replace(screened.conviction, court=CourtId(court), id=f"{court:c<24}")
    return replace(screened, court=CourtId(court), conviction=conviction, source=source)


def test_one_conviction_that_a_list_gives_to_two_courts_is_held():
    one, other = heard(told(1, 2, count="1"), "compton"), told(1, 3, count="1")
    assert fates(one, other) == CONFLICT


def test_the_number_of_one_row_and_the_other_number_of_another_are_one_case():
    one, other = told(1, 2, "A253156", count="1"), told(2, 2, "75M03740", count="1")
    also = ("75M03740",)
    one = replace(one, source=replace(one.source, other_numbers=also))
    one = replace(one, conviction=replace(one.conviction, also_numbered=also))
    assert sorted(fates(one, other)) == ["duplicate duplicate", "included"]
    late = told(2, 2, "75M03740", count="", convicted_on=dt.date(2003, 1, 1))
    assert fates(one, late) == CONFLICT


def kept_by_the_court(*screened):
    with closing(CaseStore(SETTINGS, {2: Keeper.COURT})) as store:
        for each in screened:
            store.add(each)
        store.settle()
        return list(store.lines())


def test_the_courts_own_record_decides_level_and_day():
    for told_by_court in (
        {"level": Level.MISDEMEANOR},
        {"convicted_on": dt.date(2001, 1, 1)},
    ):
        copied, own = kept_by_the_court(told(1), told(2, **told_by_court))
        assert copied.screened.fate is Fate.DUPLICATE
        assert own.screened.warnings == ("court-record-decides",)
        assert own.lists == (1, 2)
    copied, own = kept_by_the_court(told(1, count="2"), told(2, count="1"))
    assert copied.screened.same_as == own.screened.conviction.id
    # It does not decide of the section, nor of eligibility.
    section = kept_by_the_court(told(1), told(2, section="11357(c)", offense="possession"))
    assert [its.screened.reason for its in section] == ["source-conflict"] * 2


def test_an_answer_on_a_worklist_settles_what_another_row_left_open():
    asked = says(told(1), Determination.HAND_REVIEW, Fate.HELD, "hand-review")
    with closing(CaseStore(SETTINGS, {2: Keeper.ANSWERS})) as store:
        for each in (asked, told(2)):
            store.add(each)
        store.settle()
        assert [str(its.screened.fate) for its in store.lines()] == ["held", "included"]


def test_the_own_numbers_of_two_offices_do_not_make_one_person_of_two():
    one = told(1, person="person:7", count="1")
    other = told(
        2, person="person:7", name="ROE, RICHARD", count="1", level=Level.MISDEMEANOR, id="b" * 24
    )
    assert fates(one, other) == ["included", "included"]


def test_the_courthouse_that_one_list_names_stands_for_one_that_only_names_the_county():
    county = told(1, count="1", court="LOS ANGELES", id="a" * 24)
    compton = told(2, count="1", court="COMPTON", id="b" * 24)
    compton = replace(
        compton,
        court=CourtId("compton"),
        conviction=replace(compton.conviction, court=CourtId("compton")),
    )
    vague, known = lines(county, compton)
    assert (vague.screened.fate, vague.screened.same_as) == (Fate.DUPLICATE, "b" * 24)
    assert (known.screened.fate, known.lists) == (Fate.INCLUDED, (1, 2))
    assert known.packet.startswith("compton/")


def test_a_number_of_two_people_repeats_nobodys_conviction():
    county = told(1, count="1", court="LOS ANGELES", id="a" * 24, name="ALVAREZ, TOM")
    known = told(2, count="1", id="b" * 24, name="BAKER, ANN")
    known = replace(
        known,
        court=CourtId("torrance"),
        source=replace(known.source, court="TORRANCE"),
        conviction=replace(known.conviction, court=CourtId("torrance")),
    )
    assert "duplicate" not in [its.screened.reason for its in lines(county, known)]


def test_two_courthouses_for_one_conviction_hold_it():
    one = told(1, count="1", id="a" * 24)
    other = told(2, count="1", court="COMPTON", id="b" * 24)
    assert fates(one, replace(other, court=CourtId("compton"))) == CONFLICT


def test_a_junk_number_that_thousands_share_is_settled_at_once():
    crowd = [
        told(number, line, person=f"cii:{line}", name=f"DOE{line}, J", id=f"{number}{line:023d}")
        for number in (1, 2)
        for line in range(2, 3_000)
    ]
    assert len(lines(*crowd)) == len(crowd)


def test_an_entry_without_a_source_is_left_alone():
    unreadable = Screened(
        list=2, line=9, entry=1, fate=Fate.UNREADABLE, reason=ReasonCode("unreadable-row")
    )
    aside = replace(unreadable, fate=Fate.OUT_OF_SCOPE, line=10, source=Entry(list=2, line=10))
    assert fates(told(1), unreadable, aside)[0] == "included"


def waits(screened, disposition, statute=None):
    """The same row as one whose outcome nobody understands."""
    asked = Question(ReasonCode("disposition-unknown"), "disposition", "DISP_DESCR", disposition)
    source = replace(screened.source, questions=(asked,), disposition=disposition)
    source = replace(source, determination=Determination.HAND_REVIEW, statute=statute)
    source = replace(source, statute_as_written=statute.short if statute else "")
    return replace(screened, source=source, fate=Fate.HELD, reason=asked.reason, conviction=None)


def test_a_later_step_of_which_nobody_knows_the_outcome_holds_only_if_it_tells_one():
    convicted, later = told(1, 2, key=STEP), told(1, 3, key="101004001000")
    charged = convicted.source.statute
    assert fates(convicted, waits(later, "RECALLED", charged))[0] == "held source-conflict"
    assert fates(convicted, waits(later, "RECALLED"))[0] == "held source-conflict"
    assert fates(convicted, waits(later, "", charged))[0] == "included"
    before = told(1, 3, key="101001001000")
    assert fates(convicted, waits(before, "RECALLED"))[0] == "included"
