"""Find today's court and prosecutor for what a row says of both.

A court is found by an exact spelling, a prosecutor by the list's own column or by police and place;
what is not in the county's tables is not guessed.
"""

import datetime as dt
import difflib
import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from filings.model.entries import Entry, Level
from filings.model.errors import ConfigError
from filings.model.identifiers import AgencyId, CourtId, ReasonCode
from filings.settings.county_names import other_spellings, own_spellings
from filings.settings.court_and_agency_names import squeeze_agency, squeeze_court
from filings.settings.settings import Route, Settings

# A court's kind in the state's names: superior, municipal, justice.
_PREFIX = re.compile("^(?:CASC|CAMC|CAJC) ")
# A municipal court under its town's or its district's name: "Whittier Muni Ct".
_MUNICIPAL = re.compile(
    r"(?:CAMC |MUNICIPAL (?:COURT )?(?:OF )?(?:THE )?)(?P<district>.+?)(?: JUDICIAL DISTRICT)?"
    r"|(?P<town>.+?) (?:MUNICIPAL|MUNI)(?: CT)?(?: JUDICIAL DISTRICT)?"
)
_SUPERIOR = re.compile(r"(?P<town>.+?) (?:SUP(?:ERIOR|R)?(?: CT)?|SC|CT(?: HOUSE)?|CTHSE)")
_NO_COURT = "the row names neither a court nor a county; --court names the court of such rows"
_MOST_SUGGESTED = 500  # spellings of unknown courts; who has more has another column there
_ALIASES = 12  # spellings looked at for three courts
_ALIKE = 0.4  # below this likeness a suggestion helps nobody


class CourtLookup(NamedTuple):
    """Where a row's case is heard today, or why nobody can tell."""

    court: CourtId | None
    named: CourtId | None = None  # the court the row names; another one when that has closed
    detail: str = ""
    reason: ReasonCode = ReasonCode("unknown-court")  # why there is none
    unlisted: str = ""  # the row's court, squeezed, when no table has it


class AgencyLookup(NamedTuple):
    """Who prosecutes, or why nobody can tell."""

    agency: AgencyId | None
    detail: str = ""
    disputed: bool = False  # another column points elsewhere
    reduced: bool = False  # its number is a felony's, though its level no longer is


class Venue:
    """The county's tables of courts and prosecutors, ready to be asked."""

    def __init__(self, settings: Settings, court: CourtId | None, filed_on: dt.date | None) -> None:
        """Prepare the tables; the arguments are those of `Screener`."""
        self._county = settings.county
        self._county_id = settings.office.county
        self._county_name = squeeze_court(self._county.name)
        self._filed_on = filed_on or dt.date.max
        if court is not None and court not in self._county.courts:
            near = difflib.get_close_matches(court, self._county.courts, 3, 0)
            raise ConfigError(
                f"--court {court}",
                f"{self._county.name} County has no such court",
                f"Nearest: {', '.join(near)}.",
            )
        self._court = court
        self._courts = self._county.courts_by_name
        self._spellings = {_PREFIX.sub("", alias): court for alias, court in self._courts.items()}
        self._suggested = 0
        self._whole_county = own_spellings(settings.county, settings.county_names)
        self._county_names = settings.county_names
        self._unstated = {squeeze_court(word) for word in settings.screening.unstated} | {""}
        self._routes: dict[tuple[str, str], list[Route]] = defaultdict(list)
        for route in self._county.routes.values():
            for name in route.spellings:
                self._routes[route.by, name].append(route)
        # Days on which a route begins, or is no more; between two of them all days are alike.
        self._turns = sorted(
            {dt.date.min, *(day for taken in self._county.routes.values() for day in _turns(taken))}
        )
        self._prosecutors: Mapping[str, AgencyId] = {
            squeeze_agency(name): agency_id
            for agency_id, agency in self._county.agencies.items()
            for name in (agency_id, agency.name, *agency.written_as)
        }
        forms = self._county.case_numbers.values()
        self._felony_forms = [re.compile(form.pattern).fullmatch for form in forms if form.felony]
        other = self._county.misdemeanors_by
        self._unrouted: set[AgencyId] = {other} if other else set()
        # Lists repeat themselves: each spelling is looked up once.
        self.is_ours = lru_cache(maxsize=1 << 10)(self._is_ours)
        self.is_elsewhere = lru_cache(maxsize=1 << 10)(self._is_elsewhere)
        self.heard = lru_cache(maxsize=1 << 14)(self._heard)
        self._squeezed = lru_cache(maxsize=1 << 14)(self._squeeze)
        self._near = lru_cache(maxsize=1 << 10)(self._nearest)
        self._prosecuted = lru_cache(maxsize=1 << 14)(self._find_prosecutor)

    @cached_property
    def _elsewhere(self) -> Set[str]:
        """How other counties are written; few lists name any."""
        # DeKalb is De Kalb, and Sanfrancisco San Francisco.
        spellings = other_spellings(self._county, self._county_names)
        return {name.replace(" ", "") for name in spellings}

    def _is_ours(self, county: str) -> bool:
        """Whether a row's county is this one; a row that names none is."""
        name = squeeze_court(county)
        return name in self._unstated or name in self._whole_county

    def _is_elsewhere(self, county: str) -> bool:
        """Whether a row's county is known to be another one: what is in no table is neither."""
        return squeeze_court(county).replace(" ", "") in self._elsewhere

    def tells(self, text: str) -> bool:
        """Whether a cell says anything."""
        return squeeze_court(text) not in self._unstated

    def names_court(self, court: str) -> bool:
        """Whether a row's court is one courthouse: not blank, and not the county as a whole."""
        name = squeeze_court(court)
        return name not in self._unstated and name not in self._whole_county

    def _heard(self, court: str, county: str, arresting_agency: str) -> CourtLookup:
        name = squeeze_court(court)
        if name in self._unstated and squeeze_court(county) in self._unstated:
            if self._court is None:
                return CourtLookup(None, detail=_NO_COURT)
            return self._today(self._court, arresting_agency)
        if name in self._unstated or name in self._whole_county:
            return self._today(self._court or self._county.default_court, arresting_agency)
        named = next(filter(None, map(self._courts.get, self._forms(name))), None)
        if named is None:
            return CourtLookup(None, detail=f'"{shorten(court)}"', unlisted=name)
        return self._today(named, arresting_agency)

    def _forms(self, name: str) -> Iterator[str]:
        """A court's squeezed name, and other ways to write the same court, which tables may have.

        "CASC LOS ANGELES WHITTIER" is "CASC WHITTIER", and "WHITTIER MUNI CT" "CAMC WHITTIER".
        """
        yield name
        kind, county = (match[0] if (match := _PREFIX.match(name)) else ""), self._county_name
        if (place := name.removeprefix(kind)).startswith(f"{county} "):
            yield from self._forms(kind + place.removeprefix(f"{county} "))
        else:
            yield f"{kind}{county} {place}"
        if municipal := _MUNICIPAL.fullmatch(name):
            place = municipal["district"] or municipal["town"]
            yield from (f"CAMC {place}", f"{place} MUNICIPAL")
        elif superior := _SUPERIOR.fullmatch(name):
            yield superior["town"]

    def _today(self, named: CourtId, arresting_agency: str) -> CourtLookup:
        """Follow a closed court to the one that hears its cases now."""
        police = self._squeezed(arresting_agency)
        at = named
        while (closed_on := self._county.courts[at].closed_on) and closed_on <= self._filed_on:
            record = self._county.courts[at]
            meant = (
                successor.to
                for wanted in (police, "")
                for successor in record.successors
                if squeeze_agency(successor.if_agency) == wanted
            )
            gone = f"{record.name} closed on {closed_on}"
            if not record.successors:
                add = f"courts > {at} > successors: [{{to: ID}}]"
                place = f"in your own counties/{self._county_id}.yaml"
                detail = f"{gone}; {place}, add {add}"
                return CourtLookup(None, named, detail, ReasonCode("court-closed"))
            divided = any(successor.if_agency for successor in record.successors)
            unnamed = divided and not police
            to = None if unnamed else next(meant, None)
            if to is None:
                which = "is blank" if unnamed else "is none of those whose cases were moved"
                return CourtLookup(None, named, f"{gone}, and the arresting agency {which}")
            at = to
        return CourtLookup(at, named)

    def said(self, heard: CourtLookup) -> str:
        """Why nobody can tell the court, with those that come nearest to the one the row names."""
        near = "; ".join(self._near(heard.unlisted)) if heard.unlisted else ""
        return "; nearest: ".join(filter(None, (heard.detail, near)))

    def _nearest(self, name: str) -> tuple[str, ...]:
        """The names of the three courts whose spellings come nearest; none after very many."""
        self._suggested += 1
        if self._suggested > _MOST_SUGGESTED:
            return ()
        place = _PREFIX.sub("", name)
        near = difflib.get_close_matches(place, self._spellings, _ALIASES, _ALIKE)
        courts = dict.fromkeys(self._spellings[alias] for alias in near)
        return tuple(self._county.courts[court].name for court in islice(courts, 3))

    def prosecuted(self, entry: Entry) -> AgencyLookup:
        """Felonies by level; the rest by the list's own column, else by police and place.

        Never by courthouse: Long Beach hears the cases of three prosecutors. What no route takes
        elsewhere is theirs who prosecute misdemeanors, where the county says who. What was filed as
        a felony stays theirs who filed it when it is reduced (Penal Code section 17(b)), unless the
        list itself names another.
        """
        day, number = entry.convicted_on, entry.case_number
        if number and entry.level in (Level.MISDEMEANOR, Level.INFRACTION):
            written = number.upper()
            if any(fits(written) for fits in self._felony_forms):
                return self._find_of_reduced(entry.prosecutor)
        return self._prosecuted(
            entry.level,
            entry.prosecutor,
            entry.arresting_agency,
            entry.place_of_offense,
            self._turns[bisect(self._turns, day) - 1] if day else None,
        )

    def unknown_of_prosecution(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """The fields that should tell who prosecutes, with the words of them that no table has.

        Of police or place it is asked only while the other tells nothing: where one is known and
        nobody can tell all the same, they contradict each other.
        """
        written = self._squeezed(entry.prosecutor)
        if written:
            if written not in self._prosecutors:
                yield "prosecutor", entry.prosecutor
            return
        words = (
            ("arresting_agency", "arresting-agency", entry.arresting_agency),
            ("place_of_offense", "place", entry.place_of_offense),
        )
        if not any((by, self._squeezed(text)) in self._routes for _, by, text in words):
            yield from ((field, text) for field, _, text in words if self._squeezed(text))

    def _find_of_reduced(self, prosecutor: str) -> AgencyLookup:
        written = self._squeezed(prosecutor)
        agency = self._county.felonies_by
        if written and self._prosecutors.get(written) != agency:
            said = f"prosecutor: {shorten(prosecutor)}; the case number is a felony's"
            return AgencyLookup(None, said)
        return AgencyLookup(agency, reduced=True)

    def _find_prosecutor(
        self, level: Level, prosecutor: str, police: str, place: str, day: dt.date | None
    ) -> AgencyLookup:
        written = self._squeezed(prosecutor)
        stated = self._prosecutors.get(written) if written else None
        routed = (
            self._route("arresting-agency", police, day) | self._route("place", place, day)
        ) or set(self._unrouted)
        if level is Level.FELONY:
            agency = self._county.felonies_by
            return AgencyLookup(agency, disputed=bool(written) and stated != agency)
        if stated is not None:
            return AgencyLookup(stated, disputed=bool(routed - {stated}))
        if level is not Level.UNKNOWN and not written and len(routed) == 1:
            return AgencyLookup(routed.pop())
        seen = "; ".join(
            f"{what}: {shorten(text) if self._squeezed(text) else 'none'}"
            for what, text in (
                ("prosecutor", prosecutor),
                ("arresting agency", police),
                ("place", place),
            )
        )
        return AgencyLookup(None, seen)

    def _route(self, by: str, text: str, day: dt.date | None) -> set[AgencyId]:
        routes = self._routes.get((by, self._squeezed(text)), ())
        return {route.agency for route in routes if day is None or route.stands_on(day)}

    def _squeeze(self, text: str) -> str:
        squeezed = squeeze_agency(text)
        return "" if squeezed in self._unstated else squeezed


def shorten(text: str, limit: int = 40) -> str:
    """A cell's text for a message: single blanks, no longer than `limit` characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


def _turns(route: Route) -> Iterator[dt.date]:
    if route.from_on:
        yield route.from_on
    if route.to_on:
        yield route.to_on + dt.timedelta(days=1)
