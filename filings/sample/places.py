"""Choose where the cases of a sample come from: court, police and place.

Only spellings in the settings are used, so that a clean row can always be routed. The shares of
police agencies and courthouses are rough, and made for samples.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from filings.model.identifiers import CourtId
from filings.settings.county import County
from filings.settings.courts import Court

FIRST_YEAR, LAST_YEAR = 1975, 2016
"""The years of convictions in a sample."""
UNIFIED = 2000
"""The year the municipal courts became part of the superior court."""


class CourtPeriod(NamedTuple):
    """A courthouse in one period, with everything that its rows may contain."""

    court: CourtId
    spellings: Sequence[str]
    prefix: str  # of felonies since 1990: "BA"
    letters: str  # of misdemeanors since 2000: "CJ"
    beats: Sequence[tuple[str, str, str]]  # arresting agency, place of offense, prosecutor


class _Courthouse(NamedTuple):
    felonies: int  # rough shares
    misdemeanors: int
    letters: str
    beats: Sequence[tuple[str, Sequence[str]]]  # police, and the places they patrol
    first_year: int = FIRST_YEAR


_CITY = ("LOS ANGELES PD", ("LOS ANGELES", "LOS ANGELES", "ECHO PARK", "BOYLE HEIGHTS"))
_CITY_SHORT = ("LAPD", ("LOS ANGELES",))
_POMONA = (
    ("POMONA PD", ("POMONA", "POMONA")),
    ("CLAREMONT PD", ("CLAREMONT",)),
    ("LA VERNE PD", ("LA VERNE",)),
    ("LASD", ("DIAMOND BAR", "SAN DIMAS", "WALNUT")),
)
_WEST = ("LASD", ("WEST HOLLYWOOD", "MARINA DEL REY"))

# Letters: CJ, MP, VW, LG, PK, PM, PD, AH and SC are known from the research notes; the others are
# made up in their manner.
_COURTHOUSES = {
    "ccb": _Courthouse(22, 3, "CJ", (_CITY, _CITY_SHORT)),
    "met": _Courthouse(0, 14, "MP", (_CITY, _CITY_SHORT, ("LASD", ("EAST LOS ANGELES",)))),
    "ela": _Courthouse(1, 5, "EL", (("LASD", ("EAST LOS ANGELES", "COMMERCE")),)),
    "com": _Courthouse(
        12,
        8,
        "CM",
        (
            ("COMPTON PD", ("COMPTON",)),
            ("LASD", ("COMPTON", "LYNWOOD", "CARSON", "WILLOWBROOK", "PARAMOUNT")),
            ("LAPD", ("WATTS",)),
        ),
    ),
    "nor": _Courthouse(
        7, 2, "NW", (("LASD", ("NORWALK", "LA MIRADA")), ("SANTA FE SPRINGS PD", ()))
    ),
    "dow": _Courthouse(1, 5, "DW", (("DOWNEY PD", ("DOWNEY",)), ("LA COUNTY SO", ("DOWNEY",)))),
    "bel": _Courthouse(
        1, 5, "BF", (("LOS ANGELES SO", ("BELLFLOWER", "LAKEWOOD", "CERRITOS", "PARAMOUNT")),)
    ),
    "whi": _Courthouse(
        1, 4, "WH", (("WHITTIER PD", ("WHITTIER",)), ("LASD", ("SOUTH WHITTIER", "PICO RIVERA")))
    ),
    "pas": _Courthouse(
        7,
        4,
        "PD",
        (
            ("PASADENA PD", ("PASADENA",)),
            ("SOUTH PASADENA PD", ("SOUTH PASADENA",)),
            ("SIERRA MADRE PD", ()),
            ("LASD", ("ALTADENA",)),
        ),
    ),
    "alh": _Courthouse(
        1,
        4,
        "AH",
        (
            ("ALHAMBRA PD", ("ALHAMBRA",)),
            ("MONTEREY PARK PD", ("MONTEREY PARK",)),
            ("SAN GABRIEL PD", ("SAN GABRIEL",)),
            ("LASD", ("TEMPLE CITY",)),
        ),
    ),
    "gln": _Courthouse(
        1, 3, "GN", (("GLENDALE PD", ("GLENDALE",)), ("LASD", ("LA CRESCENTA-MONTROSE",)))
    ),
    "bur": _Courthouse(1, 2, "BR", (("BURBANK PD", ("BURBANK",)),)),
    "pom": _Courthouse(7, 3, "PM", _POMONA),
    "pmn": _Courthouse(0, 3, "PK", _POMONA),
    "wcv": _Courthouse(
        1,
        5,
        "WC",
        (
            ("WEST COVINA PD", ("WEST COVINA",)),
            ("COVINA PD", ("COVINA",)),
            ("AZUSA PD", ("AZUSA",)),
            ("GLENDORA PD", ("GLENDORA",)),
            ("BALDWIN PARK PD", ("BALDWIN PARK",)),
            ("LASD", ("LA PUENTE", "VALINDA", "ROWLAND HEIGHTS")),
        ),
    ),
    "elm": _Courthouse(
        1, 4, "EM", (("EL MONTE PD", ("EL MONTE",)), ("LASD", ("SOUTH EL MONTE", "ROSEMEAD")))
    ),
    "van": _Courthouse(
        11, 7, "VW", (("LAPD", ("VAN NUYS", "NORTH HOLLYWOOD", "RESEDA", "ENCINO")), _CITY_SHORT)
    ),
    "sfc": _Courthouse(
        6,
        4,
        "SF",
        (
            ("SAN FERNANDO PD", ("SAN FERNANDO",)),
            ("LAPD", ("PACOIMA", "PANORAMA CITY")),
            ("LASD", ("SANTA CLARITA",)),
        ),
    ),
    "sct": _Courthouse(
        0, 4, "SC", (("LASD", ("SANTA CLARITA", "CASTAIC", "STEVENSON RANCH", "UNINCORPORATED")),)
    ),
    "ava": _Courthouse(
        5, 6, "AV", (("LASD", ("LANCASTER", "PALMDALE", "QUARTZ HILL", "UNINCORPORATED")),)
    ),
    "lbc": _Courthouse(
        8,
        7,
        "LG",
        (
            ("LONG BEACH PD", ("LONG BEACH", "LONG BEACH")),
            ("SIGNAL HILL PD", ("SIGNAL HILL",)),
            ("LASD", ("AVALON",)),
            ("LAPD", ("WILMINGTON",)),
        ),
    ),
    "sp": _Courthouse(
        0, 3, "SP", (("LAPD", ("SAN PEDRO", "WILMINGTON")), ("LASD", ("RANCHO PALOS VERDES",)))
    ),
    "lax": _Courthouse(
        8,
        6,
        "WA",
        (
            ("CULVER CITY PD", ("CULVER CITY",)),
            ("INGLEWOOD PD", ("INGLEWOOD",)),
            ("SANTA MONICA PD", ("SANTA MONICA",)),
            ("LAPD", ("VENICE",)),
            _WEST,
        ),
        first_year=2000,
    ),
    "smc": _Courthouse(3, 3, "SM", (("SANTA MONICA PD", ("SANTA MONICA",)), ("LAPD", ("VENICE",)))),
    "bh": _Courthouse(1, 3, "BH", (("BEVERLY HILLS PD", ("BEVERLY HILLS",)), _WEST)),
    "wla": _Courthouse(0, 4, "WL", (_CITY, _CITY_SHORT)),
    "mal": _Courthouse(
        0,
        3,
        "MB",
        (("LASD", ("MALIBU", "CALABASAS", "AGOURA HILLS", "TOPANGA", "UNINCORPORATED")),),
    ),
    "tor": _Courthouse(
        6,
        5,
        "TR",
        (
            ("TORRANCE PD", ("TORRANCE",)),
            ("REDONDO BEACH PD", ("REDONDO BEACH",)),
            ("HERMOSA BEACH PD", ("HERMOSA BEACH",)),
            ("MANHATTAN BEACH PD", ("MANHATTAN BEACH",)),
            ("GARDENA PD", ("GARDENA",)),
            ("LASD", ("LOMITA", "LAWNDALE")),
        ),
    ),
    "ing": _Courthouse(
        2,
        5,
        "IW",
        (
            ("INGLEWOOD PD", ("INGLEWOOD",)),
            ("HAWTHORNE PD", ("HAWTHORNE",)),
            ("EL SEGUNDO PD", ("EL SEGUNDO",)),
            ("LASD", ("LENNOX", "LADERA HEIGHTS")),
        ),
    ),
}


class Places:
    """The courthouses of a year, drawn by their shares."""

    def __init__(self, county: County, doj: bool) -> None:
        """Take what the settings know of the county.

        Args:
            county: Los Angeles.
            doj: Whether courts are spelt as the state's file has them ("CASC POMONA").
        """
        self._county = county
        self._doj = doj
        self._routes = {
            (route.by, text): route.agency
            for route in county.routes.values()
            for text in route.written_as
        }
        self._beats = {
            court: self._beats_of(courthouse) for court, courthouse in _COURTHOUSES.items()
        }
        self._benches: dict[tuple[int, bool], tuple[CourtPeriod, ...]] = {}

    def benches(self, year: int, felony: bool) -> tuple[CourtPeriod, ...]:
        """The courthouses for felonies, or misdemeanors, of a year, each repeated by its share."""
        benches = self._benches.get((year, felony))
        if benches is None:
            benches = self._benches[year, felony] = tuple(self._seats(year, felony))
        return benches

    def _seats(self, year: int, felony: bool) -> Iterator[CourtPeriod]:
        for court_id, courthouse in _COURTHOUSES.items():
            court = self._county.courts.get(CourtId(court_id))
            if court is None or not self._heard(court, courthouse, year):
                continue
            spellings = _spellings(court, not felony and year < UNIFIED, self._doj)
            beats = self._beats[court_id]
            if spellings and beats and court.prefixes:
                bench = CourtPeriod(
                    CourtId(court_id), spellings, court.prefixes[0], courthouse.letters, beats
                )
                yield from (bench,) * (courthouse.felonies if felony else courthouse.misdemeanors)

    def _heard(self, court: Court, courthouse: _Courthouse, year: int) -> bool:
        if court.closed_on is None:
            return year >= courthouse.first_year
        # Clean rows need a closed court whose cases can be followed. Where they were divided, only
        # the arresting agency tells, and the state's file does not name it.
        followed = len(court.successors) == 1 if self._doj else bool(court.successors)
        return courthouse.first_year <= year < court.closed_on.year and followed

    def _beats_of(self, courthouse: _Courthouse) -> tuple[tuple[str, str, str], ...]:
        beats = []
        for police, places in courthouse.beats:
            agency = self._routes.get(("arresting-agency", police))
            if agency is None or agency not in self._county.agencies:
                continue
            named = self._county.agencies[agency].short
            # Lists often leave the place empty; where they name it, it agrees with the police.
            for place in ("", *(p for p in places if self._routes.get(("place", p)) == agency)):
                # Few lists say who prosecuted.
                beats += [(police, place, ""), (police, place, ""), (police, place, named)]
        return tuple(beats)


def courts_without_successor(county: County) -> tuple[str, ...]:
    """Names of closed courts without a known successor."""
    return tuple(
        court.name
        for court in county.courts.values()
        if court.closed_on is not None and not court.successors
    )


def _spellings(court: Court, municipal: bool, doj: bool) -> tuple[str, ...]:
    old = tuple(name for name in court.former if "MUNICIPAL" in name or name.startswith("CAMC"))
    known = old if municipal and old else (court.name, *court.written_as)
    states = tuple(name for name in known if name.startswith(("CASC", "CAMC")))
    if doj:
        return states
    # Offices mostly copy the courthouse's own name, and sometimes the state's.
    plain = tuple(name for name in known if name not in states and len(name) > 3)
    return plain * 3 + states
