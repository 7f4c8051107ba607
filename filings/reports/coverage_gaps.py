"""Find what the lists probably lack, by level, year, court and section.

In 2020 one list was trusted alone and some 60,000 convictions were missed, which its thin strata
showed. A gap is a reason to ask for a second list. It decides nothing, and finding none proves
nothing.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from filings.model.entries import Level, Statute
from filings.model.fates import Fate
from filings.model.identifiers import OffenseType
from filings.model.tally import Tally
from filings.settings.court_and_agency_names import squeeze_court
from filings.settings.settings import Offense, Settings

# Entries that are the office's to file, whether or not they are included today.
_OURS = (Fate.INCLUDED, Fate.HELD)

# Shares below which a stratum is called thin. They are judgement, not law: Los Angeles ended with
# one misdemeanor for every two felonies once its court records were read, its first list had one
# for every sixteen.
_FEWEST_TO_JUDGE = 100  # convictions; a shorter list is not judged
_MISDEMEANORS_PER_FELONY = 1 / 4
_FELONIES_PER_MISDEMEANOR = 1 / 10
_UNKNOWN_LEVELS = 1 / 20
_OF_ITS_NEIGHBOURS = 1 / 4  # a year, against the best within `_NEIGHBOURS` years on either side
_NEIGHBOURS = 5
_FULL_YEAR = 20  # convictions a neighbouring year needs before a year is thin beside it
_OF_A_MIDDLING_COURT = 1 / 20
_OF_THE_LIST = 1 / 200  # an offense type
_BEGINS_BY = 1980  # L.A.'s first list went back to 1961, San Francisco's to the mid-1970s
_LEVELS_BEGIN_TOGETHER = 5  # years


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thin stratum of a list."""

    about: Literal["length", "level", "year", "court", "section", "totals", "doj"]
    sentence: str  # with figures, for those who have the list
    public: str  # without figures of people, for the public


def find_gaps(tally: Tally, settings: Settings) -> tuple[Gap, ...]:
    """Find what a list with these counts probably lacks, by level, year, court and section."""
    ours = tally.by("fate", _OURS).total()
    if not ours:
        return ()
    gaps = list(_unnamed_courts(tally, settings, ours))
    if ours < _FEWEST_TO_JUDGE:
        few = "Too few convictions to tell what a list like this lacks"
        gaps.append(
            Gap(
                about="length",
                sentence=f"{few} ({ours:,}). Ask the court for its own list and compare.",
                public=f"{few}.",
            )
        )
        return tuple(gaps)
    return (
        *_thin_levels(tally),
        *_thin_years(tally, settings),
        *gaps,
        *(() if gaps else _thin_courts(tally, settings)),
        *_thin_sections(tally, settings, ours),
        *_missing_old_law(tally, settings),
    )


def _thin_levels(tally: Tally) -> Iterator[Gap]:
    levels = tally.by("level", _OURS)
    felonies, misdemeanors = levels[Level.FELONY], levels[Level.MISDEMEANOR]
    if misdemeanors < felonies * _MISDEMEANORS_PER_FELONY:
        yield Gap(
            about="level",
            sentence=f"Misdemeanors look thin: {misdemeanors:,} against {felonies:,} felonies"
            f"{_one_for(felonies, misdemeanors)}. Many never reach the state's file because nobody"
            " was fingerprinted; the court's own records hold them.",
            public="Misdemeanors are far fewer than felonies; court records usually hold more.",
        )
    if felonies < misdemeanors * _FELONIES_PER_MISDEMEANOR:
        yield Gap(
            about="level",
            sentence=f"Felonies look thin: {felonies:,} against {misdemeanors:,} misdemeanors"
            f"{_one_for(misdemeanors, felonies)}. Ask whether the list was made from felony cases"
            " too.",
            public="Felonies are far fewer than misdemeanors.",
        )
    unknown, known = levels[Level.UNKNOWN], levels.total() - levels[Level.UNKNOWN]
    if unknown > (unknown + known) * _UNKNOWN_LEVELS:
        yield Gap(
            about="level",
            sentence=f"{unknown:,} of {unknown + known:,} convictions do not say whether they are"
            " felonies or misdemeanors.",
            public="Many convictions do not say whether they are felonies or misdemeanors.",
        )


def _one_for(many: int, few: int) -> str:
    return f", one for every {round(many / few):,}" if few else ""


def _thin_years(tally: Tally, settings: Settings) -> Iterator[Gap]:
    years = tally.by("year", _OURS)
    years.pop(None, 0)
    if not years:
        return
    first, last = min(years), max(years)
    law = settings.first_day.year
    if first > _BEGINS_BY:
        yield _year_gap(f"Nothing before {first}. Relief has no age limit: ask for older records.")
    if last < law - 2:
        yield _year_gap(f"Nothing after {last}, though convictions until {law} are eligible.")
    yield from _late_level(tally)
    empty = [year for year in range(first, last) if not years[year]]
    if empty:
        yield _year_gap(f"No conviction in {_spans(empty)}, in a list from {first} to {last}.")
    for year in range(first + 1, last):
        before = [years[near] for near in range(year - _NEIGHBOURS, year)]
        after = [years[near] for near in range(year + 1, year + 1 + _NEIGHBOURS)]
        usual = min(max(before), max(after))
        if years[year] and usual >= _FULL_YEAR and years[year] < usual * _OF_ITS_NEIGHBOURS:
            yield Gap(
                about="year",
                sentence=f"{year} looks thin: {_convictions(years[year])}, where the years on both"
                f" sides of it reach {usual:,}.",
                public=f"{year} has far fewer convictions than the years around it.",
            )


def _late_level(tally: Tally) -> Iterator[Gap]:
    levels = tally.count("level", "year", ends=_OURS)
    starts = {
        level: min(year for at, year in levels if at == level and year)
        for level in (Level.FELONY, Level.MISDEMEANOR)
        if sum(n for (at, year), n in levels.items() if at == level and year) >= _FEWEST_TO_JUDGE
    }
    if len(starts) == 2:
        early, late = sorted(starts, key=lambda level: starts[level])
        if starts[late] - starts[early] > _LEVELS_BEGIN_TOGETHER:
            yield _year_gap(
                f"No {late} before {starts[late]}, though the list has {_many(early)} from"
                f" {starts[early]} on."
            )


def _unnamed_courts(tally: Tally, settings: Settings, ours: int) -> Iterator[Gap]:
    whole_county = {"", *map(squeeze_court, settings.county.written_as)}
    taken_for: Counter[str] = Counter()
    for (court, written), entries in tally.count("court", "court_written", ends=_OURS).items():
        if court and squeeze_court(written) in whole_county:
            taken_for[settings.court(court).name] += entries
    unnamed = taken_for.total()
    if unnamed and unnamed >= ours / 2:
        yield Gap(
            about="court",
            sentence=f"{unnamed:,} of {ours:,} convictions name no courthouse; they are taken for"
            f" {_listed(sorted(taken_for))}. Which courts the list lacks cannot be told.",
            public="Most rows name no courthouse, so which courts are missing cannot be told.",
        )


def _thin_courts(tally: Tally, settings: Settings) -> Iterator[Gap]:
    from statistics import median  # here, since few lists are long enough to be judged by it

    by_court = tally.by("court", _OURS)
    by_court.pop(None, 0)
    open_courts = {
        court: record.name
        for court, record in settings.county.courts.items()
        if record.closed_on is None
    }
    missing = [name for court, name in open_courts.items() if not by_court[court]]
    if missing:
        sentence = (
            f"No conviction from {len(missing)} of the county's {len(open_courts)} courts:"
            f" {_listed(missing)}."
        )
        yield Gap(about="court", sentence=sentence, public=sentence)
    middling = median(by_court.values()) if by_court else 0
    for court, name in open_courts.items():
        if 0 < by_court[court] < middling * _OF_A_MIDDLING_COURT:
            yield Gap(
                about="court",
                sentence=f"{name} looks thin: {_convictions(by_court[court])}, where a middling"
                f" court has {middling:,.0f}.",
                public=f"{name} has far fewer convictions than other courts.",
            )


def _thin_sections(tally: Tally, settings: Settings, ours: int) -> Iterator[Gap]:
    sections = tally.by("section", _OURS)
    records: defaultdict[OffenseType, list[Offense]] = defaultdict(list)
    for record in settings.offenses.values():
        if record.type and record.relief != "none":
            records[record.type].append(record)
    for kind in sorted(records, key=lambda kind: settings.offense_types[kind].order):
        convictions = sum(sections[short] for short in set(map(_short, records[kind])))
        numbers = _listed(sorted({record.section for record in records[kind]}))
        label = f"{settings.offense_types[kind].label} ({numbers})"
        if not convictions:
            sentence = f"No conviction for {label}."
            yield Gap(about="section", sentence=sentence, public=sentence)
        elif convictions < ours * _OF_THE_LIST:
            yield Gap(
                about="section",
                sentence=f"Only {convictions:,} of {ours:,} convictions are for {label}.",
                public=f"Very few convictions are for {label}.",
            )


def _missing_old_law(tally: Tally, settings: Settings) -> Iterator[Gap]:
    """Missing charges of old section numbers: a list made by today's numbers alone lacks them."""
    sections = {section.partition("(")[0] for section in tally.by("section", _OURS)}
    years = [year for year in tally.by("year", _OURS) if year]
    ended: defaultdict[str, list[int]] = defaultdict(list)
    for record in settings.offenses.values():
        if record.type and record.relief != "none":
            ended[record.section].append(record.to_on.year if record.to_on else dt.MAXYEAR)
    old = {
        section: max(until)
        for section, until in ended.items()
        if years and min(years) <= max(until) < max(years) and section not in sections
    }
    if old:
        sentence = (
            f"No conviction under {_listed(sorted(old))}, the numbers of these offenses until"
            f" {max(old.values())}, though the list begins in {min(years)}."
        )
        yield Gap(about="section", sentence=sentence, public=sentence)


def _year_gap(sentence: str) -> Gap:
    return Gap(about="year", sentence=sentence, public=sentence)


def _short(record: Offense) -> str:
    return Statute(code=record.code, section=record.section, subdivision=record.subdivision).short


def _convictions(number: int) -> str:
    return "1 conviction" if number == 1 else f"{number:,} convictions"


def _many(level: Level) -> str:
    return {Level.FELONY: "felonies", Level.MISDEMEANOR: "misdemeanors"}[level]


def _spans(years: Sequence[int]) -> str:
    """Years in words: "1983, 1985 to 1988 and 1990"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return _listed(
        [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs], most=8
    )


def _listed(names: Collection[str], most: int = 6) -> str:
    shown = list(names)[:most]
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
