"""Read `Settings` from YAML: everything the law and the office decide, as data.

The shipped `config/` is read first, then each overlay folder on top of it: a mapping in an overlay
is merged key by key into the shipped one, anything else (a text, a number, a list) replaces it. So
an office never edits a shipped file. Unknown keys are refused with their place. Nothing here is
computed from the clock, the machine or the network.
"""

import datetime as dt
import difflib
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator

from filings.model.entries import Determination, Granted, Level, Statute
from filings.model.errors import ConfigError
from filings.model.fates import Fate
from filings.model.identifiers import AgencyId, CourtId, OffenseType, ReasonCode, Relief

# Callers take a county's records from here too.
from filings.settings.agencies import Agency as Agency
from filings.settings.agencies import Counsel as Counsel
from filings.settings.agencies import Defender as Defender
from filings.settings.agencies import Recipient as Recipient
from filings.settings.agencies import Route as Route
from filings.settings.agencies import Service as Service
from filings.settings.attestation import Attestation as Attestation
from filings.settings.attestation import Criteria as Criteria
from filings.settings.attestation import ListFacts as ListFacts
from filings.settings.attestation import NoneGranted, ReliefOrdered
from filings.settings.attestation import Policy as Policy
from filings.settings.base import Confidence as Confidence
from filings.settings.base import SettingsRecord, Sourced, refuse_unknown, refuse_unnameable
from filings.settings.charge_words import ChargeWords
from filings.settings.citations import Citations
from filings.settings.clerk_tables import ClerkTables

# And how lists are laid out.
from filings.settings.column_mapping import DispositionWords as DispositionWords
from filings.settings.column_mapping import MappedField as MappedField
from filings.settings.column_mapping import MappedLayout as MappedLayout
from filings.settings.county import CasePattern as CasePattern
from filings.settings.county import County as County
from filings.settings.county_defaults import CountyStub, with_stubs
from filings.settings.county_names import StateCounties
from filings.settings.courts import Court as Court
from filings.settings.courts import Successor as Successor
from filings.settings.disposition_data import DispositionData

# And what the laws hold.
from filings.settings.laws import CutOff as CutOff
from filings.settings.laws import LawId as LawId
from filings.settings.laws import LawRecord as LawRecord
from filings.settings.laws import Offense as Offense
from filings.settings.laws import OffenseTypeRecord as OffenseTypeRecord
from filings.settings.laws import ReliefRecord as ReliefRecord
from filings.settings.laws import SectionStyle, refuse_shared
from filings.settings.merge import did_you_mean, inherited, laid_over
from filings.settings.office_words import taught_words
from filings.settings.personal_columns import refuse_personal_numbers
from filings.settings.questions import CLOSING, Asking
from filings.settings.returned_results import ReturnedResults
from filings.settings.rulesets import Ruleset, paper_of
from filings.settings.safe_patterns import Pattern, checked_pattern
from filings.settings.validation_errors import explained
from filings.settings.words_of_other_laws import first_foreign
from filings.settings.yaml_file import read_settings_file

GroupBy = Literal["court-offense", "court", "county", "case"]


_SAMPLE_KEY = "2a3bb21c95dcac83"  # the `key_mark` of the key that config/office.yaml ships


class Office(SettingsRecord):
    """Who runs this: the office whose motions these are."""

    agency: AgencyId  # its own record in the county's agencies
    county: str  # id of a county file: "los-angeles"
    conviction_key: SecretStr = Field(min_length=8)  # key of the hashes of convictions and people
    group_by: GroupBy = "court-offense"
    group_by_court: dict[CourtId, GroupBy] = Field(default_factory=dict)
    # Prosecutors whose convictions go into this office's motions, which each of them signs; the
    # first signs first. What asks for dismissal by an office's own policy stays with that office.
    joint_with: tuple[AgencyId, ...] = ()
    # How the list was made, in the declarant's words; printed in the declaration.
    list_statement: str = ""
    # The ground the packets stand on; an attorney chooses it.
    authority: str = "peoples-motion"  # of the law's authorities
    # What became of an earlier run, by its id: "the Order of March 3, 2026, Case No. ZM012345". A
    # motion that supplements it says so.
    orders: dict[str, str] = Field(default_factory=dict)
    # An attorney's word that no court had granted relief for what these lists hold.
    none_granted: NoneGranted | None = None
    # What the public exhibits show: each conviction by its case number, or only how many there are
    # of each section in each courthouse. The sealed exhibit shows each in any case.
    public_schedule: Literal["numbers", "counts"] = "numbers"
    # Whether the Court is asked to seal the exhibit with names (rules 2.550, 2.551), or a law makes
    # it confidential, which `confidential_by` names: rule 2.550(a) then asks for no order. An
    # attorney chooses; the law is a blank until it is said.
    sealed_exhibit: Literal["by-order", "confidential-by-law"] = "by-order"
    confidential_by: str = ""  # "Pen. Code, § 11142"
    # How many days the Public Defender has to hold entries back, or to ask for certified copies; a
    # blank of the notice list where nobody says.
    defender_days: int | None = Field(None, ge=1)
    # By law, why this office asks that what is an offense still be dismissed.
    policies: dict[LawId, Policy] = Field(default_factory=dict)
    # Whether it moves to redesignate what a list, or the law alone, gives as a reduction.
    redesignates: bool = False
    # How long the clerk has to return entries that do not match the court's record, in days.
    return_days: int = Field(90, ge=1)
    # How many convictions are filed at once at most, a wave a week; None: all at once.
    wave: int | None = Field(None, ge=1)

    @property
    def confidential(self) -> bool:
        """Whether the exhibit with names is confidential by law, and nobody asks to seal it."""
        return self.sealed_exhibit == "confidential-by-law"

    @property
    def key_mark(self) -> str:
        """A hash by which two runs know that they had the same key, and nobody learns which."""
        key = self.conviction_key.get_secret_value().encode()
        return hmac.digest(key, b"which key a run had", "sha256").hex()[:16]

    @property
    def has_sample_key(self) -> bool:
        """Whether the key is the shipped one, which everybody knows: it keeps nothing secret."""
        return self.key_mark == _SAMPLE_KEY


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

    earliest_on: dt.date  # a conviction before this is taken for a misread date
    determinations: dict[str, Determination]  # a list's words, upper case -> what they mean
    # What may stand behind a determination and ": ", as a pattern, and leave it what it is.
    determination_reasons: tuple[re.Pattern[str], ...] = ()
    yes_no: tuple[str, ...] = ()  # words by which a column that nobody reads may tell it
    flags: tuple[str, ...] = ()  # likewise, where the column holds all of these and nothing else
    levels: dict[Pattern, Level] = Field(default_factory=dict)  # a list's words -> what they mean
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

    @field_validator("determination_reasons")
    @classmethod
    def _end(cls, patterns: tuple[re.Pattern[str], ...]) -> tuple[re.Pattern[str], ...]:
        for each in patterns:
            checked_pattern(each.pattern)
        return patterns

    def reason(self, fate: Fate, code: ReasonCode) -> Reason:
        """What is said of a reason; whatever is held or unreadable has a worklist in any case."""
        reason = self.reasons.get(code) or Reason(fate=fate, words=code)
        needy = fate in (Fate.HELD, Fate.UNREADABLE)
        return reason.model_copy(update={"worklist": True}) if needy else reason


ANSWERS = "answers-"
"""Begins the name under which a file of answers is approved, by its hash wherever it lies."""


class Approval(SettingsRecord):
    """An attorney's approval of a text or a rule for filing, as it stood that day."""

    approved_by: str = ""
    bar_number: str = ""
    approved_on: dt.date | None = None
    files: dict[str, str] = Field(default_factory=dict)  # what it is made from -> SHA-256

    @property
    def given(self) -> bool:
        """Whether it has a name, a bar number and a day."""
        return bool(self.approved_by and self.bar_number and self.approved_on)


class Words(SettingsRecord):
    """Short texts on pages that are not part of a template."""

    count_unknown: str
    draft: str = Field(pattern="DRAFT")  # the mark across every page that must not be filed


_WORKED_OUT = ("our_laws", "offenses", "offense_types", "reliefs")


class Settings(SettingsRecord):
    """All settings, read once per run."""

    office: Office
    counties: dict[str, County]
    county_names: dict[str, StateCounties] = Field(default_factory=dict)  # by state
    county_stubs: dict[str, CountyStub] = Field(default_factory=dict)  # by state
    laws: dict[LawId, LawRecord]
    screening: Screening
    dispositions: DispositionWords = DispositionWords()
    approvals: dict[str, Approval]
    layouts: dict[str, MappedLayout] = Field(default_factory=dict)
    # Layouts of lists of decisions: granted by a court, struck by the office.
    decided: dict[str, MappedLayout] = Field(default_factory=dict)
    attestations: dict[str, Attestation] = Field(default_factory=dict)  # SHA-256 of a list -> word
    lists: dict[str, ListFacts] = Field(default_factory=dict)  # SHA-256 of a list -> what is known
    criteria: Criteria = Criteria()
    rulesets: dict[str, Ruleset] = Field(default_factory=dict)
    words: Words
    citations: Citations = Citations()
    charge_words: ChargeWords = ChargeWords()  # what may stand beside a section
    results: ReturnedResults = ReturnedResults()  # what comes back after a filing
    disposition_data: DispositionData = DispositionData()  # what the DOJ finds a record by
    clerk_tables: ClerkTables = ClerkTables()  # in whose columns a clerk gets the convictions
    # Words of eligibility that the office has taught, by layout; "" has those of every list.
    taught: dict[str, dict[str, str]] = Field(default_factory=dict)

    def __copy__(self) -> Self:
        """Copy without cached values, which may depend on records that change."""
        copied = super().__copy__()
        for name in _WORKED_OUT:
            copied.__dict__.pop(name, None)
        return copied

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all settings except the key."""
        public = self.model_dump_json(exclude={"office": {"conviction_key"}}, by_alias=True)
        return hashlib.sha256(public.encode()).hexdigest()

    def rules_of(self, layout: str) -> str:
        """A hash of the rules by which a list is read; an answer counts only under the same.

        Args:
            layout: The list's.
        """
        mapping = self.layouts.get(layout)
        rules = f"{self._rules}{mapping.model_dump_json() if mapping else layout}"
        return hashlib.sha256(rules.encode()).hexdigest()[:8]

    @property
    def _rules(self) -> str:
        """All settings that decide what a word of a list means, as JSON."""
        read = {"county_names", "dispositions", "criteria", "charge_words"}
        deciding = self.model_dump(mode="json", include=read, by_alias=True)
        deciding["laws"] = {key: law.model_dump(mode="json") for key, law in self.our_laws.items()}
        deciding["county"] = self.county.model_dump(mode="json")
        deciding["screening"] = self.screening.model_dump(
            mode="json", exclude={"reasons", "asked"}, by_alias=True
        )
        return json.dumps(deciding, sort_keys=True)

    def approval_of(self, sha256: str) -> Approval | None:
        """The approval of a file of answers, or a corrected worklist, by its SHA-256."""
        approval = self.approvals.get(f"{ANSWERS}{sha256[:16]}")
        whole = approval is not None and approval.given and sha256 in approval.files.values()
        return approval if whole else None

    @property
    def county(self) -> County:
        """The county whose motions these are."""
        return self.counties[self.office.county]

    def court(self, court: CourtId) -> Court:
        """The record of a court of the office's county."""
        return self.county.courts[court]

    def laws_of(self, state: str) -> Mapping[LawId, LawRecord]:
        """The laws of a state."""
        return {id: law for id, law in self.laws.items() if law.state == state}

    @cached_property
    def our_laws(self) -> Mapping[LawId, LawRecord]:
        """The laws under which the office may ask: its state's."""
        return self.laws_of(self.county.state)

    @cached_property
    def offenses(self) -> Mapping[str, Offense]:
        """Every offense of the laws under which the office may ask."""
        return {
            key: offense for law in self.our_laws.values() for key, offense in law.offenses.items()
        }

    @cached_property
    def offense_types(self) -> Mapping[OffenseType, OffenseTypeRecord]:
        """Every type of offense of those laws."""
        return {
            id: record for law in self.our_laws.values() for id, record in law.offense_types.items()
        }

    @cached_property
    def reliefs(self) -> Mapping[Relief, ReliefRecord]:
        """Every relief of those laws; each is of one of them."""
        return {id: record for law in self.our_laws.values() for id, record in law.reliefs.items()}

    @property
    def section_styles(self) -> tuple[SectionStyle, ...]:
        """How lists write the sections of the office's state, where its laws say so."""
        return tuple(law.sections for law in self.our_laws.values() if law.sections)

    def packets_of(self, relief: Relief) -> Relief:
        """The relief of the packets for a relief: itself, or the one that it is part of."""
        return self.reliefs[relief].part_of or relief

    def rests_on_policy(self, relief: Relief) -> bool:
        """Whether a relief is asked by an office's own policy, and so by that office alone."""
        grounds = self.laws[self.law_of(relief)].grounds.values()
        return any(ground.of_the_office and ground.asks == relief for ground in grounds)

    def law_of(self, relief: Relief) -> LawId:
        """The law under which a relief is asked, and so that of its packets."""
        return self.reliefs[relief].law

    def foreign_to(self, law: LawId) -> dict[str, str]:
        """The words that a text under a law must not use: word -> its law or state.

        These are citations and names of other laws alone, and the codes, courts and parties of
        other states.
        """
        own = self.laws[law]
        foreign = self.citations.of_other_states(own.state)
        for other, record in self.laws.items():
            if other != law:
                names = [
                    citation.number or citation.case.partition(" (")[0]
                    for key in record.cites
                    if key not in own.cites and (citation := self.citations.cited.get(key))
                ]
                names += [name for name in record.named if name not in own.named]
                foreign |= dict.fromkeys(names, other)
        return foreign

    @property
    def first_day(self) -> dt.date:
        """The first day of the earliest law: no papers may be dated before it."""
        return min(law.cut_off.day for law in self.our_laws.values())

    def paper(self, court: CourtId) -> Ruleset:
        """The ruleset that a court of the office's county obeys.

        Raises:
            ConfigError: It names a ruleset that does not exist.
        """
        return paper_of(self.county, court, self.rulesets)

    @field_validator("laws", mode="before")
    @classmethod
    def _marked_by_their_laws(cls, laws: Any) -> Any:
        """Give offenses and reliefs the id of the law whose file has them."""
        if not isinstance(laws, dict):
            return laws
        return {law: _marked(law, data) for law, data in laws.items()}

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
        for where in ("counties", "laws", "rulesets"):
            refuse_unnameable(where, getattr(self, where))
        refuse_unnameable("screening > reasons", self.screening.reasons)
        refuse_unknown("office > county", self.office.county, self.counties)
        refuse_unknown("office > agency", self.office.agency, self.county.agencies)
        for agency in self.office.joint_with:
            refuse_unknown("office > joint_with", agency, self.county.agencies)
            if agency == self.office.agency:
                raise ValueError(f"office > joint_with: {agency} is the office itself")
        for court in self.office.group_by_court:
            refuse_unknown("office > group_by_court", court, self.county.courts)
        for law in self.office.policies:
            refuse_unknown("office > policies", law, self.laws)
        refuse_shared(self.laws.items())
        if not self.our_laws:
            known = ", ".join(sorted({record.state for record in self.laws.values()}))
            raise ValueError(
                f"laws: none is of {self.county.state}, the state of {self.office.county}; there"
                f" are laws of {known}"
            )
        for county, of in self.counties.items():
            _refuse_foreign_parties(county, of, self.citations)
        for law, record in self.laws.items():
            for key in record.cites:
                refuse_unknown(f"laws > {law} > cites", key, self.citations.cited)
        authorities = {
            name: authority
            for law in self.our_laws.values()
            for name, authority in law.authorities.items()
        }
        refuse_unknown("office > authority", self.office.authority, authorities)
        if authorities[self.office.authority].of_lists is not None:
            raise ValueError(
                f"office > authority: {self.office.authority} belongs to a list and its proof, not"
                " to an office; say of the list in lists.yaml, under its SHA-256, `authority:"
                f" {self.office.authority}`"
            )
        for sha256, facts in self.lists.items():
            if facts.authority:
                place = f"lists > {sha256[:16]} > authority"
                of_lists = {
                    id: item for id, item in authorities.items() if item.of_lists is not None
                }
                refuse_unknown(place, facts.authority, of_lists)
        return self


def _refuse_foreign_parties(county: str, record: County, citations: Citations) -> None:
    """Refuse a plaintiff or a court of another state than the county's."""
    foreign = citations.of_other_states(record.state)
    lines_at: dict[str, tuple[str, ...]] = {
        f"agencies > {id} > people": (part.people,) for id, part in record.agencies.items()
    }
    lines_at |= {f"courts > {id} > caption": part.caption for id, part in record.courts.items()}
    for place, lines in ({"caption": record.caption} | lines_at).items():
        for line in lines:
            if foreign_word := first_foreign(line, foreign):
                raise ValueError(
                    f"counties > {county} > {place}: {line!r} is of {foreign_word[2]}, and the"
                    f" county is of {record.state}"
                )


def _marked(law: str, data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    both = {
        field: {
            key: {**record, "law": law} if isinstance(record, dict) else record
            for key, record in data[field].items()
        }
        for field in ("offenses", "reliefs")
        if isinstance(data.get(field), dict)
    }
    return {**data, **both}


def shipped_config() -> Path:
    """The `config/` this package came with: beside it in a checkout, inside it in a wheel."""
    return _shipped("config")


def shipped_templates() -> Path:
    """The `templates/` this package came with, likewise."""
    return _shipped("templates")


def _shipped(name: str) -> Path:
    inside = Path(str(files("filings"))) / name
    return inside if inside.is_dir() else inside.parent.parent / name


# What an earlier version had as files of their own, and where it stands in a law's file now.
_MOVED = {
    "offenses.yaml": "offenses",
    "offense-types.yaml": "offense_types",
    "reliefs.yaml": "reliefs",
}

# Which file feeds which field: a folder's files are merged under their stems.
_FILES = {
    "office": "office.yaml",
    "screening": "screening.yaml",
    "dispositions": "dispositions.yaml",
    "approvals": "approvals.yaml",
    "words": "words.yaml",
    "counties": "counties/",
    "county_names": "county-names.yaml",
    "county_stubs": "county-stubs.yaml",
    "laws": "laws/",
    "layouts": "layouts/",
    "decided": "decided/",
    "attestations": "attestations.yaml",
    "lists": "lists.yaml",
    "criteria": "criteria.yaml",
    "rulesets": "rulesets/",
    "citations": "citations.yaml",
    "charge_words": "charge-words.yaml",
    "results": "results.yaml",
    "clerk_tables": "clerk-tables.yaml",
    "disposition_data": "disposition-data.yaml",
}


_OWN = ("office.yaml", "lists.yaml", "counties/<county>.yaml", "layouts/<name>.yaml")


def read_settings(
    overlays: Sequence[Path] = (), chosen: Mapping[str, Any] | None = None
) -> Settings:
    """Read the shipped configuration and lay each overlay on it, the last on top.

    Args:
        overlays: Folders of the office's own.
        chosen: Settings of one run that override all of them, in the form of the merged files.

    Raises:
        ConfigError: A folder or file is absent, is not YAML, or says what is unknown or
            impossible.
    """
    merged: dict[str, Any] = {}
    layers: list[tuple[Path, dict[str, Any]]] = []
    for folder in (shipped_config(), *overlays):
        if not folder.is_dir():
            raise ConfigError(
                str(folder),
                "is not a folder",
                did_you_mean(folder)
                or "Give the folder of your settings: `filings start` makes one, my-office/config.",
            )
        layers.append((folder, dict(_read_folder(folder))))
        if not layers[-1][1]:
            raise ConfigError(
                str(folder),
                "holds no settings",
                did_you_mean(folder) or f"Settings are files of these names: {', '.join(_OWN)}.",
            )
        merged = laid_over(merged, layers[-1][1])
    merged = laid_over(merged, chosen or {})
    try:
        merged["counties"] = with_stubs(merged)
        merged["rulesets"] = inherited(merged.get("rulesets", {}))
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise ConfigError(*explained(error, merged, layers, _FILES, Settings)) from error
    except ValueError as error:
        raise ConfigError(
            "config: rulesets/", str(error), "Correct what stands after `extends`."
        ) from error
    _refuse_lighter_kinds(settings.screening.asked, layers)
    refuse_personal_numbers(layers)
    settings = settings.model_copy(update={"taught": taught_words(layers)})
    return _with_own_sections(_case_by_case(settings))


def _refuse_lighter_kinds(asked: Asking, layers: Sequence[tuple[Path, dict[str, Any]]]) -> None:
    """Raise if an overlay makes a kind of question lighter than shipped; graver is allowed.

    Raises:
        ConfigError: An overlay lets more people answer, or for more rows at once.
    """
    shipped = Asking.model_validate(layers[0][1]["screening"]["asked"])
    pairs = {
        (reason, name)
        for asking in (asked, shipped)
        for reason in asking.of
        for name in asking.of[reason]
    }
    for reason, name in sorted(pairs):
        kind, fixed = asked.kind(reason, name), shipped.kind(reason, name)
        if CLOSING.index(kind) < CLOSING.index(fixed):
            named = (
                folder
                for folder, own in reversed(layers[1:])
                if reason in ((own.get("screening") or {}).get("asked") or {}).get("of", {})
            )
            raise ConfigError(
                f"{next(named, layers[-1][0])}/screening.yaml: asked > of > {reason} > {name}",
                f'its kind is "{kind}"; it is fixed as "{fixed}"',
                f"Take it out. An office may go on only towards the last: {', '.join(CLOSING)}.",
            )


def _case_by_case(settings: Settings) -> Settings:
    """Group by case for courts that accept only single cases, whatever the office has chosen."""
    apart: dict[CourtId, GroupBy] = {
        court: "case"
        for court in settings.county.courts
        if settings.paper(court).batching == "per-case"
    }
    grouped = settings.office.group_by_court | apart
    office = settings.office.model_copy(update={"group_by_court": grouped})
    return settings.model_copy(update={"office": office})


def _with_own_sections(settings: Settings) -> Settings:
    """Put a section of the office's own law in place of the word SECTION in remedies."""
    filed = [offense for offense in settings.offenses.values() if offense.type is not None]
    shown = next((offense for offense in filed if offense.subdivision), next(iter(filed), None))
    if shown is None:
        return settings
    form = Statute(code=shown.code, section=shown.section, subdivision=shown.subdivision).cited
    reasons = {
        code: reason.model_copy(update={"remedy": reason.remedy.replace("SECTION", f'"{form}"')})
        for code, reason in settings.screening.reasons.items()
    }
    screening = settings.screening.model_copy(update={"reasons": reasons})
    return settings.model_copy(update={"screening": screening})


def _is_empty(path: Path) -> bool:
    """Whether a file is empty, as a layout is while `check --propose` is redirected into it."""
    return path.is_file() and not path.stat().st_size


def _read_folder(folder: Path) -> Iterator[tuple[str, Any]]:
    known = {folder / name for name in _FILES.values()}
    for path in sorted(folder.iterdir()):
        if path.name in _MOVED:
            raise ConfigError(
                str(path),
                "is of an earlier version: what it says stands under its law now",
                f"Write it under `{_MOVED[path.name]}:` in {folder}/laws/<law>.yaml, where <law> is"
                " proposition-64 for California and illinois-cannabis for Illinois.",
            )
        if path.suffix in (".yaml", ".yml") and path not in known:
            raise ConfigError(
                str(path), "is not a configuration file", f"Known: {', '.join(_FILES.values())}."
            )
    folders = [name.rstrip("/") for name in _FILES.values() if name.endswith("/")]
    for path in sorted(folder.iterdir()):
        if (
            path.is_dir()
            and path.name not in (*folders, "config")
            and next(path.glob("*.yaml"), None)
        ):
            near = difflib.get_close_matches(path.name, folders, 1)
            meant = f"Is it {near[0]}/?" if near else f"Known: {', '.join(folders)}."
            raise ConfigError(str(path), "is no folder of settings, and is not read", meant)
    for field, name in _FILES.items():
        path = folder / name
        if name.endswith("/"):
            for part in sorted(path.glob("*.yml")):
                raise ConfigError(str(part), "is not read", f"Call it {part.stem}.yaml.")
            parts = {
                part.stem: read_settings_file(folder, part)
                for part in sorted(path.glob("*.yaml"))
                if not (field == "layouts" and _is_empty(part))
            }
            if parts:
                yield field, parts
        elif path.exists():
            yield field, read_settings_file(folder, path)
