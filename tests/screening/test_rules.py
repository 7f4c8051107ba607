"""What screening promises: every entry one fate and one reason, and nothing guessed."""

import ast
import datetime as dt
import inspect
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

import filings.screening.rules
from filings.lists.charges import ChargeCells
from filings.lists.open_list import open_list
from filings.matching.conviction_id import identify, identify_first
from filings.model.entries import Determination, Level, Name, Statute, Unreadable
from filings.model.errors import ConfigError
from filings.model.fates import Fate
from filings.model.identifiers import CaseNumber, CourtId, ReasonCode, Relief
from filings.model.keyed_hash import KeyedHash
from filings.screening.rules import Screener
from filings.settings.laws import SectionStyle
from filings.settings.offense_table import OffenseTable
from filings.settings.settings import LawId, Settings, read_settings
from tests.entries import GOOD, entry, misdemeanor, statute

SETTINGS = read_settings()
SCREENER = Screener(SETTINGS)
SCREEN = SCREENER.screen


def signed(*keys: str, **changes: object) -> Settings:
    """The shipped settings with some offenses changed and signed by an attorney."""
    signature = {"signed_off_by": "A. Sample", "signed_off_on": dt.date(2026, 1, 31)}
    law = SETTINGS.laws[LawId("proposition-64")]
    offenses = {key: law.offenses[key].model_copy(update=signature | changes) for key in keys}
    changed = law.model_copy(update={"offenses": {**law.offenses, **offenses}})
    return SETTINGS.model_copy(update={"laws": {LawId("proposition-64"): changed}})


def test_a_plain_felony_goes_in_with_all_that_a_page_needs():
    given = entry(other_numbers=(CaseNumber("95M03740"),), defendant_suffix="01")
    screened = SCREEN(given)
    assert (screened.fate, screened.reason, screened.warnings) == (Fate.INCLUDED, "", ())
    conviction = screened.conviction
    assert conviction is not None
    assert conviction.number == "BA097736-01"
    assert conviction.also_numbered == ("95M03740",)
    assert (conviction.court, conviction.agency) == ("ccb", "lada")
    assert (conviction.offense, conviction.relief) == ("possession-for-sale", "dismiss-by-policy")
    assert (conviction.name, conviction.count, conviction.level) == (given.name, "1", "felony")


# One row for each rule, in the order in which the rules speak.
LADDER = [
    ("not-a-conviction", Fate.OUT_OF_SCOPE, {"aside": ReasonCode("not-a-conviction")}),
    ("other-county", Fate.OUT_OF_SCOPE, {"county": "YOLO"}),
    ("unknown-statute", Fate.HELD, {"statute": None, "statute_as_written": "SEE COMMENT"}),
    ("other-charge", Fate.OUT_OF_SCOPE, {"statute": "11357.5"}),
    ("unknown-statute", Fate.HELD, {"statute": "11395"}),
    ("other-charge", Fate.OUT_OF_SCOPE, {"statute": "11377"}),
    ("unreadable-date", Fate.HELD, {"convicted_on": None, "convicted_as_written": "19790000"}),
    (
        "after-initiative",
        Fate.OUT_OF_SCOPE,
        {"convicted_on": dt.date(2016, 11, 9), "offense_on": dt.date(2016, 11, 9)},
    ),
    ("unreadable-date", Fate.HELD, {"convicted_on": dt.date(1901, 1, 1)}),
    ("unknown-statute", Fate.HELD, {"statute": "11359(c)"}),
    ("not-eligible", Fate.OUT_OF_SCOPE, {"determination": Determination.NOT_ELIGIBLE}),
    ("unknown-county", Fate.HELD, {"county": "LOS ANGLES"}),
    ("attempt", Fate.HELD, {"statute": replace(statute("11359"), attempt=True)}),
    ("level-missing", Fate.HELD, {"level": Level.UNKNOWN}),
    (
        "prosecutor-unknown",
        Fate.HELD,
        {"level": Level.MISDEMEANOR, "case_number": CaseNumber("6SC00043")},
    ),
    ("unknown-court", Fate.HELD, {"court": "CASC SACRAMENTO"}),
    (
        "several-case-numbers",
        Fate.HELD,
        {"case_number": None, "other_numbers": (CaseNumber("1"), CaseNumber("2"))},
    ),
]


@pytest.mark.parametrize(("reason", "fate", "changes"), LADDER)
def test_each_rule_gives_its_fate_and_reason(reason, fate, changes):
    screened = SCREEN(entry(**changes))
    assert (screened.fate, screened.reason) == (fate, reason)
    assert screened.conviction is None
    assert screened.source == entry(**changes)


@pytest.mark.parametrize("rung", range(len(LADDER) - 1))
def test_the_earlier_rule_decides_when_two_apply(rung):
    (reason, _, changes), (_, _, later) = LADDER[rung : rung + 2]
    assert SCREEN(entry(**(later | changes))).reason == reason


@pytest.mark.parametrize(
    ("reason", "given"),
    [
        ("not-eligible", entry(statute="11530", determination=Determination.NOT_ELIGIBLE)),
        ("attempt", entry(statute=replace(statute("11530"), attempt=True))),
        ("attorney-signoff", entry(statute="11530", level=Level.UNKNOWN)),
        ("attorney-signoff", misdemeanor(statute="11530")),
        ("prosecutor-unknown", misdemeanor(statute="11357(c)", court="CASC SACRAMENTO")),
        ("hand-review", misdemeanor(statute="11357(c)", place_of_offense="BELL", court="YOLO")),
        ("unknown-court", entry(court="YOLO", case_number=None)),
    ],
)
def test_the_order_holds_where_the_offense_table_speaks(reason, given):
    day = dt.date(1974, 6, 1) if given.statute.section == "11530" else dt.date(1999, 6, 1)
    assert SCREEN(replace(given, convicted_on=day)).reason == reason


def test_one_reason_stands_when_everything_is_wrong():
    wrong = {key: value for _, _, changes in reversed(LADDER) for key, value in changes.items()}
    assert SCREEN(entry(**wrong)).reason == "not-a-conviction"
    del wrong["aside"]
    assert SCREEN(entry(**wrong)).reason == "other-county"


@pytest.mark.parametrize(
    ("determination", "fate", "reason", "relief"),
    [
        (Determination.DISMISSAL, Fate.INCLUDED, "", Relief("dismiss-by-policy")),
        (Determination.REDUCTION, Fate.HELD, "reduction", Relief("redesignate")),
        (Determination.HAND_REVIEW, Fate.HELD, "hand-review", None),
        (Determination.NOT_ELIGIBLE, Fate.OUT_OF_SCOPE, "not-eligible", None),
        (Determination.MISSING, Fate.HELD, "determination-missing", None),
    ],
)
def test_the_lists_own_determination_stands(determination, fate, reason, relief):
    # 11359 is a reduction by law alone: whether it is dismissed was decided upstream.
    screened = SCREEN(entry(determination=determination))
    assert (screened.fate, screened.reason, screened.relief) == (fate, reason, relief)


def test_an_office_that_moves_for_reductions_files_what_the_list_or_the_law_reduces():
    office = SETTINGS.office.model_copy(update={"redesignates": True})
    screen = Screener(SETTINGS.model_copy(update={"office": office})).screen
    told = screen(entry(determination=Determination.REDUCTION))
    by_law = screen(misdemeanor(statute="11359", arresting_agency="LOS ANGELES SO"))
    for screened in (told, by_law):
        assert (screened.fate, screened.relief) == (Fate.INCLUDED, Relief("redesignate"))
    assert screen(entry()).relief == Relief("dismiss-by-policy")


def test_a_determination_for_dismissal_stands_where_the_table_alone_would_review():
    assert SCREEN(entry(statute="11357(c)", level=Level.MISDEMEANOR)).fate is Fate.INCLUDED


def test_the_detail_shows_the_lists_own_words():
    held = entry(
        determination=Determination.HAND_REVIEW,
        determination_as_written="Hand Review: Currently serving sentence",
    )
    assert SCREEN(held).detail == '"Hand Review: Currently serving sentence"'


# --- "To be reviewed by City Attorneys" is gogen's mark on every misdemeanor, not a fact. ---


def test_an_open_misdemeanor_of_the_sheriff_goes_in_for_the_district_attorney():
    screened = SCREEN(misdemeanor(arresting_agency="LOS ANGELES SO"))
    assert (screened.fate, screened.agency) == (Fate.INCLUDED, "lada")
    assert screened.relief == Relief("dismiss-seal")


def test_an_open_misdemeanor_is_routed_before_its_offense_is_looked_at():
    assert SCREEN(misdemeanor(statute="11357(c)")).reason == "prosecutor-unknown"


@pytest.mark.parametrize(
    ("cited", "reason"),
    [
        ("11357(a)", ""),
        ("11357(b)", ""),
        ("11360(b)", ""),
        ("11357(c)", "hand-review"),
        ("11357(d)", "hand-review"),
        ("11357", "hand-review"),
        ("11359", "policy-override"),
        ("11358", "policy-override"),
    ],
)
def test_what_the_list_leaves_open_the_offense_table_decides(cited, reason):
    screened = SCREEN(misdemeanor(statute=cited, arresting_agency="GLENDALE PD"))
    assert screened.reason == reason
    assert screened.fate is (Fate.HELD if reason else Fate.INCLUDED)


def test_a_reduction_by_law_without_any_policy_is_held_as_a_reduction():
    settings = signed("hs-11359", policy_override=None, signed_off_by="", signed_off_on=None)
    open_one = misdemeanor(statute="11359", arresting_agency="GLENDALE PD")
    assert Screener(settings).screen(open_one).reason == "reduction"


def test_a_policy_that_an_attorney_has_signed_goes_in():
    open_one = misdemeanor(statute="11359", level=Level.FELONY)
    screened = Screener(signed("hs-11359")).screen(open_one)
    assert (screened.fate, screened.relief) == (Fate.INCLUDED, Relief("dismiss-by-policy"))


# --- On what ground it is dismissed. ---

BORN_1980 = {"born_on": dt.date(1980, 6, 15), "statute": "11357(b)", "level": Level.MISDEMEANOR}


@pytest.mark.parametrize(
    ("ground", "changes"),
    [
        ("invalid", {"convicted_on": dt.date(2002, 6, 15)}),  # 22 when convicted
        ("presumed", {"convicted_on": dt.date(2002, 6, 14)}),  # 21, and perhaps 20 at the offense
        ("invalid", {"convicted_on": dt.date(2002, 6, 14), "offense_on": dt.date(2001, 6, 15)}),
        ("policy", {"convicted_on": dt.date(2002, 6, 15), "offense_on": dt.date(2001, 6, 14)}),
        ("policy", {"convicted_on": dt.date(2001, 6, 14)}),  # 20 when convicted
        ("presumed", {"convicted_on": dt.date(2002, 6, 15), "born_on": None}),
        ("presumed", {"convicted_on": dt.date(2002, 6, 15), "statute": "11357(a)"}),
        ("policy", {"convicted_on": dt.date(2002, 6, 15), "statute": "11357(c)"}),
        ("policy", {"convicted_on": dt.date(2002, 6, 15), "born_on": None, "statute": "11360(a)"}),
    ],
)
def test_the_ground_is_told_from_offense_and_age_at_the_offense(ground, changes):
    made = SCREEN(
        misdemeanor(
            **(
                BORN_1980
                | {"arresting_agency": "LOS ANGELES SO", "determination": Determination.DISMISSAL}
                | changes
            )
        )
    ).conviction
    assert made is not None
    assert made.ground == ground
    assert made.relief == ("dismiss-by-policy" if ground == "policy" else "dismiss-seal")


# --- Who prosecutes. ---

CITIES = {
    "LOS ANGELES": "los-angeles-city",
    "LONG BEACH": "long-beach",
    "TORRANCE": "torrance",
    "PASADENA": "pasadena",
    "INGLEWOOD": "inglewood",
    "BURBANK": "burbank",
    "SANTA MONICA": "santa-monica",
    "HAWTHORNE": "hawthorne",
    "REDONDO BEACH": "redondo-beach",
    "HERMOSA BEACH": "hermosa-beach",
}


def agency_of(**changes: object) -> str | None:
    """Who prosecutes a misdemeanor; None when it is held because nobody can tell."""
    screened = SCREEN(misdemeanor(**changes))
    assert (screened.reason == "prosecutor-unknown") == (screened.agency is None)
    return screened.agency


@pytest.mark.parametrize("number", ["BA097736", "A253156", "DOWVA160933"])
def test_what_was_filed_as_a_felony_stays_its_prosecutors_when_it_is_reduced(number):
    reduced = {"case_number": CaseNumber(number), "arresting_agency": "LAPD"}
    screened = SCREEN(misdemeanor(determination=Determination.DISMISSAL, **reduced))
    assert (screened.fate, screened.agency) == (Fate.INCLUDED, "lada")
    assert "filed-as-felony" in screened.warnings
    # The list itself names the city: somebody must look.
    assert agency_of(prosecutor="LACA", **reduced) is None
    assert agency_of(prosecutor="DA", **reduced) == "lada"


@pytest.mark.parametrize(("city", "agency"), CITIES.items())
def test_each_of_the_ten_cities_has_its_own_prosecutor(city, agency):
    assert agency_of(arresting_agency=f"{city} PD") == agency
    assert agency_of(arresting_agency=f"CAPD{city}") == agency
    assert agency_of(arresting_agency=f"{city.title()} Police Department") == agency
    assert agency_of(place_of_offense=city) == agency
    assert agency_of(place_of_offense=f"{city.title()}, CA") == agency
    named = SETTINGS.county.agencies[agency]
    for written in (named.name, named.short, *named.written_as):
        assert agency_of(prosecutor=written) == agency


def test_there_are_ten_city_prosecutors_and_one_district_attorney():
    assert len(set(CITIES.values())) == 10
    assert set(SETTINGS.county.agencies) == {"lada", *CITIES.values()}
    assert SETTINGS.county.felonies_by == "lada"


@pytest.mark.parametrize("city", ["GLENDALE", "MANHATTAN BEACH", "SOUTH PASADENA", "SIGNAL HILL"])
def test_a_city_without_a_prosecutor_is_the_district_attorneys(city):
    assert agency_of(arresting_agency=f"{city} PD") == "lada"
    assert agency_of(place_of_offense=city) == "lada"


def test_the_78_other_cities_are_the_district_attorneys():
    assert len({*SETTINGS.county.routes["other-cities"].written_as} - {"LA CANADA"}) == 79
    for city in SETTINGS.county.routes["other-cities"].written_as:
        assert agency_of(place_of_offense=city) == "lada"


@pytest.mark.parametrize(
    "written", ["LASD", "CASOLOS ANGELES", "L.A. County Sheriff's Dept.", "LOS ANGELES COUNTY SO"]
)
def test_the_sheriffs_arrests_are_the_district_attorneys(written):
    assert agency_of(arresting_agency=written) == "lada"


@pytest.mark.parametrize(
    "police",
    [
        "CALIFORNIA HIGHWAY PATROL",
        "CHP",
        "CAHP",
        "LOS ANGELES SCHOOL POLICE",
        "LAUSD POLICE",
        "MTA POLICE",
        "LOS ANGELES AIRPORT POLICE",
        "LONG BEACH CITY COLLEGE PD",
    ],
)
def test_police_that_work_in_every_city_decide_nothing(police):
    assert agency_of(arresting_agency=police) is None
    assert agency_of(arresting_agency=police, place_of_offense="LONG BEACH") == "long-beach"


def test_the_courthouse_alone_never_tells_who_prosecutes():
    for court in SETTINGS.county.courts.values():
        for written in (court.name, *court.written_as):
            screened = SCREEN(misdemeanor(court=written))
            assert (screened.reason, screened.agency) == ("prosecutor-unknown", None)
    assert "place: none" in SCREEN(misdemeanor(court="LONG BEACH")).detail


def test_police_and_place_that_disagree_are_held():
    assert agency_of(arresting_agency="LASD", place_of_offense="LONG BEACH") is None
    assert agency_of(arresting_agency="LONG BEACH PD", place_of_offense="SIGNAL HILL") is None


def test_a_prosecutor_nobody_knows_is_held_though_the_police_are_known():
    held = SCREEN(misdemeanor(prosecutor="SPECIAL PROSECUTOR", arresting_agency="GLENDALE PD"))
    assert held.reason == "prosecutor-unknown"
    assert "SPECIAL PROSECUTOR" in held.detail


def test_the_lists_own_prosecutor_decides_and_a_dispute_is_told():
    screened = SCREEN(misdemeanor(prosecutor="DA", arresting_agency="LONG BEACH PD"))
    assert (screened.fate, screened.agency) == (Fate.INCLUDED, "lada")
    assert "prosecutor-disputed" in screened.warnings


@pytest.mark.parametrize("nothing", ["", "-", "N/A", "unknown", "NULL  "])
def test_a_word_that_says_nothing_is_not_a_prosecutor(nothing):
    assert agency_of(prosecutor=nothing, arresting_agency="GLENDALE PD") == "lada"
    assert agency_of(prosecutor=nothing, arresting_agency=nothing) is None


def test_where_a_county_says_who_prosecutes_the_rest_only_a_route_says_otherwise():
    ours = SETTINGS.county.model_copy(update={"misdemeanors_by": "lada"})
    counties = {**SETTINGS.counties, "los-angeles": ours}
    screen = Screener(SETTINGS.model_copy(update={"counties": counties})).screen
    plain = misdemeanor(statute="11357(b)")
    assert (SCREEN(plain).agency, screen(plain).agency) == (None, "lada")
    assert screen(misdemeanor(place_of_offense="LONG BEACH")).agency == "long-beach"
    # A prosecutor whom nobody knows is not the county's: somebody looks.
    assert screen(misdemeanor(prosecutor="SOMEBODY")).reason == "prosecutor-unknown"
    assert screen(misdemeanor(level=Level.UNKNOWN)).agency is None


def test_every_felony_is_the_district_attorneys():
    screened = SCREEN(entry(arresting_agency="LONG BEACH PD", place_of_offense="LONG BEACH"))
    assert (screened.fate, screened.agency, screened.warnings) == (Fate.INCLUDED, "lada", ())


def test_a_route_holds_only_in_its_days():
    route = SETTINGS.county.routes["long-beach-police"]
    dated = route.model_copy(
        update={"from_on": dt.date(1999, 1, 1), "to_on": dt.date(1999, 12, 31)}
    )
    county = SETTINGS.county.model_copy(update={"routes": {"only": dated}})
    screen = Screener(SETTINGS.model_copy(update={"counties": {"los-angeles": county}})).screen
    for day, agency in [
        (dt.date(1998, 12, 31), None),
        (dt.date(1999, 1, 1), "long-beach"),
        (dt.date(1999, 12, 31), "long-beach"),
        (dt.date(2000, 1, 1), None),
    ]:
        given = misdemeanor(arresting_agency="LBPD", convicted_on=day)
        assert screen(replace(given, arresting_agency="LONG BEACH PD")).agency == agency


# --- Sign-off, attempts, levels, numbers. ---


@pytest.mark.parametrize("section", ["11530", "11530.1", "11530.5", "11531"])
def test_the_old_series_waits_for_an_attorney(section):
    grown, day = dt.date(1940, 3, 14), dt.date(1970, 6, 1)
    old = entry(statute=section, convicted_on=day, born_on=grown, case_number="A253156")
    assert SCREEN(old).reason == "attorney-signoff"
    assert Screener(signed(f"hs-{section}")).screen(old).fate is Fate.INCLUDED


def test_what_is_never_filed_is_reviewed_by_hand_though_the_list_would_dismiss():
    assert SCREEN(entry(statute="PC 4573.6")).reason == "hand-review"
    old = entry(statute="11500", convicted_on=dt.date(1958, 6, 1))
    assert SCREEN(old).reason == "hand-review"


def test_no_number_and_several_numbers_are_told_apart():
    assert SCREEN(entry(case_number=None)).reason == "no-case-number"
    one = entry(case_number=None, other_numbers=(CaseNumber("140192"),))
    assert SCREEN(one).reason == "no-case-number"
    two = entry(case_number=None, other_numbers=(CaseNumber("140192"), CaseNumber("140193")))
    assert SCREEN(two).reason == "several-case-numbers"
    assert SCREEN(two).detail == "140192, 140193"


def test_a_blank_statute_or_date_is_told_as_blank():
    blank = "the cell is blank"
    assert SCREEN(entry(statute=None, statute_as_written="")).detail == blank
    assert SCREEN(entry(convicted_on=None, convicted_as_written="")).detail == blank
    assert SCREEN(entry(statute=None, statute_as_written="N" * 90)).detail == f'"{"N" * 39}…"'


def test_a_row_that_names_no_county_is_the_offices_own():
    assert SCREEN(entry(county="")).fate is Fate.INCLUDED
    assert SCREEN(entry(county="Los Angeles County")).fate is Fate.INCLUDED


def test_another_countys_row_is_given_no_court_of_ours():
    screened = SCREEN(entry(county="SACRAMENTO", court=""))
    assert (screened.court, screened.agency) == (None, None)


def test_an_unreadable_row_keeps_its_reason_and_place():
    bad = Unreadable(list=2, line=7, column="OFN", value="14\x000", detail="it holds a null")
    screened = SCREEN(bad)
    assert (screened.list, screened.line, screened.fate) == (2, 7, Fate.UNREADABLE)
    assert (screened.reason, screened.source) == ("unreadable-row", None)
    assert screened.detail.startswith("OFN: ")
    assert screened.detail.endswith("it holds a null")


def test_an_aside_that_a_human_must_see_is_held():
    assert SCREEN(entry(aside=ReasonCode("file-destroyed"))).fate is Fate.HELD
    assert SCREEN(entry(aside=ReasonCode("a-word-of-a-new-layout"))).fate is Fate.OUT_OF_SCOPE


# --- Warnings: they decide nothing. ---


@pytest.mark.parametrize(
    ("warning", "changes"),
    [
        ("level-unusual", {"statute": "11357(d)"}),  # whose levels the table is not sure of
        ("case-number-unusual", {"case_number": CaseNumber("140193")}),
        ("case-number-elsewhere", {"case_number": CaseNumber("NA012345")}),
        ("tried-as-adult", {"born_on": dt.date(1981, 5, 5)}),
        ("tried-as-adult", {"born_on": dt.date(1985, 5, 4)}),
        ("also-charged", {"also_charged": "11358 HS"}),
        ("closed-court", {"court": "MALIBU", "case_number": CaseNumber("SA012345")}),
        ("prosecutor-disputed", {"prosecutor": "Long Beach City Prosecutor"}),
        ("deceased", {"deceased": True}),
        ("mark-of-the-list", {"warnings": (ReasonCode("mark-of-the-list"),)}),
    ],
)
def test_a_warning_is_told_and_decides_nothing(warning, changes):
    screened = SCREEN(entry(**changes))
    assert (screened.fate, screened.warnings) == (Fate.INCLUDED, (warning,))


def test_an_offense_older_than_the_new_law_goes_by_the_law_of_its_day():
    told = {"convicted_on": dt.date(2017, 3, 1), "offense_on": dt.date(2016, 10, 1)}
    assert SCREEN(entry(**told)).reason == "offense-date"
    answered = SCREEN(entry(**told, corrects="1:2:1"))
    assert answered.fate is Fate.INCLUDED
    law, conviction = OffenseTable(SETTINGS), answered.conviction
    assert conviction.offense_on == told["offense_on"]
    # What the papers say of its section is said by that day too.
    assert law.is_former(conviction.statute, conviction.law_day, conviction.offense)
    [(cited, becomes)] = law.redesignations([conviction])
    assert (cited, becomes.level) == ("Health & Saf. Code, former § 11359", Level.MISDEMEANOR)
    new = entry(**told, corrects="1:2:1", statute="11358(c)")
    assert SCREEN(new).reason == "unknown-statute"


def test_eighteen_on_the_day_is_no_child():
    assert SCREEN(entry(born_on=dt.date(1981, 5, 4))).warnings == ()


@pytest.mark.parametrize("born", [dt.date(1985, 5, 5), dt.date(1995, 1, 1), dt.date(2006, 8, 14)])
def test_under_fourteen_waits_whatever_the_court(born):
    screened = SCREEN(entry(born_on=born))
    assert (screened.fate, screened.reason) == (Fate.HELD, "under-age")


def test_a_minor_waits_unless_an_adult_court_is_named():
    assert SCREEN(entry(born_on=dt.date(1983, 5, 4), court="")).reason == "under-age"
    assert SCREEN(entry(born_on=dt.date(1983, 5, 4))).fate is Fate.INCLUDED


def test_a_successors_number_style_is_no_surprise():
    # Whittier's numbers begin with VA, and so do Downey's; Malibu's SA moved to Van Nuys.
    moved = entry(court="MALIBU", case_number=CaseNumber("SA012345"))
    assert SCREEN(moved).warnings == ("closed-court",)


# --- The conviction's id. ---


def identity(**changes: object) -> str:
    conviction = SCREEN(entry(**changes)).conviction
    assert conviction is not None
    return conviction.id


def test_the_id_is_24_hex_digits_and_depends_on_the_offices_key():
    assert len(identity()) == 24
    assert int(identity(), 16)
    office = SETTINGS.office.model_copy(update={"conviction_key": SecretStr("another key")})
    other = Screener(SETTINGS.model_copy(update={"office": office})).screen(entry())
    assert other.conviction is not None
    assert other.conviction.id != identity()


@pytest.mark.parametrize(
    "changes",
    [
        {"case_number": CaseNumber("BA097737")},
        {"name": Name(last="SAMPLE", first="PAT")},
        {"name": Name(last="SAMPLE", first="PAT", middle="Q", suffix="Jr.")},
        {"defendant_suffix": "02"},
        {"statute": "11358"},
        {"count": "2"},
        {"count": "", "count_key": "101001006000"},
        {"statute": replace(GOOD.statute, attempt=True)},
    ],
)
def test_the_id_tells_two_convictions_apart(changes):
    key = KeyedHash(SETTINGS.office.conviction_key.get_secret_value())
    its = entry(**changes)
    assert identify(its, "los-angeles", its.case_number, key) != identity()


def test_the_day_is_in_an_id_only_where_no_count_is_told():
    other = {"convicted_on": dt.date(1999, 5, 5)}
    assert identity(**other) == identity()
    assert identity(count="", **other) != identity(count="")


def test_an_id_of_the_first_version_has_court_and_day_and_is_still_known():
    key = KeyedHash("a key that is kept for good")
    # As 0b46693 made it: it stands in ledgers.
    assert identify_first(entry(), "ccb", key) == "ed44451c7f3fceb8c6fa6ba8"
    assert identify(entry(), "los-angeles", "BA097736", key) == "d06f36af490070a1a12aae8c"
    screened = SCREEN(entry())
    assert SCREENER.ids(screened)[0] == screened.conviction.id
    assert len(set(SCREENER.ids(screened))) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"case_number": CaseNumber("ba-097736")},
        {"case_number": CaseNumber("BA 097736")},
        {"name": Name(last="Sample", first="Pat", middle="Q.")},
        {"court": "Criminal Courts Building"},
        {"court": "COMPTON"},
        {"convicted_on": dt.date(1999, 5, 5)},
        {"case_number": CaseNumber("CCBBA097736")},  # as the portal prints it
        {"list": 2, "line": 9, "entry": 3},
        {"person": "", "born_on": None, "determination_as_written": "DISMISS"},
    ],
)
def test_the_id_is_the_same_from_every_list_that_says_the_same(changes):
    assert identity(**changes) == identity()


def test_the_lists_own_count_key_tells_two_counts_apart():
    assert identity(count="", count_key="101001006000") != identity(
        count="", count_key="101001007000"
    )


def test_accents_and_no_accents_are_one_name():
    accented = Name(last="PEÑA-MUÑOZ", first="JOSÉ")
    plain = Name(last="Pena Munoz", first="Jose")
    assert identity(name=accented) == identity(name=plain)


@given(
    st.fixed_dictionaries(
        {
            "aside": st.sampled_from(["", "not-a-conviction"]),
            "county": st.sampled_from(["LOS ANGELES", "", "YOLO"]),
            "court": st.sampled_from(["", "COMPTON", "WHITTIER", "HOLLYWOOD"])
            | st.text(max_size=9),
            "statute": st.none()
            | st.sampled_from(["11357(c)", "11357.5", "11359", "11530", "VC 23222(b)", "PC 459"]),
            "level": st.sampled_from(Level),
            "determination": st.sampled_from(Determination),
            "convicted_on": st.none() | st.dates(),
            "born_on": st.none() | st.dates(),
            "case_number": st.none() | st.text(max_size=9),
            "prosecutor": st.sampled_from(["", "DA"]) | st.text(max_size=9),
            "arresting_agency": st.sampled_from(["", "LASD", "LAPD"]) | st.text(max_size=9),
            "name": st.none() | st.builds(Name, last=st.text(max_size=9)),
        }
    )
)
def test_any_entry_comes_to_one_fate_with_known_words(changes):
    screened = SCREEN(entry(**changes))
    assert (screened.fate is Fate.INCLUDED) == (screened.reason == "")
    assert (screened.conviction is None) == (screened.fate is not Fate.INCLUDED)
    assert {screened.reason, *screened.warnings} - {""} <= set(SETTINGS.screening.reasons)
    if screened.reason:
        assert screened.fate is SETTINGS.screening.reasons[screened.reason].fate
    if screened.conviction is not None:
        assert screened.court is not None
        assert SETTINGS.court(screened.court).closed_on is None


def test_screening_is_pure():
    given = entry(court="LONG BECH")
    assert SCREEN(given) == SCREEN(given) == Screener(read_settings()).screen(given)


# --- Reasons and settings agree. ---


def reasons_in_code() -> set[str]:
    """The first text of every verdict and warning that screening may give."""
    tree = ast.parse(inspect.getsource(filings.screening.rules))
    return {
        part.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_verdict", "ReasonCode")
        for part in node.args[:1]
        if isinstance(part, ast.Constant) and part.value
    }


def test_every_reason_has_its_words():
    used = reasons_in_code() | {"policy-override", "reduction", "not-eligible"}
    assert len(used) > 18
    reasons = SETTINGS.screening.reasons
    assert used - set(reasons) == set()
    others = "duplicate possible-duplicate unreadable-row glyph-missing part-of-a-conviction"
    later = "not-a-conviction already-included already-granted struck"
    assert {*others.split(), *later.split(), "file-destroyed"} <= set(reasons)


def test_every_code_that_stands_in_the_program_has_its_words():
    sources = [
        path.read_text(encoding="utf-8") for path in Path(filings.__file__).parent.rglob("*.py")
    ]
    used = {code for text in sources for code in re.findall(r'ReasonCode\("([\w-]+)"\)', text)}
    assert len(used) > 20
    compared = {"only-in-first", "only-in-second"}
    assert used - set(SETTINGS.screening.reasons) <= compared


def test_every_warning_is_a_remark_on_what_goes_in():
    for code in ("level-unusual", "closed-court", "deceased", "set-aside", "also-charged"):
        assert SETTINGS.screening.reasons[ReasonCode(code)].fate is Fate.INCLUDED


def test_a_court_option_nobody_knows_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match=r"Nearest: .*ccb"):
        Screener(SETTINGS, CourtId("cbb"))


def test_the_shared_list_comes_to_its_fates(shared):
    path = shared / "data" / "gogen" / "los_angeles" / "Prop64_Results.csv"
    fates = {
        line.line: (line.fate.value, str(line.reason))
        for line in map(SCREEN, open_list(path, 1, SETTINGS).entries())
    }
    assert fates == {
        2: ("held", "disposition-doubtful"),  # its comment names another section
        3: ("held", "hand-review"),
        4: ("held", "disposition-doubtful"),
        5: ("included", ""),
        6: ("held", "unknown-statute"),  # 11359(c) of 1981: there were no subdivisions
        7: ("included", ""),
        8: ("held", "offense-date"),  # gogen does not say when the offense was
        9: ("held", "hand-review"),
        10: ("held", "disposition-doubtful"),
        11: ("out_of_scope", "not-eligible"),
        12: ("held", "under-age"),  # born in 1989, convicted in 1991
        13: ("held", "prosecutor-unknown"),
        14: ("included", ""),
        15: ("held", "under-age"),
        16: ("held", "still-serving"),
        17: ("out_of_scope", "not-eligible"),
    }


@pytest.mark.parametrize(
    ("county", "reason"),
    [
        ("LOS ANGELES, CA", ""),
        ("Los Angeles County, California", ""),
        ("Yolo County, California", "other-county"),
        ("SANFRANCISCO", "other-county"),
        ("SAN BERDO", "other-county"),
        ("COOK COUNTY, ILLINOIS", "other-county"),
        ("COOK", "unknown-county"),  # another state's, without its state
        ("LA", ""),
        ("LOS ANGLES", "unknown-county"),
        ("County of L.A.", ""),
        ("19", "unknown-county"),
        ("CALIFORNIA", "unknown-county"),
    ],
)
def test_another_county_is_one_that_is_known_to_be_another(county, reason):
    assert SCREEN(entry(county=county)).reason == reason


def test_a_county_that_nobody_knows_hides_no_other_charge():
    assert SCREEN(entry(county="LOS ANGLES", statute="PC 459")).reason == "other-charge"


def test_a_county_of_illinois_knows_its_neighbours():
    office = SETTINGS.office.model_copy(update={"county": "cook-il", "agency": "ccsao"})
    screen = Screener(SETTINGS.model_copy(update={"office": office})).screen
    reasons = [screen(entry(county=c)).reason for c in ("De Kalb", "LAKE", "YOLO")]
    assert reasons[:2] == ["other-county", "other-county"]
    assert reasons[2] != "other-county"


def test_nobody_was_convicted_after_the_day_of_filing():
    screen = Screener(SETTINGS, filed_on=dt.date(2026, 3, 2)).screen
    held = screen(entry(convicted_on=dt.date(2099, 1, 1)))
    assert (held.fate, held.reason) == (Fate.HELD, "unreadable-date")
    assert held.detail == "2099-01-01 is after 2026-03-02, the day of filing"
    assert screen(entry(convicted_on=dt.date(2026, 3, 2))).reason == "offense-date"


@pytest.mark.parametrize(
    ("convicted_on", "offense_on", "fate", "reason"),
    [
        # Section 11361.8(a) asks what the law was at the time of the offense.
        ("2016-11-08", None, Fate.INCLUDED, ""),
        ("2016-11-09", None, Fate.HELD, "offense-date"),
        ("2017-03-01", "2016-10-31", Fate.HELD, "offense-date"),
        ("2017-03-01", "2016-11-08", Fate.HELD, "offense-date"),
        ("2017-03-01", "2016-11-09", Fate.OUT_OF_SCOPE, "after-initiative"),
        ("2021-03-01", None, Fate.HELD, "offense-date"),
    ],
)
def test_the_cut_off_is_the_day_of_the_offense(convicted_on, offense_on, fate, reason):
    screened = Screener(SETTINGS).screen(
        entry(
            convicted_on=dt.date.fromisoformat(convicted_on),
            offense_on=dt.date.fromisoformat(offense_on) if offense_on else None,
        )
    )
    assert (screened.fate, screened.reason) == (fate, reason)


def test_a_state_whose_law_counts_from_the_conviction_may_say_so():
    law = SETTINGS.laws[LawId("proposition-64")]
    cut_off = law.cut_off.model_copy(update={"of": "conviction"})
    laws = {LawId("proposition-64"): law.model_copy(update={"cut_off": cut_off})}
    screen = Screener(SETTINGS.model_copy(update={"laws": laws})).screen
    assert screen(entry(convicted_on=dt.date(2017, 3, 1))).reason == "after-initiative"


def test_thousands_of_unknown_courts_take_no_time_and_say_what_they_are():
    screen = Screener(SETTINGS).screen
    begun = time.process_time()
    details = [screen(entry(court=f"COMPTONN {n}")).detail for n in range(5_000)]
    assert time.process_time() - begun < 5
    assert details[0].startswith('"COMPTONN 0"; nearest: Compton Courthouse')
    assert details[-1] == '"COMPTONN 4999"'


def test_no_court_is_looked_for_where_another_rule_decides():
    screener = Screener(SETTINGS)
    for n in range(1_000):
        screener.screen(entry(court=f"NOWHERE {n}", statute="PC 459"))
    assert "nearest: Compton" in screener.screen(entry(court="COMPTONN")).detail


def test_a_suffix_in_small_letters_is_the_same_defendant():
    assert identity(defendant_suffix="a") == identity(defendant_suffix="A")
    assert identity(defendant_suffix="a") != identity(defendant_suffix="B")


def test_the_earliest_day_is_early_enough_and_the_day_before_is_not():
    first = SETTINGS.screening.earliest_on
    early = {"statute": "11530", "case_number": CaseNumber("A1")}
    found = {
        day: SCREEN(entry(convicted_on=day, **early)).detail
        for day in (first, first - dt.timedelta(days=1))
    }
    before = [day for day, detail in found.items() if f"is before {first}" in detail]
    assert before == [first - dt.timedelta(days=1)]


def test_another_charge_in_the_style_of_the_state_goes_out_unless_its_list_calls_it_eligible():
    style = SectionStyle(pattern=r"\d{1,2}-\d{1,2}-\d{1,3}", examples=("16-13-30",), source="-")
    law = SETTINGS.laws[LawId("proposition-64")].model_copy(update={"sections": style})
    settings = SETTINGS.model_copy(update={"laws": {LawId("proposition-64"): law}})
    charges, screen = ChargeCells(settings), Screener(settings).screen
    theft = charges.read("16-8-2 THEFT").statute
    assert theft == Statute(code="", section="16-8-2")
    assert not charges.read("10-12-98").statutes  # it may be a day of another column
    reasons = {
        word: screen(entry(statute=theft, determination=word)).reason
        for word in (
            Determination.NOT_ELIGIBLE,
            Determination.BY_CRITERIA,
            Determination.DISMISSAL,
            Determination.REDUCTION,
        )
    }
    assert list(reasons.values()) == [*["other-charge"] * 2, *["unknown-statute"] * 2]
