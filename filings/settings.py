"""Floor 1. YAML in, `Settings` out: everything the law and the office decide, as data.

The shipped `config/` is read first, then each overlay folder on top of it: a mapping in an overlay
is merged key by key into the shipped one, anything else (a text, a number, a list) replaces it. So
an office never edits a shipped file. Unknown keys are refused with their place. Nothing here is
computed from the clock, the machine or the network.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from filings.docket import (
    AgencyId,
    CourtId,
    Determination,
    Fate,
    Level,
    OffenseType,
    ReasonCode,
    Relief,
)
from filings.errors import ConfigError

Confidence = Literal["confirmed", "unconfirmed"]
GroupBy = Literal["court-offense", "court", "county", "case"]


class _Record(BaseModel):
    """A frozen piece of configuration; a key nobody reads is a mistake, not a comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Sourced(_Record):
    """A record that states law or fact: where that was read, and how sure we are."""

    source: str = ""
    confidence: Confidence = "unconfirmed"
    unconfirmed: tuple[str, ...] = ()  # fields of a confirmed record that are not
    note: str = ""


class Office(_Record):
    """Who runs this: the office whose motions these are."""

    agency: AgencyId  # its own record in the county's agencies
    county: str  # id of a county file: "los-angeles"
    conviction_key: str = Field(min_length=8)  # secret; keys the conviction and person hashes
    group_by: GroupBy = "court-offense"
    group_by_court: dict[CourtId, GroupBy] = {}
    # How the list was made, in the declarant's words; printed in the declaration.
    list_statement: str = ""
    # The ground the packets stand on; an attorney chooses it.
    authority: Literal["peoples-motion", "section-11361-9", "stipulation"] = "peoples-motion"
    # How long the clerk has to return entries that do not match the court's record, in days.
    return_days: int = Field(90, ge=1)


class Counsel(_Record):
    """An agency's attorney block and signature. Missing parts print as blanks to fill in."""

    attorney: str = ""  # "Jordan A. Ellery"
    bar_number: str = ""
    title: str = ""  # "Deputy District Attorney"
    head: str = ""  # who heads the office; first line of the block where given
    address: tuple[str, ...] = ()
    telephone: str = ""
    fax: str = ""
    email: str = ""
    declarant: str = ""  # who declares how the list was made
    declarant_title: str = ""


class Agency(_Sourced):
    """Who prosecutes: the District Attorney, or the prosecutor of a city that has its own."""

    name: str  # "Los Angeles County District Attorney"
    short: str  # for narrow columns: "District Attorney"
    people: str = "the People of the State of California"  # whom it represents
    counsel: Counsel = Counsel()
    prosecutes: Literal["county", "city"]
    written_as: tuple[str, ...] = ()  # how a list's own prosecutor column spells it


class Route(_Sourced):
    """Which agency prosecutes misdemeanors that one arresting agency, or one place, sends it."""

    agency: AgencyId
    written_as: tuple[str, ...]  # spellings of the arresting agency or the place, upper case
    by: Literal["arresting-agency", "place"]
    from_on: dt.date | None = Field(None, alias="from")
    to_on: dt.date | None = Field(None, alias="to")


class Successor(_Record):
    """Where a closed court's cases went."""

    to: CourtId
    if_agency: str = ""  # arresting agency, for courts whose cases were divided


class Court(_Sourced):
    """A courthouse as the caption names it."""

    name: str  # "Clara Shortridge Foltz Criminal Justice Center"
    district: str = ""  # "Central"
    address: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()  # lines 8 and 9 of page 1; the county's where empty
    prefixes: tuple[str, ...] = ()  # case-number prefixes heard here: ["BA"]
    written_as: tuple[str, ...] = ()  # how lists spell it, upper case; each is tested
    former: tuple[
        str, ...
    ] = ()  # abolished courts whose cases are heard here today, as lists spell them
    closed_on: dt.date | None = None
    successors: tuple[Successor, ...] = ()
    department: str = ""
    miscellaneous_number: str = (
        ""  # the number the clerk gave the blanket motion; "" prints "See Exhibit A"
    )
    cases_per_motion: Annotated[int, Field(ge=1)] | None = None  # the county's where empty
    ruleset: str = ""  # the county's where empty


class CasePattern(_Sourced):
    """One style of case number, with the years it was given out."""

    pattern: str  # a regular expression for the whole number, without defendant suffix
    label: str
    from_year: int | None = None
    to_year: int | None = None
    examples: tuple[str, ...] = ()


class County(_Sourced):
    """A county's courts, prosecutors and numbers."""

    name: str  # "Los Angeles"
    written_as: tuple[str, ...]  # "LOS ANGELES"
    state: str = "California"
    caption: tuple[str, ...]  # court title lines
    default_court: CourtId  # for rows that name only the county
    ruleset: str
    cases_per_motion: int = Field(ge=1)
    courts: dict[CourtId, Court]
    agencies: dict[AgencyId, Agency]
    felonies_by: AgencyId  # who prosecutes every felony
    routes: tuple[Route, ...] = ()  # in YAML a mapping, so that an overlay can add or change one
    case_numbers: dict[str, CasePattern] = {}

    @field_validator("routes", mode="before")
    @classmethod
    def _routes_by_name(cls, value: Any) -> Any:
        return tuple(value.values()) if isinstance(value, dict) else value

    def court_named(self, text: str) -> CourtId | None:
        """The court a list means by `text`, by exact alias after squeezing; None when unknown."""
        return self._court_index.get(squeeze_court(text))

    @property
    def _court_index(self) -> dict[str, CourtId]:
        index = self.__dict__.get("_index")
        if index is None:
            index = {}
            for court_id, court in self.courts.items():
                for alias in (court_id, court.name, *court.written_as, *court.former):
                    index[squeeze_court(alias)] = court_id
            self.__dict__["_index"] = index
        return index


class Offense(_Sourced):
    """One statute of one era, and what it is to this motion."""

    code: str = "HS"
    section: str
    subdivision: str = ""  # exact; "" means the section cited without one
    from_on: dt.date | None = Field(None, alias="from")
    to_on: dt.date | None = Field(None, alias="to")  # last day it stood so
    levels: tuple[Level, ...] = ()
    type: OffenseType | None = None  # None: never filed
    citation: str = ""  # "Health & Saf. Code, former § 11357, subd. (c)"
    label: str = ""  # "possession of more than 28.5 grams"
    # What the law alone gives, without a list's determination.
    relief: Literal["dismiss-seal", "redesignate", "review", "none"]
    policy_override: Relief | None = (
        None  # what an office may ask by policy; held until an attorney signs
    )
    attorney_signoff: bool = False  # held in any case until an attorney signs
    signed_off_by: str = ""
    signed_off_on: dt.date | None = None

    def stands_on(self, day: dt.date) -> bool:
        """Whether this record describes the statute on `day`."""
        return (self.from_on is None or self.from_on <= day) and (
            self.to_on is None or day <= self.to_on
        )


class OffenseTypeRecord(_Record):
    """How a group of statutes is spoken of in the motion and named in folders."""

    label: str  # "possession for sale of cannabis"
    order: int


class Reason(_Record):
    """Why an entry came to its fate, in words for a paralegal, and who can act on it."""

    fate: Fate
    words: str  # "The list sends it to hand review."
    who_can_act: str = ""  # "reviewing attorney"; "" when nobody needs to
    remedy: str = ""  # what to do with the worklist
    worklist: bool = False  # whether sealed/worklists/<code>.csv is written


class Screening(_Sourced):
    """The rules every entry passes, as data."""

    excluded_from_on: dt.date  # convictions on or after this day are not ours: 2016-11-09
    earliest_on: dt.date  # a conviction before this is taken for a misread date
    determinations: dict[str, Determination]  # a list's words, upper case -> what they mean
    no_case_number: tuple[str, ...]  # sentinels that mean "none", upper case
    unstated: tuple[str, ...] = ("",)  # what stands in other columns and says nothing, upper case
    youngest: int = 0  # younger than this when convicted: the birth date is doubtful
    reasons: dict[ReasonCode, Reason]


class Approval(_Record):
    """That an attorney has read a text or a rule and lets it be filed."""

    approved_by: str = ""
    approved_on: dt.date | None = None

    @property
    def given(self) -> bool:
        """Whether both a name and a day are there."""
        return bool(self.approved_by and self.approved_on)


MappedField = Literal[
    "case_number",
    "other_numbers",
    "defendant_suffix",
    "name",
    "last",
    "first",
    "middle",
    "suffix",
    "born_on",
    "person",
    "statute",
    "comment",
    "also_charged",
    "count",
    "count_key",
    "level",
    "convicted_on",
    "court",
    "county",
    "arresting_agency",
    "place_of_offense",
    "prosecutor",
    "determination",
    "disposition",
    "deceased",
]
"""What a heading of an office's own list may hold."""


class MappedLayout(_Record):
    """An office's own spreadsheet: which heading holds what. YAML alone, no code."""

    label: str
    columns: dict[MappedField, str | tuple[str, ...]]  # -> heading, or headings tried in order
    # Without these headings the list is not in this layout, or cannot be used.
    needed: tuple[MappedField, ...] = ("case_number", "statute", "convicted_on")
    ignored: tuple[str, ...] = ()  # headings deliberately dropped; any other unknown one is told
    dates: tuple[str, ...] = ("%Y-%m-%d", "%m/%d/%Y")  # strptime forms, tried in order
    names: Literal["last-first", "parts", "slashes"] = "last-first"
    # What the person column holds; "hash" is one that an earlier run of ours made.
    person_is: Literal["person", "subject", "cii", "hash"] = "person"
    # How a convicting disposition begins, upper case; empty: the column is not looked at.
    convicting: tuple[str, ...] = ("CONVICTED",)
    sample_column: str = ""  # a column whose presence says the people are fictitious
    sample_words: tuple[str, ...] = ()  # if given: only in rows where it says one of these
    eligibility: dict[str, Any] = {}  # reserved for lists without a determination column
    constants: dict[MappedField, str] = {}  # what the whole list shares: county, prosecutor


class Words(_Record):
    """Short texts that stand on pages and are not a template's business."""

    count_unknown: str
    draft: str


class Settings(_Record):
    """Everything that decides, read once per run."""

    office: Office
    counties: dict[str, County]
    offenses: dict[str, Offense]
    offense_types: dict[OffenseType, OffenseTypeRecord]
    screening: Screening
    approvals: dict[str, Approval]
    layouts: dict[str, MappedLayout] = {}
    rulesets: dict[str, dict[str, Any]] = {}  # read by filings.rulesets
    words: Words
    fingerprint: str = ""  # SHA-256 over the merged data, the key left out

    @property
    def county(self) -> County:
        """The county whose motions these are."""
        return self.counties[self.office.county]

    def court(self, court: CourtId) -> Court:
        """The record of a court of the office's county."""
        return self.county.courts[court]

    def approved(self, *texts: str) -> bool:
        """Whether every one of these texts and rules carries an attorney's approval."""
        return all(text in self.approvals and self.approvals[text].given for text in texts)


def squeeze_court(text: str) -> str:
    """A court's name reduced to what identifies it: upper case, DOJ prefix apart, single blanks.

    "CASCLOS ANGELES  S MONICA" and "CASC LOS ANGELES S MONICA" are one.
    """
    squeezed = re.sub(r"[^A-Z0-9]+", " ", text.upper()).strip()
    return re.sub(r"^(CASC|CAMC|CAJC)\s*(?=\S)", r"\1 ", squeezed)


def shipped_config() -> Path:
    """The `config/` this package came with: beside it in a checkout, inside it in a wheel."""
    inside = Path(str(files("filings"))) / "config"
    return inside if inside.is_dir() else inside.parent.parent / "config"


# Which file feeds which field: a folder's files are merged under their stems.
_FILES = {
    "office": "office.yaml",
    "screening": "screening.yaml",
    "approvals": "approvals.yaml",
    "words": "words.yaml",
    "counties": "counties/",
    "offenses": "offenses.yaml",
    "offense_types": "offense-types.yaml",
    "layouts": "layouts/",
    "rulesets": "rulesets/",
}


def read_settings(overlays: Sequence[Path] = ()) -> Settings:
    """Read the shipped configuration and lay each overlay on it, the last on top.

    Raises:
        ConfigError: A folder or file is absent, is not YAML, or holds an unknown or impossible value.
    """
    merged: dict[str, Any] = {}
    for folder in (shipped_config(), *overlays):
        if not folder.is_dir():
            raise ConfigError(
                str(folder), "is not a folder", "Give the folder that holds your YAML files."
            )
        merged = _merge(merged, dict(_read_folder(folder)))
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(str(part) for part in first["loc"])
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise ConfigError(
            f"config: {place}",
            f"{first['msg']}{more}",
            "Correct that key; `config/` shows the form.",
        ) from error
    public = settings.model_dump_json(exclude={"office": {"conviction_key"}}, by_alias=True)
    return settings.model_copy(update={"fingerprint": hashlib.sha256(public.encode()).hexdigest()})


def _read_folder(folder: Path) -> Iterator[tuple[str, Any]]:
    known = {folder / name for name in _FILES.values()}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".yaml" and path not in known:
            raise ConfigError(
                str(path), "is not a configuration file", f"Known: {', '.join(_FILES.values())}."
            )
    for field, name in _FILES.items():
        path = folder / name
        if name.endswith("/"):
            parts = {part.stem: _read_yaml(part) for part in sorted(path.glob("*.yaml"))}
            if parts:
                yield field, parts
        elif path.exists():
            yield field, _read_yaml(path)


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(str(path), " ".join(str(error).split()), "Correct the file.") from error
    if not isinstance(data, dict):
        raise ConfigError(str(path), "does not hold a mapping", "Begin with `schema: 1`.")
    if data.pop("schema", None) != 1:
        raise ConfigError(
            str(path), "does not say `schema: 1`", "Write `schema: 1` on its first line."
        )
    return data


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = (
            _merge(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
        )
    return merged
