"""Read `Settings` from YAML: everything the law and the office decide, as data.

The shipped `config/` is read first, then each overlay folder on top of it: a mapping in an overlay
is merged key by key into the shipped one, anything else (a text, a number, a list) replaces it. So
an office never edits a shipped file. Unknown keys are refused with their place. Nothing here is
computed from the clock, the machine or the network.
"""

import datetime as dt
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator

from filings.model.errors import ConfigError
from filings.model.nouns import (
    AgencyId,
    CourtId,
    Determination,
    Fate,
    Granted,
    Level,
    OffenseType,
    ReasonCode,
    Relief,
)
from filings.settings.asked import Asking
from filings.settings.attestation import Attestation as Attestation
from filings.settings.attestation import Criteria as Criteria
from filings.settings.attestation import ListFacts as ListFacts
from filings.settings.attestation import NoneGranted, ReliefOrdered
from filings.settings.charge_words import ChargeWords
from filings.settings.citations import Citations

# And how lists are laid out.
from filings.settings.column_mapping import DispositionWords as DispositionWords
from filings.settings.column_mapping import MappedField as MappedField
from filings.settings.column_mapping import MappedLayout as MappedLayout

# Callers take a county's records from here too.
from filings.settings.county import Agency as Agency
from filings.settings.county import CasePattern as CasePattern
from filings.settings.county import Confidence as Confidence
from filings.settings.county import Counsel as Counsel
from filings.settings.county import County as County
from filings.settings.county import Court as Court
from filings.settings.county import Recipient as Recipient
from filings.settings.county import Route as Route
from filings.settings.county import Service as Service
from filings.settings.county import (
    SettingsRecord,
    Sourced,
    refuse_unknown,
    refuse_unnameable,
    stands,
)
from filings.settings.county import Successor as Successor
from filings.settings.county_names import StateCounties
from filings.settings.merge import inherited, laid_over
from filings.settings.rulesets import Ruleset, paper_of
from filings.settings.validation_errors import explained
from filings.settings.yaml_file import read_settings_file

GroupBy = Literal["court-offense", "court", "county", "case"]


_SAMPLE_KEY = "2a3bb21c95dcac83"  # the `key_mark` of the key that config/office.yaml ships


class Office(SettingsRecord):
    """Who runs this: the office whose motions these are."""

    agency: AgencyId  # its own record in the county's agencies
    county: str  # id of a county file: "los-angeles"
    conviction_key: SecretStr = Field(min_length=8)  # keys the conviction and person hashes
    group_by: GroupBy = "court-offense"
    group_by_court: dict[CourtId, GroupBy] = Field(default_factory=dict)
    # How the list was made, in the declarant's words; printed in the declaration.
    list_statement: str = ""
    # The ground the packets stand on; an attorney chooses it.
    authority: Literal["peoples-motion", "section-11361-9", "stipulation"] = "peoples-motion"
    # What became of an earlier run, by its id: "the Order of March 3, 2026, Case No. ZM012345". A
    # motion that supplements it says so.
    orders: dict[str, str] = Field(default_factory=dict)
    # An attorney's word that no court had granted relief for what these lists hold.
    none_granted: NoneGranted | None = None
    # What the public exhibits show: each conviction by its case number, or only how many there are
    # of each section in each courthouse. The sealed exhibit shows each in any case.
    public_schedule: Literal["numbers", "counts"] = "numbers"
    # How many days the Public Defender has to hold entries back, or to ask for certified copies; a
    # blank of the notice list where nobody says.
    defender_days: int | None = Field(None, ge=1)
    # How long the clerk has to return entries that do not match the court's record, in days.
    return_days: int = Field(90, ge=1)

    @property
    def key_mark(self) -> str:
        """By which two runs know that they had the same key, and nobody learns which."""
        key = self.conviction_key.get_secret_value().encode()
        return hmac.digest(key, b"which key a run had", "sha256").hex()[:16]

    @property
    def has_sample_key(self) -> bool:
        """Whether the key is the shipped one, which everybody knows: it keeps nothing secret."""
        return self.key_mark == _SAMPLE_KEY


class Offense(Sourced):
    """One statute of one era, and what it is to this motion."""

    state: str = ""  # whose law it is: "Illinois"; in every county where empty
    code: str = "HS"  # "" where the section says it all: "720 ILCS 550/4"
    section: str
    subdivision: str = ""  # exact; "" means the section cited without one
    from_on: dt.date | None = Field(None, alias="from")
    to_on: dt.date | None = Field(None, alias="to")  # last day it stood so
    levels: tuple[Level, ...] = ()
    type: OffenseType | None = None  # None: never filed
    citation: str = ""  # "Health & Saf. Code, former § 11357, subd. (c)"
    label: str = ""  # "possession of more than 28.5 grams"
    # What the law alone gives, without a list's determination.
    relief: Relief | Literal["review", "none"]  # of reliefs.yaml; or a person decides; or nothing
    policy_override: Relief | None = (
        None  # what an office may ask by policy; held until an attorney signs
    )
    attorney_signoff: bool = False  # held in any case until an attorney signs
    signed_off_by: str = ""
    signed_off_on: dt.date | None = None
    # Words of the charge, upper case, by which a section that was several offenses is this one.
    told_by: tuple[str, ...] = ()

    def stands_on(self, day: dt.date) -> bool:
        """Whether this record describes the statute on `day`."""
        return stands(self.from_on, self.to_on, day)

    @property
    def signed_off(self) -> bool:
        """Whether an attorney has signed what this record asks for."""
        return bool(self.signed_off_by)

    @model_validator(mode="after")
    def _signed_whole(self) -> Self:
        if bool(self.signed_off_by) != bool(self.signed_off_on):
            raise ValueError("signed_off_by and signed_off_on stand together or not at all")
        return self


class OffenseTypeRecord(SettingsRecord):
    """How a group of statutes is spoken of in the motion and named in folders."""

    label: str  # "possession for sale of cannabis"
    order: int


class ReliefRecord(Sourced):
    """What a motion may ask for a conviction; its id names the packet's folder."""

    verbs: str  # "dismiss and seal"
    dismisses: bool = False
    seals: bool = False
    reduces: bool = False  # to a lesser offense, which stays on the record
    asked_by: Determination | None = None  # what a list says that asks for it
    label: str = ""  # of its packets in a report; "" for the usual one

    @property
    def seals_only(self) -> bool:
        """Whether it is for what is dismissed already and only needs sealing."""
        return self.seals and not self.dismisses


class Reason(SettingsRecord):
    """Why an entry came to its fate, in words for a paralegal, and who can act on it."""

    fate: Fate
    words: str  # "The list sends it to hand review."
    who_can_act: str = ""  # "reviewing attorney"; "" when nobody needs to
    remedy: str = ""  # what to do with the worklist
    worklist: bool = False  # whether sealed/worklists/<code>.csv is written
    # The row's own determination is no answer to it: its worklist asks for a new one.
    asks_determination: bool = False


class Screening(Sourced):
    """The rules every entry passes, as data."""

    # The day of the new law: what happened from then on is not ours. 2016-11-09.
    excluded_from_on: dt.date
    # Which day is compared with it. By section 11361.8(a) that of the offense, which a conviction
    # may follow by years: one from that day on goes out only if its offense is known to be later.
    excluded_by: Literal["offense", "conviction"] = "offense"
    earliest_on: dt.date  # a conviction before this is taken for a misread date
    determinations: dict[str, Determination]  # a list's words, upper case -> what they mean
    # What may stand behind a determination and ": ", as a pattern, and leave it what it is.
    determination_reasons: tuple[re.Pattern[str], ...] = ()
    yes_no: tuple[str, ...] = ()  # words by which a column that nobody reads may tell it
    levels: dict[str, Level] = Field(default_factory=dict)  # a list's words -> the level they mean
    transferred: tuple[str, ...] = ()  # judged in another county, whose court gives the relief
    not_completed: dict[str, str] = Field(default_factory=dict)  # of a charge -> what it was
    no_case_number: tuple[str, ...]  # sentinels that mean "none", upper case
    unstated: tuple[str, ...] = ("",)  # what stands in other columns and says nothing, upper case
    # Words that may stand before a number and change nothing, upper case.
    suffix_words: tuple[str, ...] = ()  # before a defendant's: "DEF 01"
    count_words: tuple[str, ...] = ()  # before a count's; one that ends in S, behind how many
    granted: dict[str, Granted] = Field(default_factory=dict)  # a court's words -> what they mean
    granted_words: dict[str, str] = Field(default_factory=dict)  # word -> the same; "" says nothing
    adult_from: int = 18  # years; younger when convicted is held, but for an adult court's record
    never_tried_before: int = 14  # years; younger is held in any case
    adult_courts: tuple[str, ...] = ()  # how the state's file begins a court that is no juvenile's
    # By when the courts of a state had ordered relief: an older list may ask for it again.
    relief_ordered: dict[str, ReliefOrdered] = Field(default_factory=dict)
    reasons: dict[ReasonCode, Reason]
    asked: Asking = Asking()  # what is asked by value, once for all rows that hold it

    def reason(self, fate: Fate, code: ReasonCode) -> Reason:
        """What is said of a reason; whatever is held or unreadable has a worklist in any case."""
        reason = self.reasons.get(code) or Reason(fate=fate, words=code)
        needy = fate in (Fate.HELD, Fate.UNREADABLE)
        return reason.model_copy(update={"worklist": True}) if needy else reason


class Approval(SettingsRecord):
    """That an attorney has read a text or a rule and lets it be filed, as it stood that day."""

    approved_by: str = ""
    bar_number: str = ""
    approved_on: dt.date | None = None
    files: dict[str, str] = Field(default_factory=dict)  # what it is made from -> SHA-256

    @property
    def given(self) -> bool:
        """Whether a name, a bar number and a day are there."""
        return bool(self.approved_by and self.bar_number and self.approved_on)


class Words(SettingsRecord):
    """Short texts that stand on pages and are not a template's business."""

    count_unknown: str
    draft: str = Field(pattern="DRAFT")  # stands across every page that must not be filed


class Settings(SettingsRecord):
    """Everything that decides, read once per run."""

    office: Office
    counties: dict[str, County]
    county_names: dict[str, StateCounties] = Field(default_factory=dict)  # by state
    offenses: dict[str, Offense]
    offense_types: dict[OffenseType, OffenseTypeRecord]
    reliefs: dict[Relief, ReliefRecord]
    screening: Screening
    dispositions: DispositionWords = DispositionWords()
    approvals: dict[str, Approval]
    layouts: dict[str, MappedLayout] = Field(default_factory=dict)
    # Layouts of lists that tell what was decided: granted by a court, struck by the office.
    decided: dict[str, MappedLayout] = Field(default_factory=dict)
    attestations: dict[str, Attestation] = Field(default_factory=dict)  # SHA-256 of a list -> word
    lists: dict[str, ListFacts] = Field(default_factory=dict)  # SHA-256 of a list -> what is known
    criteria: Criteria = Criteria()
    rulesets: dict[str, Ruleset] = Field(default_factory=dict)
    words: Words
    citations: Citations = Citations()
    charge_words: ChargeWords = ChargeWords()  # what may stand beside a section

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that decides, the key left out."""
        public = self.model_dump_json(exclude={"office": {"conviction_key"}}, by_alias=True)
        return hashlib.sha256(public.encode()).hexdigest()

    @property
    def rules_mark(self) -> str:
        """By which an answer knows that law and rules are those under which it was given."""
        screening = self.screening.model_dump_json(exclude={"reasons", "asked"}, by_alias=True)
        offenses = {key: its.model_dump(mode="json") for key, its in self.offenses.items()}
        told = f"{screening}{json.dumps(offenses, sort_keys=True)}"
        return hashlib.sha256(told.encode()).hexdigest()[:8]

    @property
    def county(self) -> County:
        """The county whose motions these are."""
        return self.counties[self.office.county]

    def court(self, court: CourtId) -> Court:
        """The record of a court of the office's county."""
        return self.county.courts[court]

    def relief_asked_by(self, determination: Determination) -> Relief | None:
        """The relief that a list's determination asks for."""
        return next((id for id, its in self.reliefs.items() if its.asked_by == determination), None)

    @property
    def seal_only(self) -> Relief:
        """What is asked for a conviction that a court has dismissed and not sealed."""
        return next(id for id, its in self.reliefs.items() if its.seals_only)

    def paper(self, court: CourtId) -> Ruleset:
        """The ruleset that a court of the office's county obeys.

        Raises:
            ConfigError: There is none of the name that it gives.
        """
        return paper_of(self.county, court, self.rulesets)

    @field_validator("rulesets", mode="before")
    @classmethod
    def _named_by_their_files(cls, rulesets: Any) -> Any:
        if not isinstance(rulesets, dict):
            return rulesets
        return {
            name: {**data, "id": name} if isinstance(data, dict) else data
            for name, data in rulesets.items()
        }

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for where in ("counties", "offense_types", "reliefs", "rulesets"):
            refuse_unnameable(where, getattr(self, where))
        refuse_unnameable("screening > reasons", self.screening.reasons)
        refuse_unknown("office > county", self.office.county, self.counties)
        refuse_unknown("office > agency", self.office.agency, self.county.agencies)
        for court in self.office.group_by_court:
            refuse_unknown("office > group_by_court", court, self.county.courts)
        if not any(its.seals_only for its in self.reliefs.values()):
            raise ValueError("reliefs: none seals without dismissing")
        asked = [its.asked_by for its in self.reliefs.values() if its.asked_by]
        if len(asked) > len(set(asked)):
            raise ValueError("reliefs: two are asked by one determination")
        seen: dict[tuple[str, str, str], list[tuple[str, Offense]]] = {}
        for key, offense in self.offenses.items():
            if offense.type is not None:
                refuse_unknown(f"offenses > {key} > type", offense.type, self.offense_types)
            known = dict.fromkeys((*self.reliefs, "review", "none"))
            refuse_unknown(f"offenses > {key} > relief", offense.relief, known)
            if offense.policy_override is not None:
                place = f"offenses > {key} > policy_override"
                refuse_unknown(place, offense.policy_override, self.reliefs)
            same = seen.setdefault((offense.code, offense.section, offense.subdivision), [])
            for other, standing in same:
                if _overlap(offense, standing) and offense.told_by == standing.told_by:
                    raise ValueError(f"offenses > {key}: stands in the days of {other}")
            same.append((key, offense))
        return self


def _overlap(one: Offense, other: Offense) -> bool:
    return (one.from_on or dt.date.min) <= (other.to_on or dt.date.max) and (
        other.from_on or dt.date.min
    ) <= (one.to_on or dt.date.max)


def shipped_config() -> Path:
    """The `config/` this package came with: beside it in a checkout, inside it in a wheel."""
    return _shipped("config")


def shipped_templates() -> Path:
    """The `templates/` this package came with, likewise."""
    return _shipped("templates")


def _shipped(name: str) -> Path:
    inside = Path(str(files("filings"))) / name
    return inside if inside.is_dir() else inside.parent.parent / name


# Which file feeds which field: a folder's files are merged under their stems.
_FILES = {
    "office": "office.yaml",
    "screening": "screening.yaml",
    "dispositions": "dispositions.yaml",
    "approvals": "approvals.yaml",
    "words": "words.yaml",
    "counties": "counties/",
    "county_names": "county-names.yaml",
    "offenses": "offenses.yaml",
    "offense_types": "offense-types.yaml",
    "reliefs": "reliefs.yaml",
    "layouts": "layouts/",
    "decided": "decided/",
    "attestations": "attestations.yaml",
    "lists": "lists.yaml",
    "criteria": "criteria.yaml",
    "rulesets": "rulesets/",
    "citations": "citations.yaml",
    "charge_words": "charge-words.yaml",
}


def read_settings(
    overlays: Sequence[Path] = (), chosen: Mapping[str, Any] | None = None
) -> Settings:
    """Read the shipped configuration and lay each overlay on it, the last on top.

    Args:
        overlays: Folders of the office's own.
        chosen: What one run decides above all of them, in the form of the merged files.

    Raises:
        ConfigError: A folder or file is absent, is not YAML, or says what is unknown or
            impossible.
    """
    merged: dict[str, Any] = {}
    layers: list[tuple[Path, dict[str, Any]]] = []
    for folder in (shipped_config(), *overlays):
        if not folder.is_dir():
            raise ConfigError(
                str(folder), "is not a folder", "Give the folder that holds your YAML files."
            )
        layers.append((folder, dict(_read_folder(folder))))
        merged = laid_over(merged, layers[-1][1])
    merged = laid_over(merged, chosen or {})
    try:
        merged["rulesets"] = inherited(merged.get("rulesets", {}))
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise ConfigError(*explained(error, merged, layers, _FILES)) from error
    except ValueError as error:
        raise ConfigError(
            "config: rulesets/", str(error), "Correct what stands after `extends`."
        ) from error
    return _by_the_law_of_its_state(_case_by_case(settings))


def _case_by_case(settings: Settings) -> Settings:
    """Group by case what a court takes only case by case, whatever the office would rather have."""
    apart: dict[CourtId, GroupBy] = {
        court: "case"
        for court in settings.county.courts
        if settings.paper(court).batching == "per-case"
    }
    grouped = settings.office.group_by_court | apart
    office = settings.office.model_copy(update={"group_by_court": grouped})
    return settings.model_copy(update={"office": office})


def _by_the_law_of_its_state(settings: Settings) -> Settings:
    """Keep of the law what is the county's: its state's statutes, the day of its new law."""
    county = settings.county
    offenses = {
        key: offense
        for key, offense in settings.offenses.items()
        if offense.state in ("", county.state)
    }
    from_on = county.excluded_from_on or settings.screening.excluded_from_on
    screening = settings.screening.model_copy(update={"excluded_from_on": from_on})
    return settings.model_copy(update={"offenses": offenses, "screening": screening})


def _read_folder(folder: Path) -> Iterator[tuple[str, Any]]:
    known = {folder / name for name in _FILES.values()}
    for path in sorted(folder.iterdir()):
        if path.suffix in (".yaml", ".yml") and path not in known:
            raise ConfigError(
                str(path), "is not a configuration file", f"Known: {', '.join(_FILES.values())}."
            )
    for field, name in _FILES.items():
        path = folder / name
        if name.endswith("/"):
            for part in sorted(path.glob("*.yml")):
                raise ConfigError(str(part), "is not read", f"Call it {part.stem}.yaml.")
            parts = {
                part.stem: read_settings_file(folder, part) for part in sorted(path.glob("*.yaml"))
            }
            if parts:
                yield field, parts
        elif path.exists():
            yield field, read_settings_file(folder, path)
