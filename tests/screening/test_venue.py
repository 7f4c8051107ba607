"""What the county file promises: every spelling finds its courthouse, every number its style."""

import datetime as dt
import re

import pytest

from filings.model.fates import Fate
from filings.model.identifiers import CaseNumber, CourtId
from filings.screening.rules import Screener
from filings.settings.court_and_agency_names import squeeze_agency, squeeze_court
from filings.settings.courts import Successor
from filings.settings.settings import read_settings
from tests.entries import entry, misdemeanor

SETTINGS = read_settings()
COUNTY = SETTINGS.county
SCREEN = Screener(SETTINGS).screen

ALIASES = [
    (court_id, alias)
    for court_id, court in COUNTY.courts.items()
    for alias in (court_id, court.name, *court.written_as, *court.former)
]
EXAMPLES = [(style, text) for style, p in COUNTY.case_numbers.items() for text in p.examples]

# Courthouses as a human counted them in the research notes; Pomona North is Pomona's closed half.
COURTS = [
    *("lax", "alh", "ava", "bel", "bh", "bur", "cab", "ccb", "com", "dow", "ela", "elm", "gln"),
    *("hwd", "hpk", "ing", "lbc", "mal", "met", "mon", "nor", "pas", "pom", "pmn", "sfc", "sct"),
    *("smc", "sp", "sga", "tor", "van", "wcv", "wla", "whi"),
]

# The state's own names for the county's courts (Department of Justice ORI), the county's left out.
STATE_NAMES = {
    "CAMC": "ALHAMBRA/BEVERLY HILLS/BURBANK/COMPTON/CULVER CITY/DOWNEY/EAST LOS ANGELES/EL MONTE/"
    "GLENDALE/HOLLYWOOD/HUNTINGTON PARK/LANCASTER/LONG BEACH/LOS ANGELES METRO/MONROVIA/NEWHALL/"
    "PASADENA/POMONA/SAN FERNANDO/SAN PEDRO/SANTA MONICA/SOUTH GATE/VAN NUYS/WEST COVINA/"
    "WEST LOS ANGELES/WHITTIER",
    "CASC": "ALHAMBRA/BELLFLOWER/BEVERLY HILLS/BURBANK/COMPTON/DOWNEY/EAST LOS ANGELES/EL MONTE/"
    "GLENDALE/HOLLYWOOD/INGLEWOOD/LANCASTER/LONG BEACH/LOS ANGELES CENTRAL/LOS ANGELES COMPTON/"
    "LOS ANGELES LANCASTER/LOS ANGELES LONG BCH/LOS ANGELES METRO/LOS ANGELES PASADENA/"
    "LOS ANGELES POMONA/LOS ANGELES S MONICA/LOS ANGELES SN FERNDO/LOS ANGELES TORRANCE/"
    "LOS ANGELES VAN NUYS/MCVAN NUYS/MONROVIA/NEWHALL/PASADENA/POMONA/SAN FERNANDO/SANTA MONICA/"
    "WEST COVINA/WEST LA AIRPORT/WEST LOS ANGELES/WHITTIER",
}


def test_every_courthouse_is_there():
    assert set(COUNTY.courts) == set(COURTS)
    for court_id, court in COUNTY.courts.items():
        assert court.address or court.closed_on, f"{court_id} is open and has no address"
        assert court.district
        assert court.prefixes


@pytest.mark.parametrize(("court_id", "alias"), ALIASES)
def test_every_spelling_finds_its_court(court_id, alias):
    assert COUNTY.court_named(alias) == court_id
    assert COUNTY.court_named(f"  {alias.lower()}  ".replace(" ", "  ")) == court_id


@pytest.mark.parametrize(
    "name", [f"{kind} {n}" for kind, names in STATE_NAMES.items() for n in names.split("/")]
)
def test_every_name_the_state_uses_is_known(name):
    court = COUNTY.court_named(name)
    assert court is not None
    # In the bulk file the blank behind the four letters is often missing.
    assert COUNTY.court_named(name.replace(" ", "", 1)) == court


@pytest.mark.parametrize(
    ("written", "court"),
    [
        ("CAMC VAN NUYS", "van"),
        ("CASC MCVAN NUYS", "van"),
        ("CASC LOS ANGELES VAN NUYS", "van"),
        ("CASC WEST LA AIRPORT", "lax"),
        ("CAMC LOS ANGELES METRO", "met"),
        ("CASCLOS ANGELES  S MONICA", "smc"),
        ("CASC LOS ANGELES SN FERNDO", "sfc"),
        ("CAMC NEWHALL", "sct"),
        ("CASC LANCASTER", "ava"),
        ("RIO HONDO MUNICIPAL COURT", "elm"),
    ],
)
def test_a_spelling_finds_the_court_it_means(written, court):
    assert SCREEN(entry(court=written)).court == court


@pytest.mark.parametrize("written", ["", "CASC LOS ANGELES", "CASCLOS ANGELES", "LOS ANGELES"])
def test_a_row_that_names_only_the_county_goes_to_its_default_court(written):
    assert SCREEN(entry(court=written)).court == "ccb"
    told = Screener(SETTINGS, CourtId("com")).screen
    assert told(entry(court=written)).court == "com"
    assert told(entry(court="LONG BEACH")).court == "lbc"


def test_a_row_that_names_neither_county_nor_court_waits_for_the_option():
    nowhere = entry(court="", county="")
    assert SCREEN(nowhere).reason == "unknown-court"
    assert Screener(SETTINGS, CourtId("com")).screen(nowhere).court == "com"


def test_an_unknown_court_is_held_with_the_three_nearest():
    screened = SCREEN(entry(court="CASC VAN NYUS"))
    assert (screened.fate, screened.reason) == (Fate.HELD, "unknown-court")
    written, _, near = screened.detail.partition("; nearest: ")
    assert written == '"CASC VAN NYUS"'
    assert near.split("; ")[0] == "Van Nuys Courthouse West"
    assert len(near.split("; ")) == 3


@pytest.mark.parametrize(
    ("closed", "today"),
    [("mal", "van"), ("sp", "lbc"), ("bh", "lax"), ("wla", "lax"), ("pmn", "pom")],
)
def test_a_closed_courts_cases_go_to_its_successor(closed, today):
    screened = SCREEN(entry(court=COUNTY.courts[CourtId(closed)].name))
    assert (screened.fate, screened.court) == (Fate.INCLUDED, today)
    assert "closed-court" in screened.warnings


def test_whittiers_cases_were_divided_by_arresting_agency():
    def heard(agency: str) -> str | None:
        return SCREEN(entry(court="WHITTIER", arresting_agency=agency)).court

    assert heard("Whittier Police Dept") == "bel"
    assert heard("CAPDWHITTIER") == "bel"
    assert heard("LASD") == "dow"
    screened = SCREEN(entry(court="WHITTIER"))
    assert (screened.reason, screened.court) == ("unknown-court", None)
    assert "arresting agency" in screened.detail


@pytest.mark.parametrize("court_id", ["hpk", "hwd", "mon", "sga"])
def test_a_closed_court_whose_successor_nobody_found_is_held_and_says_what_to_add(court_id):
    screened = SCREEN(entry(court=court_id))
    assert (screened.fate, screened.reason) == (Fate.HELD, "court-closed")
    assert f"{COUNTY.courts[CourtId(court_id)].name} closed on 20" in screened.detail
    place, _, key = screened.detail.partition("add ")
    assert "your own counties/los-angeles.yaml" in place
    assert key == f"courts > {court_id} > successors: [{{to: ID}}]"
    assert "closed-court" not in screened.warnings


def test_the_successor_an_office_adds_lets_the_cases_go_in(tmp_path):
    (tmp_path / "counties").mkdir()
    added = "schema: 1\ncourts: {hwd: {successors: [{to: ccb}]}}\n"
    (tmp_path / "counties" / "los-angeles.yaml").write_text(added)
    screened = Screener(read_settings([tmp_path])).screen(entry(court="HOLLYWOOD"))
    assert (screened.fate, screened.court) == (Fate.INCLUDED, "ccb")
    assert "closed-court" in screened.warnings


def test_every_closed_court_leads_somewhere_open_or_is_held():
    closed = [court_id for court_id, court in COUNTY.courts.items() if court.closed_on]
    assert len(closed) > 8
    for court_id in closed:
        screened = SCREEN(entry(court=court_id, arresting_agency="LASD"))
        if screened.court is None:
            assert screened.fate is Fate.HELD
        else:
            assert COUNTY.courts[screened.court].closed_on is None


def test_a_court_is_open_until_the_day_it_closes():
    before, on = dt.date(2013, 6, 2), dt.date(2013, 6, 3)
    whittier = entry(court="WHITTIER", arresting_agency="WHITTIER PD")
    assert Screener(SETTINGS, filed_on=before).screen(whittier).court == "whi"
    assert Screener(SETTINGS, filed_on=on).screen(whittier).court == "bel"


def test_two_moves_one_after_the_other_are_followed():
    gone = {
        "closed_on": dt.date(2020, 1, 1),
        "successors": (Successor(to=CourtId("nor")),),
    }
    downey = COUNTY.courts[CourtId("dow")].model_copy(update=gone)
    county = COUNTY.model_copy(update={"courts": {**COUNTY.courts, CourtId("dow"): downey}})
    settings = SETTINGS.model_copy(update={"counties": {"los-angeles": county}})
    assert Screener(settings).screen(entry(court="WHITTIER", arresting_agency="CHP")).court == "nor"


@pytest.mark.parametrize(("style", "number"), EXAMPLES)
def test_every_example_of_a_number_fits_its_own_style_alone(style, number):
    fitting = [k for k, p in COUNTY.case_numbers.items() if re.fullmatch(p.pattern, number)]
    assert fitting == [style]


def test_every_style_of_number_has_an_example():
    assert {style for style, _ in EXAMPLES} == set(COUNTY.case_numbers)


@pytest.mark.parametrize("number", ["140193", "BA97736", "BA0977361", "XA097736", "95M0374", "12"])
def test_a_number_of_no_style_is_told(number):
    assert "case-number-unusual" in SCREEN(entry(case_number=CaseNumber(number))).warnings


def test_a_style_younger_than_the_conviction_is_told():
    old = entry(case_number=CaseNumber("6SC00043"), convicted_on=dt.date(1999, 12, 31))
    assert "case-number-unusual" in SCREEN(old).warnings
    new = entry(case_number=CaseNumber("6SC00043"), convicted_on=dt.date(2006, 12, 31))
    assert SCREEN(new).warnings == ()
    # A number given in 1989 may well end in a conviction of 1999.
    late = entry(case_number=CaseNumber("A253156"))
    assert SCREEN(late).warnings == ()


@pytest.mark.parametrize("court_id", COURTS)
def test_a_courts_own_letters_are_never_told_as_elsewhere(court_id):
    court = COUNTY.courts[CourtId(court_id)]
    for prefix in court.prefixes:
        screened = SCREEN(
            entry(court=court.name, arresting_agency="LASD", case_number=f"{prefix}012345")
        )
        assert "case-number-elsewhere" not in screened.warnings
        assert "case-number-unusual" not in screened.warnings


def test_the_portals_letters_of_the_courthouse_are_left_aside():
    portal = entry(court="DOWNEY", case_number=CaseNumber("DOWVA160933"))
    assert SCREEN(portal).warnings == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CASCCOMPTON", "CASC COMPTON"),
        ("casc  compton", "CASC COMPTON"),
        ("Compton Superior Court", "COMPTON"),
        ("Compton Court House", "COMPTON COURTHOUSE"),
    ],
)
def test_spellings_of_a_court_that_are_one(one, other):
    assert squeeze_court(one) == squeeze_court(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Glendale Police Dept.", "GLENDALE PD"),
        ("CAPDGLENDALE", "GLENDALE PD"),
        ("City of Glendale Police Department", "GLENDALE PD"),
        ("Los Angeles County Sheriff's Department", "LOS ANGELES COUNTY SO"),
        ("CASO LOS ANGELES", "LOS ANGELES SO"),
        ("L.A.P.D.", "LAPD"),
        ("City of Industry", "INDUSTRY"),
        ("Long Beach, CA", "LONG BEACH"),
    ],
)
def test_spellings_of_an_agency_or_place_that_are_one(one, other):
    assert squeeze_agency(one) == squeeze_agency(other)


def test_a_municipal_court_is_not_the_superior_court_of_its_city():
    assert squeeze_court("Culver Municipal Court") != squeeze_court("Culver Superior Court")


def test_a_city_inside_another_name_is_not_that_city():
    names = ["PASADENA PD", "SOUTH PASADENA PD", "PASADENA SCHOOL PD", "PASADENA"]
    assert len({squeeze_agency(name) for name in names}) == 4


@pytest.mark.parametrize(
    "written",
    ["LASC", "LA", "County of LA", "CAMC LOS ANGELES", "CAMCLOS ANGELES", "L.A. Superior Court"],
)
def test_the_county_as_a_whole_names_no_courthouse(written):
    for default in (None, CourtId("tor")):
        screened = Screener(SETTINGS, default).screen(entry(court=written))
        assert (screened.fate, screened.court) == (Fate.INCLUDED, default or "ccb")
    assert Screener(SETTINGS).screen(entry(county=written)).fate is Fate.INCLUDED


@pytest.mark.parametrize(
    ("written", "court"),
    [
        ("CASC LOS ANGELES WHITTIER", "dow"),
        ("CASCLOS ANGELES NORWALK", "nor"),
        ("CASC LOS ANGELES WEST COVINA", "wcv"),
        ("Los Angeles Bellflower", "bel"),
        ("CAMC LOS ANGELES VAN NUYS", "van"),
        ("CASC LONG BCH", "lbc"),
        ("S Monica", "smc"),
        ("Whittier Muni Ct", "dow"),
        ("Municipal Court, Citrus Judicial District", "wcv"),
        ("Bellflower Municipal Court", "bel"),
        ("CAMC SOUTH BAY", "tor"),
        ("Antelope Valley Municipal Court", "ava"),
        ("Pomona Sup. Ct.", "pom"),
    ],
)
def test_a_court_is_found_under_its_county_its_kind_and_its_abbreviations(written, court):
    screened = SCREEN(entry(court=written, arresting_agency="LASD"))
    assert (screened.fate, screened.court) == (Fate.INCLUDED, court)


@pytest.mark.parametrize("written", ["CAMC NOWHERE", "CASC LOS ANGELES NOWHERE", "Nowhere Muni Ct"])
def test_what_no_table_has_is_no_court_whatever_stands_around_it(written):
    assert SCREEN(entry(court=written)).reason == "unknown-court"


@pytest.mark.parametrize(
    ("police", "agency"),
    [
        ("LASD Lennox Station", "lada"),
        ("LASD - LAKEWOOD", "lada"),
        ("Sheriff", "lada"),
        ("Sheriff's Department", "lada"),
        ("L.A. County Sheriff's Office", "lada"),
        ("LA Co Sheriff", "lada"),
        ("SHERIFF LOST HILLS STN", "lada"),
        ("LAPD Rampart", "los-angeles-city"),
        ("LAPD - 77th Street Division", "los-angeles-city"),
        ("L.A.P.D. HOLLENBECK DIV.", "los-angeles-city"),
        ("Los Angeles PD West Valley", "los-angeles-city"),
    ],
)
def test_a_station_or_division_tells_the_prosecutor(police, agency):
    screened = SCREEN(misdemeanor(arresting_agency=police))
    assert (screened.fate, screened.agency) == (Fate.INCLUDED, agency)


@pytest.mark.parametrize(
    ("police", "place"),
    [
        ("LASD Lennox Station", "Inglewood"),
        ("Sheriff", "Long Beach"),
        ("LAPD Harbor Division", "Torrance"),
        ("LASD Transit Services", ""),
        ("LASD Lennox Annex 4", ""),
    ],
)
def test_a_city_with_a_prosecutor_contradicts_the_sheriff(police, place):
    screened = SCREEN(misdemeanor(arresting_agency=police, place_of_offense=place))
    assert screened.reason == "prosecutor-unknown"
