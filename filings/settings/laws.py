"""Define a law that gives relief: its cut-off, offenses, reliefs, and required statements.

Each law is a file of `config/laws/`, and the file's stem is its id: its texts are in
`templates/laws/<law>/`, its offenses and reliefs carry the id, and no packet is of two laws.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal, NewType, Self

from pydantic import Field, model_validator

from filings.model.entries import Determination, Level
from filings.model.identifiers import OffenseType, Relief
from filings.settings.agencies import stands
from filings.settings.base import SettingsRecord, Sourced, refuse_unknown, refuse_unnameable
from filings.settings.safe_patterns import Pattern

LawId = NewType("LawId", str)
"""The stem of a law's file: "proposition-64"."""


class Term(Sourced):
    """The longest term of imprisonment for an offense, for convictions of some days."""

    from_on: dt.date | None = Field(None, alias="from")
    to_on: dt.date | None = Field(None, alias="to")
    years: int = Field(ge=0)  # rounded up; 0 where none could be imposed


class Supervision(Sourced):
    """How long somebody may be supervised after the longest term, at most."""

    years: int = Field(ge=0)


class Redesignated(SettingsRecord):
    """The lesser offense that a conviction becomes under the law of today."""

    level: Level
    citation: str  # "Health & Saf. Code, § 11359, subd. (b)"


class Offense(Sourced):
    """One statute as it stood for some years, and how the law treats it."""

    law: LawId = LawId("")  # by the file that it stands in
    code: str = "HS"  # "" where the section says it all: "720 ILCS 550/4"
    section: str
    subdivision: str = ""  # exact; "" means the section alone
    from_on: dt.date | None = Field(None, alias="from")
    to_on: dt.date | None = Field(None, alias="to")  # last day it stood so
    levels: tuple[Level, ...] = ()
    terms: tuple[Term, ...] = ()  # the longest terms, by day of conviction; empty where not known
    type: OffenseType | None = None  # None: never filed
    citation: str = ""  # "Health & Saf. Code, former § 11357, subd. (c)"
    label: str = ""  # "possession of more than 28.5 grams"
    # What the law alone gives, without a list's determination.
    relief: Relief | Literal["review", "none"]  # "review": a person decides
    # The best ground that its words allow, of the law's: "presumed" where they tell no amount. One
    # that names none rests on the law's last ground.
    ground: str = ""
    becomes: "Redesignated | None" = None  # what it is redesignated as
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

    def longest_term(self, day: dt.date) -> int | None:
        """The longest term for a conviction of that day, in years; None where not known."""
        known = (term for term in self.terms if stands(term.from_on, term.to_on, day))
        return next((term.years for term in known), None)

    @property
    def signed_off(self) -> bool:
        """Whether an attorney has signed what this record asks for."""
        return bool(self.signed_off_by)

    @model_validator(mode="after")
    def _signed_whole(self) -> Self:
        if bool(self.signed_off_by) != bool(self.signed_off_on):
            raise ValueError("give signed_off_by and signed_off_on both, or neither")
        return self


class OffenseTypeRecord(SettingsRecord):
    """A group of statutes: its name in the motion, and its order."""

    label: str  # "possession for sale of cannabis"
    order: int


class ReliefRecord(Sourced):
    """What a motion may ask for a conviction; its id names the packet's folder."""

    law: LawId = LawId("")  # by the file that it stands in
    verbs: str  # "dismiss and seal"
    dismisses: bool = False
    seals: bool = False
    reduces: bool = False  # to a lesser offense, which stays on the record
    or_reduces: bool = False  # in the alternative, should a dismissal be unavailable
    within: Relief | None = None  # the relief that it is a variant of, which the ledger shows
    asked_by: Determination | None = None  # the determination of a list that asks for it
    label: str = ""  # of its packets in reports; "" for the usual relief
    authority: str = ""  # the authority its packets rest on; "" for the office's own choice
    # What stands with others in one packet, each in a schedule of its own: the relief of that
    # packet, and the number and heading of the schedule.
    part_of: Relief | None = None
    schedule: int = 0
    heading: str = ""
    challenged: bool = False  # the prosecution challenges it: notice is given, and nothing asked

    @property
    def seals_only(self) -> bool:
        """Whether it is for what is dismissed already and only needs sealing."""
        return self.seals and not self.dismisses


class CutOff(Sourced):
    """The first day of the new law: later offenses are not covered."""

    day: dt.date  # its first day: 2016-11-09
    # Which day is compared with it. A conviction may follow its offense by years: where the offense
    # counts, one from that day on goes out only if its offense is known to be later.
    of: Literal["offense", "conviction"] = "offense"


class Authority(Sourced):
    """A ground on which the relief may be asked."""

    asks: str  # who: "the People, on their own motion"
    needs: str = ""  # what must be known or said for it: "on what day the court was notified"
    # It is of one list, by what lists.yaml says of that list, and never of an office: the layouts
    # that such lists have. None: it is the office's choice.
    of_lists: tuple[str, ...] | None = None
    challenged_by: dt.date | None = None  # the last day on which relief could be challenged


class Ground(Sourced):
    """Why a conviction may be dismissed; a motion has a paragraph for each of its grounds."""

    label: str  # "presumed legally invalid"
    # The relief that is asked on it in place of the law's dismissal: packets of their own.
    asks: Relief | None = None
    of_the_office: bool = False  # it rests on the office's own text (`policies` in office.yaml)


class AgeRule(Sourced):
    """The age from which the act is no offense, and the ground for people who were younger."""

    lawful_from: int  # years, at the offense
    # Years at the conviction from which that is taken as given where no day of offense is known.
    convicted_from: int
    younger: str  # ground for people who were younger
    unknown: str  # ground for people of unknown age


class Required(Sourced):
    """Something that the papers must state or the order must provide."""

    says: str


class SectionStyle(Sourced):
    """How lists write the sections of a state's code, where no other way of reading fits."""

    pattern: Pattern  # of a number without its subdivision, upper case: \d{1,2}-\d{1,2}-\d{1,3}
    before: tuple[str, ...] = ()  # what may stand before it: "O.C.G.A."
    examples: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_its_examples(self) -> Self:
        if re.compile(self.pattern).groupindex:
            raise ValueError("pattern: give its groups no names")
        for example in self.examples:
            self.refuse_other("examples", example)
        return self

    def refuse_other(self, where: str, section: str) -> None:
        """Refuse a section that is not written so.

        Raises:
            ValueError: The pattern does not fit it.
        """
        if not re.fullmatch(self.pattern, section.upper()):
            raise ValueError(f"{where}: {section} does not fit the pattern {self.pattern}")


class LawRecord(Sourced):
    """One law that gives relief."""

    state: str  # as a county's file has it: "Illinois"
    name: str
    citation: str  # "Health & Saf. Code, §§ 11361.8, 11361.9"
    # What no text of another law may rest on: keys of citations.yaml, and names in words.
    cites: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    # The codes whose offenses it reaches: "HS". An offense of another belongs to another law.
    reaches: tuple[str, ...] = Field(min_length=1)
    offenses_called: str = "offenses"  # of every type together: "cannabis offenses"
    # How lists write the sections of its state. A charge in this form that no law of the state has
    # is another charge, and no longer a text that nobody understands.
    sections: SectionStyle | None = None
    cut_off: CutOff
    authorities: dict[str, Authority] = Field(min_length=1)
    statements: dict[str, Required] = Field(default_factory=dict)
    findings: dict[str, Required] = Field(default_factory=dict)
    notices: dict[str, Required] = Field(default_factory=dict)
    # Years added to the longest term before a sentence counts as completed; without them none does.
    supervision: Supervision | None = None
    # Why its convictions may be dismissed, the best first; empty where all have one ground.
    grounds: dict[str, Ground] = Field(default_factory=dict)
    age: AgeRule | None = None
    offense_types: dict[OffenseType, OffenseTypeRecord]
    reliefs: dict[Relief, ReliefRecord]
    offenses: dict[str, Offense]

    def weakest(self, *grounds: str) -> str:
        """The last of some grounds in the law's order; a missing one counts as the very last."""
        order = list(self.grounds)
        return max((ground or order[-1] for ground in grounds), key=order.index) if order else ""

    def relief_asked_by(self, determination: Determination) -> Relief | None:
        """The relief that a list's determination asks for."""
        return next(
            (id for id, relief in self.reliefs.items() if relief.asked_by == determination), None
        )

    def under(self, authority: str, relief: Relief) -> Relief:
        """The variant of a relief in packets of an authority that has its own; else the relief."""
        return next(
            (
                id
                for id, each in self.reliefs.items()
                if each.part_of
                and each.within == relief
                and self.reliefs[each.part_of].authority == authority
            ),
            relief,
        )

    @property
    def seal_only(self) -> Relief:
        """The relief for a conviction that a court has dismissed and not sealed."""
        return next(id for id, relief in self.reliefs.items() if relief.seals_only)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for where in ("offense_types", "reliefs", "grounds"):
            refuse_unnameable(where, getattr(self, where))
        if not any(relief.seals_only for relief in self.reliefs.values()):
            raise ValueError(
                "reliefs: one must seal without dismissing, for what a court has dismissed already"
            )
        for id, ground in self.grounds.items():
            if ground.asks is not None:
                refuse_unknown(f"grounds > {id} > asks", ground.asks, self.reliefs)
        for id, relief in self.reliefs.items():
            if relief.part_of is not None:
                refuse_unknown(f"reliefs > {id} > part_of", relief.part_of, self.reliefs)
            if relief.authority:
                refuse_unknown(f"reliefs > {id} > authority", relief.authority, self.authorities)
        if self.age:
            refuse_unknown("age > younger", self.age.younger, self.grounds)
            refuse_unknown("age > unknown", self.age.unknown, self.grounds)
        asked = [relief.asked_by for relief in self.reliefs.values() if relief.asked_by]
        if len(asked) > len(set(asked)):
            raise ValueError("reliefs: two have the same `asked_by`")
        seen: dict[tuple[str, str, str], list[tuple[str, Offense]]] = {}
        known = dict.fromkeys((*self.reliefs, "review", "none"))
        for key, offense in self.offenses.items():
            if offense.type is not None:
                refuse_unknown(f"offenses > {key} > type", offense.type, self.offense_types)
                if offense.code not in self.reaches:
                    raise ValueError(
                        f"offenses > {key} > code: {self.name} reaches no offense of"
                        f" {offense.code or 'no code'} ({', '.join(self.reaches)}); an offense that"
                        " another law reaches stands in that law's own file, laws/<law>.yaml"
                    )
            refuse_unknown(f"offenses > {key} > relief", offense.relief, known)
            if self.sections and not offense.code:
                self.sections.refuse_other(f"offenses > {key} > section", offense.section)
            if offense.ground:
                refuse_unknown(f"offenses > {key} > ground", offense.ground, self.grounds)
            if offense.policy_override is not None:
                place = f"offenses > {key} > policy_override"
                refuse_unknown(place, offense.policy_override, self.reliefs)
            same = seen.setdefault((offense.code, offense.section, offense.subdivision), [])
            for other, standing in same:
                if _overlap(offense, standing) and offense.told_by == standing.told_by:
                    raise ValueError(
                        f"offenses > {key}: has the section and some of the days of {other}"
                    )
            same.append((key, offense))
        return self


def refuse_shared(laws: Iterable[tuple[LawId, LawRecord]]) -> None:
    """Raise ValueError if laws of one state share an offense, a type, a relief or a section.

    A packet's folder is named by offense type and relief, so that each is of one law; a section is
    looked up before it is known under which law relief will be asked.
    """
    owner: dict[tuple[str, str, str], LawId] = {}
    for law, record in laws:
        for kind, ids in (
            ("offenses", record.offenses),
            ("offense_types", record.offense_types),
            ("reliefs", record.reliefs),
            (
                "sections",
                {
                    f"{offense.code} {offense.section}".strip()
                    for offense in record.offenses.values()
                },
            ),
        ):
            for id in ids:
                other = owner.setdefault((record.state, kind, id), law)
                if other != law:
                    raise ValueError(f"laws > {law} > {kind} > {id}: {other} has it already")


def _overlap(one: Offense, other: Offense) -> bool:
    return (one.from_on or dt.date.min) <= (other.to_on or dt.date.max) and (
        other.from_on or dt.date.min
    ) <= (one.to_on or dt.date.max)
