"""Two lists of the same convictions with a truth nobody else has: which row is which.

The names are few and common, as in a county of Nguyens, Garcias and Kims, so that strangers agree
by chance: namesakes born in one year, brothers in one case, and people who come back with the same
charge to the same courthouse, even on the same day. Between the lists stand the faults of real
ones. The same seed gives the same lists; every person in them is invented.
"""

import csv
import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

# Headings of the layout `sample`, in the order of the fields of `Line`, and what all rows share.
HEADINGS = {
    "number": "Case Number",
    "suffix": "Defendant Suffix",
    "last": "Last Name",
    "first": "First Name",
    "middle": "Middle Name",
    "born": "Birth Date",
    "person": "Person Number",
    "section": "Section",
    "count": "Count",
    "level": "Level",
    "day": "Conviction Date",
    "court": "Court",
}
SHARED = {
    "County": "LOS ANGELES",
    "Disposition": "CONVICTED",
    "Eligibility": "Eligible for Dismissal",
    "Sample": "SAMPLE",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A conviction as one list tells it; every cell is text, "" where the list is silent."""

    number: str
    last: str
    first: str
    born: str
    section: str
    level: str
    day: str
    court: str
    suffix: str = ""
    middle: str = ""
    person: str = ""
    count: str = ""


@dataclass(kw_only=True)
class Labelled:
    """Two lists, and which conviction each of their rows truly is.

    Two counts of one section in one case have one truth: a list that does not number them cannot
    tell which of the two it has.
    """

    first: list[Line] = field(default_factory=list)
    second: list[Line] = field(default_factory=list)
    truly_first: list[str] = field(default_factory=list)
    truly_second: list[str] = field(default_factory=list)
    faults: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of what is in both

    @property
    def both(self) -> Counter[str]:
        """How often each conviction is in both lists."""
        return Counter(self.truly_first) & Counter(self.truly_second)

    def right(self, pairs: Iterable[tuple[int, int]]) -> Counter[str]:
        """The convictions that pairs of rows (from 0) join as they should, each once."""
        joined = (
            self.truly_first[one]
            for one, other in pairs
            if self.truly_first[one] == self.truly_second[other]
        )
        return Counter(joined) & self.both

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Both lists as files that any office could have made."""
        return (
            write_lines(folder / "first.csv", self.first),
            write_lines(folder / "second.csv", self.second),
        )


def write_lines(path: Path, lines: Iterable[Line]) -> Path:
    """A list in the layout `sample`; the first line of `lines` stands on line 2."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*HEADINGS.values(), *SHARED])
        for line in lines:
            writer.writerow([*(getattr(line, name) for name in HEADINGS), *SHARED.values()])
    return path


def _words(text: str, between: str | None = None) -> list[str]:
    return text.split(between)


_VIETNAMESE = (
    _words("Nguyen Nguyen Nguyen Nguyen Tran Tran Le Pham Huynh Hoang Vo Dang Bui"),
    _words(
        "Van Anh/Van Minh/Minh/Duc/Quoc Viet/Van Hung/Thanh/Tuan/Thi Lan/Thi Hoa/Kim Anh/Huu", "/"
    ),
)
_SPANISH = (
    _words(
        "Garcia Garcia Hernandez Lopez Martinez Rodriguez Gonzalez Perez Sanchez Ramirez Flores"
        " Cruz Reyes"
    ),
    _words("Jose Juan Luis Carlos Jesus Miguel Antonio Francisco Maria Rosa Ana Jorge Manuel"),
)
_KOREAN = (
    _words("Kim Kim Kim Lee Lee Park Choi Jung Kang"),
    _words("Min-Jun/Ji-Hoon/Sung Ho/Young/Hyun Woo/Jin/Soo-Jin/Eun Ji/Dong Hyun", "/"),
)
_ENGLISH = (
    _words("Johnson Williams Brown Jones Davis Jackson Thomas Harris Robinson Lewis Walker"),
    _words("Michael James Robert David Anthony Kevin Marcus Darryl Latoya Tanya Andre Eric"),
)
_WHEEL = (_VIETNAMESE, _VIETNAMESE, _SPANISH, _SPANISH, _SPANISH, _SPANISH, _KOREAN, _ENGLISH)
_MIDDLES = ("", "", "", "A", "J", "M", "Luis", "Antonio", "Lee")

# How the courts are written in each list, and the letters of their numbers.
_COURTS = (
    ("CASC COMPTON", "Compton Courthouse", "TA", "CM"),
    ("CASC TORRANCE", "Torrance Courthouse", "YA", "TR"),
    ("CASC LONG BEACH", "Long Beach", "NA", "LB"),
    ("CASC POMONA", "Pomona Courthouse", "KA", "PK"),
    ("CASC NORWALK", "Norwalk Courthouse", "VA", "NW"),
)
_FELONIES = ("11358", "11359", "11359", "11359", "11360(a)")
_MISDEMEANORS = ("11357(b)", "11357(b)", "11357(b)", "11357(c)", "11360(b)")


@dataclass
class _Person:
    last: str
    first: str
    middle: str
    born: dt.date
    number: str


@dataclass
class _Case:
    number: str
    court: int
    day: dt.date
    felony: bool


@dataclass
class _Defendant:
    """One person in one case, and the sections of the counts convicted of."""

    who: _Person
    case: _Case
    suffix: str
    sections: list[str]


class _County:
    """Opens cases; remembers whom it has seen and which numbers it gave."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._people: list[_Person] = []
        self._serials: Counter[str] = Counter()

    def defendants(self, cases: int) -> Iterator[_Defendant]:
        """The defendants of so many cases, case by case."""
        chance = self.chance
        before = None
        for _ in range(cases):
            # Now and then one person's two cases end on one day, under neighbouring numbers.
            twin = before if before and chance.random() < 0.03 else None
            case = self._open(twin.case if twin else None)
            several = chance.random() < 0.08
            for place in (1, 2) if several else (1,):
                # Brothers stand together; so do strangers.
                beside = before.who if before and place == 2 else None
                who = twin.who if twin and place == 1 else self._someone(case, beside)
                before = _Defendant(
                    who, case, f"{place:02d}" if several or case.felony else "", self._counts(case)
                )
                yield before

    def _counts(self, case: _Case) -> list[str]:
        sections = _FELONIES if case.felony else _MISDEMEANORS
        counts = 2 if self.chance.random() < 0.1 else 1
        return [sections[int(self.chance.random() * len(sections))] for _ in range(counts)]

    def _open(self, twin: _Case | None) -> _Case:
        chance = self.chance
        felony = chance.random() < 0.4
        court = int(chance.random() * len(_COURTS))
        day = dt.date(2001, 1, 2) + dt.timedelta(days=int(chance.random() * 15 * 365))
        if twin:
            felony, court, day = twin.felony, twin.court, twin.day
        letters = _COURTS[court][2 if felony else 3]
        style = letters if felony else f"{day.year % 10}{letters}"
        self._serials[style] += 1 if twin else 1 + int(chance.random() * 3)
        width = 6 if felony else 5
        number = f"{style}{10_000 + self._serials[style]:0{width}d}"
        return _Case(number, court, day, felony)

    def _someone(self, case: _Case, beside: _Person | None) -> _Person:
        """Somebody new, or somebody who comes back; beside another, often of the same name."""
        chance = self.chance
        if beside is None and self._people and chance.random() < 0.25:
            return self._people[int(chance.random() * len(self._people))]
        lasts, firsts = _WHEEL[int(chance.random() * len(_WHEEL))]
        last = lasts[int(chance.random() * len(lasts))]
        first = firsts[int(chance.random() * len(firsts))]
        if lasts is _SPANISH[0] and chance.random() < 0.3:
            last = f"{last} {lasts[int(chance.random() * len(lasts))]}"
        if beside is not None and chance.random() < 0.4:
            last = beside.last
        age = 19 + int(30 * chance.random() * chance.random())
        born = case.day - dt.timedelta(days=int(365.25 * age + 365 * chance.random()))
        someone = _Person(
            last,
            first,
            _MIDDLES[int(chance.random() * len(_MIDDLES))],
            born,
            f"P{len(self._people):07d}",
        )
        self._people.append(someone)
        return someone


def make_labelled(
    seed: int,
    cases: int = 4000,
    *,
    faulty: float = 0.35,
    in_first: float = 0.75,
    in_second: float = 0.6,
    keyed: float = 0.0,
) -> Labelled:
    """Two lists of a county's cases.

    Args:
        seed: Chooses everything.
        cases: How many cases the county had; a list holds a part of them.
        faulty: The share of convictions in both lists with at least one fault between them; a
            fourth of these has two.
        in_first: The share of all convictions that the first list holds.
        in_second: The same of the second.
        keyed: The share of people whose number both lists know.
    """
    chance = random.Random(f"labelled {seed}")
    firsts: list[tuple[Line, str]] = []
    seconds: list[tuple[Line, str]] = []
    faults: dict[str, tuple[str, ...]] = {}
    for one in _County(chance).defendants(cases):
        known = random.Random(f"{seed} {one.who.number}").random() < keyed
        # A list lacks whole cases; now and then it lacks a count.
        left, right = chance.random() < in_first, chance.random() < in_second
        for count, section in enumerate(one.sections, 1):
            first, second = _told(one, section, str(count), chance, known=known)
            truth = f"{one.who.number} {one.case.number} {section}"
            in_first_too, in_second_too = (
                there and chance.random() > 0.03 for there in (left, right)
            )
            if in_first_too and in_second_too and chance.random() < faulty:
                first, second, planted = _spoilt(first, second, chance)
                faults[truth] = faults.get(truth, ()) + planted
            firsts += [(first, truth)] * in_first_too
            seconds += [(second, truth)] * in_second_too
    # Neighbours must not help.
    chance.shuffle(firsts)
    chance.shuffle(seconds)
    return Labelled(
        first=[line for line, _ in firsts],
        second=[line for line, _ in seconds],
        truly_first=[truth for _, truth in firsts],
        truly_second=[truth for _, truth in seconds],
        faults=faults,
    )


def _told(
    one: _Defendant, section: str, count: str, chance: random.Random, *, known: bool
) -> tuple[Line, Line]:
    """The state's way and the court's way to tell the same, without a fault."""
    who, case = one.who, one.case
    states = Line(
        number=case.number,
        last=who.last.upper(),
        first=who.first.upper(),
        middle=who.middle.upper(),
        born=who.born.isoformat(),
        person=who.number if known else "",
        section=f"{section.upper()} HS",
        level="Felony" if case.felony else "Misdemeanor",
        day=case.day.isoformat(),
        court=_COURTS[case.court][0] if chance.random() < 0.9 else "",
    )
    courts = replace(
        states,
        suffix=one.suffix,
        last=who.last,
        first=who.first,
        middle=who.middle if chance.random() < 0.7 else who.middle[:1],
        section=f"{section} HS",
        count=count if chance.random() < 0.6 else "",
        court=_COURTS[case.court][1],
    )
    return states, courts


# --- The faults: each takes what one list says and gives what the other says instead. ---

Fault = Callable[[Line, random.Random], Line]


def _slip(text: str, chance: random.Random) -> str:
    """One slip of the fingers: a letter changed, lost, doubled, or two of them swapped."""
    if len(text) < 2:
        return f"{text}S"
    place = int(chance.random() * (len(text) - 1))
    letters = "0123456789" if text[place].isdigit() else "AEIOURSTLNMHZ"
    letter = letters[int(chance.random() * len(letters))]
    return (
        f"{text[:place]}{letter}{text[place + 1 :]}",
        f"{text[:place]}{text[place + 1 :]}",
        f"{text[: place + 1]}{text[place]}{text[place + 1 :]}",
        f"{text[:place]}{text[place + 1]}{text[place]}{text[place + 2 :]}",
    )[int(chance.random() * 4)]


def _misspelt_last(line: Line, chance: random.Random) -> Line:
    return replace(line, last=_slip(line.last, chance))


def _misspelt_first(line: Line, chance: random.Random) -> Line:
    return replace(line, first=_slip(line.first, chance))


def _swapped(line: Line, _chance: random.Random) -> Line:
    return replace(line, last=line.first, first=line.last)


def _parted_otherwise(line: Line, _chance: random.Random) -> Line:
    """NGUYEN, VAN ANH as NGUYEN VAN, ANH; GARCIA LOPEZ, JOSE as GARCIA, JOSE."""
    if " " in line.first:
        head, _, tail = line.first.partition(" ")
        return replace(line, last=f"{line.last} {head}", first=tail)
    if " " in line.last:
        return replace(line, last=line.last.partition(" ")[0])
    return replace(line, first=line.first[:1])  # JOSE as J


def _born_swapped(line: Line, chance: random.Random) -> Line:
    year, month, day = line.born.split("-")
    if int(day) <= 12 and day != month:
        return replace(line, born=f"{year}-{day}-{month}")
    return _born_slip(line, chance)


def _born_slip(line: Line, chance: random.Random) -> Line:
    """Another year by one digit, or another day by one."""
    born = dt.date.fromisoformat(line.born)
    if chance.random() < 0.5:
        return replace(
            line, born=f"{born.year - (1, 10, 2)[int(chance.random() * 3)]}{line.born[4:]}"
        )
    return replace(
        line,
        born=(born + dt.timedelta(days=(-10, -1, 1, 10)[int(chance.random() * 4)])).isoformat(),
    )


def _born_otherwise(line: Line, chance: random.Random) -> Line:
    """Another birth date altogether: the one that somebody gave at another arrest."""
    born = dt.date.fromisoformat(line.born)
    return replace(
        line, born=(born - dt.timedelta(days=400 + int(chance.random() * 1500))).isoformat()
    )


def _numberless(line: Line, _chance: random.Random) -> Line:
    return replace(line, number="", suffix="")


def _misread_number(line: Line, chance: random.Random) -> Line:
    head, digits = line.number[:-5], line.number[-5:]
    if not digits:  # it has lost its number already
        return line
    spoilt = digits
    while spoilt == digits:
        spoilt = _slip(digits, chance)
    return replace(line, number=head + spoilt, suffix="")


def _other_day(line: Line, chance: random.Random) -> Line:
    """The day of the sentence, not of the plea."""
    day = dt.date.fromisoformat(line.day) + dt.timedelta(days=1 + int(chance.random() * 60))
    return replace(line, day=day.isoformat())


def _other_level(line: Line, _chance: random.Random) -> Line:
    return replace(line, level={"Felony": "Misdemeanor"}.get(line.level, "Infraction"))


def _other_section(line: Line, _chance: random.Random) -> Line:
    return replace(line, section=_MISTAKEN[line.section.removesuffix(" HS").lower()] + " HS")


# Which section a list has instead.
_MISTAKEN = {
    "11357(b)": "11357(c)",
    "11357(c)": "11357(b)",
    "11360(a)": "11360",
    "11360(b)": "11360(a)",
    "11358": "11359",
    "11359": "11358",
}

FAULTS: dict[str, tuple[Fault, int]] = {
    "misspelt last name": (_misspelt_last, 5),
    "misspelt first name": (_misspelt_first, 4),
    "swapped names": (_swapped, 4),
    "name parted otherwise": (_parted_otherwise, 3),
    "birth date swapped": (_born_swapped, 2),
    "birth date slip": (_born_slip, 3),
    "another birth date": (_born_otherwise, 1),
    "no number": (_numberless, 5),
    "misread number": (_misread_number, 5),
    "another day": (_other_day, 3),
    "another level": (_other_level, 2),
    "another section": (_other_section, 1),
}
"""What goes wrong between two lists, each with how often."""


def _spoilt(first: Line, second: Line, chance: random.Random) -> tuple[Line, Line, tuple[str, ...]]:
    """One fault between two lists, or two; either list may be the wrong one."""
    faults: list[str] = []
    for _ in range(2 if chance.random() < 0.25 else 1):
        left = {name: often for name, (_, often) in FAULTS.items() if name not in faults}
        (name,) = chance.choices(list(left), list(left.values()))
        if chance.random() < 0.5:
            first = FAULTS[name][0](first, chance)
        else:
            second = FAULTS[name][0](second, chance)
        faults.append(name)
    return first, second, tuple(sorted(faults))


@dataclass(frozen=True, kw_only=True)
class Quality:
    """How a comparison of labelled lists fared against the truth."""

    both: int  # convictions truly in both lists
    exact: int  # pairs that exact keys joined
    exact_right: int
    links: int  # pairs shown as probable
    links_right: int

    @property
    def precision(self) -> float:
        """Of the probable links, the share that is right."""
        return self.links_right / self.links if self.links else 1.0

    @property
    def recall(self) -> float:
        """Of the convictions in both lists that exact keys cannot find, the share shown."""
        left = self.both - self.exact_right
        return self.links_right / left if left else 1.0

    @property
    def overall_precision(self) -> float:
        """The same of exact pairs and probable links together."""
        return (self.exact_right + self.links_right) / (self.exact + self.links)

    @property
    def overall_recall(self) -> float:
        """The same of exact pairs and probable links together."""
        return (self.exact_right + self.links_right) / self.both


def quality(made: Labelled, compared: Path) -> Quality:
    """Hold the tables of a comparison against the truth; rows behind the labelled ones apart."""
    exact, links = (
        [
            (one, other)
            for one, other in _pairs(compared / "sealed" / table)
            if one < len(made.first) and other < len(made.second)
        ]
        for table in ("comparison.csv", "worklists/probable-links.csv")
    )
    right = made.right(exact).total()
    return Quality(
        both=made.both.total(),
        exact=len(exact),
        exact_right=right,
        links=len(links),
        links_right=made.right([*exact, *links]).total() - right,
    )


def _pairs(table: Path) -> list[tuple[int, int]]:
    """The rows of the two lists, from 0, that a table joins; the header is line 1."""
    with table.open(encoding="utf-8", newline="") as file:
        lines = [(row["first_line"], row["second_line"]) for row in csv.DictReader(file)]
    return [(int(one) - 2, int(other) - 2) for one, other in lines if one and other]
