"""What an earlier run asked for, or a court decided, is not asked for again."""

import datetime as dt
from dataclasses import replace

import pytest

from filings.matching import compare_decisions
from filings.matching.earlier_decision import Decision, Kind, what_was_granted
from filings.matching.judge_case import Telling
from filings.matching.record import Records
from filings.model.entries import Determination, Granted, Level, Name, Statute
from filings.model.fates import Fate
from filings.model.identifiers import Relief
from filings.settings.settings import read_settings
from tests.fakes import included, small_settings

JANE = Name(last="DOE", first="JANE")
SHIPPED = read_settings().screening


RECORDS = Records(small_settings())


def weigh(candidates, decisions):
    """Each entry that a decision changes, and the decisions that met it."""
    tellings = [Telling(its, RECORDS.of(its)) for its in candidates]
    seal_only = {Relief("dismiss-seal"): Relief("seal")}
    return compare_decisions.weigh(
        tellings, decisions, lambda its: (its.conviction.id,) * bool(its.conviction), seal_only
    )


def granted(words="dismissed and sealed under 11361.8", **told):
    """A line about JANE DOE's conviction of BA000001, section 11359, unless told otherwise."""
    meaning = what_was_granted(words, SHIPPED.granted, SHIPPED.granted_words)
    plain = {
        "kind": Kind.GRANTED,
        "source": 0,
        "line": 7,
        "where": "line 7 of granted list 1",
        "number": "BA000001",
        "statute": Statute(code="HS", section="11359"),
        "name": JANE,
        "granted": meaning,
        "words": words,
    }
    return Decision(**(plain | told))


def struck(**told):
    return granted("", **({"kind": Kind.STRUCK, "statute": None, "name": None} | told))


def earlier(**told):
    return granted("", **({"kind": Kind.INCLUDED, "id": "f" * 24} | told))


def candidate(line=2, **fields):
    return included(line, **fields)


def outcome(decision, *candidates):
    """What became of the first candidate."""
    all_of_them = candidates or (candidate(),)
    changed = {its.line: its for its, _ in weigh(all_of_them, [decision])}
    its = changed.get(all_of_them[0].line, all_of_them[0])
    return f"{its.fate} {its.reason}".strip()


# --- What was granted. ---


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("Dismissed and sealed, H&S 11361.8(f)", Granted.DISMISSED_AND_SEALED),
        ("SEALED / DISMISSED per Health & Safety Code section 11361.8", "dismissed-and-sealed"),
        ("Dismissal and sealing under HS 11361.8(e), (f)", "dismissed-and-sealed"),
        ("DISMISSED HS 11361.8", Granted.DISMISSED),
        ("Dismissed, not sealed (11361.8)", Granted.DISMISSED),
        ("1203.4 PC", Granted.SET_ASIDE),
        ("Conviction set aside & dismissed per 1203.4 PC", Granted.SET_ASIDE),
        ("denied", Granted.DENIED),
        # Not under 11361.8, or not said to be.
        ("dismissed and sealed", None),
        ("sealed 11361.8", None),
        ("dismissed and sealed 851.91", None),
        ("yes", None),
        ("2018-03-01", None),
        ("", None),
        # One word more, and nobody knows.
        ("dismissed and partly sealed under 11361.8", None),
        ("dismissed, sealing denied, 11361.8", None),
        ("dismissed and unsealed 11361.8", None),
        # A "not" belongs to the word behind it.
        ("not dismissed and sealed under 11361.8", None),
        ("not dismissed, sealed 11361.8", None),
        ("sealed, not dismissed 11361.8", None),
        ("not dismissed 11361.8", None),
        ("not sealed, dismissed 11361.8", "dismissed"),
    ],
)
def test_only_words_that_are_all_known_say_what_was_granted(words, meaning):
    assert what_was_granted(words, SHIPPED.granted, SHIPPED.granted_words) == meaning


def test_only_dismissed_and_sealed_under_11361_8_subtracts():
    assert outcome(granted()) == "out_of_scope already-granted"


def test_dismissed_but_not_sealed_is_asked_to_be_sealed_only():
    ((its, _),) = weigh([candidate()], [granted("dismissed under 11361.8")])
    assert str(its.fate) == "included"
    assert its.relief == its.conviction.relief == Relief("seal")
    assert "dismissed-not-sealed" in its.warnings


def test_a_dismissal_under_1203_4_stays_in_with_its_relief():
    ((its, _),) = weigh([candidate()], [granted("1203.4 PC")])
    assert (str(its.fate), its.relief) == ("included", Relief("dismiss-seal"))
    assert "dismissed-1203-4" in its.warnings
    assert outcome(granted("1203.4 PC", name=None)) == "included"  # whosever it was


@pytest.mark.parametrize("words", ["granted", "denied", "resentenced", ""])
def test_a_decision_in_other_words_holds(words):
    assert outcome(granted(words)) == "held decision-unclear"


# --- Whether it is this conviction. ---


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"suffix": "01", "name": None}, {"defendant_suffix": "01"}),
        ({"persons": ("cii:1",), "name": None}, {"person": "cii:1"}),
        ({"name": Name(last="Doe", first="Jané", middle="Q")}, {}),
        ({"court": "ccb", "count": "1"}, {"count": "01"}),
        ({"convicted_on": dt.date(1999, 5, 4)}, {}),
        ({}, {"count": "2"}),  # the only one it can mean
    ],
)
def test_what_tells_number_section_and_defendant_alike_is_exact(told, fields):
    assert outcome(granted(**told), candidate(**fields)) == "out_of_scope already-granted"


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        # A case number and a section do not say whose conviction it was: co-defendants share both.
        ({"name": None}, {}),
        ({"name": Name(last="DOE")}, {}),
        ({"name": Name(last="DOE", first="J")}, {}),
        ({"name": Name(last="JANE", first="DOE")}, {}),
        ({"name": Name(last="DOE", first="JANE", suffix="Jr.")}, {}),  # parent and child
        ({"suffix": "01", "name": None}, {}),
        ({"statute": Statute(code="HS", section="11359", subdivision="a")}, {}),
        ({"convicted_on": dt.date(1999, 5, 5)}, {}),
        ({"court": "compton"}, {}),
        ({"number": "MCN0001"}, {"also_numbered": ("MCN-0001",)}),
        ({"level": Level.MISDEMEANOR}, {}),
        ({"unread": "its court is not understood"}, {}),
        ({"id": "f" * 24}, {}),  # the id of another one
        ({"name": Name(last="GARCA", first="JANE")}, {"name": "GARCIA, JANE"}),
    ],
)
def test_what_is_less_than_exact_is_held(told, fields):
    assert outcome(granted(**told), candidate(**fields)) == "held maybe-granted"


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"name": Name(last="ROE", first="JANE")}, {}),
        ({"name": Name(last="DOE", first="RICHARD")}, {}),
        ({"suffix": "02"}, {"defendant_suffix": "01"}),
        ({"statute": Statute(code="HS", section="11358")}, {}),
        (
            {"statute": Statute(code="HS", section="11357", subdivision="b")},
            {"section": "11357(c)"},
        ),
        ({"count": "1"}, {"count": "2"}),
        ({"court": "compton", "name": None}, {}),
    ],
)
def test_what_is_provably_another_conviction_or_another_person_goes_in(told, fields):
    assert outcome(granted(**told), candidate(**fields)) == "included"


def test_a_line_without_a_count_that_may_mean_two_counts_holds_both():
    two = candidate(2, count="1"), candidate(3, count="2")
    assert outcome(granted(), *two) == "held maybe-granted"
    assert outcome(granted(), *reversed(two)) == "held maybe-granted"
    assert outcome(granted(count="1"), *two) == "out_of_scope already-granted"
    assert outcome(granted(count="1"), *reversed(two)) == "included"


def test_the_id_alone_is_enough():
    its = candidate()
    told = {"id": its.conviction.id, "number": "", "name": None, "statute": None}
    assert outcome(granted(**told), its) == "out_of_scope already-granted"


def test_what_is_held_says_which_line_and_what_it_lacks():
    ((its, _),) = weigh([candidate()], [granted(name=None)])
    assert its.detail == (
        "line 7 of granted list 1: nothing proves that it is the same defendant;"
        ' it says "dismissed and sealed under 11361.8"'
    )


# --- Earlier runs. ---


def test_what_an_earlier_run_included_is_left_out_by_its_id_alone():
    its = candidate()
    assert outcome(earlier(id=its.conviction.id), its) == "out_of_scope already-included"
    assert outcome(earlier(), its) == "held maybe-included"
    assert outcome(earlier(name=Name(last="ROE", first="RICHARD")), its) == "included"


@pytest.mark.parametrize(
    ("told", "became"),
    [
        ({"level": Level.MISDEMEANOR}, "held maybe-included"),
        ({"level": Level.FELONY}, "out_of_scope already-included"),
        ({"convicted_on": dt.date(1987, 5, 4)}, "held maybe-included"),
    ],
)
def test_what_an_earlier_run_asks_under_another_level_or_a_far_day_is_held(told, became):
    its = candidate()
    assert outcome(earlier(id=its.conviction.id, **told), its) == became


def test_a_codefendant_whom_the_earlier_run_missed_goes_in():
    missed = candidate(name="ROE, RICHARD")
    assert outcome(earlier(), missed) == "included"


def test_an_id_that_two_people_share_decides_nothing():
    its = candidate()
    assert outcome(earlier(id=its.conviction.id, shared=True), its) == "held maybe-included"


# --- Strikes. ---


def test_a_number_alone_strikes_the_whole_case():
    case = candidate(2), candidate(3, section="11357(c)", name="ROE, RICHARD")
    changed = [its.reason for its, _ in weigh(case, [struck()])]
    assert changed == ["struck", "struck"]


@pytest.mark.parametrize(
    ("told", "fields", "became"),
    [
        ({"statute": Statute(code="HS", section="11359")}, {}, "out_of_scope struck"),
        ({"statute": Statute(code="HS", section="11358")}, {}, "included"),
        ({"name": JANE}, {}, "out_of_scope struck"),
        ({"name": Name(last="ROE", first="JOHN")}, {}, "included"),
        ({"suffix": "01"}, {"defendant_suffix": "01"}, "out_of_scope struck"),
        ({"suffix": "02"}, {"defendant_suffix": "01"}, "included"),
        ({"suffix": "01"}, {}, "held maybe-struck"),
        ({"count": "2"}, {"count": "2"}, "out_of_scope struck"),
        ({"count": "1"}, {"count": "2"}, "included"),
        ({"count": "1"}, {}, "held maybe-struck"),
        ({"convicted_on": dt.date(2001, 1, 1)}, {}, "held maybe-struck"),
        ({"court": "compton"}, {}, "included"),
        ({"number": "MCN0001"}, {"also_numbered": ("MCN0001",)}, "held maybe-struck"),
        ({"level": Level.FELONY}, {}, "out_of_scope struck"),
        ({"level": Level.MISDEMEANOR}, {}, "held maybe-struck"),
        ({"id": "f" * 24}, {}, "held maybe-struck"),
        ({"name": Name(last="GARCA", first="J")}, {"name": "GARCIA, JANE"}, "held maybe-struck"),
    ],
)
def test_a_line_strikes_what_has_all_that_it_tells(told, fields, became):
    assert outcome(struck(**told), candidate(**fields)) == became


def test_a_level_chooses_among_the_convictions_of_a_case():
    felony = candidate(2)
    misdemeanor = candidate(3, section="11357(b)", level=Level.MISDEMEANOR)
    assert outcome(struck(level=Level.MISDEMEANOR), felony, misdemeanor) == "included"
    assert outcome(struck(level=Level.MISDEMEANOR), misdemeanor, felony) == "out_of_scope struck"


def test_a_line_without_a_count_strikes_all_counts():
    one, two = candidate(2), candidate(3, count="2")
    assert outcome(struck(), two, one) == "out_of_scope struck"


def test_a_number_beside_another_name_altogether_proves_nothing():
    its = candidate(person="cii:1", name="ALVAREZ, TOM")
    baker, married = Name(last="BAKER", first="ANN"), Name(last="BAKER", first="TOM")
    assert outcome(granted(persons=("cii:1",), name=baker), its) == "held maybe-granted"
    assert outcome(granted(persons=("cii:1",), name=married), its) == (
        "out_of_scope already-granted"
    )


def test_another_birth_date_leaves_a_doubt():
    its = candidate()
    born = dt.date(1970, 1, 1)
    known = replace(its, source=replace(its.source, born_on=born))
    assert outcome(struck(name=JANE, born_on=born), known) == "out_of_scope struck"
    other = struck(name=JANE, born_on=born.replace(year=1971))
    assert outcome(other, known) == "held maybe-struck"


def test_an_id_outweighs_whatever_else_its_line_tells():
    its = candidate()
    told = granted(id=its.conviction.id, level=Level.MISDEMEANOR)
    assert outcome(told, its) == "out_of_scope already-granted"


def against(determination=Determination.NOT_ELIGIBLE, **fields):
    """A row that says of JANE DOE's conviction that it must not be asked."""
    its = candidate(**fields)
    source = replace(its.source, determination=determination)
    return replace(its, fate=Fate.OUT_OF_SCOPE, reason="not-eligible", source=source)


@pytest.mark.parametrize("word", ["not-eligible", "hand-review", "reduction"])
def test_what_an_earlier_run_asks_and_a_row_speaks_against_is_held_to_be_withdrawn(word):
    its = against(Determination(word), count="1")
    ((held, met),) = weigh([its], [earlier(id=its.conviction.id, count="1")])
    assert (held.fate, held.reason, held.detail) == (
        Fate.HELD,
        "already-asked",
        "line 7 of granted list 1",
    )
    assert len(met) == 1
    # By the number alone nobody can be sure, and looks.
    ((held, _),) = weigh([its], [earlier()])
    assert held.reason == "already-asked"
    assert "its id is another conviction's" in held.detail or ": " in held.detail
    # Another count, another person and what was granted are another matter.
    assert not [*weigh([its], [earlier(count="2")])]
    assert not [*weigh([its], [earlier(name=Name(last="ROE", first="RICHARD"))])]
    assert not [*weigh([its], [granted()])]


def test_a_number_that_two_courts_have_strikes_nothing_unseen():
    one = candidate()
    other = replace(candidate(3), court="compton")
    assert outcome(struck(), one, other) == "held maybe-struck"
    assert outcome(struck(court="ccb"), one, other) == "out_of_scope struck"


def test_a_strike_goes_before_everything_and_a_doubt_before_a_smaller_relief():
    its = candidate()
    both = [granted("1203.4 PC"), struck()]
    ((changed, met),) = weigh([its], both)
    assert (changed.reason, len(met)) == ("struck", 2)
    ((changed, _),) = weigh(
        [its], [granted("dismissed under 11361.8"), granted("denied", name=None)]
    )
    assert changed.reason == "maybe-granted"


def test_a_junk_number_that_thousands_share_is_settled_at_once_and_by_ids_alone():
    crowd = [candidate(n, count=str(n)) for n in range(2, 1_002)]
    lines = [earlier(id=its.conviction.id, count=its.conviction.count) for its in crowd[:500]]
    became = [its.reason for its, _ in weigh(crowd, lines)]
    assert became == ["already-included"] * 500 + ["maybe-included"] * 500
