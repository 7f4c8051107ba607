import datetime as dt
from dataclasses import replace

from filings.docket import CourtId, Entry, Fate, Level, ReasonCode, Screened, Statute
from filings.register import Register
from filings.settings import Settings
from tests.fakes import included, small_settings

SETTINGS = small_settings()
JANE = "cii:aaaa"


def told(number: int, line: int = 2, *, person: str = JANE, keys=(), court="FOLTZ", **fields):
    """A conviction as list `number` tells it."""
    screened = included(line, list=number, person=person, **fields)
    source = replace(screened.source, person_keys=keys, court=court)
    return replace(screened, source=source)


def lines(*screened: Screened, settings: Settings = SETTINGS):
    with Register(settings) as register:
        for each in screened:
            register.add(each)
        register.close()
        return list(register.lines())


def fates(*screened: Screened) -> list[str]:
    return [f"{its.screened.fate} {its.screened.reason}".strip() for its in lines(*screened)]


CONFLICT = ["held source-conflict", "held source-conflict"]


def test_two_lists_that_disagree_on_the_level_hold_the_conviction():
    felony, misdemeanor = told(1, count="1"), told(2, count="1", level=Level.MISDEMEANOR)
    one, other = lines(felony, misdemeanor)
    assert [its.screened.reason for its in (one, other)] == ["source-conflict"] * 2
    assert (one.screened.detail, other.screened.detail) == (
        "list 2, line 2 says misdemeanor",
        "list 1, line 2 says felony",
    )
    assert one.lists == other.lists == (1, 2)
    assert one.packet == other.packet == ""


def test_two_lists_that_disagree_on_the_day_hold_the_conviction():
    day = dt.date(1999, 6, 4)
    assert fates(told(1, count="1"), told(2, count="1", convicted_on=day)) == CONFLICT


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
        "held possible-duplicate",  # neither list numbers it
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


def test_one_list_that_contradicts_itself_is_a_matter_of_its_own():
    felony, misdemeanor = told(1, 2, count="1"), told(1, 3, count="1", level=Level.MISDEMEANOR)
    assert "source-conflict" not in " ".join(fates(felony, misdemeanor))


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
